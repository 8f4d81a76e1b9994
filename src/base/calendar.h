/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opening hours: for each weekday some intervals of the wall clock, days that are closed, days with
 * hours of their own, in a time zone with its daylight saving. Opening time is the time that passes
 * while open; a limit of "opening 10 min" is due when ten such minutes have passed.
 *
 * An interval may end after midnight (22:00–06:00: it belongs to the day it begins on). Intervals
 * of a day may not overlap. On the day of a clock change an interval lasts as long as it really
 * does.
 *
 * Built once (calendar_new … calendar_ready), then frozen and shared by any number of threads.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/fault.h"
#include "base/time.h"

/* Minutes after midnight; 0 ≤ from < 1440, from < to ≤ from + 1440. */
struct opening {
	int from, to;
};

struct calendar;

/* In the arena; `zone` is borrowed (zones live for ever). Never open until told otherwise. */
struct calendar *calendar_new(const struct zone *zone, struct arena *a);
/* Adds an interval to a weekday (0 = Monday). Faults: BAD_INPUT when it overlaps another. */
MUST_USE enum fault_code calendar_weekday(
	struct calendar *c, int weekday, struct opening opening, struct fault *f);
/* A day with its own intervals; none = closed all day (a holiday). Replaces what was said of the
 * day. */
MUST_USE enum fault_code calendar_day(struct calendar *c, struct date day,
	const struct opening *openings, size_t openings_n, struct fault *f);
/* Sorts and checks (an interval past midnight against the next day's); after this it is frozen. */
MUST_USE enum fault_code calendar_ready(struct calendar *c, struct fault *f);

/* "09:00-17:00" (also with –, also "9-17"; "24:00" ends a day). */
MUST_USE enum fault_code opening_parse(struct opening *ret, struct span s, struct fault *f);

const struct zone *calendar_zone(const struct calendar *c);
bool calendar_is_open(const struct calendar *c, int64_t at_us);
/* Has this day (since 1970) intervals of its own, or none, other than its weekday's? */
bool calendar_day_differs(const struct calendar *c, int64_t day);
/* When it opens, or closes, next after an instant; TIME_NONE when that is not within years. */
int64_t calendar_turns_us(const struct calendar *c, int64_t at_us);
/* The opening time within [from_us, to_us); 0 when to_us ≤ from_us. */
int64_t calendar_opening_between(const struct calendar *c, int64_t from_us, int64_t to_us);
/* The first instant by which `opening_us` of opening time has passed since from_us; TIME_NONE when
 * the calendar does not open that much within ten years. With opening_us = 0: from_us itself. */
int64_t calendar_due(const struct calendar *c, int64_t from_us, int64_t opening_us);
/* The opening time of the usual day: the longest weekday's, for "days" of opening time. */
int64_t calendar_usual_day_us(const struct calendar *c);
