/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tree is built here from libfyaml's events and not by its own document builder, for three
 * reasons: a duplicate key is reported with the place of the first and reading goes on; an alias
 * shares its node and only its weight is counted, so a file of a few lines cannot grow to
 * gigabytes; depth is counted before anything recurses. libfyaml's words about bad syntax go to the
 * problems and never to the terminal.
 */
#include "map/yaml.h"

#include <libfyaml.h>
#include <string.h>

struct anchor {
	const char *name;
	struct node *node;
};

#define FEED_MOST  4096u
#define AHEAD_MOST (256u << 10)

struct feeder {
	struct span rest;
	size_t silent_size; /* given since the last event */
	unsigned line;	    /* of the last event */
	bool is_starved;
};

struct builder {
	struct arena *a;
	struct problem_list *problems;
	const struct map_file *file;
	unsigned first_line;
	struct node *stack[YAML_DEPTH_MOST];
	unsigned depth;
	struct node *root;
	struct anchor *anchors;
	size_t anchors_n, anchors_room, nodes_n;
	bool is_stopped;
};

static void complain(struct builder *b, unsigned line, unsigned column, const char *format, ...)
	PRINTF_LIKE(4, 5);

static void
complain(struct builder *b, unsigned line, unsigned column, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	map_problem_vadd(b->problems, b->file, line, column, false, format, values);
	va_end(values);
}

/* One problem, and the rest of the file is left unread. */
#define STOP(b, line, column, ...)                                                                 \
	do {                                                                                       \
		complain((b), (line), (column), __VA_ARGS__);                                      \
		(b)->is_stopped = true;                                                            \
	} while (0)

static void
parser_guard(struct fy_parser **parser)
{
	if (*parser != NULL)
		fy_parser_destroy(*parser);
}

static void
diag_guard(struct fy_diag **diag)
{
	if (*diag != NULL)
		fy_diag_destroy(*diag);
}

static void
say_nothing(struct fy_diag *diag, void *user, const char *text, size_t size)
{
	(void)diag;
	(void)user;
	(void)text;
	(void)size;
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
		complain(b, node->line, node->column, "a text must not hold a NUL character");
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
		complain(b, key->line, key->column, "a key should be a word, not %s",
			map_node_kind_words(key->kind));
		return;
	}
	if (strcmp(key->text, "<<") == 0)
		STOP(b, key->line, key->column,
			"\"<<\" (merging mappings) is not understood here; write the keys out");
	if (mapping->pairs_n >= YAML_KEYS_MOST)
		STOP(b, key->line, key->column, "this mapping has more than %u keys",
			YAML_KEYS_MOST);
	const struct node *first = key_find(mapping, key->text);
	if (first != NULL)
		complain(b, key->line, key->column,
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
		STOP(b, line, column,
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
		STOP(b, node->line, node->column, "this file has more than %u anchors (&)",
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
	if (++b->nodes_n > YAML_NODES_MOST)
		STOP(b, node->line, node->column, "this file has more than %u values; split it",
			YAML_NODES_MOST);
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
		STOP(b, node->line, node->column, "this is nested deeper than %u levels",
			YAML_DEPTH_MOST);
	else
		b->stack[b->depth++] = node;
}

static void
group_close(struct builder *b)
{
	if (b->depth == 0)
		return;
	struct node *node = b->stack[--b->depth];
	node->is_open = false;
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
		complain(b, here->line, here->column,
			"there is no anchor \"&%.*s\" above this alias",
			(int)(name.size < 60 ? name.size : 60), name.at);
	else if (target->is_open)
		STOP(b, here->line, here->column,
			"this alias stands inside what it repeats, so it would never end");
	else
		here = target;
	node_attach(b, here);
	weight_add(b, here, here->line, here->column);
}

static void
event_take(struct builder *b, struct fy_event *e)
{
	switch (e->type) {
	case FYET_DOCUMENT_START:
		if (b->root != NULL) {
			const struct fy_mark *mark = fy_event_start_mark(e);
			STOP(b, b->first_line + (mark != NULL ? (unsigned)mark->line : 0), 1,
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
		group_close(b);
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

/* The first line up to `last` (counted from 0) that has a tab before its first word; -1 when none.
 */
static int
tab_line_find(struct span bytes, int last)
{
	struct span rest = bytes, row;

	for (int line = 0; line <= last && span_cut(&rest, '\n', &row); line++)
		for (size_t i = 0; i < row.size && (row.at[i] == ' ' || row.at[i] == '\t'); i++)
			if (row.at[i] == '\t' && span_trim(row).size > 0 &&
				span_trim(row).at[0] != '#')
				return line;
	return -1;
}

static void
syntax_complain(struct builder *b, struct span bytes, struct fy_diag *diag)
{
	void *state = NULL;
	const struct fy_diag_error *error = fy_diag_errors_iterate(diag, &state);
	int line = error != NULL && error->line > 0 ? error->line : 1;
	int column = error != NULL && error->column > 0 ? error->column : 1;
	int tab = tab_line_find(bytes, line);
	if (tab >= 0)
		complain(b, b->first_line + (unsigned)tab, 1,
			"a tab indents this line; YAML is indented with blanks");
	else
		complain(b, b->first_line + (unsigned)line - 1, (unsigned)column,
			"this is not YAML: %s; the rest of the file is not read",
			error != NULL && error->msg != NULL ? error->msg : "bad syntax");
}

/* The bytes that one letter should have, by the first of them. */
static struct span
letter_at(struct span row, size_t at)
{
	unsigned char lead = (unsigned char)row.at[at];
	size_t size = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
	return (struct span){
		.at = row.at + at, .size = size < row.size - at ? size : row.size - at};
}

/* Where the bytes stop being UTF-8. */
static void
encoding_complain(struct builder *b, struct span bytes)
{
	struct span rest = bytes, row;
	unsigned line = b->first_line;

	while (span_cut(&rest, '\n', &row) && text_is_utf8(row))
		line++;
	size_t good = 0, column = 1;
	while (good < row.size) {
		const struct span letter = letter_at(row, good);
		if (!text_is_utf8(letter))
			break;
		good += letter.size;
		column++;
	}
	complain(b, line, (unsigned)column,
		"this is not UTF-8 (byte 0x%02X); save the file as UTF-8",
		good < row.size ? (unsigned)(unsigned char)row.at[good] : 0);
}

/* libfyaml looks ahead for a ":" that would make a key of what stands before it, and keeps all it
 * has seen: a file of brackets would take gigabytes. So it is fed, and when it has eaten AHEAD_MOST
 * bytes without saying anything, it gets no more. */
static ssize_t
feed(void *user, void *into, size_t room)
{
	struct feeder *feeder = user;
	size_t size = room < FEED_MOST ? room : FEED_MOST;

	if (size > feeder->rest.size)
		size = feeder->rest.size;
	if (feeder->silent_size >= AHEAD_MOST && size > 0) {
		feeder->is_starved = true;
		return 0;
	}
	memcpy(into, feeder->rest.at, size);
	feeder->rest.at += size;
	feeder->rest.size -= size;
	feeder->silent_size += size;
	return (ssize_t)size;
}

static void
events_take(struct builder *b, struct fy_parser *parser, struct feeder *feeder)
{
	struct fy_event *event;

	while (!b->is_stopped && (event = fy_parser_parse(parser)) != NULL) {
		const struct fy_mark *mark = fy_event_end_mark(event);
		if (mark != NULL && !feeder->is_starved)
			feeder->line = b->first_line + (unsigned)mark->line;
		feeder->silent_size = 0;
		if (!feeder->is_starved)
			event_take(b, event);
		fy_parser_event_free(parser, event);
	}
}

static void
parse(struct builder *b, struct span bytes)
{
	struct feeder feeder = {.rest = bytes, .line = b->first_line};
	struct fy_diag_cfg diag_config;
	fy_diag_cfg_default(&diag_config);
	diag_config.fp = NULL;
	diag_config.output_fn = say_nothing;
	diag_config.colorize = false;
	ON_EXIT(diag_guard) struct fy_diag *diag = fy_diag_create(&diag_config);
	const struct fy_parse_cfg config = {
		.flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_ALLOW_DUPLICATE_KEYS |
			 FYPCF_JSON_NONE,
		.diag = diag,
	};
	ON_EXIT(parser_guard) struct fy_parser *parser = fy_parser_create(&config);
	if (diag == NULL || parser == NULL ||
		fy_parser_set_input_callback(parser, &feeder, feed) != 0) {
		complain(b, 0, 0, "the YAML reader could not start");
		b->is_stopped = true;
		return;
	}
	fy_diag_set_collect_errors(diag, true);
	events_take(b, parser, &feeder);
	if (feeder.is_starved && !b->is_stopped)
		STOP(b, feeder.line, 1,
			"here begins one text or one [flow] of more than %u KiB; break it up",
			AHEAD_MOST >> 10);
	if (!b->is_stopped && fy_parser_get_stream_error(parser)) {
		syntax_complain(b, bytes, diag);
		b->is_stopped = true;
	}
}

struct node *
map_yaml_read(struct span bytes, unsigned first_line, const struct map_file *file,
	struct problem_list *problems, struct arena *a)
{
	struct builder *b = ARENA_NEW(a, struct builder);
	*b = (struct builder){.a = a, .problems = problems, .file = file, .first_line = first_line};

	if (!text_is_utf8(bytes)) {
		encoding_complain(b, bytes);
		return NULL;
	}
	parse(b, bytes);
	if (b->is_stopped)
		return NULL;
	if (b->root == NULL || b->root->kind == NODE_NOTHING) {
		complain(b, 0, 0, "there is nothing in it");
		return NULL;
	}
	return b->root;
}

const struct node *
map_node_find(const struct node *mapping, const char *key)
{
	for (size_t i = 0; mapping->kind == NODE_MAPPING && i < mapping->pairs_n; i++) {
		const struct node_pair *pair = &mapping->pairs[i];
		if (pair->key->kind == NODE_SCALAR && strcmp(pair->key->text, key) == 0)
			return pair->value;
	}
	return NULL;
}

const char *
map_node_kind_words(enum node_kind kind)
{
	switch (kind) {
	case NODE_NOTHING:
		return "nothing";
	case NODE_SCALAR:
		return "a single value";
	case NODE_LIST:
		return "a list";
	case NODE_MAPPING:
		return "a mapping of keys";
	}
	return "something else";
}
