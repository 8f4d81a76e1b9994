/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * At each time the chance of still waiting just before it is shared out among those who were called
 * and those who left then. At equal times endings come before those of whom nothing more is known.
 */
#include "measures/incidence.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* Rounding must not keep a share that is reached from being found. */
#define SHARE_SLACK 1e-12

static int
wait_compare(const void *a, const void *b)
{
	const struct wait *x = a, *y = b;
	return (x->us > y->us) - (x->us < y->us);
}

size_t
incidence_of(struct wait *waits, size_t waits_n, struct incidence *ret)
{
	struct incidence step = {.waiting = 1, .offered = 1};
	size_t steps_n = 0;
	if (waits_n > 0)
		qsort(waits, waits_n, sizeof *waits, wait_compare);
	for (size_t i = 0, next = 0; i < waits_n; i = next) {
		uint64_t ends[WAIT_END__COUNT] = {0};
		for (next = i; next < waits_n && waits[next].us == waits[i].us; next++)
			ends[waits[next].end]++;
		if (ends[WAIT_CALLED] + ends[WAIT_LEFT] == 0)
			continue;
		const double n = (double)(waits_n - i), before = step.waiting;
		const uint64_t over = ends[WAIT_CALLED] + ends[WAIT_LEFT];
		step.us = waits[i].us;
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
