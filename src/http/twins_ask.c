/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The way of whatever is asked of a twin, the same for all: off the net thread, what is new is read
 * on the slow one, played on the twin's, and answered from there.
 */
#include "http/measuring.h"
#include "http/site.h"
#include "http/twins.h"

/* ---- Material ---- */

enum fault_code
twins_material_take(struct twins_material *ret, struct http *http, int64_t branch, struct arena *a,
	struct fault *f)
{
	struct twins_material m = {0};

	if (measuring_catch_up(http, f) ||
		service_standing_read(
			http->service, http->reader_slow, branch, &m.standing, a, f) ||
		service_map_take(
			http->service, http->reader_slow, m.standing.workspace, 0, &m.map, f))
		return f->code;
	m.columns = columns_follower_take(http->columns);
	*ret = m;
	return FAULT_NONE;
}

void
twins_material_give(struct http *http, struct twins_material *m)
{
	columns_free(m->columns);
	if (m->map != NULL)
		service_map_give(http->service, m->map);
	*m = (struct twins_material){0};
}

/* ---- What is asked ---- */

static void
asking_end(struct twins_asking *q, const struct fault *fault)
{
	if (fault->code != FAULT_NONE) {
		if (fault->code == FAULT_BROKEN)
			site_log_fault(q->http, fault);
		http_reply_fault(q->r, fault);
	}
	twins_material_give(q->http, &q->material);
	http_finish(q->r);
}

static void
play_job(struct job *job)
{
	struct twins_asking *q = (struct twins_asking *)job;
	struct fault fault = {0};

	/* What is no fault in the end may have left a note on the way. */
	if (q->play(q, &fault) == FAULT_NONE)
		fault.code = FAULT_NONE;
	asking_end(q, &fault);
}

static void
read_job(struct job *job)
{
	struct twins_asking *q = (struct twins_asking *)job;
	struct fault fault = {0};

	q->job.run = play_job;
	if (twins_material_take(&q->material, q->http, q->branch, q->r->arena, &fault) ||
		work_give(q->http->twins, &q->job, &fault))
		asking_end(q, &fault);
}

enum fault_code
twins_ask(struct twins_asking *q, struct fault *f)
{
	if (service_may(&access_who(q->r)->actor, q->r->route->roles, PLACE_BRANCH, q->branch, f))
		return f->code;
	q->job.run = read_job;
	site_work(q->r, q->http->slow, &q->job);
	return FAULT_NONE;
}
