/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SQLite writes a page to its log in two pieces, its head and itself, each by a call of its own; a
 * commit of a dozen pages writes two dozen times to places one behind the other. Here they are
 * gathered and written at once, when the commit has the log flushed.
 *
 *	xWrite behind what is gathered ──▶ gathered
 *	xWrite elsewhere, xRead, xSync, xTruncate, xFileSize ──▶ first all that is gathered is
 *written the transaction is rolled back ──▶ forgotten: the place may be another's by then
 *
 * Nobody reads these pages before the commit but the writer itself: a commit shows them to others
 * after its flush. What cannot be written stays gathered, and every later call says so again, so
 * that a transaction that goes on after a full disk does not miss a page.
 *
 * The log's file is the writer's own handle; its methods are replaced by a copy in which six are
 * ours. That is where they are found again, so nothing else has to be kept.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "store/connection.h"

#define MAGIC	    0x6A73E20Fu
#define GATHER_MOST (124u << 10) /* bytes; SQLite's own xWrite takes less than 128 KiB */

struct gather {
	sqlite3_io_methods methods; /* first: the file points at it */
	unsigned magic;
	struct store_connection *connection;
	const sqlite3_io_methods *real;
	bool has_begun_again; /* the log's first bytes were written since the last flush */
	sqlite3_int64 at;
	size_t size;
	unsigned char bytes[GATHER_MOST];
};

static struct gather *
gather_of(sqlite3_file *file)
{
	struct gather *g = (struct gather *)(uintptr_t)file->pMethods;

	assert(g->magic == MAGIC);
	return g;
}

static int
written(struct gather *g, sqlite3_file *file)
{
	int status = SQLITE_OK;

	if (g->size > 0)
		status = g->real->xWrite(file, g->bytes, (int)g->size, g->at);
	if (status == SQLITE_OK)
		g->size = 0;
	return status;
}

static int
gather_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 at)
{
	struct gather *g = gather_of(file);
	const size_t more = (size_t)size;
	int status = SQLITE_OK;

	g->has_begun_again |= at == 0;
	if (at != g->at + (sqlite3_int64)g->size || g->size + more > GATHER_MOST)
		status = written(g, file);
	if (status != SQLITE_OK)
		return status;
	if (more > GATHER_MOST)
		return g->real->xWrite(file, bytes, size, at);
	if (g->size == 0)
		g->at = at;
	memcpy(g->bytes + g->size, bytes, more);
	g->size += more;
	return SQLITE_OK;
}

/* A page that did not fit the writer's memory is read again before the commit. */
static int
gather_read(sqlite3_file *file, void *into, int size, sqlite3_int64 at)
{
	struct gather *g = gather_of(file);
	const sqlite3_int64 end = g->at + (sqlite3_int64)g->size;
	int status = SQLITE_OK;

	if (g->size > 0 && at >= g->at && at + size <= end) {
		memcpy(into, g->bytes + (at - g->at), (size_t)size);
		return SQLITE_OK;
	}
	if (at < end && at + size > g->at)
		status = written(g, file);
	return status != SQLITE_OK ? status : g->real->xRead(file, into, size, at);
}

/* A commit's frames may wait for store_flush: a log of which only a part came to the disk ends
 * there. Not its first bytes: what was behind them would begin to count again. */
static bool
is_flushed_apart(const struct gather *g)
{
	const struct store_connection *c = g->connection;

	return c->is_committing && c->store->is_flushed_apart && !g->has_begun_again;
}

static int
gather_sync(sqlite3_file *file, int flags)
{
	struct gather *g = gather_of(file);
	int status = written(g, file);

	if (status != SQLITE_OK)
		return status;
	if (is_flushed_apart(g)) {
		__atomic_store_n(&g->connection->store->is_flush_owed, true, __ATOMIC_RELEASE);
		return status;
	}
	status = g->real->xSync(file, flags);
	if (status == SQLITE_OK)
		g->has_begun_again = false;
	return status;
}

static int
gather_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	struct gather *g = gather_of(file);
	const int status = written(g, file);

	return status != SQLITE_OK ? status : g->real->xTruncate(file, size);
}

static int
gather_size(sqlite3_file *file, sqlite3_int64 *ret)
{
	struct gather *g = gather_of(file);
	const int status = written(g, file);

	return status != SQLITE_OK ? status : g->real->xFileSize(file, ret);
}

/* What was not flushed was not committed. */
static int
gather_close(sqlite3_file *file)
{
	struct gather *g = gather_of(file);

	file->pMethods = g->real;
	return file->pMethods->xClose(file);
}

static void
rolled_back(void *with)
{
	struct gather *g = with;

	g->size = 0;
}

void
sqlite_gather_begin(struct store_connection *c)
{
	sqlite3_file *file = NULL;

	if (sqlite3_file_control(c->sqlite, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file) !=
			SQLITE_OK ||
		file == NULL || file->pMethods == NULL || file->pMethods->iVersion != 3)
		return; /* then each piece is written by itself */

	struct gather *g = calloc(1, sizeof *g);

	if (g == NULL)
		abort();
	g->magic = MAGIC;
	g->connection = c;
	g->real = file->pMethods;
	g->methods = *file->pMethods;
	g->methods.xClose = gather_close;
	g->methods.xRead = gather_read;
	g->methods.xWrite = gather_write;
	g->methods.xTruncate = gather_truncate;
	g->methods.xSync = gather_sync;
	g->methods.xFileSize = gather_size;
	file->pMethods = &g->methods;
	(void)sqlite3_rollback_hook(c->sqlite, rolled_back, g);
	c->gather = g;
}

void
sqlite_gather_end(struct store_connection *c)
{
	free(c->gather);
	c->gather = NULL;
}
