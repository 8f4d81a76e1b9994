/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The published first outputs of the generators, and the moments of the distributions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "../../pcg32.h"
#include "base/random.h"

#define DRAWS 200000

static void
split_mix_gives_its_published_numbers(void **state)
{
	static const uint64_t expected[] = {UINT64_C(6457827717110365317),
		UINT64_C(3203168211198807973), UINT64_C(9817491932198370423),
		UINT64_C(4593380528125082431)};
	uint64_t seed = 1234567;

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_true(random_split(&seed) == expected[i]);
}

static void
xoshiro_gives_its_published_numbers(void **state)
{
	static const uint64_t expected[] = {11520, 0, 1509978240, UINT64_C(1215971899390074240),
		UINT64_C(1216172134540287360), UINT64_C(607988272756665600)};
	static const uint64_t seeded[] = {UINT64_C(0x15780b2e0c2ec716),
		UINT64_C(0x6104d9866d113a7e), UINT64_C(0xae17533239e499a1),
		UINT64_C(0xecb8ad4703b360a1)};
	struct random_stream r = {{1, 2, 3, 4}}, of_42 = random_seeded(42);

	(void)state;
	for (int i = 0; i < 6; i++)
		assert_true(random_bits(&r) == expected[i]);
	for (int i = 0; i < 4; i++)
		assert_true(random_bits(&of_42) == seeded[i]);
}

/* Of the tests themselves: see pcg32.h. */
static void
pcg_gives_its_published_numbers(void **state)
{
	static const uint32_t expected[] = {
		0xa15c02b7, 0x7b47f409, 0xba1d3330, 0x83d2f293, 0xbfa4784b, 0xcbed606e};
	struct pcg32 r = pcg32_of(42, 54);

	(void)state;
	assert_true(r.state == UINT64_C(1753877967969059832) && r.increment == 109);
	for (int i = 0; i < 6; i++)
		assert_int_equal(pcg32_bits(&r), expected[i]);
}

static void
a_jump_lands_where_it_is_published_to_land(void **state)
{
	static const uint64_t expected[] = {UINT64_C(9087704859701656341),
		UINT64_C(12008401286956209623), UINT64_C(630758442362283606),
		UINT64_C(7690202542619134164)};
	static const uint64_t of_one[] = {UINT64_C(0x934d05e8b2076310),
		UINT64_C(0xeabdd0bf76a1be51), UINT64_C(0x75dd6a992accb1e8),
		UINT64_C(0xc660c602a7330187)};
	struct random_stream r = {{1, 2, 3, 4}}, one = {{0, 0, 0, 1}};

	(void)state;
	/* The reference value of this state was taken after three draws; the other row is
	 * published. */
	for (int i = 0; i < 3; i++)
		(void)random_bits(&r);
	random_jump(&r);
	random_jump(&one);
	for (int i = 0; i < 4; i++) {
		assert_true(r.state[i] == expected[i]);
		assert_true(one.state[i] == of_one[i]);
	}
}

static void
uniforms_and_exponentials_are_the_published_ones(void **state)
{
	static const double expected[] = {0.0838629711, 0.3789802507, 0.6800434110, 0.9246929453};
	struct random_stream r = random_seeded(42), again = random_seeded(42);

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_true(fabs(random_unit(&r) - expected[i]) < 1e-10);
	assert_true(fabs(random_exponential(&again, 1) - 0.0875893306) < 1e-10);
	assert_true(fabs(random_exponential(&again, 1) - 0.4763923951) < 1e-10);
}

typedef double draw(struct random_stream *r, double mean, double variation);

static double
exponential(struct random_stream *r, double mean, double variation)
{
	(void)variation;
	return random_exponential(r, mean);
}

static double
normal(struct random_stream *r, double mean, double variation)
{
	return random_normal(r, mean, mean * variation);
}

/* Mean and standard deviation within five standard errors (that of the deviation from the fourth
 * moment of the sample itself). */
static void
assert_moments(draw *from, double mean, double variation)
{
	struct random_stream r = random_of(7, 1);
	double sum = 0, squares = 0, fourths = 0;

	for (int i = 0; i < DRAWS; i++) {
		const double x = from(&r, mean, variation) - mean;

		sum += x;
		squares += x * x;
		fourths += x * x * x * x;
	}
	const double variance = squares / DRAWS, wanted = mean * variation * mean * variation;

	assert_true(fabs(sum / DRAWS) < 5 * mean * variation / sqrt(DRAWS));
	assert_true(fabs(variance - wanted) <
		    5 * sqrt((fourths / DRAWS - variance * variance) / DRAWS));
}

static void
distributions_have_the_moments_they_are_asked_for(void **state)
{
	(void)state;
	assert_moments(exponential, 3, 1);
	assert_moments(normal, 10, 0.3);
	assert_moments(random_lognormal, 6, 0.5);
	assert_moments(random_gamma, 6, 0.5);
	assert_moments(random_gamma, 6, 1.7);
}

static void
every_number_below_is_as_likely_and_none_is_above(void **state)
{
	struct random_stream r = random_seeded(3);
	double counts[7] = {0}, chi = 0;

	(void)state;
	for (int i = 0; i < 70000; i++) {
		const uint64_t n = random_below(&r, 7);

		assert_in_range(n, 0, 6);
		counts[n]++;
	}
	for (int i = 0; i < 7; i++)
		chi += (counts[i] - 10000) * (counts[i] - 10000) / 10000;
	assert_true(chi < 27.9); /* 99.99 % of chi-squared with six degrees of freedom */
	assert_int_equal(random_below(&r, 1), 0);
}

static void
streams_of_two_purposes_have_nothing_in_common(void **state)
{
	struct random_stream a = random_of(1, 1), b = random_of(1, 2);
	double product = 0;

	(void)state;
	for (int i = 0; i < DRAWS; i++)
		product += (random_unit(&a) - 0.5) * (random_unit(&b) - 0.5);
	assert_true(fabs(product / DRAWS * 12) < 5 / sqrt(DRAWS));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(split_mix_gives_its_published_numbers),
		cmocka_unit_test(xoshiro_gives_its_published_numbers),
		cmocka_unit_test(pcg_gives_its_published_numbers),
		cmocka_unit_test(a_jump_lands_where_it_is_published_to_land),
		cmocka_unit_test(uniforms_and_exponentials_are_the_published_ones),
		cmocka_unit_test(distributions_have_the_moments_they_are_asked_for),
		cmocka_unit_test(every_number_below_is_as_likely_and_none_is_above),
		cmocka_unit_test(streams_of_two_purposes_have_nothing_in_common),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
