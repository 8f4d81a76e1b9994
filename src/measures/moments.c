/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The map with what happened on it: each moment in the order of the cycle, how many came through,
 * how long they waited and stayed, and in how many passages all that was promised was kept.
 */
#include <stdlib.h>

#include "base/crew.h"
#include "measures/functions.h"
#include "measures/judge.h"
#include "measures/roles.h"
#include "measures/scratch.h"
#include "measures/statistics.h"
#include "measures/wait_set.h"

struct tally {
	uint64_t journeys_n, passages_n, left_n, open_n, kept_n, missed_n;
	struct waits waits;
	struct values durations;
};

struct work {
	const struct view *view;
	const struct roles *roles;
	const struct judge *judge;
	const struct wait_clock *clocks;
	size_t pieces_n, moments_n;
	struct tally *tallies;	 /* pieces_n × moments_n */
	uint64_t *journeys_n;	 /* of each piece */
	struct figures *figures; /* of each moment */
};

/* Is it told how long a passage took? */
static bool
has_duration(const struct moment *moment, const struct bunch_item *item)
{
	return item->begun != ROW_NONE && !item->is_mark && item->ending == PASSAGE_ENDED &&
	       (moment->ends.names_n > 0 || item->marked_event != NO_EVENT);
}

static void
durations_add(struct tally *t, const struct moment *moment, const struct bunch *b,
	const struct bunch_item *item)
{
	const int64_t *const begun = bunch_row(b, item->begun);
	const int64_t *const ended = bunch_row(b, item->ended);
	int64_t us[BUNCH_MOST];
	size_t n = 0;
	for (size_t i = 0; i < b->journeys_n; i++) {
		const int64_t took_us = ended[i] > begun[i] ? ended[i] - begun[i] : 0;
		us[n] = took_us;
		/* A mark of staff in the moment's own instant tells no duration. */
		n += moment->ends.names_n > 0 || took_us > 0;
	}
	values_add(&t->durations, us, n);
}

/* A passage keeps its moment's promises when it misses none and is judged by one at least. */
static void
tally_item(const struct work *work, struct tally *t, const struct bunch *b,
	const struct bunch_item *item)
{
	const struct moment *moment = work->roles->moments[item->moment];
	const struct wait_clock *clock = &work->clocks[item->moment];
	const uint64_t n = b->journeys_n;
	uint8_t verdicts[BUNCH_MOST];
	uint64_t judged_n = 0, kept_n = 0;
	if (item_judge_worst(verdicts, work->judge, b, item))
		verdicts_count(verdicts, b->journeys_n, &judged_n, &kept_n);
	t->passages_n += n;
	t->left_n += item->ending == PASSAGE_LEFT ? n : 0;
	t->open_n += item->ending == PASSAGE_OPEN ? n : 0;
	t->kept_n += kept_n;
	t->missed_n += judged_n - kept_n;
	if (clock->is_one && clock->measure == STANDARD_WAIT)
		waits_add_item(&t->waits, work->roles, b, item, clock);
	if (has_duration(moment, item))
		durations_add(t, moment, b, item);
}

static void
piece_tally(void *shared, size_t piece)
{
	const struct work *work = shared;
	struct tally *tallies = &work->tallies[piece * work->moments_n];
	ON_EXIT(scratch_guard) uint64_t *seen = SCRATCH_ZERO(uint64_t, work->moments_n);
	struct bunches *bunches = bunches_new(work->roles, work->view, piece, work->pieces_n);
	const struct bunch *b;

	for (uint64_t stamp = 1; (b = bunches_next(bunches)) != NULL; stamp++) {
		work->journeys_n[piece] += b->is_empty ? 0 : b->journeys_n;
		for (size_t i = 0; i < b->items_n; i++) {
			const uint16_t m = b->items[i].moment;
			tallies[m].journeys_n += seen[m] != stamp ? b->journeys_n : 0;
			seen[m] = stamp;
			tally_item(work, &tallies[m], b, &b->items[i]);
		}
	}
	bunches_free(bunches);
	for (size_t m = 0; m < work->moments_n; m++)
		waits_sort(&tallies[m].waits);
}

static void
tallies_join(struct tally *to, struct tally *from)
{
	to->journeys_n += from->journeys_n;
	to->passages_n += from->passages_n;
	to->left_n += from->left_n;
	to->open_n += from->open_n;
	to->kept_n += from->kept_n;
	to->missed_n += from->missed_n;
	waits_join(&to->waits, &from->waits);
	values_join(&to->durations, &from->durations);
}

static void
columns_set(struct frame *frame)
{
	frame_column_add(frame, "stage", CELL_TEXT, "", "stage");
	frame_column_add(frame, "moment", CELL_TEXT, "", "moment");
	frame_column_add(frame, "title", CELL_TEXT, "", "title");
	frame_column_add(frame, "critical", CELL_INT, "1", "critical");
	frame_column_add(frame, "journeys", CELL_INT, "1", "journeys");
	frame_column_add(frame, "share", CELL_REAL, "share", "share of journeys");
	frame_column_add(frame, "n", CELL_INT, "1", "passages");
	frame_column_add(frame, "left", CELL_INT, "1", "left");
	frame_column_add(frame, "open", CELL_INT, "1", "still open");
	frame_column_add(frame, "wait_median", CELL_REAL, "s", "median wait");
	frame_column_add(frame, "wait_p95", CELL_REAL, "s", "95 % wait");
	frame_column_add(frame, "median", CELL_REAL, "s", "median duration");
	frame_column_add(frame, "p95", CELL_REAL, "s", "95 % duration");
	frame_column_add(frame, "missed", CELL_INT, "1", "missed");
	frame_column_add(frame, "attainment", CELL_REAL, "share", "kept all standards");
	frame_column_add(frame, "low", CELL_REAL, "share", "from");
	frame_column_add(frame, "high", CELL_REAL, "share", "to");
}

/* Median and 95 % of a moment's waits and durations. */
struct figures {
	double waits[2], durations[2];
};

static void
figures_find(struct figures *ret, const struct tally *t)
{
	struct incidence_figures waits = {.shares = (double[]){0.5, 0.95}, .shares_n = 2};
	incidence_figure(&waits, t->waits.keys, t->waits.n);
	ret->waits[0] = waits.called_when[0];
	ret->waits[1] = t->waits.n >= P95_LEAST_N ? waits.called_when[1] : NAN;
	quantiles_i64(t->durations.at, t->durations.n, (double[]){0.5, 0.95}, 2, ret->durations);
	if (t->durations.n < P95_LEAST_N)
		ret->durations[1] = NAN;
}

/* Joins what the pieces counted of one moment. */
static void
moment_figure(void *shared, size_t m)
{
	const struct work *work = shared;
	struct tally *all = &work->tallies[m];
	for (size_t piece = 1; piece < work->pieces_n; piece++)
		tallies_join(all, &work->tallies[piece * work->moments_n + m]);
	figures_find(&work->figures[m], all);
}

static void
kept_fill(struct frame *frame, const struct tally *t, const char *name)
{
	const uint64_t judged_n = t->kept_n + t->missed_n;
	if (judged_n < SHARE_LEAST_N) {
		for (int i = 0; i < 4; i++)
			frame_null(frame);
		if (judged_n > 0)
			frame_note(frame, "%s: too few to judge (n %llu).", name,
				(unsigned long long)judged_n);
		return;
	}
	const struct interval range = wilson(t->kept_n, judged_n);
	frame_int(frame, (int64_t)t->missed_n);
	frame_real(frame, (double)t->kept_n / (double)judged_n);
	frame_real(frame, range.low);
	frame_real(frame, range.high);
	if (judged_n < SHARE_INDICATIVE_N)
		frame_note(frame, "%s: indicative, only %llu judged.", name,
			(unsigned long long)judged_n);
}

static void
row_fill(struct frame *frame, const struct work *work, size_t m, enum language language)
{
	const struct cycle *cycle = work->roles->cycle;
	const struct moment *moment = work->roles->moments[m];
	const struct tally *t = &work->tallies[m];
	const struct figures *figures = &work->figures[m];

	frame_text(frame, span_of(cycle->stages[moment->stage].name));
	frame_text(frame, span_of(moment->name));
	frame_text(frame, span_of(wording_in(&moment->title, language)));
	frame_int(frame, moment->is_critical);
	if (moment->begins.names_n == 0 && work->roles->live.ended == UINT32_MAX) {
		/* Marked by staff: such a log cannot say. */
		for (size_t i = 4; i < frame->columns_n; i++)
			frame_null(frame);
		return;
	}
	frame_int(frame, (int64_t)t->journeys_n);
	frame_real(frame, (double)t->journeys_n / (double)frame->n);
	frame_int(frame, (int64_t)t->passages_n);
	frame_int(frame, (int64_t)t->left_n);
	frame_int(frame, (int64_t)t->open_n);
	for (int i = 0; i < 2; i++)
		frame_seconds(frame, figures->waits[i]);
	for (int i = 0; i < 2; i++)
		frame_seconds(frame, figures->durations[i]);
	kept_fill(frame, t, moment->name);
}

enum fault_code
measure_moments(struct frame *frame, const struct view *view, const struct measure_options *options,
	struct fault *f)
{
	const struct cycle *cycle = options->cycle;
	ON_EXIT(roles_guard) struct roles *roles = roles_new(view->columns, options, view->last_us);
	struct wait_clock *clocks = ARENA_ARRAY(roles->arena, struct wait_clock, cycle->moments_n);
	struct judge judge;
	struct work work = {
		.view = view,
		.roles = roles,
		.judge = &judge,
		.clocks = clocks,
		.pieces_n = walk_pieces(view, options->hands, 1),
		.moments_n = cycle->moments_n,
	};

	(void)f; /* counting cannot fail */
	roles_note(roles, frame);
	judge_init(&judge, roles, view->columns, cycle, roles->arena);
	for (size_t m = 0; m < cycle->moments_n; m++)
		clocks[m] = wait_clock_of(cycle, cycle_moment(cycle, m));
	work.tallies = ARENA_ARRAY(roles->arena, struct tally, work.pieces_n * work.moments_n);
	work.journeys_n = ARENA_ARRAY(roles->arena, uint64_t, work.pieces_n);
	work.figures = ARENA_ARRAY(roles->arena, struct figures, work.moments_n);
	crew_run(options->hands, work.pieces_n, piece_tally, &work);
	crew_run(options->hands, work.moments_n, moment_figure, &work);

	columns_set(frame);
	for (size_t piece = 0; piece < work.pieces_n; piece++)
		frame->n += (int64_t)work.journeys_n[piece];
	for (size_t m = 0; m < cycle->moments_n; m++) {
		struct tally *all = &work.tallies[m];
		row_fill(frame, &work, m, options->language);
		free(all->waits.keys);
		free(all->durations.at);
	}
	return FAULT_NONE;
}
