/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Hours, days, weeks and months of a wall clock. A period is named by where it begins, in
 * microseconds of that clock's reading; weeks begin on Monday.
 */
#pragma once

#include "measures/measures.h"

/* The beginning of the period that a reading lies in. */
int64_t period_begin(enum period period, int64_t local_us);
/* The beginning of the next one. */
int64_t period_next(enum period period, int64_t begin);
/* The period asked for; or the smallest one that cuts the time that is looked at – from the first
 * beginning of a journey to the last, within from and to – into no more than about a hundred. */
enum period period_choose(const struct columns *c, const struct measure_options *options);
/* "2026-11-21 14:00", "2026-11-21", "2026-W47", "2026-11". */
struct span period_label(enum period period, int64_t begin, struct arena *a);
