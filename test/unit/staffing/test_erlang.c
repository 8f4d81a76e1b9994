/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Erlang B, C, A and the square root against published tables (the 1 % columns of Erlang B, the
 * anchor of pyworkforce's manual, Garnett, Mandelbaum and Reiman 2002) and against values computed
 * apart from this code.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/attributes.h"
#include "staffing/erlang.h"

#define SECOND 1e6
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)

#define assert_close(a, b, by)                                                                     \
	do {                                                                                       \
		const double got_ = (a), wanted_ = (b);                                            \
		if (!(fabs(got_ - wanted_) <= (by)))                                               \
			fail_msg("%.17g, not %.17g", got_, wanted_);                               \
	} while (0)

/* 100 contacts in 30 min of 3 min each. */
static const struct erlang_load anchor = {.per_us = 100 / (30 * MINUTE), .handling_us = 3 * MINUTE};

static void
erlang_b_is_that_of_the_tables(void **state)
{
	(void)state;
	static const struct {
		unsigned agents;
		double load, blocked;
	} rows[] = {
		{1, 0.5, 0.3333333333},
		{5, 1.361, 0.0100057241},
		{5, 3, 0.1100543478},
		{10, 4.461, 0.0099977867},
		{10, 5, 0.0183845703},
		{20, 12.03, 0.0099958679},
		{100, 84.06, 0.0099917026},
		{1000, 1000, 0.0248119176},
	};

	for (size_t i = 0; i < array_length(rows); i++)
		assert_close(erlang_blocked(rows[i].load, rows[i].agents), rows[i].blocked, 5e-11);
	assert_close(erlang_blocked(3, 0), 1, 0);
}

static void
erlang_c_is_that_of_the_tables(void **state)
{
	(void)state;
	static const struct {
		unsigned agents;
		double load, waits;
	} rows[] = {
		{1, 0.5, 0.5},
		{2, 1, 0.3333333333},
		{5, 3, 0.2361516035},
		{5, 4, 0.5541125541},
		{10, 8, 0.4091801508},
		{14, 10, 0.1741319336},
		{55, 48, 0.2387009364},
		{100, 90, 0.2169404809},
	};

	for (size_t i = 0; i < array_length(rows); i++) {
		const struct erlang_load load = {.per_us = rows[i].load, .handling_us = 1};
		assert_close(erlang_of(&load, rows[i].agents).waits, rows[i].waits, 5e-11);
	}
}

static void
the_published_anchor_comes_out_to_the_last_digit(void **state)
{
	(void)state;
	const struct erlang_target target = {.within_us = 20 * SECOND, .share = 0.8};
	const unsigned agents = erlang_agents(&anchor, &target);
	const struct erlang e = erlang_of(&anchor, agents);

	assert_int_equal(agents, 14);
	assert_close(erlang_within(&e, target.within_us), 0.8883500191794669, 1e-15);
	assert_close(e.occupancy, 0.7142857142857143, 1e-15);
	assert_close(e.waits, 0.1741319335950498, 1e-15);
	assert_int_equal(erlang_scheduled(agents, 0.3), 20);
}

static void
the_same_load_with_more_and_more_agents(void **state)
{
	(void)state;
	static const struct {
		unsigned agents;
		double waits, asa_s, within;
	} rows[] = {
		{11, 0.6821182, 122.781277, 0.3896138},
		{12, 0.4493882, 40.444940, 0.6401580},
		{13, 0.2852705, 17.116227, 0.7955948},
		{14, 0.1741319, 7.835937, 0.8883500},
	};

	for (size_t i = 0; i < array_length(rows); i++) {
		const struct erlang e = erlang_of(&anchor, rows[i].agents);
		assert_close(e.waits, rows[i].waits, 5e-8);
		assert_close(e.wait_us / SECOND, rows[i].asa_s, 5e-7);
		assert_close(erlang_within(&e, 20 * SECOND), rows[i].within, 5e-8);
	}
	const struct erlang with_14 = erlang_of(&anchor, 14), with_15 = erlang_of(&anchor, 15);
	assert_close(erlang_wait_quantile(&with_14, 0.9) / SECOND, 24.958938, 5e-7);
	assert_close(erlang_wait_quantile(&with_14, 0.95) / SECOND, 56.150561, 5e-7);
	assert_close(erlang_wait_quantile(&with_14, 0.8), 0, 0);
	assert_close(erlang_within(&with_15, 20 * SECOND), 0.9414528, 5e-8);
}

static void
the_least_agents_for_a_share_within_a_time(void **state)
{
	(void)state;
	static const struct {
		double n, per_us, handling_s, within_s, share;
		unsigned agents;
		double within;
	} rows[] = {
		{360, 30 * MINUTE, 240, 15, 0.8, 55, 0.8458830922},
		{40, HOUR, 300, 60, 0.9, 6, 0.9130492584},
		{1000, 30 * MINUTE, 240, 20, 0.8, 142, 0.8285444990},
		{5, HOUR, 600, 120, 0.8, 2, 0.8059094200},
	};

	for (size_t i = 0; i < array_length(rows); i++) {
		const struct erlang_load load = {.per_us = rows[i].n / rows[i].per_us,
			.handling_us = rows[i].handling_s * SECOND};
		const struct erlang_target target = {
			.within_us = rows[i].within_s * SECOND, .share = rows[i].share};
		const struct erlang e = erlang_of(&load, erlang_agents(&load, &target));
		assert_int_equal(e.agents, rows[i].agents);
		assert_close(erlang_within(&e, target.within_us), rows[i].within, 5e-11);
	}
}

static void
more_agents_never_keep_the_target_worse_and_fewer_miss_it(void **state)
{
	(void)state;
	for (int patience = 0; patience < 2; patience++)
		for (double calls = 1; calls < 4000; calls *= 1.7) {
			const struct erlang_load load = {.per_us = calls / HOUR,
				.handling_us = 5 * MINUTE,
				.patience_us = patience * 4 * MINUTE};
			const struct erlang_target target = {
				.within_us = 2 * MINUTE, .share = 0.9, .occupancy_most = 0.85};
			const unsigned n = erlang_agents(&load, &target);
			const struct erlang e = erlang_of(&load, n);
			const struct erlang less = erlang_of(&load, n - 1);
			assert_true(erlang_within(&e, target.within_us) >= 0.9);
			assert_true(e.occupancy <= 0.85);
			assert_false(less.is_stable && less.occupancy <= 0.85 &&
				     erlang_within(&less, target.within_us) >= 0.9);
		}
}

static void
a_load_that_is_whole_but_for_rounding_is_whole(void **state)
{
	(void)state;
	const struct erlang_target target = {.within_us = 1e9, .share = 0.01};
	const struct erlang_load below = {.per_us = 10 - 1e-12, .handling_us = 1};
	const struct erlang_load above = {.per_us = 10 + 1e-12, .handling_us = 1};

	assert_false(erlang_of(&below, 10).is_stable);
	assert_false(erlang_of(&above, 10).is_stable);
	assert_true(erlang_of(&above, 11).is_stable);
	assert_int_equal(erlang_agents(&below, &target), 11);
	assert_int_equal(erlang_agents(&above, &target), 11);
}

static void
a_line_that_only_grows_is_a_state_and_not_a_number(void **state)
{
	(void)state;
	const struct erlang e = erlang_of(&anchor, 10);

	assert_false(e.is_stable);
	assert_true(isnan(e.waits) && isnan(e.wait_us) && isnan(e.occupancy) && isnan(e.line));
	assert_true(isnan(erlang_within(&e, 20 * SECOND)));
	assert_true(isnan(erlang_wait_quantile(&e, 0.9)));
	assert_false(erlang_of(&anchor, 0).is_stable);
}

static void
where_nobody_comes_nobody_waits(void **state)
{
	(void)state;
	const struct erlang_load load = {.handling_us = MINUTE};
	const struct erlang_target target = {.within_us = MINUTE, .share = 0.9};
	const struct erlang e = erlang_of(&load, 1);

	assert_true(e.is_stable);
	assert_close(e.waits, 0, 0);
	assert_close(erlang_within(&e, 0), 1, 0);
	assert_int_equal(erlang_agents(&load, &target), 0);
}

static void
a_load_beyond_all_bounds_has_no_agents(void **state)
{
	(void)state;
	const struct erlang_load load = {.per_us = 1, .handling_us = HOUR};
	const struct erlang_target target = {.within_us = MINUTE, .share = 0.9};

	assert_int_equal(erlang_agents(&load, &target), 0);
}

static void
the_square_root_is_that_of_halfin_and_whitt(void **state)
{
	(void)state;
	assert_close(erlang_root_waits(0.5), 0.5045386, 5e-8);
	assert_close(erlang_root_waits(1), 0.2233613, 5e-8);
	assert_close(erlang_root_waits(1.5), 0.0846904, 5e-8);
	assert_close(erlang_root_waits(2), 0.0268814, 5e-8);
	assert_close(erlang_root_beta(0.5), 0.5060545, 5e-8);
	assert_close(erlang_root_beta(0.2), 1.0615163, 5e-8);
	assert_close(erlang_root_beta(0.1), 1.4201869, 5e-8);
}

static void
the_square_root_is_as_good_as_the_exact_answer(void **state)
{
	(void)state;
	static const struct {
		double load;
		unsigned agents;
	} rows[] = {{10, 14}, {48, 56}, {100, 111}, {1000, 1034}};

	for (size_t i = 0; i < array_length(rows); i++) {
		const struct erlang_load load = {.per_us = rows[i].load, .handling_us = 1};
		/* Served at once: nobody may wait at all. */
		const struct erlang_target target = {.within_us = 0, .share = 0.8};
		assert_int_equal(erlang_root_agents(rows[i].load, 0.2), rows[i].agents);
		assert_int_equal(erlang_agents(&load, &target), rows[i].agents);
		assert_int_equal(erlang_root_agents_within(&load, &target), rows[i].agents);
	}
}

static const struct {
	unsigned agents;
	struct erlang_load load;
	double waits, leaves, wait_us, line, occupancy, unit_us;
} patient[] = {
	{50, {48 / MINUTE, MINUTE, 2 * MINUTE}, 0.467774069, 0.0309122492, 0.0618244983, 2.96757592,
		0.930324241, MINUTE},
	{14, {200 / HOUR, 180 * SECOND, 120 * SECOND}, 0.12697634, 0.0228392865, 2.74071438,
		0.15226191, 0.697971938, SECOND},
	{11, {200 / HOUR, 180 * SECOND, 120 * SECOND}, 0.382816491, 0.0941550342, 11.2986041,
		0.627700228, 0.823495423, SECOND},
	{10, {10, 1, 1}, 0.542070286, 0.125110036, 0.125110036, 1.25110036, 0.874889964, 1},
	{5, {8, 1, 0.5}, 0.814774823, 0.411977473, 0.205988736, 1.64790989, 0.940836043, 1},
};

static void
erlang_a_is_that_of_the_reference(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_length(patient); i++) {
		const struct erlang e = erlang_of(&patient[i].load, patient[i].agents);
		assert_close(e.waits / patient[i].waits, 1, 1e-8);
		assert_close(e.leaves / patient[i].leaves, 1, 1e-8);
		assert_close(e.wait_us / patient[i].unit_us / patient[i].wait_us, 1, 1e-8);
		assert_close(e.line / patient[i].line, 1, 1e-8);
		assert_close(e.occupancy / patient[i].occupancy, 1, 1e-8);
	}
}

static void
served_within_with_patience(void **state)
{
	(void)state;
	const struct erlang first = erlang_of(&patient[0].load, 50);
	const struct erlang second = erlang_of(&patient[1].load, 14);

	assert_close(erlang_within(&first, 20 * SECOND), 0.943018955, 5e-10);
	assert_close(erlang_within_of_served(&first, 20 * SECOND), 0.973099654, 5e-10);
	assert_close(erlang_within(&second, 20 * SECOND), 0.932729581, 5e-10);
	assert_close(erlang_within_of_served(&second, 20 * SECOND), 0.954530373, 5e-10);
	assert_close(erlang_wait_quantile(&first, 0.9) / SECOND, 12.444648, 5e-7);
}

static void
without_patience_garnetts_centre_is_erlang_c(void **state)
{
	(void)state;
	const struct erlang_load load = {.per_us = 48 / MINUTE, .handling_us = MINUTE};
	const struct erlang e = erlang_of(&load, 50);

	assert_close(e.wait_us / SECOND, 20.833668, 5e-7);
	assert_close(erlang_wait_quantile(&e, 0.9) / SECOND, 58.138742, 5e-7);
	assert_close(e.line, 16.666935, 5e-7);
	assert_close(e.occupancy, .96, 1e-12);
}

/* The closed forms of domain.md §10: one agent or several, a mean handling time of 1. */
static void
lines_of_one_and_of_several_agents_are_those_of_the_book(void **state)
{
	static const struct {
		unsigned agents;
		double load, wait;
	} rows[] = {{1, .5, 1}, {1, .8, 4}, {1, .9, 9}, {2, 1.5, 1.2857143}, {3, 2.4, 1.0786517},
		{5, 4, 0.5541126}, {10, 8, 0.2045901}};
	static const double lines[] = {.5, 3.2, 8.1}, inside[] = {2, 5, 10};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		const struct erlang_load load = {.per_us = rows[i].load, .handling_us = 1};
		const struct erlang e = erlang_of(&load, rows[i].agents);

		assert_close(e.wait_us, rows[i].wait, 5e-8);
		assert_close(erlang_wait_varied(&e, 1), e.wait_us, 0);
		if (rows[i].agents > 1)
			continue;
		assert_close(e.line, lines[i], 1e-12);
		assert_close(e.wait_us + load.handling_us, inside[i], 1e-12);
		if (rows[i].load == .8) {
			assert_close(1 - erlang_within(&e, 2), 0.5362560, 5e-8);
			assert_close(erlang_wait_quantile(&e, .95), 13.8629436, 5e-8);
			assert_close(1 - e.occupancy, .2, 1e-12);
		}
	}
}

/* Pollaczek and Khinchine for one agent; Allen and Cunneen for five. */
static void
a_wait_follows_the_variation_of_the_handling(void **state)
{
	static const struct {
		double squared, wait;
	} rows[] = {{0, 2}, {.5, 3}, {1, 4}, {4, 10}, {M_E - 1, 5.4365637}};
	const struct erlang_load one = {.per_us = .8, .handling_us = 1},
				 five = {.per_us = 4, .handling_us = 1};
	const struct erlang of_one = erlang_of(&one, 1), of_five = erlang_of(&five, 5),
			    of_four = erlang_of(&five, 4),
			    patient_one = erlang_of(&patient[0].load, 50);

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++)
		assert_close(
			erlang_wait_varied(&of_one, sqrt(rows[i].squared)), rows[i].wait, 5e-8);
	assert_close(erlang_wait_varied(&of_five, sqrt(.5)), 0.4155844, 5e-8);
	assert_true(isnan(erlang_wait_varied(&of_four, .5)));
	assert_true(isnan(erlang_wait_varied(&patient_one, .5)));
}

/* Patience as long as the handling: the number inside is Poisson, whatever the agents. */
static void
patience_like_handling_makes_the_number_inside_poisson(void **state)
{
	(void)state;
	for (unsigned agents = 0; agents < 40; agents += 3) {
		const struct erlang_load load = {.per_us = 20, .handling_us = 1, .patience_us = 1};
		const struct erlang e = erlang_of(&load, agents);
		double chance = exp(-20), below = 0;
		for (unsigned j = 0; j < agents; j++, chance *= 20.0 / j)
			below += chance;
		assert_close(e.waits, 1 - below, 1e-12);
		assert_close(e.line + (agents > 0 ? e.occupancy * agents : 0), 20, 1e-9);
	}
}

/* All that ever happens within a long time: who does not leave is served. */
static void
within_for_ever_is_whoever_does_not_leave(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_length(patient); i++) {
		const struct erlang e = erlang_of(&patient[i].load, patient[i].agents);
		const double q = erlang_wait_quantile(&e, 0.99);
		assert_close(erlang_within(&e, 1e12), 1 - e.leaves, 1e-10);
		assert_close(erlang_within(&e, 0), 1 - e.waits, 1e-12);
		assert_true(q > 0 && isfinite(q));
	}
}

static void
an_endless_patience_is_nearly_erlang_c(void **state)
{
	(void)state;
	const struct erlang_load patient_load = {.per_us = anchor.per_us,
		.handling_us = anchor.handling_us,
		.patience_us = 1e6 * HOUR};
	const struct erlang a = erlang_of(&patient_load, 14), c = erlang_of(&anchor, 14);

	assert_close(a.waits, c.waits, 1e-7);
	assert_close(erlang_within(&a, 20 * SECOND), erlang_within(&c, 20 * SECOND), 1e-7);
	assert_close(erlang_wait_quantile(&a, 0.95) / SECOND,
		erlang_wait_quantile(&c, 0.95) / SECOND, 1e-3);
}

static void
scheduled_is_rounded_up_and_all_away_is_none(void **state)
{
	(void)state;
	assert_int_equal(erlang_scheduled(14, 0), 14);
	assert_int_equal(erlang_scheduled(7, 0.3), 10);
	assert_int_equal(erlang_scheduled(3, 1), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(erlang_b_is_that_of_the_tables),
		cmocka_unit_test(erlang_c_is_that_of_the_tables),
		cmocka_unit_test(the_published_anchor_comes_out_to_the_last_digit),
		cmocka_unit_test(the_same_load_with_more_and_more_agents),
		cmocka_unit_test(the_least_agents_for_a_share_within_a_time),
		cmocka_unit_test(more_agents_never_keep_the_target_worse_and_fewer_miss_it),
		cmocka_unit_test(a_load_that_is_whole_but_for_rounding_is_whole),
		cmocka_unit_test(a_line_that_only_grows_is_a_state_and_not_a_number),
		cmocka_unit_test(where_nobody_comes_nobody_waits),
		cmocka_unit_test(a_load_beyond_all_bounds_has_no_agents),
		cmocka_unit_test(the_square_root_is_that_of_halfin_and_whitt),
		cmocka_unit_test(the_square_root_is_as_good_as_the_exact_answer),
		cmocka_unit_test(erlang_a_is_that_of_the_reference),
		cmocka_unit_test(served_within_with_patience),
		cmocka_unit_test(without_patience_garnetts_centre_is_erlang_c),
		cmocka_unit_test(lines_of_one_and_of_several_agents_are_those_of_the_book),
		cmocka_unit_test(a_wait_follows_the_variation_of_the_handling),
		cmocka_unit_test(patience_like_handling_makes_the_number_inside_poisson),
		cmocka_unit_test(within_for_ever_is_whoever_does_not_leave),
		cmocka_unit_test(an_endless_patience_is_nearly_erlang_c),
		cmocka_unit_test(scheduled_is_rounded_up_and_all_away_is_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
