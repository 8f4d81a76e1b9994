/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Live streams: server-sent events to pages that are open. A publisher – the follower of the
 * journal, on any thread – gives an event once; it is written once, into a ring that all streams
 * share, and goes to those that listen to one of its topics.
 *
 *	GET …  Accept: text/event-stream        →  retry: 2000
 *	                                            catch-up text, if the handler gave one
 *	                                            id: 6f1c2e-1042-88173
 *	                                            event: ticket
 *	                                            data: {…}
 *
 * A reader that comes back with Last-Event-ID goes on where it was, as long as the ring has what
 * followed; then http_stream_resumes() is true and the handler needs to send nothing first.
 * Otherwise (first time, another run of the server, too far behind) the handler gives the state as
 * catch-up text. Events published since the request's head came follow after it, so that nothing is
 * missed; some of them may be in the catch-up already: events carry states, not steps.
 *
 * An id is run-number-mark. The mark is the publisher's own number of the event (of the journal),
 * which means something beyond this ring: http_stream_mark() gives it to a handler that catches up
 * by it.
 *
 * A reader too slow for the ring, or one that takes nothing for stuck_us, is closed and comes back.
 *
 * Every function here may be called from any thread.
 */
#pragma once

#include "base/arena.h"
#include "base/fault.h"
#include "http/request.h"

struct http_streams;

#define HTTP_STREAM_TOPICS 80 /* most that a stream listens to */
#define HTTP_EVENT_TOPICS  8  /* most that an event is about */

/* Topics are numbers that the application chooses: a branch's id, a hash of "ticket/7". They meet
 * when one is equal. Borrowed for the call. */
struct http_topics {
	const uint64_t *at;
	size_t n;
};

struct http_opening {
	struct http_topics topics;
	uint64_t owner;	      /* whose it is, for http_streams_close; 0 for nobody's */
	uint64_t mark;	      /* how far the catch-up comes */
	struct span catch_up; /* whole events by http_event_text; copied */
};

/* Instead of a reply, in a handler or by whoever holds the request: the connection becomes a
 * stream. When there are too many, a problem (503) is replied. */
void http_stream(struct http_request *r, const struct http_opening *opening);
/* Does the client go on from where it was? */
bool http_stream_resumes(const struct http_request *r);
/* The mark of the last event that the client has, also when the ring has lost what followed, or
 * when another node sent it. False when it has none. */
bool http_stream_mark(const struct http_request *r, uint64_t *ret);

/* An event as text, for a catch-up: without an id, so that coming back after it begins anew. Line
 * ends in the data are fine; the name is a word. */
struct span http_event_text(const char *name, struct span data, struct arena *a);

/* Sends an event to all that listen; the mark is told with its id. Faults: TOO_BIG over an eighth
 * of the ring. */
MUST_USE enum fault_code http_publish(struct http_streams *streams, struct http_topics topics,
	const char *name, struct span data, uint64_t mark, struct fault *f);
/* Closes the streams of an owner, for a session that ended. */
void http_streams_close(struct http_streams *streams, uint64_t owner);
size_t http_streams_n(const struct http_streams *streams);
