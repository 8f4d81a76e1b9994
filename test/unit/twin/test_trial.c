/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A scenario tried: measures of simulated days with their intervals, the difference taken run by
 * run, the same figures on any number of threads.
 */
#include <math.h>

#include "twin/twin.h"
#include "made_branch.h"

#define NEXT_MONDAY (MADE_MONDAY + 7 * MADE_DAY * 20)

static struct trial
tried(const struct fit_branch *fit, const struct scenario *scenario, unsigned runs, unsigned hands,
	struct arena *a)
{
	const struct trial_wish wish = {.fit = fit,
		.scenario = scenario,
		.from_us = NEXT_MONDAY,
		.until_us = NEXT_MONDAY + MADE_DAY,
		.runs = runs,
		.hands = hands};
	struct trial trial;
	struct fault fault = {0};
	char sentence[500];

	if (twin_trial(&trial, &wish, a, &fault))
		fail_msg("%s", fault_sentence(&fault, sentence, sizeof sentence));
	return trial;
}

static const struct fit_branch *
learnt(const struct columns *columns, struct arena *a)
{
	struct fit_branch *fit = NULL;
	struct fault fault = {0};

	assert_int_equal(
		twin_fit(&fit, columns, &(struct fit_wish){.branch = "town"}, a, &fault), 0);
	return fit;
}

static double
figure(const struct frame *frame, size_t row, const char *column)
{
	const size_t c = frame_column_find(frame, column);

	assert_true(c != SIZE_MAX);
	assert_true(row < frame_rows_n(frame));
	return frame_cell(frame, row, c)->is_null ? NAN : frame_cell(frame, row, c)->r;
}

static const struct scenario_change quicker[] = {
	{.kind = CHANGE_SERVING, .service = "cheque", .times = 0.5, .chance = -1, .weekdays = 127}};
static const struct scenario quick = {.name = "quick", .changes = quicker, .changes_n = 1};

static void
both_sides_and_the_difference_have_the_frames_of_the_measures(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard) struct columns *c = made_branch(&made_usual);
	const struct trial t = tried(learnt(c, a), &quick, 40, 0, a);
	const struct frame *before = t.sides[0].frames[TRIAL_SIM_WAITS];
	const struct frame *after = t.sides[1].frames[TRIAL_SIM_WAITS];
	const struct frame *difference = t.difference[TRIAL_SIM_WAITS];

	assert_int_equal(t.runs, 40);
	assert_string_equal(frame_cell(before, 0, 0)->t, "all");
	/* The same customers come. */
	assert_true(fabs(figure(difference, 1, "came")) < 1e-9);
	assert_true(figure(after, 0, "wait_mean") < figure(before, 0, "wait_mean"));
	/* Paired: the mean of the differences is the difference of the means, and surer. */
	assert_true(fabs(figure(difference, 0, "wait_mean") - figure(after, 0, "wait_mean") +
			    figure(before, 0, "wait_mean")) < 1e-6);
	assert_true(figure(difference, 0, "wait_mean_high") < 0);
	assert_true(figure(before, 0, "wait_mean_low") < figure(before, 0, "wait_mean"));
	assert_true(figure(before, 0, "left_low") >= 0);
	/* The measures' own frames, each figure with its interval. */
	assert_string_equal(t.sides[0].frames[TRIAL_TICKETS]->measure, "tickets");
	assert_true(figure(t.sides[0].frames[TRIAL_TICKETS], 0, "tickets") > 50);
	assert_true(figure(t.sides[1].frames[TRIAL_TICKETS], 0, "service_mean") <
		    figure(t.sides[0].frames[TRIAL_TICKETS], 0, "service_mean"));
	assert_true(frame_column_find(t.sides[0].frames[TRIAL_TICKETS], "service_mean_high") !=
		    SIZE_MAX);
	assert_true(frame_column_find(t.sides[0].frames[TRIAL_TICKETS], "low") == SIZE_MAX);
	assert_null(t.sides[0].frames[TRIAL_STANDARDS]);
	assert_true(t.quarters_n > 20);
}

static void
the_figures_are_the_same_on_any_number_of_threads(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard) struct columns *c = made_branch(&made_usual);
	const struct fit_branch *fit = learnt(c, a);
	const struct trial one = tried(fit, &quick, 8, 1, a), many = tried(fit, &quick, 8, 4, a);
	json_t *once = twin_trial_json(&one, fit), *again = twin_trial_json(&many, fit);

	assert_true(json_equal(once, again));
	json_decref(once);
	json_decref(again);
}

static void
a_run_told_as_a_log_is_learnt_from_again(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard) struct columns *c = made_branch(&made_usual);
	ON_EXIT(columns_guard) struct columns *told = NULL;
	const struct fit_branch *fit = learnt(c, a);
	const struct trial_wish wish = {.fit = fit,
		.from_us = NEXT_MONDAY,
		.until_us = NEXT_MONDAY + 28 * MADE_DAY,
		.runs = 1};
	struct trial trial;
	struct fault fault = {0};

	assert_int_equal(twin_trial(&trial, &wish, a, &fault), 0);
	assert_int_equal(twin_run_columns(&told, &trial.sides[0].run, &trial.sides[0].model, fit,
				 NULL, &fault),
		0);
	const struct fit_branch *again = learnt(told, a);

	assert_string_equal(again->services[0].name, "cheque");
	const double mean = fit->services[0].duration.draw.mean_us,
		     n = (double)again->services[0].duration.n;
	assert_true(n > 500);
	assert_true(
		fabs(again->services[0].duration.draw.mean_us - mean) < 4 * 0.5 * mean / sqrt(n));
	assert_int_equal(again->services[0].routes_n, 1);
	assert_int_equal(again->days_n, 20);
}

static void
what_cannot_be_played_is_a_fault(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard) struct columns *c = made_branch(&made_usual);
	const struct scenario_change crowd[] = {
		{.kind = CHANGE_ARRIVALS, .times = 1, .plus = 1e6, .weekdays = 127}};
	const struct scenario crowded = {.changes = crowd, .changes_n = 1};
	struct trial_wish wish = {.fit = learnt(c, a),
		.from_us = NEXT_MONDAY,
		.until_us = NEXT_MONDAY + MADE_DAY,
		.runs = TRIAL_RUNS_MOST + 1};
	struct trial trial;
	struct fault fault = {0};

	assert_int_equal(twin_trial(&trial, &wish, a, &fault), FAULT_BAD_INPUT);
	assert_string_equal(fault.field, "runs");
	wish.runs = 2;
	wish.scenario = &crowded;
	assert_int_equal(twin_trial(&trial, &wish, a, &fault), FAULT_BAD_INPUT);
	assert_string_equal(fault.field, "changes");
	wish.scenario = NULL;
	wish.from_us += 5 * MADE_DAY; /* a Saturday, on which nobody comes */
	wish.until_us += 5 * MADE_DAY;
	assert_int_equal(twin_trial(&trial, &wish, a, &fault), FAULT_BAD_INPUT);
	assert_non_null(strstr(fault.notes[0], "nobody would come"));
	wish.until_us += 60 * MADE_DAY;
	assert_int_equal(twin_trial(&trial, &wish, a, &fault), FAULT_BAD_INPUT);
	assert_string_equal(fault.field, "days");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_sides_and_the_difference_have_the_frames_of_the_measures),
		cmocka_unit_test(the_figures_are_the_same_on_any_number_of_threads),
		cmocka_unit_test(a_run_told_as_a_log_is_learnt_from_again),
		cmocka_unit_test(what_cannot_be_played_is_a_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
