/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The twin of each branch: what was learnt of it, and whether that may be believed. Both are kept –
 * the fit for an hour, the trust for a day – and made when they are first needed.
 *
 *	net thread       what is asked (twins_ask)
 *	slow thread      reads what is new: columns, the queue, the map (twins_material)
 *	twin thread      fits, replays hidden days, plays; answers
 *	nights' thread   the lowest priority: each branch's trust anew, once a night
 *
 * Private to http/.
 */
#pragma once

#include <jansson.h>

#include "columns/columns.h"
#include "http/work.h"
#include "service/service.h"
#include "twin/twin.h"

struct http;
struct http_request;
struct twins;

/* What the twin of a branch is made of. The map is counted, the columns are ours, the rest is in
 * the caller's arena. */
struct twins_material {
	struct standing standing;
	struct columns *columns;
	const struct map *map;
};

/* On the slow thread. Faults: NOT_FOUND no such branch; measuring's. */
MUST_USE enum fault_code twins_material_take(struct twins_material *ret, struct http *http,
	int64_t branch, struct arena *a, struct fault *f);
void twins_material_give(struct http *http, struct twins_material *m);

/* Whatever is asked of a twin; embedded as the first member of what the asker keeps, in the
 * request's arena. */
struct twins_asking {
	struct job job; /* private */
	struct http *http;
	struct http_request *r;
	int64_t branch;
	struct twins_material material; /* when it is played */
	/* On the twin's thread: makes the reply, or tells why not. */
	enum fault_code (*play)(struct twins_asking *q, struct fault *f);
};
/* On the net thread; the answer comes later. Faults: the asker may not. */
MUST_USE enum fault_code twins_ask(struct twins_asking *q, struct fault *f);

MUST_USE enum fault_code twins_open(struct http *http, struct fault *f);
MUST_USE enum fault_code twins_start(struct http *http, struct fault *f);
/* Before the slow thread ends. */
void twins_stop(struct http *http);
void twins_close(struct http *http);

/* The trust of a branch as JSON (a new reference), from what is kept or made now; on the twin's
 * thread or the nights'. */
MUST_USE enum fault_code twins_trust(json_t **ret, enum trust_grade *ret_grade, struct http *http,
	const struct twins_material *m, unsigned hands, struct fault *f);
/* What is kept, if it still counts; a new reference, or NULL. From any thread. */
json_t *twins_trust_kept(struct http *http, int64_t branch);
/* The fit of a branch, from what is kept or made now; on the twin's thread alone, good until the
 * next call. */
MUST_USE enum fault_code twins_fit(const struct fit_branch **ret, struct http *http,
	const struct twins_material *m, struct fault *f);

/* twins_json.c: new references. */
json_t *twins_whatif_json(
	const struct whatif *whatif, const struct standing *standing, struct arena *a);
