/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where text for people goes: how wide it is and whether it shows colour. Colour only ever repeats
 * what a word or a sign says already; NO_COLOR and pipes have none.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/text.h"

struct terminal {
	size_t width; /* columns */
	bool is_terminal, has_colour;
};

/* X(id, escape sequence) */
#define INK_TABLE(X)                                                                               \
	X(PLAIN, "0")                                                                              \
	X(STRONG, "1")                                                                             \
	X(QUIET, "2")                                                                              \
	X(KEPT, "34")                                                                              \
	X(RISK, "33")                                                                              \
	X(MISSED, "31")

enum ink {
#define X(id, code) INK_##id,
	INK_TABLE(X)
#undef X
		INK__COUNT
};

/* The width is COLUMNS when that is set to 20 … 1000, what the terminal says, or 100 in a pipe. */
struct terminal terminal_of(FILE *out);
/* What to print before text in that ink, and INK_PLAIN after it; "" without colour. */
const char *terminal_ink(const struct terminal *t, enum ink ink);

/* `text` broken at blanks into lines of at most `width` columns; a longer word is cut.
 * Line ends in the text stay. Each line, without its end, is one of the array in the arena. */
const struct span *text_wrap(size_t *ret_n, const char *text, size_t width, struct arena *a);
/* Prints it with `indent` blanks before each line. */
void terminal_paragraph(FILE *out, const char *text, size_t indent, size_t width, struct arena *a);
/* `n` blanks. */
void terminal_blanks(FILE *out, size_t n);
/* At most `width` columns of the text; what is cut ends in "…". In the arena. */
const char *text_cut(const char *text, size_t width, struct arena *a);
