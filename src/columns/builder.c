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
#define BLOCK_EVENTS_MOST  (UINT64_C(1) << 19)
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
			.activity_memos = memos_new(),
			.extra_memos = zeroed(plan->extra_n, sizeof(struct word_memo *)),
			.tick_us = 1000000,
			.block_room = BLOCK_EVENTS_FIRST,
		};
	for (unsigned i = 0; i < plan->lanes_n; i++)
		for (size_t k = 0; k < plan->extra_n; k++)
			b->lanes[i].extra_memos[k] = memos_new();
	return b;
}

static void
lane_finish(struct columns_lane *lane)
{
	while (lane->oldest != NULL) {
		struct event_block *block = lane->oldest;
		lane->oldest = block->next;
		block_free(block);
	}
	book_finish(&lane->journeys);
	book_finish(&lane->activity);
	for (size_t i = 0; i < lane->builder->extra_n; i++) {
		book_finish(&lane->extra[i]);
		free(lane->extra_memos[i]);
	}
	free(lane->extra);
	free(lane->activity_memos);
	free(lane->extra_memos);
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

/* ---- Events into blocks ---- */

/* A block into which the next event fits: what the lane has seen says how wide it must be. */
static void
block_add(struct columns_lane *lane, int64_t near_us)
{
	const struct columns_builder *b = lane->builder;
	struct event_block *block = block_new(&(struct block_form){
		.room = lane->block_room,
		.tick_us = lane->tick_us,
		.near_us = near_us,
		.has_steps = !lane->is_scattered && lane->tick_us > 1,
		.has_ends = b->has_ends,
		.activities_n = lane->activity.words_n,
		.extra_n = b->extra_n,
		.extra = lane->extra,
	});

	if (lane->block_room < BLOCK_EVENTS_MOST)
		lane->block_room *= 2;
	if (lane->newest == NULL)
		lane->oldest = block;
	else
		lane->newest->next = block;
	lane->newest = block;
}

/* Each of these writes one field of up to n rows behind the block's events, and gives how many
 * fitted. */

static size_t
steps_put(struct columns_lane *lane, struct event_block *block, const struct columns_row *rows,
	size_t n)
{
	uint32_t *steps = block->steps + block->events_n;
	const bool is_second = block->tick_us == 1000000;

	for (size_t i = 0; i < n; i++) {
		int64_t ticks = is_second ? rows[i].time_us / 1000000 : rows[i].time_us / 1000;
		uint64_t step = (uint64_t)ticks - (uint64_t)block->base;
		if (unlikely(ticks * block->tick_us != rows[i].time_us)) {
			lane->tick_us = tick_of(lane->tick_us, rows[i].time_us);
			return i;
		}
		if (unlikely(step > UINT32_MAX)) {
			lane->is_scattered = true;
			return i;
		}
		steps[i] = (uint32_t)step;
	}
	return n;
}

static size_t
times_put(struct columns_lane *lane, struct event_block *block, const struct columns_row *rows,
	size_t n)
{
	if (block->steps != NULL)
		return steps_put(lane, block, rows, n);
	for (size_t i = 0; i < n; i++) {
		block->times_us[block->events_n + i] = rows[i].time_us;
		lane->tick_us = tick_of(lane->tick_us, rows[i].time_us);
	}
	return n;
}

static inline void
code_put(const struct block_codes *c, uint64_t at, uint32_t code)
{
	if (c->width == 1)
		((uint8_t *)c->at)[at] = (uint8_t)code;
	else if (c->width == 2)
		((uint16_t *)c->at)[at] = (uint16_t)code;
	else
		((uint32_t *)c->at)[at] = code;
}

static size_t
activities_put(struct columns_lane *lane, const struct event_block *block,
	const struct columns_row *rows, size_t n)
{
	struct word_memo *memos = lane->activity_memos;

	for (size_t i = 0; i < n; i++) {
		uint32_t code = memos_add(memos, &lane->activity, rows[i].activity);
		if (unlikely(code > block->activity.most))
			return i;
		code_put(&block->activity, block->events_n + i, code);
	}
	return n;
}

static size_t
extra_put(struct columns_lane *lane, const struct event_block *block, size_t k,
	const struct columns_row *rows, size_t n)
{
	const struct block_codes *codes = &block->extra[k];

	for (size_t i = 0; i < n; i++) {
		struct span value = rows[i].extra != NULL ? rows[i].extra[k]
							  : (struct span){.at = "", .size = 0};
		uint32_t code = memos_add(lane->extra_memos[k], &lane->extra[k], value);
		if (unlikely(code > codes->most))
			return i;
		code_put(codes, block->events_n + i, code);
	}
	return n;
}

static void
ends_put(struct columns_lane *lane, struct event_block *block, const struct columns_row *rows,
	size_t n)
{
	for (size_t i = 0; i < n; i++) {
		block->ends_us[block->events_n + i] = rows[i].end_us;
		lane->tick_us = tick_of(lane->tick_us, rows[i].end_us);
	}
}

/* As many of the rows as the newest block takes. A row that does not fit in every field is not
 * there: what was written of it lies behind the block's events. */
static size_t
block_fill(struct columns_lane *lane, const uint32_t *journeys, const struct columns_row *rows,
	size_t n)
{
	struct event_block *block = lane->newest;

	if (block == NULL || block->events_n == block->room)
		return 0;
	if (n > block->room - block->events_n)
		n = block->room - block->events_n;
	n = times_put(lane, block, rows, n);
	n = activities_put(lane, block, rows, n);
	for (size_t k = 0; k < block->extra_n; k++)
		n = extra_put(lane, block, k, rows, n);
	if (block->ends_us != NULL)
		ends_put(lane, block, rows, n);
	for (size_t i = 0; i < n; i++) {
		block->journeys[block->events_n + i] = journeys[i];
		lane->journeys.cards[journeys[i]].count++;
	}
	block->events_n += n;
	lane->events_n += n;
	return n;
}

static void
rows_put(struct columns_lane *lane, const uint32_t *journeys, const struct columns_row *rows,
	size_t n)
{
	for (;;) {
		size_t done = block_fill(lane, journeys, rows, n);
		if (done == n)
			return;
		journeys += done;
		rows += done;
		n -= done;
		block_add(lane, rows->time_us);
	}
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
		rows_put(lane, numbers, rows, n);
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
	const uint32_t number = book_add(&lane->journeys, journey);
	rows_put(lane, &number, &row, 1);
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
	rows_put(lane, &lane->current, &row, 1);
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
