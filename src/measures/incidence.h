/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Waits with three endings: called, left, still waiting. "Called by t" and "left by t" are
 * cumulative incidences (Aalen–Johansen), so a queue in which everyone gives up never looks good.
 * The Kaplan–Meier curve counts those who left as unknown: the wait that was offered.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum wait_end {
	WAIT_CALLED,
	WAIT_LEFT,
	WAIT_OPEN, /* censored: still waiting */
	WAIT_LOST, /* censored: nobody knows what became of it */
	WAIT_END__COUNT
};

/* A wait as one number, the shorter the less: its length, and below it how it ended. Lengths are
 * not negative, and far from 2^61. */
#define WAIT_END_BITS 2

static inline uint64_t
wait_key(int64_t us, enum wait_end end)
{
	return (uint64_t)us << WAIT_END_BITS | end;
}

static inline int64_t
wait_key_us(uint64_t key)
{
	return (int64_t)(key >> WAIT_END_BITS);
}

static inline enum wait_end
wait_key_end(uint64_t key)
{
	return (enum wait_end)(key % (1 << WAIT_END_BITS));
}

/* Sorts keys with the help of as large a place; returns which of the two has them in order. */
uint64_t *wait_keys_sort(uint64_t *keys, uint64_t *other, size_t n);

/* After each time at which somebody was called or left. */
struct incidence {
	int64_t us;
	uint64_t at_risk;	      /* waiting just before */
	double waiting, called, left; /* shares of all who came, by now */
	double offered; /* Kaplan–Meier: still waiting, those who left taken as unknown */
};

/* Step after step along sorted keys. */
struct incidence_walk {
	const uint64_t *keys;
	size_t n, at;
	struct incidence step; /* where it is */
};

void incidence_begin(struct incidence_walk *walk, const uint64_t *keys, size_t n);
bool incidence_next(struct incidence_walk *walk);

#define INCIDENCE_SHARES_MOST 4

/* What is asked of a walk, and what it gives. */
struct incidence_figures {
	const double *shares; /* ascending */
	size_t shares_n;
	int64_t within_us;
	/* The smallest time by which each share of all who came was called, or NaN when it never
	 * was. */
	double called_when[INCIDENCE_SHARES_MOST];
	/* The smallest time by which half was called of a queue that nobody leaves (Kaplan–Meier),
	 * or NaN. */
	double offered_when;
	double called, left; /* shares of all who came, by within_us; NaN when nobody came */
};

void incidence_figure(struct incidence_figures *figures, const uint64_t *keys, size_t n);
