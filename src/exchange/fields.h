/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Logs that say things by key – XES, OCEL, queue_log – and which keys become what: the journey's
 * name, the activity (one key or several, joined by "+"), the time, and extra columns under their
 * names. First the reader learns all keys of the log; then the caller's wish decides.
 *
 * What a whole trace of XES says has "case:" before its key.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "exchange/numbered.h"
#include "exchange/reader.h"

#define FIELDS_MOST	  1000 /* extra columns */
#define FIELDS_PARTS_MOST 8    /* keys of one activity */

struct fields {
	struct arena *arena;
	const struct numbered *keys;
	const char **names; /* of extra columns */
	uint32_t *of_key;   /* the key of each, or NUMBERED_NONE for one the reader fills itself */
	size_t fields_n, names_room, of_key_room;

	/* What --columns names, or what is customary; NUMBERED_NONE when neither is there. */
	uint32_t journey, time;
	uint32_t activity[FIELDS_PARTS_MOST];
	size_t activity_n;

	const struct zone *zone; /* for times without one */
	enum time_form time_form;
	bool is_time_form_given;
};

/* Which parts of a log the wish may name. */
enum fields_free {
	FIELDS_FREE_EXTRA,     /* extra columns only: the format settles the rest */
	FIELDS_FREE_ALL_PARTS, /* journey, activity and time as well */
};

/* Somebody's words in a sentence of ours: at most 80 bytes of them. */
struct span span_shown(struct span s);

/* keys, and the fields after it, live as long as `a`.
 * Faults: BAD_INPUT for a key that is not in the log, with those that are; an
 * unknown time form; TOO_BIG for too many columns. */
MUST_USE enum fault_code fields_choose(struct fields *ret, const struct numbered *keys,
	enum fields_free is_free, const struct log_wish *wish, struct arena *a, struct fault *f);
/* A value of the log as an instant: ISO 8601, or the form that was wished for. */
bool fields_time(const struct fields *fields, int64_t *ret_us, struct span value);
/* A column the reader fills itself, unless there is one of that name; its place in the extra
 * values. */
size_t fields_add(struct fields *fields, const char *name);
