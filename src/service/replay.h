/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A branch's journal folded in memory to what its tables should hold: the same rows, made from the
 * events alone. Not made, since no event tells it: customers' words, codes and secrets, languages
 * and preferences, and what follows from the map's settings (when something falls due). Private to
 * replay*.c.
 */
#pragma once

#include "service/tickets_write.h"

struct replay_ticket {
	struct ticket_row row;
	int64_t *errands;
	size_t errands_n, errands_room;
};

struct replay_journey {
	struct journey_row row;
	struct mark_row *marks;
	size_t marks_n, marks_room;
};

struct replay_answer {
	int64_t journey, at_us, mark;
};

/* What has an id of the branch. */
struct replay_thing {
	enum {
		REPLAY_NOTHING,
		REPLAY_TICKET,
		REPLAY_JOURNEY,
		REPLAY_APPOINTMENT,
		REPLAY_ANSWER
	} kind;
	bool is_seen; /* a row of the tables was held against it */
	union {
		struct replay_ticket ticket;
		struct replay_journey journey;
		struct appointment_row appointment;
		struct replay_answer answer;
	};
};

struct replay_label {
	const char *letter;
	int64_t date, last;
};

struct replay_served {
	int64_t staff, date, n;
};

struct replay {
	struct arena *a; /* of the branch at hand */
	int64_t branch;
	struct day_row day;
	struct counter_row *counters;
	struct replay_label *labels;
	struct replay_served *served;
	size_t counters_n, counters_room, labels_n, labels_room, served_n, served_room;
	struct replay_thing **things; /* by the lower half of their ids */
	size_t things_room;
	/* The next event says what a repaired ticket really is: it happened then. */
	struct {
		int64_t ticket, number, happened_us;
	} repair;
	char *what; /* the first difference, in `a`; NULL: none */
};

/* Everything of the branch before is forgotten. */
void replay_begin(struct replay *r, int64_t branch);
void replay_finish(struct replay *r);
/* r->what tells when the event does not go with those before it. */
void replay_event(struct replay *r, const struct journal_event *event);
/* NULL: there is no such thing. */
struct replay_thing *replay_find(const struct replay *r, int64_t id, int kind);
struct counter_row *replay_counter(struct replay *r, int64_t id);
/* ---- Between the files of the fold ---- */

typedef void replay_step(struct replay *r, const struct journal_event *e);
/* NULL: the kind is not a ticket's. */
replay_step *replay_ticket_step(int64_t kind);

/* NULL, and a difference: it cannot be made, or never was. */
struct replay_thing *replay_thing_add(
	struct replay *r, const struct journal_event *e, int64_t id, int kind);
struct replay_thing *replay_thing_get(
	struct replay *r, const struct journal_event *e, int64_t id, int kind);
/* The ticket that is the event's subject. */
struct replay_ticket *replay_ticket_get(struct replay *r, const struct journal_event *e);
struct replay_journey *replay_journey_of(
	struct replay *r, const struct journal_event *e, int64_t id);
/* Fields; 0 or nothing when the event has none of that name. */
int64_t replay_number(const struct journal_event *e, const char *field);
struct span replay_word(const struct journal_event *e, const char *field);
const char *replay_text(struct replay *r, const struct journal_event *e, const char *field);
/* When what the event says happened. */
int64_t replay_time(const struct replay *r, const struct journal_event *e);
void replay_label_set(struct replay *r, const struct ticket_row *ticket);
void replay_served_change(struct replay *r, int64_t staff, int64_t n);

/* ---- Comparing ---- */

/* Holds it against the tables of its branch. Adds what was compared to *proof. */
MUST_USE enum fault_code replay_compare(
	struct replay *r, struct store_tx *tx, struct service_proof *proof, struct fault *f);
/* The first difference, as a sentence. */
void replay_differs(struct replay *r, const char *format, ...) PRINTF_LIKE(2, 3);
