/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The house in memory. What a branch, counter or service is called and how it works stands in the
 * map in force, under its name; its row tells the id of that name. So a house is the maps and the
 * rows laid side by side. Things that were removed stand behind the others, so that what happened
 * there still has a name.
 */
#include "service/house_rows.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct held_map {
	int64_t version;
	const struct map *map;
};

struct house_owner {
	struct arena *arena;
	atomic_int holders; /* besides the first */
	struct held_map *maps;
	size_t maps_n, maps_room;
	/* In order of ids. */
	struct house_branch **branches;
	struct house_service **services;
	size_t branches_n, branches_room, services_n, services_room;
};

struct loading {
	struct house *house;
	struct house_owner *owner;
	struct store_tx *tx;
	const struct house *before;
	struct place_rows branches, services;
	struct arena *scratch;
};

/* ---- Maps ---- */

static const struct held_map *
held_find(const struct house *house, int64_t version)
{
	for (size_t i = 0; house != NULL && i < house->owner->maps_n; i++)
		if (house->owner->maps[i].version == version)
			return &house->owner->maps[i];
	return NULL;
}

static enum fault_code
map_hold(struct loading *l, int64_t version, struct fault *f)
{
	const struct held_map *held = held_find(l->before, version);
	const struct map *map = NULL;

	if (held_find(l->house, version) != NULL)
		return FAULT_NONE;
	if (held != NULL)
		map = map_share(held->map);
	else if (house_map_read(l->tx, version, &map, f))
		return f->code;
	*ARENA_PUSH(l->owner->arena, l->owner->maps, l->owner->maps_n, l->owner->maps_room) =
		(struct held_map){version, map};
	return FAULT_NONE;
}

static enum fault_code
maps_hold(struct loading *l, struct fault *f)
{
	struct service_ids used = {0};

	for (size_t i = 0; i < l->house->workspaces_n; i++)
		if (map_hold(l, l->house->workspaces[i].version, f))
			return f->code;
	if (journeys_versions_find(l->tx, &used, l->scratch, f))
		return f->code;
	for (size_t i = 0; i < used.n; i++)
		if (map_hold(l, used.ids[i], f))
			return f->code;
	return FAULT_NONE;
}

/* ---- Workspaces ---- */

static enum fault_code
workspaces_read(struct loading *l, struct fault *f)
{
	struct store_rows *rows = store_ask(l->tx, &house_part, SQL_WORKSPACES, STORE_NO_VALUES);
	struct arena *a = l->owner->arena;
	size_t room = 0;

	while (store_next(rows)) {
		const struct span name = store_row_text(rows, 1);
		*ARENA_PUSH(a, l->house->workspaces, l->house->workspaces_n, room) =
			(struct house_workspace){.id = store_row_int(rows, 0),
				.version = store_row_int(rows, 2),
				.name = arena_text_n(a, name.at, name.size),
				.loaded_us = store_row_int(rows, 3)};
	}
	return store_fault(l->tx, f);
}

static struct wording
wording_of_name(const char *name)
{
	struct wording wording = {0};

	for (unsigned l = 0; l < LANGUAGE__COUNT; l++) {
		wording.in[l] = name;
		wording.has_own[l] = true;
	}
	return wording;
}

static void
classes_fill(struct house_workspace *w, struct arena *a)
{
	const struct organisation *o = &w->map->organisation;

	w->classes_n = o->classes_n > 0 ? o->classes_n : 1;
	w->classes = ARENA_ARRAY(a, struct house_class, w->classes_n);
	w->classes[0] = (struct house_class){.name = "normal",
		.title = {.in = {[LANGUAGE_EN] = "Normal",
				  [LANGUAGE_PL] = "Zwykły",
				  [LANGUAGE_VI] = "Thường"},
			.has_own = {true, true, true}}};
	for (size_t i = 0; i < o->classes_n; i++)
		w->classes[i] = (struct house_class){.name = o->classes[i].name,
			.title = o->classes[i].title,
			.up_to = o->classes[i].up_to,
			.is_asked = o->classes[i].is_asked};
}

/* ---- Services ---- */

/* A service without a letter has the first of its name. */
static const char *
letter_of(const struct service *service, struct arena *a)
{
	char *letter = arena_text_n(a, service->name, 1);

	if (letter[0] >= 'a' && letter[0] <= 'z')
		letter[0] = (char)(letter[0] - 'a' + 'A');
	return service->letter != NULL ? service->letter : letter;
}

static struct house_service
service_on_the_map(struct house_workspace *w, const struct place_row *row,
	const struct service *service, struct arena *a)
{
	return (struct house_service){.id = row->id,
		.workspace = w,
		.name = service->name,
		.letter = letter_of(service, a),
		.title = service->title,
		.cycle = service->cycle != NULL ? map_cycle_find(w->map, service->cycle) : NULL,
		.usual_us = service->usual_us,
		.capacity = service->capacity,
		.last_call_us = service->last_call_us};
}

static bool
row_is_gone(const struct place_row *row, bool is_on_the_map)
{
	return row->is_removed || !is_on_the_map;
}

static const struct service *
map_service_find(const struct map *map, const char *name)
{
	for (size_t i = 0; i < map->organisation.services_n; i++)
		if (strcmp(map->organisation.services[i].name, name) == 0)
			return &map->organisation.services[i];
	return NULL;
}

static void
services_fill(struct loading *l, struct house_workspace *w)
{
	struct arena *a = l->owner->arena;
	const struct organisation *o = &w->map->organisation;
	size_t room = 0;

	for (size_t i = 0; i < o->services_n; i++) {
		const struct place_row *row =
			house_row_named(&l->services, w->id, o->services[i].name);
		if (row != NULL)
			*ARENA_PUSH(a, w->services, w->services_n, room) =
				service_on_the_map(w, row, &o->services[i], a);
	}
	for (size_t i = 0; i < l->services.n; i++) {
		const struct place_row *row = &l->services.rows[i];
		if (row->workspace != w->id ||
			!row_is_gone(row, map_service_find(w->map, row->name) != NULL))
			continue;
		const char *name = arena_text(a, row->name);
		*ARENA_PUSH(a, w->services, w->services_n, room) =
			(struct house_service){.id = row->id,
				.workspace = w,
				.name = name,
				.letter = "",
				.title = wording_of_name(name),
				.is_removed = true};
	}
}

/* ---- Branches and their counters ---- */

static int64_t
service_named(const struct house_workspace *w, const char *name)
{
	for (size_t i = 0; i < w->services_n; i++)
		if (!w->services[i].is_removed && strcmp(w->services[i].name, name) == 0)
			return w->services[i].id;
	return 0;
}

static const struct counter *
map_counter_find(const struct branch *branch, const char *name)
{
	for (size_t i = 0; branch != NULL && i < branch->counters_n; i++)
		if (strcmp(branch->counters[i].name, name) == 0)
			return &branch->counters[i];
	return NULL;
}

static struct house_counter
counter_on_the_map(const struct house_workspace *w, const struct place_row *row,
	const struct counter *counter, struct arena *a)
{
	int64_t *services = ARENA_ARRAY(a, int64_t, counter->services_n);
	struct house_counter made = {.id = row->id, .name = counter->name, .title = counter->title};

	for (size_t i = 0; i < counter->services_n; i++) {
		const int64_t service = service_named(w, counter->services[i]);
		if (service != 0)
			services[made.services_n++] = service;
	}
	made.services = services;
	return made;
}

static enum fault_code
counters_fill(
	struct loading *l, struct house_branch *b, const struct branch *on_the_map, struct fault *f)
{
	struct arena *a = l->owner->arena;
	struct place_rows rows;
	size_t room = 0;

	if (house_counters_read(l->tx, b->id, &rows, l->scratch, f))
		return f->code;
	for (size_t i = 0; on_the_map != NULL && i < on_the_map->counters_n; i++) {
		const struct counter *counter = &on_the_map->counters[i];
		const struct place_row *row = house_row_named(&rows, b->id, counter->name);
		if (row != NULL)
			*ARENA_PUSH(a, b->counters, b->counters_n, room) =
				counter_on_the_map(b->workspace, row, counter, a);
	}
	for (size_t i = 0; i < rows.n; i++) {
		const char *name = arena_text(a, rows.rows[i].name);
		if (row_is_gone(&rows.rows[i], map_counter_find(on_the_map, name) != NULL))
			*ARENA_PUSH(a, b->counters, b->counters_n, room) =
				(struct house_counter){.id = rows.rows[i].id,
					.name = name,
					.title = wording_of_name(name),
					.is_removed = true};
	}
	return FAULT_NONE;
}

static struct house_branch
branch_on_the_map(
	struct house_workspace *w, const struct place_row *row, const struct branch *branch)
{
	return (struct house_branch){.id = row->id,
		.workspace = w,
		.name = branch->name,
		.calendar_name = branch->calendar_name != NULL ? branch->calendar_name : "",
		.title = branch->title,
		.calendar = branch->calendar,
		.zone = branch->calendar != NULL ? calendar_zone(branch->calendar)
						 : w->map->organisation.zone};
}

static enum fault_code
branches_fill(struct loading *l, struct house_workspace *w, struct fault *f)
{
	struct arena *a = l->owner->arena;
	const struct organisation *o = &w->map->organisation;
	size_t room = 0;

	for (size_t i = 0; i < o->branches_n; i++) {
		const struct place_row *row =
			house_row_named(&l->branches, w->id, o->branches[i].name);
		if (row != NULL)
			*ARENA_PUSH(a, w->branches, w->branches_n, room) =
				branch_on_the_map(w, row, &o->branches[i]);
	}
	for (size_t i = 0; i < l->branches.n; i++) {
		const struct place_row *row = &l->branches.rows[i];
		if (row->workspace != w->id ||
			!row_is_gone(row, map_branch_find(w->map, row->name) != NULL))
			continue;
		const char *name = arena_text(a, row->name);
		*ARENA_PUSH(a, w->branches, w->branches_n, room) =
			(struct house_branch){.id = row->id,
				.workspace = w,
				.name = name,
				.calendar_name = "",
				.title = wording_of_name(name),
				.zone = o->zone,
				.is_removed = true};
	}
	for (size_t i = 0; i < w->branches_n; i++)
		if (counters_fill(l, &w->branches[i],
			    w->branches[i].is_removed
				    ? NULL
				    : map_branch_find(w->map, w->branches[i].name),
			    f))
			return f->code;
	return FAULT_NONE;
}

static enum fault_code
workspace_fill(struct loading *l, struct house_workspace *w, struct fault *f)
{
	const struct queue_times *queue;

	w->map = house_map(l->house, w->version);
	queue = &w->map->organisation.queue;
	w->title = w->map->organisation.title;
	w->queue = (struct house_queue){.comes_within_us = queue->comes_within_us,
		.returns_within_us = queue->returns_within_us,
		.closes_after_us = queue->closes_after_us,
		.appointment_us = queue->appointments_kept_us,
		.early_us = queue->appointments_early_us};
	classes_fill(w, l->owner->arena);
	services_fill(l, w);
	return branches_fill(l, w, f);
}

/* ---- Finding by id ---- */

static int
branch_compare(const void *left, const void *right)
{
	const int64_t a = (*(struct house_branch *const *)left)->id,
		      b = (*(struct house_branch *const *)right)->id;
	return (a > b) - (a < b);
}

static int
service_compare(const void *left, const void *right)
{
	const int64_t a = (*(struct house_service *const *)left)->id,
		      b = (*(struct house_service *const *)right)->id;
	return (a > b) - (a < b);
}

/* Nothing moves in the arrays any more. */
static void
index_build(struct house *house, struct house_owner *owner)
{
	for (size_t w = 0; w < house->workspaces_n; w++) {
		struct house_workspace *workspace = &house->workspaces[w];

		for (size_t i = 0; i < workspace->services_n; i++)
			*ARENA_PUSH(owner->arena, owner->services, owner->services_n,
				owner->services_room) = &workspace->services[i];
		for (size_t i = 0; i < workspace->branches_n; i++) {
			struct house_branch *branch = &workspace->branches[i];
			for (size_t c = 0; c < branch->counters_n; c++)
				branch->counters[c].branch = branch;
			*ARENA_PUSH(owner->arena, owner->branches, owner->branches_n,
				owner->branches_room) = branch;
		}
	}
	if (owner->branches_n > 0)
		qsort(owner->branches, owner->branches_n, sizeof(struct house_branch *),
			branch_compare);
	if (owner->services_n > 0)
		qsort(owner->services, owner->services_n, sizeof(struct house_service *),
			service_compare);
}

static enum fault_code
all_load(struct loading *l, struct fault *f)
{
	unsigned char hash[JOURNAL_HASH_SIZE];

	if (journal_head(l->tx, JOURNAL_HOUSE, &l->house->number, hash, f) ||
		workspaces_read(l, f) || maps_hold(l, f) ||
		house_places_read(l->tx, PLACE_KIND_BRANCH, &l->branches, l->scratch, f) ||
		house_places_read(l->tx, PLACE_KIND_SERVICE, &l->services, l->scratch, f))
		return f->code;
	for (size_t i = 0; i < l->house->workspaces_n; i++)
		if (workspace_fill(l, &l->house->workspaces[i], f))
			return f->code;
	index_build(l->house, l->owner);
	return FAULT_NONE;
}

enum fault_code
house_load(
	const struct house **ret, struct store_tx *tx, const struct house *before, struct fault *f)
{
	ON_EXIT(arena_guard) struct arena *scratch = arena_new(ARENA_UNLIMITED);
	struct arena *arena = arena_new(ARENA_UNLIMITED);
	struct house *house = ARENA_NEW(arena, struct house);

	house->owner = ARENA_NEW(arena, struct house_owner);
	house->owner->arena = arena;
	struct loading l = {.house = house,
		.owner = house->owner,
		.tx = tx,
		.before = before,
		.scratch = scratch};
	if (all_load(&l, f)) {
		house_release(house);
		return f->code;
	}
	*ret = house;
	return FAULT_NONE;
}

const struct house *
house_share(const struct house *house)
{
	atomic_fetch_add(&house->owner->holders, 1);
	return house;
}

void
house_release(const struct house *house)
{
	if (house == NULL || atomic_fetch_sub(&house->owner->holders, 1) > 0)
		return;
	for (size_t i = 0; i < house->owner->maps_n; i++)
		map_free(house->owner->maps[i].map);
	arena_free(house->owner->arena);
}

struct house_branch *
house_branch(const struct house *house, int64_t id)
{
	const struct house_branch key = {.id = id}, *at = &key;
	struct house_branch **found =
		house->owner->branches_n == 0
			? NULL
			: bsearch(&at, house->owner->branches, house->owner->branches_n, sizeof at,
				  branch_compare);

	return found != NULL && !(*found)->is_removed ? *found : NULL;
}

struct house_counter *
house_counter(const struct house *house, int64_t id)
{
	struct house_branch *branch = house_branch(house, service_branch_of(id));

	for (size_t i = 0; branch != NULL && i < branch->counters_n; i++)
		if (branch->counters[i].id == id && !branch->counters[i].is_removed)
			return &branch->counters[i];
	return NULL;
}

struct house_service *
house_service(const struct house *house, int64_t id)
{
	const struct house_service key = {.id = id}, *at = &key;
	struct house_service **found =
		house->owner->services_n == 0
			? NULL
			: bsearch(&at, house->owner->services, house->owner->services_n, sizeof at,
				  service_compare);

	return found != NULL && !(*found)->is_removed ? *found : NULL;
}

int
house_class(const struct house_workspace *workspace, struct span name)
{
	const struct span wanted = name.size > 0 ? name : SPAN("normal");

	for (size_t i = 0; i < workspace->classes_n; i++)
		if (span_is(span_of(workspace->classes[i].name), wanted))
			return (int)i;
	return name.size > 0 ? -1 : (int)workspace->classes_n - 1;
}

bool
house_counter_serves(const struct house_counter *counter, int64_t service)
{
	for (size_t i = 0; i < counter->services_n; i++)
		if (counter->services[i] == service)
			return true;
	return counter->services_n == 0;
}

const struct map *
house_map(const struct house *house, int64_t version)
{
	const struct held_map *held = held_find(house, version);

	return held != NULL ? held->map : NULL;
}

const struct cycle *
house_cycle(const struct house *house, int64_t version, const char *name)
{
	const struct map *map = house_map(house, version);

	return map != NULL ? map_cycle_find(map, name) : NULL;
}
