/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The order is not kept anywhere: it is asked of the queue's own rules, ticket after ticket, with
 * the turn as it stands, so that a screen never shows another order than the one in which people
 * are called.
 */
#include "service/line.h"

#include "service/clocks.h"
#include "service/shapes.h"
#include "service/wait.h"

#define PROMISES_MOST 2000

enum fault_code
view_branch(const struct view_call *v, const struct house_branch **ret, struct fault *f)
{
	const struct house_branch *branch = house_branch(v->house, v->branch);

	if (branch == NULL)
		return fault_set(
			f, FAULT_NOT_FOUND, "there is no branch %lld", (long long)v->branch);
	*ret = branch;
	return FAULT_NONE;
}

enum fault_code
line_read(struct line *ret, struct view_call *v, const struct house_branch *branch, struct fault *f)
{
	struct line line = {.branch = branch};

	line.waiting = ticket_list(v->tx, branch->id, TICKET_LIST_WAITING, LINE_MOST, v->arena);
	line.aside = ticket_list(v->tx, branch->id, TICKET_LIST_ASIDE, LINE_MOST, v->arena);
	day_row_read(&line.day, v->tx, branch->id);
	*ret = line;
	return store_fault(v->tx, f);
}

enum fault_code
line_promises_read(struct line *line, struct view_call *v, struct fault *f)
{
	line->promises = promises_read(v->tx, v->house, v->branch, PROMISES_MOST, v->arena);
	return store_fault(v->tx, f);
}

/* ---- The order ---- */

struct known_serves {
	const int64_t *ids; /* services that are served */
	size_t n;
	bool serves_all;
};

static bool
serves_known(const void *with, int64_t service)
{
	const struct known_serves *known = with;

	for (size_t i = 0; i < known->n && !known->serves_all; i++)
		if (known->ids[i] == service)
			return true;
	return known->serves_all;
}

/* Each service is asked once, not once a ticket. */
static struct known_serves
serves_ask(struct view_call *v, const struct house_branch *branch,
	const struct house_counter *counter, int64_t staff)
{
	const struct house_workspace *workspace = branch->workspace;
	struct counter_serves asked = {0};
	struct fault fault = {0};
	int64_t *ids = ARENA_ARRAY(v->arena, int64_t, workspace->services_n);
	struct known_serves known = {.ids = ids, .serves_all = counter == NULL};

	/* A fault of the store is the transaction's, and the view's. */
	if (counter != NULL && counter_serves_load(&asked, v->tx, counter, staff, v->arena, &fault))
		return known;
	for (size_t i = 0; i < workspace->services_n && counter != NULL; i++)
		if (counter_serves(&asked, workspace->services[i].id))
			ids[known.n++] = workspace->services[i].id;
	return known;
}

struct line_order
line_order(const struct line *line, struct view_call *v, const struct house_counter *counter,
	int64_t staff, size_t most)
{
	const struct known_serves known = serves_ask(v, line->branch, counter, staff);
	const struct queue_counter asking = {
		counter != NULL ? counter->id : 0, serves_known, &known};
	const struct queue_rules rules = ticket_rules(line->branch->workspace);
	struct queue_turn turn = line->day.turn;
	size_t left = line->waiting.n, n = 0;
	struct queue_ticket *tickets = ARENA_ARRAY(v->arena, struct queue_ticket, left);
	size_t *whose = ARENA_ARRAY(v->arena, size_t, left), *places;

	places = ARENA_ARRAY(v->arena, size_t, left);
	for (size_t i = 0; i < left; i++) {
		tickets[i] = ticket_in_queue(&line->waiting.rows[i]);
		whose[i] = i;
	}
	while (n < most && left > 0) {
		const long at = queue_choose(&rules, &turn, tickets, left, &asking, v->now_us);

		if (at < 0)
			break;
		places[n++] = whose[at];
		left--;
		memmove(&tickets[at], &tickets[at + 1], (left - (size_t)at) * sizeof *tickets);
		memmove(&whose[at], &whose[at + 1], (left - (size_t)at) * sizeof *whose);
	}
	return (struct line_order){places, n};
}

/* ---- Tickets ---- */

/* All that was promised to one customer as one: what falls due first. */
static struct promise
promises_of(const struct line *line, int64_t ticket)
{
	struct promise found = {0};

	for (size_t i = 0; i < line->promises.n; i++) {
		const struct promise *p = &line->promises.rows[i];

		if (p->ticket != ticket)
			continue;
		if (p->is_missed)
			found.is_missed = true;
		else if (p->due_us != 0 && (found.due_us == 0 || p->due_us < found.due_us))
			found.due_us = p->due_us;
		found.is_warned |= p->is_warned;
	}
	return found;
}

enum fault_code
line_ticket_json(const struct line *line, struct view_call *v, const struct ticket_row *ticket,
	json_t **ret, struct fault *f)
{
	const struct house_workspace *workspace = line->branch->workspace;
	const struct promise promises = promises_of(line, ticket->id);
	json_t *customer = NULL;
	const char *title = NULL;

	if (ticket->customer != 0) {
		if (people_customer_json(v, ticket->customer, &customer, f))
			return f->code;
		title = json_string_value(json_object_get(customer, "title"));
	}
	*ret = json_pack("{sI ss so so ss so so so so so so so so sb sb}", "ticket",
		(json_int_t)ticket->id, "label", ticket_label(ticket, v->arena), "service",
		shape_id(ticket->service), "class",
		ticket->class_ >= 0 && (size_t)ticket->class_ < workspace->classes_n
			? json_string(workspace->classes[ticket->class_].name)
			: json_null(),
		"state", ticket_state_slug(ticket->state), "taken_us", shape_time(ticket->taken_us),
		"place_us", shape_time(ticket->place_us), "for_counter",
		shape_id(ticket->for_counter), "appointment_us", shape_time(ticket->appointment_us),
		"customer", shape_id(ticket->customer), "customer_title", shape_text(title),
		"first_most_us", shape_time(ticket->quoted_most_us), "due_us",
		shape_time(promises.due_us), "is_warned", promises.is_warned, "is_missed",
		promises.is_missed);
	json_decref(customer);
	return FAULT_NONE;
}

enum fault_code
line_list_json(const struct line *line, struct view_call *v, const struct ticket_rows *tickets,
	const struct line_order *order, size_t most, json_t **ret, struct fault *f)
{
	const size_t n = order != NULL ? order->n : tickets->n;
	json_t *list = json_array(), *one = NULL;

	for (size_t i = 0; i < n && i < most; i++) {
		const size_t at = order != NULL ? order->places[i] : i;

		if (line_ticket_json(line, v, &tickets->rows[at], &one, f)) {
			json_decref(list);
			return f->code;
		}
		json_array_append_new(list, one);
	}
	*ret = list;
	return FAULT_NONE;
}

/* ---- Services and counters ---- */

static bool
is_served_here(const struct house_branch *branch, int64_t service)
{
	for (size_t i = 0; i < branch->counters_n; i++)
		if (!branch->counters[i].is_removed &&
			house_counter_serves(&branch->counters[i], service))
			return true;
	return false;
}

static enum fault_code
offer_json(const struct line *line, struct view_call *v, struct wait_scene *scene,
	const struct house_service *service, json_t **ret, struct fault *f)
{
	const enum refusal refusal =
		ticket_refusal(v->tx, v->house, line->branch, service, &line->day, v->now_us);
	struct wait_now wait = {0};
	int waiting_n = 0;

	for (size_t i = 0; i < line->waiting.n; i++)
		waiting_n += line->waiting.rows[i].service == service->id;
	if (wait_scene_ask(scene, service->id, 0, 0, &wait, f))
		return f->code;
	*ret = json_pack("{sI so so sb so si so so}", "service", (json_int_t)service->id, "title",
		shape_title(&service->title), "letter", shape_text(service->letter), "is_offered",
		refusal == 0, "why_not", shape_text(refusal_slug((int64_t)refusal)), "waiting",
		waiting_n, "least_us", wait.most_us > 0 ? json_integer(wait.least_us) : json_null(),
		"most_us", shape_time(wait.most_us));
	return FAULT_NONE;
}

enum fault_code
line_offers_json(const struct line *line, struct view_call *v, json_t **ret, struct fault *f)
{
	const struct house_workspace *workspace = line->branch->workspace;
	struct wait_scene *scene = NULL;
	json_t *list, *one = NULL;

	if (wait_scene_read(&scene, v->tx, v->house, line->branch->id, v->now_us, v->arena, f))
		return f->code;
	list = json_array();
	for (size_t i = 0; i < workspace->services_n; i++) {
		const struct house_service *service = &workspace->services[i];

		if (service->is_removed || !is_served_here(line->branch, service->id))
			continue;
		if (offer_json(line, v, scene, service, &one, f)) {
			json_decref(list);
			return f->code;
		}
		json_array_append_new(list, one);
	}
	*ret = list;
	return FAULT_NONE;
}

enum fault_code
line_counters_json(const struct line *line, struct view_call *v, json_t **ret, struct fault *f)
{
	json_t *list = json_array(), *one = NULL;

	for (size_t i = 0; i < line->branch->counters_n; i++) {
		if (line->branch->counters[i].is_removed)
			continue;
		if (counter_json(v, &line->branch->counters[i], &one, f)) {
			json_decref(list);
			return f->code;
		}
		json_array_append_new(list, one);
	}
	*ret = list;
	return FAULT_NONE;
}
