/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A bin holds gaps whose highest four bits are the same; a cell is a pair and a bin. Gaps under 16
 * ticks have bins of their own, whose values need not be put down.
 *
 *	count   each piece counts its cells and sums its gaps
 *	choose  the cells in which the ranks of the quantiles lie; each gets a stretch of one array
 *	put     each piece puts its gaps of chosen cells where its part of the stretch is
 *	select  within a stretch
 */
#include "measures/gaps.h"

#include <math.h>
#include <stdlib.h>

#include "base/crew.h"
#include "measures/functions.h"
#include "measures/scratch.h"
#include "measures/statistics.h"
#include "measures/walk.h"

#define BIN_BITS   8u
#define BINS	   (1u << BIN_BITS)
#define EXACT	   16u	 /* bins below hold one value */
#define PAIRS_MOST 1024u /* whose cells stay in a cache */
#define SHARES	   2
#define RANKS	   (2 * SHARES)
#define NO_SLOT	   UINT32_MAX

static const double shares[SHARES] = {0.5, 0.95};

/* Where a wanted rank is. */
struct wanted {
	uint32_t cell;
	uint64_t rank; /* within the cell */
};

struct choice {
	struct wanted ranks[RANKS];
	double parts[SHARES]; /* between two ranks */
};

struct work {
	const struct view *view;
	const struct pairs *pairs;
	size_t pieces_n;
	uint32_t *counts; /* pieces_n × cells */
	uint64_t *sums;	  /* pieces_n × pairs, in ticks */
	uint8_t *misfits; /* of each piece */
	struct gap_figures *figures;
	struct choice *choices; /* of each pair */
	uint32_t *slots;	/* of each cell */
	uint64_t *begins;	/* of each slot's stretch, and one more */
	uint64_t *places;	/* pieces_n × slots */
	size_t slots_n;
	uint32_t *gaps;
};

static inline uint32_t
bin_of(uint32_t ticks)
{
	if (ticks < EXACT)
		return ticks;
	const uint32_t highest = 31u - (uint32_t)__builtin_clz(ticks);
	return (highest - 2) * 8 + (ticks >> (highest - 3) & 7);
}

bool
gaps_may_be_binned(const struct view *view, const struct pairs *pairs)
{
	return view->events == NULL && pairs->keys == NULL && pairs->n <= PAIRS_MOST &&
	       view->columns->activity.width == 1;
}

/* ---- Both walks ---- */

/* The gap after event e in ticks; all of it, so that what does not fit can be seen. */
static ALWAYS_INLINE uint64_t
ticks_after(const int64_t *times, const int64_t *ends, uint64_t e, int64_t tick_us)
{
	return ((uint64_t)times[e + 1] - (uint64_t)ends[e]) / (uint64_t)tick_us;
}

static ALWAYS_INLINE void
piece_walk(const struct work *work, size_t piece, int64_t tick_us, bool is_counting)
{
	const struct columns *c = work->view->columns;
	const uint8_t *const codes = c->activity.codes;
	const int64_t *const times = c->time_us, *const ends =
							 c->end_us != NULL ? c->end_us : times;
	const uint32_t activities_n = (uint32_t)work->pairs->activities_n;
	const uint32_t *const slots = work->slots;
	uint32_t *const counts = work->counts + piece * work->pairs->n * BINS;
	uint64_t *const sums = work->sums + piece * work->pairs->n;
	uint64_t *const places = /* only in the second walk */
		work->places != NULL ? work->places + piece * work->slots_n : NULL;
	uint32_t *const gaps = work->gaps;
	uint64_t high = 0;
	struct walk w;

	walk_begin(&w, work->view, piece, work->pieces_n);
	while (walk_next(&w)) {
		for (uint64_t e = w.first; e + 1 < w.end; e++) {
			const uint32_t pair = codes[e] * activities_n + codes[e + 1];
			const uint64_t ticks = ticks_after(times, ends, e, tick_us);
			const uint32_t cell = pair << BIN_BITS | bin_of((uint32_t)ticks);
			if (is_counting) {
				counts[cell]++;
				sums[pair] += (uint32_t)ticks;
				high |= ticks >> 32;
			} else if (unlikely(slots[cell] != NO_SLOT)) {
				gaps[places[slots[cell]]++] = (uint32_t)ticks;
			}
		}
	}
	if (is_counting)
		work->misfits[piece] = high != 0;
}

/* Knowing the tick, the compiler divides by multiplying. */
static void
piece_count(void *shared, size_t piece)
{
	const struct work *work = shared;
	switch (work->view->columns->tick_us) {
	case 1000000:
		piece_walk(work, piece, 1000000, true);
		break;
	case 1000:
		piece_walk(work, piece, 1000, true);
		break;
	default:
		piece_walk(work, piece, 1, true);
	}
}

static void
piece_put(void *shared, size_t piece)
{
	const struct work *work = shared;
	switch (work->view->columns->tick_us) {
	case 1000000:
		piece_walk(work, piece, 1000000, false);
		break;
	case 1000:
		piece_walk(work, piece, 1000, false);
		break;
	default:
		piece_walk(work, piece, 1, false);
	}
}

/* ---- Choosing cells ---- */

static uint64_t
cell_count(const struct work *work, uint64_t cell)
{
	uint64_t count = 0;
	for (size_t piece = 0; piece < work->pieces_n; piece++)
		count += work->counts[piece * work->pairs->n * BINS + cell];
	return count;
}

/* Finds the pair's count, mean, and the cells of its ranks. */
static void
pair_choose(void *shared, size_t pair)
{
	const struct work *work = shared;
	struct gap_figures *figures = &work->figures[pair];
	struct choice *choice = &work->choices[pair];
	uint64_t bins[BINS], ticks = 0, before = 0;

	*figures = (struct gap_figures){0};
	for (uint32_t b = 0; b < BINS; b++)
		figures->count += bins[b] = cell_count(work, pair * BINS + b);
	if (figures->count == 0)
		return;
	for (size_t piece = 0; piece < work->pieces_n; piece++)
		ticks += work->sums[piece * work->pairs->n + pair];
	figures->mean_us =
		mean_of_sum((__int128)ticks * work->view->columns->tick_us, figures->count);
	for (int i = 0; i < RANKS; i++) {
		const double h = (double)(figures->count - 1) * shares[i / 2], whole = floor(h);
		choice->parts[i / 2] = h - whole;
		choice->ranks[i].rank = (uint64_t)whole + (uint64_t)(i % 2);
		if (choice->ranks[i].rank >= figures->count)
			choice->ranks[i].rank = figures->count - 1;
	}
	uint32_t b = 0;
	for (int i = 0; i < RANKS; i++) {
		if (choice->ranks[i].rank < before) /* of few gaps the quantiles' ranks overlap */
			before = b = 0;
		while (before + bins[b] <= choice->ranks[i].rank)
			before += bins[b++];
		choice->ranks[i].cell = (uint32_t)pair * BINS + b;
		choice->ranks[i].rank -= before;
	}
}

/* Gives each chosen cell a slot. */
static void
slots_set(struct work *work)
{
	const uint64_t cells_n = work->pairs->n * BINS;
	for (uint64_t cell = 0; cell < cells_n; cell++)
		work->slots[cell] = NO_SLOT;
	for (uint64_t pair = 0; pair < work->pairs->n; pair++)
		for (int i = 0; i < RANKS && work->figures[pair].count > 0; i++) {
			const uint32_t cell = work->choices[pair].ranks[i].cell;
			if (cell % BINS >= EXACT && work->slots[cell] == NO_SLOT)
				work->slots[cell] = (uint32_t)work->slots_n++;
		}
}

/* Gives each slot its stretch, in it each piece its part. Returns how long all are. */
static uint64_t
places_set(struct work *work)
{
	const uint64_t cells_n = work->pairs->n * BINS;
	uint64_t place = 0;
	for (uint64_t cell = 0; cell < cells_n; cell++) {
		const uint32_t slot = work->slots[cell];
		if (slot == NO_SLOT)
			continue;
		work->begins[slot] = place;
		for (size_t piece = 0; piece < work->pieces_n; piece++) {
			work->places[piece * work->slots_n + slot] = place;
			place += work->counts[piece * cells_n + cell];
		}
	}
	return place;
}

/* ---- Selecting ---- */

/* The values of two ranks in ascending order. */
static void
values_select(const struct work *work, const struct wanted *wanted, uint32_t *ret)
{
	const bool is_one = wanted[0].cell == wanted[1].cell;
	for (int i = 0; i < 2; i++) {
		const uint32_t slot = work->slots[wanted[i].cell];
		const uint64_t ranks[] = {wanted[i].rank, wanted[1].rank};
		if (slot == NO_SLOT) {
			ret[i] = wanted[i].cell % BINS;
			continue;
		}
		ranked_u32(work->gaps + work->begins[slot], cell_count(work, wanted[i].cell), ranks,
			is_one ? 2 : 1, &ret[i]);
		if (is_one)
			return;
	}
}

static void
pair_select(void *shared, size_t pair)
{
	const struct work *work = shared;
	struct gap_figures *figures = &work->figures[pair];
	const struct choice *choice = &work->choices[pair];
	const double tick_us = (double)work->view->columns->tick_us;
	double quantiles[SHARES];

	if (figures->count == 0)
		return;
	for (int i = 0; i < SHARES; i++) {
		uint32_t found[2];
		values_select(work, &choice->ranks[2 * i], found);
		quantiles[i] = (double)found[0] + choice->parts[i] * (double)(found[1] - found[0]);
	}
	figures->median_us = quantiles[0] * tick_us;
	figures->p95_us = quantiles[1] * tick_us;
}

bool
gaps_bin(
	struct gap_figures *ret, const struct view *view, const struct pairs *pairs, unsigned hands)
{
	struct work work = {
		.view = view,
		.pairs = pairs,
		.pieces_n = walk_pieces(view, hands, 2),
		.figures = ret,
	};
	const uint64_t cells_n = pairs->n * BINS;
	ON_EXIT(scratch_guard)
	uint32_t *counts = SCRATCH_ZERO(uint32_t, work.pieces_n * cells_n);
	ON_EXIT(scratch_guard) uint64_t *sums = SCRATCH_ZERO(uint64_t, work.pieces_n * pairs->n);
	ON_EXIT(scratch_guard) uint8_t *misfits = SCRATCH_ZERO(uint8_t, work.pieces_n);
	ON_EXIT(scratch_guard) struct choice *choices = SCRATCH(struct choice, pairs->n);
	ON_EXIT(scratch_guard) uint32_t *slots = SCRATCH(uint32_t, cells_n);

	work.counts = counts;
	work.sums = sums;
	work.misfits = misfits;
	work.choices = choices;
	work.slots = slots;
	crew_run(hands, work.pieces_n, piece_count, &work);
	for (size_t piece = 0; piece < work.pieces_n; piece++)
		if (misfits[piece])
			return false;
	crew_run(hands, pairs->n, pair_choose, &work);
	slots_set(&work);
	ON_EXIT(scratch_guard) uint64_t *begins = SCRATCH(uint64_t, work.slots_n);
	ON_EXIT(scratch_guard) uint64_t *places = SCRATCH(uint64_t, work.pieces_n * work.slots_n);
	work.begins = begins;
	work.places = places;
	ON_EXIT(scratch_guard) uint32_t *gaps = SCRATCH(uint32_t, places_set(&work));
	work.gaps = gaps;
	crew_run(hands, work.pieces_n, piece_put, &work);
	crew_run(hands, pairs->n, pair_select, &work);
	return true;
}
