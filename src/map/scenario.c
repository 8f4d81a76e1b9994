/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the keys of a scenario's change must be to each other: one says what is changed, others how,
 * and each of them belongs to some kinds of changes only.
 */
#include "map/reader.h"

#include <string.h>

#include "base/number.h"

#define TIMES_MOST     1000.0
#define CUSTOMERS_MOST 1e6 /* a day */
#define LONGER_MOST_US (24 * DURATION_HOUR_US)

static const char *const kinds[CHANGE__COUNT] = {
#define X(id, key, meaning) key,
	CHANGE_TABLE(X)
#undef X
};

#define OF(kind) (1u << CHANGE_##kind)

/* How something is changed: the key, the kinds it belongs to, and is it enough by itself? */
static const struct {
	const char *key;
	unsigned kinds;
	bool is_change;
} manners[] = {
	{"times", OF(ARRIVALS) | OF(SERVING) | OF(PATIENCE) | OF(ROUTE), true},
	{"plus", OF(ARRIVALS) | OF(SERVING), true},
	{"minus", OF(ARRIVALS) | OF(SERVING), true},
	{"at", OF(ARRIVALS), false},
	{"days", OF(ARRIVALS) | OF(COUNTER), false},
	{"open", OF(COUNTER), true},
	{"closed", OF(COUNTER), true},
	{"new", OF(COUNTER), true},
	{"services", OF(COUNTER), true},
	{"at_most", OF(CAPACITY), true},
	{"up_to", OF(CLASS), true},
	{"to", OF(ROUTE), false},
	{"chance", OF(ROUTE), true},
};

static const struct node *
key_find(const struct node *node, const char *key)
{
	for (size_t i = 0; i < node->pairs_n; i++)
		if (node->pairs[i].key->kind == NODE_SCALAR &&
			strcmp(node->pairs[i].key->text, key) == 0)
			return node->pairs[i].key;
	return NULL;
}

static bool
kind_find(struct reader *r, const struct node *node, enum change_kind *ret)
{
	size_t found = 0;

	for (unsigned i = 0; i < CHANGE__COUNT; i++) {
		const struct node *key = key_find(node, kinds[i]);
		if (key == NULL)
			continue;
		if (++found > 1)
			map_error_at(r, key, "a change is of one thing; \"%s\" is a second one",
				key->text);
		else
			*ret = (enum change_kind)i;
	}
	if (found == 0)
		map_error_at(r, node,
			"this change is of nothing; expected one of: arrivals, serving, counter, "
			"patience, capacity, class, route");
	return found == 1;
}

/* The keys that belong to this kind alone, as "times or plus". */
static const char *
manners_of(struct reader *r, enum change_kind kind)
{
	const char *list = "";

	for (size_t i = 0; i < array_length(manners); i++)
		if ((manners[i].kinds >> kind & 1) != 0 && manners[i].is_change)
			list = arena_printf(r->problems->a, "%s%s\"%s\"", list,
				*list != '\0' ? " or " : "", manners[i].key);
	return list;
}

static void
manners_check(struct reader *r, const struct node *node, enum change_kind kind)
{
	bool is_change = false;

	for (size_t i = 0; i < array_length(manners); i++) {
		const struct node *key = key_find(node, manners[i].key);
		if (key == NULL)
			continue;
		is_change |= manners[i].is_change;
		if ((manners[i].kinds >> kind & 1) == 0)
			map_error_at(r, key, "\"%s\" has no place here: a change of \"%s\" has %s",
				manners[i].key, kinds[kind], manners_of(r, kind));
	}
	if (!is_change)
		map_error_at(r, node, "this change of \"%s\" lacks %s: nothing would be different",
			kinds[kind], manners_of(r, kind));
	if (kind == CHANGE_ROUTE && map_node_find(node, "to") == NULL)
		map_error_at(r, node,
			"this change of \"route\" lacks \"to\": the service that "
			"customers go on to");
}

/* "plus" and "minus": of arrivals a number, of serving a duration. */
static void
more_read(struct reader *r, const struct node *node, const char *key, int sign,
	struct scenario_change *c)
{
	const struct node *value = map_node_find(node, key);
	struct duration duration;
	struct fault f = {0};
	double number;

	if (value == NULL || value->kind != NODE_SCALAR)
		return;
	if (c->kind == CHANGE_ARRIVALS) {
		if (!number_real(span_of(value->text), &number) || number < 0 ||
			number > CUSTOMERS_MOST)
			map_error_at(r, value,
				"\"%s\" is %s; expected how many a day, a number up to a million",
				key, map_quote(r, value->text));
		else
			c->plus += sign * number;
	} else if (c->kind == CHANGE_SERVING) {
		if (duration_parse(&duration, span_of(value->text), &f))
			map_error_at(r, value, "\"%s\": %s", key, map_fault_reason(&f));
		else if (duration.is_opening || duration.us > LONGER_MOST_US)
			map_error_at(r, value, "\"%s\" is %s; expected a duration up to a day", key,
				map_quote(r, value->text));
		else
			c->longer_us += sign * duration.us;
	}
}

static void
hours_read(struct reader *r, const struct node *node, struct scenario_change *c)
{
	const struct node *value = map_node_find(node, c->kind == CHANGE_COUNTER ? "open" : "at");
	struct opening openings[MAP_OPENINGS_MOST];
	const struct node *nodes[MAP_OPENINGS_MOST];
	struct opening *kept;
	size_t n;

	if (value == NULL || (c->kind != CHANGE_COUNTER && c->kind != CHANGE_ARRIVALS))
		return;
	if (value->kind == NODE_LIST && value->items_n == 0) {
		map_error_at(r, value, "this list of hours is empty; say \"closed: true\" instead");
		return;
	}
	n = map_openings_take(r, value, openings, nodes);
	kept = ARENA_ARRAY(r->a, struct opening, n);
	if (n > 0)
		memcpy(kept, openings, n * sizeof *kept);
	c->hours = kept;
	c->hours_n = n;
}

static void
bounds_check(struct reader *r, const struct node *node, const struct scenario_change *c)
{
	const bool may_be_none = c->kind == CHANGE_ARRIVALS || c->kind == CHANGE_ROUTE;
	const struct node *times = map_node_find(node, "times"),
			  *at_most = map_node_find(node, "at_most"),
			  *up_to = map_node_find(node, "up_to"), *closed = key_find(node, "closed");

	if (times != NULL &&
		(!(c->times >= 0 && c->times <= TIMES_MOST) || (c->times <= 0 && !may_be_none)))
		map_error_at(r, times, "\"times\" is %s; expected a number over 0, up to %.0f",
			times->kind == NODE_SCALAR ? map_quote(r, times->text) : "this",
			TIMES_MOST);
	if (at_most != NULL && c->at_most < 0)
		map_error_at(r, at_most,
			"\"at_most\" is %d; expected how many may wait, or 0 for any number",
			c->at_most);
	if (up_to != NULL && c->up_to < 0)
		map_error_at(r, up_to,
			"\"up_to\" is %d; expected how many are called in turn, or 0 for all",
			c->up_to);
	if (c->is_closed && key_find(node, "open") != NULL)
		map_error_at(r, closed, "this counter is closed and open; say one of them");
}

void
map_change_finish(struct reader *r, const struct node *node, void *item)
{
	struct scenario_change *c = item;

	if (map_node_find(node, "times") == NULL)
		c->times = 1;
	if (map_node_find(node, "chance") == NULL)
		c->chance = -1;
	if (map_node_find(node, "days") == NULL)
		c->weekdays = 0x7F;
	c->has_services = map_node_find(node, "services") != NULL;
	if (!kind_find(r, node, &c->kind))
		return;
	manners_check(r, node, c->kind);
	more_read(r, node, "plus", 1, c);
	more_read(r, node, "minus", -1, c);
	hours_read(r, node, c);
	bounds_check(r, node, c);
}

/* The counters that are no new ones are those of the scenario's branch. */
static void
counters_refer(struct reader *r, const struct node *node, const struct scenario *scenario)
{
	const struct node *changes = map_node_find(node, "changes");

	for (size_t i = 0; changes != NULL && i < changes->items_n; i++) {
		const struct node *counter = map_node_find(changes->items[i], "counter"),
				  *is_new = map_node_find(changes->items[i], "new");
		if (counter == NULL || counter->kind != NODE_SCALAR ||
			(is_new != NULL && is_new->kind == NODE_SCALAR &&
				strcmp(is_new->text, "true") == 0))
			continue;
		if (scenario->branch != NULL)
			map_names_refer(r->names, THING_COUNTER,
				arena_text(r->scratch, counter->text), scenario->branch, r->file,
				counter->line, counter->column);
		else if (map_node_find(node, "branch") == NULL)
			map_error_at(r, counter,
				"a counter is one of a branch; say which in the scenario's "
				"\"branch\"");
	}
}

void
map_scenario_finish(struct reader *r, const struct node *node, void *item)
{
	const struct scenario *scenario = item;

	if (scenario->changes_n > SCENARIO_CHANGES_MOST)
		map_error_at(r, map_node_find(node, "changes"),
			"there are %zu changes; expected at most %d", scenario->changes_n,
			SCENARIO_CHANGES_MOST);
	if (scenario->runs < 0 || scenario->runs > SCENARIO_RUNS_MOST)
		map_error_at(r, map_node_find(node, "runs"), "\"runs\" is %d; expected 1 to %d",
			scenario->runs, SCENARIO_RUNS_MOST);
	if (scenario->seed < 0)
		map_error_at(r, map_node_find(node, "seed"), "\"seed\" is %d; expected 0 or more",
			scenario->seed);
	counters_refer(r, node, scenario);
}
