/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Promises against what happened: some days of a branch, played by the real commands on a clock of
 * the test. Customers come at random, more of them around noon; service takes log-normal times that
 * differ from hour to hour; some give up; counters open and close. Of the ranges that were quoted
 * when a ticket was taken, 80 in 100 must hold the wait that came of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../unit/service/home.h"
#include "base/random.h"
#include "service/tickets.h"

#define SECOND	 1e6
#define MINUTE	 (60 * SECOND)
#define DAY	 (24 * 60 * MINUTE)
#define COUNTERS 3
#define DAYS	 14
#define LEARNING 2 /* days that are not judged */
#define MOST	 8000

static const char organisation[] = "organisation: bank\n"
				   "title: A bank\n"
				   "languages: [en]\n"
				   "calendars:\n"
				   "  - {calendar: always, open: {daily: [00:00-24:00]}}\n"
				   "branches:\n"
				   "  - branch: hall\n"
				   "    title: The hall\n"
				   "    calendar: always\n"
				   "    counters:\n"
				   "      - {counter: c-1, title: One}\n"
				   "      - {counter: c-2, title: Two}\n"
				   "      - {counter: c-3, title: Three}\n"
				   "services:\n"
				   "  - {service: short, title: Short, letter: S, usual: 3 min}\n"
				   "  - {service: long, title: Long, letter: L, usual: 9 min}\n";

struct customer {
	int64_t ticket, service;
	double at_us, patience_us; /* gives up so long after coming */
	double least_us, most_us;
	bool is_quoted, is_judged, is_waiting;
};

struct desk {
	int64_t id, ticket;
	double free_us; /* when the service at hand ends */
	bool is_open;
};

struct hall {
	struct home *home;
	struct actor lead, kiosk;
	int64_t id, services[2];
	struct desk counters[COUNTERS];
	struct customer *customers;
	size_t customers_n;
	struct random_stream chance;
	double now_us;
	unsigned held_n, judged_n, below_n, left_n;
};

static void
at(struct hall *b, double us)
{
	/* home.c: each command takes a millisecond */
	b->now_us = us > b->now_us ? us : b->now_us;
	b->home->now_us = HOME_BEGIN_US + (int64_t)b->now_us - 1000;
}

static double
hour_of(const struct hall *b)
{
	return (double)((HOME_BEGIN_US + (int64_t)b->now_us) % (int64_t)DAY) / (60 * MINUTE);
}

static struct customer *
customer_of(struct hall *b, int64_t ticket)
{
	for (size_t i = b->customers_n; i-- > 0;)
		if (b->customers[i].ticket == ticket)
			return &b->customers[i];
	fail_msg("an unknown ticket was called");
	return NULL;
}

static void
arrive(struct hall *b)
{
	struct customer *c = &b->customers[b->customers_n];
	const int64_t service = b->services[random_chance(&b->chance, 0.35)];
	const struct ticket_take in = {.branch = b->id, .services = {&service, 1}};
	struct ticket_take_result out;

	if (b->customers_n == MOST)
		return;
	b->customers_n++;
	home_must(b->home, &b->kiosk, COMMAND_ticket_take, &in, &out);
	*c = (struct customer){.ticket = out.ticket,
		.service = service,
		.at_us = b->now_us,
		.patience_us = random_exponential(&b->chance, 60 * MINUTE),
		.least_us = (double)out.least_us,
		.most_us = (double)out.most_us,
		.is_quoted = out.most_us > 0,
		.is_judged = b->now_us > LEARNING * DAY,
		.is_waiting = true};
}

static void
judge(struct hall *b, const struct customer *c)
{
	const double wait_us = b->now_us - c->at_us;

	/* A quote is in whole milliseconds of this test's clock, and a counter that was free calls
	 * at once. */
	if (!c->is_quoted || !c->is_judged || c->most_us < SECOND)
		return;
	b->judged_n++;
	b->held_n += wait_us >= c->least_us - SECOND && wait_us <= c->most_us + SECOND;
	b->below_n += wait_us < c->least_us - SECOND;
}

static double
service_us(struct hall *b, int64_t service)
{
	const double mean = service == b->services[0] ? 3 * MINUTE : 9 * MINUTE;
	const double slower = hour_of(b) > 15 ? 1.3 : 1; /* tired */

	return random_lognormal(&b->chance, mean * slower, 0.6);
}

/* Free counters call whoever waits. */
static void
call(struct hall *b)
{
	for (size_t i = 0; i < COUNTERS; i++) {
		struct desk *k = &b->counters[i];
		const struct ticket_next next = {.counter = k->id};
		struct ticket_next_result out = {0};

		if (!k->is_open || k->ticket != 0)
			continue;
		home_must(b->home, &b->lead, COMMAND_ticket_next, &next, &out);
		if (out.ticket == 0)
			return;
		struct customer *c = customer_of(b, out.ticket);
		const struct ticket_begin begin = {.ticket = out.ticket};

		judge(b, c);
		c->is_waiting = false;
		home_must(b->home, &b->lead, COMMAND_ticket_begin, &begin, NULL);
		k->ticket = out.ticket;
		k->free_us = b->now_us + service_us(b, c->service);
	}
}

static void
finish(struct hall *b, struct desk *k)
{
	const struct ticket_finish in = {.ticket = k->ticket, .outcome = SPAN("positive")};
	struct ticket_finish_result out;

	home_must(b->home, &b->lead, COMMAND_ticket_finish, &in, &out);
	k->ticket = 0;
}

static void
leave(struct hall *b, struct customer *c)
{
	const struct ticket_leave in = {.ticket = c->ticket};

	home_must(b->home, &b->lead, COMMAND_ticket_leave, &in, NULL);
	c->is_waiting = false;
	b->left_n++;
}

/* The next thing that happens before a time; false: nothing. */
static bool
step(struct hall *b, double until_us)
{
	struct desk *ends = NULL;
	struct customer *leaves = NULL;
	double next_us = until_us;

	for (size_t i = 0; i < COUNTERS; i++)
		if (b->counters[i].ticket != 0 && b->counters[i].free_us < next_us) {
			ends = &b->counters[i];
			next_us = ends->free_us;
		}
	for (size_t i = b->customers_n > 100 ? b->customers_n - 100 : 0; i < b->customers_n; i++) {
		struct customer *c = &b->customers[i];

		if (c->is_waiting && c->at_us + c->patience_us < next_us) {
			leaves = c;
			next_us = c->at_us + c->patience_us;
		}
	}
	at(b, next_us);
	if (leaves != NULL)
		leave(b, leaves);
	else if (ends != NULL)
		finish(b, ends);
	call(b);
	return leaves != NULL || ends != NULL;
}

static struct hall *
hall_open(struct home *h)
{
	struct hall *b = ARENA_NEW(h->a, struct hall);

	home_load(h, home_files(h, "organisation.yaml", organisation, (const char *)NULL));
	*b = (struct hall){.home = h,
		.lead = home_actor(ROLE_LEAD),
		.kiosk = home_actor(ROLE_KIOSK),
		.id = home_branch(h, "hall"),
		.services = {home_service(h, "short"), home_service(h, "long")},
		.customers = ARENA_ARRAY(h->a, struct customer, MOST),
		.chance = random_seeded(80)};
	const struct branch_tick tick = {.branch = b->id};
	struct branch_tick_result out;
	const struct actor house = home_actor(ROLE_HOUSE);

	home_must(h, &house, COMMAND_branch_tick, &tick, &out);
	for (size_t i = 0; i < COUNTERS; i++) {
		static const char *const names[] = {"c-1", "c-2", "c-3"};
		const struct counter_open open = {.counter = home_counter(h, "hall", names[i])};

		b->counters[i] = (struct desk){.id = open.counter, .is_open = true};
		home_must(h, &b->lead, COMMAND_counter_open, &open, NULL);
	}
	return b;
}

static void
eight_of_ten_promises_are_kept(void **state)
{
	struct hall *b = hall_open(*state);

	for (int day = 0; day < DAYS; day++) {
		double next_us = day * DAY + (double)(10 * 60) * MINUTE;

		/* Eight hours of customers; the branch is full around noon. */
		while (next_us < day * DAY + 18 * 60 * MINUTE) {
			while (step(b, next_us)) {
				/* what happens until then */
			}
			arrive(b);
			call(b);
			const double hour = hour_of(b);
			const double rate = hour > 11 && hour < 14 ? 0.62 : 0.45; /* a minute */

			next_us = b->now_us + random_exponential(&b->chance, MINUTE / rate);
		}
		while (step(b, (day + 1) * DAY)) {
			/* the rest of them */
		}
	}
	print_message("%u quotes: %.1f %% held the wait, %.1f %% were too long, %u left\n",
		b->judged_n, 100.0 * b->held_n / b->judged_n, 100.0 * b->below_n / b->judged_n,
		b->left_n);
	assert_true(b->judged_n > 1000);
	assert_in_range(b->held_n * 1000 / b->judged_n, 760, 840);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {HOME_TEST(eight_of_ten_promises_are_kept)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
