/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The first half of building: a lane takes events in. Rows are taken in small groups, so that the
 * table slots, then the cards, of a group's journeys are on their way from memory together.
 */
#include "columns/builder.h"

#include <assert.h>
#include <stdlib.h>

#include "base/crew.h"

#define BLOCK_EVENTS_FIRST UINT64_C(1024)
#define BLOCK_EVENTS_MOST  (UINT64_C(1) << 18)
#define ROWS_AT_ONCE	   64

static void *
zeroed(size_t n, size_t size)
{
	void *at = calloc(n > 0 ? n : 1, size);
	if (at == NULL)
		abort();
	return at;
}

struct columns_builder *
columns_builder_new(const struct columns_plan *plan)
{
	assert(plan->lanes_n >= 1 && plan->lanes_n <= 64);
	struct columns_builder *b = zeroed(1, sizeof *b);
	b->keeps_order = plan->keeps_order;
	b->has_ends = plan->has_ends;
	b->extra_n = plan->extra_n;
	b->lanes_n = plan->lanes_n;
	b->hands = plan->hands;
	b->extra_names = zeroed(plan->extra_n, sizeof *b->extra_names);
	for (size_t i = 0; i < plan->extra_n; i++)
		if ((b->extra_names[i] = strdup(plan->extra[i])) == NULL)
			abort();
	b->lanes = aligned_alloc(_Alignof(struct columns_lane), plan->lanes_n * sizeof *b->lanes);
	if (b->lanes == NULL)
		abort();
	for (unsigned i = 0; i < plan->lanes_n; i++)
		b->lanes[i] = (struct columns_lane){
			.builder = b,
			.extra = zeroed(plan->extra_n, sizeof(struct book)),
			.has_fields = plan->has_ends || plan->extra_n > 0,
			.tick_us = 1000000,
		};
	return b;
}

void
block_free(struct event_block *block, size_t extra_n)
{
	pages_free(block->records, block->room * sizeof *block->records);
	pages_free(block->ends_us, block->room * sizeof *block->ends_us);
	pages_free(block->extra, block->room * extra_n * sizeof *block->extra);
	free(block);
}

void
lane_blocks_free(struct columns_lane *lane)
{
	while (lane->oldest != NULL) {
		struct event_block *block = lane->oldest;
		lane->oldest = block->next;
		block_free(block, lane->builder->extra_n);
	}
	lane->newest = NULL;
}

static void
lane_finish(struct columns_lane *lane)
{
	lane_blocks_free(lane);
	book_finish(&lane->journeys);
	book_finish(&lane->activity);
	for (size_t i = 0; i < lane->builder->extra_n; i++)
		book_finish(&lane->extra[i]);
	free(lane->extra);
	free(lane->is_apart);
	free(lane->begun);
}

void
columns_builder_free(struct columns_builder *b)
{
	if (b == NULL)
		return;
	for (unsigned i = 0; i < b->lanes_n; i++)
		lane_finish(&b->lanes[i]);
	for (size_t i = 0; i < b->extra_n; i++)
		free(b->extra_names[i]);
	free(b->extra_names);
	free(b->lanes);
	free(b);
}

struct columns_lane *
columns_builder_lane(struct columns_builder *b, unsigned lane)
{
	assert(lane < b->lanes_n);
	return &b->lanes[lane];
}

static void
block_add(struct columns_lane *lane)
{
	struct columns_builder *b = lane->builder;
	struct event_block *block = zeroed(1, sizeof *block);
	uint64_t room = lane->newest == NULL ? BLOCK_EVENTS_FIRST : lane->newest->room * 2;
	block->room = room < BLOCK_EVENTS_MOST ? room : BLOCK_EVENTS_MOST;
	block->records = pages_new(block->room * sizeof *block->records);
	if (b->has_ends)
		block->ends_us = pages_new(block->room * sizeof *block->ends_us);
	if (b->extra_n > 0)
		block->extra = pages_new(block->room * b->extra_n * sizeof *block->extra);
	if (lane->newest == NULL)
		lane->oldest = block;
	else
		lane->newest->next = block;
	lane->newest = block;
}

static void
fields_add(struct columns_lane *lane, struct event_block *block, uint64_t at,
	const struct columns_row *row)
{
	if (block->ends_us != NULL) {
		block->ends_us[at] = row->end_us;
		lane->tick_us = tick_of(lane->tick_us, row->end_us);
	}
	for (size_t i = 0; i < lane->builder->extra_n; i++)
		block->extra[i * block->room + at] = book_add(&lane->extra[i],
			row->extra != NULL ? row->extra[i] : (struct span){.at = "", .size = 0});
}

static inline void
event_add(struct columns_lane *lane, uint32_t journey, const struct columns_row *row)
{
	struct event_block *block = lane->newest;
	if (unlikely(block == NULL || block->events_n == block->room)) {
		block_add(lane);
		block = lane->newest;
	}
	uint64_t at = block->events_n++;
	lane->journeys.cards[journey].count++;
	block->records[at] = (struct event_record){
		.time_us = row->time_us,
		.journey = journey,
		.activity = book_add(&lane->activity, row->activity),
	};
	lane->tick_us = tick_of(lane->tick_us, row->time_us);
	lane->events_n++;
	if (lane->has_fields)
		fields_add(lane, block, at, row);
}

/* The journeys' numbers: table slots and cards of all of them are on their way from memory
 * together. */
static void
journeys_number(struct book *journeys, uint32_t *numbers, const struct columns_row *rows, size_t n)
{
	struct word_key keys[ROWS_AT_ONCE];

	for (size_t i = 0; i < n; i++) {
		keys[i] = word_key(rows[i].journey);
		book_prefetch(journeys, &keys[i]);
	}
	for (size_t i = 0; i < n; i++)
		numbers[i] = book_guess(journeys, &keys[i]);
	for (size_t i = 0; i < n; i++)
		if (unlikely(numbers[i] == BOOK_NONE ||
			     !card_is(journeys, numbers[i], rows[i].journey, &keys[i])))
			numbers[i] = book_add_key(journeys, rows[i].journey, &keys[i]);
}

void
columns_lane_rows(struct columns_lane *lane, const struct columns_row *rows, size_t rows_n)
{
	uint32_t numbers[ROWS_AT_ONCE];

	while (rows_n > 0) {
		size_t n = rows_n < ROWS_AT_ONCE ? rows_n : ROWS_AT_ONCE;
		journeys_number(&lane->journeys, numbers, rows, n);
		for (size_t i = 0; i < n; i++)
			event_add(lane, numbers[i], &rows[i]);
		rows += n;
		rows_n -= n;
	}
}

void
columns_lane_event(struct columns_lane *lane, struct span journey, struct span activity,
	int64_t time_us, const struct span *extra)
{
	const struct columns_row row = {
		.activity = activity, .time_us = time_us, .end_us = time_us, .extra = extra};
	event_add(lane, book_add(&lane->journeys, journey), &row);
}

/* The journey that was begun gets its number. */
static void
begun_add(struct columns_lane *lane)
{
	uint32_t journey = book_append(
		&lane->journeys, (struct span){.at = lane->begun, .size = lane->begun_size});
	free(TAKE(lane->begun));
	if (journey >= lane->apart_room) {
		uint64_t room = (uint64_t)journey * 2 + 64;
		lane->is_apart = realloc(lane->is_apart, room);
		if (lane->is_apart == NULL)
			abort();
		memset(lane->is_apart + lane->apart_room, 0, room - lane->apart_room);
		lane->apart_room = room;
	}
	lane->is_apart[journey] = 1;
	lane->current = journey;
}

void
columns_lane_journey(struct columns_lane *lane, struct span name)
{
	free(lane->begun);
	lane->begun = zeroed(name.size, 1);
	lane->begun_size = name.size;
	if (name.size > 0)
		memcpy(lane->begun, name.at, name.size);
}

void
columns_lane_journey_event(
	struct columns_lane *lane, struct span activity, int64_t time_us, const struct span *extra)
{
	const struct columns_row row = {
		.activity = activity, .time_us = time_us, .end_us = time_us, .extra = extra};
	if (lane->begun != NULL)
		begun_add(lane);
	event_add(lane, lane->current, &row);
}

uint64_t
columns_builder_mended(const struct columns_builder *b)
{
	uint64_t mended_n = 0;
	if (b->is_finished)
		return b->mended_n;
	for (unsigned i = 0; i < b->lanes_n; i++) {
		const struct columns_lane *lane = &b->lanes[i];
		mended_n += lane->journeys.mended_n + lane->activity.mended_n;
		for (size_t k = 0; k < b->extra_n; k++)
			mended_n += lane->extra[k].mended_n;
	}
	return mended_n;
}
