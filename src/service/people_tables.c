/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tables of people in a store, and their statements. All personal data of a house stands here
 * and nowhere else, so that erasing a person never touches the journal. Secrets stand as hashes.
 */
#include "service/people_tables.h"

#include "base/attributes.h"

static const struct store_sql people_sql[] = {
#define SQL STORE_SQL_ROW
#include "service/people_sql.def"
#undef SQL
};

static const char *const people_migrations[] = {
	"CREATE TABLE staff("
	" id INTEGER PRIMARY KEY,"
	" name TEXT NOT NULL,"
	" title TEXT NOT NULL,"
	" search TEXT NOT NULL,"
	" role TEXT NOT NULL,"
	" branches TEXT NOT NULL,"
	" services TEXT NOT NULL,"
	" language TEXT NOT NULL,"
	" password TEXT,"
	" added_us INTEGER NOT NULL,"
	" seen_us INTEGER,"
	" removed_us INTEGER) STRICT;"
	"CREATE UNIQUE INDEX staff_name ON staff(name) WHERE removed_us IS NULL;"
	"CREATE TABLE invitation("
	" staff INTEGER PRIMARY KEY REFERENCES staff(id),"
	" hash BLOB NOT NULL UNIQUE,"
	" until_us INTEGER NOT NULL) STRICT;"
	"CREATE TABLE session("
	" hash BLOB PRIMARY KEY,"
	" staff INTEGER NOT NULL REFERENCES staff(id),"
	" earlier BLOB,"
	" earlier_until_us INTEGER,"
	" seen_us INTEGER NOT NULL,"
	" until_us INTEGER NOT NULL) STRICT;"
	"CREATE INDEX session_earlier ON session(earlier);"
	"CREATE INDEX session_staff ON session(staff);"
	"CREATE TABLE api_key("
	" id INTEGER PRIMARY KEY,"
	" hash BLOB NOT NULL UNIQUE,"
	" title TEXT NOT NULL,"
	" role TEXT NOT NULL,"
	" reads_only INTEGER NOT NULL,"
	" branches TEXT NOT NULL,"
	" made_us INTEGER NOT NULL,"
	" until_us INTEGER,"
	" seen_us INTEGER,"
	" removed_us INTEGER) STRICT;"
	"CREATE TABLE device("
	" branch INTEGER NOT NULL,"
	" id INTEGER NOT NULL,"
	" hash BLOB NOT NULL,"
	" kind TEXT NOT NULL,"
	" title TEXT NOT NULL,"
	" paired_us INTEGER NOT NULL,"
	" seen_us INTEGER,"
	" removed_us INTEGER,"
	" PRIMARY KEY (branch, id)) STRICT;"
	"CREATE INDEX device_hash ON device(hash);"
	"CREATE TABLE customer("
	" id INTEGER PRIMARY KEY,"
	" title TEXT NOT NULL,"
	" telephone TEXT NOT NULL,"
	" email TEXT NOT NULL,"
	" search TEXT NOT NULL,"
	" digits TEXT NOT NULL,"
	" language TEXT NOT NULL,"
	" preference TEXT NOT NULL,"
	" class TEXT NOT NULL,"
	" note TEXT NOT NULL,"
	" added_us INTEGER NOT NULL,"
	" erased_us INTEGER) STRICT;",
};

const struct store_part people_part = {
	.name = "people",
	.sql = people_sql,
	.sql_n = array_length(people_sql),
	.migrations = people_migrations,
	.migrations_n = array_length(people_migrations),
};
