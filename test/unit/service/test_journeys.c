/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How journeys begin, go on and end: by the answer, by staff's mark, abandoned; the customer who
 * comes back; marks of moments; agreed times; what time does by itself.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "counter_hall.h"

#define MINUTE_US (60 * INT64_C(1000000))
#define HOUR_US	  (60 * MINUTE_US)
#define DAY_US	  (24 * HOUR_US)

static struct journey_row
journey_of(struct counter_hall *h, int64_t ticket)
{
	return counter_hall_journey(h, counter_hall_ticket(h, ticket).journey);
}

static int64_t
served(struct counter_hall *h, const char *services, const char *outcome)
{
	const int64_t ticket = counter_hall_take(h, services, NULL).ticket;

	counter_hall_serve(h, "two", outcome);
	return ticket;
}

/* ---- The end ---- */

static void
an_answer_in_the_lower_half_of_its_scale_makes_a_dissatisfied_journey(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const int64_t marks[] = {1, 2, 3, 5};

	for (int i = 0; i < 4; i++) {
		const int64_t ticket = served(h, "mend", "positive");
		struct journey_row journey;

		assert_int_equal(counter_hall_answer(h, ticket, marks[i], NULL), FAULT_NONE);
		journey = journey_of(h, ticket);
		assert_int_equal(
			journey.outcome, marks[i] < 3 ? CLOSING_DISSATISFIED : CLOSING_SATISFIED);
		assert_int_equal(journey.judged_by, JUDGE_ANSWER);
		assert_int_equal(journey.mark, marks[i]);
	}
	assert_int_equal(home_events(h->home, h->branch, EVENT_JOURNEY_DISSATISFIED), 2);
	assert_int_equal(home_events(h->home, h->branch, EVENT_JOURNEY_SATISFIED), 2);
	counter_hall_prove(h);
}

static void
of_a_reversed_question_the_upper_half_is_bad(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const int64_t easy = served(h, "advise", "positive"),
		      hard = served(h, "advise", "positive");

	assert_int_equal(counter_hall_answer(h, easy, 5, NULL), FAULT_NONE);
	assert_int_equal(counter_hall_answer(h, hard, 6, NULL), FAULT_NONE);
	assert_int_equal(journey_of(h, easy).outcome, CLOSING_SATISFIED);
	assert_int_equal(journey_of(h, hard).outcome, CLOSING_DISSATISFIED);
	counter_hall_prove(h);
}

static void
an_answer_is_given_once_after_the_visit_and_on_the_scale(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const int64_t ticket = counter_hall_take(h, "mend", NULL).ticket;
	int64_t plain;

	counter_hall_answer(h, ticket, 5, NULL);
	counter_hall_conflict(h, "ticket", "M-1 waits");
	counter_hall_serve(h, "two", "positive");
	counter_hall_answer(h, ticket, 6, NULL);
	home_expect(h->home, FAULT_BAD_INPUT, "mark", "from 1 to 5");
	assert_int_equal(
		counter_hall_answer(h, ticket, 1, "Nobody said good morning."), FAULT_NONE);
	counter_hall_answer(h, ticket, 5, NULL);
	counter_hall_conflict(h, "ticket", "answered already");
	plain = served(h, "plain", "positive");
	counter_hall_answer(h, plain, 5, NULL);
	home_expect(h->home, FAULT_NOT_FOUND, "ticket", "no closing question");

	home_settle(h->home);
	ON_EXIT(store_tx_guard)
	struct store_tx *tx = store_begin(store_reader(h->home->place->store, 1));
	const struct answer_rows bad = answer_list_bad(tx, h->branch, 0, 20, h->home->a);

	assert_int_equal(bad.n, 1);
	assert_string_equal(bad.rows[0].words, "Nobody said good morning.");
	assert_int_equal(bad.rows[0].mark, 1);
}

static void
without_an_answer_staffs_mark_closes_the_journey_after_an_hour(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const int64_t good = served(h, "mend", "neutral"), bad = served(h, "mend", "negative");
	const int64_t due_us = journey_of(h, good).due_us;

	assert_true(due_us > h->home->now_us + 59 * MINUTE_US);
	counter_hall_wait(h, 59 * MINUTE_US);
	assert_int_equal(counter_hall_tick(h), due_us);
	assert_int_equal(journey_of(h, good).outcome, 0);
	counter_hall_wait(h, MINUTE_US);
	counter_hall_tick(h);
	assert_int_equal(journey_of(h, good).outcome, CLOSING_SATISFIED);
	assert_int_equal(journey_of(h, bad).outcome, CLOSING_DISSATISFIED);
	assert_int_equal(journey_of(h, bad).judged_by, JUDGE_STAFF);
	/* A late answer is kept; the journey stays as it was closed. */
	assert_int_equal(counter_hall_answer(h, good, 1, NULL), FAULT_NONE);
	assert_int_equal(journey_of(h, good).mark, 1);
	assert_int_equal(journey_of(h, good).outcome, CLOSING_SATISFIED);
	counter_hall_prove(h);
}

static void
who_leaves_before_anything_was_served_abandons_the_journey(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const int64_t leaves = counter_hall_take(h, "mend", NULL).ticket;
	const int64_t half = counter_hall_take(h, "mend sell", NULL).ticket;

	counter_hall_must(h, COMMAND_ticket_leave, leaves);
	assert_int_equal(journey_of(h, leaves).outcome, CLOSING_ABANDONED);
	assert_int_equal(journey_of(h, leaves).judged_by, JUDGE_LEAVING);
	counter_hall_serve(h, "two", "negative");
	counter_hall_must(h, COMMAND_ticket_leave, half);
	assert_int_equal(journey_of(h, half).outcome, 0);
	counter_hall_wait(h, HOUR_US);
	counter_hall_tick(h);
	assert_int_equal(journey_of(h, half).outcome, CLOSING_DISSATISFIED);
	assert_int_equal(counter_hall_day(h).left_n, 2);
	counter_hall_prove(h);
}

static void
who_never_comes_is_missed_and_then_given_up_by_time_alone(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const int64_t ticket = counter_hall_take(h, "mend", NULL).ticket;

	counter_hall_next(h, "one");
	counter_hall_wait(h, 2 * MINUTE_US);
	counter_hall_must(h, COMMAND_ticket_recall, ticket);
	counter_hall_wait(h, 2 * MINUTE_US);
	counter_hall_tick(h);
	/* The second call gave more time. */
	assert_int_equal(counter_hall_ticket(h, ticket).state, TICKET_CALLED);
	counter_hall_wait(h, MINUTE_US);
	counter_hall_tick(h);
	assert_int_equal(counter_hall_ticket(h, ticket).state, TICKET_MISSED);
	assert_int_equal(counter_hall_counter_row(h, "one").ticket, 0);
	counter_hall_wait(h, 30 * MINUTE_US);
	counter_hall_tick(h);
	assert_true(counter_hall_ticket(h, ticket).over_us > 0);
	assert_int_equal(journey_of(h, ticket).outcome, CLOSING_ABANDONED);
	assert_int_equal(journey_of(h, ticket).judged_by, JUDGE_NO_SHOW);
	assert_int_equal(counter_hall_day(h).missed_n, 1);
	counter_hall_try(h, COMMAND_ticket_resume, ticket);
	counter_hall_conflict(h, "ticket", "has been given up");
	counter_hall_prove(h);
}

/* ---- Known customers ---- */

static void
a_known_customer_joins_the_open_journey_and_comes_back_within_its_days(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const int64_t ada = counter_hall_customer(h, "Ada");
	const int64_t first = counter_hall_take_for(h, "mend", ada).ticket;
	const int64_t second = counter_hall_take_for(h, "sell", ada).ticket;
	const int64_t journey = counter_hall_ticket(h, first).journey;
	int64_t third;

	assert_int_equal(counter_hall_ticket(h, second).journey, journey);
	counter_hall_serve(h, "two", "positive");
	/* An answer while the other ticket is open judges, and closes later. */
	assert_int_equal(counter_hall_answer(h, first, 1, NULL), FAULT_NONE);
	assert_int_equal(counter_hall_journey(h, journey).outcome, 0);
	counter_hall_serve(h, "two", "positive");
	assert_int_equal(counter_hall_journey(h, journey).outcome, CLOSING_DISSATISFIED);
	assert_int_equal(home_events(h->home, h->branch, EVENT_JOURNEY_OPENED), 1);
	assert_int_equal(home_events(h->home, h->branch, EVENT_JOURNEY_RETURNED), 0);
	third = counter_hall_take_for(h, "mend", ada).ticket;
	assert_int_not_equal(counter_hall_ticket(h, third).journey, journey);
	assert_int_equal(home_events(h->home, h->branch, EVENT_JOURNEY_RETURNED), 1);
	counter_hall_must(h, COMMAND_ticket_leave, third);
	counter_hall_wait(h, 91 * DAY_US);
	counter_hall_tick(h);
	counter_hall_wait(h, 2 * DAY_US);
	/* Monday, 14 weeks later; too late for having come back. */
	h->home->now_us = COUNTER_HALL_MONDAY_US + 98 * DAY_US;
	counter_hall_take_for(h, "mend", ada);
	assert_int_equal(home_events(h->home, h->branch, EVENT_JOURNEY_RETURNED), 1);
	counter_hall_prove(h);
}

static void
a_customer_who_is_known_only_later_has_come_back_too(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const int64_t ada = counter_hall_customer(h, "Ada");
	const int64_t first = counter_hall_take_for(h, "mend", ada).ticket;
	struct ticket_change in = {.customer = ada};

	counter_hall_must(h, COMMAND_ticket_leave, first);
	in.ticket = counter_hall_take(h, "mend", NULL).ticket;
	home_must(h->home, &h->staff, COMMAND_ticket_change, &in, NULL);
	assert_int_equal(home_events(h->home, h->branch, EVENT_JOURNEY_RETURNED), 1);
	counter_hall_prove(h);
}

static void
an_erased_customers_words_are_erased(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const int64_t ada = counter_hall_customer(h, "Ada");
	const int64_t ticket = counter_hall_take_for(h, "mend", ada).ticket;
	const struct customer_erase erase = {.customer = ada};

	counter_hall_serve(h, "one", "positive");
	counter_hall_answer(h, ticket, 1, "I am Ada.");
	home_must(h->home, &h->house, COMMAND_customer_erase, &erase, NULL);
	home_settle(h->home);
	ON_EXIT(store_tx_guard)
	struct store_tx *tx = store_begin(store_reader(h->home->place->store, 1));
	const struct answer_rows bad = answer_list_bad(tx, h->branch, 0, 20, h->home->a);

	assert_int_equal(bad.n, 1);
	assert_string_equal(bad.rows[0].words, "");
}

/* ---- Marks ---- */

static enum fault_code
mark(struct counter_hall *h, int64_t ticket, const char *moment, const char *how)
{
	const struct moment_mark in = {
		.ticket = ticket, .moment = span_of(moment), .mark = span_of(how)};

	return home_do(h->home, &h->staff, COMMAND_moment_mark, &in, NULL);
}

static void
staff_mark_moments_that_begin_and_end(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const int64_t ticket = counter_hall_take(h, "mend", NULL).ticket;

	mark(h, ticket, "smile", "begun");
	counter_hall_conflict(h, "ticket", "M-1 waits");
	counter_hall_next(h, "one");
	counter_hall_begin(h, ticket);
	assert_int_equal(mark(h, ticket, "smile", "begun"), FAULT_NONE);
	mark(h, ticket, "smile", "begun");
	counter_hall_conflict(h, "mark", "smile has begun");
	counter_hall_prove(h);
	assert_int_equal(mark(h, ticket, "smile", "negative"), FAULT_NONE);
	mark(h, ticket, "smile", "positive");
	counter_hall_conflict(h, "mark", "it was marked negative");
	/* One that may repeat, and whose beginning only a log knows: it begins where it ends. */
	assert_int_equal(mark(h, ticket, "word", "positive"), FAULT_NONE);
	assert_int_equal(mark(h, ticket, "word", "neutral"), FAULT_NONE);
	mark(h, ticket, "serving", "begun");
	counter_hall_conflict(h, "mark", "begins by itself");
	assert_int_equal(mark(h, ticket, "serving", "positive"), FAULT_NONE);
	mark(h, ticket, "frown", "positive");
	home_expect(h->home, FAULT_NOT_FOUND, "moment", "frown");
	mark(h, ticket, "word", "splendid");
	home_expect(h->home, FAULT_BAD_INPUT, "mark", "splendid");
	assert_int_equal(home_events(h->home, h->branch, EVENT_MOMENT_BEGUN), 3);
	assert_int_equal(home_events(h->home, h->branch, EVENT_MOMENT_ENDED), 4);
	counter_hall_prove(h);
	counter_hall_finish(h, ticket, "positive");
	counter_hall_answer(h, ticket, 5, NULL);
	counter_hall_prove(h);
}

/* ---- Agreed times ---- */

static struct appointment_make_result
agree(struct counter_hall *h, const char *service, int64_t from_us)
{
	const struct appointment_make in = {
		.branch = h->branch, .service = home_service(h->home, service), .from_us = from_us};
	struct appointment_make_result out;

	home_must(h->home, &h->kiosk, COMMAND_appointment_make, &in, &out);
	return out;
}

static enum fault_code
arrive(struct counter_hall *h, struct span code, struct ticket_take_result *out)
{
	const struct ticket_take in = {.branch = h->branch, .code = code};

	return home_do(h->home, &h->kiosk, COMMAND_ticket_take, &in, out);
}

static void
who_agreed_a_time_goes_first_when_it_has_come(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const int64_t ten_us = COUNTER_HALL_MONDAY_US + HOUR_US;
	const struct appointment_make_result agreed = agree(h, "sell", ten_us);
	struct ticket_take_result early, again;
	int64_t first, second;

	assert_int_equal(agreed.code.size, 6);
	first = counter_hall_take(h, "sell", "platinum").ticket;
	second = counter_hall_take(h, "sell", "platinum").ticket;
	assert_int_equal(arrive(h, agreed.code, &early), FAULT_NONE);
	arrive(h, agreed.code, &again);
	counter_hall_conflict(h, "code", "used already");
	assert_int_equal(counter_hall_next(h, "two"), first);
	h->home->now_us = ten_us - 5 * MINUTE_US;
	assert_int_equal(counter_hall_next(h, "three"), early.ticket);
	counter_hall_begin(h, first);
	counter_hall_finish(h, first, "positive");
	assert_int_equal(counter_hall_next(h, "two"), second);
	counter_hall_prove(h);
}

static void
a_time_is_agreed_in_opening_hours_and_once_a_counter(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const int64_t ten_us = COUNTER_HALL_MONDAY_US + HOUR_US;
	struct appointment_make in = {
		.branch = h->branch, .service = home_service(h->home, "sell"), .from_us = ten_us};
	struct appointment_make_result out;
	struct appointment_move move = {.from_us = ten_us + HOUR_US};
	struct appointment_cancel cancel = {0};

	home_must(h->home, &h->kiosk, COMMAND_appointment_make, &in, &out);
	move.appointment = out.appointment;
	home_must(h->home, &h->kiosk, COMMAND_appointment_make, &in, &out);
	cancel.appointment = out.appointment;
	home_do(h->home, &h->kiosk, COMMAND_appointment_make, &in, &out);
	counter_hall_conflict(h, "from_us", "taken");
	home_must(h->home, &h->staff, COMMAND_appointment_move, &move, NULL);
	home_must(h->home, &h->staff, COMMAND_appointment_cancel, &cancel, NULL);
	home_do(h->home, &h->staff, COMMAND_appointment_cancel, &cancel, NULL);
	counter_hall_conflict(h, "appointment", "cancelled");
	home_must(h->home, &h->kiosk, COMMAND_appointment_make, &in, &out);
	in.from_us = COUNTER_HALL_MONDAY_US - HOUR_US;
	home_do(h->home, &h->kiosk, COMMAND_appointment_make, &in, &out);
	home_expect(h->home, FAULT_BAD_INPUT, "from_us", "passed");
	in.from_us = COUNTER_HALL_MONDAY_US + 10 * HOUR_US;
	home_do(h->home, &h->kiosk, COMMAND_appointment_make, &in, &out);
	counter_hall_conflict(h, "from_us", "closed then");
	counter_hall_prove(h);
}

static void
a_time_that_passes_is_missed(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const int64_t ten_us = COUNTER_HALL_MONDAY_US + HOUR_US;
	const struct appointment_make_result agreed = agree(h, "sell", ten_us);
	struct ticket_take_result late;

	h->home->now_us = ten_us + 14 * MINUTE_US;
	assert_int_equal(counter_hall_tick(h), ten_us + 15 * MINUTE_US);
	h->home->now_us = ten_us + 15 * MINUTE_US;
	counter_hall_tick(h);
	arrive(h, agreed.code, &late);
	counter_hall_conflict(h, "code", "missed");
	assert_int_equal(home_events(h->home, h->branch, EVENT_APPOINTMENT_MISSED), 1);
	counter_hall_prove(h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		HOME_TEST(an_answer_in_the_lower_half_of_its_scale_makes_a_dissatisfied_journey),
		HOME_TEST(of_a_reversed_question_the_upper_half_is_bad),
		HOME_TEST(an_answer_is_given_once_after_the_visit_and_on_the_scale),
		HOME_TEST(without_an_answer_staffs_mark_closes_the_journey_after_an_hour),
		HOME_TEST(who_leaves_before_anything_was_served_abandons_the_journey),
		HOME_TEST(who_never_comes_is_missed_and_then_given_up_by_time_alone),
		HOME_TEST(a_known_customer_joins_the_open_journey_and_comes_back_within_its_days),
		HOME_TEST(a_customer_who_is_known_only_later_has_come_back_too),
		HOME_TEST(an_erased_customers_words_are_erased),
		HOME_TEST(staff_mark_moments_that_begin_and_end),
		HOME_TEST(who_agreed_a_time_goes_first_when_it_has_come),
		HOME_TEST(a_time_is_agreed_in_opening_hours_and_once_a_counter),
		HOME_TEST(a_time_that_passes_is_missed),
	};

	return cmocka_run_group_tests_name("journeys", tests, NULL, NULL);
}
