/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opening: address → writer → schema checked and migrated → all rows prepared on the writer, then
 * on each reader. What fails closes what was opened.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "store/connection.h"
#include "store/sql_text.h"

#define PARTS_MOST     32
#define WAIT_MS	       5000
#define LOG_PAGES_MOST 32768 /* 128 MiB */

static const struct store_sql control_sql[] = {
#define SQL(name_, mode_, takes_, gives_, text_)                                                   \
	[CONTROL_##name_] = {.name = #name_,                                                       \
		.mode = STORE_##mode_,                                                             \
		.takes = (takes_),                                                                 \
		.gives = (gives_),                                                                 \
		.text = (text_)},
#include "store/control.def"
#undef SQL
};

static const struct store_part control_part = {
	.name = "control",
	.sql = control_sql,
	.sql_n = array_length(control_sql),
};

/* ---- A connection ---- */

static void
connection_init(struct store_connection *c, struct store *s, bool is_writer)
{
	*c = (struct store_connection){.store = s, .is_writer = is_writer};
	c->tx.connection = c;
	c->parts = ARENA_ARRAY(s->arena, struct store_rows *, s->parts_n);
	for (size_t part = 0; part < s->parts_n; part++)
		c->parts[part] = ARENA_ARRAY(s->arena, struct store_rows, s->parts[part]->sql_n);
}

static enum fault_code
rows_text(struct store_rows *rows, struct fault *f)
{
	struct store *s = rows->connection->store;
	unsigned values_n = 0;

	rows->text = sql_text(rows->sql->text, s->address.is_postgresql, s->arena, &values_n);
	if (rows->text == NULL)
		return fault_set(f, FAULT_BROKEN, "a {{…|…}} does not end");
	if (values_n != rows->takes_n || rows->takes_n > STORE_VALUES_MOST ||
		rows->gives_n > STORE_VALUES_MOST)
		return fault_set(f, FAULT_BROKEN, "its values go to ?%u, but \"%s\" is declared",
			values_n, rows->sql->takes);
	return FAULT_NONE;
}

static enum fault_code
rows_prepare(struct store_connection *c, size_t part, size_t i, struct fault *f)
{
	struct store_rows *rows = &c->parts[part][i];

	if (rows->is_prepared)
		return FAULT_NONE;
	if (rows->text == NULL) {
		rows->connection = c;
		rows->sql = &c->store->parts[part]->sql[i];
		rows->takes_n = (unsigned)strlen(rows->sql->takes);
		rows->gives_n = (unsigned)strlen(rows->sql->gives);
		rows->name = arena_printf(c->store->arena, "p%zu_%zu", part, i);
		if (rows_text(rows, f))
			return f->code;
		rows->values = ARENA_ARRAY(c->store->arena, struct store_value, rows->gives_n);
	}
	if (rows->sql->mode == STORE_WRITE && !c->is_writer)
		return FAULT_NONE;
	if (c->store->engine->prepare(rows, f))
		return f->code;
	rows->is_prepared = true;
	return FAULT_NONE;
}

enum fault_code
connection_prepare(struct store_connection *c, size_t parts_n, struct fault *f)
{
	const struct store *s = c->store;

	for (size_t part = 0; part < parts_n; part++)
		for (size_t i = 0; i < s->parts[part]->sql_n; i++)
			if (rows_prepare(c, part, i, f))
				return fault_note(f, "the row %s of the part %s",
					s->parts[part]->sql[i].name, s->parts[part]->name);
	return FAULT_NONE;
}

enum fault_code
connection_open(struct store_connection *c, struct fault *f)
{
	return c->store->engine->connect(c, f) ? f->code : connection_prepare(c, 1, f);
}

void
connection_close(struct store_connection *c)
{
	const struct store *s = c->store;

	for (size_t part = 0; part < s->parts_n; part++)
		for (size_t i = 0; i < s->parts[part]->sql_n; i++) {
			/* Repeats the last step's failure; NULL is fine. */
			(void)sqlite3_finalize(c->parts[part][i].statement);
			c->parts[part][i].statement = NULL;
		}
	s->engine->disconnect(c);
}

/* ---- The store ---- */

static struct store *
store_new(const struct store_setup *setup)
{
	struct arena *a = arena_new(ARENA_UNLIMITED);
	struct store *s = ARENA_NEW(a, struct store);

	assert(setup->parts_n <= PARTS_MOST && setup->readers_n <= STORE_READERS_MOST);
	*s = (struct store){
		.arena = a,
		.parts = ARENA_ARRAY(a, const struct store_part *, PARTS_OWN + setup->parts_n),
		.parts_n = PARTS_OWN + setup->parts_n,
		.wait_ms = setup->wait_ms > 0 ? setup->wait_ms : WAIT_MS,
		.most_bytes = setup->most_bytes,
		.most_log_pages =
			setup->most_log_pages > 0 ? setup->most_log_pages : LOG_PAGES_MOST,
		.may_create = setup->may_create,
		.flush_file = -1,
	};
	s->parts[PART_CONTROL] = &control_part;
	s->parts[PART_SCHEMA] = &schema_part;
	for (size_t i = 0; i < setup->parts_n; i++)
		s->parts[PARTS_OWN + i] = setup->parts[i];
	return s;
}

static enum fault_code
readers_open(struct store *s, unsigned readers_n, struct fault *f)
{
	s->readers = ARENA_ARRAY(s->arena, struct store_connection, readers_n);
	while (s->readers_n < readers_n) {
		struct store_connection *c = &s->readers[s->readers_n];

		connection_init(c, s, false);
		s->readers_n++;
		if (connection_open(c, f) || connection_prepare(c, s->parts_n, f))
			return f->code;
	}
	return FAULT_NONE;
}

static enum fault_code
writer_open(struct store *s, struct fault *f)
{
	s->writer = ARENA_NEW(s->arena, struct store_connection);
	connection_init(s->writer, s, true);
	if (connection_open(s->writer, f) || store_migrate(s, f))
		return f->code;
	return connection_prepare(s->writer, s->parts_n, f);
}

static void
store_guard(struct store **s)
{
	store_close(*s);
}

enum fault_code
store_open(
	struct store **ret, const char *address, const struct store_setup *setup, struct fault *f)
{
	ON_EXIT(store_guard) struct store *s = store_new(setup);

	*f = (struct fault){0};
	if (address_parse(&s->address, address, s->arena, f))
		return f->code;
	s->engine = s->address.is_postgresql ? &engine_postgresql : &engine_sqlite;
	if (writer_open(s, f) || readers_open(s, setup->readers_n, f))
		return fault_note(f, "opening the store %s", s->address.shown);
	*ret = TAKE(s);
	return FAULT_NONE;
}

static void
one_close(struct store_connection *c)
{
	store_rollback(&c->tx);
	memory_clear(c);
	connection_close(c);
}

/* Readers first: SQLite's last connection moves the log into the file, and that is the writer. */
void
store_close(struct store *s)
{
	if (s == NULL)
		return;
	for (unsigned i = 0; i < s->readers_n; i++)
		one_close(&s->readers[i]);
	if (s->writer != NULL)
		one_close(s->writer);
	sqlite_flush_end(s);
	arena_free(s->arena);
}

bool
store_is_meant(const char *address)
{
	return address_is_postgresql(address) || sqlite_is_store(address);
}

bool
store_is_postgresql(const struct store *s)
{
	return s->address.is_postgresql;
}

const char *
store_name(const struct store *s)
{
	return s->address.shown;
}

struct store_connection *
store_writer(struct store *s)
{
	return s->writer;
}

struct store_connection *
store_reader(struct store *s, unsigned i)
{
	assert(i < s->readers_n);
	return &s->readers[i];
}
