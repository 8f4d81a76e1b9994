/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opening time: the published vectors first, then the nights of the clock changes, then laws over
 * many seeded calendars, and last a count of minutes one by one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/attributes.h"
#include "base/calendar.h"
#include "base/duration.h"

#define MINUTE_US (INT64_C(60) * 1000000)
#define HOUR_US	  (60 * MINUTE_US)
#define DAY_US	  (24 * HOUR_US)

/* ---- Words for the tests ---- */

static struct calendar *
calendar_in(const char *zone, struct arena *a)
{
	return calendar_new(zone_find(zone), a);
}

/* "9-17" on the weekdays first to last; several intervals, parted by blanks. */
static void
open_on(struct calendar *c, int first, int last, const char *intervals)
{
	struct fault fault = {0};
	struct opening o;

	for (int day = first; day <= last; day++) {
		struct span rest = span_of(intervals), part;
		while (span_cut(&rest, ' ', &part))
			if (opening_parse(&o, part, &fault) || calendar_weekday(c, day, o, &fault))
				fail_msg("%s", fault.notes[0]);
	}
}

/* "" for closed. */
static void
open_that_day(struct calendar *c, const char *day, const char *interval)
{
	struct fault fault = {0};
	struct opening o = {0};
	struct date d;

	assert_true(date_parse(&d, span_of(day)));
	if (*interval != '\0')
		assert_int_equal(opening_parse(&o, span_of(interval), &fault), FAULT_NONE);
	assert_int_equal(calendar_day(c, d, &o, *interval != '\0', &fault), FAULT_NONE);
}

static struct calendar *
ready(struct calendar *c)
{
	struct fault fault = {0};

	if (calendar_ready(c, &fault))
		fail_msg("%s", fault.notes[0]);
	return c;
}

static struct calendar *
office(const char *zone, struct arena *a)
{
	struct calendar *c = calendar_in(zone, a);

	open_on(c, 0, 4, "09:00-17:00");
	return ready(c);
}

/* An instant by the calendar's own wall clock. */
static int64_t
at(const struct calendar *c, const char *local)
{
	int64_t us = 0;

	assert_true(time_read(&us, span_of(local), TIME_FORM_ISO, calendar_zone(c)));
	return us;
}

static int64_t
between(const struct calendar *c, const char *from, const char *to)
{
	return calendar_opening_between(c, at(c, from), at(c, to));
}

static void
assert_due(const struct calendar *c, const char *from, int64_t opening_us, const char *due)
{
	char is[TIME_TEXT_SIZE], expected[TIME_TEXT_SIZE];

	time_text_in(calendar_due(c, at(c, from), opening_us), calendar_zone(c), is);
	assert_string_equal(is, time_text_in(at(c, due), calendar_zone(c), expected));
}

/* ---- The published vectors ---- */

static void
an_hour_from_friday_half_past_four_is_due_monday_half_past_nine(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct calendar *c = office("Europe/Warsaw", a);

	assert_due(c, "2026-11-20 16:30", HOUR_US, "2026-11-23 09:30");
}

static void
friday_four_to_monday_nine_is_an_hour_of_opening_time(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct calendar *c = office("Europe/Warsaw", a);

	assert_int_equal(between(c, "2026-11-20 16:00", "2026-11-23 09:00"), HOUR_US);
	assert_int_equal(at(c, "2026-11-23 09:00") - at(c, "2026-11-20 16:00"), 65 * HOUR_US);
}

static void
thirty_two_opening_hours_of_eight_hour_days_are_four_days(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct calendar *c = office("Europe/Warsaw", a);

	assert_int_equal(calendar_usual_day_us(c), 8 * HOUR_US);
	assert_int_equal(32 * HOUR_US / calendar_usual_day_us(c), 4);
	assert_due(c, "2026-11-16 09:00", 32 * HOUR_US, "2026-11-19 17:00");
	assert_int_equal(between(c, "2026-11-16 00:00", "2026-11-20 00:00"), 32 * HOUR_US);
}

static void
two_intervals_make_eight_and_a_half_hours_a_day(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct calendar *c = calendar_in("Asia/Ho_Chi_Minh", a);

	open_on(c, 0, 4, "13:30-18:00 08:00-12:00");
	ready(c);
	assert_int_equal(calendar_usual_day_us(c), 8 * HOUR_US + 30 * MINUTE_US);
	assert_int_equal(between(c, "2026-11-17 00:00", "2026-11-18 00:00"), 510 * MINUTE_US);
	assert_due(c, "2026-11-17 11:00", 2 * HOUR_US, "2026-11-17 14:30");
	assert_due(c, "2026-11-17 11:00", HOUR_US, "2026-11-17 12:00");
}

static void
a_pause_stops_the_clock(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct calendar *c = office("Europe/Warsaw", a);
	int64_t used_us = between(c, "2026-11-16 09:15", "2026-11-16 09:45");

	/* paused for three days */
	assert_int_equal(used_us, 30 * MINUTE_US);
	assert_due(c, "2026-11-19 10:00", 2 * HOUR_US - used_us, "2026-11-19 11:30");
}

/* ---- Nights of the clock changes ---- */

static void
days_of_23_and_25_hours_have_unchanged_opening_hours(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct calendar *c = calendar_in("Europe/Warsaw", a);

	open_on(c, 0, 6, "09:00-17:00");
	ready(c);
	assert_int_equal(at(c, "2026-03-30") - at(c, "2026-03-29"), 23 * HOUR_US);
	assert_int_equal(between(c, "2026-03-29", "2026-03-30"), 8 * HOUR_US);
	assert_int_equal(at(c, "2026-10-26") - at(c, "2026-10-25"), 25 * HOUR_US);
	assert_int_equal(between(c, "2026-10-25", "2026-10-26"), 8 * HOUR_US);
	assert_due(c, "2026-03-28 16:00", 2 * HOUR_US, "2026-03-29 10:00");
	assert_due(c, "2026-10-24 16:00", 2 * HOUR_US, "2026-10-25 10:00");
	assert_int_equal(between(c, "2026-01-01", "2027-01-01"), 365 * 8 * HOUR_US);
}

static void
a_night_shift_lasts_as_long_as_the_night_really_does(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct calendar *c = calendar_in("Europe/Warsaw", a);

	open_on(c, 0, 6, "22:00-06:00");
	ready(c);
	assert_int_equal(between(c, "2026-03-27 12:00", "2026-03-28 12:00"), 8 * HOUR_US);
	assert_int_equal(between(c, "2026-03-28 12:00", "2026-03-29 12:00"), 7 * HOUR_US);
	assert_int_equal(between(c, "2026-10-24 12:00", "2026-10-25 12:00"), 9 * HOUR_US);
	assert_due(c, "2026-03-28 12:00", 7 * HOUR_US, "2026-03-29 06:00");
	assert_due(c, "2026-03-28 12:00", 5 * HOUR_US, "2026-03-29 04:00");
	assert_due(c, "2026-10-24 12:00", 9 * HOUR_US, "2026-10-25 06:00");
	assert_due(c, "2026-10-24 12:00", 7 * HOUR_US, "2026-10-25 04:00");
	/* a whole year has as many changes of either kind */
	assert_int_equal(between(c, "2026-01-01 12:00", "2027-01-01 12:00"), 365 * 8 * HOUR_US);
}

static void
an_interval_that_begins_in_the_skipped_hour_begins_when_it_ends(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct calendar *c = calendar_in("Europe/Warsaw", a);

	open_on(c, 6, 6, "02:15-02:45 02:50-04:00");
	ready(c);
	assert_int_equal(between(c, "2026-03-29 00:00", "2026-03-30 00:00"), HOUR_US);
	assert_true(calendar_is_open(c, at(c, "2026-03-29 03:00")));
	/* 02:15 and 02:45 of the first time round; 02:50 first, 04:00 an hour and more later */
	assert_int_equal(between(c, "2026-10-25 00:00", "2026-10-26 00:00"), 160 * MINUTE_US);
}

/* ---- Days of their own ---- */

static void
holidays_and_short_days(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct calendar *c = calendar_in("Europe/Warsaw", a);

	open_on(c, 0, 4, "09:00-17:00");
	open_that_day(c, "2026-12-25", "");
	open_that_day(c, "2026-12-24", "10:00-11:00");
	open_that_day(c, "2026-12-24", "09:00-12:00"); /* the last word counts */
	open_that_day(c, "2026-12-27", "10:00-14:00"); /* a Sunday */
	ready(c);
	assert_int_equal(between(c, "2026-12-24", "2026-12-25"), 3 * HOUR_US);
	assert_int_equal(between(c, "2026-12-25", "2026-12-27"), 0);
	assert_int_equal(between(c, "2026-12-21", "2026-12-28"), 31 * HOUR_US);
	assert_due(c, "2026-12-24 11:30", HOUR_US, "2026-12-27 10:30");
	assert_false(calendar_is_open(c, at(c, "2026-12-25 10:00")));
	assert_true(calendar_is_open(c, at(c, "2026-12-27 10:00")));
}

static void
a_holiday_does_not_cut_the_night_before(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct calendar *c = calendar_in("Europe/Warsaw", a);

	open_on(c, 0, 6, "22:00-06:00");
	open_that_day(c, "2026-12-25", "");
	ready(c);
	assert_true(calendar_is_open(c, at(c, "2026-12-25 05:59")));
	assert_false(calendar_is_open(c, at(c, "2026-12-25 06:00")));
	assert_false(calendar_is_open(c, at(c, "2026-12-25 23:00")));
	assert_false(calendar_is_open(c, at(c, "2026-12-26 05:00")));
	assert_true(calendar_is_open(c, at(c, "2026-12-26 22:00")));
}

static void
open_means_from_the_first_instant_to_before_the_last(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct calendar *c = office("Europe/Warsaw", a);

	assert_false(calendar_is_open(c, at(c, "2026-11-20 09:00") - 1));
	assert_true(calendar_is_open(c, at(c, "2026-11-20 09:00")));
	assert_true(calendar_is_open(c, at(c, "2026-11-20 17:00") - 1));
	assert_false(calendar_is_open(c, at(c, "2026-11-20 17:00")));
	assert_false(calendar_is_open(c, at(c, "2026-11-21 12:00")));
}

static void
the_edges_of_due(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct calendar *c = office("Europe/Warsaw", a);

	/* nothing to wait for, even when closed; an end is reached at the end, not at the next
	 * opening */
	assert_due(c, "2026-11-21 12:00", 0, "2026-11-21 12:00");
	assert_due(c, "2026-11-20 16:00", HOUR_US, "2026-11-20 17:00");
	assert_due(c, "2026-11-20 16:00", HOUR_US + 1, "2026-11-23 09:00:00.000001");
	assert_int_equal(
		calendar_opening_between(c, at(c, "2026-11-20 12:00"), at(c, "2026-11-20 11:00")),
		0);
}

static void
what_does_not_open_in_ten_years_is_never_due(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct calendar *never = ready(calendar_in("Europe/Warsaw", a));
	struct calendar *once = calendar_in("Europe/Warsaw", a);
	struct calendar *week = office("Europe/Warsaw", a);

	open_that_day(once, "2030-05-06", "10:00-11:00");
	ready(once);
	assert_int_equal(calendar_due(never, 0, 1), TIME_NONE);
	assert_int_equal(calendar_opening_between(never, 0, INT64_MAX), 0);
	assert_int_equal(calendar_usual_day_us(never), 0);
	assert_due(once, "2026-01-01", HOUR_US, "2030-05-06 11:00");
	assert_int_equal(calendar_due(once, at(once, "2026-01-01"), HOUR_US + 1), TIME_NONE);
	assert_int_equal(calendar_due(once, at(once, "2010-01-01"), 1), TIME_NONE);
	assert_int_equal(calendar_due(once, at(once, "2031-01-01"), 1), TIME_NONE);
	/* ten years are 3,653 days, to the microsecond */
	int64_t reached = at(once, "2030-05-06 10:00") + 1, ten_years = 3653 * DAY_US;
	assert_int_equal(calendar_due(once, reached - ten_years, 1), reached);
	assert_int_equal(calendar_due(once, reached - ten_years - 1, 1), TIME_NONE);
	assert_int_equal(calendar_due(week, 0, 11 * 2088 * HOUR_US), TIME_NONE);
	assert_int_not_equal(calendar_due(week, 0, 9 * 2088 * HOUR_US), TIME_NONE);
	assert_int_equal(calendar_due(week, 0, INT64_MAX), TIME_NONE);
	assert_int_equal(calendar_due(week, INT64_MAX, INT64_MAX), TIME_NONE);
	assert_true(calendar_opening_between(week, INT64_MIN, INT64_MAX) > 0);
}

static void
weeks_before_1970_count_like_those_after(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct calendar *c = calendar_in("UTC", a);

	open_on(c, 0, 0, "09:00-17:00");
	open_on(c, 3, 3, "09:00-10:00");
	ready(c);
	/* 1960-01-04 and 1980-01-07 are Mondays, 1,044 weeks apart */
	assert_int_equal(between(c, "1960-01-04", "1980-01-07"), INT64_C(1044) * 9 * HOUR_US);
	assert_int_equal(between(c, "1969-12-25", "1970-01-02"), 10 * HOUR_US);
	assert_due(c, "1969-12-29 16:00", 2 * HOUR_US, "1970-01-01 10:00");
}

/* ---- Refused ---- */

static void
overlaps_are_refused_and_named(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct calendar *c = calendar_in("Europe/Warsaw", a);
	struct fault fault = {0};
	const struct opening twice[] = {{540, 720}, {719, 800}};

	open_on(c, 1, 1, "09:00-12:00 12:00-13:00");
	assert_int_equal(
		calendar_weekday(c, 1, (struct opening){600, 660}, &fault), FAULT_BAD_INPUT);
	assert_string_equal(fault.notes[0], "10:00-11:00 overlaps 09:00-12:00");
	assert_string_equal(fault.notes[1], "the opening hours of Tuesday");
	assert_int_equal(
		calendar_day(c, (struct date){2026, 12, 24}, twice, 2, &fault), FAULT_BAD_INPUT);
	assert_string_equal(fault.notes[1], "the opening hours of 2026-12-24");
	assert_int_equal(
		calendar_day(c, (struct date){2026, 2, 30}, NULL, 0, &fault), FAULT_BAD_INPUT);
}

static void
intervals_out_of_range_are_refused(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct calendar *c = calendar_in("Europe/Warsaw", a);
	struct fault fault = {0};
	const struct opening bad[] = {{-1, 60}, {1440, 1500}, {60, 60}, {60, 50}, {60, 1501}};

	for (size_t i = 0; i < array_length(bad); i++)
		assert_int_equal(calendar_weekday(c, 0, bad[i], &fault), FAULT_BAD_INPUT);
	assert_int_equal(calendar_weekday(c, 0, (struct opening){60, 1500}, &fault), FAULT_NONE);
}

static void
a_night_that_runs_into_the_morning_is_refused(void **state)
{
	(void)state;
	struct fault fault = {0};
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct calendar *week = calendar_in("Europe/Warsaw", a),
			*day = calendar_in("Europe/Warsaw", a);

	open_on(week, 6, 6, "22:00-06:00");
	open_on(week, 0, 0, "05:00-12:00");
	assert_int_equal(calendar_ready(week, &fault), FAULT_BAD_INPUT);
	assert_string_equal(fault.notes[1], "the opening hours of Monday");
	open_on(day, 0, 6, "22:00-06:00");
	open_that_day(day, "2026-12-24", "05:00-12:00");
	assert_int_equal(calendar_ready(day, &fault), FAULT_BAD_INPUT);
	assert_string_equal(fault.notes[1], "the opening hours of 2026-12-24");
}

static void
a_special_night_is_checked_against_the_next_morning(void **state)
{
	(void)state;
	struct fault fault = {0};
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct calendar *c = calendar_in("Europe/Warsaw", a);

	open_on(c, 0, 6, "05:00-12:00");
	open_that_day(c, "2026-12-24", "22:00-05:00");
	open_that_day(c, "2026-12-31", "22:00-06:00");
	assert_int_equal(calendar_ready(c, &fault), FAULT_BAD_INPUT);
	assert_string_equal(fault.notes[1], "the opening hours of 2027-01-01");
}

/* ---- Laws ---- */

static uint64_t
next(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return *seed >> 20;
}

/* A calendar out of a seed: any zone, up to three intervals a day, some nights, some days of their
 * own. */
static struct calendar *
seeded(uint64_t *seed, struct arena *a)
{
	static const char *const zones[] = {"Europe/Warsaw", "Asia/Ho_Chi_Minh", "America/New_York",
		"Australia/Lord_Howe", "UTC", "Africa/Casablanca"};
	struct calendar *c = calendar_in(zones[next(seed) % array_length(zones)], a);
	struct fault fault = {0};
	int from = (int)(next(seed) % 600) + 1, gap = (int)(next(seed) % 120);
	int length = (int)(next(seed) % 300) + 1;

	for (int day = 0; day < 7; day++)
		for (int i = 0; i < (int)(next(seed) % 4); i++)
			assert_int_equal(calendar_weekday(c, day,
						 (struct opening){from + i * (length + gap),
							 from + i * (length + gap) + length},
						 &fault),
				FAULT_NONE);
	if (next(seed) % 2)
		(void)!calendar_weekday(c, 6, (struct opening){1430, 1441 + from - 1}, &fault);
	for (int i = 0; i < 20; i++) {
		struct opening o = {from, from + length + i};
		struct date d = date_of_days(20454 + (int64_t)(next(seed) % 365));
		assert_int_equal(calendar_day(c, d, &o, next(seed) % 2, &fault), FAULT_NONE);
	}
	return ready(c);
}

static void
due_and_between_are_inverse(void **state)
{
	(void)state;
	uint64_t seed = 2026;
	int due_n = 0;

	for (int i = 0; i < 60; i++) {
		ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
		struct calendar *c = seeded(&seed, a);
		for (int k = 0; k < 300; k++) {
			int64_t from =
				20454 * DAY_US + (int64_t)(next(&seed) % (uint64_t)(365 * DAY_US));
			int64_t need =
				(int64_t)(next(&seed) % (uint64_t)((k % 30 + 1) * HOUR_US)) + 1;
			need = k % 3 == 0 ? need / MINUTE_US * MINUTE_US + MINUTE_US : need;
			int64_t due = calendar_due(c, from, need);
			if (due == TIME_NONE)
				continue;
			due_n++;
			assert_true(due > from);
			assert_int_equal(calendar_opening_between(c, from, due), need);
			/* the first such instant: a moment earlier it was not enough */
			assert_int_equal(calendar_opening_between(c, from, due - 1), need - 1);
			assert_true(calendar_is_open(c, due - 1));
		}
	}
	assert_true(due_n > 15000);
}

static void
opening_time_adds_up(void **state)
{
	(void)state;
	uint64_t seed = 16;

	for (int i = 0; i < 60; i++) {
		ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
		struct calendar *c = seeded(&seed, a);
		for (int k = 0; k < 300; k++) {
			int64_t from =
				20400 * DAY_US + (int64_t)(next(&seed) % (uint64_t)(400 * DAY_US));
			int64_t middle = from + (int64_t)(next(&seed) % (uint64_t)(60 * DAY_US));
			int64_t to = middle + (int64_t)(next(&seed) % (uint64_t)(60 * DAY_US));
			int64_t whole = calendar_opening_between(c, from, to);
			assert_int_equal(calendar_opening_between(c, from, middle) +
						 calendar_opening_between(c, middle, to),
				whole);
			assert_true(whole >= 0 && whole <= to - from);
			int64_t one = calendar_due(c, from, 7 * HOUR_US);
			if (one != TIME_NONE) /* waiting in two parts is waiting once */
				assert_int_equal(calendar_due(c, one, 5 * HOUR_US),
					calendar_due(c, from, 12 * HOUR_US));
		}
	}
}

/* Counts the open minutes of a year, one by one, and compares a prefix of every length. */
static void
a_year_minute_by_minute(void **state)
{
	(void)state;
	uint64_t seed = 7;

	for (int i = 0; i < 3; i++) {
		ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
		struct calendar *c = seeded(&seed, a);
		int64_t begin = 20454 * DAY_US, open_n = 0;
		for (int64_t minute = 0; minute < 365 * 1440; minute++) {
			int64_t us = begin + minute * MINUTE_US;
			if (minute % 977 == 0)
				assert_int_equal(
					calendar_opening_between(c, begin, us), open_n * MINUTE_US);
			open_n += calendar_is_open(c, us);
		}
		assert_true(open_n > 1000);
	}
}

/* An hour is open when the wall clock says so, whatever the arithmetic of instants thinks of it. */
static void
the_wall_clock_decides_around_the_changes(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct calendar *c = calendar_in("Europe/Warsaw", a);
	const char *const begins[] = {"2026-03-26", "2026-10-22"};

	open_on(c, 0, 6, "07:30-12:00 22:00-06:00");
	ready(c);
	for (size_t i = 0; i < array_length(begins); i++)
		for (int minute = 0; minute < 7 * 1440; minute++) {
			int64_t us = at(c, begins[i]) + minute * MINUTE_US;
			int64_t clock = zone_to_local(calendar_zone(c), us) % DAY_US / MINUTE_US;
			bool is_open =
				clock < 6 * 60 || (clock >= 450 && clock < 720) || clock >= 22 * 60;
			assert_int_equal(calendar_is_open(c, us), is_open);
		}
}

static void
it_turns_at_the_next_opening_or_closing(void **state)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct calendar *c = office("Europe/Warsaw", a), *never = ready(calendar_in("UTC", a));
	struct calendar *always = calendar_in("Europe/Warsaw", a);

	(void)state;
	assert_int_equal(
		calendar_turns_us(c, at(c, "2026-03-27 09:00")), at(c, "2026-03-27 17:00"));
	assert_int_equal(
		calendar_turns_us(c, at(c, "2026-03-27 17:00")), at(c, "2026-03-30 09:00"));
	assert_int_equal(
		calendar_turns_us(c, at(c, "2026-03-30 08:59")), at(c, "2026-03-30 09:00"));
	assert_int_equal(calendar_turns_us(never, 0), TIME_NONE);
	open_on(always, 0, 6, "00:00-24:00");
	open_that_day(always, "2026-12-25", "");
	(void)ready(always);
	assert_int_equal(calendar_turns_us(always, at(always, "2026-12-20 12:00")),
		at(always, "2026-12-25 00:00"));
	assert_int_equal(calendar_turns_us(always, at(always, "2027-01-01 00:00")), TIME_NONE);
}

static void
a_day_differs_when_it_has_hours_of_its_own(void **state)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct calendar *c = calendar_in("Europe/Warsaw", a);
	struct fault fault = {0};
	struct date d;

	(void)state;
	open_on(c, 0, 4, "9-17");
	open_that_day(c, "2026-12-24", "9-13"); /* Thursday */
	open_that_day(c, "2026-12-25", "");	/* Friday */
	open_that_day(c, "2026-12-26", "");	/* Saturday, which is closed anyway */
	open_that_day(c, "2026-12-28", "9-17"); /* Monday, said once more */
	assert_int_equal(calendar_ready(c, &fault), FAULT_NONE);
	assert_true(date_parse(&d, SPAN("2026-12-24")));
	assert_true(calendar_day_differs(c, date_days(d)));
	assert_true(calendar_day_differs(c, date_days(d) + 1));
	for (int i = 2; i <= 10; i++)
		assert_false(calendar_day_differs(c, date_days(d) + i));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_hour_from_friday_half_past_four_is_due_monday_half_past_nine),
		cmocka_unit_test(friday_four_to_monday_nine_is_an_hour_of_opening_time),
		cmocka_unit_test(thirty_two_opening_hours_of_eight_hour_days_are_four_days),
		cmocka_unit_test(two_intervals_make_eight_and_a_half_hours_a_day),
		cmocka_unit_test(a_pause_stops_the_clock),
		cmocka_unit_test(days_of_23_and_25_hours_have_unchanged_opening_hours),
		cmocka_unit_test(a_night_shift_lasts_as_long_as_the_night_really_does),
		cmocka_unit_test(an_interval_that_begins_in_the_skipped_hour_begins_when_it_ends),
		cmocka_unit_test(holidays_and_short_days),
		cmocka_unit_test(a_holiday_does_not_cut_the_night_before),
		cmocka_unit_test(open_means_from_the_first_instant_to_before_the_last),
		cmocka_unit_test(the_edges_of_due),
		cmocka_unit_test(what_does_not_open_in_ten_years_is_never_due),
		cmocka_unit_test(weeks_before_1970_count_like_those_after),
		cmocka_unit_test(overlaps_are_refused_and_named),
		cmocka_unit_test(intervals_out_of_range_are_refused),
		cmocka_unit_test(a_night_that_runs_into_the_morning_is_refused),
		cmocka_unit_test(a_special_night_is_checked_against_the_next_morning),
		cmocka_unit_test(due_and_between_are_inverse),
		cmocka_unit_test(opening_time_adds_up),
		cmocka_unit_test(a_year_minute_by_minute),
		cmocka_unit_test(the_wall_clock_decides_around_the_changes),
		cmocka_unit_test(it_turns_at_the_next_opening_or_closing),
		cmocka_unit_test(a_day_differs_when_it_has_hours_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
