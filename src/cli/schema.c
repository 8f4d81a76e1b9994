/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cykl schema: the JSON Schema of a kind of file, so that editors complete and check while one
 * types. */
#include "cli/command.h"
#include "cli/json.h"
#include "map/map.h"

static enum fault_code
kind_find(enum file_kind *ret, const char *word, struct arena *a, struct fault *f)
{
	const char *words[FILE_KIND__COUNT], *list = "";

	for (unsigned i = 0; i < FILE_KIND__COUNT; i++) {
		words[i] = file_kind_word((enum file_kind)i);
		list = arena_printf(a, "%s%s%s", list, i > 0 ? ", " : "", words[i]);
		if (strcmp(words[i], word) == 0) {
			*ret = (enum file_kind)i;
			return FAULT_NONE;
		}
	}
	const char *nearest = text_nearest(word, words, FILE_KIND__COUNT);
	if (nearest != NULL)
		return fault_set(f, FAULT_BAD_INPUT,
			"there is no kind of file \"%s\": do you mean \"%s\"?", word, nearest);
	return fault_set(f, FAULT_BAD_INPUT, "there is no kind of file \"%s\", only these: %s",
		word, arena_printf(a, "%s", list));
}

static enum fault_code
run(struct request *request, const void *choices, struct fault *f)
{
	enum file_kind kind = FILE_CYCLE;

	(void)choices; /* there are none */
	if (kind_find(&kind, request->arguments[0], request->arena, f))
		return f->code;
	return json_print(request->out, map_schema(kind), 2, f);
}

const struct command_body command_schema = {
	.about = "KIND is organisation, cycle, procedure, survey or guide. The same schemas are in "
		 "doc/schema.",
	.examples = "cykl schema cycle > cycle.json",
	.run = run,
};
