/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>

#include "base/markup.h"

static void
written_as(struct span text, const char *expected)
{
	char *bytes = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&bytes, &size);

	assert_non_null(out);
	markup_text(out, text);
	assert_int_equal(fclose(out), 0);
	assert_string_equal(bytes, expected);
	free(bytes);
}

static void
letters_with_a_meaning_become_references(void **state)
{
	(void)state;
	written_as(SPAN("<a href=\"x\">Tom & Jerry</a>"),
		"&lt;a href=&quot;x&quot;&gt;Tom &amp; Jerry&lt;/a&gt;");
	written_as(SPAN("Zażółć gęślą jaźń · phở"), "Zażółć gęślą jaźń · phở");
	written_as(SPAN(""), "");
}

static void
line_ends_stay_and_other_controls_do_not(void **state)
{
	(void)state;
	written_as(SPAN("a\tb\r\nc"), "a&#9;b&#13;&#10;c");
	written_as(SPAN("a\x01"
			"b\0c"),
		"a\xEF\xBF\xBD"
		"b\xEF\xBF\xBD"
		"c");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_with_a_meaning_become_references),
		cmocka_unit_test(line_ends_stay_and_other_controls_do_not),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
