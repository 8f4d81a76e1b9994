/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who worked, on how much, and how much of the time between their first and last work had none.
 * Work on several things at once is busy once: the intervals of a resource are merged before they
 * are summed, and idle is what lies between. Only a log that tells beginning and end of its
 * activities can say.
 */
#include <stdlib.h>

#include "measures/functions.h"
#include "measures/scratch.h"
#include "measures/walk.h"

struct interval_us {
	int64_t begin, end;
};

struct tally {
	uint64_t events_n, journeys_n, stamp;
	uint64_t begin; /* of its intervals */
	int64_t first_us, last_us;
	__int128 busy_us, idle_us;
};

static void
events_tally(const struct view *view, const struct column *resource, struct tally *tallies)
{
	const struct columns *c = view->columns;
	struct walk w;
	walk_begin(&w, view, 0, 1);
	while (walk_next(&w)) {
		for (size_t i = 0; i < w.events_n; i++) {
			const uint64_t e = walk_event(&w, i);
			struct tally *t = &tallies[column_code(resource, e)];
			const int64_t begin = c->time_us[e], end = columns_end_us(c, e);
			t->first_us = t->events_n == 0 || begin < t->first_us ? begin : t->first_us;
			t->last_us = t->events_n == 0 || end > t->last_us ? end : t->last_us;
			t->events_n++;
			t->journeys_n += t->stamp != (uint64_t)w.journey + 1;
			t->stamp = (uint64_t)w.journey + 1;
		}
	}
}

/* The intervals of each resource side by side. */
static struct interval_us *
intervals_collect(const struct view *view, const struct column *resource, struct tally *tallies)
{
	const struct columns *c = view->columns;
	uint64_t n = 0;
	struct walk w;
	for (uint64_t i = 0; i < resource->words.words_n; i++) {
		tallies[i].begin = n;
		n += tallies[i].events_n;
		tallies[i].events_n = 0;
	}
	struct interval_us *intervals = SCRATCH(struct interval_us, n);
	walk_begin(&w, view, 0, 1);
	while (walk_next(&w)) {
		for (size_t i = 0; i < w.events_n; i++) {
			const uint64_t e = walk_event(&w, i);
			struct tally *t = &tallies[column_code(resource, e)];
			intervals[t->begin + t->events_n++] =
				(struct interval_us){c->time_us[e], columns_end_us(c, e)};
		}
	}
	return intervals;
}

static int
interval_compare(const void *a, const void *b)
{
	const struct interval_us *x = a, *y = b;
	if (x->begin != y->begin)
		return x->begin < y->begin ? -1 : 1;
	return (x->end > y->end) - (x->end < y->end);
}

static void
intervals_merge(struct tally *t, struct interval_us *intervals)
{
	if (t->events_n == 0)
		return;
	qsort(intervals, t->events_n, sizeof *intervals, interval_compare);
	int64_t begin = intervals[0].begin, end = intervals[0].end;
	for (uint64_t i = 1; i < t->events_n; i++) {
		if (intervals[i].begin > end) {
			t->busy_us += end - begin;
			t->idle_us += intervals[i].begin - end;
			begin = intervals[i].begin;
			end = intervals[i].end;
		} else if (intervals[i].end > end) {
			end = intervals[i].end;
		}
	}
	t->busy_us += end - begin;
}

static int
rank_compare(const void *a, const void *b, void *shared)
{
	const struct tally *tallies = shared;
	const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	if (tallies[x].events_n != tallies[y].events_n)
		return tallies[x].events_n < tallies[y].events_n ? 1 : -1;
	return (x > y) - (x < y);
}

static void
columns_set(struct frame *frame)
{
	frame_column_add(frame, "resource", CELL_TEXT, "", "resource");
	frame_column_add(frame, "events", CELL_INT, "1", "events");
	frame_column_add(frame, "journeys", CELL_INT, "1", "journeys");
	frame_column_add(frame, "busy", CELL_REAL, "s", "busy");
	frame_column_add(frame, "idle", CELL_REAL, "s", "idle");
	frame_column_add(frame, "first", CELL_TIME, "time", "first work");
	frame_column_add(frame, "last", CELL_TIME, "time", "last work");
}

static void
rows_fill(struct frame *frame, const struct column *resource, struct tally *tallies,
	bool has_intervals, uint64_t top_n)
{
	ON_EXIT(scratch_guard) uint32_t *ranks = SCRATCH(uint32_t, resource->words.words_n);
	uint64_t ranks_n = 0;
	for (uint64_t i = 0; i < resource->words.words_n; i++)
		if (tallies[i].events_n > 0 && words_at(&resource->words, i).size > 0)
			ranks[ranks_n++] = (uint32_t)i;
	if (ranks_n > 0)
		qsort_r(ranks, ranks_n, sizeof *ranks, rank_compare, tallies);
	ranks_n = top_n > 0 && ranks_n > top_n ? top_n : ranks_n;
	for (uint64_t i = 0; i < ranks_n; i++) {
		const struct tally *t = &tallies[ranks[i]];
		frame_text(frame, words_at(&resource->words, ranks[i]));
		frame_int(frame, (int64_t)t->events_n);
		frame_int(frame, (int64_t)t->journeys_n);
		frame_seconds(frame, has_intervals ? (double)t->busy_us : NAN);
		frame_seconds(frame, has_intervals ? (double)t->idle_us : NAN);
		frame_time(frame, t->first_us);
		frame_time(frame, t->last_us);
	}
}

enum fault_code
measure_resources(struct frame *frame, const struct view *view,
	const struct measure_options *options, struct fault *f)
{
	const struct columns *c = view->columns;
	const struct column *resource = columns_find(c, "resource");

	(void)f; /* counting cannot fail */
	columns_set(frame);
	if (resource == NULL) {
		frame_note(frame, "The log has no column `resource` that says who worked.");
		return FAULT_NONE;
	}
	const uint64_t words_n = resource->words.words_n;
	ON_EXIT(scratch_guard) struct tally *tallies = SCRATCH_ZERO(struct tally, words_n);
	events_tally(view, resource, tallies);
	if (c->end_us != NULL) {
		ON_EXIT(scratch_guard)
		struct interval_us *intervals = intervals_collect(view, resource, tallies);
		for (uint64_t i = 0; i < words_n; i++)
			intervals_merge(&tallies[i], &intervals[tallies[i].begin]);
	} else {
		frame_note(frame,
			"The log does not tell beginning and end of work, so busy and idle "
			"are not known.");
	}
	for (uint64_t i = 0; i < words_n; i++)
		frame->n += (int64_t)tallies[i].events_n;
	for (uint64_t i = 0; i < words_n; i++)
		if (tallies[i].events_n > 0 && words_at(&resource->words, i).size == 0)
			frame_note(frame, "%llu of %llu events name no resource.",
				(unsigned long long)tallies[i].events_n,
				(unsigned long long)frame->n);
	rows_fill(frame, resource, tallies, c->end_us != NULL, options->top_n);
	return FAULT_NONE;
}
