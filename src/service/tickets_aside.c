/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Aside and on: a ticket is put on hold (the customer stays near) or parked (something else comes
 * first), goes on at a counter or back in its queue with its old place, and is sent to another
 * service or counter. While it is aside the counter is free, and no time of work is counted.
 */
#include "service/tickets_write.h"

/* ---- Hold, park ---- */

static enum fault_code
put_aside(struct command *c, int64_t id, enum ticket_state state, enum event_kind kind,
	struct span reason, struct fault *f)
{
	struct ticket_row ticket;
	struct hall h;

	if (hall_enter(&h, c, f) || hall_ticket(&h, id, "ticket", &ticket, f) ||
		ticket_want(&h, &ticket, TICKET_BIT(CALLED) | TICKET_BIT(SERVING), f))
		return f->code;
	if (ticket.state == TICKET_SERVING)
		ticket.worked_us += c->at_us - ticket.since_us;
	counter_free(&h, &ticket);
	ticket.state = state;
	ticket.since_us = c->at_us;
	ticket_save(&h, &ticket);
	if (command_event(c, kind, ticket.journey, ticket.id,
		    STORE_VALUES(store_int(ticket.counter), word_or_none(reason)), f))
		return f->code;
	return hall_leave(&h, f);
}

enum fault_code
command_ticket_hold(struct command *c, const struct ticket_hold *in, struct ticket_hold_result *out,
	struct fault *f)
{
	static const char *const reasons[] = {"form", "document", "call", "other"};

	(void)out;
	if (word_is_one_of(in->reason, "reason", reasons, array_length(reasons), f))
		return f->code;
	return put_aside(c, in->ticket, TICKET_HELD, EVENT_TICKET_HELD, in->reason, f);
}

enum fault_code
command_ticket_park(struct command *c, const struct ticket_park *in, struct ticket_park_result *out,
	struct fault *f)
{
	static const char *const reasons[] = {"check", "colleague", "papers", "other"};

	(void)out;
	if (word_is_one_of(in->reason, "reason", reasons, array_length(reasons), f))
		return f->code;
	return put_aside(c, in->ticket, TICKET_PARKED, EVENT_TICKET_PARKED, in->reason, f);
}

/* ---- Resume ---- */

static enum fault_code
resume_at(struct hall *h, struct ticket_row *ticket, int64_t id, struct fault *f)
{
	const struct house_counter *counter;
	struct counter_row row;

	if (hall_counter(h, id, "counter", &counter, &row, f) ||
		counter_want_free(h, counter, &row, f) ||
		counter_want_serves(h, counter, &row, ticket->service, f))
		return f->code;
	/* Served before: serving goes on. Else the customer stands there as if just called. */
	ticket->state = ticket->begun_us != 0 ? TICKET_SERVING : TICKET_CALLED;
	ticket->since_us = h->c->at_us;
	ticket->counter = id;
	ticket->for_counter = 0;
	ticket->staff = row.staff;
	if (ticket->state == TICKET_CALLED) {
		ticket->called_us = h->c->at_us;
		ticket_await(h, ticket);
	}
	row.ticket = ticket->id;
	counter_save(h, &row);
	ticket_save(h, ticket);
	return command_event(h->c, EVENT_TICKET_RESUMED, ticket->journey, ticket->id,
		STORE_VALUES(store_int(id)), f);
}

static enum fault_code
resume_in_line(struct hall *h, struct ticket_row *ticket, struct fault *f)
{
	ticket_queue_up(ticket, ticket->service, h->c->at_us);
	ticket_save(h, ticket);
	return command_event(h->c, EVENT_TICKET_RESUMED, ticket->journey, ticket->id,
		STORE_VALUES(store_none()), f);
}

enum fault_code
command_ticket_resume(struct command *c, const struct ticket_resume *in,
	struct ticket_resume_result *out, struct fault *f)
{
	struct ticket_row ticket;
	struct hall h;

	(void)out;
	if (hall_enter(&h, c, f) || hall_ticket(&h, in->ticket, "ticket", &ticket, f) ||
		ticket_want(
			&h, &ticket, TICKET_BIT(HELD) | TICKET_BIT(PARKED) | TICKET_BIT(MISSED), f))
		return f->code;
	if (in->counter != 0 ? resume_at(&h, &ticket, in->counter, f)
			     : resume_in_line(&h, &ticket, f))
		return f->code;
	return hall_leave(&h, f);
}

/* ---- Transfer ---- */

enum fault_code
service_want_served(struct hall *h, const struct house_service *service, struct fault *f)
{
	for (size_t i = 0; !service->is_removed && i < h->branch->counters_n; i++)
		if (!h->branch->counters[i].is_removed &&
			house_counter_serves(&h->branch->counters[i], service->id))
			return FAULT_NONE;
	return fault_field(f, FAULT_CONFLICT, "service", "no counter of this branch serves “%s”",
		title_for(h, &service->title));
}

static enum fault_code
counter_want_sent(struct hall *h, int64_t id, const struct house_service *service, struct fault *f)
{
	const struct house_counter *counter;
	struct counter_row row;

	if (hall_counter(h, id, "counter", &counter, &row, f))
		return f->code;
	/* Who sits there now may be somebody else by then: only the counter is asked. */
	row.staff = 0;
	return counter_want_serves(h, counter, &row, service->id, f);
}

enum fault_code
command_ticket_transfer(struct command *c, const struct ticket_transfer *in,
	struct ticket_transfer_result *out, struct fault *f)
{
	const struct house_service *service;
	struct ticket_row ticket;
	struct hall h;

	(void)out;
	if (hall_enter(&h, c, f) || hall_ticket(&h, in->ticket, "ticket", &ticket, f) ||
		ticket_want(&h, &ticket, TICKET_BITS_OPEN, f) ||
		hall_service(&h, in->service != 0 ? in->service : ticket.service, "service",
			&service, f) ||
		service_want_served(&h, service, f) ||
		(in->counter != 0 && counter_want_sent(&h, in->counter, service, f)))
		return f->code;
	counter_free(&h, &ticket);
	ticket_queue_up(&ticket, service->id, c->at_us);
	ticket.for_counter = in->counter;
	ticket.appointment_us = 0;
	if (in->loses_place)
		ticket.place_us = c->at_us;
	ticket_save(&h, &ticket);
	if (command_event(c, EVENT_TICKET_TRANSFERRED, ticket.journey, ticket.id,
		    STORE_VALUES(store_int(service->id),
			    in->counter != 0 ? store_int(in->counter) : store_none(),
			    store_int(!in->loses_place)),
		    f))
		return f->code;
	return hall_leave(&h, f);
}
