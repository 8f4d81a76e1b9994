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

static size_t
ten_steps(struct incidence *steps)
{
	struct wait waits[array_length(ten)];
	for (size_t i = 0; i < array_length(ten); i++)
		waits[i] = ten[i];
	return incidence_of(waits, array_length(ten), steps);
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
	assert_int_equal(ten_steps(steps), array_length(expected));
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
	struct incidence steps[array_length(ten)];
	const size_t n = ten_steps(steps);
	assert_true(incidence_called_when(steps, n, 0.1) == 3);
	assert_true(incidence_called_when(steps, n, 0.2) == 8);
	assert_true(incidence_called_when(steps, n, 0.4) == 15);
	assert_true(incidence_called_when(steps, n, 0.6) == 40);
	assert_true(isnan(incidence_called_when(steps, n, 0.75)));
	assert_null(incidence_at(steps, n, 2));
	assert_true(incidence_at(steps, n, 14)->us == 12);
	assert_true(incidence_at(steps, n, 1000)->us == 40);
}

/* The table of ten customers: offered falls to a half only when the fifth is called. */
static void
the_wait_that_was_offered_is_another_one(void **state)
{
	(void)state;
	struct wait waits[] = {{3, WAIT_CALLED}, {8, WAIT_CALLED}, {12, WAIT_CALLED},
		{15, WAIT_CALLED}, {40, WAIT_CALLED}, {6, WAIT_LEFT}, {12, WAIT_LEFT},
		{25, WAIT_LEFT}, {10, WAIT_OPEN}, {18, WAIT_OPEN}};
	struct incidence steps[array_length(waits)];
	const size_t n = incidence_of(waits, array_length(waits), steps);
	assert_true(incidence_offered_when(steps, n, 0.5) == 15);
	assert_true(incidence_called_when(steps, n, 0.5) == 40);
	assert_true(isnan(incidence_offered_when(steps, 0, 0.5)));
}

static void
without_anybody_there_is_no_step(void **state)
{
	(void)state;
	struct incidence steps[1];
	struct wait open = {5, WAIT_OPEN};
	assert_int_equal(incidence_of(NULL, 0, steps), 0);
	assert_int_equal(incidence_of(&open, 1, steps), 0);
	assert_true(isnan(incidence_called_when(steps, 0, 0.5)));
}

static void
when_all_give_up_nobody_is_ever_called(void **state)
{
	(void)state;
	struct wait waits[] = {{1, WAIT_LEFT}, {2, WAIT_LEFT}, {3, WAIT_LEFT}};
	struct incidence steps[3];
	assert_int_equal(incidence_of(waits, 3, steps), 3);
	assert_true(steps[2].called == 0 && steps[2].left == 1 && steps[2].waiting == 0);
	assert_true(isnan(incidence_called_when(steps, 3, 0.5)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(incidences_are_those_of_survival_analysis),
		cmocka_unit_test(a_share_that_was_never_called_has_no_time),
		cmocka_unit_test(the_wait_that_was_offered_is_another_one),
		cmocka_unit_test(without_anybody_there_is_no_step),
		cmocka_unit_test(when_all_give_up_nobody_is_ever_called),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
