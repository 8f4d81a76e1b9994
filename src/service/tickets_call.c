/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Calling: whose turn it is at a counter, calling this very ticket, again, and the customer who
 * comes or does not. Of a long line only the heads are read: the first of each class whom the
 * counter may serve, the first agreed time, the first who was sent here – queue_choose chooses the
 * same among them as among all.
 */
#include "service/tickets_kept.h"

#define LINE_PAGE      16
#define LINE_PAGE_MOST 1024
#define HEADS_MOST     (QUEUE_CLASSES_MOST + 2)

struct heads {
	struct queue_ticket tickets[HEADS_MOST];
	size_t n;
};

/* ---- The heads of the lines ---- */

/* The lines of a branch, by what orders them. */
enum part_of_line { SENT_HERE, WITH_TIMES, OF_CLASS };

static const unsigned part_sql[] = {[SENT_HERE] = SQL_LINE_OF_COUNTER,
	[WITH_TIMES] = SQL_LINE_OF_TIMES,
	[OF_CLASS] = SQL_LINE_OF_CLASS};

/* As the rows of tickets_sql.def choose; key: the counter, the latest time, the class. */
static bool
is_in_part(const struct queue_ticket *ticket, enum part_of_line part, int64_t key)
{
	switch (part) {
	case SENT_HERE:
		return ticket->for_counter == key;
	case WITH_TIMES:
		return ticket->appointment_us > 0 && ticket->appointment_us <= key &&
		       ticket->for_counter == 0;
	case OF_CLASS:
		return ticket->class_ == key && ticket->for_counter == 0;
	}
	return false;
}

static bool
comes_before(const struct queue_ticket *a, const struct queue_ticket *b, enum part_of_line part)
{
	if (part == WITH_TIMES && a->appointment_us != b->appointment_us)
		return a->appointment_us < b->appointment_us;
	if (part != WITH_TIMES && a->place_us != b->place_us)
		return a->place_us < b->place_us;
	return a->ticket < b->ticket;
}

/* Of a line that is remembered. */
static void
head_recall(struct heads *heads, const struct queue_ticket *line, size_t n, enum part_of_line part,
	int64_t key, const struct counter_serves *serves)
{
	const struct queue_ticket *mine = NULL, *any = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct queue_ticket *one = &line[i];

		if (!is_in_part(one, part, key))
			continue;
		if (any == NULL || comes_before(one, any, part))
			any = one;
		if ((mine == NULL || comes_before(one, mine, part)) &&
			counter_serves(serves, one->service))
			mine = one;
	}
	if (any != NULL)
		heads->tickets[heads->n++] = mine != NULL ? *mine : *any;
}

/* Of a line that is in the store: its first pages. */
static void
head_ask(struct hall *h, struct heads *heads, enum part_of_line part, int64_t key,
	const struct counter_serves *serves)
{
	struct queue_ticket *head = &heads->tickets[heads->n], ticket = {.place_us = INT64_MIN};
	int64_t page = LINE_PAGE, n = page, after_us = INT64_MIN;
	bool has_any = false;

	while (n == page) {
		ON_EXIT(store_rows_guard)
		struct store_rows *rows = NULL;

		page = n > LINE_PAGE || has_any ? LINE_PAGE_MOST : LINE_PAGE;
		rows = store_ask(h->c->tx, &queue_part, part_sql[part],
			STORE_VALUES(store_int(h->branch->id), store_int(key), store_int(after_us),
				store_int(ticket.ticket), store_int(page)));
		for (n = 0; store_next(rows); n++) {
			ticket = queue_ticket_of(rows);
			if (counter_serves(serves, ticket.service)) {
				heads->tickets[heads->n++] = ticket;
				return;
			}
			if (!has_any)
				*head = ticket;
			has_any = true;
		}
		after_us = part == WITH_TIMES ? ticket.appointment_us : ticket.place_us;
	}
	heads->n += has_any;
}

/* Adds the first of a line whom the counter may serve; else the first of all, so that the rules see
 * that there is somebody, whom others may serve. */
static void
head_find(struct hall *h, struct heads *heads, enum part_of_line part, int64_t key,
	const struct counter_serves *serves)
{
	const struct queue_ticket *line;
	size_t n;

	if (line_recall(h->c->tx, h->branch->id, &line, &n))
		head_recall(heads, line, n, part, key, serves);
	else
		head_ask(h, heads, part, key, serves);
}

static void
heads_find(struct hall *h, struct heads *heads, int64_t counter, const struct queue_rules *rules,
	const struct counter_serves *serves)
{
	heads->n = 0;
	head_find(h, heads, SENT_HERE, counter, serves);
	head_find(h, heads, WITH_TIMES, h->c->at_us + rules->early_us, serves);
	for (int class_ = 0; class_ < rules->classes_n; class_++)
		head_find(h, heads, OF_CLASS, class_, serves);
}

/* Whose turn it is at a counter, and how the turn then stands; 0: nobody's. */
static int64_t
choose(struct hall *h, const struct counter_row *row, const struct counter_serves *serves,
	struct queue_turn *turn)
{
	const struct queue_rules rules = ticket_rules(h->branch->workspace);
	const struct queue_counter counter = {row->counter, counter_serves, serves};
	struct heads heads;
	long chosen;

	heads_find(h, &heads, row->counter, &rules, serves);
	chosen = queue_choose(&rules, turn, heads.tickets, heads.n, &counter, h->c->at_us);
	/* Classes that the map no longer knows come last. */
	for (int class_ = rules.classes_n; chosen < 0 && class_ < QUEUE_CLASSES_MOST; class_++) {
		heads.n = 0;
		head_find(h, &heads, OF_CLASS, class_, serves);
		chosen = queue_choose(&rules, turn, heads.tickets, heads.n, &counter, h->c->at_us);
	}
	return chosen >= 0 ? heads.tickets[chosen].ticket : 0;
}

/* ---- Steps ---- */

void
ticket_await(struct hall *h, const struct ticket_row *ticket)
{
	if (h->rules->comes_within_us > 0)
		command_due(h->c, ticket->called_us + h->rules->comes_within_us);
}

enum fault_code
ticket_call_to(struct hall *h, struct ticket_row *ticket, struct counter_row *counter,
	struct span how, struct span turn, struct fault *f)
{
	ticket->state = TICKET_CALLED;
	ticket->counter = counter->counter;
	ticket->for_counter = 0;
	ticket->since_us = ticket->called_us = h->c->at_us;
	ticket->calls++;
	ticket->staff = counter->staff;
	ticket_save(h, ticket);
	counter->ticket = ticket->id;
	counter_save(h, counter);
	ticket_await(h, ticket);
	return command_event(h->c, EVENT_TICKET_CALLED, ticket->journey, ticket->id,
		STORE_VALUES(store_int(counter->counter), store_int(ticket->service),
			store_text(how), word_or_none(turn)),
		f);
}

enum fault_code
ticket_miss(struct hall *h, struct ticket_row *ticket, struct fault *f)
{
	counter_free(h, ticket);
	ticket->state = TICKET_MISSED;
	ticket->since_us = h->at_us;
	ticket_save(h, ticket);
	command_due(h->c, h->at_us + h->rules->returns_within_us);
	h->day.missed_n++;
	return command_event(h->c, EVENT_TICKET_MISSED, ticket->journey, ticket->id,
		STORE_VALUES(store_int(ticket->counter)), f);
}

/* ---- The commands ---- */

enum fault_code
command_ticket_next(struct command *c, const struct ticket_next *in, struct ticket_next_result *out,
	struct fault *f)
{
	const struct house_counter *counter;
	struct counter_serves serves;
	struct counter_row row;
	struct ticket_row ticket;
	char turn[TURN_TEXT_SIZE];
	struct hall h;
	int64_t id;

	if (hall_enter(&h, c, f) || hall_counter(&h, in->counter, "counter", &counter, &row, f) ||
		counter_want_free(&h, counter, &row, f) ||
		counter_serves_load(&serves, c->tx, counter, row.staff, c->arena, f))
		return f->code;
	id = choose(&h, &row, &serves, &h.day.turn);
	*out = (struct ticket_next_result){.ticket = id, .label = span_of("")};
	if (id == 0)
		return hall_leave(&h, f);
	if (hall_ticket(&h, id, "counter", &ticket, f) ||
		ticket_call_to(&h, &ticket, &row, SPAN("next"), turn_text(&h.day.turn, turn), f))
		return f->code;
	out->label = span_of(ticket_label(&ticket, c->arena));
	return hall_leave(&h, f);
}

/* A ticket that was sent to another counter by name is that counter's. */
static enum fault_code
want_not_sent_elsewhere(
	struct hall *h, const struct ticket_row *ticket, int64_t counter, struct fault *f)
{
	const struct house_counter *other =
		ticket->for_counter != 0 && ticket->for_counter != counter
			? house_counter(h->c->house, ticket->for_counter)
			: NULL;

	if (other == NULL)
		return FAULT_NONE;
	return fault_field(f, FAULT_CONFLICT, "ticket", "%s waits for %s",
		ticket_label(ticket, h->c->arena), title_for(h, &other->title));
}

enum fault_code
command_ticket_call(struct command *c, const struct ticket_call *in, struct ticket_call_result *out,
	struct fault *f)
{
	const struct house_counter *counter;
	struct ticket_row ticket;
	struct counter_row row;
	struct hall h;

	(void)out;
	if (hall_enter(&h, c, f) || hall_ticket(&h, in->ticket, "ticket", &ticket, f) ||
		ticket_want(&h, &ticket,
			TICKET_BIT(WAITING) | TICKET_BIT(HELD) | TICKET_BIT(PARKED) |
				TICKET_BIT(MISSED),
			f) ||
		hall_counter(&h, in->counter, "counter", &counter, &row, f) ||
		counter_want_free(&h, counter, &row, f) ||
		want_not_sent_elsewhere(&h, &ticket, in->counter, f) ||
		counter_want_serves(&h, counter, &row, ticket.service, f))
		return f->code;
	if (ticket_call_to(&h, &ticket, &row, SPAN("this"), (struct span){0}, f))
		return f->code;
	return hall_leave(&h, f);
}

enum fault_code
command_ticket_recall(struct command *c, const struct ticket_recall *in,
	struct ticket_recall_result *out, struct fault *f)
{
	struct ticket_row ticket;
	struct hall h;

	if (hall_enter(&h, c, f) || hall_ticket(&h, in->ticket, "ticket", &ticket, f) ||
		ticket_want(&h, &ticket, TICKET_BIT(CALLED), f))
		return f->code;
	ticket.calls++;
	ticket.called_us = c->at_us;
	ticket_save(&h, &ticket);
	ticket_await(&h, &ticket);
	out->calls = ticket.calls;
	if (command_event(c, EVENT_TICKET_RECALLED, ticket.journey, ticket.id,
		    STORE_VALUES(store_int(ticket.counter)), f))
		return f->code;
	return hall_leave(&h, f);
}

enum fault_code
command_ticket_missed(struct command *c, const struct ticket_missed *in,
	struct ticket_missed_result *out, struct fault *f)
{
	struct ticket_row ticket;
	struct hall h;

	(void)out;
	if (hall_enter(&h, c, f) || hall_ticket(&h, in->ticket, "ticket", &ticket, f) ||
		ticket_want(&h, &ticket, TICKET_BIT(CALLED), f) || ticket_miss(&h, &ticket, f))
		return f->code;
	return hall_leave(&h, f);
}

enum fault_code
command_ticket_begin(struct command *c, const struct ticket_begin *in,
	struct ticket_begin_result *out, struct fault *f)
{
	enum event_kind kind = EVENT_TICKET_RESUMED;
	struct ticket_row ticket;
	struct hall h;

	(void)out;
	if (hall_enter(&h, c, f) || hall_ticket(&h, in->ticket, "ticket", &ticket, f) ||
		ticket_want(&h, &ticket, TICKET_BIT(CALLED), f))
		return f->code;
	if (ticket.begun_us == 0) {
		ticket.begun_us = c->at_us;
		kind = EVENT_SERVICE_BEGUN;
	}
	ticket.state = TICKET_SERVING;
	ticket.since_us = c->at_us;
	ticket_save(&h, &ticket);
	/* A ticket that was on hold goes on; its service has begun before. */
	if (kind == EVENT_SERVICE_BEGUN ? command_event(c, kind, ticket.journey, ticket.id,
						  STORE_VALUES(store_int(ticket.counter),
							  store_int(ticket.service)),
						  f)
					: command_event(c, kind, ticket.journey, ticket.id,
						  STORE_VALUES(store_int(ticket.counter)), f))
		return f->code;
	return hall_leave(&h, f);
}
