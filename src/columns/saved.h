/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How saved columns stand in a file; doc/formats/columns.md has it in words. Private to columns/.
 */
#pragma once

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#define SAVED_MAGIC	 "cyklcols"
#define SAVED_MAGIC_SIZE 8
#define SAVED_VERSION	 1
#define SAVED_ORDER	 0x0102
#define SAVED_ALIGNMENT	 64

struct saved_piece {
	uint64_t at, size;
};

struct saved_header {
	char magic[SAVED_MAGIC_SIZE];
	uint8_t version, has_ends;
	uint16_t order;
	uint32_t extra_n;
	uint64_t events_n, journeys_n;
	int64_t tick_us;
	uint64_t file_size;
	struct saved_piece first, time_us, end_us, journey_ends, journey_bytes;
};
static_assert(sizeof(struct saved_header) == 128, "the header of doc/formats/columns.md");
static_assert(offsetof(struct saved_header, events_n) == 16, "events at 16");
static_assert(offsetof(struct saved_header, first) == 48, "pieces from 48 on");

struct saved_column {
	struct saved_piece name;
	uint64_t width, words_n;
	struct saved_piece codes, ends, bytes;
	struct saved_piece ready; /* of the activity, a saved_ready or nothing */
};
static_assert(sizeof(struct saved_column) == 96, "a column's head of doc/formats/columns.md");
static_assert(offsetof(struct saved_column, codes) == 32, "codes at 32");

/* Tables made ready (struct columns_ready). */
struct saved_ready {
	int64_t first_us, last_us;
	uint64_t pairs_n, paths_n;
	struct saved_piece pairs, gaps, spans, paths;
};
static_assert(sizeof(struct saved_ready) == 96, "tables of doc/formats/columns.md");
