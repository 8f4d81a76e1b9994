/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All arithmetic is on the wall clock's own reading, so days of daylight saving need no care here:
 * whoever wants the instant asks the zone.
 */
#include "measures/period.h"

#include "base/crew.h"
#include "base/duration.h"
#include "base/time.h"
#include "measures/scratch.h"
#include "measures/walk.h"

static int64_t
divide_down(int64_t value, int64_t by)
{
	return value / by - (value % by < 0);
}

static int64_t
days_of(int64_t local_us)
{
	return divide_down(local_us, DURATION_DAY_US);
}

static enum period
period_fitting(int64_t span_us)
{
	if (span_us <= 3 * DURATION_DAY_US)
		return PERIOD_HOUR;
	if (span_us <= 100 * DURATION_DAY_US)
		return PERIOD_DAY;
	if (span_us <= 2 * 366 * DURATION_DAY_US)
		return PERIOD_WEEK;
	return PERIOD_MONTH;
}

int64_t
period_begin(enum period period, int64_t local_us)
{
	const int64_t days = days_of(local_us);
	switch (period) {
	case PERIOD_HOUR:
		return divide_down(local_us, DURATION_HOUR_US) * DURATION_HOUR_US;
	case PERIOD_WEEK:
		return (days - date_weekday(days)) * DURATION_DAY_US;
	case PERIOD_MONTH: {
		struct date date = date_of_days(days);
		date.day = 1;
		return date_days(date) * DURATION_DAY_US;
	}
	case PERIOD_AUTO:
	case PERIOD_DAY:
		break;
	}
	return days * DURATION_DAY_US;
}

int64_t
period_next(enum period period, int64_t begin)
{
	switch (period) {
	case PERIOD_HOUR:
		return begin + DURATION_HOUR_US;
	case PERIOD_WEEK:
		return begin + 7 * DURATION_DAY_US;
	case PERIOD_MONTH:
		return period_begin(PERIOD_MONTH, begin + 31 * DURATION_DAY_US);
	case PERIOD_AUTO:
	case PERIOD_DAY:
		break;
	}
	return begin + DURATION_DAY_US;
}

struct ends {
	const struct view *view;
	const struct measure_options *options;
	size_t pieces_n;
	struct range {
		int64_t first, last; /* beginnings of journeys */
	} * ranges;
};

static void
piece_range(void *shared, size_t piece)
{
	const struct ends *work = shared;
	const int64_t from_us = work->options->from_us, to_us = work->options->to_us;
	struct range range = {INT64_MAX, INT64_MIN};
	struct walk w;

	walk_begin(&w, work->view, piece, work->pieces_n);
	while (walk_next(&w)) {
		int64_t begin, end;
		if (!journey_span(w.columns, w.journey, &begin, &end))
			continue;
		if ((from_us != TIME_NONE && begin < from_us) ||
			(to_us != TIME_NONE && begin >= to_us))
			continue;
		range.first = begin < range.first ? begin : range.first;
		range.last = begin > range.last ? begin : range.last;
	}
	work->ranges[piece] = range;
}

enum period
period_choose(const struct columns *c, const struct measure_options *options)
{
	const struct view view = {.columns = c};
	struct range all = {INT64_MAX, INT64_MIN};
	struct ends work = {
		.view = &view,
		.options = options,
		.pieces_n = walk_pieces(&view, options->hands, 2),
	};

	if (options->period != PERIOD_AUTO)
		return options->period;
	ON_EXIT(scratch_guard) struct range *ranges = SCRATCH(struct range, work.pieces_n);
	work.ranges = ranges;
	crew_run(options->hands, work.pieces_n, piece_range, &work);
	for (size_t i = 0; i < work.pieces_n; i++) {
		all.first = ranges[i].first < all.first ? ranges[i].first : all.first;
		all.last = ranges[i].last > all.last ? ranges[i].last : all.last;
	}
	return all.first > all.last ? PERIOD_DAY : period_fitting(all.last - all.first);
}

struct span
period_label(enum period period, int64_t begin, struct arena *a)
{
	const int64_t days = days_of(begin);
	const struct date date = date_of_days(days);
	if (period == PERIOD_HOUR)
		return span_of(arena_printf(a, "%04d-%02d-%02d %02d:00", date.year, date.month,
			date.day, (int)((begin - days * DURATION_DAY_US) / DURATION_HOUR_US)));
	if (period == PERIOD_MONTH)
		return span_of(arena_printf(a, "%04d-%02d", date.year, date.month));
	if (period == PERIOD_WEEK) {
		/* The week belongs to the year of its Thursday. */
		const struct date thursday = date_of_days(days + 3);
		const int64_t new_year = date_days((struct date){thursday.year, 1, 1});
		return span_of(arena_printf(
			a, "%04d-W%02d", thursday.year, (int)((days + 3 - new_year) / 7) + 1));
	}
	return span_of(arena_printf(a, "%04d-%02d-%02d", date.year, date.month, date.day));
}
