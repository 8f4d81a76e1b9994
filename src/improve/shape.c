/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Three walks over the events: what each activity is like; which are kept, and what follows what
 * among them; how long the usual steps take. A journey is seen as its kept activities alone.
 */
#include "improve/shape.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#define ALWAYS_KEPT    10		   /* so many are kept however rare they are */
#define SHARE_KEPT     0.01		   /* of journeys, from which an activity is kept */
#define COLLECTED_MOST ((uint64_t)1 << 20) /* times looked at for one quantile */

/* What the first walk learns of every activity of the log, kept or not. */
struct seen {
	uint32_t code;
	uint64_t events_n, journeys_n, repeated_n, first_n, last_n;
	uint64_t journey, journey_repeated; /* the last journey it was met in, plus one */
	double position;
};

static void
event_see(struct seen *seen, uint64_t journey, uint64_t at, uint64_t events_n)
{
	seen->events_n++;
	if (seen->journey == journey + 1) {
		if (seen->journey_repeated != journey + 1)
			seen->repeated_n++;
		seen->journey_repeated = journey + 1;
		return;
	}
	seen->journey = journey + 1;
	seen->journeys_n++;
	seen->position += events_n > 1 ? (double)at / (double)(events_n - 1) : 0.5;
}

static struct seen *
activities_see(const struct columns *c, struct arena *a)
{
	struct seen *seen = ARENA_ARRAY(a, struct seen, c->activity.words.words_n);

	for (uint64_t i = 0; i < c->activity.words.words_n; i++)
		seen[i].code = (uint32_t)i;
	for (uint64_t journey = 0; journey < c->journeys_n; journey++) {
		uint64_t first = c->first[journey], events_n = c->first[journey + 1] - first;
		if (events_n == 0)
			continue;
		for (uint64_t at = 0; at < events_n; at++)
			event_see(&seen[column_code(&c->activity, first + at)], journey, at,
				events_n);
		seen[column_code(&c->activity, first)].first_n++;
		seen[column_code(&c->activity, first + events_n - 1)].last_n++;
	}
	return seen;
}

static int
seen_compare(const void *a, const void *b)
{
	const struct seen *x = a, *y = b;

	if (x->journeys_n != y->journeys_n)
		return x->journeys_n < y->journeys_n ? 1 : -1;
	return x->code < y->code ? -1 : x->code > y->code;
}

static int
activity_compare(const void *a, const void *b)
{
	const struct activity *x = a, *y = b;

	if (x->position != y->position)
		return x->position < y->position ? -1 : 1;
	return x->code < y->code ? -1 : x->code > y->code;
}

/* A key that a YAML reader would take for something else than a word. */
static bool
slug_is_odd(const char *slug)
{
	static const char *const words[] = {
		"null", "true", "false", "yes", "no", "on", "off", "y", "n"};

	if (slug[0] >= '0' && slug[0] <= '9')
		return true;
	for (size_t i = 0; i < array_length(words); i++)
		if (strcmp(words[i], slug) == 0)
			return true;
	return false;
}

/* The activity's name as a key that no activity before it has. */
static const char *
name_of(const struct shape *shape, const char *title, struct arena *a)
{
	const char *slug = text_slug(title, a), *name = slug;
	bool is_taken = slug[0] == '\0';

	if (slug_is_odd(slug))
		name = slug = arena_printf(a, "moment-%s", slug);
	for (unsigned n = 1;; n++) {
		for (uint32_t i = 0; i < shape->activities_n && !is_taken; i++)
			is_taken = strcmp(shape->activities[i].name, name) == 0;
		if (!is_taken)
			return name;
		name = slug[0] == '\0' ? arena_printf(a, "moment-%u", n)
				       : arena_printf(a, "%s-%u", slug, n + 1);
		is_taken = false;
	}
}

static void
activity_keep(
	struct shape *shape, const struct columns *c, const struct seen *seen, struct arena *a)
{
	struct span word = words_at(&c->activity.words, seen->code);
	const char *title = shape_line(word, a);
	const char *name = name_of(shape, title, a);

	if (span_trim(span_of(title)).size == 0)
		title = name; /* nothing that could be read */
	shape->activities[shape->activities_n++] = (struct activity){.code = seen->code,
		.event = text_clean(word, a, NULL),
		.title = title,
		.name = name,
		.events_n = seen->events_n,
		.journeys_n = seen->journeys_n,
		.repeated_n = seen->repeated_n,
		.first_n = seen->first_n,
		.last_n = seen->last_n,
		.position = seen->position / (double)seen->journeys_n,
		.before = SHAPE_NONE,
		.wait_median_us = NAN,
		.wait_p80_us = NAN,
		.duration_median_us = NAN,
		.duration_p80_us = NAN};
}

/* Keeps the usual activities, in the order of a journey. An event with a blank for an activity is
 * none. */
static void
activities_keep(struct shape *shape, const struct columns *c, struct arena *a)
{
	struct seen *seen = activities_see(c, a);
	uint64_t words_n = c->activity.words.words_n;

	qsort(seen, words_n, sizeof *seen, seen_compare);
	shape->activities = ARENA_ARRAY(a, struct activity, SHAPE_ACTIVITIES_MOST);
	for (uint64_t i = 0; i < words_n && seen[i].events_n > 0; i++) {
		bool is_usual = shape->activities_n < ALWAYS_KEPT ||
				(double)seen[i].journeys_n >= SHARE_KEPT * (double)c->journeys_n;
		if (span_trim(words_at(&c->activity.words, seen[i].code)).size == 0)
			continue;
		if (is_usual && shape->activities_n < SHAPE_ACTIVITIES_MOST) {
			activity_keep(shape, c, &seen[i], a);
			continue;
		}
		shape->rare_n++;
		shape->rare_events_n += seen[i].events_n;
	}
	qsort(shape->activities, shape->activities_n, sizeof *shape->activities, activity_compare);
}

/* From codes of the columns to activities of the shape. */
static const uint32_t *
codes_kept(const struct shape *shape, const struct columns *c, struct arena *a)
{
	uint32_t *kept = ARENA_ARRAY(a, uint32_t, c->activity.words.words_n);

	for (uint64_t i = 0; i < c->activity.words.words_n; i++)
		kept[i] = SHAPE_NONE;
	for (uint32_t i = 0; i < shape->activities_n; i++)
		kept[shape->activities[i].code] = i;
	return kept;
}

/* One step of a journey: from the end of a kept activity to the beginning of the next. */
struct step {
	uint32_t from, to;
	double gap_us;
};

typedef void step_visit(void *who, const struct step *step);

static void
steps_walk(const struct columns *c, const uint32_t *kept, step_visit *visit, void *who)
{
	for (uint64_t journey = 0; journey < c->journeys_n; journey++) {
		uint32_t from = SHAPE_NONE;
		int64_t end_us = 0;
		for (uint64_t at = c->first[journey]; at < c->first[journey + 1]; at++) {
			uint32_t to = kept[column_code(&c->activity, at)];
			if (to == SHAPE_NONE)
				continue;
			double gap_us = (double)c->time_us[at] - (double)end_us;
			const struct step step = {
				.from = from, .to = to, .gap_us = gap_us > 0 ? gap_us : 0};
			if (from != SHAPE_NONE)
				visit(who, &step);
			from = to;
			end_us = columns_end_us(c, at);
		}
	}
}

struct counting {
	struct shape *shape;
	uint64_t *follows;
	double *gap_us;
};

static void
step_count(void *who, const struct step *step)
{
	const struct counting *counting = who;
	size_t at = (size_t)step->from * counting->shape->activities_n + step->to;

	counting->follows[at]++;
	counting->gap_us[at] += step->gap_us;
	counting->shape->activities[step->to].arrivals_n++;
	counting->shape->activities[step->to].waited_us += step->gap_us;
	counting->shape->waited_us += step->gap_us;
}

static void
steps_count(struct shape *shape, const struct columns *c, const uint32_t *kept, struct arena *a)
{
	size_t pairs_n = (size_t)shape->activities_n * shape->activities_n;
	struct counting counting = {.shape = shape,
		.follows = ARENA_ARRAY(a, uint64_t, pairs_n),
		.gap_us = ARENA_ARRAY(a, double, pairs_n)};

	steps_walk(c, kept, step_count, &counting);
	shape->follows = counting.follows;
	shape->gap_us = counting.gap_us;
	for (uint32_t to = 0; to < shape->activities_n; to++) {
		struct activity *activity = &shape->activities[to];
		for (uint32_t from = 0; from < shape->activities_n; from++) {
			uint64_t n = counting.follows[(size_t)from * shape->activities_n + to];
			if (from == to || n <= activity->before_n)
				continue;
			activity->before = from;
			activity->before_n = n;
		}
	}
}

/* Times of one kind, for a quantile: all of them, or every so many-th. */
struct times {
	double *items;
	uint64_t n, met_n, every;
};

static struct times
times_new(uint64_t whole_n, struct arena *a)
{
	uint64_t every = whole_n / COLLECTED_MOST + 1;
	return (struct times){.items = ARENA_ARRAY(a, double, whole_n / every + 1), .every = every};
}

static void
times_add(struct times *times, double us)
{
	if (times->met_n++ % times->every == 0)
		times->items[times->n++] = us;
}

static int
real_compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

static void
times_tell(struct times *times, double *ret_median, double *ret_p80)
{
	qsort(times->items, times->n, sizeof *times->items, real_compare);
	*ret_median = shape_quantile(times->items, times->n, 0.5);
	*ret_p80 = shape_quantile(times->items, times->n, 0.8);
}

struct collecting {
	const struct shape *shape;
	struct times *waits;
};

static void
step_collect(void *who, const struct step *step)
{
	const struct collecting *collecting = who;

	if (collecting->shape->activities[step->to].before == step->from)
		times_add(&collecting->waits[step->to], step->gap_us);
}

static void
waits_tell(struct shape *shape, const struct columns *c, const uint32_t *kept, struct arena *a)
{
	struct arena_mark mark = arena_mark(a);
	struct collecting collecting = {
		.shape = shape, .waits = ARENA_ARRAY(a, struct times, shape->activities_n)};

	for (uint32_t i = 0; i < shape->activities_n; i++)
		collecting.waits[i] = times_new(shape->activities[i].before_n, a);
	steps_walk(c, kept, step_collect, &collecting);
	for (uint32_t i = 0; i < shape->activities_n; i++)
		times_tell(&collecting.waits[i], &shape->activities[i].wait_median_us,
			&shape->activities[i].wait_p80_us);
	arena_rewind(a, mark);
}

static void
durations_tell(struct shape *shape, const struct columns *c, const uint32_t *kept, struct arena *a)
{
	struct arena_mark mark = arena_mark(a);
	struct times *durations = ARENA_ARRAY(a, struct times, shape->activities_n);

	if (c->end_us == NULL)
		return;
	shape->has_durations = true;
	for (uint32_t i = 0; i < shape->activities_n; i++)
		durations[i] = times_new(shape->activities[i].events_n, a);
	for (uint64_t at = 0; at < c->events_n; at++) {
		uint32_t i = kept[column_code(&c->activity, at)];
		if (i == SHAPE_NONE)
			continue;
		double us = (double)c->end_us[at] - (double)c->time_us[at];
		times_add(&durations[i], us);
		shape->activities[i].taken_us += us;
	}
	for (uint32_t i = 0; i < shape->activities_n; i++)
		times_tell(&durations[i], &shape->activities[i].duration_median_us,
			&shape->activities[i].duration_p80_us);
	arena_rewind(a, mark);
}

const char *
shape_line(struct span text, struct arena *a)
{
	char *title = text_clean(text, a, NULL);

	for (unsigned char *c = (unsigned char *)title; *c != '\0'; c++)
		if (*c < 0x20 || *c == 0x7F)
			*c = ' ';
	return title;
}

double
shape_quantile(const double *sorted, size_t n, double share)
{
	return n > 0 ? gsl_stats_quantile_from_sorted_data(sorted, 1, n, share) : NAN;
}

enum fault_code
shape_find(struct shape *ret, const struct columns *columns, struct arena *a, struct fault *f)
{
	struct shape shape = {.journeys_n = columns->journeys_n};

	activities_keep(&shape, columns, a);
	if (shape.activities_n == 0)
		return fault_set(f, FAULT_BAD_INPUT, "the log has no events");
	const uint32_t *kept = codes_kept(&shape, columns, a);
	steps_count(&shape, columns, kept, a);
	waits_tell(&shape, columns, kept, a);
	durations_tell(&shape, columns, kept, a);
	*ret = shape;
	return FAULT_NONE;
}
