/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tables that saved columns bring along (columns_ready): what a measure finds in them is to the
 * last digit what it would find by walking.
 */
#pragma once

#include "measures/measures.h"

#define READY_AHEAD 12

/* The tables, when the view is all of columns that have them. */
static inline const struct columns_ready *
ready_of(const struct view *view)
{
	return view->journeys == NULL && view->events == NULL ? view->columns->ready : NULL;
}

/* Paths lie where the first journey that took them lies: brings those to come near. */
static inline void
ready_prefetch(const struct columns_ready *ready, const struct columns *c, uint64_t path)
{
	if (path + 2 * READY_AHEAD < ready->paths_n)
		__builtin_prefetch(&c->first[ready->paths[path + 2 * READY_AHEAD].journey]);
	if (path + READY_AHEAD < ready->paths_n) {
		const uint64_t first = c->first[ready->paths[path + READY_AHEAD].journey];
		__builtin_prefetch((const char *)c->activity.codes + first * c->activity.width);
	}
}
