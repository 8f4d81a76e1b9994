/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which moments break a journey. For each moment, a table of two by two:
 *
 *	                          ended badly   ended well
 *	the moment went wrong          a             b
 *	it went as promised            c             d
 *
 * The ratio of the two risks, with its interval, confirms that a moment is critical, contradicts
 *it, or cannot tell. It shows what goes together; it does not prove what causes it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/crew.h"
#include "measures/functions.h"
#include "measures/judge.h"
#include "measures/roles.h"
#include "measures/scratch.h"
#include "measures/statistics.h"

struct table {
	uint64_t journeys_n[VERDICT_MISSED + 1][2]; /* by what the moment had; that ended badly */
};

struct work {
	const struct view *view;
	const struct roles *roles;
	const struct judge *judge;
	size_t pieces_n, moments_n;
	struct table *tables; /* pieces_n × moments_n */
};

/* Verdicts of each journey of a bunch, moment after moment. */
static inline uint8_t *
verdicts_of(uint8_t *verdicts, size_t moment)
{
	return verdicts + moment * BUNCH_MOST;
}

static void
worst_note(uint8_t *worst, const uint8_t *verdicts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		worst[i] = verdicts[i] > worst[i] ? verdicts[i] : worst[i];
}

/* What journeys had at each moment: the worst verdict of its passages and of its counts. */
static void
verdicts_find(const struct work *work, const struct bunch *b, uint8_t *verdicts)
{
	uint8_t now[BUNCH_MOST];
	memset(verdicts, VERDICT_NONE, work->moments_n * BUNCH_MOST);
	for (size_t i = 0; i < work->roles->counted_n; i++) {
		const size_t m = work->roles->counted[i];
		const struct moment *moment = work->roles->moments[m];
		for (size_t s = 0; s < moment->standards_n; s++) {
			if (moment->standards[s].measure != STANDARD_COUNT)
				continue;
			memset(now, count_judge(&moment->standards[s], b->times_n[m]), sizeof now);
			worst_note(verdicts_of(verdicts, m), now, b->journeys_n);
		}
	}
	for (size_t i = 0; i < b->items_n; i++)
		if (item_judge_worst(now, work->judge, b, &b->items[i]))
			worst_note(verdicts_of(verdicts, b->items[i].moment), now, b->journeys_n);
}

static void
piece_count(void *shared, size_t piece)
{
	const struct work *work = shared;
	struct table *tables = &work->tables[piece * work->moments_n];
	ON_EXIT(scratch_guard) uint8_t *verdicts = SCRATCH(uint8_t, work->moments_n * BUNCH_MOST);
	struct bunches *bunches = bunches_new(work->roles, work->view, piece, work->pieces_n);
	const struct bunch *b;

	while ((b = bunches_next(bunches)) != NULL) {
		if (b->outcome == OUTCOME__COUNT)
			continue; /* nobody knows yet how they end */
		const bool is_bad = b->outcome != OUTCOME_SATISFIED;
		verdicts_find(work, b, verdicts);
		for (size_t m = 0; m < work->moments_n; m++) {
			uint64_t judged_n = 0, kept_n = 0;
			verdicts_count(verdicts_of(verdicts, m), b->journeys_n, &judged_n, &kept_n);
			tables[m].journeys_n[VERDICT_KEPT][is_bad] += kept_n;
			tables[m].journeys_n[VERDICT_MISSED][is_bad] += judged_n - kept_n;
		}
	}
	bunches_free(bunches);
}

static void
table_add(struct table *to, const struct table *from)
{
	for (enum verdict v = VERDICT_KEPT; v <= VERDICT_MISSED; v++) {
		to->journeys_n[v][false] += from->journeys_n[v][false];
		to->journeys_n[v][true] += from->journeys_n[v][true];
	}
}

static void
columns_set(struct frame *frame)
{
	frame_column_add(frame, "moment", CELL_TEXT, "", "moment");
	frame_column_add(frame, "critical", CELL_INT, "1", "critical");
	frame_column_add(frame, "declared", CELL_INT, "1", "on the map");
	frame_column_add(frame, "went_wrong", CELL_INT, "1", "went wrong");
	frame_column_add(frame, "badly_after", CELL_REAL, "share", "ended badly after");
	frame_column_add(frame, "badly_otherwise", CELL_REAL, "share", "otherwise");
	frame_column_add(frame, "risk_ratio", CELL_REAL, "1", "risk ratio");
	frame_column_add(frame, "low", CELL_REAL, "1", "from");
	frame_column_add(frame, "high", CELL_REAL, "1", "to");
	frame_column_add(frame, "verdict", CELL_TEXT, "", "verdict");
}

/* In words a manager can act on. */
static const char *
verdict_of(const struct moment *moment, const struct risk *risk)
{
	if (moment->standards_n == 0)
		return "no standard";
	if (isnan(risk->ratio))
		return "cannot tell";
	if (risk->low > 1)
		return moment->is_critical ? "confirmed" : "critical, not declared";
	if (risk->high < 1)
		return moment->is_critical ? "contradicted" : "not critical";
	return "unsure";
}

static void
row_fill(struct frame *frame, const struct moment *moment, const struct table *t)
{
	const uint64_t *wrong = t->journeys_n[VERDICT_MISSED];
	const uint64_t *right = t->journeys_n[VERDICT_KEPT];
	const uint64_t wrong_n = wrong[true] + wrong[false], right_n = right[true] + right[false];
	const bool is_enough = wrong_n >= SHARE_LEAST_N && right_n >= SHARE_LEAST_N;
	const struct risk risk = risk_of(wrong[true], wrong[false], right[true], right[false]);
	const bool is_sure = is_enough && (risk.low > 1 || risk.high < 1);
	frame_text(frame, span_of(moment->name));
	if (is_sure)
		frame_int(frame, risk.low > 1);
	else
		frame_null(frame);
	frame_int(frame, moment->is_critical);
	frame_int(frame, (int64_t)wrong_n);
	frame_real(frame, wrong_n >= SHARE_LEAST_N ? risk.after : NAN);
	frame_real(frame, right_n >= SHARE_LEAST_N ? risk.otherwise : NAN);
	frame_real(frame, is_enough ? risk.ratio : NAN);
	frame_real(frame, is_enough ? risk.low : NAN);
	frame_real(frame, is_enough ? risk.high : NAN);
	frame_text(
		frame, span_of(moment->standards_n > 0 && !is_enough ? "too few"
								     : verdict_of(moment, &risk)));
	if (is_enough && (wrong_n < SHARE_INDICATIVE_N || right_n < SHARE_INDICATIVE_N))
		frame_note(frame, "%s: indicative, few journeys.", moment->name);
	if (is_enough && risk.is_corrected)
		frame_note(frame,
			"%s: a half is added to each cell because one is empty; Fisher's exact p "
			"is "
			"%.3g.",
			moment->name, risk.fisher_p);
}

enum fault_code
measure_breaks(struct frame *frame, const struct view *view, const struct measure_options *options,
	struct fault *f)
{
	const struct cycle *cycle = options->cycle;
	ON_EXIT(roles_guard) struct roles *roles = roles_new(view->columns, options, view->last_us);
	struct judge judge;
	struct work work = {
		.view = view,
		.roles = roles,
		.judge = &judge,
		.pieces_n = walk_pieces(view, options->hands, 2),
		.moments_n = cycle->moments_n,
	};
	bool has_closing = false;

	(void)f; /* counting cannot fail */
	roles_note(roles, frame);
	judge_init(&judge, roles, view->columns, cycle, roles->arena);
	work.tables = ARENA_ARRAY(roles->arena, struct table, work.pieces_n * work.moments_n);
	crew_run(options->hands, work.pieces_n, piece_count, &work);

	columns_set(frame);
	for (size_t i = 0; i < OUTCOME__COUNT; i++)
		has_closing = has_closing || cycle->closes[i].names_n > 0;
	if (!has_closing)
		frame_note(frame,
			"The cycle names no event that closes a journey, so none is known to "
			"have ended badly.");
	for (size_t m = 0; m < cycle->moments_n; m++) {
		struct table *all = &work.tables[m];
		for (size_t piece = 1; piece < work.pieces_n; piece++)
			table_add(all, &all[piece * work.moments_n]);
		uint64_t n = 0;
		for (enum verdict v = VERDICT_KEPT; v <= VERDICT_MISSED; v++)
			n += all->journeys_n[v][false] + all->journeys_n[v][true];
		frame->n = (int64_t)n > frame->n ? (int64_t)n : frame->n;
		row_fill(frame, cycle_moment(cycle, m), all);
	}
	return FAULT_NONE;
}
