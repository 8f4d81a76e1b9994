/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a frame to lines in three steps: which texts stand in which column (an interval joins the
 * figure before it), how wide columns are, and the printing.
 */
#include "cli/table.h"

#include <math.h>

#include "cli/figure.h"

/* Blanks between columns. */
#define GAP 2
/* A column of text is not made narrower than this if it can be helped, and never than that. */
#define TEXT_LEAST  24
#define TEXT_ANYHOW 12
/* Where not all columns fit beside each other, a column of text is at most so wide. */
#define TEXT_MOST 36
/* Columns of names that are repeated in each panel. */
#define KEYS_MOST 3
/* Lines of a heading, where there is room. */
#define HEADING_MOST 2
/* A missing figure beside a smaller n than this says "too few". */
#define TOO_FEW_N 5

/* One column as it is shown. */
struct shown {
	const char *heading;
	bool is_text;	    /* to the left, wrapped */
	const char **cells; /* one a row */
	size_t width, least;
};

struct table {
	struct shown *columns;
	size_t columns_n, rows_n;
	const struct terminal *terminal;
	size_t width;
	struct arena *arena;
	FILE *out;
	size_t indent;
};

static bool
column_is(const struct frame *frame, size_t column, const char *name)
{
	return column < frame->columns_n && strcmp(frame->columns[column].name, name) == 0;
}

/* Is this figure followed by the limits of its interval? */
static bool
has_interval(const struct frame *frame, size_t column)
{
	return frame->columns[column].type == CELL_REAL && column_is(frame, column + 1, "low") &&
	       column_is(frame, column + 2, "high");
}

/* A day each, a week, a month: then the hours are left out. */
static bool
times_are_days(const struct frame *frame, size_t column, const struct zone *zone)
{
	for (size_t row = 0; row < frame_rows_n(frame); row++) {
		const struct cell *cell = frame_cell(frame, row, column);
		if (!cell->is_null && zone_to_local(zone != NULL ? zone : zone_utc(), cell->i) %
						      INT64_C(86400000000) !=
					      0)
			return false;
	}
	return true;
}

static const char *
interval_text(const struct frame *frame, size_t row, size_t column, struct arena *a)
{
	double value = cell_number(&frame->columns[column], frame_cell(frame, row, column));
	double low = cell_number(&frame->columns[column + 1], frame_cell(frame, row, column + 1));
	double high = cell_number(&frame->columns[column + 2], frame_cell(frame, row, column + 2));

	if (strcmp(frame->columns[column].unit, "share") == 0)
		return figure_interval(value, low, high, a);
	if (!isfinite(low) || !isfinite(high))
		return figure_real(value, a);
	return arena_printf(
		a, "%s (%s–%s)", figure_real(value, a), figure_real(low, a), figure_real(high, a));
}

/* Is there too little in this row to tell a figure? 0 is not "too few": there is nothing. */
static bool
row_has_too_few(const struct frame *frame, size_t row, size_t n)
{
	const struct cell *cell = frame_cell(frame, row, n);
	return !cell->is_null && cell->i > 0 && cell->i < TOO_FEW_N;
}

/* Why a figure is missing: too little to tell, when the n of its row says so and rows with more
 * have the figure. */
static const char *
missing_text(const struct frame *frame, size_t row, size_t column)
{
	size_t n = frame_column_find(frame, "n");

	if (n == SIZE_MAX || frame->columns[n].type != CELL_INT || !row_has_too_few(frame, row, n))
		return FIGURE_NONE;
	for (size_t other = 0; other < frame_rows_n(frame); other++)
		if (!frame_cell(frame, other, column)->is_null)
			return FIGURE_TOO_FEW;
	return FIGURE_NONE;
}

static const char *
cell_shown(const struct frame *frame, size_t row, size_t column, const struct zone *zone, bool days,
	struct arena *a)
{
	const struct cell *cell = frame_cell(frame, row, column);

	if (cell->is_null)
		return frame->columns[column].type == CELL_REAL ? missing_text(frame, row, column)
								: FIGURE_NONE;
	if (column_is(frame, column, "critical") && frame->columns[column].type == CELL_INT)
		return cell->i != 0 ? "◎" : "○";
	if (column_is(frame, column, "met") && frame->columns[column].type == CELL_TEXT)
		return arena_printf(a, "%s %s", figure_sign(cell->t), cell->t);
	if (has_interval(frame, column))
		return interval_text(frame, row, column, a);
	if (days && frame->columns[column].type == CELL_TIME)
		return figure_day(cell->i, zone, a);
	return figure_cell(&frame->columns[column], cell, zone, a);
}

static void
column_fill(struct table *t, const struct frame *frame, size_t column, const struct zone *zone)
{
	struct shown *shown = &t->columns[t->columns_n++];
	const struct frame_column *source = &frame->columns[column];
	const char *label =
		source->label != NULL && source->label[0] != '\0' ? source->label : source->name;
	bool days = source->type == CELL_TIME && times_are_days(frame, column, zone);

	shown->heading = has_interval(frame, column)
				 ? arena_printf(t->arena, "%s (95\u00a0%%)", label)
				 : label;
	shown->is_text = source->type == CELL_TEXT;
	shown->cells = ARENA_ARRAY(t->arena, const char *, t->rows_n);
	for (size_t row = 0; row < t->rows_n; row++)
		shown->cells[row] = cell_shown(frame, row, column, zone, days, t->arena);
}

static size_t
longest_word(const char *text)
{
	struct span rest = span_of(text);
	size_t longest = 0;

	for (struct span word; span_cut(&rest, ' ', &word);)
		if (text_columns(word) > longest)
			longest = text_columns(word);
	return longest;
}

static size_t
greater(size_t a, size_t b)
{
	return a > b ? a : b;
}

/* As wide as its widest cell and the longest word of its heading; text may be narrower, down to its
 * longest word within reason. */
static void
column_measure(const struct table *t, struct shown *shown)
{
	size_t word = 0;

	shown->width = longest_word(shown->heading);
	for (size_t row = 0; row < t->rows_n; row++) {
		shown->width = greater(shown->width, text_columns(span_of(shown->cells[row])));
		word = greater(word, longest_word(shown->cells[row]));
	}
	shown->least = greater(longest_word(shown->heading), word < TEXT_LEAST ? word : TEXT_LEAST);
}

static struct table
table_of(FILE *out, const struct terminal *terminal, const struct frame *frame,
	const struct table_choices *choices, struct arena *a)
{
	struct table t = {.rows_n = frame_rows_n(frame),
		.columns = ARENA_ARRAY(a, struct shown, frame->columns_n),
		.terminal = terminal,
		.width = terminal->width > choices->indent ? terminal->width - choices->indent : 1,
		.arena = a,
		.out = out,
		.indent = choices->indent};

	for (size_t column = 0; column < frame->columns_n; column++) {
		column_fill(&t, frame, column, choices->zone);
		column_measure(&t, &t.columns[t.columns_n - 1]);
		if (has_interval(frame, column))
			column += 2;
	}
	return t;
}

static size_t
total_width(const struct shown *columns, size_t columns_n)
{
	size_t total = 0;
	for (size_t i = 0; i < columns_n; i++)
		total += columns[i].width + (i > 0 ? GAP : 0);
	return total;
}

/* The widest column of text that may still give way, or NULL. */
static struct shown *
text_widest(const struct table *t, size_t least)
{
	struct shown *widest = NULL;

	for (size_t i = 0; i < t->columns_n; i++) {
		struct shown *shown = &t->columns[i];
		if (shown->is_text && shown->width > least && shown->width > shown->least &&
			(widest == NULL || shown->width > widest->width))
			widest = shown;
	}
	return widest;
}

/* Takes columns of text in, the widest first, down to `least`. Do all fit then? */
static bool
columns_shrink(struct table *t, size_t least)
{
	struct shown *widest;

	for (size_t total = total_width(t->columns, t->columns_n); total > t->width; total--) {
		if ((widest = text_widest(t, least)) == NULL)
			return false;
		widest->width--;
	}
	return true;
}

/* Finds widths with which all columns fit, or else good ones for several panels. */
static void
columns_fit(struct table *t)
{
	size_t *natural = ARENA_ARRAY(t->arena, size_t, t->columns_n);

	for (size_t i = 0; i < t->columns_n; i++)
		natural[i] = t->columns[i].width;
	if (columns_shrink(t, TEXT_LEAST) || columns_shrink(t, TEXT_ANYHOW))
		return;
	for (size_t i = 0; i < t->columns_n; i++) {
		struct shown *shown = &t->columns[i];
		shown->width = natural[i];
		if (shown->is_text && shown->width > TEXT_MOST)
			shown->width = greater(TEXT_MOST, shown->least);
	}
}

static size_t
heading_height(const struct shown *shown, struct arena *a)
{
	struct arena_mark mark = arena_mark(a);
	size_t lines_n;

	(void)text_wrap(&lines_n, shown->heading, shown->width, a); /* only how many */
	arena_rewind(a, mark);
	return lines_n;
}

/* Gives room that is left to the columns whose headings stand highest. */
static void
headings_widen(struct table *t)
{
	for (size_t total = total_width(t->columns, t->columns_n); total < t->width; total++) {
		struct shown *highest = NULL;
		size_t height = HEADING_MOST;
		for (size_t i = 0; i < t->columns_n; i++) {
			size_t own = heading_height(&t->columns[i], t->arena);
			if (own <= height)
				continue;
			height = own;
			highest = &t->columns[i];
		}
		if (highest == NULL)
			return;
		highest->width++;
	}
}

static void
text_place(const struct table *t, struct span text, const struct shown *shown, bool is_last)
{
	size_t columns = text_columns(text),
	       blanks = columns < shown->width ? shown->width - columns : 0;

	if (!shown->is_text)
		terminal_blanks(t->out, blanks);
	fprintf(t->out, "%.*s", SPAN_PRINT(text));
	if (shown->is_text && !is_last)
		terminal_blanks(t->out, blanks);
}

/* A cell's lines; `down`: how many empty ones before it. */
struct lines {
	const struct span *at;
	size_t n, down;
};

static struct span
lines_line(const struct lines *lines, size_t line)
{
	if (line < lines->down || line - lines->down >= lines->n)
		return SPAN("");
	return lines->at[line - lines->down];
}

static void
line_print(const struct table *t, const struct shown *const *columns, size_t columns_n,
	const struct lines *lines, size_t line)
{
	size_t last = 0;

	for (size_t i = 0; i < columns_n; i++)
		if (lines_line(&lines[i], line).size > 0)
			last = i;
	terminal_blanks(t->out, t->indent);
	for (size_t i = 0; i <= last; i++) {
		terminal_blanks(t->out, i > 0 ? GAP : 0);
		text_place(t, lines_line(&lines[i], line), columns[i], i == last);
	}
	fputc('\n', t->out);
}

/* One row of texts, as many lines high as its highest; headings stand at the bottom of theirs. */
static void
row_print(const struct table *t, const struct shown *const *columns, size_t columns_n, size_t row,
	bool is_heading)
{
	struct arena_mark mark = arena_mark(t->arena);
	struct lines *lines = ARENA_ARRAY(t->arena, struct lines, columns_n);
	size_t height = 0;

	for (size_t i = 0; i < columns_n; i++) {
		const char *text = is_heading ? columns[i]->heading : columns[i]->cells[row];
		lines[i].at = text_wrap(&lines[i].n, text, columns[i]->width, t->arena);
		if (lines[i].n > height)
			height = lines[i].n;
	}
	for (size_t i = 0; i < columns_n && is_heading; i++)
		lines[i].down = height - lines[i].n;
	for (size_t line = 0; line < height; line++)
		line_print(t, columns, columns_n, lines, line);
	arena_rewind(t->arena, mark);
}

static void
panel_print(const struct table *t, const struct shown *const *columns, size_t columns_n)
{
	size_t width = 0;

	fputs(terminal_ink(t->terminal, INK_STRONG), t->out);
	row_print(t, columns, columns_n, 0, true);
	fputs(terminal_ink(t->terminal, INK_PLAIN), t->out);
	for (size_t i = 0; i < columns_n; i++)
		width += columns[i]->width + (i > 0 ? GAP : 0);
	terminal_blanks(t->out, t->indent);
	for (size_t i = 0; i < width && i < t->width; i++)
		fputs("─", t->out);
	fputc('\n', t->out);
	for (size_t row = 0; row < t->rows_n; row++)
		row_print(t, columns, columns_n, row, false);
}

/* The names at the left that say what a row is; the first column when there are none. */
static size_t
keys_n(const struct table *t)
{
	size_t n = 0, width = 0;

	if (!t->columns[0].is_text)
		return 1;

	while (n < t->columns_n && n < KEYS_MOST && t->columns[n].is_text) {
		width += t->columns[n].width + GAP;
		if (width > t->width / 2)
			break;
		n++;
	}
	return n;
}

static void
panels_print(const struct table *t)
{
	const struct shown **panel = ARENA_ARRAY(t->arena, const struct shown *, t->columns_n + 1);
	size_t keys = keys_n(t), next = keys;

	for (size_t i = 0; i < keys; i++)
		panel[i] = &t->columns[i];
	do {
		size_t n = keys, width = total_width(t->columns, keys);
		while (next < t->columns_n) {
			size_t more = t->columns[next].width + (n > 0 ? GAP : 0);
			if (n > keys && width + more > t->width)
				break;
			width += more;
			panel[n++] = &t->columns[next++];
		}
		panel_print(t, panel, n);
		if (next < t->columns_n)
			fputc('\n', t->out);
	} while (next < t->columns_n);
}

static void
upright_print(const struct table *t)
{
	size_t width = 0;

	for (size_t i = 0; i < t->columns_n; i++)
		if (text_columns(span_of(t->columns[i].heading)) > width)
			width = text_columns(span_of(t->columns[i].heading));
	for (size_t i = 0; i < t->columns_n; i++) {
		terminal_blanks(t->out, t->indent);
		fputs(t->columns[i].heading, t->out);
		terminal_blanks(t->out, width + GAP - text_columns(span_of(t->columns[i].heading)));
		fprintf(t->out, "%s\n", t->columns[i].cells[0]);
	}
}

static void
words_print(const struct table *t, const struct frame *frame)
{
	fputc('\n', t->out);
	if (frame->definition != NULL && frame->definition[0] != '\0') {
		fputs(terminal_ink(t->terminal, INK_QUIET), t->out);
		terminal_paragraph(
			t->out, frame->definition, t->indent, t->terminal->width, t->arena);
		fputs(terminal_ink(t->terminal, INK_PLAIN), t->out);
	}
	for (size_t i = 0; i < frame->notes_n; i++)
		terminal_paragraph(t->out, arena_printf(t->arena, "Note: %s", frame->notes[i]),
			t->indent, t->terminal->width, t->arena);
}

void
table_print(FILE *out, const struct terminal *terminal, const struct frame *frame,
	const struct table_choices *choices, struct arena *a)
{
	struct table t = table_of(out, terminal, frame, choices, a);

	if (!choices->is_bare)
		fprintf(out, "%s%s%s  n %s\n\n", terminal_ink(terminal, INK_STRONG), frame->title,
			terminal_ink(terminal, INK_PLAIN), figure_int(frame->n, a));
	if (t.rows_n == 0) {
		terminal_blanks(out, t.indent);
		fputs("nothing to show\n", out);
	} else if (t.rows_n == 1 && t.columns_n > 0 && !t.columns[0].is_text) {
		upright_print(&t);
	} else {
		columns_fit(&t);
		headings_widen(&t);
		panels_print(&t);
	}
	if (!choices->is_bare)
		words_print(&t, frame);
}
