/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The interface's description holds to OpenAPI 3.1 where a generator of clients would stumble, and
 * says what the tables say.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "http/site.h"

struct book {
	struct arena *a;
	json_t *document;
};

static int
setup(void **state)
{
	struct book *b = calloc(1, sizeof(*b));

	b->a = arena_new(ARENA_UNLIMITED);
	b->document = openapi_document(b->a);
	*state = b;
	return 0;
}

static int
teardown(void **state)
{
	struct book *b = *state;

	json_decref(b->document);
	arena_free(b->a);
	free(b);
	return 0;
}

/* "#/components/schemas/problem" */
static bool
is_there(json_t *document, const char *reference)
{
	struct span rest = span_of(reference), part;
	json_t *at = document;

	if (!span_cut(&rest, '/', &part) || !span_is(part, SPAN("#")))
		return false;
	while (at != NULL && span_cut(&rest, '/', &part)) {
		char name[100] = {0};
		memcpy(name, part.at, part.size < 99 ? part.size : 99);
		at = json_object_get(at, name);
	}
	return at != NULL;
}

static void
references_check(json_t *document, json_t *value)
{
	const char *name;
	json_t *member;
	size_t i;

	json_object_foreach(value, name, member)
	{
		assert_string_not_equal(name, "nullable");
		if (strcmp(name, "$ref") == 0 && !is_there(document, json_string_value(member)))
			fail_msg("%s leads nowhere", json_string_value(member));
		references_check(document, member);
	}
	json_array_foreach(value, i, member) references_check(document, member);
}

static void
every_reference_leads_somewhere(void **state)
{
	struct book *b = *state;

	assert_string_equal(json_string_value(json_object_get(b->document, "openapi")), "3.1.0");
	references_check(b->document, b->document);
}

static bool
has_parameter(json_t *operation, const char *name, size_t size)
{
	json_t *parameter;
	size_t i;

	json_array_foreach(json_object_get(operation, "parameters"), i, parameter)
	{
		const char *own = json_string_value(json_object_get(parameter, "name"));
		const char *in = json_string_value(json_object_get(parameter, "in"));
		if (own != NULL && strlen(own) == size && memcmp(own, name, size) == 0 &&
			strcmp(in, "path") == 0)
			return json_is_true(json_object_get(parameter, "required"));
	}
	return false;
}

static void
operation_check(const char *path, json_t *operation, json_t *ids)
{
	const char *id = json_string_value(json_object_get(operation, "operationId"));
	json_t *responses = json_object_get(operation, "responses"), *response;
	const char *status;

	if (json_object_get(ids, id) != NULL)
		fail_msg("%s is there twice", id);
	(void)json_object_set_new(ids, id, json_true());
	for (const char *at = path; (at = strchr(at, '{')) != NULL; at++)
		if (!has_parameter(operation, at + 1, strcspn(at + 1, "}")))
			fail_msg("%s: %s says nothing of a part", path, id);
	assert_true(json_object_size(responses) >= 2);
	json_object_foreach(responses, status, response)
		assert_non_null(json_object_get(response, "description"));
}

static void
every_operation_has_its_own_name_and_all_parts(void **state)
{
	struct book *b = *state;
	json_t *ids = json_object(), *path, *operation;
	const char *at, *verb;

	json_object_foreach(json_object_get(b->document, "paths"), at, path)
		json_object_foreach(path, verb, operation) operation_check(at, operation, ids);
	assert_true(json_object_size(ids) > 60);
	json_decref(ids);
}

static json_t *
body_of(struct book *b, const char *path, const char *verb)
{
	json_t *operation =
		json_object_get(json_object_get(json_object_get(b->document, "paths"), path), verb);
	json_t *content = json_object_get(json_object_get(operation, "requestBody"), "content");

	return json_object_get(json_object_get(content, "application/json"), "schema");
}

static void
a_command_is_described_as_its_rows_say(void **state)
{
	struct book *b = *state;
	json_t *schema = body_of(b, "/api/branches/{branch}/counters", "post");
	json_t *properties = json_object_get(schema, "properties");
	const struct service_fields *takes = &service_command(COMMAND_counter_add)->takes;

	assert_int_equal(json_object_size(properties), takes->n - 1);
	assert_null(json_object_get(properties, "branch"));
	assert_string_equal(
		json_string_value(json_array_get(json_object_get(schema, "required"), 0)), "name");
	assert_true(json_is_false(json_object_get(schema, "additionalProperties")));
	/* One's own ticket is nobody's field. */
	properties = json_object_get(body_of(b, "/api/ticket/answer", "post"), "properties");
	assert_non_null(json_object_get(properties, "mark"));
	assert_null(json_object_get(properties, "ticket"));
}

static void
the_page_shows_every_operation_and_runs_nothing(void **state)
{
	struct book *b = *state;
	struct span page = openapi_page_text(b->document, b->a);
	const char *text = arena_text_n(b->a, page.at, page.size), *path;
	json_t *operations;

	json_object_foreach(json_object_get(b->document, "paths"), path,
		operations) if (strstr(text, path) == NULL) fail_msg("%s is not on the page", path);
	assert_null(strstr(text, "<script"));
	assert_null(strstr(text, "src="));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_reference_leads_somewhere, setup, teardown),
		cmocka_unit_test_setup_teardown(
			every_operation_has_its_own_name_and_all_parts, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_command_is_described_as_its_rows_say, setup, teardown),
		cmocka_unit_test_setup_teardown(
			the_page_shows_every_operation_and_runs_nothing, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
