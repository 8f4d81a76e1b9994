/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Measures of the live service's own events know them by their names: each says which kinds there
 * are, finds them in the log's dictionary once, and meets the events of a view with their kinds.
 */
#pragma once

#include "measures/walk.h"

struct kind {
	const char *name;
	uint8_t kind; /* above 0, which is that of all other events */
};

/* Sets the kind of each activity; kinds has room for all words and is zeroed. */
static inline void
kinds_find(uint8_t *kinds, const struct columns *c, const struct kind *names, size_t names_n)
{
	for (size_t i = 0; i < names_n; i++) {
		const uint32_t code = column_find(&c->activity, span_of(names[i].name));
		if (code != UINT32_MAX)
			kinds[code] = names[i].kind;
	}
}

/* Meets the events of a piece of the view; `end` is where the journey's events end. */
static ALWAYS_INLINE void
kinds_meet(const struct view *view, const uint8_t *kinds, size_t piece, size_t pieces_n,
	void (*meet)(void *with, uint64_t event, uint64_t end, uint8_t kind), void *with)
{
	struct walk w;

	walk_begin(&w, view, piece, pieces_n);
	while (walk_next(&w))
		for (size_t i = 0; i < w.events_n; i++) {
			const uint64_t e = walk_event(&w, i);
			meet(with, e, w.end, kinds[column_code(&w.columns->activity, e)]);
		}
}
