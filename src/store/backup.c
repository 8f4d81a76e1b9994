/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The care of an SQLite file: copies of it, checks, checkpoints. Each opens a connection of its own
 * for the call, so that none of it stands in the way of a writer or a reader.
 *
 * A copy is written beside its place, checked, flushed, and only then gets its name; the folder is
 * flushed after it. It is one plain file without a log.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/connection.h"

#define WAIT_MS 5000

static void
db_guard(sqlite3 **db)
{
	(void)sqlite3_close_v2(*db); /* NULL is fine; closing changes nothing that was committed */
}

static void
statement_guard(sqlite3_stmt **statement)
{
	(void)sqlite3_finalize(*statement); /* repeats the last step's failure */
}

static void
descriptor_guard(int *descriptor)
{
	if (*descriptor >= 0)
		(void)close(*descriptor); /* what was to be flushed was flushed */
}

/* The first row's first column in `into`, or "". */
static enum fault_code
first_answer(sqlite3 *db, const char *sql, char into[static MESSAGE_SIZE], struct fault *f)
{
	ON_EXIT(statement_guard) sqlite3_stmt *statement = NULL;
	int status = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);

	into[0] = '\0';
	if (status == SQLITE_OK)
		status = sqlite3_step(statement);
	if (status == SQLITE_ROW)
		snprintf(into, MESSAGE_SIZE, "%s", (const char *)sqlite3_column_text(statement, 0));
	return status == SQLITE_ROW || status == SQLITE_DONE ? FAULT_NONE
							     : sqlite_fault(db, status, f);
}

static enum fault_code
whole_check(sqlite3 *db, struct fault *f)
{
	char answer[MESSAGE_SIZE];

	if (first_answer(
		    db, "SELECT 'yes' FROM sqlite_schema WHERE name = 'cykl_schema'", answer, f))
		return f->code;
	if (answer[0] == '\0')
		return fault_set(f, FAULT_BAD_INPUT, "this is a database, but no store of Cykl");
	if (first_answer(db, "PRAGMA integrity_check(1)", answer, f))
		return f->code;
	if (strcmp(answer, "ok") != 0)
		return fault_set(f, FAULT_BROKEN, "the file is damaged: %s", answer);
	if (first_answer(db, "SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1", answer, f))
		return f->code;
	if (answer[0] != '\0')
		return fault_set(
			f, FAULT_BROKEN, "the table %s has a key that leads nowhere", answer);
	return FAULT_NONE;
}

static enum fault_code
pages_copy(sqlite3 *from, sqlite3 *to, struct fault *f)
{
	sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
	int status = backup != NULL ? sqlite3_backup_step(backup, -1) : sqlite3_errcode(to);
	const int finished = sqlite3_backup_finish(backup);

	if (status == SQLITE_DONE && finished == SQLITE_OK)
		return FAULT_NONE;
	if (status == SQLITE_OK || status == SQLITE_DONE)
		status = finished != SQLITE_OK ? finished : SQLITE_BUSY;
	return sqlite_fault(to, status, f);
}

static enum fault_code
copy_into(const char *from, const char *to, struct fault *f)
{
	ON_EXIT(db_guard) sqlite3 *source = NULL;
	ON_EXIT(db_guard) sqlite3 *copy = NULL;
	char mode[MESSAGE_SIZE];

	if (access(from, R_OK) != 0)
		return fault_errno(f, "cannot read %s", from);
	if (sqlite_open(&source, from, SQLITE_OPEN_READONLY, WAIT_MS, f))
		return fault_note(f, "%s", from);
	if (sqlite_open(&copy, to, SQLITE_OPEN_READWRITE, WAIT_MS, f) ||
		pages_copy(source, copy, f) ||
		first_answer(copy, "PRAGMA journal_mode = DELETE", mode, f) || whole_check(copy, f))
		return fault_note(f, "copying %s", from);
	if (strcmp(mode, "delete") != 0)
		return fault_set(f, FAULT_BROKEN, "the copy of %s keeps a log", from);
	return FAULT_NONE;
}

static bool
file_flush(const char *path, int flags)
{
	ON_EXIT(descriptor_guard) int file = open(path, O_RDONLY | O_CLOEXEC | flags);

	return file >= 0 && fsync(file) == 0;
}

static bool
folder_flush(const char *path)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	const size_t size = slash == NULL ? 0 : (size_t)(slash - path);

	if (slash == NULL || size == 0)
		return file_flush(slash == NULL ? "." : "/", O_DIRECTORY);
	memcpy(folder, path, size);
	folder[size] = '\0';
	return file_flush(folder, O_DIRECTORY);
}

/* Gives the finished copy its name. A hard link does not replace what came there meanwhile. */
static enum fault_code
name_give(const char *beside, const char *to, bool over_old, struct fault *f)
{
	const bool is_done = over_old ? rename(beside, to) == 0 : link(beside, to) == 0;

	if (!is_done && errno == EEXIST)
		return fault_set(f, FAULT_CONFLICT, "there is something at %s already", to);
	if (!is_done || !folder_flush(to))
		return fault_errno(f, "cannot write %s", to);
	return FAULT_NONE;
}

enum fault_code
sqlite_copy(const char *from, const char *to, bool over_old, struct fault *f)
{
	char beside[PATH_MAX];

	if ((size_t)snprintf(beside, sizeof beside, "%s.%ld.new", to, (long)getpid()) >=
		sizeof beside - sizeof "-journal")
		return fault_set(f, FAULT_BAD_INPUT, "the path is too long");

	ON_EXIT(descriptor_guard)
	int made = open(beside, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (made < 0)
		return fault_errno(f, "cannot write %s", to);
	if (copy_into(from, beside, f) == FAULT_NONE) {
		if (!file_flush(beside, 0))
			fault_errno(f, "cannot write %s", to);
		else
			(void)name_give(beside, to, over_old, f); /* its code is in f */
	}
	(void)unlink(beside); /* gone already when it was renamed */
	return f->code;
}

enum fault_code
store_backup(struct store *s, const char *path, struct fault *f)
{
	struct stat of_store, of_path;

	if (s->address.is_postgresql)
		return fault_set(f, FAULT_BAD_INPUT,
			"a PostgreSQL store is backed up by pg_dump, or by pg_basebackup with its "
			"archive");
	if (stat(s->address.text, &of_store) == 0 && stat(path, &of_path) == 0 &&
		of_store.st_dev == of_path.st_dev && of_store.st_ino == of_path.st_ino)
		return fault_set(f, FAULT_BAD_INPUT, "%s is the store itself", path);
	*f = (struct fault){0};
	return sqlite_copy(s->address.text, path, true, f);
}

/* A log without its file would be taken for the new file's. */
enum fault_code
store_restore(const char *backup, const char *path, struct fault *f)
{
	char log[PATH_MAX];

	if ((size_t)snprintf(log, sizeof log, "%s-wal", path) >= sizeof log)
		return fault_set(f, FAULT_BAD_INPUT, "the path is too long");
	if (access(path, F_OK) == 0 || access(log, F_OK) == 0)
		return fault_set(f, FAULT_CONFLICT, "there is something at %s already",
			access(path, F_OK) == 0 ? path : log);
	*f = (struct fault){0};
	return sqlite_copy(backup, path, false, f);
}

static void
probe_guard(struct store_connection *c)
{
	c->store->engine->disconnect(c);
}

enum fault_code
store_check(struct store *s, struct fault *f)
{
	ON_EXIT(db_guard) sqlite3 *db = NULL;

	*f = (struct fault){0};
	if (s->address.is_postgresql) {
		ON_EXIT(probe_guard) struct store_connection probe = {.store = s};

		return s->engine->connect(&probe, f);
	}
	if (sqlite_open(&db, s->address.text, SQLITE_OPEN_READONLY, s->wait_ms, f))
		return f->code;
	return whole_check(db, f);
}

enum fault_code
store_checkpoint(struct store *s, struct fault *f)
{
	ON_EXIT(db_guard) sqlite3 *db = NULL;
	char answer[MESSAGE_SIZE];
	int status, pages = 0, moved = 0;

	if (s->address.is_postgresql)
		return FAULT_NONE;
	/* A connection knows of the log only once it has read something, and this is read without
	 * the whole schema. */
	if (sqlite_open(&db, s->address.text, SQLITE_OPEN_READWRITE, s->wait_ms, f) ||
		first_answer(db, "PRAGMA schema_version", answer, f))
		return f->code;
	status = sqlite3_wal_checkpoint_v2(db, NULL, SQLITE_CHECKPOINT_PASSIVE, &pages, &moved);
	if (status == SQLITE_OK && pages > 0) {
		__atomic_store_n(&s->moved_pages, (unsigned)moved, __ATOMIC_RELAXED);
		sqlite_log_lay_out(s, (unsigned)pages);
	}
	/* Busy: the writer is doing just that. */
	return status == SQLITE_OK || status == SQLITE_BUSY ? FAULT_NONE
							    : sqlite_fault(db, status, f);
}
