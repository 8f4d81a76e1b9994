/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A trial and a fit as JSON, the same on the command line and over HTTP (doc/scenarios.md).
 */
#include <math.h>
#include <string.h>

#include "twin/trial_inside.h"

/* ---- Small things ---- */

static json_t *
real_or_null(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

static json_t *
seconds(int64_t us, int64_t since_us)
{
	return us == INT64_MIN ? json_null() : json_real((double)(us - since_us) / 1e6);
}

static json_t *
time_of_day(const struct zone *zone, int64_t us)
{
	const int64_t local_us = zone_to_local(zone, us);
	const int64_t minute = ((local_us / 60000000) % 1440 + 1440) % 1440;

	return json_sprintf("%02d:%02d", (int)(minute / 60), (int)(minute % 60));
}

/* ---- A trial ---- */

static json_t *
frames_json(struct frame *const frames[TRIAL_FRAMES])
{
	json_t *list = json_array();

	for (size_t i = 0; i < TRIAL_FRAMES; i++)
		if (frames[i] != NULL)
			(void)json_array_append_new(list, frame_json(frames[i]));
	return json_pack("{s:o}", "frames", list);
}

static const struct cell *
cell_of(const struct frame *frame, const char *key, const char *name, const char *column)
{
	const size_t k = frame != NULL ? frame_column_find(frame, key) : SIZE_MAX;
	const size_t c = frame != NULL ? frame_column_find(frame, column) : SIZE_MAX;

	for (size_t r = 0; k != SIZE_MAX && c != SIZE_MAX && r < frame_rows_n(frame); r++) {
		const struct cell *cell = frame_cell(frame, r, k);
		if (!cell->is_null && strcmp(cell->t, name) == 0)
			return frame_cell(frame, r, c);
	}
	return NULL;
}

static json_t *
cell_json(const struct cell *cell)
{
	return cell == NULL || cell->is_null ? json_null() : json_real(cell->r);
}

static json_t *
moment_side(const struct trial_side *side, const char *name)
{
	const struct cell *wait = cell_of(side->frames[TRIAL_WAITS], "wait", name, "median");
	const struct cell *kept = cell_of(side->frames[TRIAL_STANDARDS], "moment", name, "share");

	if ((wait == NULL || wait->is_null) && (kept == NULL || kept->is_null))
		return json_null();
	return json_pack(
		"{s:o, s:o}", "wait_median_s", cell_json(wait), "attainment", cell_json(kept));
}

static json_t *
moments_json(const struct trial *trial)
{
	json_t *list = json_array();

	for (size_t m = 0; trial->cycle != NULL && m < trial->cycle->moments_n; m++) {
		const char *name = cycle_moment(trial->cycle, m)->name;
		json_t *before = moment_side(&trial->sides[0], name);
		json_t *after = moment_side(&trial->sides[1], name);
		if (json_is_null(before) && json_is_null(after)) {
			json_decref(before);
			json_decref(after);
			continue;
		}
		(void)json_array_append_new(list, json_pack("{s:s, s:o, s:o}", "moment", name,
							  "before", before, "after", after));
	}
	return list;
}

static json_t *
quarters_json(const struct trial *trial, const struct zone *zone)
{
	json_t *list = json_array();
	char text[TIME_TEXT_SIZE];

	for (size_t i = 0; i < trial->quarters_n; i++) {
		const struct trial_quarter *q = &trial->quarters[i];
		const int side = trial->sides[0].is_there ? 0 : 1;
		(void)json_array_append_new(list,
			json_pack("{s:o, s:s, s:f, s:f, s:f, s:f, s:i, s:i}", "from",
				time_of_day(zone, q->from_us), "at", time_text(q->from_us, text),
				"arrivals", q->arrivals[side], "arrivals_after", q->arrivals[1],
				"waiting_before", q->waiting[0], "waiting_after", q->waiting[1],
				"counters_before", (int)q->counters[0], "counters_after",
				(int)q->counters[1]));
	}
	return list;
}

static json_t *
visits_json(const struct trial_side *side)
{
	static const char *const endings[SIMULATE_ENDING__COUNT] = {
#define X(id, word, meaning) word,
		SIMULATE_ENDING_TABLE(X)
#undef X
	};
	const struct simulate_run *run = &side->run;
	const int64_t since_us = side->model.from_us;
	json_t *list = json_array();

	for (size_t i = 0; i < run->visits_n && i < TRIAL_VISITS_MOST; i++) {
		const struct simulate_visit *v = &run->visits[i];
		json_t *row = json_array();
		(void)json_array_append_new(row, json_integer(v->service));
		(void)json_array_append_new(row, seconds(v->came_us, since_us));
		(void)json_array_append_new(row, seconds(v->called_us, since_us));
		(void)json_array_append_new(row, seconds(v->began_us, since_us));
		(void)json_array_append_new(row, seconds(v->ended_us, since_us));
		(void)json_array_append_new(row, json_string(endings[v->ending]));
		(void)json_array_append_new(
			row, v->counter != SIMULATE_NONE ? json_integer(v->counter) : json_null());
		(void)json_array_append_new(list, row);
	}
	return list;
}

static json_t *
both_visits_json(const struct trial *trial)
{
	/* A scenario only adds counters behind those that are there. */
	const struct simulate_model *model =
		trial->sides[1].is_there ? &trial->sides[1].model : &trial->sides[0].model;
	json_t *services = json_array(), *counters = json_array();
	char text[TIME_TEXT_SIZE];

	for (size_t i = 0; i < model->services_n; i++)
		(void)json_array_append_new(services, json_string(model->services[i].name));
	for (size_t i = 0; i < model->counters_n; i++)
		(void)json_array_append_new(counters, json_string(model->counters[i].name));
	return json_pack("{s:o, s:o, s:o, s:o, s:i, s:s}", "before", visits_json(&trial->sides[0]),
		"after", visits_json(&trial->sides[1]), "services", services, "counters", counters,
		"from_s", 0, "from", time_text(model->from_us, text));
}

json_t *
twin_trial_json(const struct trial *trial, const struct fit_branch *fit)
{
	const struct simulate_model *model =
		trial->sides[1].is_there ? &trial->sides[1].model : &trial->sides[0].model;
	const struct date day = date_of_days(zone_day(fit->zone, model->from_us));

	return json_pack("{s:s, s:o, s:i, s:I, s:f, s:o, s:n, s:o, s:o, s:o, s:o, s:o, s:o}",
		"branch", fit->name, "day",
		json_sprintf("%04d-%02d-%02d", day.year, day.month, day.day), "runs",
		(int)trial->runs, "seed", (json_int_t)trial->seed, "within_s",
		(double)trial->within_us / 1e6, "assumed",
		sayings_json(fit->assumed, fit->assumed_n), "trust", "before",
		frames_json(trial->sides[0].frames), "after", frames_json(trial->sides[1].frames),
		"difference", frames_json(trial->difference), "moments", moments_json(trial),
		"quarters", quarters_json(trial, fit->zone), "visits", both_visits_json(trial));
}

json_t *
twin_trial_refused_json(const struct fit_branch *fit, int64_t day)
{
	const struct date date = date_of_days(day);

	return json_pack("{s:s, s:o, s:i, s:[], s:n, s:n, s:n, s:n, s:[], s:[], s:n}", "branch",
		fit->name, "day", json_sprintf("%04d-%02d-%02d", date.year, date.month, date.day),
		"runs", 0, "assumed", "trust", "before", "after", "difference", "moments",
		"quarters", "visits");
}

/* ---- A fit ---- */

static json_t *
draw_json(const struct fit_draw *d)
{
	static const char *const words[DRAW__COUNT] = {
#define X(id, word, meaning) word,
		DRAW_TABLE(X)
#undef X
	};
	json_t *json = json_pack("{s:s, s:o, s:I, s:o}", "kind", words[d->draw.kind], "mean_s",
		d->draw.kind == DRAW_NONE ? json_null() : json_real(d->draw.mean_us / 1e6), "n",
		(json_int_t)d->n, "distance", real_or_null(d->distance));

	if (d->draw.kind == DRAW_ERLANG)
		(void)json_object_set_new(json, "phases", json_integer(d->draw.phases));
	if (d->draw.kind == DRAW_GAMMA || d->draw.kind == DRAW_LOGNORMAL)
		(void)json_object_set_new(json, "variation", json_real(d->draw.variation));
	return json;
}

static json_t *
routes_json(const struct fit_branch *fit, const struct fit_service *s)
{
	json_t *list = json_array();

	for (size_t i = 0; i < s->routes_n; i++)
		(void)json_array_append_new(list,
			json_pack("{s:s, s:f}", "to", fit->services[s->routes[i].service].name,
				"chance", s->routes[i].chance));
	return list;
}

static json_t *
services_json(const struct fit_branch *fit)
{
	json_t *list = json_array();

	for (size_t i = 0; i < fit->services_n; i++) {
		const struct fit_service *s = &fit->services[i];
		(void)json_array_append_new(
			list, json_pack("{s:s, s:I, s:I, s:I, s:o, s:o, s:o, s:o, s:f, s:i, s:o}",
				      "service", s->name, "came", (json_int_t)s->came_n, "called",
				      (json_int_t)s->called_n, "left", (json_int_t)s->left_n,
				      "duration", draw_json(&s->duration), "walking",
				      draw_json(&s->walking), "rest", draw_json(&s->rest),
				      "patience", draw_json(&s->patience), "no_show", s->no_show,
				      "capacity", s->capacity, "routes", routes_json(fit, s)));
	}
	return list;
}

/* Seven weekdays of 96 quarter hours; four digits that count. */
static json_t *
week_json(const float week[7][FIT_QUARTERS])
{
	json_t *days = json_array();

	for (int w = 0; w < 7; w++) {
		json_t *day = json_array();
		for (int q = 0; q < FIT_QUARTERS; q++)
			(void)json_array_append_new(
				day, json_real(round((double)week[w][q] * 1e4) / 1e4));
		(void)json_array_append_new(days, day);
	}
	return days;
}

static json_t *
sources_json(const struct fit_branch *fit)
{
	json_t *list = json_array();

	for (size_t i = 0; i < fit->sources_n; i++) {
		const struct fit_source *s = &fit->sources[i];
		(void)json_array_append_new(list,
			json_pack("{s:s, s:o, s:I, s:o, s:o}", "service",
				fit->services[s->service].name, "class",
				fit->classes != NULL ? json_string(fit->classes[s->class_])
						     : json_null(),
				"n", (json_int_t)s->n, "dispersion", real_or_null(s->dispersion),
				"per_quarter", week_json(s->per_day)));
	}
	return list;
}

static json_t *
counters_json(const struct fit_branch *fit)
{
	json_t *list = json_array();

	for (size_t i = 0; i < fit->counters_n; i++) {
		const struct fit_counter *c = &fit->counters[i];
		json_t *services = json_array();
		for (size_t k = 0; k < c->services_n; k++)
			(void)json_array_append_new(
				services, json_string(fit->services[c->services[k]].name));
		(void)json_array_append_new(
			list, json_pack("{s:s, s:o, s:o}", "counter", c->name, "services", services,
				      "open", week_json(c->open)));
	}
	return list;
}

json_t *
twin_fit_json(const struct fit_branch *fit)
{
	char from[TIME_TEXT_SIZE], until[TIME_TEXT_SIZE];
	const bool is_learnt = fit->until_us > fit->from_us;

	return json_pack("{s:s, s:s, s:o, s:o, s:i, s:o, s:o, s:o, s:o}", "branch", fit->name,
		"zone", zone_name(fit->zone), "from",
		is_learnt ? json_string(time_text(fit->from_us, from)) : json_null(), "until",
		is_learnt ? json_string(time_text(fit->until_us, until)) : json_null(), "days",
		(int)fit->days_n, "services", services_json(fit), "arrivals", sources_json(fit),
		"counters", counters_json(fit), "assumed",
		sayings_json(fit->assumed, fit->assumed_n));
}
