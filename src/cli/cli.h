/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The program's words. commands.def is the list; each subcommand is one file with its own table of
 * options beside its function. Help, wrong use and the reference come from the tables.
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/fault.h"
#include "base/text.h"

struct live_service;
struct store;

/* What a server serves and where. */
struct cli_site {
	struct live_service *service;
	struct store *store;
	unsigned reader; /* the first of the store's readers that are the server's */
	const char *listen, *certificate, *key, *proxies, *base_url;
	bool has_no_limits;
	void (*log)(void *with, const char *sentence);
	void *log_with;
};

/* The server that `serve` and `demo` start. This folder may not open http, so main.c fills it. In
 * the order of a life: open, service_start, start, stop, service_close, close. */
struct cli_server {
	MUST_USE enum fault_code (*open)(void **ret, const struct cli_site *site, struct fault *f);
	MUST_USE enum fault_code (*start)(void *server, struct fault *f);
	const char *(*url)(const void *server);
	void (*stop)(void *server);
	void (*close)(void *server);
	/* The interface as OpenAPI, in the arena. */
	struct span (*openapi)(struct arena *a);
};

/* Runs the subcommand of argv. Answers go to `out`, which is flushed; everything else to `err`.
 * Returns the exit status: 0 done; 1 the answer is "no"; 2 wrong use or failure, said on `err`.
 * server: NULL when there is none in this program. */
int cli_run(int argc, char **argv, const struct cli_server *server, FILE *out, FILE *err);
