/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arrivals for tests: a builder that takes "so many at this time" on the wall clock of a zone. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/time.h"
#include "columns/columns.h"

#define MADE_DAY_US INT64_C(86400000000)

struct made {
	struct columns_builder *builder;
	const struct zone *zone;
	uint64_t n;
};

static const char *const made_columns[] = {"service", "branch"};

static inline struct made
made_begin(const struct zone *zone)
{
	return (struct made){.zone = zone,
		.builder = columns_builder_new(&(struct columns_plan){
			.lanes_n = 1, .hands = 1, .extra = made_columns, .extra_n = 2})};
}

/* `n` customers in the 15 minutes from minute `minute` of a local day; each a journey of two
 * events. */
static inline void
made_arrive(struct made *m, int64_t day, int minute, unsigned n, const char *service)
{
	struct columns_lane *lane = columns_builder_lane(m->builder, 0);
	const struct span extra[] = {span_of(service), SPAN("main")};

	for (unsigned i = 0; i < n; i++) {
		char name[24];
		const int64_t local_us = day * MADE_DAY_US + minute * INT64_C(60000000) +
					 (int64_t)i * INT64_C(900000000) / n;
		const int64_t at_us = zone_to_utc(m->zone, local_us);
		snprintf(name, sizeof name, "%llu", (unsigned long long)m->n++);
		columns_lane_event(lane, span_of(name), SPAN("come"), at_us, extra);
		columns_lane_event(lane, span_of(name), SPAN("go"), at_us + 60000000, extra);
	}
}

/* Release with columns_free. */
static inline struct columns *
made_finish(struct made *m)
{
	struct columns *columns = NULL;
	struct fault fault = {0};

	assert_int_equal(columns_builder_finish(&columns, m->builder, &fault), FAULT_NONE);
	columns_builder_free(m->builder);
	return columns;
}

static inline int64_t
made_day(int year, int month, int day)
{
	return date_days((struct date){year, month, day});
}
