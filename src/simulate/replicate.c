/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Many runs on all processors. They go in rounds whose size depends on nothing but the plan, and
 * only after a round is it asked whether the interval is narrow enough: so the figures are the same
 * on any number of threads. With a second model each run is a pair that draws the same numbers.
 */
#include "simulate/inside.h"

#include <math.h>
#include <stdatomic.h>

#include "base/clock.h"
#include "base/crew.h"

#define LEAST_USUALLY 20
#define MOST_USUALLY  200
#define MOST_EVER     100000

struct many {
	const struct simulate_model *model, *second;
	const struct simulate_start *start;
	const struct simulate_plan *plan;
	simulate_tell *tell;
	void *with;
	size_t n, first; /* figures; the round's first replication */
	double *values;	 /* [replication][figure] */
	struct fault *faults;
	int64_t stop_us;
};

static enum fault_code
one_run(const struct many *many, const struct simulate_model *model, size_t replication,
	double *ret, struct fault *f)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct simulate_wish wish = {.seed = many->plan->seed,
		.replication = replication,
		.keeps_visits = many->plan->keeps_visits};
	struct simulate_run run;

	for (size_t i = 0; i < many->n; i++)
		ret[i] = NAN;
	if (run_checked(&run, model, many->start, &wish, a, f))
		return fault_note(f, "in replication %zu", replication + 1);
	many->tell(many->with, model, &run, ret);
	return FAULT_NONE;
}

static void
piece(void *shared, size_t number)
{
	const struct many *many = shared;
	const size_t replication = many->first + number;
	double *values = &many->values[replication * many->n];
	struct fault *f = &many->faults[number];
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	double *others = ARENA_ARRAY(a, double, many->n);

	*f = (struct fault){0};
	if (many->stop_us != FOREVER_US && replication > 0 && clock_steady_us() > many->stop_us) {
		for (size_t i = 0; i < many->n; i++)
			values[i] = NAN;
		return;
	}
	if (one_run(many, many->model, replication, values, f) || many->second == NULL)
		return;
	if (one_run(many, many->second, replication, others, f))
		return;
	for (size_t i = 0; i < many->n; i++)
		values[i] = others[i] - values[i];
}

static void
figures_fill(struct simulate_figure *figures, const struct many *many, size_t runs, struct arena *a)
{
	const struct arena_mark mark = arena_mark(a);
	double *column = ARENA_ARRAY(a, double, runs);

	for (size_t i = 0; i < many->n; i++) {
		for (size_t r = 0; r < runs; r++)
			column[r] = many->values[r * many->n + i];
		figures[i] = simulate_figure_of(column, runs);
	}
	arena_rewind(a, mark);
}

static bool
is_precise(const struct simulate_figure *figure, double precise)
{
	return figure->n >= 2 && figure->half <= precise * fabs(figure->mean);
}

static enum fault_code
rounds(struct many *many, struct simulate_figure *figures, size_t least, size_t most,
	struct arena *a, struct fault *f)
{
	size_t done = 0, next = least;

	many->faults = ARENA_ARRAY(a, struct fault, most);
	many->values = arena_array(a, most * many->n, sizeof *many->values);
	while (next > 0) {
		many->first = done;
		crew_run(many->plan->hands, next, piece, many);
		for (size_t i = 0; i < next; i++)
			if (many->faults[i].code != FAULT_NONE) {
				*f = many->faults[i];
				return f->code;
			}
		done += next;
		figures_fill(figures, many, done, a);
		if (many->plan->precise <= 0 || is_precise(&figures[0], many->plan->precise) ||
			(many->stop_us != FOREVER_US && clock_steady_us() > many->stop_us))
			break;
		next = done / 2 + 4 < most - done ? done / 2 + 4 : most - done;
	}
	return FAULT_NONE;
}

enum fault_code
simulate_replicate(struct simulate_figure *figures, size_t n, const struct simulate_model *model,
	const struct simulate_model *second, const struct simulate_start *start,
	const struct simulate_plan *plan, simulate_tell *tell, void *with, struct arena *a,
	struct fault *f)
{
	const size_t least = plan->least > 0 ? plan->least : LEAST_USUALLY,
		     wished = plan->most > 0 ? plan->most : MOST_USUALLY,
		     most = wished > least ? wished : least;
	struct many many = {.model = model,
		.second = second,
		.start = start,
		.plan = plan,
		.tell = tell,
		.with = with,
		.n = n,
		.stop_us = plan->within_us > 0 ? clock_steady_us() + plan->within_us : FOREVER_US};

	if (simulate_check(model, f) || start_check(start, model, a, f))
		return fault_note(f, "checking a model to simulate");
	if (second != NULL && (simulate_check(second, f) || start_check(start, second, a, f)))
		return fault_note(f, "checking the second model to simulate");
	if (most > MOST_EVER)
		return fault_set(
			f, FAULT_TOO_BIG, "%zu replications; %d are possible", most, MOST_EVER);
	if (n == 0)
		return fault_set(f, FAULT_BAD_INPUT, "no figure is asked for");
	return rounds(&many, figures, least, most, a, f);
}
