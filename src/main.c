/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wiring only: the process begins and ends here, and the command line gets its server. */
#include <signal.h>
#include <stdio.h>

#include "cli/cli.h"
#include "http/http.h"

static enum fault_code
server_open(void **ret, const struct cli_site *site, struct fault *f)
{
	const struct http_site setup = {.service = site->service,
		.store = site->store,
		.reader = site->reader,
		.listen = site->listen,
		.certificate = site->certificate,
		.key = site->key,
		.proxies = site->proxies,
		.base_url = site->base_url,
		.has_no_limits = site->has_no_limits,
		.log = site->log,
		.log_with = site->log_with};
	struct http *http = NULL;

	if (http_open(&http, &setup, f))
		return f->code;
	*ret = http;
	return FAULT_NONE;
}

static enum fault_code
server_start(void *server, struct fault *f)
{
	return http_start(server, f);
}

static const char *
server_url(const void *server)
{
	return http_url(server);
}

static void
server_stop(void *server)
{
	http_stop(server);
}

static void
server_close(void *server)
{
	http_close(server);
}

int
main(int argc, char **argv)
{
	static const struct cli_server server = {.open = server_open,
		.start = server_start,
		.url = server_url,
		.stop = server_stop,
		.close = server_close,
		.openapi = http_openapi};

	/* Whoever reads our answer may stop reading: then we stop too, quietly, whatever our parent
	 * set. */
	signal(SIGPIPE, SIG_DFL);
	return cli_run(argc, argv, &server, stdout, stderr);
}
