/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Looking at a map: finding by name and by number.
 */
#include "fixture.h"

static void
things_are_found_by_name_and_strangers_are_not(void **state)
{
	struct fixture *x = *state;

	fixture_write_good(x);
	fixture_load(x, "");
	const struct cycle *cycle = map_cycle_find(x->map, "repair");
	assert_non_null(cycle);
	assert_null(map_cycle_find(x->map, "nobody"));
	assert_non_null(map_branch_find(x->map, "square"));
	assert_null(map_branch_find(x->map, "circle"));
	assert_ptr_equal(cycle_moment_find(cycle, "greeting"), cycle_moment(cycle, 0));
	assert_null(cycle_moment_find(cycle, "parting"));
	assert_null(cycle_moment(cycle, 1));
}

static void
moments_come_in_the_order_of_the_map_over_all_stages(void **state)
{
	struct fixture *x = *state;

	fixture_write(x, "any.yaml",
		"cycle: any\ntitle: Any\nstages:\n"
		"  - {stage: a, title: A, moments: [{moment: one, title: 1}, {moment: two, title: "
		"2}]}\n"
		"  - {stage: b, title: B, moments: [{moment: three, title: 3}]}\n");
	fixture_load(x, "any.yaml");
	assert_string_equal(cycle_moment(&x->map->cycles[0], 1)->name, "two");
	assert_string_equal(cycle_moment(&x->map->cycles[0], 2)->name, "three");
	assert_null(cycle_moment(&x->map->cycles[0], 3));
}

static void
freeing_nothing_is_fine(void **state)
{
	struct map *none = NULL;

	(void)state;
	map_free(NULL);
	map_guard(&none);
	assert_null(none);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(things_are_found_by_name_and_strangers_are_not),
		FIXTURE_TEST(moments_come_in_the_order_of_the_map_over_all_stages),
		cmocka_unit_test(freeing_nothing_is_fine),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
