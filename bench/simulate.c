/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Customers per second of the simulator against SimPy (bench/simulate.py), a bare loop in C written
 * by hand for the one model, and the bare heap that such a loop stands on.
 *
 *	bench_simulate [SIMPY]        SIMPY: what bench/simulate.py printed, some times over
 *
 * Two models: M/M/10 at 0.9, and five such stages one behind the other, left by who has no patience
 * any more. Ours runs by the quick way, and by the event loop, which any model can take (a shift
 * that never ends makes it do so). All in turns, the median of RUNS, in processor time but for the
 * threads. Prints a table in Markdown.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/attributes.h"
#include "base/crew.h"
#include "simulate/simulate.h"

#define RUNS	  7
#define CUSTOMERS 1000000
#define SECOND	  1e6
#define SERVERS	  10
#define STAGES	  5

/* ---- Times ---- */

static double
seconds_of(clockid_t clock)
{
	struct timespec t;

	(void)clock_gettime(clock, &t); /* cannot fail with these clocks */
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Of the processor: what others do on the machine is not counted. */
static double
seconds(void)
{
	return seconds_of(CLOCK_PROCESS_CPUTIME_ID);
}

static int
upwards(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
median(double *values, size_t n)
{
	qsort(values, n, sizeof *values, upwards);
	return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

/* ---- The models ---- */

struct line_model {
	struct simulate_place places[STAGES];
	struct simulate_service services[STAGES];
	struct simulate_route routes[STAGES];
	struct simulate_counter counters[STAGES * SERVERS];
	struct simulate_span shift;
	struct simulate_rate rate;
	struct simulate_source source;
	struct simulate_model model;
};

static void
model_fill(
	struct line_model *m, uint32_t stages, bool has_patience, bool has_shifts, double customers)
{
	*m = (struct line_model){.rate = {0, 9 / SECOND}};
	m->model = (struct simulate_model){.places = m->places,
		.services = m->services,
		.counters = m->counters,
		.sources = &m->source,
		.places_n = stages,
		.services_n = stages,
		.counters_n = stages * SERVERS,
		.sources_n = 1,
		.until_us = (int64_t)(customers / 9 * SECOND)};
	m->source = (struct simulate_source){.rates = &m->rate, .rates_n = 1};
	m->shift = (struct simulate_span){0, INT64_C(1) << 60};
	for (uint32_t i = 0; i < stages; i++) {
		m->services[i] = (struct simulate_service){
			.place = i, .duration = {.kind = DRAW_EXPONENTIAL, .mean_us = SECOND}};
		if (has_patience)
			m->services[i].patience =
				(struct draw){.kind = DRAW_EXPONENTIAL, .mean_us = 2 * SECOND};
		m->routes[i] = (struct simulate_route){.chance = 1, .service = i + 1};
		m->services[i].routes = &m->routes[i];
		m->services[i].routes_n = i + 1 < stages;
	}
	for (uint32_t i = 0; i < stages * SERVERS; i++)
		m->counters[i] = (struct simulate_counter){
			.place = i / SERVERS, .shifts = &m->shift, .shifts_n = has_shifts ? 1 : 0};
}

struct speed {
	double customers, events, seconds;
};

static struct speed
ours(uint32_t stages, bool has_patience, bool has_shifts, double customers, uint64_t run_number)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct simulate_wish wish = {.seed = 1, .replication = run_number};
	struct simulate_run run;
	struct fault fault = {0};
	struct line_model m;
	double begun;

	model_fill(&m, stages, has_patience, has_shifts, customers);
	begun = seconds();
	if (simulate_run(&run, &m.model, NULL, &wish, a, &fault)) {
		fault_print(&fault, stderr);
		exit(2);
	}
	return (struct speed){
		(double)run.tallies[0].came_n, (double)run.events_n, seconds() - begun};
}

/* ---- The bare heap ---- */

struct entry {
	double at;
	uint32_t what, of;
};

struct heap {
	struct entry entries[1 << 20];
	size_t n;
};

static void
heap_put(struct heap *heap, struct entry entry)
{
	size_t at = heap->n++;

	for (; at > 0 && entry.at < heap->entries[(at - 1) / 2].at; at = (at - 1) / 2)
		heap->entries[at] = heap->entries[(at - 1) / 2];
	heap->entries[at] = entry;
}

static struct entry
heap_take(struct heap *heap)
{
	const struct entry first = heap->entries[0], last = heap->entries[--heap->n];
	size_t at = 0;

	for (size_t child; (child = 2 * at + 1) < heap->n; at = child) {
		child += child + 1 < heap->n &&
			 heap->entries[child + 1].at < heap->entries[child].at;
		if (last.at <= heap->entries[child].at)
			break;
		heap->entries[at] = heap->entries[child];
	}
	heap->entries[at] = last;
	return first;
}

static struct heap heap; /* a megabyte or sixteen; of this program's one thread */

/* Hold: take the first and put it back later, as an event loop does. Pairs per second. */
static double
heap_rate(size_t entries)
{
	static double ahead[4096];
	struct random_stream stream = random_seeded(1);
	const size_t pairs = 4000000;
	double begun;

	for (size_t i = 0; i < array_length(ahead); i++)
		ahead[i] = random_exponential(&stream, 1);
	heap.n = 0;
	for (size_t i = 0; i < entries; i++)
		heap_put(&heap, (struct entry){.at = ahead[i]});
	begun = seconds();
	for (size_t i = 0; i < pairs; i++) {
		struct entry first = heap_take(&heap);

		first.at += ahead[i % array_length(ahead)];
		heap_put(&heap, first);
	}
	return (double)pairs / (seconds() - begun);
}

/* ---- A loop by hand ---- */

enum { COMES, DONE, LEAVES };

struct hand_line {
	double came[1 << 16]; /* a ring */
	uint32_t customer[1 << 16];
	size_t head, n;
	int free;
};

struct hand {
	struct random_stream stream;
	struct hand_line lines[STAGES];
	uint32_t stages;
	double patience, waited;
	uint64_t left_n;
};

static double
hand_draw(struct hand *h, double mean)
{
	return -mean * log1p(-random_unit(&h->stream));
}

static void
hand_join(struct hand *h, uint32_t stage, double now)
{
	struct hand_line *line = &h->lines[stage];

	if (line->free > 0) {
		line->free--;
		heap_put(&heap, (struct entry){now + hand_draw(h, 1), DONE, stage});
		return;
	}
	const size_t at = (line->head + line->n++) & 0xffff;
	line->came[at] = now;
	/* Patience is looked at when its turn comes; until then it lies beside the time. */
	line->customer[at] =
		h->patience > 0 ? (uint32_t)(hand_draw(h, h->patience) * 1e6) : UINT32_MAX;
}

static void
hand_done(struct hand *h, uint32_t stage, double now)
{
	struct hand_line *line = &h->lines[stage];

	line->free++;
	while (line->n > 0) {
		const size_t at = line->head++ & 0xffff;

		line->n--;
		if (h->patience > 0 && line->came[at] + line->customer[at] / 1e6 < now) {
			h->left_n++;
			continue;
		}
		h->waited += now - line->came[at];
		line->free--;
		heap_put(&heap, (struct entry){now + hand_draw(h, 1), DONE, stage});
		break;
	}
	if (stage + 1 < h->stages)
		hand_join(h, stage + 1, now);
}

static struct speed
by_hand(uint32_t stages, double patience, double customers)
{
	static struct hand h;
	const double begun = seconds();
	double came = 0;

	memset(&h, 0, sizeof h);
	h.stream = random_seeded(1);
	h.stages = stages;
	h.patience = patience;
	for (uint32_t i = 0; i < stages; i++)
		h.lines[i].free = SERVERS;
	heap.n = 0;
	heap_put(&heap, (struct entry){0, COMES, 0});
	while (heap.n > 0) {
		const struct entry e = heap_take(&heap);

		if (e.what == DONE) {
			hand_done(&h, e.of, e.at);
			continue;
		}
		if (++came < customers)
			heap_put(&heap, (struct entry){e.at + hand_draw(&h, 1.0 / 9), COMES, 0});
		hand_join(&h, 0, e.at);
	}
	return (struct speed){came, 0, seconds() - begun};
}

/* ---- Replications ---- */

static void
tell(void *with, const struct simulate_model *model, const struct simulate_run *run, double *ret)
{
	(void)with;
	(void)model;
	ret[0] = run->tallies[0].waited_us / (double)run->tallies[0].came_n;
}

static double
replications(unsigned hands)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct simulate_plan plan = {.seed = 1, .least = 32, .hands = hands};
	struct simulate_figure figure;
	struct fault fault = {0};
	struct line_model m;
	double begun;

	model_fill(&m, STAGES, true, false, CUSTOMERS / 4);
	begun = seconds_of(CLOCK_MONOTONIC);
	if (simulate_replicate(&figure, 1, &m.model, NULL, NULL, &plan, tell, NULL, a, &fault)) {
		fault_print(&fault, stderr);
		exit(2);
	}
	return seconds_of(CLOCK_MONOTONIC) - begun;
}

/* ---- The table ---- */

enum {
	SINGLE,
	TANDEM,
	SINGLE_LOOP,
	TANDEM_LOOP,
	SINGLE_HAND,
	TANDEM_HAND,
	HEAP_16,
	HEAP_64,
	ONE,
	TWO,
	RATES
};

static void
round_run(double rates[RATES][RUNS], double events[RATES], int r)
{
	const struct speed speeds[] = {
		ours(1, false, false, CUSTOMERS, (uint64_t)r),
		ours(STAGES, true, false, CUSTOMERS / 2, (uint64_t)r),
		ours(1, false, true, CUSTOMERS / 2, (uint64_t)r),
		ours(STAGES, true, true, CUSTOMERS / 8, (uint64_t)r),
		by_hand(1, 0, CUSTOMERS / 2),
		by_hand(STAGES, 2, CUSTOMERS / 8),
	};

	for (size_t i = 0; i < array_length(speeds); i++) {
		rates[i][r] = speeds[i].customers / speeds[i].seconds;
		events[i] = speeds[i].events / speeds[i].customers;
	}
	rates[HEAP_16][r] = heap_rate(16);
	rates[HEAP_64][r] = heap_rate(64);
	rates[ONE][r] = 1 / replications(1);
	rates[TWO][r] = 1 / replications(2);
}

static double
simpy_rate(const char *path, const char *model)
{
	FILE *in = fopen(path, "r");
	double rates[64], customers, took;
	char name[32];
	size_t n = 0;

	while (in != NULL && n < array_length(rates) &&
		fscanf(in, "%31s %lf %lf", name, &customers, &took) == 3)
		if (strcmp(name, model) == 0)
			rates[n++] = customers / took;
	if (in != NULL)
		(void)fclose(in); /* only read */
	return n > 0 ? median(rates, n) : NAN;
}

static void
line_print(const char *what, double rate, double peer, double goal, double floor)
{
	printf("| %s | %.3g | %.3g | %.2f × | ", what, rate, peer, rate / peer);
	if (goal > 0)
		printf("%g | %g |\n", goal, floor);
	else
		printf("– | – |\n");
}

int
main(int arguments_n, char **arguments)
{
	static double rates[RATES][RUNS];
	double events[RATES] = {0}, m[RATES];

	for (int r = -1; r < RUNS; r++) /* the first is not kept, so that all are warm */
		round_run(rates, events, r < 0 ? 0 : r);
	for (size_t i = 0; i < RATES; i++)
		m[i] = median(rates[i], RUNS);
	printf("| what, a second | ours | peer | ratio | goal | floor |\n| --- | --- | --- | --- | "
	       "--- | --- "
	       "|\n");
	if (arguments_n > 1) {
		const double single = simpy_rate(arguments[1], "single"),
			     tandem = simpy_rate(arguments[1], "tandem");

		line_print("customers, M/M/10 at 0.9: SimPy 3", m[SINGLE], single, 90, 50);
		line_print("customers, five stages: SimPy 3", m[TANDEM], tandem, 90, 50);
		line_print("… M/M/10 by the event loop: SimPy 3", m[SINGLE_LOOP], single, 90, 50);
		line_print(
			"… five stages by the event loop: SimPy 3", m[TANDEM_LOOP], tandem, 90, 50);
	}
	line_print("events, M/M/10: pop+push of a heap with 16", m[SINGLE] * events[SINGLE],
		m[HEAP_16], 0.7, 0.4);
	line_print("events, five stages: pop+push of a heap with 64", m[TANDEM] * events[TANDEM],
		m[HEAP_64], 0.45, 0.25);
	line_print("… M/M/10 by the event loop: heap with 16", m[SINGLE_LOOP] * events[SINGLE_LOOP],
		m[HEAP_16], 0.7, 0.4);
	line_print("… five stages by the event loop: heap with 64",
		m[TANDEM_LOOP] * events[TANDEM_LOOP], m[HEAP_64], 0.45, 0.25);
	line_print("customers, M/M/10: a loop in C by hand", m[SINGLE], m[SINGLE_HAND], 0, 0);
	line_print("customers, five stages: a loop in C by hand", m[TANDEM], m[TANDEM_HAND], 0, 0);
	line_print("replications, two threads: one thread", m[TWO], m[ONE], 1.95, 1.8);
	return 0;
}
