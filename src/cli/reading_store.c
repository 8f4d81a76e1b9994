/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The journal is read once, from its first event to its last, as the live service follows it; what
 * measures see is the same. The store may be in use meanwhile: one transaction sees one moment.
 */
#include "cli/reading_store.h"

#include <string.h>

#include "cli/keeping.h"
#include "journal/journal.h"
#include "service/service.h"
#include "store/store.h"

#define READER_NAMES 1 /* reader 0 is the service's and the journal's */
#define READERS	     2

static void
service_guard(struct live_service **s)
{
	service_close(*s);
}

struct naming {
	struct live_service *service;
	struct fault fault; /* the first */
};

static struct span
word(void *with, enum columns_thing thing, int64_t id, struct arena *a)
{
	static const char *const kinds[] = {
		[COLUMNS_BRANCH] = "branch",
		[COLUMNS_SERVICE] = "service",
		[COLUMNS_COUNTER] = "counter",
		[COLUMNS_STAFF] = "staff",
		[COLUMNS_CLASS] = "class",
	};
	struct naming *naming = with;
	const char *name = NULL;

	if (naming->fault.code == FAULT_NONE && service_names_get(naming->service, READER_NAMES,
							kinds[thing], id, &name, a, &naming->fault))
		return (struct span){0};
	return name != NULL ? span_of(name) : (struct span){0};
}

static enum fault_code
journal_columns(struct columns **ret, struct store *s, struct naming *naming, struct fault *f)
{
	ON_EXIT(store_tx_guard) struct store_tx *tx = store_begin(store_reader(s, 0));
	ON_EXIT(columns_follower_guard) struct columns_follower *follower = NULL;
	const struct columns_names names = {.word = word, .with = naming};
	size_t n = 0;

	if (columns_follower_open(&follower, &names, f) ||
		columns_follower_read(follower, tx, SIZE_MAX, &n, f))
		return f->code;
	if (naming->fault.code != FAULT_NONE) {
		*f = naming->fault;
		return fault_note(f, "reading what things are called");
	}
	columns_follower_publish(follower);
	*ret = columns_follower_take(follower);
	return FAULT_NONE;
}

/* ---- Whose map ---- */

/* "old-town of Wisła bank, arcade of Lotus hotels": branches of that name; NULL: all. */
static enum fault_code
choices_text(const char **ret, struct live_service *service, const struct standing_branches *all,
	const char *name, struct arena *a, struct fault *f)
{
	*ret = "";
	for (size_t i = 0; i < all->n; i++) {
		const struct map *map = NULL;

		if (name != NULL && strcmp(all->items[i].name, name) != 0)
			continue;
		if (service_map_take(service, READER_NAMES, all->items[i].workspace, 0, &map, f))
			return f->code;
		*ret = arena_printf(a, "%s%s%s of %s", *ret, **ret != '\0' ? ", " : "",
			all->items[i].name, map->organisation.name);
		service_map_give(service, map);
	}
	return FAULT_NONE;
}

/* The workspace that has the branch; 0: the only one there is. */
static enum fault_code
workspace_find(int64_t *ret, struct live_service *service, const struct reading_of *of,
	struct arena *a, struct fault *f)
{
	struct standing_branches all = {0};
	bool are_several = false;
	const char *choices = "";
	size_t found_n = 0;

	*ret = 0;
	if (service_branches_read(service, READER_NAMES, &all, a, f))
		return f->code;
	for (size_t i = 0; i < all.n; i++) {
		are_several |= all.items[i].workspace != all.items[0].workspace;
		if (of->branch == NULL || strcmp(all.items[i].name, of->branch) == 0) {
			*ret = all.items[i].workspace;
			found_n++;
		}
	}
	if (!are_several)
		*ret = 0;
	if (!are_several || found_n == 1)
		return FAULT_NONE;
	if (choices_text(&choices, service, &all, found_n > 0 ? of->branch : NULL, a, f))
		return f->code;
	if (found_n == 0)
		return fault_set(f, FAULT_NOT_FOUND, "the store has no branch \"%s\", but %s",
			of->branch, choices);
	return fault_set(f, FAULT_BAD_INPUT,
		of->branch == NULL
			? "which branch is meant? --branch takes one: %s"
			: "several workspaces have it, and --map tells which is meant: %s",
		choices);
}

/* A store into which no map was loaded has none. */
static enum fault_code
map_take(const struct map **ret, struct live_service *service, const struct reading_of *of,
	struct arena *a, struct fault *f)
{
	int64_t workspace = 0;
	enum fault_code code;

	if (of != NULL && workspace_find(&workspace, service, of, a, f))
		return f->code;
	code = service_map_take(service, READER_NAMES, workspace, 0, ret, f);
	if (code != FAULT_NOT_FOUND)
		return code;
	*f = (struct fault){0};
	return FAULT_NONE;
}

enum fault_code
reading_store(struct columns **ret, const struct map **ret_map, struct log_source *source,
	struct request *request, const struct reading_of *of, struct fault *f)
{
	const struct store_setup setup = {
		.parts = service_parts, .parts_n = service_parts_n, .readers_n = READERS};
	ON_EXIT(keeping_guard) struct store *s = NULL;
	ON_EXIT(service_guard) struct live_service *service = NULL;
	struct naming naming = {0};
	struct columns *c = NULL;

	if (store_open(&s, source->path, &setup, f) ||
		service_open(&service, &(struct service_setup){.store = s}, f))
		return f->code;
	naming.service = service;
	if ((*ret_map == NULL && map_take(ret_map, service, of, request->arena, f)) ||
		journal_columns(&c, s, &naming, f))
		return f->code;
	source->path = arena_text(request->arena, store_name(s));
	source->findings = (struct log_findings){
		.format = "store",
		.what = "its journal",
		.rows_n = c->events_n,
		.events_n = c->events_n,
	};
	*ret = c;
	return FAULT_NONE;
}
