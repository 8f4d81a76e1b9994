/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The page is a template that the build puts into the program (template.h): the one from ui/, or
 * the plain one beside this file. A template has marks; each mark it has is filled.
 */
#include <stdlib.h>

#include "cli/report.h"
#include "cli/template.h"

/* X(mark in the template, what stands before the filling, after it, the filling) */
#define MARK_TABLE(X)                                                                              \
	X("<script type=\"application/json\" id=\"report\"></script>",                             \
		"<script type=\"application/json\" id=\"report\">", "</script>", data_text)        \
	X("<!--TABLES-->", "", "", report_tables_html)

static void
text_guard(char **text)
{
	free(*text);
}

/* The report's JSON so that no end of a script can be in it: "<" is written \u003c. */
static struct span
data_text(const struct report *report)
{
	json_t *json = report_json(report);
	ON_EXIT(text_guard) char *text = json_dumps(json, JSON_COMPACT | JSON_REAL_PRECISION(17));
	size_t size = 0, used = 0;

	json_decref(json);
	if (text == NULL)
		return (struct span){0};
	for (const char *c = text; *c != '\0'; c++)
		size += *c == '<' ? strlen("\\u003c") : 1;
	char *safe = arena_alloc(report->arena, size + 1);
	for (const char *c = text; *c != '\0'; c++) {
		if (*c != '<') {
			safe[used++] = *c;
			continue;
		}
		memcpy(safe + used, "\\u003c", strlen("\\u003c"));
		used += strlen("\\u003c");
	}
	return (struct span){.at = safe, .size = size};
}

/* A piece of the page: template up to a mark, or a filling. */
struct pieces {
	struct span *items;
	size_t n, room;
	struct arena *arena;
};

static void
piece_add(struct pieces *pieces, struct span piece)
{
	*ARENA_PUSH(pieces->arena, pieces->items, pieces->n, pieces->room) = piece;
}

struct mark {
	const char *mark, *before, *after;
	struct span (*filling)(const struct report *report);
};

static const struct mark marks[] = {
#define X(mark_, before_, after_, filling_)                                                        \
	{.mark = mark_, .before = before_, .after = after_, .filling = filling_},
	MARK_TABLE(X)
#undef X
};

/* The first mark in the rest of the template, or NULL; *ret_at is where. */
static const struct mark *
mark_next(struct span rest, const char **ret_at)
{
	const struct mark *first = NULL;

	for (size_t i = 0; i < array_length(marks); i++) {
		const char *at = memmem(rest.at, rest.size, marks[i].mark, strlen(marks[i].mark));
		if (at != NULL && (first == NULL || at < *ret_at)) {
			first = &marks[i];
			*ret_at = at;
		}
	}
	return first;
}

static struct span
pieces_join(const struct pieces *pieces)
{
	size_t size = 0, used = 0;

	for (size_t i = 0; i < pieces->n; i++)
		size += pieces->items[i].size;
	char *page = arena_alloc(pieces->arena, size + 1);
	for (size_t i = 0; i < pieces->n; i++) {
		if (pieces->items[i].size > 0)
			memcpy(page + used, pieces->items[i].at, pieces->items[i].size);
		used += pieces->items[i].size;
	}
	return (struct span){.at = page, .size = size};
}

enum fault_code
report_page(struct span *ret, const struct report *report, struct fault *f)
{
	struct span rest = {.at = (const char *)report_template, .size = report_template_size};
	struct pieces pieces = {.arena = report->arena};
	const char *at = rest.at;

	for (const struct mark *mark; (mark = mark_next(rest, &at)) != NULL;) {
		struct span filling = mark->filling(report);
		if (filling.at == NULL)
			return fault_set(
				f, FAULT_BROKEN, "the report's data cannot be written as JSON");
		piece_add(&pieces, (struct span){rest.at, (size_t)(at - rest.at)});
		piece_add(&pieces, span_of(mark->before));
		piece_add(&pieces, filling);
		piece_add(&pieces, span_of(mark->after));
		size_t passed = (size_t)(at - rest.at) + strlen(mark->mark);
		rest = (struct span){rest.at + passed, rest.size - passed};
	}
	if (pieces.n == 0)
		return fault_set(f, FAULT_BROKEN, "the page's template has no place for the data");
	piece_add(&pieces, rest);
	*ret = pieces_join(&pieces);
	return FAULT_NONE;
}
