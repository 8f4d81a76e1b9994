/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cykl staff: how many people it takes – for one line, or for a branch's day. */
#include "cli/staff.h"

/* clang-format off */
static const struct option own_options[] = {
	OPTION(DURATION, staff_choices, within_us, "--within", "TIME", "Served within so long; left out: at once"),
	OPTION(TEXT, staff_choices, target, "--target", "SHARE", "The share that is to be served within it; left out: 80 %"),
	OPTION(TEXT, staff_choices, occupancy, "--max-occupancy", "SHARE", "At most so much of their time people are to be at work with customers"),
	OPTION(FLAG, staff_choices, is_json, "--json", NULL, "Print the answer as JSON"),
};
static const struct option line_options[] = {
	OPTION(TEXT, staff_choices, calls, "--calls", "N", "So many come in the time of --per"),
	OPTION(DURATION, staff_choices, per_us, "--per", "TIME", "The time in which they come"),
	OPTION(DURATION, staff_choices, handling_us, "--handling", "TIME", "One takes so long on average, with everything that belongs to it"),
	OPTION(TEXT, staff_choices, variation, "--variation", "V", "The standard deviation of those times over their mean, 0 … 10: 0 all take the same; left out: 1, as by chance"),
	OPTION(DURATION, staff_choices, patience_us, "--patience", "TIME", "Who waits gives up after so long on average; left out: nobody gives up"),
	OPTION(TEXT, staff_choices, shrinkage, "--shrinkage", "SHARE", "So much of the time of those on the list they are away: breaks, training, illness"),
};
static const struct option day_options[] = {
	OPTION(TEXT, staff_choices, branch, "--branch", "B", "The branch; left out: the only one"),
	OPTION(TEXT, staff_choices, map, "--map", "FILE|FOLDER", "The map whose hours, counters and services count; left out: a store's own, of several the one that has the branch"),
	OPTION(TEXT, staff_choices, day, "--day", "DAY", "A day like 2026-11-23; left out: the next one that is open"),
	OPTION(NUMBER, staff_choices, counters, "--counters", "N", "At most so many at work at once; left out: as many as there are counters"),
	OPTION(DURATION, staff_choices, shift_least_us, "--min-shift", "TIME", "No shift is shorter, but for shorter days; left out: 4 h"),
	OPTION(DURATION, staff_choices, shift_most_us, "--max-shift", "TIME", "No shift is longer; left out: 8 h"),
	OPTION(DURATION, staff_choices, break_us, "--break", "TIME", "A long shift has a break of this length; left out: 30 min"),
	OPTION(DURATION, staff_choices, break_after_us, "--break-after", "TIME", "A shift of this length is a long one; left out: 6 h"),
	OPTION(FLAG, staff_choices, has_no_breaks, "--no-breaks", NULL, "Shifts have no breaks"),
	OPTION(FLAG, staff_choices, pays_breaks, "--paid-breaks", NULL, "Breaks are paid"),
	OPTION(TEXT, staff_choices, rate, "--rate", "COST", "What a paid hour costs"),
	OPTION(NUMBER, staff_choices, runs, "--runs", "N", "So many times the day is played; left out: 200"),
	OPTION(NUMBER, staff_choices, seed, "--seed", "N", "Another number, other chances"),
	OPTION(FLAG, staff_choices, is_untrusted, "--untrusted", NULL, "Play also when the twin was judged and failed; every figure is marked"),
	OPTION(TEXT, staff_choices, calendar_file, "--ics", "FILE", "Write the shifts as a calendar (iCalendar)"),
};
/* clang-format on */

static const struct option_table tables[] = {
	{.heading = "Options", .options = own_options, .options_n = array_length(own_options)},
	{.heading = "One line", .options = line_options, .options_n = array_length(line_options)},
	{.heading = "A branch's day",
		.options = day_options,
		.options_n = array_length(day_options)},
	READING_TABLE(staff_choices, reading),
};

static enum fault_code
run(struct request *request, const void *given, struct fault *f)
{
	const struct staff_choices *choices = given;

	if (request->arguments_n > 0 && choices->calls != NULL)
		return fault_set(f, FAULT_BAD_INPUT,
			"either --calls or a store: what comes to a branch is learnt from it");
	if (request->arguments_n > 0)
		return staff_plan(request, choices, f);
	if (choices->calls == NULL)
		return fault_set(f, FAULT_BAD_INPUT,
			"how many come? --calls 100 --per \"30 min\" --handling \"3 min\", or a "
			"STORE that knows");
	return staff_line(request, choices, f);
}

const struct command_body command_staff = {
	.about =
		"For one line with a steady load: the least people that serve the target's share "
		"in "
		"time, by Erlang C, or by Erlang A when the patience of those who wait is given; "
		"and what a few fewer and a few more would mean. With --variation also the mean "
		"wait when the times that customers take vary less or more than by chance "
		"(Allen and Cunneen's approximation).\n\n"
		"For a branch's day, from a store or a log: who comes in each quarter of an hour, "
		"how many are needed – by formula, raised where a simulation of the day misses the "
		"target –, and the cheapest shifts that cover it, with what to expect of them. "
		"When the twin was judged and failed, nothing is "
		"played: the demand and the need by formula stay, nothing is promised of the plan, "
		"and the exit status is 1.",
	.examples =
		"cykl staff --calls 100 --per \"30 min\" --handling \"3 min\" --within \"20 s\" "
		"--target \"80 %\" --shrinkage \"30 %\"\n"
		"cykl staff --calls 40 --per \"1 h\" --handling \"5 min\" --within \"1 min\" "
		"--target \"90 %\" --patience \"4 min\"\n"
		"cykl staff shop.db --branch centre --day 2026-11-27 --within \"10 min\" "
		"--target \"90 %\" --rate 31.50 --ics friday.ics",
	.tables = tables,
	.tables_n = array_length(tables),
	.choices_size = sizeof(struct staff_choices),
	.run = run,
};
