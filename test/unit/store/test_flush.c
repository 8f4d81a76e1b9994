/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * When the disk is asked to take what was written. SQLite and the store call the fdatasync of this
 * file, which counts, and fails when it is told to.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "place.h"

static int flushes_n;
static bool is_disk_broken;

int
fdatasync(int file)
{
	flushes_n++;
	if (!is_disk_broken)
		return (int)syscall(SYS_fdatasync, file);
	errno = EIO;
	return -1;
}

static void
thing_put(struct store_tx *tx, int64_t id)
{
	char name[40];

	snprintf(name, sizeof name, "thing %lld", (long long)id);
	store_do(tx, &shop_part, SHOP_THING_ADD,
		STORE_VALUES(store_int(id), store_text(span_of(name)), store_int(id), store_none(),
			store_none()));
}

static enum fault_code
thing_add(struct store *s, int64_t id, struct fault *f)
{
	ON_EXIT(store_tx_guard) struct store_tx *tx = store_begin(store_writer(s));

	thing_put(tx, id);
	return store_commit(tx, f);
}

/* How often the disk was asked while a thing was added. */
static int
flushes_of_thing(struct store *s, int64_t id)
{
	struct fault fault = {0};
	const int before = flushes_n;

	assert_int_equal(thing_add(s, id, &fault), FAULT_NONE);
	return flushes_n - before;
}

static int64_t
things_n(struct store_connection *c)
{
	ON_EXIT(store_tx_guard) struct store_tx *tx = store_begin(c);
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(tx, &shop_part, SHOP_THINGS_N, STORE_NO_VALUES);

	return store_next(rows) ? store_row_int(rows, 0) : -1;
}

static void
a_commit_waits_for_the_disk_or_the_flush_does(void **state)
{
	struct store_place *p = *state;
	struct fault fault = {0};
	struct store *s = place_open(p, 1);

	if (place_is_postgresql()) {
		assert_false(store_flush_apart(s, true));
		assert_int_equal(store_flush(s, &fault), FAULT_NONE);
		return;
	}
	assert_int_equal(flushes_of_thing(s, 1), 1);
	assert_true(store_flush_apart(s, true));
	for (int64_t id = 2; id < 9; id++)
		assert_int_equal(flushes_of_thing(s, id), 0);
	/* others see it before the disk has it */
	assert_int_equal(things_n(store_reader(s, 0)), 8);
	const int before = flushes_n;
	assert_int_equal(store_flush(s, &fault), FAULT_NONE);
	assert_int_equal(store_flush(s, &fault), FAULT_NONE); /* nothing is left */
	assert_int_equal(flushes_n - before, 1);
	assert_false(store_flush_apart(s, false));
	assert_int_equal(flushes_of_thing(s, 9), 1);
}

/* Whatever comes into the file was in the log on the disk before, and a log that begins again does
 * not begin in the middle. */
static void
the_log_is_flushed_before_it_is_moved_and_when_it_begins_again(void **state)
{
	struct store_place *p = *state;
	const struct store_part *const parts[] = {&shop_part};
	const struct store_setup setup = {
		.parts = parts, .parts_n = 1, .may_create = true, .most_log_pages = 20};
	struct fault fault = {0};
	int moved_n = 0, begun_n = 0;

	if (place_is_postgresql())
		return;
	assert_int_equal(store_open(&p->store, p->address, &setup, &fault), FAULT_NONE);
	assert_true(store_flush_apart(p->store, true));
	for (int64_t id = 1; id < 200; id++) {
		const int before = flushes_n;
		struct store_tx *tx = store_begin(store_writer(p->store));
		const int at_begin = flushes_n - before;

		thing_put(tx, id);
		assert_int_equal(store_commit(tx, &fault), FAULT_NONE);
		const int at_commit = flushes_n - before - at_begin;

		/* Moved by the writer: the log, and the file. Then the log's first bytes. */
		assert_true(at_begin == 0 || at_begin == 2);
		assert_int_equal(at_commit, at_begin / 2);
		moved_n += at_begin > 0;
		begun_n += at_commit > 0;
	}
	assert_true(moved_n > 3);
	assert_int_equal(begun_n, moved_n);
	const int before = flushes_n;
	assert_int_equal(store_checkpoint(p->store, &fault), FAULT_NONE);
	assert_true(flushes_n - before >= 2);
}

static void
after_a_flush_that_failed_nothing_is_done_until_it_is_opened_again(void **state)
{
	struct store_place *p = *state;
	struct fault fault = {0};
	struct store *s = place_open(p, 1);

	if (place_is_postgresql())
		return;
	assert_true(store_flush_apart(s, true));
	assert_int_equal(thing_add(s, 1, &fault), FAULT_NONE);
	is_disk_broken = true;
	assert_int_equal(store_flush(s, &fault), FAULT_BROKEN);
	is_disk_broken = false;
	/* The system says that all is well; it is not. */
	assert_int_equal(store_flush(s, &fault), FAULT_BROKEN);
	assert_int_equal(thing_add(s, 2, &fault), FAULT_BROKEN);
	assert_non_null(strstr(fault.notes[0], "opened again"));
	assert_int_equal(things_n(store_reader(s, 0)), 1);
	store_close(TAKE(p->store));
	fault = (struct fault){0};
	assert_int_equal(thing_add(place_open(p, 1), 2, &fault), FAULT_NONE);
}

#define in_a_place(name) cmocka_unit_test_setup_teardown(name, place_make, place_clear)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_place(a_commit_waits_for_the_disk_or_the_flush_does),
		in_a_place(the_log_is_flushed_before_it_is_moved_and_when_it_begins_again),
		in_a_place(after_a_flush_that_failed_nothing_is_done_until_it_is_opened_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
