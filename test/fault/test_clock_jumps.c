/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The system's clock is put back by a day and forward by a week while customers wait: the order of
 * events, of the line and of the calls stays, and a wait of ten minutes is one of ten minutes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <unistd.h>

#include "hall.h"

#define SECOND INT64_C(1000000)
#define MINUTE (60 * SECOND)
#define DAY    (1440 * MINUTE)
#define BEGIN  INT64_C(1795420800000000)

/* The machine's two clocks. */
static struct {
	int64_t wall_us, steady_us;
} machine;

static int64_t
wall(void *with)
{
	(void)with;
	return machine.wall_us;
}

static int64_t
steady(void *with)
{
	(void)with;
	return machine.steady_us;
}

static void
machine_into(struct fault_hall *h, int64_t least_us)
{
	h->service->time.wall_us = wall;
	h->service->time.steady_us = steady;
	service_time_begin(&h->service->time, least_us);
}

/* Time passes, with a command now and then, as in a house where people live. */
static void
pass(struct fault_hall *h, int64_t us)
{
	const struct actor house = {.role = ROLE_HOUSE};
	const struct branch_tick in = {.branch = h->branch};
	struct branch_tick_result out;
	struct fault f = {0};

	for (int64_t i = 0; i < us; i += 10 * SECOND) {
		machine.wall_us += 10 * SECOND;
		machine.steady_us += 10 * SECOND;
		fault_hall_must(
			service_do(h->service, &house, COMMAND_branch_tick, &in, &out, NULL, &f),
			&f);
	}
	fault_hall_must(service_settle(h->service, &f), &f);
}

struct order {
	int64_t last_us, number, breaches_n;
};

static enum fault_code
in_order(const struct journal_event *event, void *with, struct fault *f)
{
	struct order *o = with;

	(void)f;
	assert_true(event->at_us >= o->last_us);
	assert_int_equal(event->number, o->number + 1);
	o->last_us = event->at_us;
	o->number = event->number;
	o->breaches_n += event->kind == EVENT_STANDARD_BREACHED;
	return FAULT_NONE;
}

static struct order
order_of(struct fault_hall *h)
{
	ON_EXIT(store_tx_guard) struct store_tx *tx = store_begin(store_reader(h->store, 1));
	struct order o = {0};
	struct fault f = {0};
	int64_t after = 0;

	assert_int_equal(
		journal_read(tx, h->branch, &after, SIZE_MAX, in_order, &o, &f), FAULT_NONE);
	return o;
}

static int64_t
take(struct fault_hall *h)
{
	struct fault f = {0};
	int64_t ticket;

	fault_hall_must(fault_hall_take(h, &ticket, &f), &f);
	return ticket;
}

static int64_t
next(struct fault_hall *h, size_t counter)
{
	struct fault f = {0};
	int64_t ticket;

	fault_hall_must(fault_hall_next(h, h->counters[counter], &ticket, &f), &f);
	return ticket;
}

/* Two come before the jump, two after it; nobody is called until all have waited nine minutes. */
static void
jump(const char *path, int64_t by_us)
{
	struct fault_hall h;
	int64_t tickets[4];

	machine.wall_us = BEGIN;
	machine.steady_us = 77 * SECOND;
	fault_hall_open(&h, path, 4, 0, NULL);
	machine_into(&h, BEGIN);
	/* What was set up a moment ago by the real clock counts as past. */
	machine.wall_us = service_now_us(h.service);
	tickets[0] = take(&h);
	pass(&h, 30 * SECOND);
	tickets[1] = take(&h);
	machine.wall_us += by_us;
	pass(&h, 30 * SECOND);
	tickets[2] = take(&h);
	tickets[3] = take(&h);
	pass(&h, 8 * MINUTE);
	assert_int_equal(order_of(&h).breaches_n, 0); /* nobody has waited ten minutes */
	assert_int_equal(next(&h, 0), tickets[0]);
	assert_int_equal(next(&h, 1), tickets[1]);
	pass(&h, 90 * SECOND);
	assert_int_equal(order_of(&h).breaches_n, 0);
	pass(&h, 60 * SECOND);
	assert_int_equal(order_of(&h).breaches_n, 2); /* the two who still wait, and once */
	assert_int_equal(next(&h, 2), tickets[2]);
	assert_int_equal(next(&h, 3), tickets[3]);
	pass(&h, 30 * SECOND);
	assert_int_equal(order_of(&h).breaches_n, 2);
	fault_hall_prove(&h);
	fault_hall_close(&h);
}

/* A machine that starts with its clock before the last event goes on after it. */
static void
restart(const char *path)
{
	struct fault_hall h;

	fault_hall_open(&h, path, 0, 0, NULL);
	machine.wall_us -= 40 * DAY;
	machine_into(&h, order_of(&h).last_us);
	(void)take(&h);
	pass(&h, 60 * SECOND);
	order_of(&h);
	fault_hall_prove(&h);
	fault_hall_close(&h);
}

static void
with_folder(int64_t by_us)
{
	char folder[] = "/tmp/cykl-clock-XXXXXX", path[60];

	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/hall.db", folder);
	jump(path, by_us);
	restart(path);
	(void)unlink(path);
	(void)rmdir(folder);
}

static void
a_clock_put_back_by_a_day_changes_no_order_and_no_wait(void **state)
{
	(void)state;
	with_folder(-DAY);
}

static void
a_clock_put_forward_by_a_week_changes_no_order_and_no_wait(void **state)
{
	(void)state;
	with_folder(7 * DAY);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_clock_put_back_by_a_day_changes_no_order_and_no_wait),
		cmocka_unit_test(a_clock_put_forward_by_a_week_changes_no_order_and_no_wait),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
