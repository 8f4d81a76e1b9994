/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plainest model: one place, one service, some counters, one source. Tests change what they are
 * about. Points into itself, so it is filled where it stays.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/attributes.h"
#include "simulate/simulate.h"

#define S	       INT64_C(1000000)
#define PLAIN_COUNTERS 64

struct plain {
	struct simulate_place place;
	struct simulate_service service;
	struct simulate_counter counters[PLAIN_COUNTERS];
	struct simulate_source source;
	struct simulate_rate rate;
	struct simulate_model model;
};

static inline void
plain_fill(struct plain *p, size_t counters_n)
{
	*p = (struct plain){.place = {.name = "hall", .rules = {.classes_n = 1}},
		.service = {.name = "help"},
		.model = {
			.places_n = 1, .services_n = 1, .counters_n = counters_n, .sources_n = 1}};
	p->model.places = &p->place;
	p->model.services = &p->service;
	p->model.counters = p->counters;
	p->model.sources = &p->source;
	p->source.rates = &p->rate;
}

/* A customer comes each second on average, for so many seconds. */
static inline void
plain_rate(struct plain *p, double per_second, int64_t seconds)
{
	p->rate.per_us = per_second / 1e6;
	p->source.rates_n = 1;
	p->model.until_us = seconds * S;
}

static inline void
plain_times(struct plain *p, const int64_t *times_us, size_t n)
{
	p->source.times_us = times_us;
	p->source.times_n = n;
	p->model.until_us = times_us[n - 1] + 1;
}

/* Must succeed. */
static inline struct simulate_run
run_of(const struct simulate_model *model, const struct simulate_start *start, uint64_t seed,
	bool keeps_visits, struct arena *a)
{
	const struct simulate_wish wish = {.seed = seed, .keeps_visits = keeps_visits};
	struct simulate_run run;
	struct fault fault = {0};
	char sentence[1000];

	if (simulate_run(&run, model, start, &wish, a, &fault))
		fail_msg("%s", fault_sentence(&fault, sentence, sizeof sentence));
	return run;
}
