/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header; the sentences come from map/. */
#include "cli/problem_list.h"

#include "cli/json.h"

static void
problem_print(FILE *out, const struct terminal *t, const struct problem *problem)
{
	fputs(problem->file, out);
	if (problem->line > 0)
		fprintf(out, ":%u:%u", problem->line, problem->column > 0 ? problem->column : 1);
	fprintf(out, ": %s%s:%s %s\n", terminal_ink(t, problem->is_warning ? INK_RISK : INK_MISSED),
		problem->is_warning ? "warning" : "error", terminal_ink(t, INK_PLAIN),
		problem->what);
}

void
problem_list_print(
	FILE *out, const struct terminal *t, const struct problems *problems, bool has_warnings)
{
	for (size_t i = 0; i < problems->items_n; i++)
		if (has_warnings || !problems->items[i].is_warning)
			problem_print(out, t, &problems->items[i]);
}

json_t *
problem_list_json(const struct problems *problems)
{
	json_t *list = json_array();

	for (size_t i = 0; i < problems->items_n; i++) {
		const struct problem *problem = &problems->items[i];
		json_t *item = json_object();
		json_text_set(item, "file", problem->file);
		json_object_set_new(item, "line", json_integer(problem->line));
		json_object_set_new(item, "column", json_integer(problem->column));
		json_text_set(item, "kind", problem->is_warning ? "warning" : "error");
		json_text_set(item, "what", problem->what);
		json_array_append_new(list, item);
	}
	return list;
}
