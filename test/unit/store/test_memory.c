/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the writer remembers, and when it forgets: the same calls on both engines. SQLite tells by
 * itself whether somebody else has written; on PostgreSQL the number in a lock's row does.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "place.h"

enum { KEPT_PRICE, KEPT_OTHER, KEPT_LOOSE = SHOP_KIND_LOOSE };

#define LOCK 0 /* of the things 0 to 99 */

static void
thing_add(struct store_tx *tx, int64_t id)
{
	store_do(tx, &shop_part, SHOP_THING_ADD,
		STORE_VALUES(store_int(id), store_text(id == 1 ? SPAN("one") : SPAN("two")),
			store_int(0), store_none(), store_none()));
}

static void
price_remember(struct store_tx *tx, int64_t id, int64_t price)
{
	(void)store_remember(tx, &shop_part, KEPT_PRICE, id, &price, sizeof price);
}

/* −1: it is not remembered. */
static int64_t
price_recall(struct store_tx *tx, int64_t id)
{
	size_t size = 0;
	const int64_t *price = store_recall(tx, &shop_part, KEPT_PRICE, id, &size);

	assert_true(price == NULL || size == sizeof *price);
	return price != NULL ? *price : -1;
}

static void
price_write(struct store_tx *tx, int64_t id, void *bytes)
{
	store_do(tx, &shop_part, SHOP_PRICE_SET,
		STORE_VALUES(store_int(id), store_int(*(const int64_t *)bytes)));
}

static void
price_owe(struct store_tx *tx, int64_t id, int64_t price)
{
	store_owe(tx, &shop_part, KEPT_PRICE, id, &price, sizeof price, price_write);
}

static int64_t
price_read(struct store_tx *tx, int64_t id)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows =
		store_ask(tx, &shop_part, SHOP_THING_GET, STORE_VALUES(store_int(id)));

	return store_next(rows) ? store_row_int(rows, 1) : -1;
}

static void
commit(struct store_tx *tx)
{
	struct fault fault = {0};
	char sentence[1000];

	if (store_commit(tx, &fault))
		fail_msg("%s", fault_sentence(&fault, sentence, sizeof sentence));
}

/* A thing with the price 0, remembered as 7. */
static struct store *
shop_with_a_price(struct store_place *p)
{
	struct store *s = place_open(p, 1);
	struct store_tx *tx = store_begin(store_writer(s));

	thing_add(tx, 1);
	(void)store_locked(tx, LOCK, 1);
	price_remember(tx, 1, 7);
	assert_int_equal(price_recall(tx, 1), 7);
	commit(tx);
	return s;
}

static void
rows_are_told_apart_by_kind_and_id_and_changed_in_their_place(void **state)
{
	struct store *s = shop_with_a_price(*state);
	struct store_tx *tx = store_begin(store_writer(s));
	size_t size = 0;
	char *words;

	price_remember(tx, 1, 8);
	price_remember(tx, 2, 9);
	assert_int_equal(price_recall(tx, 1), 8);
	assert_int_equal(price_recall(tx, 2), 9);
	assert_null(store_recall(tx, &shop_part, KEPT_OTHER, 1, &size));
	words = store_remember(tx, &shop_part, KEPT_OTHER, 1, "short", 5);
	words[0] = 'S';
	words = store_recall(tx, &shop_part, KEPT_OTHER, 1, &size);
	assert_int_equal(size, 5);
	assert_memory_equal(words, "Short", 5);
	(void)store_remember(tx, &shop_part, KEPT_OTHER, 1, "a good deal longer", 18);
	words = store_recall(tx, &shop_part, KEPT_OTHER, 1, &size);
	assert_int_equal(size, 18);
	assert_memory_equal(words, "a good deal longer", 18);
	store_forget(tx, &shop_part, KEPT_PRICE, 1);
	assert_int_equal(price_recall(tx, 1), -1);
	assert_int_equal(price_recall(tx, 2), 9);
	commit(tx);
}

static void
it_holds_beyond_a_commit_when_nobody_else_wrote(void **state)
{
	struct store_place *p = *state;
	struct store *s = shop_with_a_price(p);
	struct store_tx *tx = store_begin(store_writer(s));

	/* On PostgreSQL the lock has to say so. */
	assert_int_equal(price_recall(tx, 1), place_is_postgresql() ? -1 : 7);
	assert_true(store_locked(tx, LOCK, 1));
	assert_int_equal(price_recall(tx, 1), 7);
	thing_add(tx, 2);
	commit(tx); /* our own changes change nothing */
	tx = store_begin(store_writer(s));
	assert_true(store_locked(tx, LOCK, 1));
	assert_int_equal(price_recall(tx, 1), 7);
	store_raised(tx, LOCK, 2);
	assert_int_equal(price_recall(tx, 1), 7);
	commit(tx);
	tx = store_begin(store_writer(s));
	assert_true(store_locked(tx, LOCK, 2));
	assert_int_equal(price_recall(tx, 1), 7);
	commit(tx);
}

static void
a_number_that_is_not_ours_makes_it_forget_what_is_of_that_lock(void **state)
{
	struct store *s = shop_with_a_price(*state);
	struct store_tx *tx = store_begin(store_writer(s));

	if (!place_is_postgresql()) {
		assert_true(store_locked(tx, LOCK, 5)); /* nobody else has the file */
		assert_int_equal(price_recall(tx, 1), 7);
		commit(tx);
		return;
	}
	assert_true(store_locked(tx, LOCK, 1));
	assert_false(store_locked(tx, LOCK + 1, 1));
	price_remember(tx, 100, 50);
	store_raised(tx, LOCK, 2);
	store_raised(tx, LOCK + 1, 2);
	commit(tx);
	tx = store_begin(store_writer(s));
	assert_false(store_locked(tx, LOCK, 3)); /* somebody raised it once more */
	assert_int_equal(price_recall(tx, 1), -1);
	assert_int_equal(price_recall(tx, 100), -1); /* its own lock is not asked yet */
	assert_true(store_locked(tx, LOCK + 1, 2));
	assert_int_equal(price_recall(tx, 100), 50);
	assert_int_equal(price_recall(tx, 1), -1);
	price_remember(tx, 1, 8);
	commit(tx);
	tx = store_begin(store_writer(s));
	assert_true(store_locked(tx, LOCK, 3));
	assert_int_equal(price_recall(tx, 1), 8);
	commit(tx);
}

static void
what_was_read_before_the_lock_is_forgotten_when_the_number_is_not_ours(void **state)
{
	struct store *s = shop_with_a_price(*state);
	struct store_tx *tx = store_begin(store_writer(s));

	price_remember(tx, 1, 8);
	assert_int_equal(price_recall(tx, 1), 8); /* for the rest of the transaction, or … */
	assert_int_equal(store_locked(tx, LOCK, 2), !place_is_postgresql());
	assert_int_equal(price_recall(tx, 1), place_is_postgresql() ? -1 : 8);
	commit(tx);
}

static void
what_is_of_no_lock_is_forgotten_at_the_end_where_only_locks_can_tell(void **state)
{
	struct store *s = shop_with_a_price(*state);
	struct store_tx *tx = store_begin(store_writer(s));
	size_t size = 0;

	(void)store_remember(tx, &shop_part, KEPT_LOOSE, 1, "word", 4);
	(void)store_locked(tx, LOCK, 1);
	assert_non_null(store_recall(tx, &shop_part, KEPT_LOOSE, 1, &size));
	commit(tx);
	tx = store_begin(store_writer(s));
	(void)store_locked(tx, LOCK, 1);
	assert_int_equal(
		store_recall(tx, &shop_part, KEPT_LOOSE, 1, &size) == NULL, place_is_postgresql());
	commit(tx);
}

static void
a_number_that_was_undone_is_not_ours(void **state)
{
	struct store *s = shop_with_a_price(*state);
	struct store_tx *tx = store_begin(store_writer(s));

	assert_true(store_locked(tx, LOCK, 1));
	price_remember(tx, 1, 8);
	store_raised(tx, LOCK, 2);
	store_rollback(tx);
	tx = store_begin(store_writer(s));
	/* 2 is what somebody else made of it: another 2 than ours. */
	assert_int_equal(store_locked(tx, LOCK, 2), !place_is_postgresql());
	assert_int_equal(price_recall(tx, 1), -1);
	commit(tx);
}

static void
a_new_connection_begins_with_nothing(void **state)
{
	struct store_place *p = *state;
	struct store *s = shop_with_a_price(p);
	struct store_tx *tx;
	struct fault fault = {0};

	if (!place_is_postgresql())
		return; /* a file is not lost */
	place_run(p, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
		     " WHERE application_name = 'cykl' AND datname = current_database()");
	for (int i = 0; i < 2; i++) { /* the first finds it lost */
		tx = store_begin(store_writer(s));
		if (i > 0)
			assert_false(store_locked(tx, LOCK, 1));
		assert_int_equal(price_recall(tx, 1), -1);
		assert_int_equal(price_read(tx, 1), i > 0 ? 0 : -1);
		assert_int_equal(store_commit(tx, &fault) == FAULT_NONE, i > 0);
	}
}

static void
what_somebody_else_wrote_makes_it_forget(void **state)
{
	struct store_place *p = *state;
	struct store *s = shop_with_a_price(p);
	struct store_tx *tx;

	place_run(p, "UPDATE thing SET price = 5 WHERE id = 1;");
	tx = store_begin(store_writer(s));
	(void)store_locked(tx, LOCK, 2); /* they raised it with it */
	assert_int_equal(price_recall(tx, 1), -1);
	assert_int_equal(price_read(tx, 1), 5);
	commit(tx);
}

static void
what_is_undone_is_forgotten(void **state)
{
	struct store *s = shop_with_a_price(*state);
	struct fault fault = {0};
	struct store_tx *tx = store_begin(store_writer(s));

	price_remember(tx, 1, 8);
	store_rollback(tx);
	tx = store_begin(store_writer(s));
	(void)store_locked(tx, LOCK, 1);
	assert_int_equal(price_recall(tx, 1), -1);
	price_remember(tx, 1, 8);
	store_savepoint(tx);
	price_remember(tx, 1, 9);
	assert_int_equal(store_release(tx, &fault), FAULT_NONE);
	assert_int_equal(price_recall(tx, 1), 9);
	store_savepoint(tx);
	price_remember(tx, 1, 10);
	assert_int_equal(store_rollback_to(tx), FAULT_NONE);
	assert_int_equal(price_recall(tx, 1), -1);
	commit(tx);
}

static void
what_is_owed_is_written_before_a_lock_makes_it_forget(void **state)
{
	struct store *s = shop_with_a_price(*state);
	struct store_tx *tx = store_begin(store_writer(s));

	price_owe(tx, 1, 8);
	(void)store_locked(tx, LOCK, 5);
	assert_int_equal(price_recall(tx, 1), place_is_postgresql() ? -1 : 8);
	commit(tx);
	tx = store_begin(store_reader(s, 0));
	assert_int_equal(price_read(tx, 1), 8); /* what was owed was written before */
	commit(tx);
}

static void
what_is_owed_is_written_once_before_the_commit(void **state)
{
	struct store *s = shop_with_a_price(*state);
	struct store_tx *tx = store_begin(store_writer(s));
	const uint64_t before = store_writes(tx);

	for (int64_t price = 10; price <= 20; price++)
		price_owe(tx, 1, price);
	assert_int_equal(price_recall(tx, 1), 20);
	assert_int_equal(store_writes(tx), before + 11); /* counted as if they were written */
	commit(tx);
	tx = store_begin(store_reader(s, 0));
	assert_int_equal(price_read(tx, 1), 20);
	commit(tx);
	tx = store_begin(store_writer(s));
	price_owe(tx, 1, 30);
	store_rollback(tx);
	tx = store_begin(store_writer(s));
	assert_int_equal(price_read(tx, 1), 20);
	commit(tx);
}

static void
whoever_asks_the_part_finds_what_is_owed_to_it(void **state)
{
	struct store *s = shop_with_a_price(*state);
	struct store_tx *tx = store_begin(store_writer(s));

	price_owe(tx, 1, 10);
	assert_int_equal(price_read(tx, 1), 10);
	*(int64_t *)store_remember(tx, &shop_part, KEPT_PRICE, 1, NULL, sizeof(int64_t)) = 11;
	store_owe(tx, &shop_part, KEPT_PRICE, 1, NULL, sizeof(int64_t), price_write);
	assert_int_equal(price_read(tx, 1), 11);
	commit(tx);
}

static void
what_is_owed_is_written_when_it_is_forgotten_or_a_savepoint_is_made(void **state)
{
	struct store *s = shop_with_a_price(*state);
	struct store_tx *tx = store_begin(store_writer(s));

	price_owe(tx, 1, 11);
	store_forget(tx, &shop_part, KEPT_PRICE, 1);
	assert_int_equal(price_read(tx, 1), 11);
	price_owe(tx, 1, 12);
	price_remember(tx, 1, 13); /* it is still owed, as it is now */
	store_savepoint(tx);
	assert_int_equal(price_read(tx, 1), 13);
	price_owe(tx, 1, 14);
	assert_int_equal(price_read(tx, 1), 14);
	assert_int_equal(store_rollback_to(tx), FAULT_NONE);
	assert_int_equal(price_read(tx, 1), 13);
	commit(tx);
}

static void
what_was_run_that_may_write_is_counted(void **state)
{
	struct store *s = shop_with_a_price(*state);
	struct store_tx *tx = store_begin(store_writer(s));
	const uint64_t before = store_writes(tx);

	assert_int_equal(price_read(tx, 1), 0);
	price_remember(tx, 1, 1);
	assert_int_equal(store_writes(tx), before);
	price_owe(tx, 1, 2);
	assert_int_equal(store_writes(tx), before + 1);
	thing_add(tx, 2);
	assert_int_equal(store_writes(tx), before + 2);
	commit(tx);
}

static void
a_reader_remembers_nothing(void **state)
{
	struct store *s = shop_with_a_price(*state);
	struct store_tx *tx = store_begin(store_reader(s, 0));

	assert_int_equal(price_recall(tx, 1), -1);
	price_remember(tx, 1, 8);
	assert_int_equal(price_recall(tx, 1), -1);
	commit(tx);
}

static void
too_much_is_forgotten_by_itself(void **state)
{
	struct store *s = shop_with_a_price(*state);
	struct store_tx *tx = store_begin(store_writer(s));
	static char large[200000];
	size_t kept = 0, size;

	for (int64_t i = 0; i < 1000; i++)
		kept += store_remember(tx, &shop_part, KEPT_OTHER, i, large, sizeof large) != NULL;
	assert_in_range(kept, 100, 500);
	assert_null(store_remember(tx, &shop_part, KEPT_OTHER, 1, NULL, (size_t)1 << 20));
	assert_null(store_recall(tx, &shop_part, KEPT_OTHER, 1, &size));
	assert_int_equal(price_recall(tx, 1), place_is_postgresql() ? -1 : 7);
	commit(tx);
	tx = store_begin(store_writer(s));
	(void)store_locked(tx, LOCK, 1);
	assert_int_equal(price_recall(tx, 1), -1);
	commit(tx);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, place_make, place_clear)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(rows_are_told_apart_by_kind_and_id_and_changed_in_their_place),
		TEST(it_holds_beyond_a_commit_when_nobody_else_wrote),
		TEST(a_number_that_is_not_ours_makes_it_forget_what_is_of_that_lock),
		TEST(what_was_read_before_the_lock_is_forgotten_when_the_number_is_not_ours),
		TEST(what_is_of_no_lock_is_forgotten_at_the_end_where_only_locks_can_tell),
		TEST(a_number_that_was_undone_is_not_ours),
		TEST(a_new_connection_begins_with_nothing),
		TEST(what_somebody_else_wrote_makes_it_forget),
		TEST(what_is_undone_is_forgotten),
		TEST(what_is_owed_is_written_before_a_lock_makes_it_forget),
		TEST(what_is_owed_is_written_once_before_the_commit),
		TEST(whoever_asks_the_part_finds_what_is_owed_to_it),
		TEST(what_is_owed_is_written_when_it_is_forgotten_or_a_savepoint_is_made),
		TEST(what_was_run_that_may_write_is_counted),
		TEST(a_reader_remembers_nothing),
		TEST(too_much_is_forgotten_by_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
