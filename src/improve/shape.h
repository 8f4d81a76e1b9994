/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a map can be made of: which activities there are, where in a journey they stand, what comes
 * before them and how much time passes there. Activities that next to no journey has are left out,
 * so that one clerk's odd entry is no moment of truth.
 *
 * Times are microseconds as real numbers; NaN where there is nothing to tell.
 */
#pragma once

#include "base/arena.h"
#include "base/fault.h"
#include "columns/columns.h"

#define SHAPE_ACTIVITIES_MOST 60 /* moments that a person can still read on one map */
#define SHAPE_NONE	      UINT32_MAX

/* One activity that is kept. Numbers of activities are places in shape.activities. */
struct activity {
	uint32_t code;	   /* in the columns */
	const char *event; /* its name in the log */
	const char *title; /* the same on one line */
	const char *name;  /* as a key, unique */
	uint64_t events_n, journeys_n;
	uint64_t repeated_n;	  /* journeys in which it occurs more than once */
	uint64_t first_n, last_n; /* journeys that begin, end with it */
	double position; /* where its first occurrence stands, 0 = first event … 1 = last, on
			    average */
	uint32_t before; /* the activity that most often comes before it, or SHAPE_NONE */
	uint64_t arrivals_n, before_n;	    /* times it follows any activity; that one */
	double waited_us;		    /* all the time that passes before it */
	double wait_median_us, wait_p80_us; /* after `before` */
	double taken_us, duration_median_us, duration_p80_us; /* NaN where events are points */
	unsigned stage;
};

struct shape {
	struct activity *activities; /* in the order of a journey */
	uint32_t activities_n;
	uint64_t rare_n, rare_events_n; /* activities left out, and their events */
	uint32_t journeys_n;
	const uint64_t *follows; /* [from × activities_n + to]: how often, left-out activities
				    passed over */
	const double *gap_us;	 /* the same: the time that passes in between, added up */
	double waited_us;	 /* all of it */
	bool has_durations;	 /* activities have a beginning and an end */
	unsigned stages_n;
};

/* Faults: BAD_INPUT for columns without events. */
MUST_USE enum fault_code shape_find(
	struct shape *ret, const struct columns *columns, struct arena *a, struct fault *f);

/* Parts the activities into stages: a border stands where next to nobody goes back over it, and of
 * those borders where most time passes. Sets activity.stage and stages_n. */
void shape_stages(struct shape *shape, struct arena *a);

/* Over the border before activity `at`: the moves forward and back, and the mean time of a move
 * forward. */
struct border {
	uint64_t forward_n, back_n;
	double mean_us;
};
struct border shape_border(const struct shape *shape, uint32_t at);

/* Text for one line of a file: clean UTF-8, blanks for control characters. In the arena. */
const char *shape_line(struct span text, struct arena *a);
/* The quantile of sorted values by linear interpolation (type 7); NaN for none. */
double shape_quantile(const double *sorted, size_t n, double share);
/* The next duration up that people would say: 10 s, 45 s, 20 min, 6 h, 14 days. */
int64_t shape_friendly(double us);
