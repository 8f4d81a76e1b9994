/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The queue as it stands: who waits, who is in front of which counter, what each counter may serve.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "counter_hall.h"

#define MINUTE_US INT64_C(60000000)

static struct standing
standing(struct counter_hall *h)
{
	struct standing ret = {0};

	home_settle(h->home);
	if (service_standing_read(
		    h->home->service, 1, h->branch, &ret, h->home->a, &h->home->fault))
		fail_msg("%s", h->home->fault.notes[0]);
	return ret;
}

static const struct standing_counter *
counter_named(const struct standing *s, const char *name)
{
	for (size_t i = 0; i < s->counters_n; i++)
		if (strcmp(s->counters[i].name, name) == 0)
			return &s->counters[i];
	fail_msg("no counter %s", name);
	return NULL;
}

static const char *
service_of(const struct standing *s, uint32_t service)
{
	assert_true(service < s->services_n);
	return s->services[service].name;
}

static void
an_empty_branch_has_its_counters_and_services_and_nobody(void **state)
{
	struct counter_hall *h = counter_hall_load(*state);
	const struct standing s = standing(h);

	assert_string_equal(s.name, "day");
	assert_string_equal(s.zone, "Europe/Warsaw");
	assert_int_equal(s.counters_n, 3);
	assert_int_equal(s.services_n, 4);
	assert_int_equal(s.waiting_n + s.serving_n + s.aside_n, 0);
	assert_int_equal(s.rules.classes_n, 3);
	assert_int_equal(s.rules.up_to[0], 2);
	assert_int_equal(s.at_us, h->home->now_us);
	for (size_t i = 0; i < s.counters_n; i++)
		assert_int_equal(s.counters[i].state, STANDING_CLOSED);
	/* Counter one serves mending alone, the others everything. */
	assert_int_equal(counter_named(&s, "one")->services_n, 1);
	assert_string_equal(service_of(&s, counter_named(&s, "one")->services[0]), "mend");
	assert_int_equal(counter_named(&s, "two")->services_n, 4);
}

static void
who_waits_who_is_called_and_who_is_served_is_told_with_since_when(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const int64_t mend = counter_hall_take(h, "mend", NULL).ticket;

	counter_hall_wait(h, MINUTE_US);
	const int64_t sell = counter_hall_take(h, "sell", NULL).ticket;
	const int64_t gold = counter_hall_take(h, "advise", "gold").ticket;
	const int64_t last = counter_hall_take(h, "mend", NULL).ticket;
	counter_hall_wait(h, MINUTE_US);
	assert_int_equal(counter_hall_next(h, "one"), mend);
	counter_hall_wait(h, MINUTE_US);
	counter_hall_begin(h, mend);
	assert_int_equal(counter_hall_next(h, "two"), gold);
	const struct standing s = standing(h);

	assert_true(s.is_open);
	assert_int_equal(s.waiting_n, 2);
	assert_int_equal(s.waiting[0].ticket, sell);
	assert_string_equal(service_of(&s, s.waiting[0].service), "sell");
	assert_int_equal(s.waiting[0].came_us, counter_hall_ticket(h, sell).taken_us);
	assert_int_equal(s.waiting[0].for_counter, STANDING_NONE);
	assert_int_equal(s.waiting[1].ticket, last);
	assert_int_equal(s.waiting[1].class_, 2);
	assert_int_equal(s.serving_n, 2);
	for (size_t i = 0; i < s.serving_n; i++) {
		const bool is_one = strcmp(s.counters[s.serving[i].counter].name, "one") == 0;

		assert_string_equal(
			service_of(&s, s.serving[i].service), is_one ? "mend" : "advise");
		assert_int_equal(s.serving[i].class_, is_one ? 2 : 1);
		const struct ticket_row row = counter_hall_ticket(h, is_one ? mend : gold);

		assert_int_equal(s.serving[i].came_us, row.taken_us);
		assert_int_equal(s.serving[i].called_us, row.called_us);
		assert_int_equal(s.serving[i].began_us, is_one ? row.since_us : 0);
	}
	/* Gold had its one call of this round. */
	assert_int_equal(s.turn.calls[1], 1);
}

static void
who_is_sent_to_a_counter_waits_for_it_since_then_and_who_is_on_hold_waits_for_nothing(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const int64_t sent = counter_hall_take(h, "mend", NULL).ticket;
	const int64_t held = counter_hall_take(h, "sell", NULL).ticket;
	const struct ticket_transfer to_three = {
		.ticket = sent, .counter = counter_hall_counter(h, "three")};
	const struct ticket_hold hold = {.ticket = held, .reason = SPAN("call")};

	assert_int_equal(counter_hall_next(h, "one"), sent);
	assert_int_equal(counter_hall_next(h, "two"), held);
	counter_hall_begin(h, held);
	counter_hall_wait(h, MINUTE_US);
	home_must(h->home, &h->staff, COMMAND_ticket_transfer, &to_three, NULL);
	home_do(h->home, &h->staff, COMMAND_ticket_hold, &hold, NULL);
	if (h->home->fault.code != FAULT_NONE)
		fail_msg("%s", h->home->fault.notes[0]);
	const struct standing s = standing(h);

	assert_int_equal(s.waiting_n, 1);
	assert_string_equal(s.counters[s.waiting[0].for_counter].name, "three");
	assert_int_equal(s.waiting[0].place_us, counter_hall_ticket(h, sent).taken_us);
	assert_int_equal(s.waiting[0].came_us, counter_hall_ticket(h, sent).since_us);
	assert_true(s.waiting[0].came_us >= s.waiting[0].place_us + MINUTE_US);
	assert_int_equal(s.serving_n, 0);
	assert_int_equal(s.aside_n, 1);
}

static void
a_counter_with_somebody_who_can_serve_less_may_serve_less(void **state)
{
	struct counter_hall *h = counter_hall_load(*state);
	const int64_t sell = home_service(h->home, "sell");
	const struct actor manager = home_actor(ROLE_MANAGER);
	struct staff_add add = {.name = SPAN("ada"),
		.title = SPAN("Ada"),
		.role = SPAN("agent"),
		.services = {&sell, 1}};
	struct staff_add_result added = {0};
	struct actor ada = home_actor(ROLE_AGENT);
	struct counter_open open = {.counter = counter_hall_counter(h, "two")};
	const struct counter_pause pause = {.counter = open.counter, .reason = SPAN("break")};

	home_must(h->home, &manager, COMMAND_staff_add, &add, &added);
	ada.staff = added.staff;
	home_must(h->home, &ada, COMMAND_counter_open, &open, NULL);
	struct standing s = standing(h);
	assert_int_equal(counter_named(&s, "two")->services_n, 1);
	assert_string_equal(service_of(&s, counter_named(&s, "two")->services[0]), "sell");
	assert_int_equal(counter_named(&s, "two")->state, STANDING_OPEN);
	assert_int_equal(
		counter_named(&s, "two")->since_us, counter_hall_counter_row(h, "two").since_us);
	counter_hall_wait(h, MINUTE_US);
	home_must(h->home, &ada, COMMAND_counter_pause, &pause, NULL);
	s = standing(h);
	assert_int_equal(counter_named(&s, "two")->state, STANDING_PAUSED);
	assert_string_equal(standing_state_word(STANDING_PAUSED), "paused");
}

static void
all_branches_are_listed_and_one_that_is_not_there_is_a_fault(void **state)
{
	struct counter_hall *h = counter_hall_load(*state);
	struct standing_branches all = {0};
	struct standing none;
	struct fault fault = {0};

	home_settle(h->home);
	assert_int_equal(
		service_branches_read(h->home->service, 1, &all, h->home->a, &fault), FAULT_NONE);
	assert_int_equal(all.n, 3);
	assert_string_equal(all.items[0].name, "day");
	assert_int_equal(all.items[0].id, h->branch);
	assert_int_equal(all.items[0].workspace, h->home->workspace);
	assert_int_equal(
		service_standing_read(h->home->service, 1, 4711, &none, h->home->a, &fault),
		FAULT_NOT_FOUND);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		HOME_TEST(an_empty_branch_has_its_counters_and_services_and_nobody),
		HOME_TEST(who_waits_who_is_called_and_who_is_served_is_told_with_since_when),
		HOME_TEST(
			who_is_sent_to_a_counter_waits_for_it_since_then_and_who_is_on_hold_waits_for_nothing),
		HOME_TEST(a_counter_with_somebody_who_can_serve_less_may_serve_less),
		HOME_TEST(all_branches_are_listed_and_one_that_is_not_there_is_a_fault),
	};

	return cmocka_run_group_tests_name("standing", tests, NULL, NULL);
}
