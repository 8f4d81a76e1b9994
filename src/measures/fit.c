/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The map against the log. A journey skips a moment that is not optional when it never has it
 * though a later one begins or the journey closes without being abandoned. It has a moment out of
 * order when that first begins after a later one has. It repeats a moment that the map does not
 * expect to repeat.
 */
#include <stdlib.h>

#include "base/crew.h"
#include "measures/bunches.h"
#include "measures/functions.h"
#include "measures/roles.h"
#include "measures/scratch.h"

#define STRANGERS_SHOWN 10
#define WORDS_MANY	100000 /* not worth a table a piece */

struct tally {
	uint64_t seen_n, skipped_n, out_of_order_n, repeated_n;
};

/* How journeys held to the map, which is the same for all that are alike. */
enum {
	HAD_SEEN = 1 << 0,
	HAD_SKIPPED = 1 << 1,
	HAD_OUT_OF_ORDER = 1 << 2,
	HAD_REPEATED = 1 << 3,
};

struct held {
	uint64_t journeys_n;
	uint8_t *had;  /* of each moment */
	bool is_whole; /* nothing was amiss */
};

struct work {
	const struct view *view;
	const struct roles *roles;
	size_t pieces_n, moments_n;
	struct tally *tallies;		/* pieces_n × moments_n */
	uint64_t *whole_n, *journeys_n; /* of each piece: follow the map wholly; all */
};

/* When each moment of the journey first began, 0 for never; which ones the customer at least came
 * to. */
struct order {
	uint32_t *first_mark;
	uint8_t *is_seen;
};

static void
order_find(const struct bunch *b, size_t moments_n, struct order *order)
{
	memset(order->first_mark, 0, moments_n * sizeof *order->first_mark);
	memset(order->is_seen, 0, moments_n);
	for (size_t i = 0; i < b->items_n; i++) {
		const struct bunch_item *passage = &b->items[i];
		uint32_t *first = &order->first_mark[passage->moment];
		if (passage->mark != 0 && (*first == 0 || passage->mark < *first))
			*first = passage->mark;
		if (passage->mark != 0 || passage->ending == PASSAGE_LEFT)
			order->is_seen[passage->moment] = 1;
	}
}

/* From the last moment to the first: what has begun later on the map. */
static void
journey_hold(
	const struct work *work, const struct bunch *b, const struct order *order, struct held *ret)
{
	uint32_t earliest_later = UINT32_MAX; /* the first mark of any later moment */
	bool goes_on = b->outcome == OUTCOME_SATISFIED || b->outcome == OUTCOME_DISSATISFIED;
	ret->is_whole = true;
	for (size_t m = work->moments_n; m-- > 0;) {
		const struct moment *moment = work->roles->moments[m];
		const uint32_t mark = order->first_mark[m];
		ret->had[m] = 0;
		if (moment->begins.names_n == 0)
			continue;
		if (order->is_seen[m])
			ret->had[m] |= HAD_SEEN;
		if (goes_on && !moment->is_optional && !order->is_seen[m])
			ret->had[m] |= HAD_SKIPPED;
		if (mark != 0 && mark > earliest_later)
			ret->had[m] |= HAD_OUT_OF_ORDER;
		if (!moment->may_repeat && b->times_n[m] > 1)
			ret->had[m] |= HAD_REPEATED;
		ret->is_whole &= (ret->had[m] & ~HAD_SEEN) == 0;
		if (mark != 0) {
			earliest_later = mark < earliest_later ? mark : earliest_later;
			goes_on = true;
		}
	}
}

/* Counts what one journey, or journeys_n alike, had. */
static void
held_add(const struct work *work, size_t piece, const struct held *held)
{
	struct tally *tallies = &work->tallies[piece * work->moments_n];
	for (size_t m = 0; m < work->moments_n; m++) {
		const uint8_t had = held->had[m];
		tallies[m].seen_n += had & HAD_SEEN ? held->journeys_n : 0;
		tallies[m].skipped_n += had & HAD_SKIPPED ? held->journeys_n : 0;
		tallies[m].out_of_order_n += had & HAD_OUT_OF_ORDER ? held->journeys_n : 0;
		tallies[m].repeated_n += had & HAD_REPEATED ? held->journeys_n : 0;
	}
	work->journeys_n[piece] += held->journeys_n;
	work->whole_n[piece] += held->is_whole ? held->journeys_n : 0;
}

static void
piece_tally(void *shared, size_t piece)
{
	const struct work *work = shared;
	const size_t n = work->moments_n;
	ON_EXIT(scratch_guard) uint32_t *marks = SCRATCH(uint32_t, n);
	ON_EXIT(scratch_guard) uint8_t *seen = SCRATCH(uint8_t, n);
	ON_EXIT(scratch_guard)
	struct held *alike = SCRATCH_ZERO(struct held, BUNCHES_ALIKE_MOST + 1);
	struct order order = {.first_mark = marks, .is_seen = seen};
	struct bunches *bunches = bunches_new(work->roles, work->view, piece, work->pieces_n);
	const struct bunch *b;

	alike[0].had = SCRATCH(uint8_t, n); /* of those that nobody is known to be like */
	while ((b = bunches_next(bunches)) != NULL) {
		struct held *held = &alike[b->alike];
		held->journeys_n += b->journeys_n;
		if (held->journeys_n > b->journeys_n)
			continue;
		if (held->had == NULL)
			held->had = SCRATCH(uint8_t, n);
		order_find(b, n, &order);
		journey_hold(work, b, &order, held);
		if (held != alike)
			continue;
		held_add(work, piece, held);
		held->journeys_n = 0;
	}
	bunches_free(bunches);
	for (size_t i = 0; i <= BUNCHES_ALIKE_MOST; i++) {
		if (alike[i].journeys_n > 0)
			held_add(work, piece, &alike[i]);
		free(alike[i].had);
	}
}

struct strangers {
	const struct view *view;
	size_t pieces_n;
	uint64_t *counts; /* pieces_n × words */
};

static ALWAYS_INLINE void
activities_count(uint64_t *counts, struct walk *w, unsigned width)
{
	const void *const codes = w->columns->activity.codes;
	while (walk_next(w))
		for (uint64_t e = w->first; e < w->end; e++)
			counts[code_at(codes, width, e)]++;
}

static void
piece_count(void *shared, size_t piece)
{
	const struct strangers *work = shared;
	const struct column *activity = &work->view->columns->activity;
	uint64_t *counts = work->counts + piece * activity->words.words_n;
	struct walk w;

	walk_begin(&w, work->view, piece, work->pieces_n);
	switch (activity->width) {
	case 1:
		activities_count(counts, &w, 1);
		break;
	case 2:
		activities_count(counts, &w, 2);
		break;
	default:
		activities_count(counts, &w, 4);
	}
}

/* How often each activity that is not on the map occurs. */
static uint64_t *
strangers_count(const struct view *view, const struct roles *roles, unsigned hands)
{
	const uint64_t words_n = view->columns->activity.words.words_n;
	const size_t wanted = walk_pieces(view, hands, 2);
	struct strangers work = {.view = view, .pieces_n = words_n > WORDS_MANY ? 1 : wanted};

	work.counts = SCRATCH_ZERO(uint64_t, work.pieces_n * words_n);
	crew_run(hands, work.pieces_n, piece_count, &work);
	for (size_t piece = 1; piece < work.pieces_n; piece++)
		for (uint64_t i = 0; i < words_n; i++)
			work.counts[i] += work.counts[piece * words_n + i];
	for (uint64_t i = 0; i < words_n; i++)
		if (roles_has(roles, (uint32_t)i))
			work.counts[i] = 0;
	return work.counts;
}

/* The most frequent of them, in a note. */
static void
strangers_note(
	struct frame *frame, const struct view *view, const struct roles *roles, unsigned hands)
{
	const struct words *words = &view->columns->activity.words;
	ON_EXIT(scratch_guard) uint64_t *counts = strangers_count(view, roles, hands);
	const char *text = "";
	uint64_t all_n = 0, shown_n = 0;
	for (uint64_t i = 0; i < words->words_n; i++)
		all_n += counts[i] > 0;
	for (; shown_n < all_n && shown_n < STRANGERS_SHOWN; shown_n++) {
		uint64_t most = 0;
		for (uint64_t i = 1; i < words->words_n; i++)
			most = counts[i] > counts[most] ? i : most;
		const struct span word = words_at(words, most);
		text = arena_printf(frame->arena, "%s%s%.*s (%llu)", text, shown_n > 0 ? ", " : "",
			SPAN_PRINT(word), (unsigned long long)counts[most]);
		counts[most] = 0;
	}
	if (all_n > shown_n)
		frame_note(frame, "Not on the map: %s and %llu more.", text,
			(unsigned long long)(all_n - shown_n));
	else if (all_n > 0)
		frame_note(frame, "Not on the map: %s.", text);
}

static void
columns_set(struct frame *frame)
{
	frame_column_add(frame, "stage", CELL_TEXT, "", "stage");
	frame_column_add(frame, "moment", CELL_TEXT, "", "moment");
	frame_column_add(frame, "journeys", CELL_INT, "1", "journeys");
	frame_column_add(frame, "seen", CELL_INT, "1", "have it");
	frame_column_add(frame, "share", CELL_REAL, "share", "share of journeys");
	frame_column_add(frame, "skipped", CELL_INT, "1", "skip it");
	frame_column_add(frame, "out_of_order", CELL_INT, "1", "out of order");
	frame_column_add(frame, "repeated", CELL_INT, "1", "repeat it");
}

static void
row_fill(struct frame *frame, const struct cycle *cycle, const struct moment *moment,
	const struct tally *t)
{
	frame_text(frame, span_of(cycle->stages[moment->stage].name));
	frame_text(frame, span_of(moment->name));
	frame_int(frame, frame->n);
	if (moment->begins.names_n == 0) { /* marked by staff: a log cannot say */
		for (int i = 0; i < 5; i++)
			frame_null(frame);
		return;
	}
	frame_int(frame, (int64_t)t->seen_n);
	frame_real(frame, (double)t->seen_n / (double)frame->n);
	frame_int(frame, (int64_t)t->skipped_n);
	frame_int(frame, (int64_t)t->out_of_order_n);
	frame_int(frame, (int64_t)t->repeated_n);
}

enum fault_code
measure_fit(struct frame *frame, const struct view *view, const struct measure_options *options,
	struct fault *f)
{
	const struct cycle *cycle = options->cycle;
	ON_EXIT(roles_guard) struct roles *roles = roles_new(view->columns, options, view->last_us);
	struct work work = {
		.view = view,
		.roles = roles,
		.pieces_n = walk_pieces(view, options->hands, 2),
		.moments_n = cycle->moments_n,
	};
	uint64_t whole_n = 0;

	(void)f; /* counting cannot fail */
	roles_note(roles, frame);
	work.tallies = ARENA_ARRAY(roles->arena, struct tally, work.pieces_n * work.moments_n);
	work.whole_n = ARENA_ARRAY(roles->arena, uint64_t, work.pieces_n);
	work.journeys_n = ARENA_ARRAY(roles->arena, uint64_t, work.pieces_n);
	crew_run(options->hands, work.pieces_n, piece_tally, &work);

	columns_set(frame);
	for (size_t piece = 0; piece < work.pieces_n; piece++) {
		frame->n += (int64_t)work.journeys_n[piece];
		whole_n += work.whole_n[piece];
		for (size_t m = 0; piece > 0 && m < work.moments_n; m++) {
			struct tally *all = &work.tallies[m];
			const struct tally *t = &work.tallies[piece * work.moments_n + m];
			all->seen_n += t->seen_n;
			all->skipped_n += t->skipped_n;
			all->out_of_order_n += t->out_of_order_n;
			all->repeated_n += t->repeated_n;
		}
	}
	frame_note(frame, "%llu of %llu journeys follow the map wholly.",
		(unsigned long long)whole_n, (unsigned long long)frame->n);
	strangers_note(frame, view, roles, options->hands);
	for (size_t m = 0; m < cycle->moments_n; m++)
		row_fill(frame, cycle, cycle_moment(cycle, m), &work.tallies[m]);
	return FAULT_NONE;
}
