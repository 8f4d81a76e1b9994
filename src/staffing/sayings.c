/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of sayings.def. */
#include "staffing/inside.h"

const struct saying_row staffing_sayings[SAYING__COUNT] = {
#define SAYING(id, word, sentence) {word, sentence},
#include "staffing/sayings.def"
#undef SAYING
};
