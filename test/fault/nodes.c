/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two nodes on one PostgreSQL: two processes, each with fifty counters that call at once and a few
 * kiosks that give tickets, all in one branch. No ticket may be called twice or lost, and the ears
 * of both nodes must hear every call once.
 *
 *	test/edge/with_postgresql build/test/fault/fault_nodes [--tickets 100000] [--counters 50]
 *
 * What the processes saw is counted in memory that they share. Without CYKL_POSTGRESQL both work on
 * one SQLite file, as a service and a command line do.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/number.h"
#include "hall.h"

#define NODES	     2
#define KIOSKS	     2
#define WAITING_MOST 150

struct shared {
	int64_t tickets, counters;
	atomic_int_fast64_t taken_n, called_n, finished_n, heard_n[NODES], ready_n;
	atomic_bool has_failed;
	size_t seen_size;
	/* by a ticket's number in the branch */
	atomic_uchar *called, *heard[NODES];
};

struct node {
	struct shared *shared;
	struct fault_hall hall;
	int number;
};

struct hand {
	struct node *node;
	int64_t counter;
	pthread_t thread;
};

static void
moment(long us)
{
	const struct timespec pause = {.tv_nsec = us * 1000};

	(void)nanosleep(&pause, NULL);
}

static int64_t
number_of(int64_t ticket)
{
	return ticket & (((int64_t)1 << SERVICE_ID_BITS) - 1);
}

static void
must(struct node *n, enum fault_code code, const struct fault *f)
{
	if (code == FAULT_NONE)
		return;
	fault_print(f, stderr);
	atomic_store(&n->shared->has_failed, true);
	_exit(1);
}

/* BUSY is what a node may say when the other was in its way too often; the caller asks again. */
#define AGAIN(call)                                                                                \
	({                                                                                         \
		enum fault_code code_;                                                             \
		do {                                                                               \
			f = (struct fault){0};                                                     \
			code_ = (call);                                                            \
		} while (code_ == FAULT_BUSY);                                                     \
		code_;                                                                             \
	})

static void
count(struct node *n, atomic_uchar *seen, int64_t ticket, const char *what)
{
	const int64_t number = number_of(ticket);

	if ((size_t)number >= n->shared->seen_size || atomic_fetch_add(&seen[number], 1) != 0) {
		fprintf(stderr, "node %d: ticket %lld %s twice\n", n->number, (long long)ticket,
			what);
		atomic_store(&n->shared->has_failed, true);
	}
}

static void *
kiosk_live(void *with)
{
	struct node *n = ((struct hand *)with)->node;
	struct shared *s = n->shared;
	struct fault f = {0};
	int64_t ticket;

	while (!atomic_load(&s->has_failed)) {
		if (atomic_load(&s->taken_n) - atomic_load(&s->called_n) > WAITING_MOST) {
			moment(500);
			continue;
		}
		if (atomic_fetch_add(&s->taken_n, 1) >= s->tickets)
			break;
		must(n, AGAIN(fault_hall_take(&n->hall, &ticket, &f)), &f);
	}
	return NULL;
}

static void
serve(struct hand *hand, int64_t ticket)
{
	struct node *n = hand->node;
	struct fault f = {0};

	count(n, n->shared->called, ticket, "was called");
	atomic_fetch_add(&n->shared->called_n, 1);
	must(n, AGAIN(fault_hall_begin(&n->hall, ticket, &f)), &f);
	must(n, AGAIN(fault_hall_finish(&n->hall, ticket, &f)), &f);
	atomic_fetch_add(&n->shared->finished_n, 1);
}

static void *
counter_live(void *with)
{
	struct hand *hand = with;
	struct node *n = hand->node;
	struct shared *s = n->shared;
	struct fault f = {0};
	int64_t ticket;

	while (!atomic_load(&s->has_failed) && atomic_load(&s->called_n) < s->tickets) {
		must(n, AGAIN(fault_hall_next(&n->hall, hand->counter, &ticket, &f)), &f);
		if (ticket != 0)
			serve(hand, ticket);
		else
			moment(20000);
	}
	return NULL;
}

static enum fault_code
hear(void *with, struct store_tx *tx, const struct journal_event *event, struct fault *f)
{
	struct node *n = with;

	(void)tx, (void)f;
	if (event->kind != EVENT_TICKET_CALLED)
		return FAULT_NONE;
	count(n, n->shared->heard[n->number], event->subject, "was heard");
	atomic_fetch_add(&n->shared->heard_n[n->number], 1);
	return FAULT_NONE;
}

static void
node_live(struct shared *s, const char *address, int number)
{
	struct node *n = calloc(1, sizeof *n);
	struct hand *hands = calloc((size_t)s->counters + KIOSKS, sizeof *hands);
	const struct service_ear ear = {.with = n, .hear = hear};
	struct fault f = {0};

	n->shared = s;
	n->number = number;
	fault_hall_open(&n->hall, address, 0, 0, NULL);
	must(n, service_ear_add(n->hall.service, &ear, NULL, &f), &f);
	must(n, service_start(n->hall.service, &f), &f);
	atomic_fetch_add(&s->ready_n, 1);
	while (atomic_load(&s->ready_n) < NODES)
		moment(1000);
	for (int64_t i = 0; i < s->counters + KIOSKS; i++) {
		hands[i] = (struct hand){.node = n};
		if (i >= KIOSKS)
			hands[i].counter = n->hall.counters[number * s->counters + i - KIOSKS];
		if (pthread_create(&hands[i].thread, NULL, i < KIOSKS ? kiosk_live : counter_live,
			    &hands[i]) != 0)
			_exit(1);
	}
	for (int64_t i = 0; i < s->counters + KIOSKS; i++)
		pthread_join(hands[i].thread, NULL);
	/* Both hear what the other did last. */
	for (int i = 0; i < 10000 && atomic_load(&s->heard_n[number]) < s->tickets; i++)
		moment(1000);
	fault_hall_close(&n->hall);
	free(hands);
	free(n);
	_exit(0);
}

static void *
shared_new(size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		exit(1);
	return at;
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

static bool
nodes_run(struct shared *s, const char *address)
{
	pid_t pids[NODES];
	bool is_well = true;

	for (int i = 0; i < NODES; i++) {
		pids[i] = fork();
		if (pids[i] == 0)
			node_live(s, address, i);
	}
	for (int i = 0; i < NODES; i++) {
		int status = 0;

		(void)waitpid(pids[i], &status, 0);
		is_well &= WIFEXITED(status) && WEXITSTATUS(status) == 0;
	}
	return is_well && !atomic_load(&s->has_failed);
}

int
main(int arguments_n, char **arguments)
{
	struct shared *s = shared_new(sizeof *s);
	const char *postgresql = getenv("CYKL_POSTGRESQL");
	char folder[] = "/tmp/cykl-nodes-XXXXXX", path[100];
	const char *address = postgresql != NULL ? postgresql : path;
	struct fault_hall h;
	bool is_well;

	s->tickets = option(arguments_n, arguments, "--tickets", 2000);
	s->counters = option(arguments_n, arguments, "--counters", 50);
	if (s->counters < 1 || s->counters * NODES > HALL_COUNTERS_MOST || mkdtemp(folder) == NULL)
		return 2;
	s->seen_size = (size_t)s->tickets * 8 + 100000; /* journeys and clocks have ids, too */
	s->called = shared_new(s->seen_size);
	for (int i = 0; i < NODES; i++)
		s->heard[i] = shared_new(s->seen_size);
	snprintf(path, sizeof path, "%s/hall.db", folder);
	fault_hall_open(&h, address, (size_t)s->counters * NODES, 0, NULL);
	fault_hall_close(&h);
	is_well = nodes_run(s, address);

	fault_hall_open(&h, address, 0, 0, NULL);
	fault_hall_prove(&h);
	fault_hall_close(&h);
	printf("%lld tickets called, %lld finished; heard by the one %lld, by the other %lld: %s\n",
		(long long)s->called_n, (long long)s->finished_n, (long long)s->heard_n[0],
		(long long)s->heard_n[1], is_well ? "none twice" : "NOT WELL");
	is_well &= s->called_n == s->tickets && s->finished_n == s->tickets &&
		   s->heard_n[0] == s->tickets && s->heard_n[1] == s->tickets;
	(void)unlink(path);
	(void)rmdir(folder);
	return is_well ? 0 : 1;
}
