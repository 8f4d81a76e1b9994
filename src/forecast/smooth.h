/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Holt-Winters smoothing (domain: §9), additive or multiplicative, its trend damped or not:
 *
 *	ℓ = α(y − s) + (1 − α)(ℓ + φb)      b = β(ℓ − ℓ₋₁) + (1 − β)φb      s = γ(y − ℓ) + (1 − γ)s
 *
 * A value that is NaN is missing: the state goes on as if it had been as forecast. Also the
 * measures of accuracy that all models share. Private to forecast.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define SMOOTH_SEASON_MOST 366

struct smooth {
	double alpha, beta, gamma;
	double phi; /* 1: not damped */
	bool is_multiplicative;
};

struct smooth_state {
	double level, trend;
	double season[SMOOTH_SEASON_MOST]; /* of position t: season[t % m] */
	size_t m;
};

/* Values [from, n): *state goes on over them; returns the sum of squared errors one step ahead. */
double smooth_run(struct smooth_state *state, const struct smooth *p, const double *values,
	size_t from, size_t n);
/* The value h ≥ 1 steps after a series of n values. */
double smooth_ahead(const struct smooth_state *state, const struct smooth *p, size_t n, size_t h);

/* R's start: the first two seasons decomposed by a moving average, level and trend by a line
 * through it. For a series of at least 2m values without gaps; go on from value m. */
void smooth_start_classical(
	struct smooth_state *ret, const double *values, size_t m, bool is_multiplicative);
/* A start for series with gaps: level the mean of the first two seasons, seasons their means, no
 * trend. Go on from value m. */
void smooth_start_means(struct smooth_state *ret, const double *values, size_t n, size_t m);

/* The parameters of the least sum of squared errors from value m on (Nelder-Mead from several
 * beginnings, all within 0 … 1; φ within 0.8 … 0.98 when damped). Returns the sum. */
double smooth_fit(struct smooth *ret, const struct smooth_state *start, const double *values,
	size_t n, bool is_damped, bool is_multiplicative);

/* ---- Accuracy: collected error by error ---- */

struct accuracy_sums {
	double absolute, signed_, values, size; /* Σ|e|, Σe, Σy, Σ|y| */
	size_t n;
};

struct forecast_accuracy;

void accuracy_add(struct accuracy_sums *sums, double came, double forecast);
/* scale: the mean absolute difference of the training data from a season before. */
struct forecast_accuracy accuracy_of(const struct accuracy_sums *sums, double scale);
/* NaN for fewer than m + 1 values. */
double accuracy_scale(const double *values, size_t n, size_t m);
