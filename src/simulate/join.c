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

static int64_t
bounded(int64_t us)
{
	return us < LASTS_MOST_US ? us : LASTS_MOST_US;
}

void
brought_begin(struct brought_streams *ret, const struct simulate_wish *wish, size_t number)
{
	for (unsigned p = 0; p < BROUGHT__COUNT; p++)
		ret->of[p] = stream_of(wish, p, number);
}

/* A field of the next n customers; most services have few of these draws. */
#define FIELD_FILL(field, draw, purpose)                                                           \
	do {                                                                                       \
		struct random_stream stream_ = streams->of[purpose];                               \
                                                                                                   \
		if ((draw)->kind == DRAW_EXPONENTIAL)                                              \
			for (size_t i = 0; i < n; i++)                                             \
				into[i].field = bounded(                                           \
					(int64_t)((draw)->mean_us * exponential_take(&stream_) +   \
						  0.5));                                           \
		else if ((draw)->kind != DRAW_NONE)                                                \
			for (size_t i = 0; i < n; i++)                                             \
				into[i].field = bounded(draw_take(draw, &stream_));                \
		streams->of[purpose] = stream_;                                                    \
	} while (0)

/* What is not drawn is left as it is. */
static void
brought_fill(struct brought *into, size_t n, const struct simulate_service *service,
	struct brought_streams *streams)
{
	FIELD_FILL(duration_us, &service->duration, BROUGHT_DURATION);
	FIELD_FILL(walking_us, &service->walking, BROUGHT_WALKING);
	FIELD_FILL(patience_us, &service->patience, BROUGHT_PATIENCE);
	FIELD_FILL(rest_us, &service->rest, BROUGHT_RESTING);
	if (service->routes_n > 0)
		for (size_t i = 0; i < n; i++)
			into[i].way = random_unit(&streams->of[BROUGHT_ROUTING]);
	if (service->no_show > 0)
		for (size_t i = 0; i < n; i++)
			into[i].is_missing =
				random_chance(&streams->of[BROUGHT_SHOWING], service->no_show);
}

static const struct brought undrawn = {.patience_us = -1, .way = 1};

struct brought
brought_take(const struct simulate_service *service, struct brought_streams *streams)
{
	struct brought brought = undrawn;

	brought_fill(&brought, 1, service, streams);
	return brought;
}

void
drawn_fill(struct drawn *drawn, const struct simulate_service *service,
	struct brought_streams *streams, struct arena *a)
{
	if (drawn->room < DRAWN_MOST) {
		drawn->room = drawn->room > 0 ? 2 * drawn->room : DRAWN_LEAST;
		drawn->all = ARENA_ARRAY(a, struct brought, drawn->room);
		for (size_t i = 0; i < drawn->room; i++)
			drawn->all[i] = undrawn;
	}
	brought_fill(drawn->all, drawn->room, service, streams);
	drawn->n = drawn->room;
	drawn->at = 0;
}

int64_t
source_next(struct world *w, uint32_t number)
{
	struct source_state *source = &w->sources[number];

	if (w->model->sources[number].rates_n == 0)
		return coming_next(&source->coming, w->model);
	if (unlikely(source->at == source->n)) {
		if (source->room < DRAWN_MOST) {
			source->room = source->room > 0 ? 2 * source->room : DRAWN_LEAST;
			source->times_us = ARENA_ARRAY(w->arena, int64_t, source->room);
		}
		source->n = (uint32_t)coming_fill(
			&source->coming, w->model, source->times_us, source->room);
		source->at = 0;
	}
	return source->at < source->n ? source->times_us[source->at++] : COMING_NEVER;
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
is_open(struct world *w, struct line *line)
{
	const struct simulate_place *place = line->place;

	while (line->open_at < place->open_n && place->open[line->open_at].until_us <= w->now_us)
		line->open_at++;
	return line->open_at < place->open_n && place->open[line->open_at].from_us <= w->now_us;
}

void
visit_begin(struct world *w, struct seat *seat)
{
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
