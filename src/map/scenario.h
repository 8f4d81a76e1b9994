/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A scenario: what would be different. A list of changes, each of one thing, applied in their order
 * to what a branch is like. Read from scenarios/NAME.yaml with the rest of the map, or from JSON
 * with the same keys and checks. Part of the map's door.
 */
#pragma once

#include "base/calendar.h"
#include "map/wording.h"

/* X(id, key in files, what is changed) */
#define CHANGE_TABLE(X)                                                                            \
	X(ARRIVALS, "arrivals", "how many come")                                                   \
	X(SERVING, "serving", "how long serving takes")                                            \
	X(COUNTER, "counter", "when a counter is open, and for what")                              \
	X(PATIENCE, "patience", "how long customers wait before they give up")                     \
	X(CAPACITY, "capacity", "how many may wait")                                               \
	X(CLASS, "class", "how many of a class are called in turn")                                \
	X(ROUTE, "route", "where customers go after a service")

enum change_kind {
#define X(id, key, meaning) CHANGE_##id,
	CHANGE_TABLE(X)
#undef X
		CHANGE__COUNT
};

struct scenario_change {
	enum change_kind kind;
	const char *service; /* ARRIVALS, SERVING, PATIENCE, CAPACITY, ROUTE; NULL: all */
	const char *counter, *class_;
	const char *to;	   /* ROUTE: the service they go to; NULL: home */
	double times;	   /* ARRIVALS, SERVING, PATIENCE, ROUTE; 1: as it is */
	double plus;	   /* ARRIVALS: so many more a day (fewer when negative) */
	int64_t longer_us; /* SERVING: so much longer on average (shorter when negative) */
	double chance;	   /* ROUTE: of going there; negative: as it is */
	int at_most;	   /* CAPACITY; 0: any number */
	int up_to;	   /* CLASS; 0: all of them */
	unsigned weekdays; /* ARRIVALS, COUNTER: 1 << weekday, Monday first; all: 127 */
	const struct opening *hours; /* ARRIVALS: `at`; COUNTER: `open` */
	size_t hours_n;		     /* 0: all day */
	bool is_closed, is_new;	     /* COUNTER */
	bool has_services;	     /* COUNTER */
	const char *const *services;
	size_t services_n;
	struct place place;
};

#define SCENARIO_RUNS_MOST    500
#define SCENARIO_CHANGES_MOST 100

struct scenario {
	const char *name;
	struct wording title, summary;
	const char *branch; /* NULL: any */
	const struct scenario_change *changes;
	size_t changes_n;
	int runs; /* 0: as usual */
	int seed; /* 0: as usual */
	struct place place;
};
