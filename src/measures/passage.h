/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The customer's passages through the moments of a cycle, journey by journey: when they arrived
 *(the first sign, where the wait begins), when the moment began, when it ended or they left.
 *
 *	waits_from     begins         ends
 *	    │─── wait ───│── duration ──│        ENDED
 *	    │─── wait ───│── duration ─ ╳        LEFT (left_by), served or not
 *	    │─── wait ────────────────── … now   OPEN: the journey goes on, the log ends
 *	    │─── wait ──────────────── ? ■       LOST: the journey closed or went on
 *
 * A moment without `ends` ends where it begins. A second beginning before the end continues the
 * passage (a recall is not another call); an activity that both begins and ends a moment is a
 *passage each time. A closing as abandoned that no moment claims by left_by means that the customer
 *left the moment they came to last. What is still waiting when the journey closes or a later moment
 *of the map begins is LOST, and so is what has begun and not ended at a closing. The first sign of
 *an optional moment is no passage by itself: not every journey has what it may lead to.
 *
 * Staff of the live service mark moments themselves: moment.begun and moment.ended, with the
 *moment's name in the column `moment`, open and close that moment whatever its map says – a moment
 *without `ends` is open from the mark, or from its beginning when it has begun. The outcome of a
 * moment.ended belongs to the passage it ends, or to the last one, or is a passage of its own, of
 * which nobody knows how long it took.
 * answer.given with the item asked about a moment belongs to the moment's last passage before it.
 */
#pragma once

#include "measures/walk.h"

enum ending {
	PASSAGE_ENDED,
	PASSAGE_LEFT,
	PASSAGE_OPEN,
	PASSAGE_LOST,
};

#define NO_EVENT UINT64_MAX

struct passage {
	int64_t arrived_us; /* TIME_NONE when no first sign was seen */
	int64_t begun_us;   /* TIME_NONE when it never began */
	int64_t ended_us; /* when it ended or the customer left; how far the log looked otherwise */
	uint64_t event, last_event; /* at which it begins (arrival or beginning) and ends */
	/* of the live service, or NO_EVENT: staff's moment.ended, the customer's answer */
	uint64_t marked_event, answer_event;
	uint32_t mark; /* the order of beginnings in the journey; 0 when it never began */
	uint16_t moment;
	uint8_t ending;
	bool is_mark; /* all that is known is staff's mark at its end: no clock has been seen */
};

/* What the events of a log mean on a map; last_us: how far the log looks. */
struct roles;
struct roles *roles_new(
	const struct columns *c, const struct measure_options *options, int64_t last_us);
void roles_free(struct roles *r);
void roles_guard(struct roles **r);
/* Notes when the map and the log have nothing in common. */
void roles_note(const struct roles *r, struct frame *frame);
/* Does the map name this activity? */
bool roles_has(const struct roles *r, uint32_t activity);
/* Time from one instant to another, in opening time of the branch at which the event happens if
 * asked for. */
int64_t roles_elapsed(
	const struct roles *r, uint64_t event, int64_t from_us, int64_t to_us, bool is_opening);
/* Is there a calendar for opening time? */
bool roles_has_calendar(const struct roles *r);

struct passages {
	const struct roles *roles;
	const struct cycle *cycle;
	struct walk walk;
	/* The journey where the reading is: */
	struct passage *items; /* those that begin in the view, in the order in which they began */
	size_t n, room;
	const uint32_t *times_n; /* of each moment: how often it began in the whole journey */
	int64_t closed_us;	 /* TIME_NONE while it goes on */
	enum outcome outcome;	 /* of the last closing; OUTCOME__COUNT while it goes on */
	bool has_compared;	 /* times with one another: their ties matter */
	/* private */
	uint32_t *counted_n; /* times_n */
	int64_t last_us;     /* how far the log looks */
	struct passage_state *states;
	uint16_t *touched; /* moments that have something in this journey, each once */
	size_t touched_n;
	struct passage_mark *marks;
	size_t marks_room;
};

/* Reads a piece of a view; the roles are those of the view's columns. */
void passages_begin(struct passages *p, const struct roles *roles, const struct view *view,
	size_t piece, size_t pieces_n);
bool passages_next(struct passages *p);
/* Reads the journey where the walk is. */
void passages_read(struct passages *p);
/* The same of all of a journey's points, whatever the view, with places for times: each event that
 * means something to the map has the next one, from 0; places_n, how many those are, is how far the
 * log looks. */
void passages_read_places(struct passages *p, size_t places_n);
void passages_finish(struct passages *p);
