/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Buckets of tokens, with a clock that the test moves.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "http/rate.h"

#define SECOND 1000000

static int
taken(struct http_rates *rates, const char *key, int64_t now_us, int n)
{
	int64_t wait_us;
	int taken_n = 0;

	for (int i = 0; i < n; i++)
		taken_n += http_rates_take(rates, span_of(key), now_us, &wait_us);
	return taken_n;
}

static void
a_burst_passes_and_then_a_steady_rate(void **state)
{
	struct http_rates *rates = http_rates_new(10, SECOND, 30);
	int64_t wait_us = 0;

	(void)state;
	assert_int_equal(taken(rates, "a", 5 * SECOND, 100), 30);
	assert_false(http_rates_take(rates, SPAN("a"), 5 * SECOND, &wait_us));
	assert_int_equal(wait_us, SECOND / 10);
	assert_int_equal(taken(rates, "a", 5 * SECOND + wait_us, 5), 1);
	assert_int_equal(taken(rates, "a", 6 * SECOND, 100), 9);
	assert_int_equal(taken(rates, "a", 100 * SECOND, 100), 30);
	assert_int_equal(taken(rates, "b", 6 * SECOND, 100), 30);
	http_rates_free(rates);
}

static void
a_flood_of_keys_takes_no_more_memory_and_lets_others_live(void **state)
{
	struct http_rates *rates = http_rates_new(1, SECOND, 5);
	char key[32];
	int passed = 0;

	(void)state;
	for (int i = 0; i < 200000; i++) {
		snprintf(key, sizeof key, "key %d", i);
		passed += taken(rates, key, SECOND, 1);
	}
	assert_int_equal(passed, 200000); /* each for the first time */
	assert_int_equal(taken(rates, "somebody", 2 * SECOND, 9), 5);
	http_rates_free(rates);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_burst_passes_and_then_a_steady_rate),
		cmocka_unit_test(a_flood_of_keys_takes_no_more_memory_and_lets_others_live),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
