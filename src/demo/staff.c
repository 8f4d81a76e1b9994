/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Staff open their counters when the branch opens, call, greet, mark the moments of the map,
 * finish, go to lunch one after the other, and close when nobody waits any more. When they are on,
 * how long things take and how long they rest says the place's model.
 *
 *	LOOK → calls the next → COME or MISS → MARK … → FINISH → LOOK
 */
#include "base/attributes.h"
#include "demo/crowd.h"
#include "demo/model.h"

#define LOOK_US	  (3 * MINUTE_US)  /* how often somebody without customers looks … */
#define LIVE_US	  (10 * SECOND_US) /* … and when strangers may come, too */
#define ANSWERS	  0.4
#define ANSWER_US (3 * MINUTE_US)

void
crowd_desk_plan(struct crowd *crowd, size_t desk, enum happening_kind kind, double in_us, size_t of)
{
	crowd_put(crowd, (struct happening){.at_us = crowd->now_us + (int64_t)in_us,
				 .kind = kind,
				 .who = desk,
				 .of = of,
				 .stamp = crowd->cast.desks[desk].stamp});
}

static size_t
visitor_find(const struct crowd_place *place, int64_t ticket)
{
	for (size_t i = 0; i < place->visitors_n; i++)
		if (place->visitors[i].is_there && place->visitors[i].ticket == ticket)
			return i;
	return SIZE_MAX;
}

static enum fault_code
desk_open(struct crowd *crowd, struct crowd_desk *desk, struct fault *f)
{
	bool is_done;

	if (ACT(crowd, &desk->actor, counter_open, NULL, &is_done, f, .counter = desk->counter))
		return f->code;
	desk->is_open = is_done;
	desk->is_on_break = false;
	return FAULT_NONE;
}

static enum fault_code
desk_close(struct crowd *crowd, struct crowd_desk *desk, struct fault *f)
{
	bool is_done;

	if (ACT(crowd, &desk->actor, counter_close, NULL, &is_done, f, .counter = desk->counter))
		return f->code;
	desk->is_open = !is_done;
	return FAULT_NONE;
}

static void
desk_look_at(struct crowd *crowd, const struct crowd_desk *desk, int64_t at_us)
{
	crowd_desk_plan(crowd, (size_t)(desk - crowd->cast.desks), LOOK,
		(double)(at_us - crowd->now_us), 0);
}

static enum fault_code
desk_pause(struct crowd *crowd, struct crowd_desk *desk, int64_t until_us, struct fault *f)
{
	bool is_done;

	if (ACT(crowd, &desk->actor, counter_pause, NULL, &is_done, f, .counter = desk->counter,
		    .reason = SPAN("break")))
		return f->code;
	desk->is_on_break = true;
	desk_look_at(crowd, desk, until_us);
	return FAULT_NONE;
}

/* Nobody is there: until somebody comes in, or it is time for something else. */
static void
desk_idle(struct crowd *crowd, struct crowd_desk *desk, int64_t next_us)
{
	struct crowd_place *place = &crowd->cast.places[desk->place];
	const int64_t usual_us = crowd->is_live ? LIVE_US : LOOK_US,
		      look_us = crowd->now_us +
				(int64_t)((double)usual_us * (0.5 + random_unit(&place->serving)));

	if (!desk->is_idle)
		desk->idle_since_us = crowd->now_us;
	desk->is_idle = true;
	desk_look_at(crowd, desk, look_us < next_us ? look_us : next_us);
}

/* Of strangers the model says nothing: they are like the first service's. */
static void
visitor_meet(struct crowd *crowd, struct crowd_desk *desk)
{
	struct crowd_place *place = &crowd->cast.places[desk->place];

	desk->visitor = visitor_find(place, desk->ticket);
	if (desk->visitor == SIZE_MAX) {
		desk->brought = brought_take(
			&place->today.model.services[0], &place->today.brought[place->services_n]);
		desk->brought.is_missing = false;
		return;
	}
	desk->brought = place->visitors[desk->visitor].brought;
	place->visitors[desk->visitor].called_us = crowd->now_us;
}

/* The next customer, if there is one. */
static enum fault_code
desk_call(struct crowd *crowd, struct crowd_desk *desk, bool branch_is_open, int64_t next_us,
	struct fault *f)
{
	const size_t number = (size_t)(desk - crowd->cast.desks);
	struct ticket_next_result next = {0};
	bool is_done;

	if (ACT(crowd, &desk->actor, ticket_next, &next, &is_done, f, .counter = desk->counter))
		return f->code;
	if (!is_done || next.ticket == 0) {
		if (is_done && !branch_is_open && desk_close(crowd, desk, f))
			return f->code;
		desk_idle(crowd, desk, next_us);
		return FAULT_NONE;
	}
	desk->is_idle = false;
	desk->ticket = next.ticket;
	visitor_meet(crowd, desk);
	if (desk->brought.is_missing)
		crowd_desk_plan(crowd, number, MISS, (double)CROWD_MISSES_US, 0);
	else
		crowd_desk_plan(crowd, number, COME, (double)desk->brought.walking_us, 0);
	return FAULT_NONE;
}

static bool
may_serve(const struct crowd_desk *desk, int64_t service)
{
	for (size_t i = 0; i < desk->services_n; i++)
		if (desk->services[i] == service)
			return true;
	return desk->services_n == 0;
}

void
crowd_desk_wake(struct crowd *crowd, const struct crowd_place *place, size_t service)
{
	size_t found = SIZE_MAX;
	int64_t next_us;

	for (size_t i = place->first_desk; i < place->first_desk + place->desks_n; i++) {
		const struct crowd_desk *desk = &crowd->cast.desks[i];

		if (desk->is_idle && may_serve(desk, place->services[service].id) &&
			(found == SIZE_MAX ||
				desk->idle_since_us < crowd->cast.desks[found].idle_since_us) &&
			crowd_is_on(crowd, i, &next_us))
			found = i;
	}
	if (found == SIZE_MAX)
		return;
	crowd->cast.desks[found].stamp++;
	crowd->cast.desks[found].is_woken = true;
	crowd_desk_plan(crowd, found, LOOK, 0, 0);
}

/* Not on: at home, or at lunch. */
static enum fault_code
rest(struct crowd *crowd, struct crowd_desk *desk, bool branch_is_open, int64_t next_us,
	struct fault *f)
{
	desk->is_idle = false;
	if (desk->is_open && !desk->is_on_break && branch_is_open)
		return desk_pause(crowd, desk, next_us, f);
	desk_look_at(crowd, desk, next_us);
	return desk->is_open && !desk->is_on_break ? desk_close(crowd, desk, f) : FAULT_NONE;
}

static enum fault_code
look(struct crowd *crowd, struct crowd_desk *desk, struct fault *f)
{
	struct crowd_place *place = &crowd->cast.places[desk->place];
	const bool branch_is_open = crowd_is_open(place, crowd->now_us), was_woken = desk->is_woken;
	int64_t next_us, turns_us;

	desk->is_woken = false;
	if (crowd_is_spared(crowd, place)) {
		desk->is_idle = false;
		if (desk->is_open && desk->ticket == 0)
			return desk_close(crowd, desk, f);
		return FAULT_NONE; /* and nobody of the crowd comes back to it */
	}
	if (!crowd_is_on(crowd, (size_t)(desk - crowd->cast.desks), &next_us))
		return rest(crowd, desk, branch_is_open, next_us, f);
	turns_us = place->calendar != NULL ? calendar_turns_us(place->calendar, crowd->now_us)
					   : TIME_NONE;
	if (turns_us != TIME_NONE && turns_us < next_us)
		next_us = turns_us;
	if (!branch_is_open && !desk->is_open) {
		desk->is_idle = false;
		desk_look_at(crowd, desk, next_us);
		return FAULT_NONE;
	}
	if ((!desk->is_open || desk->is_on_break) && desk_open(crowd, desk, f))
		return f->code;
	/* Who sits idle while only the crowd is here need not ask: somebody would have woken them.
	 */
	if (!desk->is_open || (desk->is_idle && !was_woken && !crowd->is_live && branch_is_open)) {
		desk_idle(crowd, desk, next_us);
		return FAULT_NONE;
	}
	return desk_call(crowd, desk, branch_is_open, next_us, f);
}

static void
desk_leave_ticket(struct crowd *crowd, struct crowd_desk *desk)
{
	desk->ticket = 0;
	desk->visitor = SIZE_MAX;
	desk->stamp++;
	crowd_desk_plan(
		crowd, (size_t)(desk - crowd->cast.desks), LOOK, (double)desk->brought.rest_us, 0);
}

static enum fault_code
miss(struct crowd *crowd, struct crowd_desk *desk, struct fault *f)
{
	struct crowd_place *place = &crowd->cast.places[desk->place];
	struct ticket_recall_result recalled = {0};
	bool is_done;

	if (ACT(crowd, &desk->actor, ticket_recall, &recalled, &is_done, f, .ticket = desk->ticket))
		return f->code;
	if (is_done && recalled.calls < CROWD_CALLS) {
		crowd_desk_plan(crowd, (size_t)(desk - crowd->cast.desks), MISS,
			(double)CROWD_CALLS_AGAIN_US, 0);
		return FAULT_NONE;
	}
	if (ACT(crowd, &desk->actor, ticket_missed, NULL, &is_done, f, .ticket = desk->ticket))
		return f->code;
	if (desk->visitor != SIZE_MAX)
		crowd_seat_give(&place->visitors[desk->visitor]);
	desk_leave_ticket(crowd, desk);
	return FAULT_NONE;
}

/* The service of whoever is in front; of a stranger, the place's first. */
static const struct crowd_service *
desk_service(const struct crowd *crowd, const struct crowd_desk *desk)
{
	const struct crowd_place *place = &crowd->cast.places[desk->place];

	return &place->services[desk->visitor != SIZE_MAX ? place->visitors[desk->visitor].service
							  : 0];
}

static enum fault_code
come(struct crowd *crowd, struct crowd_desk *desk, struct fault *f)
{
	const struct crowd_service *service = desk_service(crowd, desk);
	const size_t number = (size_t)(desk - crowd->cast.desks);
	const double takes_us = (double)desk->brought.duration_us * desk->pace;
	bool is_done;

	if (ACT(crowd, &desk->actor, ticket_begin, NULL, &is_done, f, .ticket = desk->ticket))
		return f->code;
	if (!is_done) { /* somebody else has moved the ticket on */
		desk_leave_ticket(crowd, desk);
		return FAULT_NONE;
	}
	for (size_t i = 0; i < service->marks_n; i++) {
		const double part = takes_us / (double)(service->marks_n + 1);

		if (service->is_marked_from_begun[i])
			crowd_desk_plan(crowd, number, MARK, part * ((double)i + 0.4), 2 * i);
		crowd_desk_plan(crowd, number, MARK, part * ((double)i + 1), 2 * i + 1);
	}
	crowd_desk_plan(crowd, number, FINISH, takes_us, 0);
	return FAULT_NONE;
}

static struct span
outcome_drawn(struct crowd_place *place, const struct crowd_desk *desk, bool *ret_is_bad)
{
	const double u = random_unit(&place->serving) / desk->care;

	*ret_is_bad = u < 0.025;
	return u < 0.025 ? SPAN("negative") : u < 0.09 ? SPAN("neutral") : SPAN("positive");
}

static enum fault_code
mark(struct crowd *crowd, struct crowd_desk *desk, size_t of, struct fault *f)
{
	struct crowd_place *place = &crowd->cast.places[desk->place];
	const char *moment = desk_service(crowd, desk)->marks[of / 2];
	bool is_done, is_bad = false;
	const struct span mark = of % 2 == 0 ? SPAN("begun") : outcome_drawn(place, desk, &is_bad);

	if (is_bad && desk->visitor != SIZE_MAX)
		place->visitors[desk->visitor].was_bad = true;
	return ACT(crowd, &desk->actor, moment_mark, NULL, &is_done, f, .ticket = desk->ticket,
		.moment = span_of(moment), .mark = mark);
}

static enum fault_code
finish(struct crowd *crowd, struct crowd_desk *desk, struct fault *f)
{
	struct crowd_place *place = &crowd->cast.places[desk->place];
	struct crowd_visitor *visitor =
		desk->visitor != SIZE_MAX ? &place->visitors[desk->visitor] : NULL;
	const bool was_bad = visitor != NULL && visitor->was_bad;
	struct ticket_finish_result over = {0};
	bool is_done;

	if (ACT(crowd, &desk->actor, ticket_finish, &over, &is_done, f, .ticket = desk->ticket,
		    .outcome = was_bad ? SPAN("negative") : SPAN("positive")))
		return f->code;
	if (visitor != NULL && is_done && random_chance(&place->answers, ANSWERS) &&
		desk_service(crowd, desk)->question_to > desk_service(crowd, desk)->question_from)
		crowd_put(crowd,
			(struct happening){.at_us = crowd->now_us +
						    (int64_t)random_exponential(
							    &place->answers, (double)ANSWER_US),
				.kind = ANSWER,
				.who = desk->place,
				.of = desk->visitor,
				.stamp = visitor->stamp});
	else if (visitor != NULL)
		crowd_seat_give(visitor);
	desk_leave_ticket(crowd, desk);
	return FAULT_NONE;
}

enum fault_code
crowd_happen_at_desk(struct crowd *crowd, const struct happening *h, struct fault *f)
{
	struct crowd_desk *desk = &crowd->cast.desks[h->who];

	if (h->stamp != desk->stamp)
		return FAULT_NONE;
	switch (h->kind) {
	case LOOK:
		return look(crowd, desk, f);
	case COME:
		return come(crowd, desk, f);
	case MISS:
		return miss(crowd, desk, f);
	case MARK:
		return mark(crowd, desk, h->of, f);
	default:
		return finish(crowd, desk, f);
	}
}
