/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Small logs for tests, as text: one event a line, "journey activity seconds" and then a value for
 * each extra column ("-" for none). And looking into frames by the names of columns.
 */
#pragma once

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/number.h"
#include "columns/columns.h"
#include "measures/measures.h"

#define LOG_EXTRA_MOST 8

/* extra: names of the extra columns, parted by blanks, or NULL. Release with columns_free. */
static inline struct columns *
log_read_ordered(const char *text, const char *extra, bool keeps_order)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const char *names[LOG_EXTRA_MOST];
	size_t names_n = 0;
	struct span rest = span_of(extra == NULL ? "" : extra), part, line;
	while (span_cut(&rest, ' ', &part))
		names[names_n++] = arena_text_n(a, part.at, part.size);
	struct columns_builder *b = columns_builder_new(&(struct columns_plan){
		.extra = names,
		.extra_n = names_n,
		.lanes_n = 1,
		.hands = 1,
		.keeps_order = keeps_order,
	});
	rest = span_of(text);
	while (span_cut(&rest, '\n', &line)) {
		struct span words[3 + LOG_EXTRA_MOST] = {0};
		size_t words_n = 0;
		double seconds;
		while (words_n < array_length(words) && span_cut(&line, ' ', &part))
			words[words_n++] = part;
		for (size_t i = 3; i < 3 + names_n; i++)
			if (words[i].size == 0 || span_is(words[i], SPAN("-")))
				words[i] = SPAN("");
		assert_true(number_real(words[2], &seconds));
		columns_lane_event(columns_builder_lane(b, 0), words[0], words[1],
			(int64_t)llround(seconds * 1e6), words + 3);
	}
	struct columns *c = NULL;
	struct fault fault = {0};
	assert_int_equal(columns_builder_finish(&c, b, &fault), FAULT_NONE);
	columns_builder_free(b);
	return c;
}

static inline struct columns *
log_read(const char *text, const char *extra)
{
	return log_read_ordered(text, extra, false);
}

/* A measure's frame over all of a log; options may be NULL. */
static inline struct frame *
log_measure(const char *name, const struct columns *c, const struct measure_options *options,
	struct arena *a)
{
	const struct measure_options all = {0};
	const struct measure *measure = measure_find(name);
	struct fault fault = {0};
	struct frame *frame = NULL;
	char sentence[500];
	assert_non_null(measure);
	if (measure_run(&frame, measure, c, options == NULL ? &all : options, a, &fault))
		fail_msg("%s", fault_sentence(&fault, sentence, sizeof sentence));
	return frame;
}

static inline const struct cell *
frame_at(const struct frame *f, size_t row, const char *column)
{
	const size_t i = frame_column_find(f, column);
	assert_true(i != SIZE_MAX);
	assert_true(row < frame_rows_n(f));
	return frame_cell(f, row, i);
}

static inline int64_t
int_at(const struct frame *f, size_t row, const char *column)
{
	assert_false(frame_at(f, row, column)->is_null);
	return frame_at(f, row, column)->i;
}

static inline double
real_at(const struct frame *f, size_t row, const char *column)
{
	assert_false(frame_at(f, row, column)->is_null);
	return frame_at(f, row, column)->r;
}

static inline const char *
text_at(const struct frame *f, size_t row, const char *column)
{
	return frame_at(f, row, column)->t;
}

static inline bool
null_at(const struct frame *f, size_t row, const char *column)
{
	return frame_at(f, row, column)->is_null;
}

/* The row whose text in `column` is this one. */
static inline size_t
row_of(const struct frame *f, const char *column, const char *text)
{
	for (size_t r = 0; r < frame_rows_n(f); r++)
		if (strcmp(text_at(f, r, column), text) == 0)
			return r;
	fail_msg("no row with %s = %s", column, text);
	return 0;
}

static inline bool
has_note(const struct frame *f, const char *part)
{
	for (size_t i = 0; i < f->notes_n; i++)
		if (strstr(f->notes[i], part) != NULL)
			return true;
	return false;
}

static inline bool
is_near(double a, double b)
{
	return fabs(a - b) <= 1e-9 * fmax(1, fabs(b));
}

#define assert_near(a, b) assert_true(is_near((a), (b)))
