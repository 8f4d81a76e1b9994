/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Maps loaded whole: from files, or from the examples in the program.
 */
#include "service/examples.h"
#include "service/house_version.h"

enum fault_code
command_map_load(
	struct command *c, const struct map_load *in, struct map_load_result *out, struct fault *f)
{
	struct version_put put;

	if (house_version_put(c, &in->files, &put, f))
		return f->code;
	*out = (struct map_load_result){
		.workspace = put.workspace, .version = put.version, .is_new = put.is_new};
	return FAULT_NONE;
}

bool
service_example_files(struct span example, struct service_files *ret, struct arena *a)
{
	struct service_file *files = ARENA_ARRAY(a, struct service_file, example_files_n);
	size_t n = 0;

	for (size_t i = 0; i < example_files_n; i++) {
		struct span path = span_of(example_files[i].path), name;

		if (!span_cut(&path, '/', &name) || !span_is(name, example) ||
			!map_path_is_known(path))
			continue;
		files[n++] = (struct service_file){
			path, {example_files[i].content, example_files[i].size}};
	}
	*ret = (struct service_files){files, n};
	return n > 0;
}

/* The names, as a sentence ends: "bank, hospital or hotel". */
static const char *
examples_named(struct arena *a)
{
	struct span last = {0};
	const char *text = "";

	for (size_t i = 0; i < example_files_n; i++) {
		struct span path = span_of(example_files[i].path), name;

		if (!span_cut(&path, '/', &name) || span_is(name, last))
			continue;
		if (last.size > 0)
			text = arena_printf(
				a, "%s%s%.*s", text, text[0] != '\0' ? ", " : "", SPAN_PRINT(last));
		last = name;
	}
	return arena_printf(a, "%s%s%.*s", text, text[0] != '\0' ? " or " : "", SPAN_PRINT(last));
}

enum fault_code
command_example_load(struct command *c, const struct example_load *in,
	struct example_load_result *out, struct fault *f)
{
	struct service_files files;
	struct version_put put;

	if (!service_example_files(in->example, &files, c->arena))
		return fault_field(f, FAULT_NOT_FOUND, "example",
			"there is no example \"%.*s\"; expected %s",
			SPAN_PRINT(span_head(in->example, 40)), examples_named(c->arena));
	if (house_version_put(c, &files, &put, f))
		return f->code;
	/* Its branches may be at work: what was changed since is not thrown away by a click. */
	for (size_t i = 0; put.is_new && i < c->house->workspaces_n; i++)
		if (c->house->workspaces[i].id == put.workspace)
			return fault_field(f, FAULT_CONFLICT, "example",
				"this example was begun with before and has been changed since");
	*out = (struct example_load_result){.workspace = put.workspace, .version = put.version};
	return FAULT_NONE;
}
