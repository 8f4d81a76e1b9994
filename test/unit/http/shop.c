/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Handlers that do one thing each.
 */
#include "shop.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "base/number.h"

static enum fault_code
plain(struct http_request *r, void *context, struct fault *f)
{
	(void)context, (void)f;
	http_reply(r, 200, "text/plain; charset=utf-8", SPAN("hello"));
	return FAULT_NONE;
}

/* What the handler sees, told back. */
static enum fault_code
thing(struct http_request *r, void *context, struct fault *f)
{
	const struct span name = http_part(r, "thing"), by = http_query(r, "by"),
			  cookie = http_cookie(r, "session");

	(void)context, (void)f;
	http_reply_json(r, 200,
		json_pack("{s:s%, s:s%, s:s%, s:s%, s:b}", "thing", name.at, name.size, "by",
			by.at != NULL ? by.at : "", by.size, "cookie",
			cookie.at != NULL ? cookie.at : "", cookie.size, "address", r->address.at,
			r->address.size, "secure", r->is_secure));
	return FAULT_NONE;
}

static enum fault_code
thing_add(struct http_request *r, void *context, struct fault *f)
{
	json_t *body;

	(void)context;
	http_field(r, "body");
	if (http_json(r, &body, f))
		return f->code;
	http_reply_json(r, 201, json_incref(body));
	return FAULT_NONE;
}

static enum fault_code
size(struct http_request *r, void *context, struct fault *f)
{
	(void)context, (void)f;
	const char *text = arena_printf(r->arena, "%zu", r->body.size);
	http_reply(r, 200, "text/plain", span_of(text));
	return FAULT_NONE;
}

static enum fault_code
wait_for(struct http_request *r, void *context, struct fault *f)
{
	struct shop *shop = context;

	pthread_mutex_lock(&shop->lock);
	if (shop->held_n == HELD_MOST) {
		pthread_mutex_unlock(&shop->lock);
		return fault_set(f, FAULT_BUSY, "%d requests are waiting", HELD_MOST);
	}
	http_suspend(r);
	shop->held[shop->held_n++] = r;
	pthread_cond_broadcast(&shop->came);
	pthread_mutex_unlock(&shop->lock);
	return FAULT_NONE;
}

static enum fault_code
broken(struct http_request *r, void *context, struct fault *f)
{
	(void)r, (void)context;
	return fault_set(f, FAULT_BROKEN, "the disk /var/secret is gone");
}

static enum fault_code
mute(struct http_request *r, void *context, struct fault *f)
{
	(void)r, (void)context, (void)f;
	return FAULT_NONE;
}

static enum fault_code
tagged(struct http_request *r, void *context, struct fault *f)
{
	(void)context, (void)f;
	if (!http_reply_tag(r, "state-7"))
		http_reply(r, 200, "text/plain", SPAN("state 7"));
	return FAULT_NONE;
}

static enum fault_code
long_list(struct http_request *r, void *context, struct fault *f)
{
	json_t *list = json_array();

	(void)context, (void)f;
	for (int i = 0; i < 400; i++)
		(void)json_array_append_new(list, json_string("the same again"));
	http_reply_json(r, 200, list);
	http_reply_tagged(r);
	return FAULT_NONE;
}

static enum fault_code
stream(struct http_request *r, void *context, struct fault *f)
{
	struct span topics = http_query(r, "topics"), part;
	uint64_t at[HTTP_STREAM_TOPICS], owner = 0, mark;
	struct http_opening opening = {.topics = {at, 0}};

	(void)context, (void)f;
	while (opening.topics.n < HTTP_STREAM_TOPICS && span_cut(&topics, ',', &part))
		if (number_uint(part, &at[opening.topics.n]))
			opening.topics.n++;
	if (http_query(r, "owner").at != NULL && number_uint(http_query(r, "owner"), &owner))
		opening.owner = owner;
	opening.mark = 7;
	if (http_stream_mark(r, &mark))
		http_reply_header(r, "X-Mark", "%llu", (unsigned long long)mark);
	opening.catch_up = http_event_text(
		http_stream_resumes(r) ? "resumed" : "state", SPAN("now"), r->arena);
	http_reply_header(r, "X-Kind", "stream");
	http_stream(r, &opening);
	return FAULT_NONE;
}

static const struct http_route routes[] = {
	{HTTP_GET, "/plain", plain, 0, "hello"},
	{HTTP_GET, "/things/{thing}", thing, 0, "what the handler sees"},
	{HTTP_POST, "/things", thing_add, 1, "the body comes back"},
	{HTTP_PUT, "/size", size, 0, "how long the body is"},
	{HTTP_GET, "/wait", wait_for, 0, "another thread answers"},
	{HTTP_POST, "/wait", wait_for, 0, "another thread answers"},
	{HTTP_GET, "/broken", broken, 0, "our side"},
	{HTTP_GET, "/mute", mute, 0, "no answer at all"},
	{HTTP_GET, "/tagged", tagged, 0, "has a tag"},
	{HTTP_GET, "/list", long_list, 0, "is worth compressing"},
	{HTTP_GET, "/stream", stream, 0, "lives"},
};

static enum fault_code
admit(struct http_request *r, void *context, struct fault *f)
{
	struct shop *shop = context;

	(void)f;
	shop->admitted_n++;
	if (r->route->roles != 0 && span_is(http_header(r, "x-role"), SPAN("stranger")))
		return http_reply_problem(r, HTTP_PROBLEM_SIGN_IN, NULL, NULL);
	return FAULT_NONE;
}

static void
tell(void *context, const char *sentence)
{
	struct shop *shop = context;

	pthread_mutex_lock(&shop->lock);
	snprintf(shop->told, sizeof shop->told, "%s", sentence);
	pthread_mutex_unlock(&shop->lock);
}

static const struct http_asset files[] = {
	{"/", "text/html; charset=utf-8", "00000000000000aa", (const unsigned char *)"<p>home",
		NULL, 7, 0, false},
	{"/assets/a-1.js", "text/javascript; charset=utf-8", "00000000000000ab",
		(const unsigned char *)"plain script", (const unsigned char *)"packed", 12, 6,
		true},
};

int
shop_make(void **state)
{
	static const struct http_assets assets = {files, array_length(files)};
	struct shop *shop = calloc(1, sizeof *shop);
	struct fault fault = {0};

	assert_non_null(shop);
	shop->arena = arena_new(ARENA_UNLIMITED);
	if (http_router_new(&shop->router, routes, array_length(routes), shop->arena, &fault)) {
		fault_print(&fault, stderr);
		return -1;
	}
	pthread_mutex_init(&shop->lock, NULL);
	pthread_cond_init(&shop->came, NULL);
	http_settings_init(&shop->setup.settings);
	shop->setup.settings.sweep_us = 10000;
	shop->setup.settings.rate_n = 0;
	shop->setup.settings.drain_us = 0;
	shop->setup.listen = "127.0.0.1:0";
	shop->setup.router = shop->router;
	shop->setup.assets = &assets;
	shop->setup.context = shop;
	shop->setup.admit = admit;
	shop->setup.tell = tell;
	*state = shop;
	return 0;
}

void
shop_open(struct shop *shop)
{
	struct fault fault = {0};

	if (http_server_start(&shop->server, &shop->setup, &fault)) {
		fault_print(&fault, stderr);
		fail();
	}
	shop->port = http_server_port(shop->server);
}

void
shop_close(struct shop *shop)
{
	http_server_stop(shop->server);
	shop->server = NULL;
}

int
shop_clear(void **state)
{
	struct shop *shop = *state;

	shop_close(shop);
	for (size_t i = 0; i < shop->held_n; i++)
		http_finish(shop->held[i]);
	pthread_cond_destroy(&shop->came);
	pthread_mutex_destroy(&shop->lock);
	arena_free(shop->arena);
	free(shop);
	return 0;
}

void
shop_wait_held(struct shop *shop, size_t n)
{
	struct timespec until;
	int late = 0;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += 10;
	pthread_mutex_lock(&shop->lock);
	while (shop->held_n < n && late == 0)
		late = pthread_cond_timedwait(&shop->came, &shop->lock, &until);
	pthread_mutex_unlock(&shop->lock);
	assert_int_equal(late, 0);
}

struct http_request *
shop_take(struct shop *shop)
{
	pthread_mutex_lock(&shop->lock);
	assert_true(shop->held_n > 0);
	struct http_request *r = shop->held[--shop->held_n];
	pthread_mutex_unlock(&shop->lock);
	return r;
}

void
shop_publish(struct shop *shop, uint64_t topic, const char *data)
{
	struct fault fault = {0};

	assert_int_equal(
		http_publish(http_server_streams(shop->server), (struct http_topics){&topic, 1},
			"news", span_of(data), topic * 100, &fault),
		FAULT_NONE);
}
