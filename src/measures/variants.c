/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ways customers go, most frequent first. The median throughput of a way needs the throughputs
 * of its journeys side by side; only those of the ways that are shown are collected.
 */
#include <stdlib.h>

#include "measures/functions.h"
#include "measures/paths.h"
#include "measures/scratch.h"
#include "measures/statistics.h"
#include "measures/walk.h"

#define PATH_SHOWN_MOST 1000 /* activities of a path that are written out */

/* Which path comes at which rank: by journeys, then by the first journey that took it. */
static int
rank_compare(const void *a, const void *b, void *shared)
{
	const struct path *items = shared;
	const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	if (items[x].journeys_n != items[y].journeys_n)
		return items[x].journeys_n < items[y].journeys_n ? 1 : -1;
	return (x > y) - (x < y);
}

/* Puts the throughputs of the shown paths side by side; begins[path] becomes where its own ended.
 */
static void
spans_collect(const struct view *view, const struct paths *paths, uint64_t *begins, int64_t *spans)
{
	struct walk w;
	walk_begin(&w, view, 0, 1);
	while (walk_next(&w)) {
		const uint32_t path = paths->of_journey[w.at - 1];
		if (begins[path] == UINT64_MAX)
			continue;
		int64_t begin = 0, end = 0;
		(void)journey_span(w.columns, w.journey, &begin, &end); /* empty: 0 */
		spans[begins[path]++] = end - begin;
	}
}

static struct span
path_text(const struct columns *c, uint32_t journey, struct arena *a)
{
	const uint64_t first = c->first[journey];
	const uint64_t n = c->first[journey + 1] - first;
	const uint64_t shown = n < PATH_SHOWN_MOST ? n : PATH_SHOWN_MOST;
	const struct span arrow = SPAN(" → ");
	size_t size = 0;
	for (uint64_t i = 0; i < shown; i++)
		size += words_at(&c->activity.words, column_code(&c->activity, first + i)).size +
			arrow.size;
	char *text = arena_alloc(a, size + 8), *at = text;
	for (uint64_t i = 0; i < shown; i++) {
		const struct span word =
			words_at(&c->activity.words, column_code(&c->activity, first + i));
		if (i > 0)
			at = mempcpy(at, arrow.at, arrow.size);
		if (word.size > 0)
			at = mempcpy(at, word.at, word.size);
	}
	if (shown < n)
		at = mempcpy(at, " …", strlen(" …"));
	return (struct span){.at = text, .size = (size_t)(at - text)};
}

static void
columns_set(struct frame *frame)
{
	frame_column_add(frame, "rank", CELL_INT, "1", "rank");
	frame_column_add(frame, "count", CELL_INT, "1", "journeys");
	frame_column_add(frame, "share", CELL_REAL, "share", "share of journeys");
	frame_column_add(frame, "cumulative", CELL_REAL, "share", "with those before");
	frame_column_add(frame, "median", CELL_REAL, "s", "median throughput");
	frame_column_add(frame, "path", CELL_TEXT, "", "path");
}

static void
rows_fill(struct frame *frame, const struct view *view, const struct paths *paths,
	const uint32_t *ranks, uint32_t shown_n)
{
	uint64_t spans_n = 0, covered_n = 0;
	ON_EXIT(scratch_guard) uint64_t *begins = SCRATCH(uint64_t, paths->items_n);
	memset(begins, 0xff, paths->items_n * sizeof *begins);
	for (uint32_t i = 0; i < shown_n; i++) {
		begins[ranks[i]] = spans_n;
		spans_n += paths->items[ranks[i]].journeys_n;
	}
	ON_EXIT(scratch_guard) int64_t *spans = SCRATCH(int64_t, spans_n);
	spans_collect(view, paths, begins, spans);
	for (uint32_t i = 0; i < shown_n; i++) {
		const struct path *path = &paths->items[ranks[i]];
		const int64_t *own = &spans[begins[ranks[i]] - path->journeys_n];
		double median;
		quantiles_i64(own, path->journeys_n, (double[]){0.5}, 1, &median);
		frame_int(frame, (int64_t)i + 1);
		frame_int(frame, path->journeys_n);
		covered_n += path->journeys_n;
		frame_real(frame, (double)path->journeys_n / (double)frame->n);
		frame_real(frame, (double)covered_n / (double)frame->n);
		frame_seconds(frame, median);
		frame_text(frame, path_text(view->columns, path->journey, frame->arena));
	}
}

enum fault_code
measure_variants(struct frame *frame, const struct view *view,
	const struct measure_options *options, struct fault *f)
{
	struct paths paths;

	(void)f; /* counting cannot fail */
	columns_set(frame);
	frame->n = view_journeys_n(view);
	paths_find(&paths, view, options->hands, true);
	ON_EXIT(scratch_guard) uint32_t *ranks = SCRATCH(uint32_t, paths.items_n);
	for (uint32_t i = 0; i < paths.items_n; i++)
		ranks[i] = i;
	qsort_r(ranks, paths.items_n, sizeof *ranks, rank_compare, paths.items);
	uint32_t shown_n = paths.items_n;
	if (options->top_n > 0 && shown_n > options->top_n) {
		shown_n = (uint32_t)options->top_n;
		if (options->by_n == 0)
			frame_note(frame, "The %u most frequent of %u variants.", shown_n,
				paths.items_n);
	}
	rows_fill(frame, view, &paths, ranks, shown_n);
	paths_finish(&paths);
	return FAULT_NONE;
}
