/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cykl backup: the whole store as it is at one moment, while others go on. */
#include <sys/stat.h>

#include "cli/command.h"
#include "cli/figure.h"
#include "cli/keeping.h"

static enum fault_code
run(struct request *request, const void *given, struct fault *f)
{
	ON_EXIT(keeping_guard) struct store *store = NULL;
	const char *path = request->arguments[1];
	struct stat made;

	(void)given;
	if (keeping_open(&store, request->arguments[0], 0, false, f) ||
		store_backup(store, path, f))
		return f->code;
	if (stat(path, &made) != 0)
		return fault_errno(f, "cannot see %s", path);
	fprintf(request->out, "%s: %s bytes, checked\n", path,
		figure_int(made.st_size, request->arena));
	return FAULT_NONE;
}

const struct command_body command_backup = {
	.about = "Writes the store to a new file, as it is at one moment, while the service goes "
		 "on. The file is "
		 "checked and flushed to the disk before the command says that it is done; there "
		 "is never half "
		 "a backup under that name.\n\nA store on PostgreSQL is kept by PostgreSQL's own "
		 "tools, and the "
		 "command says which.",
	.examples = "cykl backup shop.db shop-$(date +%F).backup",
	.run = run,
};
