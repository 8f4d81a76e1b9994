/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The steps of a day's plan, one after the other, and what people should know when they read it.
 */
#include "staffing/staffing.h"

#include <math.h>

#include "base/duration.h"
#include "staffing/inside.h"

#define RUNS_USUAL    200
#define ROUNDS_MOST   8
#define NEARLY	      0.01 /* below the target by more than this, the need is raised in any case */
#define RUNS_LEAST    10
#define ARRIVALS_MOST 20000  /* of a day */
#define PLAYED_MOST   300000 /* customers in all runs of a trial: then there are fewer runs */
#define COUNTERS_MOST 500
#define RATE_MOST     1e6

struct steps {
	struct staffing *s;
	const struct staffing_wish *wish;
	const struct simulate_model *original;
	struct simulate_model model;
	double patience_us;
	struct arena *arena;
	struct sayings notes;
};

/* note(x, ERLANG_A, {"minutes", .number = 3}) */
#define note(x, id, ...) sayings_say(&(x)->notes, &staffing_sayings[SAYING_##id], __VA_ARGS__)

/* ---- What is asked ---- */

enum fault_code
staffing_wish_check(const struct staffing_wish *wish, struct fault *f)
{
	if (!date_is_real(wish->day) || wish->day.year < 1970 || wish->day.year > 2100)
		return fault_field(f, FAULT_BAD_INPUT, "day", "there is no such day");
	if (!(wish->within_us >= 0 && wish->within_us <= (double)DURATION_DAY_US))
		return fault_field(f, FAULT_BAD_INPUT, "within_us", "within wants at most a day");
	if (!(wish->share > 0 && wish->share <= 0.9999))
		return fault_field(f, FAULT_BAD_INPUT, "target",
			"the target is a share over 0 %% and at most 99.99 %%");
	if (!(wish->occupancy_most >= 0 && wish->occupancy_most <= 1))
		return fault_field(f, FAULT_BAD_INPUT, "max_occupancy",
			"the occupancy is a share of at most 100 %%");
	if (wish->runs == 1 || wish->runs > STAFFING_RUNS_MOST)
		return fault_field(
			f, FAULT_BAD_INPUT, "runs", "between 2 and %d runs", STAFFING_RUNS_MOST);
	if (wish->shifts.counters > COUNTERS_MOST)
		return fault_field(
			f, FAULT_BAD_INPUT, "counters", "at most %d counters", COUNTERS_MOST);
	if (!(wish->rate >= 0 && wish->rate <= RATE_MOST))
		return fault_field(
			f, FAULT_BAD_INPUT, "rate", "an hour costs between 0 and %g", RATE_MOST);
	return FAULT_NONE;
}

static enum fault_code
counters_choose(struct steps *x, struct fault *f)
{
	const size_t there = x->original->counters_n;
	const unsigned wanted = x->wish->shifts.counters;

	if (there == 0)
		return fault_set(f, FAULT_BAD_INPUT, "the branch has no counters to plan for");
	if (x->original->services_n > SIMULATE_SERVICES_MOST)
		return fault_set(f, FAULT_TOO_BIG, "more than %d services are not planned for",
			SIMULATE_SERVICES_MOST);
	x->s->counters = wanted > 0 && wanted < there ? wanted : (unsigned)there;
	if (wanted > there)
		note(x, FEWER_COUNTERS, {"n", .number = (double)there});
	return FAULT_NONE;
}

/* ---- The need ---- */

static void
need_by_formula(struct steps *x)
{
	const struct erlang_target target = {.within_us = x->s->within_us,
		.share = x->s->target,
		.occupancy_most = x->wish->occupancy_most};

	for (unsigned i = x->s->first; i < x->s->last; i++) {
		struct staffing_quarter *q = &x->s->quarters[i];
		const struct erlang_load load = {
			.per_us = q->handling_us > 0 ? q->load / q->handling_us : 0,
			.handling_us = q->handling_us,
			.patience_us = x->patience_us};
		if (!q->is_open)
			continue;
		q->by_formula = erlang_agents(&load, &target);
		q->by_root = q->load > 0 ? erlang_root_agents_within(&load, &target) : 0;
		if (q->by_formula == 0)
			q->by_formula = 1; /* somebody is there while it is open */
		if (q->by_root == 0)
			q->by_root = 1;
		q->needed = q->by_formula < x->s->counters ? q->by_formula : x->s->counters;
	}
}

static bool
is_missed(const struct staffing_share *share, double target)
{
	return share->high < target || share->mean < target - NEARLY;
}

/* One more wherever the simulation misses the target; false when there is nothing to raise. */
static bool
need_raise(struct staffing *s, const struct staffing_trial *trial)
{
	bool is_raised = false;

	for (unsigned i = s->first; i < s->last; i++) {
		struct staffing_quarter *q = &s->quarters[i];
		if (!q->is_open || q->needed >= s->counters ||
			!is_missed(&trial->shares[i], s->target))
			continue;
		q->needed++;
		s->raised++;
		is_raised = true;
	}
	return is_raised;
}

static enum fault_code
need_check(struct steps *x, struct fault *f)
{
	for (int round = 0; round < ROUNDS_MOST; round++) {
		unsigned at_work[STAFFING_QUARTERS];
		struct staffing_trial trial;
		for (unsigned i = 0; i < STAFFING_QUARTERS; i++)
			at_work[i] = x->s->quarters[i].needed;
		if (staffing_try(
			    &trial, x->s, &x->model, x->original, at_work, x->wish, x->arena, f))
			return f->code;
		if (!need_raise(x->s, &trial))
			break;
	}
	return FAULT_NONE;
}

/* ---- The plan ---- */

static enum fault_code
shifts_plan(struct steps *x, struct fault *f)
{
	struct shift_rules rules = x->wish->shifts;
	unsigned needed[STAFFING_QUARTERS];
	bool is_open[STAFFING_QUARTERS];

	rules.counters = x->s->counters;
	for (unsigned i = 0; i < STAFFING_QUARTERS; i++) {
		needed[i] = x->s->quarters[i].needed;
		is_open[i] = x->s->quarters[i].is_open;
	}
	if (shifts_make(&x->s->plan, needed, is_open, &rules, x->arena, f))
		return f->code;
	for (unsigned i = 0; i < STAFFING_QUARTERS; i++)
		x->s->quarters[i].planned = x->s->plan.at_work[i];
	return FAULT_NONE;
}

static void
expect_by_formula(struct steps *x)
{
	for (unsigned i = x->s->first; i < x->s->last; i++) {
		struct staffing_quarter *q = &x->s->quarters[i];
		const struct erlang_load load = {
			.per_us = q->handling_us > 0 ? q->load / q->handling_us : 0,
			.handling_us = q->handling_us > 0 ? q->handling_us : 1,
			.patience_us = x->patience_us};
		const struct erlang e = erlang_of(&load, q->planned);
		if (q->is_open && q->planned > 0)
			q->formula = erlang_within(&e, x->s->within_us);
	}
}

static enum fault_code
expect_by_simulation(struct steps *x, struct fault *f)
{
	struct staffing_trial trial;

	if (staffing_try(
		    &trial, x->s, &x->model, x->original, x->s->plan.at_work, x->wish, x->arena, f))
		return f->code;
	for (unsigned i = x->s->first; i < x->s->last; i++)
		x->s->quarters[i].simulated = trial.shares[i];
	x->s->simulated = trial.all;
	x->s->wait_us = trial.wait_us;
	x->s->leaves = trial.leaves;
	x->s->overtime_us = trial.overtime_us;
	return FAULT_NONE;
}

static void
expect_nothing(struct staffing *s)
{
	const struct staffing_share unknown = {NAN, NAN, NAN};

	for (unsigned i = s->first; i < s->last; i++) {
		s->quarters[i].simulated = unknown;
		s->quarters[i].formula = NAN;
	}
	s->simulated = unknown;
	s->wait_us = s->leaves = s->overtime_us = NAN;
	s->runs = 0;
}

static enum fault_code
expect(struct steps *x, struct fault *f)
{
	if (x->wish->is_unplayed) {
		expect_nothing(x->s);
		return FAULT_NONE;
	}
	if (expect_by_simulation(x, f))
		return f->code;
	expect_by_formula(x);
	return FAULT_NONE;
}

/* ---- What to know ---- */

static const char *
clock_text(const struct steps *x, unsigned quarter)
{
	return arena_printf(x->arena, "%02u:%02u", quarter / 4 % 24, quarter % 4 * 15);
}

/* The first stretch of quarters of which it is true, as "11:00–12:30"; NULL: none. */
typedef bool quarter_is(const struct staffing *s, const struct staffing_quarter *q);

static const char *
stretches(const struct steps *x, quarter_is *is)
{
	const char *text = NULL;
	unsigned i = x->s->first;

	while (i < x->s->last) {
		unsigned until = i;
		while (until < x->s->last && is(x->s, &x->s->quarters[until]))
			until++;
		if (until > i)
			text = arena_printf(x->arena, "%s%s%s–%s", text != NULL ? text : "",
				text != NULL ? ", " : "", clock_text(x, i), clock_text(x, until));
		i = until + 1;
	}
	return text;
}

static bool
wants_more_counters(const struct staffing *s, const struct staffing_quarter *q)
{
	return q->is_open && q->by_formula > s->counters;
}

static bool
is_short(const struct staffing *s, const struct staffing_quarter *q)
{
	(void)s;
	return q->is_open && q->planned < q->needed;
}

static bool
misses(const struct staffing *s, const struct staffing_quarter *q)
{
	return q->is_open && s->runs > 0 && is_missed(&q->simulated, s->target);
}

static void
stretch_note(struct steps *x, quarter_is *is, enum staffing_saying saying)
{
	const char *when = stretches(x, is);

	if (when != NULL)
		sayings_say(&x->notes, &staffing_sayings[saying], {"when", .text = when});
}

static bool
are_counters_unlike(const struct simulate_model *model)
{
	for (size_t i = 0; i < model->counters_n; i++)
		if (model->counters[i].services_n > 0 &&
			model->counters[i].services_n < model->services_n)
			return true;
	return false;
}

static void
plan_notes(struct steps *x)
{
	const struct staffing *s = x->s;

	if (s->runs == 0)
		note(x, UNPLAYED);
	note(x, WITHIN_COUNTS_ALL, {"minutes", .number = saying_tenths(s->within_us / 60e6)});
	if (x->patience_us > 0)
		note(x, ERLANG_A, {"minutes", .number = saying_tenths(x->patience_us / 60e6)});
	else
		note(x, ERLANG_C);
	if (s->raised > 0)
		note(x, RAISED, {"hours", .number = s->raised / 4.0});
	stretch_note(x, wants_more_counters, SAYING_WANTS_COUNTERS);
	stretch_note(x, is_short, SAYING_IS_SHORT);
	stretch_note(x, misses, SAYING_MISSES);
	if (!s->plan.is_cheapest)
		note(x, NOT_CHEAPEST, {"least", .number = s->plan.least / 4.0},
			{"hours", .number = s->plan.paid / 4.0});
	if (s->runs > 0 && are_counters_unlike(x->original))
		note(x, COUNTERS_UNLIKE);
	if (s->plan.step > 1)
		note(x, STEPS, {"minutes", .number = s->plan.step * 15});
	if (s->dispersion > 1.2)
		note(x, DAYS_VARY, {"times", .number = saying_tenths(s->dispersion)});
}

/* ---- Together ---- */

enum fault_code
staffing_of_model(struct staffing **ret, const struct simulate_model *model,
	const struct staffing_wish *wish, struct arena *a, struct fault *f)
{
	struct staffing *s = ARENA_NEW(a, struct staffing);
	struct steps x = {.s = s, .wish = wish, .original = model, .arena = a, .notes.arena = a};

	if (staffing_wish_check(wish, f) || counters_choose(&x, f))
		return f->code;
	s->day = wish->day;
	s->zone = wish->zone != NULL ? wish->zone : zone_utc();
	s->within_us = wish->within_us;
	s->target = wish->share;
	s->rate = wish->rate;
	s->runs = wish->runs > 0 ? wish->runs : RUNS_USUAL;
	s->dispersion = wish->dispersion > 0 ? wish->dispersion : 1;
	staffing_demand_fill(s, model, wish, &x.patience_us);
	if (s->last == 0)
		return fault_field(f, FAULT_NOT_FOUND, "day", "the branch is closed on that day");
	if (s->arrivals > ARRIVALS_MOST)
		return fault_set(f, FAULT_TOO_BIG,
			"%.0f customers on one day are more than are planned for", s->arrivals);
	if (s->runs * s->arrivals > PLAYED_MOST)
		s->runs = (unsigned)fmax(RUNS_LEAST, PLAYED_MOST / s->arrivals);
	x.model = staffing_model_of(s, model, a);
	need_by_formula(&x);
	if ((!wish->is_unplayed && need_check(&x, f)) || shifts_plan(&x, f) || expect(&x, f))
		return f->code;
	plan_notes(&x);
	s->notes = x.notes.items;
	s->notes_n = x.notes.n;
	*ret = s;
	return FAULT_NONE;
}

double
staffing_hours(const struct staffing *staffing)
{
	return staffing->plan.paid / 4.0;
}
