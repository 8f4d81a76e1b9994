/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Paths to rows: words before names, verbs, decoding, and tables that are wrong.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "http/router.h"

static enum fault_code
nothing(struct http_request *r, void *context, struct fault *f)
{
	(void)r, (void)context, (void)f;
	return FAULT_NONE;
}

#define ROUTE(verb, path)                                                                          \
	{                                                                                          \
		HTTP_##verb, path, nothing, 0, ""                                                  \
	}

static const struct http_route routes[] = {
	ROUTE(GET, "/"),
	ROUTE(GET, "/desk"),
	ROUTE(GET, "/api/tickets/{ticket}"),
	ROUTE(DELETE, "/api/tickets/{ticket}"),
	ROUTE(GET, "/api/tickets/next"),
	ROUTE(POST, "/api/tickets/{id}/call"),
	ROUTE(POST, "/api/tickets/next/skip"),
	ROUTE(GET, "/api/{kind}/{id}/of/{branch}"),
	ROUTE(GET, "/t/{ticket}/voice.wav"),
};

struct table {
	struct arena *arena;
	struct http_router *router;
	struct http_matched matched;
};

static int
make(void **state)
{
	struct table *t = calloc(1, sizeof *t);
	struct fault fault = {0};

	t->arena = arena_new(ARENA_UNLIMITED);
	*state = t;
	return http_router_new(&t->router, routes, array_length(routes), t->arena, &fault) !=
	       FAULT_NONE;
}

static int
clear(void **state)
{
	struct table *t = *state;

	arena_free(t->arena);
	free(t);
	return 0;
}

static enum http_match
match(struct table *t, enum http_verb verb, const char *path)
{
	return http_router_match(t->router, verb, span_of(path), t->arena, &t->matched);
}

/* The path of the row that answers, and its first part; NULL when none does. */
static const char *
row(struct table *t, enum http_verb verb, const char *path)
{
	return match(t, verb, path) == HTTP_MATCHED ? t->matched.route->path : NULL;
}

static void
a_path_finds_its_row(void **state)
{
	struct table *t = *state;

	assert_string_equal(row(t, HTTP_GET, "/"), "/");
	assert_string_equal(row(t, HTTP_GET, "/desk"), "/desk");
	assert_string_equal(row(t, HTTP_GET, "/api/tickets/7"), "/api/tickets/{ticket}");
	assert_true(span_is(t->matched.parts[0], SPAN("7")));
	assert_string_equal(row(t, HTTP_POST, "/api/tickets/7/call"), "/api/tickets/{id}/call");
	assert_int_equal(http_route_part(t->matched.route, "id"), 0);
	assert_int_equal(http_route_part(t->matched.route, "ticket"), -1);
	assert_string_equal(row(t, HTTP_GET, "/api/a/b/of/c"), "/api/{kind}/{id}/of/{branch}");
	assert_true(span_is(t->matched.parts[2], SPAN("c")));
	assert_int_equal(http_route_part(t->matched.route, "branch"), 2);
	struct span rest = span_of(t->matched.route->path), name;
	assert_true(http_route_name(&rest, &name) && span_is(name, SPAN("kind")));
	assert_true(http_route_name(&rest, &name) && span_is(name, SPAN("id")));
	assert_true(http_route_name(&rest, &name) && span_is(name, SPAN("branch")));
	assert_false(http_route_name(&rest, &name));
	assert_string_equal(row(t, HTTP_GET, "/t/x/voice.wav"), "/t/{ticket}/voice.wav");
}

static void
a_word_goes_before_a_name_and_gives_way_when_it_leads_nowhere(void **state)
{
	struct table *t = *state;

	assert_string_equal(row(t, HTTP_GET, "/api/tickets/next"), "/api/tickets/next");
	assert_string_equal(row(t, HTTP_POST, "/api/tickets/next/skip"), "/api/tickets/next/skip");
	assert_string_equal(row(t, HTTP_POST, "/api/tickets/next/call"), "/api/tickets/{id}/call");
	assert_true(span_is(t->matched.parts[0], SPAN("next")));
	assert_string_equal(
		row(t, HTTP_GET, "/api/tickets/next/of/x"), "/api/{kind}/{id}/of/{branch}");
	assert_true(span_is(t->matched.parts[0], SPAN("tickets")));
	assert_true(span_is(t->matched.parts[1], SPAN("next")));
}

static void
paths_that_are_none_find_nothing(void **state)
{
	static const char *const paths[] = {"", "desk", "/desk/", "//", "/desk//", "/Desk", "/api",
		"/api/tickets", "/api/tickets/", "/api//next", "/./desk", "/api/../desk", "/%64esk",
		"/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t", "*", "/api/tickets/7/call/x"};
	struct table *t = *state;

	for (size_t i = 0; i < array_length(paths); i++)
		if (match(t, HTTP_GET, paths[i]) != HTTP_NO_PATH)
			fail_msg("\"%s\" found %s", paths[i], t->matched.route->path);
}

static void
another_verb_is_told_what_there_is(void **state)
{
	struct table *t = *state;

	assert_int_equal(match(t, HTTP_POST, "/api/tickets/7"), HTTP_NO_VERB);
	assert_string_equal(
		http_verbs_text(t->matched.verbs, t->arena), "GET, HEAD, DELETE, OPTIONS");
	assert_int_equal(match(t, HTTP_OPTIONS, "/desk"), HTTP_NO_VERB);
	assert_int_equal(match(t, HTTP_HEAD, "/desk"), HTTP_MATCHED);
	assert_int_equal(match(t, HTTP_HEAD, "/api/tickets/7/call"), HTTP_NO_VERB);
	assert_int_equal(match(t, HTTP_VERB__COUNT, "/desk"), HTTP_NO_VERB);
}

static void
parts_are_decoded_and_must_be_text(void **state)
{
	struct table *t = *state;

	assert_int_equal(match(t, HTTP_GET, "/api/tickets/%C5%82%2F%25+x"), HTTP_MATCHED);
	assert_true(span_is(t->matched.parts[0], SPAN("ł/%+x")));
	assert_int_equal(match(t, HTTP_GET, "/api/tickets/%00"), HTTP_BAD_PART);
	assert_int_equal(match(t, HTTP_GET, "/api/tickets/%0a"), HTTP_BAD_PART);
	assert_int_equal(match(t, HTTP_GET, "/api/tickets/%C5"), HTTP_BAD_PART);
	assert_int_equal(match(t, HTTP_GET, "/api/tickets/%4"), HTTP_BAD_PART);
	assert_int_equal(match(t, HTTP_GET, "/api/tickets/%g0"), HTTP_BAD_PART);
}

static void
a_table_that_is_wrong_is_refused_and_the_row_named(void **state)
{
	static const struct http_route wrong[][2] = {
		{ROUTE(GET, "/a/{x}"), ROUTE(GET, "/a/{y}")},
		{ROUTE(GET, "/ok"), ROUTE(GET, "no-slash")},
		{ROUTE(GET, "/ok"), ROUTE(GET, "/ends/")},
		{ROUTE(GET, "/ok"), ROUTE(GET, "/two//slashes")},
		{ROUTE(GET, "/ok"), ROUTE(GET, "/{}")},
		{ROUTE(GET, "/ok"), ROUTE(GET, "/{Name}")},
		{ROUTE(GET, "/ok"), ROUTE(GET, "/a{name}")},
		{ROUTE(GET, "/ok"), ROUTE(HEAD, "/head")},
		{ROUTE(GET, "/ok"), ROUTE(GET, "/{a}/{b}/{c}/{d}/{e}/{f}/{g}")},
		{ROUTE(GET, "/ok"), ROUTE(GET, "/a/b/c/d/e/f/g/h/i/j/k/l/m")},
	};
	struct table *t = *state;
	struct http_router *router = NULL;
	struct fault fault;
	char sentence[2000];

	for (size_t i = 0; i < array_length(wrong); i++) {
		fault = (struct fault){0};
		assert_int_equal(
			http_router_new(&router, wrong[i], 2, t->arena, &fault), FAULT_BAD_INPUT);
		fault_sentence(&fault, sentence, sizeof sentence);
		assert_non_null(strstr(sentence, "row 2 of the routes"));
		assert_non_null(strstr(sentence, wrong[i][1].path));
	}
	assert_null(router);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make, clear)
	const struct CMUnitTest tests[] = {
		TEST(a_path_finds_its_row),
		TEST(a_word_goes_before_a_name_and_gives_way_when_it_leads_nowhere),
		TEST(paths_that_are_none_find_nothing),
		TEST(another_verb_is_told_what_there_is),
		TEST(parts_are_decoded_and_must_be_text),
		TEST(a_table_that_is_wrong_is_refused_and_the_row_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
