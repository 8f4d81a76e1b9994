/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a handler sees of a request, and what it can do with it. A handler does one of three things:
 *
 *	answers   http_reply…(r, …)
 *	waits     http_suspend(r), then gives r to a thread that replies and calls http_finish(r)
 *	streams   http_stream(r, …): the connection becomes a live stream (streams.h)
 *
 * and returns FAULT_NONE; or it returns a fault, which becomes the answer (problem.h has its form).
 * All that a request points to lives until it is completed: with http_finish() the handing thread
 * loses it.
 *
 * One thread at a time: the net thread until http_suspend(), then whoever holds it until
 * http_finish().
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/fault.h"
#include "base/text.h"

/* X(id, word) */
#define HTTP_VERB_TABLE(X)                                                                         \
	X(GET, "GET")                                                                              \
	X(HEAD, "HEAD")                                                                            \
	X(POST, "POST")                                                                            \
	X(PUT, "PUT")                                                                              \
	X(PATCH, "PATCH")                                                                          \
	X(DELETE, "DELETE")                                                                        \
	X(OPTIONS, "OPTIONS")

enum http_verb {
#define X(id, word) HTTP_##id,
	HTTP_VERB_TABLE(X)
#undef X
		HTTP_VERB__COUNT
};

const char *http_verb_word(enum http_verb verb);
/* HTTP_VERB__COUNT when it is none of ours. */
enum http_verb http_verb_find(struct span word);

#define HTTP_PARTS_MOST 6 /* {parts} of a path */

struct http_route;

struct http_request {
	enum http_verb verb; /* HEAD comes to a GET route as HEAD; its body is not sent */
	struct span target;  /* as it came: "/api/tickets/7?by=hour" */
	struct span path;    /* before the question mark, as it came */
	struct span body;    /* whole; empty when there is none */
	struct span address; /* the client's, as text; a trusted proxy's word counts */
	bool is_secure;	     /* the client speaks TLS, with us or with a trusted proxy */
	bool may_be_kept;    /* no answer closes the connection by itself */
	const struct http_route *route;	    /* NULL only for an asset */
	struct span parts[HTTP_PARTS_MOST]; /* decoded, in the order of the route's path */
	struct arena *arena;		    /* the request's */
	void *session;			    /* the application's own, set by admit */
	int64_t began_us;		    /* the wall clock when its head had come */
};

/* A handler; its context is the setup's. */
typedef enum fault_code http_function(struct http_request *r, void *context, struct fault *f);

/* Values; .at is NULL when there is none of that name. Header names without case. */
struct span http_header(const struct http_request *r, const char *name);
struct span http_cookie(const struct http_request *r, const char *name);
/* Decoded; the first of that name. http_query_at walks all, false at the end. */
struct span http_query(const struct http_request *r, const char *name);
bool http_query_at(
	const struct http_request *r, size_t i, struct span *ret_name, struct span *ret_value);
/* The part {name} of the path. The name must be one of the route's. */
struct span http_part(const struct http_request *r, const char *name);

/* Is the body said to be JSON? */
bool http_is_json(const struct http_request *r);
/* The body as JSON, borrowed from the request. Faults: BAD_INPUT with the place (also for another
 * content type), TOO_BIG for nesting. */
MUST_USE enum fault_code http_json(struct http_request *r, json_t **ret, struct fault *f);

/* Keeps the request for another thread; in a handler, before it is handed over. */
void http_suspend(struct http_request *r);
/* Sends what was replied. From any thread, once for each suspend; r is lost with it. */
void http_finish(struct http_request *r);

/* The answer. Bodies are borrowed until the request is completed: from its arena, or static. A
 * later reply takes the place of an earlier one, headers stay. */
void http_reply(struct http_request *r, unsigned status, const char *type, struct span body);
/* No body: 204, or another status. */
void http_reply_empty(struct http_request *r, unsigned status);
/* Takes the value: it is written at once, and freed. */
void http_reply_json(struct http_request *r, unsigned status, json_t *take_value);
/* Also 303 and the like: status and where to. */
void http_reply_redirect(struct http_request *r, unsigned status, const char *where);
/* Adds a header field. Control characters in the value become "_". Names are literals. */
void http_reply_header(struct http_request *r, const char *name, const char *format, ...)
	PRINTF_LIKE(3, 4);
/* Instead of "no-store". */
void http_reply_cache(struct http_request *r, const char *directives);
/* Instead of the policy for data ("nothing may run"). */
void http_reply_policy(struct http_request *r, const char *content_security_policy);
/* Names this state of what is answered; the tag without quotes. True when the client has it
 * already: then 304 is replied and there is nothing more to do. A reply may also be given its tag
 * by its bytes: http_reply_tagged. */
bool http_reply_tag(struct http_request *r, const char *tag);
/* After a reply with a body: the hash of its bytes becomes the tag. */
void http_reply_tagged(struct http_request *r);
bool http_is_replied(const struct http_request *r);
