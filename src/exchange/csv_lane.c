/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One lane: rows become events, in batches, so that the builder can look up many journeys side by
 * side. Where a block of bytes has no quotes, all its separators are found at once and a row is
 * a run of positions of which only the last ends a line; everything else – quotes, rows of another
 * shape, the row across a block's end – goes through csv_rows, one row at a time.
 *
 * Rows without a case cannot be told apart, so they are bad – but for one that is alone in its
 * file: that is a journey of its own, without a name (csv.c).
 */
#include <stdarg.h>
#include <stdlib.h>

#include "exchange/csv.h"

#define BATCH_ROWS  64u
#define BLOCK_SIZE  ((size_t)8 << 10) /* with its rows it stays in the first cache */
#define VALUE_MOST  65536u	      /* bytes of a case or an activity */
#define PROGRESS_AT ((size_t)1 << 22)

/* ---- One row ---- */

static void
batch_flush(struct csv_lane *l)
{
	columns_lane_rows(l->lane, l->rows, l->rows_n);
	l->rows_n = 0;
	arena_free(l->batch_texts);
	l->batch_texts = NULL;
}

static char *
batch_text(struct csv_lane *l, size_t size)
{
	if (l->batch_texts == NULL)
		l->batch_texts = arena_new(ARENA_UNLIMITED);
	return arena_alloc(l->batch_texts, size);
}

/* Lanes from this one on need not go on. */
static void
strict_stop(struct csv_reading *r, unsigned lane)
{
	unsigned first = atomic_load(&r->bad_lane);
	while (lane < first && !atomic_compare_exchange_weak(&r->bad_lane, &first, lane))
		;
}

/* Counts a bad row, and remembers one of the first with its reason. */
static void PRINTF_LIKE(2, 3) bad_add(struct csv_lane *l, const char *format, ...)
{
	va_list values;

	l->bad_n++;
	if (l->reading->in->wish->is_strict)
		strict_stop(l->reading, (unsigned)(l - l->reading->lanes));
	if (l->bad_shown_n == LOG_BAD_SHOWN)
		return;
	va_start(values, format);
	l->bad[l->bad_shown_n++] = (struct csv_bad){
		.row = l->feed.rows.row,
		.line = l->feed.unpacker != NULL ? csv_feed_line(&l->feed) : 0,
		.reason = arena_vprintf(l->kept, format, values),
	};
	va_end(values);
}

static struct span
field_value(struct csv_lane *l, uint32_t field)
{
	const struct csv_field *at = &l->feed.rows.fields[field];
	return csv_field_value(at, at->has_quotes ? batch_text(l, at->size) : NULL);
}

static struct span
joined_value(struct csv_lane *l, const struct csv_source *source)
{
	size_t size = source->fields_n;
	for (unsigned i = 0; i < source->fields_n; i++)
		size += l->feed.rows.fields[source->fields[i]].size;
	char *text = batch_text(l, size), *at = text;
	for (unsigned i = 0; i < source->fields_n; i++) {
		struct span part = field_value(l, source->fields[i]);
		if (i > 0)
			*at++ = '+';
		if (part.size > 0)
			memcpy(at, part.at, part.size);
		at += part.size;
	}
	return (struct span){.at = text, .size = (size_t)(at - text)};
}

static inline struct span
source_value(struct csv_lane *l, const struct csv_source *source)
{
	return likely(source->fields_n == 1) ? field_value(l, source->fields[0])
					     : joined_value(l, source);
}

static void
time_bad(struct csv_lane *l, struct span value)
{
	char shown[61];
	size_t size = value.size < sizeof shown ? value.size : sizeof shown - 1;

	if (value.size == 0) {
		bad_add(l, "the time is empty");
		return;
	}
	for (size_t i = 0; i < size; i++)
		shown[i] = value.at[i] < ' ' || value.at[i] > '~' ? '?' : value.at[i];
	bad_add(l, "the time \"%.*s\" cannot be read as %s", (int)size, shown,
		time_form_name(l->reading->plan->form));
}

static inline bool
time_take(struct csv_lane *l, int64_t *ret_us, uint32_t field)
{
	const struct csv_plan *plan = l->reading->plan;
	struct span value = field_value(l, field);

	if (likely(plan->form <= TIME_FORM_MONTH_FIRST && csv_time_again(ret_us, &l->day, value)))
		return true;
	value = span_trim(value);
	if (likely(time_read(ret_us, value, plan->form, plan->zone))) {
		if (plan->form <= TIME_FORM_MONTH_FIRST)
			csv_time_keep(&l->day, value, *ret_us, plan->zone);
		return true;
	}
	time_bad(l, value);
	return false;
}

static const struct span nothing = {.at = "", .size = 0};

/* Everything of a row but its case. */
static bool
row_rest_take(struct csv_lane *l, struct columns_row *row, struct span *extra)
{
	const struct csv_plan *plan = l->reading->plan;

	row->activity = source_value(l, &plan->activity);
	if (unlikely(row->activity.size - 1 >= VALUE_MOST)) {
		bad_add(l, "the activity is %s",
			row->activity.size == 0 ? "empty" : "longer than 65,536 bytes");
		return false;
	}
	if (!time_take(l, &row->time_us, plan->time))
		return false;
	row->end_us = row->time_us;
	if (plan->end != CSV_NOT_THERE && !time_take(l, &row->end_us, plan->end))
		return false;
	for (size_t i = 0; i < plan->extra_n; i++)
		extra[i] = source_value(l, &plan->extra[i]);
	return true;
}

static struct span
span_keep(struct csv_lane *l, struct span s)
{
	return (struct span){.at = arena_text_n(l->kept, s.at, s.size), .size = s.size};
}

/* A row without a case is bad; the first is kept, since it may be the only one. */
static void
nameless_take(struct csv_lane *l)
{
	const size_t extra_n = l->reading->plan->extra_n;
	struct columns_row row = {.journey = nothing};
	struct span *extra = ARENA_ARRAY(l->kept, struct span, extra_n);

	if (l->nameless_n++ > 0) {
		bad_add(l, "the case is empty");
		return;
	}
	if (!row_rest_take(l, &row, extra)) {
		l->nameless_n = 0; /* it is bad for another reason */
		return;
	}
	l->nameless_shown = l->bad_shown_n;
	bad_add(l, "the case is empty");
	row.activity = span_keep(l, row.activity);
	for (size_t i = 0; i < extra_n; i++)
		extra[i] = span_keep(l, extra[i]);
	row.extra = extra;
	l->nameless = row;
}

static void
row_take(struct csv_lane *l)
{
	const struct csv_plan *plan = l->reading->plan;
	struct columns_row *row = &l->rows[l->rows_n];

	if (unlikely(l->feed.rows.fields_n != plan->fields_n)) {
		bad_add(l, "there are %u fields instead of %u", l->feed.rows.fields_n,
			plan->fields_n);
		return;
	}
	row->journey = source_value(l, &plan->journey);
	if (unlikely(row->journey.size - 1 >= VALUE_MOST)) {
		if (row->journey.size == 0)
			nameless_take(l);
		else
			bad_add(l, "the case is longer than 65,536 bytes");
		return;
	}
	if (row_rest_take(l, row, l->extra + l->rows_n * plan->extra_n) &&
		++l->rows_n == BATCH_ROWS)
		batch_flush(l);
}

/* ---- Many rows ---- */

/* A field of the row whose separators are at p[0] …; p[-1] is what ended the row before. */
static inline struct span
field_at(const char *block, const uint32_t *p, uint32_t field, uint32_t last)
{
	const char *at = block + ((int32_t)p[(int64_t)field - 1] >> 1) + 1;
	const char *end = block + (p[field] >> 1);

	if (unlikely(field == last && end > at && end[-1] == '\r'))
		end--;
	return (struct span){.at = at, .size = (size_t)(end - at)};
}

/* As many fields as there should be: an empty line, a short row and a long one are not. */
static inline bool
row_has_shape(const uint32_t *p, uint32_t last)
{
	uint32_t line_ends = 0;

	for (uint32_t i = 0; i < last; i++)
		line_ends |= p[i];
	return (line_ends & 1) == 0 && (p[last] & 1) != 0;
}

/* A row of a simple plan in which nothing is out of the ordinary: into the batch without detours.
 */
static inline bool
row_take_quickly(struct csv_lane *l, const char *block, const uint32_t *p)
{
	const struct csv_plan *plan = l->reading->plan;
	const uint32_t last = plan->fields_n - 1;
	struct columns_row *row = &l->rows[l->rows_n];

	row->journey = field_at(block, p, plan->journey.fields[0], last);
	row->activity = field_at(block, p, plan->activity.fields[0], last);
	if (unlikely(row->journey.size - 1 >= VALUE_MOST || row->activity.size - 1 >= VALUE_MOST ||
		     !csv_time_again(&row->time_us, &l->day, field_at(block, p, plan->time, last))))
		return false;
	for (size_t i = 0; i < plan->extra_n; i++)
		l->extra[l->rows_n * plan->extra_n + i] =
			field_at(block, p, plan->extra[i].fields[0], last);
	if (++l->rows_n == BATCH_ROWS)
		batch_flush(l);
	return true;
}

/* Any other row of the right shape. */
static void
row_take_at(struct csv_lane *l, const char *block, const uint32_t *p)
{
	struct csv_rows *r = &l->feed.rows;
	const struct csv_plan *plan = r->plan;
	const uint32_t last = plan->fields_n - 1;

	for (uint32_t i = 0; i < plan->wanted_n; i++) {
		struct span field = field_at(block, p, plan->wanted[i], last);
		r->fields[plan->wanted[i]] =
			(struct csv_field){.at = field.at, .size = (uint32_t)field.size};
	}
	r->fields_n = plan->fields_n;
	r->row = block + ((int32_t)p[-1] >> 1) + 1;
	row_take(l);
}

/* One row in any case. False at the end, or when more bytes are needed. */
static bool
row_read(struct csv_lane *l, enum csv_step *ret_step)
{
	enum csv_step step = csv_rows_next(&l->feed.rows);

	*ret_step = step;
	if (step == CSV_END || step == CSV_MORE)
		return false;
	l->rows_seen_n++;
	if (likely(step == CSV_ROW))
		row_take(l);
	else
		bad_add(l, "%s", l->feed.rows.problem);
	return true;
}

/* The rows of a block whose separators are known. Stops in front of the row that the block cuts. */
static bool
block_read(struct csv_lane *l, const char *block, uint32_t positions_n, enum csv_step *ret_step)
{
	struct csv_rows *r = &l->feed.rows;
	const uint32_t fields_n = r->plan->fields_n;
	const bool is_simple = r->plan->is_simple && r->plan->form <= TIME_FORM_MONTH_FIRST;
	const uint32_t *p = l->positions + 1, *end = p + positions_n;

	while (p + fields_n <= end) {
		if (likely(row_has_shape(p, fields_n - 1))) {
			if (unlikely(!is_simple || !row_take_quickly(l, block, p)))
				row_take_at(l, block, p);
			p += fields_n;
			l->rows_seen_n++;
			continue;
		}
		r->at = block + ((int32_t)p[-1] >> 1) + 1;
		if (!row_read(l, ret_step))
			return false;
		while (p < end && block + (*p >> 1) < r->at)
			p++;
		if (block + ((int32_t)p[-1] >> 1) + 1 != r->at)
			return true; /* beyond the block */
	}
	r->at = block + ((int32_t)p[-1] >> 1) + 1;
	return true;
}

/* Some rows: those of a block, or one. False at the end, or when more bytes are needed. */
static bool
rows_read(struct csv_lane *l, enum csv_step *ret_step)
{
	struct csv_rows *r = &l->feed.rows;
	const char *block = r->at, *end = r->stop != NULL ? r->stop : r->end;

	if (!r->is_skipping && block >= l->careful_until && end > block) {
		size_t size =
			(size_t)(end - block) < BLOCK_SIZE ? (size_t)(end - block) : BLOCK_SIZE;
		bool is_plain = false;
		uint32_t positions_n = l->scan(l->positions + 1, &is_plain, block, size,
			r->plan->delimiter, r->plan->line_end);
		if (!is_plain)
			l->careful_until = block + size;
		else if (!block_read(l, block, positions_n, ret_step))
			return false;
		else if (r->at > block)
			return true;
	}
	return row_read(l, ret_step);
}

static void
lane_progress(const struct csv_lane *l, size_t *next)
{
	size_t done = l->feed.unpacker != NULL
			      ? unpack_place(l->feed.unpacker)
			      : (size_t)(l->feed.rows.at - l->feed.window) * l->reading->lanes_n;
	if (done < *next)
		return;
	*next = done + PROGRESS_AT;
	input_progress(
		l->reading->in, done < l->reading->in->map.size ? done : l->reading->in->map.size);
}

void
csv_lane_read(void *shared, size_t lane)
{
	struct csv_reading *reading = shared;
	struct csv_lane *l = &reading->lanes[lane];
	size_t progress_at = PROGRESS_AT;
	enum csv_step step = CSV_ROW;

	while (step != CSV_END) {
		if (!rows_read(l, &step) && step == CSV_MORE) {
			batch_flush(l);
			csv_feed_more(&l->feed);
			l->careful_until = NULL;
		}
		if (lane == 0 && reading->in->wish->progress != NULL)
			lane_progress(l, &progress_at);
		if (unlikely(
			    atomic_load_explicit(&reading->bad_lane, memory_order_relaxed) <= lane))
			break;
	}
	batch_flush(l);
}

void
csv_lane_init(struct csv_lane *l, struct csv_reading *reading, struct columns_lane *lane)
{
	const size_t extra_n = reading->plan->extra_n;

	*l = (struct csv_lane){
		.reading = reading,
		.lane = lane,
		.kept = arena_new(ARENA_UNLIMITED),
		.rows = calloc(BATCH_ROWS, sizeof *l->rows),
		.extra = calloc(BATCH_ROWS * extra_n + 1, sizeof *l->extra),
		.positions = malloc((CSV_SCAN_ROOM(BLOCK_SIZE) + 1) * sizeof *l->positions),
		.scan = csv_scanner_best(),
	};
	if (l->rows == NULL || l->extra == NULL || l->positions == NULL)
		abort();
	l->positions[0] = UINT32_MAX; /* the line end at −1, in front of a block */
	for (size_t k = 0; k < BATCH_ROWS; k++)
		l->rows[k].extra = l->extra + k * extra_n;
	csv_feed_init(&l->feed, reading->in, reading->plan);
}

void
csv_lane_finish(struct csv_lane *l)
{
	csv_feed_guard(&l->feed);
	arena_free(l->kept);
	arena_free(l->batch_texts);
	free(l->rows);
	free(l->extra);
	free(l->positions);
}
