/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Changes to organisation.yaml leave every other byte alone.
 */
#include "fixture.h"

#include <string.h>

#include "base/attributes.h"

#define SHOP                                                                                       \
	"# The shop.\n"                                                                            \
	"organisation: shop   # a key\n"                                                           \
	"title: The shop\n"                                                                        \
	"\n"                                                                                       \
	"branches:\n"                                                                              \
	"  # the first one\n"                                                                      \
	"  - branch: square  # in the middle\n"                                                    \
	"    title:\n"                                                                             \
	"      en: On the square\n"                                                                \
	"      pl: |\n"                                                                            \
	"        Na placu\n"                                                                       \
	"    counters:\n"                                                                          \
	"      - {counter: one, title: 'One'}   # by the door\n"                                   \
	"      - counter: two\n"                                                                   \
	"        title: Two\n"                                                                     \
	"  - {branch: river, title: River}\n"                                                      \
	"services: [{service: mend, title: Mend}, {service: sell, title: \"Sell\"}] # both\n"      \
	"# the end\n"

/* What a change makes of the shop. */
static void
expect(enum fault_code code, struct span made, const struct fault *f, const char *expected)
{
	if (code != FAULT_NONE)
		fail_msg("%s", f->notes[0]);
	assert_int_equal(made.size, strlen(expected));
	assert_memory_equal(made.at, expected, made.size);
}

/* The shop with one piece of it replaced. */
static const char *
shop_with(struct fixture *x, const char *piece, const char *by)
{
	const char *at = strstr(SHOP, piece);

	assert_non_null(at);
	return arena_printf(x->a, "%.*s%s%s", (int)(at - SHOP), SHOP, by, at + strlen(piece));
}

static void
an_entry_is_added_behind_the_last_of_its_list(void **state)
{
	struct fixture *x = *state;
	const struct map_value title = {"title", "Three"};
	struct span made = {0};
	static const struct {
		struct map_spot spot;
		const char *behind, *line;
	} adds[] = {
		{{MAP_BRANCHES, "hill", NULL}, "  - {branch: river, title: River}\n",
			"  - {branch: hill, title: Three}\n"},
		{{MAP_COUNTERS, "three", "square"}, "        title: Two\n",
			"      - {counter: three, title: Three}\n"},
		{{MAP_COUNTERS, "three", "river"}, "{branch: river, title: River",
			", counters: [{counter: three, title: Three}]"},
		{{MAP_SERVICES, "rent", NULL}, "{service: sell, title: \"Sell\"}",
			", {service: rent, title: Three}"},
		{{MAP_DEPARTMENTS, "rent", NULL}, "title: \"Sell\"}] # both\n",
			"departments:\n  - {department: rent, title: Three}\n"},
	};

	for (size_t i = 0; i < array_length(adds); i++)
		expect(map_spot_add(&made, SPAN(SHOP), &adds[i].spot, &title, 1, x->a, &x->fault),
			made, &x->fault,
			shop_with(x, adds[i].behind,
				arena_printf(x->a, "%s%s", adds[i].behind, adds[i].line)));
	const struct map_spot nowhere = {MAP_COUNTERS, "one", "moon"};
	assert_int_equal(map_spot_add(&made, SPAN(SHOP), &nowhere, &title, 1, x->a, &x->fault),
		FAULT_NOT_FOUND);
}

static void
a_value_is_changed_or_its_key_added(void **state)
{
	struct fixture *x = *state;
	struct span made = {0};
	static const struct {
		struct map_spot spot;
		struct map_value value;
		const char *piece, *by;
	} sets[] = {
		{{MAP_BRANCHES, "square", NULL}, {"title", "{en: Square, pl: Plac}"},
			"\n      en: On the square\n      pl: |\n        Na placu",
			" {en: Square, pl: Plac}"},
		{{MAP_BRANCHES, "square", NULL}, {"calendar", "town"},
			"- branch: square  # in the middle\n",
			"- branch: square  # in the middle\n    calendar: town\n"},
		{{MAP_BRANCHES, "river", NULL}, {"calendar", "town"}, "title: River}",
			"title: River, calendar: town}"},
		{{MAP_COUNTERS, "one", "square"}, {"title", "First"}, "'One'", "First"},
		{{MAP_COUNTERS, "two", "square"}, {"title", "Second"}, "title: Two",
			"title: Second"},
		{{MAP_COUNTERS, "two", "square"}, {"services", "[mend]"}, "- counter: two\n",
			"- counter: two\n        services: [mend]\n"},
		{{MAP_SERVICES, "sell", NULL}, {"title", "Buy"}, "\"Sell\"", "Buy"},
		{{MAP_SERVICES, "mend", NULL}, {"usual", "5 min"}, "title: Mend}",
			"title: Mend, usual: 5 min}"},
	};

	for (size_t i = 0; i < array_length(sets); i++)
		expect(map_spot_set(
			       &made, SPAN(SHOP), &sets[i].spot, &sets[i].value, x->a, &x->fault),
			made, &x->fault, shop_with(x, sets[i].piece, sets[i].by));
	const struct map_spot nobody = {MAP_SERVICES, "rent", NULL};
	assert_int_equal(map_spot_set(&made, SPAN(SHOP), &nobody, &sets[0].value, x->a, &x->fault),
		FAULT_NOT_FOUND);
}

static void
an_entry_is_taken_out_with_its_lines(void **state)
{
	struct fixture *x = *state;
	struct span made = {0};
	static const struct {
		struct map_spot spot;
		const char *piece, *by;
	} removes[] = {
		{{MAP_BRANCHES, "river", NULL}, "  - {branch: river, title: River}\n", ""},
		{{MAP_COUNTERS, "one", "square"},
			"      - {counter: one, title: 'One'}   # by the door\n", ""},
		{{MAP_COUNTERS, "two", "square"}, "      - counter: two\n        title: Two\n", ""},
		{{MAP_SERVICES, "mend", NULL}, "{service: mend, title: Mend}, ", ""},
		{{MAP_SERVICES, "sell", NULL}, ", {service: sell, title: \"Sell\"}", ""},
	};

	for (size_t i = 0; i < array_length(removes); i++)
		expect(map_spot_remove(&made, SPAN(SHOP), &removes[i].spot, x->a, &x->fault), made,
			&x->fault, shop_with(x, removes[i].piece, removes[i].by));
	/* The last one leaves an empty list. */
	const struct map_spot one = {MAP_DEPARTMENTS, "a", NULL};
	expect(map_spot_remove(&made,
		       SPAN("departments:\n  # who\n  - department: a\n    title: A\nzone: UTC\n"),
		       &one, x->a, &x->fault),
		made, &x->fault, "departments: []\nzone: UTC\n");
	expect(map_spot_remove(
		       &made, SPAN("departments: [{department: a}]"), &one, x->a, &x->fault),
		made, &x->fault, "departments: []");
	assert_int_equal(map_spot_remove(&made, SPAN("departments: []"), &one, x->a, &x->fault),
		FAULT_NOT_FOUND);
}

static void
a_list_that_is_empty_or_without_a_value_takes_its_first_entry(void **state)
{
	struct fixture *x = *state;
	const struct map_spot spot = {MAP_DEPARTMENTS, "a", NULL};
	struct span made = {0};
	static const char *const texts[][2] = {
		{"departments: []\nzone: UTC\n", "departments: [{department: a}]\nzone: UTC\n"},
		{"departments:\nzone: UTC\n", "departments: [{department: a}]\nzone: UTC\n"},
		{"zone: UTC", "zone: UTC\ndepartments:\n  - {department: a}\n"},
		{"{zone: UTC}", "{zone: UTC, departments: [{department: a}]}"},
	};

	for (size_t i = 0; i < array_length(texts); i++)
		expect(map_spot_add(&made, span_of(texts[i][0]), &spot, NULL, 0, x->a, &x->fault),
			made, &x->fault, texts[i][1]);
	assert_int_equal(
		map_spot_add(&made, SPAN("departments: many\n"), &spot, NULL, 0, x->a, &x->fault),
		FAULT_CONFLICT);
	assert_int_equal(
		map_spot_add(&made, SPAN("departments: [\n"), &spot, NULL, 0, x->a, &x->fault),
		FAULT_CONFLICT);
}

static void
what_is_added_to_an_example_and_taken_out_again_leaves_it_as_it_was(void **state)
{
	struct fixture *x = *state;
	static const struct {
		const char *example, *branch;
	} all[] = {{"bank", "wroclaw-arcade"}, {"hotel", "hoi-an"}, {"hospital", NULL}};

	for (size_t i = 0; i < array_length(all); i++) {
		const struct map_value title = {"title", "{en: New, pl: Nowy, vi: Mới}"};
		const struct map_spot spots[] = {{MAP_BRANCHES, "new", NULL},
			{MAP_SERVICES, "new", NULL}, {MAP_DEPARTMENTS, "new", NULL},
			{MAP_COUNTERS, "new", all[i].branch}};
		struct span text, more = {0}, again = {0};

		assert_int_equal(
			file_read(&text,
				arena_printf(x->a, TEST_ROOT "/examples/%s/organisation.yaml",
					all[i].example),
				1 << 20, x->a, &x->fault),
			FAULT_NONE);
		for (size_t s = 0; s < array_length(spots) - (all[i].branch == NULL); s++) {
			assert_int_equal(
				map_spot_add(&more, text, &spots[s], &title, 1, x->a, &x->fault),
				FAULT_NONE);
			assert_true(more.size > text.size);
			assert_int_equal(map_spot_remove(&again, more, &spots[s], x->a, &x->fault),
				FAULT_NONE);
			assert_true(span_is(again, text));
		}
	}
}

static void
texts_are_written_so_that_they_are_read_back(void **state)
{
	struct fixture *x = *state;
	static const char *const texts[] = {"Plain words", "Ünïcödé – ok", "true", "no", "12",
		"- dash", "a: b", "a #b", "\"quoted\"", "it's", "back\\slash", "[x]", "{x}", "&x",
		"*x", "a,b", "end ", "", "tab\there", "Đổi séc lấy tiền", "?", "~", "null", "% x",
		"@x", "`x`", "1e3", ".5", "Window 1 (left)"};

	for (size_t i = 0; i < array_length(texts); i++) {
		struct wording title = {0};
		struct span made = {0};

		for (unsigned l = 0; l < LANGUAGE__COUNT; l++) {
			title.in[l] = texts[i];
			title.has_own[l] = true;
		}
		const struct map_spot spot = {MAP_DEPARTMENTS, "a", NULL};
		const struct map_value values[] = {
			{"title", texts[i][0] != '\0' ? map_yaml_wording(&title, x->a) : "x"},
			{"says", map_yaml_text(texts[i][0] != '\0' ? texts[i] : "y", x->a)}};
		assert_int_equal(map_spot_add(&made, SPAN("organisation: shop\ntitle: S\n"), &spot,
					 values, 2, x->a, &x->fault),
			FAULT_NONE);
		const struct map_source source = {SPAN("organisation.yaml"), made};
		if (map_load_sources(
			    &x->map, &x->problems, "shop", &source, 1, NULL, x->a, &x->fault))
			fail_msg("%s: %s", texts[i], x->problems.items[0].what);
		if (texts[i][0] != '\0') {
			/* Blanks at the ends are no part of a text. */
			const struct span expected = span_trim(span_of(texts[i]));
			assert_true(
				span_is(span_of(x->map->organisation.departments[0].title.in[0]),
					expected));
			assert_true(span_is(
				span_of(x->map->organisation.departments[0].says.in[0]), expected));
		}
		map_free(TAKE(x->map));
	}
	struct wording two = {.in = {"One, two", "Raz, dwa", "One, two"}, .has_own = {true, true}};
	assert_string_equal(map_yaml_wording(&two, x->a), "{en: \"One, two\", pl: \"Raz, dwa\"}");
	const char *const names[] = {"a", "b"};
	assert_string_equal(map_yaml_names(names, 2, x->a), "[a, b]");
	assert_string_equal(map_yaml_names(NULL, 0, x->a), "[]");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(an_entry_is_added_behind_the_last_of_its_list),
		FIXTURE_TEST(a_value_is_changed_or_its_key_added),
		FIXTURE_TEST(an_entry_is_taken_out_with_its_lines),
		FIXTURE_TEST(a_list_that_is_empty_or_without_a_value_takes_its_first_entry),
		FIXTURE_TEST(what_is_added_to_an_example_and_taken_out_again_leaves_it_as_it_was),
		FIXTURE_TEST(texts_are_written_so_that_they_are_read_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
