/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Days open and close by the calendar and by hand, over lunch, past midnight and without end;
 * tickets that are still open are carried over, and their labels with them; counters.
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

static int64_t
monday_at(int hour, int minute)
{
	return COUNTER_HALL_MONDAY_US + (hour - 9) * HOUR_US + minute * MINUTE_US;
}

/* The clock of the hall begins on Monday at nine and never goes back. */
static int64_t
tuesday_at(int hour, int minute)
{
	return monday_at(hour, minute) + DAY_US;
}

static void
a_day_opens_and_closes_by_the_calendar_once_with_its_lunch_break(void **state)
{
	struct counter_hall *h = counter_hall_load(*state);

	h->home->now_us = tuesday_at(8, 0);
	assert_int_equal(counter_hall_tick(h), tuesday_at(9, 0));
	assert_int_equal(counter_hall_day(h).day, 0);
	h->home->now_us = tuesday_at(9, 0);
	assert_int_equal(counter_hall_tick(h), tuesday_at(17, 0));
	assert_true(counter_hall_day(h).day > 0);
	/* At lunch people may still come in. */
	h->home->now_us = tuesday_at(12, 10);
	counter_hall_tick(h);
	counter_hall_take(h, "mend", NULL);
	h->home->now_us = tuesday_at(17, 0);
	counter_hall_tick(h);
	assert_int_equal(counter_hall_day(h).day, 0);
	assert_int_equal(home_events(h->home, h->branch, EVENT_DAY_OPENED), 1);
	assert_int_equal(home_events(h->home, h->branch, EVENT_DAY_CLOSED), 1);
	counter_hall_prove(h);
}

static void
whoever_comes_first_opens_the_day_when_nobody_ticks(void **state)
{
	struct counter_hall *h = counter_hall_load(*state);

	h->home->now_us = tuesday_at(8, 0);
	counter_hall_try_take(h, "mend");
	counter_hall_conflict(h, "services", "is closed");
	h->home->now_us = tuesday_at(9, 30);
	counter_hall_take(h, "mend", NULL);
	/* Nobody looked for two days. */
	h->home->now_us = tuesday_at(9, 30) + 2 * DAY_US;
	counter_hall_take(h, "mend", NULL);
	assert_int_equal(home_events(h->home, h->branch, EVENT_DAY_OPENED), 2);
	assert_int_equal(home_events(h->home, h->branch, EVENT_DAY_CLOSED), 1);
	counter_hall_prove(h);
}

static void
a_day_that_nobody_looked_at_was_not_opened_in_the_evening(void **state)
{
	struct counter_hall *h = counter_hall_load(*state);

	h->home->now_us = monday_at(20, 0);
	assert_int_equal(counter_hall_tick(h), tuesday_at(9, 0));
	h->home->now_us = tuesday_at(20, 0);
	counter_hall_try_take(h, "mend");
	counter_hall_conflict(h, "services", "is closed");
	assert_int_equal(home_events(h->home, h->branch, EVENT_DAY_OPENED), 0);
	assert_int_equal(counter_hall_tick(h), tuesday_at(9, 0) + DAY_US);
	counter_hall_prove(h);
}

static void
tickets_still_open_are_carried_over_and_their_labels_are_not_given_again(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const int64_t first = counter_hall_take(h, "mend", NULL).ticket;
	const int64_t second = counter_hall_take(h, "mend", NULL).ticket;
	const int64_t third = counter_hall_take(h, "mend", NULL).ticket;

	counter_hall_serve(h, "one", "positive");
	counter_hall_must(h, COMMAND_ticket_leave, third);
	h->home->now_us = monday_at(17, 0);
	counter_hall_tick(h);
	h->home->now_us = monday_at(9, 0) + DAY_US;
	counter_hall_tick(h);
	assert_int_equal(home_events(h->home, h->branch, EVENT_TICKET_CARRIED), 1);
	counter_hall_open_counter(h, "one");
	assert_true(span_is(counter_hall_take(h, "mend", NULL).label, SPAN("M-1")));
	/* M-2 is still waited with. */
	assert_true(span_is(counter_hall_take(h, "mend", NULL).label, SPAN("M-3")));
	assert_int_equal(counter_hall_next(h, "one"), second);
	assert_int_equal(counter_hall_ticket(h, first).state, TICKET_DONE);
	assert_int_equal(counter_hall_day(h).taken_n, 2);
	assert_int_equal(counter_hall_day(h).left_n, 0);
	counter_hall_prove(h);
}

static void
counters_left_open_are_closed_with_the_next_day_but_not_those_that_came_early(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const struct counter_close close = {.counter = counter_hall_counter(h, "two")};

	home_must(h->home, &h->staff, COMMAND_counter_close, &close, NULL);
	h->home->now_us = monday_at(17, 0);
	counter_hall_tick(h);
	h->home->now_us = monday_at(8, 50) + DAY_US;
	counter_hall_open_counter(h, "two");
	h->home->now_us = monday_at(9, 0) + DAY_US;
	counter_hall_tick(h);
	assert_int_equal(counter_hall_counter_row(h, "one").state, COUNTER_CLOSED);
	assert_int_equal(counter_hall_counter_row(h, "two").state, COUNTER_OPEN);
	counter_hall_prove(h);
}

static void
hours_past_midnight_belong_to_the_day_before(void **state)
{
	struct counter_hall *h = counter_hall_load(*state);

	counter_hall_go_to(h, "night");
	h->home->now_us = monday_at(21, 0);
	assert_int_equal(counter_hall_tick(h), monday_at(22, 0));
	h->home->now_us = monday_at(22, 0);
	assert_int_equal(counter_hall_tick(h), monday_at(6, 0) + DAY_US);
	assert_true(span_is(counter_hall_take(h, "mend", NULL).label, SPAN("M-1")));
	h->home->now_us = monday_at(3, 0) + DAY_US;
	assert_true(span_is(counter_hall_take(h, "mend", NULL).label, SPAN("M-2")));
	h->home->now_us = monday_at(6, 0) + DAY_US;
	assert_int_equal(counter_hall_tick(h), monday_at(22, 0) + DAY_US);
	assert_int_equal(home_events(h->home, h->branch, EVENT_DAY_OPENED), 1);
	counter_hall_prove(h);
}

static void
where_it_never_closes_the_day_turns_at_midnight_and_nobody_goes_home(void **state)
{
	struct counter_hall *h = counter_hall_load(*state);
	int64_t ticket;

	counter_hall_go_to(h, "always");
	h->home->now_us = monday_at(23, 0);
	assert_int_equal(counter_hall_tick(h), monday_at(24, 0));
	counter_hall_open_counter(h, "desk");
	ticket = counter_hall_take(h, "mend", NULL).ticket;
	counter_hall_take(h, "mend", NULL);
	assert_int_equal(counter_hall_next(h, "desk"), ticket);
	counter_hall_begin(h, ticket);
	h->home->now_us = monday_at(24, 0);
	assert_int_equal(counter_hall_tick(h), monday_at(48, 0));
	assert_int_equal(home_events(h->home, h->branch, EVENT_DAY_OPENED), 2);
	assert_int_equal(home_events(h->home, h->branch, EVENT_TICKET_CARRIED), 2);
	assert_int_equal(counter_hall_counter_row(h, "desk").state, COUNTER_OPEN);
	counter_hall_finish(h, ticket, "positive");
	assert_true(span_is(counter_hall_take(h, "mend", NULL).label, SPAN("M-3")));
	counter_hall_prove(h);
}

static void
a_day_closed_by_hand_stays_closed_and_one_opened_by_hand_ends_at_midnight(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const struct day_close close = {.branch = h->branch};
	const struct day_open open = {.branch = h->branch};
	struct day_close_result closed;
	struct day_open_result opened;

	counter_hall_take(h, "mend", NULL);
	home_must(h->home, &h->staff, COMMAND_day_close, &close, &closed);
	assert_int_equal(closed.waiting, 1);
	home_do(h->home, &h->staff, COMMAND_day_close, &close, &closed);
	counter_hall_conflict(h, "branch", "Day branch is closed");
	h->home->now_us = monday_at(14, 0);
	assert_int_equal(counter_hall_tick(h), monday_at(9, 0) + DAY_US);
	counter_hall_try_take(h, "mend");
	counter_hall_conflict(h, "services", "is closed");
	/* Those who wait are served all the same. */
	counter_hall_serve(h, "one", "positive");
	home_must(h->home, &h->staff, COMMAND_day_open, &open, &opened);
	home_do(h->home, &h->staff, COMMAND_day_open, &open, &opened);
	counter_hall_conflict(h, "branch", "Day branch is open");
	assert_true(span_is(counter_hall_take(h, "mend", NULL).label, SPAN("M-2")));
	assert_int_equal(counter_hall_day(h).turns_us, monday_at(17, 0));
	/* On Saturday, when the calendar knows no hours at all. */
	h->home->now_us = monday_at(10, 0) + 5 * DAY_US;
	home_must(h->home, &h->staff, COMMAND_day_open, &open, &opened);
	assert_int_equal(counter_hall_day(h).turns_us, monday_at(24, 0) + 5 * DAY_US);
	counter_hall_prove(h);
}

static void
a_counter_is_open_paused_or_closed_and_somebodys(void **state)
{
	struct counter_hall *h = counter_hall_load(*state);
	const struct counter_pause pause = {
		.counter = counter_hall_counter(h, "one"), .reason = SPAN("break")};
	const struct counter_close close = {.counter = pause.counter};
	const struct counter_open open = {.counter = pause.counter};
	const struct counter_open other = {.counter = counter_hall_counter(h, "two")};
	const struct counter_pause wrong = {.counter = pause.counter, .reason = SPAN("lunch")};
	struct actor ada = home_actor(ROLE_AGENT), ben = home_actor(ROLE_AGENT);
	int64_t ticket;

	ada.staff = 11;
	ben.staff = 12;
	home_do(h->home, &ada, COMMAND_counter_pause, &pause, NULL);
	counter_hall_conflict(h, "counter", "One is closed");
	home_must(h->home, &ada, COMMAND_counter_open, &open, NULL);
	home_do(h->home, &ada, COMMAND_counter_open, &open, NULL);
	counter_hall_conflict(h, "counter", "One is open");
	home_do(h->home, &ben, COMMAND_counter_open, &open, NULL);
	counter_hall_conflict(h, "counter", "somebody else sits at One");
	home_do(h->home, &ada, COMMAND_counter_open, &other, NULL);
	counter_hall_conflict(h, "counter", "you sit at One");
	home_do(h->home, &ada, COMMAND_counter_pause, &wrong, NULL);
	home_expect(h->home, FAULT_BAD_INPUT, "reason", "break, work, help or away");
	home_must(h->home, &ada, COMMAND_counter_pause, &pause, NULL);
	assert_string_equal(counter_hall_counter_row(h, "one").reason, "break");
	const struct ticket_next next = {.counter = pause.counter};
	struct ticket_next_result out;

	ticket = counter_hall_take(h, "mend", NULL).ticket;
	home_do(h->home, &ada, COMMAND_ticket_next, &next, &out);
	counter_hall_conflict(h, "counter", "One has paused");
	home_must(h->home, &ada, COMMAND_counter_open, &open, NULL);
	home_must(h->home, &ada, COMMAND_ticket_next, &next, &out);
	assert_int_equal(out.ticket, ticket);
	home_do(h->home, &ada, COMMAND_counter_close, &close, NULL);
	counter_hall_conflict(h, "counter", "M-1 is called to One");
	counter_hall_must(h, COMMAND_ticket_missed, ticket);
	home_must(h->home, &ada, COMMAND_counter_close, &close, NULL);
	assert_int_equal(counter_hall_counter_row(h, "one").staff, 0);
	counter_hall_prove(h);
}

/* Ada can sell and no more: whoever comes to have something mended waits, free as she is. */
static void
a_wait_counts_on_those_who_can_serve_it(void **state)
{
	struct counter_hall *h = counter_hall_load(*state);
	const int64_t sell = home_service(h->home, "sell");
	const struct actor manager = home_actor(ROLE_MANAGER);
	const struct staff_add add = {.name = SPAN("ada"),
		.title = SPAN("Ada"),
		.role = SPAN("agent"),
		.services = {&sell, 1}};
	struct staff_add_result added = {0};
	struct actor ada = home_actor(ROLE_AGENT);
	const struct counter_open open = {.counter = counter_hall_counter(h, "two")};

	home_must(h->home, &manager, COMMAND_staff_add, &add, &added);
	ada.staff = added.staff;
	home_must(h->home, &ada, COMMAND_counter_open, &open, NULL);
	counter_hall_open_counter(h, "one");
	counter_hall_take(h, "mend", NULL);
	counter_hall_begin(h, counter_hall_next(h, "one"));
	assert_true(counter_hall_take(h, "mend", NULL).most_us > INT64_C(60000000));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		HOME_TEST(a_day_opens_and_closes_by_the_calendar_once_with_its_lunch_break),
		HOME_TEST(whoever_comes_first_opens_the_day_when_nobody_ticks),
		HOME_TEST(a_day_that_nobody_looked_at_was_not_opened_in_the_evening),
		HOME_TEST(tickets_still_open_are_carried_over_and_their_labels_are_not_given_again),
		HOME_TEST(
			counters_left_open_are_closed_with_the_next_day_but_not_those_that_came_early),
		HOME_TEST(hours_past_midnight_belong_to_the_day_before),
		HOME_TEST(where_it_never_closes_the_day_turns_at_midnight_and_nobody_goes_home),
		HOME_TEST(
			a_day_closed_by_hand_stays_closed_and_one_opened_by_hand_ends_at_midnight),
		HOME_TEST(a_counter_is_open_paused_or_closed_and_somebodys),
		HOME_TEST(a_wait_counts_on_those_who_can_serve_it),
	};

	return cmocka_run_group_tests_name("day", tests, NULL, NULL);
}
