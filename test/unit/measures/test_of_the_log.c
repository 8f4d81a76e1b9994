/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The measures that need no map, on logs small enough to reckon by hand.
 */
#include "log.h"

static void
summary_counts_and_times_journeys(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard)
	struct columns *c = log_read("a x 0\na y 10\nb x 5\nb y 25\nc z 7\n", NULL);
	const struct frame *f = log_measure("summary", c, NULL, a);
	assert_int_equal(int_at(f, 0, "journeys"), 3);
	assert_int_equal(int_at(f, 0, "events"), 5);
	assert_int_equal(int_at(f, 0, "activities"), 3);
	assert_int_equal(int_at(f, 0, "variants"), 2);
	assert_true(int_at(f, 0, "first") == 0 && int_at(f, 0, "last") == 25000000);
	assert_near(real_at(f, 0, "mean"), 10);
	assert_near(real_at(f, 0, "median"), 10);
	assert_near(real_at(f, 0, "p95"), 19);
	assert_near(real_at(f, 0, "longest"), 20);
}

static void
throughput_is_latest_minus_earliest_whatever_the_order(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard)
	struct columns *c = log_read_ordered("a x 10\na y 0\na z 4\n", NULL, true);
	const struct frame *f = log_measure("summary", c, NULL, a);
	assert_near(real_at(f, 0, "longest"), 10);
	f = log_measure("follows", c, NULL, a); /* a negative gap stays negative */
	assert_near(real_at(f, row_of(f, "from", "x"), "mean"), -10);
	assert_near(real_at(f, row_of(f, "from", "y"), "median"), 4);
	f = log_measure("waits", c, NULL, a);
	assert_near(real_at(f, row_of(f, "wait", "y"), "mean"), 0);
}

static void
variants_rank_by_count_then_by_who_was_first(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard)
	struct columns *c = log_read("a x 0\na y 4\nb y 0\nc x 0\nc y 8\nd z 0\n", NULL);
	const struct frame *f = log_measure("variants", c, NULL, a);
	assert_int_equal(frame_rows_n(f), 3);
	assert_string_equal(text_at(f, 0, "path"), "x → y");
	assert_near(real_at(f, 0, "share"), 0.5);
	assert_near(real_at(f, 0, "median"), 6);
	assert_string_equal(text_at(f, 1, "path"), "y");
	assert_string_equal(text_at(f, 2, "path"), "z");
	f = log_measure("variants", c, &(struct measure_options){.top_n = 1}, a);
	assert_int_equal(frame_rows_n(f), 1);
	assert_int_equal(f->n, 4);
	assert_true(has_note(f, "The 1 most frequent of 3 variants."));
}

static void
a_path_of_very_many_steps_is_cut_for_reading_only(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct columns_builder *b =
		columns_builder_new(&(struct columns_plan){.lanes_n = 1, .hands = 1});
	struct columns_lane *lane = columns_builder_lane(b, 0);
	for (int j = 0; j < 2; j++) /* alike in the first 1,500 steps */
		for (int i = 0; i < 1500 + j; i++)
			columns_lane_event(
				lane, j == 0 ? SPAN("a") : SPAN("b"), SPAN("x"), i, NULL);
	ON_EXIT(columns_guard) struct columns *c = NULL;
	struct fault fault = {0};
	assert_int_equal(columns_builder_finish(&c, b, &fault), FAULT_NONE);
	columns_builder_free(b);
	const struct frame *f = log_measure("variants", c, NULL, a);
	assert_int_equal(frame_rows_n(f), 2);
	const char *path = text_at(f, 0, "path");
	assert_true(strlen(path) < 1000 * (1 + strlen(" → ")) + 10);
	assert_string_equal(path + strlen(path) - strlen("x …"), "x …");
}

static void
activities_share_and_gaps(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard)
	struct columns *c = log_read("a x 0\na x 600\na y 1201\nb y 0\n", NULL);
	const struct frame *f = log_measure("activities", c, NULL, a);
	const size_t x = row_of(f, "activity", "x"), y = row_of(f, "activity", "y");
	assert_int_equal(int_at(f, x, "count"), 2);
	assert_int_equal(int_at(f, x, "journeys"), 1);
	assert_near(real_at(f, x, "first"), 0.5);
	assert_near(real_at(f, y, "last"), 1);
	assert_near(real_at(f, x, "within"), 0.5); /* 600 s is within 10 min, 601 s is not */
	assert_int_equal(int_at(f, x, "n"), 2);
	assert_true(null_at(f, y, "within") && null_at(f, x, "mean_duration"));
	assert_true(strstr(f->columns[frame_column_find(f, "within")].label, "10 min") != NULL);
}

static void
rework_counts_what_comes_again(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard)
	struct columns *c = log_read("a x 0\na x 10\na y 25\na x 45\na z 50\nb x 0\nb y 5\n", NULL);
	const struct frame *f = log_measure("rework", c, NULL, a);
	assert_int_equal(frame_rows_n(f), 1);
	assert_string_equal(text_at(f, 0, "activity"), "x");
	assert_int_equal(int_at(f, 0, "journeys"), 2);
	assert_int_equal(int_at(f, 0, "repeated"), 1);
	assert_true(null_at(f, 0, "share")); /* two journeys judge nobody */
	assert_int_equal(int_at(f, 0, "extra"), 2);
	assert_int_equal(int_at(f, 0, "onto_itself"), 1);
	assert_near(real_at(f, 0, "lost"), 15 + 5);
	assert_near(real_at(f, 0, "median_return"), 22.5); /* 10 and 35 */
}

static void
idle_is_what_lies_between_merged_intervals(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard)
	struct columns *c = log_read("a x 0 ann start 1\na x 10 ann complete 1\nb x 5 ann start "
				     "2\nb x 20 ann complete 2\n"
				     "c x 50 ann start 3\nc x 60 ann complete 3\nd x 1 bob start "
				     "4\nd x 2 bob complete 4\n"
				     "e x 7 - start 5\ne x 9 - complete 5\n",
		"resource lifecycle instance");
	const struct frame *f = log_measure("resources", c, NULL, a);
	assert_int_equal(frame_rows_n(f), 2);
	assert_string_equal(text_at(f, 0, "resource"), "ann");
	assert_int_equal(int_at(f, 0, "events"), 3);
	assert_near(real_at(f, 0, "busy"), 30);
	assert_near(real_at(f, 0, "idle"), 30);
	assert_near(real_at(f, 1, "idle"), 0);
	assert_true(has_note(f, "1 of 5 events name no resource."));
}

static void
without_intervals_or_names_resources_says_so(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard) struct columns *points = log_read("a x 0 ann\n", "resource");
	ON_EXIT(columns_guard) struct columns *none = log_read("a x 0\n", NULL);
	const struct frame *f = log_measure("resources", points, NULL, a);
	assert_true(null_at(f, 0, "busy") && null_at(f, 0, "idle"));
	f = log_measure("resources", none, NULL, a);
	assert_int_equal(frame_rows_n(f), 0);
	assert_true(has_note(f, "no column `resource`"));
}

static void
the_spread_has_round_equal_steps_and_a_tail(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const char *text = "";
	for (int i = 0; i < 100; i++)
		text = arena_printf(a, "%sj%d x 0\nj%d y %d\n", text, i, i, i < 99 ? i : 10000);
	ON_EXIT(columns_guard) struct columns *c = log_read(text, NULL);
	const struct frame *f = log_measure("wait_spread", c, NULL, a);
	const size_t last = frame_rows_n(f) - 1;
	int64_t all_n = 0;
	for (size_t r = 0; r <= last; r++) {
		all_n += int_at(f, r, "count");
		if (r < last)
			assert_near(real_at(f, r, "to") - real_at(f, r, "from"), 5);
	}
	assert_int_equal(all_n, 100);
	assert_int_equal(int_at(f, 0, "count"), 5); /* 0 … 4 */
	assert_near(real_at(f, last, "to"), 10000);
}

static void
the_trend_shows_periods_on_the_zones_clock(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard)
	struct columns *c = log_read("a x 82800\na y 82900\nb x 172800\n", NULL);
	struct measure_options options = {.period = PERIOD_DAY, .zone = zone_find("+02:00")};
	const struct frame *f = log_measure("trend", c, &options, a);
	assert_int_equal(frame_rows_n(f), 2);
	assert_true(int_at(f, 0, "period") == INT64_C(79200000000)); /* midnight there */
	assert_int_equal(int_at(f, 0, "events"), 2);
	options = (struct measure_options){0}; /* three days and less: by hours */
	f = log_measure("trend", c, &options, a);
	assert_int_equal(frame_rows_n(f), 26);
	assert_true(has_note(f, "By hour on the clock of UTC."));
	options.period = PERIOD_WEEK;
	f = log_measure("trend", c, &options, a);
	assert_true(int_at(f, 0, "period") == -3 * INT64_C(86400000000)); /* Monday */
	options.period = PERIOD_MONTH;
	f = log_measure("trend", c, &options, a);
	assert_int_equal(frame_rows_n(f), 1);
	assert_true(int_at(f, 0, "period") == 0);
}

static void
gaps_too_long_for_32_bits_are_exact(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard)
	struct columns *c = log_read(
		"a x 0\na y 0.000001\nb x 0\nb y 90000.5\nc x 0\nc y 100000000.25\n", NULL);
	const struct frame *f = log_measure("follows", c, NULL, a);
	assert_near(real_at(f, 0, "median"), 90000.5);
	assert_near(real_at(f, 0, "mean"), (0.000001 + 90000.5 + 100000000.25) / 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(summary_counts_and_times_journeys),
		cmocka_unit_test(throughput_is_latest_minus_earliest_whatever_the_order),
		cmocka_unit_test(variants_rank_by_count_then_by_who_was_first),
		cmocka_unit_test(a_path_of_very_many_steps_is_cut_for_reading_only),
		cmocka_unit_test(activities_share_and_gaps),
		cmocka_unit_test(rework_counts_what_comes_again),
		cmocka_unit_test(idle_is_what_lies_between_merged_intervals),
		cmocka_unit_test(without_intervals_or_names_resources_says_so),
		cmocka_unit_test(the_spread_has_round_equal_steps_and_a_tail),
		cmocka_unit_test(the_trend_shows_periods_on_the_zones_clock),
		cmocka_unit_test(gaps_too_long_for_32_bits_are_exact),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
