/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Open addressing with linear steps; the table doubles before it is three quarters full. The old
 * table stays behind in the arena, which costs at most as much again as the table in use.
 */
#include "exchange/numbered.h"

#define SLOTS_FIRST 64

/* The slot that holds the name, or the free one where it belongs. */
static size_t
slot_of(const struct numbered *n, struct span name)
{
	size_t slot = text_hash(name) & (n->slots_n - 1);

	while (n->slots[slot] != 0 && !span_is(n->names[n->slots[slot] - 1], name))
		slot = (slot + 1) & (n->slots_n - 1);
	return slot;
}

static void
slots_double(struct numbered *n)
{
	n->slots_n = n->slots_n == 0 ? SLOTS_FIRST : n->slots_n * 2;
	n->slots = ARENA_ARRAY(n->arena, uint32_t, n->slots_n);
	for (uint32_t i = 0; i < n->names_n; i++)
		n->slots[slot_of(n, n->names[i])] = i + 1;
}

void
numbered_init(struct numbered *n, struct arena *a)
{
	*n = (struct numbered){.arena = a};
}

uint32_t
numbered_add(struct numbered *n, struct span name, bool *ret_is_new)
{
	if ((size_t)n->names_n * 4 >= n->slots_n * 3)
		slots_double(n);

	const size_t slot = slot_of(n, name);
	const bool is_new = n->slots[slot] == 0;

	if (is_new) {
		struct span *kept = ARENA_PUSH(n->arena, n->names, n->names_n, n->room);

		*kept = (struct span){arena_text_n(n->arena, name.at, name.size), name.size};
		n->slots[slot] = n->names_n;
	}
	if (ret_is_new != NULL)
		*ret_is_new = is_new;
	return n->slots[slot] - 1;
}

uint32_t
numbered_find(const struct numbered *n, struct span name)
{
	if (n->slots_n == 0)
		return NUMBERED_NONE;

	const uint32_t held = n->slots[slot_of(n, name)];

	return held == 0 ? NUMBERED_NONE : held - 1;
}
