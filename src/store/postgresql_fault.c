/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Connecting, and which fault a state of PostgreSQL is. Only the primary message is passed on:
 * details and hints quote rows.
 */
#include "store/postgresql.h"

#include <string.h>

#include "base/attributes.h"

#define VERSION_LEAST 150000

/* The beginning of an SQLSTATE; text NULL: the server's own. The first that fits counts. */
static const struct {
	const char *state;
	enum fault_code code;
	const char *text;
} states[] = {
	{"40001", FAULT_BUSY, "another transaction was in the way"},
	{"40P01", FAULT_BUSY, "two transactions waited for each other"},
	{"55P03", FAULT_BUSY, "another transaction holds what is needed"},
	{"23505", FAULT_CONFLICT, NULL},
	{"23503", FAULT_CONFLICT, NULL},
	{"22021", FAULT_BAD_INPUT, "a value is no text in UTF-8"},
	{"54000", FAULT_TOO_BIG, "a value is too large"},
	{"53100", FAULT_BROKEN, "the disk of PostgreSQL is full; nothing was changed"},
	{"53", FAULT_BUSY, NULL},
	{"25P03", FAULT_BUSY, "the transaction stood still for too long"},
	{"57P", FAULT_BUSY, "PostgreSQL is shutting down or starting"},
	{"08", FAULT_BUSY, "the connection to PostgreSQL was lost"},
	{"25006", FAULT_BUSY, "this PostgreSQL only reads: it is not the leader"},
};

enum fault_code
postgresql_fault(
	PGconn *connection, const PGresult *result, const struct address *address, struct fault *f)
{
	const char *state = result != NULL ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
	const char *said =
		state != NULL ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
	char message[MESSAGE_SIZE];

	if (state == NULL && (connection == NULL || PQstatus(connection) != CONNECTION_OK))
		return fault_set(f, FAULT_BUSY, "the connection to %s was lost", address->shown);
	if (said == NULL)
		said = PQerrorMessage(connection);
	address_harmless(address, said, message);
	for (size_t i = 0; state != NULL && i < array_length(states); i++)
		if (strncmp(state, states[i].state, strlen(states[i].state)) == 0)
			return fault_set(f, states[i].code, "%s",
				states[i].text != NULL ? states[i].text : message);
	return fault_set(f, FAULT_BROKEN, "PostgreSQL says: %s", message);
}

/* Nothing in this house logs. */
static void
notice_drop(void *nothing, const char *notice)
{
	(void)nothing, (void)notice;
}

enum fault_code
postgresql_connect(PGconn **ret, const struct address *address, struct fault *f)
{
	static const char *const names[] = {
		"connect_timeout", "dbname", "fallback_application_name", "client_encoding", NULL};
	const char *const values[] = {"10", address->text, "cykl", "UTF8", NULL};
	PGconn *connection = PQconnectdbParams(names, values, 1);
	char message[MESSAGE_SIZE];

	if (PQstatus(connection) != CONNECTION_OK)
		fault_set(f, FAULT_BROKEN, "cannot connect: %s",
			address_harmless(address, PQerrorMessage(connection), message));
	else if (PQserverVersion(connection) < VERSION_LEAST)
		fault_set(f, FAULT_BROKEN, "the server is PostgreSQL %d; it must be 15 or later",
			PQserverVersion(connection) / 10000);
	else {
		(void)PQsetNoticeProcessor(connection, notice_drop, NULL);
		*ret = connection;
		return FAULT_NONE;
	}
	PQfinish(connection);
	return f->code;
}
