/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a subcommand is: a row of commands.def (name, arguments, one line) and a body in a file of
 * its own (a table of options, some words of explanation, a function). The dispatcher reads the
 * command line by those tables into the command's own struct of choices, so a function begins with
 * typed and checked values; help, the reference and the checks of wrong use are read from the same
 * rows.
 *
 * How many arguments a command takes is read from the text people see: "NAME LOG…" is one name and
 * at least one log; "[COMMAND]" may be left out; "[PATH…]" is any number.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/fault.h"
#include "cli/terminal.h"

struct cli_server;
struct columns;

/* Texts in the order in which they were given. */
struct texts {
	const char **items;
	size_t items_n, room;
};

/* What an option's value is, and where it goes: the type of the field at `at`. */
enum option_kind {
	OPTION_FLAG,	 /* bool; no value */
	OPTION_TEXT,	 /* const char *, NULL when not given */
	OPTION_NUMBER,	 /* uint64_t */
	OPTION_DURATION, /* int64_t, microseconds */
	OPTION_WORD,	 /* unsigned: the place of the word in `value`, "text|csv|json" */
	OPTION_LIST,	 /* struct texts: pieces between commas; may be given again */
	OPTION_TEXTS,	 /* struct texts: as they are; may be given again */
	OPTION_ZONE,	 /* const struct zone *, NULL when not given */
};

struct option {
	const char *name;  /* "--format", "-o" */
	const char *value; /* what people read for the value: "FILE"; of a word, all words with |
			      between */
	const char *help;
	enum option_kind kind;
	size_t at; /* the field's place in the struct of the table */
};

#define OPTION(kind_, owner, field, name_, value_, help_)                                          \
	{                                                                                          \
		.name = (name_), .value = (value_), .help = (help_), .kind = OPTION_##kind_,       \
		.at = offsetof(struct owner, field)                                                \
	}

/* Options that belong together, and where their struct is in the command's choices. */
struct option_table {
	const char *heading;
	const struct option *options;
	size_t options_n;
	size_t at;
};

/* One call of a command. Owner: cli_run, one thread. */
struct request {
	const struct command *command;
	const struct cli_server *server; /* NULL: none in this program */
	FILE *out, *err;		 /* borrowed */
	struct terminal out_terminal, err_terminal;
	const char *const *arguments;
	size_t arguments_n;
	struct arena *arena;
	bool answer_is_no; /* the command did what it should, and the answer is "no": status 1 */
};

struct command_body {
	const char *about;    /* what to know before using it; paragraphs parted by empty lines */
	const char *examples; /* lines to copy, or NULL */
	const struct option_table *tables;
	size_t tables_n;
	size_t choices_size; /* of the command's own struct, zeroed before the options are read */
	/* choices: the command's own struct, filled by its tables. */
	MUST_USE enum fault_code (*run)(
		struct request *request, const void *choices, struct fault *f);
};

struct command {
	const char *name, *arguments, *help;
	const struct command_body *body;
};

/* The rows of commands.def. */
extern const struct command commands[];
extern const size_t commands_n;
/* NULL when there is none of that name. */
const struct command *command_find(const char *name);
/* ": do you mean …?" for the nearest of the commands, or "". In the arena. */
const char *command_hint(const char *wrong, struct arena *a);

#define COMMAND(function, name, arguments, help)                                                   \
	extern const struct command_body command_##function;
#include "cli/commands.def"
#undef COMMAND
