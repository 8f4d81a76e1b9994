/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which files make a workspace.
 */
#pragma once

#include "map/problems.h"

#define WORKSPACE_FILES_MOST 10000

struct workspace {
	const char *folder;	/* as the caller named it */
	struct map_file *files; /* organisation.yaml first, then kind by kind, sorted by name */
	size_t files_n, room;
	bool is_alone;	 /* a file without a workspace above it */
	bool has_chosen; /* the caller named one cycle */
};

/* The files that stand in memory, as if in the folder `name`. Faults: NOT_FOUND without
 * organisation.yaml, TOO_BIG. */
MUST_USE enum fault_code map_workspace_take(struct workspace *ret, const char *name,
	const struct map_source *sources, size_t sources_n, struct arena *a, struct fault *f);

/* Finds the files for map_load's path; files that are beside the rules are warned of. Everything in
 * `a`. Faults: NOT_FOUND, BROKEN, TOO_BIG. */
MUST_USE enum fault_code map_workspace_find(struct workspace *ret, struct problem_list *problems,
	const char *path, struct arena *a, struct fault *f);
