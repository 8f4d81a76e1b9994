/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cykl discover: the proposal of improve/ as a cycle file. */
#include "base/file.h"
#include "cli/command.h"
#include "cli/reading.h"
#include "improve/improve.h"

struct discover_choices {
	struct reading reading;
	const char *output, *name;
};

static const struct option own_options[] = {
	OPTION(TEXT, discover_choices, output, "-o", "FILE",
		"The cycle file to write; left out: standard output"),
	OPTION(TEXT, discover_choices, name, "--name", "NAME",
		"What to call the cycle; left out: the name of the log"),
};

static const struct option_table tables[] = {
	{.heading = "Options", .options = own_options, .options_n = array_length(own_options)},
	READING_TABLE(discover_choices, reading),
};

/* "logs/visits.csv.gz" → "visits.csv.gz". */
static const char *
file_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash != NULL && slash[1] != '\0' ? slash + 1 : path;
}

/* The cycle file's own name wins, since a cycle is called like its file. */
static const char *
cycle_name(const struct discover_choices *choices, const char *log, struct arena *a)
{
	const char *from = choices->output != NULL ? file_name(choices->output) : file_name(log);

	if (choices->name != NULL)
		return choices->name;
	return arena_text_n(a, from, strcspn(from, "."));
}

static enum fault_code
run(struct request *request, const void *given, struct fault *f)
{
	const struct discover_choices *choices = given;
	const struct log_wish wish = {0};
	ON_EXIT(log_answer_guard) struct log_answer log = {0};
	struct span yaml;

	if (reading_logs(&log, request, &choices->reading, request->arguments, request->arguments_n,
		    &wish, f))
		return f->code;
	if (improve_discover(&yaml, log.columns,
		    cycle_name(choices, log.sources[0].path, request->arena),
		    file_name(log.sources[0].path), request->arena, f))
		return fault_note(f, "proposing a map for %s", log.sources[0].path);
	if (choices->output != NULL)
		return file_write(choices->output, yaml, f);
	fwrite(yaml.at, 1, yaml.size, request->out);
	return FAULT_NONE;
}

const struct command_body command_discover = {
	.about = "Stages from the order in which customers meet the activities, moments from the "
		 "activities, "
		 "waits where time is lost between them, what repeats and what is skipped, "
		 "standards from what "
		 "is reached today. Each choice has a comment that says why, in figures. \"cykl "
		 "check\" "
		 "accepts the file; a person must still say which moments are critical and what is "
		 "promised.",
	.examples = "cykl discover visits.csv -o cycles/visit.yaml",
	.tables = tables,
	.tables_n = array_length(tables),
	.choices_size = sizeof(struct discover_choices),
	.run = run,
};
