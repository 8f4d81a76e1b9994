/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is known of a branch's pace: how long each service takes at this hour, how long customers
 * walk from the call to the counter, how many give up. Learnt from what happens; what is older
 * counts less. Private to pace.c and wait.c.
 *
 *	slot ≥ 0   an hour of the day, of working days, Saturdays or Sundays: kind × 24 + hour
 *	slot −1    any hour
 *	service 0  slot −2: from the call to the counter · slot −3: of those who waited, mean_us is
 *	           how long, n how many, variance_us2 the share who gave up
 */
#pragma once

#include "service/clocks.h"
#include "service/quote.h"

#define PACE_ANY     (-1)
#define PACE_WALKING (-2)
#define PACE_WAITING (-3)

extern const struct store_part pace_part;

struct pace_row {
	int64_t service, slot;
	double n, mean_us, variance_us2;
};

/* All that counts at an hour of a branch. */
struct paces {
	struct pace_row *rows;
	size_t n;
};

struct paces paces_read(
	struct store_tx *tx, const struct house_branch *branch, int64_t now_us, struct arena *a);
/* Of a service now, walking included; mean_us 0: nothing is known. */
struct quote_pace paces_service(const struct paces *paces, const struct house_service *service);
/* The rate at which one who waits gives up. */
double paces_leaving(const struct paces *paces);

/* One more observation; what was known before counts for at most `most`. Pure. */
void pace_add(struct pace_row *row, double value, double most);
int64_t pace_slot(const struct zone *zone, int64_t at_us);
