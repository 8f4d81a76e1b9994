/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A trial for people: one table of what changes, with intervals, then the counters and the kept
 * promises, then the line through the day as two sparklines on one scale.
 */
#include "cli/simulate.h"

#include <math.h>
#include <string.h>

#include "cli/figure.h"
#include "cli/table.h"
#include "cli/trusting.h"

struct printing {
	struct request *request;
	const struct trial *trial;
	const struct fit_branch *fit;
	const char *mark; /* at each heading of figures */
	struct arena *a;
	bool is_both;
};

/* ---- Figures ---- */

static const char *
plain(double value, const char *unit, struct arena *a)
{
	if (isnan(value))
		return FIGURE_NONE;
	if (strcmp(unit, "share") == 0)
		return figure_share(value, a);
	if (strcmp(unit, "s") == 0)
		return figure_seconds(value, a);
	return arena_printf(a, "%.1f", value);
}

static const char *
with_sign(double value, const char *unit, struct arena *a)
{
	const char *sign = value < 0 ? "−" : value > 0 ? "+" : "";

	if (isnan(value))
		return FIGURE_NONE;
	if (strcmp(unit, "share") == 0)
		return arena_printf(a, "%s%.1f", sign, fabs(100 * value));
	return arena_printf(a, "%s%s", sign, plain(fabs(value), unit, a));
}

static double
cell_of(const struct frame *frame, const char *key, const char *name, const char *column)
{
	const size_t k = frame != NULL ? frame_column_find(frame, key) : SIZE_MAX;
	const size_t c = frame != NULL ? frame_column_find(frame, column) : SIZE_MAX;

	for (size_t r = 0; k != SIZE_MAX && c != SIZE_MAX && r < frame_rows_n(frame); r++)
		if (strcmp(frame_cell(frame, r, k)->t, name) == 0)
			return cell_number(&frame->columns[c], frame_cell(frame, r, c));
	return NAN;
}

/* "6 min 20 s ± 20 s"; of a difference with its sign. */
static const char *
figure_of(const struct printing *p, const struct frame *frame, const char *key, const char *name,
	const char *column, const char *unit, bool is_difference)
{
	struct arena *a = p->a;
	const double mean = cell_of(frame, key, name, column);
	const double low = cell_of(frame, key, name, arena_printf(a, "%s_low", column));
	const double high = cell_of(frame, key, name, arena_printf(a, "%s_high", column));
	const double half = fmax(high - mean, mean - low);
	const char *said = is_difference ? with_sign(mean, unit, a) : plain(mean, unit, a);

	if (isnan(mean) || isnan(half) || half < 1e-9)
		return said;
	if (strcmp(unit, "share") == 0)
		return arena_printf(a, "%s ± %.1f", said, 100 * half);
	return arena_printf(a, "%s ± %s", said, plain(half, unit, a));
}

/* ---- Tables ---- */

static const char *
heading(const struct printing *p, const char *word)
{
	return arena_printf(p->a, "%s%s", word, p->mark);
}

static struct frame *
table_new(const struct printing *p, const char *what)
{
	struct frame *table = frame_new(p->a);

	table->measure = table->title = table->definition = "";
	frame_column_add(table, "what", CELL_TEXT, "", what);
	frame_column_add(table, "figure", CELL_TEXT, "", "");
	if (p->trial->sides[0].is_there)
		frame_column_add(table, "before", CELL_TEXT, "", heading(p, "as it is"));
	if (p->trial->sides[1].is_there)
		frame_column_add(table, "after", CELL_TEXT, "", heading(p, "changed"));
	if (p->is_both)
		frame_column_add(table, "difference", CELL_TEXT, "", heading(p, "difference"));
	return table;
}

static void
row_add(const struct printing *p, struct frame *table, enum trial_frame of, const char *key,
	const char *name, const char *shown, const char *label, const char *column,
	const char *unit)
{
	frame_text(table, span_of(shown));
	frame_text(table, span_of(label));
	for (int side = 0; side < 2; side++)
		if (p->trial->sides[side].is_there)
			frame_text(table, span_of(figure_of(p, p->trial->sides[side].frames[of],
						  key, name, column, unit, false)));
	if (p->is_both)
		frame_text(table, span_of(figure_of(p, p->trial->difference[of], key, name, column,
					  unit, true)));
}

static void
table_show(const struct printing *p, const struct frame *table)
{
	const struct table_choices choices = {.is_bare = true};

	table_print(p->request->out, &p->request->out_terminal, table, &choices, p->a);
	fputc('\n', p->request->out);
}

static const struct frame *
frame_shown(const struct printing *p, enum trial_frame of)
{
	return p->trial->sides[p->trial->sides[1].is_there ? 1 : 0].frames[of];
}

static void
waits_print(const struct printing *p)
{
	const struct frame *waits = frame_shown(p, TRIAL_SIM_WAITS);
	struct frame *table = table_new(p, "service");
	char limit[DURATION_TEXT_SIZE];
	const char *within =
		arena_printf(p->a, "called within %s", duration_text(p->trial->within_us, limit));

	for (size_t r = 0; waits != NULL && r < frame_rows_n(waits); r++) {
		const char *name = frame_cell(waits, r, 0)->t;
		const enum trial_frame of = TRIAL_SIM_WAITS;
		if (frame_rows_n(waits) == 2 && r == 1)
			break; /* the only service is all of them */
		row_add(p, table, of, "service", name, name, "customers", "came", "1");
		row_add(p, table, of, "service", name, "", "gave up", "left", "share");
		row_add(p, table, of, "service", name, "", "median wait", "wait_median", "s");
		row_add(p, table, of, "service", name, "", "90 % of waits", "wait_p90", "s");
		row_add(p, table, of, "service", name, "", within, "within", "share");
	}
	table_show(p, table);
}

static void
counters_print(const struct printing *p)
{
	const struct frame *counters = frame_shown(p, TRIAL_SIM_COUNTERS);
	struct frame *table = table_new(p, "counter");

	for (size_t r = 0; counters != NULL && r < frame_rows_n(counters); r++) {
		const char *name = frame_cell(counters, r, 0)->t;
		const enum trial_frame of = TRIAL_SIM_COUNTERS;
		row_add(p, table, of, "counter", name, name, "hours open", "open_hours", "1");
		row_add(p, table, of, "counter", name, "", "busy", "busy", "share");
	}
	table_show(p, table);
}

static void
standards_print(const struct printing *p)
{
	const struct frame *standards = frame_shown(p, TRIAL_STANDARDS);
	struct frame *table = table_new(p, "standard");
	const size_t column =
		standards != NULL ? frame_column_find(standards, "standard") : SIZE_MAX;

	if (column == SIZE_MAX || frame_rows_n(standards) == 0)
		return;
	for (size_t r = 0; r < frame_rows_n(standards); r++) {
		const char *name = frame_cell(standards, r, column)->t;
		const double target = cell_of(standards, "standard", name, "target");
		row_add(p, table, TRIAL_STANDARDS, "standard", name, name,
			arena_printf(p->a, "kept (target %s)", figure_share(target, p->a)), "share",
			"share");
	}
	table_show(p, table);
}

/* ---- The line through the day ---- */

static void
line_print(const struct printing *p)
{
	const struct trial *trial = p->trial;
	static const char *const names[] = {"as it is", "changed "};
	double *values = ARENA_ARRAY(p->a, double, 2 * trial->quarters_n + 2);
	const size_t n = trial->quarters_n;
	double most = 0;

	if (n == 0 || n > FIT_QUARTERS)
		return;
	for (size_t i = 0; i < n; i++)
		most = fmax(
			most, fmax(trial->quarters[i].waiting[0], trial->quarters[i].waiting[1]));
	fprintf(p->request->out,
		"Waiting on average, quarter by quarter, %s to %s (most: %.1f)%s\n",
		figure_time(trial->quarters[0].from_us, p->fit->zone, p->a) + sizeof "2026-11-21",
		figure_time(trial->quarters[n - 1].from_us + 15 * DURATION_MINUTE_US, p->fit->zone,
			p->a) +
			sizeof "2026-11-21",
		most, p->mark);
	for (int side = 0; side < 2; side++) {
		if (!trial->sides[side].is_there)
			continue;
		/* One scale for both: the greatest stands at the end and is not shown. */
		for (size_t i = 0; i < n; i++)
			values[i] = trial->quarters[i].waiting[side];
		values[n] = most;
		const char *line = figure_sparkline(values, n + 1, p->a);
		fprintf(p->request->out, "  %s  %.*s\n", names[side],
			(int)(strlen(line) - sizeof "█" + 1), line);
	}
	fputc('\n', p->request->out);
}

void
simulate_assumed_print(struct request *request, const struct fit_branch *fit)
{
	if (fit->assumed_n == 0)
		return;
	fprintf(request->out, "Assumed\n");
	for (size_t i = 0; i < fit->assumed_n; i++)
		terminal_paragraph(request->out,
			arena_printf(request->arena, "– %s", fit->assumed[i].text), 2,
			request->out_terminal.width, request->arena);
}

void
simulate_trial_print(struct request *request, const struct trial *trial,
	const struct fit_branch *fit, const struct trust *trust, const char *title)
{
	const struct printing p = {.request = request,
		.trial = trial,
		.fit = fit,
		.mark = trusting_mark(trust),
		.a = request->arena,
		.is_both = trial->sides[0].is_there && trial->sides[1].is_there};
	const struct simulate_model *model = &trial->sides[trial->sides[1].is_there ? 1 : 0].model;
	const char *from = figure_day(model->from_us, fit->zone, p.a);
	const char *last = figure_day(model->until_us - 1, fit->zone, p.a);

	if (title != NULL && *title != '\0')
		fprintf(request->out, "%s%s%s\n", terminal_ink(&request->out_terminal, INK_STRONG),
			title, terminal_ink(&request->out_terminal, INK_PLAIN));
	fprintf(request->out, "%s, %s%s%s, %u runs, seed %llu\n\n", fit->name, from,
		strcmp(from, last) == 0 ? "" : " to ", strcmp(from, last) == 0 ? "" : last,
		trial->runs, (unsigned long long)trial->seed);
	trusting_line_print(request, trust);
	waits_print(&p);
	counters_print(&p);
	standards_print(&p);
	line_print(&p);
	fprintf(request->out,
		"± the 95 %% interval of the mean%s. Differences of shares are points.\n\n",
		p.is_both ? "; the difference is taken run by run" : "");
	simulate_assumed_print(request, fit);
}
