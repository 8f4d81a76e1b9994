/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A hash table of bytes by part, kind and id, on the writer's connection. It never reads the store,
 * and writes there only what it owes: whoever owns a table remembers its rows as it reads and
 * writes them.
 *
 *	BEGIN ── the file's version is that of our last commit? ── no ──▶ all forgotten
 *	      … recall, remember, owe, forget …
 *	SAVEPOINT ── what is owed is written
 *	COMMIT ── what is owed is written, the version noted
 *	ROLLBACK, ROLLBACK TO ──▶ all forgotten
 *
 * SQLite counts the versions of a file for each connection: its own commits and those of others.
 * PostgreSQL has no such number, but locks have one that the writers raise (store_locked). A row is
 * out of sight from the beginning of a transaction until its lock is held with the number that we
 * left there:
 *
 *	BEGIN ── nothing is recalled
 *	lock, number 7 ── it was 7 when we let go ── yes ──▶ the rows of the lock are true
 *	                                          ── no ───▶ … are forgotten
 *	raised, number 8 ── COMMIT
 *
 * What a transaction remembered itself is seen for the rest of it. That it read before it had the
 * lock is no harm: if the number is ours, there was nothing new to read.
 */
#include "store/memory.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct key {
	const struct store_part *part;
	int64_t kind, id;
};

/* Ids are numbers in a row above a branch's bits: one multiplication spreads them. */
static unsigned
key_hash(const struct key *key)
{
	const uint64_t mixed =
		((uint64_t)key->id + ((uint64_t)key->kind << 57)) ^ (uint64_t)(uintptr_t)key->part;

	return (unsigned)(mixed * UINT64_C(0x9E3779B97F4A7C15) >> 32);
}

#define HASH_FUNCTION(at, size, hash) ((hash) = key_hash((const struct key *)(const void *)(at)))
#include <uthash.h>

#include "store/connection.h"

/* Of PostgreSQL. */
struct remembered_lock {
	struct key key; /* only its id */
	UT_hash_handle hh;
	bool has_number;
	int64_t number;
	uint64_t held_in; /* a transaction */
	struct remembered *rows;
};

#define MEMORY_MOST ((size_t)8 << 20)  /* beyond it the next transaction begins with nothing */
#define MEMORY_FULL ((size_t)64 << 20) /* beyond it no more is remembered in this one */
#define ROW_MOST    ((size_t)256 << 10)

struct remembered {
	struct key key;
	UT_hash_handle hh;
	store_write_call *write; /* NULL: it is as it stands in the store */
	struct remembered *next_owed, **owed_at;
	struct remembered *next_of_lock, **of_lock_at;
	struct remembered_lock *lock; /* NULL: it has none, or nobody needs it */
	uint64_t transaction;	      /* in which it was remembered last */
	size_t size, room;
	max_align_t bytes[];
};

static struct remembered *
find(struct memory *m, const struct key *key)
{
	struct remembered *row;

	HASH_FIND(hh, m->rows, key, sizeof *key, row);
	return row;
}

static void
owe(struct memory *m, struct remembered *row, store_write_call *write)
{
	if (row->write == NULL) {
		row->next_owed = m->owed;
		row->owed_at = &m->owed;
		if (m->owed != NULL)
			m->owed->owed_at = &row->next_owed;
		m->owed = row;
	}
	row->write = write;
}

static void
owe_no_more(struct remembered *row)
{
	if (row->write == NULL)
		return;
	*row->owed_at = row->next_owed;
	if (row->next_owed != NULL)
		row->next_owed->owed_at = row->owed_at;
	row->write = NULL;
}

static void
row_write(struct store_tx *tx, struct remembered *row)
{
	store_write_call *write = row->write;

	owe_no_more(row);
	if (write != NULL)
		write(tx, row->key.id, row->bytes);
}

/* ---- Locks ---- */

static struct remembered_lock *
lock_find(struct memory *m, int64_t id)
{
	const struct key key = {.id = id};
	struct remembered_lock *lock;

	HASH_FIND(hh, m->locks, &key, sizeof key, lock);
	return lock;
}

static struct remembered_lock *
lock_make(struct memory *m, int64_t id)
{
	struct remembered_lock *lock = lock_find(m, id);

	if (lock != NULL)
		return lock;
	lock = calloc(1, sizeof *lock);
	if (lock == NULL)
		abort();
	lock->key.id = id;
	HASH_ADD(hh, m->locks, key, sizeof lock->key, lock);
	return lock;
}

static void
lock_join(struct memory *m, struct remembered *row)
{
	const struct store_part *part = row->key.part;
	const int64_t lock = m->by_locks && part->lock_of != NULL
				     ? part->lock_of((unsigned)row->key.kind, row->key.id)
				     : STORE_NO_LOCK;
	struct remembered **first = &m->loose;

	if (lock != STORE_NO_LOCK) {
		row->lock = lock_make(m, lock);
		first = &row->lock->rows;
	}
	row->next_of_lock = *first;
	row->of_lock_at = first;
	if (*first != NULL)
		(*first)->of_lock_at = &row->next_of_lock;
	*first = row;
}

static void
lock_leave(struct remembered *row)
{
	*row->of_lock_at = row->next_of_lock;
	if (row->next_of_lock != NULL)
		row->next_of_lock->of_lock_at = row->of_lock_at;
}

/* Is it true now? Its own transaction knows, or its lock. */
static bool
is_true(const struct memory *m, const struct remembered *row)
{
	return !m->by_locks || row->transaction == m->transaction ||
	       (row->lock != NULL && row->lock->held_in == m->transaction);
}

/* ---- Rows ---- */

static void
drop(struct memory *m, struct remembered *row)
{
	owe_no_more(row);
	lock_leave(row);
	HASH_DEL(m->rows, row);
	m->size -= sizeof *row + row->room;
	free(row);
}

static struct remembered *
row_new(struct memory *m, const struct key *key, size_t size)
{
	const size_t room = size + size / 4;
	struct remembered *row = malloc(sizeof *row + room);

	if (row == NULL)
		abort();
	*row = (struct remembered){.key = *key, .room = room};
	HASH_ADD(hh, m->rows, key, sizeof row->key, row);
	lock_join(m, row);
	m->size += sizeof *row + room;
	return row;
}

/* ---- For transaction.c ---- */

void
memory_clear(struct store_connection *c)
{
	struct memory *m = &c->memory;
	struct remembered *row, *next;
	struct remembered_lock *lock, *next_lock;

	HASH_ITER(hh, m->rows, row, next)
	drop(m, row);
	HASH_ITER(hh, m->locks, lock, next_lock)
	{
		HASH_DEL(m->locks, lock);
		free(lock);
	}
	assert(m->size == 0);
}

void
memory_begin(struct store_connection *c)
{
	struct memory *m = &c->memory;
	uint32_t version;

	m->by_locks = c->store->engine->version == NULL;
	m->transaction++;
	if (m->rows == NULL)
		return;
	if (m->size > MEMORY_MOST || (!m->by_locks && (!c->store->engine->version(c, &version) ||
							      version != m->version)))
		memory_clear(c);
}

void
memory_settle(struct store_connection *c)
{
	while (c->memory.owed != NULL)
		row_write(&c->tx, c->memory.owed);
}

void
memory_settle_part(struct store_connection *c, const struct store_part *part)
{
	struct remembered *next;

	for (struct remembered *row = c->memory.owed; row != NULL; row = next) {
		next = row->next_owed;
		if (row->key.part == part)
			row_write(&c->tx, row);
	}
}

void
memory_commit(struct store_connection *c)
{
	struct memory *m = &c->memory;

	while (m->by_locks && m->loose != NULL)
		drop(m, m->loose);
	if (!m->by_locks && m->rows != NULL && !c->store->engine->version(c, &m->version))
		memory_clear(c);
}

/* ---- The door ---- */

void *
store_recall(struct store_tx *tx, const struct store_part *part, unsigned kind, int64_t id,
	size_t *ret_size)
{
	const struct key key = {part, kind, id};
	struct remembered *row = find(&tx->connection->memory, &key);

	if (row == NULL || tx->fault.code != FAULT_NONE || !is_true(&tx->connection->memory, row))
		return NULL;
	*ret_size = row->size;
	return row->bytes;
}

void *
store_remember(struct store_tx *tx, const struct store_part *part, unsigned kind, int64_t id,
	const void *bytes, size_t size)
{
	const struct key key = {part, kind, id};
	struct memory *m = &tx->connection->memory;
	struct remembered *row = find(m, &key);
	store_write_call *const write = row != NULL ? row->write : NULL;

	if (!tx->connection->is_writer || tx->fault.code != FAULT_NONE)
		return NULL;
	if (row != NULL && row->room < size) {
		if (size > ROW_MOST)
			row_write(tx, row);
		drop(m, row);
		row = NULL;
	}
	if (row == NULL && (size > ROW_MOST || (write == NULL && m->size > MEMORY_FULL)))
		return NULL;
	if (row == NULL)
		row = row_new(m, &key, size);
	if (write != NULL)
		owe(m, row, write);
	if (size > 0 && bytes != NULL)
		memcpy(row->bytes, bytes, size);
	row->size = size;
	row->transaction = m->transaction;
	return row->bytes;
}

void
store_owe(struct store_tx *tx, const struct store_part *part, unsigned kind, int64_t id,
	void *bytes, size_t size, store_write_call *write)
{
	const struct key key = {part, kind, id};
	struct memory *m = &tx->connection->memory;
	void *place = store_remember(tx, part, kind, id, bytes, size);

	assert(tx->connection->is_writer);
	tx->writes_n++;
	if (place != NULL && tx->depth == 0)
		owe(m, find(m, &key), write);
	else if (tx->fault.code == FAULT_NONE)
		write(tx, id, place != NULL ? place : bytes);
}

void
store_forget(struct store_tx *tx, const struct store_part *part, unsigned kind, int64_t id)
{
	const struct key key = {part, kind, id};
	struct remembered *row = find(&tx->connection->memory, &key);

	if (row == NULL)
		return;
	row_write(tx, row);
	drop(&tx->connection->memory, row);
}

/* This transaction has it, with this number. */
static void
lock_hold(struct memory *m, struct remembered_lock *lock, int64_t number)
{
	lock->has_number = true;
	lock->number = number;
	lock->held_in = m->transaction;
}

bool
store_locked(struct store_tx *tx, int64_t id, int64_t number)
{
	struct memory *m = &tx->connection->memory;
	struct remembered_lock *lock;
	bool is_ours;

	if (!m->by_locks || tx->fault.code != FAULT_NONE)
		return true;
	lock = lock_make(m, id);
	is_ours = lock->has_number && lock->number == number;
	if (!is_ours && lock->rows != NULL)
		memory_settle(tx->connection);
	while (!is_ours && lock->rows != NULL)
		drop(m, lock->rows);
	lock_hold(m, lock, number);
	return is_ours;
}

void
store_raised(struct store_tx *tx, int64_t id, int64_t number)
{
	struct memory *m = &tx->connection->memory;

	if (m->by_locks && tx->fault.code == FAULT_NONE)
		lock_hold(m, lock_make(m, id), number);
}
