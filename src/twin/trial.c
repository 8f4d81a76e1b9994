/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Runs both sides of a trial, a run a piece of work, and joins what they say in the order of the
 * runs: the figures are the same on any number of threads.
 */
#include "twin/trial_inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/crew.h"

#define WITHIN_US_USUAL (INT64_C(10) * 60 * 1000000)
#define DAY_US		(INT64_C(86400) * 1000000)
#define CUSTOMERS_MOST	50000.0 /* of a run */
#define DAYS_AHEAD	60
#define RUNS_LEAST	5 /* whatever the time they take */

/* What one run of both sides says. */
struct piece {
	struct arena *arena;
	bool is_done;
	struct frame *frames[2][TRIAL_FRAMES];
	double *arrivals[2], *waiting[2]; /* of each quarter hour */
	struct fault fault;
};

struct trying {
	const struct trial_wish *wish;
	struct trial *trial;
	struct piece *pieces;
	size_t quarters_n;
	bool *of_cycle; /* services whose journeys the cycle is of; NULL: all */
	int64_t until_us;
};

/* ---- Days ---- */

static bool
day_is_open(const struct fit_branch *fit, int64_t day)
{
	const int weekday = date_weekday(day);

	if (fit->calendar != NULL)
		return calendar_opening_between(fit->calendar, zone_day_begins_us(fit->zone, day),
			       zone_day_begins_us(fit->zone, day + 1)) > 0;
	for (size_t i = 0; i < fit->sources_n; i++)
		for (int q = 0; q < FIT_QUARTERS; q++)
			if (fit->sources[i].per_day[weekday][q] > 0)
				return true;
	return fit->sources_n == 0;
}

int64_t
twin_day_open(const struct fit_branch *fit, int64_t day)
{
	for (int64_t d = day; d < day + DAYS_AHEAD; d++)
		if (day_is_open(fit, d))
			return d;
	return day;
}

/* ---- One run ---- */

static void
quarters_count(const struct trying *t, struct piece *p, int side, const struct simulate_run *run)
{
	const int64_t from_us = t->trial->quarters[0].from_us;

	p->arrivals[side] = ARENA_ARRAY(p->arena, double, t->quarters_n);
	p->waiting[side] = ARENA_ARRAY(p->arena, double, t->quarters_n);
	for (size_t i = 0; i < run->visits_n; i++) {
		const struct simulate_visit *v = &run->visits[i];
		const int64_t end_us = v->called_us != INT64_MIN  ? v->called_us
				       : v->ended_us != INT64_MIN ? v->ended_us
								  : run->ended_us;
		size_t k = (size_t)((v->came_us - from_us) / TRIAL_QUARTER_US);
		int64_t at_us = v->came_us;
		if (v->came_us < from_us || k >= t->quarters_n)
			continue;
		p->arrivals[side][k]++;
		for (; k < t->quarters_n && at_us < end_us && v->ending != SIMULATE_REFUSED; k++) {
			int64_t to_us = from_us + ((int64_t)k + 1) * TRIAL_QUARTER_US;
			to_us = to_us < end_us ? to_us : end_us;
			p->waiting[side][k] += (double)(to_us - at_us) / (double)TRIAL_QUARTER_US;
			at_us = to_us;
		}
	}
}

static enum fault_code
measures_take(const struct trying *t, struct piece *p, int side, const struct simulate_run *run,
	struct fault *f)
{
	static const char *const names[TRIAL_FRAMES] = {
		[TRIAL_WAITS] = "waits",
		[TRIAL_TICKETS] = "tickets",
		[TRIAL_STANDARDS] = "standards",
	};
	const struct fit_branch *fit = t->wish->fit;
	const struct measure_options options = {.map = t->wish->map,
		.cycle = t->trial->cycle,
		.zone = fit->zone,
		.within_us = t->trial->within_us,
		.now_us = run->ended_us,
		.hands = 1};
	ON_EXIT(columns_guard) struct columns *columns = NULL;

	if (twin_run_columns(&columns, run, &t->trial->sides[side].model, fit, t->of_cycle, f))
		return f->code;
	if (columns->events_n == 0)
		return FAULT_NONE;
	for (size_t i = TRIAL_WAITS; i < TRIAL_FRAMES; i++)
		if ((i != TRIAL_STANDARDS || t->trial->cycle != NULL) &&
			measure_run(&p->frames[side][i], measure_find(names[i]), columns, &options,
				p->arena, f))
			return f->code;
	return FAULT_NONE;
}

static enum fault_code
side_run(const struct trying *t, struct piece *p, size_t number, int side, struct fault *f)
{
	const struct simulate_model *model = &t->trial->sides[side].model;
	const struct simulate_wish wish = {
		.seed = t->trial->seed, .replication = number, .keeps_visits = true};
	struct simulate_run run;

	if (simulate_run(&run, model, NULL, &wish, p->arena, f))
		return f->code;
	if (number == 0)
		t->trial->sides[side].run = run;
	p->frames[side][TRIAL_SIM_WAITS] =
		trial_waits_frame(&run, model, t->trial->within_us, p->arena);
	p->frames[side][TRIAL_SIM_COUNTERS] = trial_counters_frame(&run, model, p->arena);
	quarters_count(t, p, side, &run);
	return measures_take(t, p, side, &run, f);
}

static void
piece_run(void *shared, size_t number)
{
	const struct trying *t = shared;
	struct piece *p = &t->pieces[number];

	if (number >= RUNS_LEAST && t->until_us != 0 && clock_steady_us() > t->until_us)
		return;
	p->arena = arena_new(ARENA_UNLIMITED);
	for (int side = 0; side < 2; side++)
		if (t->trial->sides[side].is_there && side_run(t, p, number, side, &p->fault))
			return;
	p->is_done = true;
}

/* ---- What is tried ---- */

static const struct service *
service_of(const struct map *map, const char *name)
{
	for (size_t i = 0; i < map->organisation.services_n; i++)
		if (strcmp(map->organisation.services[i].name, name) == 0)
			return &map->organisation.services[i];
	return NULL;
}

static const struct cycle *
cycle_of(const struct map *map, const struct fit_service *service)
{
	const struct service *s = service_of(map, service->name);

	return s != NULL && s->cycle != NULL ? map_cycle_find(map, s->cycle) : NULL;
}

/* The cycle that most customers are in. */
static void
cycle_choose(struct trying *t, struct arena *a)
{
	const struct map *map = t->wish->map;
	const struct fit_branch *fit = t->wish->fit;
	uint64_t most = 0;

	for (size_t c = 0; map != NULL && c < map->cycles_n; c++) {
		uint64_t n = 0;
		for (size_t s = 0; s < fit->services_n; s++)
			if (cycle_of(map, &fit->services[s]) == &map->cycles[c])
				n += fit->services[s].came_n + 1;
		if (n <= most)
			continue;
		most = n;
		t->trial->cycle = &map->cycles[c];
	}
	if (t->trial->cycle == NULL)
		return;
	t->of_cycle = ARENA_ARRAY(a, bool, fit->services_n);
	for (size_t s = 0; s < fit->services_n; s++)
		t->of_cycle[s] = cycle_of(map, &fit->services[s]) == t->trial->cycle;
}

/* The limit of the first standard on waiting that is measured by the clock. */
static int64_t
limit_of(const struct cycle *cycle)
{
	for (size_t m = 0; cycle != NULL && m < cycle->moments_n; m++) {
		const struct moment *moment = cycle_moment(cycle, m);
		for (size_t s = 0; s < moment->standards_n; s++) {
			const struct standard *standard = &moment->standards[s];
			if (standard->measure == STANDARD_WAIT && standard->has_at_most &&
				!standard->at_most.is_opening && moment->begins.names_n > 0 &&
				strcmp(moment->begins.names[0], "ticket.called") == 0)
				return standard->at_most.us;
		}
	}
	return WITHIN_US_USUAL;
}

/* How many are expected to come. */
static double
customers_of(const struct simulate_model *model)
{
	double sum = 0;

	for (size_t i = 0; i < model->sources_n; i++) {
		const struct simulate_source *s = &model->sources[i];
		for (size_t k = 0; k + 1 < s->rates_n; k++)
			sum += s->rates[k].per_us *
			       (double)(s->rates[k + 1].from_us - s->rates[k].from_us);
	}
	return sum;
}

static enum fault_code
models_make(struct trying *t, struct arena *a, struct fault *f)
{
	const struct trial_wish *w = t->wish;
	struct trial *trial = t->trial;

	trial->sides[0].is_there = !w->is_alone;
	trial->sides[1].is_there = w->scenario != NULL;
	for (int side = 0; side < 2; side++)
		if (trial->sides[side].is_there &&
			twin_model(&trial->sides[side].model, w->fit,
				side == 1 ? w->scenario : NULL, w->from_us, w->until_us, a, f))
			return f->code;
	for (int side = 0; side < 2; side++)
		if (customers_of(&trial->sides[side].model) > CUSTOMERS_MOST)
			return fault_field(f, FAULT_BAD_INPUT, "changes",
				"%.0f customers would come; at most %.0f are played",
				customers_of(&trial->sides[side].model), CUSTOMERS_MOST);
	if (trial->sides[0].model.sources_n + trial->sides[1].model.sources_n == 0)
		return fault_field(f, FAULT_BAD_INPUT, "changes",
			"nobody would come to %s in that time; a scenario says how many do, such "
			"as "
			"{arrivals: all, plus: 80}",
			w->fit->name);
	return FAULT_NONE;
}

static enum fault_code
begin(struct trying *t, struct arena *a, struct fault *f)
{
	const struct trial_wish *w = t->wish;
	struct trial *trial = t->trial;
	const unsigned of_scenario = w->scenario != NULL ? (unsigned)w->scenario->runs : 0;
	const uint64_t seed = w->scenario != NULL ? (uint64_t)w->scenario->seed : 0;

	trial->runs = w->runs != 0 ? w->runs : of_scenario != 0 ? of_scenario : TRIAL_RUNS_USUAL;
	trial->seed = w->seed != 0 ? w->seed : seed != 0 ? seed : 1;
	if (trial->runs > TRIAL_RUNS_MOST)
		return fault_field(f, FAULT_BAD_INPUT, "runs", "%u runs; at most %d are played",
			trial->runs, TRIAL_RUNS_MOST);
	if (w->until_us - w->from_us > TRIAL_DAYS_MOST * DAY_US + DAY_US / 24 ||
		w->until_us <= w->from_us)
		return fault_field(
			f, FAULT_BAD_INPUT, "days", "1 to %d days are played", TRIAL_DAYS_MOST);
	if (models_make(t, a, f))
		return f->code;
	cycle_choose(t, a);
	trial->within_us = limit_of(trial->cycle);
	t->quarters_n =
		(size_t)((w->until_us - w->from_us + TRIAL_QUARTER_US - 1) / TRIAL_QUARTER_US);
	/* A few more: the line goes on after closing. */
	t->quarters_n += 8;
	trial->quarters = ARENA_ARRAY(a, struct trial_quarter, t->quarters_n);
	for (size_t k = 0; k < t->quarters_n; k++)
		trial->quarters[k].from_us = w->from_us + (int64_t)k * TRIAL_QUARTER_US;
	t->pieces = ARENA_ARRAY(a, struct piece, trial->runs);
	return FAULT_NONE;
}

/* ---- What they say together ---- */

static void
frames_join(struct trying *t, struct arena *a)
{
	struct trial *trial = t->trial;
	struct frame **of[2] = {ARENA_ARRAY(a, struct frame *, trial->runs),
		ARENA_ARRAY(a, struct frame *, trial->runs)};

	for (size_t i = 0; i < TRIAL_FRAMES; i++) {
		size_t n = 0;
		for (size_t r = 0; r < trial->runs; r++) {
			if (!t->pieces[r].is_done)
				continue;
			of[0][n] = t->pieces[r].frames[0][i];
			of[1][n++] = t->pieces[r].frames[1][i];
		}
		for (int side = 0; side < 2; side++)
			if (trial->sides[side].is_there)
				trial->sides[side].frames[i] =
					trial_frames_join(of[side], NULL, n, a);
		if (trial->sides[0].is_there && trial->sides[1].is_there)
			trial->difference[i] = trial_frames_join(of[1], of[0], n, a);
	}
}

static unsigned
counters_at(const struct simulate_model *model, int64_t at_us)
{
	unsigned n = 0;

	for (size_t i = 0; i < model->counters_n; i++) {
		const struct simulate_counter *c = &model->counters[i];
		bool is_on = c->shifts_n == 0;
		for (size_t k = 0; k < c->shifts_n && !is_on; k++)
			is_on = at_us >= c->shifts[k].from_us && at_us < c->shifts[k].until_us;
		n += is_on;
	}
	return n;
}

static void
quarters_join(struct trying *t)
{
	struct trial *trial = t->trial;
	unsigned done_n = 0;
	size_t kept_n = 0;

	for (size_t r = 0; r < trial->runs; r++) {
		done_n += t->pieces[r].is_done;
		for (size_t k = 0; k < t->quarters_n && t->pieces[r].is_done; k++)
			for (int side = 0; side < 2; side++)
				if (trial->sides[side].is_there) {
					trial->quarters[k].arrivals[side] +=
						t->pieces[r].arrivals[side][k];
					trial->quarters[k].waiting[side] +=
						t->pieces[r].waiting[side][k];
				}
	}
	trial->runs = done_n;
	for (size_t k = 0; k < t->quarters_n; k++) {
		struct trial_quarter quarter = trial->quarters[k];
		if (quarter.arrivals[0] + quarter.arrivals[1] + quarter.waiting[0] +
				quarter.waiting[1] <=
			0)
			continue;
		for (int side = 0; side < 2; side++) {
			quarter.arrivals[side] /= done_n;
			quarter.waiting[side] /= done_n;
			quarter.counters[side] = counters_at(
				&trial->sides[side].model, quarter.from_us + TRIAL_QUARTER_US / 2);
		}
		trial->quarters[kept_n++] = quarter;
	}
	trial->quarters_n = kept_n;
}

/* The visits of the first run outlive its piece. */
static void
visits_keep(struct trial *trial, struct arena *a)
{
	for (int side = 0; side < 2; side++) {
		struct simulate_run *run = &trial->sides[side].run;
		struct simulate_visit *visits =
			ARENA_ARRAY(a, struct simulate_visit, run->visits_n);
		if (run->visits_n > 0)
			memcpy(visits, run->visits, run->visits_n * sizeof *visits);
		run->visits = visits;
		run->tallies = NULL;
	}
}

static enum fault_code
conclude(struct trying *t, struct arena *a, struct fault *f)
{
	for (size_t r = 0; r < t->trial->runs; r++)
		if (t->pieces[r].fault.code != FAULT_NONE) {
			*f = t->pieces[r].fault;
			return f->code;
		}
	frames_join(t, a);
	quarters_join(t);
	visits_keep(t->trial, a);
	return FAULT_NONE;
}

enum fault_code
twin_trial(struct trial *ret, const struct trial_wish *wish, struct arena *a, struct fault *f)
{
	struct trying t = {.wish = wish,
		.trial = ret,
		.until_us = wish->within_us > 0 ? clock_steady_us() + wish->within_us : 0};
	enum fault_code code;

	*ret = (struct trial){0};
	if (begin(&t, a, f))
		return f->code;
	const unsigned runs = ret->runs;
	crew_run(wish->hands, runs, piece_run, &t);
	code = conclude(&t, a, f);
	for (size_t r = 0; r < runs; r++)
		arena_free(t.pieces[r].arena);
	return code;
}

void
trial_mark(const struct trial *trial, const char *note)
{
	for (size_t i = 0; i < TRIAL_FRAMES; i++) {
		struct frame *const frames[] = {
			trial->sides[0].frames[i], trial->sides[1].frames[i], trial->difference[i]};

		for (size_t k = 0; k < sizeof frames / sizeof *frames; k++)
			if (frames[k] != NULL)
				frame_note(frames[k], "%s", note);
	}
}
