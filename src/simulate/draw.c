/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Distributions by their means and variations. An empirical one is the polygon through its values:
 * value i stands at (i + ½)/n, so that what lies between two values may come, too, and nothing
 * beyond the outermost.
 */
#include "simulate/draw.h"
#include "simulate/exponential.h"

#include <math.h>

#include <gsl/gsl_cdf.h>

static int64_t
whole(double us)
{
	return us < 0 ? 0 : us > 0x1p62 ? INT64_C(1) << 62 : (int64_t)(us + 0.5);
}

static double
empirical_take(const struct draw *d, double u)
{
	const double place = u * (double)d->values_n - 0.5;
	const size_t below = place > 0 ? (size_t)place : 0;

	if (place <= 0 || below + 1 >= d->values_n)
		return (double)d->values_us[place <= 0 ? 0 : d->values_n - 1];
	return (double)d->values_us[below] +
	       (place - (double)below) * (double)(d->values_us[below + 1] - d->values_us[below]);
}

int64_t
draw_take(const struct draw *d, struct random_stream *stream)
{
	switch (d->kind) {
	case DRAW_CONSTANT:
		return whole(d->mean_us);
	case DRAW_EXPONENTIAL:
		return whole(d->mean_us * exponential_take(stream));
	case DRAW_ERLANG:
		return whole(random_gamma(stream, d->mean_us, 1 / sqrt(d->phases)));
	case DRAW_GAMMA:
		return whole(random_gamma(stream, d->mean_us, d->variation));
	case DRAW_LOGNORMAL:
		return whole(random_lognormal(stream, d->mean_us, d->variation));
	case DRAW_EMPIRICAL:
		return whole(empirical_take(d, random_unit(stream)));
	default:
		return 0;
	}
}

static double
empirical_share(const struct draw *d, double at_most)
{
	size_t low = 0, high = d->values_n;
	double place;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if ((double)d->values_us[middle] <= at_most)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0 || low == d->values_n)
		return low == 0 ? 0 : 1;
	const double below = (double)d->values_us[low - 1], above = (double)d->values_us[low];
	place = (double)low - 0.5 + (at_most - below) / (above - below);
	return place / (double)d->values_n;
}

static double
lognormal_share(const struct draw *d, double at_most)
{
	const double sigma2 = log1p(d->variation * d->variation);

	return gsl_cdf_lognormal_P(at_most, log(d->mean_us) - sigma2 / 2, sqrt(sigma2));
}

double
draw_share(const struct draw *d, int64_t at_most_us)
{
	const double at_most = (double)at_most_us;
	double shape;

	switch (d->kind) {
	case DRAW_EXPONENTIAL:
		return gsl_cdf_exponential_P(fmax(at_most, 0), d->mean_us);
	case DRAW_ERLANG:
	case DRAW_GAMMA:
		shape = d->kind == DRAW_ERLANG ? d->phases : 1 / (d->variation * d->variation);
		return gsl_cdf_gamma_P(fmax(at_most, 0), shape, d->mean_us / shape);
	case DRAW_LOGNORMAL:
		return at_most <= 0 ? 0 : lognormal_share(d, at_most);
	case DRAW_EMPIRICAL:
		return empirical_share(d, at_most);
	default:
		return at_most >= (d->kind == DRAW_CONSTANT ? d->mean_us : 0);
	}
}
