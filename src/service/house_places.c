/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Branches and their counters: added, changed, removed.
 */
#include "service/house_change.h"

/* ---- Branches ---- */

static enum fault_code
calendar_check(const struct house_workspace *w, struct span calendar, struct fault *f)
{
	const struct organisation *o = &w->map->organisation;

	for (size_t i = 0; i < o->calendars_n; i++)
		if (span_is(calendar, span_of(o->calendar_names[i])))
			return FAULT_NONE;
	return calendar.size == 0 ? FAULT_NONE
				  : fault_field(f, FAULT_NOT_FOUND, "calendar",
					    "there is no calendar \"%.*s\"",
					    SPAN_PRINT(span_head(calendar, 40)));
}

static bool
branch_is_named(const struct house_workspace *w, struct span name)
{
	for (size_t i = 0; i < w->branches_n; i++)
		if (!w->branches[i].is_removed && span_is(name, span_of(w->branches[i].name)))
			return true;
	return false;
}

enum fault_code
command_branch_add(struct command *c, const struct branch_add *in, struct branch_add_result *out,
	struct fault *f)
{
	struct map_value values[2] = {{"title", NULL}, {"calendar", NULL}};
	const struct map_spot spot = {MAP_BRANCHES, change_text(in->name, c->arena), NULL};
	struct change ch;

	if (change_name_check(in->name, f) || change_title_check(&in->title, true, f) ||
		change_begin(&ch, c, in->workspace, f) ||
		change_name_is_free(
			branch_is_named(ch.workspace, in->name), "branch", in->name, f) ||
		calendar_check(ch.workspace, in->calendar, f))
		return f->code;
	values[0].yaml = map_yaml_wording(&in->title, c->arena);
	values[1].yaml = change_text(in->calendar, c->arena);
	return change_add(&ch, &spot, values, in->calendar.size > 0 ? 2 : 1, &out->branch, f);
}

enum fault_code
command_branch_change(struct command *c, const struct branch_change *in,
	struct branch_change_result *out, struct fault *f)
{
	const struct house_branch *branch;
	struct change ch;

	(void)out;
	if (change_title_check(&in->title, false, f) || change_begin_here(&ch, c, &branch, f) ||
		calendar_check(ch.workspace, in->calendar, f))
		return f->code;
	const struct map_spot spot = {MAP_BRANCHES, branch->name, NULL};
	if (change_title(&ch, &spot, &in->title, f) ||
		(in->calendar.size > 0 &&
			change_set(&ch, &spot, "calendar", change_text(in->calendar, c->arena), f)))
		return f->code;
	return change_end(&ch, f);
}

enum fault_code
command_branch_remove(struct command *c, const struct branch_remove *in,
	struct branch_remove_result *out, struct fault *f)
{
	const struct house_branch *branch;
	struct change ch;

	(void)in, (void)out;
	if (change_begin_here(&ch, c, &branch, f))
		return f->code;
	const struct map_spot spot = {MAP_BRANCHES, branch->name, NULL};
	if (map_spot_remove(
		    &ch.organisation->content, ch.organisation->content, &spot, c->arena, f))
		return f->code;
	return change_end(&ch, f);
}

/* ---- Counters ---- */

static bool
counter_is_named(const struct house_branch *branch, struct span name)
{
	for (size_t i = 0; i < branch->counters_n; i++)
		if (!branch->counters[i].is_removed &&
			span_is(name, span_of(branch->counters[i].name)))
			return true;
	return false;
}

enum fault_code
command_counter_add(struct command *c, const struct counter_add *in, struct counter_add_result *out,
	struct fault *f)
{
	struct map_value values[2] = {{"title", NULL}, {"services", NULL}};
	const struct house_branch *branch;
	struct change ch;

	if (change_name_check(in->name, f) || change_title_check(&in->title, true, f) ||
		change_begin_here(&ch, c, &branch, f) ||
		change_name_is_free(counter_is_named(branch, in->name), "counter", in->name, f) ||
		change_services(&ch, in->services, &values[1].yaml, f))
		return f->code;
	const struct map_spot spot = {MAP_COUNTERS, change_text(in->name, c->arena), branch->name};
	values[0].yaml = map_yaml_wording(&in->title, c->arena);
	return change_add(&ch, &spot, values, in->services.n > 0 ? 2 : 1, &out->counter, f);
}

static enum fault_code
counter_begin(struct change *ret, struct command *c, int64_t id, struct map_spot *ret_spot,
	struct fault *f)
{
	const struct house_counter *counter = house_counter(c->house, id);
	const struct house_branch *branch;

	if (counter == NULL)
		return fault_field(f, FAULT_NOT_FOUND, "counter", "there is no such counter");
	if (change_begin_here(ret, c, &branch, f))
		return f->code;
	*ret_spot = (struct map_spot){MAP_COUNTERS, counter->name, branch->name};
	return FAULT_NONE;
}

enum fault_code
command_counter_change(struct command *c, const struct counter_change *in,
	struct counter_change_result *out, struct fault *f)
{
	const char *services = NULL;
	struct map_spot spot;
	struct change ch;

	(void)out;
	if (in->serves_all && in->services.n > 0)
		return fault_field(
			f, FAULT_BAD_INPUT, "services", "either some services or all of them");
	if (change_title_check(&in->title, false, f) ||
		counter_begin(&ch, c, in->counter, &spot, f) ||
		change_services(&ch, in->services, &services, f))
		return f->code;
	if (change_title(&ch, &spot, &in->title, f) ||
		((in->serves_all || in->services.n > 0) &&
			change_set(&ch, &spot, "services", services, f)))
		return f->code;
	return change_end(&ch, f);
}

enum fault_code
command_counter_remove(struct command *c, const struct counter_remove *in,
	struct counter_remove_result *out, struct fault *f)
{
	struct map_spot spot;
	struct change ch;

	(void)out;
	if (counter_begin(&ch, c, in->counter, &spot, f) ||
		map_spot_remove(
			&ch.organisation->content, ch.organisation->content, &spot, c->arena, f))
		return f->code;
	return change_end(&ch, f);
}
