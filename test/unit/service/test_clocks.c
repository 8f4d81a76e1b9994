/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "counter_hall.h"
#include "service/clock.h"

#define SECOND INT64_C(1000000)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)

static struct service_files
files(struct home *home)
{
	return home_files(home, "organisation.yaml",
		"organisation: office\n"
		"title: {en: The office}\n"
		"languages: [en]\n"
		"zone: Europe/Warsaw\n"
		"calendars:\n"
		"  - {calendar: always, open: {daily: [00:00-24:00]}}\n"
		"  - {calendar: day, open: {mon-fri: [09:00-17:00]}}\n"
		"branches:\n"
		"  - {branch: always, title: All day, calendar: always, counters: [{counter: desk,"
		" title: Desk}, {counter: other, title: Other}]}\n"
		"  - {branch: day, title: By day, calendar: day, counters: [{counter: desk, title: "
		"Desk}]}\n"
		"services:\n"
		"  - {service: visit, title: A visit, cycle: visit, letter: V}\n"
		"  - {service: slow, title: A slow one, cycle: slow, letter: S}\n",
		"cycles/visit.yaml",
		"cycle: visit\n"
		"title: A visit\n"
		"stages:\n"
		"  - stage: all\n"
		"    title: All of it\n"
		"    moments:\n"
		"      - moment: welcome\n"
		"        title: Somebody says hello\n"
		"        waits_from: journey.opened\n"
		"        begins: contact.begun\n"
		"        standards:\n"
		"          - {standard: hello, promise: Hello, measure: wait, at_most: 60 s,"
		" target: 90 %}\n"
		"      - {moment: number, title: A number, begins: ticket.taken}\n"
		"      - moment: waiting\n"
		"        title: Waiting\n"
		"        critical: true\n"
		"        waits_from: ticket.taken\n"
		"        begins: ticket.called\n"
		"        left_by: ticket.left\n"
		"        standards:\n"
		"          - {standard: soon, promise: Soon, measure: wait, at_most: 10 min,"
		" target: 90 %}\n"
		"          - {standard: ever, promise: At all, measure: wait, at_most: 20 min,"
		" target: 99 %, left: miss}\n"
		"        response: {tell: lead, say: We are sorry}\n"
		"      - moment: walking\n"
		"        title: To the counter\n"
		"        begins: {after: ticket.called}\n"
		"        ends: {before: service.begun}\n"
		"        left_by: ticket.missed\n"
		"        standards:\n"
		"          - {standard: walk, promise: At once, measure: duration, at_most: 2 min,"
		" target: 90 %}\n"
		"      - moment: service\n"
		"        title: Service\n"
		"        begins: service.begun\n"
		"        ends: service.finished\n"
		"        standards:\n"
		"          - {standard: done, promise: Done, measure: duration, at_most: 2 h,"
		" target: 90 %}\n"
		"      - moment: smile\n"
		"        title: A smile\n"
		"        standards:\n"
		"          - {standard: brief, promise: Brief, measure: duration, at_most: 1 min,"
		" target: 90 %}\n",
		"cycles/slow.yaml",
		"cycle: slow\n"
		"title: Slow\n"
		"stages:\n"
		"  - stage: all\n"
		"    title: All of it\n"
		"    moments:\n"
		"      - moment: waiting\n"
		"        title: Waiting\n"
		"        waits_from: ticket.taken\n"
		"        begins: ticket.called\n"
		"        standards:\n"
		"          - {standard: hour, promise: An hour, measure: wait, at_most: opening 1 "
		"h,"
		" target: 90 %}\n",
		(const char *)NULL);
}

static struct counter_hall *
office(struct home *home)
{
	struct counter_hall *h = ARENA_NEW(home->a, struct counter_hall);

	*h = (struct counter_hall){.home = home,
		.staff = home_actor(ROLE_LEAD),
		.kiosk = home_actor(ROLE_KIOSK),
		.house = home_actor(ROLE_HOUSE)};
	home->now_us = COUNTER_HALL_MONDAY_US;
	home_load(home, files(home));
	counter_hall_go_to(h, "always");
	counter_hall_tick(h); /* the day opens */
	counter_hall_open_counter(h, "desk");
	return h;
}

static size_t
told(struct counter_hall *h, enum event_kind kind)
{
	home_settle(h->home);
	return home_events(h->home, h->branch, kind);
}

/* The row of the only clock of a standard; false: there is none. */
static bool
row_of(struct counter_hall *h, int64_t journey, const char *standard, struct clock *ret)
{
	const struct house *house = service_house(h->home->service);
	bool is_there = false;
	size_t n = 0;

	home_settle(h->home);
	ON_EXIT(store_tx_guard)
	struct store_tx *tx = store_begin(store_reader(h->home->place->store, 1));
	const struct clock *all = clocks_ask(tx, SQL_CLOCKS_OF_JOURNEY,
		STORE_VALUES(store_int(h->branch), store_int(journey)), &n, SIZE_MAX, h->home->a);
	for (size_t i = 0; i < n; i++) {
		const struct moment *moment = clock_moment(clock_cycle(house, &all[i]), &all[i]);

		if (strcmp(clock_standard(moment, &all[i])->name, standard) == 0) {
			assert_false(is_there);
			is_there = true;
			*ret = all[i];
		}
	}
	house_release(house);
	return is_there;
}

static void
prove(struct counter_hall *h)
{
	struct service_proof proof = {0};
	struct fault fault = {0};

	home_settle(h->home);
	assert_int_equal(service_prove(h->home->place->store, 1, &proof, &fault), FAULT_NONE);
	if (proof.is_broken)
		fail_msg("%s", proof.what);
}

static json_t *
shown(struct counter_hall *h, int64_t ticket, bool only_at_risk)
{
	ON_EXIT(store_tx_guard) struct store_tx *tx = NULL;
	struct fault fault = {0};
	json_t *list = NULL;

	home_settle(h->home);
	tx = store_begin(store_reader(h->home->place->store, 1));
	struct view_call v = {.service = h->home->service,
		.tx = tx,
		.house = service_house(h->home->service),
		.branch = h->branch,
		.now_us = h->home->now_us,
		.arena = h->home->a};
	assert_int_equal(clocks_json(&v, ticket, only_at_risk, 50, &list, &fault), FAULT_NONE);
	house_release(v.house);
	return list;
}

static const char *
word(const json_t *list, size_t i, const char *key)
{
	return json_string_value(json_object_get(json_array_get(list, i), key));
}

/* The next command is at this time. */
static void
at(struct counter_hall *h, int64_t us)
{
	h->home->now_us = us - 1000; /* home.c: each command takes a millisecond */
}

/* ---- Waits ---- */

static void
a_wait_that_was_kept_leaves_no_clock_and_says_so_once(void **state)
{
	struct counter_hall *h = office(*state);
	const struct ticket_take_result taken = counter_hall_take(h, "visit", NULL);
	struct clock clock;

	/* Nobody says hello at a kiosk: that wait was over before it began. */
	assert_false(row_of(h, taken.journey, "hello", &clock));
	assert_int_equal(told(h, EVENT_STANDARD_BEGUN), 2);
	assert_true(row_of(h, taken.journey, "soon", &clock));
	assert_int_equal(clock.due_us, h->home->now_us + 10 * MINUTE);
	at(h, clock.due_us); /* the limit is inclusive */
	assert_int_equal(clock.ticket, taken.ticket);
	assert_int_equal(counter_hall_next(h, "desk"), taken.ticket);
	assert_int_equal(told(h, EVENT_STANDARD_MET), 2);
	assert_int_equal(told(h, EVENT_STANDARD_BREACHED), 0);
	assert_false(row_of(h, taken.journey, "soon", &clock));
	assert_true(row_of(h, taken.journey, "walk", &clock));
	prove(h);
}

static void
a_wait_that_is_too_long_is_missed_exactly_once_and_wants_its_response(void **state)
{
	struct counter_hall *h = office(*state);
	const struct ticket_take_result taken = counter_hall_take(h, "visit", NULL);
	struct clock clock;

	assert_true(row_of(h, taken.journey, "soon", &clock));
	at(h, clock.due_us);
	counter_hall_tick(h);
	assert_int_equal(told(h, EVENT_STANDARD_BREACHED), 0);
	counter_hall_tick(h);
	counter_hall_tick(h);
	assert_int_equal(told(h, EVENT_STANDARD_BREACHED), 1);
	assert_true(row_of(h, taken.journey, "soon", &clock));
	assert_int_equal(clock.state, CLOCK_MISSED);
	assert_int_equal(clock.response, RESPONSE_WANTED);

	ON_EXIT(json_decrefp) json_t *list = shown(h, 0, true);
	assert_string_equal(word(list, 0, "state"), "missed");
	assert_string_equal(word(list, 0, "standard"), "soon");
	assert_string_equal(word(list, 0, "response_state"), "wanted");
	assert_string_equal(word(list, 0, "response_tell"), "lead");
	assert_string_equal(word(list, 0, "label"), "V-1");

	const struct response_begin begin = {.clock = clock.id};
	const struct response_finish finish = {.clock = clock.id, .outcome = SPAN("positive")};
	home_must(h->home, &h->staff, COMMAND_response_begin, &begin, NULL);
	home_do(h->home, &h->staff, COMMAND_response_begin, &begin, NULL);
	home_expect(h->home, FAULT_CONFLICT, "clock", "already");
	prove(h);
	assert_int_equal(counter_hall_next(h, "desk"), taken.ticket);
	assert_true(row_of(h, taken.journey, "soon", &clock)); /* its response is not done */
	assert_int_equal(clock.is_over, 1);
	home_must(h->home, &h->staff, COMMAND_response_finish, &finish, NULL);
	assert_false(row_of(h, taken.journey, "soon", &clock));
	home_do(h->home, &h->staff, COMMAND_response_finish, &finish, NULL);
	home_expect(h->home, FAULT_NOT_FOUND, "clock", "no missed");
	assert_int_equal(told(h, EVENT_RESPONSE_DONE), 1);
	assert_int_equal(told(h, EVENT_STANDARD_BREACHED), 1);
	assert_int_equal(told(h, EVENT_STANDARD_MET), 1); /* the other one */
	prove(h);
}

static void
what_nobody_ticked_is_missed_when_the_call_comes(void **state)
{
	struct counter_hall *h = office(*state);
	struct clock clock;

	const struct ticket_take_result taken = counter_hall_take(h, "visit", NULL);
	counter_hall_wait(h, 15 * MINUTE);
	assert_int_equal(counter_hall_next(h, "desk"), taken.ticket);
	assert_int_equal(told(h, EVENT_STANDARD_BREACHED), 1);
	assert_int_equal(told(h, EVENT_STANDARD_MET), 1);
	assert_true(row_of(h, taken.journey, "soon", &clock));
	assert_int_equal(clock.is_over, 1);
	prove(h);
}

static void
what_fell_due_while_the_service_was_down_is_missed_once_after_the_start(void **state)
{
	struct counter_hall *h = office(*state);

	counter_hall_take(h, "visit", NULL);
	home_settle(h->home);
	counter_hall_wait(h, HOUR);
	home_reopen(h->home);
	counter_hall_tick(h);
	counter_hall_tick(h);
	assert_int_equal(told(h, EVENT_STANDARD_BREACHED), 2);
	prove(h);
}

static void
who_leaves_is_counted_as_the_standard_says(void **state)
{
	struct counter_hall *h = office(*state);
	const struct ticket_take_result early = counter_hall_take(h, "visit", NULL);
	const struct ticket_leave leave = {.ticket = early.ticket};

	counter_hall_wait(h, MINUTE);
	home_must(h->home, &h->staff, COMMAND_ticket_leave, &leave, NULL);
	assert_int_equal(told(h, EVENT_STANDARD_DROPPED), 1);  /* soon: drop-within */
	assert_int_equal(told(h, EVENT_STANDARD_BREACHED), 1); /* ever: miss */
	assert_int_equal(told(h, EVENT_STANDARD_MET), 0);
	prove(h);
}

static void
a_warning_comes_once_when_a_breach_is_as_likely_as_not(void **state)
{
	struct counter_hall *h = office(*state);
	struct clock clock;
	int64_t next_us = 0;

	/* Nothing is known of this service: nothing is foretold before four fifths. */
	const struct ticket_take_result taken = counter_hall_take(h, "visit", NULL);
	counter_hall_wait(h, 7 * MINUTE);
	counter_hall_tick(h);
	assert_int_equal(told(h, EVENT_STANDARD_WARNED), 0);
	for (int i = 0; i < 20 && told(h, EVENT_STANDARD_WARNED) == 0; i++) {
		next_us = counter_hall_tick(h);
		assert_true(next_us > h->home->now_us);
		at(h, next_us);
		counter_hall_tick(h);
	}
	assert_int_equal(told(h, EVENT_STANDARD_WARNED), 1);
	assert_true(row_of(h, taken.journey, "soon", &clock));
	assert_int_equal(clock.is_warned, 1);
	assert_in_range(h->home->now_us - clock.begun_us, 8 * MINUTE, 9 * MINUTE);
	counter_hall_wait(h, 30 * SECOND);
	counter_hall_tick(h);
	assert_int_equal(told(h, EVENT_STANDARD_WARNED), 1);
	ON_EXIT(json_decrefp) json_t *list = shown(h, taken.ticket, true);
	assert_int_equal(json_array_size(list), 1);
	assert_string_equal(word(list, 0, "state"), "running");
	prove(h);
}

static void
a_line_that_will_take_longer_warns_long_before_the_time_is_over(void **state)
{
	struct counter_hall *h = office(*state);
	struct clock clock;

	/* Ten customers of ten minutes each teach the pace. */
	for (int i = 0; i < 10; i++) {
		counter_hall_take(h, "visit", NULL);
		const int64_t ticket = counter_hall_next(h, "desk");
		counter_hall_begin(h, ticket);
		counter_hall_wait(h, 10 * MINUTE + i * SECOND);
		counter_hall_finish(h, ticket, "positive");
	}
	counter_hall_take(h, "visit", NULL);
	counter_hall_take(h, "visit", NULL);
	const struct ticket_take_result last = counter_hall_take(h, "visit", NULL);
	assert_in_range(last.most_us, 20 * MINUTE, 40 * MINUTE);
	assert_int_equal(counter_hall_next(h, "desk") > 0, 1);
	counter_hall_wait(h, 31 * SECOND);
	counter_hall_tick(h);
	assert_true(row_of(h, last.journey, "soon", &clock));
	assert_int_equal(clock.is_warned, 1);
	assert_true(clock.chance_permille >= 900);
	prove(h);
}

/* ---- Passages ---- */

static int64_t
served(struct counter_hall *h, struct ticket_take_result *ret)
{
	*ret = counter_hall_take(h, "visit", NULL);
	const int64_t ticket = counter_hall_next(h, "desk");

	counter_hall_wait(h, 30 * SECOND);
	counter_hall_begin(h, ticket);
	return ticket;
}

static void
a_pause_stops_the_clock_of_the_service(void **state)
{
	struct counter_hall *h = office(*state);
	struct ticket_take_result taken;
	struct clock clock;

	/* two hours, thirty minutes used, paused three days, resumed at 10:00 → due 11:30 */
	const int64_t ticket = served(h, &taken);
	const struct ticket_park park = {.ticket = ticket};
	const struct ticket_resume resume = {
		.ticket = ticket, .counter = counter_hall_counter(h, "desk")};
	counter_hall_wait(h, 30 * MINUTE);
	home_must(h->home, &h->staff, COMMAND_ticket_park, &park, NULL);
	assert_true(row_of(h, taken.journey, "done", &clock));
	assert_int_equal(clock.state, CLOCK_PAUSED);
	ON_EXIT(json_decrefp) json_t *list = shown(h, ticket, false);
	assert_string_equal(word(list, 0, "state"), "paused");
	assert_true(json_is_null(json_object_get(json_array_get(list, 0), "due_us")));
	prove(h);
	h->home->now_us = COUNTER_HALL_MONDAY_US + 3 * 24 * HOUR + HOUR;
	counter_hall_tick(h);
	home_must(h->home, &h->staff, COMMAND_ticket_resume, &resume, NULL);
	assert_true(row_of(h, taken.journey, "done", &clock));
	assert_in_range(clock.due_us - h->home->now_us, 90 * MINUTE - SECOND, 90 * MINUTE);
	at(h, clock.due_us);
	counter_hall_finish(h, ticket, "positive");
	assert_int_equal(told(h, EVENT_STANDARD_BREACHED), 0);
	assert_false(row_of(h, taken.journey, "done", &clock));
	prove(h);
}

static void
an_hour_of_opening_time_goes_over_the_weekend(void **state)
{
	struct counter_hall *h = office(*state);
	struct clock clock;

	counter_hall_go_to(h, "day");
	h->home->now_us = COUNTER_HALL_MONDAY_US + 4 * 24 * HOUR + 7 * HOUR + 30 * MINUTE;
	counter_hall_tick(h);
	counter_hall_open_counter(h, "desk");
	const struct ticket_take_result taken = counter_hall_take(h, "slow", NULL);
	assert_true(row_of(h, taken.journey, "hour", &clock));
	assert_in_range(clock.due_us, COUNTER_HALL_MONDAY_US + 7 * 24 * HOUR + 30 * MINUTE,
		COUNTER_HALL_MONDAY_US + 7 * 24 * HOUR + 30 * MINUTE + SECOND);
	prove(h);
}

static void
staffs_marks_begin_and_end_what_no_event_does(void **state)
{
	struct counter_hall *h = office(*state);
	struct ticket_take_result taken;
	struct clock clock;
	const int64_t ticket = served(h, &taken);
	struct moment_mark mark = {
		.ticket = ticket, .moment = SPAN("smile"), .mark = SPAN("begun")};

	home_must(h->home, &h->staff, COMMAND_moment_mark, &mark, NULL);
	assert_true(row_of(h, taken.journey, "brief", &clock));
	counter_hall_wait(h, 2 * MINUTE);
	mark.mark = SPAN("positive");
	home_must(h->home, &h->staff, COMMAND_moment_mark, &mark, NULL);
	assert_int_equal(told(h, EVENT_STANDARD_BREACHED), 1);
	assert_false(row_of(h, taken.journey, "brief", &clock)); /* no response is asked for */
	prove(h);
}

static void
who_does_not_come_leaves_the_way_to_the_counter(void **state)
{
	struct counter_hall *h = office(*state);
	struct clock clock;
	const struct ticket_take_result taken = counter_hall_take(h, "visit", NULL);
	const struct ticket_missed missed = {.ticket = taken.ticket};

	counter_hall_next(h, "desk");
	counter_hall_wait(h, MINUTE);
	home_must(h->home, &h->staff, COMMAND_ticket_missed, &missed, NULL);
	assert_false(row_of(h, taken.journey, "walk", &clock));
	assert_int_equal(told(h, EVENT_STANDARD_DROPPED), 1);
	prove(h);
}

static void
a_clock_that_somebody_turned_is_found(void **state)
{
	struct counter_hall *h = office(*state);
	struct service_proof proof = {0};
	struct fault fault = {0};

	counter_hall_take(h, "visit", NULL);
	prove(h);
	place_run(h->home->place, "UPDATE clock SET due_us = due_us + 60000000");
	assert_int_equal(service_prove(h->home->place->store, 1, &proof, &fault), FAULT_NONE);
	assert_true(proof.is_broken);
	assert_non_null(strstr(proof.what, "due at another time"));
	place_run(h->home->place, "DELETE FROM clock");
	assert_int_equal(service_prove(h->home->place->store, 1, &proof, &fault), FAULT_NONE);
	assert_true(proof.is_broken);
	assert_non_null(strstr(proof.what, "it has no row"));
}

/* ---- How past passages went ---- */

static void
a_warning_follows_what_past_passages_did(void **state)
{
	int64_t few[PAST_TENTHS] = {[2] = 3, [10] = 3};
	/* Of those that last half the limit, most go over. */
	int64_t many[PAST_TENTHS] = {[1] = 40, [3] = 20, [5] = 5, [7] = 4, [10] = 15};
	int64_t good[PAST_TENTHS] = {[8] = 500, [10] = 2};

	(void)state;
	assert_float_equal(past_warning(few).share, 0.8, 1e-9);
	assert_float_equal(past_warning(many).share, 0.4, 1e-9);
	assert_float_equal(past_warning(many).chance, 15.0 / 24, 1e-9);
	assert_float_equal(past_warning(good).share, 0.95, 1e-9);
	assert_int_equal(past_tenth(0, 100), 0);
	assert_int_equal(past_tenth(99, 100), 9);
	assert_int_equal(past_tenth(100, 100), 9);
	assert_int_equal(past_tenth(101, 100), 10);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		HOME_TEST(a_wait_that_was_kept_leaves_no_clock_and_says_so_once),
		HOME_TEST(a_wait_that_is_too_long_is_missed_exactly_once_and_wants_its_response),
		HOME_TEST(what_nobody_ticked_is_missed_when_the_call_comes),
		HOME_TEST(what_fell_due_while_the_service_was_down_is_missed_once_after_the_start),
		HOME_TEST(who_leaves_is_counted_as_the_standard_says),
		HOME_TEST(a_warning_comes_once_when_a_breach_is_as_likely_as_not),
		HOME_TEST(a_line_that_will_take_longer_warns_long_before_the_time_is_over),
		HOME_TEST(a_pause_stops_the_clock_of_the_service),
		HOME_TEST(an_hour_of_opening_time_goes_over_the_weekend),
		HOME_TEST(staffs_marks_begin_and_end_what_no_event_does),
		HOME_TEST(who_does_not_come_leaves_the_way_to_the_counter),
		HOME_TEST(a_clock_that_somebody_turned_is_found),
		cmocka_unit_test(a_warning_follows_what_past_passages_did),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
