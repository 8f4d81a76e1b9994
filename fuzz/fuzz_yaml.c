/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A workspace file alone, of whatever kind its first key says: either it is a map, and then a page
 * can be made of it, or there are problems, and each has a place and words.
 */
#include <string.h>

#include "input.h"
#include "map/map.h"

/* libfyaml 0.7.12 loses a buffer of 1 KiB when a file ends inside a flow that follows a long quoted
 * text (corpus/yaml/quotes). Nothing of ours points at it, so it cannot be freed from here. */
const char *__lsan_default_suppressions(void);

const char *
__lsan_default_suppressions(void)
{
	return "leak:libfyaml";
}

static void
problems_look(const struct problems *problems)
{
	size_t warnings_n = 0;

	for (size_t i = 0; i < problems->items_n; i++) {
		const struct problem *p = &problems->items[i];
		MUST_HOLD(p->what != NULL && p->what[0] != '\0');
		MUST_HOLD(text_is_utf8(span_of(p->what)));
		MUST_HOLD((p->line == 0) == (p->column == 0));
		warnings_n += p->is_warning;
	}
	MUST_HOLD(warnings_n == problems->warnings_n);
	MUST_HOLD(problems->items_n == problems->warnings_n + problems->errors_n);
}

/* As JSON it says the same; that its names are nobody's here is no matter. */
static void
scenario_look(const struct map *map, const struct scenario *scenario)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	json_t *json = map_scenario_json(scenario);
	const struct scenario *again = NULL;
	struct fault fault = {0};

	MUST_HOLD(json != NULL);
	if (map_scenario_of_json(&again, map, NULL, json, a, &fault) == FAULT_NONE)
		MUST_HOLD(again->changes_n == scenario->changes_n);
	else
		MUST_HOLD(fault.notes_n > 0);
	json_decref(json);
}

static void
map_look(const struct map *map)
{
	for (size_t i = 0; i < map->cycles_n; i++) {
		json_t *page = map_cycle_json(map, &map->cycles[i]);
		MUST_HOLD(page != NULL);
		json_decref(page);
		for (size_t m = 0; m < map->cycles[i].moments_n; m++)
			MUST_HOLD(cycle_moment(&map->cycles[i], m)->index == m);
	}
	for (size_t i = 0; i < map->scenarios_n; i++)
		scenario_look(map, &map->scenarios[i]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(map_guard) struct map *map = NULL;
	struct problems problems;
	struct fault fault = {0};
	struct fuzz_file file;

	fuzz_file_open(&file, bytes, size);
	enum fault_code code = map_load(&map, &problems, file.path, NULL, a, &fault);
	fuzz_file_close(&file);
	problems_look(&problems);
	MUST_HOLD(code == FAULT_NONE || code == FAULT_BAD_INPUT || code == FAULT_TOO_BIG);
	MUST_HOLD((code == FAULT_NONE) == (map != NULL));
	MUST_HOLD(code == FAULT_NONE || fault.notes_n > 0);
	MUST_HOLD((code == FAULT_BAD_INPUT) == (problems.errors_n > 0 && code != FAULT_TOO_BIG));
	if (map != NULL)
		map_look(map);
	return 0;
}
