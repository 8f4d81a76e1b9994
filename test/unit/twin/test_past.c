/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What really happened, in the simulator's words; and when a counter was there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "columns/columns.h"
#include "twin/past.h"

#define MINUTE INT64_C(60000000)

static const char *const services[] = {"cheque", "account"};
static const char *const counters[] = {"one", "two"};
static const char *const classes[] = {"first", "normal"};
static const struct past_names names = {services, counters, classes, 2, 2, 2};

struct made {
	const char *journey, *activity;
	int minute;
	const char *branch, *service, *counter, *class_;
};

static struct columns *
made(const struct made *events, size_t n)
{
	static const char *const extra[] = {"branch", "service", "counter", "class"};
	struct columns_builder *b = columns_builder_new(
		&(struct columns_plan){.extra = extra, .extra_n = 4, .lanes_n = 1, .hands = 1});
	struct columns *c = NULL;
	struct fault fault = {0};

	for (size_t i = 0; i < n; i++) {
		const struct span values[] = {span_of(events[i].branch), span_of(events[i].service),
			span_of(events[i].counter), span_of(events[i].class_)};

		columns_lane_event(columns_builder_lane(b, 0), span_of(events[i].journey),
			span_of(events[i].activity), events[i].minute * MINUTE, values);
	}
	assert_int_equal(columns_builder_finish(&c, b, &fault), FAULT_NONE);
	columns_builder_free(b);
	return c;
}

static void
each_way_through_the_branch_is_a_visit_with_its_times(void **state)
{
	static const struct made events[] = {
		{"1", "ticket.taken", 0, "town", "cheque", "", "normal"},
		{"1", "promise.quoted", 0, "town", "cheque", "", "normal"},
		{"1", "ticket.called", 4, "town", "cheque", "two", "normal"},
		{"1", "service.begun", 5, "town", "cheque", "two", "normal"},
		{"1", "service.finished", 9, "town", "cheque", "two", "normal"},
		{"1", "ticket.transferred", 9, "town", "account", "", "normal"},
		{"1", "ticket.called", 11, "town", "account", "one", "normal"},
		{"1", "ticket.missed", 13, "town", "account", "one", "normal"},
		{"2", "ticket.taken", 1, "town", "account", "", "first"},
		{"2", "ticket.left", 8, "town", "account", "", "first"},
		{"3", "ticket.taken", 2, "hill", "cheque", "", "normal"},
		{"4", "ticket.taken", 3, "town", "cheque", "", "normal"},
		{"5", "ticket.taken", 99, "town", "cheque", "", "normal"},
		{"6", "ticket.taken", 4, "town", "something else", "", "normal"},
	};
	struct columns *c = made(events, sizeof events / sizeof *events);
	struct arena *a = arena_new(ARENA_UNLIMITED);
	struct past past;

	(void)state;
	past_visits_read(&past, c, "town", &names, 0, 60 * MINUTE, a);
	assert_int_equal(past.visits_n, 4);
	assert_int_equal(past.visits[0].called_us, 4 * MINUTE);
	assert_int_equal(past.visits[0].began_us, 5 * MINUTE);
	assert_int_equal(past.visits[0].ended_us, 9 * MINUTE);
	assert_int_equal(past.visits[0].ending, SIMULATE_SERVED);
	assert_int_equal(past.visits[0].counter, 1);
	assert_int_equal(past.visits[0].class_, 1);
	assert_int_equal(past.visits[1].ending, SIMULATE_LEFT);
	assert_int_equal(past.visits[1].service, 1);
	assert_int_equal(past.visits[1].class_, 0);
	assert_int_equal(past.visits[1].called_us, INT64_MIN);
	assert_int_equal(past.visits[2].ending, SIMULATE_WAITING);
	assert_int_equal(past.visits[3].came_us, 9 * MINUTE);
	assert_int_equal(past.visits[3].service, 1);
	assert_int_equal(past.visits[3].ending, SIMULATE_MISSED);
	columns_free(c);
	arena_free(a);
}

static void
a_counter_is_there_but_while_it_lets_somebody_wait(void **state)
{
	/* Counter one serves 0–10 and 30–40. Somebody waits from 15 to 30, so from 15 on it was
	 * away; after 40 nobody waits, so it stays. Counter two calls first at 20, and let the one
	 * from 15 wait: it comes at 20. */
	static const struct made events[] = {
		{"1", "ticket.taken", 0, "", "cheque", "", ""},
		{"1", "ticket.called", 0, "", "cheque", "one", ""},
		{"1", "service.finished", 10, "", "cheque", "one", ""},
		{"2", "ticket.taken", 15, "", "cheque", "", ""},
		{"2", "ticket.called", 30, "", "cheque", "one", ""},
		{"2", "service.finished", 40, "", "cheque", "one", ""},
		{"3", "ticket.taken", 15, "", "cheque", "", ""},
		{"3", "ticket.called", 20, "", "cheque", "two", ""},
		{"3", "service.finished", 50, "", "cheque", "two", ""},
	};
	struct columns *c = made(events, sizeof events / sizeof *events);
	struct arena *a = arena_new(ARENA_UNLIMITED);
	struct past_shifts shifts;
	struct past past;

	(void)state;
	past_visits_read(&past, c, NULL, &names, 0, 100 * MINUTE, a);
	shifts = past_shifts(&past, 0, NULL, 0, 0, 100 * MINUTE, a);
	assert_int_equal(shifts.n, 2);
	assert_int_equal(shifts.spans[0].from_us, 0);
	assert_int_equal(shifts.spans[0].until_us, 15 * MINUTE);
	assert_int_equal(shifts.spans[1].from_us, 30 * MINUTE);
	assert_int_equal(shifts.spans[1].until_us, 100 * MINUTE);
	shifts = past_shifts(&past, 1, NULL, 0, 0, 100 * MINUTE, a);
	assert_int_equal(shifts.n, 1);
	assert_int_equal(shifts.spans[0].from_us, 20 * MINUTE);
	/* One that may not serve cheques was idle. */
	shifts = past_shifts(&past, 1, &(const uint32_t){1}, 1, 0, 100 * MINUTE, a);
	assert_int_equal(shifts.spans[0].from_us, 0);
	columns_free(c);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_way_through_the_branch_is_a_visit_with_its_times),
		cmocka_unit_test(a_counter_is_there_but_while_it_lets_somebody_wait),
	};

	return cmocka_run_group_tests_name("past", tests, NULL, NULL);
}
