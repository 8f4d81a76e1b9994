/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A fault says what went wrong, from the inside out: the first note is where it happened, each
 * further note is what was being attempted. The caller makes the object (on its stack, zeroed);
 * nothing here allocates, and nothing is kept behind the caller's back.
 *
 *	struct fault fault = {0};
 *	if (map_load(&map, folder, arena, &fault))
 *		fault_print(&fault, stderr);
 *
 * prints  cykl: bad-input: loading the map examples/shop: cycles/repair.yaml:12:9: …
 *
 * Functions that can fail return the code, FAULT_NONE (0) for success, and write their
 * out-parameters only then. A fault holds its first FAULT_NOTES notes; further ones are dropped,
 * since the innermost matter most.
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "base/attributes.h"

/* X(id, wire name, HTTP status, is trying again sensible, meaning). Every edge reads this table. */
#define FAULT_TABLE(X)                                                                             \
	X(NONE, "none", 200, false, "no fault")                                                    \
	X(BAD_INPUT, "bad-input", 400, false, "the caller sent something we cannot accept")        \
	X(SIGN_IN, "sign-in", 401, false, "we do not know who you are")                            \
	X(FORBIDDEN, "forbidden", 403, false, "you may not do that")                               \
	X(NOT_FOUND, "not-found", 404, false, "there is no such thing")                            \
	X(CONFLICT, "conflict", 409, false, "it has moved on since you looked")                    \
	X(TOO_BIG, "too-big", 413, false, "a limit we set ourselves was reached")                  \
	X(TOO_OFTEN, "too-often", 429, true, "you ask more often than we allow")                   \
	X(BUSY, "busy", 503, true, "try again soon")                                               \
	X(BROKEN, "broken", 500, false, "our side: storage, system or bug")

enum fault_code {
#define X(id, slug, http, again, text) FAULT_##id,
	FAULT_TABLE(X)
#undef X
		FAULT__COUNT
};

#define FAULT_NOTES	 4
#define FAULT_NOTE_SIZE	 400
#define FAULT_FIELD_SIZE 64

struct fault {
	enum fault_code code;
	unsigned notes_n;
	char field[FAULT_FIELD_SIZE]; /* of the caller's input, when one field is wrong; else "" */
	char notes[FAULT_NOTES][FAULT_NOTE_SIZE];
};

struct fault_kind {
	const char *slug, *text;
	int http;
	bool is_worth_retrying;
};

/* The table's row of a code. */
const struct fault_kind *fault_kind(enum fault_code code);

/* Starts a fault where it happened; forgets what was in it before. Returns `code`. */
enum fault_code fault_set(struct fault *f, enum fault_code code, const char *format, ...)
	PRINTF_LIKE(3, 4);

/* The same, about one field of the caller's input. */
enum fault_code fault_field(struct fault *f, enum fault_code code, const char *field,
	const char *format, ...) PRINTF_LIKE(4, 5);

/* The same, with what errno says at the end of the note, and the code that suits that errno. */
enum fault_code fault_errno(struct fault *f, const char *format, ...) PRINTF_LIKE(2, 3);

/* Adds what was being attempted. Returns the fault's code. */
enum fault_code fault_note(struct fault *f, const char *format, ...) PRINTF_LIKE(2, 3);

/* The sentence for people: outermost note first, joined by ": ". Returns `into`. */
char *fault_sentence(const struct fault *f, char *into, size_t into_size);

/* "cykl: slug: sentence" and a line end. */
void fault_print(const struct fault *f, FILE *out);
