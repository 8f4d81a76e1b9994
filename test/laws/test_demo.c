/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The demo and the simulator agree. Two weeks of the bank are lived through by the demo's crowd
 * with the service's own commands, and measured by `waits`, as anybody's would be; the same model
 * of each branch is simulated. Day by day with the demo's own seed, the same customers come, and
 * wait nearly as long; and among many other fortnights the demo's is an ordinary one.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../unit/service/home.h"
#include "columns/columns.h"
#include "demo/demo.h"
#include "measures/measures.h"

#define DAY_US	  INT64_C(86400000000)
#define MONDAY_US INT64_C(1795388400000000) /* 2026-11-23 00:00 in Warsaw */
#define DAYS	  14
#define RUNS	  40
#define BRANCHES  3

static const char *const branches[BRANCHES] = {
	"wroclaw-old-town", "wroclaw-arcade", "hanoi-hoan-kiem"};

enum { CAME, CALLED, LEFT, WAIT, FIGURES };

static const char *const figure_names[FIGURES] = {"came", "called", "left", "mean wait"};

/* ---- What the demo did ---- */

static struct columns *
columns_of(struct store *s)
{
	ON_EXIT(columns_follower_guard) struct columns_follower *follower = NULL;
	ON_EXIT(store_tx_guard) struct store_tx *tx = store_begin(store_reader(s, 0));
	struct fault fault = {0};
	size_t n = 0;

	assert_int_equal(columns_follower_open(&follower, NULL, &fault), FAULT_NONE);
	assert_int_equal(columns_follower_read(follower, tx, SIZE_MAX, &n, &fault), FAULT_NONE);
	columns_follower_publish(follower);
	return columns_follower_take(follower);
}

static double
figure_at(const struct frame *f, size_t row, const char *column)
{
	const size_t at = frame_column_find(f, column);

	assert_true(at != SIZE_MAX);
	return f->columns[at].type == CELL_INT ? (double)frame_cell(f, row, at)->i
					       : frame_cell(f, row, at)->r;
}

/* By the measure `waits`: of each branch. */
static void
demo_measure(double ret[BRANCHES][FIGURES], struct home *h)
{
	ON_EXIT(columns_guard) struct columns *c = columns_of(h->place->store);
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const char *by = "branch";
	const struct map *map = NULL;
	struct measure_options options = {.by = &by, .by_n = 1};
	struct frame *f = NULL;
	size_t found_n = 0;

	assert_int_equal(service_map_take(h->service, 1, 0, 0, &map, &h->fault), FAULT_NONE);
	options.map = map;
	options.cycle = map_cycle_find(map, "cheque");
	assert_int_equal(
		measure_run(&f, measure_find("waits"), c, &options, a, &h->fault), FAULT_NONE);
	for (size_t r = 0; r < frame_rows_n(f); r++)
		for (size_t b = 0; b < BRANCHES; b++)
			if (strcmp(frame_cell(f, r, 1)->t, "waiting") == 0 &&
				strtoll(frame_cell(f, r, 0)->t, NULL, 10) ==
					home_branch(h, branches[b])) {
				ret[b][CALLED] = figure_at(f, r, "n");
				ret[b][LEFT] = figure_at(f, r, "left");
				ret[b][CAME] =
					ret[b][CALLED] + ret[b][LEFT] + figure_at(f, r, "open");
				ret[b][WAIT] = figure_at(f, r, "mean");
				found_n++;
			}
	assert_int_equal(found_n, BRANCHES);
	service_map_give(h->service, map);
}

/* ---- What the simulator does ---- */

static void
tally_add(double *ret, const struct simulate_model *model, const struct simulate_run *run)
{
	for (size_t i = 0; i < model->services_n; i++) {
		const struct simulate_tally *t = &run->tallies[i];

		ret[CAME] += (double)(t->came_n - t->refused_n);
		ret[CALLED] += (double)t->called_n;
		ret[LEFT] += (double)t->left_n;
		ret[WAIT] += t->waited_called_us / 1e6;
	}
}

static void
tell(void *with, const struct simulate_model *model, const struct simulate_run *run, double *ret)
{
	(void)with;
	memset(ret, 0, FIGURES * sizeof *ret);
	tally_add(ret, model, run);
	ret[WAIT] /= ret[CALLED];
}

/* With the demo's own seeds, day by day. */
static void
same_days(double *ret, const struct crowd *crowd, int64_t branch, struct arena *a)
{
	const int64_t ends_us = MONDAY_US + DAYS * DAY_US;

	for (int64_t from_us = MONDAY_US; from_us < ends_us;) {
		const struct arena_mark mark = arena_mark(a);
		int64_t until_us = from_us;
		struct simulate_model model;
		struct simulate_wish wish;
		struct simulate_run run;
		struct fault fault = {0};

		/* The branch's own midnight: where the day's number changes. */
		assert_true(crowd_model(&model, &wish, crowd, branch, from_us, from_us + 1, a));
		until_us = (int64_t)wish.replication * (DAY_US / 24);
		assert_true(until_us > from_us && until_us <= from_us + DAY_US + DAY_US / 24);
		if (until_us > ends_us)
			until_us = ends_us;
		assert_true(crowd_model(&model, &wish, crowd, branch, from_us, until_us, a));
		assert_int_equal(simulate_run(&run, &model, NULL, &wish, a, &fault), FAULT_NONE);
		tally_add(ret, &model, &run);
		from_us = until_us;
		arena_rewind(a, mark);
	}
	ret[WAIT] /= ret[CALLED];
}

static void
the_demo_waits_as_its_model_is_simulated(void **state)
{
	struct home *h = *state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct crowd_setup setup = {
		.store = h->place->store, .reader = 1, .seed = 3, .from_us = MONDAY_US};
	const struct simulate_plan plan = {.seed = 17, .least = RUNS};
	double measured[BRANCHES][FIGURES];
	struct crowd *crowd = NULL;

	h->now_us = MONDAY_US;
	home_load_example(h, "bank");
	setup.service = h->service;
	assert_int_equal(crowd_new(&crowd, &setup, &h->fault), FAULT_NONE);
	if (crowd_run(crowd, MONDAY_US + DAYS * DAY_US, false, &h->fault))
		fail_msg("%s: %s", h->fault.notes[0], h->fault.notes[1]);
	home_settle(h);
	demo_measure(measured, h);
	for (size_t b = 0; b < BRANCHES; b++) {
		const int64_t branch = home_branch(h, branches[b]);
		struct simulate_figure figures[FIGURES];
		double same[FIGURES] = {0};
		struct simulate_model model;
		struct simulate_wish wish;

		same_days(same, crowd, branch, a);
		assert_true(crowd_model(
			&model, &wish, crowd, branch, MONDAY_US, MONDAY_US + DAYS * DAY_US, a));
		assert_int_equal(simulate_replicate(figures, FIGURES, &model, NULL, NULL, &plan,
					 tell, NULL, a, &h->fault),
			FAULT_NONE);
		for (int i = 0; i < FIGURES; i++) {
			const double off = fabs(measured[b][i] - figures[i].mean),
				     ordinary = 4 * figures[i].deviation * sqrt(1 + 1. / RUNS);

			print_message("%s, %s: demo %.1f, same days %.1f, fortnights %.1f ± %.1f\n",
				branches[b], figure_names[i], measured[b][i], same[i],
				figures[i].mean, figures[i].deviation);
			/* Calls come at the same moments but where a timer or a refusal interferes.
			 */
			if (fabs(measured[b][i] - same[i]) > 0.02 * same[i])
				fail_msg("%s, %s: %.1f is not %.1f", branches[b], figure_names[i],
					measured[b][i], same[i]);
			if (!(off <= ordinary))
				fail_msg("%s, %s: %.1f is not among %.1f ± %.1f", branches[b],
					figure_names[i], measured[b][i], figures[i].mean,
					figures[i].deviation);
		}
	}
	crowd_free(crowd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		HOME_TEST(the_demo_waits_as_its_model_is_simulated),
	};

	return cmocka_run_group_tests_name("demo", tests, NULL, NULL);
}
