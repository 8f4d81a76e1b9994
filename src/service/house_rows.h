/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The house's rows: names and the ids that they have, and the files of a version. Private to
 * house*.c.
 */
#pragma once

#include "service/house_tables.h"

/* A branch, service, department or counter as its table has it. */
struct place_row {
	int64_t id, workspace; /* of a counter: the branch */
	const char *name;
	bool is_removed;
};

struct place_rows {
	struct place_row *rows; /* in order of ids */
	size_t n, room;
};

/* What has a table of names: X(id, plural, one) with its statements SQL_… and events EVENT_… */
enum place_kind { PLACE_KIND_BRANCH, PLACE_KIND_SERVICE, PLACE_KIND_DEPARTMENT, PLACE_KIND__COUNT };

/* All of them, also removed ones. In the arena. */
MUST_USE enum fault_code house_places_read(struct store_tx *tx, enum place_kind kind,
	struct place_rows *ret, struct arena *a, struct fault *f);
MUST_USE enum fault_code house_counters_read(struct store_tx *tx, int64_t branch,
	struct place_rows *ret, struct arena *a, struct fault *f);
/* NULL: none of that name that is not removed. */
const struct place_row *house_row_named(
	const struct place_rows *rows, int64_t workspace, const char *name);

/* The files of a version in the order of their paths; NOT_FOUND when there is none. In the arena.
 */
MUST_USE enum fault_code house_files_read(struct store_tx *tx, int64_t version,
	struct service_files *ret, struct arena *a, struct fault *f);
/* The same as a map. The caller frees it. */
MUST_USE enum fault_code house_map_read(
	struct store_tx *tx, int64_t version, const struct map **ret, struct fault *f);
