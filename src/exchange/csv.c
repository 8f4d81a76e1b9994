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
#include <stdlib.h>

#include "base/crew.h"
#include "exchange/csv.h"

#define LANE_LEAST  ((size_t)1 << 20)
#define HANDS_MOST  32u /* with two lanes each */
#define SHARED_FROM ((size_t)16 << 20)

static unsigned
hands_wanted(const struct log_input *in)
{
	if (in->is_gzip)
		return 1;
	size_t hands = in->wish->hands == 0 ? crew_hands() : in->wish->hands;
	if (hands > in->map.size / LANE_LEAST)
		hands = in->map.size / LANE_LEAST;
	return hands < 1 ? 1 : hands > HANDS_MOST ? HANDS_MOST : (unsigned)hands;
}

/* The share of the bytes before lane i. Each hand first reads a long lane; then the short ones, a
 * fifth of the file, go to whoever is done, since processors are seldom equally quick. */
static double
share_before(const struct csv_reading *r, unsigned i)
{
	const double long_share = 0.8;

	if (r->lanes_n == r->hands)
		return (double)i / r->lanes_n;
	return i <= r->hands ? long_share * i / r->hands
			     : long_share + (1 - long_share) * (i - r->hands) / r->hands;
}

/* Where lane i begins: after the first line end from its share of the bytes on. */
static const char *
lane_begin(const struct csv_reading *r, unsigned i)
{
	const struct file_map *map = &r->in->map;
	const double rows_size = (double)(map->size - r->plan->rows_at);

	if (i == 0)
		return map->at + r->plan->rows_at;
	if (i == r->lanes_n)
		return map->at + map->size;
	size_t place = r->plan->rows_at + (size_t)(rows_size * share_before(r, i));
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
		csv_lane_init(l, r, columns_builder_lane(builder, i));
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
	for (unsigned i = 0; i < r->lanes_n; i++)
		csv_lane_finish(&r->lanes[i]);
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
bad_line(const struct csv_reading *r, const struct csv_bad *bad)
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
	crew_run(r->hands, r->lanes_n, csv_lane_read, r);
	if (!lanes_meet(r)) {
		columns_builder_free(builder);
		lanes_end(r);
		r->lanes_n = r->hands = 1;
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
	unsigned hands = hands_wanted(in);
	struct csv_reading reading = {
		.in = in,
		.plan = &plan,
		.hands = hands,
		.lanes_n = hands > 1 && in->map.size >= SHARED_FROM ? 2 * hands : hands,
	};
	return reading_run(ret, &reading, f);
}
