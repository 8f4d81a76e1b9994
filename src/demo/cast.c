/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads the house, as anybody may who looks at it, and takes staff on: one person a counter, with a
 * pace and a care of their own. How many customers come follows from how many counters there are
 * and how long serving usually takes.
 */
#include "demo/cast.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/attributes.h"

#define USUAL_US (INT64_C(6) * 60 * 1000000) /* where the map tells no usual time */

static const char *const names[] = {"Anna Nowak", "Piotr Zieliński", "Nguyễn Thị Hoa",
	"Maria Wójcik", "Trần Văn Minh", "Tomasz Lewandowski", "Grace Okafor", "Lê Thu Hà",
	"Katarzyna Dąbrowska", "Phạm Quốc Bảo", "James Carter", "Zofia Kamińska", "Đỗ Ngọc Lan",
	"Michał Szymański", "Olivia Bennett", "Vũ Đức Thắng", "Ewa Jankowska", "Hoàng Mai Anh",
	"Jakub Mazur", "Priya Nair", "Bùi Thanh Tùng", "Agnieszka Król", "Daniel Hughes",
	"Đặng Hồng Nhung"};

static const struct actor house_actor = {.role = ROLE_HOUSE};

/* ---- What staff mark while serving ---- */

static bool
is_live_kind(const char *name)
{
	return journal_kind_find(span_of(name)) != NULL;
}

static bool
has_live_name(const struct event_names *names_)
{
	for (size_t i = 0; i < names_->names_n; i++)
		if (is_live_kind(names_->names[i]))
			return true;
	return false;
}

static bool
begins_with_service(const struct moment *moment)
{
	for (size_t i = 0; i < moment->begins.names_n; i++)
		if (strcmp(moment->begins.names[i], "service.begun") == 0)
			return true;
	return false;
}

static bool
has_clock(const struct moment *moment)
{
	for (size_t i = 0; i < moment->standards_n; i++)
		if (moment->standards[i].measure == STANDARD_DURATION)
			return true;
	return false;
}

/* The moments after the greeting that no event of the service begins. */
static void
marks_find(struct crowd_service *service, const struct cycle *cycle)
{
	bool is_serving = false;

	for (size_t i = 0; cycle != NULL && i < cycle->moments_n; i++) {
		const struct moment *moment = cycle_moment(cycle, i);

		is_serving |= begins_with_service(moment);
		if (!is_serving || has_live_name(&moment->begins) ||
			service->marks_n == CROWD_MARKS_MOST)
			continue;
		service->is_marked_from_begun[service->marks_n] = has_clock(moment);
		service->marks[service->marks_n++] = moment->name;
	}
}

static void
question_find(struct crowd_service *service, const struct map *map, const struct cycle *cycle)
{
	for (size_t s = 0; cycle != NULL && cycle->closing.survey != NULL && s < map->surveys_n;
		s++)
		for (size_t i = 0; i < map->surveys[s].items_n; i++) {
			const struct survey_item *item = &map->surveys[s].items[i];

			if (strcmp(map->surveys[s].name, cycle->closing.survey) != 0 ||
				strcmp(item->name, cycle->closing.item) != 0)
				continue;
			service->question_from = item->from;
			service->question_to = item->to;
		}
}

/* Is there a moment with a response whose clock can run here? */
static bool
has_response(const struct crowd_service *service, const struct cycle *cycle)
{
	for (size_t i = 0; cycle != NULL && i < cycle->moments_n; i++) {
		const struct moment *moment = cycle_moment(cycle, i);
		bool is_lived =
			has_live_name(&moment->begins) || has_live_name(&moment->waits_from);

		for (size_t k = 0; k < service->marks_n; k++)
			is_lived |= service->marks[k] == moment->name;
		if (is_lived && moment->standards_n > 0 &&
			(moment->response.procedure != NULL || moment->response.tell != NULL))
			return true;
	}
	return false;
}

/* ---- Places ---- */

static int64_t
number_of(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static int64_t
last_call_of(const struct map *map, const char *service)
{
	for (size_t i = 0; i < map->organisation.services_n; i++)
		if (strcmp(map->organisation.services[i].name, service) == 0)
			return map->organisation.services[i].last_call_us;
	return 0;
}

/* Which services somebody of the place may serve. */
static void
served_find(struct crowd_place *place, const struct crowd_desk *desk)
{
	for (size_t s = 0; s < place->services_n; s++) {
		place->services[s].is_served |= desk->services_n == 0;
		for (size_t i = 0; i < desk->services_n; i++)
			place->services[s].is_served |= desk->services[i] == place->services[s].id;
	}
}

static void
services_fill(
	struct crowd_place *place, const json_t *workspace, const struct map *map, struct arena *a)
{
	const json_t *services = json_object_get(workspace, "services"), *service;
	size_t i;

	place->services = ARENA_ARRAY(a, struct crowd_service, json_array_size(services));
	place->services_n = json_array_size(services);
	json_array_foreach(services, i, service)
	{
		const char *cycle_name = json_string_value(json_object_get(service, "cycle"));
		const struct cycle *cycle =
			cycle_name != NULL ? map_cycle_find(map, cycle_name) : NULL;
		const int64_t usual_us = number_of(service, "usual_us");

		place->services[i] = (struct crowd_service){.id = number_of(service, "service"),
			.mean_us = (double)(usual_us > 0 ? usual_us : USUAL_US),
			/* The first services of a map are the common ones. */
			.share = sqrt((double)(i + 1) / (double)place->services_n) -
				 sqrt((double)i / (double)place->services_n),
			.capacity = (int)number_of(service, "capacity"),
			.last_call_us = last_call_of(
				map, json_string_value(json_object_get(service, "name")))};
		marks_find(&place->services[i], cycle);
		question_find(&place->services[i], map, cycle);
		place->may_go_wrong |= has_response(&place->services[i], cycle);
	}
}

static enum fault_code
desk_fill(struct crowd_desk *desk, const struct crowd_setup *setup, size_t number,
	const struct crowd_place *place, const json_t *counter, struct arena *a, struct fault *f)
{
	struct random_stream r = random_of(setup->seed, 1000 + number);
	const json_t *services = json_object_get(counter, "services"), *service;
	const bool is_lead = number == place->first_desk;
	const struct service_ids branches = {&place->branch, 1};
	const char *name = arena_printf(a, "staff-%zu", number + 1);
	struct staff_add taking = {.name = span_of(name),
		.title = span_of(names[number % array_length(names)]),
		.role = is_lead ? SPAN("lead") : SPAN("agent"),
		.branches = branches};
	struct staff_add_result taken = {0};
	int64_t *ids = ARENA_ARRAY(a, int64_t, json_array_size(services));
	size_t i;

	if (service_do(setup->service, &house_actor, COMMAND_staff_add, &taking, &taken, a, f))
		return fault_note(f, "taking on %s", names[number % array_length(names)]);
	json_array_foreach(services, i, service) ids[i] = json_integer_value(service);
	desk->counter = number_of(counter, "counter");
	desk->services = ids;
	desk->services_n = json_array_size(services);
	desk->actor = (struct actor){.role = is_lead ? ROLE_LEAD : ROLE_AGENT,
		.staff = taken.staff,
		.branches = {place->branch},
		.branches_n = 1};
	desk->visitor = SIZE_MAX;
	desk->pace = random_lognormal(&r, 1, 0.15);
	desk->care = random_lognormal(&r, 1, 0.4);
	return FAULT_NONE;
}

/* So many come that the counters are busy for the share wished. */
static double
arrivals_of(const struct crowd_place *place, double busy)
{
	double mean_us = 0;

	for (size_t i = 0; i < place->services_n; i++)
		mean_us += place->services[i].mean_us / (double)place->services_n;
	return mean_us > 0 ? busy * (double)place->desks_n / mean_us : 0;
}

static enum fault_code
place_fill(struct crowd_cast *cast, struct crowd_place *place, const struct crowd_setup *setup,
	const json_t *workspace, const json_t *branch, const struct map *map, struct fault *f)
{
	const char *name = json_string_value(json_object_get(branch, "name"));
	const json_t *counters = json_object_get(branch, "counters"), *counter;
	const struct branch *of_map = map_branch_find(map, name);
	const uint64_t purpose = (uint64_t)number_of(branch, "branch") * 10;
	size_t i;

	place->branch = number_of(branch, "branch");
	place->spared_from_us = place->branch == setup->spared ? setup->spared_from_us : 0;
	place->calendar = of_map != NULL ? of_map->calendar : NULL;
	place->zone = place->calendar != NULL ? calendar_zone(place->calendar) : zone_utc();
	place->kiosk =
		(struct actor){.role = ROLE_KIOSK, .branches = {place->branch}, .branches_n = 1};
	place->speaking = random_of(setup->seed, purpose + 1);
	place->serving = random_of(setup->seed, purpose + 3);
	place->answers = random_of(setup->seed, purpose + 4);
	place->responses = random_of(setup->seed, purpose + 5);
	place->first_desk = cast->desks_n;
	place->desks_n = json_array_size(counters);
	services_fill(place, workspace, map, cast->arena);
	json_array_foreach(counters, i, counter)
	{
		struct crowd_desk *desk = &cast->desks[cast->desks_n];

		desk->place = (size_t)(place - cast->places);
		if (desk_fill(desk, setup, cast->desks_n++, place, counter, cast->arena, f))
			return f->code;
		served_find(place, desk);
	}
	place->arrivals_per_us = arrivals_of(place, setup->busy > 0 ? setup->busy : 0.75);
	return FAULT_NONE;
}

static enum fault_code
workspace_fill(struct crowd_cast *cast, const struct crowd_setup *setup, const json_t *workspace,
	struct fault *f)
{
	const json_t *branches = json_object_get(workspace, "branches"), *branch;
	const struct map *map = NULL;
	size_t i;

	if (service_map_take(
		    setup->service, setup->reader, number_of(workspace, "workspace"), 0, &map, f))
		return f->code;
	cast->maps[cast->maps_n++] = map;
	json_array_foreach(
		branches, i, branch) if (place_fill(cast, &cast->places[cast->places_n++], setup,
						 workspace, branch, map, f)) return f->code;
	return FAULT_NONE;
}

static void
room_make(struct crowd_cast *cast, const json_t *workspaces)
{
	size_t places_n = 0, desks_n = 0, i, k;
	const json_t *workspace, *branch;

	json_array_foreach(workspaces, i, workspace)
		json_array_foreach(json_object_get(workspace, "branches"), k, branch)
	{
		places_n++;
		desks_n += json_array_size(json_object_get(branch, "counters"));
	}
	cast->maps = ARENA_ARRAY(cast->arena, const struct map *, json_array_size(workspaces));
	cast->places = ARENA_ARRAY(cast->arena, struct crowd_place, places_n);
	cast->desks = ARENA_ARRAY(cast->arena, struct crowd_desk, desks_n);
}

enum fault_code
crowd_cast_fill(struct crowd_cast *ret, const struct crowd_setup *setup, struct fault *f)
{
	const json_t *workspaces, *workspace;
	enum fault_code code = FAULT_NONE;
	json_t *house = NULL;
	size_t i;

	*ret = (struct crowd_cast){.arena = arena_new(ARENA_UNLIMITED)};
	if (service_settle(setup->service, f) || service_view(setup->service, setup->reader,
							 &house_actor, VIEW_house, NULL, &house, f))
		return fault_note(f, "looking at the house");
	workspaces = json_object_get(house, "workspaces");
	room_make(ret, workspaces);
	json_array_foreach(workspaces, i, workspace) if (code == FAULT_NONE) code =
		workspace_fill(ret, setup, workspace, f);
	json_decref(house);
	return code;
}

void
crowd_cast_clear(struct crowd_cast *cast, struct live_service *service)
{
	for (size_t i = 0; i < cast->maps_n; i++)
		service_map_give(service, cast->maps[i]);
	for (size_t i = 0; i < cast->places_n; i++) {
		free(cast->places[i].visitors);
		arena_free(cast->places[i].today.arena);
	}
	arena_free(cast->arena);
}
