/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Services and departments: added, changed, removed.
 */
#include <string.h>

#include "service/house_change.h"

/* ---- Services ---- */

static enum fault_code
numbers_check(int64_t usual_us, int64_t capacity, struct fault *f)
{
	if (usual_us < 0 || usual_us > DURATION_DAY_US)
		return fault_field(f, FAULT_BAD_INPUT, "usual_us",
			"the usual time is at most a day and not below nothing");
	if (capacity < 0 || capacity > 1000000)
		return fault_field(f, FAULT_BAD_INPUT, "capacity",
			"expected how many may wait, 0 to 1,000,000");
	return FAULT_NONE;
}

static const char *
time_yaml(int64_t us, struct arena *a)
{
	char text[DURATION_TEXT_SIZE];

	return arena_text(a, duration_exact((struct duration){.us = us}, text));
}

static enum fault_code
service_check(const struct service_add *in, const struct house_workspace *w, struct arena *a,
	struct fault *f)
{
	for (size_t i = 0; i < w->services_n; i++)
		if (!w->services[i].is_removed &&
			change_name_is_free(span_is(in->name, span_of(w->services[i].name)),
				"service", in->name, f))
			return f->code;
	if (in->letter.size != 1 || in->letter.at[0] < 'A' || in->letter.at[0] > 'Z')
		return fault_field(f, FAULT_BAD_INPUT, "letter", "expected one capital letter");
	if (in->cycle.size > 0 && map_cycle_find(w->map, change_text(in->cycle, a)) == NULL)
		return fault_field(f, FAULT_NOT_FOUND, "cycle", "there is no cycle \"%.*s\"",
			SPAN_PRINT(span_head(in->cycle, 40)));
	return numbers_check(in->usual_us, in->capacity, f);
}

enum fault_code
command_service_add(struct command *c, const struct service_add *in, struct service_add_result *out,
	struct fault *f)
{
	struct map_value values[5] = {{"title", NULL}};
	const struct map_spot spot = {MAP_SERVICES, change_text(in->name, c->arena), NULL};
	size_t n = 1;
	struct change ch;

	if (change_name_check(in->name, f) || change_title_check(&in->title, true, f) ||
		change_begin(&ch, c, in->workspace, f) ||
		service_check(in, ch.workspace, c->arena, f))
		return f->code;
	values[0].yaml = map_yaml_wording(&in->title, c->arena);
	if (in->cycle.size > 0)
		values[n++] = (struct map_value){"cycle", change_text(in->cycle, c->arena)};
	values[n++] = (struct map_value){"letter", change_text(in->letter, c->arena)};
	if (in->usual_us > 0)
		values[n++] = (struct map_value){"usual", time_yaml(in->usual_us, c->arena)};
	if (in->capacity > 0)
		values[n++] = (struct map_value){
			"capacity", arena_printf(c->arena, "%lld", (long long)in->capacity)};
	return change_add(&ch, &spot, values, n, &out->service, f);
}

static enum fault_code
service_begin(struct change *ret, struct command *c, int64_t id, struct map_spot *ret_spot,
	struct fault *f)
{
	const struct house_service *service = house_service(c->house, id);

	if (service == NULL)
		return fault_field(f, FAULT_NOT_FOUND, "service", "there is no such service");
	*ret_spot = (struct map_spot){MAP_SERVICES, service->name, NULL};
	return change_begin(ret, c, service->workspace->id, f);
}

enum fault_code
command_service_change(struct command *c, const struct service_change *in,
	struct service_change_result *out, struct fault *f)
{
	struct map_spot spot;
	struct change ch;

	(void)out;
	if (change_title_check(&in->title, false, f) ||
		numbers_check(in->usual_us, in->capacity, f) ||
		service_begin(&ch, c, in->service, &spot, f))
		return f->code;
	if (change_title(&ch, &spot, &in->title, f) ||
		(in->usual_us > 0 &&
			change_set(&ch, &spot, "usual", time_yaml(in->usual_us, c->arena), f)) ||
		(in->capacity > 0 &&
			change_set(&ch, &spot, "capacity",
				arena_printf(c->arena, "%lld", (long long)in->capacity), f)))
		return f->code;
	return change_end(&ch, f);
}

/* A counter no longer serves it. One that serves nothing else would serve everything then. */
static enum fault_code
counter_forget(struct change *ch, const struct house_branch *branch,
	const struct house_counter *counter, int64_t service, struct fault *f)
{
	int64_t *left = ARENA_ARRAY(ch->c->arena, int64_t, counter->services_n);
	const struct map_spot spot = {MAP_COUNTERS, counter->name, branch->name};
	const char *yaml;
	size_t n = 0;

	for (size_t i = 0; i < counter->services_n; i++)
		if (counter->services[i] != service)
			left[n++] = counter->services[i];
	if (n == counter->services_n)
		return FAULT_NONE;
	if (n == 0)
		return fault_set(f, FAULT_CONFLICT,
			"the counter \"%s\" of the branch \"%s\" serves nothing else; change it "
			"first",
			counter->name, branch->name);
	if (change_services(ch, (struct service_ids){left, n}, &yaml, f))
		return f->code;
	return change_set(ch, &spot, "services", yaml, f);
}

enum fault_code
command_service_remove(struct command *c, const struct service_remove *in,
	struct service_remove_result *out, struct fault *f)
{
	struct map_spot spot;
	struct change ch;

	(void)out;
	if (service_begin(&ch, c, in->service, &spot, f))
		return f->code;
	for (size_t b = 0; b < ch.workspace->branches_n; b++) {
		const struct house_branch *branch = &ch.workspace->branches[b];

		for (size_t i = 0; i < branch->counters_n && !branch->is_removed; i++)
			if (!branch->counters[i].is_removed &&
				counter_forget(&ch, branch, &branch->counters[i], in->service, f))
				return f->code;
	}
	if (map_spot_remove(
		    &ch.organisation->content, ch.organisation->content, &spot, c->arena, f))
		return f->code;
	return change_end(&ch, f);
}

/* ---- Departments ---- */

enum fault_code
command_department_add(struct command *c, const struct department_add *in,
	struct department_add_result *out, struct fault *f)
{
	const struct map_spot spot = {MAP_DEPARTMENTS, change_text(in->name, c->arena), NULL};
	struct map_value title = {"title", NULL};
	struct change ch;

	if (change_name_check(in->name, f) || change_title_check(&in->title, true, f) ||
		change_begin(&ch, c, in->workspace, f))
		return f->code;
	const struct organisation *o = &ch.workspace->map->organisation;
	for (size_t i = 0; i < o->departments_n; i++)
		if (change_name_is_free(strcmp(o->departments[i].name, spot.name) == 0,
			    "department", in->name, f))
			return f->code;
	title.yaml = map_yaml_wording(&in->title, c->arena);
	return change_add(&ch, &spot, &title, 1, &out->department, f);
}

enum fault_code
command_department_remove(struct command *c, const struct department_remove *in,
	struct department_remove_result *out, struct fault *f)
{
	struct map_spot spot = {.list = MAP_DEPARTMENTS};
	struct place_rows rows;
	int64_t workspace = 0;
	struct change ch;

	(void)out;
	if (house_places_read(c->tx, PLACE_KIND_DEPARTMENT, &rows, c->arena, f))
		return f->code;
	for (size_t i = 0; i < rows.n; i++)
		if (rows.rows[i].id == in->department && !rows.rows[i].is_removed) {
			spot.name = rows.rows[i].name;
			workspace = rows.rows[i].workspace;
		}
	if (spot.name == NULL)
		return fault_field(f, FAULT_NOT_FOUND, "department", "there is no such department");
	if (change_begin(&ch, c, workspace, f) ||
		map_spot_remove(
			&ch.organisation->content, ch.organisation->content, &spot, c->arena, f))
		return f->code;
	const enum fault_code code = change_end(&ch, f);
	if (code != FAULT_BAD_INPUT)
		return code;
	/* The files were good with it, so something in them speaks of it. */
	f->code = FAULT_CONFLICT;
	f->field[0] = '\0';
	return fault_note(f, "the department \"%s\" is still needed", spot.name);
}
