/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Order statistics for one type of value; statistics.c includes this once a type, with
 *	SELECT_TYPE       the type
 *	SELECT_UNSIGNED   the same without a sign
 *	SELECT_NAME       the function
 *	SELECT_FINE       of growing bins: how many bits after a value's highest they tell apart
 *	SELECT_BASE       what growing bins begin at: none of the values is below
 *	SELECT_BIN        which of them: growing_bin of the type's size
 *
 * The values are counted into bins; only the bins that hold a wanted rank are looked into, so the
 * work is a few straight walks however the values lie, and nothing is moved. Durations crowd at the
 * short end and have a long tail, so the bins of many values grow with the distance from the least;
 * what one of them holds, and what is not many, goes into equal bins between the least and the
 * greatest, again and again.
 */

#define SELECT_OWN(what) SELECT_JOIN(SELECT_NAME, what)

/* Few values: sorted whole. */
static void
SELECT_OWN(few)(const SELECT_TYPE *values, size_t n, const uint64_t *ranks, size_t ranks_n,
	SELECT_TYPE *ret)
{
	SELECT_TYPE sorted[SELECT_FEW];
	for (size_t i = 0; i < n; i++) {
		SELECT_TYPE value = values[i];
		size_t place = i;
		for (; place > 0 && sorted[place - 1] > value; place--)
			sorted[place] = sorted[place - 1];
		sorted[place] = value;
	}
	for (size_t i = 0; i < ranks_n; i++)
		ret[i] = sorted[ranks[i]];
}

/* Several values side by side. */
typedef SELECT_UNSIGNED SELECT_OWN(lanes)
	__attribute__((vector_size(16), aligned(sizeof(SELECT_TYPE)), may_alias));

/* Is one of a group's values among the `width` values from `from` on? */
static inline bool
SELECT_OWN(has)(const SELECT_TYPE *values, SELECT_UNSIGNED from, SELECT_UNSIGNED width)
{
	const SELECT_OWN(lanes) *at = (const void *)values;
	SELECT_OWN(lanes) found = {0};
	uint64_t halves[2];
	for (size_t k = 0; k < SELECT_GROUP * sizeof *values / sizeof found; k++)
		found |= (SELECT_OWN(lanes))(at[k] - from < width);
	memcpy(halves, &found, sizeof halves);
	return (halves[0] | halves[1]) != 0;
}

/* Copies a bin's values; most groups have none. */
static void
SELECT_OWN(collect)(
	SELECT_TYPE *chosen, const SELECT_TYPE *values, size_t n, const struct select_bin *bin)
{
	const SELECT_UNSIGNED from = (SELECT_UNSIGNED)bin->from;
	const SELECT_UNSIGNED width = (SELECT_UNSIGNED)bin->width;
	size_t chosen_n = 0, i = 0;
	for (; n - i >= SELECT_GROUP && chosen_n < bin->n; i += SELECT_GROUP) {
		if (!SELECT_OWN(has)(values + i, from, width))
			continue;
		for (size_t k = 0; k < SELECT_GROUP; k++) {
			chosen[chosen_n] = values[i + k]; /* there is room for one too many */
			chosen_n +=
				(SELECT_UNSIGNED)((SELECT_UNSIGNED)values[i + k] - from) < width;
		}
	}
	for (; chosen_n < bin->n; i++)
		if ((SELECT_UNSIGNED)((SELECT_UNSIGNED)values[i] - from) < width)
			chosen[chosen_n++] = values[i];
}

static void SELECT_OWN(equal)(const SELECT_TYPE *values, size_t n, const uint64_t *ranks,
	size_t ranks_n, SELECT_TYPE *ret);

/* Finds the bin of each rank and looks into it. */
static void
SELECT_OWN(look)(const SELECT_TYPE *values, size_t n, const struct select_bins *bins,
	const uint64_t *ranks, size_t ranks_n, SELECT_TYPE *ret)
{
	struct select_bin bin = {0};
	uint64_t inner[SELECT_RANKS];
	for (size_t r = 0, same; r < ranks_n; r += same) {
		bin_find(&bin, bins, ranks[r]);
		for (same = 0; r + same < ranks_n && ranks[r + same] < bin.before + bin.n; same++) {
			inner[same] = ranks[r + same] - bin.before;
			ret[r + same] = (SELECT_TYPE)bin.from; /* of a bin of one value */
		}
		if (bin.width == 1)
			continue;
		SELECT_TYPE *chosen = select_memory((size_t)(bin.n + 1) * sizeof *chosen);
		SELECT_OWN(collect)(chosen, values, n, &bin);
		SELECT_OWN(equal)(chosen, (size_t)bin.n, inner, same, ret + r);
		free(chosen);
	}
}

/* Bins of equal width; each level narrows the range by their number. */
static void
SELECT_OWN(equal)(const SELECT_TYPE *values, size_t n, const uint64_t *ranks, size_t ranks_n,
	SELECT_TYPE *ret)
{
	if (n <= SELECT_FEW) {
		SELECT_OWN(few)(values, n, ranks, ranks_n, ret);
		return;
	}
	SELECT_TYPE least = values[0], greatest = values[0];
	for (size_t i = 1; i < n; i++) {
		least = values[i] < least ? values[i] : least;
		greatest = values[i] > greatest ? values[i] : greatest;
	}
	const uint64_t range = (uint64_t)greatest - (uint64_t)least;
	struct select_bins bins;
	bins.base = (uint64_t)least;
	bins.shift = bins_shift(range, n);
	bins.fine = 0;
	bins.n = (size_t)(range >> bins.shift) + 1;
	bins_clear(&bins);
	for (size_t i = 0; i + 1 < n; i += 2) {
		bins.counts[0][((uint64_t)values[i] - bins.base) >> bins.shift]++;
		bins.counts[1][((uint64_t)values[i + 1] - bins.base) >> bins.shift]++;
	}
	if (n % 2 == 1)
		bins.counts[0][((uint64_t)values[n - 1] - bins.base) >> bins.shift]++;
	SELECT_OWN(look)(values, n, &bins, ranks, ranks_n, ret);
}

/* Bins that grow. */
static void
SELECT_OWN(growing)(const SELECT_TYPE *values, size_t n, const uint64_t *ranks, size_t ranks_n,
	SELECT_TYPE *ret)
{
	struct select_bins bins;
	const SELECT_UNSIGNED base = SELECT_BASE(values, n);
	bins.base = base;
	bins.fine = SELECT_FINE;
	bins.n = SELECT_BINS;
	bins_clear(&bins);
	for (size_t i = 0; i + 1 < n; i += 2) {
		bins.counts[0][SELECT_BIN(values[i] - base, SELECT_FINE)]++;
		bins.counts[1][SELECT_BIN(values[i + 1] - base, SELECT_FINE)]++;
	}
	if (n % 2 == 1)
		bins.counts[0][SELECT_BIN(values[n - 1] - base, SELECT_FINE)]++;
	SELECT_OWN(look)(values, n, &bins, ranks, ranks_n, ret);
}

/* ranks: ascending, each below n. */
static void
SELECT_NAME(const SELECT_TYPE *values, size_t n, const uint64_t *ranks, size_t ranks_n,
	SELECT_TYPE *ret)
{
	if (n < SELECT_MANY)
		SELECT_OWN(equal)(values, n, ranks, ranks_n, ret);
	else
		SELECT_OWN(growing)(values, n, ranks, ranks_n, ret);
}

#undef SELECT_TYPE
#undef SELECT_UNSIGNED
#undef SELECT_NAME
#undef SELECT_FINE
#undef SELECT_BASE
#undef SELECT_BIN
#undef SELECT_OWN
