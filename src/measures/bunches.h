/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Passages of many journeys at once. Journeys in which the same happened in the same order have the
 * same passages, only at other times; up to 64 of them make a bunch, in which the times stand side
 * by side, row after row:
 *
 *	                        journey   0   1   2   3 …
 *	row 0  how far the log looks      z   z   z   z
 *	row 1  ticket.taken               a   b   c   d       an item says: arrived in row 1,
 *	row 2  ticket.called              a'  b'  c'  d'      begun in row 2, ended in row 3
 *	row 3  service.begun              …
 *
 * What does not depend on times is then asked once a bunch, and what does goes straight along rows.
 * A journey that is like no other (too long, an answer of a customer, times out of order) is a
 * bunch of one. Each journey of the piece is in one bunch; bunches come in no order to rely on.
 */
#pragma once

#include "measures/passage.h"

#define BUNCH_MOST 64
#define ROW_NONE   UINT32_MAX
/* Numbers of bunches that are alike are below it. */
#define BUNCHES_ALIKE_MOST 4096

/* A passage of each journey of the bunch (struct passage). */
struct bunch_item {
	uint32_t arrived, begun, ended; /* rows, or ROW_NONE */
	/* Counted from `firsts` of the journey, or NO_EVENT. */
	uint64_t event, last_event, marked_event, answer_event;
	uint32_t mark;
	uint16_t moment;
	uint8_t ending;
	bool is_mark;
};

struct bunch {
	const struct bunch_item *items;
	size_t items_n;
	size_t journeys_n;
	const uint64_t *firsts; /* of each journey: what its events are counted from */
	const uint64_t *places; /* of each journey: its position in the view */
	const int64_t *times;
	size_t row_size;
	const uint32_t *times_n; /* of each moment: how often it began in each of the journeys */
	enum outcome outcome;	 /* of the last closing; OUTCOME__COUNT while they go on */
	bool is_empty;		 /* nothing of them is in the view */
	bool has_first;		 /* their first event is in the view */
	/* Bunches of one number differ in times only; 0: nobody knows. */
	size_t alike;
};

static inline const int64_t *
bunch_row(const struct bunch *b, uint32_t row)
{
	return b->times + row * b->row_size;
}

struct bunches;

/* Reads a piece of a view; the roles are those of the view's columns. */
struct bunches *bunches_new(
	const struct roles *roles, const struct view *view, size_t piece, size_t pieces_n);
/* The next bunch, until the next call; NULL when there is none. */
const struct bunch *bunches_next(struct bunches *bunches);
void bunches_free(struct bunches *bunches);
