/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One walk over the journeys, in pieces. A journey begins with its earliest event; what `where`
 * says of a journey is said of its first.
 */
#include "measures/choice.h"

#include <stdlib.h>
#include <string.h>

#include "base/crew.h"
#include "measures/dimension.h"
#include "measures/scratch.h"
#include "measures/walk.h"

/* All `where` of one dimension: any of the keys will do. */
struct filter {
	struct dimension dimension;
	uint32_t *keys;
	size_t keys_n;
};

struct filters {
	struct filter *items;
	size_t n;
};

static bool
filters_pass(const struct filters *filters, uint64_t event)
{
	for (size_t i = 0; i < filters->n; i++) {
		const struct filter *filter = &filters->items[i];
		const uint32_t key = dimension_key(&filter->dimension, event);
		bool is_found = false;
		for (size_t k = 0; k < filter->keys_n && !is_found; k++)
			is_found = filter->keys[k] == key;
		if (!is_found)
			return false;
	}
	return true;
}

static struct filter *
filter_of(struct filters *filters, const char *name)
{
	for (size_t i = 0; i < filters->n; i++)
		if (strcmp(filters->items[i].dimension.name, name) == 0)
			return &filters->items[i];
	return NULL;
}

static enum fault_code
filters_make(struct filters *ret, const struct columns *c, const struct measure_options *options,
	struct arena *a, struct frame *notes, struct fault *f)
{
	ret->items = ARENA_ARRAY(a, struct filter, options->where_n);
	for (size_t i = 0; i < options->where_n; i++) {
		const struct where *where = &options->where[i];
		struct filter *filter = filter_of(ret, where->dimension);
		if (filter == NULL) {
			filter = &ret->items[ret->n];
			if (dimension_of(&filter->dimension, where->dimension, c, options->zone, f))
				return f->code;
			filter->keys = ARENA_ARRAY(a, uint32_t, options->where_n);
			ret->n++;
		}
		uint32_t key;
		bool is_known;
		if (dimension_parse(&key, &is_known, &filter->dimension, where->value, f))
			return f->code;
		if (is_known)
			filter->keys[filter->keys_n++] = key;
		else
			frame_note(notes, "No event has %s = %s.", where->dimension, where->value);
	}
	return FAULT_NONE;
}

static bool
is_in_time(const struct columns *c, uint32_t journey, const struct measure_options *options)
{
	int64_t begin, end;
	if (options->from_us == TIME_NONE && options->to_us == TIME_NONE)
		return true;
	if (!journey_span(c, journey, &begin, &end))
		return false;
	return (options->from_us == TIME_NONE || begin >= options->from_us) &&
	       (options->to_us == TIME_NONE || begin < options->to_us);
}

/* The cycle that the service itself wrote beside a journey; of another source a column of that name
 * may mean anything. */
struct of_cycle {
	const struct column *column; /* NULL: every journey counts */
	uint32_t key;
};

static struct of_cycle
of_cycle(const struct columns *c, const struct measure_options *options)
{
	struct of_cycle of = {0};
	if (options->cycle == NULL || c->numbers_n == 0)
		return of;
	of.column = columns_find(c, "cycle");
	if (of.column != NULL)
		of.key = column_find(of.column, span_of(options->cycle->name));
	return of;
}

static inline bool
is_of_cycle(const struct of_cycle *of, const struct columns *c, uint32_t journey)
{
	return of->column == NULL || (c->first[journey] < c->first[journey + 1] &&
					     column_code(of->column, c->first[journey]) == of->key);
}

struct choosing {
	const struct columns *columns;
	const struct measure_options *options;
	const struct filters *filters;
	const struct of_cycle *of;
	const struct choice *choice;
	size_t pieces_n;
	uint64_t *counts; /* of each piece */
};

/* A piece's journeys, and where in the list theirs begin: there is room for all. */
static uint32_t
piece_cut(const struct choosing *work, size_t piece)
{
	return (uint32_t)((uint64_t)work->columns->journeys_n * piece / work->pieces_n);
}

static uint64_t
piece_place(const struct choosing *work, size_t piece)
{
	const uint32_t cut = piece_cut(work, piece);
	return work->choice->is_events ? work->columns->first[cut] : cut;
}

/* The journeys of a cycle and nothing else to ask. */
static uint64_t
piece_of_cycle(const struct choosing *work, uint32_t j, uint32_t last, uint32_t *journeys)
{
	const uint64_t *const first = work->columns->first;
	const struct column *column = work->of->column;
	const uint32_t key = work->of->key;
	uint64_t n = 0;
	for (; j < last; j++) {
		journeys[n] = j;
		n += first[j] < first[j + 1] && column_code(column, first[j]) == key;
	}
	return n;
}

static void
piece_choose(void *shared, size_t piece)
{
	const struct choosing *work = shared;
	const struct columns *c = work->columns;
	const struct choice *choice = work->choice;
	const struct filters *filters = work->filters;
	const uint64_t place = piece_place(work, piece);
	const uint32_t last = piece_cut(work, piece + 1);
	uint64_t n = place;
	if (work->of->column != NULL && filters->n == 0 && !choice->is_events &&
		work->options->from_us == TIME_NONE && work->options->to_us == TIME_NONE) {
		work->counts[piece] = piece_of_cycle(
			work, piece_cut(work, piece), last, choice->journeys + place);
		return;
	}
	for (uint32_t j = piece_cut(work, piece); j < last; j++) {
		const uint64_t first = c->first[j], end = c->first[j + 1];
		if (!is_of_cycle(work->of, c, j) || !is_in_time(c, j, work->options))
			continue;
		for (uint64_t e = first; choice->is_events && e < end; e++)
			if (filters_pass(filters, e))
				choice->events[n++] = e;
		if (!choice->is_events &&
			(filters->n == 0 || (first < end && filters_pass(filters, first))))
			choice->journeys[n++] = j;
	}
	work->counts[piece] = n - place;
}

/* Each piece puts its own where they are if all are chosen; then gaps are closed. */
static void
list_make(struct choosing *work, struct choice *choice)
{
	const struct view all = {.columns = work->columns};
	work->pieces_n = walk_pieces(&all, work->options->hands, 2);
	ON_EXIT(scratch_guard) uint64_t *counts = SCRATCH(uint64_t, work->pieces_n);
	work->counts = counts;
	work->choice = choice;
	crew_run(work->options->hands, work->pieces_n, piece_choose, work);
	for (size_t piece = 0; piece < work->pieces_n; piece++) {
		const uint64_t from = piece_place(work, piece);
		if (choice->is_events && from != choice->n)
			memmove(choice->events + choice->n, choice->events + from,
				counts[piece] * sizeof *choice->events);
		if (!choice->is_events && from != choice->n)
			memmove(choice->journeys + choice->n, choice->journeys + from,
				counts[piece] * sizeof *choice->journeys);
		choice->n += counts[piece];
	}
}

void
choice_finish(struct choice *choice)
{
	free(choice->journeys);
	free(choice->events);
	*choice = (struct choice){0};
}

enum fault_code
choice_make(struct choice *ret, const struct columns *c, const struct measure_options *options,
	bool as_events, struct frame *notes, struct fault *f)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct filters filters = {0};
	struct choice choice = {.is_events = as_events};
	const struct of_cycle of = of_cycle(c, options);
	struct choosing work = {.columns = c, .options = options, .filters = &filters, .of = &of};

	if (filters_make(&filters, c, options, a, notes, f))
		return f->code;
	choice.is_all = options->from_us == TIME_NONE && options->to_us == TIME_NONE &&
			filters.n == 0 && !as_events && of.column == NULL;
	if (choice.is_all) {
		*ret = choice;
		return FAULT_NONE;
	}
	if (as_events)
		choice.events = SCRATCH(uint64_t, c->events_n);
	else
		choice.journeys = SCRATCH(uint32_t, c->journeys_n);
	list_make(&work, &choice);
	if (!as_events && choice.n == c->journeys_n) { /* no list says the same */
		choice_finish(&choice);
		choice.is_all = true;
	}
	*ret = choice;
	return FAULT_NONE;
}

uint64_t
choice_event(const struct choice *choice, const struct columns *c, uint64_t i)
{
	return choice->is_events ? choice->events[i] : c->first[choice->journeys[i]];
}

struct view
choice_view(const struct choice *choice, const struct columns *c, uint64_t begin, uint64_t n)
{
	struct view view = {.columns = c, .instances = c};
	if (choice->is_all)
		return view;
	if (choice->is_events) {
		view.events = choice->events + begin;
		view.events_n = n;
	} else {
		view.journeys = choice->journeys + begin;
		view.journeys_n = (uint32_t)n;
	}
	return view;
}
