/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Clients that load a server on the loopback: each keeps its connection and asks again as soon as
 *it has its answer. One thread serves them all by epoll; it costs the server's machine some two
 * microseconds an answer.
 *
 *	struct load_setup setup = {.port = port, .clients_n = 64, .lasts_us = 2000000, .ask = ask};
 *	struct load_result result;
 *	load_run(&setup, &result);
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct load_setup {
	int port;
	unsigned clients_n;
	int64_t lasts_us;    /* no new requests after this; 0: until requests_n */
	uint64_t requests_n; /* no more than these in all; 0: until lasts_us */
	void *context;
	/* Writes a client's next request, number counts all clients' from 0. Returns its size. */
	size_t (*ask)(void *context, unsigned client, uint64_t number, char *into, size_t room);
	/* Is the answer what it should be? NULL: any with status 2xx is. */
	bool (*is_right)(void *context, unsigned client, int status, struct span body);
};

struct load_result {
	uint64_t answers_n, wrong_n, broken_n; /* broken: connections lost before their answer */
	double seconds;
	int64_t p50_us, p90_us, p99_us, most_us;
};

/* Ends the process with a message when the server cannot be reached. */
void load_run(const struct load_setup *setup, struct load_result *ret);
/* A connection to the port of the loopback, blocking. */
int load_connect(int port);
int64_t load_now_us(void);
