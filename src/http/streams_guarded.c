/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Live streams over TLS. Their keys are the library's, so the connection stays with it: a response
 * without an end, suspended while there is no news. Each costs the library's memory, and each
 * resuming walks all that are suspended, which is right for a house of some hundred pages; a larger
 * one has a proxy that speaks TLS in front.
 *
 * All on the net thread.
 */
#include <stdlib.h>

#include "http/streams_inside.h"

#define BLOCK_SIZE 4096

struct http_guarded {
	struct http_listener listener;
	struct http_guarded *next, *previous;
	struct http_server *server;
	struct MHD_Connection *wire;
	size_t part_sent;
	bool is_suspended, is_ended, has_beat;
};

size_t
http_guarded_n(const struct http_server *server)
{
	return atomic_load(&server->streams->guarded_n);
}

static void
guarded_free(void *cls)
{
	struct http_guarded *g = cls;
	struct http_streams *streams = g->server->streams;

	if (g->previous != NULL)
		g->previous->next = g->next;
	else
		g->server->guarded = g->next;
	if (g->next != NULL)
		g->next->previous = g->previous;
	(void)atomic_fetch_sub(&streams->guarded_n, 1);
	http_listener_finish(streams, &g->listener);
	free(g);
}

static size_t
opening_read(struct http_listener *l, char *into, size_t most)
{
	size_t size = l->opening_size - l->opening_sent;

	size = size < most ? size : most;
	memcpy(into, l->opening + l->opening_sent, size);
	l->opening_sent += size;
	if (l->opening_sent == l->opening_size) {
		free(l->opening);
		l->opening = NULL;
	}
	return size;
}

/* As many bytes of events as there are and fit; under the ring's lock. */
static size_t
events_read(struct http_guarded *g, char *into, size_t most)
{
	const struct http_ring *ring = g->server->streams->ring;
	struct http_listener *l = &g->listener;
	size_t size = 0;

	if (l->cursor < http_ring_first(ring)) {
		http_count(g->server->metrics, HTTP_METRIC_STREAMS_BEHIND, 1);
		g->is_ended = true;
	}
	for (; !g->is_ended && l->cursor < http_ring_next(ring); l->cursor++) {
		const struct http_event *event = http_ring_at(ring, l->cursor);
		if (http_listener_ends(l, event, l->cursor))
			g->is_ended = true;
		if (event->is_ending || !http_event_meets(event, l->topics, l->topics_n))
			continue;
		size_t piece = event->text.size - g->part_sent;
		piece = piece < most - size ? piece : most - size;
		memcpy(into + size, event->text.at + g->part_sent, piece);
		size += piece;
		g->part_sent += piece;
		if (g->part_sent < event->text.size)
			break;
		g->part_sent = 0;
		http_count(g->server->metrics, HTTP_METRIC_EVENTS_SENT, 1);
	}
	return size;
}

static ssize_t
guarded_read(void *cls, uint64_t position, char *into, size_t most)
{
	struct http_guarded *g = cls;
	struct http_streams *streams = g->server->streams;
	size_t size = 0;

	(void)position;
	if (g->is_ended || g->server->is_cutting)
		return MHD_CONTENT_READER_END_OF_STREAM;
	if (g->listener.opening != NULL)
		return (ssize_t)opening_read(&g->listener, into, most);
	pthread_mutex_lock(&streams->lock);
	size = events_read(g, into, most);
	pthread_mutex_unlock(&streams->lock);
	if (g->is_ended && size == 0)
		return MHD_CONTENT_READER_END_OF_STREAM;
	if (size == 0 && g->has_beat && most >= 3) {
		memcpy(into, ":\n\n", 3);
		size = 3;
	}
	g->has_beat = false;
	g->listener.heard_us = clock_steady_us();
	if (size == 0) {
		g->is_suspended = true;
		MHD_suspend_connection(g->wire);
	}
	return (ssize_t)size;
}

static void
field_add(void *response, const char *name, const char *value)
{
	(void)MHD_add_response_header(response, name, value);
}

bool
http_guarded_take(struct http_call *call)
{
	struct http_server *server = call->server;
	struct http_guarded *g = calloc(1, sizeof *g);
	struct MHD_Response *response;

	if (g == NULL)
		abort();
	http_listener_init(&g->listener, call, false);
	g->server = server;
	g->wire = call->wire;
	g->next = server->guarded;
	if (g->next != NULL)
		g->next->previous = g;
	server->guarded = g;
	(void)atomic_fetch_add_explicit(&server->streams->guarded_n, 1, memory_order_release);
	response = MHD_create_response_from_callback(
		MHD_SIZE_UNKNOWN, BLOCK_SIZE, guarded_read, g, guarded_free);
	if (response == NULL) {
		guarded_free(g);
		return false;
	}
	http_common_fields(call, field_add, response);
	for (size_t i = 0; i < call->answer.fields_n; i++)
		field_add(
			response, call->answer.fields[i].name.at, call->answer.fields[i].value.at);
	field_add(response, "Content-Type", "text/event-stream");
	field_add(response, "Connection", "close");
	call->stage = HTTP_STAGE_SENDING;
	call->line->phase = HTTP_WORKING;
	const bool is_queued = MHD_queue_response(call->wire, 200, response) == MHD_YES;
	MHD_destroy_response(response);
	return is_queued;
}

static void
guarded_resume(struct http_guarded *g)
{
	g->is_suspended = false;
	MHD_resume_connection(g->wire);
}

void
http_guarded_wake(struct http_server *server)
{
	struct http_streams *streams = server->streams;
	const uint64_t next = atomic_load_explicit(&streams->next, memory_order_acquire);

	for (struct http_guarded *g = server->guarded; g != NULL; g = g->next)
		if (g->is_suspended && g->listener.cursor < next)
			guarded_resume(g);
}

void
http_guarded_sweep(struct http_server *server, int64_t now_us)
{
	const int64_t heartbeat_us = server->setup.settings.heartbeat_us;

	for (struct http_guarded *g = server->guarded; g != NULL; g = g->next)
		if (g->is_suspended && now_us - g->listener.heard_us >= heartbeat_us) {
			g->has_beat = true;
			guarded_resume(g);
		}
}

void
http_guarded_end(struct http_server *server)
{
	for (struct http_guarded *g = server->guarded; g != NULL; g = g->next) {
		g->is_ended = true;
		if (g->is_suspended)
			guarded_resume(g);
	}
}
