/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One source of SQL for two engines; addresses that keep their password.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "store/address.h"
#include "store/sql_text.h"

static void
translates(const char *source, const char *sqlite, const char *postgresql, unsigned values_n)
{
	struct arena *a = arena_new(ARENA_UNLIMITED);
	unsigned found_n = 99;

	assert_string_equal(sql_text(source, false, a, &found_n), sqlite);
	assert_int_equal(found_n, values_n);
	assert_string_equal(sql_text(source, true, a, &found_n), postgresql);
	assert_int_equal(found_n, values_n);
	arena_free(a);
}

static void
values_are_numbered_in_both(void **state)
{
	(void)state;
	translates("a = ?2 AND b = ?1", "a = ?2 AND b = ?1", "a = $2 AND b = $1", 2);
	translates("?1,?12", "?1,?12", "$1,$12", 12);
	translates("SELECT 1", "SELECT 1", "SELECT 1", 0);
}

static void
quotes_and_comments_stay_as_they_are(void **state)
{
	(void)state;
	translates("'?1' || \"?2\" || ?3", "'?1' || \"?2\" || ?3", "'?1' || \"?2\" || $3", 3);
	translates("'it''s ?1' ?1", "'it''s ?1' ?1", "'it''s ?1' $1", 1);
	translates("-- ?1 INTEGER\n?2", "-- ?1 INTEGER\n?2", "-- ?1 INTEGER\n$2", 2);
	translates("/* ?1 {{ */ ?2", "/* ?1 {{ */ ?2", "/* ?1 {{ */ $2", 2);
	translates("$$ ?1 REAL $$", "$$ ?1 REAL $$", "$$ ?1 REAL $$", 0);
	translates("'no end ?1", "'no end ?1", "'no end ?1", 0);
}

static void
four_words_differ(void **state)
{
	(void)state;
	translates("(a INTEGER, b BLOB, c REAL, d TEXT) STRICT",
		"(a INTEGER, b BLOB, c REAL, d TEXT) STRICT",
		"(a bigint, b bytea, c double precision, d TEXT) ", 0);
	translates("INTEGERS REAL_ integer", "INTEGERS REAL_ integer", "INTEGERS REAL_ integer", 0);
}

static void
variants_choose_a_side(void **state)
{
	(void)state;
	translates("x {{one ?1|two ?1}} y", "x one ?1 y", "x two $1 y", 1);
	translates("{{|FOR UPDATE}}", "", "FOR UPDATE", 0);
	translates("{{a || b|c || '}}|'}}", "a || b", "c || '}}|'", 0);
}

static void
variants_that_do_not_end_are_refused(void **state)
{
	(void)state;
	struct arena *a = arena_new(ARENA_UNLIMITED);
	unsigned found_n;

	assert_null(sql_text("x {{one|two", false, a, &found_n));
	assert_null(sql_text("x {{one}}", true, a, &found_n));
	assert_null(sql_text("{{", true, a, &found_n));
	arena_free(a);
}

static void
a_path_is_shown_as_it_is(void **state)
{
	(void)state;
	struct arena *a = arena_new(ARENA_UNLIMITED);
	struct address address;
	struct fault fault = {0};

	assert_int_equal(address_parse(&address, "dir/shop.db", a, &fault), FAULT_NONE);
	assert_false(address.is_postgresql);
	assert_string_equal(address.shown, "dir/shop.db");
	assert_int_equal(address_parse(&address, ":memory:", a, &fault), FAULT_NONE);
	assert_string_equal(address.text, "./:memory:");
	assert_string_equal(address.shown, ":memory:");
	assert_int_equal(address_parse(&address, "", a, &fault), FAULT_BAD_INPUT);
	arena_free(a);
}

static void
a_password_is_never_shown(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"postgresql://anna:s3cret@db.example:5433/shop",
		"postgres://anna@db.example:5433/shop?password=s3cret",
	};
	struct arena *a = arena_new(ARENA_UNLIMITED);
	struct address address;
	struct fault fault = {0};
	char message[MESSAGE_SIZE];

	for (size_t i = 0; i < array_length(texts); i++) {
		assert_int_equal(address_parse(&address, texts[i], a, &fault), FAULT_NONE);
		assert_true(address.is_postgresql);
		assert_string_equal(address.shown, "postgresql://anna@db.example:5433/shop");
		assert_string_equal(
			address_harmless(&address, "for s3cret:\n s3crets3cret\n", message),
			"for *:  **");
	}
	assert_int_equal(
		address_parse(&address, "postgresql://anna:s3cret@[::1/shop?x=y", a, &fault),
		FAULT_BAD_INPUT);
	assert_null(strstr(fault.notes[0], "s3cret"));
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_numbered_in_both),
		cmocka_unit_test(quotes_and_comments_stay_as_they_are),
		cmocka_unit_test(four_words_differ),
		cmocka_unit_test(variants_choose_a_side),
		cmocka_unit_test(variants_that_do_not_end_are_refused),
		cmocka_unit_test(a_path_is_shown_as_it_is),
		cmocka_unit_test(a_password_is_never_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
