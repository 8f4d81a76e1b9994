/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quick way says of a plain model exactly what the event loop says, to the last microsecond. */
#include "plain.h"

#include <math.h>

#include "../../pcg32.h"
#include "simulate/inside.h"

#define LINES 5

struct lines {
	struct simulate_place places[LINES];
	struct simulate_service services[LINES];
	struct simulate_route routes[LINES];
	struct simulate_counter counters[LINES * 64];
	struct simulate_rate rates[3];
	struct simulate_source sources[2];
	struct simulate_model model;
};

static const int64_t seen[] = {2, 2, 3, 5, 8};

/* Random lines with many ties: whole numbers of few microseconds, some of them none at all. */
static struct draw
some_draw(struct pcg32 *r, double mean)
{
	const struct draw draws[] = {
		{.kind = DRAW_NONE},
		{.kind = DRAW_CONSTANT, .mean_us = mean},
		{.kind = DRAW_EXPONENTIAL, .mean_us = mean},
		{.kind = DRAW_ERLANG, .mean_us = mean, .phases = 3},
		{.kind = DRAW_GAMMA, .mean_us = mean, .variation = 2},
		{.kind = DRAW_LOGNORMAL, .mean_us = mean, .variation = 1},
		{.kind = DRAW_EMPIRICAL, .mean_us = 4, .values_us = seen, .values_n = 5},
	};

	return draws[pcg32_below(r, array_length(draws))];
}

static void
lines_fill(struct lines *l, struct pcg32 *r)
{
	const uint32_t n = 1 + (uint32_t)pcg32_below(r, LINES);
	const double mean = pcg32_chance(r, 0.5) ? 6 : 60e6;
	double per_us = 0;

	*l = (struct lines){0};
	l->model = (struct simulate_model){.places = l->places,
		.services = l->services,
		.counters = l->counters,
		.sources = l->sources,
		.places_n = n,
		.services_n = n,
		.sources_n = 1,
		.from_us = (int64_t)pcg32_below(r, 1000) - 500};
	for (uint32_t i = 0; i < n; i++) {
		const uint64_t counters = pcg32_chance(r, 0.1) ? 40 : 1 + pcg32_below(r, 12);

		if (i == 0)
			per_us = (0.5 + pcg32_unit(r)) * (double)counters / mean;
		l->services[i] = (struct simulate_service){.place = n - 1 - i,
			.duration = some_draw(r, mean),
			.walking = some_draw(r, pcg32_chance(r, 0.7) ? 0 : mean / 4),
			.patience = pcg32_chance(r, 0.5) ? some_draw(r, mean) : (struct draw){0},
			.no_show = pcg32_chance(r, 0.7) ? 0 : 0.2,
			.comes_within_us = (int64_t)mean / 2};
		l->routes[i] =
			(struct simulate_route){.chance = pcg32_chance(r, 0.7) ? 1 : pcg32_unit(r),
				.service = i + 1 < n ? i + 1 : SIMULATE_NONE};
		l->services[i].routes = &l->routes[i];
		l->services[i].routes_n = i + 1 < n || pcg32_chance(r, 0.5);
		for (uint64_t c = 0; c < counters; c++)
			l->counters[l->model.counters_n++].place = n - 1 - i;
	}
	l->model.until_us = l->model.from_us + (int64_t)(2000 / per_us);
	l->sources[0] = (struct simulate_source){.rates = l->rates, .rates_n = 3};
	for (int i = 0; i < 3; i++)
		l->rates[i] =
			(struct simulate_rate){l->model.from_us + (int64_t)(500 * i / per_us) - 100,
				i == 1 && pcg32_chance(r, 0.3) ? 0 : per_us * pcg32_unit(r) * 2};
}

static void
lines_compare(const struct lines *l, uint64_t number)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct simulate_wish wish = {.seed = 3, .replication = number};
	struct simulate_run quick, events;
	struct fault fault = {0};

	assert_int_equal(simulate_check(&l->model, &fault), FAULT_NONE);
	if (!quick_run(&quick, &l->model, NULL, &wish, a))
		fail_msg("model %d is not quick", (int)number);
	assert_int_equal(run_by_events(&events, &l->model, NULL, &wish, a, &fault), FAULT_NONE);
	for (size_t i = 0; i < l->model.services_n; i++) {
		const struct simulate_tally *x = &quick.tallies[i], *y = &events.tallies[i];

		if (x->came_n != y->came_n || x->called_n != y->called_n ||
			x->left_n != y->left_n || x->served_n != y->served_n ||
			x->missed_n != y->missed_n || x->refused_n != y->refused_n ||
			x->waited_us != y->waited_us ||
			x->waited_called_us != y->waited_called_us ||
			x->served_us != y->served_us || x->line_us != y->line_us)
			fail_msg("model %d, service %zu: came %d %d, called %d %d, waited %f %f",
				(int)number, i, (int)x->came_n, (int)y->came_n, (int)x->called_n,
				(int)y->called_n, x->waited_us, y->waited_us);
	}
	assert_int_equal(quick.events_n, events.events_n);
	assert_int_equal(quick.ended_us, events.ended_us);
	assert_true(quick.little_error == 0 && events.little_error == 0);
}

static void
plain_lines_give_the_same_figures_either_way(void **state)
{
	struct pcg32 r = pcg32_of(11, 1);
	struct lines l;

	(void)state;
	for (uint64_t i = 0; i < 150; i++) {
		lines_fill(&l, &r);
		lines_compare(&l, i);
	}
}

static void
what_is_not_plain_goes_through_the_event_loop(void **state)
{
	static const struct simulate_span span = {0, 10 * S};
	static const uint32_t one[] = {0};
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct simulate_wish wish = {.seed = 1}, keeps = {.seed = 1, .keeps_visits = true};
	struct simulate_run run;
	struct plain p;

	(void)state;
#define IS_QUICK() quick_run(&run, &p.model, NULL, &wish, a)
#define IS_NOT(change)                                                                             \
	do {                                                                                       \
		plain_fill(&p, 2);                                                                 \
		plain_rate(&p, 1, 100);                                                            \
		assert_true(IS_QUICK());                                                           \
		change;                                                                            \
		assert_false(IS_QUICK());                                                          \
	} while (0)
	IS_NOT(p.service.capacity = 3);
	IS_NOT(p.service.rest = ((struct draw){.kind = DRAW_CONSTANT, .mean_us = 1}));
	IS_NOT(p.place.rules.classes_n = 2);
	IS_NOT((p.place.open = &span, p.place.open_n = 1));
	IS_NOT((p.counters[1].shifts = &span, p.counters[1].shifts_n = 1));
	IS_NOT((p.counters[1].services = one, p.counters[1].services_n = 1));
	IS_NOT(p.counters[1].pace = 1.5);
	IS_NOT(p.model.ends_sharply = true);
	IS_NOT(p.model.counters_n = 0);
	/* Longer than a key can say. */
	IS_NOT((p.service.duration = (struct draw){
			.kind = DRAW_CONSTANT, .mean_us = (double)(INT64_C(1) << 45)}));
	assert_false(quick_run(&run, &p.model, NULL, &keeps, a));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_lines_give_the_same_figures_either_way),
		cmocka_unit_test(what_is_not_plain_goes_through_the_event_loop),
	};

	return cmocka_run_group_tests_name("quick", tests, NULL, NULL);
}
