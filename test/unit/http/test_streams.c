/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Live streams of a real server: who hears what, coming back, falling behind, ending.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "client.h"
#include "shop.h"

#define HOST "Host: shop\r\n"

static struct client *
listen_to(struct shop *shop, const char *query, const char *fields)
{
	struct client *c = client_new(shop->port);
	char ask[400];

	snprintf(ask, sizeof ask, "GET /stream%s HTTP/1.1\r\n" HOST "%s\r\n", query, fields);
	client_send(c, ask);
	return c;
}

/* The id of the last event that came, "RUN-NUMBER-MARK". */
static void
last_id(const struct client *c, char *into, size_t size)
{
	const char *at = NULL;

	for (const char *next = c->in; (next = strstr(next, "\nid: ")) != NULL; next++)
		at = next;
	assert_non_null(at);
	snprintf(into, size, "%.*s", (int)strcspn(at + 5, "\n"), at + 5);
}

static void
a_stream_opens_with_its_state_and_then_brings_what_it_listens_to(void **state)
{
	struct shop *shop = *state;

	shop_open(shop);
	struct client *c = listen_to(shop, "?topics=1,2", "");
	const char *text = client_until(c, "\nid: ");
	assert_non_null(text);
	assert_int_equal(strncmp(text, "HTTP/1.1 200 OK\r\n", 17), 0);
	assert_non_null(strstr(text, "Content-Type: text/event-stream\r\n"));
	assert_non_null(strstr(text, "X-Content-Type-Options: nosniff\r\n"));
	assert_non_null(strstr(text, "X-Kind: stream\r\n"));
	assert_non_null(strstr(text, "\r\n\r\nretry: 2000\n\nevent: state\ndata: now\n\nid: "));
	shop_publish(shop, 3, "not for us");
	shop_publish(shop, 1, "one");
	shop_publish(shop, 2, "two\nlines");
	assert_non_null(text = client_until(c, "lines\n\n"));
	assert_null(strstr(text, "not for us"));
	assert_non_null(strstr(text, "\nevent: news\ndata: one\n\n"));
	assert_non_null(strstr(text, "\nevent: news\ndata: two\ndata: lines\n\n"));
	assert_int_equal(http_streams_n(http_server_streams(shop->server)), 1);
	client_free(c);
}

static void
a_connection_that_was_kept_becomes_a_stream(void **state)
{
	struct shop *shop = *state;

	shop_open(shop);
	struct client *c = client_new(shop->port);
	assert_int_equal(client_ask(c, "GET /plain HTTP/1.1\r\n" HOST "\r\n")->status, 200);
	client_send(c, "GET /stream?topics=1 HTTP/1.1\r\n" HOST "\r\n");
	assert_non_null(client_until(c, "\nid: "));
	shop_publish(shop, 1, "heard");
	assert_non_null(client_until(c, "data: heard\n\n"));
	client_free(c);
}

static void
who_comes_back_goes_on_where_it_was(void **state)
{
	struct shop *shop = *state;
	char id[100], field[140];

	shop_open(shop);
	struct client *c = listen_to(shop, "?topics=1", "");
	assert_non_null(client_until(c, "\nid: "));
	shop_publish(shop, 1, "first");
	assert_non_null(client_until(c, "data: first\n\n"));
	last_id(c, id, sizeof id);
	client_free(c);
	shop_publish(shop, 1, "second");
	shop_publish(shop, 9, "for others");
	shop_publish(shop, 1, "third");
	snprintf(field, sizeof field, "Last-Event-ID: %s\r\n", id);
	c = listen_to(shop, "?topics=1", field);
	const char *text = client_until(c, "data: third\n\n");
	assert_non_null(text);
	assert_non_null(strstr(text, "X-Mark: 100\r\n"));
	assert_non_null(strstr(text, "event: resumed\n"));
	assert_non_null(strstr(text, "data: second\n\n"));
	assert_null(strstr(text, "data: first\n\n"));
	assert_null(strstr(text, "for others"));
	client_free(c);
}

static void
who_was_cut_before_the_first_event_goes_on_from_the_opening(void **state)
{
	struct shop *shop = *state;
	char id[100], field[140];

	shop_open(shop);
	struct client *c = listen_to(shop, "?topics=1", "");
	assert_non_null(client_until(c, "-7\n\n")); /* the mark of what it opened with */
	last_id(c, id, sizeof id);
	client_free(c);
	shop_publish(shop, 1, "meanwhile");
	snprintf(field, sizeof field, "Last-Event-ID: %s\r\n", id);
	c = listen_to(shop, "?topics=1", field);
	assert_non_null(client_until(c, "data: meanwhile\n\n"));
	assert_non_null(strstr(c->in, "event: resumed\n"));
	assert_non_null(strstr(c->in, "X-Mark: 7\r\n"));
	client_free(c);
}

static void
who_comes_back_too_late_or_from_elsewhere_begins_anew(void **state)
{
	static const char *const ids[] = {"Last-Event-ID: 1234-5-77\r\n",
		"Last-Event-ID: nonsense\r\n", "Last-Event-ID: \r\n", "Last-Event-ID: --\r\n",
		"Last-Event-ID: 1-99999999999999999999-1\r\n"};
	struct shop *shop = *state;
	char id[100], field[140];

	shop->setup.settings.ring_n = 16;
	shop_open(shop);
	for (size_t i = 0; i < array_length(ids); i++) {
		struct client *c = listen_to(shop, "?topics=1", ids[i]);
		assert_non_null(client_until(c, "event: state\n"));
		assert_true((strstr(c->in, "X-Mark: 77\r\n") != NULL) == (i == 0));
		client_free(c);
	}
	struct client *c = listen_to(shop, "?topics=1", "");
	assert_non_null(client_until(c, "\nid: "));
	shop_publish(shop, 1, "first");
	assert_non_null(client_until(c, "data: first\n\n"));
	last_id(c, id, sizeof id);
	client_free(c);
	for (int i = 0; i < 17; i++)
		shop_publish(shop, 1, "more");
	snprintf(field, sizeof field, "Last-Event-ID: %s\r\n", id);
	c = listen_to(shop, "?topics=1", field);
	assert_non_null(client_until(c, "event: state\n"));
	assert_non_null(strstr(c->in, "X-Mark: 100\r\n"));
	client_free(c);
}

static void
nothing_is_missed_between_the_state_and_the_first_event(void **state)
{
	struct shop *shop = *state;
	struct client *c[20];

	shop_open(shop);
	for (size_t i = 0; i < array_length(c); i++) {
		char data[20];
		c[i] = listen_to(shop, "?topics=5", "");
		assert_non_null(client_until(c[i], "\nid: "));
		snprintf(data, sizeof data, "number %zu.", i);
		shop_publish(shop, 5, data);
	}
	shop_publish(shop, 5, "the end");
	for (size_t i = 0; i < array_length(c); i++) {
		assert_non_null(client_until(c[i], "the end\n\n"));
		for (size_t j = i; j < array_length(c); j++) {
			char data[20];
			snprintf(data, sizeof data, "number %zu.", j);
			assert_non_null(strstr(c[i]->in, data));
		}
		client_free(c[i]);
	}
}

static void
a_reader_that_takes_nothing_falls_behind_and_is_closed_while_others_hear_all(void **state)
{
	struct shop *shop = *state;
	struct http_metrics *metrics;
	char *data = calloc(1, 20001);

	shop->setup.settings.stream_buffer_size = 4096;
	shop->setup.settings.ring_size = 262144;
	shop_open(shop);
	metrics = http_server_metrics(shop->server);
	struct client *slow = listen_to(shop, "?topics=1", ""), *quick;
	const int small = 4096;
	(void)setsockopt(slow->socket, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
	assert_non_null(client_until(slow, "\nid: "));
	quick = listen_to(shop, "?topics=1", "");
	assert_non_null(client_until(quick, "\nid: "));
	memset(data, 'x', 20000);
	int n = 0;
	for (; n < 2000 && http_counted(metrics, HTTP_METRIC_STREAMS_BEHIND) == 0; n++) {
		char end[32];
		snprintf(data + 19980, 20, "end %d", n);
		snprintf(end, sizeof end, "end %d\n\n", n);
		shop_publish(shop, 1, data);
		assert_non_null(client_until(quick, end));
		quick->size = 0;
		/* The slow one takes a little, so that its socket wakes and finds the ring gone. */
		slow->size = 0;
		if (n > 200)
			assert_true(recv(slow->socket, slow->in, 4096, 0) >= 0);
	}
	assert_true(n < 2000);
	while (recv(slow->socket, slow->in, sizeof slow->in, 0) > 0)
		;
	while (http_streams_n(http_server_streams(shop->server)) > 1)
		; /* its socket was closed first */
	client_free(slow);
	client_free(quick);
	free(data);
}

static void
a_slow_reader_within_the_ring_gets_every_byte(void **state)
{
	enum { EVENTS = 60, SIZE = 30000 };
	struct shop *shop = *state;
	char *data = calloc(1, SIZE + 1);
	size_t size = 0;

	shop->setup.settings.stream_buffer_size = 4096;
	shop_open(shop);
	struct client *c = listen_to(shop, "?topics=1", "");
	assert_non_null(client_until(c, "\nid: "));
	for (int i = 0; i < EVENTS; i++) {
		memset(data, 'a' + i % 26, SIZE);
		shop_publish(shop, 1, data);
	}
	shop_publish(shop, 1, "the end");
	int seen[26] = {0};
	for (char tail[16] = ""; strstr(tail, "the end") == NULL;) {
		char in[1000];
		const ssize_t n = recv(c->socket, in, sizeof in, 0);
		assert_true(n > 0);
		for (ssize_t i = 0; i < n; i++)
			if (in[i] >= 'a' && in[i] <= 'z')
				seen[in[i] - 'a']++;
		size += (size_t)n;
		const size_t keep = n < 15 ? (size_t)n : 15;
		memmove(tail, tail + keep, 15 - keep);
		memcpy(tail + 15 - keep, in + n - keep, keep);
		tail[15] = 0;
		for (int i = 0; i < 15; i++)
			tail[i] = tail[i] == 0 ? ' ' : tail[i];
	}
	assert_true(size > (size_t)EVENTS * SIZE);
	for (int i = 0; i < 26; i++)
		assert_true(seen[i] >= EVENTS / 26 * SIZE);
	client_free(c);
	free(data);
}

static void
a_stream_without_news_hears_a_heartbeat(void **state)
{
	struct shop *shop = *state;

	shop->setup.settings.heartbeat_us = 20000;
	shop_open(shop);
	struct client *c = listen_to(shop, "?topics=1", "");
	assert_non_null(client_until(c, ":\n\n:\n\n"));
	client_free(c);
}

static void
a_session_that_ended_has_no_streams(void **state)
{
	struct shop *shop = *state;

	shop_open(shop);
	struct client *gone = listen_to(shop, "?topics=1&owner=7", ""),
		      *stays = listen_to(shop, "?topics=1&owner=8", "");
	assert_non_null(client_until(gone, "\nid: "));
	assert_non_null(client_until(stays, "\nid: "));
	http_streams_close(http_server_streams(shop->server), 7);
	shop_publish(shop, 1, "after");
	assert_null(client_until(gone, "data: after"));
	assert_non_null(client_until(stays, "data: after"));
	client_free(gone);
	gone = listen_to(shop, "?topics=1&owner=7", "");
	shop_publish(shop, 1, "again");
	assert_non_null(client_until(gone, "\nid: "));
	client_free(gone);
	client_free(stays);
}

static void
streams_are_limited_and_leave_their_place(void **state)
{
	struct shop *shop = *state;
	struct client *c[3];

	shop->setup.settings.streams_per_address_n = 2;
	shop_open(shop);
	for (int i = 0; i < 2; i++) {
		c[i] = listen_to(shop, "?topics=1", "");
		assert_non_null(client_until(c[i], "\nid: "));
	}
	c[2] = listen_to(shop, "?topics=1", "");
	const struct client_answer *a = client_answer(c[2], true);
	assert_int_equal(a->status, 503);
	assert_non_null(client_field(a, "Retry-After"));
	client_free(c[0]);
	while (http_streams_n(http_server_streams(shop->server)) > 1)
		;
	client_send(c[2], "GET /stream?topics=1 HTTP/1.1\r\n" HOST "\r\n");
	assert_non_null(client_until(c[2], "\nid: "));
	client_free(c[1]);
	client_free(c[2]);
}

static void
many_streams_hear_one_event_and_stopping_ends_them(void **state)
{
	enum { MANY = 300 };
	struct shop *shop = *state;
	struct client *c[MANY];

	shop_open(shop);
	for (int i = 0; i < MANY; i++)
		c[i] = listen_to(shop, i % 2 ? "?topics=1" : "?topics=2", "");
	for (int i = 0; i < MANY; i++)
		assert_non_null(client_until(c[i], "\nid: "));
	shop_publish(shop, 1, "odd");
	shop_publish(shop, 2, "even");
	for (int i = 0; i < MANY; i++) {
		assert_non_null(client_until(c[i], i % 2 ? "data: odd\n\n" : "data: even\n\n"));
		assert_null(strstr(c[i]->in, i % 2 ? "data: even" : "data: odd"));
	}
	shop_close(shop);
	for (int i = 0; i < MANY; i++) {
		assert_null(client_until(c[i], "never"));
		client_free(c[i]);
	}
}

static void
an_event_that_is_too_big_is_refused(void **state)
{
	struct shop *shop = *state;
	struct fault fault = {0};
	const uint64_t topics[9] = {1};
	char *data = calloc(1, 100000);

	shop->setup.settings.ring_size = 65536;
	shop_open(shop);
	struct http_streams *streams = http_server_streams(shop->server);
	memset(data, 'x', 99999);
	assert_int_equal(http_publish(streams, (struct http_topics){topics, 1}, "news",
				 span_of(data), 0, &fault),
		FAULT_TOO_BIG);
	assert_int_equal(http_publish(streams, (struct http_topics){topics, 9}, "news", SPAN("x"),
				 0, &fault),
		FAULT_TOO_BIG);
	free(data);
}

static void
head_of_a_stream_has_no_body(void **state)
{
	struct shop *shop = *state;

	shop_open(shop);
	struct client *c = client_new(shop->port);
	client_send(c, "HEAD /stream?topics=1 HTTP/1.1\r\n" HOST "\r\n");
	const struct client_answer *a = client_answer(c, false);
	assert_int_equal(a->status, 200);
	assert_string_equal(client_field(a, "Content-Type"), "text/event-stream");
	assert_int_equal(client_ask(c, "GET /plain HTTP/1.1\r\n" HOST "\r\n")->status, 200);
	client_free(c);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, shop_make, shop_clear)
	const struct CMUnitTest tests[] = {
		TEST(a_stream_opens_with_its_state_and_then_brings_what_it_listens_to),
		TEST(a_connection_that_was_kept_becomes_a_stream),
		TEST(who_comes_back_goes_on_where_it_was),
		TEST(who_was_cut_before_the_first_event_goes_on_from_the_opening),
		TEST(who_comes_back_too_late_or_from_elsewhere_begins_anew),
		TEST(nothing_is_missed_between_the_state_and_the_first_event),
		TEST(a_reader_that_takes_nothing_falls_behind_and_is_closed_while_others_hear_all),
		TEST(a_slow_reader_within_the_ring_gets_every_byte),
		TEST(a_stream_without_news_hears_a_heartbeat),
		TEST(a_session_that_ended_has_no_streams),
		TEST(streams_are_limited_and_leave_their_place),
		TEST(many_streams_hear_one_event_and_stopping_ends_them),
		TEST(an_event_that_is_too_big_is_refused),
		TEST(head_of_a_stream_has_no_body),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
