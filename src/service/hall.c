/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The branch at hand: what every command on its tickets begins and ends with, the things of the
 * branch by their ids, what is said when a thing is in another state than the command wants, and
 * rows written back.
 */
#include <stdio.h>
#include <string.h>

#include "service/tickets_kept.h"

/* ---- In and out ---- */

enum fault_code
hall_leave(struct hall *h, struct fault *f)
{
	if (memcmp(&h->day, &h->before, sizeof h->day) != 0)
		day_save(h->c->tx, &h->day);
	if (h->day.turns_us != h->before.turns_us)
		command_due(h->c, h->day.turns_us);
	h->before = h->day;
	return store_fault(h->c->tx, f);
}

/* ---- Things of the branch ---- */

const char *
title_for(const struct hall *h, const struct wording *title)
{
	const char *text = wording_in(title, h->c->actor.language);

	return text != NULL ? text : "";
}

enum fault_code
hall_ticket(struct hall *h, int64_t id, const char *field, struct ticket_row *ret, struct fault *f)
{
	if (service_branch_of(id) != h->branch->id ||
		!ticket_find(ret, h->c->tx, id, h->c->arena)) {
		if (store_fault(h->c->tx, f))
			return f->code;
		return fault_field(f, FAULT_NOT_FOUND, field, "there is no such ticket");
	}
	return FAULT_NONE;
}

enum fault_code
customer_want(struct hall *h, int64_t customer, struct customer_wishes *ret, struct fault *f)
{
	*ret = (struct customer_wishes){0};
	if (customer == 0)
		return FAULT_NONE;
	if (people_wishes_find(h->c->tx, customer, ret, h->c->arena, f) == FAULT_NONE)
		return FAULT_NONE;
	if (f->code != FAULT_NOT_FOUND)
		return f->code;
	return fault_field(f, FAULT_NOT_FOUND, "customer", "there is no such customer");
}

enum fault_code
hall_counter(struct hall *h, int64_t id, const char *field, const struct house_counter **ret,
	struct counter_row *ret_row, struct fault *f)
{
	const struct house_counter *counter = house_counter(h->c->house, id);

	if (counter == NULL || counter->branch->id != h->branch->id)
		return fault_field(
			f, FAULT_NOT_FOUND, field, "there is no such counter in this branch");
	counter_row_read(ret_row, h->c->tx, id, h->c->arena);
	*ret = counter;
	return store_fault(h->c->tx, f);
}

enum fault_code
hall_service(struct hall *h, int64_t id, const char *field, const struct house_service **ret,
	struct fault *f)
{
	const struct house_service *service = house_service(h->c->house, id);

	if (service == NULL || service->workspace->id != h->branch->workspace->id)
		return fault_field(
			f, FAULT_NOT_FOUND, field, "there is no such service in this branch");
	*ret = service;
	return FAULT_NONE;
}

/* ---- What is true now ---- */

static const char *
state_sentence(int64_t state)
{
	static const char *const sentences[] = {
#define X(number, id, slug, sentence) [number] = (sentence),
		TICKET_STATE_TABLE(X)
#undef X
	};

	return sentences[state];
}

enum fault_code
ticket_want(struct hall *h, const struct ticket_row *ticket, unsigned states, struct fault *f)
{
	const char *label = ticket_label(ticket, h->c->arena);
	const struct house_counter *counter = NULL;

	if (ticket->over_us == 0 && (states & 1u << ticket->state) != 0)
		return FAULT_NONE;
	if (ticket->over_us == 0 &&
		(ticket->state == TICKET_CALLED || ticket->state == TICKET_SERVING))
		counter = house_counter(h->c->house, ticket->counter);
	if (ticket->over_us != 0 && ticket->state == TICKET_MISSED)
		return fault_field(f, FAULT_CONFLICT, "ticket",
			"%s was called, did not come, and has been given up", label);
	return fault_field(f, FAULT_CONFLICT, "ticket", "%s %s%s%s", label,
		state_sentence(ticket->state), counter != NULL ? " " : "",
		counter != NULL ? title_for(h, &counter->title) : "");
}

enum fault_code
counter_want_free(struct hall *h, const struct house_counter *counter,
	const struct counter_row *row, struct fault *f)
{
	const char *title = title_for(h, &counter->title);
	struct ticket_row ticket;

	if (row->state == COUNTER_CLOSED)
		return fault_field(f, FAULT_CONFLICT, "counter", "%s is closed", title);
	if (row->state == COUNTER_PAUSED)
		return fault_field(f, FAULT_CONFLICT, "counter", "%s has paused", title);
	if (row->ticket == 0)
		return FAULT_NONE;
	if (hall_ticket(h, row->ticket, "counter", &ticket, f))
		return f->code;
	return fault_field(f, FAULT_CONFLICT, "counter", "%s %s %s",
		ticket_label(&ticket, h->c->arena), state_sentence(ticket.state), title);
}

enum fault_code
counter_serves_load(struct counter_serves *ret, struct store_tx *tx,
	const struct house_counter *counter, int64_t staff, struct arena *a, struct fault *f)
{
	*ret = (struct counter_serves){.counter = counter};
	return staff != 0 ? people_services_find(tx, staff, &ret->skills, a, f) : FAULT_NONE;
}

bool
counter_serves(const void *with, int64_t service)
{
	const struct counter_serves *serves = with;
	const struct service_ids *skills = &serves->skills;
	bool can = skills->n == 0;

	for (size_t i = 0; !can && i < skills->n; i++)
		can = skills->ids[i] == service;
	return can && house_counter_serves(serves->counter, service);
}

enum fault_code
counter_want_serves(struct hall *h, const struct house_counter *counter,
	const struct counter_row *row, int64_t service, struct fault *f)
{
	const struct house_service *what = house_service(h->c->house, service);
	struct counter_serves serves;

	if (counter_serves_load(&serves, h->c->tx, counter, row->staff, h->c->arena, f))
		return f->code;
	if (counter_serves(&serves, service))
		return FAULT_NONE;
	return fault_field(f, FAULT_CONFLICT, "counter", "%s does not serve “%s”%s",
		title_for(h, &counter->title), what != NULL ? title_for(h, &what->title) : "",
		house_counter_serves(counter, service) ? " with who sits there" : "");
}

struct queue_rules
ticket_rules(const struct house_workspace *workspace)
{
	struct queue_rules rules = {.early_us = workspace->queue.early_us};

	for (size_t i = 0; i < workspace->classes_n && i < QUEUE_CLASSES_MOST; i++)
		rules.up_to[rules.classes_n++] = workspace->classes[i].up_to;
	return rules;
}

/* ---- Words of the caller ---- */

enum fault_code
word_is_one_of(struct span word, const char *field, const char *const *words, size_t words_n,
	struct fault *f)
{
	char all[200] = "";
	size_t size = 0;

	for (size_t i = 0; i < words_n; i++)
		if (word.size == 0 || span_is(word, span_of(words[i])))
			return FAULT_NONE;
	for (size_t i = 0; i < words_n && size < sizeof all; i++)
		size += (size_t)snprintf(all + size, sizeof all - size, "%s%s",
			i == 0		  ? ""
			: i + 1 < words_n ? ", "
					  : " or ",
			words[i]);
	return fault_field(f, FAULT_BAD_INPUT, field, "%s is %s, not “%.*s”", field, all,
		SPAN_PRINT(span_head(word, 40)));
}

struct store_value
word_or_none(struct span word)
{
	return word.size > 0 ? store_text(word) : store_none();
}

/* ---- Rows written back ---- */

static void
remove_of_branch(struct hall *h, unsigned sql, int64_t id)
{
	store_do(h->c->tx, &queue_part, sql, STORE_VALUES(store_int(h->branch->id), store_int(id)));
}

void
ticket_add(struct hall *h, const struct ticket_row *ticket)
{
	ticket_keep(h->c->tx, ticket, true);
}

void
ticket_save(struct hall *h, const struct ticket_row *ticket)
{
	ticket_keep(h->c->tx, ticket, false);
}

void
ticket_move_to_past(struct hall *h, const struct ticket_row *ticket)
{
	ticket_forget(h->c->tx, ticket->id);
	line_change(h->c->tx, ticket);
	remove_of_branch(h, SQL_TICKET_REMOVE, ticket->id);
	ticket_write_past(h->c->tx, ticket);
}

void
ticket_move_from_past(struct hall *h, const struct ticket_row *ticket)
{
	remove_of_branch(h, SQL_TICKET_PAST_REMOVE, ticket->id);
	ticket_add(h, ticket);
}

void
counter_save(struct hall *h, const struct counter_row *counter)
{
	counter_keep(h->c->tx, counter);
}

void
counter_free(struct hall *h, const struct ticket_row *ticket)
{
	struct counter_row counter;

	if (ticket->state != TICKET_CALLED && ticket->state != TICKET_SERVING)
		return;
	counter_row_read(&counter, h->c->tx, ticket->counter, h->c->arena);
	if (counter.ticket != ticket->id)
		return;
	counter.ticket = 0;
	counter_save(h, &counter);
}

void
journey_add(struct hall *h, const struct journey_row *journey)
{
	journey_keep(h->c->tx, journey, true);
}

void
journey_save(struct hall *h, const struct journey_row *journey)
{
	journey_keep(h->c->tx, journey, false);
}

void
journey_save_customer(struct hall *h, const struct journey_row *journey)
{
	journey_save(h, journey);
	journey_forget(h->c->tx, journey->id);
	store_do(h->c->tx, &queue_part, SQL_JOURNEY_SET_CUSTOMER,
		STORE_VALUES(store_int(h->branch->id), store_int(journey->id),
			store_int(journey->customer)));
}

void
journey_move_to_past(struct hall *h, const struct journey_row *journey)
{
	journey_forget(h->c->tx, journey->id);
	remove_of_branch(h, SQL_JOURNEY_REMOVE, journey->id);
	journey_write_past(h->c->tx, journey);
	remove_of_branch(h, SQL_MARKS_REMOVE, journey->id);
}

void
journey_move_from_past(struct hall *h, const struct journey_row *journey)
{
	remove_of_branch(h, SQL_JOURNEY_PAST_REMOVE, journey->id);
	journey_add(h, journey);
}

void
appointment_save(struct hall *h, const struct appointment_row *appointment)
{
	store_do(h->c->tx, &queue_part, SQL_APPOINTMENT_SET,
		STORE_VALUES(store_int(h->branch->id), store_int(appointment->id),
			store_int(appointment->service), store_int(appointment->from_us),
			store_int(appointment->to_us), store_int(appointment->state),
			store_text(span_of(appointment->code)), store_int(appointment->customer),
			store_int(appointment->ticket)));
}
