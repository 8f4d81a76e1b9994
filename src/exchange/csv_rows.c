/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows and fields as RFC 4180 has them: a field that begins with a quote ends at the next single
 * quote and may hold delimiters, line ends and doubled quotes; any other field ends at the next
 * delimiter or line end, and a quote inside it is a letter like others. LF, CR LF and the end of
 * the file end a row; empty lines are passed over.
 *
 * A row that cannot be cut – a quote that is never closed, a row over CSV_ROW_MOST – is bad, and
 * cutting goes on at the next line end after its beginning, so that one broken row costs one row.
 */
#include <stdlib.h>

#include "exchange/csv.h"

#define WINDOW_SIZE ((size_t)4 << 20)

void
csv_rows_init(struct csv_rows *r, const struct csv_plan *plan, struct csv_field *fields,
	uint32_t fields_room)
{
	*r = (struct csv_rows){
		.plan = plan, .at = "", .fields = fields, .fields_room = fields_room};
	r->end = r->at;
}

/* What a piece of a row turned out to be. */
enum cut {
	CUT_FIELD, /* a field, and another one follows */
	CUT_ROW,   /* the last field of its row */
	CUT_OPEN,  /* the bytes end before the field does */
	CUT_TEXT,  /* something follows a closing quote */
};

static inline void
field_keep(struct csv_rows *r, const char *at, const char *end, bool has_quotes)
{
	if (r->fields_n < r->fields_room)
		r->fields[r->fields_n] = (struct csv_field){
			.at = at, .size = (uint32_t)(end - at), .has_quotes = has_quotes};
	r->fields_n++;
}

/* The bytes of a row that is being cut. */
struct cutting {
	const char *at, *end;
	bool is_final; /* the end of the bytes is the end of the file, and ends a row */
};

/* Behind a quoted field: what ends it. */
static enum cut
quoted_end(const struct csv_rows *r, struct cutting *c)
{
	const char *p = c->at;

	while (p < c->end && *p == ' ')
		p++;
	if (p < c->end && *p == '\r' && r->plan->line_end == '\n')
		p++;
	c->at = p < c->end ? p + 1 : p;
	if (p == c->end)
		return c->is_final ? CUT_ROW : CUT_OPEN;
	if (*p == r->plan->line_end)
		return CUT_ROW;
	return *p == r->plan->delimiter ? CUT_FIELD : CUT_TEXT;
}

static enum cut
quoted_cut(struct csv_rows *r, struct cutting *c)
{
	const char *begin = c->at + 1, *p = begin;
	bool has_quotes = false;

	for (;;) {
		p = memchr(p, '"', (size_t)(c->end - p));
		if (p == NULL || (p + 1 == c->end && !c->is_final))
			return CUT_OPEN;
		if (p + 1 == c->end || p[1] != '"')
			break;
		has_quotes = true;
		p += 2;
	}
	field_keep(r, begin, p, has_quotes);
	c->at = p + 1;
	return quoted_end(r, c);
}

static enum cut
plain_cut(struct csv_rows *r, struct cutting *c)
{
	const char delimiter = r->plan->delimiter, line_end = r->plan->line_end;
	const char *begin = c->at, *p = begin;

	while (p < c->end && *p != delimiter && *p != line_end)
		p++;
	bool is_row = p == c->end || *p == line_end;
	if (p == c->end && !c->is_final)
		return CUT_OPEN;
	c->at = p < c->end ? p + 1 : p;
	field_keep(r, begin, is_row && p > begin && p[-1] == '\r' ? p - 1 : p, false);
	return is_row ? CUT_ROW : CUT_FIELD;
}

static enum csv_step
row_bad(struct csv_rows *r, const char *problem)
{
	const char *limit = r->row + CSV_ROW_MOST < r->end ? r->row + CSV_ROW_MOST : r->end;
	const char *line_end = memchr(r->row, r->plan->line_end, (size_t)(limit - r->row));

	r->problem = problem;
	r->is_skipping = line_end == NULL;
	r->at = line_end != NULL ? line_end + 1 : limit;
	return CSV_BAD;
}

static enum csv_step
row_cut(struct csv_rows *r)
{
	bool is_limited = (size_t)(r->end - r->row) > CSV_ROW_MOST;
	struct cutting c = {
		.at = r->row,
		.end = is_limited ? r->row + CSV_ROW_MOST : r->end,
		.is_final = r->is_last && !is_limited,
	};

	r->fields_n = 0;
	for (;;) {
		bool is_quoted = c.at < c.end && *c.at == '"';
		switch (is_quoted ? quoted_cut(r, &c) : plain_cut(r, &c)) {
		case CUT_FIELD:
			break;
		case CUT_ROW:
			r->at = c.at;
			return CSV_ROW;
		case CUT_TEXT:
			return row_bad(r, "text follows a closing quote");
		case CUT_OPEN:
			if (!is_limited && !r->is_last)
				return CSV_MORE; /* r->at still stands at the row's beginning */
			return row_bad(r, is_quoted ? "a quote is not closed"
						    : "the row is longer than a megabyte");
		}
	}
}

/* Passes over the rest of a row that is too long. False when the bytes end first. */
static bool
rest_skip(struct csv_rows *r)
{
	const char *line_end = memchr(r->at, r->plan->line_end, (size_t)(r->end - r->at));

	r->at = line_end == NULL ? r->end : line_end + 1;
	r->is_skipping = line_end == NULL;
	return line_end != NULL;
}

/* Empty lines are no rows. */
static void
empty_lines_skip(struct csv_rows *r)
{
	while (r->at < r->end) {
		if (*r->at == r->plan->line_end)
			r->at++;
		else if (*r->at == '\r' && r->at + 1 < r->end && r->at[1] == '\n')
			r->at += 2;
		else if (*r->at == '\r' && r->at + 1 == r->end && r->is_last)
			r->at++;
		else
			break;
	}
}

enum csv_step
csv_rows_next(struct csv_rows *r)
{
	if (unlikely(r->is_skipping) && !rest_skip(r))
		return r->is_last ? CSV_END : CSV_MORE;
	if (r->stop != NULL && r->at >= r->stop)
		return CSV_END;
	empty_lines_skip(r);
	if (r->stop != NULL && r->at >= r->stop) {
		r->at = r->stop; /* the next lane passes over the same empty lines */
		return CSV_END;
	}
	r->row = r->at;
	if (r->at == r->end)
		return r->is_last ? CSV_END : CSV_MORE;
	enum csv_step step = row_cut(r);
	if (step == CSV_ROW && memchr(r->row, '\0', (size_t)(r->at - r->row)) != NULL) {
		r->problem = "there is a NUL byte in it";
		return CSV_BAD;
	}
	return step;
}

struct span
csv_field_value(const struct csv_field *field, char *into)
{
	if (likely(!field->has_quotes))
		return (struct span){.at = field->at, .size = field->size};
	size_t used = 0;
	for (uint32_t i = 0; i < field->size; i++) {
		into[used++] = field->at[i];
		if (field->at[i] == '"')
			i++;
	}
	return (struct span){.at = into, .size = used};
}

/* ---- The whole file ---- */

uint64_t
csv_lines_count(const char *at, size_t size, char line_end)
{
	uint64_t lines_n = 0;
	for (size_t i = 0; i < size; i++)
		lines_n += at[i] == line_end;
	return lines_n;
}

static void
window_set(struct csv_feed *feed, size_t size)
{
	feed->window = feed->buffer;
	feed->rows.at = feed->buffer;
	feed->rows.end = feed->buffer + size;
}

/* Fills the window behind what is left in it. */
static void
window_fill(struct csv_feed *feed, size_t used)
{
	while (used < feed->buffer_size) {
		size_t got =
			unpack_next(feed->unpacker, feed->buffer + used, feed->buffer_size - used);
		used += got;
		if (got == 0) {
			feed->rows.is_last = true;
			break;
		}
	}
	window_set(feed, used);
}

void
csv_feed_init(struct csv_feed *feed, const struct log_input *in, const struct csv_plan *plan)
{
	*feed = (struct csv_feed){0};
	struct csv_field *fields = calloc(plan->fields_n, sizeof *fields);
	if (fields == NULL)
		abort();
	csv_rows_init(&feed->rows, plan, fields, plan->fields_n);
	if (!in->is_gzip) {
		feed->window = in->map.at;
		feed->rows.at = in->map.at + plan->rows_at;
		feed->rows.end = in->map.at + in->map.size;
		feed->rows.is_last = true;
		return;
	}
	feed->unpacker = unpack_new(in);
	feed->buffer_size = WINDOW_SIZE;
	feed->buffer = malloc(feed->buffer_size);
	if (feed->buffer == NULL)
		abort();
	window_fill(feed, 0);
	feed->rows.at += plan->rows_at; /* the heading is in the head, which is smaller */
}

void
csv_feed_guard(struct csv_feed *feed)
{
	unpack_free(feed->unpacker);
	free(feed->buffer);
	free(feed->rows.fields);
}

void
csv_feed_more(struct csv_feed *feed)
{
	size_t done = (size_t)(feed->rows.at - feed->buffer);
	size_t left = (size_t)(feed->rows.end - feed->rows.at);

	feed->lines_n += csv_lines_count(feed->buffer, done, feed->rows.plan->line_end);
	memmove(feed->buffer, feed->rows.at, left);
	window_fill(feed, left);
}

uint64_t
csv_feed_line(const struct csv_feed *feed)
{
	return feed->lines_n + 1 +
	       csv_lines_count(feed->window, (size_t)(feed->rows.row - feed->window),
		       feed->rows.plan->line_end);
}
