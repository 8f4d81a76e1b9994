/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Figures as people read them on a page of text: "1,204", "62.3 %", "3 h 20 min", "2026-11-21
 * 09:30". All texts are in the arena or live for ever.
 */
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "base/time.h"
#include "measures/frame.h"

#define FIGURE_NONE    "–"
#define FIGURE_TOO_FEW "too few"

const char *figure_int(int64_t value, struct arena *a);
/* Three digits that count, or the whole part when that has more. */
const char *figure_real(double value, struct arena *a);
const char *figure_share(double share, struct arena *a);
const char *figure_seconds(double seconds, struct arena *a);
/* On the zone's wall clock, to the minute. */
const char *figure_time(int64_t us, const struct zone *zone, struct arena *a);
const char *figure_day(int64_t us, const struct zone *zone, struct arena *a);
/* A share and its interval: "62.3 % (58.9–65.7)". NaN for a limit leaves the interval out. */
const char *figure_interval(double share, double low, double high, struct arena *a);

/* A cell by its column's type and unit; FIGURE_NONE for null. */
const char *figure_cell(const struct frame_column *column, const struct cell *cell,
	const struct zone *zone, struct arena *a);

/* The number in a cell of any numeric type; NaN for null and for texts. */
double cell_number(const struct frame_column *column, const struct cell *cell);

/* The sign of a standard's verdict: "yes" ▲, "no" ▼, "unsure" ●, else a blank. */
const char *figure_sign(const char *met);
/* A bar of `width` columns of which `share` (0 … 1) is filled, in eighths. */
const char *figure_bar(double share, size_t width, struct arena *a);
/* One letter a value, ▁ … █ from 0 to the greatest; NaN is a blank. */
const char *figure_sparkline(const double *values, size_t values_n, struct arena *a);
