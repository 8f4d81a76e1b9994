/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cykl export: what a store's journal or any log holds, as a log for other programs. */
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/command.h"
#include "cli/reading.h"

#define FORMATS "csv|xes|ocel"

static const char *const formats[] = {"csv", "xes", "ocel"};

struct export_choices {
	struct reading reading;
	unsigned format;
	const char *output;
};

static const struct option own_options[] = {
	OPTION(WORD, export_choices, format, "--format", FORMATS,
		"The format to write; csv when left out"),
	OPTION(TEXT, export_choices, output, "-o", "FILE",
		"The file to write; standard output when left out"),
};

static const struct option_table tables[] = {
	{.heading = "Options", .options = own_options, .options_n = array_length(own_options)},
	READING_TABLE(export_choices, reading),
};

/* Beside the file first, so that a reader sees the old or the new one and never half. */
static enum fault_code
file_export(const char *path, const char *format, const struct columns *c, struct arena *a,
	struct fault *f)
{
	const char *beside = arena_printf(a, "%s.part", path);
	ON_EXIT(file_guard) FILE *out = fopen(beside, "w");

	if (out == NULL)
		return fault_errno(f, "cannot write %s", beside);
	if (log_write(out, format, c, f)) {
		(void)unlink(beside); /* the fault is told, and half a file is no use to anybody */
		return fault_note(f, "writing %s", path);
	}
	if (fsync(fileno(out)) != 0 || rename(beside, path) != 0)
		return fault_errno(f, "cannot write %s", path);
	return FAULT_NONE;
}

static enum fault_code
run(struct request *request, const void *given, struct fault *f)
{
	const struct export_choices *choices = given;
	const struct log_wish wish = {.keeps_all = true};
	ON_EXIT(log_answer_guard) struct log_answer log = {0};
	const char *format = formats[choices->format];

	if (reading_logs(&log, request, &choices->reading, request->arguments, request->arguments_n,
		    &wish, f))
		return f->code;
	if (choices->output == NULL)
		return log_write(request->out, format, log.columns, f);
	return file_export(choices->output, format, log.columns, request->arena, f);
}

const struct command_body command_export = {
	.about = "Writes journeys and events in a format that process mining and spreadsheets "
		 "read: csv, xes (IEEE 1849), ocel (OCEL 2.0 as JSON). Times are UTC. A log is "
		 "taken in place "
		 "of a store, so this also turns one format into another.\n\n"
		 "A store's journal holds no personal data, and so does what is exported.",
	.examples = "cykl export shop.db --format xes -o shop.xes\ncykl export january.xes "
		    "--format csv",
	.tables = tables,
	.tables_n = array_length(tables),
	.choices_size = sizeof(struct export_choices),
	.run = run,
};
