/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The branch's day and its counters. The day opens and closes by the calendar, whoever comes first
 * after that time – the timer, or a customer – and by hand. Tickets that are still open when the
 * next day begins are carried over to it: they keep their places and labels, and today gives those
 * labels to nobody else.
 */
#include "service/tickets_kept.h"

#define CARRIED_AT_ONCE 100

/* ---- Opening ---- */

static void
label_keep(struct hall *h, const struct ticket_row *ticket)
{
	store_do(h->c->tx, &queue_part, SQL_LABEL_KEEP,
		STORE_VALUES(store_int(h->branch->id), store_int(h->day.date),
			store_text(span_of(ticket->letter)), store_int(ticket->number)));
}

static enum fault_code
ticket_carry(struct hall *h, struct ticket_row *ticket, struct fault *f)
{
	ticket->date = h->day.date;
	ticket_save(h, ticket);
	label_keep(h, ticket);
	return command_event(h->c, EVENT_TICKET_CARRIED, ticket->journey, ticket->id,
		STORE_VALUES(store_int(h->day.day)), f);
}

static enum fault_code
tickets_carry(struct hall *h, struct fault *f)
{
	int64_t after = 0;
	size_t n;

	do {
		struct ticket_row tickets[CARRIED_AT_ONCE];
		struct store_rows *rows = store_ask(h->c->tx, &queue_part, SQL_TICKETS,
			STORE_VALUES(store_int(h->branch->id), store_int(after),
				store_int(CARRIED_AT_ONCE)));

		for (n = 0; store_next(rows); n++)
			ticket_row_of(&tickets[n], rows, h->c->arena);
		for (size_t i = 0; i < n; i++) {
			after = tickets[i].id;
			if (tickets[i].date < h->day.date && ticket_carry(h, &tickets[i], f))
				return f->code;
		}
	} while (n == CARRIED_AT_ONCE);
	return FAULT_NONE;
}

/* Counters that were left open on an earlier day, with nobody in front. */
static enum fault_code
counters_close(struct hall *h, struct fault *f)
{
	const struct counter_rows counters =
		counter_rows_read(h->c->tx, h->branch->id, h->c->arena);

	for (size_t i = 0; i < counters.n; i++) {
		struct counter_row *row = &counters.rows[i];

		if (row->state == COUNTER_CLOSED || row->ticket != 0 ||
			row->since_us >= h->day.closed_us ||
			day_date(h->branch, row->since_us) >= h->day.date)
			continue;
		*row = (struct counter_row){.counter = row->counter,
			.state = COUNTER_CLOSED,
			.since_us = h->c->at_us,
			.reason = ""};
		counter_save(h, row);
		if (command_event(h->c, EVENT_COUNTER_CLOSED, 0, row->counter, STORE_NO_VALUES, f))
			return f->code;
	}
	return FAULT_NONE;
}

/* turned: at midnight, where nobody goes home. */
static enum fault_code
day_begin(struct hall *h, bool turned, struct fault *f)
{
	struct day_row *day = &h->day;
	const int64_t date = day_date(h->branch, h->c->at_us), at_us = h->c->at_us;
	const bool is_next = date != day->date;
	int64_t id;

	if (command_id_next(h->c, &id, f))
		return f->code;
	if (is_next)
		*day = (struct day_row){.branch = day->branch, .closed_us = day->closed_us};
	day->day = id;
	day->date = date;
	day->opened_us = at_us;
	day->turns_us = day_turns_us(h->branch, day, at_us, false);
	if (command_event(h->c, EVENT_DAY_OPENED, 0, id, STORE_VALUES(store_int(date)), f))
		return f->code;
	if (!is_next)
		return FAULT_NONE;
	store_do(h->c->tx, &queue_part, SQL_LABEL_FORGET,
		STORE_VALUES(store_int(h->branch->id), store_int(date)));
	if (!turned && counters_close(h, f))
		return f->code;
	return tickets_carry(h, f);
}

static int64_t
tickets_open(struct hall *h)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(
		h->c->tx, &queue_part, SQL_TICKETS_OPEN_N, STORE_VALUES(store_int(h->branch->id)));

	return store_next(rows) ? store_row_int(rows, 0) : 0;
}

static enum fault_code
day_end(struct hall *h, bool by_hand, int64_t *ret_waiting, struct fault *f)
{
	const int64_t id = h->day.day;

	*ret_waiting = tickets_open(h);
	h->day.day = 0;
	h->day.closed_us = h->c->at_us;
	h->day.turns_us = day_turns_us(h->branch, &h->day, h->c->at_us, by_hand);
	return command_event(
		h->c, EVENT_DAY_CLOSED, 0, id, STORE_VALUES(store_int(*ret_waiting)), f);
}

/* What the calendar wanted by now; not on the account of whoever asks. */
static enum fault_code
day_catch_up(struct hall *h, struct fault *f)
{
	const int64_t staff = h->c->actor.staff, at_us = h->c->at_us;
	enum fault_code code = FAULT_NONE;
	bool turned = false;
	int64_t waiting;

	if (h->day.turns_us == 0)
		h->day.turns_us = day_turns_us(h->branch, &h->day, at_us, false);
	h->c->actor.staff = 0;
	while (code == FAULT_NONE && h->day.turns_us <= at_us) {
		/* Nobody looked while it was open: that day never was. */
		if (h->day.day == 0 && !hours_are_open(h->branch, at_us)) {
			h->day.turns_us = day_turns_us(h->branch, &h->day, at_us, false);
			continue;
		}
		if (h->day.day != 0)
			turned = hours_are_open(h->branch, h->day.turns_us);
		code = h->day.day != 0 ? day_end(h, false, &waiting, f) : day_begin(h, turned, f);
	}
	h->c->actor.staff = staff;
	return code;
}

enum fault_code
hall_enter(struct hall *h, struct command *c, struct fault *f)
{
	*h = (struct hall){.c = c, .branch = house_branch(c->house, c->branch), .at_us = c->at_us};
	if (h->branch == NULL)
		return fault_field(f, FAULT_NOT_FOUND, "branch", "there is no such branch");
	h->rules = &h->branch->workspace->queue;
	day_row_read(&h->day, c->tx, h->branch->id);
	h->before = h->day;
	if (h->day.turns_us == 0)
		store_do(c->tx, &queue_part, SQL_DAY_ADD, STORE_VALUES(store_int(h->branch->id)));
	return day_catch_up(h, f);
}

/* ---- Numbers on tickets ---- */

static bool
label_is_kept(struct hall *h, const char *letter, int64_t number)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(h->c->tx, &queue_part, SQL_LABEL_KEPT,
		STORE_VALUES(store_int(h->branch->id), store_int(h->day.date),
			store_text(span_of(letter)), store_int(number)));

	return store_next(rows);
}

static struct label_last
label_last(struct hall *h, const char *letter)
{
	struct label_last last = {0};

	if (label_recall(&last, h->c->tx, h->branch->id, letter) && last.date == h->day.date)
		return last;
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(h->c->tx, &queue_part, SQL_LABEL_TODAY,
		STORE_VALUES(store_int(h->branch->id), store_text(span_of(letter)),
			store_int(h->day.date)));
	last = (struct label_last){.date = h->day.date};
	if (store_next(rows)) {
		last.number = store_row_int(rows, 0);
		last.carried_n = store_row_int(rows, 1);
	}
	return last;
}

int64_t
label_next(struct hall *h, const char *letter)
{
	struct label_last last = label_last(h, letter);

	do
		last.number++;
	while (last.carried_n > 0 && label_is_kept(h, letter, last.number));
	label_save(h->c->tx, h->branch->id, letter, &last);
	return last.number;
}

/* ---- The commands ---- */

enum fault_code
command_day_open(
	struct command *c, const struct day_open *in, struct day_open_result *out, struct fault *f)
{
	struct hall h;

	(void)in;
	if (hall_enter(&h, c, f))
		return f->code;
	if (h.day.day != 0)
		return fault_field(
			f, FAULT_CONFLICT, "branch", "%s is open", title_for(&h, &h.branch->title));
	if (day_begin(&h, false, f))
		return f->code;
	out->day = h.day.day;
	return hall_leave(&h, f);
}

enum fault_code
command_day_close(struct command *c, const struct day_close *in, struct day_close_result *out,
	struct fault *f)
{
	struct hall h;

	(void)in;
	if (hall_enter(&h, c, f))
		return f->code;
	if (h.day.day == 0)
		return fault_field(f, FAULT_CONFLICT, "branch", "%s is closed",
			title_for(&h, &h.branch->title));
	if (day_end(&h, true, &out->waiting, f))
		return f->code;
	return hall_leave(&h, f);
}

/* Nobody sits at two counters. */
static enum fault_code
sits_nowhere_else(struct hall *h, int64_t counter, struct fault *f)
{
	const struct house_counter *other;
	int64_t where = 0;

	if (h->c->actor.staff == 0)
		return FAULT_NONE;
	if (counter_of_staff_find(h->c->tx, h->c->actor.staff, &where, f))
		return f->code;
	other = where != 0 && where != counter ? house_counter(h->c->house, where) : NULL;
	if (other == NULL)
		return FAULT_NONE;
	return fault_field(f, FAULT_CONFLICT, "counter", "you sit at %s; close it first",
		title_for(h, &other->title));
}

enum fault_code
command_counter_open(struct command *c, const struct counter_open *in,
	struct counter_open_result *out, struct fault *f)
{
	const struct house_counter *counter;
	struct counter_row row;
	struct hall h;

	(void)out;
	if (hall_enter(&h, c, f) || hall_counter(&h, in->counter, "counter", &counter, &row, f))
		return f->code;
	if (row.state != COUNTER_CLOSED && row.staff != c->actor.staff)
		return fault_field(f, FAULT_CONFLICT, "counter",
			"somebody else sits at %s; it is %s", title_for(&h, &counter->title),
			counter_state_slug(row.state));
	if (row.state == COUNTER_OPEN)
		return fault_field(
			f, FAULT_CONFLICT, "counter", "%s is open", title_for(&h, &counter->title));
	if (sits_nowhere_else(&h, in->counter, f))
		return f->code;
	row.state = COUNTER_OPEN;
	row.staff = c->actor.staff;
	row.since_us = c->at_us;
	row.reason = "";
	counter_save(&h, &row);
	if (command_event(c, EVENT_COUNTER_OPENED, 0, in->counter, STORE_NO_VALUES, f))
		return f->code;
	return hall_leave(&h, f);
}

enum fault_code
command_counter_pause(struct command *c, const struct counter_pause *in,
	struct counter_pause_result *out, struct fault *f)
{
	static const char *const reasons[] = {"break", "work", "help", "away"};
	const struct house_counter *counter;
	struct counter_row row;
	struct hall h;

	(void)out;
	if (word_is_one_of(in->reason, "reason", reasons, array_length(reasons), f) ||
		hall_enter(&h, c, f) || hall_counter(&h, in->counter, "counter", &counter, &row, f))
		return f->code;
	if (row.state != COUNTER_OPEN)
		return fault_field(f, FAULT_CONFLICT, "counter", "%s %s",
			title_for(&h, &counter->title),
			row.state == COUNTER_CLOSED ? "is closed" : "has paused");
	row.state = COUNTER_PAUSED;
	row.since_us = c->at_us;
	row.reason = arena_text_n(c->arena, in->reason.at, in->reason.size);
	counter_save(&h, &row);
	if (command_event(c, EVENT_COUNTER_PAUSED, 0, in->counter,
		    STORE_VALUES(word_or_none(in->reason)), f))
		return f->code;
	return hall_leave(&h, f);
}

enum fault_code
command_counter_close(struct command *c, const struct counter_close *in,
	struct counter_close_result *out, struct fault *f)
{
	const struct house_counter *counter;
	struct counter_row row;
	struct hall h;

	(void)out;
	if (hall_enter(&h, c, f) || hall_counter(&h, in->counter, "counter", &counter, &row, f))
		return f->code;
	if (row.state == COUNTER_CLOSED || row.ticket != 0) {
		row.state = row.state == COUNTER_CLOSED ? COUNTER_CLOSED : COUNTER_OPEN;
		return counter_want_free(&h, counter, &row, f);
	}
	row = (struct counter_row){.counter = in->counter,
		.state = COUNTER_CLOSED,
		.since_us = c->at_us,
		.reason = ""};
	counter_save(&h, &row);
	if (command_event(c, EVENT_COUNTER_CLOSED, 0, in->counter, STORE_NO_VALUES, f))
		return f->code;
	return hall_leave(&h, f);
}
