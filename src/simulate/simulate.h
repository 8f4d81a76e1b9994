/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The event loop of the twin: customers who come, wait in places, are called by counters as the
 * live queue decides (queue/queue.h, the same pure rules), give up, go on to the next service.
 * Pure: no store, no clock, nothing kept. The same model, seed and replication give the same run,
 * on any number of threads.
 *
 *	model ──┐
 *	start ──┼─▶ simulate_run (one replication) ─▶ visits, tallies
 *	seed  ──┘   simulate_replicate (many, on all processors) ─▶ figures with intervals
 *
 * Times are microseconds on one axis with no zone: of a fitted branch, UTC. At one time what ends
 * comes before what begins: counters are done (by their number), patience ends (by order of
 * joining), shifts begin, customers come (by number of the source). A customer who joins while
 * counters are idle is called by the one that has been idle longest, of equals by the first. A call
 * takes a counter for a microsecond at least, so that time moves on.
 *
 * Random numbers: a stream for each replication, source or service, and purpose (arrivals,
 * duration, patience, routing …); what belongs to a customer is drawn when the customer joins a
 * service, in the order of joining, so that scenarios with common arrivals meet the same customers.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/fault.h"
#include "queue/queue.h"
#include "simulate/agenda.h"
#include "simulate/coming.h"
#include "simulate/draw.h"

#define SIMULATE_NONE	       UINT32_MAX
#define SIMULATE_SERVICES_MOST 64 /* of one place */

/* ---- The model: flat arrays, all borrowed ---- */

struct simulate_span {
	int64_t from_us, until_us; /* [from, until) */
};

/* Where customers wait together and counters call them: a branch, or a stage of it. */
struct simulate_place {
	const char *name;
	struct queue_rules rules; /* no classes: one */
	const struct simulate_span
		*open; /* when customers may come in; ascending; none: always.
			  Who is in the place already may join all its services. */
	size_t open_n;
};

/* Where a customer goes after a service. */
struct simulate_route {
	double chance;
	uint32_t service; /* SIMULATE_NONE: home */
	bool keeps_place; /* a transfer: in the order of the place that it had */
};

struct simulate_service {
	const char *name;
	uint32_t place;
	struct draw duration;	 /* at the counter */
	struct draw walking;	 /* from the call to the counter; the counter waits */
	struct draw patience;	 /* from joining; who is called does not give up any more */
	struct draw rest;	 /* after each, before the counter calls again */
	double no_show;		 /* of those called, the chance that nobody comes … */
	int64_t comes_within_us; /* … and how long the counter waits for them */
	int capacity;		 /* who comes in when so many wait is turned away; 0: any number */
	const struct simulate_route *routes; /* chances add up to at most 1; the rest goes home */
	size_t routes_n;
};

struct simulate_counter {
	const char *name;
	uint32_t place;
	const uint32_t *services; /* none: all of its place */
	size_t services_n;
	double pace; /* durations at it last so many times as long; 0: once */
	const struct simulate_span *shifts; /* when it calls; ascending; none: always. Whom it
					       serves at a shift's end is served to the end. */
	size_t shifts_n;
};

/* A rate that holds until the next one. */
struct simulate_rate {
	int64_t from_us;
	double per_us;
};

/* Customers of one class who begin with one service. */
struct simulate_source {
	uint32_t service;
	int class_;
	const struct simulate_rate *rates; /* ascending; nobody before the first … */
	size_t rates_n;
	const int64_t
		*times_us; /* … or these very times, ascending; the log's own, or agreed ones */
	size_t times_n;
	bool is_agreed;	   /* the times are appointments: the customer comes `early` before */
	struct draw early; /* is_agreed: so long before the agreed time … */
	double stays_away; /* is_agreed: the chance of not coming at all */
};

struct simulate_model {
	const struct simulate_place *places;
	const struct simulate_service *services;
	const struct simulate_counter *counters;
	const struct simulate_source *sources;
	size_t places_n, services_n, counters_n, sources_n;
	int64_t from_us, until_us; /* customers come in [from, until) */
	bool ends_sharply; /* what is open at until_us ends there; else all inside are served */
};

/* Faults: BAD_INPUT with the place in the model and the reason: chances over 1, times that do not
 * ascend, numbers out of range, a place with more than SIMULATE_SERVICES_MOST services. */
MUST_USE enum fault_code simulate_check(const struct simulate_model *model, struct fault *f);

/* Who is there already at model.from_us. */
struct simulate_waiting {
	int64_t ticket; /* order among equals */
	uint32_t service;
	uint32_t for_counter; /* SIMULATE_NONE: any */
	int class_;
	int64_t came_us, place_us;
	int64_t appointment_us; /* 0: none */
};

struct simulate_serving {
	uint32_t counter, service;
	int class_;
	int64_t came_us, called_us;
	int64_t began_us; /* 0: called and not there yet */
};

struct simulate_start {
	const struct simulate_waiting *waiting;
	const struct simulate_serving *serving; /* at most one a counter */
	size_t waiting_n, serving_n;
	const struct queue_turn *turns; /* one a place; NULL: a new round */
};

/* ---- What happens ---- */

/* X(id, word, meaning) */
#define SIMULATE_ENDING_TABLE(X)                                                                   \
	X(SERVED, "served", "served to the end")                                                   \
	X(LEFT, "left", "gave up while waiting")                                                   \
	X(MISSED, "missed", "was called and did not come")                                         \
	X(REFUSED, "refused", "turned away: closed, or too many waiting")                          \
	X(WAITING, "waiting", "still waits at the sharp end")                                      \
	X(AT_COUNTER, "at the counter", "is called or served at the sharp end")

enum simulate_ending {
#define X(id, word, meaning) SIMULATE_##id,
	SIMULATE_ENDING_TABLE(X)
#undef X
		SIMULATE_ENDING__COUNT
};

/* One customer at one service. Times that never came are INT64_MIN. */
struct simulate_visit {
	uint32_t customer;	   /* of the run, in order of coming; goes on over services */
	uint32_t service, counter; /* counter SIMULATE_NONE: was not called */
	int class_;
	enum simulate_ending ending;
	int64_t came_us; /* joined this service */
	int64_t called_us, began_us, ended_us;
};

/* Of one service in one run, with those who are there at the start; came = called + left + refused
 * + still waiting. Sums are in µs. */
struct simulate_tally {
	uint64_t came_n, called_n, served_n, left_n, missed_n, refused_n;
	double waited_us;	 /* of all who ended waiting, by a call or by giving up */
	double waited_called_us; /* of those called */
	double served_us;	 /* time of counters, from the call to the end, from from_us on */
	double line_us; /* the area under the number who wait, from from_us on: Lq × time */
};

struct simulate_run {
	struct simulate_tally *tallies; /* one a service */
	struct simulate_visit *visits;	/* in order of coming; when wanted */
	size_t visits_n;
	uint64_t events_n;
	int64_t ended_us; /* the last thing that happened */
	/* Little's law inside the run: |Lq − λ·Wq| over Lq, the largest of all services; rounding
	 * apart it is 0. */
	double little_error;
};

struct simulate_wish {
	uint64_t seed, replication;
	bool keeps_visits;
};

/* One replication; all of the result is in `a`. Faults: simulate_check's; TOO_BIG over 2^31
 * customers or events without end. */
MUST_USE enum fault_code simulate_run(struct simulate_run *ret, const struct simulate_model *model,
	const struct simulate_start *start, const struct simulate_wish *wish, struct arena *a,
	struct fault *f);

/* ---- Many runs ---- */

/* What one run says: `n` numbers; NaN: nothing to tell. Called on any thread. */
typedef void simulate_tell(void *with, const struct simulate_model *model,
	const struct simulate_run *run, double *ret);

/* A mean over replications and the half width of its 95 % interval (Student's t). */
struct simulate_figure {
	double mean, half, deviation;
	unsigned n; /* replications that had something to tell */
};

struct simulate_plan {
	uint64_t seed;
	unsigned least, most; /* replications; 0: 20 and 200 */
	double precise;	   /* enough when figure 0's half width is within this share of its mean; 0:
			      `least` runs, no more */
	unsigned hands;	   /* threads; 0 = as many as there are processors */
	int64_t within_us; /* no new run begins after so much time; 0: no limit */
	bool keeps_visits; /* the teller wants them */
};

/* figures[n] of many runs. With a second model, `figures` are of the pairwise differences second −
 * first under common random numbers. The same numbers on any number of threads (but for
 * within_us). */
MUST_USE enum fault_code simulate_replicate(struct simulate_figure *figures, size_t n,
	const struct simulate_model *model, const struct simulate_model *second,
	const struct simulate_start *start, const struct simulate_plan *plan, simulate_tell *tell,
	void *with, struct arena *a, struct fault *f);

/* Where a run that does not begin as it goes on has settled: how many of the first values to leave
 * out (MSER: the least of Σ(x − mean)² / (n − d)² with d ≤ n / 2; domain: §10). */
size_t simulate_warm_up(const double *values, size_t n);
/* The interval of a mean: x̄ ± t(n − 1)·s/√n. */
struct simulate_figure simulate_figure_of(const double *values, size_t n);
