/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Models of some days: they play like the branch they were learnt from, and each change of a
 * scenario does what it says.
 */
#include <math.h>

#include "twin/twin.h"
#include "made_branch.h"

#define NEXT_MONDAY (MADE_MONDAY + 7 * MADE_DAY * 20)

struct made {
	struct arena *a;
	struct columns *columns;
	struct fit_branch *fit;
	struct calendar *calendar;
	struct map map;
	struct branch branch;
	struct service services[2];
	struct counter counters[2];
	struct priority_class classes[2];
};

static int
made_begin(void **state)
{
	struct arena *a = arena_new(ARENA_UNLIMITED);
	struct made *made = ARENA_NEW(a, struct made);
	const struct opening lunch[] = {{600, 720}};
	struct fault fault = {0};

	made->a = a;
	made->columns = made_branch(&made_usual);
	made->calendar = calendar_new(zone_utc(), a);
	for (int w = 0; w < 5; w++)
		assert_int_equal(
			calendar_weekday(made->calendar, w, (struct opening){540, 1020}, &fault),
			0);
	/* The Wednesday of the week played is short, its Thursday a holiday. */
	assert_int_equal(calendar_day(made->calendar, date_of_days(NEXT_MONDAY / MADE_DAY + 2),
				 lunch, 1, &fault),
		0);
	assert_int_equal(calendar_day(made->calendar, date_of_days(NEXT_MONDAY / MADE_DAY + 3),
				 NULL, 0, &fault),
		0);
	assert_int_equal(calendar_ready(made->calendar, &fault), 0);
	made->services[0].name = "cheque";
	made->services[1].name = "large-cheque";
	made->counters[0].name = "window-1";
	made->counters[1].name = "window-2";
	made->classes[0].name = "priority";
	made->classes[1].name = "normal";
	made->branch = (struct branch){.name = "town",
		.calendar = made->calendar,
		.counters = made->counters,
		.counters_n = 2};
	made->map.organisation = (struct organisation){.services = made->services,
		.services_n = 2,
		.classes = made->classes,
		.classes_n = 2,
		.branches = &made->branch,
		.branches_n = 1};
	assert_int_equal(
		twin_fit(&made->fit, made->columns,
			&(struct fit_wish){.map = &made->map, .branch = "town"}, a, &fault),
		0);
	*state = made;
	return 0;
}

static int
made_end(void **state)
{
	struct made *made = *state;

	columns_free(made->columns);
	arena_free(made->a);
	return 0;
}

static struct simulate_model
model_of_day(
	const struct made *made, int day, const struct scenario_change *changes, size_t changes_n)
{
	const int64_t from_us = NEXT_MONDAY + day * MADE_DAY;
	const struct scenario scenario = {
		.name = "tried", .changes = changes, .changes_n = changes_n};
	struct simulate_model model;
	struct fault fault = {0};
	char sentence[500];

	if (twin_model(&model, made->fit, changes_n > 0 ? &scenario : NULL, from_us,
		    from_us + MADE_DAY, made->a, &fault))
		fail_msg("%s", fault_sentence(&fault, sentence, sizeof sentence));
	return model;
}

static double
expected_of(const struct simulate_model *model, uint32_t service)
{
	double sum = 0;

	for (size_t i = 0; i < model->sources_n; i++) {
		const struct simulate_source *s = &model->sources[i];
		for (size_t k = 0; s->service == service && k + 1 < s->rates_n; k++)
			sum += s->rates[k].per_us *
			       (double)(s->rates[k + 1].from_us - s->rates[k].from_us);
		if (s->service == service)
			assert_true(s->rates[s->rates_n - 1].per_us == 0);
	}
	return sum;
}

static bool
is_near_share(double a, double b, double share)
{
	return fabs(a - b) <= share * fabs(b);
}

static void
a_day_has_its_hours_arrivals_and_shifts(void **state)
{
	const struct made *made = *state;
	const struct simulate_model monday = model_of_day(made, 0, NULL, 0);
	const struct simulate_model wednesday = model_of_day(made, 2, NULL, 0);
	const struct simulate_model holiday = model_of_day(made, 3, NULL, 0);

	assert_int_equal(monday.places_n, 1);
	assert_int_equal(monday.places[0].open[0].from_us, NEXT_MONDAY + 9 * MADE_HOUR);
	assert_int_equal(monday.places[0].open[0].until_us, NEXT_MONDAY + 17 * MADE_HOUR);
	assert_true(is_near_share(expected_of(&monday, 0), 72, 0.15));
	assert_int_equal(monday.sources[0].class_, 1);
	/* From ten to twelve: a quarter of the morning's rate a quarter hour. */
	assert_true(is_near_share(expected_of(&wednesday, 0), 24, 0.2));
	assert_int_equal(holiday.sources_n, 0);
	assert_int_equal(monday.counters_n, 2);
	for (size_t i = 0; i < 2; i++) {
		const struct simulate_counter *c = &monday.counters[i];
		assert_int_equal(c->shifts[0].from_us, NEXT_MONDAY + 9 * MADE_HOUR);
		assert_true(c->shifts[0].until_us > NEXT_MONDAY + 17 * MADE_HOUR);
		assert_true(c->shifts[0].until_us <= NEXT_MONDAY + 21 * MADE_HOUR);
	}
}

struct waits {
	double called_us, came_n, called_n, left_n;
};

static struct waits
played(const struct made *made, const struct simulate_model *model)
{
	struct waits w = {0};
	struct fault fault = {0};

	for (uint64_t i = 0; i < 200; i++) {
		struct simulate_run run;
		assert_int_equal(simulate_run(&run, model, NULL,
					 &(struct simulate_wish){.seed = 5, .replication = i},
					 made->a, &fault),
			0);
		for (size_t s = 0; s < model->services_n; s++) {
			w.called_us += run.tallies[s].waited_called_us;
			w.came_n += (double)run.tallies[s].came_n;
			w.called_n += (double)run.tallies[s].called_n;
			w.left_n += (double)run.tallies[s].left_n;
		}
	}
	return w;
}

/* What the journal says of the same. */
static struct waits
lived(const struct columns *c)
{
	const uint32_t taken = column_find(&c->activity, SPAN("ticket.taken")),
		       called = column_find(&c->activity, SPAN("ticket.called")),
		       left = column_find(&c->activity, SPAN("ticket.left")),
		       sent = column_find(&c->activity, SPAN("ticket.transferred"));
	struct waits w = {0};
	int64_t since_us = 0;

	for (uint64_t e = 0; e < c->events_n; e++) {
		const uint32_t code = column_code(&c->activity, e);
		if (code == taken || code == sent) {
			since_us = c->time_us[e];
			w.came_n++;
		} else if (code == called) {
			w.called_us += (double)(c->time_us[e] - since_us);
			w.called_n++;
		} else if (code == left) {
			w.left_n++;
		}
	}
	return w;
}

static void
a_model_plays_like_the_branch_it_was_learnt_from(void **state)
{
	const struct made *made = *state;
	const struct simulate_model monday = model_of_day(made, 0, NULL, 0);
	const struct waits simulated = played(made, &monday), was = lived(made->columns);

	/* 50 days differ by chance; the mean wait of one by about a half. */
	assert_true(is_near_share(simulated.came_n / 200, was.came_n / 50, 0.1));
	assert_true(is_near_share(
		simulated.called_us / simulated.called_n, was.called_us / was.called_n, 0.25));
	assert_true(
		is_near_share(simulated.left_n / simulated.came_n, was.left_n / was.came_n, 0.25));
}

static void
arrivals_change_by_times_and_by_so_many_a_day(void **state)
{
	const struct made *made = *state;
	const struct opening morning[] = {{540, 780}};
	const double plain =
		expected_of(&(struct simulate_model){0}, 0) +
		expected_of((const struct simulate_model[]){model_of_day(made, 0, NULL, 0)}, 0);
	const struct scenario_change twice = {
		.kind = CHANGE_ARRIVALS, .service = "cheque", .times = 2, .weekdays = 127};
	const struct scenario_change more = {.kind = CHANGE_ARRIVALS,
		.service = "cheque",
		.times = 1,
		.plus = 10,
		.weekdays = 1,
		.hours = morning,
		.hours_n = 1};
	struct simulate_model model = model_of_day(made, 0, &twice, 1);

	assert_true(is_near_share(expected_of(&model, 0), 2 * plain, 1e-6));
	model = model_of_day(made, 0, &more, 1);
	assert_true(fabs(expected_of(&model, 0) - plain - 10) < 1e-6);
	/* On Mondays only. */
	model = model_of_day(made, 1, &more, 1);
	assert_true(
		fabs(expected_of(&model, 0) -
			expected_of((const struct simulate_model[]){model_of_day(made, 1, NULL, 0)},
				0)) < 1e-6);
}

static void
serving_patience_capacity_and_routes_change(void **state)
{
	const struct made *made = *state;
	const struct simulate_model plain = model_of_day(made, 0, NULL, 0);
	const struct scenario_change changes[] = {
		{.kind = CHANGE_SERVING,
			.service = "cheque",
			.times = 1,
			.longer_us = -2 * MADE_MINUTE},
		{.kind = CHANGE_PATIENCE, .times = 0.5},
		{.kind = CHANGE_CAPACITY, .service = "cheque", .at_most = 7},
		{.kind = CHANGE_ROUTE,
			.service = "cheque",
			.to = "large-cheque",
			.times = 1,
			.chance = 0.5},
		{.kind = CHANGE_CLASS, .class_ = "priority", .up_to = 3},
	};
	const struct simulate_model model = model_of_day(made, 0, changes, 5);

	assert_true(fabs(model.services[0].duration.mean_us -
			    (plain.services[0].duration.mean_us - 2 * 60e6)) < 1);
	assert_true(is_near_share(
		model.services[1].patience.mean_us, plain.services[1].patience.mean_us / 2, 1e-9));
	assert_int_equal(model.services[0].capacity, 7);
	assert_int_equal(model.services[1].capacity, 0);
	assert_int_equal(model.services[0].routes_n, 1);
	assert_true(model.services[0].routes[0].chance == 0.5);
	assert_int_equal(model.places[0].rules.up_to[0], 3);
	/* What was learnt stays as it is. */
	assert_true(made->fit->services[0].routes[0].chance < 0.2);
}

static void
counters_open_close_and_come_new(void **state)
{
	const struct made *made = *state;
	static const char *const only[] = {"cheque"};
	const struct opening hours[] = {{600, 840}};
	const struct scenario_change changes[] = {
		{.kind = CHANGE_COUNTER, .counter = "window-1", .is_closed = true, .weekdays = 127},
		{.kind = CHANGE_COUNTER,
			.counter = "window-3",
			.is_new = true,
			.weekdays = 1,
			.hours = hours,
			.hours_n = 1,
			.has_services = true,
			.services = only,
			.services_n = 1},
	};
	const struct simulate_model model = model_of_day(made, 0, changes, 2);

	assert_int_equal(model.counters_n, 3);
	assert_true(model.counters[0].shifts[0].until_us < NEXT_MONDAY);
	assert_string_equal(model.counters[2].name, "window-3");
	assert_int_equal(model.counters[2].shifts_n, 1);
	assert_int_equal(model.counters[2].shifts[0].from_us, NEXT_MONDAY + 10 * MADE_HOUR);
	assert_int_equal(model.counters[2].shifts[0].until_us, NEXT_MONDAY + 14 * MADE_HOUR);
	assert_int_equal(model.counters[2].services_n, 1);
	assert_int_equal(model.counters[2].services[0], 0);
}

static void
a_change_of_what_is_not_there_is_a_fault_with_its_place(void **state)
{
	const struct made *made = *state;
	const struct scenario_change wrong[] = {
		{.kind = CHANGE_SERVING,
			.service = "chequ",
			.times = 1,
			.place = {"scenarios/a.yaml", 4, 5}},
		{.kind = CHANGE_COUNTER, .counter = "window-9", .weekdays = 127},
		{.kind = CHANGE_COUNTER, .counter = "window-1", .is_new = true, .weekdays = 127},
		{.kind = CHANGE_SERVING,
			.service = "cheque",
			.times = 1,
			.longer_us = -60 * MADE_MINUTE},
		{.kind = CHANGE_CLASS, .class_ = "gold"},
		{.kind = CHANGE_ROUTE,
			.service = "cheque",
			.to = "large-cheque",
			.times = 1,
			.chance = 1.5},
	};
	const char *const says[] = {
		("scenarios/a.yaml:4:5: town has no service \"chequ\"; did you mean "
		 "\"cheque\"?"),
		"no counter \"window-9\"", "it is not new", "nothing would be left",
		"no class \"gold\"", "150 %"};
	const char *const fields[] = {"", "counter", "counter", "minus", "class", "chance"};

	for (size_t i = 0; i < array_length(wrong); i++) {
		const struct scenario scenario = {.changes = &wrong[i], .changes_n = 1};
		struct simulate_model model;
		struct fault fault = {0};
		assert_int_equal(twin_model(&model, made->fit, &scenario, NEXT_MONDAY,
					 NEXT_MONDAY + MADE_DAY, made->a, &fault),
			FAULT_BAD_INPUT);
		if (strstr(fault.notes[0], says[i]) == NULL)
			fail_msg("%s", fault.notes[0]);
		assert_string_equal(fault.field, fields[i]);
	}
	struct simulate_model model;
	struct fault fault = {0};
	assert_int_equal(twin_model(&model, made->fit, &(struct scenario){.branch = "village"},
				 NEXT_MONDAY, NEXT_MONDAY + MADE_DAY, made->a, &fault),
		FAULT_BAD_INPUT);
	assert_string_equal(fault.field, "branch");
	assert_int_equal(
		twin_model(&model, made->fit, NULL, NEXT_MONDAY, NEXT_MONDAY, made->a, &fault),
		FAULT_BAD_INPUT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_day_has_its_hours_arrivals_and_shifts),
		cmocka_unit_test(a_model_plays_like_the_branch_it_was_learnt_from),
		cmocka_unit_test(arrivals_change_by_times_and_by_so_many_a_day),
		cmocka_unit_test(serving_patience_capacity_and_routes_change),
		cmocka_unit_test(counters_open_close_and_come_new),
		cmocka_unit_test(a_change_of_what_is_not_there_is_a_fault_with_its_place),
	};

	return cmocka_run_group_tests(tests, made_begin, made_end);
}
