/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * See the header. The search for parameters runs on the whole line: a parameter is the logistic
 * function of what is searched, so that no step of the simplex leaves 0 … 1.
 */
#include "forecast/smooth.h"

#include <assert.h>
#include <math.h>

#include <gsl/gsl_multimin.h>

#include "base/attributes.h"
#include "forecast/forecast.h"

#define FIT_STEPS_MOST 400
#define FIT_SIZE       1e-5 /* of the simplex, when it is small enough */
#define FIT_BAD	       1e300
#define PHI_LEAST      0.8
#define PHI_MOST       0.98

/* ---- The recursion ---- */

static double
forecast_next(const struct smooth_state *s, const struct smooth *p, double season)
{
	const double base = s->level + p->phi * s->trend;
	return p->is_multiplicative ? base * season : base + season;
}

static void
state_step(struct smooth_state *s, const struct smooth *p, size_t t, double value)
{
	double *season = &s->season[t % s->m];
	const double before = s->level, trend = p->phi * s->trend;
	const double clean = p->is_multiplicative ? value / *season : value - *season;

	s->level = p->alpha * clean + (1 - p->alpha) * (before + trend);
	s->trend = p->beta * (s->level - before) + (1 - p->beta) * trend;
	*season = p->gamma * (p->is_multiplicative ? value / s->level : value - s->level) +
		  (1 - p->gamma) * *season;
}

double
smooth_run(struct smooth_state *state, const struct smooth *p, const double *values, size_t from,
	size_t n)
{
	double sum = 0;

	for (size_t t = from; t < n; t++) {
		const double forecast = forecast_next(state, p, state->season[t % state->m]);
		if (isnan(values[t])) {
			state->level += p->phi * state->trend;
			state->trend *= p->phi;
			continue;
		}
		sum += (values[t] - forecast) * (values[t] - forecast);
		state_step(state, p, t, values[t]);
	}
	return sum;
}

double
smooth_ahead(const struct smooth_state *state, const struct smooth *p, size_t n, size_t h)
{
	const double season = state->season[(n + h - 1) % state->m];
	double steps = 0, power = 1, base;

	for (size_t i = 0; i < h; i++) {
		power *= p->phi;
		steps += power;
	}
	base = state->level + steps * state->trend;
	return p->is_multiplicative ? base * season : base + season;
}

/* ---- Beginnings ---- */

/* A season's mean centred on a value: the ends count half when the season is even. */
static double
centred_mean(const double *values, size_t at, size_t m)
{
	const size_t reach = m / 2;
	double sum = 0;

	for (size_t i = at - reach; i <= at + reach; i++) {
		const bool is_end = i == at - reach || i == at + reach;
		sum += values[i] * (m % 2 == 0 && is_end ? 0.5 : 1);
	}
	return sum / (double)m;
}

/* The line through y at 1, 2, … n. */
static void
line_fit(double *ret_level, double *ret_slope, const double *y, size_t n)
{
	const double middle = ((double)n + 1) / 2;
	double mean = 0, cross = 0, square = 0;

	for (size_t i = 0; i < n; i++)
		mean += y[i] / (double)n;
	for (size_t i = 0; i < n; i++) {
		const double x = (double)(i + 1) - middle;
		cross += x * (y[i] - mean);
		square += x * x;
	}
	*ret_slope = square > 0 ? cross / square : 0;
	*ret_level = mean - *ret_slope * middle;
}

void
smooth_start_classical(
	struct smooth_state *ret, const double *values, size_t m, bool is_multiplicative)
{
	const size_t reach = m / 2;
	double trend[2 * SMOOTH_SEASON_MOST], mean = 0;
	unsigned seen[SMOOTH_SEASON_MOST] = {0};
	size_t n = 0;

	assert(m >= 2 && m <= SMOOTH_SEASON_MOST);
	*ret = (struct smooth_state){.m = m};
	for (size_t t = reach; t + reach < 2 * m; t++) {
		trend[n] = centred_mean(values, t, m);
		ret->season[t % m] +=
			is_multiplicative ? values[t] / trend[n] : values[t] - trend[n];
		seen[t % m]++;
		n++;
	}
	for (size_t i = 0; i < m; i++) {
		ret->season[i] /= seen[i] > 0 ? seen[i] : 1;
		mean += ret->season[i] / (double)m;
	}
	for (size_t i = 0; i < m; i++)
		ret->season[i] = is_multiplicative ? ret->season[i] / mean : ret->season[i] - mean;
	line_fit(&ret->level, &ret->trend, trend, n);
}

void
smooth_start_means(struct smooth_state *ret, const double *values, size_t n, size_t m)
{
	const size_t until = n < 2 * m ? n : 2 * m;
	unsigned seen[SMOOTH_SEASON_MOST] = {0};
	size_t all_n = 0;

	assert(m >= 1 && m <= SMOOTH_SEASON_MOST);
	*ret = (struct smooth_state){.m = m};
	for (size_t t = 0; t < until; t++) {
		if (isnan(values[t]))
			continue;
		ret->season[t % m] += values[t];
		seen[t % m]++;
	}
	for (size_t i = 0; i < m; i++) {
		if (seen[i] == 0)
			continue;
		ret->season[i] /= seen[i];
		ret->level += ret->season[i];
		all_n++;
	}
	ret->level /= all_n > 0 ? (double)all_n : 1;
	for (size_t i = 0; i < m; i++)
		ret->season[i] = seen[i] > 0 ? ret->season[i] - ret->level : 0;
}

/* ---- Parameters ---- */

struct search {
	const struct smooth_state *start;
	const double *values;
	size_t n;
	bool is_damped, is_multiplicative;
};

static double
squeeze(double x)
{
	return 1 / (1 + exp(-x));
}

static double
stretch(double share)
{
	return log(share / (1 - share));
}

static struct smooth
parameters_of(const gsl_vector *x, const struct search *s)
{
	struct smooth p = {.alpha = squeeze(gsl_vector_get(x, 0)),
		.beta = squeeze(gsl_vector_get(x, 1)),
		.gamma = squeeze(gsl_vector_get(x, 2)),
		.phi = 1,
		.is_multiplicative = s->is_multiplicative};

	if (s->is_damped)
		p.phi = PHI_LEAST + (PHI_MOST - PHI_LEAST) * squeeze(gsl_vector_get(x, 3));
	return p;
}

static double
search_sum(const gsl_vector *x, void *with)
{
	const struct search *s = with;
	const struct smooth p = parameters_of(x, s);
	struct smooth_state state = *s->start;
	const double sum = smooth_run(&state, &p, s->values, state.m, s->n);

	return isfinite(sum) && sum < FIT_BAD ? sum : FIT_BAD;
}

static void
vector_guard(gsl_vector **v)
{
	if (*v != NULL)
		gsl_vector_free(*v);
}

static void
minimizer_guard(gsl_multimin_fminimizer **m)
{
	if (*m != NULL)
		gsl_multimin_fminimizer_free(*m);
}

/* From one beginning. */
static double
search_from(struct smooth *ret, struct search *s, const double *begin)
{
	const size_t dimensions = s->is_damped ? 4 : 3;
	gsl_multimin_function function = {.f = search_sum, .n = dimensions, .params = s};
	ON_EXIT(vector_guard) gsl_vector *x = gsl_vector_alloc(dimensions);
	ON_EXIT(vector_guard) gsl_vector *step = gsl_vector_alloc(dimensions);
	ON_EXIT(minimizer_guard)
	gsl_multimin_fminimizer *m =
		gsl_multimin_fminimizer_alloc(gsl_multimin_fminimizer_nmsimplex2, dimensions);

	assert(x != NULL && step != NULL && m != NULL);
	for (size_t i = 0; i < dimensions; i++)
		gsl_vector_set(x, i, stretch(begin[i]));
	gsl_vector_set_all(step, 1);
	(void)gsl_multimin_fminimizer_set(m, &function, x, step); /* sizes are alike */
	for (int i = 0; i < FIT_STEPS_MOST; i++)
		if (gsl_multimin_fminimizer_iterate(m) ||
			gsl_multimin_fminimizer_size(m) < FIT_SIZE)
			break;
	*ret = parameters_of(m->x, s);
	return m->fval;
}

double
smooth_fit(struct smooth *ret, const struct smooth_state *start, const double *values, size_t n,
	bool is_damped, bool is_multiplicative)
{
	static const double begins[][4] = {{.3, .1, .1, .5}, {.1, .02, .2, .5}, {.6, .05, .6, .5}};
	struct search s = {.start = start,
		.values = values,
		.n = n,
		.is_damped = is_damped,
		.is_multiplicative = is_multiplicative};
	double best = INFINITY;

	for (size_t i = 0; i < array_length(begins); i++) {
		struct smooth p;
		const double sum = search_from(&p, &s, begins[i]);
		if (sum < best) {
			best = sum;
			*ret = p;
		}
	}
	return best;
}

/* ---- Accuracy ---- */

void
accuracy_add(struct accuracy_sums *sums, double came, double forecast)
{
	sums->absolute += fabs(came - forecast);
	sums->signed_ += came - forecast;
	sums->values += came;
	sums->size += fabs(came);
	sums->n++;
}

struct forecast_accuracy
accuracy_of(const struct accuracy_sums *sums, double scale)
{
	const double mae = sums->n > 0 ? sums->absolute / (double)sums->n : NAN;

	return (struct forecast_accuracy){.mae = mae,
		.wape = sums->size > 0 ? sums->absolute / sums->size : NAN,
		.mase = scale > 0 ? mae / scale : NAN,
		.bias = sums->values != 0 ? sums->signed_ / sums->values : NAN,
		.n = sums->n};
}

double
accuracy_scale(const double *values, size_t n, size_t m)
{
	double sum = 0;

	if (n <= m)
		return NAN;
	for (size_t t = m; t < n; t++)
		sum += fabs(values[t] - values[t - m]);
	return sum / (double)(n - m);
}
