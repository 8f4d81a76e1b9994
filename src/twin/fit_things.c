/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The services and counters of a branch: those of its map in the map's order, then those that were
 * there at some time and that the map does not know (any more).
 */
#include <string.h>

#include "twin/fit_inside.h"

/* The words of a column that occur at a branch. */
bool *
seen_words_used(const struct columns *c, const struct column *column, const struct column *branch,
	uint32_t branch_code, struct arena *a)
{
	bool *used = ARENA_ARRAY(a, bool, column->words.words_n + 1);

	for (uint64_t e = 0; e < c->events_n; e++)
		if (branch == NULL || column_code(branch, e) == branch_code)
			used[column_code(column, e)] = true;
	return used;
}

static void
service_add(struct seen *seen, size_t *room, const char *name, int64_t usual_us, int capacity)
{
	for (size_t i = 0; i < seen->services_n; i++)
		if (strcmp(seen->services[i].name, name) == 0)
			return;
	*ARENA_PUSH(seen->arena, seen->services, seen->services_n, *room) =
		(struct seen_service){.name = name, .usual_us = usual_us, .capacity = capacity};
}

static bool
branch_serves(const struct branch *branch, const char *service)
{
	for (size_t i = 0; i < branch->counters_n; i++) {
		const struct counter *counter = &branch->counters[i];
		if (counter->services_n == 0)
			return true;
		for (size_t k = 0; k < counter->services_n; k++)
			if (strcmp(counter->services[k], service) == 0)
				return true;
	}
	return branch->counters_n == 0;
}

static void
counter_skills(struct seen *seen, struct seen_counter *to, const struct counter *counter)
{
	uint32_t *services = ARENA_ARRAY(seen->arena, uint32_t, counter->services_n);

	to->has_skills = true;
	for (size_t k = 0; k < counter->services_n; k++)
		for (uint32_t s = 0; s < seen->services_n; s++)
			if (strcmp(counter->services[k], seen->services[s].name) == 0)
				services[to->services_n++] = s;
	to->services = services;
}

static void
counter_add(struct seen *seen, size_t *room, const char *name, const struct counter *counter)
{
	struct seen_counter *to;

	for (size_t i = 0; i < seen->counters_n; i++)
		if (strcmp(seen->counters[i].name, name) == 0)
			return;
	to = ARENA_PUSH(seen->arena, seen->counters, seen->counters_n, *room);
	*to = (struct seen_counter){
		.name = name, .served = ARENA_ARRAY(seen->arena, bool, seen->services_n)};
	if (counter != NULL)
		counter_skills(seen, to, counter);
}

/* Those of the map first, in its order; then those that were there at some time. */
void
seen_services_find(struct seen *seen, const struct map *map, const struct branch *branch,
	const struct column *column, const bool *used)
{
	size_t room = 0;

	for (size_t i = 0; map != NULL && i < map->organisation.services_n; i++) {
		const struct service *s = &map->organisation.services[i];
		if (branch == NULL || branch_serves(branch, s->name))
			service_add(seen, &room, s->name, s->usual_us, s->capacity);
	}
	for (uint64_t i = 0; column != NULL && i < column->words.words_n; i++) {
		const struct span word = words_at(&column->words, i);
		if (used[i] && word.size > 0)
			service_add(
				seen, &room, arena_text_n(seen->arena, word.at, word.size), 0, 0);
	}
	for (size_t i = 0; i < seen->services_n; i++)
		seen->services[i].went_n = ARENA_ARRAY(seen->arena, uint64_t, seen->services_n);
}

void
seen_counters_find(struct seen *seen, const struct branch *branch, const struct column *column,
	const bool *used)
{
	size_t room = 0;

	for (size_t i = 0; branch != NULL && i < branch->counters_n; i++)
		counter_add(seen, &room, branch->counters[i].name, &branch->counters[i]);
	for (uint64_t i = 0; column != NULL && i < column->words.words_n; i++) {
		const struct span word = words_at(&column->words, i);
		if (used[i] && word.size > 0)
			counter_add(
				seen, &room, arena_text_n(seen->arena, word.at, word.size), NULL);
	}
}
