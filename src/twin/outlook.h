/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a stretch of time was like for those who waited in it – of a run that was simulated or of a
 * day that was. Everybody counts who was there or came in the window, but who was turned away:
 *
 *	a wait        from coming to the call, to giving up, or to the end of what is known
 *	longer        waits longer than the limit, of all waits but of those who gave up within it
 *	              (domain §4, treatment C: nobody knows how long they would have waited)
 *	left          gave up, of all
 *
 * Those who came so late that the end comes before the limit are left out by the caller: it lets
 * the model run on for the limit after the window. Private to improve/.
 */
#pragma once

#include "base/arena.h"
#include "simulate/simulate.h"

struct outlook_window {
	int64_t from_us, until_us; /* came before until_us; was not called before from_us */
	int64_t end_us;		   /* who waits still, waits until here */
	int64_t limit_us;
};

struct outlook {
	double customers_n;
	double longer;		  /* share, NaN: nobody to tell of */
	double median_us, p90_us; /* of the waits, type 7; NaN: nobody waited */
	double left;		  /* share */
};

/* Scratch from the arena. */
struct outlook outlook_of(const struct simulate_visit *visits, size_t n,
	const struct outlook_window *window, struct arena *a);

/* The quantile of sorted times by linear interpolation (type 7); NaN for none. */
double outlook_quantile(const double *sorted, size_t n, double share);
/* Ascending, NaN not among them. */
void outlook_sort(double *values, size_t n);
