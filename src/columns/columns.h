/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Events laid out by field, journey after journey. What a journey is made of stands together and in
 * order, so a measure walks straight through memory:
 *
 *	journey      0            1        2
 *	first        0            4        6                 … events_n
 *	time_us      t0 t1 t2 t3 | t4 t5 | t6 …              instant, or beginning of an instance
 *	activity     a  b  b  c  | a  c  | a …               codes into a dictionary of words
 *	extra[k]     …                                       any other field of the log, coded too
 *
 * Within a journey events are in order of time, ties in the order of the source – or wholly in the
 * source's order when the plan says so. Journeys, and the words of a column, stand in the order in
 * which the source first names them, however many threads built the columns.
 *
 * Columns never change once built. They are read from any thread; columns_free ends them. Built in
 * memory by a builder, mapped from a saved file (doc/formats/columns.md), or taken from a follower
 * of a journal, which gives new ones as the journal grows and shares memory between them.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/fault.h"
#include "base/file.h"
#include "base/text.h"

/* Words, each once; code i is word i. */
struct words {
	uint64_t words_n;
	const uint64_t *ends; /* where word i ends in bytes; word i begins where word i − 1 ends */
	const char *bytes;
};

static inline struct span
words_at(const struct words *w, uint64_t i)
{
	uint64_t begin = i == 0 ? 0 : w->ends[i - 1];
	return (struct span){.at = w->bytes + begin, .size = (size_t)(w->ends[i] - begin)};
}

/* One field of every event. An event without a value has the code of the empty word. */
struct column {
	const char *name;
	unsigned width; /* bytes a code: 1, 2 or 4 */
	const void *codes;
	struct words words;
};

static inline uint32_t
column_code(const struct column *c, uint64_t event)
{
	switch (c->width) {
	case 1:
		return ((const uint8_t *)c->codes)[event];
	case 2:
		return ((const uint16_t *)c->codes)[event];
	default:
		return ((const uint32_t *)c->codes)[event];
	}
}

/* A whole number that some events carry, such as the wait that was quoted. */
struct numbers {
	const char *name;
	const uint32_t *places; /* of each event, from 1; 0 when it carries none */
	const int64_t *values;	/* NUMBER_NONE at a place of another number */
	unsigned step;		/* from one place to the next */
};

#define NUMBER_NONE INT64_MIN

static inline int64_t
number_at(const struct numbers *n, uint64_t event)
{
	const uint32_t place = n->places[event];
	return place == 0 ? NUMBER_NONE : n->values[(uint64_t)(place - 1) * n->step];
}

struct columns {
	uint64_t events_n;
	uint32_t journeys_n;
	const uint64_t *first; /* journeys_n + 1 entries */
	const int64_t *time_us;
	const int64_t *
		end_us; /* of activity instances (columns_instances); NULL when events are points */
	int64_t tick_us; /* every time is a multiple of this: 1,000,000, 1,000 or 1 */
	/* Of columns that follow a journal: the events of a journey are in order of time, and the
	 * latest of all is known (TIME_NONE without events). Of others nobody has looked. */
	bool is_ordered;
	int64_t last_us;
	struct column activity;
	const struct column *extra;
	size_t extra_n;
	const struct numbers *numbers; /* of columns that follow a journal; others have none */
	size_t numbers_n;
	struct words journeys;		   /* the journeys' names in the source */
	const struct columns_ready *ready; /* of saved columns; others have none */
	struct columns_owner *owner;	   /* the memory behind; private */
};

/* Tables that a walk over all events makes (measures_make_ready), kept with columns that are saved,
 * so that asking them again need not walk. Only of columns whose events are points in order and
 * whose gaps and spans fit 32 bits of the tick. */
struct columns_ready {
	int64_t first_us, last_us; /* the earliest and the latest event */
	/* What comes right after what, by from, then to, with the gaps in between, in ticks, pair
	 * after pair: events_n − journeys_n of them. */
	const struct columns_pair {
		uint32_t from, to; /* activities */
		uint64_t gaps_n;
	} * pairs;
	uint64_t pairs_n;
	const uint32_t *gaps;
	const uint32_t *spans; /* of each journey, from its first event to its last, in ticks */
	/* The different sequences of activities, in the order of the journeys that took them first.
	 */
	const struct columns_path {
		uint32_t journey, journeys_n; /* the first that took it, how many did */
	} * paths;
	uint64_t paths_n;
};

/* When an event ends: itself when it is a point. */
static inline int64_t
columns_end_us(const struct columns *c, uint64_t event)
{
	return c->end_us != NULL ? c->end_us[event] : c->time_us[event];
}

/* The extra column of that name, or NULL. */
const struct column *columns_find(const struct columns *c, const char *name);
/* The code of a word in a column, or UINT32_MAX. */
uint32_t column_find(const struct column *c, struct span word);
/* The number of that name, or NULL. */
const struct numbers *columns_number(const struct columns *c, const char *name);
/* Ends them for this owner; the memory goes with the last. */
void columns_free(struct columns *c);
void columns_guard(struct columns **c);
/* Bytes that the columns hold in memory, without what is mapped from a file; what a follower's
 * columns share counts for each. */
size_t columns_memory(const struct columns *c);

/* ---- Building ---- */

struct columns_plan {
	bool keeps_order;	  /* events stay in the source's order within a journey */
	const char *const *extra; /* names of extra columns */
	size_t extra_n;
	bool has_ends;	  /* each event has a beginning and an end: the columns hold instances */
	unsigned lanes_n; /* 1 … 64 producers; lane 0's events come before lane 1's in the source */
	unsigned hands;	  /* threads for finishing, 0 = as many as there are processors */
};

/* A builder has lanes; each lane is filled by one thread and needs no lock. */
struct columns_builder;
struct columns_lane;

struct columns_builder *columns_builder_new(const struct columns_plan *plan);
void columns_builder_free(struct columns_builder *b);
struct columns_lane *columns_builder_lane(struct columns_builder *b, unsigned lane);

/* Words are kept in Unicode normal form C; bytes that are not UTF-8, and NUL, become U+FFFD. */
struct columns_row {
	struct span journey, activity;
	int64_t time_us, end_us;  /* end_us: only when plan.has_ends */
	const struct span *extra; /* plan.extra_n values, an empty span for none; NULL: all empty */
};

/* Events in the order of the source. All spans are borrowed for the call. Many at once are quicker
 * than one by one, since their journeys are looked up side by side. */
void columns_lane_rows(struct columns_lane *lane, const struct columns_row *rows, size_t rows_n);
/* One event; extra as in columns_row. */
void columns_lane_event(struct columns_lane *lane, struct span journey, struct span activity,
	int64_t time_us, const struct span *extra);
/* The same for sources that hold one journey after another: begin, then its events (journey's name
 * is then passed over). Two journeys begun like this are two, even under the same name. */
void columns_lane_journey(struct columns_lane *lane, struct span name);
void columns_lane_journey_event(
	struct columns_lane *lane, struct span activity, int64_t time_us, const struct span *extra);

/* How many values came that were not UTF-8 and were mended; also after columns_builder_finish. */
uint64_t columns_builder_mended(const struct columns_builder *b);

/* Sorts, groups, packs. The builder is empty afterwards and must still be freed.
 * Faults: TOO_BIG over 2^32 − 2 journeys or words of a column. */
MUST_USE enum fault_code columns_builder_finish(
	struct columns **ret, struct columns_builder *b, struct fault *f);

/* ---- Made from other columns ---- */

/* Does the column `lifecycle` tell both start and complete, and are events still points? Then there
 * is something for columns_instances to pair. */
bool columns_has_pairs(const struct columns *c);

/* Pairs what `lifecycle` calls "start" and "complete" (any case) of one activity in a journey – by
 * the column `instance` when there is one, else first come first served for the same activity and
 * resource (or a start without one) – to activity instances with a beginning and an end, in order
 * of beginning, ties in the order of the source. A start that never completes and a completion that
 * never started are points. Other transitions (schedule, assign, suspend, …) are left out. Without
 * a lifecycle column every event is a point. *ret_unpaired: how many starts and completions found
 * no partner. */
MUST_USE enum fault_code columns_instances(
	struct columns **ret, uint64_t *ret_unpaired, const struct columns *c, struct fault *f);

/* Only these journeys (ascending numbers). */
MUST_USE enum fault_code columns_choose(struct columns **ret, const struct columns *c,
	const uint32_t *journeys, uint32_t journeys_n, struct fault *f);

/* Several sources as one: columns by name; journeys of the same name are one journey. */
MUST_USE enum fault_code columns_merge(
	struct columns **ret, const struct columns *const *parts, size_t parts_n, struct fault *f);

/* ---- Saved ---- */

/* Keeps tables with the columns; their arrays come from malloc and go with the columns. */
void columns_take_ready(struct columns *c, const struct columns_ready *ready);
/* Faults: BROKEN when the file cannot be written. */
MUST_USE enum fault_code columns_save(const struct columns *c, const char *path, struct fault *f);
/* Maps a saved file. Every offset and code is checked, so that a damaged file is a fault and not a
 * crash. Faults: NOT_FOUND; BAD_INPUT with the place when it is damaged or of another version. */
MUST_USE enum fault_code columns_open(struct columns **ret, const char *path, struct fault *f);
/* Does the file begin like saved columns? */
bool columns_is_saved(struct span head);

/* ---- Following a journal ---- */

struct store_tx;

/* What the ids in a journal stand for. */
enum columns_thing {
	COLUMNS_BRANCH,
	COLUMNS_SERVICE,
	COLUMNS_COUNTER,
	COLUMNS_STAFF,
	COLUMNS_CLASS
};

struct columns_names {
	/* The word of a thing, in the arena or borrowed until the next call; an empty span: the
	 * number stands for it. Asked once a thing: a thing keeps the word it came with. NULL:
	 * numbers stand for everything. */
	struct span (*word)(void *with, enum columns_thing thing, int64_t id, struct arena *a);
	void *with;
};

/* Columns of a journal that go on with it. Journeys are the journal's, in the order of their ids,
 * which are their names; events of no journey, and what standards' clocks did, are left out. The
 * activity is the event kind's name; columns/follow.def lists the other columns and the numbers.
 * Within a journey events are in order of time, ties in the order of reading.
 *
 * One thread reads and publishes; columns_follower_take is for any. Late events of old journeys are
 * dear: publishing costs what came since the oldest journey that has something new. */
struct columns_follower;

/* The names are copied. Faults: BROKEN. */
MUST_USE enum fault_code columns_follower_open(
	struct columns_follower **ret, const struct columns_names *names, struct fault *f);
/* Columns that were taken live on. NULL is fine. */
void columns_follower_close(struct columns_follower *follower);
void columns_follower_guard(struct columns_follower **follower);

/* Reads what is new, at most `most` events, in a reading transaction of the caller's; *ret_n is how
 * many. Faults: the transaction's, TOO_BIG. After a fault the follower goes on from where it is. */
MUST_USE enum fault_code columns_follower_read(struct columns_follower *follower,
	struct store_tx *tx, size_t most, size_t *ret_n, struct fault *f);
/* From here on everybody who takes columns gets all that was read. */
void columns_follower_publish(struct columns_follower *follower);
/* What was published last, at first columns of no events; the caller's until columns_free. */
struct columns *columns_follower_take(struct columns_follower *follower);
