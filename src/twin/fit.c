/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a branch is like: what was seen of it, what its map tells, and in sentences what had to be
 * taken for granted where neither says anything.
 */
#include <math.h>
#include <string.h>

#include "twin/fit_inside.h"

#define UNKNOWN_US     (5 * 60e6) /* where nothing tells how long anything takes */
#define QUARTERS_LEAST 8.0
#define FEW_N	       30
#define SPREAD	       1.5 /* over this the days differ more than chance */

/* ---- Which branch, which time ---- */

static enum fault_code
only_branch(struct fit_wish *wish, const struct columns *c, struct arena *a, struct fault *f)
{
	const struct column *column = columns_find(c, "branch");
	const bool *used;

	if (wish->branch != NULL || column == NULL)
		return FAULT_NONE;
	used = seen_words_used(c, column, NULL, 0, a);
	for (uint64_t i = 0; i < column->words.words_n; i++) {
		const struct span word = words_at(&column->words, i);
		if (!used[i] || word.size == 0)
			continue;
		if (wish->branch != NULL)
			return fault_set(f, FAULT_BAD_INPUT,
				"there are several branches, such as \"%s\" and \"%.*s\"; say "
				"which one is meant",
				wish->branch, SPAN_PRINT(word));
		wish->branch = arena_text_n(a, word.at, word.size);
	}
	return FAULT_NONE;
}

static void
window_find(struct seen *seen, const struct fit_wish *wish, const struct columns *c,
	const struct column *branch, uint32_t code)
{
	const uint32_t taken = column_find(&c->activity, SPAN("ticket.taken"));
	int64_t first_us = INT64_MAX, last_us = INT64_MIN;

	for (uint64_t e = 0; e < c->events_n; e++) {
		const int64_t end_us = columns_end_us(c, e);
		if (branch != NULL && column_code(branch, e) != code)
			continue;
		if ((taken == UINT32_MAX || column_code(&c->activity, e) == taken) &&
			c->time_us[e] < first_us)
			first_us = c->time_us[e];
		last_us = end_us > last_us ? end_us : last_us;
	}
	seen->from_us = wish->from_us > first_us ? wish->from_us : first_us;
	seen->until_us = wish->until_us != 0 ? wish->until_us : last_us + 1;
	if (seen->until_us - seen->from_us > FIT_DAYS_MOST * FIT_DAY_US) {
		seen->from_us = seen->until_us - FIT_DAYS_MOST * FIT_DAY_US;
		twin_say(seen->said, LEARNT_LAST, {"n", .number = FIT_DAYS_MOST});
	}
}

/* ---- What follows from it ---- */

static double
mean_of_all(const struct seen *seen)
{
	double sum = 0, n = 0;

	for (size_t i = 0; i < seen->services_n; i++)
		for (size_t k = 0; k < seen->services[i].durations.n; k++, n++)
			sum += (double)seen->services[i].durations.us[k];
	return n > 0 ? sum / n : 0;
}

static double
leaving_rate(const struct seen *seen)
{
	double left = 0, waited_us = 0;

	for (size_t i = 0; i < seen->services_n; i++)
		for (size_t k = 0; k < seen->services[i].waits_n; k++) {
			left += seen->services[i].waits[k].is_left;
			waited_us += (double)seen->services[i].waits[k].us;
		}
	return left > 0 && waited_us > 0 ? left / waited_us : 0;
}

static void
duration_fit(
	struct fit_service *to, struct seen_service *from, double usual_us, struct sayings *said)
{
	const bool is_told = from->usual_us > 0;
	const double prior_us = is_told ? (double)from->usual_us : usual_us;

	to->duration =
		fit_duration(&from->durations, prior_us > 0 ? prior_us : UNKNOWN_US, said->arena);
	if (from->durations.n == 0)
		sayings_say(said,
			&twin_sayings[is_told	     ? SAYING_DURATION_OF_MAP
				      : usual_us > 0 ? SAYING_DURATION_OF_OTHERS
						     : SAYING_DURATION_GUESSED],
			{"service", .text = from->name},
			{"minutes", .number = saying_tenths(to->duration.draw.mean_us / 60e6)});
	else if (from->durations.n < FEW_N)
		twin_say(said, DURATION_OF_FEW, {"service", .text = from->name},
			{"n", .number = (double)from->durations.n},
			{"minutes", .number = saying_tenths(
					    (prior_us > 0 ? prior_us : UNKNOWN_US) / 60e6)});
}

static void
routes_fit(struct fit_service *to, const struct seen *seen, const struct seen_service *from)
{
	struct simulate_route *routes =
		ARENA_ARRAY(seen->arena, struct simulate_route, seen->services_n);

	for (uint32_t i = 0; i < seen->services_n; i++)
		if (from->went_n[i] > 0 && from->ended_n > 0)
			routes[to->routes_n++] = (struct simulate_route){
				.chance = (double)from->went_n[i] / (double)from->ended_n,
				.service = i,
				.keeps_place = true};
	to->routes = routes;
	if (to->routes_n > 0)
		twin_say(seen->said, KEEPS_PLACE);
}

static void
service_fit(struct fit_service *to, struct seen *seen, struct seen_service *from, double usual_us,
	double rate_of_all, int64_t comes_within_us)
{
	struct arena *a = seen->arena;

	*to = (struct fit_service){.name = from->name,
		.came_n = from->came_n,
		.called_n = from->called_n,
		.left_n = from->left_n,
		.capacity = from->capacity,
		.comes_within_us = from->missed_n > 0
					   ? (int64_t)(from->missed_us / (double)from->missed_n)
					   : comes_within_us};
	duration_fit(to, from, usual_us, seen->said);
	to->walking = fit_duration(&from->walks, 0, a);
	to->rest = fit_duration(&from->rests, 0, a);
	to->patience = fit_patience(from->waits, from->waits_n, rate_of_all);
	if (from->missed_n > 0)
		to->no_show = (double)from->missed_n / (double)(from->missed_n + from->begun_n);
	routes_fit(to, seen, from);
}

static void
services_fit(struct fit_branch *fit, struct seen *seen, int64_t comes_within_us)
{
	const double usual_us = mean_of_all(seen), rate = leaving_rate(seen);

	fit->services = ARENA_ARRAY(seen->arena, struct fit_service, seen->services_n);
	fit->services_n = seen->services_n;
	for (size_t i = 0; i < seen->services_n; i++)
		service_fit(&fit->services[i], seen, &seen->services[i], usual_us, rate,
			comes_within_us);
	if (rate <= 0)
		twin_say(seen->said, NOBODY_LEFT);
	else
		twin_say(seen->said, PATIENCE_OF_LEAVERS);
}

static void
rules_fit(struct fit_branch *fit, const struct map *map, struct arena *a)
{
	const struct organisation *o = map != NULL ? &map->organisation : NULL;
	const char **names;

	fit->rules.classes_n = 1;
	if (o == NULL)
		return;
	fit->rules.early_us = o->queue.appointments_early_us;
	if (o->classes_n == 0)
		return;
	names = ARENA_ARRAY(a, const char *, o->classes_n);
	fit->rules.classes_n = (int)o->classes_n;
	for (size_t i = 0; i < o->classes_n; i++) {
		fit->rules.up_to[i] = o->classes[i].up_to;
		names[i] = o->classes[i].name;
	}
	fit->classes = names;
}

static void
spread_say(const struct fit_branch *fit, const struct seen *seen)
{
	double most = 0;

	for (size_t i = 0; i < fit->sources_n; i++)
		if (fit->sources[i].n >= FEW_N && fit->sources[i].dispersion > most)
			most = fit->sources[i].dispersion;
	if (most > SPREAD)
		twin_say(seen->said, DAYS_DIFFER, {"times", .number = saying_tenths(most)});
	if (seen->agreed_n > 0)
		twin_say(seen->said, AGREED_BY_CHANCE, {"n", .number = (double)seen->agreed_n});
}

/* A branch of the map: its hours, its clock, the classes of its customers. */
static void
branch_begin(struct fit_branch *fit, struct seen *seen, const struct map *map,
	const struct branch *branch, const struct fit_wish *wish)
{
	seen->calendar = branch != NULL ? branch->calendar : NULL;
	seen->zone = seen->calendar != NULL			     ? calendar_zone(seen->calendar)
		     : wish->zone != NULL			     ? wish->zone
		     : map != NULL && map->organisation.zone != NULL ? map->organisation.zone
								     : zone_utc();
	if (seen->calendar == NULL)
		twin_say(seen->said, NO_HOURS);
	*fit = (struct fit_branch){
		.name = arena_text(seen->arena, wish->branch != NULL ? wish->branch : "all"),
		.calendar = seen->calendar,
		.zone = seen->zone};
	rules_fit(fit, map, seen->arena);
}

/* Where nothing has happened, each counter of the map is open with the branch. */
static void
counters_always(struct fit_branch *fit, const struct seen *seen)
{
	fit->counters = ARENA_ARRAY(seen->arena, struct fit_counter, seen->counters_n);
	fit->counters_n = seen->counters_n;
	for (size_t i = 0; i < seen->counters_n; i++) {
		fit->counters[i].name = seen->counters[i].name;
		fit->counters[i].services = seen->counters[i].services;
		fit->counters[i].services_n = seen->counters[i].services_n;
		for (int s = 0; s < FIT_SLOTS; s++)
			fit->counters[i].open[s / FIT_QUARTERS][s % FIT_QUARTERS] = 1;
	}
}

static enum fault_code
too_many_services(const struct fit_branch *fit, const struct seen *seen, struct fault *f)
{
	return fault_set(f, FAULT_TOO_BIG, "%s has %zu services; at most %d can be learnt",
		fit->name, seen->services_n, SIMULATE_SERVICES_MOST);
}

static double
exposure_of(const struct fit_grid *grid)
{
	double sum = 0;

	for (int s = 0; s < FIT_SLOTS; s++)
		sum += grid->exposure[s];
	return sum;
}

static enum fault_code
fit_conclude(struct fit_branch *fit, struct seen *seen, int64_t comes_within_us, struct fault *f)
{
	struct fit_grid grid;

	if (seen->services_n > SIMULATE_SERVICES_MOST)
		return too_many_services(fit, seen, f);
	if (seen->counters_n > FIT_COUNTERS_MOST)
		return fault_set(f, FAULT_TOO_BIG, "%s has %zu counters; at most %d can be learnt",
			fit->name, seen->counters_n, FIT_COUNTERS_MOST);
	fit_grid_make(&grid, seen);
	if (exposure_of(&grid) < QUARTERS_LEAST)
		return fault_set(f, FAULT_BAD_INPUT,
			"%s was not seen open for two hours: there is too little to learn from",
			fit->name);
	fit_sources(fit, seen, &grid);
	seen_rests(seen);
	fit_counters(fit, seen, &grid);
	services_fit(fit, seen, comes_within_us);
	spread_say(fit, seen);
	fit->from_us = seen->from_us;
	fit->until_us = seen->until_us;
	fit->days_n = grid.active_n;
	return FAULT_NONE;
}

static enum fault_code
tickets_fit(struct fit_branch *fit, struct seen *seen, const struct columns *c,
	const struct fit_wish *wish, struct fault *f)
{
	const struct column *branch_column = columns_find(c, "branch");
	const struct column *services = columns_find(c, "service");
	const struct column *counters = columns_find(c, "counter");
	const struct branch *branch = wish->map != NULL && wish->branch != NULL
					      ? map_branch_find(wish->map, wish->branch)
					      : NULL;
	const struct map *map = branch != NULL || wish->branch == NULL ? wish->map : NULL;
	struct fit_wish known = *wish;
	struct arena *a = seen->arena;
	uint32_t code = UINT32_MAX;

	if (branch_column != NULL && wish->branch != NULL)
		code = column_find(branch_column, span_of(wish->branch));
	if (branch_column != NULL && code == UINT32_MAX)
		return fault_set(f, FAULT_NOT_FOUND, "nothing has happened at the branch \"%s\"",
			wish->branch != NULL ? wish->branch : "");
	if (map == NULL && wish->map != NULL)
		twin_say(seen->said, BRANCH_UNKNOWN, {"branch", .text = wish->branch});
	known.map = map;
	branch_begin(fit, seen, map, branch, wish);
	seen_services_find(
		seen, map, branch, services, seen_words_used(c, services, branch_column, code, a));
	seen_counters_find(seen, branch, counters,
		counters != NULL ? seen_words_used(c, counters, branch_column, code, a) : NULL);
	window_find(seen, wish, c, branch_column, code);
	if (seen->until_us <= seen->from_us)
		return fault_set(f, FAULT_BAD_INPUT,
			"nobody has taken a ticket at %s in that time: there is nothing to learn "
			"from",
			fit->name);
	if (seen->services_n <= SIMULATE_SERVICES_MOST && seen_tickets(seen, c, &known, f))
		return f->code;
	if (seen->arrivals_n == 0 && seen->services_n <= SIMULATE_SERVICES_MOST)
		return fault_set(f, FAULT_BAD_INPUT,
			"nobody has taken a ticket at %s in that time: there is nothing to learn "
			"from",
			fit->name);
	return fit_conclude(
		fit, seen, map != NULL ? map->organisation.queue.comes_within_us : 0, f);
}

/* A log with start and complete is learnt from as instances. */
static enum fault_code
log_fit(struct fit_branch *fit, struct seen *seen, const struct columns *c,
	const struct fit_wish *wish, struct fault *f)
{
	ON_EXIT(columns_guard) struct columns *paired = NULL;
	const struct column *branch = wish->branch != NULL ? columns_find(c, "branch") : NULL;
	uint64_t unpaired;
	uint32_t code = UINT32_MAX;

	if (columns_has_pairs(c)) {
		if (columns_instances(&paired, &unpaired, c, f))
			return f->code;
		c = paired;
		branch = branch != NULL ? columns_find(c, "branch") : NULL;
	}
	if (branch != NULL)
		code = column_find(branch, span_of(wish->branch));
	if (wish->branch != NULL && code == UINT32_MAX)
		return fault_set(f, FAULT_NOT_FOUND, "nothing has happened at the branch \"%s\"",
			wish->branch);
	branch_begin(fit, seen, wish->map, NULL, wish);
	window_find(seen, wish, c, branch, code);
	if (seen->until_us > seen->from_us)
		seen_log(seen, c, wish);
	if (seen->arrivals_n == 0 && seen->counters_n <= FIT_COUNTERS_MOST)
		return fault_set(f, FAULT_BAD_INPUT,
			"no journey has two events in that time: there is nothing to learn from");
	return fit_conclude(fit, seen, 0, f);
}

enum fault_code
twin_fit(struct fit_branch **ret, const struct columns *columns, const struct fit_wish *wish,
	struct arena *a, struct fault *f)
{
	struct fit_branch *fit = ARENA_NEW(a, struct fit_branch);
	struct sayings said = {.arena = a};
	struct seen seen = {.arena = a, .said = &said};
	struct fit_wish of_branch = *wish;

	if (seen_has_tickets(columns) && only_branch(&of_branch, columns, a, f))
		return f->code;
	if (seen_has_tickets(columns) ? tickets_fit(fit, &seen, columns, &of_branch, f)
				      : log_fit(fit, &seen, columns, &of_branch, f))
		return fault_note(f, "learning what %s is like",
			of_branch.branch != NULL ? of_branch.branch : "the log");
	fit->assumed = said.items;
	fit->assumed_n = said.n;
	*ret = fit;
	return FAULT_NONE;
}

enum fault_code
twin_fit_of_map(struct fit_branch **ret, const struct map *map, const char *branch_name,
	struct arena *a, struct fault *f)
{
	const struct branch *branch = branch_name != NULL ? map_branch_find(map, branch_name)
							  : map->organisation.branches;
	struct fit_branch *fit = ARENA_NEW(a, struct fit_branch);
	struct sayings said = {.arena = a};
	struct seen seen = {.arena = a, .said = &said};

	if (branch_name == NULL && map->organisation.branches_n > 1)
		return fault_set(f, FAULT_BAD_INPUT,
			"the map has several branches, such as \"%s\" and \"%s\"; say which one is "
			"meant",
			branch[0].name, branch[1].name);
	if (branch == NULL || map->organisation.branches_n == 0)
		return fault_set(f, FAULT_NOT_FOUND, "the map has no branch \"%s\"",
			branch_name != NULL ? branch_name : "");
	branch_begin(
		fit, &seen, map, branch, &(struct fit_wish){.map = map, .branch = branch->name});
	seen_services_find(&seen, map, branch, NULL, NULL);
	seen_counters_find(&seen, branch, NULL, NULL);
	if (seen.services_n > SIMULATE_SERVICES_MOST)
		return too_many_services(fit, &seen, f);
	services_fit(fit, &seen, map->organisation.queue.comes_within_us);
	counters_always(fit, &seen);
	twin_say(&said, ONLY_MAP);
	fit->assumed = said.items;
	fit->assumed_n = said.n;
	*ret = fit;
	return FAULT_NONE;
}
