/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences with their figures: filled in, kept once, told as JSON. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/attributes.h"
#include "measures/saying.h"

static const struct saying_row odd = {"odd", "{nobody} of {n} and {n"};
static const struct saying_row few = {"few", "{who}: only {n} in {hours} h; {n} are few."};

static void
places_are_filled_with_texts_and_numbers_of_no_more_decimals_than_it_takes(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct sayings said = {.arena = a};

	sayings_say(&said, &few, {"who", .text = "cheque"}, {"n", .number = 12},
		{"hours", .number = 1.25});
	assert_string_equal(said.items[0].text, "cheque: only 12 in 1.25 h; 12 are few.");
	sayings_say(
		&said, &few, {"who", .text = "loan"}, {"n", .number = 3}, {"hours", .number = 0.5});
	assert_string_equal(said.items[1].text, "loan: only 3 in 0.5 h; 3 are few.");
	/* The same once more. */
	sayings_say(
		&said, &few, {"who", .text = "loan"}, {"n", .number = 3}, {"hours", .number = 0.5});
	assert_int_equal(said.n, 2);
	assert_true(saying_tenths(41.816) == 41.8);
}

static void
a_place_that_no_figure_has_stays_and_an_open_brace_is_no_harm(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct sayings said = {.arena = a};

	sayings_say(&said, &odd, {"n", .number = 4});
	assert_string_equal(said.items[0].text, "{nobody} of 4 and {n");
}

static void
as_json_a_saying_has_its_word_its_figures_and_its_text(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct sayings said = {.arena = a};
	json_t *list, *first, *figures;

	sayings_say(&said, &few, {"who", .text = "cheque"}, {"n", .number = 12},
		{"hours", .number = 3.5});
	sayings_say(&said, &odd, {"nobody", .number = NAN});
	list = sayings_json(said.items, said.n);
	assert_int_equal(json_array_size(list), 2);
	first = json_array_get(list, 0);
	figures = json_object_get(first, "figures");
	assert_string_equal(json_string_value(json_object_get(first, "id")), "few");
	assert_string_equal(json_string_value(json_object_get(figures, "who")), "cheque");
	assert_true(json_real_value(json_object_get(figures, "hours")) == 3.5);
	assert_string_equal(json_string_value(json_object_get(first, "text")),
		"cheque: only 12 in 3.5 h; 12 are few.");
	figures = json_object_get(json_array_get(list, 1), "figures");
	assert_true(json_is_null(json_object_get(figures, "nobody")));
	assert_string_equal(said.items[1].text, "– of {n} and {n");
	json_decref(list);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			places_are_filled_with_texts_and_numbers_of_no_more_decimals_than_it_takes),
		cmocka_unit_test(a_place_that_no_figure_has_stays_and_an_open_brace_is_no_harm),
		cmocka_unit_test(as_json_a_saying_has_its_word_its_figures_and_its_text),
	};

	return cmocka_run_group_tests_name("saying", tests, NULL, NULL);
}
