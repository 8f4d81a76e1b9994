/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Blocks in a list, newest first, each at least twice the last one's size up to a megabyte. A
 * rewind frees the blocks that are newer than the mark and clears what was used of the marked one,
 * so that memory is zero again when it is handed out. The debug build is the same code with one
 * allocation to a block.
 */
#include "base/arena.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_FIRST 4096
#define BLOCK_MOST  (1u << 20)
#define ALIGNMENT   16

struct block {
	struct block *older;
	size_t room, used;
	_Alignas(ALIGNMENT) unsigned char bytes[];
};

struct arena {
	struct block *newest;
	size_t limit, total, next_room;
};

struct arena *
arena_new(size_t limit)
{
	struct arena *a = calloc(1, sizeof *a);
	if (a == NULL)
		abort();
	a->limit = limit;
	a->next_room = BLOCK_FIRST;
	return a;
}

static void
newest_free(struct arena *a)
{
	struct block *block = a->newest;
	a->newest = block->older;
	a->total -= block->used;
	free(block);
}

void
arena_free(struct arena *a)
{
	if (a == NULL)
		return;
	while (a->newest != NULL)
		newest_free(a);
	free(a);
}

void
arena_guard(struct arena **a)
{
	arena_free(*a);
}

static void
block_add(struct arena *a, size_t size)
{
	size_t room = size;
#if !defined(ARENA_DEBUG)
	if (room < a->next_room)
		room = a->next_room;
	if (a->next_room < BLOCK_MOST)
		a->next_room *= 2;
#endif
	if (room > SIZE_MAX - sizeof(struct block))
		abort();
	struct block *block = calloc(1, sizeof *block + room);
	if (block == NULL)
		abort();
	block->older = a->newest;
	block->room = room;
	a->newest = block;
}

void *
arena_alloc(struct arena *a, size_t size)
{
#if defined(ARENA_DEBUG)
	block_add(a, size > 0 ? size : 1);
	a->newest->used = a->newest->room;
	a->total += a->newest->room;
	return a->newest->bytes;
#else
	if (size > SIZE_MAX - ALIGNMENT)
		abort();
	size = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
	if (a->newest == NULL || a->newest->room - a->newest->used < size)
		block_add(a, size);
	void *at = a->newest->bytes + a->newest->used;
	a->newest->used += size;
	a->total += size;
	return at;
#endif
}

void *
arena_array(struct arena *a, size_t n, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		abort();
	return arena_alloc(a, bytes);
}

char *
arena_text_n(struct arena *a, const char *at, size_t size)
{
	char *copy = arena_alloc(a, size + 1);
	if (size > 0)
		memcpy(copy, at, size);
	return copy;
}

char *
arena_text(struct arena *a, const char *text)
{
	return arena_text_n(a, text, strlen(text));
}

char *
arena_vprintf(struct arena *a, const char *format, va_list values)
{
	va_list again;

	va_copy(again, values);
	int length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	assert(length >= 0);
	char *text = arena_alloc(a, (size_t)length + 1);
	vsnprintf(text, (size_t)length + 1, format, values);
	return text;
}

char *
arena_printf(struct arena *a, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	char *text = arena_vprintf(a, format, values);
	va_end(values);
	return text;
}

void *
arena_grow(struct arena *a, void *items, size_t items_n, size_t *room, size_t size)
{
	if (items_n < *room)
		return items;
	size_t more = *room == 0 ? 8 : *room * 2;
	void *copy = arena_array(a, more, size);
	if (items_n > 0)
		memcpy(copy, items, items_n * size);
	*room = more;
	return copy;
}

struct arena_mark
arena_mark(const struct arena *a)
{
	return (struct arena_mark){
		.block = a->newest,
		.used = a->newest == NULL ? 0 : a->newest->used,
	};
}

void
arena_rewind(struct arena *a, struct arena_mark mark)
{
	/* The next block is as large as the one that goes: an arena that is rewound again and again
	 * must not ask for a larger one each time. */
	while (a->newest != mark.block) {
		newest_free(a);
		if (a->next_room > BLOCK_FIRST)
			a->next_room /= 2;
	}
	if (a->newest == NULL)
		return;
	assert(mark.used <= a->newest->used);
	size_t back = a->newest->used - mark.used;
	memset(a->newest->bytes + mark.used, 0, back);
	a->newest->used = mark.used;
	a->total -= back;
}

size_t
arena_used(const struct arena *a)
{
	return a->total;
}

bool
arena_is_full(const struct arena *a)
{
	return a->limit != ARENA_UNLIMITED && a->total > a->limit;
}
