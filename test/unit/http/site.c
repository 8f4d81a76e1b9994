/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A house with a server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "site.h"

#define READER 3

static const struct actor house = {.role = ROLE_HOUSE};

static const char *
kept(struct site *s, struct span text)
{
	return arena_text_n(s->home->a, text.at, text.size);
}

const char *
site_session(struct site *s, enum role role)
{
	const struct session_open in = {.staff = s->staff[role]};
	struct session_open_result out = {0};

	home_must(s->home, &house, COMMAND_session_open, &in, &out);
	s->shows[role] = arena_printf(s->home->a, "Cookie: cykl=%s\r\n", kept(s, out.session));
	return s->shows[role];
}

static void
staff_make(struct site *s, enum role role)
{
	const struct staff_add in = {.name = span_of(role_slug(role)),
		.title = span_of(role_slug(role)),
		.role = span_of(role_slug(role))};
	struct staff_add_result out = {0};

	home_must(s->home, &house, COMMAND_staff_add, &in, &out);
	s->staff[role] = out.staff;
	(void)site_session(s, role);
}

static void
device_make(struct site *s, enum role role, const char *cookie)
{
	const struct device_pair in = {.branch = s->branch,
		.kind = span_of(role_slug(role)),
		.title = span_of(role_slug(role))};
	struct device_pair_result out = {0};

	home_must(s->home, &house, COMMAND_device_pair, &in, &out);
	s->device = out.device;
	s->device_word[role] = kept(s, out.secret);
	s->shows[role] =
		arena_printf(s->home->a, "Cookie: %s=%s\r\n", cookie, s->device_word[role]);
}

static void
ticket_make(struct site *s)
{
	const struct day_open open = {.branch = s->branch};
	struct day_open_result opened;
	const struct ticket_take in = {.branch = s->branch, .services = {&s->service, 1}};
	struct ticket_take_result out = {0};

	(void)home_do(s->home, &house, COMMAND_day_open, &open, &opened); /* it may be open */
	home_must(s->home, &house, COMMAND_ticket_take, &in, &out);
	s->ticket = out.ticket;
	s->ticket_word = kept(s, out.secret);
	s->shows[ROLE_CUSTOMER] =
		arena_printf(s->home->a, "Authorization: Ticket %s\r\n", s->ticket_word);
}

/* What goes wrong on our side stands in the test's own log. */
static void
tell(void *with, const char *sentence)
{
	(void)with;
	fprintf(stderr, "the server: %s\n", sentence);
}

static void
server_start(struct site *s)
{
	const struct http_site site = {.service = s->home->service,
		.store = s->home->place->store,
		.reader = READER,
		.listen = "127.0.0.1:0",
		.has_no_limits = true,
		.log = tell};
	struct fault fault = {0};
	char sentence[1000];

	if (http_open(&s->http, &site, &fault) || service_start(s->home->service, &fault) ||
		http_start(s->http, &fault))
		fail_msg("%s", fault_sentence(&fault, sentence, sizeof(sentence)));
	s->port = http_server_port(s->http->server);
}

int
site_make(void **state)
{
	struct site *s = calloc(1, sizeof(*s));
	void *home = NULL;

	if (s == NULL || home_make(&home) != 0)
		return -1;
	s->home = home;
	home_load_shop(s->home);
	s->branch = home_branch(s->home, "square");
	s->other_branch = home_branch(s->home, "river");
	s->counter = home_counter(s->home, "square", "one");
	s->service = home_service(s->home, "mend");
	for (unsigned role = ROLE_AGENT; role <= ROLE_ADMINISTRATOR; role++)
		staff_make(s, (enum role)role);
	device_make(s, ROLE_POSTER, "cykl-visit");
	device_make(s, ROLE_KIOSK, "cykl-kiosk");
	device_make(s, ROLE_DISPLAY, "cykl-display");
	ticket_make(s);
	s->shows[ROLE_STRANGER] = "";
	home_settle(s->home);
	server_start(s);
	*state = s;
	return 0;
}

int
site_clear(void **state)
{
	struct site *s = *state;
	void *home = s->home;
	int code;

	client_free(s->client);
	http_stop(s->http);
	service_close(s->home->service);
	s->home->service = NULL;
	http_close(s->http);
	code = home_clear(&home);
	free(s);
	return code;
}

static const char *
request_text(
	struct site *s, const char *shows, const char *verb, const char *path, const char *body)
{
	if (body == NULL)
		return arena_printf(s->home->a, "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\n", verb,
			path, shows);
	return arena_printf(s->home->a,
		"%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%sContent-Type: application/json\r\n"
		"Content-Length: %zu\r\n\r\n%s",
		verb, path, shows, strlen(body), body);
}

const struct client_answer *
site_ask(struct site *s, const char *shows, const char *verb, const char *path, const char *body)
{
	client_free(s->client);
	s->client = client_new(s->port);
	return client_ask(s->client, request_text(s, shows, verb, path, body));
}

const struct client_answer *
site_ask_as(struct site *s, enum role role, const char *verb, const char *path, const char *body)
{
	return site_ask(
		s, arena_printf(s->home->a, "%sX-Cykl: 1\r\n", s->shows[role]), verb, path, body);
}

int
site_status(struct site *s, const char *shows, const char *verb, const char *path, const char *body)
{
	const char *head;

	client_free(s->client);
	s->client = client_new(s->port);
	client_send(s->client, request_text(s, shows, verb, path, body));
	head = client_until(s->client, "\r\n");
	if (head == NULL || strncmp(head, "HTTP/1.1 ", 9) != 0)
		return 0;
	return (int)strtol(head + 9, NULL, 10);
}

json_t *
site_json(struct site *s, const struct client_answer *answer)
{
	json_error_t error;
	json_t *json = json_loadb(answer->body, answer->body_size, 0, &error);

	(void)s;
	if (json == NULL)
		fail_msg(
			"no JSON (%d): %.*s", answer->status, (int)answer->body_size, answer->body);
	return json;
}

const char *
site_text(json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text != NULL ? text : "";
}
