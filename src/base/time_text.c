/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing instants in the one form that everything we write uses: ISO 8601 with as many decimals as
 * the instant has. Offsets of old local times with odd seconds are written to the minute and the
 * clock's reading with them, so that what is written is always the same instant.
 */
#include "base/time.h"

#include <stdio.h>
#include <stdlib.h>

#define SECOND_US INT64_C(1000000)
#define DAY_US	  (86400 * SECOND_US)

/* The days of a count that may lie before 1970, and the time of day. */
static int64_t
days_of(int64_t us, int64_t *ret_rest)
{
	int64_t days = us / DAY_US, rest = us % DAY_US;

	*ret_rest = rest < 0 ? rest + DAY_US : rest;
	return rest < 0 ? days - 1 : days;
}

/* The reading without an offset. Returns its length. */
static int
reading_write(int64_t local_us, char into[static TIME_TEXT_SIZE])
{
	int64_t rest;
	struct date d = date_of_days(days_of(local_us, &rest));
	int seconds = (int)(rest / SECOND_US), fraction_us = (int)(rest % SECOND_US);
	const char *sign = d.year < 0 ? "-" : d.year > 9999 ? "+" : "";

	int n = snprintf(into, TIME_TEXT_SIZE, "%s%04d-%02d-%02dT%02d:%02d:%02d", sign, abs(d.year),
		d.month, d.day, seconds / 3600, seconds / 60 % 60, seconds % 60);
	if (fraction_us % 1000 != 0)
		n += snprintf(into + n, (size_t)(TIME_TEXT_SIZE - n), ".%06d", fraction_us);
	else if (fraction_us != 0)
		n += snprintf(into + n, (size_t)(TIME_TEXT_SIZE - n), ".%03d", fraction_us / 1000);
	return n;
}

char *
time_text(int64_t us, char into[static TIME_TEXT_SIZE])
{
	int n = reading_write(us, into);

	into[n] = 'Z';
	into[n + 1] = '\0';
	return into;
}

char *
time_text_in(int64_t us, const struct zone *zone, char into[static TIME_TEXT_SIZE])
{
	int minutes = zone_offset_at(zone, us) / 60;
	int64_t local_us;

	if (zone == zone_utc() || __builtin_add_overflow(us, minutes * 60 * SECOND_US, &local_us))
		return time_text(us, into);
	int n = reading_write(local_us, into);
	snprintf(into + n, (size_t)(TIME_TEXT_SIZE - n), "%c%02d:%02d", minutes < 0 ? '-' : '+',
		abs(minutes) / 60, abs(minutes) % 60);
	return into;
}
