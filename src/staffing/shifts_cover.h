/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The integer programme behind a shift plan: how many of each kind of shift. Private to improve/.
 */
#pragma once

#include "staffing/shifts.h"

/* A kind of shift and what it costs. */
struct shift_kind {
	struct shift shift;
	unsigned paid;
};

struct shift_cover {
	const struct shift_kind *kinds;
	size_t kinds_n;
	const unsigned *needed; /* of the quarters of the day */
	unsigned first, last;	/* quarters that matter: [first, last) */
	unsigned most;		/* at work at once */
	unsigned missing_costs; /* a quarter of a person that is missing, in paid quarters */
};

static inline bool
shift_works(const struct shift *shift, unsigned quarter)
{
	return quarter >= shift->from && quarter < shift->until &&
	       (quarter < shift->rests || quarter >= shift->rests_until);
}

/* counts[kinds_n]: how many of each; *ret_least: what any solution costs at least. Always solves:
 * counts holds a plan already (of any cost), which is kept when no better one is found. */
void shift_cover_solve(const struct shift_cover *cover, unsigned *counts, double *ret_least);
