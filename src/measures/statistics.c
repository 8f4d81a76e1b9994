/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Quantiles by selection instead of sorting (select.h): a follows table has a median for every pair
 * of activities, which together are all gaps of a log, and sorting them would take most of the
 * time.
 */
#include "measures/statistics.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_randist.h>

#define SELECT_FEW   48
#define SELECT_MANY  4096
#define SELECT_BINS  2048
#define SELECT_GROUP 16 /* values that are looked at together */
#define SELECT_RANKS (2 * QUANTILES_MOST)

/* Two counts of each bin, which take turns: the same bin twice would wait for itself. */
struct select_bins {
	uint64_t base;	/* where the first begins */
	unsigned shift; /* of equal bins: each is 2^shift wide */
	unsigned fine;	/* of growing bins; 0: they are equal */
	size_t n;
	uint64_t counts[2][SELECT_BINS];
};

/* One of them, with what it holds. */
struct select_bin {
	size_t number;
	uint64_t from, width;
	uint64_t before, n; /* values in the bins before, and in it */
};

/* The shift by which a range falls into equal bins: fewer bins for fewer values. */
static unsigned
bins_shift(uint64_t range, size_t n)
{
	const uint64_t bins = n < SELECT_MANY ? 128 : SELECT_BINS;
	unsigned shift = 0;
	while (range >> shift >= bins)
		shift++;
	return shift;
}

static void
bins_clear(struct select_bins *bins)
{
	memset(bins->counts[0], 0, bins->n * sizeof bins->counts[0][0]);
	memset(bins->counts[1], 0, bins->n * sizeof bins->counts[1][0]);
}

/* Values that share their highest bit and the `fine` bits after it share a bin. */
static inline size_t
growing_bin_64(uint64_t value, unsigned fine)
{
	const unsigned highest = 63u - (unsigned)__builtin_clzll(value | UINT64_C(1) << fine);
	const unsigned shift = highest - fine;
	return (size_t)(((uint64_t)shift << fine) + (value >> shift));
}

static inline size_t
growing_bin_32(uint32_t value, unsigned fine)
{
	const unsigned highest = 31u - (unsigned)__builtin_clz(value | 1u << fine);
	const unsigned shift = highest - fine;
	return (shift << fine) + (value >> shift);
}

/* The bin of a rank, which is not before `bin`. */
static void
bin_find(struct select_bin *bin, const struct select_bins *bins, uint64_t rank)
{
	size_t at = bin->number;
	while (bin->n = bins->counts[0][at] + bins->counts[1][at], bin->before + bin->n <= rank) {
		bin->before += bin->n;
		at++;
	}
	const size_t steps = bins->fine > 0 ? at >> bins->fine : 0;
	const unsigned shift = bins->fine == 0 ? bins->shift
			       : steps > 1     ? (unsigned)(steps - 1)
					       : 0;
	const uint64_t value = bins->fine == 0 ? at : at - ((uint64_t)shift << bins->fine);
	bin->number = at;
	bin->from = bins->base + (value << shift);
	bin->width = UINT64_C(1) << shift;
}

static void *
select_memory(size_t size)
{
	void *memory = malloc(size);
	if (memory == NULL)
		abort();
	return memory;
}

static uint64_t
least_of(const int64_t *values, size_t n)
{
	int64_t least = values[0];
	for (size_t i = 1; i < n; i++)
		least = values[i] < least ? values[i] : least;
	return (uint64_t)least;
}

#define SELECT_PASTE(a, b) a##_##b
#define SELECT_JOIN(a, b)  SELECT_PASTE(a, b)

#define SELECT_TYPE	       uint32_t
#define SELECT_UNSIGNED	       uint32_t
#define SELECT_NAME	       select_u32
#define SELECT_FINE	       6
#define SELECT_BASE(values, n) 0
#define SELECT_BIN	       growing_bin_32
#include "measures/select.h"

#define SELECT_TYPE	       int64_t
#define SELECT_UNSIGNED	       uint64_t
#define SELECT_NAME	       select_i64
#define SELECT_FINE	       5
#define SELECT_BASE(values, n) least_of(values, n)
#define SELECT_BIN	       growing_bin_64
#include "measures/select.h"

void
ranked_u32(const uint32_t *values, size_t n, const uint64_t *ranks, size_t ranks_n, uint32_t *ret)
{
	assert(ranks_n <= SELECT_RANKS);
	select_u32(values, n, ranks, ranks_n, ret);
}

/* Type 7 of n values lies between two neighbours: their ranks, and how far between them. */
static void
ranks_of(size_t n, const double *shares, size_t shares_n, uint64_t *ret_ranks, double *ret_parts)
{
	assert(shares_n <= QUANTILES_MOST);
	for (size_t i = 0; i < shares_n; i++) {
		double h = (double)(n - 1) * shares[i];
		double whole = floor(h);
		uint64_t rank = (uint64_t)whole;
		ret_parts[i] = h - whole;
		ret_ranks[2 * i] = rank;
		ret_ranks[2 * i + 1] = rank + 1 < n ? rank + 1 : rank;
	}
}

/* Ranks in ascending order, each once; where[i] is the place of ranks[i] in it. Returns how many.
 */
static size_t
ranks_sort(const uint64_t *ranks, size_t ranks_n, uint64_t *sorted, size_t *where)
{
	size_t sorted_n = 0;
	for (size_t i = 0; i < ranks_n; i++) {
		size_t place = sorted_n;
		while (place > 0 && sorted[place - 1] > ranks[i])
			place--;
		if (place > 0 && sorted[place - 1] == ranks[i])
			continue;
		memmove(&sorted[place + 1], &sorted[place], (sorted_n - place) * sizeof *sorted);
		sorted[place] = ranks[i];
		sorted_n++;
	}
	for (size_t i = 0; i < ranks_n; i++) {
		where[i] = 0;
		while (sorted[where[i]] != ranks[i])
			where[i]++;
	}
	return sorted_n;
}

void
quantiles_u32(const uint32_t *values, size_t n, const double *shares, size_t shares_n, double *ret)
{
	quantiles_times(values, n, 1, shares, shares_n, ret);
}

void
quantiles_times(const uint32_t *values, size_t n, int64_t times, const double *shares,
	size_t shares_n, double *ret)
{
	uint64_t ranks[SELECT_RANKS], sorted[SELECT_RANKS + 1];
	size_t where[SELECT_RANKS];
	double parts[QUANTILES_MOST];
	uint32_t found[SELECT_RANKS];

	for (size_t i = 0; i < shares_n; i++)
		ret[i] = NAN;
	if (n == 0 || shares_n == 0)
		return;
	ranks_of(n, shares, shares_n, ranks, parts);
	select_u32(values, n, sorted, ranks_sort(ranks, 2 * shares_n, sorted, where), found);
	for (size_t i = 0; i < shares_n; i++) {
		const uint32_t low = found[where[2 * i]], high = found[where[2 * i + 1]];
		ret[i] = (double)(low * times) + parts[i] * (double)((high - low) * times);
	}
}

void
quantiles_i64(const int64_t *values, size_t n, const double *shares, size_t shares_n, double *ret)
{
	uint64_t ranks[SELECT_RANKS], sorted[SELECT_RANKS + 1];
	size_t where[SELECT_RANKS];
	double parts[QUANTILES_MOST];
	int64_t found[SELECT_RANKS];

	for (size_t i = 0; i < shares_n; i++)
		ret[i] = NAN;
	if (n == 0 || shares_n == 0)
		return;
	ranks_of(n, shares, shares_n, ranks, parts);
	select_i64(values, n, sorted, ranks_sort(ranks, 2 * shares_n, sorted, where), found);
	for (size_t i = 0; i < shares_n; i++) {
		int64_t low = found[where[2 * i]], high = found[where[2 * i + 1]];
		ret[i] = (double)low + parts[i] * (double)((uint64_t)high - (uint64_t)low);
	}
}

struct interval
wilson(uint64_t part, uint64_t n)
{
	assert(part <= n);
	if (n == 0)
		return (struct interval){.low = NAN, .high = NAN};
	const double z = Z_975, count = (double)n, p = (double)part / count;
	const double below = 1 + z * z / count;
	const double centre = (p + z * z / (2 * count)) / below;
	const double half = z * sqrt(p * (1 - p) / count + z * z / (4 * count * count)) / below;
	/* At the ends the formula is exact but its rounding is not. */
	return (struct interval){
		.low = part == 0 ? 0 : fmax(0, centre - half),
		.high = part == n ? 1 : fmin(1, centre + half),
	};
}

/* The margins of a table; with them its first cell tells the others. */
struct margins {
	unsigned wrong, right, bad;
};

static double
chance_of(const struct margins *m, unsigned cell)
{
	return gsl_ran_hypergeometric_pdf(cell, m->wrong, m->right, m->bad);
}

/* What is no likelier than `most`, from a cell's value on to the last of that side, along which
 * chances fall: found by halving, summed until the rest is too little to be seen. */
static double
side_sum(const struct margins *m, int64_t from, int64_t last, int step, double most)
{
	int64_t low = 0, high = (last - from) * step + 1;
	double sum = 0;
	while (low < high) {
		const int64_t middle = low + (high - low) / 2;
		if (chance_of(m, (unsigned)(from + step * middle)) <= most)
			high = middle;
		else
			low = middle + 1;
	}
	for (int64_t cell = from + step * low; (last - cell) * step >= 0; cell += step) {
		const double chance = chance_of(m, (unsigned)cell);
		if (chance <= sum * 1e-18)
			break;
		sum += chance;
	}
	return sum;
}

/* Fisher's exact test: all tables with the same margins that are no likelier than this one. */
static double
fisher(uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
	const uint64_t most = UINT32_MAX / 4;
	if (a > most || b > most || c > most || d > most)
		return NAN;
	const struct margins m = {(unsigned)(a + b), (unsigned)(c + d), (unsigned)(a + c)};
	const double here = chance_of(&m, (unsigned)a) * (1 + 1e-7);
	const int64_t first = m.bad > m.right ? m.bad - m.right : 0;
	const int64_t last = m.bad < m.wrong ? m.bad : m.wrong;
	/* The likeliest of them. */
	const int64_t mode = (int64_t)((double)(m.bad + 1.0) * (m.wrong + 1.0) /
				       ((double)m.wrong + m.right + 2.0));
	const int64_t middle = mode < first ? first : mode > last ? last : mode;
	return fmin(
		1, side_sum(&m, middle, last, 1, here) + side_sum(&m, middle - 1, first, -1, here));
}

static void
with_interval(double value, double error, double *ret, double *ret_low, double *ret_high)
{
	*ret = value;
	*ret_low = exp(log(value) - Z_975 * error);
	*ret_high = exp(log(value) + Z_975 * error);
}

struct risk
risk_of(uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
	struct risk r = {
		.after = a + b > 0 ? (double)a / (double)(a + b) : NAN,
		.otherwise = c + d > 0 ? (double)c / (double)(c + d) : NAN,
		.ratio = NAN,
		.low = NAN,
		.high = NAN,
		.odds = NAN,
		.odds_low = NAN,
		.odds_high = NAN,
		.fisher_p = NAN,
	};
	if (a + b == 0 || c + d == 0 || a + c == 0 || b + d == 0)
		return r;
	double aa = (double)a, bb = (double)b, cc = (double)c, dd = (double)d;
	if (a == 0 || b == 0 || c == 0 || d == 0) {
		r.is_corrected = true;
		r.fisher_p = fisher(a, b, c, d);
		aa += 0.5, bb += 0.5, cc += 0.5, dd += 0.5;
	}
	with_interval((aa / (aa + bb)) / (cc / (cc + dd)),
		sqrt(1 / aa - 1 / (aa + bb) + 1 / cc - 1 / (cc + dd)), &r.ratio, &r.low, &r.high);
	with_interval(aa * dd / (bb * cc), sqrt(1 / aa + 1 / bb + 1 / cc + 1 / dd), &r.odds,
		&r.odds_low, &r.odds_high);
	return r;
}
