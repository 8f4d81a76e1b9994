/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What if another counter opened now? The branch is played on from this very minute – who waits,
 * who is served since when, whose turn it is – for the next two hours, many times, as it is and
 *with each counter that is closed or has paused opened, and each that is open closed. All of them
 *meet the same customers (common random numbers), so that a difference is the counter's and not
 * chance's.
 *
 *	open counter 3: P(wait > 15 min) 34 % → 9 %
 *
 * Whether the figures may be shown, the twin's trust says (trust.h), and the caller asks it. Part
 * of the door twin.h.
 */
#pragma once

#include "base/arena.h"
#include "base/fault.h"
#include "twin/fit.h"
#include "service/service.h"

#define WHATIF_CHOICES_MOST 60
#define WHATIF_RUNS_MOST    400
#define WHATIF_RUNS_LEAST   20
#define WHATIF_HOURS_MOST   8

/* A mean over the runs with its 95 % interval, and what 8 of 10 runs lie between: one afternoon is
 * one run. All NaN when no run had anything to tell. */
struct whatif_figure {
	double mean, low, high;
	double least, most;
	unsigned n; /* runs that had something to tell */
};

struct whatif_figures {
	struct whatif_figure longer;   /* P(a customer who is there or comes waits > limit) */
	struct whatif_figure wait_p90; /* µs */
	struct whatif_figure left;     /* share who give up */
	struct whatif_figure customers;
};

struct whatif_choice {
	uint32_t counter;			 /* of the standing */
	bool opens;				 /* else it closes */
	struct whatif_figures after, difference; /* difference: after − now, run by run */
};

struct whatif {
	int64_t from_us, until_us, limit_us;
	unsigned runs_n;
	int64_t took_us;
	struct whatif_figures now;
	const struct whatif_choice *choices; /* openings first, the most helpful first */
	size_t choices_n;
	const struct saying *assumed; /* what is assumed of any branch, then of this one */
	size_t assumed_n, ever_n;     /* ever_n: so many are of any */
	double little_error;	      /* the largest of all runs */
};

struct whatif_wish {
	const struct fit_branch *fit;
	const struct standing *standing;
	int64_t limit_us; /* > 0 */
	int64_t for_us;	  /* 0: two hours */
	uint64_t seed;
	unsigned runs;	   /* at most; 0: WHATIF_RUNS_MOST */
	unsigned hands;	   /* 0: as many as there are processors */
	int64_t within_us; /* no new run begins after so much time, but there are always
			      WHATIF_RUNS_LEAST; 0: no limit */
};

/* Faults: twin_model's, simulate_run's, BAD_INPUT. */
MUST_USE enum fault_code twin_whatif(
	struct whatif *ret, const struct whatif_wish *wish, struct arena *a, struct fault *f);

/* How long the map says that customers of the branch's main service wait at most: the first limit
 * on its wait, of the cycle of the service that most come for; 0: the map promises nothing. */
int64_t twin_wait_limit(const struct map *map, const struct fit_branch *fit);
#define WHATIF_LIMIT_US (INT64_C(15) * 60 * 1000000) /* … then this */

/* "open counter-3: P(wait > 15 min) 34 % → 9 %". In the arena. */
const char *whatif_sentence(const struct whatif *whatif, const struct standing *standing,
	const struct whatif_choice *choice, struct arena *a);
