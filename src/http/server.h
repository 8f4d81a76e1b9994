/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The engine of the HTTP layer: it listens, reads requests, asks the router, calls handlers, sends
 * answers, and keeps live streams. It knows nothing of the service. libmicrohttpd does the wire and
 * stands behind few functions – start, reply, suspend and finish, stream, publish, stop – so that
 * it can be replaced.
 *
 * Two threads of its own: one for requests, one for live streams. Handlers run in the first and may
 * not wait; who must wait for something suspends the request (request.h), gives it to another
 * thread, and that one finishes it.
 *
 *	struct http_setup setup = {.router = router, .context = app};
 *	http_settings_init(&setup.settings);
 *	setup.listen = "127.0.0.1:0";
 *	if (http_server_start(&server, &setup, f)) …
 *	… http_server_url(server) …
 *	http_server_stop(server);
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "http/request.h"

struct http_assets;
struct http_metrics;
struct http_router;
struct http_server;
struct http_streams;

/* Bounds; the rows are in settings.def. */
struct http_settings {
#define SETTING(name, usual, least, most, about) int64_t name;
#include "http/settings.def"
#undef SETTING
};

struct http_setup {
	struct http_settings settings;
	/* "ADDRESS:PORT": "127.0.0.1:8080", "[::1]:8080", ":8080" for every address; port 0 for one
	 * that the system chooses. */
	const char *listen;
	/* PEM files, both or neither. Without them the server speaks plainly, at home or behind a
	 * proxy. */
	const char *certificate, *key;
	/* Addresses of proxies in front, "127.0.0.1, 10.0.0.0/8": what they say of the client is
	 * believed (X-Forwarded-For, X-Forwarded-Proto), and limits by address are theirs. NULL for
	 * none. */
	const char *proxies;
	/* Borrowed until the server has stopped; the assets may be NULL. */
	const struct http_router *router;
	const struct http_assets *assets;
	void *context;
	/* Looks at a request whose head has come and whose route is known, before its body is read:
	 * a fault, or an answer that it gives, ends the request there. May be NULL. */
	http_function *admit;
	/* Asked when nothing is at an address; it may answer something else than 404. May be NULL.
	 */
	http_function *missing;
	/* What time it is, for the Date of every answer; NULL: the system's clock. Any thread. */
	int64_t (*now_us)(void *context);
	/* Hears, at most once a second, of what goes wrong on our side. May be NULL. */
	void (*tell)(void *context, const char *sentence);
};

void http_settings_init(struct http_settings *settings);
/* Faults: BAD_INPUT that names the setting out of bounds. */
MUST_USE enum fault_code http_settings_check(const struct http_settings *settings, struct fault *f);

/* Listens and serves from here on. Faults: BAD_INPUT (address, settings, certificate), CONFLICT
 * (the address is taken), BROKEN. */
MUST_USE enum fault_code http_server_start(
	struct http_server **ret, const struct http_setup *setup, struct fault *f);
/* "http://127.0.0.1:34567", with the port that was chosen. */
const char *http_server_url(const struct http_server *server);
int http_server_port(const struct http_server *server);
/* Where events for live streams go (streams.h), and what was counted (metrics.h). */
struct http_streams *http_server_streams(struct http_server *server);
struct http_metrics *http_server_metrics(struct http_server *server);
/* Listens no more, gives requests that are worked on their time (drain_us), closes all. A request
 * that somebody holds suspended may still be finished later: its answer then goes nowhere.
 * Publishers must have ended. */
void http_server_stop(struct http_server *server);
