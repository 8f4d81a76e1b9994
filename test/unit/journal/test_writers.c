/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Several writers at once, and writers that die: a reader never skips an event, nothing
 * acknowledged is lost, and the chains hold.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "diary.h"

#define WRITERS	     3
#define TRANSACTIONS 150
#define BRANCHES     4
#define KILLS	     5

struct job {
	struct journal_pen *pen;
	uint64_t *random;
	size_t events_n; /* of the attempt that counted */
};

/* Up to four events in branches in any order, so that writers run into each other. */
static enum fault_code
job_work(struct store_tx *tx, void *with, struct fault *f)
{
	struct job *job = with;
	const size_t n = 1 + diary_random(job->random) % 4;
	int64_t number = 0;

	for (size_t i = 0; i < n; i++)
		if (diary_append(job->pen, tx, (int64_t)(diary_random(job->random) % BRANCHES),
			    job->random, &number, f))
			return f->code;
	job->events_n = n;
	return FAULT_NONE;
}

/* Commits transactions, tells the number of events of each through `out`; 0 transactions: for ever.
 */
static void
writer_run(const struct store_place *p, uint64_t seed, int transactions_n, int out)
{
	struct fault fault = {0};
	struct store *s = diary_open_again(p, 0, &fault);
	uint64_t random = seed * UINT64_C(0x9E3779B97F4A7C15) + 1;
	struct job job = {.pen = journal_pen_new(), .random = &random};

	if (s == NULL)
		_exit(3);
	for (int i = 0; transactions_n == 0 || i < transactions_n; i++) {
		enum fault_code code = FAULT_BUSY;

		for (int patience = 0; code == FAULT_BUSY && patience < 50; patience++)
			code = store_work(store_writer(s), job_work, &job, &fault);
		if (code != FAULT_NONE) {
			fault_print(&fault, stderr);
			_exit(4);
		}
		if (write(out, &job.events_n, sizeof job.events_n) != sizeof job.events_n)
			_exit(5);
	}
	journal_pen_free(job.pen);
	store_close(s);
	_exit(0);
}

static pid_t
writer_start(const struct store_place *p, uint64_t seed, int transactions_n, const int ends[2])
{
	const pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		close(ends[0]);
		writer_run(p, seed, transactions_n, ends[1]);
	}
	return child;
}

struct check {
	const struct journal_cursor *cursor;
	size_t n;
};

static enum fault_code
next_is_next(const struct journal_event *event, void *with, struct fault *f)
{
	struct check *check = with;

	(void)f;
	assert_int_equal(event->number, journal_cursor_number(check->cursor, event->branch) + 1);
	check->n++;
	return FAULT_NONE;
}

static void
catch_up(struct store *s, struct journal_cursor *cursor, struct check *check)
{
	ON_EXIT(store_tx_guard) struct store_tx *tx = store_begin(store_reader(s, 0));
	struct fault fault = {0};
	size_t n = 0;

	assert_int_equal(
		journal_follow(tx, cursor, SIZE_MAX, next_is_next, check, &n, &fault), FAULT_NONE);
}

static void
a_reader_beside_many_writers_sees_every_event_in_order(void **state)
{
	struct store_place *p = *state;
	struct journal_cursor *cursor = journal_cursor_new();
	struct check check = {.cursor = cursor};
	pid_t writers[WRITERS];
	int ends[2];
	size_t told = 0, n = 0;

	assert_int_equal(pipe(ends), 0);
	for (int i = 0; i < WRITERS; i++)
		writers[i] = writer_start(p, (uint64_t)i + 1, TRANSACTIONS, ends);
	close(ends[1]);

	/* After the fork, since SQLite's connections do not survive one; so all of them make the
	 * store at once, too. */
	struct store *s = diary_open(p, 1);
	while (read(ends[0], &n, sizeof n) == sizeof n) {
		told += n;
		catch_up(s, cursor, &check);
		/* What was acknowledged is there at once. */
		assert_true(check.n >= told);
	}
	close(ends[0]);
	for (int i = 0; i < WRITERS; i++) {
		int status = 0;

		assert_int_equal(waitpid(writers[i], &status, 0), writers[i]);
		assert_int_equal(status, 0);
	}
	catch_up(s, cursor, &check);
	assert_int_equal(check.n, told);
	const struct journal_proof proof = diary_prove(store_reader(s, 0));
	assert_false(proof.is_broken);
	assert_int_equal(proof.events_n, told);
	journal_cursor_free(cursor);
}

static void
a_killed_writer_loses_nothing_acknowledged(void **state)
{
	struct store_place *p = *state;
	size_t told = 0;

	for (int round = 0; round < KILLS; round++) {
		int ends[2];
		size_t n = 0;

		assert_int_equal(pipe(ends), 0);
		const pid_t writer = writer_start(p, (uint64_t)round + 100, 0, ends);
		close(ends[1]);
		for (int i = 0; i < 10 + 9 * round && read(ends[0], &n, sizeof n) == sizeof n; i++)
			told += n;
		kill(writer, SIGKILL);
		int status;
		assert_int_equal(waitpid(writer, &status, 0), writer);
		assert_true(WIFSIGNALED(status));
		place_wait_alone();
		while (read(ends[0], &n, sizeof n) == sizeof n)
			told += n;
		close(ends[0]);

		const struct journal_proof proof = diary_prove(store_reader(diary_open(p, 1), 0));
		assert_false(proof.is_broken);
		/* The last transaction may have been done without being told. */
		assert_in_range(proof.events_n, told, told + 4);
		told = proof.events_n;
		store_close(TAKE(p->store));
	}
	assert_true(told > 100);
}

#define in_a_place(test) cmocka_unit_test_setup_teardown(test, place_make, place_clear)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_place(a_reader_beside_many_writers_sees_every_event_in_order),
		in_a_place(a_killed_writer_loses_nothing_acknowledged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
