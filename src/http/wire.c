/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What libmicrohttpd calls, all on the net thread: a connection comes and goes, a request's line is
 * there, its head, pieces of its body, its end, and it is completed.
 *
 * An answer can be given to the library only at the head (then the connection is closed after it,
 * since the body may still be on its way) or at the end. So what is decided at the head waits for
 * the end when no body comes.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/file.h"
#include "http/inside.h"
#include "http/streams_inside.h"

#define PAST_SIZE  2	/* a body without a length is read on, unkept, to twice what is allowed */
#define BODY_FIRST 4096 /* bytes */
#define SPARE_MOST 256	/* calls */
#define TLS_ORDER  "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"

static void
call_close(struct http_call *call, int64_t now_us)
{
	struct http_server *server = call->server;

	server->bodies_size -= call->body_counted;
	http_count(server->metrics, HTTP_METRIC_BODIES, -(int64_t)call->body_counted);
	http_count(server->metrics, HTTP_METRIC_REQUESTS, -1);
	server->calls_n--;
	if (call->stage == HTTP_STAGE_SENDING)
		http_metrics_answer(server->metrics, call->request.route, call->answer.status,
			now_us - call->began_us);
	call->wire = NULL;
	if (call->stage == HTTP_STAGE_SUSPENDED)
		http_suspended_remove(call);
	if (atomic_load_explicit(&call->holders, memory_order_acquire) == 1 &&
		server->spare_n < SPARE_MOST && http_call_refresh(call)) {
		call->next = server->spare;
		server->spare = call;
		server->spare_n++;
	} else {
		http_call_drop(call);
	}
}

/* The library would decode its own copy of the target, which nobody reads: router.c and query.c
 * decode what they need, and refuse what is broken. */
static size_t
nothing_decoded(void *cls, struct MHD_Connection *wire, char *text)
{
	(void)cls, (void)wire;
	return strlen(text);
}

static void *
line_begins(void *cls, const char *target, struct MHD_Connection *wire)
{
	struct http_server *server = cls;
	struct http_call *call = server->spare;
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(wire, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	if (call != NULL) {
		server->spare = call->next;
		server->spare_n--;
		call->next = NULL;
	} else {
		call = http_call_new((size_t)server->setup.settings.request_size);
	}
	call->server = server;
	call->mailbox = server->mailbox;
	call->wire = wire;
	call->line = info->socket_context;
	call->pack_size = (size_t)server->setup.settings.compress_size;
	target = target != NULL ? target : "";
	const size_t size = strlen(target);
	call->target_begin = target;
	call->target_end = target + size;
	call->request.target = (struct span){arena_text_n(call->request.arena, target, size), size};
	call->began_us = call->line->since_us = clock_steady_us();
	call->line->phase = HTTP_READING;
	server->calls_n++;
	http_count(server->metrics, HTTP_METRIC_REQUESTS, 1);
	return call;
}

static void
completed(
	void *cls, struct MHD_Connection *wire, void **context, enum MHD_RequestTerminationCode why)
{
	struct http_call *call = *context;

	(void)cls, (void)wire, (void)why;
	if (call == NULL)
		return;
	*context = NULL;
	call->line->phase = HTTP_RESTING;
	call->line->since_us = clock_steady_us();
	call_close(call, call->line->since_us);
}

static void
connection_begins(struct http_server *server, struct MHD_Connection *wire, void **context)
{
	struct http_line *line = calloc(1, sizeof *line);

	if (line == NULL)
		abort();
	line->server = server;
	line->socket = MHD_get_connection_info(wire, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
	line->peer = http_address_of(
		MHD_get_connection_info(wire, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr);
	(void)http_address_text(&line->peer, line->peer_text);
	line->since_us = clock_steady_us();
	line->next = server->lines;
	if (line->next != NULL)
		line->next->previous = line;
	server->lines = line;
	*context = line;
	http_count(server->metrics, HTTP_METRIC_CONNECTIONS, 1);
	http_count(server->metrics, HTTP_METRIC_CONNECTIONS_ALL, 1);
}

static void
connection_ends(struct http_server *server, struct http_line *line)
{
	if (line->previous != NULL)
		line->previous->next = line->next;
	else
		server->lines = line->next;
	if (line->next != NULL)
		line->next->previous = line->previous;
	http_count(server->metrics, HTTP_METRIC_CONNECTIONS, -1);
	free(line);
}

static void
connection(void *cls, struct MHD_Connection *wire, void **context,
	enum MHD_ConnectionNotificationCode what)
{
	if (what == MHD_CONNECTION_NOTIFY_STARTED)
		connection_begins(cls, wire, context);
	else if (*context != NULL)
		connection_ends(cls, *context);
}

/* Room for so many bytes in all; counted as soon as it is taken. */
static void
body_grow(struct http_call *call, size_t size)
{
	size_t room = call->body_room > 0 ? call->body_room : BODY_FIRST;

	if (size <= call->body_room)
		return;
	/* What was announced is believed when it is little, or once more than a little of it has
	 * come. */
	if (call->form.size > 0 && (call->form.size <= BODY_FIRST || size > BODY_FIRST))
		room = call->form.size;
	while (room < size)
		room *= 2;
	char *grown = arena_alloc(call->request.arena, room);
	if (call->body_size > 0)
		memcpy(grown, call->body, call->body_size);
	call->body = grown;
	call->body_room = room;
	call->body_counted += room;
	call->server->bodies_size += room;
	http_count(call->server->metrics, HTTP_METRIC_BODIES, (int64_t)room);
}

/* A piece of the body. False when it is time to cut the connection. */
static bool
body_add(struct http_call *call, const char *piece, size_t size)
{
	const struct http_settings *settings = &call->server->setup.settings;
	const size_t whole = call->body_size + size, most = (size_t)settings->body_size;

	if (whole > most * PAST_SIZE + BODY_FIRST)
		return false;
	if (whole > most) {
		call->is_too_big = true;
		call->body_size = whole;
		return true;
	}
	if (call->server->bodies_size + size > (uint64_t)settings->bodies_size)
		return false;
	body_grow(call, whole);
	memcpy(call->body + call->body_size, piece, size);
	call->body_size = whole;
	return true;
}

static enum MHD_Result
head_came(struct http_call *call, const char *method, const char *version)
{
	const struct http_request *r = &call->request;

	http_head_read(call, method, version);
	if (!http_is_replied(r)) {
		call->stage = HTTP_STAGE_BODY;
		return MHD_YES;
	}
	if (r->route != NULL)
		http_pack(call, call->pack_size);
	if (call->answer.must_close || call->form.is_chunked || call->form.size > 0)
		return http_answer_send(call);
	call->stage = HTTP_STAGE_ANSWERED;
	return MHD_YES;
}

static void
handle(struct http_call *call)
{
	struct http_request *r = &call->request;
	struct fault fault = {0};
	enum fault_code code = r->route->function(r, call->server->setup.context, &fault);

	if (call->stage == HTTP_STAGE_SUSPENDED)
		return;
	if (code != FAULT_NONE) {
		char sentence[FAULT_NOTE_SIZE];
		if (code == FAULT_BROKEN)
			http_tell(call->server, fault_sentence(&fault, sentence, sizeof sentence));
		http_reply_fault(r, &fault);
	} else if (!http_is_replied(r)) {
		http_tell(call->server, "a handler gave no answer");
		(void)http_reply_problem(r, HTTP_PROBLEM_BROKEN, NULL, NULL);
	}
	http_pack(call, call->pack_size);
}

static enum MHD_Result
whole_came(struct http_call *call)
{
	call->request.body =
		call->body_size > 0 ? (struct span){call->body, call->body_size} : SPAN("");
	call->line->phase = HTTP_WORKING;
	if (call->is_too_big) {
		(void)http_reply_problem(&call->request, HTTP_PROBLEM_TOO_BIG, NULL, NULL);
		call->answer.must_close = true;
	} else {
		handle(call);
	}
	return call->stage == HTTP_STAGE_SUSPENDED ? MHD_YES : http_answer_send(call);
}

static enum MHD_Result
handler(void *cls, struct MHD_Connection *wire, const char *url, const char *method,
	const char *version, const char *upload, size_t *upload_size, void **context)
{
	struct http_server *server = cls;
	struct http_call *call = *context;

	(void)wire, (void)url;
	if (call == NULL || server->is_cutting)
		return MHD_NO;
	switch (call->stage) {
	case HTTP_STAGE_HEAD:
		return head_came(call, method, version);
	case HTTP_STAGE_BODY:
		if (*upload_size > 0) {
			const bool is_welcome = body_add(call, upload, *upload_size);
			*upload_size = 0;
			return is_welcome ? MHD_YES : MHD_NO;
		}
		return whole_came(call);
	case HTTP_STAGE_ANSWERED:
	case HTTP_STAGE_FINISHED:
		return http_answer_send(call);
	case HTTP_STAGE_SUSPENDED:
	case HTTP_STAGE_SENDING:
		break;
	}
	return MHD_NO;
}

static void
remark(void *cls, const char *format, va_list values)
{
	struct http_server *server = cls;
	char sentence[FAULT_NOTE_SIZE];

	/* Mostly what strangers did wrong: that is counted. What the house must know is told. */
	if (server->metrics != NULL)
		http_count(server->metrics, HTTP_METRIC_NOTES, 1);
	if (strncmp(format, "Hit process", strlen("Hit process")) != 0)
		return;
	(void)vsnprintf(sentence, sizeof sentence, format, values);
	http_tell(server, sentence);
}

void
http_suspend(struct http_request *r)
{
	struct http_call *call = http_call_of(r);

	call->stage = HTTP_STAGE_SUSPENDED;
	atomic_fetch_add_explicit(&call->holders, 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&call->mailbox->users, 1, memory_order_relaxed);
	http_suspended_add(call);
	MHD_suspend_connection(call->wire);
}

void
http_suspended_add(struct http_call *call)
{
	struct http_server *server = call->server;

	call->previous_held = NULL;
	call->next_held = server->held;
	if (call->next_held != NULL)
		call->next_held->previous_held = call;
	server->held = call;
	http_count(server->metrics, HTTP_METRIC_SUSPENDED, 1);
}

void
http_suspended_remove(struct http_call *call)
{
	if (call->previous_held != NULL)
		call->previous_held->next_held = call->next_held;
	else
		call->server->held = call->next_held;
	if (call->next_held != NULL)
		call->next_held->previous_held = call->previous_held;
	http_count(call->server->metrics, HTTP_METRIC_SUSPENDED, -1);
}

static const char *
pem_read(struct http_server *server, const char *path, enum fault_code *code, struct fault *f)
{
	struct span text = SPAN("");

	if (*code == FAULT_NONE)
		*code = file_read(&text, path, 1u << 20, server->arena, f);
	return text.at;
}

enum fault_code
http_wire_start(struct http_server *server, struct fault *f)
{
	const struct http_setup *setup = &server->setup;
	const struct http_settings *settings = &setup->settings;
	const bool is_limited = server->proxies.n == 0;
	unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
	struct MHD_OptionItem secrets[] = {{MHD_OPTION_END, 0, NULL}, {MHD_OPTION_END, 0, NULL},
		{MHD_OPTION_END, 0, NULL}, {MHD_OPTION_END, 0, NULL}};
	enum fault_code code = FAULT_NONE;

	/* TURBO: a closed connection is not shut down, so that a stream's copy of it lives on. */
	flags |= server->is_tls ? MHD_USE_TLS : MHD_USE_TURBO;
	if (server->is_tls) {
		secrets[0] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_CERT, 0,
			(void *)(uintptr_t)pem_read(server, setup->certificate, &code, f)};
		secrets[1] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_KEY, 0,
			(void *)(uintptr_t)pem_read(server, setup->key, &code, f)};
		secrets[2] = (struct MHD_OptionItem){
			MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)TLS_ORDER};
	}
	if (code != FAULT_NONE)
		return fault_note(f, "reading the certificate and its key");
	server->wire = MHD_start_daemon(flags, 0, NULL, NULL, handler, server,
		MHD_OPTION_EXTERNAL_LOGGER, remark, server, MHD_OPTION_LISTEN_SOCKET,
		server->socket, MHD_OPTION_CONNECTION_LIMIT, (unsigned)settings->connections_n,
		MHD_OPTION_PER_IP_CONNECTION_LIMIT,
		is_limited ? (unsigned)settings->connections_per_address_n : 0u,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)settings->head_size,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)(settings->answer_us / 1000000 + 1),
		MHD_OPTION_URI_LOG_CALLBACK, line_begins, server, MHD_OPTION_UNESCAPE_CALLBACK,
		nothing_decoded, NULL, MHD_OPTION_NOTIFY_COMPLETED, completed, server,
		MHD_OPTION_NOTIFY_CONNECTION, connection, server, MHD_OPTION_ARRAY, secrets,
		MHD_OPTION_END);
	if (server->wire == NULL)
		return fault_set(f, FAULT_BAD_INPUT, "%s",
			server->is_tls ? "the certificate and its key cannot be used"
				       : "the HTTP library does not start");
	return FAULT_NONE;
}
