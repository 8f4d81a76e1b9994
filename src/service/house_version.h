/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A workspace's files become its map in force. Private to house*.c.
 */
#pragma once

#include "service/house_rows.h"

#define HOUSE_FILES_MOST      2000
#define HOUSE_BYTES_MOST      (16 << 20) /* of all files of a version */
#define HOUSE_WORKSPACES_MOST 100

struct version_put {
	int64_t workspace, version;
	bool is_new; /* false: the same files are in force already */
};

/* Checks the files, keeps them as a new version of the workspace that organisation.yaml names,
 * gives ids to what is new in them, ends what they no longer have, and appends the events. CONFLICT
 * when somebody still waits at what would end. Marks the command as one that changes the house. */
MUST_USE enum fault_code house_version_put(struct command *c, const struct service_files *files,
	struct version_put *ret, struct fault *f);

/* The second half: rows as the new map wants them. `before` may be NULL. */
MUST_USE enum fault_code house_sync(struct command *c, int64_t workspace, const struct map *before,
	const struct map *now, struct fault *f);

/* An event of the house's own journal, whatever the branch at hand. */
MUST_USE enum fault_code house_event(struct command *c, enum event_kind kind, int64_t subject,
	const struct store_value *fields, size_t fields_n, struct fault *f);
