/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a good map has: each warning, and that a good map has none.
 */
#include "fixture.h"

#include <string.h>

static void
a_bare_critical_moment_is_warned_of_three_times(void **state)
{
	struct fixture *x = *state;

	fixture_moment(x, "        critical: true\n");
	fixture_expect(x, "found.yaml", 7, 9, "\"hello\" has no standard");
	fixture_expect(x, "found.yaml", 7, 9, "\"hello\" has no procedure");
	fixture_expect(x, "found.yaml", 7, 9, "\"hello\" has no survey item");
	fixture_expect(x, "found.yaml", 1, 1, "no closing question");
	fixture_expect(x, "found.yaml", 1, 1, "no ending");
	fixture_expect_n(x, 0, 5);
}

static void
a_cycle_without_a_critical_moment_is_warned_of(void **state)
{
	struct fixture *x = *state;

	fixture_moment(x, "");
	fixture_expect(x, "found.yaml", 1, 1, "no critical moment");
}

static void
standards_that_nothing_measures_or_that_serve_nothing_are_warned_of(void **state)
{
	struct fixture *x = *state;

	fixture_moment(x, "        begins: A\n"
			  "        standards:\n"
			  "          - {standard: a, promise: A., measure: duration, at_most: 1 "
			  "min, target: 90 %}\n"
			  "          - {standard: b, promise: B., measure: wait, at_most: 1 min, "
			  "target: 90 %}\n"
			  "          - {standard: c, promise: C., measure: score, at_least: 4, "
			  "target: 90 %}\n"
			  "          - {standard: d, promise: D., measure: count, at_most: 1, "
			  "target: 90 %}\n");
	fixture_expect(
		x, "found.yaml", 11, 13, "\"a\" cannot be measured: the moment has no \"ends\"");
	fixture_expect(x, "found.yaml", 12, 13,
		"\"b\" cannot be measured: the moment has no \"waits_from\"");
	fixture_expect(
		x, "found.yaml", 13, 13, "\"c\" cannot be measured: the moment has no \"ask\"");
	fixture_expect(x, "found.yaml", 14, 13, "\"d\" has no source");
}

static void
a_score_that_no_answer_reaches_is_warned_of(void **state)
{
	struct fixture *x = *state;
	const char *cycle =
		"cycle: more\ntitle: More\nstages:\n  - stage: a\n    title: A\n    moments:\n"
		"      - moment: one\n        title: One\n        ask: {survey: after, item: %s}\n"
		"        standards:\n          - {standard: s, promise: S., measure: score,"
		" at_least: %d, target: 90 %%}\n";

	fixture_write_good(x);
	fixture_write(x, "surveys/after.yaml",
		"survey: after\nkind: csat\ntitle: After\nitems:\n"
		"  - {item: overall, kind: rating, ask: All in all?, from: 1, to: 5}\n"
		"  - {item: why, kind: text, ask: Why?}\n");
	fixture_write(x, "cycles/more.yaml", arena_printf(x->a, cycle, "overall", 8));
	fixture_load(x, "");
	fixture_expect(
		x, "cycles/more.yaml", 11, 13, "its limit is outside the item's ratings, 1 to 5");
	fixture_write(x, "cycles/more.yaml", arena_printf(x->a, cycle, "why", 4));
	fixture_load(x, "");
	fixture_expect(x, "cycles/more.yaml", 11, 13, "no rating");
}

static void
letters_used_twice_and_an_nps_without_its_scale_are_warned_of(void **state)
{
	struct fixture *x = *state;

	fixture_write(x, "organisation.yaml",
		"organisation: shop\ntitle: The shop\nservices:\n"
		"  - {service: a, title: A, letter: Z}\n  - {service: b, title: B, letter: Z}\n");
	fixture_write(x, "surveys/friends.yaml",
		"survey: friends\nkind: nps\ntitle: Friends\nitems:\n"
		"  - {item: a, kind: rating, ask: Would you?, from: 1, to: 10}\n");
	fixture_load(x, "");
	fixture_expect(x, "organisation.yaml", 5, 5, "has the letter Z of the service \"a\"");
	fixture_expect(x, "surveys/friends.yaml", 1, 1, "a rating from 0 to 10");
	fixture_expect_n(x, 0, 2);
}

static void
a_moment_that_only_unknown_live_events_begin_is_never_reached(void **state)
{
	struct fixture *x = *state;

	fixture_moment(x, "        begins: [ticket.caled, service.begn]\n");
	fixture_expect(x, "found.yaml", 7, 9, "no event ever reaches");
	fixture_moment(x, "        begins: [ticket.caled, Triage]\n");
	for (size_t i = 0; i < x->problems.items_n; i++)
		assert_null(strstr(x->problems.items[i].what, "ever reaches"));
}

static void
overdue_and_forgotten_procedures_are_warned_of(void **state)
{
	struct fixture *x = *state;

	fixture_write_good(x);
	fixture_write(x, "procedures/greet.md",
		"---\nprocedure: greet\ntitle: Greet\nversion: 1.0\nreview_by: 2026-11-20\n---\n1. "
		"One\n");
	fixture_write(x, "procedures/rest.md",
		"---\nprocedure: rest\ntitle: Rest\nversion: 1.0\nreview_by: 2026-11-21\n---\n1. "
		"One\n");
	fixture_load(x, "");
	fixture_expect(x, "procedures/greet.md", 2, 1, "overdue since 2026-11-20");
	fixture_expect(x, "procedures/rest.md", 2, 1, "nothing leads to the procedure \"rest\"");
	fixture_expect_n(x, 0, 2);
}

static void
without_a_date_no_review_is_overdue(void **state)
{
	struct fixture *x = *state;
	struct map *map = NULL;

	fixture_write_good(x);
	fixture_write(x, "procedures/greet.md",
		"---\nprocedure: greet\ntitle: Greet\nversion: 1.0\nreview_by: 2001-01-01\n---\n1. "
		"One\n");
	assert_int_equal(
		map_load(&map, &x->problems, x->folder, NULL, x->a, &x->fault), FAULT_NONE);
	map_free(map);
	fixture_expect_n(x, 0, 0);
}

static void
a_source_that_no_standard_serves_is_warned_of(void **state)
{
	struct fixture *x = *state;

	fixture_write_good(x);
	fixture_write(x, "organisation.yaml",
		"organisation: shop\ntitle: The shop\n"
		"departments: [{department: workshop, title: Workshop}]\n"
		"expectations: [{expectation: speed, title: Quick service}]\n"
		"values:\n  - {value: care, title: Care}\n"
		"stakeholders:\n  - {stakeholder: guild, kind: associations, title: The guild}\n");
	fixture_load(x, "");
	fixture_expect(x, "organisation.yaml", 6, 13, "no standard serves the value \"care\"");
	fixture_expect(
		x, "organisation.yaml", 8, 19, "no standard serves the stakeholder \"guild\"");
	fixture_expect_n(x, 0, 2);
}

static void
texts_that_lack_a_language_of_the_organisation_are_warned_of(void **state)
{
	struct fixture *x = *state;

	fixture_write(x, "organisation.yaml",
		"organisation: shop\nlanguages: [pl, en, vi]\ntitle: {pl: Sklep}\nvision: For "
		"all.\n"
		"mission: {pl: A, en: B, vi: C}\n");
	fixture_load(x, "");
	fixture_expect(x, "organisation.yaml", 3, 8, "missing in en, vi");
	fixture_expect_n(x, 0, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(a_bare_critical_moment_is_warned_of_three_times),
		FIXTURE_TEST(a_cycle_without_a_critical_moment_is_warned_of),
		FIXTURE_TEST(standards_that_nothing_measures_or_that_serve_nothing_are_warned_of),
		FIXTURE_TEST(a_score_that_no_answer_reaches_is_warned_of),
		FIXTURE_TEST(letters_used_twice_and_an_nps_without_its_scale_are_warned_of),
		FIXTURE_TEST(a_moment_that_only_unknown_live_events_begin_is_never_reached),
		FIXTURE_TEST(overdue_and_forgotten_procedures_are_warned_of),
		FIXTURE_TEST(without_a_date_no_review_is_overdue),
		FIXTURE_TEST(a_source_that_no_standard_serves_is_warned_of),
		FIXTURE_TEST(texts_that_lack_a_language_of_the_organisation_are_warned_of),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
