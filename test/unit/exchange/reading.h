/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads a small log that stands in the test itself: writes it to a file of its own, reads it
 * through the door, and says what came of it in one line a journey.
 */
#pragma once

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/attributes.h"
#include "exchange/exchange.h"

struct reading {
	struct arena *arena;
	struct columns *columns; /* NULL after a fault */
	struct log_findings found;
	struct fault fault;
	enum fault_code code;
	char said[2000]; /* the fault's sentence */
};

static inline void
reading_guard(struct reading *r)
{
	columns_free(r->columns);
	arena_free(r->arena);
}

static inline struct reading
read_path(const char *path, const struct log_wish *wish)
{
	struct reading r = {.arena = arena_new(ARENA_UNLIMITED)};

	r.code = log_read(&r.columns, &r.found, path, wish, r.arena, &r.fault);
	if (r.code != FAULT_NONE)
		fault_sentence(&r.fault, r.said, sizeof r.said);
	return r;
}

static inline struct reading
read_bytes(struct span bytes, const struct log_wish *wish)
{
	char path[] = "/tmp/cykl-test-XXXXXX";
	const int file = mkstemp(path);

	assert_true(file >= 0);
	assert_int_equal(write(file, bytes.at, bytes.size), bytes.size);
	assert_int_equal(close(file), 0);

	const struct reading r = read_path(path, wish);

	assert_int_equal(unlink(path), 0);
	return r;
}

static inline struct reading
read_log(const char *text, const struct log_wish *wish)
{
	return read_bytes(span_of(text), wish);
}

/* "name: activity@seconds activity@seconds; …", seconds after the first event of all. */
static inline const char *
journeys_text(const struct reading *r)
{
	const struct columns *c = r->columns;
	const char *text = "";
	int64_t begin_us = INT64_MAX;

	for (uint64_t e = 0; e < c->events_n; e++)
		begin_us = c->time_us[e] < begin_us ? c->time_us[e] : begin_us;
	for (uint32_t j = 0; j < c->journeys_n; j++) {
		text = arena_printf(r->arena, "%s%s%.*s:", text, j > 0 ? "; " : "",
			SPAN_PRINT(words_at(&c->journeys, j)));
		for (uint64_t e = c->first[j]; e < c->first[j + 1]; e++)
			text = arena_printf(r->arena, "%s %.*s@%lld", text,
				SPAN_PRINT(
					words_at(&c->activity.words, column_code(&c->activity, e))),
				(long long)((c->time_us[e] - begin_us) / 1000000));
	}
	return text;
}

/* The values of an extra column, event by event, with "|" between. */
static inline const char *
column_text(const struct reading *r, const char *name)
{
	const struct column *column = columns_find(r->columns, name);
	const char *text = "";

	if (column == NULL)
		return "(no such column)";
	for (uint64_t e = 0; e < r->columns->events_n; e++)
		text = arena_printf(r->arena, "%s%s%.*s", text, e > 0 ? "|" : "",
			SPAN_PRINT(words_at(&column->words, column_code(column, e))));
	return text;
}

/* The names of the extra columns, with blanks between. */
static inline const char *
column_names(const struct reading *r)
{
	const char *text = "";

	for (size_t i = 0; i < r->columns->extra_n; i++)
		text = arena_printf(
			r->arena, "%s%s%s", text, i > 0 ? " " : "", r->columns->extra[i].name);
	return text;
}

static inline bool
has_note(const struct reading *r, const char *part)
{
	for (size_t i = 0; i < r->found.notes_n; i++)
		if (strstr(r->found.notes[i], part) != NULL)
			return true;
	return false;
}

#define assert_read(r)                                                                             \
	do {                                                                                       \
		if ((r).code != FAULT_NONE)                                                        \
			fail_msg("it was not read: %s", (r).said);                                 \
	} while (0)

#define assert_refused(r, code_, part)                                                             \
	do {                                                                                       \
		assert_int_equal((r).code, code_);                                                 \
		if (strstr((r).said, part) == NULL)                                                \
			fail_msg("\"%s\" does not say \"%s\"", (r).said, part);                    \
	} while (0)
