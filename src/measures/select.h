/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Order statistics for one type of value; statistics.c includes this once a type, with
 *	SELECT_TYPE       the type
 *	SELECT_UNSIGNED   the same without a sign
 *	SELECT_NAME       the function
 *
 * The values are counted into equal bins between the least and the greatest; only the bins that
 *hold a wanted rank are looked into, in the same way. Each level narrows the range by the number of
 *bins, so the work is a few straight walks however the values lie, and nothing is moved.
 */

/* Few values: sorted whole. */
static void
SELECT_JOIN(SELECT_NAME, few)(const SELECT_TYPE *values, size_t n, const uint64_t *ranks,
	size_t ranks_n, SELECT_TYPE *ret)
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

/* ranks: ascending, each below n. */
static void
SELECT_NAME(const SELECT_TYPE *values, size_t n, const uint64_t *ranks, size_t ranks_n,
	SELECT_TYPE *ret)
{
	if (n <= SELECT_FEW) {
		SELECT_JOIN(SELECT_NAME, few)(values, n, ranks, ranks_n, ret);
		return;
	}
	SELECT_TYPE least = values[0], greatest = values[0];
	for (size_t i = 1; i < n; i++) {
		least = values[i] < least ? values[i] : least;
		greatest = values[i] > greatest ? values[i] : greatest;
	}
	uint64_t counts[2][SELECT_BINS];
	const unsigned shift = bins_shift((uint64_t)greatest - (uint64_t)least, n);
	const size_t bins_n = (size_t)(((uint64_t)greatest - (uint64_t)least) >> shift) + 1;
	memset(counts[0], 0, bins_n * sizeof counts[0][0]);
	memset(counts[1], 0, bins_n * sizeof counts[1][0]);
	for (size_t i = 0; i + 1 < n; i += 2) {
		counts[0][((uint64_t)values[i] - (uint64_t)least) >> shift]++;
		counts[1][((uint64_t)values[i + 1] - (uint64_t)least) >> shift]++;
	}
	if (n % 2 == 1)
		counts[0][((uint64_t)values[n - 1] - (uint64_t)least) >> shift]++;
	uint64_t before = 0;
	size_t bin = 0;
	for (size_t r = 0; r < ranks_n;) {
		uint64_t in_bin;
		while (in_bin = counts[0][bin] + counts[1][bin], before + in_bin <= ranks[r]) {
			before += in_bin;
			bin++;
		}
		size_t same = 0;
		uint64_t inner[SELECT_RANKS];
		while (r + same < ranks_n && ranks[r + same] < before + in_bin) {
			inner[same] = ranks[r + same] - before;
			same++;
		}
		if (shift == 0) { /* a bin is one value */
			for (size_t i = 0; i < same; i++)
				ret[r + i] = (SELECT_TYPE)((uint64_t)least + bin);
		} else {
			SELECT_TYPE *chosen = select_memory((size_t)in_bin * sizeof *chosen);
			size_t chosen_n = 0;
			const SELECT_UNSIGNED from =
				(SELECT_UNSIGNED)((uint64_t)least + ((uint64_t)bin << shift));
			const SELECT_UNSIGNED width = (SELECT_UNSIGNED)1 << shift;
			for (size_t i = 0; chosen_n < in_bin; i++)
				if ((SELECT_UNSIGNED)((SELECT_UNSIGNED)values[i] - from) < width)
					chosen[chosen_n++] = values[i];
			SELECT_NAME(chosen, chosen_n, inner, same, ret + r);
			free(chosen);
		}
		r += same;
	}
}

#undef SELECT_TYPE
#undef SELECT_UNSIGNED
#undef SELECT_NAME
