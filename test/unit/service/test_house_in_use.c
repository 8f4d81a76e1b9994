/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A house in which somebody waits: what they wait at cannot end, their journey keeps its map, and
 * their ticket's word tells who they are.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/attributes.h"
#include "home.h"

static const struct actor the_house = {.role = ROLE_HOUSE};

static struct ticket_take_result
ticket_take(struct home *h, const char *branch, const char *service, int64_t customer)
{
	const int64_t id = home_service(h, service);
	const struct actor agent = home_actor(ROLE_AGENT);
	const struct ticket_take in = {
		.branch = home_branch(h, branch), .services = {&id, 1}, .customer = customer};
	struct ticket_take_result out;

	home_must(h, &agent, COMMAND_ticket_take, &in, &out);
	return out;
}

/* The shop with a person at counter two on the square, which is always open. */
static int64_t
shop_open(struct home *h)
{
	struct actor agent = home_actor(ROLE_AGENT);
	const struct staff_add add = {
		.name = SPAN("ann"), .title = SPAN("Ann"), .role = SPAN("agent")};
	struct staff_add_result ann;

	home_load_shop(h);
	const struct counter_open open = {.counter = home_counter(h, "square", "two")};
	home_must(h, &the_house, COMMAND_staff_add, &add, &ann);
	agent.staff = ann.staff;
	home_must(h, &agent, COMMAND_counter_open, &open, NULL);
	return ann.staff;
}

static void
what_somebody_waits_at_cannot_end(void **state)
{
	struct home *h = *state;

	shop_open(h);
	const int64_t square = home_branch(h, "square"), sell = home_service(h, "sell");
	const struct ticket_take_result taken = ticket_take(h, "square", "sell", 0);
	const struct branch_remove branch = {.branch = square};
	const struct service_remove service = {.service = sell};
	const struct counter_remove counter = {.counter = home_counter(h, "square", "two")};
	const struct map_load small = {
		.files = home_files(h, "organisation.yaml", "organisation: shop\ntitle: The shop\n",
			(const char *)NULL)};
	const struct counter_close close = {.counter = counter.counter};

	home_do(h, &the_house, COMMAND_branch_remove, &branch, NULL);
	home_expect(h, FAULT_CONFLICT, NULL, "\"square\" cannot end while 1 ticket is open");
	home_do(h, &the_house, COMMAND_service_remove, &service, NULL);
	home_expect(h, FAULT_CONFLICT, NULL, "\"sell\" cannot end while 1 ticket is open");
	home_do(h, &the_house, COMMAND_map_load, &small, NULL);
	home_expect(h, FAULT_CONFLICT, NULL, "1 ticket is open");
	assert_int_equal(home_branch(h, "square"), square);
	const struct ticket_leave leave = {.ticket = taken.ticket};
	home_must(h, &the_house, COMMAND_ticket_leave, &leave, NULL);
	home_do(h, &the_house, COMMAND_counter_remove, &counter, NULL);
	home_expect(h, FAULT_CONFLICT, NULL, "close it first");
	home_do(h, &the_house, COMMAND_branch_remove, &branch, NULL);
	home_expect(h, FAULT_CONFLICT, NULL, "close it first");
	home_must(h, &the_house, COMMAND_counter_close, &close, NULL);
	home_must(h, &the_house, COMMAND_counter_remove, &counter, NULL);
	home_must(h, &the_house, COMMAND_branch_remove, &branch, NULL);
	assert_int_equal(home_branch(h, "square"), 0);
}

static void
an_open_journey_keeps_its_version_in_memory(void **state)
{
	struct home *h = *state;

	shop_open(h);
	const int64_t version = h->version;
	ticket_take(h, "square", "sell", 0);
	for (int i = 0; i < 3; i++) {
		const struct department_add add = {.workspace = h->workspace,
			.name = span_of(arena_printf(h->a, "d%d", i)),
			.title = {.in = {"D", "D", "D"}, .has_own = {true}}};
		home_must(h, &the_house, COMMAND_department_add, &add, NULL);
	}
	for (int round = 0; round < 2; round++) {
		home_settle(h);
		const struct house *house = service_house(h->service);
		assert_true(house->workspaces[0].version > version);
		assert_non_null(house_cycle(house, version, "visit"));
		/* Nobody is under one of those in between. */
		assert_null(house_map(house, house->workspaces[0].version - 1));
		house_release(house);
		home_reopen(h);
	}
}

static void
a_tickets_word_tells_whose_it_is(void **state)
{
	struct home *h = *state;
	struct actor actor;
	bool is_found = false;

	shop_open(h);
	const struct ticket_take_result mine = ticket_take(h, "square", "sell", 0),
					others = ticket_take(h, "square", "sell", 0);
	home_settle(h);
	assert_int_equal(service_actor_find(h->service, 1, CREDENTIAL_TICKET, mine.secret, &actor,
				 &is_found, &h->fault),
		FAULT_NONE);
	assert_true(is_found);
	assert_int_equal(actor.role, ROLE_CUSTOMER);
	assert_int_equal(actor.ticket, mine.ticket);
	assert_int_equal(actor.branches[0], home_branch(h, "square"));
	const struct ticket_leave leave = {.ticket = others.ticket};
	home_do(h, &actor, COMMAND_ticket_leave, &leave, NULL);
	home_expect(h, FAULT_FORBIDDEN, NULL, "somebody else's ticket");
	assert_int_equal(service_actor_find(h->service, 1, CREDENTIAL_TICKET,
				 SPAN("AAAAAAAAAAAAAAAAAAAAAA"), &actor, &is_found, &h->fault),
		FAULT_NONE);
	assert_false(is_found);
}

static void
a_person_sees_where_they_sit_and_a_customer_has_their_visits(void **state)
{
	struct home *h = *state;
	struct actor agent = home_actor(ROLE_AGENT);
	const struct me_view me;
	const struct customer_add add = {.title = SPAN("Jan Kowalski")};
	const struct customers_view kowalski = {.text = SPAN("kowalski")};
	struct customer_add_result customer;

	agent.staff = shop_open(h);
	json_t *json = home_view(h, &agent, VIEW_me, &me);
	assert_int_equal(json_integer_value(json_object_get(json, "counter")),
		home_counter(h, "square", "two"));
	json_decref(json);
	home_must(h, &agent, COMMAND_customer_add, &add, &customer);
	ticket_take(h, "square", "sell", customer.customer);
	json = home_view(h, &agent, VIEW_customers, &kowalski);
	const json_t *shown = json_array_get(json_object_get(json, "customers"), 0);
	assert_int_equal(json_integer_value(json_object_get(shown, "visits")), 1);
	assert_true(json_is_integer(json_object_get(shown, "last_us")));
	json_decref(json);
	const struct customer_erase erase = {.customer = customer.customer};
	home_must(h, &the_house, COMMAND_customer_erase, &erase, NULL);
}

static void
a_ticket_is_found_by_its_label(void **state)
{
	struct home *h = *state;
	const struct actor agent = home_actor(ROLE_AGENT);

	shop_open(h);
	const struct ticket_take_result taken = ticket_take(h, "square", "sell", 0);
	const struct search_view in = {.text = taken.label};
	json_t *json = home_view(h, &agent, VIEW_search, &in);
	const json_t *found = json_array_get(json_object_get(json, "found"), 0);
	assert_string_equal(json_string_value(json_object_get(found, "kind")), "ticket");
	assert_int_equal(json_integer_value(json_object_get(found, "id")), taken.ticket);
	json_decref(json);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		HOME_TEST(what_somebody_waits_at_cannot_end),
		HOME_TEST(an_open_journey_keeps_its_version_in_memory),
		HOME_TEST(a_tickets_word_tells_whose_it_is),
		HOME_TEST(a_person_sees_where_they_sit_and_a_customer_has_their_visits),
		HOME_TEST(a_ticket_is_found_by_its_label),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
