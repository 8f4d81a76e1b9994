/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Logs of other systems, read as they are: CSV, XES, OCEL 2.0, Asterisk queue_log, and columns that
 * were saved before. A reader streams; what it cannot read it counts, remembers the first ones with
 * place and reason, and goes on – or stops there, when asked to be strict.
 *
 * readers.def holds a row for each format; the format is found from the content, not from the name.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/fault.h"
#include "base/time.h"
#include "columns/columns.h"

enum log_order {
	LOG_ORDER_CUSTOMARY, /* XES: as in the file; everything else: by time */
	LOG_ORDER_TIME,
	LOG_ORDER_FILE,
};

/* What the caller wants to know of a log and how to read it. Zeroed is a good default. */
struct log_wish {
	const char *format; /* the name of a reader, NULL = find out */
	const char *columns; /* "case=…,activity=…+…,time=…,branch=…", NULL = the customary names */
	const char *time_format; /* a time form's name, NULL = find out */
	const struct zone *zone; /* for times without one; NULL = UTC */
	const char *object_type; /* OCEL: which objects are the journeys; "all" = every object */
	enum log_order order;
	const char *const
		*extra; /* the extra columns to keep; NULL with extra_n 0 = only customary ones */
	size_t extra_n;
	bool keeps_all;	 /* every column of the log */
	bool keeps_none; /* only case, activity, time */
	bool is_strict;	 /* the first bad row is a fault */
	unsigned hands;	 /* threads, 0 = as many as there are processors */
	void (*progress)(void *who, uint64_t done,
		uint64_t whole); /* bytes; may be NULL; called from one thread */
	void *who;
};

#define LOG_BAD_SHOWN 10

struct log_bad {
	uint64_t line; /* 1 …, of the (unpacked) file; a row of a database; 0 = the whole file */
	const char *reason;
};

/* What was found on the way; in the arena that was given. */
struct log_findings {
	const char *format; /* "csv", "xes", … */
	const char *what;   /* one line for people: delimiter, columns found, time form */
	uint64_t bytes_n, rows_n, events_n, bad_n;
	struct log_bad bad[LOG_BAD_SHOWN];
	size_t bad_shown_n;
	const char **notes;
	size_t notes_n;
};

/* The customary extra columns, where a log has them under any of their usual names: resource, role,
 * group, branch, channel, service, outcome, customer, lifecycle, instance. They carry these names
 * in columns. */

/* Reads a log of any known format. gzip is unpacked on the way.
 * Faults: NOT_FOUND; BAD_INPUT when the format is not known, a needed column is missing (with those
 * that there are), nothing at all could be read, or, with is_strict, at the first bad row; TOO_BIG.
 */
MUST_USE enum fault_code log_read(struct columns **ret, struct log_findings *ret_findings,
	const char *path, const struct log_wish *wish, struct arena *a, struct fault *f);

struct log_reader_row {
	const char *name, *what;
};
/* The formats, for help texts. */
const struct log_reader_row *log_readers(size_t *ret_n);

/* ---- Writing ---- */

/* Writes columns as a log of a format of writers.def. Faults: BAD_INPUT for an unknown format,
 * BROKEN. */
MUST_USE enum fault_code log_write(
	FILE *out, const char *format, const struct columns *c, struct fault *f);
const struct log_reader_row *log_writers(size_t *ret_n);
