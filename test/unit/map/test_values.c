/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each type of value: what it becomes, and what is said of a bad one.
 */
#include "fixture.h"

#include <string.h>

static void
a_text_in_one_string_is_in_every_language(void **state)
{
	struct fixture *x = *state;

	fixture_moment(x, "        say: '  Good morning. '\n");
	const struct moment *m = fixture_found(x);
	assert_string_equal(wording_in(&m->say, LANGUAGE_PL), "Good morning.");
	assert_true(m->say.has_own[LANGUAGE_VI]);
	assert_string_equal(wording_in(&m->needs, LANGUAGE_EN), "");
}

static void
a_language_left_out_holds_the_first_that_was_given(void **state)
{
	struct fixture *x = *state;

	fixture_moment(x, "        say: {vi: Chào, pl: Dzień dobry}\n");
	const struct moment *m = fixture_found(x);
	assert_string_equal(wording_in(&m->say, LANGUAGE_EN), "Chào");
	assert_false(m->say.has_own[LANGUAGE_EN]);
	assert_true(m->say.has_own[LANGUAGE_PL]);
}

static void
a_language_left_out_holds_the_main_one_when_it_is_there(void **state)
{
	struct fixture *x = *state;

	fixture_write_good(x);
	fixture_write(x, "surveys/extra.yaml",
		"survey: extra\nkind: csat\ntitle: {vi: Ba, en: One}\nitems:\n"
		"  - {item: a, kind: text, ask: {vi: Gì?, en: What?}}\n");
	fixture_load(x, "");
	assert_string_equal(wording_in(&x->map->surveys[1].title, LANGUAGE_PL), "One");
}

static void
texts_are_kept_in_normal_form_c(void **state)
{
	struct fixture *x = *state;

	fixture_moment(x, "        say: \"Z\\u0307o\\u0301\\u0142w\"\n");
	assert_string_equal(wording_in(&fixture_found(x)->say, LANGUAGE_EN), "Żółw");
}

static void
a_text_that_is_empty_or_a_list_is_a_problem(void **state)
{
	struct fixture *x = *state;

	fixture_moment(x, "        say: ''\n"
			  "        needs: [a, b]\n"
			  "        summary:\n"
			  "        backstage: {en: '', xx: what}\n");
	fixture_expect(x, "found.yaml", 9, 14, "\"say\" is empty");
	fixture_expect(x, "found.yaml", 10, 16, "\"needs\" is a list; expected a text");
	fixture_expect(x, "found.yaml", 11, 9, "\"summary\" has no value");
	fixture_expect(x, "found.yaml", 12, 25, "\"backstage\" in English is empty");
	fixture_expect(x, "found.yaml", 12, 29, "\"backstage\" has a text in \"xx\"");
	assert_int_equal(x->problems.errors_n, 5);
}

static void
a_name_with_capitals_is_a_problem_that_offers_a_right_one(void **state)
{
	struct fixture *x = *state;

	fixture_moment(x, "        owner: Old Town\n        procedure: -x\n");
	fixture_expect(x, "found.yaml", 9, 16, "such as \"old-town\"");
	fixture_expect(x, "found.yaml", 10, 20, "a name has small letters");
}

static void
flags_are_true_or_false_and_nothing_else(void **state)
{
	struct fixture *x = *state;

	fixture_moment(
		x, "        critical: true\n        optional: false\n        repeats: true\n");
	assert_true(fixture_found(x)->is_critical);
	assert_false(fixture_found(x)->is_optional);
	assert_true(fixture_found(x)->may_repeat);
	fixture_moment(x, "        critical: yes\n        optional: True\n");
	assert_int_equal(x->problems.errors_n, 2);
}

static void
channels_are_one_word_or_a_list(void **state)
{
	struct fixture *x = *state;

	fixture_moment(x, "        channels: fax\n");
	assert_int_equal(fixture_found(x)->channels, 1u << CHANNEL_FAX);
	fixture_moment(x, "        channels: [counter, email]\n");
	assert_int_equal(fixture_found(x)->channels, 1u << CHANNEL_COUNTER | 1u << CHANNEL_EMAIL);
	fixture_moment(x, "        channels: [conter, {a: b}]\n");
	fixture_expect(x, "found.yaml", 9, 20, "did you mean \"counter\"?");
	fixture_expect(x, "found.yaml", 9, 28, "in \"channels\" stands a mapping of keys");
}

static void
events_are_a_name_a_list_or_one_side_of_an_activity(void **state)
{
	struct fixture *x = *state;

	fixture_moment(x, "        begins: Triage\n"
			  "        ends: [service.finished, X-Ray]\n"
			  "        waits_from: {after: Admission}\n"
			  "        left_by: {before: [A, B]}\n");
	const struct moment *m = fixture_found(x);
	assert_string_equal(m->begins.names[0], "Triage");
	assert_int_equal(m->begins.side, EVENT_SIDE_OWN);
	assert_int_equal(m->ends.names_n, 2);
	assert_string_equal(m->ends.names[1], "X-Ray");
	assert_int_equal(m->waits_from.side, EVENT_SIDE_AFTER);
	assert_int_equal(m->left_by.side, EVENT_SIDE_BEFORE);
	assert_int_equal(m->left_by.names_n, 2);
}

static void
events_of_no_shape_are_problems(void **state)
{
	struct fixture *x = *state;

	fixture_moment(x, "        begins: {aftr: A}\n"
			  "        ends: {after: A, before: B}\n"
			  "        waits_from: []\n"
			  "        left_by: [[A]]\n");
	fixture_expect(x, "found.yaml", 9, 18, "did you mean \"after\"?");
	fixture_expect(x, "found.yaml", 10, 26, "expected one of them");
	fixture_expect(x, "found.yaml", 11, 21, "an empty list");
	fixture_expect(x, "found.yaml", 12, 19, "a list where the name of an event should stand");
}

static void
an_event_kind_that_is_nearly_one_is_warned_of(void **state)
{
	struct fixture *x = *state;

	fixture_moment(x, "        begins: ticket.takne\n"
			  "        ends: [ticket.eaten, Version 2.0, www.example.org]\n");
	fixture_expect(x, "found.yaml", 9, 17, "did you mean \"ticket.taken\"?");
	assert_int_equal(x->problems.errors_n, 0);
	for (size_t i = 0; i < x->problems.items_n; i++)
		assert_null(strstr(x->problems.items[i].what, "Version"));
}

static void
durations_and_dates_and_numbers_are_checked(void **state)
{
	struct fixture *x = *state;

	fixture_write(x, "any.yaml",
		"cycle: any\ntitle: Any\ncomes_back_within: opening 3 h\nstages: []\n");
	fixture_load(x, "any.yaml");
	fixture_expect(x, "any.yaml", 3, 20, "cannot count opening hours");
	fixture_write(
		x, "any.yaml", "cycle: any\ntitle: Any\ncomes_back_within: 1 month\nstages: []\n");
	fixture_load(x, "any.yaml");
	fixture_expect(x, "any.yaml", 3, 20, "month");
	fixture_write(x, "guide.yaml",
		"guide: any\ntitle: Any\nlines:\n  - {line: a, requires: A, points: 2.5}\n"
		"  - {line: b, requires: B}\n");
	fixture_load(x, "guide.yaml");
	fixture_expect(x, "guide.yaml", 4, 36, "\"2.5\"; expected a whole number");
}

static void
a_line_of_a_guide_counts_one_point_when_nothing_is_said(void **state)
{
	struct fixture *x = *state;

	fixture_write(x, "guide.yaml",
		"guide: any\ntitle: Any\nlines:\n  - {line: a, requires: A, points: 3, essential: "
		"true}\n"
		"  - {line: b, requires: B}\n");
	fixture_load(x, "guide.yaml");
	assert_int_equal(x->map->guides[0].lines[0].points, 3);
	assert_true(x->map->guides[0].lines[0].is_essential);
	assert_int_equal(x->map->guides[0].lines[1].points, 1);
}

static void
languages_letters_and_services_of_an_organisation_are_checked(void **state)
{
	struct fixture *x = *state;

	fixture_write(x, "organisation.yaml",
		"organisation: shop\ntitle: The shop\nlanguages: [en, plsh, [x]]\n"
		"services:\n  - {service: a, title: A, letter: AB}\n  - {service: b, title: B, "
		"letter: B, usual: 4 min}\n"
		"branches:\n  - branch: one\n    title: One\n    counters:\n"
		"      - {counter: c, title: C, services: [b, bb]}\n"
		"      - {counter: d, title: D, services: b}\n");
	fixture_load(x, "");
	fixture_expect(x, "organisation.yaml", 3, 17, "\"plsh\" is no language here");
	fixture_expect(x, "organisation.yaml", 3, 23, "this is no language here");
	fixture_expect(x, "organisation.yaml", 5, 36, "expected one capital letter");
	fixture_expect(x, "organisation.yaml", 11, 46, "no service named \"bb\"");
	assert_int_equal(x->problems.errors_n, 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(a_text_in_one_string_is_in_every_language),
		FIXTURE_TEST(a_language_left_out_holds_the_first_that_was_given),
		FIXTURE_TEST(a_language_left_out_holds_the_main_one_when_it_is_there),
		FIXTURE_TEST(texts_are_kept_in_normal_form_c),
		FIXTURE_TEST(a_text_that_is_empty_or_a_list_is_a_problem),
		FIXTURE_TEST(a_name_with_capitals_is_a_problem_that_offers_a_right_one),
		FIXTURE_TEST(flags_are_true_or_false_and_nothing_else),
		FIXTURE_TEST(channels_are_one_word_or_a_list),
		FIXTURE_TEST(events_are_a_name_a_list_or_one_side_of_an_activity),
		FIXTURE_TEST(events_of_no_shape_are_problems),
		FIXTURE_TEST(an_event_kind_that_is_nearly_one_is_warned_of),
		FIXTURE_TEST(durations_and_dates_and_numbers_are_checked),
		FIXTURE_TEST(a_line_of_a_guide_counts_one_point_when_nothing_is_said),
		FIXTURE_TEST(languages_letters_and_services_of_an_organisation_are_checked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
