/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Gregorian calendar carried in both directions. Years are counted from March, so that the leap
 * day is the last of its year, and eras of 400 years always have 146,097 days. The way to days is
 * walked for every event of a log: it is done in 32 bits without a sign, moved by enough eras to
 * hold every year that an instant can have.
 */
#include "base/time.h"

#define ERA_YEARS  400
#define ERA_DAYS   146097
#define EPOCH_DAYS 719468 /* from 0000-03-01 to 1970-01-01 */
#define FEBRUARY   2
#define SHIFT_ERAS 1000 /* 400,000 years */

static bool
is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int64_t
date_days(struct date d)
{
	bool is_late = d.month > FEBRUARY;
	uint32_t year = (uint32_t)(d.year + SHIFT_ERAS * ERA_YEARS - !is_late);
	uint32_t month = (uint32_t)(is_late ? d.month - 3 : d.month + 9);
	uint32_t days = year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5;

	return (int64_t)days + d.day - 1 - SHIFT_ERAS * (int64_t)ERA_DAYS - EPOCH_DAYS;
}

struct date
date_of_days(int64_t days)
{
	days += EPOCH_DAYS;
	int64_t era = (days >= 0 ? days : days - (ERA_DAYS - 1)) / ERA_DAYS;
	int64_t day_of_era = days - era * ERA_DAYS;
	int64_t year_of_era =
		(day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year =
		day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t month = (5 * day_of_year + 2) / 153;
	int day = (int)(day_of_year - (153 * month + 2) / 5 + 1);
	int month_of_year = (int)(month < 10 ? month + 3 : month - 9);
	int64_t year = year_of_era + era * ERA_YEARS + (month_of_year <= FEBRUARY);

	return (struct date){.year = (int)year, .month = month_of_year, .day = day};
}

bool
date_is_real(struct date d)
{
	static const signed char lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	if (d.month < 1 || d.month > 12 || d.day < 1)
		return false;
	return d.day <= lengths[d.month - 1] + (d.month == 2 && is_leap(d.year));
}

int
date_weekday(int64_t days)
{
	int64_t weekday = (days + 3) % 7; /* 1970-01-01 was a Thursday */

	return (int)(weekday < 0 ? weekday + 7 : weekday);
}

bool
date_parse(struct date *ret, struct span s)
{
	int parts[3] = {0};
	size_t part = 0;

	if (s.size != 10)
		return false;
	for (size_t i = 0; i < s.size; i++) {
		if (i == 4 || i == 7) {
			if (s.at[i] != '-')
				return false;
			part++;
			continue;
		}
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
		parts[part] = parts[part] * 10 + (s.at[i] - '0');
	}
	struct date d = {.year = parts[0], .month = parts[1], .day = parts[2]};
	if (d.year < 1 || !date_is_real(d))
		return false;
	*ret = d;
	return true;
}
