/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opening: versions and migrations, rows that do not fit, places where there is no store.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "place.h"

/* Opens with these parts and closes again; the fault's whole sentence goes to `ret_sentence`. */
static enum fault_code
try_open(struct store_place *p, const struct store_part *const *parts, size_t parts_n,
	bool may_create, char ret_sentence[static 1000])
{
	const struct store_setup setup = {
		.parts = parts, .parts_n = parts_n, .readers_n = 1, .may_create = may_create};
	struct fault fault = {0};
	struct store *s = NULL;
	const enum fault_code code = store_open(&s, p->address, &setup, &fault);

	store_close(s);
	fault_sentence(&fault, ret_sentence, 1000);
	assert_int_equal(code, fault.code);
	return code;
}

static enum fault_code
try_part(struct store_place *p, const struct store_part *part, char ret_sentence[static 1000])
{
	return try_open(p, (const struct store_part *const[]){part}, 1, true, ret_sentence);
}

static struct store_part
shop_with(size_t migrations_n)
{
	struct store_part part = shop_part;

	part.sql_n = 0;
	part.migrations_n = migrations_n;
	return part;
}

static void
a_store_that_is_not_there_is_not_found(void **state)
{
	struct store_place *p = *state;
	char sentence[1000];
	const struct store_part *const parts[] = {&shop_part};

	assert_int_equal(try_open(p, parts, 1, false, sentence), FAULT_NOT_FOUND);
	assert_int_equal(access(p->path, F_OK), -1);
	assert_int_equal(try_open(p, parts, 1, true, sentence), FAULT_NONE);
	assert_int_equal(try_open(p, parts, 1, false, sentence), FAULT_NONE);
}

static void
a_new_file_is_its_owners_alone(void **state)
{
	struct store_place *p = *state;
	struct stat about;

	if (place_is_postgresql())
		return;
	place_open(p, 1);
	assert_int_equal(stat(p->path, &about), 0);
	assert_int_equal(about.st_mode & 0777, 0600);
}

static void
somebody_elses_file_is_left_alone(void **state)
{
	struct store_place *p = *state;
	char sentence[1000];

	if (place_is_postgresql())
		return;
	place_run(p, "CREATE TABLE recipe(name TEXT)");
	assert_int_equal(try_part(p, &shop_part, sentence), FAULT_BAD_INPUT);
	assert_non_null(strstr(sentence, "no store of Cykl"));
	FILE *out = fopen(p->path, "w");
	assert_non_null(out);
	fprintf(out, "Dear customers, this is a letter and not a database at all.\n");
	fclose(out);
	assert_int_equal(try_part(p, &shop_part, sentence), FAULT_BAD_INPUT);
	assert_non_null(strstr(sentence, "no store"));
}

static void
a_newer_store_is_refused_with_its_version(void **state)
{
	struct store_place *p = *state;
	const struct store_part older = shop_with(1);
	char sentence[1000];

	assert_int_equal(try_part(p, &shop_part, sentence), FAULT_NONE);
	assert_int_equal(try_part(p, &older, sentence), FAULT_CONFLICT);
	assert_non_null(strstr(sentence, "newer than this program: its part shop is at version 2, "
					 "and this program knows 1"));
	assert_int_equal(try_open(p, NULL, 0, true, sentence), FAULT_CONFLICT);
	assert_non_null(strstr(sentence, "it has a part shop"));
}

static void
an_older_store_is_migrated_and_a_backup_made_first(void **state)
{
	struct store_place *p = *state;
	const struct store_part older = shop_with(1);
	char sentence[1000], backup[200];
	struct stat about;

	assert_int_equal(try_part(p, &older, sentence), FAULT_NONE);
	place_run(p, "INSERT INTO thing(id, name) VALUES (1, 'lamp')");
	assert_int_equal(try_part(p, &older, sentence), FAULT_NONE);
	snprintf(backup, sizeof backup, "%s.before-shop-2", p->path);
	assert_int_equal(access(backup, F_OK), -1);
	assert_int_equal(try_part(p, &shop_part, sentence), FAULT_NONE);
	place_run(p, "INSERT INTO note(thing, words) VALUES (1, 'bright')");
	assert_int_equal(stat(backup, &about), place_is_postgresql() ? -1 : 0);
	if (place_is_postgresql())
		return;

	/* The backup is the older store, whole. */
	struct store_place old = *p;
	snprintf(old.path, sizeof old.path, "%s/old.db", p->folder);
	snprintf(old.address, sizeof old.address, "%s", old.path);
	struct fault fault = {0};
	assert_int_equal(store_restore(backup, old.path, &fault), FAULT_NONE);
	place_run(&old, "UPDATE thing SET price = 1 WHERE name = 'lamp'");
	assert_int_equal(try_part(&old, &older, sentence), FAULT_NONE);
}

static void
a_migration_that_fails_leaves_the_store_as_it_was(void **state)
{
	struct store_place *p = *state;
	const char *const migrations[] = {shop_part.migrations[0],
		"CREATE TABLE other(id INTEGER PRIMARY KEY) STRICT; "
		"INSERT INTO nowhere VALUES (1);"};
	struct store_part broken = shop_with(2);
	const struct store_part older = shop_with(1);
	char sentence[1000];

	broken.migrations = migrations;
	assert_int_equal(try_part(p, &older, sentence), FAULT_NONE);
	assert_int_equal(try_part(p, &broken, sentence), FAULT_BROKEN);
	assert_non_null(strstr(sentence, "migration 2 of the part shop"));
	assert_non_null(strstr(sentence, "nowhere"));
	assert_int_equal(try_part(p, &older, sentence), FAULT_NONE);
	assert_int_equal(try_part(p, &shop_part, sentence), FAULT_NONE);
	place_run(p, "CREATE TABLE other(id INTEGER)");
}

static void
a_migration_may_not_break_keys_or_forget_strictness(void **state)
{
	struct store_place *p = *state;
	static const char *const loose[] = {
		"CREATE TABLE a(id INTEGER PRIMARY KEY) STRICT;"
		"CREATE TABLE b(a INTEGER REFERENCES a(id)) STRICT; INSERT INTO b VALUES (7);"};
	static const char *const lax[] = {"CREATE TABLE a(id INTEGER PRIMARY KEY);"};
	char sentence[1000];

	assert_int_equal(try_part(p, &(struct store_part){"loose", NULL, 0, loose, 1}, sentence),
		place_is_postgresql() ? FAULT_CONFLICT : FAULT_BROKEN);
	if (place_is_postgresql())
		return;
	assert_non_null(strstr(sentence, "the table b has a key that leads nowhere"));
	assert_int_equal(
		try_part(p, &(struct store_part){"lax", NULL, 0, lax, 1}, sentence), FAULT_BROKEN);
	assert_non_null(strstr(sentence, "the table a is not STRICT"));
}

static void
a_row_that_does_not_fit_refuses_the_store(void **state)
{
	struct store_place *p = *state;
	static const struct {
		struct store_sql sql;
		const char *says;
	} cases[] = {
		{{"NO_TABLE", STORE_READ, "", "i", "SELECT id FROM nowhere"}, "nowhere"},
		{{"TAKES_LESS", STORE_READ, "", "i", "SELECT id FROM thing WHERE id = ?1"}, "?1"},
		{{"TAKES_MORE", STORE_READ, "ii", "i", "SELECT id FROM thing WHERE id = ?1"}, "?1"},
		{{"GIVES_LESS", STORE_READ, "", "i", "SELECT id, name FROM thing"}, "2 columns"},
		{{"GIVES_MORE", STORE_READ, "", "ii", "SELECT id FROM thing"}, "1 columns"},
		{{"NO_END", STORE_READ, "", "i", "SELECT {{1 FROM thing"}, "does not end"},
		{{"TWO", STORE_READ, "", "i", "SELECT 1; SELECT 2"}, ""},
	};
	char sentence[1000];

	assert_int_equal(try_part(p, &shop_part, sentence), FAULT_NONE);
	for (size_t i = 0; i < array_length(cases); i++) {
		struct store_part part = shop_part;

		part.sql = &cases[i].sql;
		part.sql_n = 1;
		assert_int_equal(try_part(p, &part, sentence), FAULT_BROKEN);
		assert_non_null(strstr(sentence, cases[i].sql.name));
		assert_non_null(strstr(sentence, cases[i].says));
	}
}

static void
a_wrong_type_is_found_at_opening_or_at_reading(void **state)
{
	struct store_place *p = *state;
	static const struct store_sql sql[] = {
		{"NAME", STORE_READ, "", "i", "SELECT name FROM thing"}};
	struct store_part part = shop_part;
	char sentence[1000];

	part.sql = sql;
	part.sql_n = 1;
	if (place_is_postgresql()) {
		assert_int_equal(try_part(p, &part, sentence), FAULT_BROKEN);
		assert_non_null(strstr(sentence, "name"));
		return;
	}
	const struct store_part *const parts[] = {&part};
	const struct store_setup setup = {.parts = parts, .parts_n = 1, .may_create = true};
	struct fault fault = {0};
	assert_int_equal(store_open(&p->store, p->address, &setup, &fault), FAULT_NONE);
	place_run(p, "INSERT INTO thing(id, name) VALUES (1, 'lamp')");
	struct store_tx *tx = store_begin(store_writer(p->store));
	assert_false(store_next(store_ask(tx, &part, 0, STORE_NO_VALUES)));
	assert_int_equal(store_commit(tx, &fault), FAULT_BROKEN);
	store_close(TAKE(p->store)); /* the part is gone after this */
}

static void
a_row_that_writes_says_so(void **state)
{
	struct store_place *p = *state;
	static const struct store_sql sql[] = {{"SLY", STORE_READ, "", "", "DELETE FROM thing"}};
	struct store_part part = shop_part;
	char sentence[1000];

	if (place_is_postgresql())
		return; /* there, a reader's transaction refuses it */
	part.sql = sql;
	part.sql_n = 1;
	assert_int_equal(try_part(p, &part, sentence), FAULT_BROKEN);
	assert_non_null(strstr(sentence, "it writes, but READ is declared"));
}

/* What a kill cannot show: that a commit is on the disk, and not only with the system. */
static void
a_commit_waits_for_the_disk_on_every_connection(void **state)
{
	struct store_place *p = *state;
	static const struct store_sql sql[] = {{"SETTINGS", STORE_READ, "", "t",
		"{{SELECT journal_mode || ' ' || synchronous || ' ' || foreign_keys"
		" FROM pragma_journal_mode, pragma_synchronous, pragma_foreign_keys"
		"|SELECT current_setting('synchronous_commit') || ' ' ||"
		" current_setting('idle_in_transaction_session_timeout')}}"}};
	static const struct store_part part = {"settings", sql, 1, NULL, 0};
	const struct store_part *const parts[] = {&part};
	const struct store_setup setup = {
		.parts = parts, .parts_n = 1, .readers_n = 1, .may_create = true};
	struct fault fault = {0};

	if (place_is_postgresql())
		snprintf(p->address + strlen(p->address), sizeof p->address - strlen(p->address),
			"%%20-csynchronous_commit%%3Doff");
	assert_int_equal(store_open(&p->store, p->address, &setup, &fault), FAULT_NONE);
	for (int i = 0; i < 2; i++) {
		ON_EXIT(store_tx_guard)
		struct store_tx *tx =
			store_begin(i == 0 ? store_writer(p->store) : store_reader(p->store, 0));
		struct store_rows *rows = store_ask(tx, &part, 0, STORE_NO_VALUES);

		assert_true(store_next(rows));
		assert_true(span_is(store_row_text(rows, 0),
			place_is_postgresql() ? (i == 0 ? SPAN("on 15s") : SPAN("on 0"))
					      : SPAN("wal 2 1")));
	}
}

#define OPENERS 6

/* All wait for the starting pipe to close, so that they come together. */
static pid_t
opener_start(struct store_place *p, const int start[2])
{
	const struct store_part *const parts[] = {&shop_part};
	const pid_t child = fork();
	char sentence[1000], byte;

	assert_true(child >= 0);
	if (child != 0)
		return child;
	close(start[1]);
	(void)!read(start[0], &byte, 1);
	const enum fault_code code = try_open(p, parts, 1, true, sentence);
	if (code != FAULT_NONE)
		fprintf(stderr, "%s\n", sentence);
	_exit((int)code);
}

static void
many_who_make_one_store_at_once_all_get_it(void **state)
{
	struct store_place *p = *state;
	pid_t openers[OPENERS];
	int start[2];

	assert_int_equal(pipe(start), 0);
	for (int i = 0; i < OPENERS; i++)
		openers[i] = opener_start(p, start);
	close(start[0]);
	close(start[1]);
	for (int i = 0; i < OPENERS; i++) {
		int status = 0;

		assert_int_equal(waitpid(openers[i], &status, 0), openers[i]);
		assert_int_equal(status, 0);
	}
}

static void
an_address_that_nobody_answers_is_a_clear_fault(void **state)
{
	(void)state;
	const struct store_setup setup = {.parts = NULL};
	struct store *s = NULL;
	struct fault fault = {0};
	char sentence[1000];

	assert_int_equal(
		store_open(&s, "postgresql://anna:s3cret@/shop?host=/nowhere", &setup, &fault),
		FAULT_BROKEN);
	fault_sentence(&fault, sentence, sizeof sentence);
	assert_non_null(strstr(sentence, "opening the store postgresql://anna@/nowhere/shop"));
	assert_null(strstr(sentence, "s3cret"));
	assert_int_equal(store_open(&s, "/nowhere/at/all.db", &setup, &fault), FAULT_NOT_FOUND);
	assert_null(s);
}

#define in_a_place(test) cmocka_unit_test_setup_teardown(test, place_make, place_clear)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_place(a_store_that_is_not_there_is_not_found),
		in_a_place(a_new_file_is_its_owners_alone),
		in_a_place(somebody_elses_file_is_left_alone),
		in_a_place(a_newer_store_is_refused_with_its_version),
		in_a_place(an_older_store_is_migrated_and_a_backup_made_first),
		in_a_place(a_migration_that_fails_leaves_the_store_as_it_was),
		in_a_place(a_migration_may_not_break_keys_or_forget_strictness),
		in_a_place(a_row_that_does_not_fit_refuses_the_store),
		in_a_place(a_wrong_type_is_found_at_opening_or_at_reading),
		in_a_place(a_row_that_writes_says_so),
		in_a_place(a_commit_waits_for_the_disk_on_every_connection),
		in_a_place(many_who_make_one_store_at_once_all_get_it),
		in_a_place(many_who_make_one_store_at_once_all_get_it),
		in_a_place(many_who_make_one_store_at_once_all_get_it),
		in_a_place(many_who_make_one_store_at_once_all_get_it),
		in_a_place(many_who_make_one_store_at_once_all_get_it),
		cmocka_unit_test(an_address_that_nobody_answers_is_a_clear_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
