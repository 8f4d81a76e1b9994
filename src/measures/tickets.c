/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What became of each place in a queue. A ticket's events are those of its journey from its taking
 * up to the next one's; so a visit of several tickets tells each by itself.
 */
#include <stdlib.h>

#include "base/crew.h"
#include "measures/functions.h"
#include "measures/kinds.h"
#include "measures/scratch.h"
#include "measures/statistics.h"
#include "measures/values.h"

/* X(id, event) */
#define TICKET_EVENTS(X)                                                                           \
	X(TAKEN, "ticket.taken")                                                                   \
	X(REFUSED, "ticket.refused")                                                               \
	X(CALLED, "ticket.called")                                                                 \
	X(MISSED, "ticket.missed")                                                                 \
	X(BEGUN, "service.begun")                                                                  \
	X(FINISHED, "service.finished")                                                            \
	X(LEFT, "ticket.left")                                                                     \
	X(ABANDONED, "journey.abandoned")

enum ticket_event {
	TICKET_OTHER,
#define X(id, event) TICKET_##id,
	TICKET_EVENTS(X)
#undef X
};

enum state {
	STATE_WAITING,
	STATE_SERVING, /* called, and perhaps begun */
	STATE_SERVED,
	STATE_LEFT,
	STATE_MISSED,
	STATE__COUNT
};

struct tally {
	uint64_t states_n[STATE__COUNT], called_n, refused_n;
	struct values services; /* from its beginning to its end */
};

struct work {
	const struct view *view;
	uint8_t *events; /* of each activity */
	size_t pieces_n;
	struct tally *tallies;
};

static const struct kind kinds[] = {
#define X(id_, event_) {event_, TICKET_##id_},
	TICKET_EVENTS(X)
#undef X
};

static void
ticket_tally(const struct work *work, struct tally *t, uint64_t taken, uint64_t end)
{
	const struct columns *c = work->view->columns;
	enum state state = STATE_WAITING;
	int64_t begun_us = TIME_NONE;

	for (uint64_t e = taken + 1; e < end; e++) {
		switch ((enum ticket_event)work->events[column_code(&c->activity, e)]) {
		case TICKET_TAKEN:
			end = e;
			break;
		case TICKET_CALLED:
			t->called_n++;
			state = state == STATE_SERVED ? state : STATE_SERVING;
			break;
		case TICKET_BEGUN:
			begun_us = c->time_us[e];
			state = state == STATE_SERVED ? state : STATE_SERVING;
			break;
		case TICKET_FINISHED:
			if (begun_us != TIME_NONE)
				values_add(&t->services, &(int64_t){c->time_us[e] - begun_us}, 1);
			begun_us = TIME_NONE;
			state = STATE_SERVED;
			break;
		case TICKET_MISSED:
			state = state == STATE_SERVED ? state : STATE_MISSED;
			break;
		case TICKET_LEFT:
		case TICKET_ABANDONED:
			state = state == STATE_SERVED || state == STATE_MISSED ? state : STATE_LEFT;
			break;
		default:
			break;
		}
	}
	t->states_n[state]++;
}

/* A piece's tickets. */
struct telling {
	const struct work *work;
	struct tally *tally;
};

static void
ticket_meet(void *with, uint64_t event, uint64_t end, uint8_t kind)
{
	const struct telling *telling = with;
	if (kind == TICKET_TAKEN)
		ticket_tally(telling->work, telling->tally, event, end);
	else
		telling->tally->refused_n += kind == TICKET_REFUSED;
}

static void
piece_tally(void *shared, size_t piece)
{
	const struct work *work = shared;
	struct telling telling = {work, &work->tallies[piece]};
	kinds_meet(work->view, work->events, piece, work->pieces_n, ticket_meet, &telling);
}

static void
columns_set(struct frame *frame)
{
	frame_column_add(frame, "tickets", CELL_INT, "1", "tickets");
	frame_column_add(frame, "waiting", CELL_INT, "1", "waiting");
	frame_column_add(frame, "serving", CELL_INT, "1", "at the counter");
	frame_column_add(frame, "served", CELL_INT, "1", "served");
	frame_column_add(frame, "left", CELL_INT, "1", "left");
	frame_column_add(frame, "missed", CELL_INT, "1", "did not come when called");
	frame_column_add(frame, "refused", CELL_INT, "1", "turned away");
	frame_column_add(frame, "calls", CELL_INT, "1", "calls");
	frame_column_add(frame, "n", CELL_INT, "1", "no longer waiting");
	frame_column_add(frame, "share_left", CELL_REAL, "share", "share that left");
	frame_column_add(frame, "low", CELL_REAL, "share", "from");
	frame_column_add(frame, "high", CELL_REAL, "share", "to");
	frame_column_add(frame, "services", CELL_INT, "1", "services timed");
	frame_column_add(frame, "service_mean", CELL_REAL, "s", "mean service");
	frame_column_add(frame, "service_median", CELL_REAL, "s", "median service");
	frame_column_add(frame, "service_p95", CELL_REAL, "s", "95 % of services");
}

static void
services_fill(struct frame *frame, const struct values *services)
{
	double quantiles[2];

	quantiles_i64(services->at, services->n, (double[]){0.5, 0.95}, 2, quantiles);
	frame_int(frame, (int64_t)services->n);
	frame_seconds(frame, total_of(services->at, services->n).mean);
	frame_seconds(frame, quantiles[0]);
	frame_seconds(frame, services->n >= P95_LEAST_N ? quantiles[1] : NAN);
}

static void
row_fill(struct frame *frame, const struct tally *t)
{
	uint64_t all_n = 0;

	for (size_t i = 0; i < STATE__COUNT; i++)
		all_n += t->states_n[i];
	const uint64_t ended_n = all_n - t->states_n[STATE_WAITING];
	const struct interval range = wilson(t->states_n[STATE_LEFT], ended_n);
	const bool is_enough = ended_n >= SHARE_LEAST_N;

	frame_int(frame, (int64_t)all_n);
	for (size_t i = 0; i < STATE__COUNT; i++)
		frame_int(frame, (int64_t)t->states_n[i]);
	frame_int(frame, (int64_t)t->refused_n);
	frame_int(frame, (int64_t)t->called_n);
	frame_int(frame, (int64_t)ended_n);
	frame_real(frame, is_enough ? (double)t->states_n[STATE_LEFT] / (double)ended_n : NAN);
	frame_real(frame, is_enough ? range.low : NAN);
	frame_real(frame, is_enough ? range.high : NAN);
	services_fill(frame, &t->services);
	if (!is_enough && ended_n > 0)
		frame_note(frame, "Too few tickets to give a share.");
	else if (is_enough && ended_n < SHARE_INDICATIVE_N)
		frame_note(frame, "Indicative: fewer than %d tickets.", SHARE_INDICATIVE_N);
	frame->n += (int64_t)all_n;
}

static void
tallies_join(struct tally *to, struct tally *from)
{
	for (size_t i = 0; i < STATE__COUNT; i++)
		to->states_n[i] += from->states_n[i];
	to->called_n += from->called_n;
	to->refused_n += from->refused_n;
	values_join(&to->services, &from->services);
}

enum fault_code
measure_tickets(struct frame *frame, const struct view *view, const struct measure_options *options,
	struct fault *f)
{
	const struct columns *c = view->columns;
	struct work work = {.view = view, .pieces_n = walk_pieces(view, options->hands, 2)};

	(void)f; /* counting cannot fail */
	columns_set(frame);
	if (column_find(&c->activity, SPAN("ticket.taken")) == UINT32_MAX) {
		frame_note(frame, "No event of the log is the taking of a ticket.");
		return FAULT_NONE;
	}
	ON_EXIT(scratch_guard)
	uint8_t *events = SCRATCH_ZERO(uint8_t, c->activity.words.words_n + 1);
	ON_EXIT(scratch_guard) struct tally *tallies = SCRATCH_ZERO(struct tally, work.pieces_n);
	work.events = events;
	work.tallies = tallies;
	kinds_find(events, c, kinds, array_length(kinds));
	crew_run(options->hands, work.pieces_n, piece_tally, &work);
	for (size_t i = 1; i < work.pieces_n; i++)
		tallies_join(&tallies[0], &tallies[i]);
	row_fill(frame, &tallies[0]);
	free(tallies[0].services.at);
	return FAULT_NONE;
}
