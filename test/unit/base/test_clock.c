/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steady clock never goes back, and it moves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"

static void
the_clock_moves_and_never_goes_back(void **state)
{
	const int64_t began_us = clock_steady_us();
	int64_t before_us = began_us;

	(void)state;
	while (before_us == began_us) {
		const int64_t now_us = clock_steady_us();

		assert_true(now_us >= before_us);
		before_us = now_us;
	}
	assert_true(before_us > began_us);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(the_clock_moves_and_never_goes_back)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
