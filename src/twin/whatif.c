/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One piece of work is one replication: the branch as it is, then each choice with the same
 * numbers, on whichever thread. The model runs on for the limit after the window, so that of
 * everybody in it is known whether they waited longer.
 */
#include "twin/whatif.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/crew.h"
#include "base/duration.h"
#include "twin/from_now.h"
#include "twin/outlook.h"

#define HOUR_US	  (INT64_C(3600) * 1000000)
#define FIGURES_N 4

enum figure { LONGER, WAIT_P90, LEFT, CUSTOMERS };

struct replaying {
	const struct from_now *now;
	const struct simulate_model *models; /* as it is, then a choice each */
	size_t models_n;
	struct outlook_window window;
	uint64_t seed;
	int64_t stop_us; /* by the steady clock; 0: never */
	double *told;	 /* [run][model][figure] */
	double *little;	 /* [run]; NaN: not run */
	atomic_bool has_fault;
	struct fault fault; /* of whoever set has_fault */
};

/* ---- One replication ---- */

static void
outlook_tell(double *told, const struct outlook *o)
{
	told[LONGER] = o->longer;
	told[WAIT_P90] = o->p90_us;
	told[LEFT] = o->left;
	told[CUSTOMERS] = o->customers_n;
}

static enum fault_code
replication_run(struct replaying *r, size_t run, struct arena *a, struct fault *f)
{
	const struct simulate_wish wish = {
		.seed = r->seed, .replication = run, .keeps_visits = true};
	double little = 0;

	for (size_t m = 0; m < r->models_n; m++) {
		const struct arena_mark mark = arena_mark(a);
		double *told = &r->told[(run * r->models_n + m) * FIGURES_N];
		struct simulate_run done;
		struct outlook outlook;

		if (simulate_run(&done, &r->models[m], &r->now->start, &wish, a, f))
			return f->code;
		outlook = outlook_of(done.visits, done.visits_n, &r->window, a);
		outlook_tell(told, &outlook);
		little = fmax(little, done.little_error);
		arena_rewind(a, mark);
	}
	r->little[run] = little;
	return FAULT_NONE;
}

static void
replicate(void *shared, size_t run)
{
	struct replaying *r = shared;
	ON_EXIT(arena_guard) struct arena *a = NULL;
	struct fault fault = {0};

	if (atomic_load(&r->has_fault) ||
		(r->stop_us != 0 && run >= WHATIF_RUNS_LEAST && clock_steady_us() > r->stop_us))
		return;
	a = arena_new(ARENA_UNLIMITED);
	if (replication_run(r, run, a, &fault) && !atomic_exchange(&r->has_fault, true))
		r->fault = fault;
}

/* ---- Figures ---- */

static struct whatif_figure
figure_of(double *values, size_t n)
{
	const struct simulate_figure mean = simulate_figure_of(values, n);

	if (n == 0)
		return (struct whatif_figure){NAN, NAN, NAN, NAN, NAN, 0};
	outlook_sort(values, n);
	return (struct whatif_figure){.mean = mean.mean,
		.low = mean.mean - mean.half,
		.high = mean.mean + mean.half,
		.least = outlook_quantile(values, n, 0.1),
		.most = outlook_quantile(values, n, 0.9),
		.n = (unsigned)n};
}

/* Of one figure of a model, or – `from` given – of its difference to that model, run by run. */
static struct whatif_figure
figure_gather(const struct replaying *r, size_t runs_n, size_t model, const size_t *from,
	enum figure figure, double *scratch)
{
	size_t n = 0;

	for (size_t run = 0; run < runs_n; run++) {
		const double *told = &r->told[run * r->models_n * FIGURES_N];
		double value = told[model * FIGURES_N + figure];

		if (isnan(r->little[run]))
			continue;
		if (from != NULL)
			value -= told[*from * FIGURES_N + figure];
		if (!isnan(value))
			scratch[n++] = value;
	}
	return figure_of(scratch, n);
}

static void
share_clamp(struct whatif_figure *figure)
{
	figure->low = fmax(figure->low, 0);
	figure->high = fmin(figure->high, 1);
}

static struct whatif_figures
figures_gather(
	const struct replaying *r, size_t runs_n, size_t model, const size_t *from, double *scratch)
{
	struct whatif_figures ret = {
		.longer = figure_gather(r, runs_n, model, from, LONGER, scratch),
		.wait_p90 = figure_gather(r, runs_n, model, from, WAIT_P90, scratch),
		.left = figure_gather(r, runs_n, model, from, LEFT, scratch),
		.customers = figure_gather(r, runs_n, model, from, CUSTOMERS, scratch)};

	if (from == NULL) {
		share_clamp(&ret.longer);
		share_clamp(&ret.left);
		ret.wait_p90.low = fmax(ret.wait_p90.low, 0);
	}
	return ret;
}

/* ---- Choices ---- */

/* Which counters could open, and – where another stays open – which could close. */
static size_t
choices_find(struct whatif_choice *choices, const struct standing *standing)
{
	size_t n = 0, open_n = 0;

	for (size_t i = 0; i < standing->counters_n; i++)
		open_n += standing->counters[i].state == STANDING_OPEN;
	for (size_t i = 0; i < standing->counters_n && n < WHATIF_CHOICES_MOST; i++) {
		const bool is_open = standing->counters[i].state == STANDING_OPEN;

		if (standing->counters[i].services_n == 0 || (is_open && open_n < 2))
			continue;
		choices[n++] = (struct whatif_choice){.counter = (uint32_t)i, .opens = !is_open};
	}
	return n;
}

static int
by_help(const void *one, const void *other)
{
	const struct whatif_choice *a = one, *b = other;
	const double x = a->difference.longer.mean, y = b->difference.longer.mean;

	if (a->opens != b->opens)
		return a->opens ? -1 : 1;
	if (!isnan(x) && !isnan(y) && x != y)
		return x < y ? -1 : 1;
	return (a->counter > b->counter) - (a->counter < b->counter);
}

static void
models_make(struct simulate_model *models, const struct from_now *now,
	const struct whatif_choice *choices, size_t choices_n)
{
	models[0] = now->model;
	for (size_t i = 0; i < choices_n; i++)
		models[i + 1] = from_now_with(now, choices[i].counter, choices[i].opens);
}

/* Of any branch, of this one as it stands, of what was learnt. */
static void
assumed_join(struct whatif *ret, const struct from_now *now, const struct fit_branch *fit,
	struct arena *a)
{
	const size_t own_n = now->assumed_n - now->ever_n;
	struct saying *all = ARENA_ARRAY(a, struct saying, now->assumed_n + fit->assumed_n);
	size_t n = 0;

	for (size_t i = own_n; i < now->assumed_n; i++)
		all[n++] = now->assumed[i];
	for (size_t i = 0; i < own_n; i++)
		all[n++] = now->assumed[i];
	for (size_t i = 0; i < fit->assumed_n; i++)
		all[n++] = fit->assumed[i];
	ret->assumed = all;
	ret->assumed_n = n;
	ret->ever_n = now->ever_n;
}

static void
runs_gather(struct whatif *ret, const struct replaying *r, size_t runs_n,
	struct whatif_choice *choices, struct arena *a)
{
	double *scratch = ARENA_ARRAY(a, double, runs_n);
	const size_t as_it_is = 0;

	ret->now = figures_gather(r, runs_n, 0, NULL, scratch);
	for (size_t i = 0; i < ret->choices_n; i++) {
		choices[i].after = figures_gather(r, runs_n, i + 1, NULL, scratch);
		choices[i].difference = figures_gather(r, runs_n, i + 1, &as_it_is, scratch);
	}
	for (size_t run = 0; run < runs_n; run++)
		if (!isnan(r->little[run])) {
			ret->runs_n++;
			ret->little_error = fmax(ret->little_error, r->little[run]);
		}
	if (ret->choices_n > 1)
		qsort(choices, ret->choices_n, sizeof *choices, by_help);
	ret->choices = choices;
}

enum fault_code
twin_whatif(struct whatif *ret, const struct whatif_wish *wish, struct arena *a, struct fault *f)
{
	const int64_t began_us = clock_steady_us(), from_us = wish->standing->at_us;
	const int64_t until_us = from_us + (wish->for_us > 0 ? wish->for_us : 2 * HOUR_US);
	const size_t runs_n =
		wish->runs > 0 && wish->runs < WHATIF_RUNS_MOST ? wish->runs : WHATIF_RUNS_MOST;
	struct whatif_choice *choices = ARENA_ARRAY(a, struct whatif_choice, WHATIF_CHOICES_MOST);
	struct whatif found = {
		.from_us = from_us, .until_us = until_us, .limit_us = wish->limit_us};
	struct from_now now;
	struct simulate_model *models;

	if (wish->limit_us <= 0 || until_us - from_us > WHATIF_HOURS_MOST * HOUR_US)
		return fault_set(f, FAULT_BAD_INPUT,
			"a limit over 0 and at most %d hours are needed", WHATIF_HOURS_MOST);
	if (from_now_make(&now, wish->fit, wish->standing, until_us + wish->limit_us, a, f))
		return fault_note(f, "playing on from the queue as it stands");
	found.choices_n = choices_find(choices, wish->standing);
	models = ARENA_ARRAY(a, struct simulate_model, found.choices_n + 1);
	models_make(models, &now, choices, found.choices_n);
	struct replaying r = {.now = &now,
		.models = models,
		.models_n = found.choices_n + 1,
		.window = {from_us, until_us, until_us + wish->limit_us, wish->limit_us},
		.seed = wish->seed,
		.stop_us = wish->within_us > 0 ? began_us + wish->within_us : 0,
		.told = ARENA_ARRAY(a, double, runs_n *(found.choices_n + 1) * FIGURES_N),
		.little = ARENA_ARRAY(a, double, runs_n)};
	for (size_t i = 0; i < runs_n; i++)
		r.little[i] = NAN;
	crew_run(wish->hands, runs_n, replicate, &r);
	if (atomic_load(&r.has_fault)) {
		*f = r.fault;
		return fault_note(f, "playing on from the queue as it stands");
	}
	runs_gather(&found, &r, runs_n, choices, a);
	assumed_join(&found, &now, wish->fit, a);
	found.took_us = clock_steady_us() - began_us;
	*ret = found;
	return FAULT_NONE;
}

/* ---- The limit ---- */

static bool
has_name(const struct event_names *names, const char *name)
{
	for (size_t i = 0; i < names->names_n; i++)
		if (strcmp(names->names[i], name) == 0)
			return true;
	return false;
}

/* Is it about the wait for the call? */
static bool
is_of_wait(const struct moment *moment, const struct standard *standard)
{
	const bool is_duration = standard->measure == STANDARD_DURATION &&
				 has_name(&moment->begins, "ticket.taken") &&
				 has_name(&moment->ends, "ticket.called");
	const bool is_wait =
		standard->measure == STANDARD_WAIT && has_name(&moment->waits_from, "ticket.taken");

	return (is_duration || is_wait) && standard->has_at_most && standard->at_most.us > 0;
}

static int64_t
cycle_limit(const struct cycle *cycle)
{
	for (size_t i = 0; cycle != NULL && i < cycle->moments_n; i++) {
		const struct moment *moment = cycle_moment(cycle, i);

		for (size_t k = 0; k < moment->standards_n; k++)
			if (is_of_wait(moment, &moment->standards[k]))
				return moment->standards[k].at_most.us;
	}
	return 0;
}

static const char *
main_service(const struct fit_branch *fit)
{
	uint64_t most_n = 0;
	uint32_t most = 0;

	for (uint32_t s = 0; s < fit->services_n; s++) {
		uint64_t n = 0;

		for (size_t i = 0; i < fit->sources_n; i++)
			n += fit->sources[i].service == s ? fit->sources[i].n : 0;
		if (n > most_n) {
			most_n = n;
			most = s;
		}
	}
	return fit->services_n > 0 ? fit->services[most].name : "";
}

int64_t
twin_wait_limit(const struct map *map, const struct fit_branch *fit)
{
	const char *name = main_service(fit);

	for (size_t i = 0; map != NULL && i < map->organisation.services_n; i++) {
		const struct service *service = &map->organisation.services[i];

		if (strcmp(service->name, name) == 0 && service->cycle != NULL)
			return cycle_limit(map_cycle_find(map, service->cycle));
	}
	return 0;
}

/* ---- In words ---- */

const char *
whatif_sentence(const struct whatif *whatif, const struct standing *standing,
	const struct whatif_choice *choice, struct arena *a)
{
	const char *limit = arena_printf(a, "%g min", (double)whatif->limit_us / 60e6);

	if (whatif->now.longer.n == 0 || choice->after.longer.n == 0)
		return arena_printf(a, "%s %s: nobody waits and nobody comes",
			choice->opens ? "open" : "close", standing->counters[choice->counter].name);
	return arena_printf(a, "%s %s: P(wait > %s) %.0f %% → %.0f %%",
		choice->opens ? "open" : "close", standing->counters[choice->counter].name, limit,
		100 * whatif->now.longer.mean, 100 * choice->after.longer.mean);
}
