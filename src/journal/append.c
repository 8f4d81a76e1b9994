/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pen: it remembers the heads of the branches it has locked in this transaction, so that a
 * batch of commands asks for each head once. What it remembers holds until anything is undone
 * (store_epoch).
 */
#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "journal/chain.h"

#define HEADS_MOST 64 /* branches remembered at once; the oldest gives way */

struct head {
	int64_t branch, number;
	unsigned char hash[JOURNAL_HASH_SIZE];
	bool is_owed; /* its row is not yet written */
};

enum { KEPT_HEAD }; /* what the writer remembers beyond a transaction */

struct journal_pen {
	const struct store_tx *tx;
	uint64_t epoch;
	size_t heads_n, oldest;
	bool owes; /* heads are written by journal_pen_settle */
	struct head heads[HEADS_MOST];
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

static struct head *
remembered(struct journal_pen *pen, const struct store_tx *tx, int64_t branch)
{
	if (pen->tx != tx || pen->epoch != store_epoch(tx)) {
		pen->tx = tx;
		pen->epoch = store_epoch(tx);
		pen->heads_n = 0;
		pen->oldest = 0;
	}
	for (size_t i = 0; i < pen->heads_n; i++)
		if (pen->heads[i].branch == branch)
			return &pen->heads[i];
	return NULL;
}

static void
head_write(struct store_tx *tx, struct head *head)
{
	store_do(tx, &journal_part, SQL_HEAD_SET,
		STORE_VALUES(store_int(head->branch), store_int(head->number),
			store_bytes((struct span){(const char *)head->hash, sizeof head->hash})));
	head->is_owed = false;
	(void)store_remember(tx, &journal_part, KEPT_HEAD, head->branch, head, sizeof *head);
}

static struct head *
place_for(struct journal_pen *pen, struct store_tx *tx)
{
	if (pen->heads_n < HEADS_MOST)
		return &pen->heads[pen->heads_n++];
	pen->oldest = (pen->oldest + 1) % HEADS_MOST;
	if (pen->heads[pen->oldest].is_owed)
		head_write(tx, &pen->heads[pen->oldest]);
	return &pen->heads[pen->oldest];
}

void
journal_pen_owe(struct journal_pen *pen)
{
	pen->owes = true;
}

void
journal_pen_settle(struct journal_pen *pen, struct store_tx *tx)
{
	/* What was undone is not owed: its heads are forgotten. */
	if (pen->tx != tx || pen->epoch != store_epoch(tx))
		return;
	for (size_t i = 0; i < pen->heads_n; i++)
		if (pen->heads[i].is_owed)
			head_write(tx, &pen->heads[i]);
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
	ret->is_owed = false;
	ret->number = store_row_int(rows, 0);
	memcpy(ret->hash, store_row_bytes(rows, 1).at, JOURNAL_HASH_SIZE);
	return true;
}

static enum fault_code
head_find(struct journal_pen *pen, struct store_tx *tx, int64_t branch, struct head **ret,
	struct fault *f)
{
	static const char zeroes[JOURNAL_HASH_SIZE] = {0};
	struct head head;

	*ret = remembered(pen, tx, branch);
	if (*ret != NULL)
		return FAULT_NONE;
	if (!head_lock(tx, branch, &head)) {
		/* The branch's first event; of two writers one makes the row, the other waits. */
		store_do(tx, &journal_part, SQL_HEAD_ADD,
			STORE_VALUES(store_int(branch),
				store_bytes((struct span){zeroes, sizeof zeroes})));
		if (!head_lock(tx, branch, &head))
			return store_fault(tx, f) ? f->code
						  : fault_set(f, FAULT_BROKEN,
							    "the chain of branch %lld has no head",
							    (long long)branch);
	}
	*ret = place_for(pen, tx);
	**ret = head;
	return FAULT_NONE;
}

static void
event_write(struct store_tx *tx, const struct journal_event *event, struct span hash)
{
	store_do(tx, &journal_part, SQL_EVENT_ADD,
		STORE_VALUES(store_int(event->branch), store_int(event->number),
			store_int(event->kind), store_int(event->at_us), store_int(event->journey),
			store_int(event->subject), store_int(event->staff),
			store_bytes(event->body), store_bytes(hash)));
}

enum fault_code
journal_append(struct journal_pen *pen, struct store_tx *tx, const struct journal_event *event,
	const struct store_value *fields, size_t fields_n, int64_t *ret_number, struct fault *f)
{
	const struct event_about *about = journal_kind(event->kind);
	struct journal_event written = *event;
	char body[JOURNAL_BODY_MOST];
	struct head *head = NULL;

	assert(about != NULL);
	if (body_write(body, &written.body.size, about, fields, fields_n, f) ||
		head_find(pen, tx, event->branch, &head, f))
		return f->code;
	written.body.at = body;
	written.number = ++head->number;
	chain_hash(head->hash, head->hash, &written);
	event_write(tx, &written, (struct span){(const char *)head->hash, sizeof head->hash});
	head->is_owed = true;
	if (!pen->owes)
		head_write(tx, head);
	if (store_fault(tx, f))
		return f->code;
	*ret_number = written.number;
	return FAULT_NONE;
}
