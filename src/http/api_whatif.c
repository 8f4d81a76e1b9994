/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What if a counter opened now? Read on the slow thread, played on the twin's, within a second.
 * When the twin is not trusted the answer says so with its reasons and holds no figure.
 */
#include "http/access_fields.h"
#include "http/site.h"
#include "http/twins.h"

#define WITHIN_US   INT64_C(400000) /* of playing; reading and the rest stay under a second */
#define LIMIT_LEAST INT64_C(1000000)
#define LIMIT_MOST  (INT64_C(24) * 3600 * 1000000)
#define HOUR_US	    (INT64_C(3600) * 1000000)
#define HOURS_USUAL 2
#define SEED	    1 /* the same queue gives the same figures again */

struct asking {
	struct job job;
	struct http *http;
	struct http_request *r;
	struct whatif_query in;
	struct twins_material material;
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

static int64_t
limit_of(const struct asking *q, const struct fit_branch *fit)
{
	int64_t limit_us = q->in.limit_us;

	if (limit_us == 0)
		limit_us = twin_wait_limit(q->material.map, fit);
	return limit_us > 0 ? limit_us : WHATIF_LIMIT_US;
}

static enum fault_code
whatif_reply(struct asking *q, json_t *trust, struct fault *f)
{
	const struct fit_branch *fit = NULL;
	struct whatif whatif;
	json_t *answer;

	if (twins_fit(&fit, q->http, &q->material, f))
		return f->code;
	const struct whatif_wish wish = {.fit = fit,
		.standing = &q->material.standing,
		.limit_us = limit_of(q, fit),
		.for_us = q->in.hours * HOUR_US,
		.seed = SEED,
		.within_us = WITHIN_US};
	if (twin_whatif(&whatif, &wish, q->r->arena, f))
		return f->code;
	answer = twins_whatif_json(&whatif, &q->material.standing, q->r->arena);
	(void)json_object_set_new(
		answer, "branch", json_integer((json_int_t)q->material.standing.branch));
	(void)json_object_set(answer, "trust", trust);
	http_reply_json(q->r, 200, answer);
	return FAULT_NONE;
}

static void
refusal_reply(struct asking *q, json_t *trust)
{
	http_reply_json(q->r, 200,
		json_pack("{s:I, s:O, s:n, s:[], s:[]}", "branch",
			(json_int_t)q->material.standing.branch, "trust", trust, "now", "choices",
			"assumed"));
}

static void
play_job(struct job *job)
{
	struct asking *q = (struct asking *)job;
	struct fault fault = {0};
	bool is_trusted = false;
	json_t *trust = NULL;

	if (twins_trust(&trust, &is_trusted, q->http, &q->material, 0, &fault) == FAULT_NONE) {
		if (!is_trusted)
			refusal_reply(q, trust);
		else if (whatif_reply(q, trust, &fault) == FAULT_NONE)
			fault.code = FAULT_NONE;
	}
	json_decref(trust);
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
query_read(struct asking *q, struct fault *f)
{
	struct field_reader reader;

	field_reader_init(&reader, &access_whatif_fields, &q->in, q->r->arena);
	if (site_path_read(&reader, q->r, f) || site_query_read(&reader, q->r, f) ||
		field_reader_finish(&reader, f))
		return f->code;
	if (q->in.limit_us != 0 && (q->in.limit_us < LIMIT_LEAST || q->in.limit_us > LIMIT_MOST))
		return fault_field(f, FAULT_BAD_INPUT, "limit_us",
			"the limit wants microseconds from a second to a day");
	if (q->in.hours < 0 || q->in.hours > WHATIF_HOURS_MOST)
		return fault_field(f, FAULT_BAD_INPUT, "hours",
			"hours wants a whole number up to %d", WHATIF_HOURS_MOST);
	if (q->in.hours == 0)
		q->in.hours = HOURS_USUAL;
	return service_may(
		&access_who(q->r)->actor, q->r->route->roles, PLACE_BRANCH, q->in.branch, f);
}

enum fault_code
api_whatif(struct http_request *r, void *context, struct fault *f)
{
	struct asking *q = ARENA_NEW(r->arena, struct asking);

	q->http = context;
	q->r = r;
	q->job.run = read_job;
	if (query_read(q, f))
		return f->code;
	site_work(r, q->http->slow, &q->job);
	return FAULT_NONE;
}
