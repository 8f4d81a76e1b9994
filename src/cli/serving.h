/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A store, its service and a server, from opening to a clean end; what `serve` and `demo` share.
 *
 * 	ON_EXIT(serving_guard) struct serving serving = {0};
 *
 * 	serving_open(&serving, request, &options, "shop.db", f)   everything is there, nothing runs
 * 	serving_start(&serving, f)                                it listens; serving_url() tells
 * where while (!serving_is_over(&serving, 1000))                  SIGINT or SIGTERM; or 1,000 ms
 * are over …
 *
 * Owner: one thread, the first of the process, which waits for signals.
 */
#pragma once

#include "cli/cli.h"
#include "cli/command.h"
#include "cli/keeping.h"
#include "service/service.h"
#include "store/store.h"

/* The reader of the thread that owns the serving: nobody else's. */
#define SERVING_READER_OWN (KEEPING_READERS - 1)

struct serving_options {
	const char *listen, *certificate, *key, *proxies, *base_url;
	bool has_no_limits;
};

#define SERVING_OPTIONS_N 6
extern const struct option serving_options[SERVING_OPTIONS_N];
#define SERVING_TABLE(owner, field)                                                                \
	{                                                                                          \
		.heading = "The server", .options = serving_options,                               \
		.options_n = SERVING_OPTIONS_N, .at = offsetof(struct owner, field)                \
	}

struct serving {
	const struct cli_server *server;
	struct store *store;
	struct live_service *service;
	void *http;
	bool is_started;
	int signals; /* a descriptor, or 0 */
	FILE *err;
};

/* may_create: makes the store when there is none. */
MUST_USE enum fault_code serving_open(struct serving *ret, struct request *request,
	const struct serving_options *options, const char *address, bool may_create,
	struct fault *f);
/* The same by another clock than the system's (struct service_setup). */
MUST_USE enum fault_code serving_open_at(struct serving *ret, struct request *request,
	const struct serving_options *options, const char *address, bool may_create,
	int64_t (*now_us)(void *clock), void *clock, struct fault *f);
MUST_USE enum fault_code serving_start(struct serving *serving, struct fault *f);
const char *serving_url(const struct serving *serving);
/* Waits for a signal to end, so many milliseconds at most (-1: as long as it takes). */
bool serving_is_over(struct serving *serving, int wait_ms);
/* Stops and closes everything; for ON_EXIT. */
void serving_guard(struct serving *serving);

/* When nobody administers the house yet: a link that works once. */
struct serving_link {
	const char *url; /* in the arena; NULL: the house has its administrator */
	bool is_newer;	 /* whoever has an earlier one can no longer use it */
};
MUST_USE enum fault_code serving_first_link(
	struct serving *serving, struct serving_link *ret, struct arena *a, struct fault *f);
