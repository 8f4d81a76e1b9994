/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bodies, slow clients, requests that wait for another thread, and stopping.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zlib.h>

#include <cmocka.h>

#include "client.h"
#include "shop.h"

#define HOST "Host: shop\r\n"

static void
a_body_is_whole_however_it_is_sent(void **state)
{
	static char body[100000];
	struct shop *shop = *state;
	char head[200];

	shop_open(shop);
	memset(body, 'b', sizeof body);
	struct client *c = client_new(shop->port);
	snprintf(head, sizeof head, "PUT /size HTTP/1.1\r\n" HOST "Content-Length: %zu\r\n\r\n",
		sizeof body);
	client_send(c, head);
	client_send_n(c, body, sizeof body);
	assert_string_equal(client_answer(c, true)->body, "100000");
	client_send(c, "PUT /size HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n");
	for (int i = 0; i < 100; i++) {
		client_send(c, "3E8;what=ever\r\n");
		client_send_n(c, body, 1000);
		client_send(c, "\r\n");
	}
	client_send(c, "0\r\nX-Trailer: 1\r\n\r\n");
	assert_string_equal(client_answer(c, true)->body, "100000");
	/* The next answer tells that the last request is completed. */
	assert_int_equal(client_ask(c, "GET /plain HTTP/1.1\r\n" HOST "\r\n")->status, 200);
	assert_int_equal(http_counted(http_server_metrics(shop->server), HTTP_METRIC_BODIES), 0);
	client_free(c);
}

static void
a_body_that_is_announced_too_big_is_refused_before_it_comes(void **state)
{
	struct shop *shop = *state;

	shop->setup.settings.body_size = 1000;
	shop_open(shop);
	struct client *c = client_new(shop->port);
	const struct client_answer *a =
		client_ask(c, "PUT /size HTTP/1.1\r\n" HOST "Content-Length: 1001\r\n\r\n");
	assert_int_equal(a->status, 413);
	assert_non_null(strstr(a->body, "\"fault\":\"too-big\""));
	assert_true(client_is_closed(c));
	client_free(c);
	c = client_new(shop->port);
	a = client_ask(c, "PUT /size HTTP/1.1\r\n" HOST
			  "Expect: 100-continue\r\nContent-Length: 99999999999\r\n\r\n");
	assert_int_equal(a->status, 413);
	client_free(c);
}

static void
a_client_that_sends_on_regardless_still_hears_why_not(void **state)
{
	static char piece[65536];
	struct shop *shop = *state;

	shop_open(shop);
	for (int i = 0; i < 5; i++) {
		struct client *c = client_new(shop->port);
		client_send(c, "PUT /size HTTP/1.1\r\n" HOST "Content-Length: 50000000\r\n\r\n");
		for (int j = 0; j < 50; j++)
			client_send_n(c, piece, sizeof piece);
		assert_int_equal(client_answer(c, true)->status, 413);
		client_free(c);
	}
}

static void
a_client_that_asks_first_is_told_to_go_on(void **state)
{
	struct shop *shop = *state;

	shop_open(shop);
	struct client *c = client_new(shop->port);
	client_send(c,
		"PUT /size HTTP/1.1\r\n" HOST "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n");
	assert_int_equal(client_answer(c, false)->status, 100);
	client_send(c, "abc");
	assert_string_equal(client_answer(c, true)->body, "3");
	client_free(c);
}

static void
chunks_that_grow_too_big_are_refused_and_without_an_end_cut(void **state)
{
	struct shop *shop = *state;
	char chunk[1200];

	shop->setup.settings.body_size = 2000;
	snprintf(chunk, sizeof chunk, "3E8\r\n%01000d\r\n", 0);
	shop_open(shop);
	struct client *c = client_new(shop->port);
	client_send(c, "PUT /size HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n");
	for (int i = 0; i < 3; i++)
		client_send(c, chunk);
	client_send(c, "0\r\n\r\n");
	assert_int_equal(client_answer(c, true)->status, 413);
	assert_true(client_is_closed(c));
	client_free(c);
	c = client_new(shop->port);
	client_send(c, "PUT /size HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n");
	for (int i = 0; i < 100; i++)
		client_send(c, chunk);
	assert_int_equal(client_answer(c, true)->status, 0);
	client_free(c);
}

static void
chunks_that_are_none_are_refused(void **state)
{
	static const char *const chunks[] = {"xyz\r\nabc\r\n", "-1\r\na\r\n", "\r\nabc\r\n",
		"FFFFFFFFFFFFFFFFFF\r\nabc\r\n", "2\r\nabcdef\r\n0\r\n\r\n"};
	struct shop *shop = *state;

	shop_open(shop);
	for (size_t i = 0; i < array_length(chunks); i++) {
		struct client *c = client_new(shop->port);
		client_send(c, "PUT /size HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n");
		const int status = client_ask(c, chunks[i])->status;
		assert_true(status == 400 || status == 413);
		assert_true(client_is_closed(c));
		client_free(c);
	}
}

static void
all_bodies_together_are_bounded(void **state)
{
	struct shop *shop = *state;
	struct client *c[4];
	int busy_n = 0;

	shop->setup.settings.body_size = 60000;
	shop->setup.settings.bodies_size = 65536;
	shop_open(shop);
	for (size_t i = 0; i < array_length(c); i++) {
		static char half[40000];
		c[i] = client_new(shop->port);
		memset(half, 'h', sizeof half);
		client_send(c[i], "POST /wait HTTP/1.1\r\n" HOST "Content-Length: 40000\r\n\r\n");
		client_send_n(c[i], half, sizeof half);
		if (i == 0)
			shop_wait_held(shop, 1);
		else
			busy_n += client_answer(c[i], true)->status == 503;
	}
	assert_int_equal(busy_n, 3);
	for (size_t i = 0; i < array_length(c); i++)
		client_free(c[i]);
}

static void
a_request_that_comes_byte_by_byte_is_cut_at_its_deadline(void **state)
{
	const struct timespec pause = {.tv_nsec = 5000000};
	struct shop *shop = *state;
	struct client *c;
	int sent = 0;

	shop->setup.settings.request_us = shop->setup.settings.idle_us = 100000;
	shop_open(shop);
	c = client_new(shop->port);
	client_send(c, "GET /plain HTTP/1.1\r\n");
	for (; sent < 1000 && http_counted(http_server_metrics(shop->server), HTTP_METRIC_CUT) == 0;
		sent++) {
		client_send(c, "X");
		nanosleep(&pause, NULL);
	}
	assert_true(sent < 1000);
	assert_int_equal(client_answer(c, true)->status, 0);
	client_free(c);
}

static void
a_connection_that_says_nothing_is_closed(void **state)
{
	struct shop *shop = *state;

	shop->setup.settings.idle_us = 50000;
	shop_open(shop);
	struct client *silent = client_new(shop->port), *asked = client_new(shop->port);
	assert_int_equal(client_ask(asked, "GET /plain HTTP/1.1\r\n" HOST "\r\n")->status, 200);
	assert_true(client_is_closed(silent));
	assert_true(client_is_closed(asked));
	client_free(silent);
	client_free(asked);
}

static void
an_answer_that_nobody_takes_is_cut(void **state)
{
	struct shop *shop = *state;
	struct http_metrics *metrics;

	shop->setup.settings.answer_us = 100000;
	shop_open(shop);
	metrics = http_server_metrics(shop->server);
	struct client *c = client_new(shop->port);
	/* More answers than all buffers on the way hold, and none is read. */
	for (int i = 0; i < 2000 && http_counted(metrics, HTTP_METRIC_CUT) == 0; i++)
		client_send(
			c, "GET /list HTTP/1.1\r\n" HOST "\r\nGET /list HTTP/1.1\r\n" HOST "\r\n");
	while (http_counted(metrics, HTTP_METRIC_CUT) == 0)
		;
	client_free(c);
}

static void *
finish_all(void *cls)
{
	struct shop *shop = cls;

	for (int i = 0; i < 200; i++) {
		shop_wait_held(shop, 1);
		struct http_request *r = shop_take(shop);
		http_reply_json(
			r, 200, json_pack("{s:s%}", "target", r->target.at, r->target.size));
		http_finish(r);
	}
	return NULL;
}

static void
a_request_may_be_answered_by_another_thread(void **state)
{
	struct shop *shop = *state;
	struct client *c[8];
	pthread_t thread;

	shop_open(shop);
	assert_int_equal(pthread_create(&thread, NULL, finish_all, shop), 0);
	for (size_t i = 0; i < array_length(c); i++)
		c[i] = client_new(shop->port);
	for (int round = 0; round < 25; round++) {
		for (size_t i = 0; i < array_length(c); i++) {
			char ask[80];
			snprintf(ask, sizeof ask, "GET /wait?n=%zu HTTP/1.1\r\n" HOST "\r\n", i);
			client_send(c[i], ask);
		}
		for (size_t i = 0; i < array_length(c); i++) {
			char target[40];
			const struct client_answer *a = client_answer(c[i], true);
			snprintf(target, sizeof target, "{\"target\":\"/wait?n=%zu\"}", i);
			assert_string_equal(a->body, target);
		}
	}
	pthread_join(thread, NULL);
	for (size_t i = 0; i < array_length(c); i++)
		client_free(c[i]);
	assert_int_equal(http_counted(http_server_metrics(shop->server), HTTP_METRIC_SUSPENDED), 0);
}

static void
a_client_that_went_away_meanwhile_harms_nobody(void **state)
{
	struct shop *shop = *state;

	shop_open(shop);
	for (size_t i = 0; i < 20; i++) {
		struct client *c = client_new(shop->port);
		client_send(c, "GET /wait HTTP/1.1\r\n" HOST "\r\n");
		shop_wait_held(shop, i + 1);
		client_free(c);
	}
	while (shop->held_n > 0) {
		struct http_request *r = shop_take(shop);
		http_reply(r, 200, "text/plain", SPAN("too late"));
		http_finish(r);
	}
	struct client *c = client_new(shop->port);
	assert_int_equal(client_ask(c, "GET /plain HTTP/1.1\r\n" HOST "\r\n")->status, 200);
	client_free(c);
}

static void
a_queue_that_is_full_asks_to_come_again(void **state)
{
	struct shop *shop = *state;
	struct client *c[HELD_MOST + 1];

	shop_open(shop);
	for (size_t i = 0; i <= HELD_MOST; i++) {
		c[i] = client_new(shop->port);
		client_send(c[i], "GET /wait HTTP/1.1\r\n" HOST "\r\n");
		if (i < HELD_MOST)
			shop_wait_held(shop, i + 1);
	}
	const struct client_answer *a = client_answer(c[HELD_MOST], true);
	assert_int_equal(a->status, 503);
	assert_string_equal(client_field(a, "Retry-After"), "1");
	assert_non_null(strstr(a->body, "\"fault\":\"busy\""));
	for (size_t i = 0; i <= HELD_MOST; i++)
		client_free(c[i]);
}

static void
stopping_cuts_what_is_suspended_and_its_holders_may_finish_later(void **state)
{
	struct shop *shop = *state;
	struct client *c[50];

	shop_open(shop);
	for (size_t i = 0; i < array_length(c); i++) {
		c[i] = client_new(shop->port);
		client_send(c[i], "GET /wait HTTP/1.1\r\n" HOST "\r\n");
	}
	shop_wait_held(shop, array_length(c));
	shop_close(shop);
	for (size_t i = 0; i < array_length(c); i++) {
		assert_int_equal(client_answer(c[i], true)->status, 0);
		struct http_request *r = shop_take(shop);
		assert_string_equal(r->target.at, "/wait"); /* still all there */
		http_reply_json(r, 200, json_string("late"));
		http_finish(r);
		client_free(c[i]);
	}
}

static void *
stop(void *cls)
{
	shop_close(cls);
	return NULL;
}

static void
stopping_waits_for_answers_that_are_on_their_way(void **state)
{
	struct shop *shop = *state;
	pthread_t thread;

	shop->setup.settings.drain_us = 20000000;
	shop_open(shop);
	struct client *c = client_new(shop->port);
	client_send(c, "GET /wait HTTP/1.1\r\n" HOST "\r\n");
	shop_wait_held(shop, 1);
	assert_int_equal(pthread_create(&thread, NULL, stop, shop), 0);
	struct http_request *r = shop_take(shop);
	http_reply(r, 200, "text/plain", SPAN("in time"));
	http_finish(r);
	assert_string_equal(client_answer(c, true)->body, "in time");
	pthread_join(thread, NULL);
	assert_true(client_is_closed(c));
	client_free(c);
}

static void
a_long_answer_is_compressed_when_the_client_can(void **state)
{
	struct shop *shop = *state;
	unsigned char plain[20000];
	z_stream z = {0};

	shop_open(shop);
	struct client *c = client_new(shop->port);
	const struct client_answer *a = client_ask(c, "GET /list HTTP/1.1\r\n" HOST "\r\n");
	const size_t size = a->body_size;
	assert_null(client_field(a, "Content-Encoding"));
	assert_string_equal(client_field(a, "Vary"), "Accept-Encoding");
	a = client_ask(c, "GET /list HTTP/1.1\r\n" HOST "Accept-Encoding: gzip\r\n\r\n");
	assert_string_equal(client_field(a, "Content-Encoding"), "gzip");
	assert_true(a->body_size < size / 10);
	assert_int_equal(inflateInit2(&z, 16 + 15), Z_OK);
	z.next_in = (unsigned char *)(uintptr_t)a->body;
	z.avail_in = (unsigned)a->body_size;
	z.next_out = plain;
	z.avail_out = sizeof plain;
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
	assert_int_equal(z.total_out, size);
	inflateEnd(&z);
	a = client_ask(c, "GET /plain HTTP/1.1\r\n" HOST "Accept-Encoding: gzip\r\n\r\n");
	assert_null(client_field(a, "Content-Encoding"));
	client_free(c);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, shop_make, shop_clear)
	const struct CMUnitTest tests[] = {
		TEST(a_body_is_whole_however_it_is_sent),
		TEST(a_body_that_is_announced_too_big_is_refused_before_it_comes),
		TEST(a_client_that_sends_on_regardless_still_hears_why_not),
		TEST(a_client_that_asks_first_is_told_to_go_on),
		TEST(chunks_that_grow_too_big_are_refused_and_without_an_end_cut),
		TEST(chunks_that_are_none_are_refused),
		TEST(all_bodies_together_are_bounded),
		TEST(a_request_that_comes_byte_by_byte_is_cut_at_its_deadline),
		TEST(a_connection_that_says_nothing_is_closed),
		TEST(an_answer_that_nobody_takes_is_cut),
		TEST(a_request_may_be_answered_by_another_thread),
		TEST(a_client_that_went_away_meanwhile_harms_nobody),
		TEST(a_queue_that_is_full_asks_to_come_again),
		TEST(stopping_cuts_what_is_suspended_and_its_holders_may_finish_later),
		TEST(stopping_waits_for_answers_that_are_on_their_way),
		TEST(a_long_answer_is_compressed_when_the_client_can),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
