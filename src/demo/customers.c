/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Customers come and bring along what the place's model says, wait as long as
 * their patience lasts, and some of them answer the closing question: the longer the wait and the
 * worse the service, the lower the mark.
 */
#include <math.h>
#include <stdlib.h>

#include "base/attributes.h"
#include "demo/crowd.h"

void
crowd_arrival_plan(struct crowd *crowd, size_t place_number, size_t source)
{
	struct crowd_today *today = &crowd->cast.places[place_number].today;
	const int64_t at_us = coming_next(&today->coming[source], &today->model);

	if (at_us != COMING_NEVER)
		crowd_put(crowd, (struct happening){.at_us = at_us,
					 .kind = ARRIVAL,
					 .who = place_number,
					 .of = source});
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

enum fault_code
crowd_arrival(struct crowd *crowd, size_t place_number, size_t source, struct fault *f)
{
	static const char *const languages[] = {"pl", "pl", "vi", "en"};
	struct crowd_place *place = &crowd->cast.places[place_number];
	const size_t service = place->today.model.sources[source].service;
	const struct brought brought =
		brought_take(&place->today.model.services[service], &place->today.brought[service]);
	struct ticket_take_result taken = {0};
	bool is_done;

	crowd_arrival_plan(crowd, place_number, source);
	if (ACT(crowd, &place->kiosk, ticket_take, &taken, &is_done, f, .branch = place->branch,
		    .services = {&place->services[service].id, 1}, .form = SPAN("paper"),
		    .language = span_of(languages[random_below(&place->speaking, 4)])))
		return f->code;
	if (!is_done)
		return FAULT_NONE;
	const size_t seat = seat_take(place);
	struct crowd_visitor *visitor = &place->visitors[seat];

	*visitor = (struct crowd_visitor){.ticket = taken.ticket,
		.taken_us = crowd->now_us,
		.service = service,
		.brought = brought,
		.is_there = true,
		.stamp = visitor->stamp};
	crowd->count.customers_n++;
	crowd_desk_wake(crowd, place, service);
	crowd_put(crowd, (struct happening){.at_us = crowd->now_us + brought.patience_us,
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
