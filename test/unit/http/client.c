/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Blocking sockets with a time limit.
 */
#include "client.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cmocka.h>

#define WAIT_S 10

static struct client_answer answer;
static char value[8192];

struct client *
client_new(int port)
{
	struct client *c = calloc(1, sizeof *c);
	const struct timeval wait = {.tv_sec = WAIT_S};
	const struct sockaddr_in to = {.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};

	assert_non_null(c);
	c->socket = socket(AF_INET, SOCK_STREAM, 0);
	(void)setsockopt(c->socket, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
	(void)setsockopt(c->socket, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
	assert_int_equal(connect(c->socket, (const struct sockaddr *)&to, sizeof to), 0);
	return c;
}

void
client_free(struct client *c)
{
	if (c != NULL)
		close(c->socket);
	free(c);
}

void
client_send_n(struct client *c, const void *bytes, size_t size)
{
	while (size > 0) {
		const ssize_t n = send(c->socket, bytes, size, MSG_NOSIGNAL);
		if (n <= 0)
			return; /* refused early: the answer tells */
		bytes = (const char *)bytes + n;
		size -= (size_t)n;
	}
}

void
client_send(struct client *c, const char *text)
{
	client_send_n(c, text, strlen(text));
}

/* False at the end, or when nothing came in time. */
static bool
receive(struct client *c)
{
	assert_true(c->size < sizeof c->in - 1);
	const ssize_t n = recv(c->socket, c->in + c->size, sizeof c->in - 1 - c->size, 0);

	if (n <= 0)
		return false;
	c->size += (size_t)n;
	c->in[c->size] = 0;
	return true;
}

static void
take(struct client *c, size_t size)
{
	memmove(c->in, c->in + size, c->size - size);
	c->size -= size;
	c->in[c->size] = 0;
}

const char *
client_field(const struct client_answer *from, const char *name)
{
	const size_t size = strlen(name);

	for (const char *line = from->head; line != NULL; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncasecmp(line, name, size) == 0 && strncmp(line + size, ": ", 2) == 0) {
			snprintf(value, sizeof value, "%.*s", (int)strcspn(line + size + 2, "\r"),
				line + size + 2);
			return value;
		}
	}
	return NULL;
}

const struct client_answer *
client_answer(struct client *c, bool has_body)
{
	const char *end;

	memset(&answer, 0, sizeof answer);
	while (c->size == 0 || (end = strstr(c->in, "\r\n\r\n")) == NULL)
		if (!receive(c))
			return &answer;
	const size_t head = (size_t)(end - c->in) + 4;
	assert_true(head < sizeof answer.head);
	memcpy(answer.head, c->in, head);
	take(c, head);
	answer.status = (int)strtol(answer.head + strlen("HTTP/1.1 "), NULL, 10);
	const char *length = client_field(&answer, "Content-Length");
	const size_t wanted = !has_body || length == NULL ? 0 : strtoul(length, NULL, 10);
	assert_true(wanted < sizeof answer.body);
	while (c->size < wanted)
		if (!receive(c)) {
			answer.is_cut = true;
			break;
		}
	answer.body_size = c->size < wanted ? c->size : wanted;
	memcpy(answer.body, c->in, answer.body_size);
	take(c, answer.body_size);
	return &answer;
}

const struct client_answer *
client_ask(struct client *c, const char *text)
{
	client_send(c, text);
	return client_answer(c, true);
}

const char *
client_until(struct client *c, const char *text)
{
	while (c->size == 0 || strstr(c->in, text) == NULL)
		if (!receive(c))
			return NULL;
	return c->in;
}

bool
client_is_closed(struct client *c)
{
	char byte;

	return c->size == 0 && recv(c->socket, &byte, 1, 0) <= 0;
}
