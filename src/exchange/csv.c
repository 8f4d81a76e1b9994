/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading a table of events. A file that is mapped as it is, is cut at line ends into as many
 * pieces as there are threads, and each piece becomes a lane of the builder. Whether a line end
 * also ends a row is only known from the file's beginning, since it may stand in quotes; so a lane
 * takes it for granted, and afterwards each lane must have ended exactly where the next one began.
 * Where it has not – a quoted text of several lines lay across the cut – all is read again by one
 * lane.
 *
 * A packed file is one lane.
 *
 * Rows without a case cannot be told apart, so they are bad – but for one that is alone in its
 * file: that is a journey of its own, without a name.
 */
#include <limits.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/crew.h"
#include "exchange/csv.h"

#define LANE_LEAST  ((size_t)1 << 20)
#define LANES_MOST  64u
#define BATCH_ROWS  256u
#define VALUE_MOST  65536u /* bytes of a case or an activity */
#define PROGRESS_AT ((size_t)1 << 22)

struct row_bad {
	const char *row; /* where it begins in the map, or */
	uint64_t line;	 /* its line, in a packed file */
	const char *reason;
};

struct csv_reading {
	struct log_input *in;
	const struct csv_plan *plan;
	unsigned lanes_n;
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
	struct row_bad bad[LOG_BAD_SHOWN];
	size_t bad_shown_n;
	uint64_t nameless_n;	     /* rows without a case; they are among the bad ones */
	struct columns_row nameless; /* the first of them, kept */
	size_t nameless_shown;	     /* its place among those shown */
};

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

static void
bad_add(struct csv_lane *l, const char *format, struct span value)
{
	l->bad_n++;
	if (l->reading->in->wish->is_strict)
		strict_stop(l->reading, (unsigned)(l - l->reading->lanes));
	if (l->bad_shown_n == LOG_BAD_SHOWN)
		return;
	size_t size = value.size < 60 ? value.size : 60;
	l->bad[l->bad_shown_n++] = (struct row_bad){
		.row = l->feed.rows.row,
		.line = l->feed.unpacker != NULL ? csv_feed_line(&l->feed) : 0,
		.reason = arena_printf(l->kept, "%s%s%s%s", format, size > 0 ? ": \"" : "",
			size > 0 ? text_clean((struct span){value.at, size}, l->kept, NULL) : "",
			size > 0 ? "\"" : ""),
	};
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

static bool
time_take(struct csv_lane *l, int64_t *ret_us, uint32_t field)
{
	const struct csv_plan *plan = l->reading->plan;
	struct span value = span_trim(field_value(l, field));

	if (likely(time_read(ret_us, value, plan->form, plan->zone)))
		return true;
	if (value.size == 0)
		bad_add(l, "the time is empty", value);
	else
		bad_add(l, "the time cannot be read", value);
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
		bad_add(l,
			row->activity.size == 0 ? "the activity is empty"
						: "the activity is longer than 65,536 bytes",
			nothing);
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
		bad_add(l, "the case is empty", nothing);
		return;
	}
	if (!row_rest_take(l, &row, extra)) {
		l->nameless_n = 0; /* it is bad for another reason */
		return;
	}
	l->nameless_shown = l->bad_shown_n;
	bad_add(l, "the case is empty", nothing);
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
		bad_add(l,
			arena_printf(l->kept, "there are %u fields instead of %u",
				l->feed.rows.fields_n, plan->fields_n),
			nothing);
		return;
	}
	row->journey = source_value(l, &plan->journey);
	if (unlikely(row->journey.size - 1 >= VALUE_MOST)) {
		if (row->journey.size == 0)
			nameless_take(l);
		else
			bad_add(l, "the case is longer than 65,536 bytes", nothing);
		return;
	}
	if (row_rest_take(l, row, l->extra + l->rows_n * plan->extra_n) &&
		++l->rows_n == BATCH_ROWS)
		batch_flush(l);
}

/* ---- One lane ---- */

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

static void
lane_read(void *shared, size_t piece)
{
	struct csv_reading *reading = shared;
	struct csv_lane *l = &reading->lanes[piece];
	size_t progress_at = PROGRESS_AT;

	for (;;) {
		enum csv_step step = csv_rows_next(&l->feed.rows);
		if (step == CSV_END)
			break;
		if (step == CSV_MORE) {
			batch_flush(l);
			csv_feed_more(&l->feed);
			continue;
		}
		l->rows_seen_n++;
		if (likely(step == CSV_ROW))
			row_take(l);
		else
			bad_add(l, l->feed.rows.problem, nothing);
		if (piece == 0 && l->rows_n == 0 && reading->in->wish->progress != NULL)
			lane_progress(l, &progress_at);
		if (unlikely(atomic_load_explicit(&reading->bad_lane, memory_order_relaxed) <=
			     piece))
			break;
	}
	batch_flush(l);
}

/* ---- All lanes ---- */

static unsigned
lanes_wanted(const struct log_input *in)
{
	if (in->is_gzip)
		return 1;
	size_t lanes_n = in->wish->hands == 0 ? crew_hands() : in->wish->hands;
	if (lanes_n > in->map.size / LANE_LEAST)
		lanes_n = in->map.size / LANE_LEAST;
	return lanes_n < 1 ? 1 : lanes_n > LANES_MOST ? LANES_MOST : (unsigned)lanes_n;
}

/* Where lane i begins: after the first line end from its share of the bytes on. */
static const char *
lane_begin(const struct csv_reading *r, unsigned i)
{
	const struct file_map *map = &r->in->map;
	size_t place = r->plan->rows_at + (map->size - r->plan->rows_at) / r->lanes_n * i;

	if (i == 0)
		return map->at + r->plan->rows_at;
	if (i == r->lanes_n)
		return map->at + map->size;
	const char *line_end = memchr(map->at + place, r->plan->line_end, map->size - place);
	return line_end == NULL ? map->at + map->size : line_end + 1;
}

static struct columns_builder *
lanes_begin(struct csv_reading *r)
{
	const struct csv_plan *plan = r->plan;
	struct columns_builder *builder = columns_builder_new(&(struct columns_plan){
		.keeps_order = r->in->wish->order == LOG_ORDER_FILE,
		.extra = plan->extra_names,
		.extra_n = plan->extra_n,
		.has_ends = plan->end != CSV_NOT_THERE,
		.lanes_n = r->lanes_n,
		.hands = r->in->wish->hands,
	});

	r->lanes = ARENA_ARRAY(r->in->arena, struct csv_lane, r->lanes_n);
	for (unsigned i = 0; i < r->lanes_n; i++) {
		struct csv_lane *l = &r->lanes[i];
		l->reading = r;
		l->lane = columns_builder_lane(builder, i);
		l->kept = arena_new(ARENA_UNLIMITED);
		l->rows = calloc(BATCH_ROWS, sizeof *l->rows);
		l->extra = calloc(BATCH_ROWS * plan->extra_n + 1, sizeof *l->extra);
		if (l->rows == NULL || l->extra == NULL)
			abort();
		for (size_t k = 0; k < BATCH_ROWS; k++)
			l->rows[k].extra = l->extra + k * plan->extra_n;
		csv_feed_init(&l->feed, r->in, plan);
		if (!r->in->is_gzip) {
			l->feed.rows.at = lane_begin(r, i);
			l->feed.rows.stop = lane_begin(r, i + 1);
		}
	}
	return builder;
}

static void
lanes_end(struct csv_reading *r)
{
	for (unsigned i = 0; i < r->lanes_n; i++) {
		struct csv_lane *l = &r->lanes[i];
		csv_feed_guard(&l->feed);
		arena_free(l->kept);
		arena_free(l->batch_texts);
		free(l->rows);
		free(l->extra);
	}
}

/* Did each lane end where the next one began? Up to the one at which a strict reading stopped. */
static bool
lanes_meet(const struct csv_reading *r)
{
	unsigned last = atomic_load(&r->bad_lane);
	for (unsigned i = 0; i + 1 < r->lanes_n && i < last; i++) {
		const struct csv_rows *rows = &r->lanes[i].feed.rows;
		if (rows->at != rows->stop || rows->is_skipping)
			return false;
	}
	return true;
}

static uint64_t
bad_line(const struct csv_reading *r, const struct row_bad *bad)
{
	const struct file_map *map = &r->in->map;
	return bad->line > 0 ? bad->line
			     : 1 + csv_lines_count(map->at, (size_t)(bad->row - map->at),
					   r->plan->line_end);
}

/* The only row without a case is no bad one. */
static void
nameless_mend(struct csv_reading *r)
{
	struct csv_lane *only = NULL;

	for (unsigned i = 0; i < r->lanes_n; i++) {
		struct csv_lane *l = &r->lanes[i];
		if (l->nameless_n > 1 || (l->nameless_n == 1 && only != NULL))
			return;
		if (l->nameless_n == 1)
			only = l;
	}
	if (only == NULL || r->in->wish->is_strict)
		return;
	only->bad_n--;
	if (only->nameless_shown < only->bad_shown_n) {
		only->bad_shown_n--;
		memmove(&only->bad[only->nameless_shown], &only->bad[only->nameless_shown + 1],
			(only->bad_shown_n - only->nameless_shown) * sizeof *only->bad);
	}
	columns_lane_rows(only->lane, &only->nameless, 1);
	input_note(r->in, "one row has no case: it is a journey of its own, without a name");
}

/* Tells what the lanes found, in the order of the file. */
static enum fault_code
lanes_tell(struct csv_reading *r, struct fault *f)
{
	struct log_findings *found = r->in->findings;

	for (unsigned i = 0; i < r->lanes_n; i++) {
		struct csv_lane *l = &r->lanes[i];
		found->rows_n += l->rows_seen_n;
		for (size_t k = 0; k < l->bad_shown_n; k++)
			if (input_bad(r->in,
				    found->bad_shown_n < LOG_BAD_SHOWN ? bad_line(r, &l->bad[k])
								       : 0,
				    f, "%s", l->bad[k].reason))
				return f->code;
		found->bad_n += l->bad_n - l->bad_shown_n;
	}
	const char *problem = r->lanes[0].feed.unpacker != NULL
				      ? unpack_problem(r->lanes[0].feed.unpacker)
				      : NULL;
	if (problem != NULL && input_bad(r->in, 0, f, "%s", problem))
		return f->code;
	return FAULT_NONE;
}

static enum fault_code
reading_run(struct columns **ret, struct csv_reading *r, struct fault *f)
{
	struct columns_builder *builder = lanes_begin(r);

	atomic_store(&r->bad_lane, UINT_MAX);
	crew_run(r->lanes_n, r->lanes_n, lane_read, r);
	if (!lanes_meet(r)) {
		columns_builder_free(builder);
		lanes_end(r);
		r->lanes_n = 1;
		return reading_run(ret, r, f);
	}
	nameless_mend(r);
	enum fault_code code = lanes_tell(r, f);
	lanes_end(r);
	if (code != FAULT_NONE) {
		columns_builder_free(builder);
		return code;
	}
	input_progress(r->in, r->in->map.size);
	return input_finish(ret, r->in, builder, f);
}

static bool
is_utf16(struct span head)
{
	return span_begins(head, SPAN("\xFF\xFE")) || span_begins(head, SPAN("\xFE\xFF"));
}

bool
csv_knows(struct span head)
{
	char line_end;
	const char *heading_end;

	if (is_utf16(head))
		return true; /* so that csv_read says it */
	if (!csv_delimiter_find(head, NULL, &line_end))
		return false;
	heading_end = memchr(head.at, line_end, head.size);
	return memchr(head.at, '\0',
		       heading_end != NULL ? (size_t)(heading_end - head.at) : head.size) == NULL;
}

enum fault_code
csv_read(struct columns **ret, struct log_input *in, struct fault *f)
{
	struct csv_plan plan;

	if (is_utf16(in->head))
		return fault_set(f, FAULT_BAD_INPUT,
			"the text is UTF-16; save it as UTF-8 and read it again");
	if (csv_plan_make(&plan, in, f) || csv_times_decide(&plan, in, f))
		return f->code;
	in->findings->what = csv_plan_what(&plan, in->arena);
	struct csv_reading reading = {.in = in, .plan = &plan, .lanes_n = lanes_wanted(in)};
	return reading_run(ret, &reading, f);
}
