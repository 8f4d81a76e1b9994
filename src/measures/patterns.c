/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Patterns in a table with one place for each hash: first come, first kept. Most journeys of a
 * service go a few hundred ways, and those that most take come early.
 */
#include "measures/patterns.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "measures/roles.h"

#define SLOT_BITS 12
#define SLOTS	  (1u << SLOT_BITS)

static_assert(SLOTS == PASSAGES_ALIKE_MOST, "each slot has a number");

/* A passage by places; the two after the last event's stand for how far the log looks and for
 * none. */
struct item {
	uint8_t arrived, begun, ended, event, last_event, marked_event;
	uint8_t ending;
	bool is_mark;
	uint16_t moment;
	uint32_t mark;
};

struct pattern {
	uint32_t signs[PATTERN_EVENTS_MOST];
	size_t number; /* of its slot, from 1 */
	size_t events_n, items_n;
	struct item *items;
	uint32_t *times_n; /* of each moment */
	uint8_t closed;
	enum outcome outcome;
	bool has_compared; /* times with one another: ties make a difference */
};

static void *
checked(void *memory)
{
	if (memory == NULL)
		abort();
	return memory;
}

struct patterns *
patterns_new(const struct roles *roles)
{
	struct patterns *patterns = checked(malloc(sizeof *patterns));
	patterns->roles = roles;
	patterns->slots = checked(calloc(SLOTS, sizeof(struct pattern *)));
	return patterns;
}

void
patterns_free(struct patterns *patterns)
{
	if (patterns == NULL)
		return;
	for (size_t i = 0; i < SLOTS; i++) {
		struct pattern *pattern = patterns->slots[i];
		if (pattern == NULL)
			continue;
		free(pattern->items);
		free(pattern->times_n);
		free(pattern);
	}
	free(patterns->slots);
	free(patterns);
}

/* ---- Gathering ---- */

static ALWAYS_INLINE bool
gather(struct patterns *patterns, const struct walk *w, unsigned width)
{
	struct pattern_events *now = &patterns->now;
	const struct roles *r = patterns->roles;
	const void *const codes = w->columns->activity.codes;
	const int64_t *const times = w->columns->time_us;
	const uint32_t *const signs = r->signs;
	int64_t before_us = INT64_MIN;
	uint64_t hash = 0;
	size_t n = 0;
	bool is_ordered = true, is_strict = true;

	for (uint64_t e = w->first, end = w->end; e < end; e++) {
		uint32_t sign = signs[code_at(codes, width, e)];
		if (sign == SIGN_SILENT)
			continue;
		if (sign == SIGN_ALONE || n == PATTERN_EVENTS_MOST)
			return false;
		if (sign >= SIGN_NAMES_MOMENT)
			sign += column_code(r->live.moment, e);
		const int64_t at_us = times[e];
		is_ordered &= at_us >= before_us;
		is_strict &= at_us > before_us;
		before_us = at_us;
		now->signs[n] = sign;
		now->at_us[n] = at_us;
		now->events[n] = e;
		n++;
		hash = (hash ^ sign) * UINT64_C(0x9E3779B97F4A7C15);
	}
	now->n = n;
	now->hash = hash ^ hash >> 32;
	now->is_strict = is_strict;
	now->at_us[n] = r->last_us;
	now->at_us[n + 1] = TIME_NONE;
	now->events[n] = now->events[n + 1] = NO_EVENT;
	return is_ordered && before_us <= r->last_us;
}

bool
patterns_gather(struct patterns *patterns, const struct walk *w)
{
	switch (w->columns->activity.width) {
	case 1:
		return gather(patterns, w, 1);
	case 2:
		return gather(patterns, w, 2);
	default:
		return gather(patterns, w, 4);
	}
}

/* ---- Finding and keeping ---- */

static inline bool
is_like(const struct pattern *pattern, const struct pattern_events *now)
{
	if (pattern->events_n != now->n)
		return false;
	for (size_t i = 0; i < now->n; i++)
		if (pattern->signs[i] != now->signs[i])
			return false;
	return true;
}

struct pattern *
patterns_find(struct patterns *patterns, bool *ret_is_new)
{
	const struct pattern_events *now = &patterns->now;
	struct pattern **slot =
		&patterns->slots[now->hash * UINT64_C(0xD6E8FEB86659FD93) >> (64 - SLOT_BITS)];
	*ret_is_new = *slot == NULL;
	if (*slot != NULL)
		return is_like(*slot, now) ? *slot : NULL;
	struct pattern *pattern = checked(calloc(1, sizeof *pattern));
	pattern->number = (size_t)(slot - patterns->slots) + 1;
	pattern->events_n = now->n;
	memcpy(pattern->signs, now->signs, now->n * sizeof now->signs[0]);
	*slot = pattern;
	return pattern;
}

/* The place that was read as a time. */
static uint8_t
place_of(const struct pattern_events *now, int64_t at_us)
{
	return at_us == TIME_NONE ? (uint8_t)(now->n + 1) : (uint8_t)at_us;
}

static uint8_t
place_of_event(const struct pattern_events *now, uint64_t event)
{
	size_t place = 0;
	while (place < now->n && now->events[place] != event)
		place++;
	return (uint8_t)place; /* that of no event, when there is none */
}

void
pattern_keep(struct pattern *pattern, const struct patterns *patterns, const struct passages *p,
	bool has_compared)
{
	const struct pattern_events *now = &patterns->now;
	const size_t moments_n = p->cycle->moments_n;

	pattern->items = checked(malloc((p->n + 1) * sizeof *pattern->items));
	pattern->items_n = p->n;
	for (size_t i = 0; i < p->n; i++) {
		const struct passage *passage = &p->items[i];
		pattern->items[i] = (struct item){
			.arrived = place_of(now, passage->arrived_us),
			.begun = place_of(now, passage->begun_us),
			.ended = place_of(now, passage->ended_us),
			.event = place_of_event(now, passage->event),
			.last_event = place_of_event(now, passage->last_event),
			.marked_event = place_of_event(now, passage->marked_event),
			.ending = passage->ending,
			.is_mark = passage->is_mark,
			.moment = passage->moment,
			.mark = passage->mark,
		};
	}
	pattern->times_n = checked(malloc((moments_n + 1) * sizeof *pattern->times_n));
	memcpy(pattern->times_n, p->times_n, moments_n * sizeof *pattern->times_n);
	pattern->closed = place_of(now, p->closed_us);
	pattern->outcome = p->outcome;
	pattern->has_compared = has_compared;
}

bool
pattern_fill(const struct pattern *pattern, const struct patterns *patterns, struct passages *p)
{
	const struct pattern_events *now = &patterns->now;

	if (pattern->has_compared && !now->is_strict)
		return false;
	const size_t items_n = pattern->items_n;
	passages_room(p, items_n);
	struct passage *passage = p->items;
	for (const struct item *item = pattern->items; item < pattern->items + items_n; item++)
		*passage++ = (struct passage){
			.arrived_us = now->at_us[item->arrived],
			.begun_us = now->at_us[item->begun],
			.ended_us = now->at_us[item->ended],
			.event = now->events[item->event],
			.last_event = now->events[item->last_event],
			.marked_event = now->events[item->marked_event],
			.answer_event = NO_EVENT,
			.mark = item->mark,
			.moment = item->moment,
			.ending = item->ending,
			.is_mark = item->is_mark,
		};
	p->n = items_n;
	p->alike = pattern->number;
	p->times_n = pattern->times_n;
	p->closed_us = now->at_us[pattern->closed];
	p->outcome = pattern->outcome;
	return true;
}
