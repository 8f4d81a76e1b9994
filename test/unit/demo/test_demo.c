/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two days of the bank with a crowd in it: people come, are served, give up and answer; the same
 * seed gives the same days; and the journal proves the state.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../service/home.h"
#include "demo/demo.h"

#define DAY_US	  INT64_C(86400000000)
#define MONDAY_US INT64_C(1795388400000000) /* 2026-11-23 00:00 in Warsaw */

static struct crowd_count
days_live(struct home *h, uint64_t seed, int days)
{
	struct crowd *crowd = NULL;
	struct crowd_setup setup = {.service = h->service,
		.store = h->place->store,
		.reader = 1,
		.seed = seed,
		.from_us = MONDAY_US};
	struct crowd_count count;

	if (crowd_new(&crowd, &setup, &h->fault))
		fail_msg("%s: %s", h->fault.notes[0], h->fault.notes[1]);
	for (int day = 1; day <= days; day++)
		if (crowd_run(crowd, MONDAY_US + day * DAY_US, false, &h->fault))
			fail_msg("%s: %s", h->fault.notes[0], h->fault.notes[1]);
	count = crowd_counted(crowd);
	crowd_free(crowd);
	home_settle(h);
	return count;
}

static const char *const branches[] = {"wroclaw-old-town", "wroclaw-arcade", "hanoi-hoan-kiem"};

static size_t
events_count(struct home *h, enum event_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < array_length(branches); i++)
		n += home_events(h, home_branch(h, branches[i]), kind);
	return n;
}

/* What the today pages list as missed and not seen to. */
static size_t
responses_open(struct home *h)
{
	const struct actor lead = home_actor(ROLE_LEAD);
	size_t n = 0, k;

	for (size_t i = 0; i < array_length(branches); i++) {
		const struct today_view at = {.branch = home_branch(h, branches[i])};
		json_t *today = home_view(h, &lead, VIEW_today, &at), *clock;

		json_array_foreach(json_object_get(today, "clocks"), k, clock)
		{
			const char *state =
				json_string_value(json_object_get(clock, "response_state"));
			n += state != NULL &&
			     (strcmp(state, "wanted") == 0 || strcmp(state, "begun") == 0);
		}
		json_decref(today);
	}
	return n;
}

static void
two_days_of_a_bank_are_whole_and_proved(void **state)
{
	struct home *h = *state;
	struct service_proof proof = {0};
	struct crowd_count count;

	h->now_us = MONDAY_US;
	home_load_example(h, "bank");
	count = days_live(h, 1, 2);
	assert_true(count.customers_n > 200);
	/* Refusals are rare: a queue that is full, a ticket that somebody else moved on. */
	assert_true(count.refused_n * 20 < count.commands_n);
	assert_int_equal(events_count(h, EVENT_TICKET_TAKEN), count.customers_n);
	assert_true(events_count(h, EVENT_SERVICE_FINISHED) * 10 > count.customers_n * 7);
	assert_true(events_count(h, EVENT_TICKET_LEFT) > 0);
	assert_true(events_count(h, EVENT_MOMENT_ENDED) > count.customers_n);
	assert_true(events_count(h, EVENT_ANSWER_GIVEN) * 10 > count.customers_n);
	assert_true(events_count(h, EVENT_STANDARD_BREACHED) > 0);
	assert_true(events_count(h, EVENT_RESPONSE_BEGUN) > 0);
	assert_int_equal(
		events_count(h, EVENT_RESPONSE_DONE), events_count(h, EVENT_RESPONSE_BEGUN));
	assert_int_equal(responses_open(h), 0);
	assert_true(events_count(h, EVENT_PROMISE_QUOTED) * 2 > count.customers_n);
	assert_int_equal(service_prove(h->place->store, 0, &proof, &h->fault), FAULT_NONE);
	if (proof.is_broken)
		fail_msg("%s", proof.what);
	assert_true(proof.tickets_n >= count.customers_n);
}

static void
a_seed_gives_the_same_days_again(void **state)
{
	struct home *h = *state;
	struct crowd_count first, second;
	void *other = NULL;

	h->now_us = MONDAY_US;
	home_load_example(h, "bank");
	first = days_live(h, 7, 1);
	assert_int_equal(home_make(&other), 0);
	((struct home *)other)->now_us = MONDAY_US;
	home_load_example(other, "bank");
	second = days_live(other, 7, 1);
	assert_int_equal(first.commands_n, second.commands_n);
	assert_int_equal(first.customers_n, second.customers_n);
	assert_int_equal(
		events_count(h, EVENT_TICKET_LEFT), events_count(other, EVENT_TICKET_LEFT));
	assert_int_equal(home_clear(&other), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		HOME_TEST(two_days_of_a_bank_are_whole_and_proved),
		HOME_TEST(a_seed_gives_the_same_days_again),
	};

	return cmocka_run_group_tests_name("demo", tests, NULL, NULL);
}
