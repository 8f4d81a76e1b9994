/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A day of a branch played, as it is and as a scenario would have it; what the twin has learnt; the
 * scenarios of a map.
 *
 *	net thread    what is asked; suspend
 *	slow thread   reads what is new (twins_material)
 *	twin thread   the fit that is kept, the scenario against the map in force, the runs; reply
 *
 * The twin's thread is one, so a branch is played for one who asks at a time; runs end after some
 * seconds. Of a branch where nobody has come yet, the map alone tells.
 */
#include "http/access_fields.h"
#include "http/site.h"
#include "http/twins.h"

#define WITHIN_US INT64_C(3000000) /* no new run begins after that */

struct asking {
	struct job job;
	struct http *http;
	struct http_request *r;
	struct simulate_body in;
	struct twins_material material;
	bool is_fit; /* only what was learnt is asked */
};

static void
asking_end(struct asking *q, const struct fault *fault)
{
	if (fault->code != FAULT_NONE) {
		if (fault->code == FAULT_BROKEN)
			site_log_fault(q->http, fault);
		http_reply_fault(q->r, fault);
	}
	twins_material_give(q->http, &q->material);
	http_finish(q->r);
}

/* ---- On the twin's thread ---- */

/* What was learnt; of a branch without history what its map tells. */
static enum fault_code
fit_take(const struct fit_branch **ret, struct asking *q, struct fault *f)
{
	struct fit_branch *of_map = NULL;

	if (twins_fit(ret, q->http, &q->material, f) == FAULT_NONE)
		return FAULT_NONE;
	if (f->code != FAULT_BAD_INPUT && f->code != FAULT_NOT_FOUND)
		return f->code;
	*f = (struct fault){0};
	if (twin_fit_of_map(&of_map, q->material.map, q->material.standing.name, q->r->arena, f))
		return f->code;
	*ret = of_map;
	return FAULT_NONE;
}

static enum fault_code
day_choose(int64_t *ret, const struct asking *q, const struct fit_branch *fit, struct fault *f)
{
	struct date date;

	if (q->in.day.size == 0) {
		*ret = twin_day_open(fit, twin_day_of(fit, q->material.standing.at_us) + 1);
		return FAULT_NONE;
	}
	if (!date_parse(&date, q->in.day))
		return fault_field(
			f, FAULT_BAD_INPUT, "day", "day wants a date such as 2026-11-27");
	*ret = date_days(date);
	return FAULT_NONE;
}

static enum fault_code
trial_reply(struct asking *q, struct fault *f)
{
	const struct fit_branch *fit = NULL;
	const struct scenario *scenario = NULL;
	struct trial trial;
	json_t *answer, *trust;
	int64_t day = 0;

	if (fit_take(&fit, q, f) ||
		(q->in.scenario != NULL &&
			map_scenario_of_json(&scenario, q->material.map, q->material.standing.name,
				q->in.scenario, q->r->arena, f)) ||
		day_choose(&day, q, fit, f))
		return f->code;
	const struct trial_wish wish = {.map = q->material.map,
		.fit = fit,
		.scenario = scenario,
		.is_alone = fit->sources_n == 0 && scenario != NULL,
		.from_us = twin_day_begin_us(fit, day),
		.until_us = twin_day_begin_us(fit, day + 1),
		.runs = (unsigned)q->in.runs,
		.seed = (uint64_t)q->in.seed,
		.within_us = WITHIN_US};
	if (twin_trial(&trial, &wish, q->r->arena, f))
		return f->code;
	answer = twin_trial_json(&trial, fit);
	(void)json_object_set_new(answer, "name", json_string(fit->name));
	(void)json_object_set_new(answer, "branch", json_integer((json_int_t)q->in.branch));
	trust = twins_trust_kept(q->http, q->in.branch);
	if (trust != NULL)
		(void)json_object_set_new(answer, "trust", trust);
	http_reply_json(q->r, 200, answer);
	return FAULT_NONE;
}

static enum fault_code
fit_reply(struct asking *q, struct fault *f)
{
	const struct fit_branch *fit = NULL;
	json_t *answer;

	if (fit_take(&fit, q, f))
		return f->code;
	answer = twin_fit_json(fit);
	(void)json_object_set_new(answer, "name", json_string(fit->name));
	(void)json_object_set_new(answer, "branch", json_integer((json_int_t)q->in.branch));
	http_reply_json(q->r, 200, answer);
	return FAULT_NONE;
}

static void
play_job(struct job *job)
{
	struct asking *q = (struct asking *)job;
	struct fault fault = {0};

	if ((q->is_fit ? fit_reply(q, &fault) : trial_reply(q, &fault)) == FAULT_NONE)
		fault.code = FAULT_NONE;
	asking_end(q, &fault);
}

/* ---- On the slow thread ---- */

static void
read_job(struct job *job)
{
	struct asking *q = (struct asking *)job;
	struct fault fault = {0};

	q->job.run = play_job;
	if (twins_material_take(&q->material, q->http, q->in.branch, q->r->arena, &fault) ||
		work_give(q->http->twins, &q->job, &fault))
		asking_end(q, &fault);
}

/* ---- On the net thread ---- */

static enum fault_code
asking_begin(struct asking *q, struct fault *f)
{
	if (service_may(
		    &access_who(q->r)->actor, q->r->route->roles, PLACE_BRANCH, q->in.branch, f))
		return f->code;
	site_work(q->r, q->http->slow, &q->job);
	return FAULT_NONE;
}

static enum fault_code
body_read(struct asking *q, struct fault *f)
{
	struct field_reader reader;
	json_t *body = NULL;

	field_reader_init(&reader, &access_simulate_fields, &q->in, q->r->arena);
	if (site_path_read(&reader, q->r, f) ||
		(q->r->body.size > 0 && field_body_read(q->r, &body, f)) ||
		field_read_object(&reader, body, f) || field_reader_finish(&reader, f))
		return f->code;
	if (q->in.runs < 0 || q->in.runs > TRIAL_RUNS_MOST)
		return fault_field(f, FAULT_BAD_INPUT, "runs", "runs wants a whole number up to %d",
			TRIAL_RUNS_MOST);
	if (q->in.seed < 0)
		return fault_field(f, FAULT_BAD_INPUT, "seed", "seed wants 0 or more");
	return FAULT_NONE;
}

enum fault_code
api_simulate(struct http_request *r, void *context, struct fault *f)
{
	struct asking *q = ARENA_NEW(r->arena, struct asking);

	q->http = context;
	q->r = r;
	q->job.run = read_job;
	if (body_read(q, f))
		return f->code;
	return asking_begin(q, f);
}

enum fault_code
api_fit(struct http_request *r, void *context, struct fault *f)
{
	struct asking *q = ARENA_NEW(r->arena, struct asking);
	struct fit_query in = {0};
	struct field_reader reader;

	q->http = context;
	q->r = r;
	q->job.run = read_job;
	q->is_fit = true;
	field_reader_init(&reader, &access_fit_fields, &in, r->arena);
	if (site_path_read(&reader, r, f) || site_query_read(&reader, r, f) ||
		field_reader_finish(&reader, f))
		return f->code;
	q->in.branch = in.branch;
	return asking_begin(q, f);
}

enum fault_code
api_scenarios(struct http_request *r, void *context, struct fault *f)
{
	struct http *http = context;
	struct cycles_query in = {0};
	struct field_reader reader;
	const struct map *map;
	json_t *list;

	field_reader_init(&reader, &access_cycles_fields, &in, r->arena);
	if (site_path_read(&reader, r, f) || site_query_read(&reader, r, f) ||
		field_reader_finish(&reader, f) ||
		service_map_take(http->service, http->reader_net, in.workspace, 0, &map, f))
		return f->code;
	list = json_array();
	for (size_t i = 0; i < map->scenarios_n; i++)
		(void)json_array_append_new(list, map_scenario_json(&map->scenarios[i]));
	http_reply_json(r, 200, json_pack("{s:o}", "scenarios", list));
	http_reply_tagged(r);
	service_map_give(http->service, map);
	return FAULT_NONE;
}
