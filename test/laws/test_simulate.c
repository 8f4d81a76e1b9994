/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The simulator and the live queue take the same decisions. A random day – three classes with their
 * turns, four services of which one takes only a few who wait, counters with different skills and
 * shifts, agreed times, people who lose patience, do not come when called or are sent on – is
 * simulated. Then the same customers come to a live service at the same moments, and whenever the
 * simulator let a counter call, the live queue is asked: it must call the same ticket; and whenever
 * a counter had nobody to call, the live queue must have nobody for it either.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../pcg32.h"
#include "../unit/service/home.h"
#include "simulate/simulate.h"

#define DAYS	    4
#define SECOND_US   INT64_C(1000000)
#define MINUTE_US   (60 * SECOND_US)
#define HOUR_US	    (60 * MINUTE_US)
#define DAY_US	    (24 * HOUR_US)
#define BEGIN_US    INT64_C(1795420800000000) /* a Monday */
#define EARLY_US    (5 * MINUTE_US)
#define CAPACITY    5
#define AGREED_MOST 20
#define NEVER	    INT64_MIN

enum { COUNTERS = 4, SERVICES = 4, CLASSES = 3, SOURCES_MOST = SERVICES * CLASSES + AGREED_MOST };

static const char *const counter_names[COUNTERS] = {"one", "two", "three", "four"};
static const char *const service_names[SERVICES] = {"mend", "sell", "talk", "full"};
static const char *const class_names[CLASSES] = {"platinum", "gold", "silver"};
static const uint32_t skills[COUNTERS][SERVICES] = {{0}, {0}, {1, 2}, {0, 2, 3}};
static const size_t skills_n[COUNTERS] = {1, 0, 2, 3}; /* none: everything */

struct agreed {
	int64_t at_us, comes_us;
	uint32_t service;
	struct span code;
};

/* What is simulated. */
struct day {
	struct pcg32 random;
	int64_t from_us, until_us;
	struct simulate_place place;
	struct simulate_service services[SERVICES];
	struct simulate_route routes[SERVICES];
	struct simulate_counter counters[COUNTERS];
	struct simulate_span shifts[COUNTERS][2];
	struct simulate_source sources[SOURCES_MOST];
	struct agreed agreed[AGREED_MOST];
	size_t agreed_n;
	struct simulate_model model;
};

/* The live side of it. */
struct live {
	struct home *home;
	int64_t branch, services[SERVICES], counters[COUNTERS];
	bool is_on[COUNTERS];
	uint32_t in_front[COUNTERS]; /* a customer, or SIMULATE_NONE */
	int64_t *tickets;	     /* of customers */
	size_t calls_n, nobody_n, refused_n;
};

/* ---- A random day ---- */

static int64_t
between(struct day *d, int64_t from_us, int64_t until_us)
{
	return from_us + (int64_t)pcg32_below(&d->random, (uint64_t)(until_us - from_us));
}

static void
services_fill(struct day *d)
{
	for (uint32_t i = 0; i < SERVICES; i++) {
		d->services[i] = (struct simulate_service){.name = service_names[i],
			.duration = {.kind = DRAW_LOGNORMAL, .mean_us = 4e6 * 60, .variation = .6},
			.walking = {.kind = DRAW_EXPONENTIAL, .mean_us = 15e6},
			.patience = {.kind = DRAW_EXPONENTIAL, .mean_us = 25e6 * 60},
			.no_show = 0.06,
			.comes_within_us = 80 * SECOND_US + (int64_t)i,
			.capacity = i == 3 ? CAPACITY : 0,
			.routes = &d->routes[i],
			.routes_n = i < 3};
		d->routes[i] = (struct simulate_route){
			.chance = .15, .service = (i + 1) % 3, .keeps_place = i != 1};
	}
}

static void
counters_fill(struct day *d)
{
	for (uint32_t i = 0; i < COUNTERS; i++) {
		struct simulate_span *shifts = d->shifts[i];

		shifts[0].from_us = between(d, d->from_us, d->from_us + HOUR_US / 2);
		shifts[0].until_us = between(d, d->from_us + HOUR_US, d->from_us + 2 * HOUR_US);
		shifts[1].from_us =
			between(d, shifts[0].until_us, shifts[0].until_us + HOUR_US / 2);
		shifts[1].until_us = between(d, d->until_us + HOUR_US, d->until_us + 3 * HOUR_US);
		d->counters[i] = (struct simulate_counter){.name = counter_names[i],
			.services = skills[i],
			.services_n = skills_n[i],
			.shifts = shifts,
			.shifts_n = 2};
	}
}

static void
day_fill(struct day *d, uint64_t seed, int64_t from_us)
{
	static struct simulate_rate rate; /* the same for all */

	*d = (struct day){
		.random = pcg32_of(seed, 1), .from_us = from_us, .until_us = from_us + 4 * HOUR_US};
	rate = (struct simulate_rate){from_us, 5.0 / (double)HOUR_US};
	d->place = (struct simulate_place){.name = "branch",
		.rules = {.classes_n = CLASSES, .up_to = {2, 1, 0}, .early_us = EARLY_US}};
	services_fill(d);
	counters_fill(d);
	d->model = (struct simulate_model){.places = &d->place,
		.services = d->services,
		.counters = d->counters,
		.sources = d->sources,
		.places_n = 1,
		.services_n = SERVICES,
		.counters_n = COUNTERS,
		.from_us = from_us,
		.until_us = d->until_us};
	for (uint32_t i = 0; i < SERVICES * CLASSES; i++)
		d->sources[d->model.sources_n++] = (struct simulate_source){.service = i % SERVICES,
			.class_ = (int)(i / SERVICES),
			.rates = &rate,
			.rates_n = 1};
}

/* ---- The live house ---- */

static struct service_files
files(struct home *h)
{
	return home_files(h, "organisation.yaml",
		arena_printf(h->a,
			"organisation: laws\ntitle: Laws\nlanguages: [en]\nzone: UTC\n"
			"calendars: [{calendar: always, open: {daily: [00:00-24:00]}}]\n"
			"classes: [{class: platinum, title: P, up_to: 2},"
			" {class: gold, title: G, up_to: 1}, {class: silver, title: S}]\n"
			"branches: [{branch: hall, title: Hall, counters: [{counter: one, title: "
			"One, "
			"services: [mend]}, {counter: two, title: Two}, {counter: three, title: "
			"Three, services: [sell, talk]}, {counter: four, title: Four, services: "
			"[mend, talk, full]}]}]\n"
			"services: [{service: mend, title: Mend, letter: M},"
			" {service: sell, title: Sell, letter: S},"
			" {service: talk, title: Talk, letter: T},"
			" {service: full, title: Full, letter: F, capacity: %d}]\n",
			CAPACITY),
		(const char *)NULL);
}

static bool
command(struct live *l, enum command_id id, const void *in, void *out)
{
	const struct actor actor = home_actor(ROLE_LEAD);
	struct home *h = l->home;

	h->fault = (struct fault){0};
	return service_do(h->service, &actor, id, in, out, h->a, &h->fault) == FAULT_NONE;
}

static void
must(struct live *l, enum command_id id, const void *in, void *out)
{
	char sentence[1000];

	if (!command(l, id, in, out))
		fail_msg("%s: %s", service_command(id)->name,
			fault_sentence(&l->home->fault, sentence, sizeof sentence));
}

/* Agrees times for the day, as far as the house has them, and gives each a source. */
static void
times_agree(struct day *d, struct live *l)
{
	l->home->now_us = d->from_us - HOUR_US;
	for (int i = 0; i < AGREED_MOST; i++) {
		struct agreed *agreed = &d->agreed[d->agreed_n];
		struct appointment_make_result made;
		struct simulate_source *source;

		*agreed = (struct agreed){
			.at_us = d->from_us +
				 (1 + (int64_t)pcg32_below(&d->random, 23)) * 10 * MINUTE_US,
			.service = (uint32_t)pcg32_below(&d->random, 3)};
		agreed->comes_us = agreed->at_us - between(d, 0, 15 * MINUTE_US);
		const struct appointment_make in = {.branch = l->branch,
			.service = l->services[agreed->service],
			.from_us = agreed->at_us};

		if (agreed->comes_us < d->from_us ||
			!command(l, COMMAND_appointment_make, &in, &made))
			continue;
		agreed->code = made.code;
		source = &d->sources[d->model.sources_n++];
		*source = (struct simulate_source){.service = agreed->service,
			.class_ = CLASSES - 1,
			.times_us = &agreed->at_us,
			.times_n = 1,
			.is_agreed = true,
			.early = {.kind = DRAW_CONSTANT,
				.mean_us = (double)(agreed->at_us - agreed->comes_us)}};
		d->agreed_n++;
	}
}

/* ---- What happened, in order ---- */

enum kind { ENDED, LEFT, PAUSED, OPENED, CAME, CALLED, BEGAN };

struct step {
	int64_t at_us;
	int order; /* at one time */
	enum kind kind;
	uint32_t of; /* a visit, or a counter */
};

struct steps {
	struct step *all;
	size_t n, room;
};

static void
step_add(struct steps *m, int64_t at_us, enum kind kind, uint32_t of, int order, struct arena *a)
{
	*ARENA_PUSH(a, m->all, m->n, m->room) =
		(struct step){.at_us = at_us, .kind = kind, .of = of, .order = order};
}

static int
step_compare(const void *a, const void *b)
{
	const struct step *x = a, *y = b;

	if (x->at_us != y->at_us)
		return x->at_us < y->at_us ? -1 : 1;
	return x->order != y->order ? x->order - y->order : (x->of > y->of) - (x->of < y->of);
}

/* Did this counter finish somebody at this moment? It calls after all others. */
static bool
ends_at(const struct simulate_run *run, uint32_t counter, int64_t at_us)
{
	for (size_t i = 0; i < run->visits_n; i++)
		if (run->visits[i].counter == counter && run->visits[i].ended_us == at_us)
			return true;
	return false;
}

static struct steps
steps_of(const struct day *d, const struct simulate_run *run, struct arena *a)
{
	struct steps m = {0};

	for (uint32_t i = 0; i < run->visits_n; i++) {
		const struct simulate_visit *v = &run->visits[i];

		step_add(&m, v->came_us, CAME, i, CAME, a);
		if (v->called_us != NEVER)
			step_add(&m, v->called_us, CALLED, i,
				CALLED + 10 * ends_at(run, v->counter, v->called_us), a);
		if (v->began_us != NEVER)
			step_add(&m, v->began_us, BEGAN, i, 100, a);
		if (v->ended_us != NEVER)
			step_add(&m, v->ended_us, v->ending == SIMULATE_LEFT ? LEFT : ENDED, i,
				ENDED, a);
	}
	for (uint32_t c = 0; c < COUNTERS; c++)
		for (int s = 0; s < 2; s++) {
			step_add(&m, d->shifts[c][s].from_us, OPENED, c, OPENED, a);
			step_add(&m, d->shifts[c][s].until_us, PAUSED, c, PAUSED, a);
		}
	qsort(m.all, m.n, sizeof *m.all, step_compare);
	return m;
}

/* ---- The same in the live house ---- */

/* The customer's visit before this one, in the same run; −1: comes from outside. */
static long
visit_before(const struct simulate_run *run, uint32_t visit)
{
	for (long i = (long)visit - 1; i >= 0; i--)
		if (run->visits[i].customer == run->visits[visit].customer)
			return i;
	return -1;
}

static long
visit_after(const struct simulate_run *run, uint32_t visit)
{
	for (uint32_t i = visit + 1; i < run->visits_n; i++)
		if (run->visits[i].customer == run->visits[visit].customer)
			return i;
	return -1;
}

static void
come(struct live *l, const struct day *d, const struct simulate_visit *v)
{
	struct ticket_take in = {.branch = l->branch,
		.services = {&l->services[v->service], 1},
		.class = span_of(class_names[v->class_])};
	struct ticket_take_result out;

	for (size_t i = 0; i < d->agreed_n; i++)
		if (d->agreed[i].comes_us == v->came_us && d->agreed[i].service == v->service)
			in = (struct ticket_take){.branch = l->branch, .code = d->agreed[i].code};
	if (v->ending == SIMULATE_REFUSED) {
		assert_false(command(l, COMMAND_ticket_take, &in, &out));
		home_expect(l->home, FAULT_CONFLICT, "services", "is full");
		l->refused_n++;
		return;
	}
	must(l, COMMAND_ticket_take, &in, &out);
	l->tickets[v->customer] = out.ticket;
}

static void
call(struct live *l, const struct simulate_visit *v)
{
	const struct ticket_next in = {.counter = l->counters[v->counter]};
	struct ticket_next_result out;

	assert_int_equal(l->in_front[v->counter], SIMULATE_NONE);
	must(l, COMMAND_ticket_next, &in, &out);
	if (out.ticket != l->tickets[v->customer])
		fail_msg("call %zu: the live queue calls %.*s to %s, the simulator customer %u",
			l->calls_n, SPAN_PRINT(out.label), counter_names[v->counter], v->customer);
	l->in_front[v->counter] = v->customer;
	l->calls_n++;
}

static void
end(struct live *l, const struct day *d, const struct simulate_run *run, uint32_t visit)
{
	const struct simulate_visit *v = &run->visits[visit];
	const long after = visit_after(run, visit);
	const int64_t ticket = l->tickets[v->customer];

	l->in_front[v->counter] = SIMULATE_NONE;
	if (v->ending == SIMULATE_MISSED)
		must(l, COMMAND_ticket_missed, &(const struct ticket_missed){.ticket = ticket},
			NULL);
	else if (after >= 0)
		must(l, COMMAND_ticket_transfer,
			&(const struct ticket_transfer){.ticket = ticket,
				.service = l->services[run->visits[after].service],
				.loses_place = !d->routes[v->service].keeps_place},
			NULL);
	else
		must(l, COMMAND_ticket_finish,
			&(const struct ticket_finish){
				.ticket = ticket, .outcome = SPAN("positive")},
			&(struct ticket_finish_result){0});
}

static void
happen(struct live *l, const struct day *d, const struct simulate_run *run, const struct step *m)
{
	const struct simulate_visit *v = &run->visits[m->of < run->visits_n ? m->of : 0];

	switch (m->kind) {
	case ENDED:
		end(l, d, run, m->of);
		return;
	case LEFT:
		must(l, COMMAND_ticket_leave,
			&(const struct ticket_leave){.ticket = l->tickets[v->customer]}, NULL);
		return;
	case PAUSED:
	case OPENED:
		l->is_on[m->of] = m->kind == OPENED;
		if (m->kind == OPENED)
			must(l, COMMAND_counter_open,
				&(const struct counter_open){.counter = l->counters[m->of]}, NULL);
		else
			must(l, COMMAND_counter_pause,
				&(const struct counter_pause){.counter = l->counters[m->of]}, NULL);
		return;
	case CAME:
		if (visit_before(run, m->of) < 0)
			come(l, d, v);
		return;
	case CALLED:
		call(l, v);
		return;
	case BEGAN:
		must(l, COMMAND_ticket_begin,
			&(const struct ticket_begin){.ticket = l->tickets[v->customer]}, NULL);
		return;
	}
}

static void
nobody_is_left_for_idle_counters(struct live *l)
{
	for (uint32_t c = 0; c < COUNTERS; c++) {
		const struct ticket_next in = {.counter = l->counters[c]};
		struct ticket_next_result out;

		if (!l->is_on[c] || l->in_front[c] != SIMULATE_NONE)
			continue;
		must(l, COMMAND_ticket_next, &in, &out);
		if (out.ticket != 0)
			fail_msg("after call %zu: the live queue has %.*s for %s, the simulator "
				 "nobody",
				l->calls_n, SPAN_PRINT(out.label), counter_names[c]);
		l->nobody_n++;
	}
}

static void
day_play(struct live *l, const struct day *d, const struct simulate_run *run)
{
	const struct steps m = steps_of(d, run, l->home->a);

	for (size_t i = 0; i < m.n; i++) {
		l->home->now_us = m.all[i].at_us;
		happen(l, d, run, &m.all[i]);
		if (i + 1 == m.n || m.all[i + 1].at_us != m.all[i].at_us)
			nobody_is_left_for_idle_counters(l);
	}
	/* Nobody stays overnight. */
	for (size_t i = 0; i < run->visits_n; i++)
		if (run->visits[i].ending == SIMULATE_WAITING)
			must(l, COMMAND_ticket_leave,
				&(const struct ticket_leave){
					.ticket = l->tickets[run->visits[i].customer]},
				NULL);
}

static void
the_simulator_and_the_live_queue_call_the_same_tickets(void **state)
{
	const char *seed = getenv("CYKL_SEED");
	const uint64_t first = seed != NULL ? strtoull(seed, NULL, 10) : 2026;
	struct live l = {.home = *state};
	size_t endings[SIMULATE_ENDING__COUNT] = {0}, agreed_n = 0, sent_on = 0;

	l.home->now_us = BEGIN_US;
	home_load(l.home, files(l.home));
	l.branch = home_branch(l.home, "hall");
	for (int i = 0; i < SERVICES; i++)
		l.services[i] = home_service(l.home, service_names[i]);
	for (int i = 0; i < COUNTERS; i++) {
		l.counters[i] = home_counter(l.home, "hall", counter_names[i]);
		l.in_front[i] = SIMULATE_NONE;
	}
	for (uint64_t day = 0; day < DAYS; day++) {
		const struct simulate_wish wish = {
			.seed = first, .replication = day, .keeps_visits = true};
		struct simulate_run run;
		struct day d;

		day_fill(&d, first + day, BEGIN_US + (int64_t)day * DAY_US + 8 * HOUR_US);
		times_agree(&d, &l);
		if (simulate_run(&run, &d.model, NULL, &wish, l.home->a, &l.home->fault))
			fail_msg("%s", l.home->fault.notes[0]);
		l.tickets = ARENA_ARRAY(l.home->a, int64_t, run.visits_n);
		day_play(&l, &d, &run);
		agreed_n += d.agreed_n;
		for (size_t i = 0; i < run.visits_n; i++) {
			endings[run.visits[i].ending]++;
			sent_on += visit_before(&run, (uint32_t)i) >= 0;
		}
	}
	print_message(
		"%zu calls, %zu times nobody, %zu left, %zu missed, %zu refused, %zu agreed, %zu "
		"sent on\n",
		l.calls_n, l.nobody_n, endings[SIMULATE_LEFT], endings[SIMULATE_MISSED],
		endings[SIMULATE_REFUSED], agreed_n, sent_on);
	/* Something happened of everything. */
	assert_true(l.calls_n > 150 * DAYS);
	assert_true(l.nobody_n > 50 * DAYS);
	assert_true(endings[SIMULATE_LEFT] > 0 && endings[SIMULATE_MISSED] > 0);
	assert_true(l.refused_n > 0 && l.refused_n == endings[SIMULATE_REFUSED]);
	assert_true(agreed_n > DAYS && sent_on > DAYS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		HOME_TEST(the_simulator_and_the_live_queue_call_the_same_tickets),
	};

	return cmocka_run_group_tests_name("simulate", tests, NULL, NULL);
}
