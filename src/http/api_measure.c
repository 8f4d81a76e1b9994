/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Measures over the journal. The columns follow the journal on the slow thread: once a few seconds
 * when something has happened, and before every measure, so that a frame never lacks what was
 * acknowledged.
 *
 * 	net thread    what is asked: measure, by, where, from, to …; suspend
 * 	slow thread   read what is new, measure, reply
 *
 * An agent of some branches measures these branches and no others.
 */
#include <stdlib.h>

#include "http/measuring.h"
#include "http/site.h"

#define MANY_MOST 32 /* `where` */

struct measuring {
	struct job job;
	struct http *http;
	struct http_request *r;
	const struct measure *measure;
	struct measure_options options;
	struct where where[MANY_MOST + ACTOR_BRANCHES_MOST + 1];
	const char *by[MEASURE_BY_MOST];
	const char *cycle;
	int64_t workspace;
	bool is_csv;
};

/* ---- What is asked ---- */

static enum fault_code
query_fault(struct fault *f, const char *name, const char *wants)
{
	return fault_field(f, FAULT_BAD_INPUT, name, "%s wants %s", name, wants);
}

static enum fault_code
by_read(struct measuring *m, struct span list, struct fault *f)
{
	struct arena *a = m->r->arena;

	for (struct span part; span_cut(&list, ',', &part);) {
		if (m->options.by_n == MEASURE_BY_MOST || part.size == 0)
			return query_fault(f, "by", "at most 8 dimensions with commas between");
		m->by[m->options.by_n++] = arena_text_n(a, part.at, part.size);
	}
	m->options.by = m->by;
	return FAULT_NONE;
}

static enum fault_code
where_add(struct measuring *m, struct span text, struct fault *f)
{
	struct arena *a = m->r->arena;
	struct span rest = text, name;

	if (m->options.where_n == MANY_MOST)
		return query_fault(f, "where", "at most 32 conditions");
	if (!span_cut(&rest, '=', &name) || name.size == 0 || name.size == text.size)
		return query_fault(f, "where", "DIMENSION=VALUE");
	m->where[m->options.where_n++] =
		(struct where){.dimension = arena_text_n(a, name.at, name.size),
			.value = arena_text_n(a, rest.at, rest.size)};
	return FAULT_NONE;
}

static enum fault_code
instant_read(int64_t *ret, const char *name, struct span text, struct fault *f)
{
	if (!time_read_any(ret, text, zone_utc()))
		return query_fault(f, name, "a time like 2026-11-21 or 2026-11-21T09:30Z");
	return FAULT_NONE;
}

static enum fault_code
number_read(uint64_t *ret, const char *name, struct span text, struct fault *f)
{
	uint64_t n = 0;

	for (size_t i = 0; i < text.size; i++) {
		if (text.at[i] < '0' || text.at[i] > '9' || i > 9)
			return query_fault(f, name, "a whole number");
		n = n * 10 + (uint64_t)(text.at[i] - '0');
	}
	if (text.size == 0)
		return query_fault(f, name, "a whole number");
	*ret = n;
	return FAULT_NONE;
}

static enum fault_code
period_read(enum period *ret, struct span text, struct fault *f)
{
	static const char *const words[] = {"auto", "hour", "day", "week", "month"};

	for (size_t i = 0; i < array_length(words); i++)
		if (span_is(text, span_of(words[i]))) {
			*ret = (enum period)i;
			return FAULT_NONE;
		}
	return query_fault(f, "per", "auto, hour, day, week or month");
}

static enum fault_code
format_read(bool *ret_is_csv, struct span text, struct fault *f)
{
	*ret_is_csv = span_is(text, SPAN("csv"));
	return *ret_is_csv || span_is(text, SPAN("json")) ? FAULT_NONE
							  : query_fault(f, "format", "json or csv");
}

static enum fault_code
language_read(enum language *ret, const char *tag, struct fault *f)
{
	*ret = language_find(tag);
	return *ret != LANGUAGE__COUNT ? FAULT_NONE : query_fault(f, "language", "en, pl or vi");
}

static enum fault_code
within_read(int64_t *ret, struct span text, struct fault *f)
{
	struct duration duration;

	if (duration_parse(&duration, text, f))
		return query_fault(f, "within", "a length of time like 10 min");
	*ret = duration.us;
	return FAULT_NONE;
}

static enum fault_code
parameter_read(struct measuring *m, struct span name, struct span value, struct fault *f)
{
	const char *text = arena_text_n(m->r->arena, value.at, value.size);
	uint64_t number = 0;

	if (span_is(name, SPAN("by")))
		return by_read(m, value, f);
	if (span_is(name, SPAN("where")))
		return where_add(m, value, f);
	if (span_is(name, SPAN("from")))
		return instant_read(&m->options.from_us, "from", value, f);
	if (span_is(name, SPAN("to")))
		return instant_read(&m->options.to_us, "to", value, f);
	if (span_is(name, SPAN("top")))
		return number_read(&m->options.top_n, "top", value, f);
	if (span_is(name, SPAN("per")))
		return period_read(&m->options.period, value, f);
	if (span_is(name, SPAN("within")))
		return within_read(&m->options.within_us, value, f);
	if (span_is(name, SPAN("format")))
		return format_read(&m->is_csv, value, f);
	if (span_is(name, SPAN("language")))
		return language_read(&m->options.language, text, f);
	if (span_is(name, SPAN("cycle"))) {
		m->cycle = text;
		return FAULT_NONE;
	}
	if (!span_is(name, SPAN("workspace")))
		return fault_field(f, FAULT_BAD_INPUT,
			text_clean(span_head(name, 40), m->r->arena, NULL),
			"a measure knows by, where, from, to, top, per, within, format, language, "
			"workspace and cycle");
	if (number_read(&number, "workspace", value, f))
		return f->code;
	m->workspace = (int64_t)number;
	return FAULT_NONE;
}

static enum fault_code
query_read(struct measuring *m, struct fault *f)
{
	struct span name, value;

	for (size_t i = 0; http_query_at(m->r, i, &name, &value); i++) {
		if (span_is(name, SPAN("as")))
			continue;
		if (!text_is_utf8(value))
			return fault_field(f, FAULT_BAD_INPUT,
				arena_text_n(m->r->arena, name.at, name.size),
				"the value is not well-formed UTF-8");
		if (parameter_read(m, name, value, f))
			return f->code;
	}
	if (m->options.from_us == 0 && m->options.to_us != 0)
		m->options.from_us = TIME_NONE;
	if (m->options.to_us == 0 && m->options.from_us != 0)
		m->options.to_us = TIME_NONE;
	m->options.where = m->where;
	return FAULT_NONE;
}

/* ---- On the slow thread ---- */

static enum fault_code
branch_name(struct measuring *m, int64_t branch, const char **ret, struct fault *f)
{
	return service_names_get(
		m->http->service, m->http->reader_names, "branch", branch, ret, m->r->arena, f);
}

/* Is the value of a condition on branches one of the actor's own? */
static enum fault_code
branch_check(struct measuring *m, const char *value, struct fault *f)
{
	const struct actor *actor = &access_who(m->r)->actor;

	for (size_t i = 0; i < actor->branches_n; i++) {
		const char *name = NULL;
		if (branch_name(m, actor->branches[i], &name, f))
			return f->code;
		if (name != NULL && strcmp(name, value) == 0)
			return FAULT_NONE;
	}
	return fault_field(f, FAULT_FORBIDDEN, "where", "that branch is not one of yours");
}

/* Who works in some branches sees no others. */
static enum fault_code
branches_limit(struct measuring *m, struct fault *f)
{
	const struct actor *actor = &access_who(m->r)->actor;
	bool is_asked = false;

	if (actor->branches_n == 0)
		return FAULT_NONE;
	for (size_t i = 0; i < m->options.where_n; i++) {
		if (strcmp(m->where[i].dimension, "branch") != 0)
			continue;
		is_asked = true;
		if (branch_check(m, m->where[i].value, f))
			return f->code;
	}
	for (size_t i = 0; i < actor->branches_n && !is_asked; i++) {
		const char *name = NULL;
		if (branch_name(m, actor->branches[i], &name, f))
			return f->code;
		if (name != NULL)
			m->where[m->options.where_n++] =
				(struct where){.dimension = "branch", .value = name};
	}
	return FAULT_NONE;
}

/* How many customers of a cycle there are in the columns is not counted: the first is as good. */
static enum fault_code
cycle_choose(struct measuring *m, const struct map *map, struct fault *f)
{
	if (map->cycles_n == 0)
		return fault_set(f, FAULT_CONFLICT, "the map in force has no cycle");
	m->options.cycle = m->cycle != NULL ? map_cycle_find(map, m->cycle) : &map->cycles[0];
	if (m->options.cycle == NULL)
		return fault_field(
			f, FAULT_NOT_FOUND, "cycle", "the map has no cycle \"%s\"", m->cycle);
	m->options.map = map;
	if ((m->measure->needs & NEEDS_MAP) != 0)
		m->where[m->options.where_n++] =
			(struct where){.dimension = "cycle", .value = m->options.cycle->name};
	return FAULT_NONE;
}

static enum fault_code
frame_reply(struct measuring *m, const struct columns *columns, struct fault *f)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct frame *frame;
	struct span csv;

	if (measure_run(&frame, m->measure, columns, &m->options, a, f))
		return f->code;
	if (m->is_csv) {
		csv = frame_csv(frame, m->r->arena);
		http_reply_header(m->r, "Content-Disposition", "attachment; filename=\"%s.csv\"",
			m->measure->name);
		http_reply(m->r, 200, "text/csv; charset=utf-8", csv);
	} else {
		http_reply_json(m->r, 200, frame_json(frame));
	}
	http_reply_tagged(m->r);
	return FAULT_NONE;
}

static enum fault_code
measure_with_map(struct measuring *m, const struct columns *columns, struct fault *f)
{
	const struct map *map = NULL;
	enum fault_code code =
		service_map_take(m->http->service, m->http->reader_names, m->workspace, 0, &map, f);

	/* Without a map the measures that need none are still there. */
	if (code == FAULT_NOT_FOUND && m->workspace == 0)
		return frame_reply(m, columns, f);
	if (code)
		return code;
	code = cycle_choose(m, map, f);
	if (code == FAULT_NONE)
		code = frame_reply(m, columns, f);
	service_map_give(m->http->service, map);
	return code;
}

static void
measure_job(struct job *job)
{
	struct measuring *m = (struct measuring *)job;
	struct columns *columns = NULL;
	struct fault fault = {0};

	if (measuring_catch_up(m->http, &fault) == FAULT_NONE &&
		branches_limit(m, &fault) == FAULT_NONE) {
		columns = columns_follower_take(m->http->columns);
		if (measure_with_map(m, columns, &fault) == FAULT_NONE)
			fault.code = FAULT_NONE;
	}
	if (fault.code != FAULT_NONE) {
		if (fault.code == FAULT_BROKEN)
			site_log_fault(m->http, &fault);
		http_reply_fault(m->r, &fault);
	}
	columns_free(columns);
	http_finish(m->r);
}

/* ---- On the net thread ---- */

static enum fault_code
measure_choose(struct measuring *m, struct fault *f)
{
	struct span part = http_part(m->r, "measure");
	const char *name = arena_text_n(m->r->arena, part.at, part.size), *nearest;

	m->measure = measure_find(name);
	if (m->measure != NULL)
		return FAULT_NONE;
	nearest = measure_nearest(name);
	if (nearest != NULL)
		return fault_field(f, FAULT_NOT_FOUND, "measure",
			"there is no such measure: do you mean \"%s\"?", nearest);
	return fault_field(f, FAULT_NOT_FOUND, "measure",
		"there is no such measure: /api/measures lists them");
}

enum fault_code
api_measure(struct http_request *r, void *context, struct fault *f)
{
	struct measuring *m = ARENA_NEW(r->arena, struct measuring);

	m->http = context;
	m->r = r;
	m->job.run = measure_job;
	m->options.language = access_who(r)->actor.language;
	if (measure_choose(m, f) || query_read(m, f))
		return f->code;
	site_work(r, m->http->slow, &m->job);
	return FAULT_NONE;
}

enum fault_code
api_measures(struct http_request *r, void *context, struct fault *f)
{
	json_t *list = json_array();

	(void)context, (void)f; /* a table */
	for (size_t i = 0; i < measures_n; i++)
		(void)json_array_append_new(list,
			json_pack("{s:s, s:s, s:s, s:s, s:b}", "measure", measures[i].name, "title",
				measures[i].title, "definition", measures[i].definition, "grain",
				measures[i].grain == GRAIN_JOURNEY ? "journey" : "event",
				"needs_map", (measures[i].needs & NEEDS_MAP) != 0));
	http_reply_json(r, 200, json_pack("{s:o}", "measures", list));
	http_reply_tagged(r);
	return FAULT_NONE;
}
