/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A workspace from memory is the same as from a folder; a map that is shared lives until its last
 * holder frees it.
 */
#include "fixture.h"

#include <string.h>

#include "base/attributes.h"

static const struct map_source sources[] = {
	{SPAN("surveys/after.yaml"),
		SPAN("survey: after\nkind: csat\ntitle: After\nitems:\n"
		     "  - {item: overall, kind: rating, ask: All in all?, from: 1, to: 5}\n")},
	{SPAN("notes/ideas.txt"), SPAN("not read")},
	{SPAN("cycles/repair.yaml"),
		SPAN("cycle: repair\ntitle: A repair\nclosing: {survey: after, item: overall}\n"
		     "stages:\n  - {stage: counter, title: Counter, moments: [{moment: greeting, "
		     "title: Greeting}]}\n")},
	{SPAN("organisation.yaml"),
		SPAN("organisation: shop\ntitle: The shop\n"
		     "classes: [{class: first, title: First, up_to: 2, asked: true}, {class: "
		     "normal, title: All}]\n"
		     "queue: {comes_within: 0 s, returns_within: 1 h}\n"
		     "services: [{service: mend, title: Mend, cycle: repair, capacity: 20, "
		     "last_call: 15 min}]\n")},
};

static enum fault_code
sources_load(struct fixture *x, size_t sources_n)
{
	x->code = map_load_sources(
		&x->map, &x->problems, "shop", sources, sources_n, NULL, x->a, &x->fault);
	return x->code;
}

static void
files_in_memory_make_the_map_that_a_folder_makes(void **state)
{
	struct fixture *x = *state;

	assert_int_equal(sources_load(x, array_length(sources)), FAULT_NONE);
	const struct organisation *o = &x->map->organisation;
	assert_string_equal(o->name, "shop");
	assert_int_equal(x->map->cycles_n, 1);
	assert_int_equal(x->map->surveys_n, 1);
	assert_string_equal(x->map->cycles[0].place.file, "cycles/repair.yaml");
	assert_int_equal(o->services[0].capacity, 20);
	assert_int_equal(o->services[0].last_call_us, 15 * DURATION_MINUTE_US);
}

static void
classes_and_queue_are_read_and_what_is_left_out_has_its_usual_value(void **state)
{
	struct fixture *x = *state;

	assert_int_equal(sources_load(x, array_length(sources)), FAULT_NONE);
	const struct organisation *o = &x->map->organisation;
	assert_int_equal(o->classes_n, 2);
	assert_string_equal(o->classes[0].name, "first");
	assert_int_equal(o->classes[0].up_to, 2);
	assert_true(o->classes[0].is_asked);
	assert_false(o->classes[1].is_asked);
	assert_int_equal(o->queue.comes_within_us, 0);
	assert_int_equal(o->queue.returns_within_us, DURATION_HOUR_US);
	assert_int_equal(o->queue.closes_after_us, DURATION_HOUR_US);
	assert_int_equal(o->queue.appointments_kept_us, 15 * DURATION_MINUTE_US);
	assert_int_equal(o->queue.appointments_early_us, 5 * DURATION_MINUTE_US);

	map_free(TAKE(x->map));
	fixture_write_good(x);
	fixture_load(x, "");
	assert_int_equal(x->map->organisation.queue.comes_within_us, 3 * DURATION_MINUTE_US);
	assert_string_equal(x->map->organisation.branches[0].calendar_name, "town");
	assert_int_equal(x->map->organisation.calendars_n, 1);
	assert_string_equal(x->map->organisation.calendar_names[0], "town");
}

static void
too_many_classes_and_numbers_below_nothing_are_problems(void **state)
{
	struct fixture *x = *state;
	const char *text = "organisation: shop\ntitle: The shop\nclasses:\n";

	for (int i = 0; i < MAP_CLASSES_MOST + 1; i++)
		text = arena_printf(x->a, "%s  - {class: c%d, title: C, up_to: %d}\n", text, i,
			i == 0 ? -1 : 1);
	fixture_write(x, "organisation.yaml",
		arena_printf(
			x->a, "%sservices:\n  - {service: a, title: A, capacity: -5}\n", text));
	fixture_load(x, "");
	fixture_expect(x, "organisation.yaml", 3, 1, "17 classes");
	fixture_expect(x, "organisation.yaml", 4, 34, "\"up_to\" is -1");
	fixture_expect(x, "organisation.yaml", 22, 38, "\"capacity\" is -5");
}

static void
without_the_organisation_or_with_a_mistake_there_is_no_map(void **state)
{
	struct fixture *x = *state;
	const struct map_source broken[] = {
		{SPAN("organisation.yaml"), SPAN("organisation: shop\ntitel: The shop\n")}};

	assert_int_equal(sources_load(x, 3), FAULT_NOT_FOUND);
	assert_null(x->map);
	assert_int_equal(
		map_load_sources(&x->map, &x->problems, "shop", broken, 1, NULL, x->a, &x->fault),
		FAULT_BAD_INPUT);
	assert_null(x->map);
	assert_int_equal(x->problems.errors_n, 1);
	assert_string_equal(x->problems.items[0].file, "shop/organisation.yaml");
	assert_int_equal(x->problems.items[0].line, 2);
	assert_int_equal(
		map_load_sources(&x->map, &x->problems, "shop", NULL, 0, NULL, x->a, &x->fault),
		FAULT_NOT_FOUND);
}

static void
only_paths_of_a_workspace_are_known(void **state)
{
	(void)state;
	assert_true(map_path_is_known(SPAN("organisation.yaml")));
	assert_true(map_path_is_known(SPAN("cycles/a.yaml")));
	assert_true(map_path_is_known(SPAN("procedures/a.en.md")));
	assert_true(map_path_is_known(SPAN("scenarios/monday.yaml")));
	assert_false(map_path_is_known(SPAN("cycles/a.yml")));
	assert_false(map_path_is_known(SPAN("cycles/deep/a.yaml")));
	assert_false(map_path_is_known(SPAN("cycles/.yaml")));
	assert_false(map_path_is_known(SPAN("cycles/../organisation.yaml")));
	assert_false(map_path_is_known(SPAN("/organisation.yaml")));
	assert_false(map_path_is_known(SPAN("../organisation.yaml")));
	assert_false(map_path_is_known(SPAN("scenarios/..yaml")));
	assert_false(map_path_is_known(SPAN("")));
}

static void
a_shared_map_lives_until_its_last_holder_frees_it(void **state)
{
	struct fixture *x = *state;

	assert_int_equal(sources_load(x, array_length(sources)), FAULT_NONE);
	const struct map *mine = map_share(x->map);
	map_free(TAKE(x->map));
	assert_string_equal(mine->organisation.name, "shop");
	map_free(mine);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(files_in_memory_make_the_map_that_a_folder_makes),
		FIXTURE_TEST(classes_and_queue_are_read_and_what_is_left_out_has_its_usual_value),
		FIXTURE_TEST(too_many_classes_and_numbers_below_nothing_are_problems),
		FIXTURE_TEST(without_the_organisation_or_with_a_mistake_there_is_no_map),
		FIXTURE_TEST(only_paths_of_a_workspace_are_known),
		FIXTURE_TEST(a_shared_map_lives_until_its_last_holder_frees_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
