/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The hall of tests and its steps.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "counter_hall.h"

static struct service_files
files(struct home *home)
{
	return home_files(home, "organisation.yaml",
		"organisation: hall\n"
		"title: {en: The hall}\n"
		"languages: [en]\n"
		"zone: Europe/Warsaw\n"
		"calendars:\n"
		"  - {calendar: day, open: {mon-fri: [09:00-12:00, 12:30-17:00]}}\n"
		"  - {calendar: night, open: {daily: [22:00-06:00]}}\n"
		"  - {calendar: always, open: {daily: [00:00-24:00]}}\n"
		"classes:\n"
		"  - {class: platinum, title: Platinum, up_to: 2}\n"
		"  - {class: gold, title: Gold, up_to: 1, asked: true}\n"
		"  - {class: silver, title: Silver}\n"
		"branches:\n"
		"  - branch: day\n"
		"    title: Day branch\n"
		"    calendar: day\n"
		"    counters:\n"
		"      - {counter: one, title: One, services: [mend]}\n"
		"      - {counter: two, title: Two}\n"
		"      - {counter: three, title: Three}\n"
		"  - {branch: night, title: Night branch, calendar: night, counters: [{counter: "
		"desk, "
		"title: Desk}]}\n"
		"  - {branch: always, title: All-day branch, calendar: always, counters: "
		"[{counter: "
		"desk, title: Desk}]}\n"
		"services:\n"
		"  - {service: mend, title: Mending, cycle: repair, letter: M, usual: 5 min}\n"
		"  - {service: sell, title: Selling, cycle: repair, letter: S}\n"
		"  - {service: advise, title: Advice, cycle: talk, letter: A, capacity: 2, "
		"last_call: "
		"15 min}\n"
		"  - {service: plain, title: Plain, letter: P}\n",
		"cycles/repair.yaml",
		"cycle: repair\n"
		"title: A repair\n"
		"comes_back_within: 90 days\n"
		"closing: {survey: after, item: overall}\n"
		"stages:\n"
		"  - stage: counter\n"
		"    title: At the counter\n"
		"    moments:\n"
		"      - {moment: serving, title: Serving, begins: service.begun, ends: "
		"service.finished}\n"
		"      - {moment: smile, title: A smile}\n"
		"      - {moment: word, title: A word, repeats: true, begins: Said}\n",
		"cycles/talk.yaml",
		"cycle: talk\n"
		"title: A talk\n"
		"closing: {survey: after, item: trouble}\n"
		"stages:\n"
		"  - stage: room\n"
		"    title: In the room\n"
		"    moments:\n"
		"      - {moment: talking, title: Talking, begins: service.begun, ends: "
		"service.finished}\n",
		"surveys/after.yaml",
		"survey: after\nkind: csat\ntitle: Afterwards\nitems:\n"
		"  - {item: overall, kind: rating, ask: All in all?, from: 1, to: 5}\n"
		"  - {item: trouble, kind: rating, ask: How much trouble was it?, from: 0, to: 10, "
		"reversed: true}\n",
		(const char *)NULL);
}

struct counter_hall *
counter_hall_load(struct home *home)
{
	struct counter_hall *h = ARENA_NEW(home->a, struct counter_hall);

	*h = (struct counter_hall){.home = home,
		.staff = home_actor(ROLE_LEAD),
		.kiosk = home_actor(ROLE_KIOSK),
		.house = home_actor(ROLE_HOUSE)};
	home->now_us = COUNTER_HALL_MONDAY_US;
	home_load(home, files(home));
	counter_hall_go_to(h, "day");
	return h;
}

struct counter_hall *
counter_hall_open(struct home *home)
{
	struct counter_hall *h = counter_hall_load(home);

	counter_hall_open_counter(h, "one");
	counter_hall_open_counter(h, "two");
	counter_hall_open_counter(h, "three");
	return h;
}

void
counter_hall_go_to(struct counter_hall *h, const char *branch)
{
	h->branch = home_branch(h->home, branch);
	assert_true(h->branch > 0);
}

void
counter_hall_wait(struct counter_hall *h, int64_t us)
{
	h->home->now_us += us;
}

int64_t
counter_hall_counter(struct counter_hall *h, const char *name)
{
	static const char *const branches[] = {"day", "night", "always"};

	for (size_t i = 0; i < 3; i++)
		if (home_branch(h->home, branches[i]) == h->branch)
			return home_counter(h->home, branches[i], name);
	return 0;
}

void
counter_hall_open_counter(struct counter_hall *h, const char *counter)
{
	const struct counter_open in = {.counter = counter_hall_counter(h, counter)};

	home_must(h->home, &h->staff, COMMAND_counter_open, &in, NULL);
}

static struct service_ids
services_of(struct counter_hall *h, const char *names)
{
	int64_t *ids = ARENA_ARRAY(h->home->a, int64_t, 20);
	struct span rest = span_of(names), name;
	size_t n = 0;

	while (span_cut(&rest, ' ', &name))
		ids[n++] = home_service(h->home, arena_text_n(h->home->a, name.at, name.size));
	return (struct service_ids){ids, n};
}

static struct ticket_take
wanted(struct counter_hall *h, const char *services)
{
	return (struct ticket_take){.branch = h->branch, .services = services_of(h, services)};
}

struct ticket_take_result
counter_hall_take(struct counter_hall *h, const char *services, const char *class_)
{
	struct ticket_take in = wanted(h, services);
	struct ticket_take_result out;

	if (class_ != NULL)
		in.class = span_of(class_);
	home_must(h->home, class_ != NULL ? &h->staff : &h->kiosk, COMMAND_ticket_take, &in, &out);
	return out;
}

struct ticket_take_result
counter_hall_take_for(struct counter_hall *h, const char *services, int64_t customer)
{
	struct ticket_take in = wanted(h, services);
	struct ticket_take_result out;

	in.customer = customer;
	home_must(h->home, &h->staff, COMMAND_ticket_take, &in, &out);
	return out;
}

enum fault_code
counter_hall_try_take(struct counter_hall *h, const char *services)
{
	const struct ticket_take in = wanted(h, services);
	struct ticket_take_result out;

	return home_do(h->home, &h->kiosk, COMMAND_ticket_take, &in, &out);
}

int64_t
counter_hall_next(struct counter_hall *h, const char *counter)
{
	const struct ticket_next in = {.counter = counter_hall_counter(h, counter)};
	struct ticket_next_result out;

	home_must(h->home, &h->staff, COMMAND_ticket_next, &in, &out);
	return out.ticket;
}

void
counter_hall_begin(struct counter_hall *h, int64_t ticket)
{
	const struct ticket_begin in = {.ticket = ticket};

	home_must(h->home, &h->staff, COMMAND_ticket_begin, &in, NULL);
}

bool
counter_hall_finish(struct counter_hall *h, int64_t ticket, const char *outcome)
{
	const struct ticket_finish in = {.ticket = ticket, .outcome = span_of(outcome)};
	struct ticket_finish_result out;

	home_must(h->home, &h->staff, COMMAND_ticket_finish, &in, &out);
	return out.is_over;
}

void
counter_hall_serve(struct counter_hall *h, const char *counter, const char *outcome)
{
	const int64_t ticket = counter_hall_next(h, counter);

	assert_true(ticket > 0);
	counter_hall_begin(h, ticket);
	counter_hall_finish(h, ticket, outcome);
}

int64_t
counter_hall_tick(struct counter_hall *h)
{
	const struct branch_tick in = {.branch = h->branch};
	struct branch_tick_result out;

	home_must(h->home, &h->house, COMMAND_branch_tick, &in, &out);
	return out.next_us;
}

int64_t
counter_hall_customer(struct counter_hall *h, const char *title)
{
	const struct customer_add in = {.title = span_of(title)};
	struct customer_add_result out;

	home_must(h->home, &h->staff, COMMAND_customer_add, &in, &out);
	return out.customer;
}

/* ---- What is true now ---- */

static struct store_tx *
look(struct counter_hall *h)
{
	home_settle(h->home);
	return store_begin(store_reader(h->home->place->store, 1));
}

struct ticket_row
counter_hall_ticket(struct counter_hall *h, int64_t ticket)
{
	ON_EXIT(store_tx_guard) struct store_tx *tx = look(h);
	struct ticket_row row;

	assert_true(ticket_find(&row, tx, ticket, h->home->a));
	return row;
}

struct journey_row
counter_hall_journey(struct counter_hall *h, int64_t journey)
{
	ON_EXIT(store_tx_guard) struct store_tx *tx = look(h);
	struct journey_row row;

	assert_true(journey_find(&row, tx, journey, h->home->a));
	return row;
}

struct counter_row
counter_hall_counter_row(struct counter_hall *h, const char *counter)
{
	ON_EXIT(store_tx_guard) struct store_tx *tx = look(h);
	struct counter_row row;

	counter_row_read(&row, tx, counter_hall_counter(h, counter), h->home->a);
	return row;
}

struct day_row
counter_hall_day(struct counter_hall *h)
{
	ON_EXIT(store_tx_guard) struct store_tx *tx = look(h);
	struct day_row row;

	day_row_read(&row, tx, h->branch);
	return row;
}

struct service_proof
counter_hall_prove(struct counter_hall *h)
{
	struct service_proof proof = {0};
	struct fault fault = {0};
	char sentence[1000];
	struct store_tx *tx = look(h);

	if (tickets_prove(tx, &proof, &fault) || store_commit(tx, &fault))
		fail_msg("%s", fault_sentence(&fault, sentence, sizeof sentence));
	if (proof.is_broken)
		fail_msg("%s", proof.what);
	return proof;
}

void
counter_hall_conflict(const struct counter_hall *h, const char *field, const char *words)
{
	home_expect(h->home, FAULT_CONFLICT, field, words);
}

/* ---- More steps ---- */

enum fault_code
counter_hall_try(struct counter_hall *h, enum command_id command, int64_t ticket)
{
	/* The first field of each is the ticket; the longest of them has room for all. */
	const struct ticket_transfer in = {.ticket = ticket};
	struct ticket_take_result out;

	return home_do(h->home, &h->staff, command, &in, &out);
}

void
counter_hall_must(struct counter_hall *h, enum command_id command, int64_t ticket)
{
	char sentence[1000];

	if (counter_hall_try(h, command, ticket))
		fail_msg("%s: %s", service_command(command)->name,
			fault_sentence(&h->home->fault, sentence, sizeof sentence));
}

void
counter_hall_call(struct counter_hall *h, int64_t ticket, const char *counter)
{
	const struct ticket_call in = {
		.ticket = ticket, .counter = counter_hall_counter(h, counter)};

	home_must(h->home, &h->staff, COMMAND_ticket_call, &in, NULL);
}

void
counter_hall_resume(struct counter_hall *h, int64_t ticket, const char *counter)
{
	const struct ticket_resume in = {.ticket = ticket,
		.counter = counter != NULL ? counter_hall_counter(h, counter) : 0};

	home_must(h->home, &h->staff, COMMAND_ticket_resume, &in, NULL);
}

void
counter_hall_repair(struct counter_hall *h, int64_t ticket, const char *state, const char *counter,
	int64_t happened_us)
{
	const struct ticket_repair in = {.ticket = ticket,
		.state = span_of(state),
		.counter = counter != NULL ? counter_hall_counter(h, counter) : 0,
		.happened_us = happened_us,
		.reason = SPAN("mistaken")};

	home_must(h->home, &h->staff, COMMAND_ticket_repair, &in, NULL);
}

enum fault_code
counter_hall_answer(struct counter_hall *h, int64_t ticket, int64_t mark, const char *words)
{
	const struct answer_give in = {
		.ticket = ticket, .mark = mark, .words = span_of(words != NULL ? words : "")};
	struct actor customer = home_actor(ROLE_CUSTOMER);

	customer.ticket = ticket;
	return home_do(h->home, &customer, COMMAND_answer_give, &in, NULL);
}
