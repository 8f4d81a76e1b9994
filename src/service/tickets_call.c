/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Calling: whose turn it is at a counter, calling this very ticket, again, and the customer who
 * comes or does not. A line is looked at piece by piece for its heads: the first of each class whom
 * the counter may serve, the first agreed time, the first who was sent here – queue_choose chooses
 * the same among them as among all.
 */
#include "service/tickets_kept.h"

#define LINE_PAGE 500

/* The first of a line whom the counter may serve; and the first of all, so that the rules see that
 * there is somebody, whom others may serve. */
struct head {
	bool has_mine, has_any;
	struct queue_ticket mine, any;
};

struct heads {
	int64_t counter, latest_us;
	const struct counter_serves *serves;
	struct head sent_here, with_times, of_class[QUEUE_CLASSES_MOST];
};

/* ---- The heads of the lines ---- */

static bool
comes_before(const struct queue_ticket *a, const struct queue_ticket *b, bool by_times)
{
	const int64_t a_us = by_times ? a->appointment_us : a->place_us;
	const int64_t b_us = by_times ? b->appointment_us : b->place_us;

	return a_us != b_us ? a_us < b_us : a->ticket < b->ticket;
}

static void
head_look(struct head *head, const struct queue_ticket *ticket, bool by_times,
	const struct counter_serves *serves)
{
	if (!head->has_any || comes_before(ticket, &head->any, by_times))
		head->any = *ticket;
	head->has_any = true;
	if ((head->has_mine && !comes_before(ticket, &head->mine, by_times)) ||
		!counter_serves(serves, ticket->service))
		return;
	head->mine = *ticket;
	head->has_mine = true;
}

static void
heads_look(struct heads *heads, const struct queue_ticket *line, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct queue_ticket *one = &line[i];

		if (one->for_counter == heads->counter)
			head_look(&heads->sent_here, one, false, heads->serves);
		if (one->for_counter != 0)
			continue;
		if (one->appointment_us > 0 && one->appointment_us <= heads->latest_us)
			head_look(&heads->with_times, one, true, heads->serves);
		if (one->class_ >= 0 && one->class_ < QUEUE_CLASSES_MOST)
			head_look(&heads->of_class[one->class_], one, false, heads->serves);
	}
}

/* A line that is not remembered is, from now on, unless it is very long. */
static void
heads_find(struct hall *h, struct heads *heads)
{
	struct queue_ticket page[LINE_PAGE];
	const struct queue_ticket *line;
	size_t n;

	if (line_recall(h->c->tx, h->branch->id, &line, &n)) {
		heads_look(heads, line, n);
		return;
	}
	n = ticket_line(h->c->tx, h->branch->id, LINE_PAGE, page);
	heads_look(heads, page, n);
	while (n == LINE_PAGE) {
		n = line_ask(h->c->tx, h->branch->id, &page[n - 1], LINE_PAGE, page);
		heads_look(heads, page, n);
	}
}

static void
head_put(const struct head *head, struct queue_ticket *tickets, size_t *n)
{
	if (head->has_any)
		tickets[(*n)++] = head->has_mine ? head->mine : head->any;
}

/* Whose turn it is at a counter, and how the turn then stands; 0: nobody's. */
static int64_t
choose(struct hall *h, const struct counter_row *row, const struct counter_serves *serves,
	struct queue_turn *turn)
{
	const struct queue_rules rules = ticket_rules(h->branch->workspace);
	const struct queue_counter counter = {row->counter, counter_serves, serves};
	struct heads heads = {.counter = row->counter,
		.latest_us = h->c->at_us + rules.early_us,
		.serves = serves};
	struct queue_ticket tickets[QUEUE_CLASSES_MOST + 2];
	size_t n = 0;
	long chosen;

	heads_find(h, &heads);
	head_put(&heads.sent_here, tickets, &n);
	head_put(&heads.with_times, tickets, &n);
	for (int class_ = 0; class_ < rules.classes_n; class_++)
		head_put(&heads.of_class[class_], tickets, &n);
	chosen = queue_choose(&rules, turn, tickets, n, &counter, h->c->at_us);
	/* Classes that the map no longer knows come last. */
	for (int class_ = rules.classes_n; chosen < 0 && class_ < QUEUE_CLASSES_MOST; class_++) {
		n = 0;
		head_put(&heads.of_class[class_], tickets, &n);
		chosen = queue_choose(&rules, turn, tickets, n, &counter, h->c->at_us);
	}
	return chosen >= 0 ? tickets[chosen].ticket : 0;
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
