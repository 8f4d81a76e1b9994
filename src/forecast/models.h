/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The models that compete: each says, from the days before an origin alone, how many come in each
 * quarter of a later day. Private to forecast.
 */
#pragma once

#include "forecast/days.h"
#include "forecast/smooth.h"

#define WEEKDAYS 7

/* What the models know at an origin. */
struct known {
	const struct counted *counted;
	size_t origin;		   /* days[0 … origin) are known */
	struct smooth_state start; /* for Holt-Winters; fitted parameters of both kinds */
	struct smooth fitted, damped;
	double *totals; /* of the days that teach; NaN for others; memory for all days */
	double shares[WEEKDAYS][2][FORECAST_QUARTERS]; /* of the last 4, the last 8 */
	double means[WEEKDAYS][2];
	const struct counted_day *last[WEEKDAYS]; /* the last day of each that teaches */
	const struct counted_day *last_any;
	double overall[FORECAST_QUARTERS]; /* of the last eight weeks, any weekday */
	double overall_mean;		   /* a day */
	double special;			   /* days with hours of their own: this times the usual */
	struct smooth_state states[3];	   /* of the three Holt-Winters at the origin */
};

/* Makes memory for all origins. */
void known_init(struct known *k, const struct counted *counted, struct arena *a);
/* Moves to an origin; with `fits` the parameters are searched anew. */
void known_move(struct known *k, size_t origin, bool fits);
/* The mean of each quarter of days[target], target ≥ origin. */
void known_forecast(
	const struct known *k, enum forecast_model_id model, size_t target, double *ret_quarters);
