/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cykl help: for people at a terminal, and the whole reference as Markdown. */
#include "cli/command.h"
#include "cli/help.h"

enum help_format {
	HELP_TEXT,
	HELP_MARKDOWN,
};

struct help_choices {
	unsigned format;
};

static const struct option own_options[] = {
	OPTION(WORD, help_choices, format, "--format", "text|markdown",
		"How to print it; Markdown is the whole reference"),
};

static const struct option_table tables[] = {
	{.heading = "Options", .options = own_options, .options_n = array_length(own_options)},
};

static enum fault_code
run(struct request *request, const void *given, struct fault *f)
{
	const struct help_choices *choices = given;

	if (choices->format == HELP_MARKDOWN) {
		help_reference(request->out, request->arena);
		return FAULT_NONE;
	}
	if (request->arguments_n == 0) {
		help_program(request->out, &request->out_terminal, request->arena);
		return FAULT_NONE;
	}
	const struct command *command = command_find(request->arguments[0]);
	if (command == NULL)
		return fault_set(f, FAULT_BAD_INPUT, "there is no command \"%s\"%s",
			request->arguments[0], command_hint(request->arguments[0], request->arena));
	help_command(request->out, &request->out_terminal, command, request->arena);
	return FAULT_NONE;
}

const struct command_body command_help = {
	.about = "Without a command: what the program can do. With one: what \"cykl COMMAND "
		 "--help\" prints.",
	.examples = "cykl help measure",
	.tables = tables,
	.tables_n = array_length(tables),
	.choices_size = sizeof(struct help_choices),
	.run = run,
};
