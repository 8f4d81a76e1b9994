/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What all measures have in common: from and to, where, by, pairs, and clear faults.
 */
#include "log.h"
#include "map.h"

static const char log_text[] = "a ask 1795392000 old web\n"
			       "a ask 1795392060 old web\n"
			       "a end 1795395600 new -\n"
			       "b ask 1795478400 new desk\n"
			       "b end 1795482060 old desk\n"
			       "c ask 1795485600 new web\n";

static struct fault
fault_of(const char *measure, const struct columns *c, const struct measure_options *options)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct frame *frame = NULL;
	struct fault fault = {0};
	assert_int_not_equal(
		measure_run(&frame, measure_find(measure), c, options, a, &fault), FAULT_NONE);
	return fault;
}

static void
journeys_are_chosen_by_their_beginning(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard) struct columns *c = log_read(log_text, "branch channel");
	struct measure_options options = {
		.from_us = INT64_C(1795392001000000), .to_us = INT64_C(1795485600000000)};
	const struct frame *f = log_measure("summary", c, &options, a);
	assert_int_equal(int_at(f, 0, "journeys"), 1); /* b: a begins before, c at `to` */
	assert_int_equal(int_at(f, 0, "events"), 2);
	options.to_us = TIME_NONE;
	f = log_measure("summary", c, &options, a);
	assert_int_equal(int_at(f, 0, "journeys"), 2);
	f = log_measure("follows", c, &options, a);
	assert_int_equal(f->n, 1);
}

static void
where_of_a_journey_is_its_first_event_and_of_an_event_itself(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard) struct columns *c = log_read(log_text, "branch channel");
	const struct where where[] = {{"branch", "new"}, {"channel", "web"}, {"branch", "none"}};
	struct measure_options options = {.where = where, .where_n = 1};
	const struct frame *f = log_measure("summary", c, &options, a);
	assert_int_equal(int_at(f, 0, "journeys"), 2); /* b and c */
	f = log_measure("activities", c, &options, a);
	assert_int_equal(int_at(f, row_of(f, "activity", "ask"), "count"), 2);
	assert_int_equal(int_at(f, row_of(f, "activity", "end"), "count"), 1);
	options.where_n = 3; /* branch new or none, and channel web */
	f = log_measure("summary", c, &options, a);
	assert_int_equal(int_at(f, 0, "journeys"), 1);
	assert_true(has_note(f, "No event has branch = none."));
}

static void
groups_come_in_the_order_of_their_values_and_sum_to_the_whole(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard) struct columns *c = log_read(log_text, "branch channel");
	const char *const by[] = {"weekday", "branch"};
	const struct measure_options options = {.by = by, .by_n = 2};
	const struct frame *f = log_measure("activities", c, &options, a);
	int64_t events_n = 0;
	assert_string_equal(f->columns[0].name, "weekday");
	assert_string_equal(f->columns[1].name, "branch");
	assert_string_equal(text_at(f, 0, "weekday"), "Monday");
	assert_string_equal(text_at(f, 0, "branch"), "new");
	assert_string_equal(text_at(f, 1, "branch"), "old");
	assert_string_equal(text_at(f, frame_rows_n(f) - 1, "weekday"), "Tuesday");
	for (size_t r = 0; r < frame_rows_n(f); r++)
		events_n += int_at(f, r, "count");
	assert_int_equal(events_n, 6);
	const struct frame *s = log_measure("summary", c, &options, a);
	assert_int_equal(frame_rows_n(s), 2); /* Monday old, Tuesday new */
	assert_int_equal(s->n, 3);
}

static void
parts_of_the_time_are_on_the_zones_clock(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard)
	struct columns *c =
		log_read("a ask 1795389000\nb ask 1795392000\nc ask 1798761600\n", NULL);
	const char *by[] = {"hour"};
	struct measure_options options = {.by = by, .by_n = 1, .zone = zone_find("+01:00")};
	const struct frame *f = log_measure("summary", c, &options, a);
	assert_string_equal(text_at(f, 0, "hour"), "00"); /* 23:10 in UTC */
	assert_string_equal(text_at(f, 1, "hour"), "01");
	by[0] = "week";
	f = log_measure("summary", c, &options, a);
	assert_string_equal(text_at(f, 0, "week"), "2026-W48");
	assert_string_equal(text_at(f, 1, "week"), "2026-W53");
	by[0] = "month";
	options.zone = NULL;
	f = log_measure("summary", c, &options, a);
	assert_string_equal(text_at(f, 0, "month"), "2026-11");
	assert_string_equal(text_at(f, 1, "month"), "2027-01");
	const struct where where[] = {{"week", "2026-W53"}};
	options = (struct measure_options){.where = where, .where_n = 1};
	f = log_measure("summary", c, &options, a);
	assert_int_equal(int_at(f, 0, "journeys"), 1);
}

static void
wrong_wishes_are_faults_that_say_what_is_right(void **state)
{
	(void)state;
	ON_EXIT(columns_guard) struct columns *c = log_read(log_text, "branch channel");
	const char *const by[] = {"brnch"};
	struct fault f = fault_of("summary", c, &(struct measure_options){.by = by, .by_n = 1});
	assert_int_equal(f.code, FAULT_BAD_INPUT);
	assert_non_null(strstr(f.notes[0], "\"branch\""));
	assert_non_null(strstr(f.notes[0], "weekday"));
	const struct where where[] = {{"weekday", "Caturday"}};
	f = fault_of("summary", c, &(struct measure_options){.where = where, .where_n = 1});
	assert_non_null(strstr(f.notes[0], "Caturday"));
	f = fault_of("standards", c, &(struct measure_options){0});
	assert_int_equal(f.code, FAULT_BAD_INPUT);
	assert_non_null(strstr(f.notes[0], "needs a map"));
	const char *const many[] = {
		"hour", "hour", "hour", "hour", "hour", "hour", "hour", "hour", "hour"};
	f = fault_of("summary", c, &(struct measure_options){.by = many, .by_n = 9});
	assert_int_equal(f.code, FAULT_TOO_BIG);
}

static void
values_that_no_part_of_the_time_has_are_refused(void **state)
{
	(void)state;
	ON_EXIT(columns_guard) struct columns *c = log_read(log_text, NULL);
	const struct where wrong[] = {{"hour", "24"}, {"day", "2026-02-30"}, {"week", "2025-W53"},
		{"week", "2026-W00"}, {"month", "2026-13"}, {"weekday", "8"}, {"day", ""}};
	for (size_t i = 0; i < array_length(wrong); i++) {
		const struct measure_options options = {.where = &wrong[i], .where_n = 1};
		assert_int_equal(fault_of("summary", c, &options).code, FAULT_BAD_INPUT);
	}
}

static void
start_and_complete_are_paired_where_a_measure_asks_for_it(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard)
	struct columns *c =
		log_read("a ask 0 start\na ask 5 complete\na end 9 start\na end 10 complete\n"
			 "a more 11 complete\n",
			"lifecycle");
	const struct frame *f = log_measure("follows", c, NULL, a);
	assert_int_equal(f->n, 4);
	f = log_measure("follows", c, &(struct measure_options){.by_instance = true}, a);
	assert_int_equal(f->n, 2);
	assert_true(has_note(f, "1 found no partner"));
	assert_true(real_at(f, row_of(f, "from", "ask"), "mean") == 4);
	f = log_measure("waits", c, NULL, a);
	assert_true(real_at(f, row_of(f, "wait", "end"), "mean") == 4);
	assert_true(has_note(f, "are paired"));
}

static void
an_empty_log_gives_every_frame_its_columns_and_no_number(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard) struct columns *c = log_read("", "resource branch");
	const char *const by[] = {"branch"};
	struct bank bank;
	bank_fill(&bank);
	for (size_t i = 0; i < measures_n; i++) {
		struct measure_options options = {.map = &bank.map, .cycle = &bank.cycle};
		const struct frame *f = log_measure(measures[i].name, c, &options, a);
		assert_true(f->columns_n > 0);
		assert_int_equal(f->n, 0);
		for (size_t k = 0; k < f->cells_n; k++)
			if (f->columns[k % f->columns_n].type == CELL_REAL &&
				strcmp(f->columns[k % f->columns_n].name, "target") != 0)
				assert_true(f->cells[k].is_null);
		options.by = by;
		options.by_n = 1;
		const struct frame *g = log_measure(measures[i].name, c, &options, a);
		assert_int_equal(g->columns_n, f->columns_n + 1);
		assert_int_equal(frame_rows_n(g), 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(journeys_are_chosen_by_their_beginning),
		cmocka_unit_test(where_of_a_journey_is_its_first_event_and_of_an_event_itself),
		cmocka_unit_test(groups_come_in_the_order_of_their_values_and_sum_to_the_whole),
		cmocka_unit_test(parts_of_the_time_are_on_the_zones_clock),
		cmocka_unit_test(wrong_wishes_are_faults_that_say_what_is_right),
		cmocka_unit_test(values_that_no_part_of_the_time_has_are_refused),
		cmocka_unit_test(start_and_complete_are_paired_where_a_measure_asks_for_it),
		cmocka_unit_test(an_empty_log_gives_every_frame_its_columns_and_no_number),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
