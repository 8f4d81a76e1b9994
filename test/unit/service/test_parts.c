/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The service's parts of a store: opening prepares every statement and holds it against its
 * letters. Migrations of tables that are in the field bring a store to what a new one is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "../store/place.h"
#include "base/attributes.h"
#include "service/service.h"
#include "service/tickets.h"

static enum fault_code
open_with(struct store_place *p, const struct store_part *const *parts, size_t parts_n)
{
	const struct store_setup setup = {
		.parts = parts, .parts_n = parts_n, .readers_n = 2, .may_create = true};
	struct fault fault = {0};
	char sentence[1000];

	if (store_open(&p->store, p->address, &setup, &fault))
		fail_msg("%s", fault_sentence(&fault, sentence, sizeof sentence));
	return fault.code;
}

static void
a_store_takes_all_parts_of_the_service_and_opens_again(void **state)
{
	struct store_place *p = *state;

	open_with(p, service_parts, service_parts_n);
	store_close(TAKE(p->store));
	open_with(p, service_parts, service_parts_n);
}

/* ---- Migrations ---- */

/* The indexes of the tickets, as the engine keeps them; nothing is migrated for it. */
static const struct store_sql indexes_sql[] = {{"INDEXES", STORE_READ, "", "t",
	"{{SELECT name || ': ' || coalesce(sql, '') FROM sqlite_schema"
	" WHERE type = 'index' AND tbl_name = 'ticket' AND sql IS NOT NULL"
	"|SELECT replace(indexdef, quote_ident(current_schema()) || '.', '') FROM pg_indexes"
	" WHERE tablename = 'ticket' AND schemaname = current_schema()}} ORDER BY 1"}};
static const struct store_part indexes_part = {
	.name = "indexes", .sql = indexes_sql, .sql_n = array_length(indexes_sql)};

static void
indexes_read(struct store_place *p, char *into, size_t room)
{
	const struct store_part *parts[12] = {&indexes_part};
	struct store_rows *rows;
	struct store_tx *tx;

	assert_true(service_parts_n < array_length(parts));
	memcpy(&parts[1], service_parts, service_parts_n * sizeof *parts);
	open_with(p, parts, service_parts_n + 1);
	tx = store_begin(store_reader(p->store, 0));
	rows = store_ask(tx, &indexes_part, 0, STORE_NO_VALUES);
	*into = '\0';
	while (store_next(rows)) {
		const struct span text = store_row_text(rows, 0);
		const size_t size = strlen(into);

		assert_true(size + text.size + 2 < room);
		memcpy(into + size, text.at, text.size);
		memcpy(into + size + text.size, "\n", 2);
	}
	store_rollback(tx);
	store_close(TAKE(p->store));
}

#define TICKET_OF_1                                                                                \
	"1, 2, 0, 0, 0, 0, 'A', 1, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0"

static size_t
aside_count(struct store_place *p)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(store_tx_guard) struct store_tx *tx = NULL;

	open_with(p, service_parts, service_parts_n);
	tx = store_begin(store_reader(p->store, 0));
	return ticket_list(tx, 1, TICKET_LIST_ASIDE, 10, a).n;
}

static void
tickets_of_version_1_get_the_indexes_of_a_new_store(void **state)
{
	struct store_place *p = *state;
	struct store_part queue_1 = queue_part;
	const struct store_part *parts[12];
	char fresh[4000], migrated[4000];
	void *other = NULL;

	queue_1.migrations_n = 1;
	queue_1.sql_n = 0;
	for (size_t i = 0; i < service_parts_n; i++)
		parts[i] = service_parts[i] == &queue_part ? &queue_1 : service_parts[i];
	open_with(p, parts, service_parts_n);
	store_close(TAKE(p->store));
	/* Parked, of branch 1. */
	place_run(p, place_is_postgresql() ? "INSERT INTO ticket VALUES (" TICKET_OF_1 ", '', 0)"
					   : "INSERT INTO ticket VALUES (" TICKET_OF_1 ", x'', 0)");
	indexes_read(p, migrated, sizeof migrated);
	assert_int_equal(place_make(&other), 0);
	indexes_read(other, fresh, sizeof fresh);
	assert_int_equal(place_clear(&other), 0);
	assert_string_equal(migrated, fresh);
	assert_non_null(strstr(fresh, "ticket_waiting"));
	assert_non_null(strstr(fresh, "ticket_aside"));
	assert_null(strstr(fresh, "ticket_line"));
	assert_int_equal(aside_count(p), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_store_takes_all_parts_of_the_service_and_opens_again, place_make,
			place_clear),
		cmocka_unit_test_setup_teardown(tickets_of_version_1_get_the_indexes_of_a_new_store,
			place_make, place_clear),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
