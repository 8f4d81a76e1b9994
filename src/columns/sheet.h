/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A long array that is written anew from some element on, while readers keep what they have: each
 * version is a mapping of its own, and versions share the memory before the place of change. The
 * memory is a file that exists nowhere but here (memfd), cut into extents of whole pages; a version
 * lays extents side by side, so that its readers see one array.
 *
 *	version 1   [ extent a ··············· ][ b ····· ]
 *	version 2   [ extent a ··············· ][ b · ][ c ···· ]      b and what followed changed
 *
 * Extents get shorter from the front to the end, at least by half; when a new one would be longer
 * than that, it takes in its neighbours. So there are few, and changing the end of an array costs
 * the end of it, times a logarithm.
 *
 * Private to columns/. One thread writes; versions are let go of by any.
 */
#pragma once

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

struct sheet_file; /* shared by sheets and their versions */
struct sheet_extent;

struct sheet_version {
	atomic_uint refs;
	char *at;
	size_t size;
	size_t pieces_n;
	struct sheet_piece {
		struct sheet_extent *extent;
		uint64_t used; /* bytes from its beginning */
	} pieces[];
};

struct sheet {
	struct sheet_file *file;
	unsigned width; /* bytes an element: 1, 2, 4 or 8 */
	uint64_t n;
	struct sheet_version *version;
	/* While it is written, from byte `begin` of the next version on: */
	char *fresh;
	uint64_t begin, fresh_size, next_n;
	size_t kept_n;
	uint64_t last_used; /* of the last piece that is kept */
	struct sheet_extent *extent;
	unsigned next_width;
};

/* Faults: BROKEN when the system has no such files. */
MUST_USE enum fault_code sheet_file_new(struct sheet_file **ret, struct fault *f);
void sheet_file_free(struct sheet_file *file);

void sheet_init(struct sheet *s, struct sheet_file *file, unsigned width);
void sheet_finish(struct sheet *s);

/* Begins the next version: of n elements, of which those before `from` stay; the others are the
 * caller's to write. `width` may grow, and then elements are made wider. */
void sheet_begin(struct sheet *s, uint64_t from, uint64_t n, unsigned width);
/* The next version becomes the one that is. */
void sheet_end(struct sheet *s);

struct sheet_version *sheet_version_share(struct sheet_version *v);
void sheet_version_free(struct sheet_version *v);

/* Element e of the next version. */
static inline void *
sheet_next(const struct sheet *s, uint64_t e)
{
	return s->fresh + (e * s->next_width - s->begin);
}

/* Element e of the version that is. */
static inline const void *
sheet_now(const struct sheet *s, uint64_t e)
{
	return s->version->at + e * s->width;
}

/* n elements of the version that is go into the next one. */
void sheet_copy(struct sheet *s, uint64_t to, uint64_t from, uint64_t n);

/* An unsigned element of the next version. */
static inline void
sheet_put(struct sheet *s, uint64_t e, uint32_t value)
{
	void *at = sheet_next(s, e);

	if (s->next_width == 1)
		*(uint8_t *)at = (uint8_t)value;
	else if (s->next_width == 2)
		*(uint16_t *)at = (uint16_t)value;
	else
		*(uint32_t *)at = value;
}

static inline uint32_t
sheet_get_next(const struct sheet *s, uint64_t e)
{
	const void *at = sheet_next(s, e);

	return s->next_width == 1   ? *(const uint8_t *)at
	       : s->next_width == 2 ? *(const uint16_t *)at
				    : *(const uint32_t *)at;
}
