/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the requirements ask of a map, moment by moment, and what else nobody would want: promises
 * that nothing can measure, sources that serve nothing, procedures that nobody is led to. A cycle
 * that stands alone, such as one just discovered from a log, is advised about itself only.
 */
#include "map/advice.h"

#include <string.h>

struct advice {
	struct reader *r;
	const struct map *map;
	const struct workspace *workspace;
};

static const struct map_file *
file_of(const struct advice *x, struct place place)
{
	for (size_t i = 0; i < x->workspace->files_n; i++)
		if (strcmp(x->workspace->files[i].inside, place.file) == 0)
			return &x->workspace->files[i];
	return &x->workspace->files[0];
}

static void advise(const struct advice *x, struct place place, const char *format, ...)
	PRINTF_LIKE(3, 4);

static void
advise(const struct advice *x, struct place place, const char *format, ...)
{
	va_list values;

	if (place.file == NULL)
		return;
	va_start(values, format);
	map_problem_vadd(
		x->r->problems, file_of(x, place), place.line, place.column, true, format, values);
	va_end(values);
}

/* A thing whose name was wrong is still spoken of. */
static const char *
called(const char *name)
{
	return name != NULL ? name : "…";
}

static void
critical_advise(const struct advice *x, const struct moment *m)
{
	if (m->standards_n == 0)
		advise(x, m->place, "the critical moment \"%s\" has no standard", called(m->name));
	if (m->procedure == NULL)
		advise(x, m->place, "the critical moment \"%s\" has no procedure", called(m->name));
	if (m->ask.survey == NULL)
		advise(x, m->place, "the critical moment \"%s\" has no survey item (\"ask\")",
			called(m->name));
}

/* The item that the customer is asked about the moment, or NULL. */
static const struct survey_item *
item_asked(const struct advice *x, const struct ask *ask)
{
	for (size_t i = 0; ask->survey != NULL && i < x->map->surveys_n; i++) {
		const struct survey *survey = &x->map->surveys[i];
		if (survey->name == NULL || strcmp(survey->name, ask->survey) != 0)
			continue;
		for (size_t k = 0; k < survey->items_n; k++)
			if (survey->items[k].name != NULL && ask->item != NULL &&
				strcmp(survey->items[k].name, ask->item) == 0)
				return &survey->items[k];
	}
	return NULL;
}

static const char *
score_obstacle(const struct advice *x, const struct moment *m, const struct standard *s)
{
	const struct survey_item *item = item_asked(x, &m->ask);

	if (m->ask.survey == NULL)
		return "the moment has no \"ask\", so no customer is asked about it";
	if (item == NULL)
		return NULL;
	if (item->kind != ITEM_RATING)
		return "the item that is asked is no rating";
	if ((s->has_at_least && s->at_least_number > item->to) ||
		(s->has_at_most && s->at_most_number < item->from))
		return arena_printf(x->r->problems->a,
			"its limit is outside the item's ratings, %d to %d", item->from, item->to);
	return NULL;
}

/* What a standard lacks to be measured, or NULL. A moment that staff mark has its own events. */
static const char *
obstacle_of(const struct advice *x, const struct moment *m, const struct standard *s)
{
	switch (s->measure) {
	case STANDARD_DURATION:
		return m->begins.names_n > 0 && m->ends.names_n == 0
			       ? "the moment has no \"ends\", so it has no duration"
			       : NULL;
	case STANDARD_WAIT:
		return m->waits_from.names_n == 0 ? "the moment has no \"waits_from\", so nobody "
						    "knows when the wait began"
						  : NULL;
	case STANDARD_SCORE:
		return score_obstacle(x, m, s);
	default:
		return NULL;
	}
}

static void
standards_advise(const struct advice *x, const struct moment *m)
{
	for (size_t i = 0; i < m->standards_n; i++) {
		const struct standard *s = &m->standards[i];
		const char *obstacle = obstacle_of(x, m, s);
		if (!s->has_source)
			advise(x, s->place,
				"the standard \"%s\" has no source: which expectation, value, "
				"stakeholder or "
				"guide does it serve?",
				called(s->name));
		if (obstacle != NULL)
			advise(x, s->place, "the standard \"%s\" cannot be measured: %s",
				called(s->name), obstacle);
	}
}

/* Do all names look like kinds of the live service, and none is one? */
static bool
events_are_unknown(const struct event_names *events)
{
	struct words live = map_words_of(WORDS_LIVE);

	for (size_t i = 0; i < events->names_n; i++)
		if (map_words_find(live, events->names[i]) < live.items_n ||
			strchr(events->names[i], '.') == NULL ||
			text_nearest(events->names[i], live.items, live.items_n) == NULL)
			return false;
	return events->names_n > 0;
}

static void
moment_advise(const struct advice *x, const struct moment *m)
{
	if (m->is_critical)
		critical_advise(x, m);
	standards_advise(x, m);
	if (events_are_unknown(&m->begins))
		advise(x, m->place,
			"no event ever reaches the moment \"%s\": nothing it begins with exists",
			called(m->name));
}

static void
cycle_advise(const struct advice *x, const struct cycle *c)
{
	bool has_critical = false, has_ending = false;

	for (size_t s = 0; s < c->stages_n; s++)
		for (size_t m = 0; m < c->stages[s].moments_n; m++) {
			const struct moment *moment = &c->stages[s].moments[m];
			has_critical = has_critical || moment->is_critical;
			moment_advise(x, moment);
		}
	for (unsigned o = 0; o < OUTCOME__COUNT; o++)
		has_ending = has_ending || c->closes[o].names_n > 0;
	if (!has_critical)
		advise(x, c->place, "the cycle \"%s\" has no critical moment", called(c->name));
	if (c->closing.survey == NULL)
		advise(x, c->place, "the cycle \"%s\" has no closing question (\"closing\")",
			called(c->name));
	if (!has_ending)
		advise(x, c->place, "the cycle \"%s\" has no ending (\"closes\")", called(c->name));
}

static void
procedures_advise(const struct advice *x, const struct date *today)
{
	for (size_t i = 0; i < x->map->procedures_n; i++) {
		const struct procedure *p = &x->map->procedures[i];
		const struct name *name =
			map_names_find(x->r->names, THING_PROCEDURE, NULL, p->name);
		if (name != NULL && name->references_n == 0)
			advise(x, p->place,
				"nothing leads to the procedure \"%s\": no moment, no response",
				called(p->name));
		if (today != NULL && p->has_review_by &&
			date_days(p->review_by) < date_days(*today))
			advise(x, p->place,
				"the review of the procedure \"%s\" is overdue since "
				"%04d-%02d-%02d",
				called(p->name), p->review_by.year, p->review_by.month,
				p->review_by.day);
	}
}

static void
sources_advise(const struct advice *x)
{
	static const enum thing kinds[] = {THING_EXPECTATION, THING_VALUE, THING_STAKEHOLDER};

	for (size_t k = 0; k < array_length(kinds); k++)
		for (const struct name *n = map_names_next(x->r->names, kinds[k], NULL); n != NULL;
			n = map_names_next(x->r->names, kinds[k], n))
			if (n->references_n == 0)
				map_problem_add(x->r->problems, n->file, n->line, n->column, true,
					"no standard serves the %s \"%s\"",
					map_thing_word(n->thing), n->text);
}

/* Two services with one letter have tickets that nobody can tell apart. */
static void
letters_advise(const struct advice *x)
{
	const struct organisation *o = &x->map->organisation;
	const struct service *first[26] = {0};

	for (size_t i = 0; i < o->services_n; i++) {
		const struct service *s = &o->services[i];
		if (s->letter == NULL)
			continue;
		const struct service **of = &first[s->letter[0] - 'A'];
		if (*of != NULL)
			advise(x, s->place,
				"the service \"%s\" has the letter %s of the service \"%s\"",
				called(s->name), s->letter, called((*of)->name));
		else
			*of = s;
	}
}

static void
surveys_advise(const struct advice *x)
{
	for (size_t i = 0; i < x->map->surveys_n; i++) {
		const struct survey *survey = &x->map->surveys[i];
		bool has_scale = survey->kind == NULL || strcmp(survey->kind, "nps") != 0;
		for (size_t k = 0; k < survey->items_n; k++)
			has_scale = has_scale || (survey->items[k].kind == ITEM_RATING &&
							 survey->items[k].from == 0 &&
							 survey->items[k].to == 10);
		if (!has_scale)
			advise(x, survey->place,
				"the survey \"%s\" is an nps, but no item of it is a rating from 0 "
				"to 10",
				called(survey->name));
	}
}

void
map_advice_give(struct reader *r, const struct map *map, const struct workspace *workspace,
	const struct date *today)
{
	const struct advice x = {.r = r, .map = map, .workspace = workspace};

	for (size_t i = 0; i < map->cycles_n; i++)
		cycle_advise(&x, &map->cycles[i]);
	surveys_advise(&x);
	if (workspace->is_alone)
		return;
	letters_advise(&x);
	procedures_advise(&x, today);
	sources_advise(&x);
}
