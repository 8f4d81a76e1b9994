/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Intervals of the wall clock as people write them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <string.h>

#include "base/calendar.h"

static void
intervals_as_people_write_them(void **state)
{
	(void)state;
	const struct {
		const char *text;
		struct opening opening;
	} good[] = {
		{"09:00-17:00", {540, 1020}},
		{"09:00–17:00", {540, 1020}},
		{"9-17", {540, 1020}},
		{" 9:30 — 12 ", {570, 720}},
		{"00:00-24:00", {0, 1440}},
		{"13:30-24:00", {810, 1440}},
		{"22:00-06:00", {1320, 1800}},
		{"22:00-00:00", {1320, 1440}},
		{"23:59-23:58", {1439, 2878}},
		{"0-0:01", {0, 1}},
	};

	for (size_t i = 0; i < array_length(good); i++) {
		struct fault fault = {0};
		struct opening o = {0};
		if (opening_parse(&o, span_of(good[i].text), &fault))
			fail_msg("%s", fault.notes[0]);
		assert_int_equal(o.from, good[i].opening.from);
		assert_int_equal(o.to, good[i].opening.to);
	}
}

static void
what_is_no_interval_is_refused_with_the_reason(void **state)
{
	(void)state;
	const struct {
		const char *text, *reason;
	} bad[] = {
		{"", "is no opening time"},
		{"9", "is no opening time"},
		{"9-", "is no opening time"},
		{"-17", "is no opening time"},
		{"9 17", "is no opening time"},
		{"09:00-25:00", "is no opening time"},
		{"09:60-17:00", "is no opening time"},
		{"24:01-25:00", "is no opening time"},
		{"009-17", "is no opening time"},
		{"09:0-17", "is no opening time"},
		{"09:000-17", "is no opening time"},
		{"9:-17", "is no opening time"},
		{"9-17 daily", "is no opening time"},
		{"9-17-18", "is no opening time"},
		{"9--17", "is no opening time"},
		{"closed", "is no opening time"},
		{"24:00-06:00", "begins when the day ends"},
		{"09:00-9", "00:00-24:00"},
	};

	for (size_t i = 0; i < array_length(bad); i++) {
		struct fault fault = {0};
		struct opening o = {.from = 77};
		assert_int_equal(opening_parse(&o, span_of(bad[i].text), &fault), FAULT_BAD_INPUT);
		if (strstr(fault.notes[0], bad[i].reason) == NULL)
			fail_msg("%s: expected %s", fault.notes[0], bad[i].reason);
		assert_int_equal(o.from, 77);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(intervals_as_people_write_them),
		cmocka_unit_test(what_is_no_interval_is_refused_with_the_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
