/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Figures as people read them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <math.h>

#include "cli/figure.h"

static struct arena *arena;

static int
arena_begin(void **state)
{
	(void)state;
	arena = arena_new(ARENA_UNLIMITED);
	return 0;
}

static int
arena_end(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static void
whole_numbers_have_commas(void **state)
{
	(void)state;
	assert_string_equal(figure_int(0, arena), "0");
	assert_string_equal(figure_int(999, arena), "999");
	assert_string_equal(figure_int(1204, arena), "1,204");
	assert_string_equal(figure_int(-1234567, arena), "−1,234,567");
	assert_string_equal(figure_int(INT64_MIN, arena), "−9,223,372,036,854,775,808");
}

static void
reals_show_three_digits_that_count(void **state)
{
	(void)state;
	assert_string_equal(figure_real(1.8178, arena), "1.82");
	assert_string_equal(figure_real(36.904762, arena), "36.9");
	assert_string_equal(figure_real(1675.17, arena), "1,675");
	assert_string_equal(figure_real(0.12345, arena), "0.123");
	assert_string_equal(figure_real(4, arena), "4");
	assert_string_equal(figure_real(-2.5, arena), "−2.50");
	assert_string_equal(figure_real(NAN, arena), "–");
	assert_string_equal(figure_real(INFINITY, arena), "–");
	assert_string_equal(figure_real(1e300, arena), "1e+300");
}

static void
shares_are_percent_with_their_interval(void **state)
{
	(void)state;
	assert_string_equal(figure_share(0.6234, arena), "62.3 %");
	assert_string_equal(figure_share(1, arena), "100.0 %");
	assert_string_equal(
		figure_interval(0.9, 0.78639769, 0.95652424, arena), "90.0 % (78.6–95.7)");
	assert_string_equal(figure_interval(0.9, NAN, NAN, arena), "90.0 %");
}

static void
seconds_are_durations(void **state)
{
	(void)state;
	assert_string_equal(figure_seconds(12000, arena), "3 h 20 min");
	assert_string_equal(figure_seconds(0, arena), "0 s");
	assert_string_equal(figure_seconds(NAN, arena), "–");
	assert_string_equal(figure_seconds(1e30, arena), "–");
}

static void
times_are_short_and_in_their_zone(void **state)
{
	(void)state;
	const int64_t us = INT64_C(1795253400) * 1000000; /* 2026-11-21T09:30:00Z */

	assert_string_equal(figure_time(us, NULL, arena), "2026-11-21 09:30");
	assert_string_equal(figure_time(us, zone_find("Europe/Warsaw"), arena), "2026-11-21 10:30");
	assert_string_equal(figure_day(us, NULL, arena), "2026-11-21");
}

static void
a_cell_is_shown_by_its_unit(void **state)
{
	(void)state;
	const struct frame_column seconds = {.name = "a", .unit = "s", .type = CELL_REAL};
	const struct frame_column share = {.name = "a", .unit = "share", .type = CELL_REAL};
	const struct frame_column count = {.name = "a", .unit = "1", .type = CELL_INT};
	const struct cell real = {.r = 0.5}, integer = {.i = 1000}, none = {.is_null = true};

	assert_string_equal(
		figure_cell(&seconds, &(struct cell){.r = 90}, NULL, arena), "1 min 30 s");
	assert_string_equal(figure_cell(&share, &real, NULL, arena), "50.0 %");
	assert_string_equal(figure_cell(&count, &integer, NULL, arena), "1,000");
	assert_string_equal(figure_cell(&count, &none, NULL, arena), "–");
	assert_true(cell_number(&count, &integer) == 1000);
	assert_true(isnan(cell_number(&count, &none)));
}

static void
bars_fill_by_eighths(void **state)
{
	(void)state;
	assert_string_equal(figure_bar(1, 3, arena), "███");
	assert_string_equal(figure_bar(0.5, 1, arena), "▌");
	assert_string_equal(figure_bar(0, 3, arena), "");
	assert_string_equal(figure_bar(0.0001, 3, arena), "▏");
	assert_string_equal(figure_bar(7, 2, arena), "██");
	assert_string_equal(figure_bar(NAN, 2, arena), "");
}

static void
a_sparkline_has_a_letter_for_each_value(void **state)
{
	(void)state;
	const double values[] = {0, 4, 8, NAN, 2};
	const double nothing[] = {0, 0};

	assert_string_equal(figure_sparkline(values, 5, arena), "▁▅█ ▃");
	assert_string_equal(figure_sparkline(nothing, 2, arena), "▁▁");
	assert_string_equal(figure_sparkline(values, 0, arena), "");
}

static void
verdicts_have_signs(void **state)
{
	(void)state;
	assert_string_equal(figure_sign("yes"), "▲");
	assert_string_equal(figure_sign("no"), "▼");
	assert_string_equal(figure_sign("unsure"), "●");
	assert_string_equal(figure_sign("too few"), " ");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_numbers_have_commas),
		cmocka_unit_test(reals_show_three_digits_that_count),
		cmocka_unit_test(shares_are_percent_with_their_interval),
		cmocka_unit_test(seconds_are_durations),
		cmocka_unit_test(times_are_short_and_in_their_zone),
		cmocka_unit_test(a_cell_is_shown_by_its_unit),
		cmocka_unit_test(bars_fill_by_eighths),
		cmocka_unit_test(a_sparkline_has_a_letter_for_each_value),
		cmocka_unit_test(verdicts_have_signs),
	};
	return cmocka_run_group_tests(tests, arena_begin, arena_end);
}
