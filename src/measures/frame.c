/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Frames grow in their arena, column by column and then cell by cell. A cell knows its column by
 * counting, so a measure that forgets a cell is found by an assertion and not by a reader. JSON and
 * CSV are two ways of writing the same cells.
 */
#include "measures/frame.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/time.h"

static const char *const type_words[] = {
	[CELL_INT] = "int",
	[CELL_REAL] = "real",
	[CELL_TEXT] = "text",
	[CELL_TIME] = "time",
};

/* A CSV text that grows in an arena. */
struct page {
	struct arena *arena;
	char *at;
	size_t size, room;
};

static void
page_add(struct page *p, const char *text, size_t size)
{
	if (size > p->room - p->size) {
		size_t room = p->room * 2 > p->size + size ? p->room * 2 : p->size + size + 256;
		char *more = arena_alloc(p->arena, room);
		if (p->size > 0)
			memcpy(more, p->at, p->size);
		p->at = more;
		p->room = room;
	}
	if (size > 0)
		memcpy(p->at + p->size, text, size);
	p->size += size;
}

static void
page_text(struct page *p, const char *text)
{
	if (strpbrk(text, "\",\r\n") == NULL) {
		page_add(p, text, strlen(text));
		return;
	}
	page_add(p, "\"", 1);
	for (; *text != '\0'; text++) {
		if (*text == '"')
			page_add(p, "\"", 1);
		page_add(p, text, 1);
	}
	page_add(p, "\"", 1);
}

/* The shortest decimal that reads back to the same value. */
static void
page_real(struct page *p, double value)
{
	char text[40];
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, value);
		if (strtod(text, NULL) == value)
			break;
	}
	for (char *c = text; *c != '\0'; c++)
		if (*c == ',') /* some locales write a decimal comma */
			*c = '.';
	page_add(p, text, strlen(text));
}

static void
page_cell(struct page *p, enum cell_type type, const struct cell *cell)
{
	char text[TIME_TEXT_SIZE];
	if (cell->is_null)
		return;
	switch (type) {
	case CELL_INT:
		snprintf(text, sizeof text, "%" PRId64, cell->i);
		page_add(p, text, strlen(text));
		break;
	case CELL_REAL:
		page_real(p, cell->r);
		break;
	case CELL_TEXT:
		page_text(p, cell->t);
		break;
	case CELL_TIME:
		time_text(cell->i, text);
		page_add(p, text, strlen(text));
		break;
	}
}

static json_t *
cell_json(enum cell_type type, const struct cell *cell)
{
	char text[TIME_TEXT_SIZE];
	if (cell->is_null)
		return json_null();
	switch (type) {
	case CELL_INT:
		return json_integer(cell->i);
	case CELL_REAL:
		return json_real(cell->r);
	case CELL_TEXT:
		return json_string(cell->t);
	case CELL_TIME:
		return json_string(time_text(cell->i, text));
	}
	return json_null();
}

static json_t *
columns_json(const struct frame *f)
{
	json_t *list = json_array();
	for (size_t i = 0; i < f->columns_n; i++) {
		const struct frame_column *c = &f->columns[i];
		json_array_append_new(
			list, json_pack("{s:s, s:s, s:s, s:s}", "name", c->name, "label", c->label,
				      "type", type_words[c->type], "unit", c->unit));
	}
	return list;
}

static json_t *
rows_json(const struct frame *f)
{
	json_t *rows = json_array();
	for (size_t r = 0; r < frame_rows_n(f); r++) {
		json_t *row = json_array();
		for (size_t i = 0; i < f->columns_n; i++)
			json_array_append_new(
				row, cell_json(f->columns[i].type, frame_cell(f, r, i)));
		json_array_append_new(rows, row);
	}
	return rows;
}

/* The place of the next cell, which must be of this type; numbers may be null whatever they are. */
static struct cell *
cell_next(struct frame *f, enum cell_type type)
{
	assert(f->columns_n > 0);
	assert(f->columns[f->cells_n % f->columns_n].type == type);
	return ARENA_PUSH(f->arena, f->cells, f->cells_n, f->cells_room);
}

struct frame *
frame_new(struct arena *a)
{
	struct frame *f = ARENA_NEW(a, struct frame);
	f->arena = a;
	f->measure = f->title = f->definition = "";
	return f;
}

void
frame_column_add(
	struct frame *f, const char *name, enum cell_type type, const char *unit, const char *label)
{
	assert(f->cells_n == 0);
	struct frame_column *c = ARENA_PUSH(f->arena, f->columns, f->columns_n, f->columns_room);
	*c = (struct frame_column){
		.name = arena_text(f->arena, name),
		.label = arena_text(f->arena, label),
		.unit = arena_text(f->arena, unit),
		.type = type,
	};
}

void
frame_note(struct frame *f, const char *format, ...)
{
	va_list values;
	va_start(values, format);
	const char *text = arena_vprintf(f->arena, format, values);
	va_end(values);
	text = text_clean(span_of(text), f->arena, NULL);
	for (size_t i = 0; i < f->notes_n; i++)
		if (strcmp(f->notes[i], text) == 0)
			return;
	*ARENA_PUSH(f->arena, f->notes, f->notes_n, f->notes_room) = text;
}

void
frame_int(struct frame *f, int64_t value)
{
	*cell_next(f, CELL_INT) = (struct cell){.i = value};
}

void
frame_real(struct frame *f, double value)
{
	if (isfinite(value))
		*cell_next(f, CELL_REAL) = (struct cell){.r = value};
	else
		*cell_next(f, CELL_REAL) = (struct cell){.is_null = true};
}

void
frame_text(struct frame *f, struct span value)
{
	struct cell *cell = cell_next(f, CELL_TEXT);
	*cell = (struct cell){.t = text_clean(value, f->arena, NULL)};
}

void
frame_time(struct frame *f, int64_t us)
{
	*cell_next(f, CELL_TIME) = (struct cell){.i = us, .is_null = us == TIME_NONE};
}

void
frame_null(struct frame *f)
{
	assert(f->columns_n > 0);
	*ARENA_PUSH(f->arena, f->cells, f->cells_n, f->cells_room) = (struct cell){.is_null = true};
}

void
frame_seconds(struct frame *f, double us)
{
	frame_real(f, us / 1e6);
}

size_t
frame_rows_n(const struct frame *f)
{
	return f->columns_n == 0 ? 0 : f->cells_n / f->columns_n;
}

const struct cell *
frame_cell(const struct frame *f, size_t row, size_t column)
{
	assert(row < frame_rows_n(f) && column < f->columns_n);
	return &f->cells[row * f->columns_n + column];
}

size_t
frame_column_find(const struct frame *f, const char *name)
{
	for (size_t i = 0; i < f->columns_n; i++)
		if (strcmp(f->columns[i].name, name) == 0)
			return i;
	return SIZE_MAX;
}

json_t *
frame_json(const struct frame *f)
{
	json_t *notes = json_array();
	for (size_t i = 0; i < f->notes_n; i++)
		json_array_append_new(notes, json_string(f->notes[i]));
	return json_pack("{s:s, s:s, s:s, s:I, s:o, s:o, s:o}", "measure", f->measure, "title",
		f->title, "definition", f->definition, "n", (json_int_t)f->n, "notes", notes,
		"columns", columns_json(f), "rows", rows_json(f));
}

struct span
frame_csv(const struct frame *f, struct arena *a)
{
	struct page p = {.arena = a};
	for (size_t i = 0; i < f->columns_n; i++) {
		page_add(&p, ",", i > 0);
		page_text(&p, f->columns[i].name);
	}
	page_add(&p, "\n", f->columns_n > 0);
	for (size_t i = 0; i < f->cells_n; i++) {
		size_t column = i % f->columns_n;
		page_add(&p, ",", column > 0);
		page_cell(&p, f->columns[column].type, &f->cells[i]);
		page_add(&p, "\n", column + 1 == f->columns_n);
	}
	return (struct span){.at = p.size == 0 ? "" : p.at, .size = p.size};
}
