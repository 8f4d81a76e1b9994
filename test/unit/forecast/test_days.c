/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Customers laid out by day and quarter: clock changes, holidays, closed hours, filters. */
#include "made_arrivals.h"

#include "forecast/days.h"

static struct counted
taken(const struct columns *columns, const struct forecast_wish *wish, struct arena *a)
{
	struct counted counted;
	struct fault fault = {0};
	struct sayings why = {.arena = a};

	assert_int_equal(counted_take(&counted, columns, wish, &why, a, &fault), FAULT_NONE);
	assert_int_equal(why.n, 0);
	return counted;
}

/* Three weeks from a Monday, 4 at nine and 2 at noon; on Sundays nobody. */
static struct columns *
plain_weeks(const struct zone *zone, int64_t monday, int weeks)
{
	struct made m = made_begin(zone);

	for (int i = 0; i < 7 * weeks; i++) {
		if (i % 7 == 6)
			continue;
		made_arrive(&m, monday + i, 9 * 60, 4, "cash");
		made_arrive(&m, monday + i, 12 * 60, 2, "advice");
	}
	return made_finish(&m);
}

static void
customers_stand_in_the_quarter_of_the_wall_clock(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct zone *zone = zone_find("Europe/Warsaw");
	ON_EXIT(columns_guard)
	struct columns *c = plain_weeks(zone, made_day(2026, 10, 12), 3); /* over the change */
	const struct counted t = taken(c,
		&(struct forecast_wish){.zone = zone, .days = 2, .from_day = FORECAST_NEXT_DAY}, a);

	assert_int_equal(t.history_n, 20);
	assert_int_equal(t.days_n, 22);
	for (size_t i = 0; i < t.history_n; i++) {
		if (i % 7 == 6)
			continue;
		assert_true(t.days[i].counts[36] == 4);
		assert_true(t.days[i].counts[48] == 2);
		assert_true(t.days[i].total == 6);
	}
	assert_int_equal(t.counted_n, 6 * 18);
}

static void
a_day_of_25_hours_has_four_quarters_twice_and_one_of_23_lacks_them(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct zone *zone = zone_find("Europe/Warsaw");
	ON_EXIT(columns_guard)
	struct columns *autumn = plain_weeks(zone, made_day(2026, 10, 12), 3);
	ON_EXIT(columns_guard) struct columns *spring = plain_weeks(zone, made_day(2027, 3, 15), 3);
	const struct forecast_wish wish = {.zone = zone, .days = 1, .from_day = FORECAST_NEXT_DAY};
	const struct counted_day *longer = &taken(autumn, &wish, a).days[13];
	const struct counted_day *shorter = &taken(spring, &wish, a).days[13];
	unsigned longer_n = 0, shorter_n = 0;

	for (unsigned q = 0; q < FORECAST_QUARTERS; q++) {
		longer_n += longer->times[q];
		shorter_n += shorter->times[q];
		assert_int_equal(longer->times[q], q >= 8 && q < 12 ? 2 : 1);
		assert_int_equal(shorter->times[q], q >= 8 && q < 12 ? 0 : 1);
	}
	assert_int_equal(longer_n, 100);
	assert_int_equal(shorter_n, 92);
}

static void
a_weekday_without_anybody_is_closed_and_a_day_that_lacks_its_many_teaches_nothing(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct made m = made_begin(zone_utc());
	const int64_t monday = made_day(2026, 9, 7);

	for (int i = 0; i < 28; i++)
		if (i % 7 != 6 && i != 9)
			made_arrive(&m, monday + i, 600, 6, "cash");
	ON_EXIT(columns_guard) struct columns *c = made_finish(&m);
	const struct counted t =
		taken(c, &(struct forecast_wish){.days = 7, .from_day = FORECAST_NEXT_DAY}, a);

	assert_int_equal(t.days[6].kind, FORECAST_KIND_CLOSED);
	assert_int_equal(t.days[27].kind, FORECAST_KIND_CLOSED);
	assert_false(t.days[9].teaches);
	assert_true(t.days[10].teaches);
	assert_int_equal(t.empty_n, 1);
}

static struct calendar *
shop_calendar(const struct zone *zone, struct arena *a)
{
	struct calendar *c = calendar_new(zone, a);
	struct fault f = {0};
	const struct opening morning = {9 * 60, 12 * 60};

	for (int weekday = 0; weekday < 6; weekday++)
		assert_false(calendar_weekday(c, weekday, (struct opening){540, 1020}, &f));
	assert_false(calendar_day(c, (struct date){2026, 10, 7}, NULL, 0, &f));
	assert_false(calendar_day(c, (struct date){2026, 10, 8}, &morning, 1, &f));
	assert_false(calendar_ready(c, &f));
	return c;
}

static void
the_calendar_says_what_a_day_is_and_closed_is_nobody(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct calendar *calendar = shop_calendar(zone_utc(), a);
	struct made m = made_begin(zone_utc());
	const int64_t monday = made_day(2026, 9, 14);

	for (int i = 0; i < 21; i++)
		made_arrive(&m, monday + i, 600, 3, "cash");
	made_arrive(&m, monday, 1200, 5, "cash"); /* in the evening: closed */
	ON_EXIT(columns_guard) struct columns *c = made_finish(&m);
	const struct counted t = taken(c,
		&(struct forecast_wish){
			.calendar = calendar, .days = 7, .from_day = FORECAST_NEXT_DAY},
		a);
	const struct counted_day *week = &t.days[21]; /* 5 October … */

	assert_int_equal(week[0].kind, FORECAST_KIND_WORKDAY);
	assert_int_equal(week[2].kind, FORECAST_KIND_HOLIDAY);
	assert_int_equal(week[3].kind, FORECAST_KIND_SHORT);
	assert_int_equal(week[6].kind, FORECAST_KIND_CLOSED);
	assert_true(week[3].is_open[44] && !week[3].is_open[48]);
	assert_int_equal(t.outside_n, 5 + 3 * 3); /* the evening, and three Sundays */
	assert_true(t.days[0].total == 3);
}

static void
a_service_is_counted_alone_and_the_days_are_those_of_the_branch(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard) struct columns *c = plain_weeks(zone_utc(), made_day(2026, 9, 7), 3);
	const struct counted t = taken(c,
		&(struct forecast_wish){.service = "advice",
			.branch = "main",
			.activity = "go",
			.days = 1,
			.from_day = FORECAST_NEXT_DAY},
		a);

	assert_true(t.days[0].total == 2);
	assert_int_equal(t.history_n, 20);
}

static void
refused(const struct columns *c, struct forecast_wish wish, enum fault_code code)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct counted counted;
	struct fault fault = {0};
	struct sayings why = {.arena = a};

	wish.days = 1;
	assert_int_equal(counted_take(&counted, c, &wish, &why, a, &fault), code);
	assert_int_equal(why.n, 1);
	assert_string_equal(why.items[0].text, fault.notes[0]);
}

static void
what_cannot_be_counted_is_a_fault(void **state)
{
	(void)state;
	const int64_t monday = made_day(2026, 9, 7), next = FORECAST_NEXT_DAY;
	ON_EXIT(columns_guard) struct columns *c = plain_weeks(zone_utc(), monday, 3);
	ON_EXIT(columns_guard) struct columns *week = plain_weeks(zone_utc(), monday, 1);

	refused(c, (struct forecast_wish){.branch = "moon", .from_day = next}, FAULT_NOT_FOUND);
	refused(c, (struct forecast_wish){.service = "tea", .from_day = next}, FAULT_NOT_FOUND);
	refused(c, (struct forecast_wish){.activity = "fly", .from_day = next}, FAULT_BAD_INPUT);
	refused(c, (struct forecast_wish){.from_day = monday}, FAULT_BAD_INPUT);
	refused(c, (struct forecast_wish){.from_day = monday + 500}, FAULT_BAD_INPUT);
	refused(week, (struct forecast_wish){.from_day = next}, FAULT_BAD_INPUT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(customers_stand_in_the_quarter_of_the_wall_clock),
		cmocka_unit_test(
			a_day_of_25_hours_has_four_quarters_twice_and_one_of_23_lacks_them),
		cmocka_unit_test(
			a_weekday_without_anybody_is_closed_and_a_day_that_lacks_its_many_teaches_nothing),
		cmocka_unit_test(the_calendar_says_what_a_day_is_and_closed_is_nobody),
		cmocka_unit_test(a_service_is_counted_alone_and_the_days_are_those_of_the_branch),
		cmocka_unit_test(what_cannot_be_counted_is_a_fault),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
