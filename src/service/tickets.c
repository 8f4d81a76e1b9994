/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Taking a ticket: may it be had, what is on it, whose journey it is, how long it takes. A customer
 * who is turned away is on the record: ticket.refused is kept (command.keeps) although the caller
 * gets a CONFLICT.
 */
#include <assert.h>
#include <string.h>

#include "base/language.h"
#include "service/tickets_kept.h"

#define SERVICES_MOST 20 /* in one visit */

static_assert(LANGUAGE_EN == 0 && LANGUAGE_PL == 1 && LANGUAGE_VI == 2,
	"the numbers of languages stand in stores");

/* ---- May it be had? ---- */

static size_t
waiting_for(struct store_tx *tx, int64_t branch, int64_t service, int64_t most)
{
	const struct queue_ticket *line;
	size_t line_n, n = 0;

	if (line_recall(tx, branch, &line, &line_n)) {
		for (size_t i = 0; i < line_n; i++)
			n += line[i].service == service;
		return n;
	}
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(tx, &queue_part, SQL_WAITING_OF_SERVICE_N,
		STORE_VALUES(store_int(branch), store_int(service), store_int(most)));

	return store_next(rows) ? (size_t)store_row_int(rows, 0) : 0;
}

static bool
is_served_here(const struct house_branch *branch, int64_t service)
{
	for (size_t i = 0; i < branch->counters_n; i++)
		if (!branch->counters[i].is_removed &&
			house_counter_serves(&branch->counters[i], service))
			return true;
	return false;
}

enum refusal
ticket_refusal(struct store_tx *tx, const struct house *house, const struct house_branch *branch,
	const struct house_service *service, const struct day_row *day, int64_t now_us)
{
	const int64_t left_us = day->turns_us - now_us;

	(void)house;
	if (day->day == 0)
		return REFUSAL_CLOSED;
	if (service->is_removed || !is_served_here(branch, service->id))
		return REFUSAL_UNSERVED;
	if (service->last_call_us > 0 && left_us < service->last_call_us &&
		!hours_are_open(branch, day->turns_us))
		return REFUSAL_LATE;
	if (service->capacity > 0 && waiting_for(tx, branch->id, service->id, service->capacity) >=
					     (size_t)service->capacity)
		return REFUSAL_FULL;
	return 0;
}

static enum fault_code
refuse(struct hall *h, const struct house_service *service, enum refusal why, struct fault *f)
{
	static const char *const sentences[] = {
		[REFUSAL_CLOSED] = "is closed: no tickets for",
		[REFUSAL_LATE] = "closes soon: no more tickets today for",
		[REFUSAL_UNSERVED] = "has no counter for",
		[REFUSAL_FULL] = "is full: as many as can be served wait for",
	};

	if (command_event(h->c, EVENT_TICKET_REFUSED, 0, service->id,
		    STORE_VALUES(store_text(span_of(refusal_slug(why)))), f))
		return f->code;
	h->day.refused_n++;
	if (hall_leave(h, f))
		return f->code;
	h->c->keeps = true;
	return fault_field(f, FAULT_CONFLICT, "services", "%s %s “%s”",
		title_for(h, &h->branch->title), sentences[why], title_for(h, &service->title));
}

/* ---- What the caller said ---- */

struct wanted {
	const struct house_service *services[SERVICES_MOST];
	size_t services_n;
	struct appointment_row appointment; /* id 0: none */
};

static enum fault_code
appointment_of_code(struct hall *h, struct span code, struct appointment_row *ret, struct fault *f)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(h->c->tx, &queue_part, SQL_APPOINTMENT_OF_CODE,
		STORE_VALUES(store_int(h->branch->id), store_text(code)));

	if (!store_next(rows)) {
		if (store_fault(h->c->tx, f))
			return f->code;
		return fault_field(f, FAULT_NOT_FOUND, "code", "no time was agreed with this code");
	}
	appointment_row_of(ret, rows, h->c->arena);
	if (ret->state == APPOINTMENT_AGREED)
		return FAULT_NONE;
	return fault_field(f, FAULT_CONFLICT, "code", "the agreed time was %s",
		ret->state == APPOINTMENT_ARRIVED ? "used already"
						  : appointment_state_slug(ret->state));
}

static enum fault_code
service_want(struct hall *h, struct wanted *wanted, int64_t id, struct fault *f)
{
	const struct house_service *service;

	if (hall_service(h, id, "services", &service, f))
		return f->code;
	for (size_t i = 0; i < wanted->services_n; i++)
		if (wanted->services[i] == service)
			return fault_field(f, FAULT_BAD_INPUT, "services", "“%s” is there twice",
				title_for(h, &service->title));
	if (wanted->services_n == SERVICES_MOST)
		return fault_field(f, FAULT_TOO_BIG, "services", "at most %d services in a visit",
			SERVICES_MOST);
	wanted->services[wanted->services_n++] = service;
	return FAULT_NONE;
}

/* The service of an agreed time goes first; then what else was asked for. */
static enum fault_code
services_want(struct hall *h, const struct ticket_take *in, struct wanted *wanted, struct fault *f)
{
	const int64_t agreed = wanted->appointment.service;

	if (wanted->appointment.id != 0 && service_want(h, wanted, agreed, f))
		return f->code;
	for (size_t i = 0; i < in->services.n; i++) {
		if (wanted->appointment.id != 0 && in->services.ids[i] == agreed)
			continue;
		if (service_want(h, wanted, in->services.ids[i], f))
			return f->code;
	}
	return wanted->services_n > 0 ? FAULT_NONE
				      : fault_field(f, FAULT_BAD_INPUT, "services",
						"what does the customer come for?");
}

static enum fault_code
services_refuse(struct hall *h, const struct wanted *wanted, bool *ret_is_refused, struct fault *f)
{
	for (size_t i = 0; i < wanted->services_n; i++) {
		const struct house_service *service = wanted->services[i];
		const enum refusal why = ticket_refusal(
			h->c->tx, h->c->house, h->branch, service, &h->day, h->c->at_us);
		const bool is_agreed = wanted->appointment.id != 0 && i == 0 &&
				       (why == REFUSAL_LATE || why == REFUSAL_FULL);

		if (why == 0 || is_agreed)
			continue;
		*ret_is_refused = true;
		return refuse(h, service, why, f);
	}
	return store_fault(h->c->tx, f);
}

static enum fault_code
language_want(struct span tag, int64_t *ret, struct fault *f)
{
	for (int i = 0; i < LANGUAGE__COUNT; i++)
		if (span_is(tag, span_of(language_tag((enum language)i)))) {
			*ret = i + 1;
			return FAULT_NONE;
		}
	return tag.size == 0 ? FAULT_NONE
			     : fault_field(f, FAULT_BAD_INPUT, "language",
				       "language is en, pl or vi, not “%.*s”",
				       SPAN_PRINT(span_head(tag, 40)));
}

enum fault_code
ticket_wish(
	struct ticket_row *ticket, struct span language, struct span preference, struct fault *f)
{
	static const char *const preferences[] = {"see", "hear", "vibrate"};

	if (language_want(language, &ticket->language, f) ||
		word_is_one_of(preference, "preference", preferences, array_length(preferences), f))
		return f->code;
	if (preference.size > 0)
		ticket->preference = preference_find(preference);
	return FAULT_NONE;
}

enum fault_code
ticket_classify(struct hall *h, struct ticket_row *ticket, struct span name, struct fault *f)
{
	const struct house_workspace *workspace = h->branch->workspace;
	const enum role role = h->c->actor.role;
	const int class_ = house_class(workspace, name);

	if (class_ < 0)
		return fault_field(f, FAULT_BAD_INPUT, "class", "there is no priority class “%.*s”",
			SPAN_PRINT(span_head(name, 40)));
	if (name.size > 0 && (role == ROLE_KIOSK || role == ROLE_POSTER) &&
		!workspace->classes[class_].is_asked &&
		class_ != house_class(workspace, (struct span){0}))
		return fault_field(f, FAULT_FORBIDDEN, "class", "“%s” is given by the staff",
			title_for(h, &workspace->classes[class_].title));
	ticket->class_ = class_;
	return FAULT_NONE;
}

/* What is known of the customer, then what was said now, which goes first. */
static enum fault_code
wishes(struct hall *h, const struct ticket_take *in, struct ticket_row *ticket, struct fault *f)
{
	static const char *const forms[] = {"paper", "qr", "phone"};
	struct customer_wishes known = {0};
	struct fault unknown = {0};

	if (word_is_one_of(in->form, "form", forms, array_length(forms), f))
		return f->code;
	ticket->form = in->form.size > 0 ? ticket_form_find(in->form) : FORM_PAPER;
	ticket->customer = in->customer;
	if (customer_want(h, in->customer, &known, f))
		return f->code;
	/* What is known may be older than the map; then it is nothing. */
	if (ticket_wish(ticket, known.language, known.preference, &unknown))
		ticket->preference = 0;
	if (in->class.size > 0 || house_class(h->branch->workspace, known.class_) < 0)
		known.class_ = (struct span){0};
	if (ticket_wish(ticket, in->language, in->preference, f))
		return f->code;
	if (in->class.size == 0 && known.class_.size > 0) {
		ticket->class_ = house_class(h->branch->workspace, known.class_);
		return FAULT_NONE;
	}
	return ticket_classify(h, ticket, in->class, f);
}

/* ---- The ticket ---- */

/* The word of its page tells its id: random letters, then the id in the same letters. */
static struct span
secret_make(struct hall *h, struct ticket_row *ticket)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	const struct span random = command_secret(h->c);
	char *at = arena_alloc(h->c->arena, random.size + 12);
	size_t size = random.size;

	memcpy(at, random.at, size);
	for (int64_t rest = ticket->id; rest > 0; rest >>= 6)
		at[size++] = letters[rest & 63];
	service_secret_hash((struct span){at, size}, ticket->secret);
	return (struct span){at, size};
}

void
ticket_queue_up(struct ticket_row *ticket, int64_t service, int64_t at_us)
{
	ticket->state = TICKET_WAITING;
	ticket->service = service;
	ticket->since_us = at_us;
	ticket->calls = 0;
	ticket->begun_us = 0;
	ticket->worked_us = 0;
}

enum fault_code
errand_store(
	struct hall *h, struct ticket_row *ticket, int64_t place, int64_t service, struct fault *f)
{
	ticket->errands++;
	store_do(h->c->tx, &queue_part, SQL_ERRAND_ADD,
		STORE_VALUES(store_int(h->branch->id), store_int(ticket->id), store_int(place),
			store_int(service)));
	return command_event(h->c, EVENT_ERRAND_ADDED, ticket->journey, ticket->id,
		STORE_VALUES(store_int(service)), f);
}

enum fault_code
ticket_taken(struct hall *h, const struct ticket_row *ticket, struct fault *f)
{
	return command_event(h->c, EVENT_TICKET_TAKEN, ticket->journey, ticket->id,
		STORE_VALUES(store_int(ticket->service), store_int(ticket->class_),
			store_text(span_of(ticket_form_slug(ticket->form))),
			ticket->appointment != 0 ? store_int(ticket->appointment) : store_none(),
			store_text(span_of(ticket->letter)), store_int(ticket->number)),
		f);
}

static enum fault_code
ticket_make(struct hall *h, struct wanted *wanted, struct ticket_row *ticket, struct fault *f)
{
	const struct house_service *first = wanted->services[0];

	ticket_queue_up(ticket, first->id, h->c->at_us);
	ticket->letter = first->letter != NULL ? first->letter : "A";
	ticket->place_us = ticket->taken_us = h->c->at_us;
	ticket->date = h->day.date;
	ticket->appointment = wanted->appointment.id;
	ticket->appointment_us = wanted->appointment.from_us;
	if (ticket->customer == 0)
		ticket->customer = wanted->appointment.customer;
	if (command_id_next(h->c, &ticket->id, f) || journey_begin(h, ticket, f))
		return f->code;
	ticket->number = label_next(h, ticket->letter);
	if (wanted->appointment.id != 0) {
		wanted->appointment.state = APPOINTMENT_ARRIVED;
		wanted->appointment.ticket = ticket->id;
		appointment_save(h, &wanted->appointment);
	}
	if (ticket_taken(h, ticket, f))
		return f->code;
	for (size_t i = 1; i < wanted->services_n; i++)
		if (errand_store(h, ticket, (int64_t)i, wanted->services[i]->id, f))
			return f->code;
	h->day.taken_n++;
	return store_fault(h->c->tx, f);
}

/* The honest wait: asked when the ticket stands in line, said to the customer, kept. */
static enum fault_code
ticket_quote(struct hall *h, struct ticket_row *ticket, struct wait_now *ret, struct fault *f)
{
	if (wait_now(ret, h->c->tx, h->c->house, h->branch->id, ticket->service, ticket->id, 0,
		    h->c->at_us, h->c->arena, f))
		return f->code;
	if (ret->most_us <= 0)
		return FAULT_NONE;
	ticket->quoted_least_us = ret->least_us;
	ticket->quoted_most_us = ret->most_us;
	ticket_save(h, ticket);
	return command_event(h->c, EVENT_PROMISE_QUOTED, ticket->journey, ticket->id,
		STORE_VALUES(store_int(ret->least_us), store_int(ret->most_us),
			store_int((int64_t)ret->ahead), store_int((int64_t)ret->counters)),
		f);
}

enum fault_code
command_ticket_take(struct command *c, const struct ticket_take *in, struct ticket_take_result *out,
	struct fault *f)
{
	struct ticket_row ticket = {0};
	struct wanted wanted = {0};
	struct wait_now wait = {0};
	bool is_refused = false;
	struct span secret;
	struct hall h;

	if (hall_enter(&h, c, f))
		return f->code;
	if (in->code.size > 0 && appointment_of_code(&h, in->code, &wanted.appointment, f))
		return f->code;
	if (services_want(&h, in, &wanted, f) || wishes(&h, in, &ticket, f))
		return f->code;
	if (services_refuse(&h, &wanted, &is_refused, f) || is_refused)
		return f->code;
	if (ticket_make(&h, &wanted, &ticket, f))
		return f->code;
	secret = secret_make(&h, &ticket);
	ticket_add(&h, &ticket);
	if (ticket_quote(&h, &ticket, &wait, f))
		return f->code;
	*out = (struct ticket_take_result){.ticket = ticket.id,
		.label = span_of(ticket_label(&ticket, c->arena)),
		.secret = secret,
		.journey = ticket.journey,
		.ahead = (int64_t)wait.ahead,
		.least_us = ticket.quoted_least_us,
		.most_us = ticket.quoted_most_us};
	return hall_leave(&h, f);
}
