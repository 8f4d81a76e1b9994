/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Waits with three endings: called, left, still waiting. "Called by t" and "left by t" are
 * cumulative incidences (Aalen–Johansen), so a queue in which everyone gives up never looks good.
 * The Kaplan–Meier curve counts those who left as unknown: the wait that was offered.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum wait_end {
	WAIT_CALLED,
	WAIT_LEFT,
	WAIT_OPEN, /* censored: still waiting */
	WAIT_LOST, /* censored: nobody knows what became of it */
	WAIT_END__COUNT
};

struct wait {
	int64_t us;
	enum wait_end end;
};

/* After each time at which somebody was called or left. */
struct incidence {
	int64_t us;
	uint64_t at_risk;	      /* waiting just before */
	double waiting, called, left; /* shares of all who came, by now */
	double offered; /* Kaplan–Meier: still waiting, those who left taken as unknown */
};

/* *ret holds room for waits_n steps; returns how many there are. */
size_t incidence_of(const struct wait *waits, size_t waits_n, struct incidence *ret);
/* The smallest time by which this share of all who came was called, or NaN when it never was. */
double incidence_called_when(const struct incidence *steps, size_t steps_n, double share);
/* The smallest time by which this share was called of a queue that nobody leaves (Kaplan–Meier), or
 * NaN. */
double incidence_offered_when(const struct incidence *steps, size_t steps_n, double share);
/* The last step at or before a time, or NULL. */
const struct incidence *incidence_at(const struct incidence *steps, size_t steps_n, int64_t us);
