/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What really happened at a branch, in the simulator's words: one visit a customer and service,
 * with when they came, were called, began and ended – so that a day that was and a day that was
 * played are held against each other by the same functions. And when counters were away: a counter
 * that calls nobody while somebody waits whom it may serve.
 *
 * Private to improve/.
 */
#pragma once

#include "columns/columns.h"
#include "twin/fit.h"
#include "simulate/simulate.h"

struct past {
	const struct simulate_visit *visits; /* in order of coming; services and counters by their
						numbers in the names below */
	size_t visits_n;
};

/* Names by which visits are numbered; SIMULATE_NONE for those of no such name. */
struct past_names {
	const char *const *services, *const *counters, *const *classes;
	size_t services_n, counters_n, classes_n;
};

/* The visits of the branch (NULL: all) that began in [from_us, until_us). */
void past_visits_read(struct past *ret, const struct columns *columns, const char *branch,
	const struct past_names *names, int64_t from_us, int64_t until_us, struct arena *a);

/* When a counter that serves these services was there in [from_us, until_us): from the first sign
 * of it to the last, without the times in which it let somebody wait. Ascending; none: it was never
 * there. */
struct past_shifts {
	const struct simulate_span *spans;
	size_t n;
};
struct past_shifts past_shifts(const struct past *past, uint32_t counter, const uint32_t *services,
	size_t services_n, int64_t from_us, int64_t until_us, struct arena *a);
