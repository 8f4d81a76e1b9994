/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Codes: the drawing is read back into squares, and those are looked at as a reader of codes does:
 * three finders, the margin, the timing line between them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "http/code.h"

#define SIDE_MOST 64

struct squares {
	int side; /* with the margin */
	char dark[SIDE_MOST][SIDE_MOST];
};

static void
squares_read(struct squares *squares, struct span svg, struct arena *a)
{
	char *text = arena_text_n(a, svg.at, svg.size);
	int side, x, y, n, size;

	memset(squares, 0, sizeof(*squares));
	assert_int_equal(
		sscanf(strstr(text, "viewBox=\"0 0 ") + strlen("viewBox=\"0 0 "), "%d", &side), 1);
	assert_in_range(side, 21 + 8, SIDE_MOST);
	squares->side = side;
	for (char *at = strstr(text, "<path d="); (at = strchr(at, 'M')) != NULL; at++)
		if (sscanf(at, "M%d %dh%dv1h-%*dz%n", &x, &y, &n, &size) == 3)
			memset(&squares->dark[y][x], 1, (size_t)n);
}

/* The large square that a reader looks for: dark, light, and a dark middle. */
static void
assert_finder(const struct squares *squares, int left, int top)
{
	for (int y = 0; y < 7; y++)
		for (int x = 0; x < 7; x++) {
			bool is_ring = x == 0 || y == 0 || x == 6 || y == 6;
			bool is_middle = x >= 2 && x <= 4 && y >= 2 && y <= 4;
			assert_int_equal(squares->dark[top + y][left + x], is_ring || is_middle);
		}
}

static void
a_code_has_finders_a_timing_line_and_a_quiet_margin(void **state)
{
	struct arena *a = arena_new(1 << 20);
	struct fault f = {0};
	struct squares squares;
	struct span svg;

	(void)state;
	assert_int_equal(
		code_svg(&svg, SPAN("https://queue.example/t/Q0zWm3kPb2Lr8sTfXn5v"), a, &f), 0);
	squares_read(&squares, svg, a);
	assert_finder(&squares, 4, 4);
	assert_finder(&squares, squares.side - 11, 4);
	assert_finder(&squares, 4, squares.side - 11);
	for (int i = 12; i < squares.side - 12; i++)
		assert_int_equal(squares.dark[10][i], i % 2 == 0);
	for (int i = 0; i < squares.side; i++)
		for (int edge = 0; edge < 4; edge++) {
			assert_int_equal(squares.dark[edge][i], 0);
			assert_int_equal(squares.dark[i][edge], 0);
			assert_int_equal(squares.dark[squares.side - 1 - edge][i], 0);
			assert_int_equal(squares.dark[i][squares.side - 1 - edge], 0);
		}
	arena_free(a);
}

static void
other_texts_make_other_codes_and_the_same_text_the_same(void **state)
{
	struct arena *a = arena_new(1 << 20);
	struct fault f = {0};
	struct span one, same, other;

	(void)state;
	assert_int_equal(code_svg(&one, SPAN("http://127.0.0.1:8080/t/abc"), a, &f), 0);
	assert_int_equal(code_svg(&same, SPAN("http://127.0.0.1:8080/t/abc"), a, &f), 0);
	assert_int_equal(code_svg(&other, SPAN("http://127.0.0.1:8080/t/abd"), a, &f), 0);
	assert_true(span_is(one, same));
	assert_false(span_is(one, other));
	arena_free(a);
}

static void
the_longest_text_is_still_drawn_and_a_longer_one_refused(void **state)
{
	struct arena *a = arena_new(1 << 22);
	struct fault f = {0};
	char text[CODE_TEXT_SIZE_MOST + 1];
	struct span svg;

	(void)state;
	memset(text, 'x', sizeof(text));
	assert_int_equal(
		code_svg(&svg, (struct span){.at = text, .size = CODE_TEXT_SIZE_MOST}, a, &f), 0);
	assert_true(span_ends(svg, SPAN("</svg>\n")));
	assert_int_equal(code_svg(&svg, (struct span){.at = text, .size = sizeof(text)}, a, &f),
		FAULT_TOO_BIG);
	assert_int_equal(code_svg(&svg, SPAN(""), a, &f), FAULT_BAD_INPUT);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_code_has_finders_a_timing_line_and_a_quiet_margin),
		cmocka_unit_test(other_texts_make_other_codes_and_the_same_text_the_same),
		cmocka_unit_test(the_longest_text_is_still_drawn_and_a_longer_one_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
