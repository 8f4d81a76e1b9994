/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whose patience ends, in order of time, then of joining. A heap of four children a parent; each
 * seat knows its place in it, so whoever is called is taken out and never seen again: only those
 * who wait are in it.
 */
#include "simulate/inside.h"

#define SEAT_BITS 28

static uint32_t
seat_of(struct agenda_entry entry)
{
	return (uint32_t)(entry.what & ((1 << SEAT_BITS) - 1));
}

static void
stand(struct world *w, size_t at, struct agenda_entry entry)
{
	w->leaving.entries[at] = entry;
	w->seats[seat_of(entry)].leaving_at = (uint32_t)at;
}

static size_t
least_child(const struct leaving *leaving, size_t at)
{
	const size_t child = 4 * at + 1, end = child + 4 < leaving->n ? child + 4 : leaving->n;
	size_t least = child;

	for (size_t i = child + 1; i < end; i++)
		if (agenda_is_before(leaving->entries[i], leaving->entries[least]))
			least = i;
	return least;
}

/* There is a hole: the entry goes into it, or up or down from it. */
static void
settle(struct world *w, size_t at, struct agenda_entry entry)
{
	const struct agenda_entry *entries = w->leaving.entries;

	for (; at > 0 && agenda_is_before(entry, entries[(at - 1) / 4]); at = (at - 1) / 4)
		stand(w, at, entries[(at - 1) / 4]);
	while (4 * at + 1 < w->leaving.n) {
		const size_t least = least_child(&w->leaving, at);

		if (!agenda_is_before(entries[least], entry))
			break;
		stand(w, at, entries[least]);
		at = least;
	}
	stand(w, at, entry);
}

static void
first_note(struct leaving *leaving)
{
	leaving->first_us = leaving->n > 0 ? leaving->entries[0].at_us : AHEAD_NEVER;
}

void
leaving_put(struct world *w, uint32_t seat, int64_t at_us)
{
	struct leaving *leaving = &w->leaving;

	w->is_too_many |= w->stamp == UINT32_MAX;
	(void)ARENA_PUSH(w->arena, leaving->entries, leaving->n, leaving->room);
	settle(w, leaving->n - 1,
		(struct agenda_entry){at_us, (uint64_t)++w->stamp << SEAT_BITS | seat});
	first_note(leaving);
}

void
leaving_remove(struct world *w, uint32_t seat)
{
	struct leaving *leaving = &w->leaving;
	const size_t at = w->seats[seat].leaving_at;
	const struct agenda_entry last = leaving->entries[--leaving->n];

	if (at < leaving->n)
		settle(w, at, last);
	first_note(leaving);
}

uint32_t
leaving_first(const struct world *w)
{
	return seat_of(w->leaving.entries[0]);
}
