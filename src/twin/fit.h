/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a branch is like, learnt from its journal: how many come at which quarter of an hour of
 * which weekday, how long each service takes, how long people are patient, which counters are open
 * when – all that a simulation needs, and in `assumed` whatever had to be taken for granted.
 * Part of the door twin.h.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/fault.h"
#include "columns/columns.h"
#include "map/map.h"
#include "measures/saying.h"
#include "simulate/simulate.h"

#define FIT_QUARTERS  96 /* of a local day of 24 hours */
#define FIT_DAYS_MOST 400

struct fit_draw {
	struct draw draw;
	uint64_t n;	 /* observations behind it */
	double distance; /* Kolmogorov–Smirnov distance from them; NaN: nothing to fit to. Of a
			    patience: from the Kaplan–Meier curve. */
};

struct fit_service {
	const char *name; /* of the map, or the activity */
	struct fit_draw duration, walking, patience;
	struct fit_draw rest; /* at the counter, from the end until the next is called who waits */
	double no_show;
	int64_t comes_within_us; /* so long a counter waits for those who do not come */
	uint64_t came_n, called_n, left_n;
	int capacity;
	const struct simulate_route *routes; /* to services of the same fit */
	size_t routes_n;
};

struct fit_source {
	uint32_t service;
	int class_;
	float per_day[7][FIT_QUARTERS]; /* customers expected, Monday first; 0: closed */
	uint64_t n;
	double dispersion; /* variance over mean of a day's total: over 1, Poisson is optimistic;
			      NaN: too few days */
};

struct fit_counter {
	const char *name;
	const uint32_t *services; /* none: all */
	size_t services_n;
	float open[7][FIT_QUARTERS]; /* the share of such days on which it called then */
};

struct fit_branch {
	const char *name;
	const struct calendar *calendar; /* of the map; NULL: always open */
	const struct zone *zone;
	struct queue_rules rules;
	const char *const *classes; /* names, rules.classes_n; NULL where nobody names them */
	struct fit_service *services;
	struct fit_source *sources;
	struct fit_counter *counters;
	size_t services_n, sources_n, counters_n;
	const struct saying *assumed;
	size_t assumed_n;
	int64_t from_us, until_us; /* what it was learnt from */
	unsigned days_n;	   /* days with customers in it */
};

struct fit_wish {
	const struct map *map;	 /* NULL: only what the log tells */
	const char *branch;	 /* NULL: the only one there is, or a log without branches */
	const struct zone *zone; /* whose days and hours; NULL: the map's, else UTC */
	/* Learn from [from, until); 0, 0: from everything, at most the last FIT_DAYS_MOST days. */
	int64_t from_us, until_us;
};

/* Faults: NOT_FOUND an unknown branch; BAD_INPUT too little to learn from, with what is missing. */
MUST_USE enum fault_code twin_fit(struct fit_branch **ret, const struct columns *columns,
	const struct fit_wish *wish, struct arena *a, struct fault *f);

/* The same of a branch with no history: what its map tells. Nobody comes (a scenario must say how
 * many), everything takes its usual time, every counter is open whenever the branch is. */
MUST_USE enum fault_code twin_fit_of_map(struct fit_branch **ret, const struct map *map,
	const char *branch, struct arena *a, struct fault *f);

struct scenario;

/* The model of a branch between two times, changed as the scenario says (NULL: as it is). A counter
 * is open in the quarters in which it is on at least half of such days, within opening hours.
 * Lives in `a`, borrows from `fit`. */
MUST_USE enum fault_code twin_model(struct simulate_model *ret, const struct fit_branch *fit,
	const struct scenario *scenario, int64_t from_us, int64_t until_us, struct arena *a,
	struct fault *f);
