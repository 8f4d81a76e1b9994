/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stages: the parts of a journey that a customer passes and does not come back to. With the
 * activities in the order of a journey, a border may stand between two of them when nearly all
 * moves over it go forward. The places where most time passes come first; a border stays when most
 * journeys enter every stage it leaves, until there are enough to see the journey at a glance.
 */
#include "improve/shape.h"

#include <math.h>
#include <stdlib.h>

#include "base/duration.h"

/* Of the moves over a border so many may go back. */
#define BACK_MOST 0.10
/* So many of the journeys enter a stage; where fewer do, two ways lie beside each other. */
#define PASSED_LEAST (2.0 / 3)
#define STAGES_MOST  7

struct border
shape_border(const struct shape *shape, uint32_t at)
{
	struct border border = {0};
	double us = 0;

	for (uint32_t before = 0; before < at; before++) {
		for (uint32_t after = at; after < shape->activities_n; after++) {
			size_t forward = (size_t)before * shape->activities_n + after;
			border.forward_n += shape->follows[forward];
			border.back_n +=
				shape->follows[(size_t)after * shape->activities_n + before];
			us += shape->gap_us[forward];
		}
	}
	border.mean_us = border.forward_n > 0 ? us / (double)border.forward_n : 0;
	return border;
}

struct candidate {
	uint32_t at;
	double mean_us;
};

static int
candidate_compare(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->mean_us != y->mean_us)
		return x->mean_us < y->mean_us ? 1 : -1;
	return x->at < y->at ? -1 : x->at > y->at;
}

/* About three moments a stage. */
static size_t
stages_wanted(uint32_t activities_n)
{
	size_t n = ((size_t)activities_n + 2) / 3 + 1;
	return n > STAGES_MOST ? STAGES_MOST : n;
}

/* The moves that enter the stage of activities [from, to) from before it. */
static uint64_t
entries_n(const struct shape *shape, uint32_t from, uint32_t to)
{
	uint64_t n = 0;

	for (uint32_t before = 0; before < from; before++)
		for (uint32_t in = from; in < to; in++)
			n += shape->follows[(size_t)before * shape->activities_n + in];
	return n;
}

/* Do most journeys enter each stage but the first? */
static bool
stages_are_entered(const struct shape *shape, const bool *begins)
{
	for (uint32_t from = 1; from < shape->activities_n; from++) {
		uint32_t to = from + 1;
		while (to < shape->activities_n && !begins[to])
			to++;
		if (begins[from] && (double)entries_n(shape, from, to) <
					    PASSED_LEAST * (double)shape->journeys_n)
			return false;
	}
	return true;
}

/* The places where a border could stand, the ones where most time passes first. */
static size_t
candidates_find(struct candidate *candidates, const struct shape *shape)
{
	size_t n = 0;

	for (uint32_t at = 1; at < shape->activities_n; at++) {
		struct border border = shape_border(shape, at);
		if ((double)border.back_n <= BACK_MOST * (double)(border.forward_n + border.back_n))
			candidates[n++] = (struct candidate){.at = at, .mean_us = border.mean_us};
	}
	qsort(candidates, n, sizeof *candidates, candidate_compare);
	return n;
}

void
shape_stages(struct shape *shape, struct arena *a)
{
	struct candidate *candidates = ARENA_ARRAY(a, struct candidate, shape->activities_n);
	bool *begins = ARENA_ARRAY(a, bool, shape->activities_n);
	size_t candidates_n = candidates_find(candidates, shape), stages_n = 1;

	for (size_t i = 0; i < candidates_n && stages_n < stages_wanted(shape->activities_n); i++) {
		begins[candidates[i].at] = true;
		if (stages_are_entered(shape, begins))
			stages_n++;
		else
			begins[candidates[i].at] = false;
	}
	for (uint32_t i = 0; i < shape->activities_n; i++) {
		if (i > 0 && begins[i])
			shape->stages_n++;
		shape->activities[i].stage = shape->stages_n;
	}
	shape->stages_n++;
}

int64_t
shape_friendly(double us)
{
	static const struct {
		int64_t unit_us;
		int steps[18];
	} scales[] = {
		{DURATION_SECOND_US, {1, 2, 3, 5, 10, 15, 20, 30, 45}},
		{DURATION_MINUTE_US, {1, 2, 3, 5, 10, 15, 20, 30, 45}},
		{DURATION_HOUR_US, {1, 2, 3, 4, 6, 8, 12, 18}},
		{DURATION_DAY_US, {1, 2, 3, 4, 5, 7, 10, 14, 21, 30, 45, 60, 90, 120, 180, 270}},
	};

	for (size_t i = 0; i < array_length(scales); i++)
		for (const int *step = scales[i].steps; *step != 0; step++)
			if (us <= (double)(scales[i].unit_us * *step))
				return scales[i].unit_us * *step;
	double years = ceil(us / (double)(365 * DURATION_DAY_US));
	return years >= 1000 ? DURATION_MOST_US : (int64_t)years * 365 * DURATION_DAY_US;
}
