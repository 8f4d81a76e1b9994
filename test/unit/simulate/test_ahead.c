/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first of all, of equal times the least number, near or far ahead. */
#include "../../pcg32.h"
#include "plain.h"
#include "simulate/ahead.h"

#define THINGS_MOST 300

/* The same, looked for one by one. */
static size_t
first_of(const int64_t *times, size_t n)
{
	size_t first = 0;

	for (size_t i = 1; i < n; i++)
		if (times[i] < times[first])
			first = i;
	return first;
}

static int64_t
some_time(struct pcg32 *r, int64_t now_us)
{
	static const unsigned far[] = {2, 2, 2, 20, 40, 52, 55, 60};

	const int64_t at_us =
		now_us + (int64_t)pcg32_below(r, UINT64_C(1) << far[pcg32_below(r, 8)]);

	return at_us < INT64_C(1) << 61 && pcg32_chance(r, 0.8) ? at_us : AHEAD_NEVER;
}

static void
play(struct pcg32 *r, size_t n, int64_t from_us)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct ahead ahead = ahead_new(n, from_us, a);
	int64_t times[THINGS_MOST], now_us = from_us;

	assert_true(ahead_first(&ahead).at_us == AHEAD_NEVER);
	for (size_t i = 0; i < n; i++)
		times[i] = AHEAD_NEVER;
	for (int step = 0; step < 500; step++) {
		/* Nearly always of the first one, as a loop of events does. */
		const size_t of = pcg32_chance(r, 0.7) ? first_of(times, n) : pcg32_below(r, n);
		struct ahead_first first;

		times[of] = some_time(r, now_us);
		ahead_set(&ahead, (uint32_t)of, times[of]);
		first = ahead_first(&ahead);
		assert_true(first.at_us == times[first_of(times, n)]);
		if (first.at_us == AHEAD_NEVER)
			continue;
		assert_int_equal(first.of, first_of(times, n));
		now_us = first.at_us;
	}
}

static void
the_first_is_first_and_of_equals_the_least(void **state)
{
	struct pcg32 r = pcg32_of(1, 1);

	(void)state;
	for (int round = 0; round < 60; round++)
		play(&r, 1 + pcg32_below(&r, round % 2 ? THINGS_MOST : 5),
			round % 3 == 0 ? -(INT64_C(1) << 60) : (int64_t)pcg32_below(&r, 1000));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_is_first_and_of_equals_the_least),
	};

	return cmocka_run_group_tests_name("ahead", tests, NULL, NULL);
}
