/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * map_load: find the files, read each, merge the procedures, look all references up, say what a
 * good map would have. Nothing stops at the first problem; what cannot be read is left out, and the
 * map is given out only when nothing was wrong.
 */
#include "map/advice.h"
#include "map/procedure.h"
#include "map/workspace.h"

#include <string.h>

#include "base/file.h"

struct loading {
	struct reader r;
	struct workspace workspace;
	struct map *map;
	struct organisation_file organisation;
	struct cycle *cycles;
	struct survey *surveys;
	struct guide *guides;
	struct scenario *scenarios;
	struct procedure_part *parts;
	size_t cycles_n, surveys_n, guides_n, scenarios_n, parts_n;
	size_t cycles_room, surveys_room, guides_room, scenarios_room, parts_room;
	size_t chosen; /* the cycle that the caller named, when the workspace has one */
};

/* A file alone says by its first keys what it is. */
static enum file_kind
kind_of_root(const struct node *root, enum file_kind otherwise)
{
	for (unsigned kind = 0; kind < FILE_KIND__COUNT; kind++) {
		enum mapping_id id = mapping_of_file((enum file_kind)kind);
		if (kind != FILE_PROCEDURE &&
			map_node_find(root, mapping_of(id)->fields[0].key) != NULL)
			return (enum file_kind)kind;
	}
	return otherwise;
}

/* cycles/cheque.yaml holds the cycle "cheque". */
static void
file_name_check(struct loading *l, const struct node *root, const char *name)
{
	const char *inside = l->r.file->inside;
	const char *slash = strrchr(inside, '/');
	const char *begin = slash != NULL ? slash + 1 : inside;
	struct span stem = {.at = begin, .size = strcspn(begin, ".")};

	if (l->workspace.is_alone || name == NULL || slash == NULL || span_is(stem, span_of(name)))
		return;
	map_warning_at(&l->r, root,
		"the file is named \"%.*s\" and what is in it \"%s\"; name them alike",
		SPAN_PRINT(stem), name);
}

/* A file that could not be read is one problem; that its name or what is in it leads nowhere is
 * none. */
static void
unread_file_note(struct loading *l)
{
	static const enum thing things[FILE_KIND__COUNT] = {[FILE_CYCLE] = THING_CYCLE,
		[FILE_PROCEDURE] = THING_PROCEDURE,
		[FILE_SURVEY] = THING_SURVEY,
		[FILE_GUIDE] = THING_GUIDE,
		[FILE_SCENARIO] = THING_SCENARIO};
	const struct map_file *file = l->r.file;
	const char *slash = strrchr(file->inside, '/');
	const char *stem = slash != NULL ? slash + 1 : file->inside;
	const char *name = arena_text_n(l->r.scratch, stem, strcspn(stem, "."));

	for (unsigned thing = 0; file->kind == FILE_ORGANISATION && thing < THING__COUNT; thing++)
		if (thing <= THING_STAKEHOLDER)
			map_names_leave(l->r.names, (enum thing)thing);
	if (file->kind != FILE_ORGANISATION &&
		map_names_find(l->r.names, things[file->kind], NULL, name) == NULL)
		map_names_add(l->r.names, l->r.problems,
			(struct name){.thing = things[file->kind],
				.text = name,
				.file = file,
				.references_n = 1,
				.is_unread = true});
}

static void
yaml_file_read(struct loading *l, struct span bytes)
{
	struct reader *r = &l->r;
	const struct node *root = map_yaml_read(bytes, 1, r->file, r->problems, r->scratch);
	if (root == NULL) {
		unread_file_note(l);
		return;
	}
	enum file_kind kind =
		l->workspace.is_alone ? kind_of_root(root, r->file->kind) : r->file->kind;
	if (kind == FILE_ORGANISATION) {
		mapping_read(r, MAPPING_ORGANISATION, root, &l->organisation);
	} else if (kind == FILE_CYCLE) {
		if (r->file->is_chosen)
			l->chosen = l->cycles_n;
		struct cycle *cycle = ARENA_PUSH(r->a, l->cycles, l->cycles_n, l->cycles_room);
		mapping_read(r, MAPPING_CYCLE, root, cycle);
		file_name_check(l, root, cycle->name);
	} else if (kind == FILE_SURVEY) {
		struct survey *survey = ARENA_PUSH(r->a, l->surveys, l->surveys_n, l->surveys_room);
		mapping_read(r, MAPPING_SURVEY, root, survey);
		file_name_check(l, root, survey->name);
	} else if (kind == FILE_SCENARIO) {
		struct scenario *scenario =
			ARENA_PUSH(r->a, l->scenarios, l->scenarios_n, l->scenarios_room);
		mapping_read(r, MAPPING_SCENARIO, root, scenario);
		file_name_check(l, root, scenario->name);
	} else {
		struct guide *guide = ARENA_PUSH(r->a, l->guides, l->guides_n, l->guides_room);
		mapping_read(r, MAPPING_GUIDE, root, guide);
		file_name_check(l, root, guide->name);
	}
}

static void
procedure_file_read(struct loading *l, struct span bytes)
{
	struct procedure_part part;

	if (!map_procedure_part_read(&l->r, bytes, &part)) {
		unread_file_note(l);
		return;
	}
	const struct node at = {.line = part.front.place.line, .column = part.front.place.column};
	file_name_check(l, &at, part.front.name);
	*ARENA_PUSH(l->r.scratch, l->parts, l->parts_n, l->parts_room) = part;
}

static enum fault_code
file_load(struct loading *l, const struct map_file *file, struct fault *f)
{
	struct span bytes = file->content;

	l->r.file = file;
	memset(l->r.inside, 0, sizeof l->r.inside);
	enum fault_code code = FAULT_NONE;
	if (!file->is_source)
		code = file_read(&bytes, file->path, YAML_BYTES_MOST, l->r.scratch, f);
	else if (bytes.size > YAML_BYTES_MOST)
		code = FAULT_TOO_BIG;
	else
		bytes.at = bytes.size > 0 ? arena_text_n(l->r.scratch, bytes.at, bytes.size) : "";
	if (code == FAULT_TOO_BIG) {
		map_problem_add(l->r.problems, file, 0, 0, false,
			"this file is larger than %u MiB; split it", YAML_BYTES_MOST >> 20);
		return FAULT_NONE;
	}
	if (code != FAULT_NONE)
		return code;
	if (span_begins(bytes, SPAN("\xEF\xBB\xBF"))) {
		bytes.at += 3;
		bytes.size -= 3;
	}
	if (file->kind == FILE_PROCEDURE)
		procedure_file_read(l, bytes);
	else
		yaml_file_read(l, bytes);
	return FAULT_NONE;
}

static void
map_fill(struct loading *l)
{
	struct map *map = l->map;

	map->folder = arena_text(map->arena, l->workspace.folder);
	map->organisation = l->organisation.it;
	if (map->organisation.zone == NULL)
		map->organisation.zone = zone_utc();
	map->cycles = l->cycles;
	map->cycles_n = l->cycles_n;
	map->surveys = l->surveys;
	map->surveys_n = l->surveys_n;
	map->guides = l->guides;
	map->guides_n = l->guides_n;
	map->scenarios = l->scenarios;
	map->scenarios_n = l->scenarios_n;
}

/* The caller named one cycle: the map goes on with that alone. */
static void
chosen_keep(struct loading *l)
{
	if (!l->workspace.has_chosen || l->chosen >= l->map->cycles_n)
		return;
	l->map->cycles += l->chosen;
	l->map->cycles_n = 1;
}

static enum fault_code
all_load(struct loading *l, const struct date *today, struct fault *f)
{
	for (size_t i = 0; i < l->workspace.files_n && !l->r.problems->is_over; i++)
		if (file_load(l, &l->workspace.files[i], f))
			return f->code;
	map_procedures_merge(
		&l->r, l->parts, l->parts_n, &l->map->procedures, &l->map->procedures_n);
	map_fill(l);
	if (!l->workspace.is_alone)
		map_names_resolve(l->r.names, l->r.problems);
	map_advice_give(&l->r, l->map, &l->workspace, today);
	return FAULT_NONE;
}

static enum fault_code
verdict(const struct problem_list *list, const struct problems *problems, struct fault *f)
{
	if (list->is_over)
		return fault_set(f, FAULT_TOO_BIG, "more than %d problems", PROBLEMS_MOST);
	if (problems->errors_n > 0)
		return fault_set(f, FAULT_BAD_INPUT, "%zu %s", problems->errors_n,
			problems->errors_n == 1 ? "problem" : "problems");
	return FAULT_NONE;
}

/* Either a path, or the sources in the folder `path`. */
static enum fault_code
files_load(struct map **ret_map, struct problems *ret_problems, const char *path,
	const struct map_source *sources, size_t sources_n, const struct date *today,
	struct arena *a, struct fault *f)
{
	ON_EXIT(arena_guard) struct arena *scratch = arena_new(ARENA_UNLIMITED);
	ON_EXIT(map_guard) struct map *map = NULL;
	struct problem_list list = {.a = a};
	struct loading *l = ARENA_NEW(scratch, struct loading);

	*ret_problems = (struct problems){0};
	struct arena *arena = arena_new(ARENA_UNLIMITED);
	map = ARENA_NEW(arena, struct map);
	map->arena = arena;
	l->map = map;
	l->r = (struct reader){.a = arena,
		.scratch = scratch,
		.problems = &list,
		.names = map_names_new(scratch),
		.zone = zone_utc()};
	if (sources != NULL ? map_workspace_take(&l->workspace, path, sources, sources_n, arena, f)
			    : map_workspace_find(&l->workspace, &list, path, arena, f))
		return f->code;
	enum fault_code code = all_load(l, today, f);
	map_problems_finish(&list, ret_problems);
	if (code == FAULT_NONE)
		code = verdict(&list, ret_problems, f);
	if (code != FAULT_NONE)
		return code;
	chosen_keep(l);
	*ret_map = TAKE(map);
	return FAULT_NONE;
}

enum fault_code
map_load(struct map **ret_map, struct problems *ret_problems, const char *path,
	const struct date *today, struct arena *a, struct fault *f)
{
	return files_load(ret_map, ret_problems, path, NULL, 0, today, a, f);
}

enum fault_code
map_load_sources(struct map **ret_map, struct problems *ret_problems, const char *name,
	const struct map_source *sources, size_t sources_n, const struct date *today,
	struct arena *a, struct fault *f)
{
	static const struct map_source none = {0};

	return files_load(ret_map, ret_problems, name, sources_n > 0 ? sources : &none, sources_n,
		today, a, f);
}
