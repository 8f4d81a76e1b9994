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
#include "measures/ready.h"
#include "measures/scratch.h"
#include "measures/statistics.h"
#include "measures/walk.h"

static const double shares[] = {0.5, 0.95};

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

/* What the frame tells. */
struct found {
	struct piece all;
	uint64_t activities_n, variants_n;
	struct total total;
	double quantiles[2];
};

static void
found_walk(struct found *ret, const struct view *view, unsigned hands)
{
	const uint32_t n = view_journeys_n(view);
	struct work work = {.view = view, .pieces_n = walk_pieces(view, hands, 2)};
	struct paths paths;

	ON_EXIT(scratch_guard) struct piece *pieces = SCRATCH(struct piece, work.pieces_n);
	ON_EXIT(scratch_guard) int64_t *spans = SCRATCH(int64_t, n);
	work.pieces = pieces;
	work.spans = spans;
	crew_run(hands, work.pieces_n, piece_sum, &work);
	paths_find(&paths, view, hands, false);
	*ret = (struct found){
		.all = pieces_merge(&work),
		.activities_n = paths.activities_n,
		.variants_n = paths.items_n,
		.total = total_of(spans, n),
	};
	quantiles_i64(spans, n, shares, 2, ret->quantiles);
	paths_finish(&paths);
}

/* Activities that occur; mostly those of the first paths are all that there are. */
static uint64_t
activities_count(const struct columns *c, const struct columns_ready *ready)
{
	const uint64_t words_n = c->activity.words.words_n;
	ON_EXIT(scratch_guard) uint8_t *seen = SCRATCH_ZERO(uint8_t, words_n);
	uint64_t n = 0;
	for (uint64_t i = 0; i < ready->paths_n && n < words_n; i++) {
		const uint32_t journey = ready->paths[i].journey;
		ready_prefetch(ready, c, i);
		for (uint64_t e = c->first[journey]; e < c->first[journey + 1]; e++) {
			uint8_t *is_seen = &seen[column_code(&c->activity, e)];
			n += *is_seen == 0;
			*is_seen = 1;
		}
	}
	return n;
}

static void
found_ready(struct found *ret, const struct columns *c, const struct columns_ready *ready)
{
	uint64_t sum = 0;
	uint32_t greatest = 0;
	for (uint32_t j = 0; j < c->journeys_n; j++) {
		sum += ready->spans[j];
		greatest = ready->spans[j] > greatest ? ready->spans[j] : greatest;
	}
	*ret = (struct found){
		.all = {c->events_n, ready->first_us, ready->last_us},
		.activities_n = activities_count(c, ready),
		.variants_n = ready->paths_n,
		.total = {.mean = mean_of_sum((__int128)sum * c->tick_us, c->journeys_n),
			.greatest = greatest * c->tick_us},
	};
	quantiles_times(ready->spans, c->journeys_n, c->tick_us, shares, 2, ret->quantiles);
}

enum fault_code
measure_summary(struct frame *frame, const struct view *view, const struct measure_options *options,
	struct fault *f)
{
	const struct columns_ready *ready = ready_of(view);
	const uint32_t n = view_journeys_n(view);
	struct found found;

	(void)f; /* counting cannot fail */
	if (ready != NULL)
		found_ready(&found, view->columns, ready);
	else
		found_walk(&found, view, options->hands);
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
	frame_int(frame, (int64_t)found.all.events_n);
	frame_int(frame, (int64_t)found.activities_n);
	frame_int(frame, (int64_t)found.variants_n);
	frame_time(frame, found.all.events_n > 0 ? found.all.first_us : TIME_NONE);
	frame_time(frame, found.all.events_n > 0 ? found.all.last_us : TIME_NONE);
	frame_seconds(frame, found.total.mean);
	frame_seconds(frame, found.quantiles[0]);
	frame_seconds(frame, found.quantiles[1]);
	frame_seconds(frame, n > 0 ? (double)found.total.greatest : NAN);
	return FAULT_NONE;
}
