/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A run from inside: the model compiled into arrays, and what changes while it runs. Private to
 * the folder.
 *
 *	coming.c    when the next customer of a source comes
 *	join.c      a customer joins a service: what is drawn for it, is it let in
 *	line.c      who waits in a place, and who is called next
 *	run.c       one happening after the other
 *	quick.c     the same for plain lines, without an agenda
 *
 * One thread's; all in the run's arena.
 */
#pragma once

#include "simulate/agenda.h"
#include "simulate/simulate.h"

#define NEVER_US	INT64_MIN
#define FOREVER_US	INT64_MAX
#define TIME_MOST_US	(INT64_C(1) << 60) /* of models, either way */
#define LASTS_MOST_US	(INT64_C(1) << 52) /* what a draw gives at most: 142 years */
#define RUN_MOST_US	(INT64_C(1) << 61)
#define CUSTOMERS_MOST	(UINT64_C(1) << 31)
#define SERVICES_OF_ONE 1000 /* that a customer may join */
#define THINGS_MOST	(1 << 24)
#define SEATS_MOST	(1 << 28)

/* Streams of services, and the start's and the sources'. */
enum { STARTING = BROUGHT__COUNT, COMING, PURPOSES_N };

/* The stream of this replication, purpose and thing. */
struct random_stream stream_of(const struct simulate_wish *wish, unsigned purpose, uint64_t of);

/* One customer who is inside. */
struct seat {
	int64_t came_us, place_us, called_us, began_us;
	int64_t inside_us; /* joined, or was there at the beginning: for Little's law */
	int64_t appointment_us, ticket;
	struct brought brought;
	uint32_t customer, service, visit, for_counter, services_n;
	uint32_t stamp; /* happenings of an earlier visit are void */
	int class_;
	bool is_waiting;
};

struct service_state {
	struct brought_streams streams;
	uint32_t of_place; /* its number among the place's services */
	uint64_t waiting_n;
	int64_t counted_us; /* the area is counted until then */
	unsigned __int128 area, inside, waited, waited_called, served;
	struct simulate_tally *tally;
};

/* Who waits in a place, ascending by place and ticket. */
struct line {
	const struct simulate_place *place;
	struct queue_rules rules;
	struct queue_turn turn;
	struct queue_ticket *tickets; /* [head, head + n) */
	uint32_t *seats;
	size_t head, n, room;
	uint32_t *desks;
	size_t desks_n, idle_n; /* idle: neither with a customer nor resting */
	size_t open_at;		/* the first opening span that is not over */
	bool is_plain;		/* the first of the line is always the one who is called */
};

struct desk {
	uint64_t serves; /* bits of the place's services */
	uint32_t place, seat;
	int64_t idle_since_us;
	bool is_resting;
	size_t shift_at; /* the first that is not over */
};

struct world {
	const struct simulate_model *model;
	const struct simulate_wish *wish;
	struct arena *arena;
	struct agenda agenda;
	struct service_state *services;
	struct line *lines;
	struct desk *desks;
	struct coming *coming;
	struct seat *seats;
	uint32_t *free_seats;
	size_t seats_n, seats_room, free_n, free_room;
	struct simulate_visit *visits;
	size_t visits_n, visits_room;
	int64_t now_us, ended_us, stop_us;
	int64_t last_ticket;
	uint64_t customers_n, events_n;
	uint32_t stamp;
	bool is_endless; /* somebody goes from service to service for ever */
};

/* The arrays, empty; nobody has come. */
void world_begin(struct world *w, const struct simulate_model *model,
	const struct simulate_start *start, const struct simulate_wish *wish, struct arena *a);

/* ---- line.c ---- */

void line_add(struct line *line, const struct world *w, uint32_t seat);
void line_remove(struct line *line, const struct world *w, uint32_t seat);
/* Who is called to this counter, and leaves the line; SIMULATE_NONE: nobody. */
uint32_t line_call(struct line *line, const struct world *w, uint32_t desk);

/* ---- join.c ---- */

/* A seat for a new customer, all zero but for its numbers. */
uint32_t seat_take(struct world *w);
void seat_give(struct world *w, uint32_t seat);
/* What the customer brings along who has been there for so long already. */
void seat_draw_begun(struct world *w, struct seat *seat, uint64_t number, int64_t waited_us,
	int64_t called_for_us, int64_t served_for_us);
/* Is somebody from outside let in? */
bool may_join(struct world *w, uint32_t service);
struct simulate_visit *visit_of(struct world *w, const struct seat *seat);
void visit_begin(struct world *w, struct seat *seat);

/* ---- quick.c ---- */

/* Runs a model of plain lines one behind the other; false: it is not one. */
bool quick_run(struct simulate_run *ret, const struct simulate_model *model,
	const struct simulate_start *start, const struct simulate_wish *wish, struct arena *a);

/* ---- run.c ---- */

/* At one time they happen in this order. */
enum happening { END, LEAVE, SHIFT, ARRIVE };

void world_plan(struct world *w, int64_t at_us, enum happening kind, uint64_t of);
/* One more waits for the service, or fewer. */
void world_waiting_change(struct world *w, uint32_t service, int by);
/* A free counter looks at the line. */
void world_look(struct world *w, uint32_t counter);
/* A shift begins, or the run; and when the next one does. */
bool world_shift(struct world *w, uint32_t counter);
void world_stand_in_line(struct world *w, uint32_t seat);
void world_patience_plan(struct world *w, uint32_t seat);
/* A duration at this counter. */
int64_t world_paced(const struct world *w, uint32_t counter, int64_t duration_us);

/* ---- start.c, result.c ---- */

void world_start(struct world *w, const struct simulate_start *start);
void world_result(struct simulate_run *ret, struct world *w);

/* ---- A run ---- */

/* Of a model that was checked: by the quick way where it can be, and by the event loop always. */
MUST_USE enum fault_code run_checked(struct simulate_run *ret, const struct simulate_model *model,
	const struct simulate_start *start, const struct simulate_wish *wish, struct arena *a,
	struct fault *f);
MUST_USE enum fault_code run_by_events(struct simulate_run *ret, const struct simulate_model *model,
	const struct simulate_start *start, const struct simulate_wish *wish, struct arena *a,
	struct fault *f);
MUST_USE enum fault_code start_check(const struct simulate_start *start,
	const struct simulate_model *model, struct arena *a, struct fault *f);
