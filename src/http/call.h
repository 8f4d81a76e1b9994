/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A call is a request together with what the engine knows of it: its connection, its answer, and
 * who holds it. Two may hold it: the connection, and the thread that a handler gave it to; the last
 * one frees it. What others finish comes back through a mailbox: a list without locks, and an
 * eventfd that is written only when the list was empty.
 *
 * Private to the engine. Calls belong to the net thread but for http_finish() and http_call_drop().
 */
#pragma once

#include <microhttpd.h>
#include <stdatomic.h>

#include "http/checks.h"
#include "http/query.h"
#include "http/request.h"
#include "http/streams.h"

struct http_server;
struct http_line;

/* Where a call is on its way. */
enum http_stage {
	HTTP_STAGE_HEAD,      /* its line has come */
	HTTP_STAGE_BODY,      /* its head is accepted, the body is read */
	HTTP_STAGE_ANSWERED,  /* its answer is known before the handler was asked */
	HTTP_STAGE_SUSPENDED, /* another thread has it */
	HTTP_STAGE_FINISHED,  /* that thread is done */
	HTTP_STAGE_SENDING,   /* the library has its answer */
};

struct http_answer {
	unsigned status; /* 0: none yet */
	const char *type, *cache, *policy, *tag;
	struct span body;
	struct http_pair *fields;
	size_t fields_n, fields_room;
	bool is_packed;	  /* the body is gzip */
	bool is_packable; /* it depends on what the client accepts */
	bool is_stream, must_close;
	struct http_opening opening;
};

struct http_mailbox {
	_Atomic(struct http_call *) finished; /* newest first; or the closed mark */
	atomic_uint users;		      /* the server, and each call that somebody holds */
	int bell;			      /* eventfd */
};

struct http_call {
	struct http_request request; /* first: the request that handlers see is the call */
	unsigned magic;
	enum http_stage stage;
	atomic_uint holders;
	struct http_server *server; /* only for the net thread: it may be gone for others */
	struct http_mailbox *mailbox;
	struct http_line *line;
	struct MHD_Connection *wire; /* NULL when the connection is gone */
	struct http_call *next;	     /* in the mailbox, or among the spare ones */
	struct http_call *next_held, *previous_held;
	struct arena_mark fresh;

	/* Where the library holds the target, for the check that nothing is hidden. */
	const char *target_begin, *target_end;
	struct http_header_field *fields;
	size_t fields_n;
	struct http_pair *pairs;
	size_t pairs_n;
	struct http_body_form form;
	size_t pack_size; /* answers from here on are compressed; 0: none */
	char *body;
	size_t body_size, body_room, body_counted;
	bool is_too_big;
	json_t *json;
	const char *field;
	int64_t began_us;     /* of the clock that never goes back */
	uint64_t stream_now;  /* the ring's end when the head had come */
	uint64_t stream_from; /* where the client goes on, when it resumes */
	bool resumes;
	struct http_answer answer;
};

/* The call of a request, checked by its magic number. */
struct http_call *http_call_of(const struct http_request *r);

struct http_call *http_call_new(size_t arena_limit);
/* As new, for the next request. False when it has grown too big to be kept. */
bool http_call_refresh(struct http_call *call);
/* One holder less; the last one frees. */
void http_call_drop(struct http_call *call);

struct http_mailbox *http_mailbox_new(struct fault *f);
void http_mailbox_drop(struct http_mailbox *mailbox);
/* All that were finished, oldest first, linked by next. */
struct http_call *http_mailbox_take(struct http_mailbox *mailbox);
/* From now on finished calls are dropped by who finishes them. Returns the last ones. */
struct http_call *http_mailbox_close(struct http_mailbox *mailbox);

/* Compresses the answer's body when that is worth it and the client can read it. Any thread. */
void http_pack(struct http_call *call, size_t from_size);
bool http_accepts_gzip(const struct http_request *r);
