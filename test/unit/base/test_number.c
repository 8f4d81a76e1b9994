/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers as files hold them; reals against the C library over many seeded ones.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>

#include "base/number.h"

static void
whole_numbers_up_to_the_last_one(void **state)
{
	(void)state;
	int64_t n = 0;
	uint64_t u = 0;

	assert_true(number_int(SPAN(" 42 "), &n) && n == 42);
	assert_true(number_int(SPAN("+7"), &n) && n == 7);
	assert_true(number_int(SPAN("-0"), &n) && n == 0);
	assert_true(number_int(SPAN("9223372036854775807"), &n) && n == INT64_MAX);
	assert_true(number_int(SPAN("-9223372036854775808"), &n) && n == INT64_MIN);
	assert_true(number_uint(SPAN("18446744073709551615"), &u) && u == UINT64_MAX);
	assert_true(number_uint(SPAN("000000000000000000000000012"), &u) && u == 12);
}

static void
what_is_no_whole_number_leaves_the_result_alone(void **state)
{
	(void)state;
	const char *const bad[] = {"", " ", "-", "+", "1 2", "12a", "0x10", "1.0", "--1", "+-1",
		"9223372036854775808", "-9223372036854775809", "99999999999999999999999", "1e3"};
	int64_t n = 77;
	uint64_t u = 77;

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(number_int(span_of(bad[i]), &n));
	assert_int_equal(n, 77);
	assert_false(number_uint(SPAN("-1"), &u));
	assert_false(number_uint(SPAN("18446744073709551616"), &u));
	assert_int_equal(u, 77);
}

static void
reals_are_read_exactly(void **state)
{
	(void)state;
	const char *const texts[] = {"0", "12", "-0.5", "1e3", "1E-3", ".5", "5.", "0.1",
		"0.30000000000000004", "1.7976931348623157e308", "5e-324",
		"2.2250738585072011e-308", "9007199254740993", "123456789012345678901234567890",
		"0.000000000000000000000000000001", "1e-400", "+3.25", "8.5e+2",
		"179769313486231570000", "3.14159265358979323846264338327950288"};
	double x;

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		assert_true(number_real(span_of(texts[i]), &x));
		assert_true(x == strtod(texts[i], NULL));
	}
}

static void
seeded_reals_agree_with_the_library(void **state)
{
	(void)state;
	uint64_t seed = 42;
	char text[64];
	double x;

	for (int i = 0; i < 200000; i++) {
		seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
		int64_t digits = (int64_t)(seed >> (i % 60));
		snprintf(text, sizeof text, "%lld.%03de%d", (long long)digits / 1000,
			(int)(digits < 0 ? -(digits % 1000) : digits % 1000),
			(int)(seed % 50) - 25);
		assert_true(number_real(span_of(text), &x));
		assert_true(x == strtod(text, NULL));
	}
}

static void
what_is_no_real_is_refused(void **state)
{
	(void)state;
	const char *const bad[] = {"", ".", "-", "e3", "1e", "1e+", "1.2.3", "1,5", "nan", "inf",
		"-Infinity", "0x1p3", "1e99999", "1e309", "1 000", "12 h", "1e3.5"};
	double x = 77;

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(number_real(span_of(bad[i]), &x));
	assert_true(x == 77);
}

static void
the_decimal_sign_is_a_point(void **state)
{
	(void)state;
	double x;

	assert_true(number_real(SPAN("2.5"), &x) && x == 2.5);
	assert_true(number_real(SPAN("123456789012345678901.5"), &x) && x > 1e20);
	assert_false(number_real(SPAN("2,5"), &x));
}

static void
shares_are_per_cent_or_between_nothing_and_one(void **state)
{
	(void)state;
	double x;

	assert_true(number_share(SPAN("90 %"), &x) && x == 0.9);
	assert_true(number_share(SPAN("90%"), &x) && x == 0.9);
	assert_true(number_share(SPAN("99.5 %"), &x) && x == 0.995);
	assert_true(number_share(SPAN("99.9 %"), &x) && x == 0.999);
	assert_true(number_share(SPAN(" 0.9 "), &x) && x == 0.9);
	assert_true(number_share(SPAN("100 %"), &x) && x == 1);
	assert_true(number_share(SPAN("0"), &x) && x == 0);
	const char *const bad[] = {"90", "101 %", "-1 %", "%", "", "90 % %", "90 percent", "1.01"};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(number_share(span_of(bad[i]), &x));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_numbers_up_to_the_last_one),
		cmocka_unit_test(what_is_no_whole_number_leaves_the_result_alone),
		cmocka_unit_test(reals_are_read_exactly),
		cmocka_unit_test(seeded_reals_agree_with_the_library),
		cmocka_unit_test(what_is_no_real_is_refused),
		cmocka_unit_test(the_decimal_sign_is_a_point),
		cmocka_unit_test(shares_are_per_cent_or_between_nothing_and_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
