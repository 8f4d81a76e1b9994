/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How many people a branch needs on a day, and who comes when:
 *
 *	demand ──▶ needed by formula ──▶ checked by simulation ──▶ shifts ──▶ what to expect
 *	  of each quarter hour    Erlang C or A    carries lines over     cheapest       of the
 *plan, by both
 *
 * The formulas take a quarter hour as if it went on for ever; the simulation carries what is left
 * of one quarter into the next, knows who serves what and how long people really take, and where it
 * misses the target the need is raised. What a figure means: the share of all who come (who gives
 * up counts as missed) that is called within the time. Pure. The door; erlang.h has
 * the closed forms by themselves.
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/fault.h"
#include "base/language.h"
#include "base/time.h"
#include "simulate/simulate.h"
#include "staffing/erlang.h"
#include "staffing/ical.h"
#include "staffing/shifts.h"
#include "twin/twin.h"

#define STAFFING_QUARTERS  SHIFTS_QUARTERS
#define STAFFING_RUNS_MOST 500

/* How many come, from somewhere else than the fit. */
struct staffing_demand {
	double mean[STAFFING_QUARTERS], low[STAFFING_QUARTERS], high[STAFFING_QUARTERS];
};

struct staffing_wish {
	struct date day;	 /* of the branch's own wall clock */
	const struct zone *zone; /* NULL: UTC; of a branch its own */
	double within_us, share;
	double occupancy_most;	   /* 0: any */
	struct shift_rules shifts; /* counters 0: as many as the branch has */
	double rate;		   /* of a paid hour; 0: only hours are counted */
	unsigned runs;		   /* of each simulation, 2 … STAFFING_RUNS_MOST; 0: 200 */
	uint64_t seed;
	unsigned hands;			      /* 0: as many as there are processors */
	const struct staffing_demand *demand; /* NULL: the model's own */
	bool knows_hours;  /* a model without hours is open around the clock; else they are not
			      known, and the day is from the first to the last customer */
	double dispersion; /* of a day's number, without `demand`: variance over mean; 0: 1 */
	/* Nothing is played, since the twin is not believed: the need is the formula's alone, and
	 * what to expect of the plan is not told. */
	bool is_unplayed;
};

/* NaN: nobody came. */
struct staffing_share {
	double mean, low, high;
};

struct staffing_quarter {
	int64_t from_us, until_us;
	bool is_open;
	double arrivals, low, high;   /* customers, and a 95 % interval of their number */
	double handling_us;	      /* mean, of one visit at a counter; 0: nobody comes */
	double load;		      /* erlang */
	unsigned by_formula, by_root; /* more than there are counters may be wanted */
	unsigned needed;	      /* after the simulation; at most the counters */
	unsigned planned;	      /* at work by the plan */
	double formula;		      /* the plan's share by formula; NaN: the line only grows */
	struct staffing_share simulated;
};

struct staffing {
	struct date day;
	const struct zone *zone;
	double within_us, target, rate;
	unsigned counters, runs; /* runs 0: nothing was played, and nothing is expected */
	unsigned first, last;	 /* quarters from the first to the last open: [first, last) */
	struct staffing_quarter quarters[STAFFING_QUARTERS];
	unsigned raised; /* quarters of people that the simulation added to the formula */
	struct shift_plan plan;
	double arrivals;		 /* of the day */
	double dispersion;		 /* of the day's number, 1: Poisson; NaN: not known */
	struct staffing_share simulated; /* of the day */
	double wait_us, leaves; /* of the day, simulated: mean wait of those called; share */
	double overtime_us;	/* work after closing, mean */
	const struct saying *notes;
	size_t notes_n;
};

/* Of a branch as its journal shows it: fit and forecast together; a branch too young for a forecast
 * is planned by what its weekdays have been. Faults: BAD_INPUT for a wish out of range, with its
 * field, or too little to learn from; NOT_FOUND an unknown branch, or closed on that day. */
MUST_USE enum fault_code staffing_make(struct staffing **ret, const struct columns *columns,
	const struct fit_wish *from, const struct staffing_wish *wish, struct arena *a,
	struct fault *f);
/* Of a model of that day, whose own shifts do not count. */
MUST_USE enum fault_code staffing_of_model(struct staffing **ret,
	const struct simulate_model *model, const struct staffing_wish *wish, struct arena *a,
	struct fault *f);

/* Paid hours, and what they cost. */
double staffing_hours(const struct staffing *staffing);

/* A new reference; doc/staffing.md has its form. */
json_t *staffing_json(const struct staffing *staffing, const char *branch);
/* The shifts as a calendar. `branch` is its key, which stands in the ids; `title` is what people
 * call it. */
struct span staffing_ical(const struct staffing *staffing, const char *branch, const char *title,
	enum language language, int64_t stamp_us, struct arena *a);
