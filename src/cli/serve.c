/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cykl serve: the service and its pages over HTTP, until SIGINT or SIGTERM. */
#include "cli/serving.h"

struct serve_choices {
	struct serving_options serving;
};

static const struct option_table tables[] = {
	SERVING_TABLE(serve_choices, serving),
};

static void
say(struct request *request, const struct serving *serving, const struct serving_link *link)
{
	fprintf(request->out, "Cykl serves %s at %s\n", store_name(serving->store),
		serving_url(serving));
	if (link->url != NULL)
		fprintf(request->out,
			"There is no administrator yet. This link makes one, once, within three "
			"days:\n%s\n%s",
			link->url,
			link->is_newer ? "It takes the place of every link printed before, by "
					 "\"cykl init\" or another start.\n"
				       : "");
	fflush(request->out);
}

static enum fault_code
run(struct request *request, const void *given, struct fault *f)
{
	const struct serve_choices *choices = given;
	ON_EXIT(serving_guard) struct serving serving = {0};
	struct serving_link link = {0};

	if (serving_open(&serving, request, &choices->serving, request->arguments[0], false, f) ||
		serving_start(&serving, f) ||
		serving_first_link(&serving, &link, request->arena, f))
		return f->code;
	say(request, &serving, &link);
	while (!serving_is_over(&serving, -1)) {
		/* a signal that is none of ours: wait on */
	}
	return FAULT_NONE;
}

const struct command_body command_serve = {
	.about = "STORE is a file that \"cykl init\" made, or postgresql://…. Several programs may "
		 "serve one PostgreSQL.\n\n"
		 "Without TLS it is for this machine or for a proxy in front (--proxy says whose "
		 "word about clients counts). Stop it with Ctrl-C or SIGTERM: what was accepted is "
		 "finished first.",
	.examples = "cykl serve shop.db\n"
		    "cykl serve shop.db --listen 127.0.0.1:8080 --proxy 127.0.0.1 --base-url "
		    "https://queue.example\n"
		    "cykl serve postgresql://cykl@db/cykl --listen [::]:443 --tls-certificate "
		    "chain.pem --tls-key key.pem",
	.tables = tables,
	.tables_n = array_length(tables),
	.choices_size = sizeof(struct serve_choices),
	.run = run,
};
