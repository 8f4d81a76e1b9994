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

/* What a journey had at each moment: the worst verdict of its passages and of its counts. */
static void
verdicts_find(const struct work *work, const struct passages *p, uint8_t *verdicts)
{
	memset(verdicts, VERDICT_NONE, work->moments_n);
	for (size_t i = 0; i < work->roles->counted_n; i++) {
		const size_t m = work->roles->counted[i];
		const struct moment *moment = work->roles->moments[m];
		for (size_t s = 0; s < moment->standards_n; s++) {
			if (moment->standards[s].measure != STANDARD_COUNT)
				continue;
			const enum verdict v = count_judge(&moment->standards[s], p->times_n[m]);
			verdicts[m] = v > verdicts[m] ? (uint8_t)v : verdicts[m];
		}
	}
	for (size_t i = 0; i < p->n; i++) {
		const struct passage *passage = &p->items[i];
		const struct moment *moment = work->roles->moments[passage->moment];
		uint8_t *worst = &verdicts[passage->moment];
		for (size_t s = 0; s < moment->standards_n; s++) {
			const enum verdict v =
				passage_judge(work->judge, &moment->standards[s], passage);
			*worst = v > *worst ? (uint8_t)v : *worst;
		}
	}
}

static void
piece_count(void *shared, size_t piece)
{
	const struct work *work = shared;
	struct table *tables = &work->tables[piece * work->moments_n];
	uint8_t *verdicts = calloc(work->moments_n + 1, 1);
	struct passages p;

	if (verdicts == NULL)
		abort();
	passages_begin(&p, work->roles, work->view, piece, work->pieces_n);
	while (passages_next(&p)) {
		if (p.outcome == OUTCOME__COUNT)
			continue; /* nobody knows yet how it ends */
		const bool is_bad = p.outcome != OUTCOME_SATISFIED;
		verdicts_find(work, &p, verdicts);
		for (size_t m = 0; m < work->moments_n; m++)
			tables[m].journeys_n[verdicts[m]][is_bad]++;
	}
	passages_finish(&p);
	free(verdicts);
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
