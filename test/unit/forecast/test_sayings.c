/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of the forecast's sentences: what is said is a sentence, a reason is a fault's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/attributes.h"
#include "forecast/sayings.h"

static void
words_of_the_table_are_unique_and_only_sentences_end(void **state)
{
	(void)state;
	for (size_t i = 0; i < SAYING__COUNT; i++) {
		const char *sentence = forecast_sayings[i].sentence;

		assert_int_equal(sentence[strlen(sentence) - 1] == '.', i < SAYING_DAYS_WISHED);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(forecast_sayings[i].word, forecast_sayings[k].word);
	}
}

static enum fault_code
refused(struct sayings *why, struct fault *f)
{
	return forecast_lacks(why, f, NOBODY_AT_BRANCH, {"branch", .text = "moon"});
}

static void
a_reason_is_a_fault_with_its_code_and_field_and_the_same_as_a_value(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct sayings why = {.arena = a};
	struct fault fault = {0};

	assert_int_equal(refused(&why, &fault), FAULT_NOT_FOUND);
	assert_int_equal(fault.code, FAULT_NOT_FOUND);
	assert_string_equal(fault.field, "branch");
	assert_string_equal(fault.notes[0], "nobody came to the branch \"moon\"");
	assert_int_equal(why.n, 1);
	assert_string_equal(why.items[0].word, "nobody-at-branch");
	assert_string_equal(why.items[0].figures[0].text, "moon");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_of_the_table_are_unique_and_only_sentences_end),
		cmocka_unit_test(
			a_reason_is_a_fault_with_its_code_and_field_and_the_same_as_a_value),
	};

	return cmocka_run_group_tests_name("sayings", tests, NULL, NULL);
}
