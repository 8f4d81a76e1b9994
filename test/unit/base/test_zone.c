/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Zones against GLib's own date arithmetic, hour by hour over the years of the table, and at the
 * nights of the clock changes by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <glib.h>
#include <stdio.h>

#include "base/time.h"

#define SECOND_US INT64_C(1000000)
#define HOUR_US	  (3600 * SECOND_US)

static int64_t
utc(const char *text)
{
	int64_t us = 0;

	assert_true(time_read(&us, span_of(text), TIME_FORM_ISO, zone_utc()));
	return us;
}

static void
zones_are_found_by_name_and_kept(void **state)
{
	(void)state;
	const struct zone *warsaw = zone_find("Europe/Warsaw");

	assert_non_null(warsaw);
	assert_ptr_equal(zone_find("Europe/Warsaw"), warsaw);
	assert_string_equal(zone_name(warsaw), "Europe/Warsaw");
	assert_ptr_equal(zone_find("UTC"), zone_utc());
	assert_ptr_equal(zone_find("Z"), zone_utc());
	assert_ptr_equal(zone_find("+00:00"), zone_utc());
	assert_string_equal(zone_name(zone_utc()), "UTC");
}

static void
fixed_offsets_are_zones(void **state)
{
	(void)state;
	const struct zone *zone = zone_find("-03:30");

	assert_non_null(zone);
	assert_int_equal(zone_offset_at(zone, 0), -12600);
	assert_string_equal(zone_name(zone), "-03:30");
	assert_ptr_equal(zone_find("-0330"), zone);
	assert_int_equal(zone_offset_at(zone_find("+07"), 0), 7 * 3600);
	assert_int_equal(zone_next_change(zone, 0), TIME_NONE);
}

static void
what_is_no_zone_is_not_found(void **state)
{
	(void)state;
	const char *const bad[] = {"", "Europe/Krakow-Podgorze", "Warsaw", "../../../etc/passwd",
		"/etc/localtime", "Europe/../Europe/Warsaw", "Europe//Warsaw", "Europe/", "Europe",
		"+24:00", "+01:60", "+1:00", "+7", "+010", "01:00", "Europe/Warsaw ", "\xFF"};

	for (size_t i = 0; i < array_length(bad); i++)
		if (zone_find(bad[i]) != NULL)
			fail_msg("\"%s\" was found", bad[i]);
	char name[300];
	memset(name, 'a', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	assert_null(zone_find(name));
}

/* The offset that GLib gives an instant, by a path of its own (GDateTime). */
static int64_t
glib_offset_us(GTimeZone *zone, int64_t at_s)
{
	GDateTime *there = g_date_time_new_from_unix_utc(at_s);
	GDateTime *local = g_date_time_to_timezone(there, zone);
	int64_t offset_us = g_date_time_get_utc_offset(local);

	g_date_time_unref(local);
	g_date_time_unref(there);
	return offset_us;
}

static void
offsets_agree_with_glib_hour_by_hour(void **state)
{
	(void)state;
	const char *const names[] = {"Europe/Warsaw", "Asia/Ho_Chi_Minh", "America/New_York",
		"Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "Africa/Casablanca"};

	for (size_t i = 0; i < array_length(names); i++) {
		GTimeZone *theirs = g_time_zone_new_identifier(names[i]);
		const struct zone *ours = zone_find(names[i]);
		/* a step that is no divisor of a day, so that every hour of the day is met */
		for (int64_t at_s = -2208988800; at_s < 4102444800; at_s += 13 * 3600 + 1717)
			assert_int_equal(zone_offset_at(ours, at_s * SECOND_US) * SECOND_US,
				glib_offset_us(theirs, at_s));
		g_time_zone_unref(theirs);
	}
}

/* Where winter time is the exception to the rule; GLib alone gives two hours in winter after 2037.
 */
static void
dublin_keeps_its_winters(void **state)
{
	(void)state;
	const struct zone *dublin = zone_find("Europe/Dublin");
	const char *const years[] = {"2037", "2038", "2039", "2099"};
	char day[20];

	for (size_t i = 0; i < array_length(years); i++) {
		snprintf(day, sizeof day, "%s-01-15", years[i]);
		assert_int_equal(zone_offset_at(dublin, utc(day)), 0);
		snprintf(day, sizeof day, "%s-07-15", years[i]);
		assert_int_equal(zone_offset_at(dublin, utc(day)), 3600);
		snprintf(day, sizeof day, "%s-11-15", years[i]);
		assert_int_equal(zone_offset_at(dublin, utc(day)), 0);
	}
	assert_int_equal(zone_next_change(dublin, utc("2050-01-01")), utc("2050-03-27T01:00Z"));
}

static void
changes_come_one_after_another(void **state)
{
	(void)state;
	const struct zone *warsaw = zone_find("Europe/Warsaw");
	int64_t at = utc("2026-01-01");
	const char *const nights[] = {
		"2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z", "2027-03-28T01:00:00Z"};

	for (size_t i = 0; i < array_length(nights); i++) {
		at = zone_next_change(warsaw, at);
		assert_int_equal(at, utc(nights[i]));
		assert_int_not_equal(zone_offset_at(warsaw, at - 1), zone_offset_at(warsaw, at));
	}
	assert_int_equal(zone_next_change(zone_find("Asia/Ho_Chi_Minh"), at), TIME_NONE);
}

static void
a_reading_that_spring_skips_is_the_instant_of_the_change(void **state)
{
	(void)state;
	const struct zone *warsaw = zone_find("Europe/Warsaw");
	const int64_t change = utc("2026-03-29T01:00:00Z");

	assert_int_equal(zone_to_utc(warsaw, utc("2026-03-29 01:59:59.999999")), change - 1);
	assert_int_equal(zone_to_utc(warsaw, utc("2026-03-29 02:00")), change);
	assert_int_equal(zone_to_utc(warsaw, utc("2026-03-29 02:30")), change);
	assert_int_equal(zone_to_utc(warsaw, utc("2026-03-29 03:00")), change);
	assert_int_equal(zone_to_utc(warsaw, utc("2026-03-29 03:00:01")), change + SECOND_US);
}

static void
a_reading_that_autumn_repeats_is_its_first_occurrence(void **state)
{
	(void)state;
	const struct zone *warsaw = zone_find("Europe/Warsaw");

	assert_int_equal(zone_to_utc(warsaw, utc("2026-10-25 01:59")), utc("2026-10-24T23:59Z"));
	assert_int_equal(zone_to_utc(warsaw, utc("2026-10-25 02:00")), utc("2026-10-25T00:00Z"));
	assert_int_equal(zone_to_utc(warsaw, utc("2026-10-25 02:59")), utc("2026-10-25T00:59Z"));
	assert_int_equal(zone_to_utc(warsaw, utc("2026-10-25 03:00")), utc("2026-10-25T02:00Z"));
	assert_int_equal(zone_to_local(warsaw, utc("2026-10-25T01:30Z")), utc("2026-10-25 02:30"));
}

static void
instants_survive_the_way_to_the_wall_and_back(void **state)
{
	(void)state;
	const struct zone *zones[] = {zone_utc(), zone_find("Europe/Warsaw"),
		zone_find("Asia/Ho_Chi_Minh"), zone_find("Australia/Lord_Howe"),
		zone_find("-03:30")};

	for (size_t i = 0; i < array_length(zones); i++)
		for (int64_t us = utc("1890-01-01"); us < utc("2110-01-01");
			us += 17 * HOUR_US + 12345) {
			int64_t back = zone_to_utc(zones[i], zone_to_local(zones[i], us));
			/* the second occurrence of a repeated hour comes back as the first */
			assert_true(
				back == us || (back < us && zone_to_local(zones[i], back) ==
								    zone_to_local(zones[i], us)));
		}
}

/* The day of the autumn change has 25 hours; before 1970 days go on downwards. */
static void
days_are_those_of_the_zones_own_clock(void **state)
{
	(void)state;
	const struct zone *warsaw = zone_find("Europe/Warsaw");
	const int64_t day = date_days((struct date){2026, 10, 25});

	assert_int_equal(zone_day_begins_us(warsaw, day), utc("2026-10-24T22:00Z"));
	assert_int_equal(zone_day_begins_us(warsaw, day + 1), utc("2026-10-25T23:00Z"));
	assert_int_equal(zone_day(warsaw, utc("2026-10-24T21:59Z")), day - 1);
	assert_int_equal(zone_day(warsaw, utc("2026-10-24T22:00Z")), day);
	assert_int_equal(zone_day(warsaw, utc("2026-10-25T22:59Z")), day);
	assert_int_equal(zone_day(zone_utc(), -1), -1);
	assert_int_equal(zone_day(zone_utc(), 0), 0);
}

static void
the_ends_of_time_do_not_overflow(void **state)
{
	(void)state;
	const struct zone *zones[] = {zone_find("Europe/Warsaw"), zone_find("-03:30"), zone_utc()};

	for (size_t i = 0; i < array_length(zones); i++) {
		assert_true(zone_to_utc(zones[i], INT64_MAX) > utc("9999-12-31"));
		assert_true(zone_to_local(zones[i], INT64_MAX) > utc("9999-12-31"));
		assert_true(zone_to_utc(zones[i], INT64_MIN) < utc("0001-01-01"));
		assert_true(zone_to_local(zones[i], INT64_MIN) < utc("0001-01-01"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zones_are_found_by_name_and_kept),
		cmocka_unit_test(fixed_offsets_are_zones),
		cmocka_unit_test(what_is_no_zone_is_not_found),
		cmocka_unit_test(offsets_agree_with_glib_hour_by_hour),
		cmocka_unit_test(dublin_keeps_its_winters),
		cmocka_unit_test(changes_come_one_after_another),
		cmocka_unit_test(a_reading_that_spring_skips_is_the_instant_of_the_change),
		cmocka_unit_test(a_reading_that_autumn_repeats_is_its_first_occurrence),
		cmocka_unit_test(instants_survive_the_way_to_the_wall_and_back),
		cmocka_unit_test(days_are_those_of_the_zones_own_clock),
		cmocka_unit_test(the_ends_of_time_do_not_overflow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
