/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A client that sends exactly the bytes it is told, for tests of a real server on the loopback.
 * Every wait ends after some seconds, and then the test fails.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct client {
	int socket;
	char in[1 << 20];
	size_t size; /* received and not yet taken */
};

struct client_answer {
	int status; /* 0: the connection was closed before there was one */
	char head[8192];
	char body[1 << 20];
	size_t body_size;
	bool is_cut; /* the connection ended within it */
};

/* Fails the test when it does not connect. */
struct client *client_new(int port);
void client_free(struct client *c);
void client_send(struct client *c, const char *text);
void client_send_n(struct client *c, const void *bytes, size_t size);
/* The next answer; `has_body` false after HEAD. The pointer is good until the next call of any
 * client. */
const struct client_answer *client_answer(struct client *c, bool has_body);
/* Sends and gives the answer. */
const struct client_answer *client_ask(struct client *c, const char *text);
/* The value of a header field of an answer, or NULL; good until the next call. */
const char *client_field(const struct client_answer *answer, const char *name);
/* Reads until the received text holds this; gives all of it, NUL-terminated. NULL when it ended
 * before. */
const char *client_until(struct client *c, const char *text);
/* True when the server closes the connection without another byte. */
bool client_is_closed(struct client *c);
