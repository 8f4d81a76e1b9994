/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Standards as running clocks. An event of a journey is held against the map that the journey runs
 * under: it begins the clocks of the moments that it begins (measure duration), or from whose first
 * sign one waits (measure wait), and ends those of the moments that it ends. Each clock has a due
 * time in elapsed or opening time; a warning when a breach becomes likely; a breach exactly once. A
 * ticket on hold or parked pauses the clocks of its service, not those of its wait. Private to
 * service/.
 */
#pragma once

#include "service/command.h"

/* command_event calls it with every event that has a journey; the fields are the event's own. */
MUST_USE enum fault_code clocks_hear(struct command *c, enum event_kind kind, int64_t journey,
	int64_t subject, const struct store_value *fields, size_t fields_n, struct fault *f);

/* The journey has just been opened, so it has no clocks, and nobody need ask. */
void clocks_expect_none(struct command *c, int64_t journey);

/* Writes what was heard: after each command, by the writer. */
MUST_USE enum fault_code clocks_settle(struct command *c, struct fault *f);

/* What is due in the branch at c->at_us: breaches, warnings. *ret_next_us: when to look again,
 * INT64_MAX: when something happens. */
MUST_USE enum fault_code clocks_run(struct command *c, int64_t *ret_next_us, struct fault *f);

/* A repaired ticket: its clocks are made anew from what is true now. */
MUST_USE enum fault_code clocks_repair(
	struct command *c, int64_t journey, int64_t ticket, struct fault *f);

/* The clocks of a branch that run or were missed and want a response, as clock_shape; of one ticket
 * only when `ticket` is not 0. A new reference to an array. */
MUST_USE enum fault_code clocks_json(struct view_call *v, int64_t ticket, bool only_at_risk,
	size_t most, json_t **ret, struct fault *f);

/* Replays the clocks of all branches from the journal and holds them against the tables; as
 * tickets_prove. */
MUST_USE enum fault_code clocks_prove(
	struct store_tx *tx, struct service_proof *ret, struct fault *f);

/* The clocks of a moment that ended on a day of the branch (days since 1970 on its clock): how many
 * were judged, and how many of these kept. For the map on the page of today. */
struct clocks_today {
	const char *cycle, *moment;
	int64_t judged_n, kept_n;
};
struct clocks_days {
	const struct clocks_today *rows;
	size_t n;
};
struct clocks_days clocks_today_read(
	struct store_tx *tx, int64_t branch, int64_t date, struct arena *a);
/* None of that moment: noughts. */
struct clocks_today clocks_today_of(
	const struct clocks_days *days, const char *cycle, const char *moment);

/* What was promised to the customers of a branch and is not over: for lines and counts. */
struct promise {
	int64_t ticket, due_us; /* 0: it rests, or never falls due */
	const char *moment;	/* NULL: its map is no longer in memory */
	bool is_warned, is_missed;
};
struct promises {
	const struct promise *rows;
	size_t n;
};
struct promises promises_read(struct store_tx *tx, const struct house *house, int64_t branch,
	size_t most, struct arena *a);

/* ---- The pace of service, and the wait ---- */

/* Learns from events of a ticket how long customers wait, whether they give up, and how long they
 * walk to the counter; command_event calls it. */
void pace_hear(struct command *c, enum event_kind kind, int64_t ticket);
/* Learns from a finished service: how long it took at that hour. */
MUST_USE enum fault_code pace_learn(
	struct command *c, int64_t service, int64_t took_us, struct fault *f);

/* What is quoted to a ticket that waits (or, with ticket 0, to somebody who comes now for
 * `service`), with how many are ahead and how many counters are open for it. */
struct wait_now {
	int64_t least_us, most_us; /* most 0: nothing honest can be said */
	double chance_longer;	   /* than `limit_us` from now, when asked */
	size_t ahead, counters;
};
MUST_USE enum fault_code wait_now(struct wait_now *ret, struct store_tx *tx,
	const struct house *house, int64_t branch, int64_t service, int64_t ticket,
	int64_t limit_us, int64_t now_us, struct arena *a, struct fault *f);
