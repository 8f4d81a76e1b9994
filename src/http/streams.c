/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Publishing is one copy into the ring and one or two bells. An id tells the run and the number,
 * "6f1c2e-1042-88173": another run of the server, or another node, has another ring, and its
 * numbers mean nothing here.
 */
#include "http/streams.h"

#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <unistd.h>

#include <uthash.h>

#include "base/number.h"
#include "http/streams_inside.h"

#define RETRY_MS    2000
#define ID_MOST	    96 /* letters of an id's line */
#define EVENT_SHARE 8  /* an event is at most this part of the ring */

/* How many streams an address has. */
struct http_house {
	struct http_address address;
	size_t n;
	UT_hash_handle hh;
};

/* ---- text ---- */

/* "event: …\ndata: …\n\n"; line ends in the data begin another data line. */
static size_t
event_size(const char *name, struct span data)
{
	size_t size = sizeof "event: \n" + strlen(name) + sizeof "data: \n\n" + data.size;

	for (size_t i = 0; i < data.size; i++)
		size += data.at[i] == '\n' ? sizeof "\ndata: " : 0;
	return size;
}

static size_t
event_write(char *into, const char *name, struct span data)
{
	char *at = into;

	at = mempcpy(at, "event: ", 7);
	at = mempcpy(at, name, strlen(name));
	at = mempcpy(at, "\ndata: ", 7);
	for (size_t i = 0; i < data.size; i++)
		if (data.at[i] == '\n')
			at = mempcpy(at, "\ndata: ", 7);
		else if (data.at[i] != '\r')
			*at++ = data.at[i];
	at = mempcpy(at, "\n\n", 2);
	return (size_t)(at - into);
}

struct span
http_event_text(const char *name, struct span data, struct arena *a)
{
	char *text = arena_alloc(a, event_size(name, data));

	return (struct span){text, event_write(text, name, data)};
}

/* ---- publishing ---- */

void
http_streams_ring_bell(struct http_streams *streams)
{
	const uint64_t one = 1;

	/* Once is enough, until the thread has heard it. */
	if (!atomic_exchange(&streams->is_rung, true))
		(void)!write(streams->bell, &one, sizeof one);
	if (atomic_load_explicit(&streams->guarded_n, memory_order_acquire) > 0)
		(void)!write(streams->server->mailbox->bell, &one, sizeof one);
}

static void
event_add(struct http_streams *streams, struct http_event *event)
{
	pthread_mutex_lock(&streams->lock);
	(void)http_ring_add(streams->ring, event);
	atomic_store_explicit(&streams->next, http_ring_next(streams->ring), memory_order_release);
	pthread_mutex_unlock(&streams->lock);
	http_streams_ring_bell(streams);
}

enum fault_code
http_publish(struct http_streams *streams, struct http_topics topics, const char *name,
	struct span data, uint64_t mark, struct fault *f)
{
	const size_t most = (size_t)streams->server->setup.settings.ring_size / EVENT_SHARE;
	struct http_event event = {.topics_n = (unsigned)topics.n};
	const size_t size = event_size(name, data) + ID_MOST; /* and the id */
	char *text;

	if (topics.n > HTTP_EVENT_TOPICS)
		return fault_set(
			f, FAULT_TOO_BIG, "an event is about %d topics at most", HTTP_EVENT_TOPICS);
	if (size > most)
		return fault_set(f, FAULT_TOO_BIG,
			"an event of %zu bytes is too big for live streams; most is %zu", size,
			most);
	text = malloc(size);
	if (text == NULL)
		abort();
	memcpy(event.topics, topics.at, topics.n * sizeof *topics.at);
	event.mask = http_topics_mask(topics.at, topics.n);
	/* The number is known only under the lock. */
	pthread_mutex_lock(&streams->lock);
	const int id = snprintf(text, ID_MOST, "id: %llx-%llu-%llu\n",
		(unsigned long long)streams->run, (unsigned long long)http_ring_next(streams->ring),
		(unsigned long long)mark);
	event.text = (struct span){text, (size_t)id + event_write(text + id, name, data)};
	(void)http_ring_add(streams->ring, &event);
	atomic_store_explicit(&streams->next, http_ring_next(streams->ring), memory_order_release);
	pthread_mutex_unlock(&streams->lock);
	free(text);
	http_count(streams->server->metrics, HTTP_METRIC_EVENTS, 1);
	if (atomic_load(&streams->n) > 0) /* who comes now looks into the ring */
		http_streams_ring_bell(streams);
	return FAULT_NONE;
}

void
http_streams_close(struct http_streams *streams, uint64_t owner)
{
	struct http_event event = {.mask = UINT64_MAX,
		.topics = {owner},
		.topics_n = 1,
		.text = SPAN("\n"), /* never sent, but whatever is in the ring has a place */
		.is_ending = true};

	event_add(streams, &event);
}

size_t
http_streams_n(const struct http_streams *streams)
{
	return atomic_load(&streams->n);
}

/* ---- opening ---- */

struct id {
	struct span run;
	uint64_t number, mark;
};

/* "RUN-NUMBER-MARK" */
static bool
id_parse(struct id *ret, struct span text)
{
	struct span number;

	return span_cut(&text, '-', &ret->run) && span_cut(&text, '-', &number) &&
	       number_uint(number, &ret->number) && number_uint(text, &ret->mark);
}

/* Is it of this run, and does the ring still have what follows it? */
static bool
resumes(struct http_streams *streams, const struct id *id)
{
	char run[32];

	(void)snprintf(run, sizeof run, "%llx", (unsigned long long)streams->run);
	if (!span_is(id->run, span_of(run)))
		return false;
	pthread_mutex_lock(&streams->lock);
	const bool is_there = id->number + 1 >= http_ring_first(streams->ring) &&
			      id->number < http_ring_next(streams->ring);
	pthread_mutex_unlock(&streams->lock);
	return is_there;
}

void
http_stream_position(struct http_call *call)
{
	struct http_streams *streams = call->server->streams;
	const struct span last = http_header(&call->request, "last-event-id");
	struct id id;

	call->stream_now = call->stream_from =
		atomic_load_explicit(&streams->next, memory_order_acquire);
	if (last.at == NULL || !id_parse(&id, last))
		return;
	call->resumes = resumes(streams, &id);
	if (call->resumes)
		call->stream_from = id.number + 1;
}

bool
http_stream_mark(const struct http_request *r, uint64_t *ret)
{
	const struct span last = http_header(r, "last-event-id");
	struct id id;

	if (last.at == NULL || !id_parse(&id, last))
		return false;
	*ret = id.mark;
	return true;
}

struct writing {
	struct arena *arena;
	const char *text;
};

static void
field_write(void *into, const char *name, const char *value)
{
	struct writing *w = into;

	w->text = arena_printf(w->arena, "%s%s: %s\r\n", w->text, name, value);
}

/* The head of the response, for a connection that has left the library. */
static const char *
head_text(const struct http_call *call)
{
	const struct http_answer *answer = &call->answer;
	struct writing w = {call->request.arena,
		"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
		"X-Accel-Buffering: no\r\nConnection: close\r\n"};
	http_common_fields(call, field_write, &w);
	for (size_t i = 0; i < answer->fields_n; i++)
		field_write(&w, answer->fields[i].name.at, answer->fields[i].value.at);
	return arena_printf(call->request.arena, "%s\r\n", w.text);
}

void
http_listener_init(struct http_listener *listener, struct http_call *call, bool has_head)
{
	const struct http_opening *opening = &call->answer.opening;
	struct http_streams *streams = call->server->streams;
	const size_t topics_size = opening->topics.n * sizeof *listener->topics;
	const char *head = has_head ? head_text(call) : "";
	char id[ID_MOST] = "";

	if (!call->resumes)
		(void)snprintf(id, sizeof id, "id: %llx-%llu-%llu\n\n",
			(unsigned long long)streams->run,
			(unsigned long long)(call->stream_now - 1),
			(unsigned long long)opening->mark);
	*listener = (struct http_listener){.topics = malloc(topics_size + 1),
		.topics_n = opening->topics.n,
		.mask = http_topics_mask(opening->topics.at, opening->topics.n),
		.owner = opening->owner,
		.born = call->stream_now,
		.cursor = call->stream_from,
		.heard_us = clock_steady_us()};
	const size_t size = strlen(head) + opening->catch_up.size + sizeof id + 32;
	listener->opening = malloc(size);
	if (listener->topics == NULL || listener->opening == NULL)
		abort();
	if (topics_size > 0)
		memcpy(listener->topics, opening->topics.at, topics_size);
	listener->opening_size = (size_t)snprintf(listener->opening, size, "%sretry: %d\n\n%.*s%s",
		head, RETRY_MS, SPAN_PRINT(opening->catch_up), id);
	struct http_address client;
	if (http_address_parse(&client, call->request.address))
		listener->house = http_address_house(client);
}

bool
http_listener_ends(
	const struct http_listener *listener, const struct http_event *event, uint64_t number)
{
	return event->is_ending && listener->owner != 0 && event->topics[0] == listener->owner &&
	       number >= listener->born;
}

/* ---- counting ---- */

/* One stream more of this address; false when it has all it may have. */
static bool
house_enter(struct http_streams *streams, const struct http_address *address, size_t most)
{
	struct http_house *house;

	HASH_FIND(hh, streams->houses, address, sizeof *address, house);
	if (house == NULL) {
		house = calloc(1, sizeof *house);
		if (house == NULL)
			abort();
		house->address = *address;
		HASH_ADD(hh, streams->houses, address, sizeof *address, house);
	}
	if (most > 0 && house->n >= most)
		return false;
	house->n++;
	return true;
}

static void
house_leave(struct http_streams *streams, const struct http_address *address)
{
	struct http_house *house;

	HASH_FIND(hh, streams->houses, address, sizeof *address, house);
	if (house == NULL || --house->n > 0)
		return;
	HASH_DEL(streams->houses, house);
	free(house);
}

void
http_listener_finish(struct http_streams *streams, struct http_listener *listener)
{
	pthread_mutex_lock(&streams->lock);
	house_leave(streams, &listener->house);
	pthread_mutex_unlock(&streams->lock);
	free(listener->topics);
	free(listener->opening);
	(void)atomic_fetch_sub(&streams->n, 1);
	http_count(streams->server->metrics, HTTP_METRIC_STREAMS, -1);
}

static bool
may_enter(struct http_call *call)
{
	struct http_streams *streams = call->server->streams;
	const struct http_settings *settings = &call->server->setup.settings;
	const bool is_counted = call->server->proxies.n == 0;
	struct http_address house = {{0}};
	bool may = atomic_load(&streams->n) < (size_t)settings->streams_n;

	if (!may)
		return false;
	if (http_address_parse(&house, call->request.address))
		house = http_address_house(house);
	pthread_mutex_lock(&streams->lock);
	may = house_enter(
		streams, &house, is_counted ? (size_t)settings->streams_per_address_n : 0);
	pthread_mutex_unlock(&streams->lock);
	if (!may)
		return false;
	(void)atomic_fetch_add(&streams->n, 1);
	http_count(call->server->metrics, HTTP_METRIC_STREAMS, 1);
	http_count(call->server->metrics, HTTP_METRIC_STREAMS_ALL, 1);
	return true;
}

enum http_taken
http_stream_take(struct http_call *call)
{
	struct http_server *server = call->server;
	struct http_request *r = &call->request;

	if (r->verb == HTTP_HEAD) {
		http_reply(r, 200, "text/event-stream", SPAN(""));
		return HTTP_REFUSED;
	}
	if (atomic_load(&server->is_stopping) || !may_enter(call)) {
		http_count(server->metrics, HTTP_METRIC_OVERLOADED, 1);
		(void)http_reply_problem(r, HTTP_PROBLEM_BUSY, NULL, "too many live streams");
		return HTTP_REFUSED;
	}
	call->answer.status = 200;
	if (server->is_tls)
		return http_guarded_take(call) ? HTTP_STAYED : HTTP_LEFT;
	(void)http_stream_leave(call);
	http_metrics_answer(server->metrics, r->route, 200, clock_steady_us() - call->began_us);
	return HTTP_LEFT;
}

/* ---- life ---- */

enum fault_code
http_streams_start(struct http_streams **ret, struct http_server *server, struct fault *f)
{
	const struct http_settings *settings = &server->setup.settings;
	struct http_streams *streams = calloc(1, sizeof *streams);

	if (streams == NULL)
		abort();
	*ret = streams;
	streams->server = server;
	if (getrandom(&streams->run, sizeof streams->run, 0) != sizeof streams->run)
		streams->run = (uint64_t)time(NULL);
	streams->run >>= 16;
	streams->ring = http_ring_new((size_t)settings->ring_n, (size_t)settings->ring_size);
	atomic_init(&streams->next, http_ring_next(streams->ring));
	(void)pthread_mutex_init(&streams->lock, NULL);
	streams->bell = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	streams->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (streams->bell < 0 || streams->epoll < 0)
		return fault_errno(f, "cannot make an eventfd for live streams");
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
	if (epoll_ctl(streams->epoll, EPOLL_CTL_ADD, streams->bell, &event) != 0)
		return fault_errno(f, "cannot wait for live streams");
	if (pthread_create(&streams->thread, NULL, http_streams_loop, streams) != 0)
		return fault_set(f, FAULT_BROKEN, "cannot start the thread of live streams");
	streams->has_thread = true;
	return FAULT_NONE;
}

void
http_streams_free(struct http_streams *streams)
{
	if (streams == NULL)
		return;
	if (streams->has_thread) {
		atomic_store_explicit(&streams->is_stopping, true, memory_order_release);
		http_streams_ring_bell(streams);
		(void)pthread_join(streams->thread, NULL);
	}
	if (streams->bell >= 0)
		close(streams->bell);
	if (streams->epoll >= 0)
		close(streams->epoll);
	http_ring_free(streams->ring);
	(void)pthread_mutex_destroy(&streams->lock);
	free(streams);
}
