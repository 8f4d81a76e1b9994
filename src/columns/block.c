/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A block's arrays are one piece of memory, so that taking and giving it back is one call each.
 */
#include "columns/block.h"

#include <stdlib.h>

#include "columns/book.h"
#include "columns/owner.h"

#define ALIGNMENT 64u

/* Half of the steps lie before the first time and half behind. */
#define STEPS_BEFORE (INT64_C(1) << 31)

static struct block_codes
codes_for(uint64_t words_n)
{
	unsigned width = words_n <= UINT64_C(1) << 8 ? 1 : words_n <= UINT64_C(1) << 16 ? 2 : 4;
	return (struct block_codes){
		.width = width,
		.most = width == 4 ? UINT32_MAX : (uint32_t)(UINT32_C(1) << 8 * width) - 1,
	};
}

/* Takes n values of a size from *place. */
static size_t
array_place(size_t *place, uint64_t n, size_t size)
{
	size_t at = *place;
	*place = (at + n * size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	return at;
}

struct event_block *
block_new(const struct block_form *form)
{
	struct event_block *b = calloc(1, sizeof *b + form->extra_n * sizeof b->extra[0]);
	if (b == NULL)
		abort();
	const uint64_t room = form->room;
	size_t size = 0;
	size_t journeys = array_place(&size, room, sizeof *b->journeys);
	size_t times =
		array_place(&size, room, form->has_steps ? sizeof *b->steps : sizeof *b->times_us);
	size_t ends = array_place(&size, form->has_ends ? room : 0, sizeof *b->ends_us);
	b->activity = codes_for(form->activities_n);
	size_t activity = array_place(&size, room, b->activity.width);
	size_t extra = size;
	for (size_t k = 0; k < form->extra_n; k++) {
		b->extra[k] = codes_for(form->extra[k].words_n);
		(void)array_place(&size, room, b->extra[k].width); /* counted first, placed below */
	}
	char *memory = pages_new(size);
	b->memory = memory;
	b->memory_size = size;
	b->room = room;
	b->extra_n = form->extra_n;
	b->tick_us = form->tick_us;
	b->journeys = (void *)(memory + journeys);
	if (form->has_steps) {
		b->steps = (void *)(memory + times);
		b->base = form->near_us / form->tick_us - STEPS_BEFORE;
	} else
		b->times_us = (void *)(memory + times);
	if (form->has_ends)
		b->ends_us = (void *)(memory + ends);
	b->activity.at = memory + activity;
	for (size_t k = 0; k < form->extra_n; k++)
		b->extra[k].at = memory + array_place(&extra, room, b->extra[k].width);
	return b;
}

void
block_free(struct event_block *block)
{
	pages_free(block->memory, block->memory_size);
	free(block);
}
