/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What one run says by itself, and what many say together. A cell is found again in another run by
 * the texts of its row.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "twin/outlook.h"
#include "twin/trial_inside.h"

/* ---- One run ---- */

struct waiting {
	double *us;
	size_t n, came_n, called_n, left_n, refused_n, within_n, left_within_n;
};

static void
visit_count(struct waiting *w, const struct simulate_visit *v, int64_t within_us)
{
	const bool is_called = v->called_us != INT64_MIN;
	const int64_t us = (is_called ? v->called_us : v->ended_us) - v->came_us;

	w->came_n++;
	if (v->ending == SIMULATE_REFUSED)
		w->refused_n++;
	if (!is_called && v->ending != SIMULATE_LEFT)
		return;
	w->us[w->n++] = (double)us;
	w->called_n += is_called;
	w->left_n += !is_called;
	w->within_n += is_called && us <= within_us;
	w->left_within_n += !is_called && us <= within_us;
}

static double
share(size_t part, size_t of)
{
	return of > 0 ? (double)part / (double)of : NAN;
}

static void
waits_row(struct frame *frame, const char *name, struct waiting *w)
{
	double sum = 0;

	outlook_sort(w->us, w->n);
	for (size_t i = 0; i < w->n; i++)
		sum += w->us[i];
	frame_text(frame, span_of(name));
	frame_real(frame, (double)w->came_n);
	frame_real(frame, share(w->called_n, w->came_n));
	frame_real(frame, share(w->left_n, w->came_n));
	frame_real(frame, (double)w->refused_n);
	frame_seconds(frame, w->n > 0 ? sum / (double)w->n : NAN);
	frame_seconds(frame, outlook_quantile(w->us, w->n, 0.5));
	frame_seconds(frame, outlook_quantile(w->us, w->n, 0.9));
	/* Who left within the limit is not counted (service level, treatment C). */
	frame_real(frame, share(w->within_n, w->n - w->left_within_n));
}

struct frame *
trial_waits_frame(const struct simulate_run *run, const struct simulate_model *model,
	int64_t within_us, struct arena *a)
{
	struct frame *frame = frame_new(a);
	struct waiting *of = ARENA_ARRAY(a, struct waiting, model->services_n + 1);

	frame->measure = "sim_waits";
	frame->title = "Waits, simulated";
	frame->definition = "How long customers wait until they are called or give up, service by "
			    "service, in simulated days.";
	frame_column_add(frame, "service", CELL_TEXT, "", "service");
	frame_column_add(frame, "came", CELL_REAL, "1", "came");
	frame_column_add(frame, "called", CELL_REAL, "share", "called");
	frame_column_add(frame, "left", CELL_REAL, "share", "gave up");
	frame_column_add(frame, "refused", CELL_REAL, "1", "turned away");
	frame_column_add(frame, "wait_mean", CELL_REAL, "s", "mean wait");
	frame_column_add(frame, "wait_median", CELL_REAL, "s", "median wait");
	frame_column_add(frame, "wait_p90", CELL_REAL, "s", "90 % of waits");
	frame_column_add(frame, "within", CELL_REAL, "share", "called within the limit");
	for (size_t s = 0; s <= model->services_n; s++)
		of[s].us = ARENA_ARRAY(a, double, run->visits_n);
	for (size_t i = 0; i < run->visits_n; i++) {
		visit_count(&of[0], &run->visits[i], within_us);
		visit_count(&of[run->visits[i].service + 1], &run->visits[i], within_us);
	}
	waits_row(frame, "all", &of[0]);
	for (size_t s = 0; s < model->services_n; s++)
		if (of[s + 1].came_n > 0)
			waits_row(frame, model->services[s].name, &of[s + 1]);
	frame->n = (int64_t)run->visits_n;
	return frame;
}

/* The time of a span that lies in a counter's shifts while customers may come. */
static double
time_on(const struct simulate_model *model, const struct simulate_counter *counter, int64_t from_us,
	int64_t until_us)
{
	const struct simulate_place *place = &model->places[counter->place];
	const struct simulate_span always = {model->from_us, model->until_us};
	const struct simulate_span *open = place->open_n > 0 ? place->open : &always;
	const size_t open_n = place->open_n > 0 ? place->open_n : 1;
	const size_t shifts_n = counter->shifts_n > 0 ? counter->shifts_n : 1;
	const struct simulate_span *shifts = counter->shifts_n > 0 ? counter->shifts : &always;
	int64_t sum = 0;

	if (until_us > model->until_us)
		until_us = model->until_us;
	for (size_t i = 0; i < shifts_n; i++)
		for (size_t k = 0; k < open_n; k++) {
			int64_t low = shifts[i].from_us > open[k].from_us ? shifts[i].from_us
									  : open[k].from_us;
			int64_t high = shifts[i].until_us < open[k].until_us ? shifts[i].until_us
									     : open[k].until_us;
			low = low > from_us ? low : from_us;
			high = high < until_us ? high : until_us;
			sum += high > low ? high - low : 0;
		}
	return (double)sum;
}

struct frame *
trial_counters_frame(
	const struct simulate_run *run, const struct simulate_model *model, struct arena *a)
{
	struct frame *frame = frame_new(a);
	double *busy_us = ARENA_ARRAY(a, double, model->counters_n);
	size_t *calls_n = ARENA_ARRAY(a, size_t, model->counters_n);

	frame->measure = "sim_counters";
	frame->title = "Counters, simulated";
	frame->definition =
		"How long each counter is there while the branch is open, and which share "
		"of it customers take, from the call to the end.";
	frame_column_add(frame, "counter", CELL_TEXT, "", "counter");
	frame_column_add(frame, "open_hours", CELL_REAL, "h", "hours open");
	frame_column_add(frame, "busy", CELL_REAL, "share", "busy");
	frame_column_add(frame, "calls", CELL_REAL, "1", "calls");
	for (size_t i = 0; i < run->visits_n; i++) {
		const struct simulate_visit *v = &run->visits[i];
		if (v->counter == SIMULATE_NONE || v->called_us == INT64_MIN)
			continue;
		calls_n[v->counter]++;
		busy_us[v->counter] += time_on(model, &model->counters[v->counter], v->called_us,
			v->ended_us != INT64_MIN ? v->ended_us : run->ended_us);
	}
	for (size_t i = 0; i < model->counters_n; i++) {
		const double on_us =
			time_on(model, &model->counters[i], model->from_us, model->until_us);
		frame_text(frame, span_of(model->counters[i].name));
		frame_real(frame, on_us / 3600e6);
		frame_real(frame, on_us > 0 ? busy_us[i] / on_us : NAN);
		frame_real(frame, (double)calls_n[i]);
	}
	frame->n = (int64_t)model->counters_n;
	return frame;
}

/* ---- Many runs ---- */

/* Texts that one run says of itself, not of the row; figures that its own n gives, not the runs. */
static bool
is_of_one_run(const char *name)
{
	return strcmp(name, "met") == 0 || strcmp(name, "low") == 0 || strcmp(name, "high") == 0;
}

static bool
is_same_row(const struct frame *x, size_t row_x, const struct frame *y, size_t row_y)
{
	for (size_t c = 0; c < x->columns_n; c++) {
		const struct cell *a, *b;
		if (x->columns[c].type != CELL_TEXT || is_of_one_run(x->columns[c].name))
			continue;
		a = frame_cell(x, row_x, c);
		b = frame_cell(y, row_y, c);
		if (a->is_null != b->is_null || (!a->is_null && strcmp(a->t, b->t) != 0))
			return false;
	}
	return true;
}

/* The row as another frame has it, or SIZE_MAX. */
static size_t
row_find(const struct frame *in, const struct frame *of, size_t row)
{
	const size_t n = in != NULL ? frame_rows_n(in) : 0;

	if (row < n && is_same_row(of, row, in, row))
		return row;
	for (size_t r = 0; r < n; r++)
		if (is_same_row(of, row, in, r))
			return r;
	return SIZE_MAX;
}

static double
figure_at(const struct frame *frame, size_t row, size_t column)
{
	const struct cell *cell = row != SIZE_MAX ? frame_cell(frame, row, column) : NULL;

	if (cell == NULL || cell->is_null)
		return NAN;
	return frame->columns[column].type == CELL_INT ? (double)cell->i : cell->r;
}

struct joining {
	struct frame *const *frames, *const *other;
	size_t n;
	const struct frame *model; /* whose columns they all have */
	double *values;
};

/* What all runs say of one cell: how many of them, in joining.values. */
static size_t
values_of(const struct joining *j, const struct frame *of, size_t row, size_t column)
{
	size_t n = 0;

	for (size_t i = 0; i < j->n; i++) {
		double value;
		if (j->frames[i] == NULL)
			continue;
		value = figure_at(j->frames[i], row_find(j->frames[i], of, row), column);
		if (j->other != NULL)
			value -= j->other[i] == NULL
					 ? NAN
					 : figure_at(j->other[i], row_find(j->other[i], of, row),
						   column);
		if (!isnan(value))
			j->values[n++] = value;
	}
	return n;
}

static void
columns_join(struct frame *to, const struct frame *model)
{
	for (size_t c = 0; c < model->columns_n; c++) {
		const struct frame_column *column = &model->columns[c];
		if (is_of_one_run(column->name))
			continue;
		if (column->type == CELL_TEXT) {
			frame_column_add(to, column->name, CELL_TEXT, column->unit, column->label);
			continue;
		}
		frame_column_add(to, column->name, CELL_REAL, column->unit, column->label);
		frame_column_add(to, arena_printf(to->arena, "%s_low", column->name), CELL_REAL,
			column->unit, "from");
		frame_column_add(to, arena_printf(to->arena, "%s_high", column->name), CELL_REAL,
			column->unit, "to");
	}
}

/* No run has anything to judge, or anybody who waits, in it. */
static bool
is_empty_row(const struct joining *j, const struct frame *of, size_t row)
{
	static const char *const counts[] = {"n", "left", "open"};
	const struct joining alone = {.frames = j->frames, .n = j->n, .values = j->values};

	if (strcmp(of->measure, "standards") != 0 && strcmp(of->measure, "waits") != 0)
		return false;
	for (size_t i = 0; i < array_length(counts); i++) {
		const size_t column = frame_column_find(of, counts[i]);
		const size_t n = column != SIZE_MAX ? values_of(&alone, of, row, column) : 0;
		for (size_t k = 0; k < n; k++)
			if (j->values[k] > 0)
				return false;
	}
	return true;
}

/* What is never below nothing has no interval that is; a share ends at 1. */
static double
low_of(const struct joining *j, const struct simulate_figure *figure, size_t n)
{
	const double low = figure->mean - figure->half;

	for (size_t i = 0; i < n; i++)
		if (j->values[i] < 0)
			return low;
	return j->other != NULL ? low : fmax(low, 0);
}

static double
high_of(const struct joining *j, const struct simulate_figure *figure, const char *unit)
{
	const double high = figure->mean + figure->half;

	return j->other == NULL && strcmp(unit, "share") == 0 ? fmin(high, 1) : high;
}

static void
row_join(struct frame *to, const struct joining *j, const struct frame *of, size_t row)
{
	for (size_t c = 0; c < of->columns_n; c++) {
		const struct cell *cell = frame_cell(of, row, c);
		struct simulate_figure figure;
		if (is_of_one_run(of->columns[c].name))
			continue;
		if (of->columns[c].type == CELL_TEXT) {
			if (cell->is_null)
				frame_null(to);
			else
				frame_text(to, span_of(cell->t));
			continue;
		}
		const size_t n = values_of(j, of, row, c);
		figure = simulate_figure_of(j->values, n);
		frame_real(to, n > 0 ? figure.mean : NAN);
		frame_real(to, n > 1 ? low_of(j, &figure, n) : NAN);
		frame_real(to, n > 1 ? high_of(j, &figure, of->columns[c].unit) : NAN);
	}
}

static bool
is_seen_before(const struct joining *j, size_t run, size_t row)
{
	for (size_t i = 0; i < run; i++)
		if (j->frames[i] != NULL && row_find(j->frames[i], j->frames[run], row) != SIZE_MAX)
			return true;
	return false;
}

struct frame *
trial_frames_join(
	struct frame *const *frames, struct frame *const *other, size_t n, struct arena *a)
{
	struct joining j = {.frames = frames, .other = other, .n = n};
	struct frame *to = frame_new(a);
	size_t empty_n = 0;

	for (size_t i = 0; i < n && j.model == NULL; i++)
		j.model = frames[i];
	if (j.model == NULL)
		return NULL;
	j.values = ARENA_ARRAY(a, double, n);
	to->measure = j.model->measure;
	to->title = j.model->title;
	to->definition = j.model->definition;
	to->n = (int64_t)n;
	columns_join(to, j.model);
	for (size_t i = 0; i < n; i++)
		for (size_t row = 0; frames[i] != NULL && row < frame_rows_n(frames[i]); row++) {
			if (is_seen_before(&j, i, row))
				continue;
			if (is_empty_row(&j, frames[i], row))
				empty_n++;
			else
				row_join(to, &j, frames[i], row);
		}
	frame_note(to, "Means over %zu runs, each with the 95 %% interval of the mean.", n);
	if (empty_n > 0)
		frame_note(to, "%zu rows are left out: nothing that is simulated decides them.",
			empty_n);
	return to;
}
