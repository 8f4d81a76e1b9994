/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A small service for tests of what runs commands: three branches that are always there, and
 * commands that do just enough to be told apart. Real houses and queues have tests of their own.
 *
 *	ticket.take    an id, an event, a label, a secret         in its branch
 *	ticket.leave   writes an event, then says CONFLICT
 *	ticket.hold    writes an event, says CONFLICT, and keeps the event
 *	department.add changes the house
 *	answer.give    wants more memory than any request has
 */
#pragma once

#include "../store/place.h"
#include "service/life.h"

#define STAND_IN_BRANCHES 3

/* Opens p->store (unless it is open) and a service of it, or fails the test. */
struct live_service *stand_in_open(struct store_place *p, const struct service_setup *setup);
/* How often the house has been read in this process. */
extern unsigned stand_in_loads_n;
/* Of an agent everywhere. */
struct actor stand_in_actor(enum role role);
/* Takes a ticket in a branch; fails the test when it cannot. */
struct ticket_take_result stand_in_take(struct live_service *s, int64_t branch, struct arena *a);
/* Fails the test with the fault's sentence. */
void stand_in_expect(enum fault_code code, enum fault_code expected, const struct fault *fault);
/* How many events a branch has, and that every chain holds. */
int64_t stand_in_events(struct store_place *p, int64_t branch);
/* An event with none of its fields, whatever they are. */
MUST_USE enum fault_code stand_in_event(
	struct command *c, enum event_kind kind, int64_t subject, struct fault *f);
