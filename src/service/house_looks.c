/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What other folders ask of the house: its maps, the files of a version, and what an id is called.
 */
#include "service/house_rows.h"
#include "service/life.h"
#include "service/people.h"

#include <string.h>

/* ---- Maps ---- */

/* The version meant: 0 is the one in force, workspace 0 the first. 0: there is none. */
static int64_t
version_meant(const struct house *house, int64_t workspace, int64_t version)
{
	if (version != 0)
		return version;
	for (size_t i = 0; i < house->workspaces_n; i++)
		if (workspace == 0 || house->workspaces[i].id == workspace)
			return house->workspaces[i].version;
	return 0;
}

static enum fault_code
version_missing(int64_t workspace, struct fault *f)
{
	return workspace == 0 ? fault_set(f, FAULT_NOT_FOUND, "no map has been loaded yet")
			      : fault_set(f, FAULT_NOT_FOUND, "there is no workspace %lld",
					(long long)workspace);
}

enum fault_code
service_map_take(struct live_service *s, unsigned reader, int64_t workspace, int64_t version,
	const struct map **ret, struct fault *f)
{
	ON_EXIT(store_tx_guard)
	struct store_tx *tx = store_begin(store_reader(service_store(s), reader));
	const struct house *house = NULL;
	const struct map *held;
	enum fault_code code = FAULT_NONE;

	if (service_house_read(s, tx, &house, f))
		return f->code;
	const int64_t meant = version_meant(house, workspace, version);
	held = house_map(house, meant);
	if (meant == 0)
		code = version_missing(workspace, f);
	else if (held != NULL)
		*ret = map_share(held);
	else
		code = house_map_read(tx, meant, ret, f);
	house_release(house);
	return code;
}

void
service_map_give(struct live_service *s, const struct map *map)
{
	(void)s;
	map_free(map);
}

enum fault_code
service_files_get(struct live_service *s, unsigned reader, int64_t workspace, int64_t version,
	struct service_files *ret, struct arena *a, struct fault *f)
{
	ON_EXIT(store_tx_guard)
	struct store_tx *tx = store_begin(store_reader(service_store(s), reader));
	const struct house *house = NULL;

	if (service_house_read(s, tx, &house, f))
		return f->code;
	const int64_t meant = version_meant(house, workspace, version);
	house_release(house);
	return meant == 0 ? version_missing(workspace, f) : house_files_read(tx, meant, ret, a, f);
}

/* ---- Names ---- */

static enum fault_code
row_name(struct store_rows *rows, struct store_tx *tx, const char **ret, struct arena *a,
	struct fault *f)
{
	*ret = NULL;
	if (store_next(rows)) {
		const struct span name = store_row_text(rows, 0);
		*ret = arena_text_n(a, name.at, name.size);
	}
	store_end(rows);
	return store_fault(tx, f);
}

/* In the workspace of the branch in the upper half; of the first one when there is none. */
static const char *
class_of(const struct house *house, int64_t id)
{
	const int64_t branch = service_branch_of(id), place = id & 0xffffffff;

	for (size_t w = 0; w < house->workspaces_n; w++) {
		const struct house_workspace *workspace = &house->workspaces[w];
		bool is_there = branch == 0;

		for (size_t i = 0; i < workspace->branches_n && !is_there; i++)
			is_there = workspace->branches[i].id == branch;
		if (is_there)
			return place < (int64_t)workspace->classes_n
				       ? workspace->classes[place].name
				       : NULL;
	}
	return NULL;
}

static enum fault_code
class_name(struct live_service *s, struct store_tx *tx, int64_t id, const char **ret,
	struct arena *a, struct fault *f)
{
	const struct house *house = NULL;
	const char *name;

	if (service_house_read(s, tx, &house, f))
		return f->code;
	name = class_of(house, id);
	*ret = name != NULL ? arena_text(a, name) : NULL;
	house_release(house);
	return FAULT_NONE;
}

enum fault_code
service_names_get(struct live_service *s, unsigned reader, const char *kind, int64_t id,
	const char **ret, struct arena *a, struct fault *f)
{
	static const struct {
		const char *kind;
		unsigned sql;
	} kinds[] = {{"branch", SQL_BRANCH_NAME}, {"service", SQL_SERVICE_NAME},
		{"department", SQL_DEPARTMENT_NAME}};
	ON_EXIT(store_tx_guard)
	struct store_tx *tx = store_begin(store_reader(service_store(s), reader));

	for (size_t i = 0; i < array_length(kinds); i++)
		if (strcmp(kind, kinds[i].kind) == 0)
			return row_name(store_ask(tx, &house_part, kinds[i].sql,
						STORE_VALUES(store_int(id))),
				tx, ret, a, f);
	if (strcmp(kind, "counter") == 0)
		return row_name(
			store_ask(tx, &house_part, SQL_COUNTER_NAME,
				STORE_VALUES(store_int(service_branch_of(id)), store_int(id))),
			tx, ret, a, f);
	if (strcmp(kind, "staff") == 0)
		return people_name_find(tx, id, ret, a, f);
	if (strcmp(kind, "class") == 0)
		return class_name(s, tx, id, ret, a, f);
	*ret = NULL;
	return FAULT_NONE;
}
