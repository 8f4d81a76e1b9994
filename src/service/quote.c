/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The wait, played out a hundred times and more. In each play the counters get free after what may
 * be left of the service in front of them – given that it has lasted so long already – and those
 * ahead are served in turn, each for a time drawn from what is known of their service, unless they
 * have given up by then. The range is what eight plays in ten lie in.
 *
 * How long service takes is itself known only from so many customers: each play draws a mean, too.
 *
 * Every draw shares out its whole range evenly among the plays, in an order of its own (a Latin
 * hypercube), so that few plays say much. The draws are always the same ones, each counter's and
 * each customer's its own: one more ahead never makes the quote smaller, one more counter never
 * makes it larger, and asking twice gives the same.
 */
#include "service/quote.h"

#include <math.h>
#include <string.h>

#include "base/attributes.h"
#include "base/random.h"

#define PLAYS	     128    /* a power of two */
#define NORMAL_WIDER 1.0050 /* so that the middles of PLAYS shares deviate by 1 */
#define MEANS	     16	    /* that are told apart: how wrong the known one may be */
#define MEANS_WIDER  1.0405 /* the same of their shares */
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

/* A gamma by Wilson and Hilferty: its cube root is nearly normal. Quick, smooth, and good to some
 * hundredths, which is less than anybody knows of a service. */
static double
gamma_of(double normal, double mean, double spread)
{
	const double root = 1 - spread * spread / 9 + normal * spread / 3;

	return root > 0 ? mean * root * root * root : 0;
}

/* ---- The draws ---- */

enum draw { DRAW_MEAN, DRAW_SERVER, DRAW_SERVICE, DRAW_LEAVING };

/* Which share of its range a draw gives each play: all of them once, shuffled. */
static void
shares_draw(uint8_t ret[static PLAYS], enum draw draw, size_t number)
{
	uint64_t seed = SEED + ((uint64_t)draw << 32) + number, bits = 0;

	for (size_t i = 0; i < PLAYS; i++) {
		/* Four numbers below i + 1 out of each 64 bits. */
		bits = i % 4 == 0 ? random_split(&seed) : bits >> 16;
		const size_t at = (bits & 0xFFFF) * (i + 1) >> 16;

		ret[i] = ret[at];
		ret[at] = (uint8_t)i;
	}
}

static double
middle_of(size_t share, size_t shares_n)
{
	return ((double)share + 0.5) / (double)shares_n;
}

/* ---- Playing: all plays go on together, customer by customer ---- */

struct playing {
	const struct quote_question *q;
	size_t servers_n;
	double normals[PLAYS];			/* of the middle of each share */
	double means[MEANS], mean_roots[MEANS]; /* how wrong the known mean may be; cube roots */
	uint8_t mean[PLAYS];			/* which of them a play has */
	float factors[PLAYS];			/* the same as a number */
	float free_at[SERVERS_MOST][PLAYS];
};

static void
normals_init(struct playing *p)
{
	for (size_t i = 0; i < PLAYS / 2; i++) {
		p->normals[i] = normal_quantile(middle_of(i, PLAYS)) * NORMAL_WIDER;
		p->normals[PLAYS - 1 - i] = -p->normals[i];
	}
}

/* How wrong the known mean may be: its standard error, as a factor around 1. */
static void
means_init(struct playing *p)
{
	const struct quote_question *q = p->q;
	const struct quote_pace *known = q->ahead_n > 0 ? &q->ahead[0].pace : &q->servers[0].pace;
	const double error = fmin(variation(known) / sqrt(fmax(known->n, 1)), 1);

	for (size_t i = 0; i < MEANS; i++) {
		const double normal = normal_quantile(middle_of(i, MEANS)) * MEANS_WIDER;

		p->means[i] = gamma_of(normal, 1, error);
		p->mean_roots[i] = cbrt(p->means[i]);
	}
	shares_draw(p->mean, DRAW_MEAN, 0);
	for (size_t i = 0; i < PLAYS; i++) {
		p->mean[i] /= PLAYS / MEANS;
		p->factors[i] = (float)p->means[p->mean[i]];
	}
}

/* A service that has not begun: by share, at the known mean, so many times as long. */
static void
service_draws(const struct playing *p, float ret[static PLAYS], const struct quote_pace *pace,
	double longer)
{
	const double spread = variation(pace);

	for (size_t i = 0; i < PLAYS; i++)
		ret[i] = (float)gamma_of(p->normals[i], pace->mean_us * longer, spread);
}

/* What is left of a service that has lasted so long: of the longer ones, one. Far out, where hardly
 * any is that long, a gamma's tail is exponential with a mean of variance over mean. */
static double
rest_draw(double before, double unit, double mean, double spread, double served)
{
	if (before > 1 - TAIL)
		return -log1p(-unit) * fmax(spread * spread * mean, mean / 10);
	return fmax(
		0, gamma_of(normal_quantile(before + (1 - before) * unit), mean, spread) - served);
}

/* The share of services that is over by then, for each of the means. */
static void
before_init(double ret[static MEANS], const struct playing *p, const struct quote_server *server,
	double spread)
{
	const double root = cbrt((double)server->served_us / server->pace.mean_us);

	for (size_t i = 0; i < MEANS; i++) {
		const double normal =
			(root / p->mean_roots[i] - 1 + spread * spread / 9) * 3 / spread;

		ret[i] = erfc(-normal / sqrt(2)) / 2;
	}
}

static void
server_play(struct playing *p, size_t number)
{
	const struct quote_server *server = &p->q->servers[number];
	const double spread = variation(&server->pace), served = (double)server->served_us;
	float *free_at = p->free_at[number], services[PLAYS];
	double before[MEANS] = {0};
	uint8_t shares[PLAYS];

	if (!server->is_busy) {
		memset(free_at, 0, sizeof p->free_at[number]);
		return;
	}
	shares_draw(shares, DRAW_SERVER, number);
	service_draws(p, services, &server->pace, 1);
	if (spread > 0 && served > 0)
		before_init(before, p, server, spread);
	for (size_t i = 0; i < PLAYS; i++) {
		const double mean = server->pace.mean_us * p->means[p->mean[i]];

		if (spread <= 0)
			free_at[i] = (float)fmax(mean - served, server->pace.mean_us / 10);
		else if (served <= 0)
			free_at[i] = services[shares[i]] * p->factors[i];
		else
			free_at[i] = (float)rest_draw(before[p->mean[i]],
				middle_of(shares[i], PLAYS), mean, spread, served);
	}
}

/* The counter that is free first, in each play. */
static void
first_free(const struct playing *p, unsigned ret[static PLAYS])
{
	float soonest[PLAYS];

	memcpy(soonest, p->free_at[0], sizeof soonest);
	memset(ret, 0, PLAYS * sizeof *ret);
	for (unsigned s = 1; s < p->servers_n; s++)
		for (size_t i = 0; i < PLAYS; i++) {
			const bool is_sooner = p->free_at[s][i] < soonest[i];

			ret[i] = is_sooner ? s : ret[i];
			soonest[i] = is_sooner ? p->free_at[s][i] : soonest[i];
		}
}

/* Those who would have given up before that are not served. */
static void
customer_play(struct playing *p, size_t number, const float patience_us[static PLAYS])
{
	const bool may_leave = p->q->leaving_per_us > 0;
	uint8_t shares[PLAYS], leaving[PLAYS];
	unsigned first[PLAYS];
	float services[PLAYS];

	shares_draw(shares, DRAW_SERVICE, number);
	if (may_leave)
		shares_draw(leaving, DRAW_LEAVING, number);
	service_draws(
		p, services, &p->q->ahead[number].pace, 1 / fmax(1 - p->q->servers_shared, 0.05));
	first_free(p, first);
	for (size_t i = 0; i < PLAYS; i++) {
		float *free_at = &p->free_at[first[i]][i];

		if (!may_leave || *free_at < patience_us[leaving[i]])
			*free_at += services[shares[i]] * p->factors[i];
	}
}

/* How long one waits before giving up, by share. */
static void
patience_init(float ret[static PLAYS], double leaving_per_us)
{
	for (size_t i = 0; i < PLAYS && leaving_per_us > 0; i++)
		ret[i] = (float)(-log(middle_of(i, PLAYS)) / leaving_per_us);
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

/* Shell's sort: these are few, and it calls nobody. */
static void
sort(double waits[static PLAYS])
{
	static const size_t gaps[] = {57, 23, 10, 4, 1};

	for (size_t g = 0; g < array_length(gaps); g++)
		for (size_t i = gaps[g]; i < PLAYS; i++) {
			const double wait = waits[i];
			size_t at = i;

			for (; at >= gaps[g] && waits[at - gaps[g]] > wait; at -= gaps[g])
				waits[at] = waits[at - gaps[g]];
			waits[at] = wait;
		}
}

/* When a counter is free for the customer, in each play; in order. */
static void
plays(const struct quote_question *q, double ret[static PLAYS])
{
	const double far_us = far_ahead_us(q);
	struct playing p; /* large, and of it only the counters' part is used */
	unsigned first[PLAYS];
	float patience_us[PLAYS];

	p.q = q;
	p.servers_n = q->servers_n < SERVERS_MOST ? q->servers_n : SERVERS_MOST;
	normals_init(&p);
	means_init(&p);
	for (size_t i = 0; i < p.servers_n; i++)
		server_play(&p, i);
	patience_init(patience_us, q->leaving_per_us);
	for (size_t i = 0; i < q->ahead_n && i < AHEAD_MOST; i++)
		customer_play(&p, i, patience_us);
	first_free(&p, first);
	for (size_t i = 0; i < PLAYS; i++)
		ret[i] = (double)p.free_at[first[i]][i] + far_us;
	sort(ret);
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
