/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cykl measure: some measures of some logs. Only what the measures look at is read: plain figures
 * of paths need no more of an event than journey, activity and time.
 */
#include "cli/choosing.h"
#include "cli/command.h"
#include "cli/json.h"
#include "cli/reading.h"
#include "cli/table.h"

enum measure_format {
	MEASURE_TEXT,
	MEASURE_CSV,
	MEASURE_JSON,
};

struct measure_choices {
	struct choosing choosing;
	struct reading reading;
	struct texts by;
	bool by_instance;
	uint64_t top_n;
	unsigned format;
};

/* clang-format off */
static const struct option own_options[] = {
	OPTION(LIST, measure_choices, by, "--by", "DIM,…",
		"A row each for every value: a column of the log (branch, channel, resource …), activity, weekday, hour, day, week, month"),
	OPTION(FLAG, measure_choices, by_instance, "--instances", NULL,
		"Pair start and complete of an activity first: an event is then an activity with a beginning and an end"),
	OPTION(NUMBER, measure_choices, top_n, "--top", "N", "Only the first N rows of a ranking; left out: all"),
	OPTION(WORD, measure_choices, format, "--format", "text|csv|json", "How to print the answer"),
};
/* clang-format on */

static const struct option_table tables[] = {
	{.heading = "Options", .options = own_options, .options_n = array_length(own_options)},
	CHOOSING_TABLE(measure_choices, choosing),
	READING_TABLE(measure_choices, reading),
};

struct chosen {
	const struct measure **items;
	size_t items_n, room;
};

static enum fault_code
measures_choose(struct chosen *ret, const char *names, struct arena *a, struct fault *f)
{
	struct span rest = span_of(names);

	for (struct span part; span_cut(&rest, ',', &part);) {
		struct span trimmed = span_trim(part);
		const char *name = arena_text_n(a, trimmed.at, trimmed.size);
		const struct measure *measure = measure_find(name);
		const char *nearest = measure_nearest(name);
		if (measure == NULL && nearest != NULL)
			return fault_set(f, FAULT_BAD_INPUT,
				"there is no measure \"%s\": do you mean \"%s\"?", name, nearest);
		if (measure == NULL)
			return fault_set(f, FAULT_BAD_INPUT,
				"there is no measure \"%s\": \"cykl measures\" lists them", name);
		*ARENA_PUSH(a, ret->items, ret->items_n, ret->room) = measure;
	}
	if (ret->items_n == 0)
		return fault_set(f, FAULT_BAD_INPUT, "the name of the measure is empty");
	return FAULT_NONE;
}

/* Columns of the log that `by` and `where` ask for. */
static enum fault_code
dimensions_wanted(
	struct texts *ret, const struct measure_choices *choices, struct arena *a, struct fault *f)
{
	for (size_t i = 0; i < choices->by.items_n; i++)
		if (!dimension_is_own(choices->by.items[i]))
			*ARENA_PUSH(a, ret->items, ret->items_n, ret->room) = choices->by.items[i];
	for (size_t i = 0; i < choices->choosing.where.items_n; i++) {
		struct where where;
		if (where_read(&where, choices->choosing.where.items[i], a, f))
			return f->code;
		if (!dimension_is_own(where.dimension))
			*ARENA_PUSH(a, ret->items, ret->items_n, ret->room) = where.dimension;
	}
	return FAULT_NONE;
}

/* A measure that needs neither map nor pairs looks at nothing but journey, activity and time. */
static enum fault_code
wish_choose(struct log_wish *ret, const struct measure_choices *choices,
	const struct chosen *chosen, const struct map *map, struct arena *a, struct fault *f)
{
	struct texts dimensions = {0};
	bool is_lean = map == NULL && !choices->by_instance;

	if (dimensions_wanted(&dimensions, choices, a, f))
		return f->code;
	for (size_t i = 0; i < chosen->items_n; i++)
		is_lean &= (chosen->items[i]->needs & (NEEDS_MAP | PAIRS)) == 0;
	ret->keeps_none = is_lean && dimensions.items_n == 0;
	ret->keeps_all = dimensions.items_n > 0;
	return FAULT_NONE;
}

/* Prints one frame of several as it is made, so that the first is there early. */
static enum fault_code
frame_answer(struct request *request, const struct measure_choices *choices,
	const struct frame *frame, bool is_first, json_t *all, struct fault *f)
{
	const struct table_choices table = {.zone = choices->reading.zone};

	if (choices->format == MEASURE_JSON) {
		json_t *json = frame_json(frame);
		if (all == NULL)
			return json_print(request->out, json, 0, f);
		json_object_set_new(all, frame->measure, json);
		return FAULT_NONE;
	}
	if (!is_first)
		fputs(choices->format == MEASURE_CSV ? "\n" : "\n\n", request->out);
	if (choices->format == MEASURE_CSV) {
		struct span csv = frame_csv(frame, request->arena);
		fwrite(csv.at, 1, csv.size, request->out);
	} else {
		table_print(request->out, &request->out_terminal, frame, &table, request->arena);
	}
	return FAULT_NONE;
}

static enum fault_code
measures_answer(struct request *request, const struct measure_choices *choices,
	const struct chosen *chosen, const struct columns *columns,
	const struct measure_options *options, struct fault *f)
{
	ON_EXIT(json_guard)
	json_t *all = choices->format == MEASURE_JSON && chosen->items_n > 1 ? json_object() : NULL;

	for (size_t i = 0; i < chosen->items_n; i++) {
		struct frame *frame;
		if (measure_run(&frame, chosen->items[i], columns, options, request->arena, f))
			return f->code;
		if (frame_answer(request, choices, frame, i == 0, all, f))
			return f->code;
	}
	return all != NULL ? json_print(request->out, TAKE(all), 0, f) : FAULT_NONE;
}

static enum fault_code
run(struct request *request, const void *given, struct fault *f)
{
	const struct measure_choices *choices = given;
	ON_EXIT(map_guard) struct map *map = NULL;
	ON_EXIT(log_answer_guard) struct log_answer log = {0};
	struct problems problems;
	struct chosen chosen = {0};
	struct log_wish wish = {0};
	struct measure_options options;

	if (measures_choose(&chosen, request->arguments[0], request->arena, f) ||
		choosing_map(&map, &problems, request, &choices->choosing, f) ||
		wish_choose(&wish, choices, &chosen, map, request->arena, f) ||
		reading_logs(&log, request, &choices->reading, request->arguments + 1,
			request->arguments_n - 1, &wish, f) ||
		choosing_fill(&options, request, &choices->choosing, &choices->reading,
			map != NULL ? map : log.map, log.columns, f))
		return f->code;
	options.by = choices->by.items;
	options.by_n = choices->by.items_n;
	options.by_instance = choices->by_instance;
	options.top_n = choices->top_n;
	return measures_answer(request, choices, &chosen, log.columns, &options, f);
}

const struct command_body command_measure = {
	.about = "NAME is one of \"cykl measures\". Several logs are one: journeys of the same "
		 "name are the same "
		 "journey. Saved columns (cykl import) stand for a log, and so does a store: a "
		 "file (shop.db) or postgresql://….\n\n"
		 "JSON of one measure is its frame; of several, an object of frames by name. CSV "
		 "of several is "
		 "one table after another, an empty line between them.",
	.examples = "cykl measure summary visits.csv\n"
		    "cykl measure variants,follows visits.csv --top 10\n"
		    "cykl measure waits visits.csv --by branch --from 2026-11-01 --format csv\n"
		    "cykl measure standards visits.csv --map examples/bank --language pl\n"
		    "cykl measure tickets,promises shop.db --by branch,service",
	.tables = tables,
	.tables_n = array_length(tables),
	.choices_size = sizeof(struct measure_choices),
	.run = run,
};
