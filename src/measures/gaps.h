/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The gaps between events by pairs of activities, with exact median and 95 %, in two walks: the
 * first counts gaps into coarse bins, so that the second puts down only those in the bins where a
 * wanted rank lies – a tenth of them.
 */
#pragma once

#include "measures/pairs.h"

struct gap_figures {
	uint64_t count;
	double mean_us, median_us, p95_us; /* of a count above 0 */
};

/* Is this the case that pays: few activities, whole journeys? */
bool gaps_may_be_binned(const struct view *view, const struct pairs *pairs);
/* Figures of every pair (pairs->n). False when a gap does not fit 32 bits of the log's ticks; then
 * the figures mean nothing. */
bool gaps_bin(struct gap_figures *ret, const struct view *view, const struct pairs *pairs,
	unsigned hands);
