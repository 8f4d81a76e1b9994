/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Quantiles against R and NumPy, Wilson's interval against Newcombe 1998, the risk ratio against
 * the aspirin study in Agresti's book.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include <gsl/gsl_randist.h>

#include "base/attributes.h"
#include "measures/statistics.h"

#define assert_close(a, b, by) assert_true(fabs((a) - (b)) <= (by))

static uint64_t
random_next(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static int
compare(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

static double
by_sorting(const int64_t *values, size_t n, double share)
{
	int64_t *sorted = malloc(n * sizeof *sorted);
	for (size_t i = 0; i < n; i++)
		sorted[i] = values[i];
	qsort(sorted, n, sizeof *sorted, compare);
	const double h = (double)(n - 1) * share, whole = floor(h);
	const size_t i = (size_t)whole, next = i + 1 < n ? i + 1 : i;
	const double result =
		(double)sorted[i] + (h - whole) * ((double)sorted[next] - (double)sorted[i]);
	free(sorted);
	return result;
}

static void
quantiles_are_those_of_r_type_7(void **state)
{
	(void)state;
	const int64_t digits[] = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3};
	const double shares[] = {0.25, 0.5, 0.75, 0.9, 0.95};
	const double expected[] = {2.25, 3.5, 5, 6.3, 7.65};
	double got[5];
	quantiles_i64(digits, 10, shares, 5, got);
	for (size_t i = 0; i < 5; i++)
		assert_close(got[i], expected[i], 1e-12);
	const uint32_t tens[] = {10, 20, 30, 40, 50}, ten[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
	quantiles_u32(tens, 5, (double[]){0.9}, 1, got);
	assert_close(got[0], 46, 1e-12); /* every other type gives 40, 45 or 50 */
	quantiles_u32(ten, 10, (double[]){0.9, 0.99}, 2, got);
	assert_close(got[0], 9.1, 1e-12);
	assert_close(got[1], 9.91, 1e-12);
	const int64_t waits[] = {3, 8, 12, 15, 19, 20, 21, 25, 40, 65};
	quantiles_i64(waits, 10, (double[]){0.5, 0.9, 0.95}, 3, got);
	assert_close(got[0], 19.5, 1e-12);
	assert_close(got[1], 42.5, 1e-12);
	assert_close(got[2], 53.75, 1e-12);
}

static void
quantiles_of_nothing_are_no_numbers_and_of_one_value_are_it(void **state)
{
	(void)state;
	double got[2];
	const int64_t one = -7;
	quantiles_i64(NULL, 0, (double[]){0.5, 0.95}, 2, got);
	assert_true(isnan(got[0]) && isnan(got[1]));
	quantiles_i64(&one, 1, (double[]){0, 1}, 2, got);
	assert_true(got[0] == -7 && got[1] == -7);
}

/* The same as sorting, for few and many values, close together, far apart, all alike, at the ends
 * of int64. */
static void
selecting_gives_what_sorting_gives(void **state)
{
	(void)state;
	const double shares[] = {0, 0.01, 0.25, 0.5, 0.5, 0.95, 0.999, 1};
	uint64_t seed = 88172645463325252u;
	for (size_t round = 0; round < 300; round++) {
		const size_t n = 1 + random_next(&seed) % (round % 10 == 0 ? 20000 : 300);
		const unsigned narrow = (unsigned)(random_next(&seed) % 64);
		int64_t *values = malloc(n * sizeof *values);
		uint32_t *small = malloc(n * sizeof *small);
		int64_t *same = malloc(n * sizeof *same);
		double got[8];
		for (size_t i = 0; i < n; i++) {
			const uint64_t bits = random_next(&seed) >> narrow;
			values[i] = (int64_t)(i % 7 == 0 ? bits >> 20 : bits);
			small[i] = (uint32_t)bits;
			same[i] = small[i];
		}
		quantiles_i64(values, n, shares, 8, got);
		for (size_t i = 0; i < 8; i++)
			assert_close(got[i], by_sorting(values, n, shares[i]),
				1e-12 * fabs(got[i]) + 1e-9 * (narrow == 0));
		quantiles_u32(small, n, shares, 8, got);
		for (size_t i = 0; i < 8; i++)
			assert_close(got[i], by_sorting(same, n, shares[i]), 1e-6);
		free(values);
		free(small);
		free(same);
	}
}

static void
wilson_gives_the_published_intervals(void **state)
{
	(void)state;
	const struct {
		uint64_t part, n;
		double low, high;
	} table[] = {
		{81, 263, 0.25528852, 0.36620958},
		{15, 148, 0.06238640, 0.16048724},
		{0, 20, 0, 0.16112516},
		{1, 29, 0.00611321, 0.17175522},
		{20, 20, 0.83887484, 1},
		{1, 1, 0.20654931, 1},
		{45, 50, 0.78639769, 0.95652424},
		{412, 500, 0.78818583, 0.85487360},
	};
	for (size_t i = 0; i < array_length(table); i++) {
		const struct interval got = wilson(table[i].part, table[i].n);
		assert_close(got.low, table[i].low, 5.1e-9);
		assert_close(got.high, table[i].high, 5.1e-9);
	}
	assert_true(isnan(wilson(0, 0).low) && isnan(wilson(0, 0).high));
	assert_true(wilson(0, 7).low == 0 && wilson(7, 7).high == 1);
}

static void
the_risk_ratio_is_that_of_the_aspirin_study(void **state)
{
	(void)state;
	const struct risk r = risk_of(189, 10845, 104, 10933);
	assert_close(r.ratio, 1.8178018, 5.1e-8);
	assert_close(r.low, 1.4330309, 5.1e-8);
	assert_close(r.high, 2.3058842, 5.1e-8);
	assert_close(r.odds, 1.8320539, 5.1e-8);
	assert_close(r.odds_low, 1.4400424, 5.1e-8);
	assert_close(r.odds_high, 2.3307798, 5.1e-8);
	assert_false(r.is_corrected);
	const struct risk s = risk_of(60, 40, 45, 255);
	assert_close(s.ratio, 4, 1e-12);
	assert_close(s.low, 2.9240582, 5.1e-8);
	assert_close(s.high, 5.4718472, 5.1e-8);
	assert_close(s.odds, 8.5, 1e-12);
	assert_close(s.odds_low, 5.1022565, 5.1e-8);
	assert_close(s.odds_high, 14.1604013, 5.1e-8);
	assert_close(s.after, 0.6, 1e-12);
	assert_close(s.otherwise, 0.15, 1e-12);
}

static void
an_empty_cell_adds_a_half_to_each_and_gives_fishers_probability(void **state)
{
	(void)state;
	const struct risk r = risk_of(12, 8, 0, 30);
	assert_true(r.is_corrected);
	assert_close(r.ratio, 36.904762, 5.1e-7);
	assert_close(r.low, 2.308153, 5.1e-7);
	assert_close(r.high, 590.06541, 5.1e-6);
	assert_close(r.odds, 89.705882, 5.1e-7);
	assert_close(r.odds_low, 4.803771, 5.1e-7);
	assert_close(r.odds_high, 1675.1726, 5.1e-5);
	assert_close(r.fisher_p, 1.03765e-6, 5.1e-12);
	assert_true(isnan(risk_of(0, 0, 3, 4).ratio));
	assert_true(isnan(risk_of(0, 3, 0, 4).ratio));
}

/* The sum over all tables of the same margins. */
static double
fisher_plainly(unsigned a, unsigned b, unsigned c, unsigned d)
{
	const double here = gsl_ran_hypergeometric_pdf(a, a + b, c + d, a + c);
	double sum = 0;
	for (unsigned cell = 0; cell <= a + c && cell <= a + b; cell++) {
		const double chance = gsl_ran_hypergeometric_pdf(cell, a + b, c + d, a + c);
		sum += chance <= here * (1 + 1e-7) ? chance : 0;
	}
	return fmin(1, sum);
}

static void
fishers_probability_is_the_sum_over_all_tables(void **state)
{
	(void)state;
	uint64_t random = 3;
	for (int round = 0; round < 2000; round++) {
		const unsigned most = round % 2 == 0 ? 20 : 400;
		unsigned cells[4];
		for (int i = 0; i < 4; i++)
			cells[i] = 1 + (unsigned)(random_next(&random) % most);
		cells[round % 4] = 0;
		const struct risk r = risk_of(cells[0], cells[1], cells[2], cells[3]);
		const double expected = fisher_plainly(cells[0], cells[1], cells[2], cells[3]);
		assert_close(r.fisher_p, expected, 1e-12 * expected);
	}
	/* A million journeys take no longer to speak of. */
	assert_close(risk_of(0, 1000000, 3, 2000000).fisher_p, 0.556, 0.001);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quantiles_are_those_of_r_type_7),
		cmocka_unit_test(quantiles_of_nothing_are_no_numbers_and_of_one_value_are_it),
		cmocka_unit_test(selecting_gives_what_sorting_gives),
		cmocka_unit_test(wilson_gives_the_published_intervals),
		cmocka_unit_test(the_risk_ratio_is_that_of_the_aspirin_study),
		cmocka_unit_test(an_empty_cell_adds_a_half_to_each_and_gives_fishers_probability),
		cmocka_unit_test(fishers_probability_is_the_sum_over_all_tables),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
