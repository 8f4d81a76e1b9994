/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What OCEL 2.0 logs are, whichever file they come from: objects of types, and events that touch
 *any number of objects. A journey is the life of one object: each event that touches it, once.
 *Which objects count as journeys the caller says by their type; "all" makes every object one.
 *
 *	learn    ocel_object_type, ocel_object, ocel_event_type, ocel_attribute   in any order
 *	choose   ocel_choose
 *	tell     ocel_tell each event in the order of the source; then ocel_columns
 *
 * Memory: about 60 bytes and its id for each object, 24 and its id for each event (to find ids
 *given twice); attributes are not kept. One thread.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/text.h"
#include "columns/columns.h"
#include "exchange/fields.h"
#include "exchange/numbered.h"
#include "exchange/reader.h"

#define OCEL_ALL_TYPES UINT32_MAX

struct ocel_attribute {
	struct span name, value;
};

/* One event as the file has it; a member that is missing has at = NULL. All borrowed. */
struct ocel_event {
	uint64_t line;
	struct span id, type, time;
	const struct ocel_attribute *attributes;
	size_t attributes_n;
	const struct span *objects; /* ids */
	size_t objects_n;
};

struct ocel {
	struct log_input *in;
	struct arena *arena; /* its own */
	struct numbered object_types, event_types, objects, events, attributes;
	struct ocel_object {
		uint32_t type;
		uint64_t told; /* the last event that touched it, 1 …; 0 = none */
	} * of_object;	       /* one for each of objects */
	size_t of_object_n, of_object_room;
	uint64_t *objects_n_of; /* one for each of object_types */
	size_t objects_n_of_n, objects_n_of_room;
	uint64_t events_n, relations_n, apart_n; /* apart: events that touch no chosen object */
	uint32_t chosen;

	struct fields fields;
	struct columns_builder *builder;
	struct columns_lane *lane;
	struct span *extra;
	size_t object_type_at; /* in extra; SIZE_MAX = no such column */
};

void ocel_init(struct ocel *o, struct log_input *in);
/* For ON_EXIT. */
void ocel_guard(struct ocel *o);

/* The number of the type. */
uint32_t ocel_object_type(struct ocel *o, struct span name);
/* Counts what cannot be: no id, no type, an id given twice. Faults: only when strict. */
MUST_USE enum fault_code ocel_object(
	struct ocel *o, uint64_t line, struct span id, struct span type, struct fault *f);
void ocel_event_type(struct ocel *o, struct span name);
void ocel_attribute(struct ocel *o, struct span name);

/* Faults: BAD_INPUT when the types leave a choice that was not made: it lists them. */
MUST_USE enum fault_code ocel_choose(struct ocel *o, struct fault *f);
/* Counts what cannot be: no id, type or time, an id given twice, an object that is not there.
 * Faults: only when strict. */
MUST_USE enum fault_code ocel_tell(struct ocel *o, const struct ocel_event *event, struct fault *f);
MUST_USE enum fault_code ocel_columns(struct columns **ret, struct ocel *o, struct fault *f);
