/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one door to the database: a file (SQLite) or postgresql://… (PostgreSQL 15). The store knows
 * no table of anybody's: each folder above brings a *part*, its statements as rows of a .def file
 *and its numbered migrations, and the same rows run on both engines.
 *
 *	SQL(EVENT_ADD, WRITE, "iib", "", "INSERT INTO event(branch, number, body) VALUES (?1, ?2,
 *?3)")
 *
 * A row is written in SQLite's words. Outside quotes and comments ?N becomes $N on PostgreSQL,
 * INTEGER bigint, BLOB bytea, REAL double precision, STRICT nothing; {{this|that}} is `this` on
 *SQLite and `that` on PostgreSQL. Letters of takes and gives: i int64, t text, b bytes, r real; any
 *may be none. At opening every row is prepared on every connection that may run it and held against
 *its letters; one that fails refuses the whole store. SQL is never built from text.
 *
 * A transaction is *sticky*: after its first fault every call on it does nothing, and the fault
 * comes out of store_release or store_commit. On PostgreSQL store_do only queues; what it did wrong
 *shows at the next store_ask, store_release or store_commit.
 *
 *	ON_EXIT(store_tx_guard) struct store_tx *tx = store_begin(store_writer(store));
 *	store_do(tx, &shop_part, SQL_TICKET_ADD, STORE_VALUES(store_int(7), store_text(name)));
 *	return store_commit(tx, f);
 *
 * Threads: the store is made and closed by one thread. Each connection – the writer, reader 0, 1, …
 *– is one thread's at a time. store_checkpoint, store_backup and store_check have connections of
 * their own and may be called from one further thread while the others work.
 *
 * No fault of this folder names a password or a value.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/text.h"

struct store;
struct store_connection;
struct store_tx;
struct store_rows;
struct store_listener;

/* ---- What a folder above brings ---- */

enum store_mode { STORE_READ, STORE_WRITE };

#define STORE_VALUES_MOST 32 /* letters in takes, and in gives */

struct store_sql {
	const char *name;
	enum store_mode mode; /* a WRITE row runs on the writer only, also if it gives something */
	const char *takes, *gives;
	const char *text;
};

struct store_part {
	const char *name;
	const struct store_sql *sql;
	size_t sql_n;
	/* migrations[0] makes version 1 out of nothing; a migration that was released never
	 * changes. Several statements each, ended by ";". */
	const char *const *migrations;
	size_t migrations_n;
	/* Under which lock the row of this kind and id is written, by a number that all parts share
	 * (store_locked); STORE_NO_LOCK. NULL: none of the part's is. */
	int64_t (*lock_of)(unsigned kind, int64_t id);
};

#define STORE_NO_LOCK (-1)

/* Inside an array: the rows of a .def file, at the places of the enum SQL_…. */
#define STORE_SQL_ROW(name_, mode_, takes_, gives_, text_)                                         \
	[SQL_##name_] = {.name = #name_,                                                           \
		.mode = STORE_##mode_,                                                             \
		.takes = (takes_),                                                                 \
		.gives = (gives_),                                                                 \
		.text = (text_)},

/* ---- The life of a store ---- */

struct store_setup {
	/* In the order in which they build on each other. */
	const struct store_part *const *parts;
	size_t parts_n;
	unsigned readers_n; /* at most STORE_READERS_MOST */
	bool may_create;    /* make the store when there is none */
	unsigned wait_ms;   /* for somebody else's lock; 0 = 5,000 */
	int64_t most_bytes; /* SQLite: how large the file may grow; 0 = as the disk allows */
	unsigned
		most_log_pages; /* SQLite: beyond it the writer checkpoints by itself; 0 = 32,768 */
};

#define STORE_READERS_MOST 16

/* Opens, checks the version, migrates in one transaction – on SQLite after a backup beside the
 * file, PATH.before-PART-N – and prepares. The setup is borrowed for the call; parts must live on.
 * Faults: NOT_FOUND no store there, CONFLICT the store is newer than the program, BAD_INPUT it is
 * something else, BUSY, BROKEN. */
MUST_USE enum fault_code store_open(
	struct store **ret, const char *address, const struct store_setup *setup, struct fault *f);
/* Rolls back what is under way. NULL is fine. */
void store_close(struct store *s);

/* Is this the address of a store – postgresql://…, or a file that one was made in? For telling a
 * store from a log; not for a file that this process has open. */
bool store_is_meant(const char *address);

bool store_is_postgresql(const struct store *s);
/* The address without its password. */
const char *store_name(const struct store *s);

struct store_connection *store_writer(struct store *s);
/* i < readers_n. A reader sees one moment from its first question to the end of its transaction. */
struct store_connection *store_reader(struct store *s, unsigned i);

/* ---- Transactions ---- */

/* One at a time on a connection. Never NULL: a fault at the beginning is sticky, too. The writer's
 * writes, a reader's only reads. */
struct store_tx *store_begin(struct store_connection *c);
/* On a fault everything is rolled back. It is BROKEN, and said so, when PostgreSQL was lost in the
 * middle of a commit: then nobody knows whether it was done. */
MUST_USE enum fault_code store_commit(struct store_tx *tx, struct fault *f);
void store_rollback(struct store_tx *tx);
/* For ON_EXIT: rolls back unless it was committed. */
void store_tx_guard(struct store_tx **tx);

#define STORE_DEPTH_MOST 4

/* Marks a place to come back to; they nest. Each ends by a release that succeeds or by
 * store_rollback_to, which undoes all since, forgets the fault and returns FAULT_NONE if the
 * transaction can go on (it cannot when the engine gave the whole of it up).
 *
 *	store_savepoint(tx);
 *	if (command(tx, f) || store_release(tx, f))
 *		if (store_rollback_to(tx)) … the whole transaction is lost …
 */
void store_savepoint(struct store_tx *tx);
MUST_USE enum fault_code store_release(struct store_tx *tx, struct fault *f);
MUST_USE enum fault_code store_rollback_to(struct store_tx *tx);

/* For a thread that answers while the writer goes on: from now on, or no more, a commit of the
 * writer returns when it is written, before the disk has it, and others see it. A loss of power may
 * still take it back, so nobody is to be told that it is done before store_flush. Only on SQLite,
 * and there nearly always; false: a commit is done when it returns, as ever. */
bool store_flush_apart(struct store *s, bool is_apart);
/* All that was committed before the call is on the disk when it returns. One thread's at a time.
 * BROKEN: it did not come there; then nobody knows what the disk holds, and every flush and every
 * transaction of the writer fails until the store is opened again. */
MUST_USE enum fault_code store_flush(struct store *s, struct fault *f);

/* The sticky fault, copied to f (which may be NULL); FAULT_NONE when all is well so far. */
enum fault_code store_fault(const struct store_tx *tx, struct fault *f);
/* Of the rows that may write, how many were run: if none since an earlier look, there is nothing to
 * undo since then. */
uint64_t store_writes(const struct store_tx *tx);
/* Changes when a transaction begins and when anything is undone: what one remembers of the
 * transaction's own writes holds as long as this stays the same. */
uint64_t store_epoch(const struct store_tx *tx);
bool store_tx_is_postgresql(const struct store_tx *tx);

/* Does the work in a transaction and commits. After BUSY – from the work or from the commit –
 * everything is undone and done again, at most STORE_ATTEMPTS times; so the work must have answered
 * nobody. */
#define STORE_ATTEMPTS 8
typedef enum fault_code store_work_call(struct store_tx *tx, void *with, struct fault *f);
MUST_USE enum fault_code store_work(
	struct store_connection *c, store_work_call *work, void *with, struct fault *f);

/* ---- Statements ---- */

struct store_value {
	char type; /* i t b r, or 0 for none */
	union {
		int64_t number;
		double real;
		struct span bytes; /* text, too */
	};
};

static inline struct store_value
store_int(int64_t number)
{
	return (struct store_value){.type = 'i', .number = number};
}

static inline struct store_value
store_real(double real)
{
	return (struct store_value){.type = 'r', .real = real};
}

/* UTF-8 without NUL; anything else is BAD_INPUT. */
static inline struct store_value
store_text(struct span text)
{
	return (struct store_value){.type = 't', .bytes = text};
}

static inline struct store_value
store_bytes(struct span bytes)
{
	return (struct store_value){.type = 'b', .bytes = bytes};
}

static inline struct store_value
store_none(void)
{
	return (struct store_value){0};
}

/* As the last two arguments of store_do and store_ask. */
#define STORE_VALUES(...)                                                                          \
	(const struct store_value[]){__VA_ARGS__},                                                 \
		sizeof((const struct store_value[]){__VA_ARGS__}) / sizeof(struct store_value)
#define STORE_NO_VALUES NULL, 0

/* Runs a row of the part that gives nothing. The values are borrowed for the call. */
void store_do(struct store_tx *tx, const struct store_part *part, unsigned sql,
	const struct store_value *values, size_t values_n);

/* Asks a row of the part. Never NULL; after a fault there are just no rows. A row is asked again
 * only when its answer was read to the end or given back by store_end. On PostgreSQL the whole
 * answer is fetched at once, so a row that may give many carries a LIMIT. */
struct store_rows *store_ask(struct store_tx *tx, const struct store_part *part, unsigned sql,
	const struct store_value *values, size_t values_n);
/* The next row; false after the last, and then the rows are given back. */
bool store_next(struct store_rows *rows);
void store_end(struct store_rows *rows);
/* For ON_EXIT. */
void store_rows_guard(struct store_rows **rows);

/* Of the row at hand, by column from 0, with the letter that `gives` says; 0 or an empty span when
 * there is none. Spans are borrowed until the next store_next. */
bool store_row_is_none(struct store_rows *rows, unsigned column);
int64_t store_row_int(struct store_rows *rows, unsigned column);
double store_row_real(struct store_rows *rows, unsigned column);
struct span store_row_text(struct store_rows *rows, unsigned column);
struct span store_row_bytes(struct store_rows *rows, unsigned column);

/* ---- What the writer remembers ---- */

/* Rows as they are in the store now, in a form of the caller's own, by a kind and an id of the
 * part, so that a hot row need not be asked for. Whoever owns a table remembers what it reads, and
 * remembers or forgets what it writes; nobody else may write such a row. What is remembered is true
 * for the rest of the transaction, and in the next ones, too, as long as nobody else writes: SQLite
 * tells that by itself, on PostgreSQL the lock of the row does (store_locked). Whatever is undone,
 * all is forgotten with it; a lot is
 * forgotten by itself. A reader remembers nothing. The bytes may be changed in their place, until
 * anything else is remembered; without `bytes` the caller writes them all. NULL: it is not
 * remembered. */
void *store_recall(struct store_tx *tx, const struct store_part *part, unsigned kind, int64_t id,
	size_t *ret_size);
void *store_remember(struct store_tx *tx, const struct store_part *part, unsigned kind, int64_t id,
	const void *bytes, size_t size);
void store_forget(struct store_tx *tx, const struct store_part *part, unsigned kind, int64_t id);
/* Remembers a row that changes often, and writes it once: before the transaction commits, a
 * savepoint is made or any row of the part is asked; at once while a savepoint stands. Rows of the
 * part that only write do not wait for it. Without `bytes` it is what is remembered already,
 * changed in its place. */
typedef void store_write_call(struct store_tx *tx, int64_t id, void *bytes);
void store_owe(struct store_tx *tx, const struct store_part *part, unsigned kind, int64_t id,
	void *bytes, size_t size, store_write_call *write);
/* On PostgreSQL several programs write, so there each thing remembered belongs to a lock
 * (lock_of): a row that is locked before anything of it is written, and holds a number. Who writes
 * anything of a lock raises the number in the same transaction. The caller has just locked that
 * row and read its number: is it the one that our own last commit left, nobody else has written and
 * what is remembered of the lock is true again (true); else that is forgotten (false). On SQLite,
 * where the store itself can tell, true. */
bool store_locked(struct store_tx *tx, int64_t lock, int64_t number);
/* The number that this transaction writes into the row of a lock that it holds. */
void store_raised(struct store_tx *tx, int64_t lock, int64_t number);

/* ---- Care ---- */

/* Moves what was committed from SQLite's log into its file, off the path of commits, without
 * making anybody wait, and lays the log out ahead, so that commits need not make it longer; for a
 * timer. Nothing on PostgreSQL. */
MUST_USE enum fault_code store_checkpoint(struct store *s, struct fault *f);
/* So much was committed since this was true last that store_checkpoint should not wait for the
 * timer. The writer's thread asks, after a commit. */
bool store_wants_checkpoint(struct store *s);
/* The whole store as it is at one moment, while others write: a new file, checked, flushed with its
 * folder, never half. PostgreSQL has its own tools, and the fault says which. */
MUST_USE enum fault_code store_backup(struct store *s, const char *path, struct fault *f);
/* Checks the backup and makes a store of it at a path where nothing is. */
MUST_USE enum fault_code store_restore(const char *backup, const char *path, struct fault *f);
/* BROKEN with the first thing that is wrong in the file, its indexes or its foreign keys. On
 * PostgreSQL, which keeps its own checksums, only that it answers. */
MUST_USE enum fault_code store_check(struct store *s, struct fault *f);

/* ---- Words between the nodes of one PostgreSQL; on SQLite there is one node, and nothing is said
 * ---- */

#define STORE_WORDS_MOST 7000 /* bytes */

/* All listeners of the channel hear it when, and only if, the transaction commits. */
void store_notify(struct store_tx *tx, const char *channel, struct span words);
/* The same at once, by the listener itself, which does not hear its own words. */
MUST_USE enum fault_code store_listener_say(
	struct store_listener *l, const char *channel, struct span words, struct fault *f);
/* One thread's. Words said before it was opened are not heard: open first, then read. */
MUST_USE enum fault_code store_listener_open(
	struct store_listener **ret, struct store *s, const char *channel, struct fault *f);
void store_listener_close(struct store_listener *l);
/* To wait on until it is readable; -1 when nothing will ever be heard. */
int store_listener_socket(const struct store_listener *l);
/* Never waits. *ret_has false: nothing more for now. The words are borrowed until the next call.
 * BUSY: the connection was lost – close, open again, and read what was missed. */
MUST_USE enum fault_code store_listener_next(
	struct store_listener *l, bool *ret_has, struct span *ret_words, struct fault *f);
