/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tree is built here from libfyaml's events and not by its own document builder, for three
 * reasons: a duplicate key is reported with the place of the first and reading goes on; an alias
 * shares its node and only its weight is counted, so a file of a few lines cannot grow to
 * gigabytes; depth is counted before anything recurses.
 */
#include "map/tree.h"

#include <string.h>

void
map_tree_complain(struct builder *b, unsigned line, unsigned column, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	map_problem_vadd(b->problems, b->file, line, column, false, format, values);
	va_end(values);
}

static bool
scalar_is_plain(const struct fy_event *e)
{
	return e->type == FYET_SCALAR && fy_token_scalar_style(e->scalar.value) == FYSS_PLAIN;
}

/* libfyaml marks the first byte inside quotes and behind a star; people look at the mark before it.
 */
static void
node_place(struct builder *b, struct node *node, struct fy_event *e)
{
	const struct fy_mark *mark = fy_event_start_mark(e);
	const struct node *parent = b->depth > 0 ? b->stack[b->depth - 1] : NULL;
	node->line = b->first_line;
	node->column = 1;

	if (mark != NULL) {
		node->line = b->first_line + (unsigned)mark->line;
		node->column = (unsigned)mark->column + 1;
	} else if (parent != NULL) {
		const struct node *near = parent;
		if (parent->kind == NODE_MAPPING && parent->pairs_n > 0)
			near = parent->pairs[parent->pairs_n - 1].key;
		node->line = near->line;
		node->column = near->column;
	}
	if (e->type == FYET_ALIAS && node->column > 1)
		node->column--;
	if (e->type != FYET_SCALAR)
		return;
	enum fy_scalar_style style = fy_token_scalar_style(e->scalar.value);
	if ((style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED) && node->column > 1)
		node->column--;
	if ((style == FYSS_LITERAL || style == FYSS_FOLDED) && parent != NULL &&
		parent->kind == NODE_MAPPING && parent->pairs_n > 0) {
		node->line = parent->pairs[parent->pairs_n - 1].key->line;
		node->column = parent->pairs[parent->pairs_n - 1].key->column;
	}
}

/* Where the node stands in the bytes; what holds it reaches as far. */
static void
node_extent(struct builder *b, struct node *node, struct fy_event *e)
{
	const struct fy_mark *from = fy_event_start_mark(e), *to = fy_event_end_mark(e);

	if (from == NULL || to == NULL)
		return;
	node->begin = from->input_pos;
	node->end = to->input_pos;
	if (e->type == FYET_SCALAR) {
		enum fy_scalar_style style = fy_token_scalar_style(e->scalar.value);
		const bool is_quoted = style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED;
		node->begin -= is_quoted && node->begin > 0;
		node->end += is_quoted;
	}
	node->is_flow = e->type != FYET_SCALAR && node->end > node->begin;
	if (b->depth > 0 && b->stack[b->depth - 1]->end < node->end)
		b->stack[b->depth - 1]->end = node->end;
}

static void
scalar_fill(struct builder *b, struct node *node, struct fy_event *e)
{
	size_t size = 0;
	const char *text = fy_token_get_text(e->scalar.value, &size);
	if (text == NULL)
		size = 0;
	struct span s = {.at = size > 0 ? text : "", .size = size};
	bool is_nothing = s.size == 0 || span_is(s, SPAN("~")) || span_is(s, SPAN("null"));
	node->kind = is_nothing && scalar_is_plain(e) ? NODE_NOTHING : NODE_SCALAR;
	if (memchr(s.at, '\0', s.size) != NULL) {
		map_tree_complain(
			b, node->line, node->column, "a text must not hold a NUL character");
		s.size = 0;
	}
	node->text = arena_text_n(b->a, s.at, s.size);
}

static struct node *
key_find(const struct node *mapping, const char *key)
{
	for (size_t i = 0; i < mapping->pairs_n; i++) {
		struct node *k = mapping->pairs[i].key;
		if (k->kind == NODE_SCALAR && strcmp(k->text, key) == 0)
			return k;
	}
	return NULL;
}

static void
key_check(struct builder *b, const struct node *mapping, const struct node *key)
{
	if (key->kind != NODE_SCALAR) {
		map_tree_complain(b, key->line, key->column, "a key should be a word, not %s",
			map_node_kind_words(key->kind));
		return;
	}
	if (strcmp(key->text, "<<") == 0)
		TREE_STOP(b, key->line, key->column,
			"\"<<\" (merging mappings) is not understood here; write the keys out");
	if (mapping->pairs_n >= YAML_KEYS_MOST)
		TREE_STOP(b, key->line, key->column, "this mapping has more than %u keys",
			YAML_KEYS_MOST);
	const struct node *first = key_find(mapping, key->text);
	if (first != NULL)
		map_tree_complain(b, key->line, key->column,
			"%s is here twice; it already stands in line %u",
			map_problem_quote(b->problems, key->text), first->line);
}

/* Hangs a node into the one that is open. A mapping takes key and value in turn. */
static void
node_attach(struct builder *b, struct node *node)
{
	if (b->depth == 0) {
		if (b->root == NULL)
			b->root = node;
		return;
	}
	struct node *parent = b->stack[b->depth - 1];
	if (parent->kind == NODE_LIST) {
		*ARENA_PUSH(b->a, parent->items, parent->items_n, parent->room) = node;
	} else if (parent->pairs_n > 0 && parent->pairs[parent->pairs_n - 1].value == NULL) {
		parent->pairs[parent->pairs_n - 1].value = node;
	} else {
		key_check(b, parent, node);
		*ARENA_PUSH(b->a, parent->pairs, parent->pairs_n, parent->room) =
			(struct node_pair){.key = node};
	}
}

/* Adds the weight of a finished node to the one it is in. */
static void
weight_add(struct builder *b, const struct node *node, unsigned line, unsigned column)
{
	size_t before = 0;

	if (b->depth > 0) {
		b->stack[b->depth - 1]->weight += node->weight;
		before = b->stack[b->depth - 1]->weight;
	}
	if (before > YAML_NODES_MOST)
		TREE_STOP(b, line, column,
			"the aliases (*) make this file grow to more than %u values; write them "
			"out",
			YAML_NODES_MOST);
}

static void
anchor_add(struct builder *b, struct fy_token *token, struct node *node)
{
	size_t size = 0;
	const char *name = token != NULL ? fy_token_get_text(token, &size) : NULL;

	if (name != NULL && b->anchors_n >= YAML_KEYS_MOST)
		TREE_STOP(b, node->line, node->column, "this file has more than %u anchors (&)",
			YAML_KEYS_MOST);
	else if (name != NULL)
		*ARENA_PUSH(b->a, b->anchors, b->anchors_n, b->anchors_room) =
			(struct anchor){.name = arena_text_n(b->a, name, size), .node = node};
}

static struct node *
node_new(struct builder *b, struct fy_event *e, enum node_kind kind)
{
	struct node *node = ARENA_NEW(b->a, struct node);
	node->kind = kind;
	node->weight = 1;
	node_place(b, node, e);
	node_extent(b, node, e);
	if (++b->nodes_n > YAML_NODES_MOST)
		TREE_STOP(b, node->line, node->column,
			"this file has more than %u values; split it", YAML_NODES_MOST);
	return node;
}

static void
group_open(struct builder *b, struct fy_event *e, enum node_kind kind, struct fy_token *anchor)
{
	struct node *node = node_new(b, e, kind);
	anchor_add(b, anchor, node);
	node_attach(b, node);
	node->is_open = true;
	if (b->depth == YAML_DEPTH_MOST)
		TREE_STOP(b, node->line, node->column, "this is nested deeper than %u levels",
			YAML_DEPTH_MOST);
	else
		b->stack[b->depth++] = node;
}

static void
group_close(struct builder *b, struct fy_event *e)
{
	const struct fy_mark *to = fy_event_end_mark(e);

	if (b->depth == 0)
		return;
	struct node *node = b->stack[--b->depth];
	node->is_open = false;
	if (node->is_flow && to != NULL)
		node->end = to->input_pos;
	if (b->depth > 0 && b->stack[b->depth - 1]->end < node->end)
		b->stack[b->depth - 1]->end = node->end;
	weight_add(b, node, node->line, node->column);
}

static void
scalar_add(struct builder *b, struct fy_event *e)
{
	struct node *node = node_new(b, e, NODE_SCALAR);
	scalar_fill(b, node, e);
	anchor_add(b, e->scalar.anchor, node);
	node_attach(b, node);
	weight_add(b, node, node->line, node->column);
}

static void
alias_add(struct builder *b, struct fy_event *e)
{
	struct node *here = node_new(b, e, NODE_NOTHING);
	size_t size = 0;
	const char *at = fy_token_get_text(e->alias.anchor, &size);
	struct span name = {.at = at != NULL ? at : "", .size = at != NULL ? size : 0};
	struct node *target = NULL;
	for (size_t i = b->anchors_n; i-- > 0 && target == NULL;)
		if (span_is(span_of(b->anchors[i].name), name))
			target = b->anchors[i].node;
	here->text = "";
	if (target == NULL)
		map_tree_complain(b, here->line, here->column,
			"there is no anchor \"&%.*s\" above this alias",
			(int)(name.size < 60 ? name.size : 60), name.at);
	else if (target->is_open)
		TREE_STOP(b, here->line, here->column,
			"this alias stands inside what it repeats, so it would never end");
	else
		here = target;
	node_attach(b, here);
	weight_add(b, here, here->line, here->column);
}

void
map_tree_grow(struct builder *b, struct fy_event *e)
{
	switch (e->type) {
	case FYET_DOCUMENT_START:
		if (b->root != NULL) {
			const struct fy_mark *mark = fy_event_start_mark(e);
			TREE_STOP(b, b->first_line + (mark != NULL ? (unsigned)mark->line : 0), 1,
				"a second document begins here; a file holds one");
		}
		break;
	case FYET_MAPPING_START:
		group_open(b, e, NODE_MAPPING, e->mapping_start.anchor);
		break;
	case FYET_SEQUENCE_START:
		group_open(b, e, NODE_LIST, e->sequence_start.anchor);
		break;
	case FYET_MAPPING_END:
	case FYET_SEQUENCE_END:
		group_close(b, e);
		break;
	case FYET_SCALAR:
		scalar_add(b, e);
		break;
	case FYET_ALIAS:
		alias_add(b, e);
		break;
	default:
		break;
	}
}
