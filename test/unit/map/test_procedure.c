/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Procedures: front matter, languages, agreement.
 */
#include "fixture.h"

#define PROCEDURE(language, version, rest)                                                         \
	"---\nprocedure: greet\nlanguage: " language "\ntitle: Title " language                    \
	"\nversion: " version "\n" rest

static void
the_languages_of_a_procedure_become_one(void **state)
{
	struct fixture *x = *state;

	fixture_write_good(x);
	fixture_write(x, "procedures/greet.md",
		PROCEDURE("en", "1.0",
			"owner: workshop\nreview_by: 2027-01-31\n---\nWhy.\n\n1. One\n2. Two\n"));
	fixture_write(x, "procedures/greet.pl.md",
		PROCEDURE("pl", "1.0", "---\nPo co.\n\n1. Raz\n2. Dwa\n"));
	fixture_load(x, "");
	fixture_expect_n(x, 0, 0);
	const struct procedure *p = &x->map->procedures[0];
	assert_int_equal(x->map->procedures_n, 1);
	assert_int_equal(p->steps_n, 2);
	assert_string_equal(wording_in(&p->title, LANGUAGE_PL), "Title pl");
	assert_string_equal(wording_in(&p->steps[1].text, LANGUAGE_PL), "Dwa");
	assert_string_equal(wording_in(&p->steps[1].text, LANGUAGE_VI), "Two");
	assert_string_equal(wording_in(&p->purpose, LANGUAGE_PL), "Po co.");
	assert_string_equal(p->version, "1.0");
	assert_string_equal(p->owner, "workshop");
	assert_true(p->has_review_by);
	assert_int_equal(p->review_by.year, 2027);
}

static void
languages_that_disagree_are_problems(void **state)
{
	struct fixture *x = *state;

	fixture_write_good(x);
	fixture_write(x, "procedures/greet.md",
		PROCEDURE("en", "1.0", "review_by: 2027-01-31\n---\n1. One\n2. Two\n"));
	fixture_write(x, "procedures/greet.pl.md",
		PROCEDURE("pl", "1.1", "review_by: 2027-02-28\n---\n1. Raz\n"));
	fixture_write(x, "procedures/greet.vi.md", PROCEDURE("pl", "1.0", "---\n1. A\n2. B\n"));
	fixture_load(x, "");
	fixture_expect(x, "greet.pl.md", 5, 10, "the version is \"1.1\" here and \"1.0\"");
	fixture_expect(x, "greet.pl.md", 6, 12, "\"review_by\" differs");
	fixture_expect(x, "greet.pl.md", 2, 12, "the steps here are 1, in procedures/greet.md 2");
	fixture_expect(x, "greet.vi.md", 3, 11, "the file's name says \"vi\"");
	fixture_expect(x, "greet.vi.md", 2, 12, "another file already holds \"greet\" in polski");
}

static void
a_procedure_without_front_matter_or_steps_is_a_problem(void **state)
{
	struct fixture *x = *state;

	fixture_write_good(x);
	fixture_write(x, "procedures/a.md", "1. One\n");
	fixture_write(x, "procedures/b.md", "---\nprocedure: b\ntitle: B\nversion: 1\n");
	fixture_write(
		x, "procedures/c.md", "---\nprocedure: c\ntitle: C\nversion: 1\n---\nWords.\n");
	fixture_write(
		x, "procedures/d.md", "---\nprocedure: d\ntilte: D\nversion: 1\n---\n1. One\n");
	fixture_write(
		x, "procedures/e.md", "---\nprocedure: e\ntitle: \xFF\nversion: 1\n---\n1. One\n");
	fixture_load(x, "");
	fixture_expect(x, "a.md", 1, 1, "begins with its front matter");
	fixture_expect(x, "b.md", 1, 1, "begins with its front matter");
	fixture_expect(x, "c.md", 2, 1, "has no steps");
	fixture_expect(x, "d.md", 3, 1, "did you mean \"title\"?");
	fixture_expect(x, "e.md", 3, 8, "not UTF-8");
	assert_int_equal(x->problems.errors_n, 5);
}

static void
a_language_without_a_file_is_warned_of(void **state)
{
	struct fixture *x = *state;

	fixture_write_good(x);
	fixture_write(x, "organisation.yaml",
		"organisation: shop\ntitle: The shop\nlanguages: [en, vi]\n"
		"departments: [{department: workshop, title: Workshop}]\n"
		"expectations: [{expectation: speed, title: Quick service}]\n");
	fixture_load(x, "");
	fixture_expect(x, "procedures/greet.md", 2, 1, "missing in vi");
	fixture_expect_n(x, 0, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(the_languages_of_a_procedure_become_one),
		FIXTURE_TEST(languages_that_disagree_are_problems),
		FIXTURE_TEST(a_procedure_without_front_matter_or_steps_is_a_problem),
		FIXTURE_TEST(a_language_without_a_file_is_warned_of),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
