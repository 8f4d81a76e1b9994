/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Nobody is answered before the disk has it, and the writer goes on meanwhile. The store calls the
 * fdatasync of this file, where its flush of the log waits at a gate as long as that is closed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <semaphore.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "stand_in.h"

#define REQUESTS 4

static struct {
	bool is_closed, is_disk_broken; /* atomic */
	sem_t came, may_go;
} gate;

/* And not SQLite, whose files are open for reading, too, nor zeros behind the log. */
static bool
is_flush_of_store(int file)
{
	return (fcntl(file, F_GETFL) & (O_ACCMODE | O_APPEND)) == O_WRONLY;
}

int
fdatasync(int file)
{
	if (is_flush_of_store(file) && __atomic_load_n(&gate.is_closed, __ATOMIC_ACQUIRE)) {
		(void)sem_post(&gate.came);
		while (sem_wait(&gate.may_go) != 0) {
			/* a signal: wait on */
		}
	}
	if (!__atomic_load_n(&gate.is_disk_broken, __ATOMIC_ACQUIRE))
		return (int)syscall(SYS_fdatasync, file);
	errno = EIO;
	return -1;
}

static void
wait_for(sem_t *semaphore)
{
	while (sem_wait(semaphore) != 0) {
		/* a signal: wait on */
	}
}

/* A request, and in which place it was answered; 0: not yet. */
struct asked {
	struct service_request request;
	struct ticket_take in;
	struct ticket_take_result out;
	struct arena *arena;
	int place;
};

static int answered_n;
static sem_t is_answered;

static void
done(struct service_request *request)
{
	struct asked *asked = request->with;

	__atomic_store_n(&asked->place, __atomic_add_fetch(&answered_n, 1, __ATOMIC_RELAXED),
		__ATOMIC_RELEASE);
	(void)sem_post(&is_answered);
}

static int
place_of(const struct asked *asked)
{
	return __atomic_load_n(&asked->place, __ATOMIC_ACQUIRE);
}

static void
ask(struct live_service *s, struct asked *asked)
{
	struct fault fault = {0};

	*asked = (struct asked){.in = {.branch = 1}, .arena = arena_new(ARENA_UNLIMITED)};
	asked->request = (struct service_request){.command = service_command(COMMAND_ticket_take),
		.actor = stand_in_actor(ROLE_AGENT),
		.in = &asked->in,
		.out = &asked->out,
		.arena = asked->arena,
		.done = done,
		.with = asked};
	stand_in_expect(service_submit(s, &asked->request, &fault), FAULT_NONE, &fault);
}

static struct live_service *
service_begin(struct store_place *p)
{
	const struct service_setup one_by_one = {
		.seed = 42, .batch_most = 1, .has_no_timers = true};
	struct live_service *s = stand_in_open(p, &one_by_one);
	struct fault fault = {0};

	answered_n = 0;
	stand_in_expect(service_start(s, &fault), FAULT_NONE, &fault);
	return s;
}

static void
wait_for_events(struct store_place *p, int64_t n)
{
	while (stand_in_events(p, 1) < n)
		(void)usleep(1000);
}

static void
the_writer_goes_on_while_the_disk_takes_what_it_did(void **state)
{
	struct store_place *p = *state;
	struct asked asked[REQUESTS];

	if (place_is_postgresql())
		return;
	struct live_service *s = service_begin(p);
	__atomic_store_n(&gate.is_closed, true, __ATOMIC_RELEASE);
	ask(s, &asked[0]);
	wait_for(&gate.came); /* the writer itself: nobody else waited */
	for (int i = 1; i < REQUESTS; i++)
		ask(s, &asked[i]);
	assert_int_equal(place_of(&asked[0]), 0);
	(void)sem_post(&gate.may_go);
	wait_for(&is_answered);
	assert_int_equal(place_of(&asked[0]), 1);
	wait_for(&gate.came); /* the flusher */
	wait_for_events(p, REQUESTS);
	for (int i = 1; i < REQUESTS; i++)
		assert_int_equal(place_of(&asked[i]), 0);
	__atomic_store_n(&gate.is_closed, false, __ATOMIC_RELEASE);
	(void)sem_post(&gate.may_go);
	for (int i = 1; i < REQUESTS; i++)
		wait_for(&is_answered);
	for (int i = 0; i < REQUESTS; i++) {
		assert_int_equal(place_of(&asked[i]), i + 1);
		assert_int_equal(asked[i].request.fault.code, FAULT_NONE);
		arena_free(asked[i].arena);
	}
	service_close(s);
}

static void
who_was_not_flushed_hears_that_nobody_knows(void **state)
{
	struct store_place *p = *state;
	struct asked first, second;

	if (place_is_postgresql())
		return;
	struct live_service *s = service_begin(p);
	__atomic_store_n(&gate.is_disk_broken, true, __ATOMIC_RELEASE);
	ask(s, &first);
	wait_for(&is_answered);
	assert_int_equal(first.request.fault.code, FAULT_BROKEN);
	assert_non_null(strstr(first.request.fault.notes[1], "not known"));
	__atomic_store_n(&gate.is_disk_broken, false, __ATOMIC_RELEASE);
	ask(s, &second);
	wait_for(&is_answered);
	assert_int_equal(second.request.fault.code, FAULT_BROKEN);
	assert_int_equal(stand_in_events(p, 1), 1); /* it can still be read */
	arena_free(first.arena);
	arena_free(second.arena);
	service_close(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_writer_goes_on_while_the_disk_takes_what_it_did,
			place_make, place_clear),
		cmocka_unit_test_setup_teardown(
			who_was_not_flushed_hears_that_nobody_knows, place_make, place_clear),
	};

	(void)sem_init(&gate.came, 0, 0);
	(void)sem_init(&gate.may_go, 0, 0);
	(void)sem_init(&is_answered, 0, 0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
