/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What will happen, in order of time; of equal times in the order in which it was made. The
 * simulator's agenda keeps the order; what there is to know of a happening lies in a slot, whose
 * number the agenda carries along.
 */
#include "demo/crowd.h"

#include <stdlib.h>

#define SLOT_BITS 24

void
crowd_put(struct crowd *crowd, struct happening h)
{
	uint32_t slot;

	if (crowd->free_n > 0) {
		slot = crowd->free_slots[--crowd->free_n];
	} else {
		slot = (uint32_t)crowd->slots_n;
		if (slot >> SLOT_BITS != 0)
			abort(); /* sixteen million things to come: somebody plans without end */
		(void)ARENA_PUSH(crowd->lasting, crowd->slots, crowd->slots_n, crowd->slots_room);
	}
	crowd->slots[slot] = h;
	agenda_put(
		&crowd->agenda, (struct agenda_entry){h.at_us, crowd->order++ << SLOT_BITS | slot});
}

struct happening
crowd_take(struct crowd *crowd)
{
	const struct agenda_entry first = agenda_take(&crowd->agenda);
	const uint32_t slot = (uint32_t)(first.what & ((1 << SLOT_BITS) - 1));

	*ARENA_PUSH(crowd->lasting, crowd->free_slots, crowd->free_n, crowd->free_room) = slot;
	return crowd->slots[slot];
}
