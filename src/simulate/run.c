/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The event loop. What can happen: a counter is done, somebody's patience ends, a shift begins,
 * somebody comes. At one moment they happen in this order, then by number of the counter, order of
 * joining, number of the source. A counter that becomes free looks at the line; a customer who
 * joins is called by the counter that has been idle longest.
 *
 * A counter and a source have one moment ahead of them at most, so both stand in one tree of
 * matches (ahead.h), whose left-to-right is their order at one moment; the shifts, which are few,
 * have one place in it between them. Patience has a heap of its own (leaving.c).
 */
#include "simulate/inside.h"

#include <math.h>

/* ---- The agenda ---- */

static uint32_t
shifts_place(const struct world *w)
{
	return (uint32_t)w->model->counters_n;
}

void
world_end_plan(struct world *w, uint32_t counter, int64_t at_us)
{
	ahead_set(&w->ahead, counter, at_us);
}

static void
shift_plan(struct world *w, uint32_t counter, int64_t at_us)
{
	agenda_put(&w->shifts, (struct agenda_entry){.at_us = at_us, .what = counter});
	ahead_set(&w->ahead, shifts_place(w), agenda_next_us(&w->shifts));
}

static void
arrival_plan(struct world *w, uint32_t number)
{
	ahead_set(&w->ahead, shifts_place(w) + 1 + number, source_next(w, number));
}

/* ---- Counters ---- */

static bool
is_on_later(struct world *w, uint32_t number)
{
	const struct simulate_counter *counter = &w->model->counters[number];
	struct desk *desk = &w->desks[number];

	while (desk->on_until_us <= w->now_us && ++desk->shift_at < counter->shifts_n) {
		desk->on_from_us = counter->shifts[desk->shift_at].from_us;
		desk->on_until_us = counter->shifts[desk->shift_at].until_us;
	}
	return desk->on_from_us <= w->now_us && w->now_us < desk->on_until_us;
}

static inline bool
is_on(struct world *w, uint32_t number)
{
	const struct desk *desk = &w->desks[number];

	if (likely(w->now_us < desk->on_until_us))
		return desk->on_from_us <= w->now_us;
	return desk->shift_at < w->model->counters[number].shifts_n && is_on_later(w, number);
}

int64_t
world_paced(const struct world *w, uint32_t desk, int64_t duration_us)
{
	const double pace = w->desks[desk].pace;

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

/* To a counter that is not among the idle any more, somebody who is not in line any more. */
static inline void
call(struct world *w, uint32_t desk_number, uint32_t seat_number)
{
	struct seat *seat = &w->seats[seat_number];
	struct simulate_visit *visit = visit_of(w, seat);
	const int64_t takes_us = taken_for(w, desk_number, seat);

	w->desks[desk_number].seat = seat_number;
	w->services[seat->service].tally->called_n++;
	seat->called_us = w->now_us;
	if (!seat->brought.is_missing)
		seat->began_us = w->now_us + seat->brought.walking_us;
	if (visit != NULL) {
		visit->counter = desk_number;
		visit->called_us = w->now_us;
		visit->began_us = seat->began_us;
	}
	world_end_plan(w, desk_number, w->now_us + takes_us);
}

/* Somebody has waited, and does so no more. */
static inline void
wait_end(struct world *w, uint32_t seat_number)
{
	struct seat *seat = &w->seats[seat_number];
	struct service_state *service = &w->services[seat->service];

	service->inside += (uint64_t)(w->now_us - inside_since_us(w, seat));
	service->waited += (uint64_t)(w->now_us - seat->came_us);
	world_waiting_change(w, service, -1);
	if (seat->is_leaving)
		leaving_remove(w, seat_number);
	seat->is_leaving = false;
}

/* A counter that has nothing to do calls somebody of the line. */
static inline bool
is_calling(struct world *w, uint32_t number)
{
	struct line *line = &w->lines[w->desks[number].place];
	uint32_t seat_number;

	if (line->n == 0 || w->now_us >= w->stop_us || !is_on(w, number))
		return false;
	seat_number = line_call(line, w, number);
	if (seat_number == SIMULATE_NONE)
		return false;
	struct seat *seat = &w->seats[seat_number];

	w->services[seat->service].waited_called += (uint64_t)(w->now_us - seat->came_us);
	wait_end(w, seat_number);
	call(w, number, seat_number);
	return true;
}

void
world_look(struct world *w, uint32_t number)
{
	if (is_calling(w, number))
		idle_remove(&w->lines[w->desks[number].place], w, number);
}

/* The counter that has been idle longest of those that may serve the customer; of equals the first.
 */
static inline uint32_t
idle_desk(struct world *w, const struct line *line, const struct seat *seat)
{
	const uint64_t service = UINT64_C(1) << w->services[seat->service].of_place;
	uint32_t number = line->first_idle;

	for (; number != SIMULATE_NONE; number = w->desks[number].after)
		if ((w->desks[number].serves & service) != 0 &&
			(seat->for_counter == SIMULATE_NONE || seat->for_counter == number) &&
			is_on(w, number))
			break;
	return number;
}

/* ---- Customers ---- */

void
world_stand_in_line(struct world *w, uint32_t seat_number)
{
	struct seat *seat = &w->seats[seat_number];
	struct service_state *service = &w->services[seat->service];

	world_waiting_change(w, service, 1);
	line_add(service->line, w, seat_number);
}

/* Of somebody who stands in line. */
void
world_patience_plan(struct world *w, uint32_t seat_number)
{
	struct seat *seat = &w->seats[seat_number];

	if (seat->brought.patience_us < 0)
		return;
	seat->is_leaving = true;
	leaving_put(w, seat_number, seat->came_us + seat->brought.patience_us);
}

/* Who may be called at once is, without having stood in an empty line: of one there is no choice.
 * In another line the counter that could call has not called those who stand there already, and
 * calls the new one; it is asked all the same. */
static inline void
line_join(struct world *w, uint32_t seat_number)
{
	struct seat *seat = &w->seats[seat_number];
	struct line *line = w->services[seat->service].line;
	const uint32_t desk = w->now_us < w->stop_us ? idle_desk(w, line, seat) : SIMULATE_NONE;

	if (desk != SIMULATE_NONE && line->n == 0) {
		idle_remove(line, w, desk);
		call(w, desk, seat_number);
		return;
	}
	world_stand_in_line(w, seat_number);
	world_patience_plan(w, seat_number);
	if (desk != SIMULATE_NONE)
		world_look(w, desk);
}

static inline void
join(struct world *w, uint32_t seat_number, bool is_let_in)
{
	struct seat *seat = &w->seats[seat_number];
	struct service_state *service = &w->services[seat->service];

	service->tally->came_n++;
	w->is_endless |= seat->services_n++ > SERVICES_OF_ONE;
	seat->came_us = w->now_us;
	if (w->keeps_visits)
		visit_begin(w, seat);
	brought_next(w, seat, service);
	if (!is_let_in && !may_join(w, service)) {
		service->tally->refused_n++;
		if (w->keeps_visits)
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
	if (is_calling(w, number))
		return;
	world_end_plan(w, number, AHEAD_NEVER);
	idle_add(&w->lines[desk->place], w, number);
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
		world_end_plan(w, number, w->now_us + rest_us);
	else
		be_free(w, number);
}

static void
leave(struct world *w, uint32_t seat_number)
{
	struct seat *seat = &w->seats[seat_number];
	struct simulate_visit *visit = visit_of(w, seat);

	line_remove(w->services[seat->service].line, w, seat_number);
	wait_end(w, seat_number);
	w->services[seat->service].tally->left_n++;
	if (visit != NULL) {
		visit->ending = SIMULATE_LEFT;
		visit->ended_us = w->now_us;
	}
	seat_give(w, seat_number);
}

/* A shift begins: one call, as of one who has become free. */
void
world_shift(struct world *w, uint32_t number)
{
	const struct simulate_counter *counter = &w->model->counters[number];
	struct desk *desk = &w->desks[number];

	if (is_on(w, number) && desk->seat == SIMULATE_NONE && !desk->is_resting) {
		idle_remove(&w->lines[desk->place], w, number);
		desk->idle_since_us = w->now_us;
		idle_add(&w->lines[desk->place], w, number);
		world_look(w, number);
	}
	for (size_t i = desk->shift_at; i < counter->shifts_n; i++)
		if (counter->shifts[i].from_us > w->now_us) {
			shift_plan(w, number, counter->shifts[i].from_us);
			break;
		}
}

static void
shift_happen(struct world *w)
{
	const struct agenda_entry first = agenda_take(&w->shifts);

	ahead_set(&w->ahead, shifts_place(w), agenda_next_us(&w->shifts));
	world_shift(w, (uint32_t)first.what);
}

static void
arrive(struct world *w, uint32_t number)
{
	const struct simulate_source *source = &w->model->sources[number];
	const struct coming *coming = &w->sources[number].coming;
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

/* Of the tree; false: nothing that counts. */
static inline bool
happen(struct world *w, uint32_t of)
{
	const uint32_t shifts = shifts_place(w);

	if (of > shifts) {
		arrive(w, of - shifts - 1);
		return true;
	}
	if (of == shifts) {
		shift_happen(w);
		return false;
	}
	if (w->desks[of].is_resting) {
		be_free(w, of);
		return false;
	}
	end(w, of);
	return true;
}

/* ---- The loop ---- */

static inline enum fault_code
limits_check(const struct world *w, struct fault *f)
{
	if (likely(!(w->is_too_many | w->is_endless | (w->now_us > RUN_MOST_US))))
		return FAULT_NONE;
	if (w->is_too_many)
		return fault_set(f, FAULT_TOO_BIG, "more customers than a run can hold");
	return fault_set(f, FAULT_TOO_BIG, "the run never ends");
}

static enum fault_code
loop(struct world *w, struct fault *f)
{
	for (;;) {
		const struct ahead_first next = ahead_first(&w->ahead);
		/* Patience ends after counters are done and before all else. */
		const bool is_leaving =
			w->leaving.first_us <= next.at_us - (next.of < shifts_place(w));
		const int64_t at_us = is_leaving ? w->leaving.first_us : next.at_us;

		if (at_us == AHEAD_NEVER || at_us > w->stop_us)
			break;
		w->now_us = at_us;
		if (is_leaving)
			leave(w, leaving_first(w));
		else if (!happen(w, next.of))
			continue;
		w->events_n++;
		w->ended_us = at_us;
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
	for (uint32_t i = 0; i < model->sources_n; i++)
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
