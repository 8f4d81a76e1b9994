/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Instants as we write them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <string.h>

#include "base/time.h"

static const char *
text(int64_t us)
{
	static char into[TIME_TEXT_SIZE];

	return time_text(us, into);
}

static const char *
text_in(int64_t us, const char *zone)
{
	static char into[TIME_TEXT_SIZE];

	return time_text_in(us, zone_find(zone), into);
}

static void
decimals_are_none_three_or_six(void **state)
{
	(void)state;

	assert_string_equal(text(0), "1970-01-01T00:00:00Z");
	assert_string_equal(text(INT64_C(1795253400000000)), "2026-11-21T09:30:00Z");
	assert_string_equal(text(INT64_C(1795253400250000)), "2026-11-21T09:30:00.250Z");
	assert_string_equal(text(INT64_C(1795253400000001)), "2026-11-21T09:30:00.000001Z");
	assert_string_equal(text(-1), "1969-12-31T23:59:59.999999Z");
}

static void
a_wall_clock_is_written_with_its_offset(void **state)
{
	(void)state;

	assert_string_equal(
		text_in(INT64_C(1795253400000000), "Europe/Warsaw"), "2026-11-21T10:30:00+01:00");
	assert_string_equal(text_in(INT64_C(1784539800250000), "Europe/Warsaw"),
		"2026-07-20T11:30:00.250+02:00");
	assert_string_equal(text_in(0, "-03:30"), "1969-12-31T20:30:00-03:30");
	assert_string_equal(text_in(0, "UTC"), "1970-01-01T00:00:00Z");
	assert_string_equal(text_in(0, "Europe/London"), "1970-01-01T01:00:00+01:00");
}

/* Saigon kept 7 h 06 min 30 s until 1911. */
static void
offsets_with_odd_seconds_name_the_same_instant(void **state)
{
	(void)state;
	int64_t us = INT64_C(-2000000000000000), again = 0;
	const char *written = text_in(us, "Asia/Ho_Chi_Minh");

	assert_non_null(strstr(written, "+07:06"));
	assert_true(time_read(&again, span_of(written), TIME_FORM_ISO, NULL));
	assert_int_equal(again, us);
}

static void
years_beyond_four_digits_carry_a_sign(void **state)
{
	(void)state;

	assert_string_equal(text(INT64_C(253402300800000000)), "+10000-01-01T00:00:00Z");
	assert_string_equal(text(INT64_MAX), "+294247-01-10T04:00:54.775807Z");
	assert_string_equal(text(INT64_MIN), "-290308-12-21T19:59:05.224192Z");
	assert_true(strlen(text_in(INT64_MAX, "Europe/Warsaw")) < TIME_TEXT_SIZE);
	assert_true(strlen(text_in(INT64_MIN, "-03:30")) < TIME_TEXT_SIZE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decimals_are_none_three_or_six),
		cmocka_unit_test(a_wall_clock_is_written_with_its_offset),
		cmocka_unit_test(offsets_with_odd_seconds_name_the_same_instant),
		cmocka_unit_test(years_beyond_four_digits_carry_a_sign),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
