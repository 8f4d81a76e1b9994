/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what was measured to a better map: a first map proposed from a log. */
#pragma once

#include "base/arena.h"
#include "base/fault.h"
#include "base/text.h"
#include "columns/columns.h"

/* Writes a cycle file (YAML, in `a`) that `cykl check` accepts: stages from the order in which
 * customers meet the activities, moments from the activities, waits where time is lost between
 * them, moments that may repeat or be skipped – each with a comment that says why, in figures.
 * source: what to call the log in the comments. Faults: BAD_INPUT for a log without events. */
MUST_USE enum fault_code improve_discover(struct span *ret_yaml, const struct columns *columns,
	const char *name, const char *source, struct arena *a, struct fault *f);
