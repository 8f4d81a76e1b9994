/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One event to many sockets: how long until the last reader has it. The readers are a thread of
 * their own; what sends is given, so that two ways of sending are measured by the same readers.
 */
#pragma once

#include <stddef.h>

#define FAN_STREAMS 1000

struct fan {
	double ms;     /* median from sending to the last reader */
	double p99_ms; /* of all deliveries */
};

struct fan_readers;

/* Each event is so many bytes on the wire. */
struct fan_readers *fan_readers_new(size_t event_size);
/* which: 0 … FAN_STREAMS - 1, each once. Takes the socket. */
void fan_reader_add(struct fan_readers *readers, size_t which, int socket);
/* Sends events, each when all have had the one before. Frees the readers. */
struct fan fan_measure(struct fan_readers *readers, void (*send_one)(void *), void *context);
/* The least that can be done: the same bytes to as many sockets, one send() each. */
struct fan fan_least(size_t event_size);
/* A socket that listens on a port of the loopback. */
int fan_door(int *ret_port);
