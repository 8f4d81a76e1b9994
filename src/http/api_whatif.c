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
	struct twins_asking of;
	struct whatif_query in;
};

/* ---- On the twin's thread ---- */

static int64_t
limit_of(const struct asking *q, const struct fit_branch *fit)
{
	int64_t limit_us = q->in.limit_us;

	if (limit_us == 0)
		limit_us = twin_wait_limit(q->of.material.map, fit);
	return limit_us > 0 ? limit_us : WHATIF_LIMIT_US;
}

static enum fault_code
whatif_reply(struct asking *q, json_t *trust, struct fault *f)
{
	const struct fit_branch *fit = NULL;
	struct whatif whatif;
	json_t *answer;

	if (twins_fit(&fit, q->of.http, &q->of.material, f))
		return f->code;
	const struct whatif_wish wish = {.fit = fit,
		.standing = &q->of.material.standing,
		.limit_us = limit_of(q, fit),
		.for_us = q->in.hours * HOUR_US,
		.seed = SEED,
		.within_us = WITHIN_US};
	if (twin_whatif(&whatif, &wish, q->of.r->arena, f))
		return f->code;
	answer = twins_whatif_json(&whatif, &q->of.material.standing, q->of.r->arena);
	(void)json_object_set_new(
		answer, "branch", json_integer((json_int_t)q->of.material.standing.branch));
	(void)json_object_set(answer, "trust", trust);
	http_reply_json(q->of.r, 200, answer);
	return FAULT_NONE;
}

static void
refusal_reply(struct asking *q, json_t *trust)
{
	http_reply_json(q->of.r, 200,
		json_pack("{s:I, s:O, s:n, s:[], s:[]}", "branch",
			(json_int_t)q->of.material.standing.branch, "trust", trust, "now",
			"choices", "assumed"));
}

static enum fault_code
play(struct twins_asking *of, struct fault *f)
{
	struct asking *q = (struct asking *)of;
	enum fault_code code = FAULT_NONE;
	enum trust_grade grade;
	json_t *trust = NULL;

	if (twins_trust(&trust, &grade, of->http, &of->material, 0, f))
		return f->code;
	if (trust_grade_is_trusted(grade))
		code = whatif_reply(q, trust, f);
	else
		refusal_reply(q, trust);
	json_decref(trust);
	return code;
}

/* ---- On the net thread ---- */

static enum fault_code
query_read(struct asking *q, struct fault *f)
{
	struct field_reader reader;

	field_reader_init(&reader, &access_whatif_fields, &q->in, q->of.r->arena);
	if (site_path_read(&reader, q->of.r, f) || site_query_read(&reader, q->of.r, f) ||
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
	return FAULT_NONE;
}

enum fault_code
api_whatif(struct http_request *r, void *context, struct fault *f)
{
	struct asking *q = ARENA_NEW(r->arena, struct asking);

	q->of = (struct twins_asking){.http = context, .r = r, .play = play};
	if (query_read(q, f))
		return f->code;
	q->of.branch = q->in.branch;
	return twins_ask(&q->of, f);
}
