/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The first thing to know of a log: how much there is, from when to when, how many ways customers
 * go, and how long a journey takes from its earliest event to its latest.
 */
#include <math.h>

#include "base/crew.h"
#include "measures/functions.h"
#include "measures/paths.h"
#include "measures/scratch.h"
#include "measures/statistics.h"
#include "measures/walk.h"

struct piece {
	uint64_t events_n;
	int64_t first_us, last_us;
};

struct work {
	const struct view *view;
	size_t pieces_n;
	struct piece *pieces;
	int64_t *spans; /* throughput of each journey, by its position in the view */
};

static void
piece_sum(void *shared, size_t number)
{
	const struct work *work = shared;
	struct piece sum = {.first_us = INT64_MAX, .last_us = INT64_MIN};
	struct walk w;

	walk_begin(&w, work->view, number, work->pieces_n);
	while (walk_next(&w)) {
		int64_t begin = 0, end = 0;
		if (journey_span(w.columns, w.journey, &begin, &end)) {
			sum.first_us = begin < sum.first_us ? begin : sum.first_us;
			sum.last_us = end > sum.last_us ? end : sum.last_us;
		}
		sum.events_n += w.end - w.first;
		work->spans[w.at - 1] = end - begin;
	}
	work->pieces[number] = sum;
}

static struct piece
pieces_merge(const struct work *work)
{
	struct piece all = {.first_us = INT64_MAX, .last_us = INT64_MIN};
	for (size_t i = 0; i < work->pieces_n; i++) {
		const struct piece *p = &work->pieces[i];
		all.events_n += p->events_n;
		all.first_us = p->first_us < all.first_us ? p->first_us : all.first_us;
		all.last_us = p->last_us > all.last_us ? p->last_us : all.last_us;
	}
	return all;
}

enum fault_code
measure_summary(struct frame *frame, const struct view *view, const struct measure_options *options,
	struct fault *f)
{
	const uint32_t n = view_journeys_n(view);
	struct work work = {.view = view, .pieces_n = walk_pieces(view, options->hands, 2)};
	struct paths paths;
	double quantiles[2];

	(void)f; /* counting cannot fail */
	ON_EXIT(scratch_guard) struct piece *pieces = SCRATCH(struct piece, work.pieces_n);
	ON_EXIT(scratch_guard) int64_t *spans = SCRATCH(int64_t, n);
	work.pieces = pieces;
	work.spans = spans;
	crew_run(options->hands, work.pieces_n, piece_sum, &work);
	const struct piece all = pieces_merge(&work);
	paths_find(&paths, view, options->hands, false);
	quantiles_i64(spans, n, (double[]){0.5, 0.95}, 2, quantiles);
	const struct total total = total_of(spans, n);

	frame_column_add(frame, "journeys", CELL_INT, "1", "journeys");
	frame_column_add(frame, "events", CELL_INT, "1", "events");
	frame_column_add(frame, "activities", CELL_INT, "1", "activities");
	frame_column_add(frame, "variants", CELL_INT, "1", "variants");
	frame_column_add(frame, "first", CELL_TIME, "time", "first event");
	frame_column_add(frame, "last", CELL_TIME, "time", "last event");
	frame_column_add(frame, "mean", CELL_REAL, "s", "mean throughput");
	frame_column_add(frame, "median", CELL_REAL, "s", "median throughput");
	frame_column_add(frame, "p95", CELL_REAL, "s", "95 % throughput");
	frame_column_add(frame, "longest", CELL_REAL, "s", "longest journey");
	frame->n = n;
	frame_int(frame, n);
	frame_int(frame, (int64_t)all.events_n);
	frame_int(frame, (int64_t)paths.activities_n);
	frame_int(frame, paths.items_n);
	frame_time(frame, all.events_n > 0 ? all.first_us : TIME_NONE);
	frame_time(frame, all.events_n > 0 ? all.last_us : TIME_NONE);
	frame_seconds(frame, total.mean);
	frame_seconds(frame, quantiles[0]);
	frame_seconds(frame, quantiles[1]);
	frame_seconds(frame, n > 0 ? (double)total.greatest : NAN);
	paths_finish(&paths);
	return FAULT_NONE;
}
