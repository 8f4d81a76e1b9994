/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "given.h"

static void
chosen_journeys_keep_their_events_and_only_their_words(void **state)
{
	(void)state;
	char text[200];
	struct fault fault = {0};
	struct columns *c = given("x a 0 - - Ann\ny b 1 - - Bob\nz a 2 - - Ann\nz c 3 - - Eve\n");
	struct columns *chosen = NULL;

	assert_int_equal(
		columns_choose(&chosen, c, (const uint32_t[]){0, 2}, 2, &fault), FAULT_NONE);
	columns_free(c);
	assert_string_equal(
		shown(chosen, text, sizeof text), "x: a 0-0 Ann; z: a 2-2 Ann, c 3-3 Eve");
	assert_int_equal(chosen->activity.words.words_n, 2);
	assert_int_equal(column_find(columns_find(chosen, "resource"), SPAN("Bob")), UINT32_MAX);
	columns_free(chosen);
}

static void
none_can_be_chosen(void **state)
{
	(void)state;
	struct fault fault = {0};
	struct columns *c = given("x a 0 - - Ann\n"), *chosen = NULL;

	assert_int_equal(columns_choose(&chosen, c, NULL, 0, &fault), FAULT_NONE);
	assert_int_equal(chosen->events_n, 0);
	assert_int_equal(chosen->first[0], 0);
	columns_free(chosen);
	columns_free(c);
}

static void
journeys_that_are_not_there_or_do_not_ascend_are_refused(void **state)
{
	(void)state;
	struct fault fault = {0};
	struct columns *c = given("x a 0 - - Ann\ny a 0 - - Ann\n"), *chosen = NULL;

	assert_int_equal(
		columns_choose(&chosen, c, (const uint32_t[]){2}, 1, &fault), FAULT_BAD_INPUT);
	assert_int_equal(
		columns_choose(&chosen, c, (const uint32_t[]){1, 0}, 2, &fault), FAULT_BAD_INPUT);
	columns_free(c);
}

static void
merged_sources_share_journeys_by_name_and_columns_by_name(void **state)
{
	(void)state;
	char text[200];
	struct fault fault = {0};
	struct columns *one = given("x a 0 - - Ann\ny b 1 - - Bob\n");
	struct columns *two = given("z c 9 - - Eve\nx b 2 - - Ann\nx a 0 - - Tom\n");
	struct columns *merged = NULL;
	const struct columns *const parts[] = {one, two};

	assert_int_equal(columns_merge(&merged, parts, 2, &fault), FAULT_NONE);
	columns_free(one);
	columns_free(two);
	assert_string_equal(shown(merged, text, sizeof text),
		"x: a 0-0 Ann, a 0-0 Tom, b 2-2 Ann; y: b 1-1 Bob; z: c 9-9 Eve");
	assert_int_equal(merged->extra_n, GIVEN_EXTRAS);
	columns_free(merged);
}

static void
points_merged_with_instances_are_instances_without_length(void **state)
{
	(void)state;
	char text[200];
	struct fault fault = {0};
	uint64_t unpaired_n = 0;
	struct columns *source = given("x a 0 start - Ann\nx a 4 complete - Ann\n");
	struct columns *points = given("x b 2 - - Bob\n"), *instances = NULL, *merged = NULL;

	assert_int_equal(columns_instances(&instances, &unpaired_n, source, &fault), FAULT_NONE);
	const struct columns *const parts[] = {points, instances};
	assert_int_equal(columns_merge(&merged, parts, 2, &fault), FAULT_NONE);
	assert_string_equal(shown(merged, text, sizeof text), "x: a 0-4 Ann, b 2-2 Bob");
	columns_free(source);
	columns_free(points);
	columns_free(instances);
	columns_free(merged);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chosen_journeys_keep_their_events_and_only_their_words),
		cmocka_unit_test(none_can_be_chosen),
		cmocka_unit_test(journeys_that_are_not_there_or_do_not_ascend_are_refused),
		cmocka_unit_test(merged_sources_share_journeys_by_name_and_columns_by_name),
		cmocka_unit_test(points_merged_with_instances_are_instances_without_length),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
