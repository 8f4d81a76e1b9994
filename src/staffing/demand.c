/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a model brings to the counters in each quarter hour. A customer may go on to a second
 * service and come back to the first: how often each service is met for one who begins somewhere is
 * summed along the routes. Time at the counter is the walk and the service, for those who do not
 * come when called the time the counter waits for them, and the rest before the next call.
 */
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "base/duration.h"
#include "staffing/inside.h"

#define ROUNDS_MOST    200 /* of going on to another service */
#define SO_LITTLE      1e-9
#define COUNT_MOST     100000
#define HARDLY_ANYBODY 0.02 /* in a quarter of an hour */

/* ---- Of one visit ---- */

static double
mean_of(const struct draw *draw)
{
	return draw->kind == DRAW_NONE ? 0 : draw->mean_us;
}

static double
handling_of(const struct simulate_service *service)
{
	const double there = mean_of(&service->walking) + mean_of(&service->duration);

	return service->no_show * (double)service->comes_within_us +
	       (1 - service->no_show) * there + mean_of(&service->rest);
}

/* How fast those who wait give up. */
static double
impatience_of(const struct simulate_service *service)
{
	if (service->patience.kind == DRAW_NONE || service->patience.mean_us <= 0)
		return 0;
	return 1 / service->patience.mean_us;
}

/* Visits of each service made by those who begin with visits[…]: those, and where they go on to. */
static void
routes_follow(double *visits, const struct simulate_model *model)
{
	double now[SIMULATE_SERVICES_MOST], next[SIMULATE_SERVICES_MOST], left = 1;

	for (size_t s = 0; s < model->services_n; s++)
		now[s] = visits[s];
	for (int round = 0; round < ROUNDS_MOST && left > SO_LITTLE; round++) {
		left = 0;
		for (size_t s = 0; s < model->services_n; s++)
			next[s] = 0;
		for (size_t s = 0; s < model->services_n; s++)
			for (size_t r = 0; r < model->services[s].routes_n; r++) {
				const struct simulate_route *route = &model->services[s].routes[r];
				if (route->service < model->services_n)
					next[route->service] += now[s] * route->chance;
			}
		for (size_t s = 0; s < model->services_n; s++) {
			now[s] = next[s];
			visits[s] += next[s];
			left += next[s];
		}
	}
}

/* ---- Of a quarter ---- */

static double
overlap(int64_t from_us, int64_t until_us, int64_t first_us, int64_t last_us)
{
	const int64_t from = from_us > first_us ? from_us : first_us;
	const int64_t until = until_us < last_us ? until_us : last_us;

	return until > from ? (double)(until - from) : 0;
}

static double
arrivals_by_rates(const struct simulate_source *source, int64_t from_us, int64_t until_us)
{
	double sum = 0;

	for (size_t i = 0; i < source->rates_n; i++) {
		const int64_t last_us =
			i + 1 < source->rates_n ? source->rates[i + 1].from_us : INT64_MAX;
		sum += source->rates[i].per_us *
		       overlap(source->rates[i].from_us, last_us, from_us, until_us);
	}
	return sum;
}

static double
arrivals_of(const struct simulate_source *source, int64_t from_us, int64_t until_us)
{
	double sum = 0;

	if (source->rates_n > 0)
		return arrivals_by_rates(source, from_us, until_us);
	for (size_t i = 0; i < source->times_n; i++)
		sum += source->times_us[i] >= from_us && source->times_us[i] < until_us;
	return source->is_agreed ? sum * (1 - source->stays_away) : sum;
}

/* Only while one may join. */
static int64_t
open_us(const struct simulate_model *model, int64_t from_us, int64_t until_us)
{
	double sum = 0;

	for (size_t p = 0; p < model->places_n; p++) {
		double here = 0;
		for (size_t i = 0; i < model->places[p].open_n; i++)
			here += overlap(model->places[p].open[i].from_us,
				model->places[p].open[i].until_us, from_us, until_us);
		sum = fmax(sum, model->places[p].open_n == 0 ? (double)(until_us - from_us) : here);
	}
	return (int64_t)sum;
}

/* Without opening hours a day is from the first to the last customer. */
static bool
is_always_open(const struct simulate_model *model)
{
	for (size_t p = 0; p < model->places_n; p++)
		if (model->places[p].open_n > 0)
			return false;
	return true;
}

/* A 95 % interval of a number with this mean and variance over mean. */
static void
interval_of(double mean, double dispersion, double *ret_low, double *ret_high)
{
	double low = 0, high = 0;
	const bool is_spread = dispersion > 1.0001;
	const double p = is_spread ? 1 / dispersion : 1, n = is_spread ? mean * p / (1 - p) : 0;

	if (mean <= 0 || mean > COUNT_MOST) {
		*ret_low = *ret_high = mean;
		return;
	}
#define BELOW(k)                                                                                   \
	(is_spread ? gsl_cdf_negative_binomial_P((unsigned)(k), p, n)                              \
		   : gsl_cdf_poisson_P((unsigned)(k), mean))
	while (BELOW(low) < 0.025)
		low++;
	for (high = low; BELOW(high) < 0.975 && high < 100 * COUNT_MOST;)
		high++;
#undef BELOW
	*ret_low = low;
	*ret_high = high;
}

struct day_sums {
	double visits, work_us, impatience;
};

static void
quarter_fill(struct staffing_quarter *q, const struct simulate_model *model, double wanted,
	struct day_sums *day)
{
	double visits[SIMULATE_SERVICES_MOST] = {0}, all = 0, work_us = 0, impatience = 0;

	for (size_t i = 0; i < model->sources_n; i++) {
		const double come = arrivals_of(&model->sources[i], q->from_us, q->until_us);
		visits[model->sources[i].service] += come;
		q->arrivals += come;
	}
	const double factor = wanted >= 0 && q->arrivals > 0 ? wanted / q->arrivals : 1;
	q->arrivals *= factor;
	routes_follow(visits, model);
	for (size_t s = 0; s < model->services_n; s++) {
		visits[s] *= factor;
		all += visits[s];
		work_us += visits[s] * handling_of(&model->services[s]);
		impatience += visits[s] * impatience_of(&model->services[s]);
	}
	q->handling_us = all > 0 ? work_us / all : 0;
	q->load = work_us / (double)(q->until_us - q->from_us);
	day->visits += all;
	day->work_us += work_us;
	day->impatience += impatience;
}

void
staffing_demand_fill(struct staffing *s, const struct simulate_model *model,
	const struct staffing_wish *wish, double *ret_patience_us)
{
	const struct staffing_demand *demand = wish->demand;
	const bool are_hours_known = wish->knows_hours || !is_always_open(model);
	const int64_t midnight_us = date_days(s->day) * DURATION_DAY_US;
	struct day_sums day = {0};

	s->first = STAFFING_QUARTERS;
	for (unsigned i = 0; i < STAFFING_QUARTERS; i++) {
		struct staffing_quarter *q = &s->quarters[i];
		q->from_us = zone_to_utc(s->zone, midnight_us + i * QUARTER_US);
		q->until_us = zone_to_utc(s->zone, midnight_us + (i + 1) * QUARTER_US);
		q->formula = q->simulated.mean = q->simulated.low = q->simulated.high = NAN;
		/* The hour that a spring change skips has quarters of no length. */
		if (q->until_us <= q->from_us)
			continue;
		q->is_open = open_us(model, q->from_us, q->until_us) > 0;
		if (!q->is_open)
			continue;
		quarter_fill(q, model, demand != NULL ? demand->mean[i] : -1, &day);
		if (demand != NULL) {
			q->low = demand->low[i];
			q->high = demand->high[i];
		} else {
			interval_of(q->arrivals, s->dispersion, &q->low, &q->high);
		}
		s->arrivals += q->arrivals;
		if (are_hours_known || q->arrivals > HARDLY_ANYBODY) {
			s->first = i < s->first ? i : s->first;
			s->last = i + 1;
		}
	}
	for (unsigned i = 0; i < STAFFING_QUARTERS; i++)
		s->quarters[i].is_open &= i >= s->first && i < s->last;
	*ret_patience_us = day.impatience > 0 ? day.visits / day.impatience : 0;
}

/* ---- The model with these arrivals ---- */

static void
source_of(struct simulate_source *source, const struct staffing *s,
	const struct simulate_model *model, struct arena *a)
{
	struct simulate_rate *rates = ARENA_ARRAY(a, struct simulate_rate, STAFFING_QUARTERS + 1);
	size_t n = 0;

	for (unsigned i = s->first; i < s->last; i++) {
		const struct staffing_quarter *q = &s->quarters[i];
		double all = 0;
		if (q->until_us <= q->from_us)
			continue;
		for (size_t k = 0; k < model->sources_n; k++)
			all += arrivals_of(&model->sources[k], q->from_us, q->until_us);
		const double own = arrivals_of(source, q->from_us, q->until_us);
		const double come = all > 0 ? own / all * q->arrivals : 0;
		rates[n++] = (struct simulate_rate){
			.from_us = q->from_us, .per_us = come / (double)(q->until_us - q->from_us)};
	}
	if (s->last > 0)
		rates[n++] = (struct simulate_rate){
			.from_us = s->quarters[s->last - 1].until_us, .per_us = 0};
	source->rates = rates;
	source->rates_n = n;
}

struct simulate_model
staffing_model_of(const struct staffing *s, const struct simulate_model *model, struct arena *a)
{
	struct simulate_model copy = *model;
	struct simulate_source *sources = ARENA_ARRAY(a, struct simulate_source, model->sources_n);

	for (size_t i = 0; i < model->sources_n; i++) {
		sources[i] = model->sources[i];
		if (sources[i].rates_n > 0)
			source_of(&sources[i], s, model, a);
	}
	copy.sources = sources;
	copy.counters = NULL;
	copy.counters_n = 0;
	copy.from_us = s->quarters[0].from_us;
	copy.until_us = s->quarters[STAFFING_QUARTERS - 1].until_us;
	copy.ends_sharply = false;
	return copy;
}
