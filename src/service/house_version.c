/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Versions of a map. Whoever changes a workspace holds its row until the commit, so that versions
 * follow each other also under many writers.
 */
#include "service/house_version.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define HASH_SIZE 32

struct kept_file {
	struct span path, content;
	unsigned char hash[HASH_SIZE];
};

static int
kept_compare(const void *left, const void *right)
{
	const struct span a = ((const struct kept_file *)left)->path,
			  b = ((const struct kept_file *)right)->path;
	const int order = memcmp(a.at, b.at, a.size < b.size ? a.size : b.size);

	return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

/* Sorted by path, each with its hash. */
static enum fault_code
files_take(
	struct kept_file **ret, const struct service_files *files, struct arena *a, struct fault *f)
{
	struct kept_file *kept;
	size_t size = 0;

	if (files->n > HOUSE_FILES_MOST)
		return fault_field(f, FAULT_TOO_BIG, "files", "a workspace has at most %d files",
			HOUSE_FILES_MOST);
	kept = ARENA_ARRAY(a, struct kept_file, files->n);
	for (size_t i = 0; i < files->n; i++) {
		const struct service_file *file = &files->files[i];

		if (!map_path_is_known(file->path))
			return fault_field(f, FAULT_BAD_INPUT, "files",
				"\"%.*s\" is no file of a workspace",
				SPAN_PRINT(span_head(file->path, 100)));
		size += file->content.size;
		if (size > HOUSE_BYTES_MOST)
			return fault_field(f, FAULT_TOO_BIG, "files",
				"the files of a workspace have at most %d MiB",
				HOUSE_BYTES_MOST >> 20);
		kept[i] = (struct kept_file){.path = file->path, .content = file->content};
		crypto_generichash(kept[i].hash, HASH_SIZE, (const unsigned char *)file->content.at,
			file->content.size, NULL, 0);
	}
	if (files->n > 0)
		qsort(kept, files->n, sizeof *kept, kept_compare);
	for (size_t i = 1; i < files->n; i++)
		if (span_is(kept[i].path, kept[i - 1].path))
			return fault_field(f, FAULT_BAD_INPUT, "files", "\"%.*s\" is there twice",
				SPAN_PRINT(span_head(kept[i].path, 100)));
	*ret = kept;
	return FAULT_NONE;
}

/* As many problems as fit into a sentence. */
static enum fault_code
problems_tell(const struct problems *problems, struct arena *a, struct fault *f)
{
	const char *told = "";
	size_t told_n = 0;

	for (size_t i = 0; i < problems->items_n; i++) {
		const struct problem *p = &problems->items[i];
		const char *more;

		if (p->is_warning)
			continue;
		more = arena_printf(a, "%s%s%s:%u:%u: %s", told, told_n > 0 ? "; " : "", p->file,
			p->line, p->column, p->what);
		if (told_n > 0 && strlen(more) > FAULT_NOTE_SIZE - 40)
			break;
		told = more;
		told_n++;
	}
	if (told_n < problems->errors_n)
		told = arena_printf(a, "%.*s; and %zu more",
			SPAN_PRINT(span_head(span_of(told), FAULT_NOTE_SIZE - 40)),
			problems->errors_n - told_n);
	return fault_field(f, FAULT_BAD_INPUT, "files", "%s", told);
}

static enum fault_code
map_make(const struct map **ret, const struct kept_file *files, size_t files_n, struct arena *a,
	struct fault *f)
{
	struct map_source *sources = ARENA_ARRAY(a, struct map_source, files_n);
	struct problems problems;
	struct map *map = NULL;
	enum fault_code code;

	for (size_t i = 0; i < files_n; i++)
		sources[i] = (struct map_source){files[i].path, files[i].content};
	code = map_load_sources(&map, &problems, ".", sources, files_n, NULL, a, f);
	if (code == FAULT_BAD_INPUT && problems.errors_n > 0)
		return problems_tell(&problems, a, f);
	if (code == FAULT_NOT_FOUND)
		return fault_field(f, FAULT_BAD_INPUT, "files",
			"there is no organisation.yaml, with which a workspace begins");
	if (code != FAULT_NONE)
		return code;
	*ret = map;
	return FAULT_NONE;
}

static bool
files_are_those_of(
	struct store_tx *tx, int64_t version, const struct kept_file *files, size_t files_n)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows =
		store_ask(tx, &house_part, SQL_FILE_HASHES, STORE_VALUES(store_int(version)));
	size_t i = 0;

	for (; store_next(rows); i++)
		if (i == files_n || !span_is(store_row_text(rows, 0), files[i].path) ||
			!span_is(store_row_bytes(rows, 1),
				(struct span){(const char *)files[i].hash, HASH_SIZE}))
			return false;
	return i == files_n;
}

/* ret->workspace 0: there is none of that name yet. */
static enum fault_code
workspace_find(struct command *c, const char *name, struct version_put *ret, struct fault *f)
{
	struct store_rows *rows = store_ask(
		c->tx, &house_part, SQL_WORKSPACE_NAMED, STORE_VALUES(store_text(span_of(name))));

	*ret = (struct version_put){0};
	if (store_next(rows)) {
		ret->workspace = store_row_int(rows, 0);
		ret->version = store_row_int(rows, 1);
	}
	store_end(rows);
	return store_fault(c->tx, f);
}

static struct command
of_the_house(const struct command *c)
{
	struct command house = *c;

	house.branch = JOURNAL_HOUSE;
	return house;
}

enum fault_code
house_event(struct command *c, enum event_kind kind, int64_t subject,
	const struct store_value *fields, size_t fields_n, struct fault *f)
{
	struct command house = of_the_house(c);

	return command_event(&house, kind, 0, subject, fields, fields_n, f);
}

static enum fault_code
workspace_add(struct command *c, const char *name, struct version_put *put, struct fault *f)
{
	struct command house = of_the_house(c);

	if (c->house->workspaces_n >= HOUSE_WORKSPACES_MOST)
		return fault_set(f, FAULT_TOO_BIG, "a house has at most %d workspaces",
			HOUSE_WORKSPACES_MOST);
	if (command_id_next(&house, &put->workspace, f))
		return f->code;
	store_do(c->tx, &house_part, SQL_WORKSPACE_ADD,
		STORE_VALUES(
			store_int(put->workspace), store_text(span_of(name)), store_int(c->at_us)));
	return store_fault(c->tx, f);
}

static enum fault_code
version_add(struct command *c, struct version_put *put, const struct kept_file *files,
	size_t files_n, struct fault *f)
{
	struct command house = of_the_house(c);

	if (command_id_next(&house, &put->version, f))
		return f->code;
	store_do(c->tx, &house_part, SQL_VERSION_ADD,
		STORE_VALUES(store_int(put->version), store_int(put->workspace),
			store_int(c->at_us), store_int(c->actor.staff)));
	for (size_t i = 0; i < files_n; i++) {
		const struct store_value hash =
			store_bytes((struct span){(const char *)files[i].hash, HASH_SIZE});

		store_do(c->tx, &house_part, SQL_CONTENT_ADD,
			STORE_VALUES(hash, store_bytes(files[i].content)));
		store_do(c->tx, &house_part, SQL_FILE_ADD,
			STORE_VALUES(store_int(put->version), store_text(files[i].path), hash));
	}
	store_do(c->tx, &house_part, SQL_WORKSPACE_SET,
		STORE_VALUES(store_int(put->workspace), store_int(put->version)));
	if (store_fault(c->tx, f))
		return f->code;
	return house_event(
		c, EVENT_MAP_LOADED, put->version, STORE_VALUES(store_int(put->workspace)), f);
}

static enum fault_code
version_before(struct command *c, int64_t version, const struct map **ret, struct fault *f)
{
	const struct map *held = house_map(c->house, version);

	if (held != NULL)
		*ret = map_share(held);
	else if (version != 0)
		return house_map_read(c->tx, version, ret, f);
	return FAULT_NONE;
}

static void
map_end(const struct map **map)
{
	map_free(*map);
}

enum fault_code
house_version_put(struct command *c, const struct service_files *files, struct version_put *ret,
	struct fault *f)
{
	ON_EXIT(map_end) const struct map *map = NULL, *before = NULL;
	struct kept_file *kept = NULL;

	if (files_take(&kept, files, c->arena, f) || map_make(&map, kept, files->n, c->arena, f) ||
		workspace_find(c, map->organisation.name, ret, f))
		return f->code;
	if (ret->version != 0 && files_are_those_of(c->tx, ret->version, kept, files->n))
		return store_fault(c->tx, f);
	ret->is_new = true;
	c->changes_house = true;
	if (version_before(c, ret->version, &before, f) ||
		(ret->workspace == 0 && workspace_add(c, map->organisation.name, ret, f)) ||
		version_add(c, ret, kept, files->n, f))
		return f->code;
	return house_sync(c, ret->workspace, before, map, f);
}
