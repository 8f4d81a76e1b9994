/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cykl load: workspaces of a folder become maps in force. All of them are checked first, and what
 * is wrong is said as `cykl check` says it; then all are loaded, or none.
 */
#include <dirent.h>
#include <stdlib.h>

#include "base/file.h"
#include "cli/now.h"
#include "cli/problem_list.h"
#include "cli/tending.h"

#define FILE_BYTES_MOST ((size_t)16 << 20)

struct found_files {
	struct service_file *files;
	size_t n, room;
};

/* A workspace has its files in its folder and one level below. */
static enum fault_code
folder_read(struct found_files *found, const char *root, const char *inside, struct arena *a,
	struct fault *f)
{
	const char *path = inside[0] != '\0' ? arena_printf(a, "%s/%s", root, inside) : root;
	struct dirent **entries = NULL;
	const int n = scandir(path, &entries, NULL, alphasort);
	enum fault_code code = FAULT_NONE;

	if (n < 0)
		return fault_errno(f, "cannot read the folder %s", path);
	for (int i = 0; i < n; i++) {
		const char *name = arena_printf(
			a, "%s%s%s", inside, inside[0] != '\0' ? "/" : "", entries[i]->d_name);
		struct span content;

		if (code == FAULT_NONE && map_path_is_known(span_of(name))) {
			code = file_read(&content, arena_printf(a, "%s/%s", root, name),
				FILE_BYTES_MOST, a, f);
			if (code == FAULT_NONE)
				*ARENA_PUSH(a, found->files, found->n, found->room) =
					(struct service_file){span_of(name), content};
		}
		free(entries[i]);
	}
	free(entries);
	return code;
}

static enum fault_code
workspace_read(struct service_files *ret, const char *root, struct arena *a, struct fault *f)
{
	static const char *const folders[] = {
		"", "cycles", "guides", "procedures", "scenarios", "surveys"};
	struct found_files found = {0};

	for (size_t i = 0; i < array_length(folders); i++) {
		const char *path = arena_printf(a, "%s/%s", root, folders[i]);
		DIR *folder = opendir(path);

		if (folder == NULL)
			continue;
		closedir(folder);
		if (folder_read(&found, root, folders[i], a, f))
			return f->code;
	}
	*ret = (struct service_files){found.files, found.n};
	return FAULT_NONE;
}

static enum fault_code
workspace_check(struct request *request, const char *path, struct fault *f)
{
	ON_EXIT(map_guard) struct map *map = NULL;
	struct problems problems = {0};
	const struct date today = now_day();
	const enum fault_code code = map_load(&map, &problems, path, &today, request->arena, f);

	if (code == FAULT_BAD_INPUT && problems.errors_n > 0) {
		problem_list_print(request->out, &request->out_terminal, &problems, false);
		request->answer_is_no = true;
		return FAULT_NONE;
	}
	return code;
}

static enum fault_code
workspace_load(struct request *request, struct tending *t, const char *path, struct fault *f)
{
	ON_EXIT(map_guard) struct map *map = NULL;
	struct problems problems = {0};
	struct map_load in = {0};
	struct map_load_result out;

	if (workspace_read(&in.files, path, request->arena, f) ||
		map_load(&map, &problems, path, NULL, request->arena, f) ||
		tending_do(t, COMMAND_map_load, &in, &out, request->arena, f))
		return fault_note(f, "loading %s", path);
	fprintf(request->out,
		out.is_new ? "%s: loaded as version %lld\n"
			   : "%s: nothing has changed since version %lld\n",
		map->organisation.name, (long long)out.version);
	return FAULT_NONE;
}

static enum fault_code
run(struct request *request, const void *given, struct fault *f)
{
	ON_EXIT(tending_guard) struct tending t = {0};
	const char *const *paths;
	size_t paths_n;

	(void)given;
	if (map_workspaces_find(&paths, &paths_n, request->arguments[1], request->arena, f))
		return f->code;
	if (paths_n == 0)
		return fault_set(f, FAULT_BAD_INPUT,
			"there is no workspace in %s: a workspace is a folder with "
			"organisation.yaml",
			request->arguments[1]);
	for (size_t i = 0; i < paths_n; i++)
		if (workspace_check(request, paths[i], f))
			return f->code;
	if (request->answer_is_no)
		return FAULT_NONE;
	if (tending_open(&t, request->arguments[0], false, f))
		return f->code;
	for (size_t i = 0; i < paths_n; i++)
		if (workspace_load(request, &t, paths[i], f))
			return f->code;
	return tending_finish(&t, f);
}

const struct command_body command_load = {
	.about =
		"DIR is a workspace (a folder with organisation.yaml), or a folder that holds "
		"workspaces. Each "
		"becomes the new version of its map: branches, counters, services and departments "
		"keep their "
		"numbers by their names, new ones get one, and what the files no longer have ends. "
		"It cannot "
		"end while somebody waits there. Journeys that are open go on under the version "
		"they began "
		"with. The service may go on meanwhile.\n\nWhen something is wrong in the files, "
		"all of it is "
		"said as \"cykl check\" says it, nothing is loaded, and the answer is \"no\" "
		"(status 1).",
	.examples = "cykl load shop.db examples/bank",
	.run = run,
};
