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

#define BATCH 32 /* journeys */

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
	/* The codes of the paths one after another, path i's from begins[i] to begins[i + 1]: near
	 * each other, unlike the journeys that they come from. */
	unsigned char *codes;
	size_t *begins;
	size_t codes_room;
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

/* Bytes that are mostly few: eight at a time, the last eight again. */
static inline bool
is_same(const unsigned char *a, const unsigned char *b, size_t size)
{
	if (size < 8)
		return memcmp(a, b, size) == 0;
	for (size_t i = 0; i + 8 < size; i += 8)
		if (load(a + i, 8) != load(b + i, 8))
			return false;
	return load(a + size - 8, 8) == load(b + size - 8, 8);
}

static inline const unsigned char *
codes_of(const struct columns *c, uint32_t journey, size_t *ret_size)
{
	const unsigned width = c->activity.width;
	*ret_size = (size_t)(c->first[journey + 1] - c->first[journey]) * width;
	return (const unsigned char *)c->activity.codes + c->first[journey] * width;
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

static void *
checked(void *memory)
{
	if (memory == NULL)
		abort();
	return memory;
}

static void
item_room(struct table *t, size_t size)
{
	if (t->items_n == t->room) {
		t->room = t->room == 0 ? 512 : t->room < UINT32_MAX / 2 ? 2 * t->room : UINT32_MAX;
		t->items = checked(realloc(t->items, (size_t)t->room * sizeof *t->items));
		t->begins = checked(realloc(t->begins, ((size_t)t->room + 1) * sizeof *t->begins));
	}
	if (t->items_n == 0)
		t->begins[0] = 0;
	const size_t needed = t->begins[t->items_n] + size;
	if (needed > t->codes_room) {
		t->codes_room = needed > 2 * t->codes_room ? needed + 4096 : 2 * t->codes_room;
		t->codes = checked(realloc(t->codes, t->codes_room));
	}
}

static uint32_t
item_add(struct table *t, uint64_t at, const struct path *path)
{
	const struct column *activity = &t->columns->activity;
	size_t size;
	const unsigned char *codes = codes_of(t->columns, path->journey, &size);
	item_room(t, size);
	const uint32_t number = t->items_n++;
	t->items[number] = *path;
	memcpy(t->codes + t->begins[number], codes, size);
	t->begins[number + 1] = t->begins[number] + size;
	t->slots[at] = (struct slot){(uint32_t)(path->hash >> 32), number + 1};
	const uint64_t first = t->columns->first[path->journey];
	for (uint64_t i = 0; i < size / activity->width; i++)
		t->seen[column_code(activity, first + i)] = 1;
	if ((uint64_t)t->items_n * 2 > t->mask)
		slots_double(t);
	return number;
}

/* Counts `path` into the table; the number it has there. */
static inline uint32_t
table_count(struct table *t, const struct path *path)
{
	const uint32_t tag = (uint32_t)(path->hash >> 32);
	size_t size;
	const unsigned char *codes = codes_of(t->columns, path->journey, &size);
	uint64_t at = path->hash & t->mask;
	while (t->slots[at].number != 0) {
		const uint32_t number = t->slots[at].number - 1;
		if (t->slots[at].tag == tag && t->begins[number + 1] - t->begins[number] == size &&
			is_same(t->codes + t->begins[number], codes, size)) {
			t->items[number].journeys_n += path->journeys_n;
			return number;
		}
		at = (at + 1) & t->mask;
	}
	return item_add(t, at, path);
}

/* Brings the slot's path near, when there is one. */
static inline void
path_prefetch(const struct table *t, uint64_t hash)
{
	const struct slot slot = t->slots[hash & t->mask];
	if (slot.number == 0)
		return;
	__builtin_prefetch(&t->items[slot.number - 1]);
	__builtin_prefetch(&t->begins[slot.number - 1]);
}

/* Journeys in batches, so that the memory of one is on its way while another is looked at. */
static void
piece_find(void *shared, size_t piece)
{
	const struct work *work = shared;
	struct table *t = &work->tables[piece];
	struct path batch[BATCH];
	size_t batch_n;
	struct walk w;

	t->columns = work->view->columns;
	t->seen = SCRATCH_ZERO(uint8_t, t->columns->activity.words.words_n + 1);
	slots_double(t);
	walk_begin(&w, work->view, piece, work->pieces_n);
	do {
		const uint64_t position = w.at;
		for (batch_n = 0; batch_n < BATCH && walk_next(&w); batch_n++) {
			size_t size;
			const unsigned char *codes = codes_of(t->columns, w.journey, &size);
			batch[batch_n] = (struct path){
				.hash = hash_of(codes, size),
				.journey = w.journey,
				.journeys_n = 1,
			};
			__builtin_prefetch(&t->slots[batch[batch_n].hash & t->mask]);
		}
		for (size_t i = 0; i < batch_n; i++)
			path_prefetch(t, batch[i].hash);
		for (size_t i = 0; i < batch_n; i++) {
			const uint32_t number = table_count(t, &batch[i]);
			if (work->of_journey != NULL)
				work->of_journey[position + i] = number;
		}
	} while (batch_n == BATCH);
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

/* Frees all but the paths. */
static void
table_finish(struct table *t)
{
	free(t->slots);
	free(t->seen);
	free(t->codes);
	free(t->begins);
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
		table_finish(t);
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
	table_finish(all);
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
