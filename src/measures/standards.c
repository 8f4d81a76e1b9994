/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was promised and how often it was kept: a row for each standard of the cycle, with the
 * share, its interval, and whether the target is met, missed, or cannot be told from so few.
 */
#include <stdlib.h>

#include "base/crew.h"
#include "measures/functions.h"
#include "measures/judge.h"
#include "measures/roles.h"
#include "measures/scratch.h"
#include "measures/statistics.h"

struct tally {
	uint64_t judged_n, kept_n, left_n, open_n, lost_n;
};

struct work {
	const struct view *view;
	const struct roles *roles;
	const struct judge *judge;
	size_t pieces_n, standards_n;
	size_t *begins;	       /* of each moment: the number of its first standard */
	struct tally *tallies; /* pieces_n × standards_n */
};

static void
tally_item(const struct work *work, struct tally *t, const struct standard *s,
	const struct bunch *b, const struct bunch_item *item)
{
	uint8_t verdicts[BUNCH_MOST];
	if (s->measure == STANDARD_COUNT)
		return;
	if (item_judge(verdicts, work->judge, s, b, item))
		verdicts_count(verdicts, b->journeys_n, &t->judged_n, &t->kept_n);
	if (s->measure == STANDARD_DURATION || s->measure == STANDARD_WAIT) {
		const struct reading r = item_ending(item, s->measure);
		t->left_n += r.is_left ? b->journeys_n : 0;
		t->open_n += r.is_open ? b->journeys_n : 0;
		t->lost_n += r.is_lost ? b->journeys_n : 0;
	}
}

/* Standards that are kept or missed by a whole journey, which begins at its first event. */
static void
tally_counts(const struct work *work, struct tally *tallies, const struct bunch *b)
{
	if (!b->has_first)
		return;
	for (size_t i = 0; i < work->roles->counted_n; i++) {
		const size_t m = work->roles->counted[i];
		const struct moment *moment = work->roles->moments[m];
		for (size_t s = 0; s < moment->standards_n; s++) {
			if (moment->standards[s].measure != STANDARD_COUNT)
				continue;
			struct tally *t = &tallies[work->begins[m] + s];
			const enum verdict v = count_judge(&moment->standards[s], b->times_n[m]);
			t->judged_n += v != VERDICT_NONE ? b->journeys_n : 0;
			t->kept_n += v == VERDICT_KEPT ? b->journeys_n : 0;
		}
	}
}

static void
piece_tally(void *shared, size_t piece)
{
	const struct work *work = shared;
	struct tally *tallies = &work->tallies[piece * work->standards_n];
	struct bunches *bunches = bunches_new(work->roles, work->view, piece, work->pieces_n);
	const struct bunch *b;

	while ((b = bunches_next(bunches)) != NULL) {
		for (size_t i = 0; i < b->items_n; i++) {
			const size_t m = b->items[i].moment;
			const struct moment *moment = work->roles->moments[m];
			for (size_t s = 0; s < moment->standards_n; s++)
				tally_item(work, &tallies[work->begins[m] + s],
					&moment->standards[s], b, &b->items[i]);
		}
		tally_counts(work, tallies, b);
	}
	bunches_free(bunches);
}

static void
columns_set(struct frame *frame)
{
	frame_column_add(frame, "stage", CELL_TEXT, "", "stage");
	frame_column_add(frame, "moment", CELL_TEXT, "", "moment");
	frame_column_add(frame, "standard", CELL_TEXT, "", "standard");
	frame_column_add(frame, "promise", CELL_TEXT, "", "promise");
	frame_column_add(frame, "measure", CELL_TEXT, "", "measure");
	frame_column_add(frame, "limit", CELL_TEXT, "", "limit");
	frame_column_add(frame, "target", CELL_REAL, "share", "target");
	frame_column_add(frame, "n", CELL_INT, "1", "judged");
	frame_column_add(frame, "kept", CELL_INT, "1", "kept");
	frame_column_add(frame, "share", CELL_REAL, "share", "share kept");
	frame_column_add(frame, "low", CELL_REAL, "share", "from");
	frame_column_add(frame, "high", CELL_REAL, "share", "to");
	frame_column_add(frame, "met", CELL_TEXT, "", "target met");
	frame_column_add(frame, "treatment", CELL_TEXT, "", "treatment");
	frame_column_add(frame, "left", CELL_INT, "1", "left");
	frame_column_add(frame, "open", CELL_INT, "1", "still open");
	frame_column_add(frame, "source", CELL_TEXT, "", "source");
}

static const char *
measure_word(enum standard_measure measure)
{
	static const char *const words[] = {
#define X(id, word, meaning) [STANDARD_##id] = word,
		STANDARD_MEASURE_TABLE(X)
#undef X
	};
	return words[measure];
}

static const char *
source_text(const struct standard *s, struct arena *a)
{
	static const char *const words[] = {
#define X(id, word) [SOURCE_##id] = word,
		SOURCE_TABLE(X)
#undef X
	};
	if (!s->has_source)
		return "";
	if (s->source.line != NULL)
		return arena_printf(
			a, "%s: %s, %s", words[s->source.kind], s->source.name, s->source.line);
	return arena_printf(a, "%s: %s", words[s->source.kind], s->source.name);
}

static const char *
limit_text(const struct standard *s, struct arena *a)
{
	char text[DURATION_TEXT_SIZE];
	if (s->measure == STANDARD_DURATION || s->measure == STANDARD_WAIT)
		return s->has_at_most
			       ? arena_printf(a, "at most %s", duration_exact(s->at_most, text))
			       : "";
	if (s->measure == STANDARD_OUTCOME)
		return "positive";
	if (s->has_at_least && s->has_at_most)
		return arena_printf(a, "%g to %g", s->at_least_number, s->at_most_number);
	if (s->has_at_least)
		return arena_printf(a, "at least %g", s->at_least_number);
	return s->has_at_most ? arena_printf(a, "at most %g", s->at_most_number) : "";
}

/* The share with its interval and what it says of the target; nothing of too few. */
static void
share_fill(struct frame *frame, const struct tally *t, double target)
{
	frame_int(frame, (int64_t)t->judged_n);
	if (t->judged_n < SHARE_LEAST_N) {
		for (int i = 0; i < 4; i++)
			frame_null(frame);
		frame_text(frame, SPAN("too few"));
		return;
	}
	const struct interval range = wilson(t->kept_n, t->judged_n);
	frame_int(frame, (int64_t)t->kept_n);
	frame_real(frame, (double)t->kept_n / (double)t->judged_n);
	frame_real(frame, range.low);
	frame_real(frame, range.high);
	frame_text(frame, range.low >= target	? SPAN("yes")
			  : range.high < target ? SPAN("no")
						: SPAN("unsure"));
}

/* Names the treatment, and says in a note what it means. */
static void
treatment_fill(struct frame *frame, const struct standard *s)
{
	static const struct {
		const char *word, *meaning;
	} treatments[] = {
#define X(id, word, meaning) [TREATMENT_##id] = {word, meaning},
		TREATMENT_TABLE(X)
#undef X
	};
	if (s->measure != STANDARD_DURATION && s->measure != STANDARD_WAIT) {
		frame_null(frame);
		return;
	}
	frame_text(frame, span_of(treatments[s->left].word));
	frame_note(frame, "%s is treatment %s.", treatments[s->left].word,
		treatments[s->left].meaning);
}

static void
row_fill(struct frame *frame, const struct work *work, const struct moment *moment,
	const struct standard *s, const struct tally *t, enum language language)
{
	const bool has_clock = s->measure == STANDARD_DURATION || s->measure == STANDARD_WAIT;
	frame_text(frame, span_of(work->roles->cycle->stages[moment->stage].name));
	frame_text(frame, span_of(moment->name));
	frame_text(frame, span_of(s->name));
	frame_text(frame, span_of(wording_in(&s->promise, language)));
	frame_text(frame, span_of(measure_word(s->measure)));
	frame_text(frame, span_of(limit_text(s, frame->arena)));
	frame_real(frame, s->target);
	share_fill(frame, t, s->target);
	treatment_fill(frame, s);
	if (has_clock) {
		frame_int(frame, (int64_t)t->left_n);
		frame_int(frame, (int64_t)t->open_n);
	} else {
		frame_null(frame);
		frame_null(frame);
	}
	frame_text(frame, span_of(source_text(s, frame->arena)));
}

/* What a reader must know of one standard's figures. */
static void
notes_add(struct frame *frame, const struct work *work, const struct moment *moment,
	const struct standard *s, const struct tally *t)
{
	if (t->judged_n >= SHARE_LEAST_N && t->judged_n < SHARE_INDICATIVE_N)
		frame_note(frame, "%s: indicative, only %llu judged.", s->name,
			(unsigned long long)t->judged_n);
	if (t->lost_n > 0)
		frame_note(frame,
			"%s: of %llu the journey closed and the log does not tell the end.",
			s->name, (unsigned long long)t->lost_n);
	if (s->measure == STANDARD_OUTCOME && work->judge->outcome == NULL)
		frame_note(frame, "Outcomes need a column `outcome` (positive, neutral, negative); "
				  "the log has none.");
	if (s->measure == STANDARD_SCORE && work->judge->scores[moment->index] == NULL &&
		work->roles->live.answered == UINT32_MAX)
		frame_note(frame, "%s: the log has no column with the answers.", s->name);
	if (moment->begins.names_n == 0 && work->roles->live.ended == UINT32_MAX)
		frame_note(
			frame, "%s is marked by staff; no event of a log begins it.", moment->name);
	if (s->at_most.is_opening && !roles_has_calendar(work->roles))
		frame_note(frame, "The map has no opening hours; all time counts.");
}

static void
rows_fill(struct frame *frame, const struct work *work, enum language language)
{
	for (size_t m = 0; m < work->roles->cycle->moments_n; m++) {
		const struct moment *moment = cycle_moment(work->roles->cycle, m);
		for (size_t s = 0; s < moment->standards_n; s++) {
			struct tally *all = &work->tallies[work->begins[m] + s];
			for (size_t piece = 1; piece < work->pieces_n; piece++) {
				const struct tally *t = &all[piece * work->standards_n];
				all->judged_n += t->judged_n;
				all->kept_n += t->kept_n;
				all->left_n += t->left_n;
				all->open_n += t->open_n;
				all->lost_n += t->lost_n;
			}
			frame->n += (int64_t)all->judged_n;
			row_fill(frame, work, moment, &moment->standards[s], all, language);
			notes_add(frame, work, moment, &moment->standards[s], all);
		}
	}
}

enum fault_code
measure_standards(struct frame *frame, const struct view *view,
	const struct measure_options *options, struct fault *f)
{
	ON_EXIT(roles_guard) struct roles *roles = roles_new(view->columns, options, view->last_us);
	struct judge judge;
	struct work work = {
		.view = view,
		.roles = roles,
		.judge = &judge,
		.pieces_n = walk_pieces(view, options->hands, 2),
	};

	(void)f; /* counting cannot fail */
	roles_note(roles, frame);
	judge_init(&judge, roles, view->columns, options->cycle, roles->arena);
	work.begins = ARENA_ARRAY(roles->arena, size_t, options->cycle->moments_n);
	for (size_t m = 0; m < options->cycle->moments_n; m++) {
		work.begins[m] = work.standards_n;
		work.standards_n += cycle_moment(options->cycle, m)->standards_n;
	}
	ON_EXIT(scratch_guard)
	struct tally *tallies = SCRATCH_ZERO(struct tally, work.pieces_n * work.standards_n);
	work.tallies = tallies;
	crew_run(options->hands, work.pieces_n, piece_tally, &work);

	columns_set(frame);
	rows_fill(frame, &work, options->language);
	return FAULT_NONE;
}
