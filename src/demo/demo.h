/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * People who are not there: seeded customers who come, wait, lose patience, are served, answer or
 * do not, and staff who open their counters, call, greet, mark moments, take a break, finish. All
 * they do are the service's own commands, so a store that they filled is like any other.
 *
 *	crowd_new → crowd_run(…, until) again and again, at any speed → crowd_free
 *
 * Before service_start the crowd tells the time of each command (weeks in seconds); after it,
 *commands happen when they are given. One thread's.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "service/service.h"
#include "simulate/simulate.h"

struct crowd;

struct crowd_setup {
	struct live_service *service;
	struct store *store; /* the service's */
	unsigned reader;     /* of the store, nobody else's while the crowd lives */
	uint64_t seed;
	int64_t from_us; /* the first customers come after this */
	double busy;	 /* the share of the counters' time that customers take; 0 = 0.75 */
	/* A branch that is left to somebody else from a time on: few come, and who serves there
	 * finishes and goes. 0: none. */
	int64_t spared, spared_from_us;
};

/* Takes staff on for every counter and sits down to wait. */
MUST_USE enum fault_code crowd_new(
	struct crowd **ret, const struct crowd_setup *setup, struct fault *f);
void crowd_free(struct crowd *crowd);
/* Does all that happens until then. is_live: the service has been started. */
MUST_USE enum fault_code crowd_run(
	struct crowd *crowd, int64_t until_us, bool is_live, struct fault *f);
/* When somebody does something next. */
int64_t crowd_next_us(struct crowd *crowd);

/* What the crowd of a branch lives by, between two times, as a model to simulate. With the wish and
 * between a midnight (or the beginning) and the next, these are the crowd's very customers: they
 * come at the same moments with the same durations and patience. Lives in `a`; false: no such
 * branch. */
bool crowd_model(struct simulate_model *ret, struct simulate_wish *ret_wish,
	const struct crowd *crowd, int64_t branch, int64_t from_us, int64_t until_us,
	struct arena *a);

struct crowd_count {
	uint64_t commands_n, customers_n, refused_n;
};
struct crowd_count crowd_counted(const struct crowd *crowd);
