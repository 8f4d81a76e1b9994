/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What should be known beside figures, as values: a word that says which sentence it is, the
 * figures in it, and the sentence in English. The command line prints the sentence; a page has one
 * of its own for the word in the reader's language. Tables of sentences are .def files (sayings.def
 * in twin, forecast and staffing). Part of the door measures.h.
 */
#pragma once

#include <jansson.h>
#include <stddef.h>

#include "base/arena.h"

struct saying_figure {
	const char *name;
	double number;
	const char *text; /* instead of the number, which does not count then; or NULL */
};

/* A row of a table. */
struct saying_row {
	const char *word, *sentence;
};

struct saying {
	const char *word;
	const char *text; /* the sentence, filled in */
	const struct saying_figure *figures;
	size_t figures_n;
};

struct sayings {
	struct saying *items;
	size_t n, room;
	struct arena *arena;
};

/* figures: up to one without a name; their texts are kept. The same sentence twice is kept once. */
void sayings_add(
	struct sayings *s, const struct saying_row *row, const struct saying_figure *figures);
/* For figures of no more than one decimal. */
double saying_tenths(double number);
/* sayings_say(s, &row, {"service", .text = name}, {"n", .number = 3}) */
#define sayings_say(s, row, ...)                                                                   \
	sayings_add((s), (row),                                                                    \
		(const struct saying_figure[]){__VA_ARGS__ __VA_OPT__(, ){.name = NULL}})

/* {"id", "figures": {name: number or text}, "text"} of each; a new reference. */
json_t *sayings_json(const struct saying *items, size_t n);
/* One at a time, into an array. */
void saying_json_add(json_t *list, const struct saying *saying);
