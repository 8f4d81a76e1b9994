/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cykl restore: a store from a backup, proved before anybody uses it. */
#include <unistd.h>

#include "cli/command.h"
#include "cli/keeping.h"
#include "cli/proving.h"

static enum fault_code
run(struct request *request, const void *given, struct fault *f)
{
	const char *backup = request->arguments[0], *path = request->arguments[1];
	bool is_sound = false;

	(void)given;
	if (store_restore(backup, path, f))
		return f->code;
	{
		ON_EXIT(keeping_guard) struct store *store = NULL;

		if (keeping_open(&store, path, 1, false, f) ||
			proving_run(request, store, &is_sound, f))
			return fault_note(f, "proving %s, which was made from %s", path, backup);
	}
	request->answer_is_no = !is_sound;
	return FAULT_NONE;
}

const struct command_body command_restore = {
	.about = "Checks the backup, makes a store of it where nothing is yet, and proves the "
		 "store as "
		 "\"doctor\" does. Exit status 1 when the proof finds a difference; the store is "
		 "there "
		 "all the same, to be looked into.",
	.examples = "cykl restore shop-2026-11-21.backup shop.db",
	.run = run,
};
