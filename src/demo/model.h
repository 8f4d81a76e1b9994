/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The model behind a place of the demo, day by day. Private to demo/.
 */
#pragma once

#include "demo/crowd.h"

/* One who does not come is called at once, again after a while, and then given up. */
#define CROWD_CALLS	     3
#define CROWD_MISSES_US	     (75 * SECOND_US)
#define CROWD_CALLS_AGAIN_US (45 * SECOND_US)

/* The next midnight of the place. */
int64_t crowd_day_ends_us(const struct crowd_place *place, int64_t at_us);
/* The seed and number of the day, of whoever simulates it. */
struct simulate_wish crowd_place_wish(
	const struct crowd *crowd, const struct crowd_place *place, int64_t at_us);
void crowd_place_model(struct simulate_model *ret, const struct crowd *crowd,
	const struct crowd_place *place, int64_t from_us, int64_t until_us, struct arena *a);
/* Makes the model until the next midnight and begins its streams. */
void crowd_today_begin(struct crowd *crowd, struct crowd_place *place, int64_t from_us);
/* Does this desk call now? And when that changes. */
bool crowd_is_on(const struct crowd *crowd, size_t desk, int64_t *ret_next_us);
