/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The functions behind the rows of measures.def, and the small sums that several of them make.
 */
#pragma once

#include <math.h>

#include "measures/measures.h"

#define MEASURE(name, grain, needs, title, definition)                                             \
	MUST_USE enum fault_code measure_##name(struct frame *frame, const struct view *view,      \
		const struct measure_options *options, struct fault *f);
#include "measures/measures.def"
#undef MEASURE

/* The mean of whole numbers is exact: summed in 128 bits, divided once, so that neither the order
 * nor the number of threads can be seen in it. */
struct total {
	double mean;	  /* NaN when there are none */
	int64_t greatest; /* 0 when there are none */
};

static inline double
mean_of_sum(__int128 sum, uint64_t n)
{
	if (n == 0)
		return NAN;
	/* The whole part and the rest apart, so that a large sum loses nothing. */
	const __int128 whole = sum / (__int128)n;
	return (double)whole + (double)(sum - whole * (__int128)n) / (double)n;
}

static inline struct total
total_of(const int64_t *values, size_t n)
{
	__int128 sum = 0;
	struct total t = {.greatest = n > 0 ? values[0] : 0};
	for (size_t i = 0; i < n; i++) {
		sum += values[i];
		t.greatest = values[i] > t.greatest ? values[i] : t.greatest;
	}
	t.mean = mean_of_sum(sum, n);
	return t;
}
