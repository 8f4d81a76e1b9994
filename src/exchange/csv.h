/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a table of text is read, in four steps:
 *
 *	csv_plan.c    what separates fields, which column means what (from the heading row)
 *	csv_times.c   which form the times have (from as many rows as it takes)
 *	csv_rows.c    cuts bytes into rows and fields
 *	csv.c         several lanes at once: rows to events, bad rows counted
 *
 * A plan is made once and read by all lanes. Rows and feeds belong to one thread.
 *
 * Private to exchange/.
 */
#pragma once

#include "exchange/reader.h"

#define CSV_FIELDS_MOST 4096u
#define CSV_ROW_MOST	(1u << 20) /* bytes; a longer row is a bad one */
#define CSV_JOINED_MOST 8	   /* columns that make one value together */
#define CSV_NOT_THERE	UINT32_MAX

/* A value: one field, or several joined by "+". */
struct csv_source {
	uint32_t fields[CSV_JOINED_MOST];
	unsigned fields_n;
};

struct csv_plan {
	char delimiter, line_end; /* line_end: "\n", or "\r" in files that know no other */
	uint64_t rows_at;	  /* where the first row after the heading begins */
	uint32_t fields_n;
	const struct span *headings; /* fields_n */
	struct csv_source journey, activity;
	uint32_t time, end; /* fields; end is CSV_NOT_THERE when events are points */
	enum time_form form;
	const struct zone *zone;
	size_t extra_n;
	const char *const *extra_names;
	const struct csv_source *extra;
};

/* ---- csv_rows.c ---- */

enum csv_step {
	CSV_ROW,
	CSV_BAD,  /* `problem` says why; the row is passed over */
	CSV_MORE, /* the rest of the bytes is not a whole row, and there is more to come */
	CSV_END,
};

struct csv_field {
	const char *at;
	uint32_t size;
	bool has_quotes; /* doubled ones, which csv_field_value makes single */
};

/* Cuts the bytes from `at` to `end`. Fields beyond the plan's are counted but not kept. */
struct csv_rows {
	const struct csv_plan *plan;
	const char *at, *end;
	const char
		*stop; /* a row that begins here or later is another lane's; NULL = all are ours */
	bool is_last;  /* nothing comes after `end` */
	bool is_skipping; /* in the middle of a row that is too long */
	const char *row;  /* where the row begins that was found last */
	const char *problem;
	uint32_t fields_n, fields_room;
	struct csv_field *fields;
};

/* fields: room for that many. */
void csv_rows_init(struct csv_rows *r, const struct csv_plan *plan, struct csv_field *fields,
	uint32_t fields_room);
enum csv_step csv_rows_next(struct csv_rows *r);
/* The value; when it has doubled quotes it is copied into `into`, which has room for its size. */
struct span csv_field_value(const struct csv_field *field, char *into);

/* The rows of a whole unpacked file, one window of it after another. */
struct csv_feed {
	struct csv_rows rows;
	struct unpacker *unpacker; /* NULL when the file is mapped as it is */
	char *buffer;
	size_t buffer_size;
	uint64_t lines_n; /* line ends before the window */
	const char *window;
};

/* From the first row after the heading. */
void csv_feed_init(struct csv_feed *feed, const struct log_input *in, const struct csv_plan *plan);
void csv_feed_guard(struct csv_feed *feed);
/* After CSV_MORE: brings more bytes. Spans of rows are not valid any longer. */
void csv_feed_more(struct csv_feed *feed);
/* The number of the line in which the last row begins. */
uint64_t csv_feed_line(const struct csv_feed *feed);
/* Line ends in a piece of memory. */
uint64_t csv_lines_count(const char *at, size_t size, char line_end);

/* ---- csv_plan.c, csv_times.c ---- */

/* Does the head begin like a table? *ret_delimiter and *ret_line_end may be NULL. */
bool csv_delimiter_find(struct span head, char *ret_delimiter, char *ret_line_end);
/* Everything but the form of times. */
MUST_USE enum fault_code csv_plan_make(struct csv_plan *ret, struct log_input *in, struct fault *f);
/* The form of times. */
MUST_USE enum fault_code csv_times_decide(
	struct csv_plan *plan, struct log_input *in, struct fault *f);
/* For people: "comma-separated; case is …". */
const char *csv_plan_what(const struct csv_plan *plan, struct arena *a);
