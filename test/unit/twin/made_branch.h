/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The journal of a branch whose truth is known: customers of two services come by chance, wait in
 * one line for two counters, give up or do not come when they are called, walk, are served, and
 * some of the first service go on to the second. Weekdays from 09:00 to 17:00.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "columns/columns.h"

#define MADE_MINUTE INT64_C(60000000)
#define MADE_HOUR   (60 * MADE_MINUTE)
#define MADE_DAY    (24 * MADE_HOUR)
#define MADE_MONDAY (INT64_C(20416) * MADE_DAY) /* 2025-11-24 */
#define MADE_PER_HOUR                                                                              \
	12.0 /* of the first service from 09:00; in the afternoon half; the second: a              \
		quarter of that */

struct made_truth {
	double duration_us[2], variation[2]; /* gamma */
	double walking_us, patience_us, no_show, goes_on;
	double rest_us; /* at the counter after each service */
	int weeks_n;
	int slow_from_day; /* from this day on (0: never) … */
	double slow;	   /* … serving takes so many times as long */
};

static const struct made_truth made_usual = {
	.duration_us = {6 * 60e6, 12 * 60e6},
	.variation = {0.5, 1},
	.walking_us = 30e6,
	.patience_us = 25 * 60e6,
	.no_show = 0.05,
	.goes_on = 0.1,
	.rest_us = 20e6,
	.weeks_n = 10,
};

struct made_queue {
	struct columns_lane *lane;
	const struct made_truth *truth;
	struct random_stream r;
	int64_t free_us[2];
	unsigned journeys_n;
	double slow; /* today */
};

static inline void
made_put(struct made_queue *q, const char *activity, int64_t at_us, int service, int counter)
{
	static const char *const services[] = {"cheque", "large-cheque"};
	static const char *const counters[] = {"window-1", "window-2"};
	char journey[20];
	const struct span extra[] = {SPAN("town"), span_of(services[service]),
		counter < 0 ? SPAN("") : span_of(counters[counter]), SPAN("normal")};

	snprintf(journey, sizeof journey, "%u", q->journeys_n);
	columns_lane_event(q->lane, span_of(journey), span_of(activity), at_us, extra);
}

/* From joining a line on; true when served, and when. */
static inline bool
made_visit(struct made_queue *q, int64_t came_us, int service, int64_t *ret_us)
{
	const int counter = q->free_us[1] < q->free_us[0];
	int64_t at_us = q->free_us[counter] > came_us ? q->free_us[counter] : came_us;
	const double patience = random_exponential(&q->r, q->truth->patience_us);

	if ((double)(at_us - came_us) > patience) {
		made_put(q, "ticket.left", came_us + (int64_t)patience, service, -1);
		return false;
	}
	made_put(q, "ticket.called", at_us, service, counter);
	if (random_chance(&q->r, q->truth->no_show)) {
		at_us += 2 * MADE_MINUTE;
		made_put(q, "ticket.missed", at_us, service, counter);
		q->free_us[counter] = at_us;
		return false;
	}
	at_us += (int64_t)random_exponential(&q->r, q->truth->walking_us);
	made_put(q, "service.begun", at_us, service, counter);
	at_us += (int64_t)(q->slow * random_gamma(&q->r, q->truth->duration_us[service],
					     q->truth->variation[service]));
	*ret_us = at_us;
	q->free_us[counter] = at_us + (int64_t)random_exponential(&q->r, q->truth->rest_us) + 1;
	return true;
}

static inline void
made_customer(struct made_queue *q, int64_t came_us, int service)
{
	int64_t at_us;

	q->journeys_n++;
	made_put(q, "ticket.taken", came_us, service, -1);
	if (!made_visit(q, came_us, service, &at_us))
		return;
	made_put(q, "service.finished", at_us, service, -1);
	if (service == 0 && random_chance(&q->r, q->truth->goes_on)) {
		made_put(q, "ticket.transferred", at_us, 1, -1);
		if (made_visit(q, at_us, 1, &at_us))
			made_put(q, "service.finished", at_us, 1, -1);
	}
	made_put(q, "journey.satisfied", at_us, 0, -1);
}

/* Release with columns_free. */
static inline struct columns *
made_branch(const struct made_truth *truth)
{
	static const char *const extra[] = {"branch", "service", "counter", "class"};
	struct columns_builder *b = columns_builder_new(
		&(struct columns_plan){.extra = extra, .extra_n = 4, .lanes_n = 1, .hands = 1});
	struct made_queue q = {
		.lane = columns_builder_lane(b, 0), .truth = truth, .r = random_seeded(11)};
	struct random_stream arrivals = random_seeded(7);
	struct columns *columns = NULL;
	struct fault fault = {0};

	for (int day = 0; day < 7 * truth->weeks_n; day++) {
		const int64_t open_us = MADE_MONDAY + day * MADE_DAY + 9 * MADE_HOUR;
		int64_t at_us = open_us;
		if (day % 7 > 4)
			continue;
		q.slow = truth->slow_from_day > 0 && day >= truth->slow_from_day ? truth->slow : 1;
		for (;;) {
			at_us += (int64_t)random_exponential(
				&arrivals, (double)MADE_HOUR / (1.25 * MADE_PER_HOUR));
			if (at_us >= open_us + 8 * MADE_HOUR)
				break;
			if (at_us < open_us + 4 * MADE_HOUR || random_chance(&arrivals, 0.5))
				made_customer(&q, at_us, random_chance(&arrivals, 0.2));
		}
	}
	assert_int_equal(columns_builder_finish(&columns, b, &fault), FAULT_NONE);
	columns_builder_free(b);
	return columns;
}
