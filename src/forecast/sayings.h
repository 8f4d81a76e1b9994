/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The forecast's own sentences (sayings.def). Private to forecast. */
#pragma once

#include "base/fault.h"
#include "measures/saying.h"

enum forecast_saying {
#define SAYING(id, word, sentence)		SAYING_##id,
#define REASON(id, word, code, field, sentence) SAYING_##id,
#include "forecast/sayings.def"
#undef SAYING
#undef REASON
	SAYING__COUNT
};

extern const struct saying_row forecast_sayings[SAYING__COUNT];

/* forecast_say(said, CAME_OUTSIDE, {"n", .number = 12}) */
#define forecast_say(said, id, ...) sayings_say((said), &forecast_sayings[SAYING_##id], __VA_ARGS__)

/* A reason, as a fault and as a saying: `return forecast_lacks(why, f, FEW_DAYS, …);` */
#define forecast_lacks(why, f, id, ...)                                                            \
	(forecast_say((why), id, __VA_ARGS__), forecast_refuse((why), SAYING_##id, (f)))
/* The fault of the reason that was said. */
enum fault_code forecast_refuse(
	const struct sayings *why, enum forecast_saying reason, struct fault *f);
