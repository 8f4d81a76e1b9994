/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What comes right after what, and how long the customer waits in between. An exact median of each
 * pair needs all its gaps side by side, so: count the pairs, give each its stretch of one array,
 * put every gap into its stretch, select. Each piece of the log knows beforehand where in a stretch
 * its own gaps go, so threads never meet and the array is the same for any number of them.
 *
 * Of few activities and whole journeys, gaps.c finds the same with less.
 *
 * Gaps are held in the log's own ticks in 32 bits; where one does not fit (a negative gap,
 * microseconds over an hour), all are held in 64.
 */
#include <stdlib.h>

#include "base/crew.h"
#include "measures/functions.h"
#include "measures/gaps.h"
#include "measures/pairs.h"
#include "measures/scratch.h"
#include "measures/statistics.h"
#include "measures/walk.h"

struct row {
	uint64_t pair, count, begin; /* its stretch of the gaps */
	double mean_us, median_us, p95_us;
};

struct work {
	const struct view *view;
	struct pairs pairs;
	size_t pieces_n;
	uint64_t *places; /* pieces_n × pairs.n: first how many, then where the next one goes */
	uint8_t *misfits; /* a piece met a gap that does not fit 32 bits */
	uint32_t *gaps;
	int64_t *long_gaps; /* in place of `gaps` when there was a misfit */
	struct row *rows;
};

/* Where the walk is, the pairs of a journey whose events all count: the code before is carried
 * along. */
static ALWAYS_INLINE void
count_journey(const struct pairs *pairs, const struct walk *w, uint64_t *counts, unsigned width,
	bool is_computed)
{
	const void *const codes = w->columns->activity.codes;
	if (w->first == w->end)
		return;
	uint32_t from = code_at(codes, width, w->first);
	for (uint64_t e = w->first + 1; e < w->end; e++) {
		const uint32_t to = code_at(codes, width, e);
		counts[is_computed ? from * pairs->activities_n + to
				   : pairs_rank(pairs, from, to)]++;
		from = to;
	}
}

static ALWAYS_INLINE void
count_all(const struct work *work, struct walk *w, uint64_t *counts, unsigned width)
{
	const struct pairs pairs = work->pairs;
	const void *const codes = w->columns->activity.codes;
	while (walk_next(w)) {
		if (w->chosen == NULL) {
			if (pairs.keys == NULL)
				count_journey(&pairs, w, counts, width, true);
			else
				count_journey(&pairs, w, counts, width, false);
			continue;
		}
		for (size_t i = 0; i < w->events_n; i++) {
			const uint64_t e = w->chosen[i];
			if (e + 1 < w->end)
				counts[pairs_number(&pairs, code_at(codes, width, e),
					code_at(codes, width, e + 1))]++;
		}
	}
}

static void
piece_count(void *shared, size_t piece)
{
	const struct work *work = shared;
	uint64_t *counts = &work->places[piece * work->pairs.n];
	struct walk w;

	walk_begin(&w, work->view, piece, work->pieces_n);
	switch (work->view->columns->activity.width) {
	case 1:
		count_all(work, &w, counts, 1);
		break;
	case 2:
		count_all(work, &w, counts, 2);
		break;
	default:
		count_all(work, &w, counts, 4);
	}
}

/* What putting needs at hand. */
struct put {
	struct pairs pairs;
	const void *codes;
	const int64_t *times, *ends;
	uint32_t *gaps;
	uint64_t *places;
};

/* Puts the gap after event e; returns what of it does not fit 32 bits. */
static ALWAYS_INLINE uint64_t
put_gap(const struct put *put, uint64_t e, uint64_t pair, int64_t tick_us)
{
	const uint64_t gap = (uint64_t)put->times[e + 1] - (uint64_t)put->ends[e];
	const uint64_t ticks = gap / (uint64_t)tick_us;
	put->gaps[put->places[pair]++] = (uint32_t)ticks;
	return ticks >> 32;
}

static ALWAYS_INLINE uint64_t
put_journey(const struct put *put, const struct walk *w, unsigned width, int64_t tick_us,
	bool is_computed)
{
	uint64_t high = 0;
	if (w->first == w->end)
		return 0;
	uint32_t from = code_at(put->codes, width, w->first);
	for (uint64_t e = w->first; e + 1 < w->end; e++) {
		const uint32_t to = code_at(put->codes, width, e + 1);
		const uint64_t pair = is_computed ? from * put->pairs.activities_n + to
						  : pairs_rank(&put->pairs, from, to);
		high |= put_gap(put, e, pair, tick_us);
		from = to;
	}
	return high;
}

/* The gaps in ticks, 32 bits each. False when one did not fit. */
static ALWAYS_INLINE bool
put_all(const struct work *work, struct walk *w, uint64_t *places, unsigned width, int64_t tick_us)
{
	const struct columns *c = w->columns;
	const struct put put = {
		.pairs = work->pairs,
		.codes = c->activity.codes,
		.times = c->time_us,
		.ends = c->end_us != NULL ? c->end_us : c->time_us,
		.gaps = work->gaps,
		.places = places,
	};
	uint64_t high = 0;
	while (walk_next(w)) {
		if (w->chosen == NULL) {
			high |= put.pairs.keys == NULL
					? put_journey(&put, w, width, tick_us, true)
					: put_journey(&put, w, width, tick_us, false);
			continue;
		}
		for (size_t i = 0; i < w->events_n; i++) {
			const uint64_t e = w->chosen[i];
			if (e + 1 < w->end)
				high |= put_gap(&put, e,
					pairs_number(&put.pairs, code_at(put.codes, width, e),
						code_at(put.codes, width, e + 1)),
					tick_us);
		}
	}
	return high == 0;
}

static ALWAYS_INLINE bool
put_ticks(const struct work *work, struct walk *w, uint64_t *places, int64_t tick_us)
{
	switch (w->columns->activity.width) {
	case 1:
		return put_all(work, w, places, 1, tick_us);
	case 2:
		return put_all(work, w, places, 2, tick_us);
	default:
		return put_all(work, w, places, 4, tick_us);
	}
}

/* Knowing the tick, the compiler divides by multiplying. */
static void
piece_put(void *shared, size_t piece)
{
	const struct work *work = shared;
	uint64_t *places = &work->places[piece * work->pairs.n];
	struct walk w;

	walk_begin(&w, work->view, piece, work->pieces_n);
	switch (w.columns->tick_us) {
	case 1000000:
		work->misfits[piece] = !put_ticks(work, &w, places, 1000000);
		break;
	case 1000:
		work->misfits[piece] = !put_ticks(work, &w, places, 1000);
		break;
	default:
		work->misfits[piece] = !put_ticks(work, &w, places, 1);
	}
}

static void
piece_put_long(void *shared, size_t piece)
{
	const struct work *work = shared;
	uint64_t *places = &work->places[piece * work->pairs.n];
	const struct column activity = work->view->columns->activity;
	struct walk w;

	walk_begin(&w, work->view, piece, work->pieces_n);
	while (walk_next(&w)) {
		for (size_t i = 0; i < w.events_n; i++) {
			const uint64_t e = walk_event(&w, i);
			if (e + 1 < w.end)
				work->long_gaps[places[pairs_number(&work->pairs,
					column_code(&activity, e),
					column_code(&activity, e + 1))]++] =
					w.columns->time_us[e + 1] - columns_end_us(w.columns, e);
		}
	}
}

/* Gives each pair its stretch, in it each piece its part. Returns the number of gaps. */
static uint64_t
places_set(struct work *work)
{
	uint64_t place = 0;
	for (uint64_t pair = 0; pair < work->pairs.n; pair++) {
		for (size_t piece = 0; piece < work->pieces_n; piece++) {
			uint64_t *at = &work->places[piece * work->pairs.n + pair];
			uint64_t count = *at;
			*at = place;
			place += count;
		}
	}
	return place;
}

/* Back to the beginnings, after a putting that was in vain: a part ends where the next one begins.
 */
static void
places_reset(struct work *work)
{
	uint64_t begin = 0;
	for (uint64_t pair = 0; pair < work->pairs.n; pair++) {
		for (size_t piece = 0; piece < work->pieces_n; piece++) {
			uint64_t *at = &work->places[piece * work->pairs.n + pair];
			uint64_t end = *at;
			*at = begin;
			begin = end;
		}
	}
}

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

static int
row_compare(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return (x->pair > y->pair) - (x->pair < y->pair);
}

/* The pairs that occur, most frequent first; after the putting a stretch ends where its last part
 * does. */
static size_t
rows_make(struct work *work)
{
	const size_t last = work->pieces_n - 1;
	uint64_t begin = 0;
	size_t rows_n = 0;
	for (uint64_t pair = 0; pair < work->pairs.n; pair++) {
		const uint64_t end = work->places[last * work->pairs.n + pair];
		rows_n += end > begin;
		begin = end;
	}
	work->rows = SCRATCH(struct row, rows_n);
	rows_n = 0;
	begin = 0;
	for (uint64_t pair = 0; pair < work->pairs.n; pair++) {
		const uint64_t end = work->places[last * work->pairs.n + pair];
		if (end > begin)
			work->rows[rows_n++] =
				(struct row){.pair = pair, .count = end - begin, .begin = begin};
		begin = end;
	}
	qsort(work->rows, rows_n, sizeof *work->rows, row_compare);
	return rows_n;
}

static void
gaps_collect(struct work *work, unsigned hands, uint64_t n)
{
	bool fits = true;
	work->gaps = SCRATCH(uint32_t, n);
	crew_run(hands, work->pieces_n, piece_put, work);
	for (size_t i = 0; i < work->pieces_n; i++)
		fits = fits && !work->misfits[i];
	if (fits)
		return;
	free(TAKE(work->gaps));
	places_reset(work);
	work->long_gaps = SCRATCH(int64_t, n);
	crew_run(hands, work->pieces_n, piece_put_long, work);
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
		frame_text(frame, words_at(words, pairs_from(&work->pairs, row->pair)));
		frame_text(frame, words_at(words, pairs_to(&work->pairs, row->pair)));
		frame_int(frame, (int64_t)row->count);
		frame_seconds(frame, row->mean_us);
		frame_seconds(frame, row->median_us);
		frame_seconds(frame, row->p95_us);
	}
}

/* Pieces, few enough that their tables of pairs stay small beside the events. */
static size_t
pieces_of(const struct work *work, unsigned hands)
{
	const size_t wanted = walk_pieces(work->view, hands, 4);
	const uint64_t cells = work->view->columns->events_n + 1000000;
	const uint64_t most = work->pairs.n > 0 ? cells / work->pairs.n + 1 : wanted;
	return wanted < most ? wanted : (size_t)most;
}

/* Rows of the pairs that occur. */
static size_t
binned_rows_make(struct work *work, const struct gap_figures *figures)
{
	size_t rows_n = 0;
	for (uint64_t pair = 0; pair < work->pairs.n; pair++)
		rows_n += figures[pair].count > 0;
	work->rows = SCRATCH(struct row, rows_n);
	rows_n = 0;
	for (uint64_t pair = 0; pair < work->pairs.n; pair++)
		if (figures[pair].count > 0)
			work->rows[rows_n++] = (struct row){.pair = pair,
				.count = figures[pair].count,
				.mean_us = figures[pair].mean_us,
				.median_us = figures[pair].median_us,
				.p95_us = figures[pair].p95_us};
	qsort(work->rows, rows_n, sizeof *work->rows, row_compare);
	return rows_n;
}

/* The rows by coarse bins; false when that is not this log's way. */
static bool
binned_rows_find(struct work *work, unsigned hands, uint64_t *ret_gaps_n, size_t *ret_rows_n)
{
	if (!gaps_may_be_binned(work->view, &work->pairs))
		return false;
	ON_EXIT(scratch_guard)
	struct gap_figures *figures = SCRATCH(struct gap_figures, work->pairs.n);
	if (!gaps_bin(figures, work->view, &work->pairs, hands))
		return false;
	*ret_gaps_n = 0;
	for (uint64_t pair = 0; pair < work->pairs.n; pair++)
		*ret_gaps_n += figures[pair].count;
	*ret_rows_n = binned_rows_make(work, figures);
	return true;
}

/* The rows by putting all gaps side by side. */
static void
rows_find(struct work *work, const struct measure_options *options, uint64_t *ret_gaps_n,
	size_t *ret_rows_n)
{
	const unsigned hands = options->hands;
	work->pieces_n = pieces_of(work, hands);
	ON_EXIT(scratch_guard)
	uint64_t *places = SCRATCH_ZERO(uint64_t, work->pieces_n * work->pairs.n);
	ON_EXIT(scratch_guard) uint8_t *misfits = SCRATCH_ZERO(uint8_t, work->pieces_n);
	work->places = places;
	work->misfits = misfits;
	crew_run(hands, work->pieces_n, piece_count, work);
	*ret_gaps_n = places_set(work);
	gaps_collect(work, hands, *ret_gaps_n);
	*ret_rows_n = rows_make(work);
	const bool is_cut = options->top_n > 0 && *ret_rows_n > options->top_n;
	crew_run(hands, is_cut ? (size_t)options->top_n : *ret_rows_n, row_measure, work);
}

enum fault_code
measure_follows(struct frame *frame, const struct view *view, const struct measure_options *options,
	struct fault *f)
{
	struct work work = {.view = view};
	uint64_t gaps_n = 0;
	size_t rows_n = 0;

	(void)f; /* counting cannot fail */
	pairs_find(&work.pairs, view, options->hands);
	if (!binned_rows_find(&work, options->hands, &gaps_n, &rows_n))
		rows_find(&work, options, &gaps_n, &rows_n);
	if (options->top_n > 0 && rows_n > options->top_n)
		rows_n = (size_t)options->top_n;

	columns_set(frame);
	frame->n = (int64_t)gaps_n;
	rows_fill(frame, &work, rows_n);
	free(work.gaps);
	free(work.long_gaps);
	free(work.rows);
	pairs_finish(&work.pairs);
	return FAULT_NONE;
}
