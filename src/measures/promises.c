/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Promises that score themselves: each wait that was quoted, held against what came of it. A quote
 * is a range from the moment of quoting; it holds the truth when the customer was called within it.
 * What counts is what the customer was told: whole minutes, in fives from 20 on and in tens from 90
 * on, the least rounded down and the most up (ui/src/live/format.ts says it so).
 * Who left was not reached, and that counts against it; who still waits leaves it open.
 */
#include <stdlib.h>

#include "base/crew.h"
#include "measures/functions.h"
#include "measures/kinds.h"
#include "measures/scratch.h"
#include "measures/statistics.h"

#define STATED 0.8 /* the share of quotes that are to hold the truth */

struct tally {
	uint64_t held_n, early_n, late_n, left_n, open_n, lost_n;
	__int128 width_us, off_us; /* off: from the middle of the range, of those called; doubled */
};

struct work {
	const struct view *view;
	const struct numbers *least, *most;
	uint8_t *ends; /* what an activity is to a quote */
	size_t pieces_n;
	struct tally *tallies;
};

enum end {
	END_NONE,
	END_CALLED,
	END_LEFT,
	END_CLOSED,
	END_QUOTED, /* none, but where another promise begins */
};

static const struct kind kinds[] = {
	{"promise.quoted", END_QUOTED},
	{"ticket.called", END_CALLED},
	{"service.begun", END_CALLED},
	{"ticket.left", END_LEFT},
	{"journey.abandoned", END_LEFT},
	{"journey.satisfied", END_CLOSED},
	{"journey.dissatisfied", END_CLOSED},
	{"ticket.taken", END_CLOSED},
};

static void
called_tally(struct tally *t, int64_t wait_us, int64_t least_us, int64_t most_us)
{
	if (wait_us < least_us)
		t->early_n++;
	else if (wait_us > most_us)
		t->late_n++;
	else
		t->held_n++;
	t->off_us += 2 * (__int128)wait_us - least_us - most_us;
}

static int64_t
step_of(int64_t us)
{
	return us > 90 * DURATION_MINUTE_US   ? 10 * DURATION_MINUTE_US
	       : us > 20 * DURATION_MINUTE_US ? 5 * DURATION_MINUTE_US
					      : DURATION_MINUTE_US;
}

static int64_t
told_most(int64_t us)
{
	const int64_t step = step_of(us);

	return us <= 0 ? step : us / step * step + (us % step > 0 ? step : 0);
}

static int64_t
told_least(int64_t us)
{
	return us <= 0 ? 0 : us / step_of(us) * step_of(us);
}

static void
quote_tally(const struct work *work, struct tally *t, uint64_t quote, uint64_t end)
{
	const struct columns *c = work->view->columns;

	if (number_at(work->least, quote) == NUMBER_NONE ||
		number_at(work->most, quote) == NUMBER_NONE)
		return;
	const int64_t least_us = told_least(number_at(work->least, quote));
	const int64_t most_us = told_most(number_at(work->most, quote));
	t->width_us += (__int128)most_us - least_us;
	for (uint64_t e = quote + 1; e < end; e++) {
		switch ((enum end)work->ends[column_code(&c->activity, e)]) {
		case END_CALLED:
			called_tally(t, c->time_us[e] - c->time_us[quote], least_us, most_us);
			return;
		case END_LEFT:
			t->left_n++;
			return;
		case END_CLOSED:
			t->lost_n++;
			return;
		case END_NONE:
		case END_QUOTED:
			break;
		}
	}
	t->open_n++;
}

/* A piece's quotes. */
struct telling {
	const struct work *work;
	struct tally *tally;
};

static void
quote_meet(void *with, uint64_t event, uint64_t end, uint8_t kind)
{
	const struct telling *telling = with;
	if (kind == END_QUOTED)
		quote_tally(telling->work, telling->tally, event, end);
}

static void
piece_tally(void *shared, size_t piece)
{
	const struct work *work = shared;
	struct telling telling = {work, &work->tallies[piece]};
	kinds_meet(work->view, work->ends, piece, work->pieces_n, quote_meet, &telling);
}

static void
columns_set(struct frame *frame)
{
	frame_column_add(frame, "n", CELL_INT, "1", "judged");
	frame_column_add(frame, "held", CELL_INT, "1", "held the truth");
	frame_column_add(frame, "share", CELL_REAL, "share", "share that held");
	frame_column_add(frame, "low", CELL_REAL, "share", "from");
	frame_column_add(frame, "high", CELL_REAL, "share", "to");
	frame_column_add(frame, "stated", CELL_REAL, "share", "stated");
	frame_column_add(frame, "calibrated", CELL_TEXT, "", "as stated");
	frame_column_add(frame, "early", CELL_INT, "1", "called earlier");
	frame_column_add(frame, "late", CELL_INT, "1", "called later");
	frame_column_add(frame, "left", CELL_INT, "1", "left");
	frame_column_add(frame, "open", CELL_INT, "1", "still waiting");
	frame_column_add(frame, "width", CELL_REAL, "s", "mean width");
	frame_column_add(frame, "bias", CELL_REAL, "s", "mean wait beyond the middle");
}

static void
share_fill(struct frame *frame, const struct tally *t, uint64_t n)
{
	const struct interval range = wilson(t->held_n, n);

	frame_int(frame, (int64_t)n);
	frame_int(frame, (int64_t)t->held_n);
	if (n < SHARE_LEAST_N) {
		for (int i = 0; i < 3; i++)
			frame_null(frame);
		frame_real(frame, STATED);
		frame_text(frame, SPAN("too few"));
		return;
	}
	frame_real(frame, (double)t->held_n / (double)n);
	frame_real(frame, range.low);
	frame_real(frame, range.high);
	frame_real(frame, STATED);
	frame_text(frame, range.high < STATED  ? SPAN("too narrow")
			  : range.low > STATED ? SPAN("too wide")
					       : SPAN("yes"));
}

static void
row_fill(struct frame *frame, const struct tally *t)
{
	const uint64_t called_n = t->held_n + t->early_n + t->late_n;
	const uint64_t judged_n = called_n + t->left_n;
	const uint64_t all_n = judged_n + t->open_n + t->lost_n;

	share_fill(frame, t, judged_n);
	frame_int(frame, (int64_t)t->early_n);
	frame_int(frame, (int64_t)t->late_n);
	frame_int(frame, (int64_t)t->left_n);
	frame_int(frame, (int64_t)t->open_n);
	frame_seconds(frame, all_n < SHARE_LEAST_N ? NAN : mean_of_sum(t->width_us, all_n));
	frame_seconds(frame, called_n < SHARE_LEAST_N ? NAN : mean_of_sum(t->off_us, called_n) / 2);
	if (judged_n >= SHARE_LEAST_N && judged_n < SHARE_INDICATIVE_N)
		frame_note(
			frame, "Indicative: fewer than %d quotes were judged.", SHARE_INDICATIVE_N);
	if (t->lost_n > 0)
		frame_note(frame,
			"Of %llu quotes the journey closed, or another ticket was taken, before "
			"anybody was called; they are not judged.",
			(unsigned long long)t->lost_n);
	frame->n += (int64_t)all_n;
}

enum fault_code
measure_promises(struct frame *frame, const struct view *view,
	const struct measure_options *options, struct fault *f)
{
	const struct columns *c = view->columns;
	struct work work = {
		.view = view,
		.least = columns_number(c, "least_us"),
		.most = columns_number(c, "most_us"),
		.pieces_n = walk_pieces(view, options->hands, 2),
	};

	(void)f; /* counting cannot fail */
	columns_set(frame);
	if (work.least == NULL || work.most == NULL ||
		column_find(&c->activity, SPAN("promise.quoted")) == UINT32_MAX) {
		frame_note(frame, "Only a store knows which waits were quoted.");
		return FAULT_NONE;
	}
	ON_EXIT(scratch_guard)
	uint8_t *ends = SCRATCH_ZERO(uint8_t, c->activity.words.words_n + 1);
	ON_EXIT(scratch_guard) struct tally *tallies = SCRATCH_ZERO(struct tally, work.pieces_n);
	work.ends = ends;
	work.tallies = tallies;
	kinds_find(ends, c, kinds, array_length(kinds));
	crew_run(options->hands, work.pieces_n, piece_tally, &work);
	for (size_t i = 1; i < work.pieces_n; i++) {
		tallies[0].held_n += tallies[i].held_n;
		tallies[0].early_n += tallies[i].early_n;
		tallies[0].late_n += tallies[i].late_n;
		tallies[0].left_n += tallies[i].left_n;
		tallies[0].open_n += tallies[i].open_n;
		tallies[0].lost_n += tallies[i].lost_n;
		tallies[0].width_us += tallies[i].width_us;
		tallies[0].off_us += tallies[i].off_us;
	}
	row_fill(frame, &tallies[0]);
	return FAULT_NONE;
}
