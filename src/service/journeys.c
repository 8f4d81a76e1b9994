/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Journeys: what a customer comes for, from the first ticket to how it ended. A journey runs under
 *the map's version that it began with. It closes by the answer to the closing question:
 *dissatisfied when the mark is in the lower half of its scale (below the middle; above it when the
 *question is reversed), else satisfied; else, when nobody answers in closes_after, by staff's mark
 *of the last service: dissatisfied when it is negative, else satisfied; abandoned, when the
 *customer left or never came, and nothing had been served. As long as a ticket of it is open it
 *stays open, whatever was answered.
 */
#include "service/tickets_kept.h"

#define EARLIER_LOOKED_AT 32 /* journeys of one customer */

/* ---- Beginning ---- */

static const char *
channel_of(const struct actor *actor)
{
	switch (actor->role) {
	case ROLE_KIOSK:
		return "kiosk";
	case ROLE_POSTER:
	case ROLE_CUSTOMER:
		return "web";
	default:
		return "counter";
	}
}

static const char *
cycle_name(const struct house_service *service)
{
	return service != NULL && service->cycle != NULL ? service->cycle->name : "";
}

static bool
is_same_cycle(const struct journey_row *journey, const char *cycle)
{
	return *cycle != '\0' && span_is(span_of(journey->cycle), span_of(cycle));
}

/* The customer's open journey of the cycle in this branch. */
static bool
journey_find_open(struct hall *h, struct journey_row *ret, int64_t customer, const char *cycle)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(h->c->tx, &queue_part, SQL_JOURNEYS_OF_CUSTOMER,
		STORE_VALUES(store_int(customer), store_int(EARLIER_LOOKED_AT)));

	while (store_next(rows)) {
		journey_row_of(ret, rows, h->c->arena);
		if (service_branch_of(ret->id) == h->branch->id && is_same_cycle(ret, cycle))
			return true;
	}
	return false;
}

/* The customer's last closed journey of the cycle in any branch of the workspace. */
static bool
journey_find_earlier(struct hall *h, struct journey_row *ret, const struct journey_row *journey)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(h->c->tx, &queue_part, SQL_JOURNEYS_PAST_OF_CUSTOMER,
		STORE_VALUES(store_int(journey->customer), store_int(EARLIER_LOOKED_AT)));

	while (store_next(rows)) {
		const struct house_branch *branch;

		journey_row_of(ret, rows, h->c->arena);
		branch = house_branch(h->c->house, service_branch_of(ret->id));
		if (branch != NULL && branch->workspace->id == h->branch->workspace->id &&
			ret->id != journey->id && is_same_cycle(ret, journey->cycle))
			return true;
	}
	return false;
}

enum fault_code
journey_note_return(struct hall *h, const struct journey_row *journey, struct fault *f)
{
	const struct cycle *cycle = house_cycle(h->c->house, journey->version, journey->cycle);
	struct journey_row earlier;

	if (journey->customer == 0 || cycle == NULL || cycle->comes_back_within_us == 0 ||
		!journey_find_earlier(h, &earlier, journey) ||
		journey->opened_us - earlier.ended_us > cycle->comes_back_within_us)
		return FAULT_NONE;
	return command_event(h->c, EVENT_JOURNEY_RETURNED, journey->id, journey->customer,
		STORE_VALUES(store_int(earlier.id)), f);
}

static enum fault_code
journey_open(struct hall *h, struct ticket_row *ticket, const char *cycle, struct fault *f)
{
	struct journey_row journey = {.cycle = cycle,
		.version = h->branch->workspace->version,
		.service = ticket->service,
		.customer = ticket->customer,
		.opened_us = h->c->at_us,
		.tickets_n = 1};

	if (command_id_next(h->c, &journey.id, f))
		return f->code;
	ticket->journey = journey.id;
	journey_add(h, &journey);
	clocks_expect_none(h->c, journey.id);
	if (command_event(h->c, EVENT_JOURNEY_OPENED, journey.id, journey.customer,
		    STORE_VALUES(word_or_none(span_of(cycle)), store_int(journey.version),
			    store_text(span_of(channel_of(&h->c->actor))),
			    store_int(journey.service)),
		    f))
		return f->code;
	return journey_note_return(h, &journey, f);
}

enum fault_code
journey_begin(struct hall *h, struct ticket_row *ticket, struct fault *f)
{
	const char *cycle = cycle_name(house_service(h->c->house, ticket->service));
	struct journey_row journey;

	if (ticket->customer == 0 || !journey_find_open(h, &journey, ticket->customer, cycle))
		return journey_open(h, ticket, cycle, f);
	journey.tickets_n++;
	journey.due_us = 0;
	journey_save(h, &journey);
	ticket->journey = journey.id;
	return FAULT_NONE;
}

/* ---- In between ---- */

enum fault_code
journey_get(struct hall *h, int64_t id, struct journey_row *ret, struct fault *f)
{
	if (!journey_find(ret, h->c->tx, id, h->c->arena)) {
		if (store_fault(h->c->tx, f))
			return f->code;
		return fault_set(f, FAULT_BROKEN, "the journey %lld is not there", (long long)id);
	}
	return FAULT_NONE;
}

enum fault_code
journey_mark_served(struct hall *h, int64_t id, enum mark mark, struct fault *f)
{
	struct journey_row journey;

	if (journey_get(h, id, &journey, f))
		return f->code;
	journey.served_n++;
	journey.staff_mark = mark;
	journey_save(h, &journey);
	return FAULT_NONE;
}

/* ---- Ending ---- */

enum closing
journey_closing_of_mark(const struct journey_row *journey)
{
	return journey->staff_mark == MARK_NEGATIVE ? CLOSING_DISSATISFIED : CLOSING_SATISFIED;
}

enum fault_code
journey_close(struct hall *h, struct journey_row *journey, enum closing outcome, enum judge judge,
	struct fault *f)
{
	static const enum event_kind kinds[] = {[CLOSING_SATISFIED] = EVENT_JOURNEY_SATISFIED,
		[CLOSING_DISSATISFIED] = EVENT_JOURNEY_DISSATISFIED,
		[CLOSING_ABANDONED] = EVENT_JOURNEY_ABANDONED};

	journey->due_us = 0;
	journey->ended_us = h->c->at_us;
	journey->outcome = outcome;
	journey->judged_by = judge;
	journey_move_to_past(h, journey);
	return command_event(h->c, kinds[outcome], journey->id, journey->customer,
		STORE_VALUES(store_text(span_of(judge_slug(judge)))), f);
}

enum fault_code
journey_ticket_over(struct hall *h, int64_t id, enum judge judge, struct fault *f)
{
	struct journey_row journey;

	if (journey_get(h, id, &journey, f))
		return f->code;
	journey.tickets_n--;
	if (journey.tickets_n > 0) {
		journey_save(h, &journey);
		return FAULT_NONE;
	}
	if (journey.verdict != 0)
		return journey_close(h, &journey, (enum closing)journey.verdict, JUDGE_ANSWER, f);
	if (journey.served_n == 0 && judge != JUDGE_STAFF)
		return journey_close(h, &journey, CLOSING_ABANDONED, judge, f);
	journey.due_us = h->c->at_us + h->rules->closes_after_us;
	command_due(h->c, journey.due_us);
	journey_save(h, &journey);
	journey_forget(h->c->tx, journey.id); /* nobody looks at it soon */
	return FAULT_NONE;
}
