/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a fault is told over HTTP, in one form everywhere:
 *
 *	{"fault": "bad-input", "message": "…", "field": "service", "again": false}
 *
 * "fault" is a slug of FAULT_TABLE or one of the few that only HTTP knows (below), "field" is there
 * when one is to blame, "again" says whether trying again makes sense (then the answer has
 * Retry-After). What is wrong on our side is told to the house, not to the client: BROKEN has a
 * general message.
 */
#pragma once

#include "base/fault.h"
#include "http/request.h"

/* X(id, HTTP status, slug, again, message when nothing better is known) */
#define HTTP_PROBLEM_TABLE(X)                                                                      \
	X(BAD_REQUEST, 400, "bad-input", false, "the request is not well formed")                  \
	X(SIGN_IN, 401, "sign-in", false, "sign in first")                                         \
	X(FORBIDDEN, 403, "forbidden", false, "your role does not allow this")                     \
	X(NO_PATH, 404, "not-found", false, "there is nothing at this address")                    \
	X(NO_VERB, 405, "no-such-verb", false, "this address does not know that verb")             \
	X(TOO_LATE, 408, "too-late", true, "the request did not come in time")                     \
	X(TOO_BIG, 413, "too-big", false, "the body is too big")                                   \
	X(BAD_TYPE, 415, "bad-type", false, "the body must be application/json")                   \
	X(EXPECTATION, 417, "bad-expectation", false, "only 100-continue can be expected")         \
	X(TOO_MANY, 429, "too-many", true, "too many requests from your address")                  \
	X(BROKEN, 500, "broken", false, "something went wrong on our side; it has been noted")     \
	X(NO_METHOD, 501, "no-such-verb", false, "no address here knows that verb")                \
	X(BUSY, 503, "busy", true, "more is asked than can be done; try again in a moment")        \
	X(VERSION, 505, "bad-version", false, "only HTTP/1.1 and HTTP/1.0 are spoken here")

enum http_problem {
#define X(id, status, slug, again, message) HTTP_PROBLEM_##id,
	HTTP_PROBLEM_TABLE(X)
#undef X
		HTTP_PROBLEM__COUNT
};

/* Replies with a problem; message and field may be NULL. Returns FAULT_NONE, so that a handler can
 * end with return http_reply_problem(r, HTTP_PROBLEM_FORBIDDEN, NULL, NULL); */
enum fault_code http_reply_problem(
	struct http_request *r, enum http_problem problem, const char *field, const char *message);
/* Names the field that the next fault is about (borrowed for the request's life). */
void http_field(struct http_request *r, const char *field);
/* Replies with a fault, and with the field that http_field named. */
void http_reply_fault(struct http_request *r, const struct fault *f);
