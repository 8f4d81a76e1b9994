/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens in a run, moment by moment, where nothing is left to chance. */
#include "plain.h"

#define NONE INT64_MIN

static int
arena_begin(void **state)
{
	*state = arena_new(ARENA_UNLIMITED);
	return 0;
}

static int
arena_end(void **state)
{
	arena_free(*state);
	return 0;
}

/* Customers at very times with very durations: a service for each customer, one after the other. */
struct told {
	struct plain plain;
	struct simulate_service services[8];
	struct simulate_source sources[8];
	int64_t times[8];
};

static void
told_fill(struct told *t, const double *times_s, const double *durations_s, size_t n,
	size_t counters_n)
{
	memset(t, 0, sizeof *t);
	plain_fill(&t->plain, counters_n);
	for (size_t i = 0; i < n; i++) {
		t->times[i] = (int64_t)(times_s[i] * 1e6);
		t->services[i] = (struct simulate_service){.name = "help",
			.duration = {.kind = DRAW_CONSTANT, .mean_us = durations_s[i] * 1e6}};
		t->sources[i] = (struct simulate_source){
			.service = (uint32_t)i, .times_us = &t->times[i], .times_n = 1};
	}
	t->plain.model.services = t->services;
	t->plain.model.sources = t->sources;
	t->plain.model.services_n = n;
	t->plain.model.sources_n = n;
	t->plain.model.until_us = 1000 * S;
}

static const double seven_times[] = {0, 1, 2, 2.5, 6, 6.2, 7},
		    seven_durations[] = {2, 1.5, 1, 2, .5, 1, 3};

/* domain.md §10: the deterministic check. */
static void
one_counter_serves_seven_customers_as_the_book_says(void **state)
{
	static const double waits[] = {0, 1, 1.5, 2, .5, .8, 1},
			    ends[] = {2, 3.5, 4.5, 6.5, 7, 8, 11};
	struct simulate_run run;
	struct told t;
	double waited_us = 0;

	told_fill(&t, seven_times, seven_durations, 7, 1);
	run = run_of(&t.plain.model, NULL, 1, true, *state);
	assert_int_equal(run.visits_n, 7);
	for (size_t i = 0; i < 7; i++) {
		const struct simulate_visit *v = &run.visits[i];

		assert_int_equal(v->customer, i);
		assert_int_equal(v->service, i);
		assert_int_equal(v->ending, SIMULATE_SERVED);
		assert_int_equal(v->called_us - v->came_us, (int64_t)(waits[i] * 1e6));
		assert_int_equal(v->began_us, v->called_us);
		assert_int_equal(v->ended_us, (int64_t)(ends[i] * 1e6));
		waited_us += run.tallies[i].waited_us;
	}
	assert_float_equal(waited_us / 7e6, 0.9714286, 5e-8);
	assert_int_equal(run.ended_us, 11 * S);
	assert_int_equal(run.events_n, 14);
	assert_true(run.little_error == 0);
}

static void
two_counters_serve_seven_customers_without_a_wait(void **state)
{
	struct simulate_run run;
	struct told t;

	told_fill(&t, seven_times, seven_durations, 7, 2);
	run = run_of(&t.plain.model, NULL, 1, true, *state);
	for (size_t i = 0; i < 7; i++)
		assert_int_equal(run.visits[i].called_us, run.visits[i].came_us);
	/* The one that has been idle longest calls. */
	assert_int_equal(run.visits[0].counter, 0);
	assert_int_equal(run.visits[1].counter, 1);
	assert_int_equal(run.visits[2].counter, 0);
	assert_int_equal(run.visits[3].counter, 1);
}

static void
a_counter_rests_after_each_customer(void **state)
{
	static const double times[] = {0, 1, 20}, durations[] = {2, 2, 2};
	struct simulate_run run;
	struct told t;

	told_fill(&t, times, durations, 3, 1);
	for (size_t i = 0; i < 3; i++)
		t.services[i].rest = (struct draw){.kind = DRAW_CONSTANT, .mean_us = 3e6};
	run = run_of(&t.plain.model, NULL, 1, true, *state);
	assert_int_equal(run.visits[0].ended_us, 2 * S);
	assert_int_equal(run.visits[1].called_us, 5 * S);
	assert_int_equal(run.visits[2].called_us, 20 * S);
	assert_int_equal(run.ended_us, 22 * S);
	assert_true(run.little_error == 0);
	/* Who comes while it rests waits for it. */
	t.times[2] = 8 * S;
	run = run_of(&t.plain.model, NULL, 1, true, *state);
	assert_int_equal(run.visits[2].called_us, 10 * S);
}

static void
a_counter_rests_in_a_plain_line_too(void **state)
{
	static const int64_t times[] = {0, 1 * S};
	struct simulate_run run;
	struct plain p;

	plain_fill(&p, 1);
	plain_times(&p, times, 2);
	p.model.until_us = 10 * S;
	p.service.duration = (struct draw){.kind = DRAW_CONSTANT, .mean_us = 2e6};
	p.service.rest = (struct draw){.kind = DRAW_CONSTANT, .mean_us = 3e6};
	run = run_of(&p.model, NULL, 1, true, *state);
	assert_int_equal(run.visits[1].called_us, 5 * S);
	run = run_of(&p.model, NULL, 1, false, *state);
	assert_true(run.tallies[0].waited_us == 4e6);
}

static void
what_ends_comes_before_what_begins(void **state)
{
	static const double times[] = {0, 2, 2}, durations[] = {2, 2, 2};
	struct simulate_run run;
	struct told t;

	/* The counter is free at 2 when two come: one is called, one waits. */
	told_fill(&t, times, durations, 3, 1);
	run = run_of(&t.plain.model, NULL, 1, true, *state);
	assert_int_equal(run.visits[1].called_us, 2 * S);
	assert_int_equal(run.visits[2].called_us, 4 * S);
	/* Who is called at the very end of the patience has not left. */
	t.services[2].patience = (struct draw){.kind = DRAW_CONSTANT, .mean_us = 2e6};
	run = run_of(&t.plain.model, NULL, 1, true, *state);
	assert_int_equal(run.visits[2].ending, SIMULATE_SERVED);
	t.services[2].patience.mean_us = 2e6 - 1;
	run = run_of(&t.plain.model, NULL, 1, true, *state);
	assert_int_equal(run.visits[2].ending, SIMULATE_LEFT);
	assert_int_equal(run.visits[2].ended_us, 4 * S - 1);
	assert_int_equal(run.visits[2].counter, SIMULATE_NONE);
	assert_int_equal(run.visits[2].called_us, NONE);
	assert_int_equal(run.tallies[2].left_n, 1);
	assert_float_equal(run.tallies[2].waited_us, 2e6 - 1, 0);
	assert_float_equal(run.tallies[2].waited_called_us, 0, 0);
}

static void
who_does_not_come_keeps_the_counter_for_a_while(void **state)
{
	static const double times[] = {0, 1}, durations[] = {5, 5};
	struct simulate_run run;
	struct told t;

	told_fill(&t, times, durations, 2, 1);
	t.services[0].no_show = 1;
	t.services[0].comes_within_us = 30 * S;
	t.services[1].walking = (struct draw){.kind = DRAW_CONSTANT, .mean_us = 7e6};
	run = run_of(&t.plain.model, NULL, 1, true, *state);
	assert_int_equal(run.visits[0].ending, SIMULATE_MISSED);
	assert_int_equal(run.visits[0].began_us, NONE);
	assert_int_equal(run.visits[0].ended_us, 30 * S);
	assert_int_equal(run.visits[1].called_us, 30 * S);
	assert_int_equal(run.visits[1].began_us, 37 * S);
	assert_int_equal(run.visits[1].ended_us, 42 * S);
	assert_int_equal(run.tallies[0].missed_n, 1);
	assert_float_equal(run.tallies[0].served_us, 30e6, 0);
	assert_float_equal(run.tallies[1].served_us, 12e6, 0);
}

static void
a_slow_counter_takes_longer(void **state)
{
	static const double times[] = {0, 0}, durations[] = {10, 10};
	const struct simulate_serving serving = {
		.counter = 1, .came_us = -40 * S, .called_us = -40 * S, .began_us = -12 * S};
	const struct simulate_start start = {.serving = &serving, .serving_n = 1};
	struct simulate_run run;
	struct told t;

	told_fill(&t, times, durations, 2, 2);
	t.plain.counters[1].pace = 1.5;
	t.services[1].walking = (struct draw){.kind = DRAW_CONSTANT, .mean_us = 2e6};
	run = run_of(&t.plain.model, NULL, 1, true, *state);
	assert_int_equal(run.visits[0].ended_us, 10 * S);
	assert_int_equal(run.visits[1].counter, 1);
	assert_int_equal(run.visits[1].ended_us, 17 * S);
	/* Who has been at it for twelve seconds has three to go. */
	t.plain.model.sources_n = 0;
	run = run_of(&t.plain.model, &start, 1, true, *state);
	assert_int_equal(run.visits[0].ended_us, 3 * S);
}

static void
a_full_service_turns_away_and_a_closed_place_too(void **state)
{
	static const int64_t times[] = {0, 1, 2, 3, 20 * S, 40 * S};
	static const struct simulate_span open[] = {{0, 10 * S}, {30 * S, 50 * S}};
	struct simulate_run run;
	struct plain p;

	plain_fill(&p, 1);
	plain_times(&p, times, 6);
	p.service.duration = (struct draw){.kind = DRAW_CONSTANT, .mean_us = 1e6};
	p.service.capacity = 2;
	p.place.open = open;
	p.place.open_n = 2;
	run = run_of(&p.model, NULL, 1, true, *state);
	assert_int_equal(run.visits[2].ending, SIMULATE_SERVED);
	assert_int_equal(run.visits[3].ending, SIMULATE_REFUSED);
	assert_int_equal(run.visits[4].ending, SIMULATE_REFUSED);
	assert_int_equal(run.visits[5].ending, SIMULATE_SERVED);
	assert_int_equal(run.tallies[0].came_n, 6);
	assert_int_equal(run.tallies[0].refused_n, 2);
	assert_int_equal(run.tallies[0].served_n, 4);
}

static void
a_counter_calls_in_its_shifts_and_serves_to_the_end(void **state)
{
	static const int64_t times[] = {0, 1 * S, 2 * S};
	static const struct simulate_span shifts[] = {{5 * S, 10 * S}, {20 * S, 30 * S}};
	struct simulate_run run;
	struct plain p;

	plain_fill(&p, 1);
	plain_times(&p, times, 3);
	p.service.duration = (struct draw){.kind = DRAW_CONSTANT, .mean_us = 4e6};
	p.counters[0].shifts = shifts;
	p.counters[0].shifts_n = 2;
	run = run_of(&p.model, NULL, 1, true, *state);
	assert_int_equal(run.visits[0].called_us, 5 * S);
	assert_int_equal(run.visits[1].called_us, 9 * S);
	assert_int_equal(run.visits[1].ended_us, 13 * S);
	assert_int_equal(run.visits[2].called_us, 20 * S);
	/* Who has nobody to be called by waits for ever. */
	p.counters[0].shifts_n = 1;
	run = run_of(&p.model, NULL, 1, true, *state);
	assert_int_equal(run.visits[2].ending, SIMULATE_WAITING);
	assert_int_equal(run.ended_us, 13 * S);
	assert_true(run.little_error == 0);
}

static void
a_sharp_end_leaves_everybody_where_they_are(void **state)
{
	static const double times[] = {0, 1, 2}, durations[] = {4, 6, 1};
	struct simulate_run run;
	struct told t;

	told_fill(&t, times, durations, 3, 1);
	t.plain.model.until_us = 4 * S;
	t.plain.model.ends_sharply = true;
	run = run_of(&t.plain.model, NULL, 1, true, *state);
	assert_int_equal(run.visits[0].ending, SIMULATE_SERVED);
	assert_int_equal(run.visits[1].ending, SIMULATE_WAITING);
	t.plain.model.until_us = 5 * S;
	run = run_of(&t.plain.model, NULL, 1, true, *state);
	assert_int_equal(run.visits[1].ending, SIMULATE_AT_COUNTER);
	assert_int_equal(run.visits[1].called_us, 4 * S);
	assert_int_equal(run.visits[1].ended_us, NONE);
	assert_int_equal(run.visits[2].ending, SIMULATE_WAITING);
	assert_int_equal(run.ended_us, 5 * S);
	assert_float_equal(run.tallies[1].served_us, 1e6, 0);
	assert_float_equal(run.tallies[2].line_us, 3e6, 0);
	assert_true(run.little_error == 0);
}

/* ---- Who is called ---- */

/* domain.md §16: Platinum up to 2, Gold up to 1, then Silver. */
static void
classes_take_their_turns_as_in_the_live_queue(void **state)
{
	static const int64_t times[] = {0, 0, 0, 0, 0, 0, 0, 0};
	static const int expected[] = {0, 0, 1, 2, 0, 0, 1, 2};
	struct simulate_source sources[4];
	struct simulate_run run;
	struct plain p;
	size_t calls = 0;

	plain_fill(&p, 1);
	p.place.rules = (struct queue_rules){.classes_n = 3, .up_to = {2, 1}};
	p.service.duration = (struct draw){.kind = DRAW_CONSTANT, .mean_us = 1e6};
	for (int c = 0; c < 3; c++)
		sources[c] = (struct simulate_source){
			.class_ = c, .times_us = times, .times_n = array_length(times)};
	/* One who is served first, so that all the others wait when the calls begin. */
	sources[3] = (struct simulate_source){
		.class_ = 2, .times_us = (const int64_t[]){-S / 2}, .times_n = 1};
	p.model.sources = sources;
	p.model.sources_n = 4;
	p.model.from_us = -S;
	p.model.until_us = S;
	run = run_of(&p.model, NULL, 1, true, *state);
	for (int64_t at = S / 2; at < 8 * S; at += S)
		for (size_t i = 1; i < run.visits_n; i++)
			if (run.visits[i].called_us == at)
				assert_int_equal(run.visits[i].class_, expected[calls++]);
	assert_int_equal(calls, 8);
}

static void
skills_decide_who_may_call_and_a_transfer_keeps_its_place(void **state)
{
	static const double times[] = {0, 1, 2, 3}, durations[] = {10, 4, 10, 1};
	static const uint32_t first[] = {0, 1, 2}, second[] = {3};
	static const struct simulate_route on = {.chance = 1, .service = 0, .keeps_place = true};
	struct simulate_run run;
	struct told t;

	/* Counter 0 serves 0, 1, 2; counter 1 serves 3 only. */
	told_fill(&t, times, durations, 4, 2);
	t.plain.counters[0].services = first;
	t.plain.counters[0].services_n = 3;
	t.plain.counters[1].services = second;
	t.plain.counters[1].services_n = 1;
	/* The last one is served at once, then goes to service 0 with the place of second 3. */
	t.services[3].routes = &on;
	t.services[3].routes_n = 1;
	run = run_of(&t.plain.model, NULL, 1, true, *state);
	assert_int_equal(run.visits_n, 5);
	assert_int_equal(run.visits[3].called_us, 3 * S);
	assert_int_equal(run.visits[3].counter, 1);
	assert_int_equal(run.visits[4].customer, 3);
	assert_int_equal(run.visits[4].came_us, 4 * S);
	assert_int_equal(run.visits[1].called_us, 10 * S);
	assert_int_equal(run.visits[2].called_us, 14 * S);
	assert_int_equal(run.visits[4].called_us, 24 * S);
	/* A transfer at second 12 with the place of second 1 goes before the one of second 2. */
	t.plain.counters[1].services = (const uint32_t[]){1};
	t.services[1].routes = &on;
	t.services[1].routes_n = 1;
	t.plain.counters[0].services = (const uint32_t[]){0, 2, 3};
	t.services[1].duration.mean_us = 8e6;
	t.services[3].routes_n = 0;
	run = run_of(&t.plain.model, NULL, 1, true, *state);
	assert_int_equal(run.visits[4].customer, 1);
	assert_int_equal(run.visits[4].came_us, 9 * S);
	assert_int_equal(run.visits[4].called_us, 10 * S);
	assert_int_equal(run.visits[2].called_us, 20 * S);
}

static void
an_agreed_time_goes_first_when_it_has_come(void **state)
{
	static const int64_t times[] = {0, 100 * S, 101 * S}, agreed[] = {105 * S};
	struct simulate_source sources[2];
	struct simulate_run run;
	struct plain p;

	plain_fill(&p, 1);
	p.service.duration = (struct draw){.kind = DRAW_CONSTANT, .mean_us = 110e6};
	p.place.rules.early_us = 10 * S;
	sources[0] = (struct simulate_source){.times_us = times, .times_n = 3};
	sources[1] = (struct simulate_source){.times_us = agreed,
		.times_n = 1,
		.is_agreed = true,
		.early = {.kind = DRAW_CONSTANT, .mean_us = 2e6}};
	p.model.sources = sources;
	p.model.sources_n = 2;
	p.model.until_us = 200 * S;
	run = run_of(&p.model, NULL, 1, true, *state);
	assert_int_equal(run.visits[3].came_us, 103 * S);
	assert_int_equal(run.visits[3].called_us, 110 * S);
	assert_int_equal(run.visits[1].called_us, 220 * S);
	sources[1].stays_away = 1;
	run = run_of(&p.model, NULL, 1, true, *state);
	assert_int_equal(run.visits_n, 3);
}

/* ---- Who is there already ---- */

static void
a_run_begins_with_those_who_are_there(void **state)
{
	static const int64_t times[] = {100 * S};
	const struct simulate_serving serving = {
		.counter = 0, .came_us = 10 * S, .called_us = 20 * S, .began_us = 30 * S};
	const struct simulate_waiting waiting[] = {
		{.ticket = 8, .for_counter = SIMULATE_NONE, .came_us = 60 * S, .place_us = 60 * S},
		{.ticket = 7, .for_counter = SIMULATE_NONE, .came_us = 50 * S, .place_us = 50 * S},
		{.ticket = 9, .for_counter = 1, .came_us = 90 * S, .place_us = 90 * S}};
	const struct simulate_start start = {
		.serving = &serving, .serving_n = 1, .waiting = waiting, .waiting_n = 3};
	struct simulate_run run;
	struct plain p;

	plain_fill(&p, 2);
	plain_times(&p, times, 1);
	p.model.from_us = 100 * S;
	p.service.duration = (struct draw){.kind = DRAW_CONSTANT, .mean_us = 80e6};
	run = run_of(&p.model, &start, 1, true, *state);
	assert_int_equal(run.visits_n, 5);
	assert_int_equal(run.visits[0].ended_us, 110 * S);
	assert_int_equal(run.visits[0].began_us, 30 * S);
	/* Counter 1 calls the one who was sent to it, counter 0 the oldest. */
	assert_int_equal(run.visits[3].called_us, 100 * S);
	assert_int_equal(run.visits[3].counter, 1);
	assert_int_equal(run.visits[2].called_us, 110 * S);
	assert_int_equal(run.visits[1].called_us, 180 * S);
	assert_int_equal(run.visits[4].called_us, 190 * S);
	assert_float_equal(run.tallies[0].waited_called_us, 10e6 + 60e6 + 120e6 + 90e6, 0);
	assert_true(run.little_error == 0);
}

/* What has lasted for a time goes on as the distribution says of what lasts so long. */
static void
what_lasts_already_is_drawn_under_that_condition(void **state)
{
	static const struct draw draws[] = {
		{.kind = DRAW_EXPONENTIAL, .mean_us = 100e6},
		{.kind = DRAW_ERLANG, .mean_us = 100e6, .phases = 2},
		{.kind = DRAW_LOGNORMAL, .mean_us = 100e6, .variation = 0.4},
		{.kind = DRAW_GAMMA, .mean_us = 100e6, .variation = 0.3},
	};
	const struct simulate_serving serving = {
		.counter = 0, .came_us = 1, .called_us = 1, .began_us = 1};
	const struct simulate_start start = {.serving = &serving, .serving_n = 1};
	struct plain p;

	plain_fill(&p, 1);
	p.model.sources_n = 0;
	p.model.from_us = p.model.until_us = 1 + 250 * S;
	for (size_t d = 0; d < array_length(draws); d++) {
		const double beyond = 1 - draw_share(&draws[d], 250 * S);
		const int n = 400;
		double share = 0;

		p.service.duration = draws[d];
		for (int i = 0; i < n; i++) {
			const struct arena_mark mark = arena_mark(*state);
			const struct simulate_run run =
				run_of(&p.model, &start, (uint64_t)i, true, *state);
			const int64_t lasted_us = run.visits[0].ended_us - 1;

			assert_true(lasted_us > 250 * S);
			share += (1 - draw_share(&draws[d], lasted_us)) / beyond / n;
			arena_rewind(*state, mark);
		}
		/* A uniform's mean, within four standard errors. */
		assert_float_equal(share, 0.5, 4 * 0.2887 / 20);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_counter_serves_seven_customers_as_the_book_says),
		cmocka_unit_test(two_counters_serve_seven_customers_without_a_wait),
		cmocka_unit_test(a_counter_rests_after_each_customer),
		cmocka_unit_test(a_counter_rests_in_a_plain_line_too),
		cmocka_unit_test(what_ends_comes_before_what_begins),
		cmocka_unit_test(who_does_not_come_keeps_the_counter_for_a_while),
		cmocka_unit_test(a_slow_counter_takes_longer),
		cmocka_unit_test(a_full_service_turns_away_and_a_closed_place_too),
		cmocka_unit_test(a_counter_calls_in_its_shifts_and_serves_to_the_end),
		cmocka_unit_test(a_sharp_end_leaves_everybody_where_they_are),
		cmocka_unit_test(classes_take_their_turns_as_in_the_live_queue),
		cmocka_unit_test(skills_decide_who_may_call_and_a_transfer_keeps_its_place),
		cmocka_unit_test(an_agreed_time_goes_first_when_it_has_come),
		cmocka_unit_test(a_run_begins_with_those_who_are_there),
		cmocka_unit_test(what_lasts_already_is_drawn_under_that_condition),
	};

	return cmocka_run_group_tests_name("run", tests, arena_begin, arena_end);
}
