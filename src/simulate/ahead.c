/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tree of what comes next: how it begins, and how its base moves on. */
#include "simulate/ahead.h"

struct ahead
ahead_new(size_t n, int64_t from_us, struct arena *a)
{
	struct ahead ahead = {.base_us = from_us, .leaves = 2, .bits = 1};

	for (; ahead.leaves < n; ahead.leaves *= 2)
		ahead.bits++;
	ahead.far_us = UINT64_MAX >> ahead.bits;
	ahead.keys = ARENA_ARRAY(a, uint64_t, 2 * (size_t)ahead.leaves);
	ahead.times = ARENA_ARRAY(a, int64_t, ahead.leaves);
	for (size_t i = 0; i < 2 * (size_t)ahead.leaves; i++)
		ahead.keys[i] = UINT64_MAX;
	for (size_t i = 0; i < ahead.leaves; i++)
		ahead.times[i] = AHEAD_NEVER;
	return ahead;
}

void
ahead_rebase(struct ahead *ahead)
{
	int64_t first_us = AHEAD_NEVER;

	for (size_t i = 0; i < ahead->leaves; i++)
		first_us = ahead->times[i] < first_us ? ahead->times[i] : first_us;
	if (first_us == AHEAD_NEVER)
		return;
	ahead->base_us = first_us;
	for (uint32_t i = 0; i < ahead->leaves; i++)
		ahead->keys[ahead->leaves + i] = ahead_key(ahead, i);
	for (uint32_t i = ahead->leaves - 1; i > 0; i--) {
		const uint64_t left = ahead->keys[2 * i], right = ahead->keys[2 * i + 1];

		ahead->keys[i] = left < right ? left : right;
	}
}
