/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the writers share. A writer writes to a FILE and looks at its error once, at the end.
 * Private to exchange/.
 */
#pragma once

#include <stdio.h>

#include "base/attributes.h"
#include "exchange/exchange.h"

#define WRITER(name, what) void name##_write(FILE *out, const struct columns *c);
#include "exchange/writers.def"
#undef WRITER

/* The word that an event has in a column. */
static inline struct span
column_word(const struct column *c, uint64_t event)
{
	return words_at(&c->words, column_code(c, event));
}

/* With its quotes. */
void write_json(FILE *out, struct span text);
/* A field of CSV, in quotes where it needs them. */
void write_field(FILE *out, struct span text);
