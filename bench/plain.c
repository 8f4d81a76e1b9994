/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SQLite's own commits; plain.h says which.
 */
#include "plain.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "load.h"

enum { STEP_BEGIN, STEP_ROW, STEP_COMMIT, STEP__COUNT };

struct plain {
	sqlite3 *db;
	sqlite3_stmt *steps[STEP__COUNT];
	char *path;
	bool grows;
	int64_t rows_n;
};

static void
check(struct plain *plain, bool is_well)
{
	if (is_well)
		return;
	fprintf(stderr, "%s: %s\n", plain->path, sqlite3_errmsg(plain->db));
	exit(2);
}

static void
script(struct plain *plain, const char *text)
{
	check(plain, sqlite3_exec(plain->db, text, NULL, NULL, NULL) == SQLITE_OK);
}

static void
step(struct plain *plain, int which)
{
	check(plain, sqlite3_step(plain->steps[which]) == SQLITE_DONE);
	check(plain, sqlite3_reset(plain->steps[which]) == SQLITE_OK);
}

struct plain *
plain_open(const char *path, bool grows)
{
	static const char *const texts[] = {
		"BEGIN IMMEDIATE", "INSERT INTO plain(at_us) VALUES (?1)", "COMMIT"};
	struct plain *plain = calloc(1, sizeof *plain);

	if (plain == NULL)
		abort();
	plain->path = sqlite3_mprintf("%s", path);
	plain->grows = grows;
	(void)unlink(path); /* of a run that was cut */
	check(plain, sqlite3_open(path, &plain->db) == SQLITE_OK);
	script(plain, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
		      "CREATE TABLE plain(id INTEGER PRIMARY KEY, at_us INTEGER NOT NULL) STRICT;");
	if (grows)
		script(plain, "PRAGMA wal_autocheckpoint = 0");
	for (int i = 0; i < STEP__COUNT; i++)
		check(plain, sqlite3_prepare_v3(plain->db, texts[i], -1, SQLITE_PREPARE_PERSISTENT,
				     &plain->steps[i], NULL) == SQLITE_OK);
	return plain;
}

double
plain_rate(struct plain *plain, int64_t lasts_us)
{
	int64_t begin, us = 0, n = 0;

	if (plain->grows)
		script(plain, "PRAGMA wal_checkpoint(TRUNCATE)");
	begin = load_now_us();
	for (; us < lasts_us; us = load_now_us() - begin, n++) {
		step(plain, STEP_BEGIN);
		check(plain, sqlite3_bind_int64(plain->steps[STEP_ROW], 1, plain->rows_n++) ==
				     SQLITE_OK);
		step(plain, STEP_ROW);
		step(plain, STEP_COMMIT);
	}
	return (double)n * 1e6 / (double)us;
}

void
plain_close(struct plain *plain)
{
	if (plain == NULL)
		return;
	for (int i = 0; i < STEP__COUNT; i++)
		(void)sqlite3_finalize(plain->steps[i]);
	(void)sqlite3_close(plain->db);
	(void)unlink(plain->path);
	sqlite3_free(plain->path);
	free(plain);
}
