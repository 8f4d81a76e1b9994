/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Counters and services of the two sides are matched by their names. What the fit has never seen –
 * a new service, a counter that never called – is taken from what stands there, and said.
 */
#include "twin/from_now.h"

#include <string.h>

#include "twin/sayings.h"

struct making {
	const struct standing *standing;
	struct arena *arena;
	struct simulate_model model;
	struct simulate_service *services;
	uint32_t *service_of; /* of the standing's services: its number in the model */
	struct sayings assumed;
};

/* ---- Services ---- */

static uint32_t
service_named(const struct simulate_model *model, const char *name)
{
	for (size_t i = 0; i < model->services_n; i++)
		if (strcmp(model->services[i].name, name) == 0)
			return (uint32_t)i;
	return SIMULATE_NONE;
}

static bool
is_needed(const struct standing *standing, uint32_t service)
{
	for (size_t i = 0; i < standing->waiting_n; i++)
		if (standing->waiting[i].service == service)
			return true;
	for (size_t i = 0; i < standing->serving_n; i++)
		if (standing->serving[i].service == service)
			return true;
	return false;
}

/* A service of which nothing was learnt takes as long as the first one of the branch, and nobody
 * goes on from it. */
static uint32_t
service_add(struct making *m, const char *name)
{
	struct simulate_service added = m->services[0];

	added.name = name;
	added.capacity = 0;
	added.routes = NULL;
	added.routes_n = 0;
	twin_say(&m->assumed, SERVICE_UNKNOWN, {"service", .text = name},
		{"other", .text = m->services[0].name});
	m->services[m->model.services_n] = added;
	return (uint32_t)m->model.services_n++;
}

static void
services_match(struct making *m)
{
	const struct standing *standing = m->standing;
	const size_t known_n = m->model.services_n;

	m->services =
		ARENA_ARRAY(m->arena, struct simulate_service, known_n + standing->services_n + 1);
	m->service_of = ARENA_ARRAY(m->arena, uint32_t, standing->services_n);
	memcpy(m->services, m->model.services, known_n * sizeof *m->services);
	m->model.services = m->services;
	for (size_t i = 0; i < standing->services_n; i++) {
		const char *name = standing->services[i].name;

		m->service_of[i] = service_named(&m->model, name);
		if (m->service_of[i] == SIMULATE_NONE && known_n > 0 &&
			is_needed(standing, (uint32_t)i))
			m->service_of[i] = service_add(m, name);
	}
}

/* ---- When a counter calls ---- */

/* A span outside of the model: never. */
static void
shifts_never(struct simulate_counter *counter, const struct simulate_model *model, struct arena *a)
{
	struct simulate_span *never = ARENA_NEW(a, struct simulate_span);

	*never = (struct simulate_span){model->until_us, model->until_us + 1};
	counter->shifts = never;
	counter->shifts_n = 1;
}

/* The end of the span that holds the instant; INT64_MIN: none does. */
static int64_t
span_end(const struct simulate_span *spans, size_t n, int64_t at_us)
{
	for (size_t i = 0; i < n; i++)
		if (spans[i].from_us <= at_us && at_us < spans[i].until_us)
			return spans[i].until_us;
	return INT64_MIN;
}

static void
shifts_set(struct simulate_counter *counter, const struct simulate_counter *usual,
	const struct simulate_model *model, bool is_open, struct arena *a)
{
	const struct simulate_place *place = &model->places[counter->place];
	struct simulate_span *shifts = ARENA_ARRAY(a, struct simulate_span, usual->shifts_n + 1);
	int64_t end_us = span_end(usual->shifts, usual->shifts_n, model->from_us);
	size_t n = 0;

	if (end_us == INT64_MIN)
		end_us = span_end(place->open, place->open_n, model->from_us);
	if (end_us == INT64_MIN)
		end_us = model->until_us;
	if (is_open)
		shifts[n++] = (struct simulate_span){model->from_us, end_us};
	for (size_t i = 0; i < usual->shifts_n; i++)
		if (usual->shifts[i].from_us > model->from_us &&
			(!is_open || usual->shifts[i].from_us >= end_us))
			shifts[n++] = usual->shifts[i];
	counter->shifts = shifts;
	counter->shifts_n = n;
	if (n == 0)
		shifts_never(counter, model, a);
}

/* ---- Counters ---- */

static const struct simulate_counter *
counter_named(const struct simulate_model *model, const char *name)
{
	for (size_t i = 0; i < model->counters_n; i++)
		if (strcmp(model->counters[i].name, name) == 0)
			return &model->counters[i];
	return NULL;
}

static void
counter_services(
	struct making *m, struct simulate_counter *counter, const struct standing_counter *of)
{
	uint32_t *services = ARENA_ARRAY(m->arena, uint32_t, of->services_n);

	counter->services = services;
	for (size_t i = 0; i < of->services_n; i++) {
		const uint32_t service = m->service_of[of->services[i]];

		if (service != SIMULATE_NONE)
			services[counter->services_n++] = service;
	}
}

/* Each counter of the branch with its usual shifts; one that was never seen has none. */
static struct simulate_counter *
counters_match(struct making *m)
{
	const struct standing *standing = m->standing;
	struct simulate_counter *usual =
		ARENA_ARRAY(m->arena, struct simulate_counter, standing->counters_n);

	for (size_t i = 0; i < standing->counters_n; i++) {
		const struct standing_counter *of = &standing->counters[i];
		const struct simulate_counter *known = counter_named(&m->model, of->name);

		if (known != NULL)
			usual[i] = *known;
		else
			shifts_never(&usual[i], &m->model, m->arena);
		usual[i].name = of->name;
		usual[i].services_n = 0;
		counter_services(m, &usual[i], of);
	}
	return usual;
}

/* As they are now. A counter that may serve nothing would be one that serves all. */
static void
counters_now(struct making *m, const struct simulate_counter *usual)
{
	const struct standing *standing = m->standing;
	struct simulate_counter *counters =
		ARENA_ARRAY(m->arena, struct simulate_counter, standing->counters_n);

	for (size_t i = 0; i < standing->counters_n; i++) {
		counters[i] = usual[i];
		if (usual[i].services_n == 0)
			shifts_never(&counters[i], &m->model, m->arena);
		else
			shifts_set(&counters[i], &usual[i], &m->model,
				standing->counters[i].state == STANDING_OPEN, m->arena);
	}
	m->model.counters = counters;
	m->model.counters_n = standing->counters_n;
}

/* ---- People ---- */

static void
waiting_make(struct making *m, struct simulate_start *start)
{
	const struct standing *standing = m->standing;
	struct simulate_waiting *waiting =
		ARENA_ARRAY(m->arena, struct simulate_waiting, standing->waiting_n);

	start->waiting = waiting;
	for (size_t i = 0; i < standing->waiting_n; i++) {
		const struct standing_waiting *of = &standing->waiting[i];

		if (m->service_of[of->service] == SIMULATE_NONE)
			continue;
		waiting[start->waiting_n++] = (struct simulate_waiting){.ticket = of->ticket,
			.service = m->service_of[of->service],
			.for_counter = of->for_counter,
			.class_ = of->class_,
			.came_us = of->came_us,
			.place_us = of->place_us,
			.appointment_us = of->appointment_us};
	}
}

static void
serving_make(struct making *m, struct simulate_start *start)
{
	const struct standing *standing = m->standing;
	struct simulate_serving *serving =
		ARENA_ARRAY(m->arena, struct simulate_serving, standing->serving_n);

	start->serving = serving;
	for (size_t i = 0; i < standing->serving_n; i++) {
		const struct standing_serving *of = &standing->serving[i];

		if (m->service_of[of->service] == SIMULATE_NONE)
			continue;
		serving[start->serving_n++] = (struct simulate_serving){.counter = of->counter,
			.service = m->service_of[of->service],
			.class_ = of->class_,
			.came_us = of->came_us,
			.called_us = of->called_us,
			.began_us = of->began_us};
	}
}

static void
place_set(struct making *m, struct simulate_start *start)
{
	struct simulate_place *places =
		ARENA_ARRAY(m->arena, struct simulate_place, m->model.places_n);
	struct queue_turn *turns = ARENA_ARRAY(m->arena, struct queue_turn, m->model.places_n);

	memcpy(places, m->model.places, m->model.places_n * sizeof *places);
	places[0].rules = m->standing->rules;
	turns[0] = m->standing->turn;
	m->model.places = places;
	start->turns = turns;
}

/* ---- The two functions ---- */

enum fault_code
from_now_make(struct from_now *ret, const struct fit_branch *fit, const struct standing *standing,
	int64_t until_us, struct arena *a, struct fault *f)
{
	struct making m = {.standing = standing, .arena = a, .assumed.arena = a};
	struct simulate_start start = {0};
	const struct simulate_counter *usual;
	size_t own_n;

	if (twin_model(&m.model, fit, NULL, standing->at_us, until_us, a, f))
		return f->code;
	if (m.model.services_n == 0 || m.model.places_n == 0)
		return fault_set(f, FAULT_BAD_INPUT, "the branch has served nobody yet");
	m.model.ends_sharply = true;
	services_match(&m);
	place_set(&m, &start);
	usual = counters_match(&m);
	counters_now(&m, usual);
	waiting_make(&m, &start);
	serving_make(&m, &start);
	own_n = m.assumed.n;
	twin_say(&m.assumed, COUNTERS_STAY);
	if (standing->aside_n > 0)
		twin_say(&m.assumed, ASIDE, {"n", .number = (double)standing->aside_n});
	*ret = (struct from_now){.standing = standing,
		.model = m.model,
		.start = start,
		.usual = usual,
		.arena = a,
		.assumed = m.assumed.items,
		.assumed_n = m.assumed.n,
		.ever_n = m.assumed.n - own_n};
	return FAULT_NONE;
}

struct simulate_model
from_now_with(const struct from_now *now, uint32_t counter, bool opens)
{
	struct simulate_model model = now->model;
	struct simulate_counter *counters =
		ARENA_ARRAY(now->arena, struct simulate_counter, model.counters_n);

	memcpy(counters, model.counters, model.counters_n * sizeof *counters);
	if (!opens || now->usual[counter].services_n == 0)
		shifts_never(&counters[counter], &model, now->arena);
	else
		shifts_set(&counters[counter], &now->usual[counter], &model, true, now->arena);
	model.counters = counters;
	return model;
}
