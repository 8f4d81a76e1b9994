/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whole workspaces: good ones, the broken one of test/data with all its planted mistakes, and files
 * that somebody cut, blew up or saved in the wrong way.
 */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
a_good_workspace_loads_without_a_word(void **state)
{
	struct fixture *x = *state;

	fixture_write_good(x);
	fixture_load(x, "");
	fixture_expect_n(x, 0, 0);
	assert_int_equal(x->map->cycles_n, 1);
	assert_int_equal(x->map->procedures_n, 1);
	assert_int_equal(x->map->surveys_n, 1);
	const struct moment *m = cycle_moment_find(&x->map->cycles[0], "greeting");
	assert_non_null(m);
	assert_string_equal(m->waits_from.names[0], "ticket.taken");
	assert_true(m->is_critical);
	assert_int_equal(m->standards[0].at_most.us, 10 * DURATION_MINUTE_US);
	assert_int_equal(m->standards[0].measure, STANDARD_WAIT);
	assert_string_equal(m->place.file, "cycles/repair.yaml");
	assert_int_equal(m->place.line, 9);
	assert_non_null(x->map->organisation.calendar);
	assert_ptr_equal(x->map->organisation.branches[0].calendar, x->map->organisation.calendar);
}

static void
every_planted_mistake_is_reported_at_its_place_in_one_pass(void **state)
{
	static const struct {
		const char *file;
		unsigned line, column;
		const char *words;
	} planted[] = {
		{"organisation.yaml", 5, 7, "no time zone \"Europe/Warszawa\""},
		{"organisation.yaml", 9, 30, "\"25:00-26:00\" is no opening time"},
		{"organisation.yaml", 10, 7, "did you mean \"sun\"?"},
		{"organisation.yaml", 11, 14, "\"2026-02-30\" is no date"},
		{"organisation.yaml", 13, 64,
			"no cycle named \"repairs\"; did you mean \"repair\"?"},
		{"organisation.yaml", 14, 15, "already named \"repair\", in line 13"},
		{"organisation.yaml", 18, 5, "no key \"calender\"; did you mean \"calendar\"?"},
		{"organisation.yaml", 24, 32, "did you mean \"associations\"?"},
		{"cycles/cut.yaml", 2, 13, "not YAML"},
		{"cycles/repair.yaml", 3, 20, "\"moons\" is no unit"},
		{"cycles/repair.yaml", 12, 9, "no key \"titel\"; did you mean \"title\"?"},
		{"cycles/repair.yaml", 13, 19, "expected true or false"},
		{"cycles/repair.yaml", 14, 16, "no department named \"workshops\""},
		{"cycles/repair.yaml", 15, 9, "\"ends\" and no \"begins\""},
		{"cycles/repair.yaml", 19, 22, "did you mean \"duration\"?"},
		{"cycles/repair.yaml", 25, 13, "\"at_most\" has no place here"},
		{"cycles/repair.yaml", 26, 21, "\"900 %\"; expected a share"},
		{"cycles/repair.yaml", 27, 35, "no expectation named \"customers-2025\""},
		{"cycles/repair.yaml", 29, 43,
			"no item named \"greting\"; did you mean \"greeting\"?"},
		{"cycles/repair.yaml", 30, 9,
			"\"ask\" is here twice; it already stands in line 29"},
		{"procedures/greet.pl.md", 2, 12, "step by step"},
		{"procedures/greet.pl.md", 5, 10, "the version is \"1.1\" here and \"1.0\""},
		{"surveys/after-repair.yaml", 5, 114, "expected more than \"from\""},
		{"surveys/after-repair.yaml", 6, 62, "a text in \"de\""},
		{"surveys/after-repair.yaml", 7, 5, "lacks \"choices\""},
		{"surveys/after-repair.yaml", 7, 63, "only a rating has it"},
		{"guides/crafts.yaml", 4, 109, "no moment named \"greetings\""},
		{"guides/crafts.yaml", 5, 11, "expected a name"},
		{"guides/crafts.yaml", 7, 13, "expected a whole number"},
	};
	struct fixture *x = *state;

	fixture_load_path(x, TEST_ROOT "/test/data/broken");
	assert_int_equal(x->code, FAULT_BAD_INPUT);
	for (size_t i = 0; i < array_length(planted); i++)
		fixture_expect(
			x, planted[i].file, planted[i].line, planted[i].column, planted[i].words);
	assert_int_equal(x->problems.errors_n, array_length(planted));
	assert_string_equal(x->fault.notes[0], "29 problems");
}

static void
problems_come_in_the_order_of_files_and_lines(void **state)
{
	struct fixture *x = *state;

	fixture_load_path(x, TEST_ROOT "/test/data/broken");
	for (size_t i = 1; i < x->problems.items_n; i++) {
		const struct problem *p = &x->problems.items[i - 1], *q = &x->problems.items[i];
		if (strcmp(p->file, q->file) == 0)
			assert_true(p->line < q->line ||
				    (p->line == q->line && p->column <= q->column));
	}
	assert_non_null(strstr(x->problems.items[0].file, "organisation.yaml"));
}

static void
each_example_loads_without_an_error_or_a_warning(void **state)
{
	struct fixture *x = *state;
	const char *const *paths;
	size_t paths_n;
	struct fault f = {0};

	assert_int_equal(
		map_workspaces_find(&paths, &paths_n, TEST_ROOT "/examples", x->a, &f), FAULT_NONE);
	assert_true(paths_n >= 1);
	for (size_t i = 0; i < paths_n; i++) {
		fixture_load_path(x, paths[i]);
		fixture_expect_n(x, 0, 0);
		assert_true(x->map->cycles_n >= 1);
	}
}

static void
a_cycle_file_brings_its_workspace_and_is_the_only_cycle(void **state)
{
	struct fixture *x = *state;

	fixture_write_good(x);
	fixture_write(x, "cycles/advice.yaml",
		"cycle: advice\ntitle: Advice\nstages:\n  - stage: talk\n    title: Talk\n    "
		"moments:\n"
		"      - {moment: hello, title: Hello}\n");
	fixture_load(x, "cycles/repair.yaml");
	assert_int_equal(x->problems.errors_n, 0);
	assert_int_equal(x->map->cycles_n, 1);
	assert_string_equal(x->map->cycles[0].name, "repair");
	assert_string_equal(wording_in(&x->map->organisation.title, LANGUAGE_EN), "The shop");
	assert_int_equal(x->map->procedures_n, 1);
}

static void
a_cycle_alone_is_a_map_and_what_it_refers_to_is_not_looked_up(void **state)
{
	struct fixture *x = *state;

	fixture_write(x, "found.yaml",
		"cycle: found\ntitle: Found\nstages:\n  - stage: talk\n    title: Talk\n    "
		"moments:\n"
		"      - {moment: hello, title: Hello, procedure: somewhere, owner: nobody}\n");
	fixture_load(x, "found.yaml");
	assert_int_equal(x->problems.errors_n, 0);
	assert_int_equal(x->map->cycles_n, 1);
	assert_string_equal(x->map->cycles[0].stages[0].moments[0].procedure, "somewhere");
	assert_ptr_equal(x->map->organisation.zone, zone_utc());
}

static void
a_survey_alone_is_known_by_its_first_key(void **state)
{
	struct fixture *x = *state;

	fixture_write(x, "any.yaml", "survey: any\nkind: npss\ntitle: Any\nitems: []\n");
	fixture_load(x, "any.yaml");
	fixture_expect(x, "any.yaml", 2, 7, "did you mean \"nps\"?");
	fixture_expect(x, "any.yaml", 4, 8, "at least one is needed");
}

static void
a_folder_without_organisation_is_no_workspace(void **state)
{
	struct fixture *x = *state;

	fixture_load(x, "");
	assert_int_equal(x->code, FAULT_NOT_FOUND);
	assert_non_null(strstr(x->fault.notes[0], "organisation.yaml"));
	fixture_load(x, "nowhere");
	assert_int_equal(x->code, FAULT_NOT_FOUND);
}

/* A cycle file that is not YAML at all: one problem, and the other files are read. */
static void
broken_file_expect(struct fixture *x, const char *text, size_t size, unsigned line, unsigned column,
	const char *words)
{
	fixture_write_good(x);
	fixture_write_n(x, "cycles/bad.yaml", text, size);
	fixture_load(x, "");
	fixture_expect(x, "cycles/bad.yaml", line, column, words);
	fixture_expect_n(x, 1, 0);
}

#define BROKEN(text, line, column, words)                                                          \
	broken_file_expect(*state, (text), sizeof(text) - 1, (line), (column), (words))

static void
bytes_that_are_not_utf8_are_shown_by_line_and_column(void **state)
{
	BROKEN("cycle: bad\ntitle: Za\xBF\xF3\xB3\xE6\n", 2, 10, "not UTF-8 (byte 0xBF)");
}

static void
yaml_cut_in_the_middle_is_one_problem_with_its_place(void **state)
{
	BROKEN("cycle: bad\ntitle: {en: Bad, pl: \"Zł", 2, 23, "not YAML");
}

static void
an_empty_file_is_a_problem_of_the_whole_file(void **state)
{
	BROKEN("", 0, 0, "there is nothing in it");
	BROKEN("# only a comment\n", 0, 0, "there is nothing in it");
}

static void
a_tab_that_indents_is_named_with_its_line(void **state)
{
	BROKEN("cycle: bad\ntitle:\n\ten: Bad\n", 3, 1, "a tab indents this line");
}

static void
a_second_document_in_a_file_is_a_problem(void **state)
{
	BROKEN("cycle: bad\n---\ncycle: worse\n", 2, 1, "a file holds one");
}

static void
a_list_instead_of_a_mapping_is_a_problem(void **state)
{
	struct fixture *x = *state;

	fixture_write_good(x);
	fixture_write(x, "cycles/bad.yaml", "- cycle: bad\n");
	fixture_load(x, "");
	fixture_expect(x, "cycles/bad.yaml", 1, 1, "a cycle should be a mapping of keys");
}

static void
an_alias_bomb_is_stopped_by_its_weight(void **state)
{
	char text[2048] = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
	size_t n = strlen(text);

	for (int i = 1; i < 20; i++)
		n += (size_t)snprintf(text + n, sizeof text - n,
			"a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n", i, i, i - 1, i - 1,
			i - 1, i - 1, i - 1, i - 1);
	struct fixture *x = *state;
	fixture_write_good(x);
	fixture_write(x, "cycles/bad.yaml", text);
	fixture_load(x, "");
	assert_int_equal(x->problems.errors_n, 1);
	assert_non_null(strstr(x->problems.items[0].what, "aliases"));
}

static void
an_alias_inside_what_it_names_is_stopped(void **state)
{
	BROKEN("cycle: &x\n  bad: [*x]\n", 2, 9, "would never end");
}

static void
an_alias_that_is_used_well_gives_its_value(void **state)
{
	struct fixture *x = *state;

	fixture_write(x, "found.yaml",
		"cycle: found\ntitle: &t {en: Found}\nstages:\n  - stage: talk\n    title: *t\n    "
		"moments:\n"
		"      - {moment: hello, title: *t}\n");
	fixture_load(x, "found.yaml");
	assert_int_equal(x->problems.errors_n, 0);
	assert_string_equal(wording_in(&x->map->cycles[0].stages[0].title, LANGUAGE_PL), "Found");
}

static void
merge_keys_are_refused_with_their_place(void **state)
{
	BROKEN("a: &a {x: 1}\ncycle: bad\n<<: *a\n", 3, 1, "write the keys out");
}

static void
two_thousand_levels_are_stopped_at_the_limit(void **state)
{
	struct fixture *x = *state;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	for (int i = 0; i < 2000; i++)
		fputc('[', out);
	for (int i = 0; i < 2000; i++)
		fputc(']', out);
	fclose(out);
	broken_file_expect(x, text, size, 1, 65, "nested deeper than 64 levels");
	free(text);
	out = open_memstream(&text, &size);
	assert_non_null(out);
	for (int i = 0; i < 2000; i++)
		fprintf(out, "%*sa:\n", i, "");
	fclose(out);
	broken_file_expect(x, text, size, 65, 65, "nested deeper than 64 levels");
	free(text);
}

static void
a_megabyte_of_brackets_takes_no_gigabytes(void **state)
{
	const size_t size = 1u << 20;
	char *text = malloc(size);

	assert_non_null(text);
	memset(text, '{', size);
	broken_file_expect(*state, text, size, 1, 1, "of more than 256 KiB; break it up");
	free(text);
}

static void
a_byte_order_mark_and_windows_line_ends_change_nothing(void **state)
{
	static const char mark[] = "\xEF\xBB\xBF";
	struct fixture *x = *state;

	fixture_write(x, "found.yaml",
		arena_printf(x->a,
			"%scycle: found\r\ntitle: Found\r\nstages:\r\n"
			"  - stage: talk\r\n    titel: Talk\r\n    moments:\r\n"
			"      - {moment: hello, title: Hello}\r\n",
			mark));
	fixture_load(x, "found.yaml");
	fixture_expect(x, "found.yaml", 5, 5, "did you mean \"title\"?");
	assert_int_equal(x->problems.errors_n, 1);
	fixture_write(x, "greet.md",
		arena_printf(x->a,
			"%s---\r\nprocedure: greet\r\ntitle: Greet\r\n"
			"version: 2\r\n---\r\nWhy.\r\n\r\n1. One.\r\n2. Two.\r\n",
			mark));
	fixture_load(x, "greet.md");
	assert_int_equal(x->problems.errors_n, 0);
	assert_int_equal(x->map->procedures[0].steps_n, 2);
	assert_string_equal(wording_in(&x->map->procedures[0].purpose, LANGUAGE_EN), "Why.");
}

static void
a_file_over_the_limit_is_a_problem_and_not_read(void **state)
{
	struct fixture *x = *state;
	const size_t size = (16u << 20) + 1;
	char *text = malloc(size);

	assert_non_null(text);
	memset(text, '#', size);
	fixture_write_good(x);
	fixture_write_n(x, "cycles/big.yaml", text, size);
	free(text);
	fixture_load(x, "");
	fixture_expect(x, "cycles/big.yaml", 0, 0, "larger than 16 MiB");
	fixture_expect_n(x, 1, 0);
}

static void
more_than_a_thousand_problems_end_with_too_big(void **state)
{
	struct fixture *x = *state;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	fprintf(out, "survey: any\nkind: nps\ntitle: Any\nitems:\n");
	for (int i = 0; i < 2000; i++)
		fprintf(out, "  - {item: i%d, x: 1}\n", i);
	fclose(out);
	fixture_write_n(x, "any.yaml", text, size);
	free(text);
	fixture_load(x, "any.yaml");
	assert_int_equal(x->code, FAULT_TOO_BIG);
	assert_int_equal(x->problems.items_n, 1000);
}

static void
a_survey_that_cannot_be_read_leaves_its_references_alone(void **state)
{
	struct fixture *x = *state;

	fixture_write_good(x);
	fixture_write(x, "surveys/after.yaml", "survey: [\n");
	fixture_load(x, "");
	fixture_expect_n(x, 1, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(a_good_workspace_loads_without_a_word),
		FIXTURE_TEST(every_planted_mistake_is_reported_at_its_place_in_one_pass),
		FIXTURE_TEST(problems_come_in_the_order_of_files_and_lines),
		FIXTURE_TEST(each_example_loads_without_an_error_or_a_warning),
		FIXTURE_TEST(a_cycle_file_brings_its_workspace_and_is_the_only_cycle),
		FIXTURE_TEST(a_cycle_alone_is_a_map_and_what_it_refers_to_is_not_looked_up),
		FIXTURE_TEST(a_survey_alone_is_known_by_its_first_key),
		FIXTURE_TEST(a_folder_without_organisation_is_no_workspace),
		FIXTURE_TEST(bytes_that_are_not_utf8_are_shown_by_line_and_column),
		FIXTURE_TEST(yaml_cut_in_the_middle_is_one_problem_with_its_place),
		FIXTURE_TEST(an_empty_file_is_a_problem_of_the_whole_file),
		FIXTURE_TEST(a_tab_that_indents_is_named_with_its_line),
		FIXTURE_TEST(a_second_document_in_a_file_is_a_problem),
		FIXTURE_TEST(a_list_instead_of_a_mapping_is_a_problem),
		FIXTURE_TEST(an_alias_bomb_is_stopped_by_its_weight),
		FIXTURE_TEST(an_alias_inside_what_it_names_is_stopped),
		FIXTURE_TEST(an_alias_that_is_used_well_gives_its_value),
		FIXTURE_TEST(merge_keys_are_refused_with_their_place),
		FIXTURE_TEST(two_thousand_levels_are_stopped_at_the_limit),
		FIXTURE_TEST(a_megabyte_of_brackets_takes_no_gigabytes),
		FIXTURE_TEST(a_byte_order_mark_and_windows_line_ends_change_nothing),
		FIXTURE_TEST(a_file_over_the_limit_is_a_problem_and_not_read),
		FIXTURE_TEST(more_than_a_thousand_problems_end_with_too_big),
		FIXTURE_TEST(a_survey_that_cannot_be_read_leaves_its_references_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
