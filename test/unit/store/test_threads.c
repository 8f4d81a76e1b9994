/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A writer, two readers and one who takes care, each a thread, on one store: readers see whole
 * transactions only, and nobody stands in anybody's way.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdatomic.h>

#include "place.h"

#define PAIRS 300

struct stage {
	struct store *store;
	atomic_bool is_over;
	atomic_uint wrong_n; /* assertions belong to the main thread */
	char backup[120];
};

struct reading {
	struct stage *stage;
	unsigned reader;
	int64_t last;
};

static int64_t
count(struct store_tx *tx, unsigned sql)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(tx, &shop_part, sql, STORE_NO_VALUES);

	return store_next(rows) ? store_row_int(rows, 0) : -1;
}

/* A thing and its note come together, and never go. */
static void *
reader_run(void *with)
{
	struct reading *reading = with;
	struct stage *stage = reading->stage;

	while (!stage->is_over) {
		struct store_tx *tx = store_begin(store_reader(stage->store, reading->reader));
		const int64_t things_n = count(tx, SHOP_THINGS_N);
		const int64_t notes_n = count(tx, SHOP_NOTES_N);
		struct fault fault = {0};

		if (store_commit(tx, &fault) || things_n != notes_n || things_n < reading->last)
			stage->wrong_n++;
		reading->last = things_n;
	}
	return NULL;
}

static void *
care_run(void *with)
{
	struct stage *stage = with;
	struct fault fault = {0};

	while (!stage->is_over) {
		if (store_checkpoint(stage->store, &fault) || store_check(stage->store, &fault))
			stage->wrong_n++;
		if (!store_is_postgresql(stage->store) &&
			store_backup(stage->store, stage->backup, &fault))
			stage->wrong_n++;
	}
	return NULL;
}

static enum fault_code
pair_add(struct store_connection *c, int64_t id, struct fault *f)
{
	ON_EXIT(store_tx_guard) struct store_tx *tx = store_begin(c);
	char name[40];

	snprintf(name, sizeof name, "thing %d", (int)id);
	store_do(tx, &shop_part, SHOP_THING_ADD,
		STORE_VALUES(store_int(id), store_text(span_of(name)), store_none(), store_none(),
			store_none()));
	(void)store_next(store_ask(tx, &shop_part, SHOP_NOTE_ADD,
		STORE_VALUES(store_int(id), store_text(SPAN("with its thing")))));
	return store_commit(tx, f);
}

static void
readers_and_care_work_beside_the_writer(void **state)
{
	struct store_place *p = *state;
	struct stage stage = {.store = place_open(p, 2)};
	struct reading readings[] = {{&stage, 0, 0}, {&stage, 1, 0}};
	struct fault fault = {0};
	pthread_t threads[3];
	unsigned failed_n = 0;

	snprintf(stage.backup, sizeof stage.backup, "%s/shop.backup", p->folder);
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, reader_run, &readings[i]), 0);
	assert_int_equal(pthread_create(&threads[2], NULL, care_run, &stage), 0);
	for (int64_t id = 1; id <= PAIRS; id++)
		failed_n += pair_add(store_writer(stage.store), id, &fault) != FAULT_NONE;
	stage.is_over = true;
	for (int i = 0; i < 3; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	assert_int_equal(failed_n, 0);
	assert_int_equal(stage.wrong_n, 0);
	assert_true(readings[0].last > 0 && readings[0].last <= PAIRS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			readers_and_care_work_beside_the_writer, place_make, place_clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
