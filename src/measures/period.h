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
/* The smallest period that cuts a span of time into no more than about a hundred. */
enum period period_fitting(int64_t span_us);
/* "2026-11-21 14:00", "2026-11-21", "2026-W47", "2026-11". */
struct span period_label(enum period period, int64_t begin, struct arena *a);
