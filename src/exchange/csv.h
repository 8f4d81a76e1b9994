/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a table of text is read, in a few steps:
 *
 *	csv_plan.c    what separates fields, which column means what (from the heading row)
 *	csv_times.c   which form the times have (from as many rows as it takes)
 *	csv_rows.c    cuts bytes into rows and fields
 *	csv_scan.c    the same much quicker where no quotes are: finds all separators at once
 *	csv_lane.c    rows to events, bad rows counted
 *	csv.c         several lanes at once
 *
 * A plan is made once and read by all lanes. Rows and feeds belong to one thread.
 *
 * Private to exchange/.
 */
#pragma once

#include <endian.h>
#include <stdatomic.h>

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
	bool is_simple;	   /* every value is one field, events are points */
	uint32_t wanted_n; /* fields that anybody looks at, ascending */
	const uint32_t *wanted;
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

/* ---- csv_scan.c ---- */

#define CSV_SCAN_ROOM(size) ((size) + 64) /* positions */

/* Finds delimiters and line ends in `size` bytes, at most 2^30: positions << 1 | is_line_end,
 * ascending. Returns how many. *ret_is_plain: there is neither a quote nor a NUL. */
typedef uint32_t csv_scanner(uint32_t *positions, bool *ret_is_plain, const char *at, size_t size,
	char delimiter, char line_end);
/* The quickest one that this processor has. */
csv_scanner *csv_scanner_best(void);
csv_scanner *csv_scanner_wide(void); /* of 256 bits where there is one */
csv_scanner *csv_scanner_portable(void);

/* ---- csv_day.c ---- */

/* A day and an offset that were read: further times of both need only their time of day. */
struct csv_day {
	char date[11];	/* "2026-11-21T"; empty when there is none */
	char suffix[8]; /* what follows the seconds: "", "Z", "+01:00" */
	uint8_t suffix_size;
	int64_t begin_us; /* of 00:00:00 */
};

#define CSV_TIME_SHORTEST 19 /* "2026-11-21T09:30:00" */
#define CSV_DATE_SIZE	  11

/* "hh:mm:ss" in seconds, or −1. */
static inline int64_t
csv_clock_read(const char *at)
{
	/* "00:00:00" with the first letter in the lowest byte. A digit ^ '0' is 0 … 9 and a colon ^
	 * ':' is 0; adding `room` carries anything else into the high bit. */
	const uint64_t form = UINT64_C(0x30303A30303A3030);
	const uint64_t room = UINT64_C(0x76767F76767F7676), high = UINT64_C(0x8080808080808080);
	uint64_t bytes;

	memcpy(&bytes, at, sizeof bytes);
	bytes = le64toh(bytes) ^ form;
	if (unlikely(((bytes | (bytes + room)) & high) != 0))
		return -1;
	uint64_t tens = bytes * 10 + (bytes >> 8);
	int64_t hour = tens & 0xFF, minute = tens >> 24 & 0xFF, second = tens >> 48 & 0xFF;
	if (unlikely(hour > 23 || minute > 59 || second > 59))
		return -1;
	return hour * 3600 + minute * 60 + second;
}

static inline bool
csv_date_is(const struct csv_day *day, const char *at)
{
	uint64_t a[2];
	uint32_t b[2];
	memcpy(&a[0], at, 8);
	memcpy(&a[1], day->date, 8);
	memcpy(&b[0], at + CSV_DATE_SIZE - 4, 4);
	memcpy(&b[1], day->date + CSV_DATE_SIZE - 4, 4);
	return ((a[0] ^ a[1]) | (b[0] ^ b[1])) == 0;
}

/* The same with a fraction, or with a longer suffix. */
bool csv_time_again_longer(int64_t *ret_us, const struct csv_day *day, struct span value);

/* Reads a time of the kept day; false when it is of another day or form. */
static inline bool
csv_time_again(int64_t *ret_us, const struct csv_day *day, struct span value)
{
	if (unlikely(value.size < CSV_TIME_SHORTEST || !csv_date_is(day, value.at)))
		return false;
	if (unlikely(value.size != CSV_TIME_SHORTEST + 1 || day->suffix_size != 1 ||
		     value.at[CSV_TIME_SHORTEST] != day->suffix[0]))
		return csv_time_again_longer(ret_us, day, value);
	int64_t seconds = csv_clock_read(value.at + CSV_DATE_SIZE);
	*ret_us = day->begin_us + seconds * 1000000;
	return seconds >= 0;
}

/* Keeps the day of a value that was read as us. */
void csv_time_keep(struct csv_day *day, struct span value, int64_t us, const struct zone *zone);

/* ---- csv_lane.c ---- */

struct csv_bad {
	const char *row; /* where it begins in the map, or */
	uint64_t line;	 /* its line, in a packed file */
	const char *reason;
};

struct csv_reading {
	struct log_input *in;
	const struct csv_plan *plan;
	unsigned lanes_n, hands;
	atomic_uint bad_lane; /* the first lane in which a strict reading found a bad row */
	struct csv_lane *lanes;
};

struct csv_lane {
	struct csv_reading *reading;
	struct columns_lane *lane;
	struct csv_feed feed;
	struct arena *kept;	   /* reasons */
	struct arena *batch_texts; /* values that are not in the file as they are */
	struct columns_row *rows;
	struct span *extra;
	size_t rows_n;
	uint64_t rows_seen_n, bad_n;
	struct csv_bad bad[LOG_BAD_SHOWN];
	size_t bad_shown_n;
	uint64_t nameless_n;	     /* rows without a case; they are among the bad ones */
	struct columns_row nameless; /* the first of them, kept */
	size_t nameless_shown;	     /* its place among those shown */
	csv_scanner *scan;
	uint32_t *positions;
	const char *careful_until; /* quotes are somewhere before it */
	struct csv_day day;
};

/* rows and stop of the feed are the caller's to set. */
void csv_lane_init(struct csv_lane *l, struct csv_reading *reading, struct columns_lane *lane);
void csv_lane_finish(struct csv_lane *l);
/* Reads all rows of the lane; a crew_work over a csv_reading. */
void csv_lane_read(void *reading, size_t lane);
