/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inside of a live service: its clock, its writer, its follower, its timers, and the house of
 * the moment. Private to service/.
 *
 * A branch's row in the table `live` is locked before a command of the branch reads anything, holds
 * the branch's next id, the time of its last event and when something is due there; it is read once
 * a batch and written once. Whoever writes anything of the branch raises the row's `commits`, by
 * which every node knows whether what it remembers is still true. The house's row (branch 0) also
 * counts changes of the house, so that every node and every reader sees whether the house that it
 * holds is still true.
 */
#pragma once

#include <pthread.h>

#include "service/command.h"
#include "service/random.h"
#include "service/service_time.h"

extern const struct store_part life_part;

#define NEVER_US INT64_MAX /* of what is due */

/* A branch's row, as the transaction at hand has it. */
struct live_branch {
	int64_t branch, next_id, last_us, due_us, commits;
	uint64_t writes_n; /* of the transaction, when it was locked */
	bool is_changed;
};

/* The writer: one batch at a time, in one transaction. Its fields are the writer thread's, but
 * those under the lock. */
struct writer {
	struct journal_pen *pen;
	struct store_tx *tx; /* of the batch; NULL between batches */
	/* The house as this transaction has it. */
	const struct house *house;
	int64_t house_changes;
	bool has_written; /* any event in this transaction */
	bool is_careful;  /* each command has a savepoint */
	bool wants_care;  /* one failed that had none, after it had written */
	bool has_log;	  /* something to move from the log; read and written as one piece */
	struct live_branch *branches;
	size_t branches_n, branches_room;
	struct service_request **batch; /* batch_most places */
	size_t batch_n;
	/* Who waits; under the lock. */
	pthread_mutex_t lock;
	pthread_cond_t is_more;
	struct service_request *first, **last;
	size_t waiting_n;
	bool is_closing;
	pthread_t thread;
};

/* Who was done and is not answered yet, since the disk does not have it; under the lock. */
struct flusher {
	pthread_mutex_t lock;
	pthread_cond_t is_more;
	struct service_request *first, **last;
	bool has_news; /* the follower is to be woken */
	bool is_busy, is_running, is_closing;
	pthread_t thread;
};

#define EARS_MOST 8

/* An ear, and how far it has read while it catches up; NULL: as far as all others. */
struct listening {
	struct service_ear ear;
	struct journal_cursor *behind;
};

/* Reads the journal after each commit, gives the events to the ears, and looks what is due. */
struct follower {
	struct journal_cursor *cursor;
	struct listening ears[EARS_MOST];
	size_t ears_n;
	int wake; /* an eventfd */
	struct store_listener *listener;
	bool has_news;	       /* other nodes have not been told yet */
	int64_t said_us;       /* when they were, last */
	bool is_deaf;	       /* an ear has failed */
	bool has_fault;	       /* told of once */
	int64_t house_changes; /* of the branches that the timers know */
	int64_t looked_s;      /* at what other nodes do */
	bool is_closing;       /* read and written as one piece */
	pthread_t thread;
};

/* When a branch is looked at next, and the request that does it. */
struct timer {
	struct timers *timers;
	int64_t branch, due_us, not_before_us;
	bool is_asked; /* its request is on the way */
	struct service_request request;
	struct branch_tick in;
	struct branch_tick_result out;
};

/* All of it under the lock. */
struct timers {
	struct live_service *service;
	pthread_mutex_t lock;
	pthread_cond_t is_changed;
	struct timer **items;
	size_t items_n, items_room;
	bool is_running, is_closing, has_told_of_clock;
	bool wants_care; /* before its second is over */
	pthread_t thread;
};

struct live_service {
	struct service_setup setup;
	struct service_time time;
	struct service_random random;
	struct writer writer;
	struct flusher flusher;
	struct follower follower;
	struct timers timers;
	/* The house as it was committed last; under the lock. */
	pthread_mutex_t house_lock;
	const struct house *house;
	int64_t house_changes;
	bool is_started, is_following;
};

/* As service_house, and the count of changes that it belongs to. */
const struct house *service_house_take(struct live_service *s, int64_t *ret_changes);
/* The house that the reader's transaction sees; give it back with house_release. */
MUST_USE enum fault_code service_house_read(
	struct live_service *s, struct store_tx *tx, const struct house **ret, struct fault *f);
/* Takes a house over as committed, unless a newer one is there. */
void service_house_publish(struct live_service *s, const struct house *house, int64_t changes);
void service_log(struct live_service *s, const struct fault *fault);
/* A customer shows the secret of one ticket: does the call's first field name another? */
bool service_is_others_ticket(
	const struct actor *actor, const struct service_fields *fields, const void *in);

/* ---- The writer ---- */

void writer_init(struct writer *w, unsigned batch_most);
void writer_finish(struct writer *w);
/* The branch's row, locked in the writer's transaction; borrowed until the next call. */
MUST_USE enum fault_code writer_branch(
	struct live_service *s, int64_t branch, struct live_branch **ret, struct fault *f);
/* Writes the rows that have changed; a fault stays in the transaction. */
void live_write(struct writer *w);
/* Reads the house anew if another node or process has changed it. */
MUST_USE enum fault_code live_house_look(struct writer *w, struct fault *f);
/* The command at hand has changed it. */
MUST_USE enum fault_code live_house_changed(struct writer *w, struct fault *f);
/* Without threads: runs it in the open transaction, which it begins when there is none. */
MUST_USE enum fault_code writer_do(
	struct live_service *s, struct service_request *request, struct fault *f);
/* Commits the open transaction. */
MUST_USE enum fault_code writer_settle(struct live_service *s, struct fault *f);
MUST_USE enum fault_code writer_start(struct live_service *s, struct fault *f);
MUST_USE enum fault_code writer_submit(
	struct live_service *s, struct service_request *request, struct fault *f);
/* Does anybody wait for it? Any thread. */
bool writer_is_wanted(struct live_service *s);
/* Does what was accepted, then ends the thread. */
void writer_stop(struct live_service *s);
/* The same where no thread was ever started. */
void writer_drain(struct live_service *s);

/* ---- The flusher ---- */

void flusher_init(struct flusher *flusher);
void flusher_finish(struct flusher *flusher);
MUST_USE enum fault_code flusher_start(struct live_service *s, struct fault *f);
/* Answers a batch, of one request at least, when the disk has it; has_news: events are in it. The
 * writer's. */
void flusher_take(struct live_service *s, struct service_request **batch, size_t n, bool has_news);
/* Answers who is left, then ends the thread. After the writer has stopped. */
void flusher_stop(struct live_service *s);

/* ---- The follower ---- */

void follower_init(struct follower *w);
void follower_finish(struct follower *w);
/* Begins after the journal's last event. */
MUST_USE enum fault_code follower_open(struct live_service *s, struct fault *f);
/* Without threads: lets the ears hear what is new. */
MUST_USE enum fault_code follower_settle(struct live_service *s, struct fault *f);
MUST_USE enum fault_code follower_start(struct live_service *s, struct fault *f);
/* Something was committed. Any thread. */
void follower_wake(struct live_service *s);
/* Lets the ears hear the last of it, then ends the thread. */
void follower_stop(struct live_service *s);

/* ---- The timers ---- */

void timers_init(struct timers *t, struct live_service *s);
void timers_finish(struct timers *t);
MUST_USE enum fault_code timers_start(struct live_service *s, struct fault *f);
/* Asks for no more; before the writer stops. */
void timers_stop(struct live_service *s);
/* Something is due in the branch, or (NEVER_US) nothing is. Any thread. */
void timers_set(struct live_service *s, int64_t branch, int64_t due_us);
/* The store's log is to be moved now. Any thread. */
void timers_care(struct live_service *s);

/* ---- Requests that come twice ---- */

#define REPEAT_KEPT_US (INT64_C(24) * 3600 * 1000000)

/* Looks the request's key up; *ret_is_repeat: the first answer is in out. CONFLICT when
 * the key stood for something else. */
MUST_USE enum fault_code repeat_find(struct command *c, const struct service_request *request,
	void *out, bool *ret_is_repeat, struct fault *f);
MUST_USE enum fault_code repeat_keep(
	struct command *c, const struct service_request *request, const void *out, struct fault *f);
/* Forgets those of the branch that are older than a day. */
void repeats_forget(struct command *c);
