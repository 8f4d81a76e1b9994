/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Laws of the queue, on seeded random commands: two branches, counters and staff with different
 *skills, four services of two cycles, three classes, agreed times, errands, repairs, a clock that
 *jumps both ways. A naive model, written from the rules and not from the code, says of every
 *command whether it may be done and whom it calls: – a ticket is called to one counter, and a
 *counter calls one ticket, at a time; – within a class nobody is called before somebody who came
 *earlier, and the classes take their turns; – nobody waits while a counter that may serve them is
 *free and asks; – no ticket is lost: taken = open + over; – no label is given twice in a day, or
 *while a ticket with it is open. Again and again the tables are held against the model, and the
 *journal is replayed against the tables.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../unit/service/home.h"
#include "service/tickets.h"

#define COMMANDS_N    24000
#define COMMANDS_SLOW 2500 /* on PostgreSQL */
#define COMPARE_EACH  40
#define PROVE_EACH    1000

#define SECOND_US  INT64_C(1000000)
#define MINUTE_US  (60 * SECOND_US)
#define DAY_US	   (24 * 60 * MINUTE_US)
#define COMES_US   (3 * MINUTE_US)
#define RETURNS_US (30 * MINUTE_US)
#define EARLY_US   (5 * MINUTE_US)
#define KEPT_US	   (15 * MINUTE_US)
#define WARSAW_US  (60 * MINUTE_US) /* in winter */
#define CAPACITY   6		    /* of the service full */

enum { BRANCHES = 2, COUNTERS = 4, SERVICES = 4, CLASSES = 3, ERRANDS = 8 };

static const char *const branch_names[BRANCHES] = {"left", "right"};
static const char *const counter_names[COUNTERS] = {"one", "two", "three", "four"};
static const char *const service_names[SERVICES] = {"mend", "sell", "talk", "full"};
static const char *const class_names[CLASSES] = {"platinum", "gold", "silver"};
static const int class_calls[CLASSES] = {2, 1, 1};
/* What is served at each counter, and by who sits there. */
static const unsigned counter_masks[COUNTERS] = {0x1, 0xf, 0xf, 0x6};
static const unsigned staff_masks[COUNTERS] = {0xf, 0xf, 0x9, 0xf};

/* ---- The model ---- */

struct model_ticket {
	int64_t id, place_us, since_us, called_us, taken_us, over_us, appointment_us;
	int branch, service, class_, state, counter, for_counter; /* counters: −1 none */
	bool is_over, has_begun;
	int errands[ERRANDS], errands_n;
	int64_t day; /* of its label */
	char label[16];
};

struct model_counter {
	int64_t id, staff;
	int state;
	long ticket; /* place in tickets; −1: nobody */
};

struct model_appointment {
	int branch, service, state;
	int64_t from_us;
	struct span code;
};

struct model {
	struct home *home;
	uint64_t seed;
	int64_t at_us; /* of the command at hand */
	int64_t branches[BRANCHES], services[SERVICES];
	int64_t day_opened_us[BRANCHES], day_ends_us[BRANCHES];
	int calls[BRANCHES][CLASSES];
	struct model_counter counters[BRANCHES][COUNTERS];
	struct model_ticket *tickets;
	size_t tickets_n, tickets_room;
	struct model_appointment *appointments;
	size_t appointments_n, appointments_room;
	size_t done_n, refused_n, called_n;
};

static uint64_t
random_to(struct model *m, uint64_t n)
{
	m->seed = m->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (m->seed >> 33) % n;
}

static bool
is_served_at(int counter, int service)
{
	return (counter_masks[counter] >> service & 1) != 0;
}

static bool
may_serve(int counter, int service)
{
	return is_served_at(counter, service) && (staff_masks[counter] >> service & 1) != 0;
}

static bool
is_open(const struct model_ticket *t)
{
	return !t->is_over;
}

static bool
is_free(const struct model *m, int branch, int counter)
{
	const struct model_counter *c = &m->counters[branch][counter];

	return c->state == COUNTER_OPEN && c->ticket < 0;
}

static bool
came_before(int64_t a_us, int64_t a, int64_t b_us, int64_t b)
{
	return a_us < b_us || (a_us == b_us && a < b);
}

/* The first, by one of two times, of those who wait and are of the group. */
enum group { SENT, AGREED, CLASS };

static long
first_of(const struct model *m, int branch, int counter, enum group group, int class_)
{
	long best = -1;

	for (size_t i = 0; i < m->tickets_n; i++) {
		const struct model_ticket *t = &m->tickets[i],
					  *b = &m->tickets[best >= 0 ? best : 0];
		const bool by_time = group == AGREED;

		if (t->branch != branch || t->is_over || t->state != TICKET_WAITING ||
			!may_serve(counter, t->service) ||
			(t->for_counter >= 0) != (group == SENT) ||
			(group == SENT && t->for_counter != counter) ||
			(by_time && (t->appointment_us == 0 ||
					    t->appointment_us - EARLY_US > m->at_us)) ||
			(group == CLASS && t->class_ != class_))
			continue;
		if (best < 0 || came_before(by_time ? t->appointment_us : t->place_us, t->id,
					by_time ? b->appointment_us : b->place_us, b->id))
			best = (long)i;
	}
	return best;
}

static bool
anybody_of_class(const struct model *m, int branch, int class_)
{
	for (size_t i = 0; i < m->tickets_n; i++) {
		const struct model_ticket *t = &m->tickets[i];

		if (t->branch == branch && !t->is_over && t->state == TICKET_WAITING &&
			t->for_counter < 0 && t->class_ == class_)
			return true;
	}
	return false;
}

/* Whom the rules call; their turn goes on. */
static long
whose_turn(struct model *m, int branch, int counter)
{
	int *calls = m->calls[branch], chosen = -1, choices = 0;
	long found = first_of(m, branch, counter, SENT, 0), firsts[CLASSES];

	if (found < 0)
		found = first_of(m, branch, counter, AGREED, 0);
	if (found >= 0)
		return found;
	for (int c = CLASSES - 1; c >= 0; c--) {
		firsts[c] = first_of(m, branch, counter, CLASS, c);
		if (firsts[c] < 0)
			continue;
		choices++;
		if (calls[c] < class_calls[c])
			chosen = c;
		found = firsts[c];
	}
	if (choices < 2)
		return found;
	for (int c = 0; c < CLASSES && chosen < 0; c++)
		if (firsts[c] >= 0 || !anybody_of_class(m, branch, c))
			calls[c] = 0;
	for (int c = 0; c < CLASSES && chosen < 0; c++)
		if (firsts[c] >= 0)
			chosen = c;
	calls[chosen]++;
	return firsts[chosen];
}

static void
leave_counter(struct model *m, struct model_ticket *t)
{
	if (t->counter >= 0 && (t->state == TICKET_CALLED || t->state == TICKET_SERVING))
		m->counters[t->branch][t->counter].ticket = -1;
}

static void
come_to(struct model *m, size_t ticket, int counter, int state)
{
	struct model_ticket *t = &m->tickets[ticket];

	assert_int_equal(m->counters[t->branch][counter].ticket, -1);
	m->counters[t->branch][counter].ticket = (long)ticket;
	t->counter = counter;
	t->for_counter = -1;
	t->state = state;
	t->since_us = m->at_us;
}

static void
stand_in_line(struct model_ticket *t, int service, int64_t at_us)
{
	t->state = TICKET_WAITING;
	t->service = service;
	t->since_us = at_us;
	t->has_begun = false;
}

static void
be_over(struct model_ticket *t, int state, int64_t at_us)
{
	t->state = state;
	t->since_us = t->over_us = at_us;
	t->is_over = true;
	t->for_counter = -1;
	t->errands_n = 0;
}

/* ---- Running a command ---- */

/* The branch's day turns at midnight with the first command after it. */
static void
day_turn(struct model *m, int branch)
{
	if (m->at_us < m->day_ends_us[branch])
		return;
	m->day_opened_us[branch] = m->at_us;
	m->day_ends_us[branch] = ((m->at_us + WARSAW_US) / DAY_US + 1) * DAY_US - WARSAW_US;
	memset(m->calls[branch], 0, sizeof m->calls[branch]);
}

/* Does it, and fails when the service and the model do not agree whether it may be done. */
static bool
run(struct model *m, const struct actor *actor, int branch, enum command_id command, const void *in,
	void *out, bool may)
{
	struct home *h = m->home;
	char sentence[1000];
	bool is_done;

	day_turn(m, branch);
	h->fault = (struct fault){0};
	is_done = service_do(h->service, actor, command, in, out, h->a, &h->fault) == FAULT_NONE;
	if (is_done != may)
		fail_msg("%s: the model says %s, the service %s", service_command(command)->name,
			may ? "yes" : "no",
			is_done ? "yes" : fault_sentence(&h->fault, sentence, sizeof sentence));
	if (!is_done && h->fault.code != FAULT_CONFLICT && h->fault.code != FAULT_BAD_INPUT)
		fail_msg("%s: %s", service_command(command)->name,
			fault_sentence(&h->fault, sentence, sizeof sentence));
	m->done_n += is_done;
	m->refused_n += !is_done;
	return is_done;
}

static struct actor
lead(void)
{
	return home_actor(ROLE_LEAD);
}

/* One of the open tickets in this state (0: any), if there is one; now and then any of the last. */
static long
some_ticket(struct model *m, int state)
{
	const size_t last = m->tickets_n < 60 ? m->tickets_n : 60;
	size_t n = 0;
	long found = -1;

	if (last > 0 && random_to(m, 12) == 0)
		return (long)(m->tickets_n - 1 - random_to(m, last));
	for (size_t i = 0; i < m->tickets_n; i++) {
		const struct model_ticket *t = &m->tickets[i];

		if (state == TICKET_DONE ? i + 60 > m->tickets_n && t->state == state
					 : is_open(t) && (state == 0 || t->state == state))
			if (random_to(m, ++n) == 0)
				found = (long)i;
	}
	return found;
}

/* ---- Taking ---- */

static int
waiting_for(const struct model *m, int branch, int service)
{
	int n = 0;

	for (size_t i = 0; i < m->tickets_n; i++)
		n += m->tickets[i].branch == branch && !m->tickets[i].is_over &&
		     m->tickets[i].state == TICKET_WAITING && m->tickets[i].service == service;
	return n;
}

static struct model_ticket *
ticket_new(struct model *m, int branch, const struct ticket_take_result *out)
{
	struct model_ticket *t = ARENA_PUSH(m->home->a, m->tickets, m->tickets_n, m->tickets_room);
	const int64_t day = (m->at_us + WARSAW_US) / DAY_US;

	*t = (struct model_ticket){.id = out->ticket,
		.branch = branch,
		.place_us = m->at_us,
		.taken_us = m->at_us,
		.counter = -1,
		.for_counter = -1,
		.day = day};
	snprintf(t->label, sizeof t->label, "%.*s", SPAN_PRINT(out->label));
	for (size_t i = 0; i + 1 < m->tickets_n; i++) {
		const struct model_ticket *o = &m->tickets[i];

		if (o->branch == branch && strcmp(o->label, t->label) == 0 &&
			(o->day == day || !o->is_over))
			fail_msg("%s was given twice", t->label);
	}
	return t;
}

static void
take(struct model *m, int branch)
{
	const int n = 1 + (int)random_to(m, 3), first = (int)random_to(m, SERVICES),
		  class_ = (int)random_to(m, CLASSES);
	int64_t ids[SERVICES];
	const struct ticket_take in = {.branch = m->branches[branch],
		.services = {ids, (size_t)n},
		.class = span_of(class_names[class_])};
	struct ticket_take_result out;
	struct model_ticket *t;
	const struct actor actor = lead();
	bool may = true;

	for (int i = 0; i < n; i++) {
		ids[i] = m->services[(first + i) % SERVICES];
		if ((first + i) % SERVICES == 3 && waiting_for(m, branch, 3) >= CAPACITY)
			may = false;
	}
	if (!run(m, &actor, branch, COMMAND_ticket_take, &in, &out, may))
		return;
	t = ticket_new(m, branch, &out);
	stand_in_line(t, first, m->at_us);
	t->class_ = class_;
	for (int i = 1; i < n; i++)
		t->errands[t->errands_n++] = (first + i) % SERVICES;
}

static void
agree(struct model *m, int branch)
{
	const int service = (int)random_to(m, 3);
	const struct appointment_make in = {.branch = m->branches[branch],
		.service = m->services[service],
		.from_us = m->at_us + (int64_t)random_to(m, 30) * MINUTE_US};
	const struct actor actor = lead();
	struct appointment_make_result out;
	struct home *h = m->home;

	day_turn(m, branch);
	/* How many may be agreed at once is not a law of the queue. */
	h->fault = (struct fault){0};
	if (service_do(h->service, &actor, COMMAND_appointment_make, &in, &out, h->a, &h->fault) !=
		FAULT_NONE)
		return;
	*ARENA_PUSH(h->a, m->appointments, m->appointments_n, m->appointments_room) =
		(struct model_appointment){
			branch, service, APPOINTMENT_AGREED, in.from_us, out.code};
}

static void
arrive(struct model *m, int branch)
{
	struct model_appointment *a;
	struct ticket_take_result out;
	struct model_ticket *t;
	const struct actor actor = lead();

	if (m->appointments_n == 0)
		return;
	a = &m->appointments[m->appointments_n - 1 -
			     random_to(m, m->appointments_n < 5 ? m->appointments_n : 5)];
	/* A code that was used may have been given again. */
	for (size_t i = 0; i < m->appointments_n; i++)
		if (&m->appointments[i] != a && span_is(m->appointments[i].code, a->code))
			return;
	branch = a->branch;
	const struct ticket_take in = {.branch = m->branches[branch], .code = a->code};

	if (!run(m, &actor, branch, COMMAND_ticket_take, &in, &out, a->state == APPOINTMENT_AGREED))
		return;
	a->state = APPOINTMENT_ARRIVED;
	t = ticket_new(m, branch, &out);
	stand_in_line(t, a->service, m->at_us);
	t->class_ = CLASSES - 1;
	t->appointment_us = a->from_us;
}

/* ---- Calling ---- */

static void
next(struct model *m, int branch)
{
	const int counter = (int)random_to(m, COUNTERS);
	const struct ticket_next in = {.counter = m->counters[branch][counter].id};
	const struct actor actor = lead();
	struct ticket_next_result out;
	long expected;

	if (!run(m, &actor, branch, COMMAND_ticket_next, &in, &out, is_free(m, branch, counter)))
		return;
	expected = whose_turn(m, branch, counter);
	if (expected < 0) {
		assert_int_equal(out.ticket, 0);
		return;
	}
	if (out.ticket != m->tickets[expected].id)
		fail_msg("%.*s was called and not %s", SPAN_PRINT(out.label),
			m->tickets[expected].label);
	come_to(m, (size_t)expected, counter, TICKET_CALLED);
	m->tickets[expected].called_us = m->at_us;
	m->called_n++;
}

static void
call(struct model *m, long i)
{
	struct model_ticket *t = &m->tickets[i];
	const int counter = (int)random_to(m, COUNTERS);
	const struct ticket_call in = {
		.ticket = t->id, .counter = m->counters[t->branch][counter].id};
	const struct actor actor = lead();
	const bool may = is_open(t) && t->state != TICKET_CALLED && t->state != TICKET_SERVING &&
			 is_free(m, t->branch, counter) &&
			 (t->for_counter < 0 || t->for_counter == counter) &&
			 may_serve(counter, t->service);

	if (!run(m, &actor, t->branch, COMMAND_ticket_call, &in, NULL, may))
		return;
	come_to(m, (size_t)i, counter, TICKET_CALLED);
	t->called_us = m->at_us;
}

static void
recall(struct model *m, long i)
{
	struct model_ticket *t = &m->tickets[i];
	const struct ticket_recall in = {.ticket = t->id};
	const struct actor actor = lead();
	struct ticket_recall_result out;

	if (run(m, &actor, t->branch, COMMAND_ticket_recall, &in, &out,
		    is_open(t) && t->state == TICKET_CALLED))
		t->called_us = m->at_us;
}

static void
missed(struct model *m, long i)
{
	struct model_ticket *t = &m->tickets[i];
	const struct ticket_missed in = {.ticket = t->id};
	const struct actor actor = lead();

	if (!run(m, &actor, t->branch, COMMAND_ticket_missed, &in, NULL,
		    is_open(t) && t->state == TICKET_CALLED))
		return;
	leave_counter(m, t);
	t->state = TICKET_MISSED;
	t->since_us = m->at_us;
}

static void
begin(struct model *m, long i)
{
	struct model_ticket *t = &m->tickets[i];
	const struct ticket_begin in = {.ticket = t->id};
	const struct actor actor = lead();

	if (!run(m, &actor, t->branch, COMMAND_ticket_begin, &in, NULL,
		    is_open(t) && t->state == TICKET_CALLED))
		return;
	t->state = TICKET_SERVING;
	t->since_us = m->at_us;
	t->has_begun = true;
}

/* ---- Aside and on ---- */

static void
aside(struct model *m, long i)
{
	struct model_ticket *t = &m->tickets[i];
	const bool holds = random_to(m, 2) == 0;
	const struct ticket_hold hold = {.ticket = t->id};
	const struct ticket_park park = {.ticket = t->id};
	const struct actor actor = lead();

	if (!run(m, &actor, t->branch, holds ? COMMAND_ticket_hold : COMMAND_ticket_park,
		    holds ? (const void *)&hold : &park, NULL,
		    is_open(t) && (t->state == TICKET_CALLED || t->state == TICKET_SERVING)))
		return;
	leave_counter(m, t);
	t->state = holds ? TICKET_HELD : TICKET_PARKED;
	t->since_us = m->at_us;
}

static void
resume(struct model *m, long i)
{
	struct model_ticket *t = &m->tickets[i];
	const int counter = (int)random_to(m, COUNTERS + 1) - 1;
	const struct ticket_resume in = {
		.ticket = t->id, .counter = counter >= 0 ? m->counters[t->branch][counter].id : 0};
	const struct actor actor = lead();
	const bool is_aside = is_open(t) && (t->state == TICKET_HELD || t->state == TICKET_PARKED ||
						    t->state == TICKET_MISSED);

	if (!run(m, &actor, t->branch, COMMAND_ticket_resume, &in, NULL,
		    is_aside && (counter < 0 || (is_free(m, t->branch, counter) &&
							may_serve(counter, t->service)))))
		return;
	if (counter < 0) {
		stand_in_line(t, t->service, m->at_us);
		return;
	}
	come_to(m, (size_t)i, counter, t->has_begun ? TICKET_SERVING : TICKET_CALLED);
	if (!t->has_begun)
		t->called_us = m->at_us;
}

static void
transfer(struct model *m, long i)
{
	struct model_ticket *t = &m->tickets[i];
	const int service = (int)random_to(m, SERVICES), counter = (int)random_to(m, 12);
	const bool sends = counter < COUNTERS;
	const struct ticket_transfer in = {.ticket = t->id,
		.service = m->services[service],
		.counter = sends ? m->counters[t->branch][counter].id : 0,
		.loses_place = random_to(m, 3) == 0};
	const struct actor actor = lead();

	if (!run(m, &actor, t->branch, COMMAND_ticket_transfer, &in, NULL,
		    is_open(t) && (!sends || is_served_at(counter, service))))
		return;
	leave_counter(m, t);
	stand_in_line(t, service, m->at_us);
	t->for_counter = sends ? counter : -1;
	t->appointment_us = 0;
	if (in.loses_place)
		t->place_us = m->at_us;
}

static void
change(struct model *m, long i)
{
	struct model_ticket *t = &m->tickets[i];
	const int class_ = (int)random_to(m, CLASSES);
	const struct ticket_change in = {.ticket = t->id, .class = span_of(class_names[class_])};
	const struct actor actor = lead();

	if (run(m, &actor, t->branch, COMMAND_ticket_change, &in, NULL,
		    is_open(t) && t->state == TICKET_WAITING))
		t->class_ = class_;
}

/* ---- Ending ---- */

static void
leave(struct model *m, long i)
{
	struct model_ticket *t = &m->tickets[i];
	const struct ticket_leave in = {.ticket = t->id};
	const struct actor actor = lead();

	if (!run(m, &actor, t->branch, COMMAND_ticket_leave, &in, NULL, is_open(t)))
		return;
	leave_counter(m, t);
	be_over(t, TICKET_LEFT, m->at_us);
}

static void
errand(struct model *m, long i)
{
	struct model_ticket *t = &m->tickets[i];
	const int service = (int)random_to(m, SERVICES);
	const struct errand_add in = {.ticket = t->id, .service = m->services[service]};
	const struct actor actor = lead();
	bool may = is_open(t) && t->service != service;

	for (int k = 0; k < t->errands_n; k++)
		may = may && t->errands[k] != service;
	if (run(m, &actor, t->branch, COMMAND_errand_add, &in, NULL, may))
		t->errands[t->errands_n++] = service;
}

static void
finish(struct model *m, long i)
{
	static const char *const outcomes[] = {"positive", "neutral", "negative"};
	struct model_ticket *t = &m->tickets[i];
	const struct ticket_finish in = {
		.ticket = t->id, .outcome = span_of(outcomes[random_to(m, 3)])};
	const struct actor actor = lead();
	struct ticket_finish_result out;

	if (!run(m, &actor, t->branch, COMMAND_ticket_finish, &in, &out,
		    is_open(t) && t->state == TICKET_SERVING))
		return;
	leave_counter(m, t);
	assert_int_equal(out.is_over, t->errands_n == 0);
	if (t->errands_n == 0) {
		be_over(t, TICKET_DONE, m->at_us);
		return;
	}
	stand_in_line(t, t->errands[0], m->at_us);
	t->appointment_us = 0;
	memmove(t->errands, t->errands + 1, (size_t)--t->errands_n * sizeof *t->errands);
}

static void
answer(struct model *m, long i)
{
	struct model_ticket *t = &m->tickets[i];
	const struct answer_give in = {.ticket = t->id, .mark = 1 + (int64_t)random_to(m, 5)};
	const struct actor actor = home_actor(ROLE_KIOSK);
	struct home *h = m->home;

	/* Whether there is something left to answer depends on the journey; replaying proves that.
	 */
	day_turn(m, t->branch);
	h->fault = (struct fault){0};
	if (service_do(h->service, &actor, COMMAND_answer_give, &in, NULL, h->a, &h->fault) ==
		FAULT_NONE)
		assert_true(t->is_over && t->state == TICKET_DONE);
}

static void
repair(struct model *m, long i)
{
	static const char *const words[] = {"waiting", "serving", "done", "left", "missed"};
	static const int states[] = {
		TICKET_WAITING, TICKET_SERVING, TICKET_DONE, TICKET_LEFT, TICKET_MISSED};
	struct model_ticket *t = &m->tickets[i];
	const size_t to = (size_t)random_to(m, 5);
	const int counter = (int)random_to(m, COUNTERS);
	const int64_t ago_us = (int64_t)random_to(m, 10) * MINUTE_US,
		      happened_us = m->at_us - ago_us > t->taken_us ? m->at_us - ago_us : m->at_us;
	const struct ticket_repair in = {.ticket = t->id,
		.state = span_of(words[to]),
		.counter = m->counters[t->branch][counter].id,
		.happened_us = happened_us,
		.reason = SPAN("mistaken")};
	const struct model_counter *c = &m->counters[t->branch][counter];
	const struct actor actor = lead();
	bool may = states[to] != t->state || (to == 1 && t->counter != counter);

	day_turn(m, t->branch);
	if (t->is_over && t->over_us < m->day_opened_us[t->branch])
		may = false;
	if (to == 1 && (c->state != COUNTER_OPEN || (c->ticket >= 0 && c->ticket != i)))
		may = false;
	if (!run(m, &actor, t->branch, COMMAND_ticket_repair, &in, NULL, may))
		return;
	leave_counter(m, t);
	t->is_over = false;
	t->over_us = 0;
	t->for_counter = -1;
	stand_in_line(t, t->service, happened_us);
	if (states[to] == TICKET_SERVING) {
		come_to(m, (size_t)i, counter, TICKET_SERVING);
		t->has_begun = true;
		t->since_us = happened_us;
	} else if (states[to] == TICKET_MISSED) {
		t->state = TICKET_MISSED;
	} else if (states[to] != TICKET_WAITING) {
		be_over(t, states[to], happened_us);
	}
}

/* ---- Counters and time ---- */

static void
counter_change(struct model *m, int branch)
{
	const int counter = (int)random_to(m, COUNTERS);
	struct model_counter *c = &m->counters[branch][counter];
	const struct counter_open open = {.counter = c->id};
	const struct counter_pause pause = {.counter = c->id};
	const struct counter_close close = {.counter = c->id};
	struct actor actor = home_actor(ROLE_AGENT);

	actor.staff = c->staff;
	switch (random_to(m, 8)) {
	case 0:
		if (run(m, &actor, branch, COMMAND_counter_pause, &pause, NULL,
			    c->state == COUNTER_OPEN))
			c->state = COUNTER_PAUSED;
		break;
	case 1:
		if (run(m, &actor, branch, COMMAND_counter_close, &close, NULL,
			    c->state != COUNTER_CLOSED && c->ticket < 0))
			c->state = COUNTER_CLOSED;
		break;
	default:
		if (run(m, &actor, branch, COMMAND_counter_open, &open, NULL,
			    c->state != COUNTER_OPEN))
			c->state = COUNTER_OPEN;
		break;
	}
}

static void
tick(struct model *m, int branch)
{
	const struct branch_tick in = {.branch = m->branches[branch]};
	const struct actor actor = home_actor(ROLE_HOUSE);
	struct branch_tick_result out;

	if (!run(m, &actor, branch, COMMAND_branch_tick, &in, &out, true))
		return;
	for (size_t i = 0; i < m->tickets_n; i++) {
		struct model_ticket *t = &m->tickets[i];

		if (t->branch != branch || t->is_over)
			continue;
		if (t->state == TICKET_CALLED && t->called_us + COMES_US <= m->at_us) {
			leave_counter(m, t);
			t->state = TICKET_MISSED;
			t->since_us = m->at_us;
		} else if (t->state == TICKET_MISSED && t->since_us + RETURNS_US <= m->at_us) {
			be_over(t, TICKET_MISSED, m->at_us);
		}
	}
	for (size_t i = 0; i < m->appointments_n; i++) {
		struct model_appointment *a = &m->appointments[i];

		if (a->branch == branch && a->state == APPOINTMENT_AGREED &&
			a->from_us + KEPT_US <= m->at_us)
			a->state = APPOINTMENT_MISSED;
	}
}

static void
clock_move(struct model *m)
{
	struct home *h = m->home;
	const uint64_t how = random_to(m, 2000);

	if (how == 0)
		h->now_us += 7 * 60 * MINUTE_US;
	else if (how < 8)
		h->now_us -= (int64_t)random_to(m, 30) * MINUTE_US;
	else if (how < 60)
		h->now_us += (int64_t)random_to(m, 15) * MINUTE_US;
	else
		h->now_us += (int64_t)random_to(m, 20) * SECOND_US / 2;
	/* Ours never goes back. */
	if (h->now_us > m->at_us)
		m->at_us = h->now_us;
	assert_int_equal(service_now_us(h->service), m->at_us);
}

static void
step(struct model *m)
{
	static void (*const on_tickets[])(struct model *, long) = {call, recall, missed, begin,
		begin, begin, aside, resume, transfer, change, leave, errand, finish, finish,
		finish, answer, repair, repair};
	static const int states[] = {TICKET_WAITING, TICKET_CALLED, TICKET_CALLED, TICKET_CALLED,
		TICKET_CALLED, TICKET_CALLED, TICKET_SERVING, TICKET_HELD, 0, TICKET_WAITING,
		TICKET_WAITING, 0, TICKET_SERVING, TICKET_SERVING, TICKET_SERVING, TICKET_DONE, 0,
		TICKET_SERVING};
	const int branch = (int)random_to(m, BRANCHES);
	const uint64_t what = random_to(m, 100);
	long ticket;
	size_t which;

	clock_move(m);
	if (what < 12) {
		take(m, branch);
	} else if (what < 40) {
		next(m, branch);
	} else if (what < 44) {
		counter_change(m, branch);
	} else if (what < 47) {
		tick(m, branch);
	} else if (what < 48) {
		agree(m, branch);
	} else if (what < 50) {
		arrive(m, branch);
	} else {
		which = (size_t)random_to(m, array_length(on_tickets));
		ticket = some_ticket(m, random_to(m, 5) == 0 ? TICKET_MISSED : states[which]);
		if (ticket >= 0)
			on_tickets[which](m, ticket);
	}
}

/* ---- The tables against the model ---- */

static void
ticket_compare(struct model *m, struct store_tx *tx, const struct model_ticket *t)
{
	const struct model_counter *counters = m->counters[t->branch];
	struct ticket_row row;

	if (!ticket_find(&row, tx, t->id, m->home->a))
		fail_msg("%s is lost", t->label);
	assert_int_equal(row.state, t->state);
	assert_int_equal(row.over_us, t->over_us);
	assert_int_equal(row.service, m->services[t->service]);
	assert_int_equal(row.class_, t->class_);
	assert_int_equal(row.place_us, t->place_us);
	assert_int_equal(row.since_us, t->since_us);
	assert_int_equal(row.errands, t->errands_n);
	assert_int_equal(row.for_counter, t->for_counter >= 0 ? counters[t->for_counter].id : 0);
	if (!t->is_over && (t->state == TICKET_CALLED || t->state == TICKET_SERVING))
		assert_int_equal(row.counter, counters[t->counter].id);
}

static void
tables_compare(struct model *m)
{
	const struct arena_mark mark = arena_mark(m->home->a);
	size_t open_n[BRANCHES] = {0};
	struct store_tx *tx;

	home_settle(m->home);
	tx = store_begin(store_reader(m->home->place->store, 1));
	for (size_t i = 0; i < m->tickets_n; i++) {
		open_n[m->tickets[i].branch] += !m->tickets[i].is_over;
		if (!m->tickets[i].is_over || i + 60 > m->tickets_n)
			ticket_compare(m, tx, &m->tickets[i]);
	}
	for (int b = 0; b < BRANCHES; b++) {
		const int64_t branch = m->branches[b];
		struct arena *a = m->home->a;
		size_t n = 0;

		for (enum ticket_list list = TICKET_LIST_WAITING; list <= TICKET_LIST_CALLED;
			list++)
			n += ticket_list(tx, branch, list, 10000, a).n;
		assert_int_equal(n, open_n[b]);
		for (int c = 0; c < COUNTERS; c++) {
			const struct model_counter *counter = &m->counters[b][c];
			struct counter_row row;

			counter_row_read(&row, tx, counter->id, a);
			assert_int_equal(row.state, counter->state);
			assert_int_equal(row.ticket,
				counter->ticket >= 0 ? m->tickets[counter->ticket].id : 0);
		}
	}
	store_rollback(tx);
	arena_rewind(m->home->a, mark);
}

static void
journal_prove(struct model *m)
{
	struct service_proof proof = {0};
	struct fault fault = {0};
	struct store_tx *tx;

	home_settle(m->home);
	tx = store_begin(store_reader(m->home->place->store, 1));
	assert_int_equal(tickets_prove(tx, &proof, &fault), FAULT_NONE);
	store_rollback(tx);
	if (proof.is_broken)
		fail_msg("%s", proof.what);
	assert_int_equal(proof.tickets_n, m->tickets_n);
}

/* ---- The house ---- */

static struct service_files
files(struct home *h)
{
	const char *counters = "counters: [{counter: one, title: One, services: [mend]}, {counter: "
			       "two, title: Two},"
			       " {counter: three, title: Three}, {counter: four, title: Four, "
			       "services: [sell, talk]}]";

	return home_files(h, "organisation.yaml",
		arena_printf(h->a,
			"organisation: laws\ntitle: Laws\nlanguages: [en]\nzone: Europe/Warsaw\n"
			"calendars: [{calendar: always, open: {daily: [00:00-24:00]}}]\n"
			"classes: [{class: platinum, title: P, up_to: 2},"
			" {class: gold, title: G, up_to: 1}, {class: silver, title: S}]\n"
			"branches: [{branch: left, title: Left, %s}, {branch: right, title: Right, "
			"%s}]\n"
			"services: [{service: mend, title: Mend, cycle: repair, letter: M},"
			" {service: sell, title: Sell, cycle: repair, letter: S},"
			" {service: talk, title: Talk, cycle: talk, letter: T},"
			" {service: full, title: Full, letter: F, capacity: %d}]\n",
			counters, counters, CAPACITY),
		"cycles/repair.yaml",
		"cycle: repair\ntitle: A repair\nclosing: {survey: after, item: overall}\n"
		"stages: [{stage: one, title: One, moments: [{moment: wait, title: Wait, begins:"
		" ticket.taken, ends: ticket.called}]}]\n",
		"cycles/talk.yaml",
		"cycle: talk\ntitle: A talk\nclosing: {survey: after, item: overall}\n"
		"stages: [{stage: one, title: One, moments: [{moment: talking, title: "
		"Talking}]}]\n",
		"surveys/after.yaml",
		"survey: after\nkind: csat\ntitle: Afterwards\nitems:\n"
		"  - {item: overall, kind: rating, ask: All in all?, from: 1, to: 5}\n",
		(const char *)NULL);
}

static int64_t
staff_with(struct model *m, int branch, int counter)
{
	int64_t skills[SERVICES];
	struct staff_add in = {
		.name = span_of(arena_printf(m->home->a, "staff-%d-%d", branch, counter)),
		.title = SPAN("Somebody"),
		.role = SPAN("agent"),
		.services = {skills, 0}};
	struct staff_add_result out;
	const struct actor house = home_actor(ROLE_HOUSE);

	for (int s = 0; s < SERVICES && staff_masks[counter] != 0xf; s++)
		if (staff_masks[counter] >> s & 1)
			skills[in.services.n++] = m->services[s];
	home_must(m->home, &house, COMMAND_staff_add, &in, &out);
	return out.staff;
}

static void
model_begin(struct model *m, struct home *h, uint64_t seed)
{
	*m = (struct model){.home = h, .seed = seed};
	/* Monday, in winter: no clock is changed for four months. */
	h->now_us = INT64_C(1795420800000000);
	home_load(h, files(h));
	for (int s = 0; s < SERVICES; s++)
		m->services[s] = home_service(h, service_names[s]);
	for (int b = 0; b < BRANCHES; b++) {
		m->branches[b] = home_branch(h, branch_names[b]);
		for (int c = 0; c < COUNTERS; c++)
			m->counters[b][c] = (struct model_counter){
				home_counter(h, branch_names[b], counter_names[c]),
				staff_with(m, b, c), COUNTER_CLOSED, -1};
	}
	m->at_us = h->now_us;
}

static void
random_commands_do_what_the_rules_say(void **state)
{
	const char *seed = getenv("CYKL_SEED"), *more = getenv("CYKL_COMMANDS");
	const long commands = more != NULL	      ? strtol(more, NULL, 10)
			      : place_is_postgresql() ? COMMANDS_SLOW
						      : COMMANDS_N;
	struct model m;

	model_begin(&m, *state, seed != NULL ? strtoull(seed, NULL, 10) : 2026);
	for (long i = 0; i < commands; i++) {
		step(&m);
		if (i % COMPARE_EACH == 0)
			tables_compare(&m);
		if (i % PROVE_EACH == 0)
			journal_prove(&m);
	}
	tables_compare(&m);
	journal_prove(&m);
	print_message("%zu done, %zu refused, %zu called, %zu tickets\n", m.done_n, m.refused_n,
		m.called_n, m.tickets_n);
	/* Something happened of everything. */
	assert_true(m.called_n > (size_t)commands / 30);
	assert_true(m.refused_n > (size_t)commands / 30);
	assert_true(m.done_n > (size_t)commands / 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		HOME_TEST(random_commands_do_what_the_rules_say),
	};

	return cmocka_run_group_tests_name("queue", tests, NULL, NULL);
}
