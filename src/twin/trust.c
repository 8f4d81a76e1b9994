/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The replay. The customers of a hidden day come when they came, for what they came for; a counter
 * calls when it was there (past.h). How long serving takes, who gives up and who does not show up
 * is drawn from the fit, which has not seen the day. Nobody is turned away and nobody is sent on:
 * who came is known, and a transfer is a coming of its own.
 */
#include "twin/trust.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/crew.h"
#include "twin/outlook.h"
#include "twin/past.h"
#include "twin/trust_inside.h"
#include "twin/whatif.h"

#define RUNS_N	    100
#define SEED	    UINT64_C(20261122)
#define DAYS_LOOKED 400

/* A hidden day. */
struct hidden {
	int64_t from_us, until_us;
	struct past past;
	struct simulate_model model;
};

struct replay {
	const struct fit_branch *fit; /* of the days before */
	struct hidden days[TRUST_DAYS_MOST];
	size_t days_n, runs_n;
	int64_t limit_us;
	double *told;	/* [day][figure][run] */
	double *little; /* [day][run] */
	const atomic_bool *is_over;
	atomic_bool has_fault;
	struct fault fault;
};

/* ---- Days ---- */

/* The local days before `today` on which enough customers came, the last ones; their number. */
static size_t
days_find(int64_t *days, const struct past *past, const struct zone *zone, int64_t today)
{
	size_t n = 0, visits_n = 0;
	int64_t day = INT64_MIN;

	for (size_t i = 0; i <= past->visits_n; i++) {
		const int64_t next =
			i < past->visits_n ? zone_day(zone, past->visits[i].came_us) : INT64_MAX;

		if (next != day && visits_n >= TRUST_VISITS_LEAST && day < today) {
			if (n == DAYS_LOOKED)
				memmove(days, days + 1, --n * sizeof *days);
			days[n++] = day;
		}
		visits_n = next != day ? 1 : visits_n + 1;
		day = next;
	}
	return n;
}

/* ---- The model of a hidden day ---- */

static struct past_names
names_of(const struct fit_branch *fit, struct arena *a)
{
	const char **services = ARENA_ARRAY(a, const char *, fit->services_n);
	const char **counters = ARENA_ARRAY(a, const char *, fit->counters_n);
	const size_t classes_n = fit->classes != NULL ? (size_t)fit->rules.classes_n : 0;

	for (size_t i = 0; i < fit->services_n; i++)
		services[i] = fit->services[i].name;
	for (size_t i = 0; i < fit->counters_n; i++)
		counters[i] = fit->counters[i].name;
	return (struct past_names){
		services, counters, fit->classes, fit->services_n, fit->counters_n, classes_n};
}

/* Those of one service and class come at these very times. */
static void
source_add(struct simulate_source *sources, size_t *sources_n, const struct past *past,
	uint32_t service, int class_, struct arena *a)
{
	int64_t *times = ARENA_ARRAY(a, int64_t, past->visits_n);
	size_t n = 0;

	for (size_t i = 0; i < past->visits_n; i++)
		if (past->visits[i].service == service && past->visits[i].class_ == class_)
			times[n++] = past->visits[i].came_us;
	if (n > 0)
		sources[(*sources_n)++] = (struct simulate_source){
			.service = service, .class_ = class_, .times_us = times, .times_n = n};
}

static void
sources_make(struct hidden *day, struct arena *a)
{
	const size_t services_n = day->model.services_n;
	struct simulate_source *sources =
		ARENA_ARRAY(a, struct simulate_source, services_n * (QUEUE_CLASSES_MOST + 1));

	day->model.sources = sources;
	day->model.sources_n = 0;
	for (uint32_t s = 0; s < services_n; s++)
		for (int class_ = -1; class_ < QUEUE_CLASSES_MOST; class_++)
			source_add(sources, &day->model.sources_n, &day->past, s, class_, a);
	/* Of no class, or of one that the map no longer has: the last one. */
	for (size_t i = 0; i < day->model.sources_n; i++)
		if (sources[i].class_ < 0)
			sources[i].class_ = day->model.places[0].rules.classes_n > 0
						    ? day->model.places[0].rules.classes_n - 1
						    : 0;
}

static void
counters_make(struct hidden *day, struct arena *a)
{
	struct simulate_counter *counters =
		ARENA_ARRAY(a, struct simulate_counter, day->model.counters_n);
	struct simulate_span *never = ARENA_NEW(a, struct simulate_span);

	*never = (struct simulate_span){day->until_us, day->until_us + 1};
	memcpy(counters, day->model.counters, day->model.counters_n * sizeof *counters);
	for (uint32_t i = 0; i < day->model.counters_n; i++) {
		const struct past_shifts shifts = past_shifts(&day->past, i, counters[i].services,
			counters[i].services_n, day->from_us, day->until_us, a);

		counters[i].shifts = shifts.n > 0 ? shifts.spans : never;
		counters[i].shifts_n = shifts.n > 0 ? shifts.n : 1;
	}
	day->model.counters = counters;
}

/* Who came was let in, and each coming is known. */
static void
doors_open(struct hidden *day, struct arena *a)
{
	struct simulate_place *places = ARENA_ARRAY(a, struct simulate_place, day->model.places_n);
	struct simulate_service *services =
		ARENA_ARRAY(a, struct simulate_service, day->model.services_n);

	memcpy(places, day->model.places, day->model.places_n * sizeof *places);
	memcpy(services, day->model.services, day->model.services_n * sizeof *services);
	for (size_t i = 0; i < day->model.places_n; i++)
		places[i].open_n = 0;
	for (size_t i = 0; i < day->model.services_n; i++) {
		services[i].capacity = 0;
		services[i].routes_n = 0;
	}
	day->model.places = places;
	day->model.services = services;
}

static enum fault_code
hidden_make(struct hidden *day, const struct fit_branch *fit, const struct columns *columns,
	const struct trust_wish *wish, struct arena *a, struct fault *f)
{
	const struct past_names names = names_of(fit, a);

	past_visits_read(&day->past, columns, wish->branch, &names, day->from_us, day->until_us, a);
	if (twin_model(&day->model, fit, NULL, day->from_us, day->until_us, a, f))
		return f->code;
	day->model.ends_sharply = true;
	doors_open(day, a);
	sources_make(day, a);
	counters_make(day, a);
	return FAULT_NONE;
}

/* ---- Runs ---- */

static double
service_mean(const struct simulate_visit *visits, size_t n)
{
	double sum = 0;
	size_t served = 0;

	for (size_t i = 0; i < n; i++)
		if (visits[i].ending == SIMULATE_SERVED && visits[i].began_us != INT64_MIN) {
			sum += (double)(visits[i].ended_us - visits[i].began_us);
			served++;
		}
	return served > 0 ? sum / (double)served : NAN;
}

static void
figures_tell(double figures[static TRUST_FIGURE__COUNT], const struct replay *r,
	const struct hidden *day, const struct simulate_visit *visits, size_t n, struct arena *a)
{
	const struct outlook_window window = {
		day->from_us, day->until_us, day->until_us, r->limit_us};
	const struct outlook outlook = outlook_of(visits, n, &window, a);

	figures[TRUST_MEDIAN] = outlook.median_us;
	figures[TRUST_P90] = outlook.p90_us;
	figures[TRUST_LEFT] = outlook.left;
	figures[TRUST_KEPT] = 1 - outlook.longer;
	figures[TRUST_SERVICE] = service_mean(visits, n);
	figures[TRUST_CAME] = outlook.customers_n;
}

static enum fault_code
day_run(struct replay *r, size_t day, size_t run, struct arena *a, struct fault *f)
{
	const struct simulate_wish wish = {
		.seed = SEED + day, .replication = run, .keeps_visits = true};
	double figures[TRUST_FIGURE__COUNT];
	struct simulate_run done;

	if (simulate_run(&done, &r->days[day].model, NULL, &wish, a, f))
		return f->code;
	figures_tell(figures, r, &r->days[day], done.visits, done.visits_n, a);
	for (size_t i = 0; i < TRUST_FIGURE__COUNT; i++)
		r->told[(day * TRUST_FIGURE__COUNT + i) * r->runs_n + run] = figures[i];
	r->little[day * r->runs_n + run] = done.little_error;
	return FAULT_NONE;
}

static void
piece_run(void *shared, size_t piece)
{
	struct replay *r = shared;
	ON_EXIT(arena_guard) struct arena *a = NULL;
	struct fault fault = {0};

	if (atomic_load(&r->has_fault) || (r->is_over != NULL && atomic_load(r->is_over)))
		return;
	a = arena_new(ARENA_UNLIMITED);
	if (day_run(r, piece / r->runs_n, piece % r->runs_n, a, &fault) &&
		!atomic_exchange(&r->has_fault, true))
		r->fault = fault;
}

/* ---- Held against each other ---- */

/* How many the fit expects on such a day, and the variance of that: of the day itself, and of what
 * was learnt from so few such days. */
static double
came_expected(const struct fit_branch *fit, int weekday, double *ret_variance)
{
	const double weeks = fmax(1, (double)fit->days_n / 6);
	double all = 0;

	*ret_variance = 0;
	for (size_t i = 0; i < fit->sources_n; i++) {
		const struct fit_source *source = &fit->sources[i];
		double day = 0;

		for (int q = 0; q < FIT_QUARTERS; q++)
			day += (double)source->per_day[weekday][q];
		all += day;
		*ret_variance += day * fmax(1, source->dispersion) * (1 + 1 / weeks);
	}
	return all;
}

static size_t
told_sort(double *told, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (!isnan(told[i]))
			told[kept++] = told[i];
	outlook_sort(told, kept);
	return kept;
}

static void
day_check(struct trust_day *ret, struct replay *r, size_t number, struct arena *a)
{
	const struct hidden *day = &r->days[number];
	const int64_t local = zone_day(r->fit->zone, day->from_us);
	double happened[TRUST_FIGURE__COUNT], variance;
	const double expected = came_expected(r->fit, date_weekday(local), &variance);

	*ret = (struct trust_day){.date = date_of_days(local), .visits_n = day->past.visits_n};
	figures_tell(happened, r, day, day->past.visits, day->past.visits_n, a);
	for (int i = 0; i < TRUST_CAME; i++) {
		double *told = &r->told[(number * TRUST_FIGURE__COUNT + (size_t)i) * r->runs_n];

		if (trust_check_runs(&ret->checks[ret->checks_n], (enum trust_figure)i, happened[i],
			    told, told_sort(told, r->runs_n)))
			ret->checks_n++;
	}
	if (trust_check_came(&ret->checks[ret->checks_n], happened[TRUST_CAME], expected, variance))
		ret->checks_n++;
}

static void
days_check(struct trust *ret, struct replay *r, struct arena *a)
{
	struct trust_day *days = ARENA_ARRAY(a, struct trust_day, r->days_n);

	for (size_t d = 0; d < r->days_n; d++)
		day_check(&days[d], r, d, a);
	for (size_t i = 0; i < r->days_n * r->runs_n; i++)
		ret->little_error = fmax(ret->little_error, r->little[i]);
	ret->days = days;
	ret->days_n = r->days_n;
}

/* ---- The whole ---- */

static enum fault_code
replay_run(struct trust *ret, struct replay *r, const struct columns *columns,
	const struct trust_wish *wish, struct arena *a, struct fault *f)
{
	for (size_t d = 0; d < r->days_n; d++)
		if (hidden_make(&r->days[d], r->fit, columns, wish, a, f))
			return fault_note(f, "replaying a day");
	r->runs_n = wish->runs > 0 ? wish->runs : RUNS_N;
	r->told = ARENA_ARRAY(a, double, r->days_n *TRUST_FIGURE__COUNT * r->runs_n);
	r->little = ARENA_ARRAY(a, double, r->days_n * r->runs_n);
	r->is_over = wish->is_over;
	crew_run(wish->hands, r->days_n * r->runs_n, piece_run, r);
	if (r->is_over != NULL && atomic_load(r->is_over))
		return fault_set(f, FAULT_BUSY, "it is ending");
	if (atomic_load(&r->has_fault)) {
		*f = r->fault;
		return fault_note(f, "replaying a day");
	}
	days_check(ret, r, a);
	if (trust_formula(&ret->closed_form_off, wish->hands, a, f))
		return f->code;
	trust_judge(ret, a);
	return FAULT_NONE;
}

/* The fit of all that is known tells the services, the zone and so the days. A log with too little
 * in it is no fault. */
static enum fault_code
fit_try(struct fit_branch **ret, const struct columns *columns, const struct trust_wish *wish,
	int64_t until_us, struct trust *trust, struct arena *a, struct fault *f)
{
	const struct fit_wish fit = {.map = wish->map,
		.branch = wish->branch,
		.zone = wish->zone,
		.from_us = 0,
		.until_us = until_us};
	char sentence[FAULT_NOTE_SIZE * FAULT_NOTES];

	*ret = NULL;
	if (twin_fit(ret, columns, &fit, a, f) == FAULT_NONE)
		return FAULT_NONE;
	if (f->code != FAULT_BAD_INPUT && f->code != FAULT_NOT_FOUND)
		return f->code;
	trust_too_few(trust, TRUST_REASON_NO_FIT, 0,
		arena_text(a, fault_sentence(f, sentence, sizeof sentence)), a);
	*f = (struct fault){0};
	*ret = NULL;
	return FAULT_NONE;
}

static enum fault_code
days_replay(struct trust *ret, const struct fit_branch *all, const int64_t *days, size_t days_n,
	const struct columns *columns, const struct trust_wish *wish, struct arena *a,
	struct fault *f)
{
	struct replay *r = ARENA_NEW(a, struct replay);
	struct fit_branch *before = NULL;

	r->days_n = days_n / 2 < TRUST_DAYS_MOST ? days_n / 2 : TRUST_DAYS_MOST;
	for (size_t d = 0; d < r->days_n; d++) {
		const int64_t day = days[days_n - r->days_n + d];

		r->days[d].from_us = zone_day_begins_us(all->zone, day);
		r->days[d].until_us = zone_day_begins_us(all->zone, day + 1);
	}
	if (fit_try(&before, columns, wish, r->days[0].from_us, ret, a, f))
		return f->code;
	if (before == NULL)
		return FAULT_NONE;
	r->fit = before;
	r->limit_us = wish->limit_us > 0 ? wish->limit_us : twin_wait_limit(wish->map, before);
	if (r->limit_us == 0)
		r->limit_us = WHATIF_LIMIT_US;
	ret->limit_us = r->limit_us;
	ret->learnt_n = before->days_n;
	return replay_run(ret, r, columns, wish, a, f);
}

enum fault_code
twin_trust(struct trust *ret, const struct columns *columns, const struct trust_wish *wish,
	struct arena *a, struct fault *f)
{
	struct trust trust = {.checked_us = wish->now_us};
	int64_t *days = ARENA_ARRAY(a, int64_t, DAYS_LOOKED);
	struct fit_branch *all = NULL;
	struct past_names names;
	struct past past;
	size_t days_n;

	if (column_find(&columns->activity, SPAN("ticket.taken")) == UINT32_MAX) {
		if (columns->numbers_n > 0 || columns->events_n == 0)
			twin_trust_of_nothing(&trust, wish->now_us, a);
		else
			trust_too_few(&trust, TRUST_REASON_NO_TICKETS, 0,
				"Only tickets can be played again, and there are none in it.", a);
		*ret = trust;
		return FAULT_NONE;
	}
	if (fit_try(&all, columns, wish, wish->now_us, &trust, a, f))
		return f->code;
	if (all != NULL) {
		names = names_of(all, a);
		past_visits_read(&past, columns, wish->branch, &names, INT64_MIN, wish->now_us, a);
		days_n = days_find(days, &past, all->zone, zone_day(all->zone, wish->now_us));
		if (days_n < 2 * TRUST_DAYS_LEAST)
			trust_too_few(&trust, TRUST_REASON_FEW_DAYS, days_n,
				arena_printf(a,
					"Only %zu days with at least %d customers are over; %d are "
					"needed.",
					days_n, TRUST_VISITS_LEAST, 2 * TRUST_DAYS_LEAST),
				a);
		else if (days_replay(&trust, all, days, days_n, columns, wish, a, f))
			return f->code;
	}
	*ret = trust;
	return FAULT_NONE;
}
