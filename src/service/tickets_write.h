/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the commands on the customer's way share: the branch at hand, taken once a command; rows as
 * they are written back; the steps of which commands are made. Private to the queue's part of
 * service/ (day.c, tickets*.c, journeys.c, answers.c, appointments.c, repair.c, replay*.c).
 */
#pragma once

#include "base/attributes.h"
#include "service/clocks.h"
#include "service/tickets.h"

enum {
#define SQL(name, mode, takes, gives, text) SQL_##name,
#include "service/tickets_sql.def"
#undef SQL
};

/* Rows of the store's answers, in the order of the columns in tickets_sql.def. */
void ticket_row_of(struct ticket_row *ret, struct store_rows *rows, struct arena *a);
void journey_row_of(struct journey_row *ret, struct store_rows *rows, struct arena *a);
void appointment_row_of(struct appointment_row *ret, struct store_rows *rows, struct arena *a);
/* Of the row LINE. */
struct queue_ticket queue_ticket_of(struct store_rows *rows);
void day_row_of(struct day_row *ret, struct store_rows *rows);
/* The turn as a word, "2.1.0", and back; "" when no class has had its turn. */
#define TURN_TEXT_SIZE (QUEUE_CLASSES_MOST * 12)
struct span turn_text(const struct queue_turn *turn, char into[static TURN_TEXT_SIZE]);
void turn_of(struct queue_turn *ret, struct span text);

/* ---- The hall: the branch at hand, for the length of a command ---- */

struct hall {
	struct command *c;
	const struct house_branch *branch;
	const struct house_queue *rules;
	struct day_row day, before; /* as it becomes; as it was read */
	int64_t at_us; /* of what happens to tickets: now, or earlier when a repair says so */
};

/* Finds the branch, and opens or closes its day when it was time for that. */
MUST_USE enum fault_code hall_enter(struct hall *h, struct command *c, struct fault *f);
/* Writes the day back. The last thing a command does; gives the store's fault, too. */
MUST_USE enum fault_code hall_leave(struct hall *h, struct fault *f);

/* Things of this branch; NOT_FOUND names the field. */
MUST_USE enum fault_code hall_ticket(
	struct hall *h, int64_t id, const char *field, struct ticket_row *ret, struct fault *f);
MUST_USE enum fault_code hall_counter(struct hall *h, int64_t id, const char *field,
	const struct house_counter **ret, struct counter_row *ret_row, struct fault *f);
MUST_USE enum fault_code hall_service(struct hall *h, int64_t id, const char *field,
	const struct house_service **ret, struct fault *f);

/* CONFLICT, with what is true now, unless the ticket is in one of the states (TICKET_BIT). */
#define TICKET_BIT(id) (1u << TICKET_##id)
#define TICKET_BITS_OPEN                                                                           \
	(TICKET_BIT(WAITING) | TICKET_BIT(CALLED) | TICKET_BIT(SERVING) | TICKET_BIT(HELD) |       \
		TICKET_BIT(PARKED) | TICKET_BIT(MISSED))
MUST_USE enum fault_code ticket_want(
	struct hall *h, const struct ticket_row *ticket, unsigned states, struct fault *f);
/* CONFLICT unless the counter is open with nobody in front of it. */
MUST_USE enum fault_code counter_want_free(struct hall *h, const struct house_counter *counter,
	const struct counter_row *row, struct fault *f);
/* CONFLICT unless the counter, with who sits there, serves it. */
MUST_USE enum fault_code counter_want_serves(struct hall *h, const struct house_counter *counter,
	const struct counter_row *row, int64_t service, struct fault *f);
/* What a thing is called, in the language of who asks. */
const char *title_for(const struct hall *h, const struct wording *title);

/* A word of the caller that may be left out: BAD_INPUT names the field when it is none of these. */
MUST_USE enum fault_code word_is_one_of(struct span word, const char *field,
	const char *const *words, size_t words_n, struct fault *f);
struct store_value word_or_none(struct span word);

/* NOT_FOUND names the field; 0 is nobody, and fine. */
MUST_USE enum fault_code customer_want(
	struct hall *h, int64_t customer, struct customer_wishes *ret, struct fault *f);

/* ---- Rows written back ---- */

void ticket_add(struct hall *h, const struct ticket_row *ticket);
void ticket_save(struct hall *h, const struct ticket_row *ticket);
void ticket_move_to_past(struct hall *h, const struct ticket_row *ticket);
void ticket_move_from_past(struct hall *h, const struct ticket_row *ticket);
void counter_save(struct hall *h, const struct counter_row *counter);
/* Nobody is in front of the ticket's counter any more, if it was called or served there. */
void counter_free(struct hall *h, const struct ticket_row *ticket);
void journey_add(struct hall *h, const struct journey_row *journey);
void journey_save(struct hall *h, const struct journey_row *journey);
/* The only way to save whose it is, after it was added. */
void journey_save_customer(struct hall *h, const struct journey_row *journey);
void journey_move_to_past(struct hall *h, const struct journey_row *journey);
void journey_move_from_past(struct hall *h, const struct journey_row *journey);
void appointment_save(struct hall *h, const struct appointment_row *appointment);

/* ---- Steps ---- */

/* When the day closes by itself (it is open), or opens (it is closed); INT64_MAX: never. by_hand:
 * somebody has just closed it, so not before the hours that run now are over. See hours.c. */
int64_t day_turns_us(
	const struct house_branch *branch, const struct day_row *day, int64_t now_us, bool by_hand);
bool hours_are_open(const struct house_branch *branch, int64_t at_us);
/* The date on the branch's clock, in days since 1970. */
int64_t day_date(const struct house_branch *branch, int64_t at_us);
/* The next number of a letter today. */
int64_t label_next(struct hall *h, const char *letter);

/* What the customer wishes; empty words change nothing. */
MUST_USE enum fault_code ticket_wish(
	struct ticket_row *ticket, struct span language, struct span preference, struct fault *f);
/* Its priority class, by name; an empty one is the usual class. */
MUST_USE enum fault_code ticket_classify(
	struct hall *h, struct ticket_row *ticket, struct span name, struct fault *f);
/* ticket.taken: it stands in the line of a journey. */
MUST_USE enum fault_code ticket_taken(
	struct hall *h, const struct ticket_row *ticket, struct fault *f);
/* One more service of the visit; the caller writes the ticket back. */
MUST_USE enum fault_code errand_store(
	struct hall *h, struct ticket_row *ticket, int64_t place, int64_t service, struct fault *f);
/* CONFLICT when no counter of the branch serves it. */
MUST_USE enum fault_code service_want_served(
	struct hall *h, const struct house_service *service, struct fault *f);
/* The ticket comes to stand in the line of a service: where nothing of it was done yet. */
void ticket_queue_up(struct ticket_row *ticket, int64_t service, int64_t at_us);
/* A called customer is awaited for a while. */
void ticket_await(struct hall *h, const struct ticket_row *ticket);
/* Calls it to a counter that is free. turn: "" or how the classes' turn stands after it. */
MUST_USE enum fault_code ticket_call_to(struct hall *h, struct ticket_row *ticket,
	struct counter_row *counter, struct span how, struct span turn, struct fault *f);
/* Served to the end of the visit. */
MUST_USE enum fault_code ticket_done(struct hall *h, struct ticket_row *ticket, struct fault *f);
/* So many more customers were served by somebody today. */
void served_add(struct hall *h, int64_t staff, int64_t n);
/* Was called and did not come. */
MUST_USE enum fault_code ticket_miss(struct hall *h, struct ticket_row *ticket, struct fault *f);
/* It is over, as left or missed: the queue first, then its journey. */
MUST_USE enum fault_code ticket_give_up(struct hall *h, struct ticket_row *ticket,
	enum ticket_state state, struct span how, enum judge judge, struct fault *f);

/* Opens a journey for the ticket's service, or joins the open one of its customer: sets
 * ticket->journey. */
MUST_USE enum fault_code journey_begin(struct hall *h, struct ticket_row *ticket, struct fault *f);
/* The open journey of a ticket; BROKEN when there is none. */
MUST_USE enum fault_code journey_get(
	struct hall *h, int64_t id, struct journey_row *ret, struct fault *f);
/* A known customer who was here before: journey.returned. */
MUST_USE enum fault_code journey_note_return(
	struct hall *h, const struct journey_row *journey, struct fault *f);
/* Staff's mark of a service that was finished. */
MUST_USE enum fault_code journey_mark_served(
	struct hall *h, int64_t journey, enum mark mark, struct fault *f);
/* One of its tickets is over: it closes, or waits for the answer. judge: LEAVING, NO_SHOW, or STAFF
 * when the visit was served to its end. */
MUST_USE enum fault_code journey_ticket_over(
	struct hall *h, int64_t journey, enum judge judge, struct fault *f);
MUST_USE enum fault_code journey_close(struct hall *h, struct journey_row *journey,
	enum closing outcome, enum judge judge, struct fault *f);
/* What staff's mark makes of it. */
enum closing journey_closing_of_mark(const struct journey_row *journey);
