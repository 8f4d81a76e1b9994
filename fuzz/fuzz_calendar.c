/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opening hours out of any bytes: each line is an interval of the next weekday, or after a date an
 * interval of that day. Whatever calendar comes of it, due and between are inverse, time adds up,
 * and an instant that is due lies at the end of an open minute.
 *
 *	09:00-17:00             Monday
 *	2026-12-24 09:00-12:00  that day
 *	2026-12-25              closed
 */
#include "base/calendar.h"
#include "input.h"

#define LINES_MOST 24
#define CHECKS	   12
#define MARCH_2026 INT64_C(1772323200000000) /* 2026-03-01 */
#define DAY_US	   INT64_C(86400000000)

static bool
day_read(struct calendar *c, struct span line, struct fault *f)
{
	struct opening o;
	struct date d;

	if (line.size < 10 || !date_parse(&d, (struct span){line.at, 10}))
		return false;
	size_t openings_n = !opening_parse(&o, (struct span){line.at + 10, line.size - 10}, f);
	return !calendar_day(c, d, &o, openings_n, f) || f->code == FAULT_BAD_INPUT;
}

static void
calendar_check(const struct calendar *c, int64_t from_us, int64_t length_us)
{
	int64_t to_us = from_us + length_us, middle_us = from_us + length_us / 3;
	int64_t opening_us = calendar_opening_between(c, from_us, to_us);

	MUST_HOLD(opening_us >= 0 && opening_us <= length_us);
	MUST_HOLD(opening_us == calendar_opening_between(c, from_us, middle_us) +
					calendar_opening_between(c, middle_us, to_us));
	if (opening_us == 0)
		return;
	int64_t due_us = calendar_due(c, from_us, opening_us);
	MUST_HOLD(due_us > from_us && due_us <= to_us);
	MUST_HOLD(calendar_opening_between(c, from_us, due_us) == opening_us);
	MUST_HOLD(calendar_is_open(c, due_us - 1));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *a = arena_new(ARENA_UNLIMITED);
	struct calendar *c = calendar_new(zone_find("Europe/Warsaw"), a);
	struct span rest = fuzz_span(bytes, size);
	struct fault fault = {0};
	struct opening o;
	int lines_n = 0;

	for (struct span line; lines_n < LINES_MOST && span_cut(&rest, '\n', &line); lines_n++)
		if (!day_read(c, line, &fault) && !opening_parse(&o, line, &fault) &&
			calendar_weekday(c, lines_n % 7, o, &fault))
			MUST_HOLD(fault.code == FAULT_BAD_INPUT);
	if (!calendar_ready(c, &fault))
		for (int i = 0; i < CHECKS; i++)
			calendar_check(
				c, MARCH_2026 + i * (3 * DAY_US - 12345), (i % 9) * DAY_US / 2 + 1);
	arena_free(a);
	return 0;
}
