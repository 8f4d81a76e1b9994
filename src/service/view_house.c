/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who is asking, and the house as it is: workspaces, branches with their counters, services,
 * departments. Who works in some branches sees those.
 */
#include "service/asks.h"
#include "service/house_rows.h"
#include "service/shapes.h"

#include "base/time.h"

static bool
sees_branch(const struct actor *actor, int64_t branch)
{
	for (size_t i = 0; i < actor->branches_n; i++)
		if (actor->branches[i] == branch)
			return true;
	return actor->branches_n == 0;
}

static void
json_end(json_t **json)
{
	json_decref(*json);
}

/* ---- The house ---- */

static json_t *
names_text(const char *const *names, size_t n, struct arena *a)
{
	const char *text = "";

	for (size_t i = 0; i < n; i++)
		text = arena_printf(a, "%s%s%s", text, i > 0 ? " " : "", names[i]);
	return shape_text(text);
}

static json_t *
cycles_text(const struct map *map, struct arena *a)
{
	const char **names = ARENA_ARRAY(a, const char *, map->cycles_n);

	for (size_t i = 0; i < map->cycles_n; i++)
		names[i] = map->cycles[i].name;
	return names_text(names, map->cycles_n, a);
}

static enum fault_code
counters_shape(
	struct view_call *v, const struct house_branch *branch, json_t **ret, struct fault *f)
{
	ON_EXIT(json_end) json_t *list = json_array();

	for (size_t i = 0; i < branch->counters_n; i++) {
		json_t *counter = NULL;

		if (branch->counters[i].is_removed)
			continue;
		if (counter_json(v, &branch->counters[i], &counter, f))
			return f->code;
		json_array_append_new(list, counter);
	}
	*ret = TAKE(list);
	return FAULT_NONE;
}

static enum fault_code
branches_shape(struct view_call *v, const struct house_workspace *w, json_t **ret, struct fault *f)
{
	ON_EXIT(json_end) json_t *list = json_array();

	for (size_t i = 0; i < w->branches_n; i++) {
		const struct house_branch *b = &w->branches[i];
		const bool is_open =
			b->calendar == NULL || calendar_is_open(b->calendar, v->now_us);
		json_t *counters = NULL;

		if (b->is_removed || !sees_branch(&v->actor, b->id))
			continue;
		if (counters_shape(v, b, &counters, f))
			return f->code;
		json_array_append_new(list,
			json_pack("{sI sI ss so ss so sb so so}", "branch", (json_int_t)b->id,
				"workspace", (json_int_t)w->id, "name", b->name, "title",
				shape_title(&b->title), "zone", zone_name(b->zone), "calendar",
				shape_text(b->calendar_name), "is_open", is_open, "changes_us",
				b->calendar == NULL
					? json_null()
					: shape_time(calendar_turns_us(b->calendar, v->now_us)),
				"counters", counters));
	}
	*ret = TAKE(list);
	return FAULT_NONE;
}

static json_t *
departments_shape(const struct house_workspace *w, const struct place_rows *rows)
{
	const struct organisation *o = &w->map->organisation;
	json_t *list = json_array();

	for (size_t i = 0; i < o->departments_n; i++) {
		const struct place_row *row = house_row_named(rows, w->id, o->departments[i].name);

		if (row != NULL)
			json_array_append_new(list,
				json_pack("{sI ss so}", "department", (json_int_t)row->id, "name",
					row->name, "title", shape_title(&o->departments[i].title)));
	}
	return list;
}

static enum fault_code
workspace_shape_make(struct view_call *v, const struct house_workspace *w,
	const struct place_rows *departments, json_t **ret, struct fault *f)
{
	const struct organisation *o = &w->map->organisation;
	json_t *branches = NULL;

	if (branches_shape(v, w, &branches, f))
		return f->code;
	*ret = json_pack("{sI ss so sI sI so so so so so so so}", "workspace", (json_int_t)w->id,
		"name", w->name, "title", shape_title(&w->title), "version", (json_int_t)w->version,
		"loaded_us", (json_int_t)w->loaded_us, "languages", shape_languages(w, v->arena),
		"cycles", cycles_text(w->map, v->arena), "calendars",
		names_text(o->calendar_names, o->calendars_n, v->arena), "services",
		shape_services(w), "classes", shape_classes(w, false), "departments",
		departments_shape(w, departments), "branches", branches);
	return FAULT_NONE;
}

enum fault_code
view_house(struct view_call *v, const struct house_view *in, json_t **ret, struct fault *f)
{
	ON_EXIT(json_end) json_t *list = json_array();
	struct place_rows departments;

	(void)in;
	if (house_places_read(v->tx, PLACE_KIND_DEPARTMENT, &departments, v->arena, f))
		return f->code;
	for (size_t i = 0; i < v->house->workspaces_n; i++) {
		json_t *workspace = NULL;

		if (workspace_shape_make(v, &v->house->workspaces[i], &departments, &workspace, f))
			return f->code;
		json_array_append_new(list, workspace);
	}
	*ret = json_pack("{sb sO}", "is_new", v->house->workspaces_n == 0, "workspaces", list);
	return FAULT_NONE;
}
