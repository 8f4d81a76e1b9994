/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a table of all possible pairs would be too large, each piece of the view collects the pairs
 * that occur in it; together, sorted, they are the numbering.
 */
#include "measures/pairs.h"

#include <stdlib.h>
#include <string.h>

#include "base/crew.h"
#include "measures/scratch.h"
#include "measures/walk.h"

#define COMPUTED_MOST 65536 /* pairs; a table of them fits a cache */

struct set {
	uint64_t *keys; /* key + 1; 0 = empty */
	uint64_t mask, n;
};

struct work {
	const struct view *view;
	size_t pieces_n;
	struct set *sets;
};

static void set_add(struct set *s, uint64_t key);

static void
set_double(struct set *s)
{
	struct set old = *s;
	const uint64_t size = old.keys == NULL ? 1024 : 2 * (old.mask + 1);
	*s = (struct set){.keys = SCRATCH_ZERO(uint64_t, size), .mask = size - 1};
	for (uint64_t i = 0; old.keys != NULL && i <= old.mask; i++)
		if (old.keys[i] != 0)
			set_add(s, old.keys[i] - 1);
	free(old.keys);
}

static void
set_add(struct set *s, uint64_t key)
{
	uint64_t at = pairs_hash(key) & s->mask;
	while (s->keys[at] != 0) {
		if (s->keys[at] == key + 1)
			return;
		at = (at + 1) & s->mask;
	}
	s->keys[at] = key + 1;
	if (++s->n * 2 > s->mask)
		set_double(s);
}

static void
piece_collect(void *shared, size_t piece)
{
	const struct work *work = shared;
	const struct column *activity = &work->view->columns->activity;
	struct set *set = &work->sets[piece];
	struct walk w;

	set_double(set);
	walk_begin(&w, work->view, piece, work->pieces_n);
	while (walk_next(&w)) {
		for (size_t i = 0; i < w.events_n; i++) {
			uint64_t e = walk_event(&w, i);
			if (e + 1 < w.end)
				set_add(set, (uint64_t)column_code(activity, e) << 32 |
						     column_code(activity, e + 1));
		}
	}
}

static int
key_compare(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

/* The keys of all sets, ascending, each once. */
static void
sets_merge(struct pairs *p, struct work *work)
{
	uint64_t n = 0;
	for (size_t i = 0; i < work->pieces_n; i++)
		n += work->sets[i].n;
	p->keys = SCRATCH(uint64_t, n);
	n = 0;
	for (size_t i = 0; i < work->pieces_n; i++) {
		for (uint64_t k = 0; k <= work->sets[i].mask; k++)
			if (work->sets[i].keys[k] != 0)
				p->keys[n++] = work->sets[i].keys[k] - 1;
		free(work->sets[i].keys);
	}
	qsort(p->keys, n, sizeof *p->keys, key_compare);
	for (uint64_t i = 0; i < n; i++)
		if (i == 0 || p->keys[i] != p->keys[i - 1])
			p->keys[p->n++] = p->keys[i];
}

void
pairs_find(struct pairs *ret, const struct view *view, unsigned hands)
{
	const uint64_t activities_n = view->columns->activity.words.words_n;
	*ret = (struct pairs){.activities_n = activities_n};
	if (activities_n * activities_n <= COMPUTED_MOST) {
		ret->n = activities_n * activities_n;
		return;
	}
	struct work work = {.view = view, .pieces_n = walk_pieces(view, hands, 1)};
	work.sets = SCRATCH_ZERO(struct set, work.pieces_n);
	crew_run(hands, work.pieces_n, piece_collect, &work);
	sets_merge(ret, &work);
	free(work.sets);
	ret->mask = 1024;
	while (ret->mask < 2 * ret->n)
		ret->mask *= 2;
	ret->mask--;
	ret->slots = SCRATCH_ZERO(uint32_t, ret->mask + 1);
	for (uint64_t i = 0; i < ret->n; i++) {
		uint64_t at = pairs_hash(ret->keys[i]) & ret->mask;
		while (ret->slots[at] != 0)
			at = (at + 1) & ret->mask;
		ret->slots[at] = (uint32_t)i + 1;
	}
}

void
pairs_finish(struct pairs *p)
{
	free(p->keys);
	free(p->slots);
	*p = (struct pairs){0};
}
