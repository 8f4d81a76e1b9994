/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The desk: one counter, the customer in front of it, and whom it may call, in the order in which
 * it would call them.
 */
#include "service/line.h"
#include "service/shapes.h"
#include "service/visit.h"

#define WAITING_MOST 100

/* Each part may fail; what was made before goes with the page. */
static enum fault_code
parts_add(struct view_call *v, const struct line *line, const struct house_counter *counter,
	const struct counter_row *now, json_t *page, struct fault *f)
{
	const int64_t staff = now->staff != 0 ? now->staff : v->actor.staff;
	const struct line_order order = line_order(line, v, counter, staff, WAITING_MOST);
	json_t *part = NULL;
	struct ticket_row ticket;

	if (counter_json(v, counter, &part, f))
		return f->code;
	json_object_set_new(page, "counter", part);
	if (line_list_json(line, v, &line->waiting, &order, WAITING_MOST, &part, f))
		return f->code;
	json_object_set_new(page, "waiting", part);
	json_object_set_new(page, "next",
		order.n > 0 ? json_integer(line->waiting.rows[order.places[0]].id) : json_null());
	if (line_list_json(line, v, &line->aside, NULL, WAITING_MOST, &part, f))
		return f->code;
	json_object_set_new(page, "aside", part);
	if (line_counters_json(line, v, &part, f))
		return f->code;
	json_object_set_new(page, "counters", part);
	part = json_null();
	if (now->ticket != 0 && ticket_find(&ticket, v->tx, now->ticket, v->arena) &&
		visit_json(v, line->branch, &ticket, &part, f))
		return f->code;
	json_object_set_new(page, "visit", part);
	return FAULT_NONE;
}

enum fault_code
view_desk(struct view_call *v, const struct desk_view *in, json_t **ret, struct fault *f)
{
	const struct house_counter *counter = house_counter(v->house, in->counter);
	struct line line;
	const struct house_branch *branch = NULL;
	unsigned char hash[JOURNAL_HASH_SIZE];
	struct counter_row now = {0};
	int64_t number = 0;
	json_t *page;

	if (counter == NULL)
		return fault_field(f, FAULT_NOT_FOUND, "counter", "there is no such counter");
	if (view_branch(v, &branch, f) || line_read(&line, v, branch, f) ||
		line_promises_read(&line, v, f) || journal_head(v->tx, v->branch, &number, hash, f))
		return f->code;
	counter_row_read(&now, v->tx, counter->id, v->arena);
	page = json_pack("{sI so ss sI sb so so sI}", "branch", (json_int_t)branch->id, "title",
		shape_title(&branch->title), "zone", zone_name(branch->zone), "number",
		(json_int_t)number, "is_open", line.day.day != 0, "services",
		shape_services(branch->workspace), "classes",
		shape_classes(branch->workspace, false), "served",
		(json_int_t)served_count(v->tx, v->branch, v->actor.staff, line.day.date));
	if (parts_add(v, &line, counter, &now, page, f)) {
		json_decref(page);
		return f->code;
	}
	*ret = page;
	return FAULT_NONE;
}
