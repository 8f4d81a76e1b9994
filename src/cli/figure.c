/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rounding happens here and nowhere before: frames carry full precision, JSON and CSV show it.
 */
#include "cli/figure.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/duration.h"

/* "1204.5" → "1,204.5": a comma before every third digit of the whole part. */
static const char *
grouped(const char *digits, struct arena *a)
{
	size_t size = strlen(digits), sign = digits[0] == '-' ? 1 : 0;
	size_t whole = 0;
	char *text = arena_alloc(a, size + size / 3 + sizeof "−");
	size_t used = 0;

	while (digits[sign + whole] != '\0' && digits[sign + whole] != '.')
		whole++;
	if (sign == 1) {
		memcpy(text, "−", sizeof "−" - 1);
		used = sizeof "−" - 1;
	}
	for (size_t i = 0; i < size - sign; i++) {
		if (i > 0 && i < whole && (whole - i) % 3 == 0)
			text[used++] = ',';
		text[used++] = digits[sign + i];
	}
	return text;
}

const char *
figure_int(int64_t value, struct arena *a)
{
	return grouped(arena_printf(a, "%" PRId64, value), a);
}

const char *
figure_real(double value, struct arena *a)
{
	double size = fabs(value);

	if (!isfinite(value))
		return FIGURE_NONE;
	if (size >= 1e15)
		return arena_printf(a, "%.3g", value);
	int decimals = size >= 100 || value == floor(value) ? 0
		       : size >= 10			    ? 1
		       : size >= 1			    ? 2
							    : 3;
	return grouped(arena_printf(a, "%.*f", decimals, value), a);
}

const char *
figure_share(double share, struct arena *a)
{
	return isfinite(share) ? arena_printf(a, "%.1f %%", share * 100) : FIGURE_NONE;
}

const char *
figure_seconds(double seconds, struct arena *a)
{
	char text[DURATION_TEXT_SIZE];
	double us = seconds * 1e6;

	if (!isfinite(us) || fabs(us) > (double)DURATION_MOST_US * 20)
		return FIGURE_NONE;
	return arena_text(a, duration_text((int64_t)llround(us), text));
}

static const char *
figure_clock(int64_t us, const struct zone *zone, size_t letters, struct arena *a)
{
	char text[TIME_TEXT_SIZE];

	time_text_in(us, zone != NULL ? zone : zone_utc(), text);
	char *cut = arena_text_n(a, text, strnlen(text, letters));
	char *between = strchr(cut, 'T');
	if (between != NULL)
		*between = ' ';
	return cut;
}

const char *
figure_time(int64_t us, const struct zone *zone, struct arena *a)
{
	return figure_clock(us, zone, strlen("2026-11-21T09:30"), a);
}

const char *
figure_day(int64_t us, const struct zone *zone, struct arena *a)
{
	return figure_clock(us, zone, strlen("2026-11-21"), a);
}

const char *
figure_interval(double share, double low, double high, struct arena *a)
{
	if (!isfinite(low) || !isfinite(high))
		return figure_share(share, a);
	return arena_printf(a, "%s (%.1f–%.1f)", figure_share(share, a), low * 100, high * 100);
}

double
cell_number(const struct frame_column *column, const struct cell *cell)
{
	if (cell->is_null || column->type == CELL_TEXT)
		return NAN;
	return column->type == CELL_REAL ? cell->r : (double)cell->i;
}

const char *
figure_cell(const struct frame_column *column, const struct cell *cell, const struct zone *zone,
	struct arena *a)
{
	if (cell->is_null)
		return FIGURE_NONE;
	if (column->type == CELL_TEXT)
		return cell->t;
	if (column->type == CELL_TIME)
		return figure_time(cell->i, zone, a);
	if (strcmp(column->unit, "s") == 0)
		return figure_seconds(cell_number(column, cell), a);
	if (strcmp(column->unit, "share") == 0)
		return figure_share(cell_number(column, cell), a);
	return column->type == CELL_INT ? figure_int(cell->i, a) : figure_real(cell->r, a);
}

const char *
figure_sign(const char *met)
{
	static const struct {
		const char *met, *sign;
	} signs[] = {{"yes", "▲"}, {"no", "▼"}, {"unsure", "●"}};

	for (size_t i = 0; i < array_length(signs); i++)
		if (strcmp(signs[i].met, met) == 0)
			return signs[i].sign;
	return " ";
}

const char *
figure_bar(double share, size_t width, struct arena *a)
{
	static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};

	if (!isfinite(share) || share < 0)
		share = 0;
	size_t filled = (size_t)llround(fmin(share, 1) * (double)width * 8);
	if (filled == 0 && share > 0)
		filled = 1;
	char *bar = arena_alloc(a, (filled / 8 + 2) * strlen("█") + 1);
	for (size_t i = 0; i < filled / 8; i++)
		memcpy(bar + i * strlen("█"), "█", strlen("█"));
	memcpy(bar + filled / 8 * strlen("█"), eighths[filled % 8], strlen(eighths[filled % 8]));
	return bar;
}

const char *
figure_sparkline(const double *values, size_t values_n, struct arena *a)
{
	static const char *const levels[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
	double most = 0;

	for (size_t i = 0; i < values_n; i++)
		if (isfinite(values[i]) && values[i] > most)
			most = values[i];
	char *line = arena_alloc(a, values_n * strlen("█") + 1), *end = line;
	for (size_t i = 0; i < values_n; i++) {
		const char *letter = " ";
		if (isfinite(values[i]) && values[i] >= 0)
			letter =
				levels[most > 0 ? (size_t)fmin(7, floor(values[i] / most * 8)) : 0];
		memcpy(end, letter, strlen(letter));
		end += strlen(letter);
	}
	return line;
}
