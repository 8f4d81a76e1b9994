/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What will happen, in order of time; of equal times in order of `what`, which the owner packs: the
 * kind in the uppermost bits (what ends before what begins), below it a number that is unique. A
 * heap of four children a parent, so that two levels lie in a few cache lines. Part of simulate's
 * door: the demo's crowd lives by the same agenda.
 *
 * Lives in the arena it was begun with; one thread's.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct agenda_entry {
	int64_t at_us;
	uint64_t what;
};

struct agenda {
	struct arena *arena;
	struct agenda_entry *entries;
	size_t n, room;
};

/* Both fields as one number, so that no branch is taken between them. */
static inline unsigned __int128
agenda_rank(struct agenda_entry entry)
{
	return (unsigned __int128)((uint64_t)entry.at_us ^ UINT64_C(1) << 63) << 64 | entry.what;
}

static inline bool
agenda_is_before(struct agenda_entry a, struct agenda_entry b)
{
	return agenda_rank(a) < agenda_rank(b);
}

static inline void
agenda_put(struct agenda *agenda, struct agenda_entry entry)
{
	size_t at = agenda->n;

	(void)ARENA_PUSH(agenda->arena, agenda->entries, agenda->n, agenda->room);
	while (at > 0) {
		const size_t parent = (at - 1) / 4;

		if (!agenda_is_before(entry, agenda->entries[parent]))
			break;
		agenda->entries[at] = agenda->entries[parent];
		at = parent;
	}
	agenda->entries[at] = entry;
}

/* The first, which leaves; there is one. */
static inline struct agenda_entry
agenda_take(struct agenda *agenda)
{
	struct agenda_entry *const entries = agenda->entries;
	const struct agenda_entry first = entries[0], last = entries[--agenda->n];
	const size_t n = agenda->n;
	size_t at = 0;

	for (size_t child = 1; child < n; child = 4 * at + 1) {
		const size_t end = child + 4 < n ? child + 4 : n;
		size_t least = child;

		for (size_t i = child + 1; i < end; i++)
			least = agenda_is_before(entries[i], entries[least]) ? i : least;
		if (!agenda_is_before(entries[least], last))
			break;
		entries[at] = entries[least];
		at = least;
	}
	entries[at] = last;
	return first;
}
