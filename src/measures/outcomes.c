/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How journeys close, by the last closing that each of them had.
 */
#include <stdlib.h>

#include "base/crew.h"
#include "measures/bunches.h"
#include "measures/functions.h"
#include "measures/roles.h"
#include "measures/statistics.h"

struct work {
	const struct view *view;
	const struct roles *roles;
	size_t pieces_n;
	uint64_t *counts; /* pieces_n × (OUTCOME__COUNT + 1); the last is open */
};

static void
piece_count(void *shared, size_t piece)
{
	const struct work *work = shared;
	uint64_t *counts = &work->counts[piece * (OUTCOME__COUNT + 1)];
	struct bunches *bunches = bunches_new(work->roles, work->view, piece, work->pieces_n);
	const struct bunch *b;

	while ((b = bunches_next(bunches)) != NULL)
		counts[b->outcome] += b->journeys_n;
	bunches_free(bunches);
}

static void
rows_fill(struct frame *frame, const uint64_t *counts)
{
	static const char *const words[] = {
#define X(id, word) [OUTCOME_##id] = word,
		OUTCOME_TABLE(X)
#undef X
			[OUTCOME__COUNT] = "open",
	};
	for (size_t i = 0; i <= OUTCOME__COUNT; i++) {
		const uint64_t n = (uint64_t)frame->n;
		const struct interval range = wilson(counts[i], n);
		const bool is_enough = n >= SHARE_LEAST_N;
		frame_text(frame, span_of(words[i]));
		frame_int(frame, (int64_t)counts[i]);
		frame_real(frame, is_enough ? (double)counts[i] / (double)n : NAN);
		frame_real(frame, is_enough ? range.low : NAN);
		frame_real(frame, is_enough ? range.high : NAN);
	}
}

enum fault_code
measure_outcomes(struct frame *frame, const struct view *view,
	const struct measure_options *options, struct fault *f)
{
	ON_EXIT(roles_guard) struct roles *roles = roles_new(view->columns, options, view->last_us);
	struct work work = {
		.view = view,
		.roles = roles,
		.pieces_n = walk_pieces(view, options->hands, 2),
	};
	bool has_closing = false;

	(void)f; /* counting cannot fail */
	roles_note(roles, frame);
	work.counts = ARENA_ARRAY(roles->arena, uint64_t, work.pieces_n * (OUTCOME__COUNT + 1));
	crew_run(options->hands, work.pieces_n, piece_count, &work);
	for (size_t i = OUTCOME__COUNT + 1; i < work.pieces_n * (OUTCOME__COUNT + 1); i++)
		work.counts[i % (OUTCOME__COUNT + 1)] += work.counts[i];

	frame_column_add(frame, "outcome", CELL_TEXT, "", "how the journey closed");
	frame_column_add(frame, "journeys", CELL_INT, "1", "journeys");
	frame_column_add(frame, "share", CELL_REAL, "share", "share of journeys");
	frame_column_add(frame, "low", CELL_REAL, "share", "from");
	frame_column_add(frame, "high", CELL_REAL, "share", "to");
	for (size_t i = 0; i <= OUTCOME__COUNT; i++)
		frame->n += (int64_t)work.counts[i];
	for (size_t i = 0; i < OUTCOME__COUNT; i++)
		has_closing = has_closing || options->cycle->closes[i].names_n > 0;
	if (!has_closing)
		frame_note(frame, "The cycle names no event that closes a journey.");
	else if (frame->n > 0 && frame->n < SHARE_LEAST_N)
		frame_note(frame, "Too few journeys to give shares.");
	else if (frame->n > 0 && frame->n < SHARE_INDICATIVE_N)
		frame_note(frame, "Indicative: fewer than %d journeys.", SHARE_INDICATIVE_N);
	rows_fill(frame, work.counts);
	return FAULT_NONE;
}
