/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One pass that collects the waits, and a sort. */
#include "twin/outlook.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

static int
by_size(const void *one, const void *other)
{
	const double a = *(const double *)one, b = *(const double *)other;

	return (a > b) - (a < b);
}

void
outlook_sort(double *values, size_t n)
{
	if (n > 1)
		qsort(values, n, sizeof *values, by_size);
}

double
outlook_quantile(const double *sorted, size_t n, double share)
{
	return n > 0 ? gsl_stats_quantile_from_sorted_data(sorted, 1, n, share) : NAN;
}

static bool
is_counted(const struct simulate_visit *v, const struct outlook_window *w)
{
	return v->ending != SIMULATE_REFUSED && v->came_us < w->until_us &&
	       (v->called_us == INT64_MIN || v->called_us >= w->from_us);
}

static int64_t
wait_of(const struct simulate_visit *v, const struct outlook_window *w)
{
	if (v->called_us != INT64_MIN)
		return v->called_us - v->came_us;
	if (v->ending == SIMULATE_LEFT)
		return v->ended_us - v->came_us;
	return w->end_us - v->came_us;
}

struct outlook
outlook_of(const struct simulate_visit *visits, size_t n, const struct outlook_window *window,
	struct arena *a)
{
	double *waits = ARENA_ARRAY(a, double, n);
	size_t counted = 0, longer = 0, left = 0, dropped = 0;

	for (size_t i = 0; i < n; i++) {
		const struct simulate_visit *v = &visits[i];
		const bool has_left = v->ending == SIMULATE_LEFT;
		int64_t wait_us;

		if (!is_counted(v, window))
			continue;
		wait_us = wait_of(v, window);
		longer += wait_us > window->limit_us;
		dropped += has_left && wait_us <= window->limit_us;
		left += has_left;
		waits[counted++] = (double)wait_us;
	}
	outlook_sort(waits, counted);
	return (struct outlook){.customers_n = (double)counted,
		.longer = counted > dropped ? (double)longer / (double)(counted - dropped) : NAN,
		.median_us = outlook_quantile(waits, counted, 0.5),
		.p90_us = outlook_quantile(waits, counted, 0.9),
		.left = counted > 0 ? (double)left / (double)counted : NAN};
}
