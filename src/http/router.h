/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From verb and path to a row of the table of routes. A path is "/" and pieces between slashes; a
 * piece is a word, or {name} for any non-empty text:
 *
 *	static const struct http_route routes[] = {
 *	#define ROUTE(verb, path, function, roles, about) \
 *		{HTTP_##verb, path, function, roles, about},
 *	#include "http/routes.def"
 *	};
 *
 * A word goes before a {name} at the same place. GET answers HEAD too. Built once, then frozen and
 * shared by any number of threads.
 */
#pragma once

#include "base/arena.h"
#include "base/fault.h"
#include "http/request.h"

struct http_route {
	enum http_verb verb;
	const char *path;
	http_function *function;
	unsigned roles; /* the application's; the engine does not look at it */
	const char *about;
};

struct http_router;

/* In the arena; the rows are borrowed. Faults: BAD_INPUT that names the row whose path is not well
 * formed, or that can never be reached because another one has its verb and shape. */
MUST_USE enum fault_code http_router_new(struct http_router **ret, const struct http_route *routes,
	size_t routes_n, struct arena *a, struct fault *f);

size_t http_router_n(const struct http_router *router);
const struct http_route *http_router_row(const struct http_router *router, size_t i);

enum http_match {
	HTTP_MATCHED,
	HTTP_NO_PATH,  /* 404 */
	HTTP_NO_VERB,  /* 405, and ret->verbs says what there is */
	HTTP_BAD_PART, /* 400: a part is not UTF-8, has a control character or a broken % */
};

struct http_matched {
	const struct http_route *route;
	struct span parts[HTTP_PARTS_MOST]; /* decoded, in the arena or in the path */
	unsigned verbs;			    /* a bit for each enum http_verb that the path knows */
};

enum http_match http_router_match(const struct http_router *router, enum http_verb verb,
	struct span path, struct arena *a, struct http_matched *ret);
/* "GET, HEAD, OPTIONS" */
const char *http_verbs_text(unsigned verbs, struct arena *a);
/* The {name}s of a route's path, one after the other; rest is the whole path at first. False at the
 * end. */
bool http_route_name(struct span *rest, struct span *ret_name);
/* The place of a route's {name} among its parts, or -1. */
int http_route_part(const struct http_route *route, const char *name);
