/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The schemas: those in doc/schema are what fields.def makes, and each leads only to what is in it.
 */
#include "fixture.h"

#include <string.h>

static void
the_schemas_in_doc_are_those_of_the_program(void **state)
{
	struct fixture *x = *state;

	for (unsigned kind = 0; kind < FILE_KIND__COUNT; kind++) {
		const char *word = file_kind_word((enum file_kind)kind);
		json_t *made = map_schema((enum file_kind)kind);
		json_t *kept = json_load_file(
			arena_printf(x->a, "%s/doc/schema/%s.json", TEST_ROOT, word), 0, NULL);
		if (kept == NULL || !json_equal(made, kept))
			fail_msg("doc/schema/%s.json is old: build/cykl schema %s > "
				 "doc/schema/%s.json",
				word, word, word);
		json_decref(made);
		json_decref(kept);
	}
}

static void
references_check(const json_t *schema, const json_t *definitions)
{
	const char *key;
	json_t *value;
	size_t i;

	if (json_is_array(schema))
		json_array_foreach(schema, i, value) references_check(value, definitions);
	json_object_foreach((json_t *)schema, key, value)
	{
		if (strcmp(key, "$ref") == 0) {
			const char *path = json_string_value(value);
			assert_memory_equal(path, "#/$defs/", strlen("#/$defs/"));
			assert_non_null(json_object_get(definitions, path + strlen("#/$defs/")));
		}
		references_check(value, definitions);
	}
}

static void
every_reference_leads_to_a_definition(void **state)
{
	(void)state;
	for (unsigned kind = 0; kind < FILE_KIND__COUNT; kind++) {
		json_t *schema = map_schema((enum file_kind)kind);
		references_check(schema, json_object_get(schema, "$defs"));
		json_decref(schema);
	}
}

static void
a_schema_says_what_is_needed_and_that_nothing_else_is_known(void **state)
{
	json_t *schema = map_schema(FILE_SURVEY);
	json_t *item = json_object_get(json_object_get(schema, "$defs"), "item");
	json_t *kinds = json_object_get(
		json_object_get(json_object_get(item, "properties"), "kind"), "enum");

	(void)state;
	assert_string_equal(json_string_value(json_object_get(schema, "$schema")),
		"https://json-schema.org/draft/2020-12/schema");
	assert_true(json_is_false(json_object_get(schema, "additionalProperties")));
	assert_int_equal(json_array_size(json_object_get(item, "required")), 3);
	assert_string_equal(json_string_value(json_array_get(kinds, 0)), "rating");
	json_decref(schema);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(the_schemas_in_doc_are_those_of_the_program),
		FIXTURE_TEST(every_reference_leads_to_a_definition),
		FIXTURE_TEST(a_schema_says_what_is_needed_and_that_nothing_else_is_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
