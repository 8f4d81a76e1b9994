/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cykl staff: how many people it takes. */
#include "cli/staff.h"

/* clang-format off */
static const struct option own_options[] = {
	OPTION(DURATION, staff_choices, within_us, "--within", "TIME", "Served within so long; left out: at once"),
	OPTION(TEXT, staff_choices, target, "--target", "SHARE", "The share that is to be served within it; left out: 80 %"),
	OPTION(FLAG, staff_choices, is_json, "--json", NULL, "Print the answer as JSON"),
};
static const struct option line_options[] = {
	OPTION(TEXT, staff_choices, calls, "--calls", "N", "So many come …"),
	OPTION(DURATION, staff_choices, per_us, "--per", "TIME", "… in so long"),
	OPTION(DURATION, staff_choices, handling_us, "--handling", "TIME", "One takes so long on average, with everything that belongs to it"),
	OPTION(DURATION, staff_choices, patience_us, "--patience", "TIME", "Who waits gives up after so long on average; left out: nobody gives up"),
	OPTION(TEXT, staff_choices, shrinkage, "--shrinkage", "SHARE", "So much of the time of those on the list they are away: breaks, training, illness"),
	OPTION(TEXT, staff_choices, occupancy, "--max-occupancy", "SHARE", "At most so much of their time people are to be at work with customers"),
};
/* clang-format on */

static const struct option_table tables[] = {
	{.heading = "Options", .options = own_options, .options_n = array_length(own_options)},
	{.heading = "One line", .options = line_options, .options_n = array_length(line_options)},
};

static enum fault_code
run(struct request *request, const void *given, struct fault *f)
{
	const struct staff_choices *choices = given;

	if (choices->calls == NULL)
		return fault_set(f, FAULT_BAD_INPUT,
			"how many come? --calls 100 --per \"30 min\" --handling \"3 min\"");
	return staff_line(request, choices, f);
}

const struct command_body command_staff = {
	.about = "For one line with a steady load: the least people that serve the target's share "
		 "in "
		 "time, by Erlang C, or by Erlang A when the patience of those who wait is given; "
		 "and what a few fewer and a few more would mean.",
	.examples =
		"cykl staff --calls 100 --per \"30 min\" --handling \"3 min\" --within \"20 s\" "
		"--target \"80 %\" --shrinkage \"30 %\"\n"
		"cykl staff --calls 40 --per \"1 h\" --handling \"5 min\" --within \"1 min\" "
		"--target \"90 %\" --patience \"4 min\"",
	.tables = tables,
	.tables_n = array_length(tables),
	.choices_size = sizeof(struct staff_choices),
	.run = run,
};
