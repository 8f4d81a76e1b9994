/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who is needed in a branch on a day, and the plan of shifts for it: as JSON, and as a calendar. On
 * the twin's thread (twins.h). What it costs is bounded by the longest day, the counters of the
 * house and the number of runs. Of a twin that was judged and failed nothing is played: the demand,
 * which was judged by itself, and the need by formula stay.
 */
#include <math.h>

#include "base/number.h"
#include "http/access_fields.h"
#include "http/site.h"
#include "http/twins.h"
#include "staffing/staffing.h"

#define RUNS_USUAL   100
#define DAYS_LOOKED  14
#define QUARTER_US   (15 * DURATION_MINUTE_US)
#define WITHIN_USUAL (10 * DURATION_MINUTE_US)

struct planning {
	struct twins_asking of;
	struct staffing_query in;
	bool is_calendar;
	struct staffing_wish wish;
	bool has_day;
};

/* ---- What is asked ---- */

static enum fault_code
share_read(double *ret, const char *field, struct span text, double usual, struct fault *f)
{
	*ret = usual;
	if (text.size > 0 && !number_share(text, ret))
		return fault_field(f, FAULT_BAD_INPUT, field, "%s wants a share like 0.8", field);
	return FAULT_NONE;
}

static enum fault_code
quarters_read(unsigned *ret, const char *field, int64_t us, unsigned usual, struct fault *f)
{
	*ret = usual;
	if (us == 0)
		return FAULT_NONE;
	if (us < 0 || us % QUARTER_US != 0 || us > DURATION_DAY_US)
		return fault_field(f, FAULT_BAD_INPUT, field,
			"%s wants quarters of an hour, at most a day", field);
	*ret = (unsigned)(us / QUARTER_US);
	return FAULT_NONE;
}

static enum fault_code
shifts_read(struct shift_rules *ret, const struct staffing_query *in, struct fault *f)
{
	if (in->counters < 0 || in->counters > 500)
		return fault_field(f, FAULT_BAD_INPUT, "counters", "counters wants at most 500");
	*ret = (struct shift_rules){
		.counters = (unsigned)in->counters, .pays_breaks = in->pays_breaks};
	if (quarters_read(&ret->least, "min_shift_us", in->min_shift_us, 16, f) ||
		quarters_read(&ret->most, "max_shift_us", in->max_shift_us, 32, f) ||
		quarters_read(&ret->break_length, "break_us", in->break_us, 2, f) ||
		quarters_read(&ret->break_after, "break_after_us", in->break_after_us, 24, f))
		return f->code;
	if (in->has_no_breaks)
		ret->break_length = 0;
	ret->break_distance = ret->break_after / 3;
	return FAULT_NONE;
}

static enum fault_code
numbers_read(struct planning *p, struct fault *f)
{
	const struct staffing_query *in = &p->in;
	struct staffing_wish *wish = &p->wish;

	if (in->runs < 0 || in->runs > STAFFING_RUNS_MOST)
		return fault_field(
			f, FAULT_BAD_INPUT, "runs", "runs wants 2 to %d", STAFFING_RUNS_MOST);
	if (in->within_us < 0 || in->within_us > DURATION_DAY_US)
		return fault_field(
			f, FAULT_BAD_INPUT, "within_us", "within_us wants at most a day");
	if (in->rate.size > 0 && (!number_real(in->rate, &wish->rate) || !(wish->rate >= 0)))
		return fault_field(f, FAULT_BAD_INPUT, "rate", "rate wants what a paid hour costs");
	wish->within_us = in->has_within ? (double)in->within_us : (double)WITHIN_USUAL;
	wish->runs = in->runs > 0 ? (unsigned)in->runs : RUNS_USUAL;
	wish->seed = (uint64_t)in->seed;
	return FAULT_NONE;
}

static enum fault_code
query_read(struct planning *p, struct fault *f)
{
	struct staffing_query *in = &p->in;
	struct field_reader reader;

	field_reader_init(&reader, &access_staffing_fields, in, p->of.r->arena);
	if (site_path_read(&reader, p->of.r, f) || site_query_read(&reader, p->of.r, f) ||
		field_reader_finish(&reader, f))
		return f->code;
	in->has_within = http_query(p->of.r, "within_us").at != NULL;
	if (numbers_read(p, f) || share_read(&p->wish.share, "target", in->target, 0.8, f) ||
		share_read(&p->wish.occupancy_most, "max_occupancy", in->max_occupancy, 0, f) ||
		shifts_read(&p->wish.shifts, in, f))
		return f->code;
	p->has_day = in->day.size > 0;
	if (p->has_day && !date_parse(&p->wish.day, in->day))
		return fault_field(f, FAULT_BAD_INPUT, "day", "day wants a day like 2026-11-23");
	return FAULT_NONE;
}

/* ---- On the twin's thread ---- */

/* The next day after today on which the branch opens. */
static void
day_choose(struct planning *p, const struct branch *branch)
{
	const struct calendar *calendar =
		branch != NULL ? branch->calendar : p->of.material.map->organisation.calendar;
	const struct zone *zone =
		calendar != NULL ? calendar_zone(calendar) : p->of.material.map->organisation.zone;
	int64_t day = zone_day(zone, p->of.material.standing.at_us) + 1;

	for (int i = 0; i < DAYS_LOOKED && calendar != NULL; i++, day++)
		if (calendar_opening_between(calendar, zone_day_begins_us(zone, day),
			    zone_day_begins_us(zone, day + 1)) > 0)
			break;
	if (!p->has_day)
		p->wish.day = date_of_days(day);
}

static const char *
title_of(const struct planning *p, const struct branch *branch)
{
	const char *title =
		branch != NULL ? wording_in(&branch->title, access_who(p->of.r)->actor.language)
			       : "";

	return title[0] != '\0' ? title : p->of.material.standing.name;
}

static void
calendar_reply(const struct planning *p, const struct staffing *s, const struct branch *branch)
{
	const struct span text = staffing_ical(s, p->of.material.standing.name, title_of(p, branch),
		access_who(p->of.r)->actor.language, p->of.material.standing.at_us, p->of.r->arena);

	http_reply(p->of.r, 200, "text/calendar; charset=utf-8", text);
	http_reply_header(p->of.r, "Content-Disposition",
		"attachment; filename=\"shifts-%04d-%02d-%02d.ics\"", s->day.year, s->day.month,
		s->day.day);
}

static void
plan_reply(const struct planning *p, const struct staffing *s, const struct branch *branch,
	json_t *trust)
{
	json_t *json;

	if (p->is_calendar) {
		calendar_reply(p, s, branch);
	} else {
		json = staffing_json(s, p->of.material.standing.name);
		(void)json_object_set(json, "trust", trust);
		http_reply_json(p->of.r, 200, json);
	}
	http_reply_tagged(p->of.r);
}

static enum fault_code
plan_make(struct planning *p, json_t *trust, struct fault *f)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct twins_material *m = &p->of.material;
	const struct branch *branch = map_branch_find(m->map, m->standing.name);
	const struct fit_wish from = {.map = m->map, .branch = m->standing.name};
	struct staffing *s;

	day_choose(p, branch);
	if (staffing_make(&s, m->columns, &from, &p->wish, a, f))
		return f->code;
	plan_reply(p, s, branch, trust);
	return FAULT_NONE;
}

static enum fault_code
plan_play(struct twins_asking *of, struct fault *f)
{
	struct planning *p = (struct planning *)of;
	enum fault_code code;
	enum trust_grade grade;
	json_t *trust = NULL;

	if (twins_trust(&trust, &grade, of->http, &of->material, 0, f))
		return f->code;
	p->wish.is_unplayed = trust_grade_refuses(grade);
	code = plan_make(p, trust, f);
	json_decref(trust);
	return code;
}

/* ---- On the net thread ---- */

static enum fault_code
plan_ask(struct http_request *r, void *context, bool is_calendar, struct fault *f)
{
	struct planning *p = ARENA_NEW(r->arena, struct planning);

	p->of = (struct twins_asking){.http = context, .r = r, .play = plan_play};
	p->is_calendar = is_calendar;
	if (query_read(p, f))
		return f->code;
	p->of.branch = p->in.branch;
	return twins_ask(&p->of, f);
}

enum fault_code
api_staffing(struct http_request *r, void *context, struct fault *f)
{
	return plan_ask(r, context, false, f);
}

enum fault_code
api_staffing_calendar(struct http_request *r, void *context, struct fault *f)
{
	return plan_ask(r, context, true, f);
}
