/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every row of routes.def asked by every role and by a stranger: let in exactly where the tables
 * say, 401 for strangers and 403 for others elsewhere. What a row does once one is in, is not
 * looked at here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "site.h"

/* Nothing has this id in the branch. */
#define NOWHERE INT64_C(0xFFFFFFFF)

/* A value for a {part} or a needed field: real where one only looks, nothing where one would
 * change. */
static const char *
part_value(struct site *s, const struct http_route *route, struct span name, enum role role)
{
	bool looks = route->verb == HTTP_GET;
	int64_t nowhere = (s->branch << SERVICE_ID_BITS) + NOWHERE;

	if (span_is(name, SPAN("branch")))
		return arena_printf(s->home->a, "%lld", (long long)s->branch);
	if (span_is(name, SPAN("counter")))
		return arena_printf(s->home->a, "%lld", (long long)(looks ? s->counter : nowhere));
	if (span_is(name, SPAN("ticket")))
		return arena_printf(s->home->a, "%lld", (long long)s->ticket);
	/* An agent may end nobody's sessions but their own. */
	if (span_is(name, SPAN("staff")) && strstr(route->path, "/sessions") != NULL)
		return arena_printf(s->home->a, "%lld", (long long)s->staff[role]);
	if (span_is(name, SPAN("workspace")))
		return arena_printf(s->home->a, "%lld", (long long)s->home->workspace);
	if (span_is(name, SPAN("measure")))
		return "summary";
	if (span_is(name, SPAN("moment")) || span_is(name, SPAN("word")))
		return "waiting";
	return arena_printf(s->home->a, "%lld", (long long)nowhere);
}

static const char *
path_of(struct site *s, const struct http_route *route, enum role role)
{
	const char *path = "", *at = route->path;

	for (const char *open; (open = strchr(at, '{')) != NULL;) {
		const char *close = strchr(open, '}');
		struct span name = {open + 1, (size_t)(close - open - 1)};
		path = arena_printf(s->home->a, "%s%.*s%s", path, (int)(open - at), at,
			part_value(s, route, name, role));
		at = close + 1;
	}
	return arena_printf(s->home->a, "%s%s", path, at);
}

/* What a view asks for beside the path. */
static const char *
with_query(struct site *s, const struct site_row *row, const char *path)
{
	if (row->kind == ROW_VIEW && (row->view == VIEW_customers || row->view == VIEW_search))
		return arena_printf(s->home->a, "%s?text=an", path);
	if (row->kind == ROW_VIEW && row->view == VIEW_appointments)
		return arena_printf(s->home->a, "%s?from_us=0&to_us=1", path);
	return path;
}

static int
ask(struct site *s, const struct http_route *route, const char *path, enum role role)
{
	const char *shows;

	if (role >= ROLE_AGENT && role <= ROLE_ADMINISTRATOR)
		(void)site_session(s, role);
	shows = arena_printf(s->home->a, "%sX-Cykl: 1\r\n", s->shows[role]);
	return site_status(
		s, shows, http_verb_word(route->verb), path, route->verb == HTTP_GET ? NULL : "{}");
}

static void
row_check(
	struct site *s, const struct http_route *route, const struct site_row *row, enum role role)
{
	const char *path = with_query(s, row, path_of(s, route, role));
	bool may = (route->roles & (1u << role)) != 0;
	int status = ask(s, route, path, role);
	bool is_in = status != 401 && status != 403;

	/* /metrics asks by address as well, and this is the same machine. */
	if (status == 0 || status >= 500)
		fail_msg("%s %s as %s: %d", http_verb_word(route->verb), path, role_slug(role),
			status);
	if (may != is_in)
		fail_msg("%s %s as %s: %d, but the table says %s", http_verb_word(route->verb),
			path, role_slug(role), status, may ? "yes" : "no");
	if (!may && status != (role == ROLE_STRANGER ? 401 : 403))
		fail_msg("%s %s as %s: %d", http_verb_word(route->verb), path, role_slug(role),
			status);
}

static void
every_route_lets_in_exactly_whom_its_table_names(void **state)
{
	struct site *s = *state;

	for (size_t i = 0; i < site_rows_n; i++)
		for (unsigned role = 0; role < ROLE_HOUSE; role++)
			row_check(s, &s->http->routes[i], &site_rows[i], (enum role)role);
}

static bool
has_route(const struct site *s, enum command_id command)
{
	for (size_t i = 0; i < site_rows_n; i++)
		if (site_rows[i].kind == ROW_COMMAND && site_rows[i].command == command)
			return s->http->routes[i].function == api_command;
	return false;
}

/* Those that need a hash are spoken of by the edge's own routes; those of the house by nobody. */
static bool
needs_no_route(const struct command_about *about)
{
	if (about->roles == ROLE_BIT(HOUSE) || about->id == COMMAND_invitation_use ||
		about->id == COMMAND_password_change)
		return true;
	for (size_t i = 0; i < about->takes.n; i++)
		if (about->takes.fields[i].type == FIELD_FILES)
			return true;
	return false;
}

static void
every_command_and_view_has_a_route(void **state)
{
	struct site *s = *state;

	for (unsigned id = 0; id < COMMAND__COUNT; id++) {
		const struct command_about *about = service_command((enum command_id)id);
		if (has_route(s, about->id) == needs_no_route(about))
			fail_msg("%s: %s", about->name,
				needs_no_route(about) ? "must have no route" : "has no route");
	}
	for (unsigned id = 0; id < VIEW__COUNT; id++) {
		bool found = false;
		for (size_t i = 0; i < site_rows_n; i++)
			found |= site_rows[i].kind == ROW_VIEW &&
				 site_rows[i].view == (enum view_id)id;
		if (!found)
			fail_msg("%s has no route", service_view_about((enum view_id)id)->name);
	}
}

static void
parts_of_a_path_are_fields(void **state)
{
	struct site *s = *state;

	for (size_t i = 0; i < site_rows_n; i++) {
		const struct http_route *route = &s->http->routes[i];
		const struct service_fields *fields = site_row_fields(&site_rows[i]);
		for (const char *at = route->path; (at = strchr(at, '{')) != NULL; at++) {
			char name[40] = {0};
			bool found = false;
			strncpy(name, at + 1, strcspn(at + 1, "}"));
			for (size_t j = 0; j < fields->n; j++)
				found |= strcmp(fields->fields[j].name, name) == 0;
			if (!found && strcmp(name, "word") != 0 && strcmp(name, "measure") != 0)
				fail_msg("%s: {%s} is no field", route->path, name);
		}
	}
}

static void
a_key_that_reads_only_changes_nothing(void **state)
{
	struct site *s = *state;
	const struct actor house = {.role = ROLE_HOUSE};
	const struct key_add in = {
		.title = SPAN("a screen"), .role = SPAN("administrator"), .reads_only = true};
	struct key_add_result out = {0};
	const char *shows, *path;

	home_must(s->home, &house, COMMAND_key_add, &in, &out);
	shows = arena_printf(s->home->a, "Authorization: Bearer %.*s\r\n", SPAN_PRINT(out.secret));
	assert_int_equal(site_ask(s, shows, "GET", "/api/people", NULL)->status, 200);
	path = arena_printf(s->home->a, "/api/branches/%lld/day/close", (long long)s->branch);
	assert_int_equal(site_ask(s, shows, "POST", path, "{}")->status, 403);
}

static void
who_works_in_one_branch_acts_in_no_other(void **state)
{
	struct site *s = *state;
	const struct actor house = {.role = ROLE_HOUSE};
	const struct staff_add in = {.name = SPAN("anna"),
		.title = SPAN("Anna"),
		.role = SPAN("lead"),
		.branches = {&s->branch, 1}};
	struct staff_add_result out = {0};
	const char *here =
		arena_printf(s->home->a, "/api/branches/%lld/today", (long long)s->branch);
	const char *there =
		arena_printf(s->home->a, "/api/branches/%lld/today", (long long)s->other_branch);
	const char *shows;

	home_must(s->home, &house, COMMAND_staff_add, &in, &out);
	s->staff[ROLE_LEAD] = out.staff;
	shows = site_session(s, ROLE_LEAD);
	assert_int_equal(site_ask(s, shows, "GET", here, NULL)->status, 200);
	assert_int_equal(site_ask(s, shows, "GET", there, NULL)->status, 403);
	there = arena_printf(s->home->a, "/api/branches/%lld/stream", (long long)s->other_branch);
	assert_int_equal(site_status(s, shows, "GET", there, NULL), 403);
	there = arena_printf(
		s->home->a, "/api/branches/%lld/day/close", (long long)s->other_branch);
	assert_int_equal(site_ask_as(s, ROLE_LEAD, "POST", there, "{}")->status, 403);
	assert_int_equal(
		site_ask(s, shows, "GET", "/api/measures/summary?where=branch=river", NULL)->status,
		403);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		SITE_TEST(every_route_lets_in_exactly_whom_its_table_names),
		SITE_TEST(every_command_and_view_has_a_route),
		SITE_TEST(parts_of_a_path_are_fields),
		SITE_TEST(a_key_that_reads_only_changes_nothing),
		SITE_TEST(who_works_in_one_branch_acts_in_no_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
