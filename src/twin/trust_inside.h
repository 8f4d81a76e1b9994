/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The twin's trust from inside: hidden days are replayed (trust.c), a formula is tried
 * (trust_formula.c), and both are judged (trust_judge.c). Private to improve/.
 */
#pragma once

#include "twin/trust.h"

#define TRUST_LITTLE_MOST  1e-6 /* rounding apart, Little's law holds exactly */
#define TRUST_FORMULA_MOST 4	/* standard errors */

/* How far M/M/2 at half load is from its formula (domain §5: P(wait) = Wq = 1/3), in standard
 * errors. */
MUST_USE enum fault_code trust_formula(
	double *ret_off, unsigned hands, struct arena *a, struct fault *f);

/* The interval, the place in it and whether it passes, from what the runs told (ascending, without
 * NaN). False: there is nothing to check. */
bool trust_check_runs(struct trust_check *ret, enum trust_figure figure, double happened,
	const double *told, size_t n);
/* How many came, against what the fit expects with that variance. */
bool trust_check_came(struct trust_check *ret, double happened, double expected, double variance);

/* Counts the checks, and gives the grade with its reasons. */
void trust_judge(struct trust *trust, struct arena *a);
/* The grade without a replay: too little to tell. */
void trust_too_few(struct trust *trust, enum trust_reason_kind kind, uint64_t n, const char *text,
	struct arena *a);
