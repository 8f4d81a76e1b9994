/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who is there already when a run begins: at counters and in line, each with what is left of what
 * has begun.
 */
#include "simulate/inside.h"

static uint32_t
seat_begin(struct world *w, uint32_t service, int class_, int64_t came_us)
{
	const uint32_t number = seat_take(w);
	struct seat *seat = &w->seats[number];

	seat->service = service;
	seat->class_ = class_;
	seat->came_us = came_us;
	seat->place_us = came_us;
	seat->services_n = 1;
	w->services[service].tally->came_n++;
	if (w->keeps_visits)
		visit_begin(w, seat);
	return number;
}

static void
serving_begin(struct world *w, const struct simulate_serving *serving, size_t i)
{
	const uint32_t number = seat_begin(w, serving->service, serving->class_, serving->came_us);
	struct seat *seat = &w->seats[number];
	struct simulate_visit *visit = visit_of(w, seat);
	const bool has_begun = serving->began_us != 0;
	const double pace = w->model->counters[serving->counter].pace;
	/* At a usual counter it would have been so long. */
	const int64_t served_for_us =
		(int64_t)((double)(w->now_us - serving->began_us) / (pace > 0 ? pace : 1));
	int64_t ends_us;

	seat_draw_begun(w, seat, 2 * i, 0, has_begun ? 0 : w->now_us - serving->called_us,
		has_begun ? served_for_us : 0);
	seat->ticket = INT64_MIN / 2 + (int64_t)i;
	seat->called_us = serving->called_us;
	if (has_begun)
		seat->brought.is_missing = false;
	seat->began_us =
		has_begun ? serving->began_us : serving->called_us + seat->brought.walking_us;
	ends_us = seat->began_us + world_paced(w, serving->counter, seat->brought.duration_us);
	if (seat->brought.is_missing) {
		seat->began_us = NEVER_US;
		ends_us = serving->called_us + w->model->services[seat->service].comes_within_us;
	}
	w->services[seat->service].tally->called_n++;
	w->desks[serving->counter].seat = number;
	idle_remove(&w->lines[w->desks[serving->counter].place], w, serving->counter);
	if (visit != NULL) {
		visit->counter = serving->counter;
		visit->called_us = serving->called_us;
		visit->began_us = seat->began_us;
	}
	world_end_plan(w, serving->counter, ends_us > w->now_us ? ends_us : w->now_us);
}

static void
waiting_begin(struct world *w, const struct simulate_waiting *waiting, size_t i)
{
	const uint32_t number = seat_begin(w, waiting->service, waiting->class_, waiting->came_us);
	struct seat *seat = &w->seats[number];

	seat_draw_begun(w, seat, 2 * i + 1, w->now_us - waiting->came_us, 0, 0);
	seat->place_us = waiting->place_us;
	seat->ticket = waiting->ticket;
	seat->for_counter = waiting->for_counter;
	seat->appointment_us = waiting->appointment_us;
	world_stand_in_line(w, number);
	world_patience_plan(w, number);
}

void
world_start(struct world *w, const struct simulate_start *start)
{
	for (size_t i = 0; start != NULL && i < start->serving_n; i++)
		serving_begin(w, &start->serving[i], i);
	for (size_t i = 0; start != NULL && i < start->waiting_n; i++)
		waiting_begin(w, &start->waiting[i], i);
	/* Whoever is free calls at once, in the order of the counters. */
	for (size_t i = 0; i < w->model->counters_n; i++) {
		const struct simulate_counter *counter = &w->model->counters[i];

		if (counter->shifts_n > 0)
			world_shift(w, (uint32_t)i);
		else if (w->desks[i].seat == SIMULATE_NONE)
			world_look(w, (uint32_t)i);
	}
}
