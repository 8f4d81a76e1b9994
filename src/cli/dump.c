/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cykl dump: the files of a map, as they were loaded and have been changed since. */
#include <errno.h>
#include <sys/stat.h>

#include "base/file.h"
#include "cli/tending.h"

struct dump_choices {
	const char *workspace;
	uint64_t version;
};

static const struct option own_options[] = {
	OPTION(TEXT, dump_choices, workspace, "--workspace", "NAME",
		"The organisation whose map it is, when the store has several"),
	OPTION(NUMBER, dump_choices, version, "--version", "N",
		"An older version; the one in force when left out"),
};

static const struct option_table tables[] = {
	{.heading = "Options", .options = own_options, .options_n = array_length(own_options)},
};

static void
json_end(json_t **json)
{
	json_decref(*json);
}

static enum fault_code
workspace_choose(
	struct tending *t, const char *name, int64_t *ret, struct arena *a, struct fault *f)
{
	ON_EXIT(json_end) json_t *house = NULL;
	const json_t *list, *found;

	if (tending_view(t, VIEW_house, &house, f))
		return f->code;
	list = json_object_get(house, "workspaces");
	if (name == NULL && json_array_size(list) > 1)
		return fault_set(f, FAULT_BAD_INPUT,
			"there are several maps; choose one with --workspace: %s",
			tending_names(list, a));
	found = name != NULL ? tending_named(list, name) : json_array_get(list, 0);
	if (found == NULL && name != NULL && json_array_size(list) > 0)
		return fault_set(f, FAULT_NOT_FOUND,
			"there is no workspace \"%s\"; expected one of: %s", name,
			tending_names(list, a));
	if (found == NULL)
		return fault_set(f, FAULT_NOT_FOUND, "no map has been loaded yet");
	*ret = json_integer_value(json_object_get(found, "workspace"));
	return FAULT_NONE;
}

static enum fault_code
folder_make(const char *path, struct fault *f)
{
	return mkdir(path, 0777) == 0 || errno == EEXIST
		       ? FAULT_NONE
		       : fault_errno(f, "cannot make the folder %s", path);
}

static enum fault_code
files_write(struct request *request, const struct service_files *files, const char *folder,
	struct fault *f)
{
	struct arena *a = request->arena;

	if (folder_make(folder, f))
		return f->code;
	for (size_t i = 0; i < files->n; i++) {
		const struct service_file *file = &files->files[i];
		const char *path = arena_printf(a, "%s/%.*s", folder, SPAN_PRINT(file->path)),
			   *slash = memchr(file->path.at, '/', file->path.size);

		if (slash != NULL &&
			folder_make(arena_printf(a, "%s/%.*s", folder, (int)(slash - file->path.at),
					    file->path.at),
				f))
			return f->code;
		if (file_write(path, file->content, f))
			return f->code;
	}
	return FAULT_NONE;
}

static enum fault_code
run(struct request *request, const void *given, struct fault *f)
{
	const struct dump_choices *choices = given;
	ON_EXIT(tending_guard) struct tending t = {0};
	struct service_files files;
	int64_t workspace = 0;

	if (tending_open(&t, request->arguments[0], false, f) ||
		workspace_choose(&t, choices->workspace, &workspace, request->arena, f) ||
		service_files_get(t.service, TENDING_READER, workspace, (int64_t)choices->version,
			&files, request->arena, f) ||
		files_write(request, &files, request->arguments[1], f))
		return f->code;
	fprintf(request->out, "%zu files in %s\n", files.n, request->arguments[1]);
	return FAULT_NONE;
}

const struct command_body command_dump = {
	.about = "Writes the workspace into the folder DIR: every file byte for byte as it was "
		 "loaded, and "
		 "organisation.yaml with what was changed in the running service since – its "
		 "comments and its "
		 "order kept. Files of the same name are replaced; others that stand there are not "
		 "touched. "
		 "\"cykl load\" of what was dumped changes nothing.",
	.examples = "cykl dump shop.db map\n"
		    "cykl dump shop.db before --workspace bridge-bank --version 12",
	.tables = tables,
	.tables_n = array_length(tables),
	.choices_size = sizeof(struct dump_choices),
	.run = run,
};
