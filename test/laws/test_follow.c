/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Columns built at once equal columns built in steps from the same journal, whatever the steps, and
 * columns that somebody holds never change. The journal is random: any kind, any time, four
 * branches, a thousand journeys.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../unit/journal/diary.h"
#include "columns/columns.h"

#define EVENTS	 6000
#define STEPS	 60
#define BRANCHES 4
#define HELD	 8

static struct columns_follower *
follower_new(void)
{
	struct columns_follower *follower = NULL;
	struct fault fault = {0};

	assert_int_equal(columns_follower_open(&follower, NULL, &fault), FAULT_NONE);
	return follower;
}

static struct columns *
take(struct columns_follower *follower, struct store *s, size_t most)
{
	ON_EXIT(store_tx_guard) struct store_tx *tx = store_begin(store_reader(s, 0));
	struct fault fault = {0};
	size_t n = 0;

	assert_int_equal(columns_follower_read(follower, tx, most, &n, &fault), FAULT_NONE);
	columns_follower_publish(follower);
	return columns_follower_take(follower);
}

static void
column_compare(const struct columns *x, const struct columns *y, const struct column *a,
	const struct column *b)
{
	assert_string_equal(a->name, b->name);
	for (uint64_t e = 0; e < x->events_n; e++) {
		const struct span p = words_at(&a->words, column_code(a, e));
		const struct span q = words_at(&b->words, column_code(b, e));

		if (!span_is(p, q))
			fail_msg("event %llu of %s: %.*s and %.*s", (unsigned long long)e, a->name,
				SPAN_PRINT(p), SPAN_PRINT(q));
	}
	(void)y;
}

static void
columns_compare(const struct columns *x, const struct columns *y)
{
	assert_int_equal(x->events_n, y->events_n);
	assert_int_equal(x->journeys_n, y->journeys_n);
	assert_int_equal(x->tick_us, y->tick_us);
	for (uint32_t j = 0; j < x->journeys_n; j++) {
		assert_int_equal(x->first[j + 1], y->first[j + 1]);
		assert_true(span_is(words_at(&x->journeys, j), words_at(&y->journeys, j)));
	}
	assert_memory_equal(x->time_us, y->time_us, x->events_n * sizeof *x->time_us);
	column_compare(x, y, &x->activity, &y->activity);
	for (size_t k = 0; k < x->extra_n; k++)
		column_compare(x, y, &x->extra[k], &y->extra[k]);
	for (size_t k = 0; k < x->numbers_n; k++)
		for (uint64_t e = 0; e < x->events_n; e++)
			assert_true(number_at(&x->numbers[k], e) == number_at(&y->numbers[k], e));
}

/* Everything that a reader can see, in one number. */
static uint64_t
sum_of(const struct columns *c)
{
	uint64_t sum = c->events_n;

	for (uint64_t e = 0; e < c->events_n; e++) {
		sum = sum * 31 + (uint64_t)c->time_us[e] + column_code(&c->activity, e);
		for (size_t k = 0; k < c->extra_n; k++)
			sum = sum * 31 +
			      words_at(&c->extra[k].words, column_code(&c->extra[k], e)).size;
	}
	for (uint32_t j = 0; j < c->journeys_n; j++)
		sum = sum * 31 + c->first[j] + words_at(&c->journeys, j).size;
	return sum;
}

static void
events_add(struct store *s, struct journal_pen *pen, uint64_t *random, size_t n)
{
	struct store_tx *tx = store_begin(store_writer(s));
	struct fault fault = {0};
	int64_t number = 0;

	for (size_t i = 0; i < n; i++)
		assert_int_equal(diary_append(pen, tx, (int64_t)(diary_random(random) % BRANCHES),
					 random, &number, &fault),
			FAULT_NONE);
	diary_commit(tx);
}

static void
steps_cannot_be_seen_and_what_is_held_stays(void **state)
{
	struct store *s = diary_open(*state, 1);
	struct journal_pen *pen = journal_pen_new();
	struct columns_follower *stepping = follower_new(), *whole = follower_new();
	struct columns *held[HELD] = {NULL};
	uint64_t sums[HELD] = {0}, random = 4711;

	for (size_t step = 0; step < STEPS; step++) {
		const size_t h = step % HELD;

		events_add(s, pen, &random, EVENTS / STEPS);
		if (held[h] != NULL)
			assert_true(sum_of(held[h]) == sums[h]);
		columns_free(held[h]);
		/* Now and then it stops in the middle, or does not publish for a while. */
		held[h] = take(stepping, s, step % 7 == 3 ? 13 : SIZE_MAX);
		sums[h] = sum_of(held[h]);
	}
	ON_EXIT(columns_guard) struct columns *stepped = take(stepping, s, SIZE_MAX);
	ON_EXIT(columns_guard) struct columns *at_once = take(whole, s, SIZE_MAX);
	columns_compare(stepped, at_once);
	assert_true(stepped->events_n > EVENTS * 8 / 10);
	for (size_t h = 0; h < HELD; h++) {
		assert_true(sum_of(held[h]) == sums[h]);
		columns_free(held[h]);
	}
	columns_follower_close(stepping);
	columns_follower_close(whole);
	journal_pen_free(pen);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			steps_cannot_be_seen_and_what_is_held_stays, place_make, place_clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
