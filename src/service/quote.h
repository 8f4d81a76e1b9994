/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The honest wait: a range that holds the truth in 80 of 100 cases, from what is known now – who is
 * ahead, which counters are open, how long those in front of them have been served, how long
 * service takes at this hour, how many give up. Never from served customers only, never smaller for
 * having waited (domain: §16). Pure: no store, no clock. Private to service/.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define QUOTE_SHARE 0.8

/* How long serving takes: of a service at an hour, from the journal. */
struct quote_pace {
	double mean_us, variance_us2; /* of one customer at one counter */
	double n;		      /* observations behind it, weighted */
};

struct quote_server {
	bool is_busy;
	struct quote_pace pace; /* of whom it serves */
	int64_t served_us;	/* so far; also while called */
};

struct quote_ahead {
	struct quote_pace pace;
};

struct quote_question {
	const struct quote_server *servers; /* open counters that may serve the customer */
	size_t servers_n;
	const struct quote_ahead *ahead; /* those called before, in order */
	size_t ahead_n;
	double servers_shared; /* the part of the servers' time that goes to others' queues, 0 … 1
				*/
	int64_t limit_us;      /* how likely is it that the wait is longer? 0: not asked */
	double leaving_per_us; /* the rate at which one who waits gives up; 0: nobody does */
};

struct quote {
	bool is_known; /* false: no counter is open, or too little is known */
	int64_t least_us, median_us, most_us;
	double chance_longer; /* than limit_us, when asked */
};

struct quote quote_make(const struct quote_question *question);
/* The chance that the wait from now on is longer than this. */
double quote_chance_longer(const struct quote_question *question, int64_t than_us);
