/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The journal is the truth: everything that happened, in order, never changed. An event says what
 * happened (a row of events.def), when, in which branch, and to which ids; it holds no personal
 * data, so a person is erased without rewriting history.
 *
 * Events of a branch are numbered 1, 2, 3 … without a gap, and each carries a hash over itself and
 * the hash before it (doc/formats/journal.md): nobody changes, removes or inserts one unseen.
 * Branch 0 is the house itself.
 *
 * Order under many writers: whoever appends to a branch first locks the branch's head, and keeps it
 * until the transaction ends. So number n + 1 is given only after n was committed or undone, and a
 * reader who has seen n has seen all before it. That is why one reads branch by branch, and why the
 * place of a reader of everything is a number a branch (journal_cursor). Between branches there is
 * no order but time. Two transactions that append to the same two branches in different order wait
 * for each other; PostgreSQL ends one of them with BUSY, and store_work does it again.
 *
 * Threads: a pen is one thread's, the writer's; reading needs only a transaction.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/fault.h"
#include "base/text.h"
#include "store/store.h"

/* Give it to store_open. */
extern const struct store_part journal_part;

/* ---- Kinds ---- */

enum event_kind {
	EVENT_NONE = 0,
#define EVENT(number, id, name, text, subject, fields) EVENT_##id = (number),
#include "journal/events.def"
#undef EVENT
};

#define EVENT_FIELDS_MOST 8

struct event_field {
	struct span name;
	char letter; /* i t b */
};

struct event_about {
	enum event_kind kind;
	const char *name, *text, *subject;
	const char *fields; /* as in the table: "service:i form:t" */
};

/* All of them, in the table's order. */
const struct event_about *journal_kinds(size_t *ret_n);
/* NULL when this program does not know the number, or the name. */
const struct event_about *journal_kind(int64_t number);
const struct event_about *journal_kind_find(struct span name);
/* The fields of a kind; returns how many. */
size_t journal_kind_fields(
	const struct event_about *about, struct event_field ret[static EVENT_FIELDS_MOST]);

/* ---- Events ---- */

#define JOURNAL_HASH_SIZE 32
#define JOURNAL_WORD_MOST 100  /* bytes of a t field: letters, digits and - _ . : / of ASCII */
#define JOURNAL_BODY_MOST 4096 /* bytes of all fields */
#define JOURNAL_HOUSE	  0    /* the branch that is no branch */

struct journal_event {
	int64_t branch, number;
	int64_t kind; /* of enum event_kind, or newer than this program */
	int64_t at_us;
	int64_t journey, subject, staff; /* 0: none */
	struct span body;		 /* the fields; read them with journal_field */
	struct span hash;
};

/* A field by its name; none when the event has none of that name (it may be older than the field),
 * or when its body is damaged. */
struct store_value journal_field(const struct journal_event *event, const char *name);
/* The values of fields_n fields, those of the event's kind (journal_kind_fields), for whoever reads
 * many events; returns how many the event has. */
size_t journal_fields(const struct journal_event *event, const struct event_field *fields,
	size_t fields_n, struct store_value *ret);

/* ---- Writing ---- */

struct journal_pen;

struct journal_pen *journal_pen_new(void);
/* When the last transaction in which it appended has ended. */
void journal_pen_free(struct journal_pen *pen);

/* Appends inside the caller's transaction: what it does is undone with it. branch, kind, at_us and
 * the ids of the event are the caller's; number, body and hash are not looked at. As many fields as
 * the kind has, each of its letter or none (anything else is a bug, and asserted).
 * Faults: the transaction's, BAD_INPUT for a t field that is no word, TOO_BIG. */
MUST_USE enum fault_code journal_append(struct journal_pen *pen, struct store_tx *tx,
	const struct journal_event *event, const struct store_value *fields, size_t fields_n,
	int64_t *ret_number, struct fault *f);

/* ---- Reading ---- */

/* The event is borrowed for the call; a fault ends the reading and becomes its result. A visit does
 * not read the journal in the same transaction. */
typedef enum fault_code journal_visit(
	const struct journal_event *event, void *with, struct fault *f);

/* Events of one branch after a number, in order, at most `most`; *after becomes the last one's. */
MUST_USE enum fault_code journal_read(struct store_tx *tx, int64_t branch, int64_t *after,
	size_t most, journal_visit *visit, void *with, struct fault *f);

/* Where a reader of all branches is. */
struct journal_cursor;

struct journal_cursor *journal_cursor_new(void);
void journal_cursor_free(struct journal_cursor *cursor);
/* The last number read of a branch; 0: none. */
int64_t journal_cursor_number(const struct journal_cursor *cursor, int64_t branch);
void journal_cursor_set(struct journal_cursor *cursor, int64_t branch, int64_t number);
/* "0:12,3:4711", in order of branches; read back by journal_cursor_parse (false: it is not that).
 */
const char *journal_cursor_text(const struct journal_cursor *cursor, struct arena *a);
bool journal_cursor_parse(struct journal_cursor *cursor, struct span text);

/* Moves the cursor after the last event of every branch, reading none of the *ret_n that it passes:
 * for who wants only what comes from now on. */
MUST_USE enum fault_code journal_cursor_to_end(
	struct store_tx *tx, struct journal_cursor *cursor, int64_t *ret_n, struct fault *f);

/* All that is new to the cursor, the house first, then branch by branch, at most `most` events;
 * moves the cursor on with every event visited. Replay: a new cursor, in one transaction, until
 * *ret_n is less than `most`. */
MUST_USE enum fault_code journal_follow(struct store_tx *tx, struct journal_cursor *cursor,
	size_t most, journal_visit *visit, void *with, size_t *ret_n, struct fault *f);

/* The same for whom the order between branches is nothing; inside a branch it is kept. SQLite walks
 * along the events as they were written, so neither the number of branches nor an index costs
 * anything. The events may lack their hash. A cursor is swept or followed, never both; one that is
 * swept tells no numbers. */
MUST_USE enum fault_code journal_sweep(struct store_tx *tx, struct journal_cursor *cursor,
	size_t most, journal_visit *visit, void *with, size_t *ret_n, struct fault *f);

/* The last number and its hash; number 0 and zeroes for a branch without events. To write down
 * elsewhere: whoever can rewrite a whole store cannot rewrite that. */
MUST_USE enum fault_code journal_head(struct store_tx *tx, int64_t branch, int64_t *ret_number,
	unsigned char ret_hash[static JOURNAL_HASH_SIZE], struct fault *f);

/* ---- Proving ---- */

struct journal_proof {
	uint64_t events_n, branches_n; /* proved */
	bool is_broken;
	int64_t branch, number; /* the first broken link */
	const char *what;	/* a sentence about it */
};

/* Walks every chain from its first event and holds it against its head; in a reader's transaction,
 * which sees one moment. A broken link is a result and no fault. */
MUST_USE enum fault_code journal_verify(
	struct store_tx *tx, struct journal_proof *ret, struct fault *f);
