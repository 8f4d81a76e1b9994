/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Staffing from inside: the demand of a model, and trying numbers of people out in it. Private to
 * improve/.
 */
#pragma once

#include "staffing/erlang.h"
#include "staffing/staffing.h"

enum staffing_saying {
#define SAYING(id, word, sentence) SAYING_##id,
#include "staffing/sayings.def"
#undef SAYING
	SAYING__COUNT
};

extern const struct saying_row staffing_sayings[SAYING__COUNT];

#define QUARTER_US (INT64_C(15) * 60 * 1000000)

/* Is the wish one that can be worked on? Faults: BAD_INPUT with the field. */
MUST_USE enum fault_code staffing_wish_check(const struct staffing_wish *wish, struct fault *f);

/* Fills the quarters' times, opening, arrivals, handling and load; *ret_patience_us: mean, 0: for
 * ever. */
void staffing_demand_fill(struct staffing *s, const struct simulate_model *model,
	const struct staffing_wish *wish, double *ret_patience_us);
/* The model with rates by quarter that give the quarters' arrivals, and no counters yet. */
struct simulate_model staffing_model_of(
	const struct staffing *s, const struct simulate_model *model, struct arena *a);

/* What came of trying a number of people in each quarter. */
struct staffing_trial {
	struct staffing_share shares[STAFFING_QUARTERS], all;
	double wait_us, leaves, overtime_us;
};

/* model: of staffing_model_of; at_work: of each quarter. */
MUST_USE enum fault_code staffing_try(struct staffing_trial *ret, const struct staffing *s,
	const struct simulate_model *model, const struct simulate_model *original,
	const unsigned *at_work, const struct staffing_wish *wish, struct arena *a,
	struct fault *f);
