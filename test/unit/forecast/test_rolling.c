/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Intervals against the quantiles of R's qpois and qnbinom, and against each other. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <gsl/gsl_cdf.h>

#include "forecast/rolling.h"

static void
expect(double mean, double dispersion, double low, double high)
{
	const struct interval_95 i = spread_interval(mean, dispersion);

	assert_true(i.low == low);
	assert_true(i.high == high);
}

static void
without_spread_it_is_the_poisson_interval(void **state)
{
	(void)state;
	expect(10, 1, 4, 17); /* qpois(c(.025, .975), 10) */
	expect(3.5, 1, 0, 8);
	expect(0.01, 1, 0, 0);
	expect(100, 0.2, 81, 120); /* never narrower than Poisson */
	expect(0, 5, 0, 0);
}

/* The least count that a share of the distribution does not pass. */
static double
quantile(double share, double mean, double dispersion)
{
	unsigned k = 0;

	while (gsl_cdf_negative_binomial_P(k, 1 / dispersion, mean / (dispersion - 1)) < share)
		k++;
	return k;
}

static void
with_spread_it_is_the_negative_binomial_interval(void **state)
{
	static const double means[] = {0.3, 2, 10, 45.5, 300, 600};
	static const double dispersions[] = {1.2, 2, 5, 20};

	(void)state;
	for (size_t i = 0; i < array_length(means); i++)
		for (size_t j = 0; j < array_length(dispersions); j++)
			expect(means[i], dispersions[j], quantile(0.025, means[i], dispersions[j]),
				quantile(0.975, means[i], dispersions[j]));
}

static void
large_means_have_much_the_same_interval_by_the_gamma_distribution(void **state)
{
	const struct interval_95 summed = spread_interval(4999, 20),
				 by_gamma = spread_interval(5001, 20);

	(void)state;
	assert_true(fabs(summed.low - by_gamma.low) < 12);
	assert_true(fabs(summed.high - by_gamma.high) < 12);
	assert_true(fabs(spread_interval(1e9, 1).high - 1e9 - 61980) < 3);
	assert_true(spread_interval(6000, 60000).low == 0);
}

static void
each_week_of_the_horizon_has_its_own_spread(void **state)
{
	const struct spread spread = {.by_week = {1, 2, 3, 4}};

	(void)state;
	assert_true(spread_at(&spread, 1) == 1);
	assert_true(spread_at(&spread, 7) == 1);
	assert_true(spread_at(&spread, 8) == 2);
	assert_true(spread_at(&spread, 28) == 4);
	assert_true(spread_at(&spread, 300) == 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_spread_it_is_the_poisson_interval),
		cmocka_unit_test(with_spread_it_is_the_negative_binomial_interval),
		cmocka_unit_test(large_means_have_much_the_same_interval_by_the_gamma_distribution),
		cmocka_unit_test(each_week_of_the_horizon_has_its_own_spread),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
