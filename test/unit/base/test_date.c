/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dates against a calendar that simply turns one page after another.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/time.h"

static int
month_length(int year, int month)
{
	if (month == 2)
		return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
	return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

static void
eight_centuries_page_by_page(void **state)
{
	(void)state;
	struct date page = {1600, 1, 1};
	int64_t days = date_days(page);
	int weekday = 5; /* a Saturday */

	for (; page.year < 2400; days++) {
		struct date d = date_of_days(days);
		assert_int_equal(date_days(page), days);
		assert_true(d.year == page.year && d.month == page.month && d.day == page.day);
		assert_int_equal(date_weekday(days), weekday);
		assert_true(date_is_real(page));
		weekday = (weekday + 1) % 7;
		if (++page.day > month_length(page.year, page.month)) {
			page.day = 1;
			page.year += page.month == 12;
			page.month = page.month % 12 + 1;
		}
	}
}

static void
known_days(void **state)
{
	(void)state;

	assert_int_equal(date_days((struct date){1970, 1, 1}), 0);
	assert_int_equal(date_days((struct date){1969, 12, 31}), -1);
	assert_int_equal(date_days((struct date){2000, 3, 1}), 11017);
	assert_int_equal(date_days((struct date){1, 1, 1}), -719162);
	assert_int_equal(date_days((struct date){9999, 12, 31}), 2932896);
	assert_int_equal(date_weekday(date_days((struct date){2026, 11, 21})), 5);
	for (int64_t days = -106000000; days < 106000000; days += 999983)
		assert_int_equal(date_days(date_of_days(days)), days);
}

static void
days_that_never_were(void **state)
{
	(void)state;
	const struct date bad[] = {{2026, 2, 29}, {2026, 2, 30}, {1900, 2, 29}, {2026, 4, 31},
		{2026, 13, 1}, {2026, 0, 1}, {2026, 1, 0}, {2026, 1, 32}, {2026, 1, -1}};

	for (size_t i = 0; i < array_length(bad); i++)
		assert_false(date_is_real(bad[i]));
	assert_true(date_is_real((struct date){2000, 2, 29}));
	assert_true(date_is_real((struct date){2028, 2, 29}));
}

static void
dates_are_read_in_one_form_only(void **state)
{
	(void)state;
	struct date d = {0};
	const char *const bad[] = {"", "2026-12-2", "2026-12-245", "2026/12/24", "24-12-2026",
		"2026-02-30", "0000-01-01", " 2026-12-24", "2026-1a-24", "20261-2-24"};

	assert_true(date_parse(&d, SPAN("2026-12-24")));
	assert_true(d.year == 2026 && d.month == 12 && d.day == 24);
	for (size_t i = 0; i < array_length(bad); i++)
		assert_false(date_parse(&d, span_of(bad[i])));
	assert_int_equal(d.year, 2026);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(eight_centuries_page_by_page),
		cmocka_unit_test(known_days),
		cmocka_unit_test(days_that_never_were),
		cmocka_unit_test(dates_are_read_in_one_form_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
