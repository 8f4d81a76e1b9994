/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which part of a log is meant: `where`, dimensions, start and complete, the options of a measure.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "cli/choosing.h"

static void
where_is_cut_at_the_first_equals_sign(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct fault fault = {0};
	struct where where;

	assert_int_equal(where_read(&where, "branch=Old=Town", a, &fault), FAULT_NONE);
	assert_string_equal(where.dimension, "branch");
	assert_string_equal(where.value, "Old=Town");
	assert_int_equal(where_read(&where, "branch=", a, &fault), FAULT_NONE);
	assert_string_equal(where.value, "");
	assert_int_equal(where_read(&where, "branch", a, &fault), FAULT_BAD_INPUT);
	assert_int_equal(where_read(&where, "=Harbour", a, &fault), FAULT_BAD_INPUT);
}

static void
parts_of_the_time_need_no_column_of_the_log(void **state)
{
	(void)state;
	assert_true(dimension_is_own("weekday"));
	assert_true(dimension_is_own("activity"));
	assert_false(dimension_is_own("branch"));
	assert_false(dimension_is_own("lifecycle"));
}

/* One journey, an event for each word of the lifecycle. Free with columns_free. */
static struct columns *
log_of_transitions(const char *const *words, size_t words_n)
{
	static const char *const extra[] = {"lifecycle"};
	struct columns_builder *b = columns_builder_new(
		&(struct columns_plan){.lanes_n = 1, .hands = 1, .extra = extra, .extra_n = 1});
	struct columns *columns = NULL;
	struct fault fault = {0};

	for (size_t i = 0; i < words_n; i++) {
		const struct span word = span_of(words[i]);
		columns_lane_event(columns_builder_lane(b, 0), SPAN("1"), SPAN("Ask"),
			(int64_t)i * 1000000, &word);
	}
	assert_int_equal(columns_builder_finish(&columns, b, &fault), FAULT_NONE);
	columns_builder_free(b);
	return columns;
}

static void
instances_want_both_start_and_complete_in_any_case(void **state)
{
	(void)state;
	ON_EXIT(columns_guard)
	struct columns *both = log_of_transitions((const char *[]){"START", "Complete"}, 2);
	ON_EXIT(columns_guard)
	struct columns *one = log_of_transitions((const char *[]){"complete", "complete"}, 2);

	assert_true(columns_have_instances(both));
	assert_false(columns_have_instances(one));
}

/* What the choices become; the fault's code. */
static enum fault_code
filled(struct measure_options *ret, const struct choosing *choosing, const struct zone *zone,
	struct arena *a)
{
	ON_EXIT(columns_guard) struct columns *c = log_of_transitions((const char *[]){"x"}, 1);
	struct request request = {.arena = a};
	const struct reading reading = {.zone = zone, .threads = 3};
	struct fault fault = {0};

	return choosing_fill(ret, &request, choosing, &reading, NULL, c, &fault);
}

static void
nothing_chosen_means_everything(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct measure_options options;

	assert_int_equal(filled(&options, &(struct choosing){0}, NULL, a), FAULT_NONE);
	assert_true(options.from_us == TIME_NONE && options.to_us == TIME_NONE);
	assert_int_equal(options.where_n, 0);
	assert_null(options.map);
	assert_null(options.cycle);
	assert_int_equal(options.hands, 3);
}

static void
days_begin_in_the_zone_that_is_named(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct choosing choosing = {.from = "2026-11-21", .to = "2026-11-22T09:30:00Z"};
	struct measure_options options;

	assert_int_equal(filled(&options, &choosing, zone_find("Europe/Warsaw"), a), FAULT_NONE);
	assert_true(options.from_us == INT64_C(1795215600) * 1000000); /* 2026-11-20T23:00Z */
	assert_true(options.to_us == INT64_C(1795339800) * 1000000);
}

static void
a_time_that_is_none_is_a_fault(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct measure_options options;

	assert_int_equal(
		filled(&options, &(struct choosing){.to = "soon"}, NULL, a), FAULT_BAD_INPUT);
}

static void
shared_tables_are_full(void **state)
{
	(void)state;
	for (size_t i = 0; i < CHOOSING_OPTIONS_N; i++)
		assert_non_null(choosing_options[i].name);
	for (size_t i = 0; i < READING_OPTIONS_N; i++)
		assert_non_null(reading_options[i].name);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(where_is_cut_at_the_first_equals_sign),
		cmocka_unit_test(parts_of_the_time_need_no_column_of_the_log),
		cmocka_unit_test(instances_want_both_start_and_complete_in_any_case),
		cmocka_unit_test(nothing_chosen_means_everything),
		cmocka_unit_test(days_begin_in_the_zone_that_is_named),
		cmocka_unit_test(a_time_that_is_none_is_a_fault),
		cmocka_unit_test(shared_tables_are_full),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
