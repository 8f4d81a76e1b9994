/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Durations and waits collected one by one, by each piece of a view for itself, then joined. What
 * is made of them does not depend on their order.
 */
#pragma once

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "measures/incidence.h"

/* Doubles the room of a heap array that is full. */
static inline void *
values_grow(void *items, size_t n, size_t *room, size_t size)
{
	if (n < *room)
		return items;
	*room = *room == 0 ? 64 : 2 * *room;
	items = reallocarray(items, *room, size);
	if (items == NULL)
		abort();
	return items;
}

/* Adds n further items to a heap array of *items_n. */
static inline void *
values_append(void *items, size_t *items_n, size_t *room, const void *more, size_t n, size_t size)
{
	if (*items_n + n > *room) {
		*room = *items_n + n;
		items = reallocarray(items, *room, size);
		if (items == NULL)
			abort();
	}
	if (n > 0)
		memcpy((char *)items + *items_n * size, more, n * size);
	*items_n += n;
	return items;
}

/* Room for n further items. */
static inline void *
values_room(void *items, size_t items_n, size_t *room, size_t n, size_t size)
{
	if (items_n + n <= *room)
		return items;
	*room = 2 * *room > items_n + n ? 2 * *room : items_n + n + 64;
	items = reallocarray(items, *room, size);
	if (items == NULL)
		abort();
	return items;
}

struct values {
	int64_t *at;
	size_t n, room;
};

static inline void
values_add(struct values *v, const int64_t *more, size_t n)
{
	v->at = values_room(v->at, v->n, &v->room, n, sizeof *v->at);
	for (size_t i = 0; i < n; i++)
		v->at[v->n + i] = more[i];
	v->n += n;
}

/* Moves all of `from` to the end of `to`. */
static inline void
values_join(struct values *to, struct values *from)
{
	to->at = values_append(to->at, &to->n, &to->room, from->at, from->n, sizeof *to->at);
	free(from->at);
	*from = (struct values){0};
}

/* Waits as keys (incidence.h). */
struct waits {
	uint64_t *keys;
	size_t n, room;
	uint64_t called_n, left_n, open_n;
};

static inline void
waits_add(struct waits *w, const int64_t *us, size_t n, enum wait_end end)
{
	w->keys = values_room(w->keys, w->n, &w->room, n, sizeof *w->keys);
	for (size_t i = 0; i < n; i++)
		w->keys[w->n + i] = wait_key(us[i], end);
	w->n += n;
	w->called_n += end == WAIT_CALLED ? n : 0;
	w->left_n += end == WAIT_LEFT ? n : 0;
	w->open_n += end == WAIT_OPEN ? n : 0;
}

/* Puts them in order; each piece does that for its own. */
void waits_sort(struct waits *w);
/* Moves all of `from` into `to`; both are in order. */
void waits_join(struct waits *to, struct waits *from);
