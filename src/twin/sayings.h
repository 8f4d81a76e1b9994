/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The twin's own sentences (sayings.def). Private to twin/. */
#pragma once

#include "measures/saying.h"

enum twin_saying {
#define SAYING(id, word, sentence) SAYING_##id,
#include "twin/sayings.def"
#undef SAYING
	SAYING__COUNT
};

extern const struct saying_row twin_sayings[SAYING__COUNT];

/* twin_say(said, LEARNT_LAST, {"n", .number = 400}) */
#define twin_say(said, id, ...) sayings_say((said), &twin_sayings[SAYING_##id], __VA_ARGS__)
