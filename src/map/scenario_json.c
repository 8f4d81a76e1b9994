/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A scenario from JSON and back. JSON becomes the same tree of nodes as a file, and is read by the
 * same rows and checks against the names of a map that is there; a node's line is its number, from
 * which a problem tells the field.
 */
#include <string.h>

#include "map/reader.h"

#define NODES_MOST 20000
#define DEPTH_MOST 16

struct growing {
	struct arena *a;
	const char **paths; /* of node `line` − 1 */
	size_t nodes_n, room;
	struct fault *f;
};

static struct node *
node_new(struct growing *g, enum node_kind kind, const char *path)
{
	struct node *node = ARENA_NEW(g->a, struct node);

	*ARENA_PUSH(g->a, g->paths, g->nodes_n, g->room) = path;
	node->kind = kind;
	node->line = (unsigned)g->nodes_n;
	node->column = 1;
	return node;
}

static struct node *
scalar_new(struct growing *g, const char *text, const char *path)
{
	struct node *node = node_new(g, NODE_SCALAR, path);

	node->text = text;
	return node;
}

static void
pair_add(struct growing *g, struct node *mapping, const char *key, struct node *value)
{
	mapping->pairs[mapping->pairs_n++] =
		(struct node_pair){scalar_new(g, key, g->paths[value->line - 1]), value};
}

static struct node *grow(struct growing *g, const json_t *json, const char *path, int depth);

static struct node *
list_grow(struct growing *g, const json_t *json, const char *path, int depth)
{
	struct node *node = node_new(g, NODE_LIST, path);

	node->items = ARENA_ARRAY(g->a, struct node *, json_array_size(json));
	for (size_t i = 0; i < json_array_size(json); i++) {
		struct node *item = grow(g, json_array_get(json, i),
			arena_printf(g->a, "%s[%zu]", path, i), depth + 1);
		if (item == NULL)
			return NULL;
		node->items[node->items_n++] = item;
	}
	return node;
}

static struct node *
mapping_grow(struct growing *g, json_t *json, const char *path, int depth)
{
	struct node *node = node_new(g, NODE_MAPPING, path);
	const char *key;
	json_t *value;

	/* Three more: what the caller may leave out. */
	node->pairs = ARENA_ARRAY(g->a, struct node_pair, json_object_size(json) + 3);
	json_object_foreach(json, key, value)
	{
		struct node *of_key = grow(g, value,
			arena_printf(g->a, "%s%s%s", path, *path != '\0' ? "." : "", key),
			depth + 1);
		if (of_key == NULL)
			return NULL;
		pair_add(g, node, arena_text(g->a, key), of_key);
	}
	return node;
}

/* NULL: too big. */
static struct node *
grow(struct growing *g, const json_t *json, const char *path, int depth)
{
	if (g->nodes_n > NODES_MOST || depth > DEPTH_MOST) {
		(void)fault_field(g->f, FAULT_TOO_BIG, path,
			"a scenario of more than %d values, "
			"or nested deeper than %d",
			NODES_MOST, DEPTH_MOST);
		return NULL;
	}
	switch (json_typeof(json)) {
	case JSON_OBJECT:
		return mapping_grow(g, (json_t *)json, path, depth);
	case JSON_ARRAY:
		return list_grow(g, json, path, depth);
	case JSON_STRING:
		return scalar_new(g, arena_text(g->a, json_string_value(json)), path);
	case JSON_INTEGER:
		return scalar_new(
			g, arena_printf(g->a, "%lld", (long long)json_integer_value(json)), path);
	case JSON_REAL:
		return scalar_new(g, arena_printf(g->a, "%.17g", json_real_value(json)), path);
	case JSON_TRUE:
		return scalar_new(g, "true", path);
	case JSON_FALSE:
		return scalar_new(g, "false", path);
	case JSON_NULL:
		break;
	}
	return node_new(g, NODE_NOTHING, path);
}

static void
usual_add(struct growing *g, struct node *root, const char *key, const char *text)
{
	if (text != NULL && map_node_find(root, key) == NULL)
		pair_add(g, root, key, scalar_new(g, text, key));
}

/* The names of a map, as if its files had just been read. */
static void
names_fill(struct reader *r, const struct map *map)
{
	const struct organisation *o = &map->organisation;

	for (size_t i = 0; i < o->services_n; i++)
		(void)map_names_add(r->names, r->problems,
			(struct name){.thing = THING_SERVICE, .text = o->services[i].name});
	for (size_t i = 0; i < o->classes_n; i++)
		(void)map_names_add(r->names, r->problems,
			(struct name){.thing = THING_CLASS, .text = o->classes[i].name});
	for (size_t i = 0; i < o->branches_n; i++) {
		const struct branch *branch = &o->branches[i];
		const struct name *parent = map_names_add(r->names, r->problems,
			(struct name){.thing = THING_BRANCH, .text = branch->name});
		for (size_t k = 0; k < branch->counters_n; k++)
			(void)map_names_add(r->names, r->problems,
				(struct name){.thing = THING_COUNTER,
					.text = branch->counters[k].name,
					.parent = parent});
	}
}

static enum fault_code
problem_fault(const struct growing *g, const struct problem_list *problems, struct fault *f)
{
	for (size_t i = 0; i < problems->items_n; i++) {
		const struct problem *p = &problems->items[i].problem;
		const char *path =
			p->line > 0 && p->line <= g->nodes_n ? g->paths[p->line - 1] : "";
		if (!p->is_warning)
			return fault_field(f, FAULT_BAD_INPUT, *path != '\0' ? path : "scenario",
				"%s", p->what);
	}
	return FAULT_NONE;
}

enum fault_code
map_scenario_of_json(const struct scenario **ret, const struct map *map, const char *branch,
	const json_t *json, struct arena *a, struct fault *f)
{
	static const struct map_file file = {.path = "", .inside = ""};
	struct growing g = {.a = a, .f = f};
	struct problem_list problems = {.a = a};
	struct scenario *scenario = ARENA_NEW(a, struct scenario);
	struct reader r = {.a = a,
		.scratch = a,
		.problems = &problems,
		.names = map_names_new(a),
		.file = &file,
		.main_language = map->organisation.main_language,
		.zone = zone_utc()};
	struct node *root;

	if (!json_is_object(json))
		return fault_field(f, FAULT_BAD_INPUT, "scenario",
			"a scenario is an object with "
			"\"changes\"");
	root = grow(&g, json, "", 0);
	if (root == NULL)
		return f->code;
	usual_add(&g, root, "scenario", "tried");
	usual_add(&g, root, "title", "tried");
	usual_add(&g, root, "branch", branch);
	names_fill(&r, map);
	(void)mapping_read(&r, MAPPING_SCENARIO, root, scenario);
	map_names_resolve(r.names, &problems);
	if (problem_fault(&g, &problems, f))
		return f->code;
	for (size_t i = 0; i < scenario->changes_n; i++)
		((struct scenario_change *)&scenario->changes[i])->place = (struct place){0};
	*ret = scenario;
	return FAULT_NONE;
}

/* ---- And back ---- */

static void
hours_put(json_t *to, const char *key, const struct scenario_change *c)
{
	json_t *list = json_array();

	for (size_t i = 0; i < c->hours_n; i++)
		(void)json_array_append_new(
			list, json_sprintf("%02d:%02d-%02d:%02d", c->hours[i].from / 60,
				      c->hours[i].from % 60,
				      c->hours[i].to > 1440 ? c->hours[i].to / 60 - 24
							    : c->hours[i].to / 60,
				      c->hours[i].to % 60));
	if (c->hours_n > 0)
		(void)json_object_set(to, key, list);
	json_decref(list);
}

static void
days_put(json_t *to, unsigned weekdays)
{
	static const char *const words[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
	json_t *list = json_array();

	for (size_t i = 0; i < 7; i++)
		if ((weekdays >> i & 1) != 0)
			(void)json_array_append_new(list, json_string(words[i]));
	if (weekdays != 0x7F)
		(void)json_object_set(to, "days", list);
	json_decref(list);
}

static void
counter_put(json_t *to, const struct scenario_change *c)
{
	json_t *list = json_array();

	hours_put(to, "open", c);
	if (c->is_closed)
		(void)json_object_set_new(to, "closed", json_true());
	if (c->is_new)
		(void)json_object_set_new(to, "new", json_true());
	for (size_t i = 0; i < c->services_n; i++)
		(void)json_array_append_new(list, json_string(c->services[i]));
	if (c->has_services)
		(void)json_object_set(to, "services", list);
	json_decref(list);
}

static void
longer_put(json_t *to, const struct scenario_change *c)
{
	char text[DURATION_TEXT_SIZE];
	const int64_t us = c->longer_us < 0 ? -c->longer_us : c->longer_us;

	if (c->kind == CHANGE_ARRIVALS && c->plus != 0)
		(void)json_object_set_new(to, c->plus > 0 ? "plus" : "minus",
			json_real(c->plus > 0 ? c->plus : -c->plus));
	if (c->kind != CHANGE_SERVING || us == 0)
		return;
	duration_text(us, text);
	(void)json_object_set_new(to, c->longer_us > 0 ? "plus" : "minus", json_string(text));
}

static json_t *
change_json(const struct scenario_change *c)
{
	static const char *const keys[CHANGE__COUNT] = {
#define X(id, key, meaning) key,
		CHANGE_TABLE(X)
#undef X
	};
	const char *of = c->kind == CHANGE_COUNTER ? c->counter
			 : c->kind == CHANGE_CLASS ? c->class_
						   : c->service;
	json_t *json = json_pack("{s:s}", keys[c->kind], of != NULL ? of : "all");

	if (c->times != 1)
		(void)json_object_set_new(json, "times", json_real(c->times));
	longer_put(json, c);
	if (c->kind == CHANGE_ARRIVALS)
		hours_put(json, "at", c);
	if (c->kind == CHANGE_COUNTER)
		counter_put(json, c);
	days_put(json, c->weekdays);
	if (c->kind == CHANGE_CAPACITY)
		(void)json_object_set_new(json, "at_most", json_integer(c->at_most));
	if (c->kind == CHANGE_CLASS)
		(void)json_object_set_new(json, "up_to", json_integer(c->up_to));
	if (c->to != NULL)
		(void)json_object_set_new(json, "to", json_string(c->to));
	if (c->chance >= 0)
		(void)json_object_set_new(json, "chance", json_real(c->chance));
	return json;
}

static json_t *
wording_json(const struct wording *w)
{
	json_t *json = json_object();

	for (unsigned i = 0; i < LANGUAGE__COUNT; i++)
		(void)json_object_set_new(
			json, language_tag((enum language)i), json_string(wording_in(w, i)));
	return json;
}

json_t *
map_scenario_json(const struct scenario *scenario)
{
	json_t *changes = json_array();
	json_t *json = json_pack("{s:s?, s:o, s:o}", "scenario", scenario->name, "title",
		wording_json(&scenario->title), "changes", changes);

	if (scenario->summary.in[0] != NULL)
		(void)json_object_set_new(json, "summary", wording_json(&scenario->summary));
	if (scenario->branch != NULL)
		(void)json_object_set_new(json, "branch", json_string(scenario->branch));
	for (size_t i = 0; i < scenario->changes_n; i++)
		(void)json_array_append_new(changes, change_json(&scenario->changes[i]));
	if (scenario->runs > 0)
		(void)json_object_set_new(json, "runs", json_integer(scenario->runs));
	if (scenario->seed > 0)
		(void)json_object_set_new(json, "seed", json_integer(scenario->seed));
	return json;
}
