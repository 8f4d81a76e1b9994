/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All gaps of a view side by side, pair after pair: each pair of activities has its stretch of one
 * array.
 *
 * Gaps are held in the log's own ticks in 32 bits; where one does not fit (a negative gap,
 * microseconds over an hour), all are held in 64.
 */
#pragma once

#include "measures/pairs.h"

struct stretches {
	struct columns_pair *items; /* the pairs that occur, by from, then to */
	size_t n;
	uint64_t gaps_n;
	uint32_t *gaps;	    /* in ticks */
	int64_t *long_gaps; /* in microseconds, in place of `gaps` when one does not fit */
};

void stretches_find(
	struct stretches *ret, const struct view *view, const struct pairs *pairs, unsigned hands);
void stretches_finish(struct stretches *s);
