/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A branch that never closes, with many counters, on a store that outlives its programs: for tests
 * that kill, fill and race. One service, one cycle with standards; whoever finds a store empty sets
 * it up. A fault that nobody expects ends the program with its sentence.
 */
#pragma once

#include "service/asks.h"
#include "service/life.h"
#include "service/tickets.h"

#define HALL_COUNTERS_MOST 100

struct fault_hall {
	struct store *store;
	struct live_service *service;
	int64_t branch, wanted; /* what tickets are taken for */
	int64_t counters[HALL_COUNTERS_MOST];
	size_t counters_n;
};

/* Opens – and if the store is new, sets up with counters_n counters, all open – without threads.
 * most_bytes 0: as the disk allows. `setup` may be NULL. */
void fault_hall_open(struct fault_hall *h, const char *address, size_t counters_n,
	int64_t most_bytes, const struct service_setup *setup);
void fault_hall_close(struct fault_hall *h);

/* Ends the program with the fault's sentence unless the code is FAULT_NONE. */
void fault_hall_must(enum fault_code code, const struct fault *f);
/* Each gives the code; *ret_ticket of take and next. From any thread once it was started. */
enum fault_code fault_hall_take(struct fault_hall *h, int64_t *ret_ticket, struct fault *f);
enum fault_code fault_hall_next(
	struct fault_hall *h, int64_t counter, int64_t *ret_ticket, struct fault *f);
enum fault_code fault_hall_begin(struct fault_hall *h, int64_t ticket, struct fault *f);
enum fault_code fault_hall_finish(struct fault_hall *h, int64_t ticket, struct fault *f);
enum fault_code fault_hall_leave(struct fault_hall *h, int64_t ticket, struct fault *f);
/* Whom a counter has in front of it; 0: nobody. On reader 1. */
int64_t fault_hall_at(struct fault_hall *h, int64_t counter);
/* Ends the program when the store does not prove itself. */
void fault_hall_prove(struct fault_hall *h);
