/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * XES (IEEE 1849) as a story: a trace begins, this is said of it, an event begins, this is said of
 * it, … The walker reads a stream with expat and tells a listener; what it passes over – nested
 * attributes, lists, containers, extensions, classifiers – nobody hears of.
 *
 * Safe against hostile files: entities are refused as soon as one is declared, nothing outside the
 * file is ever opened, elements nest at most 256 deep, one tag holds at most 16 MiB.
 *
 * One thread. Keys and values are borrowed for the call.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/text.h"

#define XES_DEPTH_MOST 256
#define XES_TAG_MOST   ((size_t)16 << 20)

struct xes_listener {
	/* The value that every trace or event has unless it says otherwise. */
	void (*global)(void *who, bool is_of_events, struct span key, struct span value);
	void (*trace)(void *who, uint64_t line);
	void (*trace_says)(void *who, struct span key, struct span value);
	void (*event)(void *who, uint64_t line);
	void (*event_says)(void *who, struct span key, struct span value);
	/* False stops the walk. */
	bool (*event_is_over)(void *who);
	void (*trace_is_over)(void *who);
	/* Fills `into` with up to `size` bytes; 0 is the end. */
	size_t (*read)(void *who, char *into, size_t size);
};

/* How a walk ended. */
struct xes_ending {
	bool is_whole;
	bool is_stopped; /* by the listener */
	uint64_t line;	 /* where it broke off, unless it is whole */
	char reason[160];
	uint64_t loose_events_n; /* events outside any trace; they are passed over */
};

/* Faults: BAD_INPUT when the file is not XES at all or declares entities. A file that breaks off
 * in the middle is no fault here: what came before it was told. */
MUST_USE enum fault_code xes_walk(
	struct xes_ending *ret, const struct xes_listener *listener, void *who, struct fault *f);
