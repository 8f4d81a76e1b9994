/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The names on a map are looked up once in the log's dictionary; after that a passage costs a few
 * array reads an event.
 */
#include "measures/roles.h"

#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"

/* A name on the map: a place in the list of triggers of its activity. */
struct found {
	uint32_t activity;
	struct trigger trigger;
};

struct finds {
	struct arena *arena;
	struct found *items;
	size_t n, room;
};

/* Staff's marks say themselves which moment they are about. */
static bool
is_mark(const struct columns *c, uint32_t activity)
{
	const struct span word = words_at(&c->activity.words, activity);

	return columns_find(c, "moment") != NULL &&
	       (span_is(word, SPAN("moment.begun")) || span_is(word, SPAN("moment.ended")));
}

static void
names_find(struct finds *finds, const struct columns *c, const struct event_names *names,
	size_t moment, enum role role)
{
	const bool at_completion =
		names->side == EVENT_SIDE_AFTER ||
		(names->side == EVENT_SIDE_OWN && (role == ROLE_END || role == ROLE_CLOSE));
	for (size_t i = 0; i < names->names_n; i++) {
		const uint32_t activity = column_find(&c->activity, span_of(names->names[i]));
		if (activity == UINT32_MAX || (role != ROLE_CLOSE && is_mark(c, activity)))
			continue;
		*ARENA_PUSH(finds->arena, finds->items, finds->n, finds->room) = (struct found){
			.activity = activity,
			.trigger = {(uint16_t)moment, (uint8_t)role, at_completion},
		};
	}
}

static void
cycle_find(struct finds *finds, const struct columns *c, const struct cycle *cycle)
{
	for (size_t i = 0; i < cycle->moments_n; i++) {
		const struct moment *m = cycle_moment(cycle, i);
		names_find(finds, c, &m->waits_from, i, ROLE_ARRIVE);
		names_find(finds, c, &m->begins, i, ROLE_BEGIN);
		names_find(finds, c, &m->ends, i, ROLE_END);
		names_find(finds, c, &m->left_by, i, ROLE_LEAVE);
	}
	for (size_t i = 0; i < OUTCOME__COUNT; i++)
		names_find(finds, c, &cycle->closes[i], i, ROLE_CLOSE);
}

static int
found_compare(const void *a, const void *b)
{
	const struct found *x = a, *y = b;
	if (x->activity != y->activity)
		return x->activity < y->activity ? -1 : 1;
	if (x->trigger.is_at_completion != y->trigger.is_at_completion)
		return x->trigger.is_at_completion ? 1 : -1;
	if (x->trigger.role != y->trigger.role)
		return x->trigger.role < y->trigger.role ? -1 : 1;
	return (x->trigger.moment > y->trigger.moment) - (x->trigger.moment < y->trigger.moment);
}

/* Does the activity both begin the moment at its start and end it at its completion? */
static bool
is_whole(const struct roles *r, uint32_t activity, uint16_t moment)
{
	bool begins = false, ends = false;
	for (uint32_t i = r->begins[activity]; i < r->begins[activity + 1]; i++) {
		const struct trigger *t = &r->triggers[i];
		if (t->moment != moment)
			continue;
		begins = begins || (t->role == ROLE_BEGIN && !t->is_at_completion);
		ends = ends || (t->role == ROLE_END && t->is_at_completion);
	}
	return begins && ends;
}

static void
wholes_set(struct roles *r)
{
	for (uint64_t a = 0; a < r->columns->activity.words.words_n; a++)
		for (uint32_t i = r->begins[a]; i < r->begins[a + 1]; i++)
			r->triggers[i].is_whole = r->triggers[i].role == ROLE_BEGIN &&
						  is_whole(r, (uint32_t)a, r->triggers[i].moment);
}

static void
triggers_set(struct roles *r, struct finds *finds)
{
	const uint64_t words_n = r->columns->activity.words.words_n;
	r->begins = ARENA_ARRAY(r->arena, uint32_t, words_n + 1);
	r->is_leaving = ARENA_ARRAY(r->arena, uint8_t, words_n + 1);
	r->triggers = ARENA_ARRAY(r->arena, struct trigger, finds->n);
	if (finds->n > 0)
		qsort(finds->items, finds->n, sizeof *finds->items, found_compare);
	size_t i = 0;
	for (uint64_t a = 0; a < words_n; a++) {
		r->begins[a] = (uint32_t)i;
		for (; i < finds->n && finds->items[i].activity == a; i++) {
			r->triggers[i] = finds->items[i].trigger;
			r->is_leaving[a] |= r->triggers[i].role == ROLE_LEAVE;
		}
	}
	r->begins[words_n] = (uint32_t)i;
	wholes_set(r);
}

static void
calendars_set(struct roles *r, const struct map *map)
{
	if (map == NULL)
		return;
	r->calendar = map->organisation.calendar;
	r->branch = columns_find(r->columns, "branch");
	if (r->branch == NULL)
		return;
	const uint64_t words_n = r->branch->words.words_n;
	r->calendars = ARENA_ARRAY(r->arena, const struct calendar *, words_n);
	for (uint64_t i = 0; i < words_n; i++) {
		const struct span word = words_at(&r->branch->words, i);
		const struct branch *branch =
			map_branch_find(map, arena_text_n(r->arena, word.at, word.size));
		r->calendars[i] =
			branch != NULL && branch->calendar != NULL ? branch->calendar : r->calendar;
	}
}

static uint32_t
code_of(const struct column *column, const char *word)
{
	return column != NULL && word != NULL ? column_find(column, span_of(word)) : UINT32_MAX;
}

static void
live_set(struct roles *r)
{
	const struct columns *c = r->columns;
	struct live_roles *live = &r->live;

	live->begun = column_find(&c->activity, SPAN("moment.begun"));
	live->ended = column_find(&c->activity, SPAN("moment.ended"));
	live->answered = column_find(&c->activity, SPAN("answer.given"));
	live->moment = columns_find(c, "moment");
	live->survey = columns_find(c, "survey");
	live->item = columns_find(c, "item");
	live->mark = columns_find(c, "mark");
	if (live->moment == NULL)
		live->begun = live->ended = UINT32_MAX;
	if (live->item == NULL || live->mark == NULL)
		live->answered = UINT32_MAX;
	const uint64_t words_n = live->moment != NULL ? live->moment->words.words_n : 0;
	live->moments = ARENA_ARRAY(r->arena, uint16_t, words_n);
	for (uint64_t i = 0; i < words_n; i++)
		live->moments[i] = NO_MOMENT;
	live->asked = ARENA_ARRAY(r->arena, struct asked, r->cycle->moments_n);
	for (size_t m = 0; m < r->cycle->moments_n; m++) {
		const struct moment *moment = cycle_moment(r->cycle, m);
		const uint32_t code = code_of(live->moment, moment->name);

		if (code != UINT32_MAX)
			live->moments[code] = (uint16_t)m;
		live->asked[m] = (struct asked){code_of(live->survey, moment->ask.survey),
			code_of(live->item, moment->ask.item)};
	}
}

static void
telling_set(struct roles *r)
{
	const uint64_t words_n = r->columns->activity.words.words_n;

	r->is_telling = ARENA_ARRAY(r->arena, uint8_t, words_n + 1);
	for (uint64_t a = 0; a < words_n; a++)
		r->is_telling[a] = r->begins[a] < r->begins[a + 1] || a == r->live.begun ||
				   a == r->live.ended || a == r->live.answered;
}

static void
signs_set(struct roles *r)
{
	const uint64_t words_n = r->columns->activity.words.words_n;
	const struct column *moment = r->live.moment;
	const bool has_room = words_n < SIGN_NAMES_MOMENT &&
			      (moment == NULL || moment->words.words_n < SIGN_NAMES_MOMENT / 2);

	r->signs = ARENA_ARRAY(r->arena, uint32_t, words_n + 1);
	for (uint64_t a = 0; a < words_n; a++)
		r->signs[a] = !r->is_telling[a]			   ? SIGN_SILENT
			      : !has_room || a == r->live.answered ? SIGN_ALONE
			      : a == r->live.begun		   ? SIGN_NAMES_MOMENT
			      : a == r->live.ended		   ? 2 * SIGN_NAMES_MOMENT
								   : (uint32_t)a + 1;
}

static void
moments_set(struct roles *r)
{
	const size_t n = r->cycle->moments_n;

	r->has_end = ARENA_ARRAY(r->arena, bool, n);
	r->moments = ARENA_ARRAY(r->arena, const struct moment *, n);
	r->counted = ARENA_ARRAY(r->arena, uint16_t, n);
	for (size_t m = 0; m < n; m++) {
		const struct moment *moment = cycle_moment(r->cycle, m);
		bool is_counted = false;

		r->moments[m] = moment;
		r->has_end[m] = moment->ends.names_n > 0;
		for (size_t s = 0; s < moment->standards_n; s++)
			is_counted |= moment->standards[s].measure == STANDARD_COUNT;
		if (is_counted)
			r->counted[r->counted_n++] = (uint16_t)m;
	}
}

struct roles *
roles_new(const struct columns *c, const struct measure_options *options, int64_t last_us)
{
	struct arena *a = arena_new(ARENA_UNLIMITED);
	struct roles *r = ARENA_NEW(a, struct roles);
	*r = (struct roles){
		.columns = c,
		.cycle = options->cycle,
		.arena = a,
		.last_us = last_us,
	};
	struct finds finds = {.arena = a};
	cycle_find(&finds, c, r->cycle);
	triggers_set(r, &finds);
	calendars_set(r, options->map);
	live_set(r);
	telling_set(r);
	signs_set(r);
	moments_set(r);
	return r;
}

void
roles_free(struct roles *r)
{
	if (r != NULL)
		arena_free(r->arena);
}

void
roles_guard(struct roles **r)
{
	roles_free(*r);
}

void
roles_note(const struct roles *r, struct frame *frame)
{
	if (r->columns->events_n > 0 && r->begins[r->columns->activity.words.words_n] == 0 &&
		r->live.begun == UINT32_MAX && r->live.ended == UINT32_MAX)
		frame_note(frame, "No activity of the log is named on the map.");
}

bool
roles_has(const struct roles *r, uint32_t activity)
{
	return r->begins[activity] < r->begins[activity + 1];
}

bool
roles_has_calendar(const struct roles *r)
{
	return r->calendar != NULL;
}

int64_t
roles_elapsed(
	const struct roles *r, uint64_t event, int64_t from_us, int64_t to_us, bool is_opening)
{
	const struct calendar *calendar = r->calendar;
	if (is_opening && r->branch != NULL)
		calendar = r->calendars[column_code(r->branch, event)];
	if (!is_opening || calendar == NULL)
		return to_us > from_us ? to_us - from_us : 0;
	return calendar_opening_between(calendar, from_us, to_us);
}
