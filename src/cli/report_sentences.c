/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a reader should know first, as sentences made from cells of frames: promises that are broken
 * (the critical moments before the others, the widest gap first), what breaks a journey, where
 * customers wait, what is done again, how many ways there are. A frame that says too little makes
 * no sentence.
 */
#include <math.h>
#include <stdlib.h>

#include "cli/figure.h"
#include "cli/report.h"

#define BROKEN_MOST  6
#define N_LEAST	     30	  /* below this a figure is no more than a hint, and makes no sentence */
#define REWORK_SHARE 0.05 /* of journeys, from which doing things again is worth a sentence */

struct findings {
	const struct report *report;
	struct sentence *items;
	size_t n, room;
};

static void
say(struct findings *findings, const char *sign, const char *text)
{
	*ARENA_PUSH(findings->report->arena, findings->items, findings->n, findings->room) =
		(struct sentence){.sign = sign, .text = text};
}

/* "62.3 % ± 3.4". */
static const char *
share_text(const struct frame *frame, size_t row, const char *column, struct arena *a)
{
	double share = frame_number_at(frame, row, column);
	double low = frame_number_at(frame, row, "low"), high = frame_number_at(frame, row, "high");

	if (!isfinite(low) || !isfinite(high))
		return figure_share(share, a);
	return arena_printf(a, "%s ± %.1f", figure_share(share, a), (high - low) / 2 * 100);
}

/* The moment's title as the frame of moments has it, or its name. */
static const char *
moment_title(const struct report *report, const char *moment)
{
	const struct frame *moments = report_frame(report, "moments");
	size_t row = frame_row_find(moments, "moment", moment);
	const char *title = row != SIZE_MAX ? frame_text_at(moments, row, "title") : "";
	return title[0] != '\0' ? title : moment;
}

static bool
moment_is_critical(const struct report *report, const char *moment)
{
	const struct frame *moments = report_frame(report, "moments");
	size_t row = frame_row_find(moments, "moment", moment);
	return row != SIZE_MAX && frame_number_at(moments, row, "critical") == 1;
}

struct broken {
	size_t row;
	double gap; /* from the target; a critical moment's counts one more */
};

static int
broken_compare(const void *a, const void *b)
{
	double x = ((const struct broken *)a)->gap, y = ((const struct broken *)b)->gap;
	return x < y ? 1 : x > y ? -1 : 0;
}

static void
broken_say(struct findings *findings, const struct frame *standards, size_t row)
{
	struct arena *a = findings->report->arena;
	const char *moment = frame_text_at(standards, row, "moment");
	const char *promise = frame_text_at(standards, row, "promise");

	say(findings, "▼",
		arena_printf(a, "%s%s: %s kept %s%s%s, target %s.",
			moment_title(findings->report, moment),
			moment_is_critical(findings->report, moment) ? " ◎" : "",
			share_text(standards, row, "share", a),
			promise[0] != '\0' ? "“" : "the standard ",
			promise[0] != '\0' ? promise : frame_text_at(standards, row, "standard"),
			promise[0] != '\0' ? "”" : "",
			figure_share(frame_number_at(standards, row, "target"), a)));
}

/* How many standards have this verdict. */
static size_t
verdicts_n(const struct frame *standards, const char *met)
{
	size_t n = 0;
	for (size_t row = 0; row < frame_rows_n(standards); row++)
		n += strcmp(frame_text_at(standards, row, "met"), met) == 0;
	return n;
}

/* "Of 33 standards 11 kept, 9 missed, 12 with too little to tell." */
static const char *
verdicts_text(const struct frame *standards, struct arena *a)
{
	static const struct {
		const char *met, *words;
	} verdicts[] = {{"yes", "kept"}, {"no", "missed"},
		{"unsure", "too close to the target to tell"},
		{"too few", "with too little to tell"}};
	const char *text = arena_printf(a, "Of %zu standard%s", frame_rows_n(standards),
		frame_rows_n(standards) == 1 ? "" : "s");
	bool is_first = true;

	for (size_t i = 0; i < array_length(verdicts); i++) {
		size_t n = verdicts_n(standards, verdicts[i].met);
		if (n == 0)
			continue;
		text = arena_printf(
			a, "%s%s %zu %s", text, is_first ? "" : ",", n, verdicts[i].words);
		is_first = false;
	}
	return arena_printf(a, "%s.", text);
}

static void
standards_say(struct findings *findings)
{
	const struct frame *standards = report_frame(findings->report, "standards");
	struct arena *a = findings->report->arena;

	if (standards == NULL || frame_rows_n(standards) == 0)
		return;
	struct broken *broken = ARENA_ARRAY(a, struct broken, frame_rows_n(standards));
	size_t broken_n = 0;
	for (size_t row = 0; row < frame_rows_n(standards); row++) {
		if (strcmp(frame_text_at(standards, row, "met"), "no") != 0)
			continue;
		double gap = frame_number_at(standards, row, "target") -
			     frame_number_at(standards, row, "share");
		const char *moment = frame_text_at(standards, row, "moment");
		broken[broken_n++] = (struct broken){.row = row,
			.gap = gap + (moment_is_critical(findings->report, moment) ? 1 : 0)};
	}
	qsort(broken, broken_n, sizeof *broken, broken_compare);
	for (size_t i = 0; i < broken_n && i < BROKEN_MOST; i++)
		broken_say(findings, standards, broken[i].row);
	say(findings, broken_n == 0 ? "▲" : "●", verdicts_text(standards, a));
}

/* The row with the greatest figure in `column` among those with enough behind them. */
static size_t
greatest_row(const struct frame *frame, const char *column, const char *n_column, double n_least)
{
	size_t best = SIZE_MAX;

	for (size_t row = 0; frame != NULL && row < frame_rows_n(frame); row++) {
		double value = frame_number_at(frame, row, column);
		if (!isfinite(value) || !(frame_number_at(frame, row, n_column) >= n_least))
			continue;
		if (best == SIZE_MAX || value > frame_number_at(frame, best, column))
			best = row;
	}
	return best;
}

static void
breaks_say(struct findings *findings)
{
	const struct frame *breaks = report_frame(findings->report, "breaks");
	size_t row = greatest_row(breaks, "low", "went_wrong", 1);
	struct arena *a = findings->report->arena;

	if (row == SIZE_MAX || frame_number_at(breaks, row, "low") <= 1)
		return;
	say(findings, "▼",
		arena_printf(a,
			"A journey ends badly %s times as often (%s–%s) when “%s” went wrong.",
			figure_real(frame_number_at(breaks, row, "risk_ratio"), a),
			figure_real(frame_number_at(breaks, row, "low"), a),
			figure_real(frame_number_at(breaks, row, "high"), a),
			moment_title(findings->report, frame_text_at(breaks, row, "moment"))));
}

static void
waits_say(struct findings *findings)
{
	const struct frame *waits = report_frame(findings->report, "waits");
	size_t row = greatest_row(waits, "median", "n", N_LEAST);
	struct arena *a = findings->report->arena;

	if (row == SIZE_MAX || frame_number_at(waits, row, "median") <= 0)
		return;
	double p95 = frame_number_at(waits, row, "p95");
	say(findings, "●",
		arena_printf(a, "The longest usual wait is for “%s”: half wait longer than %s%s%s.",
			moment_title(findings->report, frame_text_at(waits, row, "wait")),
			figure_seconds(frame_number_at(waits, row, "median"), a),
			isfinite(p95) ? ", one in twenty longer than " : "",
			isfinite(p95) ? figure_seconds(p95, a) : ""));
}

static void
rework_say(struct findings *findings)
{
	const struct frame *rework = report_frame(findings->report, "rework");
	size_t row = greatest_row(rework, "share", "journeys", N_LEAST);
	struct arena *a = findings->report->arena;

	if (row == SIZE_MAX || frame_number_at(rework, row, "share") < REWORK_SHARE)
		return;
	say(findings, "●",
		arena_printf(a, "“%s” is done more than once in %s of the journeys that have it.",
			frame_text_at(rework, row, "activity"),
			share_text(rework, row, "share", a)));
}

static void
ways_say(struct findings *findings)
{
	const struct frame *summary = report_frame(findings->report, "summary");
	const struct frame *variants = report_frame(findings->report, "variants");
	struct arena *a = findings->report->arena;

	if (summary == NULL || variants == NULL || frame_rows_n(summary) == 0 ||
		frame_rows_n(variants) == 0)
		return;
	double ways = frame_number_at(summary, 0, "variants");
	say(findings, "●",
		ways == 1 ? "All journeys take the same way."
			  : arena_printf(a,
				    "%s journeys take %s different ways; the most usual one is "
				    "taken by %s.",
				    figure_int((int64_t)frame_number_at(summary, 0, "journeys"), a),
				    figure_int((int64_t)ways, a),
				    figure_share(frame_number_at(variants, 0, "share"), a)));
}

const struct sentence *
report_sentences(size_t *ret_n, const struct report *report)
{
	struct findings findings = {.report = report};

	standards_say(&findings);
	breaks_say(&findings);
	waits_say(&findings);
	rework_say(&findings);
	ways_say(&findings);
	*ret_n = findings.n;
	return findings.items;
}
