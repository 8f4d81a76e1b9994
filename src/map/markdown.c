/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * md4c calls back for each block and piece of text; here they are only flattened: emphasis and
 * links leave their words, further paragraphs and lists within a step become lines of it. Headings,
 * code and HTML keep their text too, so nothing that somebody wrote is lost.
 */
#include "map/markdown.h"

#include <limits.h>
#include <md4c.h>

struct flattening {
	struct arena *a;
	char *text; /* of the block being collected */
	size_t text_n, text_room;
	struct markdown found;
	size_t steps_room;
	unsigned list_depth;	/* lists around this place */
	unsigned ordered_depth; /* the depth of the outermost ordered list, 0 outside one */
	bool has_steps;
};

static void
put(struct flattening *x, const char *at, size_t size)
{
	for (size_t i = 0; i < size; i++)
		*(char *)ARENA_PUSH(x->a, x->text, x->text_n, x->text_room) = at[i];
}

/* A new line, unless the text is empty or at the start of one. */
static void
line_break(struct flattening *x)
{
	if (x->text_n > 0 && x->text[x->text_n - 1] != '\n')
		put(x, "\n", 1);
}

static char *
text_take(struct flattening *x)
{
	const struct span all = {.at = x->text_n > 0 ? x->text : "", .size = x->text_n};
	char *text = text_clean(span_trim(all), x->a, NULL);
	x->text_n = 0;
	return text;
}

static int
block_enter(MD_BLOCKTYPE type, void *detail, void *user)
{
	struct flattening *x = user;

	(void)detail;
	if (type == MD_BLOCK_OL || type == MD_BLOCK_UL)
		x->list_depth++;
	if (type == MD_BLOCK_OL && x->ordered_depth == 0) {
		if (!x->has_steps)
			x->found.purpose = text_take(x);
		x->has_steps = true;
		x->ordered_depth = x->list_depth;
		x->text_n = 0;
	}
	if (type == MD_BLOCK_LI && x->list_depth == x->ordered_depth) {
		x->text_n = 0;
	} else if (type == MD_BLOCK_LI) {
		line_break(x);
		put(x, "– ", sizeof "– " - 1);
	} else if (type == MD_BLOCK_P || type == MD_BLOCK_H || type == MD_BLOCK_CODE) {
		bool is_after_dash = x->text_n > 0 && x->text[x->text_n - 1] == ' ';
		if (!is_after_dash)
			line_break(x);
	}
	return 0;
}

static int
block_leave(MD_BLOCKTYPE type, void *detail, void *user)
{
	struct flattening *x = user;

	(void)detail;
	if (type == MD_BLOCK_LI && x->list_depth == x->ordered_depth)
		*ARENA_PUSH(x->a, x->found.steps, x->found.steps_n, x->steps_room) = text_take(x);
	if (type == MD_BLOCK_OL && x->list_depth == x->ordered_depth)
		x->ordered_depth = 0;
	if (type == MD_BLOCK_OL || type == MD_BLOCK_UL)
		x->list_depth--;
	return 0;
}

static int
span_pass(MD_SPANTYPE type, void *detail, void *user)
{
	(void)type;
	(void)detail;
	(void)user;
	return 0;
}

static void
entity_put(struct flattening *x, struct span entity)
{
	static const struct {
		const char *name, *text;
	} known[] = {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""},
		{"&apos;", "'"}, {"&nbsp;", "\u00A0"}};

	for (size_t i = 0; i < array_length(known); i++)
		if (span_is(entity, span_of(known[i].name)))
			entity = span_of(known[i].text);
	put(x, entity.at, entity.size);
}

static int
text_add(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *user)
{
	struct flattening *x = user;

	if (type == MD_TEXT_BR)
		put(x, "\n", 1);
	else if (type == MD_TEXT_SOFTBR)
		put(x, " ", 1);
	else if (type == MD_TEXT_ENTITY)
		entity_put(x, (struct span){.at = text, .size = size});
	else if (type != MD_TEXT_NULLCHAR)
		put(x, text, size);
	return 0;
}

bool
map_markdown_read(struct markdown *ret, struct span text, struct arena *a)
{
	struct flattening x = {.a = a};
	const MD_PARSER parser = {
		.flags = MD_FLAG_NOINDENTEDCODEBLOCKS | MD_FLAG_NOHTML,
		.enter_block = block_enter,
		.leave_block = block_leave,
		.enter_span = span_pass,
		.leave_span = span_pass,
		.text = text_add,
	};

	if (text.size > UINT_MAX / 2 || md_parse(text.at, (MD_SIZE)text.size, &parser, &x) != 0)
		return false;
	if (!x.has_steps)
		x.found.purpose = text_take(&x);
	*ret = x.found;
	return true;
}
