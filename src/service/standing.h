/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A branch's queue as it stands at one moment, as plain values: who waits, who is in front of which
 * counter, which counters call and what each may serve with who sits there, and whose turn it is.
 * For the twin, which plays on from here. Part of service's door (service.h includes it).
 *
 * Services and counters are numbered by their places in the lists below and have the names that the
 * journal's columns have. All of it is in the arena of the asker.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/fault.h"
#include "map/map.h"
#include "queue/queue.h"

#define STANDING_WAITING_MOST 2000 /* tickets; a longer line is TOO_BIG */
#define STANDING_NONE	      UINT32_MAX

struct live_service;

/* X(id, word) */
#define STANDING_STATE_TABLE(X)                                                                    \
	X(CLOSED, "closed")                                                                        \
	X(OPEN, "open")                                                                            \
	X(PAUSED, "paused")

enum standing_state {
#define X(id, word) STANDING_##id,
	STANDING_STATE_TABLE(X)
#undef X
		STANDING_STATE__COUNT
};

const char *standing_state_word(enum standing_state state);

struct standing_service {
	int64_t id;
	const char *name;
};

struct standing_counter {
	int64_t id;
	const char *name;
	struct wording title;
	enum standing_state state;
	int64_t since_us;	  /* in this state; 0: it was never opened */
	const uint32_t *services; /* what it may serve with who sits there, each one told */
	size_t services_n;
};

struct standing_waiting {
	int64_t ticket;
	uint32_t service, for_counter; /* STANDING_NONE: any counter */
	int class_;
	int64_t came_us;	/* joined this queue: by a ticket, a transfer, an errand */
	int64_t place_us;	/* the arrival that counts for the order */
	int64_t appointment_us; /* 0: none */
};

struct standing_serving {
	uint32_t counter, service;
	int class_;
	int64_t came_us, called_us;
	int64_t began_us; /* 0: called, and not there yet */
};

struct standing {
	int64_t branch, workspace, version, at_us;
	const char *name, *zone;
	bool is_open;
	struct queue_rules rules;
	struct queue_turn turn;
	const struct standing_service *services;
	const struct standing_counter *counters;
	const struct standing_waiting *waiting; /* by place */
	const struct standing_serving *serving; /* at most one a counter */
	size_t services_n, counters_n, waiting_n, serving_n;
	size_t aside_n; /* on hold, put aside, or missed and may come back: in no queue */
};

/* In one reading transaction. Faults: NOT_FOUND no such branch; TOO_BIG. */
MUST_USE enum fault_code service_standing_read(struct live_service *s, unsigned reader,
	int64_t branch, struct standing *ret, struct arena *a, struct fault *f);

/* Every branch of the house that was not removed, in the order of its ids. In the arena. */
struct standing_branch {
	int64_t id, workspace, version;
	const char *name;
	const char *zone;
};
struct standing_branches {
	const struct standing_branch *items;
	size_t n;
};
MUST_USE enum fault_code service_branches_read(struct live_service *s, unsigned reader,
	struct standing_branches *ret, struct arena *a, struct fault *f);
