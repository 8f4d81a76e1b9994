/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * When a branch's day opens and closes by itself. A day has the date on which it opens; it closes
 * when the calendar does and no more hours begin on that date – so a lunch break is within the day,
 * and hours past midnight belong to the day before. Where it is always open, the day turns at
 * midnight. Pure.
 */
#include "base/calendar.h"
#include "service/tickets_write.h"

/* A house that was open so long before midnight is taken for one that does not close at night. */
#define ALL_DAY_US   (20 * DURATION_HOUR_US)
#define TURNS_LOOKED 64 /* turns of a calendar that are followed */

static int64_t
days_of(int64_t local_us)
{
	return local_us / DURATION_DAY_US - (local_us % DURATION_DAY_US < 0);
}

int64_t
day_date(const struct house_branch *branch, int64_t at_us)
{
	return days_of(zone_to_local(branch->zone, at_us));
}

static int64_t
midnight_after(const struct house_branch *branch, int64_t at_us)
{
	return zone_to_utc(branch->zone, (day_date(branch, at_us) + 1) * DURATION_DAY_US);
}

static bool
turns_at_midnight(const struct house_branch *branch, int64_t midnight_us)
{
	return branch->calendar == NULL ||
	       (calendar_is_open(branch->calendar, midnight_us) &&
		       calendar_opening_between(branch->calendar, midnight_us - ALL_DAY_US,
			       midnight_us) == ALL_DAY_US);
}

static int64_t
turn_after(const struct house_branch *branch, int64_t at_us)
{
	const int64_t turn_us =
		branch->calendar == NULL ? TIME_NONE : calendar_turns_us(branch->calendar, at_us);

	return turn_us == TIME_NONE ? INT64_MAX : turn_us;
}

bool
hours_are_open(const struct house_branch *branch, int64_t at_us)
{
	return branch->calendar == NULL || calendar_is_open(branch->calendar, at_us);
}

/* When the hours that run now are over, or turn at midnight. */
static int64_t
hours_end(const struct house_branch *branch, int64_t now_us)
{
	const int64_t closes_us = turn_after(branch, now_us);
	int64_t midnight_us = midnight_after(branch, now_us);

	for (int i = 0; i < TURNS_LOOKED && midnight_us < closes_us; i++) {
		if (turns_at_midnight(branch, midnight_us))
			return midnight_us;
		midnight_us = midnight_after(branch, midnight_us);
	}
	return closes_us;
}

static int64_t
closes_us(const struct house_branch *branch, const struct day_row *day, int64_t now_us)
{
	int64_t at_us = now_us;

	for (int i = 0; i < TURNS_LOOKED; i++) {
		int64_t opens_us;

		if (hours_are_open(branch, at_us)) {
			at_us = hours_end(branch, at_us);
			if (at_us == INT64_MAX || hours_are_open(branch, at_us))
				return at_us;
		}
		opens_us = turn_after(branch, at_us);
		if (opens_us == INT64_MAX || day_date(branch, opens_us) != day->date)
			break;
		at_us = opens_us;
	}
	/* Opened by hand outside of the hours: until midnight. */
	return at_us > now_us ? at_us : midnight_after(branch, now_us);
}

static int64_t
opens_us(const struct house_branch *branch, const struct day_row *day, int64_t now_us, bool by_hand)
{
	const bool is_first = day->opened_us == 0;
	int64_t at_us = now_us;

	if (hours_are_open(branch, now_us)) {
		if (is_first || (!by_hand && day_date(branch, now_us) > day->date))
			return now_us;
		at_us = hours_end(branch, now_us);
		if (at_us == INT64_MAX || hours_are_open(branch, at_us))
			return at_us;
	}
	for (int i = 0; i < TURNS_LOOKED; i++) {
		at_us = turn_after(branch, at_us);
		if (at_us == INT64_MAX)
			break;
		if (hours_are_open(branch, at_us) &&
			(is_first || day_date(branch, at_us) > day->date))
			return at_us;
	}
	return INT64_MAX;
}

int64_t
day_turns_us(
	const struct house_branch *branch, const struct day_row *day, int64_t now_us, bool by_hand)
{
	return day->day != 0 ? closes_us(branch, day, now_us)
			     : opens_us(branch, day, now_us, by_hand);
}
