/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The map as the customer lives it, a stage after the other, a line a moment:
 *
 *	1 Arrival                              journeys     wait      95 %     takes   kept
 *	│ ◎ Greeting                                500    2 min    11 min     4 min   82.1 % ▲
 *	│ ○ Registration                            498       –
 *
 * What a moment's standards say together is the worst of their verdicts.
 */
#include <math.h>

#include "cli/figure.h"
#include "cli/report.h"
#include "cli/report_lines.h"

#define NAME_LEAST   22
#define NAME_MOST    44
#define FIGURE_WIDTH 12
#define COUNT_WIDTH  9
#define KEPT_WIDTH   9

/* The worst verdict of a moment's standards: ▼ before ● before ▲; " " when nothing is known. */
static const char *
moment_sign(const struct report *report, const char *moment)
{
	const struct frame *standards = report_frame(report, "standards");
	static const char *const worst_first[] = {"no", "unsure", "yes"};

	for (size_t i = 0; standards != NULL && i < array_length(worst_first); i++)
		for (size_t row = 0; row < frame_rows_n(standards); row++)
			if (strcmp(frame_text_at(standards, row, "moment"), moment) == 0 &&
				strcmp(frame_text_at(standards, row, "met"), worst_first[i]) == 0)
				return figure_sign(worst_first[i]);
	return " ";
}

static const char *
seconds_or_none(double seconds, struct arena *a)
{
	return isfinite(seconds) ? figure_seconds(seconds, a) : FIGURE_NONE;
}

static void
moment_text(FILE *out, const struct terminal *t, const struct report *report,
	const struct moment *moment, size_t name_width)
{
	const struct frame *moments = report_frame(report, "moments");
	size_t row = frame_row_find(moments, "moment", moment->name);
	const char *sign = moment_sign(report, moment->name);
	struct arena *a = report->arena;

	fprintf(out, "  │ %s ", moment->is_critical ? "◎" : "○");
	report_left(out, wording_in(&moment->title, report->options->language), name_width, a);
	if (row == SIZE_MAX) {
		fputc('\n', out);
		return;
	}
	double journeys = frame_number_at(moments, row, "journeys");
	report_right(out, isfinite(journeys) ? figure_int((int64_t)journeys, a) : FIGURE_NONE,
		COUNT_WIDTH);
	report_right(out, seconds_or_none(frame_number_at(moments, row, "wait_median"), a),
		FIGURE_WIDTH);
	report_right(
		out, seconds_or_none(frame_number_at(moments, row, "wait_p95"), a), FIGURE_WIDTH);
	report_right(
		out, seconds_or_none(frame_number_at(moments, row, "median"), a), FIGURE_WIDTH);
	report_right(out, figure_share(frame_number_at(moments, row, "attainment"), a), KEPT_WIDTH);
	if (strcmp(sign, " ") != 0)
		fprintf(out, " %s%s%s", terminal_ink(t, report_sign_ink(sign)), sign,
			terminal_ink(t, INK_PLAIN));
	fputc('\n', out);
}

static size_t
name_width(const struct terminal *t)
{
	size_t rest = 6 + COUNT_WIDTH + 3 * FIGURE_WIDTH + KEPT_WIDTH + 2;
	size_t room = t->width > rest ? t->width - rest : 0;
	return room < NAME_LEAST ? NAME_LEAST : room > NAME_MOST ? NAME_MOST : room;
}

/* The first stage's line carries the headings of the figures. */
static void
stage_text(FILE *out, const struct terminal *t, const struct report *report, size_t number,
	size_t name_width)
{
	static const char *const headings[] = {"wait: half", "95 % within", "takes"};
	const struct stage *stage = &report->options->cycle->stages[number];
	const char *title = arena_printf(report->arena, "%zu %s", number + 1,
		wording_in(&stage->title, report->options->language));

	fprintf(out, "  %s", terminal_ink(t, INK_STRONG));
	if (number > 0) {
		fprintf(out, "%s%s\n", title, terminal_ink(t, INK_PLAIN));
		return;
	}
	report_left(out, title, name_width + 4, report->arena);
	fprintf(out, "%s%s", terminal_ink(t, INK_PLAIN), terminal_ink(t, INK_QUIET));
	report_right(out, "journeys", COUNT_WIDTH);
	for (size_t i = 0; i < array_length(headings); i++)
		report_right(out, headings[i], FIGURE_WIDTH);
	report_right(out, "kept", KEPT_WIDTH);
	fprintf(out, "%s\n", terminal_ink(t, INK_PLAIN));
}

void
report_map_text(FILE *out, const struct terminal *t, const struct report *report)
{
	size_t width = name_width(t);

	if (report->map == NULL)
		return;
	report_heading(out, t, "The map", "◎ critical   ▲ kept   ● undecided   ▼ missed");
	for (size_t i = 0; i < report->options->cycle->stages_n; i++) {
		const struct stage *stage = &report->options->cycle->stages[i];
		stage_text(out, t, report, i, width);
		for (size_t k = 0; k < stage->moments_n; k++)
			moment_text(out, t, report, &stage->moments[k], width);
	}
	const struct frame *fit = report_frame(report, "fit");
	for (size_t i = 0; fit != NULL && i < fit->notes_n; i++)
		terminal_paragraph(out, fit->notes[i], 2, t->width, report->arena);
}
