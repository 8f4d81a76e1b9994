/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Nothing is written here that a table knows already: names, arguments, options, their values and
 * words, formats of logs, exit statuses.
 */
#include "cli/help.h"

#include "exchange/exchange.h"
#include "cli/options.h"

#define PAGE_WIDTH 88 /* lines of help are no wider, however wide the terminal is */
#define NAME_WIDTH 26 /* the column of commands and options */

static const char statuses[] = "Exit status: 0 done; 1 the answer is \"no\"; 2 wrong use or "
			       "failure, said on standard error.";

static size_t
page_width(const struct terminal *t)
{
	return t->width < PAGE_WIDTH ? t->width : PAGE_WIDTH;
}

/* "  name     sentence", the sentence wrapped beside the name, or below a long one. */
static void
row(FILE *out, const struct terminal *t, const char *name, const char *sentence, struct arena *a)
{
	size_t width = page_width(t), name_columns = text_columns(span_of(name)), lines_n;
	size_t room = width > NAME_WIDTH + 30 ? width - NAME_WIDTH : 30;
	const struct span *lines = text_wrap(&lines_n, sentence, room, a);

	fprintf(out, "  %s%s%s", terminal_ink(t, INK_STRONG), name, terminal_ink(t, INK_PLAIN));
	size_t used = name_columns + 2;
	if (used + 1 > NAME_WIDTH) {
		fputc('\n', out);
		used = 0;
	}
	for (size_t i = 0; i < lines_n; i++, used = 0) {
		terminal_blanks(out, NAME_WIDTH - used);
		fprintf(out, "%.*s\n", SPAN_PRINT(lines[i]));
	}
}

static void
heading(FILE *out, const struct terminal *t, const char *text)
{
	fprintf(out, "\n%s%s%s\n", terminal_ink(t, INK_STRONG), text, terminal_ink(t, INK_PLAIN));
}

/* "--format text|csv|json" */
static const char *
option_form(const struct option *option, struct arena *a)
{
	return option->kind == OPTION_FLAG ? option->name
					   : arena_printf(a, "%s %s", option->name, option->value);
}

static bool
command_reads_logs(const struct command *command)
{
	return strstr(command->arguments, "LOG") != NULL;
}

/* The formats of logs, "csv (…); xes (…)". */
static const char *
formats(struct arena *a)
{
	size_t readers_n;
	const struct log_reader_row *readers = log_readers(&readers_n);
	const char *text = "";

	for (size_t i = 0; i < readers_n; i++)
		text = arena_printf(a, "%s%s%s (%s)", text, i == 0 ? "" : "; ", readers[i].name,
			readers[i].what);
	return text;
}

void
help_program(FILE *out, const struct terminal *t, struct arena *a)
{
	fprintf(out,
		"%scykl%s %s: a service cycle as customers live it, held against its promises\n",
		terminal_ink(t, INK_STRONG), terminal_ink(t, INK_PLAIN), CYKL_VERSION);
	heading(out, t, "Commands");
	for (size_t i = 0; i < commands_n; i++)
		row(out, t, arena_printf(a, "%s %s", commands[i].name, commands[i].arguments),
			commands[i].help, a);
	heading(out, t, "Begin with");
	fputs("  cykl report visits.csv\n"
	      "  cykl discover visits.csv -o shop.yaml && cykl check shop.yaml\n"
	      "  cykl report visits.csv --map shop.yaml --html report.html\n\n",
		out);
	terminal_paragraph(out, "\"cykl COMMAND --help\" explains a command and its options.", 0,
		page_width(t), a);
	terminal_paragraph(out, statuses, 0, page_width(t), a);
}

void
help_command(FILE *out, const struct terminal *t, const struct command *command, struct arena *a)
{
	const struct command_body *body = command->body;

	fprintf(out, "%scykl %s%s %s%s\n", terminal_ink(t, INK_STRONG), command->name,
		terminal_ink(t, INK_PLAIN), command->arguments,
		body->tables_n > 0 ? " [OPTION…]" : "");
	terminal_paragraph(
		out, arena_printf(a, "%s.\n\n%s", command->help, body->about), 0, page_width(t), a);
	for (size_t i = 0; i < body->tables_n; i++) {
		heading(out, t, body->tables[i].heading);
		for (size_t k = 0; k < body->tables[i].options_n; k++)
			row(out, t, option_form(&body->tables[i].options[k], a),
				body->tables[i].options[k].help, a);
	}
	if (command_reads_logs(command)) {
		heading(out, t, "Formats of logs");
		terminal_paragraph(out, formats(a), 2, page_width(t), a);
	}
	if (body->examples != NULL) {
		heading(out, t, "Examples");
		terminal_paragraph(out, body->examples, 2, SIZE_MAX / 2, a);
	}
	fputc('\n', out);
	terminal_paragraph(out, statuses, 0, page_width(t), a);
}

/* Markdown: a vertical line inside a cell of a table is written \|. */
static const char *
cell_text(const char *text, struct arena *a)
{
	struct span rest = span_of(text);
	const char *cell = "";

	for (struct span part; span_cut(&rest, '|', &part);)
		cell = arena_printf(
			a, "%s%s%.*s", cell, part.at == text ? "" : "\\|", SPAN_PRINT(part));
	return cell;
}

static void
reference_command(FILE *out, const struct command *command, struct arena *a)
{
	const struct command_body *body = command->body;

	fprintf(out, "\n## cykl %s\n\n```\ncykl %s%s%s%s\n```\n%s.\n\n%s\n", command->name,
		command->name, command->arguments[0] != '\0' ? " " : "", command->arguments,
		body->tables_n > 0 ? " [OPTION…]" : "", command->help, body->about);
	for (size_t i = 0; i < body->tables_n; i++) {
		fprintf(out, "\n| %s | |\n|---|---|\n", body->tables[i].heading);
		for (size_t k = 0; k < body->tables[i].options_n; k++)
			fprintf(out, "| `%s` | %s |\n",
				cell_text(option_form(&body->tables[i].options[k], a), a),
				cell_text(body->tables[i].options[k].help, a));
	}
	if (body->examples != NULL)
		fprintf(out, "\n```\n%s\n```\n", body->examples);
}

void
help_reference(FILE *out, struct arena *a)
{
	size_t readers_n;
	const struct log_reader_row *readers = log_readers(&readers_n);

	fputs("# The program's words\n\n"
	      "Made from the tables in `src/cli` by `cykl help --format markdown`; do not edit.\n\n"
	      "| command | |\n|---|---|\n",
		out);
	for (size_t i = 0; i < commands_n; i++)
		fprintf(out, "| [`cykl %s%s%s`](#cykl-%s) | %s |\n", commands[i].name,
			commands[i].arguments[0] != '\0' ? " " : "", commands[i].arguments,
			commands[i].name, commands[i].help);
	fprintf(out, "\n%s\n\n## Logs\n\n| format | |\n|---|---|\n", statuses);
	for (size_t i = 0; i < readers_n; i++)
		fprintf(out, "| `%s` | %s |\n", readers[i].name, cell_text(readers[i].what, a));
	for (size_t i = 0; i < commands_n; i++)
		reference_command(out, &commands[i], a);
}
