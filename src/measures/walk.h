/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Walking a view, journey by journey. A view is all journeys, some journeys, or some events; a walk
 * gives the journeys that have something in it, with the events that count (`chosen`, or all).
 * A view is cut into pieces at journeys, so that several threads walk it at once.
 *
 *	struct walk w;
 *	walk_begin(&w, view, piece, pieces_n);
 *	while (walk_next(&w))
 *		for (size_t i = 0; i < w.events_n; i++)
 *			… walk_event(&w, i) …
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "measures/measures.h"

struct walk {
	const struct columns *columns;
	const uint32_t *journeys;
	const uint64_t *events;
	uint64_t at, to; /* positions in the view */
	/* Where the walk is: */
	uint32_t journey;
	uint64_t first, end;	/* all of the journey's events */
	const uint64_t *chosen; /* those in the view, or NULL for all */
	size_t events_n;	/* how many are in the view */
};

/* How many pieces are worth it: `each` for each of the hands, fewer for little work. */
size_t walk_pieces(const struct view *view, unsigned hands, size_t each);
void walk_begin(struct walk *w, const struct view *view, size_t piece, size_t pieces_n);
/* The journey an event belongs to, at or after `from`. */
uint32_t walk_journey_of(const struct columns *c, uint64_t event, uint32_t from);
/* The next journey of a view of events; walk_next calls it. */
bool walk_next_chosen(struct walk *w);

static inline bool
walk_next(struct walk *w)
{
	if (w->events != NULL)
		return walk_next_chosen(w);
	if (w->at == w->to)
		return false;
	w->journey = w->journeys != NULL ? w->journeys[w->at] : (uint32_t)w->at;
	w->first = w->columns->first[w->journey];
	w->end = w->columns->first[w->journey + 1];
	w->events_n = (size_t)(w->end - w->first);
	w->at++;
	return true;
}

/* The i-th event in the view. */
static inline uint64_t
walk_event(const struct walk *w, size_t i)
{
	return w->chosen != NULL ? w->chosen[i] : w->first + i;
}

/* Is an event of this journey in the view? */
bool walk_has(const struct walk *w, uint64_t event);

/* For loops over all events, made once for each width of codes: the compiler then drops the choice.
 */
#define ALWAYS_INLINE inline __attribute__((always_inline))

static ALWAYS_INLINE uint32_t
code_at(const void *codes, unsigned width, uint64_t e)
{
	return width == 1   ? ((const uint8_t *)codes)[e]
	       : width == 2 ? ((const uint16_t *)codes)[e]
			    : ((const uint32_t *)codes)[e];
}

/* How many journeys a view of journeys has. */
static inline uint32_t
view_journeys_n(const struct view *view)
{
	return view->journeys != NULL ? view->journeys_n : view->columns->journeys_n;
}

/* The earliest and latest instant of a journey's events; false when it has none. */
static inline bool
journey_span(const struct columns *c, uint32_t journey, int64_t *ret_begin, int64_t *ret_end)
{
	const uint64_t first = c->first[journey], end = c->first[journey + 1];
	const int64_t *const times = c->time_us, *const ends =
							 c->end_us != NULL ? c->end_us : times;
	if (first == end)
		return false;
	if (c->is_ordered) {
		*ret_begin = times[first];
		*ret_end = times[end - 1];
		return true;
	}
	int64_t begin = times[first], last = ends[first];
	for (uint64_t e = first + 1; e < end; e++) {
		begin = times[e] < begin ? times[e] : begin;
		last = ends[e] > last ? ends[e] : last;
	}
	*ret_begin = begin;
	*ret_end = last;
	return true;
}
