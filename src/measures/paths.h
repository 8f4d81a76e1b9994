/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The different paths that the journeys of a view take: each sequence of activities once, with how
 * many journeys took it and which one did first. Paths are found by a 64-bit hash of their codes
 * and told apart by the codes themselves, so two paths never fall together.
 */
#pragma once

#include <stdint.h>

#include "measures/measures.h"

struct path {
	uint64_t hash;
	uint32_t journey; /* the first that took it */
	uint32_t journeys_n;
};

struct paths {
	struct path *items; /* in the order of their first journey */
	uint32_t items_n;
	/* Of each journey of the view, by its position: the number of its path; NULL unless asked
	 * for. */
	uint32_t *of_journey;
	uint64_t activities_n; /* different activities seen */
};

/* The view's list of events is passed over: a path is a whole journey's. */
void paths_find(struct paths *ret, const struct view *view, unsigned hands, bool of_journey);
void paths_finish(struct paths *p);
