/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading instants: every form, the edges of each, and that the quick path and the careful one
 * agree.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <stdio.h>

#include "base/time.h"

#define SECOND_US INT64_C(1000000)

/* What a value means, written in our own form; "" when it cannot be read. */
static const char *
meaning(const char *value, enum time_form form, const char *zone)
{
	static char into[TIME_TEXT_SIZE];
	int64_t us;

	return time_read(&us, span_of(value), form, zone_find(zone)) ? time_text(us, into) : "";
}

#define assert_means(value, form, zone, text)                                                      \
	assert_string_equal(meaning(value, TIME_FORM_##form, zone), text)
#define assert_no_time(value, form) assert_string_equal(meaning(value, TIME_FORM_##form, "UTC"), "")

static void
iso_with_and_without_a_zone(void **state)
{
	(void)state;

	assert_means("2026-11-21T09:30:00.250+01:00", ISO, "UTC", "2026-11-21T08:30:00.250Z");
	assert_means("2026-11-21T09:30:00Z", ISO, "Europe/Warsaw", "2026-11-21T09:30:00Z");
	assert_means("2026-11-21 09:30:00", ISO, "Europe/Warsaw", "2026-11-21T08:30:00Z");
	assert_means("2026-07-21 09:30:00", ISO, "Europe/Warsaw", "2026-07-21T07:30:00Z");
	assert_means("2026-07-21 09:30:00", ISO, "Asia/Ho_Chi_Minh", "2026-07-21T02:30:00Z");
	assert_means("2026-11-21 09:30", ISO, "UTC", "2026-11-21T09:30:00Z");
	assert_means("2026-11-21", ISO, "UTC", "2026-11-21T00:00:00Z");
	assert_means("20261121T093000Z", ISO, "UTC", "2026-11-21T09:30:00Z");
	assert_means("20261121T0930", ISO, "UTC", "2026-11-21T09:30:00Z");
	assert_means("20261121", ISO, "UTC", "2026-11-21T00:00:00Z");
	assert_means("2026-1-5 9:05", ISO, "UTC", "2026-01-05T09:05:00Z");
	assert_means(" 2026-11-21t09:30:00z ", ISO, "UTC", "2026-11-21T09:30:00Z");
	assert_means("2026-11-21 9:30:00 PM", ISO, "UTC", "2026-11-21T21:30:00Z");
}

static void
offsets_in_every_spelling(void **state)
{
	(void)state;
	const char *const offsets[] = {"+01:30", "+0130", " +01:30", " +0130"};
	char value[60];

	for (size_t i = 0; i < array_length(offsets); i++) {
		snprintf(value, sizeof value, "2026-11-21T09:30:00%s", offsets[i]);
		assert_means(value, ISO, "UTC", "2026-11-21T08:00:00Z");
	}
	assert_means("2026-11-21T09:30:00-05", ISO, "UTC", "2026-11-21T14:30:00Z");
	assert_means("2026-11-21T09:30-05:00", ISO, "UTC", "2026-11-21T14:30:00Z");
	assert_means("2026-11-21T09:30:00.5 UTC", ISO, "Europe/Warsaw", "2026-11-21T09:30:00.500Z");
	assert_means("2026-11-21T09:30:00 GMT", ISO, "Europe/Warsaw", "2026-11-21T09:30:00Z");
	assert_means("2026-11-21+01:00", ISO, "UTC", "2026-11-20T23:00:00Z");
	assert_no_time("2026-11-21T09:30:00+24:00", ISO);
	assert_no_time("2026-11-21T09:30:00+01:60", ISO);
	assert_no_time("2026-11-21T09:30:00+1", ISO);
	assert_no_time("2026-11-21T09:30:00+", ISO);
	assert_no_time("2026-11-21T09:30:00+01:00x", ISO);
	assert_no_time("2026-11-21T09:30:00Zx", ISO);
	assert_no_time("2026-11-21T09:30:00+ab:cd", ISO);
}

static void
fractions_of_any_length_are_rounded_down(void **state)
{
	(void)state;

	assert_means("2026-11-21T09:30:00.1Z", ISO, "UTC", "2026-11-21T09:30:00.100Z");
	assert_means("2026-11-21T09:30:00.123456Z", ISO, "UTC", "2026-11-21T09:30:00.123456Z");
	assert_means("2026-11-21T09:30:00.123456999Z", ISO, "UTC", "2026-11-21T09:30:00.123456Z");
	assert_means("2026-11-21 09:30:00.788000+01:00", ISO, "UTC", "2026-11-21T08:30:00.788Z");
	assert_means("2026-11-21T09:30:00,25", ISO, "UTC", "2026-11-21T09:30:00.250Z");
	assert_means("2026-11-21T09:30:00.00000000000000000000000000009", ISO, "UTC",
		"2026-11-21T09:30:00Z");
	assert_means("1969-12-31T23:59:59.9999999Z", ISO, "UTC", "1969-12-31T23:59:59.999999Z");
	assert_no_time("2026-11-21T09:30:00.", ISO);
	assert_no_time("2026-11-21T09:30:00.Z", ISO);
}

static void
year_day_and_month_first(void **state)
{
	(void)state;

	assert_means("2026/11/21 09:30:00", SLASHED, "UTC", "2026-11-21T09:30:00Z");
	assert_means("2026/1/2 9:30", SLASHED, "UTC", "2026-01-02T09:30:00Z");
	assert_means("2026.11.21", SLASHED, "UTC", "2026-11-21T00:00:00Z");
	assert_means("21.11.2026 09:30", DAY_FIRST, "UTC", "2026-11-21T09:30:00Z");
	assert_means("21/11/2026 9:30:00 PM", DAY_FIRST, "UTC", "2026-11-21T21:30:00Z");
	assert_means("1-2-2026", DAY_FIRST, "UTC", "2026-02-01T00:00:00Z");
	assert_means("5/6/2026, 9:30:00 AM", MONTH_FIRST, "UTC", "2026-05-06T09:30:00Z");
	assert_means(
		"11/21/2026 09:30:00.25 +01:00", MONTH_FIRST, "UTC", "2026-11-21T08:30:00.250Z");
	assert_no_time("11/21/2026", DAY_FIRST);
	assert_no_time("21/11/2026", MONTH_FIRST);
	assert_no_time("21/11.2026", DAY_FIRST);
	assert_no_time("21/11/26", DAY_FIRST);
	assert_no_time("21/11/20266", DAY_FIRST);
	assert_no_time("2026-11-21", SLASHED);
}

static void
the_twelve_hour_clock(void **state)
{
	(void)state;

	assert_means("12/31/1899 12:00 AM", MONTH_FIRST, "UTC", "1899-12-31T00:00:00Z");
	assert_means("12/31/1899 12:59 pm", MONTH_FIRST, "UTC", "1899-12-31T12:59:00Z");
	assert_means("12/31/1899 1:00p.m.", MONTH_FIRST, "UTC", "1899-12-31T13:00:00Z");
	assert_means("12/31/1899 11:00AM", MONTH_FIRST, "UTC", "1899-12-31T11:00:00Z");
	assert_no_time("12/31/1899 13:00 PM", MONTH_FIRST);
	assert_no_time("12/31/1899 0:30 AM", MONTH_FIRST);
	assert_no_time("12/31/1899 1:00 XM", MONTH_FIRST);
}

static void
counts_since_1970(void **state)
{
	(void)state;

	assert_means("1795253400", EPOCH_S, "Europe/Warsaw", "2026-11-21T09:30:00Z");
	assert_means("1795253400.25", EPOCH_S, "UTC", "2026-11-21T09:30:00.250Z");
	assert_means("1795253400250", EPOCH_MS, "UTC", "2026-11-21T09:30:00.250Z");
	assert_means("1795253400250000", EPOCH_US, "UTC", "2026-11-21T09:30:00.250Z");
	assert_means("0", EPOCH_S, "UTC", "1970-01-01T00:00:00Z");
	assert_means("-1.5", EPOCH_S, "UTC", "1969-12-31T23:59:58.500Z");
	assert_means("-0.0000001", EPOCH_S, "UTC", "1969-12-31T23:59:59.999999Z");
	assert_no_time("99999999999999999999", EPOCH_US);
	assert_no_time("999999999999", EPOCH_S);
	assert_no_time("1795253400.", EPOCH_S);
	assert_no_time("1.795e9", EPOCH_S);
	assert_no_time("", EPOCH_S);
	assert_no_time("-", EPOCH_S);
}

static void
days_and_hours_that_never_were(void **state)
{
	(void)state;
	const char *const bad[] = {"2026-02-29", "2026-02-30T10:00:00", "2026-13-01T10:00:00",
		"2026-00-10T10:00:00", "2026-01-00T10:00:00", "2026-04-31 10:00:00",
		"0000-01-01T00:00:00", "2026-01-01T25:00:00", "2026-01-01T24:00:01",
		"2026-01-01T24:01", "2026-01-01T10:60:00", "2026-01-01T10:00:61", "2026-01-01T",
		"2026-01-01 ", "2026-01-01T10", "2026-01-01T1:0", "2026-01-01X10:00:00",
		"2026-01-01T10:00:0", "2026-01", "2026", "", "today", "2026-01-01T10-00-00",
		"0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-01:00", "2O26-01-01T10:00:00",
		"2026-01-01T10:00:0:"};

	for (size_t i = 0; i < array_length(bad); i++) {
		bool is_date = i == 13; /* a trailing blank is no fault */
		if ((meaning(bad[i], TIME_FORM_ISO, "UTC")[0] != '\0') != is_date)
			fail_msg("\"%s\" means %s", bad[i], meaning(bad[i], TIME_FORM_ISO, "UTC"));
	}
}

static void
midnight_at_the_end_and_the_leap_second_are_the_next_instant(void **state)
{
	(void)state;

	assert_means("2026-12-31T24:00:00Z", ISO, "UTC", "2027-01-01T00:00:00Z");
	assert_means("2026-12-31 24:00", ISO, "UTC", "2027-01-01T00:00:00Z");
	assert_means("2016-12-31T23:59:60Z", ISO, "UTC", "2017-01-01T00:00:00Z");
	assert_means("2016-12-31T23:59:60.5Z", ISO, "UTC", "2017-01-01T00:00:00.500Z");
}

static void
the_first_and_the_last_instant(void **state)
{
	(void)state;

	assert_means("0001-01-01T00:00:00Z", ISO, "UTC", "0001-01-01T00:00:00Z");
	assert_means("9999-12-31T23:59:59.999999Z", ISO, "UTC", "9999-12-31T23:59:59.999999Z");
}

static void
a_value_that_is_refused_leaves_the_result_alone(void **state)
{
	(void)state;
	int64_t us = 77;

	for (enum time_form form = 0; form < TIME_FORM__COUNT; form++)
		assert_false(time_read(&us, SPAN("9999-12-31T23:59:59-01:00x"), form, NULL));
	assert_int_equal(us, 77);
}

/* A blank in front sends the same value the careful way. */
static void
the_quick_and_the_careful_path_agree(void **state)
{
	(void)state;
	const char base[] = "2026-02-28T23:59:59.250+01:00";
	const char letters[] = "0123456789-:.+ TZx,/";
	char value[sizeof base + 1];
	int read_n = 0;

	for (size_t at = 0; at + 1 < sizeof base; at++)
		for (const char *letter = letters; *letter != '\0'; letter++)
			for (size_t size = at + 1; size < sizeof base; size++) {
				int64_t quick = 0, careful = 0;
				memcpy(value + 1, base, sizeof base);
				value[0] = ' ';
				value[at + 1] = *letter;
				bool is_quick = time_read(&quick, (struct span){value + 1, size},
					TIME_FORM_ISO, NULL);
				bool is_read = time_read(&careful, (struct span){value, size + 1},
					TIME_FORM_ISO, NULL);
				assert_int_equal(is_quick, is_read);
				assert_int_equal(quick, careful);
				read_n += is_read;
			}
	assert_in_range(read_n, 500, 12000);
}

static void
seeded_instants_survive_writing_and_reading(void **state)
{
	(void)state;
	const struct zone *zones[] = {
		zone_utc(), zone_find("Europe/Warsaw"), zone_find("Asia/Ho_Chi_Minh")};
	uint64_t seed = 11;

	for (int i = 0; i < 100000; i++) {
		seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
		int64_t us = (int64_t)(seed % UINT64_C(253370764800000000)) -
			     10 * 86400 * SECOND_US,
			again = 0;
		char text[TIME_TEXT_SIZE];
		us = i % 3 == 0 ? us / SECOND_US * SECOND_US : i % 3 == 1 ? us / 1000 * 1000 : us;
		assert_true(time_read(&again, span_of(time_text(us, text)), TIME_FORM_ISO, NULL));
		assert_int_equal(again, us);
		time_text_in(us, zones[i / 3 % 3], text);
		assert_true(time_read(&again, span_of(text), TIME_FORM_ISO, NULL));
		assert_int_equal(again, us);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(iso_with_and_without_a_zone),
		cmocka_unit_test(offsets_in_every_spelling),
		cmocka_unit_test(fractions_of_any_length_are_rounded_down),
		cmocka_unit_test(year_day_and_month_first),
		cmocka_unit_test(the_twelve_hour_clock),
		cmocka_unit_test(counts_since_1970),
		cmocka_unit_test(days_and_hours_that_never_were),
		cmocka_unit_test(midnight_at_the_end_and_the_leap_second_are_the_next_instant),
		cmocka_unit_test(the_first_and_the_last_instant),
		cmocka_unit_test(a_value_that_is_refused_leaves_the_result_alone),
		cmocka_unit_test(the_quick_and_the_careful_path_agree),
		cmocka_unit_test(seeded_instants_survive_writing_and_reading),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
