/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The model compiled for a run: which services a desk serves as bits, and
 * where the first of the line is always the one who is called.
 */
#include "simulate/inside.h"

static void
services_begin(struct world *w)
{
	uint32_t *of_place = ARENA_ARRAY(w->arena, uint32_t, w->model->places_n);

	w->services = ARENA_ARRAY(w->arena, struct service_state, w->model->services_n);
	for (size_t i = 0; i < w->model->services_n; i++) {
		struct service_state *service = &w->services[i];

		brought_begin(&service->streams, w->wish, i);
		service->of_place = of_place[w->model->services[i].place]++;
		service->line = &w->lines[w->model->services[i].place];
		service->capacity = w->model->services[i].capacity > 0
					    ? (uint64_t)w->model->services[i].capacity
					    : UINT64_MAX;
		service->counted_us = w->model->from_us;
	}
}

static void
desks_begin(struct world *w)
{
	w->desks = ARENA_ARRAY(w->arena, struct desk, w->model->counters_n);
	for (uint32_t i = 0; i < w->model->counters_n; i++) {
		const struct simulate_counter *counter = &w->model->counters[i];
		struct desk *desk = &w->desks[i];
		struct line *line = &w->lines[counter->place];

		*desk = (struct desk){.place = counter->place,
			.seat = SIMULATE_NONE,
			.idle_since_us = w->model->from_us,
			.on_from_us = counter->shifts_n > 0 ? counter->shifts[0].from_us : NEVER_US,
			.on_until_us =
				counter->shifts_n > 0 ? counter->shifts[0].until_us : FOREVER_US,
			.pace = counter->pace,
			.serves = counter->services_n == 0 ? UINT64_MAX : 0};
		for (size_t s = 0; s < counter->services_n; s++)
			desk->serves |= UINT64_C(1) << w->services[counter->services[s]].of_place;
		if (counter->services_n > 0)
			line->is_plain = false;
		idle_add(line, w, i);
	}
}

static void
lines_begin(struct world *w, const struct simulate_start *start)
{
	w->lines = ARENA_ARRAY(w->arena, struct line, w->model->places_n);
	for (size_t i = 0; i < w->model->places_n; i++) {
		struct line *line = &w->lines[i];

		line->place = &w->model->places[i];
		line->first_idle = line->last_idle = SIMULATE_NONE;
		line->rules = line->place->rules;
		if (line->rules.classes_n == 0)
			line->rules.classes_n = 1;
		if (start != NULL && start->turns != NULL)
			line->turn = start->turns[i];
		line->is_plain = line->rules.classes_n == 1;
	}
	for (size_t i = 0; i < w->model->sources_n; i++)
		if (w->model->sources[i].is_agreed)
			w->lines[w->model->services[w->model->sources[i].service].place].is_plain =
				false;
	for (size_t i = 0; start != NULL && i < start->waiting_n; i++)
		if (start->waiting[i].for_counter != SIMULATE_NONE ||
			start->waiting[i].appointment_us != 0)
			w->lines[w->model->services[start->waiting[i].service].place].is_plain =
				false;
}

void
world_begin(struct world *w, const struct simulate_model *model, const struct simulate_start *start,
	const struct simulate_wish *wish, struct arena *a)
{
	*w = (struct world){.model = model,
		.wish = wish,
		.arena = a,
		.ahead = ahead_new(model->counters_n + 1 + model->sources_n, model->from_us, a),
		.free_seat = SIMULATE_NONE,
		.leaving = {.first_us = AHEAD_NEVER},
		.shifts = {.arena = a},
		.keeps_visits = wish->keeps_visits,
		.now_us = model->from_us,
		.ended_us = model->from_us,
		.stop_us = model->ends_sharply ? model->until_us : FOREVER_US};
	for (size_t i = 0; start != NULL && i < start->waiting_n; i++)
		if (start->waiting[i].ticket > w->last_ticket)
			w->last_ticket = start->waiting[i].ticket;
	lines_begin(w, start);
	services_begin(w);
	desks_begin(w);
	w->sources = ARENA_ARRAY(a, struct source_state, model->sources_n);
	for (size_t i = 0; i < model->sources_n; i++)
		coming_begin(&w->sources[i].coming, model, i, wish, a);
}
