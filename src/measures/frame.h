/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A frame is what a measure found: typed columns with units, rows, and notes on how to read it. It
 *is the same from the command line, the API and on a page.
 *
 *	{"measure": "waits", "title": "…", "definition": "…", "n": 312, "notes": ["…"],
 *	 "columns": [{"name": "median", "label": "median", "type": "real", "unit": "s"}, …],
 *	 "rows": [[…], …]}
 *
 * Filled cell by cell, row after row, in the order of the columns. A figure that cannot be given is
 *null; where the reason is that there is too little to tell, the column `n` beside it says how
 *little.
 *
 * Units: "1" a count or plain number, "s" seconds, "share" 0 … 1, "" for text, "time" for instants
 *(ISO 8601 in UTC).
 */
#pragma once

#include <stdint.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/text.h"

enum cell_type {
	CELL_INT,
	CELL_REAL,
	CELL_TEXT,
	CELL_TIME,
};

struct frame_column {
	const char *name, *label, *unit;
	enum cell_type type;
};

struct cell {
	bool is_null;
	union {
		int64_t i; /* CELL_INT; CELL_TIME in microseconds */
		double r;
		const char *t;
	};
};

struct frame {
	struct arena *arena; /* borrowed */
	const char *measure, *title, *definition;
	int64_t n; /* how many things the measure looked at */
	const char **notes;
	size_t notes_n, notes_room;
	struct frame_column *columns;
	size_t columns_n, columns_room;
	struct cell *cells; /* rows_n × columns_n */
	size_t cells_n, cells_room;
};

struct frame *frame_new(struct arena *a);
void frame_column_add(struct frame *f, const char *name, enum cell_type type, const char *unit,
	const char *label);
/* The sentence is copied. The same note twice is kept once. */
void frame_note(struct frame *f, const char *format, ...) PRINTF_LIKE(2, 3);

/* The next cell; the type must be the column's. A NaN or infinity becomes null. Texts are copied,
 * and bytes that are not UTF-8 mended. */
void frame_int(struct frame *f, int64_t value);
void frame_real(struct frame *f, double value);
void frame_text(struct frame *f, struct span value);
void frame_time(struct frame *f, int64_t us);
void frame_null(struct frame *f);
/* Seconds from microseconds, as CELL_REAL. */
void frame_seconds(struct frame *f, double us);

size_t frame_rows_n(const struct frame *f);
const struct cell *frame_cell(const struct frame *f, size_t row, size_t column);
/* The column's number, or SIZE_MAX. */
size_t frame_column_find(const struct frame *f, const char *name);

/* A new reference. Reals with 17 significant digits, so that nothing is lost. */
json_t *frame_json(const struct frame *f);
/* RFC 4180 with a heading row, lines end in LF. In the arena. */
struct span frame_csv(const struct frame *f, struct arena *a);
