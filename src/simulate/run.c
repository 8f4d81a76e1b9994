/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The event loop. What can happen: a counter is done, somebody's patience ends, a shift begins,
 * somebody comes. At one moment they happen in this order, then by number of the counter, order of
 * joining, number of the source. A counter that becomes free looks at the line; a customer who
 * joins is called by the counter that has been idle longest.
 *
 * Nobody is taken out of the agenda: the end of a patience that no longer matters carries the stamp
 * of its visit and is passed over.
 */
#include "simulate/inside.h"

#include <math.h>

#define KIND_SHIFT  60
#define SEAT_BITS   28
#define ORDER_OF(w) ((w) & ((UINT64_C(1) << KIND_SHIFT) - 1))

void
world_plan(struct world *w, int64_t at_us, enum happening kind, uint64_t of)
{
	agenda_put(&w->agenda,
		(struct agenda_entry){.at_us = at_us, .what = (uint64_t)kind << KIND_SHIFT | of});
}

/* ---- Tallies ---- */

void
world_waiting_change(struct world *w, uint32_t number, int by)
{
	struct service_state *service = &w->services[number];

	if (service->waiting_n > 0)
		service->area += (unsigned __int128)service->waiting_n *
				 (uint64_t)(w->now_us - service->counted_us);
	service->counted_us = w->now_us;
	service->waiting_n += (uint64_t)(int64_t)by;
}

static void
waited(struct world *w, const struct seat *seat)
{
	struct service_state *service = &w->services[seat->service];

	service->inside += (uint64_t)(w->now_us - seat->inside_us);
	service->waited += (uint64_t)(w->now_us - seat->came_us);
}

/* ---- Counters ---- */

static bool
is_on(struct world *w, uint32_t number)
{
	const struct simulate_counter *counter = &w->model->counters[number];
	struct desk *desk = &w->desks[number];

	if (counter->shifts_n == 0)
		return true;
	while (desk->shift_at < counter->shifts_n &&
		counter->shifts[desk->shift_at].until_us <= w->now_us)
		desk->shift_at++;
	return desk->shift_at < counter->shifts_n &&
	       counter->shifts[desk->shift_at].from_us <= w->now_us;
}

int64_t
world_paced(const struct world *w, uint32_t desk, int64_t duration_us)
{
	const double pace = w->model->counters[desk].pace;

	return pace > 0 ? (int64_t)fmin((double)duration_us * pace + 0.5, (double)LASTS_MOST_US)
			: duration_us;
}

/* The customer is in front of the counter, or never comes; how long that takes. */
static int64_t
taken_for(const struct world *w, uint32_t desk, const struct seat *seat)
{
	const int64_t us = seat->brought.is_missing
				   ? w->model->services[seat->service].comes_within_us
				   : seat->brought.walking_us +
					     world_paced(w, desk, seat->brought.duration_us);

	return us > 0 ? us : 1;
}

static void
call(struct world *w, uint32_t desk_number, uint32_t seat_number)
{
	struct seat *seat = &w->seats[seat_number];
	struct service_state *service = &w->services[seat->service];
	struct simulate_visit *visit = visit_of(w, seat);
	struct simulate_tally *tally = service->tally;

	w->desks[desk_number].seat = seat_number;
	w->lines[w->desks[desk_number].place].idle_n--;
	seat->is_waiting = false;
	waited(w, seat);
	world_waiting_change(w, seat->service, -1);
	service->waited_called += (uint64_t)(w->now_us - seat->came_us);
	tally->called_n++;
	seat->called_us = w->now_us;
	if (!seat->brought.is_missing)
		seat->began_us = w->now_us + seat->brought.walking_us;
	if (visit != NULL) {
		visit->counter = desk_number;
		visit->called_us = w->now_us;
		visit->began_us = seat->began_us;
	}
	world_plan(w, w->now_us + taken_for(w, desk_number, seat), END, desk_number);
}

/* A free counter looks at the line. */
void
world_look(struct world *w, uint32_t number)
{
	uint32_t seat = SIMULATE_NONE;

	if (w->now_us < w->stop_us && is_on(w, number))
		seat = line_call(&w->lines[w->desks[number].place], w, number);
	if (seat != SIMULATE_NONE)
		call(w, number, seat);
}

/* The counter that has been idle longest of those that may serve the customer; of equals the first.
 */
static uint32_t
idle_desk(struct world *w, const struct line *line, const struct seat *seat)
{
	const uint64_t service = UINT64_C(1) << w->services[seat->service].of_place;
	uint32_t found = SIMULATE_NONE;

	for (size_t i = 0; i < line->desks_n && line->idle_n > 0; i++) {
		const uint32_t number = line->desks[i];
		const struct desk *desk = &w->desks[number];

		if (desk->seat == SIMULATE_NONE && !desk->is_resting &&
			(desk->serves & service) != 0 &&
			(seat->for_counter == SIMULATE_NONE || seat->for_counter == number) &&
			(found == SIMULATE_NONE ||
				desk->idle_since_us < w->desks[found].idle_since_us) &&
			is_on(w, number))
			found = number;
	}
	return found;
}

/* ---- Customers ---- */

void
world_stand_in_line(struct world *w, uint32_t seat_number)
{
	struct seat *seat = &w->seats[seat_number];
	struct line *line = &w->lines[w->model->services[seat->service].place];

	seat->is_waiting = true;
	seat->stamp = ++w->stamp;
	world_waiting_change(w, seat->service, 1);
	line_add(line, w, seat_number);
}

void
world_patience_plan(struct world *w, uint32_t seat_number)
{
	const struct seat *seat = &w->seats[seat_number];

	if (seat->is_waiting && seat->brought.patience_us >= 0)
		world_plan(w, seat->came_us + seat->brought.patience_us, LEAVE,
			(uint64_t)seat->stamp << SEAT_BITS | seat_number);
}

/* Who may be called at once is; in a plain line without having stood in it. */
static void
line_join(struct world *w, uint32_t seat_number)
{
	struct seat *seat = &w->seats[seat_number];
	struct line *line = &w->lines[w->model->services[seat->service].place];
	const uint32_t desk = idle_desk(w, line, seat);

	if (desk != SIMULATE_NONE && line->is_plain && line->n == 0 && w->now_us < w->stop_us) {
		seat->stamp = ++w->stamp;
		world_waiting_change(w, seat->service, 1);
		call(w, desk, seat_number);
		return;
	}
	world_stand_in_line(w, seat_number);
	if (desk != SIMULATE_NONE)
		world_look(w, desk);
	world_patience_plan(w, seat_number);
}

static void
join(struct world *w, uint32_t seat_number, bool is_let_in)
{
	struct seat *seat = &w->seats[seat_number];
	struct simulate_tally *tally = w->services[seat->service].tally;

	tally->came_n++;
	w->is_endless |= seat->services_n++ > SERVICES_OF_ONE;
	seat->came_us = w->now_us;
	seat->inside_us = w->now_us;
	visit_begin(w, seat);
	seat->brought = brought_take(
		&w->model->services[seat->service], &w->services[seat->service].streams);
	if (!is_let_in && !may_join(w, seat->service)) {
		tally->refused_n++;
		if (w->wish->keeps_visits)
			visit_of(w, seat)->ending = SIMULATE_REFUSED;
		seat_give(w, seat_number);
		return;
	}
	line_join(w, seat_number);
}

static const struct simulate_route *
route_of(const struct world *w, const struct seat *seat)
{
	const struct simulate_service *service = &w->model->services[seat->service];
	double chances = 0;

	for (size_t i = 0; i < service->routes_n; i++) {
		chances += service->routes[i].chance;
		if (seat->brought.way < chances)
			return service->routes[i].service != SIMULATE_NONE ? &service->routes[i]
									   : NULL;
	}
	return NULL;
}

/* ---- What happens ---- */

static void
go_on(struct world *w, uint32_t seat_number)
{
	struct seat *seat = &w->seats[seat_number];
	const struct simulate_route *route = route_of(w, seat);
	const uint32_t from = seat->service;

	if (route == NULL) {
		seat_give(w, seat_number);
		return;
	}
	seat->service = route->service;
	if (!route->keeps_place) {
		seat->place_us = w->now_us;
		seat->ticket = ++w->last_ticket;
	}
	seat->appointment_us = 0;
	seat->for_counter = SIMULATE_NONE;
	seat->called_us = NEVER_US;
	seat->began_us = NEVER_US;
	join(w, seat_number,
		w->model->services[from].place == w->model->services[route->service].place);
}

/* After a customer, or a rest. */
static void
be_free(struct world *w, uint32_t number)
{
	struct desk *desk = &w->desks[number];

	desk->is_resting = false;
	desk->idle_since_us = w->now_us;
	w->lines[desk->place].idle_n++;
	world_look(w, number);
}

static void
end(struct world *w, uint32_t number)
{
	struct desk *desk = &w->desks[number];
	const uint32_t seat_number = desk->seat;
	struct seat *seat = &w->seats[seat_number];
	struct service_state *service = &w->services[seat->service];
	struct simulate_visit *visit = visit_of(w, seat);
	const int64_t rest_us = seat->brought.rest_us;

	service->served +=
		(uint64_t)(w->now_us - (seat->called_us > w->model->from_us ? seat->called_us
									    : w->model->from_us));
	if (visit != NULL) {
		visit->ending = seat->brought.is_missing ? SIMULATE_MISSED : SIMULATE_SERVED;
		visit->ended_us = w->now_us;
	}
	/* Nobody is called here before the customer is away. */
	if (seat->brought.is_missing) {
		service->tally->missed_n++;
		seat_give(w, seat_number);
	} else {
		service->tally->served_n++;
		go_on(w, seat_number);
	}
	desk->seat = SIMULATE_NONE;
	desk->is_resting = rest_us > 0;
	if (desk->is_resting)
		world_plan(w, w->now_us + rest_us, END, number);
	else
		be_free(w, number);
}

static bool
leave(struct world *w, uint64_t of)
{
	const uint32_t seat_number = of & ((1 << SEAT_BITS) - 1);
	struct seat *seat = &w->seats[seat_number];
	struct service_state *service = &w->services[seat->service];
	struct simulate_visit *visit = visit_of(w, seat);

	if (seat->stamp != (uint32_t)(of >> SEAT_BITS) || !seat->is_waiting)
		return false;
	line_remove(&w->lines[w->model->services[seat->service].place], w, seat_number);
	seat->is_waiting = false;
	waited(w, seat);
	world_waiting_change(w, seat->service, -1);
	service->tally->left_n++;
	if (visit != NULL) {
		visit->ending = SIMULATE_LEFT;
		visit->ended_us = w->now_us;
	}
	seat_give(w, seat_number);
	return true;
}

/* A shift begins: one call, as of one who has become free. */
bool
world_shift(struct world *w, uint32_t number)
{
	const struct simulate_counter *counter = &w->model->counters[number];
	struct desk *desk = &w->desks[number];

	if (is_on(w, number) && desk->seat == SIMULATE_NONE && !desk->is_resting) {
		desk->idle_since_us = w->now_us;
		world_look(w, number);
	}
	for (size_t i = desk->shift_at; i < counter->shifts_n; i++)
		if (counter->shifts[i].from_us > w->now_us) {
			world_plan(w, counter->shifts[i].from_us, SHIFT, number);
			break;
		}
	return false;
}

static void
arrival_plan(struct world *w, uint64_t number)
{
	const int64_t at_us = coming_next(&w->coming[number], w->model);

	if (at_us != COMING_NEVER)
		world_plan(w, at_us, ARRIVE, number);
}

static void
arrive(struct world *w, uint64_t number)
{
	const struct simulate_source *source = &w->model->sources[number];
	const struct coming *coming = &w->coming[number];
	const uint32_t seat_number = seat_take(w);
	struct seat *seat = &w->seats[seat_number];

	seat->service = source->service;
	seat->class_ = source->class_;
	seat->place_us = w->now_us;
	seat->ticket = ++w->last_ticket;
	if (coming->agreed_us != NULL)
		seat->appointment_us = coming->agreed_us[coming->next - 1];
	arrival_plan(w, number);
	join(w, seat_number, false);
}

static bool
happen(struct world *w, struct agenda_entry entry)
{
	const uint64_t of = ORDER_OF(entry.what);

	switch ((enum happening)(entry.what >> KIND_SHIFT)) {
	case END:
		if (w->desks[of].is_resting) {
			be_free(w, (uint32_t)of);
			return false;
		}
		end(w, (uint32_t)of);
		return true;
	case LEAVE:
		return leave(w, of);
	case SHIFT:
		return world_shift(w, (uint32_t)of);
	case ARRIVE:
		arrive(w, of);
		return true;
	}
	return false;
}

/* ---- The loop ---- */

static enum fault_code
limits_check(const struct world *w, struct fault *f)
{
	if (w->customers_n > CUSTOMERS_MOST || w->stamp == UINT32_MAX || w->seats_n >= SEATS_MOST)
		return fault_set(f, FAULT_TOO_BIG, "more customers than a run can hold");
	if (w->now_us > RUN_MOST_US || w->is_endless)
		return fault_set(f, FAULT_TOO_BIG, "the run never ends");
	return FAULT_NONE;
}

static enum fault_code
loop(struct world *w, struct fault *f)
{
	for (int64_t at_us;
		(at_us = agenda_next_us(&w->agenda)) != INT64_MAX && at_us <= w->stop_us;) {
		const struct agenda_entry next = agenda_take(&w->agenda);

		w->now_us = at_us;
		if (!happen(w, next))
			continue;
		w->events_n++;
		w->ended_us = w->now_us;
		if (limits_check(w, f))
			return f->code;
	}
	w->now_us = w->stop_us < FOREVER_US ? w->stop_us : w->ended_us;
	return FAULT_NONE;
}

enum fault_code
run_by_events(struct simulate_run *ret, const struct simulate_model *model,
	const struct simulate_start *start, const struct simulate_wish *wish, struct arena *a,
	struct fault *f)
{
	struct world w;
	struct simulate_tally *tallies = ARENA_ARRAY(a, struct simulate_tally, model->services_n);

	world_begin(&w, model, start, wish, a);
	for (size_t i = 0; i < model->services_n; i++)
		w.services[i].tally = &tallies[i];
	world_start(&w, start);
	for (size_t i = 0; i < model->sources_n; i++)
		arrival_plan(&w, i);
	if (loop(&w, f))
		return fault_note(f, "simulating");
	*ret = (struct simulate_run){.tallies = tallies};
	world_result(ret, &w);
	return FAULT_NONE;
}

enum fault_code
run_checked(struct simulate_run *ret, const struct simulate_model *model,
	const struct simulate_start *start, const struct simulate_wish *wish, struct arena *a,
	struct fault *f)
{
	if (quick_run(ret, model, start, wish, a))
		return FAULT_NONE;
	return run_by_events(ret, model, start, wish, a, f);
}

enum fault_code
simulate_run(struct simulate_run *ret, const struct simulate_model *model,
	const struct simulate_start *start, const struct simulate_wish *wish, struct arena *a,
	struct fault *f)
{
	if (simulate_check(model, f) || start_check(start, model, a, f))
		return fault_note(f, "checking a model to simulate");
	return run_checked(ret, model, start, wish, a, f);
}
