/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Large memory for the length of one function: not zeroed, since every byte of it is written, and
 *in large pages where the system has them, since filling small ones would take longer than the
 *work.
 *
 *	ON_EXIT(scratch_guard) uint32_t *gaps = SCRATCH(uint32_t, n);
 */
#pragma once

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/attributes.h"

#define SCRATCH_PAGE ((size_t)1 << 21)

static inline void *
scratch_new(size_t n, size_t size)
{
	size_t bytes;
	if (__builtin_mul_overflow(n, size, &bytes) || bytes > SIZE_MAX - SCRATCH_PAGE)
		abort();
	void *at = NULL;
	if (bytes < 2 * SCRATCH_PAGE) {
		at = malloc(bytes > 0 ? bytes : 1);
	} else {
		bytes = (bytes + SCRATCH_PAGE - 1) / SCRATCH_PAGE * SCRATCH_PAGE;
		at = aligned_alloc(SCRATCH_PAGE, bytes);
		if (at != NULL)
			(void)madvise(at, bytes, MADV_HUGEPAGE); /* only advice */
	}
	if (at == NULL)
		abort();
	return at;
}

static inline void *
scratch_zeroed(size_t n, size_t size)
{
	void *at = scratch_new(n, size);
	memset(at, 0, n * size);
	return at;
}

#define SCRATCH(type, n)      ((type *)scratch_new((n), sizeof(type)))
#define SCRATCH_ZERO(type, n) ((type *)scratch_zeroed((n), sizeof(type)))

/* For ON_EXIT, of a pointer variable. */
static inline void
scratch_guard(void *variable)
{
	free(*(void **)variable);
}
