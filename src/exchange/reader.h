/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What readers share: the file that is read, what is found on the way, and the customary names of
 * columns. A reader is a row of readers.def and two functions:
 *
 *	bool xes_knows(struct span head)                 does a file begin like mine?
 *	enum fault_code xes_read(ret, input, fault)      reads it all into columns
 *
 * A reader takes bytes from the mapped file, or, since a file may be packed, as a stream
 * (unpack_next). It fills a columns_builder, tells bad rows by input_bad – which says whether to
 * stop – and leaves counting events and mended words to input_finish.
 *
 * Private to exchange/. One thread, but for what csv.c says.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/fault.h"
#include "base/file.h"
#include "columns/columns.h"
#include "exchange/exchange.h"

#define HEAD_SIZE (64u << 10)

struct log_input {
	const char *path;
	struct file_map map; /* the file as it is */
	bool is_gzip;
	struct span head;	     /* how the unpacked file begins: HEAD_SIZE bytes at most */
	const struct log_wish *wish; /* never NULL */
	struct arena *arena;	     /* findings and everything of this reading */
	struct log_findings *findings;
};

struct log_reader {
	const char *name, *what;
	bool (*knows)(struct span head);
	enum fault_code (*read)(struct columns **ret, struct log_input *in, struct fault *f);
};

#define READER(name, what)                                                                         \
	bool name##_knows(struct span head);                                                       \
	MUST_USE enum fault_code name##_read(                                                      \
		struct columns **ret, struct log_input *in, struct fault *f);
#include "exchange/readers.def"
#undef READER

/* ---- The bytes ---- */

/* The unpacked file as a stream. A packed file that ends too early or is damaged gives what could
 * be unpacked, then ends; `problem` then says what is wrong. */
struct unpacker;
struct unpacker *unpack_new(const struct log_input *in);
void unpack_free(struct unpacker *u);
void unpack_guard(struct unpacker **u);
/* The next bytes, at most `size`, into `into`; 0 at the end. */
size_t unpack_next(struct unpacker *u, char *into, size_t size);
/* How far in the file as it is, for progress. */
uint64_t unpack_place(const struct unpacker *u);
/* NULL when all is well. */
const char *unpack_problem(const struct unpacker *u);

/* ---- What is found ---- */

/* Counts a bad row, remembers the first ones. Line 0 is the whole file. Gives BAD_INPUT, with the
 * place, when the wish is strict, so that the reader stops: if (input_bad(…)) return f->code; The
 * reason is a printf format. */
MUST_USE enum fault_code input_bad(struct log_input *in, uint64_t line, struct fault *f,
	const char *reason, ...) PRINTF_LIKE(4, 5);
/* A remark for people; the same one is kept once. */
void input_note(struct log_input *in, const char *format, ...) PRINTF_LIKE(2, 3);
void input_progress(const struct log_input *in, uint64_t done);
/* Ends a reading: notes mended words, builds the columns, counts events.
 * Faults: BAD_INPUT when no event came at all; TOO_BIG. Frees the builder in any case. */
MUST_USE enum fault_code input_finish(struct columns **ret, struct log_input *in,
	struct columns_builder *builder, struct fault *f);

/* ---- Customary names ---- */

/* What a column means. From CUSTOM_RESOURCE on they are extra columns. */
enum custom {
#define CUSTOM(id, name, ...) CUSTOM_##id,
#include "exchange/customary.def"
#undef CUSTOM
	CUSTOM__COUNT,
};
#define CUSTOM_EXTRA CUSTOM_RESOURCE

/* The name that a column of this meaning carries: "case", "activity", "resource". */
const char *custom_name(enum custom custom);
/* How customary a log's name is for a meaning: 0 the most, −1 not at all. No case, blanks and
 * hyphens like "_". */
int custom_rank(enum custom custom, struct span name);
/* The meaning for which a name is customary, or CUSTOM__COUNT. */
enum custom custom_find(struct span name);
/* The meaning that people call by that name in --columns ("case", "time"), or CUSTOM__COUNT. */
enum custom custom_of_key(struct span key);
