/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Transactions, savepoints, statements and their values: the same on both engines.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "place.h"

static void
thing_add(struct store_tx *tx, int64_t id, const char *name)
{
	store_do(tx, &shop_part, SHOP_THING_ADD,
		STORE_VALUES(store_int(id), store_text(span_of(name)), store_int(100), store_none(),
			store_none()));
}

static int64_t
ask_int(struct store_tx *tx, unsigned sql)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(tx, &shop_part, sql, STORE_NO_VALUES);

	return store_next(rows) ? store_row_int(rows, 0) : -1;
}

static int64_t
things_n(struct store_connection *c)
{
	ON_EXIT(store_tx_guard) struct store_tx *tx = store_begin(c);

	return ask_int(tx, SHOP_THINGS_N);
}

static void
commit(struct store_tx *tx)
{
	struct fault fault = {0};
	char sentence[1000];

	if (store_commit(tx, &fault))
		fail_msg("%s", fault_sentence(&fault, sentence, sizeof sentence));
}

static void
what_is_committed_is_read_with_its_types(void **state)
{
	struct store *s = place_open(*state, 1);
	struct store_tx *tx = store_begin(store_writer(s));

	store_do(tx, &shop_part, SHOP_THING_ADD,
		STORE_VALUES(store_int(INT64_MIN), store_text(SPAN("Zażółć")), store_int(-7),
			store_real(0.1), store_bytes(SPAN("a\0b\xff"))));
	store_do(tx, &shop_part, SHOP_THING_ADD,
		STORE_VALUES(store_int(INT64_MAX), store_text(SPAN("")), store_none(), store_none(),
			store_bytes(SPAN(""))));
	commit(tx);

	tx = store_begin(store_reader(s, 0));
	struct store_rows *rows =
		store_ask(tx, &shop_part, SHOP_THING_GET, STORE_VALUES(store_int(INT64_MIN)));
	assert_true(store_next(rows));
	assert_true(span_is(store_row_text(rows, 0), SPAN("Zażółć")));
	assert_int_equal(store_row_int(rows, 1), -7);
	assert_true(store_row_real(rows, 2) == 0.1);
	assert_true(span_is(store_row_bytes(rows, 3), SPAN("a\0b\xff")));
	assert_false(store_next(rows));
	rows = store_ask(tx, &shop_part, SHOP_THING_GET, STORE_VALUES(store_int(INT64_MAX)));
	assert_true(store_next(rows));
	assert_false(store_row_is_none(rows, 0));
	assert_int_equal(store_row_text(rows, 0).size, 0);
	assert_true(store_row_is_none(rows, 1));
	assert_int_equal(store_row_int(rows, 1), 0);
	assert_true(store_row_is_none(rows, 2));
	assert_false(store_row_is_none(rows, 3));
	assert_false(store_next(rows));
	commit(tx);
}

static void
leaving_without_commit_rolls_back(void **state)
{
	struct store *s = place_open(*state, 0);

	{
		ON_EXIT(store_tx_guard) struct store_tx *tx = store_begin(store_writer(s));
		thing_add(tx, 1, "lamp");
		assert_int_equal(ask_int(tx, SHOP_THINGS_N), 1);
	}
	assert_int_equal(things_n(store_writer(s)), 0);
}

static void
the_first_fault_stays_and_nothing_after_it_happens(void **state)
{
	struct store *s = place_open(*state, 0);
	struct store_tx *tx = store_begin(store_writer(s));
	struct fault fault = {0};

	thing_add(tx, 1, "lamp");
	thing_add(tx, 1, "chair");
	thing_add(tx, 2, "table");
	assert_int_equal(ask_int(tx, SHOP_THINGS_N), -1);
	assert_int_equal(store_fault(tx, NULL), FAULT_CONFLICT);
	assert_int_equal(store_commit(tx, &fault), FAULT_CONFLICT);
	assert_int_equal(things_n(store_writer(s)), 0);
}

static void
a_queued_fault_is_seen_at_the_commit(void **state)
{
	struct store *s = place_open(*state, 0);
	struct store_tx *tx = store_begin(store_writer(s));
	struct fault fault = {0};

	thing_add(tx, 1, "lamp");
	thing_add(tx, 2, "lamp");
	assert_int_equal(store_commit(tx, &fault), FAULT_CONFLICT);
	assert_int_equal(fault.code, FAULT_CONFLICT);
	assert_int_equal(things_n(store_writer(s)), 0);
}

static void
a_savepoint_undoes_one_command_of_a_batch(void **state)
{
	struct store *s = place_open(*state, 0);
	struct store_tx *tx = store_begin(store_writer(s));
	struct fault fault = {0};

	for (int64_t i = 1; i <= 100; i++) {
		char name[20];

		snprintf(name, sizeof name, "thing %d", (int)i);
		store_savepoint(tx);
		thing_add(tx, i, name);
		if (i % 3 == 0)
			thing_add(tx, i, "its number is taken");
		const uint64_t epoch = store_epoch(tx);
		if (i % 3 == 0) {
			assert_int_equal(store_release(tx, &fault), FAULT_CONFLICT);
			assert_int_equal(store_rollback_to(tx), FAULT_NONE);
			assert_int_not_equal(store_epoch(tx), epoch);
		} else {
			assert_int_equal(store_release(tx, &fault), FAULT_NONE);
			assert_int_equal(store_epoch(tx), epoch);
		}
	}
	commit(tx);
	assert_int_equal(things_n(store_writer(s)), 67);
}

static void
savepoints_nest(void **state)
{
	struct store *s = place_open(*state, 0);
	struct store_tx *tx = store_begin(store_writer(s));
	struct fault fault = {0};

	thing_add(tx, 1, "one");
	for (unsigned depth = 0; depth < STORE_DEPTH_MOST; depth++) {
		store_savepoint(tx);
		thing_add(tx, 10 + depth, (const char *[]){"a", "b", "c", "d"}[depth]);
	}
	assert_int_equal(store_release(tx, &fault), FAULT_NONE);
	assert_int_equal(store_rollback_to(tx), FAULT_NONE);
	assert_int_equal(ask_int(tx, SHOP_THINGS_N), 3);
	assert_int_equal(store_release(tx, &fault), FAULT_NONE);
	assert_int_equal(store_rollback_to(tx), FAULT_NONE);
	commit(tx);
	assert_int_equal(things_n(store_writer(s)), 1);
}

static void
a_savepoint_after_a_fault_does_not_forget_it(void **state)
{
	struct store *s = place_open(*state, 0);
	struct store_tx *tx = store_begin(store_writer(s));
	struct fault fault = {0};

	thing_add(tx, 1, "one");
	thing_add(tx, 1, "again");
	assert_int_equal(ask_int(tx, SHOP_THINGS_N), -1);
	store_savepoint(tx);
	assert_int_equal(store_rollback_to(tx), FAULT_CONFLICT);
	assert_int_equal(store_commit(tx, &fault), FAULT_CONFLICT);
}

static void
open_rows_do_not_stand_in_the_way_of_a_commit(void **state)
{
	struct store *s = place_open(*state, 0);
	struct store_tx *tx = store_begin(store_writer(s));

	thing_add(tx, 1, "one");
	thing_add(tx, 2, "two");
	struct store_rows *rows =
		store_ask(tx, &shop_part, SHOP_THINGS, STORE_VALUES(store_int(0)));
	assert_true(store_next(rows));
	store_do(tx, &shop_part, SHOP_PRICE_SET, STORE_VALUES(store_int(1), store_int(5)));
	commit(tx);
	assert_false(store_next(rows));
	assert_int_equal(things_n(store_writer(s)), 2);
}

static void
a_row_is_not_asked_twice_at_once(void **state)
{
	struct store *s = place_open(*state, 0);
	struct store_tx *tx = store_begin(store_writer(s));
	struct fault fault = {0};

	thing_add(tx, 1, "one");
	struct store_rows *rows =
		store_ask(tx, &shop_part, SHOP_THINGS, STORE_VALUES(store_int(0)));
	assert_true(store_next(rows));
	(void)store_ask(tx, &shop_part, SHOP_THINGS, STORE_VALUES(store_int(0)));
	assert_int_equal(store_commit(tx, &fault), FAULT_BROKEN);
	assert_non_null(strstr(fault.notes[0], "THINGS"));
}

static void
wrong_values_are_refused_before_the_engine_sees_them(void **state)
{
	struct store *s = place_open(*state, 0);
	struct fault fault = {0};
	const struct store_value wrong[] = {
		store_text(SPAN("\xff\xfe")), store_text(SPAN("a\0b")), store_int(3)};
	const enum fault_code codes[] = {FAULT_BAD_INPUT, FAULT_BAD_INPUT, FAULT_BROKEN};

	for (size_t i = 0; i < 3; i++) {
		struct store_tx *tx = store_begin(store_writer(s));

		(void)store_ask(tx, &shop_part, SHOP_THING_NAMED, &wrong[i], 1);
		assert_int_equal(store_commit(tx, &fault), codes[i]);
		assert_non_null(strstr(fault.notes[0], "THING_NAMED"));
	}
	struct store_tx *tx = store_begin(store_writer(s));
	store_do(tx, &shop_part, SHOP_PRICE_SET, STORE_VALUES(store_int(1)));
	assert_int_equal(store_commit(tx, &fault), FAULT_BROKEN);
}

static void
a_reader_does_not_write(void **state)
{
	struct store *s = place_open(*state, 1);
	struct store_tx *tx = store_begin(store_reader(s, 0));
	struct fault fault = {0};

	thing_add(tx, 1, "one");
	assert_int_equal(store_commit(tx, &fault), FAULT_BROKEN);
	assert_non_null(strstr(fault.notes[0], "this is a reader"));
	assert_int_equal(things_n(store_reader(s, 0)), 0);
}

static void
a_reader_sees_one_moment(void **state)
{
	struct store *s = place_open(*state, 2);
	struct store_tx *old = store_begin(store_reader(s, 0));

	assert_int_equal(ask_int(old, SHOP_THINGS_N), 0);
	struct store_tx *tx = store_begin(store_writer(s));
	thing_add(tx, 1, "one");
	assert_int_equal(things_n(store_reader(s, 1)), 0);
	commit(tx);
	assert_int_equal(things_n(store_reader(s, 1)), 1);
	assert_int_equal(ask_int(old, SHOP_THINGS_N), 0);
	commit(old);
	assert_int_equal(things_n(store_reader(s, 0)), 1);
}

static void
keys_lead_somewhere(void **state)
{
	struct store *s = place_open(*state, 0);
	struct store_tx *tx = store_begin(store_writer(s));
	struct fault fault = {0};

	struct store_rows *rows = store_ask(tx, &shop_part, SHOP_NOTE_ADD,
		STORE_VALUES(store_int(9), store_text(SPAN("of nothing"))));
	assert_false(store_next(rows));
	assert_int_equal(store_commit(tx, &fault), FAULT_CONFLICT);
	tx = store_begin(store_writer(s));
	thing_add(tx, 9, "nine");
	rows = store_ask(tx, &shop_part, SHOP_NOTE_ADD,
		STORE_VALUES(store_int(9), store_text(SPAN("of nine"))));
	assert_true(store_next(rows));
	assert_true(store_row_int(rows, 0) > 0);
	assert_false(store_next(rows));
	commit(tx);
}

static void
many_statements_in_one_transaction_all_arrive(void **state)
{
	struct store *s = place_open(*state, 0);
	struct store_tx *tx = store_begin(store_writer(s));
	int64_t sum = 0, rows_n = 0;

	for (int64_t i = 1; i <= 1000; i++) {
		char name[20];

		snprintf(name, sizeof name, "thing %d", (int)i);
		thing_add(tx, i, name);
	}
	struct store_rows *rows =
		store_ask(tx, &shop_part, SHOP_THINGS, STORE_VALUES(store_int(0)));
	while (store_next(rows)) {
		sum += store_row_int(rows, 0);
		rows_n++;
	}
	assert_int_equal(rows_n, 1000);
	assert_int_equal(sum, 500500);
	commit(tx);
}

/* ---- The runner ---- */

struct attempts {
	unsigned n, busy_n;
	struct store_connection *other; /* changes the price in between */
};

static enum fault_code
busy_at_first(struct store_tx *tx, void *with, struct fault *f)
{
	struct attempts *attempts = with;

	thing_add(tx, 1, "lamp");
	return attempts->n++ < attempts->busy_n ? fault_set(f, FAULT_BUSY, "not yet") : FAULT_NONE;
}

static void
work_is_tried_again_when_busy_and_only_then(void **state)
{
	struct store *s = place_open(*state, 0);
	struct fault fault = {0};
	struct attempts attempts = {.busy_n = 3};

	assert_int_equal(store_work(store_writer(s), busy_at_first, &attempts, &fault), FAULT_NONE);
	assert_int_equal(attempts.n, 4);
	assert_int_equal(things_n(store_writer(s)), 1);
	attempts = (struct attempts){0};
	assert_int_equal(
		store_work(store_writer(s), busy_at_first, &attempts, &fault), FAULT_CONFLICT);
	assert_int_equal(attempts.n, 1);
	attempts = (struct attempts){.busy_n = 1000};
	assert_int_equal(store_work(store_writer(s), busy_at_first, &attempts, &fault), FAULT_BUSY);
	assert_int_equal(attempts.n, STORE_ATTEMPTS);
	assert_int_equal(things_n(store_writer(s)), 1);
}

#define in_a_place(test) cmocka_unit_test_setup_teardown(test, place_make, place_clear)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_place(what_is_committed_is_read_with_its_types),
		in_a_place(leaving_without_commit_rolls_back),
		in_a_place(the_first_fault_stays_and_nothing_after_it_happens),
		in_a_place(a_queued_fault_is_seen_at_the_commit),
		in_a_place(a_savepoint_undoes_one_command_of_a_batch),
		in_a_place(savepoints_nest),
		in_a_place(a_savepoint_after_a_fault_does_not_forget_it),
		in_a_place(open_rows_do_not_stand_in_the_way_of_a_commit),
		in_a_place(a_row_is_not_asked_twice_at_once),
		in_a_place(wrong_values_are_refused_before_the_engine_sees_them),
		in_a_place(a_reader_does_not_write),
		in_a_place(a_reader_sees_one_moment),
		in_a_place(keys_lead_somewhere),
		in_a_place(many_statements_in_one_transaction_all_arrive),
		in_a_place(work_is_tried_again_when_busy_and_only_then),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
