/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a run has to tell when it is over: whom it leaves where they are, and the sums. Little's law
 * is held exactly: the area under the number who wait, counted as it changes, and the waits of each
 * customer, counted as they end, are whole microseconds.
 */
#include "simulate/inside.h"

static void
at_counter(struct world *w, const struct seat *seat)
{
	const int64_t from_us =
		seat->called_us > w->model->from_us ? seat->called_us : w->model->from_us;
	struct simulate_visit *visit = visit_of(w, seat);

	w->services[seat->service].served += (uint64_t)(w->now_us - from_us);
	if (visit == NULL)
		return;
	visit->ending = SIMULATE_AT_COUNTER;
	if (visit->began_us > w->now_us)
		visit->began_us = NEVER_US;
}

static void
at_the_end(struct world *w)
{
	for (size_t i = 0; i < w->model->counters_n; i++)
		if (w->desks[i].seat != SIMULATE_NONE)
			at_counter(w, &w->seats[w->desks[i].seat]);
	for (size_t p = 0; p < w->model->places_n; p++)
		for (size_t i = 0; i < w->lines[p].n; i++) {
			const struct seat *seat =
				&w->seats[w->lines[p].seats[w->lines[p].head + i]];

			w->services[seat->service].inside +=
				(uint64_t)(w->now_us - inside_since_us(w, seat));
		}
}

void
world_result(struct simulate_run *ret, struct world *w)
{
	double error = 0;

	at_the_end(w);
	for (size_t i = 0; i < w->model->services_n; i++) {
		struct service_state *service = &w->services[i];
		struct simulate_tally *tally = &ret->tallies[i];

		world_waiting_change(w, service, 0);
		tally->waited_us = (double)service->waited;
		tally->waited_called_us = (double)service->waited_called;
		tally->served_us = (double)service->served;
		tally->line_us = (double)service->area;
		if (service->area != service->inside) {
			const double off = ((double)service->area - (double)service->inside) /
					   (service->area > 0 ? (double)service->area : 1);
			error = off > error ? off : -off > error ? -off : error;
		}
	}
	ret->visits = w->visits;
	ret->visits_n = w->visits_n;
	ret->events_n = w->events_n;
	ret->ended_us = w->now_us;
	ret->little_error = error;
}
