/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What follows a journal holds: the sheets of its columns, the words so far, and a tail of events
 * that were read and not laid out. follow.c reads, lay.c lays out. Private to columns/.
 */
#pragma once

#include <pthread.h>

#include "columns/book.h"
#include "columns/columns.h"
#include "columns/owner.h"
#include "columns/sheet.h"
#include "journal/journal.h"

enum follow_word {
#define FOLLOW_WORD(name, source, fill) WORD_##name,
#define FOLLOW_NUMBER(name)
#include "columns/follow.def"
#undef FOLLOW_WORD
#undef FOLLOW_NUMBER
	WORD__COUNT,
	WORD_activity = WORD__COUNT, /* the last of the codes */
	CODE__COUNT
};

enum follow_number {
#define FOLLOW_WORD(name, source, fill)
#define FOLLOW_NUMBER(name) NUMBER_##name,
#include "columns/follow.def"
#undef FOLLOW_WORD
#undef FOLLOW_NUMBER
	NUMBER__COUNT
};

enum follow_source {
	SOURCE_FIELD,
	SOURCE_SERVICE,
	SOURCE_COUNTER,
	SOURCE_CLASS,
	SOURCE_BRANCH,
	SOURCE_STAFF
};
enum follow_fill { FILL_OWN, FILL_JOURNEY, FILL_TICKET };

struct follow_about {
	const char *name;
	enum follow_source source;
	enum follow_fill fill;
};

extern const struct follow_about follow_words[WORD__COUNT];
extern const char *const follow_numbers[NUMBER__COUNT];

/* An event of the tail. */
struct tail_row {
	int64_t journey, time_us;
	uint32_t codes[CODE__COUNT];
	uint32_t number; /* in `numbers`, from 1; 0: it has none */
	uint8_t own;
};

/* The codes of the ids of one kind of thing, by id. */
struct id_codes {
	struct id_code {
		int64_t id;
		uint32_t code;
	} * items;
	size_t n, room;
};

/* Where the fields of a kind go: a word, or WORD__COUNT + a number, or nowhere. */
#define FIELD_NOWHERE UINT8_MAX
#define KINDS_MOST    256

struct follow_kind {
	bool is_known;
	bool is_aside; /* what a standard's clock did is no step of the customer */
	uint32_t activity;
	size_t fields_n;
	struct event_field fields[EVENT_FIELDS_MOST];
	uint8_t goes[EVENT_FIELDS_MOST];
};

struct columns_follower {
	struct columns_names names;
	struct journal_cursor *cursor;
	struct sheet_file *file;
	/* The journeys by their ids, and the events in their order. */
	struct sheet ids, first, ends, letters, time_us, codes[CODE__COUNT], own, number, numbers;
	uint64_t events_n, journeys_n, numbers_n;
	int64_t tick_us;
	int64_t last_us; /* the latest event that was read, or TIME_NONE */
	struct book books[CODE__COUNT];
	struct id_codes of_ids[WORD__COUNT];
	uint8_t own_bits[WORD__COUNT];	      /* in the sheet `own`, of those that are filled */
	struct follow_kind kinds[KINDS_MOST]; /* by number */
	uint32_t taken;			      /* the activity ticket.taken */
	struct tail_row *tail;
	size_t tail_n, tail_room;
	int64_t (*fresh_numbers)[NUMBER__COUNT]; /* of the tail's events, after numbers_n */
	size_t fresh_n, fresh_room;
	pthread_mutex_t lock; /* of the next line */
	struct columns *published;
};

/* Lays the tail out. */
void follow_lay(struct columns_follower *follower);
/* The columns of all that is laid out, in versions of their own. */
struct columns *follow_columns(const struct columns_follower *follower);
