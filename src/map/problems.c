/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Problems carry the number of their file, so that sorting needs no names. A value that several
 * aliases share is read more than once and complains in the same words; such repeats are dropped.
 */
#include "map/problems.h"

#include <stdlib.h>
#include <string.h>

#define QUOTE_MOST  60
#define WORDS_SHOWN 16

void
map_problem_vadd(struct problem_list *list, const struct map_file *file, unsigned line,
	unsigned column, bool is_warning, const char *format, va_list values)
{
	if (list->items_n >= PROBLEMS_MOST) {
		list->is_over = true;
		return;
	}
	unsigned order = (unsigned)list->items_n;
	struct noted_problem *noted = ARENA_PUSH(list->a, list->items, list->items_n, list->room);
	*noted = (struct noted_problem){
		.file_order = file->order,
		.order = order,
		.problem = {.file = file->path,
			.line = line,
			.column = column,
			.is_warning = is_warning,
			.what = arena_vprintf(list->a, format, values)},
	};
}

void
map_problem_add(struct problem_list *list, const struct map_file *file, unsigned line,
	unsigned column, bool is_warning, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	map_problem_vadd(list, file, line, column, is_warning, format, values);
	va_end(values);
}

static int
compare(unsigned a, unsigned b)
{
	return (a > b) - (a < b);
}

static int
noted_compare(const void *left, const void *right)
{
	const struct noted_problem *a = left, *b = right;
	int by = compare(a->file_order, b->file_order);
	if (by == 0)
		by = compare(a->problem.line, b->problem.line);
	if (by == 0)
		by = compare(a->problem.column, b->problem.column);
	if (by == 0)
		by = compare(a->order, b->order);
	return by;
}

static bool
problem_is_repeat(const struct problem *items, size_t items_n, const struct problem *p)
{
	for (size_t i = items_n; i-- > 0;) {
		const struct problem *q = &items[i];
		if (q->line != p->line || q->column != p->column || strcmp(q->file, p->file) != 0)
			return false;
		if (strcmp(q->what, p->what) == 0)
			return true;
	}
	return false;
}

void
map_problems_finish(struct problem_list *list, struct problems *ret)
{
	struct problem *items = ARENA_ARRAY(list->a, struct problem, list->items_n);
	*ret = (struct problems){.items = items};

	if (list->items_n > 0)
		qsort(list->items, list->items_n, sizeof *list->items, noted_compare);
	for (size_t i = 0; i < list->items_n; i++) {
		const struct problem *p = &list->items[i].problem;
		if (problem_is_repeat(items, ret->items_n, p))
			continue;
		items[ret->items_n] = *p;
		bool is_same = i > 0 &&
			       list->items[i].file_order == list->items[i - 1].file_order &&
			       strcmp(p->file, list->items[i - 1].problem.file) == 0;
		items[ret->items_n].file = is_same && ret->items_n > 0
						   ? items[ret->items_n - 1].file
						   : arena_text(list->a, p->file);
		ret->items_n++;
		if (p->is_warning)
			ret->warnings_n++;
		else
			ret->errors_n++;
	}
}

const char *
map_problem_quote(struct problem_list *list, const char *text)
{
	size_t end = 0;
	for (unsigned n = 0; text[end] != '\0' && n < QUOTE_MOST; n++)
		do
			end++;
		while (((unsigned char)text[end] & 0xC0) == 0x80);
	char *quote =
		arena_printf(list->a, "\"%.*s%s\"", (int)end, text, text[end] != '\0' ? "…" : "");
	for (unsigned char *c = (unsigned char *)quote; *c != '\0'; c++)
		if (*c < 0x20 || *c == 0x7F)
			*c = ' ';
	return quote;
}

const char *
map_problem_hint(
	struct problem_list *list, const char *wrong, const char *const *words, size_t words_n)
{
	const char *near = text_nearest(wrong, words, words_n);
	if (near != NULL)
		return arena_printf(list->a, "; did you mean \"%s\"?", near);
	char *all = arena_text(list->a, "");
	size_t shown = 0, known = 0;
	for (size_t i = 0; i < words_n; i++) {
		if (words[i] == NULL)
			continue;
		if (++known > WORDS_SHOWN)
			break;
		all = arena_printf(list->a, "%s%s%s", all, shown++ > 0 ? ", " : "", words[i]);
	}
	if (shown == 0)
		return "; there is none yet";
	return arena_printf(
		list->a, "; expected one of: %s%s", all, known > WORDS_SHOWN ? " …" : "");
}
