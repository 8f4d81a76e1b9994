/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Erlang B by its recursion (no factorials), C from B. Of A the chances of the states are summed
 * from the likeliest one outwards, relative to it, so that nothing under- or overflows; what is
 * asked of the wait integrates the density of the offered wait
 *
 *	λ·p(N−1)·exp(λ(1 − e^(−θv))/θ − N·μ·v)
 *
 * whose whole is the chance to wait, so it needs no p(N−1). It is log-concave: from its peak it is
 * followed until nothing is left of it, in panels of Gauss and Legendre.
 */
#include "staffing/erlang.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>

#include "base/attributes.h"

#define LEFT_OUT     1e-17 /* states that are this much less likely than all so far */
#define STATES_MOST  10000000
#define NOTHING_LEFT 45.0 /* e^−45 of the peak */
#define PANELS	     48
#define WHOLE_NEARLY 1e-9 /* a load of 9.9999999999 is 10 */
#define HALVINGS     200

/* ---- B and C ---- */

double
erlang_offered(const struct erlang_load *load)
{
	return load->per_us * load->handling_us;
}

double
erlang_blocked(double load, unsigned agents)
{
	double blocked = 1;

	for (unsigned k = 1; k <= agents; k++)
		blocked = load * blocked / (k + load * blocked);
	return blocked;
}

/* The least agents with which an endless patience settles. */
static unsigned
stable_least(double load)
{
	return (unsigned)floor(load + WHOLE_NEARLY * fmax(1, load)) + 1;
}

static void
endless_patience(struct erlang *e)
{
	const double blocked = erlang_blocked(e->load, e->agents);

	e->waits = e->agents * blocked / (e->agents - e->load * (1 - blocked));
	e->wait_us = e->waits * e->of.handling_us / (e->agents - e->load);
	e->line = e->wait_us * e->of.per_us;
	e->occupancy = e->load / e->agents;
	e->leaves = 0;
}

/* ---- A: the states ---- */

/* How fast a state of j inside goes down to j − 1, in units of one agent's rate. */
static double
going_down(const struct erlang *e, double j)
{
	const double impatience = e->of.handling_us / e->of.patience_us;

	return fmin(j, e->agents) + fmax(j - e->agents, 0) * impatience;
}

struct states {
	double all, waiting, line, busy;
};

static void
state_add(struct states *s, const struct erlang *e, double j, double chance)
{
	s->all += chance;
	s->busy += chance * fmin(j, e->agents);
	if (j < e->agents)
		return;
	s->waiting += chance;
	s->line += chance * (j - e->agents);
}

/* The likeliest number inside: where coming and going are alike. */
static double
likeliest(const struct erlang *e)
{
	const double impatience = e->of.handling_us / e->of.patience_us;

	if (e->load <= e->agents)
		return floor(e->load);
	return floor(e->agents + (e->load - e->agents) / impatience);
}

static void
some_patience(struct erlang *e)
{
	struct states s = {0};
	const double from = likeliest(e);
	double chance = 1;

	state_add(&s, e, from, 1);
	for (double j = from; j > 0 && chance > LEFT_OUT * s.all; j--) {
		chance *= going_down(e, j) / e->load;
		state_add(&s, e, j - 1, chance);
	}
	chance = 1;
	for (double j = from + 1; j < from + STATES_MOST && chance > LEFT_OUT * s.all; j++) {
		chance *= e->load / going_down(e, j);
		state_add(&s, e, j, chance);
	}
	e->waits = s.waiting / s.all;
	e->line = s.line / s.all;
	e->wait_us = e->line / e->of.per_us;
	e->leaves = e->line / (e->of.per_us * e->of.patience_us);
	e->occupancy = e->agents > 0 ? s.busy / s.all / e->agents : NAN;
}

struct erlang
erlang_of(const struct erlang_load *load, unsigned agents)
{
	struct erlang e = {.of = *load, .load = erlang_offered(load), .agents = agents};

	if (e.load == 0) {
		e.is_stable = true;
		e.occupancy = agents > 0 ? 0 : NAN;
	} else if (load->patience_us > 0) {
		e.is_stable = true;
		some_patience(&e);
	} else if (agents >= stable_least(e.load)) {
		e.is_stable = true;
		endless_patience(&e);
	} else {
		e.occupancy = e.waits = e.wait_us = e.leaves = e.line = NAN;
	}
	return e;
}

/* ---- A: the wait ---- */

/* The logarithm of the offered wait's density, but for a constant. */
static double
exponent(const struct erlang *e, double v)
{
	return -e->of.per_us * e->of.patience_us * expm1(-v / e->of.patience_us) -
	       e->agents * v / e->of.handling_us;
}

struct offered_wait {
	const struct erlang *of;
	double peak_us, peak, most_us; /* beyond most_us nothing is left */
};

static struct offered_wait
offered_wait_of(const struct erlang *e)
{
	struct offered_wait w = {.of = e};
	double step = e->of.handling_us / (e->agents > 0 ? e->agents : 1);

	if (e->load > e->agents && e->agents > 0)
		w.peak_us = e->of.patience_us * log(e->load / e->agents);
	w.peak = exponent(e, w.peak_us);
	while (exponent(e, w.peak_us + step) > w.peak - NOTHING_LEFT)
		step *= 1.5;
	w.most_us = w.peak_us + step;
	return w;
}

/* 8 points on either side of a panel's middle: Gauss–Legendre of 16. */
static const double points[] = {0.0950125098376374402, 0.2816035507792589132, 0.4580167776572273863,
	0.6178762444026437484, 0.7554044083550030339, 0.8656312023878317439, 0.9445750230732325761,
	0.9894009349916499326};
static const double weights[] = {0.1894506104550684963, 0.1826034150449235889,
	0.1691565193950025382, 0.1495959888165767321, 0.1246289712555338720, 0.0951585116824927848,
	0.0622535239386478929, 0.0271524594117540949};

/* Of the density (but for its constant) × e^(−leaving·v) between two waits. */
static double
integral(const struct offered_wait *w, double from_us, double to_us, double leaving)
{
	const double half = (to_us - from_us) / PANELS / 2;
	double sum = 0;

	for (int panel = 0; panel < PANELS; panel++) {
		const double middle = from_us + (2 * panel + 1) * half;
		for (size_t i = 0; i < array_length(points); i++) {
			const double below = middle - half * points[i];
			const double above = middle + half * points[i];
			sum += weights[i] *
			       (exp(exponent(w->of, below) - w->peak - leaving * below) +
				       exp(exponent(w->of, above) - w->peak - leaving * above));
		}
	}
	return sum * half;
}

/* The whole, split at the peak, which may be narrow. */
static double
integral_split(const struct offered_wait *w, double from_us, double to_us, double leaving)
{
	if (to_us <= from_us)
		return 0;
	if (from_us < w->peak_us && w->peak_us < to_us)
		return integral(w, from_us, w->peak_us, leaving) +
		       integral(w, w->peak_us, to_us, leaving);
	return integral(w, from_us, to_us, leaving);
}

static double
within_with_patience(const struct erlang *e, double within_us)
{
	const struct offered_wait w = offered_wait_of(e);
	const double all = integral_split(&w, 0, w.most_us, 0);
	const double until_us = fmin(within_us, w.most_us);

	return 1 - e->waits +
	       e->waits * integral_split(&w, 0, until_us, 1 / e->of.patience_us) / all;
}

/* The share of all who come that waits longer, whether they are served in the end or not. */
static double
waits_longer(const struct erlang *e, const struct offered_wait *w, double all, double us)
{
	if (us >= w->most_us)
		return 0;
	return e->waits * integral_split(w, us, w->most_us, 0) / all * exp(-us / e->of.patience_us);
}

static double
quantile_with_patience(const struct erlang *e, double q)
{
	const struct offered_wait w = offered_wait_of(e);
	const double all = integral_split(&w, 0, w.most_us, 0);
	double low = 0, high = w.most_us;

	for (int i = 0; i < HALVINGS && high - low > 1e-12 * high; i++) {
		const double middle = (low + high) / 2;
		if (waits_longer(e, &w, all, middle) > 1 - q)
			low = middle;
		else
			high = middle;
	}
	return high;
}

double
erlang_within(const struct erlang *e, double within_us)
{
	if (!e->is_stable)
		return NAN;
	if (e->load == 0)
		return 1;
	if (e->agents == 0)
		return 0;
	if (e->of.patience_us > 0)
		return within_with_patience(e, within_us);
	return 1 - e->waits * exp(-(e->agents - e->load) * within_us / e->of.handling_us);
}

double
erlang_within_of_served(const struct erlang *e, double within_us)
{
	return erlang_within(e, within_us) / (1 - e->leaves);
}

double
erlang_wait_varied(const struct erlang *e, double variation)
{
	if (!e->is_stable || e->of.patience_us > 0)
		return NAN;
	return e->wait_us * (1 + variation * variation) / 2;
}

double
erlang_wait_quantile(const struct erlang *e, double q)
{
	if (!e->is_stable)
		return NAN;
	if (1 - e->waits >= q)
		return 0;
	if (e->agents == 0)
		return -e->of.patience_us * log1p(-q);
	if (e->of.patience_us > 0)
		return quantile_with_patience(e, q);
	return log(e->waits / (1 - q)) * e->of.handling_us / (e->agents - e->load);
}

/* ---- How many ---- */

static bool
keeps(const struct erlang_load *load, const struct erlang_target *target, unsigned agents)
{
	const struct erlang e = erlang_of(load, agents);

	return e.is_stable && erlang_within(&e, target->within_us) >= target->share &&
	       (target->occupancy_most <= 0 || e.occupancy <= target->occupancy_most);
}

/* The more agents the better on every count, so the border is found by doubling and halving. */
unsigned
erlang_agents(const struct erlang_load *load, const struct erlang_target *target)
{
	const double offered = erlang_offered(load);
	unsigned few = 0, enough, step = 1;

	if (!(offered > 0) || offered >= ERLANG_AGENTS_MOST)
		return 0;
	if (!(load->patience_us > 0))
		few = stable_least(offered) - 1;
	for (enough = few + 1; !keeps(load, target, enough); enough += step, step *= 2) {
		few = enough;
		if (enough > ERLANG_AGENTS_MOST)
			return 0;
	}
	while (enough - few > 1) {
		const unsigned middle = few + (enough - few) / 2;
		if (keeps(load, target, middle))
			enough = middle;
		else
			few = middle;
	}
	return enough <= ERLANG_AGENTS_MOST ? enough : 0;
}

/* ---- The square root ---- */

double
erlang_root_waits(double beta)
{
	return 1 / (1 + beta * gsl_cdf_ugaussian_P(beta) / gsl_ran_ugaussian_pdf(beta));
}

double
erlang_root_beta(double waits)
{
	double low = 0, high = 1;

	while (erlang_root_waits(high) > waits && high < 32)
		high *= 2;
	for (int i = 0; i < HALVINGS && high - low > 1e-15 * high; i++) {
		const double middle = (low + high) / 2;
		if (erlang_root_waits(middle) > waits)
			low = middle;
		else
			high = middle;
	}
	return high;
}

static unsigned
rounded_up(double agents)
{
	return agents < ERLANG_AGENTS_MOST ? (unsigned)ceil(agents - WHOLE_NEARLY) : 0;
}

unsigned
erlang_root_agents(double load, double waits)
{
	return rounded_up(load + erlang_root_beta(waits) * sqrt(load));
}

unsigned
erlang_root_agents_within(const struct erlang_load *load, const struct erlang_target *target)
{
	const double offered = erlang_offered(load), root = sqrt(offered);
	double low = 0, high = 32;

	for (int i = 0; i < HALVINGS && high - low > 1e-12; i++) {
		const double beta = (low + high) / 2;
		const double longer = erlang_root_waits(beta) *
				      exp(-beta * root * target->within_us / load->handling_us);
		if (1 - longer < target->share)
			low = beta;
		else
			high = beta;
	}
	return rounded_up(offered + high * root);
}

unsigned
erlang_scheduled(unsigned agents, double shrinkage)
{
	return shrinkage < 1 ? rounded_up(agents / (1 - shrinkage)) : 0;
}
