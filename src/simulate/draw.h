/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How long something takes, as a distribution to draw from. A plain value; the values of an
 * empirical one are borrowed. Part of simulate's door (simulate.h includes it).
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/random.h"

/* X(id, word in scenario files, meaning) */
#define DRAW_TABLE(X)                                                                              \
	X(NONE, "none", "no time at all; of patience: for ever")                                   \
	X(CONSTANT, "constant", "always the same")                                                 \
	X(EXPONENTIAL, "exponential", "without memory: variation 1")                               \
	X(ERLANG, "erlang", "the sum of `phases` equal exponentials")                              \
	X(GAMMA, "gamma", "by mean and variation")                                                 \
	X(LOGNORMAL, "lognormal", "by mean and variation")                                         \
	X(EMPIRICAL, "empirical", "one of the values that were seen, the gaps between them filled")

enum draw_kind {
#define X(id, word, meaning) DRAW_##id,
	DRAW_TABLE(X)
#undef X
		DRAW__COUNT
};

struct draw {
	enum draw_kind kind;
	unsigned phases;	  /* ERLANG, ≥ 1 */
	double mean_us;		  /* of all kinds but NONE; of EMPIRICAL the mean of its values */
	double variation;	  /* standard deviation over mean: GAMMA, LOGNORMAL */
	const int64_t *values_us; /* EMPIRICAL: ascending */
	size_t values_n;
};

/* One draw, in µs, ≥ 0. Of NONE: 0. */
int64_t draw_take(const struct draw *draw, struct random_stream *stream);
/* The share of draws that are at most this. */
double draw_share(const struct draw *draw, int64_t at_most_us);
