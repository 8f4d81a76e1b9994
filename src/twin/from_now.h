/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A branch as it stands (service/standing.h) put into the model of what it is usually like (fit.h):
 * the same people in the same places at the same counters, and the counters open or not as they are
 * now.
 *
 *	open now              calls until it usually closes (or the branch does), then as usual
 *	closed or paused now  stays so, unless it usually opens later in this time
 *	opened (a choice)     as if it were open now
 *	closed (a choice)     serves whom it has, and calls nobody any more
 *
 * Private to improve/.
 */
#pragma once

#include "twin/fit.h"
#include "service/service.h"
#include "simulate/simulate.h"

struct from_now {
	const struct standing *standing;
	struct simulate_model model;
	struct simulate_start start;
	const struct simulate_counter *usual; /* by standing's places: with the usual shifts */
	struct arena *arena;
	const struct saying *assumed; /* of this step; the last `ever_n` are true of any */
	size_t assumed_n, ever_n;
};

/* The model from the standing's moment until then, which ends sharply. Faults: twin_model's. */
MUST_USE enum fault_code from_now_make(struct from_now *ret, const struct fit_branch *fit,
	const struct standing *standing, int64_t until_us, struct arena *a, struct fault *f);

/* The same with one counter opened, or closed, now. The counters are of the arena. */
struct simulate_model from_now_with(const struct from_now *now, uint32_t counter, bool opens);
