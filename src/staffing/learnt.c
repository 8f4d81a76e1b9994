/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a journal to a plan: what the branch is like (fit), how many will come (forecast, which
 * knows holidays and the trend; the fit's weekdays where there is too little for it), the plan.
 */
#include <math.h>
#include <string.h>

#include "base/duration.h"
#include "forecast/forecast.h"
#include "staffing/inside.h"

#define TICKETS "ticket.taken" /* a journal's own word for somebody who comes */

/* ---- How many come ---- */

static void
slot_add(struct staffing_demand *demand, const struct forecast_slot *slot, const struct zone *zone,
	int64_t midnight_us)
{
	const int64_t quarter = (zone_to_local(zone, slot->at_us) - midnight_us) / QUARTER_US;

	if (quarter < 0 || quarter >= STAFFING_QUARTERS)
		return;
	demand->mean[quarter] += slot->mean;
	demand->low[quarter] += slot->low;
	demand->high[quarter] += slot->high;
}

/* The forecast of the day, of what came as the fit counts it; NULL: too little to tell by. */
static const struct forecast *
forecast_of(struct staffing_demand *ret, const struct columns *columns,
	const struct fit_branch *fit, const struct fit_wish *from, const struct staffing_wish *wish,
	struct arena *a)
{
	const int64_t day = date_days(wish->day);
	const struct forecast_wish asked = {.calendar = fit->calendar,
		.zone = fit->zone,
		.activity = columns->numbers_n > 0 ? TICKETS : NULL,
		.branch = from->branch,
		.from_day = day,
		.days = 1,
		.step = FORECAST_STEP_QUARTER};
	struct forecast *forecast;
	struct fault fault = {0};

	*ret = (struct staffing_demand){0};
	if (forecast_make(&forecast, NULL, columns, &asked, a, &fault))
		return NULL;
	for (size_t i = 0; i < forecast->days[0].slots_n; i++)
		slot_add(ret, &forecast->days[0].slots[i], fit->zone, day * DURATION_DAY_US);
	return forecast;
}

/* Variance over mean of the whole day's number, of sources that do not know of each other. */
static double
dispersion_of(const struct fit_branch *fit)
{
	double n = 0, sum = 0;

	for (size_t i = 0; i < fit->sources_n; i++) {
		if (!isfinite(fit->sources[i].dispersion))
			continue;
		n += (double)fit->sources[i].n;
		sum += (double)fit->sources[i].n * fit->sources[i].dispersion;
	}
	return n > 0 ? fmax(1, sum / n) : 1;
}

/* ---- Together ---- */

/* After what the plan says: where the demand is from, and what the fit took for granted. */
static void
notes_add(struct staffing *s, const struct fit_branch *fit, const struct forecast *forecast,
	struct arena *a)
{
	struct sayings said = {.arena = a};
	struct saying *notes;

	if (forecast == NULL)
		sayings_say(&said, &staffing_sayings[SAYING_AS_WEEKDAYS]);
	else
		*ARENA_PUSH(a, said.items, said.n, said.room) = forecast->verdict;
	notes = ARENA_ARRAY(a, struct saying, s->notes_n + said.n + fit->assumed_n);
	memcpy(notes, s->notes, s->notes_n * sizeof *notes);
	memcpy(notes + s->notes_n, said.items, said.n * sizeof *notes);
	if (fit->assumed_n > 0)
		memcpy(notes + s->notes_n + said.n, fit->assumed, fit->assumed_n * sizeof *notes);
	s->notes = notes;
	s->notes_n += said.n + fit->assumed_n;
}

static enum fault_code
model_of(struct simulate_model *ret, const struct fit_branch *fit, const struct date *day,
	struct arena *a, struct fault *f)
{
	const int64_t midnight_us = date_days(*day) * DURATION_DAY_US;

	return twin_model(ret, fit, NULL, zone_to_utc(fit->zone, midnight_us),
		zone_to_utc(fit->zone, midnight_us + DURATION_DAY_US), a, f);
}

enum fault_code
staffing_make(struct staffing **ret, const struct columns *columns, const struct fit_wish *from,
	const struct staffing_wish *wish, struct arena *a, struct fault *f)
{
	struct staffing_wish asked = *wish;
	struct staffing_demand demand;
	struct simulate_model model;
	struct fit_branch *fit;
	const struct forecast *forecast;

	if (staffing_wish_check(wish, f) || twin_fit(&fit, columns, from, a, f) ||
		model_of(&model, fit, &wish->day, a, f))
		return f->code;
	forecast = forecast_of(&demand, columns, fit, from, wish, a);
	asked.zone = fit->zone;
	asked.knows_hours = fit->calendar != NULL;
	asked.dispersion = dispersion_of(fit);
	if (forecast != NULL)
		asked.demand = &demand;
	if (staffing_of_model(ret, &model, &asked, a, f))
		return f->code;
	notes_add(*ret, fit, forecast, a);
	return FAULT_NONE;
}
