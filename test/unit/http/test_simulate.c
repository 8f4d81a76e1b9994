/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A day played over HTTP: of a house without a past the map and the scenario tell; what is wrong
 * with a scenario is told with its field; the same seed gives the same figures.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "site.h"

static const struct client_answer *
played(struct site *s, enum role role, int64_t branch, const char *body)
{
	const char *path =
		arena_printf(s->home->a, "/api/branches/%lld/simulate", (long long)branch);

	return site_ask_as(s, role, "POST", path, body);
}

static void
is_refused_for(struct site *s, const char *body, const char *field)
{
	const struct client_answer *answer = played(s, ROLE_LEAD, s->branch, body);
	json_t *json = site_json(s, answer);

	if (answer->status != 400 || strcmp(site_text(json, "field"), field) != 0)
		fail_msg("%s: %d %.*s", body, answer->status, (int)answer->body_size, answer->body);
	json_decref(json);
}

static size_t
frames_n(json_t *answer, const char *side)
{
	return json_array_size(json_object_get(json_object_get(answer, side), "frames"));
}

static const char some_come[] =
	"{\"day\":\"2026-11-25\",\"runs\":5,\"scenario\":{\"changes\":[{\"arrivals\":\"all\","
	"\"plus\":60}]}}";

static void
of_a_house_without_a_past_the_scenario_says_how_many_come(void **state)
{
	struct site *s = *state;
	const struct client_answer *answer = played(s, ROLE_LEAD, s->branch, some_come);
	json_t *body = site_json(s, answer), *visits, *trust;

	assert_int_equal(answer->status, 200);
	assert_int_equal(json_integer_value(json_object_get(body, "branch")), s->branch);
	assert_string_equal(site_text(body, "day"), "2026-11-25");
	assert_int_equal(json_integer_value(json_object_get(body, "runs")), 5);
	trust = json_object_get(body, "trust");
	assert_string_equal(site_text(trust, "grade"), "too-few-days");
	assert_true(json_is_false(json_object_get(trust, "is_refused")));
	assert_true(json_array_size(json_object_get(body, "assumed")) > 1);
	assert_int_equal(frames_n(body, "before"), 0);
	assert_int_equal(frames_n(body, "difference"), 0);
	assert_true(frames_n(body, "after") >= 4);
	assert_true(json_array_size(json_object_get(body, "quarters")) > 8);
	visits = json_object_get(body, "visits");
	assert_true(json_array_size(json_object_get(visits, "after")) > 20);
	assert_int_equal(json_array_size(json_array_get(json_object_get(visits, "after"), 0)), 7);
	assert_true(json_array_size(json_object_get(visits, "counters")) > 0);
	json_decref(body);
}

static void
the_same_seed_gives_the_same_figures(void **state)
{
	struct site *s = *state;
	json_t *once = site_json(s, played(s, ROLE_LEAD, s->branch, some_come));
	json_t *again = site_json(s, played(s, ROLE_LEAD, s->branch, some_come));
	json_t *other = site_json(s,
		played(s, ROLE_LEAD, s->branch,
			"{\"day\":\"2026-11-25\",\"runs\":5,\"seed\":2,\"scenario\":{\"changes\":"
			"[{\"arrivals\":\"all\",\"plus\":60}]}}"));

	assert_true(json_equal(once, again));
	assert_false(json_equal(once, other));
	json_decref(once);
	json_decref(again);
	json_decref(other);
}

static void
what_is_wrong_is_told_with_its_field(void **state)
{
	struct site *s = *state;

	is_refused_for(s, "{}", "changes"); /* nobody would come */
	is_refused_for(s, "{\"runs\":501}", "runs");
	is_refused_for(s, "{\"seed\":-1}", "seed");
	is_refused_for(s, "{\"day\":\"soon\"}", "day");
	is_refused_for(s, "{\"scenario\":[]}", "scenario");
	is_refused_for(s, "{\"scenario\":{\"changes\":[]}}", "changes");
	is_refused_for(s, "{\"scenario\":{\"changes\":[{\"arrivals\":\"all\",\"times\":\"x\"}]}}",
		"changes[0].times");
	is_refused_for(s, "{\"scenario\":{\"changes\":[{\"serving\":\"nothing\",\"times\":2}]}}",
		"changes[0].serving");
	assert_int_equal(played(s, ROLE_LEAD, 4711, "{}")->status, 404);
}

static void
what_was_learnt_and_the_scenarios_can_be_read(void **state)
{
	struct site *s = *state;
	const char *path = arena_printf(s->home->a, "/api/branches/%lld/fit", (long long)s->branch);
	const struct client_answer *answer = site_ask_as(s, ROLE_LEAD, "GET", path, NULL);
	json_t *body = site_json(s, answer);

	assert_int_equal(answer->status, 200);
	assert_true(json_array_size(json_object_get(body, "services")) > 0);
	assert_true(json_array_size(json_object_get(body, "counters")) > 0);
	assert_true(json_array_size(json_object_get(body, "assumed")) > 0);
	assert_true(json_is_null(json_object_get(body, "from")));
	json_decref(body);
	path = arena_printf(
		s->home->a, "/api/workspaces/%lld/scenarios", (long long)s->home->workspace);
	answer = site_ask_as(s, ROLE_LEAD, "GET", path, NULL);
	assert_int_equal(answer->status, 200);
	body = site_json(s, answer);
	assert_true(json_is_array(json_object_get(body, "scenarios")));
	json_decref(body);
}

static void
who_works_in_one_branch_plays_no_other(void **state)
{
	struct site *s = *state;
	const struct actor house = {.role = ROLE_HOUSE};
	const struct staff_add in = {.name = SPAN("anna"),
		.title = SPAN("Anna"),
		.role = SPAN("lead"),
		.branches = {&s->branch, 1}};
	struct staff_add_result out = {0};

	home_must(s->home, &house, COMMAND_staff_add, &in, &out);
	s->staff[ROLE_LEAD] = out.staff;
	(void)site_session(s, ROLE_LEAD);
	assert_int_equal(played(s, ROLE_LEAD, s->branch, some_come)->status, 200);
	assert_int_equal(played(s, ROLE_LEAD, s->other_branch, some_come)->status, 403);
	assert_int_equal(played(s, ROLE_AGENT, s->branch, some_come)->status, 403);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		SITE_TEST(of_a_house_without_a_past_the_scenario_says_how_many_come),
		SITE_TEST(the_same_seed_gives_the_same_figures),
		SITE_TEST(what_is_wrong_is_told_with_its_field),
		SITE_TEST(what_was_learnt_and_the_scenarios_can_be_read),
		SITE_TEST(who_works_in_one_branch_plays_no_other),
	};

	return cmocka_run_group_tests_name("simulate", tests, NULL, NULL);
}
