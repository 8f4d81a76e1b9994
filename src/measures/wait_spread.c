/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How waits are spread: counts in steps of one round width, as many steps as hold nineteen in
 * twenty, and the long tail in one last step that ends with the longest. Equal widths, so that a
 * picture of them does not deceive.
 */
#include <stdlib.h>

#include "measures/functions.h"
#include "measures/scratch.h"
#include "measures/statistics.h"
#include "measures/wait_set.h"

#define STEPS_MOST 30

/* Widths that people think in; the last ones in seconds. */
static const double widths_s[] = {0.001, 0.01, 0.1, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600,
	900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 1209600, 2419200,
	7862400};

static int64_t
width_for(double most_us)
{
	for (size_t i = 0; i < array_length(widths_s); i++)
		if (most_us < widths_s[i] * 1e6 * STEPS_MOST)
			return (int64_t)(widths_s[i] * 1e6);
	/* Over six years: whole years. */
	const int64_t year_us = 364 * DURATION_DAY_US;
	return ((int64_t)(most_us / STEPS_MOST) / year_us + 1) * year_us;
}

static void
step_fill(struct frame *frame, struct span name, int64_t from_us, int64_t to_us, uint64_t count)
{
	frame_text(frame, name);
	frame_seconds(frame, (double)from_us);
	frame_seconds(frame, (double)to_us);
	frame_int(frame, (int64_t)count);
}

/* How many are shorter than that, of waits in order. */
static size_t
shorter_n(const struct waits *waits, int64_t us)
{
	size_t low = 0, high = waits->n;
	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (wait_key_us(waits->keys[middle]) < us)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
spread_fill(struct frame *frame, struct span name, struct waits *waits)
{
	size_t before_n = 0;

	waits_keep_called(waits);
	const size_t n = waits->n;
	if (n == 0)
		return;
	const int64_t longest = wait_key_us(waits->keys[n - 1]);
	const double most = waits_quantile(waits, 0.95);
	const int64_t width = width_for(most);
	const size_t steps_n = (size_t)(most / (double)width) + 1; /* the tail comes after them */
	for (size_t i = 0; i < steps_n; i++) {
		const int64_t from_us = (int64_t)i * width, to_us = from_us + width;
		const size_t now_n = shorter_n(waits, to_us);
		step_fill(frame, name, from_us, to_us, now_n - before_n);
		before_n = now_n;
	}
	if (before_n < n)
		step_fill(frame, name, (int64_t)steps_n * width, longest, n - before_n);
	frame->n += (int64_t)n;
}

enum fault_code
measure_wait_spread(struct frame *frame, const struct view *view,
	const struct measure_options *options, struct fault *f)
{
	struct wait_set set;
	size_t shown_n;

	(void)f; /* counting cannot fail */
	frame_column_add(frame, "wait", CELL_TEXT, "", "wait");
	frame_column_add(frame, "from", CELL_REAL, "s", "from");
	frame_column_add(frame, "to", CELL_REAL, "s", "to, not with it");
	frame_column_add(frame, "count", CELL_INT, "1", "called");
	wait_set_make(&set, view, options);
	ON_EXIT(scratch_guard) size_t *order = wait_set_order(&set, &shown_n);
	if (!set.is_map && options->top_n > 0 && shown_n > options->top_n)
		shown_n = (size_t)options->top_n;
	for (size_t i = 0; i < shown_n; i++)
		spread_fill(
			frame, wait_set_name(&set, view, options, order[i]), &set.items[order[i]]);
	if (frame_rows_n(frame) > 0)
		frame_note(frame, "The last step of a wait holds its long tail and ends with the "
				  "longest wait.");
	wait_set_finish(&set);
	return FAULT_NONE;
}
