/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * iCalendar as RFC 5545 wants it: line ends, folds, escapes, times in UTC.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/attributes.h"
#include "staffing/ical.h"

/* 2026-11-23T07:00:00Z */
#define MORNING INT64_C(1795417200000000)
#define HOUR	INT64_C(3600000000)

static void
a_shift_is_an_event_in_utc(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct ical_event event = {.uid = "shift-1@cykl",
		.from_us = MORNING,
		.until_us = MORNING + 8 * HOUR,
		.summary = "Shift 1"};
	const struct span text = ical_write("Plan", MORNING - HOUR, &event, 1, a);
	static const char wanted[] =
		"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Cykl//Cykl//EN\r\n"
		"CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\nX-WR-CALNAME:Plan\r\n"
		"BEGIN:VEVENT\r\nUID:shift-1@cykl\r\nDTSTAMP:20261123T060000Z\r\n"
		"DTSTART:20261123T070000Z\r\nDTEND:20261123T150000Z\r\n"
		"SUMMARY:Shift 1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

	assert_int_equal(text.size, sizeof wanted - 1);
	assert_memory_equal(text.at, wanted, text.size);
}

static void
what_means_something_in_a_text_is_escaped(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct ical_event event = {.uid = "x",
		.summary = "a, b; c\\d\ne\r\x1b",
		.from_us = MORNING,
		.until_us = MORNING};
	const struct span text = ical_write("Plan", MORNING, &event, 1, a);

	assert_non_null(memmem(text.at, text.size, "SUMMARY:a\\, b\\; c\\\\d\\ne\r\nEND",
		strlen("SUMMARY:a\\, b\\; c\\\\d\\ne\r\nEND")));
}

/* Lines of at most 75 octets; unfolded they are what was written, and no letter was cut. */
static void
long_lines_are_folded_between_letters(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	for (size_t blanks = 0; blanks < 4; blanks++) {
		char *words = arena_printf(a, "%.*s", (int)blanks, "xxxx");
		for (int i = 0; i < 40; i++)
			words = arena_printf(a, "%s%s", words, "Đổi séc");
		const struct ical_event event = {
			.uid = "x", .description = words, .from_us = MORNING, .until_us = MORNING};
		const struct span text = ical_write(words, MORNING, &event, 1, a);
		char *whole = arena_alloc(a, text.size + 1);
		size_t whole_n = 0, line = 0;
		for (size_t i = 0; i < text.size; i++) {
			if (i + 2 < text.size && memcmp(text.at + i, "\r\n ", 3) == 0) {
				assert_true(line <= 75);
				assert_true(((unsigned char)text.at[i + 3] & 0xc0) != 0x80);
				line = 1;
				i += 2;
				continue;
			}
			line = text.at[i] == '\r' || text.at[i] == '\n' ? 0 : line + 1;
			assert_true(line <= 75);
			whole[whole_n++] = text.at[i];
		}
		assert_non_null(strstr(whole, arena_printf(a, "DESCRIPTION:%s\r\n", words)));
		assert_non_null(strstr(whole, arena_printf(a, "X-WR-CALNAME:%s\r\n", words)));
	}
}

static void
a_plan_without_shifts_is_a_calendar_without_events(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct span text = ical_write("Plan", MORNING, NULL, 0, a);

	assert_null(memmem(text.at, text.size, "VEVENT", 6));
	assert_true(text.size > 100);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_shift_is_an_event_in_utc),
		cmocka_unit_test(what_means_something_in_a_text_is_escaped),
		cmocka_unit_test(long_lines_are_folded_between_letters),
		cmocka_unit_test(a_plan_without_shifts_is_a_calendar_without_events),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
