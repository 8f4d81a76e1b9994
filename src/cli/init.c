/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cykl init: a new store, perhaps with an example in it, and the link that makes its first
 * administrator. There is no default password. */
#include "cli/tending.h"

struct init_choices {
	const char *example, *administrator;
};

static const struct option own_options[] = {
	OPTION(TEXT, init_choices, example, "--example", "NAME",
		"Begin with an example: bank, hospital or hotel"),
	OPTION(TEXT, init_choices, administrator, "--administrator", "NAME",
		"The name with which the first administrator signs in; administrator when left "
		"out"),
};

static const struct option_table tables[] = {
	{.heading = "Options", .options = own_options, .options_n = array_length(own_options)},
};

static enum fault_code
example_load(struct tending *t, const char *example, struct arena *a, struct fault *f)
{
	const struct example_load in = {.example = span_of(example)};
	struct example_load_result out;

	return tending_do(t, COMMAND_example_load, &in, &out, a, f);
}

/* Before anything is made: does the example exist? */
static enum fault_code
example_check(const char *example, struct arena *a, struct fault *f)
{
	struct service_files files;

	if (service_example_files(span_of(example), &files, a))
		return FAULT_NONE;
	return fault_set(f, FAULT_BAD_INPUT,
		"there is no example \"%s\"; expected bank, hospital or hotel", example);
}

static enum fault_code
run(struct request *request, const void *given, struct fault *f)
{
	const struct init_choices *choices = given;
	ON_EXIT(tending_guard) struct tending t = {0};
	const char *name =
		choices->administrator != NULL ? choices->administrator : "administrator";
	const struct staff_add in = {
		.name = span_of(name), .title = span_of(name), .role = SPAN("administrator")};
	struct staff_add_result added;

	if (choices->example != NULL && example_check(choices->example, request->arena, f))
		return f->code;
	if (tending_open(&t, request->arguments[0], true, f) ||
		(choices->example != NULL &&
			example_load(&t, choices->example, request->arena, f)) ||
		tending_do(&t, COMMAND_staff_add, &in, &added, request->arena, f) ||
		tending_finish(&t, f))
		return f->code;
	fprintf(request->out, "Made %s%s%s\n", store_name(t.store),
		choices->example != NULL ? " with the example " : "",
		choices->example != NULL ? choices->example : "");
	tending_link_say(request, "/setup", name, added.invitation);
	fprintf(request->out,
		"As long as nobody has, each start of \"cykl serve\" prints a newer link; only the "
		"newest works.\n");
	return FAULT_NONE;
}

const struct command_body command_init = {
	.about = "STORE is a file that is not there yet, or an empty postgresql://… database. A "
		 "store that is "
		 "there is left as it is.\n\nThere is no default password: the link that is "
		 "printed makes the "
		 "first administrator. \"cykl user invite\" prints a new one.",
	.examples = "cykl init shop.db\n"
		    "cykl init bank.db --example bank --administrator anna\n"
		    "cykl init postgresql://cykl@db/cykl",
	.tables = tables,
	.tables_n = array_length(tables),
	.choices_size = sizeof(struct init_choices),
	.run = run,
};
