/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A forecast, or several beside each other, as frames: the form that all measures have. */
#include <math.h>

#include "forecast/forecast.h"

static struct frame *
frame_begin(const char *name, const char *title, const char *definition,
	const struct forecast_group *groups, size_t n, const char *by, struct arena *a)
{
	struct frame *frame = frame_new(a);

	frame->measure = name;
	frame->title = title;
	frame->definition = definition;
	for (size_t i = 0; i < n; i++)
		frame->n += (int64_t)groups[i].forecast->counted_n;
	if (by != NULL)
		frame_column_add(frame, by, CELL_TEXT, "", by);
	return frame;
}

static void
group_cell(struct frame *frame, const struct forecast_group *group, const char *by)
{
	if (by != NULL)
		frame_text(frame, span_of(group->name));
}

static void
accuracy_columns(struct frame *frame)
{
	frame_column_add(frame, "model", CELL_TEXT, "", "model");
	frame_column_add(frame, "chosen", CELL_TEXT, "", "chosen");
	frame_column_add(frame, "wape", CELL_REAL, "share", "WAPE");
	frame_column_add(frame, "mase", CELL_REAL, "1", "MASE");
	frame_column_add(frame, "bias", CELL_REAL, "share", "bias");
	frame_column_add(frame, "mae", CELL_REAL, "1", "mean error");
	frame_column_add(frame, "n", CELL_INT, "1", "n");
	frame_column_add(frame, "day_wape", CELL_REAL, "share", "WAPE of days");
	frame_column_add(frame, "day_mase", CELL_REAL, "1", "MASE of days");
}

static void
accuracy_row(struct frame *frame, const struct forecast *f, size_t model)
{
	const struct forecast_model *m = &f->models[model];

	frame_text(frame, span_of(m->name));
	frame_text(frame, span_of(model == f->chosen ? "yes" : "no"));
	frame_real(frame, m->at_step.wape);
	frame_real(frame, m->at_step.mase);
	frame_real(frame, m->at_step.bias);
	frame_real(frame, m->at_step.mae);
	frame_int(frame, (int64_t)m->at_step.n);
	frame_real(frame, m->by_day.wape);
	frame_real(frame, m->by_day.mase);
}

struct frame *
forecast_models_frame(
	const struct forecast_group *groups, size_t n, const char *by, struct arena *a)
{
	struct frame *frame = frame_begin("forecast_models", "How near each model was",
		"Rolling origin: days that are known, forecast from the days before them. WAPE: "
		"the "
		"sum of errors over the sum of what came. MASE: the mean error over that of \"as "
		"on the "
		"last such weekday\" in the days before; under 1 is better than that. Bias: over 0 "
		"when more came than was forecast.",
		groups, n, by, a);

	accuracy_columns(frame);
	for (size_t g = 0; g < n; g++) {
		for (size_t m = 0; m < FORECAST_MODEL__COUNT; m++) {
			group_cell(frame, &groups[g], by);
			accuracy_row(frame, groups[g].forecast, m);
		}
		frame_note(frame, "%s%s%s", by != NULL ? groups[g].name : "",
			by != NULL ? ": " : "", groups[g].forecast->verdict.text);
	}
	return frame;
}

static void
mean_columns(struct frame *frame)
{
	frame_column_add(frame, "mean", CELL_REAL, "1", "expected");
	frame_column_add(frame, "low", CELL_INT, "1", "low");
	frame_column_add(frame, "high", CELL_INT, "1", "high");
}

static void
mean_cells(struct frame *frame, double mean, double low, double high)
{
	frame_real(frame, mean);
	frame_int(frame, (int64_t)low);
	frame_int(frame, (int64_t)high);
}

static const char *
day_text(int64_t day, struct arena *a)
{
	static const char *const names[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
	const struct date d = date_of_days(day);

	return arena_printf(
		a, "%04d-%02d-%02d %s", d.year, d.month, d.day, names[date_weekday(day)]);
}

struct frame *
forecast_days_frame(const struct forecast_group *groups, size_t n, const char *by, struct arena *a)
{
	struct frame *frame = frame_begin("forecast_days", "How many will come on each day",
		"Customers expected on each local day, with a 95 % interval for how many really "
		"come.",
		groups, n, by, a);

	frame_column_add(frame, "day", CELL_TEXT, "", "day");
	frame_column_add(frame, "kind", CELL_TEXT, "", "kind");
	mean_columns(frame);
	for (size_t g = 0; g < n; g++) {
		const struct forecast *f = groups[g].forecast;
		for (size_t i = 0; i < f->days_n; i++) {
			group_cell(frame, &groups[g], by);
			frame_text(frame, span_of(day_text(f->days[i].day, a)));
			frame_text(frame, span_of(forecast_kind_word(f->days[i].kind)));
			mean_cells(frame, f->days[i].mean, f->days[i].low, f->days[i].high);
		}
		for (size_t i = 0; i < f->notes_n; i++)
			frame_note(frame, "%s%s%s", by != NULL ? groups[g].name : "",
				by != NULL ? ": " : "", f->notes[i].text);
	}
	return frame;
}

struct frame *
forecast_steps_frame(const struct forecast_group *groups, size_t n, const char *by, struct arena *a)
{
	struct frame *frame = frame_begin("forecast", "How many will come, step by step",
		"Customers expected in each step of time that begins at `at`, with a 95 % "
		"interval. "
		"Steps in which nobody can come are left out.",
		groups, n, by, a);

	frame_column_add(frame, "at", CELL_TIME, "time", "from");
	mean_columns(frame);
	for (size_t g = 0; g < n; g++)
		for (size_t i = 0; i < groups[g].forecast->days_n; i++) {
			const struct forecast_day *day = &groups[g].forecast->days[i];
			for (size_t s = 0; s < day->slots_n; s++) {
				if (!(day->slots[s].mean > 0))
					continue;
				group_cell(frame, &groups[g], by);
				frame_time(frame, day->slots[s].at_us);
				mean_cells(frame, day->slots[s].mean, day->slots[s].low,
					day->slots[s].high);
			}
		}
	return frame;
}
