/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names, each once, with a number from 0 upwards in the order of first sight: the attribute keys of
 * a log, its object types, the ids of its objects. A reader looks a name up for every event, so
 * this is a hash table with open addressing; about 20 bytes a name beside its letters.
 *
 * Lives in an arena; one thread.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"

#define NUMBERED_NONE UINT32_MAX

struct numbered {
	struct arena *arena; /* borrowed */
	struct span *names;
	uint32_t names_n;
	size_t room;
	uint32_t *slots; /* number + 1, 0 = free */
	size_t slots_n;	 /* a power of two, or 0 */
};

void numbered_init(struct numbered *n, struct arena *a);
/* The number of a name, given to it now if it is new; *ret_is_new may be NULL. The letters are
 * copied. */
uint32_t numbered_add(struct numbered *n, struct span name, bool *ret_is_new);
/* The number, or NUMBERED_NONE. */
uint32_t numbered_find(const struct numbered *n, struct span name);
