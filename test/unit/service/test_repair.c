/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Wrong states are put right on the record, also of tickets that were over; and a table that was
 * changed behind the service's back is found by replaying the journal.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "counter_hall.h"

#define MINUTE_US (60 * INT64_C(1000000))

static void
a_ticket_finished_by_mistake_waits_again_with_its_place_and_its_journey(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const int64_t first = counter_hall_take(h, "mend", NULL).ticket;
	const int64_t second = counter_hall_take(h, "mend", NULL).ticket;
	const int64_t journey = counter_hall_ticket(h, first).journey;

	counter_hall_serve(h, "one", "positive");
	counter_hall_answer(h, first, 5, NULL);
	assert_int_equal(counter_hall_journey(h, journey).outcome, CLOSING_SATISFIED);
	counter_hall_repair(h, first, "waiting", NULL, 0);
	assert_int_equal(counter_hall_journey(h, journey).outcome, 0);
	assert_int_equal(counter_hall_day(h).served_n, 0);
	counter_hall_prove(h);
	assert_int_equal(counter_hall_next(h, "one"), first);
	counter_hall_begin(h, first);
	counter_hall_finish(h, first, "positive");
	assert_int_equal(counter_hall_next(h, "one"), second);
	counter_hall_prove(h);
}

static void
a_ticket_that_was_never_begun_was_finished_a_while_ago(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const int64_t ticket = counter_hall_take(h, "mend sell", NULL).ticket;
	const int64_t ago_us = h->home->now_us + 5 * MINUTE_US;

	counter_hall_next(h, "one");
	counter_hall_wait(h, 10 * MINUTE_US);
	counter_hall_repair(h, ticket, "done", NULL, ago_us);
	assert_int_equal(counter_hall_ticket(h, ticket).over_us, ago_us);
	assert_int_equal(counter_hall_ticket(h, ticket).errands, 0);
	assert_int_equal(counter_hall_counter_row(h, "one").ticket, 0);
	counter_hall_prove(h);
}

static void
who_was_thought_to_have_left_is_being_served(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const int64_t ticket = counter_hall_take(h, "mend", NULL).ticket;
	const int64_t other = counter_hall_take(h, "mend", NULL).ticket;
	struct ticket_repair in = {
		.ticket = ticket, .state = SPAN("serving"), .reason = SPAN("other")};

	counter_hall_must(h, COMMAND_ticket_leave, ticket);
	home_do(h->home, &h->staff, COMMAND_ticket_repair, &in, NULL);
	home_expect(h->home, FAULT_BAD_INPUT, "counter", "where");
	in.counter = counter_hall_counter(h, "two");
	counter_hall_call(h, other, "two");
	home_do(h->home, &h->staff, COMMAND_ticket_repair, &in, NULL);
	counter_hall_conflict(h, "counter", "M-2 is called to Two");
	counter_hall_repair(h, ticket, "serving", "one", 0);
	assert_int_equal(counter_hall_ticket(h, ticket).state, TICKET_SERVING);
	assert_int_equal(counter_hall_day(h).left_n, 0);
	counter_hall_prove(h);
	/* The wrong counter: it is put right once more. */
	counter_hall_repair(h, ticket, "serving", "three", 0);
	assert_int_equal(counter_hall_counter_row(h, "one").ticket, 0);
	counter_hall_finish(h, ticket, "positive");
	counter_hall_repair(h, other, "left", NULL, 0);
	assert_int_equal(counter_hall_day(h).left_n, 1);
	counter_hall_prove(h);
	counter_hall_repair(h, other, "missed", NULL, 0);
	counter_hall_resume(h, other, NULL);
	assert_int_equal(counter_hall_next(h, "one"), other);
	counter_hall_prove(h);
}

static void
what_cannot_be_is_not_repaired(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	struct ticket_repair in = {.reason = SPAN("other"), .state = SPAN("waiting")};

	in.ticket = counter_hall_take(h, "mend", NULL).ticket;
	home_do(h->home, &h->staff, COMMAND_ticket_repair, &in, NULL);
	counter_hall_conflict(h, "ticket", "M-1 waits");
	in.state = SPAN("held");
	home_do(h->home, &h->staff, COMMAND_ticket_repair, &in, NULL);
	home_expect(h->home, FAULT_BAD_INPUT, "state", "waiting, serving, done, left or missed");
	in.state = SPAN("left");
	in.reason = SPAN("bored");
	home_do(h->home, &h->staff, COMMAND_ticket_repair, &in, NULL);
	home_expect(h->home, FAULT_BAD_INPUT, "reason", "forgotten");
	in.reason = SPAN("forgotten");
	in.happened_us = h->home->now_us + MINUTE_US;
	home_do(h->home, &h->staff, COMMAND_ticket_repair, &in, NULL);
	home_expect(h->home, FAULT_BAD_INPUT, "happened_us", "not come yet");
	in.happened_us = COUNTER_HALL_MONDAY_US - MINUTE_US;
	home_do(h->home, &h->staff, COMMAND_ticket_repair, &in, NULL);
	home_expect(h->home, FAULT_BAD_INPUT, "happened_us", "not taken yet");
	counter_hall_must(h, COMMAND_ticket_leave, in.ticket);
	counter_hall_wait(h, 24 * 60 * MINUTE_US);
	in.happened_us = 0;
	in.state = SPAN("waiting");
	home_do(h->home, &h->staff, COMMAND_ticket_repair, &in, NULL);
	counter_hall_conflict(h, "ticket", "earlier day");
	counter_hall_prove(h);
}

/* ---- The proof finds what was changed ---- */

/* Makes a change past the service, looks whether the proof finds it, and takes it back. */
static void
change_is_found(struct counter_hall *h, const char *table, const char *change, const char *found)
{
	struct service_proof proof = {0};
	struct fault fault = {0};
	char statements[1000];
	struct store_tx *tx;

	home_settle(h->home);
	snprintf(statements, sizeof statements, "CREATE TABLE kept AS SELECT * FROM %s; %s;", table,
		change);
	place_run(h->home->place, statements);
	tx = store_begin(store_reader(h->home->place->store, 1));
	assert_int_equal(tickets_prove(tx, &proof, &fault), FAULT_NONE);
	store_rollback(tx);
	if (!proof.is_broken || strstr(proof.what, found) == NULL)
		fail_msg("%s: found %s", change, proof.is_broken ? proof.what : "nothing");
	snprintf(statements, sizeof statements,
		"DELETE FROM %s; INSERT INTO %s SELECT * FROM kept; DROP TABLE kept;", table,
		table);
	place_run(h->home->place, statements);
}

static void
each_change_behind_the_services_back_is_found(void **state)
{
	static const struct {
		const char *table, *change, *found;
	} cases[] = {
		{"ticket", "UPDATE ticket SET state = 4",
			"state is 4 in the table and 1 by the journal"},
		{"ticket", "UPDATE ticket SET place_us = place_us - 1", "place_us"},
		{"ticket_past", "UPDATE ticket_past SET over_us = over_us + 1", "over_us"},
		{"ticket_past", "DELETE FROM ticket_past", "in the journal and in no table"},
		{"errand", "DELETE FROM errand", "follow"},
		{"journey", "UPDATE journey SET tickets_n = 7", "tickets_n is 7"},
		{"journey", "UPDATE journey SET cycle = 'talk'", "cycle is “talk” in the table"},
		{"journey_past", "UPDATE journey_past SET outcome = 2", "outcome is 2"},
		{"journey_past", "INSERT INTO journey SELECT * FROM journey_past", "is closed by"},
		{"counter_now", "UPDATE counter_now SET ticket = 5", "ticket is 5"},
		{"counter_now", "UPDATE counter_now SET reason = 'x'", "reason"},
		{"counter_now", "DELETE FROM counter_now", "0 counters in the table"},
		{"day_now", "UPDATE day_now SET taken_n = 0", "taken_n is 0"},
		{"day_now", "UPDATE day_now SET turn = '1.1'", "turn"},
		{"ticket_label", "UPDATE ticket_label SET last = 77", "letter M"},
		{"answer", "UPDATE answer SET mark = 1", "the answer"},
		{"moment_mark", "UPDATE moment_mark SET mark = 3", "moment smile"},
		{"appointment", "UPDATE appointment SET from_us = from_us + 1", "from_us"},
	};
	struct counter_hall *h = counter_hall_open(*state);
	const struct appointment_make agree = {.branch = h->branch,
		.service = home_service(h->home, "sell"),
		.from_us = COUNTER_HALL_MONDAY_US + 60 * MINUTE_US};
	struct appointment_make_result agreed;
	struct moment_mark smile = {.moment = SPAN("smile"), .mark = SPAN("begun")};
	const int64_t over = counter_hall_take(h, "mend", NULL).ticket;

	counter_hall_serve(h, "one", "positive");
	assert_int_equal(counter_hall_answer(h, over, 4, NULL), FAULT_NONE);
	smile.ticket = counter_hall_take(h, "mend sell", NULL).ticket;
	counter_hall_next(h, "one");
	home_must(h->home, &h->staff, COMMAND_moment_mark, &smile, NULL);
	counter_hall_must(h, COMMAND_ticket_missed, smile.ticket);
	counter_hall_resume(h, smile.ticket, NULL);
	home_must(h->home, &h->staff, COMMAND_appointment_make, &agree, &agreed);
	counter_hall_prove(h);
	for (size_t i = 0; i < array_length(cases); i++)
		if (strncmp(cases[i].change, "INSERT", 6) != 0)
			change_is_found(h, cases[i].table, cases[i].change, cases[i].found);
	counter_hall_prove(h);
	for (size_t i = 0; i < array_length(cases); i++)
		if (strncmp(cases[i].change, "INSERT", 6) == 0)
			change_is_found(h, cases[i].table, cases[i].change, cases[i].found);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		HOME_TEST(a_ticket_finished_by_mistake_waits_again_with_its_place_and_its_journey),
		HOME_TEST(a_ticket_that_was_never_begun_was_finished_a_while_ago),
		HOME_TEST(who_was_thought_to_have_left_is_being_served),
		HOME_TEST(what_cannot_be_is_not_repaired),
		HOME_TEST(each_change_behind_the_services_back_is_found),
	};

	return cmocka_run_group_tests_name("repair", tests, NULL, NULL);
}
