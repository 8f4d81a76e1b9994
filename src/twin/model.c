/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From what a branch is like to a model of some days of it. The calendar decides when customers may
 * come, the fit how many do; a counter is there in a quarter hour in which it is on at least half
 * of such days. Where by that nobody would be there whom customers come to, the one that is there
 * most often is. Whoever is there when the branch closes stays until the line is served, at most
 * four hours.
 */
#include <string.h>

#include "twin/model.h"

#define AFTER_US     (INT64_C(24) * 60 * 60 * 1000000) /* shifts are laid out so far past the end */
#define STAY_STEPS   16
#define ON_SHARE     0.5f
#define SPAN_MOST_US (FIT_DAYS_MOST * FIT_DAY_US)

/* ---- Time ---- */

static void
span_add(struct model_making *m, int64_t from_us, int64_t until_us)
{
	if (until_us > from_us)
		*ARENA_PUSH(m->arena, m->spans, m->spans_n, m->spans_room) =
			(struct simulate_span){from_us, until_us};
}

static void
spans_make(struct model_making *m, int64_t end_us)
{
	const struct calendar *calendar = m->fit->calendar;
	int64_t at_us = m->from_us;
	bool is_open;

	if (calendar == NULL)
		return;
	is_open = calendar_is_open(calendar, at_us);
	while (at_us < end_us) {
		int64_t next_us = calendar_turns_us(calendar, at_us);
		if (next_us == TIME_NONE || next_us > end_us)
			next_us = end_us;
		if (is_open)
			span_add(m, at_us, next_us);
		is_open = !is_open;
		at_us = next_us;
	}
}

static float
open_share(const struct model_making *m, int64_t from_us, size_t *span)
{
	int64_t us = 0;

	if (m->fit->calendar == NULL)
		return 1;
	while (*span < m->spans_n && m->spans[*span].until_us <= from_us)
		(*span)++;
	for (size_t i = *span; i < m->spans_n; i++) {
		const struct simulate_span *s = &m->spans[i];
		const int64_t begin_us = s->from_us > from_us ? s->from_us : from_us;
		const int64_t end_us =
			s->until_us < from_us + FIT_STEP_US ? s->until_us : from_us + FIT_STEP_US;
		if (s->from_us >= from_us + FIT_STEP_US)
			break;
		us += end_us - begin_us;
	}
	return (float)us / (float)FIT_STEP_US;
}

static void
steps_make(struct model_making *m)
{
	const int64_t rest = ((m->from_us % FIT_STEP_US) + FIT_STEP_US) % FIT_STEP_US;
	uint16_t *slots, *days;
	float *open;
	int64_t first_day = 0, day = 0;
	size_t span = 0;

	m->grid_us = m->from_us - rest;
	m->arrivals_n = (size_t)((m->until_us - m->grid_us + FIT_STEP_US - 1) / FIT_STEP_US);
	m->steps_n = m->arrivals_n + AFTER_US / FIT_STEP_US;
	m->slots = slots = ARENA_ARRAY(m->arena, uint16_t, m->steps_n);
	m->days = days = ARENA_ARRAY(m->arena, uint16_t, m->steps_n);
	m->open = open = ARENA_ARRAY(m->arena, float, m->steps_n);
	spans_make(m, m->grid_us + (int64_t)m->steps_n * FIT_STEP_US);
	for (size_t i = 0; i < m->steps_n; i++) {
		const int64_t at_us = m->grid_us + (int64_t)i * FIT_STEP_US;
		slots[i] = fit_slot(m->fit->zone, at_us, &day);
		first_day = i == 0 ? day : first_day;
		days[i] = (uint16_t)(day - first_day);
		open[i] = open_share(m, at_us, &span);
	}
	m->days_n = (size_t)(day - first_day) + 1;
}

/* ---- What is in it ---- */

static void
services_make(struct model_making *m)
{
	const struct fit_branch *fit = m->fit;

	m->services = ARENA_ARRAY(m->arena, struct simulate_service, fit->services_n);
	for (size_t i = 0; i < fit->services_n; i++) {
		const struct fit_service *s = &fit->services[i];
		m->services[i] = (struct simulate_service){.name = s->name,
			.duration = s->duration.draw,
			.walking = s->walking.draw,
			.patience = s->patience.draw,
			.rest = s->rest.draw,
			.no_show = s->no_show,
			.comes_within_us = s->comes_within_us,
			.capacity = s->capacity,
			.routes = s->routes,
			.routes_n = s->routes_n};
	}
}

static void
sources_make(struct model_making *m)
{
	for (size_t i = 0; i < m->fit->sources_n; i++) {
		const struct fit_source *from = &m->fit->sources[i];
		struct model_source *to =
			ARENA_PUSH(m->arena, m->sources, m->sources_n, m->sources_room);
		*to = (struct model_source){.service = from->service,
			.class_ = from->class_,
			.rates = ARENA_ARRAY(m->arena, double, m->arrivals_n)};
		for (size_t k = 0; k < m->arrivals_n; k++)
			to->rates[k] = (double)from->per_day[m->slots[k] / FIT_QUARTERS]
							    [m->slots[k] % FIT_QUARTERS];
	}
}

static bool
serves(const struct fit_counter *counter, uint32_t service)
{
	for (size_t i = 0; i < counter->services_n; i++)
		if (counter->services[i] == service)
			return true;
	return counter->services_n == 0;
}

/* Nobody is there for a service that customers come for: who is there most often. */
static void
somebody_find(struct model_making *m, size_t step, uint32_t service)
{
	const int w = m->slots[step] / FIT_QUARTERS, q = m->slots[step] % FIT_QUARTERS;
	size_t best = SIZE_MAX;

	for (size_t i = 0; i < m->fit->counters_n; i++) {
		const struct fit_counter *counter = &m->fit->counters[i];
		if (!serves(counter, service))
			continue;
		if (m->counters[i].on[step])
			return;
		if (counter->open[w][q] > 0 &&
			(best == SIZE_MAX ||
				counter->open[w][q] > m->fit->counters[best].open[w][q]))
			best = i;
	}
	if (best != SIZE_MAX)
		m->counters[best].on[step] = true;
}

static void
counters_make(struct model_making *m)
{
	for (size_t i = 0; i < m->fit->counters_n; i++) {
		const struct fit_counter *from = &m->fit->counters[i];
		struct model_counter *to =
			ARENA_PUSH(m->arena, m->counters, m->counters_n, m->counters_room);
		*to = (struct model_counter){.name = from->name,
			.services = from->services,
			.services_n = from->services_n,
			.on = ARENA_ARRAY(m->arena, bool, m->steps_n)};
		for (size_t k = 0; k < m->steps_n; k++)
			to->on[k] = m->open[k] > 0 &&
				    from->open[m->slots[k] / FIT_QUARTERS]
					      [m->slots[k] % FIT_QUARTERS] >= ON_SHARE;
	}
	for (size_t k = 0; k < m->arrivals_n; k++)
		for (size_t i = 0; i < m->sources_n; i++)
			if (m->open[k] > 0 && m->sources[i].rates[k] > 0)
				somebody_find(m, k, m->sources[i].service);
}

/* ---- Written down ---- */

static bool
is_closed(const struct model_making *m, size_t step)
{
	if (m->fit->calendar != NULL)
		return m->open[step] <= 0;
	for (size_t i = 0; i < m->sources_n; i++)
		if (step < m->arrivals_n && m->sources[i].rates[step] > 0)
			return false;
	return true;
}

/* After closing those stay who were there. */
static void
counters_stay(struct model_making *m)
{
	for (size_t i = 0; i < m->counters_n; i++) {
		bool *on = m->counters[i].on;
		size_t since = 0;
		bool was_on = false;
		for (size_t k = 0; k < m->steps_n; k++) {
			if (!is_closed(m, k)) {
				since = 0;
				was_on = on[k];
				continue;
			}
			on[k] = on[k] || (was_on && since++ < STAY_STEPS);
		}
	}
}

static void
counters_write(const struct model_making *m, struct simulate_counter *to)
{
	for (size_t i = 0; i < m->counters_n; i++) {
		const struct model_counter *from = &m->counters[i];
		struct simulate_span *shifts = NULL;
		size_t n = 0, room = 0;
		for (size_t k = 0; k < m->steps_n; k++) {
			const int64_t at_us = m->grid_us + (int64_t)k * FIT_STEP_US;
			if (!from->on[k])
				continue;
			if (n > 0 && shifts[n - 1].until_us == at_us)
				shifts[n - 1].until_us = at_us + FIT_STEP_US;
			else
				*ARENA_PUSH(m->arena, shifts, n, room) =
					(struct simulate_span){at_us, at_us + FIT_STEP_US};
		}
		if (n == 0) /* never: none would mean always */
			*ARENA_PUSH(m->arena, shifts, n, room) = (struct simulate_span){
				m->from_us - FIT_DAY_US, m->from_us - FIT_DAY_US + 1};
		to[i] = (struct simulate_counter){.name = from->name,
			.services = from->services,
			.services_n = from->services_n,
			.shifts = shifts,
			.shifts_n = n};
	}
}

/* The rates, cut where the branch opens and closes. */
struct rates {
	struct simulate_rate *items;
	size_t n, room;
	struct arena *arena;
};

static void
rate_add(struct rates *r, int64_t from_us, double per_us)
{
	if (r->n > 0 && r->items[r->n - 1].from_us == from_us)
		r->n--;
	if (r->n > 0 ? r->items[r->n - 1].per_us == per_us : per_us == 0)
		return;
	*ARENA_PUSH(r->arena, r->items, r->n, r->room) =
		(struct simulate_rate){.from_us = from_us, .per_us = per_us};
}

static struct rates
rates_write(const struct model_making *m, const struct model_source *source)
{
	const struct simulate_span always = {m->from_us, m->until_us};
	const struct simulate_span *spans = m->fit->calendar != NULL ? m->spans : &always;
	const size_t spans_n = m->fit->calendar != NULL ? m->spans_n : 1;
	struct rates r = {.arena = m->arena};

	for (size_t i = 0; i < spans_n; i++) {
		const int64_t end_us =
			spans[i].until_us < m->until_us ? spans[i].until_us : m->until_us;
		int64_t at_us = spans[i].from_us;
		while (at_us < end_us) {
			const size_t k = (size_t)((at_us - m->grid_us) / FIT_STEP_US);
			rate_add(&r, at_us, source->rates[k] / (double)FIT_STEP_US);
			at_us = m->grid_us + ((int64_t)k + 1) * FIT_STEP_US;
		}
		if (end_us > spans[i].from_us)
			rate_add(&r, end_us, 0);
	}
	return r;
}

static void
model_write(struct simulate_model *ret, const struct model_making *m)
{
	struct simulate_place *place = ARENA_NEW(m->arena, struct simulate_place);
	struct simulate_counter *counters =
		ARENA_ARRAY(m->arena, struct simulate_counter, m->counters_n);
	struct simulate_source *sources =
		ARENA_ARRAY(m->arena, struct simulate_source, m->sources_n);
	size_t sources_n = 0;

	*place = (struct simulate_place){
		.name = m->fit->name, .rules = m->rules, .open = m->spans, .open_n = m->spans_n};
	counters_write(m, counters);
	for (size_t i = 0; i < m->sources_n; i++) {
		const struct rates r = rates_write(m, &m->sources[i]);
		if (r.n > 0)
			sources[sources_n++] =
				(struct simulate_source){.service = m->sources[i].service,
					.class_ = m->sources[i].class_,
					.rates = r.items,
					.rates_n = r.n};
	}
	*ret = (struct simulate_model){.places = place,
		.services = m->services,
		.counters = counters,
		.sources = sources,
		.places_n = 1,
		.services_n = m->fit->services_n,
		.counters_n = m->counters_n,
		.sources_n = sources_n,
		.from_us = m->from_us,
		.until_us = m->until_us};
}

enum fault_code
twin_model(struct simulate_model *ret, const struct fit_branch *fit,
	const struct scenario *scenario, int64_t from_us, int64_t until_us, struct arena *a,
	struct fault *f)
{
	struct model_making m = {.fit = fit,
		.arena = a,
		.from_us = from_us,
		.until_us = until_us,
		.rules = fit->rules};

	if (until_us <= from_us || until_us - from_us > SPAN_MOST_US)
		return fault_set(f, FAULT_BAD_INPUT,
			"a model plays over some time, at most %d days of it", FIT_DAYS_MOST);
	steps_make(&m);
	services_make(&m);
	sources_make(&m);
	counters_make(&m);
	if (scenario != NULL && model_change(&m, scenario, f))
		return f->code;
	counters_stay(&m);
	model_write(ret, &m);
	return simulate_check(ret, f);
}
