/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A journey is read as a row of marks: each event's start, then its completion – which for a point
 * are the same instant. Instances may overlap, so their marks are put in order of time first.
 */
#include "measures/passage.h"

#include <stdlib.h>
#include <string.h>

#include "measures/roles.h"

#define NONE SIZE_MAX

/* Where a journey is in one moment. */
struct passage_state {
	bool is_touched;
	bool is_waiting; /* arrived, not begun */
	int64_t arrived_us;
	uint64_t arrived_event;
	size_t open; /* the passage that has begun and not ended, or NONE */
};

struct passage_mark {
	int64_t at_us;
	uint64_t event;
	bool is_completion;
};

static void
passages_room(struct passages *p, size_t n)
{
	if (n <= p->room)
		return;
	p->room = n < 64 ? 64 : 2 * n;
	p->items = realloc(p->items, p->room * sizeof *p->items);
	if (p->items == NULL)
		abort();
}

static struct passage *
passage_add(struct passages *p, uint16_t moment)
{
	passages_room(p, p->n + 1);
	p->items[p->n] = (struct passage){
		.arrived_us = TIME_NONE,
		.begun_us = TIME_NONE,
		.marked_event = NO_EVENT,
		.answer_event = NO_EVENT,
		.moment = moment,
	};
	return &p->items[p->n++];
}

/* The state of a moment to which something happens. */
static struct passage_state *
touch(struct passages *p, uint16_t moment)
{
	struct passage_state *state = &p->states[moment];
	if (!state->is_touched) {
		state->is_touched = true;
		p->touched[p->touched_n++] = moment;
	}
	return state;
}

static void
arrive(struct passages *p, const struct passage_mark *mark, uint16_t moment)
{
	struct passage_state *state = touch(p, moment);
	if (state->is_waiting)
		return; /* the first sign counts */
	state->is_waiting = true;
	state->arrived_us = mark->at_us;
	state->arrived_event = mark->event;
}

static void
begin(struct passages *p, const struct passage_mark *mark, uint16_t moment, bool is_whole)
{
	struct passage_state *state = touch(p, moment);
	if (state->open != NONE)
		return; /* goes on */
	struct passage *passage = passage_add(p, moment);
	passage->begun_us = passage->ended_us = mark->at_us;
	passage->event = passage->last_event = mark->event;
	passage->ending = PASSAGE_ENDED;
	passage->mark = (uint32_t)p->n;
	p->counted_n[moment]++;
	if (state->is_waiting) {
		passage->arrived_us = state->arrived_us;
		passage->event = state->arrived_event;
		state->is_waiting = false;
	}
	if (is_whole && p->walk.columns->end_us != NULL)
		passage->ended_us = p->walk.columns->end_us[mark->event];
	else if (is_whole)
		passage->ended_us = mark->at_us;
	else if (p->roles->has_end[moment])
		state->open = p->n - 1;
}

static void
end(struct passages *p, const struct passage_mark *mark, uint16_t moment, enum ending ending)
{
	struct passage_state *state = &p->states[moment];
	if (state->open == NONE)
		return;
	struct passage *passage = &p->items[state->open];
	passage->ended_us = mark->at_us;
	passage->last_event = mark->event;
	passage->ending = (uint8_t)ending;
	state->open = NONE;
}

/* The customer leaves: out of the wait, or out of what has begun. */
static void
leave(struct passages *p, const struct passage_mark *mark, uint16_t moment)
{
	struct passage_state *state = &p->states[moment];
	end(p, mark, moment, PASSAGE_LEFT);
	if (!state->is_waiting)
		return;
	struct passage *passage = passage_add(p, moment);
	passage->arrived_us = state->arrived_us;
	passage->ended_us = mark->at_us;
	passage->event = state->arrived_event;
	passage->last_event = mark->event;
	passage->ending = PASSAGE_LEFT;
	state->is_waiting = false;
}

/* An abandonment that no moment claims: the customer leaves the moment they came to last. */
static void
leave_last(struct passages *p, const struct passage_mark *mark)
{
	size_t last = NONE;
	int64_t last_us = INT64_MIN;
	for (size_t i = 0; i < p->touched_n; i++) {
		const size_t m = p->touched[i];
		const struct passage_state *state = &p->states[m];
		int64_t at_us = INT64_MIN;
		if (state->is_waiting)
			at_us = state->arrived_us;
		if (state->open != NONE && p->items[state->open].begun_us > at_us)
			at_us = p->items[state->open].begun_us;
		p->has_compared |= at_us != INT64_MIN && last != NONE;
		/* of the same time, the later moment of the map */
		if (at_us != INT64_MIN &&
			(at_us > last_us || last == NONE || (at_us == last_us && m > last))) {
			last = m;
			last_us = at_us;
		}
	}
	if (last != NONE)
		leave(p, mark, (uint16_t)last);
}

/* ---- What the live service tells by a moment's name ---- */

/* The moment's last passage so far that has begun, or NONE. */
static size_t
last_begun(const struct passages *p, uint16_t moment)
{
	for (size_t i = p->n; i-- > 0;)
		if (p->items[i].moment == moment && p->items[i].begun_us != TIME_NONE)
			return i;
	return NONE;
}

/* A moment that has begun and has no end but staff's is open from its beginning. */
static void
staff_begin(struct passages *p, const struct passage_mark *mark, uint16_t moment)
{
	struct passage_state *state = &p->states[moment];
	const size_t last = last_begun(p, moment);

	if (state->open != NONE)
		return; /* goes on */
	if (last != NONE && !p->roles->has_end[moment] && p->items[last].marked_event == NO_EVENT) {
		state->open = last;
		return;
	}
	begin(p, mark, moment, false);
	state->open = p->n - 1;
}

static void
staff_end(struct passages *p, const struct passage_mark *mark, uint16_t moment)
{
	size_t marked = p->states[moment].open;

	if (marked == NONE) {
		marked = last_begun(p, moment);
		if (marked == NONE || p->items[marked].marked_event != NO_EVENT) {
			begin(p, mark, moment, false);
			marked = p->n - 1;
			p->items[marked].is_mark = true;
		}
	}
	end(p, mark, moment, PASSAGE_ENDED);
	p->items[marked].marked_event = mark->event;
}

static void
answer(struct passages *p, const struct passage_mark *mark)
{
	const struct live_roles *live = &p->roles->live;
	const uint32_t item = column_code(live->item, mark->event);
	const uint32_t survey =
		live->survey != NULL ? column_code(live->survey, mark->event) : UINT32_MAX;

	for (size_t m = 0; m < p->cycle->moments_n; m++) {
		const struct asked *asked = &live->asked[m];
		const size_t last =
			asked->item == item && asked->survey == survey && item != UINT32_MAX
				? last_begun(p, (uint16_t)m)
				: NONE;

		if (last != NONE)
			p->items[last].answer_event = mark->event;
	}
}

static void
live_read(struct passages *p, const struct passage_mark *mark, uint32_t activity)
{
	const struct live_roles *live = &p->roles->live;

	if (activity == live->answered) {
		answer(p, mark);
		return;
	}
	const uint16_t moment = live->moments[column_code(live->moment, mark->event)];

	if (moment == NO_MOMENT)
		return; /* of another cycle */
	if (activity == live->begun)
		staff_begin(p, mark, moment);
	else
		staff_end(p, mark, moment);
}

static inline void
trigger_pull(struct passages *p, const struct passage_mark *mark, const struct trigger *t,
	uint32_t activity)
{
	switch ((enum role)t->role) {
	case ROLE_ARRIVE:
		arrive(p, mark, t->moment);
		break;
	case ROLE_BEGIN:
		begin(p, mark, t->moment, t->is_whole);
		break;
	case ROLE_END:
		end(p, mark, t->moment, PASSAGE_ENDED);
		break;
	case ROLE_LEAVE:
		leave(p, mark, t->moment);
		break;
	case ROLE_CLOSE:
		/* Who has left already leaves no other moment. */
		if (t->moment == OUTCOME_ABANDONED && p->outcome != OUTCOME_ABANDONED &&
			!p->roles->is_leaving[activity])
			leave_last(p, mark);
		p->outcome = (enum outcome)t->moment;
		p->closed_us = mark->at_us;
		break;
	}
}

static inline bool
is_live(const struct roles *r, uint32_t activity)
{
	return activity == r->live.begun || activity == r->live.ended ||
	       activity == r->live.answered;
}

static void
mark_read(struct passages *p, const struct passage_mark *mark)
{
	const struct roles *r = p->roles;
	const uint32_t activity = column_code(&p->walk.columns->activity, mark->event);

	if (!mark->is_completion && is_live(r, activity))
		live_read(p, mark, activity);
	for (uint32_t i = r->begins[activity]; i < r->begins[activity + 1]; i++)
		if (r->triggers[i].is_at_completion == mark->is_completion)
			trigger_pull(p, mark, &r->triggers[i], activity);
}

static int
mark_compare(const void *a, const void *b)
{
	const struct passage_mark *x = a, *y = b;
	if (x->at_us != y->at_us)
		return x->at_us < y->at_us ? -1 : 1;
	if (x->event != y->event)
		return x->event < y->event ? -1 : 1;
	return (int)x->is_completion - (int)y->is_completion;
}

static void
instances_read(struct passages *p)
{
	const struct columns *c = p->walk.columns;
	const size_t n = 2 * (size_t)(p->walk.end - p->walk.first);
	if (n > p->marks_room) {
		free(p->marks);
		p->marks_room = 2 * n;
		p->marks = malloc(p->marks_room * sizeof *p->marks);
		if (p->marks == NULL)
			abort();
	}
	for (size_t i = 0; i < n; i++) {
		const uint64_t e = p->walk.first + i / 2;
		p->marks[i] = (struct passage_mark){
			.at_us = i % 2 == 0 ? c->time_us[e] : columns_end_us(c, e),
			.event = e,
			.is_completion = i % 2 == 1,
		};
	}
	if (n > 0)
		qsort(p->marks, n, sizeof *p->marks, mark_compare);
	for (size_t i = 0; i < n; i++)
		mark_read(p, &p->marks[i]);
}

/* What happens at a point's start and at its completion stands in this order in the roles. Places
 * may stand for times. */
static void
points_read(struct passages *p, bool by_places)
{
	const struct roles *r = p->roles;
	int64_t place = 0;
	const struct column *codes = &p->walk.columns->activity;

	for (uint64_t e = p->walk.first; e < p->walk.end; e++) {
		const uint32_t activity = column_code(codes, e);
		if (!r->is_telling[activity])
			continue;
		const int64_t at_us = by_places ? place++ : p->walk.columns->time_us[e];
		const struct passage_mark mark = {.at_us = at_us, .event = e};
		if (unlikely(is_live(r, activity)))
			live_read(p, &mark, activity);
		for (uint32_t i = r->begins[activity]; i < r->begins[activity + 1]; i++)
			trigger_pull(p, &mark, &r->triggers[i], activity);
	}
}

/* A later moment of the map that began after an instant: the customer went on. Its beginning or
 * TIME_NONE. */
static int64_t
went_on_at(struct passages *p, size_t begun_n, size_t moment, int64_t since_us)
{
	int64_t at_us = TIME_NONE;
	for (size_t i = 0; i < begun_n; i++) {
		const struct passage *passage = &p->items[i];
		p->has_compared |= passage->moment > moment;
		if (passage->moment > moment && passage->begun_us > since_us &&
			(at_us == TIME_NONE || passage->begun_us < at_us))
			at_us = passage->begun_us;
	}
	return at_us;
}

static void
rest_add(struct passages *p, size_t begun_n, size_t moment)
{
	const struct passage_state *state = &p->states[moment];
	int64_t until_us = p->closed_us;
	if (p->roles->moments[moment]->is_optional)
		return; /* a first sign of what may never come */
	const int64_t on_us = went_on_at(p, begun_n, moment, state->arrived_us);
	if (on_us != TIME_NONE && (until_us == TIME_NONE || on_us < until_us))
		until_us = on_us;
	const bool is_open = until_us == TIME_NONE;
	if (is_open)
		until_us = p->last_us;
	struct passage *passage = passage_add(p, (uint16_t)moment);
	passage->arrived_us = state->arrived_us;
	passage->event = passage->last_event = state->arrived_event;
	passage->ending = is_open ? PASSAGE_OPEN : PASSAGE_LOST;
	passage->ended_us = until_us > state->arrived_us ? until_us : state->arrived_us;
}

/* In the order of the map; there are few. */
static void
touched_order(struct passages *p)
{
	for (size_t i = 1; i < p->touched_n; i++) {
		const uint16_t moment = p->touched[i];
		size_t place = i;
		for (; place > 0 && p->touched[place - 1] > moment; place--)
			p->touched[place] = p->touched[place - 1];
		p->touched[place] = moment;
	}
}

/* What has not ended when the journey's events are through. */
static void
rest_read(struct passages *p)
{
	const bool is_closed = p->closed_us != TIME_NONE;
	const int64_t until_us = is_closed ? p->closed_us : p->last_us;
	const size_t begun_n = p->n;
	touched_order(p);
	for (size_t i = 0; i < p->touched_n; i++) {
		const size_t m = p->touched[i];
		const struct passage_state *state = &p->states[m];
		if (state->open != NONE) {
			struct passage *passage = &p->items[state->open];
			passage->ending = is_closed ? PASSAGE_LOST : PASSAGE_OPEN;
			passage->ended_us =
				until_us > passage->begun_us ? until_us : passage->begun_us;
		}
		if (state->is_waiting)
			rest_add(p, begun_n, m);
	}
}

/* Keeps those that begin in the view. */
static void
view_apply(struct passages *p)
{
	size_t kept_n = 0;
	if (p->walk.chosen == NULL)
		return;
	for (size_t i = 0; i < p->n; i++)
		if (walk_has(&p->walk, p->items[i].event))
			p->items[kept_n++] = p->items[i];
	p->n = kept_n;
}

void
passages_begin(struct passages *p, const struct roles *roles, const struct view *view, size_t piece,
	size_t pieces_n)
{
	*p = (struct passages){.roles = roles, .cycle = roles->cycle};
	p->counted_n = calloc(p->cycle->moments_n + 1, sizeof *p->counted_n);
	p->states = calloc(p->cycle->moments_n + 1, sizeof *p->states);
	p->touched = calloc(p->cycle->moments_n + 1, sizeof *p->touched);
	if (p->counted_n == NULL || p->states == NULL || p->touched == NULL)
		abort();
	for (size_t m = 0; m < p->cycle->moments_n; m++)
		p->states[m].open = NONE;
	walk_begin(&p->walk, view, piece, pieces_n);
}

static void
journey_begin(struct passages *p)
{
	p->n = 0;
	p->times_n = p->counted_n;
	p->closed_us = TIME_NONE;
	p->outcome = OUTCOME__COUNT;
	p->has_compared = false;
	p->last_us = p->roles->last_us;
	for (size_t i = 0; i < p->touched_n; i++) {
		p->counted_n[p->touched[i]] = 0;
		p->states[p->touched[i]] = (struct passage_state){.open = NONE};
	}
	p->touched_n = 0;
}

void
passages_read_places(struct passages *p, size_t places_n)
{
	journey_begin(p);
	p->last_us = (int64_t)places_n;
	points_read(p, true);
	rest_read(p);
}

void
passages_read(struct passages *p)
{
	journey_begin(p);
	if (p->walk.columns->end_us != NULL)
		instances_read(p);
	else
		points_read(p, false);
	rest_read(p);
	view_apply(p);
}

bool
passages_next(struct passages *p)
{
	if (!walk_next(&p->walk))
		return false;
	passages_read(p);
	return true;
}

void
passages_finish(struct passages *p)
{
	free(p->items);
	free(p->counted_n);
	free(p->states);
	free(p->touched);
	free(p->marks);
	*p = (struct passages){0};
}
