/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is true now of the customer's way – the day, counters, tickets, errands, journeys, marks,
 * agreed times, answers – and how it is read: for commands on the writer and for views on a reader.
 * Only commands change it (tickets_write.h). What is over stays findable in tables of its own, so
 * that those of the day stay small. Texts of what is read are in the arena. Private to service/.
 */
#pragma once

#include "service/asks.h"

extern const struct store_part queue_part;

/* ---- Words; the numbers stand in stores for ever ---- */

/* X(number, id, slug, what a sentence says of a ticket in it) */
#define TICKET_STATE_TABLE(X)                                                                      \
	X(1, WAITING, "waiting", "waits")                                                          \
	X(2, CALLED, "called", "is called to")                                                     \
	X(3, SERVING, "serving", "is being served at")                                             \
	X(4, HELD, "held", "is on hold")                                                           \
	X(5, PARKED, "parked", "is put aside")                                                     \
	X(6, MISSED, "missed", "was called and did not come")                                      \
	X(7, DONE, "done", "is done")                                                              \
	X(8, LEFT, "left", "has left")

enum ticket_state {
#define X(number, id, slug, sentence) TICKET_##id = (number),
	TICKET_STATE_TABLE(X)
#undef X
		TICKET_STATE__COUNT
};

/* X(number, id, slug) */
#define COUNTER_STATE_TABLE(X)                                                                     \
	X(1, CLOSED, "closed")                                                                     \
	X(2, OPEN, "open")                                                                         \
	X(3, PAUSED, "paused")

enum counter_state {
#define X(number, id, slug) COUNTER_##id = (number),
	COUNTER_STATE_TABLE(X)
#undef X
		COUNTER_STATE__COUNT
};

#define TICKET_FORM_TABLE(X)                                                                       \
	X(1, PAPER, "paper")                                                                       \
	X(2, QR, "qr")                                                                             \
	X(3, PHONE, "phone")

enum ticket_form {
#define X(number, id, slug) FORM_##id = (number),
	TICKET_FORM_TABLE(X)
#undef X
		TICKET_FORM__COUNT
};

/* How the customer likes to be called; 0: not said. */
#define PREFERENCE_TABLE(X)                                                                        \
	X(1, SEE, "see")                                                                           \
	X(2, HEAR, "hear")                                                                         \
	X(3, VIBRATE, "vibrate")

enum preference {
#define X(number, id, slug) PREFERENCE_##id = (number),
	PREFERENCE_TABLE(X)
#undef X
		PREFERENCE__COUNT
};

/* How staff see it; of a moment also that it has begun. 0: not said. */
#define MARK_TABLE(X)                                                                              \
	X(1, POSITIVE, "positive")                                                                 \
	X(2, NEUTRAL, "neutral")                                                                   \
	X(3, NEGATIVE, "negative")                                                                 \
	X(4, BEGUN, "begun")

enum mark {
#define X(number, id, slug) MARK_##id = (number),
	MARK_TABLE(X)
#undef X
		MARK__COUNT
};

/* How a journey closed; 0: it is open. */
#define CLOSING_TABLE(X)                                                                           \
	X(1, SATISFIED, "satisfied")                                                               \
	X(2, DISSATISFIED, "dissatisfied")                                                         \
	X(3, ABANDONED, "abandoned")

enum closing {
#define X(number, id, slug) CLOSING_##id = (number),
	CLOSING_TABLE(X)
#undef X
		CLOSING__COUNT
};

/* By what a journey was judged. */
#define JUDGE_TABLE(X)                                                                             \
	X(1, ANSWER, "answer")                                                                     \
	X(2, STAFF, "staff")                                                                       \
	X(3, LEAVING, "leaving")                                                                   \
	X(4, NO_SHOW, "no-show")                                                                   \
	X(5, REPAIR, "repair")

enum judge {
#define X(number, id, slug) JUDGE_##id = (number),
	JUDGE_TABLE(X)
#undef X
		JUDGE__COUNT
};

#define APPOINTMENT_STATE_TABLE(X)                                                                 \
	X(1, AGREED, "agreed")                                                                     \
	X(2, ARRIVED, "arrived")                                                                   \
	X(3, MISSED, "missed")                                                                     \
	X(4, CANCELLED, "cancelled")

enum appointment_state {
#define X(number, id, slug) APPOINTMENT_##id = (number),
	APPOINTMENT_STATE_TABLE(X)
#undef X
		APPOINTMENT_STATE__COUNT
};

/* Why no ticket can be had; 0: it can. X(number, id, slug) */
#define REFUSAL_TABLE(X)                                                                           \
	X(1, CLOSED, "closed")                                                                     \
	X(2, LATE, "late")                                                                         \
	X(3, UNSERVED, "unserved")                                                                 \
	X(4, FULL, "full")

enum refusal {
#define X(number, id, slug) REFUSAL_##id = (number),
	REFUSAL_TABLE(X)
#undef X
		REFUSAL__COUNT
};

/* The slug of a number, "" for 0; and back, 0 when there is none of that name. */
const char *ticket_state_slug(int64_t number);
const char *counter_state_slug(int64_t number);
const char *ticket_form_slug(int64_t number);
const char *preference_slug(int64_t number);
const char *mark_slug(int64_t number);
const char *closing_slug(int64_t number);
const char *judge_slug(int64_t number);
const char *appointment_state_slug(int64_t number);
const char *refusal_slug(int64_t number);
int64_t ticket_state_find(struct span slug);
int64_t ticket_form_find(struct span slug);
int64_t preference_find(struct span slug);
int64_t mark_find(struct span slug);

/* ---- The day and its counters ---- */

/* A branch now: zeroes before its first day. The counts are those of the day, also after it closed.
 */
struct day_row {
	int64_t branch;
	int64_t day;  /* its id; 0: the branch is closed */
	int64_t date; /* of the last day that opened, in days since 1970 on the branch's clock */
	int64_t opened_us, closed_us; /* last */
	int64_t turns_us; /* opens or closes by itself then; 0: not looked yet; INT64_MAX: never */
	struct queue_turn turn;
	int64_t taken_n, served_n, left_n, missed_n, refused_n;
};

struct counter_row {
	int64_t counter, state; /* enum counter_state */
	int64_t staff, ticket, since_us;
	const char *reason; /* of a pause, "" when none was given */
};

void day_row_read(struct day_row *ret, struct store_tx *tx, int64_t branch);
/* A counter without a row is closed. */
void counter_row_read(
	struct counter_row *ret, struct store_tx *tx, int64_t counter, struct arena *a);
/* Those of a branch that were ever opened, by their ids. */
struct counter_rows {
	struct counter_row *rows;
	size_t n;
};
struct counter_rows counter_rows_read(struct store_tx *tx, int64_t branch, struct arena *a);
/* How many customers somebody has served at the date (day_row.date). */
int64_t served_count(struct store_tx *tx, int64_t branch, int64_t staff, int64_t date);

/* ---- Tickets ---- */

#define TICKET_SECRET_HASH COMMAND_SECRET_HASH

struct ticket_row {
	int64_t id, journey, customer, service;
	int64_t class_;	    /* the place of its class in the workspace */
	const char *letter; /* on it, with the number: ticket_label */
	int64_t number;
	int64_t form, state;	    /* enum ticket_form, enum ticket_state */
	int64_t place_us;	    /* the arrival that counts */
	int64_t taken_us, since_us; /* since_us: in this state */
	int64_t counter;	    /* where it is called or served, or was last */
	int64_t for_counter;	    /* that shall call it; 0: any */
	int64_t called_us, calls;   /* last; how often in this queue */
	int64_t begun_us;	    /* this service; 0: not begun */
	int64_t worked_us;	    /* at it so far, up to since_us, without holds */
	int64_t appointment, appointment_us;
	int64_t language;			 /* 1 + enum language; 0: not said */
	int64_t preference;			 /* enum preference */
	int64_t quoted_least_us, quoted_most_us; /* first quoted, at taken_us; most 0: nothing */
	int64_t errands;			 /* services that follow */
	int64_t date;				 /* of the day it was taken in */
	int64_t staff;				 /* who called or served it last */
	unsigned char secret[TICKET_SECRET_HASH];
	int64_t over_us; /* 0: it is open */
};

struct ticket_rows {
	struct ticket_row *rows;
	size_t n;
};

/* "A-27", in the arena. */
const char *ticket_label(const struct ticket_row *ticket, struct arena *a);
/* Open, or over. False: there is no such ticket. */
bool ticket_find(struct ticket_row *ret, struct store_tx *tx, int64_t id, struct arena *a);
/* At most `most` rows; WAITING by place, ASIDE (held, parked, missed) by since when, CALLED (called
 * or served) the newest call first. */
enum ticket_list { TICKET_LIST_WAITING, TICKET_LIST_ASIDE, TICKET_LIST_CALLED };
struct ticket_rows ticket_list(
	struct store_tx *tx, int64_t branch, enum ticket_list which, size_t most, struct arena *a);
/* Those who wait, by place, as the queue's rules want them: the first `most` into ret; returns how
 * many. Much quicker than their rows. */
size_t ticket_line(struct store_tx *tx, int64_t branch, size_t most, struct queue_ticket *ret);
size_t ticket_waiting_count(struct store_tx *tx, int64_t branch);
/* Open ones with this label. */
struct ticket_rows ticket_list_labelled(
	struct store_tx *tx, int64_t branch, struct span letter, int64_t number, struct arena *a);
/* The services that follow, in order. */
struct service_ids ticket_errands(struct store_tx *tx, int64_t ticket, struct arena *a);
/* As the queue's rules want it. */
struct queue_ticket ticket_in_queue(const struct ticket_row *ticket);
struct queue_rules ticket_rules(const struct house_workspace *workspace);

/* May a counter, with who sits there (0: nobody is asked), serve it? The struct is the `with` of
 * queue_serves. */
struct counter_serves {
	const struct house_counter *counter;
	struct service_ids skills; /* none: everything */
};
MUST_USE enum fault_code counter_serves_load(struct counter_serves *ret, struct store_tx *tx,
	const struct house_counter *counter, int64_t staff, struct arena *a, struct fault *f);
bool counter_serves(const void *with, int64_t service);

/* Whether a ticket for the service can be had now, and why not. */
enum refusal ticket_refusal(struct store_tx *tx, const struct house *house,
	const struct house_branch *branch, const struct house_service *service,
	const struct day_row *day, int64_t now_us);

/* ---- Journeys ---- */

struct journey_row {
	int64_t id;
	const char *cycle; /* "": the service has none */
	int64_t version, service, customer, opened_us;
	int64_t due_us;	    /* closes by itself then; 0: a ticket of it is open, or it is closed */
	int64_t staff_mark; /* enum mark of the last service finished */
	int64_t verdict;    /* enum closing that an answer gave while a ticket was open */
	int64_t served_n, tickets_n; /* services finished; tickets open */
	int64_t mark;		     /* answered, when has_mark */
	bool has_mark;
	int64_t ended_us, outcome, judged_by; /* enum closing, enum judge; 0: it is open */
};

struct journey_rows {
	struct journey_row *rows;
	size_t n;
};

/* Open, or closed. False: there is no such journey. */
bool journey_find(struct journey_row *ret, struct store_tx *tx, int64_t id, struct arena *a);
/* Of a customer in all branches, open ones first, the newest first. */
struct journey_rows journey_list_of_customer(
	struct store_tx *tx, int64_t customer, size_t most, struct arena *a);

struct mark_row {
	const char *moment;
	int64_t mark, begun_us, ended_us; /* enum mark; 0: not */
};
struct mark_rows {
	struct mark_row *rows;
	size_t n;
};
/* What staff marked in a journey that is open. */
struct mark_rows journey_marks(struct store_tx *tx, int64_t journey, struct arena *a);

/* How many customers of a branch are on the way through each map: by the state of their ticket –
 * waiting, called, serving – and in the moments that staff have begun. */
struct now_row {
	const char *cycle, *moment; /* NULL: by state */
	int64_t state, n;
};
struct now_rows {
	struct now_row *rows;
	size_t n;
};
struct now_rows journeys_now(struct store_tx *tx, int64_t branch, struct arena *a);

/* The closing question of a journey's map; NULL: it has none. */
const struct survey_item *journey_question(const struct house *house,
	const struct journey_row *journey, const struct survey **ret_survey);
/* Whether the ticket's page may ask it now. */
bool journey_may_answer(const struct ticket_row *ticket, const struct journey_row *journey);

struct answer_row {
	int64_t id, ticket, at_us, mark, from, to;
	const char *words; /* "": none, or erased */
};
struct answer_rows {
	struct answer_row *rows;
	size_t n;
};
/* Bad answers since a time, the newest first. */
struct answer_rows answer_list_bad(
	struct store_tx *tx, int64_t branch, int64_t since_us, size_t most, struct arena *a);

/* ---- Agreed times ---- */

struct appointment_row {
	int64_t id, service, from_us, to_us, state; /* enum appointment_state */
	const char *code;
	int64_t customer, ticket;
};
struct appointment_rows {
	struct appointment_row *rows;
	size_t n;
};
bool appointment_find(
	struct appointment_row *ret, struct store_tx *tx, int64_t id, struct arena *a);
/* Of [from_us, to_us), in order of time. */
struct appointment_rows appointment_list(struct store_tx *tx, int64_t branch, int64_t from_us,
	int64_t to_us, size_t most, struct arena *a);

/* ---- For other parts of the service ---- */

/* What time does to the branch's day, tickets, journeys and agreed times at c->at_us. *ret_next_us:
 * when to look again, INT64_MAX: when something happens. Part of branch.tick. */
MUST_USE enum fault_code tickets_tick(struct command *c, int64_t *ret_next_us, struct fault *f);
/* Replays the journals of all branches and holds the result against the tables, in a reader's
 * transaction. Adds to the counts of *ret; a difference is a result and no fault. */
MUST_USE enum fault_code tickets_prove(
	struct store_tx *tx, struct service_proof *ret, struct fault *f);
