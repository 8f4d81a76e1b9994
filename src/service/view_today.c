/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A branch now: who waits, who serves, which promises are at risk, and the map with what is on it
 * at this moment. Counts of people in a moment are those that events can tell; where only staff
 * could know, the count is null and not 0.
 */
#include <string.h>

#include "service/clocks.h"
#include "service/line.h"
#include "service/shapes.h"
#include "service/visit.h"

#define WAITING_MOST 500
#define CLOCKS_MOST  200
#define ANSWERS_MOST 20

/* ---- The map now ---- */

/* In which states of a ticket its customer is in this moment; 0: events cannot tell. */
static unsigned
states_of(const struct moment *moment)
{
	const bool by_call = names_have(&moment->begins, "ticket.called");

	if (names_have(&moment->waits_from, "ticket.taken") ||
		(names_have(&moment->begins, "ticket.taken") &&
			names_have(&moment->ends, "ticket.called")))
		return 1u << TICKET_WAITING;
	if (by_call && names_have(&moment->ends, "service.begun"))
		return 1u << TICKET_CALLED;
	if (by_call && names_have(&moment->ends, "service.finished"))
		return 1u << TICKET_CALLED | 1u << TICKET_SERVING;
	if (names_have(&moment->begins, "service.begun") && moment->ends.names_n > 0)
		return 1u << TICKET_SERVING;
	return 0;
}

static json_t *
now_json(const struct now_rows *now, const struct cycle *cycle, const struct moment *moment)
{
	const unsigned states = states_of(moment);
	const bool is_marked = moment_is_marked(moment);
	int64_t n = 0;

	if (states == 0 && !is_marked)
		return json_null();
	for (size_t i = 0; i < now->n; i++) {
		const struct now_row *row = &now->rows[i];

		if (strcmp(row->cycle, cycle->name) == 0 && is_marked == (row->moment != NULL) &&
			(is_marked ? strcmp(row->moment, moment->name) == 0
				   : (states >> row->state & 1) != 0))
			n += row->n;
	}
	return json_integer(n);
}

static int
promises_count(const struct line *line, const struct moment *moment, bool is_missed)
{
	int n = 0;

	for (size_t i = 0; i < line->promises.n; i++) {
		const struct promise *p = &line->promises.rows[i];

		if (p->moment != NULL && strcmp(p->moment, moment->name) == 0)
			n += is_missed ? p->is_missed : !p->is_missed && p->is_warned;
	}
	return n;
}

static json_t *
moment_json(const struct line *line, const struct now_rows *now, const struct clocks_days *days,
	const struct cycle *cycle, const struct moment *moment)
{
	const struct clocks_today today = clocks_today_of(days, cycle->name, moment->name);

	return json_pack("{ss ss ss so si si sI sI}", "cycle", cycle->name, "stage",
		cycle->stages[moment->stage].name, "moment", moment->name, "now",
		now_json(now, cycle, moment), "missed_now", promises_count(line, moment, true),
		"warned_now", promises_count(line, moment, false), "judged",
		(json_int_t)today.judged_n, "kept", (json_int_t)today.kept_n);
}

static enum fault_code
moments_json(struct view_call *v, const struct line *line, json_t **ret, struct fault *f)
{
	const struct now_rows now = journeys_now(v->tx, v->branch, v->arena);
	const struct clocks_days days =
		clocks_today_read(v->tx, v->branch, line->day.date, v->arena);
	const struct map *map = line->branch->workspace->map;

	if (store_fault(v->tx, f))
		return f->code;
	*ret = json_array();
	for (size_t i = 0; i < map->cycles_n; i++)
		for (size_t k = 0; k < map->cycles[i].moments_n; k++)
			json_array_append_new(*ret, moment_json(line, &now, &days, &map->cycles[i],
							    cycle_moment(&map->cycles[i], k)));
	return FAULT_NONE;
}

/* ---- Bad answers ---- */

static json_t *
bad_answers_json(struct view_call *v, const struct line *line)
{
	const struct answer_rows rows =
		answer_list_bad(v->tx, v->branch, line->day.opened_us, ANSWERS_MOST, v->arena);
	json_t *list = json_array();

	for (size_t i = 0; i < rows.n; i++) {
		const struct answer_row *row = &rows.rows[i];
		struct ticket_row ticket;
		const bool has = ticket_find(&ticket, v->tx, row->ticket, v->arena);

		json_array_append_new(list,
			json_pack("{sI so so sI sI sI so}", "ticket", (json_int_t)row->ticket,
				"label", shape_text(has ? ticket_label(&ticket, v->arena) : NULL),
				"at_us", shape_time(row->at_us), "mark", (json_int_t)row->mark,
				"from", (json_int_t)row->from, "to", (json_int_t)row->to, "words",
				shape_text(row->words)));
	}
	return list;
}

/* ---- The page ---- */

static enum fault_code
lists_add(struct view_call *v, const struct line *line, json_t *page, struct fault *f)
{
	json_t *part = NULL;

	if (line_offers_json(line, v, &part, f))
		return f->code;
	json_object_set_new(page, "offers", part);
	if (line_list_json(line, v, &line->waiting, NULL, WAITING_MOST, &part, f))
		return f->code;
	json_object_set_new(page, "waiting", part);
	if (line_list_json(line, v, &line->aside, NULL, WAITING_MOST, &part, f))
		return f->code;
	json_object_set_new(page, "aside", part);
	if (line_counters_json(line, v, &part, f))
		return f->code;
	json_object_set_new(page, "counters", part);
	if (clocks_json(v, 0, true, CLOCKS_MOST, &part, f))
		return f->code;
	json_object_set_new(page, "clocks", part);
	if (moments_json(v, line, &part, f))
		return f->code;
	json_object_set_new(page, "moments", part);
	json_object_set_new(page, "bad_answers", bad_answers_json(v, line));
	return FAULT_NONE;
}

enum fault_code
view_today(struct view_call *v, const struct today_view *in, json_t **ret, struct fault *f)
{
	const struct house_branch *branch = NULL;
	struct line line;
	unsigned char hash[JOURNAL_HASH_SIZE];
	int64_t number = 0;
	json_t *page;

	(void)in;
	if (view_branch(v, &branch, f) || line_read(&line, v, branch, f) ||
		line_promises_read(&line, v, f) || journal_head(v->tx, v->branch, &number, hash, f))
		return f->code;
	const struct calendar *calendar = branch->calendar;

	page = json_pack("{sI so ss sI sI sb sb so sI sI sI sI sI}", "branch",
		(json_int_t)branch->id, "title", shape_title(&branch->title), "zone",
		zone_name(branch->zone), "number", (json_int_t)number, "now_us",
		(json_int_t)v->now_us, "is_open", line.day.day != 0, "is_open_by_calendar",
		calendar == NULL || calendar_is_open(calendar, v->now_us), "changes_us",
		calendar != NULL ? shape_time(calendar_turns_us(calendar, v->now_us)) : json_null(),
		"taken", (json_int_t)line.day.taken_n, "served", (json_int_t)line.day.served_n,
		"left", (json_int_t)line.day.left_n, "missed", (json_int_t)line.day.missed_n,
		"refused", (json_int_t)line.day.refused_n);
	if (lists_add(v, &line, page, f)) {
		json_decref(page);
		return f->code;
	}
	*ret = page;
	return FAULT_NONE;
}
