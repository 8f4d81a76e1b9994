/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every route that takes something, with one thing wrong at a time: each is answered with 4xx, and
 * names the field. The rows come from the tables, so a new command is tested by being there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "http/access_fields.h"
#include "site.h"

/* A good value of each type, as JSON. */
static const char *
good(const struct service_field *field)
{
	switch (field->type) {
	case FIELD_ID:
		return "4294967295";
	case FIELD_IDS:
		return "[4294967295]";
	case FIELD_NUMBER:
	case FIELD_TIME:
	case FIELD_SPAN_US:
		return "5";
	case FIELD_FLAG:
		return "true";
	case FIELD_TITLE:
		return "{\"en\":\"Words\"}";
	case FIELD_OBJECT:
		return "{}";
	default:
		return "\"words-of-length\"";
	}
}

/* Bad values; NULL ends them. */
static const char *const *
bad(struct site *s, const struct service_field *field)
{
	static const char *const id[] = {
		"\"7\"", "7.5", "0", "-1", "9007199254740992", "true", "[7]", "{}", NULL};
	static const char *const ids[] = {"7", "\"7\"", "[\"7\"]", "[0]", "[7.5]", "{}", NULL};
	static const char *const number[] = {
		"\"7\"", "7.5", "9007199254740992", "true", "[]", NULL};
	static const char *const object[] = {"7", "[]", "\"{}\"", "true", NULL};
	static const char *const flag[] = {"1", "\"true\"", "[]", NULL};
	static const char *const title[] = {"7", "[]", "{}", "\"\"", "{\"de\":\"Wort\"}",
		"{\"en\":7}", "{\"en\":\"\"}", "\"a\\u0007b\"", "\"\xff\"", NULL};
	const char **texts = ARENA_ARRAY(s->home->a, const char *, 8);
	bool is_text = field->type == FIELD_TEXT;
	size_t n = 0;

	switch (field->type) {
	case FIELD_ID:
		return id;
	case FIELD_IDS:
		return ids;
	case FIELD_NUMBER:
	case FIELD_TIME:
	case FIELD_SPAN_US:
		return number;
	case FIELD_FLAG:
		return flag;
	case FIELD_TITLE:
		return title;
	case FIELD_OBJECT:
		return object;
	default:
		texts[n++] = "7";
		texts[n++] = "[]";
		texts[n++] = "\"a\\u0007b\"";
		texts[n++] = "\"\xff\xfe\"";
		texts[n++] = arena_printf(s->home->a, "\"%0*d\"", SERVICE_TEXT_MOST + 1, 7);
		if (!is_text)
			texts[n++] = "\"two words\"";
		return texts;
	}
}

static bool
is_in_path(const struct http_route *route, const struct site_row *row, const char *name)
{
	return http_route_part(route, name) >= 0 ||
	       (row->kind == ROW_OWN_COMMAND && strcmp(name, "ticket") == 0);
}

static const char *
path_of(struct site *s, const struct http_route *route, const char *wrong)
{
	const char *path = "", *at = route->path;

	for (const char *open; (open = strchr(at, '{')) != NULL;) {
		const char *close = strchr(open, '}');
		bool is_wrong = wrong != NULL && strncmp(open + 1, wrong, strlen(wrong)) == 0 &&
				open[1 + strlen(wrong)] == '}';
		bool is_word = strncmp(open, "{moment}", 8) == 0;
		path = arena_printf(s->home->a, "%s%.*s%s", path, (int)(open - at), at,
			is_wrong  ? "no%20number"
			: is_word ? "waiting"
				  : "4294967295");
		at = close + 1;
	}
	return arena_printf(s->home->a, "%s%s", path, at);
}

/* The body with all fields good, but one: `value` for it, or left out when that is NULL. */
static const char *
body_of(struct site *s, const struct http_route *route, const struct site_row *row,
	const struct service_field *wrong, const char *value)
{
	const struct service_fields *fields = site_row_fields(row);
	const char *body = "";

	for (size_t i = 0; i < fields->n; i++) {
		const struct service_field *field = &fields->fields[i];
		const char *text = field == wrong ? value : good(field);
		if (is_in_path(route, row, field->name) || text == NULL ||
			(field != wrong && !field->is_needed))
			continue;
		body = arena_printf(s->home->a, "%s%s\"%s\":%s", body, body[0] != '\0' ? "," : "",
			field->name, text);
	}
	return arena_printf(s->home->a, "{%s}", body);
}

static void
expect(struct site *s, const struct http_route *route, enum role role, const char *path,
	const char *body, const char *field)
{
	const struct client_answer *answer =
		site_ask_as(s, role, http_verb_word(route->verb), path, body);
	json_t *json = site_json(s, answer);

	if (answer->status < 400 || answer->status > 499 ||
		strcmp(site_text(json, "field"), field) != 0)
		fail_msg("%s %s %.300s: %s expected, %d %.*s", http_verb_word(route->verb), path,
			body != NULL ? body : "", field, answer->status, (int)answer->body_size,
			answer->body);
	json_decref(json);
}

static enum role
asker(const struct site_row *row)
{
	return row->kind == ROW_OWN_COMMAND ? ROLE_CUSTOMER : ROLE_ADMINISTRATOR;
}

static bool
takes_body(const struct http_route *route, const struct site_row *row)
{
	return route->verb != HTTP_GET && site_row_fields(row)->n > 0;
}

/* What may be done by a kiosk only is asked as a kiosk. */
static enum role
role_of(const struct http_route *route, const struct site_row *row)
{
	enum role role = asker(row);

	return (route->roles & (1u << role)) != 0 ? role : ROLE_KIOSK;
}

static void
fields_check(struct site *s, const struct http_route *route, const struct site_row *row)
{
	const struct service_fields *fields = site_row_fields(row);
	const char *path = path_of(s, route, NULL);
	enum role role = role_of(route, row);

	for (size_t i = 0; i < fields->n; i++) {
		const struct service_field *field = &fields->fields[i];
		const char *const *values = bad(s, field);
		if (is_in_path(route, row, field->name))
			continue;
		for (size_t j = 0; values[j] != NULL; j++)
			expect(s, route, role, path, body_of(s, route, row, field, values[j]),
				field->name);
		if (field->is_needed)
			expect(s, route, role, path, body_of(s, route, row, field, NULL),
				field->name);
	}
	expect(s, route, role, path, "{\"colour\":\"red\"}", "colour");
}

static void
every_field_of_every_body_is_checked(void **state)
{
	struct site *s = *state;

	for (size_t i = 0; i < site_rows_n; i++)
		if (takes_body(&s->http->routes[i], &site_rows[i]))
			fields_check(s, &s->http->routes[i], &site_rows[i]);
}

static void
every_part_of_every_path_is_checked(void **state)
{
	struct site *s = *state;

	for (size_t i = 0; i < site_rows_n; i++) {
		const struct http_route *route = &s->http->routes[i];
		const struct service_fields *fields = site_row_fields(&site_rows[i]);
		for (size_t j = 0; j < fields->n; j++)
			if (http_route_part(route, fields->fields[j].name) >= 0)
				expect(s, route, role_of(route, &site_rows[i]),
					path_of(s, route, fields->fields[j].name),
					route->verb == HTTP_GET ? NULL : "{}",
					fields->fields[j].name);
	}
}

/* A query with one bad value, the others good. */
static const char *
query_of(struct site *s, const struct http_route *route, const struct service_fields *fields,
	const struct service_field *wrong, const char *value)
{
	const char *path = path_of(s, route, NULL), *mark = "?";

	for (size_t i = 0; i < fields->n; i++) {
		const struct service_field *field = &fields->fields[i];
		const char *text = field == wrong ? value : "5";
		if (http_route_part(route, field->name) >= 0 || text == NULL ||
			(field != wrong && !field->is_needed))
			continue;
		path = arena_printf(s->home->a, "%s%s%s=%s", path, mark, field->name, text);
		mark = "&";
	}
	return path;
}

static bool
is_number(enum field_type type)
{
	return type == FIELD_ID || type == FIELD_NUMBER || type == FIELD_TIME ||
	       type == FIELD_SPAN_US;
}

static void
every_field_of_every_query_is_checked(void **state)
{
	struct site *s = *state;
	const char *too_long = arena_printf(s->home->a, "%0*d", SERVICE_TEXT_MOST + 1, 7);

	for (size_t i = 0; i < site_rows_n; i++) {
		const struct http_route *route = &s->http->routes[i];
		const struct service_fields *fields = site_row_fields(&site_rows[i]);
		if (route->verb != HTTP_GET || site_rows[i].kind == ROW_OWN_VIEW)
			continue;
		for (size_t j = 0; j < fields->n; j++) {
			const struct service_field *field = &fields->fields[j];
			if (http_route_part(route, field->name) >= 0)
				continue;
			expect(s, route, ROLE_ADMINISTRATOR,
				query_of(s, route, fields, field,
					is_number(field->type) ? "soon" : too_long),
				NULL, field->name);
			if (field->is_needed)
				expect(s, route, ROLE_ADMINISTRATOR,
					query_of(s, route, fields, field, NULL), NULL, field->name);
		}
		if (site_rows[i].kind == ROW_VIEW)
			expect(s, route, ROLE_ADMINISTRATOR,
				arena_printf(s->home->a, "%s?colour=red", path_of(s, route, NULL)),
				NULL, "colour");
	}
}

static void
bodies_that_are_none_are_refused(void **state)
{
	struct site *s = *state;
	const char *path =
		arena_printf(s->home->a, "/api/branches/%lld/tickets", (long long)s->branch);
	const char *const bodies[] = {"", "[]", "7", "null", "{", "{\"services\":[1],}",
		"{\"services\":[1],\"services\":[1]}", "\xff", "not json"};

	for (size_t i = 0; i < array_length(bodies); i++) {
		int status = site_ask_as(s, ROLE_KIOSK, "POST", path, bodies[i])->status;
		if (status != 400)
			fail_msg("%s: %d", bodies[i], status);
	}
	char *huge = arena_alloc(s->home->a, 300001);
	memset(huge, ' ', 300000);
	assert_int_equal(site_ask_as(s, ROLE_KIOSK, "POST", path, huge)->status, 413);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		SITE_TEST(every_field_of_every_body_is_checked),
		SITE_TEST(every_part_of_every_path_is_checked),
		SITE_TEST(every_field_of_every_query_is_checked),
		SITE_TEST(bodies_that_are_none_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
