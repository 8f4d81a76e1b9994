/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One clock, as clocks*.c see it: its row, its arithmetic in elapsed or opening time, and the set
 * of a journey's clocks that a command works on. Private to clocks*.c.
 *
 *	RUNNING ──▶ PAUSED ──▶ RUNNING          the service is on hold
 *	RUNNING ──▶ met, dropped: gone          the passage ended in time, or without a result
 *	RUNNING ──▶ MISSED ──▶ over             the deadline passed; the passage goes on, and ends
 *	over: gone, or kept until its response is done, a day at most
 */
#pragma once

#include "service/clocks.h"
#include "service/life.h"

enum clock_state { CLOCK_RUNNING = 1, CLOCK_PAUSED = 2, CLOCK_MISSED = 3 };
enum clock_response { RESPONSE_NONE, RESPONSE_WANTED, RESPONSE_BEGUN, RESPONSE_DONE };

struct clock {
	int64_t journey, id, ticket, version;
	int64_t cycle, moment, standard; /* their places in the map of that version */
	int64_t state, is_over;
	int64_t begun_us;
	int64_t since_us, left_us; /* how much was left when it last began to run, or was paused */
	int64_t due_us;		   /* 0: paused; NEVER_US: the calendar never opens that long */
	int64_t look_us;	   /* due, or to be looked at whether a breach is likely */
	int64_t missed_us, is_warned, chance_permille, response;
	/* Not kept: */
	bool is_new, is_changed, is_gone;
};

/* What happened to a clock; told to the journal when the command is through. */
struct clock_news {
	enum event_kind kind;
	size_t clock; /* its place in the set */
	struct store_value value;
};

/* A journey's clocks in the command at hand. */
struct clock_set {
	int64_t journey, version;
	const struct map *map;
	const struct cycle *cycle; /* NULL: not looked up, or none */
	struct clock *items;
	size_t n, room;
	struct clock_news *news;
	size_t news_n, news_room;
};

/* NULL when the map is no longer in memory. */
const struct cycle *clock_cycle(const struct house *house, const struct clock *clock);
const struct moment *clock_moment(const struct cycle *cycle, const struct clock *clock);
const struct standard *clock_standard(const struct moment *moment, const struct clock *clock);
bool clock_is_wait(const struct standard *standard);

/* ---- Time (clocks_time.c) ---- */

/* When so much of the standard's time has passed since then; NEVER_US: never. */
int64_t clock_time_after(const struct standard *standard, const struct calendar *calendar,
	int64_t since_us, int64_t us);
int64_t clock_time_left(const struct clock *clock, const struct standard *standard,
	const struct calendar *calendar, int64_t at_us);
/* Tenths of the limit that past passages lasted; the last: they went over. */
#define PAST_TENTHS 11
/* The share of the limit from which on a breach is as likely as not, and how likely it is then. */
struct past_warning {
	double share, chance;
};
struct past_warning past_warning(const int64_t past[static PAST_TENTHS]);
size_t past_tenth(int64_t used_us, int64_t limit_us);

/* ---- Rows (clocks_tables.c) ---- */

extern const struct store_part clocks_part;

/* Appends what a row of clocks_sql.def gives; in the arena. */
struct clock *clocks_ask(struct store_tx *tx, unsigned sql, const struct store_value *values,
	size_t values_n, size_t *ret_n, size_t room, struct arena *a);
/* Those of a journey, from memory or the store, and back: what a command has made of them. */
struct clock *clocks_read(
	struct store_tx *tx, int64_t branch, int64_t journey, size_t *ret_n, struct arena *a);
void clocks_remember(struct store_tx *tx, int64_t journey, const struct clock *clocks, size_t n);
void clocks_forget_of(struct store_tx *tx, int64_t journey);
void clocks_forget(struct command *c, int64_t missed_before_us);
/* Each leaves its journey to be read anew, or remembered. */
void clock_add(struct command *c, const struct clock *clock);
void clock_set(struct command *c, const struct clock *clock);
void clock_remove(struct command *c, const struct clock *clock);
void past_read(int64_t ret[static PAST_TENTHS], struct store_tx *tx, int64_t branch,
	const struct cycle *cycle, const struct moment *moment, const struct standard *standard);
void past_add(struct command *c, const struct cycle *cycle, const struct moment *moment,
	const struct standard *standard, size_t tenth);

/* A clock was judged on that day of the branch. */
void day_judge(struct command *c, int64_t date, const struct cycle *cycle,
	const struct moment *moment, bool is_kept);
void days_forget(struct command *c, int64_t before);

#define SQL(name, mode, takes, gives, text) SQL_##name,
enum {
#include "service/clocks_sql.def"
};
#undef SQL

/* ---- Changes (clocks.c) ---- */

/* The set of a journey, loaded once a command. */
MUST_USE enum fault_code clocks_of(
	struct command *c, int64_t journey, struct clock_set **ret, struct fault *f);
void clock_begin(struct command *c, struct clock_set *set, const struct moment *moment,
	const struct standard *standard, int64_t ticket, int64_t at_us);
void clock_pause(struct command *c, struct clock_set *set, struct clock *clock);
void clock_resume(struct command *c, struct clock_set *set, struct clock *clock);
void clock_breach(struct command *c, struct clock_set *set, struct clock *clock);
void clock_warn(struct command *c, struct clock_set *set, struct clock *clock, double chance);
void clock_drop(struct command *c, struct clock_set *set, struct clock *clock, const char *reason);
/* The passage has ended: met, or – when nobody has noticed yet – missed. */
void clock_end(struct command *c, struct clock_set *set, struct clock *clock);
/* The customer left before its end. */
void clock_leave(struct command *c, struct clock_set *set, struct clock *clock);
/* The date on the branch's own clock, in days since 1970. */
int64_t clock_date(const struct command *c);
/* When to look at it next. */
void clock_look(struct command *c, const struct clock_set *set, struct clock *clock);
