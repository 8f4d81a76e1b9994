/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each name once, numbered in the order of first sight, found again among many.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/attributes.h"
#include "exchange/numbered.h"

static void
a_name_gets_its_number_at_first_sight_and_keeps_it(void **state)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct numbered n;
	bool is_new;

	(void)state;
	numbered_init(&n, a);
	assert_int_equal(numbered_find(&n, SPAN("wait")), NUMBERED_NONE);
	assert_int_equal(numbered_add(&n, SPAN("wait"), &is_new), 0);
	assert_true(is_new);
	assert_int_equal(numbered_add(&n, SPAN(""), &is_new), 1);
	assert_true(is_new);
	assert_int_equal(numbered_add(&n, SPAN("wait"), &is_new), 0);
	assert_false(is_new);
	assert_int_equal(numbered_find(&n, SPAN("")), 1);
	assert_int_equal(numbered_find(&n, SPAN("waits")), NUMBERED_NONE);
	assert_int_equal(n.names_n, 2);
}

static void
the_letters_are_copied(void **state)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	char letters[] = "called";
	struct numbered n;

	(void)state;
	numbered_init(&n, a);
	numbered_add(&n, span_of(letters), NULL);
	letters[0] = 'f';
	assert_int_equal(numbered_find(&n, SPAN("called")), 0);
	assert_int_equal(numbered_find(&n, SPAN("falled")), NUMBERED_NONE);
}

static void
fifty_thousand_names_are_all_found_again(void **state)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct numbered n;
	char name[20];

	(void)state;
	numbered_init(&n, a);
	for (int i = 0; i < 50000; i++) {
		const int size = snprintf(name, sizeof name, "object-%d", i);

		assert_int_equal(numbered_add(&n, (struct span){name, (size_t)size}, NULL), i);
	}
	for (int i = 0; i < 50000; i++) {
		const int size = snprintf(name, sizeof name, "object-%d", i);

		assert_int_equal(numbered_find(&n, (struct span){name, (size_t)size}), i);
	}
	assert_int_equal(numbered_find(&n, SPAN("object-50000")), NUMBERED_NONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_gets_its_number_at_first_sight_and_keeps_it),
		cmocka_unit_test(the_letters_are_copied),
		cmocka_unit_test(fifty_thousand_names_are_all_found_again),
	};

	return cmocka_run_group_tests_name("numbered", tests, NULL, NULL);
}
