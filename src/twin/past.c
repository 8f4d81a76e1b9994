/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One walk through the events of each journey.
 *
 *	taken ─▶ waits ─▶ called ─▶ begun ─▶ finished ─▶ (transferred: waits anew)
 *	            └─▶ left              missed
 *
 * A transfer or an errand begins a new visit. What was held or put aside ends there: how long it
 * lay aside is nobody's wait and nobody's service.
 */
#include "twin/past.h"

#include <stdlib.h>

#include "base/attributes.h"

#define AWAY_LEAST_US INT64_C(60000000) /* who calls within a minute was there */

/* X(id, event) */
#define PAST_EVENTS(X)                                                                             \
	X(TAKEN, "ticket.taken")                                                                   \
	X(CALLED, "ticket.called")                                                                 \
	X(BEGUN, "service.begun")                                                                  \
	X(FINISHED, "service.finished")                                                            \
	X(MISSED, "ticket.missed")                                                                 \
	X(LEFT, "ticket.left")                                                                     \
	X(TRANSFERRED, "ticket.transferred")                                                       \
	X(HELD, "ticket.held")                                                                     \
	X(PARKED, "ticket.parked")

enum past_event {
	PAST_OTHER,
#define X(id, event) PAST_##id,
	PAST_EVENTS(X)
#undef X
};

struct reading {
	const struct columns *columns;
	const struct column *branch, *service, *counter, *class_;
	const struct past_names *names;
	uint32_t branch_code, taken;
	uint8_t *events; /* of each activity */
	uint32_t *services, *counters;
	int *classes;
	int64_t from_us, until_us;
	struct arena *arena;
	struct simulate_visit *visits;
	size_t n, room;
};

/* ---- Words ---- */

static uint32_t
place_of(const char *const *names, size_t n, struct span word)
{
	for (size_t i = 0; i < n; i++)
		if (span_is(word, span_of(names[i])))
			return (uint32_t)i;
	return SIMULATE_NONE;
}

static uint32_t *
places_of(const struct column *column, const char *const *names, size_t n, struct arena *a)
{
	uint32_t *places;

	if (column == NULL)
		return NULL;
	places = ARENA_ARRAY(a, uint32_t, column->words.words_n + 1);
	for (uint64_t i = 0; i < column->words.words_n; i++)
		places[i] = place_of(names, n, words_at(&column->words, i));
	return places;
}

static void
events_find(struct reading *r)
{
	static const char *const names[] = {
#define X(id, event) (event),
		PAST_EVENTS(X)
#undef X
	};

	r->events = ARENA_ARRAY(r->arena, uint8_t, r->columns->activity.words.words_n + 1);
	for (size_t i = 0; i < array_length(names); i++) {
		const uint32_t code = column_find(&r->columns->activity, span_of(names[i]));
		if (code != UINT32_MAX)
			r->events[code] = (uint8_t)(i + 1);
	}
}

static uint32_t
word_of(const struct column *column, const uint32_t *places, uint64_t event)
{
	return column != NULL ? places[column_code(column, event)] : SIMULATE_NONE;
}

/* ---- One journey ---- */

/* A visit where the reading is; `is_on`: it has begun and not ended. */
struct visiting {
	struct simulate_visit visit;
	bool is_on;
};

static void
visit_begin(struct reading *r, struct visiting *v, uint64_t event, int64_t at_us)
{
	const uint32_t class_ =
		r->class_ != NULL ? (uint32_t)r->classes[column_code(r->class_, event)] : 0;

	*v = (struct visiting){.visit = {.service = word_of(r->service, r->services, event),
				       .counter = SIMULATE_NONE,
				       .class_ = (int)class_,
				       .came_us = at_us,
				       .called_us = INT64_MIN,
				       .began_us = INT64_MIN,
				       .ended_us = INT64_MIN},
		.is_on = true};
}

static void
visit_end(struct reading *r, struct visiting *v, enum simulate_ending ending, int64_t at_us)
{
	if (!v->is_on)
		return;
	v->is_on = false;
	v->visit.ending = ending;
	v->visit.ended_us = at_us;
	if (v->visit.service != SIMULATE_NONE && v->visit.came_us >= r->from_us &&
		v->visit.came_us < r->until_us)
		*ARENA_PUSH(r->arena, r->visits, r->n, r->room) = v->visit;
}

static void
event_take(struct reading *r, struct visiting *v, uint64_t event)
{
	const int64_t at_us = r->columns->time_us[event];
	const bool is_waiting = v->is_on && v->visit.called_us == INT64_MIN;

	switch ((enum past_event)r->events[column_code(&r->columns->activity, event)]) {
	case PAST_TAKEN:
		visit_begin(r, v, event, at_us);
		break;
	case PAST_CALLED:
		if (is_waiting) {
			v->visit.called_us = at_us;
			v->visit.counter = word_of(r->counter, r->counters, event);
		}
		break;
	case PAST_BEGUN:
		if (v->is_on && v->visit.began_us == INT64_MIN)
			v->visit.began_us = at_us;
		break;
	case PAST_FINISHED:
		visit_end(r, v, SIMULATE_SERVED, at_us);
		break;
	case PAST_MISSED:
		visit_end(r, v, SIMULATE_MISSED, at_us);
		break;
	case PAST_LEFT:
		visit_end(r, v, is_waiting ? SIMULATE_LEFT : SIMULATE_SERVED, at_us);
		break;
	case PAST_TRANSFERRED:
		if (!is_waiting)
			visit_end(r, v, SIMULATE_SERVED, at_us);
		visit_begin(r, v, event, at_us);
		break;
	case PAST_HELD:
	case PAST_PARKED:
		visit_end(r, v, SIMULATE_AT_COUNTER, at_us);
		break;
	case PAST_OTHER:
		break;
	}
}

static void
journey_read(struct reading *r, uint32_t journey)
{
	const struct columns *c = r->columns;
	struct visiting v = {0};

	if (c->first[journey + 1] == c->first[journey] ||
		c->time_us[c->first[journey]] >= r->until_us)
		return;
	for (uint64_t e = c->first[journey]; e < c->first[journey + 1]; e++)
		if (r->branch == NULL || column_code(r->branch, e) == r->branch_code)
			event_take(r, &v, e);
	/* Nobody knows how it went on. */
	visit_end(r, &v, v.visit.called_us == INT64_MIN ? SIMULATE_WAITING : SIMULATE_AT_COUNTER,
		c->time_us[c->first[journey + 1] - 1]);
}

static int
by_coming(const void *one, const void *other)
{
	const struct simulate_visit *a = one, *b = other;

	return (a->came_us > b->came_us) - (a->came_us < b->came_us);
}

void
past_visits_read(struct past *ret, const struct columns *columns, const char *branch,
	const struct past_names *names, int64_t from_us, int64_t until_us, struct arena *a)
{
	struct reading r = {.columns = columns,
		.branch = branch != NULL ? columns_find(columns, "branch") : NULL,
		.service = columns_find(columns, "service"),
		.counter = columns_find(columns, "counter"),
		.class_ = columns_find(columns, "class"),
		.names = names,
		.from_us = from_us,
		.until_us = until_us,
		.arena = a};

	*ret = (struct past){0};
	if (r.service == NULL)
		return;
	if (r.branch != NULL)
		r.branch_code = column_find(r.branch, span_of(branch));
	events_find(&r);
	r.services = places_of(r.service, names->services, names->services_n, a);
	r.counters = places_of(r.counter, names->counters, names->counters_n, a);
	r.classes = (int *)places_of(r.class_, names->classes, names->classes_n, a);
	for (uint32_t j = 0; j < columns->journeys_n; j++)
		journey_read(&r, j);
	if (r.n > 0)
		qsort(r.visits, r.n, sizeof *r.visits, by_coming);
	for (size_t i = 0; i < r.n; i++)
		r.visits[i].customer = (uint32_t)i;
	*ret = (struct past){r.visits, r.n};
}

/* ---- When a counter was there ---- */

static bool
is_served(const uint32_t *services, size_t services_n, uint32_t service)
{
	for (size_t i = 0; i < services_n; i++)
		if (services[i] == service)
			return true;
	return services_n == 0;
}

static int64_t
wait_end_us(const struct simulate_visit *v)
{
	return v->called_us != INT64_MIN ? v->called_us : v->ended_us;
}

/* When somebody began to wait, in [from_us, until_us), whom the counter could have called and who
 * was let wait for longer than it takes to call; until_us: nobody. */
static int64_t
let_wait_us(const struct past *past, const uint32_t *services, size_t services_n, int64_t from_us,
	int64_t until_us)
{
	int64_t first_us = until_us;

	for (size_t i = 0; i < past->visits_n && past->visits[i].came_us < until_us; i++) {
		const struct simulate_visit *v = &past->visits[i];
		const int64_t begin_us = v->came_us > from_us ? v->came_us : from_us;
		const int64_t end_us = wait_end_us(v) < until_us ? wait_end_us(v) : until_us;

		if (end_us - begin_us > AWAY_LEAST_US && begin_us < first_us &&
			is_served(services, services_n, v->service))
			first_us = begin_us;
	}
	return first_us;
}

static int
by_call(const void *one, const void *other)
{
	const struct simulate_span *a = one, *b = other;

	return (a->from_us > b->from_us) - (a->from_us < b->from_us);
}

/* From calls to the ends of what was called, in order. */
static struct simulate_span *
busy_spans(
	const struct past *past, uint32_t counter, int64_t until_us, size_t *ret_n, struct arena *a)
{
	struct simulate_span *busy = NULL;
	size_t n = 0, room = 0;

	for (size_t i = 0; i < past->visits_n; i++) {
		const struct simulate_visit *v = &past->visits[i];

		if (v->counter == counter && v->called_us != INT64_MIN && v->called_us < until_us)
			*ARENA_PUSH(a, busy, n, room) =
				(struct simulate_span){v->called_us, v->ended_us};
	}
	if (n > 0)
		qsort(busy, n, sizeof *busy, by_call);
	*ret_n = n;
	return busy;
}

struct past_shifts
past_shifts(const struct past *past, uint32_t counter, const uint32_t *services, size_t services_n,
	int64_t from_us, int64_t until_us, struct arena *a)
{
	size_t busy_n, n = 0;
	const struct simulate_span *busy = busy_spans(past, counter, until_us, &busy_n, a);
	struct simulate_span *spans = ARENA_ARRAY(a, struct simulate_span, busy_n + 2);
	int64_t begin_us = from_us, free_us = from_us;

	if (busy_n == 0)
		return (struct past_shifts){0};
	/* Before its first call it was there, unless it let somebody wait. */
	if (let_wait_us(past, services, services_n, from_us, busy[0].from_us) < busy[0].from_us)
		begin_us = busy[0].from_us;
	free_us = busy[0].until_us;
	for (size_t i = 1; i < busy_n; i++) {
		const int64_t away_us =
			let_wait_us(past, services, services_n, free_us, busy[i].from_us);

		if (away_us < busy[i].from_us) {
			if (away_us > begin_us)
				spans[n++] = (struct simulate_span){begin_us, away_us};
			begin_us = busy[i].from_us;
		}
		if (busy[i].until_us > free_us)
			free_us = busy[i].until_us;
	}
	const int64_t end_us = let_wait_us(past, services, services_n, free_us, until_us);
	if (end_us > begin_us)
		spans[n++] = (struct simulate_span){begin_us, end_us};
	return (struct past_shifts){spans, n};
}
