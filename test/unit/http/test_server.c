/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A real server on the loopback: what a well-behaved client meets.
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

#define HOST "Host: shop\r\n"

static void
a_request_is_answered_with_the_fields_that_every_answer_has(void **state)
{
	struct shop *shop = *state;

	shop_open(shop);
	struct client *c = client_new(shop->port);
	const struct client_answer *a = client_ask(c, "GET /plain HTTP/1.1\r\n" HOST "\r\n");
	assert_int_equal(a->status, 200);
	assert_string_equal(a->body, "hello");
	assert_string_equal(client_field(a, "Content-Type"), "text/plain; charset=utf-8");
	assert_string_equal(client_field(a, "X-Content-Type-Options"), "nosniff");
	assert_string_equal(client_field(a, "Cache-Control"), "no-store");
	assert_string_equal(client_field(a, "Referrer-Policy"), "same-origin");
	assert_non_null(
		strstr(client_field(a, "Content-Security-Policy"), "frame-ancestors 'none'"));
	assert_non_null(client_field(a, "Permissions-Policy"));
	assert_null(client_field(a, "Strict-Transport-Security"));
	client_free(c);
}

static void
data_has_the_fields_that_keep_it_from_being_kept_run_and_guessed_at(void **state)
{
	struct shop *shop = *state;

	shop_open(shop);
	struct client *c = client_new(shop->port);
	const struct client_answer *a = client_ask(c, "GET /things/7 HTTP/1.1\r\n" HOST "\r\n");
	assert_int_equal(a->status, 200);
	assert_string_equal(client_field(a, "Content-Type"), "application/json");
	assert_string_equal(client_field(a, "X-Content-Type-Options"), "nosniff");
	assert_string_equal(client_field(a, "Cache-Control"), "no-store");
	assert_string_equal(client_field(a, "Cross-Origin-Resource-Policy"), "same-origin");
	assert_string_equal(client_field(a, "Content-Security-Policy"),
		"default-src 'none'; frame-ancestors 'none'");
	/* What only a document has a use for, and what only a compressed answer depends on. */
	assert_null(client_field(a, "Permissions-Policy"));
	assert_null(client_field(a, "Referrer-Policy"));
	assert_null(client_field(a, "Vary"));
	client_free(c);
}

static void
a_connection_serves_one_request_after_the_other(void **state)
{
	struct shop *shop = *state;

	shop_open(shop);
	struct client *c = client_new(shop->port);
	for (int i = 0; i < 50; i++) {
		char ask[128], thing[16];
		snprintf(thing, sizeof thing, "\"thing\":\"%d\"", i);
		snprintf(ask, sizeof ask, "GET /things/%d HTTP/1.1\r\n" HOST "\r\n", i);
		const struct client_answer *a = client_ask(c, ask);
		assert_int_equal(a->status, 200);
		assert_non_null(strstr(a->body, thing));
	}
	client_free(c);
}

static void
requests_sent_all_at_once_are_answered_in_their_order(void **state)
{
	struct shop *shop = *state;

	shop_open(shop);
	struct client *c = client_new(shop->port);
	client_send(c, "GET /things/first HTTP/1.1\r\n" HOST "\r\n"
		       "POST /things HTTP/1.1\r\n" HOST
		       "Content-Type: application/json\r\nContent-Length: 10\r\n\r\n{\"two\": 2}"
		       "PUT /size HTTP/1.1\r\n" HOST
		       "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
		       "HEAD /plain HTTP/1.1\r\n" HOST "\r\n"
		       "GET /things/last HTTP/1.1\r\n" HOST "\r\n");
	assert_non_null(strstr(client_answer(c, true)->body, "first"));
	assert_string_equal(client_answer(c, true)->body, "{\"two\":2}");
	assert_string_equal(client_answer(c, true)->body, "5");
	const struct client_answer *head = client_answer(c, false);
	assert_int_equal(head->status, 200);
	assert_string_equal(client_field(head, "Content-Length"), "5");
	assert_non_null(strstr(client_answer(c, true)->body, "last"));
	client_free(c);
}

static void
parts_queries_and_cookies_reach_the_handler_decoded(void **state)
{
	struct shop *shop = *state;

	shop_open(shop);
	struct client *c = client_new(shop->port);
	const struct client_answer *a =
		client_ask(c, "GET /things/l%C3%B3d%20and%2Fwafer?x=1&by=a+b%26c HTTP/1.1\r\n" HOST
			      "Cookie: other=1; session=abc\r\n\r\n");
	assert_int_equal(a->status, 200);
	assert_non_null(strstr(a->body, "\"thing\":\"lód and/wafer\""));
	assert_non_null(strstr(a->body, "\"by\":\"a b&c\""));
	assert_non_null(strstr(a->body, "\"cookie\":\"abc\""));
	assert_non_null(strstr(a->body, "\"address\":\"127.0.0.1\""));
	assert_non_null(strstr(a->body, "\"secure\":false"));
	client_free(c);
}

static void
what_there_is_not_is_told_and_the_connection_goes_on(void **state)
{
	struct shop *shop = *state;

	shop_open(shop);
	struct client *c = client_new(shop->port);
	const struct client_answer *a = client_ask(c, "GET /nothing HTTP/1.1\r\n" HOST "\r\n");
	assert_int_equal(a->status, 404);
	assert_non_null(strstr(a->body, "\"fault\":\"not-found\""));
	a = client_ask(c, "DELETE /wait HTTP/1.1\r\n" HOST "\r\n");
	assert_int_equal(a->status, 405);
	assert_string_equal(client_field(a, "Allow"), "GET, HEAD, POST, OPTIONS");
	a = client_ask(c, "OPTIONS /things HTTP/1.1\r\n" HOST "\r\n");
	assert_int_equal(a->status, 204);
	assert_string_equal(client_field(a, "Allow"), "POST, OPTIONS");
	a = client_ask(c, "GET /things/%FF HTTP/1.1\r\n" HOST "\r\n");
	assert_int_equal(a->status, 400);
	a = client_ask(c, "GET /plain?a=%zz HTTP/1.1\r\n" HOST "\r\n");
	assert_int_equal(a->status, 400);
	a = client_ask(c, "GET /plain HTTP/1.1\r\n" HOST "\r\n");
	assert_int_equal(a->status, 200);
	client_free(c);
}

static void
a_fault_is_told_with_its_field_and_our_own_side_keeps_its_secrets(void **state)
{
	struct shop *shop = *state;

	shop_open(shop);
	struct client *c = client_new(shop->port);
	const struct client_answer *a = client_ask(c,
		"POST /things HTTP/1.1\r\n" HOST
		"Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{\"a\": 1,}");
	assert_int_equal(a->status, 400);
	assert_non_null(strstr(a->body, "\"fault\":\"bad-input\""));
	assert_non_null(strstr(a->body, "line 1, column 9"));
	assert_non_null(strstr(a->body, "\"field\":\"body\""));
	assert_non_null(strstr(a->body, "\"again\":false"));
	a = client_ask(c, "GET /broken HTTP/1.1\r\n" HOST "\r\n");
	assert_int_equal(a->status, 500);
	assert_non_null(strstr(a->body, "\"fault\":\"broken\""));
	assert_null(strstr(a->body, "secret"));
	pthread_mutex_lock(&shop->lock);
	assert_string_equal(shop->told, "the disk /var/secret is gone");
	pthread_mutex_unlock(&shop->lock);
	a = client_ask(c, "GET /mute HTTP/1.1\r\n" HOST "\r\n");
	assert_int_equal(a->status, 500);
	client_free(c);
}

static void
what_the_client_has_already_is_not_sent_again(void **state)
{
	struct shop *shop = *state;
	char ask[256];

	shop_open(shop);
	struct client *c = client_new(shop->port);
	const struct client_answer *a = client_ask(c, "GET /tagged HTTP/1.1\r\n" HOST "\r\n");
	assert_int_equal(a->status, 200);
	assert_string_equal(client_field(a, "ETag"), "W/\"state-7\"");
	assert_string_equal(client_field(a, "Cache-Control"), "private, no-cache");
	a = client_ask(c,
		"GET /tagged HTTP/1.1\r\n" HOST "If-None-Match: \"other\", W/\"state-7\"\r\n\r\n");
	assert_int_equal(a->status, 304);
	assert_int_equal(a->body_size, 0);
	a = client_ask(c, "GET /tagged HTTP/1.1\r\n" HOST "If-None-Match: \"state-70\"\r\n\r\n");
	assert_int_equal(a->status, 200);
	a = client_ask(c, "GET /list HTTP/1.1\r\n" HOST "\r\n");
	snprintf(ask, sizeof ask, "GET /list HTTP/1.1\r\n" HOST "If-None-Match: %s\r\n\r\n",
		client_field(a, "ETag"));
	assert_int_equal(client_ask(c, ask)->status, 304);
	client_free(c);
}

static void
pages_and_assets_are_served_with_their_own_rules(void **state)
{
	struct shop *shop = *state;

	shop_open(shop);
	struct client *c = client_new(shop->port);
	const struct client_answer *a = client_ask(c, "GET / HTTP/1.1\r\n" HOST "\r\n");
	assert_int_equal(a->status, 200);
	assert_string_equal(a->body, "<p>home");
	assert_string_equal(client_field(a, "Cache-Control"), "no-cache");
	assert_non_null(strstr(client_field(a, "Content-Security-Policy"), "script-src 'self'"));
	a = client_ask(
		c, "GET / HTTP/1.1\r\n" HOST "If-None-Match: W/\"00000000000000aa\"\r\n\r\n");
	assert_int_equal(a->status, 304);
	a = client_ask(c, "GET /assets/a-1.js HTTP/1.1\r\n" HOST "\r\n");
	assert_string_equal(a->body, "plain script");
	assert_string_equal(client_field(a, "Vary"), "Accept-Encoding");
	assert_string_equal(
		client_field(a, "Cache-Control"), "public, max-age=31536000, immutable");
	a = client_ask(
		c, "GET /assets/a-1.js HTTP/1.1\r\n" HOST "Accept-Encoding: br, gzip\r\n\r\n");
	assert_string_equal(a->body, "packed");
	assert_string_equal(client_field(a, "Content-Encoding"), "gzip");
	a = client_ask(
		c, "GET /assets/a-1.js HTTP/1.1\r\n" HOST "Accept-Encoding: gzip;q=0\r\n\r\n");
	assert_string_equal(a->body, "plain script");
	assert_int_equal(client_ask(c, "DELETE / HTTP/1.1\r\n" HOST "\r\n")->status, 405);
	client_free(c);
}

static void
who_may_not_is_stopped_before_the_body_is_read(void **state)
{
	struct shop *shop = *state;

	shop_open(shop);
	struct client *c = client_new(shop->port);
	const struct client_answer *a =
		client_ask(c, "POST /things HTTP/1.1\r\n" HOST
			      "X-Role: stranger\r\nContent-Type: application/json\r\n"
			      "Content-Length: 1000\r\n\r\n");
	assert_int_equal(a->status, 401);
	assert_string_equal(client_field(a, "Connection"), "close");
	client_free(c);
}

static void
an_old_client_is_served_and_its_connection_closed(void **state)
{
	struct shop *shop = *state;

	shop_open(shop);
	struct client *c = client_new(shop->port);
	assert_string_equal(client_ask(c, "GET /plain HTTP/1.0\r\n\r\n")->body, "hello");
	assert_true(client_is_closed(c));
	client_free(c);
}

static void
too_many_requests_of_one_address_are_put_off(void **state)
{
	struct shop *shop = *state;

	shop->setup.settings.rate_n = 1;
	shop->setup.settings.rate_burst_n = 3;
	shop_open(shop);
	struct client *c = client_new(shop->port);
	for (int i = 0; i < 3; i++)
		assert_int_equal(client_ask(c, "GET /plain HTTP/1.1\r\n" HOST "\r\n")->status, 200);
	const struct client_answer *a = client_ask(c, "GET /plain HTTP/1.1\r\n" HOST "\r\n");
	assert_int_equal(a->status, 429);
	assert_string_equal(client_field(a, "Retry-After"), "1");
	assert_non_null(strstr(a->body, "\"again\":true"));
	client_free(c);
}

static void
a_trusted_proxy_speaks_for_its_client_and_nobody_else_does(void **state)
{
	struct shop *shop = *state;
	const char *ask = "GET /things/1 HTTP/1.1\r\n" HOST
			  "X-Forwarded-For: 6.6.6.6, 203.0.113.9, 10.0.0.2\r\n"
			  "X-Forwarded-Proto: https\r\n\r\n";

	shop_open(shop);
	struct client *c = client_new(shop->port);
	assert_non_null(strstr(client_ask(c, ask)->body, "\"address\":\"127.0.0.1\""));
	client_free(c);
	shop_close(shop);
	shop->setup.proxies = "127.0.0.1, 10.0.0.0/8";
	shop_open(shop);
	c = client_new(shop->port);
	const struct client_answer *a = client_ask(c, ask);
	assert_non_null(strstr(a->body, "\"address\":\"203.0.113.9\""));
	assert_non_null(strstr(a->body, "\"secure\":true"));
	assert_non_null(client_field(a, "Strict-Transport-Security"));
	client_free(c);
}

static void
a_server_that_cannot_start_says_why(void **state)
{
	struct shop *shop = *state;
	struct http_server *second = NULL;
	struct fault fault = {0};
	char listen[64], sentence[2000];

	shop_open(shop);
	snprintf(listen, sizeof listen, "127.0.0.1:%d", shop->port);
	struct http_setup setup = shop->setup;
	setup.listen = listen;
	assert_int_equal(http_server_start(&second, &setup, &fault), FAULT_CONFLICT);
	assert_non_null(strstr(fault_sentence(&fault, sentence, sizeof sentence), listen));
	setup.listen = "nowhere";
	assert_int_equal(http_server_start(&second, &setup, &fault), FAULT_BAD_INPUT);
	setup.listen = "127.0.0.1:0";
	setup.proxies = "10.0.0.0/40";
	assert_int_equal(http_server_start(&second, &setup, &fault), FAULT_BAD_INPUT);
	setup.proxies = NULL;
	setup.settings.body_size = -1;
	assert_int_equal(http_server_start(&second, &setup, &fault), FAULT_BAD_INPUT);
	assert_non_null(strstr(fault_sentence(&fault, sentence, sizeof sentence), "body_size"));
	setup.settings = shop->setup.settings;
	setup.certificate = "/nowhere/cert.pem";
	assert_int_equal(http_server_start(&second, &setup, &fault), FAULT_BAD_INPUT);
	setup.key = "/nowhere/key.pem";
	assert_int_equal(http_server_start(&second, &setup, &fault), FAULT_NOT_FOUND);
	assert_null(second);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, shop_make, shop_clear)
	const struct CMUnitTest tests[] = {
		TEST(a_request_is_answered_with_the_fields_that_every_answer_has),
		TEST(data_has_the_fields_that_keep_it_from_being_kept_run_and_guessed_at),
		TEST(a_connection_serves_one_request_after_the_other),
		TEST(requests_sent_all_at_once_are_answered_in_their_order),
		TEST(parts_queries_and_cookies_reach_the_handler_decoded),
		TEST(what_there_is_not_is_told_and_the_connection_goes_on),
		TEST(a_fault_is_told_with_its_field_and_our_own_side_keeps_its_secrets),
		TEST(what_the_client_has_already_is_not_sent_again),
		TEST(pages_and_assets_are_served_with_their_own_rules),
		TEST(who_may_not_is_stopped_before_the_body_is_read),
		TEST(an_old_client_is_served_and_its_connection_closed),
		TEST(too_many_requests_of_one_address_are_put_off),
		TEST(a_trusted_proxy_speaks_for_its_client_and_nobody_else_does),
		TEST(a_server_that_cannot_start_says_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
