/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The customer in front of the counter: who, what for, the moments of the journey's own map with
 * what to say and what to do, the promises that run, what was before.
 */
#include "service/visit.h"

#include <string.h>

#include "service/clocks.h"
#include "service/shapes.h"

#define CLOCKS_MOST 50
#define PAST_MOST   10

bool
names_have(const struct event_names *names, const char *kind)
{
	for (size_t i = 0; i < names->names_n; i++)
		if (strcmp(names->names[i], kind) == 0)
			return true;
	return false;
}

bool
moment_is_marked(const struct moment *moment)
{
	for (size_t i = 0; i < moment->begins.names_n; i++)
		if (journal_kind_find(span_of(moment->begins.names[i])) != NULL)
			return false;
	return true;
}

/* ---- Moments ---- */

/* What is known of a moment of this visit. */
struct moment_state {
	const char *state;
	int64_t begun_us, ended_us;
};

static struct moment_state
state_of_mark(const struct mark_rows *marks, const struct moment *moment)
{
	for (size_t i = 0; i < marks->n; i++)
		if (strcmp(marks->rows[i].moment, moment->name) == 0)
			return (struct moment_state){mark_slug(marks->rows[i].mark),
				marks->rows[i].begun_us, marks->rows[i].ended_us};
	return (struct moment_state){"coming", 0, 0};
}

/* A moment that events begin: by what the ticket has been through. */
static struct moment_state
state_of_events(const struct moment *moment, const struct ticket_row *ticket)
{
	const bool is_served = ticket->state == TICKET_SERVING;
	struct moment_state state = {"coming", 0, 0};

	if (names_have(&moment->begins, "ticket.taken") ||
		names_have(&moment->begins, "journey.opened"))
		state = (struct moment_state){"over", ticket->taken_us, ticket->taken_us};
	else if (names_have(&moment->begins, "ticket.called")) {
		const bool lasts = moment->ends.names_n > 0 && !is_served;

		state = (struct moment_state){lasts ? "begun" : "over", ticket->called_us,
			lasts	    ? 0
			: is_served ? ticket->begun_us
				    : ticket->called_us};
	} else if (names_have(&moment->begins, "service.begun") && is_served) {
		const bool lasts = moment->ends.names_n > 0;

		state = (struct moment_state){
			lasts ? "begun" : "over", ticket->begun_us, lasts ? 0 : ticket->begun_us};
	}
	return state;
}

static json_t *
steps_json(const struct procedure *procedure)
{
	json_t *steps = json_array();

	for (size_t i = 0; procedure != NULL && i < procedure->steps_n; i++)
		json_array_append_new(
			steps, json_pack("{so}", "text", shape_title(&procedure->steps[i].text)));
	return steps;
}

static const struct procedure *
procedure_find(const struct map *map, const char *name)
{
	for (size_t i = 0; name != NULL && i < map->procedures_n; i++)
		if (strcmp(map->procedures[i].name, name) == 0)
			return &map->procedures[i];
	return NULL;
}

static json_t *
moment_json(const struct map *map, const struct cycle *cycle, const struct moment *moment,
	const struct moment_state *state)
{
	const struct procedure *procedure = procedure_find(map, moment->procedure);

	return json_pack("{ss so ss sb sb ss so so so so so so so}", "moment", moment->name,
		"title", shape_title(&moment->title), "stage", cycle->stages[moment->stage].name,
		"is_critical", moment->is_critical, "is_marked", moment_is_marked(moment), "state",
		state->state, "begun_us", shape_time(state->begun_us), "ended_us",
		shape_time(state->ended_us), "say", shape_title(&moment->say), "needs",
		shape_title(&moment->needs), "procedure", shape_text(moment->procedure),
		"procedure_title", procedure != NULL ? shape_title(&procedure->title) : json_null(),
		"steps", steps_json(procedure));
}

/* From the call on: what is before is not this counter's. */
static json_t *
moments_json(const struct map *map, const struct cycle *cycle, const struct ticket_row *ticket,
	const struct mark_rows *marks)
{
	json_t *list = json_array();
	bool is_here = false;

	for (size_t i = 0; cycle != NULL && map != NULL && i < cycle->moments_n; i++) {
		const struct moment *moment = cycle_moment(cycle, i);

		is_here |= names_have(&moment->begins, "service.begun") ||
			   names_have(&moment->begins, "ticket.called");
		/* A wait that the call ends is over, and not the counter's to do. */
		if (!is_here || names_have(&moment->waits_from, "ticket.taken"))
			continue;
		const struct moment_state state = moment_is_marked(moment)
							  ? state_of_mark(marks, moment)
							  : state_of_events(moment, ticket);
		json_array_append_new(list, moment_json(map, cycle, moment, &state));
	}
	return list;
}

/* ---- What was before ---- */

static json_t *
past_json(struct view_call *v, int64_t customer, int64_t journey)
{
	json_t *list = json_array();

	if (customer == 0)
		return list;
	const struct journey_rows rows =
		journey_list_of_customer(v->tx, customer, PAST_MOST + 1, v->arena);
	for (size_t i = 0; i < rows.n; i++) {
		const struct journey_row *row = &rows.rows[i];
		const struct house_service *service = house_service(v->house, row->service);

		if (row->id == journey)
			continue;
		json_array_append_new(
			list, json_pack("{sI so so so so}", "journey", (json_int_t)row->id,
				      "opened_us", shape_time(row->opened_us), "service_title",
				      service != NULL ? shape_title(&service->title) : json_null(),
				      "outcome", shape_text(closing_slug(row->outcome)), "mark",
				      row->has_mark ? json_integer(row->mark) : json_null()));
	}
	return list;
}

/* ---- The visit ---- */

static json_t *
visit_begin(struct view_call *v, const struct house_branch *branch, const struct ticket_row *ticket)
{
	const struct house_workspace *workspace = branch->workspace;
	const struct service_ids errands = ticket_errands(v->tx, ticket->id, v->arena);
	const bool has_class = ticket->class_ >= 0 && (size_t)ticket->class_ < workspace->classes_n;

	return json_pack("{sI ss ss so so so sI so so so so so so}", "ticket",
		(json_int_t)ticket->id, "label", ticket_label(ticket, v->arena), "state",
		ticket_state_slug(ticket->state), "since_us", shape_time(ticket->since_us),
		"taken_us", shape_time(ticket->taken_us), "called_us",
		shape_time(ticket->called_us), "calls", (json_int_t)ticket->calls, "service",
		shape_id(ticket->service), "class",
		has_class ? json_string(workspace->classes[ticket->class_].name) : json_null(),
		"errands", shape_ids(errands.ids, errands.n), "language",
		ticket->language > 0
			? json_string(language_tag((enum language)(ticket->language - 1)))
			: json_null(),
		"preference", shape_text(preference_slug(ticket->preference)), "journey",
		shape_id(ticket->journey));
}

enum fault_code
visit_json(struct view_call *v, const struct house_branch *branch, const struct ticket_row *ticket,
	json_t **ret, struct fault *f)
{
	struct journey_row journey = {.cycle = ""};
	json_t *customer = NULL, *clocks = NULL, *visit;

	(void)journey_find(&journey, v->tx, ticket->journey, v->arena); /* none: no moments */
	if (ticket->customer != 0 && people_customer_json(v, ticket->customer, &customer, f))
		return f->code;
	if (clocks_json(v, ticket->id, false, CLOCKS_MOST, &clocks, f)) {
		json_decref(customer);
		return f->code;
	}
	visit = visit_begin(v, branch, ticket);
	const struct mark_rows marks = journey_marks(v->tx, ticket->journey, v->arena);

	json_object_set_new(visit, "customer", customer != NULL ? customer : json_null());
	json_object_set_new(visit, "moments",
		moments_json(house_map(v->house, journey.version),
			house_cycle(v->house, journey.version, journey.cycle), ticket, &marks));
	json_object_set_new(visit, "clocks", clocks);
	json_object_set_new(visit, "past", past_json(v, ticket->customer, ticket->journey));
	*ret = visit;
	return FAULT_NONE;
}
