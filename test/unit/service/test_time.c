/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "service/service_time.h"

#define SECOND INT64_C(1000000)
#define HOUR   (3600 * SECOND)

/* A machine whose two clocks the test turns. */
struct machine {
	int64_t wall_us, steady_us;
};

static int64_t
wall(void *with)
{
	return ((struct machine *)with)->wall_us;
}

static int64_t
steady(void *with)
{
	return ((struct machine *)with)->steady_us;
}

static void
begin(struct service_time *t, struct machine *m, int64_t least_us)
{
	service_time_init(t, NULL, NULL, 0);
	t->wall_us = wall;
	t->steady_us = steady;
	t->with = m;
	service_time_begin(t, least_us);
}

/* Time passes, and somebody looks each 100 ms; gives the least and the most that a look moved. */
static void
pass(struct service_time *t, struct machine *m, int64_t us, int64_t *ret_least, int64_t *ret_most)
{
	int64_t before = service_time_now(t);

	*ret_least = INT64_MAX;
	*ret_most = INT64_MIN;
	for (int64_t i = 0; i < us / (SECOND / 10); i++) {
		m->wall_us += SECOND / 10;
		m->steady_us += SECOND / 10;
		const int64_t now = service_time_now(t);

		*ret_least = now - before < *ret_least ? now - before : *ret_least;
		*ret_most = now - before > *ret_most ? now - before : *ret_most;
		before = now;
	}
}

static void
an_hour_is_an_hour_when_nobody_moves_the_clock(void **state)
{
	struct machine m = {.wall_us = 1000 * HOUR, .steady_us = 5 * SECOND};
	struct service_time t;
	int64_t least, most;

	(void)state;
	begin(&t, &m, 0);
	assert_int_equal(service_time_now(&t), 1000 * HOUR);
	pass(&t, &m, HOUR, &least, &most);
	assert_int_equal(service_time_now(&t), 1001 * HOUR);
	assert_int_equal(least, SECOND / 10);
	assert_int_equal(most, SECOND / 10);
	service_time_finish(&t);
}

/* A clock put back or forward by an hour is followed by one part in a hundred. */
static void
moved(int64_t by_us)
{
	struct machine m = {.wall_us = 1000 * HOUR, .steady_us = 0};
	struct service_time t;
	int64_t least, most, before;

	begin(&t, &m, 0);
	pass(&t, &m, 10 * SECOND, &least, &most);
	m.wall_us += by_us;
	assert_int_equal(service_time_beyond(&t), by_us);
	before = service_time_now(&t);
	pass(&t, &m, 600 * SECOND, &least, &most);
	assert_true(least >= SECOND / 10 * 99 / 100 - 1);
	assert_true(most <= SECOND / 10 * 101 / 100 + 1);
	/* a wait of ten minutes was ten minutes, but for six seconds */
	assert_in_range(service_time_now(&t) - before, 594 * SECOND, 606 * SECOND);
	/* in the end it is there */
	pass(&t, &m, 110 * HOUR, &least, &most);
	assert_int_equal(service_time_now(&t), m.wall_us);
	service_time_finish(&t);
}

static void
a_clock_put_back_never_turns_ours_back(void **state)
{
	(void)state;
	moved(-HOUR);
}

static void
a_clock_put_forward_makes_no_wait_longer(void **state)
{
	(void)state;
	moved(HOUR);
}

static void
a_start_is_never_before_the_last_event(void **state)
{
	struct machine m = {.wall_us = 1000 * HOUR, .steady_us = 0};
	struct service_time t;
	int64_t least, most;

	(void)state;
	begin(&t, &m, 1002 * HOUR);
	assert_int_equal(service_time_now(&t), 1002 * HOUR);
	pass(&t, &m, 100 * SECOND, &least, &most);
	assert_in_range(service_time_now(&t) - 1002 * HOUR, 99 * SECOND, 100 * SECOND);
	service_time_finish(&t);
}

static int64_t
own(void *at)
{
	return *(int64_t *)at;
}

static void
a_clock_of_the_caller_is_taken_as_it_is_but_not_back(void **state)
{
	struct service_time t;
	int64_t at = 500;

	(void)state;
	service_time_init(&t, own, &at, 100);
	assert_int_equal(service_time_now(&t), 500);
	at = 900;
	assert_int_equal(service_time_now(&t), 900);
	at = 300;
	assert_int_equal(service_time_now(&t), 900);
	assert_int_equal(service_time_beyond(&t), 0);
	service_time_finish(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_hour_is_an_hour_when_nobody_moves_the_clock),
		cmocka_unit_test(a_clock_put_back_never_turns_ours_back),
		cmocka_unit_test(a_clock_put_forward_makes_no_wait_longer),
		cmocka_unit_test(a_start_is_never_before_the_last_event),
		cmocka_unit_test(a_clock_of_the_caller_is_taken_as_it_is_but_not_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
