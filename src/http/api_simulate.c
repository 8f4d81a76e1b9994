/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A day of a branch played, as it is and as a scenario would have it; what the twin has learnt; the
 * scenarios of a map.
 *
 * The twin's thread is one (twins.h), so a branch is played for one who asks at a time; runs end
 * after some seconds. Of a branch where nobody has come yet, the map alone tells. A twin that was
 * judged and failed plays nothing: the answer has its grade with the reasons, and no figure.
 */
#include "http/access_fields.h"
#include "http/site.h"
#include "http/twins.h"

#define WITHIN_US INT64_C(3000000) /* no new run begins after that */

struct asking {
	struct twins_asking of;
	struct simulate_body in;
};

/* ---- On the twin's thread ---- */

/* What was learnt; of a branch without history what its map tells. */
static enum fault_code
fit_take(const struct fit_branch **ret, struct asking *q, struct fault *f)
{
	struct fit_branch *of_map = NULL;

	if (twins_fit(ret, q->of.http, &q->of.material, f) == FAULT_NONE)
		return FAULT_NONE;
	if (f->code != FAULT_BAD_INPUT && f->code != FAULT_NOT_FOUND)
		return f->code;
	*f = (struct fault){0};
	if (twin_fit_of_map(
		    &of_map, q->of.material.map, q->of.material.standing.name, q->of.r->arena, f))
		return f->code;
	*ret = of_map;
	return FAULT_NONE;
}

static enum fault_code
day_choose(int64_t *ret, const struct asking *q, const struct fit_branch *fit, struct fault *f)
{
	struct date date;

	if (q->in.day.size == 0) {
		*ret = twin_day_open(fit, zone_day(fit->zone, q->of.material.standing.at_us) + 1);
		return FAULT_NONE;
	}
	if (!date_parse(&date, q->in.day))
		return fault_field(
			f, FAULT_BAD_INPUT, "day", "day wants a date such as 2026-11-27");
	*ret = date_days(date);
	return FAULT_NONE;
}

/* The answer is told whose it is, and how far to trust it. */
static void
answer_reply(const struct asking *q, json_t *answer, const struct fit_branch *fit, json_t *trust)
{
	(void)json_object_set_new(answer, "name", json_string(fit->name));
	(void)json_object_set_new(answer, "branch", json_integer((json_int_t)q->in.branch));
	if (trust != NULL)
		(void)json_object_set(answer, "trust", trust);
	http_reply_json(q->of.r, 200, answer);
}

struct asked_trial {
	const struct fit_branch *fit;
	const struct scenario *scenario; /* NULL: the day as it is */
	int64_t day;
};

static enum fault_code
trial_ask(struct asked_trial *ret, struct asking *q, struct fault *f)
{
	if (fit_take(&ret->fit, q, f) ||
		(q->in.scenario != NULL &&
			map_scenario_of_json(&ret->scenario, q->of.material.map,
				q->of.material.standing.name, q->in.scenario, q->of.r->arena, f)) ||
		day_choose(&ret->day, q, ret->fit, f))
		return f->code;
	return FAULT_NONE;
}

static enum fault_code
trial_reply(struct asking *q, const struct asked_trial *asked, json_t *trust, struct fault *f)
{
	const struct fit_branch *fit = asked->fit;
	const struct trial_wish wish = {.map = q->of.material.map,
		.fit = fit,
		.scenario = asked->scenario,
		.is_alone = fit->sources_n == 0 && asked->scenario != NULL,
		.from_us = zone_day_begins_us(fit->zone, asked->day),
		.until_us = zone_day_begins_us(fit->zone, asked->day + 1),
		.runs = (unsigned)q->in.runs,
		.seed = (uint64_t)q->in.seed,
		.within_us = WITHIN_US};
	struct trial trial;

	if (twin_trial(&trial, &wish, q->of.r->arena, f))
		return f->code;
	answer_reply(q, twin_trial_json(&trial, fit), fit, trust);
	return FAULT_NONE;
}

static enum fault_code
trial_play(struct twins_asking *of, struct fault *f)
{
	struct asking *q = (struct asking *)of;
	struct asked_trial asked = {0};
	enum fault_code code = FAULT_NONE;
	enum trust_grade grade;
	json_t *trust = NULL;

	if (trial_ask(&asked, q, f) || twins_trust(&trust, &grade, of->http, &of->material, 0, f))
		return f->code;
	if (trust_grade_refuses(grade))
		answer_reply(q, twin_trial_refused_json(asked.fit, asked.day), asked.fit, trust);
	else
		code = trial_reply(q, &asked, trust, f);
	json_decref(trust);
	return code;
}

static enum fault_code
fit_play(struct twins_asking *of, struct fault *f)
{
	struct asking *q = (struct asking *)of;
	const struct fit_branch *fit = NULL;

	if (fit_take(&fit, q, f))
		return f->code;
	answer_reply(q, twin_fit_json(fit), fit, NULL);
	return FAULT_NONE;
}

/* ---- On the net thread ---- */

static enum fault_code
body_read(struct asking *q, struct fault *f)
{
	struct field_reader reader;
	json_t *body = NULL;

	field_reader_init(&reader, &access_simulate_fields, &q->in, q->of.r->arena);
	if (site_path_read(&reader, q->of.r, f) ||
		(q->of.r->body.size > 0 && field_body_read(q->of.r, &body, f)) ||
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

	q->of = (struct twins_asking){.http = context, .r = r, .play = trial_play};
	if (body_read(q, f))
		return f->code;
	q->of.branch = q->in.branch;
	return twins_ask(&q->of, f);
}

enum fault_code
api_fit(struct http_request *r, void *context, struct fault *f)
{
	struct asking *q = ARENA_NEW(r->arena, struct asking);
	struct fit_query in = {0};
	struct field_reader reader;

	field_reader_init(&reader, &access_fit_fields, &in, r->arena);
	if (site_path_read(&reader, r, f) || site_query_read(&reader, r, f) ||
		field_reader_finish(&reader, f))
		return f->code;
	q->of = (struct twins_asking){
		.http = context, .r = r, .branch = in.branch, .play = fit_play};
	q->in.branch = in.branch;
	return twins_ask(&q->of, f);
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
