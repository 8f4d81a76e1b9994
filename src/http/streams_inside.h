/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Live streams, the inside, private to the engine.
 *
 *	streams.c          publishing, opening, what both kinds share
 *	streams_loop.c     plain connections leave the library; a thread of their own serves them
 *	streams_guarded.c  TLS connections stay with it, suspended while there is no news
 */
#pragma once

#include <pthread.h>
#include <stdatomic.h>

#include "http/inside.h"
#include "http/ring.h"

/* Whom a stream is for and how far it has come; of both kinds. */
struct http_listener {
	uint64_t *topics;
	size_t topics_n;
	uint64_t mask, owner;
	uint64_t born;	 /* the ring's next number when it opened */
	uint64_t cursor; /* the next number it has not had */
	char *opening;	 /* the text before all events, until it is sent */
	size_t opening_size, opening_sent;
	int64_t heard_us; /* when it last took something */
	struct http_address house;
};

struct http_streams {
	struct http_server *server; /* settings, metrics, mailbox */
	uint64_t run;		    /* tells the numbers of this run from another's */
	atomic_uint_fast64_t next;  /* the ring's next number, to be read without the lock */
	atomic_size_t n, guarded_n;

	pthread_mutex_t lock; /* of the ring, the newcomers and the count by address */
	struct http_ring *ring;
	struct http_stream *newcomers;
	struct http_house *houses;

	pthread_t thread;
	bool has_thread;
	atomic_bool is_stopping, is_rung;
	int bell, epoll;
};

MUST_USE enum fault_code http_streams_start(
	struct http_streams **ret, struct http_server *server, struct fault *f);
/* Also ends the thread and its streams. */
void http_streams_free(struct http_streams *streams);

/* Notes where the ring is, and whether the client goes on from before. */
void http_stream_position(struct http_call *call);

enum http_taken {
	HTTP_REFUSED, /* the answer says why */
	HTTP_LEFT,    /* the connection is no longer the library's */
	HTTP_STAYED,  /* the library has a response that never ends */
};
enum http_taken http_stream_take(struct http_call *call);

/* What both kinds do with a listener. */
void http_listener_init(struct http_listener *listener, struct http_call *call, bool has_head);
void http_listener_finish(struct http_streams *streams, struct http_listener *listener);
/* Does the event end it, concern it? */
bool http_listener_ends(
	const struct http_listener *listener, const struct http_event *event, uint64_t number);

void http_streams_ring_bell(struct http_streams *streams);
void *http_streams_loop(void *streams);
bool http_stream_leave(struct http_call *call);

bool http_guarded_take(struct http_call *call);
void http_guarded_wake(struct http_server *server);
void http_guarded_sweep(struct http_server *server, int64_t now_us);
void http_guarded_end(struct http_server *server);
size_t http_guarded_n(const struct http_server *server);
