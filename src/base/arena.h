/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An arena holds everything of one lifetime – a request, a loaded map, one measure – and is freed
 * whole. Memory comes zeroed. Running out of memory ends the process (the journal makes that safe);
 * reaching the arena's own limit does not: the allocation still succeeds and arena_is_full() is
 * true from then on, so a loop over somebody's input asks once per item and gives TOO_BIG.
 *
 *	const struct arena_mark mark = arena_mark(a);
 *	… scratch work …
 *	arena_rewind(a, mark);
 *
 * Built with -Darena_debug=true each allocation has its own malloc, so that ASan sees overruns and
 * use after a rewind.
 *
 * Owned by whoever called arena_new; one thread at a time.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdarg.h>

#include "base/attributes.h"

struct arena;

struct arena_mark {
	void *block;
	size_t used;
};

#define ARENA_UNLIMITED ((size_t)0)

/* limit: bytes after which the arena is full, or ARENA_UNLIMITED. */
struct arena *arena_new(size_t limit);
void arena_free(struct arena *a);
/* For ON_EXIT. */
void arena_guard(struct arena **a);

/* Zeroed, aligned for any type; size 0 is fine. Never NULL. */
void *arena_alloc(struct arena *a, size_t size);
/* n × size, checked for overflow. */
void *arena_array(struct arena *a, size_t n, size_t size);
#define ARENA_NEW(a, type)	((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, n) ((type *)arena_array((a), (n), sizeof(type)))

char *arena_text(struct arena *a, const char *text);
char *arena_text_n(struct arena *a, const char *at, size_t size);
char *arena_printf(struct arena *a, const char *format, ...) PRINTF_LIKE(2, 3);
char *arena_vprintf(struct arena *a, const char *format, va_list values) PRINTF_LIKE(2, 0);

/* Doubles a growing array: returns a place for one more element; updates *items and *room. */
void *arena_grow(struct arena *a, void *items, size_t items_n, size_t *room, size_t size);
#define ARENA_PUSH(a, items, items_n, room)                                                        \
	((items) = arena_grow((a), (items), (items_n), &(room), sizeof *(items)),                  \
		&(items)[(items_n)++])

struct arena_mark arena_mark(const struct arena *a);
void arena_rewind(struct arena *a, struct arena_mark mark);

size_t arena_used(const struct arena *a);
bool arena_is_full(const struct arena *a);
