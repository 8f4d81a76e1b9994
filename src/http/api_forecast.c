/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How many will come to a branch: on the slow thread, from the columns that follow the journal and
 * the calendar of the map in force. Today is still going on, so it is forecast and teaches nothing.
 * A branch that is too young to tell anything has an answer, too: no days, and a note why.
 */
#include <math.h>

#include "http/access_fields.h"
#include "http/measuring.h"
#include "http/site.h"
#include "forecast/forecast.h"

#define DAYS_USUAL    7
#define SERVICES_MOST 20 /* each is a forecast of its own */
#define DAY_US	      INT64_C(86400000000)
#define COUNTED	      "ticket.taken"

struct asking {
	struct job job;
	struct http *http;
	struct http_request *r;
	struct forecast_query in;
	struct standing standing;
	const struct map *map;
	struct columns *columns;
	struct forecast_wish wish;
};

/* ---- As JSON ---- */

static json_t *
real_or_null(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

static json_t *
day_text(int64_t day)
{
	const struct date d = date_of_days(day);

	return json_sprintf("%04d-%02d-%02d", d.year, d.month, d.day);
}

static json_t *
models_json(const struct forecast *f)
{
	json_t *list = json_array();

	for (size_t m = 0; m < FORECAST_MODEL__COUNT; m++) {
		const struct forecast_model *model = &f->models[m];
		(void)json_array_append_new(list,
			json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:I, s:o, s:o, s:b}", "name",
				model->name, "meaning", model->meaning, "wape",
				real_or_null(model->at_step.wape), "mase",
				real_or_null(model->at_step.mase), "bias",
				real_or_null(model->at_step.bias), "mae",
				real_or_null(model->at_step.mae), "n", (json_int_t)model->at_step.n,
				"day_wape", real_or_null(model->by_day.wape), "day_mase",
				real_or_null(model->by_day.mase), "is_chosen", m == f->chosen));
	}
	return list;
}

static json_t *
days_json(const struct forecast *f)
{
	json_t *list = json_array();

	for (size_t i = 0; i < f->days_n; i++) {
		const struct forecast_day *day = &f->days[i];
		(void)json_array_append_new(
			list, json_pack("{s:o, s:s, s:f, s:f, s:f}", "day", day_text(day->day),
				      "kind", forecast_kind_word(day->kind), "mean", day->mean,
				      "low", day->low, "high", day->high));
	}
	return list;
}

/* Quarters in which nobody can come are left out. */
static json_t *
quarters_json(const struct forecast *f)
{
	json_t *list = json_array();

	for (size_t i = 0; i < f->days_n; i++)
		for (size_t s = 0; s < f->days[i].slots_n; s++) {
			const struct forecast_slot *slot = &f->days[i].slots[s];
			if (slot->mean > 0)
				(void)json_array_append_new(
					list, json_pack("{s:I, s:f, s:f, s:f}", "at",
						      (json_int_t)slot->at_us, "mean", slot->mean,
						      "low", slot->low, "high", slot->high));
		}
	return list;
}

static json_t *
notes_json(const struct forecast *f)
{
	json_t *list = sayings_json(&f->verdict, 1);

	for (size_t i = 0; i < f->notes_n; i++)
		saying_json_add(list, &f->notes[i]);
	return list;
}

static json_t *
forecast_json(const struct asking *q, const struct forecast *f, json_t *services)
{
	return json_pack("{s:I, s:s, s:o, s:o, s:b, s:o, s:I, s:f, s:o, s:o, s:o, s:o, s:o}",
		"branch", (json_int_t)q->in.branch, "counted", COUNTED, "learnt_from",
		day_text(f->first_day), "learnt_until", day_text(f->last_day), "beats_naive",
		f->beats_naive, "coverage", real_or_null(f->coverage), "coverage_n",
		(json_int_t)f->coverage_n, "dispersion", f->dispersion, "models", models_json(f),
		"days", days_json(f), "quarters", quarters_json(f), "services", services, "notes",
		notes_json(f));
}

/* ---- On the slow thread ---- */

static const struct calendar *
calendar_of(const struct asking *q)
{
	const struct branch *branch = map_branch_find(q->map, q->standing.name);

	return branch != NULL ? branch->calendar : q->map->organisation.calendar;
}

static void
wish_make(struct asking *q)
{
	const struct calendar *calendar = calendar_of(q);
	const struct zone *zone =
		calendar != NULL ? calendar_zone(calendar) : q->map->organisation.zone;
	const int64_t local_us = zone_to_local(zone, q->standing.at_us);

	q->wish = (struct forecast_wish){.calendar = calendar,
		.zone = zone,
		.activity = COUNTED,
		.branch = q->standing.name,
		.from_day = local_us / DAY_US,
		.days = q->in.days == 0 ? DAYS_USUAL : (unsigned)q->in.days,
		.step = FORECAST_STEP_QUARTER};
}

/* One that nobody came to for long enough has no days. */
static json_t *
services_json(const struct asking *q, struct arena *a)
{
	json_t *list = json_array();

	for (size_t i = 0; i < q->standing.services_n && i < SERVICES_MOST; i++) {
		struct forecast_wish wish = q->wish;
		struct forecast *forecast;
		struct fault none = {0};
		wish.service = q->standing.services[i].name;
		wish.step = FORECAST_STEP_DAY;
		if (forecast_make(&forecast, NULL, q->columns, &wish, a, &none))
			continue;
		(void)json_array_append_new(
			list, json_pack("{s:I, s:s, s:b, s:s, s:o}", "service",
				      (json_int_t)q->standing.services[i].id, "name", wish.service,
				      "beats_naive", forecast->beats_naive, "model",
				      forecast->models[forecast->chosen].name, "days",
				      days_json(forecast)));
	}
	return list;
}

static void
too_young_reply(const struct asking *q, const struct saying *why)
{
	http_reply_json(q->r, 200,
		json_pack("{s:I, s:s, s:b, s:[], s:[], s:[], s:[], s:o}", "branch",
			(json_int_t)q->in.branch, "counted", COUNTED, "beats_naive", 0, "models",
			"days", "quarters", "services", "notes", sayings_json(why, 1)));
	http_reply_tagged(q->r);
}

static void
forecast_reply(struct asking *q)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct fault fault = {0};
	struct forecast *forecast;
	struct saying why;

	wish_make(q);
	if (forecast_make(&forecast, &why, q->columns, &q->wish, a, &fault)) {
		too_young_reply(q, &why);
		return;
	}
	http_reply_json(q->r, 200, forecast_json(q, forecast, services_json(q, a)));
	http_reply_tagged(q->r);
}

static void
forecast_job(struct job *job)
{
	struct asking *q = (struct asking *)job;
	struct http *http = q->http;
	struct fault fault = {0};

	if (measuring_catch_up(http, &fault) == FAULT_NONE &&
		service_standing_read(http->service, http->reader_slow, q->in.branch, &q->standing,
			q->r->arena, &fault) == FAULT_NONE &&
		service_map_take(http->service, http->reader_slow, q->standing.workspace, 0,
			&q->map, &fault) == FAULT_NONE) {
		q->columns = columns_follower_take(http->columns);
		forecast_reply(q);
		service_map_give(http->service, q->map);
		columns_free(q->columns);
	} else {
		if (fault.code == FAULT_BROKEN)
			site_log_fault(http, &fault);
		http_reply_fault(q->r, &fault);
	}
	http_finish(q->r);
}

/* ---- On the net thread ---- */

static enum fault_code
query_read(struct asking *q, struct fault *f)
{
	struct field_reader reader;

	field_reader_init(&reader, &access_forecast_fields, &q->in, q->r->arena);
	if (site_path_read(&reader, q->r, f) || site_query_read(&reader, q->r, f) ||
		field_reader_finish(&reader, f))
		return f->code;
	if (q->in.days < 0 || q->in.days > FORECAST_DAYS_MOST)
		return fault_field(f, FAULT_BAD_INPUT, "days", "days wants a whole number up to %d",
			FORECAST_DAYS_MOST);
	return service_may(
		&access_who(q->r)->actor, q->r->route->roles, PLACE_BRANCH, q->in.branch, f);
}

enum fault_code
api_forecast(struct http_request *r, void *context, struct fault *f)
{
	struct asking *q = ARENA_NEW(r->arena, struct asking);

	q->http = context;
	q->r = r;
	q->job.run = forecast_job;
	if (query_read(q, f))
		return f->code;
	site_work(r, q->http->slow, &q->job);
	return FAULT_NONE;
}
