/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A loaded map looked at: finding things by name, texts by language. A map is small and these are
 * asked once a screen, so they simply walk.
 */
#include "map/map.h"

#include <string.h>

/* A map is frozen but for the number of its holders. */
static atomic_int *
holders(const struct map *map)
{
	return (atomic_int *)&map->holders;
}

const struct map *
map_share(const struct map *map)
{
	atomic_fetch_add(holders(map), 1);
	return map;
}

void
map_free(const struct map *map)
{
	if (map != NULL && atomic_fetch_sub(holders(map), 1) == 0)
		arena_free(map->arena);
}

void
map_guard(struct map **map)
{
	map_free(*map);
}

const struct cycle *
map_cycle_find(const struct map *map, const char *name)
{
	for (size_t i = 0; i < map->cycles_n; i++)
		if (strcmp(map->cycles[i].name, name) == 0)
			return &map->cycles[i];
	return NULL;
}

const struct scenario *
map_scenario_find(const struct map *map, const char *name)
{
	for (size_t i = 0; i < map->scenarios_n; i++)
		if (strcmp(map->scenarios[i].name, name) == 0)
			return &map->scenarios[i];
	return NULL;
}

const struct branch *
map_branch_find(const struct map *map, const char *name)
{
	for (size_t i = 0; i < map->organisation.branches_n; i++)
		if (strcmp(map->organisation.branches[i].name, name) == 0)
			return &map->organisation.branches[i];
	return NULL;
}

const struct moment *
cycle_moment(const struct cycle *cycle, size_t index)
{
	for (size_t s = 0; s < cycle->stages_n; s++) {
		if (index < cycle->stages[s].moments_n)
			return &cycle->stages[s].moments[index];
		index -= cycle->stages[s].moments_n;
	}
	return NULL;
}

const struct moment *
cycle_moment_find(const struct cycle *cycle, const char *name)
{
	for (size_t s = 0; s < cycle->stages_n; s++)
		for (size_t m = 0; m < cycle->stages[s].moments_n; m++)
			if (strcmp(cycle->stages[s].moments[m].name, name) == 0)
				return &cycle->stages[s].moments[m];
	return NULL;
}

const char *
wording_in(const struct wording *w, enum language language)
{
	return w->in[language] != NULL ? w->in[language] : "";
}

const char *
file_kind_word(enum file_kind kind)
{
	static const char *const words[FILE_KIND__COUNT] = {
		[FILE_ORGANISATION] = "organisation",
		[FILE_CYCLE] = "cycle",
		[FILE_PROCEDURE] = "procedure",
		[FILE_SURVEY] = "survey",
		[FILE_GUIDE] = "guide",
		[FILE_SCENARIO] = "scenario",
	};
	return words[kind];
}
