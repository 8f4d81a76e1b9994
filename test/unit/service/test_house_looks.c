/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is seen of house and people: views, maps, files, names – and that the journal gives the
 * tables.
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
#include "service/tables.h"

static const struct actor the_house = {.role = ROLE_HOUSE};

/* Every key of the shape and no other, at all depths. */
static void
shape_check(enum shape_id id, const json_t *json)
{
	const struct shape_about *shape = service_shape(id);
	size_t i;
	json_t *item;

	assert_true(json_is_object(json));
	assert_int_equal(json_object_size(json), shape->fields.n);
	for (size_t n = 0; n < shape->fields.n; n++) {
		const struct service_field *field = &shape->fields.fields[n];
		const json_t *value = json_object_get(json, field->name);

		if (value == NULL)
			fail_msg("%s lacks %s", shape->name, field->name);
		if (field->type == FIELD_ONE && !json_is_null(value))
			shape_check((enum shape_id)field->shape, value);
		if (field->type == FIELD_MANY)
			json_array_foreach(value, i, item)
				shape_check((enum shape_id)field->shape, item);
	}
}

static json_t *
looked(struct home *h, const struct actor *actor, enum view_id view, const void *in)
{
	json_t *json = home_view(h, actor, view, in);
	char sentence[1000];

	if (json == NULL)
		fail_msg("%s", fault_sentence(&h->fault, sentence, sizeof sentence));
	shape_check(service_view_about(view)->shape, json);
	return json;
}

static const json_t *
at(const json_t *json, const char *key, size_t i)
{
	return json_array_get(json_object_get(json, key), i);
}

static const char *
text(const json_t *json, const char *key)
{
	return json_string_value(json_object_get(json, key));
}

static void
the_house_is_shown_whole_and_to_who_works_in_one_branch_that_one(void **state)
{
	struct home *h = *state;
	struct actor agent = home_actor(ROLE_AGENT);
	const struct house_view in;
	json_t *json = looked(h, &agent, VIEW_house, &in);

	assert_true(json_is_true(json_object_get(json, "is_new")));
	json_decref(json);
	home_load_shop(h);
	json = looked(h, &agent, VIEW_house, &in);
	assert_true(json_is_false(json_object_get(json, "is_new")));
	const json_t *w = at(json, "workspaces", 0);
	assert_string_equal(text(w, "name"), "shop");
	assert_string_equal(text(w, "languages"), "en pl");
	assert_string_equal(text(w, "calendars"), "town short");
	assert_string_equal(text(w, "cycles"), "visit");
	assert_int_equal(json_array_size(json_object_get(w, "branches")), 2);
	assert_int_equal(json_array_size(json_object_get(w, "departments")), 1);
	const json_t *river = at(w, "branches", 1);
	assert_string_equal(text(river, "calendar"), "short");
	assert_true(json_is_false(json_object_get(river, "is_open"))); /* a Saturday */
	assert_true(json_is_integer(json_object_get(river, "changes_us")));
	assert_string_equal(text(at(river, "counters", 0), "name"), "desk");
	json_decref(json);
	agent.branches[0] = home_branch(h, "river");
	agent.branches_n = 1;
	json = looked(h, &agent, VIEW_house, &in);
	w = at(json, "workspaces", 0);
	assert_int_equal(json_array_size(json_object_get(w, "branches")), 1);
	assert_string_equal(text(at(w, "branches", 0), "name"), "river");
	json_decref(json);
	const struct actor kiosk = home_actor(ROLE_KIOSK);
	assert_null(home_view(h, &kiosk, VIEW_house, &in));
	home_expect(h, FAULT_FORBIDDEN, NULL, "kiosk");
}

static int64_t
staff_add(struct home *h, const char *name, const char *role, const int64_t *branch)
{
	const struct staff_add in = {.name = span_of(name),
		.title = span_of(arena_printf(h->a, "%s Kowalska", name)),
		.role = span_of(role),
		.branches = {branch, branch != NULL},
		.language = SPAN("pl")};
	struct staff_add_result out;

	home_must(h, &the_house, COMMAND_staff_add, &in, &out);
	return out.staff;
}

static void
everybody_sees_who_they_are(void **state)
{
	struct home *h = *state;
	const struct me_view in;
	struct actor me = home_actor(ROLE_STRANGER);
	json_t *json = looked(h, &me, VIEW_me, &in);

	assert_string_equal(text(json, "role"), "stranger");
	assert_true(json_is_true(json_object_get(json, "is_new")));
	json_decref(json);
	home_load_shop(h);
	me = home_actor(ROLE_LEAD);
	me.staff = staff_add(h, "ola", "lead", NULL);
	json = looked(h, &me, VIEW_me, &in);
	assert_string_equal(text(json, "name"), "ola");
	assert_string_equal(text(json, "title"), "ola Kowalska");
	assert_string_equal(text(json, "language"), "pl");
	assert_string_equal(text(json_object_get(json, "house_title"), "pl"), "Sklep");
	assert_true(json_is_null(json_object_get(json, "branch")));
	json_decref(json);
}

static void
people_are_shown_to_who_answers_for_them(void **state)
{
	struct home *h = *state;
	const struct people_view in;
	struct actor lead = home_actor(ROLE_LEAD);
	const struct actor boss = home_actor(ROLE_ADMINISTRATOR);

	home_load_shop(h);
	const int64_t square = home_branch(h, "square"), river = home_branch(h, "river");
	staff_add(h, "ann", "agent", &square);
	const int64_t ben = staff_add(h, "ben", "agent", &river);
	staff_add(h, "eva", "manager", NULL);
	const struct session_open open = {.staff = ben};
	const struct device_pair pair = {
		.branch = river, .kind = SPAN("display"), .title = SPAN("Over the door")};
	const struct key_add key = {.title = SPAN("screens"), .role = SPAN("display")};
	struct device_pair_result device;
	struct key_add_result made;
	home_must(h, &the_house, COMMAND_session_open, &open, NULL);
	home_must(h, &the_house, COMMAND_device_pair, &pair, &device);
	home_must(h, &the_house, COMMAND_key_add, &key, &made);
	const struct seen_note seen = {.devices = {&device.device, 1}, .keys = {&made.key, 1}};
	home_must(h, &the_house, COMMAND_seen_note, &seen, NULL);

	json_t *json = looked(h, &boss, VIEW_people, &in);
	assert_int_equal(json_array_size(json_object_get(json, "staff")), 3);
	const json_t *shown = at(json, "staff", 1);
	assert_string_equal(text(shown, "name"), "ben");
	assert_true(json_is_true(json_object_get(shown, "is_invited")));
	assert_int_equal(json_integer_value(json_object_get(shown, "sessions")), 1);
	assert_true(json_is_integer(json_object_get(shown, "seen_us")));
	assert_true(json_is_integer(json_object_get(at(json, "devices", 0), "seen_us")));
	assert_true(json_is_integer(json_object_get(at(json, "keys", 0), "seen_us")));
	json_decref(json);
	lead.branches[0] = square;
	lead.branches_n = 1;
	json = looked(h, &lead, VIEW_people, &in);
	assert_int_equal(json_array_size(json_object_get(json, "staff")), 2);
	assert_int_equal(json_array_size(json_object_get(json, "devices")), 0);
	assert_int_equal(json_array_size(json_object_get(json, "keys")), 0);
	json_decref(json);
	const struct actor agent = home_actor(ROLE_AGENT);
	assert_null(home_view(h, &agent, VIEW_people, &in));
	home_expect(h, FAULT_FORBIDDEN, NULL, "agent");
}

static void
one_search_finds_people_places_and_moments(void **state)
{
	struct home *h = *state;
	const struct actor agent = home_actor(ROLE_AGENT);
	static const struct {
		const char *text, *kind, *title;
	} looks[] = {
		{"river", "branch", "By the river"},
		{"kowal", "staff", "ola Kowalska"},
		{"waiti", "moment", "Waiting"},
		{"lukasz", "customer", "Łukasz Żak"},
	};

	home_load_shop(h);
	staff_add(h, "ola", "lead", NULL);
	const struct customer_add customer = {.title = SPAN("Łukasz Żak")};
	home_must(h, &agent, COMMAND_customer_add, &customer, NULL);
	for (size_t i = 0; i < array_length(looks); i++) {
		const struct search_view in = {.text = span_of(looks[i].text)};
		json_t *json = looked(h, &agent, VIEW_search, &in);
		const json_t *found = at(json, "found", 0);

		assert_non_null(found);
		assert_string_equal(text(found, "kind"), looks[i].kind);
		assert_string_equal(text(found, "title"), looks[i].title);
		json_decref(json);
	}
	const struct search_view brief = {.text = SPAN("a")},
				 nothing = {.text = SPAN("zzzz"), .language = SPAN("vi")};
	assert_null(home_view(h, &agent, VIEW_search, &brief));
	home_expect(h, FAULT_BAD_INPUT, "text", "two letters");
	json_t *json = looked(h, &agent, VIEW_search, &nothing);
	assert_int_equal(json_array_size(json_object_get(json, "found")), 0);
	json_decref(json);
}

static void
maps_and_files_of_any_version_are_given(void **state)
{
	struct home *h = *state;
	const struct map *map = NULL;
	struct service_files files;

	assert_int_equal(service_map_take(h->service, 1, 0, 0, &map, &h->fault), FAULT_NOT_FOUND);
	home_load_shop(h);
	const int64_t first = h->version;
	home_load(h, home_files(h, "organisation.yaml", "organisation: shop\ntitle: Smaller\n",
			     (const char *)NULL));
	home_settle(h);
	assert_int_equal(service_map_take(h->service, 1, 0, 0, &map, &h->fault), FAULT_NONE);
	assert_string_equal(map->organisation.title.in[0], "Smaller");
	service_map_give(h->service, map);
	assert_int_equal(
		service_map_take(h->service, 1, h->workspace, first, &map, &h->fault), FAULT_NONE);
	assert_int_equal(map->cycles_n, 1);
	service_map_give(h->service, map);
	assert_int_equal(service_map_take(h->service, 1, 999, 0, &map, &h->fault), FAULT_NOT_FOUND);
	assert_int_equal(service_map_take(h->service, 1, 0, 999, &map, &h->fault), FAULT_NOT_FOUND);
	assert_int_equal(
		service_files_get(h->service, 1, 0, first, &files, h->a, &h->fault), FAULT_NONE);
	const struct service_files loaded = home_shop(h);
	assert_int_equal(files.n, 3);
	for (size_t i = 0; i < files.n; i++) {
		bool is_same = false;
		for (size_t k = 0; k < loaded.n; k++)
			is_same = is_same ||
				  (span_is(files.files[i].path, loaded.files[k].path) &&
					  span_is(files.files[i].content, loaded.files[k].content));
		assert_true(is_same);
	}
}

static void
ids_have_names_also_after_their_end(void **state)
{
	struct home *h = *state;
	const char *name;

	home_load_shop(h);
	const int64_t square = home_branch(h, "square"), two = home_counter(h, "square", "two"),
		      sell = home_service(h, "sell"), ann = staff_add(h, "ann", "agent", NULL);
	const struct staff_remove away = {.staff = ann};
	home_must(h, &the_house, COMMAND_staff_remove, &away, NULL);
	const struct {
		const char *kind;
		int64_t id;
		const char *name;
	} looks[] = {{"branch", square, "square"}, {"counter", two, "two"},
		{"service", sell, "sell"}, {"staff", ann, "ann"},
		{"class", square << SERVICE_ID_BITS, "first"},
		{"class", square << SERVICE_ID_BITS | 1, "normal"}};
	for (int round = 0; round < 2; round++) {
		home_settle(h);
		for (size_t i = 0; i < array_length(looks) - (round == 1 ? 2 : 0); i++) {
			assert_int_equal(service_names_get(h->service, 1, looks[i].kind,
						 looks[i].id, &name, h->a, &h->fault),
				FAULT_NONE);
			assert_non_null(name);
			assert_string_equal(name, looks[i].name);
		}
		home_load(h, home_files(h, "organisation.yaml",
				     "organisation: shop\ntitle: Nothing\n", (const char *)NULL));
	}
	assert_int_equal(service_names_get(h->service, 1, "branch", 999, &name, h->a, &h->fault),
		FAULT_NONE);
	assert_null(name);
	assert_int_equal(
		service_names_get(h->service, 1, "moon", 1, &name, h->a, &h->fault), FAULT_NONE);
	assert_null(name);
}

static struct service_proof
proved(struct home *h)
{
	struct service_proof proof = {0};

	home_settle(h);
	ON_EXIT(store_tx_guard) struct store_tx *tx = store_begin(store_reader(h->place->store, 1));
	assert_int_equal(house_prove(tx, &proof, &h->fault), FAULT_NONE);
	return proof;
}

static void
the_journal_gives_the_tables_and_a_changed_table_is_found(void **state)
{
	struct home *h = *state;

	home_load_shop(h);
	const int64_t square = home_branch(h, "square"), ann = staff_add(h, "ann", "agent", NULL);
	const struct staff_change up = {.staff = ann, .role = SPAN("lead")};
	const struct device_pair pair = {
		.branch = square, .kind = SPAN("kiosk"), .title = SPAN("At the door")};
	const struct customer_add customer = {.title = SPAN("Somebody")};
	struct customer_add_result added;
	home_must(h, &the_house, COMMAND_staff_change, &up, NULL);
	home_must(h, &the_house, COMMAND_device_pair, &pair, NULL);
	home_must(h, &the_house, COMMAND_customer_add, &customer, &added);
	const struct customer_erase erase = {.customer = added.customer};
	home_must(h, &the_house, COMMAND_customer_erase, &erase, NULL);
	home_load(h, home_files(h, "organisation.yaml",
			     "organisation: shop\ntitle: Smaller\n"
			     "branches: [{branch: square, title: S}]\n",
			     (const char *)NULL));
	struct service_proof proof = proved(h);
	if (proof.is_broken)
		fail_msg("%s", proof.what);

	static const struct {
		const char *statement, *undone, *words;
	} changes[] = {
		{"UPDATE counter SET removed_us = NULL WHERE name = 'two'",
			"UPDATE counter SET removed_us = 1 WHERE name = 'two'",
			"has ended by the journal"},
		{"UPDATE branch SET removed_us = 1 WHERE name = 'square'",
			"UPDATE branch SET removed_us = NULL WHERE name = 'square'",
			"is there by the journal"},
		{"UPDATE staff SET role = 'administrator'", "UPDATE staff SET role = 'lead'",
			"is lead by the journal"},
		{"UPDATE device SET id = id + 1", "UPDATE device SET id = id - 1",
			"never was in the journal"},
		{"UPDATE workspace SET version = (SELECT min(id) FROM map_version)",
			"UPDATE workspace SET version = (SELECT max(id) FROM map_version)",
			"by its table"},
		{"DELETE FROM customer", "SELECT 1", "the table 0"},
	};
	for (size_t i = 0; i < array_length(changes); i++) {
		place_run(h->place, changes[i].statement);
		proof = proved(h);
		assert_true(proof.is_broken);
		if (strstr(proof.what, changes[i].words) == NULL)
			fail_msg("%s: %s", changes[i].statement, proof.what);
		place_run(h->place, changes[i].undone);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		HOME_TEST(the_house_is_shown_whole_and_to_who_works_in_one_branch_that_one),
		HOME_TEST(everybody_sees_who_they_are),
		HOME_TEST(people_are_shown_to_who_answers_for_them),
		HOME_TEST(one_search_finds_people_places_and_moments),
		HOME_TEST(maps_and_files_of_any_version_are_given),
		HOME_TEST(ids_have_names_also_after_their_end),
		HOME_TEST(the_journal_gives_the_tables_and_a_changed_table_is_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
