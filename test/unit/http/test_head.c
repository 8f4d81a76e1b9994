/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Heads that two programs could read in two ways, sent to a real server: each is refused and its
 * connection closed, so that nothing hides behind it. And heads that only look odd, which must
 * pass.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "client.h"
#include "shop.h"

#define HOST	  "Host: shop\r\n"
#define BYTES(at) at, sizeof(at) - 1
#define NEXT	  "GET /plain HTTP/1.1\r\n" HOST "\r\n"

struct bad {
	const char *what, *text;
	size_t size;
	int status;
};

static const struct bad bad[] = {
	{"a length and chunks",
		BYTES("PUT /size HTTP/1.1\r\n" HOST
		      "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" NEXT),
		400},
	{"chunks and a length",
		BYTES("PUT /size HTTP/1.1\r\n" HOST
		      "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" NEXT),
		400},
	{"two lengths",
		BYTES("PUT /size HTTP/1.1\r\n" HOST
		      "Content-Length: 5\r\nContent-Length: 5\r\n\r\nabcde" NEXT),
		400},
	{"a list of lengths",
		BYTES("PUT /size HTTP/1.1\r\n" HOST "Content-Length: 5, 5\r\n\r\nabcde" NEXT), 400},
	{"a length with a sign",
		BYTES("PUT /size HTTP/1.1\r\n" HOST "Content-Length: +5\r\n\r\nabcde" NEXT), 400},
	{"a length that is none",
		BYTES("PUT /size HTTP/1.1\r\n" HOST "Content-Length: 0x5\r\n\r\nabcde" NEXT), 400},
	{"two hosts", BYTES("GET /plain HTTP/1.1\r\n" HOST "Host: other\r\n\r\n" NEXT), 400},
	{"no host", BYTES("GET /plain HTTP/1.1\r\nAccept: x\r\n\r\n" NEXT), 400},
	{"a host that is none", BYTES("GET /plain HTTP/1.1\r\nHost: a/b\r\n\r\n" NEXT), 400},
	{"another coding",
		BYTES("PUT /size HTTP/1.1\r\n" HOST
		      "Transfer-Encoding: gzip, chunked\r\n\r\n" NEXT),
		400},
	{"a coding that only looks chunked",
		BYTES("PUT /size HTTP/1.1\r\n" HOST "Transfer-Encoding: xchunked\r\n\r\n" NEXT),
		400},
	{"two codings",
		BYTES("PUT /size HTTP/1.1\r\n" HOST
		      "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n" NEXT),
		400},
	{"chunks in the old version",
		BYTES("PUT /size HTTP/1.0\r\n" HOST
		      "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" NEXT),
		400},
	{"a blank before the colon",
		BYTES("PUT /size HTTP/1.1\r\n" HOST "Content-Length : 5\r\n\r\nabcde" NEXT), 400},
	{"a tab before the colon",
		BYTES("PUT /size HTTP/1.1\r\n" HOST "Transfer-Encoding\t: chunked\r\n\r\n" NEXT),
		400},
	{"a name that is none", BYTES("GET /plain HTTP/1.1\r\n" HOST "Con(tent: 1\r\n\r\n" NEXT),
		400},
	{"no name at all", BYTES("GET /plain HTTP/1.1\r\n" HOST ": 1\r\n\r\n" NEXT), 400},
	{"a line without a colon", BYTES("GET /plain HTTP/1.1\r\n" HOST "nonsense\r\n\r\n" NEXT),
		400},
	{"a NUL in a value",
		BYTES("GET /plain HTTP/1.1\r\n" HOST "X-A: 1\0Content-Length: 5\r\n\r\n" NEXT),
		400},
	{"a NUL at the end of the last value",
		BYTES("GET /plain HTTP/1.1\r\n" HOST "X-A: 1\0\r\n\r\n" NEXT), 400},
	{"a NUL in a name", BYTES("GET /plain HTTP/1.1\r\n" HOST "X-A\0B: 1\r\n\r\n" NEXT), 400},
	{"a NUL at the beginning of a line",
		BYTES("GET /plain HTTP/1.1\r\n" HOST "\0X-A: 1\r\nX-B: 2\r\n\r\n" NEXT), 400},
	{"a NUL in the target", BYTES("GET /pl\0ain HTTP/1.1\r\n" HOST "\r\n" NEXT), 400},
	{"a NUL in the method", BYTES("G\0ET /plain HTTP/1.1\r\n" HOST "\r\n" NEXT), 400},
	{"a blank in the target", BYTES("GET /pl ain HTTP/1.1\r\n" HOST "\r\n" NEXT), 400},
	{"two blanks before the target", BYTES("GET  /plain HTTP/1.1\r\n" HOST "\r\n" NEXT), 400},
	{"a target that is not ASCII", BYTES("GET /pl\xC3\xB3 HTTP/1.1\r\n" HOST "\r\n" NEXT), 400},
	{"a target of another host", BYTES("GET http://other/plain HTTP/1.1\r\n" HOST "\r\n" NEXT),
		400},
	{"a continued line",
		BYTES("GET /plain HTTP/1.1\r\n" HOST "X-A: 1\r\n 2\r\nX-B: 2\r\n\r\n" NEXT), 400},
	{"a continued last line",
		BYTES("GET /plain HTTP/1.1\r\n" HOST "X-A: 1\r\n\t2\r\n\r\n" NEXT), 400},
	{"a continued line at the beginning",
		BYTES("GET /plain HTTP/1.1\r\n X: 1\r\n" HOST "\r\n" NEXT), 400},
	{"a line that ends with LF alone",
		BYTES("GET /plain HTTP/1.1\r\n" HOST "X-A: 1\nX-B: 2\r\n\r\n" NEXT), 400},
	{"a head that ends with LF alone",
		BYTES("GET /plain HTTP/1.1\r\n" HOST "X-A: 1\r\n\n" NEXT), 400},
	{"a CR in a value", BYTES("GET /plain HTTP/1.1\r\n" HOST "X-A: 1\rX-B: 2\r\n\r\n" NEXT),
		400},
	{"a control character in a value",
		BYTES("GET /plain HTTP/1.1\r\n" HOST "X-A: 1\x01\r\n\r\n" NEXT), 400},
	{"an expectation that nobody knows",
		BYTES("PUT /size HTTP/1.1\r\n" HOST
		      "Expect: miracles\r\nContent-Length: 1\r\n\r\na"),
		417},
	{"a verb that nobody knows", BYTES("BREW /plain HTTP/1.1\r\n" HOST "\r\n" NEXT), 501},
	{"a version to come", BYTES("GET /plain HTTP/2.0\r\n" HOST "\r\n" NEXT), 505},
	{"a version that is almost ours", BYTES("GET /plain HTTP/1.2\r\n" HOST "\r\n" NEXT), 505},
	{"a line that is no request", BYTES("hello there\r\n\r\n" NEXT), 400},
};

static void
a_head_that_can_be_read_in_two_ways_is_refused_and_the_connection_closed(void **state)
{
	struct shop *shop = *state;

	shop_open(shop);
	for (size_t i = 0; i < array_length(bad); i++) {
		struct client *c = client_new(shop->port);
		client_send_n(c, bad[i].text, bad[i].size);
		const int status = client_answer(c, true)->status;
		if (status != bad[i].status)
			fail_msg("%s: answered with %d", bad[i].what, status);
		/* (Of a bad length the library says its refusal's head twice.) */
		if (client_until(c, "hello") != NULL)
			fail_msg("%s: what hid behind it was answered", bad[i].what);
		client_free(c);
	}
	assert_int_equal(shop->admitted_n, 0);
}

static void
a_head_that_only_looks_odd_passes(void **state)
{
	static const struct bad odd[] = {
		{"blanks around a value", BYTES("GET /plain HTTP/1.1\r\nHost:   shop "
						"\t\r\nX-A:\r\nX-B: \t \r\n\r\n")},
		{"no blank after the colon", BYTES("GET /plain HTTP/1.1\r\nHost:shop\r\n\r\n")},
		{"an address as host", BYTES("GET /plain HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n")},
		{"letters beyond ASCII in a value",
			BYTES("GET /plain HTTP/1.1\r\n" HOST "X-Name: \xC5\x81ukasz\r\n\r\n")},
		{"an empty line before the request",
			BYTES("\r\nGET /plain HTTP/1.1\r\n" HOST "\r\n")},
		{"an empty body",
			BYTES("GET /plain HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n")},
		{"a body where none is asked for",
			BYTES("GET /plain HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabc")},
	};
	struct shop *shop = *state;

	shop_open(shop);
	struct client *c = client_new(shop->port);
	for (size_t i = 0; i < array_length(odd); i++) {
		client_send_n(c, odd[i].text, odd[i].size);
		const struct client_answer *a = client_answer(c, true);
		if (a->status != 200)
			fail_msg("%s: %d %s", odd[i].what, a->status, a->body);
	}
	client_free(c);
}

static void
a_head_may_come_in_any_pieces(void **state)
{
	static const char text[] = "GET /things/7?by=hour HTTP/1.1\r\nHost: shop\r\nX-One: 1\r\n"
				   "X-Two:  two\r\nCookie: session=s\r\nX-Three: 3\r\n\r\n";
	struct shop *shop = *state;

	shop_open(shop);
	struct client *c = client_new(shop->port);
	for (size_t cut = 1; cut < sizeof text - 1; cut += 3) {
		client_send_n(c, text, cut);
		client_send_n(c, text + cut, sizeof text - 1 - cut);
		const struct client_answer *a = client_answer(c, true);
		assert_int_equal(a->status, 200);
		assert_non_null(strstr(a->body, "\"by\":\"hour\""));
	}
	for (size_t i = 0; i < sizeof text - 1; i++)
		client_send_n(c, text + i, 1);
	assert_int_equal(client_answer(c, true)->status, 200);
	client_free(c);
}

static void
a_head_may_fill_its_memory_and_not_more(void **state)
{
	char head[12000];
	struct shop *shop = *state;
	size_t size = 0;

	shop_open(shop);
	struct client *c = client_new(shop->port);
	size += (size_t)snprintf(head, sizeof head, "GET /plain HTTP/1.1\r\n" HOST);
	for (int i = 0; i < 60; i++)
		size += (size_t)snprintf(head + size, sizeof head - size, "X-%d: %040d\r\n", i, i);
	snprintf(head + size, sizeof head - size, "\r\n");
	assert_int_equal(client_ask(c, head)->status, 200);
	client_free(c);
	c = client_new(shop->port);
	for (int i = 60; i < 200; i++)
		size += (size_t)snprintf(head + size, sizeof head - size, "X-%d: %040d\r\n", i, i);
	snprintf(head + size, sizeof head - size, "\r\n");
	assert_int_equal(client_ask(c, head)->status, 431);
	client_free(c);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, shop_make, shop_clear)
	const struct CMUnitTest tests[] = {
		TEST(a_head_that_can_be_read_in_two_ways_is_refused_and_the_connection_closed),
		TEST(a_head_that_only_looks_odd_passes),
		TEST(a_head_may_come_in_any_pieces),
		TEST(a_head_may_fill_its_memory_and_not_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
