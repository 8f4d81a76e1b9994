/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ziggurat's edges are what they should be, and its numbers are exponential to the tail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

#include "base/attributes.h"
#include "simulate/exponential.h"

#define DRAWS 2000000

static void
the_edges_cut_layers_of_equal_area(void **state)
{
	const double *e = exponential_edges;
	const double area = (e[1] + 1) * exp(-e[1]); /* with the tail */

	(void)state;
	assert_float_equal(e[1], 7.69711747013104972, 1e-15);
	assert_float_equal(area, 0.0039496598225815571993, 1e-17);
	assert_float_equal(e[0] * exp(-e[1]), area, 1e-16);
	for (int i = 1; i < EXPONENTIAL_LAYERS; i++) {
		assert_true(e[i + 1] < e[i]);
		assert_float_equal(e[i] * (exp(-e[i + 1]) - exp(-e[i])), area, 1e-15);
	}
	assert_true(e[EXPONENTIAL_LAYERS] == 0);
}

static void
its_numbers_are_exponential(void **state)
{
	static const double shares[] = {.01, .1, .25, .5, .75, .9, .99, .999, .9999};
	struct random_stream stream = random_seeded(5);
	uint64_t below_n[array_length(shares)] = {0};
	double sum = 0, squares = 0;

	(void)state;
	for (int i = 0; i < DRAWS; i++) {
		const double x = exponential_take(&stream);

		assert_true(x >= 0);
		sum += x;
		squares += x * x;
		for (size_t k = 0; k < array_length(shares); k++)
			below_n[k] += x < -log1p(-shares[k]);
	}
	/* Within four standard errors: the variance of x is 1, that of x² is 20. */
	assert_float_equal(sum / DRAWS, 1, 4 / sqrt(DRAWS));
	assert_float_equal(squares / DRAWS, 2, 4 * sqrt(20. / DRAWS));
	for (size_t k = 0; k < array_length(shares); k++)
		assert_float_equal((double)below_n[k] / DRAWS, shares[k],
			4 * sqrt(shares[k] * (1 - shares[k]) / DRAWS));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_edges_cut_layers_of_equal_area),
		cmocka_unit_test(its_numbers_are_exponential),
	};

	return cmocka_run_group_tests_name("exponential", tests, NULL, NULL);
}
