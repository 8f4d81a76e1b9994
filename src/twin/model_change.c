/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A scenario worked on a model, change by change. Each is about something by its name; that the
 * name is one of this branch is asked here, since a scenario may be tried on any branch.
 */
#include <math.h>
#include <string.h>

#include "twin/model.h"

#define SHORTEST_US 1000.0 /* what is left of serving somebody */

struct changing {
	struct model_making *m;
	const struct scenario *scenario;
	const struct scenario_change *change;
	struct fault *f;
};

static enum fault_code wrong(const struct changing *c, const char *field, const char *format, ...)
	PRINTF_LIKE(3, 4);

static enum fault_code
wrong(const struct changing *c, const char *field, const char *format, ...)
{
	char sentence[FAULT_NOTE_SIZE - 120];
	const struct place *place = &c->change->place;
	va_list values;

	va_start(values, format);
	vsnprintf(sentence, sizeof sentence, format, values);
	va_end(values);
	if (place->file != NULL)
		return fault_set(c->f, FAULT_BAD_INPUT, "%s:%u:%u: %s", place->file, place->line,
			place->column, sentence);
	return fault_field(c->f, FAULT_BAD_INPUT, field, "%s", sentence);
}

static const char *
service_nearest(const struct fit_branch *fit, const char *name, struct arena *a)
{
	const char **names = ARENA_ARRAY(a, const char *, fit->services_n);

	for (size_t i = 0; i < fit->services_n; i++)
		names[i] = fit->services[i].name;
	return text_nearest(name, names, fit->services_n);
}

static enum fault_code
service_find(uint32_t *ret, const struct changing *c, const char *field, const char *name)
{
	const struct fit_branch *fit = c->m->fit;
	const char *nearest;

	for (uint32_t i = 0; i < fit->services_n; i++)
		if (strcmp(fit->services[i].name, name) == 0) {
			*ret = i;
			return FAULT_NONE;
		}
	nearest = service_nearest(fit, name, c->m->arena);
	return wrong(c, field, "%s has no service \"%s\"%s%s%s", fit->name, name,
		nearest != NULL ? "; did you mean \"" : "", nearest != NULL ? nearest : "",
		nearest != NULL ? "\"?" : "");
}

/* Of one service, or of all. */
static enum fault_code
services_meant(uint32_t *ret_first, uint32_t *ret_end, const struct changing *c, const char *field)
{
	*ret_first = 0;
	*ret_end = (uint32_t)c->m->fit->services_n;
	if (c->change->service == NULL)
		return FAULT_NONE;
	if (service_find(ret_first, c, field, c->change->service))
		return c->f->code;
	*ret_end = *ret_first + 1;
	return FAULT_NONE;
}

static bool
is_at(const struct changing *c, size_t step)
{
	const struct scenario_change *change = c->change;
	const unsigned weekday = c->m->slots[step] / FIT_QUARTERS;
	const int minute = c->m->slots[step] % FIT_QUARTERS * 15 + 7;

	/* An interval past midnight belongs to the day on which it begins. */
	if (change->hours_n == 0)
		return (change->weekdays >> weekday & 1) != 0;
	for (size_t i = 0; i < change->hours_n; i++) {
		const struct opening *o = &change->hours[i];
		if (minute >= o->from && minute < o->to && (change->weekdays >> weekday & 1) != 0)
			return true;
		if (minute + 1440 < o->to && (change->weekdays >> (weekday + 6) % 7 & 1) != 0)
			return true;
	}
	return false;
}

/* ---- How many come ---- */

static struct model_source *
source_of(struct changing *c, uint32_t service)
{
	struct model_making *m = c->m;
	struct model_source *source;

	for (size_t i = 0; i < m->sources_n; i++)
		if (m->sources[i].service == service)
			return &m->sources[i];
	source = ARENA_PUSH(m->arena, m->sources, m->sources_n, m->sources_room);
	*source = (struct model_source){.service = service,
		.class_ = m->rules.classes_n - 1,
		.rates = ARENA_ARRAY(m->arena, double, m->arrivals_n)};
	for (int i = 0; m->fit->classes != NULL && i < m->rules.classes_n; i++)
		if (strcmp(m->fit->classes[i], "normal") == 0)
			source->class_ = i;
	return source;
}

/* So many more on each day on which it is open at these hours, as the others come; where nobody
 * comes, at any time alike. */
static void
arrivals_plus(struct changing *c, uint32_t first, uint32_t end)
{
	struct model_making *m = c->m;
	double *of_day = ARENA_ARRAY(m->arena, double, m->days_n);
	double *open = ARENA_ARRAY(m->arena, double, m->days_n);

	for (size_t k = 0; k < m->arrivals_n; k++) {
		if (!is_at(c, k))
			continue;
		open[m->days[k]] += (double)m->open[k];
		for (size_t i = 0; i < m->sources_n; i++)
			if (m->sources[i].service >= first && m->sources[i].service < end)
				of_day[m->days[k]] += m->sources[i].rates[k] * (double)m->open[k];
	}
	for (size_t i = 0; i < m->sources_n; i++)
		for (size_t k = 0; m->sources[i].service >= first && m->sources[i].service < end &&
				   k < m->arrivals_n;
			k++) {
			const double all = of_day[m->days[k]];
			if (is_at(c, k) && all > 0)
				m->sources[i].rates[k] *= fmax(0, (all + c->change->plus) / all);
		}
	for (uint32_t s = first; s < end && c->change->plus > 0; s++) {
		double *rates = source_of(c, s)->rates;
		for (size_t k = 0; k < m->arrivals_n; k++)
			if (is_at(c, k) && of_day[m->days[k]] <= 0 && open[m->days[k]] > 0)
				rates[k] += c->change->plus / open[m->days[k]] / (end - first);
	}
}

static enum fault_code
arrivals_change(struct changing *c)
{
	struct model_making *m = c->m;
	uint32_t first, end;

	if (services_meant(&first, &end, c, "arrivals"))
		return c->f->code;
	for (size_t i = 0; i < m->sources_n; i++)
		for (size_t k = 0; m->sources[i].service >= first && m->sources[i].service < end &&
				   k < m->arrivals_n;
			k++)
			if (is_at(c, k))
				m->sources[i].rates[k] *= c->change->times;
	if (c->change->plus != 0)
		arrivals_plus(c, first, end);
	return FAULT_NONE;
}

/* ---- How long it takes ---- */

static void
draw_scale(struct draw *draw, double times, struct arena *a)
{
	int64_t *values;

	draw->mean_us *= times;
	if (draw->kind != DRAW_EMPIRICAL)
		return;
	values = ARENA_ARRAY(a, int64_t, draw->values_n);
	for (size_t i = 0; i < draw->values_n; i++)
		values[i] = (int64_t)((double)draw->values_us[i] * times);
	draw->values_us = values;
}

static enum fault_code
serving_change(struct changing *c)
{
	uint32_t first, end;

	if (services_meant(&first, &end, c, "serving"))
		return c->f->code;
	for (uint32_t s = first; s < end; s++) {
		struct draw *draw = &c->m->services[s].duration;
		const double mean_us =
			draw->mean_us * c->change->times + (double)c->change->longer_us;
		if (draw->kind == DRAW_NONE || draw->mean_us <= 0)
			continue;
		if (mean_us < SHORTEST_US)
			return wrong(c, "minus",
				"%s takes %.1f min on average: nothing would be left of it",
				c->m->services[s].name, draw->mean_us / 60e6);
		draw_scale(draw, mean_us / draw->mean_us, c->m->arena);
	}
	return FAULT_NONE;
}

static enum fault_code
patience_change(struct changing *c)
{
	uint32_t first, end;

	if (services_meant(&first, &end, c, "patience"))
		return c->f->code;
	for (uint32_t s = first; s < end; s++)
		draw_scale(&c->m->services[s].patience, c->change->times, c->m->arena);
	return FAULT_NONE;
}

static enum fault_code
capacity_change(struct changing *c)
{
	uint32_t first, end;

	if (services_meant(&first, &end, c, "capacity"))
		return c->f->code;
	for (uint32_t s = first; s < end; s++)
		c->m->services[s].capacity = c->change->at_most;
	return FAULT_NONE;
}

/* ---- Who serves ---- */

static enum fault_code
counter_find(struct model_counter **ret, const struct changing *c)
{
	struct model_making *m = c->m;

	for (size_t i = 0; i < m->counters_n; i++)
		if (strcmp(m->counters[i].name, c->change->counter) == 0) {
			if (c->change->is_new)
				return wrong(c, "counter", "%s has a counter \"%s\": it is not new",
					m->fit->name, c->change->counter);
			*ret = &m->counters[i];
			return FAULT_NONE;
		}
	if (!c->change->is_new)
		return wrong(c, "counter",
			"%s has no counter \"%s\"; say \"new: true\" if it is to have one",
			m->fit->name, c->change->counter);
	*ret = ARENA_PUSH(m->arena, m->counters, m->counters_n, m->counters_room);
	**ret = (struct model_counter){
		.name = c->change->counter, .on = ARENA_ARRAY(m->arena, bool, m->steps_n)};
	return FAULT_NONE;
}

static enum fault_code
counter_change(struct changing *c)
{
	const struct scenario_change *change = c->change;
	struct model_counter *counter = NULL;
	uint32_t *services;

	if (counter_find(&counter, c))
		return c->f->code;
	if (change->has_services) {
		services = ARENA_ARRAY(c->m->arena, uint32_t, change->services_n);
		for (size_t i = 0; i < change->services_n; i++)
			if (service_find(&services[i], c, "services", change->services[i]))
				return c->f->code;
		counter->services = services;
		counter->services_n = change->services_n;
	}
	for (size_t k = 0; k < c->m->steps_n; k++) {
		const unsigned weekday = c->m->slots[k] / FIT_QUARTERS;
		if (change->is_closed && is_at(c, k))
			counter->on[k] = false;
		else if (!change->is_closed && (change->hours_n > 0 || change->is_new) &&
			 (change->weekdays >> weekday & 1) != 0)
			counter->on[k] = c->m->open[k] > 0 && is_at(c, k);
	}
	return FAULT_NONE;
}

static enum fault_code
class_change(struct changing *c)
{
	struct model_making *m = c->m;

	for (int i = 0; m->fit->classes != NULL && i < m->rules.classes_n; i++)
		if (strcmp(m->fit->classes[i], c->change->class_) == 0) {
			m->rules.up_to[i] = c->change->up_to;
			return FAULT_NONE;
		}
	return wrong(c, "class", "%s knows no class \"%s\"", m->fit->name, c->change->class_);
}

/* ---- Where they go ---- */

static enum fault_code
route_set(struct changing *c, uint32_t from, uint32_t to)
{
	struct simulate_service *service = &c->m->services[from];
	struct simulate_route *routes =
		ARENA_ARRAY(c->m->arena, struct simulate_route, service->routes_n + 1);
	size_t n = service->routes_n, at = 0;
	double sum = 0;

	if (n > 0)
		memcpy(routes, service->routes, n * sizeof *routes);
	while (at < n && routes[at].service != to)
		at++;
	if (at == n)
		routes[n++] = (struct simulate_route){.service = to, .keeps_place = true};
	if (c->change->chance >= 0)
		routes[at].chance = c->change->chance;
	routes[at].chance *= c->change->times;
	for (size_t i = 0; i < n; i++)
		sum += routes[i].chance;
	if (sum > 1 + 1e-9)
		return wrong(c, "chance", "after %s %.0f %% would go on to other services",
			service->name, 100 * sum);
	service->routes = routes;
	service->routes_n = n;
	return FAULT_NONE;
}

static enum fault_code
route_change(struct changing *c)
{
	uint32_t first, end, to;

	if (services_meant(&first, &end, c, "route") || service_find(&to, c, "to", c->change->to))
		return c->f->code;
	for (uint32_t s = first; s < end; s++)
		if (route_set(c, s, to))
			return c->f->code;
	return FAULT_NONE;
}

enum fault_code
model_change(struct model_making *m, const struct scenario *scenario, struct fault *f)
{
	static enum fault_code (*const kinds[CHANGE__COUNT])(struct changing *) = {
		[CHANGE_ARRIVALS] = arrivals_change,
		[CHANGE_SERVING] = serving_change,
		[CHANGE_COUNTER] = counter_change,
		[CHANGE_PATIENCE] = patience_change,
		[CHANGE_CAPACITY] = capacity_change,
		[CHANGE_CLASS] = class_change,
		[CHANGE_ROUTE] = route_change,
	};

	if (scenario->branch != NULL && strcmp(scenario->branch, m->fit->name) != 0)
		return fault_field(f, FAULT_BAD_INPUT, "branch",
			"the scenario \"%s\" is of the branch %s, not of %s",
			scenario->name != NULL ? scenario->name : "", scenario->branch,
			m->fit->name);
	for (size_t i = 0; i < scenario->changes_n; i++) {
		struct changing c = {
			.m = m, .scenario = scenario, .change = &scenario->changes[i], .f = f};
		if (kinds[c.change->kind](&c))
			return f->code;
	}
	return FAULT_NONE;
}
