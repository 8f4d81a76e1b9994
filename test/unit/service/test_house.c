/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Maps loaded into a store, and the house that comes of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "home.h"

static const struct actor the_house = {.role = ROLE_HOUSE};

static void
a_new_store_has_an_empty_house(void **state)
{
	struct home *h = *state;
	const struct house *house = service_house(h->service);

	assert_int_equal(house->workspaces_n, 0);
	assert_null(house_branch(house, 1));
	assert_null(house_service(house, 1));
	house_release(house);
}

static void
a_loaded_map_is_a_house_with_ids(void **state)
{
	struct home *h = *state;

	home_load_shop(h);
	const int64_t square = home_branch(h, "square"), two = home_counter(h, "square", "two");
	const struct house *house = service_house(h->service);
	const struct house_workspace *w = &house->workspaces[0];
	assert_int_equal(w->id, h->workspace);
	assert_int_equal(w->version, h->version);
	assert_string_equal(w->title.in[LANGUAGE_PL], "Sklep");
	assert_int_equal(w->branches_n, 2);
	assert_int_equal(w->classes_n, 2);
	assert_int_equal(house_class(w, SPAN("")), 1);
	assert_int_equal(house_class(w, SPAN("first")), 0);
	assert_int_equal(house_class(w, SPAN("gold")), -1);
	const struct house_branch *branch = house_branch(house, square);
	assert_ptr_equal(branch->workspace, w);
	assert_string_equal(branch->calendar_name, "town");
	assert_int_equal(service_branch_of(two), square);
	const struct house_counter *one = &branch->counters[0];
	assert_string_equal(one->name, "one");
	assert_ptr_equal(one->branch, branch);
	assert_true(house_counter_serves(one, w->services[0].id));
	assert_false(house_counter_serves(one, w->services[1].id));
	assert_true(house_counter_serves(house_counter(house, two), w->services[1].id));
	assert_string_equal(house_service(house, w->services[0].id)->cycle->name, "visit");
	assert_string_equal(w->services[0].letter, "M");
	assert_non_null(house_cycle(house, h->version, "visit"));
	assert_null(house_cycle(house, h->version, "visits"));
	assert_null(house_map(house, h->version + 100));
	assert_int_equal(house->number, 9);
	house_release(house);
	assert_int_equal(home_events(h, 0, EVENT_MAP_LOADED), 1);
	assert_int_equal(home_events(h, 0, EVENT_BRANCH_ADDED), 2);
	assert_int_equal(home_events(h, 0, EVENT_COUNTER_ADDED), 3);
	assert_int_equal(home_events(h, 0, EVENT_SERVICE_ADDED), 2);
	assert_int_equal(home_events(h, 0, EVENT_DEPARTMENT_ADDED), 1);
}

static void
the_same_files_make_no_new_version_and_ids_stay_over_versions(void **state)
{
	struct home *h = *state;
	struct map_load_result out;
	struct map_load in;

	home_load_shop(h);
	const int64_t river = home_branch(h, "river"), version = h->version;
	in.files = home_shop(h);
	home_must(h, &the_house, COMMAND_map_load, &in, &out);
	assert_false(out.is_new);
	assert_int_equal(out.version, version);

	struct service_file *files = (struct service_file *)in.files.files;
	files[0].content = span_of(arena_printf(
		h->a, "%.*svalues: [{value: calm, title: Calm}]\n", SPAN_PRINT(files[0].content)));
	home_must(h, &the_house, COMMAND_map_load, &in, &out);
	assert_true(out.is_new);
	assert_int_equal(out.workspace, h->workspace);
	assert_true(out.version > version);
	assert_int_equal(home_branch(h, "river"), river);
	assert_int_equal(home_events(h, 0, EVENT_BRANCH_ADDED), 2);
	home_reopen(h);
	assert_int_equal(home_branch(h, "river"), river);
}

static void
what_the_files_no_longer_have_ends_and_what_comes_back_is_new(void **state)
{
	struct home *h = *state;

	home_load_shop(h);
	const int64_t square = home_branch(h, "square"), desk = home_counter(h, "river", "desk");
	const int64_t mend = home_service(h, "mend");
	home_load(h, home_files(h, "organisation.yaml",
			     "organisation: shop\ntitle: The shop\n"
			     "branches: [{branch: river, title: By the river}]\n"
			     "services: [{service: mend, title: Repairs}]\n",
			     (const char *)NULL));
	assert_int_equal(home_branch(h, "square"), 0);
	assert_int_equal(home_counter(h, "river", "desk"), 0);
	assert_int_equal(home_service(h, "sell"), 0);
	assert_int_equal(home_service(h, "mend"), mend);
	assert_int_equal(home_events(h, 0, EVENT_COUNTER_REMOVED), 3);
	assert_int_equal(home_events(h, 0, EVENT_BRANCH_REMOVED), 1);
	assert_int_equal(home_events(h, 0, EVENT_SERVICE_REMOVED), 1);
	assert_int_equal(home_events(h, 0, EVENT_SERVICE_CHANGED), 1);
	assert_int_equal(home_events(h, 0, EVENT_BRANCH_CHANGED), 1);
	const struct house *house = service_house(h->service);
	assert_null(house_branch(house, square));
	assert_null(house_counter(house, desk));
	assert_int_equal(house->workspaces[0].branches_n, 2); /* the one that ended has a name */
	assert_string_equal(house->workspaces[0].branches[1].name, "square");
	assert_true(house->workspaces[0].branches[1].is_removed);
	house_release(house);
	home_load_shop(h);
	assert_true(home_branch(h, "square") > square);
}

static void
a_house_that_is_held_stays_as_it_was(void **state)
{
	struct home *h = *state;

	home_load_shop(h);
	home_settle(h);
	const struct house *before = service_house(h->service);
	const int64_t version = h->version;
	home_load(h, home_files(h, "organisation.yaml", "organisation: shop\ntitle: The shop\n",
			     (const char *)NULL));
	home_settle(h);
	assert_int_equal(before->workspaces[0].version, version);
	assert_non_null(house_cycle(before, version, "visit"));
	assert_string_equal(before->workspaces[0].branches[0].name, "square");
	house_release(before);
}

static void
mistakes_in_the_files_are_told_and_change_nothing(void **state)
{
	struct home *h = *state;
	struct map_load in;

	home_load_shop(h);
	in.files = home_files(h, "organisation.yaml",
		"organisation: shop\ntitel: x\nzone: Nowhere\n", (const char *)NULL);
	home_do(h, &the_house, COMMAND_map_load, &in, NULL);
	home_expect(h, FAULT_BAD_INPUT, "files", "organisation.yaml:2:1");
	home_expect(h, FAULT_BAD_INPUT, "files", "no time zone");
	in.files = home_files(h, "organisation.yaml", "organisation: shop\ntitle: x\n", "../shadow",
		"x", (const char *)NULL);
	home_do(h, &the_house, COMMAND_map_load, &in, NULL);
	home_expect(h, FAULT_BAD_INPUT, "files", "\"../shadow\" is no file of a workspace");
	in.files = home_files(h, "organisation.yaml", "organisation: shop\ntitle: x\n",
		"organisation.yaml", "x", (const char *)NULL);
	home_do(h, &the_house, COMMAND_map_load, &in, NULL);
	home_expect(h, FAULT_BAD_INPUT, "files", "twice");
	in.files = (struct service_files){0};
	home_do(h, &the_house, COMMAND_map_load, &in, NULL);
	home_expect(h, FAULT_BAD_INPUT, "files", "no organisation.yaml");
	struct service_files many = {arena_array(h->a, 3000, sizeof(struct service_file)), 3000};
	in.files = many;
	home_do(h, &the_house, COMMAND_map_load, &in, NULL);
	home_expect(h, FAULT_TOO_BIG, "files", "at most 2000 files");
	assert_int_equal(home_events(h, 0, EVENT_MAP_LOADED), 1);
	assert_true(home_branch(h, "square") != 0);
}

static void
only_an_administrator_loads_a_map(void **state)
{
	struct home *h = *state;
	const struct actor manager = home_actor(ROLE_MANAGER), nobody = home_actor(ROLE_STRANGER);
	const struct map_load in = {.files = home_shop(h)};

	home_do(h, &manager, COMMAND_map_load, &in, NULL);
	home_expect(h, FAULT_FORBIDDEN, NULL, "manager");
	home_do(h, &nobody, COMMAND_map_load, &in, NULL);
	home_expect(h, FAULT_SIGN_IN, NULL, "sign in");
}

static void
all_examples_are_workspaces_of_one_house(void **state)
{
	struct home *h = *state;

	home_load_example(h, "bank");
	home_load_example(h, "hotel");
	home_load_example(h, "hospital");
	home_reopen(h);
	const struct house *house = service_house(h->service);
	assert_int_equal(house->workspaces_n, 3);
	for (size_t i = 0; i < 3; i++) {
		const struct house_workspace *w = &house->workspaces[i];
		assert_true(w->classes_n >= 2);
		assert_true(w->branches_n > 0 && w->services_n > 0);
		for (size_t s = 0; s < w->services_n; s++) {
			assert_non_null(w->services[s].cycle);
			assert_int_equal(strlen(w->services[s].letter), 1);
		}
	}
	house_release(house);
}

static void
an_example_of_the_program_is_the_folder_of_the_sources(void **state)
{
	struct home *h = *state;
	const struct example_load in = {.example = SPAN("bank")}, bad = {.example = SPAN("ban")};
	struct example_load_result out;

	home_must(h, &the_house, COMMAND_example_load, &in, &out);
	home_load_example(h, "bank");
	assert_int_equal(h->version, out.version); /* nothing was new */
	home_must(h, &the_house, COMMAND_example_load, &in, &out);
	const struct department_add change = {.workspace = out.workspace,
		.name = SPAN("new"),
		.title = {.in = {"New", "New", "New"}, .has_own = {true}}};
	home_must(h, &the_house, COMMAND_department_add, &change, NULL);
	home_do(h, &the_house, COMMAND_example_load, &in, NULL);
	home_expect(h, FAULT_CONFLICT, "example", "changed since");
	home_do(h, &the_house, COMMAND_example_load, &bad, NULL);
	home_expect(h, FAULT_NOT_FOUND, "example", "expected bank, hospital or hotel");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		HOME_TEST(a_new_store_has_an_empty_house),
		HOME_TEST(a_loaded_map_is_a_house_with_ids),
		HOME_TEST(the_same_files_make_no_new_version_and_ids_stay_over_versions),
		HOME_TEST(what_the_files_no_longer_have_ends_and_what_comes_back_is_new),
		HOME_TEST(a_house_that_is_held_stays_as_it_was),
		HOME_TEST(mistakes_in_the_files_are_told_and_change_nothing),
		HOME_TEST(only_an_administrator_loads_a_map),
		HOME_TEST(all_examples_are_workspaces_of_one_house),
		HOME_TEST(an_example_of_the_program_is_the_folder_of_the_sources),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
