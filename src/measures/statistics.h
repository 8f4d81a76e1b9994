/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The statistics that measures share: exact quantiles (type 7, as R and NumPy take them), the
 * Wilson interval of a share, the risk ratio of a two-by-two table. Nothing here knows what a
 * journey is.
 *
 * "Not to be had" (n = 0, a margin that is empty) is NaN, which a frame shows as null.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The 97.5 % point of the normal distribution: all intervals are 95 % ones. */
#define Z_975 1.959963984540054

/* What is shown of a share that judges people: nothing below the first, "indicative" below the
 * second. */
#define SHARE_LEAST_N	   5
#define SHARE_INDICATIVE_N 30
/* A 95th percentile of fewer is little more than the longest. */
#define P95_LEAST_N 20

#define QUANTILES_MOST 8

/* Quantiles of n values; shares ascending in 0 … 1, at most QUANTILES_MOST. The values stay as they
 * are. NaN for each when n is 0. Time grows with n whatever the values are. */
void quantiles_u32(
	const uint32_t *values, size_t n, const double *shares, size_t shares_n, double *ret);
void quantiles_i64(
	const int64_t *values, size_t n, const double *shares, size_t shares_n, double *ret);
/* Of values that are multiples: of values[i] × times. */
void quantiles_times(const uint32_t *values, size_t n, int64_t times, const double *shares,
	size_t shares_n, double *ret);

/* The values of these ranks in the order of size; ranks ascending, each below n. */
void ranked_u32(
	const uint32_t *values, size_t n, const uint64_t *ranks, size_t ranks_n, uint32_t *ret);

struct interval {
	double low, high;
};

/* Wilson's interval for `part` of n. */
struct interval wilson(uint64_t part, uint64_t n);

/* "In so many after it went wrong, in so many otherwise." */
struct risk {
	double after, otherwise; /* the two shares, as counted */
	double ratio, low, high; /* relative risk with its interval */
	double odds, odds_low, odds_high;
	double fisher_p;   /* only when is_corrected: the exact two-sided probability */
	bool is_corrected; /* a cell was empty, so a half was added to each */
};

/* a: went wrong and ended badly; b: went wrong, ended well; c: not wrong, badly; d: not wrong,
 * well. Ratios are NaN when a row or a column is empty. */
struct risk risk_of(uint64_t a, uint64_t b, uint64_t c, uint64_t d);
