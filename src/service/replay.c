/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The fold: a function a kind of event, which does to the rows in memory what the command that
 * appended the event did to the tables. It is written anew, not shared with the commands, so that
 * each proves the other. An event that does not fit – its ticket is not there – is a difference,
 * never a crash: a journal may be damaged.
 */
#include "service/replay.h"

#include <string.h>

#define ID_MASK	    ((INT64_C(1) << SERVICE_ID_BITS) - 1)
#define THINGS_MOST ((size_t)1 << 28)

/* ---- Things ---- */

void
replay_differs(struct replay *r, const char *format, ...)
{
	va_list values;

	if (r->what != NULL)
		return;
	va_start(values, format);
	r->what = arena_vprintf(r->a, format, values);
	va_end(values);
}

struct replay_thing *
replay_find(const struct replay *r, int64_t id, int kind)
{
	const size_t place = (size_t)(id & ID_MASK);
	struct replay_thing *thing = NULL;

	if (service_branch_of(id) == r->branch && place < r->things_room)
		thing = r->things[place];
	return thing != NULL && (int)thing->kind == kind ? thing : NULL;
}

struct replay_thing *
replay_thing_add(struct replay *r, const struct journal_event *e, int64_t id, int kind)
{
	const size_t place = (size_t)(id & ID_MASK);

	if (service_branch_of(id) != r->branch || place >= THINGS_MOST ||
		(place < r->things_room && r->things[place] != NULL)) {
		replay_differs(r, "event %lld of branch %lld makes %lld, which cannot be",
			(long long)e->number, (long long)r->branch, (long long)id);
		return NULL;
	}
	if (place >= r->things_room) {
		const size_t room = place < 1024 ? 2048 : place * 2;
		struct replay_thing **things = ARENA_ARRAY(r->a, struct replay_thing *, room);

		if (r->things_room > 0)
			memcpy(things, r->things, r->things_room * sizeof *things);
		r->things = things;
		r->things_room = room;
	}
	r->things[place] = ARENA_NEW(r->a, struct replay_thing);
	r->things[place]->kind = kind;
	return r->things[place];
}

struct replay_thing *
replay_thing_get(struct replay *r, const struct journal_event *e, int64_t id, int kind)
{
	static const char *const names[] = {"thing", "ticket", "journey", "agreed time", "answer"};
	struct replay_thing *thing = replay_find(r, id, kind);

	if (thing == NULL)
		replay_differs(r, "event %lld of branch %lld is of a %s %lld that never began",
			(long long)e->number, (long long)r->branch, names[kind], (long long)id);
	return thing;
}

struct replay_ticket *
replay_ticket_get(struct replay *r, const struct journal_event *e)
{
	struct replay_thing *thing = replay_thing_get(r, e, e->subject, REPLAY_TICKET);

	return thing != NULL ? &thing->ticket : NULL;
}

struct replay_journey *
replay_journey_of(struct replay *r, const struct journal_event *e, int64_t id)
{
	struct replay_thing *thing = replay_thing_get(r, e, id, REPLAY_JOURNEY);

	return thing != NULL ? &thing->journey : NULL;
}

struct counter_row *
replay_counter(struct replay *r, int64_t id)
{
	struct counter_row *counter;

	for (size_t i = 0; i < r->counters_n; i++)
		if (r->counters[i].counter == id)
			return &r->counters[i];
	counter = ARENA_PUSH(r->a, r->counters, r->counters_n, r->counters_room);
	*counter = (struct counter_row){.counter = id, .state = COUNTER_CLOSED, .reason = ""};
	return counter;
}

/* ---- Fields ---- */

int64_t
replay_number(const struct journal_event *e, const char *field)
{
	const struct store_value value = journal_field(e, field);

	return value.type == 'i' ? value.number : 0;
}

struct span
replay_word(const struct journal_event *e, const char *field)
{
	const struct store_value value = journal_field(e, field);

	return value.type == 't' ? value.bytes : (struct span){0};
}

const char *
replay_text(struct replay *r, const struct journal_event *e, const char *field)
{
	const struct span word = replay_word(e, field);

	return arena_text_n(r->a, word.at, word.size);
}

/* When what the event says happened. */
int64_t
replay_time(const struct replay *r, const struct journal_event *e)
{
	return r->repair.ticket == e->subject && r->repair.number == e->number
		       ? r->repair.happened_us
		       : e->at_us;
}

/* ---- The day ---- */

static void
on_day_opened(struct replay *r, const struct journal_event *e)
{
	const int64_t date = replay_number(e, "date");

	if (date != r->day.date)
		r->day = (struct day_row){.branch = r->branch, .closed_us = r->day.closed_us};
	r->day.day = e->subject;
	r->day.date = date;
	r->day.opened_us = e->at_us;
}

static void
on_day_closed(struct replay *r, const struct journal_event *e)
{
	r->day.day = 0;
	r->day.closed_us = e->at_us;
}

static void
on_counter(struct replay *r, const struct journal_event *e)
{
	struct counter_row *counter = replay_counter(r, e->subject);

	counter->since_us = e->at_us;
	counter->reason = "";
	switch (e->kind) {
	case EVENT_COUNTER_OPENED:
		counter->state = COUNTER_OPEN;
		counter->staff = e->staff;
		break;
	case EVENT_COUNTER_PAUSED:
		counter->state = COUNTER_PAUSED;
		counter->reason = replay_text(r, e, "reason");
		break;
	default:
		*counter = (struct counter_row){.counter = e->subject,
			.state = COUNTER_CLOSED,
			.since_us = e->at_us,
			.reason = ""};
		break;
	}
}

void
replay_label_set(struct replay *r, const struct ticket_row *ticket)
{
	struct replay_label *label = NULL;

	for (size_t i = 0; i < r->labels_n && label == NULL; i++)
		if (strcmp(r->labels[i].letter, ticket->letter) == 0)
			label = &r->labels[i];
	if (label == NULL)
		label = ARENA_PUSH(r->a, r->labels, r->labels_n, r->labels_room);
	*label = (struct replay_label){ticket->letter, r->day.date, ticket->number};
}

void
replay_served_change(struct replay *r, int64_t staff, int64_t n)
{
	struct replay_served *served = NULL;

	r->day.served_n += n;
	if (staff == 0)
		return;
	for (size_t i = 0; i < r->served_n && served == NULL; i++)
		if (r->served[i].staff == staff)
			served = &r->served[i];
	if (served == NULL) {
		if (n < 0)
			return;
		served = ARENA_PUSH(r->a, r->served, r->served_n, r->served_room);
		*served = (struct replay_served){.staff = staff, .date = r->day.date};
	}
	n += served->date == r->day.date ? served->n : 0;
	if (n >= 0)
		*served = (struct replay_served){staff, r->day.date, n};
}

/* ---- Agreed times ---- */

static void
on_appointment(struct replay *r, const struct journal_event *e)
{
	struct replay_thing *thing =
		e->kind == EVENT_APPOINTMENT_MADE
			? replay_thing_add(r, e, e->subject, REPLAY_APPOINTMENT)
			: replay_thing_get(r, e, e->subject, REPLAY_APPOINTMENT);
	struct appointment_row *appointment = thing != NULL ? &thing->appointment : NULL;

	if (appointment == NULL)
		return;
	if (e->kind == EVENT_APPOINTMENT_MADE)
		*appointment = (struct appointment_row){.id = e->subject,
			.state = APPOINTMENT_AGREED,
			.service = replay_number(e, "service"),
			.customer = replay_number(e, "customer")};
	if (e->kind == EVENT_APPOINTMENT_MADE || e->kind == EVENT_APPOINTMENT_MOVED) {
		appointment->from_us = replay_number(e, "from_us");
		appointment->to_us = replay_number(e, "to_us");
	}
	if (e->kind == EVENT_APPOINTMENT_CANCELLED)
		appointment->state = APPOINTMENT_CANCELLED;
	if (e->kind == EVENT_APPOINTMENT_MISSED)
		appointment->state = APPOINTMENT_MISSED;
}

/* ---- Journeys ---- */

static void
on_journey_opened(struct replay *r, const struct journal_event *e)
{
	struct replay_thing *thing = replay_thing_add(r, e, e->journey, REPLAY_JOURNEY);

	if (thing != NULL)
		thing->journey.row = (struct journey_row){.id = e->journey,
			.cycle = replay_text(r, e, "cycle"),
			.version = replay_number(e, "version"),
			.service = replay_number(e, "service"),
			.customer = e->subject,
			.opened_us = e->at_us};
}

static void
on_journey_closed(struct replay *r, const struct journal_event *e)
{
	struct replay_journey *journey = replay_journey_of(r, e, e->journey);
	const struct span by = replay_word(e, "by");

	if (journey == NULL)
		return;
	journey->row.ended_us = e->at_us;
	journey->row.outcome = e->kind == EVENT_JOURNEY_SATISFIED      ? CLOSING_SATISFIED
			       : e->kind == EVENT_JOURNEY_DISSATISFIED ? CLOSING_DISSATISFIED
								       : CLOSING_ABANDONED;
	for (int64_t judge = 1; judge < JUDGE__COUNT; judge++)
		if (span_is(by, span_of(judge_slug(judge))))
			journey->row.judged_by = judge;
	journey->marks_n = 0;
}

static void
on_moment(struct replay *r, const struct journal_event *e)
{
	struct replay_journey *journey = replay_journey_of(r, e, e->journey);
	const char *moment = replay_text(r, e, "moment");
	struct mark_row *mark = NULL;

	if (journey == NULL)
		return;
	for (size_t i = 0; i < journey->marks_n && mark == NULL; i++)
		if (strcmp(journey->marks[i].moment, moment) == 0)
			mark = &journey->marks[i];
	if (mark == NULL) {
		mark = ARENA_PUSH(r->a, journey->marks, journey->marks_n, journey->marks_room);
		*mark = (struct mark_row){.moment = moment};
	}
	if (e->kind == EVENT_MOMENT_BEGUN) {
		*mark = (struct mark_row){moment, MARK_BEGUN, e->at_us, 0};
		return;
	}
	mark->mark = mark_find(replay_word(e, "outcome"));
	mark->ended_us = e->at_us;
}

static void
on_answer_given(struct replay *r, const struct journal_event *e)
{
	struct replay_journey *journey = replay_journey_of(r, e, e->journey);
	struct replay_thing *thing = replay_thing_add(r, e, e->subject, REPLAY_ANSWER);

	if (journey == NULL || thing == NULL)
		return;
	journey->row.mark = replay_number(e, "mark");
	journey->row.has_mark = true;
	thing->answer = (struct replay_answer){e->journey, e->at_us, journey->row.mark};
}

/* ---- The door ---- */

static replay_step *const steps[] = {
	[EVENT_DAY_OPENED] = on_day_opened,
	[EVENT_DAY_CLOSED] = on_day_closed,
	[EVENT_COUNTER_OPENED] = on_counter,
	[EVENT_COUNTER_PAUSED] = on_counter,
	[EVENT_COUNTER_CLOSED] = on_counter,
	[EVENT_APPOINTMENT_MADE] = on_appointment,
	[EVENT_APPOINTMENT_MOVED] = on_appointment,
	[EVENT_APPOINTMENT_CANCELLED] = on_appointment,
	[EVENT_APPOINTMENT_MISSED] = on_appointment,
	[EVENT_JOURNEY_OPENED] = on_journey_opened,
	[EVENT_MOMENT_BEGUN] = on_moment,
	[EVENT_MOMENT_ENDED] = on_moment,
	[EVENT_ANSWER_GIVEN] = on_answer_given,
	[EVENT_JOURNEY_SATISFIED] = on_journey_closed,
	[EVENT_JOURNEY_DISSATISFIED] = on_journey_closed,
	[EVENT_JOURNEY_ABANDONED] = on_journey_closed,
};

void
replay_begin(struct replay *r, int64_t branch)
{
	replay_finish(r);
	*r = (struct replay){.a = arena_new(ARENA_UNLIMITED), .branch = branch};
	r->day.branch = branch;
}

void
replay_finish(struct replay *r)
{
	if (r->a != NULL)
		arena_free(r->a);
	*r = (struct replay){0};
}

void
replay_event(struct replay *r, const struct journal_event *event)
{
	replay_step *step = replay_ticket_step(event->kind);

	if (step == NULL && event->kind >= 0 && event->kind < (int64_t)array_length(steps))
		step = steps[event->kind];
	if (step != NULL && r->what == NULL)
		step(r, event);
}
