/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Markdown as purpose and steps.
 */
#include "fixture.h"

#include "map/markdown.h"

static struct markdown
read(struct fixture *x, const char *text)
{
	struct markdown found;
	assert_true(map_markdown_read(&found, span_of(text), x->a));
	return found;
}

static void
what_stands_before_the_first_list_is_the_purpose(void **state)
{
	struct markdown m =
		read(*state, "# Greet\n\nSo that *nobody* feels\nlike a number.\n\nNever.\n\n"
			     "1. Look up.\n2. Smile.\n\nAfterwards.\n");
	assert_string_equal(m.purpose, "Greet\nSo that nobody feels like a number.\nNever.");
	assert_int_equal(m.steps_n, 2);
	assert_string_equal(m.steps[0], "Look up.");
	assert_string_equal(m.steps[1], "Smile.");
}

static void
a_step_keeps_its_paragraphs_and_inner_lists_as_lines(void **state)
{
	struct markdown m = read(*state, "1. Count `aloud`:\n   - notes\n   - [coins](x)\n\n"
					 "   Twice &amp; slowly.\n2. Pay.\n");
	assert_int_equal(m.steps_n, 2);
	assert_string_equal(m.steps[0], "Count aloud:\n– notes\n– coins\nTwice & slowly.");
}

static void
an_ordered_list_within_a_step_is_part_of_it(void **state)
{
	struct markdown m = read(*state, "1. First\n   1. a\n   2. b\n2. Second\n");
	assert_int_equal(m.steps_n, 2);
	assert_string_equal(m.steps[0], "First\n– a\n– b");
}

static void
a_second_ordered_list_goes_on_with_the_steps(void **state)
{
	struct markdown m = read(*state, "1. One\n\nThen:\n\n1. Two\n");
	assert_int_equal(m.steps_n, 2);
	assert_string_equal(m.steps[1], "Two");
}

static void
text_without_a_list_has_a_purpose_and_no_steps(void **state)
{
	struct markdown m = read(*state, "Only words.\n\n- a bullet\n");
	assert_int_equal(m.steps_n, 0);
	assert_string_equal(m.purpose, "Only words.\n– a bullet");
	assert_string_equal(read(*state, "").purpose, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(what_stands_before_the_first_list_is_the_purpose),
		FIXTURE_TEST(a_step_keeps_its_paragraphs_and_inner_lists_as_lines),
		FIXTURE_TEST(an_ordered_list_within_a_step_is_part_of_it),
		FIXTURE_TEST(a_second_ordered_list_goes_on_with_the_steps),
		FIXTURE_TEST(text_without_a_list_has_a_purpose_and_no_steps),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
