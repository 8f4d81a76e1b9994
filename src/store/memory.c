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
 * PostgreSQL has no such number, so there nothing is remembered beyond a transaction, nor beyond
 * the lock of another row (store_locked).
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

#define MEMORY_MOST ((size_t)8 << 20)  /* beyond it the next transaction begins with nothing */
#define MEMORY_FULL ((size_t)64 << 20) /* beyond it no more is remembered in this one */
#define ROW_MOST    ((size_t)256 << 10)

struct remembered {
	struct key key;
	UT_hash_handle hh;
	store_write_call *write; /* NULL: it is as it stands in the store */
	struct remembered *next_owed, **owed_at;
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

static void
drop(struct memory *m, struct remembered *row)
{
	owe_no_more(row);
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
	m->size += sizeof *row + room;
	return row;
}

/* ---- For transaction.c ---- */

void
memory_clear(struct store_connection *c)
{
	struct memory *m = &c->memory;
	struct remembered *row, *next;

	HASH_ITER(hh, m->rows, row, next)
	drop(m, row);
	assert(m->size == 0);
}

void
memory_begin(struct store_connection *c)
{
	uint32_t version;

	if (c->memory.rows != NULL &&
		(c->memory.size > MEMORY_MOST || !c->store->engine->version(c, &version) ||
			version != c->memory.version))
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
	if (c->memory.rows != NULL && !c->store->engine->version(c, &c->memory.version))
		memory_clear(c);
}

/* ---- The door ---- */

void *
store_recall(struct store_tx *tx, const struct store_part *part, unsigned kind, int64_t id,
	size_t *ret_size)
{
	const struct key key = {part, kind, id};
	struct remembered *row = find(&tx->connection->memory, &key);

	if (row == NULL || tx->fault.code != FAULT_NONE)
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

void
store_locked(struct store_tx *tx)
{
	uint32_t version;

	if (tx->connection->store->engine->version(tx->connection, &version))
		return;
	memory_settle(tx->connection);
	memory_clear(tx->connection);
}
