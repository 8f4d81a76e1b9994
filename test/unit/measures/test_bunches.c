/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bunches of journeys alike hold the passages that each journey has when it is read for itself.
 */
#include "log.h"
#include "map.h"
#include "measures/bunches.h"

/* Journeys of a few events, many alike, some events at the same time. */
static struct columns *
many_journeys(unsigned seed)
{
	static const char *const words[] = {"taken -", "called -", "left -", "greeted -", "serve -",
		"bye -", "good -", "gone -", "nothing -", "moment.begun smile",
		"moment.ended smile", "moment.begun greeting", "moment.ended waiting", "taken -",
		"called -"};
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	char *text = arena_alloc(a, 4000 * 80 * 60), *at = text;
	for (int j = 0; j < 4000; j++) {
		unsigned second = 100;
		const unsigned n = j % 100 == 0 ? 60 : 1 + rand_r(&seed) % 6;
		for (unsigned i = 0; i < n; i++) {
			const char *word = words[rand_r(&seed) % array_length(words)];
			const char *blank = strchr(word, ' ');
			at += snprintf(at, 80, "j%d %.*s %u %s\n", j, (int)(blank - word), word,
				second, blank + 1);
			second += rand_r(&seed) % 3 * (1 + rand_r(&seed) % 5);
		}
	}
	return log_read(text, "moment");
}

/* The passages of each journey, read one by one. */
struct expected {
	struct passage *items;
	size_t n;
	enum outcome outcome;
	uint32_t times_n[32];
	bool is_met;
};

static struct expected *
each_read(const struct roles *roles, const struct view *view, const struct bank *bank,
	struct arena *a)
{
	const uint32_t n = view->columns->journeys_n;
	struct expected *all = ARENA_ARRAY(a, struct expected, n);
	struct passages p;

	assert_true(bank->cycle.moments_n <= array_length(all->times_n));
	passages_begin(&p, roles, view, 0, 1);
	while (passages_next(&p)) {
		struct expected *e = &all[p.walk.at - 1];
		e->n = p.n;
		e->outcome = p.outcome;
		e->items = ARENA_ARRAY(a, struct passage, p.n);
		for (size_t i = 0; i < p.n; i++)
			e->items[i] = p.items[i];
		for (size_t m = 0; m < bank->cycle.moments_n; m++)
			e->times_n[m] = p.times_n[m];
	}
	passages_finish(&p);
	return all;
}

static int64_t
time_in(const struct bunch *b, uint32_t row, size_t i)
{
	return row == ROW_NONE ? TIME_NONE : bunch_row(b, row)[i];
}

static uint64_t
event_in(const struct bunch *b, uint64_t event, size_t i)
{
	return event == NO_EVENT ? NO_EVENT : b->firsts[i] + event;
}

static void
assert_item(const struct bunch *b, size_t k, size_t i, const struct passage *passage)
{
	const struct bunch_item *item = &b->items[k];

	assert_int_equal(time_in(b, item->arrived, i), passage->arrived_us);
	assert_int_equal(time_in(b, item->begun, i), passage->begun_us);
	assert_int_equal(time_in(b, item->ended, i), passage->ended_us);
	assert_int_equal(event_in(b, item->event, i), passage->event);
	assert_int_equal(event_in(b, item->last_event, i), passage->last_event);
	assert_int_equal(event_in(b, item->marked_event, i), passage->marked_event);
	assert_int_equal(event_in(b, item->answer_event, i), passage->answer_event);
	assert_int_equal(item->mark, passage->mark);
	assert_int_equal(item->moment, passage->moment);
	assert_int_equal(item->ending, passage->ending);
	assert_int_equal(item->is_mark, passage->is_mark);
}

/* Every journey of the view is in one bunch, with just the passages it has. How many are in a bunch
 * with others. */
static size_t
assert_bunches(const struct roles *roles, const struct view *view, struct expected *all, size_t n,
	const struct bank *bank)
{
	struct bunches *bunches = bunches_new(roles, view, 0, 1);
	const struct bunch *b;
	size_t alike_n = 0, met_n = 0;

	while ((b = bunches_next(bunches)) != NULL) {
		assert_in_range(b->journeys_n, 1, BUNCH_MOST);
		alike_n += b->journeys_n > 1 ? b->journeys_n : 0;
		for (size_t i = 0; i < b->journeys_n; i++) {
			struct expected *e = &all[b->places[i]];
			assert_false(e->is_met);
			e->is_met = true;
			met_n++;
			assert_int_equal(b->items_n, e->n);
			assert_int_equal(b->outcome, e->outcome);
			assert_memory_equal(b->times_n, e->times_n,
				bank->cycle.moments_n * sizeof e->times_n[0]);
			for (size_t k = 0; k < b->items_n; k++)
				assert_item(b, k, i, &e->items[k]);
		}
	}
	bunches_free(bunches);
	assert_int_equal(met_n, n);
	return alike_n;
}

static void
journeys_alike_are_as_each_read_for_itself(void **state)
{
	(void)state;
	struct bank bank;
	bank_fill(&bank);
	const struct measure_options options = {.map = &bank.map, .cycle = &bank.cycle};
	for (unsigned round = 0; round < 3; round++) {
		ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
		ON_EXIT(columns_guard) struct columns *points = many_journeys(round);
		const struct view view = {.columns = points, .instances = points};
		/* How far the log looks lies among the last events of the third. */
		ON_EXIT(roles_guard)
		struct roles *roles =
			roles_new(points, &options, round == 2 ? 110000000 : 400000000);
		struct expected *all = each_read(roles, &view, &bank, a);
		const size_t alike_n = assert_bunches(roles, &view, all, points->journeys_n, &bank);
		assert_in_range(alike_n, points->journeys_n / 4, points->journeys_n - 100);
	}
}

static void
instances_are_each_read_for_itself(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct bank bank;
	bank_fill(&bank);
	const struct measure_options options = {.map = &bank.map, .cycle = &bank.cycle};
	ON_EXIT(columns_guard) struct columns *points = many_journeys(7);
	struct columns instances = *points;
	instances.end_us = points->time_us;
	const struct view view = {.columns = &instances, .instances = &instances};
	ON_EXIT(roles_guard) struct roles *roles = roles_new(&instances, &options, 400000000);
	struct expected *all = each_read(roles, &view, &bank, a);
	assert_int_equal(assert_bunches(roles, &view, all, points->journeys_n, &bank), 0);
}

/* Of half of a journey's events only the passages that begin in them count; of all of them, all. */
static void
a_view_of_events_has_the_passages_that_begin_in_it(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct bank bank;
	bank_fill(&bank);
	const struct measure_options options = {.map = &bank.map, .cycle = &bank.cycle};
	ON_EXIT(columns_guard) struct columns *points = many_journeys(9);
	uint64_t *events = ARENA_ARRAY(a, uint64_t, points->events_n);
	struct expected *all = ARENA_ARRAY(a, struct expected, points->events_n);
	struct view view = {.columns = points, .instances = points, .events = events};
	ON_EXIT(roles_guard) struct roles *roles = roles_new(points, &options, 400000000);
	struct passages p;
	size_t journeys_n = 0;

	for (uint32_t j = 0; j < points->journeys_n; j++)
		for (uint64_t e = points->first[j]; e < points->first[j + 1]; e++)
			if (j % 2 == 0 || e % 2 == 0)
				events[view.events_n++] = e;
	passages_begin(&p, roles, &view, 0, 1);
	for (; passages_next(&p); journeys_n++) {
		struct expected *e = &all[p.walk.at - 1];
		e->n = p.n;
		e->outcome = p.outcome;
		e->items = ARENA_ARRAY(a, struct passage, p.n);
		for (size_t i = 0; i < p.n; i++)
			e->items[i] = p.items[i];
		for (size_t m = 0; m < bank.cycle.moments_n; m++)
			e->times_n[m] = p.times_n[m];
	}
	passages_finish(&p);
	assert_in_range(assert_bunches(roles, &view, all, journeys_n, &bank),
		points->journeys_n / 8, points->journeys_n);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(journeys_alike_are_as_each_read_for_itself),
		cmocka_unit_test(instances_are_each_read_for_itself),
		cmocka_unit_test(a_view_of_events_has_the_passages_that_begin_in_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
