/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opening hours as files write them, and that the calendar built of them is the right one.
 */
#include "fixture.h"

/* The lines of a calendar from line 5 on, indented by 4 blanks. */
static void
calendar(struct fixture *x, const char *lines)
{
	fixture_write(x, "organisation.yaml",
		arena_printf(x->a,
			"organisation: shop\ntitle: The shop\ncalendars:\n  - calendar: town\n%s",
			lines));
	fixture_load(x, "");
}

static bool
is_open(const struct fixture *x, const char *time)
{
	int64_t at = 0;
	assert_non_null(x->map);
	assert_true(time_read_any(&at, span_of(time), zone_utc()));
	return calendar_is_open(x->map->organisation.calendar, at);
}

static void
ranges_lists_and_daily_open_the_right_days(void **state)
{
	struct fixture *x = *state;

	calendar(x,
		"    open:\n      mon-fri: [09:00-12:00, 13:00-17:00]\n      sat: 10:00-12:00\n");
	assert_true(is_open(x, "2026-11-20T16:59:00Z")); /* a Friday */
	assert_false(is_open(x, "2026-11-20T12:30:00Z"));
	assert_true(is_open(x, "2026-11-21T11:00:00Z"));
	assert_false(is_open(x, "2026-11-22T11:00:00Z"));
	calendar(x, "    open: {daily: [00:00-24:00]}\n");
	assert_true(is_open(x, "2026-11-22T03:00:00Z"));
	calendar(x, "    open: {sat-mon: [09:00-10:00]}\n");
	assert_true(is_open(x, "2026-11-22T09:30:00Z"));
	assert_false(is_open(x, "2026-11-24T09:30:00Z"));
}

static void
the_zone_of_the_organisation_is_that_of_its_calendars(void **state)
{
	struct fixture *x = *state;

	fixture_write(x, "organisation.yaml",
		"organisation: shop\ntitle: The shop\nzone: Europe/Warsaw\ncalendars:\n"
		"  - {calendar: town, open: {daily: [09:00-17:00]}}\n"
		"  - {calendar: far, zone: Asia/Ho_Chi_Minh, open: {daily: [09:00-17:00]}}\n"
		"branches:\n  - {branch: a, title: A}\n  - {branch: b, title: B, calendar: far}\n");
	fixture_load(x, "");
	assert_true(is_open(x, "2026-11-20T08:30:00Z"));
	assert_string_equal(zone_name(calendar_zone(x->map->organisation.branches[0].calendar)),
		"Europe/Warsaw");
	assert_string_equal(zone_name(calendar_zone(map_branch_find(x->map, "b")->calendar)),
		"Asia/Ho_Chi_Minh");
}

static void
closed_and_special_days_come_before_the_week(void **state)
{
	struct fixture *x = *state;

	calendar(x, "    open: {daily: [09:00-17:00]}\n"
		    "    closed: [2026-12-25]\n"
		    "    special:\n      - {day: 2026-12-24, open: [09:00-12:00]}\n"
		    "      - {day: 2026-12-26, open: []}\n");
	assert_int_equal(x->problems.errors_n, 0);
	assert_false(is_open(x, "2026-12-25T10:00:00Z"));
	assert_true(is_open(x, "2026-12-24T10:00:00Z"));
	assert_false(is_open(x, "2026-12-24T13:00:00Z"));
	assert_false(is_open(x, "2026-12-26T10:00:00Z"));
	assert_true(is_open(x, "2026-12-27T10:00:00Z"));
}

static void
bad_hours_days_and_dates_are_reported_at_their_places(void **state)
{
	struct fixture *x = *state;

	calendar(x, "    open:\n"
		    "      mon-fri: [09:00-17:00, 16:00-18:00]\n"
		    "      mon-xyz: [09:00-10:00]\n"
		    "      sun: [noon, {a: b}]\n"
		    "    closed: [2026-12-25, 25.12.2026, 2026-12-25]\n"
		    "    special:\n"
		    "      - {day: 2026-13-01, open: []}\n"
		    "      - {day: 2026-12-25, open: [10:00-11:00]}\n"
		    "      - {day: 2026-12-31, open: soon}\n");
	fixture_expect(x, "organisation.yaml", 6, 30, "16:00-18:00");
	fixture_expect(x, "organisation.yaml", 7, 7, "\"mon-xyz\" is no weekday; expected mon");
	fixture_expect(x, "organisation.yaml", 8, 13, "\"noon\"");
	fixture_expect(x, "organisation.yaml", 8, 19, "expected an interval");
	fixture_expect(x, "organisation.yaml", 9, 26, "\"25.12.2026\" is no date");
	fixture_expect(x, "organisation.yaml", 9, 38, "told twice");
	fixture_expect(x, "organisation.yaml", 11, 15, "expected a date");
	fixture_expect(x, "organisation.yaml", 12, 15, "told twice");
	fixture_expect(x, "organisation.yaml", 13, 33, "\"soon\"");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(ranges_lists_and_daily_open_the_right_days),
		FIXTURE_TEST(the_zone_of_the_organisation_is_that_of_its_calendars),
		FIXTURE_TEST(closed_and_special_days_come_before_the_week),
		FIXTURE_TEST(bad_hours_days_and_dates_are_reported_at_their_places),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
