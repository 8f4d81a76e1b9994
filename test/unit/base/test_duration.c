/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Durations, read and written.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <string.h>

#include "base/duration.h"

#define S DURATION_SECOND_US
#define M DURATION_MINUTE_US
#define H DURATION_HOUR_US
#define D DURATION_DAY_US

static int64_t
parsed(const char *text)
{
	struct fault fault = {0};
	struct duration d = {0};

	if (duration_parse(&d, span_of(text), &fault))
		fail_msg("%s", fault.notes[0]);
	return d.us;
}

static void
durations_as_people_write_them(void **state)
{
	(void)state;

	assert_int_equal(parsed("60 s"), 60 * S);
	assert_int_equal(parsed("10 min"), 10 * M);
	assert_int_equal(parsed("1 h 30 min"), 90 * M);
	assert_int_equal(parsed("90 days"), 90 * D);
	assert_int_equal(parsed("2.5 h"), 150 * M);
	assert_int_equal(parsed("1:30:00"), 90 * M);
	assert_int_equal(parsed("  1h30m5s  "), 90 * M + 5 * S);
	assert_int_equal(parsed("2 Weeks 1 DAY"), 15 * D);
	assert_int_equal(parsed("1 hour 1 minute 1 second"), 3661 * S);
	assert_int_equal(parsed("1500 ms"), 1500000);
	assert_int_equal(parsed("7 µs"), 7);
	assert_int_equal(parsed("0 s"), 0);
	assert_int_equal(parsed("100:00:00.25"), 100 * H + 250000);
	assert_int_equal(parsed("365250 d"), DURATION_MOST_US);
}

static void
decimals_are_exact_and_rounded_down(void **state)
{
	(void)state;

	assert_int_equal(parsed("0.1 s"), 100000);
	assert_int_equal(parsed("0.3 s"), 300000);
	assert_int_equal(parsed("1.000001 s"), 1000001);
	assert_int_equal(parsed("0.0000019 s"), 1);
	assert_int_equal(parsed("0.9999999999999999999999 us"), 0);
	assert_int_equal(parsed("0.1 days"), 144 * M);
}

static void
opening_durations_say_so(void **state)
{
	(void)state;
	struct fault fault = {0};
	struct duration d;

	assert_int_equal(duration_parse(&d, SPAN("opening 10 min"), &fault), FAULT_NONE);
	assert_true(d.is_opening && d.us == 10 * M);
	assert_int_equal(duration_parse(&d, SPAN("Opening 1:00:00"), &fault), FAULT_NONE);
	assert_true(d.is_opening && d.us == H);
	assert_int_equal(duration_parse(&d, SPAN("10 min"), &fault), FAULT_NONE);
	assert_false(d.is_opening);
}

static void
what_is_wrong_is_said(void **state)
{
	(void)state;
	const struct {
		const char *text, *reason;
	} bad[] = {
		{"", "it is empty"},
		{"opening", "it is empty"},
		{"10", "has no unit"},
		{"ten minutes", "a number is missing"},
		{"h", "a number is missing"},
		{"2,5 h", "2.5 h"},
		{"1 month", "no fixed length"},
		{"5 M", "no fixed length"},
		{"2 years", "no fixed length"},
		{"3 furlongs", "\"furlongs\" is no unit"},
		{"30 min 1 h", "from larger to smaller"},
		{"1 h 1 h", "from larger to smaller"},
		{"-5 min", "negative"},
		{"−5 min", "negative"},
		{"1:30", "h:mm:ss"},
		{"1:60:00", "h:mm:ss"},
		{"1:00:60", "h:mm:ss"},
		{"1:0:0", "h:mm:ss"},
		{"1:00:00 h", "h:mm:ss"},
		{"365251 d", "1,000 years"},
		{"99999999999999999999999999 w", "1,000 years"},
		{"8766001:00:00", "1,000 years"},
		{"365250 d 1 us", "1,000 years"},
		{"1. h", "a number is missing"},
		{".5 h", "a number is missing"},
		{"5 min later", "a number is missing"},
	};

	for (size_t i = 0; i < array_length(bad); i++) {
		struct fault fault = {0};
		struct duration d = {.us = 77};
		assert_int_equal(duration_parse(&d, span_of(bad[i].text), &fault), FAULT_BAD_INPUT);
		if (strstr(fault.notes[0], bad[i].reason) == NULL)
			fail_msg("%s: expected %s", fault.notes[0], bad[i].reason);
		assert_int_equal(d.us, 77);
	}
}

static const char *
text_of(int64_t us)
{
	static char into[DURATION_TEXT_SIZE];

	return duration_text(us, into);
}

static void
people_get_two_units_rounded(void **state)
{
	(void)state;

	assert_string_equal(text_of(0), "0 s");
	assert_string_equal(text_of(400), "0 s");
	assert_string_equal(text_of(250000), "250 ms");
	assert_string_equal(text_of(999600), "1 s");
	assert_string_equal(text_of(45 * S), "45 s");
	assert_string_equal(text_of(125 * S), "2 min 5 s");
	assert_string_equal(text_of(2 * M), "2 min");
	assert_string_equal(text_of(3 * H + 20 * M + 29 * S), "3 h 20 min");
	assert_string_equal(text_of(12 * D + 4 * H + 29 * M), "12 d 4 h");
	assert_string_equal(text_of(-125 * S), "−2 min 5 s");
	assert_string_equal(text_of(-1), "0 s");
	assert_true(strlen(text_of(INT64_MIN)) > 10 && strlen(text_of(INT64_MAX)) > 10);
}

static void
rounding_up_carries_into_the_larger_unit(void **state)
{
	(void)state;

	assert_string_equal(text_of(59 * S + 600000), "1 min");
	assert_string_equal(text_of(59 * M + 59 * S + 700000), "1 h");
	assert_string_equal(text_of(23 * H + 59 * M + 45 * S), "1 d");
	assert_string_equal(text_of(3 * D + 23 * H + 45 * M), "4 d");
}

static void
files_get_the_exact_value_back(void **state)
{
	(void)state;
	char text[DURATION_TEXT_SIZE];
	uint64_t seed = 7;

	assert_string_equal(duration_exact((struct duration){.us = 10 * M}, text), "10 min");
	assert_string_equal(duration_exact((struct duration){.us = 36 * H}, text), "1 d 12 h");
	assert_string_equal(duration_exact((struct duration){.us = 1500000}, text), "1500 ms");
	assert_string_equal(duration_exact((struct duration){.us = 0}, text), "0 s");
	assert_string_equal(
		duration_exact((struct duration){.us = 2 * H, .is_opening = true}, text),
		"opening 2 h");
	for (int i = 0; i < 20000; i++) {
		seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
		struct duration d = {.us = (int64_t)(seed >> (i % 60)), .is_opening = i % 2};
		if (i % 3 == 0)
			d.us = d.us / S * S;
		if (d.us < 0 || d.us > DURATION_MOST_US)
			continue;
		struct fault fault = {0};
		struct duration again = {0};
		if (duration_parse(&again, span_of(duration_exact(d, text)), &fault))
			fail_msg("%s", fault.notes[0]);
		assert_true(again.us == d.us && again.is_opening == d.is_opening);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(durations_as_people_write_them),
		cmocka_unit_test(decimals_are_exact_and_rounded_down),
		cmocka_unit_test(opening_durations_say_so),
		cmocka_unit_test(what_is_wrong_is_said),
		cmocka_unit_test(people_get_two_units_rounded),
		cmocka_unit_test(rounding_up_carries_into_the_larger_unit),
		cmocka_unit_test(files_get_the_exact_value_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
