/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One report: the log, the map it is held against, and the frames of all measures that apply. It is
 * shown as text, as the object of doc/formats/report.md, or as a page; the three show the same
 * frames and compute no figure of their own.
 */
#pragma once

#include <jansson.h>

#include "cli/choosing.h"
#include "cli/command.h"
#include "cli/reading.h"
#include "map/map.h"
#include "measures/measures.h"

struct report {
	const struct log_answer *log;
	const struct map *map;		 /* or NULL */
	const struct problems *problems; /* the map's warnings */
	const struct measure_options *options;
	const struct zone *zone; /* of times as they are shown */
	int64_t made_us;
	bool by_instance; /* start and complete are paired */
	const struct frame *
		*frames; /* measures_n, in the order of the catalogue; NULL: does not apply */
	struct arena *arena;
};

/* NULL when the measure does not apply. */
const struct frame *report_frame(const struct report *report, const char *name);
/* The names of the logs, ", " between them. */
const char *report_source_name(const struct report *report);
/* All logs together: the counts added, the lists those of the first that have any. */
struct log_findings report_findings(const struct report *report);

/* A cell by its column's name: NaN, or "" for a text, when it is null or there is no such column.
 */
double frame_number_at(const struct frame *frame, size_t row, const char *column);
const char *frame_text_at(const struct frame *frame, size_t row, const char *column);
/* The row in which a column of text holds `value`, or SIZE_MAX. */
size_t frame_row_find(const struct frame *frame, const char *column, const char *value);

/* A new reference. */
json_t *report_json(const struct report *report);
void report_text(FILE *out, const struct terminal *t, const struct report *report);
/* The whole page, in the report's arena. Faults: BROKEN. */
MUST_USE enum fault_code report_page(
	struct span *ret, const struct report *report, struct fault *f);

/* ---- private parts of the text and the page ---- */

struct sentence {
	const char *sign; /* "▼", "▲", "●" or "·" */
	const char *text;
};
/* What a reader should know first, worst first. In the arena. */
const struct sentence *report_sentences(size_t *ret_n, const struct report *report);
/* The tables of a page without scripts. */
struct span report_tables_html(const struct report *report);
void report_map_text(FILE *out, const struct terminal *t, const struct report *report);
void report_lists_text(FILE *out, const struct terminal *t, const struct report *report);
