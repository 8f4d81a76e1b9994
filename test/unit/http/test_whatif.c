/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What if, over HTTP: a house without a past gets reasons and no figure, what cannot be asked is
 * told with its field, and trust is made once and kept.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "http/twins.h"
#include "site.h"

static const struct client_answer *
asked(struct site *s, enum role role, int64_t branch, const char *query)
{
	const char *path =
		arena_printf(s->home->a, "/api/branches/%lld/what-if%s", (long long)branch, query);

	return site_ask_as(s, role, "GET", path, NULL);
}

static void
is_refused_for(struct site *s, const char *query, const char *field)
{
	const struct client_answer *answer = asked(s, ROLE_LEAD, s->branch, query);
	json_t *body;

	assert_int_equal(answer->status, 400);
	body = site_json(s, answer);
	assert_string_equal(site_text(body, "field"), field);
	json_decref(body);
}

static void
a_house_without_a_past_gets_reasons_and_no_figure(void **state)
{
	struct site *s = *state;
	const struct client_answer *answer = asked(s, ROLE_AGENT, s->branch, "");
	json_t *body, *trust;

	assert_int_equal(answer->status, 200);
	body = site_json(s, answer);
	trust = json_object_get(body, "trust");
	assert_int_equal(json_integer_value(json_object_get(body, "branch")), s->branch);
	assert_string_equal(site_text(trust, "grade"), "too-few-days");
	assert_true(json_is_false(json_object_get(trust, "is_trusted")));
	assert_true(json_array_size(json_object_get(trust, "reasons")) >= 1);
	assert_int_equal(json_array_size(json_object_get(trust, "reasons")),
		json_array_size(json_object_get(trust, "findings")));
	assert_true(json_is_null(json_object_get(body, "now")));
	assert_int_equal(json_array_size(json_object_get(body, "choices")), 0);
	assert_null(json_object_get(body, "limit_us"));
	json_decref(body);
}

static void
what_cannot_be_asked_is_told_with_its_field(void **state)
{
	struct site *s = *state;

	is_refused_for(s, "?limit_us=5", "limit_us");
	is_refused_for(s, "?limit_us=86400000001", "limit_us");
	is_refused_for(s, "?limit_us=soon", "limit_us");
	is_refused_for(s, "?hours=9", "hours");
	is_refused_for(s, "?hours=-1", "hours");
	is_refused_for(s, "?day=1", "day");
	assert_int_equal(asked(s, ROLE_LEAD, 4711, "")->status, 404);
}

static void
who_works_in_one_branch_asks_about_no_other(void **state)
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
	assert_int_equal(asked(s, ROLE_LEAD, s->branch, "")->status, 200);
	assert_int_equal(asked(s, ROLE_LEAD, s->other_branch, "")->status, 403);
}

static void
trust_is_made_once_and_kept(void **state)
{
	struct site *s = *state;
	json_t *none = twins_trust_kept(s->http, s->branch), *kept, *body;

	assert_null(none);
	body = site_json(s, asked(s, ROLE_MANAGER, s->branch, ""));
	kept = twins_trust_kept(s->http, s->branch);
	assert_non_null(kept);
	assert_true(json_equal(kept, json_object_get(body, "trust")));
	json_decref(body);
	s->home->now_us += INT64_C(3600000000);
	body = site_json(s, asked(s, ROLE_MANAGER, s->branch, "?hours=1"));
	assert_true(json_equal(kept, json_object_get(body, "trust")));
	json_decref(body);
	/* A day later it is made anew. */
	s->home->now_us += INT64_C(24) * 3600000000;
	body = site_json(s, asked(s, ROLE_MANAGER, s->branch, ""));
	assert_false(json_equal(kept, json_object_get(body, "trust")));
	json_decref(body);
	json_decref(kept);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		SITE_TEST(a_house_without_a_past_gets_reasons_and_no_figure),
		SITE_TEST(what_cannot_be_asked_is_told_with_its_field),
		SITE_TEST(who_works_in_one_branch_asks_about_no_other),
		SITE_TEST(trust_is_made_once_and_kept),
	};

	return cmocka_run_group_tests_name("whatif", tests, NULL, NULL);
}
