/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many runs: the same on any number of threads, paired by common numbers, as many as needed. */
#include "plain.h"

#include <math.h>
#include <stdatomic.h>

static void
tell_waits(
	void *with, const struct simulate_model *model, const struct simulate_run *run, double *ret)
{
	(void)with;
	(void)model;
	ret[0] = run->tallies[0].waited_us / (double)run->tallies[0].came_n / 1e6;
	ret[1] = (double)run->tallies[0].left_n;
	ret[2] = run->tallies[0].refused_n > 0 ? 1 : NAN;
}

static void
office_fill(struct plain *p)
{
	plain_fill(p, 3);
	plain_rate(p, 2.5, 400);
	p->service.duration =
		(struct draw){.kind = DRAW_LOGNORMAL, .mean_us = 1e6, .variation = .7};
	p->service.walking = (struct draw){.kind = DRAW_EXPONENTIAL, .mean_us = 1e5};
	p->service.patience = (struct draw){.kind = DRAW_EXPONENTIAL, .mean_us = 9e6};
	p->service.no_show = 0.03;
	p->service.comes_within_us = 2 * S;
	p->place.rules.classes_n = 2;
}

static void
the_figures_do_not_depend_on_the_threads(void **state)
{
	struct simulate_figure one[3], four[3];
	struct plain p;

	(void)state;
	office_fill(&p);
	for (int is_pair = 0; is_pair < 2; is_pair++) {
		ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
		struct simulate_plan plan = {
			.seed = 4, .least = 10, .most = 60, .precise = .02, .hands = 1};
		struct plain more = p;
		struct fault fault = {0};

		more.model.counters_n = 4;
		more.model.counters = more.counters;
		assert_int_equal(simulate_replicate(one, 3, &p.model, is_pair ? &more.model : NULL,
					 NULL, &plan, tell_waits, NULL, a, &fault),
			FAULT_NONE);
		plan.hands = 4;
		assert_int_equal(simulate_replicate(four, 3, &p.model, is_pair ? &more.model : NULL,
					 NULL, &plan, tell_waits, NULL, a, &fault),
			FAULT_NONE);
		for (size_t i = 0; i < 2; i++) {
			assert_memory_equal(&one[i].mean, &four[i].mean, sizeof one[i].mean);
			assert_memory_equal(&one[i].half, &four[i].half, sizeof one[i].half);
			assert_int_equal(one[i].n, four[i].n);
		}
		/* Nobody was turned away: nothing to tell. */
		assert_int_equal(one[2].n, 0);
		assert_true(isnan(one[2].mean));
	}
}

static void
it_stops_when_the_interval_is_narrow_enough(void **state)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct simulate_plan plan = {.seed = 4, .least = 5, .most = 400, .precise = .5};
	struct simulate_figure figures[3];
	struct fault fault = {0};
	struct plain p;

	(void)state;
	office_fill(&p);
#define RUN_PLAN()                                                                                 \
	assert_int_equal(simulate_replicate(figures, 3, &p.model, NULL, NULL, &plan, tell_waits,   \
				 NULL, a, &fault),                                                 \
		FAULT_NONE)
	RUN_PLAN();
	assert_int_equal(figures[0].n, 5);
	plan.precise = .05;
	RUN_PLAN();
	assert_in_range(figures[0].n, 6, 399);
	assert_true(figures[0].half <= .05 * figures[0].mean);
	plan.precise = 1e-6;
	plan.most = 33;
	RUN_PLAN();
	assert_int_equal(figures[0].n, 33);
	plan.precise = 0;
	RUN_PLAN();
	assert_int_equal(figures[0].n, 5);
	plan.least = 300;
	plan.within_us = 1;
	RUN_PLAN();
	assert_in_range(figures[0].n, 1, 299);
}

/* The same customers meet one counter more: each of them came at the same time and takes as long,
 * so the difference is known far better than from runs that have nothing in common. */
static void
two_scenarios_meet_the_same_customers(void **state)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct simulate_plan plan = {.seed = 4, .least = 30};
	struct simulate_figure before[3], after[3], difference[3];
	struct simulate_run few, many;
	struct fault fault = {0};
	struct plain p, more;
	size_t served = 0;

	(void)state;
	office_fill(&p);
	office_fill(&more);
	more.model.counters_n = 4;
	few = run_of(&p.model, NULL, 8, true, a);
	many = run_of(&more.model, NULL, 8, true, a);
	assert_int_equal(few.visits_n, many.visits_n);
	for (size_t i = 0; i < few.visits_n; i++) {
		const struct simulate_visit *x = &few.visits[i], *y = &many.visits[i];

		assert_int_equal(x->came_us, y->came_us);
		if (x->ending != SIMULATE_SERVED || y->ending != SIMULATE_SERVED)
			continue;
		served++;
		assert_int_equal(x->ended_us - x->began_us, y->ended_us - y->began_us);
		assert_int_equal(x->began_us - x->called_us, y->began_us - y->called_us);
	}
	assert_true(served > 500);
	assert_int_equal(simulate_replicate(before, 3, &p.model, NULL, NULL, &plan, tell_waits,
				 NULL, a, &fault),
		FAULT_NONE);
	assert_int_equal(simulate_replicate(after, 3, &more.model, NULL, NULL, &plan, tell_waits,
				 NULL, a, &fault),
		FAULT_NONE);
	assert_int_equal(simulate_replicate(difference, 3, &p.model, &more.model, NULL, &plan,
				 tell_waits, NULL, a, &fault),
		FAULT_NONE);
	assert_float_equal(difference[0].mean, after[0].mean - before[0].mean, 1e-9);
	assert_true(difference[1].mean + difference[1].half < 0);
	assert_true(difference[0].deviation < .9 * hypot(before[0].deviation, after[0].deviation));
}

static void
a_start_is_the_same_in_both_scenarios(void **state)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct simulate_waiting waiting[] = {
		{.ticket = 1, .for_counter = SIMULATE_NONE, .came_us = -9 * S, .place_us = -9 * S},
		{.ticket = 2, .for_counter = SIMULATE_NONE, .came_us = -5 * S, .place_us = -5 * S}};
	const struct simulate_start start = {.waiting = waiting, .waiting_n = 2};
	struct simulate_run few, many;
	struct plain p, more;

	(void)state;
	office_fill(&p);
	office_fill(&more);
	more.model.counters_n = 4;
	/* Other lengths of what is under way take nothing from those who come later. */
	more.service.patience.mean_us = 30e6;
	few = run_of(&p.model, &start, 8, true, a);
	many = run_of(&more.model, &start, 8, true, a);
	assert_int_equal(few.visits_n, many.visits_n);
	for (size_t i = 2; i < few.visits_n; i++)
		if (few.visits[i].ending == SIMULATE_SERVED &&
			many.visits[i].ending == SIMULATE_SERVED)
			assert_int_equal(few.visits[i].ended_us - few.visits[i].began_us,
				many.visits[i].ended_us - many.visits[i].began_us);
	assert_int_equal(few.tallies[0].came_n, few.visits_n);
}

static void
a_fault_names_the_model_and_too_many_runs_are_refused(void **state)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct simulate_plan plan = {.seed = 4, .least = 3};
	struct simulate_figure figures[3];
	struct fault fault = {0};
	struct plain p, bad;
	char sentence[1000];

	(void)state;
	office_fill(&p);
	office_fill(&bad);
	bad.service.no_show = 2;
	assert_int_equal(simulate_replicate(figures, 3, &p.model, &bad.model, NULL, &plan,
				 tell_waits, NULL, a, &fault),
		FAULT_BAD_INPUT);
	assert_non_null(strstr(fault_sentence(&fault, sentence, sizeof sentence), "second model"));
	assert_int_equal(simulate_replicate(figures, 0, &p.model, NULL, NULL, &plan, tell_waits,
				 NULL, a, &fault),
		FAULT_BAD_INPUT);
	plan.least = 1000000;
	assert_int_equal(simulate_replicate(figures, 3, &p.model, NULL, NULL, &plan, tell_waits,
				 NULL, a, &fault),
		FAULT_TOO_BIG);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_figures_do_not_depend_on_the_threads),
		cmocka_unit_test(it_stops_when_the_interval_is_narrow_enough),
		cmocka_unit_test(two_scenarios_meet_the_same_customers),
		cmocka_unit_test(a_start_is_the_same_in_both_scenarios),
		cmocka_unit_test(a_fault_names_the_model_and_too_many_runs_are_refused),
	};

	return cmocka_run_group_tests_name("replicate", tests, NULL, NULL);
}
