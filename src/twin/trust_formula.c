/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is the loop itself right? Two counters, as many customers as one of them can serve. */
#include "twin/trust_inside.h"

#include <math.h>

#define SERVICE_US   60e6
#define CUSTOMERS_N  2500
#define SETTLES_N    200 /* it begins empty: the first ones are not counted */
#define RUNS_N	     24
#define MEAN_WAIT_US (SERVICE_US / 3)

static void
mean_wait(
	void *with, const struct simulate_model *model, const struct simulate_run *run, double *ret)
{
	double sum = 0;
	size_t n = 0;

	(void)with, (void)model;
	for (size_t i = SETTLES_N; i < run->visits_n; i++)
		if (run->visits[i].called_us != INT64_MIN) {
			sum += (double)(run->visits[i].called_us - run->visits[i].came_us);
			n++;
		}
	*ret = n > 0 ? sum / (double)n : NAN;
}

enum fault_code
trust_formula(double *ret_off, unsigned hands, struct arena *a, struct fault *f)
{
	const struct simulate_place place = {.name = "hall", .rules = {.classes_n = 1}};
	const struct simulate_service service = {
		.name = "service", .duration = {.kind = DRAW_EXPONENTIAL, .mean_us = SERVICE_US}};
	const struct simulate_counter counters[] = {{.name = "one"}, {.name = "two"}};
	const struct simulate_rate rate = {.from_us = 0, .per_us = 1 / SERVICE_US};
	const struct simulate_source source = {.rates = &rate, .rates_n = 1};
	const struct simulate_model model = {.places = &place,
		.services = &service,
		.counters = counters,
		.sources = &source,
		.places_n = 1,
		.services_n = 1,
		.counters_n = 2,
		.sources_n = 1,
		.until_us = (int64_t)(CUSTOMERS_N * SERVICE_US)};
	const struct simulate_plan plan = {
		.seed = 5, .least = RUNS_N, .most = RUNS_N, .hands = hands, .keeps_visits = true};
	struct simulate_figure wait;

	if (simulate_replicate(&wait, 1, &model, NULL, NULL, &plan, mean_wait, NULL, a, f))
		return fault_note(f, "trying the formula of M/M/2");
	*ret_off = fabs(wait.mean - MEAN_WAIT_US) / (wait.deviation / sqrt(RUNS_N));
	return FAULT_NONE;
}
