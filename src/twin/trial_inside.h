/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A trial from inside: what one run says. Private to improve/. */
#pragma once

#include "twin/trial.h"

#define TRIAL_QUARTER_US (INT64_C(15) * 60 * 1000000)

/* sim_waits and sim_counters of one run. */
struct frame *trial_waits_frame(const struct simulate_run *run, const struct simulate_model *model,
	int64_t within_us, struct arena *a);
struct frame *trial_counters_frame(
	const struct simulate_run *run, const struct simulate_model *model, struct arena *a);

/* The same frame of many runs as one: means with their intervals. other: NULL, or frames to take
 * away from these, run by run. A frame that is NULL, or a row that a run lacks, tells nothing. */
struct frame *trial_frames_join(
	struct frame *const *frames, struct frame *const *other, size_t n, struct arena *a);
