/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Waits, percentiles first, of everybody who came: those who left and those who still wait are in
 * them. The mean is over those who were called, and is the figure that flatters.
 */
#include <stdlib.h>

#include "base/crew.h"
#include "measures/functions.h"
#include "measures/scratch.h"
#include "measures/statistics.h"
#include "measures/wait_set.h"

static const double shares[] = {0.5, 0.75, 0.9, 0.95};

struct figures {
	double mean, longest;
	double percentiles[array_length(shares)];
	double called_within, left_within;
	double offered; /* median of Kaplan–Meier */
};

static void
columns_set(struct frame *frame, int64_t within_us)
{
	char limit[DURATION_TEXT_SIZE];
	duration_text(within_us, limit);
	frame_column_add(frame, "wait", CELL_TEXT, "", "wait");
	frame_column_add(frame, "kind", CELL_TEXT, "", "kind");
	frame_column_add(frame, "n", CELL_INT, "1", "called");
	frame_column_add(frame, "left", CELL_INT, "1", "left");
	frame_column_add(frame, "open", CELL_INT, "1", "still waiting");
	frame_column_add(frame, "mean", CELL_REAL, "s", "mean (called)");
	frame_column_add(frame, "median", CELL_REAL, "s", "median");
	frame_column_add(frame, "p75", CELL_REAL, "s", "75 %");
	frame_column_add(frame, "p90", CELL_REAL, "s", "90 %");
	frame_column_add(frame, "p95", CELL_REAL, "s", "95 %");
	frame_column_add(frame, "longest", CELL_REAL, "s", "longest");
	frame_column_add(frame, "called_within", CELL_REAL, "share",
		arena_printf(frame->arena, "called within %s", limit));
	frame_column_add(frame, "left_within", CELL_REAL, "share",
		arena_printf(frame->arena, "left within %s", limit));
	frame_column_add(frame, "offered", CELL_REAL, "s", "median offered (Kaplan–Meier)");
}

/* Gaps have all been "called": their percentiles are type 7 like all others. */
static void
shares_of_gaps(struct figures *figures, const struct waits *waits, int64_t within_us)
{
	const uint64_t *const keys = waits->keys;
	size_t within_n = 0, high = waits->n;
	while (within_n < high) {
		const size_t middle = within_n + (high - within_n) / 2;
		if (wait_key_us(keys[middle]) <= within_us)
			within_n = middle + 1;
		else
			high = middle;
	}
	for (size_t i = 0; i < array_length(shares); i++)
		figures->percentiles[i] = waits_quantile(waits, shares[i]);
	figures->called_within = waits->n > 0 ? (double)within_n / (double)waits->n : NAN;
	figures->left_within = NAN;
	figures->offered = NAN;
}

/* Of everybody who came. */
static void
shares_of_all(struct figures *figures, const struct waits *waits, int64_t within_us)
{
	struct incidence_figures all = {
		.shares = shares, .shares_n = array_length(shares), .within_us = within_us};
	incidence_figure(&all, waits->keys, waits->n);
	figures->called_within = all.called;
	figures->left_within = all.left;
	for (size_t i = 0; i < array_length(shares); i++)
		figures->percentiles[i] = all.called_when[i];
	figures->offered = all.offered_when;
}

static struct figures
figures_of(const struct waits *waits, bool is_map, int64_t within_us)
{
	struct figures figures = {.longest = NAN};
	__int128 sum = 0;
	for (size_t i = 0; i < waits->n; i++) {
		const bool is_called = wait_key_end(waits->keys[i]) == WAIT_CALLED;
		sum += wait_key_us(waits->keys[i]) & -(int64_t)is_called;
	}
	if (waits->n > 0)
		figures.longest = (double)wait_key_us(waits->keys[waits->n - 1]);
	figures.mean = mean_of_sum(sum, waits->called_n);
	if (is_map)
		shares_of_all(&figures, waits, within_us);
	else
		shares_of_gaps(&figures, waits, within_us);
	if (waits->n < P95_LEAST_N)
		figures.percentiles[array_length(shares) - 1] = NAN;
	return figures;
}

/* One wait a piece. */
struct figuring {
	const struct wait_set *set;
	const size_t *order;
	int64_t within_us;
	struct figures *figures;
};

static void
piece_figures(void *shared, size_t piece)
{
	const struct figuring *work = shared;
	work->figures[piece] = figures_of(
		&work->set->items[work->order[piece]], work->set->is_map, work->within_us);
}

static void
row_fill(struct frame *frame, const struct wait_set *set, const struct waits *waits,
	struct span name, const struct figures *figures)
{
	frame_text(frame, name);
	frame_text(frame, set->is_map ? SPAN("moment") : SPAN("activity"));
	frame_int(frame, (int64_t)waits->called_n);
	if (set->is_map) {
		frame_int(frame, (int64_t)waits->left_n);
		frame_int(frame, (int64_t)waits->open_n);
	} else {
		frame_null(frame);
		frame_null(frame);
	}
	frame_seconds(frame, figures->mean);
	for (size_t i = 0; i < array_length(shares); i++)
		frame_seconds(frame, figures->percentiles[i]);
	frame_seconds(frame, figures->longest);
	frame_real(frame, figures->called_within);
	frame_real(frame, figures->left_within);
	frame_seconds(frame, figures->offered);
}

static void
notes_add(struct frame *frame, const struct wait_set *set, size_t number, struct span name,
	const struct measure_options *options)
{
	const struct waits *waits = &set->items[number];
	const uint64_t lost_n = waits->n - waits->called_n - waits->left_n - waits->open_n;
	if (options->cycle != NULL && !set->is_map)
		frame_note(frame, "The map names no wait; these are the gaps before activities.");
	if (!set->is_map)
		return;
	if (lost_n > 0)
		frame_note(frame,
			"%.*s: of %llu the journey closed and the log does not tell whether "
			"they were called; they count as long as they were seen.",
			SPAN_PRINT(name), (unsigned long long)lost_n);
	if (set->clocks[number].is_opening)
		frame_note(frame, "%.*s counts opening hours only, as its standard does.",
			SPAN_PRINT(name));
}

enum fault_code
measure_waits(struct frame *frame, const struct view *view, const struct measure_options *options,
	struct fault *f)
{
	struct wait_set set;
	size_t shown_n;

	(void)f; /* counting cannot fail */
	columns_set(frame, options->within_us);
	wait_set_make(&set, view, options);
	ON_EXIT(scratch_guard) size_t *order = wait_set_order(&set, &shown_n);
	if (!set.is_map && options->top_n > 0 && shown_n > options->top_n)
		shown_n = (size_t)options->top_n;
	ON_EXIT(scratch_guard) struct figures *figures = SCRATCH(struct figures, shown_n);
	struct figuring figuring = {&set, order, options->within_us, figures};
	crew_run(options->hands, shown_n, piece_figures, &figuring);
	for (size_t i = 0; i < shown_n; i++) {
		const struct waits *waits = &set.items[order[i]];
		const struct span name = wait_set_name(&set, view, options, order[i]);
		row_fill(frame, &set, waits, name, &figures[i]);
		notes_add(frame, &set, order[i], name, options);
		frame->n += (int64_t)waits->n;
	}
	wait_set_finish(&set);
	return FAULT_NONE;
}
