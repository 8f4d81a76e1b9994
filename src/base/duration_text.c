/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing durations: rounded for people, or exactly for files.
 */
#include "base/duration.h"

#include <inttypes.h>
#include <stdio.h>

static const struct {
	uint64_t us;
	const char *name;
} steps[] = {
	{DURATION_DAY_US, "d"},
	{DURATION_HOUR_US, "h"},
	{DURATION_MINUTE_US, "min"},
	{DURATION_SECOND_US, "s"},
};

/* To the nearest multiple; half goes up. */
static uint64_t
rounded(uint64_t us, uint64_t to_us)
{
	return (us + to_us / 2) / to_us * to_us;
}

/* Rounded to the unit below the one it begins with; rounding up may make that a larger one. */
static uint64_t
for_people(uint64_t us)
{
	if (us < DURATION_SECOND_US)
		return rounded(us, 1000);
	us = rounded(us, DURATION_SECOND_US);
	if (us >= DURATION_HOUR_US)
		us = rounded(us, DURATION_MINUTE_US);
	return us >= DURATION_DAY_US ? rounded(us, DURATION_HOUR_US) : us;
}

/* The units that are not zero, at most units_most of them. */
static char *
units_write(uint64_t us, size_t units_most, char *into, size_t into_size)
{
	size_t used = 0, units_n = 0;

	into[0] = '\0';
	for (size_t i = 0; i < array_length(steps) && units_n < units_most; i++) {
		uint64_t n = us / steps[i].us;
		if (n == 0)
			continue;
		used += (size_t)snprintf(into + used, into_size - used, "%s%" PRIu64 " %s",
			units_n > 0 ? " " : "", n, steps[i].name);
		us -= n * steps[i].us;
		units_n++;
	}
	if (units_n == 0)
		snprintf(into, into_size, "0 s");
	return into;
}

char *
duration_text(int64_t us, char into[static DURATION_TEXT_SIZE])
{
	uint64_t size_us = for_people(us < 0 ? 0 - (uint64_t)us : (uint64_t)us);
	size_t used = 0;

	if (us < 0 && size_us > 0)
		used = (size_t)snprintf(into, DURATION_TEXT_SIZE, "−");
	if (size_us > 0 && size_us < DURATION_SECOND_US)
		snprintf(into + used, DURATION_TEXT_SIZE - used, "%" PRIu64 " ms", size_us / 1000);
	else
		units_write(size_us, 2, into + used, DURATION_TEXT_SIZE - used);
	return into;
}

char *
duration_exact(struct duration d, char into[static DURATION_TEXT_SIZE])
{
	size_t used = 0;

	if (d.is_opening)
		used = (size_t)snprintf(into, DURATION_TEXT_SIZE, "opening ");
	else
		into[0] = '\0';
	char *end = into + used;
	size_t room = DURATION_TEXT_SIZE - used;
	if (d.us % 1000 != 0)
		snprintf(end, room, "%" PRId64 " us", d.us);
	else if (d.us % DURATION_SECOND_US != 0)
		snprintf(end, room, "%" PRId64 " ms", d.us / 1000);
	else
		units_write((uint64_t)d.us, array_length(steps), end, room);
	return into;
}
