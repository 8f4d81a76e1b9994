/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The time that was seen, in quarter hours, and on which quarter of which local weekday each lies.
 * A rate is a count over an exposure: so many customers over so many such quarter hours that were
 * open and seen. Days on which the clocks change, holidays, days of other hours and a day that has
 * only begun need no care beyond that, and what is never open has a rate of nothing.
 *
 * A quarter's rate is drawn towards the mean profile of all weekdays, as strongly as one more day
 * would (domain: forecasting, profiles); a source's towards its share of everybody's.
 */
#include <math.h>

#include "twin/fit_inside.h"

#define PROFILE_DAYS 1.0  /* the mean profile weighs like so many days */
#define LITTLE_DAYS  0.25 /* the mean of all quarters weighs like so many, for one */
#define SHARE_DAYS   2.0  /* everybody's profile, for one source */
#define BUSY_DAY     5.0  /* where so many come in a day, a day of nobody was a day off */
#define AHEAD_DAYS   28	  /* where the calendar is asked for hours that were not seen */

static int64_t
floor_to(int64_t us, int64_t to)
{
	return us - ((us % to) + to) % to;
}

uint16_t
fit_slot(const struct zone *zone, int64_t at_us, int64_t *ret_day)
{
	const int64_t local_us = zone_to_local(zone, at_us);
	const int64_t day_us = floor_to(local_us, FIT_DAY_US);

	*ret_day = day_us / FIT_DAY_US;
	return (uint16_t)(date_weekday(*ret_day) * FIT_QUARTERS +
			  (local_us - day_us) / FIT_STEP_US);
}

static float
open_share(const struct calendar *calendar, int64_t from_us, int64_t until_us)
{
	const int64_t us = calendar == NULL ? until_us - from_us
					    : calendar_opening_between(calendar, from_us, until_us);

	return (float)us / (float)FIT_STEP_US;
}

static size_t
step_of(const struct fit_grid *grid, int64_t at_us)
{
	const int64_t step = (at_us - grid->from_us) / FIT_STEP_US;

	return at_us < grid->from_us || (size_t)step >= grid->steps_n ? SIZE_MAX : (size_t)step;
}

/* Days without anybody, where customers come every day, were days off. */
static void
days_off(struct fit_grid *grid, float *open, const struct seen *seen)
{
	uint32_t *came_n = ARENA_ARRAY(seen->arena, uint32_t, grid->days_n + 1);
	float *open_n = ARENA_ARRAY(seen->arena, float, grid->days_n + 1);
	unsigned off_n = 0;

	for (size_t i = 0; i < seen->arrivals_n; i++) {
		const size_t step = step_of(grid, seen->arrivals[i].at_us);
		if (step != SIZE_MAX)
			came_n[grid->days[step]]++;
	}
	for (size_t i = 0; i < grid->steps_n; i++)
		open_n[grid->days[i]] += open[i];
	for (size_t d = 0; d < grid->days_n; d++)
		grid->active_n += came_n[d] > 0;
	if (grid->active_n == 0 || (double)seen->arrivals_n / grid->active_n < BUSY_DAY)
		return;
	for (size_t i = 0; i < grid->steps_n; i++)
		if (came_n[grid->days[i]] == 0)
			open[i] = 0;
	for (size_t d = 0; d < grid->days_n; d++)
		/* A few minutes of a day prove nothing. */
		off_n += came_n[d] == 0 && open_n[d] > 4;
	if (off_n > 0 && seen->calendar != NULL)
		twin_say(seen->said, DAYS_OFF, {"n", .number = off_n});
}

static void
hours_ahead(struct fit_grid *grid, const struct seen *seen)
{
	const int64_t from_us = floor_to(seen->until_us, FIT_STEP_US);
	int64_t day;

	for (int s = 0; s < FIT_SLOTS; s++)
		grid->is_open[s] = grid->exposure[s] > 0;
	for (int i = 0; seen->calendar != NULL && i < AHEAD_DAYS * FIT_QUARTERS; i++) {
		const int64_t at_us = from_us + i * FIT_STEP_US;
		if (open_share(seen->calendar, at_us, at_us + FIT_STEP_US) > 0)
			grid->is_open[fit_slot(seen->zone, at_us, &day)] = true;
	}
}

void
fit_grid_make(struct fit_grid *grid, const struct seen *seen)
{
	const int64_t from_us = floor_to(seen->from_us, FIT_STEP_US);
	const size_t n = (size_t)((seen->until_us - from_us + FIT_STEP_US - 1) / FIT_STEP_US);
	uint16_t *slots = ARENA_ARRAY(seen->arena, uint16_t, n);
	uint16_t *days = ARENA_ARRAY(seen->arena, uint16_t, n);
	float *open = ARENA_ARRAY(seen->arena, float, n);
	int64_t first_day = 0, day = 0;

	*grid = (struct fit_grid){.from_us = from_us,
		.steps_n = n,
		.slots = slots,
		.days = days,
		.open = open,
		.exposure = ARENA_ARRAY(seen->arena, double, FIT_SLOTS)};
	for (size_t i = 0; i < n; i++) {
		const int64_t begin_us = from_us + (int64_t)i * FIT_STEP_US;
		const int64_t end_us = begin_us + FIT_STEP_US;
		slots[i] = fit_slot(seen->zone, begin_us, &day);
		first_day = i == 0 ? day : first_day;
		days[i] = (uint16_t)(day - first_day);
		open[i] = open_share(seen->calendar,
			begin_us > seen->from_us ? begin_us : seen->from_us,
			end_us < seen->until_us ? end_us : seen->until_us);
	}
	grid->days_n = n > 0 ? (size_t)(day - first_day) + 1 : 0;
	days_off(grid, open, seen);
	for (size_t i = 0; i < n; i++)
		grid->exposure[slots[i]] += (double)open[i];
	hours_ahead(grid, seen);
}

/* ---- Everybody's profile ---- */

struct profile {
	double count[FIT_SLOTS], rate[FIT_SLOTS];
	uint64_t n, odd_n; /* odd: came while it was closed */
};

static void
profile_count(struct profile *p, const struct seen *seen, const struct fit_grid *grid)
{
	for (size_t i = 0; i < seen->arrivals_n; i++) {
		const size_t step = step_of(grid, seen->arrivals[i].at_us);
		if (step == SIZE_MAX || grid->open[step] <= 0) {
			p->odd_n++;
			continue;
		}
		p->count[grid->slots[step]]++;
		p->n++;
	}
}

/* The mean of all weekdays, quarter by quarter; of quarters that were hardly seen the mean of all.
 */
static void
quarters_mean(const struct profile *p, const struct fit_grid *grid, double mean[FIT_QUARTERS])
{
	double count = 0, exposure = 0;

	for (int s = 0; s < FIT_SLOTS; s++) {
		count += p->count[s];
		exposure += grid->exposure[s];
	}
	for (int q = 0; q < FIT_QUARTERS; q++) {
		double of_quarter = 0, seen = 0;
		for (int w = 0; w < 7; w++) {
			of_quarter += p->count[w * FIT_QUARTERS + q];
			seen += grid->exposure[w * FIT_QUARTERS + q];
		}
		const double little = seen < 1 ? LITTLE_DAYS : 0;
		mean[q] = exposure > 0 ? (of_quarter + little * count / exposure) / (seen + little)
				       : 0;
	}
}

static void
profile_make(struct profile *p, const struct seen *seen, const struct fit_grid *grid)
{
	double mean[FIT_QUARTERS];
	unsigned unseen_n = 0;

	profile_count(p, seen, grid);
	quarters_mean(p, grid, mean);
	for (int w = 0; w < 7; w++) {
		const int first = w * FIT_QUARTERS;
		double count = 0, expected = 0, factor;
		bool is_seen = false, is_open = false;
		for (int q = 0; q < FIT_QUARTERS; q++) {
			count += p->count[first + q];
			expected += grid->exposure[first + q] * mean[q];
			is_seen |= grid->exposure[first + q] > 0;
			is_open |= grid->is_open[first + q];
		}
		factor = expected > 0 ? count / expected : 1;
		unseen_n += is_open && !is_seen;
		for (int q = 0; q < FIT_QUARTERS; q++)
			if (grid->is_open[first + q])
				p->rate[first + q] =
					(p->count[first + q] + PROFILE_DAYS * factor * mean[q]) /
					(grid->exposure[first + q] + PROFILE_DAYS);
	}
	if (unseen_n > 0 && p->n > 0)
		twin_say(seen->said, WEEKDAYS_UNSEEN, {"n", .number = unseen_n});
	if (p->odd_n * 100 > p->n)
		twin_say(seen->said, OUTSIDE_HOURS, {"n", .number = (double)p->odd_n});
}

/* ---- One source ---- */

static double
dispersion(const struct fit_source *source, const double *of_day, const struct fit_grid *grid,
	struct arena *a)
{
	double *expected = ARENA_ARRAY(a, double, grid->days_n);
	bool weekdays[7] = {false};
	double sum = 0;
	int days_n = 0, weekdays_n = 0;

	for (size_t i = 0; i < grid->steps_n; i++) {
		const int w = grid->slots[i] / FIT_QUARTERS;
		expected[grid->days[i]] +=
			(double)grid->open[i] *
			(double)source->per_day[w][grid->slots[i] % FIT_QUARTERS];
		weekdays[w] |= grid->open[i] > 0;
	}
	for (int w = 0; w < 7; w++)
		weekdays_n += weekdays[w];
	for (size_t d = 0; d < grid->days_n; d++)
		if (expected[d] >= 1) {
			const double off = of_day[d] - expected[d];
			sum += off * off / expected[d];
			days_n++;
		}
	return days_n > weekdays_n + 2 ? sum / (days_n - weekdays_n) : NAN;
}

static void
source_make(struct fit_source *source, const struct profile *p, const struct seen *seen,
	const struct fit_grid *grid)
{
	double *count = ARENA_ARRAY(seen->arena, double, FIT_SLOTS);
	double *of_day = ARENA_ARRAY(seen->arena, double, grid->days_n);
	double share;

	for (size_t i = 0; i < seen->arrivals_n; i++) {
		const struct seen_arrival *arrival = &seen->arrivals[i];
		const size_t step = step_of(grid, arrival->at_us);
		if (arrival->service != source->service || arrival->class_ != source->class_ ||
			step == SIZE_MAX || grid->open[step] <= 0)
			continue;
		count[grid->slots[step]]++;
		of_day[grid->days[step]]++;
		source->n++;
	}
	share = p->n > 0 ? (double)source->n / (double)p->n : 0;
	for (int s = 0; s < FIT_SLOTS; s++)
		source->per_day[s / FIT_QUARTERS][s % FIT_QUARTERS] =
			(float)((count[s] + SHARE_DAYS * share * p->rate[s]) /
				(grid->exposure[s] + SHARE_DAYS));
	source->dispersion = dispersion(source, of_day, grid, seen->arena);
}

static bool
source_is_there(const struct fit_branch *fit, const struct seen_arrival *arrival)
{
	for (size_t i = 0; i < fit->sources_n; i++)
		if (fit->sources[i].service == arrival->service &&
			fit->sources[i].class_ == arrival->class_)
			return true;
	return false;
}

void
fit_sources(struct fit_branch *fit, const struct seen *seen, const struct fit_grid *grid)
{
	struct profile *p = ARENA_NEW(seen->arena, struct profile);
	size_t room = 0;

	profile_make(p, seen, grid);
	for (size_t i = 0; i < seen->arrivals_n; i++)
		if (!source_is_there(fit, &seen->arrivals[i]))
			*ARENA_PUSH(seen->arena, fit->sources, fit->sources_n, room) =
				(struct fit_source){.service = seen->arrivals[i].service,
					.class_ = seen->arrivals[i].class_};
	for (size_t i = 0; i < fit->sources_n; i++)
		source_make(&fit->sources[i], p, seen, grid);
}
