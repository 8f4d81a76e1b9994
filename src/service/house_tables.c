/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tables of the house in a store, and their statements. A version's files are kept byte for
 * byte; what two versions share is kept once, under its hash. Rows of places are never deleted:
 * what happened there stays readable.
 */
#include "service/house_tables.h"

#include "base/attributes.h"

static const struct store_sql house_sql[] = {
#define SQL STORE_SQL_ROW
#include "service/house_sql.def"
#undef SQL
};

static const char *const house_migrations[] = {
	"CREATE TABLE workspace("
	" id INTEGER PRIMARY KEY,"
	" name TEXT NOT NULL UNIQUE,"
	" version INTEGER NOT NULL,"
	" added_us INTEGER NOT NULL) STRICT;"
	"CREATE TABLE map_version("
	" id INTEGER PRIMARY KEY,"
	" workspace INTEGER NOT NULL REFERENCES workspace(id),"
	" loaded_us INTEGER NOT NULL,"
	" staff INTEGER NOT NULL) STRICT;"
	"CREATE TABLE map_content("
	" hash BLOB PRIMARY KEY,"
	" content BLOB NOT NULL) STRICT;"
	"CREATE TABLE map_file("
	" version INTEGER NOT NULL REFERENCES map_version(id),"
	" path TEXT NOT NULL,"
	" hash BLOB NOT NULL REFERENCES map_content(hash),"
	" PRIMARY KEY (version, path)) STRICT;"
	"CREATE TABLE branch("
	" id INTEGER PRIMARY KEY,"
	" workspace INTEGER NOT NULL REFERENCES workspace(id),"
	" name TEXT NOT NULL,"
	" added_us INTEGER NOT NULL,"
	" removed_us INTEGER) STRICT;"
	"CREATE UNIQUE INDEX branch_name ON branch(workspace, name) WHERE removed_us IS NULL;"
	"CREATE TABLE counter("
	" branch INTEGER NOT NULL,"
	" id INTEGER NOT NULL,"
	" name TEXT NOT NULL,"
	" added_us INTEGER NOT NULL,"
	" removed_us INTEGER,"
	" PRIMARY KEY (branch, id)) STRICT;"
	"CREATE TABLE service("
	" id INTEGER PRIMARY KEY,"
	" workspace INTEGER NOT NULL REFERENCES workspace(id),"
	" name TEXT NOT NULL,"
	" added_us INTEGER NOT NULL,"
	" removed_us INTEGER) STRICT;"
	"CREATE UNIQUE INDEX service_name ON service(workspace, name) WHERE removed_us IS NULL;"
	"CREATE TABLE department("
	" id INTEGER PRIMARY KEY,"
	" workspace INTEGER NOT NULL REFERENCES workspace(id),"
	" name TEXT NOT NULL,"
	" added_us INTEGER NOT NULL,"
	" removed_us INTEGER) STRICT;"
	"CREATE UNIQUE INDEX department_name ON department(workspace, name) WHERE removed_us IS "
	"NULL;",
};

const struct store_part house_part = {
	.name = "house",
	.sql = house_sql,
	.sql_n = array_length(house_sql),
	.migrations = house_migrations,
	.migrations_n = array_length(house_migrations),
};
