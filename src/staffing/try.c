/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A number of people in each quarter, played many times. Counters are opened in an order: those
 * first that serve the most services, so that few people leave no service without anybody; who is
 * there at closing stays until the last one is served.
 *
 * The share of a quarter is that of all its customers over all runs (a ratio of sums, its interval
 * by the spread between runs), so that a quiet run weighs no more than its customers do; a run is
 * too short to vary where everybody is served in time, so the interval is never narrower than that
 * of as many single customers (Wilson).
 */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "base/crew.h"
#include "base/duration.h"
#include "staffing/inside.h"

#define STAYS_ON_US (3 * DURATION_HOUR_US) /* after closing, while somebody waits */

/* ---- Counters ---- */

struct ranked {
	size_t index, serves;
};

static int
by_breadth(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->serves != y->serves)
		return x->serves > y->serves ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

static struct ranked *
counters_rank(const struct simulate_model *model, struct arena *a)
{
	struct ranked *order = ARENA_ARRAY(a, struct ranked, model->counters_n + 1);

	for (size_t i = 0; i < model->counters_n; i++)
		order[i] = (struct ranked){.index = i,
			.serves = model->counters[i].services_n == 0
					  ? SIZE_MAX
					  : model->counters[i].services_n};
	if (model->counters_n > 0)
		qsort(order, model->counters_n, sizeof *order, by_breadth);
	return order;
}

/* When the counter of this rank calls. */
static void
shifts_of(struct simulate_counter *counter, const struct staffing *s, unsigned rank,
	const unsigned *at_work, struct arena *a)
{
	struct simulate_span *spans = ARENA_ARRAY(a, struct simulate_span, STAFFING_QUARTERS + 1);
	size_t n = 0;

	for (unsigned i = 0; i < STAFFING_QUARTERS; i++) {
		const struct staffing_quarter *q = &s->quarters[i];
		if (at_work[i] <= rank || q->until_us <= q->from_us)
			continue;
		if (n > 0 && spans[n - 1].until_us == q->from_us)
			spans[n - 1].until_us = q->until_us;
		else
			spans[n++] = (struct simulate_span){q->from_us, q->until_us};
	}
	if (n > 0 && s->last > 0 && spans[n - 1].until_us == s->quarters[s->last - 1].until_us)
		spans[n - 1].until_us += STAYS_ON_US;
	/* Without shifts a counter would always call. */
	if (n == 0)
		spans[n++] = (struct simulate_span){s->quarters[0].from_us, s->quarters[0].from_us};
	counter->shifts = spans;
	counter->shifts_n = n;
}

static void
counters_set(struct simulate_model *model, const struct simulate_model *original,
	const struct staffing *s, const unsigned *at_work, struct arena *a)
{
	const struct ranked *order = counters_rank(original, a);
	struct simulate_counter *counters = ARENA_ARRAY(a, struct simulate_counter, s->counters);

	for (unsigned rank = 0; rank < s->counters; rank++) {
		counters[rank] = original->counters[order[rank].index];
		shifts_of(&counters[rank], s, rank, at_work, a);
	}
	model->counters = counters;
	model->counters_n = s->counters;
}

/* ---- One run ---- */

struct run_sums {
	unsigned came[STAFFING_QUARTERS], kept[STAFFING_QUARTERS];
	unsigned came_n, kept_n, called_n, left_n;
	double waited_us;
	int64_t ended_us;
};

struct trying {
	const struct staffing *staffing;
	const struct simulate_model *model;
	uint64_t seed;
	struct run_sums *sums; /* one a run */
	struct fault *faults;  /* one a run */
};

static unsigned
quarter_of(const struct staffing *s, int64_t us)
{
	unsigned low = s->first, high = s->last;

	while (high - low > 1) {
		const unsigned middle = low + (high - low) / 2;
		if (s->quarters[middle].from_us <= us)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static void
visit_count(struct run_sums *sums, const struct staffing *s, const struct simulate_visit *visit)
{
	const unsigned quarter = quarter_of(s, visit->came_us);
	const bool is_called = visit->called_us != TIME_NONE;
	const int64_t waited_us = is_called ? visit->called_us - visit->came_us : 0;
	bool is_kept;

	if (visit->ending == SIMULATE_REFUSED)
		return;
	is_kept = is_called && (double)waited_us <= s->within_us;
	sums->came[quarter]++;
	sums->kept[quarter] += is_kept;
	sums->came_n++;
	sums->kept_n += is_kept;
	sums->left_n += visit->ending == SIMULATE_LEFT;
	if (is_called) {
		sums->called_n++;
		sums->waited_us += (double)waited_us;
	}
}

static void
run_one(void *shared, size_t piece)
{
	const struct trying *t = shared;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct simulate_wish wish = {
		.seed = t->seed, .replication = piece, .keeps_visits = true};
	struct run_sums *sums = &t->sums[piece];
	struct simulate_run run;

	if (simulate_run(&run, t->model, NULL, &wish, a, &t->faults[piece]))
		return;
	for (size_t i = 0; i < run.visits_n; i++)
		visit_count(sums, t->staffing, &run.visits[i]);
	sums->ended_us = run.ended_us;
}

/* ---- All runs ---- */

/* quarter STAFFING_QUARTERS: of the day. */
static unsigned
came_in(const struct run_sums *sums, unsigned quarter)
{
	return quarter == STAFFING_QUARTERS ? sums->came_n : sums->came[quarter];
}

static unsigned
kept_in(const struct run_sums *sums, unsigned quarter)
{
	return quarter == STAFFING_QUARTERS ? sums->kept_n : sums->kept[quarter];
}

/* Wilson's interval for `part` of n. */
static struct staffing_share
single_of(double part, double n)
{
	const double z = gsl_cdf_ugaussian_Pinv(0.975), zz = z * z / n, share = part / n;
	const double middle = (share + zz / 2) / (1 + zz);
	const double half = z * sqrt(share * (1 - share) / n + zz / (4 * n)) / (1 + zz);

	return (struct staffing_share){
		.mean = share, .low = fmax(0, middle - half), .high = fmin(1, middle + half)};
}

static struct staffing_share
share_of(const struct run_sums *sums, unsigned runs, unsigned quarter)
{
	struct staffing_share share = {.mean = NAN, .low = NAN, .high = NAN};
	double came = 0, kept = 0, squares = 0;

	for (unsigned r = 0; r < runs; r++) {
		came += came_in(&sums[r], quarter);
		kept += kept_in(&sums[r], quarter);
	}
	if (came == 0)
		return share;
	share.mean = kept / came;
	for (unsigned r = 0; r < runs; r++) {
		const double off =
			kept_in(&sums[r], quarter) - share.mean * came_in(&sums[r], quarter);
		squares += off * off;
	}
	const double half =
		gsl_cdf_tdist_Pinv(0.975, runs - 1) * sqrt(squares / (runs - 1) * runs) / came;
	const struct staffing_share single = single_of(kept, came);
	share.low = fmax(0, fmin(share.mean - half, single.low));
	share.high = fmin(1, fmax(share.mean + half, single.high));
	return share;
}

static void
trial_fill(struct staffing_trial *ret, const struct staffing *s, const struct run_sums *sums)
{
	double came = 0, called = 0, left = 0, waited_us = 0, overtime_us = 0;

	for (unsigned i = 0; i < STAFFING_QUARTERS; i++)
		ret->shares[i] = share_of(sums, s->runs, i);
	ret->all = share_of(sums, s->runs, STAFFING_QUARTERS);
	for (unsigned r = 0; r < s->runs; r++) {
		came += sums[r].came_n;
		called += sums[r].called_n;
		left += sums[r].left_n;
		waited_us += sums[r].waited_us;
		overtime_us +=
			fmax(0, (double)(sums[r].ended_us - s->quarters[s->last - 1].until_us));
	}
	ret->wait_us = called > 0 ? waited_us / called : NAN;
	ret->leaves = came > 0 ? left / came : NAN;
	ret->overtime_us = overtime_us / s->runs;
}

enum fault_code
staffing_try(struct staffing_trial *ret, const struct staffing *s,
	const struct simulate_model *model, const struct simulate_model *original,
	const unsigned *at_work, const struct staffing_wish *wish, struct arena *a, struct fault *f)
{
	struct simulate_model played = *model;
	struct trying t = {.staffing = s, .model = &played, .seed = wish->seed};
	const struct arena_mark mark = arena_mark(a);

	counters_set(&played, original, s, at_work, a);
	t.sums = ARENA_ARRAY(a, struct run_sums, s->runs);
	t.faults = ARENA_ARRAY(a, struct fault, s->runs);
	crew_run(wish->hands, s->runs, run_one, &t);
	for (unsigned r = 0; r < s->runs; r++)
		if (t.faults[r].code != FAULT_NONE) {
			*f = t.faults[r];
			return fault_note(f, "playing the day");
		}
	trial_fill(ret, s, t.sums);
	arena_rewind(a, mark);
	return FAULT_NONE;
}
