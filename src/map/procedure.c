/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file says its language in its front matter or in its name (greet.pl.md); a file that says
 * neither is in the organisation's main language. That one – else the first – is what the others
 * must agree with.
 */
#include "map/procedure.h"

#include <stdlib.h>
#include <string.h>

/* Cuts "---\n … \n---\n" off; false when the text does not begin with it. */
static bool
front_cut(struct span text, struct span *ret_front, struct span *ret_body)
{
	struct span rest = text, row;

	if (!span_cut(&rest, '\n', &row) || !span_is(span_trim(row), SPAN("---")))
		return false;
	const char *begin = rest.at;
	while (span_cut(&rest, '\n', &row))
		if (span_is(span_trim(row), SPAN("---"))) {
			*ret_front = (struct span){.at = begin, .size = (size_t)(row.at - begin)};
			*ret_body = (struct span){
				.at = rest.size > 0 ? rest.at : "", .size = rest.size};
			return true;
		}
	return false;
}

/* The language in "greet.pl.md", or LANGUAGE__COUNT. */
static enum language
language_of_file(const struct map_file *file)
{
	struct span s = span_of(file->inside);
	const char *dot = s.size > 3 ? memrchr(s.at, '.', s.size - 3) : NULL;

	if (dot == NULL)
		return LANGUAGE__COUNT;
	struct span tag = {.at = dot + 1, .size = (size_t)(s.at + s.size - 3 - (dot + 1))};
	for (unsigned l = 0; l < LANGUAGE__COUNT; l++)
		if (span_is(tag, span_of(language_tag((enum language)l))))
			return (enum language)l;
	return LANGUAGE__COUNT;
}

static void
part_language_set(struct reader *r, const struct node *front, struct procedure_part *part)
{
	enum language by_name = language_of_file(part->file);
	enum language told = part->front.language != NULL ? language_find(part->front.language)
							  : LANGUAGE__COUNT;

	part->language = told != LANGUAGE__COUNT ? told : by_name;
	if (part->language == LANGUAGE__COUNT)
		part->language = r->main_language;
	if (told != LANGUAGE__COUNT && by_name != LANGUAGE__COUNT && told != by_name)
		map_error_at(r, map_node_find(front, "language"),
			"\"language\" is \"%s\", but the file's name says \"%s\"",
			language_tag(told), language_tag(by_name));
}

bool
map_procedure_part_read(struct reader *r, struct span bytes, struct procedure_part *ret)
{
	struct span front, body;

	*ret = (struct procedure_part){.file = r->file};
	if (!text_is_utf8(bytes)) {
		map_yaml_read(
			bytes, 1, r->file, r->problems, r->scratch); /* says where it is not */
		return false;
	}
	if (!front_cut(bytes, &front, &body)) {
		map_problem_add(r->problems, r->file, 1, 1, false,
			"a procedure begins with its front matter between two lines \"---\": "
			"procedure, "
			"title, version …");
		return false;
	}
	struct node *root = map_yaml_read(front, 2, r->file, r->problems, r->scratch);
	ret->root = root;
	if (root == NULL || !mapping_read(r, MAPPING_PROCEDURE, root, &ret->front))
		return false;
	part_language_set(r, root, ret);
	if (!map_markdown_read(&ret->body, body, r->a)) {
		map_error_at(r, root, "the text below the front matter cannot be read as Markdown");
		return false;
	}
	if (ret->body.steps_n == 0)
		map_error_at(r, root,
			"this procedure has no steps: write them as an ordered list (1. …)");
	if (ret->body.steps_n > PROCEDURE_STEPS_MOST)
		map_error_at(r, root, "this procedure has %zu steps; at most %d are possible",
			ret->body.steps_n, PROCEDURE_STEPS_MOST);
	return ret->front.name != NULL;
}

static int
part_compare(const void *left, const void *right)
{
	const struct procedure_part *a = left, *b = right;
	int by = strcmp(a->front.name, b->front.name);
	return by != 0 ? by : (a->file->order > b->file->order) - (a->file->order < b->file->order);
}

static void part_error(struct reader *r, const struct procedure_part *part, const char *key,
	const char *format, ...) PRINTF_LIKE(4, 5);

/* At the value of a key of the front matter, or at its begin. */
static void
part_error(struct reader *r, const struct procedure_part *part, const char *key, const char *format,
	...)
{
	const struct node *at = map_node_find(part->root, key);
	va_list values;

	if (at == NULL)
		at = part->root;
	va_start(values, format);
	map_problem_vadd(r->problems, part->file, at->line, at->column, false, format, values);
	va_end(values);
}

static bool
is_same(const char *a, const char *b)
{
	return a == NULL || b == NULL || strcmp(a, b) == 0;
}

/* Do two files of one procedure say the same? */
static void
part_agree(struct reader *r, const struct procedure_part *main, const struct procedure_part *part)
{
	const char *where = main->file->inside;

	if (!is_same(main->front.version, part->front.version))
		part_error(r, part, "version", "the version is \"%s\" here and \"%s\" in %s",
			part->front.version, main->front.version, where);
	if (!is_same(main->front.owner, part->front.owner))
		part_error(r, part, "owner", "the owner is \"%s\" here and \"%s\" in %s",
			part->front.owner, main->front.owner, where);
	if (main->front.review_by.month != 0 && part->front.review_by.month != 0 &&
		date_days(main->front.review_by) != date_days(part->front.review_by))
		part_error(r, part, "review_by", "\"review_by\" differs from that in %s", where);
	if (main->body.steps_n != part->body.steps_n)
		part_error(r, part, "procedure",
			"the steps here are %zu, in %s %zu; the languages of a procedure go step "
			"by step",
			part->body.steps_n, where, main->body.steps_n);
}

static const struct procedure_part *
main_part(const struct reader *r, const struct procedure_part *parts, size_t parts_n)
{
	for (size_t i = 0; i < parts_n; i++)
		if (parts[i].language == r->main_language)
			return &parts[i];
	return &parts[0];
}

static void
front_fill(struct procedure *p, const struct procedure_front *front)
{
	if (p->version == NULL)
		p->version = front->version;
	if (p->owner == NULL)
		p->owner = front->owner;
	if (!p->has_review_by && front->review_by.month != 0) {
		p->review_by = front->review_by;
		p->has_review_by = true;
	}
}

static void
part_merge(struct reader *r, struct procedure *p, struct procedure_step *steps,
	const struct procedure_part *main, const struct procedure_part *part)
{
	if (p->title.has_own[part->language]) {
		part_error(r, part, "procedure", "another file already holds \"%s\" in %s",
			part->front.name, language_name(part->language));
		return;
	}
	if (part != main)
		part_agree(r, main, part);
	front_fill(p, &part->front);
	wording_set(&p->title, part->language, part->front.title);
	if (part->body.purpose[0] != '\0')
		wording_set(&p->purpose, part->language, part->body.purpose);
	for (size_t i = 0; i < p->steps_n && i < part->body.steps_n; i++)
		wording_set(&steps[i].text, part->language, part->body.steps[i]);
}

static void
purpose_fill(const struct procedure_part *main, struct wording *purpose)
{
	enum language first = main->language;
	for (unsigned l = 0; l < LANGUAGE__COUNT && !purpose->has_own[first]; l++)
		first = (enum language)l;
	wording_fill(purpose, main->language, first);
}

static void
procedure_merge(
	struct reader *r, struct procedure *p, const struct procedure_part *parts, size_t parts_n)
{
	const struct procedure_part *main = main_part(r, parts, parts_n);
	const struct node at = {.line = main->front.place.line, .column = main->front.place.column};
	size_t steps_n = main->body.steps_n < PROCEDURE_STEPS_MOST ? main->body.steps_n
								   : PROCEDURE_STEPS_MOST;
	struct procedure_step *steps = ARENA_ARRAY(r->a, struct procedure_step, steps_n);

	*p = (struct procedure){.name = main->front.name,
		.place = main->front.place,
		.steps = steps,
		.steps_n = steps_n};
	map_names_add(r->names, r->problems,
		(struct name){.thing = THING_PROCEDURE,
			.text = p->name,
			.file = main->file,
			.line = at.line,
			.column = at.column});
	part_merge(r, p, steps, main, main);
	for (size_t i = 0; i < parts_n; i++)
		if (&parts[i] != main)
			part_merge(r, p, steps, main, &parts[i]);
	r->file = main->file;
	wording_check(r, &at, &p->title);
	wording_fill(&p->title, main->language, main->language);
	purpose_fill(main, &p->purpose);
	for (size_t i = 0; i < steps_n; i++)
		wording_fill(&steps[i].text, main->language, main->language);
}

void
map_procedures_merge(struct reader *r, struct procedure_part *parts, size_t parts_n,
	const struct procedure **ret, size_t *ret_n)
{
	struct procedure *merged = ARENA_ARRAY(r->a, struct procedure, parts_n);
	size_t n = 0, end = 0;

	if (parts_n > 0)
		qsort(parts, parts_n, sizeof *parts, part_compare);
	for (size_t begin = 0; begin < parts_n; begin = end) {
		while (end < parts_n && strcmp(parts[end].front.name, parts[begin].front.name) == 0)
			end++;
		procedure_merge(r, &merged[n++], parts + begin, end - begin);
	}
	*ret = merged;
	*ret_n = n;
}
