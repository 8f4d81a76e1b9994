/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The service over HTTP: the interface for programs (routes.def), the pages, live streams,
 * measures.
 *
 * 	store_open(&store, …, {.readers_n = 1 + HTTP_READERS}) · service_open(&service, …)
 * 	http_open(&http, &setup, f)     hears the service's events from here on
 * 	service_start(service, f)
 * 	http_start(http, f)             listens; http_url(http) tells where
 * 	…
 * 	http_stop(http)                 what is worked on is finished
 * 	service_close(service)
 * 	http_close(http)
 *
 * Threads of its own: the engine's two, one that checks passwords, one for slow questions. All
 * functions here are for the one thread that owns it.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/fault.h"
#include "base/text.h"

struct live_service;
struct store;

/* How many of the store's readers are ours, from `reader` on. */
#define HTTP_READERS 3

struct http;

struct http_site {
	struct live_service *service; /* borrowed, until http_close */
	struct store *store;
	unsigned reader;
	const char *listen;	       /* "127.0.0.1:8080"; port 0: one that the system chooses */
	const char *certificate, *key; /* PEM files, both or neither */
	const char *proxies;	       /* addresses in front whose word counts; NULL: none */
	const char *base_url; /* what the world calls us: "https://queue.example"; NULL: what a
				 request says */
	bool has_no_limits;   /* of how much one address may ask for: to measure, and for tests */
	/* Hears what goes wrong on our side, from any thread. May be NULL. */
	void (*log)(void *with, const char *sentence);
	void *log_with;
};

/* Borrows the texts until http_close. */
MUST_USE enum fault_code http_open(
	struct http **ret, const struct http_site *site, struct fault *f);
MUST_USE enum fault_code http_start(struct http *http, struct fault *f);
/* "http://127.0.0.1:8080", or the base URL that was given. */
const char *http_url(const struct http *http);
void http_stop(struct http *http);
/* NULL is fine. */
void http_close(struct http *http);

/* The interface as OpenAPI 3.1, in the arena. */
struct span http_openapi(struct arena *a);
