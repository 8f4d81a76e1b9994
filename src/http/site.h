/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The application half of this folder: what handlers get as their context. Private to http/.
 *
 * 	routes.def → rows (site_rows) → handlers
 * 	  COMMAND_ROUTE, OWN_ROUTE           api_command.c   the writer
 * 	  VIEW_ROUTE, OWN_VIEW_ROUTE         api_view.c      the net thread's reader
 * 	  OTHER_ROUTE                        access_*.c api_*.c pages.c
 *
 * Threads: reader_net is the net thread's, reader_slow the slow worker's.
 */
#pragma once

#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "http/access.h"
#include "http/http.h"
#include "http/metrics.h"
#include "http/problem.h"
#include "http/request.h"
#include "http/router.h"
#include "http/server.h"
#include "http/streams.h"
#include "http/work.h"
#include "service/service.h"

enum site_row_kind { ROW_COMMAND, ROW_OWN_COMMAND, ROW_VIEW, ROW_OWN_VIEW, ROW_OTHER, ROW_PAGE };

/* What a route is, beside what the engine knows of it. */
struct site_row {
	enum site_row_kind kind;
	enum command_id command;
	enum view_id view;
	const char *name; /* the page's, or the other's function */
};

/* Lets the columns follow the journal (measuring.c). */
struct follow_job {
	struct job job;
	struct http *http;
	atomic_bool is_waiting;
	/* The follower's thread: */
	int64_t at_us;
};

struct http {
	struct http_site site;
	struct live_service *service;
	unsigned reader_net, reader_slow, reader_names; /* names: the slow thread's, too */
	struct columns_follower *columns;		/* the slow thread's */
	struct follow_job follow;
	atomic_bool is_ending;
	struct arena *arena;
	struct http_route *routes; /* in the order of routes.def */
	struct http_router *router;
	struct access *access;
	struct work *passwords, *slow, *voices, *twins;
	struct twins *kept;  /* twins.c */
	struct voice *voice; /* the voices thread's; NULL: nobody has asked for it */
	bool has_no_voice;
	struct http_server *server;
	pthread_mutex_t streams_lock;
	struct http_streams *streams; /* NULL: nobody listens (any more) */
	_Atomic(int64_t) listened_us; /* when somebody was last there to hear */
	_Atomic(int64_t) quiet_us;    /* so long after that, nothing is published any more */
	atomic_bool is_quiet;	      /* nothing is published at the moment */
	struct span openapi, openapi_page;
	atomic_bool cannot_write;		 /* the last command broke on our side */
	char dummy_hash[crypto_pwhash_STRBYTES]; /* checked for names that do not exist */
};

/* routes.c: the rows of routes.def, in its order. */
extern const struct site_row site_rows[];
extern const size_t site_rows_n;
/* The routes with their roles, in the arena. */
struct http_route *site_routes_new(struct arena *a);
const struct site_row *site_row_of(const struct http *http, const struct http_request *r);
/* The fields that a route takes from path, query or body: of its command, its view, or its own. */
const struct service_fields *site_row_fields(const struct site_row *row);

struct field_reader;
/* Path parts and the query as fields. */
MUST_USE enum fault_code site_path_read(
	struct field_reader *reader, const struct http_request *r, struct fault *f);
MUST_USE enum fault_code site_query_read(
	struct field_reader *reader, const struct http_request *r, struct fault *f);
/* Leaves the net thread: the request waits, the job answers and finishes it. Refused: answered at
 * once. */
void site_work(struct http_request *r, struct work *work, struct job *job);
/* For the house's ears. */
void site_log_fault(const struct http *http, const struct fault *fault);

/* Every OTHER_ROUTE's function, and the three of the tables. */
#define COMMAND_ROUTE(verb, path, command)
#define OWN_ROUTE(verb, path, command)
#define VIEW_ROUTE(path, view)
#define OWN_VIEW_ROUTE(path, view)
#define OTHER_ROUTE(verb, path, function, roles, text) http_function api_##function;
#define PAGE_ROUTE(path, page, text)
#include "http/routes.def"
#undef COMMAND_ROUTE
#undef OWN_ROUTE
#undef VIEW_ROUTE
#undef OWN_VIEW_ROUTE
#undef OTHER_ROUTE
#undef PAGE_ROUTE
http_function api_command;
http_function api_view;
http_function api_page;

/* A page by its name, with its own status; a plain one when the pages were not built. */
void page_reply(struct http_request *r, const char *name);

/* live.c: hears events and publishes them. */
struct service_ear http_live_ear(struct http *http);
/* Staff hear everything; devices and customers what a screen on the wall may show. */
enum live_audience { LIVE_STAFF = 1, LIVE_PUBLIC };
/* An event's JSON as text for an audience, in the arena; at NULL: not for them. */
struct span http_live_event_text(json_t *happening, enum live_audience audience, struct arena *a);
enum live_audience http_live_audience_of(enum role role);
/* Events of a branch (0: of the house) for an audience. */
uint64_t http_live_topic(enum live_audience audience, int64_t branch);
/* To everybody: what was missed is not known; look at everything again. */
#define LIVE_TOPIC_RELOAD UINT64_MAX
/* Every event, for staff. */
#define LIVE_TOPIC_ALL UINT64_C(1)

/* openapi.c, openapi_page.c */
json_t *openapi_document(struct arena *a);
struct span openapi_page_text(json_t *document, struct arena *a);
