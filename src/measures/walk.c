/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cutting a view into pieces of about equal work, and finding the journeys of chosen events by
 * galloping ahead, so that a view of few events costs little however long the log is.
 */
#include "measures/walk.h"

#include "base/crew.h"

#define WORTH_A_PIECE 16384 /* events; below it a thread costs more than it brings */

/* The first journey whose events begin at or after `event`. */
static uint32_t
journey_from(const struct columns *c, uint64_t event)
{
	uint32_t low = 0, high = c->journeys_n;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (c->first[middle] < event)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Moves a cut of the events' list forward to the next journey's first. */
static uint64_t
cut_at_journey(const struct view *view, uint64_t at)
{
	if (at == 0 || at >= view->events_n)
		return at < view->events_n ? at : view->events_n;
	const struct columns *c = view->columns;
	uint64_t end = c->first[walk_journey_of(c, view->events[at - 1], 0) + 1];
	while (at < view->events_n && view->events[at] < end)
		at++;
	return at;
}

/* Where piece number `piece` begins, as a position in the view. */
static uint64_t
cut(const struct view *view, size_t piece, size_t pieces_n)
{
	const struct columns *c = view->columns;
	if (view->events != NULL)
		return cut_at_journey(
			view, (uint64_t)((unsigned __int128)view->events_n * piece / pieces_n));
	if (view->journeys != NULL)
		return (uint64_t)view->journeys_n * piece / pieces_n;
	if (piece == pieces_n)
		return c->journeys_n;
	return journey_from(c, (uint64_t)((unsigned __int128)c->events_n * piece / pieces_n));
}

size_t
walk_pieces(const struct view *view, unsigned hands, size_t each)
{
	uint64_t events_n = view->columns->events_n;
	if (view->events != NULL)
		events_n = view->events_n;
	else if (view->journeys != NULL && view->columns->journeys_n > 0)
		events_n =
			(uint64_t)((double)events_n * view->journeys_n / view->columns->journeys_n);
	const uint64_t worth = events_n / WORTH_A_PIECE + 1;
	const uint64_t wanted = (hands == 0 ? crew_hands() : hands) * (uint64_t)each;
	return (size_t)(worth < wanted ? worth : wanted);
}

void
walk_begin(struct walk *w, const struct view *view, size_t piece, size_t pieces_n)
{
	*w = (struct walk){
		.columns = view->columns,
		.journeys = view->journeys,
		.events = view->events,
		.at = cut(view, piece, pieces_n),
		.to = cut(view, piece + 1, pieces_n),
	};
}

uint32_t
walk_journey_of(const struct columns *c, uint64_t event, uint32_t from)
{
	uint64_t step = 1, low = from;
	while (low + step < c->journeys_n && c->first[low + step] <= event) {
		low += step;
		step *= 2;
	}
	uint64_t high = low + step < c->journeys_n ? low + step : c->journeys_n;
	while (high - low > 1) {
		uint64_t middle = low + (high - low) / 2;
		if (c->first[middle] <= event)
			low = middle;
		else
			high = middle;
	}
	return (uint32_t)low;
}

bool
walk_next_chosen(struct walk *w)
{
	if (w->at == w->to)
		return false;
	const struct columns *c = w->columns;
	const uint32_t from = w->end > 0 ? w->journey : 0;
	w->journey = walk_journey_of(c, w->events[w->at], from);
	w->first = c->first[w->journey];
	w->end = c->first[w->journey + 1];
	w->chosen = &w->events[w->at];
	const uint64_t begin = w->at;
	while (w->at < w->to && w->events[w->at] < w->end)
		w->at++;
	w->events_n = (size_t)(w->at - begin);
	return true;
}

bool
walk_has(const struct walk *w, uint64_t event)
{
	if (w->chosen == NULL)
		return event >= w->first && event < w->end;
	size_t low = 0, high = w->events_n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (w->chosen[middle] < event)
			low = middle + 1;
		else
			high = middle;
	}
	return low < w->events_n && w->chosen[low] == event;
}
