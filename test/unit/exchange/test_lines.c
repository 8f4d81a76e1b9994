/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines from a stream, however it is cut into pieces, and lines that are too long to be kept.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/attributes.h"
#include "exchange/lines.h"
#include "pieces.h"

static void
assert_line(struct lines *l, const char *expected, uint64_t line)
{
	struct span found;
	bool is_too_long;

	assert_true(lines_next(l, &found, &is_too_long));
	assert_false(is_too_long);
	assert_true(span_is(found, span_of(expected)));
	assert_int_equal(l->line, line);
}

static void
lines_come_without_their_ends(void **state)
{
	(void)state;
	for (size_t piece = 1; piece < 30; piece += 4) {
		ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
		struct pieces pieces = {SPAN("one\r\n\ntwo \n\r\nlast"), piece};
		struct lines l;
		struct span span;
		bool is_too_long;

		lines_init(&l, read_piece, &pieces, a);
		assert_line(&l, "one", 1);
		assert_line(&l, "", 2);
		assert_line(&l, "two ", 3);
		assert_line(&l, "", 4);
		assert_line(&l, "last", 5);
		assert_false(lines_next(&l, &span, &is_too_long));
		assert_false(lines_next(&l, &span, &is_too_long));
	}
}

static void
an_empty_stream_has_no_line(void **state)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct pieces pieces = {SPAN(""), 1};
	struct lines l;
	struct span span;
	bool is_too_long;

	(void)state;
	lines_init(&l, read_piece, &pieces, a);
	assert_false(lines_next(&l, &span, &is_too_long));
}

static void
a_line_over_the_limit_is_passed_over_and_the_next_one_read(void **state)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const size_t size = 3 * LINE_MOST + 100;
	char *text = malloc(size);
	struct pieces pieces = {{text, size}, 10007};
	struct lines l;
	struct span span;
	bool is_too_long;

	(void)state;
	memset(text, 'x', size);
	memcpy(text, "first\n", 6);
	memcpy(text + size - 6, "\nlast\n", 6);
	lines_init(&l, read_piece, &pieces, a);
	assert_line(&l, "first", 1);
	assert_true(lines_next(&l, &span, &is_too_long));
	assert_true(is_too_long);
	assert_int_equal(l.line, 2);
	assert_line(&l, "last", 3);
	assert_false(lines_next(&l, &span, &is_too_long));
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_come_without_their_ends),
		cmocka_unit_test(an_empty_stream_has_no_line),
		cmocka_unit_test(a_line_over_the_limit_is_passed_over_and_the_next_one_read),
	};

	return cmocka_run_group_tests_name("lines", tests, NULL, NULL);
}
