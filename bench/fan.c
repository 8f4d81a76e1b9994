/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Readers count bytes, and note when each event's last byte came.
 */
#include "fan.h"

#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "load.h"

#define EVENTS	   60
#define EVENT_MOST 4096

/* Readers of many sockets, in a thread of their own: count bytes, and note when each event's last
 * came. */
struct fan_readers {
	int sockets[FAN_STREAMS], epoll;
	size_t got[FAN_STREAMS], event_size;
	atomic_size_t bytes;
	atomic_int_fast64_t last_us;
	atomic_bool is_over;
	atomic_int_fast64_t sent_us; /* written before an event goes out */
	int64_t *delays;
	size_t delays_n;
};

static void *
read_all(void *cls)
{
	struct fan_readers *readers = cls;
	struct epoll_event woken[256];
	char in[65536];

	while (!atomic_load(&readers->is_over)) {
		const int n = epoll_wait(readers->epoll, woken, 256, 20);
		for (int i = 0; i < n; i++) {
			const size_t which = woken[i].data.u64;
			const ssize_t size =
				recv(readers->sockets[which], in, sizeof in, MSG_DONTWAIT);
			if (size <= 0)
				continue;
			const int64_t now_us = load_now_us();
			readers->got[which] += (size_t)size;
			if (readers->got[which] % readers->event_size == 0)
				readers->delays[readers->delays_n++] = now_us - readers->sent_us;
			atomic_store(&readers->last_us, now_us);
			atomic_fetch_add(&readers->bytes, (size_t)size);
		}
	}
	return NULL;
}

struct fan_readers *
fan_readers_new(size_t event_size)
{
	struct fan_readers *readers = calloc(1, sizeof *readers);

	if (readers == NULL)
		abort();
	readers->event_size = event_size;
	readers->delays = calloc(FAN_STREAMS * (EVENTS + 1), sizeof *readers->delays);
	readers->epoll = epoll_create1(EPOLL_CLOEXEC);
	return readers;
}

void
fan_reader_add(struct fan_readers *readers, size_t which, int socket)
{
	struct epoll_event event = {.events = EPOLLIN, .data.u64 = which};

	readers->sockets[which] = socket;
	(void)epoll_ctl(readers->epoll, EPOLL_CTL_ADD, socket, &event);
}

static int
by_value(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

struct fan
fan_measure(struct fan_readers *readers, void (*send_one)(void *), void *context)
{
	int64_t whole_us[EVENTS];
	pthread_t thread;

	if (pthread_create(&thread, NULL, read_all, readers) != 0)
		abort();
	for (size_t i = 0; i < EVENTS; i++) {
		const size_t wanted = (i + 1) * FAN_STREAMS * readers->event_size;
		readers->sent_us = load_now_us();
		send_one(context);
		while (atomic_load(&readers->bytes) < wanted)
			usleep(200);
		whole_us[i] = atomic_load(&readers->last_us) - readers->sent_us;
		usleep(2000);
	}
	atomic_store(&readers->is_over, true);
	(void)pthread_join(thread, NULL);
	qsort(whole_us, EVENTS, sizeof *whole_us, by_value);
	qsort(readers->delays, readers->delays_n, sizeof *readers->delays, by_value);
	const struct fan fan = {(double)whole_us[EVENTS / 2] / 1000,
		(double)readers->delays[readers->delays_n * 99 / 100] / 1000};
	for (size_t i = 0; i < FAN_STREAMS; i++)
		close(readers->sockets[i]);
	close(readers->epoll);
	free(readers->delays);
	free(readers);
	return fan;
}

int
fan_door(int *ret_port)
{
	struct sockaddr_in at = {
		.sin_family = AF_INET, .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
	socklen_t size = sizeof at;
	const int door = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (bind(door, (struct sockaddr *)&at, sizeof at) != 0 || listen(door, 1024) != 0 ||
		getsockname(door, (struct sockaddr *)&at, &size) != 0)
		abort();
	*ret_port = ntohs(at.sin_port);
	return door;
}

struct raw {
	int sockets[FAN_STREAMS];
	size_t size;
	char event[EVENT_MOST];
};

static void
send_one(void *cls)
{
	struct raw *raw = cls;

	for (size_t i = 0; i < FAN_STREAMS; i++)
		if (send(raw->sockets[i], raw->event, raw->size, MSG_NOSIGNAL) !=
			(ssize_t)raw->size)
			abort();
}

struct fan
fan_least(size_t event_size)
{
	struct fan_readers *readers = fan_readers_new(event_size);
	struct raw raw = {.size = event_size};
	int port;
	const int door = fan_door(&port);

	memset(raw.event, 'd', sizeof raw.event);
	for (size_t i = 0; i < FAN_STREAMS; i++) {
		fan_reader_add(readers, i, load_connect(port));
		raw.sockets[i] = accept(door, NULL, NULL);
	}
	const struct fan fan = fan_measure(readers, send_one, &raw);
	for (size_t i = 0; i < FAN_STREAMS; i++)
		close(raw.sockets[i]);
	close(door);
	return fan;
}
