/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plain live streams leave the library: their socket is copied, the library closes its own, and
 * this thread writes to the copy. A stream costs its socket and some two hundred bytes, and an
 * event costs each stream one system call.
 *
 * Most streams are level: they have had all that was sent, so they need no cursor of their own, and
 * a new event goes to those whose mask it meets. A stream whose socket is full is held with a
 * cursor until the socket takes more; then it is given from the ring what it missed.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "http/streams_inside.h"

#define WOKEN_MOST  256
#define BATCH_N	    256		  /* events copied out of the ring at once */
#define BATCH_SIZE  (1024 * 1024) /* bytes; an event is smaller, see http_publish */
#define PIECES_MOST 64

struct http_stream {
	struct http_listener listener;
	struct http_stream *next; /* among the newcomers */
	size_t place;		  /* in crowd.all */
	size_t part_sent;	  /* of the event at the cursor */
	int socket;
	bool is_level, is_dead;
};

/* Events copied out of the ring, so that the lock is not held while they are sent. */
struct batch {
	uint64_t from, to; /* numbers */
	uint64_t mask;
	struct http_event events[BATCH_N];
	char *bytes;
	size_t room;
};

struct crowd {
	struct http_streams *streams;
	struct http_stream **all;
	uint64_t *masks; /* of those that are level; 0 for the others */
	size_t n, room;
	uint64_t sent; /* the level ones have had all below */
	int64_t swept_us;
	struct batch batch;
};

bool
http_stream_leave(struct http_call *call)
{
	struct http_streams *streams = call->server->streams;
	struct http_stream *stream = calloc(1, sizeof *stream);
	const int buffer = (int)call->server->setup.settings.stream_buffer_size, on = 1;

	if (stream == NULL)
		abort();
	http_listener_init(&stream->listener, call, true);
	stream->socket = fcntl(call->line->socket, F_DUPFD_CLOEXEC, 0);
	if (stream->socket < 0) {
		http_listener_finish(streams, &stream->listener);
		free(stream);
		return false;
	}
	(void)setsockopt(stream->socket, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);
	(void)setsockopt(stream->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	pthread_mutex_lock(&streams->lock);
	stream->next = streams->newcomers;
	streams->newcomers = stream;
	pthread_mutex_unlock(&streams->lock);
	http_streams_ring_bell(streams);
	return true;
}

static void
stream_free(struct http_streams *streams, struct http_stream *stream)
{
	close(stream->socket);
	http_listener_finish(streams, &stream->listener);
	free(stream);
}

static void
crowd_add(struct crowd *crowd, struct http_stream *stream)
{
	if (crowd->n == crowd->room) {
		crowd->room = crowd->room > 0 ? crowd->room * 2 : 64;
		crowd->all = realloc(crowd->all, crowd->room * sizeof *crowd->all);
		crowd->masks = realloc(crowd->masks, crowd->room * sizeof *crowd->masks);
		if (crowd->all == NULL || crowd->masks == NULL)
			abort();
	}
	stream->place = crowd->n;
	crowd->all[crowd->n] = stream;
	crowd->masks[crowd->n++] = 0;
}

static void
crowd_remove(struct crowd *crowd, struct http_stream *stream)
{
	struct http_stream *last = crowd->all[--crowd->n];

	crowd->all[stream->place] = last;
	crowd->masks[stream->place] = crowd->masks[crowd->n];
	last->place = stream->place;
	stream_free(crowd->streams, stream);
}

/* ---- sending ---- */

/* Bytes that went out, 0 when the socket is full, -1 when it is gone. */
static ssize_t
socket_send(int socket, const struct iovec *pieces, size_t pieces_n)
{
	const struct msghdr message = {
		.msg_iov = (struct iovec *)(uintptr_t)pieces, .msg_iovlen = pieces_n};
	ssize_t n;

	do {
		n = sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
	} while (n < 0 && errno == EINTR);
	if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return 0;
	return n;
}

/* Copies events from a number on. False when the ring has lost it. */
static bool
batch_fill(struct http_streams *streams, struct batch *batch, uint64_t from, uint64_t to)
{
	size_t size = 0, n = 0;

	batch->from = batch->to = from;
	batch->mask = 0;
	pthread_mutex_lock(&streams->lock);
	const bool is_there = from >= http_ring_first(streams->ring);
	if (to > http_ring_next(streams->ring))
		to = http_ring_next(streams->ring);
	for (; is_there && batch->to < to && n < BATCH_N; batch->to++, n++) {
		const struct http_event *event = http_ring_at(streams->ring, batch->to);
		if (event->text.size > batch->room - size)
			break;
		batch->events[n] = *event;
		batch->events[n].text.at = batch->bytes + size;
		if (event->text.size > 0)
			memcpy(batch->bytes + size, event->text.at, event->text.size);
		size += event->text.size;
		batch->mask |= event->mask;
	}
	pthread_mutex_unlock(&streams->lock);
	return is_there;
}

struct pieces {
	struct iovec at[PIECES_MOST];
	uint64_t numbers[PIECES_MOST];
	size_t n, size;
	bool is_ended;
};

/* What of the batch, from the stream's cursor on, is for it. Returns the number after the last. */
static uint64_t
pieces_pick(const struct batch *batch, const struct http_stream *stream, struct pieces *p)
{
	const struct http_listener *l = &stream->listener;
	uint64_t number = l->cursor;

	p->n = p->size = 0;
	p->is_ended = false;
	for (; number < batch->to && p->n < PIECES_MOST; number++) {
		const struct http_event *event = &batch->events[number - batch->from];
		if (event->is_ending) {
			p->is_ended = http_listener_ends(l, event, number);
			if (p->is_ended)
				break;
			continue;
		}
		if (!http_event_meets(event, l->topics, l->topics_n))
			continue;
		const size_t gone = number == l->cursor ? stream->part_sent : 0;
		p->at[p->n] = (struct iovec){
			(void *)(uintptr_t)(event->text.at + gone), event->text.size - gone};
		p->numbers[p->n++] = number;
		p->size += event->text.size - gone;
	}
	return number;
}

/* After a send that took only so many bytes. */
static void
cursor_stop(struct http_stream *stream, const struct pieces *p, size_t sent)
{
	size_t i = 0;

	while (sent >= p->at[i].iov_len)
		sent -= p->at[i++].iov_len;
	if (stream->listener.cursor != p->numbers[i])
		stream->part_sent = 0;
	stream->listener.cursor = p->numbers[i];
	stream->part_sent += sent;
}

/* Gives a stream what the batch has for it. False when its socket is full or it is dead. */
static bool
stream_give(struct crowd *crowd, struct http_stream *stream, int64_t now_us)
{
	struct http_listener *l = &stream->listener;
	struct pieces p;

	while (l->cursor < crowd->batch.to) {
		const uint64_t after = pieces_pick(&crowd->batch, stream, &p);
		const ssize_t sent = p.n == 0 ? 0 : socket_send(stream->socket, p.at, p.n);
		if (sent < 0 || p.is_ended) {
			stream->is_dead = true;
			return false;
		}
		if (sent > 0)
			l->heard_us = now_us;
		if ((size_t)sent < p.size) {
			cursor_stop(stream, &p, (size_t)sent);
			return false;
		}
		http_count(crowd->streams->server->metrics, HTTP_METRIC_EVENTS_SENT, (int64_t)p.n);
		l->cursor = after;
		stream->part_sent = 0;
	}
	return true;
}

static bool
opening_send(struct http_stream *stream, int64_t now_us)
{
	struct http_listener *l = &stream->listener;

	if (l->opening == NULL)
		return true;
	const struct iovec rest = {l->opening + l->opening_sent, l->opening_size - l->opening_sent};
	const ssize_t sent = socket_send(stream->socket, &rest, 1);
	if (sent < 0) {
		stream->is_dead = true;
		return false;
	}
	if (sent > 0)
		l->heard_us = now_us;
	l->opening_sent += (size_t)sent;
	if (l->opening_sent < l->opening_size)
		return false;
	free(l->opening);
	l->opening = NULL;
	return true;
}

/* A stream that is not level: what it lacks, from the ring, as far as its socket takes it. */
static void
stream_continue(struct crowd *crowd, struct http_stream *stream, int64_t now_us)
{
	struct http_listener *l = &stream->listener;

	if (!opening_send(stream, now_us))
		return;
	while (l->cursor < crowd->sent) {
		if (!batch_fill(crowd->streams, &crowd->batch, l->cursor, crowd->sent)) {
			http_count(crowd->streams->server->metrics, HTTP_METRIC_STREAMS_BEHIND, 1);
			stream->is_dead = true;
			return;
		}
		if (!stream_give(crowd, stream, now_us))
			return;
	}
	stream->is_level = true;
	crowd->masks[stream->place] = l->mask | (l->owner != 0);
}

static void
crowd_bury(struct crowd *crowd, struct http_stream *stream)
{
	if (stream->is_dead)
		crowd_remove(crowd, stream);
}

/* New events to all that are level. */
static void
news_send(struct crowd *crowd, int64_t now_us)
{
	struct http_streams *streams = crowd->streams;

	while (crowd->sent < atomic_load_explicit(&streams->next, memory_order_acquire)) {
		if (!batch_fill(streams, &crowd->batch, crowd->sent, UINT64_MAX)) {
			/* More came at once than the ring holds: all are behind. */
			while (crowd->n > 0)
				crowd_remove(crowd, crowd->all[0]);
			crowd->sent = atomic_load_explicit(&streams->next, memory_order_acquire);
			return;
		}
		for (size_t i = crowd->n; i-- > 0;) {
			struct http_stream *stream = crowd->all[i];
			if (!(crowd->masks[i] & crowd->batch.mask))
				continue;
			stream->listener.cursor = crowd->sent;
			if (!stream_give(crowd, stream, now_us)) {
				stream->is_level = false;
				crowd->masks[i] = 0;
				crowd_bury(crowd, stream);
			}
		}
		crowd->sent = crowd->batch.to;
	}
}

/* ---- the thread ---- */

static void
newcomers_take(struct crowd *crowd, int64_t now_us)
{
	struct http_streams *streams = crowd->streams;
	struct http_stream *stream, *next;

	pthread_mutex_lock(&streams->lock);
	stream = streams->newcomers;
	streams->newcomers = NULL;
	pthread_mutex_unlock(&streams->lock);
	news_send(crowd, now_us); /* so that no newcomer is ahead of the others */
	for (; stream != NULL; stream = next) {
		struct epoll_event event = {
			.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = stream};
		next = stream->next;
		crowd_add(crowd, stream);
		stream->is_dead =
			epoll_ctl(streams->epoll, EPOLL_CTL_ADD, stream->socket, &event) != 0;
		if (!stream->is_dead)
			stream_continue(crowd, stream, now_us);
		crowd_bury(crowd, stream);
	}
}

/* A client has nothing to say on a stream: whatever comes ends it. */
static void
stream_wake(struct crowd *crowd, struct http_stream *stream, uint32_t events, int64_t now_us)
{
	if (events & (EPOLLIN | EPOLLRDHUP | EPOLLERR | EPOLLHUP))
		stream->is_dead = true;
	else if (!stream->is_level)
		stream_continue(crowd, stream, now_us);
	crowd_bury(crowd, stream);
}

static void
heartbeat(struct crowd *crowd, struct http_stream *stream, int64_t now_us)
{
	static const struct iovec beat = {(void *)(uintptr_t) ":\n\n", 3};
	const ssize_t sent = socket_send(stream->socket, &beat, 1);

	if (sent == 3) {
		stream->listener.heard_us = now_us;
		return;
	}
	stream->is_dead = sent != 0;
	stream->is_level = false;
	stream->listener.cursor = crowd->sent;
	crowd->masks[stream->place] = 0;
}

static void
crowd_sweep(struct crowd *crowd, int64_t now_us)
{
	const struct http_settings *settings = &crowd->streams->server->setup.settings;

	if (now_us - crowd->swept_us < settings->sweep_us)
		return;
	crowd->swept_us = now_us;
	for (size_t i = crowd->n; i-- > 0;) {
		struct http_stream *stream = crowd->all[i];
		const int64_t rest_us = now_us - stream->listener.heard_us;
		if (stream->is_level && rest_us >= settings->heartbeat_us)
			heartbeat(crowd, stream, now_us);
		else if (!stream->is_level && rest_us >= settings->stuck_us) {
			http_count(crowd->streams->server->metrics, HTTP_METRIC_STREAMS_BEHIND, 1);
			stream->is_dead = true;
		}
		crowd_bury(crowd, stream);
	}
}

static void
crowd_turn(struct crowd *crowd)
{
	struct http_streams *streams = crowd->streams;
	const int wait_ms = (int)(streams->server->setup.settings.sweep_us / 1000);
	struct epoll_event woken[WOKEN_MOST];
	const int n = epoll_wait(streams->epoll, woken, WOKEN_MOST, wait_ms);
	const int64_t now_us = clock_steady_us();
	uint64_t rung;

	for (int i = 0; i < n; i++)
		if (woken[i].data.ptr != NULL)
			stream_wake(crowd, woken[i].data.ptr, woken[i].events, now_us);
		else if (read(streams->bell, &rung, sizeof rung) > 0)
			(void)atomic_exchange(&streams->is_rung, false);
	newcomers_take(crowd, now_us);
	crowd_sweep(crowd, now_us);
}

void *
http_streams_loop(void *cls)
{
	struct http_streams *streams = cls;
	struct crowd *crowd = calloc(1, sizeof *crowd);

	if (crowd == NULL)
		abort();
	crowd->streams = streams;
	crowd->sent = 1;
	crowd->swept_us = clock_steady_us();
	crowd->batch.room = BATCH_SIZE;
	if ((int64_t)crowd->batch.room < streams->server->setup.settings.ring_size / 8)
		crowd->batch.room = (size_t)streams->server->setup.settings.ring_size / 8;
	crowd->batch.bytes = malloc(crowd->batch.room);
	if (crowd->batch.bytes == NULL)
		abort();
	while (!atomic_load_explicit(&streams->is_stopping, memory_order_acquire))
		crowd_turn(crowd);
	newcomers_take(crowd, clock_steady_us());
	while (crowd->n > 0)
		crowd_remove(crowd, crowd->all[0]);
	free(crowd->batch.bytes);
	free(crowd->masks);
	free(crowd->all);
	free(crowd);
	return NULL;
}
