/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Passages held against a standard: kept, missed, or not counted. How those who left before the
 * end count is the standard's own treatment (map.h: A to E); who is still on the way never counts.
 * The share kept of those judged is then the service level.
 */
#pragma once

#include "measures/bunches.h"

enum verdict {
	VERDICT_NONE, /* not counted */
	VERDICT_KEPT,
	VERDICT_MISSED,
};

/* What a clock shows of one passage. */
struct reading {
	bool has_run; /* false: this clock never started */
	bool is_left, is_open;
	bool is_lost; /* the journey closed while it ran; nobody knows when it stopped */
	int64_t us;
};

/* How the passages of an item end by a clock: all of a reading but its time. STANDARD_DURATION and
 * STANDARD_WAIT have a clock. */
struct reading item_ending(const struct bunch_item *item, enum standard_measure measure);
/* What the clock, if it has run, shows of each journey of the bunch. */
void item_read(int64_t *ret_us, const struct roles *r, const struct bunch *b,
	const struct bunch_item *item, enum standard_measure measure, bool is_opening);
/* A reading against the limit of a standard with a clock. */
enum verdict reading_judge(const struct standard *s, const struct reading *reading);
/* How often the moment occurred in a journey against a standard of measure count. */
enum verdict count_judge(const struct standard *s, uint32_t times_n);

/* The columns of the log that say how a passage was: `outcome` (positive, neutral, negative), and
 * for a score the moment's survey item ("survey.item", "item", or `score`). NULL where there is
 * none. What staff marked, and what a customer of the live service answered, goes before them. */
struct judge {
	const struct roles *roles;
	const struct columns *columns;
	const struct column *outcome;
	const uint8_t *said;	      /* of each word of it; private */
	const struct column **scores; /* of each moment */
};

void judge_init(struct judge *j, const struct roles *r, const struct columns *c,
	const struct cycle *cycle, struct arena *a);
/* Any standard but one of measure count; ret: the verdict of each journey of the bunch, at most
 * BUNCH_MOST. False when none is judged: then they are not written. */
bool item_judge(uint8_t *ret, const struct judge *j, const struct standard *s,
	const struct bunch *b, const struct bunch_item *item);
/* Adds how many of them are judged, and kept. */
void verdicts_count(const uint8_t *verdicts, size_t n, uint64_t *judged_n, uint64_t *kept_n);
/* The worst verdict of each journey by all of the moment's standards; false as above. */
bool item_judge_worst(
	uint8_t *ret, const struct judge *j, const struct bunch *b, const struct bunch_item *item);
