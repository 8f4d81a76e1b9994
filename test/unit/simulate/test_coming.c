/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many come, and when: rates that change (domain.md §10), times of a log, agreed times. */
#include "plain.h"

#include <math.h>

#include "../../pcg32.h"

#define HOUR  (3600 * S)
#define STEPS 64 /* pieces an hour */

/* λ(t) = 20 + 10 sin(2πt / 8) an hour, piece by piece with the very area of each. */
static void
waves_fill(struct simulate_rate *rates)
{
	for (int i = 0; i < 8 * STEPS; i++) {
		const double from = (double)i / STEPS, until = (double)(i + 1) / STEPS,
			     area = 20 * (until - from) +
				    40 / M_PI * (cos(M_PI / 4 * from) - cos(M_PI / 4 * until));

		rates[i] = (struct simulate_rate){
			(int64_t)(from * HOUR), area / ((until - from) * HOUR)};
	}
}

static void
arrivals_by_a_wave_are_poisson_with_the_area_under_it(void **state)
{
	static struct simulate_rate rates[8 * STEPS];
	const int runs = 4000;
	double half = 0, whole = 0, half2 = 0, whole2 = 0;
	struct plain p;

	(void)state;
	waves_fill(rates);
	plain_fill(&p, 1);
	p.source.rates = rates;
	p.source.rates_n = array_length(rates);
	p.model.until_us = 8 * HOUR;
	for (int r = 0; r < runs; r++) {
		ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
		const struct simulate_wish wish = {.seed = 9, .replication = (uint64_t)r};
		struct coming coming;
		int64_t at_us = 0, before_us = 0;
		double in_half = 0, in_all = 0;

		coming_begin(&coming, &p.model, 0, &wish, a);
		while ((at_us = coming_next(&coming, &p.model)) != COMING_NEVER) {
			assert_true(at_us >= before_us && at_us < p.model.until_us);
			before_us = at_us;
			in_half += at_us < 4 * HOUR;
			in_all++;
		}
		half += in_half / runs;
		whole += in_all / runs;
		half2 += in_half * in_half / runs;
		whole2 += in_all * in_all / runs;
	}
	assert_float_equal(half, 105.4647909, 4 * sqrt(105.46 / runs));
	assert_float_equal(whole, 160, 4 * sqrt(160. / runs));
	/* Of a Poisson count the variance is the mean; its own error is about mean √(2 / runs). */
	assert_float_equal(half2 - half * half, 105.46, 4 * 105.46 * sqrt(2. / runs));
	assert_float_equal(whole2 - whole * whole, 160, 4 * 160 * sqrt(2. / runs));
}

/* Apart from the product's own numbers. */
static double
exponential_of(struct pcg32 *r, double rate)
{
	return -log1p(-pcg32_unit(r)) / rate;
}

/* Thinning, the other way to the same: candidates at the greatest rate, kept by λ(t) / λ most. */
static void
thinning_gives_as_many(void **state)
{
	struct pcg32 stream = pcg32_of(3, 1);
	const int runs = 2000;
	double half = 0, whole = 0;

	(void)state;
	for (int r = 0; r < runs; r++)
		for (double t = 0; (t += exponential_of(&stream, 30)) < 8;) {
			const double rate = 20 + 10 * sin(M_PI / 4 * t);

			assert_true(rate <= 30);
			if (pcg32_chance(&stream, rate / 30)) {
				half += t < 4;
				whole++;
			}
		}
	assert_float_equal(half / runs, 105.4647909, 4 * sqrt(105.46 / runs));
	assert_float_equal(whole / runs, 160, 4 * sqrt(160. / runs));
}

#define PIECES 4

/* Sums of counts over runs, and of their squares. */
struct counted {
	double sums[PIECES], squares[PIECES], product; /* of the first and the last piece */
};

static void
counted_add(struct counted *c, const double *counts)
{
	for (int i = 0; i < PIECES; i++) {
		c->sums[i] += counts[i];
		c->squares[i] += counts[i] * counts[i];
	}
	c->product += counts[0] * counts[PIECES - 1];
}

/* Each piece Poisson with its own mean, whatever happened in the others. */
static void
assert_poisson(const struct counted *c, const double *means, double runs)
{
	for (int i = 0; i < PIECES; i++) {
		const double mean = c->sums[i] / runs;

		assert_float_equal(mean, means[i], 4 * sqrt(means[i] / runs));
		/* The fourth moment of a Poisson count gives the error of its variance. */
		assert_float_equal(c->squares[i] / runs - mean * mean, means[i],
			4 * sqrt((means[i] + 2 * means[i] * means[i]) / runs));
	}
	assert_float_equal(c->product / runs - c->sums[0] * c->sums[PIECES - 1] / runs / runs, 0,
		4 * sqrt(means[0] * means[PIECES - 1] / runs));
}

/* Rates that hold piece by piece: the book restarts the exponential clock at each change, ours goes
 * on with what is left of it; both leave as many in each piece. */
static void
pieces_have_as_many_as_when_the_clock_restarts_at_each(void **state)
{
	static const double per_hour[PIECES] = {3, 0, 40, 0.5};
	struct simulate_rate rates[PIECES];
	struct counted ours = {0}, book = {0};
	struct pcg32 r = pcg32_of(5, 1);
	const int runs = 8000;
	struct plain p;

	(void)state;
	for (int i = 0; i < PIECES; i++)
		rates[i] = (struct simulate_rate){i * HOUR, per_hour[i] / (double)HOUR};
	plain_fill(&p, 1);
	p.source.rates = rates;
	p.source.rates_n = PIECES;
	p.model.until_us = PIECES * HOUR;
	for (int run = 0; run < runs; run++) {
		ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
		const struct simulate_wish wish = {.seed = 6, .replication = (uint64_t)run};
		double counts[PIECES] = {0}, restarted[PIECES] = {0};
		struct coming coming;

		coming_begin(&coming, &p.model, 0, &wish, a);
		for (int64_t at; (at = coming_next(&coming, &p.model)) != COMING_NEVER;)
			counts[at / HOUR]++;
		for (int i = 0; i < PIECES; i++)
			for (double t = 0;
				per_hour[i] > 0 && (t += exponential_of(&r, per_hour[i])) < 1;)
				restarted[i]++;
		counted_add(&ours, counts);
		counted_add(&book, restarted);
	}
	assert_poisson(&ours, per_hour, runs);
	assert_poisson(&book, per_hour, runs);
}

static void
a_block_of_arrivals_is_the_same_as_one_at_a_time(void **state)
{
	static struct simulate_rate rates[8 * STEPS];
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct simulate_wish wish = {.seed = 1};
	struct coming one, many;
	struct plain p;
	int64_t block[7];
	size_t n;

	(void)state;
	waves_fill(rates);
	rates[20].per_us = 0;
	plain_fill(&p, 1);
	p.source.rates = rates;
	p.source.rates_n = array_length(rates);
	p.model.from_us = HOUR / 7;
	p.model.until_us = 7 * HOUR;
	coming_begin(&one, &p.model, 0, &wish, a);
	coming_begin(&many, &p.model, 0, &wish, a);
	do {
		n = coming_fill(&many, &p.model, block, 7);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(block[i], coming_next(&one, &p.model));
	} while (n == 7);
	assert_int_equal(coming_next(&one, &p.model), COMING_NEVER);
}

static void
times_of_a_log_come_as_they_are(void **state)
{
	static const int64_t times[] = {5, 10, 10, 20, 30};
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct simulate_run run;
	struct plain p;

	(void)state;
	plain_fill(&p, 9);
	plain_times(&p, times, 5);
	p.model.from_us = 10;
	p.model.until_us = 30;
	run = run_of(&p.model, NULL, 1, true, a);
	assert_int_equal(run.visits_n, 3);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(run.visits[i].came_us, times[i + 1]);
}

static void
who_is_early_for_an_agreed_time_waits_at_the_door(void **state)
{
	static const int64_t agreed[] = {100 * S, 101 * S, 300 * S};
	static const struct simulate_span open[] = {{90 * S, 200 * S}};
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct simulate_run run;
	struct plain p;

	(void)state;
	plain_fill(&p, 9);
	p.place.open = open;
	p.place.open_n = 1;
	p.source = (struct simulate_source){.is_agreed = true,
		.times_us = agreed,
		.times_n = 3,
		.early = {.kind = DRAW_CONSTANT, .mean_us = 20e6}};
	p.model.until_us = 1000 * S;
	run = run_of(&p.model, NULL, 1, true, a);
	assert_int_equal(run.visits_n, 3);
	assert_int_equal(run.visits[0].came_us, 90 * S);
	assert_int_equal(run.visits[1].came_us, 90 * S);
	assert_int_equal(run.visits[2].ending, SIMULATE_REFUSED);
	/* Half of them stay away. */
	p.place.open_n = 0;
	p.source.stays_away = 0.5;
	size_t came = 0;
	for (uint64_t seed = 0; seed < 400; seed++)
		came += run_of(&p.model, NULL, seed, true, a).visits_n;
	assert_in_range(came, 600 - 70, 600 + 70);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arrivals_by_a_wave_are_poisson_with_the_area_under_it),
		cmocka_unit_test(thinning_gives_as_many),
		cmocka_unit_test(pieces_have_as_many_as_when_the_clock_restarts_at_each),
		cmocka_unit_test(a_block_of_arrivals_is_the_same_as_one_at_a_time),
		cmocka_unit_test(times_of_a_log_come_as_they_are),
		cmocka_unit_test(who_is_early_for_an_agreed_time_waits_at_the_door),
	};

	return cmocka_run_group_tests_name("coming", tests, NULL, NULL);
}
