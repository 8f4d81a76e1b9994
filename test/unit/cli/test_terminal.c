/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines that fit, counted as a terminal counts them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "cli/terminal.h"

/* The lines joined by "|". */
static const char *
wrapped(const char *text, size_t width, struct arena *a)
{
	size_t lines_n;
	const struct span *lines = text_wrap(&lines_n, text, width, a);
	const char *joined = "";

	for (size_t i = 0; i < lines_n; i++)
		joined =
			arena_printf(a, "%s%s%.*s", joined, i > 0 ? "|" : "", SPAN_PRINT(lines[i]));
	return joined;
}

static void
text_is_broken_at_blanks(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);

	assert_string_equal(wrapped("one two three four", 9, a), "one two|three|four");
	assert_string_equal(wrapped("one", 9, a), "one");
	assert_string_equal(wrapped("", 9, a), "");
	assert_string_equal(wrapped("one\n\ntwo", 9, a), "one||two");
}

static void
a_long_word_is_cut_and_nothing_is_lost(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);

	assert_string_equal(wrapped("abcdefghij", 4, a), "abcd|efgh|ij");
	assert_string_equal(wrapped("a bcdefghij", 4, a), "a|bcde|fghi|j");
}

static void
marks_take_no_room_and_wide_letters_take_two(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);

	assert_string_equal(wrapped("Chờ đợi", 7, a), "Chờ đợi");
	assert_string_equal(wrapped("Chờ đợi", 6, a), "Chờ|đợi");
	assert_string_equal(wrapped("等待等待", 4, a), "等待|等待");
}

static void
cutting_leaves_a_sign(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);

	assert_string_equal(text_cut("Realizacja", 10, a), "Realizacja");
	assert_string_equal(text_cut("Realizacja", 5, a), "Real…");
	assert_string_equal(text_cut("Żółć gęś", 4, a), "Żół…");
	assert_string_equal(text_cut("abc", 1, a), "…");
	assert_string_equal(text_cut("abc", 0, a), "");
}

static void
the_width_comes_from_columns_when_it_is_sensible(void **state)
{
	(void)state;
	FILE *out = tmpfile();
	assert_non_null(out);
	setenv("COLUMNS", "72", 1);
	assert_int_equal(terminal_of(out).width, 72);
	setenv("COLUMNS", "3", 1);
	assert_int_equal(terminal_of(out).width, 100);
	setenv("COLUMNS", "wide", 1);
	assert_int_equal(terminal_of(out).width, 100);
	unsetenv("COLUMNS");
	assert_int_equal(terminal_of(out).width, 100);
	fclose(out);
}

static void
a_file_has_no_colour(void **state)
{
	(void)state;
	FILE *out = tmpfile();
	assert_non_null(out);
	struct terminal t = terminal_of(out);
	assert_false(t.has_colour);
	assert_string_equal(terminal_ink(&t, INK_MISSED), "");
	t.has_colour = true;
	assert_string_equal(terminal_ink(&t, INK_PLAIN), "\033[0m");
	fclose(out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_broken_at_blanks),
		cmocka_unit_test(a_long_word_is_cut_and_nothing_is_lost),
		cmocka_unit_test(marks_take_no_room_and_wide_letters_take_two),
		cmocka_unit_test(cutting_leaves_a_sign),
		cmocka_unit_test(the_width_comes_from_columns_when_it_is_sensible),
		cmocka_unit_test(a_file_has_no_colour),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
