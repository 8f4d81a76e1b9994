/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Branches, counters, services and departments changed by commands: the house and the file say the
 * same, and what was loaded stays as people wrote it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/attributes.h"
#include "home.h"

static const struct actor the_house = {.role = ROLE_HOUSE};

static struct wording
one(const char *text)
{
	struct wording w = {0};

	for (unsigned l = 0; l < LANGUAGE__COUNT; l++) {
		w.in[l] = text;
		w.has_own[l] = true;
	}
	return w;
}

static struct service_files
files_now(struct home *h)
{
	struct service_files files;

	home_settle(h);
	assert_int_equal(
		service_files_get(h->service, 1, 0, 0, &files, h->a, &h->fault), FAULT_NONE);
	return files;
}

static const char *
organisation_now(struct home *h)
{
	const struct service_files files = files_now(h);

	for (size_t i = 0; i < files.n; i++)
		if (span_is(files.files[i].path, SPAN("organisation.yaml")))
			return arena_text_n(
				h->a, files.files[i].content.at, files.files[i].content.size);
	fail_msg("no organisation.yaml");
	return NULL;
}

/* The file holds these words. */
static void
has(struct home *h, const char *words)
{
	if (strstr(organisation_now(h), words) == NULL)
		fail_msg("no \"%s\" in\n%s", words, organisation_now(h));
}

/* The journal gives the tables, and loading what is dumped changes nothing. */
static void
all_is_well(struct home *h)
{
	struct service_proof proof = {0};
	const struct map_load in = {.files = files_now(h)};
	struct map_load_result out;

	home_must(h, &the_house, COMMAND_map_load, &in, &out);
	assert_false(out.is_new);
	home_settle(h);
	ON_EXIT(store_tx_guard) struct store_tx *tx = store_begin(store_reader(h->place->store, 1));
	assert_int_equal(house_prove(tx, &proof, &h->fault), FAULT_NONE);
	if (proof.is_broken)
		fail_msg("%s", proof.what);
}

static void
a_branch_comes_changes_and_goes(void **state)
{
	struct home *h = *state;
	struct branch_add_result out;

	home_load_shop(h);
	const char *before = organisation_now(h);
	const int64_t square = home_branch(h, "square");
	const struct branch_add add = {.workspace = h->workspace,
		.name = SPAN("hill"),
		.title = {.in = {"On the hill: \"up\"", "Na wzgórzu"}, .has_own = {true, true}},
		.calendar = SPAN("short")};
	home_must(h, &the_house, COMMAND_branch_add, &add, &out);
	assert_int_equal(home_branch(h, "hill"), out.branch);
	has(h, "  - {branch: hill, title: {en: \"On the hill: \\\"up\\\"\", pl: Na wzgórzu}, "
	       "calendar: "
	       "short}\n");
	const struct branch_change change = {
		.branch = out.branch, .title = one("Hill"), .calendar = SPAN("town")};
	home_must(h, &the_house, COMMAND_branch_change, &change, NULL);
	has(h, "{branch: hill, title: Hill, calendar: town}");
	const struct house *house = service_house(h->service);
	assert_string_equal(house_branch(house, out.branch)->calendar_name, "town");
	assert_string_equal(house_branch(house, out.branch)->title.in[LANGUAGE_VI], "Hill");
	house_release(house);
	const struct branch_remove away = {.branch = out.branch};
	home_must(h, &the_house, COMMAND_branch_remove, &away, NULL);
	assert_int_equal(home_branch(h, "hill"), 0);
	assert_int_equal(home_branch(h, "square"), square);
	assert_string_equal(organisation_now(h), before);
	home_do(h, &the_house, COMMAND_branch_remove, &away, NULL);
	home_expect(h, FAULT_NOT_FOUND, NULL, "no such branch");
	assert_int_equal(home_events(h, 0, EVENT_BRANCH_CHANGED), 1);
	assert_int_equal(home_events(h, 0, EVENT_BRANCH_REMOVED), 1);
	all_is_well(h);
}

static void
a_counter_comes_changes_and_goes(void **state)
{
	struct home *h = *state;
	struct counter_add_result out;
	const struct actor lead = home_actor(ROLE_LEAD), manager = home_actor(ROLE_MANAGER);

	home_load_shop(h);
	const char *before = organisation_now(h);
	const int64_t square = home_branch(h, "square"), mend = home_service(h, "mend"),
		      sell = home_service(h, "sell");
	struct counter_add add = {.branch = square,
		.name = SPAN("three"),
		.title = one("Three"),
		.services = {&sell, 1}};
	home_do(h, &lead, COMMAND_counter_add, &add, NULL);
	home_expect(h, FAULT_FORBIDDEN, NULL, "lead");
	home_must(h, &manager, COMMAND_counter_add, &add, &out);
	assert_int_equal(home_counter(h, "square", "three"), out.counter);
	has(h, "      - {counter: two, title: Two}\n"
	       "      - {counter: three, title: Three, services: [sell]}\n");
	struct counter_change change = {.counter = out.counter, .services = {&mend, 1}};
	home_must(h, &lead, COMMAND_counter_change, &change, NULL);
	has(h, "{counter: three, title: Three, services: [mend]}");
	change = (struct counter_change){
		.counter = out.counter, .title = one("Drei"), .serves_all = true};
	home_must(h, &lead, COMMAND_counter_change, &change, NULL);
	home_settle(h);
	const struct house *house = service_house(h->service);
	assert_true(house_counter_serves(house_counter(house, out.counter), sell));
	assert_string_equal(house_counter(house, out.counter)->title.in[0], "Drei");
	house_release(house);
	change.services = (struct service_ids){&sell, 1};
	home_do(h, &lead, COMMAND_counter_change, &change, NULL);
	home_expect(h, FAULT_BAD_INPUT, "services", "either");
	const struct counter_remove away = {.counter = out.counter};
	home_must(h, &manager, COMMAND_counter_remove, &away, NULL);
	assert_string_equal(organisation_now(h), before);
	home_do(h, &manager, COMMAND_counter_remove, &away, NULL);
	home_expect(h, FAULT_NOT_FOUND, "counter", "no such counter");
	assert_int_equal(home_events(h, 0, EVENT_COUNTER_CHANGED), 2);
	all_is_well(h);
}

static void
a_service_comes_changes_and_goes(void **state)
{
	struct home *h = *state;
	struct service_add_result out;

	home_load_shop(h);
	const char *before = organisation_now(h);
	const struct service_add add = {.workspace = h->workspace,
		.name = SPAN("rent"),
		.title = one("Renting"),
		.cycle = SPAN("visit"),
		.letter = SPAN("R"),
		.usual_us = INT64_C(90000000),
		.capacity = 12};
	home_must(h, &the_house, COMMAND_service_add, &add, &out);
	has(h, "  - {service: rent, title: Renting, cycle: visit, letter: R, usual: 1 min 30 s, "
	       "capacity: 12}\n");
	const struct service_change change = {.service = out.service,
		.title = one("Lending"),
		.usual_us = INT64_C(120000000),
		.capacity = 5};
	home_must(h, &the_house, COMMAND_service_change, &change, NULL);
	home_settle(h);
	const struct house *house = service_house(h->service);
	const struct house_service *service = house_service(house, out.service);
	assert_int_equal(service->usual_us, 120000000);
	assert_int_equal(service->capacity, 5);
	assert_string_equal(service->letter, "R");
	assert_string_equal(service->title.in[0], "Lending");
	assert_string_equal(service->cycle->name, "visit");
	house_release(house);
	const struct service_remove away = {.service = out.service};
	home_must(h, &the_house, COMMAND_service_remove, &away, NULL);
	assert_string_equal(organisation_now(h), before);
	all_is_well(h);
}

static void
counters_forget_a_service_that_goes_but_none_then_serves_everything(void **state)
{
	struct home *h = *state;

	home_load_shop(h);
	const int64_t mend = home_service(h, "mend"), sell = home_service(h, "sell");
	const int64_t counter = home_counter(h, "square", "one"), both[] = {mend, sell};
	const struct service_remove away = {.service = mend};
	home_do(h, &the_house, COMMAND_service_remove, &away, NULL);
	home_expect(h, FAULT_CONFLICT, NULL, "serves nothing else");
	const struct counter_change change = {.counter = counter, .services = {both, 2}};
	home_must(h, &the_house, COMMAND_counter_change, &change, NULL);
	has(h, "{counter: one, title: One, services: [mend, sell]}");
	home_must(h, &the_house, COMMAND_service_remove, &away, NULL);
	has(h, "{counter: one, title: One, services: [sell]}");
	has(h, "  # what we live from\n  - {service: sell");
	all_is_well(h);
}

static void
a_department_goes_only_when_nothing_speaks_of_it(void **state)
{
	struct home *h = *state;
	struct department_add_result out;
	struct service_files files = home_shop(h);
	struct service_file *cycle = (struct service_file *)&files.files[1];
	const struct department_add add = {
		.workspace = 0, .name = SPAN("store"), .title = one("Store")};
	struct department_add in = add;
	struct department_remove away;

	cycle->content = span_of(
		arena_printf(h->a, "%.*s        owner: workshop\n", SPAN_PRINT(cycle->content)));
	cycle->content = span_of(strstr(cycle->content.at, "cycle"));
	/* The last moment is written in brackets, so the owner goes to one of its own. */
	cycle->content = span_of(arena_printf(h->a,
		"%.*s      - moment: mending\n"
		"        title: Mending\n"
		"        owner: workshop\n",
		(int)(strstr(cycle->content.at, "        owner") - cycle->content.at),
		cycle->content.at));
	home_load(h, files);
	in.workspace = h->workspace;
	home_must(h, &the_house, COMMAND_department_add, &in, &out);
	home_do(h, &the_house, COMMAND_department_add, &in, NULL);
	home_expect(h, FAULT_CONFLICT, "name", "department \"store\" already");
	away.department = out.department;
	home_must(h, &the_house, COMMAND_department_remove, &away, NULL);
	home_do(h, &the_house, COMMAND_department_remove, &away, NULL);
	home_expect(h, FAULT_NOT_FOUND, "department", "no such department");
	/* The shop's own was loaded first of the two. */
	const struct house_view nothing;
	json_t *json = home_view(h, &the_house, VIEW_house, &nothing);
	const json_t *workshop = json_array_get(
		json_object_get(
			json_array_get(json_object_get(json, "workspaces"), 0), "departments"),
		0);
	away.department = json_integer_value(json_object_get(workshop, "department"));
	json_decref(json);
	home_do(h, &the_house, COMMAND_department_remove, &away, NULL);
	home_expect(h, FAULT_CONFLICT, NULL, "\"workshop\" is still needed");
	all_is_well(h);
}

static void
fields_are_checked_before_anything_changes(void **state)
{
	struct home *h = *state;

	home_load_shop(h);
	const int64_t square = home_branch(h, "square"), version = h->version, moon = 999;
	const struct branch_add branches[] = {
		{.workspace = h->workspace, .name = SPAN("Hill"), .title = one("Hill")},
		{.workspace = h->workspace, .name = SPAN("hill")},
		{.workspace = h->workspace, .name = SPAN("river"), .title = one("River")},
		{.workspace = h->workspace,
			.name = SPAN("hill"),
			.title = one("Hill"),
			.calendar = SPAN("moon")},
		{.workspace = moon, .name = SPAN("hill"), .title = one("Hill")},
		{.workspace = h->workspace, .name = SPAN("hill"), .title = one("a\nb")},
	};
	static const char *const branch_fields[] = {
		"name", "title", "name", "calendar", "workspace", "title"};
	for (size_t i = 0; i < array_length(branches); i++) {
		home_do(h, &the_house, COMMAND_branch_add, &branches[i], NULL);
		assert_int_not_equal(h->fault.code, FAULT_NONE);
		assert_string_equal(h->fault.field, branch_fields[i]);
	}
	const struct counter_add counters[] = {
		{.branch = square, .name = SPAN("one"), .title = one("One")},
		{.branch = square,
			.name = SPAN("six"),
			.title = one("Six"),
			.services = {&moon, 1}},
		{.branch = square, .name = SPAN("-x"), .title = one("X")},
	};
	static const char *const counter_fields[] = {"name", "services", "name"};
	for (size_t i = 0; i < array_length(counters); i++) {
		home_do(h, &the_house, COMMAND_counter_add, &counters[i], NULL);
		assert_int_not_equal(h->fault.code, FAULT_NONE);
		assert_string_equal(h->fault.field, counter_fields[i]);
	}
	const struct service_add services[] = {
		{.workspace = h->workspace,
			.name = SPAN("rent"),
			.title = one("R"),
			.letter = SPAN("r")},
		{.workspace = h->workspace,
			.name = SPAN("rent"),
			.title = one("R"),
			.letter = SPAN("R"),
			.cycle = SPAN("moon")},
		{.workspace = h->workspace,
			.name = SPAN("rent"),
			.title = one("R"),
			.letter = SPAN("R"),
			.capacity = -1},
		{.workspace = h->workspace,
			.name = SPAN("mend"),
			.title = one("R"),
			.letter = SPAN("R")},
	};
	static const char *const service_fields[] = {"letter", "cycle", "capacity", "name"};
	for (size_t i = 0; i < array_length(services); i++) {
		home_do(h, &the_house, COMMAND_service_add, &services[i], NULL);
		assert_int_not_equal(h->fault.code, FAULT_NONE);
		assert_string_equal(h->fault.field, service_fields[i]);
	}
	home_settle(h);
	const struct house *house = service_house(h->service);
	assert_int_equal(house->workspaces[0].version, version);
	house_release(house);
}

static void
every_example_can_be_changed_and_is_as_it_was_after_the_change_is_undone(void **state)
{
	static const char *const examples[] = {"bank", "hotel", "hospital"};
	struct home *h = *state;

	for (size_t i = 0; i < array_length(examples); i++) {
		struct branch_add_result branch;
		struct counter_add_result counter;

		home_load_example(h, examples[i]);
		struct service_files before, after;
		home_settle(h);
		assert_int_equal(
			service_files_get(h->service, 1, h->workspace, 0, &before, h->a, &h->fault),
			FAULT_NONE);
		const struct branch_add add = {.workspace = h->workspace,
			.name = SPAN("new"),
			.title = {.in = {"New", "Nowy", "Mới"}, .has_own = {true, true, true}}};
		home_must(h, &the_house, COMMAND_branch_add, &add, &branch);
		const struct counter_add there = {
			.branch = branch.branch, .name = SPAN("a"), .title = one("A")};
		home_must(h, &the_house, COMMAND_counter_add, &there, &counter);
		assert_int_equal(service_branch_of(counter.counter), branch.branch);
		const struct counter_change change = {
			.counter = counter.counter, .title = one("B")};
		home_must(h, &the_house, COMMAND_counter_change, &change, NULL);
		const struct branch_remove away = {.branch = branch.branch};
		home_must(h, &the_house, COMMAND_branch_remove, &away, NULL);
		home_settle(h);
		assert_int_equal(
			service_files_get(h->service, 1, h->workspace, 0, &after, h->a, &h->fault),
			FAULT_NONE);
		assert_int_equal(before.n, after.n);
		for (size_t k = 0; k < before.n; k++)
			assert_true(span_is(before.files[k].content, after.files[k].content));
	}
}

static int64_t
still(void *clock)
{
	return ((struct home *)clock)->now_us;
}

static void
two_services_on_one_store_change_one_house(void **state)
{
	struct home *h = *state;
	const struct store_setup with = {
		.parts = service_parts, .parts_n = service_parts_n, .readers_n = 2};
	struct service_setup setup = {
		.now_us = still, .clock = h, .seed = 8, .has_no_timers = true};
	struct store *store = NULL;
	struct live_service *second = NULL;

	home_load_shop(h);
	home_settle(h);
	assert_int_equal(store_open(&store, h->place->address, &with, &h->fault), FAULT_NONE);
	setup.store = store;
	assert_int_equal(service_open(&second, &setup, &h->fault), FAULT_NONE);
	for (int i = 0; i < 6; i++) {
		struct branch_add_result out;
		const struct branch_add add = {.workspace = h->workspace,
			.name = span_of(arena_printf(h->a, "b%d", i)),
			.title = one("B")};

		h->now_us += 1000;
		if (service_do(i % 2 == 0 ? h->service : second, &the_house, COMMAND_branch_add,
			    &add, &out, h->a, &h->fault) ||
			service_settle(i % 2 == 0 ? h->service : second, &h->fault))
			fail_msg("%s", h->fault.notes[0]);
	}
	const struct house *house = service_house(second);
	assert_int_equal(house->workspaces[0].branches_n, 8);
	house_release(house);
	for (int i = 0; i < 6; i++)
		has(h, arena_printf(h->a, "  - {branch: b%d, title: B}\n", i));
	service_close(second);
	store_close(store);
	all_is_well(h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		HOME_TEST(a_branch_comes_changes_and_goes),
		HOME_TEST(a_counter_comes_changes_and_goes),
		HOME_TEST(a_service_comes_changes_and_goes),
		HOME_TEST(counters_forget_a_service_that_goes_but_none_then_serves_everything),
		HOME_TEST(a_department_goes_only_when_nothing_speaks_of_it),
		HOME_TEST(fields_are_checked_before_anything_changes),
		HOME_TEST(two_services_on_one_store_change_one_house),
		HOME_TEST(every_example_can_be_changed_and_is_as_it_was_after_the_change_is_undone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
