/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What customers see: the kiosk, the display, the ticket's own page. Nothing here tells who anybody
 * is.
 */
#include <string.h>

#include "service/clocks.h"
#include "service/line.h"
#include "service/shapes.h"

#define NEXT_MOST	8
#define CALLS_MOST	200
#define LONGER_SLACK_US (INT64_C(60) * 1000000) /* a minute is not yet "longer" */

/* Where a page that has this picture follows the branch's events from. */
static enum fault_code
number_of(struct view_call *v, int64_t *ret, struct fault *f)
{
	unsigned char hash[JOURNAL_HASH_SIZE];

	return journal_head(v->tx, v->branch, ret, hash, f);
}

/* What every customer's page begins with. */
static enum fault_code
page_begin(struct view_call *v, const struct house_branch *branch, json_t **ret, struct fault *f)
{
	int64_t number = 0;

	if (number_of(v, &number, f))
		return f->code;
	*ret = json_pack("{sI so so so ss sI}", "branch", (json_int_t)branch->id, "title",
		shape_title(&branch->title), "house_title", shape_house_title(branch->workspace),
		"languages", shape_languages(branch->workspace, v->arena), "zone",
		zone_name(branch->zone), "number", (json_int_t)number);
	return FAULT_NONE;
}

/* ---- The kiosk ---- */

static int64_t
opens_us(const struct house_branch *branch, int64_t now_us)
{
	if (branch->calendar == NULL || calendar_is_open(branch->calendar, now_us))
		return 0;
	return calendar_turns_us(branch->calendar, now_us);
}

enum fault_code
view_kiosk(struct view_call *v, const struct kiosk_view *in, json_t **ret, struct fault *f)
{
	const struct house_branch *branch = NULL;
	struct line line;
	json_t *page = NULL, *offers = NULL;

	(void)in;
	if (view_branch(v, &branch, f) || line_read(&line, v, branch, f) ||
		line_offers_json(&line, v, &offers, f))
		return f->code;
	if (page_begin(v, branch, &page, f)) {
		json_decref(offers);
		return f->code;
	}
	json_object_set_new(page, "is_open", shape_flag(line.day.day != 0));
	json_object_set_new(page, "opens_us", shape_time(opens_us(branch, v->now_us)));
	json_object_set_new(page, "offers", offers);
	json_object_set_new(page, "classes", shape_classes(branch->workspace, true));
	*ret = page;
	return FAULT_NONE;
}

/* ---- The display ---- */

static json_t *
language_json(int64_t language)
{
	return language > 0 ? json_string(language_tag((enum language)(language - 1)))
			    : json_null();
}

static json_t *
call_json(struct view_call *v, const struct ticket_row *ticket)
{
	const struct house_counter *counter = house_counter(v->house, ticket->counter);

	return json_pack("{sI ss so so so sI ss so so}", "ticket", (json_int_t)ticket->id, "label",
		ticket_label(ticket, v->arena), "counter", shape_id(ticket->counter),
		"counter_title", counter != NULL ? shape_title(&counter->title) : json_null(),
		"called_us", shape_time(ticket->called_us), "calls", (json_int_t)ticket->calls,
		"state", ticket_state_slug(ticket->state), "language",
		language_json(ticket->language), "preference",
		shape_text(preference_slug(ticket->preference)));
}

static json_t *
next_json(const struct line *line, struct view_call *v)
{
	const struct line_order order = line_order(line, v, NULL, 0, NEXT_MOST);
	const char *text = "";

	for (size_t i = 0; i < order.n; i++)
		text = arena_printf(v->arena, "%s%s%s", text, i > 0 ? " " : "",
			ticket_label(&line->waiting.rows[order.places[i]], v->arena));
	return json_string(text);
}

enum fault_code
view_display(struct view_call *v, const struct display_view *in, json_t **ret, struct fault *f)
{
	const struct house_branch *branch = NULL;
	struct line line;
	json_t *page = NULL, *calls = NULL;

	(void)in;
	if (view_branch(v, &branch, f) || line_read(&line, v, branch, f) ||
		page_begin(v, branch, &page, f))
		return f->code;
	const struct ticket_rows called =
		ticket_list(v->tx, branch->id, TICKET_LIST_CALLED, CALLS_MOST, v->arena);

	calls = json_array();
	for (size_t i = 0; i < called.n; i++)
		json_array_append_new(calls, call_json(v, &called.rows[i]));
	json_object_set_new(page, "is_open", shape_flag(line.day.day != 0));
	json_object_set_new(page, "waiting", json_integer((json_int_t)line.waiting.n));
	json_object_set_new(page, "next", next_json(&line, v));
	json_object_set_new(page, "calls", calls);
	*ret = page;
	return FAULT_NONE;
}

/* ---- The ticket ---- */

static json_t *
question_json(
	struct view_call *v, const struct ticket_row *ticket, const struct journey_row *journey)
{
	const struct survey *survey = NULL;
	const struct survey_item *item;

	if (!journey_may_answer(ticket, journey))
		return json_null();
	item = journey_question(v->house, journey, &survey);
	if (item == NULL)
		return json_null();
	return json_pack("{ss ss so si si so so so}", "survey", survey->name, "item", item->name,
		"ask", shape_title(&item->ask), "from", item->from, "to", item->to, "from_label",
		shape_title(&item->from_label), "to_label", shape_title(&item->to_label), "thanks",
		shape_title(&survey->thanks));
}

/* The wait as it stands, of a ticket that waits; nothing for any other. */
static enum fault_code
wait_add(struct view_call *v, const struct ticket_row *ticket, json_t *page, struct fault *f)
{
	const int64_t waited_us = v->now_us - ticket->taken_us;
	const bool waits = ticket->state == TICKET_WAITING;
	struct wait_now wait = {0};
	bool is_longer = false;

	if (waits && wait_now(&wait, v->tx, v->house, v->branch, ticket->service, ticket->id, 0,
			     v->now_us, v->arena, f))
		return f->code;
	if (waits && ticket->quoted_most_us > 0 && wait.most_us > 0)
		is_longer = waited_us + wait.most_us >
			    ticket->quoted_most_us + LONGER_SLACK_US + ticket->quoted_most_us / 10;
	json_object_set_new(
		page, "ahead", waits ? json_integer((json_int_t)wait.ahead) : json_null());
	json_object_set_new(
		page, "counters", waits ? json_integer((json_int_t)wait.counters) : json_null());
	json_object_set_new(
		page, "least_us", wait.most_us > 0 ? json_integer(wait.least_us) : json_null());
	json_object_set_new(page, "most_us", shape_time(wait.most_us));
	json_object_set_new(page, "is_longer", shape_flag(is_longer));
	return FAULT_NONE;
}

static void
ticket_add(struct view_call *v, const struct house_branch *branch, const struct ticket_row *ticket,
	const struct journey_row *journey, json_t *page)
{
	const struct house_service *service = house_service(v->house, ticket->service);
	const struct house_counter *counter = house_counter(v->house, ticket->counter);
	const bool is_at_counter =
		ticket->state == TICKET_CALLED || ticket->state == TICKET_SERVING;
	json_t *more = json_pack("{sI so ss ss so so so so so so sI so so sI so so}", "ticket",
		(json_int_t)ticket->id, "branch_title", shape_title(&branch->title), "label",
		ticket_label(ticket, v->arena), "state", ticket_state_slug(ticket->state),
		"service_title", service != NULL ? shape_title(&service->title) : json_null(),
		"taken_us", shape_time(ticket->taken_us), "first_least_us",
		ticket->quoted_most_us > 0 ? json_integer(ticket->quoted_least_us) : json_null(),
		"first_most_us", shape_time(ticket->quoted_most_us), "counter_title",
		is_at_counter && counter != NULL ? shape_title(&counter->title) : json_null(),
		"called_us", shape_time(ticket->called_us), "calls", (json_int_t)ticket->calls,
		"language", language_json(ticket->language), "preference",
		shape_text(preference_slug(ticket->preference)), "errands",
		(json_int_t)ticket->errands, "answered_mark",
		journey->has_mark ? json_integer(journey->mark) : json_null(), "question",
		question_json(v, ticket, journey));

	json_object_update(page, more);
	json_decref(more);
	json_object_del(page, "title");
}

enum fault_code
view_ticket(struct view_call *v, const struct ticket_view *in, json_t **ret, struct fault *f)
{
	const struct house_branch *branch = NULL;
	struct journey_row journey = {0};
	struct ticket_row ticket;
	json_t *page = NULL;

	if (view_branch(v, &branch, f))
		return f->code;
	if (!ticket_find(&ticket, v->tx, in->ticket, v->arena))
		return fault_field(f, FAULT_NOT_FOUND, "ticket", "there is no such ticket");
	(void)journey_find(&journey, v->tx, ticket.journey, v->arena); /* else nothing is asked */
	if (page_begin(v, branch, &page, f))
		return f->code;
	ticket_add(v, branch, &ticket, &journey, page);
	if (wait_add(v, &ticket, page, f)) {
		json_decref(page);
		return f->code;
	}
	*ret = page;
	return FAULT_NONE;
}
