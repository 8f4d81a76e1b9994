/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of sayings.def. */
#include "twin/sayings.h"

const struct saying_row twin_sayings[SAYING__COUNT] = {
#define SAYING(id, word, sentence) {word, sentence},
#include "twin/sayings.def"
#undef SAYING
};
