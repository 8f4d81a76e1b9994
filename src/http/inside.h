/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inside of a server, private to the engine. All of it belongs to the net thread once that
 * runs, but for what says otherwise.
 *
 *	server.c   starts and stops          loop.c     the net thread: waits, resumes, sweeps
 *	wire.c     what the library calls    head.c     a head is read, checked, routed
 *	answer.c   an answer to the library  streams…   the other thread
 */
#pragma once

#include <pthread.h>
#include <stdatomic.h>

#include "base/clock.h"
#include "http/address.h"
#include "http/assets.h"
#include "http/call.h"
#include "http/rate.h"
#include "http/metrics.h"
#include "http/router.h"
#include "http/server.h"

/* What a connection does, and since when: each of the first three has its deadline. */
enum http_phase { HTTP_RESTING, HTTP_READING, HTTP_SENDING, HTTP_WORKING };

struct http_line {
	struct http_line *next, *previous;
	struct http_server *server;
	struct http_address peer;
	char peer_text[HTTP_ADDRESS_SIZE];
	enum http_phase phase;
	int64_t since_us;
	int socket;
	bool is_cut;
};

struct http_server {
	struct http_setup setup;
	struct arena *arena;
	struct http_networks proxies;
	bool is_tls;
	int socket, port; /* socket: -1 when it listens no more */
	const char *url;

	struct MHD_Daemon *wire;
	struct http_mailbox *mailbox;
	struct http_metrics *metrics; /* any thread */
	struct http_streams *streams; /* any thread */
	struct http_rates *rates;     /* NULL: none */
	pthread_t thread;
	int epoll;
	atomic_bool is_stopping;

	bool is_cutting; /* the last requests are sent away */
	struct http_line *lines;
	struct http_call *held;	 /* suspended */
	struct http_call *spare; /* to be used again */
	size_t spare_n, calls_n;
	uint64_t bodies_size;
	int64_t told_us, swept_us;
	int64_t dated_us; /* when the date was made */
	char date[40];
	struct http_guarded *guarded; /* streams over TLS */
};

/* A remark for the house, at most one a second. */
void http_tell(struct http_server *server, const char *sentence);

/* head.c: the first look at a call. */
void http_head_read(struct http_call *call, const char *method, const char *version);
/* answer.c */
enum MHD_Result http_answer_send(struct http_call *call);
/* Head fields of every answer; also written by the streams. */
void http_common_fields(const struct http_call *call,
	void (*add)(void *into, const char *name, const char *value), void *into);
/* wire.c */
MUST_USE enum fault_code http_wire_start(struct http_server *server, struct fault *f);
void http_suspended_add(struct http_call *call);
void http_suspended_remove(struct http_call *call);
/* loop.c */
void *http_loop(void *server);
void http_line_cut(struct http_line *line);
