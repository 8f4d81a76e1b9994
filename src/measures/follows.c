/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What comes right after what, and how long the customer waits in between. An exact median of each
 * pair needs all its gaps side by side. Saved columns may have them so (columns_ready); of few
 * activities and whole journeys gaps.c needs only a part of them; else stretches.c puts them there.
 */
#include <stdlib.h>

#include "base/crew.h"
#include "measures/functions.h"
#include "measures/gaps.h"
#include "measures/pairs.h"
#include "measures/ready.h"
#include "measures/scratch.h"
#include "measures/statistics.h"
#include "measures/stretches.h"

struct row {
	uint32_t from, to;
	uint64_t count, begin; /* its stretch of the gaps */
	double mean_us, median_us, p95_us;
};

/* The gaps side by side, one of the two, and the rows of the pairs that occur. */
struct work {
	const struct view *view;
	const uint32_t *gaps;
	const int64_t *long_gaps;
	struct row *rows;
	size_t rows_n;
	uint64_t gaps_n;
};

static void
row_measure(void *shared, size_t number)
{
	const struct work *work = shared;
	struct row *row = &work->rows[number];
	const double shares[] = {0.5, 0.95};
	double quantiles[2];
	__int128 sum = 0;

	if (work->gaps == NULL) {
		const int64_t *gaps = &work->long_gaps[row->begin];
		for (uint64_t i = 0; i < row->count; i++)
			sum += gaps[i];
		quantiles_i64(gaps, row->count, shares, 2, quantiles);
		row->mean_us = mean_of_sum(sum, row->count);
		row->median_us = quantiles[0];
		row->p95_us = quantiles[1];
		return;
	}
	const double tick_us = (double)work->view->columns->tick_us;
	const uint32_t *gaps = &work->gaps[row->begin];
	uint64_t ticks = 0; /* 2^32 gaps of 2^32 ticks still fit */
	for (uint64_t i = 0; i < row->count; i++)
		ticks += gaps[i];
	quantiles_u32(gaps, row->count, shares, 2, quantiles);
	row->mean_us = mean_of_sum((__int128)ticks * work->view->columns->tick_us, row->count);
	row->median_us = quantiles[0] * tick_us;
	row->p95_us = quantiles[1] * tick_us;
}

/* Most frequent first. */
static int
row_compare(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	if (x->from != y->from)
		return x->from > y->from ? 1 : -1;
	return (x->to > y->to) - (x->to < y->to);
}

static void
columns_set(struct frame *frame)
{
	frame_column_add(frame, "from", CELL_TEXT, "", "from");
	frame_column_add(frame, "to", CELL_TEXT, "", "to");
	frame_column_add(frame, "count", CELL_INT, "1", "times");
	frame_column_add(frame, "mean", CELL_REAL, "s", "mean gap");
	frame_column_add(frame, "median", CELL_REAL, "s", "median gap");
	frame_column_add(frame, "p95", CELL_REAL, "s", "95 % gap");
}

static void
rows_fill(struct frame *frame, const struct work *work, size_t rows_n)
{
	const struct words *words = &work->view->columns->activity.words;
	for (size_t i = 0; i < rows_n; i++) {
		const struct row *row = &work->rows[i];
		frame_text(frame, words_at(words, row->from));
		frame_text(frame, words_at(words, row->to));
		frame_int(frame, (int64_t)row->count);
		frame_seconds(frame, row->mean_us);
		frame_seconds(frame, row->median_us);
		frame_seconds(frame, row->p95_us);
	}
}

/* Rows of the pairs that occur, by coarse bins; false when a gap does not fit. */
static bool
rows_bin(struct work *work, const struct pairs *pairs, unsigned hands)
{
	ON_EXIT(scratch_guard) struct gap_figures *figures = SCRATCH(struct gap_figures, pairs->n);
	if (!gaps_bin(figures, work->view, pairs, hands))
		return false;
	for (uint64_t pair = 0; pair < pairs->n; pair++)
		work->rows_n += figures[pair].count > 0;
	work->rows = SCRATCH(struct row, work->rows_n);
	work->rows_n = 0;
	for (uint64_t pair = 0; pair < pairs->n; pair++) {
		const struct gap_figures *of = &figures[pair];
		if (of->count == 0)
			continue;
		work->gaps_n += of->count;
		work->rows[work->rows_n++] = (struct row){.from = pairs_from(pairs, pair),
			.to = pairs_to(pairs, pair),
			.count = of->count,
			.mean_us = of->mean_us,
			.median_us = of->median_us,
			.p95_us = of->p95_us};
	}
	qsort(work->rows, work->rows_n, sizeof *work->rows, row_compare);
	return true;
}

/* Rows of pairs whose gaps stand side by side. Rows that are cut off need no figures. */
static void
rows_measure(struct work *work, const struct columns_pair *items, size_t n,
	const struct measure_options *options)
{
	work->rows = SCRATCH(struct row, n);
	work->rows_n = n;
	for (size_t i = 0; i < n; i++) {
		work->rows[i] = (struct row){.from = items[i].from,
			.to = items[i].to,
			.count = items[i].gaps_n,
			.begin = work->gaps_n};
		work->gaps_n += items[i].gaps_n;
	}
	qsort(work->rows, n, sizeof *work->rows, row_compare);
	const bool is_cut = options->top_n > 0 && n > options->top_n;
	crew_run(options->hands, is_cut ? (size_t)options->top_n : n, row_measure, work);
}

static void
rows_find(struct work *work, const struct measure_options *options)
{
	struct pairs pairs;
	struct stretches stretches = {0};

	pairs_find(&pairs, work->view, options->hands);
	if (!gaps_may_be_binned(work->view, &pairs) || !rows_bin(work, &pairs, options->hands)) {
		stretches_find(&stretches, work->view, &pairs, options->hands);
		work->gaps = stretches.gaps;
		work->long_gaps = stretches.long_gaps;
		rows_measure(work, stretches.items, stretches.n, options);
	}
	stretches_finish(&stretches);
	pairs_finish(&pairs);
}

enum fault_code
measure_follows(struct frame *frame, const struct view *view, const struct measure_options *options,
	struct fault *f)
{
	struct work work = {.view = view};
	const struct columns_ready *ready = ready_of(view);

	(void)f; /* counting cannot fail */
	if (ready != NULL) {
		work.gaps = ready->gaps;
		rows_measure(&work, ready->pairs, (size_t)ready->pairs_n, options);
	} else {
		rows_find(&work, options);
	}
	const bool is_cut = options->top_n > 0 && work.rows_n > options->top_n;
	columns_set(frame);
	frame->n = (int64_t)work.gaps_n;
	rows_fill(frame, &work, is_cut ? (size_t)options->top_n : work.rows_n);
	free(work.rows);
	return FAULT_NONE;
}
