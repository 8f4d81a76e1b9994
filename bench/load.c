/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Answers are cut by their Content-Length. Times go into a histogram whose steps are a fiftieth of
 * their value.
 */
#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define IN_SIZE	    65536
#define OUT_SIZE    16384
#define STEPS	    64 /* of each doubling */
#define DOUBLINGS   40
#define WOKEN	    256
#define ANSWER_LINE 9 /* "HTTP/1.1 " */

struct asker {
	int socket;
	bool is_waiting;
	int64_t asked_us;
	size_t size;
	char in[IN_SIZE];
};

struct load {
	const struct load_setup *setup;
	struct load_result result;
	struct asker *askers;
	int epoll;
	unsigned waiting_n;
	int64_t until_us;
	uint64_t asked_n;
	uint64_t times[DOUBLINGS * STEPS];
};

int64_t
load_now_us(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int
load_connect(int port)
{
	const struct sockaddr_in to = {.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
	const int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	if (s < 0 || connect(s, (const struct sockaddr *)&to, sizeof to) != 0) {
		perror("load: cannot reach the server");
		exit(2);
	}
	(void)setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	return s;
}

static size_t
step_of(int64_t us)
{
	const uint64_t n = (uint64_t)us;
	const unsigned doubling = n < STEPS ? 0 : 58 - (unsigned)__builtin_clzll(n);

	return n < STEPS ? (size_t)n : doubling * STEPS + (size_t)(n >> doubling);
}

static int64_t
step_us(size_t step)
{
	const size_t doubling = step < STEPS ? 0 : step / STEPS - 1;

	return step < STEPS ? (int64_t)step : (int64_t)(step % STEPS + STEPS) << doubling;
}

static int64_t
percentile_us(const struct load *load, double share)
{
	const double wanted = share * (double)load->result.answers_n;
	uint64_t n = 0;

	for (size_t i = 0; i < array_length(load->times); i++) {
		n += load->times[i];
		if (n > 0 && (double)n >= wanted)
			return step_us(i);
	}
	return 0;
}

/* Asks again, unless it is time to end. */
static void
ask(struct load *load, struct asker *asker)
{
	const struct load_setup *setup = load->setup;
	const int64_t now_us = load_now_us();
	char out[OUT_SIZE];

	if ((setup->requests_n > 0 && load->asked_n >= setup->requests_n) ||
		(setup->lasts_us > 0 && now_us >= load->until_us))
		return;
	const size_t size = setup->ask(
		setup->context, (unsigned)(asker - load->askers), load->asked_n++, out, sizeof out);
	asker->asked_us = now_us;
	if (send(asker->socket, out, size, MSG_NOSIGNAL) != (ssize_t)size) {
		load->result.broken_n++;
		return;
	}
	asker->is_waiting = true;
	load->waiting_n++;
}

/* The size of the whole answer, when its head is there; 0 otherwise. */
static size_t
answer_size(const struct asker *asker, struct span *ret_body)
{
	static const char field[] = "\r\nContent-Length: ";
	const char *end = memmem(asker->in, asker->size, "\r\n\r\n", 4), *length;

	if (end == NULL)
		return 0;
	const size_t head = (size_t)(end - asker->in) + 4;
	length = memmem(asker->in, head, field, sizeof field - 1);
	const size_t size = length == NULL ? 0 : strtoul(length + sizeof field - 1, NULL, 10);
	*ret_body = (struct span){asker->in + head, size};
	return head + size;
}

static void
answer_take(struct load *load, struct asker *asker)
{
	const struct load_setup *setup = load->setup;
	struct span body;
	const size_t size = answer_size(asker, &body);

	if (size == 0 || size > asker->size)
		return;
	const int status = (int)strtol(asker->in + ANSWER_LINE, NULL, 10);
	const int64_t us = load_now_us() - asker->asked_us;
	const bool is_right = setup->is_right == NULL
				      ? status / 100 == 2
				      : setup->is_right(setup->context,
						(unsigned)(asker - load->askers), status, body);
	load->result.answers_n++;
	load->result.wrong_n += !is_right;
	load->times[step_of(us)]++;
	if (us > load->result.most_us)
		load->result.most_us = us;
	memmove(asker->in, asker->in + size, asker->size - size);
	asker->size -= size;
	asker->is_waiting = false;
	load->waiting_n--;
	ask(load, asker);
}

static void
receive(struct load *load, struct asker *asker)
{
	const ssize_t n = recv(asker->socket, asker->in + asker->size,
		sizeof asker->in - 1 - asker->size, MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		if (asker->is_waiting) {
			load->result.broken_n++;
			load->waiting_n--;
			asker->is_waiting = false;
		}
		(void)epoll_ctl(load->epoll, EPOLL_CTL_DEL, asker->socket, NULL);
		return;
	}
	asker->size += (size_t)n;
	asker->in[asker->size] = 0;
	answer_take(load, asker);
}

void
load_run(const struct load_setup *setup, struct load_result *ret)
{
	struct load *load = calloc(1, sizeof *load);

	if (load == NULL)
		abort();
	load->setup = setup;
	load->askers = calloc(setup->clients_n, sizeof *load->askers);
	load->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (load->askers == NULL || load->epoll < 0)
		abort();
	for (unsigned i = 0; i < setup->clients_n; i++) {
		struct epoll_event event = {.events = EPOLLIN, .data.ptr = &load->askers[i]};
		load->askers[i].socket = load_connect(setup->port);
		(void)epoll_ctl(load->epoll, EPOLL_CTL_ADD, load->askers[i].socket, &event);
	}
	const int64_t begin_us = load_now_us();
	load->until_us = begin_us + setup->lasts_us;
	for (unsigned i = 0; i < setup->clients_n; i++)
		ask(load, &load->askers[i]);
	while (load->waiting_n > 0) {
		struct epoll_event woken[WOKEN];
		const int n = epoll_wait(load->epoll, woken, WOKEN, 10000);
		if (n == 0)
			break; /* the server hangs: what waits is broken */
		for (int i = 0; i < n; i++)
			receive(load, woken[i].data.ptr);
	}
	load->result.broken_n += load->waiting_n;
	load->result.seconds = (double)(load_now_us() - begin_us) / 1e6;
	load->result.p50_us = percentile_us(load, 0.5);
	load->result.p90_us = percentile_us(load, 0.9);
	load->result.p99_us = percentile_us(load, 0.99);
	*ret = load->result;
	for (unsigned i = 0; i < setup->clients_n; i++)
		close(load->askers[i].socket);
	close(load->epoll);
	free(load->askers);
	free(load);
}
