/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What stands behind the door: a store has a writer and readers, each a connection with its own
 * prepared rows and its one transaction. An engine is a row of functions; transaction.c and rows.c
 * are written against it, so that both engines behave the same.
 */
#pragma once

#include <libpq-fe.h>
#include <sqlite3.h>

#include "base/arena.h"
#include "store/address.h"
#include "store/memory.h"
#include "store/store.h"

/* The store's own two parts stand before those of the folders above: control.def is prepared when a
 * connection is made, schema.def when the table of versions is there. */
#define PART_CONTROL 0
#define PART_SCHEMA  1
#define PARTS_OWN    2

#define SQL(name, mode, takes, gives, text) CONTROL_##name,
enum control {
#include "store/control.def"
};
#undef SQL

/* A prepared row of one connection, and the cursor over its answer. */
struct store_rows {
	struct store_connection *connection;
	const struct store_sql *sql;
	const char *text; /* in the engine's words */
	unsigned takes_n, gives_n;
	bool is_prepared, is_open, has_row;
	struct store_value *values; /* of the row at hand, gives_n */
	sqlite3_stmt *statement;
	const char *name; /* of the statement on PostgreSQL */
	PGresult *result;
	int row;
};

struct store_tx {
	struct store_connection *connection;
	struct fault fault; /* sticky */
	bool is_open;
	bool is_lost;	  /* the engine gave the whole transaction up */
	unsigned depth;	  /* savepoints made */
	unsigned skipped; /* savepoints asked for after a fault: never made */
	uint64_t epoch;
	uint64_t writes_n; /* rows run that may write */
};

struct store_connection {
	struct store *store;
	bool is_writer;
	struct store_rows **parts; /* [part][row] */
	unsigned open_n;	   /* cursors */
	struct store_tx tx;
	struct memory memory; /* the writer's */
	sqlite3 *sqlite;
	bool is_committing;
	unsigned log_pages;    /* SQLite: in the log after the last commit */
	unsigned log_limit;    /* … up to how many it is not tried again to begin anew */
	unsigned log_wanted;   /* … when a checkpoint was wanted last */
	struct gather *gather; /* SQLite: how the writer writes the log */
	PGconn *postgresql;
	unsigned queued_n; /* PostgreSQL: statements sent whose results were not read */
};

/* Faults are set with what the engine said; the caller notes what was being attempted. */
struct engine {
	enum fault_code (*connect)(struct store_connection *c, struct fault *f);
	void (*disconnect)(struct store_connection *c);
	/* Before a transaction: PostgreSQL connects again when it was lost; SQLite bounds its log.
	 */
	enum fault_code (*ready)(struct store_connection *c, struct fault *f);
	enum fault_code (*script)(struct store_connection *c, const char *text, struct fault *f);
	enum fault_code (*prepare)(struct store_rows *rows, struct fault *f);
	/* Runs, or queues; an answer is dropped. */
	enum fault_code (*run)(
		struct store_rows *rows, const struct store_value *values, struct fault *f);
	enum fault_code (*ask)(
		struct store_rows *rows, const struct store_value *values, struct fault *f);
	/* Sets has_row, and the values of the row: of the letters of `gives`, or none. */
	enum fault_code (*next)(struct store_rows *rows, struct fault *f);
	void (*end)(struct store_rows *rows);
	/* Waits for all that is queued. */
	enum fault_code (*settle)(struct store_connection *c, struct fault *f);
	bool (*is_inside)(const struct store_connection *c); /* a transaction, when settled */
	bool (*is_lost)(const struct store_connection *c);
	/* Another number whenever anybody has committed a change; false: nobody can tell now. NULL:
	 * nobody ever can. */
	bool (*version)(struct store_connection *c, uint32_t *ret);
};

extern const struct engine engine_sqlite, engine_postgresql;

struct store {
	struct arena *arena;
	struct address address;
	const struct engine *engine;
	const struct store_part **parts; /* the own two, then the caller's */
	size_t parts_n;
	unsigned readers_n, wait_ms, most_log_pages;
	unsigned moved_pages; /* SQLite: of the log, as the last checkpoint said; atomic */
	int64_t most_bytes;
	bool may_create;
	bool is_flushed_apart; /* SQLite: the writer's commits do not wait for the disk */
	bool is_flush_owed;    /* … and the disk does not have one of them; atomic */
	bool is_flush_lost;    /* … and once a flush failed; atomic */
	int flush_file;	       /* … by this descriptor of the log; -1 */
	struct store_connection *writer, *readers;
};

/* Connects and prepares the rows of the first parts_n parts that were not prepared. */
MUST_USE enum fault_code connection_open(struct store_connection *c, struct fault *f);
MUST_USE enum fault_code connection_prepare(
	struct store_connection *c, size_t parts_n, struct fault *f);
void connection_close(struct store_connection *c);

/* The rows of a .def file of this folder. */
static inline struct store_rows *
control_rows(struct store_connection *c, enum control control)
{
	return &c->parts[PART_CONTROL][control];
}

/* migrate.c */
extern const struct store_part schema_part;
MUST_USE enum fault_code store_migrate(struct store *s, struct fault *f);

/* sqlite.c, for backup.c */
MUST_USE enum fault_code sqlite_open(
	sqlite3 **ret, const char *path, int flags, unsigned wait_ms, struct fault *f);
/* Is it a file with the table of versions in it? */
bool sqlite_is_store(const char *path);
enum fault_code sqlite_fault(sqlite3 *db, int status, struct fault *f);
/* sqlite_log.c: what the writer does after a commit and before a transaction, and what the thread
 * that checkpoints does for a log of so many pages. */
int sqlite_log_noted(void *data, sqlite3 *db, const char *name, int pages);
int sqlite_log_ready(struct store_connection *c);
void sqlite_log_lay_out(const struct store *s, unsigned pages);
/* sqlite_gather.c: from here on the connection writes its log in large pieces; after it is closed.
 */
void sqlite_gather_begin(struct store_connection *c);
void sqlite_gather_end(struct store_connection *c);
/* sqlite_flush.c: did a flush fail? And at the end. */
bool sqlite_is_flush_lost(const struct store *s, struct fault *f);
void sqlite_flush_end(struct store *s);
/* backup.c: a copy of the committed state beside, renamed; over_old: an older copy may be replaced.
 */
MUST_USE enum fault_code sqlite_copy(
	const char *from, const char *to, bool over_old, struct fault *f);
