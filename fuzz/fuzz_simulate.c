/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Models made of bytes: whatever they say, a model is refused with a reason or it runs, nobody is
 * lost in it, Little's law holds, and the quick way and the event loop say the same.
 */
#include "base/attributes.h"
#include "input.h"
#include "simulate/simulate.h"

#define THINGS 4
#define PARTS  3

struct bytes {
	const uint8_t *at;
	size_t size;
};

static unsigned
byte(struct bytes *b)
{
	if (b->size == 0)
		return 0;
	b->size--;
	return *b->at++;
}

/* Mostly small, now and then anything. */
static int64_t
number(struct bytes *b)
{
	const unsigned kind = byte(b);
	uint64_t n = 0;

	if (kind < 200)
		return (int64_t)byte(b) * (kind % 8 == 0 ? 1 : 50);
	for (int i = 0; i < 8; i++)
		n = n << 8 | byte(b);
	return (int64_t)n;
}

static double
real(struct bytes *b)
{
	const unsigned kind = byte(b);

	return kind < 250 ? kind / 200. : kind == 250 ? 0. / 0. : kind == 251 ? 1e300 : -1;
}

struct made {
	struct simulate_place places[THINGS];
	struct simulate_service services[THINGS];
	struct simulate_counter counters[THINGS];
	struct simulate_source sources[THINGS];
	struct simulate_span spans[2 * THINGS][PARTS];
	struct simulate_route routes[THINGS][PARTS];
	struct simulate_rate rates[THINGS][PARTS];
	struct simulate_waiting waiting[THINGS];
	struct simulate_serving serving[THINGS];
	uint32_t skills[THINGS][PARTS];
	int64_t times[THINGS][PARTS], values[PARTS];
	struct queue_turn turns[THINGS];
	struct simulate_model model;
	struct simulate_start start;
};

static uint32_t
which(struct bytes *b)
{
	const unsigned n = byte(b);

	return n > 240 ? SIMULATE_NONE : n % (THINGS + 1) % THINGS;
}

static struct draw
some_draw(struct bytes *b, const struct made *m)
{
	return (struct draw){.kind = byte(b) % 8,
		.phases = byte(b) % 5,
		.mean_us = byte(b) < 250 ? byte(b) * 10 : real(b),
		.variation = real(b) * 2,
		.values_us = m->values,
		.values_n = byte(b) % (PARTS + 1)};
}

static size_t
spans_fill(struct simulate_span *spans, struct bytes *b)
{
	const size_t n = byte(b) % 8 < 5 ? 0 : byte(b) % (PARTS + 1);
	int64_t at_us = 0;

	for (size_t i = 0; i < n; i++) {
		spans[i].from_us = at_us += number(b) % 5000;
		spans[i].until_us = at_us += number(b) % 5000;
	}
	return n;
}

static void
services_fill(struct made *m, struct bytes *b)
{
	for (size_t i = 0; i < m->model.services_n; i++) {
		struct simulate_service *s = &m->services[i];

		*s = (struct simulate_service){.place = which(b),
			.duration = some_draw(b, m),
			.walking = some_draw(b, m),
			.patience = some_draw(b, m),
			.rest = byte(b) < 128 ? (struct draw){0} : some_draw(b, m),
			.no_show = real(b) / 2,
			.comes_within_us = number(b),
			.capacity = byte(b) < 128 ? 0 : (int)number(b),
			.routes = m->routes[i],
			.routes_n = byte(b) % (PARTS + 1)};
		for (size_t r = 0; r < s->routes_n; r++)
			m->routes[i][r] =
				(struct simulate_route){real(b) / 2, which(b), byte(b) % 2 == 1};
	}
}

static void
sources_fill(struct made *m, struct bytes *b)
{
	for (size_t i = 0; i < m->model.sources_n; i++) {
		struct simulate_source *s = &m->sources[i];
		int64_t at_us = 0;

		*s = (struct simulate_source){.service = which(b),
			.class_ = (int)(byte(b) % 20) - 1,
			.rates = m->rates[i],
			.times_us = m->times[i],
			.early = some_draw(b, m),
			.stays_away = real(b),
			.is_agreed = byte(b) % 4 == 0};
		if (s->is_agreed || byte(b) % 2 == 0)
			s->times_n = byte(b) % (PARTS + 1);
		else
			s->rates_n = byte(b) % (PARTS + 1);
		for (size_t k = 0; k < PARTS; k++) {
			at_us += number(b) % 20000;
			m->times[i][k] = at_us;
			m->rates[i][k] = (struct simulate_rate){at_us, real(b) / 500};
		}
	}
}

static void
start_fill(struct made *m, struct bytes *b)
{
	m->start = (struct simulate_start){.waiting = m->waiting,
		.waiting_n = byte(b) % (THINGS + 1),
		.serving = m->serving,
		.serving_n = byte(b) % (THINGS + 1),
		.turns = byte(b) % 2 == 0 ? m->turns : NULL};
	for (size_t i = 0; i < THINGS; i++) {
		m->waiting[i] = (struct simulate_waiting){.ticket = number(b),
			.service = which(b),
			.for_counter = byte(b) < 128 ? SIMULATE_NONE : which(b),
			.class_ = byte(b) % 3,
			.came_us = m->model.from_us - number(b) % 9000,
			.place_us = m->model.from_us - number(b) % 9000,
			.appointment_us = byte(b) < 200 ? 0 : number(b)};
		m->serving[i] = (struct simulate_serving){.counter = (uint32_t)i,
			.service = which(b),
			.class_ = byte(b) % 3,
			.came_us = m->model.from_us - 9000,
			.called_us = m->model.from_us - number(b) % 9000,
			.began_us = byte(b) < 128 ? 0 : m->model.from_us - number(b) % 9000};
		m->turns[i].calls[0] = (int)number(b) % 100;
	}
}

static void
made_fill(struct made *m, struct bytes *b)
{
	m->model = (struct simulate_model){.places = m->places,
		.services = m->services,
		.counters = m->counters,
		.sources = m->sources,
		.places_n = 1 + byte(b) % THINGS,
		.services_n = 1 + byte(b) % THINGS,
		.counters_n = byte(b) % (THINGS + 1),
		.sources_n = byte(b) % (THINGS + 1),
		.from_us = number(b),
		.ends_sharply = byte(b) % 2 == 0};
	m->model.until_us = m->model.from_us < INT64_MAX / 2 ? m->model.from_us + byte(b) * 200 : 0;
	for (int i = 0; i < PARTS; i++)
		m->values[i] = number(b) + (i > 0 ? m->values[i - 1] % 1000 : 0);
	for (size_t i = 0; i < THINGS; i++) {
		m->places[i] = (struct simulate_place){.rules = {.classes_n = byte(b) % 18,
							       .up_to = {byte(b) % 3, byte(b) % 3},
							       .early_us = number(b)},
			.open = m->spans[i],
			.open_n = spans_fill(m->spans[i], b)};
		m->counters[i] = (struct simulate_counter){.place = which(b),
			.services = m->skills[i],
			.services_n = byte(b) % 4 != 3 ? 0 : byte(b) % (PARTS + 1),
			.pace = byte(b) < 200 ? 0 : real(b),
			.shifts = m->spans[THINGS + i],
			.shifts_n = spans_fill(m->spans[THINGS + i], b)};
		for (int k = 0; k < PARTS; k++)
			m->skills[i][k] = which(b);
	}
	services_fill(m, b);
	sources_fill(m, b);
	start_fill(m, b);
}

static void
run_hold(const struct made *m, const struct simulate_run *run, bool keeps_visits)
{
	uint64_t came = 0, ended[SIMULATE_ENDING__COUNT] = {0};

	MUST_HOLD(run->little_error == 0);
	MUST_HOLD(run->ended_us >= m->model.from_us);
	for (size_t i = 0; i < run->visits_n; i++) {
		const struct simulate_visit *v = &run->visits[i];

		MUST_HOLD(v->ending < SIMULATE_ENDING__COUNT);
		MUST_HOLD((v->called_us == INT64_MIN) == (v->counter == SIMULATE_NONE));
		MUST_HOLD(v->called_us == INT64_MIN || v->called_us >= v->came_us);
		MUST_HOLD(v->began_us == INT64_MIN || v->began_us >= v->called_us);
		MUST_HOLD(v->ended_us == INT64_MIN || v->ended_us >= v->came_us);
		ended[v->ending]++;
	}
	for (size_t s = 0; s < m->model.services_n; s++) {
		const struct simulate_tally *t = &run->tallies[s];

		came += t->came_n;
		MUST_HOLD(t->called_n + t->left_n + t->refused_n <= t->came_n);
		MUST_HOLD(t->served_n + t->missed_n <= t->called_n);
		ended[SIMULATE_LEFT] -= keeps_visits ? t->left_n : 0;
	}
	MUST_HOLD(!keeps_visits || (came == run->visits_n && ended[SIMULATE_LEFT] == 0));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct bytes b = {bytes, size};
	const struct simulate_wish keeps = {.seed = size, .keeps_visits = true},
				   bare = {.seed = size};
	struct made *m = ARENA_NEW(a, struct made);
	struct simulate_run run, again;
	struct fault fault = {0};

	made_fill(m, &b);
	if (simulate_run(&run, &m->model, &m->start, &keeps, a, &fault)) {
		MUST_HOLD(fault.notes_n > 0);
		MUST_HOLD(fault.code == FAULT_BAD_INPUT || fault.code == FAULT_TOO_BIG);
		m->start = (struct simulate_start){0};
		if (simulate_run(&run, &m->model, &m->start, &keeps, a, &fault))
			return 0;
	}
	run_hold(m, &run, true);
	MUST_HOLD(!simulate_run(&again, &m->model, &m->start, &bare, a, &fault));
	run_hold(m, &again, false);
	MUST_HOLD(again.events_n == run.events_n && again.ended_us == run.ended_us);
	for (size_t s = 0; s < m->model.services_n; s++)
		MUST_HOLD(run.tallies[s].waited_us == again.tallies[s].waited_us &&
			  run.tallies[s].served_us == again.tallies[s].served_us);
	return 0;
}
