/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows come mostly in order of time, so thousands of them in a row have the same date and offset.
 * Those are compared as bytes, and only hh:mm:ss, with a fraction or without, is turned into a
 * number.
 */
#include "exchange/csv.h"

/* ".25" in microseconds, and how long it is; −1 when it is no fraction of at most six digits. */
static int64_t
fraction_read(struct span s, size_t *ret_size)
{
	int64_t us = 0;
	size_t n = 1;
	for (; n < s.size && s.at[n] >= '0' && s.at[n] <= '9'; n++) {
		if (n > 6)
			return -1;
		us = us * 10 + (s.at[n] - '0');
	}
	if (n == 1)
		return -1;
	for (size_t i = n; i <= 6; i++)
		us *= 10;
	*ret_size = n;
	return us;
}

bool
csv_time_again_longer(int64_t *ret_us, const struct csv_day *day, struct span value)
{
	int64_t seconds = csv_clock_read(value.at + CSV_DATE_SIZE), fraction_us = 0;
	struct span rest = {
		.at = value.at + CSV_TIME_SHORTEST, .size = value.size - CSV_TIME_SHORTEST};
	if (seconds < 0)
		return false;
	if (rest.size > 0 && *rest.at == '.') {
		size_t size = 0;
		fraction_us = fraction_read(rest, &size);
		if (fraction_us < 0)
			return false;
		rest = (struct span){.at = rest.at + size, .size = rest.size - size};
	}
	if (!span_is(rest, (struct span){.at = day->suffix, .size = day->suffix_size}))
		return false;
	*ret_us = day->begin_us + seconds * 1000000 + fraction_us;
	return true;
}

void
csv_time_keep(struct csv_day *day, struct span value, int64_t us, const struct zone *zone)
{
	int64_t fraction_us = 0;
	size_t size = 0;

	day->date[0] = '\0';
	if (value.size < CSV_TIME_SHORTEST)
		return;
	struct span rest = {
		.at = value.at + CSV_TIME_SHORTEST, .size = value.size - CSV_TIME_SHORTEST};
	int64_t seconds = csv_clock_read(value.at + CSV_DATE_SIZE);
	if (rest.size > 0 && *rest.at == '.') {
		fraction_us = fraction_read(rest, &size);
		rest = (struct span){.at = rest.at + size, .size = rest.size - size};
	}
	/* What follows must not change what the clock says, as PM would. */
	bool is_offset = rest.size == 0 || *rest.at == 'Z' || *rest.at == '+' || *rest.at == '-';
	bool is_zoned = zone != NULL && zone != zone_utc();
	if (seconds < 0 || fraction_us < 0 || !is_offset || rest.size > sizeof day->suffix ||
		(rest.size == 0 && is_zoned))
		return; /* a day of daylight saving has more than one offset */
	memcpy(day->date, value.at, CSV_DATE_SIZE);
	memcpy(day->suffix, rest.at, rest.size);
	day->suffix_size = (uint8_t)rest.size;
	day->begin_us = us - seconds * 1000000 - fraction_us;
}
