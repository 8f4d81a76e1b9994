/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which files are read, and which are warned of.
 */
#include "fixture.h"

#include <string.h>
#include <unistd.h>

static void
files_that_were_surely_meant_to_be_read_are_warned_of(void **state)
{
	struct fixture *x = *state;

	fixture_write_good(x);
	fixture_write(x, "cycles/more.yml", "cycle: more\n");
	fixture_write(x, "procedures/greet.markdown", "1. One\n");
	fixture_write(x, "surveys/old/after.yaml", "survey: after\n");
	fixture_write(x, "guide/stars.yaml", "guide: stars\n");
	fixture_write(x, "notes/README.md", "anything\n");
	fixture_write(x, "cycles/.hidden.yaml", "not: [yaml\n");
	fixture_write(x, "cycles/repair.yaml~", "not: [yaml\n");
	fixture_load(x, "");
	fixture_expect(x, "cycles/more.yml", 0, 0, "the files of cycles/ end in .yaml");
	fixture_expect(x, "procedures/greet.markdown", 0, 0, "end in .md");
	fixture_expect(x, "surveys/old", 0, 0, "this folder is not read");
	fixture_expect(x, "guide", 0, 0, "did you mean \"guides\"?");
	fixture_expect_n(x, 0, 4);
}

static void
a_file_is_named_after_what_is_in_it(void **state)
{
	struct fixture *x = *state;

	fixture_write_good(x);
	fixture_write(x, "guides/star.yaml",
		"guide: stars\ntitle: Stars\nlines: [{line: one, requires: One.}]\n");
	fixture_load(x, "");
	fixture_expect(x, "guides/star.yaml", 1, 1, "\"star\" and what is in it \"stars\"");
	fixture_expect_n(x, 0, 1);
}

static void
workspaces_below_a_folder_are_found_in_order(void **state)
{
	struct fixture *x = *state;
	const char *const *paths;
	size_t n;

	fixture_write(x, "b/organisation.yaml", "");
	fixture_write(x, "a/deep/organisation.yaml", "");
	fixture_write(x, "a/deep/inner/organisation.yaml", "");
	fixture_write(x, "too/deep/for/us/organisation.yaml", "");
	assert_int_equal(map_workspaces_find(&paths, &n, x->folder, x->a, &x->fault), FAULT_NONE);
	assert_int_equal(n, 2);
	assert_non_null(strstr(paths[0], "/a/deep"));
	assert_non_null(strstr(paths[1], "/b"));
	const char *file = arena_printf(x->a, "%s/b/organisation.yaml", x->folder);
	assert_int_equal(map_workspaces_find(&paths, &n, file, x->a, &x->fault), FAULT_NONE);
	assert_int_equal(n, 1);
	assert_int_equal(map_workspaces_find(&paths, &n, "/nowhere/at/all", x->a, &x->fault),
		FAULT_NOT_FOUND);
}

static void
the_same_problem_has_the_same_file_name_however_the_folder_is_named(void **state)
{
	struct fixture *x = *state;

	fixture_write_good(x);
	fixture_write(x, "cycles/bad.yaml", "cycle: bad\n");
	fixture_load_path(x, arena_printf(x->a, "%s/", x->folder));
	assert_string_equal(
		x->problems.items[0].file, arena_printf(x->a, "%s/cycles/bad.yaml", x->folder));
	char here[4096];
	assert_non_null(getcwd(here, sizeof here));
	assert_int_equal(chdir(x->folder), 0);
	fixture_load_path(x, ".");
	assert_string_equal(x->problems.items[0].file, "cycles/bad.yaml");
	fixture_load_path(x, "cycles/repair.yaml");
	assert_string_equal(x->problems.items[0].file, "cycles/bad.yaml");
	assert_int_equal(chdir(here), 0);
}

static void
a_cycle_outside_the_cycles_folder_joins_the_workspace_above_it(void **state)
{
	struct fixture *x = *state;

	fixture_write_good(x);
	fixture_write(x, "drafts/new.yaml",
		"cycle: new\ntitle: New\nstages:\n  - stage: a\n    title: A\n    moments:\n"
		"      - {moment: one, title: One, procedure: greet, owner: nobody}\n");
	fixture_load(x, "drafts/new.yaml");
	fixture_expect(x, "drafts/new.yaml", 7, 60, "no department named \"nobody\"");
	assert_int_equal(x->problems.errors_n, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(files_that_were_surely_meant_to_be_read_are_warned_of),
		FIXTURE_TEST(a_file_is_named_after_what_is_in_it),
		FIXTURE_TEST(workspaces_below_a_folder_are_found_in_order),
		FIXTURE_TEST(the_same_problem_has_the_same_file_name_however_the_folder_is_named),
		FIXTURE_TEST(a_cycle_outside_the_cycles_folder_joins_the_workspace_above_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
