/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pen: a batch of commands asks for the head of each branch once, and its events are written
 * one behind the other, several by a statement. Both are owed to the store (store_owe), which has
 * them written before it commits, makes a savepoint or reads the journal, and forgets them when
 * anything is undone.
 */
#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "journal/chain.h"

#define GATHERED_MOST 64    /* events */
#define BODIES_MOST   16384 /* bytes of them */

struct head {
	int64_t branch, number;
	unsigned char hash[JOURNAL_HASH_SIZE];
};

struct gathered {
	struct journal_event event; /* its body is in the pen's bodies, its hash here */
	unsigned char hash[JOURNAL_HASH_SIZE];
};

struct journal_pen {
	const struct store_tx *tx;
	uint64_t epoch; /* of what is gathered */
	size_t events_n, bodies_size;
	struct gathered events[GATHERED_MOST];
	char bodies[BODIES_MOST];
};

struct journal_pen *
journal_pen_new(void)
{
	struct journal_pen *pen = calloc(1, sizeof *pen);

	if (pen == NULL || sodium_init() < 0)
		abort();
	return pen;
}

void
journal_pen_free(struct journal_pen *pen)
{
	free(pen);
}

/* ---- Heads ---- */

static void
head_write(struct store_tx *tx, int64_t branch, void *bytes)
{
	const struct head *head = bytes;

	store_do(tx, &journal_part, SQL_HEAD_SET,
		STORE_VALUES(store_int(branch), store_int(head->number),
			store_bytes((struct span){(const char *)head->hash, sizeof head->hash})));
}

/* Locks a branch's row. False when there is none, or on a fault. */
static bool
head_lock(struct store_tx *tx, int64_t branch, struct head *ret)
{
	size_t size;
	const struct head *kept = store_recall(tx, &journal_part, KEPT_HEAD, branch, &size);

	if (kept != NULL) {
		*ret = *kept;
		return true;
	}
	ON_EXIT(store_rows_guard)
	struct store_rows *rows =
		store_ask(tx, &journal_part, SQL_HEAD_LOCK, STORE_VALUES(store_int(branch)));

	if (!store_next(rows) || store_row_bytes(rows, 1).size != JOURNAL_HASH_SIZE)
		return false;
	ret->branch = branch;
	ret->number = store_row_int(rows, 0);
	memcpy(ret->hash, store_row_bytes(rows, 1).at, JOURNAL_HASH_SIZE);
	return true;
}

static enum fault_code
head_find(struct store_tx *tx, int64_t branch, struct head *ret, struct fault *f)
{
	static const char zeroes[JOURNAL_HASH_SIZE] = {0};

	if (head_lock(tx, branch, ret))
		return FAULT_NONE;
	/* The branch's first event; of two writers one makes the row, the other waits. */
	store_do(tx, &journal_part, SQL_HEAD_ADD,
		STORE_VALUES(store_int(branch), store_bytes((struct span){zeroes, sizeof zeroes})));
	if (head_lock(tx, branch, ret))
		return FAULT_NONE;
	return store_fault(tx, f)
		       ? f->code
		       : fault_set(f, FAULT_BROKEN, "the chain of branch %lld has no head",
				 (long long)branch);
}

/* ---- Events ---- */

#define EVENT_VALUES(e)                                                                            \
	store_int((e).branch), store_int((e).number), store_int((e).kind), store_int((e).at_us),   \
		store_int((e).journey), store_int((e).subject), store_int((e).staff),              \
		store_bytes((e).body), store_bytes((e).hash)

static void
pen_write(struct store_tx *tx, int64_t id, void *bytes)
{
	struct journal_pen *pen = *(struct journal_pen **)bytes;
	const struct gathered *at = pen->events, *end = at + pen->events_n;

	(void)id;
	for (; end - at >= 3; at += 3)
		store_do(tx, &journal_part, SQL_EVENT_ADD_3,
			STORE_VALUES(EVENT_VALUES(at[0].event), EVENT_VALUES(at[1].event),
				EVENT_VALUES(at[2].event)));
	for (; at < end; at++)
		store_do(tx, &journal_part, SQL_EVENT_ADD, STORE_VALUES(EVENT_VALUES(at->event)));
	pen->events_n = pen->bodies_size = 0;
}

/* What was gathered before something was undone is undone with it. */
static void
pen_begin(struct journal_pen *pen, const struct store_tx *tx)
{
	if (pen->tx == tx && pen->epoch == store_epoch(tx))
		return;
	pen->tx = tx;
	pen->epoch = store_epoch(tx);
	pen->events_n = pen->bodies_size = 0;
}

static void
gather(struct journal_pen *pen, struct store_tx *tx, const struct journal_event *event,
	const unsigned char hash[static JOURNAL_HASH_SIZE])
{
	struct gathered *place;

	pen_begin(pen, tx);
	if (pen->events_n == GATHERED_MOST || event->body.size > BODIES_MOST - pen->bodies_size)
		pen_write(tx, 0, &pen);
	place = &pen->events[pen->events_n++];
	place->event = *event;
	memcpy(place->hash, hash, JOURNAL_HASH_SIZE);
	place->event.hash = (struct span){(const char *)place->hash, JOURNAL_HASH_SIZE};
	place->event.body.at = pen->bodies + pen->bodies_size;
	memcpy(pen->bodies + pen->bodies_size, event->body.at, event->body.size);
	pen->bodies_size += event->body.size;
	store_owe(tx, &journal_part, KEPT_PEN, 0, &pen, sizeof pen, pen_write);
}

enum fault_code
journal_append(struct journal_pen *pen, struct store_tx *tx, const struct journal_event *event,
	const struct store_value *fields, size_t fields_n, int64_t *ret_number, struct fault *f)
{
	const struct event_about *about = journal_kind(event->kind);
	struct journal_event written = *event;
	char body[JOURNAL_BODY_MOST];
	struct head head;

	assert(about != NULL);
	if (body_write(body, &written.body.size, about, fields, fields_n, f) ||
		head_find(tx, event->branch, &head, f))
		return f->code;
	written.body.at = body;
	written.number = ++head.number;
	chain_hash(head.hash, head.hash, &written);
	gather(pen, tx, &written, head.hash);
	store_owe(tx, &journal_part, KEPT_HEAD, event->branch, &head, sizeof head, head_write);
	if (store_fault(tx, f))
		return f->code;
	*ret_number = written.number;
	return FAULT_NONE;
}
