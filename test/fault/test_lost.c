/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A PostgreSQL that goes away again and again while commands run: every connection is ended from
 * outside, as when a leader is lost. What was acknowledged is there, what was not is refused with a
 * fault, the ears hear every event once and in order, and the service goes on by itself.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <libpq-fe.h>
#include <stdatomic.h>
#include <time.h>

#include "hall.h"

#define HANDS	     4
#define LOSSES	     8
#define TICKETS_MOST 20000

struct scene {
	struct fault_hall hall;
	atomic_bool is_over;
	atomic_int_fast64_t taken_n, refused_n, heard;
	int64_t tickets[TICKETS_MOST];
};

static void
moment(long ms)
{
	const struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

	(void)nanosleep(&pause, NULL);
}

static void
lose(void)
{
	PGconn *connection = PQconnectdb(getenv("CYKL_POSTGRESQL"));
	PGresult *result = PQexec(connection,
		"SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
		" WHERE datname = current_database() AND application_name = 'cykl'");

	assert_int_equal(PQresultStatus(result), PGRES_TUPLES_OK);
	PQclear(result);
	PQfinish(connection);
}

static void *
hand_live(void *with)
{
	struct scene *s = with;
	struct fault f;
	int64_t ticket;

	while (!atomic_load(&s->is_over)) {
		f = (struct fault){0};
		if (fault_hall_take(&s->hall, &ticket, &f) == FAULT_NONE) {
			const int64_t n = atomic_fetch_add(&s->taken_n, 1);

			if (n < TICKETS_MOST)
				s->tickets[n] = ticket;
			(void)fault_hall_leave(&s->hall, ticket, &f);
		} else {
			/* BUSY: it was tried again and again; BROKEN: lost in the middle of a
			 * commit, and nobody knows. Nothing else. */
			assert_true(f.code == FAULT_BUSY || f.code == FAULT_BROKEN);
			atomic_fetch_add(&s->refused_n, 1);
		}
		moment(1);
	}
	return NULL;
}

static enum fault_code
hear(void *with, struct store_tx *tx, const struct journal_event *event, struct fault *f)
{
	struct scene *s = with;

	(void)tx, (void)f;
	if (event->branch != s->hall.branch)
		return FAULT_NONE;
	assert_int_equal(event->number, atomic_load(&s->heard) + 1);
	atomic_store(&s->heard, event->number);
	return FAULT_NONE;
}

/* The reader's connection may be one that was lost: it is made again at the next try. */
static int64_t
head_of(struct fault_hall *h)
{
	unsigned char hash[JOURNAL_HASH_SIZE];
	struct fault f = {0};
	int64_t number = 0;

	for (int i = 0; i < 5; i++) {
		ON_EXIT(store_tx_guard)
		struct store_tx *tx = store_begin(store_reader(h->store, 1));

		f = (struct fault){0};
		if (journal_head(tx, h->branch, &number, hash, &f) == FAULT_NONE)
			return number;
	}
	fault_hall_must(f.code, &f);
	return number;
}

static void
check(struct scene *s)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(store_tx_guard)
	struct store_tx *tx = store_begin(store_reader(s->hall.store, 1));
	struct ticket_row row;

	for (int64_t i = 0; i < s->taken_n && i < TICKETS_MOST; i++)
		assert_true(ticket_find(&row, tx, s->tickets[i], a));
}

static void
a_lost_leader_loses_nothing_that_was_acknowledged(void **state)
{
	struct scene *s = calloc(1, sizeof *s);
	const struct service_ear ear = {.with = s, .hear = hear};
	pthread_t hands[HANDS];
	struct fault f = {0};
	int64_t before;

	(void)state;
	if (getenv("CYKL_POSTGRESQL") == NULL)
		skip();
	fault_hall_open(&s->hall, getenv("CYKL_POSTGRESQL"), 2, 0, NULL);
	s->heard = head_of(&s->hall);
	fault_hall_must(service_ear_add(s->hall.service, &ear, NULL, &f), &f);
	fault_hall_must(service_start(s->hall.service, &f), &f);
	for (int i = 0; i < HANDS; i++)
		assert_int_equal(pthread_create(&hands[i], NULL, hand_live, s), 0);
	for (int i = 0; i < LOSSES; i++) {
		/* Some work between two losses, however slow the machine is. */
		before = s->taken_n;
		for (int ms = 0; ms < 20000 && s->taken_n < before + 5; ms++)
			moment(1);
		assert_true(s->taken_n >= before + 5);
		lose();
	}
	before = s->taken_n;
	for (int ms = 0; ms < 20000 && s->taken_n < before + 5; ms++)
		moment(1);
	assert_true(s->taken_n >= before + 5);
	s->is_over = true;
	for (int i = 0; i < HANDS; i++)
		pthread_join(hands[i], NULL);
	for (int ms = 0; ms < 20000 && s->heard < head_of(&s->hall); ms += 10)
		moment(10);
	assert_int_equal(s->heard, head_of(&s->hall));
	fault_hall_close(&s->hall);

	fault_hall_open(&s->hall, getenv("CYKL_POSTGRESQL"), 0, 0, NULL);
	check(s);
	fault_hall_prove(&s->hall);
	fault_hall_close(&s->hall);
	print_message("%lld acknowledged, %lld refused\n", (long long)s->taken_n,
		(long long)s->refused_n);
	free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lost_leader_loses_nothing_that_was_acknowledged),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
