/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Customers come as a Poisson process whose rate follows the hour (by thinning), wait as long as
 * their patience lasts, and some of them answer the closing question: the longer the wait and the
 * worse the service, the lower the mark.
 */
#include <math.h>
#include <stdlib.h>

#include "base/attributes.h"
#include "demo/crowd.h"

#define PATIENCE_US (35 * MINUTE_US)

/* How many come at this hour of the wall clock, against the busiest. */
static double
weight_at(const struct crowd_place *place, int64_t at_us)
{
	static const double by_hour[24] = {.05, .04, .04, .04, .05, .1, .2, .4, .7, .9, 1, .95, .8,
		.75, .8, .9, .95, .8, .6, .45, .3, .2, .12, .08};
	const int64_t local_us = zone_to_local(place->zone, at_us);

	return by_hour[((local_us / HOUR_US) % 24 + 24) % 24];
}

void
crowd_arrival_plan(struct crowd *crowd, size_t place_number)
{
	struct crowd_place *place = &crowd->cast.places[place_number];
	const double rate = place->arrivals_per_us * (crowd_is_spared(crowd, place) ? 0.1 : 1);
	int64_t at_us = crowd->now_us;

	if (rate <= 0)
		return;
	/* Thinning: candidates at the busiest rate, each kept by the hour's weight. */
	do
		at_us += 1 + (int64_t)random_exponential(&place->arrivals, 1 / rate);
	while ((!crowd_is_open(place, at_us) ||
		       !random_chance(&place->arrivals, weight_at(place, at_us))) &&
		at_us < crowd->now_us + 14 * 24 * HOUR_US);
	crowd_put(crowd, (struct happening){.at_us = at_us, .kind = ARRIVAL, .who = place_number});
}

static size_t
seat_take(struct crowd_place *place)
{
	for (size_t i = 0; i < place->visitors_n; i++)
		if (!place->visitors[i].is_there)
			return i;
	if (place->visitors_n == place->visitors_room) {
		place->visitors_room = 2 * place->visitors_room + 32;
		place->visitors =
			realloc(place->visitors, place->visitors_room * sizeof *place->visitors);
		if (place->visitors == NULL)
			abort();
	}
	place->visitors[place->visitors_n] = (struct crowd_visitor){0};
	return place->visitors_n++;
}

void
crowd_seat_give(struct crowd_visitor *visitor)
{
	visitor->is_there = false;
	visitor->stamp++;
}

static size_t
service_wished(struct crowd_place *place)
{
	/* The first services of a map are the common ones. */
	const double u = random_unit(&place->arrivals);

	return (size_t)(u * u * (double)place->services_n);
}

enum fault_code
crowd_arrival(struct crowd *crowd, size_t place_number, struct fault *f)
{
	static const char *const languages[] = {"pl", "pl", "vi", "en"};
	struct crowd_place *place = &crowd->cast.places[place_number];
	const size_t service = service_wished(place);
	struct ticket_take_result taken = {0};
	bool is_done;

	crowd_arrival_plan(crowd, place_number);
	if (ACT(crowd, &place->kiosk, ticket_take, &taken, &is_done, f, .branch = place->branch,
		    .services = {&place->services[service].id, 1}, .form = SPAN("paper"),
		    .language = span_of(languages[random_below(&place->arrivals, 4)])))
		return f->code;
	if (!is_done)
		return FAULT_NONE;
	const size_t seat = seat_take(place);
	struct crowd_visitor *visitor = &place->visitors[seat];

	*visitor = (struct crowd_visitor){.ticket = taken.ticket,
		.taken_us = crowd->now_us,
		.service = service,
		.is_there = true,
		.stamp = visitor->stamp};
	crowd->count.customers_n++;
	crowd_desks_wake(crowd, place);
	crowd_put(crowd, (struct happening){.at_us = crowd->now_us +
						     (int64_t)random_lognormal(&place->patience,
							     (double)PATIENCE_US, 0.7),
				 .kind = LEAVE,
				 .who = place_number,
				 .of = seat,
				 .stamp = visitor->stamp});
	return FAULT_NONE;
}

static enum fault_code
leave(struct crowd *crowd, struct crowd_place *place, struct crowd_visitor *visitor,
	struct fault *f)
{
	const struct actor customer = {.role = ROLE_CUSTOMER,
		.ticket = visitor->ticket,
		.branches = {place->branch},
		.branches_n = 1};
	bool is_done;

	if (visitor->called_us != 0)
		return FAULT_NONE; /* called meanwhile: nobody walks away from the counter */
	if (ACT(crowd, &customer, ticket_leave, NULL, &is_done, f, .ticket = visitor->ticket))
		return f->code;
	crowd_seat_give(visitor);
	return FAULT_NONE;
}

/* The longer the wait and the worse the service, the lower the mark. */
static enum fault_code
answer(struct crowd *crowd, struct crowd_place *place, struct crowd_visitor *visitor,
	struct fault *f)
{
	static const char *const words[] = {"I waited too long and nobody said why.",
		"Nobody greeted me.", "The counter next door was closed the whole time.",
		"Czekanie było zbyt długie.", "Nhân viên không giải thích rõ ràng."};
	const struct crowd_service *service = &place->services[visitor->service];
	const double waited_minutes =
		(double)(visitor->called_us - visitor->taken_us) / (double)MINUTE_US;
	const double share = random_normal(&place->answers,
		0.92 - 0.018 * waited_minutes - (visitor->was_bad ? 0.45 : 0), 0.12);
	const int scale = service->question_to - service->question_from;
	const double mark = service->question_from + fmin(1, fmax(0, share)) * scale;
	const struct actor customer = {.role = ROLE_CUSTOMER,
		.ticket = visitor->ticket,
		.branches = {place->branch},
		.branches_n = 1};
	struct span said = {0};
	bool is_done;

	if (share < 0.4 && random_chance(&place->answers, 0.6))
		said = span_of(words[random_below(&place->answers, array_length(words))]);
	crowd_seat_give(visitor);
	return ACT(crowd, &customer, answer_give, NULL, &is_done, f, .ticket = visitor->ticket,
		.mark = lround(mark), .words = said);
}

enum fault_code
crowd_happen_to_visitor(struct crowd *crowd, const struct happening *h, struct fault *f)
{
	struct crowd_place *place = &crowd->cast.places[h->who];
	struct crowd_visitor *visitor = &place->visitors[h->of];

	if (h->stamp != visitor->stamp)
		return FAULT_NONE;
	return h->kind == LEAVE ? leave(crowd, place, visitor, f)
				: answer(crowd, place, visitor, f);
}
