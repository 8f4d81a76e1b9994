/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One table of buckets for all kinds of names; parents are compared by address, since each name is
 * kept once. When a reference leads nowhere, the names it could have meant are offered – at most
 * CANDIDATES_MOST are compared, so that a broken file of a million lines is still answered at once.
 */
#include "map/names.h"

#include <string.h>

#define BUCKETS		4096u
#define CANDIDATES_MOST 2000u

struct reference {
	enum thing thing;
	const char *text, *parent_text;
	const struct map_file *file;
	unsigned line, column;
};

struct names {
	struct arena *a;
	struct name *buckets[BUCKETS];
	struct name *first[THING__COUNT], *last[THING__COUNT];
	bool is_left[THING__COUNT];
	struct reference *references;
	size_t references_n, references_room;
};

struct names *
map_names_new(struct arena *a)
{
	struct names *names = ARENA_NEW(a, struct names);
	names->a = a;
	return names;
}

static struct name **
bucket_of(struct names *names, enum thing thing, const char *text)
{
	return &names->buckets[(text_hash(span_of(text)) + (unsigned)thing * 31u) % BUCKETS];
}

struct name *
map_names_find(struct names *names, enum thing thing, const struct name *parent, const char *text)
{
	for (struct name *n = *bucket_of(names, thing, text); n != NULL; n = n->next_in_bucket)
		if (n->thing == thing && n->parent == parent && strcmp(n->text, text) == 0)
			return n;
	return NULL;
}

static void
twice_complain(struct problem_list *problems, const struct name *first, const struct name *again)
{
	if (first->file == again->file)
		map_problem_add(problems, again->file, again->line, again->column, false,
			"another %s is already named \"%s\", in line %u",
			map_thing_word(again->thing), again->text, first->line);
	else
		map_problem_add(problems, again->file, again->line, again->column, false,
			"another %s is already named \"%s\", in %s:%u",
			map_thing_word(again->thing), again->text, first->file->inside,
			first->line);
}

struct name *
map_names_add(struct names *names, struct problem_list *problems, struct name name)
{
	struct name *first = map_names_find(names, name.thing, name.parent, name.text);

	if (first != NULL && first->is_unread) {
		first->file = name.file;
		first->line = name.line;
		first->column = name.column;
		first->is_unread = false;
		return first;
	}
	struct name *kept = ARENA_NEW(names->a, struct name);
	*kept = name;
	if (first != NULL) {
		twice_complain(problems, first, kept);
		return kept;
	}
	struct name **bucket = bucket_of(names, name.thing, name.text);
	kept->next_in_bucket = *bucket;
	*bucket = kept;
	if (names->last[name.thing] != NULL)
		names->last[name.thing]->next = kept;
	else
		names->first[name.thing] = kept;
	names->last[name.thing] = kept;
	return kept;
}

void
map_names_refer(struct names *names, enum thing thing, const char *text, const char *parent_text,
	const struct map_file *file, unsigned line, unsigned column)
{
	*ARENA_PUSH(names->a, names->references, names->references_n, names->references_room) =
		(struct reference){.thing = thing,
			.text = text,
			.parent_text = parent_text,
			.file = file,
			.line = line,
			.column = column};
}

void
map_names_leave(struct names *names, enum thing thing)
{
	names->is_left[thing] = true;
}

static void
nowhere_complain(struct names *names, struct problem_list *problems, const struct reference *r,
	const struct name *parent)
{
	const char **words = ARENA_ARRAY(names->a, const char *, CANDIDATES_MOST);
	size_t words_n = 0;
	const struct name *n = names->first[r->thing];

	for (; n != NULL && words_n < CANDIDATES_MOST; n = n->next)
		if (n->parent == parent)
			words[words_n++] = n->text;
	const char *hint = map_problem_hint(problems, r->text, words, words_n);
	if (parent != NULL)
		map_problem_add(problems, r->file, r->line, r->column, false,
			"the %s \"%s\" has no %s named %s%s", map_thing_word(parent->thing),
			parent->text, map_thing_word(r->thing),
			map_problem_quote(problems, r->text), hint);
	else
		map_problem_add(problems, r->file, r->line, r->column, false,
			"there is no %s named %s%s", map_thing_word(r->thing),
			map_problem_quote(problems, r->text), hint);
}

static void
reference_resolve(struct names *names, struct problem_list *problems, const struct reference *r)
{
	const struct name *parent = NULL;
	enum thing above = map_thing_parent(r->thing);

	if (above != THING_NOTHING) {
		if (r->parent_text == NULL)
			return; /* the reader has said that the parent is missing */
		parent = map_names_find(names, above, NULL, r->parent_text);
		if (parent == NULL || parent->is_unread)
			return; /* reported as a reference of its own, or for its file */
	}
	struct name *found = map_names_find(names, r->thing, parent, r->text);
	if (found != NULL) {
		found->references_n++;
		return;
	}
	if (!names->is_left[r->thing])
		nowhere_complain(names, problems, r, parent);
}

void
map_names_resolve(struct names *names, struct problem_list *problems)
{
	for (size_t i = 0; i < names->references_n && !problems->is_over; i++)
		reference_resolve(names, problems, &names->references[i]);
}

const struct name *
map_names_next(const struct names *names, enum thing thing, const struct name *before)
{
	return before == NULL ? names->first[thing] : before->next;
}
