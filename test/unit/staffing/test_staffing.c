/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A day's plan from a made-up branch: the demand is what the model brings, the need is Erlang's
 * where the day is long and steady, the simulation agrees with the formula there and raises it
 * where a line is carried over, and the plan, its JSON and its calendar are of one piece.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/attributes.h"
#include "base/duration.h"
#include "staffing/erlang.h"
#include "staffing/staffing.h"

#define HOUR	 DURATION_HOUR_US
#define MINUTE	 DURATION_MINUTE_US
#define COUNTERS 8

#define assert_close(a, b, by)                                                                     \
	do {                                                                                       \
		const double got_ = (a), wanted_ = (b);                                            \
		if (!(fabs(got_ - wanted_) <= (by)))                                               \
			fail_msg("%.17g, not %.17g", got_, wanted_);                               \
	} while (0)

/* 2026-11-23, a Monday. */
static const struct date monday = {.year = 2026, .month = 11, .day = 23};

/* A branch of one service and eight counters, and what of it can be changed. */
struct branch_made {
	struct simulate_span open;
	struct simulate_place place;
	struct simulate_route route;
	struct simulate_service service;
	struct simulate_counter counters[COUNTERS];
	struct simulate_rate rates[4];
	struct simulate_source source;
	struct simulate_model model;
};

static int64_t
at(double hours)
{
	return date_days(monday) * DURATION_DAY_US + (int64_t)(hours * (double)HOUR);
}

static void
branch_make(struct branch_made *b, double from, double until, double per_hour)
{
	*b = (struct branch_made){.open = {at(from), at(until)}};
	b->place = (struct simulate_place){.name = "hall", .open = &b->open, .open_n = 1};
	b->place.rules.classes_n = 1;
	b->service = (struct simulate_service){.name = "all",
		.duration = {.kind = DRAW_EXPONENTIAL, .mean_us = 5 * (double)MINUTE}};
	b->rates[0] = (struct simulate_rate){at(from), per_hour / (double)HOUR};
	b->rates[1] = (struct simulate_rate){at(until), 0};
	b->source = (struct simulate_source){.rates = b->rates, .rates_n = 2};
	for (int i = 0; i < COUNTERS; i++)
		b->counters[i] = (struct simulate_counter){.name = "counter"};
	b->model = (struct simulate_model){.places = &b->place,
		.services = &b->service,
		.counters = b->counters,
		.sources = &b->source,
		.places_n = 1,
		.services_n = 1,
		.counters_n = COUNTERS,
		.sources_n = 1,
		.from_us = at(0),
		.until_us = at(24)};
}

static const struct staffing_wish usual = {
	.day = {.year = 2026, .month = 11, .day = 23},
	.within_us = 5 * (double)MINUTE,
	.share = 0.9,
	.shifts = {.least = 16,
		.most = 32,
		.break_length = 2,
		.break_after = 24,
		.break_distance = 8},
	.runs = 60,
	.seed = 3,
};

static struct staffing *
planned(const struct branch_made *b, const struct staffing_wish *wish, struct arena *a)
{
	struct staffing *staffing = NULL;
	struct fault f = {0};

	if (staffing_of_model(&staffing, &b->model, wish, a, &f))
		fail_msg("%s", f.notes[0]);
	return staffing;
}

static void
the_demand_of_a_quarter_is_what_the_model_brings(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct branch_made b;

	branch_make(&b, 8, 16, 40);
	b.service.walking = (struct draw){.kind = DRAW_CONSTANT, .mean_us = (double)MINUTE};
	b.service.no_show = 0.1;
	b.service.comes_within_us = 2 * MINUTE;
	b.route = (struct simulate_route){.chance = 0.25, .service = 0};
	b.service.routes = &b.route;
	b.service.routes_n = 1;
	const struct staffing *s = planned(&b, &usual, a);

	assert_int_equal(s->first, 32);
	assert_int_equal(s->last, 64);
	assert_close(s->arrivals, 320, 1e-6);
	for (unsigned i = 32; i < 64; i++) {
		const struct staffing_quarter *q = &s->quarters[i];
		assert_true(q->is_open);
		assert_close(q->arrivals, 10, 1e-9);
		/* 0.9 × 6 min + 0.1 × 2 min; a quarter of the visits are made once more. */
		assert_close(q->handling_us / (double)MINUTE, 5.6, 1e-9);
		assert_close(q->load, 10 / 0.75 * 5.6 / 15, 1e-6);
		/* Poisson with mean 10: P(N ≤ 3) = 0.0103, P(N ≤ 4) = 0.0293; P(N ≤ 17) = 0.9857.
		 */
		assert_close(q->low, 4, 0);
		assert_close(q->high, 17, 0);
	}
	assert_false(s->quarters[31].is_open || s->quarters[64].is_open);
}

static void
the_need_of_a_steady_day_is_erlangs(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct erlang_load load = {
		.per_us = 40 / (double)HOUR, .handling_us = 5 * (double)MINUTE};
	const struct erlang_target target = {.within_us = usual.within_us, .share = usual.share};
	struct branch_made b;

	branch_make(&b, 8, 16, 40);
	const struct staffing *s = planned(&b, &usual, a);
	for (unsigned i = s->first; i < s->last; i++) {
		assert_int_equal(s->quarters[i].by_formula, erlang_agents(&load, &target));
		assert_true(s->quarters[i].needed >= s->quarters[i].by_formula);
		assert_true(s->quarters[i].by_root + 1 >= s->quarters[i].by_formula);
	}
}

/* The same number of people all day: after the first hour the day is as settled as the formula
 * takes it to be. */
static void
the_simulation_of_a_steady_day_agrees_with_the_formula(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct staffing_wish wish = usual;
	struct branch_made b;

	branch_make(&b, 0, 24, 40);
	b.service.patience = (struct draw){.kind = DRAW_EXPONENTIAL, .mean_us = 6 * (double)MINUTE};
	wish.shifts = (struct shift_rules){.least = 96, .most = 96};
	wish.runs = 300;
	wish.share = 0.85;
	const struct staffing *s = planned(&b, &wish, a);
	unsigned agree = 0, all = 0;
	for (unsigned i = 8; i < 96; i++, all++) {
		const struct staffing_quarter *q = &s->quarters[i];
		assert_int_equal(q->planned, s->quarters[0].planned);
		agree += q->formula >= q->simulated.low && q->formula <= q->simulated.high;
	}
	assert_true(agree * 100 >= all * 88);
	assert_true(fabs(s->simulated.mean - s->quarters[50].formula) < 0.02);
}

/* A rush that more people could serve than there are counters leaves a line for the quiet time. */
static void
a_line_that_is_carried_over_raises_the_need_after_the_rush(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct branch_made b;

	branch_make(&b, 8, 16, 20);
	b.model.counters_n = 6;
	b.rates[1] = (struct simulate_rate){at(10), 150 / (double)HOUR};
	b.rates[2] = (struct simulate_rate){at(11), 20 / (double)HOUR};
	b.rates[3] = (struct simulate_rate){at(16), 0};
	b.source.rates_n = 4;
	const struct staffing *s = planned(&b, &usual, a);
	const struct staffing_quarter *after = &s->quarters[44];

	assert_true(s->quarters[40].by_formula > 6);
	assert_int_equal(s->quarters[40].needed, 6);
	assert_true(after->needed > after->by_formula);
	assert_true(s->raised > 0);
	assert_true(isnan(s->quarters[41].formula));
	assert_true(s->quarters[43].simulated.high < usual.share);
	assert_true(s->notes_n >= 3);
}

static void
somebody_is_there_when_nobody_comes(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct branch_made b;

	branch_make(&b, 9, 17, 0);
	const struct staffing *s = planned(&b, &usual, a);
	for (unsigned i = s->first; i < s->last; i++) {
		assert_int_equal(s->quarters[i].needed, 1);
		assert_true(isnan(s->quarters[i].simulated.mean));
		assert_true(s->quarters[i].planned == 0 || s->quarters[i].formula == 1);
	}
	assert_int_equal(s->plan.missing, 0);
}

static void
without_hours_the_day_is_from_the_first_to_the_last_customer(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct staffing_wish wish = usual;
	struct branch_made b;

	branch_make(&b, 9, 15, 12);
	b.place.open_n = 0;
	const struct staffing *s = planned(&b, &wish, a);
	assert_int_equal(s->first, 36);
	assert_int_equal(s->last, 60);
	wish.knows_hours = true; /* open around the clock */
	s = planned(&b, &wish, a);
	assert_int_equal(s->first, 0);
	assert_int_equal(s->last, 96);
	assert_int_equal(s->quarters[3].needed, 1);
}

static void
a_demand_from_elsewhere_takes_the_place_of_the_models(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct staffing_demand demand = {0};
	struct staffing_wish wish = usual;
	struct branch_made b;

	branch_make(&b, 8, 16, 40);
	for (unsigned i = 0; i < STAFFING_QUARTERS; i++) {
		demand.mean[i] = i < 48 ? 5 : 12;
		demand.low[i] = 1;
		demand.high[i] = 20;
	}
	wish.demand = &demand;
	const struct staffing *s = planned(&b, &wish, a);
	assert_close(s->quarters[32].arrivals, 5, 1e-9);
	assert_close(s->quarters[50].arrivals, 12, 1e-9);
	assert_close(s->quarters[50].load, 12 * 5.0 / 15, 1e-6);
	assert_close(s->quarters[50].high, 20, 0);
	assert_true(s->quarters[32].needed < s->quarters[50].needed);
	/* What is played is what is forecast. */
	assert_true(s->simulated.mean > 0.85);
}

static void
counters_of_few_services_are_opened_last(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	static const uint32_t only_first[] = {0};
	struct simulate_service services[2];
	struct simulate_source sources[2];
	struct branch_made b;

	branch_make(&b, 8, 16, 3);
	services[0] = services[1] = b.service;
	sources[0] = sources[1] = b.source;
	sources[1].service = 1;
	b.model.services = services;
	b.model.sources = sources;
	b.model.services_n = b.model.sources_n = 2;
	for (int i = 0; i < COUNTERS - 1; i++) {
		b.counters[i].services = only_first;
		b.counters[i].services_n = 1;
	}
	const struct staffing *s = planned(&b, &usual, a);
	/* One or two people, and the one counter for both services is among them: nobody is left.
	 */
	assert_true(s->simulated.mean > 0.9);
}

static void
the_same_wish_gives_the_same_plan_on_any_number_of_threads(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct staffing_wish one = usual, two = usual;
	struct branch_made b;

	one.hands = 1;
	two.hands = 2;
	branch_make(&b, 8, 16, 40);
	const struct staffing *first = planned(&b, &one, a), *second = planned(&b, &two, a);
	json_t *x = staffing_json(first, "b"), *y = staffing_json(second, "b");
	assert_true(json_equal(x, y));
	json_decref(x);
	json_decref(y);
}

static void
the_json_has_a_row_for_each_open_quarter(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct staffing_wish wish = usual;
	struct branch_made b;

	wish.rate = 40;
	branch_make(&b, 8, 16, 40);
	const struct staffing *s = planned(&b, &wish, a);
	json_t *json = staffing_json(s, "b");
	const char *at_first = NULL, *from = NULL;
	double hours = 0, cost = 0;
	assert_int_equal(json_array_size(json_object_get(json, "demand")), 32);
	assert_int_equal(json_array_size(json_object_get(json, "needed")), 32);
	assert_int_equal(json_array_size(json_object_get(json, "expected")), 32);
	assert_int_equal(json_array_size(json_object_get(json, "plan")), s->plan.shifts_n);
	assert_int_equal(
		json_unpack(json, "{s:[{s:s}], s:[{s:s}], s:{s:F, s:F}}", "demand", "at", &at_first,
			"plan", "from", &from, "cost", "hours", &hours, "cost", &cost),
		0);
	assert_string_equal(at_first, "08:00");
	assert_string_equal(from, "08:00");
	assert_close(cost, hours * 40, 1e-9);
	assert_close(hours, s->plan.paid / 4.0, 1e-9);
	json_decref(json);
}

static void
without_trust_nothing_is_played_and_nothing_is_promised_of_the_plan(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct staffing_wish wish = usual;
	struct branch_made b;
	json_t *json, *day;

	branch_make(&b, 8, 16, 40);
	wish.is_unplayed = true;
	const struct staffing *s = planned(&b, &wish, a);
	assert_int_equal(s->runs, 0);
	assert_int_equal(s->raised, 0);
	assert_true(s->plan.shifts_n > 0);
	json = staffing_json(s, "centre");
	day = json_object_get(json, "day_expected");
	assert_true(json_real_value(json_object_get(day, "arrivals")) > 100);
	assert_true(json_is_null(json_object_get(json_object_get(day, "within"), "mean")));
	assert_true(json_is_null(json_object_get(day, "wait_s")));
	assert_true(json_is_null(json_object_get(day, "leaves")));
	for (size_t i = 0; i < json_array_size(json_object_get(json, "expected")); i++) {
		json_t *row = json_array_get(json_object_get(json, "expected"), i);
		json_t *need = json_array_get(json_object_get(json, "needed"), i);
		assert_true(json_is_null(json_object_get(row, "simulated")));
		assert_true(json_is_null(json_object_get(row, "formula")));
		assert_int_equal(json_integer_value(json_object_get(need, "needed")),
			json_integer_value(json_object_get(need, "formula")));
	}
	json_decref(json);
}

static void
the_calendar_has_an_event_for_each_shift_in_utc(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct staffing_wish wish = usual;
	struct branch_made b;
	size_t events = 0;

	wish.zone = zone_find("Europe/Warsaw");
	assert_non_null(wish.zone);
	branch_make(&b, 7, 15, 40); /* 8:00–16:00 in Warsaw */
	const struct staffing *s = planned(&b, &wish, a);
	const struct span text =
		staffing_ical(s, "Stare Miasto", "Stare Miasto", LANGUAGE_PL, at(0), a);
	const char *copy = arena_text_n(a, text.at, text.size);
	for (const char *p = copy; (p = strstr(p, "BEGIN:VEVENT")) != NULL; p++)
		events++;
	assert_int_equal(events, s->plan.shifts_n);
	assert_non_null(strstr(copy, "UID:shift-1-20261123-stare-miasto@cykl\r\n"));
	assert_non_null(strstr(copy, "DTSTART:20261123T070000Z\r\n"));
	assert_non_null(strstr(copy, "SUMMARY:Stare Miasto\\, osoba 1\r\n"));
}

static void
a_wish_out_of_range_names_its_field(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct staffing_wish wishes[8];
	static const char *const fields[] = {"day", "within_us", "target", "target",
		"max_occupancy", "runs", "rate", "min_shift_us"};
	struct branch_made b;

	branch_make(&b, 8, 16, 40);
	for (size_t i = 0; i < array_length(wishes); i++)
		wishes[i] = usual;
	wishes[0].day.month = 13;
	wishes[1].within_us = -1;
	wishes[2].share = 1;
	wishes[3].share = NAN;
	wishes[4].occupancy_most = 2;
	wishes[5].runs = 1;
	wishes[6].rate = -1;
	wishes[7].shifts.least = 0;
	for (size_t i = 0; i < array_length(wishes); i++) {
		struct staffing *staffing;
		struct fault f = {0};
		assert_int_equal(
			staffing_of_model(&staffing, &b.model, &wishes[i], a, &f), FAULT_BAD_INPUT);
		assert_string_equal(f.field, fields[i]);
	}
}

static void
a_crowd_beyond_all_bounds_is_refused_and_a_large_one_is_played_less_often(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct staffing_wish wish = usual;
	struct staffing *staffing;
	struct branch_made b;
	struct fault f = {0};

	branch_make(&b, 8, 16, 1e6);
	assert_int_equal(staffing_of_model(&staffing, &b.model, &wish, a, &f), FAULT_TOO_BIG);
	branch_make(&b, 8, 16, 1250);
	b.service.duration.mean_us = 1e6;
	assert_int_equal(planned(&b, &wish, a)->runs, 30);
}

static void
a_closed_day_has_no_plan(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct staffing_wish wish = usual;
	struct staffing *staffing;
	struct branch_made b;
	struct fault f = {0};

	branch_make(&b, 8, 16, 40);
	wish.day.day = 24;
	assert_int_equal(staffing_of_model(&staffing, &b.model, &wish, a, &f), FAULT_NOT_FOUND);
	assert_string_equal(f.field, "day");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_demand_of_a_quarter_is_what_the_model_brings),
		cmocka_unit_test(the_need_of_a_steady_day_is_erlangs),
		cmocka_unit_test(the_simulation_of_a_steady_day_agrees_with_the_formula),
		cmocka_unit_test(a_line_that_is_carried_over_raises_the_need_after_the_rush),
		cmocka_unit_test(somebody_is_there_when_nobody_comes),
		cmocka_unit_test(without_hours_the_day_is_from_the_first_to_the_last_customer),
		cmocka_unit_test(a_demand_from_elsewhere_takes_the_place_of_the_models),
		cmocka_unit_test(counters_of_few_services_are_opened_last),
		cmocka_unit_test(the_same_wish_gives_the_same_plan_on_any_number_of_threads),
		cmocka_unit_test(the_json_has_a_row_for_each_open_quarter),
		cmocka_unit_test(
			without_trust_nothing_is_played_and_nothing_is_promised_of_the_plan),
		cmocka_unit_test(the_calendar_has_an_event_for_each_shift_in_utc),
		cmocka_unit_test(a_wish_out_of_range_names_its_field),
		cmocka_unit_test(
			a_crowd_beyond_all_bounds_is_refused_and_a_large_one_is_played_less_often),
		cmocka_unit_test(a_closed_day_has_no_plan),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
