/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A map that names no wait leaves the gaps between events, which is what a log alone can tell.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/crew.h"
#include "measures/judge.h"
#include "measures/scratch.h"
#include "measures/wait_set.h"

struct work {
	const struct view *view;
	const struct roles *roles; /* NULL for gaps */
	const struct wait_set *set;
	size_t pieces_n;
	struct waits *waits; /* pieces_n × set->n */
};

/* Does a name, cut at its hyphens, have a word for waiting? Names are people's own, in their
 * language. */
static bool
name_says_wait(const char *name)
{
	static const char *const beginnings[] = {"wait", "queue", "hold", "czek", "oczek", "kolejk",
		"cho-doi", "doi-cho", "xep-hang"};
	for (const char *part = name; part != NULL; part = strchr(part, '-')) {
		part += *part == '-';
		for (size_t i = 0; i < array_length(beginnings); i++)
			if (strncmp(part, beginnings[i], strlen(beginnings[i])) == 0)
				return true;
	}
	return false;
}

struct wait_clock
wait_clock_of(const struct cycle *cycle, const struct moment *moment)
{
	struct wait_clock clock = {
		.is_one = moment->waits_from.names_n > 0, .measure = STANDARD_WAIT};
	for (size_t i = 0; i < moment->standards_n; i++)
		clock.is_one = clock.is_one || moment->standards[i].measure == STANDARD_WAIT;
	if (!clock.is_one && moment->begins.names_n > 0 && moment->ends.names_n > 0 &&
		(name_says_wait(moment->name) ||
			name_says_wait(cycle->stages[moment->stage].name))) {
		clock.is_one = true;
		clock.measure = STANDARD_DURATION;
	}
	for (size_t i = 0; i < moment->standards_n; i++)
		clock.is_opening =
			clock.is_opening || (moment->standards[i].measure == clock.measure &&
						    moment->standards[i].at_most.is_opening);
	return clock;
}

void
waits_sort(struct waits *w)
{
	uint64_t *other = SCRATCH(uint64_t, w->n);
	uint64_t *sorted = wait_keys_sort(w->keys, other, w->n);
	if (sorted == other) {
		other = w->keys;
		w->keys = sorted;
		w->room = w->n;
	}
	free(other);
}

void
waits_join(struct waits *to, struct waits *from)
{
	const uint64_t *a = to->keys, *b = from->keys;
	const uint64_t *const a_end = a + to->n, *const b_end = b + from->n;
	uint64_t *joined = SCRATCH(uint64_t, to->n + from->n), *at = joined;
	while (a < a_end && b < b_end) {
		const uint64_t x = *a, y = *b;
		*at++ = x <= y ? x : y;
		a += x <= y;
		b += x > y;
	}
	while (a < a_end)
		*at++ = *a++;
	while (b < b_end)
		*at++ = *b++;
	free(to->keys);
	to->keys = joined;
	to->n = to->room = to->n + from->n;
	to->called_n += from->called_n;
	to->left_n += from->left_n;
	to->open_n += from->open_n;
	free(from->keys);
	*from = (struct waits){0};
}

double
waits_quantile(const struct waits *w, double share)
{
	if (w->n == 0)
		return NAN;
	const double place = (double)(w->n - 1) * share;
	const size_t rank = (size_t)floor(place);
	const int64_t low = wait_key_us(w->keys[rank]);
	const int64_t high = wait_key_us(w->keys[rank + 1 < w->n ? rank + 1 : rank]);
	return (double)low + (place - floor(place)) * (double)(high - low);
}

void
waits_keep_called(struct waits *w)
{
	size_t n = 0;
	for (size_t i = 0; i < w->n; i++) {
		w->keys[n] = w->keys[i];
		n += wait_key_end(w->keys[i]) == WAIT_CALLED;
	}
	w->n = n;
	w->left_n = w->open_n = 0;
}

void
waits_add_item(struct waits *waits, const struct roles *roles, const struct bunch *b,
	const struct bunch_item *item, const struct wait_clock *clock)
{
	const struct reading ending = item_ending(item, clock->measure);
	int64_t us[BUNCH_MOST];
	if (!ending.has_run)
		return;
	item_read(us, roles, b, item, clock->measure, clock->is_opening);
	waits_add(waits, us, b->journeys_n,
		ending.is_left	 ? WAIT_LEFT
		: ending.is_open ? WAIT_OPEN
		: ending.is_lost ? WAIT_LOST
				 : WAIT_CALLED);
}

static void
waits_sort_all(const struct work *work, struct waits *waits)
{
	for (size_t i = 0; i < work->set->n; i++)
		if (waits[i].n > 0)
			waits_sort(&waits[i]);
}

static void
piece_passages(void *shared, size_t piece)
{
	const struct work *work = shared;
	struct waits *waits = &work->waits[piece * work->set->n];
	struct bunches *bunches = bunches_new(work->roles, work->view, piece, work->pieces_n);
	const struct bunch *b;

	while ((b = bunches_next(bunches)) != NULL) {
		for (size_t i = 0; i < b->items_n; i++) {
			const size_t m = b->items[i].moment;
			if (work->set->clocks[m].is_one)
				waits_add_item(&waits[m], work->roles, b, &b->items[i],
					&work->set->clocks[m]);
		}
	}
	bunches_free(bunches);
	waits_sort_all(work, waits);
}

/* From the end of the event before to the beginning; nothing when that one has not ended yet. */
static void
piece_gaps(void *shared, size_t piece)
{
	const struct work *work = shared;
	struct waits *waits = &work->waits[piece * work->set->n];
	const struct columns *c = work->view->columns;
	struct walk w;

	walk_begin(&w, work->view, piece, work->pieces_n);
	while (walk_next(&w)) {
		for (size_t i = 0; i < w.events_n; i++) {
			const uint64_t e = walk_event(&w, i);
			if (e == w.first)
				continue;
			const int64_t gap = c->time_us[e] - columns_end_us(c, e - 1);
			const int64_t us = gap > 0 ? gap : 0;
			waits_add(&waits[column_code(&c->activity, e)], &us, 1, WAIT_CALLED);
		}
	}
	waits_sort_all(work, waits);
}

static void
item_join(void *shared, size_t i)
{
	const struct work *work = shared;
	for (size_t piece = 1; piece < work->pieces_n; piece++)
		if (work->waits[piece * work->set->n + i].n > 0)
			waits_join(&work->waits[i], &work->waits[piece * work->set->n + i]);
}

static bool
clocks_set(struct wait_set *set, const struct cycle *cycle)
{
	bool has_any = false;
	if (cycle == NULL)
		return false;
	set->clocks = SCRATCH_ZERO(struct wait_clock, cycle->moments_n);
	for (size_t i = 0; i < cycle->moments_n; i++) {
		set->clocks[i] = wait_clock_of(cycle, cycle_moment(cycle, i));
		has_any = has_any || set->clocks[i].is_one;
	}
	return has_any;
}

void
wait_set_make(struct wait_set *ret, const struct view *view, const struct measure_options *options)
{
	ON_EXIT(roles_guard) struct roles *roles = NULL;
	struct work work = {.view = view, .set = ret};

	*ret = (struct wait_set){.n = view->columns->activity.words.words_n};
	ret->is_map = clocks_set(ret, options->cycle);
	if (ret->is_map) {
		ret->n = options->cycle->moments_n;
		roles = roles_new(view->columns, options, view->last_us);
	}
	work.roles = roles;
	/* Long dictionaries: one piece, since each piece has lists for all words. */
	work.pieces_n = ret->n > 10000 ? 1 : walk_pieces(view, options->hands, 1);
	work.waits = SCRATCH_ZERO(struct waits, work.pieces_n * ret->n);
	crew_run(options->hands, work.pieces_n, ret->is_map ? piece_passages : piece_gaps, &work);
	crew_run(options->hands, ret->n, item_join, &work);
	ret->items = work.waits;
}

void
wait_set_finish(struct wait_set *set)
{
	for (size_t i = 0; i < set->n; i++)
		free(set->items[i].keys);
	free(set->items);
	free(set->clocks);
	*set = (struct wait_set){0};
}

struct span
wait_set_name(const struct wait_set *set, const struct view *view,
	const struct measure_options *options, size_t number)
{
	if (set->is_map)
		return span_of(cycle_moment(options->cycle, number)->name);
	return words_at(&view->columns->activity.words, number);
}

static int
order_compare(const void *a, const void *b, void *shared)
{
	const struct wait_set *set = shared;
	const size_t x = *(const size_t *)a, y = *(const size_t *)b;
	if (!set->is_map && set->items[x].n != set->items[y].n)
		return set->items[x].n < set->items[y].n ? 1 : -1;
	return (x > y) - (x < y);
}

size_t *
wait_set_order(const struct wait_set *set, size_t *ret_n)
{
	size_t *order = SCRATCH(size_t, set->n);
	size_t n = 0;
	for (size_t i = 0; i < set->n; i++)
		if (set->is_map ? set->clocks[i].is_one : set->items[i].n > 0)
			order[n++] = i;
	if (n > 0)
		qsort_r(order, n, sizeof *order, order_compare, (void *)set);
	*ret_n = n;
	return order;
}
