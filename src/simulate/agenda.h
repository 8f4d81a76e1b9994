/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What will happen, in order of time; of equal times in order of `what`, which the owner packs: the
 * kind in the uppermost bits (what ends before what begins), below it a number that is unique. A
 * heap of four children a parent, so that two levels lie in a few cache lines. What is taken leaves
 * a hole at the top, which the next one to be put fills: most happenings lead to another one. Part
 * of simulate's door: the demo's crowd lives by the same agenda.
 *
 * Lives in the arena it was begun with; one thread's.
 */
#pragma once

#include <stdbool.h>
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
	bool has_hole; /* entries[0] was taken */
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

/* Fills the hole at the top. */
static inline void
agenda_sink(struct agenda *agenda, struct agenda_entry entry)
{
	struct agenda_entry *const entries = agenda->entries;
	const size_t n = agenda->n;
	size_t at = 0;

	for (size_t child = 1; child < n; child = 4 * at + 1) {
		const size_t end = child + 4 < n ? child + 4 : n;
		unsigned __int128 least_rank = agenda_rank(entries[child]);
		size_t least = child;

		for (size_t i = child + 1; i < end; i++) {
			const unsigned __int128 rank = agenda_rank(entries[i]);

			least = rank < least_rank ? i : least;
			least_rank = rank < least_rank ? rank : least_rank;
		}
		if (agenda_rank(entry) <= least_rank)
			break;
		entries[at] = entries[least];
		at = least;
	}
	entries[at] = entry;
}

static inline void
agenda_put(struct agenda *agenda, struct agenda_entry entry)
{
	size_t at = agenda->n;

	if (agenda->has_hole) {
		agenda->has_hole = false;
		agenda_sink(agenda, entry);
		return;
	}
	if (agenda->n == agenda->room)
		agenda->entries = arena_grow(agenda->arena, agenda->entries, agenda->n,
			&agenda->room, sizeof *agenda->entries);
	agenda->n++;
	while (at > 0) {
		const size_t parent = (at - 1) / 4;

		if (!agenda_is_before(entry, agenda->entries[parent]))
			break;
		agenda->entries[at] = agenda->entries[parent];
		at = parent;
	}
	agenda->entries[at] = entry;
}

/* When the first one happens; INT64_MAX: nothing will. */
static inline int64_t
agenda_next_us(struct agenda *agenda)
{
	if (agenda->has_hole) {
		agenda->has_hole = false;
		if (--agenda->n > 0)
			agenda_sink(agenda, agenda->entries[agenda->n]);
	}
	return agenda->n > 0 ? agenda->entries[0].at_us : INT64_MAX;
}

/* The first, which leaves; there is one. */
static inline struct agenda_entry
agenda_take(struct agenda *agenda)
{
	(void)agenda_next_us(agenda); /* fills the hole that the one before left */
	agenda->has_hole = true;
	return agenda->entries[0];
}
