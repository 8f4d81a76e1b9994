/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * At each time the chance of still waiting just before it is shared out among those who were called
 * and those who left then. At equal times endings come before those of whom nothing more is known.
 */
#include "measures/incidence.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "measures/scratch.h"

/* Rounding must not keep a share that is reached from being found. */
#define SHARE_SLACK 1e-12

#define FEW	   512 /* waits that are sorted by comparing */
#define DIGIT_BITS 11
#define DIGITS	   (1u << DIGIT_BITS)
#define END_BITS   2 /* of a key: how the wait ended, under its length */

static_assert(WAIT_END__COUNT <= 1 << END_BITS, "ends fit their bits");

static int
key_compare(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

static void
digit_sort(uint64_t *to, const uint64_t *from, size_t n, uint64_t least, unsigned shift)
{
	size_t places[DIGITS] = {0}, place = 0;
	for (size_t i = 0; i < n; i++)
		places[((from[i] - least) >> shift) % DIGITS]++;
	for (size_t d = 0; d < DIGITS; d++) {
		const size_t count = places[d];
		places[d] = place;
		place += count;
	}
	for (size_t i = 0; i < n; i++)
		to[places[((from[i] - least) >> shift) % DIGITS]++] = from[i];
}

/* Digit by digit, the lowest first; an hour of microseconds has three or four. Which of the two
 * arrays holds them in the end. */
static uint64_t *
keys_sort(uint64_t *keys, uint64_t *other, size_t n)
{
	uint64_t least = UINT64_MAX, greatest = 0;
	if (n <= FEW) {
		if (n > 0)
			qsort(keys, n, sizeof *keys, key_compare);
		return keys;
	}
	for (size_t i = 0; i < n; i++) {
		least = keys[i] < least ? keys[i] : least;
		greatest = keys[i] > greatest ? keys[i] : greatest;
	}
	least = least >> END_BITS << END_BITS;
	for (unsigned shift = END_BITS; shift < 64 && (greatest - least) >> shift > 0;
		shift += DIGIT_BITS) {
		digit_sort(other, keys, n, least, shift);
		uint64_t *swap = keys;
		keys = other;
		other = swap;
	}
	return keys;
}

size_t
incidence_of(const struct wait *waits, size_t waits_n, struct incidence *ret)
{
	struct incidence step = {.waiting = 1, .offered = 1};
	size_t steps_n = 0;
	ON_EXIT(scratch_guard) uint64_t *keys = SCRATCH(uint64_t, waits_n);
	ON_EXIT(scratch_guard) uint64_t *other = SCRATCH(uint64_t, waits_n);
	for (size_t i = 0; i < waits_n; i++) /* waits are not negative, and far from 2^61 */
		keys[i] = (uint64_t)waits[i].us << END_BITS | waits[i].end;
	const uint64_t *sorted = keys_sort(keys, other, waits_n);
	for (size_t i = 0, next = 0; i < waits_n; i = next) {
		uint64_t ends[1 << END_BITS] = {0};
		const uint64_t key = sorted[i] >> END_BITS;
		for (next = i; next < waits_n && sorted[next] >> END_BITS == key; next++)
			ends[sorted[next] % (1 << END_BITS)]++;
		if (ends[WAIT_CALLED] + ends[WAIT_LEFT] == 0)
			continue;
		const double n = (double)(waits_n - i), before = step.waiting;
		const uint64_t over = ends[WAIT_CALLED] + ends[WAIT_LEFT];
		step.us = (int64_t)key;
		step.at_risk = waits_n - i;
		step.called += before * (double)ends[WAIT_CALLED] / n;
		step.left += before * (double)ends[WAIT_LEFT] / n;
		step.waiting = before * (double)(waits_n - i - over) / n;
		/* Those who leave at the same time are still there when others are called. */
		step.offered *= 1 - (double)ends[WAIT_CALLED] / n;
		ret[steps_n++] = step;
	}
	return steps_n;
}

double
incidence_called_when(const struct incidence *steps, size_t steps_n, double share)
{
	for (size_t i = 0; i < steps_n; i++)
		if (steps[i].called >= share - SHARE_SLACK)
			return (double)steps[i].us;
	return NAN;
}

double
incidence_offered_when(const struct incidence *steps, size_t steps_n, double share)
{
	for (size_t i = 0; i < steps_n; i++)
		if (1 - steps[i].offered >= share - SHARE_SLACK)
			return (double)steps[i].us;
	return NAN;
}

const struct incidence *
incidence_at(const struct incidence *steps, size_t steps_n, int64_t us)
{
	size_t low = 0, high = steps_n;
	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (steps[middle].us <= us)
			low = middle + 1;
		else
			high = middle;
	}
	return low == 0 ? NULL : &steps[low - 1];
}
