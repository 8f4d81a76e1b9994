/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A model while it is made: the time it plays in as quarter hours, and on them how many come of
 * each source and which counters are there. The scenario's changes are worked on this; then it is
 * written as the flat arrays that simulate reads. Private to improve/.
 */
#pragma once

#include "twin/fit_inside.h"
#include "map/map.h"

struct model_source {
	uint32_t service;
	int class_;
	double *rates; /* [arrivals_n]: customers in each quarter hour, were it all open */
};

struct model_counter {
	const char *name;
	const uint32_t *services;
	size_t services_n;
	bool *on; /* [steps_n] */
};

struct model_making {
	const struct fit_branch *fit;
	struct arena *arena;
	int64_t from_us, until_us;
	/* The quarter hours from from_us on, of which those up to until_us (arrivals_n) have
	 * arrivals. */
	int64_t grid_us;
	size_t steps_n, arrivals_n;
	const uint16_t *slots;
	const uint16_t *days;
	const float *open;
	size_t days_n;
	struct simulate_span *spans;
	size_t spans_n, spans_room;
	struct simulate_service *services;
	struct model_source *sources;
	size_t sources_n, sources_room;
	struct model_counter *counters;
	size_t counters_n, counters_room;
	struct queue_rules rules;
};

/* Works a scenario's changes on it, in their order. Faults: BAD_INPUT with the change's place and
 * what is wrong with it here. */
MUST_USE enum fault_code model_change(
	struct model_making *m, const struct scenario *scenario, struct fault *f);
