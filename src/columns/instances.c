/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pairs of start and complete become one event with a beginning and an end. Within a journey open
 * starts stand in lines, one for each activity and partner – the instance's number where the log
 * has one, else the resource – and a completion takes the first of its line, or of those that began
 * without a resource (a phone rings before anybody has taken it). The lines are found by
 * a table whose entries carry the journey they are of, so that it need not be emptied in between.
 *
 * An instance has the fields of its start; where those are empty, of its completion. The lifecycle
 * column ends here: it says nothing of instances.
 */
#include <stdlib.h>

#include "columns/parts.h"

#define NOWHERE UINT64_MAX

enum transition {
	TRANSITION_OTHER,
	TRANSITION_START,
	TRANSITION_COMPLETE,
};

/* The open starts of one activity and partner. */
struct line {
	uint64_t key;
	uint64_t oldest, newest; /* instances */
	uint32_t stamp;		 /* journey + 1 */
};

struct pairing {
	const struct columns *from;
	struct columns *to;
	int64_t *end_us;
	enum transition *transitions; /* by code of the lifecycle */
	const struct column *lifecycle, *instance, *resource;
	uint32_t nobody;	     /* the resource's code for none, or UINT32_MAX */
	const struct column **extra; /* to->extra's sources */
	uint64_t instances_n, unpaired_n;
	uint64_t *next; /* instance after an open one in its line */
	struct line *lines;
	uint64_t lines_mask, lines_n; /* lines_n: of this journey */
};

static void *
checked(void *memory)
{
	if (memory == NULL)
		abort();
	return memory;
}

/* ---- Lines ---- */

static struct line *
line_slot(struct line *lines, uint64_t mask, uint64_t key, uint32_t stamp)
{
	uint64_t at = (key * UINT64_C(0x9E3779B97F4A7C15)) >> 20 & mask;
	while (lines[at].stamp == stamp && lines[at].key != key)
		at = (at + 1) & mask;
	return &lines[at];
}

static void
lines_grow(struct pairing *p, uint32_t stamp)
{
	uint64_t room = (p->lines_mask + 1) * 2;
	struct line *lines = checked(calloc(room, sizeof *lines));
	for (uint64_t i = 0; i <= p->lines_mask; i++)
		if (p->lines[i].stamp == stamp)
			*line_slot(lines, room - 1, p->lines[i].key, stamp) = p->lines[i];
	free(p->lines);
	p->lines = lines;
	p->lines_mask = room - 1;
}

static struct line *
line_of(struct pairing *p, uint64_t key, uint32_t stamp)
{
	if (p->lines_n * 2 > p->lines_mask)
		lines_grow(p, stamp);
	struct line *line = line_slot(p->lines, p->lines_mask, key, stamp);
	if (line->stamp != stamp) {
		*line = (struct line){
			.key = key, .oldest = NOWHERE, .newest = NOWHERE, .stamp = stamp};
		p->lines_n++;
	}
	return line;
}

/* ---- Instances ---- */

static bool
is_empty(const struct column *c, uint32_t code)
{
	return words_at(&c->words, code).size == 0;
}

/* Keys of lines by resource and of lines by the instance's number differ in their highest bit. */
static uint64_t
resource_key(const struct pairing *p, uint64_t event, uint32_t resource)
{
	return UINT64_C(1) << 63 | (uint64_t)column_code(&p->from->activity, event) << 32 |
	       resource;
}

static bool
has_instance(const struct pairing *p, uint64_t event)
{
	return p->instance != NULL && !is_empty(p->instance, column_code(p->instance, event));
}

/* What an event's partner must have in common with it. */
static uint64_t
partner_key(const struct pairing *p, uint64_t event)
{
	if (has_instance(p, event))
		return (uint64_t)column_code(&p->from->activity, event) << 32 |
		       column_code(p->instance, event);
	return resource_key(p, event, p->resource == NULL ? 0 : column_code(p->resource, event));
}

static uint64_t
instance_add(struct pairing *p, uint64_t event, int64_t end_us)
{
	uint64_t at = p->instances_n++;

	columns_times(p->to)[at] = p->from->time_us[event];
	p->end_us[at] = end_us;
	column_put(&p->to->activity, at, column_code(&p->from->activity, event));
	for (size_t k = 0; k < p->to->extra_n; k++)
		column_put(&p->to->extra[k], at, column_code(p->extra[k], event));
	return at;
}

static void
start_open(struct pairing *p, uint64_t event, uint32_t stamp)
{
	uint64_t at = instance_add(p, event, p->from->time_us[event]);
	struct line *line = line_of(p, partner_key(p, event), stamp);

	p->next[at] = NOWHERE;
	if (line->oldest == NOWHERE)
		line->oldest = at;
	else
		p->next[line->newest] = at;
	line->newest = at;
	p->unpaired_n++;
}

static void
start_complete(struct pairing *p, uint64_t event, uint32_t stamp)
{
	struct line *line = line_of(p, partner_key(p, event), stamp);

	if (line->oldest == NOWHERE && p->nobody != UINT32_MAX && !has_instance(p, event))
		line = line_of(p, resource_key(p, event, p->nobody), stamp);
	uint64_t at = line->oldest;
	if (at == NOWHERE) {
		(void)instance_add(p, event, p->from->time_us[event]); /* a point by itself */
		p->unpaired_n++;
		return;
	}
	line->oldest = p->next[at];
	p->unpaired_n--;
	p->end_us[at] = p->from->time_us[event];
	for (size_t k = 0; k < p->to->extra_n; k++)
		if (is_empty(p->extra[k], column_code(&p->to->extra[k], at)))
			column_put(&p->to->extra[k], at, column_code(p->extra[k], event));
}

static void
journey_pair(struct pairing *p, uint32_t journey)
{
	const struct columns *from = p->from;

	p->lines_n = 0;
	for (uint64_t i = from->first[journey]; i < from->first[journey + 1]; i++) {
		enum transition transition = p->lifecycle == NULL
						     ? TRANSITION_OTHER
						     : p->transitions[column_code(p->lifecycle, i)];
		if (p->lifecycle == NULL)
			(void)instance_add(p, i, columns_end_us(from, i)); /* as it is */
		else if (transition == TRANSITION_START)
			start_open(p, i, journey + 1);
		else if (transition == TRANSITION_COMPLETE)
			start_complete(p, i, journey + 1);
	}
}

/* ---- The whole ---- */

/* Journeys of which nothing is left go. */
static void
journeys_pair(struct pairing *p)
{
	const struct columns *from = p->from;
	uint64_t *first = columns_first(p->to), *ends;
	size_t used = 0;
	char *bytes;

	ends = owner_array(p->to->owner, from->journeys_n, sizeof *ends);
	bytes = owner_array(p->to->owner,
		from->journeys_n == 0 ? 0 : (size_t)from->journeys.ends[from->journeys_n - 1], 1);
	uint32_t n = 0;
	for (uint32_t j = 0; j < from->journeys_n; j++) {
		uint64_t before = p->instances_n;
		journey_pair(p, j);
		if (p->instances_n == before)
			continue;
		struct span name = words_at(&from->journeys, j);
		if (name.size > 0)
			memcpy(bytes + used, name.at, name.size);
		used += name.size;
		ends[n] = used;
		first[n++] = before;
	}
	first[n] = p->instances_n;
	p->to->journeys_n = n;
	p->to->journeys = (struct words){.words_n = n, .ends = ends, .bytes = bytes};
	p->to->events_n = p->instances_n;
}

/* What each word of the lifecycle means; NULL when none of them is a start or a completion. An
 * event that has no word is complete. */
static enum transition *
transitions_of(const struct column *lifecycle)
{
	enum transition *t = checked(calloc(lifecycle->words.words_n + 1, sizeof *t));
	bool is_known = false;
	for (uint64_t w = 0; w < lifecycle->words.words_n; w++) {
		struct span word = span_trim(words_at(&lifecycle->words, w));
		if (span_is_like(word, SPAN("start")))
			t[w] = TRANSITION_START;
		else if (word.size == 0 || span_is_like(word, SPAN("complete")))
			t[w] = TRANSITION_COMPLETE;
		is_known |= word.size > 0 && t[w] != TRANSITION_OTHER;
	}
	if (!is_known)
		free(TAKE(t));
	return t;
}

static void
pairing_begin(struct pairing *p)
{
	const struct columns *from = p->from;
	size_t extra_n = 0;

	p->lifecycle = from->end_us != NULL ? NULL : columns_find(from, "lifecycle");
	if (p->lifecycle != NULL && (p->transitions = transitions_of(p->lifecycle)) == NULL)
		p->lifecycle = NULL; /* words of another kind */
	p->instance = columns_find(from, "instance");
	p->resource = columns_find(from, "resource");
	p->nobody = p->resource != NULL ? column_find(p->resource, SPAN("")) : UINT32_MAX;
	p->extra = checked(calloc(from->extra_n + 1, sizeof(struct column *)));
	for (size_t k = 0; k < from->extra_n; k++)
		if (&from->extra[k] != p->lifecycle)
			p->extra[extra_n++] = &from->extra[k];
	p->to = columns_blank(from->events_n, from->journeys_n, extra_n);
	p->to->tick_us = from->tick_us;
	p->end_us = owner_array(p->to->owner, from->events_n, sizeof *p->end_us);
	p->to->end_us = p->end_us;
	p->to->activity = column_like(&from->activity, from->events_n, p->to->owner);
	for (size_t k = 0; k < extra_n; k++)
		*columns_extra(p->to, k) = column_like(p->extra[k], from->events_n, p->to->owner);
	p->next = pages_new(from->events_n * sizeof *p->next);
	p->lines_mask = 63;
	p->lines = checked(calloc(p->lines_mask + 1, sizeof *p->lines));
}

bool
columns_has_pairs(const struct columns *c)
{
	const struct column *lifecycle = columns_find(c, "lifecycle");
	bool has_start = false, has_complete = false;
	if (lifecycle == NULL || c->end_us != NULL)
		return false;
	for (uint64_t i = 0; i < lifecycle->words.words_n; i++) {
		const struct span word = words_at(&lifecycle->words, i);
		has_start = has_start || span_is_like(word, SPAN("start"));
		has_complete = has_complete || span_is_like(word, SPAN("complete"));
	}
	return has_start && has_complete;
}

enum fault_code
columns_instances(
	struct columns **ret, uint64_t *ret_unpaired, const struct columns *c, struct fault *f)
{
	struct pairing p = {.from = c};

	(void)f; /* nothing here can fail yet */
	pairing_begin(&p);
	journeys_pair(&p);
	struct columns *to = p.to;
	column_pack_words(&to->activity, &c->activity.words, to->events_n, to->owner);
	for (size_t k = 0; k < to->extra_n; k++)
		column_pack_words(
			columns_extra(to, k), &p.extra[k]->words, to->events_n, to->owner);
	free(p.extra);
	pages_free(p.next, c->events_n * sizeof *p.next);
	free(p.lines);
	free(p.transitions);
	*ret = to;
	*ret_unpaired = p.unpaired_n;
	return FAULT_NONE;
}
