/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lists of the report's text: usual ways, what follows what, waits, change over time, what is
 * done again. Each shows the first rows of a frame with a small bar; the frame itself has them all.
 */
#include <math.h>
#include <stdlib.h>

#include "cli/figure.h"
#include "cli/report.h"
#include "cli/report_lines.h"

#define ROWS_SHOWN 10
#define WAYS_SHOWN 7
#define BAR_WIDTH  16
#define TIME_WIDTH 13
#define TREND_MOST 60 /* steps of the sparkline */

/* What the lists are printed with. */
struct list {
	FILE *out;
	const struct terminal *t;
	const struct report *report;
	struct arena *a;
};

static size_t
shown_n(const struct frame *frame, size_t most)
{
	return frame_rows_n(frame) < most ? frame_rows_n(frame) : most;
}

static void
more_text(const struct list *l, size_t shown, size_t whole)
{
	if (shown < whole)
		fprintf(l->out, "  %s… and %s more%s\n", terminal_ink(l->t, INK_QUIET),
			figure_int((int64_t)(whole - shown), l->a), terminal_ink(l->t, INK_PLAIN));
}

static void
bar_text(const struct list *l, double share)
{
	report_left(l->out, figure_bar(share, BAR_WIDTH, l->a), BAR_WIDTH, l->a);
}

static void
ways_text(const struct list *l)
{
	const struct frame *ways = report_frame(l->report, "variants");
	const struct frame *summary = report_frame(l->report, "summary");
	size_t indent = 2 + BAR_WIDTH + 10 + 10;

	if (ways == NULL || frame_rows_n(ways) == 0)
		return;
	report_heading(l->out, l->t, "The ways customers take", "share and number of journeys");
	double most = frame_number_at(ways, 0, "share");
	for (size_t row = 0; row < shown_n(ways, WAYS_SHOWN); row++) {
		double share = frame_number_at(ways, row, "share");
		size_t lines_n;
		const struct span *lines = text_wrap(&lines_n, frame_text_at(ways, row, "path"),
			l->t->width > indent + 30 ? l->t->width - indent - 2 : 30, l->a);
		fputs("  ", l->out);
		bar_text(l, most > 0 ? share / most : 0);
		report_right(l->out, figure_share(share, l->a), 10);
		report_right(
			l->out, figure_int((int64_t)frame_number_at(ways, row, "count"), l->a), 8);
		for (size_t line = 0; line < lines_n; line++) {
			terminal_blanks(l->out, line == 0 ? 2 : indent);
			fprintf(l->out, "%.*s\n", SPAN_PRINT(lines[line]));
		}
	}
	double whole = summary != NULL && frame_rows_n(summary) == 1
			       ? frame_number_at(summary, 0, "variants")
			       : NAN;
	if (isfinite(whole))
		more_text(l, shown_n(ways, WAYS_SHOWN), (size_t)whole);
}

/* Row numbers with the greatest figure of a column first. */
struct ranked {
	size_t row;
	double value;
};

static int
ranked_compare(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->value != y->value)
		return x->value < y->value ? 1 : -1;
	return x->row < y->row ? -1 : x->row > y->row;
}

static const struct ranked *
rows_ranked(size_t *ret_n, const struct frame *frame, const char *column, struct arena *a)
{
	struct ranked *ranked = ARENA_ARRAY(a, struct ranked, frame_rows_n(frame));
	size_t n = 0;

	for (size_t row = 0; row < frame_rows_n(frame); row++) {
		double value = frame_number_at(frame, row, column);
		if (isfinite(value))
			ranked[n++] = (struct ranked){.row = row, .value = value};
	}
	qsort(ranked, n, sizeof *ranked, ranked_compare);
	*ret_n = n;
	return ranked;
}

static const char *
seconds_at(const struct list *l, const struct frame *frame, size_t row, const char *column)
{
	double seconds = frame_number_at(frame, row, column);
	return isfinite(seconds) ? figure_seconds(seconds, l->a) : FIGURE_NONE;
}

static void
follows_text(const struct list *l)
{
	const struct frame *follows = report_frame(l->report, "follows");
	size_t ranked_n;

	if (follows == NULL || frame_rows_n(follows) == 0)
		return;
	const struct ranked *ranked = rows_ranked(&ranked_n, follows, "count", l->a);
	report_heading(l->out, l->t, "What follows what",
		"how often, and the time between: half within, 95 % within");
	for (size_t i = 0; i < ranked_n && i < ROWS_SHOWN; i++) {
		size_t row = ranked[i].row;
		fputs("  ", l->out);
		bar_text(l, ranked[0].value > 0 ? ranked[i].value / ranked[0].value : 0);
		report_right(l->out, figure_int((int64_t)ranked[i].value, l->a), 10);
		report_right(l->out, seconds_at(l, follows, row, "median"), TIME_WIDTH);
		report_right(l->out, seconds_at(l, follows, row, "p95"), TIME_WIDTH);
		fprintf(l->out, "  %s → %s\n", frame_text_at(follows, row, "from"),
			frame_text_at(follows, row, "to"));
	}
	more_text(l, ranked_n < ROWS_SHOWN ? ranked_n : ROWS_SHOWN, ranked_n);
}

/* What a wait is called: the moment's title, or the activity. */
static const char *
wait_name(const struct list *l, const char *wait)
{
	const struct frame *moments = report_frame(l->report, "moments");
	size_t row = frame_row_find(moments, "moment", wait);
	return row != SIZE_MAX ? frame_text_at(moments, row, "title") : wait;
}

static void
wait_text(const struct list *l, const struct frame *waits, size_t row, double most)
{
	double median = frame_number_at(waits, row, "median"),
	       left = frame_number_at(waits, row, "left");

	fputs("  ", l->out);
	bar_text(l, most > 0 ? median / most : 0);
	report_right(l->out, seconds_at(l, waits, row, "median"), TIME_WIDTH);
	report_right(l->out, seconds_at(l, waits, row, "p95"), TIME_WIDTH);
	fprintf(l->out, "  %s", wait_name(l, frame_text_at(waits, row, "wait")));
	fprintf(l->out, "  %sn %s%s", terminal_ink(l->t, INK_QUIET),
		figure_int((int64_t)frame_number_at(waits, row, "n"), l->a),
		terminal_ink(l->t, INK_PLAIN));
	if (left > 0)
		fprintf(l->out, ", %s left", figure_int((int64_t)left, l->a));
	fputc('\n', l->out);
}

static void
waits_text(const struct list *l)
{
	const struct frame *waits = report_frame(l->report, "waits");
	size_t ranked_n;

	if (waits == NULL || frame_rows_n(waits) == 0)
		return;
	const struct ranked *ranked = rows_ranked(&ranked_n, waits, "median", l->a);
	if (ranked_n == 0)
		return;
	report_heading(l->out, l->t, "Where customers wait", "half within, 95 % within");
	for (size_t i = 0; i < ranked_n && i < ROWS_SHOWN; i++)
		wait_text(l, waits, ranked[i].row, ranked[0].value);
	more_text(l, ranked_n < ROWS_SHOWN ? ranked_n : ROWS_SHOWN, ranked_n);
}

/* One line of the trend: the figures of a column as a sparkline, the least and the greatest beside
 * it. */
static void
trend_line(const struct list *l, const struct frame *trend, const char *column, const char *label)
{
	size_t at = frame_column_find(trend, column), rows_n = frame_rows_n(trend);
	size_t from = rows_n > TREND_MOST ? rows_n - TREND_MOST : 0, n = rows_n - from;
	size_t least = SIZE_MAX, most = SIZE_MAX;

	if (at == SIZE_MAX)
		return;
	double *values = ARENA_ARRAY(l->a, double, n);
	for (size_t i = 0; i < n; i++) {
		values[i] = frame_number_at(trend, from + i, column);
		if (!isfinite(values[i]))
			continue;
		if (least == SIZE_MAX || values[i] < values[least])
			least = i;
		if (most == SIZE_MAX || values[i] > values[most])
			most = i;
	}
	if (least == SIZE_MAX)
		return;
	fputs("  ", l->out);
	report_left(l->out, label, 20, l->a);
	fprintf(l->out, "%s  %s to %s\n", figure_sparkline(values, n, l->a),
		figure_cell(&trend->columns[at], frame_cell(trend, from + least, at),
			l->report->zone, l->a),
		figure_cell(&trend->columns[at], frame_cell(trend, from + most, at),
			l->report->zone, l->a));
}

static void
trend_text(const struct list *l)
{
	const struct frame *trend = report_frame(l->report, "trend");

	if (trend == NULL || frame_rows_n(trend) < 2)
		return;
	size_t period = frame_column_find(trend, "period"), rows_n = frame_rows_n(trend);
	if (period == SIZE_MAX)
		return;
	size_t from = rows_n > TREND_MOST ? rows_n - TREND_MOST : 0;
	const struct cell *first = frame_cell(trend, from, period),
			  *last = frame_cell(trend, rows_n - 1, period);
	report_heading(l->out, l->t, "How it changes",
		arena_printf(l->a, "%s to %s, %zu steps%s",
			figure_time(first->i, l->report->zone, l->a),
			figure_time(last->i, l->report->zone, l->a), rows_n - from,
			from > 0 ? ", the latest" : ""));
	trend_line(l, trend, "journeys", "journeys");
	trend_line(l, trend, "median", "half within");
	trend_line(l, trend, "p95", "95 % within");
	trend_line(l, trend, "attainment", "promises kept");
}

static void
rework_text(const struct list *l)
{
	const struct frame *rework = report_frame(l->report, "rework");
	size_t ranked_n;

	if (rework == NULL)
		return;
	const struct ranked *ranked = rows_ranked(&ranked_n, rework, "repeated", l->a);
	if (ranked_n == 0 || ranked[0].value <= 0)
		return;
	report_heading(l->out, l->t, "What is done again",
		"share of journeys with it, times beyond the first, time in them");
	for (size_t i = 0; i < ranked_n && i < ROWS_SHOWN && ranked[i].value > 0; i++) {
		size_t row = ranked[i].row;
		double share = frame_number_at(rework, row, "share");
		fputs("  ", l->out);
		bar_text(l, share);
		report_right(l->out,
			figure_interval(share, frame_number_at(rework, row, "low"),
				frame_number_at(rework, row, "high"), l->a),
			22);
		report_right(l->out,
			figure_int((int64_t)frame_number_at(rework, row, "extra"), l->a), 9);
		report_right(l->out, seconds_at(l, rework, row, "lost"), TIME_WIDTH);
		fprintf(l->out, "  %s\n", frame_text_at(rework, row, "activity"));
	}
}

void
report_lists_text(FILE *out, const struct terminal *t, const struct report *report)
{
	const struct list l = {.out = out, .t = t, .report = report, .a = report->arena};

	ways_text(&l);
	follows_text(&l);
	waits_text(&l);
	trend_text(&l);
	rework_text(&l);
}
