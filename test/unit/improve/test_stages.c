/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where one stage ends and the next begins; durations that people would say.
 */
#include "made_log.h"

#include <math.h>

#include "base/duration.h"
#include "improve/shape.h"

static struct shape
staged(const struct columns *columns, struct arena *a)
{
	struct shape shape = {0};
	struct fault fault = {0};

	assert_int_equal(shape_find(&shape, columns, a, &fault), FAULT_NONE);
	shape_stages(&shape, a);
	return shape;
}

static void
a_border_stands_where_most_time_passes(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard)
	struct columns *c = made_log("1: A@0, B@1, C@2, D@5000, E@5001, F@5002\n"
				     "2: A@0, B@1, C@2, D@9000, E@9001, F@9002\n");
	struct shape shape = staged(c, a);

	assert_int_not_equal(shape.activities[2].stage, shape.activities[3].stage);
	assert_true(shape_border(&shape, 3).mean_us > shape_border(&shape, 2).mean_us);
}

static void
no_border_stands_where_customers_go_back(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard)
	struct columns *c = made_log("1: A@0, B@1, C@9, B@10, C@20, B@30, C@40, D@41\n"
				     "2: A@0, B@1, C@9, B@10, C@20, B@30, C@40, D@41\n");
	struct shape shape = staged(c, a);

	assert_int_equal(shape.activities[1].stage, shape.activities[2].stage);
	assert_int_equal(shape_border(&shape, 2).forward_n, 6);
	assert_int_equal(shape_border(&shape, 2).back_n, 4);
}

static void
two_endings_beside_each_other_are_one_stage(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard)
	struct columns *c =
		made_log("1: Ask@0, Yes@10\n2: Ask@0, No@10\n3: Ask@0, Yes@10\n4: Ask@0, No@10\n");
	struct shape shape = staged(c, a);

	assert_int_equal(shape.stages_n, 2);
	assert_int_equal(shape.activities[1].stage, shape.activities[2].stage);
}

static void
there_are_never_more_than_seven_stages(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const char *line = "1: A0@0";
	for (unsigned i = 1; i < 40; i++)
		line = arena_printf(a, "%s, A%u@%u", line, i, i * i);
	ON_EXIT(columns_guard) struct columns *c = made_log(line);
	struct shape shape = staged(c, a);

	assert_int_equal(shape.activities_n, 40);
	assert_int_equal(shape.stages_n, 7);
	for (uint32_t i = 1; i < shape.activities_n; i++)
		assert_true(shape.activities[i].stage - shape.activities[i - 1].stage <= 1);
}

static void
one_activity_is_one_stage(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard) struct columns *c = made_log("1: A@0\n");

	assert_int_equal(staged(c, a).stages_n, 1);
}

static void
a_friendly_duration_is_the_next_one_up(void **state)
{
	(void)state;
	const struct {
		double us;
		int64_t friendly_us;
	} cases[] = {
		{0, DURATION_SECOND_US},
		{11e6, 15 * DURATION_SECOND_US},
		{46e6, DURATION_MINUTE_US},
		{60e6, DURATION_MINUTE_US},
		{61e6, 2 * DURATION_MINUTE_US},
		{46.0 * 60e6, DURATION_HOUR_US},
		{19.0 * 3600e6, DURATION_DAY_US},
		{31.0 * 86400e6, 45 * DURATION_DAY_US},
		{300.0 * 86400e6, 365 * DURATION_DAY_US},
		{800.0 * 86400e6, 3 * 365 * DURATION_DAY_US},
		{1e30, DURATION_MOST_US},
	};

	for (size_t i = 0; i < array_length(cases); i++)
		assert_int_equal(shape_friendly(cases[i].us), cases[i].friendly_us);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_border_stands_where_most_time_passes),
		cmocka_unit_test(no_border_stands_where_customers_go_back),
		cmocka_unit_test(two_endings_beside_each_other_are_one_stage),
		cmocka_unit_test(there_are_never_more_than_seven_stages),
		cmocka_unit_test(one_activity_is_one_stage),
		cmocka_unit_test(a_friendly_duration_is_the_next_one_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
