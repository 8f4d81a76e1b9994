/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Grouping by any number of dimensions, one after another: a thing's group so far and its key under
 * the next dimension together give its new group. Then a counting sort puts groups side by side.
 */
#include <stdlib.h>
#include <string.h>

#include "base/crew.h"
#include "measures/choice.h"
#include "measures/dimension.h"
#include "measures/scratch.h"

#define PIECE 65536 /* things whose keys are found at one go */

/* Groups after some dimensions: how each came about. */
struct level {
	uint64_t *pairs; /* the group before << 32 | key */
	size_t n, room;
	uint32_t *slots; /* group + 1 by the pair's hash */
	uint64_t mask;
};

struct key_work {
	const struct choice *choice;
	const struct columns *columns;
	const struct dimension *dimension;
	uint32_t *keys;
};

struct order {
	const struct dimension *by;
	size_t by_n;
};

static void
piece_keys(void *shared, size_t piece)
{
	const struct key_work *work = shared;
	const uint64_t from = (uint64_t)piece * PIECE;
	const uint64_t to = from + PIECE < work->choice->n ? from + PIECE : work->choice->n;
	for (uint64_t i = from; i < to; i++)
		work->keys[i] = dimension_key(
			work->dimension, choice_event(work->choice, work->columns, i));
}

static uint64_t
slot_of(const struct level *l, uint64_t pair)
{
	uint64_t hash = pair * UINT64_C(0x9E3779B97F4A7C15);
	uint64_t at = (hash ^ hash >> 32) & l->mask;
	while (l->slots[at] != 0 && l->pairs[l->slots[at] - 1] != pair)
		at = (at + 1) & l->mask;
	return at;
}

static void
level_grow(struct level *l)
{
	l->room = l->room == 0 ? 256 : 2 * l->room;
	l->pairs = realloc(l->pairs, l->room * sizeof *l->pairs);
	if (l->pairs == NULL)
		abort();
	free(l->slots);
	l->mask = 4 * l->room - 1;
	l->slots = SCRATCH_ZERO(uint32_t, l->mask + 1);
	for (size_t i = 0; i < l->n; i++)
		l->slots[slot_of(l, l->pairs[i])] = (uint32_t)i + 1;
}

static uint32_t
level_number(struct level *l, uint64_t pair)
{
	if (l->n == l->room)
		level_grow(l);
	const uint64_t at = slot_of(l, pair);
	if (l->slots[at] == 0) {
		l->pairs[l->n++] = pair;
		l->slots[at] = (uint32_t)l->n;
	}
	return l->slots[at] - 1;
}

/* Refines the groups by one dimension. Faults: TOO_BIG. */
static enum fault_code
level_make(struct level *l, uint32_t *groups, const uint32_t *keys, uint64_t n, struct fault *f)
{
	uint64_t last_pair = 0;
	uint32_t last = 0;
	for (uint64_t i = 0; i < n; i++) {
		const uint64_t pair = (uint64_t)groups[i] << 32 | keys[i];
		if (i == 0 || pair != last_pair) {
			last = level_number(l, pair);
			last_pair = pair;
		}
		groups[i] = last;
		if (l->n > MEASURE_GROUPS_MOST)
			return fault_set(f, FAULT_TOO_BIG,
				"more than %d groups; choose a dimension with fewer values",
				MEASURE_GROUPS_MOST);
	}
	return FAULT_NONE;
}

static int
group_compare(const void *a, const void *b, void *shared)
{
	const struct order *order = shared;
	const struct group *x = a, *y = b;
	for (size_t i = 0; i < order->by_n; i++) {
		const int difference = dimension_compare(&order->by[i], x->keys[i], y->keys[i]);
		if (difference != 0)
			return difference;
	}
	return 0;
}

/* The groups with their keys, in order; numbers[i] is the place of group i. */
static struct group *
groups_order(const struct level *levels, const struct order *order, uint32_t *numbers)
{
	const size_t n = levels[order->by_n - 1].n;
	struct group *groups = SCRATCH_ZERO(struct group, n);
	for (size_t i = 0; i < n; i++) {
		uint64_t number = i;
		for (size_t k = order->by_n; k-- > 0;) {
			groups[i].keys[k] = (uint32_t)levels[k].pairs[number];
			number = levels[k].pairs[number] >> 32;
		}
		groups[i].begin = i;
	}
	qsort_r(groups, n, sizeof *groups, group_compare, (void *)order);
	for (size_t i = 0; i < n; i++) {
		numbers[groups[i].begin] = (uint32_t)i;
		groups[i].begin = 0;
	}
	return groups;
}

/* Puts the things of each group side by side. */
static void
things_arrange(
	struct choice *choice, const uint32_t *of_thing, struct group *groups, size_t groups_n)
{
	uint64_t begin = 0;
	for (uint64_t i = 0; i < choice->n; i++)
		groups[of_thing[i]].n++;
	for (size_t g = 0; g < groups_n; g++) {
		groups[g].begin = begin;
		begin += groups[g].n;
		groups[g].n = 0;
	}
	struct choice arranged = *choice;
	if (choice->is_events)
		arranged.events = SCRATCH(uint64_t, choice->n);
	else
		arranged.journeys = SCRATCH(uint32_t, choice->n);
	for (uint64_t i = 0; i < choice->n; i++) {
		struct group *g = &groups[of_thing[i]];
		const uint64_t at = g->begin + g->n++;
		if (choice->is_events)
			arranged.events[at] = choice->events[i];
		else
			arranged.journeys[at] = choice->journeys[i];
	}
	choice_finish(choice);
	*choice = arranged;
}

enum fault_code
groups_make(struct group **ret, size_t *ret_n, struct choice *choice, const struct columns *c,
	const struct dimension *by, size_t by_n, unsigned hands, struct fault *f)
{
	struct level levels[MEASURE_BY_MOST] = {0};
	struct order order = {.by = by, .by_n = by_n};
	ON_EXIT(scratch_guard) uint32_t *of_thing = SCRATCH_ZERO(uint32_t, choice->n);
	ON_EXIT(scratch_guard) uint32_t *keys = SCRATCH(uint32_t, choice->n);
	enum fault_code code = FAULT_NONE;

	for (size_t i = 0; i < by_n && code == FAULT_NONE; i++) {
		struct key_work work = {choice, c, &by[i], keys};
		crew_run(hands, (size_t)((choice->n + PIECE - 1) / PIECE), piece_keys, &work);
		code = level_make(&levels[i], of_thing, keys, choice->n, f);
	}
	if (code == FAULT_NONE) {
		const size_t n = levels[by_n - 1].n;
		ON_EXIT(scratch_guard) uint32_t *numbers = SCRATCH(uint32_t, n);
		struct group *groups = groups_order(levels, &order, numbers);
		for (uint64_t i = 0; i < choice->n; i++)
			of_thing[i] = numbers[of_thing[i]];
		things_arrange(choice, of_thing, groups, n);
		*ret = groups;
		*ret_n = n;
	}
	for (size_t i = 0; i < by_n; i++) {
		free(levels[i].pairs);
		free(levels[i].slots);
	}
	return code;
}
