/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Words between nodes. PostgreSQL hands them over when the speaker commits; a listener has a
 * connection of its own, since a pipeline is no place to wait in. With SQLite there is one process,
 * whose threads have better ways to wake each other.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/connection.h"
#include "store/postgresql.h"

struct store_listener {
	struct store *store;
	PGconn *connection; /* NULL with SQLite */
	PGnotify *heard;
};

void
store_notify(struct store_tx *tx, const char *channel, struct span words)
{
	struct store_connection *c = tx->connection;
	const struct store_value values[] = {store_text(span_of(channel)), store_text(words)};

	assert(tx->is_open && c->is_writer);
	if (tx->fault.code != FAULT_NONE || !c->store->address.is_postgresql)
		return;
	if (words.size > STORE_WORDS_MOST)
		fault_set(&tx->fault, FAULT_TOO_BIG, "%zu bytes are too many for other nodes",
			words.size);
	else if (c->store->engine->run(control_rows(c, CONTROL_NOTIFY), values, &tx->fault))
		tx->is_lost = c->store->engine->is_lost(c);
}

static enum fault_code
listen(struct store_listener *l, const char *channel, struct fault *f)
{
	char *name = PQescapeIdentifier(l->connection, channel, strlen(channel));
	char text[160];
	enum fault_code code = FAULT_NONE;
	PGresult *result;

	if (name == NULL || (size_t)snprintf(text, sizeof text, "LISTEN %s", name) >= sizeof text) {
		PQfreemem(name);
		return fault_set(f, FAULT_BAD_INPUT, "a channel has a short name in UTF-8");
	}
	PQfreemem(name);
	result = PQexec(l->connection, text);
	if (PQresultStatus(result) != PGRES_COMMAND_OK)
		code = postgresql_fault(l->connection, result, &l->store->address, f);
	PQclear(result);
	return code;
}

static void
listener_guard(struct store_listener **l)
{
	store_listener_close(*l);
}

enum fault_code
store_listener_open(
	struct store_listener **ret, struct store *s, const char *channel, struct fault *f)
{
	ON_EXIT(listener_guard) struct store_listener *l = calloc(1, sizeof *l);

	if (l == NULL)
		abort();
	l->store = s;
	if (s->address.is_postgresql &&
		(postgresql_connect(&l->connection, &s->address, f) || listen(l, channel, f)))
		return fault_note(f, "listening at %s", s->address.shown);
	*ret = TAKE(l);
	return FAULT_NONE;
}

void
store_listener_close(struct store_listener *l)
{
	if (l == NULL)
		return;
	PQfreemem(l->heard);
	PQfinish(l->connection); /* NULL is fine */
	free(l);
}

int
store_listener_socket(const struct store_listener *l)
{
	return l->connection != NULL ? PQsocket(l->connection) : -1;
}

/* The next that somebody else said; NULL: nothing more came. */
static PGnotify *
heard_next(PGconn *connection)
{
	PGnotify *heard = PQnotifies(connection);

	while (heard != NULL && heard->be_pid == PQbackendPID(connection)) {
		PQfreemem(heard);
		heard = PQnotifies(connection);
	}
	return heard;
}

enum fault_code
store_listener_next(
	struct store_listener *l, bool *ret_has, struct span *ret_words, struct fault *f)
{
	*ret_has = false;
	if (l->connection == NULL)
		return FAULT_NONE;
	PQfreemem(l->heard);
	l->heard = heard_next(l->connection);
	if (l->heard == NULL) {
		if (PQconsumeInput(l->connection) != 1)
			return fault_set(f, FAULT_BUSY, "the connection to %s was lost",
				l->store->address.shown);
		l->heard = heard_next(l->connection);
	}
	if (l->heard == NULL)
		return FAULT_NONE;
	*ret_has = true;
	*ret_words = span_of(l->heard->extra);
	return FAULT_NONE;
}

enum fault_code
store_listener_say(
	struct store_listener *l, const char *channel, struct span words, struct fault *f)
{
	const char *const values[] = {channel, words.at};
	const int sizes[] = {0, (int)words.size}, forms[] = {0, 1};
	enum fault_code code = FAULT_NONE;
	PGresult *result;

	if (l->connection == NULL)
		return FAULT_NONE;
	if (words.size > STORE_WORDS_MOST)
		return fault_set(
			f, FAULT_TOO_BIG, "%zu bytes are too many for other nodes", words.size);
	result = PQexecParams(l->connection, "SELECT pg_notify($1, $2)", array_length(values), NULL,
		values, sizes, forms, 1);
	if (PQresultStatus(result) != PGRES_TUPLES_OK)
		code = postgresql_fault(l->connection, result, &l->store->address, f);
	PQclear(result);
	return code;
}
