/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Clocks as staff see them: what was promised, to whom, until when, and what to do when it was
 * missed. What is due first comes first.
 */
#include <stdlib.h>

#include "service/clock.h"
#include "service/shapes.h"
#include "service/tickets.h"

static const char *const source_words[] = {
#define X(id, word) [SOURCE_##id] = word,
	SOURCE_TABLE(X)
#undef X
};

static const char *const response_words[] = {
	[RESPONSE_NONE] = "none",
	[RESPONSE_WANTED] = "wanted",
	[RESPONSE_BEGUN] = "begun",
	[RESPONSE_DONE] = "done",
};

static const char *
state_word(const struct clock *clock)
{
	return clock->state == CLOCK_MISSED   ? "missed"
	       : clock->state == CLOCK_PAUSED ? "paused"
					      : "running";
}

static json_t *
source_json(const struct standard *standard, struct arena *a)
{
	return standard->has_source
		       ? shape_text(arena_printf(a, "%s %s", source_words[standard->source.kind],
				 standard->source.name))
		       : json_null();
}

static void
map_add(json_t *shown, const struct moment *moment, const struct standard *standard,
	struct arena *a)
{
	json_object_set_new(shown, "moment", shape_text(moment->name));
	json_object_set_new(shown, "moment_title", shape_title(&moment->title));
	json_object_set_new(shown, "standard", shape_text(standard->name));
	json_object_set_new(shown, "promise", shape_title(&standard->promise));
	json_object_set_new(shown, "source", source_json(standard, a));
	json_object_set_new(shown, "is_critical", shape_flag(moment->is_critical));
	json_object_set_new(shown, "response_say", shape_title(&moment->response.say));
	json_object_set_new(shown, "response_procedure", shape_text(moment->response.procedure));
	json_object_set_new(shown, "response_tell", shape_text(moment->response.tell));
}

static bool
has_due(const struct clock *k)
{
	return k->due_us > 0 && k->due_us != NEVER_US;
}

static void
state_add(json_t *shown, const struct clock *k)
{
	json_object_set_new(shown, "state", shape_text(state_word(k)));
	json_object_set_new(shown, "begun_us", shape_time(k->begun_us));
	json_object_set_new(shown, "due_us", has_due(k) ? shape_time(k->due_us) : json_null());
	json_object_set_new(shown, "is_warned", shape_flag(k->is_warned != 0));
	json_object_set_new(shown, "chance",
		k->chance_permille > 0 ? json_real((double)k->chance_permille / 1000)
				       : json_null());
	json_object_set_new(shown, "response_state", shape_text(response_words[k->response]));
}

static const char *
label_find(struct view_call *v, int64_t ticket)
{
	struct ticket_row row = {0};

	return ticket != 0 && ticket_find(&row, v->tx, ticket, v->arena)
		       ? ticket_label(&row, v->arena)
		       : NULL;
}

/* NULL: its map is no longer in memory. */
static json_t *
clock_json(struct view_call *v, const struct clock *k)
{
	const struct cycle *cycle = clock_cycle(v->house, k);
	const struct moment *moment = cycle != NULL ? clock_moment(cycle, k) : NULL;
	const struct standard *standard = moment != NULL ? clock_standard(moment, k) : NULL;
	json_t *shown;

	if (standard == NULL)
		return NULL;
	shown = json_object();
	json_object_set_new(shown, "clock", shape_id(k->id));
	json_object_set_new(shown, "ticket", shape_id(k->ticket));
	json_object_set_new(shown, "label", shape_text(label_find(v, k->ticket)));
	map_add(shown, moment, standard, v->arena);
	state_add(shown, k);
	return shown;
}

/* What can still be kept comes first, the nearest end on top; then what was missed, the latest
 * first. */
static int
by_urgency(const void *a, const void *b)
{
	const struct clock *x = a, *y = b;
	const bool is_missed = x->state == CLOCK_MISSED;

	if (is_missed != (y->state == CLOCK_MISSED))
		return is_missed ? 1 : -1;
	if (x->due_us != y->due_us)
		return (x->due_us < y->due_us) != is_missed ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

struct clock_list {
	struct clock *items;
	size_t n;
};

/* Missed ones, and those that run – or only those that probably will be missed. */
static struct clock_list
of_branch(struct store_tx *tx, int64_t branch, bool only_at_risk, size_t most, struct arena *a)
{
	size_t missed_n = 0, open_n = 0;
	const struct clock *missed = clocks_ask(tx, SQL_CLOCKS_MISSED,
		STORE_VALUES(store_int(branch), store_int((int64_t)most)), &missed_n, most, a);
	const struct clock *open = clocks_ask(tx,
		only_at_risk ? SQL_CLOCKS_WARNED : SQL_CLOCKS_OPEN,
		STORE_VALUES(store_int(branch), store_int((int64_t)most)), &open_n, most, a);
	struct clock *all = ARENA_ARRAY(a, struct clock, missed_n + open_n);

	for (size_t i = 0; i < missed_n; i++)
		all[i] = missed[i];
	for (size_t i = 0; i < open_n; i++)
		all[missed_n + i] = open[i];
	return (struct clock_list){all, missed_n + open_n};
}

static struct clock_list
of_ticket(struct view_call *v, int64_t ticket, bool only_at_risk)
{
	struct ticket_row row = {0};
	struct clock_list all = {0};
	size_t kept = 0;

	if (!ticket_find(&row, v->tx, ticket, v->arena))
		return all;
	all.items = clocks_ask(v->tx, SQL_CLOCKS_OF_JOURNEY,
		STORE_VALUES(store_int(service_branch_of(ticket)), store_int(row.journey)), &all.n,
		SIZE_MAX, v->arena);
	for (size_t i = 0; i < all.n; i++) {
		const struct clock *k = &all.items[i];

		if ((k->ticket == ticket || k->ticket == 0) &&
			(!only_at_risk || k->state == CLOCK_MISSED || k->is_warned))
			all.items[kept++] = *k;
	}
	all.n = kept;
	return all;
}

struct promises
promises_read(struct store_tx *tx, const struct house *house, int64_t branch, size_t most,
	struct arena *a)
{
	const struct clock_list all = of_branch(tx, branch, false, most, a);
	struct promise *rows = ARENA_ARRAY(a, struct promise, all.n);

	for (size_t i = 0; i < all.n; i++) {
		const struct clock *k = &all.items[i];
		const struct cycle *cycle = clock_cycle(house, k);
		const struct moment *moment = cycle != NULL ? clock_moment(cycle, k) : NULL;

		rows[i] = (struct promise){.ticket = k->ticket,
			.due_us = has_due(k) ? k->due_us : 0,
			.moment = moment != NULL ? moment->name : NULL,
			.is_warned = k->is_warned != 0,
			.is_missed = k->state == CLOCK_MISSED};
	}
	return (struct promises){rows, all.n};
}

enum fault_code
clocks_json(struct view_call *v, int64_t ticket, bool only_at_risk, size_t most, json_t **ret,
	struct fault *f)
{
	const struct clock_list all =
		ticket != 0 ? of_ticket(v, ticket, only_at_risk)
			    : of_branch(v->tx, v->branch, only_at_risk, most, v->arena);
	json_t *list = json_array();

	if (all.n > 0)
		qsort(all.items, all.n, sizeof *all.items, by_urgency);
	for (size_t i = 0; i < all.n && json_array_size(list) < most; i++) {
		json_t *shown = clock_json(v, &all.items[i]);

		if (shown != NULL)
			json_array_append_new(list, shown);
	}
	if (store_fault(v->tx, f)) {
		json_decref(list);
		return f->code;
	}
	*ret = list;
	return FAULT_NONE;
}
