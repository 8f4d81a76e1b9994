/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The sticky transaction: begin, savepoints, commit, and the runner that alone tries again. Every
 * step asks first whether a fault is there already; what a caller gets is the same on both engines.
 *
 *	fault while a savepoint stands ── store_rollback_to ──▶ goes on from there
 *	fault otherwise, or engine gave all up ── store_commit, store_rollback ──▶ nothing of it
 *remains
 *
 * A savepoint asked for after a fault is not made, only counted, so that its own rollback_to does
 * not forget a fault that is older than it.
 */
#include "store/connection.h"

#include <assert.h>
#include <time.h>

#include "store/rows.h"

static void
control_run(struct store_tx *tx, enum control control)
{
	struct store_connection *c = tx->connection;

	if (tx->fault.code == FAULT_NONE &&
		c->store->engine->run(control_rows(c, control), NULL, &tx->fault))
		tx->is_lost = c->store->engine->is_lost(c);
}

static void
settle(struct store_tx *tx)
{
	struct store_connection *c = tx->connection;

	if (tx->fault.code == FAULT_NONE && c->store->engine->settle(c, &tx->fault))
		tx->is_lost = c->store->engine->is_lost(c);
}

struct store_tx *
store_begin(struct store_connection *c)
{
	struct store_tx *tx = &c->tx;

	assert(!tx->is_open);
	*tx = (struct store_tx){.connection = c, .is_open = true, .epoch = tx->epoch + 1};
	if (c->store->engine->ready(c, &tx->fault))
		tx->is_lost = true;
	control_run(tx, c->is_writer ? CONTROL_BEGIN_WRITE : CONTROL_BEGIN_READ);
	memory_begin(c);
	return tx;
}

/* What the rollback itself says does not matter: the engine rolls back what it lost. */
void
store_rollback(struct store_tx *tx)
{
	struct store_connection *c = tx->connection;
	struct fault dropped = {0};

	if (!tx->is_open)
		return;
	rows_end_all(c);
	(void)c->store->engine->settle(c, &dropped);
	if (c->store->engine->is_inside(c)) {
		(void)c->store->engine->run(control_rows(c, CONTROL_ROLLBACK), NULL, &dropped);
		(void)c->store->engine->settle(c, &dropped);
	}
	tx->is_open = false;
	tx->epoch++;
	memory_clear(c);
}

void
store_tx_guard(struct store_tx **tx)
{
	store_rollback(*tx);
}

enum fault_code
store_commit(struct store_tx *tx, struct fault *f)
{
	assert(tx->is_open);
	rows_end_all(tx->connection);
	memory_settle(tx->connection);
	/* What was queued goes with it: after a fault PostgreSQL leaves out the rest. */
	if (tx->fault.code == FAULT_NONE) {
		tx->connection->is_committing = true;
		control_run(tx, CONTROL_COMMIT);
		tx->connection->is_committing = false;
		settle(tx);
		if (tx->is_lost && tx->connection->store->address.is_postgresql)
			fault_set(&tx->fault, FAULT_BROKEN,
				"the connection to %s was lost while it committed; whether it was "
				"done is "
				"not known",
				tx->connection->store->address.shown);
	}
	if (store_fault(tx, f)) {
		store_rollback(tx);
		return tx->fault.code;
	}
	tx->is_open = false;
	memory_commit(tx->connection);
	return FAULT_NONE;
}

void
store_savepoint(struct store_tx *tx)
{
	memory_settle(tx->connection);
	if (tx->fault.code != FAULT_NONE) {
		tx->skipped++;
		return;
	}
	assert(tx->depth < STORE_DEPTH_MOST);
	control_run(tx, (enum control)(CONTROL_SAVEPOINT_1 + tx->depth));
	tx->depth++;
}

enum fault_code
store_release(struct store_tx *tx, struct fault *f)
{
	assert(tx->depth + tx->skipped > 0);
	control_run(tx, (enum control)(CONTROL_RELEASE_1 + tx->depth - 1));
	settle(tx);
	if (store_fault(tx, f))
		return tx->fault.code;
	tx->depth--;
	return FAULT_NONE;
}

enum fault_code
store_rollback_to(struct store_tx *tx)
{
	struct store_connection *c = tx->connection;
	struct fault dropped = {0};

	assert(tx->depth + tx->skipped > 0);
	if (tx->skipped > 0) {
		tx->skipped--;
		return tx->fault.code;
	}
	tx->depth--;
	tx->epoch++;
	memory_clear(c);
	rows_end_all(c);
	(void)c->store->engine->settle(c, &dropped); /* if it failed, that is being undone */
	if (tx->is_lost || c->store->engine->is_lost(c)) {
		tx->is_lost = true;
		if (tx->fault.code == FAULT_NONE)
			tx->fault = dropped;
		return tx->fault.code;
	}
	tx->fault = (struct fault){0};
	control_run(tx, (enum control)(CONTROL_ROLLBACK_TO_1 + tx->depth));
	control_run(tx, (enum control)(CONTROL_RELEASE_1 + tx->depth));
	settle(tx);
	return tx->fault.code;
}

enum fault_code
store_fault(const struct store_tx *tx, struct fault *f)
{
	if (f != NULL && tx->fault.code != FAULT_NONE)
		*f = tx->fault;
	return tx->fault.code;
}

uint64_t
store_writes(const struct store_tx *tx)
{
	return tx->writes_n;
}

uint64_t
store_epoch(const struct store_tx *tx)
{
	return tx->epoch;
}

bool
store_tx_is_postgresql(const struct store_tx *tx)
{
	return store_is_postgresql(tx->connection->store);
}

/* 1, 2, 4 … 64 ms: longer than another's transaction, shorter than a person notices. */
static void
pause_before(unsigned attempt)
{
	const struct timespec pause = {.tv_nsec = INT64_C(500000) << attempt};

	(void)nanosleep(&pause, NULL); /* woken early is early */
}

enum fault_code
store_work(struct store_connection *c, store_work_call *work, void *with, struct fault *f)
{
	enum fault_code code = FAULT_NONE;

	for (unsigned attempt = 0; attempt < STORE_ATTEMPTS; attempt++) {
		if (attempt > 0)
			pause_before(attempt);
		*f = (struct fault){0};
		struct store_tx *tx = store_begin(c);
		code = store_fault(tx, f) ? f->code : work(tx, with, f);
		if (code == FAULT_NONE)
			code = store_commit(tx, f);
		else
			store_rollback(tx);
		if (!fault_kind(code)->is_worth_retrying)
			break;
	}
	return code;
}
