/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A wrong state is put right, on the record: nothing that was written is taken back, but
 * record.repaired says what the state was, what it really is and since when; what follows it in the
 * same command – the service that began or was finished, the customer who left – is the ordinary
 * event of it. A ticket that is over today comes back, and so does its journey when it was closed.
 */
#include "service/tickets_write.h"

struct repair {
	const struct ticket_repair *in;
	struct ticket_row ticket;
	const char *from; /* the state's slug */
	enum ticket_state to;
	const struct house_counter *counter; /* of to: serving */
	struct counter_row row;
};

/* ---- May it be? ---- */

static enum fault_code
time_want(struct hall *h, const struct repair *r, struct fault *f)
{
	const int64_t happened_us = r->in->happened_us;

	if (happened_us == 0)
		return FAULT_NONE;
	if (happened_us > h->c->at_us)
		return fault_field(f, FAULT_BAD_INPUT, "happened_us", "that has not come yet");
	if (happened_us < r->ticket.taken_us)
		return fault_field(f, FAULT_BAD_INPUT, "happened_us", "%s was not taken yet then",
			ticket_label(&r->ticket, h->c->arena));
	h->at_us = happened_us;
	return FAULT_NONE;
}

static enum fault_code
counter_want(struct hall *h, struct repair *r, struct fault *f)
{
	if (r->to != TICKET_SERVING)
		return FAULT_NONE;
	if (r->in->counter == 0)
		return fault_field(f, FAULT_BAD_INPUT, "counter", "where is it being served?");
	if (hall_counter(h, r->in->counter, "counter", &r->counter, &r->row, f))
		return f->code;
	if (r->row.ticket == r->ticket.id)
		r->row.ticket = 0;
	return counter_want_free(h, r->counter, &r->row, f);
}

static enum fault_code
repair_want(struct hall *h, struct repair *r, struct fault *f)
{
	static const unsigned states = TICKET_BIT(WAITING) | TICKET_BIT(SERVING) |
				       TICKET_BIT(DONE) | TICKET_BIT(LEFT) | TICKET_BIT(MISSED);
	static const char *const words[] = {"waiting", "serving", "done", "left", "missed"};
	static const char *const reasons[] = {"forgotten", "mistaken", "wrong-person", "other"};
	const struct ticket_row *ticket = &r->ticket;

	r->to = (enum ticket_state)ticket_state_find(r->in->state);
	if (word_is_one_of(r->in->state, "state", words, array_length(words), f) ||
		word_is_one_of(r->in->reason, "reason", reasons, array_length(reasons), f))
		return f->code;
	if (r->in->reason.size == 0 || (states & 1u << r->to) == 0)
		return fault_field(f, FAULT_BAD_INPUT, r->to == 0 ? "state" : "reason",
			r->to == 0 ? "what is it really?" : "why was it wrong?");
	if (ticket->over_us != 0 && ticket->over_us < h->day.opened_us)
		return fault_field(f, FAULT_CONFLICT, "ticket", "%s was over on an earlier day",
			ticket_label(ticket, h->c->arena));
	if (ticket->state == r->to && r->to != TICKET_SERVING)
		return ticket_want(h, ticket, 0, f);
	if (ticket->state == TICKET_SERVING && r->to == TICKET_SERVING &&
		ticket->counter == r->in->counter)
		return ticket_want(h, ticket, 0, f);
	return FAULT_NONE;
}

/* ---- Back to nothing ---- */

static enum fault_code
journey_reopen(struct hall *h, const struct repair *r, struct fault *f)
{
	struct journey_row journey;

	if (journey_get(h, r->ticket.journey, &journey, f))
		return f->code;
	journey.tickets_n++;
	journey.due_us = 0;
	if (r->ticket.state == TICKET_DONE && journey.served_n > 0)
		journey.served_n--;
	if (journey.outcome == 0) {
		journey_save(h, &journey);
		return FAULT_NONE;
	}
	journey.outcome = journey.judged_by = journey.ended_us = 0;
	journey_move_from_past(h, &journey);
	return FAULT_NONE;
}

/* As if it stood in line: whatever follows begins from there. */
static enum fault_code
state_undo(struct hall *h, struct repair *r, struct fault *f)
{
	struct ticket_row *ticket = &r->ticket;

	counter_free(h, ticket);
	if (ticket->over_us != 0) {
		if (journey_reopen(h, r, f))
			return f->code;
		if (ticket->state == TICKET_DONE)
			served_add(h, ticket->staff, -1);
		if (ticket->state == TICKET_LEFT)
			h->day.left_n--;
		ticket->over_us = 0;
		ticket_move_from_past(h, ticket);
	}
	ticket_queue_up(ticket, ticket->service, h->at_us);
	ticket->for_counter = 0;
	ticket_save(h, ticket);
	return command_event(h->c, EVENT_RECORD_REPAIRED, ticket->journey, ticket->id,
		STORE_VALUES(store_text(SPAN("ticket")), store_text(span_of(r->from)),
			store_text(r->in->state), store_int(h->at_us), store_text(r->in->reason),
			r->counter != NULL ? store_int(r->in->counter) : store_none()),
		f);
}

/* ---- What it really is ---- */

static enum fault_code
serving(struct hall *h, struct repair *r, struct fault *f)
{
	struct ticket_row *ticket = &r->ticket;

	ticket->state = TICKET_SERVING;
	ticket->begun_us = h->at_us;
	ticket->counter = r->in->counter;
	ticket->staff = r->row.staff;
	ticket_save(h, ticket);
	r->row.ticket = ticket->id;
	counter_save(h, &r->row);
	return command_event(h->c, EVENT_SERVICE_BEGUN, ticket->journey, ticket->id,
		STORE_VALUES(store_int(ticket->counter), store_int(ticket->service)), f);
}

/* Done for good: services of the visit that were still wanted are not. */
static enum fault_code
done(struct hall *h, struct repair *r, struct fault *f)
{
	struct ticket_row *ticket = &r->ticket;
	struct journey_row journey;

	if (journey_get(h, ticket->journey, &journey, f) ||
		journey_mark_served(h, ticket->journey,
			journey.staff_mark != 0 ? (enum mark)journey.staff_mark : MARK_NEUTRAL, f))
		return f->code;
	served_add(h, ticket->staff, 1);
	ticket->errands = 0;
	store_do(h->c->tx, &queue_part, SQL_ERRANDS_REMOVE,
		STORE_VALUES(store_int(h->branch->id), store_int(ticket->id)));
	if (command_event(h->c, EVENT_SERVICE_FINISHED, ticket->journey, ticket->id,
		    STORE_VALUES(ticket->counter != 0 ? store_int(ticket->counter) : store_none(),
			    store_int(ticket->service), store_none()),
		    f))
		return f->code;
	return ticket_done(h, ticket, f);
}

static enum fault_code
state_set(struct hall *h, struct repair *r, struct fault *f)
{
	switch (r->to) {
	case TICKET_SERVING:
		return serving(h, r, f);
	case TICKET_DONE:
		return done(h, r, f);
	case TICKET_LEFT:
		return ticket_give_up(h, &r->ticket, TICKET_LEFT, SPAN("repair"), JUDGE_LEAVING, f);
	case TICKET_MISSED:
		return ticket_miss(h, &r->ticket, f);
	default:
		return FAULT_NONE;
	}
}

enum fault_code
command_ticket_repair(struct command *c, const struct ticket_repair *in,
	struct ticket_repair_result *out, struct fault *f)
{
	struct repair r = {.in = in};
	struct hall h;

	(void)out;
	if (hall_enter(&h, c, f) || hall_ticket(&h, in->ticket, "ticket", &r.ticket, f))
		return f->code;
	r.from = ticket_state_slug(r.ticket.state);
	if (repair_want(&h, &r, f) || counter_want(&h, &r, f) || time_want(&h, &r, f) ||
		state_undo(&h, &r, f) || state_set(&h, &r, f))
		return f->code;
	if (clocks_repair(c, r.ticket.journey, r.ticket.id, f))
		return f->code;
	return hall_leave(&h, f);
}
