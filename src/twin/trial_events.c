/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A run told as the live service would have told it: the same event kinds, the same columns. So
 * what measures say of a simulated day is what they would say of that day. How a journey was liked
 * nobody simulates: served customers' journeys stay open.
 */
#include <stdio.h>

#include "twin/trial_inside.h"

enum extra { BRANCH, SERVICE, COUNTER, CLASS, EXTRAS };

struct telling {
	struct columns_lane *lane;
	const struct simulate_model *model;
	const struct fit_branch *fit;
	const struct simulate_visit *visit;
	char journey[24];
};

static void
tell(struct telling *t, const char *activity, int64_t at_us)
{
	const struct simulate_visit *v = t->visit;
	const bool has_class = t->fit->classes != NULL && v->class_ < t->fit->rules.classes_n;
	const struct span extra[EXTRAS] = {
		[BRANCH] = span_of(t->fit->name),
		[SERVICE] = span_of(t->model->services[v->service].name),
		[COUNTER] = v->counter != SIMULATE_NONE
				    ? span_of(t->model->counters[v->counter].name)
				    : SPAN(""),
		[CLASS] = has_class ? span_of(t->fit->classes[v->class_]) : SPAN(""),
	};

	columns_lane_event(t->lane, span_of(t->journey), span_of(activity), at_us, extra);
}

static void
visit_tell(struct telling *t, bool is_first)
{
	const struct simulate_visit *v = t->visit;

	if (v->ending == SIMULATE_REFUSED) {
		tell(t, "ticket.refused", v->came_us);
		return;
	}
	tell(t, is_first ? "ticket.taken" : "ticket.transferred", v->came_us);
	if (v->called_us != INT64_MIN)
		tell(t, "ticket.called", v->called_us);
	if (v->began_us != INT64_MIN)
		tell(t, "service.begun", v->began_us);
	if (v->ending == SIMULATE_SERVED)
		tell(t, "service.finished", v->ended_us);
	if (v->ending == SIMULATE_MISSED)
		tell(t, "ticket.missed", v->ended_us);
	if (v->ending == SIMULATE_LEFT)
		tell(t, "ticket.left", v->ended_us);
	if (is_first && (v->ending == SIMULATE_MISSED || v->ending == SIMULATE_LEFT))
		tell(t, "journey.abandoned", v->ended_us);
}

/* Visits stand in order of coming; a customer's further ones may stand anywhere behind the first,
 * and the builder brings journeys together. */
static void
visits_tell(struct telling *t, const struct simulate_run *run, const bool *of, bool *is_known)
{
	for (size_t i = 0; i < run->visits_n; i++) {
		const struct simulate_visit *v = &run->visits[i];
		const bool is_first = !is_known[v->customer];

		is_known[v->customer] = true;
		if (of != NULL && !of[v->service])
			continue;
		t->visit = v;
		snprintf(t->journey, sizeof t->journey, "%u", v->customer + 1);
		visit_tell(t, is_first);
	}
}

static void
builder_guard(struct columns_builder **b)
{
	columns_builder_free(*b);
}

enum fault_code
twin_run_columns(struct columns **ret, const struct simulate_run *run,
	const struct simulate_model *model, const struct fit_branch *fit, const bool *of,
	struct fault *f)
{
	static const char *const names[EXTRAS] = {
		[BRANCH] = "branch",
		[SERVICE] = "service",
		[COUNTER] = "counter",
		[CLASS] = "class",
	};
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(builder_guard)
	struct columns_builder *b = columns_builder_new(&(struct columns_plan){
		.extra = names, .extra_n = EXTRAS, .lanes_n = 1, .hands = 1});
	struct telling t = {.lane = columns_builder_lane(b, 0), .model = model, .fit = fit};
	uint32_t most = 0;

	for (size_t i = 0; i < run->visits_n; i++)
		if (run->visits[i].customer > most)
			most = run->visits[i].customer;
	visits_tell(&t, run, of, ARENA_ARRAY(a, bool, (size_t)most + 1));
	return columns_builder_finish(ret, b, f);
}
