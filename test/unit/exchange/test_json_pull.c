/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JSON token by token: what is JSON gives its tokens, what is not is broken with a line and a
 * reason, wherever the stream happens to be cut into pieces.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/attributes.h"
#include "exchange/json_pull.h"
#include "pieces.h"

/* Tokens as one text: { } [ ] k:… t:… n:… T F N, $ the end, ! broken. */
static void
tell(char *into, size_t into_size, struct span text, size_t piece, struct json_pull *ret)
{
	static const char *const signs[] = {
		"!", "$", "{", "}", "[", "]", "k:", "t:", "n:", "T", "F", "N"};
	struct pieces pieces = {text, piece};
	enum json_token token;
	size_t n = 0;

	into[0] = '\0';
	json_pull_init(ret, read_piece, &pieces);
	do {
		token = json_pull_next(ret);
		n += (size_t)snprintf(into + n, into_size - n, "%s", signs[token]);
		if (token == JSON_KEY || token == JSON_TEXT || token == JSON_NUMBER)
			n += (size_t)snprintf(
				into + n, into_size - n, "%.*s ", SPAN_PRINT(ret->text));
		assert_true(n < into_size);
	} while (token != JSON_END && token != JSON_BROKEN);
}

static void
assert_tokens(const char *text, const char *expected)
{
	for (size_t piece = 1; piece <= 64; piece = piece * 3 + 1) {
		struct json_pull json;
		char tokens[400];

		tell(tokens, sizeof tokens, span_of(text), piece, &json);
		assert_string_equal(tokens, expected);
		json_pull_finish(&json);
	}
}

static void
assert_broken(struct span text, uint64_t line, const char *reason)
{
	struct json_pull json;
	char tokens[4000];

	tell(tokens, sizeof tokens, text, 3, &json);
	assert_non_null(json.reason);
	assert_string_equal(json.reason, reason);
	assert_int_equal(json.line, line);
	assert_int_equal(json_pull_next(&json), JSON_BROKEN);
	json_pull_finish(&json);
}

static void
values_come_as_tokens_in_their_order(void **state)
{
	(void)state;
	assert_tokens("{}", "{}$");
	assert_tokens(" [ ] ", "[]$");
	assert_tokens("{\"a\": [1, -2.5e3, true, false, null, \"x\"], \"b\": {\"c\": {}}}",
		"{k:a [n:1 n:-2.5e3 TFNt:x ]k:b {k:c {}}}$");
	assert_tokens("\xef\xbb\xbf\"mark\"", "t:mark $");
	assert_tokens("0", "n:0 $");
}

static void
escapes_become_the_letters_they_mean(void **state)
{
	(void)state;
	assert_tokens("\"\\\"\\\\\\/\\b\\n\\u0105\\u1ed5\\ud83d\\ude00!\"",
		"t:\"\\/\b\n\xc4\x85\xe1\xbb\x95\xf0\x9f\x98\x80! $");
	assert_tokens("\"Zażółć đổi\"", "t:Zażółć đổi $");
}

static void
halves_and_bytes_that_are_no_letters_are_replaced_and_counted(void **state)
{
	struct json_pull json;
	char tokens[100];

	(void)state;
	tell(tokens, sizeof tokens, SPAN("[\"\\ud83dx\", \"\\ude00\", \"\\ud83d\\ud83d\\ude00\"]"),
		2, &json);
	assert_string_equal(
		tokens, "[t:\xef\xbf\xbdx t:\xef\xbf\xbd t:\xef\xbf\xbd\xf0\x9f\x98\x80 ]$");
	assert_int_equal(json.mended_n, 3);
	json_pull_finish(&json);
	tell(tokens, sizeof tokens,
		SPAN("\"a\xff"
		     "b\""),
		2, &json);
	assert_string_equal(tokens, "t:a\xef\xbf\xbd"
				    "b $");
	assert_int_equal(json.mended_n, 1);
	json_pull_finish(&json);
	assert_tokens("\"a\\u0000b\"", "t:a\xef\xbf\xbd"
				       "b $");
}

static void
what_is_not_json_is_broken_with_line_and_reason(void **state)
{
	(void)state;
	assert_broken(SPAN(""), 1, "the text ends too early");
	assert_broken(SPAN("{\n\"a\": 1\n"), 3, "the text ends too early");
	assert_broken(SPAN("[1 2]"), 1, "a comma is missing");
	assert_broken(SPAN("[1,\n]"), 2, "this is not JSON");
	assert_broken(SPAN("{\"a\" 1}"), 1, "a colon is missing after a name");
	assert_broken(SPAN("{1: 2}"), 1, "a name in quotes is missing");
	assert_broken(SPAN("{\"a\": 1,}"), 1, "a name in quotes is missing");
	assert_broken(SPAN("[01]"), 1, "this is not JSON");
	assert_broken(SPAN("[1.]"), 1, "this is not JSON");
	assert_broken(SPAN("[+1]"), 1, "this is not JSON");
	assert_broken(SPAN("[truth]"), 1, "this is not JSON");
	assert_broken(SPAN("\n\n\"abc"), 3, "the text ends inside a string");
	assert_broken(SPAN("\"a\tb\""), 1, "a control character inside a string");
	assert_broken(SPAN("\"\\x\""), 1, "a backslash with nothing it could mean");
	assert_broken(SPAN("\"\\u12g4\""), 1, "a backslash with nothing it could mean");
	assert_broken(SPAN("{}\n{}"), 2, "there is more after the end of the value");
}

static void
nesting_is_bounded(void **state)
{
	char deep[200];

	(void)state;
	memset(deep, '[', sizeof deep);
	assert_broken((struct span){deep, sizeof deep}, 1, "nested more than 64 deep");
}

static size_t
read_for_ever(void *who, char *into, size_t size)
{
	bool *has_begun = who;

	memset(into, 'a', size);
	if (!*has_begun)
		into[0] = '"';
	*has_begun = true;
	return size;
}

static void
a_text_without_end_is_given_up_at_16_mib(void **state)
{
	struct json_pull json;
	bool has_begun = false;

	(void)state;
	json_pull_init(&json, read_for_ever, &has_begun);
	assert_int_equal(json_pull_next(&json), JSON_BROKEN);
	assert_string_equal(json.reason, "a text of more than 16 MiB");
	json_pull_finish(&json);
}

static void
a_value_is_passed_over_with_all_that_is_in_it(void **state)
{
	struct pieces pieces = {SPAN("{\"a\": {\"b\": [1, {\"c\": []}]}, \"d\": 2}"), 5};
	struct json_pull json;

	(void)state;
	json_pull_init(&json, read_piece, &pieces);
	assert_int_equal(json_pull_next(&json), JSON_OBJECT);
	assert_int_equal(json_pull_next(&json), JSON_KEY);
	assert_true(json_pull_skip(&json, json_pull_next(&json)));
	assert_int_equal(json_pull_next(&json), JSON_KEY);
	assert_true(span_is(json.text, SPAN("d")));
	assert_true(json_pull_skip(&json, json_pull_next(&json)));
	assert_int_equal(json_pull_next(&json), JSON_OBJECT_END);
	assert_int_equal(json_pull_next(&json), JSON_END);
	json_pull_finish(&json);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_come_as_tokens_in_their_order),
		cmocka_unit_test(escapes_become_the_letters_they_mean),
		cmocka_unit_test(halves_and_bytes_that_are_no_letters_are_replaced_and_counted),
		cmocka_unit_test(what_is_not_json_is_broken_with_line_and_reason),
		cmocka_unit_test(nesting_is_bounded),
		cmocka_unit_test(a_text_without_end_is_given_up_at_16_mib),
		cmocka_unit_test(a_value_is_passed_over_with_all_that_is_in_it),
	};

	return cmocka_run_group_tests_name("json_pull", tests, NULL, NULL);
}
