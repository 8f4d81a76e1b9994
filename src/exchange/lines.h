/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines from a stream, without their end (LF or CRLF). A line longer than 1 MiB is passed over and
 * said to be too long, so memory stays bounded whatever comes.
 *
 * One thread. A line is borrowed until the next one.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"

#define LINE_MOST ((size_t)1 << 20)

/* Fills `into` with up to `size` bytes; 0 is the end. */
typedef size_t lines_read(void *who, char *into, size_t size);

struct lines {
	lines_read *read;
	void *who;
	struct arena *arena;
	char *buffer;
	size_t room, at, filled;
	uint64_t line; /* of the line given last; 1 … */
	bool is_at_end, is_in_long_line;
};

/* The buffer is in the arena: 64 KiB, more when a line is longer. */
void lines_init(struct lines *l, lines_read *read, void *who, struct arena *a);
/* False at the end. *ret_is_too_long: then *ret is the line's beginning. */
bool lines_next(struct lines *l, struct span *ret, bool *ret_is_too_long);
