/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text is UTF-8. A span is a borrowed piece of somebody else's bytes, without an end mark: parsers
 * hand them on so that nothing is copied before it must be kept. People's words are kept in Unicode
 * normal form C, since Polish and Vietnamese letters can be written in two ways.
 */
#pragma once

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

struct span {
	const char *at;
	size_t size;
};

#define SPAN(literal) ((struct span){.at = (literal), .size = sizeof(literal) - 1})
/* For printf: "%.*s", SPAN_PRINT(s) */
#define SPAN_PRINT(s) ((s).size < INT_MAX ? (int)(s).size : INT_MAX), (s).at

static inline struct span
span_of(const char *text)
{
	return (struct span){.at = text, .size = strlen(text)};
}

static inline bool
span_is(struct span a, struct span b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.at, b.at, a.size) == 0);
}

/* ASCII letters without case. */
bool span_is_like(struct span a, struct span b);
bool span_begins(struct span s, struct span with);
bool span_ends(struct span s, struct span with);
/* Without ASCII blanks at either end. */
struct span span_trim(struct span s);
/* Cuts the piece before the first `separator` off *rest; the whole rest when there is none.
 * False when nothing is left: for (struct span part; span_cut(&rest, ',', &part);) */
bool span_cut(struct span *rest, char separator, struct span *ret_part);

/* At most the first `most` bytes, and no half letter at the end: for quoting in a fault. */
struct span span_head(struct span s, size_t most);

/* The bytes of the well-formed UTF-8 letter that s (not empty) begins with, or 0. */
size_t text_letter_size(struct span s);
/* Is every byte part of well-formed UTF-8 (no surrogates, no overlong forms)? */
bool text_is_utf8(struct span s);
/* A copy in normal form C. Bytes that are not UTF-8 become U+FFFD; *ret_is_mended tells (may be
 * NULL). */
char *text_clean(struct span s, struct arena *a, bool *ret_is_mended);
/* Code points. */
size_t text_length(const char *text);
/* Columns on a terminal: wide letters two, combining marks none. */
size_t text_columns(struct span s);
/* Lower case by Unicode rules, in normal form C. */
char *text_lower(const char *text, struct arena *a);
/* A name as a key: lower-case ASCII letters, digits and hyphens ("Przyjęcie gościa" →
 * "przyjecie-goscia"). */
char *text_slug(const char *text, struct arena *a);

/* The word of `words` that `wrong` was most likely meant to be, or NULL: at most a third of its
 * letters differ (Damerau-Levenshtein, optimal string alignment). words: words_n entries, NULLs are
 * passed over. */
const char *text_nearest(const char *wrong, const char *const *words, size_t words_n);

/* A hash for tables, not for secrets. */
uint64_t text_hash(struct span s);
