/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Scenarios: what files and JSON say is read alike, and every problem has its place.
 */
#include "fixture.h"

#include <string.h>

static void
shop_write(struct fixture *x)
{
	fixture_write_good(x);
	fixture_write(x, "organisation.yaml",
		"organisation: shop\n"
		"title: The shop\n"
		"languages: [en]\n"
		"calendars:\n"
		"  - {calendar: town, open: {mon-fri: [09:00-17:00]}}\n"
		"branches:\n"
		"  - branch: square\n"
		"    title: On the square\n"
		"    counters: [{counter: one, title: One}, {counter: two, title: Two}]\n"
		"classes:\n"
		"  - {class: first, title: First, up_to: 2}\n"
		"  - {class: normal, title: All}\n"
		"services:\n"
		"  - {service: repair, title: Repair, usual: 5 min}\n"
		"  - {service: advice, title: Advice}\n"
		"departments:\n"
		"  - {department: workshop, title: Workshop}\n"
		"expectations:\n"
		"  - {expectation: speed, title: Quick service}\n");
}

static const char all_of_it[] =
	"scenario: tried\n"
	"title: Tried\n"
	"branch: square\n"
	"changes:\n"
	"  - {arrivals: repair, times: 1.2, at: [09:00-12:00, 22:00-02:00], days: [mon-wed, sun]}\n"
	"  - {arrivals: all, plus: 10}\n"
	"  - {serving: all, minus: 2 min}\n"
	"  - {counter: two, open: 10:00-14:00, days: sat, services: [advice]}\n"
	"  - {counter: one, closed: true}\n"
	"  - {counter: three, new: true, open: 09:00-17:00}\n"
	"  - {patience: advice, times: 0.5}\n"
	"  - {capacity: repair, at_most: 20}\n"
	"  - {class: first, up_to: 3}\n"
	"  - {route: repair, to: advice, chance: 10 %}\n"
	"runs: 40\n"
	"seed: 7\n";

static void
a_scenario_is_read_with_all_its_changes(void **state)
{
	struct fixture *x = *state;

	shop_write(x);
	fixture_write(x, "scenarios/tried.yaml", all_of_it);
	fixture_load(x, "");
	fixture_expect_n(x, 0, x->problems.warnings_n);
	assert_int_equal(x->map->scenarios_n, 1);
	const struct scenario *s = map_scenario_find(x->map, "tried");
	assert_non_null(s);
	assert_string_equal(s->branch, "square");
	assert_int_equal(s->runs, 40);
	assert_int_equal(s->seed, 7);
	assert_int_equal(s->changes_n, 10);
	const struct scenario_change *c = s->changes;
	assert_int_equal(c[0].kind, CHANGE_ARRIVALS);
	assert_string_equal(c[0].service, "repair");
	assert_true(c[0].times == 1.2);
	assert_int_equal(c[0].hours_n, 2);
	assert_int_equal(c[0].hours[1].from, 22 * 60);
	assert_int_equal(c[0].hours[1].to, 26 * 60);
	assert_int_equal(c[0].weekdays, 1 | 2 | 4 | 64);
	assert_null(c[1].service);
	assert_true(c[1].plus == 10 && c[1].times == 1);
	assert_int_equal(c[1].weekdays, 127);
	assert_int_equal(c[2].longer_us, -2 * DURATION_MINUTE_US);
	assert_true(c[3].has_services && c[3].services_n == 1);
	assert_true(c[4].is_closed);
	assert_true(c[5].is_new);
	assert_int_equal(c[6].kind, CHANGE_PATIENCE);
	assert_int_equal(c[7].at_most, 20);
	assert_string_equal(c[8].class_, "first");
	assert_int_equal(c[8].up_to, 3);
	assert_string_equal(c[9].to, "advice");
	assert_true(c[9].chance > 0.0999 && c[9].chance < 0.1001);
	assert_true(c[8].chance < 0);
	assert_string_equal(c[9].place.file, "scenarios/tried.yaml");
	assert_int_equal(c[9].place.line, 14);
}

static void
json_says_the_same_as_the_file(void **state)
{
	struct fixture *x = *state;
	const struct scenario *again = NULL;

	shop_write(x);
	fixture_write(x, "scenarios/tried.yaml", all_of_it);
	fixture_load(x, "");
	json_t *json = map_scenario_json(map_scenario_find(x->map, "tried"));
	if (map_scenario_of_json(&again, x->map, NULL, json, x->a, &x->fault))
		fail_msg("%s: %s", x->fault.field, x->fault.notes[0]);
	json_t *back = map_scenario_json(again);
	assert_true(json_equal(json, back));
	json_decref(back);
	json_decref(json);
	assert_int_equal(again->changes_n, 10);
	assert_null(again->changes[0].place.file);
	/* The name, the title and the branch may be left out. */
	json = json_pack("{s:[{s:s, s:b}]}", "changes", "counter", "one", "closed", 1);
	assert_int_equal(
		map_scenario_of_json(&again, x->map, "square", json, x->a, &x->fault), FAULT_NONE);
	assert_string_equal(again->branch, "square");
	json_decref(json);
}

/* The problem of one line of changes, at a column. */
static void
problem_of(struct fixture *x, const char *change, unsigned column, const char *words)
{
	shop_write(x);
	fixture_write(x, "scenarios/tried.yaml",
		arena_printf(x->a,
			"scenario: tried\ntitle: Tried\nbranch: square\nchanges:\n  - %s\n",
			change));
	fixture_load(x, "");
	assert_null(x->map);
	fixture_expect(x, "scenarios/tried.yaml", 5, column, words);
}

static void
every_problem_of_a_change_has_its_place(void **state)
{
	struct fixture *x = *state;

	problem_of(x, "{times: 2}", 5, "of nothing");
	problem_of(x, "{arrivals: repair, serving: repair, times: 2}", 24, "a second one");
	problem_of(x, "{arrivals: repair}", 5, "lacks \"times\" or \"plus\" or \"minus\"");
	problem_of(x, "{arrivals: repare, times: 2}", 16, "repair");
	problem_of(x, "{arrivals: repair, times: much}", 31, "expected a number");
	problem_of(x, "{arrivals: repair, times: -1}", 31, "expected a number over 0");
	problem_of(x, "{serving: repair, times: 0}", 30, "over 0");
	problem_of(x, "{arrivals: repair, plus: 2 min}", 30, "how many a day");
	problem_of(x, "{serving: repair, plus: 2}", 29, "plus");
	problem_of(x, "{serving: repair, times: 2, at: 09:00-10:00}", 33, "has no place here");
	problem_of(x, "{arrivals: repair, times: 2, at: late}", 38, "late");
	problem_of(x, "{arrivals: repair, times: 2, days: monday}", 40, "did you mean \"mon\"?");
	problem_of(x, "{counter: seven, closed: true}", 15, "seven");
	problem_of(x, "{counter: one, closed: true, open: 09:00-10:00}", 20, "closed and open");
	problem_of(x, "{counter: one, open: []}", 26, "closed: true");
	problem_of(x, "{capacity: repair, at_most: -3}", 33, "or 0 for any number");
	problem_of(x, "{class: gold, up_to: 1}", 13, "gold");
	problem_of(x, "{class: first, up_to: -1}", 27, "or 0 for all");
	problem_of(x, "{route: repair, chance: 10 %}", 5, "lacks \"to\"");
	problem_of(x, "{arivals: repair, times: 2}", 6, "did you mean \"arrivals\"?");
}

static void
a_counter_needs_the_branch_it_is_of(void **state)
{
	struct fixture *x = *state;

	shop_write(x);
	fixture_write(x, "scenarios/tried.yaml",
		"scenario: tried\ntitle: Tried\nruns: 501\nchanges:\n"
		"  - {counter: one, closed: true}\n");
	fixture_load(x, "");
	fixture_expect(x, "scenarios/tried.yaml", 5, 15, "say which");
	fixture_expect(x, "scenarios/tried.yaml", 3, 7, "expected 1 to 500");
	fixture_expect_n(x, 2, x->problems.warnings_n);
}

/* The first problem of JSON names its field. */
static void
json_problem(struct fixture *x, const char *text, const char *field, const char *words)
{
	json_error_t error;
	json_t *json = json_loads(text, JSON_DECODE_ANY, &error);
	const struct scenario *scenario = NULL;

	assert_non_null(json);
	x->fault = (struct fault){0};
	assert_int_equal(map_scenario_of_json(&scenario, x->map, "square", json, x->a, &x->fault),
		FAULT_BAD_INPUT);
	json_decref(json);
	assert_string_equal(x->fault.field, field);
	if (strstr(x->fault.notes[0], words) == NULL)
		fail_msg("%s", x->fault.notes[0]);
}

static void
a_problem_in_json_names_its_field(void **state)
{
	struct fixture *x = *state;

	shop_write(x);
	fixture_load(x, "");
	assert_non_null(x->map);
	json_problem(x, "[]", "scenario", "an object");
	json_problem(x, "{}", "scenario", "lacks \"changes\"");
	json_problem(x, "{\"changes\": []}", "changes", "empty");
	json_problem(x, "{\"changes\": [{\"arrivals\": \"repair\", \"times\": \"x\"}]}",
		"changes[0].times", "expected a number");
	json_problem(x,
		"{\"changes\": [{\"arrivals\": \"all\", \"times\": 2}, {\"serving\": \"nope\", "
		"\"times\": 2}]}",
		"changes[1].serving", "nope");
	json_problem(x, "{\"changes\": [{\"counter\": \"nine\", \"closed\": true}]}",
		"changes[0].counter", "nine");
	json_problem(x, "{\"changes\": [{\"counter\": \"one\", \"closed\": null}]}",
		"changes[0].closed", "no value");
	json_problem(x, "{\"runs\": 1000, \"changes\": [{\"arrivals\": \"all\", \"times\": 2}]}",
		"runs", "1 to 500");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(a_scenario_is_read_with_all_its_changes),
		FIXTURE_TEST(json_says_the_same_as_the_file),
		FIXTURE_TEST(every_problem_of_a_change_has_its_place),
		FIXTURE_TEST(a_counter_needs_the_branch_it_is_of),
		FIXTURE_TEST(a_problem_in_json_names_its_field),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
