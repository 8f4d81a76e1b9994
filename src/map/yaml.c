/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Drives libfyaml over a file's bytes. Its words about bad syntax go to the problems and never to
 * the terminal; how far it may look ahead is bounded here, since it bounds nothing itself.
 */
#include "map/yaml.h"

#include <string.h>

#include "map/tree.h"

#define FEED_MOST  4096u
#define AHEAD_MOST (256u << 10)

struct feeder {
	struct span rest;
	size_t silent_size; /* given since the last event */
	unsigned line;	    /* of the last event */
	bool is_starved;
};

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
		map_tree_complain(b, b->first_line + (unsigned)tab, 1,
			"a tab indents this line; YAML is indented with blanks");
	else
		map_tree_complain(b, b->first_line + (unsigned)line - 1, (unsigned)column,
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
	map_tree_complain(b, line, (unsigned)column,
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
			map_tree_grow(b, event);
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
		map_tree_complain(b, 0, 0, "the YAML reader could not start");
		b->is_stopped = true;
		return;
	}
	fy_diag_set_collect_errors(diag, true);
	events_take(b, parser, &feeder);
	if (feeder.is_starved && !b->is_stopped)
		TREE_STOP(b, feeder.line, 1,
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
		map_tree_complain(b, 0, 0, "there is nothing in it");
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
