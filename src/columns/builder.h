/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a builder holds between the events and the columns. A lane numbers its own journeys and
 * words in its own books, and writes events into blocks (block.h), in the order of the source.
 * finish.c joins the lanes' numbers and lays the events out.
 *
 * Private to columns/.
 */
#pragma once

#include "columns/block.h"
#include "columns/book.h"
#include "columns/columns.h"

struct columns_lane {
	struct columns_builder *builder;
	struct event_block *oldest, *newest;
	uint64_t events_n;
	struct book journeys, activity, *extra;
	struct word_memo *activity_memos, **extra_memos;
	uint8_t *is_apart; /* journeys that are never one with another lane's; NULL when there are
			      none */
	uint64_t apart_room;
	uint32_t current; /* columns_lane_journey's */
	char *begun; /* its name, until its first event comes: a journey without events is none */
	size_t begun_size;
	int64_t tick_us;
	bool is_scattered; /* times do not lie together: blocks hold them whole */
	uint64_t block_room;
} __attribute__((aligned(128))); /* each thread writes its own cache lines */

struct columns_builder {
	bool keeps_order, has_ends;
	char **extra_names;
	size_t extra_n;
	unsigned lanes_n, hands;
	bool is_finished;
	uint64_t mended_n; /* when it is finished */
	struct columns_lane *lanes;
};

/* The largest of 1 s, 1 ms, 1 µs that divides a time, if it is not more than `tick_us`. */
static inline int64_t
tick_of(int64_t tick_us, int64_t time_us)
{
	if (likely(tick_us == 1000000)) {
		if (likely(time_us % 1000000 == 0))
			return 1000000;
		tick_us = 1000;
	}
	return tick_us == 1000 && time_us % 1000 == 0 ? 1000 : 1;
}
