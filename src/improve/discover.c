/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A first map, written as a person would write it, with a reason beside each choice. What a log
 * cannot know is left to people and said in the file: which moments are critical, what is promised
 * and why, which endings are good ones.
 */
#include "improve/improve.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/duration.h"
#include "improve/shape.h"

#define OPTIONAL_SHARE 0.95 /* fewer journeys than that have it: optional */
#define REPEATED_SHARE 0.05 /* of the journeys with it have it again: repeats */
#define WAIT_SHARE     0.10 /* of all the time between activities passes before it: a wait */
#define WAIT_LEAST_US  (30 * DURATION_SECOND_US)
#define STANDARD_N     20 /* times that a limit is taken from, at least */
#define WAITS_STANDARD 3  /* proposed standards: a person reads them all */
#define TIMES_STANDARD 2
#define ENDINGS_MOST   6
#define ENDINGS_ENOUGH 0.95 /* of journeys end with one of the endings named */

struct proposal {
	FILE *out; /* into memory */
	const struct shape *shape;
	struct arena *arena;
	bool *waits, *has_wait_standard, *has_duration_standard; /* an activity each */
};

static const char *
counted(uint64_t n, const char *one, const char *several, struct arena *a)
{
	return arena_printf(a, "%" PRIu64 " %s", n, n == 1 ? one : several);
}

static double
percent(double part, double whole)
{
	return whole > 0 ? part / whole * 100 : 0;
}

static const char *
duration_words(double us, char into[static DURATION_TEXT_SIZE])
{
	return duration_text((int64_t)llround(us), into);
}

/* Letters that a YAML reader may refuse as they are: controls, line ends of Unicode, the byte order
 * mark. */
static bool
letter_is_odd(const unsigned char *c)
{
	if (c[0] == 0xC2 && c[1] >= 0x80 && c[1] <= 0x9F)
		return true;
	if (c[0] == 0xE2 && c[1] == 0x80 && (c[2] == 0xA8 || c[2] == 0xA9))
		return true;
	return c[0] == 0xEF && ((c[1] == 0xBB && c[2] == 0xBF) || (c[1] == 0xBF && c[2] >= 0xBE));
}

static unsigned
letter_code(const unsigned char *c)
{
	if (c[0] == 0xC2)
		return c[1];
	return ((c[0] & 0x0Fu) << 12) | ((c[1] & 0x3Fu) << 6) | (c[2] & 0x3Fu);
}

/* A text in double quotes. */
static void
quoted(FILE *out, const char *text)
{
	fputc('"', out);
	for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
		if (*c == '"' || *c == '\\') {
			fprintf(out, "\\%c", *c);
		} else if (*c < 0x20 || *c == 0x7F) {
			fprintf(out, "\\x%02X", *c);
		} else if (letter_is_odd(c)) {
			fprintf(out, "\\u%04X", letter_code(c));
			c += *c == 0xC2 ? 1 : 2;
		} else {
			fputc(*c, out);
		}
	}
	fputc('"', out);
}

static bool
activity_waits(const struct shape *shape, const struct activity *activity)
{
	return activity->before != SHAPE_NONE && activity->wait_median_us >= WAIT_LEAST_US &&
	       activity->waited_us >= WAIT_SHARE * shape->waited_us;
}

/* Marks the `most` activities of `from` with the greatest `weight`; those with too little behind
 * them never. */
static void
greatest_mark(bool *marks, const struct shape *shape, const bool *from, size_t most,
	double (*weight)(const struct activity *), uint64_t (*n)(const struct activity *))
{
	for (size_t round = 0; round < most; round++) {
		uint32_t best = SHAPE_NONE;
		for (uint32_t i = 0; i < shape->activities_n; i++) {
			const struct activity *activity = &shape->activities[i];
			if (marks[i] || !from[i] || n(activity) < STANDARD_N)
				continue;
			if (best == SHAPE_NONE ||
				weight(activity) > weight(&shape->activities[best]))
				best = i;
		}
		if (best == SHAPE_NONE || !(weight(&shape->activities[best]) > 0))
			return;
		marks[best] = true;
	}
}

static double
waited(const struct activity *activity)
{
	return activity->waited_us;
}

static double
taken(const struct activity *activity)
{
	return activity->duration_p80_us > 0 ? activity->taken_us : 0;
}

static uint64_t
waits_n(const struct activity *activity)
{
	return activity->before_n;
}

static uint64_t
times_n(const struct activity *activity)
{
	return activity->events_n;
}

static void
proposal_decide(struct proposal *p)
{
	uint32_t n = p->shape->activities_n;
	struct arena *a = p->arena;
	bool *all = ARENA_ARRAY(a, bool, n);

	p->waits = ARENA_ARRAY(a, bool, n);
	p->has_wait_standard = ARENA_ARRAY(a, bool, n);
	p->has_duration_standard = ARENA_ARRAY(a, bool, n);
	for (uint32_t i = 0; i < n; i++) {
		p->waits[i] = activity_waits(p->shape, &p->shape->activities[i]);
		all[i] = p->shape->has_durations;
	}
	greatest_mark(p->has_wait_standard, p->shape, p->waits, WAITS_STANDARD, waited, waits_n);
	greatest_mark(p->has_duration_standard, p->shape, all, TIMES_STANDARD, taken, times_n);
}

static void
head_write(const struct proposal *p, const char *name, const char *source)
{
	const struct shape *shape = p->shape;
	struct arena *a = p->arena;
	FILE *out = p->out;

	fprintf(out, "# A first map, proposed from %s: %s, %s", shape_line(span_of(source), a),
		counted(shape->journeys_n, "journey", "journeys", a),
		counted(shape->activities_n, "activity", "activities", a));
	if (shape->rare_n > 0)
		fprintf(out, "; %s with %s left out",
			counted(shape->rare_n, "rare one", "rare ones", a),
			counted(shape->rare_events_n, "event", "events", a));
	fputs(".\n# A log knows what happens, not what matters. Say which moments are critical, "
	      "what is promised and\n"
	      "# why (source), and which endings are good; take out what customers never notice.\n",
		out);
	const char *slug = text_slug(name, a);
	if (slug[0] == '\0' || (slug[0] >= '0' && slug[0] <= '9'))
		slug = arena_printf(a, "cycle%s%s", slug[0] != '\0' ? "-" : "", slug);
	fprintf(out, "cycle: %s\ntitle: ", slug);
	quoted(out, name[0] != '\0' ? shape_line(span_of(name), a) : "Cycle");
	fputc('\n', out);
}

static int
ending_compare(const void *a, const void *b)
{
	const struct activity *x = *(const struct activity *const *)a,
			      *y = *(const struct activity *const *)b;

	if (x->last_n != y->last_n)
		return x->last_n < y->last_n ? 1 : -1;
	return x->code < y->code ? -1 : x->code > y->code;
}

/* The activities that journeys end with, the most usual first. */
static void
closes_write(const struct proposal *p)
{
	const struct shape *shape = p->shape;
	const struct activity **ends =
		ARENA_ARRAY(p->arena, const struct activity *, shape->activities_n);
	uint64_t closed_n = 0;

	for (uint32_t i = 0; i < shape->activities_n; i++)
		ends[i] = &shape->activities[i];
	qsort(ends, shape->activities_n, sizeof *ends, ending_compare);
	if (ends[0]->last_n == 0)
		return;
	fputs("# Whether an ending is a good one is not in the log: move the others to "
	      "dissatisfied or abandoned.\n"
	      "closes:\n  satisfied:\n",
		p->out);
	for (uint32_t i = 0; i < shape->activities_n && i < ENDINGS_MOST && ends[i]->last_n > 0;
		i++) {
		if ((double)closed_n >= ENDINGS_ENOUGH * (double)shape->journeys_n)
			break;
		fputs("    - ", p->out);
		quoted(p->out, ends[i]->event);
		fprintf(p->out, " # ends %.1f %% of journeys\n",
			percent((double)ends[i]->last_n, shape->journeys_n));
		closed_n += ends[i]->last_n;
	}
}

static void
stage_write(const struct proposal *p, uint32_t at)
{
	const struct shape *shape = p->shape;
	char mean[DURATION_TEXT_SIZE];
	uint32_t last = at;

	while (last + 1 < shape->activities_n &&
		shape->activities[last + 1].stage == shape->activities[at].stage)
		last++;
	if (at > 0) {
		struct border border = shape_border(shape, at);
		fprintf(p->out,
			"  # %.1f %% of the moves over this border go forward, after %s on "
			"average\n",
			percent((double)border.forward_n,
				(double)(border.forward_n + border.back_n)),
			duration_words(border.mean_us, mean));
	}
	fprintf(p->out, "  - stage: part-%u\n    title: ", shape->activities[at].stage + 1);
	if (last == at) {
		quoted(p->out, shape->activities[at].title);
	} else {
		quoted(p->out, arena_printf(p->arena, "%s … %s", shape->activities[at].title,
				       shape->activities[last].title));
	}
	fputs("\n    moments:\n", p->out);
}

static void
frequency_write(const struct proposal *p, const struct activity *activity)
{
	double share = percent((double)activity->journeys_n, p->shape->journeys_n);
	double again = percent((double)activity->repeated_n, (double)activity->journeys_n);

	if (share < OPTIONAL_SHARE * 100)
		fprintf(p->out, "        optional: true # %.1f %% of journeys have it\n", share);
	if (again >= REPEATED_SHARE * 100)
		fprintf(p->out,
			"        repeats: true # more than once in %.1f %% of the journeys with "
			"it\n",
			again);
}

static void
events_write(const struct proposal *p, uint32_t at)
{
	const struct activity *activity = &p->shape->activities[at];
	char median[DURATION_TEXT_SIZE];

	if (p->waits[at]) {
		const struct activity *before = &p->shape->activities[activity->before];
		fprintf(p->out,
			"        # %.1f %% of all the time between activities passes before it; "
			"after the usual one\n"
			"        # (%.1f %% of arrivals) half wait longer than %s%s\n"
			"        waits_from: {after: ",
			percent(activity->waited_us, p->shape->waited_us),
			percent((double)activity->before_n, (double)activity->arrivals_n),
			duration_words(activity->wait_median_us, median),
			p->shape->has_durations ? ""
						: ", work on it included: the log has no starts");
		quoted(p->out, before->event);
		fputs("}\n", p->out);
	}
	fputs("        begins: ", p->out);
	quoted(p->out, activity->event);
	if (p->shape->has_durations) {
		fputs("\n        ends: ", p->out);
		quoted(p->out, activity->event);
		fprintf(p->out, " # half take longer than %s",
			duration_words(activity->duration_median_us, median));
	}
	fputc('\n', p->out);
}

static void
standard_write(const struct proposal *p, const struct activity *activity, const char *measure,
	double p80_us, uint64_t n)
{
	char today[DURATION_TEXT_SIZE], limit[DURATION_TEXT_SIZE];
	struct duration friendly = {.us = shape_friendly(p80_us)};

	duration_exact(friendly, limit);
	fprintf(p->out,
		"          # today 80 %% of %" PRIu64
		" stay within %s: the least to promise is what is kept already\n"
		"          - standard: %s-%s\n            promise: ",
		n, duration_words(p80_us, today), activity->name, measure);
	quoted(p->out, strcmp(measure, "wait") == 0
			       ? arena_printf(p->arena, "You wait at most %s for: %s.", limit,
					 activity->title)
			       : arena_printf(p->arena, "It takes at most %s: %s.", limit,
					 activity->title));
	fprintf(p->out,
		"\n            measure: %s\n            at_most: %s\n            target: 80 %%\n",
		measure, limit);
}

static void
moment_write(const struct proposal *p, uint32_t at)
{
	const struct activity *activity = &p->shape->activities[at];

	fprintf(p->out, "      # in %s, %s\n      - moment: %s\n        title: ",
		counted(activity->journeys_n, "journey", "journeys", p->arena),
		counted(activity->events_n, "time", "times", p->arena), activity->name);
	quoted(p->out, activity->title);
	fputc('\n', p->out);
	frequency_write(p, activity);
	events_write(p, at);
	if (!p->has_wait_standard[at] && !p->has_duration_standard[at])
		return;
	fputs("        standards:\n", p->out);
	if (p->has_wait_standard[at])
		standard_write(p, activity, "wait", activity->wait_p80_us, activity->before_n);
	if (p->has_duration_standard[at])
		standard_write(
			p, activity, "duration", activity->duration_p80_us, activity->events_n);
}

/* Activities with a beginning and an end, where the log has both; else the columns themselves. */
static enum fault_code
columns_paired(const struct columns **ret, struct columns **ret_made, const struct columns *columns,
	struct fault *f)
{
	uint64_t unpaired_n;

	*ret = columns;
	if (!columns_has_pairs(columns))
		return FAULT_NONE;
	if (columns_instances(ret_made, &unpaired_n, columns, f))
		return f->code;
	*ret = *ret_made;
	return FAULT_NONE;
}

enum fault_code
improve_discover(struct span *ret_yaml, const struct columns *columns, const char *name,
	const char *source, struct arena *a, struct fault *f)
{
	ON_EXIT(columns_guard) struct columns *made = NULL;
	const struct columns *paired;
	struct shape shape;
	char *text = NULL;
	size_t size = 0;

	if (columns_paired(&paired, &made, columns, f) || shape_find(&shape, paired, a, f))
		return f->code;
	shape_stages(&shape, a);
	struct proposal p = {.out = open_memstream(&text, &size), .shape = &shape, .arena = a};
	if (p.out == NULL)
		abort();
	proposal_decide(&p);
	head_write(&p, name, source);
	closes_write(&p);
	fputs("stages:\n", p.out);
	for (uint32_t at = 0; at < shape.activities_n; at++) {
		if (at == 0 || shape.activities[at].stage != shape.activities[at - 1].stage)
			stage_write(&p, at);
		moment_write(&p, at);
	}
	if (fclose(p.out) != 0)
		abort();
	*ret_yaml = (struct span){.at = arena_text_n(a, text, size), .size = size};
	free(text);
	return FAULT_NONE;
}
