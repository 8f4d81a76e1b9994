/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Journeys in which the same happened in the same order have the same passages, only at other
 * times. A pattern is such a reading with places in place of times: 0 is the first event that means
 * something to the map, n stands for how far the log looks. It is made by reading the journey with
 * these places for times, and then filled with the times of each journey that is like it.
 *
 * The first journeys to come have their patterns kept; whatever finds no room is read event by
 * event. Private to passage.c. One piece's thread owns its patterns.
 */
#pragma once

#include "measures/passage.h"

#define PATTERN_EVENTS_MOST 48

/* The events of one journey that mean something, each with what makes it different to the map. */
struct pattern_events {
	size_t n;
	uint64_t hash;
	bool is_strict; /* no two of them at the same time */
	uint32_t signs[PATTERN_EVENTS_MOST];
	/* After the last event: how far the log looks; no time, and no event. */
	int64_t at_us[PATTERN_EVENTS_MOST + 2];
	uint64_t events[PATTERN_EVENTS_MOST + 2];
};

struct pattern;

struct patterns {
	const struct roles *roles;
	struct pattern **slots;
	struct pattern_events now;
};

struct patterns *patterns_new(const struct roles *roles);
void patterns_free(struct patterns *patterns);
/* Gathers the events where the walk is. False when they are too many, out of order, or differ in
 * more than an activity and a moment's name: then the journey has no pattern. */
bool patterns_gather(struct patterns *patterns, const struct walk *w);
/* The pattern of what was gathered; with *ret_is_new one that waits for pattern_keep. NULL when
 * there is no room. */
struct pattern *patterns_find(struct patterns *patterns, bool *ret_is_new);
/* Keeps what was read with places for times: the passages, and how they were come by. */
void pattern_keep(struct pattern *pattern, const struct patterns *patterns,
	const struct passages *p, bool has_compared);
/* Fills p with the pattern's passages at the times that were gathered. False when the pattern hangs
 * on the order of events that are at the same time here. */
bool pattern_fill(
	const struct pattern *pattern, const struct patterns *patterns, struct passages *p);
