/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Many requests, one transaction, one commit. While a batch is being committed the next one
 * gathers. A batch is put in order of branches – in each the order of arrival stays – so that two
 * nodes on one PostgreSQL lock branches in the same order; what has to be done again because
 * somebody else was in the way is done again as a whole, since nobody was answered yet.
 *
 *	BEGIN · for each request: the branch's lock, the house if it has changed, the command
 *	· the branches' rows · COMMIT · done() of each
 *
 * A command that fails nearly always does so before it has written: then there is nothing to undo.
 * When one fails later, the whole batch is done again *carefully*, each command between SAVEPOINT
 * and RELEASE (or ROLLBACK TO). Marks are for the few batches that need them.
 */
#include <stdlib.h>
#include <string.h>

#include "service/asks.h"
#include "service/clocks.h"
#include "service/life.h"
#include "service/tables.h"

#define OWN_ARENA_MOST ((size_t)64 << 20) /* of a request that brings none */

/* ---- One command ---- */

static enum fault_code
branch_known(const struct house *house, const struct command_about *about, int64_t branch,
	struct fault *f)
{
	if (about->place == PLACE_BRANCH && house_branch(house, branch) == NULL)
		return fault_field(f, FAULT_NOT_FOUND, about->takes.fields[0].name,
			"there is no such %s", about->takes.fields[0].name);
	return FAULT_NONE;
}

/* What holds whatever the state: who may, and where. */
static enum fault_code
request_check(
	const struct service_request *r, const struct house *house, int64_t branch, struct fault *f)
{
	const struct command_about *about = r->command;

	if (r->actor.reads_only)
		return fault_set(f, FAULT_FORBIDDEN, "this key may look and change nothing");
	if (service_may(&r->actor, about->roles, about->place, branch, f))
		return f->code;
	if (service_is_others_ticket(&r->actor, &about->takes, r->in))
		return fault_set(f, FAULT_FORBIDDEN, "that is somebody else's ticket");
	if (r->key.size > 100)
		return fault_field(f, FAULT_BAD_INPUT, "key", "a key has at most 100 bytes");
	return branch_known(house, about, branch, f);
}

static enum fault_code
request_time(const struct live_branch *live, const struct service_request *r, struct command *c,
	struct fault *f)
{
	c->at_us = r->at_us != 0 ? r->at_us : service_now_us(c->service);
	if (r->at_us != 0 && r->at_us < live->last_us)
		return fault_set(f, FAULT_BAD_INPUT,
			"that is %lld s before the branch's last event",
			(long long)((live->last_us - r->at_us) / 1000000));
	if (c->at_us < live->last_us)
		c->at_us = live->last_us;
	return FAULT_NONE;
}

/* With what the standards' clocks make of it. */
static enum fault_code
command_whole(struct command *c, const struct service_request *r, void *out, struct fault *f)
{
	struct fault settling = {0};
	const enum fault_code code = command_run(c, r->command->id, r->in, out, f);

	if (code != FAULT_NONE && !c->keeps)
		return code;
	if (clocks_settle(c, &settling)) {
		c->keeps = false;
		*f = settling;
	}
	return f->code;
}

static enum fault_code
command_do(struct command *c, struct service_request *r, struct fault *f)
{
	struct writer *w = &c->service->writer;
	/* Nobody may want the result. */
	void *out = r->out != NULL ? r->out : arena_alloc(c->arena, r->command->gives.size + 1);

	r->is_repeat = false;
	if (r->key.size > 0 && (repeat_find(c, r, out, &r->is_repeat, f) || r->is_repeat))
		return f->code;
	memset(out, 0, r->command->gives.size);
	if (command_whole(c, r, out, f))
		return f->code;
	if (arena_is_full(c->arena))
		return fault_set(
			f, FAULT_TOO_BIG, "the command needs more memory than it may have");
	if (r->key.size > 0 && repeat_keep(c, r, out, f))
		return f->code;
	return c->changes_house ? live_house_changed(w, f) : FAULT_NONE;
}

/* Undoes the command at hand. True: the whole transaction is gone with it, or is to be done again.
 */
static bool
command_undo(struct command *c, struct fault *f)
{
	/* What the store says comes first: a command that finds no rows after it does not know
	 * why. BUSY, in somebody's way: the whole batch is done again. */
	const bool is_busy = store_fault(c->tx, f) == FAULT_BUSY;

	return store_rollback_to(c->tx) != FAULT_NONE || is_busy;
}

/* The savepoint around it. *ret_lost: the whole transaction is, with this fault. */
static enum fault_code
command_marked(struct command *c, struct service_request *r, bool *ret_lost, struct fault *f)
{
	struct writer *w = &c->service->writer;
	const struct house *before = house_share(w->house);
	const int64_t changes = w->house_changes;
	const size_t branches_n = w->branches_n;
	struct fault release = {0};
	enum fault_code code;

	store_savepoint(c->tx);
	code = command_do(c, r, f);
	if (code == FAULT_NONE || c->keeps) {
		if (store_release(c->tx, &release) == FAULT_NONE) {
			house_release(before);
			return code;
		}
		*f = release;
	}
	*ret_lost = command_undo(c, f);
	w->branches_n = branches_n; /* locks that it took are undone, too */
	house_release(w->house);
	w->house = before;
	w->house_changes = changes;
	return f->code;
}

/* Without a mark: what failed after it had written cannot be undone by itself. */
static enum fault_code
command_unmarked(struct command *c, struct service_request *r, bool *ret_lost, struct fault *f)
{
	struct writer *w = &c->service->writer;
	const uint64_t writes = store_writes(c->tx);
	const enum fault_code code = command_do(c, r, f);

	if ((code == FAULT_NONE || c->keeps) && store_fault(c->tx, NULL) == FAULT_NONE)
		return code;
	if (store_fault(c->tx, f) == FAULT_NONE && store_writes(c->tx) == writes)
		return code;
	w->wants_care = true;
	*ret_lost = true;
	return f->code;
}

/* Runs one request in the transaction at hand; its own fault is in it. A fault that is given is the
 * whole transaction's. */
static enum fault_code
request_run(struct live_service *s, struct service_request *r, struct fault *f)
{
	struct writer *w = &s->writer;
	ON_EXIT(arena_guard)
	struct arena *own = r->arena == NULL ? arena_new(OWN_ARENA_MOST) : NULL;
	const int64_t branch = fields_branch(r->command->place, &r->command->takes, r->in);
	struct command c = {.service = s,
		.tx = w->tx,
		.pen = w->pen,
		.actor = r->actor,
		.branch = branch,
		.arena = r->arena != NULL ? r->arena : own};
	struct live_branch *live = NULL;
	bool is_lost = false;

	r->fault = (struct fault){0};
	if (request_check(r, w->house, branch, &r->fault)) {
		/* Another node may have made what this one does not know yet. */
		if (r->fault.code != FAULT_NOT_FOUND)
			return FAULT_NONE;
		if (live_house_look(w, f))
			return f->code;
		r->fault = (struct fault){0};
		if (request_check(r, w->house, branch, &r->fault))
			return FAULT_NONE;
	}
	if (writer_branch(s, branch, &live, f))
		return f->code;
	/* Another node may have changed the house before it gave the lock. */
	if (live_house_look(w, f))
		return f->code;
	c.house = w->house;
	if (branch_known(w->house, r->command, branch, &r->fault) ||
		request_time(live, r, &c, &r->fault))
		return FAULT_NONE;
	if (w->is_careful)
		(void)command_marked(&c, r, &is_lost, &r->fault);
	else
		(void)command_unmarked(&c, r, &is_lost, &r->fault);
	if (is_lost)
		*f = r->fault;
	return is_lost ? f->code : FAULT_NONE; /* its own fault is in the request */
}

/* ---- A batch ---- */

static void
transaction_begin(struct writer *w, struct store_tx *tx)
{
	w->tx = tx;
	w->branches_n = 0;
	w->has_written = false;
}

static void
transaction_end(struct writer *w)
{
	w->tx = NULL;
	w->branches_n = 0;
}

/* What was loaded in a transaction that is gone may never have been. */
static void
transaction_lost(struct live_service *s)
{
	struct writer *w = &s->writer;

	transaction_end(w);
	house_release(w->house);
	w->house = service_house_take(s, &w->house_changes);
}

/* What goes with the commit. */
static enum fault_code
transaction_finish(struct live_service *s, struct fault *f)
{
	struct writer *w = &s->writer;

	live_write(w);
	if (w->has_written && !s->is_started) /* else the follower says so */
		store_notify(w->tx, "cykl", SPAN("new"));
	return store_fault(w->tx, f);
}

static void
transaction_committed(struct live_service *s)
{
	struct writer *w = &s->writer;

	service_house_publish(s, w->house, w->house_changes);
	for (size_t i = 0; s->is_started && i < w->branches_n; i++)
		if (w->branches[i].branch > 0)
			timers_set(s, w->branches[i].branch, w->branches[i].due_us);
	__atomic_store_n(&w->has_log, true, __ATOMIC_RELAXED);
	if (s->is_started && store_wants_checkpoint(s->setup.store))
		timers_care(s);
	transaction_end(w);
}

static enum fault_code
batch_work(struct store_tx *tx, void *with, struct fault *f)
{
	struct live_service *s = with;
	struct writer *w = &s->writer;

	transaction_begin(w, tx);
	for (size_t i = 0; i < w->batch_n; i++)
		if (request_run(s, w->batch[i], f))
			return f->code;
	return transaction_finish(s, f);
}

static int64_t
branch_of(const struct service_request *r)
{
	return fields_branch(r->command->place, &r->command->takes, r->in);
}

/* By branch, and in each as they came. Batches are short and nearly in order. */
static void
batch_sort(struct writer *w)
{
	for (size_t i = 1; i < w->batch_n; i++) {
		struct service_request *r = w->batch[i];
		const int64_t branch = branch_of(r);
		size_t at = i;

		for (; at > 0 && branch_of(w->batch[at - 1]) > branch; at--)
			w->batch[at] = w->batch[at - 1];
		w->batch[at] = r;
	}
}

static void
batch_run(struct live_service *s)
{
	struct writer *w = &s->writer;
	struct fault fault = {0};
	enum fault_code code;

	batch_sort(w);
	w->is_careful = w->wants_care = false;
	code = store_work(store_writer(s->setup.store), batch_work, s, &fault);
	if (code != FAULT_NONE && w->wants_care) {
		transaction_lost(s);
		w->is_careful = true;
		code = store_work(store_writer(s->setup.store), batch_work, s, &fault);
	}
	if (code == FAULT_NONE)
		transaction_committed(s);
	else
		transaction_lost(s);
	for (size_t i = 0; code != FAULT_NONE && i < w->batch_n; i++)
		w->batch[i]->fault = fault;
	flusher_take(s, w->batch, w->batch_n, code == FAULT_NONE && w->has_written);
	w->batch_n = 0;
}

/* ---- Without threads ---- */

enum fault_code
writer_do(struct live_service *s, struct service_request *request, struct fault *f)
{
	struct writer *w = &s->writer;

	if (w->tx == NULL) {
		w->is_careful = true; /* what was done before is not to be done again */
		transaction_begin(w, store_begin(store_writer(s->setup.store)));
	}
	if (request_run(s, request, f) == FAULT_NONE) {
		*f = request->fault;
		return f->code;
	}
	store_rollback(w->tx);
	transaction_lost(s);
	return fault_note(f, "all since the last commit is undone");
}

enum fault_code
writer_settle(struct live_service *s, struct fault *f)
{
	struct writer *w = &s->writer;

	if (w->tx == NULL)
		return FAULT_NONE;
	if (transaction_finish(s, f) || store_commit(w->tx, f)) {
		store_rollback(w->tx);
		transaction_lost(s);
		return fault_note(f, "all since the last commit is undone");
	}
	transaction_committed(s);
	follower_wake(s);
	return FAULT_NONE;
}

/* ---- The thread ---- */

/* Takes who waits, at most a batch; false: there is nobody, and nobody will come. */
static bool
batch_take(struct live_service *s)
{
	struct writer *w = &s->writer;

	(void)pthread_mutex_lock(&w->lock);
	while (w->first == NULL && !w->is_closing)
		(void)pthread_cond_wait(&w->is_more, &w->lock);
	while (w->first != NULL && w->batch_n < s->setup.batch_most) {
		struct service_request *r = w->first;

		w->first = r->next;
		w->waiting_n--;
		r->next = NULL;
		w->batch[w->batch_n++] = r;
	}
	if (w->first == NULL)
		w->last = &w->first;
	(void)pthread_mutex_unlock(&w->lock);
	return w->batch_n > 0;
}

static void *
writer_live(void *with)
{
	struct live_service *s = with;

	while (batch_take(s))
		batch_run(s);
	return NULL;
}

bool
writer_is_wanted(struct live_service *s)
{
	struct writer *w = &s->writer;

	(void)pthread_mutex_lock(&w->lock);
	const bool is = w->first != NULL;
	(void)pthread_mutex_unlock(&w->lock);
	return is;
}

enum fault_code
writer_submit(struct live_service *s, struct service_request *request, struct fault *f)
{
	struct writer *w = &s->writer;
	const char *why = NULL;
	bool was_empty = false;

	request->next = NULL;
	(void)pthread_mutex_lock(&w->lock);
	if (w->is_closing) {
		why = "the service is closing";
	} else if (w->waiting_n >= s->setup.queue_most) {
		why = "too many requests wait";
	} else {
		was_empty = w->first == NULL;
		*w->last = request;
		w->last = &request->next;
		w->waiting_n++;
	}
	(void)pthread_mutex_unlock(&w->lock);
	/* Woken under the lock the writer would wait for it at once. */
	if (was_empty)
		(void)pthread_cond_signal(&w->is_more);
	return why == NULL ? FAULT_NONE : fault_set(f, FAULT_BUSY, "%s", why);
}

enum fault_code
writer_start(struct live_service *s, struct fault *f)
{
	return pthread_create(&s->writer.thread, NULL, writer_live, s) == 0
		       ? FAULT_NONE
		       : fault_set(f, FAULT_BROKEN, "the writer's thread cannot be made");
}

void
writer_stop(struct live_service *s)
{
	struct writer *w = &s->writer;

	(void)pthread_mutex_lock(&w->lock);
	w->is_closing = true;
	(void)pthread_cond_signal(&w->is_more);
	(void)pthread_mutex_unlock(&w->lock);
	(void)pthread_join(w->thread, NULL);
}

void
writer_drain(struct live_service *s)
{
	s->writer.is_closing = true;
	while (batch_take(s))
		batch_run(s);
}

void
writer_init(struct writer *w, unsigned batch_most)
{
	*w = (struct writer){.pen = journal_pen_new(),
		.batch = calloc(batch_most, sizeof(struct service_request *))};
	if (w->batch == NULL)
		abort();
	w->last = &w->first;
	(void)pthread_mutex_init(&w->lock, NULL);
	(void)pthread_cond_init(&w->is_more, NULL);
}

void
writer_finish(struct writer *w)
{
	journal_pen_free(w->pen);
	if (w->house != NULL)
		house_release(w->house);
	free(w->branches);
	free(w->batch);
	(void)pthread_mutex_destroy(&w->lock);
	(void)pthread_cond_destroy(&w->is_more);
}
