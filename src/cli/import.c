/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cykl import: logs as one file of columns, with every column of the logs in it. */
#include "cli/command.h"
#include "cli/figure.h"
#include "cli/reading.h"
#include "measures/measures.h"

#define WORTH_TABLES 100000 /* events; fewer are walked as soon as asked for */

struct import_choices {
	struct reading reading;
	const char *output;
};

static const struct option own_options[] = {
	OPTION(TEXT, import_choices, output, "-o", "FILE",
		"The file to write, customarily NAME.cols"),
};

static const struct option_table tables[] = {
	{.heading = "Options", .options = own_options, .options_n = array_length(own_options)},
	READING_TABLE(import_choices, reading),
};

static enum fault_code
run(struct request *request, const void *given, struct fault *f)
{
	const struct import_choices *choices = given;
	const struct log_wish wish = {.keeps_all = true};
	ON_EXIT(log_answer_guard) struct log_answer log = {0};
	struct arena *a = request->arena;

	if (choices->output == NULL)
		return fault_set(
			f, FAULT_BAD_INPUT, "-o FILE is missing: where the columns shall be saved");
	if (reading_logs(&log, request, &choices->reading, request->arguments, request->arguments_n,
		    &wish, f))
		return f->code;
	if (log.columns->events_n >= WORTH_TABLES)
		measures_make_ready(log.columns);
	if (columns_save(log.columns, choices->output, f))
		return fault_note(f, "saving %s", choices->output);
	fprintf(request->out, "%s: %s journeys, %s events, columns: journey, activity, time",
		choices->output, figure_int(log.columns->journeys_n, a),
		figure_int((int64_t)log.columns->events_n, a));
	for (size_t i = 0; i < log.columns->extra_n; i++)
		fprintf(request->out, ", %s", log.columns->extra[i].name);
	fputc('\n', request->out);
	return FAULT_NONE;
}

const struct command_body command_import = {
	.about = "What is read from the logs is written by field and opens at once: \"measure\", "
		 "\"report\" and "
		 "\"discover\" take the file in place of a log. Several logs are joined; journeys "
		 "of the same "
		 "name are the same journey.",
	.examples = "cykl import january.csv february.csv -o winter.cols\ncykl measure summary "
		    "winter.cols",
	.tables = tables,
	.tables_n = array_length(tables),
	.choices_size = sizeof(struct import_choices),
	.run = run,
};
