/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PostgreSQL behind the engine's functions, always in pipeline mode: a statement whose answer
 *nobody waits for is sent and forgotten, and one round trip brings what all of them said.
 *
 *	run: send ── run: send ── ask: send, sync ──▶ results of all three; the last one is the
 *answer
 *
 * At most QUEUE_MOST are on their way, so that what the server answers always fits into the
 * connection's buffers and nobody waits for the other. Numbers travel in binary form.
 *
 * When the connection breaks, the transaction is lost and the next one connects and prepares again:
 *a new leader behind the same address is found so.
 */
#include <endian.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "store/connection.h"
#include "store/postgresql.h"

#define QUEUE_MOST   64
#define FLUSH_EACH   16 /* the server begins with them while the next are made */
#define IDLE_MOST_MS 15000

/* The types of PostgreSQL that a letter may be; the first is what a value is sent as. */
static const struct {
	char letter;
	Oid types[4];
} letters[] = {
	{'i', {20, 23, 21}},	    /* bigint, integer, smallint */
	{'t', {25, 1043, 19, 705}}, /* text, varchar, name, a literal */
	{'b', {17}},		    /* bytea */
	{'r', {701, 700}},	    /* double precision, real */
};

static const Oid *
types_of(char letter)
{
	for (size_t i = 0; i < array_length(letters); i++)
		if (letters[i].letter == letter)
			return letters[i].types;
	return NULL;
}

static enum fault_code
fault_of(struct store_connection *c, const PGresult *result, struct fault *f)
{
	return postgresql_fault(c->postgresql, result, &c->store->address, f);
}

static void
disconnect(struct store_connection *c)
{
	PQfinish(c->postgresql); /* NULL is fine */
	c->postgresql = NULL;
	c->queued_n = 0;
}

/* ---- The pipeline ---- */

/* Reads the results of one statement; keeps the last in *ret, the first fault in *f. */
static bool
result_read(struct store_connection *c, PGresult **ret, enum fault_code *code, struct fault *f)
{
	PGresult *result = PQgetResult(c->postgresql);

	if (result == NULL)
		return false;
	for (; result != NULL; result = PQgetResult(c->postgresql)) {
		const ExecStatusType status = PQresultStatus(result);

		PQclear(*ret);
		*ret = NULL;
		if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
			*ret = result;
			continue;
		}
		if (status != PGRES_PIPELINE_ABORTED && *code == FAULT_NONE)
			*code = fault_of(c, result, f);
		PQclear(result);
	}
	return true;
}

static enum fault_code
connection_lost(struct store_connection *c, struct fault *f)
{
	disconnect(c);
	return fault_of(c, NULL, f);
}

/* Waits for all that was sent; the last result goes to *ret when that is asked for. */
static enum fault_code
collect(struct store_connection *c, PGresult **ret, struct fault *f)
{
	const unsigned sent_n = c->queued_n;
	enum fault_code code = FAULT_NONE;
	PGresult *last = NULL;
	bool is_whole = true;

	if (sent_n == 0)
		return FAULT_NONE;
	c->queued_n = 0;
	if (c->postgresql == NULL || PQpipelineSync(c->postgresql) != 1)
		return connection_lost(c, f);
	for (unsigned i = 0; i < sent_n && is_whole; i++)
		is_whole = result_read(c, &last, &code, f);

	PGresult *sync = is_whole ? PQgetResult(c->postgresql) : NULL;

	is_whole = sync != NULL && PQresultStatus(sync) == PGRES_PIPELINE_SYNC;
	PQclear(sync);
	if (!is_whole)
		code = connection_lost(c, f);
	if (code == FAULT_NONE && ret != NULL)
		*ret = TAKE(last);
	PQclear(last);
	return code;
}

static enum fault_code
settle(struct store_connection *c, struct fault *f)
{
	return collect(c, NULL, f);
}

static enum fault_code
sent(struct store_connection *c, int is_sent, struct fault *f)
{
	if (is_sent != 1)
		return connection_lost(c, f);
	c->queued_n++;
	return FAULT_NONE;
}

static enum fault_code
rows_send(struct store_rows *rows, const struct store_value *values, struct fault *f)
{
	struct store_connection *c = rows->connection;
	const char *at[STORE_VALUES_MOST];
	int sizes[STORE_VALUES_MOST], forms[STORE_VALUES_MOST];
	uint64_t numbers[STORE_VALUES_MOST];

	if (c->postgresql == NULL)
		return connection_lost(c, f);
	for (unsigned i = 0; i < rows->takes_n; i++) {
		const struct store_value *value = &values[i];

		forms[i] = 1;
		sizes[i] = sizeof numbers[i];
		at[i] = value->type == 0 ? NULL : (const char *)&numbers[i];
		if (value->type == 't' || value->type == 'b') {
			if (value->bytes.size > INT_MAX / 2)
				return fault_set(f, FAULT_TOO_BIG, "a value is too large");
			at[i] = value->bytes.at != NULL ? value->bytes.at : "";
			sizes[i] = (int)value->bytes.size;
		} else if (value->type != 0) {
			memcpy(&numbers[i], &value->number, sizeof numbers[i]);
			numbers[i] = htobe64(numbers[i]);
		}
	}
	return sent(c,
		PQsendQueryPrepared(
			c->postgresql, rows->name, (int)rows->takes_n, at, sizes, forms, 1),
		f);
}

static enum fault_code
run(struct store_rows *rows, const struct store_value *values, struct fault *f)
{
	struct store_connection *c = rows->connection;

	if (rows_send(rows, values, f))
		return f->code;
	if (c->queued_n >= QUEUE_MOST)
		return settle(c, f);
	if (c->queued_n % FLUSH_EACH == 0 && PQflush(c->postgresql) < 0)
		return connection_lost(c, f);
	return FAULT_NONE;
}

/* ---- Connecting and preparing ---- */

static enum fault_code
script(struct store_connection *c, const char *text, struct fault *f)
{
	PGresult *result = NULL;
	enum fault_code code = settle(c, f);

	if (code != FAULT_NONE)
		return code;
	if (PQpipelineStatus(c->postgresql) != PQ_PIPELINE_OFF &&
		PQexitPipelineMode(c->postgresql) != 1)
		return fault_of(c, NULL, f);
	result = PQexec(c->postgresql, text);
	const ExecStatusType status = PQresultStatus(result);
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
		code = fault_of(c, result, f);
	PQclear(result);
	if (PQenterPipelineMode(c->postgresql) != 1 && code == FAULT_NONE)
		code = fault_of(c, NULL, f);
	return code;
}

/* A commit is on the disk when it is acknowledged, also where the server's settings say otherwise.
 */
static enum fault_code
connect_postgresql(struct store_connection *c, struct fault *f)
{
	char text[400];

	if (postgresql_connect(&c->postgresql, &c->store->address, f))
		return f->code;
	snprintf(text, sizeof text,
		"SET standard_conforming_strings = on; SET TimeZone = 'UTC';"
		"SET lock_timeout = %u; SET idle_in_transaction_session_timeout = %u;"
		"SELECT set_config('synchronous_commit', 'on', false)"
		" WHERE current_setting('synchronous_commit') = 'off';",
		c->store->wait_ms, c->is_writer ? IDLE_MOST_MS : 0);
	if (script(c, text, f)) {
		disconnect(c);
		return f->code;
	}
	return FAULT_NONE;
}

static enum fault_code
ready(struct store_connection *c, struct fault *f)
{
	const struct store *s = c->store;

	if (c->postgresql != NULL && PQstatus(c->postgresql) == CONNECTION_OK)
		return FAULT_NONE;
	disconnect(c);
	memory_clear(c); /* the next leader may not have all that was committed */
	for (size_t part = 0; part < s->parts_n; part++)
		for (size_t i = 0; i < s->parts[part]->sql_n; i++)
			c->parts[part][i].is_prepared = false;
	if (connect_postgresql(c, f) || connection_prepare(c, s->parts_n, f)) {
		f->code = FAULT_BUSY; /* the next leader may be on its way */
		disconnect(c);
		return fault_note(f, "connecting again to %s", s->address.shown);
	}
	return FAULT_NONE;
}

static bool
is_among(Oid type, const Oid types[static 4])
{
	for (unsigned i = 0; i < 4; i++)
		if (types[i] == type)
			return type != 0;
	return false;
}

static enum fault_code
description_check(const struct store_rows *rows, const PGresult *found, struct fault *f)
{
	const struct store_sql *sql = rows->sql;

	if ((unsigned)PQnparams(found) != rows->takes_n)
		return fault_set(f, FAULT_BROKEN, "it takes %d values, but \"%s\" is declared",
			PQnparams(found), sql->takes);
	if ((unsigned)PQnfields(found) != rows->gives_n)
		return fault_set(f, FAULT_BROKEN, "it gives %d columns, but \"%s\" is declared",
			PQnfields(found), sql->gives);
	for (unsigned i = 0; i < rows->gives_n; i++)
		if (types_of(sql->gives[i]) == NULL ||
			!is_among(PQftype(found, (int)i), types_of(sql->gives[i])))
			return fault_set(f, FAULT_BROKEN,
				"column %u (%s) has the type %u, but \"%s\" is declared", i + 1,
				PQfname(found, (int)i), PQftype(found, (int)i), sql->gives);
	return FAULT_NONE;
}

static enum fault_code
prepare(struct store_rows *rows, struct fault *f)
{
	struct store_connection *c = rows->connection;
	Oid types[STORE_VALUES_MOST];
	PGresult *found = NULL;

	for (unsigned i = 0; i < rows->takes_n; i++) {
		const Oid *type = types_of(rows->sql->takes[i]);

		if (type == NULL)
			return fault_set(
				f, FAULT_BROKEN, "\"%s\" is no list of letters", rows->sql->takes);
		types[i] = type[0];
	}
	if (sent(c, PQsendPrepare(c->postgresql, rows->name, rows->text, (int)rows->takes_n, types),
		    f) ||
		sent(c, PQsendDescribePrepared(c->postgresql, rows->name), f) ||
		collect(c, &found, f))
		return f->code;
	const enum fault_code code = description_check(rows, found, f);
	PQclear(found);
	return code;
}

/* ---- Answers ---- */

static enum fault_code
ask(struct store_rows *rows, const struct store_value *values, struct fault *f)
{
	rows->row = -1;
	return rows_send(rows, values, f) ? f->code : collect(rows->connection, &rows->result, f);
}

static void
end(struct store_rows *rows)
{
	PQclear(rows->result);
	rows->result = NULL;
}

/* A number of two, four or eight bytes, the highest first. */
static uint64_t
number_read(const unsigned char *at, int size, bool is_signed)
{
	uint64_t number = is_signed && (at[0] & 0x80) != 0 ? UINT64_MAX : 0;

	for (int i = 0; i < size; i++)
		number = number << 8 | at[i];
	return number;
}

static double
real_read(const unsigned char *at, int size)
{
	const uint64_t bits = number_read(at, size, false);
	const uint32_t short_bits = (uint32_t)bits;
	double real;
	float short_real;

	memcpy(&real, &bits, sizeof real);
	memcpy(&short_real, &short_bits, sizeof short_real);
	return size == sizeof short_real ? (double)short_real : real;
}

static struct store_value
value(const struct store_rows *rows, unsigned column)
{
	const int at = (int)column;
	const char letter = rows->sql->gives[column];

	if (PQgetisnull(rows->result, rows->row, at))
		return store_none();

	const char *bytes = PQgetvalue(rows->result, rows->row, at);
	const int size = PQgetlength(rows->result, rows->row, at);

	if (letter == 'i')
		return store_int((int64_t)number_read((const unsigned char *)bytes, size, true));
	if (letter == 'r')
		return store_real(real_read((const unsigned char *)bytes, size));
	return (struct store_value){.type = letter, .bytes = {bytes, (size_t)size}};
}

static enum fault_code
next(struct store_rows *rows, struct fault *f)
{
	(void)f;
	rows->has_row = ++rows->row < PQntuples(rows->result);
	for (unsigned i = 0; i < rows->gives_n && rows->has_row; i++)
		rows->values[i] = value(rows, i);
	return FAULT_NONE;
}

static bool
is_inside(const struct store_connection *c)
{
	return c->postgresql != NULL && PQtransactionStatus(c->postgresql) != PQTRANS_IDLE;
}

static bool
is_lost(const struct store_connection *c)
{
	return c->postgresql == NULL || PQstatus(c->postgresql) != CONNECTION_OK;
}

const struct engine engine_postgresql = {
	.connect = connect_postgresql,
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
};
