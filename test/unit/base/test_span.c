/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Spans: comparing, trimming, cutting.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/text.h"

#define assert_span(s, text) assert_true(span_is((s), span_of(text)))

static void
likeness_is_of_ascii_letters_only(void **state)
{
	(void)state;

	assert_true(span_is_like(SPAN("Case ID"), SPAN("cASE id")));
	assert_false(span_is_like(SPAN("case"), SPAN("case ")));
	assert_false(span_is_like(SPAN("Ż"), SPAN("ż")));
	assert_false(span_is_like(SPAN("@"), SPAN("`")));
	assert_false(span_is_like(SPAN("["), SPAN("{")));
	assert_true(span_is_like(SPAN(""), SPAN("")));
}

static void
beginnings_and_ends(void **state)
{
	(void)state;

	assert_true(span_begins(SPAN("case:concept"), SPAN("case:")));
	assert_false(span_begins(SPAN("cas"), SPAN("case")));
	assert_true(span_ends(SPAN("log.csv.gz"), SPAN(".gz")));
	assert_false(span_ends(SPAN("gz"), SPAN(".gz")));
	assert_true(span_begins(SPAN("x"), SPAN("")) && span_ends(SPAN("x"), SPAN("")));
}

static void
trimming_takes_blanks_from_both_ends(void **state)
{
	(void)state;

	assert_span(span_trim(SPAN(" \t\r\n\v\f a b \n")), "a b");
	assert_span(span_trim(SPAN("  ")), "");
	assert_span(span_trim(SPAN("")), "");
	assert_span(span_trim(SPAN("\xC2\xA0x")), "\xC2\xA0x");
}

static void
cutting_gives_every_part(void **state)
{
	(void)state;
	struct span rest = SPAN("a,,bc,d"), part;
	const char *const parts[] = {"a", "", "bc", "d"};
	size_t n = 0;

	for (; span_cut(&rest, ',', &part); n++)
		assert_span(part, parts[n]);
	assert_int_equal(n, 4);
	rest = SPAN("");
	assert_false(span_cut(&rest, ',', &part));
	rest = SPAN("whole");
	assert_true(span_cut(&rest, ',', &part));
	assert_span(part, "whole");
	assert_int_equal(rest.size, 0);
}

static void
a_head_never_ends_within_a_letter(void **state)
{
	(void)state;
	const struct span s = SPAN("aż😀");

	assert_span(span_head(s, 0), "");
	assert_span(span_head(s, 2), "a");
	assert_span(span_head(s, 3), "aż");
	assert_span(span_head(s, 6), "aż");
	assert_span(span_head(s, 7), "aż😀");
	assert_span(span_head(s, 100), "aż😀");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(likeness_is_of_ascii_letters_only),
		cmocka_unit_test(beginnings_and_ends),
		cmocka_unit_test(trimming_takes_blanks_from_both_ends),
		cmocka_unit_test(cutting_gives_every_part),
		cmocka_unit_test(a_head_never_ends_within_a_letter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
