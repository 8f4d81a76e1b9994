/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The word that was meant.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <string.h>

#include "base/attributes.h"
#include "base/text.h"

static const char *const words[] = {"stages", "title", NULL, "standards", "moment", "moments",
	"critical", "at_most", "at_least", "żółty"};

static const char *
nearest(const char *wrong)
{
	return text_nearest(wrong, words, array_length(words));
}

static void
slips_of_the_pen_are_found(void **state)
{
	(void)state;

	assert_string_equal(nearest("stage"), "stages");
	assert_string_equal(nearest("tilte"), "title");
	assert_string_equal(nearest("standrads"), "standards");
	assert_string_equal(nearest("momnet"), "moment");
	assert_string_equal(nearest("criticalz"), "critical");
	assert_string_equal(nearest("atmost"), "at_most");
}

static void
case_costs_nothing_and_the_nearest_wins(void **state)
{
	(void)state;

	assert_string_equal(nearest("TITLE"), "title");
	assert_string_equal(nearest("moments"), "moments");
	assert_string_equal(nearest("Moment"), "moment");
}

static void
letters_count_and_not_bytes(void **state)
{
	(void)state;

	assert_string_equal(nearest("zółty"), "żółty");
	assert_null(nearest("zolty"));
}

static void
more_than_a_third_is_no_likeness(void **state)
{
	(void)state;

	assert_null(nearest("colour"));
	assert_null(nearest("titanic"));
	assert_null(nearest(""));
	assert_null(nearest("ti"));
	assert_string_equal(nearest("tiitlex"), "title"); /* 2 of 7 */
	assert_null(nearest("ttles"));			  /* 2 of 5 */
}

static void
endless_words_are_not_compared(void **state)
{
	(void)state;
	char wrong[5000];

	memset(wrong, 'a', sizeof wrong - 1);
	wrong[sizeof wrong - 1] = '\0';
	assert_null(nearest(wrong));
	const char *const long_words[] = {wrong, "abc"};
	assert_string_equal(text_nearest("abd", long_words, 2), "abc");
	assert_null(text_nearest("abd", NULL, 0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slips_of_the_pen_are_found),
		cmocka_unit_test(case_costs_nothing_and_the_nearest_wins),
		cmocka_unit_test(letters_count_and_not_bytes),
		cmocka_unit_test(more_than_a_third_is_no_likeness),
		cmocka_unit_test(endless_words_are_not_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
