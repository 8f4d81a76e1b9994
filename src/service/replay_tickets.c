/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The fold of a ticket's events: what each does to the ticket, to the counter that it stands at, to
 * the counts of the day and to its journey.
 */
#include <string.h>

#include "service/replay.h"

/* ---- Tickets ---- */

static void
leave_counter(struct replay *r, const struct ticket_row *ticket)
{
	if (ticket->state == TICKET_CALLED || ticket->state == TICKET_SERVING)
		replay_counter(r, ticket->counter)->ticket = 0;
}

static void
stand_in_line(struct ticket_row *ticket, int64_t service, int64_t at_us)
{
	ticket->state = TICKET_WAITING;
	ticket->service = service;
	ticket->since_us = at_us;
	ticket->calls = ticket->begun_us = ticket->worked_us = 0;
}

static void
come_to_counter(struct replay *r, struct ticket_row *ticket, int64_t counter)
{
	struct counter_row *row = replay_counter(r, counter);

	row->ticket = ticket->id;
	ticket->counter = counter;
	ticket->for_counter = 0;
	ticket->staff = row->staff;
}

static void
ticket_new(struct replay *r, const struct journal_event *e, struct ticket_row *ticket)
{
	const int64_t agreed = replay_number(e, "appointment");
	struct replay_journey *journey = replay_journey_of(r, e, e->journey);
	struct replay_thing *appointment =
		agreed != 0 ? replay_thing_get(r, e, agreed, REPLAY_APPOINTMENT) : NULL;

	*ticket = (struct ticket_row){.id = e->subject,
		.journey = e->journey,
		.customer = journey != NULL ? journey->row.customer : 0,
		.class_ = replay_number(e, "class"),
		.form = ticket_form_find(replay_word(e, "form")),
		.letter = replay_text(r, e, "letter"),
		.number = replay_number(e, "number"),
		.place_us = e->at_us,
		.taken_us = e->at_us,
		.appointment = agreed,
		.date = r->day.date};
	if (appointment != NULL) {
		appointment->appointment.state = APPOINTMENT_ARRIVED;
		appointment->appointment.ticket = ticket->id;
		ticket->appointment_us = appointment->appointment.from_us;
	}
	replay_label_set(r, ticket);
	r->day.taken_n++;
}

/* The first time, or the visit goes on in another journey. */
static void
on_ticket_taken(struct replay *r, const struct journal_event *e)
{
	struct replay_thing *thing = replay_find(r, e->subject, REPLAY_TICKET);
	struct replay_journey *journey = replay_journey_of(r, e, e->journey);

	if (thing == NULL) {
		thing = replay_thing_add(r, e, e->subject, REPLAY_TICKET);
		if (thing == NULL)
			return;
		ticket_new(r, e, &thing->ticket.row);
	} else {
		struct replay_journey *before = replay_journey_of(r, e, thing->ticket.row.journey);

		if (before != NULL)
			before->row.tickets_n--;
		thing->ticket.row.journey = e->journey;
		thing->ticket.row.appointment_us = 0;
	}
	if (journey != NULL)
		journey->row.tickets_n++;
	stand_in_line(&thing->ticket.row, replay_number(e, "service"), e->at_us);
}

static void
on_ticket_refused(struct replay *r, const struct journal_event *e)
{
	(void)e;
	r->day.refused_n++;
}

static void
on_promise_quoted(struct replay *r, const struct journal_event *e)
{
	struct replay_ticket *ticket = replay_ticket_get(r, e);

	if (ticket == NULL || ticket->row.quoted_most_us != 0)
		return;
	ticket->row.quoted_least_us = replay_number(e, "least_us");
	ticket->row.quoted_most_us = replay_number(e, "most_us");
}

static void
on_ticket_called(struct replay *r, const struct journal_event *e)
{
	struct replay_ticket *ticket = replay_ticket_get(r, e);
	const struct span turn = replay_word(e, "turn");

	if (ticket == NULL)
		return;
	come_to_counter(r, &ticket->row, replay_number(e, "counter"));
	ticket->row.state = TICKET_CALLED;
	ticket->row.since_us = ticket->row.called_us = e->at_us;
	ticket->row.calls++;
	if (turn.size > 0)
		turn_of(&r->day.turn, turn);
}

static void
on_ticket_recalled(struct replay *r, const struct journal_event *e)
{
	struct replay_ticket *ticket = replay_ticket_get(r, e);

	if (ticket == NULL)
		return;
	ticket->row.calls++;
	ticket->row.called_us = e->at_us;
}

static void
on_ticket_aside(struct replay *r, const struct journal_event *e)
{
	struct replay_ticket *ticket = replay_ticket_get(r, e);

	if (ticket == NULL)
		return;
	if (ticket->row.state == TICKET_SERVING)
		ticket->row.worked_us += e->at_us - ticket->row.since_us;
	leave_counter(r, &ticket->row);
	ticket->row.since_us = replay_time(r, e);
	ticket->row.state = e->kind == EVENT_TICKET_HELD     ? TICKET_HELD
			    : e->kind == EVENT_TICKET_PARKED ? TICKET_PARKED
							     : TICKET_MISSED;
	if (e->kind == EVENT_TICKET_MISSED)
		r->day.missed_n++;
}

static void
on_ticket_resumed(struct replay *r, const struct journal_event *e)
{
	struct replay_ticket *ticket = replay_ticket_get(r, e);
	const int64_t counter = replay_number(e, "counter");

	if (ticket == NULL)
		return;
	if (counter == 0) {
		stand_in_line(&ticket->row, ticket->row.service, e->at_us);
		return;
	}
	/* Called before: the customer came, and what was begun goes on. */
	if (ticket->row.state == TICKET_CALLED || ticket->row.begun_us != 0) {
		ticket->row.state = TICKET_SERVING;
	} else {
		ticket->row.state = TICKET_CALLED;
		ticket->row.called_us = e->at_us;
	}
	ticket->row.since_us = e->at_us;
	come_to_counter(r, &ticket->row, counter);
}

static void
on_ticket_transferred(struct replay *r, const struct journal_event *e)
{
	struct replay_ticket *ticket = replay_ticket_get(r, e);

	if (ticket == NULL)
		return;
	leave_counter(r, &ticket->row);
	stand_in_line(&ticket->row, replay_number(e, "service"), e->at_us);
	ticket->row.for_counter = replay_number(e, "counter");
	ticket->row.appointment_us = 0;
	if (replay_number(e, "keeps_place") == 0)
		ticket->row.place_us = e->at_us;
}

static void
on_ticket_changed(struct replay *r, const struct journal_event *e)
{
	struct replay_ticket *ticket = replay_ticket_get(r, e);
	struct replay_journey *journey = replay_journey_of(r, e, e->journey);

	if (ticket == NULL || journey == NULL)
		return;
	ticket->row.class_ = replay_number(e, "class");
	ticket->row.customer = replay_number(e, "customer");
	if (journey->row.customer == 0)
		journey->row.customer = ticket->row.customer;
}

static void
ticket_over(struct replay *r, const struct journal_event *e, struct replay_ticket *ticket,
	enum ticket_state state)
{
	struct replay_journey *journey = replay_journey_of(r, e, ticket->row.journey);

	ticket->row.state = state;
	ticket->row.since_us = ticket->row.over_us = replay_time(r, e);
	ticket->errands_n = 0;
	if (journey != NULL)
		journey->row.tickets_n--;
}

static void
on_ticket_left(struct replay *r, const struct journal_event *e)
{
	struct replay_ticket *ticket = replay_ticket_get(r, e);
	const bool never_came = span_is(replay_word(e, "how"), SPAN("no-show"));

	if (ticket == NULL)
		return;
	if (ticket->row.state == TICKET_SERVING)
		ticket->row.worked_us += e->at_us - ticket->row.since_us;
	leave_counter(r, &ticket->row);
	ticket->row.for_counter = 0;
	r->day.left_n += !never_came;
	ticket_over(r, e, ticket, never_came ? TICKET_MISSED : TICKET_LEFT);
}

static void
on_ticket_carried(struct replay *r, const struct journal_event *e)
{
	struct replay_ticket *ticket = replay_ticket_get(r, e);

	if (ticket != NULL)
		ticket->row.date = r->day.date;
}

static void
on_service_begun(struct replay *r, const struct journal_event *e)
{
	struct replay_ticket *ticket = replay_ticket_get(r, e);

	if (ticket == NULL)
		return;
	come_to_counter(r, &ticket->row, replay_number(e, "counter"));
	ticket->row.state = TICKET_SERVING;
	ticket->row.since_us = ticket->row.begun_us = replay_time(r, e);
}

static void
on_errand_added(struct replay *r, const struct journal_event *e)
{
	struct replay_ticket *ticket = replay_ticket_get(r, e);

	if (ticket != NULL)
		*ARENA_PUSH(r->a, ticket->errands, ticket->errands_n, ticket->errands_room) =
			replay_number(e, "service");
}

static bool
is_repair(const struct replay *r, const struct journal_event *e)
{
	return r->repair.ticket == e->subject && r->repair.number == e->number;
}

static void
on_service_finished(struct replay *r, const struct journal_event *e)
{
	struct replay_ticket *ticket = replay_ticket_get(r, e);
	struct replay_journey *journey = replay_journey_of(r, e, e->journey);
	const int64_t mark = mark_find(replay_word(e, "outcome"));

	if (ticket == NULL || journey == NULL)
		return;
	if (ticket->row.state == TICKET_SERVING)
		ticket->row.worked_us += e->at_us - ticket->row.since_us;
	leave_counter(r, &ticket->row);
	replay_served_change(r, ticket->row.staff, 1);
	journey->row.served_n++;
	if (mark != 0 || journey->row.staff_mark == 0)
		journey->row.staff_mark = mark != 0 ? mark : MARK_NEUTRAL;
	/* A repair ends the visit. */
	if (ticket->errands_n == 0 || is_repair(r, e)) {
		ticket_over(r, e, ticket, TICKET_DONE);
		return;
	}
	ticket->row.state = TICKET_WAITING;
	ticket->errands_n--;
	memmove(ticket->errands, ticket->errands + 1, ticket->errands_n * sizeof *ticket->errands);
}

/* ---- On the record ---- */

static void
ticket_reopen(struct replay *r, const struct journal_event *e, struct replay_ticket *ticket)
{
	struct replay_journey *journey = replay_journey_of(r, e, ticket->row.journey);

	if (ticket->row.state == TICKET_DONE)
		replay_served_change(r, ticket->row.staff, -1);
	if (ticket->row.state == TICKET_LEFT)
		r->day.left_n--;
	ticket->row.over_us = 0;
	if (journey == NULL)
		return;
	journey->row.tickets_n++;
	if (ticket->row.state == TICKET_DONE && journey->row.served_n > 0)
		journey->row.served_n--;
	journey->row.outcome = journey->row.judged_by = journey->row.ended_us = 0;
}

static void
on_record_repaired(struct replay *r, const struct journal_event *e)
{
	const int64_t happened_us = replay_number(e, "at_us");
	struct replay_ticket *ticket;

	if (!span_is(replay_word(e, "kind"), SPAN("ticket")))
		return;
	ticket = replay_ticket_get(r, e);
	if (ticket == NULL)
		return;
	leave_counter(r, &ticket->row);
	if (ticket->row.over_us != 0)
		ticket_reopen(r, e, ticket);
	stand_in_line(&ticket->row, ticket->row.service, happened_us);
	ticket->row.for_counter = 0;
	/* What it really is, if it does not wait, the next event tells. */
	if (!span_is(replay_word(e, "to"), SPAN("waiting"))) {
		r->repair.ticket = e->subject;
		r->repair.number = e->number + 1;
		r->repair.happened_us = happened_us;
	}
}

/* ---- The door ---- */

static replay_step *const steps[] = {
	[EVENT_TICKET_TAKEN] = on_ticket_taken,
	[EVENT_TICKET_REFUSED] = on_ticket_refused,
	[EVENT_PROMISE_QUOTED] = on_promise_quoted,
	[EVENT_TICKET_CALLED] = on_ticket_called,
	[EVENT_TICKET_RECALLED] = on_ticket_recalled,
	[EVENT_TICKET_MISSED] = on_ticket_aside,
	[EVENT_TICKET_HELD] = on_ticket_aside,
	[EVENT_TICKET_PARKED] = on_ticket_aside,
	[EVENT_TICKET_RESUMED] = on_ticket_resumed,
	[EVENT_TICKET_TRANSFERRED] = on_ticket_transferred,
	[EVENT_TICKET_CHANGED] = on_ticket_changed,
	[EVENT_TICKET_LEFT] = on_ticket_left,
	[EVENT_TICKET_CARRIED] = on_ticket_carried,
	[EVENT_SERVICE_BEGUN] = on_service_begun,
	[EVENT_SERVICE_FINISHED] = on_service_finished,
	[EVENT_ERRAND_ADDED] = on_errand_added,
	[EVENT_RECORD_REPAIRED] = on_record_repaired,
};

replay_step *
replay_ticket_step(int64_t kind)
{
	return kind >= 0 && kind < (int64_t)array_length(steps) ? steps[kind] : NULL;
}
