/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A request's head has come: copy it, check it, find out who asks, hold it against the limits, find
 * its route, ask the application. Any of these may answer; the handler is asked when the body is
 * there.
 *
 * The library (0.9.75) reads heads as C strings in place, so that a NUL hides what follows it in
 * its line, and joins continued lines. Both show in the distances between the pieces: between two
 * lines there must be CR LF and nothing else. Only addresses are compared; later versions refuse by
 * themselves, and keep their pieces elsewhere.
 */
#include <string.h>
#include <time.h>

#include "http/inside.h"
#include "http/streams_inside.h"

#define HTTP_VERSION_SIZE 8 /* "HTTP/1.1" */

struct gathering {
	struct arena *arena;
	struct http_header_field *fields;
	size_t n, room;
};

static enum MHD_Result
field_take(void *cls, enum MHD_ValueKind kind, const char *name, size_t name_size,
	const char *value, size_t value_size)
{
	struct gathering *g = cls;

	(void)kind;
	*ARENA_PUSH(g->arena, g->fields, g->n, g->room) = (struct http_header_field){
		{name, name_size}, {value != NULL ? value : "", value != NULL ? value_size : 0}};
	return MHD_YES;
}

#if MHD_VERSION < 0x00097700
static bool
is_blank(const char *from, const char *to)
{
	for (; from < to; from++)
		if (*from != ' ' && *from != '\t')
			return false;
	return true;
}

static bool
is_whole(const struct http_call *call, const char *method, const char *version)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(call->wire, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
	const char *expected = version + HTTP_VERSION_SIZE + 2;

	if (info == NULL || call->target_begin != method + strlen(method) + 1 ||
		version != call->target_end + 1)
		return false;
	const char *end = method + info->header_size;
	for (size_t i = 0; i < call->fields_n; i++) {
		const struct span name = call->fields[i].name, value = call->fields[i].value;
		if (name.at != expected || value.at <= name.at + name.size || value.at >= end ||
			!is_blank(name.at + name.size + 1, value.at))
			return false;
		expected = value.at + value.size + 2;
	}
	return expected + 2 == end;
}
#else
static bool
is_whole(const struct http_call *call, const char *method, const char *version)
{
	(void)call, (void)method, (void)version;
	return true;
}
#endif

/* Into the arena, in one piece. */
static void
fields_copy(struct http_call *call)
{
	size_t size = 0;
	char *at;

	for (size_t i = 0; i < call->fields_n; i++)
		size += call->fields[i].name.size + call->fields[i].value.size;
	at = arena_alloc(call->request.arena, size);
	for (size_t i = 0; i < call->fields_n; i++) {
		struct span *const pieces[] = {&call->fields[i].name, &call->fields[i].value};
		*pieces[1] = span_trim(*pieces[1]);
		for (size_t j = 0; j < array_length(pieces); j++) {
			if (pieces[j]->size > 0)
				memcpy(at, pieces[j]->at, pieces[j]->size);
			pieces[j]->at = at;
			at += pieces[j]->size;
		}
	}
}

static bool
head_take(struct http_call *call, const char *method, const char *version)
{
	struct gathering g = {.arena = call->request.arena};
	bool whole;

	(void)MHD_get_connection_values_n(call->wire, MHD_HEADER_KIND, field_take, &g);
	call->fields = g.fields;
	call->fields_n = g.n;
	whole = is_whole(call, method, version);
	fields_copy(call);
	return whole;
}

static void
refuse(struct http_call *call, enum http_problem problem, const char *why)
{
	(void)http_reply_problem(&call->request, problem, NULL, why);
	call->answer.must_close = true;
	http_count(call->server->metrics, HTTP_METRIC_REFUSED, 1);
}

/* Who asks: the peer, or whom a trusted proxy speaks for. */
static struct http_address
client_of(struct http_call *call)
{
	struct http_request *r = &call->request;
	struct http_address client = call->line->peer;
	const char *text = call->line->peer_text;
	char other[HTTP_ADDRESS_SIZE];

	r->is_secure = call->server->is_tls;
	if (http_networks_has(&call->server->proxies, &client)) {
		const struct span chain = http_header(r, "x-forwarded-for");
		if (chain.at != NULL) {
			(void)http_forwarded(&client, chain, &call->server->proxies);
			text = http_address_text(&client, other);
		}
		if (span_is_like(http_header(r, "x-forwarded-proto"), SPAN("https")))
			r->is_secure = true;
	}
	r->address = (struct span){arena_text(r->arena, text), strlen(text)};
	return client;
}

static bool
is_within_rate(struct http_call *call, struct http_address client)
{
	const struct http_address house = http_address_house(client);
	const struct span key = {(const char *)house.bytes, sizeof house.bytes};
	int64_t wait_us;

	/* A proxy of ours that speaks for nobody is not a stranger either. */
	if (call->server->rates == NULL || http_networks_has(&call->server->proxies, &client) ||
		http_rates_take(call->server->rates, key, call->line->since_us, &wait_us))
		return true;
	(void)http_reply_problem(&call->request, HTTP_PROBLEM_TOO_MANY, NULL, NULL);
	http_count(call->server->metrics, HTTP_METRIC_LIMITED, 1);
	return false;
}

/* Is there room for the body that is announced? */
static bool
is_body_welcome(struct http_call *call)
{
	const struct http_settings *settings = &call->server->setup.settings;

	if (call->form.size > (uint64_t)settings->body_size) {
		(void)http_reply_problem(&call->request, HTTP_PROBLEM_TOO_BIG, NULL, NULL);
		call->answer.must_close = true;
		return false;
	}
	if (call->server->bodies_size + call->form.size > (uint64_t)settings->bodies_size) {
		(void)http_reply_problem(&call->request, HTTP_PROBLEM_BUSY, NULL, NULL);
		http_count(call->server->metrics, HTTP_METRIC_OVERLOADED, 1);
		return false;
	}
	return true;
}

static void
nothing_there(struct http_request *r, const struct http_setup *setup)
{
	struct fault fault = {0};

	(void)http_reply_problem(r, HTTP_PROBLEM_NO_PATH, NULL, NULL);
	if (setup->missing != NULL && setup->missing(r, setup->context, &fault) != FAULT_NONE)
		http_reply_fault(r, &fault);
}

static void
no_path(struct http_request *r, const struct http_setup *setup)
{
	const struct http_assets *assets = setup->assets;
	const struct http_asset *asset = assets == NULL ? NULL : http_asset_find(assets, r->path);

	if (asset == NULL)
		nothing_there(r, setup);
	else if (r->verb == HTTP_GET || r->verb == HTTP_HEAD)
		http_reply_asset(r, asset);
	else {
		(void)http_reply_problem(r, HTTP_PROBLEM_NO_VERB, NULL, NULL);
		http_reply_header(r, "Allow", "GET, HEAD");
	}
}

static void
route_find(struct http_call *call)
{
	struct http_request *r = &call->request;
	struct http_matched matched;

	switch (http_router_match(
		call->server->setup.router, r->verb, r->path, r->arena, &matched)) {
	case HTTP_MATCHED:
		r->route = matched.route;
		memcpy(r->parts, matched.parts, sizeof r->parts);
		break;
	case HTTP_NO_PATH:
		no_path(r, &call->server->setup);
		break;
	case HTTP_NO_VERB:
		if (r->verb == HTTP_OPTIONS)
			http_reply_empty(r, 204);
		else
			(void)http_reply_problem(r, HTTP_PROBLEM_NO_VERB, NULL, NULL);
		http_reply_header(r, "Allow", "%s", http_verbs_text(matched.verbs, r->arena));
		break;
	case HTTP_BAD_PART:
		(void)http_reply_problem(r, HTTP_PROBLEM_BAD_REQUEST, NULL,
			"a part of the address is not well-formed text");
		break;
	}
}

static void
target_take(struct http_call *call)
{
	struct http_request *r = &call->request;
	const struct span target = r->target;
	const char *question = memchr(target.at, '?', target.size);

	r->path = target;
	if (question == NULL)
		return;
	r->path.size = (size_t)(question - target.at);
	if (!http_pairs(&call->pairs, &call->pairs_n,
		    (struct span){question + 1, target.size - r->path.size - 1}, r->arena))
		(void)http_reply_problem(r, HTTP_PROBLEM_BAD_REQUEST, NULL,
			"what follows the question mark is not well-formed text, or too much");
}

static void
admit(struct http_call *call)
{
	const struct http_setup *setup = &call->server->setup;
	struct fault fault = {0};

	if (setup->admit != NULL && setup->admit(&call->request, setup->context, &fault))
		http_reply_fault(&call->request, &fault);
}

static int64_t
wall_us(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void
http_head_read(struct http_call *call, const char *method, const char *version)
{
	struct http_request *r = &call->request;
	const struct span verb = span_of(method);
	const char *why;
	const bool is_whole = head_take(call, method, version);

	const struct http_head head = {
		verb, r->target, span_of(version), call->fields, call->fields_n, is_whole};
	enum http_problem problem = http_head_check(&head, &call->form, &why);
	if (problem != HTTP_PROBLEM__COUNT) {
		refuse(call, problem, why);
		return;
	}
	r->verb = http_verb_find(verb);
	r->began_us = wall_us();
	const struct http_address client = client_of(call);
	if (r->verb == HTTP_VERB__COUNT)
		refuse(call, HTTP_PROBLEM_NO_METHOD, NULL);
	else if (is_within_rate(call, client) && is_body_welcome(call)) {
		target_take(call);
		if (!http_is_replied(r))
			route_find(call);
		http_stream_position(call);
		if (!http_is_replied(r))
			admit(call);
	}
}
