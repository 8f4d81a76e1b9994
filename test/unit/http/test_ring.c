/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ring keeps the newest events whole, whatever their sizes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "http/ring.h"

static uint64_t
add(struct http_ring *ring, const char *text, size_t size)
{
	const struct http_event event = {.text = {text, size}, .topics = {1}, .topics_n = 1};

	return http_ring_add(ring, &event);
}

static void
numbers_begin_at_one_and_the_oldest_give_way(void **state)
{
	struct http_ring *ring = http_ring_new(4, 1000);

	(void)state;
	assert_int_equal(http_ring_first(ring), http_ring_next(ring));
	assert_int_equal(add(ring, "a", 1), 1);
	for (int i = 0; i < 5; i++)
		(void)add(ring, "b", 1);
	assert_int_equal(http_ring_first(ring), 3);
	assert_int_equal(http_ring_next(ring), 7);
	http_ring_free(ring);
}

static void
what_fits_is_kept(void **state)
{
	struct http_ring *ring = http_ring_new(64, 100);

	(void)state;
	for (int i = 0; i < 10; i++)
		(void)add(ring, "ten bytes.", 10);
	assert_int_equal(http_ring_first(ring), 1);
	(void)add(ring, "eleven more", 11);
	assert_int_equal(http_ring_first(ring), 3);
	(void)add(ring, "1", 1);
	assert_int_equal(http_ring_first(ring), 3);
	http_ring_free(ring);
}

static void
texts_of_any_sizes_stay_whole_until_they_go(void **state)
{
	enum { SIZE = 500 };
	struct http_ring *ring = http_ring_new(64, SIZE);
	char text[SIZE];
	uint32_t seed = 7;
	size_t held = 0;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		seed = seed * 1664525 + 1013904223;
		const size_t size = seed >> 8 & 1 ? 1 + (seed >> 16) % SIZE : 1 + (seed >> 16) % 20;
		memset(text, 'a' + i % 26, size);
		const uint64_t number = add(ring, text, size);
		assert_int_equal(number, (uint64_t)i + 1);
		size_t sum = 0;
		for (uint64_t n = http_ring_first(ring); n < http_ring_next(ring); n++) {
			const struct span kept = http_ring_at(ring, n)->text;
			for (size_t j = 0; j < kept.size; j++)
				if (kept.at[j] != (char)('a' + (n - 1) % 26))
					fail_msg("event %zu is damaged", (size_t)n);
			sum += kept.size;
		}
		assert_true(sum <= SIZE);
		assert_true(http_ring_first(ring) <= number);
		held += http_ring_next(ring) - http_ring_first(ring);
	}
	assert_true(held > 40000); /* more than two on average: it does keep some */
	http_ring_free(ring);
}

static void
topics_meet_when_one_is_equal_and_masks_never_hide_it(void **state)
{
	(void)state;
	for (uint64_t topic = 0; topic < 1000; topic++) {
		const struct http_event event = {.topics = {topic, topic + 5000}, .topics_n = 2};
		const uint64_t of_event = http_topics_mask(event.topics, 2);
		const uint64_t listens[] = {77777, topic + 5000};
		assert_true(http_event_meets(&event, listens, 2));
		assert_true((http_topics_mask(listens, 2) & of_event) != 0);
		assert_false(http_event_meets(&event, listens, 1));
		assert_false(http_event_meets(&event, NULL, 0));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_begin_at_one_and_the_oldest_give_way),
		cmocka_unit_test(what_fits_is_kept),
		cmocka_unit_test(texts_of_any_sizes_stay_whole_until_they_go),
		cmocka_unit_test(topics_meet_when_one_is_equal_and_masks_never_hide_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
