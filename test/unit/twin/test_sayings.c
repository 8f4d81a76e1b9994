/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of the twin's sentences. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "twin/sayings.h"

static void
words_of_the_table_are_unique_and_sentences_end(void **state)
{
	(void)state;
	for (size_t i = 0; i < SAYING__COUNT; i++) {
		const char *sentence = twin_sayings[i].sentence;

		assert_int_equal(sentence[strlen(sentence) - 1], '.');
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(twin_sayings[i].word, twin_sayings[k].word);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_of_the_table_are_unique_and_sentences_end),
	};

	return cmocka_run_group_tests_name("sayings", tests, NULL, NULL);
}
