/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is seen of a plain log, which knows no tickets: each activity is a service, one after the
 * other; whoever does it is a counter.
 *
 *	points       e0        e1             e2           the first is the coming; an activity
 *lasts came ── wait ─[ e1 ]─ wait ─[ e2 ]    until its event, from where who does it was free, or
 *the event before start, end   [ e0 ] ── wait ── [ e1 ] ──           as the log says
 *
 * Where nobody is named, as many counters are taken for an activity as went on at once on average,
 * and some more. All of that is said.
 */
#include <math.h>
#include <stdlib.h>

#include "twin/fit_inside.h"

#define NOBODYS_MOST 100 /* counters for what nobody is named for, an activity */

struct log_reading {
	struct seen *seen;
	const struct columns *columns;
	const struct column *branch, *resource;
	uint32_t branch_code;
	uint32_t *services;		  /* of each activity */
	uint32_t *counters;		  /* of each resource */
	uint32_t *nobodys;		  /* of each service: its first counter, */
	uint32_t *nobodys_n, *nobodys_at; /* how many, and whose turn it is */
	int64_t *free_us;		  /* of each event: when who does it ended the one before */
	double *lasted_us;		  /* of each service, of which nobody is named */
};

struct timed {
	int64_t us;
	uint64_t event;
};

static int
timed_compare(const void *a, const void *b)
{
	const struct timed *x = a, *y = b;

	if (x->us != y->us)
		return x->us < y->us ? -1 : 1;
	return (x->event > y->event) - (x->event < y->event);
}

static bool
is_meant(const struct log_reading *r, uint64_t e)
{
	return r->columns->time_us[e] >= r->seen->from_us &&
	       columns_end_us(r->columns, e) < r->seen->until_us &&
	       (r->branch == NULL || column_code(r->branch, e) == r->branch_code) &&
	       r->services[column_code(&r->columns->activity, e)] != FIT_NONE;
}

/* ---- Who and what ---- */

struct counted {
	uint64_t n;
	uint32_t code;
};

static int
counted_compare(const void *a, const void *b)
{
	const struct counted *x = a, *y = b;

	if (x->n != y->n)
		return x->n < y->n ? 1 : -1;
	return (x->code > y->code) - (x->code < y->code);
}

/* The most frequent activities, as many as a place may have. */
static void
activities_choose(struct log_reading *r)
{
	const struct column *activity = &r->columns->activity;
	struct seen *seen = r->seen;
	struct counted *counted = ARENA_ARRAY(seen->arena, struct counted, activity->words.words_n);
	size_t room = 0, left_out = 0;

	r->services = ARENA_ARRAY(seen->arena, uint32_t, activity->words.words_n);
	for (uint32_t i = 0; i < activity->words.words_n; i++) {
		counted[i].code = i;
		r->services[i] = 0;
	}
	for (uint64_t e = 0; e < r->columns->events_n; e++)
		if (is_meant(r, e))
			counted[column_code(activity, e)].n++;
	qsort(counted, activity->words.words_n, sizeof *counted, counted_compare);
	for (uint32_t i = 0; i < activity->words.words_n; i++)
		r->services[i] = FIT_NONE;
	for (size_t i = 0; i < activity->words.words_n && counted[i].n > 0; i++) {
		const struct span word = words_at(&activity->words, counted[i].code);
		if (seen->services_n == SIMULATE_SERVICES_MOST) {
			left_out++;
			continue;
		}
		r->services[counted[i].code] = (uint32_t)seen->services_n;
		*ARENA_PUSH(seen->arena, seen->services, seen->services_n, room) =
			(struct seen_service){.name = text_clean(word, seen->arena, NULL)};
	}
	for (size_t i = 0; i < seen->services_n; i++)
		seen->services[i].went_n = ARENA_ARRAY(seen->arena, uint64_t, seen->services_n);
	if (left_out > 0)
		twin_say(seen->said, RARE_LEFT_OUT, {"n", .number = (double)left_out});
}

static uint32_t
counter_add(struct log_reading *r, size_t *room, const char *name)
{
	struct seen *seen = r->seen;

	*ARENA_PUSH(seen->arena, seen->counters, seen->counters_n, *room) = (struct seen_counter){
		.name = name, .served = ARENA_ARRAY(seen->arena, bool, seen->services_n)};
	return (uint32_t)seen->counters_n - 1;
}

static bool
is_named(const struct log_reading *r, uint64_t e)
{
	return r->resource != NULL &&
	       words_at(&r->resource->words, column_code(r->resource, e)).size > 0;
}

/* Everybody who is named, and enough of nobody for the rest. */
static void
counters_find(struct log_reading *r)
{
	struct seen *seen = r->seen;
	const double span_us = (double)(seen->until_us - seen->from_us);
	size_t room = 0;
	bool has_nobody = false;

	if (r->resource != NULL) {
		bool *used = ARENA_ARRAY(seen->arena, bool, r->resource->words.words_n);
		r->counters = ARENA_ARRAY(seen->arena, uint32_t, r->resource->words.words_n);
		for (uint64_t e = 0; e < r->columns->events_n; e++)
			if (is_meant(r, e))
				used[column_code(r->resource, e)] = true;
		for (uint64_t i = 0; i < r->resource->words.words_n; i++)
			if (used[i] && words_at(&r->resource->words, i).size > 0)
				r->counters[i] = counter_add(r, &room,
					text_clean(words_at(&r->resource->words, i), seen->arena,
						NULL));
	}
	for (uint32_t s = 0; s < seen->services_n; s++) {
		const double mean = r->lasted_us[s] / span_us;
		if (r->lasted_us[s] <= 0)
			continue;
		has_nobody = true;
		r->nobodys[s] = (uint32_t)seen->counters_n;
		r->nobodys_n[s] = (uint32_t)fmin(NOBODYS_MOST, ceil(mean + 3 * sqrt(mean) + 1));
		for (uint32_t i = 0; i < r->nobodys_n[s]; i++)
			(void)counter_add(r, &room,
				arena_printf(seen->arena, "%s %u", seen->services[s].name, i + 1));
	}
	if (has_nobody)
		twin_say(seen->said, NOBODY_NAMED);
}

/* ---- When ---- */

/* When whoever does an event ended the one before it; of points. */
static void
free_find(struct log_reading *r)
{
	struct timed *timed = ARENA_ARRAY(r->seen->arena, struct timed, r->columns->events_n);
	int64_t *last_us;
	size_t n = 0;

	r->free_us = ARENA_ARRAY(r->seen->arena, int64_t, r->columns->events_n);
	for (uint64_t e = 0; e < r->columns->events_n; e++) {
		r->free_us[e] = INT64_MIN;
		if (is_named(r, e))
			timed[n++] = (struct timed){r->columns->time_us[e], e};
	}
	if (n == 0)
		return;
	qsort(timed, n, sizeof *timed, timed_compare);
	last_us = ARENA_ARRAY(r->seen->arena, int64_t, r->resource->words.words_n);
	for (uint64_t i = 0; i < r->resource->words.words_n; i++)
		last_us[i] = INT64_MIN;
	for (size_t i = 0; i < n; i++) {
		const uint32_t code = column_code(r->resource, timed[i].event);
		r->free_us[timed[i].event] = last_us[code];
		last_us[code] = timed[i].us;
	}
}

/* One activity of a journey: from when it was wanted, begun, ended. */
struct step {
	uint64_t event;
	uint32_t service;
	int64_t came_us, began_us, ended_us;
};

static struct step
step_of(const struct log_reading *r, uint64_t e, int64_t before_us)
{
	const struct columns *c = r->columns;
	struct step s = {.event = e,
		.service = r->services[column_code(&c->activity, e)],
		.came_us = before_us,
		.began_us = c->time_us[e],
		.ended_us = columns_end_us(c, e)};

	if (c->end_us == NULL)
		s.began_us = r->free_us[e] > before_us ? r->free_us[e] : before_us;
	if (s.came_us > s.began_us)
		s.came_us = s.began_us;
	return s;
}

static uint32_t
counter_of(struct log_reading *r, const struct step *s)
{
	if (is_named(r, s->event))
		return r->counters[column_code(r->resource, s->event)];
	if (r->nobodys_n[s->service] == 0)
		return FIT_NONE;
	return r->nobodys[s->service] + r->nobodys_at[s->service]++ % r->nobodys_n[s->service];
}

static void
step_see(struct log_reading *r, const struct step *s, uint32_t from)
{
	struct seen *seen = r->seen;
	struct seen_service *service = &seen->services[s->service];

	if (from == FIT_NONE)
		*ARENA_PUSH(seen->arena, seen->arrivals, seen->arrivals_n, seen->arrivals_room) =
			(struct seen_arrival){.at_us = s->came_us, .service = s->service};
	else
		seen->services[from].went_n[s->service]++;
	service->came_n++;
	service->called_n++;
	service->begun_n++;
	service->ended_n++;
	seen_wait_add(seen, s->service, s->began_us - s->came_us, false);
	seen_line_add(seen, s->service, s->came_us, s->began_us);
	seen_time_add(seen, &service->durations, s->ended_us - s->began_us);
	seen_spell_add(seen, &(struct seen_spell){.counter = counter_of(r, s),
				     .service = s->service,
				     .came_us = s->came_us,
				     .from_us = s->began_us,
				     .until_us = s->ended_us});
}

static void
journey_read(struct log_reading *r, uint32_t journey, bool is_counting)
{
	const struct columns *c = r->columns;
	uint32_t from = FIT_NONE;
	int64_t before_us = INT64_MIN;

	for (uint64_t e = c->first[journey]; e < c->first[journey + 1]; e++) {
		struct step s;
		if (!is_meant(r, e))
			continue;
		if (before_us == INT64_MIN && c->end_us == NULL) {
			before_us = c->time_us[e]; /* the coming */
			continue;
		}
		s = step_of(r, e, before_us != INT64_MIN ? before_us : c->time_us[e]);
		before_us = s.ended_us;
		if (is_counting) {
			if (!is_named(r, e))
				r->lasted_us[s.service] += (double)(s.ended_us - s.began_us) + 1;
			continue;
		}
		step_see(r, &s, from);
		from = s.service;
	}
}

static void
assumptions_say(const struct log_reading *r)
{
	struct sayings *said = r->seen->said;

	twin_say(said, ACTIVITIES_SERVE);
	if (r->columns->end_us == NULL)
		twin_say(said, POINTS);
	if (r->resource != NULL)
		twin_say(said, ONE_AT_A_TIME);
}

void
seen_log(struct seen *seen, const struct columns *columns, const struct fit_wish *wish)
{
	struct log_reading r = {
		.seen = seen,
		.columns = columns,
		.branch = wish->branch != NULL ? columns_find(columns, "branch") : NULL,
		.resource = columns_find(columns, "resource"),
	};

	r.services = ARENA_ARRAY(seen->arena, uint32_t, columns->activity.words.words_n);
	if (r.branch != NULL)
		r.branch_code = column_find(r.branch, span_of(wish->branch));
	activities_choose(&r);
	r.nobodys = ARENA_ARRAY(seen->arena, uint32_t, seen->services_n);
	r.nobodys_n = ARENA_ARRAY(seen->arena, uint32_t, seen->services_n);
	r.nobodys_at = ARENA_ARRAY(seen->arena, uint32_t, seen->services_n);
	r.lasted_us = ARENA_ARRAY(seen->arena, double, seen->services_n);
	free_find(&r);
	for (uint32_t j = 0; j < columns->journeys_n; j++)
		journey_read(&r, j, true);
	counters_find(&r);
	for (uint32_t j = 0; j < columns->journeys_n && seen->counters_n <= FIT_COUNTERS_MOST; j++)
		journey_read(&r, j, false);
	assumptions_say(&r);
}
