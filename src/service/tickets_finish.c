/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How serving ends: finished – then the next service of the visit, in its own queue with the place
 * of the first arrival – or the customer gives up. A next service of the same cycle goes on in the
 * same journey; one of another cycle begins a journey of its own with a ticket.taken of its own,
 * and the first one closes by itself.
 */
#include <string.h>

#include "service/tickets_write.h"

/* ---- The visit goes on ---- */

static bool
errand_first(
	struct hall *h, const struct ticket_row *ticket, int64_t *ret_place, int64_t *ret_service)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(h->c->tx, &queue_part, SQL_ERRANDS,
		STORE_VALUES(store_int(h->branch->id), store_int(ticket->id)));

	if (!store_next(rows))
		return false;
	*ret_place = store_row_int(rows, 0);
	*ret_service = store_row_int(rows, 1);
	return true;
}

static const char *
cycle_of(struct hall *h, int64_t service)
{
	const struct house_service *s = house_service(h->c->house, service);

	return s != NULL && s->cycle != NULL ? s->cycle->name : "";
}

static enum fault_code
visit_go_on(struct hall *h, struct ticket_row *ticket, int64_t service, struct fault *f)
{
	const bool is_same = strcmp(cycle_of(h, ticket->service), cycle_of(h, service)) == 0;
	const int64_t journey = ticket->journey;

	ticket_queue_up(ticket, service, h->c->at_us);
	ticket->appointment_us = 0;
	if (is_same) {
		ticket_save(h, ticket);
		return command_event(h->c, EVENT_TICKET_TRANSFERRED, journey, ticket->id,
			STORE_VALUES(store_int(service), store_none(), store_int(1)), f);
	}
	if (journey_ticket_over(h, journey, JUDGE_STAFF, f) || journey_begin(h, ticket, f))
		return f->code;
	ticket_save(h, ticket);
	return ticket_taken(h, ticket, f);
}

enum fault_code
ticket_done(struct hall *h, struct ticket_row *ticket, struct fault *f)
{
	ticket->state = TICKET_DONE;
	ticket->since_us = ticket->over_us = h->at_us;
	ticket_move_to_past(h, ticket);
	return journey_ticket_over(h, ticket->journey, JUDGE_STAFF, f);
}

void
served_add(struct hall *h, int64_t staff, int64_t n)
{
	h->day.served_n += n;
	if (staff != 0)
		store_do(h->c->tx, &queue_part, n > 0 ? SQL_SERVED_ADD : SQL_SERVED_TAKE_BACK,
			STORE_VALUES(store_int(h->branch->id), store_int(staff),
				store_int(h->day.date), store_int(n > 0 ? n : -n)));
}

enum fault_code
command_ticket_finish(struct command *c, const struct ticket_finish *in,
	struct ticket_finish_result *out, struct fault *f)
{
	static const char *const outcomes[] = {"positive", "neutral", "negative"};
	struct ticket_row ticket;
	int64_t place, service;
	struct hall h;

	if (word_is_one_of(in->outcome, "outcome", outcomes, array_length(outcomes), f))
		return f->code;
	if (in->outcome.size == 0)
		return fault_field(f, FAULT_BAD_INPUT, "outcome", "how did it go?");
	if (hall_enter(&h, c, f) || hall_ticket(&h, in->ticket, "ticket", &ticket, f) ||
		ticket_want(&h, &ticket, TICKET_BIT(SERVING), f))
		return f->code;
	ticket.worked_us += c->at_us - ticket.since_us;
	counter_free(&h, &ticket);
	served_add(&h, ticket.staff, 1);
	if (pace_learn(c, ticket.service, ticket.worked_us, f) ||
		journey_mark_served(&h, ticket.journey, (enum mark)mark_find(in->outcome), f) ||
		command_event(c, EVENT_SERVICE_FINISHED, ticket.journey, ticket.id,
			STORE_VALUES(store_int(ticket.counter), store_int(ticket.service),
				store_text(in->outcome)),
			f))
		return f->code;
	out->is_over = ticket.errands == 0 || !errand_first(&h, &ticket, &place, &service);
	if (out->is_over) {
		if (ticket_done(&h, &ticket, f))
			return f->code;
		return hall_leave(&h, f);
	}
	store_do(c->tx, &queue_part, SQL_ERRAND_REMOVE,
		STORE_VALUES(store_int(h.branch->id), store_int(ticket.id), store_int(place)));
	ticket.errands--;
	if (visit_go_on(&h, &ticket, service, f))
		return f->code;
	return hall_leave(&h, f);
}

/* ---- Giving up ---- */

enum fault_code
ticket_give_up(struct hall *h, struct ticket_row *ticket, enum ticket_state state, struct span how,
	enum judge judge, struct fault *f)
{
	counter_free(h, ticket);
	if (ticket->state == TICKET_SERVING)
		ticket->worked_us += h->c->at_us - ticket->since_us;
	ticket->state = state;
	ticket->since_us = ticket->over_us = h->at_us;
	ticket->for_counter = 0;
	ticket->errands = 0;
	ticket_move_to_past(h, ticket);
	store_do(h->c->tx, &queue_part, SQL_ERRANDS_REMOVE,
		STORE_VALUES(store_int(h->branch->id), store_int(ticket->id)));
	if (state == TICKET_LEFT)
		h->day.left_n++;
	if (command_event(h->c, EVENT_TICKET_LEFT, ticket->journey, ticket->id,
		    STORE_VALUES(store_text(how)), f))
		return f->code;
	return journey_ticket_over(h, ticket->journey, judge, f);
}

enum fault_code
command_ticket_leave(struct command *c, const struct ticket_leave *in,
	struct ticket_leave_result *out, struct fault *f)
{
	const struct span how = c->actor.role == ROLE_CUSTOMER ? SPAN("customer") : SPAN("staff");
	struct ticket_row ticket;
	struct hall h;

	(void)out;
	if (hall_enter(&h, c, f) || hall_ticket(&h, in->ticket, "ticket", &ticket, f) ||
		ticket_want(&h, &ticket, TICKET_BITS_OPEN, f) ||
		ticket_give_up(&h, &ticket, TICKET_LEFT, how, JUDGE_LEAVING, f))
		return f->code;
	return hall_leave(&h, f);
}

/* ---- What may change meanwhile ---- */

#define ERRANDS_MOST 20

static int64_t
errand_last_place(struct hall *h, int64_t ticket)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(h->c->tx, &queue_part, SQL_ERRANDS,
		STORE_VALUES(store_int(h->branch->id), store_int(ticket)));
	int64_t last = 0;

	while (store_next(rows))
		last = store_row_int(rows, 0);
	return last;
}

enum fault_code
command_errand_add(struct command *c, const struct errand_add *in, struct errand_add_result *out,
	struct fault *f)
{
	const struct house_service *service;
	struct ticket_row ticket;
	struct service_ids errands;
	struct hall h;
	int64_t place;

	(void)out;
	if (hall_enter(&h, c, f) || hall_ticket(&h, in->ticket, "ticket", &ticket, f) ||
		hall_service(&h, in->service, "service", &service, f) ||
		ticket_want(&h, &ticket, TICKET_BITS_OPEN, f) ||
		service_want_served(&h, service, f))
		return f->code;
	errands = ticket_errands(c->tx, ticket.id, c->arena);
	for (size_t i = 0; i <= errands.n; i++)
		if (in->service == (i < errands.n ? errands.ids[i] : ticket.service))
			return fault_field(f, FAULT_CONFLICT, "service",
				"%s already waits for “%s”", ticket_label(&ticket, c->arena),
				title_for(&h, &service->title));
	if (errands.n >= ERRANDS_MOST)
		return fault_field(f, FAULT_TOO_BIG, "service", "at most %d services in a visit",
			ERRANDS_MOST);
	place = errand_last_place(&h, ticket.id) + 1;
	if (errand_store(&h, &ticket, place, in->service, f))
		return f->code;
	ticket_save(&h, &ticket);
	return hall_leave(&h, f);
}

static enum fault_code
ticket_changed(struct hall *h, const struct ticket_row *ticket, struct fault *f)
{
	ticket_save(h, ticket);
	return command_event(h->c, EVENT_TICKET_CHANGED, ticket->journey, ticket->id,
		STORE_VALUES(store_int(ticket->service), store_int(ticket->class_),
			store_int(ticket->customer)),
		f);
}

/* The journey, too, is now somebody's – unless it was somebody's already. */
static enum fault_code
customer_set(struct hall *h, struct ticket_row *ticket, int64_t customer, struct fault *f)
{
	struct customer_wishes known;
	struct journey_row journey;

	if (customer_want(h, customer, &known, f))
		return f->code;
	ticket->customer = customer;
	if (journey_get(h, ticket->journey, &journey, f))
		return f->code;
	if (journey.customer != 0)
		return FAULT_NONE;
	journey.customer = customer;
	journey_save_customer(h, &journey);
	return FAULT_NONE;
}

enum fault_code
command_ticket_change(struct command *c, const struct ticket_change *in,
	struct ticket_change_result *out, struct fault *f)
{
	const unsigned states = in->class.size > 0 ? TICKET_BIT(WAITING) : TICKET_BITS_OPEN;
	struct journey_row journey;
	struct ticket_row ticket;
	struct hall h;
	bool is_known;

	(void)out;
	if (in->class.size == 0 && in->customer == 0)
		return fault_field(f, FAULT_BAD_INPUT, "class", "what shall be changed?");
	if (hall_enter(&h, c, f) || hall_ticket(&h, in->ticket, "ticket", &ticket, f) ||
		ticket_want(&h, &ticket, states, f))
		return f->code;
	if (in->class.size > 0 && ticket_classify(&h, &ticket, in->class, f))
		return f->code;
	if (journey_get(&h, ticket.journey, &journey, f))
		return f->code;
	is_known = in->customer != 0 && journey.customer == 0;
	if ((in->customer != 0 && customer_set(&h, &ticket, in->customer, f)) ||
		ticket_changed(&h, &ticket, f))
		return f->code;
	journey.customer = in->customer;
	if (is_known && journey_note_return(&h, &journey, f))
		return f->code;
	return hall_leave(&h, f);
}

enum fault_code
command_ticket_prefer(struct command *c, const struct ticket_prefer *in,
	struct ticket_prefer_result *out, struct fault *f)
{
	struct ticket_row ticket;
	struct hall h;

	(void)out;
	if (hall_enter(&h, c, f) || hall_ticket(&h, in->ticket, "ticket", &ticket, f) ||
		ticket_want(&h, &ticket, TICKET_BITS_OPEN, f) ||
		ticket_wish(&ticket, in->language, in->preference, f) ||
		ticket_changed(&h, &ticket, f))
		return f->code;
	return hall_leave(&h, f);
}
