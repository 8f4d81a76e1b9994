/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tables: keys once in a mapping, sentences that say something, types that fit what they refer
 * to.
 */
#include "fixture.h"

#include <ctype.h>
#include <string.h>

#include "map/reader.h"

static void
each_key_stands_once_in_its_mapping_and_is_a_plain_word(void **state)
{
	(void)state;
	for (unsigned id = 0; id < MAPPING__COUNT; id++) {
		const struct mapping *m = mapping_of((enum mapping_id)id);
		assert_in_range(m->fields_n, 1, 64); /* a bit each, see read.c */
		for (size_t i = 0; i < m->fields_n; i++) {
			assert_ptr_equal(mapping_field_find(m, m->fields[i].key), &m->fields[i]);
			for (const char *c = m->fields[i].key; *c != '\0'; c++)
				assert_true(islower((unsigned char)*c) || *c == '_');
		}
	}
}

static void
each_sentence_says_something(void **state)
{
	(void)state;
	for (unsigned id = 0; id < MAPPING__COUNT; id++) {
		const struct mapping *m = mapping_of((enum mapping_id)id);
		assert_true(strlen(m->sentence) > 8);
		for (size_t i = 0; i < m->fields_n; i++) {
			assert_true(strlen(m->fields[i].sentence) > 6);
			assert_int_not_equal(
				m->fields[i].sentence[strlen(m->fields[i].sentence) - 1], '.');
		}
	}
}

static void
each_member_lies_within_its_struct(void **state)
{
	(void)state;
	for (unsigned id = 0; id < MAPPING__COUNT; id++) {
		const struct mapping *m = mapping_of((enum mapping_id)id);
		for (size_t i = 0; i < m->fields_n; i++) {
			const struct field *f = &m->fields[i];
			assert_true(f->offset == NO_MEMBER || f->offset < m->size);
			assert_true(f->count_offset == NO_MEMBER || f->count_offset < m->size);
			assert_true((f->type == TYPE_LISTED || f->type == TYPE_NAMES_OF) ==
				    (f->count_offset != NO_MEMBER));
		}
	}
}

static void
each_kind_of_thing_with_a_name_can_be_named(void **state)
{
	bool is_named[THING__COUNT] = {[THING_NOTHING] = true, [THING_PROCEDURE] = true};

	(void)state;
	for (unsigned id = 0; id < MAPPING__COUNT; id++) {
		const struct mapping *m = mapping_of((enum mapping_id)id);
		for (size_t i = 0; i < m->fields_n; i++)
			if (m->fields[i].type == TYPE_NAME)
				is_named[m->fields[i].of] = true;
	}
	for (unsigned thing = 0; thing < THING__COUNT; thing++)
		assert_true(is_named[thing]);
}

static void
each_list_of_words_has_words_and_each_only_once(void **state)
{
	(void)state;
	for (unsigned which = WORDS_ANY + 1; which < WORDS__COUNT; which++) {
		struct words words = map_words_of((enum words_of)which);
		assert_true(words.items_n > 1);
		for (size_t i = 0; i < words.items_n; i++)
			assert_int_equal(map_words_find(words, words.items[i]), i);
	}
}

static void
each_kind_of_file_has_a_mapping_whose_first_key_names_it(void **state)
{
	(void)state;
	for (unsigned kind = 0; kind < FILE_KIND__COUNT; kind++) {
		const struct mapping *m = mapping_of(mapping_of_file((enum file_kind)kind));
		assert_string_equal(m->fields[0].key, file_kind_word((enum file_kind)kind));
		assert_true(m->fields[0].is_needed);
	}
}

static void
each_key_word_and_event_kind_stands_in_the_document(void **state)
{
	struct fixture *x = *state;
	struct span document;

	assert_int_equal(
		file_read(&document, TEST_ROOT "/doc/workspace.md", 1u << 20, x->a, &x->fault),
		FAULT_NONE);
	for (unsigned id = 0; id < MAPPING__COUNT; id++) {
		const struct mapping *m = mapping_of((enum mapping_id)id);
		for (size_t i = 0; i < m->fields_n; i++)
			if (strstr(document.at, arena_printf(x->a, "%s:", m->fields[i].key)) ==
				NULL)
				fail_msg("doc/workspace.md does not have the key %s",
					m->fields[i].key);
	}
	for (unsigned which = WORDS_ANY + 1; which < WORDS__COUNT; which++) {
		struct words words = map_words_of((enum words_of)which);
		for (size_t i = 0; i < words.items_n; i++)
			if (strstr(document.at, words.items[i]) == NULL)
				fail_msg("doc/workspace.md does not have the word %s",
					words.items[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_key_stands_once_in_its_mapping_and_is_a_plain_word),
		cmocka_unit_test(each_sentence_says_something),
		cmocka_unit_test(each_member_lies_within_its_struct),
		cmocka_unit_test(each_kind_of_thing_with_a_name_can_be_named),
		cmocka_unit_test(each_list_of_words_has_words_and_each_only_once),
		FIXTURE_TEST(each_key_word_and_event_kind_stands_in_the_document),
		cmocka_unit_test(each_kind_of_file_has_a_mapping_whose_first_key_names_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
