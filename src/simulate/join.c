/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A customer joins a service. All that will be drawn for it is drawn here, each purpose from its
 * own stream, whether it is used in the end or not: so the tenth customer of a service is the same
 * one in every scenario that has the same arrivals.
 */
#include "simulate/exponential.h"
#include "simulate/inside.h"

#include <math.h>

struct random_stream
stream_of(const struct simulate_wish *wish, unsigned purpose, uint64_t of)
{
	struct random_stream seeds = random_of(wish->seed, wish->replication);

	return random_of(random_bits(&seeds), of * PURPOSES_N + purpose);
}

uint32_t
seat_take(struct world *w)
{
	uint32_t number;

	if (w->free_n > 0) {
		number = w->free_seats[--w->free_n];
	} else {
		number = (uint32_t)w->seats_n;
		(void)ARENA_PUSH(w->arena, w->seats, w->seats_n, w->seats_room);
	}
	w->seats[number] = (struct seat){.called_us = NEVER_US,
		.began_us = NEVER_US,
		.for_counter = SIMULATE_NONE,
		.customer = (uint32_t)w->customers_n++};
	return number;
}

void
seat_give(struct world *w, uint32_t seat)
{
	w->seats[seat].stamp = 0;
	*ARENA_PUSH(w->arena, w->free_seats, w->free_n, w->free_room) = seat;
}

static int64_t
bounded(int64_t us)
{
	return us < LASTS_MOST_US ? us : LASTS_MOST_US;
}

/* Most services have few of them: those that they have not need no call. */
static inline int64_t
taken(const struct draw *draw, struct random_stream *stream)
{
	if (draw->kind == DRAW_NONE)
		return 0;
	if (draw->kind == DRAW_EXPONENTIAL)
		return bounded((int64_t)(draw->mean_us * exponential_take(stream) + 0.5));
	return bounded(draw_take(draw, stream));
}

void
brought_begin(struct brought_streams *ret, const struct simulate_wish *wish, size_t number)
{
	for (unsigned p = 0; p < BROUGHT__COUNT; p++)
		ret->of[p] = stream_of(wish, p, number);
}

struct brought
brought_take(const struct simulate_service *service, struct brought_streams *streams)
{
	struct random_stream *of = streams->of;

	return (struct brought){
		.duration_us = taken(&service->duration, &of[BROUGHT_DURATION]),
		.walking_us = taken(&service->walking, &of[BROUGHT_WALKING]),
		.patience_us = service->patience.kind == DRAW_NONE
				       ? -1
				       : taken(&service->patience, &of[BROUGHT_PATIENCE]),
		.rest_us = taken(&service->rest, &of[BROUGHT_RESTING]),
		.way = service->routes_n > 0 ? random_unit(&of[BROUGHT_ROUTING]) : 1,
		.is_missing = service->no_show > 0 &&
			      random_chance(&of[BROUGHT_SHOWING], service->no_show),
	};
}

/* Where the distribution function reaches `share`. */
static int64_t
share_reached(const struct draw *draw, double share, int64_t low)
{
	int64_t high = low + 1;

	while (high < LASTS_MOST_US && draw_share(draw, high) < share)
		high = low + 2 * (high - low);
	while (high - low > 1) {
		const int64_t middle = low + (high - low) / 2;

		if (draw_share(draw, middle) < share)
			low = middle;
		else
			high = middle;
	}
	return high;
}

/* What has lasted for so long already: a draw among those that last longer. Of what has lasted
 * longer than it ever does nothing is known but its mean: it may end at any time. */
static int64_t
draw_longer(const struct draw *draw, struct random_stream *stream, int64_t than_us)
{
	double below;

	if (than_us <= 0)
		return bounded(draw_take(draw, stream));
	if (draw->kind == DRAW_EXPONENTIAL)
		return bounded(than_us + bounded(draw_take(draw, stream)));
	for (int i = 0; i < 32; i++) {
		const int64_t us = bounded(draw_take(draw, stream));

		if (us > than_us)
			return us;
	}
	if (draw->kind == DRAW_NONE || draw->kind == DRAW_CONSTANT)
		return than_us;
	below = draw_share(draw, than_us);
	if (below >= 1 - 1e-12)
		return bounded(
			than_us + (int64_t)fmin(random_exponential(stream, draw->mean_us), 0x1p52));
	return share_reached(draw, below + (1 - below) * random_unit(stream), than_us);
}

void
seat_draw_begun(struct world *w, struct seat *seat, uint64_t number, int64_t waited_us,
	int64_t called_for_us, int64_t served_for_us)
{
	const struct simulate_service *service = &w->model->services[seat->service];
	struct random_stream stream = stream_of(w->wish, STARTING, number);
	double no_show = service->no_show;

	seat->brought.duration_us = draw_longer(&service->duration, &stream, served_for_us);
	seat->brought.walking_us = draw_longer(&service->walking, &stream, called_for_us);
	seat->brought.patience_us = service->patience.kind == DRAW_NONE
					    ? -1
					    : draw_longer(&service->patience, &stream, waited_us);
	/* Who has not come for so long is the likelier not to come at all. */
	if (no_show > 0 && no_show < 1 && called_for_us > 0) {
		const double late = 1 - draw_share(&service->walking, called_for_us);

		no_show = no_show / (no_show + (1 - no_show) * late);
	}
	seat->brought.is_missing = random_chance(&stream, no_show);
	seat->brought.way = random_unit(&stream);
	seat->brought.rest_us = bounded(draw_take(&service->rest, &stream));
}

bool
may_join(struct world *w, uint32_t number)
{
	const struct simulate_service *service = &w->model->services[number];
	struct line *line = &w->lines[service->place];
	const struct simulate_place *place = line->place;

	if (service->capacity > 0 && w->services[number].waiting_n >= (uint64_t)service->capacity)
		return false;
	if (place->open_n == 0)
		return true;
	while (line->open_at < place->open_n && place->open[line->open_at].until_us <= w->now_us)
		line->open_at++;
	return line->open_at < place->open_n && place->open[line->open_at].from_us <= w->now_us;
}

struct simulate_visit *
visit_of(struct world *w, const struct seat *seat)
{
	return w->wish->keeps_visits ? &w->visits[seat->visit] : NULL;
}

void
visit_begin(struct world *w, struct seat *seat)
{
	if (!w->wish->keeps_visits)
		return;
	seat->visit = (uint32_t)w->visits_n;
	*ARENA_PUSH(w->arena, w->visits, w->visits_n, w->visits_room) =
		(struct simulate_visit){.customer = seat->customer,
			.service = seat->service,
			.counter = SIMULATE_NONE,
			.class_ = seat->class_,
			.ending = SIMULATE_WAITING,
			.came_us = seat->came_us,
			.called_us = NEVER_US,
			.began_us = NEVER_US,
			.ended_us = NEVER_US};
}
