/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Statements: values are held against a row's letters before the engine sees them, so that both
 * engines refuse the same things; a row at hand is read by the letters of its `gives`.
 */
#include "store/rows.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static struct store_rows *
rows_of(struct store_connection *c, const struct store_part *part, unsigned sql)
{
	const struct store *s = c->store;

	for (size_t i = PARTS_OWN; i < s->parts_n; i++)
		if (s->parts[i] == part) {
			assert(sql < part->sql_n);
			return &c->parts[i][sql];
		}
	abort(); /* the part was not given to store_open */
}

/* Text is checked here because SQLite would take any bytes and PostgreSQL would not. */
static enum fault_code
values_check(const struct store_rows *rows, const struct store_value *values, size_t values_n,
	struct fault *f)
{
	const struct store_sql *sql = rows->sql;

	if (values_n != rows->takes_n)
		return fault_set(f, FAULT_BROKEN, "the row %s takes \"%s\", but %zu values came",
			sql->name, sql->takes, values_n);
	for (size_t i = 0; i < values_n; i++) {
		const struct store_value *value = &values[i];

		if (value->type != 0 && value->type != sql->takes[i])
			return fault_set(f, FAULT_BROKEN,
				"the row %s takes \"%s\", but value %zu is \"%c\"", sql->name,
				sql->takes, i + 1, value->type);
		if (value->type == 't' &&
			(!text_is_utf8(value->bytes) ||
				memchr(value->bytes.size > 0 ? value->bytes.at : "", '\0',
					value->bytes.size) != NULL))
			return fault_set(f, FAULT_BAD_INPUT,
				"value %zu of the row %s is no text in UTF-8", i + 1, sql->name);
	}
	return FAULT_NONE;
}

/* False: there is a fault, or it is one now. */
static bool
may_run(struct store_tx *tx, struct store_rows *rows, const struct store_value *values,
	size_t values_n)
{
	assert(tx->is_open);
	if (tx->fault.code != FAULT_NONE || values_check(rows, values, values_n, &tx->fault))
		return false;
	if (!rows->is_prepared)
		fault_set(&tx->fault, FAULT_BROKEN, "the row %s writes, and this is a reader",
			rows->sql->name);
	else if (rows->is_open)
		fault_set(&tx->fault, FAULT_BROKEN,
			"the row %s is asked while its last answer is still read", rows->sql->name);
	tx->writes_n += rows->sql->mode == STORE_WRITE;
	return tx->fault.code == FAULT_NONE;
}

static void
failed(struct store_rows *rows)
{
	struct store_connection *c = rows->connection;

	c->tx.is_lost = c->store->engine->is_lost(c);
	(void)fault_note(&c->tx.fault, "%s", rows->sql->name);
}

void
store_do(struct store_tx *tx, const struct store_part *part, unsigned sql,
	const struct store_value *values, size_t values_n)
{
	struct store_connection *c = tx->connection;
	struct store_rows *rows = rows_of(c, part, sql);

	assert(rows->gives_n == 0);
	if (may_run(tx, rows, values, values_n) && c->store->engine->run(rows, values, &tx->fault))
		failed(rows);
}

struct store_rows *
store_ask(struct store_tx *tx, const struct store_part *part, unsigned sql,
	const struct store_value *values, size_t values_n)
{
	struct store_connection *c = tx->connection;
	struct store_rows *rows = rows_of(c, part, sql);

	assert(rows->gives_n > 0);
	memory_settle_part(c, part);
	if (!may_run(tx, rows, values, values_n))
		return rows;
	if (c->store->engine->ask(rows, values, &tx->fault)) {
		failed(rows);
		return rows;
	}
	rows->is_open = true;
	c->open_n++;
	return rows;
}

bool
store_next(struct store_rows *rows)
{
	struct store_connection *c = rows->connection;

	if (!rows->is_open)
		return false;
	if (c->tx.fault.code == FAULT_NONE && c->store->engine->next(rows, &c->tx.fault))
		failed(rows);
	if (c->tx.fault.code != FAULT_NONE || !rows->has_row)
		store_end(rows);
	return rows->is_open;
}

void
store_end(struct store_rows *rows)
{
	if (!rows->is_open)
		return;
	rows->connection->store->engine->end(rows);
	rows->is_open = false;
	rows->has_row = false;
	rows->connection->open_n--;
}

void
store_rows_guard(struct store_rows **rows)
{
	store_end(*rows);
}

void
rows_end_all(struct store_connection *c)
{
	const struct store *s = c->store;

	for (size_t part = 0; part < s->parts_n && c->open_n > 0; part++)
		for (size_t i = 0; i < s->parts[part]->sql_n && c->open_n > 0; i++)
			store_end(&c->parts[part][i]);
}

static const struct store_value *
value_of(const struct store_rows *rows, unsigned column, char letter)
{
	assert(rows->has_row && column < rows->gives_n);
	assert(letter == 0 || rows->sql->gives[column] == letter);
	return &rows->values[column];
}

bool
store_row_is_none(struct store_rows *rows, unsigned column)
{
	return value_of(rows, column, 0)->type == 0;
}

int64_t
store_row_int(struct store_rows *rows, unsigned column)
{
	const struct store_value *value = value_of(rows, column, 'i');

	return value->type == 0 ? 0 : value->number;
}

double
store_row_real(struct store_rows *rows, unsigned column)
{
	const struct store_value *value = value_of(rows, column, 'r');

	return value->type == 0 ? 0 : value->real;
}

struct span
store_row_text(struct store_rows *rows, unsigned column)
{
	const struct store_value *value = value_of(rows, column, 't');

	return value->type == 0 ? SPAN("") : value->bytes;
}

struct span
store_row_bytes(struct store_rows *rows, unsigned column)
{
	const struct store_value *value = value_of(rows, column, 'b');

	return value->type == 0 ? SPAN("") : value->bytes;
}
