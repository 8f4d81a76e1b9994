/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A run from inside: the model compiled into arrays, and what changes while it runs. Private to
 * the folder.
 *
 *	coming.c    when the next customer of a source comes
 *	join.c      a customer joins a service: what is drawn for it, is it let in
 *	line.c      who waits in a place, and who is called next
 *	leaving.c   whose patience ends next
 *	run.c       one happening after the other
 *	quick.c     the same for plain lines, without an agenda
 *
 * One thread's; all in the run's arena.
 */
#pragma once

#include "simulate/agenda.h"
#include "simulate/ahead.h"
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
#define DRAWN_LEAST	8 /* customers ahead, at first */
#define DRAWN_MOST	64

/* Streams of services, and the start's and the sources'. */
enum { STARTING = BROUGHT__COUNT, COMING, PURPOSES_N };

/* The stream of this replication, purpose and thing. */
struct random_stream stream_of(const struct simulate_wish *wish, unsigned purpose, uint64_t of);

/* One customer who is inside. */
struct seat {
	int64_t came_us, place_us, called_us, began_us;
	int64_t appointment_us, ticket;
	struct brought brought;
	uint32_t customer, service, visit, for_counter, services_n;
	union {
		uint32_t leaving_at; /* is_leaving: its place among them */
		uint32_t next_free;
	};
	int class_;
	bool is_leaving; /* waits, and not for ever */
};

/* What the next customers bring along, drawn ahead: more at a time, the more there were. */
struct drawn {
	struct brought *all;
	uint32_t at, n, room;
};

struct service_state {
	struct brought_streams streams;
	struct drawn drawn;
	struct line *line;
	uint32_t of_place; /* its number among the place's services */
	uint64_t waiting_n, capacity;
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
	size_t named_n; /* of those who wait: with an agreed time, or for one counter */
	/* Desks that are neither with a customer nor resting, the one that has been idle longest
	 * first, of equals by number. */
	uint32_t first_idle, last_idle;
	size_t open_at; /* the first opening span that is not over */
	bool is_plain;	/* the first of the line is always the one who is called */
};

struct desk {
	uint64_t serves; /* bits of the place's services */
	uint32_t place, seat;
	uint32_t before, after; /* among the idle of its place */
	int64_t idle_since_us;
	int64_t on_from_us, on_until_us; /* the first shift that is not over */
	size_t shift_at;
	double pace; /* 0: once */
	bool is_resting;
};

/* Customers of a source: when the next ones come, drawn ahead. */
struct source_state {
	struct coming coming;
	int64_t *times_us;
	uint32_t at, n, room;
};

struct leaving {
	struct agenda_entry *entries;
	size_t n, room;
	int64_t first_us; /* AHEAD_NEVER: nobody */
};

struct world {
	const struct simulate_model *model;
	const struct simulate_wish *wish;
	struct arena *arena;
	struct ahead ahead; /* the desks, one for all shifts, the sources */
	struct leaving leaving;
	struct agenda shifts; /* that begin; `what` is the desk */
	struct service_state *services;
	struct line *lines;
	struct desk *desks;
	struct source_state *sources;
	struct seat *seats;
	size_t seats_n, seats_room;
	uint32_t free_seat; /* the one that was given back last, and from it to the others */
	struct simulate_visit *visits;
	size_t visits_n, visits_room;
	int64_t now_us, ended_us, stop_us;
	int64_t last_ticket;
	uint64_t customers_n, events_n;
	uint32_t stamp; /* of who joined last and will not wait for ever */
	bool keeps_visits;
	bool is_too_many; /* customers */
	bool is_endless;  /* somebody goes from service to service for ever */
};

/* The arrays, empty; nobody has come. */
void world_begin(struct world *w, const struct simulate_model *model,
	const struct simulate_start *start, const struct simulate_wish *wish, struct arena *a);

/* ---- line.c ---- */

void line_add(struct line *line, const struct world *w, uint32_t seat);
void line_remove(struct line *line, const struct world *w, uint32_t seat);
/* Who is called to this counter, and leaves the line; SIMULATE_NONE: nobody. Somebody waits. */
uint32_t line_call(struct line *line, const struct world *w, uint32_t desk);
/* A desk begins to be idle, at desk.idle_since_us, or is it no more. */
void idle_add(struct line *line, struct world *w, uint32_t desk);
void idle_remove(struct line *line, struct world *w, uint32_t desk);

/* ---- leaving.c ---- */

/* The patience of who has just joined ends then. */
void leaving_put(struct world *w, uint32_t seat, int64_t at_us);
void leaving_remove(struct world *w, uint32_t seat);
/* Whose patience ends first; there is one. */
uint32_t leaving_first(const struct world *w);

/* ---- join.c ---- */

/* When the next customer of a source comes, or COMING_NEVER. Those by rates are drawn some at a
 * time; agreed times are looked at one by one. */
int64_t source_next(struct world *w, uint32_t source);
/* What the next customers of a service bring along. */
void drawn_fill(struct drawn *drawn, const struct simulate_service *service,
	struct brought_streams *streams, struct arena *a);
/* What the customer brings along who has been there for so long already. */
void seat_draw_begun(struct world *w, struct seat *seat, uint64_t number, int64_t waited_us,
	int64_t called_for_us, int64_t served_for_us);
/* Of a place with opening hours: is it open? */
bool is_open(struct world *w, struct line *line);
void visit_begin(struct world *w, struct seat *seat);

/* A seat for a new customer, of which nothing is known but its number. */
static inline uint32_t
seat_take(struct world *w)
{
	uint32_t number = w->free_seat;
	struct seat *seat;

	if (unlikely(number == SIMULATE_NONE)) {
		number = (uint32_t)w->seats_n;
		(void)ARENA_PUSH(w->arena, w->seats, w->seats_n, w->seats_room);
		w->seats[number].next_free = SIMULATE_NONE;
	}
	seat = &w->seats[number];
	w->free_seat = seat->next_free;
	seat->called_us = NEVER_US;
	seat->began_us = NEVER_US;
	seat->appointment_us = 0;
	seat->for_counter = SIMULATE_NONE;
	seat->services_n = 0;
	seat->is_leaving = false;
	seat->customer = (uint32_t)w->customers_n++;
	w->is_too_many |= w->customers_n > CUSTOMERS_MOST || number >= SEATS_MOST - 1;
	return number;
}

static inline void
seat_give(struct world *w, uint32_t number)
{
	w->seats[number].next_free = w->free_seat;
	w->free_seat = number;
}

/* Is somebody from outside let in? */
static inline bool
may_join(struct world *w, const struct service_state *service)
{
	if (service->waiting_n >= service->capacity)
		return false;
	return service->line->place->open_n == 0 || is_open(w, service->line);
}

/* Joined, or was there at the beginning: for Little's law. */
static inline int64_t
inside_since_us(const struct world *w, const struct seat *seat)
{
	return seat->came_us > w->model->from_us ? seat->came_us : w->model->from_us;
}

static inline struct simulate_visit *
visit_of(struct world *w, const struct seat *seat)
{
	return w->keeps_visits ? &w->visits[seat->visit] : NULL;
}

static inline void
brought_next(struct world *w, struct seat *seat, struct service_state *service)
{
	if (unlikely(service->drawn.at == service->drawn.n))
		drawn_fill(&service->drawn, &w->model->services[seat->service], &service->streams,
			w->arena);
	seat->brought = service->drawn.all[service->drawn.at++];
}

/* ---- quick.c ---- */

/* Runs a model of plain lines one behind the other; false: it is not one. */
bool quick_run(struct simulate_run *ret, const struct simulate_model *model,
	const struct simulate_start *start, const struct simulate_wish *wish, struct arena *a);

/* ---- run.c ---- */

/* At one time counters are done first, then patience ends, shifts begin, customers come. */

/* The counter is done then, with its customer or its rest. */
void world_end_plan(struct world *w, uint32_t counter, int64_t at_us);
/* A free counter looks at the line. */
void world_look(struct world *w, uint32_t counter);
/* A shift begins, or the run; and when the next one does. */
void world_shift(struct world *w, uint32_t counter);
void world_stand_in_line(struct world *w, uint32_t seat);
void world_patience_plan(struct world *w, uint32_t seat);
/* A duration at this counter. */
int64_t world_paced(const struct world *w, uint32_t counter, int64_t duration_us);

/* One more waits for the service, or fewer. */
static inline void
world_waiting_change(const struct world *w, struct service_state *service, int by)
{
	service->area +=
		(unsigned __int128)service->waiting_n * (uint64_t)(w->now_us - service->counted_us);
	service->counted_us = w->now_us;
	service->waiting_n += (uint64_t)(int64_t)by;
}

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
