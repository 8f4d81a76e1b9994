/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every figure is a measure: one row of measures.def and one pure function from events (and the
 * map) to a frame. Catalogue, command line, API, screens and the reference page come from the row;
 * nobody sums anything elsewhere.
 *
 * measure_run applies what every measure has in common – from/to, where, by – and calls the
 * function on the part of the events that is meant. A function sees a view: some columns, and which
 * of their journeys (or events) count.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/duration.h"
#include "base/fault.h"
#include "base/time.h"
#include "columns/columns.h"
#include "map/map.h"
#include "measures/frame.h"
#include "measures/saying.h"

/* What one thing of a measure is about; it decides what `by` and `where` look at.
 * JOURNEY: the journey's first event. EVENT: the event itself, or the one at which the thing
 * begins. */
enum measure_grain {
	GRAIN_JOURNEY,
	GRAIN_EVENT,
};

/* What a measure cannot do without, and how it wants a log that tells both start and complete. */
enum measure_needs {
	NEEDS_NOTHING = 0,
	NEEDS_MAP = 1 << 0, /* a cycle to hold the events against */
	PAIRS = 1 << 1,	    /* looks at activity instances whenever the log has them */
	PAIRS_FOR_MAP =
		1 << 2,	      /* looks at events, and at instances for what it says about the map */
	MAY_USE_MAP = 1 << 3, /* tells more, or another thing, when there is a cycle */
};

/* The part of the events that is meant. At most one of the two lists is given; none means all. */
struct view {
	const struct columns *columns;
	/* The same journeys, their start and complete paired; the columns themselves when there is
	 * nothing to pair or the measure's row does not ask for it. */
	const struct columns *instances;
	const uint32_t
		*journeys; /* ascending numbers of journeys, all of their events; NULL = all */
	uint32_t journeys_n;
	const uint64_t *events; /* ascending numbers of events (GRAIN_EVENT only); NULL = all */
	uint64_t events_n;
	int64_t last_us; /* how far the whole log looks: the end of its last event, or now */
};

struct measure_options {
	const struct map *map; /* or NULL */
	/* Of the map; NULL when there is no map. A measure that uses it counts, of columns that
	 * follow a journal, only the journeys of this cycle. */
	const struct cycle *cycle;
	const struct zone *zone; /* whose days, weekdays and hours; NULL = the map's, else UTC */
	enum language language;	 /* of titles and definitions taken from the map */
	int64_t now_us;		 /* how far one has looked beyond the last event; 0 = no further */
	int64_t within_us;	 /* the limit of `activities`' share; 0 = 10 min */
	uint64_t top_n;		 /* how many rows of ranked measures; 0 = all */
	enum period {
		PERIOD_AUTO,
		PERIOD_HOUR,
		PERIOD_DAY,
		PERIOD_WEEK,
		PERIOD_MONTH
	} period;	  /* trend */
	bool by_instance; /* pair start and complete first */
	int64_t from_us,
		to_us; /* journeys that begin in [from, to); TIME_NONE = open; 0, 0 = all */
	const char *const
		*by; /* dimensions: an extra column, activity, weekday, hour, day, week, month */
	size_t by_n;
	struct where {
		const char *dimension, *value;
	} const *where;
	size_t where_n;
	unsigned hands; /* threads, 0 = as many as there are processors */
};

struct measure {
	const char *name, *title, *definition;
	enum measure_grain grain;
	unsigned needs;
	enum fault_code (*function)(struct frame *frame, const struct view *view,
		const struct measure_options *options, struct fault *f);
};

/* The table, in the order of the story. */
extern const struct measure measures[];
extern const size_t measures_n;
const struct measure *measure_find(const char *name);
/* The nearest right word for a misspelt name, or NULL. */
const char *measure_nearest(const char *name);

#define MEASURE_BY_MOST	    8
#define MEASURE_GROUPS_MOST 10000

/* Runs a measure. The frame lives in `a`. Different dimensions of `where` must all hold; of one
 * dimension given twice, either value. With `by`, groups come in the order of their values.
 * Faults: BAD_INPUT for an unknown dimension (with the known ones), for a value that a part of the
 * time cannot have, or for a measure that needs a map and has none; TOO_BIG over the limits above.
 */
MUST_USE enum fault_code measure_run(struct frame **ret, const struct measure *measure,
	const struct columns *columns, const struct measure_options *options, struct arena *a,
	struct fault *f);

/* Makes what `summary`, `follows` and `activities` of all of the columns look at, to be saved with
 * them. Columns whose events have ends, are out of order or lie too far apart stay without. */
void measures_make_ready(struct columns *c);

/* The dimensions that columns offer to `by` and `where`: *ret_n names, in the arena. */
const char *const *measure_dimensions(
	size_t *ret_n, const struct columns *columns, struct arena *a);

/* The reference page of all measures with their columns (doc/reference/measures.md), in the arena.
 */
struct span measures_page(struct arena *a);
