/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A cycle as JSON for pages and reports. Members that a map leaves out are still there, as null, an
 * empty list or an empty text, so that a page asks for nothing twice.
 */
#include "map/map.h"

#include <string.h>

static json_t *
wording_json(const struct wording *w)
{
	json_t *texts = json_object();
	for (unsigned l = 0; l < LANGUAGE__COUNT; l++)
		json_object_set_new(texts, language_tag((enum language)l),
			json_string(wording_in(w, (enum language)l)));
	return texts;
}

static json_t *
events_json(const struct event_names *events)
{
	json_t *names = json_array();
	for (size_t i = 0; i < events->names_n; i++)
		json_array_append_new(names, json_string(events->names[i]));
	return names;
}

static const struct named *
named_find(const struct named *items, size_t items_n, const char *name)
{
	for (size_t i = 0; name != NULL && i < items_n; i++)
		if (strcmp(items[i].name, name) == 0)
			return &items[i];
	return NULL;
}

static json_t *
owner_json(const struct map *map, const char *owner)
{
	const struct organisation *o = &map->organisation;
	const struct named *found = named_find(o->departments, o->departments_n, owner);
	if (found != NULL)
		return wording_json(&found->title);
	struct wording name = {0};
	for (unsigned l = 0; l < LANGUAGE__COUNT; l++)
		name.in[l] = owner;
	return owner != NULL ? wording_json(&name) : json_null();
}

static json_t *
source_title_json(const struct map *map, const struct source *source)
{
	const struct organisation *o = &map->organisation;
	const struct named *found = NULL;

	if (source->kind == SOURCE_EXPECTATION)
		found = named_find(o->expectations, o->expectations_n, source->name);
	else if (source->kind == SOURCE_VALUE)
		found = named_find(o->values, o->values_n, source->name);
	else if (source->kind == SOURCE_STAKEHOLDER)
		found = named_find(o->stakeholders, o->stakeholders_n, source->name);
	if (found != NULL)
		return wording_json(&found->title);
	for (size_t i = 0; source->kind == SOURCE_GUIDE && i < map->guides_n; i++)
		if (strcmp(map->guides[i].name, source->name) == 0)
			return wording_json(&map->guides[i].title);
	return json_null();
}

static json_t *
source_json(const struct map *map, const struct standard *s)
{
	static const char *const kinds[SOURCE__COUNT] = {
#define X(id, word) [SOURCE_##id] = word,
		SOURCE_TABLE(X)
#undef X
	};
	if (!s->has_source)
		return json_null();
	return json_pack("{s:s, s:s, s:s?, s:o}", "kind", kinds[s->source.kind], "name",
		s->source.name, "line", s->source.line, "title",
		source_title_json(map, &s->source));
}

/* "10 min", "≥ 4", "1 … 3"; null when the target alone counts. */
static json_t *
limit_json(const struct standard *s)
{
	char duration[DURATION_TEXT_SIZE];
	char number[80];

	if (s->measure == STANDARD_DURATION || s->measure == STANDARD_WAIT)
		return json_string(duration_exact(s->at_most, duration));
	if (s->has_at_least && s->has_at_most)
		snprintf(number, sizeof number, "%g … %g", s->at_least_number, s->at_most_number);
	else if (s->has_at_least)
		snprintf(number, sizeof number, "≥ %g", s->at_least_number);
	else if (s->has_at_most)
		snprintf(number, sizeof number, "≤ %g", s->at_most_number);
	else
		return json_null();
	return json_string(number);
}

static json_t *
standard_json(const struct map *map, const struct standard *s)
{
	static const char *const measures[STANDARD__COUNT] = {
#define X(id, word, meaning) [STANDARD_##id] = word,
		STANDARD_MEASURE_TABLE(X)
#undef X
	};
	return json_pack("{s:s, s:o, s:s, s:o, s:f, s:o}", "standard", s->name, "promise",
		wording_json(&s->promise), "measure", measures[s->measure], "limit", limit_json(s),
		"target", s->target, "source", source_json(map, s));
}

static json_t *
standards_json(const struct map *map, const struct moment *m)
{
	json_t *standards = json_array();
	for (size_t i = 0; i < m->standards_n; i++)
		json_array_append_new(standards, standard_json(map, &m->standards[i]));
	return standards;
}

static json_t *
channels_json(uint32_t channels)
{
	static const char *const words[CHANNEL__COUNT] = {
#define X(id, word, meaning) [CHANNEL_##id] = word,
		CHANNEL_TABLE(X)
#undef X
	};
	json_t *list = json_array();
	for (unsigned c = 0; c < CHANNEL__COUNT; c++)
		if ((channels >> c & 1) != 0)
			json_array_append_new(list, json_string(words[c]));
	return list;
}

static json_t *
procedure_json(const struct map *map, const char *name)
{
	if (name == NULL)
		return json_null();
	json_t *procedure = json_pack("{s:s}", "procedure", name);
	for (size_t i = 0; i < map->procedures_n; i++)
		if (strcmp(map->procedures[i].name, name) == 0)
			json_object_set_new(
				procedure, "title", wording_json(&map->procedures[i].title));
	return procedure;
}

static json_t *
ask_json(const struct ask *ask)
{
	if (ask->survey == NULL)
		return json_null();
	return json_pack("{s:s, s:s}", "survey", ask->survey, "item", ask->item);
}

static json_t *
moment_json(const struct map *map, const struct moment *m)
{
	json_t *json = json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:b, s:b, s:b}", "moment", m->name,
		"title", wording_json(&m->title), "summary", wording_json(&m->summary), "needs",
		wording_json(&m->needs), "say", wording_json(&m->say), "backstage",
		wording_json(&m->backstage), "critical", m->is_critical, "optional", m->is_optional,
		"repeats", m->may_repeat);
	json_object_set_new(json, "channels", channels_json(m->channels));
	json_object_set_new(json, "owner", owner_json(map, m->owner));
	json_object_set_new(json, "waits_from", events_json(&m->waits_from));
	json_object_set_new(json, "begins", events_json(&m->begins));
	json_object_set_new(json, "ends", events_json(&m->ends));
	json_object_set_new(json, "left_by", events_json(&m->left_by));
	json_object_set_new(json, "standards", standards_json(map, m));
	json_object_set_new(json, "procedure", procedure_json(map, m->procedure));
	json_object_set_new(json, "ask", ask_json(&m->ask));
	return json;
}

static json_t *
stage_json(const struct map *map, const struct stage *stage)
{
	json_t *moments = json_array();
	for (size_t i = 0; i < stage->moments_n; i++)
		json_array_append_new(moments, moment_json(map, &stage->moments[i]));
	return json_pack("{s:s, s:o, s:o}", "stage", stage->name, "title",
		wording_json(&stage->title), "moments", moments);
}

json_t *
map_cycle_json(const struct map *map, const struct cycle *cycle)
{
	json_t *stages = json_array();
	for (size_t i = 0; i < cycle->stages_n; i++)
		json_array_append_new(stages, stage_json(map, &cycle->stages[i]));
	return json_pack("{s:s, s:o, s:o, s:o, s:o}", "cycle", cycle->name, "organisation",
		wording_json(&map->organisation.title), "title", wording_json(&cycle->title),
		"summary", wording_json(&cycle->summary), "stages", stages);
}
