/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A cycle held against a log's dictionary: what each activity does to which moment.
 */
#pragma once

#include "measures/passage.h"

enum role {
	ROLE_ARRIVE, /* waits_from */
	ROLE_BEGIN,
	ROLE_END,
	ROLE_LEAVE,
	ROLE_CLOSE, /* the trigger's moment is the outcome */
};

struct trigger {
	uint16_t moment;
	uint8_t role;
	bool is_at_completion; /* when the activity is complete, else when it starts */
	bool is_whole; /* a beginning whose activity ends the moment, too: each is a passage */
};

/* Which item is asked about a moment; codes of the columns `survey` and `item`. */
struct asked {
	uint32_t survey, item; /* UINT32_MAX: none */
};

/* What the live service tells by a moment's name, or by an item's. */
struct live_roles {
	uint32_t begun, ended, answered;	   /* activities; UINT32_MAX: none */
	const struct column *moment;		   /* or NULL: then there are no marks */
	uint16_t *moments;			   /* of each word of it, or NO_MOMENT */
	const struct column *survey, *item, *mark; /* or NULL: then there are no answers */
	struct asked *asked;			   /* of each moment */
};

#define NO_MOMENT UINT16_MAX

/* Signs of activities are 1, 2 …, or: */
#define SIGN_SILENT	  UINT32_C(0)	       /* means nothing */
#define SIGN_NAMES_MOMENT UINT32_C(0x40000000) /* and 0x80000000; a moment's code is added */
#define SIGN_ALONE	  UINT32_MAX	       /* says more than its name */

struct roles {
	const struct columns *columns;
	const struct cycle *cycle;
	struct arena *arena;
	/* The triggers of activity a are triggers[begins[a]] … triggers[begins[a + 1] - 1], those
	 * of a start first, then in the order of the enum. */
	struct trigger *triggers;
	uint32_t *begins;
	uint8_t *is_leaving;	       /* of each activity: some moment's left_by */
	uint8_t *is_telling;	       /* of each activity: does it mean anything at all? */
	uint32_t *signs;	       /* of each activity: what tells it from others, see below */
	bool *has_end;		       /* of each moment */
	const struct moment **moments; /* by number */
	uint16_t *counted;	       /* the moments with a standard of measure count */
	size_t counted_n;
	const struct column *branch;	   /* or NULL */
	const struct calendar **calendars; /* of each word of the branch column */
	const struct calendar *calendar;   /* where no branch is known; may be NULL */
	int64_t last_us;		   /* how far the log looks */
	struct live_roles live;
};
