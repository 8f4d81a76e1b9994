/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A small server with a table of routes of its own, for the tests of the engine.
 */
#pragma once

#include <pthread.h>

#include "http/assets.h"
#include "http/metrics.h"
#include "http/problem.h"
#include "http/router.h"
#include "http/server.h"
#include "http/streams.h"

#define HELD_MOST 256

struct shop {
	struct arena *arena;
	struct http_router *router;
	struct http_setup setup;
	struct http_server *server;
	int port;
	pthread_mutex_t lock;
	pthread_cond_t came;
	struct http_request *held[HELD_MOST]; /* by GET /wait */
	size_t held_n;
	unsigned admitted_n;
	char told[512];
};

/* cmocka's setup and teardown: *state is the shop, not yet open. */
int shop_make(void **state);
int shop_clear(void **state);
/* Starts the server with what the test has set in shop->setup. */
void shop_open(struct shop *shop);
void shop_close(struct shop *shop);
/* Waits until so many requests are held, and takes one. */
void shop_wait_held(struct shop *shop, size_t n);
struct http_request *shop_take(struct shop *shop);
/* Publishes "data" on a topic. */
void shop_publish(struct shop *shop, uint64_t topic, const char *data);
