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
 * makes it larger, and asking twice gives the same. All of them are one shuffled table
 * (quote_draws.def), read from another place on and in other steps.
 *
 * All plays go on together, customer by customer, in loops over the plays that compilers turn into
 * a few instructions for several plays at once. Of the counters' times only the order counts: the
 * first one leaves at the front, served on, and is put back among the others – and only as many of
 * them are kept as there are customers to come.
 */
#include "service/quote.h"

#include <math.h>
#include <string.h>

#include "base/random.h"

#define PLAYS	     128 /* a power of two, and the rows of quote_draws.def */
#define TOGETHER     4	 /* plays whose draws stay neighbours */
#define SERVERS_MOST 64
#define AHEAD_MOST   400 /* beyond, only the mean counts */

static double
variation(const struct quote_pace *pace)
{
	const double deviation = sqrt(pace->variance_us2 > 0 ? pace->variance_us2 : 0);

	return pace->mean_us > 0 ? fmin(deviation / pace->mean_us, 3) : 0;
}

static inline float
larger(float a, float b)
{
	return a > b ? a : b;
}

static inline float
smaller(float a, float b)
{
	return a < b ? a : b;
}

/* ---- How long service takes ---- */

/* A gamma by Wilson and Hilferty: its cube root is nearly normal. Quick, smooth, and good to some
 * hundredths, which is less than anybody knows of a service. Of a mean of 1 that root is: */
struct root {
	float middle, step; /* … and so many steps on as the normal says */
};

static struct root
root_of(double spread)
{
	return (struct root){(float)(1 - spread * spread / 9), (float)(spread / 3)};
}

static inline float
root_at(struct root root, float normal)
{
	return larger(root.middle + root.step * normal, 0);
}

static inline float
cube(float root)
{
	return root * root * root;
}

/* What is known to be larger than a normal is another one further out. The way to a normal is such
 * that a share of exp(-way² / 2) lies beyond it: of those that lie beyond, one is found by adding
 * an exponential to way² / 2. Here is the way to a normal, and the normal at the end of a way; both
 * are fitted, good to 0.001 from a share of 0.998 down to one of 1e-6. */
static inline float
way_of(float normal)
{
	const float x = smaller(larger(normal, -2.9F), 3.9F);

	return (((0.0306978F * x + 0.2937604F) * x + 0.9892221F) * x + 1.1776189F) /
	       ((0.0331329F * x + 0.2656527F) * x + 1);
}

static inline float
normal_of(float way)
{
	return (((10.7103108F * way + 9.2442100F) * way - 22.5345495F) * way - 3.7560407F) /
	       ((10.5639413F * way + 11.8625663F) * way + 1);
}

#define WAY_MOST 4.2919F /* beyond lies a share of 1e-4 */

/* ---- The draws ---- */

/* Each draw has a column of its own: a value of each share for each play. */
enum column {
	COLUMN_MEAN,
	COLUMN_SERVER,
	COLUMN_SERVICE = COLUMN_SERVER + SERVERS_MOST,
	COLUMN_LEAVING = COLUMN_SERVICE + AHEAD_MOST
};

/* Twice, for those who read on over the end. */
static const float normals[2 * PLAYS] = {
#define DRAW(normal, exponential) (float)(normal),
#include "service/quote_draws.def"
#include "service/quote_draws.def"
#undef DRAW
};

static const float exponentials[2 * PLAYS] = {
#define DRAW(normal, exponential) (float)(exponential),
#include "service/quote_draws.def"
#include "service/quote_draws.def"
#undef DRAW
};

/* From a place and in steps that are the column's own; odd steps, and so every share comes once. */
static void
column_read(float ret[static PLAYS], const float table[static 2 * PLAYS], size_t column)
{
	uint64_t seed = column;
	const uint64_t bits = random_split(&seed);
	const size_t step = (bits / PLAYS % PLAYS | 1) * TOGETHER;
	size_t from = bits % PLAYS;

	for (size_t i = 0; i < PLAYS; i += TOGETHER, from = (from + step) % PLAYS)
		memcpy(ret + i, table + from, TOGETHER * sizeof *ret);
}

/* ---- Playing: all plays go on together, customer by customer ---- */

struct playing {
	const struct quote_question *q;
	size_t servers_n;
	float longer[PLAYS];		    /* how wrong the known mean may be: a factor */
	float roots[PLAYS];		    /* its cube root */
	float free_at[SERVERS_MOST][PLAYS]; /* the counters, the first in each play first */
};

/* How wrong the known mean may be: its standard error, as a factor around 1. */
static void
means_draw(struct playing *p)
{
	const struct quote_question *q = p->q;
	const struct quote_pace *known = q->ahead_n > 0 ? &q->ahead[0].pace : &q->servers[0].pace;
	const struct root root = root_of(fmin(variation(known) / sqrt(fmax(known->n, 1)), 1));
	float normal[PLAYS];

	column_read(normal, normals, COLUMN_MEAN);
	for (size_t i = 0; i < PLAYS; i++) {
		p->roots[i] = root_at(root, normal[i]);
		p->longer[i] = cube(p->roots[i]);
	}
}

/* A service that has not begun. */
static void
service_draw(const struct playing *p, float ret[static PLAYS], size_t column, double mean_us,
	double spread)
{
	const struct root root = root_of(spread);
	const float mean = (float)mean_us;
	float normal[PLAYS];

	column_read(normal, normals, column);
	for (size_t i = 0; i < PLAYS; i++)
		ret[i] = cube(root_at(root, normal[i])) * mean * p->longer[i];
}

/* What is left of a service that has lasted so long: of the longer ones, one. Far out, where hardly
 * any is that long, a gamma's tail is exponential with a mean of variance over mean. */
static void
rest_draw(const struct playing *p, float ret[static PLAYS], size_t column,
	const struct quote_server *server)
{
	const double spread = variation(&server->pace);
	const struct root root = root_of(spread);
	const float mean = (float)server->pace.mean_us, served = (float)server->served_us;
	const float served_root = (float)cbrt((double)server->served_us / server->pace.mean_us);
	const float tail = mean * larger((float)(spread * spread), 0.1F);
	float more[PLAYS];

	column_read(more, exponentials, column);
	for (size_t i = 0; i < PLAYS; i++) {
		const float way = way_of((served_root / p->roots[i] - root.middle) / root.step);
		const float normal = normal_of(sqrtf(way * way + 2 * more[i]));
		const float all = cube(root_at(root, normal)) * mean * p->longer[i];

		ret[i] = way > WAY_MOST ? more[i] * tail * p->longer[i] : larger(all - served, 0);
	}
}

static void
server_draw(const struct playing *p, float ret[static PLAYS], size_t number)
{
	const struct quote_server *server = &p->q->servers[number];
	const float mean = (float)server->pace.mean_us, served = (float)server->served_us;
	const double spread = variation(&server->pace);

	if (served > 0 && spread > 0) {
		rest_draw(p, ret, COLUMN_SERVER + number, server);
		return;
	}
	service_draw(p, ret, COLUMN_SERVER + number, server->pace.mean_us, spread);
	for (size_t i = 0; i < PLAYS; i++)
		ret[i] = larger(ret[i] - served, served > 0 ? mean / 10 : 0);
}

/* Puts one among others: the first of the rows is vacant, n in order follow. */
static void
insert(float rows[][PLAYS], size_t n, const float row[static PLAYS])
{
	float last[PLAYS];

	memcpy(last, row, sizeof last);
	for (size_t s = 0; s < n; s++)
		for (size_t i = 0; i < PLAYS; i++) {
			const float other = rows[s + 1][i];

			rows[s][i] = smaller(other, last[i]);
			last[i] = larger(other, last[i]);
		}
	memcpy(rows[n], last, sizeof last);
}

/* In order, as many as there will be customers: the rows fill from the end, and those that are free
 * now are the first anyway. */
static void
servers_play(struct playing *p, size_t needed)
{
	size_t vacant = p->servers_n, busy = 0;
	float free_at[PLAYS];

	for (size_t i = 0; i < p->servers_n; i++)
		busy += p->q->servers[i].is_busy;
	for (size_t i = 0; i < p->servers_n && p->servers_n - busy < needed; i++) {
		const size_t kept = p->servers_n - vacant;

		if (!p->q->servers[i].is_busy)
			continue;
		server_draw(p, free_at, i);
		insert(p->free_at + --vacant, kept < needed ? kept : needed, free_at);
	}
	for (size_t row = 0; row < vacant && row < needed; row++)
		memset(p->free_at[row], 0, sizeof p->free_at[row]);
}

/* Those who would have given up before that are not served. */
static void
customer_play(struct playing *p, size_t number, size_t needed)
{
	const double leaving_per_us = p->q->leaving_per_us;
	const struct quote_pace *pace = &p->q->ahead[number].pace;
	float until[PLAYS], patience[PLAYS];

	service_draw(p, until, COLUMN_SERVICE + number,
		pace->mean_us / fmax(1 - p->q->servers_shared, 0.05), variation(pace));
	if (leaving_per_us > 0) {
		const float mean = (float)(1 / leaving_per_us);

		column_read(patience, exponentials, COLUMN_LEAVING + number);
		for (size_t i = 0; i < PLAYS; i++)
			until[i] = p->free_at[0][i] < patience[i] * mean ? until[i] : 0;
	}
	for (size_t i = 0; i < PLAYS; i++)
		until[i] += p->free_at[0][i];
	insert(p->free_at, p->servers_n <= needed ? p->servers_n - 1 : needed, until);
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

/* When a counter is free for the customer, in each play. */
static void
plays(const struct quote_question *q, float ret[static PLAYS])
{
	const size_t ahead_n = q->ahead_n < AHEAD_MOST ? q->ahead_n : AHEAD_MOST;
	const float far = (float)far_ahead_us(q);
	struct playing p; /* large, and of it only the counters' part is used */

	p.q = q;
	p.servers_n = q->servers_n < SERVERS_MOST ? q->servers_n : SERVERS_MOST;
	means_draw(&p);
	servers_play(&p, ahead_n + 1);
	for (size_t i = 0; i < ahead_n; i++)
		customer_play(&p, i, ahead_n - i);
	for (size_t i = 0; i < PLAYS; i++)
		ret[i] = p.free_at[0][i] + far;
}

/* The wait of that rank among those from `least` to `most`, by Hoare's FIND: it leaves the shorter
 * ones before it and the longer ones behind. */
static int64_t
find(float waits[static PLAYS], int least, int most, int rank)
{
	while (least < most) {
		const float middle = waits[rank];
		int i = least, j = most;

		while (i <= j) {
			while (waits[i] < middle)
				i++;
			while (waits[j] > middle)
				j--;
			if (i <= j) {
				const float wait = waits[i];

				waits[i++] = waits[j];
				waits[j--] = wait;
			}
		}
		if (j < rank)
			least = i;
		if (i > rank)
			most = j;
	}
	return (int64_t)waits[rank];
}

static double
share_longer(const float waits[static PLAYS], int64_t than_us)
{
	const float than = (float)than_us;
	int longer = 0;

	for (size_t i = 0; i < PLAYS; i++)
		longer += waits[i] > than;
	return (double)longer / PLAYS;
}

struct quote
quote_make(const struct quote_question *q)
{
	const int middle = PLAYS / 2, beside = (int)(PLAYS * (1 - QUOTE_SHARE) / 2);
	struct quote ret = {.is_known = is_known(q)};
	float waits[PLAYS];

	if (!ret.is_known || is_at_once(q))
		return ret;
	plays(q, waits);
	ret.chance_longer = share_longer(waits, q->limit_us);
	ret.median_us = find(waits, 0, PLAYS - 1, middle);
	ret.least_us = find(waits, 0, middle, beside);
	ret.most_us = find(waits, middle, PLAYS - 1, PLAYS - 1 - beside);
	return ret;
}

double
quote_chance_longer(const struct quote_question *q, int64_t than_us)
{
	float waits[PLAYS];

	if (q->servers_n == 0)
		return 1; /* nobody is there to call */
	if (!is_known(q))
		return 0.5;
	plays(q, waits);
	return share_longer(waits, than_us);
}
