/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the checks say of a head beyond refusing it: the body's form, and why. (test_head sends the
 * doubtful ones to a real server.)
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "http/checks.h"
#include "http/json_body.h"
#include "http/server.h"

#define FIELD(name, value)                                                                         \
	{                                                                                          \
		{name, sizeof(name) - 1},                                                          \
		{                                                                                  \
			value, sizeof(value) - 1                                                   \
		}                                                                                  \
	}

static enum http_problem
check(const char *target, const struct http_header_field *fields, size_t n,
	struct http_body_form *form, const char **why)
{
	const struct http_head head = {
		SPAN("PUT"), span_of(target), SPAN("HTTP/1.1"), fields, n, true};

	return http_head_check(&head, form, why);
}

static void
the_form_of_the_body_is_told(void **state)
{
	const struct http_header_field sized[] = {
		FIELD("HOST", "a"), FIELD("content-LENGTH", "0017")};
	const struct http_header_field chunked[] = {
		FIELD("Host", "a"), FIELD("Transfer-Encoding", "Chunked")};
	struct http_body_form form;
	const char *why;

	(void)state;
	assert_int_equal(check("/", sized, 2, &form, &why), HTTP_PROBLEM__COUNT);
	assert_true(!form.is_chunked && form.size == 17);
	assert_null(why);
	assert_int_equal(check("/", chunked, 2, &form, &why), HTTP_PROBLEM__COUNT);
	assert_true(form.is_chunked && form.size == 0);
}

static void
a_refusal_says_why(void **state)
{
	const struct http_header_field fields[] = {
		FIELD("Host", "a"), FIELD("Content-Length", "5"), FIELD("Content-Length", "5")};
	const struct http_header_field huge[] = {
		FIELD("Host", "a"), FIELD("Content-Length", "99999999999999999999")};
	struct http_body_form form;
	const char *why = NULL;

	(void)state;
	assert_int_equal(check("/", fields, 3, &form, &why), HTTP_PROBLEM_BAD_REQUEST);
	assert_string_equal(why, "there is more than one Content-Length");
	assert_int_equal(check("/", huge, 2, &form, &why), HTTP_PROBLEM_BAD_REQUEST);
	assert_int_equal(check("relative", fields, 1, &form, &why), HTTP_PROBLEM_BAD_REQUEST);
	assert_string_equal(why, "the target must begin with a slash");
	assert_int_equal(check("/\x7F", fields, 1, &form, &why), HTTP_PROBLEM_BAD_REQUEST);
}

static void
targets_and_fields_are_bounded(void **state)
{
	static char target[HTTP_TARGET_MOST + 2];
	static struct http_header_field fields[HTTP_FIELDS_MOST + 1];
	struct http_body_form form;
	const char *why;

	(void)state;
	memset(target, '/', HTTP_TARGET_MOST + 1);
	for (size_t i = 0; i < array_length(fields); i++)
		fields[i] = (struct http_header_field)FIELD("X-Any", "1");
	fields[0] = (struct http_header_field)FIELD("Host", "a");
	assert_int_equal(check(target, fields, 1, &form, &why), HTTP_PROBLEM_BAD_REQUEST);
	target[HTTP_TARGET_MOST] = 0;
	assert_int_equal(check(target, fields, 1, &form, &why), HTTP_PROBLEM__COUNT);
	assert_int_equal(check("/", fields, HTTP_FIELDS_MOST, &form, &why), HTTP_PROBLEM__COUNT);
	assert_int_equal(
		check("/", fields, HTTP_FIELDS_MOST + 1, &form, &why), HTTP_PROBLEM_BAD_REQUEST);
}

static void
each_byte_stands_only_where_the_standard_lets_it(void **state)
{
	static const char marks[] = "!#$%&'*+-.^_`|~";
	struct http_body_form form;
	const char *why;

	(void)state;
	for (int byte = 0; byte < 256; byte++) {
		const char text[] = {'a', (char)byte, 'a'};
		const bool is_letter = (byte >= '0' && byte <= '9') ||
				       (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
		const bool is_token = is_letter || (byte > 0 && strchr(marks, byte) != NULL);
		const bool is_host = is_letter || (byte > 0 && strchr(".-_:[]%", byte) != NULL);
		const bool is_value = (byte >= 0x20 && byte != 0x7F) || byte == '\t';
		const struct http_header_field name[] = {FIELD("Host", "a"),
			{{text, 3}, SPAN("1")}},
					       value[] = {FIELD("Host", "a"),
						       {SPAN("X"), {text, 3}}},
					       host[] = {{SPAN("Host"), {text, 3}}};
		const enum http_problem bad = HTTP_PROBLEM_BAD_REQUEST;
		assert_int_equal(check("/", name, 2, &form, &why) != bad, is_token);
		assert_int_equal(check("/", value, 2, &form, &why) != bad, is_value);
		assert_int_equal(check("/", host, 1, &form, &why) != bad, is_host);
		const struct http_head head = {SPAN("GET"), {(const char[]){'/', (char)byte}, 2},
			SPAN("HTTP/1.1"), host, 0, true};
		(void)http_head_check(&head, &form, &why);
		assert_int_equal(strstr(why, "target") == NULL, byte > 0x20 && byte < 0x7F);
	}
}

static void
nesting_is_counted_outside_of_text(void **state)
{
	(void)state;
	assert_true(http_json_is_shallow(SPAN("[[1],[2],{\"a\":3}]"), 2));
	assert_false(http_json_is_shallow(SPAN("[[[1]]]"), 2));
	assert_true(http_json_is_shallow(SPAN("[\"[[[[\\\"[[[\"]"), 1));
	assert_false(http_json_is_shallow(SPAN("[\"\\\\\",[["), 2));
	assert_true(http_json_is_shallow(SPAN("]]]][["), 2));
	assert_true(http_json_is_shallow(SPAN(""), 0));
}

static void
every_setting_is_usual_within_its_bounds(void **state)
{
	struct http_settings settings;
	struct fault fault = {0};

	(void)state;
	http_settings_init(&settings);
	assert_int_equal(http_settings_check(&settings, &fault), FAULT_NONE);
	assert_int_equal(settings.request_us, 10000000);
	settings.ring_n = 1;
	assert_int_equal(http_settings_check(&settings, &fault), FAULT_BAD_INPUT);
	assert_non_null(strstr(fault.notes[0], "ring_n is 1; it must be from 16 to"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_form_of_the_body_is_told),
		cmocka_unit_test(a_refusal_says_why),
		cmocka_unit_test(targets_and_fields_are_bounded),
		cmocka_unit_test(each_byte_stands_only_where_the_standard_lets_it),
		cmocka_unit_test(nesting_is_counted_outside_of_text),
		cmocka_unit_test(every_setting_is_usual_within_its_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
