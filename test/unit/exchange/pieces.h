/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A text as a stream that comes in small pieces: what reads it must not care where they are cut.
 */
#pragma once

#include <string.h>

#include "base/text.h"

struct pieces {
	struct span left;
	size_t piece; /* bytes a time */
};

static inline size_t
read_piece(void *who, char *into, size_t size)
{
	struct pieces *p = who;
	size_t n = p->piece < size ? p->piece : size;

	n = n < p->left.size ? n : p->left.size;
	memcpy(into, p->left.at, n);
	p->left.at += n;
	p->left.size -= n;
	return n;
}
