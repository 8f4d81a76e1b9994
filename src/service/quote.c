/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The wait, played out a few hundred times. In each play the counters get free after what may be
 * left of the service in front of them – given that it has lasted so long already – and those ahead
 * are served in turn, each for a time drawn from what is known of their service, unless they have
 * given up by then. The range is what eight plays in ten lie in.
 *
 * How long service takes is itself known only from so many customers: each play draws a mean, too.
 * The draws are always the same ones, the counters' and the customers' from streams of their own:
 * one more ahead never makes the quote smaller, one more counter never makes it larger, and asking
 * twice gives the same.
 */
#include "service/quote.h"

#include <math.h>
#include <stdlib.h>

#include "base/attributes.h"
#include "base/random.h"

#define PLAYS	     240
#define SERVERS_MOST 64
#define AHEAD_MOST   400 /* beyond, only the mean counts */
#define TAIL	     1e-4
#define SEED	     UINT64_C(0xC7C1E)

static double
variation(const struct quote_pace *pace)
{
	const double deviation = sqrt(pace->variance_us2 > 0 ? pace->variance_us2 : 0);

	return pace->mean_us > 0 ? fmin(deviation / pace->mean_us, 3) : 0;
}

/* The inverse of the normal distribution, to 1e-9 of relative error (Acklam's rational forms). */
static double
normal_quantile(double p)
{
	static const double a[] = {-3.969683028665376e+01, 2.209460984245205e+02,
		-2.759285104469687e+02, 1.383577518672690e+02, -3.066479806614716e+01,
		2.506628277459239e+00};
	static const double b[] = {-5.447609879822406e+01, 1.615858368580409e+02,
		-1.556989798598866e+02, 6.680131188771972e+01, -1.328068155288572e+01};
	static const double c[] = {-7.784894002430293e-03, -3.223964580411365e-01,
		-2.400758277161838e+00, -2.549732539343734e+00, 4.374664141464968e+00,
		2.938163982698783e+00};
	static const double d[] = {7.784695709041462e-03, 3.224671290700398e-01,
		2.445134137142996e+00, 3.754408661907416e+00};
	const bool is_low = p<0.02425, is_high = p> 1 - 0.02425;
	double q, r;

	if (!is_low && !is_high) {
		q = p - 0.5;
		r = q * q;
		return (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q /
		       (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1);
	}
	q = sqrt(-2 * log(fmax(is_low ? p : 1 - p, 1e-300)));
	r = (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) /
	    ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1);
	return is_low ? r : -r;
}

/* A gamma's quantile by Wilson and Hilferty: its cube root is nearly normal. Quick, smooth in p,
 * and good to some hundredths, which is less than anybody knows of a service. */
static double
gamma_quantile(double p, double mean, double spread)
{
	const double root = 1 - spread * spread / 9 + normal_quantile(p) * spread / 3;

	return root > 0 ? mean * root * root * root : 0;
}

static double
gamma_share(double value, double mean, double spread)
{
	const double z = (cbrt(value / mean) - 1 + spread * spread / 9) * 3 / spread;

	return erfc(-z / sqrt(2)) / 2;
}

/* How wrong the known mean may be: its standard error, as a factor around 1. */
static double
mean_factor(struct random_stream *stream, const struct quote_pace *pace)
{
	const double error = variation(pace) / sqrt(fmax(pace->n, 1));

	return error > 0 ? gamma_quantile(random_unit(stream), 1, fmin(error, 1)) : 1;
}

static double
service_draw(struct random_stream *stream, const struct quote_pace *pace, double factor)
{
	const double spread = variation(pace);
	const double p = random_unit(stream);

	return spread > 0 ? gamma_quantile(p, pace->mean_us * factor, spread)
			  : pace->mean_us * factor;
}

/* What is left of a service that has lasted so long: of the longer ones, one. Far out, where hardly
 * any is that long, a gamma's tail is exponential with a mean of variance over mean. */
static double
rest_draw(struct random_stream *stream, const struct quote_server *server, double factor)
{
	const struct quote_pace *pace = &server->pace;
	const double served = (double)server->served_us, mean = pace->mean_us * factor;
	const double spread = variation(pace);
	double before = 0;

	if (spread <= 0)
		return fmax(mean - served, pace->mean_us / 10);
	if (served > 0)
		before = gamma_share(served, mean, spread);
	if (before > 1 - TAIL)
		return -log1p(-random_unit(stream)) * fmax(spread * spread * mean, mean / 10);
	return fmax(0,
		gamma_quantile(before + (1 - before) * random_unit(stream), mean, spread) - served);
}

/* The counter that is free first. */
static size_t
first_free(const double *free_at, size_t n)
{
	size_t first = 0;

	for (size_t i = 1; i < n; i++)
		if (free_at[i] < free_at[first])
			first = i;
	return first;
}

/* One play: when a counter is free for the customer. */
static double
play(const struct quote_question *q, uint64_t number)
{
	struct random_stream customers = random_of(SEED, number * (SERVERS_MOST + 2));
	struct random_stream knowledge = random_of(SEED, number * (SERVERS_MOST + 2) + 1);
	const size_t servers_n = q->servers_n < SERVERS_MOST ? q->servers_n : SERVERS_MOST;
	const size_t ahead_n = q->ahead_n < AHEAD_MOST ? q->ahead_n : AHEAD_MOST;
	const double ours = fmax(1 - q->servers_shared, 0.05);
	const struct quote_pace *known = q->ahead_n > 0 ? &q->ahead[0].pace : &q->servers[0].pace;
	const double factor = mean_factor(&knowledge, known);
	double free_at[SERVERS_MOST] = {0};

	for (size_t i = 0; i < servers_n; i++) {
		struct random_stream stream = random_of(SEED, number * (SERVERS_MOST + 2) + 2 + i);

		if (q->servers[i].is_busy)
			free_at[i] = rest_draw(&stream, &q->servers[i], factor);
	}
	for (size_t i = 0; i < ahead_n; i++) {
		const size_t first = first_free(free_at, servers_n);
		const double lasts = service_draw(&customers, &q->ahead[i].pace, factor) / ours;
		const double unit = random_unit(&customers);

		if (q->leaving_per_us <= 0 || unit < exp(-q->leaving_per_us * free_at[first]))
			free_at[first] += lasts;
	}
	return free_at[first_free(free_at, servers_n)];
}

/* Those so far back that only their sum matters. */
static double
far_ahead_us(const struct quote_question *q)
{
	double sum = 0;

	for (size_t i = AHEAD_MOST; i < q->ahead_n; i++)
		sum += q->ahead[i].pace.mean_us;
	return sum / (double)q->servers_n / fmax(1 - q->servers_shared, 0.05);
}

static int
by_size(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static bool
is_known(const struct quote_question *q)
{
	if (q->servers_n == 0)
		return false;
	for (size_t i = 0; i < q->servers_n; i++)
		if (q->servers[i].is_busy && q->servers[i].pace.mean_us <= 0)
			return false;
	for (size_t i = 0; i < q->ahead_n; i++)
		if (q->ahead[i].pace.mean_us <= 0)
			return false;
	return true;
}

/* Is a counter free this very moment, with nobody before? */
static bool
is_at_once(const struct quote_question *q)
{
	for (size_t i = 0; i < q->servers_n && q->ahead_n == 0; i++)
		if (!q->servers[i].is_busy)
			return true;
	return false;
}

static void
plays(const struct quote_question *q, double ret[static PLAYS])
{
	const double far_us = far_ahead_us(q);

	for (uint64_t i = 0; i < PLAYS; i++)
		ret[i] = play(q, i) + far_us;
	qsort(ret, PLAYS, sizeof *ret, by_size);
}

static double
share_longer(const double waits[static PLAYS], int64_t than_us)
{
	size_t longer = 0;

	while (longer < PLAYS && waits[PLAYS - 1 - longer] > (double)than_us)
		longer++;
	return (double)longer / PLAYS;
}

struct quote
quote_make(const struct quote_question *q)
{
	double waits[PLAYS];
	const size_t beside = (size_t)(PLAYS * (1 - QUOTE_SHARE) / 2);

	if (!is_known(q))
		return (struct quote){0};
	if (is_at_once(q))
		return (struct quote){.is_known = true};
	plays(q, waits);
	return (struct quote){.is_known = true,
		.least_us = (int64_t)waits[beside],
		.median_us = (int64_t)waits[PLAYS / 2],
		.most_us = (int64_t)waits[PLAYS - 1 - beside],
		.chance_longer = share_longer(waits, q->limit_us)};
}

double
quote_chance_longer(const struct quote_question *q, int64_t than_us)
{
	double waits[PLAYS];

	if (q->servers_n == 0)
		return 1; /* nobody is there to call */
	if (!is_known(q))
		return 0.5;
	plays(q, waits);
	return share_longer(waits, than_us);
}
