/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Count the pairs, give each its stretch of one array, put every gap into its stretch. Each piece
 * of the log knows beforehand where in a stretch its own gaps go, so threads never meet and the
 * array is the same for any number of them.
 */
#include "measures/stretches.h"

#include <stdlib.h>

#include "base/crew.h"
#include "measures/scratch.h"
#include "measures/walk.h"

struct work {
	const struct view *view;
	struct pairs pairs;
	size_t pieces_n;
	uint64_t *places; /* pieces_n × pairs.n: first how many, then where the next one goes */
	uint8_t *misfits; /* a piece met a gap that does not fit 32 bits */
	uint32_t *gaps;
	int64_t *long_gaps; /* in place of `gaps` when there was a misfit */
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

/* The gaps themselves; in 64 bits when 32 are too few. */
static void
gaps_put(struct work *work, unsigned hands, uint64_t n)
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

/* After the putting a stretch ends where its last part does. */
static void
items_make(struct stretches *ret, const struct work *work)
{
	const uint64_t *ends = &work->places[(work->pieces_n - 1) * work->pairs.n];
	uint64_t begin = 0;
	for (uint64_t pair = 0; pair < work->pairs.n; pair++) {
		ret->n += ends[pair] > begin;
		begin = ends[pair];
	}
	ret->items = SCRATCH(struct columns_pair, ret->n);
	ret->n = 0;
	begin = 0;
	for (uint64_t pair = 0; pair < work->pairs.n; pair++) {
		if (ends[pair] > begin)
			ret->items[ret->n++] =
				(struct columns_pair){.from = pairs_from(&work->pairs, pair),
					.to = pairs_to(&work->pairs, pair),
					.gaps_n = ends[pair] - begin};
		begin = ends[pair];
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

void
stretches_find(
	struct stretches *ret, const struct view *view, const struct pairs *pairs, unsigned hands)
{
	struct work work = {.view = view, .pairs = *pairs};

	work.pieces_n = pieces_of(&work, hands);
	ON_EXIT(scratch_guard)
	uint64_t *places = SCRATCH_ZERO(uint64_t, work.pieces_n * pairs->n);
	ON_EXIT(scratch_guard) uint8_t *misfits = SCRATCH_ZERO(uint8_t, work.pieces_n);
	work.places = places;
	work.misfits = misfits;
	crew_run(hands, work.pieces_n, piece_count, &work);
	*ret = (struct stretches){.gaps_n = places_set(&work)};
	gaps_put(&work, hands, ret->gaps_n);
	items_make(ret, &work);
	ret->gaps = work.gaps;
	ret->long_gaps = work.long_gaps;
}

void
stretches_finish(struct stretches *s)
{
	free(s->items);
	free(s->gaps);
	free(s->long_gaps);
	*s = (struct stretches){0};
}
