/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The second half of building: from the lanes' records to columns.
 *
 *	number   lane 0's numbers are everybody's; the other lanes' words are looked up, given
 *theirs place    counts of events give each journey its range, and each lane its cursor in it
 *	scatter  every record goes to its journey's cursor; a block is freed once it is empty
 *	order    journeys that are not in order of time are sorted; most need not be
 *
 * Each step is done by several threads, none by locks: lanes, ranges of words and ranges of
 *journeys do not touch each other's memory. Since rows of a log usually come in order of time, the
 *cursors in use at one moment lie close together, and scattering stays within the caches.
 */
#include <stdlib.h>

#include "base/crew.h"
#include "columns/builder.h"
#include "columns/join.h"

#define JOURNEYS_A_PIECE 4096u
#define PREFETCH_CURSOR	 16u
#define PREFETCH_PLACE	 8u
#define EVENTS_A_PART	 1024u

struct lane_numbers {
	uint64_t own_n; /* journeys of this lane */
	/* From its numbers to everybody's; NULL = they are the same. */
	uint32_t *journeys, *activity, **extra;
	uint64_t *cursors;
};

struct finishing {
	struct columns_builder *builder;
	struct columns *columns;
	struct columns_owner *owner;
	struct lane_numbers *lanes;
	struct column *extra;
	void *activity;
	int64_t *time_us, *end_us;
	uint64_t *first;
};

static void *
checked(void *memory)
{
	if (memory == NULL)
		abort();
	return memory;
}

/* ---- number ---- */

enum field {
	FIELD_JOURNEYS = -2,
	FIELD_ACTIVITY = -1,
	FIELD_EXTRA = 0, /* and further ones */
};

static struct book *
book_of(struct columns_lane *lane, int field)
{
	switch (field) {
	case FIELD_JOURNEYS:
		return &lane->journeys;
	case FIELD_ACTIVITY:
		return &lane->activity;
	default:
		return &lane->extra[field];
	}
}

static uint32_t **
numbers_place(struct lane_numbers *numbers, int field)
{
	switch (field) {
	case FIELD_JOURNEYS:
		return &numbers->journeys;
	case FIELD_ACTIVITY:
		return &numbers->activity;
	default:
		return &numbers->extra[field];
	}
}

/* The lanes' words of one field become one list. */
static bool
field_number(struct finishing *f, int field, struct words *ret)
{
	struct columns_builder *b = f->builder;
	struct join join = {.lanes_n = b->lanes_n, .hands = b->hands};

	for (unsigned l = 0; l < b->lanes_n; l++) {
		join.books[l] = book_of(&b->lanes[l], field);
		if (field == FIELD_JOURNEYS) {
			f->lanes[l].own_n = b->lanes[l].journeys.words_n;
			join.is_apart[l] = b->lanes[l].is_apart;
			join.apart_n[l] = b->lanes[l].apart_room;
		}
	}
	if (!words_join(ret, &join, f->owner))
		return false;
	for (unsigned l = 0; l < b->lanes_n; l++)
		*numbers_place(&f->lanes[l], field) = join.of[l];
	return true;
}

static inline uint32_t
number_of(const uint32_t *numbers, uint32_t i)
{
	return numbers == NULL ? i : numbers[i];
}

/* ---- place ---- */

/* first[j] serves as the place of journey j's next lane, and ends as the place of journey j + 1. */
static void
lanes_place(struct finishing *f, uint64_t journeys_n)
{
	struct columns_builder *b = f->builder;
	uint64_t *first = f->first;

	for (unsigned l = 0; l < b->lanes_n; l++) {
		const struct columns_lane *lane = &b->lanes[l];
		for (uint64_t i = 0; i < f->lanes[l].own_n; i++)
			first[number_of(f->lanes[l].journeys, (uint32_t)i)] +=
				lane->journeys.cards[i].count;
	}
	uint64_t place = 0;
	for (uint64_t j = 0; j <= journeys_n; j++) {
		uint64_t count = first[j];
		first[j] = place;
		place += count;
	}
	for (unsigned l = 0; l < b->lanes_n; l++) {
		struct columns_lane *lane = &b->lanes[l];
		struct lane_numbers *numbers = &f->lanes[l];
		numbers->cursors = checked(malloc((numbers->own_n + 1) * sizeof(uint64_t)));
		for (uint64_t i = 0; i < numbers->own_n; i++) {
			uint32_t j = number_of(numbers->journeys, (uint32_t)i);
			numbers->cursors[i] = first[j];
			first[j] += lane->journeys.cards[i].count;
		}
		free(TAKE(lane->journeys.cards));
		free(TAKE(numbers->journeys));
	}
	memmove(first + 1, first, journeys_n * sizeof *first);
	first[0] = 0;
}

/* ---- scatter ---- */

/* Some events of a block: enough to hide memory's latency, few enough to stay in the first cache.
 */
struct part {
	const struct event_block *block;
	uint64_t begin, n;
	uint64_t places[EVENTS_A_PART];
};

static void
times_scatter(const struct finishing *f, struct part *p, uint64_t *cursors)
{
	const struct event_block *block = p->block;
	const uint32_t *journeys = block->journeys + p->begin;
	int64_t *time_us = f->time_us;

	for (uint64_t i = 0; i < p->n; i++) {
		if (likely(i + PREFETCH_CURSOR < p->n)) {
			__builtin_prefetch(&cursors[journeys[i + PREFETCH_CURSOR]], 1);
			__builtin_prefetch(&time_us[cursors[journeys[i + PREFETCH_PLACE]]], 1);
		}
		uint64_t place = cursors[journeys[i]]++;
		p->places[i] = place;
		time_us[place] = block_time_us(block, p->begin + i);
	}
}

static void
ends_scatter(const struct finishing *f, const struct part *p)
{
	for (uint64_t i = 0; i < p->n; i++)
		f->end_us[p->places[i]] = p->block->ends_us[p->begin + i];
}

static void
codes_scatter(const struct column *column, const struct part *p, const struct block_codes *own,
	const uint32_t *numbers)
{
	void *codes = (void *)(uintptr_t)column->codes;

	if (column->width == 1)
		for (uint64_t i = 0; i < p->n; i++)
			((uint8_t *)codes)[p->places[i]] = (uint8_t)number_of(
				numbers, ((const uint8_t *)own->at)[p->begin + i]);
	else if (column->width == 2)
		for (uint64_t i = 0; i < p->n; i++)
			((uint16_t *)codes)[p->places[i]] =
				(uint16_t)number_of(numbers, block_code(own, p->begin + i));
	else
		for (uint64_t i = 0; i < p->n; i++)
			((uint32_t *)codes)[p->places[i]] =
				number_of(numbers, block_code(own, p->begin + i));
}

static void
block_scatter(const struct finishing *f, struct lane_numbers *numbers, struct part *p)
{
	for (p->begin = 0; p->begin < p->block->events_n; p->begin += EVENTS_A_PART) {
		uint64_t left = p->block->events_n - p->begin;
		p->n = left < EVENTS_A_PART ? left : EVENTS_A_PART;
		times_scatter(f, p, numbers->cursors);
		codes_scatter(&f->columns->activity, p, &p->block->activity, numbers->activity);
		if (f->end_us != NULL)
			ends_scatter(f, p);
		for (size_t k = 0; k < f->builder->extra_n; k++)
			codes_scatter(&f->extra[k], p, &p->block->extra[k], numbers->extra[k]);
	}
}

static void
lane_scatter(void *shared, size_t piece)
{
	struct finishing *f = shared;
	struct columns_lane *lane = &f->builder->lanes[piece];
	struct part part;

	while (lane->oldest != NULL) {
		struct event_block *block = lane->oldest;
		part.block = block;
		block_scatter(f, &f->lanes[piece], &part);
		lane->oldest = block->next;
		block_free(block);
	}
	lane->newest = NULL;
}

/* ---- order ---- */

struct moved {
	int64_t time_us;
	uint64_t from; /* place in the journey */
};

struct sorter {
	struct moved *moved;
	uint64_t *values;
	uint64_t room;
};

static int
moved_compare(const void *a, const void *b)
{
	const struct moved *x = a, *y = b;
	if (x->time_us != y->time_us)
		return x->time_us < y->time_us ? -1 : 1;
	return x->from < y->from ? -1 : x->from > y->from;
}

/* Moves one field of a journey's events; size is the bytes of a value. */
static void
field_move(void *field, unsigned size, uint64_t first, const struct sorter *s, uint64_t n)
{
	char *at = (char *)field + first * size;
	char *copy = (char *)s->values;
	for (uint64_t i = 0; i < n; i++)
		memcpy(copy + i * size, at + s->moved[i].from * size, size);
	memcpy(at, copy, n * size);
}

static void
journey_sort(struct finishing *f, uint64_t first, uint64_t n, struct sorter *s)
{
	if (n > s->room) {
		free(s->moved);
		free(s->values);
		s->room = n * 2;
		s->moved = checked(malloc(s->room * sizeof *s->moved));
		s->values = checked(malloc(s->room * sizeof *s->values));
	}
	for (uint64_t i = 0; i < n; i++)
		s->moved[i] = (struct moved){.time_us = f->time_us[first + i], .from = i};
	qsort(s->moved, n, sizeof *s->moved, moved_compare);
	field_move(f->time_us, sizeof(int64_t), first, s, n);
	if (f->end_us != NULL)
		field_move(f->end_us, sizeof(int64_t), first, s, n);
	field_move(f->activity, f->columns->activity.width, first, s, n);
	for (size_t k = 0; k < f->builder->extra_n; k++)
		field_move((void *)(uintptr_t)f->extra[k].codes, f->extra[k].width, first, s, n);
}

static void
journeys_order(void *shared, size_t piece)
{
	struct finishing *f = shared;
	uint64_t begin = piece * JOURNEYS_A_PIECE, end = begin + JOURNEYS_A_PIECE;
	struct sorter sorter = {0};

	if (end > f->columns->journeys_n)
		end = f->columns->journeys_n;
	for (uint64_t j = begin; j < end; j++) {
		uint64_t first = f->first[j], after = f->first[j + 1];
		bool is_ordered = true;
		for (uint64_t i = first + 1; i < after; i++)
			is_ordered &= f->time_us[i - 1] <= f->time_us[i];
		if (!is_ordered)
			journey_sort(f, first, after - first, &sorter);
	}
	free(sorter.moved);
	free(sorter.values);
}

/* ---- the whole ---- */

static unsigned
width_for(uint64_t words_n)
{
	return words_n <= UINT64_C(1) << 8 ? 1 : words_n <= UINT64_C(1) << 16 ? 2 : 4;
}

/* A column's words; its codes come with scattering. */
static bool
column_begin(struct finishing *f, struct column *column, const char *name, int field)
{
	if (!field_number(f, field, &column->words))
		return false;
	column->name = owner_text(f->owner, name);
	column->width = width_for(column->words.words_n);
	column->codes = owner_array(f->owner, f->columns->events_n, column->width);
	return true;
}

static struct columns *
columns_begin(struct finishing *f)
{
	const struct columns_builder *b = f->builder;
	struct columns *c = owner_array(f->owner, 1, sizeof *c);

	c->owner = f->owner;
	c->tick_us = 1000000;
	for (unsigned l = 0; l < b->lanes_n; l++) {
		c->events_n += b->lanes[l].events_n;
		if (b->lanes[l].tick_us < c->tick_us)
			c->tick_us = b->lanes[l].tick_us;
	}
	c->time_us = f->time_us = owner_array(f->owner, c->events_n, sizeof(int64_t));
	if (b->has_ends)
		c->end_us = f->end_us = owner_array(f->owner, c->events_n, sizeof(int64_t));
	c->extra_n = b->extra_n;
	c->extra = f->extra = owner_array(f->owner, b->extra_n, sizeof *f->extra);
	return c;
}

/* Everything has its place. False when there are too many words. */
static bool
columns_lay_out(struct finishing *f)
{
	const struct columns_builder *b = f->builder;
	struct columns *c = f->columns;

	if (!field_number(f, FIELD_JOURNEYS, &c->journeys) ||
		!column_begin(f, &c->activity, "activity", FIELD_ACTIVITY))
		return false;
	f->activity = (void *)(uintptr_t)c->activity.codes;
	for (size_t k = 0; k < b->extra_n; k++)
		if (!column_begin(f, &f->extra[k], b->extra_names[k], FIELD_EXTRA + (int)k))
			return false;
	c->journeys_n = (uint32_t)c->journeys.words_n;
	c->first = f->first = owner_array(f->owner, (size_t)c->journeys_n + 1, sizeof *f->first);
	lanes_place(f, c->journeys_n);
	return true;
}

static void
numbers_free(struct finishing *f)
{
	for (unsigned l = 0; l < f->builder->lanes_n; l++) {
		struct lane_numbers *numbers = &f->lanes[l];
		free(numbers->journeys);
		free(numbers->activity);
		for (size_t k = 0; k < f->builder->extra_n; k++)
			free(numbers->extra[k]);
		free(numbers->extra);
		free(numbers->cursors);
	}
	free(f->lanes);
}

enum fault_code
columns_builder_finish(struct columns **ret, struct columns_builder *b, struct fault *f)
{
	struct finishing work = {
		.builder = b,
		.lanes = checked(calloc(b->lanes_n, sizeof(struct lane_numbers))),
	};
	for (unsigned l = 0; l < b->lanes_n; l++)
		work.lanes[l].extra = checked(calloc(b->extra_n + 1, sizeof(uint32_t *)));
	b->mended_n = columns_builder_mended(b);
	b->is_finished = true;
	work.owner = owner_new();
	work.columns = columns_begin(&work);
	if (!columns_lay_out(&work)) {
		numbers_free(&work);
		owner_free(work.owner);
		return fault_set(f, FAULT_TOO_BIG,
			"more than %u journeys or different values of a column", BOOK_WORDS_MOST);
	}
	const struct columns *c = work.columns;
	crew_run(b->hands, b->lanes_n, lane_scatter, &work);
	if (!b->keeps_order)
		crew_run(b->hands, (c->journeys_n + JOURNEYS_A_PIECE - 1) / JOURNEYS_A_PIECE,
			journeys_order, &work);
	numbers_free(&work);
	*ret = work.columns;
	return FAULT_NONE;
}
