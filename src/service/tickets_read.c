/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows of the customer's way as structs, one or a list, on whoever's connection it is. A fault of
 * the store stays in the transaction: what is read after it is empty, and the command or view ends
 * with that fault.
 */
#include <stdlib.h>
#include <string.h>

#include "base/attributes.h"
#include "service/tickets_kept.h"

/* ---- From columns to members ---- */

static char *
text_of(struct store_rows *rows, unsigned column, struct arena *a)
{
	const struct span text = store_row_text(rows, column);

	return arena_text_n(a, text.at, text.size);
}

struct span
turn_text(const struct queue_turn *turn, char into[static TURN_TEXT_SIZE])
{
	size_t size = 0;
	int used = QUEUE_CLASSES_MOST;

	while (used > 0 && turn->calls[used - 1] == 0)
		used--;
	for (int c = 0; c < used; c++)
		size += (size_t)snprintf(into + size, TURN_TEXT_SIZE - size, "%s%d",
			c > 0 ? "." : "", turn->calls[c]);
	return (struct span){into, size};
}

void
turn_of(struct queue_turn *ret, struct span text)
{
	struct span rest = text, part;

	*ret = (struct queue_turn){0};
	for (int c = 0; c < QUEUE_CLASSES_MOST && span_cut(&rest, '.', &part); c++)
		for (size_t i = 0; i < part.size && i < 6; i++)
			ret->calls[c] = ret->calls[c] * 10 + (part.at[i] - '0');
}

void
day_row_of(struct day_row *ret, struct store_rows *rows)
{
	ret->day = store_row_int(rows, 0);
	ret->date = store_row_int(rows, 1);
	ret->opened_us = store_row_int(rows, 2);
	ret->closed_us = store_row_int(rows, 3);
	ret->turns_us = store_row_int(rows, 4);
	turn_of(&ret->turn, store_row_text(rows, 5));
	ret->taken_n = store_row_int(rows, 6);
	ret->served_n = store_row_int(rows, 7);
	ret->left_n = store_row_int(rows, 8);
	ret->missed_n = store_row_int(rows, 9);
	ret->refused_n = store_row_int(rows, 10);
}

void
ticket_row_of(struct ticket_row *ret, struct store_rows *rows, struct arena *a)
{
	const struct span secret = store_row_bytes(rows, 27);

	*ret = (struct ticket_row){
		.id = store_row_int(rows, 0),
		.journey = store_row_int(rows, 1),
		.customer = store_row_int(rows, 2),
		.service = store_row_int(rows, 3),
		.class_ = store_row_int(rows, 4),
		.letter = text_of(rows, 5, a),
		.number = store_row_int(rows, 6),
		.form = store_row_int(rows, 7),
		.state = store_row_int(rows, 8),
		.place_us = store_row_int(rows, 9),
		.taken_us = store_row_int(rows, 10),
		.since_us = store_row_int(rows, 11),
		.counter = store_row_int(rows, 12),
		.for_counter = store_row_int(rows, 13),
		.called_us = store_row_int(rows, 14),
		.calls = store_row_int(rows, 15),
		.begun_us = store_row_int(rows, 16),
		.worked_us = store_row_int(rows, 17),
		.appointment = store_row_int(rows, 18),
		.appointment_us = store_row_int(rows, 19),
		.language = store_row_int(rows, 20),
		.preference = store_row_int(rows, 21),
		.quoted_least_us = store_row_int(rows, 22),
		.quoted_most_us = store_row_int(rows, 23),
		.errands = store_row_int(rows, 24),
		.date = store_row_int(rows, 25),
		.staff = store_row_int(rows, 26),
		.over_us = store_row_int(rows, 28),
	};
	if (secret.size == sizeof ret->secret)
		memcpy(ret->secret, secret.at, sizeof ret->secret);
}

void
journey_row_of(struct journey_row *ret, struct store_rows *rows, struct arena *a)
{
	*ret = (struct journey_row){
		.id = store_row_int(rows, 0),
		.cycle = text_of(rows, 1, a),
		.version = store_row_int(rows, 2),
		.service = store_row_int(rows, 3),
		.customer = store_row_int(rows, 4),
		.opened_us = store_row_int(rows, 5),
		.due_us = store_row_int(rows, 6),
		.staff_mark = store_row_int(rows, 7),
		.verdict = store_row_int(rows, 8),
		.served_n = store_row_int(rows, 9),
		.tickets_n = store_row_int(rows, 10),
		.mark = store_row_int(rows, 11),
		.has_mark = !store_row_is_none(rows, 11),
		.ended_us = store_row_int(rows, 12),
		.outcome = store_row_int(rows, 13),
		.judged_by = store_row_int(rows, 14),
	};
}

void
appointment_row_of(struct appointment_row *ret, struct store_rows *rows, struct arena *a)
{
	*ret = (struct appointment_row){
		.id = store_row_int(rows, 0),
		.service = store_row_int(rows, 1),
		.from_us = store_row_int(rows, 2),
		.to_us = store_row_int(rows, 3),
		.state = store_row_int(rows, 4),
		.code = text_of(rows, 5, a),
		.customer = store_row_int(rows, 6),
		.ticket = store_row_int(rows, 7),
	};
}

/* ---- The day and its counters ---- */

void
day_row_read(struct day_row *ret, struct store_tx *tx, int64_t branch)
{
	if (day_recall(ret, tx, branch))
		return;
	ON_EXIT(store_rows_guard)
	struct store_rows *rows =
		store_ask(tx, &queue_part, SQL_DAY_NOW, STORE_VALUES(store_int(branch)));

	*ret = (struct day_row){.branch = branch};
	if (!store_next(rows))
		return;
	day_row_of(ret, rows);
	day_remember(tx, ret);
}

static void
counter_row_of(struct counter_row *ret, struct store_rows *rows, struct arena *a)
{
	*ret = (struct counter_row){
		.counter = store_row_int(rows, 0),
		.state = store_row_int(rows, 1),
		.staff = store_row_int(rows, 2),
		.ticket = store_row_int(rows, 3),
		.since_us = store_row_int(rows, 4),
		.reason = text_of(rows, 5, a),
	};
}

void
counter_row_read(struct counter_row *ret, struct store_tx *tx, int64_t counter, struct arena *a)
{
	if (counter_recall(ret, tx, counter, a))
		return;
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(tx, &queue_part, SQL_COUNTER_NOW,
		STORE_VALUES(store_int(service_branch_of(counter)), store_int(counter)));

	*ret = (struct counter_row){.counter = counter, .state = COUNTER_CLOSED, .reason = ""};
	if (!store_next(rows))
		return;
	counter_row_of(ret, rows, a);
	counter_remember(tx, ret);
}

struct counter_rows
counter_rows_read(struct store_tx *tx, int64_t branch, struct arena *a)
{
	struct counter_rows list = {0};
	size_t room = 0;

	if (counters_recall(&list, tx, branch, a))
		return list;
	list = (struct counter_rows){0};
	ON_EXIT(store_rows_guard)
	struct store_rows *rows =
		store_ask(tx, &queue_part, SQL_COUNTERS_NOW, STORE_VALUES(store_int(branch)));
	while (store_next(rows))
		counter_row_of(ARENA_PUSH(a, list.rows, list.n, room), rows, a);
	counters_remember(tx, branch, &list);
	return list;
}

int64_t
served_count(struct store_tx *tx, int64_t branch, int64_t staff, int64_t date)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(
		tx, &queue_part, SQL_SERVED, STORE_VALUES(store_int(branch), store_int(staff)));

	return store_next(rows) && store_row_int(rows, 0) == date ? store_row_int(rows, 1) : 0;
}

/* ---- Tickets ---- */

const char *
ticket_label(const struct ticket_row *ticket, struct arena *a)
{
	return arena_printf(a, "%s-%lld", ticket->letter, (long long)ticket->number);
}

static bool
ticket_ask(struct ticket_row *ret, struct store_tx *tx, unsigned sql, int64_t id, struct arena *a)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(tx, &queue_part, sql,
		STORE_VALUES(store_int(service_branch_of(id)), store_int(id)));

	if (!store_next(rows))
		return false;
	ticket_row_of(ret, rows, a);
	return true;
}

bool
ticket_find(struct ticket_row *ret, struct store_tx *tx, int64_t id, struct arena *a)
{
	if (ticket_recall(ret, tx, id, a))
		return true;
	if (!ticket_ask(ret, tx, SQL_TICKET, id, a))
		return ticket_ask(ret, tx, SQL_TICKET_PAST, id, a);
	ticket_remember(tx, ret);
	return true;
}

static struct ticket_rows
ticket_rows_of(struct store_rows *rows, struct arena *a)
{
	struct ticket_rows list = {0};
	size_t room = 0;

	while (store_next(rows))
		ticket_row_of(ARENA_PUSH(a, list.rows, list.n, room), rows, a);
	return list;
}

struct ticket_rows
ticket_list(
	struct store_tx *tx, int64_t branch, enum ticket_list which, size_t most, struct arena *a)
{
	static const unsigned sql[] = {[TICKET_LIST_WAITING] = SQL_TICKETS_WAITING,
		[TICKET_LIST_ASIDE] = SQL_TICKETS_ASIDE,
		[TICKET_LIST_CALLED] = SQL_TICKETS_CALLED};
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(tx, &queue_part, sql[which],
		STORE_VALUES(store_int(branch), store_int((int64_t)most)));

	return ticket_rows_of(rows, a);
}

struct ticket_rows
ticket_list_labelled(
	struct store_tx *tx, int64_t branch, struct span letter, int64_t number, struct arena *a)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(tx, &queue_part, SQL_TICKETS_LABELLED,
		STORE_VALUES(store_int(branch), store_text(letter), store_int(number)));

	return ticket_rows_of(rows, a);
}

size_t
line_ask(struct store_tx *tx, int64_t branch, const struct queue_ticket *after, size_t most,
	struct queue_ticket *ret)
{
	size_t n = 0;
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(tx, &queue_part, SQL_LINE,
		STORE_VALUES(store_int(branch),
			store_int(after != NULL ? after->place_us : INT64_MIN),
			store_int(after != NULL ? after->ticket : 0), store_int((int64_t)most)));

	for (; n < most && store_next(rows); n++)
		ret[n] = queue_ticket_of(rows);
	return n;
}

size_t
ticket_line(struct store_tx *tx, int64_t branch, size_t most, struct queue_ticket *ret)
{
	const struct queue_ticket *line;
	size_t n = 0;

	if (line_recall(tx, branch, &line, &n)) {
		n = n < most ? n : most;
		if (n > 0)
			memcpy(ret, line, n * sizeof *ret);
		return n;
	}
	n = line_ask(tx, branch, NULL, most, ret);
	if (n < most)
		line_remember(tx, branch, ret, n);
	return n;
}

size_t
ticket_waiting_count(struct store_tx *tx, int64_t branch)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows =
		store_ask(tx, &queue_part, SQL_TICKETS_WAITING_N, STORE_VALUES(store_int(branch)));

	return store_next(rows) ? (size_t)store_row_int(rows, 0) : 0;
}

struct service_ids
ticket_errands(struct store_tx *tx, int64_t ticket, struct arena *a)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(tx, &queue_part, SQL_ERRANDS,
		STORE_VALUES(store_int(service_branch_of(ticket)), store_int(ticket)));
	int64_t *ids = NULL;
	size_t n = 0, room = 0;

	while (store_next(rows))
		*ARENA_PUSH(a, ids, n, room) = store_row_int(rows, 1);
	return (struct service_ids){ids, n};
}

struct queue_ticket
queue_ticket_of(struct store_rows *rows)
{
	return (struct queue_ticket){.ticket = store_row_int(rows, 0),
		.service = store_row_int(rows, 1),
		.place_us = store_row_int(rows, 2),
		.for_counter = store_row_int(rows, 3),
		.appointment_us = store_row_int(rows, 4),
		.class_ = (int)store_row_int(rows, 5)};
}

struct queue_ticket
ticket_in_queue(const struct ticket_row *ticket)
{
	return (struct queue_ticket){
		.ticket = ticket->id,
		.service = ticket->service,
		.place_us = ticket->place_us,
		.for_counter = ticket->for_counter,
		.appointment_us = ticket->appointment_us,
		.class_ = (int)ticket->class_,
	};
}

/* ---- Journeys ---- */

static bool
journey_ask(struct journey_row *ret, struct store_tx *tx, unsigned sql, int64_t id, struct arena *a)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(tx, &queue_part, sql,
		STORE_VALUES(store_int(service_branch_of(id)), store_int(id)));

	if (!store_next(rows))
		return false;
	journey_row_of(ret, rows, a);
	return true;
}

bool
journey_find(struct journey_row *ret, struct store_tx *tx, int64_t id, struct arena *a)
{
	if (journey_recall(ret, tx, id, a))
		return true;
	if (!journey_ask(ret, tx, SQL_JOURNEY, id, a))
		return journey_ask(ret, tx, SQL_JOURNEY_PAST, id, a);
	journey_remember(tx, ret);
	return true;
}

struct journey_rows
journey_list_of_customer(struct store_tx *tx, int64_t customer, size_t most, struct arena *a)
{
	static const unsigned sql[] = {SQL_JOURNEYS_OF_CUSTOMER, SQL_JOURNEYS_PAST_OF_CUSTOMER};
	struct journey_rows list = {0};
	size_t room = 0;

	for (size_t i = 0; i < array_length(sql); i++) {
		ON_EXIT(store_rows_guard)
		struct store_rows *rows = store_ask(tx, &queue_part, sql[i],
			STORE_VALUES(store_int(customer), store_int((int64_t)(most - list.n))));

		while (store_next(rows))
			journey_row_of(ARENA_PUSH(a, list.rows, list.n, room), rows, a);
	}
	return list;
}

struct mark_rows
journey_marks(struct store_tx *tx, int64_t journey, struct arena *a)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(tx, &queue_part, SQL_MARKS,
		STORE_VALUES(store_int(service_branch_of(journey)), store_int(journey)));
	struct mark_rows list = {0};
	size_t room = 0;

	while (store_next(rows)) {
		struct mark_row *row = ARENA_PUSH(a, list.rows, list.n, room);

		row->moment = text_of(rows, 0, a);
		row->mark = store_row_int(rows, 1);
		row->begun_us = store_row_int(rows, 2);
		row->ended_us = store_row_int(rows, 3);
	}
	return list;
}

struct now_rows
journeys_now(struct store_tx *tx, int64_t branch, struct arena *a)
{
	struct now_rows list = {0};
	size_t room = 0;

	for (int by_mark = 0; by_mark < 2; by_mark++) {
		ON_EXIT(store_rows_guard)
		struct store_rows *rows =
			by_mark ? store_ask(tx, &queue_part, SQL_NOW_BEGUN,
					  STORE_VALUES(store_int(branch), store_int(MARK_BEGUN)))
				: store_ask(tx, &queue_part, SQL_NOW_STATES,
					  STORE_VALUES(store_int(branch)));

		while (store_next(rows)) {
			struct now_row *row = ARENA_PUSH(a, list.rows, list.n, room);

			row->cycle = text_of(rows, 0, a);
			row->moment = by_mark ? text_of(rows, 1, a) : NULL;
			row->state = by_mark ? 0 : store_row_int(rows, 1);
			row->n = store_row_int(rows, 2);
		}
	}
	return list;
}

struct answer_rows
answer_list_bad(struct store_tx *tx, int64_t branch, int64_t since_us, size_t most, struct arena *a)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(tx, &queue_part, SQL_ANSWERS_BAD,
		STORE_VALUES(store_int(branch), store_int(since_us), store_int((int64_t)most)));
	struct answer_rows list = {0};
	size_t room = 0;

	while (store_next(rows)) {
		struct answer_row *row = ARENA_PUSH(a, list.rows, list.n, room);

		row->id = store_row_int(rows, 0);
		row->ticket = store_row_int(rows, 1);
		row->at_us = store_row_int(rows, 2);
		row->mark = store_row_int(rows, 3);
		row->from = store_row_int(rows, 4);
		row->to = store_row_int(rows, 5);
		row->words = text_of(rows, 6, a);
	}
	return list;
}

/* ---- Agreed times ---- */

bool
appointment_find(struct appointment_row *ret, struct store_tx *tx, int64_t id, struct arena *a)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(tx, &queue_part, SQL_APPOINTMENT,
		STORE_VALUES(store_int(service_branch_of(id)), store_int(id)));

	if (!store_next(rows))
		return false;
	appointment_row_of(ret, rows, a);
	return true;
}

struct appointment_rows
appointment_list(struct store_tx *tx, int64_t branch, int64_t from_us, int64_t to_us, size_t most,
	struct arena *a)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(tx, &queue_part, SQL_APPOINTMENTS,
		STORE_VALUES(store_int(branch), store_int(from_us), store_int(to_us),
			store_int((int64_t)most)));
	struct appointment_rows list = {0};
	size_t room = 0;

	while (store_next(rows))
		appointment_row_of(ARENA_PUSH(a, list.rows, list.n, room), rows, a);
	return list;
}
