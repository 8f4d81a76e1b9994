/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A server is built from the outside in – settings, addresses, socket, library, threads – and taken
 * down the other way, also when only half of it was built.
 */
#include "http/server.h"

#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include "http/inside.h"
#include "http/streams_inside.h"

#define FILES_APART 128 /* descriptors for what is not a connection */
#define SECOND_US   1000000

static void
server_free(struct http_server *server)
{
	if (server->wire != NULL)
		MHD_stop_daemon(server->wire);
	if (server->socket >= 0)
		close(server->socket);
	if (server->epoll >= 0)
		close(server->epoll);
	http_streams_free(server->streams);
	while (server->spare != NULL) {
		struct http_call *next = server->spare->next;
		http_call_drop(server->spare);
		server->spare = next;
	}
	if (server->mailbox != NULL)
		http_mailbox_drop(server->mailbox);
	http_rates_free(server->rates);
	http_metrics_free(server->metrics);
	arena_free(server->arena);
	free(server);
}

/* Each connection is a descriptor: as many as the system allows, and no more connections than that.
 */
static enum fault_code
files_provide(struct http_settings *settings, struct fault *f)
{
	const int64_t wanted = settings->connections_n + settings->streams_n + FILES_APART;
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) != 0)
		return fault_errno(f, "cannot ask for the limit of open files");
	if (files.rlim_cur < (rlim_t)wanted) {
		files.rlim_cur = files.rlim_max < (rlim_t)wanted ? files.rlim_max : (rlim_t)wanted;
		(void)setrlimit(RLIMIT_NOFILE, &files);
	}
	if (files.rlim_cur >= (rlim_t)wanted)
		return FAULT_NONE;
	const int64_t left = (int64_t)files.rlim_cur - FILES_APART;
	if (left < 16)
		return fault_set(f, FAULT_BROKEN,
			"the system allows only %lld open files; see ulimit -n",
			(long long)files.rlim_cur);
	settings->streams_n = settings->streams_n * left / (wanted - FILES_APART);
	settings->connections_n = left - settings->streams_n;
	return FAULT_NONE;
}

static enum fault_code
poll_add(struct http_server *server, int descriptor, struct fault *f)
{
	struct epoll_event event = {.events = EPOLLIN, .data.fd = descriptor};

	if (epoll_ctl(server->epoll, EPOLL_CTL_ADD, descriptor, &event) != 0)
		return fault_errno(f, "cannot wait for a descriptor");
	return FAULT_NONE;
}

static enum fault_code
poll_start(struct http_server *server, struct fault *f)
{
	enum fault_code code;

	server->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (server->epoll < 0)
		return fault_errno(f, "cannot make an epoll");
	server->mailbox = http_mailbox_new(f);
	if (server->mailbox == NULL)
		return f->code;
	code = poll_add(server, server->mailbox->bell, f);
	if (code == FAULT_NONE)
		code = http_wire_start(server, f);
	if (code == FAULT_NONE)
		code = poll_add(server,
			MHD_get_daemon_info(server->wire, MHD_DAEMON_INFO_EPOLL_FD)->listen_fd, f);
	return code;
}

static enum fault_code
parts_start(struct http_server *server, struct fault *f)
{
	struct http_setup *setup = &server->setup;
	const struct http_settings *settings = &setup->settings;
	enum fault_code code = http_settings_check(settings, f);

	server->is_tls = setup->certificate != NULL || setup->key != NULL;
	if (code == FAULT_NONE && server->is_tls &&
		(setup->certificate == NULL || setup->key == NULL))
		code = fault_set(f, FAULT_BAD_INPUT,
			"a certificate needs its key, and a key its certificate");
	if (code == FAULT_NONE)
		code = files_provide(&setup->settings, f);
	if (code == FAULT_NONE)
		code = http_networks_parse(&server->proxies, setup->proxies, f);
	if (code == FAULT_NONE)
		code = http_listen(&server->socket, &server->port, setup->listen, f);
	if (code != FAULT_NONE)
		return code;
	server->metrics = http_metrics_new(setup->router);
	if (settings->rate_n > 0)
		server->rates = http_rates_new(settings->rate_n, SECOND_US, settings->rate_burst_n);
	code = poll_start(server, f);
	if (code == FAULT_NONE)
		code = http_streams_start(&server->streams, server, f);
	return code;
}

/* "http://HOST:PORT", as somebody on this machine can open it. */
static const char *
url_of(const struct http_server *server)
{
	const char *listen = server->setup.listen, *colon = strrchr(listen, ':');
	const int size = (int)(colon - listen);

	return arena_printf(server->arena, "%s://%.*s:%d", server->is_tls ? "https" : "http",
		size > 0 ? size : 9, size > 0 ? listen : "localhost", server->port);
}

enum fault_code
http_server_start(struct http_server **ret, const struct http_setup *setup, struct fault *f)
{
	struct http_server *server = calloc(1, sizeof *server);
	enum fault_code code;

	if (server == NULL)
		abort();
	server->setup = *setup;
	server->socket = server->epoll = -1;
	server->arena = arena_new(ARENA_UNLIMITED);
	code = parts_start(server, f);
	if (code == FAULT_NONE) {
		server->url = url_of(server);
		if (pthread_create(&server->thread, NULL, http_loop, server) != 0)
			code = fault_set(f, FAULT_BROKEN, "cannot start the net thread");
	}
	if (code != FAULT_NONE) {
		server_free(server);
		return fault_note(f, "starting the HTTP server");
	}
	*ret = server;
	return FAULT_NONE;
}

const char *
http_server_url(const struct http_server *server)
{
	return server->url;
}

int
http_server_port(const struct http_server *server)
{
	return server->port;
}

struct http_streams *
http_server_streams(struct http_server *server)
{
	return server->streams;
}

struct http_metrics *
http_server_metrics(struct http_server *server)
{
	return server->metrics;
}

void
http_server_stop(struct http_server *server)
{
	if (server == NULL)
		return;
	atomic_store_explicit(&server->is_stopping, true, memory_order_release);
	(void)!write(server->mailbox->bell, &(uint64_t){1}, sizeof(uint64_t));
	(void)pthread_join(server->thread, NULL);
	server_free(server);
}
