/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Events of a lane in the order of the source, field by field, as small as they come: codes of as
 * many bytes as the words so far need, times as 32-bit steps of a second (or a millisecond) from a
 * base. Of a log in order of time with up to 256 activities an event takes nine bytes.
 *
 * When something does not fit – more words, a finer time, a time too far away – the block is closed
 * and a wider one begins; a lane whose times do not lie together goes on with whole times.
 *
 * Private to columns/. Belongs to its lane.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "columns/columns.h"

struct block_codes {
	void *at;
	unsigned width; /* bytes: 1, 2 or 4 */
	uint32_t most;	/* the largest code that fits */
};

struct event_block {
	struct event_block *next;
	uint64_t events_n, room;
	void *memory;
	size_t memory_size;
	uint32_t *journeys;
	int64_t tick_us, base; /* time = (base + step) × tick */
	uint32_t *steps;
	int64_t *times_us; /* instead of steps; NULL when there are steps */
	int64_t *ends_us;  /* NULL when events are points */
	struct block_codes activity;
	size_t extra_n;
	struct block_codes extra[];
};

/* What the next block must hold. */
struct block_form {
	uint64_t room;
	int64_t tick_us, near_us; /* 1,000,000, 1,000 or 1; a time near those to come */
	bool has_steps, has_ends;
	uint64_t activities_n;
	size_t extra_n;
	const struct book *extra; /* whose words_n say how wide codes must be */
};

struct event_block *block_new(const struct block_form *form);
void block_free(struct event_block *block);

static inline int64_t
block_time_us(const struct event_block *b, uint64_t i)
{
	return b->times_us != NULL ? b->times_us[i] : (b->base + b->steps[i]) * b->tick_us;
}

static inline uint32_t
block_code(const struct block_codes *c, uint64_t i)
{
	switch (c->width) {
	case 1:
		return ((const uint8_t *)c->at)[i];
	case 2:
		return ((const uint16_t *)c->at)[i];
	default:
		return ((const uint32_t *)c->at)[i];
	}
}
