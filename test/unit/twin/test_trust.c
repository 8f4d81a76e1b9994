/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The twin is believed where it was right, and not where the last days went otherwise: on a branch
 * that another simulator made (made_branch.h), on one that its own loop made, and on both with
 * serving that takes three times as long on the hidden days.
 */
#include <math.h>

#include "twin/twin.h"
#include "twin/trust_inside.h"
#include "made_branch.h"

static struct trust
asked(const struct columns *columns, int64_t now_us, struct arena *a)
{
	const struct trust_wish wish = {
		.branch = "town", .now_us = now_us, .limit_us = 10 * MADE_MINUTE};
	struct trust trust = {0};
	struct fault fault = {0};
	char sentence[500];

	if (twin_trust(&trust, columns, &wish, a, &fault))
		fail_msg("%s", fault_sentence(&fault, sentence, sizeof sentence));
	return trust;
}

static bool
has_reason(const struct trust *trust, enum trust_reason_kind kind)
{
	for (size_t i = 0; i < trust->reasons_n; i++)
		if (trust->reasons[i].kind == kind)
			return true;
	return false;
}

static void
is_graded(const struct trust *trust, enum trust_grade grade)
{
	if (trust->grade == grade)
		return;
	for (size_t d = 0; d < trust->days_n; d++)
		for (size_t i = 0; i < trust->days[d].checks_n; i++) {
			const struct trust_check *c = &trust->days[d].checks[i];
			print_message("day %zu figure %d: %g, expected %g [%g, %g]%s\n", d,
				(int)c->figure, c->happened, c->expected, c->low, c->high,
				c->is_passed ? "" : " FAILS");
		}
	for (size_t i = 0; i < trust->reasons_n; i++)
		print_message("%s\n", trust->reasons[i].text);
	fail_msg(
		"the grade is %s, not %s", trust_grade_word(trust->grade), trust_grade_word(grade));
}

static void
a_branch_that_goes_on_as_it_was_is_foretold(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard) struct columns *c = made_branch(&made_usual);
	const struct trust t = asked(c, MADE_MONDAY + 7 * made_usual.weeks_n * MADE_DAY, a);

	is_graded(&t, TRUST_GOOD);
	assert_true(t.is_trusted);
	assert_int_equal(t.days_n, 5);
	assert_int_equal(t.checks_n, 30);
	assert_true(t.inside_n >= 25);
	assert_true(t.wait_error < 0.35);
	assert_true(t.little_error < 1e-9);
	assert_true(t.closed_form_off < 4);
	assert_int_equal(t.learnt_n, 45);
	assert_true(has_reason(&t, TRUST_REASON_COVERAGE));
	assert_true(has_reason(&t, TRUST_REASON_CLOSED_FORM));
}

static void
a_branch_where_serving_takes_three_times_as_long_on_the_hidden_days_is_not(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct made_truth truth = made_usual;

	truth.slow_from_day = 7 * truth.weeks_n - 7;
	truth.slow = 3;
	ON_EXIT(columns_guard) struct columns *c = made_branch(&truth);
	const struct trust t = asked(c, MADE_MONDAY + 7 * truth.weeks_n * MADE_DAY, a);

	is_graded(&t, TRUST_POOR);
	assert_false(t.is_trusted);
	assert_int_equal(t.reasons[0].kind, TRUST_REASON_SERVICE_LONGER);
	assert_true(t.reasons[0].share > 1 && t.reasons[0].share < 3);
}

/* ---- Made by its own loop ---- */

static void
event_put(struct columns_lane *lane, const char *journey, const char *activity, int64_t at_us,
	const char *service, const char *counter)
{
	const struct span extra[] = {
		SPAN("town"), span_of(service), span_of(counter), SPAN("normal")};

	if (at_us != INT64_MIN)
		columns_lane_event(lane, span_of(journey), span_of(activity), at_us, extra);
}

static void
visit_put(struct columns_lane *lane, const struct simulate_model *model,
	const struct simulate_visit *v, unsigned number)
{
	const char *service = model->services[v->service].name;
	const char *counter = v->counter != SIMULATE_NONE ? model->counters[v->counter].name : "";
	char journey[20];

	snprintf(journey, sizeof journey, "%u", number);
	event_put(lane, journey, "ticket.taken", v->came_us, service, "");
	event_put(lane, journey, "ticket.called", v->called_us, service, counter);
	event_put(lane, journey, "service.begun", v->began_us, service, counter);
	event_put(lane, journey,
		v->ending == SIMULATE_LEFT     ? "ticket.left"
		: v->ending == SIMULATE_MISSED ? "ticket.missed"
					       : "service.finished",
		v->ended_us, service, counter);
}

/* Four weeks of a branch as it was learnt; on the last five days serving takes `slow` times as
 * long. */
static struct columns *
own_branch(const struct fit_branch *fit, double slow, struct arena *a)
{
	static const char *const extra[] = {"branch", "service", "counter", "class"};
	struct columns_builder *b = columns_builder_new(
		&(struct columns_plan){.extra = extra, .extra_n = 4, .lanes_n = 1, .hands = 1});
	struct columns *columns = NULL;
	struct fault fault = {0};
	unsigned journeys_n = 0;

	for (int day = 0; day < 28; day++) {
		const int64_t from_us = MADE_MONDAY + day * MADE_DAY;
		const struct simulate_wish wish = {
			.seed = 9, .replication = (uint64_t)day, .keeps_visits = true};
		struct simulate_service *services =
			ARENA_ARRAY(a, struct simulate_service, fit->services_n);
		struct simulate_model model;
		struct simulate_run run;

		if (day % 7 > 4)
			continue;
		assert_int_equal(
			twin_model(&model, fit, NULL, from_us, from_us + MADE_DAY, a, &fault),
			FAULT_NONE);
		memcpy(services, model.services, model.services_n * sizeof *services);
		for (size_t i = 0; i < model.services_n && day >= 21; i++)
			services[i].duration.mean_us *= slow;
		model.services = services;
		assert_int_equal(simulate_run(&run, &model, NULL, &wish, a, &fault), FAULT_NONE);
		for (size_t i = 0; i < run.visits_n; i++)
			visit_put(columns_builder_lane(b, 0), &model, &run.visits[i], ++journeys_n);
	}
	assert_int_equal(columns_builder_finish(&columns, b, &fault), FAULT_NONE);
	columns_builder_free(b);
	return columns;
}

static void
what_its_own_loop_made_is_foretold_and_falsified_it_is_not(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard) struct columns *seen = made_branch(&made_usual);
	const int64_t now_us = MADE_MONDAY + 28 * MADE_DAY;
	struct fit_branch *fit = NULL;
	struct fault fault = {0};
	struct trust t;

	assert_int_equal(
		twin_fit(&fit, seen, &(struct fit_wish){.branch = "town"}, a, &fault), FAULT_NONE);
	ON_EXIT(columns_guard) struct columns *own = own_branch(fit, 1, a);
	t = asked(own, now_us, a);
	is_graded(&t, TRUST_GOOD);
	ON_EXIT(columns_guard) struct columns *slow = own_branch(fit, 3, a);
	t = asked(slow, now_us, a);
	is_graded(&t, TRUST_POOR);
	assert_true(has_reason(&t, TRUST_REASON_SERVICE_LONGER));
	assert_true(has_reason(&t, TRUST_REASON_WAITS_LONGER));
}

/* ---- Too little ---- */

static void
a_week_is_too_few_days_and_a_day_that_is_not_over_does_not_count(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct made_truth truth = made_usual;

	truth.weeks_n = 2;
	ON_EXIT(columns_guard) struct columns *c = made_branch(&truth);
	/* Monday to Friday, and the next Monday at noon. */
	struct trust t = asked(c, MADE_MONDAY + 7 * MADE_DAY + 12 * MADE_HOUR, a);
	is_graded(&t, TRUST_TOO_FEW);
	assert_false(t.is_trusted);
	assert_int_equal(t.reasons[0].kind, TRUST_REASON_FEW_DAYS);
	assert_int_equal(t.reasons[0].n, 5);
	assert_int_equal(t.reasons[0].of, 6);
	/* A day later there are six. */
	t = asked(c, MADE_MONDAY + 8 * MADE_DAY, a);
	assert_int_not_equal(t.grade, TRUST_TOO_FEW);
	assert_int_equal(t.days_n, 3);
}

static void
a_branch_that_nobody_knows_is_too_little_to_tell(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard) struct columns *c = made_branch(&made_usual);
	const struct trust_wish wish = {.branch = "nowhere", .now_us = MADE_MONDAY};
	struct trust t;
	struct fault fault = {0};

	assert_int_equal(twin_trust(&t, c, &wish, a, &fault), FAULT_NONE);
	assert_int_equal(t.grade, TRUST_TOO_FEW);
	assert_int_equal(t.reasons[0].kind, TRUST_REASON_NO_FIT);
	assert_true(strstr(t.reasons[0].text, "nowhere") != NULL);
}

static void
what_was_judged_and_failed_is_refused_and_what_nobody_judged_is_not(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct trust t;
	json_t *json;

	assert_true(trust_grade_refuses(TRUST_POOR));
	assert_false(trust_grade_refuses(TRUST_FAIR));
	assert_false(trust_grade_refuses(TRUST_TOO_FEW));
	twin_trust_of_nothing(&t, MADE_MONDAY, a);
	assert_false(t.is_trusted);
	json = twin_trust_json(&t);
	assert_true(json_is_false(json_object_get(json, "is_refused")));
	assert_string_equal(
		json_string_value(json_object_get(
			json_array_get(json_object_get(json, "findings"), 0), "finding")),
		"no-history");
	json_decref(json);
}

static void
it_gives_up_when_it_is_told_to(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard) struct columns *c = made_branch(&made_usual);
	const atomic_bool is_over = true;
	const struct trust_wish wish = {.branch = "town",
		.now_us = MADE_MONDAY + 7 * made_usual.weeks_n * MADE_DAY,
		.is_over = &is_over};
	struct trust t;
	struct fault fault = {0};

	assert_int_equal(twin_trust(&t, c, &wish, a, &fault), FAULT_BUSY);
}

/* ---- The judge ---- */

static void
a_figure_is_inside_or_near_enough_or_off(void **state)
{
	double told[101];
	struct trust_check c;

	(void)state;
	for (int i = 0; i <= 100; i++)
		told[i] = 600e6 + i * 1e6;
	assert_true(trust_check_runs(&c, TRUST_MEDIAN, 650e6, told, 101));
	assert_true(c.is_inside && c.is_passed);
	assert_true(fabs(c.position - 0.5) < 1e-12);
	assert_true(fabs(c.low - 602.5e6) < 1 && fabs(c.high - 697.5e6) < 1);
	assert_true(trust_check_runs(&c, TRUST_MEDIAN, 740e6, told, 101));
	assert_true(!c.is_inside && c.is_passed);
	assert_true(trust_check_runs(&c, TRUST_MEDIAN, 800e6, told, 101));
	assert_true(!c.is_inside && !c.is_passed);
	assert_false(trust_check_runs(&c, TRUST_MEDIAN, NAN, told, 101));
	assert_true(trust_check_came(&c, 100, 100, 100));
	assert_true(fabs(c.position - 0.5) < 1e-12);
	assert_true(trust_check_came(&c, 140, 100, 100));
	assert_false(c.is_passed);
	assert_false(trust_check_came(&c, 100, 0, 0));
}

static void
a_broken_law_or_formula_is_never_trusted(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct trust_day day = {.checks = {{.figure = TRUST_MEDIAN,
					.happened = 1,
					.expected = 1,
					.is_inside = true,
					.is_passed = true,
					.position = 0.5}},
		.checks_n = 1};
	struct trust t = {.days = &day, .days_n = 1};

	trust_judge(&t, a);
	assert_int_equal(t.grade, TRUST_GOOD);
	t = (struct trust){.days = &day, .days_n = 1, .little_error = 0.01};
	trust_judge(&t, a);
	assert_int_equal(t.grade, TRUST_POOR);
	assert_int_equal(t.reasons[0].kind, TRUST_REASON_LITTLE_BROKEN);
	t = (struct trust){.days = &day, .days_n = 1, .closed_form_off = 9};
	trust_judge(&t, a);
	assert_int_equal(t.grade, TRUST_POOR);
	t = (struct trust){.days = &day, .days_n = 1, .closed_form_off = NAN};
	trust_judge(&t, a);
	assert_int_equal(t.grade, TRUST_POOR);
}

static void
the_frame_has_a_row_a_figure_and_the_grade_with_its_reasons_as_notes(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard) struct columns *c = made_branch(&made_usual);
	const struct trust t = asked(c, MADE_MONDAY + 7 * made_usual.weeks_n * MADE_DAY, a);
	struct frame *frame = NULL;
	struct fault fault = {0};

	assert_int_equal(twin_trust_frame(&frame, &t, a, &fault), FAULT_NONE);
	assert_int_equal(frame_rows_n(frame), 30);
	assert_int_equal(frame->notes_n, 1 + t.reasons_n);
	assert_true(strstr(frame->notes[0], "good") != NULL);
	assert_string_equal(frame_cell(frame, 0, 1)->t, "median wait");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_branch_that_goes_on_as_it_was_is_foretold),
		cmocka_unit_test(
			a_branch_where_serving_takes_three_times_as_long_on_the_hidden_days_is_not),
		cmocka_unit_test(what_its_own_loop_made_is_foretold_and_falsified_it_is_not),
		cmocka_unit_test(a_week_is_too_few_days_and_a_day_that_is_not_over_does_not_count),
		cmocka_unit_test(a_branch_that_nobody_knows_is_too_little_to_tell),
		cmocka_unit_test(
			what_was_judged_and_failed_is_refused_and_what_nobody_judged_is_not),
		cmocka_unit_test(it_gives_up_when_it_is_told_to),
		cmocka_unit_test(a_figure_is_inside_or_near_enough_or_off),
		cmocka_unit_test(a_broken_law_or_formula_is_never_trusted),
		cmocka_unit_test(
			the_frame_has_a_row_a_figure_and_the_grade_with_its_reasons_as_notes),
	};

	return cmocka_run_group_tests_name("trust", tests, NULL, NULL);
}
