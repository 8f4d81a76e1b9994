/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of sayings.def, and which faults its reasons are. */
#include "forecast/sayings.h"

const struct saying_row forecast_sayings[SAYING__COUNT] = {
#define SAYING(id, word, sentence)		{word, sentence},
#define REASON(id, word, code, field, sentence) {word, sentence},
#include "forecast/sayings.def"
#undef SAYING
#undef REASON
};

static const struct reason {
	enum fault_code code;
	const char *field;
} reasons[SAYING__COUNT] = {
#define SAYING(id, word, sentence)
#define REASON(id, word, code, field, sentence) [SAYING_##id] = {FAULT_##code, field},
#include "forecast/sayings.def"
#undef SAYING
#undef REASON
};

enum fault_code
forecast_refuse(const struct sayings *why, enum forecast_saying reason, struct fault *f)
{
	return fault_field(
		f, reasons[reason].code, reasons[reason].field, "%s", why->items[0].text);
}
