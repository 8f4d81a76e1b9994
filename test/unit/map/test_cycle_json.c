/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A cycle as a page gets it; doc/formats/report.md has the shape.
 */
#include "fixture.h"

#include <string.h>

static json_t *
first_moment(json_t *cycle)
{
	json_t *stage = json_array_get(json_object_get(cycle, "stages"), 0);
	return json_array_get(json_object_get(stage, "moments"), 0);
}

static const char *
text(json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static void
a_page_gets_titles_in_every_language_and_what_things_are_called(void **state)
{
	struct fixture *x = *state;

	fixture_write_good(x);
	fixture_load(x, "");
	json_t *cycle = map_cycle_json(x->map, &x->map->cycles[0]);
	json_t *moment = first_moment(cycle);
	json_t *standard = json_array_get(json_object_get(moment, "standards"), 0);
	json_t *source = json_object_get(standard, "source");
	assert_string_equal(text(cycle, "cycle"), "repair");
	assert_string_equal(text(json_object_get(cycle, "organisation"), "vi"), "The shop");
	assert_string_equal(text(moment, "moment"), "greeting");
	assert_true(json_is_true(json_object_get(moment, "critical")));
	assert_string_equal(text(json_object_get(moment, "owner"), "en"), "Workshop");
	assert_string_equal(json_string_value(json_array_get(json_object_get(moment, "begins"), 0)),
		"ticket.called");
	assert_string_equal(text(standard, "limit"), "10 min");
	assert_string_equal(text(source, "kind"), "expectation");
	assert_string_equal(text(json_object_get(source, "title"), "pl"), "Quick service");
	assert_string_equal(
		text(json_object_get(json_object_get(moment, "procedure"), "title"), "en"),
		"Greet the customer");
	assert_string_equal(text(json_object_get(moment, "ask"), "item"), "overall");
	json_decref(cycle);
}

static void
what_a_moment_leaves_out_is_there_as_null_or_empty(void **state)
{
	struct fixture *x = *state;

	fixture_moment(x, "");
	json_t *cycle = map_cycle_json(x->map, &x->map->cycles[0]);
	json_t *moment = first_moment(cycle);
	assert_true(json_is_null(json_object_get(moment, "owner")));
	assert_true(json_is_null(json_object_get(moment, "procedure")));
	assert_true(json_is_null(json_object_get(moment, "ask")));
	assert_int_equal(json_array_size(json_object_get(moment, "begins")), 0);
	assert_string_equal(text(json_object_get(moment, "say"), "en"), "");
	assert_string_equal(text(json_object_get(cycle, "organisation"), "en"), "");
	json_decref(cycle);
}

static void
limits_are_written_for_people(void **state)
{
	static const char *const limits[] = {"≥ 4", "≤ 2", "1 … 3", "opening 2 h", NULL};
	struct fixture *x = *state;

	fixture_moment(x,
		"        begins: A\n        ends: B\n        standards:\n"
		"          - {standard: a, promise: A., measure: score, at_least: 4, target: 90 "
		"%}\n"
		"          - {standard: b, promise: B., measure: count, at_most: 2, target: 90 %}\n"
		"          - {standard: c, promise: C., measure: count, at_least: 1, at_most: 3, "
		"target: 90 %}\n"
		"          - {standard: d, promise: D., measure: duration, at_most: opening 2 h, "
		"target: 90 %}\n"
		"          - {standard: e, promise: E., measure: outcome, target: 90 %}\n");
	json_t *cycle = map_cycle_json(x->map, &x->map->cycles[0]);
	json_t *standards = json_object_get(first_moment(cycle), "standards");
	for (size_t i = 0; i < array_length(limits); i++) {
		const char *limit = text(json_array_get(standards, i), "limit");
		assert_true(limit == limits[i] || strcmp(limit, limits[i]) == 0);
	}
	json_decref(cycle);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(a_page_gets_titles_in_every_language_and_what_things_are_called),
		FIXTURE_TEST(what_a_moment_leaves_out_is_there_as_null_or_empty),
		FIXTURE_TEST(limits_are_written_for_people),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
