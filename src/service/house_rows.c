/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads the house's tables.
 */
#include "service/house_rows.h"

#include <string.h>

static void
row_take(struct place_rows *into, struct store_rows *rows, int64_t workspace, unsigned name,
	struct arena *a)
{
	const struct span text = store_row_text(rows, name);

	*ARENA_PUSH(a, into->rows, into->n, into->room) = (struct place_row){
		.id = store_row_int(rows, 0),
		.workspace = workspace,
		.name = arena_text_n(a, text.at, text.size),
		.is_removed = !store_row_is_none(rows, name + 1),
	};
}

enum fault_code
house_places_read(struct store_tx *tx, enum place_kind kind, struct place_rows *ret,
	struct arena *a, struct fault *f)
{
	static const unsigned statements[PLACE_KIND__COUNT] = {[PLACE_KIND_BRANCH] = SQL_BRANCHES,
		[PLACE_KIND_SERVICE] = SQL_SERVICES,
		[PLACE_KIND_DEPARTMENT] = SQL_DEPARTMENTS};
	size_t before;

	*ret = (struct place_rows){0};
	do {
		const int64_t after = ret->n > 0 ? ret->rows[ret->n - 1].id : 0;
		struct store_rows *rows = store_ask(
			tx, &house_part, statements[kind], STORE_VALUES(store_int(after)));

		before = ret->n;
		while (store_next(rows))
			row_take(ret, rows, store_row_int(rows, 1), 2, a);
	} while (ret->n > before);
	return store_fault(tx, f);
}

enum fault_code
house_counters_read(struct store_tx *tx, int64_t branch, struct place_rows *ret, struct arena *a,
	struct fault *f)
{
	struct store_rows *rows =
		store_ask(tx, &house_part, SQL_COUNTERS, STORE_VALUES(store_int(branch)));

	*ret = (struct place_rows){0};
	while (store_next(rows))
		row_take(ret, rows, branch, 1, a);
	return store_fault(tx, f);
}

const struct place_row *
house_row_named(const struct place_rows *rows, int64_t workspace, const char *name)
{
	for (size_t i = 0; i < rows->n; i++)
		if (!rows->rows[i].is_removed && rows->rows[i].workspace == workspace &&
			strcmp(rows->rows[i].name, name) == 0)
			return &rows->rows[i];
	return NULL;
}

static struct span
span_copy(struct span s, struct arena *a)
{
	return (struct span){arena_text_n(a, s.at, s.size), s.size};
}

enum fault_code
house_files_read(struct store_tx *tx, int64_t version, struct service_files *ret, struct arena *a,
	struct fault *f)
{
	struct store_rows *rows =
		store_ask(tx, &house_part, SQL_FILES, STORE_VALUES(store_int(version)));
	struct service_file *files = NULL;
	size_t n = 0, room = 0;

	while (store_next(rows))
		*ARENA_PUSH(a, files, n, room) =
			(struct service_file){.path = span_copy(store_row_text(rows, 0), a),
				.content = span_copy(store_row_bytes(rows, 1), a)};
	if (store_fault(tx, f))
		return f->code;
	if (n == 0)
		return fault_set(f, FAULT_NOT_FOUND, "there is no version %lld of a map",
			(long long)version);
	*ret = (struct service_files){files, n};
	return FAULT_NONE;
}

enum fault_code
house_map_read(struct store_tx *tx, int64_t version, const struct map **ret, struct fault *f)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct service_files files;
	struct problems problems;
	struct map *map = NULL;

	if (house_files_read(tx, version, &files, a, f))
		return f->code;
	struct map_source *sources = ARENA_ARRAY(a, struct map_source, files.n);
	for (size_t i = 0; i < files.n; i++)
		sources[i] = (struct map_source){files.files[i].path, files.files[i].content};
	const char *name = arena_printf(a, "version %lld", (long long)version);
	if (map_load_sources(&map, &problems, name, sources, files.n, NULL, a, f) == FAULT_NONE) {
		*ret = map;
		return FAULT_NONE;
	}
	if (problems.items_n > 0)
		return fault_set(f, FAULT_BROKEN,
			"the map in the store can no longer be read: %s:%u:%u: %s",
			problems.items[0].file, problems.items[0].line, problems.items[0].column,
			problems.items[0].what);
	return fault_note(f, "reading the map in the store");
}
