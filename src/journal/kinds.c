/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of kinds, by its order, by number and by name; and the table's tables in a store.
 */
#include "journal/chain.h"

static const struct event_about kinds[] = {
#define EVENT(number, id, name_, text_, subject_, fields_)                                         \
	{EVENT_##id, (name_), (text_), (subject_), (fields_)},
#include "journal/events.def"
#undef EVENT
};

enum {
#define EVENT(number, id, name, text, subject, fields) PLACE_##id,
#include "journal/events.def"
#undef EVENT
};

/* The place in the table, plus one, by number. A number given twice is a warning. */
static const uint8_t places[] = {
#define EVENT(number, id, name, text, subject, fields) [number] = PLACE_##id + 1,
#include "journal/events.def"
#undef EVENT
};

const struct event_about *
journal_kinds(size_t *ret_n)
{
	*ret_n = array_length(kinds);
	return kinds;
}

const struct event_about *
journal_kind(int64_t number)
{
	const uint8_t place =
		number >= 0 && number < (int64_t)array_length(places) ? places[number] : 0;

	return place > 0 ? &kinds[place - 1] : NULL;
}

const struct event_about *
journal_kind_find(struct span name)
{
	for (size_t i = 0; i < array_length(kinds); i++)
		if (span_is(name, span_of(kinds[i].name)))
			return &kinds[i];
	return NULL;
}

size_t
journal_kind_fields(
	const struct event_about *about, struct event_field ret[static EVENT_FIELDS_MOST])
{
	struct span rest = span_of(about->fields), field;
	size_t n = 0;

	while (n < EVENT_FIELDS_MOST && span_cut(&rest, ' ', &field))
		ret[n++] = (struct event_field){
			.name = {field.at, field.size - 2}, .letter = field.at[field.size - 1]};
	return n;
}

/* ---- In a store ---- */

static const struct store_sql journal_sql[] = {
#define SQL STORE_SQL_ROW
#include "journal/journal_sql.def"
#undef SQL
};

/* Both tables begin their keys with the branch, so that they can be distributed by it. SQLite keeps
 * the events in the order in which they were written, with the key as the one index beside it. It
 * refuses to change them; PostgreSQL cannot refuse its owner, and a distributed table bears no
 * trigger – there the chain alone tells. */
static const char *const journal_migrations[] = {
	"CREATE TABLE event("
	" branch INTEGER NOT NULL,"
	" number INTEGER NOT NULL,"
	" kind INTEGER NOT NULL,"
	" at_us INTEGER NOT NULL,"
	" journey INTEGER NOT NULL,"
	" subject INTEGER NOT NULL,"
	" staff INTEGER NOT NULL,"
	" body BLOB NOT NULL,"
	" hash BLOB NOT NULL,"
	" PRIMARY KEY (branch, number)) STRICT;"
	"CREATE TABLE chain("
	" branch INTEGER PRIMARY KEY,"
	" number INTEGER NOT NULL,"
	" hash BLOB NOT NULL) STRICT {{|WITH (fillfactor = 50)}};"
	"{{CREATE TRIGGER event_is_not_changed BEFORE UPDATE ON event"
	" BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END;"
	" CREATE TRIGGER event_is_not_removed BEFORE DELETE ON event"
	" BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END;|}}",
};

static int64_t
journal_lock_of(unsigned kind, int64_t branch)
{
	return kind == KEPT_HEAD ? branch : STORE_NO_LOCK;
}

const struct store_part journal_part = {
	.name = "journal",
	.sql = journal_sql,
	.sql_n = array_length(journal_sql),
	.migrations = journal_migrations,
	.migrations_n = array_length(journal_migrations),
	.lock_of = journal_lock_of,
};
