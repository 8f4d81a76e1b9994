/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What comes next, of a fixed number of things of which each has one moment ahead of it or none: a
 * counter that will be done, a source that will bring somebody. A tree of matches: each node holds
 * the lesser key of the two below it, so the top is the first of all. A key is the time since a
 * base and, in its lowest bits, the number of the thing: of equal times the least number comes
 * first. Whoever's moment changes plays its matches again on the way up; no branch is there to be
 * guessed wrong. What is too far ahead for a key waits until nothing nearer is left; then the base
 * moves on.
 *
 * One thread's, in the arena it was made in. Private to the folder.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attributes.h"

#define AHEAD_NEVER INT64_MAX

struct ahead {
	uint64_t *keys;	 /* [1] the top, [leaves, 2 · leaves) the things */
	int64_t *times;	 /* of the things */
	int64_t base_us; /* no time is before it, nor will be: time goes on */
	uint64_t far_us; /* so long after it, and later, is no key */
	uint32_t leaves; /* 2^bits */
	unsigned bits;
};

struct ahead_first {
	int64_t at_us; /* AHEAD_NEVER: nothing */
	uint32_t of;
};

/* n < 2^30 things, none of which has anything ahead; nothing will be before from_us. */
struct ahead ahead_new(size_t n, int64_t from_us, struct arena *a);
/* The base moves on to the first time there is. */
void ahead_rebase(struct ahead *ahead);

static inline uint64_t
ahead_key(const struct ahead *ahead, uint32_t of)
{
	const uint64_t since = (uint64_t)ahead->times[of] - (uint64_t)ahead->base_us;

	return since < ahead->far_us ? since << ahead->bits | of : UINT64_MAX;
}

static inline void
ahead_set(struct ahead *ahead, uint32_t of, int64_t at_us)
{
	uint64_t *const keys = ahead->keys;
	uint32_t i = ahead->leaves + of;
	uint64_t least;

	ahead->times[of] = at_us;
	least = ahead_key(ahead, of);
	keys[i] = least;
	for (; i > 1; i /= 2) {
		const uint64_t other = keys[i ^ 1];

		least = other < least ? other : least;
		keys[i / 2] = least;
	}
}

static inline struct ahead_first
ahead_first(struct ahead *ahead)
{
	if (unlikely(ahead->keys[1] == UINT64_MAX))
		ahead_rebase(ahead);
	if (unlikely(ahead->keys[1] == UINT64_MAX))
		return (struct ahead_first){.at_us = AHEAD_NEVER};
	return (struct ahead_first){
		.at_us = ahead->base_us + (int64_t)(ahead->keys[1] >> ahead->bits),
		.of = (uint32_t)(ahead->keys[1] & (ahead->leaves - 1))};
}
