/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SQLite behind the engine's functions. The file is in WAL mode with synchronous=FULL: a commit is
 * on the disk when it returns, and readers never wait. Automatic checkpoints are off, since they
 * happen inside somebody's commit; sqlite_log.c says what happens instead.
 *
 * A new file can be read by its owner only: it holds what customers said.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "store/connection.h"

#define PAGE_SIZE    4096
#define LOG_PAUSE_MS 2

/* Which fault a result of SQLite is. Nothing of a statement's values is in these messages. */
enum fault_code
sqlite_fault(sqlite3 *db, int status, struct fault *f)
{
	const int error = db != NULL ? sqlite3_system_errno(db) : 0;

	switch (status & 0xFF) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return fault_set(f, FAULT_BUSY, "another process holds the store");
	case SQLITE_FULL:
		return fault_set(f, FAULT_BROKEN,
			"the disk is full, or the store's limit is reached; "
			"nothing was changed");
	case SQLITE_IOERR:
		return fault_set(f, FAULT_BROKEN, "the disk failed: %s",
			error != 0 ? strerror(error) : sqlite3_errstr(status));
	case SQLITE_CORRUPT:
		return fault_set(f, FAULT_BROKEN, "the file is damaged; restore a backup");
	case SQLITE_NOTADB:
		return fault_set(f, FAULT_BAD_INPUT, "the file is no store");
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return fault_set(f, FAULT_BROKEN, "the file may not be written");
	case SQLITE_CANTOPEN:
		return fault_set(f, FAULT_BROKEN, "the file cannot be opened: %s",
			error != 0 ? strerror(error) : "unable to open");
	case SQLITE_TOOBIG:
		return fault_set(f, FAULT_TOO_BIG, "a value is too large");
	default:
		return fault_set(f,
			status == SQLITE_CONSTRAINT_UNIQUE ||
					status == SQLITE_CONSTRAINT_PRIMARYKEY ||
					status == SQLITE_CONSTRAINT_FOREIGNKEY
				? FAULT_CONFLICT
				: FAULT_BROKEN,
			"%s", db != NULL ? sqlite3_errmsg(db) : sqlite3_errstr(status));
	}
}

enum fault_code
sqlite_open(sqlite3 **ret, const char *path, int flags, unsigned wait_ms, struct fault *f)
{
	sqlite3 *db = NULL;
	int is_set;
	int status = sqlite3_open_v2(
		path, &db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);

	if (status != SQLITE_OK) {
		sqlite_fault(db, status, f);
		(void)sqlite3_close(db);
		return f->code;
	}
	/* They fail only in libraries that were built without them. */
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, &is_set);
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, &is_set);
	/* A plan never depends on the values bound, so no statement is prepared again for them. */
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_QPSG, 1, &is_set);
	(void)sqlite3_busy_timeout(db, (int)wait_ms);
	*ret = db;
	return FAULT_NONE;
}

bool
sqlite_is_store(const char *path)
{
	sqlite3 *db = NULL;
	const bool is = access(path, R_OK) == 0 &&
			sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
			sqlite3_table_column_metadata(db, "main", "cykl_schema", NULL, NULL, NULL,
				NULL, NULL, NULL) == SQLITE_OK;

	(void)sqlite3_close(db); /* nothing was written */
	return is;
}

static enum fault_code
script(struct store_connection *c, const char *text, struct fault *f)
{
	const int status = sqlite3_exec(c->sqlite, text, NULL, NULL, NULL);

	return status == SQLITE_OK ? FAULT_NONE : sqlite_fault(c->sqlite, status, f);
}

/* The log is opened by the first look. */
static enum fault_code
writer_set_up(struct store_connection *c, struct fault *f)
{
	const int64_t most = c->store->most_bytes;
	char text[80] = "";

	if (most > 0)
		snprintf(text, sizeof text, "PRAGMA max_page_count = %lld;",
			(long long)(most / PAGE_SIZE > 0 ? most / PAGE_SIZE : 1));
	if (script(c, "PRAGMA schema_version;", f) || script(c, text, f))
		return f->code;
	(void)sqlite3_wal_hook(c->sqlite, sqlite_log_noted, c);
	sqlite_gather_begin(c);
	return FAULT_NONE;
}

/* The file is made here, and not by SQLite, to have it private from its first byte. One that is
 * there is not touched: closing any descriptor of it would let go of the locks that another
 * connection of this process holds on it. */
static enum fault_code
file_make(const struct store *s, struct fault *f)
{
	if (access(s->address.text, F_OK) == 0)
		return FAULT_NONE;
	if (errno == ENOENT && !s->may_create)
		return fault_set(f, FAULT_NOT_FOUND, "there is no such store");

	const int file = open(s->address.text, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (file < 0 && errno == EEXIST)
		return FAULT_NONE; /* somebody was quicker */
	if (file < 0)
		return fault_errno(f, "the file cannot be made");
	(void)close(file); /* nothing was written */
	return FAULT_NONE;
}

static void
disconnect(struct store_connection *c)
{
	/* Statements were finalised by connection_close; what close says changes nothing. */
	(void)sqlite3_close_v2(c->sqlite);
	c->sqlite = NULL;
	sqlite_gather_end(c);
}

static int64_t
now_ms(void)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail on Linux */
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* A new file becomes one with a log by whoever holds it alone. Of two that try at once SQLite tells
 * one BUSY without a wait, since waiting for each other they would wait for ever; so that one lets
 * go and comes again. */
static enum fault_code
log_begin(struct store_connection *c, struct fault *f)
{
	const int64_t end = now_ms() + c->store->wait_ms;
	enum fault_code code = script(c, "PRAGMA journal_mode = WAL;", f);

	while (code == FAULT_BUSY && now_ms() < end) {
		(void)sqlite3_sleep(LOG_PAUSE_MS);
		*f = (struct fault){0};
		code = script(c, "PRAGMA journal_mode = WAL;", f);
	}
	return code;
}

static enum fault_code
connect_sqlite(struct store_connection *c, struct fault *f)
{
	const struct store *s = c->store;

	/* SQLite counts its memory under one lock for all connections, at every allocation; nobody
	 * asks for the count. Who used SQLite before us in this process keeps it: that is well. */
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	if ((c->is_writer && file_make(s, f)) ||
		sqlite_open(&c->sqlite, s->address.text, SQLITE_OPEN_READWRITE, s->wait_ms, f))
		return f->code;
	if (log_begin(c, f) ||
		script(c,
			"PRAGMA synchronous = FULL;"
			"PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 0;"
			"PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON;",
			f) ||
		script(c, c->is_writer ? "" : "PRAGMA query_only = ON;", f) ||
		(c->is_writer && writer_set_up(c, f)))
		disconnect(c);
	return f->code;
}

static enum fault_code
ready(struct store_connection *c, struct fault *f)
{
	if (c->is_writer && sqlite_is_flush_lost(c->store, f))
		return f->code;
	const int status = sqlite_log_ready(c);

	/* Busy: another connection is doing just that. */
	return status == SQLITE_OK || status == SQLITE_BUSY ? FAULT_NONE
							    : sqlite_fault(c->sqlite, status, f);
}

static enum fault_code
prepare(struct store_rows *rows, struct fault *f)
{
	sqlite3 *db = rows->connection->sqlite;
	const char *rest = NULL;
	const int status = sqlite3_prepare_v3(
		db, rows->text, -1, SQLITE_PREPARE_PERSISTENT, &rows->statement, &rest);

	if ((status & 0xFF) == SQLITE_BUSY)
		return sqlite_fault(db, status, f);
	if (status != SQLITE_OK)
		return fault_set(f, FAULT_BROKEN, "%s", sqlite3_errmsg(db));
	if (rows->statement == NULL || span_trim(span_of(rest)).size > 0)
		return fault_set(f, FAULT_BROKEN, "a row is one statement");
	if ((unsigned)sqlite3_bind_parameter_count(rows->statement) != rows->takes_n)
		return fault_set(f, FAULT_BROKEN, "it takes %d values, but \"%s\" is declared",
			sqlite3_bind_parameter_count(rows->statement), rows->sql->takes);
	if ((unsigned)sqlite3_column_count(rows->statement) != rows->gives_n)
		return fault_set(f, FAULT_BROKEN, "it gives %d columns, but \"%s\" is declared",
			sqlite3_column_count(rows->statement), rows->sql->gives);
	if (rows->sql->mode == STORE_READ && !sqlite3_stmt_readonly(rows->statement))
		return fault_set(f, FAULT_BROKEN, "it writes, but READ is declared");
	return FAULT_NONE;
}

static int
value_bind(sqlite3_stmt *statement, int place, const struct store_value *value,
	sqlite3_destructor_type keep)
{
	const char *at = value->bytes.at != NULL ? value->bytes.at : "";

	switch (value->type) {
	case 'i':
		return sqlite3_bind_int64(statement, place, value->number);
	case 'r':
		return sqlite3_bind_double(statement, place, value->real);
	case 't':
		return sqlite3_bind_text64(
			statement, place, at, value->bytes.size, keep, SQLITE_UTF8);
	case 'b':
		return sqlite3_bind_blob64(statement, place, at, value->bytes.size, keep);
	default:
		return sqlite3_bind_null(statement, place);
	}
}

static enum fault_code
bind(struct store_rows *rows, const struct store_value *values, sqlite3_destructor_type keep,
	struct fault *f)
{
	int status = SQLITE_OK;

	for (unsigned i = 0; i < rows->takes_n && status == SQLITE_OK; i++)
		status = value_bind(rows->statement, (int)i + 1, &values[i], keep);
	return status == SQLITE_OK ? FAULT_NONE : sqlite_fault(rows->connection->sqlite, status, f);
}

static enum fault_code
run(struct store_rows *rows, const struct store_value *values, struct fault *f)
{
	int status = SQLITE_ROW;

	if (bind(rows, values, SQLITE_STATIC, f))
		return f->code;
	while (status == SQLITE_ROW)
		status = sqlite3_step(rows->statement);
	if (status != SQLITE_DONE)
		sqlite_fault(rows->connection->sqlite, status, f);
	(void)sqlite3_reset(rows->statement); /* repeats the step's failure */
	return status == SQLITE_DONE ? FAULT_NONE : f->code;
}

static enum fault_code
ask(struct store_rows *rows, const struct store_value *values, struct fault *f)
{
	return bind(rows, values, SQLITE_TRANSIENT, f);
}

static void
end(struct store_rows *rows)
{
	(void)sqlite3_reset(rows->statement); /* repeats the step's failure */
}

/* A connection is one thread's at a time, so its values may be read where they stand. False: it is
 * neither of the letter nor none. */
static bool
value_take(struct store_value *ret, sqlite3_value *value, char letter)
{
	const void *bytes;

	switch (sqlite3_value_type(value)) {
	case SQLITE_INTEGER:
		ret->type = 'i';
		ret->number = sqlite3_value_int64(value);
		break;
	case SQLITE_FLOAT:
		ret->type = 'r';
		ret->real = sqlite3_value_double(value);
		break;
	case SQLITE_TEXT:
		ret->type = 't';
		bytes = sqlite3_value_text(value);
		ret->bytes.at = bytes != NULL ? bytes : "";
		ret->bytes.size = (size_t)sqlite3_value_bytes(value);
		break;
	case SQLITE_BLOB:
		ret->type = 'b';
		bytes = sqlite3_value_blob(value);
		ret->bytes.at = bytes != NULL ? bytes : "";
		ret->bytes.size = (size_t)sqlite3_value_bytes(value);
		break;
	default:
		*ret = store_none();
		return true;
	}
	return ret->type == letter;
}

/* SQLite's columns of expressions have any type, so each row is looked at. */
static enum fault_code
next(struct store_rows *rows, struct fault *f)
{
	const int status = sqlite3_step(rows->statement);

	rows->has_row = status == SQLITE_ROW;
	if (status != SQLITE_ROW && status != SQLITE_DONE)
		return sqlite_fault(rows->connection->sqlite, status, f);
	for (unsigned i = 0; i < rows->gives_n && rows->has_row; i++)
		if (!value_take(&rows->values[i], sqlite3_column_value(rows->statement, (int)i),
			    rows->sql->gives[i]))
			return fault_set(f, FAULT_BROKEN,
				"column %u is not of the type that \"%s\" declares", i + 1,
				rows->sql->gives);
	return FAULT_NONE;
}

static enum fault_code
settle(struct store_connection *c, struct fault *f)
{
	(void)c, (void)f;
	return FAULT_NONE; /* nothing is ever queued */
}

static bool
is_inside(const struct store_connection *c)
{
	return c->sqlite != NULL && sqlite3_get_autocommit(c->sqlite) == 0;
}

/* A full disk or a failed write may have rolled all back already. */
static bool
is_lost(const struct store_connection *c)
{
	return !is_inside(c);
}

/* Inside a transaction others' commits show as soon as it has begun, our own when it ends. */
static bool
version(struct store_connection *c, uint32_t *ret)
{
	return sqlite3_file_control(c->sqlite, "main", SQLITE_FCNTL_DATA_VERSION, ret) == SQLITE_OK;
}

const struct engine engine_sqlite = {
	.connect = connect_sqlite,
	.disconnect = disconnect,
	.ready = ready,
	.script = script,
	.prepare = prepare,
	.run = run,
	.ask = ask,
	.next = next,
	.end = end,
	.settle = settle,
	.is_inside = is_inside,
	.is_lost = is_lost,
	.version = version,
};
