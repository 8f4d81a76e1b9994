/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How quick the HTTP engine is by itself: a constant answer, one that another thread gives, an
 *event to a thousand live streams against a bare send() to as many sockets, and the memory of ten
 *thousand idle streams, whose clients are another process. Ratios count, times are this machine's.
 *
 *	build/bench/bench_http
 */
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "http/metrics.h"
#include "http/router.h"
#include "http/server.h"
#include "http/streams.h"
#include "fan.h"
#include "load.h"

#define ROUND_US    1000000
#define IDLE	    10000
#define EVENT_SIZE  400 /* bytes of data: a ticket's state */
#define HELD_MOST   1024
#define OPENING_END "\n\nid: "

struct bench {
	struct http_server *server;
	int port;
	pthread_mutex_t lock;
	pthread_cond_t came;
	struct http_request *held[HELD_MOST];
	size_t held_n;
	bool is_over;
};

static void
check(enum fault_code code, const struct fault *f)
{
	if (code == FAULT_NONE)
		return;
	fault_print(f, stderr);
	exit(2);
}

/* ---- the server ---- */

static enum fault_code
constant(struct http_request *r, void *context, struct fault *f)
{
	(void)context, (void)f;
	http_reply(r, 200, "application/json", SPAN("{\"answer\":\"always the same\"}"));
	return FAULT_NONE;
}

static enum fault_code
handed(struct http_request *r, void *context, struct fault *f)
{
	struct bench *b = context;

	(void)f;
	http_suspend(r);
	pthread_mutex_lock(&b->lock);
	b->held[b->held_n++] = r;
	if (b->held_n == 1)
		pthread_cond_signal(&b->came);
	pthread_mutex_unlock(&b->lock);
	return FAULT_NONE;
}

static void *
other_thread(void *cls)
{
	struct bench *b = cls;
	struct http_request *mine[HELD_MOST];

	for (;;) {
		pthread_mutex_lock(&b->lock);
		while (b->held_n == 0 && !b->is_over)
			pthread_cond_wait(&b->came, &b->lock);
		const size_t n = b->held_n;
		memcpy(mine, b->held, n * sizeof *mine);
		b->held_n = 0;
		pthread_mutex_unlock(&b->lock);
		if (n == 0)
			return NULL;
		for (size_t i = 0; i < n; i++) {
			http_reply(
				mine[i], 200, "application/json", SPAN("{\"answer\":\"handed\"}"));
			http_finish(mine[i]);
		}
	}
}

static enum fault_code
stream(struct http_request *r, void *context, struct fault *f)
{
	const uint64_t topic = 1;
	const struct http_opening opening = {.topics = {&topic, 1}};

	(void)context, (void)f;
	http_stream(r, &opening);
	return FAULT_NONE;
}

static const struct http_route routes[] = {
	{HTTP_GET, "/constant", constant, 0, "the same for all"},
	{HTTP_GET, "/handed", handed, 0, "by another thread"},
	{HTTP_GET, "/stream", stream, 0, "lives"},
};

/* ---- the least that can be done ---- */

/* A loop over epoll that takes whatever comes for a request and sends the same bytes as the engine.
 */
struct bare {
	int door, epoll, port;
	atomic_bool is_over;
	size_t size;
	char answer[4096];
};

static void
bare_turn(struct bare *bare, int s)
{
	char in[4096];

	if (s == bare->door) {
		struct epoll_event event = {.events = EPOLLIN,
			.data.fd = accept4(bare->door, NULL, NULL, SOCK_NONBLOCK)};
		(void)epoll_ctl(bare->epoll, EPOLL_CTL_ADD, event.data.fd, &event);
	} else if (recv(s, in, sizeof in, 0) <= 0) {
		close(s);
	} else {
		(void)!send(s, bare->answer, bare->size, MSG_NOSIGNAL);
	}
}

static void *
bare_serve(void *cls)
{
	struct bare *bare = cls;
	struct epoll_event woken[256];

	while (!atomic_load(&bare->is_over)) {
		const int n = epoll_wait(bare->epoll, woken, 256, 50);
		for (int i = 0; i < n; i++)
			bare_turn(bare, woken[i].data.fd);
	}
	return NULL;
}

/* ---- answers ---- */

static size_t
ask(void *context, unsigned client, uint64_t number, char *into, size_t room)
{
	(void)client, (void)number;
	return (size_t)snprintf(into, room,
		"GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n"
		"User-Agent: bench\r\nCookie: session=0123456789abcdef0123456789abcdef\r\n\r\n",
		(const char *)context);
}

/* Processor time of the whole program but of the thread that asks: the clients run in that one. */
static double
servers_us(void)
{
	struct rusage all, own;

	(void)getrusage(RUSAGE_SELF, &all);
	(void)getrusage(RUSAGE_THREAD, &own);
	return (double)(all.ru_utime.tv_sec + all.ru_stime.tv_sec - own.ru_utime.tv_sec -
			own.ru_stime.tv_sec) *
		       1e6 +
	       (double)(all.ru_utime.tv_usec + all.ru_stime.tv_usec - own.ru_utime.tv_usec -
			own.ru_stime.tv_usec);
}

/* Prints what was reached and returns the processor time of an answer, which neighbours on the
 * machine disturb less than the clock's. */
static double
answers_measure(int port, const char *path, unsigned clients_n, const char *whose)
{
	struct load_setup setup = {.port = port,
		.clients_n = clients_n,
		.lasts_us = ROUND_US,
		.context = (void *)(uintptr_t)path,
		.ask = ask};
	struct load_result result;
	const double before_us = servers_us();

	load_run(&setup, &result);
	const double each_us = (servers_us() - before_us) / (double)result.answers_n;
	printf("%-10s %-8s %4u clients %9.0f a second %5.1f us of processor   p50 %6lld us  p99 "
	       "%6lld "
	       "us%s\n",
		path + 1, whose, clients_n, (double)result.answers_n / result.seconds, each_us,
		(long long)result.p50_us, (long long)result.p99_us,
		result.wrong_n + result.broken_n > 0 ? "  SOME WERE WRONG" : "");
	return each_us;
}

/* The engine's own bytes, for the bare loop to send. */
static void
answer_copy(const struct bench *b, struct bare *bare)
{
	const int s = load_connect(b->port);
	char text[1000];
	const size_t size = ask((void *)(uintptr_t) "/constant", 0, 0, text, sizeof text);

	if (send(s, text, size, MSG_NOSIGNAL) != (ssize_t)size)
		abort();
	const ssize_t n = recv(s, bare->answer, sizeof bare->answer, 0);
	if (n <= 0)
		abort();
	bare->size = (size_t)n;
	close(s);
}

/* Side by side, three times, as neighbours on the machine come and go. */
static void
constant_compare(const struct bench *b)
{
	struct bare bare = {.epoll = epoll_create1(EPOLL_CLOEXEC)};
	pthread_t thread;

	bare.door = fan_door(&bare.port);
	struct epoll_event event = {.events = EPOLLIN, .data.fd = bare.door};
	(void)epoll_ctl(bare.epoll, EPOLL_CTL_ADD, bare.door, &event);
	answer_copy(b, &bare);
	if (pthread_create(&thread, NULL, bare_serve, &bare) != 0)
		abort();
	for (int round = 0; round < 3; round++) {
		const double least = answers_measure(bare.port, "/constant", 64, "a loop"),
			     ours = answers_measure(b->port, "/constant", 64, "ours");
		printf("%34s %.2f × the loop's processor time\n", "", ours / least);
	}
	atomic_store(&bare.is_over, true);
	(void)pthread_join(thread, NULL);
	close(bare.door);
	close(bare.epoll);
}

/* ---- streams ---- */

static void
publish_one(void *cls)
{
	struct bench *b = cls;
	const uint64_t topic = 1;
	struct fault fault = {0};
	char data[EVENT_SIZE];

	memset(data, 'd', sizeof data);
	check(http_publish(http_server_streams(b->server), (struct http_topics){&topic, 1},
		      "ticket", (struct span){data, sizeof data}, 1000000, &fault),
		&fault);
}

static int
stream_open(int port)
{
	static const char text[] = "GET /stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
	const int s = load_connect(port);
	char in[4096];
	size_t size = 0;

	if (send(s, text, sizeof text - 1, MSG_NOSIGNAL) != sizeof text - 1)
		abort();
	do {
		const ssize_t n = recv(s, in + size, sizeof in - 1 - size, 0);
		if (n <= 0) {
			fprintf(stderr, "bench: a stream was not opened\n");
			exit(2);
		}
		size += (size_t)n;
		in[size] = 0;
	} while (strstr(in, OPENING_END) == NULL);
	return s;
}

static struct fan
ours_measure(struct bench *b, size_t event_size)
{
	struct fan_readers *readers = fan_readers_new(event_size);

	for (size_t i = 0; i < FAN_STREAMS; i++)
		fan_reader_add(readers, i, stream_open(b->port));
	return fan_measure(readers, publish_one, b);
}

/* How many bytes an event is on the wire; the number in its id keeps its width. */
static size_t
event_size_find(struct bench *b)
{
	const int s = stream_open(b->port);
	char in[4096];

	for (int i = 0; i < 1000; i++)
		publish_one(b);
	size_t size = 0;
	for (size_t all = 0; all < 1000 * (size_t)EVENT_SIZE;) {
		const ssize_t n = recv(s, in, sizeof in, 0);
		if (n <= 0)
			abort();
		all += (size_t)n;
	}
	while (recv(s, in, sizeof in, MSG_DONTWAIT) > 0)
		;
	publish_one(b);
	usleep(50000);
	size = (size_t)recv(s, in, sizeof in, 0);
	close(s);
	return size;
}

static void
streams_measure(struct bench *b)
{
	const size_t event_size = event_size_find(b);

	for (int round = 0; round < 3; round++) {
		const struct fan raw = fan_least(event_size), ours = ours_measure(b, event_size);

		printf("one event to %d streams   ours %6.2f ms (p99 %6.2f ms)   send() %6.2f ms "
		       "(p99 %6.2f ms)   %.2f ×\n",
			FAN_STREAMS, ours.ms, ours.p99_ms, raw.ms, raw.p99_ms, ours.ms / raw.ms);
	}
}

/* ---- memory ---- */

static double
resident_mb(void)
{
	long pages = 0;
	FILE *in = fopen("/proc/self/statm", "r");

	if (in == NULL || fscanf(in, "%*d %ld", &pages) != 1)
		pages = 0;
	if (in != NULL)
		fclose(in);
	return (double)pages * (double)sysconf(_SC_PAGESIZE) / 1e6;
}

/* In another process: opens streams, says so, waits to be told to end. */
static void
idle_clients(int port, int streams_n, int says, int hears)
{
	char byte = 0;

	for (int i = 0; i < streams_n; i++)
		(void)stream_open(port);
	if (write(says, &byte, 1) == 1)
		(void)!read(hears, &byte, 1);
	_exit(0);
}

static void
memory_measure(struct bench *b)
{
	int up[2], down[2], status;
	struct rlimit files;
	char byte = 0;

	(void)getrlimit(RLIMIT_NOFILE, &files);
	const int streams_n = files.rlim_max < IDLE + 200 ? (int)files.rlim_max - 200 : IDLE;
	if (streams_n < IDLE)
		printf("the system allows only %d open files: fewer streams\n",
			(int)files.rlim_max);
	if (pipe(up) != 0 || pipe(down) != 0)
		abort();
	const double before = resident_mb();
	(void)fflush(stdout);
	const pid_t child = fork();
	if (child == 0)
		idle_clients(b->port, streams_n, up[1], down[0]);
	close(up[1]);
	if (read(up[0], &byte, 1) != 1) {
		fprintf(stderr, "bench: the clients' process ended\n");
		exit(2);
	}
	const double with = resident_mb();
	printf("%zu idle streams   %.1f MB more than before (%.0f bytes each), %.1f MB in all\n",
		http_streams_n(http_server_streams(b->server)), with - before,
		(with - before) * 1e6 / streams_n, with);
	(void)answers_measure(b->port, "/constant", 64, "ours");
	(void)answers_measure(b->port, "/handed", 64, "ours");
	(void)!write(down[1], &byte, 1);
	(void)waitpid(child, &status, 0);
}

int
main(void)
{
	static const unsigned clients[] = {1, 8, 64, 128, 256};
	struct arena *a = arena_new(ARENA_UNLIMITED);
	struct bench b = {.lock = PTHREAD_MUTEX_INITIALIZER, .came = PTHREAD_COND_INITIALIZER};
	struct http_setup setup = {.listen = "127.0.0.1:0", .context = &b};
	struct http_router *router;
	struct fault fault = {0};
	pthread_t thread;

	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	check(http_router_new(&router, routes, array_length(routes), a, &fault), &fault);
	http_settings_init(&setup.settings);
	setup.settings.rate_n = 0;
	setup.settings.connections_n = 2000;
	setup.settings.connections_per_address_n = 0;
	setup.settings.streams_per_address_n = 0;
	setup.router = router;
	check(http_server_start(&b.server, &setup, &fault), &fault);
	b.port = http_server_port(b.server);
	if (pthread_create(&thread, NULL, other_thread, &b) != 0)
		abort();
	for (size_t i = 0; i < array_length(clients); i++)
		(void)answers_measure(b.port, "/constant", clients[i], "ours");
	for (size_t i = 0; i < array_length(clients); i++)
		(void)answers_measure(b.port, "/handed", clients[i], "ours");
	constant_compare(&b);
	streams_measure(&b);
	memory_measure(&b);
	pthread_mutex_lock(&b.lock);
	b.is_over = true;
	pthread_cond_signal(&b.came);
	pthread_mutex_unlock(&b.lock);
	(void)pthread_join(thread, NULL);
	http_server_stop(b.server);
	arena_free(a);
	return 0;
}
