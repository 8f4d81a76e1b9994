/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From what was measured to a better map: a first map proposed from a log, and the twin – what a
 * branch is like (fit.h), played on with changes.
 */
#pragma once

#include "base/arena.h"
#include "base/fault.h"
#include "base/text.h"
#include "columns/columns.h"
#include "improve/erlang.h"
#include "improve/fit.h"
#include "improve/ical.h"
#include "improve/shifts.h"
#include "improve/staffing.h"
#include "improve/trial.h"
#include "improve/trust.h"
#include "improve/whatif.h"
#include "improve/forecast.h"

/* Writes a cycle file (YAML, in `a`) that `cykl check` accepts: stages from the order in which
 * customers meet the activities, moments from the activities, waits where time is lost between
 * them, moments that may repeat or be skipped – each with a comment that says why, in figures.
 * source: what to call the log in the comments. Faults: BAD_INPUT for a log without events. */
MUST_USE enum fault_code improve_discover(struct span *ret_yaml, const struct columns *columns,
	const char *name, const char *source, struct arena *a, struct fault *f);
