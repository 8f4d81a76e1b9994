/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Up to 40 origins over the last half year, each with all models for the days after it. Parameters
 * are fitted to the days before every eighth origin only, so nothing later is ever known. Only
 * steps in which somebody could come are held against what came: those that the calendar calls
 * open, or, without one, in which anybody ever came on that weekday.
 *
 * Spread is a ratio of sums, Σe² over Σ forecast: single quarters with a tiny mean cannot blow it
 * up.
 */
#include "forecast/rolling.h"

#include <math.h>

#define ORIGINS_MOST	 40
#define ORIGINS_DAYS	 182
#define FIT_EVERY	 8
#define LEARN_LEAST	 14
#define LEARN_USUAL	 28
#define COVERAGE_LEAST_N 20
#define TAIL		 0.025
#define Z_975		 1.959963984540054
#define IS_POISSON	 (1 + 1e-9)
#define SUM_MOST	 5000.0 /* beyond it quantiles come from the gamma distribution */
#define SUM_LOG_MOST	 600.0

struct judged {
	float came;
	float forecast[FORECAST_MODEL__COUNT];
	uint8_t week;
	bool is_late; /* of the later half of the origins */
};

struct judging {
	struct judged *items;
	size_t n, room;
	struct arena *arena;
};

struct rolling {
	struct known *known;
	const struct counted *counted;
	enum forecast_step step;
	size_t first, stride, horizon;
	bool is_used[WEEKDAYS][FORECAST_QUARTERS];
	struct judging steps, days;
};

unsigned
forecast_step_quarters(enum forecast_step step)
{
	static const unsigned quarters[] = {
#define X(id, word, quarters) quarters,
		FORECAST_STEP_TABLE(X)
#undef X
	};
	return quarters[step];
}

/* ---- Intervals ---- */

double
spread_at(const struct spread *spread, size_t h)
{
	const size_t week = h > 0 ? (h - 1) / WEEKDAYS : 0;
	return spread->by_week[week < ROLLING_WEEKS ? week : ROLLING_WEEKS - 1];
}

/* The logarithm of the chance that nobody comes. */
static double
zero_log(double mean, double dispersion)
{
	return dispersion < IS_POISSON ? -mean : -mean / (dispersion - 1) * log(dispersion);
}

/* Sums the probabilities of 0, 1, 2 … up to both tails. */
static struct interval_95
summed_interval(double mean, double dispersion)
{
	const bool is_poisson = dispersion < IS_POISSON;
	const double r = is_poisson ? 0 : mean / (dispersion - 1);
	double p = exp(zero_log(mean, dispersion)), sum = p;
	struct interval_95 i = {.low = sum >= TAIL ? 0 : -1};

	for (double k = 0; sum < 1 - TAIL && k < 20 * SUM_MOST; k++) {
		p *= is_poisson ? mean / (k + 1)
				: (k + r) / (k + 1) * (dispersion - 1) / dispersion;
		sum += p;
		if (i.low < 0 && sum >= TAIL)
			i.low = k + 1;
		i.high = k + 1;
	}
	return i;
}

/* The quantile of the gamma distribution of this mean, by Wilson and Hilferty. */
static double
gamma_quantile(double mean, double dispersion, double z)
{
	const double shape = mean / dispersion;
	const double root = 1 - 1 / (9 * shape) + z / (3 * sqrt(shape));

	return root > 0 ? mean * root * root * root : 0;
}

struct interval_95
spread_interval(double mean, double dispersion)
{
	dispersion = dispersion > 1 ? dispersion : 1;
	if (!(mean > 0))
		return (struct interval_95){0, 0};
	if (mean < SUM_MOST && zero_log(mean, dispersion) > -SUM_LOG_MOST)
		return summed_interval(mean, dispersion);
	return (struct interval_95){
		.low = floor(gamma_quantile(mean, dispersion, -Z_975)),
		.high = ceil(gamma_quantile(mean, dispersion, Z_975)),
	};
}

/* ---- Which days and quarters are judged ---- */

static void
rolling_plan(struct rolling *r, size_t horizon)
{
	const size_t n = r->counted->history_n;
	size_t learn = n / 2 < LEARN_USUAL ? n / 2 : LEARN_USUAL;

	learn = learn < LEARN_LEAST ? LEARN_LEAST : learn;
	r->first = n > ORIGINS_DAYS + learn ? n - ORIGINS_DAYS : learn;
	r->stride = n > r->first ? (n - r->first + ORIGINS_MOST - 1) / ORIGINS_MOST : 1;
	r->stride += r->stride % WEEKDAYS == 0; /* every weekday is an origin */
	r->horizon = horizon < WEEKDAYS			  ? WEEKDAYS
		     : horizon > ROLLING_WEEKS * WEEKDAYS ? ROLLING_WEEKS * WEEKDAYS
							  : horizon;
	for (size_t i = 0; i < n; i++)
		for (unsigned q = 0; q < FORECAST_QUARTERS; q++)
			r->is_used[date_weekday(r->counted->days[i].day)][q] |=
				r->counted->days[i].counts[q] > 0;
}

static bool
is_judged(const struct counted_day *day)
{
	return day->teaches || day->kind == FORECAST_KIND_SHORT;
}

static bool
is_in_use(const struct rolling *r, const struct counted_day *day, unsigned from, unsigned width)
{
	for (unsigned q = from; q < from + width; q++)
		if (day->times[q] > 0 && day->is_open[q] &&
			(r->counted->calendar != NULL || r->is_used[date_weekday(day->day)][q]))
			return true;
	return false;
}

static double
sum_of(const float *counts, unsigned from, unsigned width)
{
	double sum = 0;
	for (unsigned q = from; q < from + width; q++)
		sum += (double)counts[q];
	return sum;
}

/* ---- Rolling ---- */

static void
day_judge(struct rolling *r, struct judging *j, unsigned width, size_t target,
	double forecasts[][FORECAST_QUARTERS], bool is_late)
{
	const struct counted_day *day = &r->counted->days[target];
	const size_t week = (target - r->known->origin) / WEEKDAYS;

	for (unsigned q = 0; q < FORECAST_QUARTERS; q += width) {
		struct judged *one;
		if (!is_in_use(r, day, q, width))
			continue;
		one = ARENA_PUSH(j->arena, j->items, j->n, j->room);
		*one = (struct judged){.came = (float)sum_of(day->counts, q, width),
			.week = (uint8_t)(week < ROLLING_WEEKS ? week : ROLLING_WEEKS - 1),
			.is_late = is_late};
		for (size_t m = 0; m < FORECAST_MODEL__COUNT; m++)
			for (unsigned i = q; i < q + width; i++)
				one->forecast[m] += (float)forecasts[m][i];
	}
}

static size_t
rolling_roll(struct rolling *r)
{
	const struct counted *c = r->counted;
	const size_t middle = r->first + (c->history_n - r->first) / 2;
	size_t n = 0;

	for (size_t origin = r->first; origin < c->history_n; origin += r->stride, n++) {
		known_move(r->known, origin, n % FIT_EVERY == 0);
		for (size_t t = origin; t < origin + r->horizon && t < c->history_n; t++) {
			double forecasts[FORECAST_MODEL__COUNT][FORECAST_QUARTERS];
			if (!is_judged(&c->days[t]))
				continue;
			for (size_t m = 0; m < FORECAST_MODEL__COUNT; m++)
				known_forecast(
					r->known, (enum forecast_model_id)m, t, forecasts[m]);
			day_judge(r, &r->steps, forecast_step_quarters(r->step), t, forecasts,
				origin >= middle);
			day_judge(r, &r->days, FORECAST_QUARTERS, t, forecasts, origin >= middle);
		}
	}
	return n;
}

/* How far each step was from that of the last such weekday, before the first origin. */
static double
training_scale(const struct rolling *r, unsigned width)
{
	const struct counted_day *last[WEEKDAYS] = {0};
	double sum = 0, n = 0;

	for (size_t i = 0; i < r->first && i < r->counted->history_n; i++) {
		const struct counted_day *day = &r->counted->days[i], **before;
		if (!day->teaches)
			continue;
		before = &last[date_weekday(day->day)];
		for (unsigned q = 0; q < FORECAST_QUARTERS && *before != NULL; q += width) {
			if (!is_in_use(r, day, q, width))
				continue;
			sum += fabs(sum_of(day->counts, q, width) -
				    sum_of((*before)->counts, q, width));
			n++;
		}
		*before = day;
	}
	return n > 0 ? sum / n : NAN;
}

/* ---- What it says ---- */

static struct forecast_accuracy
accuracy_judge(const struct judging *j, size_t model, double scale)
{
	struct accuracy_sums sums = {0};

	for (size_t i = 0; i < j->n; i++)
		accuracy_add(&sums, (double)j->items[i].came, (double)j->items[i].forecast[model]);
	return accuracy_of(&sums, scale);
}

/* A week without errors has the spread of the week before. */
static struct spread
spread_learn(const struct judging *j, size_t model, bool only_early)
{
	double squares[ROLLING_WEEKS] = {0}, forecasts[ROLLING_WEEKS] = {0}, before = 1;
	struct spread spread;

	for (size_t i = 0; i < j->n; i++) {
		const struct judged *one = &j->items[i];
		const double e = (double)one->came - (double)one->forecast[model];
		if (only_early && one->is_late)
			continue;
		squares[one->week] += e * e;
		forecasts[one->week] += (double)one->forecast[model];
	}
	for (size_t w = 0; w < ROLLING_WEEKS; w++) {
		if (forecasts[w] > 0)
			before = fmax(1, squares[w] / forecasts[w]);
		spread.by_week[w] = before;
	}
	return spread;
}

/* How many of the later half lie within intervals learnt from the earlier half. */
static double
coverage_check(uint64_t *ret_n, const struct judging *j, size_t model)
{
	const struct spread spread = spread_learn(j, model, true);
	uint64_t n = 0, within_n = 0;

	for (size_t i = 0; i < j->n; i++) {
		const struct judged *one = &j->items[i];
		const double came = (double)one->came;
		struct interval_95 interval;
		if (!one->is_late || !(one->forecast[model] > 0))
			continue;
		interval = spread_interval((double)one->forecast[model], spread.by_week[one->week]);
		n++;
		within_n += came >= interval.low && came <= interval.high;
	}
	*ret_n = n;
	return n >= COVERAGE_LEAST_N ? (double)within_n / (double)n : NAN;
}

void
rolling_run(struct rolled *ret, struct known *k, enum forecast_step step, size_t horizon)
{
	ON_EXIT(arena_guard) struct arena *scratch = arena_new(ARENA_UNLIMITED);
	struct rolling *r = ARENA_NEW(scratch, struct rolling);
	double step_scale, day_scale;

	*r = (struct rolling){.known = k,
		.counted = k->counted,
		.step = step,
		.steps.arena = scratch,
		.days.arena = scratch};
	*ret = (struct rolled){.chosen = FORECAST_NAIVE};
	rolling_plan(r, horizon);
	ret->origins_n = rolling_roll(r);
	step_scale = training_scale(r, forecast_step_quarters(step));
	day_scale = training_scale(r, FORECAST_QUARTERS);
	for (size_t m = 0; m < FORECAST_MODEL__COUNT; m++) {
		ret->at_step[m] = accuracy_judge(&r->steps, m, step_scale);
		ret->by_day[m] = accuracy_judge(&r->days, m, day_scale);
		if (ret->at_step[m].mae < ret->at_step[ret->chosen].mae)
			ret->chosen = (enum forecast_model_id)m;
	}
	ret->step_spread = spread_learn(&r->steps, ret->chosen, false);
	ret->day_spread = spread_learn(&r->days, ret->chosen, false);
	ret->coverage = coverage_check(&ret->coverage_n, &r->steps, ret->chosen);
	ret->day_coverage = coverage_check(&ret->day_coverage_n, &r->days, ret->chosen);
}
