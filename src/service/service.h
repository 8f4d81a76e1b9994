/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The live service. Every change is a command (commands.def): in one transaction it changes the
 *state tables and appends events to the journal, or it fails with a fault that names the field and
 *nothing has changed. Whatever is looked at is a view (views.def).
 *
 *	request → queue → the writer: BEGIN · for each: SAVEPOINT, command, RELEASE · COMMIT →
 *done() └─▶ the follower reads the journal → ears
 *
 * Threads. service_open gives a service without threads: the caller is the writer, service_do runs
 *a command at once, and service_settle commits. That is for tests, the command line and the demo's
 * history. After service_start a writer thread, a follower thread and a timer thread live; then
 * service_do and service_submit may be called from any thread, and a reader number belongs to one
 *thread at a time.
 *
 * Pointers are borrowed for the call; what a request points to, until its done().
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/fault.h"
#include "base/text.h"
#include "journal/journal.h"
#include "map/map.h"
#include "queue/queue.h"
#include "service/standing.h"
#include "service/words.h"
#include "store/store.h"

/* ---- Its life ---- */

/* What store_open is given: the journal's and the service's own parts. */
extern const struct store_part *const service_parts[];
extern const size_t service_parts_n;

struct live_service;

struct service_setup {
	struct store *store; /* opened with service_parts and at least two readers; reader 0 is the
				follower's */
	/* NULL: the system's clock, kept from jumping back. Tests, replay and the demo bring their
	 * own. */
	int64_t (*now_us)(void *clock);
	void *clock;
	uint64_t seed;	     /* of secrets and codes; 0: the system's own randomness */
	unsigned batch_most; /* commands in a transaction; 0 = 128 */
	unsigned queue_most; /* requests that may wait; 0 = 4,096 */
	bool has_no_timers;  /* nothing is due by itself: tests and the demo tick */
	void (*log)(void *with,
		const struct fault *fault); /* faults that nobody waits for; may be NULL */
	void *log_with;
};

MUST_USE enum fault_code service_open(
	struct live_service **ret, const struct service_setup *setup, struct fault *f);
MUST_USE enum fault_code service_start(struct live_service *s, struct fault *f);
/* Ends the threads; what was accepted is done first. NULL is fine. */
void service_close(struct live_service *s);
int64_t service_now_us(const struct live_service *s);

struct service_request {
	const struct command_about *command;
	struct actor actor;
	struct span key; /* of idempotency: a repeated one gets the first answer; none: not
			    repeatable; ≤ 100 bytes */
	const void *in;
	void *out; /* struct COMMAND_result; its texts are in `arena` */
	struct arena *arena;
	int64_t at_us; /* 0: now. Only the house may tell another time, never before the branch's
			  last */
	/* When the disk has it, on a thread of the service, one request at a time in the order in
	 * which they were done: short, and it must not wait. `fault` tells how it went. */
	void (*done)(struct service_request *request);
	void *with;
	struct fault fault;
	bool is_repeat;
	struct service_request *next; /* private */
};

/* BUSY when too many wait. */
MUST_USE enum fault_code service_submit(
	struct live_service *s, struct service_request *request, struct fault *f);
/* Submits and waits – or, before service_start, runs it at once. `out` may be NULL when the command
 * gives nothing. */
MUST_USE enum fault_code service_do(struct live_service *s, const struct actor *actor,
	enum command_id command, const void *in, void *out, struct arena *arena, struct fault *f);
/* The same at another time (of the demo and of tests). */
MUST_USE enum fault_code service_do_at(struct live_service *s, int64_t at_us,
	const struct actor *actor, enum command_id command, const void *in, void *out,
	struct arena *arena, struct fault *f);
/* Before service_start: commits what was done since the last time, and lets the ears hear it. */
MUST_USE enum fault_code service_settle(struct live_service *s, struct fault *f);

/* Looks; `in` is a struct ID_view. The JSON has the view's shape. A new reference. */
MUST_USE enum fault_code service_view(struct live_service *s, unsigned reader,
	const struct actor *actor, enum view_id view, const void *in, json_t **ret,
	struct fault *f);

/* May this actor run it there (branch 0: the house)? FORBIDDEN or SIGN_IN with a sentence. The
 * writer and service_view ask this themselves. */
MUST_USE enum fault_code service_may(const struct actor *actor, unsigned roles,
	enum service_place place, int64_t branch, struct fault *f);

/* ---- Who are you? ---- */

/* Each finds an actor by what was shown; *ret_found false: it is not (or no longer) good. */
enum credential { CREDENTIAL_SESSION, CREDENTIAL_KEY, CREDENTIAL_DEVICE, CREDENTIAL_TICKET };
MUST_USE enum fault_code service_actor_find(struct live_service *s, unsigned reader,
	enum credential kind, struct span secret, struct actor *ret, bool *ret_found,
	struct fault *f);
/* For signing in: the person and the hash of their password. ret_hash is in the arena. */
MUST_USE enum fault_code service_password_find(struct live_service *s, unsigned reader,
	struct span name, int64_t *ret_staff, const char **ret_hash, bool *ret_found,
	struct arena *a, struct fault *f);

/* ---- What is heard ---- */

/* Every event once and in order of its branch, after its commit, also those of other nodes; on the
 * follower's thread. `tx` reads the state at least as new as the event. A fault ends the follower.
 */
struct service_ear {
	void *with;
	/* NULL: it wants to know only that something happened. */
	enum fault_code (*hear)(void *with, struct store_tx *tx, const struct journal_event *event,
		struct fault *f);
	/* Asked when something is new: does it want to hear it? Of what it does not want it hears
	 * at least what the house itself did, and when no ear wants it, the rest is not even read.
	 * NULL: always. */
	bool (*listens)(void *with);
	/* All that was new has been heard. May be NULL. */
	void (*settle)(void *with);
};
/* Before service_start; at most eight. `from`: where to begin, NULL: with what comes from now on.
 */
MUST_USE enum fault_code service_ear_add(struct live_service *s, const struct service_ear *ear,
	const struct journal_cursor *from, struct fault *f);
/* An event as pages hear it: happening_shape. A new reference. */
MUST_USE enum fault_code service_event_json(struct live_service *s, struct store_tx *tx,
	const struct journal_event *event, json_t **ret, struct fault *f);

/* ---- Maps in a store ---- */

/* The map in force of a workspace (0: the only or first one), or a version of it (0: in force); the
 * reader reads versions that are not in memory. Counted; give it back. */
MUST_USE enum fault_code service_map_take(struct live_service *s, unsigned reader,
	int64_t workspace, int64_t version, const struct map **ret, struct fault *f);
void service_map_give(struct live_service *s, const struct map *map);
/* The files of a workspace's version, byte for byte as loaded – organisation.yaml with what
 * commands have changed since. In the arena. */
MUST_USE enum fault_code service_files_get(struct live_service *s, unsigned reader,
	int64_t workspace, int64_t version, struct service_files *ret, struct arena *a,
	struct fault *f);
/* The files of an example that is in the program – bank, hospital, hotel; false: there is none of
 * that name. The list is in the arena, the bytes live for ever. */
bool service_example_files(struct span example, struct service_files *ret, struct arena *a);
/* What an id is called in the journal's columns: branch, service, counter, department, staff, class
 * – also of what was removed. NULL: no such thing. A class is a place in its workspace's list, in
 * the lower half of an id whose upper half is the branch. In the arena. */
MUST_USE enum fault_code service_names_get(struct live_service *s, unsigned reader,
	const char *kind, int64_t id, const char **ret, struct arena *a, struct fault *f);

/* ---- Proving ---- */

struct service_proof {
	uint64_t events_n, tickets_n, journeys_n, clocks_n; /* compared */
	bool is_broken;
	char what[400]; /* the first difference, as a sentence with its place */
};
/* The journal's chain, then the journal replayed against the state tables. A difference is a result
 * and no fault. */
MUST_USE enum fault_code service_prove(
	struct store *store, unsigned reader, struct service_proof *ret, struct fault *f);
