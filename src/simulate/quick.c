/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plain lines need no agenda. Where customers are called in the order in which they joined, by any
 * of c counters, the next one is called when it is there and the first counter is free (Kiefer and
 * Wolfowitz 1955): all there is to know of a line is when each counter will be free, c numbers in
 * order. Whoever's patience ends before that has left, and took nobody's time. The counter that is
 * taken has been free longest, and what it did before ended before anything that is not yet known:
 * so the ends come out in order, too, and are the arrivals of the next line.
 *
 *	source ─▶ line ─▶ line ─▶ …     a few hundred customers at a time from line to line
 *
 * A key is a time after the model's beginning, the counter, and whether the customer goes on; the
 * least key is the counter that calls next. Draws come from the same streams in the same order as
 * in the event loop, and so do all figures; a test holds the two against each other.
 *
 * Not here: anything that looks at the line as a whole (classes, skills, capacity), shifts, rests,
 *paces, a start with people, a sharp end, visits. Times beyond 35 years are left to the event loop
 *as well.
 */
#include "simulate/exponential.h"
#include "simulate/inside.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK	      512
#define COUNTER_BITS  10
#define KEY_SHIFT     (COUNTER_BITS + 1)
#define COUNTERS_MOST (1 << COUNTER_BITS)
#define SORTED_MOST   24 /* so many keys are kept sorted, more as a heap */
#define TIME_BITS     50
#define TAKES_BITS    41 /* a block of so long services keeps within the key */
#define AT_ALL_TIMES  (INT64_C(1) << 53)

struct quick {
	const struct simulate_service *service;
	struct simulate_tally *tally;
	uint32_t next;	/* the service to go on to */
	double goes_on; /* the chance of it */
	struct brought_streams streams;
	int64_t *keys; /* n, ascending (or a heap), and one above all */
	size_t n;
	unsigned __int128 waited, waited_called, served, area;
	int64_t last; /* somebody left or was done */
};

struct block {
	size_t n;
	int64_t came[BLOCK], takes[BLOCK], patience[BLOCK];
	int64_t goes[BLOCK], misses[BLOCK]; /* 0 or 1 */
};

/* ---- What customers bring along ---- */

static int64_t
draws_take(const struct draw *draw, struct random_stream *stream, int64_t *into, size_t n)
{
	struct random_stream mine = *stream;
	int64_t any = 0;

	if (draw->kind == DRAW_EXPONENTIAL) {
		for (size_t i = 0; i < n; i++) {
			into[i] = (int64_t)(draw->mean_us * exponential_take(&mine) + 0.5);
			any |= into[i];
		}
	} else {
		for (size_t i = 0; i < n; i++) {
			into[i] = draw_take(draw, &mine);
			if (into[i] > LASTS_MOST_US)
				into[i] = LASTS_MOST_US;
			any |= into[i];
		}
	}
	*stream = mine;
	return any;
}

static void
chances_take(double chance, struct random_stream *stream, int64_t *into, size_t n)
{
	if (chance == 0 || chance == 1) { /* nobody else asks this stream */
		for (size_t i = 0; i < n; i++)
			into[i] = chance == 1;
		return;
	}
	for (size_t i = 0; i < n; i++)
		into[i] = random_unit(stream) < chance;
}

/* False: a service takes too long for keys. */
static bool
block_draw(struct block *b, struct quick *q)
{
	const struct simulate_service *service = q->service;
	int64_t any =
		draws_take(&service->duration, &q->streams.of[BROUGHT_DURATION], b->takes, b->n);

	if (service->patience.kind != DRAW_NONE)
		(void)draws_take(
			&service->patience, &q->streams.of[BROUGHT_PATIENCE], b->patience, b->n);
	if (service->walking.kind != DRAW_NONE) {
		any |= draws_take(
			&service->walking, &q->streams.of[BROUGHT_WALKING], b->goes, b->n);
		for (size_t i = 0; i < b->n; i++)
			b->takes[i] += b->goes[i];
	}
	for (size_t i = 0; i < b->n; i++)
		b->takes[i] = b->takes[i] > 0 ? b->takes[i] : 1;
	chances_take(q->goes_on, &q->streams.of[BROUGHT_ROUTING], b->goes, b->n);
	chances_take(service->no_show, &q->streams.of[BROUGHT_SHOWING], b->misses, b->n);
	if (service->no_show > 0) {
		any |= service->comes_within_us;
		for (size_t i = 0; i < b->n; i++)
			if (b->misses[i]) {
				b->takes[i] =
					service->comes_within_us > 0 ? service->comes_within_us : 1;
				b->goes[i] = 0;
			}
	}
	return any >> TAKES_BITS == 0;
}

/* ---- When counters are free ---- */

/* The least key gives way to a new one that is not less. Without a branch: each place holds the
 * middle one of its old key, the next old key and the new one. */
static inline void
sorted_replace(int64_t *keys, size_t n, int64_t key)
{
	keys[0] = keys[1] < key ? keys[1] : key;
	for (size_t i = 1; i < n; i++) {
		const int64_t next = keys[i + 1] < key ? keys[i + 1] : key;

		keys[i] = keys[i] > next ? keys[i] : next;
	}
}

static void
heap_replace(int64_t *keys, size_t n, int64_t key)
{
	size_t at = 0;

	for (size_t child = 1; child < n; child = 2 * at + 1) {
		child += child + 1 < n && keys[child + 1] < keys[child];
		if (keys[child] >= key)
			break;
		keys[at] = keys[child];
		at = child;
	}
	keys[at] = key;
}

/* ---- A block through a line ---- */

struct sums {
	int64_t waited, waited_called, served, last, came, gone; /* from the line */
	size_t called, missed, out;
};

static inline __attribute__((always_inline)) void
line_work(struct sums *ret, int64_t *keys, size_t n, const struct block *b, int64_t *out,
	bool is_sorted, bool has_patience)
{
	struct sums s = {.last = ret->last};

	for (size_t i = 0; i < b->n; i++) {
		const int64_t came = b->came[i], top = keys[0], free = top >> KEY_SHIFT,
			      called = came > free ? came : free,
			      gives_up = has_patience ? came + b->patience[i] : AT_ALL_TIMES * 2;
		const bool left = has_patience && gives_up < called;
		const int64_t done = called + b->takes[i], gone = left ? gives_up : called,
			      end = left ? gives_up : done,
			      key = done << KEY_SHIFT | (top & (2 * COUNTERS_MOST - 2)) |
				    b->goes[i],
			      stays = (int64_t)left - 1; /* all ones: was called */

		s.came += came;
		s.gone += gone;
		s.waited += gone - came;
		s.waited_called += (called - came) & stays;
		s.served += b->takes[i] & stays;
		s.called += !left;
		s.missed += b->misses[i] & stays;
		s.last = end > s.last ? end : s.last;
		out[s.out] = free;
		s.out += top & 1 & stays;
		if (is_sorted)
			sorted_replace(keys, n, left ? top : key);
		else
			heap_replace(keys, n, left ? top : key);
	}
	*ret = s;
}

/* Feeds a block to the line; how many times are in `out` (as many as in the block at most). */
static size_t
quick_work(struct quick *q, const struct block *b, int64_t *out)
{
	const bool has_patience = q->service->patience.kind != DRAW_NONE;
	struct sums s = {.last = q->last};

	if (q->n > SORTED_MOST)
		line_work(&s, q->keys, q->n, b, out, false, has_patience);
	else if (has_patience)
		line_work(&s, q->keys, q->n, b, out, true, true);
	else
		line_work(&s, q->keys, q->n, b, out, true, false);
	q->waited += (uint64_t)s.waited;
	q->waited_called += (uint64_t)s.waited_called;
	q->served += (uint64_t)s.served;
	q->area += (unsigned __int128)s.gone - (unsigned __int128)s.came;
	q->last = s.last;
	q->tally->came_n += b->n;
	q->tally->called_n += s.called;
	q->tally->missed_n += s.missed;
	return s.out;
}

static int
upwards(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* ---- A chain of lines ---- */

struct chain {
	struct quick **lines;
	size_t n;
	struct block block;
	int64_t out[BLOCK];
};

/* The customers in the block join line `from`, and go on from there. False: too long for keys. */
static bool
chain_feed(struct chain *chain, size_t from)
{
	struct block *b = &chain->block;

	for (size_t i = from; i < chain->n && b->n > 0; i++) {
		struct quick *q = chain->lines[i];

		if (b->came[b->n - 1] >> TIME_BITS != 0 || q->last >> TIME_BITS != 0 ||
			!block_draw(b, q))
			return false;
		b->n = quick_work(q, b, chain->out);
		memcpy(b->came, chain->out, b->n * sizeof *b->came);
	}
	return true;
}

/* Nobody comes any more: those at the counters of each line are done, one line after the other. */
static bool
chain_drain(struct chain *chain)
{
	struct block *b = &chain->block;

	for (size_t i = 0; i < chain->n; i++) {
		const struct quick *q = chain->lines[i];

		qsort(q->keys, q->n, sizeof *q->keys, upwards);
		b->n = 0;
		for (size_t k = 0; k < q->n; k++) {
			if (q->keys[k] & 1)
				b->came[b->n++] = q->keys[k] >> KEY_SHIFT;
			if (b->n == BLOCK || k + 1 == q->n) {
				if (!chain_feed(chain, i + 1))
					return false;
				b->n = 0;
			}
		}
	}
	return true;
}

static bool
chain_run(struct chain *chain, const struct world *w, size_t source, uint64_t *ret_came)
{
	struct block *b = &chain->block;
	struct coming coming;
	size_t n;

	coming_begin(&coming, w->model, source, w->wish, w->arena);
	do {
		n = coming_fill(&coming, w->model, b->came, BLOCK);
		for (size_t i = 0; i < n; i++)
			b->came[i] -= w->model->from_us;
		b->n = n;
		*ret_came += n;
		if (*ret_came > CUSTOMERS_MOST || !chain_feed(chain, 0))
			return false;
	} while (n == BLOCK);
	return chain_drain(chain);
}

/* ---- Is a model plain? ---- */

static bool
service_is_plain(const struct simulate_service *service)
{
	return service->capacity == 0 && service->rest.kind == DRAW_NONE &&
	       service->routes_n <= 1 &&
	       (service->routes_n == 0 || !service->routes[0].keeps_place);
}

/* Each service has a place of its own, the counters of it always call, and one source or one other
 * service feeds it. */
static bool
is_plain(const struct simulate_model *model, struct arena *a)
{
	size_t *services_n = ARENA_ARRAY(a, size_t, model->places_n),
	       *counters_n = ARENA_ARRAY(a, size_t, model->places_n),
	       *feeds_n = ARENA_ARRAY(a, size_t, model->services_n);
	bool is = !model->ends_sharply;

	for (size_t i = 0; i < model->places_n; i++)
		is &= model->places[i].open_n == 0 && model->places[i].rules.classes_n <= 1;
	for (size_t i = 0; i < model->services_n; i++) {
		const struct simulate_service *service = &model->services[i];

		is &= service_is_plain(service) && ++services_n[service->place] == 1;
		if (service->routes_n > 0 && service->routes[0].service != SIMULATE_NONE)
			feeds_n[service->routes[0].service]++;
	}
	for (size_t i = 0; i < model->counters_n; i++) {
		is &= model->counters[i].shifts_n == 0 && model->counters[i].services_n == 0 &&
		      (model->counters[i].pace == 0 || model->counters[i].pace == 1);
		counters_n[model->counters[i].place]++;
	}
	for (size_t i = 0; i < model->sources_n; i++) {
		is &= !model->sources[i].is_agreed;
		feeds_n[model->sources[i].service]++;
	}
	for (size_t i = 0; i < model->places_n; i++)
		is &= counters_n[i] > 0 && counters_n[i] <= COUNTERS_MOST;
	for (size_t i = 0; i < model->services_n; i++)
		is &= feeds_n[i] <= 1;
	return is;
}

/* ---- A run ---- */

static struct quick *
lines_fill(const struct world *w, struct simulate_tally *tallies)
{
	const struct simulate_model *model = w->model;
	struct quick *lines = ARENA_ARRAY(w->arena, struct quick, model->services_n);
	size_t *counters_n = ARENA_ARRAY(w->arena, size_t, model->places_n);

	for (size_t i = 0; i < model->counters_n; i++)
		counters_n[model->counters[i].place]++;
	for (size_t i = 0; i < model->services_n; i++) {
		const struct simulate_service *service = &model->services[i];
		struct quick *q = &lines[i];

		*q = (struct quick){.service = service,
			.tally = &tallies[i],
			.next = service->routes_n > 0 ? service->routes[0].service : SIMULATE_NONE,
			.n = counters_n[service->place]};
		q->goes_on = q->next != SIMULATE_NONE ? service->routes[0].chance : 0;
		brought_begin(&q->streams, w->wish, i);
		q->keys = ARENA_ARRAY(w->arena, int64_t, q->n + 1);
		for (size_t k = 0; k < q->n; k++)
			q->keys[k] = (int64_t)k << 1;
		q->keys[q->n] = INT64_MAX;
	}
	return lines;
}

static void
result_fill(struct simulate_run *ret, const struct world *w, const struct quick *lines)
{
	for (size_t i = 0; i < w->model->services_n; i++) {
		const struct quick *q = &lines[i];
		struct simulate_tally *tally = q->tally;

		tally->left_n = tally->came_n - tally->called_n;
		tally->served_n = tally->called_n - tally->missed_n;
		tally->waited_us = (double)q->waited;
		tally->waited_called_us = (double)q->waited_called;
		tally->served_us = (double)q->served;
		tally->line_us = (double)q->area;
		if (q->area != q->waited)
			ret->little_error = 1;
		ret->events_n += tally->came_n;
		if (w->model->from_us + q->last > ret->ended_us)
			ret->ended_us = w->model->from_us + q->last;
	}
}

bool
quick_run(struct simulate_run *ret, const struct simulate_model *model,
	const struct simulate_start *start, const struct simulate_wish *wish, struct arena *a)
{
	const struct arena_mark mark = arena_mark(a);
	const struct world w = {.model = model, .wish = wish, .arena = a};
	struct simulate_run run = {.ended_us = model->from_us};
	struct chain chain = {.n = 0};
	struct quick *lines;

	if (wish->keeps_visits ||
		(start != NULL && (start->waiting_n > 0 || start->serving_n > 0)) ||
		!is_plain(model, a))
		return false;
	run.tallies = ARENA_ARRAY(a, struct simulate_tally, model->services_n);
	lines = lines_fill(&w, run.tallies);
	chain.lines = ARENA_ARRAY(a, struct quick *, model->services_n);
	for (size_t i = 0; i < model->sources_n; i++) {
		chain.n = 0;
		for (uint32_t s = model->sources[i].service; s != SIMULATE_NONE; s = lines[s].next)
			chain.lines[chain.n++] = &lines[s];
		if (!chain_run(&chain, &w, i, &run.events_n)) {
			arena_rewind(a, mark);
			return false;
		}
	}
	result_fill(&run, &w, lines);
	*ret = run;
	return true;
}
