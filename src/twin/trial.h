/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A scenario tried: the same days played many times as they are and as they would be, with the same
 * customers, and what the measures say of both. The figures are means over the runs, each with the
 * 95 % interval of the mean; the difference is taken run by run, so that chance that both share
 * falls out of it. Part of the door twin.h.
 *
 *	fit ─┬─────────────▶ model ─▶ run 1 … n ─▶ events as columns ─▶ measure_run ─┐
 *	     └─ scenario ──▶ model ─▶ run 1 … n ─▶ events as columns ─▶ measure_run ─┴▶ frames
 */
#pragma once

#include <jansson.h>

#include "twin/fit.h"
#include "measures/measures.h"

#define TRIAL_RUNS_USUAL  50
#define TRIAL_RUNS_MOST	  SCENARIO_RUNS_MOST
#define TRIAL_VISITS_MOST 1500 /* of the first run, in JSON */
#define TRIAL_DAYS_MOST	  31

struct trial_wish {
	const struct map *map; /* whose standards count; NULL: none */
	const struct fit_branch *fit;
	const struct scenario *scenario; /* NULL: only as it is */
	bool is_alone; /* only with the scenario: there is nothing to compare to */
	int64_t from_us, until_us;
	unsigned runs;	   /* 0: the scenario's, else TRIAL_RUNS_USUAL */
	uint64_t seed;	   /* 0: the scenario's, else 1 */
	unsigned hands;	   /* threads; 0 = as many as there are processors */
	int64_t within_us; /* no new run begins after so much time; 0: no limit */
};

/* In the order in which they are shown. */
enum trial_frame {
	TRIAL_SIM_WAITS,
	TRIAL_SIM_COUNTERS,
	TRIAL_WAITS,
	TRIAL_TICKETS,
	TRIAL_STANDARDS, /* only when the map has a cycle for the branch's services */
	TRIAL_FRAMES
};

struct trial_side {
	bool is_there;
	struct simulate_model model;
	struct simulate_run run;	    /* the first, with its visits */
	struct frame *frames[TRIAL_FRAMES]; /* NULL: cannot be told */
};

struct trial_quarter {
	int64_t from_us;
	double arrivals[2], waiting[2]; /* before, after */
	unsigned counters[2];
};

struct trial {
	struct trial_side sides[2]; /* before, after */
	struct frame *difference[TRIAL_FRAMES];
	struct trial_quarter *quarters; /* in which anything happens */
	size_t quarters_n;
	unsigned runs;
	uint64_t seed;
	int64_t within_us;	   /* the wait within which sim_waits counts */
	const struct cycle *cycle; /* of `waits` and `standards`, or NULL */
};

/* Faults: those of twin_model; BAD_INPUT when nobody would come or over the bounds above. */
MUST_USE enum fault_code twin_trial(
	struct trial *ret, const struct trial_wish *wish, struct arena *a, struct fault *f);

/* A note on every frame. */
void trial_mark(const struct trial *trial, const char *note);

/* The first local day from this one on that is open – by the calendar; with none, by who comes –
 * within two months; else the day itself. */
int64_t twin_day_open(const struct fit_branch *fit, int64_t day);

/* A new reference (doc/scenarios.md). */
json_t *twin_trial_json(const struct trial *trial, const struct fit_branch *fit);
/* The same of a twin that was judged and failed: the day, and no figure. A new reference; the
 * caller adds the trust. */
json_t *twin_trial_refused_json(const struct fit_branch *fit, int64_t day);
/* What was learnt. A new reference. */
json_t *twin_fit_json(const struct fit_branch *fit);

/* One run as the events of a journal; release with columns_free. Customers are journeys, named by
 * their number. `of`: only services for which it is true; NULL: all. */
MUST_USE enum fault_code twin_run_columns(struct columns **ret, const struct simulate_run *run,
	const struct simulate_model *model, const struct fit_branch *fit, const bool *of,
	struct fault *f);
