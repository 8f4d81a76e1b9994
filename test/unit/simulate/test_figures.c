/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Intervals and the end of the warm-up: the rows of domain.md §10. */
#include "plain.h"

#include <math.h>

#include "../../pcg32.h"

static void
the_interval_of_ten_replications_is_that_of_the_book(void **state)
{
	static const double values[] = {4.12, 3.87, 4.31, 4.05, 3.96, 4.22, 3.79, 4.10, 4.01, 4.18};
	const struct simulate_figure figure = simulate_figure_of(values, 10);

	(void)state;
	assert_int_equal(figure.n, 10);
	assert_float_equal(figure.mean, 4.061, 1e-12);
	assert_float_equal(figure.half, 0.1141811, 5e-8);
	assert_float_equal(figure.mean - figure.half, 3.9468189, 5e-8);
	assert_float_equal(figure.mean + figure.half, 4.1751811, 5e-8);
}

static void
a_run_with_nothing_to_tell_does_not_count(void **state)
{
	const double values[] = {NAN, 1, NAN, 3};

	(void)state;
	assert_int_equal(simulate_figure_of(values, 4).n, 2);
	assert_float_equal(simulate_figure_of(values, 4).mean, 2, 0);
	assert_true(isnan(simulate_figure_of(values, 2).half));
	assert_float_equal(simulate_figure_of(values, 2).mean, 1, 0);
	assert_true(isnan(simulate_figure_of(values, 1).mean));
	assert_int_equal(simulate_figure_of(values, 0).n, 0);
}

/* As the rule is written, without the trick. */
static size_t
warm_up_naively(const double *values, size_t n, double *ret_least)
{
	size_t best = 0;

	*ret_least = INFINITY;
	for (size_t d = 0; n > 0 && d <= n / 2; d++) {
		double mean = 0, squares = 0;

		for (size_t i = d; i < n; i++)
			mean += values[i] / (double)(n - d);
		for (size_t i = d; i < n; i++)
			squares += (values[i] - mean) * (values[i] - mean);
		squares /= (double)((n - d) * (n - d));
		if (squares < *ret_least) {
			*ret_least = squares;
			best = d;
		}
	}
	return best;
}

static void
a_series_has_settled_where_the_book_says(void **state)
{
	static const double values[] = {20, 14, 9, 7, 6, 5, 6, 5, 5, 6, 5, 6, 5, 5, 6, 5};
	struct pcg32 stream = pcg32_of(4, 1);
	double series[60], least, mean = 0;

	(void)state;
	assert_int_equal(simulate_warm_up(values, 16), 4);
	assert_int_equal(warm_up_naively(values, 16, &least), 4);
	assert_float_equal(least, 0.0202546, 5e-8);
	for (size_t i = 4; i < 16; i++)
		mean += values[i] / 12;
	assert_float_equal(mean, 5.4166667, 5e-8);
	assert_int_equal(simulate_warm_up(values, 0), 0);
	assert_int_equal(simulate_warm_up(values, 1), 0);
	for (int round = 0; round < 200; round++) {
		const size_t n = 1 + pcg32_below(&stream, 60);

		for (size_t i = 0; i < n; i++)
			series[i] = pcg32_unit(&stream) + 5 * exp(-(double)i / 5);
		assert_int_equal(simulate_warm_up(series, n), warm_up_naively(series, n, &least));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_interval_of_ten_replications_is_that_of_the_book),
		cmocka_unit_test(a_run_with_nothing_to_tell_does_not_count),
		cmocka_unit_test(a_series_has_settled_where_the_book_says),
	};

	return cmocka_run_group_tests_name("figures", tests, NULL, NULL);
}
