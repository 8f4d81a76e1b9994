/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a log is like: order, frequency, what comes before what and how long that takes.
 */
#include "made_log.h"

#include <math.h>

#include "improve/shape.h"

static struct shape
shape_of(const struct columns *columns, struct arena *a)
{
	struct shape shape = {0};
	struct fault fault = {0};

	assert_int_equal(shape_find(&shape, columns, a, &fault), FAULT_NONE);
	return shape;
}

static const struct activity *
activity_named(const struct shape *shape, const char *title)
{
	for (uint32_t i = 0; i < shape->activities_n; i++)
		if (strcmp(shape->activities[i].title, title) == 0)
			return &shape->activities[i];
	fail_msg("no activity %s", title);
	return NULL;
}

static void
activities_stand_in_the_order_of_a_journey(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard)
	struct columns *c = made_log("1: Zebra@0, Middle@10, Apple@20\n2: Zebra@0, Apple@30\n");
	struct shape shape = shape_of(c, a);

	assert_int_equal(shape.activities_n, 3);
	assert_string_equal(shape.activities[0].title, "Zebra");
	assert_string_equal(shape.activities[1].title, "Middle");
	assert_string_equal(shape.activities[2].title, "Apple");
}

static void
repeats_firsts_and_lasts_are_counted_by_journey(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard)
	struct columns *c = made_log("1: Ask@0, Ask@1, Ask@2, End@3\n2: Ask@0, End@9\n3: End@5\n");
	struct shape shape = shape_of(c, a);
	const struct activity *ask = activity_named(&shape, "Ask"),
			      *end = activity_named(&shape, "End");

	assert_int_equal(ask->events_n, 4);
	assert_int_equal(ask->journeys_n, 2);
	assert_int_equal(ask->repeated_n, 1);
	assert_int_equal(ask->first_n, 2);
	assert_int_equal(end->first_n, 1);
	assert_int_equal(end->last_n, 3);
}

static void
the_most_usual_one_before_and_the_time_after_it_are_found(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard)
	struct columns *c = made_log(
		"1: Take@0, Call@10\n2: Take@0, Call@20\n3: Take@0, Call@60\n4: Jump@0, Call@1\n");
	struct shape shape = shape_of(c, a);
	const struct activity *call = activity_named(&shape, "Call");

	assert_string_equal(shape.activities[call->before].title, "Take");
	assert_int_equal(call->arrivals_n, 4);
	assert_int_equal(call->before_n, 3);
	assert_true(fabs(call->wait_median_us - 20e6) < 1);
	assert_true(fabs(call->wait_p80_us - 44e6) < 1); /* type 7 of 10, 20, 60 at 0.8 */
	assert_true(fabs(call->waited_us - 91e6) < 1);
}

static void
what_next_to_no_journey_has_is_left_out(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const char *text = "";
	for (unsigned i = 0; i < 200; i++)
		text = arena_printf(a, "%s%u: A@0, B@1, C@2, D@3, E@4, F@5, G@6, H@7, I@8, J@9%s\n",
			text, i, i == 7 ? ", Odd@10" : "");
	ON_EXIT(columns_guard) struct columns *c = made_log(text);
	struct shape shape = shape_of(c, a);

	assert_int_equal(shape.activities_n, 10);
	assert_int_equal(shape.rare_n, 1);
	assert_int_equal(shape.rare_events_n, 1);
}

static void
every_activity_has_a_name_of_its_own_that_begins_with_a_letter(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard)
	struct columns *c =
		made_log("1: Call back@0, call-back@1, CALL BACK!@2, ???@3, 等待@4, 2nd call@5\n");
	struct shape shape = shape_of(c, a);

	assert_int_equal(shape.activities_n, 6);
	for (uint32_t i = 0; i < shape.activities_n; i++) {
		const char *name = shape.activities[i].name;
		assert_true(name[0] >= 'a' && name[0] <= 'z');
		for (uint32_t k = 0; k < i; k++)
			assert_string_not_equal(name, shape.activities[k].name);
	}
}

static void
a_log_without_events_is_a_fault(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard) struct columns *c = made_log("");
	struct shape shape;
	struct fault fault = {0};

	assert_int_equal(shape_find(&shape, c, a, &fault), FAULT_BAD_INPUT);
}

static void
quantiles_are_of_type_seven(void **state)
{
	(void)state;
	const double x[] = {1, 1, 2, 3, 3, 4, 5, 5, 6, 9};

	assert_true(fabs(shape_quantile(x, 10, 0.25) - 2.25) < 1e-12);
	assert_true(fabs(shape_quantile(x, 10, 0.9) - 6.3) < 1e-12);
	assert_true(shape_quantile(x, 1, 0.5) == 1);
	assert_true(isnan(shape_quantile(x, 0, 0.5)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(activities_stand_in_the_order_of_a_journey),
		cmocka_unit_test(repeats_firsts_and_lasts_are_counted_by_journey),
		cmocka_unit_test(the_most_usual_one_before_and_the_time_after_it_are_found),
		cmocka_unit_test(what_next_to_no_journey_has_is_left_out),
		cmocka_unit_test(every_activity_has_a_name_of_its_own_that_begins_with_a_letter),
		cmocka_unit_test(a_log_without_events_is_a_fault),
		cmocka_unit_test(quantiles_are_of_type_seven),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
