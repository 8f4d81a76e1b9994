/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What `by` and `where` look at: a column of the log, the activity, or a part of the time on the
 * wall clock. Under a dimension every event has a key of 32 bits; keys in order are values in
 * order, except for words, which dimension_compare puts in order.
 */
#pragma once

#include "measures/measures.h"

/* X(id, word, what its values are like) */
#define DIMENSION_TABLE(X)                                                                         \
	X(WEEKDAY, "weekday", "Monday … Sunday, also mon or 1")                                    \
	X(HOUR, "hour", "00 … 23")                                                                 \
	X(DAY, "day", "2026-11-21")                                                                \
	X(WEEK, "week", "2026-W47")                                                                \
	X(MONTH, "month", "2026-11")

enum dimension_kind {
	DIMENSION_COLUMN,
#define X(id, word, values) DIMENSION_##id,
	DIMENSION_TABLE(X)
#undef X
		DIMENSION__COUNT
};

struct dimension {
	const char *name;
	enum dimension_kind kind;
	const struct column *column; /* DIMENSION_COLUMN */
	const struct zone *zone;     /* of the others */
	const int64_t *time_us;
};

/* Faults: BAD_INPUT with the nearest right name and all of them. The dimension borrows from the
 * columns. */
MUST_USE enum fault_code dimension_of(struct dimension *ret, const char *name,
	const struct columns *c, const struct zone *zone, struct fault *f);
uint32_t dimension_key(const struct dimension *d, uint64_t event);
struct span dimension_label(const struct dimension *d, uint32_t key, struct arena *a);
int dimension_compare(const struct dimension *d, uint32_t a, uint32_t b);

/* The key of a value that somebody wrote. *ret_is_known is false when no event has that word.
 * Faults: BAD_INPUT when it cannot be a value of this dimension. */
MUST_USE enum fault_code dimension_parse(uint32_t *ret, bool *ret_is_known,
	const struct dimension *d, const char *value, struct fault *f);
