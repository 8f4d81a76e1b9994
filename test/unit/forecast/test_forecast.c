/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whole forecasts of made-up branches, whose truth is known: what must be exact is, the interval
 * holds what it says, and "as last week" is said to be unbeaten when it is.
 */
#include "made_arrivals.h"

#include <math.h>

#include "base/random.h"
#include "forecast/forecast.h"

static struct forecast *
forecast_of(const struct columns *c, const struct forecast_wish *wish, struct arena *a)
{
	struct forecast *forecast = NULL;
	struct fault fault = {0};

	assert_int_equal(forecast_make(&forecast, NULL, c, wish, a, &fault), FAULT_NONE);
	return forecast;
}

static unsigned
poisson(struct random_stream *r, double mean)
{
	double at = random_exponential(r, 1);
	unsigned n = 0;

	for (; at < mean; n++)
		at += random_exponential(r, 1);
	return n;
}

static const struct saying *
note_of(const struct forecast *f, const char *word)
{
	for (size_t i = 0; i < f->notes_n; i++)
		if (strcmp(f->notes[i].word, word) == 0)
			return &f->notes[i];
	fail_msg("nothing says %s", word);
	return NULL;
}

static double
figure_of(const struct saying *saying, const char *name)
{
	for (size_t i = 0; i < saying->figures_n; i++)
		if (strcmp(saying->figures[i].name, name) == 0)
			return saying->figures[i].number;
	fail_msg("%s has no %s", saying->word, name);
	return 0;
}

/* Weeks of which each is as the last, busier from day to day. */
static struct columns *
same_weeks(const struct zone *zone, int64_t monday, int weeks)
{
	struct made m = made_begin(zone);

	for (int i = 0; i < 7 * weeks; i++)
		for (int hour = 9; hour < 12; hour++)
			made_arrive(&m, monday + i, hour * 60,
				(unsigned)(2 * (i % 7 + 1) * (hour - 8)), "cash");
	return made_finish(&m);
}

/* Each day a Poisson number about a mean of its weekday; from nine to five. */
static struct columns *
random_weeks(int64_t monday, int weeks, double spread)
{
	struct made m = made_begin(zone_utc());
	struct random_stream r = random_seeded(7);

	for (int i = 0; i < 7 * weeks; i++) {
		const double day = spread > 0 ? random_gamma(&r, 1, spread) : 1;
		for (int q = 36; q < 68; q++)
			made_arrive(&m, monday + i, q * 15, poisson(&r, day * (3 + i % 7)),
				i % 2 == 0 ? "cash" : "advice");
	}
	return made_finish(&m);
}

static void
weeks_that_repeat_are_forecast_exactly_and_nothing_beats_as_last_week(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const int64_t monday = made_day(2026, 6, 1);
	ON_EXIT(columns_guard) struct columns *c = same_weeks(zone_utc(), monday, 9);
	const struct forecast *f = forecast_of(c,
		&(struct forecast_wish){
			.days = 7, .from_day = FORECAST_NEXT_DAY, .step = FORECAST_STEP_HOUR},
		a);

	assert_false(f->beats_naive);
	assert_int_equal(f->chosen, FORECAST_NAIVE);
	assert_true(f->models[FORECAST_NAIVE].at_step.mae == 0);
	assert_true(isnan(f->models[FORECAST_NAIVE].at_step.mase)); /* weeks do not differ */
	assert_string_equal(f->verdict.word, "forecast-naive");
	assert_non_null(
		strstr(f->verdict.text, "no model beats that (seasonal-naive, off by 0 %)"));
	assert_int_equal(f->days_n, 7);
	for (int i = 0; i < 7; i++) {
		assert_int_equal(f->days[i].day, monday + 63 + i);
		assert_true(f->days[i].mean == 12 * (i + 1));
		assert_int_equal(f->days[i].slots_n, 24);
		assert_true(f->days[i].slots[10].mean == 4 * (i + 1));
		assert_true(f->days[i].slots[8].mean == 0);
	}
}

static void
chance_is_smoothed_and_as_last_week_is_beaten(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard) struct columns *c = random_weeks(made_day(2026, 1, 5), 26, 0);
	const struct forecast *f = forecast_of(c,
		&(struct forecast_wish){
			.days = 7, .from_day = FORECAST_NEXT_DAY, .step = FORECAST_STEP_QUARTER},
		a);

	assert_true(f->beats_naive);
	assert_true(f->models[f->chosen].at_step.wape < 0.8 * f->models[0].at_step.wape);
	for (int i = 0; i < 7; i++)
		assert_true(fabs(f->days[i].mean / (32.0 * (3 + i)) - 1) < 0.12);
	/* Poisson: a quarter's interval is that of the Poisson distribution, more or less. */
	assert_true(f->coverage > 0.93 && f->coverage < 0.995);
	assert_true(f->coverage_n > 1000);
	assert_true(f->dispersion < 3);
	assert_string_equal(f->verdict.word, "forecast-by-quarter");
	assert_true(figure_of(&f->verdict, "off") ==
		    saying_tenths(100 * f->models[f->chosen].at_step.wape));
	assert_true(figure_of(note_of(f, "intervals-held"), "n") == (double)f->coverage_n);
}

static void
days_that_differ_by_more_than_chance_get_wider_intervals(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard) struct columns *c = random_weeks(made_day(2026, 1, 5), 40, 0.3);
	const struct forecast *f = forecast_of(c,
		&(struct forecast_wish){
			.days = 7, .from_day = FORECAST_NEXT_DAY, .step = FORECAST_STEP_DAY},
		a);

	assert_true(f->dispersion > 8);
	assert_true(f->coverage > 0.85);
	assert_true(f->days[0].high - f->days[0].low > 2 * 1.96 * sqrt(f->days[0].mean));
	assert_int_equal(f->days[0].slots_n, 1);
	assert_true(fabs(f->days[0].slots[0].mean - f->days[0].mean) < 1e-9);
}

static void
only_days_before_the_first_day_teach(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const int64_t monday = made_day(2026, 1, 5);
	ON_EXIT(columns_guard) struct columns *longer = random_weeks(monday, 20, 0);
	ON_EXIT(columns_guard) struct columns *shorter = random_weeks(monday, 15, 0);
	const struct forecast_wish wish = {
		.days = 3, .from_day = monday + 105, .step = FORECAST_STEP_QUARTER};
	const struct forecast *x = forecast_of(longer, &wish, a),
			      *y = forecast_of(shorter, &wish, a);

	for (size_t i = 0; i < 3; i++)
		for (size_t s = 0; s < 96; s++) {
			assert_true(x->days[i].slots[s].mean == y->days[i].slots[s].mean);
			assert_true(x->days[i].slots[s].high == y->days[i].slots[s].high);
		}
}

static void
days_of_23_and_25_hours_have_so_many_steps(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct zone *zone = zone_find("Europe/Warsaw");
	const int64_t sunday = made_day(2026, 10, 25), monday = sunday - 6 - 28;
	struct made m = made_begin(zone);

	for (int64_t day = monday; day < sunday; day++) /* round the clock */
		for (int q = 0; q < 96; q++)
			made_arrive(&m, day, q * 15, 2, "cash");
	ON_EXIT(columns_guard) struct columns *c = made_finish(&m);
	const struct forecast *f = forecast_of(c,
		&(struct forecast_wish){.zone = zone,
			.days = 2,
			.from_day = FORECAST_NEXT_DAY,
			.step = FORECAST_STEP_QUARTER},
		a);

	assert_int_equal(f->days[0].slots_n, 100);
	assert_true(fabs(f->days[0].mean - 200) < 1e-6);
	assert_true(fabs(f->days[0].slots[10].mean - 2) < 1e-6);
	assert_int_equal(f->days[1].slots_n, 96);
	assert_int_equal(f->days[1].slots[0].at_us - f->days[0].slots[99].at_us, 900000000);
}

static struct calendar *
calendar_with_short_days(struct arena *a)
{
	struct calendar *c = calendar_new(zone_utc(), a);
	const struct opening morning = {540, 720};
	struct fault f = {0};

	for (int weekday = 0; weekday < 7; weekday++)
		assert_false(calendar_weekday(c, weekday, (struct opening){540, 1020}, &f));
	assert_false(calendar_day(c, (struct date){2026, 7, 7}, &morning, 1, &f));
	assert_false(calendar_day(c, (struct date){2026, 7, 8}, NULL, 0, &f));
	assert_false(calendar_ready(c, &f));
	return c;
}

static void
a_holiday_is_nobody_and_a_short_day_has_the_rate_of_its_hours(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const int64_t monday = made_day(2026, 5, 4);
	struct made m = made_begin(zone_utc());

	for (int i = 0; i < 63; i++)
		for (int q = 36; q < 68; q++)
			made_arrive(&m, monday + i, q * 15, 3, "cash");
	ON_EXIT(columns_guard) struct columns *c = made_finish(&m);
	const struct forecast *f = forecast_of(c,
		&(struct forecast_wish){.calendar = calendar_with_short_days(a),
			.days = 3,
			.from_day = FORECAST_NEXT_DAY,
			.step = FORECAST_STEP_QUARTER},
		a);

	assert_int_equal(f->days[0].kind, FORECAST_KIND_WORKDAY);
	assert_true(fabs(f->days[0].mean - 96) < 1e-6);
	assert_int_equal(f->days[1].kind, FORECAST_KIND_SHORT);
	assert_true(fabs(f->days[1].mean - 36) < 1e-6);
	assert_int_equal(f->days[2].kind, FORECAST_KIND_HOLIDAY);
	assert_true(f->days[2].mean == 0 && f->days[2].high == 0);
}

static void
days_that_teach_nothing_and_customers_left_out_are_told(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const int64_t last = made_day(2026, 7, 20), first = last - FORECAST_HISTORY_MOST - 2;
	struct made m = made_begin(zone_utc());

	for (int64_t day = first; day <= last; day++)
		if (day < last - 6 || day > last - 5)
			made_arrive(&m, day, 600, 8, "cash");
	made_arrive(&m, last, 1200, 3, "cash");
	ON_EXIT(columns_guard) struct columns *c = made_finish(&m);
	const struct forecast *f = forecast_of(c,
		&(struct forecast_wish){.calendar = calendar_with_short_days(a),
			.days = 1,
			.from_day = FORECAST_NEXT_DAY,
			.step = FORECAST_STEP_DAY},
		a);

	assert_true(figure_of(note_of(f, "days-empty"), "n") == 2);
	assert_true(figure_of(note_of(f, "days-special"), "n") == 1);
	assert_true(
		figure_of(note_of(f, "came-outside"), "n") == 8 + 3); /* a holiday, an evening */
	assert_true(figure_of(note_of(f, "learnt-latest"), "n") == FORECAST_HISTORY_MOST);
	assert_true(figure_of(note_of(f, "learnt-latest"), "before") == 3);
	assert_string_equal(note_of(f, "came-outside")->text,
		"Who came outside opening hours (11) is left out: closed is nobody.");
}

static void
two_weeks_give_a_forecast_that_says_how_little_it_knows(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard) struct columns *c = random_weeks(made_day(2026, 6, 1), 2, 0);
	const struct forecast *f = forecast_of(
		c, &(struct forecast_wish){.days = 1, .from_day = FORECAST_NEXT_DAY}, a);

	assert_int_equal(f->origins_n, 0);
	assert_int_equal(f->chosen, FORECAST_NAIVE);
	assert_true(isnan(f->models[0].at_step.wape) && isnan(f->coverage));
	assert_string_equal(f->verdict.word, "forecast-young");
	assert_int_equal(f->notes_n, 2);
	assert_string_equal(f->notes[0].word, "no-calendar");
	assert_string_equal(f->notes[1].word, "intervals-guessed");
}

static void
the_number_of_days_has_bounds(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard) struct columns *c = random_weeks(made_day(2026, 6, 1), 3, 0);
	const unsigned wrong[] = {0, FORECAST_DAYS_MOST + 1};

	for (size_t i = 0; i < 2; i++) {
		struct forecast *forecast = NULL;
		struct fault fault = {0};
		struct saying why;
		assert_int_equal(forecast_make(&forecast, &why, c,
					 &(struct forecast_wish){
						 .days = wrong[i], .from_day = FORECAST_NEXT_DAY},
					 a, &fault),
			FAULT_BAD_INPUT);
		assert_string_equal(fault.field, "days");
		assert_string_equal(why.word, "days-wished");
		assert_true(why.figures[0].number == FORECAST_DAYS_MOST);
		assert_null(forecast);
	}
}

static void
frames_have_a_row_a_day_a_step_and_a_model(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard) struct columns *c = same_weeks(zone_utc(), made_day(2026, 6, 1), 9);
	const struct forecast *f = forecast_of(c,
		&(struct forecast_wish){
			.days = 7, .from_day = FORECAST_NEXT_DAY, .step = FORECAST_STEP_HOUR},
		a);
	const struct forecast_group groups[] = {{"one", f}, {"two", f}};

	assert_int_equal(frame_rows_n(forecast_days_frame(groups, 1, NULL, a)), 7);
	assert_int_equal(frame_rows_n(forecast_days_frame(groups, 2, "branch", a)), 14);
	assert_int_equal(frame_rows_n(forecast_steps_frame(groups, 1, NULL, a)), 21);
	assert_int_equal(frame_rows_n(forecast_models_frame(groups, 2, "branch", a)),
		2 * FORECAST_MODEL__COUNT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			weeks_that_repeat_are_forecast_exactly_and_nothing_beats_as_last_week),
		cmocka_unit_test(chance_is_smoothed_and_as_last_week_is_beaten),
		cmocka_unit_test(days_that_differ_by_more_than_chance_get_wider_intervals),
		cmocka_unit_test(only_days_before_the_first_day_teach),
		cmocka_unit_test(days_of_23_and_25_hours_have_so_many_steps),
		cmocka_unit_test(a_holiday_is_nobody_and_a_short_day_has_the_rate_of_its_hours),
		cmocka_unit_test(days_that_teach_nothing_and_customers_left_out_are_told),
		cmocka_unit_test(two_weeks_give_a_forecast_that_says_how_little_it_knows),
		cmocka_unit_test(the_number_of_days_has_bounds),
		cmocka_unit_test(frames_have_a_row_a_day_a_step_and_a_model),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
