/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How many will come: customers counted by the quarter of an hour on the branch's own wall clock,
 * carried on by several models, of which the one that was nearest when it had to forecast days that
 * it had not seen is chosen (rolling origin). The one to beat is the plainest, "as last week"; when
 * nothing beats it, it is chosen and `beats_naive` says so.
 *
 *	struct forecast_wish wish = {.zone = zone, .calendar = branch->calendar, .days = 1,
 *		.from_day = day, .branch = "main", .activity = "ticket.taken"};
 *	if (forecast_make(&forecast, columns, &wish, arena, f)) …
 *	forecast->days[0].slots[i].mean    of the quarter that begins at .at_us
 *
 * Days are local ones, with 23 or 25 hours when the clocks change. Days with hours of their own in
 * the calendar are not weekdays like others: they teach the models nothing and get the weekday's
 * rate at their own hours, times what such days have been so far. Closed is nobody.
 *
 * Intervals are 95 % ones: a Poisson variable with more spread than that (negative binomial, the
 * variance `dispersion` times the mean), its spread learnt from the errors of the rolling origin
 * week by week of the horizon; `coverage` is the share of the later half of these errors that
 * intervals learnt from the earlier half would have held. Pure.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/fault.h"
#include "columns/columns.h"
#include "measures/frame.h"
#include "measures/saying.h"

#define FORECAST_QUARTERS      96 /* of the wall clock's day */
#define FORECAST_DAYS_MOST     56 /* at a time */
#define FORECAST_AHEAD_MOST    400
#define FORECAST_HISTORY_LEAST 14   /* days */
#define FORECAST_HISTORY_MOST  1100 /* days; older ones are not looked at */

/* X(id, word, quarters) */
#define FORECAST_STEP_TABLE(X)                                                                     \
	X(QUARTER, "15 min", 1)                                                                    \
	X(HOUR, "hour", 4)                                                                         \
	X(DAY, "day", FORECAST_QUARTERS)

enum forecast_step {
#define X(id, word, quarters) FORECAST_STEP_##id,
	FORECAST_STEP_TABLE(X)
#undef X
		FORECAST_STEP__COUNT
};

/* X(id, word, meaning) */
#define FORECAST_KIND_TABLE(X)                                                                     \
	X(WORKDAY, "workday", "open as this weekday usually is")                                   \
	X(SHORT, "short", "open at hours of its own")                                              \
	X(HOLIDAY, "holiday", "closed, though this weekday usually is open")                       \
	X(CLOSED, "closed", "a weekday that is closed")

enum forecast_kind {
#define X(id, word, meaning) FORECAST_KIND_##id,
	FORECAST_KIND_TABLE(X)
#undef X
		FORECAST_KIND__COUNT
};

/* X(id, name, meaning) in the order of growing cleverness: of equals the first is chosen. */
#define FORECAST_MODEL_TABLE(X)                                                                    \
	X(NAIVE, "seasonal-naive", "as on the last such weekday")                                  \
	X(PROFILE_4, "profile-4", "the mean of the last 4 such weekdays, their shares smoothed")   \
	X(PROFILE_8, "profile-8", "the mean of the last 8 such weekdays, their shares smoothed")   \
	X(FIXED, "holt-winters-fixed",                                                             \
		"day totals by Holt-Winters, α 0.3 β 0.05 γ 0.2; shares of the last 8 weekdays")   \
	X(FITTED, "holt-winters", "day totals by Holt-Winters, parameters of the least squares")   \
	X(DAMPED, "holt-winters-damped", "the same with a trend that fades")

enum forecast_model_id {
#define X(id, name, meaning) FORECAST_##id,
	FORECAST_MODEL_TABLE(X)
#undef X
		FORECAST_MODEL__COUNT
};

struct forecast_wish {
	const struct calendar
		*calendar;	      /* whose hours and holidays count; NULL: what the log tells */
	const struct zone *zone;      /* NULL: the calendar's, else UTC */
	const char *activity;	      /* count these events; NULL: journeys, when they begin */
	const char *branch, *service; /* NULL: all */
	int64_t from_day; /* the first day forecast, since 1970; learnt is only from days before it;
			     FORECAST_NEXT_DAY: the day after the last one with customers */
	unsigned days;	  /* 1 … FORECAST_DAYS_MOST */
	enum forecast_step step;
};

#define FORECAST_NEXT_DAY INT64_MIN

/* NaN: cannot be told (nobody came, no differences). e = what came − what was forecast. */
struct forecast_accuracy {
	double mae, wape,
		mase; /* mean |e|; Σ|e| ÷ Σ|y|; MAE ÷ that of "as last week" in training */
	double bias;  /* Σe ÷ Σy: positive when more came than was forecast */
	uint64_t n;
};

struct forecast_model {
	const char *name, *meaning;
	struct forecast_accuracy at_step, by_day;
};

struct forecast_slot {
	int64_t at_us;
	double mean, low, high;
};

struct forecast_day {
	int64_t day; /* since 1970 */
	enum forecast_kind kind;
	double mean, low, high;
	const struct forecast_slot *slots; /* of the step, the whole day: 92 … 100 quarters */
	size_t slots_n;
};

struct forecast {
	struct forecast_model models[FORECAST_MODEL__COUNT];
	enum forecast_model_id chosen;
	bool beats_naive;
	double coverage, day_coverage; /* of steps, of days; NaN: too few errors */
	double dispersion;	       /* of day totals in the first week ahead */
	uint64_t coverage_n, day_coverage_n;
	size_t origins_n;
	enum forecast_step step;
	const struct zone *zone;
	int64_t first_day, last_day; /* what was learnt from */
	uint64_t counted_n;
	const struct forecast_day *days;
	size_t days_n;
	struct saying verdict; /* which model, how near, and whether it beats "as last week" */
	const struct saying *notes;
	size_t notes_n;
};

/* The result is in `a`. *ret_why, which may be NULL, is written when there is none: what the fault
 * says, as a value. Faults: BAD_INPUT fewer than FORECAST_HISTORY_LEAST days, nothing counted,
 * an activity that is not there, a first day more than FORECAST_AHEAD_MOST days ahead; NOT_FOUND a
 * branch or service that nobody came to. */
MUST_USE enum fault_code forecast_make(struct forecast **ret, struct saying *ret_why,
	const struct columns *columns, const struct forecast_wish *wish, struct arena *a,
	struct fault *f);

const char *forecast_step_word(enum forecast_step step);
const char *forecast_kind_word(enum forecast_kind kind);

/* As frames: `forecast_models` (accuracy of each), `forecast_days`, `forecast` (a row a step). With
 * several forecasts each row begins with the name of its group in the column `by`. */
struct forecast_group {
	const char *name;
	const struct forecast *forecast;
};
struct frame *forecast_models_frame(
	const struct forecast_group *groups, size_t n, const char *by, struct arena *a);
struct frame *forecast_days_frame(
	const struct forecast_group *groups, size_t n, const char *by, struct arena *a);
struct frame *forecast_steps_frame(
	const struct forecast_group *groups, size_t n, const char *by, struct arena *a);
