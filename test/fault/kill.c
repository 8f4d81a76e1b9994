/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kill -9 at random points under load. Each round a child serves customers at several counters from
 * several threads and notes every acknowledged command in a file; it is killed in the middle, the
 * store is opened again, and everything that was acknowledged must be there, nothing half-done, the
 * journal and the tables in agreement. The store goes on from round to round.
 *
 *	build/test/fault/fault_kill [--rounds 200] [--seed 1]
 *
 * With CYKL_POSTGRESQL (test/edge/with_postgresql) on that store.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/number.h"
#include "base/random.h"
#include "hall.h"

#define COUNTERS     6
#define TICKETS_MOST ((int64_t)1 << 22)

/* What was acknowledged, in the order of a ticket's life. */
enum reached { NOTHING, TAKEN, CALLED, BEGUN, LEFT, FINISHED };

struct note {
	int64_t ticket;
	int64_t stage;
};

/* ---- The child ---- */

struct worker {
	struct fault_hall *h;
	int notes;
	int64_t counter;
	int64_t in_front; /* of the counter when the child before was killed */
	uint64_t seed;
	pthread_t thread;
};

/* One write is whole or not at all: the child is killed, not the machine. */
static void
note(const struct worker *w, int64_t ticket, enum reached stage)
{
	const struct note n = {ticket, stage};

	if (write(w->notes, &n, sizeof n) != sizeof n)
		_exit(1);
}

static void
clear_counter(struct worker *w)
{
	const int64_t ticket = w->in_front;
	struct fault f = {0};

	if (ticket == 0)
		return;
	(void)fault_hall_begin(w->h, ticket, &f); /* it may have begun already */
	fault_hall_must(fault_hall_finish(w->h, ticket, &f), &f);
	note(w, ticket, FINISHED);
}

/* Whoever took the ticket may have left with it in the middle. */
static bool
is_done(enum fault_code code, struct fault *f)
{
	if (code == FAULT_CONFLICT)
		return false;
	fault_hall_must(code, f);
	return true;
}

static void
serve(struct worker *w)
{
	struct fault f = {0};
	int64_t ticket = 0;

	fault_hall_must(fault_hall_next(w->h, w->counter, &ticket, &f), &f);
	if (ticket == 0)
		return;
	note(w, ticket, CALLED);
	if (!is_done(fault_hall_begin(w->h, ticket, &f), &f))
		return;
	note(w, ticket, BEGUN);
	if (is_done(fault_hall_finish(w->h, ticket, &f), &f))
		note(w, ticket, FINISHED);
}

static void *
work(void *with)
{
	struct worker *w = with;
	struct random_stream r = random_seeded(w->seed);
	struct fault f = {0};
	int64_t ticket;

	clear_counter(w);
	for (;;) {
		fault_hall_must(fault_hall_take(w->h, &ticket, &f), &f);
		note(w, ticket, TAKEN);
		if (random_below(&r, 5) != 0)
			serve(w);
		/* A neighbour may have called it meanwhile. */
		else if (fault_hall_leave(w->h, ticket, &f) == FAULT_NONE)
			note(w, ticket, LEFT);
		f = (struct fault){0};
	}
	return NULL;
}

static void
child(const char *address, const char *notes_path, uint64_t seed)
{
	struct fault_hall h;
	struct worker workers[COUNTERS];
	struct fault f = {0};
	const int notes = open(notes_path, O_WRONLY | O_CREAT | O_APPEND, 0600);

	fault_hall_open(&h, address, COUNTERS, 0, NULL);
	fault_hall_must(service_start(h.service, &f), &f);
	for (size_t i = 0; i < COUNTERS; i++)
		workers[i] = (struct worker){.h = &h,
			.notes = notes,
			.counter = h.counters[i],
			.in_front = fault_hall_at(&h, h.counters[i]),
			.seed = seed * COUNTERS + i};
	for (size_t i = 0; i < COUNTERS; i++)
		if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0)
			_exit(1);
	for (;;)
		pause();
}

/* ---- The parent ---- */

struct hammer {
	const char *address;
	char notes_path[200];
	unsigned char *stages; /* of each ticket, by its number in the branch */
	int64_t most;
	off_t read_to;
	uint64_t acknowledged_n;
};

/* True: as the stage says, or further. */
static bool
is_so(enum reached stage, int64_t state)
{
	switch (stage) {
	case NOTHING:
	case TAKEN:
		return true;
	case CALLED:
		return state != TICKET_WAITING;
	case BEGUN:
		return state == TICKET_SERVING || state == TICKET_DONE || state == TICKET_LEFT;
	case LEFT:
		return state == TICKET_LEFT;
	case FINISHED:
		return state == TICKET_DONE;
	}
	return false;
}

static bool
ticket_check(struct fault_hall *h, struct hammer *k, int64_t number)
{
	ON_EXIT(store_tx_guard) struct store_tx *tx = store_begin(store_reader(h->store, 1));
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct ticket_row row = {0};
	const int64_t id = h->branch << SERVICE_ID_BITS | number;
	const bool is_there = ticket_find(&row, tx, id, a);

	if (is_there && is_so(k->stages[number], row.state))
		return true;
	fprintf(stderr, "ticket %lld: stage %d was acknowledged, and it is %s\n", (long long)id,
		k->stages[number], is_there ? ticket_state_slug(row.state) : "not there");
	return false;
}

/* Reads what was acknowledged since; checks those, or all. */
static bool
check(struct hammer *k, bool is_all)
{
	struct fault_hall h;
	const int notes = open(k->notes_path, O_RDONLY);
	struct note n;
	bool is_well = true;

	fault_hall_open(&h, k->address, 0, 0, NULL);
	while (pread(notes, &n, sizeof n, k->read_to) == sizeof n) {
		const int64_t number = n.ticket & (((int64_t)1 << SERVICE_ID_BITS) - 1);

		k->read_to += (off_t)sizeof n;
		k->acknowledged_n++;
		if (number >= TICKETS_MOST)
			continue;
		if (n.stage > k->stages[number])
			k->stages[number] = (unsigned char)n.stage;
		if (number > k->most)
			k->most = number;
		if (!is_all)
			is_well &= ticket_check(&h, k, number);
	}
	close(notes);
	for (int64_t i = 1; is_all && i <= k->most; i++)
		if (k->stages[i] != NOTHING)
			is_well &= ticket_check(&h, k, i);
	fault_hall_prove(&h);
	fault_hall_close(&h);
	return is_well;
}

/* Until the child has begun to work; it may take long on a busy machine. */
static void
wait_for_work(const struct hammer *k)
{
	const struct timespec moment = {.tv_nsec = 2000000};
	struct stat now;

	for (int i = 0; i < 20000; i++) {
		if (stat(k->notes_path, &now) == 0 && now.st_size > k->read_to)
			return;
		(void)nanosleep(&moment, NULL);
	}
}

static bool
round_run(struct hammer *k, struct random_stream *r)
{
	const uint64_t seed = random_bits(r);
	const int64_t life_us = (int64_t)random_below(r, 200000);
	const struct timespec life = {.tv_nsec = life_us * 1000};
	const pid_t pid = fork();
	int status = 0;

	if (pid == 0)
		child(k->address, k->notes_path, seed);
	if (pid < 0)
		return false;
	wait_for_work(k);
	(void)nanosleep(&life, NULL);
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, &status, 0);
	if (!WIFSIGNALED(status)) {
		fprintf(stderr, "the child ended by itself\n");
		return false;
	}
	return check(k, false);
}

static int64_t
option(int n, char **arguments, const char *name, int64_t otherwise)
{
	int64_t value = otherwise;

	for (int i = 1; i + 1 < n; i++)
		if (strcmp(arguments[i], name) == 0 &&
			!number_int(span_of(arguments[i + 1]), &value))
			return otherwise;
	return value;
}

int
main(int arguments_n, char **arguments)
{
	const int64_t rounds = option(arguments_n, arguments, "--rounds", 20);
	struct random_stream r =
		random_seeded((uint64_t)option(arguments_n, arguments, "--seed", 1));
	const char *postgresql = getenv("CYKL_POSTGRESQL");
	char folder[] = "/tmp/cykl-kill-XXXXXX", path[100];
	struct hammer k = {.stages = calloc(TICKETS_MOST, 1)};
	struct fault_hall h;
	bool is_well = mkdtemp(folder) != NULL && k.stages != NULL;

	snprintf(path, sizeof path, "%s/hall.db", folder);
	snprintf(k.notes_path, sizeof k.notes_path, "%s/notes", folder);
	k.address = postgresql != NULL ? postgresql : path;
	fault_hall_open(&h, k.address, COUNTERS, 0, NULL);
	fault_hall_close(&h);
	for (int64_t i = 0; is_well && i < rounds; i++)
		is_well = round_run(&k, &r);
	is_well = is_well && check(&k, true);
	printf("%lld rounds, %llu commands acknowledged, up to ticket %lld: %s\n",
		(long long)rounds, (unsigned long long)k.acknowledged_n, (long long)k.most,
		is_well ? "nothing lost, nothing half-done" : "NOT WELL");
	free(k.stages);
	if (is_well) {
		(void)unlink(path);
		(void)unlink(k.notes_path);
		(void)rmdir(folder);
	}
	return is_well ? 0 : 1;
}
