/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The part of a log that somebody asked for: from/to and where choose journeys or events, by parts
 * what was chosen into groups.
 */
#pragma once

#include "measures/measures.h"

/* A list of journeys or of events, or everything. */
struct choice {
	bool is_all, is_events;
	uint32_t *journeys;
	uint64_t *events;
	uint64_t n;
};

/* Applies from, to and where. as_events: a list of events even when whole journeys are chosen.
 * notes: says there what no event has. Faults: BAD_INPUT for unknown dimensions and impossible
 * values. */
MUST_USE enum fault_code choice_make(struct choice *ret, const struct columns *c,
	const struct measure_options *options, bool as_events, struct frame *notes,
	struct fault *f);
void choice_finish(struct choice *choice);
/* The i-th thing's event: itself, or the journey's first. */
uint64_t choice_event(const struct choice *choice, const struct columns *c, uint64_t i);
/* The view of things number begin … begin + n − 1 of a choice that is a list, or of all. */
struct view choice_view(
	const struct choice *choice, const struct columns *c, uint64_t begin, uint64_t n);

struct group {
	uint64_t begin, n; /* its things, once groups_make has put them side by side */
	uint32_t keys[MEASURE_BY_MOST];
};

struct dimension;
/* Parts a choice: its things are put group by group, in their old order within each. Groups come in
 * the order of their values. *ret is heap memory. Faults: TOO_BIG over MEASURE_GROUPS_MOST. */
MUST_USE enum fault_code groups_make(struct group **ret, size_t *ret_n, struct choice *choice,
	const struct columns *c, const struct dimension *by, size_t by_n, unsigned hands,
	struct fault *f);
