/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cykl check: every problem of every workspace below the paths, in one go, and silence when there
 * is none.
 */
#include "cli/command.h"
#include "cli/json.h"
#include "cli/now.h"
#include "cli/problem_list.h"
#include "map/map.h"

enum check_format {
	CHECK_TEXT,
	CHECK_JSON,
};

struct check_choices {
	unsigned format;
	bool is_strict;
};

static const struct option own_options[] = {
	OPTION(WORD, check_choices, format, "--format", "text|json",
		"How to say it: lines for people and editors, or one JSON object"),
	OPTION(FLAG, check_choices, is_strict, "--strict", NULL,
		"Let a warning make the answer \"no\" as well"),
};

static const struct option_table tables[] = {
	{.heading = "Options", .options = own_options, .options_n = array_length(own_options)},
};

/* What was found over all paths. */
struct findings {
	struct request *request;
	const struct check_choices *choices;
	struct date today;
	json_t *list;
	size_t errors_n, warnings_n, workspaces_n;
};

static enum fault_code
workspace_check(struct findings *findings, const char *path, struct fault *f)
{
	ON_EXIT(map_guard) struct map *map = NULL;
	struct problems problems = {0};
	struct request *request = findings->request;

	enum fault_code code = map_load(&map, &problems, path, &findings->today, request->arena, f);
	findings->errors_n += problems.errors_n;
	findings->warnings_n += problems.warnings_n;
	findings->workspaces_n++;
	if (findings->choices->format == CHECK_JSON) {
		ON_EXIT(json_guard) json_t *list = problem_list_json(&problems);
		json_array_extend(findings->list, list);
	} else {
		problem_list_print(request->out, &request->out_terminal, &problems, true);
	}
	/* Errors in the files are what was asked for; anything else is a fault. */
	return code == FAULT_BAD_INPUT && problems.errors_n > 0 ? FAULT_NONE : code;
}

static enum fault_code
path_check(struct findings *findings, const char *path, struct fault *f)
{
	const char *const *workspaces;
	size_t workspaces_n;

	if (map_workspaces_find(&workspaces, &workspaces_n, path, findings->request->arena, f))
		return f->code;
	if (workspaces_n == 0)
		return fault_set(f, FAULT_BAD_INPUT,
			"there is no workspace in %s: a workspace is a folder with "
			"organisation.yaml",
			path);
	for (size_t i = 0; i < workspaces_n; i++)
		if (workspace_check(findings, workspaces[i], f))
			return f->code;
	return FAULT_NONE;
}

static const char *
counted(size_t n, const char *what, struct arena *a)
{
	return arena_printf(a, "%zu %s%s", n, what, n == 1 ? "" : "s");
}

static enum fault_code
answer(struct findings *findings, struct fault *f)
{
	struct request *request = findings->request;
	struct arena *a = request->arena;

	request->answer_is_no = findings->errors_n > 0 ||
				(findings->choices->is_strict && findings->warnings_n > 0);
	if (findings->choices->format == CHECK_JSON)
		return json_print(request->out,
			json_pack("{s:I, s:I, s:O}", "errors", (json_int_t)findings->errors_n,
				"warnings", (json_int_t)findings->warnings_n, "problems",
				findings->list),
			2, f);
	if (findings->errors_n + findings->warnings_n > 0) {
		fflush(request->out);
		fprintf(request->err, "%s, %s in %s\n", counted(findings->errors_n, "error", a),
			counted(findings->warnings_n, "warning", a),
			counted(findings->workspaces_n, "workspace", a));
	}
	return FAULT_NONE;
}

static enum fault_code
run(struct request *request, const void *choices, struct fault *f)
{
	ON_EXIT(json_guard) json_t *list = json_array();
	struct findings findings = {
		.request = request, .choices = choices, .today = now_day(), .list = list};

	for (size_t i = 0; i < request->arguments_n; i++)
		if (path_check(&findings, request->arguments[i], f))
			return f->code;
	return answer(&findings, f);
}

const struct command_body command_check = {
	.about =
		"A PATH is a workspace (a folder with organisation.yaml), a folder that holds "
		"workspaces, or one "
		"cycle file. Every problem is said at once, as FILE:LINE:COLUMN: what is wrong, "
		"what was "
		"expected, and the nearest right word. An error keeps the map from being used; a "
		"warning says "
		"what a good map has and this one lacks. Nothing is said when nothing is wrong.\n\n"
		"The answer is \"no\" (status 1) when there are errors.",
	.examples = "cykl check examples/bank\ncykl check --strict cycles/cheque.yaml",
	.tables = tables,
	.tables_n = array_length(tables),
	.choices_size = sizeof(struct check_choices),
	.run = run,
};
