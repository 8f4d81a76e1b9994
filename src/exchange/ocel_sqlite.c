/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * OCEL 2.0 as an SQLite database: event and object name ids and types, event_object relates them,
 * and each event type has a table of its own, event_<map>, with times and attributes.
 *
 * The tables of types are looked up for every event, so times and wished-for attributes are held in
 * memory, by event; then events are told in the order of the table `event`, like a JSON file
 * tells them.
 *
 * The database is somebody else's: opened read-only and immutable (nothing beside it is touched),
 * its schema is not trusted, views and virtual tables are not asked, and the only text put into SQL
 * is a table's name, quoted by SQLite itself after the schema has confirmed that the table is
 * there.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/attributes.h"
#include "exchange/ocel.h"
#include "exchange/reader.h"

#define VALUE_MOST    (16 << 20) /* bytes of one value */
#define PROGRESS_ROWS 4096

enum sql {
#define SQL(name, text) SQL_##name,
#include "exchange/ocel_sql.def"
#undef SQL
};

static const char *const sql_texts[] = {
#define SQL(name, text) [SQL_##name] = text,
#include "exchange/ocel_sql.def"
#undef SQL
};

/* A row of `event` with what other tables say of it. */
struct event_row {
	uint32_t id; /* in ids */
	struct span type;
};

struct event_details {
	struct span time;
	struct ocel_attribute *attributes;
	size_t attributes_n;
	uint32_t first, last; /* relation + 1; 0 = none */
	bool is_found;	      /* in the table of its type */
};

struct relation {
	uint32_t object; /* in ocel->objects */
	uint32_t next;	 /* relation + 1; 0 = none */
};

struct reading {
	struct log_input *in;
	struct ocel ocel;
	struct arena *arena;
	struct arena *row; /* of one event; rewound after each */
	sqlite3 *db;
	struct numbered ids; /* of events */
	struct event_row *rows;
	size_t rows_n, rows_room;
	struct event_details *details; /* one for each of ids */
	size_t details_n, details_room;
	struct relation *relations;
	size_t relations_n, relations_room;
	uint64_t progress_n;
};

static void
reading_guard(struct reading *r)
{
	(void)sqlite3_close(r->db); /* busy only with a statement open, and each has a guard */
	ocel_guard(&r->ocel);
	arena_free(r->row);
	arena_free(r->arena);
}

static void
statement_guard(sqlite3_stmt **statement)
{
	(void)sqlite3_finalize(*statement); /* repeats the last step's failure */
}

static enum fault_code
damaged(struct reading *r, struct fault *f)
{
	return fault_set(
		f, FAULT_BAD_INPUT, "the database cannot be read: %s", sqlite3_errmsg(r->db));
}

static enum fault_code
prepare(struct reading *r, sqlite3_stmt **ret, const char *text, struct fault *f)
{
	return sqlite3_prepare_v2(r->db, text, -1, ret, NULL) == SQLITE_OK ? FAULT_NONE
									   : damaged(r, f);
}

static enum fault_code
step(struct reading *r, sqlite3_stmt *statement, bool *ret_has_row, struct fault *f)
{
	const int status = sqlite3_step(statement);

	if (status != SQLITE_ROW && status != SQLITE_DONE)
		return damaged(r, f);
	if (++r->progress_n % PROGRESS_ROWS == 0)
		input_progress(r->in, r->in->map.size / 2);
	*ret_has_row = status == SQLITE_ROW;
	return FAULT_NONE;
}

/* A value of the row at hand; at = NULL for NULL. Borrowed until the next step. */
static struct span
value(sqlite3_stmt *statement, int column)
{
	const char *text = (const char *)sqlite3_column_text(statement, column);

	if (text == NULL)
		return (struct span){0};
	return (struct span){text, (size_t)sqlite3_column_bytes(statement, column)};
}

static struct span
keep(struct reading *r, struct span s)
{
	return s.at == NULL ? s : (struct span){arena_text_n(r->arena, s.at, s.size), s.size};
}

/* ---- opening ---- */

/* "file:…?mode=ro&immutable=1" with the path's special letters escaped. */
static const char *
uri_of(struct reading *r)
{
	static const char digits[] = "0123456789ABCDEF";
	const char *path = r->in->path;
	char *escaped = arena_alloc(r->arena, 3 * strlen(path) + 1), *at = escaped;

	while (path[0] == '/' && path[1] == '/')
		path++; /* two would begin a host's name */
	for (; *path != '\0'; path++) {
		const unsigned char letter = (unsigned char)*path;

		if (letter == '%' || letter == '?' || letter == '#' || letter < 0x21) {
			*at++ = '%';
			*at++ = digits[letter >> 4];
			*at++ = digits[letter & 15];
		} else {
			*at++ = (char)letter;
		}
	}
	return arena_printf(r->arena, "file:%s?mode=ro&immutable=1", escaped);
}

static enum fault_code
open_database(struct reading *r, struct fault *f)
{
	struct stat journal;
	int is_set;

	if (r->in->is_gzip)
		return fault_set(f, FAULT_BAD_INPUT,
			"a database must not be packed: unpack it with gunzip first");
	if (sqlite3_open_v2(uri_of(r), &r->db,
		    SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX,
		    NULL) != SQLITE_OK)
		return damaged(r, f);
	/* These only fail for options that the library was built without; then there is less to
	 * guard. */
	(void)sqlite3_db_config(r->db, SQLITE_DBCONFIG_DEFENSIVE, 1, &is_set);
	(void)sqlite3_db_config(r->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, &is_set);
	(void)sqlite3_db_config(r->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, &is_set);
	(void)sqlite3_db_config(r->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, &is_set);
	(void)sqlite3_limit(r->db, SQLITE_LIMIT_LENGTH, VALUE_MOST);
	if (stat(arena_printf(r->arena, "%s-wal", r->in->path), &journal) == 0 &&
		journal.st_size > 0)
		input_note(r->in, "changes that wait in %s-wal are not read", r->in->path);
	return FAULT_NONE;
}

/* ---- the tables ---- */

/* The table's own name, or at = NULL when there is none. */
static enum fault_code
find_table(struct reading *r, struct span *ret, const char *name, struct fault *f)
{
	ON_EXIT(statement_guard) sqlite3_stmt *statement = NULL;
	bool has_row = false;

	if (prepare(r, &statement, sql_texts[SQL_TABLE], f))
		return f->code;
	if (sqlite3_bind_text(statement, 1, name, -1, SQLITE_TRANSIENT) != SQLITE_OK)
		return damaged(r, f);
	if (step(r, statement, &has_row, f))
		return f->code;
	*ret = has_row ? keep(r, value(statement, 0)) : (struct span){0};
	return FAULT_NONE;
}

static enum fault_code
check_tables(struct reading *r, struct fault *f)
{
	static const char *const needed[] = {
		"event", "object", "event_object", "event_map_type", "object_map_type"};
	struct span found;

	for (size_t i = 0; i < array_length(needed); i++) {
		if (find_table(r, &found, needed[i], f))
			return f->code;
		if (found.at == NULL)
			return fault_set(f, FAULT_BAD_INPUT,
				"the database is not an OCEL 2.0 log: it has no table \"%s\"",
				needed[i]);
	}
	return FAULT_NONE;
}

/* Every row of a fixed question, two values at most. */
typedef enum fault_code take_row(
	struct reading *r, uint64_t row, struct span first, struct span second, struct fault *f);

static enum fault_code
ask(struct reading *r, enum sql sql, take_row *take, struct fault *f)
{
	ON_EXIT(statement_guard) sqlite3_stmt *statement = NULL;
	bool has_row = false;

	if (prepare(r, &statement, sql_texts[sql], f))
		return f->code;
	for (uint64_t row = 1;; row++) {
		if (step(r, statement, &has_row, f))
			return f->code;
		if (!has_row)
			return FAULT_NONE;

		const struct span first = value(statement, 0), second = value(statement, 1);

		if (take(r, row, first, second, f))
			return f->code;
	}
}

static enum fault_code
take_object_type(
	struct reading *r, uint64_t row, struct span type, struct span none, struct fault *f)
{
	(void)row, (void)none, (void)f;
	if (type.at != NULL)
		(void)ocel_object_type(&r->ocel, type);
	return FAULT_NONE;
}

static enum fault_code
take_object(struct reading *r, uint64_t row, struct span id, struct span type, struct fault *f)
{
	return ocel_object(&r->ocel, row, id, type, f);
}

static enum fault_code
take_event(struct reading *r, uint64_t row, struct span id, struct span type, struct fault *f)
{
	bool is_new;

	if (id.at == NULL)
		return input_bad(r->in, row, f, "an event without id");

	const uint32_t number = numbered_add(&r->ids, id, &is_new);

	*ARENA_PUSH(r->arena, r->rows, r->rows_n, r->rows_room) =
		(struct event_row){.id = number, .type = keep(r, type)};
	if (is_new)
		*ARENA_PUSH(r->arena, r->details, r->details_n, r->details_room) =
			(struct event_details){0};
	return FAULT_NONE;
}

static enum fault_code
take_relation(
	struct reading *r, uint64_t row, struct span event, struct span object, struct fault *f)
{
	const struct span of = event.at != NULL ? event : SPAN("");
	const struct span id = object.at != NULL ? object : SPAN("");
	const uint32_t number = numbered_find(&r->ids, of);
	const uint32_t touched = numbered_find(&r->ocel.objects, id);

	if (number == NUMBERED_NONE || touched == NUMBERED_NONE)
		return input_bad(r->in, row, f,
			"event \"%.*s\" touches object \"%.*s\", but there is no such %s",
			SPAN_PRINT(span_shown(of)), SPAN_PRINT(span_shown(id)),
			number == NUMBERED_NONE ? "event" : "object");
	if (r->relations_n == UINT32_MAX - 1)
		return fault_set(f, FAULT_TOO_BIG, "more than 2^32 relations");

	struct event_details *details = &r->details[number];

	*ARENA_PUSH(r->arena, r->relations, r->relations_n, r->relations_room) =
		(struct relation){.object = touched};
	if (details->first == 0)
		details->first = (uint32_t)r->relations_n;
	else
		r->relations[details->last - 1].next = (uint32_t)r->relations_n;
	details->last = (uint32_t)r->relations_n;
	return FAULT_NONE;
}

/* ---- the tables of event types ---- */

static bool
is_column(sqlite3_stmt *statement, int column, const char *name)
{
	const char *found = sqlite3_column_name(statement, column);

	return found != NULL && sqlite3_stricmp(found, name) == 0;
}

/* A question for all of a type's table, or NULL when there is no such table. */
static enum fault_code
prepare_type(struct reading *r, sqlite3_stmt **ret, struct span map, struct fault *f)
{
	struct span table;
	char *text;
	enum fault_code code;

	if (find_table(r, &table, arena_printf(r->arena, "event_%.*s", SPAN_PRINT(map)), f))
		return f->code;
	*ret = NULL;
	if (table.at == NULL)
		return FAULT_NONE;
	text = sqlite3_mprintf("SELECT * FROM \"%w\" NOT INDEXED", table.at);
	code = text != NULL ? prepare(r, ret, text, f)
			    : fault_set(f, FAULT_BROKEN, "there is not enough memory");
	sqlite3_free(text);
	return code;
}

/* The first time: types and the names of their attributes. */
static enum fault_code
learn_type(struct reading *r, uint64_t row, struct span type, struct span map, struct fault *f)
{
	ON_EXIT(statement_guard) sqlite3_stmt *statement = NULL;

	if (type.at == NULL || map.at == NULL)
		return input_bad(r->in, row, f, "an event type without name or table");
	ocel_event_type(&r->ocel, type);
	if (prepare_type(r, &statement, map, f))
		return f->code;
	if (statement == NULL)
		return input_bad(r->in, row, f,
			"there is no table \"event_%.*s\" for event type \"%.*s\"",
			SPAN_PRINT(span_shown(map)), SPAN_PRINT(span_shown(type)));
	for (int i = 0; i < sqlite3_column_count(statement); i++)
		if (!is_column(statement, i, "ocel_id") && !is_column(statement, i, "ocel_time"))
			ocel_attribute(&r->ocel, span_of(sqlite3_column_name(statement, i)));
	return FAULT_NONE;
}

static bool
is_wished(const struct reading *r, struct span attribute)
{
	const uint32_t key = numbered_find(&r->ocel.attributes, attribute);

	for (size_t i = 0; i < r->ocel.fields.fields_n; i++)
		if (r->ocel.fields.of_key[i] == key)
			return key != NUMBERED_NONE;
	return false;
}

static void
take_details(struct reading *r, struct event_details *details, sqlite3_stmt *statement)
{
	size_t room = 0;

	details->is_found = true;
	for (int i = 0; i < sqlite3_column_count(statement); i++) {
		const struct span name = span_of(sqlite3_column_name(statement, i));
		const struct span found = value(statement, i);

		if (is_column(statement, i, "ocel_time"))
			details->time = keep(r, found);
		else if (found.at != NULL && is_wished(r, name))
			*ARENA_PUSH(r->arena, details->attributes, details->attributes_n,
				room) = (struct ocel_attribute){
				r->ocel.attributes.names[numbered_find(&r->ocel.attributes, name)],
				keep(r, found)};
	}
}

/* The second time: each event's time and attributes. */
static enum fault_code
read_type(struct reading *r, uint64_t row, struct span type, struct span map, struct fault *f)
{
	ON_EXIT(statement_guard) sqlite3_stmt *statement = NULL;
	bool has_row = false;
	int id_at = -1;

	(void)row;
	if (type.at == NULL || map.at == NULL)
		return FAULT_NONE; /* told of already */
	if (prepare_type(r, &statement, map, f))
		return f->code;
	for (int i = 0; i < sqlite3_column_count(statement); i++)
		if (is_column(statement, i, "ocel_id"))
			id_at = i;
	if (statement == NULL || id_at < 0)
		return FAULT_NONE; /* its events have no time, and that is told of each */
	for (uint64_t number = 1;; number++) {
		if (step(r, statement, &has_row, f))
			return f->code;
		if (!has_row)
			return FAULT_NONE;

		const struct span id = value(statement, id_at);
		const uint32_t found = id.at != NULL ? numbered_find(&r->ids, id) : NUMBERED_NONE;

		if (found != NUMBERED_NONE && !r->details[found].is_found)
			take_details(r, &r->details[found], statement);
		else if (input_bad(r->in, number, f, "table \"event_%.*s\", event \"%.*s\": %s",
				 SPAN_PRINT(span_shown(map)),
				 SPAN_PRINT(span_shown(id.at != NULL ? id : SPAN(""))),
				 found == NUMBERED_NONE ? "it is not in the table \"event\""
							: "it stands there twice"))
			return f->code;
	}
}

/* ---- the whole ---- */

static enum fault_code
tell_row(struct reading *r, size_t row, struct fault *f)
{
	const struct arena_mark mark = arena_mark(r->row);
	const struct event_details *details = &r->details[r->rows[row].id];
	struct span *objects = NULL;
	size_t objects_n = 0, room = 0;

	for (uint32_t i = details->first; i != 0; i = r->relations[i - 1].next)
		*ARENA_PUSH(r->row, objects, objects_n, room) =
			r->ocel.objects.names[r->relations[i - 1].object];

	const struct ocel_event event = {
		.line = row + 1,
		.id = r->ids.names[r->rows[row].id],
		.type = r->rows[row].type,
		.time = details->time,
		.attributes = details->attributes,
		.attributes_n = details->attributes_n,
		.objects = objects,
		.objects_n = objects_n,
	};
	const enum fault_code code = ocel_tell(&r->ocel, &event, f);

	arena_rewind(r->row, mark);
	return code;
}

bool
ocel_sqlite_knows(struct span head)
{
	return span_begins(head, SPAN("SQLite format 3\0"));
}

enum fault_code
ocel_sqlite_read(struct columns **ret, struct log_input *in, struct fault *f)
{
	ON_EXIT(reading_guard)
	struct reading r = {
		.in = in, .arena = arena_new(ARENA_UNLIMITED), .row = arena_new(ARENA_UNLIMITED)};

	in->findings->what = "OCEL 2.0; a journey is the life of an object";
	(void)arena_alloc(r.row, 1); /* so that its first block stays when it is rewound */
	ocel_init(&r.ocel, in);
	numbered_init(&r.ids, r.arena);
	if (open_database(&r, f) || check_tables(&r, f) ||
		ask(&r, SQL_OBJECT_TYPES, take_object_type, f) ||
		ask(&r, SQL_OBJECTS, take_object, f) || ask(&r, SQL_EVENT_TYPES, learn_type, f) ||
		ocel_choose(&r.ocel, f))
		return f->code;
	if (ask(&r, SQL_EVENTS, take_event, f) || ask(&r, SQL_EVENT_TYPES, read_type, f) ||
		ask(&r, SQL_RELATIONS, take_relation, f))
		return f->code;
	for (size_t i = 0; i < r.rows_n; i++)
		if (tell_row(&r, i, f))
			return f->code;
	return ocel_columns(ret, &r.ocel, f);
}
