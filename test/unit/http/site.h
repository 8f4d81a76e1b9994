/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A real house (../service/home.h) with a real server on the loopback, and somebody of each role to
 * ask it. Include after cmocka's headers.
 */
#pragma once

#include "../service/home.h"
#include "client.h"
#include "http/site.h"

struct site {
	struct home *home;
	struct http *http;
	int port;
	int64_t branch, other_branch, counter, service, staff[ROLE__COUNT], ticket, device;
	/* A head field that shows who asks, "" for a stranger: "Cookie: cykl=…\r\n". */
	const char *shows[ROLE__COUNT];
	const char *ticket_word, *device_word[ROLE__COUNT];
	struct client *client;
};

int site_make(void **state);
int site_clear(void **state);
#define SITE_TEST(test) cmocka_unit_test_setup_teardown(test, site_make, site_clear)

/* A new session for the staff of a role; what it shows is also in shows[]. */
const char *site_session(struct site *s, enum role role);

/* One request on a connection of its own; `shows` and more head fields, body NULL for none. The
 * answer is good until the next one. */
const struct client_answer *site_ask(
	struct site *s, const char *shows, const char *verb, const char *path, const char *body);
/* The same as somebody of a role, with X-Cykl. */
const struct client_answer *site_ask_as(
	struct site *s, enum role role, const char *verb, const char *path, const char *body);
/* The status line's number only, for answers that do not end. */
int site_status(
	struct site *s, const char *shows, const char *verb, const char *path, const char *body);

/* The answer's body as JSON, the caller's. */
json_t *site_json(struct site *s, const struct client_answer *answer);
const char *site_text(json_t *object, const char *name);
