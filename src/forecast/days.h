/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Customers laid out day after day on the wall clock: the days that were, with what came in each
 * quarter, then the days to come, with nobody yet. A quarter of the wall clock usually passes once
 * a day; on the day of a clock change it may pass not at all or twice. Private to forecast.
 */
#pragma once

#include "forecast/forecast.h"

struct counted_day {
	int64_t day; /* since 1970 */
	enum forecast_kind kind;
	bool teaches; /* an ordinary day of its weekday: models learn from it */
	double total;
	float counts[FORECAST_QUARTERS];
	uint8_t times[FORECAST_QUARTERS]; /* how often the quarter passes: 0, 1, 2 */
	bool is_open[FORECAST_QUARTERS];
};

struct counted {
	const struct zone *zone;
	const struct calendar *calendar; /* or NULL */
	struct counted_day *days;	 /* contiguous */
	size_t history_n, days_n;	 /* days[history_n] … are to come */
	size_t from;			 /* the first day that is wished, ≥ history_n */
	uint64_t counted_n, outside_n;	 /* all, and those of closed quarters */
	size_t empty_n, cut_n;		 /* days without anybody; older days not looked at */
};

/* Faults: see forecast_make; each is said in *why, too. */
MUST_USE enum fault_code counted_take(struct counted *ret, const struct columns *columns,
	const struct forecast_wish *wish, struct sayings *why, struct arena *a, struct fault *f);

/* A day begins. */
int64_t counted_begin_us(const struct counted *c, const struct counted_day *day);
/* The quarter of the wall clock at an instant of the day. */
unsigned counted_quarter(const struct counted *c, const struct counted_day *day, int64_t at_us);
