/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The house's journal folded again and held against the tables: which branches, services,
 * departments, counters, staff, keys, devices and customers are there and which have ended, who of
 * the staff has which role, and which version of each map is in force. What things are called is in
 * the maps and in the tables of people, never in the journal.
 */
#include <stdlib.h>
#include <string.h>

#include "service/house_rows.h"
#include "service/people.h"

#define BATCH 1000

enum thing { BRANCHES, SERVICES, DEPARTMENTS, COUNTERS, STAFF, KEYS, DEVICES, CUSTOMERS, THINGS };

static const struct {
	const char *word;
	enum event_kind added, removed;
	const struct store_part *part;
	unsigned sql; /* gives id, removed, and the branch when the key begins with it */
	bool has_branch;
} about[THINGS] = {
	[BRANCHES] = {"branch", EVENT_BRANCH_ADDED, EVENT_BRANCH_REMOVED, &house_part,
		SQL_BRANCH_ALL, false},
	[SERVICES] = {"service", EVENT_SERVICE_ADDED, EVENT_SERVICE_REMOVED, &house_part,
		SQL_SERVICE_ALL, false},
	[DEPARTMENTS] = {"department", EVENT_DEPARTMENT_ADDED, EVENT_DEPARTMENT_REMOVED,
		&house_part, SQL_DEPARTMENT_ALL, false},
	[COUNTERS] = {"counter", EVENT_COUNTER_ADDED, EVENT_COUNTER_REMOVED, &house_part,
		SQL_COUNTER_ALL, true},
	[STAFF] = {"person", EVENT_STAFF_ADDED, EVENT_STAFF_REMOVED, &people_part, SQL_STAFF_ALL,
		false},
	[KEYS] = {"key", EVENT_KEY_ADDED, EVENT_KEY_REMOVED, &people_part, SQL_KEY_ALL, false},
	[DEVICES] = {"device", EVENT_DEVICE_PAIRED, EVENT_DEVICE_REMOVED, &people_part,
		SQL_DEVICE_ALL, true},
	[CUSTOMERS] = {"customer", EVENT_CUSTOMER_ADDED, EVENT_CUSTOMER_ERASED, &people_part,
		SQL_CUSTOMER_ALL, false},
};

struct known {
	int64_t id;
	bool has_ended;
	enum role role; /* of staff */
};

struct folded {
	struct arena *a;
	struct service_proof *proof;
	struct {
		struct known *items; /* in order of ids */
		size_t n, room;
	} things[THINGS];
	struct {
		int64_t workspace, version;
	} * maps;
	size_t maps_n, maps_room;
};

static void PRINTF_LIKE(2, 3) differ(struct folded *folded, const char *format, ...)
{
	va_list values;

	if (folded->proof->is_broken)
		return;
	folded->proof->is_broken = true;
	va_start(values, format);
	vsnprintf(folded->proof->what, sizeof folded->proof->what, format, values);
	va_end(values);
}

/* The place of the id, or where it would stand. */
static size_t
place_of(const struct folded *folded, enum thing thing, int64_t id)
{
	size_t from = 0, to = folded->things[thing].n;

	while (from < to) {
		const size_t middle = from + (to - from) / 2;
		if (folded->things[thing].items[middle].id < id)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

static struct known *
known_find(const struct folded *folded, enum thing thing, int64_t id)
{
	const size_t place = place_of(folded, thing, id);

	return place < folded->things[thing].n && folded->things[thing].items[place].id == id
		       ? &folded->things[thing].items[place]
		       : NULL;
}

/* ---- Folding ---- */

static void
thing_added(struct folded *folded, enum thing thing, const struct journal_event *event)
{
	const size_t place = place_of(folded, thing, event->subject);
	struct known *items;

	if (known_find(folded, thing, event->subject) != NULL) {
		differ(folded, "event %lld of the house: %s %lld was added twice",
			(long long)event->number, about[thing].word, (long long)event->subject);
		return;
	}
	(void)ARENA_PUSH(folded->a, folded->things[thing].items, folded->things[thing].n,
		folded->things[thing].room);
	items = folded->things[thing].items;
	memmove(&items[place + 1], &items[place],
		(folded->things[thing].n - 1 - place) * sizeof *items);
	items[place] = (struct known){.id = event->subject};
}

static void
thing_removed(struct folded *folded, enum thing thing, const struct journal_event *event)
{
	struct known *known = known_find(folded, thing, event->subject);

	if (known == NULL || known->has_ended)
		differ(folded, "event %lld of the house: %s %lld ended and was not there",
			(long long)event->number, about[thing].word, (long long)event->subject);
	else
		known->has_ended = true;
}

static void
role_given(struct folded *folded, const struct journal_event *event)
{
	struct known *known = known_find(folded, STAFF, event->subject);
	const struct store_value role = journal_field(event, "role");

	if (known == NULL || role.type != 't' || !role_find(&known->role, role.bytes))
		differ(folded, "event %lld of the house: person %lld has no role",
			(long long)event->number, (long long)event->subject);
}

static void
map_loaded(struct folded *folded, const struct journal_event *event)
{
	const int64_t workspace = journal_field(event, "workspace").number;

	for (size_t i = 0; i < folded->maps_n; i++)
		if (folded->maps[i].workspace == workspace) {
			folded->maps[i].version = event->subject;
			return;
		}
	(void)ARENA_PUSH(folded->a, folded->maps, folded->maps_n, folded->maps_room);
	folded->maps[folded->maps_n - 1].workspace = workspace;
	folded->maps[folded->maps_n - 1].version = event->subject;
}

static enum fault_code
fold(const struct journal_event *event, void *with, struct fault *f)
{
	struct folded *folded = with;

	(void)f;
	for (unsigned thing = 0; thing < THINGS; thing++) {
		if (event->kind == about[thing].added)
			thing_added(folded, (enum thing)thing, event);
		else if (event->kind == about[thing].removed)
			thing_removed(folded, (enum thing)thing, event);
	}
	if (event->kind == EVENT_STAFF_ADDED || event->kind == EVENT_STAFF_CHANGED)
		role_given(folded, event);
	else if (event->kind == EVENT_MAP_LOADED)
		map_loaded(folded, event);
	return FAULT_NONE;
}

static enum fault_code
journal_fold(struct folded *folded, struct store_tx *tx, struct fault *f)
{
	int64_t after = 0, before;

	do {
		before = after;
		if (journal_read(tx, JOURNAL_HOUSE, &after, BATCH, fold, folded, f))
			return f->code;
	} while (after > before);
	return FAULT_NONE;
}

/* ---- Comparing ---- */

static void
row_compare(struct folded *folded, enum thing thing, int64_t id, bool has_ended)
{
	const struct known *known = known_find(folded, thing, id);

	if (known == NULL)
		differ(folded, "%s %lld is in its table and never was in the journal",
			about[thing].word, (long long)id);
	else if (known->has_ended != has_ended)
		differ(folded, "%s %lld %s by the journal, and %s by its table", about[thing].word,
			(long long)id, known->has_ended ? "has ended" : "is there",
			has_ended ? "has ended" : "is there");
}

static enum fault_code
table_compare(struct folded *folded, struct store_tx *tx, enum thing thing, struct fault *f)
{
	size_t rows_n = 0, before;
	int64_t branch = 0, id = 0;

	do {
		const struct store_value key[] = {
			store_int(about[thing].has_branch ? branch : id), store_int(id)};
		struct store_rows *rows = store_ask(tx, about[thing].part, about[thing].sql, key,
			about[thing].has_branch ? 2 : 1);

		before = rows_n;
		while (store_next(rows)) {
			id = store_row_int(rows, 0);
			branch = about[thing].has_branch ? store_row_int(rows, 2) : 0;
			row_compare(folded, thing, id, !store_row_is_none(rows, 1));
			rows_n++;
		}
	} while (rows_n > before);
	if (rows_n != folded->things[thing].n)
		differ(folded, "the journal knows %zu of the kind %s, and the table %zu",
			folded->things[thing].n, about[thing].word, rows_n);
	return store_fault(tx, f);
}

static enum fault_code
roles_compare(struct folded *folded, struct store_tx *tx, struct fault *f)
{
	for (size_t i = 0; i < folded->things[STAFF].n; i++) {
		const struct known *known = &folded->things[STAFF].items[i];
		struct staff_known row;
		const struct arena_mark mark = arena_mark(folded->a);

		if (people_staff_read(tx, known->id, &row, folded->a, f))
			return f->code;
		if (row.role != known->role)
			differ(folded, "person %lld is %s by the journal, and %s by the table",
				(long long)known->id, role_slug(known->role), role_slug(row.role));
		arena_rewind(folded->a, mark);
	}
	return FAULT_NONE;
}

static enum fault_code
maps_compare(struct folded *folded, struct store_tx *tx, struct fault *f)
{
	struct store_rows *rows = store_ask(tx, &house_part, SQL_WORKSPACES, STORE_NO_VALUES);
	size_t rows_n = 0;

	while (store_next(rows)) {
		const int64_t workspace = store_row_int(rows, 0), version = store_row_int(rows, 2);
		int64_t loaded = 0;

		for (size_t i = 0; i < folded->maps_n; i++)
			if (folded->maps[i].workspace == workspace)
				loaded = folded->maps[i].version;
		if (loaded != version)
			differ(folded,
				"workspace %lld has version %lld by the journal, and %lld by its "
				"table",
				(long long)workspace, (long long)loaded, (long long)version);
		rows_n++;
	}
	if (rows_n != folded->maps_n)
		differ(folded, "the journal knows %zu workspaces, and the table %zu",
			folded->maps_n, rows_n);
	return store_fault(tx, f);
}

enum fault_code
house_prove(struct store_tx *tx, struct service_proof *ret, struct fault *f)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct folded folded = {.a = a, .proof = ret};

	if (journal_fold(&folded, tx, f))
		return f->code;
	for (unsigned thing = 0; thing < THINGS; thing++)
		if (table_compare(&folded, tx, (enum thing)thing, f))
			return f->code;
	return roles_compare(&folded, tx, f) || maps_compare(&folded, tx, f) ? f->code : FAULT_NONE;
}
