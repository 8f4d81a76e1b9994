/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ten customers: called after 3 8 12 15 40 minutes, left after 6 12 25, still waiting after 10 18.
 * The expected values are those of R's survival package.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/attributes.h"
#include "measures/incidence.h"

struct wait {
	int64_t us;
	enum wait_end end;
};

static const struct wait ten[] = {
	{40, WAIT_CALLED},
	{3, WAIT_CALLED},
	{8, WAIT_CALLED},
	{12, WAIT_CALLED},
	{15, WAIT_CALLED},
	{6, WAIT_LEFT},
	{12, WAIT_LEFT},
	{25, WAIT_LEFT},
	{10, WAIT_OPEN},
	{18, WAIT_LOST},
};

#define TEN array_length(ten)

static const uint64_t *
keys_of(uint64_t *keys, uint64_t *other, const struct wait *waits, size_t n)
{
	for (size_t i = 0; i < n; i++)
		keys[i] = wait_key(waits[i].us, waits[i].end);
	return wait_keys_sort(keys, other, n);
}

static size_t
steps_of(const struct wait *waits, size_t n, struct incidence *steps)
{
	uint64_t keys[TEN], other[TEN];
	struct incidence_walk walk;
	size_t steps_n = 0;
	incidence_begin(&walk, keys_of(keys, other, waits, n), n);
	while (incidence_next(&walk))
		steps[steps_n++] = walk.step;
	return steps_n;
}

static struct incidence_figures
figures_of(const struct wait *waits, size_t n, double share, int64_t within_us)
{
	uint64_t keys[TEN], other[TEN];
	struct incidence_figures figures = {
		.shares = &share, .shares_n = 1, .within_us = within_us};
	incidence_figure(&figures, keys_of(keys, other, waits, n), n);
	return figures;
}

static void
incidences_are_those_of_survival_analysis(void **state)
{
	(void)state;
	const struct {
		int64_t t;
		uint64_t n;
		double waiting, called, left, offered;
	} expected[] = {
		{3, 10, 0.9, 0.1, 0, 0.9},
		{6, 9, 0.8, 0.1, 0.1, 0.9},
		{8, 8, 0.7, 0.2, 0.1, 0.7875},
		{12, 6, 0.4666667, 0.3166667, 0.2166667, 0.65625},
		{15, 4, 0.35, 0.4333333, 0.2166667, 0.4921875},
		{25, 2, 0.175, 0.4333333, 0.3916667, 0.4921875},
		{40, 1, 0, 0.6083333, 0.3916667, 0},
	};
	struct incidence steps[array_length(ten)];
	assert_int_equal(steps_of(ten, TEN, steps), array_length(expected));
	for (size_t i = 0; i < array_length(expected); i++) {
		assert_int_equal(steps[i].us, expected[i].t);
		assert_int_equal(steps[i].at_risk, expected[i].n);
		assert_true(fabs(steps[i].waiting - expected[i].waiting) < 5.1e-8);
		assert_true(fabs(steps[i].called - expected[i].called) < 5.1e-8);
		assert_true(fabs(steps[i].left - expected[i].left) < 5.1e-8);
		assert_true(fabs(steps[i].offered - expected[i].offered) < 5.1e-8);
		assert_true(fabs(steps[i].waiting + steps[i].called + steps[i].left - 1) < 1e-12);
	}
}

static void
a_share_that_was_never_called_has_no_time(void **state)
{
	(void)state;
	assert_true(figures_of(ten, TEN, 0.1, 0).called_when[0] == 3);
	assert_true(figures_of(ten, TEN, 0.2, 0).called_when[0] == 8);
	assert_true(figures_of(ten, TEN, 0.4, 0).called_when[0] == 15);
	assert_true(figures_of(ten, TEN, 0.6, 0).called_when[0] == 40);
	assert_true(isnan(figures_of(ten, TEN, 0.75, 0).called_when[0]));
}

static void
shares_within_a_limit_are_those_of_the_last_step_before_it(void **state)
{
	(void)state;
	assert_true(figures_of(ten, TEN, 0.5, 2).called == 0);
	assert_true(fabs(figures_of(ten, TEN, 0.5, 14).called - 0.3166667) < 5.1e-8);
	assert_true(fabs(figures_of(ten, TEN, 0.5, 12).left - 0.2166667) < 5.1e-8);
	assert_true(fabs(figures_of(ten, TEN, 0.5, 1000).called - 0.6083333) < 5.1e-8);
	assert_true(isnan(figures_of(NULL, 0, 0.5, 1000).called));
}

/* Thousands are sorted by their digits. */
static void
many_keys_are_sorted_as_few_are(void **state)
{
	(void)state;
	static uint64_t keys[5000], other[5000];
	const int64_t ranges[] = {1, 100, 1000000, INT64_C(1) << 40};
	uint64_t random = 1;
	for (size_t r = 0; r < array_length(ranges); r++) {
		uint64_t sum = 0;
		for (size_t i = 0; i < array_length(keys); i++) {
			random = random * UINT64_C(6364136223846793005) + 1;
			keys[i] = wait_key(
				(int64_t)(random >> 20) % ranges[r], (enum wait_end)(random >> 62));
			sum += keys[i];
		}
		const uint64_t *sorted = wait_keys_sort(keys, other, array_length(keys));
		/* Ends are below the digits: those of one time may stand in any order. */
		for (size_t i = 0; i < array_length(keys); i++) {
			assert_true(i == 0 || wait_key_us(sorted[i - 1]) <= wait_key_us(sorted[i]));
			sum -= sorted[i];
		}
		assert_true(sum == 0);
	}
}

/* The table of ten customers: offered falls to a half only when the fifth is called. */
static void
the_wait_that_was_offered_is_another_one(void **state)
{
	(void)state;
	struct wait waits[] = {{3, WAIT_CALLED}, {8, WAIT_CALLED}, {12, WAIT_CALLED},
		{15, WAIT_CALLED}, {40, WAIT_CALLED}, {6, WAIT_LEFT}, {12, WAIT_LEFT},
		{25, WAIT_LEFT}, {10, WAIT_OPEN}, {18, WAIT_OPEN}};
	const struct incidence_figures figures = figures_of(waits, array_length(waits), 0.5, 0);
	assert_true(figures.offered_when == 15);
	assert_true(figures.called_when[0] == 40);
	assert_true(isnan(figures_of(waits, 0, 0.5, 0).offered_when));
}

static void
without_anybody_there_is_no_step(void **state)
{
	(void)state;
	struct incidence steps[1];
	struct wait open = {5, WAIT_OPEN};
	assert_int_equal(steps_of(NULL, 0, steps), 0);
	assert_int_equal(steps_of(&open, 1, steps), 0);
	assert_true(isnan(figures_of(&open, 1, 0.5, 0).called_when[0]));
}

static void
when_all_give_up_nobody_is_ever_called(void **state)
{
	(void)state;
	struct wait waits[] = {{1, WAIT_LEFT}, {2, WAIT_LEFT}, {3, WAIT_LEFT}};
	struct incidence steps[3];
	assert_int_equal(steps_of(waits, 3, steps), 3);
	assert_true(steps[2].called == 0 && steps[2].left == 1 && steps[2].waiting == 0);
	assert_true(isnan(figures_of(waits, 3, 0.5, 0).called_when[0]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(incidences_are_those_of_survival_analysis),
		cmocka_unit_test(a_share_that_was_never_called_has_no_time),
		cmocka_unit_test(shares_within_a_limit_are_those_of_the_last_step_before_it),
		cmocka_unit_test(many_keys_are_sorted_as_few_are),
		cmocka_unit_test(the_wait_that_was_offered_is_another_one),
		cmocka_unit_test(without_anybody_there_is_no_step),
		cmocka_unit_test(when_all_give_up_nobody_is_ever_called),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
