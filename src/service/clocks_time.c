/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A clock's arithmetic: how much is left, when that is used up – in elapsed time, or in the
 * branch's opening time – and from when on a breach is as likely as not, by how past passages of
 * the moment went. Pure.
 */
#include "service/clock.h"

#define PAST_LEAST 10 /* passages that have lasted so long, to say anything by them */
#define FEW_SHARE  0.8
#define LAST_SHARE 0.95

int64_t
clock_time_after(const struct standard *standard, const struct calendar *calendar, int64_t since_us,
	int64_t us)
{
	int64_t at_us = since_us + us;

	if (standard->at_most.is_opening && calendar != NULL)
		at_us = calendar_due(calendar, since_us, us);
	return at_us == TIME_NONE ? NEVER_US : at_us;
}

int64_t
clock_time_left(const struct clock *clock, const struct standard *standard,
	const struct calendar *calendar, int64_t at_us)
{
	int64_t passed_us = at_us - clock->since_us;

	if (clock->state == CLOCK_PAUSED)
		return clock->left_us;
	if (standard->at_most.is_opening && calendar != NULL)
		passed_us = calendar_opening_between(calendar, clock->since_us, at_us);
	return clock->left_us - passed_us;
}

/* Of those that have lasted at least k tenths, the share that went over. */
struct past_warning
past_warning(const int64_t past[static PAST_TENTHS])
{
	const double over = (double)past[PAST_TENTHS - 1];
	double going = 0, all = 0;
	struct past_warning ret = {.share = -1};

	for (size_t k = PAST_TENTHS; k-- > 0;) {
		going += (double)past[k];
		/* Going down, the last that holds is the earliest. */
		if (k < PAST_TENTHS - 1 && going >= PAST_LEAST && 2 * over >= going)
			ret = (struct past_warning){(double)k / (PAST_TENTHS - 1), over / going};
	}
	all = going;
	if (ret.share >= 0)
		return ret;
	/* Few: a customary share. Many, and hardly any went over: only at the very end. */
	return (struct past_warning){all < PAST_LEAST ? FEW_SHARE : LAST_SHARE,
		(over + 1) / (all + 2) > 0.5 ? (over + 1) / (all + 2) : 0.5};
}

size_t
past_tenth(int64_t used_us, int64_t limit_us)
{
	if (used_us > limit_us)
		return PAST_TENTHS - 1;
	if (used_us == limit_us)
		return PAST_TENTHS - 2;
	return used_us <= 0 ? 0 : (size_t)((double)used_us / (double)limit_us * (PAST_TENTHS - 1));
}
