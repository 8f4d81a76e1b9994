/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A ticket's way: taken, called, served, put aside, sent on, finished; who is turned away; and what
 * is said when a ticket is somewhere else than the command wants. Each test ends by replaying the
 * journal.
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

static void
a_ticket_is_taken_called_served_and_finished(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const struct ticket_take_result taken = counter_hall_take(h, "mend", NULL);
	struct ticket_row row;

	assert_true(span_is(taken.label, SPAN("M-1")));
	row = counter_hall_ticket(h, taken.ticket);
	assert_int_equal(row.state, TICKET_WAITING);
	assert_int_equal(counter_hall_next(h, "one"), taken.ticket);
	row = counter_hall_ticket(h, taken.ticket);
	assert_int_equal(row.state, TICKET_CALLED);
	assert_int_equal(row.calls, 1);
	counter_hall_begin(h, taken.ticket);
	assert_true(counter_hall_finish(h, taken.ticket, "positive"));
	row = counter_hall_ticket(h, taken.ticket);
	assert_int_equal(row.state, TICKET_DONE);
	assert_true(row.over_us > 0);
	assert_int_equal(counter_hall_next(h, "one"), 0);
	assert_int_equal(home_events(h->home, h->branch, EVENT_TICKET_TAKEN), 1);
	assert_int_equal(home_events(h->home, h->branch, EVENT_SERVICE_FINISHED), 1);
	assert_int_equal(counter_hall_day(h).served_n, 1);
	assert_int_equal(counter_hall_prove(h).tickets_n, 1);
}

static void
numbers_count_by_letter_from_one(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);

	assert_true(span_is(counter_hall_take(h, "mend", NULL).label, SPAN("M-1")));
	assert_true(span_is(counter_hall_take(h, "sell", NULL).label, SPAN("S-1")));
	assert_true(span_is(counter_hall_take(h, "mend", NULL).label, SPAN("M-2")));
	counter_hall_prove(h);
}

static void
a_state_that_does_not_fit_is_told_in_words(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const int64_t ticket = counter_hall_take(h, "mend", NULL).ticket;
	const struct ticket_next again = {.counter = counter_hall_counter(h, "one")};
	struct ticket_next_result out;

	counter_hall_try(h, COMMAND_ticket_begin, ticket);
	counter_hall_conflict(h, "ticket", "M-1 waits");
	counter_hall_next(h, "one");
	counter_hall_begin(h, ticket);
	counter_hall_try(h, COMMAND_ticket_recall, ticket);
	counter_hall_conflict(h, "ticket", "M-1 is being served at One");
	home_do(h->home, &h->staff, COMMAND_ticket_next, &again, &out);
	counter_hall_conflict(h, "counter", "M-1 is being served at One");
	counter_hall_finish(h, ticket, "neutral");
	counter_hall_try(h, COMMAND_ticket_leave, ticket);
	counter_hall_conflict(h, "ticket", "M-1 is done");
	counter_hall_try(h, COMMAND_ticket_leave, ticket + 1000);
	home_expect(h->home, FAULT_NOT_FOUND, "ticket", "no such ticket");
	counter_hall_prove(h);
}

static void
platinum_gold_and_silver_are_called_by_their_ratios(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const char *const order = "PPGSPPGS";
	int64_t tickets[3][8];

	for (int i = 0; i < 8; i++) {
		tickets[0][i] = counter_hall_take(h, "mend", "silver").ticket;
		tickets[1][i] = counter_hall_take(h, "mend", "gold").ticket;
		tickets[2][i] = counter_hall_take(h, "mend", "platinum").ticket;
	}
	for (int i = 0, next[3] = {0}; i < 8; i++) {
		const int class_ = order[i] == 'S' ? 0 : order[i] == 'G' ? 1 : 2;
		const int64_t called = counter_hall_next(h, "one");

		assert_int_equal(called, tickets[class_][next[class_]++]);
		counter_hall_begin(h, called);
		counter_hall_finish(h, called, "positive");
	}
	counter_hall_prove(h);
}

static void
a_class_is_asked_for_at_the_kiosk_only_where_it_may_be(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const int64_t mend = home_service(h->home, "mend");
	struct ticket_take in = {.branch = h->branch, .services = {&mend, 1}};
	struct ticket_take_result out;

	in.class = SPAN("platinum");
	home_do(h->home, &h->kiosk, COMMAND_ticket_take, &in, &out);
	home_expect(h->home, FAULT_FORBIDDEN, "class", "Platinum");
	in.class = SPAN("bronze");
	home_do(h->home, &h->kiosk, COMMAND_ticket_take, &in, &out);
	home_expect(h->home, FAULT_BAD_INPUT, "class", "bronze");
	in.class = SPAN("gold");
	home_must(h->home, &h->kiosk, COMMAND_ticket_take, &in, &out);
	assert_int_equal(counter_hall_ticket(h, out.ticket).class_, 1);
	in.class = (struct span){0};
	home_must(h->home, &h->kiosk, COMMAND_ticket_take, &in, &out);
	assert_int_equal(counter_hall_ticket(h, out.ticket).class_, 2);
	counter_hall_prove(h);
}

/* Past this program, as another node does: it raises the branch's number, too. */
static void
another_writes(struct counter_hall *h, const char *statement)
{
	char statements[400];

	snprintf(statements, sizeof statements, "%s UPDATE live SET commits = commits + 1;",
		statement);
	place_run(h->home->place, statements);
}

/* More than is read at once, where the line is not remembered. */
static void
a_counter_calls_what_it_serves_however_long_the_line_before(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	int64_t mine;

	for (int i = 0; i < 520; i++)
		counter_hall_take(h, "sell", NULL);
	assert_int_equal(counter_hall_next(h, "one"), 0);
	mine = counter_hall_take(h, "mend", NULL).ticket;
	home_settle(h->home);
	another_writes(h, "UPDATE counter_now SET reason = reason;");
	assert_int_equal(counter_hall_next(h, "one"), mine);
	counter_hall_prove(h);
}

/* The writer remembers the line, the tickets and the counters from one command to the next. */
static void
what_another_program_has_written_is_seen_by_the_next_command(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const int64_t first = counter_hall_take(h, "sell", NULL).ticket;
	const int64_t second = counter_hall_take(h, "sell", NULL).ticket;
	struct ticket_next next = {.counter = counter_hall_counter(h, "three")};
	struct ticket_next_result called;
	char statement[200];

	home_settle(h->home);
	snprintf(statement, sizeof statement,
		"UPDATE ticket SET place_us = place_us + 1000000 WHERE id = %lld;",
		(long long)first);
	another_writes(h, statement);
	assert_int_equal(counter_hall_next(h, "two"), second);
	home_settle(h->home);
	another_writes(h, "UPDATE counter_now SET state = 3;");
	(void)home_do(h->home, &h->staff, COMMAND_ticket_next, &next, &called);
	home_expect(h->home, FAULT_CONFLICT, "counter", "paused");
	home_settle(h->home);
	another_writes(h, "UPDATE counter_now SET state = 2;");
	assert_int_equal(counter_hall_next(h, "three"), first);
}

static void
a_line_is_called_in_the_same_order_remembered_and_read(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	int64_t taken[12], called;

	for (size_t i = 0; i < array_length(taken); i++)
		taken[i] = counter_hall_take(h, i % 3 == 0 ? "mend" : "sell", NULL).ticket;
	for (size_t i = 0; i < array_length(taken); i++) {
		home_settle(h->home);
		/* Every second one is called from what the store says. */
		if (i % 2 == 1)
			another_writes(h, "UPDATE counter_now SET reason = reason;");
		called = counter_hall_next(h, "two");
		assert_int_equal(called, taken[i]);
		counter_hall_begin(h, called);
		assert_true(counter_hall_finish(h, called, "positive"));
	}
	assert_int_equal(counter_hall_next(h, "two"), 0);
	counter_hall_prove(h);
}

static void
what_staff_cannot_serve_is_not_called_by_them(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const int64_t sell = home_service(h->home, "sell");
	const struct staff_add add = {.name = SPAN("ada"),
		.title = SPAN("Ada"),
		.role = SPAN("agent"),
		.services = {&sell, 1}};
	const struct counter_close close = {.counter = counter_hall_counter(h, "two")};
	struct staff_add_result ada;
	int64_t mend, sold;

	home_must(h->home, &h->house, COMMAND_staff_add, &add, &ada);
	home_must(h->home, &h->staff, COMMAND_counter_close, &close, NULL);
	h->staff = home_actor(ROLE_AGENT);
	h->staff.staff = ada.staff;
	counter_hall_open_counter(h, "two");
	mend = counter_hall_take(h, "mend", NULL).ticket;
	sold = counter_hall_take(h, "sell", NULL).ticket;
	assert_int_equal(counter_hall_next(h, "two"), sold);
	counter_hall_begin(h, sold);
	counter_hall_finish(h, sold, "positive");
	assert_int_equal(counter_hall_next(h, "two"), 0);
	const struct ticket_call call = {.ticket = mend, .counter = close.counter};

	home_do(h->home, &h->staff, COMMAND_ticket_call, &call, NULL);
	counter_hall_conflict(h, "counter", "Two does not serve “Mending” with who sits there");
	assert_int_equal(counter_hall_ticket(h, sold).staff, ada.staff);
	counter_hall_prove(h);
}

static void
a_customer_who_does_not_come_is_missed_and_may_return_to_the_old_place(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const int64_t first = counter_hall_take(h, "mend", NULL).ticket;
	const int64_t second = counter_hall_take(h, "mend", NULL).ticket;
	const int64_t third = counter_hall_take(h, "mend", NULL).ticket;

	assert_int_equal(counter_hall_next(h, "one"), first);
	counter_hall_must(h, COMMAND_ticket_recall, first);
	assert_int_equal(counter_hall_ticket(h, first).calls, 2);
	counter_hall_must(h, COMMAND_ticket_missed, first);
	assert_int_equal(counter_hall_next(h, "one"), second);
	counter_hall_begin(h, second);
	counter_hall_resume(h, first, NULL);
	counter_hall_finish(h, second, "positive");
	assert_int_equal(counter_hall_next(h, "one"), first);
	counter_hall_begin(h, first);
	counter_hall_finish(h, first, "positive");
	assert_int_equal(counter_hall_next(h, "one"), third);
	counter_hall_prove(h);
}

static void
a_ticket_on_hold_goes_on_where_it_was_and_its_work_is_counted_without_the_hold(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const int64_t held = counter_hall_take(h, "mend", NULL).ticket;
	const int64_t next = counter_hall_take(h, "mend", NULL).ticket;
	struct ticket_row row;

	counter_hall_next(h, "one");
	counter_hall_begin(h, held);
	counter_hall_wait(h, MINUTE_US);
	counter_hall_must(h, COMMAND_ticket_hold, held);
	counter_hall_wait(h, 10 * MINUTE_US);
	assert_int_equal(counter_hall_next(h, "one"), next);
	counter_hall_begin(h, next);
	counter_hall_must(h, COMMAND_ticket_park, next);
	counter_hall_resume(h, held, "one");
	row = counter_hall_ticket(h, held);
	assert_int_equal(row.state, TICKET_SERVING);
	assert_in_range(row.worked_us, MINUTE_US, MINUTE_US + 100000);
	counter_hall_finish(h, held, "positive");
	/* Called again, the one put aside goes on: its service does not begin a second time. */
	counter_hall_call(h, next, "two");
	counter_hall_begin(h, next);
	assert_int_equal(home_events(h->home, h->branch, EVENT_SERVICE_BEGUN), 2);
	assert_int_equal(home_events(h->home, h->branch, EVENT_TICKET_RESUMED), 2);
	counter_hall_finish(h, next, "positive");
	counter_hall_prove(h);
}

static void
a_ticket_sent_to_a_counter_waits_for_it_alone(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const int64_t sent = counter_hall_take(h, "mend", NULL).ticket;
	struct ticket_transfer in = {.ticket = sent, .service = home_service(h->home, "sell")};

	counter_hall_next(h, "one");
	counter_hall_begin(h, sent);
	in.counter = counter_hall_counter(h, "one");
	home_do(h->home, &h->staff, COMMAND_ticket_transfer, &in, NULL);
	counter_hall_conflict(h, "counter", "One does not serve “Selling”");
	in.counter = counter_hall_counter(h, "three");
	home_must(h->home, &h->staff, COMMAND_ticket_transfer, &in, NULL);
	assert_int_equal(counter_hall_next(h, "two"), 0);
	const struct ticket_call call = {.ticket = sent, .counter = counter_hall_counter(h, "two")};

	home_do(h->home, &h->staff, COMMAND_ticket_call, &call, NULL);
	counter_hall_conflict(h, "ticket", "M-1 waits for Three");
	assert_int_equal(counter_hall_next(h, "three"), sent);
	assert_int_equal(counter_hall_ticket(h, sent).for_counter, 0);
	counter_hall_prove(h);
}

static void
a_transfer_keeps_the_place_or_loses_it(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const int64_t first = counter_hall_take(h, "mend", NULL).ticket;
	const int64_t other = counter_hall_take(h, "sell", NULL).ticket;
	struct ticket_transfer in = {.ticket = first, .service = home_service(h->home, "sell")};

	home_must(h->home, &h->staff, COMMAND_ticket_transfer, &in, NULL);
	assert_int_equal(counter_hall_next(h, "two"), first);
	in.loses_place = true;
	home_must(h->home, &h->staff, COMMAND_ticket_transfer, &in, NULL);
	assert_int_equal(counter_hall_next(h, "two"), other);
	counter_hall_begin(h, other);
	counter_hall_finish(h, other, "positive");
	assert_int_equal(counter_hall_next(h, "two"), first);
	counter_hall_prove(h);
}

static void
several_services_follow_each_other_with_the_place_of_the_first_arrival(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const int64_t visit = counter_hall_take(h, "mend sell plain", NULL).ticket;
	const int64_t later = counter_hall_take(h, "sell", NULL).ticket;
	const struct errand_add add = {.ticket = visit, .service = home_service(h->home, "advise")};
	int64_t journey;

	counter_hall_next(h, "one");
	counter_hall_begin(h, visit);
	journey = counter_hall_ticket(h, visit).journey;
	assert_false(counter_hall_finish(h, visit, "positive"));
	/* The same cycle: the same journey. */
	assert_int_equal(counter_hall_ticket(h, visit).journey, journey);
	assert_int_equal(counter_hall_next(h, "two"), visit);
	counter_hall_begin(h, visit);
	home_must(h->home, &h->staff, COMMAND_errand_add, &add, NULL);
	home_do(h->home, &h->staff, COMMAND_errand_add, &add, NULL);
	counter_hall_conflict(h, "service", "M-1 already waits for “Advice”");
	assert_false(counter_hall_finish(h, visit, "positive"));
	/* Another cycle, another journey; the first one waits for nothing but the answer. */
	assert_int_not_equal(counter_hall_ticket(h, visit).journey, journey);
	assert_int_equal(counter_hall_journey(h, journey).tickets_n, 0);
	assert_int_equal(counter_hall_journey(h, journey).served_n, 2);
	assert_int_equal(counter_hall_next(h, "two"), visit);
	counter_hall_begin(h, visit);
	assert_false(counter_hall_finish(h, visit, "positive"));
	assert_int_equal(counter_hall_next(h, "two"), visit);
	counter_hall_begin(h, visit);
	assert_true(counter_hall_finish(h, visit, "positive"));
	assert_int_equal(counter_hall_next(h, "two"), later);
	assert_int_equal(counter_hall_day(h).taken_n, 2);
	counter_hall_prove(h);
}

static void
who_is_turned_away_is_told_why_and_is_on_the_record(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);

	counter_hall_take(h, "advise", NULL);
	counter_hall_take(h, "advise", NULL);
	counter_hall_try_take(h, "advise");
	counter_hall_conflict(h, "services", "is full");
	/* 16:50, ten minutes before closing; last call was at 16:45. */
	counter_hall_wait(h, 470 * MINUTE_US);
	counter_hall_try_take(h, "advise");
	counter_hall_conflict(h, "services", "closes soon");
	counter_hall_take(h, "mend", NULL);
	counter_hall_wait(h, 11 * MINUTE_US);
	counter_hall_try_take(h, "mend");
	counter_hall_conflict(h, "services", "is closed");
	assert_int_equal(home_events(h->home, h->branch, EVENT_TICKET_REFUSED), 3);
	assert_int_equal(counter_hall_day(h).refused_n, 3);
	counter_hall_prove(h);
}

static void
a_ticket_knows_its_secret(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const struct ticket_take_result taken = counter_hall_take(h, "mend", NULL);
	char *other = arena_text_n(h->home->a, taken.secret.at, taken.secret.size);
	struct fault fault = {0};
	int64_t found = -1;

	home_settle(h->home);
	ON_EXIT(store_tx_guard)
	struct store_tx *tx = store_begin(store_reader(h->home->place->store, 1));

	assert_int_equal(tickets_secret_find(tx, taken.secret, &found, &fault), FAULT_NONE);
	assert_int_equal(found, taken.ticket);
	other[3] = other[3] == 'x' ? 'y' : 'x';
	assert_int_equal(tickets_secret_find(tx, span_of(other), &found, &fault), FAULT_NONE);
	assert_int_equal(found, 0);
	assert_int_equal(tickets_secret_find(tx, SPAN("short"), &found, &fault), FAULT_NONE);
	assert_int_equal(found, 0);
	assert_int_equal(tickets_secret_find(tx, SPAN("AAAAAAAAAAAAAAAAAAAAAA!"), &found, &fault),
		FAULT_NONE);
	assert_int_equal(found, 0);
}

static void
a_waiting_ticket_changes_class_and_becomes_somebodys(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const int64_t ada = counter_hall_customer(h, "Ada");
	const int64_t first = counter_hall_take(h, "mend", NULL).ticket;
	const int64_t second = counter_hall_take(h, "mend", NULL).ticket;
	struct ticket_change in = {.ticket = second, .class = SPAN("gold"), .customer = ada};
	const struct ticket_prefer prefer = {
		.ticket = first, .preference = SPAN("vibrate"), .language = SPAN("pl")};

	home_must(h->home, &h->staff, COMMAND_ticket_change, &in, NULL);
	assert_int_equal(
		counter_hall_journey(h, counter_hall_ticket(h, second).journey).customer, ada);
	assert_int_equal(counter_hall_next(h, "one"), second);
	home_do(h->home, &h->staff, COMMAND_ticket_change, &in, NULL);
	counter_hall_conflict(h, "ticket", "M-2 is called to One");
	in = (struct ticket_change){.ticket = first, .customer = 987654};
	home_do(h->home, &h->staff, COMMAND_ticket_change, &in, NULL);
	home_expect(h->home, FAULT_NOT_FOUND, "customer", "no such customer");
	home_must(h->home, &h->staff, COMMAND_ticket_prefer, &prefer, NULL);
	assert_int_equal(counter_hall_ticket(h, first).preference, PREFERENCE_VIBRATE);
	assert_int_equal(counter_hall_ticket(h, first).language, 1 + LANGUAGE_PL);
	counter_hall_prove(h);
}

static struct store_tx *
look(struct counter_hall *h)
{
	home_settle(h->home);
	return store_begin(store_reader(h->home->place->store, 1));
}

static int64_t
open_count(struct counter_hall *h, int64_t branch, const char *service, const char *counter)
{
	ON_EXIT(store_tx_guard) struct store_tx *tx = look(h);
	struct fault fault = {0};
	int64_t n = -1;

	assert_int_equal(
		tickets_open_count(tx, branch, service != NULL ? home_service(h->home, service) : 0,
			counter != NULL ? counter_hall_counter(h, counter) : 0, &n, &fault),
		FAULT_NONE);
	return n;
}

static void
others_learn_how_many_tickets_use_a_place_or_a_service(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const int64_t first = counter_hall_take(h, "mend sell", NULL).ticket;

	counter_hall_take(h, "sell", NULL);
	counter_hall_next(h, "one");
	assert_int_equal(open_count(h, h->branch, NULL, NULL), 2);
	assert_int_equal(open_count(h, h->branch + 1, NULL, NULL), 0);
	assert_int_equal(open_count(h, 0, "mend", NULL), 1);
	/* One waits for it now, one wants it later. */
	assert_int_equal(open_count(h, 0, "sell", NULL), 2);
	assert_int_equal(open_count(h, 0, NULL, "one"), 1);
	assert_int_equal(open_count(h, 0, NULL, "two"), 0);
	counter_hall_must(h, COMMAND_ticket_leave, first);
	assert_int_equal(open_count(h, 0, "sell", NULL), 1);
	assert_int_equal(open_count(h, 0, NULL, "one"), 0);
}

static void
others_learn_of_a_customers_journeys_and_their_versions(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const int64_t ada = counter_hall_customer(h, "Ada");
	struct fault fault = {0};
	struct service_ids versions;
	int64_t n, last_us;

	counter_hall_must(h, COMMAND_ticket_leave, counter_hall_take_for(h, "mend", ada).ticket);
	counter_hall_take_for(h, "mend", ada);
	counter_hall_take(h, "mend", NULL);
	ON_EXIT(store_tx_guard) struct store_tx *tx = look(h);

	assert_int_equal(journeys_of_customer_count(tx, ada, &n, &last_us, &fault), FAULT_NONE);
	assert_int_equal(n, 2);
	assert_true(last_us > COUNTER_HALL_MONDAY_US);
	assert_int_equal(journeys_versions_find(tx, &versions, h->home->a, &fault), FAULT_NONE);
	assert_int_equal(versions.n, 1);
	assert_int_equal(versions.ids[0], h->home->version);
}

static void
a_ticket_is_found_by_what_is_on_it(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	static const struct {
		const char *text;
		size_t n;
	} cases[] = {{"M-1", 1}, {"m1", 1}, {"m 2", 1}, {"-1", 2}, {"M", 2}, {"%", 0}, {"x", 0}};

	counter_hall_take(h, "mend", NULL);
	counter_hall_serve(h, "one", "positive");
	counter_hall_take(h, "mend", NULL);
	counter_hall_take(h, "sell", NULL);
	ON_EXIT(store_tx_guard) struct store_tx *tx = look(h);
	const struct house *house = service_house(h->home->service);
	struct view_call v = {.service = h->home->service,
		.tx = tx,
		.house = house,
		.actor = h->staff,
		.arena = h->home->a};

	for (size_t i = 0; i < array_length(cases); i++) {
		struct fault fault = {0};
		json_t *found = json_array();

		assert_int_equal(
			tickets_search(&v, span_of(cases[i].text), 10, found, &fault), FAULT_NONE);
		if (json_array_size(found) != cases[i].n)
			fail_msg("%s: %zu", cases[i].text, json_array_size(found));
		json_decref(found);
	}
	house_release(house);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		HOME_TEST(a_ticket_is_taken_called_served_and_finished),
		HOME_TEST(numbers_count_by_letter_from_one),
		HOME_TEST(a_state_that_does_not_fit_is_told_in_words),
		HOME_TEST(platinum_gold_and_silver_are_called_by_their_ratios),
		HOME_TEST(a_class_is_asked_for_at_the_kiosk_only_where_it_may_be),
		HOME_TEST(a_counter_calls_what_it_serves_however_long_the_line_before),
		HOME_TEST(what_another_program_has_written_is_seen_by_the_next_command),
		HOME_TEST(a_line_is_called_in_the_same_order_remembered_and_read),
		HOME_TEST(what_staff_cannot_serve_is_not_called_by_them),
		HOME_TEST(a_customer_who_does_not_come_is_missed_and_may_return_to_the_old_place),
		HOME_TEST(
			a_ticket_on_hold_goes_on_where_it_was_and_its_work_is_counted_without_the_hold),
		HOME_TEST(a_ticket_sent_to_a_counter_waits_for_it_alone),
		HOME_TEST(a_transfer_keeps_the_place_or_loses_it),
		HOME_TEST(several_services_follow_each_other_with_the_place_of_the_first_arrival),
		HOME_TEST(who_is_turned_away_is_told_why_and_is_on_the_record),
		HOME_TEST(a_ticket_knows_its_secret),
		HOME_TEST(a_waiting_ticket_changes_class_and_becomes_somebodys),
		HOME_TEST(others_learn_how_many_tickets_use_a_place_or_a_service),
		HOME_TEST(others_learn_of_a_customers_journeys_and_their_versions),
		HOME_TEST(a_ticket_is_found_by_what_is_on_it),
	};

	return cmocka_run_group_tests_name("tickets", tests, NULL, NULL);
}
