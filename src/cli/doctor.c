/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cykl doctor: is everything as it should be? Beside the proof of the store it looks at the files
 * that a store on SQLite leaves around itself.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/command.h"
#include "cli/figure.h"
#include "cli/keeping.h"
#include "cli/proving.h"

static bool
is_of_the_store(const char *end)
{
	return *end == '\0' || strcmp(end, "-wal") == 0 || strcmp(end, "-shm") == 0;
}

static void
neighbour_say(struct request *request, const char *path, const char *end)
{
	struct stat is;

	if (stat(path, &is) != 0)
		return; /* gone since it was listed */
	fprintf(request->out, "%-8s %s, %s bytes: %s\n", "beside", path,
		figure_int(is.st_size, request->arena),
		strncmp(end, ".before-", strlen(".before-")) == 0
			? "a copy from before a migration; delete it when you trust the new one"
			: "not the store's; a backup, or left over");
}

/* What lies beside the file and carries its name: copies made before migrations, half-made copies.
 */
static void
neighbours_say(struct request *request, const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;
	const char *folder = arena_printf(request->arena, "%.*s",
		slash != NULL ? (int)(slash - path) : 1, slash != NULL ? path : ".");
	struct dirent **found = NULL;
	const int n = scandir(*folder != '\0' ? folder : "/", &found, NULL, alphasort);

	for (int i = 0; i < n; i++) {
		const char *other = found[i]->d_name, *end = other + strlen(name);

		if (strncmp(other, name, strlen(name)) == 0 && !is_of_the_store(end))
			neighbour_say(request,
				arena_printf(
					request->arena, "%.*s%s", (int)(name - path), path, other),
				end);
		free(found[i]);
	}
	free(found);
}

static enum fault_code
run(struct request *request, const void *given, struct fault *f)
{
	ON_EXIT(keeping_guard) struct store *store = NULL;
	bool is_sound = false;

	(void)given;
	if (keeping_open(&store, request->arguments[0], 1, false, f) ||
		proving_run(request, store, &is_sound, f))
		return f->code;
	if (!store_is_postgresql(store))
		neighbours_say(request, request->arguments[0]);
	request->answer_is_no = !is_sound;
	return FAULT_NONE;
}

const struct command_body command_doctor = {
	.about = "Proves a store: the file is whole; the journal's chain holds from the first "
		 "event to the "
		 "last; and the journal, told again from its beginning, gives exactly the tables "
		 "that the "
		 "service works on. The service may go on meanwhile.\n\n"
		 "Exit status 1 with the first difference, and its place, when something does not "
		 "fit.",
	.examples = "cykl doctor shop.db",
	.run = run,
};
