/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of measures reads well, and the reference page is the one made from it.
 */
#include "log.h"

#include "base/file.h"

static void
the_reference_page_is_made_from_the_table(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct span page = measures_page(a);
	struct span file;
	struct fault fault = {0};
	assert_int_equal(file_read(&file, REFERENCE_PAGE, 1 << 20, a, &fault), FAULT_NONE);
	if (!span_is(page, file))
		fail_msg("doc/reference/measures.md is old: "
			 "build/cykl measures --format markdown > doc/reference/measures.md");
}

static void
every_row_has_a_name_of_its_own_and_sentences(void **state)
{
	(void)state;
	assert_int_equal(measures_n, 16);
	for (size_t i = 0; i < measures_n; i++) {
		const struct measure *m = &measures[i];
		assert_ptr_equal(measure_find(m->name), m);
		assert_true(strlen(m->title) > 5 && strlen(m->definition) > 40);
		assert_true(m->definition[strlen(m->definition) - 1] == '.');
		assert_null(strstr(m->definition, "  "));
	}
	assert_null(measure_find("nothing"));
	assert_string_equal(measure_nearest("variantz"), "variants");
	assert_null(measure_nearest("qqqqqqqqqqqq"));
}

static void
every_measure_gives_all_its_columns_for_a_log_of_nothing(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct span page = measures_page(a);
	const char *at = page.at;
	for (size_t i = 0; i < measures_n; i++) {
		const char *heading = arena_printf(a, "\n## %s\n", measures[i].name);
		const char *found = memmem(at, page.size, heading, strlen(heading));
		assert_non_null(found);
		assert_non_null(memmem(found, page.size - (size_t)(found - at),
			"| unit |\n|---|---|---|\n| `", strlen("| unit |\n|---|---|---|\n| `")));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_reference_page_is_made_from_the_table),
		cmocka_unit_test(every_row_has_a_name_of_its_own_and_sentences),
		cmocka_unit_test(every_measure_gives_all_its_columns_for_a_log_of_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
