/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Period by period: how many journeys began, how long they took, and with a map how much of what
 * was promised was kept. A journey belongs to the period in which it begins, so that a long one
 * does not move a bad week into a good one. Periods without journeys are shown, since a gap is a
 * finding.
 */
#include <stdlib.h>

#include "base/crew.h"
#include "measures/functions.h"
#include "measures/judge.h"
#include "measures/period.h"
#include "measures/roles.h"
#include "measures/scratch.h"
#include "measures/statistics.h"
#include "measures/values.h"

#define PERIODS_MOST 10000 /* with empty ones; beyond it only periods with journeys */

struct part {
	int64_t begin;	 /* of its period, on the wall clock */
	int64_t span_us; /* throughput */
	uint32_t events_n;
	uint32_t judged_n, kept_n;
};

/* The periods of a piece of the journeys. */
struct part_range {
	int64_t first, last;
	bool is_ordered; /* none begins before the one ahead of it */
};

struct work {
	const struct view *view; /* of events */
	struct view
		instances; /* the same journeys, paired; those of which nothing is left are gone */
	const uint32_t *
		positions; /* of the instances' journeys in the view; NULL when they are the same */
	const struct roles *roles; /* NULL without a map */
	const struct judge *judge;
	const struct zone *zone;
	enum period period;
	size_t pieces_n;
	struct part *parts;	   /* of each journey, by its position in the view */
	struct part_range *ranges; /* of each piece */
};

/* What is promised of whole journeys. */
static void
counts_tally(const struct bunch *b, const struct roles *roles, uint32_t *judged_n, uint32_t *kept_n)
{
	for (size_t i = 0; i < roles->counted_n; i++) {
		const size_t m = roles->counted[i];
		const struct moment *moment = roles->moments[m];
		for (size_t s = 0; s < moment->standards_n; s++) {
			if (moment->standards[s].measure != STANDARD_COUNT)
				continue;
			const enum verdict v = count_judge(&moment->standards[s], b->times_n[m]);
			*judged_n += v != VERDICT_NONE;
			*kept_n += v == VERDICT_KEPT;
		}
	}
}

/* All standards on all passages of each journey of a bunch. */
static void
promises_tally(const struct work *work, const struct bunch *b)
{
	uint32_t judged_n[BUNCH_MOST] = {0}, kept_n[BUNCH_MOST] = {0};
	uint32_t all_judged_n = 0, all_kept_n = 0;
	uint8_t verdicts[BUNCH_MOST];
	counts_tally(b, work->roles, &all_judged_n, &all_kept_n);
	for (size_t k = 0; k < b->items_n; k++) {
		const struct moment *moment = work->roles->moments[b->items[k].moment];
		for (size_t s = 0; s < moment->standards_n; s++) {
			if (!item_judge(
				    verdicts, work->judge, &moment->standards[s], b, &b->items[k]))
				continue;
			for (size_t i = 0; i < b->journeys_n; i++) {
				judged_n[i] += verdicts[i] != VERDICT_NONE;
				kept_n[i] += verdicts[i] == VERDICT_KEPT;
			}
		}
	}
	for (size_t i = 0; i < b->journeys_n; i++) {
		const uint64_t at = b->places[i];
		struct part *part =
			&work->parts[work->positions != NULL ? work->positions[at] : at];
		part->judged_n = judged_n[i] + all_judged_n;
		part->kept_n = kept_n[i] + all_kept_n;
	}
}

/* The period of an instant, remembered: most journeys begin in the one in which the journey before
 * them began. */
struct periods {
	const struct zone *zone;
	enum period period;
	int64_t begin, next;			/* on the wall clock; of the last instant */
	int64_t from_us, to_us, local_ahead_us; /* the zone's offset holds from here to there */
};

static int64_t
periods_begin(struct periods *p, int64_t us)
{
	if (us > INT64_MAX / 2 || us < INT64_MIN / 2) /* where the offset may not fit */
		return period_begin(p->period, zone_to_local(p->zone, us));
	if (us < p->from_us || us >= p->to_us) {
		p->local_ahead_us = zone_to_local(p->zone, us) - us;
		p->from_us = us;
		p->to_us = zone_next_change(p->zone, us);
		if (p->to_us == TIME_NONE)
			p->to_us = INT64_MAX;
	}
	const int64_t local_us = us + p->local_ahead_us;
	if (local_us < p->begin || local_us >= p->next) {
		p->begin = period_begin(p->period, local_us);
		p->next = period_next(p->period, p->begin);
	}
	return p->begin;
}

static void
piece_events(void *shared, size_t piece)
{
	const struct work *work = shared;
	struct periods periods = {.zone = work->zone, .period = work->period};
	struct part_range range = {.first = INT64_MAX, .last = INT64_MIN, .is_ordered = true};
	int64_t before = INT64_MIN;
	struct walk w;
	walk_begin(&w, work->view, piece, work->pieces_n);
	while (walk_next(&w)) {
		struct part *part = &work->parts[w.at - 1];
		int64_t begin = 0, end = 0;
		*part = (struct part){.events_n = (uint32_t)(w.end - w.first)};
		(void)journey_span(w.columns, w.journey, &begin, &end); /* empty: 0 */
		part->begin = periods_begin(&periods, begin);
		part->span_us = end - begin;
		range.is_ordered &= before <= part->begin;
		before = part->begin;
		range.first = before < range.first ? before : range.first;
		range.last = before > range.last ? before : range.last;
	}
	work->ranges[piece] = range;
}

static void
piece_promises(void *shared, size_t piece)
{
	const struct work *work = shared;
	struct bunches *bunches = bunches_new(work->roles, &work->instances, piece, work->pieces_n);
	const struct bunch *b;

	while ((b = bunches_next(bunches)) != NULL)
		promises_tally(work, b);
	bunches_free(bunches);
}

/* How many periods there are from one to another, counted up to the limit. */
static size_t
periods_between(enum period period, int64_t first, int64_t last)
{
	size_t n = 1;
	for (int64_t at = first; at < last && n <= PERIODS_MOST; at = period_next(period, at))
		n++;
	return n;
}

/* The journeys of a period, side by side, and their figures. */
struct run {
	int64_t begin;
	const struct part *parts;
	size_t n;
	uint64_t events_n, judged_n, kept_n;
	double mean, quantiles[2];
};

struct runs {
	struct run *items;
	size_t n, room;
};

static void
run_add(struct runs *runs, int64_t begin, const struct part *parts, size_t n)
{
	runs->items = values_grow(runs->items, runs->n, &runs->room, sizeof *runs->items);
	runs->items[runs->n++] = (struct run){.begin = begin, .parts = parts, .n = n};
}

static void
run_figure(void *shared, size_t number)
{
	const struct runs *runs = shared;
	struct run *run = &runs->items[number];
	ON_EXIT(scratch_guard) int64_t *spans = SCRATCH(int64_t, run->n);
	for (size_t i = 0; i < run->n; i++) {
		spans[i] = run->parts[i].span_us;
		run->events_n += run->parts[i].events_n;
		run->judged_n += run->parts[i].judged_n;
		run->kept_n += run->parts[i].kept_n;
	}
	quantiles_i64(spans, run->n, (double[]){0.5, 0.95}, 2, run->quantiles);
	run->mean = total_of(spans, run->n).mean;
}

static void
row_fill(struct frame *frame, const struct work *work, const struct run *run)
{
	frame_time(frame, zone_to_utc(work->zone, run->begin));
	frame_int(frame, (int64_t)run->n);
	frame_int(frame, (int64_t)run->events_n);
	frame_seconds(frame, run->mean);
	frame_seconds(frame, run->quantiles[0]);
	frame_seconds(frame, run->quantiles[1]);
	if (work->roles == NULL)
		return;
	frame_real(frame,
		run->judged_n >= SHARE_LEAST_N ? (double)run->kept_n / (double)run->judged_n : NAN);
	frame_int(frame, (int64_t)run->judged_n);
}

/* Where the period of part i ends, of parts in the order of their periods. */
static size_t
run_end(const struct part *parts, size_t i, size_t n)
{
	size_t low = i + 1, high = n;
	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (parts[middle].begin == parts[i].begin)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Runs of parts that stand in the order of their periods, empty ones between them if wanted. */
static void
runs_find(struct runs *runs, const struct work *work, const struct part *parts, size_t n,
	bool with_empty)
{
	int64_t period = parts[0].begin;
	for (size_t i = 0, next = 0; i < n; i = next) {
		for (; with_empty && period < parts[i].begin;
			period = period_next(work->period, period))
			run_add(runs, period, NULL, 0);
		next = run_end(parts, i, n);
		run_add(runs, parts[i].begin, &parts[i], next - i);
		period = period_next(work->period, parts[i].begin);
	}
}

static int
part_compare(const void *a, const void *b)
{
	const struct part *x = a, *y = b;
	return (x->begin > y->begin) - (x->begin < y->begin);
}

/* Few periods: each part to its own, found from the one before, since journeys are nearly in order.
 */
static void
parts_place(const struct work *work, struct part *to, size_t n, int64_t first, size_t periods_n)
{
	ON_EXIT(scratch_guard) int64_t *begins = SCRATCH(int64_t, periods_n + 1);
	ON_EXIT(scratch_guard) size_t *places = SCRATCH_ZERO(size_t, periods_n + 1);
	const struct part *from = work->parts;
	size_t at = 0, place = 0;
	begins[0] = first;
	for (size_t i = 0; i < periods_n; i++)
		begins[i + 1] = period_next(work->period, begins[i]);
	for (int is_putting = 0; is_putting < 2; is_putting++) {
		for (size_t i = 0; i < n; i++) {
			while (from[i].begin < begins[at])
				at--;
			while (from[i].begin >= begins[at + 1])
				at++;
			if (is_putting)
				to[places[at]++] = from[i];
			else
				places[at]++;
		}
		for (size_t k = 0; k < periods_n && !is_putting; k++) {
			const size_t count = places[k];
			places[k] = place;
			place += count;
		}
	}
}

/* All of the pieces' ranges as one. */
static struct part_range
ranges_join(const struct part_range *ranges, size_t n)
{
	struct part_range all = {.first = INT64_MAX, .last = INT64_MIN, .is_ordered = true};
	for (size_t i = 0; i < n; i++) {
		if (ranges[i].first > ranges[i].last)
			continue; /* no journey */
		all.is_ordered &= ranges[i].is_ordered && all.last <= ranges[i].first;
		all.first = ranges[i].first < all.first ? ranges[i].first : all.first;
		all.last = ranges[i].last > all.last ? ranges[i].last : all.last;
	}
	return all;
}

static void
rows_fill(struct frame *frame, struct work *work, size_t n, unsigned hands)
{
	ON_EXIT(scratch_guard) struct part *placed = NULL;
	struct part *parts = work->parts;
	struct runs runs = {0};

	if (n == 0)
		return;
	const struct part_range range = ranges_join(work->ranges, work->pieces_n);
	const size_t periods_n = periods_between(work->period, range.first, range.last);
	const bool with_empty = periods_n <= PERIODS_MOST;
	if (!range.is_ordered && with_empty) {
		parts = placed = SCRATCH(struct part, n);
		parts_place(work, placed, n, range.first, periods_n);
	} else if (!range.is_ordered) {
		qsort(parts, n, sizeof *parts, part_compare);
	}
	if (!with_empty)
		frame_note(frame, "Only periods in which journeys begin.");
	runs_find(&runs, work, parts, n, with_empty);
	crew_run(hands, runs.n, run_figure, &runs);
	for (size_t i = 0; i < runs.n; i++)
		row_fill(frame, work, &runs.items[i]);
	free(runs.items);
}

static void
columns_set(struct frame *frame, bool has_map)
{
	frame_column_add(frame, "period", CELL_TIME, "time", "period from");
	frame_column_add(frame, "journeys", CELL_INT, "1", "journeys");
	frame_column_add(frame, "events", CELL_INT, "1", "events");
	frame_column_add(frame, "mean", CELL_REAL, "s", "mean throughput");
	frame_column_add(frame, "median", CELL_REAL, "s", "median throughput");
	frame_column_add(frame, "p95", CELL_REAL, "s", "95 % throughput");
	if (!has_map)
		return;
	frame_column_add(frame, "attainment", CELL_REAL, "share", "promises kept");
	frame_column_add(frame, "n", CELL_INT, "1", "promises judged");
}

/* Pairing keeps the journeys' order and leaves out those of which nothing is left. Lists those of
 * the view that are still there, and where they stand in it. Returns how many. */
static uint32_t
journeys_match(const struct view *view, uint32_t *journeys, uint32_t *positions)
{
	const struct columns *from = view->columns, *to = view->instances;
	uint32_t n = 0, paired = 0;
	struct walk w;
	walk_begin(&w, view, 0, 1);
	for (uint32_t j = 0; walk_next(&w); j++) {
		for (; j < w.journey; j++) /* between journeys of the view */
			paired +=
				paired < to->journeys_n && span_is(words_at(&from->journeys, j),
								   words_at(&to->journeys, paired));
		if (paired == to->journeys_n ||
			!span_is(words_at(&from->journeys, j), words_at(&to->journeys, paired)))
			continue;
		journeys[n] = paired++;
		positions[n++] = (uint32_t)(w.at - 1);
	}
	return n;
}

static void
promises_collect(struct work *work, unsigned hands)
{
	const struct view *view = work->view;
	ON_EXIT(scratch_guard) uint32_t *journeys = NULL;
	ON_EXIT(scratch_guard) uint32_t *positions = NULL;
	work->instances.columns = view->instances;
	if (view->instances->journeys_n != view->columns->journeys_n) {
		journeys = SCRATCH(uint32_t, view_journeys_n(view));
		positions = SCRATCH(uint32_t, view_journeys_n(view));
		work->instances.journeys_n = journeys_match(view, journeys, positions);
		work->instances.journeys = journeys;
		work->positions = positions;
	}
	crew_run(hands, work->pieces_n, piece_promises, work);
}

static void
period_note(struct frame *frame, enum period period, const struct zone *zone)
{
	static const char *const words[] = {
		[PERIOD_AUTO] = "period",
		[PERIOD_HOUR] = "hour",
		[PERIOD_DAY] = "day",
		[PERIOD_WEEK] = "week",
		[PERIOD_MONTH] = "month",
	};
	frame_note(frame, "By %s on the clock of %s.", words[period], zone_name(zone));
}

enum fault_code
measure_trend(struct frame *frame, const struct view *view, const struct measure_options *options,
	struct fault *f)
{
	const uint32_t n = view_journeys_n(view);
	ON_EXIT(roles_guard) struct roles *roles = NULL;
	ON_EXIT(scratch_guard) struct part *parts = SCRATCH(struct part, n);
	struct judge judge;
	struct work work = {
		.view = view,
		.instances = *view,
		.judge = &judge,
		.zone = options->zone,
		.period = period_choose(view->columns, options),
		.pieces_n = walk_pieces(view, options->hands, 2),
		.parts = parts,
	};

	(void)f; /* counting cannot fail */
	ON_EXIT(scratch_guard)
	struct part_range *ranges = SCRATCH(struct part_range, work.pieces_n);
	work.ranges = ranges;
	crew_run(options->hands, work.pieces_n, piece_events, &work);
	if (options->cycle != NULL) {
		work.roles = roles = roles_new(view->instances, options, view->last_us);
		judge_init(&judge, roles, view->instances, options->cycle, roles->arena);
		promises_collect(&work, options->hands);
	}
	columns_set(frame, options->cycle != NULL);
	frame->n = n;
	if (n > 0)
		period_note(frame, work.period, options->zone);
	rows_fill(frame, &work, n, options->hands);
	return FAULT_NONE;
}
