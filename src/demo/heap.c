/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What will happen, as a heap: the soonest is on top. */
#include <stdlib.h>

#include "demo/crowd.h"

static bool
is_before(const struct happening *a, const struct happening *b)
{
	return a->at_us != b->at_us ? a->at_us < b->at_us : a->order < b->order;
}

void
crowd_put(struct crowd *crowd, struct happening h)
{
	size_t at = crowd->heap_n++;

	if (crowd->heap_n > crowd->heap_room) {
		crowd->heap_room = 2 * crowd->heap_n + 64;
		crowd->heap = realloc(crowd->heap, crowd->heap_room * sizeof *crowd->heap);
		if (crowd->heap == NULL)
			abort();
	}
	h.order = crowd->order++;
	for (; at > 0 && is_before(&h, &crowd->heap[(at - 1) / 2]); at = (at - 1) / 2)
		crowd->heap[at] = crowd->heap[(at - 1) / 2];
	crowd->heap[at] = h;
}

struct happening
crowd_take(struct crowd *crowd)
{
	const struct happening first = crowd->heap[0], last = crowd->heap[--crowd->heap_n];
	size_t at = 0;

	for (size_t child; (child = 2 * at + 1) < crowd->heap_n; at = child) {
		if (child + 1 < crowd->heap_n &&
			is_before(&crowd->heap[child + 1], &crowd->heap[child]))
			child++;
		if (!is_before(&crowd->heap[child], &last))
			break;
		crowd->heap[at] = crowd->heap[child];
	}
	crowd->heap[at] = last;
	return first;
}
