/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From lengths of time to a distribution. The mean is always the mean that was seen: a queue lives
 * on it. Of the families the simplest is taken that is about as near as the nearest (Kolmogorov and
 * Smirnov's distance); where none is near, the values speak for themselves. Of few values a gamma
 * is taken, its mean and variation drawn towards what is usual.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "twin/fit_inside.h"

#define FEW_N		30
#define PRIOR_N		4.0  /* what is usual weighs like so many values */
#define USUAL_VARIATION 0.7  /* of services, before anything is known */
#define NEAR		0.03 /* so near is near enough, however many values there are */
#define LOOKS_MOST	4096 /* values at which the distance is looked at */
#define EMPIRICAL_MOST	400
#define LEAST_US	1000.0
#define PHASES_MOST	50

struct moments {
	double mean, variation, log_mean, log_deviation;
};

static int
us_compare(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static struct moments
moments_of(const int64_t *us, size_t n)
{
	struct moments m = {0};
	double squares = 0, log_squares = 0;

	for (size_t i = 0; i < n; i++) {
		m.mean += (double)us[i] / (double)n;
		m.log_mean += log(fmax((double)us[i], LEAST_US)) / (double)n;
	}
	for (size_t i = 0; i < n; i++) {
		const double off = (double)us[i] - m.mean;
		const double log_off = log(fmax((double)us[i], LEAST_US)) - m.log_mean;
		squares += off * off;
		log_squares += log_off * log_off;
	}
	if (n > 1 && m.mean > 0) {
		m.variation = sqrt(squares / (double)(n - 1)) / m.mean;
		m.log_deviation = sqrt(log_squares / (double)(n - 1));
	}
	return m;
}

/* Kolmogorov and Smirnov's distance; of many values at some of them. */
static double
distance(const struct draw *draw, const int64_t *us, size_t n)
{
	const size_t step = n > LOOKS_MOST ? n / LOOKS_MOST : 1;
	double most = 0;

	for (size_t i = 0; i < n; i += step) {
		const double share = draw_share(draw, us[i]);
		size_t last = i;
		while (last + 1 < n && us[last + 1] == us[i])
			last++;
		const double above = (double)(last + 1) / (double)n - share;
		/* Just below a value the share is that of the value less a little. */
		const double below = draw_share(draw, us[i] - 1) - (double)i / (double)n;
		most = fmax(most, fmax(above, below));
		if (last > i)
			i = last;
	}
	return most;
}

static struct draw
empirical_of(const int64_t *us, size_t n, struct arena *a)
{
	const size_t kept_n = n < EMPIRICAL_MOST ? n : EMPIRICAL_MOST;
	int64_t *values = ARENA_ARRAY(a, int64_t, kept_n);
	double sum = 0;

	for (size_t i = 0; i < kept_n; i++) {
		values[i] = us[(size_t)(((double)i + 0.5) / (double)kept_n * (double)n)];
		sum += (double)values[i];
	}
	return (struct draw){.kind = DRAW_EMPIRICAL,
		.mean_us = sum / (double)kept_n,
		.values_us = values,
		.values_n = kept_n};
}

/* The shape that is most likely (Minka's start, good to about a percent). */
static double
gamma_variation(const struct moments *m)
{
	const double s = log(m->mean) - m->log_mean;

	if (s <= 0)
		return m->variation;
	return 1 / sqrt((3 - s + sqrt((s - 3) * (s - 3) + 24 * s)) / (12 * s));
}

static struct fit_draw
family_choose(const int64_t *us, size_t n, struct arena *a)
{
	const struct moments m = moments_of(us, n);
	const double phases = fmin(PHASES_MOST, fmax(1, round(1 / (m.variation * m.variation))));
	/* The simple ones first; `dear`: how much nearer the later must be, times √n. */
	const struct {
		struct draw draw;
		double dear;
	} families[] = {
		{{.kind = DRAW_EXPONENTIAL, .mean_us = m.mean}, 0},
		{{.kind = DRAW_ERLANG, .mean_us = m.mean, .phases = (unsigned)phases}, 0.15},
		{{.kind = DRAW_GAMMA, .mean_us = m.mean, .variation = gamma_variation(&m)}, 0.2},
		{{.kind = DRAW_LOGNORMAL,
			 .mean_us = m.mean,
			 .variation = sqrt(expm1(fmin(m.log_deviation * m.log_deviation, 4)))},
			0.2},
	};
	struct fit_draw best = {.n = n, .distance = INFINITY};
	double best_price = INFINITY;

	if (m.mean <= 0 || m.variation < 1e-3)
		return (struct fit_draw){{.kind = DRAW_CONSTANT, .mean_us = m.mean}, n, 0};
	for (size_t i = 0; i < array_length(families); i++) {
		const double d = distance(&families[i].draw, us, n);
		const double price = d + families[i].dear / sqrt((double)n);
		if (price >= best_price)
			continue;
		best_price = price;
		best.draw = families[i].draw;
		best.distance = d;
	}
	if (best.distance > fmax(NEAR, 1 / sqrt((double)n))) {
		best.draw = empirical_of(us, n, a);
		best.distance = distance(&best.draw, us, n);
	}
	return best;
}

struct fit_draw
fit_duration(struct seen_times *times, double usual_us, struct arena *a)
{
	const double n = (double)times->n;
	struct fit_draw fitted = {.n = times->n, .distance = NAN};
	struct moments m;

	if (times->n > 0)
		qsort(times->us, times->n, sizeof *times->us, us_compare);
	if (times->n >= FEW_N)
		return family_choose(times->us, times->n, a);
	m = moments_of(times->us, times->n);
	if (times->n == 0 && usual_us <= 0)
		return fitted;
	if (usual_us <= 0)
		usual_us = m.mean;
	fitted.draw = (struct draw){.kind = DRAW_GAMMA,
		.mean_us = (n * m.mean + PRIOR_N * usual_us) / (n + PRIOR_N),
		.variation = sqrt((n * m.variation * m.variation +
					  2 * PRIOR_N * USUAL_VARIATION * USUAL_VARIATION) /
				  (n + 2 * PRIOR_N))};
	if (times->n > 0)
		fitted.distance = distance(&fitted.draw, times->us, times->n);
	return fitted;
}
