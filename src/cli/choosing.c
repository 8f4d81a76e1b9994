/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. Times are read in --zone, or UTC. */
#include "cli/choosing.h"

#include <assert.h>

#include "cli/now.h"
#include "cli/problem_list.h"

static_assert(PERIOD_AUTO == 0 && PERIOD_HOUR == 1 && PERIOD_DAY == 2 && PERIOD_WEEK == 3 &&
		      PERIOD_MONTH == 4,
	"the words of --per stand in the order of the enum");
static_assert(LANGUAGE_EN == 0 && LANGUAGE_PL == 1 && LANGUAGE_VI == 2 && LANGUAGE__COUNT == 3,
	"the words of --language stand in the order of the enum");

/* clang-format off */
const struct option choosing_options[CHOOSING_OPTIONS_N] = {
	OPTION(TEXT, choosing, map, "--map", "FILE|FOLDER", "The map to hold the log against: a workspace or one cycle file"),
	OPTION(TEXT, choosing, cycle, "--cycle", "NAME", "Which of the map's cycles; left out: the one whose events the log has most of"),
	OPTION(TEXT, choosing, from, "--from", "TIME", "Only journeys that begin at this time or later: 2026-11-01, 2026-11-21T09:30"),
	OPTION(TEXT, choosing, to, "--to", "TIME", "Only journeys that begin before this time"),
	OPTION(TEXTS, choosing, where, "--where", "DIM=VALUE", "Only what has this value. May be given again: of one dimension either value, of several all"),
	OPTION(DURATION, choosing, within_us, "--within", "DURATION",
		"The limit for the share of gaps in \"activities\": \"10 min\" when left out"),
	OPTION(WORD, choosing, period, "--per", "auto|hour|day|week|month", "The steps of \"trend\""),
	OPTION(WORD, choosing, language, "--language", "en|pl|vi", "The language of texts that come from the map"),
};
/* clang-format on */

bool
dimension_is_own(const char *name)
{
	static const char *const own[] = {"activity", "weekday", "hour", "day", "week", "month"};

	for (size_t i = 0; i < array_length(own); i++)
		if (strcmp(own[i], name) == 0)
			return true;
	return false;
}

bool
columns_have_instances(const struct columns *columns)
{
	const struct column *lifecycle = columns_find(columns, "lifecycle");
	bool has_start = false, has_complete = false;

	if (lifecycle == NULL)
		return false;
	for (uint64_t i = 0; i < lifecycle->words.words_n; i++) {
		has_start |= span_is_like(words_at(&lifecycle->words, i), SPAN("start"));
		has_complete |= span_is_like(words_at(&lifecycle->words, i), SPAN("complete"));
	}
	return has_start && has_complete;
}

enum fault_code
choosing_map(struct map **ret_map, struct problems *ret_problems, struct request *request,
	const struct choosing *choosing, struct fault *f)
{
	struct date today = now_day();

	*ret_problems = (struct problems){0};
	if (choosing->map == NULL)
		return FAULT_NONE;
	if (map_load(ret_map, ret_problems, choosing->map, &today, request->arena, f)) {
		problem_list_print(request->err, &request->err_terminal, ret_problems, false);
		return fault_note(f, "loading the map %s", choosing->map);
	}
	return FAULT_NONE;
}

static size_t
names_found(const struct event_names *names, const struct columns *columns)
{
	size_t n = 0;
	for (size_t i = 0; i < names->names_n; i++)
		n += column_find(&columns->activity, span_of(names->names[i])) != UINT32_MAX;
	return n;
}

/* How many journeys of a store are of the cycle. */
static size_t
cycle_journeys(const struct cycle *cycle, const struct columns *columns)
{
	const struct column *column = columns_find(columns, "cycle");
	const uint32_t code =
		column != NULL ? column_find(column, span_of(cycle->name)) : UINT32_MAX;
	size_t n = 0;

	for (uint32_t j = 0; j < columns->journeys_n && code != UINT32_MAX; j++)
		n += column_code(column, columns->first[j]) == code;
	return n;
}

/* How many of the cycle's events the log has; a store tells the cycle of a journey itself. */
static size_t
cycle_found(const struct cycle *cycle, const struct columns *columns)
{
	size_t n = 0;

	if (columns->numbers_n > 0)
		return cycle_journeys(cycle, columns);
	for (size_t i = 0; i < cycle->moments_n; i++) {
		const struct moment *moment = cycle_moment(cycle, i);
		n += names_found(&moment->begins, columns) + names_found(&moment->ends, columns) +
		     names_found(&moment->waits_from, columns) +
		     names_found(&moment->left_by, columns);
	}
	return n;
}

static const struct cycle *
cycle_choose(struct request *request, const struct map *map, const struct columns *columns)
{
	const struct cycle *best = NULL;
	size_t best_n = 0;

	for (size_t i = 0; i < map->cycles_n; i++) {
		size_t n = cycle_found(&map->cycles[i], columns);
		if (best == NULL || n > best_n) {
			best = &map->cycles[i];
			best_n = n;
		}
	}
	if (map->cycles_n > 1)
		fprintf(request->err,
			"the log is held against the cycle \"%s\"; --cycle names another\n",
			best->name);
	return best;
}

static enum fault_code
cycle_find(const struct cycle **ret, struct request *request, const struct choosing *choosing,
	const struct map *map, const struct columns *columns, struct fault *f)
{
	const char *name = choosing->map != NULL ? choosing->map : "of the store";

	if (map->cycles_n == 0)
		return fault_set(f, FAULT_BAD_INPUT, "the map %s has no cycle", name);
	if (choosing->cycle == NULL) {
		*ret = cycle_choose(request, map, columns);
		return FAULT_NONE;
	}
	*ret = map_cycle_find(map, choosing->cycle);
	if (*ret != NULL)
		return FAULT_NONE;
	const char **names = ARENA_ARRAY(request->arena, const char *, map->cycles_n), *list = "";
	for (size_t i = 0; i < map->cycles_n; i++) {
		names[i] = map->cycles[i].name;
		list = arena_printf(request->arena, "%s%s%s", list, i > 0 ? ", " : "", names[i]);
	}
	const char *nearest = text_nearest(choosing->cycle, names, map->cycles_n);
	if (nearest != NULL)
		return fault_set(f, FAULT_BAD_INPUT,
			"the map %s has no cycle \"%s\": do you mean \"%s\"?", name,
			choosing->cycle, nearest);
	return fault_set(f, FAULT_BAD_INPUT, "the map %s has no cycle \"%s\", only %s", name,
		choosing->cycle, list);
}

static enum fault_code
time_choose(int64_t *ret_us, const char *option, const char *text, const struct zone *zone,
	struct fault *f)
{
	*ret_us = TIME_NONE;
	if (text == NULL || time_read_any(ret_us, span_of(text), zone != NULL ? zone : zone_utc()))
		return FAULT_NONE;
	return fault_set(f, FAULT_BAD_INPUT,
		"%s wants a time like 2026-11-21 or 2026-11-21T09:30, not \"%s\"", option, text);
}

enum fault_code
where_read(struct where *ret, const char *text, struct arena *a, struct fault *f)
{
	const char *equals = strchr(text, '=');

	if (equals == NULL || equals == text)
		return fault_set(
			f, FAULT_BAD_INPUT, "--where wants DIMENSION=VALUE, not \"%s\"", text);
	ret->dimension = arena_text_n(a, text, (size_t)(equals - text));
	ret->value = equals + 1;
	return FAULT_NONE;
}

enum fault_code
choosing_fill(struct measure_options *ret, struct request *request, const struct choosing *choosing,
	const struct reading *reading, const struct map *map, const struct columns *columns,
	struct fault *f)
{
	struct where *where = ARENA_ARRAY(request->arena, struct where, choosing->where.items_n);
	struct measure_options options = {.map = map,
		.zone = reading->zone,
		.language = (enum language)choosing->language,
		.within_us = choosing->within_us,
		.period = (enum period)choosing->period,
		.where = where,
		.where_n = choosing->where.items_n,
		.hands = reading_hands(reading)};

	for (size_t i = 0; i < options.where_n; i++)
		if (where_read(&where[i], choosing->where.items[i], request->arena, f))
			return f->code;
	if (time_choose(&options.from_us, "--from", choosing->from, reading->zone, f) ||
		time_choose(&options.to_us, "--to", choosing->to, reading->zone, f))
		return f->code;
	if (map == NULL && choosing->cycle != NULL)
		return fault_set(f, FAULT_BAD_INPUT, "--cycle needs --map");
	if (map != NULL && cycle_find(&options.cycle, request, choosing, map, columns, f))
		return f->code;
	*ret = options;
	return FAULT_NONE;
}
