/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names of events. They may be anything that a log calls its activities; only what looks like an
 * event kind of the live service is held against that table.
 */
#include "map/reader.h"

#include <string.h>

/* "ticket.takne" looks like an event kind of the live service and is none. */
static void
live_check(struct reader *r, const struct node *node)
{
	struct words live = map_words_of(WORDS_LIVE);
	const char *dot = strchr(node->text, '.');

	if (dot == NULL || map_words_find(live, node->text) < live.items_n)
		return;
	size_t family = (size_t)(dot - node->text) + 1;
	bool is_family = false;
	for (size_t i = 0; i < live.items_n; i++)
		is_family = is_family || strncmp(live.items[i], node->text, family) == 0;
	const char *near = text_nearest(node->text, live.items, live.items_n);
	if (near != NULL)
		map_warning_at(r, node,
			"%s is no event kind of the live service; did you mean \"%s\"?",
			map_quote(r, node->text), near);
	else if (is_family)
		map_warning_at(r, node, "%s is no event kind of the live service%s",
			map_quote(r, node->text), map_hint(r, node->text, WORDS_LIVE));
}

static void
event_add(const struct reading *now, const struct node *node, struct event_names *events,
	const char **names)
{
	const char *text = node->kind == NODE_SCALAR ? map_words_clean(now->r, node->text) : "";

	if (text[0] == '\0') {
		map_error_at(now->r, node, "\"%s\" has %s where the name of an event should stand",
			now->field->key,
			node->kind == NODE_SCALAR ? "nothing" : map_node_kind_words(node->kind));
		return;
	}
	live_check(now->r, node);
	names[events->names_n++] = text;
}

static void
event_names_read(const struct reading *now, const struct node *node, struct event_names *events)
{
	bool is_list = node->kind == NODE_LIST;
	size_t n = is_list ? node->items_n : 1;
	const char **names = ARENA_ARRAY(now->r->a, const char *, n);

	if (n == 0)
		map_error_at(now->r, node, "\"%s\" is an empty list; expected %s", now->field->key,
			map_type_expected(TYPE_EVENTS));
	for (size_t i = 0; i < n; i++)
		event_add(now, is_list ? node->items[i] : node, events, names);
	events->names = names;
}

void
map_events_read(const struct reading *now, const struct node *node, void *into, size_t *count)
{
	static const char *const sides[] = {"after", "before"};
	struct event_names *events = into;

	(void)count;
	if (node->kind != NODE_MAPPING) {
		event_names_read(now, node, events);
		return;
	}
	for (size_t i = 0; i < node->pairs_n; i++) {
		const struct node *key = node->pairs[i].key;
		const char *word = key->kind == NODE_SCALAR ? key->text : "";
		if (strcmp(word, "after") == 0)
			events->side = EVENT_SIDE_AFTER;
		else if (strcmp(word, "before") == 0)
			events->side = EVENT_SIDE_BEFORE;
		else {
			map_error_at(now->r, key, "\"%s\" cannot have %s%s", now->field->key,
				map_quote(now->r, word),
				map_problem_hint(
					now->r->problems, word, sides, array_length(sides)));
			continue;
		}
		if (events->names_n == 0)
			event_names_read(now, node->pairs[i].value, events);
		else
			map_error_at(now->r, key,
				"\"%s\" has \"after\" and \"before\"; expected one of them",
				now->field->key);
	}
	if (node->pairs_n == 0)
		map_error_at(now->r, node, "\"%s\" is empty; expected %s", now->field->key,
			map_type_expected(TYPE_EVENTS));
}
