/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From an answer to the library's response: its own fields, and those that every answer has. What
 * is answered may not be kept, run, framed or guessed at by a browser unless the answer says so.
 */
#include <string.h>
#include <time.h>

#include "http/inside.h"
#include "http/streams_inside.h"

#define DATE_US	       100000
#define POLICY_OF_DATA "default-src 'none'; frame-ancestors 'none'"

/* By the house's clock, which a page goes by: whoever brings another clock tells it here, too. That
 * clock has a lock, which the writer wants as well: it is asked ten times a second and not for
 * every answer. */
static const char *
date_text(struct http_server *server, int64_t steady_us)
{
	const struct http_setup *setup = &server->setup;

	if (server->date[0] != 0 && steady_us - server->dated_us < DATE_US)
		return server->date;
	server->dated_us = steady_us;
	const time_t now = setup->now_us != NULL ? (time_t)(setup->now_us(setup->context) / 1000000)
						 : time(NULL);
	struct tm utc;

	(void)strftime(server->date, sizeof server->date, "%a, %d %b %Y %H:%M:%S GMT",
		gmtime_r(&now, &utc));
	return server->date;
}

/* No document: it has no links to follow and nothing that could ask for a camera. */
static bool
is_json(const struct http_answer *answer)
{
	return answer->type != NULL && strcmp(answer->type, "application/json") == 0;
}

void
http_common_fields(const struct http_call *call,
	void (*add)(void *into, const char *name, const char *value), void *into)
{
	const struct http_answer *answer = &call->answer;

	add(into, "Date", date_text(call->server, call->line->since_us));
	add(into, "X-Content-Type-Options", "nosniff");
	add(into, "Cross-Origin-Resource-Policy", "same-origin");
	if (!is_json(answer)) {
		add(into, "Referrer-Policy", "same-origin");
		add(into, "Permissions-Policy",
			"camera=(), geolocation=(), microphone=(), payment=(), usb=()");
	}
	add(into, "Content-Security-Policy",
		answer->policy != NULL ? answer->policy : POLICY_OF_DATA);
	add(into, "Cache-Control", answer->cache != NULL ? answer->cache : "no-store");
	if (call->request.is_secure)
		add(into, "Strict-Transport-Security", "max-age=31536000");
}

static void
field_add(void *response, const char *name, const char *value)
{
	(void)MHD_add_response_header(response, name, value);
}

static void
fields_add(const struct http_call *call, struct MHD_Response *response)
{
	const struct http_answer *answer = &call->answer;

	http_common_fields(call, field_add, response);
	for (size_t i = 0; i < answer->fields_n; i++)
		field_add(response, answer->fields[i].name.at, answer->fields[i].value.at);
	if (answer->type != NULL)
		field_add(response, "Content-Type", answer->type);
	if (answer->is_packable)
		field_add(response, "Vary", "Accept-Encoding");
	if (answer->is_packed)
		field_add(response, "Content-Encoding", "gzip");
	if (answer->tag != NULL)
		field_add(response, "ETag",
			arena_printf(call->request.arena, "W/\"%s\"", answer->tag));
	if (answer->must_close || atomic_load(&call->server->is_stopping))
		field_add(response, "Connection", "close");
}

enum MHD_Result
http_answer_send(struct http_call *call)
{
	struct http_answer *answer = &call->answer;
	struct MHD_Response *response;
	enum MHD_Result result;

	if (answer->is_stream) {
		const enum http_taken taken = http_stream_take(call);
		if (taken != HTTP_REFUSED)
			return taken == HTTP_LEFT ? MHD_NO : MHD_YES;
	}
	response = MHD_create_response_from_buffer(
		answer->body.size, (void *)(uintptr_t)answer->body.at, MHD_RESPMEM_PERSISTENT);
	if (response == NULL)
		return MHD_NO;
	call->stage = HTTP_STAGE_SENDING;
	call->line->phase = HTTP_SENDING;
	call->line->since_us = clock_steady_us();
	fields_add(call, response);
	result = MHD_queue_response(call->wire, answer->status, response);
	MHD_destroy_response(response);
	return result;
}
