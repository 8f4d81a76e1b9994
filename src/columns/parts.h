/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pieces that columns made from other columns share. Private to columns/.
 */
#pragma once

#include "columns/columns.h"
#include "columns/owner.h"

/* New columns with room for so many events and journeys: first, time_us and the extra array are
 * there and empty, everything else is to be filled. */
struct columns *columns_blank(uint64_t events_n, uint32_t journeys_n, size_t extra_n);

static inline uint64_t *
columns_first(struct columns *c)
{
	return (uint64_t *)(uintptr_t)c->first;
}

static inline int64_t *
columns_times(struct columns *c)
{
	return (int64_t *)(uintptr_t)c->time_us;
}

static inline struct column *
columns_extra(struct columns *c, size_t i)
{
	return (struct column *)(uintptr_t)&c->extra[i];
}

/* Gaps between events of a journey, when no journey is empty. */
static inline uint64_t
columns_gaps_n(const struct columns *c)
{
	return c->events_n - c->journeys_n;
}

static inline void
column_put(const struct column *c, uint64_t event, uint32_t code)
{
	void *codes = (void *)(uintptr_t)c->codes;
	if (c->width == 1)
		((uint8_t *)codes)[event] = (uint8_t)code;
	else if (c->width == 2)
		((uint16_t *)codes)[event] = (uint16_t)code;
	else
		((uint32_t *)codes)[event] = code;
}

struct words words_copy(const struct words *words, struct columns_owner *o);
/* A column like another: its name, its width, room for codes. Words are not copied. */
struct column column_like(const struct column *c, uint64_t events_n, struct columns_owner *o);
/* Copies those words of `from` that codes in `c` use, and numbers the codes anew. */
void column_pack_words(
	struct column *c, const struct words *from, uint64_t events_n, struct columns_owner *o);
