/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which part of a log is measured, against which map, and cut by what: the options that `measure`
 * and `report` share.
 */
#pragma once

#include "cli/command.h"
#include "cli/reading.h"
#include "map/map.h"
#include "measures/measures.h"

struct choosing {
	const char *map, *cycle, *from, *to;
	struct texts where;
	int64_t within_us;
	unsigned language, period; /* enum language, enum period */
};

#define CHOOSING_OPTIONS_N 8
extern const struct option choosing_options[CHOOSING_OPTIONS_N];
#define CHOOSING_TABLE(owner, field)                                                               \
	{                                                                                          \
		.heading = "What is measured", .options = choosing_options,                        \
		.options_n = CHOOSING_OPTIONS_N, .at = offsetof(struct owner, field)               \
	}

/* Loads --map. *ret_map stays NULL when there is none. Problems are said on standard error when
 * they keep the map from being used. */
MUST_USE enum fault_code choosing_map(struct map **ret_map, struct problems *ret_problems,
	struct request *request, const struct choosing *choosing, struct fault *f);

/* Fills the options from the choices and the map; the cycle is --cycle, or the one whose events the
 * log has most of (said on standard error when there was a choice). */
MUST_USE enum fault_code choosing_fill(struct measure_options *ret, struct request *request,
	const struct choosing *choosing, const struct reading *reading, const struct map *map,
	const struct columns *columns, struct fault *f);

/* Reads "DIM=V". */
MUST_USE enum fault_code where_read(
	struct where *ret, const char *text, struct arena *a, struct fault *f);

/* Does a dimension come from the event itself, so that no further column of the log is needed? */
bool dimension_is_own(const char *name);
/* Do the columns say when activities start and when they are complete? */
bool columns_have_instances(const struct columns *columns);
