/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <semaphore.h>

#include "service/tickets.h"
#include "stand_in.h"

#define SECOND INT64_C(1000000)

/* The queue of this test: something is due at moments that the test sets, and is done once, which
 * an event proves. */
static struct {
	int64_t due_us[STAND_IN_BRANCHES + 1]; /* 0: nothing */
	int64_t now_us;
	sem_t done;
} scene;

enum fault_code
tickets_tick(struct command *c, int64_t *ret_next_us, struct fault *f)
{
	const int64_t due_us = __atomic_load_n(&scene.due_us[c->branch], __ATOMIC_ACQUIRE);
	struct live_branch *live = NULL;

	if (writer_branch(c->service, c->branch, &live, f))
		return f->code;
	if (due_us == 0 || live->last_us >= due_us) {
		*ret_next_us = NEVER_US;
		return FAULT_NONE;
	}
	if (c->at_us < due_us) {
		*ret_next_us = due_us;
		return FAULT_NONE;
	}
	if (stand_in_event(c, EVENT_DAY_OPENED, 0, f))
		return f->code;
	*ret_next_us = NEVER_US;
	sem_post(&scene.done);
	return FAULT_NONE;
}

static int64_t
now(void *with)
{
	(void)with;
	return __atomic_load_n(&scene.now_us, __ATOMIC_ACQUIRE);
}

static void
set(int64_t *at, int64_t us)
{
	__atomic_store_n(at, us, __ATOMIC_RELEASE);
}

static const struct service_setup turned = {.seed = 42, .now_us = now};

static int
make(void **state)
{
	scene.now_us = 1000 * SECOND;
	for (int i = 0; i <= STAND_IN_BRANCHES; i++)
		scene.due_us[i] = 0;
	sem_init(&scene.done, 0, 0);
	return place_make(state);
}

static void
what_is_due_is_done_once_when_its_time_has_come(void **state)
{
	struct store_place *p = *state;
	struct live_service *s = stand_in_open(p, &turned);
	struct fault fault = {0};

	set(&scene.due_us[2], 1060 * SECOND);
	set(&scene.due_us[3], 1030 * SECOND);
	stand_in_expect(service_start(s, &fault), FAULT_NONE, &fault);
	set(&scene.now_us, 1029 * SECOND);
	set(&scene.now_us, 1030 * SECOND);
	sem_wait(&scene.done);
	assert_int_equal(sem_trywait(&scene.done), -1);
	set(&scene.now_us, 1060 * SECOND);
	sem_wait(&scene.done);
	service_close(s);
	assert_int_equal(stand_in_events(p, 1), 0);
	assert_int_equal(stand_in_events(p, 2), 1);
	assert_int_equal(stand_in_events(p, 3), 1);
}

static void
what_fell_due_while_nothing_ran_is_done_at_the_start(void **state)
{
	struct store_place *p = *state;
	struct live_service *s = stand_in_open(p, &turned);
	struct fault fault = {0};

	set(&scene.due_us[1], 1500 * SECOND);
	stand_in_expect(service_start(s, &fault), FAULT_NONE, &fault);
	service_close(s);
	set(&scene.now_us, 9000 * SECOND);
	s = stand_in_open(p, &turned);
	stand_in_expect(service_start(s, &fault), FAULT_NONE, &fault);
	sem_wait(&scene.done);
	service_close(s);
	assert_int_equal(stand_in_events(p, 1), 1);
}

static void
two_nodes_do_what_is_due_once(void **state)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct store_place *p = *state, other = *p;
	struct live_service *s = stand_in_open(p, &turned), *t;
	struct fault fault = {0};

	other.store = NULL;
	t = stand_in_open(&other, &turned);
	for (int i = 1; i <= STAND_IN_BRANCHES; i++)
		set(&scene.due_us[i], 1010 * SECOND);
	stand_in_expect(service_start(s, &fault), FAULT_NONE, &fault);
	stand_in_expect(service_start(t, &fault), FAULT_NONE, &fault);
	stand_in_take(s, 1, a);
	stand_in_take(t, 2, a);
	set(&scene.now_us, 1010 * SECOND);
	for (int i = 0; i < STAND_IN_BRANCHES; i++)
		sem_wait(&scene.done);
	service_close(s);
	service_close(t);
	assert_int_equal(stand_in_events(p, 1), 2);
	assert_int_equal(stand_in_events(p, 2), 2);
	assert_int_equal(stand_in_events(p, 3), 1);
	store_close(other.store);
}

static void
who_ticks_by_hand_is_told_when_to_come_again(void **state)
{
	struct store_place *p = *state;
	struct live_service *s = stand_in_open(p, &turned);
	const struct actor house = stand_in_actor(ROLE_HOUSE), agent = stand_in_actor(ROLE_AGENT);
	const struct branch_tick in = {.branch = 1};
	struct branch_tick_result out = {0};
	struct fault fault = {0};

	stand_in_expect(service_do(s, &house, COMMAND_branch_tick, &in, &out, NULL, &fault),
		FAULT_NONE, &fault);
	assert_int_equal(out.next_us, 0);
	set(&scene.due_us[1], 1500 * SECOND);
	stand_in_expect(service_do(s, &house, COMMAND_branch_tick, &in, &out, NULL, &fault),
		FAULT_NONE, &fault);
	assert_int_equal(out.next_us, 1500 * SECOND);
	stand_in_expect(service_do(s, &agent, COMMAND_branch_tick, &in, &out, NULL, &fault),
		FAULT_FORBIDDEN, &fault);
	service_close(s);
}

int
main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, make, place_clear)
	const struct CMUnitTest tests[] = {
		TEST(what_is_due_is_done_once_when_its_time_has_come),
		TEST(what_fell_due_while_nothing_ran_is_done_at_the_start),
		TEST(two_nodes_do_what_is_due_once),
		TEST(who_ticks_by_hand_is_told_when_to_come_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
