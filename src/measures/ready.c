/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tables are what measures make for themselves of any columns – gaps side by side, the
 * different paths – and the span of each journey.
 */
#include "measures/ready.h"

#include <stdlib.h>

#include "base/crew.h"
#include "measures/paths.h"
#include "measures/scratch.h"
#include "measures/stretches.h"
#include "measures/walk.h"

struct work {
	const struct view *view;
	size_t pieces_n;
	uint32_t *spans;
	uint8_t *misfits; /* a piece met a span that does not fit 32 bits */
};

/* Gaps that fit tell that every journey is in order. */
static void
piece_span(void *shared, size_t piece)
{
	const struct work *work = shared;
	const struct columns *c = work->view->columns;
	uint64_t high = 0;
	struct walk w;

	walk_begin(&w, work->view, piece, work->pieces_n);
	while (walk_next(&w)) {
		const uint64_t span =
			(uint64_t)c->time_us[w.end - 1] - (uint64_t)c->time_us[w.first];
		const uint64_t ticks = span / (uint64_t)c->tick_us;
		work->spans[w.journey] = (uint32_t)ticks;
		high |= ticks >> 32;
	}
	work->misfits[piece] = high != 0;
}

/* The span of each journey; false when one does not fit. */
static bool
spans_find(uint32_t *spans, const struct view *view)
{
	struct work work = {.view = view, .pieces_n = walk_pieces(view, 0, 1), .spans = spans};
	ON_EXIT(scratch_guard) uint8_t *misfits = SCRATCH_ZERO(uint8_t, work.pieces_n);
	bool fits = true;

	work.misfits = misfits;
	crew_run(0, work.pieces_n, piece_span, &work);
	for (size_t i = 0; i < work.pieces_n; i++)
		fits = fits && !misfits[i];
	return fits;
}

static void
paths_make(struct columns_ready *ready, const struct view *view)
{
	struct paths paths;

	paths_find(&paths, view, 0, false);
	struct columns_path *made = SCRATCH(struct columns_path, paths.items_n);
	for (uint32_t i = 0; i < paths.items_n; i++)
		made[i] = (struct columns_path){paths.items[i].journey, paths.items[i].journeys_n};
	ready->paths = made;
	ready->paths_n = paths.items_n;
	paths_finish(&paths);
}

static void
ends_find(struct columns_ready *ready, const struct columns *c)
{
	ready->first_us = INT64_MAX;
	ready->last_us = INT64_MIN;
	for (uint32_t j = 0; j < c->journeys_n; j++) {
		const int64_t first = c->time_us[c->first[j]];
		const int64_t last = c->time_us[c->first[j + 1] - 1];
		ready->first_us = first < ready->first_us ? first : ready->first_us;
		ready->last_us = last > ready->last_us ? last : ready->last_us;
	}
}

/* A journey of no events has no path and no span. */
static bool
has_empty_journeys(const struct columns *c)
{
	bool is_empty = false;
	for (uint32_t j = 0; j < c->journeys_n; j++)
		is_empty |= c->first[j] == c->first[j + 1];
	return is_empty;
}

void
measures_make_ready(struct columns *c)
{
	const struct view view = {.columns = c, .instances = c};
	struct columns_ready ready = {0};
	struct stretches stretches;
	struct pairs pairs;

	if (c->ready != NULL || c->end_us != NULL || c->events_n == 0 || has_empty_journeys(c))
		return;
	pairs_find(&pairs, &view, 0);
	stretches_find(&stretches, &view, &pairs, 0);
	pairs_finish(&pairs);
	uint32_t *spans = SCRATCH(uint32_t, c->journeys_n);
	if (stretches.gaps == NULL || !spans_find(spans, &view)) {
		stretches_finish(&stretches);
		free(spans);
		return;
	}
	ready.pairs = stretches.items;
	ready.pairs_n = stretches.n;
	ready.gaps = stretches.gaps;
	ready.spans = spans;
	paths_make(&ready, &view);
	ends_find(&ready, c);
	columns_take_ready(c, &ready);
}
