/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Branches, counters, services and departments changed one by one: a command changes the text of
 * organisation.yaml where it speaks of the thing, and makes the result the new version of the map.
 * So what is in force is always what `cykl dump` writes (doc/decisions/011). Private to house_*.c.
 */
#pragma once

#include "service/house_version.h"

/* A workspace whose organisation.yaml is being changed. */
struct change {
	struct command *c;
	const struct house_workspace *workspace;
	struct service_file *files;
	size_t files_n;
	struct service_file *organisation;
};

/* Locks the workspace until the commit. */
MUST_USE enum fault_code change_begin(
	struct change *ret, struct command *c, int64_t workspace, struct fault *f);
/* Of the branch at hand. */
MUST_USE enum fault_code change_begin_here(struct change *ret, struct command *c,
	const struct house_branch **ret_branch, struct fault *f);
/* Adds the entry, ends the change, and gives the entry's id. */
MUST_USE enum fault_code change_add(struct change *ch, const struct map_spot *spot,
	const struct map_value *values, size_t values_n, int64_t *ret, struct fault *f);
MUST_USE enum fault_code change_set(struct change *ch, const struct map_spot *spot, const char *key,
	const char *yaml, struct fault *f);
/* Nothing, when the title was left out. */
MUST_USE enum fault_code change_title(struct change *ch, const struct map_spot *spot,
	const struct wording *title, struct fault *f);
MUST_USE enum fault_code change_remove(
	struct change *ch, const struct map_spot *spot, struct fault *f);
/* The text becomes the map in force. */
MUST_USE enum fault_code change_end(struct change *ch, struct fault *f);

/* ---- Fields ---- */

static inline const char *
change_text(struct span text, struct arena *a)
{
	return arena_text_n(a, text.at, text.size);
}

/* A name is a key of the files: small letters, digits, hyphens. */
MUST_USE enum fault_code change_name_check(struct span name, struct fault *f);
/* `is_needed` false: it may be left out. */
MUST_USE enum fault_code change_title_check(
	const struct wording *title, bool is_needed, struct fault *f);
MUST_USE enum fault_code change_name_is_free(
	bool is_taken, const char *what, struct span name, struct fault *f);
/* The names of services of the workspace, as YAML. */
MUST_USE enum fault_code change_services(
	const struct change *ch, struct service_ids ids, const char **ret, struct fault *f);
