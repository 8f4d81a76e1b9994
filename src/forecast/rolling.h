/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rolling origin: days that are known are forecast from those before them, by every model; what
 * came is held against it. Private to forecast.
 */
#pragma once

#include "forecast/models.h"

#define ROLLING_WEEKS 4 /* of the horizon, each with a spread of its own */

/* Variance over mean of what comes about what was forecast, by week ahead; at least 1. */
struct spread {
	double by_week[ROLLING_WEEKS];
};

struct rolled {
	struct forecast_accuracy at_step[FORECAST_MODEL__COUNT], by_day[FORECAST_MODEL__COUNT];
	enum forecast_model_id chosen;
	struct spread step_spread, day_spread; /* of the chosen model */
	double coverage, day_coverage;
	uint64_t coverage_n, day_coverage_n;
	size_t origins_n;
};

struct interval_95 {
	double low, high;
};

/* `k` is moved. horizon: how many days ahead are asked. */
void rolling_run(struct rolled *ret, struct known *k, enum forecast_step step, size_t horizon);
/* h: days ahead, 1 …. */
double spread_at(const struct spread *spread, size_t h);
/* Where 95 % of a count with this mean and variance dispersion × mean lie. */
struct interval_95 spread_interval(double mean, double dispersion);
unsigned forecast_step_quarters(enum forecast_step step);
