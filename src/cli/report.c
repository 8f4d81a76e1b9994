/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cykl report: reads, runs every measure that applies, hands over. Where the log says when an
 * activity starts and when it is complete, all figures are those of activities with a beginning and
 * an end; the report says so.
 */
#include "cli/report.h"

#include <math.h>

#include "base/file.h"
#include "cli/json.h"
#include "cli/now.h"

#define RANKING_MOST 200 /* rows of rankings: more than anybody reads, few enough for a page */

struct report_choices {
	struct choosing choosing;
	struct reading reading;
	const char *html;
	bool is_json;
};

static const struct option own_options[] = {
	OPTION(TEXT, report_choices, html, "--html", "FILE",
		"Write one page that needs nothing else: no network, no server"),
	OPTION(FLAG, report_choices, is_json, "--json", NULL,
		"Print the report's data as one JSON object (doc/formats/report.md)"),
};

static const struct option_table tables[] = {
	{.heading = "Options", .options = own_options, .options_n = array_length(own_options)},
	CHOOSING_TABLE(report_choices, choosing),
	READING_TABLE(report_choices, reading),
};

const struct frame *
report_frame(const struct report *report, const char *name)
{
	for (size_t i = 0; i < measures_n; i++)
		if (strcmp(measures[i].name, name) == 0)
			return report->frames[i];
	return NULL;
}

const char *
report_source_name(const struct report *report)
{
	const char *name = "";

	for (size_t i = 0; i < report->log->sources_n; i++) {
		const char *path = report->log->sources[i].path, *slash = strrchr(path, '/');
		name = arena_printf(report->arena, "%s%s%s", name, i > 0 ? ", " : "",
			slash != NULL && slash[1] != '\0' ? slash + 1 : path);
	}
	return name;
}

struct log_findings
report_findings(const struct report *report)
{
	struct log_findings all = report->log->sources[0].findings;

	for (size_t i = 1; i < report->log->sources_n; i++) {
		const struct log_findings *one = &report->log->sources[i].findings;
		all.bytes_n += one->bytes_n;
		all.rows_n += one->rows_n;
		all.events_n += one->events_n;
		all.bad_n += one->bad_n;
		for (size_t k = 0; k < one->bad_shown_n && all.bad_shown_n < LOG_BAD_SHOWN; k++)
			all.bad[all.bad_shown_n++] = one->bad[k];
		if (all.notes_n == 0) {
			all.notes = one->notes;
			all.notes_n = one->notes_n;
		}
	}
	return all;
}

double
frame_number_at(const struct frame *frame, size_t row, const char *column)
{
	size_t at = frame_column_find(frame, column);

	if (at == SIZE_MAX || frame->columns[at].type == CELL_TEXT)
		return NAN;
	const struct cell *cell = frame_cell(frame, row, at);
	if (cell->is_null)
		return NAN;
	return frame->columns[at].type == CELL_REAL ? cell->r : (double)cell->i;
}

const char *
frame_text_at(const struct frame *frame, size_t row, const char *column)
{
	size_t at = frame_column_find(frame, column);

	if (at == SIZE_MAX || frame->columns[at].type != CELL_TEXT)
		return "";
	const struct cell *cell = frame_cell(frame, row, at);
	return cell->is_null ? "" : cell->t;
}

size_t
frame_row_find(const struct frame *frame, const char *column, const char *value)
{
	for (size_t row = 0; frame != NULL && row < frame_rows_n(frame); row++)
		if (strcmp(frame_text_at(frame, row, column), value) == 0)
			return row;
	return SIZE_MAX;
}

static bool
measure_applies(
	const struct measure *measure, const struct report *report, const struct columns *columns)
{
	if ((measure->needs & NEEDS_MAP) != 0 && report->map == NULL)
		return false;
	if (strcmp(measure->name, "promises") == 0)
		return columns->numbers_n > 0;
	if (strcmp(measure->name, "tickets") == 0)
		return column_find(&columns->activity, SPAN("ticket.taken")) != UINT32_MAX;
	return strcmp(measure->name, "resources") != 0 || columns_find(columns, "resource") != NULL;
}

static enum fault_code
frames_run(struct report *report, const struct columns *columns, struct fault *f)
{
	struct measure_options options = *report->options;
	const struct frame **frames = ARENA_ARRAY(report->arena, const struct frame *, measures_n);

	for (size_t i = 0; i < measures_n; i++) {
		struct frame *frame;
		if (!measure_applies(&measures[i], report, columns))
			continue;
		options.top_n = strcmp(measures[i].name, "variants") == 0 ? RANKING_MOST : 0;
		if (measure_run(&frame, &measures[i], columns, &options, report->arena, f))
			return f->code;
		frames[i] = frame;
	}
	report->frames = frames;
	return FAULT_NONE;
}

/* The columns that all measures get: activity instances where the log has them. */
static enum fault_code
columns_prepare(const struct columns **ret, struct columns **ret_made,
	const struct columns *columns, bool by_instance, struct fault *f)
{
	uint64_t unpaired_n;

	*ret = columns;
	if (!by_instance)
		return FAULT_NONE;
	if (columns_instances(ret_made, &unpaired_n, columns, f))
		return f->code;
	*ret = *ret_made;
	return FAULT_NONE;
}

static enum fault_code
report_answer(struct request *request, const struct report_choices *choices,
	const struct report *report, struct fault *f)
{
	struct span page;

	if (choices->is_json)
		return json_print(request->out, report_json(report), 0, f);
	if (choices->html == NULL) {
		report_text(request->out, &request->out_terminal, report);
		return FAULT_NONE;
	}
	if (report_page(&page, report, f))
		return f->code;
	return file_write(choices->html, page, f);
}

static const struct zone *
zone_shown(const struct reading *reading, const struct map *map)
{
	if (reading->zone != NULL)
		return reading->zone;
	return map != NULL && map->organisation.zone != NULL ? map->organisation.zone : zone_utc();
}

static enum fault_code
run(struct request *request, const void *given, struct fault *f)
{
	const struct report_choices *choices = given;
	const struct log_wish wish = {.keeps_all = choices->choosing.where.items_n > 0};
	ON_EXIT(map_guard) struct map *map = NULL;
	ON_EXIT(log_answer_guard) struct log_answer log = {0};
	ON_EXIT(columns_guard) struct columns *made = NULL;
	const struct columns *columns;
	struct problems problems;
	struct measure_options options;

	if (choices->is_json && choices->html != NULL)
		return fault_set(f, FAULT_BAD_INPUT, "--html and --json exclude each other");
	if (choosing_map(&map, &problems, request, &choices->choosing, f) ||
		reading_logs(&log, request, &choices->reading, request->arguments,
			request->arguments_n, &wish, f) ||
		choosing_fill(&options, request, &choices->choosing, &choices->reading,
			map != NULL ? map : log.map, log.columns, f))
		return f->code;
	struct report report = {.log = &log,
		.map = options.map,
		.problems = &problems,
		.options = &options,
		.zone = zone_shown(&choices->reading, options.map),
		.made_us = now_us(),
		.by_instance = columns_have_instances(log.columns),
		.arena = request->arena};
	if (columns_prepare(&columns, &made, log.columns, report.by_instance, f) ||
		frames_run(&report, columns, f))
		return f->code;
	return report_answer(request, choices, &report, f);
}

const struct command_body command_report = {
	.about = "The whole picture of one or more logs: the ways customers take, where they wait, "
		 "what is done "
		 "again, how it changes – and, with a map, each moment against its promises. "
		 "Without --html or "
		 "--json it is printed as text.",
	.examples = "cykl report visits.csv\n"
		    "cykl report visits.csv --map examples/bank --html report.html\n"
		    "cykl report visits.csv --map examples/bank --json | jq .frames.standards",
	.tables = tables,
	.tables_n = array_length(tables),
	.choices_size = sizeof(struct report_choices),
	.run = run,
};
