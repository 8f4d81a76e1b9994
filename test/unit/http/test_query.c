/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What lies in addresses and cookies.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "http/query.h"

static void
percents_are_undone_and_what_needs_nothing_is_not_copied(void **state)
{
	struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct span plain = SPAN("plain-text");
	struct span out;

	(void)state;
	assert_true(http_decode(&out, plain, true, a));
	assert_ptr_equal(out.at, plain.at);
	assert_true(http_decode(&out, SPAN("%e1%BA%BF+%2b"), true, a));
	assert_true(span_is(out, SPAN("ế +")));
	assert_true(http_decode(&out, SPAN("a+b"), false, a));
	assert_true(span_is(out, SPAN("a+b")));
	assert_false(http_decode(&out, SPAN("%"), true, a));
	assert_false(http_decode(&out, SPAN("a%2"), true, a));
	assert_false(http_decode(&out, SPAN("%-1"), true, a));
	assert_false(http_decode(&out, SPAN("%00"), true, a));
	assert_false(http_decode(&out, SPAN("%7F"), true, a));
	assert_false(http_decode(&out, SPAN("%c0%af"), true, a));
	assert_false(http_decode(&out, SPAN("tab\there"), true, a));
	arena_free(a);
}

static void
pairs_are_cut_at_their_signs_and_bounded(void **state)
{
	struct arena *a = arena_new(ARENA_UNLIMITED);
	struct http_pair *pairs;
	char many[1000] = "";
	size_t n;

	(void)state;
	assert_true(http_pairs(&pairs, &n, SPAN("a=1&&b=x=y&c&=d&e=&a=2"), a));
	assert_int_equal(n, 6);
	assert_true(span_is(pairs[0].name, SPAN("a")) && span_is(pairs[0].value, SPAN("1")));
	assert_true(span_is(pairs[1].name, SPAN("b")) && span_is(pairs[1].value, SPAN("x=y")));
	assert_true(span_is(pairs[2].name, SPAN("c")) && pairs[2].value.size == 0);
	assert_non_null(pairs[2].value.at);
	assert_true(pairs[3].name.size == 0 && span_is(pairs[3].value, SPAN("d")));
	assert_true(span_is(pairs[4].name, SPAN("e")) && pairs[4].value.size == 0);
	assert_true(http_pairs(&pairs, &n, SPAN(""), a));
	assert_int_equal(n, 0);
	assert_false(http_pairs(&pairs, &n, SPAN("a=%"), a));
	assert_false(http_pairs(&pairs, &n, SPAN("%zz=1"), a));
	for (int i = 0; i < HTTP_PAIRS_MOST; i++)
		memcpy(many + i * 4, "n=1&", 5);
	assert_true(http_pairs(&pairs, &n, span_of(many), a));
	memcpy(many + HTTP_PAIRS_MOST * 4, "n=1", 4);
	assert_false(http_pairs(&pairs, &n, span_of(many), a));
	arena_free(a);
}

static bool
cookie_is(const char *header, const char *value)
{
	const struct span found = http_cookie_find(span_of(header), SPAN("session"));

	return value == NULL ? found.at == NULL
			     : found.at != NULL && span_is(found, span_of(value));
}

static void
a_cookie_is_found_by_its_whole_name(void **state)
{
	(void)state;
	assert_true(cookie_is("session=a", "a"));
	assert_true(cookie_is("x=1; session=a b; y=2", "a b"));
	assert_true(cookie_is("xsession=1;session=2", "2"));
	assert_true(cookie_is("session=1; session=2", "1"));
	assert_true(cookie_is("session=\"quoted\"", "quoted"));
	assert_true(cookie_is("session=", ""));
	assert_true(cookie_is("session=a=b", "a=b"));
	assert_true(cookie_is("session", NULL));
	assert_true(cookie_is("sessions=1; Session=2", NULL));
	assert_true(cookie_is("", NULL));
	assert_true(cookie_is(";;; ; =", NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(percents_are_undone_and_what_needs_nothing_is_not_copied),
		cmocka_unit_test(pairs_are_cut_at_their_signs_and_bounded),
		cmocka_unit_test(a_cookie_is_found_by_its_whole_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
