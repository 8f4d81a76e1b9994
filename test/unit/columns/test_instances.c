/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "given.h"

static void
becomes(const char *lines, const char *expected, uint64_t unpaired_n)
{
	char text[1000];
	struct fault fault = {0};
	struct columns *c = given(lines), *instances = NULL;
	uint64_t found_n = 0;

	assert_int_equal(columns_instances(&instances, &found_n, c, &fault), FAULT_NONE);
	columns_free(c); /* instances stand by themselves */
	assert_string_equal(shown(instances, text, sizeof text), expected);
	assert_int_equal(found_n, unpaired_n);
	assert_null(columns_find(instances, "lifecycle"));
	columns_free(instances);
}

static void
start_and_complete_of_an_activity_become_one_instance(void **state)
{
	(void)state;
	becomes("x a 0 start - Ann\n"
		"x b 1 START - Bob\n"
		"x a 5 Complete - Ann\n"
		"x b 6 complete - Bob\n",
		"x: a 0-5 Ann, b 1-6 Bob", 0);
}

static void
the_same_activity_is_paired_first_come_first_served_by_resource(void **state)
{
	(void)state;
	becomes("x a 0 start - Ann\n"
		"x a 1 start - Bob\n"
		"x a 2 start - Ann\n"
		"x a 3 complete - Bob\n"
		"x a 4 complete - Ann\n"
		"x a 9 complete - Ann\n",
		"x: a 0-4 Ann, a 1-3 Bob, a 2-9 Ann", 0);
}

static void
a_start_without_a_resource_is_completed_by_whoever_took_it(void **state)
{
	(void)state;
	becomes("x a 0 start - -\n"
		"x a 1 start - Bob\n"
		"x a 2 complete - Bob\n"
		"x a 5 complete - Ann\n",
		"x: a 0-5 Ann, a 1-2 Bob", 0);
}

static void
the_number_of_the_instance_decides_where_there_is_one(void **state)
{
	(void)state;
	becomes("x a 0 start 1 Ann\n"
		"x a 1 start 2 Ann\n"
		"x a 4 complete 2 Bob\n"
		"x a 9 complete 1 Bob\n",
		"x: a 0-9 Ann, a 1-4 Ann", 0);
}

static void
what_finds_no_partner_is_a_point(void **state)
{
	(void)state;
	becomes("x a 0 start - Ann\n"
		"x b 1 complete - Ann\n"
		"y a 5 complete - Ann\n",
		"x: a 0-0 Ann, b 1-1 Ann; y: a 5-5 Ann", 3);
}

static void
other_transitions_are_left_out_and_journeys_of_nothing_else_go(void **state)
{
	(void)state;
	becomes("x a 0 schedule - Ann\n"
		"w a 0 suspend - Ann\n"
		"x a 1 start 7 -\n"
		"x a 2 suspend - Ann\n"
		"x a 3 complete 7 Ann\n"
		"z c 9 - - Eve\n",
		"x: a 1-3 Ann; z: c 9-9 Eve", 1);
}

static void
words_that_are_no_lifecycle_leave_every_event_a_point(void **state)
{
	(void)state;
	char text[200];
	struct fault fault = {0};
	uint64_t unpaired_n = 7;
	struct columns *c = given("x a 0 Queued - Ann\nx a 3 Resolved - Ann\n"), *instances = NULL;

	assert_int_equal(columns_instances(&instances, &unpaired_n, c, &fault), FAULT_NONE);
	assert_string_equal(shown(instances, text, sizeof text), "x: a 0-0 Ann, a 3-3 Ann");
	assert_int_equal(unpaired_n, 0);
	assert_non_null(columns_find(instances, "lifecycle"));
	columns_free(c);
	columns_free(instances);
}

static void
thousands_of_open_starts_in_one_journey_find_their_completions(void **state)
{
	(void)state;
	static const char *const names[] = {"lifecycle", "instance"};
	struct columns_builder *b = columns_builder_new(
		&(struct columns_plan){.lanes_n = 1, .hands = 1, .extra = names, .extra_n = 2});
	struct fault fault = {0};
	struct columns *c = NULL, *instances = NULL;
	const int n = 50000;
	uint64_t unpaired_n = 7;

	for (int pass = 0; pass < 2; pass++)
		for (int i = 0; i < n; i++) {
			char number[20];
			int instance = pass == 0 ? i : n - 1 - i;
			snprintf(number, sizeof number, "%d", instance);
			const struct span extra[2] = {
				pass == 0 ? SPAN("start") : SPAN("complete"), span_of(number)};
			columns_lane_event(columns_builder_lane(b, 0), SPAN("x"), SPAN("a"),
				pass * n + i, extra);
		}
	assert_int_equal(columns_builder_finish(&c, b, &fault), FAULT_NONE);
	columns_builder_free(b);
	assert_int_equal(columns_instances(&instances, &unpaired_n, c, &fault), FAULT_NONE);
	assert_int_equal(unpaired_n, 0);
	assert_int_equal(instances->events_n, n);
	for (int i = 0; i < n; i++)
		assert_int_equal(instances->end_us[i], n + n - 1 - i);
	columns_free(c);
	columns_free(instances);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(start_and_complete_of_an_activity_become_one_instance),
		cmocka_unit_test(the_same_activity_is_paired_first_come_first_served_by_resource),
		cmocka_unit_test(a_start_without_a_resource_is_completed_by_whoever_took_it),
		cmocka_unit_test(the_number_of_the_instance_decides_where_there_is_one),
		cmocka_unit_test(what_finds_no_partner_is_a_point),
		cmocka_unit_test(other_transitions_are_left_out_and_journeys_of_nothing_else_go),
		cmocka_unit_test(words_that_are_no_lifecycle_leave_every_event_a_point),
		cmocka_unit_test(thousands_of_open_starts_in_one_journey_find_their_completions),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
