/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How long people are patient. Of most nobody knows, since they were called before: their patience
 * is only known to be longer than their wait. The exponential's rate is then those who left over
 * all the time that everybody waited; a lognormal is found by the likelihood with the same
 * censoring, and taken when it is clearly likelier. The distance told is from the Kaplan–Meier
 * curve, where enough people still wait to tell.
 */
#include <math.h>
#include <stdlib.h>

#include "twin/fit_inside.h"

#define LEFT_LEAST   20	 /* who left, for two parameters */
#define PRIOR_LEFT   2.0 /* what all services together say weighs like so many who left */
#define BINS	     400
#define CLEARLY	     3.0  /* of the logarithm of the likelihood, for the parameter more */
#define AT_RISK_MOST 10.0 /* Kaplan–Meier is looked at while so many wait */
#define SECOND	     1e6

/* Waits of about the same length: so many of them left, so many only seen so long. */
struct bin {
	double us, left_n, seen_n;
};

struct histogram {
	struct bin bins[BINS];
	double left_n, waited_us;
	size_t n;
};

static int
wait_compare(const void *a, const void *b)
{
	const struct seen_wait *x = a, *y = b;

	if (x->us != y->us)
		return x->us < y->us ? -1 : 1;
	return y->is_left - x->is_left;
}

/* Bins of the same number of waits each. The waits are sorted. */
static void
histogram_fill(struct histogram *h, const struct seen_wait *waits, size_t n)
{
	const size_t bins_n = n < BINS ? n : BINS;

	*h = (struct histogram){.n = bins_n};
	for (size_t b = 0; b < bins_n; b++) {
		const size_t from = b * n / bins_n, until = (b + 1) * n / bins_n;
		struct bin *bin = &h->bins[b];
		for (size_t i = from; i < until; i++) {
			bin->us += fmax((double)waits[i].us, SECOND) / (double)(until - from);
			bin->left_n += waits[i].is_left;
			bin->seen_n += !waits[i].is_left;
		}
		h->left_n += bin->left_n;
	}
	for (size_t i = 0; i < n; i++)
		h->waited_us += fmax((double)waits[i].us, 0);
}

static double
exponential_likelihood(const struct histogram *h, double rate)
{
	double sum = 0;

	for (size_t b = 0; b < h->n; b++) {
		const struct bin *bin = &h->bins[b];
		sum += bin->left_n * log(rate) - rate * bin->us * (bin->left_n + bin->seen_n);
	}
	return sum;
}

static double
lognormal_likelihood(const struct histogram *h, double mu, double sigma)
{
	double sum = 0;

	for (size_t b = 0; b < h->n; b++) {
		const struct bin *bin = &h->bins[b];
		const double z = (log(bin->us) - mu) / sigma;
		const double longer = 0.5 * erfc(z * M_SQRT1_2);
		sum += bin->left_n * (-0.5 * z * z - log(sigma * bin->us) - 0.9189385332046727);
		/* The tail by its own series where erfc gives out. */
		sum += bin->seen_n * (longer > 1e-290 ? log(longer) : -0.5 * z * z - log(z) - 0.92);
	}
	return sum;
}

/* A search on a grid that closes in. */
static double
lognormal_find(const struct histogram *h, double start_us, double *ret_mu, double *ret_sigma)
{
	double best = -INFINITY, mu = log(start_us), sigma = 0.8, width = 2, spread = 0.6;

	for (int round = 0; round < 12; round++, width *= 0.55, spread *= 0.6) {
		const double mu_0 = mu, sigma_0 = sigma;
		for (int i = -4; i <= 4; i++)
			for (int k = -4; k <= 4; k++) {
				const double m = mu_0 + width * i / 4;
				const double s = fmin(2, fmax(0.15, sigma_0 + spread * k / 4));
				const double value = lognormal_likelihood(h, m, s);
				if (value <= best)
					continue;
				best = value;
				mu = m;
				sigma = s;
			}
	}
	*ret_mu = mu;
	*ret_sigma = sigma;
	return best;
}

/* From the Kaplan–Meier curve, sorted waits, those who leave first at equal times. */
static double
distance(const struct draw *draw, const struct seen_wait *waits, size_t n)
{
	double waiting = 1, most = 0;

	for (size_t i = 0; i < n && (double)(n - i) >= AT_RISK_MOST; i++) {
		if (!waits[i].is_left)
			continue;
		const double share = draw_share(draw, waits[i].us);
		most = fmax(most, fabs(1 - waiting - share));
		waiting *= 1 - 1 / (double)(n - i);
		most = fmax(most, fabs(1 - waiting - share));
	}
	return most;
}

struct fit_draw
fit_patience(struct seen_wait *waits, size_t n, double rate_of_all)
{
	struct histogram h;
	struct fit_draw fitted = {.distance = NAN};
	double rate, mu, sigma;

	if (n == 0 || rate_of_all <= 0)
		return fitted;
	qsort(waits, n, sizeof *waits, wait_compare);
	histogram_fill(&h, waits, n);
	rate = (h.left_n + PRIOR_LEFT) / (h.waited_us + PRIOR_LEFT / rate_of_all);
	fitted.draw = (struct draw){.kind = DRAW_EXPONENTIAL, .mean_us = 1 / rate};
	fitted.n = (uint64_t)h.left_n;
	if (h.left_n >= LEFT_LEAST &&
		lognormal_find(&h, 1 / rate, &mu, &sigma) >
			exponential_likelihood(&h, h.left_n / h.waited_us) + CLEARLY)
		fitted.draw = (struct draw){.kind = DRAW_LOGNORMAL,
			.mean_us = exp(mu + sigma * sigma / 2),
			.variation = sqrt(expm1(sigma * sigma))};
	if (h.left_n > 0)
		fitted.distance = distance(&fitted.draw, waits, n);
	return fitted;
}
