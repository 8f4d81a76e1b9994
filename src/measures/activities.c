/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is done, how often, in how many journeys, and how soon it goes on afterwards. One walk, one
 * small tally an activity for each piece of the log, added up at the end.
 */
#include <stdlib.h>

#include "base/crew.h"
#include "measures/functions.h"
#include "measures/ready.h"
#include "measures/scratch.h"
#include "measures/walk.h"

#define COUNTED_AT_ONCE 65536 /* gaps; their count fits 32 bits, which is quicker */

struct tally {
	uint64_t count, journeys_n;
	uint64_t firsts_n, lasts_n; /* journeys that begin or end with it */
	uint64_t within_n;	    /* gaps to the next event within the limit */
	uint64_t stamp;		    /* the last journey counted, + 1 */
	__int128 duration_us;
};

struct work {
	const struct view *view;
	size_t pieces_n;
	uint64_t words_n;
	int64_t limit_us;
	struct tally *tallies; /* pieces_n × words_n */
	uint64_t *journeys_n;  /* of each piece */
};

static ALWAYS_INLINE struct tally *
tally_event(struct tally *tallies, const void *codes, unsigned width, uint64_t e, uint64_t stamp)
{
	struct tally *t = &tallies[code_at(codes, width, e)];
	t->count++;
	t->journeys_n += t->stamp != stamp;
	t->stamp = stamp;
	return t;
}

/* All events of a journey: only the last has no gap after it. */
static ALWAYS_INLINE void
tally_journey(const struct work *work, struct tally *tallies, const struct walk *w, unsigned width)
{
	const void *const codes = w->columns->activity.codes;
	const int64_t *const times = w->columns->time_us;
	const int64_t *const ends = w->columns->end_us != NULL ? w->columns->end_us : times;
	const uint64_t stamp = (uint64_t)w->journey + 1, last = w->end - 1;
	const int64_t limit_us = work->limit_us;
	tallies[code_at(codes, width, w->first)].firsts_n++;
	for (uint64_t e = w->first; e < last; e++)
		tally_event(tallies, codes, width, e, stamp)->within_n +=
			times[e + 1] - ends[e] <= limit_us;
	tally_event(tallies, codes, width, last, stamp)->lasts_n++;
	for (uint64_t e = w->first; ends != times && e < w->end; e++)
		tallies[code_at(codes, width, e)].duration_us += ends[e] - times[e];
}

/* Some events of a journey. */
static void
tally_chosen(const struct work *work, struct tally *tallies, const struct walk *w)
{
	const struct columns *c = w->columns;
	const struct column *activity = &c->activity;
	for (size_t i = 0; i < w->events_n; i++) {
		const uint64_t e = w->chosen[i];
		struct tally *t = tally_event(
			tallies, activity->codes, activity->width, e, (uint64_t)w->journey + 1);
		t->firsts_n += e == w->first;
		if (e + 1 < w->end)
			t->within_n += c->time_us[e + 1] - columns_end_us(c, e) <= work->limit_us;
		else
			t->lasts_n++;
		t->duration_us += columns_end_us(c, e) - c->time_us[e];
	}
}

static ALWAYS_INLINE void
tally_all(const struct work *work, struct tally *tallies, struct walk *w, unsigned width,
	uint64_t *ret_journeys_n)
{
	uint64_t journeys_n = 0;
	while (walk_next(w)) {
		if (w->events_n == 0)
			continue;
		journeys_n++;
		if (w->chosen == NULL)
			tally_journey(work, tallies, w, width);
		else
			tally_chosen(work, tallies, w);
	}
	*ret_journeys_n = journeys_n;
}

static void
piece_tally(void *shared, size_t piece)
{
	const struct work *work = shared;
	struct tally *tallies = &work->tallies[piece * work->words_n];
	uint64_t *journeys_n = &work->journeys_n[piece];
	struct walk w;

	walk_begin(&w, work->view, piece, work->pieces_n);
	switch (w.columns->activity.width) {
	case 1:
		tally_all(work, tallies, &w, 1, journeys_n);
		break;
	case 2:
		tally_all(work, tallies, &w, 2, journeys_n);
		break;
	default:
		tally_all(work, tallies, &w, 4, journeys_n);
	}
}

/* Adds all pieces to the first. Returns the number of journeys. */
static uint64_t
pieces_add(struct work *work)
{
	uint64_t journeys_n = work->journeys_n[0];
	for (size_t piece = 1; piece < work->pieces_n; piece++) {
		journeys_n += work->journeys_n[piece];
		for (uint64_t i = 0; i < work->words_n; i++) {
			struct tally *all = &work->tallies[i];
			const struct tally *t = &work->tallies[piece * work->words_n + i];
			all->count += t->count;
			all->journeys_n += t->journeys_n;
			all->firsts_n += t->firsts_n;
			all->lasts_n += t->lasts_n;
			all->within_n += t->within_n;
			all->duration_us += t->duration_us;
		}
	}
	return journeys_n;
}

/* ---- Of tables made ready ---- */

/* A path counts for all journeys that took it. */
static void
path_tally(struct tally *tallies, const struct columns *c, const struct columns_path *path,
	uint64_t stamp)
{
	const uint64_t first = c->first[path->journey], last = c->first[path->journey + 1] - 1;
	for (uint64_t e = first; e <= last; e++) {
		struct tally *t = &tallies[column_code(&c->activity, e)];
		t->count += path->journeys_n;
		t->journeys_n += t->stamp != stamp ? path->journeys_n : 0;
		t->stamp = stamp;
	}
	tallies[column_code(&c->activity, first)].firsts_n += path->journeys_n;
	tallies[column_code(&c->activity, last)].lasts_n += path->journeys_n;
}

static void
piece_tally_paths(void *shared, size_t piece)
{
	const struct work *work = shared;
	const struct columns_ready *ready = work->view->columns->ready;
	const uint64_t end = ready->paths_n * (piece + 1) / work->pieces_n;
	uint64_t journeys_n = 0;
	for (uint64_t i = ready->paths_n * piece / work->pieces_n; i < end; i++) {
		ready_prefetch(ready, work->view->columns, i);
		path_tally(&work->tallies[piece * work->words_n], work->view->columns,
			&ready->paths[i], i + 1);
		journeys_n += ready->paths[i].journeys_n;
	}
	work->journeys_n[piece] = journeys_n;
}

struct within {
	const struct columns_ready *ready;
	const uint64_t *begins; /* of the pairs' gaps */
	uint32_t most;		/* ticks */
	uint64_t *within_n;	/* of each pair */
};

static void
pair_count(void *shared, size_t pair)
{
	const struct within *work = shared;
	const uint32_t *gaps = work->ready->gaps + work->begins[pair];
	const uint64_t n = work->ready->pairs[pair].gaps_n;
	uint64_t within_n = 0;
	for (uint64_t block = 0; block < n; block += COUNTED_AT_ONCE) {
		const uint64_t end = n - block < COUNTED_AT_ONCE ? n : block + COUNTED_AT_ONCE;
		uint32_t count = 0;
		for (uint64_t i = block; i < end; i++)
			count += gaps[i] <= work->most;
		within_n += count;
	}
	work->within_n[pair] = within_n;
}

/* Adds gaps within the limit to the activity that they come after. */
static void
gaps_tally(struct work *work, const struct columns_ready *ready, unsigned hands)
{
	const int64_t most = work->limit_us / work->view->columns->tick_us;
	ON_EXIT(scratch_guard) uint64_t *begins = SCRATCH(uint64_t, ready->pairs_n);
	ON_EXIT(scratch_guard) uint64_t *within_n = SCRATCH(uint64_t, ready->pairs_n);
	struct within within = {
		.ready = ready,
		.begins = begins,
		.most = most > UINT32_MAX ? UINT32_MAX : (uint32_t)most,
		.within_n = within_n,
	};
	uint64_t begin = 0;

	if (work->limit_us < 0)
		return;
	for (uint64_t i = 0; i < ready->pairs_n; i++) {
		begins[i] = begin;
		begin += ready->pairs[i].gaps_n;
	}
	crew_run(hands, (size_t)ready->pairs_n, pair_count, &within);
	for (uint64_t i = 0; i < ready->pairs_n; i++)
		work->tallies[ready->pairs[i].from].within_n += within_n[i];
}

/* ---- The frame ---- */

static int
rank_compare(const void *a, const void *b, void *shared)
{
	const struct tally *tallies = shared;
	const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	if (tallies[x].count != tallies[y].count)
		return tallies[x].count < tallies[y].count ? 1 : -1;
	return (x > y) - (x < y);
}

static void
columns_set(struct frame *frame, int64_t limit_us)
{
	char limit[DURATION_TEXT_SIZE];
	const char *within =
		arena_printf(frame->arena, "next within %s", duration_text(limit_us, limit));
	frame_column_add(frame, "activity", CELL_TEXT, "", "activity");
	frame_column_add(frame, "count", CELL_INT, "1", "times");
	frame_column_add(frame, "journeys", CELL_INT, "1", "journeys");
	frame_column_add(frame, "share", CELL_REAL, "share", "share of journeys");
	frame_column_add(frame, "first", CELL_REAL, "share", "begin with it");
	frame_column_add(frame, "last", CELL_REAL, "share", "end with it");
	frame_column_add(frame, "mean_duration", CELL_REAL, "s", "mean duration");
	frame_column_add(frame, "within", CELL_REAL, "share", within);
	frame_column_add(frame, "n", CELL_INT, "1", "gaps");
}

static void
row_fill(struct frame *frame, const struct work *work, uint32_t code, double journeys_n)
{
	const struct columns *c = work->view->columns;
	const struct tally *t = &work->tallies[code];
	const uint64_t gaps_n = t->count - t->lasts_n;
	frame_text(frame, words_at(&c->activity.words, code));
	frame_int(frame, (int64_t)t->count);
	frame_int(frame, (int64_t)t->journeys_n);
	frame_real(frame, (double)t->journeys_n / journeys_n);
	frame_real(frame, (double)t->firsts_n / journeys_n);
	frame_real(frame, (double)t->lasts_n / journeys_n);
	frame_seconds(frame, c->end_us != NULL ? mean_of_sum(t->duration_us, t->count) : NAN);
	frame_real(frame, gaps_n > 0 ? (double)t->within_n / (double)gaps_n : NAN);
	frame_int(frame, (int64_t)gaps_n);
}

static void
rows_fill(struct frame *frame, const struct work *work, uint64_t journeys_n, uint64_t top_n)
{
	ON_EXIT(scratch_guard) uint32_t *ranks = SCRATCH(uint32_t, work->words_n);
	uint64_t ranks_n = 0;
	for (uint64_t i = 0; i < work->words_n; i++)
		if (work->tallies[i].count > 0)
			ranks[ranks_n++] = (uint32_t)i;
	qsort_r(ranks, ranks_n, sizeof *ranks, rank_compare, work->tallies);
	if (top_n > 0 && ranks_n > top_n)
		ranks_n = top_n;
	for (uint64_t i = 0; i < ranks_n; i++)
		row_fill(frame, work, ranks[i], (double)journeys_n);
}

/* Pieces, few enough that their tallies stay small beside the events. */
static size_t
pieces_of(const struct work *work, unsigned hands)
{
	const size_t wanted = walk_pieces(work->view, hands, 4);
	const uint64_t most = (work->view->columns->events_n + 65536) / (work->words_n + 1) / 8 + 1;
	return wanted < most ? wanted : (size_t)most;
}

enum fault_code
measure_activities(struct frame *frame, const struct view *view,
	const struct measure_options *options, struct fault *f)
{
	struct work work = {
		.view = view,
		.words_n = view->columns->activity.words.words_n,
		.limit_us = options->within_us,
	};

	(void)f; /* counting cannot fail */
	const struct columns_ready *ready = ready_of(view);
	work.pieces_n = pieces_of(&work, options->hands);
	ON_EXIT(scratch_guard)
	struct tally *tallies = SCRATCH_ZERO(struct tally, work.pieces_n * work.words_n);
	ON_EXIT(scratch_guard) uint64_t *journeys_n = SCRATCH_ZERO(uint64_t, work.pieces_n);
	work.tallies = tallies;
	work.journeys_n = journeys_n;
	crew_run(options->hands, work.pieces_n, ready != NULL ? piece_tally_paths : piece_tally,
		&work);
	const uint64_t all_n = pieces_add(&work);
	if (ready != NULL)
		gaps_tally(&work, ready, options->hands);

	columns_set(frame, options->within_us);
	frame->n = (int64_t)all_n;
	rows_fill(frame, &work, all_n, options->top_n);
	return FAULT_NONE;
}
