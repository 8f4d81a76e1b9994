/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Durations as people write them: "60 s", "10 min", "1 h 30 min", "90 days", "2.5 h", "1:30:00".
 * Units: us ms s sec second(s) m min minute(s) h hour(s) d day(s) w week(s); a month has no fixed
 * length and is refused with that reason. "opening 10 min" counts only opening hours (calendar.h).
 * Microseconds, never negative, at most 1,000 years.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/fault.h"
#include "base/text.h"

#define DURATION_SECOND_US INT64_C(1000000)
#define DURATION_MINUTE_US (60 * DURATION_SECOND_US)
#define DURATION_HOUR_US   (60 * DURATION_MINUTE_US)
#define DURATION_DAY_US	   (24 * DURATION_HOUR_US)
#define DURATION_MOST_US   (INT64_C(365250) * DURATION_DAY_US)

struct duration {
	int64_t us;
	bool is_opening; /* count only opening hours */
};

/* Faults: BAD_INPUT with what was wrong and what was expected. */
MUST_USE enum fault_code duration_parse(struct duration *ret, struct span s, struct fault *f);

#define DURATION_TEXT_SIZE 48

/* For people, two units at most, rounded: "0 s", "45 s", "2 min 5 s", "3 h 20 min", "12 d 4 h".
 * Negative: "−…". Returns `into`. */
char *duration_text(int64_t us, char into[static DURATION_TEXT_SIZE]);
/* Exact, in a form that duration_parse reads back to the same value: "10 min", "1 d 12 h", "1500
 * ms". */
char *duration_exact(struct duration d, char into[static DURATION_TEXT_SIZE]);
