/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each distribution has its mean, its spread and its distribution function. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

#include "base/attributes.h"
#include "simulate/draw.h"

#define DRAWS 200000

static const int64_t seen[] = {1000, 2000, 4000, 8000};

/* clang-format off */
static const struct draw draws[] = {
	{.kind = DRAW_CONSTANT, .mean_us = 60e6},
	{.kind = DRAW_EXPONENTIAL, .mean_us = 60e6, .variation = 1},
	{.kind = DRAW_ERLANG, .mean_us = 60e6, .phases = 4, .variation = 0.5},
	{.kind = DRAW_GAMMA, .mean_us = 60e6, .variation = 0.7},
	{.kind = DRAW_LOGNORMAL, .mean_us = 60e6, .variation = 0.7},
};
/* clang-format on */

static void
a_draw_has_its_mean_and_variation(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_length(draws); i++) {
		struct random_stream stream = random_of(7, i);
		double sum = 0, squares = 0;

		for (int k = 0; k < DRAWS; k++) {
			const double x = (double)draw_take(&draws[i], &stream);
			sum += x;
			squares += x * x;
		}
		const double mean = sum / DRAWS, deviation = sqrt(squares / DRAWS - mean * mean);
		assert_float_equal(mean / draws[i].mean_us, 1, 4 / sqrt(DRAWS) + 1e-9);
		assert_float_equal(deviation / draws[i].mean_us, draws[i].variation, 0.02);
	}
}

/* What is drawn falls into the four quarters of the distribution function equally often. */
static void
a_draw_follows_its_distribution_function(void **state)
{
	(void)state;
	for (size_t i = 1; i < array_length(draws); i++) {
		struct random_stream stream = random_of(8, i);
		unsigned quarters[4] = {0};

		for (int k = 0; k < DRAWS; k++) {
			const double u = draw_share(&draws[i], draw_take(&draws[i], &stream));
			assert_true(u >= 0 && u <= 1);
			quarters[u < 1 ? (int)(u * 4) : 3]++;
		}
		for (int q = 0; q < 4; q++)
			assert_in_range(quarters[q], DRAWS / 4 - 800, DRAWS / 4 + 800);
	}
}

static void
an_empirical_draw_stays_between_what_was_seen_and_fills_the_gaps(void **state)
{
	const struct draw d = {.kind = DRAW_EMPIRICAL,
		.mean_us = 3750,
		.values_us = seen,
		.values_n = array_length(seen)};
	struct random_stream stream = random_seeded(3);
	unsigned between_n = 0;

	(void)state;
	for (int k = 0; k < DRAWS; k++) {
		const int64_t x = draw_take(&d, &stream);
		assert_in_range(x, 1000, 8000);
		between_n += x > 4000 && x < 8000;
	}
	assert_in_range(between_n, DRAWS / 4 - 800, DRAWS / 4 + 800);
	assert_float_equal(draw_share(&d, 999), 0, 1e-12);
	assert_float_equal(draw_share(&d, 2000), 0.375, 1e-12);
	assert_float_equal(draw_share(&d, 3000), 0.5, 1e-12);
	assert_float_equal(draw_share(&d, 8000), 1, 1e-12);
}

static void
no_draw_takes_no_time(void **state)
{
	struct random_stream stream = random_seeded(3);

	(void)state;
	assert_int_equal(draw_take(&(struct draw){0}, &stream), 0);
	assert_float_equal(draw_share(&(struct draw){0}, 0), 1, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_draw_has_its_mean_and_variation),
		cmocka_unit_test(a_draw_follows_its_distribution_function),
		cmocka_unit_test(an_empirical_draw_stays_between_what_was_seen_and_fills_the_gaps),
		cmocka_unit_test(no_draw_takes_no_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
