/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The dispatcher: finds the command, has its line read by its tables, calls it, and turns what came
 * of it into an exit status. Everything of one call lives in one arena.
 */
#include "cli/cli.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "cli/command.h"
#include "cli/help.h"
#include "cli/options.h"

enum status {
	STATUS_DONE = 0,
	STATUS_NO = 1,
	STATUS_FAILED = 2,
};

const struct command commands[] = {
#define COMMAND(function, name_, arguments_, help_)                                                \
	{.name = name_, .arguments = arguments_, .help = help_, .body = &command_##function},
#include "cli/commands.def"
#undef COMMAND
};
const size_t commands_n = array_length(commands);

const struct command *
command_find(const char *name)
{
	for (size_t i = 0; i < commands_n; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

const char *
command_hint(const char *wrong, struct arena *a)
{
	const char *names[array_length(commands)];

	for (size_t i = 0; i < commands_n; i++)
		names[i] = commands[i].name;
	const char *nearest = text_nearest(wrong, names, commands_n);
	return nearest != NULL ? arena_printf(a, ": do you mean \"%s\"?", nearest)
			       : ": \"cykl help\" lists them";
}

/* An answer that did not arrive is a failure; a reader who has read enough is not. */
static int
answer_finish(const struct request *request, int status)
{
	if (fflush(request->out) == 0 && !ferror(request->out))
		return status;
	if (errno != EPIPE)
		fprintf(request->err, "cykl: broken: writing the answer: %s\n", strerror(errno));
	return STATUS_FAILED;
}

static int
command_call(struct request *request, int words_n, char **words)
{
	struct fault fault = {0};
	const void *choices = NULL;
	bool wants_help = false;

	if (options_read(&choices, &wants_help, request, words_n, words, &fault)) {
		fault_note(&fault, "%s", request->command->name);
		fault_print(&fault, request->err);
		return STATUS_FAILED;
	}
	if (wants_help) {
		help_command(
			request->out, &request->out_terminal, request->command, request->arena);
		return answer_finish(request, STATUS_DONE);
	}
	if (request->command->body->run(request, choices, &fault)) {
		fflush(request->out);
		fault_print(&fault, request->err);
		return STATUS_FAILED;
	}
	return answer_finish(request, request->answer_is_no ? STATUS_NO : STATUS_DONE);
}

/* The words before which a command may be left out: "cykl --help", "cykl --version". */
static const char *
command_name(int argc, char **argv)
{
	if (argc < 2)
		return NULL;
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return "help";
	if (strcmp(argv[1], "--version") == 0)
		return "version";
	return argv[1];
}

int
cli_run(int argc, char **argv, const struct cli_server *server, FILE *out, FILE *err)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct request request = {.server = server,
		.out = out,
		.err = err,
		.out_terminal = terminal_of(out),
		.err_terminal = terminal_of(err),
		.arena = a};
	const char *name = command_name(argc, argv);

	if (name == NULL) {
		help_program(err, &request.err_terminal, a);
		return STATUS_FAILED;
	}
	request.command = command_find(name);
	if (request.command == NULL) {
		struct fault fault = {0};
		fault_set(&fault, FAULT_BAD_INPUT, "there is no command \"%s\"%s", name,
			command_hint(name, a));
		fault_print(&fault, err);
		return STATUS_FAILED;
	}
	return command_call(&request, argc - 2, argv + 2);
}
