/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What time does by itself in a branch: the day turns; a called customer who does not come is
 * missed; a missed one who never comes back has given up; a journey that nobody answers closes; an
 * agreed time passes. Each list is taken a piece at a time: when more is due, the tick asks to be
 * run again at once.
 */
#include "service/life.h"
#include "service/tickets_write.h"

#define AT_ONCE 200

/* ---- What is due ---- */

static void
next_at(int64_t *next_us, int64_t at_us)
{
	if (at_us < *next_us)
		*next_us = at_us;
}

static struct ticket_rows
tickets_since(struct hall *h, unsigned sql, struct arena *a)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(h->c->tx, &queue_part, sql,
		STORE_VALUES(store_int(h->branch->id), store_int(h->c->at_us), store_int(AT_ONCE)));
	struct ticket_rows list = {0};
	size_t room = 0;

	while (store_next(rows))
		ticket_row_of(ARENA_PUSH(a, list.rows, list.n, room), rows, a);
	return list;
}

/* Called and not come in time. Recalling gives more time, so it is the last call that counts. */
static enum fault_code
called_run(struct hall *h, int64_t *next_us, struct fault *f)
{
	const struct ticket_rows called = tickets_since(h, SQL_TICKETS_AWAITED, h->c->arena);

	for (size_t i = 0; i < called.n && h->rules->comes_within_us > 0; i++) {
		struct ticket_row *ticket = &called.rows[i];
		const int64_t due_us = ticket->called_us + h->rules->comes_within_us;

		if (due_us > h->c->at_us)
			next_at(next_us, due_us);
		else if (ticket_miss(h, ticket, f))
			return f->code;
	}
	return store_fault(h->c->tx, f);
}

static enum fault_code
missed_run(struct hall *h, int64_t *next_us, struct fault *f)
{
	const struct ticket_rows missed = tickets_since(h, SQL_TICKETS_MISSED, h->c->arena);

	for (size_t i = 0; i < missed.n; i++) {
		struct ticket_row *ticket = &missed.rows[i];
		const int64_t due_us = ticket->since_us + h->rules->returns_within_us;

		if (due_us > h->c->at_us) {
			next_at(next_us, due_us);
			return FAULT_NONE; /* the oldest come first */
		}
		if (ticket_give_up(h, ticket, TICKET_MISSED, SPAN("no-show"), JUDGE_NO_SHOW, f))
			return f->code;
	}
	if (missed.n == AT_ONCE)
		next_at(next_us, h->c->at_us);
	return store_fault(h->c->tx, f);
}

static enum fault_code
journeys_run(struct hall *h, int64_t *next_us, struct fault *f)
{
	struct journey_row *due = NULL;
	struct store_rows *rows = store_ask(h->c->tx, &queue_part, SQL_JOURNEYS_DUE,
		STORE_VALUES(store_int(h->branch->id), store_int(h->c->at_us), store_int(AT_ONCE)));
	size_t n = 0, room = 0;

	while (store_next(rows))
		journey_row_of(ARENA_PUSH(h->c->arena, due, n, room), rows, h->c->arena);
	for (size_t i = 0; i < n; i++)
		if (journey_close(h, &due[i], journey_closing_of_mark(&due[i]), JUDGE_STAFF, f))
			return f->code;
	rows = store_ask(h->c->tx, &queue_part, SQL_JOURNEY_DUE_FIRST,
		STORE_VALUES(store_int(h->branch->id)));
	if (store_next(rows))
		next_at(next_us, store_row_int(rows, 0));
	store_end(rows);
	return store_fault(h->c->tx, f);
}

static enum fault_code
appointments_run(struct hall *h, int64_t *next_us, struct fault *f)
{
	const int64_t kept_us = h->rules->appointment_us;
	struct appointment_row *due = NULL;
	struct store_rows *rows = store_ask(h->c->tx, &queue_part, SQL_APPOINTMENTS_PASSED,
		STORE_VALUES(store_int(h->branch->id), store_int(h->c->at_us - kept_us),
			store_int(AT_ONCE)));
	size_t n = 0, room = 0;

	while (store_next(rows))
		appointment_row_of(ARENA_PUSH(h->c->arena, due, n, room), rows, h->c->arena);
	for (size_t i = 0; i < n; i++) {
		due[i].state = APPOINTMENT_MISSED;
		appointment_save(h, &due[i]);
		if (command_event(h->c, EVENT_APPOINTMENT_MISSED, 0, due[i].id, STORE_NO_VALUES, f))
			return f->code;
	}
	rows = store_ask(h->c->tx, &queue_part, SQL_APPOINTMENT_FIRST,
		STORE_VALUES(store_int(h->branch->id)));
	if (store_next(rows))
		next_at(next_us, store_row_int(rows, 0) + kept_us);
	store_end(rows);
	return store_fault(h->c->tx, f);
}

enum fault_code
tickets_tick(struct command *c, int64_t *ret_next_us, struct fault *f)
{
	int64_t next_us = INT64_MAX;
	struct hall h;

	if (hall_enter(&h, c, f) || called_run(&h, &next_us, f) || missed_run(&h, &next_us, f) ||
		journeys_run(&h, &next_us, f) || appointments_run(&h, &next_us, f))
		return f->code;
	next_at(&next_us, h.day.turns_us);
	*ret_next_us = next_us;
	return hall_leave(&h, f);
}
