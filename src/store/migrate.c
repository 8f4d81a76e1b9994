/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The schema: cykl_schema says how many migrations each part has had. Everything happens in one
 * transaction that begins with a lock, so two programs that start together migrate once, and a
 * migration that fails leaves the store as it was.
 *
 * On SQLite a backup is made first – inside the transaction, by a connection of its own that sees
 * what is committed – but only when there is something to migrate and something to lose. Foreign
 * keys are off while tables are rebuilt and checked as a whole before the commit.
 */
#include <string.h>

#include "store/connection.h"
#include "store/sql_text.h"

enum {
#define SQL(name, mode, takes, gives, text) SQL_##name,
#include "store/schema.def"
#undef SQL
};

static const struct store_sql schema_sql[] = {
#define SQL STORE_SQL_ROW
#include "store/schema.def"
#undef SQL
};

const struct store_part schema_part = {
	.name = "schema",
	.sql = schema_sql,
	.sql_n = array_length(schema_sql),
};

/* "Cykl" in the file's head, for tools that tell files apart. */
static const char schema_make[] = "{{PRAGMA application_id = 1132030828;|}}"
				  "CREATE TABLE IF NOT EXISTS cykl_schema("
				  " part TEXT PRIMARY KEY,"
				  " version INTEGER NOT NULL) STRICT;";

struct migration {
	struct store *store;
	struct store_connection *writer;
	bool is_new;
	size_t done_n[]; /* by part, from PARTS_OWN */
};

static enum fault_code
script(struct store *s, const char *text, struct fault *f)
{
	unsigned values_n = 0;
	const char *words = sql_text(text, s->address.is_postgresql, s->arena, &values_n);

	return words == NULL ? fault_set(f, FAULT_BROKEN, "a {{…|…}} does not end")
			     : s->engine->script(s->writer, words, f);
}

/* Every row's first column, or none; for the store's own questions. */
static enum fault_code
ask_count(struct store_connection *c, enum control control, int64_t *ret, struct fault *f)
{
	struct store_rows *rows = control_rows(c, control);
	const struct engine *engine = c->store->engine;

	if (engine->ask(rows, NULL, f))
		return f->code;
	const enum fault_code code = engine->next(rows, f);
	if (code == FAULT_NONE)
		*ret = rows->has_row ? rows->values[0].number : 0;
	engine->end(rows);
	rows->has_row = false;
	return code;
}

/* Faults with the first name that the question finds. */
static enum fault_code
ask_none(struct store_connection *c, enum control control, const char *what, struct fault *f)
{
	struct store_rows *rows = control_rows(c, control);
	const struct engine *engine = c->store->engine;

	if (engine->ask(rows, NULL, f))
		return f->code;
	enum fault_code code = engine->next(rows, f);
	if (code == FAULT_NONE && rows->has_row) {
		const struct span name = rows->values[0].bytes;

		code = fault_set(f, FAULT_BROKEN, "the table %.*s %s", SPAN_PRINT(name), what);
	}
	engine->end(rows);
	rows->has_row = false;
	return code;
}

static enum fault_code
schema_find(struct migration *m, struct fault *f)
{
	int64_t has_schema = 0, others_n = 0;

	if (ask_count(m->writer, CONTROL_HAS_SCHEMA, &has_schema, f) ||
		ask_count(m->writer, CONTROL_HAS_OTHERS, &others_n, f))
		return f->code;
	m->is_new = has_schema == 0;
	if (m->is_new && others_n > 0)
		return fault_set(f, FAULT_BAD_INPUT, "this is a database, but no store of Cykl");
	if (m->is_new && !m->store->may_create)
		return fault_set(f, FAULT_NOT_FOUND, "there is no such store");
	return FAULT_NONE;
}

static enum fault_code
version_take(struct migration *m, struct span part, int64_t version, struct fault *f)
{
	const struct store *s = m->store;

	for (size_t i = PARTS_OWN; i < s->parts_n; i++)
		if (span_is(part, span_of(s->parts[i]->name))) {
			if (version < 0 || (uint64_t)version > s->parts[i]->migrations_n)
				return fault_set(f, FAULT_CONFLICT,
					"the store is newer than this program: its part %s is at "
					"version "
					"%lld, and this program knows %zu",
					s->parts[i]->name, (long long)version,
					s->parts[i]->migrations_n);
			m->done_n[i - PARTS_OWN] = (size_t)version;
			return FAULT_NONE;
		}
	return fault_set(f, FAULT_CONFLICT,
		"the store is newer than this program: it has a part %.*s, which this program does "
		"not "
		"know",
		SPAN_PRINT(part));
}

static enum fault_code
versions_read(struct migration *m, struct fault *f)
{
	struct store_rows *rows = &m->writer->parts[PART_SCHEMA][SQL_VERSIONS];
	const struct engine *engine = m->store->engine;
	enum fault_code code = FAULT_NONE;

	if (engine->ask(rows, NULL, f))
		return f->code;
	while ((code = engine->next(rows, f)) == FAULT_NONE && rows->has_row)
		if ((code = version_take(m, rows->values[0].bytes, rows->values[1].number, f)))
			break;
	engine->end(rows);
	rows->has_row = false;
	return code;
}

/* The first part that has something to migrate, or NULL. */
static const struct store_part *
pending_find(const struct migration *m)
{
	for (size_t i = PARTS_OWN; i < m->store->parts_n; i++)
		if (m->done_n[i - PARTS_OWN] < m->store->parts[i]->migrations_n)
			return m->store->parts[i];
	return NULL;
}

static enum fault_code
part_migrate(struct migration *m, size_t i, struct fault *f)
{
	const struct store_part *part = m->store->parts[i];
	struct store_rows *set = &m->writer->parts[PART_SCHEMA][SQL_VERSION_SET];

	for (size_t n = m->done_n[i - PARTS_OWN]; n < part->migrations_n; n++)
		if (script(m->store, part->migrations[n], f))
			return fault_note(f, "migration %zu of the part %s", n + 1, part->name);
	const struct store_value values[] = {
		store_text(span_of(part->name)), store_int((int64_t)part->migrations_n)};
	return m->store->engine->run(set, values, f);
}

static enum fault_code
backup_make(struct migration *m, const struct store_part *pending, struct fault *f)
{
	const struct store *s = m->store;
	const char *path = NULL;
	size_t i = PARTS_OWN;

	if (m->is_new || s->address.is_postgresql)
		return FAULT_NONE;
	while (s->parts[i] != pending)
		i++;
	path = arena_printf(s->arena, "%s.before-%s-%zu", s->address.text, pending->name,
		m->done_n[i - PARTS_OWN] + 1);
	if (sqlite_copy(s->address.text, path, true, f))
		return fault_note(f, "the backup before migrating");
	return FAULT_NONE;
}

static enum fault_code
everything_migrate(struct migration *m, struct fault *f)
{
	const struct store_part *pending = pending_find(m);

	if (pending == NULL)
		return FAULT_NONE;
	if (backup_make(m, pending, f))
		return f->code;
	for (size_t i = PARTS_OWN; i < m->store->parts_n; i++)
		if (m->done_n[i - PARTS_OWN] < m->store->parts[i]->migrations_n &&
			part_migrate(m, i, f))
			return f->code;
	if (m->store->engine->settle(m->writer, f) ||
		ask_none(m->writer, CONTROL_LOOSE_KEYS, "has a key that leads nowhere", f) ||
		ask_none(m->writer, CONTROL_NOT_STRICT, "is not STRICT", f))
		return f->code;
	return FAULT_NONE;
}

/* Inside the transaction. */
static enum fault_code
schema_bring(struct migration *m, struct fault *f)
{
	int64_t dropped = 0;

	if (ask_count(m->writer, CONTROL_LOCK_SCHEMA, &dropped, f) || schema_find(m, f))
		return f->code;
	if (m->is_new && script(m->store, schema_make, f))
		return f->code;
	if (connection_prepare(m->writer, PARTS_OWN, f) || versions_read(m, f))
		return f->code;
	return everything_migrate(m, f);
}

enum fault_code
store_migrate(struct store *s, struct fault *f)
{
	struct migration *m = arena_alloc(s->arena, sizeof *m + s->parts_n * sizeof m->done_n[0]);
	const bool is_sqlite = !s->address.is_postgresql;

	m->store = s;
	m->writer = s->writer;
	if (is_sqlite && script(s, "PRAGMA foreign_keys = OFF;", f))
		return f->code;

	struct store_tx *tx = store_begin(s->writer);

	if (store_fault(tx, f) || schema_bring(m, f)) {
		store_rollback(tx);
		return f->code;
	}
	if (store_commit(tx, f))
		return f->code;
	return is_sqlite ? script(s, "PRAGMA foreign_keys = ON;", f) : FAULT_NONE;
}
