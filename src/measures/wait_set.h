/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The waits of a log, collected: those of the map's moments by their clocks, or without a map the
 * gaps before each activity. `waits`, `wait_spread` and `moments` show them.
 */
#pragma once

#include "measures/bunches.h"
#include "measures/values.h"

/* Which clock of a moment is its wait. */
struct wait_clock {
	bool is_one;		       /* the moment has a wait */
	enum standard_measure measure; /* STANDARD_WAIT or STANDARD_DURATION */
	bool is_opening;	       /* counted in opening time, as a standard of it is */
};

/* The wait before the moment; or the moment itself when its name or its stage's says that it is a
 * wait. */
struct wait_clock wait_clock_of(const struct cycle *cycle, const struct moment *moment);

struct wait_set {
	bool is_map;		   /* waits of moments, else gaps before activities */
	size_t n;		   /* moments or activities */
	struct waits *items;	   /* of each, in order: some have none */
	struct wait_clock *clocks; /* of each moment */
};

void wait_set_make(
	struct wait_set *ret, const struct view *view, const struct measure_options *options);
void wait_set_finish(struct wait_set *set);
/* The name of the wait with a number. */
struct span wait_set_name(const struct wait_set *set, const struct view *view,
	const struct measure_options *options, size_t number);
/* Adds the waits of a bunch's passages by their clock. */
void waits_add_item(struct waits *waits, const struct roles *roles, const struct bunch *b,
	const struct bunch_item *item, const struct wait_clock *clock);
/* Of waits in order, whatever their ends: the quantile, type 7; NaN of none. */
double waits_quantile(const struct waits *w, double share);
/* Leaves only those who were called. */
void waits_keep_called(struct waits *w);
/* The numbers of the waits that somebody had, in the order to show them; *ret_n of them, heap
 * memory. */
size_t *wait_set_order(const struct wait_set *set, size_t *ret_n);
