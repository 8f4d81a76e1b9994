/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often one may try to sign in, with a clock of the test's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "http/limits_sign_in.h"

#define SECOND INT64_C(1000000)

static struct limits_sign_in *limits;

static int
setup(void **state)
{
	(void)state;
	limits = limits_sign_in_new();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	limits_sign_in_free(limits);
	return 0;
}

static bool
try(const char *name, const char *address, int64_t now_us)
{
	int64_t wait_us;

	return limits_sign_in_try(limits, span_of(name), span_of(address), now_us, &wait_us);
}

static void
ten_tries_of_a_name_from_an_address_and_then_one_each_half_minute(void **state)
{
	int64_t wait_us = 0;

	(void)state;
	for (int i = 0; i < 10; i++)
		assert_true(try("anna", "10.0.0.1", 0));
	assert_false(limits_sign_in_try(limits, SPAN("anna"), SPAN("10.0.0.1"), 0, &wait_us));
	assert_int_equal(wait_us, 30 * SECOND);
	assert_false(try("anna", "10.0.0.1", 29 * SECOND));
	assert_true(try("anna", "10.0.0.1", 30 * SECOND));
	assert_false(try("anna", "10.0.0.1", 30 * SECOND));
	/* Somebody else, and the same one elsewhere, may still. */
	assert_true(try("jan", "10.0.0.1", 30 * SECOND));
	assert_true(try("anna", "10.0.0.2", 30 * SECOND));
}

static void
many_names_from_one_address_are_one_guesser(void **state)
{
	static const char *const names[] = {"a", "b", "c", "d", "e", "f"};
	int tries = 0;

	(void)state;
	for (int i = 0; i < 60; i++)
		tries += try(names[i % 6], "10.0.0.1", 0);
	assert_int_equal(tries, 40);
}

static void
one_name_from_many_addresses_is_one_aim(void **state)
{
	char address[20] = "10.0.0.";
	int tries = 0;

	(void)state;
	for (int i = 0; i < 200; i++) {
		address[7] = (char)('a' + i / 20);
		address[8] = (char)('a' + i % 20);
		tries += try("anna", address, 0);
	}
	assert_int_equal(tries, 100);
}

static void
who_succeeds_has_spent_nothing(void **state)
{
	(void)state;
	for (int i = 0; i < 100; i++) {
		assert_true(try("anna", "10.0.0.1", 0));
		limits_sign_in_give_back(limits, SPAN("anna"), SPAN("10.0.0.1"), 0);
	}
}

static void
a_clock_that_runs_back_gives_nothing(void **state)
{
	(void)state;
	for (int i = 0; i < 10; i++)
		assert_true(try("anna", "10.0.0.1", 100 * SECOND));
	assert_false(try("anna", "10.0.0.1", 50 * SECOND));
	assert_false(try("anna", "10.0.0.1", 100 * SECOND));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			ten_tries_of_a_name_from_an_address_and_then_one_each_half_minute, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			many_names_from_one_address_are_one_guesser, setup, teardown),
		cmocka_unit_test_setup_teardown(
			one_name_from_many_addresses_is_one_aim, setup, teardown),
		cmocka_unit_test_setup_teardown(who_succeeds_has_spent_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_clock_that_runs_back_gives_nothing, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
