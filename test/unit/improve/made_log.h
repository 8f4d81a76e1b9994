/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Small logs for tests: one text, "journey: activity@seconds, activity@seconds …" a line.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/number.h"
#include "columns/columns.h"

static inline void
made_event(struct columns_lane *lane, struct span journey, struct span event)
{
	struct span activity, seconds;
	int64_t at;

	event = span_trim(event);
	assert_true(span_cut(&event, '@', &activity));
	assert_true(span_cut(&event, '@', &seconds));
	assert_true(number_int(seconds, &at));
	columns_lane_event(lane, journey, activity, at * 1000000, NULL);
}

/* Release with columns_free. */
static inline struct columns *
made_log(const char *text)
{
	struct columns_builder *b =
		columns_builder_new(&(struct columns_plan){.lanes_n = 1, .hands = 1});
	struct columns *columns = NULL;
	struct fault fault = {0};
	struct span rest = span_of(text), line, journey, event;

	while (span_cut(&rest, '\n', &line)) {
		if (!span_cut(&line, ':', &journey))
			continue;
		while (span_cut(&line, ',', &event))
			made_event(columns_builder_lane(b, 0), journey, event);
	}
	assert_int_equal(columns_builder_finish(&columns, b, &fault), FAULT_NONE);
	columns_builder_free(b);
	return columns;
}
