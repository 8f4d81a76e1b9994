/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What `cykl staff` was asked, for its two halves: one line in closed form (staff_line.c), and the
 * plan of a day from a store (staff_plan.c).
 */
#pragma once

#include "cli/command.h"
#include "cli/reading.h"

struct staff_choices {
	/* one line */
	const char *calls, *target, *shrinkage, *occupancy, *variation;
	int64_t per_us, handling_us, within_us, patience_us;
	/* a day */
	const char *map, *branch, *day, *rate, *calendar_file;
	int64_t shift_least_us, shift_most_us, break_us, break_after_us;
	uint64_t counters, runs, seed;
	bool pays_breaks, has_no_breaks, is_untrusted;
	struct reading reading;
	bool is_json;
};

/* "80 %" of an option; `usual` when it was not given. Faults: BAD_INPUT outside [0, below]. */
MUST_USE enum fault_code staff_share(double *ret, const char *option, const char *text,
	double usual, double below, struct fault *f);

MUST_USE enum fault_code staff_line(
	struct request *request, const struct staff_choices *choices, struct fault *f);
MUST_USE enum fault_code staff_plan(
	struct request *request, const struct staff_choices *choices, struct fault *f);
