/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Instants: microseconds since 1970-01-01T00:00:00Z in int64_t (years −290,000 to +290,000;
 * accepted from outside: 0001 to 9999). Days follow the proleptic Gregorian calendar.
 *
 * Logs write times in many forms. A time_form is one of them, found from samples or given by name;
 * reading with a known form is quick, so a reader looks at its first lines, picks, and keeps it.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/fault.h"
#include "base/text.h"

#define TIME_NONE INT64_MIN

/* A date of the calendar; month 1…12, day 1…31, weekday 0 = Monday … 6 = Sunday. */
struct date {
	int year, month, day;
};

/* Days since 1970-01-01. The date must be a real one (date_is_real). */
int64_t date_days(struct date d);
struct date date_of_days(int64_t days);
bool date_is_real(struct date d);
int date_weekday(int64_t days);
/* "2026-12-24". */
bool date_parse(struct date *ret, struct span s);

/* A time zone of the IANA database, or a fixed offset ("+02:00"). Kept for the process's life; free
 * of locks. */
struct zone;
/* NULL when there is none of that name. "UTC" always is. Call it from one thread. */
const struct zone *zone_find(const char *name);
const struct zone *zone_utc(void);
const char *zone_name(const struct zone *zone);
/* The offset east of UTC in force at an instant, in seconds. */
int32_t zone_offset_at(const struct zone *zone, int64_t us);
/* A wall clock's reading (microseconds since 1970-01-01 00:00 of that clock) to the instant.
 * A reading that a spring change skips becomes the instant of the change; one that an autumn change
 * repeats, its first occurrence. */
int64_t zone_to_utc(const struct zone *zone, int64_t local_us);
/* An instant to the wall clock's reading. */
int64_t zone_to_local(const struct zone *zone, int64_t us);
/* The local day on which an instant lies, since 1970-01-01; and when that day begins. */
int64_t zone_day(const struct zone *zone, int64_t us);
int64_t zone_day_begins_us(const struct zone *zone, int64_t day);
/* The first instant after `us` at which the clocks change, or TIME_NONE. Known from 1900 to 2100.
 */
int64_t zone_next_change(const struct zone *zone, int64_t us);

/* The forms a log may use; X(id, name people may give, an example) */
#define TIME_FORM_TABLE(X)                                                                         \
	X(ISO, "iso",                                                                              \
		"2026-11-21T09:30:00.250+01:00, 2026-11-21 09:30, 2026-11-21, 20261121T093000Z")   \
	X(SLASHED, "ymd", "2026/11/21 09:30:00")                                                   \
	X(DAY_FIRST, "dmy", "21.11.2026 09:30, 21/11/2026 9:30:00 PM")                             \
	X(MONTH_FIRST, "mdy", "11/21/2026 09:30, 11/21/2026 9:30 PM")                              \
	X(EPOCH_S, "epoch-s", "1795253400, 1795253400.25")                                         \
	X(EPOCH_MS, "epoch-ms", "1795253400250")                                                   \
	X(EPOCH_US, "epoch-us", "1795253400250000")

enum time_form {
#define X(id, name, example) TIME_FORM_##id,
	TIME_FORM_TABLE(X)
#undef X
		TIME_FORM__COUNT
};

const char *time_form_name(enum time_form form);
/* TIME_FORM__COUNT when there is none of that name. */
enum time_form time_form_find(struct span name);

/* Collects what a column's values allow: start with time_forms_all(), narrow with each value that
 * is not empty, then decide. A set is a bit a form. */
typedef uint32_t time_forms;
time_forms time_forms_all(void);
time_forms time_forms_narrow(time_forms so_far, struct span value);
/* The one form; faults BAD_INPUT when none is left or when days and months cannot be told apart. */
MUST_USE enum fault_code time_forms_decide(enum time_form *ret, time_forms set, struct fault *f);

/* Reads a value; `zone` is for values that carry none. False when it is not of this form. */
bool time_read(int64_t *ret_us, struct span value, enum time_form form, const struct zone *zone);
/* The same in any form but DAY_FIRST and MONTH_FIRST, for single values such as --from. */
bool time_read_any(int64_t *ret_us, struct span value, const struct zone *zone);

#define TIME_TEXT_SIZE 40
/* "2026-11-21T09:30:00Z", with as many decimals as needed (none, 3 or 6). Returns `into`. */
char *time_text(int64_t us, char into[static TIME_TEXT_SIZE]);
/* The same on a zone's wall clock, with its offset. */
char *time_text_in(int64_t us, const struct zone *zone, char into[static TIME_TEXT_SIZE]);
