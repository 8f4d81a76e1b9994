/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A place of the demo as a model of the simulator: the crowd draws its customers from it, and
 * whoever simulates it gets the same ones. Rates follow the hour of the wall clock and the opening
 * hours; counters are on from the first opening of a day until midnight – nobody comes after
 * closing, and who waits then is served – but for the break at noon, one after the other.
 */
#include "demo/model.h"

#include <math.h>
#include <stdlib.h>

#define DAY_US	     (24 * HOUR_US)
#define PATIENCE_US  (35 * MINUTE_US)
#define WALKING_US   (28 * SECOND_US)
#define REST_US	     (12 * SECOND_US)
#define NO_SHOW	     0.025
#define BREAK_US     (25 * MINUTE_US)
#define BREAK_EACH   (30 * MINUTE_US)
#define BREAKS_FROM  (12 * HOUR_US)
#define BREAKS_UNTIL (15 * HOUR_US)

/* ---- When customers come ---- */

/* How many come at this hour of the wall clock, against the busiest. */
static double
weight_at(const struct crowd_place *place, int64_t at_us)
{
	static const double by_hour[24] = {.05, .04, .04, .04, .05, .1, .2, .4, .7, .9, 1, .95, .8,
		.75, .8, .9, .95, .8, .6, .45, .3, .2, .12, .08};
	const int64_t local_us = zone_to_local(place->zone, at_us);

	return by_hour[((local_us / HOUR_US) % 24 + 24) % 24];
}

/* Until when tickets for the service are given, of those who come at this time while it is open. */
static int64_t
last_call_us(const struct crowd_place *place, const struct crowd_service *service, int64_t at_us)
{
	const int64_t closes_us =
		place->calendar != NULL ? calendar_turns_us(place->calendar, at_us) : TIME_NONE;

	return closes_us == TIME_NONE ? INT64_MAX : closes_us - service->last_call_us;
}

static double
rate_at(const struct crowd_place *place, const struct crowd_service *service, int64_t at_us)
{
	const bool is_spared = place->spared_from_us != 0 && at_us >= place->spared_from_us;

	if (!service->is_served || !crowd_is_open(place, at_us) ||
		at_us >= last_call_us(place, service, at_us))
		return 0;
	return place->arrivals_per_us * service->share * weight_at(place, at_us) *
	       (is_spared ? 0.1 : 1);
}

/* The next time at which the rate may change. */
static int64_t
changes_us(const struct crowd_place *place, const struct crowd_service *service, int64_t at_us)
{
	const int64_t local_us = zone_to_local(place->zone, at_us);
	int64_t next_us = at_us + HOUR_US - (local_us % HOUR_US + HOUR_US) % HOUR_US, turns_us;

	if (place->spared_from_us > at_us && place->spared_from_us < next_us)
		next_us = place->spared_from_us;
	if (place->calendar == NULL)
		return next_us;
	turns_us = calendar_turns_us(place->calendar, at_us);
	if (turns_us != TIME_NONE && turns_us < next_us)
		next_us = turns_us;
	turns_us = last_call_us(place, service, at_us);
	return turns_us > at_us && turns_us < next_us ? turns_us : next_us;
}

static void
source_fill(struct simulate_source *source, const struct crowd_place *place, size_t service,
	const struct simulate_model *model, struct arena *a)
{
	const struct crowd_service *of = &place->services[service];
	struct simulate_rate *rates = NULL;
	size_t n = 0, room = 0;

	for (int64_t at_us = model->from_us; at_us < model->until_us;
		at_us = changes_us(place, of, at_us))
		*ARENA_PUSH(a, rates, n, room) =
			(struct simulate_rate){at_us, rate_at(place, of, at_us)};
	*source = (struct simulate_source){
		.service = (uint32_t)service, .rates = rates, .rates_n = n};
}

/* ---- When counters call ---- */

static void
span_add(struct simulate_span *spans, size_t *n, int64_t from_us, int64_t until_us)
{
	if (from_us < until_us)
		spans[(*n)++] = (struct simulate_span){from_us, until_us};
}

/* A day of a counter, around its break. */
static void
day_add(struct simulate_span *spans, size_t *n, const struct crowd_place *place, size_t turn,
	int64_t midnight_us, int64_t from_us, int64_t until_us)
{
	const int64_t of_day_us = BREAKS_FROM + (int64_t)turn * BREAK_EACH,
		      break_us = zone_to_utc(
			      place->zone, zone_to_local(place->zone, midnight_us) + of_day_us);

	if (place->calendar != NULL && !calendar_is_open(place->calendar, from_us)) {
		const int64_t opens_us = calendar_turns_us(place->calendar, from_us);

		from_us = opens_us == TIME_NONE ? until_us : opens_us;
	}
	if (place->spared_from_us != 0 && place->spared_from_us < until_us)
		until_us = place->spared_from_us;
	if (of_day_us >= BREAKS_UNTIL || break_us >= until_us || break_us + BREAK_US <= from_us) {
		span_add(spans, n, from_us, until_us);
		return;
	}
	span_add(spans, n, from_us, break_us);
	span_add(spans, n, break_us + BREAK_US > from_us ? break_us + BREAK_US : from_us, until_us);
}

static void
counter_fill(struct simulate_counter *counter, const struct crowd *crowd,
	const struct crowd_place *place, size_t turn, const struct simulate_model *model,
	struct arena *a)
{
	const struct crowd_desk *desk = &crowd->cast.desks[place->first_desk + turn];
	const size_t days = (size_t)((model->until_us - model->from_us) / (23 * HOUR_US)) + 2;
	struct simulate_span *spans = ARENA_ARRAY(a, struct simulate_span, 2 * days);
	uint32_t *services = ARENA_ARRAY(a, uint32_t, desk->services_n);

	*counter = (struct simulate_counter){
		.services = services, .shifts = spans, .pace = desk->pace};
	for (size_t i = 0; i < desk->services_n; i++)
		for (uint32_t s = 0; s < place->services_n; s++)
			if (place->services[s].id == desk->services[i])
				services[counter->services_n++] = s;
	for (int64_t from_us = model->from_us; from_us < model->until_us;) {
		const int64_t ends_us = crowd_day_ends_us(place, from_us),
			      until_us = ends_us < model->until_us ? ends_us : model->until_us,
			      midnight_us = crowd_day_ends_us(place, from_us - DAY_US);

		day_add(spans, &counter->shifts_n, place, turn, midnight_us, from_us, until_us);
		from_us = until_us;
	}
	/* Never on is not always on. */
	if (counter->shifts_n == 0)
		spans[counter->shifts_n++] =
			(struct simulate_span){model->until_us, model->until_us};
}

/* ---- The model ---- */

static void
service_fill(struct simulate_service *service, const struct crowd_service *of)
{
	*service = (struct simulate_service){
		.duration = {.kind = DRAW_LOGNORMAL, .mean_us = of->mean_us, .variation = 0.55},
		.walking = {.kind = DRAW_LOGNORMAL,
			.mean_us = (double)WALKING_US,
			.variation = 0.5},
		.patience = {.kind = DRAW_LOGNORMAL,
			.mean_us = (double)PATIENCE_US,
			.variation = 0.7},
		.rest = {.kind = DRAW_EXPONENTIAL, .mean_us = (double)REST_US},
		.no_show = NO_SHOW,
		.comes_within_us = CROWD_MISSES_US + (CROWD_CALLS - 2) * CROWD_CALLS_AGAIN_US,
		.capacity = of->capacity};
}

int64_t
crowd_day_ends_us(const struct crowd_place *place, int64_t at_us)
{
	return zone_day_begins_us(place->zone, zone_day(place->zone, at_us) + 1);
}

struct simulate_wish
crowd_place_wish(const struct crowd *crowd, const struct crowd_place *place, int64_t at_us)
{
	return (struct simulate_wish){
		.seed = crowd->setup.seed * UINT64_C(1000003) + (uint64_t)place->branch,
		.replication = (uint64_t)(crowd_day_ends_us(place, at_us) / HOUR_US),
		.keeps_visits = true};
}

void
crowd_place_model(struct simulate_model *ret, const struct crowd *crowd,
	const struct crowd_place *place, int64_t from_us, int64_t until_us, struct arena *a)
{
	struct simulate_place *only = ARENA_NEW(a, struct simulate_place);
	struct simulate_service *services =
		ARENA_ARRAY(a, struct simulate_service, place->services_n);
	struct simulate_counter *counters = ARENA_ARRAY(a, struct simulate_counter, place->desks_n);
	struct simulate_source *sources = ARENA_ARRAY(a, struct simulate_source, place->services_n);

	only->rules.classes_n = 1; /* nobody of the crowd asks to go first */
	*ret = (struct simulate_model){.places = only,
		.services = services,
		.counters = counters,
		.sources = sources,
		.places_n = 1,
		.services_n = place->services_n,
		.counters_n = place->desks_n,
		.sources_n = place->desks_n > 0 ? place->services_n : 0,
		.from_us = from_us,
		.until_us = until_us};
	for (size_t i = 0; i < place->services_n; i++) {
		service_fill(&services[i], &place->services[i]);
		source_fill(&sources[i], place, i, ret, a);
	}
	for (size_t i = 0; i < place->desks_n; i++)
		counter_fill(&counters[i], crowd, place, i, ret, a);
}

void
crowd_today_begin(struct crowd *crowd, struct crowd_place *place, int64_t from_us)
{
	struct crowd_today *today = &place->today;
	const struct simulate_wish wish = crowd_place_wish(crowd, place, from_us);

	arena_free(today->arena);
	today->arena = arena_new(ARENA_UNLIMITED);
	crowd_place_model(&today->model, crowd, place, from_us, crowd_day_ends_us(place, from_us),
		today->arena);
	today->coming = ARENA_ARRAY(today->arena, struct coming, today->model.sources_n);
	for (size_t i = 0; i < today->model.sources_n; i++)
		coming_begin(&today->coming[i], &today->model, i, &wish, today->arena);
	today->brought = ARENA_ARRAY(today->arena, struct brought_streams, place->services_n + 1);
	for (size_t i = 0; i <= place->services_n; i++)
		brought_begin(&today->brought[i], &wish, i);
}

bool
crowd_is_on(const struct crowd *crowd, size_t desk_number, int64_t *ret_next_us)
{
	const struct crowd_place *place = &crowd->cast.places[crowd->cast.desks[desk_number].place];
	const struct simulate_counter *counter =
		&place->today.model.counters[desk_number - place->first_desk];

	for (size_t i = 0; i < counter->shifts_n; i++) {
		if (crowd->now_us < counter->shifts[i].from_us) {
			*ret_next_us = counter->shifts[i].from_us;
			return false;
		}
		if (crowd->now_us < counter->shifts[i].until_us) {
			*ret_next_us = counter->shifts[i].until_us;
			return true;
		}
	}
	*ret_next_us = place->today.model.until_us;
	return false;
}

bool
crowd_model(struct simulate_model *ret, struct simulate_wish *ret_wish, const struct crowd *crowd,
	int64_t branch, int64_t from_us, int64_t until_us, struct arena *a)
{
	for (size_t i = 0; i < crowd->cast.places_n; i++) {
		const struct crowd_place *place = &crowd->cast.places[i];

		if (place->branch != branch)
			continue;
		crowd_place_model(ret, crowd, place, from_us, until_us, a);
		*ret_wish = crowd_place_wish(crowd, place, from_us);
		return true;
	}
	return false;
}
