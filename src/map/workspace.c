/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A workspace is the folder that holds organisation.yaml. Its files stand in one folder a kind;
 * folders are read in the order of their names, so that the same files always give the same
 * problems in the same order. A file that somebody surely meant to be read – cycles/x.yml, a folder
 * `cycle/` – is warned of.
 */
#include "map/workspace.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define ORGANISATION "organisation.yaml"
#define LEVELS_UP    2
#define LEVELS_DOWN  3

static const struct {
	const char *folder, *suffix;
	enum file_kind kind;
} folders[] = {
	{"cycles", ".yaml", FILE_CYCLE},
	{"procedures", ".md", FILE_PROCEDURE},
	{"surveys", ".yaml", FILE_SURVEY},
	{"guides", ".yaml", FILE_GUIDE},
	{"scenarios", ".yaml", FILE_SCENARIO},
};

struct entries {
	const char **names;
	size_t names_n, room;
};

static void
folder_guard(DIR **folder)
{
	if (*folder != NULL)
		closedir(*folder);
}

static const char *
joined(struct arena *a, const char *folder, const char *name)
{
	size_t size = strlen(folder);

	if (strcmp(folder, ".") == 0)
		return arena_text(a, name);
	return arena_printf(
		a, "%s%s%s", folder, size > 0 && folder[size - 1] == '/' ? "" : "/", name);
}

static bool
is_folder(const char *path)
{
	struct stat info;
	return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static bool
is_there(const char *path)
{
	struct stat info;
	return stat(path, &info) == 0;
}

static int
name_compare(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Sorted; hidden files and editors' copies are passed over. A folder that is not there has none. */
static enum fault_code
entries_read(struct entries *ret, const char *path, struct arena *a, struct fault *f)
{
	ON_EXIT(folder_guard) DIR *folder = opendir(path);
	struct dirent *entry;

	*ret = (struct entries){0};
	if (folder == NULL)
		return errno == ENOENT ? FAULT_NONE
				       : fault_errno(f, "cannot open the folder %s", path);
	errno = 0;
	while ((entry = readdir(folder)) != NULL) {
		size_t size = strlen(entry->d_name);
		if (entry->d_name[0] == '.' || entry->d_name[size - 1] == '~')
			continue;
		if (ret->names_n == WORKSPACE_FILES_MOST)
			return fault_set(f, FAULT_TOO_BIG, "the folder %s holds more than %d files",
				path, WORKSPACE_FILES_MOST);
		*ARENA_PUSH(a, ret->names, ret->names_n, ret->room) = arena_text(a, entry->d_name);
	}
	if (errno != 0)
		return fault_errno(f, "cannot read the folder %s", path);
	if (ret->names_n > 0)
		qsort(ret->names, ret->names_n, sizeof *ret->names, name_compare);
	return FAULT_NONE;
}

static struct map_file *
file_add(struct workspace *w, enum file_kind kind, const char *inside, struct arena *a)
{
	struct map_file *file = ARENA_PUSH(a, w->files, w->files_n, w->room);
	*file = (struct map_file){.path = joined(a, w->folder, inside),
		.inside = inside,
		.kind = kind,
		.order = (unsigned)w->files_n};
	return file;
}

/* A file that is not part of the map, for a warning about it. */
static void
stray_warn(const struct workspace *w, struct problem_list *problems, const char *inside,
	unsigned order, const char *what)
{
	const struct map_file file = {
		.path = joined(problems->a, w->folder, inside), .inside = inside, .order = order};
	map_problem_add(problems, &file, 0, 0, true, "%s", what);
}

static enum fault_code
folder_files_find(struct workspace *w, struct problem_list *problems, size_t which, struct arena *a,
	struct fault *f)
{
	const char *folder = folders[which].folder, *suffix = folders[which].suffix;
	struct entries entries;

	if (entries_read(&entries, joined(a, w->folder, folder), a, f))
		return f->code;
	for (size_t i = 0; i < entries.names_n; i++) {
		const char *inside = joined(a, folder, entries.names[i]);
		struct span name = span_of(entries.names[i]);
		if (w->files_n >= WORKSPACE_FILES_MOST)
			return fault_set(f, FAULT_TOO_BIG, "%s holds more than %d files", w->folder,
				WORKSPACE_FILES_MOST);
		if (is_folder(joined(a, w->folder, inside)))
			stray_warn(w, problems, inside, (unsigned)w->files_n,
				"this folder is not read; files stand one level above it");
		else if (span_ends(name, span_of(suffix)))
			file_add(w, folders[which].kind, inside, a);
		else if (span_ends(name, SPAN(".yml")) || span_ends(name, SPAN(".yaml")) ||
			 span_ends(name, SPAN(".md")) || span_ends(name, SPAN(".markdown")))
			stray_warn(w, problems, inside, (unsigned)w->files_n,
				arena_printf(problems->a,
					"this file is not read; the files of %s/ end in %s", folder,
					suffix));
	}
	return FAULT_NONE;
}

/* "cycle/", "procedure/": a folder whose name is nearly right. */
static enum fault_code
stray_folders_warn(
	struct workspace *w, struct problem_list *problems, struct arena *a, struct fault *f)
{
	static const char *const known[] = {
		"cycles", "procedures", "surveys", "guides", "scenarios"};
	struct entries entries;

	if (entries_read(&entries, w->folder, a, f))
		return f->code;
	for (size_t i = 0; i < entries.names_n; i++) {
		const char *near = text_nearest(entries.names[i], known, array_length(known));
		if (near == NULL || strcmp(near, entries.names[i]) == 0 ||
			!is_folder(joined(a, w->folder, entries.names[i])))
			continue;
		stray_warn(w, problems, entries.names[i], 0,
			arena_printf(problems->a, "this folder is not read; did you mean \"%s\"?",
				near));
	}
	return FAULT_NONE;
}

static enum fault_code
files_find(struct workspace *w, struct problem_list *problems, struct arena *a, struct fault *f)
{
	file_add(w, FILE_ORGANISATION, ORGANISATION, a);
	if (stray_folders_warn(w, problems, a, f))
		return f->code;
	for (size_t i = 0; i < array_length(folders); i++)
		if (folder_files_find(w, problems, i, a, f))
			return f->code;
	return FAULT_NONE;
}

static const char *
folder_of(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');
	if (slash == NULL)
		return ".";
	return slash == path ? "/" : arena_text_n(a, path, (size_t)(slash - path));
}

static bool
is_same_file(const char *left, const char *right)
{
	struct stat a, b;
	return stat(left, &a) == 0 && stat(right, &b) == 0 && a.st_dev == b.st_dev &&
	       a.st_ino == b.st_ino;
}

/* The kind of a file that stands alone, by its name; its keys decide later between the YAML kinds.
 */
static enum file_kind
kind_of_name(const char *path)
{
	return span_ends(span_of(path), SPAN(".md")) ? FILE_PROCEDURE : FILE_CYCLE;
}

static enum fault_code
file_workspace_find(struct workspace *w, struct problem_list *problems, const char *path,
	struct arena *a, struct fault *f)
{
	const char *folder = folder_of(a, path), *name = strrchr(path, '/');
	for (int up = 0; up < LEVELS_UP; up++) {
		if (is_there(joined(a, folder, ORGANISATION))) {
			w->folder = folder;
			if (files_find(w, problems, a, f))
				return f->code;
			break;
		}
		folder = strcmp(folder, ".") == 0 ? ".." : folder_of(a, folder);
	}
	for (size_t i = 0; i < w->files_n; i++)
		if (is_same_file(w->files[i].path, path)) {
			w->files[i].is_chosen = w->files[i].kind == FILE_CYCLE;
			w->has_chosen = w->files[i].is_chosen;
			return FAULT_NONE;
		}
	w->is_alone = w->files_n == 0;
	if (w->is_alone)
		w->folder = folder_of(a, path);
	struct map_file *file = file_add(w, kind_of_name(path), name != NULL ? name + 1 : path, a);
	file->path = path;
	file->is_chosen = file->kind == FILE_CYCLE;
	w->has_chosen = file->is_chosen;
	return FAULT_NONE;
}

enum fault_code
map_workspace_find(struct workspace *ret, struct problem_list *problems, const char *path,
	struct arena *a, struct fault *f)
{
	*ret = (struct workspace){0};
	path = arena_text(a, path);
	if (!is_there(path)) {
		errno = ENOENT;
		return fault_errno(f, "%s", path);
	}
	if (!is_folder(path))
		return file_workspace_find(ret, problems, path, a, f);
	ret->folder = path;
	if (!is_there(joined(a, path, ORGANISATION)))
		return fault_set(f, FAULT_NOT_FOUND,
			"%s has no %s; that is the file with which a workspace begins", path,
			ORGANISATION);
	return files_find(ret, problems, a, f);
}

/* The place in `folders` of a file there, or −1. */
static int
folder_of_path(struct span path)
{
	for (size_t i = 0; i < array_length(folders); i++) {
		const size_t size = strlen(folders[i].folder);
		if (path.size > size + 1 && span_begins(path, span_of(folders[i].folder)) &&
			path.at[size] == '/' && path.at[size + 1] != '.' &&
			memchr(path.at + size + 1, '/', path.size - size - 1) == NULL &&
			span_ends(path, span_of(folders[i].suffix)))
			return (int)i;
	}
	return -1;
}

bool
map_path_is_known(struct span path)
{
	return span_is(path, SPAN(ORGANISATION)) || folder_of_path(path) >= 0;
}

static int
source_compare(const void *left, const void *right)
{
	const struct span *a = &((const struct map_source *)left)->path,
			  *b = &((const struct map_source *)right)->path;
	const int order = memcmp(a->at, b->at, a->size < b->size ? a->size : b->size);

	return order != 0 ? order : (a->size > b->size) - (a->size < b->size);
}

static void
source_add(
	struct workspace *w, enum file_kind kind, const struct map_source *source, struct arena *a)
{
	struct map_file *file =
		file_add(w, kind, arena_text_n(a, source->path.at, source->path.size), a);

	file->is_source = true;
	file->content = source->content;
}

enum fault_code
map_workspace_take(struct workspace *ret, const char *name, const struct map_source *sources,
	size_t sources_n, struct arena *a, struct fault *f)
{
	struct map_source *sorted = ARENA_ARRAY(a, struct map_source, sources_n);

	*ret = (struct workspace){.folder = arena_text(a, name)};
	if (sources_n > WORKSPACE_FILES_MOST)
		return fault_set(f, FAULT_TOO_BIG, "%s holds more than %d files", name,
			WORKSPACE_FILES_MOST);
	for (size_t i = 0; i < sources_n; i++)
		sorted[i] = sources[i];
	if (sources_n > 0)
		qsort(sorted, sources_n, sizeof *sorted, source_compare);
	for (size_t i = 0; i < sources_n; i++)
		if (span_is(sorted[i].path, SPAN(ORGANISATION)))
			source_add(ret, FILE_ORGANISATION, &sorted[i], a);
	if (ret->files_n == 0)
		return fault_set(f, FAULT_NOT_FOUND,
			"%s has no %s; that is the file with which a workspace begins", name,
			ORGANISATION);
	for (size_t folder = 0; folder < array_length(folders); folder++)
		for (size_t i = 0; i < sources_n; i++)
			if (folder_of_path(sorted[i].path) == (int)folder)
				source_add(ret, folders[folder].kind, &sorted[i], a);
	return FAULT_NONE;
}

static enum fault_code
below_find(struct entries *found, const char *path, int levels, size_t *seen, struct arena *a,
	struct fault *f)
{
	struct entries entries;

	if (is_there(joined(a, path, ORGANISATION))) {
		*ARENA_PUSH(a, found->names, found->names_n, found->room) = arena_text(a, path);
		return FAULT_NONE;
	}
	if (levels == 0)
		return FAULT_NONE;
	if (entries_read(&entries, path, a, f))
		return f->code;
	for (size_t i = 0; i < entries.names_n; i++) {
		const char *below = joined(a, path, entries.names[i]);
		if (!is_folder(below))
			continue;
		if (++*seen > WORKSPACE_FILES_MOST)
			return fault_set(f, FAULT_TOO_BIG, "more than %d folders to look through",
				WORKSPACE_FILES_MOST);
		if (below_find(found, below, levels - 1, seen, a, f))
			return f->code;
	}
	return FAULT_NONE;
}

enum fault_code
map_workspaces_find(const char *const **ret_paths, size_t *ret_paths_n, const char *path,
	struct arena *a, struct fault *f)
{
	struct entries found = {0};
	size_t seen = 0;

	if (!is_there(path)) {
		errno = ENOENT;
		return fault_errno(f, "%s", path);
	}
	if (!is_folder(path))
		*ARENA_PUSH(a, found.names, found.names_n, found.room) = arena_text(a, path);
	else if (below_find(&found, path, LEVELS_DOWN, &seen, a, f))
		return f->code;
	*ret_paths = found.names;
	*ret_paths_n = found.names_n;
	return FAULT_NONE;
}
