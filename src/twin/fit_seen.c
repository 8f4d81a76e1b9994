/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is seen of a branch's tickets: who came when and for what, how long they waited and how that
 * ended, how long the call, the service and the rest after it took, where they went then.
 *
 *	taken ── line ── called ── walk ── begun ── duration ── finished ── rest ── next called
 *	           └─ left           └─ missed
 *
 * A transfer or an errand joins the line anew. Whatever was held, put aside or carried over to
 * another day is not timed from there on; who still waits when the day ends waited so long.
 */
#include <stdlib.h>

#include "twin/fit_inside.h"

#define REST_MOST_US (INT64_C(10) * 60 * 1000000) /* who rests longer is away */

/* X(id, event) */
#define TICKET_EVENTS(X)                                                                           \
	X(TAKEN, "ticket.taken")                                                                   \
	X(CALLED, "ticket.called")                                                                 \
	X(MISSED, "ticket.missed")                                                                 \
	X(BEGUN, "service.begun")                                                                  \
	X(FINISHED, "service.finished")                                                            \
	X(LEFT, "ticket.left")                                                                     \
	X(ABANDONED, "journey.abandoned")                                                          \
	X(TRANSFERRED, "ticket.transferred")                                                       \
	X(HELD, "ticket.held")                                                                     \
	X(PARKED, "ticket.parked")                                                                 \
	X(CARRIED, "ticket.carried")                                                               \
	X(AGREED, "appointment.made")

enum ticket_event {
	TICKET_OTHER,
#define X(id, event) TICKET_##id,
	TICKET_EVENTS(X)
#undef X
};

struct reading {
	struct seen *seen;
	const struct columns *columns;
	const struct column *branch, *service, *counter, *class_;
	uint32_t branch_code;
	uint8_t *events;	       /* of each activity */
	uint32_t *services, *counters; /* of each word */
	int *classes;
};

/* A ticket where the reading is. */
struct ticket {
	enum { NOWHERE, WAITING, CALLED, SERVING, ASIDE, DONE } state;
	uint32_t service, counter;
	size_t arrival;
	int64_t came_us, since_us, called_us, begun_us;
};

/* ---- Adding ---- */

void
seen_time_add(struct seen *seen, struct seen_times *times, int64_t us)
{
	if (us >= 0)
		*ARENA_PUSH(seen->arena, times->us, times->n, times->room) = us;
}

void
seen_wait_add(struct seen *seen, uint32_t service, int64_t us, bool is_left)
{
	struct seen_service *s = &seen->services[service];

	if (us < 0)
		return;
	*ARENA_PUSH(seen->arena, s->waits, s->waits_n, s->waits_room) =
		(struct seen_wait){.us = us, .is_left = is_left};
	s->left_n += is_left;
}

void
seen_line_add(struct seen *seen, uint32_t service, int64_t from_us, int64_t until_us)
{
	if (until_us > from_us)
		*ARENA_PUSH(seen->arena, seen->lines, seen->lines_n, seen->lines_room) =
			(struct seen_spell){.counter = FIT_NONE,
				.service = service,
				.came_us = from_us,
				.from_us = from_us,
				.until_us = until_us};
}

void
seen_spell_add(struct seen *seen, const struct seen_spell *spell)
{
	if (spell->counter == FIT_NONE || spell->until_us < spell->from_us)
		return;
	*ARENA_PUSH(seen->arena, seen->spells, seen->spells_n, seen->spells_room) = *spell;
	seen->counters[spell->counter].served[spell->service] = true;
}

/* ---- One ticket ---- */

/* The end of the day on which something happened, or of what is looked at. */
static int64_t
day_end_us(const struct seen *seen, int64_t at_us)
{
	const int64_t end_us = zone_day_begins_us(seen->zone, zone_day(seen->zone, at_us) + 1);

	return end_us < seen->until_us ? end_us : seen->until_us;
}

static void
wait_end(struct seen *seen, struct ticket *t, int64_t at_us, bool is_left)
{
	const int64_t most_us = day_end_us(seen, t->since_us);

	if (t->state != WAITING)
		return;
	if (at_us > most_us) {
		at_us = most_us;
		is_left = false;
	}
	seen_wait_add(seen, t->service, at_us - t->since_us, is_left);
	seen_line_add(seen, t->service, t->since_us, at_us);
}

static void
counter_end(struct seen *seen, const struct ticket *t, int64_t at_us)
{
	if (t->state == CALLED || t->state == SERVING)
		seen_spell_add(seen, &(struct seen_spell){.counter = t->counter,
					     .service = t->service,
					     .came_us = t->came_us,
					     .from_us = t->called_us,
					     .until_us = at_us});
}

static void
service_end(struct seen *seen, struct ticket *t, int64_t at_us)
{
	struct seen_service *s = &seen->services[t->service];

	if (t->state == SERVING)
		seen_time_add(seen, &s->durations, at_us - t->begun_us);
	counter_end(seen, t, at_us);
	s->ended_n += t->state == SERVING || t->state == CALLED;
}

static void
take(struct reading *r, struct ticket *t, uint64_t e, bool is_agreed)
{
	struct seen *seen = r->seen;
	const int64_t at_us = r->columns->time_us[e];
	const uint32_t service = r->services[column_code(r->service, e)];
	const int class_ = r->class_ != NULL ? r->classes[column_code(r->class_, e)] : 0;

	wait_end(seen, t, at_us, false);
	*t = (struct ticket){0};
	if (service == FIT_NONE)
		return;
	t->arrival = seen->arrivals_n;
	*ARENA_PUSH(seen->arena, seen->arrivals, seen->arrivals_n, seen->arrivals_room) =
		(struct seen_arrival){.at_us = at_us, .service = service, .class_ = class_};
	seen->agreed_n += is_agreed;
	t->state = WAITING;
	t->service = service;
	t->came_us = t->since_us = at_us;
	seen->services[service].came_n++;
}

static void
call(struct reading *r, struct ticket *t, uint64_t e)
{
	const int64_t at_us = r->columns->time_us[e];

	wait_end(r->seen, t, at_us, false);
	counter_end(r->seen, t, at_us);
	t->counter = r->counter != NULL ? r->counters[column_code(r->counter, e)] : FIT_NONE;
	t->called_us = at_us;
	t->came_us = t->state == WAITING ? t->since_us : at_us;
	t->state = CALLED;
	r->seen->services[t->service].called_n++;
}

static void
begin(struct seen *seen, struct ticket *t, int64_t at_us)
{
	struct seen_service *s = &seen->services[t->service];

	if (t->state != CALLED)
		return;
	seen_time_add(seen, &s->walks, at_us - t->called_us);
	s->begun_n++;
	t->begun_us = at_us;
	t->state = SERVING;
}

static void
miss(struct seen *seen, struct ticket *t, int64_t at_us)
{
	struct seen_service *s = &seen->services[t->service];

	counter_end(seen, t, at_us);
	if (t->state == CALLED) {
		s->missed_n++;
		s->missed_us += (double)(at_us - t->called_us);
	}
	t->state = ASIDE;
}

/* Who is sent on while waiting has only come to the wrong line. */
static void
transfer(struct reading *r, struct ticket *t, uint64_t e)
{
	struct seen *seen = r->seen;
	const int64_t at_us = r->columns->time_us[e];
	const uint32_t to = r->services[column_code(r->service, e)];
	const uint32_t from = t->service;

	if (to == FIT_NONE)
		return;
	if (t->state == WAITING) {
		seen->arrivals[t->arrival].service = to;
		seen->services[from].came_n--;
	} else if (t->state == CALLED || t->state == SERVING || t->state == DONE) {
		service_end(seen, t, at_us);
		seen->services[from].went_n[to]++;
	} else if (t->state == NOWHERE) {
		return;
	}
	if (t->state == WAITING)
		wait_end(seen, t, at_us, false);
	seen->services[to].came_n++;
	t->state = WAITING;
	t->service = to;
	t->since_us = at_us;
}

static void
ticket_event(struct reading *r, struct ticket *t, uint64_t e, bool *is_agreed)
{
	struct seen *seen = r->seen;
	const int64_t at_us = r->columns->time_us[e];
	const enum ticket_event event = r->events[column_code(&r->columns->activity, e)];

	if (event == TICKET_AGREED || event == TICKET_TAKEN) {
		if (event == TICKET_TAKEN && at_us >= seen->from_us)
			take(r, t, e, *is_agreed);
		*is_agreed = event == TICKET_AGREED;
		return;
	}
	if (t->state == NOWHERE)
		return;
	switch (event) {
	case TICKET_CALLED:
		call(r, t, e);
		break;
	case TICKET_BEGUN:
		begin(seen, t, at_us);
		break;
	case TICKET_FINISHED:
		service_end(seen, t, at_us);
		t->state = DONE;
		break;
	case TICKET_MISSED:
		miss(seen, t, at_us);
		break;
	case TICKET_TRANSFERRED:
		transfer(r, t, e);
		break;
	case TICKET_LEFT:
	case TICKET_ABANDONED:
		wait_end(seen, t, at_us, true);
		counter_end(seen, t, at_us);
		t->state = t->state == DONE ? DONE : ASIDE;
		break;
	case TICKET_HELD:
	case TICKET_PARKED:
	case TICKET_CARRIED:
		wait_end(seen, t, at_us, false);
		counter_end(seen, t, at_us);
		t->state = ASIDE;
		break;
	default:
		break;
	}
}

static void
journey_read(struct reading *r, uint32_t journey)
{
	const struct columns *c = r->columns;
	struct ticket t = {0};
	bool is_agreed = false;

	for (uint64_t e = c->first[journey]; e < c->first[journey + 1]; e++)
		if (c->time_us[e] < r->seen->until_us &&
			(r->branch == NULL || column_code(r->branch, e) == r->branch_code))
			ticket_event(r, &t, e, &is_agreed);
	wait_end(r->seen, &t, INT64_MAX, false);
}

/* ---- The whole ---- */

static uint32_t
service_find(const struct seen *seen, struct span word)
{
	for (uint32_t i = 0; i < seen->services_n; i++)
		if (span_is(word, span_of(seen->services[i].name)))
			return i;
	return FIT_NONE;
}

static uint32_t
counter_find(const struct seen *seen, struct span word)
{
	for (uint32_t i = 0; i < seen->counters_n; i++)
		if (span_is(word, span_of(seen->counters[i].name)))
			return i;
	return FIT_NONE;
}

/* The classes' names are the map's; who is of none has the one called normal, or the last. */
static int
class_find(const struct map *map, struct span word)
{
	const struct organisation *o = map != NULL ? &map->organisation : NULL;
	int usual = o != NULL && o->classes_n > 0 ? (int)o->classes_n - 1 : 0;

	for (size_t i = 0; o != NULL && i < o->classes_n; i++) {
		if (span_is(word, span_of(o->classes[i].name)))
			return (int)i;
		if (span_is(SPAN("normal"), span_of(o->classes[i].name)))
			usual = (int)i;
	}
	return usual;
}

static void
events_find(struct reading *r)
{
	static const struct {
		const char *name;
		enum ticket_event event;
	} events[] = {
#define X(id_, event_) {event_, TICKET_##id_},
		TICKET_EVENTS(X)
#undef X
	};

	r->events = ARENA_ARRAY(r->seen->arena, uint8_t, r->columns->activity.words.words_n + 1);
	for (size_t i = 0; i < array_length(events); i++) {
		const uint32_t code = column_find(&r->columns->activity, span_of(events[i].name));
		if (code != UINT32_MAX)
			r->events[code] = (uint8_t)events[i].event;
	}
}

static void
words_find(struct reading *r, const struct map *map)
{
	struct arena *a = r->seen->arena;

	r->services = ARENA_ARRAY(a, uint32_t, r->service->words.words_n);
	for (uint64_t i = 0; i < r->service->words.words_n; i++)
		r->services[i] = service_find(r->seen, words_at(&r->service->words, i));
	if (r->counter != NULL) {
		r->counters = ARENA_ARRAY(a, uint32_t, r->counter->words.words_n);
		for (uint64_t i = 0; i < r->counter->words.words_n; i++)
			r->counters[i] = counter_find(r->seen, words_at(&r->counter->words, i));
	}
	if (r->class_ != NULL) {
		r->classes = ARENA_ARRAY(a, int, r->class_->words.words_n);
		for (uint64_t i = 0; i < r->class_->words.words_n; i++)
			r->classes[i] = class_find(map, words_at(&r->class_->words, i));
	}
}

bool
seen_has_tickets(const struct columns *columns)
{
	return column_find(&columns->activity, SPAN("ticket.taken")) != UINT32_MAX &&
	       columns_find(columns, "service") != NULL;
}

enum fault_code
seen_tickets(struct seen *seen, const struct columns *columns, const struct fit_wish *wish,
	struct fault *f)
{
	struct reading r = {
		.seen = seen,
		.columns = columns,
		.branch = wish->branch != NULL ? columns_find(columns, "branch") : NULL,
		.service = columns_find(columns, "service"),
		.counter = columns_find(columns, "counter"),
		.class_ = columns_find(columns, "class"),
		.branch_code = UINT32_MAX,
	};

	if (r.branch != NULL)
		r.branch_code = column_find(r.branch, span_of(wish->branch));
	if (r.branch != NULL && r.branch_code == UINT32_MAX)
		return fault_set(f, FAULT_NOT_FOUND, "no event has happened at the branch \"%s\"",
			wish->branch);
	events_find(&r);
	words_find(&r, wish->map);
	for (uint32_t j = 0; j < columns->journeys_n; j++)
		journey_read(&r, j);
	return FAULT_NONE;
}

static int
spell_compare(const void *a, const void *b)
{
	const struct seen_spell *x = a, *y = b;

	if (x->counter != y->counter)
		return x->counter < y->counter ? -1 : 1;
	if (x->from_us != y->from_us)
		return x->from_us < y->from_us ? -1 : 1;
	return (x->until_us > y->until_us) - (x->until_us < y->until_us);
}

void
seen_rests(struct seen *seen)
{
	if (seen->spells_n > 0)
		qsort(seen->spells, seen->spells_n, sizeof *seen->spells, spell_compare);
	for (size_t i = 1; i < seen->spells_n; i++) {
		const struct seen_spell *last = &seen->spells[i - 1], *next = &seen->spells[i];
		const int64_t rest_us = next->from_us - last->until_us;
		if (last->counter == next->counter && rest_us >= 0 && rest_us <= REST_MOST_US &&
			next->came_us <= last->until_us)
			seen_time_add(seen, &seen->services[last->service].rests, rest_us);
	}
}
