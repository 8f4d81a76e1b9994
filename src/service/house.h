/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The house in memory: workspaces with their maps, branches, counters, services, classes – what
 * changes rarely and every command needs. Read from the store, then frozen and shared by reference
 * count; after a change a new one is read (house_load) and the pointer swapped. It is as new as the
 * journal of branch 0 was at `number`. Private to service/.
 */
#pragma once

#include "service/service.h"

struct house_class {
	const char *name;
	struct wording title;
	int up_to;     /* calls in turn before the next class has its turn; 0: strictly first */
	bool is_asked; /* offered at the kiosk */
};

struct house_service {
	int64_t id;
	struct house_workspace *workspace;
	const char *name, *letter;
	struct wording title;
	const struct cycle *cycle; /* of the version in force; NULL: none */
	int64_t usual_us;	   /* 0: not known */
	int64_t capacity;	   /* 0: any number */
	int64_t last_call_us;	   /* no tickets so long before closing; 0: until closing */
	bool is_removed;
};

struct house_counter {
	int64_t id;
	struct house_branch *branch;
	const char *name;
	struct wording title;
	const int64_t *services; /* none: everything */
	size_t services_n;
	bool is_removed;
};

struct house_branch {
	int64_t id;
	struct house_workspace *workspace;
	const char *name, *calendar_name;
	struct wording title;
	const struct calendar *calendar; /* NULL: always open */
	const struct zone *zone;
	struct house_counter *counters;
	size_t counters_n;
	bool is_removed;
};

/* How tickets are handled; from the map's organisation (`queue:`), with these defaults. */
struct house_queue {
	int64_t comes_within_us; /* called and not there so long: missed; 3 min; 0: only by hand */
	int64_t returns_within_us; /* a missed one may come back so long; 30 min */
	int64_t closes_after_us;   /* a journey without an answer closes by the staff's mark; 60 min
				    */
	int64_t appointment_us;	   /* how long an agreed time is kept; 15 min */
	int64_t early_us;	   /* an agreed time counts so long before it; 5 min */
};

struct house_workspace {
	int64_t id, version, loaded_us;
	const char *name;
	struct wording title;
	const struct map *map; /* of the version in force */
	struct house_service *services;
	struct house_branch *branches;
	struct house_class *classes; /* at least one: "normal" when the map has none */
	struct house_queue queue;
	size_t services_n, branches_n, classes_n;
};

struct house {
	int64_t number; /* of the house's journal */
	struct house_workspace *workspaces;
	size_t workspaces_n;
	struct house_owner
		*owner; /* arena, reference count, older versions of maps; private to house.c */
};

/* Maps of versions that were loaded before are shared with `before` (may be NULL). */
MUST_USE enum fault_code house_load(
	const struct house **ret, struct store_tx *tx, const struct house *before, struct fault *f);
const struct house *house_share(const struct house *house);
void house_release(const struct house *house);

/* NULL: no such thing, or it was removed. */
struct house_branch *house_branch(const struct house *house, int64_t id);
struct house_counter *house_counter(const struct house *house, int64_t id);
struct house_service *house_service(const struct house *house, int64_t id);
/* The place of a class of that name in the workspace, or −1. An empty name: the class named
 * "normal", else the last. */
int house_class(const struct house_workspace *workspace, struct span name);
bool house_counter_serves(const struct house_counter *counter, int64_t service);
/* A cycle of a version of the branch's workspace; NULL when the version has no such cycle. Versions
 * of open journeys are held in memory. */
const struct cycle *house_cycle(const struct house *house, int64_t version, const char *name);
const struct map *house_map(const struct house *house, int64_t version);
