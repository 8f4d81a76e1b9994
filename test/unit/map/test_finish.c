/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the fields of a mapping must be to each other: limits and measures, sources, ratings.
 */
#include "fixture.h"

/* The lines of a standard from line 12 on, indented by 12 blanks. */
static void
standard(struct fixture *x, const char *lines)
{
	fixture_moment(x, arena_printf(x->a,
				  "        standards:\n          - standard: soon\n            "
				  "promise: Soon.\n%s",
				  lines));
}

static void
a_limit_in_opening_hours_is_kept_as_such(void **state)
{
	struct fixture *x = *state;

	standard(x, "            measure: duration\n            at_most: opening 2 h\n"
		    "            target: 95 %\n            left: keep-within\n");
	const struct standard *s = fixture_found(x)->standards;
	assert_true(s->has_at_most);
	assert_true(s->at_most.is_opening);
	assert_int_equal(s->at_most.us, 2 * DURATION_HOUR_US);
	assert_int_equal(s->left, TREATMENT_KEEP_WITHIN);
	assert_true(s->target > 0.9499 && s->target < 0.9501);
	assert_false(s->has_source);
}

static void
who_left_counts_by_drop_within_when_nothing_is_said(void **state)
{
	struct fixture *x = *state;

	standard(x,
		"            measure: wait\n            at_most: 1 min\n            target: 0.5\n");
	assert_int_equal(fixture_found(x)->standards[0].left, TREATMENT_DROP_WITHIN);
}

static void
numbers_limit_scores_and_counts(void **state)
{
	struct fixture *x = *state;

	standard(x,
		"            measure: score\n            at_least: 4\n            target: 80 %\n");
	assert_true(fixture_found(x)->standards[0].has_at_least);
	assert_true(fixture_found(x)->standards[0].at_least_number == 4);
	standard(x,
		"            measure: count\n            at_most: 2\n            target: 80 %\n");
	assert_true(fixture_found(x)->standards[0].at_most_number == 2);
	standard(x, "            measure: score\n            at_least: 10 min\n            target: "
		    "80 %\n");
	fixture_expect(
		x, "found.yaml", 13, 23, "expected a number, since the measure is \"score\"");
	standard(x, "            measure: count\n            at_least: 3\n            at_most: 2\n"
		    "            target: 80 %\n");
	fixture_expect(x, "found.yaml", 13, 23, "nothing could ever keep it");
}

static void
a_limit_that_the_measure_does_not_take_is_a_problem(void **state)
{
	struct fixture *x = *state;

	standard(x, "            measure: outcome\n            at_least: 4\n            target: 80 "
		    "%\n");
	fixture_expect(x, "found.yaml", 13, 13, "\"at_least\" has no place here");
	standard(x, "            measure: wait\n            at_least: 4 min\n            target: "
		    "80 %\n");
	fixture_expect(x, "found.yaml", 13, 13, "\"at_least\" has no place here");
	fixture_expect(x, "found.yaml", 10, 13, "lacks \"at_most\"");
	standard(x, "            measure: duration\n            at_most: 4\n            target: 80 "
		    "%\n");
	fixture_expect(x, "found.yaml", 13, 22, "\"at_most\": ");
	standard(x, "            measure: score\n            target: 80 %\n");
	fixture_expect(x, "found.yaml", 10, 13, "lacks \"at_least\" or \"at_most\"");
}

static void
the_treatment_of_those_who_left_is_only_for_times(void **state)
{
	struct fixture *x = *state;

	standard(x,
		"            measure: score\n            at_least: 4\n            target: 80 %\n"
		"            left: ignore\n");
	fixture_expect(x, "found.yaml", 15, 13, "\"left\" has no place here");
	standard(x,
		"            measure: wait\n            at_most: 4 min\n            target: 80 %\n"
		"            left: drop-short\n");
	fixture_expect(x, "found.yaml", 15, 13, "needs \"short\"");
	standard(x,
		"            measure: wait\n            at_most: 4 min\n            target: 80 %\n"
		"            short: 5 s\n");
	fixture_expect(x, "found.yaml", 15, 13, "\"short\" has no place here");
	standard(x,
		"            measure: wait\n            at_most: 4 min\n            target: 80 %\n"
		"            left: drop-short\n            short: 5 s\n");
	assert_int_equal(x->problems.errors_n, 0);
	assert_int_equal(fixture_found(x)->standards[0].short_limit.us, 5 * DURATION_SECOND_US);
}

static void
a_standard_without_a_target_is_a_problem(void **state)
{
	struct fixture *x = *state;

	standard(x, "            measure: outcome\n");
	fixture_expect(x, "found.yaml", 10, 13, "lacks \"target\"");
}

static void
a_source_is_one_thing(void **state)
{
	struct fixture *x = *state;
	const char *begin =
		"            measure: outcome\n            target: 80 %\n            source: ";

	standard(x, arena_printf(x->a, "%s{guide: stars, line: greeted}\n", begin));
	const struct standard *s = fixture_found(x)->standards;
	assert_true(s->has_source);
	assert_int_equal(s->source.kind, SOURCE_GUIDE);
	assert_string_equal(s->source.name, "stars");
	assert_string_equal(s->source.line, "greeted");
	standard(x, arena_printf(x->a, "%s{value: a, expectation: b}\n", begin));
	fixture_expect(x, "found.yaml", 14, 22, "\"value\" is a second one");
	standard(x, arena_printf(x->a, "%s{}\n", begin));
	fixture_expect(x, "found.yaml", 14, 21, "this source names nothing");
	standard(x, arena_printf(x->a, "%s{line: greeted}\n", begin));
	fixture_expect(x, "found.yaml", 14, 28, "needs the guide it belongs to beside it");
}

static void
moments_are_numbered_over_the_whole_cycle(void **state)
{
	struct fixture *x = *state;

	fixture_write(x, "any.yaml",
		"cycle: any\ntitle: Any\nstages:\n"
		"  - {stage: a, title: A, moments: [{moment: one, title: 1}, {moment: two, title: "
		"2}]}\n"
		"  - {stage: b, title: B, moments: [{moment: three, title: 3}]}\n");
	fixture_load(x, "any.yaml");
	const struct cycle *cycle = &x->map->cycles[0];
	assert_int_equal(cycle->moments_n, 3);
	assert_int_equal(cycle->stages[1].moments[0].index, 2);
	assert_int_equal(cycle->stages[1].moments[0].stage, 1);
}

static void
ends_without_begins_is_a_problem(void **state)
{
	struct fixture *x = *state;

	fixture_moment(x, "        ends: service.finished\n");
	fixture_expect(x, "found.yaml", 9, 9, "\"ends\" and no \"begins\"");
}

static void
items_hold_what_their_kind_needs(void **state)
{
	struct fixture *x = *state;

	fixture_write(x, "any.yaml",
		"survey: any\nkind: custom\ntitle: Any\nitems:\n"
		"  - {item: a, kind: rating, ask: A, from: 1}\n"
		"  - {item: b, kind: text, ask: B, choices: [{choice: x, title: X}]}\n"
		"  - {item: c, kind: choice, ask: C, reversed: true}\n"
		"  - {item: d, kind: choice, ask: D, choices: [{choice: x, title: X}, {choice: x, "
		"title: Y}]}\n"
		"  - {item: e, kind: rating, ask: E, from: -3, to: 3, reversed: true}\n");
	fixture_load(x, "any.yaml");
	fixture_expect(x, "any.yaml", 5, 5, "lacks \"from\" or \"to\"");
	fixture_expect(x, "any.yaml", 6, 35, "\"choices\" has no place here");
	fixture_expect(x, "any.yaml", 7, 37, "only a rating has it");
	fixture_expect(x, "any.yaml", 7, 5, "lacks \"choices\"");
	fixture_expect(x, "any.yaml", 8, 79, "another choice is already named \"x\"");
	assert_int_equal(x->problems.errors_n, 5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(a_limit_in_opening_hours_is_kept_as_such),
		FIXTURE_TEST(who_left_counts_by_drop_within_when_nothing_is_said),
		FIXTURE_TEST(numbers_limit_scores_and_counts),
		FIXTURE_TEST(a_limit_that_the_measure_does_not_take_is_a_problem),
		FIXTURE_TEST(the_treatment_of_those_who_left_is_only_for_times),
		FIXTURE_TEST(a_standard_without_a_target_is_a_problem),
		FIXTURE_TEST(a_source_is_one_thing),
		FIXTURE_TEST(moments_are_numbered_over_the_whole_cycle),
		FIXTURE_TEST(ends_without_begins_is_a_problem),
		FIXTURE_TEST(items_hold_what_their_kind_needs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
