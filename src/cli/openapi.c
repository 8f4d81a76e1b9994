/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cykl openapi: what /openapi.json answers, without a server. */
#include "cli/cli.h"
#include "cli/command.h"

static enum fault_code
run(struct request *request, const void *choices, struct fault *f)
{
	struct span text;

	(void)choices; /* there are none */
	if (request->server == NULL)
		return fault_set(f, FAULT_NOT_FOUND, "this program has no server");
	text = request->server->openapi(request->arena);
	fwrite(text.at, 1, text.size, request->out);
	return FAULT_NONE;
}

const struct command_body command_openapi = {
	.about = "The interface of \"cykl serve\" as OpenAPI 3.1, for generators of clients. A "
		 "server gives the same at /openapi.json, and a page to read at /api.",
	.examples = "cykl openapi > openapi.json",
	.run = run,
};
