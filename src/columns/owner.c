/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A list of pieces. A piece of at least a quarter of a megabyte is mapped, so that it goes back to
 * the system when it is freed; large ones ask for huge pages, since taking memory page by page is
 * a good part of the work of building columns. Running out of memory ends the process.
 */
#include "columns/owner.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define MAPPED_FROM (256u << 10)
#define HUGE_FROM   (4u << 20)

struct piece {
	struct piece *next;
	void *at;
	size_t size;
	bool is_mapped;
	void (*let_go)(void *thing); /* of a thing that is more than memory, or NULL */
};

struct columns_owner {
	atomic_uint others; /* who share it beside the first */
	struct piece *pieces;
	size_t memory;
	struct file_map map;
};

void *
pages_new(size_t size)
{
	void *at = mmap(NULL, size > 0 ? size : 1, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (at == MAP_FAILED)
		abort();
	if (size >= HUGE_FROM)
		(void)madvise(at, size, MADV_HUGEPAGE); /* an older kernel goes on without */
	return at;
}

void
pages_free(void *at, size_t size)
{
	if (at != NULL)
		munmap(at, size > 0 ? size : 1);
}

struct columns_owner *
owner_new(void)
{
	struct columns_owner *o = calloc(1, sizeof *o);
	if (o == NULL)
		abort();
	return o;
}

void
owner_share(struct columns_owner *o)
{
	atomic_fetch_add(&o->others, 1);
}

void
owner_free(struct columns_owner *o)
{
	if (o == NULL || atomic_fetch_sub(&o->others, 1) > 0)
		return;
	while (o->pieces != NULL) {
		struct piece *piece = o->pieces;
		o->pieces = piece->next;
		if (piece->let_go != NULL)
			piece->let_go(piece->at);
		else if (piece->is_mapped)
			pages_free(piece->at, piece->size);
		else
			free(piece->at);
		free(piece);
	}
	if (o->map.mapped != NULL)
		file_map_close(&o->map);
	free(o);
}

static void
piece_add(struct columns_owner *o, void *at, size_t size, bool is_mapped)
{
	struct piece *piece = malloc(sizeof *piece);
	if (piece == NULL)
		abort();
	*piece = (struct piece){.next = o->pieces, .at = at, .size = size, .is_mapped = is_mapped};
	o->pieces = piece;
	o->memory += size;
}

void *
owner_array(struct columns_owner *o, size_t n, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		abort();
	bool is_mapped = bytes >= MAPPED_FROM;
	void *at = is_mapped ? pages_new(bytes) : calloc(1, bytes > 0 ? bytes : 1);
	if (at == NULL)
		abort();
	piece_add(o, at, bytes, is_mapped);
	return at;
}

void
owner_take(struct columns_owner *o, void *memory, size_t size)
{
	if (memory != NULL)
		piece_add(o, memory, size, false);
}

void
owner_take_thing(struct columns_owner *o, void (*let_go)(void *thing), void *thing, size_t size)
{
	piece_add(o, thing, size, false);
	o->pieces->let_go = let_go;
}

char *
owner_text(struct columns_owner *o, const char *text)
{
	size_t size = strlen(text) + 1;
	return memcpy(owner_array(o, size, 1), text, size);
}

void
owner_take_map(struct columns_owner *o, struct file_map map)
{
	o->map = map;
}

size_t
owner_memory(const struct columns_owner *o)
{
	return o->memory;
}
