/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Standards that look at more than two instants: limits in the opening time of the branch where the
 * customer came, outcomes and scores that a log carries in columns.
 */
#include "log.h"
#include "map.h"
#include "base/calendar.h"

#define FRIDAY_1630 "1795192200" /* 2026-11-20T16:30:00Z */
#define MONDAY_0920 "1795425600" /* 2026-11-23T09:20:00Z */

static const struct calendar *
week_calendar(int first_day, int last_day, struct opening hours, struct arena *a)
{
	struct fault fault = {0};
	struct calendar *c = calendar_new(zone_utc(), a);
	for (int day = first_day; day <= last_day; day++)
		assert_int_equal(calendar_weekday(c, day, hours, &fault), FAULT_NONE);
	assert_int_equal(calendar_ready(c, &fault), FAULT_NONE);
	return c;
}

static size_t
standard_row(struct frame **ret, const struct columns *c, const struct bank *bank,
	const char *standard, struct arena *a)
{
	const struct measure_options options = {.map = &bank->map, .cycle = &bank->cycle};
	*ret = log_measure("standards", c, &options, a);
	return row_of(*ret, "standard", standard);
}

/* Everybody comes on Friday at 16:30 and is called on Monday at 09:20: 50 minutes of a branch that
 * opens from 9 to 17, more than 64 hours of one that never closes. */
static void
a_limit_in_opening_time_runs_by_the_calendar_of_the_branch(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const char *text = "";
	for (int i = 0; i < 12; i++)
		text = arena_printf(a,
			"%s%d taken " FRIDAY_1630 " %s\n%d called " MONDAY_0920 " %s\n", text, i,
			i < 5 ? "office" : "always", i, i < 5 ? "office" : "always");
	ON_EXIT(columns_guard) struct columns *c = log_read(text, "branch");
	const struct branch branches[] = {
		{.name = "office", .calendar = week_calendar(0, 4, (struct opening){540, 1020}, a)},
		{.name = "always", .calendar = week_calendar(0, 6, (struct opening){0, 1440}, a)},
	};
	struct bank bank;
	struct frame *f;
	bank_fill(&bank);
	bank.map.organisation.branches = branches;
	bank.map.organisation.branches_n = array_length(branches);
	bank.map.organisation.calendar = branches[1].calendar;
	bank.standards[0].at_most =
		(struct duration){.us = 50 * DURATION_MINUTE_US, .is_opening = true};
	size_t row = standard_row(&f, c, &bank, "called-soon", a);
	assert_int_equal(int_at(f, row, "n"), 12);
	assert_int_equal(int_at(f, row, "kept"), 5);
	bank.standards[0].at_most.us--; /* the limit is inclusive to the microsecond */
	row = standard_row(&f, c, &bank, "called-soon", a);
	assert_int_equal(int_at(f, row, "kept"), 0);
	bank.standards[0].at_most.is_opening = false;
	bank.standards[0].at_most.us = 65 * DURATION_HOUR_US;
	row = standard_row(&f, c, &bank, "called-soon", a);
	assert_int_equal(int_at(f, row, "kept"), 12);
}

static void
an_unknown_branch_goes_by_the_calendar_of_the_organisation(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const char *text = "";
	for (int i = 0; i < 5; i++)
		text = arena_printf(a,
			"%s%d taken " FRIDAY_1630 " elsewhere\n%d called " MONDAY_0920
			" elsewhere\n",
			text, i, i);
	ON_EXIT(columns_guard) struct columns *c = log_read(text, "branch");
	struct bank bank;
	struct frame *f;
	bank_fill(&bank);
	bank.map.organisation.calendar = week_calendar(0, 4, (struct opening){540, 1020}, a);
	bank.standards[0].at_most =
		(struct duration){.us = 50 * DURATION_MINUTE_US, .is_opening = true};
	const size_t row = standard_row(&f, c, &bank, "called-soon", a);
	assert_int_equal(int_at(f, row, "kept"), 5);
}

static void
fewer_than_five_are_too_few_to_say_anything_of_them(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard)
	struct columns *c =
		log_read("1 taken 0\n1 called 5\n2 taken 0\n2 called 5\n3 taken 0\n3 called 50\n"
			 "4 taken 0\n4 called 5\n",
			NULL);
	struct bank bank;
	struct frame *f;
	bank_fill(&bank);
	const size_t row = standard_row(&f, c, &bank, "called-soon", a);
	assert_int_equal(int_at(f, row, "n"), 4);
	assert_true(null_at(f, row, "kept")); /* a count would give a person away */
	assert_true(null_at(f, row, "share"));
	assert_string_equal(text_at(f, row, "met"), "too few");
}

/* Ten greetings end: seven positive, two neutral, one negative; one more says nothing of it. */
static void
outcomes_are_read_from_the_log(void **state)
{
	static const char *const words[] = {"positive", "Positive", "positive", "positive",
		"positive", "positive", "positive", "neutral", "neutral", "negative", "-"};
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const char *text = "";
	for (size_t i = 0; i < array_length(words); i++)
		text = arena_printf(
			a, "%s%zu called 0 -\n%zu greeted 10 %s\n", text, i, i, words[i]);
	ON_EXIT(columns_guard) struct columns *c = log_read(text, "outcome");
	struct bank bank;
	struct frame *f;
	bank_fill(&bank);
	bank.standards[1] = (struct standard){.name = "kind",
		.promise = same_words("You are greeted kindly."),
		.measure = STANDARD_OUTCOME,
		.target = 0.5};
	const size_t row = standard_row(&f, c, &bank, "kind", a);
	assert_int_equal(int_at(f, row, "n"), 10);
	assert_int_equal(int_at(f, row, "kept"), 7);
	assert_near(real_at(f, row, "share"), 0.7);
	assert_string_equal(text_at(f, row, "met"), "unsure"); /* Wilson 0.397 to 0.892 holds 0.5 */
}

static void
scores_are_read_from_the_column_of_the_survey_item(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const char *text = "";
	for (int i = 0; i < 20; i++)
		text = arena_printf(
			a, "%s%d called 0 - -\n%d greeted 10 %d 1\n", text, i, i, 1 + i % 5);
	text = arena_printf(a, "%ssilent called 0 - -\nsilent greeted 10 - 5\n", text);
	ON_EXIT(columns_guard) struct columns *c = log_read(text, "after-visit.greeting score");
	struct bank bank;
	struct frame *f;
	bank_fill(&bank);
	bank.moments[1].ask = (struct ask){.survey = "after-visit", .item = "greeting"};
	bank.standards[1] = (struct standard){.name = "kind",
		.promise = same_words("You find the greeting kind."),
		.measure = STANDARD_SCORE,
		.has_at_least = true,
		.at_least_number = 4,
		.target = 0.9};
	size_t row = standard_row(&f, c, &bank, "kind", a);
	assert_int_equal(int_at(f, row, "n"), 20);
	assert_int_equal(int_at(f, row, "kept"), 8); /* fours and fives */
	assert_string_equal(text_at(f, row, "met"), "no");
	bank.moments[1].ask.item = "parting"; /* no such column: the plain score is asked */
	row = standard_row(&f, c, &bank, "kind", a);
	assert_int_equal(int_at(f, row, "n"), 21);
	assert_int_equal(int_at(f, row, "kept"), 1);
}

static void
what_staff_mark_is_the_outcome_of_the_moment(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const char *text = "";
	/* Twelve visits: seven smiles positive, three neutral, two negative; what the service
	 * finished with is no word about the smile. */
	for (int i = 0; i < 12; i++)
		text = arena_printf(a,
			"%s%d serve %d - positive\n%d moment.ended %d smile %s\n"
			"%d finished %d - negative\n",
			text, i, i, i, i + 1,
			i < 7	 ? "positive"
			: i < 10 ? "neutral"
				 : "negative",
			i, i + 2);
	ON_EXIT(columns_guard) struct columns *c = log_read(text, "moment outcome");
	struct bank bank;
	struct frame *f;
	const struct standard smiled = {.name = "smiled",
		.promise = same_words("You are smiled at."),
		.measure = STANDARD_OUTCOME,
		.target = 0.9};
	bank_fill(&bank);
	const struct standard both[] = {
		smiled, clock_standard("brief", STANDARD_DURATION, 60000000, 0.9)};
	bank.moments[4].standards = both;
	bank.moments[4].standards_n = 2;
	size_t row = standard_row(&f, c, &bank, "smiled", a);
	assert_int_equal(int_at(f, row, "n"), 12);
	assert_int_equal(int_at(f, row, "kept"), 7);
	/* nobody saw it begin, so nobody knows how long it took */
	row = standard_row(&f, c, &bank, "brief", a);
	assert_int_equal(int_at(f, row, "n"), 0);
}

static void
an_answer_given_later_scores_the_moment_it_was_asked_about(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const char *text = "";
	for (int i = 0; i < 8; i++)
		text = arena_printf(a,
			"%s%d serve %d - - -\n%d answer.given %d after wait 1\n"
			"%d answer.given %d after work %d\n"
			"%d answer.given %d elsewhere work 1\n",
			text, i, i, i, 1000 + i, i, 2000 + i, i < 6 ? 5 : 2, i, 3000 + i);
	ON_EXIT(columns_guard) struct columns *c = log_read(text, "survey item mark");
	struct bank bank;
	struct frame *f;
	const struct standard liked = {.name = "liked",
		.promise = same_words("You like it."),
		.measure = STANDARD_SCORE,
		.has_at_least = true,
		.at_least_number = 4,
		.target = 0.9};
	bank_fill(&bank);
	bank.moments[2].standards = &liked;
	bank.moments[2].standards_n = 1;
	bank.moments[2].ask = (struct ask){"after", "work"};
	const size_t row = standard_row(&f, c, &bank, "liked", a);
	assert_int_equal(int_at(f, row, "n"), 8);
	assert_int_equal(int_at(f, row, "kept"), 6);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_limit_in_opening_time_runs_by_the_calendar_of_the_branch),
		cmocka_unit_test(an_unknown_branch_goes_by_the_calendar_of_the_organisation),
		cmocka_unit_test(fewer_than_five_are_too_few_to_say_anything_of_them),
		cmocka_unit_test(outcomes_are_read_from_the_log),
		cmocka_unit_test(scores_are_read_from_the_column_of_the_survey_item),
		cmocka_unit_test(what_staff_mark_is_the_outcome_of_the_moment),
		cmocka_unit_test(an_answer_given_later_scores_the_moment_it_was_asked_about),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
