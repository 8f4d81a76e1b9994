/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Columns from a few lines of text, and back again, for tests: "journey activity seconds
 * lifecycle instance resource", "-" for nothing.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "columns/columns.h"

#define GIVEN_EXTRAS 3

static inline struct columns *
given(const char *lines)
{
	static const char *const extra_names[GIVEN_EXTRAS] = {"lifecycle", "instance", "resource"};
	struct columns_builder *b = columns_builder_new(&(struct columns_plan){
		.lanes_n = 1, .hands = 1, .extra = extra_names, .extra_n = GIVEN_EXTRAS});
	struct fault fault = {0};
	struct columns *c = NULL;

	for (struct span rest = span_of(lines), line; span_cut(&rest, '\n', &line);) {
		struct span words[6], word;
		size_t n = 0;
		while (n < 6 && span_cut(&line, ' ', &word))
			words[n++] = span_is(word, SPAN("-")) ? SPAN("") : word;
		assert_int_equal(n, 6);
		columns_lane_event(columns_builder_lane(b, 0), words[0], words[1],
			strtol(words[2].at, NULL, 10) * 1000000, words + 3);
	}
	assert_int_equal(columns_builder_finish(&c, b, &fault), FAULT_NONE);
	columns_builder_free(b);
	return c;
}

/* "x: a 0-5 Ann, b 7-7 -; y: …": name, beginning, end, resource of every event. */
static inline const char *
shown(const struct columns *c, char *into, size_t size)
{
	const struct column *resource = columns_find(c, "resource");
	size_t used = 0;
	into[0] = '\0';
	for (uint32_t j = 0; j < c->journeys_n; j++) {
		used += (size_t)snprintf(into + used, size - used, "%s%.*s:", j > 0 ? "; " : "",
			SPAN_PRINT(words_at(&c->journeys, j)));
		for (uint64_t i = c->first[j]; i < c->first[j + 1]; i++)
			used += (size_t)snprintf(into + used, size - used, "%s %.*s %d-%d %.*s",
				i > c->first[j] ? "," : "",
				SPAN_PRINT(
					words_at(&c->activity.words, column_code(&c->activity, i))),
				(int)(c->time_us[i] / 1000000),
				(int)(columns_end_us(c, i) / 1000000),
				SPAN_PRINT(words_at(&resource->words, column_code(resource, i))));
	}
	return into;
}
