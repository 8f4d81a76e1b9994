/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Offsets in the file are never used twice: it is as long as everything ever written, and as large
 * as what is still looked at, since an extent that nobody needs is punched out of it. Running out
 * of memory ends the process, as everywhere.
 */
#include "columns/sheet.h"

#include <assert.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/attributes.h"

#define PAGE ((uint64_t)65536) /* a multiple of every system's */

struct sheet_file {
	atomic_uint refs;
	int descriptor;
	uint64_t size;
};

struct sheet_extent {
	atomic_uint refs;
	struct sheet_file *file;
	uint64_t at, size;
};

static void *
checked(void *memory)
{
	if (memory == NULL || memory == MAP_FAILED)
		abort();
	return memory;
}

static uint64_t
pages(uint64_t bytes)
{
	return (bytes + PAGE - 1) / PAGE * PAGE;
}

/* ---- Files and extents ---- */

enum fault_code
sheet_file_new(struct sheet_file **ret, struct fault *f)
{
	const int descriptor = memfd_create("cykl-columns", MFD_CLOEXEC);

	if (descriptor < 0)
		return fault_errno(f, "no memory for columns");
	struct sheet_file *file = checked(calloc(1, sizeof *file));
	file->descriptor = descriptor;
	atomic_init(&file->refs, 1);
	*ret = file;
	return FAULT_NONE;
}

void
sheet_file_free(struct sheet_file *file)
{
	if (file == NULL || atomic_fetch_sub(&file->refs, 1) > 1)
		return;
	(void)close(file->descriptor); /* nothing is written behind it */
	free(file);
}

static struct sheet_extent *
extent_new(struct sheet_file *file, uint64_t size)
{
	struct sheet_extent *extent = checked(calloc(1, sizeof *extent));

	extent->file = file;
	extent->at = file->size;
	extent->size = size;
	atomic_init(&extent->refs, 1);
	atomic_fetch_add(&file->refs, 1);
	file->size += size;
	if (ftruncate(file->descriptor, (off_t)file->size) != 0)
		abort();
	return extent;
}

static void
extent_free(struct sheet_extent *extent)
{
	if (atomic_fetch_sub(&extent->refs, 1) > 1)
		return;
	/* When it fails, the memory is only given back later. */
	(void)fallocate(extent->file->descriptor, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
		(off_t)extent->at, (off_t)extent->size);
	sheet_file_free(extent->file);
	free(extent);
}

/* ---- Versions ---- */

struct sheet_version *
sheet_version_share(struct sheet_version *v)
{
	atomic_fetch_add(&v->refs, 1);
	return v;
}

void
sheet_version_free(struct sheet_version *v)
{
	if (v == NULL || atomic_fetch_sub(&v->refs, 1) > 1)
		return;
	(void)munmap(v->at, v->size); /* cannot fail on what was mapped */
	for (size_t i = 0; i < v->pieces_n; i++)
		extent_free(v->pieces[i].extent);
	free(v);
}

static struct sheet_version *
version_new(const struct sheet *s)
{
	struct sheet_version *v =
		checked(calloc(1, sizeof *v + (s->kept_n + 1) * sizeof v->pieces[0]));
	uint64_t at = 0;

	atomic_init(&v->refs, 1);
	for (size_t i = 0; i < s->kept_n; i++) {
		v->pieces[i] = s->version->pieces[i];
		atomic_fetch_add(&v->pieces[i].extent->refs, 1);
	}
	if (s->kept_n > 0)
		v->pieces[s->kept_n - 1].used = s->last_used;
	v->pieces[s->kept_n] = (struct sheet_piece){s->extent, s->fresh_size};
	v->pieces_n = s->kept_n + 1;
	v->size = (size_t)(s->begin + s->fresh_size);
	v->at = checked(
		mmap(NULL, v->size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
	for (size_t i = 0; i < v->pieces_n; i++) {
		const struct sheet_piece *piece = &v->pieces[i];

		(void)checked(mmap(v->at + at, (size_t)piece->used, PROT_READ,
			MAP_SHARED | MAP_FIXED, s->file->descriptor, (off_t)piece->extent->at));
		at += piece->used;
	}
	return v;
}

/* ---- Sheets ---- */

void
sheet_init(struct sheet *s, struct sheet_file *file, unsigned width)
{
	*s = (struct sheet){.file = file, .width = width};
}

void
sheet_finish(struct sheet *s)
{
	assert(s->fresh == NULL);
	sheet_version_free(s->version);
	s->version = NULL;
}

/* How much of the pieces stays: all before the byte, and then only pieces so much longer than what
 * is written that they are worth keeping apart. */
static void
kept_find(struct sheet *s, uint64_t from, uint64_t size)
{
	const struct sheet_version *v = s->version;
	uint64_t left = from / PAGE * PAGE;

	s->begin = 0;
	s->kept_n = 0;
	if (v == NULL || s->next_width != s->width)
		return;
	while (s->kept_n < v->pieces_n && left > 0) {
		s->last_used = v->pieces[s->kept_n].used < left ? v->pieces[s->kept_n].used : left;
		left -= s->last_used;
		s->begin += s->last_used;
		s->kept_n++;
	}
	while (s->kept_n > 0 && s->last_used < 2 * (size - s->begin)) {
		s->begin -= s->last_used;
		s->kept_n--;
		s->last_used = s->kept_n > 0 ? v->pieces[s->kept_n - 1].used : 0;
	}
}

void
sheet_begin(struct sheet *s, uint64_t from, uint64_t n, unsigned width)
{
	assert(s->fresh == NULL && from <= n && from <= s->n && width >= s->width);
	s->next_width = width;
	s->next_n = n;
	kept_find(s, from * width, n * width);
	s->fresh_size = pages(n * width - s->begin);
	if (s->fresh_size == 0)
		s->fresh_size = PAGE;
	s->extent = extent_new(s->file, s->fresh_size);
	s->fresh = checked(mmap(NULL, (size_t)s->fresh_size, PROT_READ | PROT_WRITE, MAP_SHARED,
		s->file->descriptor, (off_t)s->extent->at));
	const uint64_t first = s->begin / width;
	if (from > first)
		sheet_copy(s, first, first, from - first);
}

void
sheet_end(struct sheet *s)
{
	struct sheet_version *v = version_new(s);

	(void)munmap(s->fresh, (size_t)s->fresh_size); /* cannot fail on what was mapped */
	s->fresh = NULL;
	sheet_version_free(s->version);
	s->version = v;
	s->width = s->next_width;
	s->n = s->next_n;
}

void
sheet_copy(struct sheet *s, uint64_t to, uint64_t from, uint64_t n)
{
	if (n == 0)
		return;
	if (likely(s->width == s->next_width)) {
		memcpy(sheet_next(s, to), sheet_now(s, from), n * s->width);
		return;
	}
	for (uint64_t i = 0; i < n; i++) {
		const void *at = sheet_now(s, from + i);

		sheet_put(s, to + i, s->width == 1 ? *(const uint8_t *)at : *(const uint16_t *)at);
	}
}
