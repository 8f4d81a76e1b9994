/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Shift plans: that every plan keeps its rules, that the cost is the least there is – against all
 * plans of a small day, tried one by one – and that the plan says how short it is where the need
 * cannot be met.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/attributes.h"
#include "base/random.h"
#include "staffing/shifts.h"

#define HOUR 4u

static const struct shift_rules usual = {.least = 4 * HOUR,
	.most = 8 * HOUR,
	.break_length = 2,
	.break_after = 6 * HOUR,
	.break_distance = 2 * HOUR,
	.counters = 6};

struct day {
	unsigned needed[SHIFTS_QUARTERS];
	bool is_open[SHIFTS_QUARTERS];
};

static void
day_open(struct day *day, unsigned from, unsigned until, unsigned needed)
{
	for (unsigned q = from; q < until; q++) {
		day->is_open[q] = true;
		day->needed[q] = needed;
	}
}

static struct shift_plan
planned(const struct day *day, const struct shift_rules *rules, struct arena *a)
{
	struct shift_plan plan;
	struct fault f = {0};

	if (shifts_make(&plan, day->needed, day->is_open, rules, a, &f))
		fail_msg("%s", f.notes[0]);
	return plan;
}

/* The rules hold for every shift, and the sums are those of the shifts. */
static void
plan_check(const struct shift_plan *plan, const struct day *day, const struct shift_rules *rules)
{
	unsigned at_work[SHIFTS_QUARTERS] = {0}, paid = 0, missing = 0;

	for (size_t i = 0; i < plan->shifts_n; i++) {
		const struct shift *s = &plan->shifts[i];
		const unsigned length = s->until - s->from, rest = s->rests_until - s->rests;
		assert_in_range(length, rules->least, rules->most);
		assert_true(day->is_open[s->from] && day->is_open[s->until - 1]);
		if (rules->break_length > 0 && length >= rules->break_after) {
			assert_int_equal(rest, rules->break_length);
			assert_true(s->rests >= s->from + rules->break_distance);
			assert_true(s->rests_until + rules->break_distance <= s->until);
		} else {
			assert_int_equal(rest, 0);
		}
		for (unsigned q = s->from; q < s->until; q++)
			at_work[q] += q < s->rests || q >= s->rests_until;
		paid += rules->pays_breaks ? length : length - rest;
	}
	for (unsigned q = 0; q < SHIFTS_QUARTERS; q++) {
		assert_int_equal(at_work[q], plan->at_work[q]);
		assert_true(at_work[q] <= rules->counters);
		missing += day->needed[q] > at_work[q] ? day->needed[q] - at_work[q] : 0;
	}
	assert_int_equal(paid, plan->paid);
	assert_int_equal(missing, plan->missing);
	assert_true(plan->paid >= plan->least);
}

static void
a_steady_need_takes_shifts_without_a_quarter_too_much(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct shift_rules rules = usual;
	struct day day = {0};

	rules.break_length = 0;
	day_open(&day, 9 * HOUR, 17 * HOUR, 2);
	const struct shift_plan plan = planned(&day, &rules, a);
	plan_check(&plan, &day, &rules);
	assert_int_equal(plan.paid, 2 * 8 * HOUR);
	assert_int_equal(plan.missing, 0);
	assert_true(plan.is_cheapest);
}

static void
a_peak_at_noon_is_where_two_shifts_meet(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct shift_rules rules = usual;
	struct day day = {0};

	rules.break_length = 0;
	day_open(&day, 9 * HOUR, 17 * HOUR, 1);
	day_open(&day, 12 * HOUR, 13 * HOUR, 2);
	const struct shift_plan plan = planned(&day, &rules, a);
	plan_check(&plan, &day, &rules);
	assert_int_equal(plan.paid, 9 * HOUR);
	assert_true(plan.is_cheapest);
}

static void
somebody_is_there_while_another_rests(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct day day = {0};

	day_open(&day, 8 * HOUR, 18 * HOUR, 2);
	const struct shift_plan plan = planned(&day, &usual, a);
	plan_check(&plan, &day, &usual);
	assert_int_equal(plan.missing, 0);
	/* 20 hours of need; no set of shifts of 4 to 8 hours pays for less than that. */
	assert_true(plan.paid >= 20 * HOUR);
	assert_true(plan.least >= 20 * HOUR);
}

/* Around the clock there are many kinds of shifts, and the search has an end all the same. */
static void
a_day_without_an_end_is_planned_too(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct day day = {0};

	day_open(&day, 0, SHIFTS_QUARTERS, 1);
	const struct shift_plan plan = planned(&day, &usual, a);
	plan_check(&plan, &day, &usual);
	assert_int_equal(plan.missing, 0);
	assert_true(plan.paid <= 100);
}

static void
paid_breaks_are_paid(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct shift_rules rules = usual;
	struct day day = {0};

	rules.pays_breaks = true;
	rules.least = rules.most = 8 * HOUR;
	day_open(&day, 8 * HOUR, 16 * HOUR, 1);
	const struct shift_plan plan = planned(&day, &rules, a);
	plan_check(&plan, &day, &rules);
	assert_int_equal(plan.paid, 16 * HOUR);
}

static void
a_break_goes_where_most_are_left(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct shift_rules rules = usual;
	struct day day = {0};

	rules.least = rules.most = 8 * HOUR;
	rules.counters = 1;
	day_open(&day, 8 * HOUR, 16 * HOUR, 1);
	for (unsigned q = 12 * HOUR + 1; q < 12 * HOUR + 3; q++)
		day.needed[q] = 0;
	const struct shift_plan plan = planned(&day, &rules, a);
	plan_check(&plan, &day, &rules);
	assert_int_equal(plan.shifts_n, 1);
	assert_int_equal(plan.missing, 0);
	assert_int_equal(plan.shifts[0].rests, 12 * HOUR + 1);
}

static void
one_counter_cannot_be_left_without_the_plan_saying_so(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct shift_rules rules = usual;
	struct day day = {0};

	rules.least = rules.most = 8 * HOUR;
	rules.counters = 1;
	day_open(&day, 8 * HOUR, 16 * HOUR, 1);
	const struct shift_plan plan = planned(&day, &rules, a);
	plan_check(&plan, &day, &rules);
	assert_int_equal(plan.missing, 2);
	assert_int_equal(plan.shifts_n, 1);
}

static void
more_than_there_are_counters_is_not_planned(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct shift_rules rules = usual;
	struct day day = {0};

	rules.counters = 2;
	rules.break_length = 0;
	day_open(&day, 8 * HOUR, 16 * HOUR, 5);
	const struct shift_plan plan = planned(&day, &rules, a);
	assert_int_equal(plan.paid, 16 * HOUR);
	assert_int_equal(plan.missing, 0);
	assert_int_equal(plan.at_work[40], 2);
}

static void
a_short_day_is_one_short_shift(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct day day = {0};

	day_open(&day, 9 * HOUR, 12 * HOUR, 1);
	const struct shift_plan plan = planned(&day, &usual, a);
	assert_int_equal(plan.shifts_n, 1);
	assert_int_equal(plan.shifts[0].from, 9 * HOUR);
	assert_int_equal(plan.shifts[0].until, 12 * HOUR);
}

static void
a_closed_day_has_no_shifts(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct day day = {0};
	const struct shift_plan plan = planned(&day, &usual, a);

	assert_int_equal(plan.shifts_n, 0);
	assert_int_equal(plan.paid, 0);
	assert_true(plan.is_cheapest);
}

static void
rules_that_contradict_each_other_name_the_field(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct day day = {0};
	const struct shift_rules none = {.least = 0, .most = 8}, wrong = {.least = 9, .most = 8},
				 rests = {.least = 4, .most = 8, .break_length = 4},
				 endless = {.least = 4, .most = 97};
	static const char *const fields[] = {
		"min_shift_us", "max_shift_us", "break_us", "min_shift_us"};
	const struct shift_rules *const all[] = {&none, &wrong, &rests, &endless};

	for (size_t i = 0; i < array_length(all); i++) {
		struct shift_plan plan;
		struct fault f = {0};
		assert_int_equal(shifts_make(&plan, day.needed, day.is_open, all[i], a, &f),
			FAULT_BAD_INPUT);
		assert_string_equal(f.field, fields[i]);
	}
}

/* ---- Against all plans of a small day ---- */

struct search {
	const struct day *day;
	const struct shift_rules *rules;
	unsigned from, until;
	unsigned least;
};

static bool
is_covered(const struct search *s, const unsigned *at_work)
{
	for (unsigned q = s->from; q < s->until; q++)
		if (at_work[q] < s->day->needed[q])
			return false;
	return true;
}

/* Adds shifts in order of coming and going. */
static void
all_plans(struct search *s, unsigned *at_work, unsigned from, unsigned length, unsigned paid)
{
	if (is_covered(s, at_work) && paid < s->least)
		s->least = paid;
	for (; from + s->rules->least <= s->until; from++, length = s->rules->least)
		for (; length <= s->rules->most && from + length <= s->until; length++) {
			bool has_room = paid + length < s->least;
			for (unsigned q = from; q < from + length; q++)
				has_room = has_room && at_work[q] < s->rules->counters;
			if (!has_room)
				continue;
			for (unsigned q = from; q < from + length; q++)
				at_work[q]++;
			all_plans(s, at_work, from, length, paid + length);
			for (unsigned q = from; q < from + length; q++)
				at_work[q]--;
		}
}

static void
no_plan_of_a_small_day_is_cheaper(void **state)
{
	(void)state;
	struct random_stream random = random_seeded(4);

	for (int round = 0; round < 60; round++) {
		ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
		const struct shift_rules rules = {.least = 3, .most = 5, .counters = 3};
		unsigned at_work[SHIFTS_QUARTERS] = {0};
		struct day day = {0};
		struct search s = {
			.day = &day, .rules = &rules, .from = 30, .until = 40, .least = 1000};
		for (unsigned q = s.from; q < s.until; q++)
			day_open(&day, q, q + 1, (unsigned)random_below(&random, 4));
		const struct shift_plan plan = planned(&day, &rules, a);
		plan_check(&plan, &day, &rules);
		all_plans(&s, at_work, s.from, rules.least, 0);
		if (s.least == 1000) {
			assert_true(plan.missing > 0);
			continue;
		}
		assert_int_equal(plan.missing, 0);
		assert_int_equal(plan.paid, s.least);
		assert_true(plan.is_cheapest);
	}
}

static void
days_of_all_kinds_keep_the_rules_and_cost_little_more_than_the_bound(void **state)
{
	(void)state;
	struct random_stream random = random_seeded(7);

	for (int round = 0; round < 6; round++) {
		ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
		struct day day = {0};
		unsigned needed = 1;
		for (unsigned q = 8 * HOUR; q < 18 * HOUR; q++) {
			needed = needed < 5 && random_chance(&random, 0.3)   ? needed + 1
				 : needed > 1 && random_chance(&random, 0.3) ? needed - 1
									     : needed;
			day_open(&day, q, q + 1, needed);
		}
		const struct shift_plan plan = planned(&day, &usual, a);
		const struct shift_plan again = planned(&day, &usual, a);
		plan_check(&plan, &day, &usual);
		assert_true(plan.paid <= plan.least + plan.least / 20);
		assert_int_equal(plan.shifts_n, again.shifts_n);
		assert_memory_equal(plan.shifts, again.shifts, plan.shifts_n * sizeof *plan.shifts);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_steady_need_takes_shifts_without_a_quarter_too_much),
		cmocka_unit_test(a_peak_at_noon_is_where_two_shifts_meet),
		cmocka_unit_test(somebody_is_there_while_another_rests),
		cmocka_unit_test(a_day_without_an_end_is_planned_too),
		cmocka_unit_test(paid_breaks_are_paid),
		cmocka_unit_test(a_break_goes_where_most_are_left),
		cmocka_unit_test(one_counter_cannot_be_left_without_the_plan_saying_so),
		cmocka_unit_test(more_than_there_are_counters_is_not_planned),
		cmocka_unit_test(a_short_day_is_one_short_shift),
		cmocka_unit_test(a_closed_day_has_no_shifts),
		cmocka_unit_test(rules_that_contradict_each_other_name_the_field),
		cmocka_unit_test(no_plan_of_a_small_day_is_cheaper),
		cmocka_unit_test(
			days_of_all_kinds_keep_the_rules_and_cost_little_more_than_the_bound),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
