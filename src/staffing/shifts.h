/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From people needed a quarter of an hour to shifts that people can work: the cheapest set of
 * shifts that covers the need, each within the bounds of its length, long ones with a break.
 *
 * This is set covering by integer programming (Dantzig 1954): a column for each kind of shift, a
 * row for each quarter. Where the need cannot be covered – at most so many counters, a least length
 * – the plan is as little short as can be, and says how much. Pure: the same need gives the same
 * plan. Part of the door staffing.h.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/fault.h"

#define SHIFTS_QUARTERS 96 /* of a day */

/* Lengths in quarters of an hour. */
struct shift_rules {
	unsigned least, most;	 /* from coming to going, the break in it */
	unsigned break_length;	 /* 0: none */
	unsigned break_after;	 /* shifts of at least this length have one … */
	unsigned break_distance; /* … so far at least from coming and from going */
	unsigned counters;	 /* at most so many at work at once */
	bool pays_breaks;
};

struct shift {
	unsigned from, until;	     /* quarters of the day, [from, until) */
	unsigned rests, rests_until; /* the break; the same twice: none */
};

struct shift_plan {
	struct shift *shifts; /* by coming, then going */
	size_t shifts_n;
	unsigned at_work[SHIFTS_QUARTERS];
	unsigned paid;	  /* quarters of all */
	unsigned step;	  /* lengths and breaks were looked at in steps of so many quarters … */
	unsigned least;	  /* … of which no plan that is short by no more pays less than this */
	unsigned missing; /* quarters of people that are needed and not there */
	bool is_cheapest; /* proven: paid == least */
};

/* needed: of the quarters of a day; what is outside the first and the last that is_open is never
 * worked in. Faults: BAD_INPUT for rules that contradict each other, naming the field as
 * `cykl staff` and the API call it. */
MUST_USE enum fault_code shifts_make(struct shift_plan *ret,
	const unsigned needed[static SHIFTS_QUARTERS], const bool is_open[static SHIFTS_QUARTERS],
	const struct shift_rules *rules, struct arena *a, struct fault *f);
