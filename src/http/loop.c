/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The net thread. It waits on an epoll of its own over two things, the library's epoll and the
 * mailbox's bell, so that it never sleeps inside the library; takes all that was finished in one
 * go; lets the library run; and looks at the deadlines now and then.
 *
 * Stopping: listen no more, let requests that are worked on come to their answer, then send all
 * away. The library must have nothing suspended when it is stopped.
 */
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/inside.h"
#include "http/streams_inside.h"

#define CUT_ROUNDS 100

void
http_tell(struct http_server *server, const char *sentence)
{
	const int64_t now_us = clock_steady_us();

	if (server->setup.tell == NULL || now_us - server->told_us < 1000000)
		return;
	server->told_us = now_us;
	server->setup.tell(server->setup.context, sentence);
}

void
http_line_cut(struct http_line *line)
{
	if (line->is_cut)
		return;
	line->is_cut = true;
	(void)shutdown(line->socket, SHUT_RDWR);
	http_count(line->server->metrics, HTTP_METRIC_CUT, 1);
}

static void
deadlines_sweep(struct http_server *server, int64_t now_us)
{
	const struct http_settings *settings = &server->setup.settings;
	const int64_t most_us[] = {[HTTP_RESTING] = settings->idle_us,
		[HTTP_READING] = settings->request_us,
		[HTTP_SENDING] = settings->answer_us,
		[HTTP_WORKING] = INT64_MAX};

	if (now_us - server->swept_us < settings->sweep_us)
		return;
	server->swept_us = now_us;
	for (struct http_line *line = server->lines; line != NULL; line = line->next)
		if (now_us - line->since_us > most_us[line->phase])
			http_line_cut(line);
	http_guarded_sweep(server, now_us);
}

static int
wait_ms(struct http_server *server)
{
	const int64_t left_us =
		server->swept_us + server->setup.settings.sweep_us - clock_steady_us();
	const int64_t ms = left_us <= 0 ? 0 : left_us / 1000 + 1;
	MHD_UNSIGNED_LONG_LONG wire_ms;

	if (MHD_get_timeout(server->wire, &wire_ms) == MHD_YES && wire_ms < (uint64_t)ms)
		return (int)wire_ms;
	return (int)ms;
}

static void
finished_resume(struct http_call *call)
{
	while (call != NULL) {
		struct http_call *next = call->next;
		call->next = NULL;
		http_suspended_remove(call);
		call->stage = HTTP_STAGE_FINISHED;
		atomic_fetch_sub_explicit(&call->holders, 1, memory_order_acq_rel);
		MHD_resume_connection(call->wire);
		call = next;
	}
}

static void
turn(struct http_server *server)
{
	struct epoll_event events[2];
	const int n = epoll_wait(server->epoll, events, 2, wait_ms(server));
	uint64_t rung;

	for (int i = 0; i < n; i++)
		if (events[i].data.fd == server->mailbox->bell) {
			(void)!read(server->mailbox->bell, &rung, sizeof rung);
			finished_resume(http_mailbox_take(server->mailbox));
			http_guarded_wake(server);
		}
	(void)MHD_run(server->wire);
	deadlines_sweep(server, clock_steady_us());
}

static void
listening_end(struct http_server *server)
{
	const int s = MHD_quiesce_daemon(server->wire);

	if (s >= 0)
		close(s);
	server->socket = -1;
}

/* Requests that others still hold lose their connection; their holders free them. */
static void
rest_cut(struct http_server *server)
{
	struct http_call *late = http_mailbox_close(server->mailbox);

	server->is_cutting = true;
	finished_resume(late);
	for (struct http_call *call = server->held; call != NULL; call = call->next_held)
		MHD_resume_connection(call->wire);
	http_guarded_end(server);
	for (int i = 0; i < CUT_ROUNDS && (server->held != NULL || i < 2); i++)
		(void)MHD_run(server->wire);
	MHD_stop_daemon(server->wire);
	server->wire = NULL;
}

void *
http_loop(void *cls)
{
	struct http_server *server = cls;
	int64_t stop_us = INT64_MAX;

	server->swept_us = clock_steady_us();
	for (;;) {
		turn(server);
		if (!atomic_load_explicit(&server->is_stopping, memory_order_acquire))
			continue;
		if (stop_us == INT64_MAX) {
			listening_end(server);
			stop_us = clock_steady_us() + server->setup.settings.drain_us;
		}
		if (server->calls_n == http_guarded_n(server) || clock_steady_us() >= stop_us)
			break;
	}
	rest_cut(server);
	return NULL;
}
