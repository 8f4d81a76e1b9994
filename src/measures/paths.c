/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each piece of the view fills a table of its own; the tables are then merged in the order of the
 * pieces, so that numbers come out in the order of first journeys whatever the number of threads.
 *
 * A table is an open one of 8-byte slots (part of the hash, number of the path), which stays in the
 * second-level cache for tens of thousands of paths; the paths themselves stand in a list.
 */
#include "measures/paths.h"

#include <stdlib.h>
#include <string.h>

#include "base/crew.h"
#include "measures/scratch.h"
#include "measures/walk.h"

struct slot {
	uint32_t tag, number; /* number + 1; 0 = empty */
};

struct table {
	const struct columns *columns;
	struct slot *slots;
	uint64_t mask;
	struct path *items;
	uint32_t items_n;
	uint32_t room;
	uint8_t *seen; /* activities */
};

struct work {
	const struct view *view;
	size_t pieces_n;
	struct table *tables;
	uint32_t **renumber; /* a piece's number of a path → the merged one */
	uint32_t *of_journey;
};

static inline uint64_t
mix(uint64_t a, uint64_t b)
{
	unsigned __int128 product = (unsigned __int128)a * b;
	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t
load(const unsigned char *at, unsigned size)
{
	uint64_t value = 0;
	switch (size) {
	case 8:
		memcpy(&value, at, 8);
		break;
	case 4:
		memcpy(&value, at, 4);
		break;
	case 2:
		memcpy(&value, at, 2);
		break;
	default:
		value = at[0];
	}
	return value;
}

/* A hash of bytes, not for secrets: a path with the same hash is still compared. */
static inline uint64_t
hash_of(const unsigned char *at, size_t size)
{
	const uint64_t k1 = UINT64_C(0x9E3779B97F4A7C15), k2 = UINT64_C(0xD6E8FEB86659FD93);
	uint64_t h = mix(size + k1, k2);
	const unsigned char *const end = at + size;
	if (size >= 8) {
		for (; end - at > 8; at += 8)
			h = mix(h ^ load(at, 8), k1);
		return mix(h ^ load(end - 8, 8), k2);
	}
	uint64_t rest = 0;
	if (size >= 4)
		rest = load(at, 4) << 32 | load(end - 4, 4);
	else if (size >= 2)
		rest = load(at, 2) << 16 | load(end - 2, 2);
	else if (size == 1)
		rest = at[0];
	return mix(h ^ rest, k1);
}

static inline bool
is_same_path(const struct columns *c, uint32_t a, uint32_t b)
{
	const uint64_t size = c->first[a + 1] - c->first[a];
	const unsigned width = c->activity.width;
	const char *const codes = c->activity.codes;
	return size == c->first[b + 1] - c->first[b] &&
	       memcmp(codes + c->first[a] * width, codes + c->first[b] * width, size * width) == 0;
}

static void
slots_double(struct table *t)
{
	const uint64_t size = t->slots == NULL ? 1024 : 2 * (t->mask + 1);
	free(t->slots);
	t->slots = SCRATCH_ZERO(struct slot, size);
	t->mask = size - 1;
	for (uint32_t i = 0; i < t->items_n; i++) {
		uint64_t at = t->items[i].hash & t->mask;
		while (t->slots[at].number != 0)
			at = (at + 1) & t->mask;
		t->slots[at] = (struct slot){(uint32_t)(t->items[i].hash >> 32), i + 1};
	}
}

static uint32_t
item_add(struct table *t, uint64_t at, const struct path *path)
{
	if (t->items_n == t->room) {
		t->room = t->room == 0 ? 512 : t->room < UINT32_MAX / 2 ? 2 * t->room : UINT32_MAX;
		t->items = realloc(t->items, (size_t)t->room * sizeof *t->items);
		if (t->items == NULL)
			abort();
	}
	t->items[t->items_n] = *path;
	t->slots[at] = (struct slot){(uint32_t)(path->hash >> 32), ++t->items_n};
	if ((uint64_t)t->items_n * 2 > t->mask)
		slots_double(t);
	return t->items_n - 1;
}

/* Counts `path` into the table; the number it has there. */
static inline uint32_t
table_count(struct table *t, const struct path *path)
{
	const uint32_t tag = (uint32_t)(path->hash >> 32);
	uint64_t at = path->hash & t->mask;
	while (t->slots[at].number != 0) {
		if (t->slots[at].tag == tag) {
			struct path *item = &t->items[t->slots[at].number - 1];
			if (is_same_path(t->columns, item->journey, path->journey)) {
				item->journeys_n += path->journeys_n;
				return t->slots[at].number - 1;
			}
		}
		at = (at + 1) & t->mask;
	}
	return item_add(t, at, path);
}

static void
activities_note(uint8_t *seen, const struct column *activity, uint64_t from, uint64_t to)
{
	if (activity->width == 1) {
		const uint8_t *codes = activity->codes;
		for (uint64_t e = from; e < to; e++)
			seen[codes[e]] = 1;
		return;
	}
	for (uint64_t e = from; e < to; e++)
		seen[column_code(activity, e)] = 1;
}

static void
piece_find(void *shared, size_t piece)
{
	const struct work *work = shared;
	struct table *t = &work->tables[piece];
	const struct column activity = work->view->columns->activity;
	struct walk w;

	t->columns = work->view->columns;
	t->seen = SCRATCH_ZERO(uint8_t, activity.words.words_n + 1);
	slots_double(t);
	walk_begin(&w, work->view, piece, work->pieces_n);
	while (walk_next(&w)) {
		const unsigned char *codes = activity.codes;
		struct path path = {.journey = w.journey, .journeys_n = 1};
		path.hash = hash_of(
			codes + w.first * activity.width, (w.end - w.first) * activity.width);
		uint32_t number = table_count(t, &path);
		if (work->of_journey != NULL)
			work->of_journey[w.at - 1] = number;
		activities_note(t->seen, &activity, w.first, w.end);
	}
}

static void
piece_renumber(void *shared, size_t piece)
{
	const struct work *work = shared;
	const uint32_t *numbers = work->renumber[piece];
	struct walk w;

	walk_begin(&w, work->view, piece, work->pieces_n);
	for (uint64_t at = w.at; at < w.to; at++)
		work->of_journey[at] = numbers[work->of_journey[at]];
}

/* Adds the other pieces' tables to the first. */
static void
tables_merge(struct work *work)
{
	struct table *all = &work->tables[0];
	const uint64_t words_n = all->columns->activity.words.words_n;
	for (size_t piece = 0; piece < work->pieces_n; piece++) {
		struct table *t = &work->tables[piece];
		const uint32_t items_n =
			t->items_n; /* grows while the first is merged into itself */
		work->renumber[piece] = SCRATCH(uint32_t, items_n);
		for (uint32_t i = 0; i < items_n; i++)
			work->renumber[piece][i] = piece == 0 ? i : table_count(all, &t->items[i]);
		if (piece == 0)
			continue;
		for (uint64_t i = 0; i < words_n; i++)
			all->seen[i] |= t->seen[i];
		free(t->items);
		free(t->slots);
		free(t->seen);
	}
}

void
paths_find(struct paths *ret, const struct view *view, unsigned hands, bool of_journey)
{
	struct work work = {.view = view, .pieces_n = walk_pieces(view, hands, 1)};
	work.tables = SCRATCH_ZERO(struct table, work.pieces_n);
	work.renumber = SCRATCH_ZERO(uint32_t *, work.pieces_n);
	if (of_journey)
		work.of_journey = SCRATCH(uint32_t, view_journeys_n(view));
	crew_run(hands, work.pieces_n, piece_find, &work);
	tables_merge(&work);
	if (of_journey && work.pieces_n > 1)
		crew_run(hands, work.pieces_n, piece_renumber, &work);
	struct table *all = &work.tables[0];
	*ret = (struct paths){
		.items = all->items,
		.items_n = all->items_n,
		.of_journey = work.of_journey,
	};
	for (uint64_t i = 0; i < view->columns->activity.words.words_n; i++)
		ret->activities_n += all->seen[i];
	free(all->slots);
	free(all->seen);
	for (size_t piece = 0; piece < work.pieces_n; piece++)
		free(work.renumber[piece]);
	free(work.tables);
	free(work.renumber);
}

void
paths_finish(struct paths *p)
{
	free(p->items);
	free(p->of_journey);
	*p = (struct paths){0};
}
