/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two ways to a quarter's mean. "As on the last such weekday" takes that day's quarters as they
 * are. All others take the day's total – a mean of weekdays, or Holt-Winters over the totals with a
 * season of seven days – times the quarter's share, counted over the last such weekdays and drawn a
 * little to the share over all days, so that a quarter in which by chance nobody came is not taken
 * for one in which nobody can come:
 *
 *	share = (count + κ · share over all) / (total + κ)
 *
 * A weekday that was never seen gets the shares and the mean of all days.
 */
#include "forecast/models.h"

#include <math.h>

#define SMOOTHING    20.0 /* κ, in customers */
#define OVERALL_DAYS 56
#define FIT_DAYS     400 /* Holt-Winters looks no further back */
#define SPECIAL_ONE  1.0 /* days that weigh for "like other days" beside the special ones seen */

static const unsigned profile_weeks[2] = {4, 8};
static const struct smooth fixed = {.alpha = .3, .beta = .05, .gamma = .2, .phi = 1};

void
known_init(struct known *k, const struct counted *counted, struct arena *a)
{
	*k = (struct known){.counted = counted};
	k->totals = ARENA_ARRAY(a, double, counted->days_n);
	for (size_t i = 0; i < counted->days_n; i++) {
		const struct counted_day *day = &counted->days[i];
		/* A day that is closed every week is 0; one that tells nothing is missing. */
		k->totals[i] = day->teaches			   ? day->total
			       : day->kind == FORECAST_KIND_CLOSED ? 0
								   : NAN;
	}
}

/* ---- What the days before the origin say ---- */

static double
rate_of(const struct counted_day *day, unsigned q)
{
	return day->times[q] > 1 ? (double)day->counts[q] / day->times[q] : (double)day->counts[q];
}

static void
overall_count(struct known *k)
{
	const struct counted_day *days = k->counted->days;
	const size_t from = k->origin > OVERALL_DAYS ? k->origin - OVERALL_DAYS : 0;
	double total = 0, days_n = 0;

	for (unsigned q = 0; q < FORECAST_QUARTERS; q++)
		k->overall[q] = 0;
	k->last_any = NULL;
	for (size_t i = from; i < k->origin; i++) {
		if (!days[i].teaches)
			continue;
		for (unsigned q = 0; q < FORECAST_QUARTERS; q++)
			k->overall[q] += rate_of(&days[i], q);
		total += days[i].total;
		days_n++;
		k->last_any = &days[i];
	}
	for (unsigned q = 0; q < FORECAST_QUARTERS && total > 0; q++)
		k->overall[q] /= total;
	k->overall_mean = days_n > 0 ? total / days_n : 0;
}

static void
shares_finish(struct known *k, int weekday, size_t which, const double *counts, double total)
{
	double *shares = k->shares[weekday][which], sum = 0;

	for (unsigned q = 0; q < FORECAST_QUARTERS; q++) {
		shares[q] = (counts[q] + SMOOTHING * k->overall[q]) / (total + SMOOTHING);
		sum += shares[q];
	}
	for (unsigned q = 0; q < FORECAST_QUARTERS && sum > 0; q++)
		shares[q] /= sum;
}

/* The last such weekdays, back from the origin. */
static void
profile_count(struct known *k, int weekday)
{
	const struct counted_day *days = k->counted->days;
	double counts[FORECAST_QUARTERS] = {0}, total = 0;
	unsigned n = 0;
	size_t which = 0;

	k->last[weekday] = NULL;
	for (size_t i = k->origin; i-- > 0 && n < profile_weeks[1];) {
		if (!days[i].teaches || date_weekday(days[i].day) != weekday)
			continue;
		if (k->last[weekday] == NULL)
			k->last[weekday] = &days[i];
		for (unsigned q = 0; q < FORECAST_QUARTERS; q++)
			counts[q] += rate_of(&days[i], q);
		total += days[i].total;
		if (++n == profile_weeks[0]) {
			k->means[weekday][0] = total / n;
			shares_finish(k, weekday, 0, counts, total);
			which = 1;
		}
	}
	for (; which < 2; which++) {
		k->means[weekday][which] = n > 0 ? total / n : k->overall_mean;
		shares_finish(k, weekday, which, counts, total);
	}
}

/* Only quarters that are open on the day, and each as often as it passes. */
static void
quarters_fill(double *ret, const struct counted_day *day, const double *shares, double total)
{
	for (unsigned q = 0; q < FORECAST_QUARTERS; q++)
		ret[q] = day->is_open[q] ? total * shares[q] * day->times[q] : 0;
}

/* How days with hours of their own have been, against the usual rate at these hours. */
static void
special_learn(struct known *k)
{
	double came = 0, expected = 0, n = 0;

	k->special = 1;
	for (size_t i = 0; i < k->origin; i++) {
		const struct counted_day *day = &k->counted->days[i];
		const int weekday = date_weekday(day->day);
		double quarters[FORECAST_QUARTERS];
		if (day->kind != FORECAST_KIND_SHORT)
			continue;
		quarters_fill(quarters, day, k->shares[weekday][1], k->means[weekday][1]);
		for (unsigned q = 0; q < FORECAST_QUARTERS; q++)
			expected += quarters[q];
		came += day->total;
		n++;
	}
	if (n > 0 && expected > 0)
		k->special = (came + SPECIAL_ONE * expected / n) /
			     (expected + SPECIAL_ONE * expected / n);
}

/* ---- Holt-Winters over the totals ---- */

/* Seasons count from a day that is the same for all origins. */
static size_t
smooth_from(const struct known *k)
{
	const size_t from = k->origin > FIT_DAYS ? k->origin - FIT_DAYS : 0;
	return from - from % WEEKDAYS;
}

static void
smooth_move(struct known *k, bool fits)
{
	const size_t from = smooth_from(k), n = k->origin - from;
	const double *values = k->totals + from;
	const struct smooth *parameters[3] = {&fixed, &k->fitted, &k->damped};

	smooth_start_means(&k->start, values, n, WEEKDAYS);
	if (fits) {
		(void)smooth_fit(&k->fitted, &k->start, values, n, false, false);
		(void)smooth_fit(&k->damped, &k->start, values, n, true, false);
	}
	for (size_t i = 0; i < 3; i++) {
		k->states[i] = k->start;
		(void)smooth_run(&k->states[i], parameters[i], values, WEEKDAYS, n);
	}
}

static double
smooth_total(const struct known *k, enum forecast_model_id model, size_t target)
{
	const struct smooth *parameters[3] = {&fixed, &k->fitted, &k->damped};
	const size_t which = (size_t)(model - FORECAST_FIXED);
	const double total = smooth_ahead(&k->states[which], parameters[which],
		k->origin - smooth_from(k), target - k->origin + 1);

	return total > 0 ? total : 0;
}

/* ---- Public ---- */

void
known_move(struct known *k, size_t origin, bool fits)
{
	k->origin = origin;
	overall_count(k);
	for (int weekday = 0; weekday < WEEKDAYS; weekday++)
		profile_count(k, weekday);
	special_learn(k);
	smooth_move(k, fits);
}

static void
naive_fill(const struct known *k, const struct counted_day *day, double *ret)
{
	const struct counted_day *last = k->last[date_weekday(day->day)];

	if (last == NULL)
		last = k->last_any;
	for (unsigned q = 0; q < FORECAST_QUARTERS; q++)
		ret[q] = last != NULL && day->is_open[q] ? rate_of(last, q) * day->times[q] : 0;
}

void
known_forecast(
	const struct known *k, enum forecast_model_id model, size_t target, double *ret_quarters)
{
	const struct counted_day *day = &k->counted->days[target];
	const int weekday = date_weekday(day->day);
	double total;

	if (model == FORECAST_NAIVE) {
		naive_fill(k, day, ret_quarters);
	} else {
		const size_t which = model == FORECAST_PROFILE_4 ? 0 : 1;
		const bool is_mean = model <= FORECAST_PROFILE_8 || k->last[weekday] == NULL;
		total = is_mean ? k->means[weekday][which] : smooth_total(k, model, target);
		quarters_fill(ret_quarters, day, k->shares[weekday][which], total);
	}
	for (unsigned q = 0; q < FORECAST_QUARTERS && day->kind == FORECAST_KIND_SHORT; q++)
		ret_quarters[q] *= k->special;
}
