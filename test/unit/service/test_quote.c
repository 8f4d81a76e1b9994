/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/attributes.h"
#include "base/random.h"
#include "service/quote.h"

#define MINUTE 60e6
#define MOST   60

static const struct quote_pace two_minutes = {
	.mean_us = 2 * MINUTE, .variance_us2 = MINUTE * MINUTE, .n = 200};
/* Exponential: what textbooks can say something about. */
static const struct quote_pace memoryless = {
	.mean_us = 4 * MINUTE, .variance_us2 = 16 * MINUTE * MINUTE, .n = 1e9};

struct scene {
	struct quote_server servers[MOST];
	struct quote_ahead ahead[MOST];
	struct quote_question q;
};

static struct scene *
scene(struct scene *s, size_t servers_n, size_t ahead_n, const struct quote_pace *pace)
{
	*s = (struct scene){.q = {.servers = s->servers,
				    .servers_n = servers_n,
				    .ahead = s->ahead,
				    .ahead_n = ahead_n}};
	for (size_t i = 0; i < servers_n; i++)
		s->servers[i] = (struct quote_server){.is_busy = true, .pace = *pace};
	for (size_t i = 0; i < ahead_n; i++)
		s->ahead[i].pace = *pace;
	return s;
}

static void
nothing_is_said_when_nothing_is_known(void **state)
{
	static const struct quote_pace nothing = {0};
	struct scene s;

	(void)state;
	assert_false(quote_make(&scene(&s, 0, 3, &two_minutes)->q).is_known);
	assert_false(quote_make(&scene(&s, 2, 3, &nothing)->q).is_known);
	assert_float_equal(quote_chance_longer(&scene(&s, 0, 0, &two_minutes)->q, 1), 1, 0);
}

static void
who_finds_a_free_counter_does_not_wait(void **state)
{
	struct scene s;

	(void)state;
	scene(&s, 3, 0, &two_minutes);
	s.servers[1].is_busy = false;
	const struct quote quote = quote_make(&s.q);
	assert_true(quote.is_known);
	assert_int_equal(quote.most_us, 0);
	assert_float_equal(quote_chance_longer(&s.q, 0), 0, 0);
}

static void
asking_twice_gives_the_same(void **state)
{
	struct scene s, t;

	(void)state;
	const struct quote a = quote_make(&scene(&s, 2, 7, &two_minutes)->q);
	const struct quote b = quote_make(&scene(&t, 2, 7, &two_minutes)->q);
	assert_int_equal(a.is_known, b.is_known);
	assert_int_equal(a.least_us, b.least_us);
	assert_int_equal(a.median_us, b.median_us);
	assert_int_equal(a.most_us, b.most_us);
	assert_true(a.least_us < a.median_us && a.median_us < a.most_us);
}

static void
one_more_ahead_is_never_shorter_and_one_more_counter_never_longer(void **state)
{
	struct scene s;

	(void)state;
	for (size_t servers = 1; servers < 6; servers++)
		for (size_t ahead = 0; ahead < 40; ahead++) {
			const struct quote here =
				quote_make(&scene(&s, servers, ahead, &two_minutes)->q);
			const struct quote behind =
				quote_make(&scene(&s, servers, ahead + 1, &two_minutes)->q);
			const struct quote helped =
				quote_make(&scene(&s, servers + 1, ahead, &two_minutes)->q);

			assert_true(behind.least_us >= here.least_us);
			assert_true(behind.most_us >= here.most_us);
			assert_true(helped.least_us <= here.least_us);
			assert_true(helped.most_us <= here.most_us);
		}
}

/* Whoever was served lately waited two minutes; that is not what this customer is told after five
 * or eight minutes in a line that stands still. */
static void
a_line_that_stands_still_is_not_told_the_average_of_others(void **state)
{
	struct scene s;

	(void)state;
	for (int waited = 5; waited <= 8; waited += 3) {
		scene(&s, 1, 6, &two_minutes);
		s.servers[0].served_us = waited * (int64_t)MINUTE;
		const struct quote quote = quote_make(&s.q);
		assert_true(quote.least_us > 7 * MINUTE); /* six of two minutes each */
		assert_true(quote.most_us > 12 * MINUTE);
	}
	/* nobody ahead but one who is served for long already: still not at once */
	scene(&s, 1, 0, &two_minutes);
	s.servers[0].served_us = 8 * (int64_t)MINUTE;
	assert_true(quote_make(&s.q).most_us > MINUTE / 2);
}

/* All counters busy, service memoryless: the wait of the k-th is a sum of k + 1 exponentials. */
static void
a_memoryless_branch_waits_as_the_textbook_says(void **state)
{
	/* Erlang(5) at rate 3/4 a minute: quantiles of chi² with 10 degrees of freedom. */
	const double least = 4.865182 / 2 / 0.75, most = 15.987179 / 2 / 0.75;
	struct scene s;

	(void)state;
	scene(&s, 3, 4, &memoryless);
	s.servers[0].served_us = 9 * (int64_t)MINUTE; /* which changes nothing */
	const struct quote quote = quote_make(&s.q);
	assert_float_equal((double)quote.least_us / MINUTE, least, 0.5);
	assert_float_equal((double)quote.most_us / MINUTE, most, 1.2);
	/* P(wait > 10 min) = P(Poisson(7.5) ≤ 4) */
	assert_float_equal(quote_chance_longer(&s.q, 10 * (int64_t)MINUTE), 0.1321, 0.05);
}

static void
those_who_give_up_make_it_shorter(void **state)
{
	struct scene s;

	(void)state;
	const struct quote all = quote_make(&scene(&s, 2, 20, &two_minutes)->q);
	s.q.leaving_per_us = 1 / (15 * MINUTE);
	const struct quote fewer = quote_make(&s.q);
	assert_true(fewer.median_us < all.median_us * 0.85);
}

static void
little_knowledge_makes_a_wide_range(void **state)
{
	const struct quote_pace guess = {
		.mean_us = 2 * MINUTE, .variance_us2 = MINUTE * MINUTE, .n = 2};
	struct scene s;

	(void)state;
	const struct quote known = quote_make(&scene(&s, 2, 20, &two_minutes)->q);
	const struct quote guessed = quote_make(&scene(&s, 2, 20, &guess)->q);
	assert_true(guessed.most_us - guessed.least_us > 3 * (known.most_us - known.least_us) / 2);
}

/* The normal of which so large a share is larger. */
static double
normal_above(double share)
{
	double least = -40, most = 40;

	for (int i = 0; i < 100; i++) {
		const double middle = (least + most) / 2;

		*(erfc(middle / sqrt(2)) / 2 > share ? &least : &most) = middle;
	}
	return least;
}

static int
by_size(const void *a, const void *b)
{
	const double first = *(const double *)a, second = *(const double *)b;

	return (first > second) - (first < second);
}

static void
the_table_of_draws_has_a_value_of_each_share(void **state)
{
	double normals[] = {
#define DRAW(normal, exponential) normal,
#include "service/quote_draws.def"
#undef DRAW
	};
	const double exponentials[] = {
#define DRAW(normal, exponential) exponential,
#include "service/quote_draws.def"
#undef DRAW
	};
	const size_t n = array_length(normals);
	double squares = 0;

	(void)state;
	assert_int_equal(n, 128);
	for (size_t i = 0; i < n; i++) {
		const double share = erfc(normals[i] / 1.00501 / sqrt(2)) / 2;

		assert_float_equal(exponentials[i], -log(share), 2e-3);
		squares += normals[i] * normals[i];
	}
	assert_float_equal(squares / (double)n, 1, 1e-4);
	qsort(normals, n, sizeof normals[0], by_size);
	for (size_t i = 0; i < n; i++)
		assert_float_equal(normals[n - 1 - i],
			normal_above(((double)i + 0.5) / (double)n) * 1.00501, 2e-5);
}

/* One counter, nobody ahead: the quote is the gamma's own rest, by Wilson and Hilferty. */
static void
what_is_left_of_a_service_is_left_of_those_as_long(void **state)
{
	const double ranks[] = {12.5 / 128, 64.5 / 128, 115.5 / 128};
	struct scene s;

	(void)state;
	for (double spread = 0.2; spread < 1.1; spread += 0.2)
		for (double served = 0.1; served < 3; served += 0.2) {
			const double root = 1 - spread * spread / 9, step = spread / 3;
			const double above = erfc((cbrt(served) - root) / step / sqrt(2)) / 2;
			const struct quote_pace pace = {.mean_us = MINUTE,
				.variance_us2 = pow(spread * MINUTE, 2),
				.n = 1e12};

			if (above < 1.1e-4)
				continue;
			scene(&s, 1, 0, &pace)->servers[0].served_us = (int64_t)(served * MINUTE);
			const struct quote quote = quote_make(&s.q);
			const int64_t quoted[] = {quote.least_us, quote.median_us, quote.most_us};
			for (size_t i = 0; i < array_length(ranks); i++)
				assert_float_equal((double)quoted[i] / MINUTE,
					pow(root + step * normal_above(above * (1 - ranks[i])), 3) -
						served,
					0.01);
		}
}

/* The truth of a moment, served as branches serve: in log-normal times, begun some while ago. */
static double
truth(struct random_stream *r, const struct scene *s, double mean, double spread)
{
	double free_at[MOST];
	size_t first;

	for (size_t i = 0; i < s->q.servers_n; i++) {
		double all;

		do
			all = random_lognormal(r, mean, spread);
		while (all < (double)s->servers[i].served_us);
		free_at[i] = all - (double)s->servers[i].served_us;
	}
	for (size_t k = 0;; k++) {
		first = 0;
		for (size_t i = 1; i < s->q.servers_n; i++)
			if (free_at[i] < free_at[first])
				first = i;
		if (k == s->q.ahead_n)
			return free_at[first];
		free_at[first] += random_lognormal(r, mean, spread);
	}
}

static void
eight_quotes_in_ten_hold_the_truth(void **state)
{
	struct random_stream r = random_seeded(16);
	unsigned held = 0, quoted = 0;
	struct scene s;

	(void)state;
	while (quoted < 3000) {
		const double mean = (2 + random_unit(&r) * 8) * MINUTE;
		const double spread = 0.4 + random_unit(&r) * 0.5;
		const struct quote_pace pace = {
			.mean_us = mean, .variance_us2 = mean * mean * spread * spread, .n = 100};

		scene(&s, 1 + random_below(&r, 5), random_below(&r, 15), &pace);
		for (size_t i = 0; i < s.q.servers_n; i++) {
			/* What is seen of a service is seen in the middle of it. */
			const double all = random_lognormal(&r, mean, spread);

			s.servers[i].served_us = (int64_t)(all * random_unit(&r));
		}
		const struct quote quote = quote_make(&s.q);
		const double wait = truth(&r, &s, mean, spread);
		held += wait >= (double)quote.least_us && wait <= (double)quote.most_us;
		quoted++;
	}
	assert_in_range(held * 1000 / quoted, 770, 850);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_said_when_nothing_is_known),
		cmocka_unit_test(who_finds_a_free_counter_does_not_wait),
		cmocka_unit_test(asking_twice_gives_the_same),
		cmocka_unit_test(one_more_ahead_is_never_shorter_and_one_more_counter_never_longer),
		cmocka_unit_test(a_line_that_stands_still_is_not_told_the_average_of_others),
		cmocka_unit_test(a_memoryless_branch_waits_as_the_textbook_says),
		cmocka_unit_test(those_who_give_up_make_it_shorter),
		cmocka_unit_test(little_knowledge_makes_a_wide_range),
		cmocka_unit_test(the_table_of_draws_has_a_value_of_each_share),
		cmocka_unit_test(what_is_left_of_a_service_is_left_of_those_as_long),
		cmocka_unit_test(eight_quotes_in_ten_hold_the_truth),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
