/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * At each time the chance of still waiting just before it is shared out among those who were called
 * and those who left then. At equal times endings come before those of whom nothing more is known.
 */
#include "measures/incidence.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* Rounding must not keep a share that is reached from being found. */
#define SHARE_SLACK 1e-12

#define FEW	   512 /* waits that are sorted by comparing */
#define DIGIT_BITS 11
#define DIGITS	   (1u << DIGIT_BITS)

static_assert(WAIT_END__COUNT <= 1 << WAIT_END_BITS, "ends fit their bits");

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
uint64_t *
wait_keys_sort(uint64_t *keys, uint64_t *other, size_t n)
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
	least = least >> WAIT_END_BITS << WAIT_END_BITS;
	for (unsigned shift = WAIT_END_BITS; shift < 64 && (greatest - least) >> shift > 0;
		shift += DIGIT_BITS) {
		digit_sort(other, keys, n, least, shift);
		uint64_t *swap = keys;
		keys = other;
		other = swap;
	}
	return keys;
}

void
incidence_begin(struct incidence_walk *walk, const uint64_t *keys, size_t n)
{
	*walk = (struct incidence_walk){.keys = keys, .n = n, .step = {.waiting = 1, .offered = 1}};
}

bool
incidence_next(struct incidence_walk *walk)
{
	const uint64_t *const keys = walk->keys;
	struct incidence *step = &walk->step;
	while (walk->at < walk->n) {
		size_t ends[1 << WAIT_END_BITS] = {0}, next = walk->at;
		const int64_t us = wait_key_us(keys[next]);
		const double n = (double)(walk->n - walk->at), before = step->waiting;
		for (; next < walk->n && wait_key_us(keys[next]) == us; next++)
			ends[wait_key_end(keys[next])]++;
		const size_t at_risk = walk->n - walk->at;
		const size_t over = ends[WAIT_CALLED] + ends[WAIT_LEFT];
		walk->at = next;
		if (over == 0)
			continue;
		step->us = us;
		step->at_risk = at_risk;
		step->called += before * (double)ends[WAIT_CALLED] / n;
		step->left += before * (double)ends[WAIT_LEFT] / n;
		step->waiting = before * (double)(at_risk - over) / n;
		/* Those who leave at the same time are still there when others are called. */
		step->offered *= 1 - (double)ends[WAIT_CALLED] / n;
		return true;
	}
	return false;
}

void
incidence_figure(struct incidence_figures *figures, const uint64_t *keys, size_t n)
{
	struct incidence_walk walk;
	size_t found_n = 0;

	assert(figures->shares_n <= INCIDENCE_SHARES_MOST);
	for (size_t i = 0; i < figures->shares_n; i++)
		figures->called_when[i] = NAN;
	figures->offered_when = NAN;
	figures->called = figures->left = n > 0 ? 0 : NAN;
	incidence_begin(&walk, keys, n);
	while (incidence_next(&walk)) {
		const struct incidence *step = &walk.step;
		while (found_n < figures->shares_n &&
			step->called >= figures->shares[found_n] - SHARE_SLACK)
			figures->called_when[found_n++] = (double)step->us;
		if (isnan(figures->offered_when) && 1 - step->offered >= 0.5 - SHARE_SLACK)
			figures->offered_when = (double)step->us;
		if (step->us <= figures->within_us) {
			figures->called = step->called;
			figures->left = step->left;
		}
	}
}
