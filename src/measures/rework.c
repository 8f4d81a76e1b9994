/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is done again. The first time an activity occurs in a journey is the work; every further
 * time is rework, and what it takes – its duration, or for points the gap to the next event – is
 * lost. How soon it comes back runs from the end of the time before to the beginning of the next.
 */
#include <stdlib.h>

#include "measures/functions.h"
#include "measures/scratch.h"
#include "measures/statistics.h"
#include "measures/values.h"
#include "measures/walk.h"

struct tally {
	uint64_t journeys_n, repeated_n; /* journeys with it, with it more than once */
	uint64_t extra_n, itself_n;
	__int128 lost_us;
	uint64_t seen, counted, repeated; /* stamps of journeys: occurred, in the view, repeated */
	int64_t last_end_us;
	struct values returns;
};

static int64_t
time_spent(const struct walk *w, uint64_t e)
{
	const struct columns *c = w->columns;
	if (c->end_us != NULL)
		return c->end_us[e] - c->time_us[e];
	return e + 1 < w->end && c->time_us[e + 1] > c->time_us[e]
		       ? c->time_us[e + 1] - c->time_us[e]
		       : 0;
}

/* One event, in the order of the journey; is_chosen: it is in the view. */
static void
event_tally(struct tally *tallies, const struct walk *w, uint64_t e, bool is_chosen)
{
	const struct columns *c = w->columns;
	const uint32_t activity = column_code(&c->activity, e);
	const uint64_t stamp = (uint64_t)w->journey + 1;
	struct tally *t = &tallies[activity];
	const bool is_extra = t->seen == stamp;
	if (is_chosen) {
		t->journeys_n += t->counted != stamp;
		t->counted = stamp;
	}
	if (is_chosen && is_extra) {
		const int64_t gap = c->time_us[e] - t->last_end_us;
		t->repeated_n += t->repeated != stamp;
		t->repeated = stamp;
		t->extra_n++;
		t->itself_n += column_code(&c->activity, e - 1) == activity;
		t->lost_us += time_spent(w, e);
		values_add(&t->returns, &(int64_t){gap > 0 ? gap : 0}, 1);
	}
	const int64_t end_us = columns_end_us(c, e);
	t->last_end_us = is_extra && t->last_end_us > end_us ? t->last_end_us : end_us;
	t->seen = stamp;
}

static void
journeys_tally(const struct view *view, struct tally *tallies, int64_t *ret_journeys_n)
{
	struct walk w;
	walk_begin(&w, view, 0, 1);
	while (walk_next(&w)) {
		size_t next = 0;
		*ret_journeys_n += w.events_n > 0;
		for (uint64_t e = w.first; e < w.end; e++) {
			const bool is_chosen = next < w.events_n && walk_event(&w, next) == e;
			next += is_chosen;
			event_tally(tallies, &w, e, is_chosen);
		}
	}
}

static int
rank_compare(const void *a, const void *b, void *shared)
{
	const struct tally *tallies = shared;
	const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	if (tallies[x].repeated_n != tallies[y].repeated_n)
		return tallies[x].repeated_n < tallies[y].repeated_n ? 1 : -1;
	if (tallies[x].extra_n != tallies[y].extra_n)
		return tallies[x].extra_n < tallies[y].extra_n ? 1 : -1;
	return (x > y) - (x < y);
}

static void
columns_set(struct frame *frame)
{
	frame_column_add(frame, "activity", CELL_TEXT, "", "activity");
	frame_column_add(frame, "journeys", CELL_INT, "1", "journeys");
	frame_column_add(frame, "repeated", CELL_INT, "1", "repeat it");
	frame_column_add(frame, "share", CELL_REAL, "share", "share");
	frame_column_add(frame, "low", CELL_REAL, "share", "from");
	frame_column_add(frame, "high", CELL_REAL, "share", "to");
	frame_column_add(frame, "extra", CELL_INT, "1", "extra times");
	frame_column_add(frame, "onto_itself", CELL_INT, "1", "onto itself");
	frame_column_add(frame, "lost", CELL_REAL, "s", "time lost");
	frame_column_add(frame, "median_return", CELL_REAL, "s", "median return");
}

static void
row_fill(struct frame *frame, const struct columns *c, uint32_t activity, const struct tally *t)
{
	const struct interval range = wilson(t->repeated_n, t->journeys_n);
	const bool is_enough = t->journeys_n >= SHARE_LEAST_N;
	double median;
	quantiles_i64(t->returns.at, t->returns.n, (double[]){0.5}, 1, &median);
	frame_text(frame, words_at(&c->activity.words, activity));
	frame_int(frame, (int64_t)t->journeys_n);
	frame_int(frame, (int64_t)t->repeated_n);
	frame_real(frame, is_enough ? (double)t->repeated_n / (double)t->journeys_n : NAN);
	frame_real(frame, is_enough ? range.low : NAN);
	frame_real(frame, is_enough ? range.high : NAN);
	frame_int(frame, (int64_t)t->extra_n);
	frame_int(frame, (int64_t)t->itself_n);
	frame_seconds(frame, (double)t->lost_us);
	frame_seconds(frame, median);
}

enum fault_code
measure_rework(struct frame *frame, const struct view *view, const struct measure_options *options,
	struct fault *f)
{
	const struct columns *c = view->columns;
	const uint64_t words_n = c->activity.words.words_n;
	ON_EXIT(scratch_guard) struct tally *tallies = SCRATCH_ZERO(struct tally, words_n);
	ON_EXIT(scratch_guard) uint32_t *ranks = SCRATCH(uint32_t, words_n);
	uint64_t ranks_n = 0, shown_n;

	(void)f; /* counting cannot fail */
	columns_set(frame);
	journeys_tally(view, tallies, &frame->n);
	for (uint64_t i = 0; i < words_n; i++)
		if (tallies[i].extra_n > 0)
			ranks[ranks_n++] = (uint32_t)i;
	if (ranks_n > 0)
		qsort_r(ranks, ranks_n, sizeof *ranks, rank_compare, tallies);
	else if (options->by_n == 0)
		frame_note(frame, "No activity occurs more than once in a journey.");
	shown_n = options->top_n > 0 && ranks_n > options->top_n ? options->top_n : ranks_n;
	for (uint64_t i = 0; i < shown_n; i++)
		row_fill(frame, c, ranks[i], &tallies[ranks[i]]);
	for (uint64_t i = 0; i < words_n; i++)
		free(tallies[i].returns.at);
	return FAULT_NONE;
}
