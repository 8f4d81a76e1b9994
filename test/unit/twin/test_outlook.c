/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a stretch of time was like, by the worked set of domain §4: answered 3 8 12 15 19 20 21 25
 * 40 65, gave up 2 6 18 25 70, limit 20.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <math.h>

#include "twin/outlook.h"

#define S INT64_C(1000000)

static struct simulate_visit
visit(int64_t came, int64_t wait, enum simulate_ending ending)
{
	const bool is_called = ending == SIMULATE_SERVED;

	return (struct simulate_visit){.came_us = came * S,
		.called_us = is_called ? (came + wait) * S : INT64_MIN,
		.ended_us = ending == SIMULATE_WAITING ? INT64_MIN : (came + wait) * S,
		.ending = ending};
}

static void
who_gave_up_within_the_limit_is_not_counted_and_later_is_missed(void **state)
{
	static const int answered[] = {3, 8, 12, 15, 19, 20, 21, 25, 40, 65},
			 left[] = {2, 6, 18, 25, 70};
	const struct outlook_window window = {0, 1000 * S, 1000 * S, 20 * S};
	struct arena *a = arena_new(ARENA_UNLIMITED);
	struct simulate_visit visits[15];
	struct outlook o;

	(void)state;
	for (int i = 0; i < 10; i++)
		visits[i] = visit(i, answered[i], SIMULATE_SERVED);
	for (int i = 0; i < 5; i++)
		visits[10 + i] = visit(i, left[i], SIMULATE_LEFT);
	o = outlook_of(visits, 15, &window, a);
	assert_true(fabs(1 - o.longer - 0.5) < 1e-12); /* treatment C */
	assert_true(fabs(o.left - 5.0 / 15) < 1e-12);
	assert_true(o.customers_n == 15);
	/* Type 7 of all 15 waits: 2 3 6 8 12 15 18 19 20 21 25 25 40 65 70. */
	assert_true(fabs(o.median_us - 19e6) < 1);
	assert_true(fabs(o.p90_us - (40e6 + 0.6 * 25e6)) < 1);
	arena_free(a);
}

static void
who_waits_still_waits_until_the_end_and_who_was_called_before_or_came_after_is_left_out(
	void **state)
{
	const struct outlook_window window = {10 * S, 100 * S, 120 * S, 20 * S};
	struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct simulate_visit visits[] = {
		visit(0, 9, SIMULATE_SERVED),	 /* called before it begins */
		visit(0, 10, SIMULATE_SERVED),	 /* called at once */
		visit(90, 0, SIMULATE_WAITING),	 /* 30 s by the end */
		visit(100, 0, SIMULATE_WAITING), /* came too late */
		visit(50, 0, SIMULATE_REFUSED),	 /* was not let in */
	};
	const struct outlook o = outlook_of(visits, 5, &window, a);

	(void)state;
	assert_true(o.customers_n == 2);
	assert_true(o.longer == 0.5);
	assert_true(o.left == 0);
	arena_free(a);
}

static void
nobody_is_nothing_and_not_zero(void **state)
{
	const struct outlook_window window = {0, S, S, S};
	struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct outlook o = outlook_of(NULL, 0, &window, a);

	(void)state;
	assert_true(o.customers_n == 0);
	assert_true(isnan(o.longer) && isnan(o.median_us) && isnan(o.p90_us) && isnan(o.left));
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_gave_up_within_the_limit_is_not_counted_and_later_is_missed),
		cmocka_unit_test(
			who_waits_still_waits_until_the_end_and_who_was_called_before_or_came_after_is_left_out),
		cmocka_unit_test(nobody_is_nothing_and_not_zero),
	};

	return cmocka_run_group_tests_name("outlook", tests, NULL, NULL);
}
