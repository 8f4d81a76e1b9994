/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. An hour that passes twice in autumn stands in one row, with both. */
#include "cli/forecast_hours.h"

#include <math.h>

#define DAYS_SHOWN 7
#define QUARTER_US (15 * INT64_C(60000000))
#define DAY_US	   (FORECAST_QUARTERS * QUARTER_US)

struct grid {
	double cells[FORECAST_QUARTERS][DAYS_SHOWN]; /* NaN: nobody can come */
	size_t days_n;
};

static unsigned
row_of(const struct forecast *f, const struct forecast_day *day, int64_t at_us)
{
	const int64_t at = zone_to_local(f->zone, at_us) - day->day * DAY_US;

	return at < 0 ? 0 : at >= DAY_US ? FORECAST_QUARTERS - 1 : (unsigned)(at / QUARTER_US);
}

static void
grid_fill(struct grid *g, const struct forecast *f)
{
	for (size_t q = 0; q < FORECAST_QUARTERS; q++)
		for (size_t d = 0; d < DAYS_SHOWN; d++)
			g->cells[q][d] = NAN;
	g->days_n = f->days_n < DAYS_SHOWN ? f->days_n : DAYS_SHOWN;
	for (size_t d = 0; d < g->days_n; d++)
		for (size_t s = 0; s < f->days[d].slots_n; s++) {
			const struct forecast_slot *slot = &f->days[d].slots[s];
			double *cell = &g->cells[row_of(f, &f->days[d], slot->at_us)][d];
			if (slot->mean > 0)
				*cell = isnan(*cell) ? slot->mean : *cell + slot->mean;
		}
}

static bool
row_is_empty(const struct grid *g, size_t row)
{
	for (size_t d = 0; d < g->days_n; d++)
		if (!isnan(g->cells[row][d]))
			return false;
	return true;
}

struct frame *
forecast_hours_frame(const struct forecast *f, struct arena *a)
{
	static const char *const names[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
	struct grid *g = ARENA_NEW(a, struct grid);
	struct frame *frame = frame_new(a);

	frame->measure = "forecast";
	frame->title = "How many will come, by the time of day";
	frame->definition =
		"Customers expected in each step on the branch's own clock; a blank is closed.";
	frame->n = (int64_t)f->counted_n;
	grid_fill(g, f);
	frame_column_add(frame, "time", CELL_TEXT, "", "from");
	for (size_t d = 0; d < g->days_n; d++) {
		const struct date date = date_of_days(f->days[d].day);
		const char *name = arena_printf(a, "%s %02d-%02d",
			names[date_weekday(f->days[d].day)], date.month, date.day);
		frame_column_add(frame, name, CELL_REAL, "1", name);
	}
	for (size_t row = 0; row < FORECAST_QUARTERS; row++) {
		if (row_is_empty(g, row))
			continue;
		frame_text(frame, span_of(arena_printf(a, "%02zu:%02zu", row / 4, row % 4 * 15)));
		for (size_t d = 0; d < g->days_n; d++)
			frame_real(frame, g->cells[row][d]);
	}
	if (f->days_n > DAYS_SHOWN)
		frame_note(frame, "The first %d days; CSV and JSON have all.", DAYS_SHOWN);
	return frame;
}
