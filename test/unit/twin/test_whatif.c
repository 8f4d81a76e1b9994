/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What if from now, against formulas: two who wait behind one who is served, and nobody comes any
 * more, with one counter and with two; and Erlang C where customers come all the time.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "twin/from_now.h"
#include "twin/twin.h"

#define MINUTE INT64_C(60000000)
#define HOUR   (60 * MINUTE)
#define NOW_US (INT64_C(20416) * 24 * HOUR + 10 * HOUR) /* a Monday, 10:00 UTC */

/* ---- A branch that was learnt, and how it stands ---- */

struct scene {
	struct arena *arena;
	struct fit_branch fit;
	struct fit_service service;
	struct fit_source source;
	struct fit_counter counters[3];
	struct standing standing;
	struct standing_service named;
	struct standing_counter now[3];
	struct standing_waiting waiting[4];
	struct standing_serving serving[1];
};

static const uint32_t first_service = 0;

static int
scene_make(void **state)
{
	static const char *const names[] = {"one", "two", "three"};
	struct scene *s = calloc(1, sizeof *s);

	s->arena = arena_new(ARENA_UNLIMITED);
	s->service = (struct fit_service){.name = "cheque",
		.duration = {.draw = {.kind = DRAW_EXPONENTIAL, .mean_us = 6.0 * MINUTE}}};
	s->source = (struct fit_source){.n = 1, .dispersion = 1};
	s->named = (struct standing_service){.id = 70, .name = "cheque"};
	for (int i = 0; i < 3; i++) {
		s->counters[i].name = names[i];
		for (int q = 0; q < 7 * FIT_QUARTERS; q++)
			s->counters[i].open[q / FIT_QUARTERS][q % FIT_QUARTERS] = i == 0;
		s->now[i] = (struct standing_counter){.id = 100 + i,
			.name = names[i],
			.state = i == 0 ? STANDING_OPEN : STANDING_CLOSED,
			.services = &first_service,
			.services_n = i < 2};
	}
	s->fit = (struct fit_branch){.name = "town",
		.zone = zone_utc(),
		.rules = {.classes_n = 1},
		.services = &s->service,
		.sources = &s->source,
		.counters = s->counters,
		.services_n = 1,
		.sources_n = 1,
		.counters_n = 3};
	s->standing = (struct standing){.branch = 1,
		.at_us = NOW_US,
		.name = "town",
		.zone = "UTC",
		.is_open = true,
		.rules = {.classes_n = 1},
		.services = &s->named,
		.services_n = 1,
		.counters = s->now,
		.counters_n = 3,
		.waiting = s->waiting,
		.serving = s->serving};
	*state = s;
	return 0;
}

static int
scene_clear(void **state)
{
	struct scene *s = *state;

	arena_free(s->arena);
	free(s);
	return 0;
}

static void
wait_since(struct scene *s, int64_t came_us)
{
	s->waiting[s->standing.waiting_n++] =
		(struct standing_waiting){.ticket = (int64_t)s->standing.waiting_n + 1,
			.for_counter = STANDING_NONE,
			.came_us = came_us,
			.place_us = came_us};
}

static struct whatif
asked(struct scene *s, struct whatif_wish wish)
{
	struct whatif whatif = {0};
	struct fault fault = {0};
	char sentence[500];

	wish.fit = &s->fit;
	wish.standing = &s->standing;
	wish.seed = wish.seed != 0 ? wish.seed : 3;
	if (twin_whatif(&whatif, &wish, s->arena, &fault))
		fail_msg("%s", fault_sentence(&fault, sentence, sizeof sentence));
	return whatif;
}

/* Within four standard errors: the interval is 1.97 of them. */
static void
is_about(const struct whatif_figure *figure, double truth)
{
	const double half = figure->high - figure->mean;

	if (!(fabs(figure->mean - truth) <= 2.04 * half))
		fail_msg("%g ± %g is not %g", figure->mean, half, truth);
	assert_true(half > 0 && half < 0.06);
	assert_true(figure->least <= figure->mean && figure->mean <= figure->most);
}

/* ---- Figures ---- */

static void
two_who_wait_behind_one_wait_as_the_exponential_says_and_half_so_with_another_counter(void **state)
{
	struct scene *s = *state;
	struct whatif w;

	s->serving[0] = (struct standing_serving){.came_us = NOW_US - 20 * MINUTE,
		.called_us = NOW_US - 9 * MINUTE,
		.began_us = NOW_US - 8 * MINUTE};
	s->standing.serving_n = 1;
	wait_since(s, NOW_US);
	wait_since(s, NOW_US);
	w = asked(s, (struct whatif_wish){.limit_us = 6 * MINUTE});
	/* One counter: Exp and Erlang 2. Two: nothing, and the shorter of two. */
	is_about(&w.now.longer, (exp(-1) + exp(-1) * 2) / 2);
	assert_int_equal(w.choices_n, 1);
	assert_true(w.choices[0].opens);
	assert_int_equal(w.choices[0].counter, 1);
	is_about(&w.choices[0].after.longer, exp(-2) / 2);
	assert_true(fabs(w.choices[0].difference.longer.mean -
			    (w.choices[0].after.longer.mean - w.now.longer.mean)) < 1e-9);
	assert_true(w.choices[0].difference.longer.high < 0);
	assert_true(w.now.customers.mean == 2);
	assert_true(w.little_error < 1e-9);
	assert_int_equal(w.assumed_n, 1);
	assert_int_equal(w.ever_n, 1);
	assert_string_equal(whatif_sentence(&w, &s->standing, &w.choices[0], s->arena),
		arena_printf(s->arena, "open two: P(wait > 6 min) %.0f %% → %.0f %%",
			100 * w.now.longer.mean, 100 * w.choices[0].after.longer.mean));
}

static void
customers_who_come_all_the_time_wait_as_erlang_c_says(void **state)
{
	struct scene *s = *state;
	struct whatif w;

	/* Ten an hour, six minutes each, two counters: a = 1, C = 1/3, P(wait > 6 min) = e⁻¹ / 3.
	 */
	for (int q = 0; q < 7 * FIT_QUARTERS; q++)
		s->source.per_day[q / FIT_QUARTERS][q % FIT_QUARTERS] = 2.5f;
	for (int i = 0; i < 2; i++) {
		s->now[i].state = STANDING_OPEN;
		for (int q = 0; q < 7 * FIT_QUARTERS; q++)
			s->counters[i].open[q / FIT_QUARTERS][q % FIT_QUARTERS] = 1;
	}
	w = asked(s, (struct whatif_wish){.limit_us = 6 * MINUTE, .for_us = 8 * HOUR});
	/* It begins empty, with a relaxation time of some minutes of the 480. */
	assert_true(fabs(w.now.longer.mean - exp(-1) / 3) < 0.012);
	assert_true(fabs(w.now.customers.mean - 80) < 2);
	/* Either of the open ones could close: then one counter has the load of one, and it gets
	 * worse. */
	assert_int_equal(w.choices_n, 2);
	for (int i = 0; i < 2; i++) {
		assert_false(w.choices[i].opens);
		assert_true(w.choices[i].difference.longer.low > 0.2);
	}
}

static void
the_same_question_has_the_same_answer_on_any_number_of_threads(void **state)
{
	struct scene *s = *state;
	struct whatif one, many;

	for (int q = 0; q < 7 * FIT_QUARTERS; q++)
		s->source.per_day[q / FIT_QUARTERS][q % FIT_QUARTERS] = 2.5f;
	wait_since(s, NOW_US - MINUTE);
	one = asked(s, (struct whatif_wish){.limit_us = 10 * MINUTE, .hands = 1, .runs = 50});
	many = asked(s, (struct whatif_wish){.limit_us = 10 * MINUTE, .hands = 4, .runs = 50});
	assert_int_equal(one.runs_n, 50);
	assert_true(one.now.longer.n > 0 && one.now.longer.mean == many.now.longer.mean);
	assert_true(one.now.wait_p90.high == many.now.wait_p90.high);
	assert_true(
		one.choices[0].difference.longer.mean == many.choices[0].difference.longer.mean);
}

static void
an_empty_branch_to_which_nobody_comes_has_no_figure(void **state)
{
	struct scene *s = *state;
	const struct whatif w = asked(s, (struct whatif_wish){.limit_us = MINUTE, .runs = 20});

	assert_int_equal(w.now.longer.n, 0);
	assert_true(isnan(w.now.longer.mean));
	assert_true(strstr(whatif_sentence(&w, &s->standing, &w.choices[0], s->arena),
			    "nobody waits and nobody comes") != NULL);
}

static void
what_cannot_be_asked_is_a_fault(void **state)
{
	struct scene *s = *state;
	struct whatif_wish wish = {.fit = &s->fit, .standing = &s->standing};
	struct whatif w;
	struct fault fault = {0};

	assert_int_equal(twin_whatif(&w, &wish, s->arena, &fault), FAULT_BAD_INPUT);
	wish.limit_us = MINUTE;
	wish.for_us = 9 * HOUR;
	assert_int_equal(twin_whatif(&w, &wish, s->arena, &fault), FAULT_BAD_INPUT);
	wish.for_us = 0;
	s->fit.services_n = 0;
	s->fit.sources_n = 0;
	assert_int_equal(twin_whatif(&w, &wish, s->arena, &fault), FAULT_BAD_INPUT);
}

/* ---- The start ---- */

static struct from_now
started(struct scene *s)
{
	struct from_now now;
	struct fault fault = {0};
	char sentence[500];

	if (from_now_make(&now, &s->fit, &s->standing, NOW_US + 2 * HOUR, s->arena, &fault))
		fail_msg("%s", fault_sentence(&fault, sentence, sizeof sentence));
	return now;
}

static void
who_waits_and_who_is_served_are_there_at_the_start_as_they_stand(void **state)
{
	struct scene *s = *state;
	struct from_now now;

	wait_since(s, NOW_US - 5 * MINUTE);
	s->waiting[0].for_counter = 1;
	s->waiting[0].appointment_us = NOW_US;
	s->serving[0] = (struct standing_serving){
		.came_us = NOW_US - 9 * MINUTE, .called_us = NOW_US - MINUTE};
	s->standing.serving_n = 1;
	s->standing.turn.calls[0] = 1;
	s->standing.aside_n = 2;
	now = started(s);
	assert_int_equal(now.model.from_us, NOW_US);
	assert_true(now.model.ends_sharply);
	assert_int_equal(now.start.waiting_n, 1);
	assert_int_equal(now.start.waiting[0].for_counter, 1);
	assert_int_equal(now.start.waiting[0].came_us, NOW_US - 5 * MINUTE);
	assert_int_equal(now.start.waiting[0].appointment_us, NOW_US);
	assert_int_equal(now.start.serving_n, 1);
	assert_int_equal(now.start.serving[0].began_us, 0);
	assert_int_equal(now.start.turns[0].calls[0], 1);
	assert_int_equal(now.model.counters_n, 3);
	assert_true(strstr(now.assumed[now.assumed_n - 1].text, "2 on hold") != NULL);
}

static bool
calls_at(const struct simulate_counter *counter, int64_t at_us)
{
	for (size_t i = 0; i < counter->shifts_n; i++)
		if (counter->shifts[i].from_us <= at_us && at_us < counter->shifts[i].until_us)
			return true;
	return false;
}

static void
counters_are_open_as_they_are_now_then_as_usual(void **state)
{
	struct scene *s = *state;
	struct simulate_model with;
	struct from_now now;

	/* Usually there from 9 to 11: open it stays until then; the second one, closed now, usually
	 * comes at 11. */
	for (int q = 0; q < FIT_QUARTERS; q++) {
		s->counters[0].open[0][q] = q >= 36 && q < 44;
		s->counters[1].open[0][q] = q >= 44 && q < 60;
	}
	now = started(s);
	assert_true(calls_at(&now.model.counters[0], NOW_US));
	assert_false(calls_at(&now.model.counters[0], NOW_US + HOUR));
	assert_false(calls_at(&now.model.counters[1], NOW_US));
	assert_true(calls_at(&now.model.counters[1], NOW_US + HOUR));
	assert_false(calls_at(&now.model.counters[2], NOW_US + HOUR));
	with = from_now_with(&now, 1, true);
	assert_true(calls_at(&with.counters[1], NOW_US));
	with = from_now_with(&now, 0, false);
	assert_false(calls_at(&with.counters[0], NOW_US));
	/* What was made before has not changed. */
	assert_true(calls_at(&now.model.counters[0], NOW_US));
}

static void
a_service_of_which_nothing_is_known_takes_as_long_as_another_and_it_is_said(void **state)
{
	static const struct standing_service two[] = {{70, "cheque"}, {71, "loan"}};
	struct scene *s = *state;
	struct from_now now;

	s->standing.services = two;
	s->standing.services_n = 2;
	wait_since(s, NOW_US);
	s->waiting[0].service = 1;
	now = started(s);
	assert_int_equal(now.model.services_n, 2);
	assert_string_equal(now.model.services[now.start.waiting[0].service].name, "loan");
	assert_true(strstr(now.assumed[0].text, "loan") != NULL);
}

#define SCENE_TEST(test) cmocka_unit_test_setup_teardown(test, scene_make, scene_clear)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE_TEST(
			two_who_wait_behind_one_wait_as_the_exponential_says_and_half_so_with_another_counter),
		SCENE_TEST(customers_who_come_all_the_time_wait_as_erlang_c_says),
		SCENE_TEST(the_same_question_has_the_same_answer_on_any_number_of_threads),
		SCENE_TEST(an_empty_branch_to_which_nobody_comes_has_no_figure),
		SCENE_TEST(what_cannot_be_asked_is_a_fault),
		SCENE_TEST(who_waits_and_who_is_served_are_there_at_the_start_as_they_stand),
		SCENE_TEST(counters_are_open_as_they_are_now_then_as_usual),
		SCENE_TEST(
			a_service_of_which_nothing_is_known_takes_as_long_as_another_and_it_is_said),
	};

	return cmocka_run_group_tests_name("whatif", tests, NULL, NULL);
}
