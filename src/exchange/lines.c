/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One buffer. What is left of a piece moves to the front when more is needed; a line that fills it
 * doubles it, up to the longest line.
 */
#include "exchange/lines.h"

#define ROOM_FIRST ((size_t)64 << 10)

/* Reads more behind what is there; false at the end of the stream. */
static bool
refill(struct lines *l)
{
	if (l->is_at_end)
		return false;
	if (l->at > 0) {
		memmove(l->buffer, l->buffer + l->at, l->filled - l->at);
		l->filled -= l->at;
		l->at = 0;
	}

	if (l->filled == l->room && l->room < LINE_MOST) {
		char *wider = arena_alloc(l->arena, l->room * 2);

		memcpy(wider, l->buffer, l->filled);
		l->buffer = wider;
		l->room *= 2;
	}

	const size_t n = l->read(l->who, l->buffer + l->filled, l->room - l->filled);

	l->is_at_end = n == 0;
	l->filled += n;
	return n > 0;
}

/* Passes over the rest of a line that has filled the buffer. */
static void
pass_over(struct lines *l)
{
	const char *end;

	l->is_in_long_line = false;
	do {
		l->at = l->filled;
		if (!refill(l))
			return;
		end = memchr(l->buffer, '\n', l->filled);
	} while (end == NULL);
	l->at = (size_t)(end - l->buffer) + 1;
}

void
lines_init(struct lines *l, lines_read *read, void *who, struct arena *a)
{
	*l = (struct lines){.read = read, .who = who, .arena = a, .room = ROOM_FIRST};
	l->buffer = arena_alloc(a, ROOM_FIRST);
}

bool
lines_next(struct lines *l, struct span *ret, bool *ret_is_too_long)
{
	size_t seen = 0;
	const char *end = NULL;

	if (l->is_in_long_line)
		pass_over(l);
	*ret_is_too_long = false;
	for (;;) {
		const size_t n = l->filled - l->at;

		end = n > seen ? memchr(l->buffer + l->at + seen, '\n', n - seen) : NULL;
		if (end != NULL || l->filled - l->at == LINE_MOST)
			break;
		seen = n;
		if (!refill(l)) {
			if (n == 0)
				return false;
			break;
		}
	}
	l->line++;

	const size_t size = end != NULL ? (size_t)(end - (l->buffer + l->at)) : l->filled - l->at;

	*ret = (struct span){l->buffer + l->at, size};
	if (end == NULL && size == LINE_MOST) {
		*ret_is_too_long = l->is_in_long_line = true;
		return true;
	}
	l->at += size + (end != NULL);
	if (size > 0 && ret->at[size - 1] == '\r')
		ret->size--;
	return true;
}
