/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What many numbers say: a mean with its interval, and where a series has settled.
 */
#include "simulate/simulate.h"

#include <math.h>

#include <gsl/gsl_cdf.h>

struct simulate_figure
simulate_figure_of(const double *values, size_t n)
{
	struct simulate_figure figure = {.mean = NAN, .half = NAN, .deviation = NAN};
	double sum = 0, squares = 0;

	for (size_t i = 0; i < n; i++)
		if (!isnan(values[i])) {
			sum += values[i];
			figure.n++;
		}
	if (figure.n == 0)
		return figure;
	figure.mean = sum / figure.n;
	for (size_t i = 0; i < n; i++)
		if (!isnan(values[i]))
			squares += (values[i] - figure.mean) * (values[i] - figure.mean);
	if (figure.n < 2)
		return figure;
	figure.deviation = sqrt(squares / (figure.n - 1));
	figure.half = gsl_cdf_tdist_Pinv(0.975, figure.n - 1) * figure.deviation / sqrt(figure.n);
	return figure;
}

/* From the end to the beginning, mean and squares grow by one value at a time (Welford). */
size_t
simulate_warm_up(const double *values, size_t n)
{
	double mean = 0, squares = 0, least = INFINITY;
	size_t best = 0;

	for (size_t d = n; d-- > 0;) {
		const double kept = (double)(n - d), off = values[d] - mean;

		mean += off / kept;
		squares += off * (values[d] - mean);
		if (d <= n / 2 && squares / (kept * kept) <= least) {
			least = squares / (kept * kept);
			best = d;
		}
	}
	return best;
}
