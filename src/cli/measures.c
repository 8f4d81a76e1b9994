/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cykl measures: the catalogue, from the measures' own rows. The Markdown form is
 * doc/reference/measures.md.
 */
#include "cli/command.h"
#include "cli/json.h"
#include "measures/measures.h"

enum catalogue_format {
	CATALOGUE_TEXT,
	CATALOGUE_JSON,
	CATALOGUE_MARKDOWN,
};

struct measures_choices {
	unsigned format;
};

static const struct option own_options[] = {
	OPTION(WORD, measures_choices, format, "--format", "text|json|markdown",
		"How to print the list"),
};

static const struct option_table tables[] = {
	{.heading = "Options", .options = own_options, .options_n = array_length(own_options)},
};

static const char *
grain_word(const struct measure *measure)
{
	return measure->grain == GRAIN_JOURNEY ? "journey" : "event";
}

static bool
needs_map(const struct measure *measure)
{
	return (measure->needs & NEEDS_MAP) != 0;
}

static void
text_print(const struct request *request)
{
	const struct terminal *t = &request->out_terminal;
	size_t width = t->width < 100 ? t->width : 100;

	for (size_t i = 0; i < measures_n; i++) {
		fprintf(request->out, "%s%s%s%s\n", terminal_ink(t, INK_STRONG), measures[i].name,
			terminal_ink(t, INK_PLAIN),
			needs_map(&measures[i]) ? "  (needs --map)" : "");
		terminal_paragraph(request->out, measures[i].definition, 4, width, request->arena);
	}
}

static enum fault_code
json_answer(const struct request *request, struct fault *f)
{
	json_t *list = json_array();

	for (size_t i = 0; i < measures_n; i++)
		json_array_append_new(list,
			json_pack("{s:s, s:s, s:s, s:s, s:b}", "measure", measures[i].name, "title",
				measures[i].title, "definition", measures[i].definition, "grain",
				grain_word(&measures[i]), "needs_map", needs_map(&measures[i])));
	return json_print(request->out, list, 2, f);
}

static enum fault_code
run(struct request *request, const void *given, struct fault *f)
{
	const struct measures_choices *choices = given;

	if (choices->format == CATALOGUE_JSON)
		return json_answer(request, f);
	if (choices->format == CATALOGUE_MARKDOWN) {
		struct span page = measures_page(request->arena);
		fwrite(page.at, 1, page.size, request->out);
	} else {
		text_print(request);
	}
	return FAULT_NONE;
}

const struct command_body command_measures = {
	.about = "Each measure with its definition. Those that need a map say so.",
	.examples = NULL,
	.tables = tables,
	.tables_n = array_length(tables),
	.choices_size = sizeof(struct measures_choices),
	.run = run,
};
