/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Languages by their tags.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/language.h"

static void
every_language_is_found_by_its_own_tag(void **state)
{
	(void)state;

	for (enum language i = 0; i < LANGUAGE__COUNT; i++) {
		assert_int_equal(language_find(language_tag(i)), i);
		assert_true(language_name(i)[0] != '\0');
	}
	assert_string_equal(language_name(LANGUAGE_VI), "Tiếng Việt");
}

static void
region_and_case_do_not_matter(void **state)
{
	(void)state;

	assert_int_equal(language_find("pl-PL"), LANGUAGE_PL);
	assert_int_equal(language_find("VI_vn"), LANGUAGE_VI);
	assert_int_equal(language_find("en-GB-oxendict"), LANGUAGE_EN);
}

static void
other_tags_are_none(void **state)
{
	(void)state;
	const char *const tags[] = {"", "-", "de", "e", "eng", "plx", "-pl"};

	for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++)
		assert_int_equal(language_find(tags[i]), LANGUAGE__COUNT);
	assert_string_equal(language_tag(LANGUAGE__COUNT), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_language_is_found_by_its_own_tag),
		cmocka_unit_test(region_and_case_do_not_matter),
		cmocka_unit_test(other_tags_are_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
