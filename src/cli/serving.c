/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. Signals are taken by a descriptor, so that no handler runs anywhere. */
#include "cli/serving.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define READER_SERVER 1 /* 0 is the service's own follower */

/* clang-format off */
const struct option serving_options[SERVING_OPTIONS_N] = {
	OPTION(TEXT, serving_options, listen, "--listen", "ADDRESS:PORT",
		"Where to listen: 127.0.0.1:8080 when left out; port 0 for any free one, [::]:8080 for every address"),
	OPTION(TEXT, serving_options, certificate, "--tls-certificate", "FILE", "Speak TLS with this certificate (PEM, with its chain)"),
	OPTION(TEXT, serving_options, key, "--tls-key", "FILE", "The certificate's key (PEM)"),
	OPTION(TEXT, serving_options, proxies, "--proxy", "ADDRESS,…",
		"Addresses of proxies in front, whose word about the client counts: 127.0.0.1, 10.0.0.0/8"),
	OPTION(TEXT, serving_options, base_url, "--base-url", "URL", "What the world calls this server: https://queue.example"),
	OPTION(FLAG, serving_options, has_no_limits, "--no-limits", NULL, "Let one address ask as often as it likes: to measure"),
};
/* clang-format on */

static void
log_sentence(void *with, const char *sentence)
{
	fprintf(with, "cykl: %s\n", sentence);
}

static void
log_fault(void *with, const struct fault *fault)
{
	fault_print(fault, with);
}

/* From here on SIGINT and SIGTERM wait to be read, in every thread that is made. */
static enum fault_code
signals_take(struct serving *s, struct fault *f)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	s->signals = signalfd(-1, &set, SFD_CLOEXEC);
	return s->signals >= 0 ? FAULT_NONE : fault_errno(f, "waiting for signals");
}

enum fault_code
serving_open(struct serving *s, struct request *request, const struct serving_options *options,
	const char *address, bool may_create, struct fault *f)
{
	return serving_open_at(s, request, options, address, may_create, NULL, NULL, f);
}

enum fault_code
serving_open_at(struct serving *s, struct request *request, const struct serving_options *options,
	const char *address, bool may_create, int64_t (*now_us)(void *clock), void *clock,
	struct fault *f)
{
	struct service_setup setup = {
		.now_us = now_us, .clock = clock, .log = log_fault, .log_with = request->err};
	struct cli_site site = {
		.reader = READER_SERVER,
		.listen = options->listen != NULL ? options->listen : "127.0.0.1:8080",
		.certificate = options->certificate,
		.key = options->key,
		.proxies = options->proxies,
		.base_url = options->base_url,
		.has_no_limits = options->has_no_limits,
		.log = log_sentence,
		.log_with = request->err,
	};

	if (request->server == NULL)
		return fault_set(f, FAULT_NOT_FOUND, "this program has no server");
	*s = (struct serving){.server = request->server, .err = request->err};
	if (signals_take(s, f) || keeping_open(&s->store, address, KEEPING_READERS, may_create, f))
		return f->code;
	setup.store = s->store;
	if (service_open(&s->service, &setup, f))
		return f->code;
	site.service = s->service;
	site.store = s->store;
	return s->server->open(&s->http, &site, f);
}

enum fault_code
serving_start(struct serving *s, struct fault *f)
{
	if (service_start(s->service, f) || s->server->start(s->http, f))
		return f->code;
	s->is_started = true;
	return FAULT_NONE;
}

const char *
serving_url(const struct serving *s)
{
	return s->server->url(s->http);
}

bool
serving_is_over(struct serving *s, int wait_ms)
{
	struct pollfd wait = {.fd = s->signals, .events = POLLIN};

	return poll(&wait, 1, wait_ms) > 0;
}

void
serving_guard(struct serving *s)
{
	if (s->is_started)
		s->server->stop(s->http);
	service_close(s->service);
	if (s->http != NULL)
		s->server->close(s->http);
	store_close(s->store);
	if (s->signals > 0)
		close(s->signals);
	*s = (struct serving){0};
}

/* ---- The first administrator ---- */

static const struct actor house = {.role = ROLE_HOUSE};

/* Of the staff: an administrator who can sign in, else one who was invited and never came. */
static bool
administrator_find(json_t *people, int64_t *ret_invited)
{
	json_t *person;
	size_t i;

	*ret_invited = 0;
	json_array_foreach(json_object_get(people, "staff"), i, person)
	{
		const char *role = json_string_value(json_object_get(person, "role"));
		if (role == NULL || strcmp(role, "administrator") != 0)
			continue;
		if (!json_is_true(json_object_get(person, "is_invited")) ||
			json_is_integer(json_object_get(person, "seen_us")))
			return true;
		*ret_invited = json_integer_value(json_object_get(person, "staff"));
	}
	return false;
}

static enum fault_code
invite(struct serving *s, int64_t invited, struct span *ret, struct arena *a, struct fault *f)
{
	struct staff_add add = {.name = SPAN("administrator"),
		.title = SPAN("Administrator"),
		.role = SPAN("administrator")};
	struct staff_add_result added = {0};
	struct staff_invite again = {.staff = invited};
	struct staff_invite_result sent = {0};

	if (invited != 0) {
		if (service_do(s->service, &house, COMMAND_staff_invite, &again, &sent, a, f))
			return f->code;
		*ret = sent.invitation;
		return FAULT_NONE;
	}
	if (service_do(s->service, &house, COMMAND_staff_add, &add, &added, a, f))
		return f->code;
	*ret = added.invitation;
	return FAULT_NONE;
}

enum fault_code
serving_first_link(struct serving *s, struct serving_link *ret, struct arena *a, struct fault *f)
{
	const struct people_view *all = arena_alloc(a, sizeof(*all));
	json_t *people = NULL;
	int64_t invited;
	struct span word = {0};
	bool has_one;

	if (service_view(s->service, SERVING_READER_OWN, &house, VIEW_people, all, &people, f))
		return fault_note(f, "looking for an administrator");
	has_one = administrator_find(people, &invited);
	json_decref(people);
	*ret = (struct serving_link){.is_newer = invited != 0};
	if (has_one)
		return FAULT_NONE;
	if (invite(s, invited, &word, a, f))
		return fault_note(f, "inviting the first administrator");
	ret->url = arena_printf(a, "%s/setup#%.*s", serving_url(s), SPAN_PRINT(word));
	return FAULT_NONE;
}
