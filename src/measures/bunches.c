/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A journey goes to the pattern of its activities, and waits there until the pattern has a bunch.
 * The pattern's passages are read once, with places in place of times: 0 is the first event that
 * means something to the map, n stands for how far the log looks.
 *
 * Patterns are in a table by hash, a few places for each: first come, first kept. Most journeys of
 * a service go a few hundred ways, and those that most take come early. What finds no room, and
 * what a pattern does not hold for – times out of order, or equal where their order matters –, is
 * read by itself.
 */
#include "measures/bunches.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "measures/roles.h"
#include "measures/values.h"

#define EVENTS_MOST 64 /* of a journey that has a pattern */
#define SHORT_MOST  16 /* events whose codes of one byte are looked up at once */
#define SLOT_BITS   12
#define SLOTS	    (BUNCHES_ALIKE_MOST - PROBES)
#define PROBES	    4

static_assert(1 << SLOT_BITS == BUNCHES_ALIKE_MOST, "each slot has a number");

/* Journeys that wait for being read. */
struct waiting {
	size_t n;
	uint32_t journeys[BUNCH_MOST];
	uint64_t firsts[BUNCH_MOST], places[BUNCH_MOST];
};

struct pattern {
	uint32_t signs[EVENTS_MOST];
	uint8_t telling[EVENTS_MOST]; /* the events that mean something: each a row */
	size_t number;		      /* of its slot, from 1 */
	size_t events_n, telling_n, items_n;
	struct bunch_item *items;
	uint32_t *times_n;
	enum outcome outcome;
	bool has_compared; /* times with one another: ties make a difference */
	struct waiting waiting;
};

/* A short journey by its codes alone, where no event says more than its activity. */
struct shortcut {
	uint64_t codes[2];
	uint64_t events_n; /* 0: nothing is here */
	struct pattern *pattern;
};

struct bunches {
	struct passages p;
	struct bunch now;
	struct pattern **slots;	    /* NULL where every journey is read by itself */
	struct shortcut *shortcuts; /* by hash; the last that came; NULL for wider codes */
	size_t rest;		    /* the slot whose journeys come next when the walk is through */
	uint32_t signs[EVENTS_MOST];
	uint64_t hash;
	bool is_named;	    /* some of the signs name a moment */
	struct waiting odd; /* their pattern does not hold for them */
	int64_t times[(EVENTS_MOST + 1) * BUNCH_MOST];
	/* Of a journey that was read by itself: */
	struct bunch_item *own_items;
	int64_t *own_times;
	size_t own_room;
	uint64_t own_place;
};

static void *
checked(void *memory)
{
	if (memory == NULL)
		abort();
	return memory;
}

struct bunches *
bunches_new(const struct roles *roles, const struct view *view, size_t piece, size_t pieces_n)
{
	struct bunches *b = checked(calloc(1, sizeof *b));

	passages_begin(&b->p, roles, view, piece, pieces_n);
	if (view->columns->end_us == NULL)
		b->slots = checked(calloc(BUNCHES_ALIKE_MOST, sizeof(struct pattern *)));
	if (view->columns->activity.width == 1 && b->slots != NULL)
		b->shortcuts = checked(calloc(BUNCHES_ALIKE_MOST, sizeof *b->shortcuts));
	for (size_t i = 0; i < BUNCH_MOST; i++)
		b->times[i] = roles->last_us;
	return b;
}

void
bunches_free(struct bunches *b)
{
	for (size_t i = 0; b->slots != NULL && i < BUNCHES_ALIKE_MOST; i++) {
		if (b->slots[i] == NULL)
			continue;
		free(b->slots[i]->items);
		free(b->slots[i]->times_n);
		free(b->slots[i]);
	}
	free(b->slots);
	free(b->shortcuts);
	free(b->own_items);
	free(b->own_times);
	passages_finish(&b->p);
	free(b);
}

/* ---- One by itself ---- */

static void
own_room(struct bunches *b, size_t n)
{
	if (n < b->own_room)
		return;
	b->own_room = 2 * n + 16;
	b->own_items = checked(reallocarray(b->own_items, b->own_room, sizeof *b->own_items));
	b->own_times = checked(reallocarray(b->own_times, 3 * b->own_room, sizeof *b->own_times));
}

static uint32_t
own_row(struct bunches *b, size_t row, int64_t at_us)
{
	b->own_times[row] = at_us;
	return at_us == TIME_NONE ? ROW_NONE : (uint32_t)row;
}

/* The journey where the walk is, as a bunch of one. */
static const struct bunch *
own_bunch(struct bunches *b)
{
	static const uint64_t from_the_first_of_all = 0;
	const struct walk *w = &b->p.walk;

	passages_read(&b->p);
	own_room(b, b->p.n);
	for (size_t i = 0; i < b->p.n; i++) {
		const struct passage *p = &b->p.items[i];
		b->own_items[i] = (struct bunch_item){
			.arrived = own_row(b, 3 * i, p->arrived_us),
			.begun = own_row(b, 3 * i + 1, p->begun_us),
			.ended = own_row(b, 3 * i + 2, p->ended_us),
			.event = p->event,
			.last_event = p->last_event,
			.marked_event = p->marked_event,
			.answer_event = p->answer_event,
			.mark = p->mark,
			.moment = p->moment,
			.ending = p->ending,
			.is_mark = p->is_mark,
		};
	}
	b->now = (struct bunch){
		.items = b->own_items,
		.items_n = b->p.n,
		.journeys_n = 1,
		.firsts = &from_the_first_of_all,
		.places = &b->own_place,
		.times = b->own_times,
		.row_size = 1,
		.times_n = b->p.times_n,
		.outcome = b->p.outcome,
		.is_empty = w->events_n == 0,
		.has_first = w->first < w->end && walk_has(w, w->first),
	};
	return &b->now;
}

/* One whose pattern does not hold for it; the walk is elsewhere meanwhile. */
static const struct bunch *
odd_bunch(struct bunches *b)
{
	struct walk *w = &b->p.walk;
	const struct walk before = *w;
	const size_t i = --b->odd.n;

	w->journey = b->odd.journeys[i];
	w->first = b->odd.firsts[i];
	w->end = w->columns->first[w->journey + 1];
	w->events_n = (size_t)(w->end - w->first);
	w->chosen = NULL; /* all of it is in the view */
	b->own_place = b->odd.places[i];
	const struct bunch *now = own_bunch(b);
	*w = before;
	return now;
}

/* ---- Patterns ---- */

/* What makes the journey's events different to the map. False when they are too many, or differ in
 * more than an activity and a moment's name. */
static ALWAYS_INLINE bool
gather(struct bunches *b, unsigned width)
{
	const struct walk *w = &b->p.walk;
	const struct roles *r = b->p.roles;
	const void *const codes = w->columns->activity.codes;
	const uint64_t first = w->first;
	const size_t n = (size_t)(w->end - first);
	uint64_t hash = n;
	bool is_alone = false, is_named = false;

	if (n > EVENTS_MOST)
		return false;
	for (size_t i = 0; i < n; i++) {
		uint32_t sign = r->signs[code_at(codes, width, first + i)];
		is_alone |= sign == SIGN_ALONE;
		if (unlikely(sign >= SIGN_NAMES_MOMENT) && sign != SIGN_ALONE) {
			sign += column_code(r->live.moment, first + i);
			is_named = true;
		}
		b->signs[i] = sign;
		hash = (hash ^ sign) * UINT64_C(0x9E3779B97F4A7C15);
	}
	b->hash = hash ^ hash >> 32;
	b->is_named = is_named;
	return !is_alone;
}

static bool
signs_gather(struct bunches *b)
{
	switch (b->p.walk.columns->activity.width) {
	case 1:
		return gather(b, 1);
	case 2:
		return gather(b, 2);
	default:
		return gather(b, 4);
	}
}

static inline bool
is_like(const struct pattern *pattern, const uint32_t *signs, size_t n)
{
	if (pattern->events_n != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (pattern->signs[i] != signs[i])
			return false;
	return true;
}

/* The row of what was read as a time: a place among the telling events. */
static uint32_t
row_of(const struct pattern *pattern, int64_t place)
{
	return place == TIME_NONE		     ? ROW_NONE
	       : (size_t)place == pattern->telling_n ? 0
						     : (uint32_t)place + 1;
}

static uint64_t
event_from(uint64_t event, uint64_t first)
{
	return event == NO_EVENT ? NO_EVENT : event - first;
}

static void
pattern_read(struct bunches *b, struct pattern *pattern)
{
	struct passages *p = &b->p;
	const uint64_t first = p->walk.first;
	const size_t moments_n = p->cycle->moments_n;

	for (size_t i = 0; i < pattern->events_n; i++)
		if (pattern->signs[i] != SIGN_SILENT)
			pattern->telling[pattern->telling_n++] = (uint8_t)i;
	passages_read_places(p, pattern->telling_n);
	pattern->items_n = p->n;
	pattern->items = checked(calloc(p->n + 1, sizeof *pattern->items));
	for (size_t i = 0; i < p->n; i++) {
		const struct passage *passage = &p->items[i];
		pattern->items[i] = (struct bunch_item){
			.arrived = row_of(pattern, passage->arrived_us),
			.begun = row_of(pattern, passage->begun_us),
			.ended = row_of(pattern, passage->ended_us),
			.event = event_from(passage->event, first),
			.last_event = event_from(passage->last_event, first),
			.marked_event = event_from(passage->marked_event, first),
			.answer_event = event_from(passage->answer_event, first),
			.mark = passage->mark,
			.moment = passage->moment,
			.ending = passage->ending,
			.is_mark = passage->is_mark,
		};
	}
	pattern->times_n = checked(calloc(moments_n + 1, sizeof *pattern->times_n));
	memcpy(pattern->times_n, p->times_n, moments_n * sizeof *pattern->times_n);
	pattern->outcome = p->outcome;
	pattern->has_compared = p->has_compared;
}

static struct pattern *
pattern_new(struct bunches *b, size_t slot, size_t events_n)
{
	struct pattern *pattern = checked(calloc(1, sizeof *pattern));

	pattern->number = slot + 1;
	pattern->events_n = events_n;
	memcpy(pattern->signs, b->signs, events_n * sizeof b->signs[0]);
	b->slots[slot] = pattern;
	pattern_read(b, pattern);
	return pattern;
}

/* The pattern of the signs that were gathered; NULL when there is no room for it. */
static struct pattern *
pattern_of_signs(struct bunches *b, size_t events_n)
{
	const size_t begin =
		(size_t)(b->hash * UINT64_C(0xD6E8FEB86659FD93) >> (64 - SLOT_BITS)) % SLOTS;
	for (size_t slot = begin; slot < begin + PROBES; slot++) {
		if (b->slots[slot] == NULL)
			return pattern_new(b, slot, events_n);
		if (is_like(b->slots[slot], b->signs, events_n))
			return b->slots[slot];
	}
	return NULL;
}

/* Where a journey of few events of one byte each has its shortcut, with its codes in *ret_codes;
 * NULL for others. */
static inline struct shortcut *
shortcut_of(const struct bunches *b, uint64_t *ret_codes)
{
	const struct walk *w = &b->p.walk;
	const uint64_t n = w->end - w->first;
	if (b->shortcuts == NULL || n == 0 || n > SHORT_MOST ||
		w->first + SHORT_MOST > w->columns->events_n)
		return NULL;
	memcpy(ret_codes, (const char *)w->columns->activity.codes + w->first, SHORT_MOST);
	if (n <= 8) {
		ret_codes[0] &= UINT64_MAX >> (64 - 8 * n);
		ret_codes[1] = 0;
	} else {
		ret_codes[1] &= UINT64_MAX >> (128 - 8 * n);
	}
	const uint64_t hash = (ret_codes[0] ^ (ret_codes[1] + n) * UINT64_C(0x9E3779B97F4A7C15)) *
			      UINT64_C(0xD6E8FEB86659FD93);
	return &b->shortcuts[(hash ^ hash << 23) >> (64 - SLOT_BITS)];
}

/* The pattern of the journey where the walk is; NULL when it has none. */
static struct pattern *
pattern_find(struct bunches *b)
{
	const struct walk *w = &b->p.walk;
	const size_t n = (size_t)(w->end - w->first);
	struct pattern *pattern = NULL;
	uint64_t codes[2];

	if (b->slots == NULL || (w->chosen != NULL && w->events_n < n))
		return NULL;
	struct shortcut *shortcut = shortcut_of(b, codes);
	if (shortcut != NULL && shortcut->events_n == n && shortcut->codes[0] == codes[0] &&
		shortcut->codes[1] == codes[1])
		return shortcut->pattern;
	if (!signs_gather(b))
		return NULL;
	pattern = pattern_of_signs(b, n);
	if (shortcut != NULL && !b->is_named)
		*shortcut = (struct shortcut){{codes[0], codes[1]}, n, pattern};
	return pattern;
}

/* ---- Bunches ---- */

static inline void
waiting_add(struct waiting *waiting, uint32_t journey, uint64_t first, uint64_t place)
{
	waiting->journeys[waiting->n] = journey;
	waiting->firsts[waiting->n] = first;
	waiting->places[waiting->n] = place;
	waiting->n++;
}

/* Times of the pattern's events, row after row. False when some journey's are not in the order that
 * the pattern takes for granted. */
static bool
rows_fill(struct bunches *b, const struct pattern *pattern)
{
	const int64_t *const times = b->p.walk.columns->time_us;
	const uint64_t *const firsts = pattern->waiting.firsts;
	const size_t n = pattern->waiting.n;
	const int64_t apart_us = pattern->has_compared;
	uint64_t wrong = 0; /* its highest bit, of what is less than it ought to be */

	for (size_t k = 0; k < pattern->telling_n; k++) {
		int64_t *const row = &b->times[(k + 1) * BUNCH_MOST];
		const int64_t *const before = row - BUNCH_MOST;
		const int64_t *const at = times + pattern->telling[k];
		for (size_t i = 0; i < n; i++)
			row[i] = at[firsts[i]];
		for (size_t i = 0; k > 0 && i < n; i++)
			wrong |= (uint64_t)row[i] - (uint64_t)before[i] - (uint64_t)apart_us;
		for (size_t i = 0; k + 1 == pattern->telling_n && i < n; i++)
			wrong |= (uint64_t)b->p.roles->last_us - (uint64_t)row[i];
	}
	return wrong >> 63 == 0;
}

static bool
is_right(const struct bunches *b, const struct pattern *pattern, size_t i)
{
	const int64_t *const at = b->times + i;
	for (size_t k = 2; k <= pattern->telling_n; k++)
		if (at[k * BUNCH_MOST] - at[(k - 1) * BUNCH_MOST] < pattern->has_compared)
			return false;
	return pattern->telling_n == 0 || at[pattern->telling_n * BUNCH_MOST] <= at[0];
}

/* Those that the pattern does not hold for are read by themselves. */
static void
odd_part(struct bunches *b, struct pattern *pattern)
{
	struct waiting *waiting = &pattern->waiting;
	const size_t n = waiting->n;

	waiting->n = 0;
	for (size_t i = 0; i < n; i++)
		waiting_add(is_right(b, pattern, i) ? waiting : &b->odd, waiting->journeys[i],
			waiting->firsts[i], waiting->places[i]);
}

/* The journeys that wait at a pattern become the bunch; the pattern is empty by the next call. */
static const struct bunch *
pattern_bunch(struct bunches *b, struct pattern *pattern)
{
	if (!rows_fill(b, pattern)) {
		odd_part(b, pattern);
		(void)rows_fill(b, pattern);
	}
	b->now = (struct bunch){
		.items = pattern->items,
		.items_n = pattern->items_n,
		.journeys_n = pattern->waiting.n,
		.firsts = pattern->waiting.firsts,
		.places = pattern->waiting.places,
		.times = b->times,
		.row_size = BUNCH_MOST,
		.times_n = pattern->times_n,
		.outcome = pattern->outcome,
		.is_empty = pattern->events_n == 0,
		.has_first = pattern->events_n > 0,
		.alike = pattern->number,
	};
	pattern->waiting.n = 0;
	return b->now.journeys_n > 0 ? &b->now : odd_bunch(b);
}

const struct bunch *
bunches_next(struct bunches *b)
{
	const struct walk *w = &b->p.walk;
	if (b->odd.n > 0)
		return odd_bunch(b);
	while (walk_next(&b->p.walk)) {
		struct pattern *pattern = pattern_find(b);
		if (pattern == NULL) {
			b->own_place = w->at - 1;
			return own_bunch(b);
		}
		__builtin_prefetch(&w->columns->time_us[w->first]);
		waiting_add(&pattern->waiting, w->journey, w->first, w->at - 1);
		if (pattern->waiting.n == BUNCH_MOST)
			return pattern_bunch(b, pattern);
	}
	while (b->slots != NULL && b->rest < BUNCHES_ALIKE_MOST) {
		struct pattern *pattern = b->slots[b->rest++];
		if (pattern != NULL && pattern->waiting.n > 0)
			return pattern_bunch(b, pattern);
	}
	return NULL;
}
