/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Staff open their counters when the branch opens, call, greet, mark the moments of the map,
 *finish, go to lunch one after the other, and close when nobody waits any more.
 *
 *	LOOK → calls the next → COME or MISS → MARK … → FINISH → LOOK
 */
#include "base/attributes.h"
#include "demo/crowd.h"

#define LOOK_US	    (3 * MINUTE_US)  /* how often somebody without customers looks … */
#define LIVE_US	    (10 * SECOND_US) /* … and when strangers may come, too */
#define WAKE_US	    (3 * SECOND_US)  /* how soon when somebody has come in */
#define OFF_LOOK_US (2 * MINUTE_US)  /* and when the branch is closed */
#define BREAK_US    (25 * MINUTE_US)
#define NO_SHOW	    0.025
#define ANSWERS	    0.4
#define ANSWER_US   (3 * MINUTE_US)

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

/* At lunch the counters go one after the other. */
static bool
wants_break(const struct crowd *crowd, const struct crowd_desk *desk)
{
	const struct crowd_place *place = &crowd->cast.places[desk->place];
	const size_t turn = (size_t)(desk - crowd->cast.desks) - place->first_desk;
	const int64_t local_us = zone_to_local(place->zone, crowd->now_us);
	const int64_t of_day_us = local_us % (24 * HOUR_US);

	return !desk->has_had_break && of_day_us >= 12 * HOUR_US + (int64_t)turn * 30 * MINUTE_US &&
	       of_day_us < 15 * HOUR_US;
}

static enum fault_code
desk_open(struct crowd *crowd, struct crowd_desk *desk, struct fault *f)
{
	bool is_done;

	if (ACT(crowd, &desk->actor, counter_open, NULL, &is_done, f, .counter = desk->counter))
		return f->code;
	desk->has_had_break = !desk->is_on_break ? false : desk->has_had_break;
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

static enum fault_code
desk_pause(struct crowd *crowd, struct crowd_desk *desk, struct fault *f)
{
	bool is_done;

	if (ACT(crowd, &desk->actor, counter_pause, NULL, &is_done, f, .counter = desk->counter,
		    .reason = SPAN("break")))
		return f->code;
	desk->is_on_break = desk->has_had_break = true;
	crowd_desk_plan(crowd, (size_t)(desk - crowd->cast.desks), LOOK, (double)BREAK_US, 0);
	return FAULT_NONE;
}

/* The next customer, if there is one. */
static enum fault_code
desk_call(struct crowd *crowd, struct crowd_desk *desk, bool branch_is_open, struct fault *f)
{
	const size_t number = (size_t)(desk - crowd->cast.desks);
	struct crowd_place *place = &crowd->cast.places[desk->place];
	struct ticket_next_result next = {0};
	bool is_done;

	if (ACT(crowd, &desk->actor, ticket_next, &next, &is_done, f, .counter = desk->counter))
		return f->code;
	if (!is_done || next.ticket == 0) {
		if (is_done && !branch_is_open && desk_close(crowd, desk, f))
			return f->code;
		desk->is_idle = true;
		crowd_desk_plan(crowd, number, LOOK,
			(double)(crowd->is_live ? LIVE_US : LOOK_US) *
				(0.5 + random_unit(&place->serving)),
			0);
		return FAULT_NONE;
	}
	desk->ticket = next.ticket;
	desk->visitor = visitor_find(place, next.ticket);
	if (desk->visitor != SIZE_MAX)
		place->visitors[desk->visitor].called_us = crowd->now_us;
	if (desk->visitor != SIZE_MAX && random_chance(&place->serving, NO_SHOW))
		crowd_desk_plan(crowd, number, MISS, 75.0 * (double)SECOND_US, 0);
	else
		crowd_desk_plan(crowd, number, COME,
			random_lognormal(&place->serving, 28 * (double)SECOND_US, 0.5), 0);
	return FAULT_NONE;
}

void
crowd_desks_wake(struct crowd *crowd, const struct crowd_place *place)
{
	for (size_t i = place->first_desk; i < place->first_desk + place->desks_n; i++) {
		struct crowd_desk *desk = &crowd->cast.desks[i];

		if (!desk->is_idle)
			continue;
		desk->is_idle = false;
		desk->stamp++;
		crowd_desk_plan(crowd, i, LOOK, (double)WAKE_US, 0);
	}
}

static enum fault_code
look(struct crowd *crowd, struct crowd_desk *desk, struct fault *f)
{
	struct crowd_place *place = &crowd->cast.places[desk->place];
	const bool branch_is_open = crowd_is_open(place, crowd->now_us);
	const size_t number = (size_t)(desk - crowd->cast.desks);

	desk->is_idle = false;
	if (crowd_is_spared(crowd, place)) {
		if (desk->is_open && desk->ticket == 0)
			return desk_close(crowd, desk, f);
		return FAULT_NONE; /* and nobody of the crowd comes back to it */
	}
	if (!branch_is_open && !desk->is_open) {
		desk->has_had_break = false;
		crowd_desk_plan(crowd, number, LOOK, (double)OFF_LOOK_US, 0);
		return FAULT_NONE;
	}
	if ((!desk->is_open || desk->is_on_break) && desk_open(crowd, desk, f))
		return f->code;
	if (desk->is_open && branch_is_open && wants_break(crowd, desk))
		return desk_pause(crowd, desk, f);
	if (!desk->is_open) {
		crowd_desk_plan(crowd, number, LOOK, (double)LOOK_US, 0);
		return FAULT_NONE;
	}
	return desk_call(crowd, desk, branch_is_open, f);
}

static void
desk_leave_ticket(struct crowd *crowd, struct crowd_desk *desk)
{
	struct crowd_place *place = &crowd->cast.places[desk->place];

	desk->ticket = 0;
	desk->visitor = SIZE_MAX;
	desk->stamp++;
	crowd_desk_plan(crowd, (size_t)(desk - crowd->cast.desks), LOOK,
		random_exponential(&place->serving, 12 * (double)SECOND_US), 0);
}

static enum fault_code
miss(struct crowd *crowd, struct crowd_desk *desk, struct fault *f)
{
	struct crowd_place *place = &crowd->cast.places[desk->place];
	struct ticket_recall_result recalled = {0};
	bool is_done;

	if (ACT(crowd, &desk->actor, ticket_recall, &recalled, &is_done, f, .ticket = desk->ticket))
		return f->code;
	if (is_done && recalled.calls < 3) {
		crowd_desk_plan(crowd, (size_t)(desk - crowd->cast.desks), MISS,
			45.0 * (double)SECOND_US, 0);
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
	struct crowd_place *place = &crowd->cast.places[desk->place];
	const struct crowd_service *service = desk_service(crowd, desk);
	const size_t number = (size_t)(desk - crowd->cast.desks);
	const double takes_us =
		random_lognormal(&place->serving, service->mean_us * desk->pace, 0.55);
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
