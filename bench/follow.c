/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How long a store's columns take: a journal of visits is written to a new store, then followed.
 *
 *	build/bench/bench_follow FILE [EVENTS [MAP]]
 *
 * Tells the events a second of the first reading, the memory an event that stays, what one more
 * visit costs, what an answer of thirty days ago costs, and how long frames take over all events.
 * The file is made when it is not there, and stays for another run.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "journal/journal.h"
#include "measures/measures.h"
#include "service/service.h"

#define SECOND	 INT64_C(1000000)
#define BRANCHES 8
#define A_BATCH	 2000 /* visits a commit */

struct making {
	struct journal_pen *pen;
	int64_t journey, at_us;
	uint64_t random;
	size_t visits_n;
};

static double
seconds(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double
now(void)
{
	return seconds(CLOCK_MONOTONIC);
}

static int64_t
below(struct making *m, int64_t n)
{
	m->random = m->random * UINT64_C(6364136223846793005) + 1;
	return (int64_t)((m->random >> 33) % (uint64_t)n);
}

static void
fail(const struct fault *f)
{
	fault_print(f, stderr);
	exit(2);
}

#define VALUES(...)                                                                                \
	(const struct store_value[]){__VA_ARGS__},                                                 \
		sizeof((const struct store_value[]){__VA_ARGS__}) / sizeof(struct store_value)

static enum fault_code
happens(struct making *m, struct store_tx *tx, enum event_kind kind, int64_t after_us,
	const struct store_value *values, size_t n, struct fault *f)
{
	int64_t number = 0;
	struct store_value all[EVENT_FIELDS_MOST] = {0};
	struct event_field fields[EVENT_FIELDS_MOST];
	const struct journal_event event = {.branch = 1 + m->journey % BRANCHES,
		.kind = kind,
		.at_us = m->at_us + after_us,
		.journey = m->journey,
		.subject = m->journey,
		.staff = kind == EVENT_TICKET_CALLED ? 1 + m->journey % 40 : 0};

	for (size_t i = 0; i < n; i++)
		all[i] = values[i]; /* a kind may have got more fields since */
	return journal_append(m->pen, tx, &event, all,
		journal_kind_fields(journal_kind(kind), fields), &number, f);
}

static enum fault_code
visit(struct making *m, struct store_tx *tx, struct fault *f)
{
	const int64_t wait_us = below(m, 900) * SECOND, serving_us = below(m, 600) * SECOND;
	const struct store_value counter = store_int(1 + m->journey % 30);
	const struct store_value service = store_int(1 + m->journey % 12);

	m->journey++;
	m->at_us += 3 * SECOND;
	if (happens(m, tx, EVENT_JOURNEY_OPENED, 0,
		    VALUES(store_text(SPAN("cheque")), store_int(1), store_text(SPAN("kiosk"))),
		    f) ||
		happens(m, tx, EVENT_TICKET_TAKEN, SECOND,
			VALUES(service, store_int(1), store_text(SPAN("paper")), store_none()),
			f) ||
		happens(m, tx, EVENT_PROMISE_QUOTED, SECOND,
			VALUES(store_int(60 * SECOND), store_int(600 * SECOND), store_int(4),
				store_int(2)),
			f))
		return f->code;
	if (below(m, 10) == 0)
		return happens(
			m, tx, EVENT_TICKET_LEFT, wait_us, VALUES(store_text(SPAN("button"))), f);
	return happens(m, tx, EVENT_TICKET_CALLED, wait_us,
		       VALUES(counter, service, store_text(SPAN("next"))), f) ||
			       happens(m, tx, EVENT_SERVICE_BEGUN, wait_us + 20 * SECOND,
				       VALUES(counter, service), f) ||
			       happens(m, tx, EVENT_SERVICE_FINISHED, wait_us + serving_us,
				       VALUES(counter, service, store_text(SPAN("positive"))), f) ||
			       happens(m, tx, EVENT_JOURNEY_SATISFIED, wait_us + serving_us,
				       VALUES(store_none()), f)
		       ? f->code
		       : FAULT_NONE;
}

static enum fault_code
visits(struct store_tx *tx, void *with, struct fault *f)
{
	struct making *m = with;

	for (size_t i = 0; i < m->visits_n; i++)
		if (visit(m, tx, f))
			return f->code;
	return FAULT_NONE;
}

static size_t
memory_now(const char *what)
{
	char line[200];
	size_t kib = 0;
	FILE *in = fopen("/proc/self/status", "r");

	while (in != NULL && fgets(line, sizeof line, in) != NULL)
		if (strncmp(line, what, strlen(what)) == 0)
			kib += strtoul(line + strlen(what) + 1, NULL, 10);
	if (in != NULL)
		fclose(in);
	return kib * 1024;
}

static void
renew(struct columns_follower *follower, struct store *s, const char *what)
{
	struct fault f = {0};
	size_t n = 0;
	const double begin = now();
	struct store_tx *tx = store_begin(store_reader(s, 0));

	if (columns_follower_read(follower, tx, SIZE_MAX, &n, &f))
		fail(&f);
	store_rollback(tx);
	const double middle = now();
	columns_follower_publish(follower);
	printf("%-28s %9zu events, read %9.2f ms, published %8.2f ms\n", what, n,
		1e3 * (middle - begin), 1e3 * (now() - middle));
}

static void
frames(struct columns_follower *follower, const struct map *map)
{
	struct columns *c = columns_follower_take(follower);

	for (size_t i = 0; i < measures_n; i++) {
		double best = 1e9, least = 1e9;

		if (map == NULL && measures[i].needs & NEEDS_MAP)
			continue;

		for (int round = 0; round < 3; round++) {
			ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
			const struct measure_options options = {.language = LANGUAGE_EN,
				.map = map,
				.cycle = map != NULL ? map_cycle_find(map, "cheque") : NULL,
				.top_n = 400};
			struct frame *frame = NULL;
			struct fault f = {0};
			const double begin = now(), used = seconds(CLOCK_PROCESS_CPUTIME_ID);

			if (measure_run(&frame, &measures[i], c, &options, a, &f))
				fail(&f);
			best = fmin(best, now() - begin);
			least = fmin(least, seconds(CLOCK_PROCESS_CPUTIME_ID) - used);
		}
		printf("frame %-22s %8.1f ms, %8.1f ms of processors\n", measures[i].name,
			1e3 * best, 1e3 * least);
	}
	columns_free(c);
}

int
main(int argc, char **argv)
{
	const struct store_setup setup = {.parts = service_parts,
		.parts_n = service_parts_n,
		.readers_n = 1,
		.may_create = true};
	const int64_t events_n = argc > 2 ? strtoll(argv[2], NULL, 10) : 1000000;
	struct columns_follower *follower = NULL;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct problems problems = {0};
	ON_EXIT(map_guard) struct map *map = NULL;
	struct store *s = NULL;
	struct fault f = {0};

	if (argc > 3 && map_load(&map, &problems, argv[3], NULL, a, &f))
		fail(&f);
	if (argc < 2) {
		fprintf(stderr, "bench_follow FILE [EVENTS [MAP]]\n");
		return 2;
	}
	const bool is_new = access(argv[1], F_OK) != 0;
	struct making m = {.pen = journal_pen_new(), .random = 1, .visits_n = A_BATCH};
	if (store_open(&s, argv[1], &setup, &f))
		fail(&f);
	for (int64_t n = 0; is_new && n < events_n; n += A_BATCH * 66 / 10)
		if (store_work(store_writer(s), visits, &m, &f))
			fail(&f);
	const size_t before = memory_now("VmRSS:");
	if (columns_follower_open(&follower, NULL, &f))
		fail(&f);
	renew(follower, s, "the whole journal");
	struct columns *c = columns_follower_take(follower);
	const uint64_t n = c->events_n;
	printf("memory %.1f bytes an event, at most %.1f\n",
		(double)(memory_now("VmRSS:") - before) / (double)n,
		(double)(memory_now("VmHWM:") - before) / (double)n);
	frames(follower, map);
	m.journey = c->journeys_n;
	m.at_us = c->time_us[c->first[c->journeys_n - 1]];
	columns_free(c);
	m.visits_n = 1;
	for (int i = 0; i < 3; i++) {
		if (store_work(store_writer(s), visits, &m, &f))
			fail(&f);
		renew(follower, s, "one more visit");
	}
	m.journey -= m.journey / 12; /* of a year: thirty days ago */
	if (store_work(store_writer(s), visits, &m, &f))
		fail(&f);
	renew(follower, s, "something a month old");
	frames(follower, map);
	columns_follower_close(follower);
	journal_pen_free(m.pen);
	store_close(s);
	return 0;
}
