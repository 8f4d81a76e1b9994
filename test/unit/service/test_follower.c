/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <semaphore.h>

#include "stand_in.h"

static const struct service_setup plain = {.seed = 42, .has_no_timers = true};

/* An ear that holds each event against the one before it in its branch. */
struct listener {
	int64_t last[STAND_IN_BRANCHES + 1], n, settles_n, deaf_after;
	bool is_away; /* it does not listen */
	sem_t heard;
};

static enum fault_code
listen(void *with, struct store_tx *tx, const struct journal_event *event, struct fault *f)
{
	struct listener *l = with;
	unsigned char hash[JOURNAL_HASH_SIZE];
	int64_t head = 0;

	if (l->deaf_after > 0 && l->n == l->deaf_after)
		return fault_set(f, FAULT_BROKEN, "deaf");
	assert_int_equal(event->number, l->last[event->branch] + 1);
	l->last[event->branch] = event->number;
	/* the state is at least as new as the event */
	if (journal_head(tx, event->branch, &head, hash, f))
		return f->code;
	assert_true(head >= event->number);
	l->n++;
	sem_post(&l->heard);
	return FAULT_NONE;
}

static void
settle(void *with)
{
	((struct listener *)with)->settles_n++;
}

static bool
listens(void *with)
{
	return !((struct listener *)with)->is_away;
}

static void
add(struct live_service *s, struct listener *l, const struct journal_cursor *from)
{
	const struct service_ear ear = {
		.with = l, .hear = listen, .listens = listens, .settle = settle};
	struct fault fault = {0};

	sem_init(&l->heard, 0, 0);
	stand_in_expect(service_ear_add(s, &ear, from, &fault), FAULT_NONE, &fault);
}

static void
without_threads_the_ears_hear_at_each_settling(void **state)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct store_place *p = *state;
	struct live_service *s = stand_in_open(p, &plain);
	struct listener now = {0}, then = {0};
	struct journal_cursor *from = journal_cursor_new();
	struct fault fault = {0};

	for (int i = 0; i < 5; i++)
		stand_in_take(s, 1, a);
	stand_in_expect(service_settle(s, &fault), FAULT_NONE, &fault);
	now.last[1] = 5;
	add(s, &now, NULL);
	journal_cursor_set(from, 1, 2);
	then.last[1] = 2;
	add(s, &then, from);
	journal_cursor_free(from);
	stand_in_take(s, 2, a);
	stand_in_take(s, 1, a);
	assert_int_equal(now.n, 0);
	stand_in_expect(service_settle(s, &fault), FAULT_NONE, &fault);
	assert_int_equal(now.n, 2);
	assert_int_equal(now.settles_n, 1);
	assert_int_equal(then.n, 5);
	stand_in_take(s, 3, a);
	stand_in_expect(service_settle(s, &fault), FAULT_NONE, &fault);
	assert_int_equal(now.n, 3);
	assert_int_equal(then.n, 6);
	service_close(s);
}

static void
department_add(struct live_service *s, struct arena *a)
{
	const struct actor administrator = stand_in_actor(ROLE_ADMINISTRATOR);
	const struct department_add in = {.workspace = 1, .name = SPAN("office")};
	struct department_add_result out;
	struct fault fault = {0};

	stand_in_expect(service_do(s, &administrator, COMMAND_department_add, &in, &out, a, &fault),
		FAULT_NONE, &fault);
}

static void
who_does_not_listen_hears_only_the_house_and_that_something_happened(void **state)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct store_place *p = *state;
	struct live_service *s = stand_in_open(p, &plain);
	struct listener l = {.is_away = true};
	struct fault fault = {0};

	add(s, &l, NULL);
	stand_in_take(s, 1, a);
	department_add(s, a);
	stand_in_take(s, 2, a);
	stand_in_expect(service_settle(s, &fault), FAULT_NONE, &fault);
	assert_int_equal(l.n, 1);
	assert_int_equal(l.last[JOURNAL_HOUSE], 1);
	assert_int_equal(l.settles_n, 1);
	stand_in_expect(service_settle(s, &fault), FAULT_NONE, &fault);
	assert_int_equal(l.settles_n, 1); /* nothing has */
	/* Back again: what was passed over is over. */
	l.is_away = false;
	l.last[1] = 1;
	stand_in_take(s, 1, a);
	department_add(s, a);
	stand_in_expect(service_settle(s, &fault), FAULT_NONE, &fault);
	assert_int_equal(l.n, 3);
	assert_int_equal(l.settles_n, 2);
	/* One that listens is enough for it to be read, and then all may hear it. */
	struct listener other = {0};
	l.is_away = true;
	add(s, &other, NULL);
	stand_in_take(s, 3, a);
	stand_in_expect(service_settle(s, &fault), FAULT_NONE, &fault);
	assert_int_equal(other.n, 1);
	service_close(s);
}

/* More than one of the reader's transactions, and others are heard meanwhile. */
static void
who_begins_far_back_catches_up_and_misses_nothing(void **state)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct store_place *p = *state;
	struct live_service *s = stand_in_open(p, &plain);
	struct journal_cursor *from = journal_cursor_new();
	struct listener then = {0};
	struct fault fault = {0};

	for (int i = 0; i < 2500; i++)
		stand_in_take(s, i % 2 + 1, a);
	stand_in_expect(service_settle(s, &fault), FAULT_NONE, &fault);
	add(s, &then, from);
	journal_cursor_free(from);
	stand_in_expect(service_start(s, &fault), FAULT_NONE, &fault);
	for (int i = 0; i < 100; i++)
		stand_in_take(s, i % 3 + 1, a);
	for (int i = 0; i < 2600; i++)
		sem_wait(&then.heard);
	service_close(s);
	assert_int_equal(then.n, 2600);
}

/* Two services stand for two processes: on SQLite the file is looked at, on PostgreSQL they tell
 * each other. */
static void
what_another_process_did_is_heard_too(void **state)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct store_place *p = *state, other = *p;
	struct live_service *s = stand_in_open(p, &plain);
	struct listener here = {0}, there = {0};
	struct fault fault = {0};

	other.store = NULL;
	struct live_service *t = stand_in_open(&other, &plain);
	add(s, &here, NULL);
	add(t, &there, NULL);
	stand_in_expect(service_start(s, &fault), FAULT_NONE, &fault);
	stand_in_expect(service_start(t, &fault), FAULT_NONE, &fault);
	for (int i = 0; i < 30; i++)
		stand_in_take(i % 2 == 0 ? s : t, i % 3 + 1, a);
	for (int i = 0; i < 30; i++) {
		sem_wait(&here.heard);
		sem_wait(&there.heard);
	}
	service_close(s);
	service_close(t);
	assert_int_equal(here.n, 30);
	assert_int_equal(there.n, 30);
	store_close(other.store);
}

static void
note(void *with, const struct fault *fault)
{
	(void)fault;
	sem_post(with);
}

static void
an_ear_that_fails_is_told_of_and_commands_go_on(void **state)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct store_place *p = *state;
	sem_t told;
	sem_init(&told, 0, 0);
	const struct service_setup logging = {
		.seed = 1, .has_no_timers = true, .log = note, .log_with = &told};
	struct live_service *s = stand_in_open(p, &logging);
	struct listener ear = {.deaf_after = 2};
	struct fault fault = {0};

	add(s, &ear, NULL);
	stand_in_expect(service_start(s, &fault), FAULT_NONE, &fault);
	for (int i = 0; i < 4; i++)
		stand_in_take(s, 1, a);
	sem_wait(&told);
	stand_in_take(s, 1, a);
	service_close(s);
	assert_int_equal(ear.n, 2);
	assert_int_equal(stand_in_events(p, 1), 5);
	assert_int_equal(sem_trywait(&told), -1); /* once */
	sem_destroy(&told);
}

int
main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, place_make, place_clear)
	const struct CMUnitTest tests[] = {
		TEST(without_threads_the_ears_hear_at_each_settling),
		TEST(who_does_not_listen_hears_only_the_house_and_that_something_happened),
		TEST(who_begins_far_back_catches_up_and_misses_nothing),
		TEST(what_another_process_did_is_heard_too),
		TEST(an_ear_that_fails_is_told_of_and_commands_go_on),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
