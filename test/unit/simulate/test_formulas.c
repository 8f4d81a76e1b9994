/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The simulator against the textbook: domain.md §5 and §10. Each figure is the mean of
 * replications with fixed seeds and lies within four standard errors of the closed form.
 */
#include "plain.h"

#include <math.h>
#include <stdlib.h>

#define RUNS 16

/* A model with a mean service time of a second. */
struct row {
	const char *name;
	double per_second;
	size_t counters_n;
	struct draw duration, patience;
	int capacity;
	int64_t seconds;
};

enum { WQ, WAIT_SHARE, LEFT_SHARE, OVER_TWO, P95, REFUSED_SHARE, QUEUE, BUSY, FIGURES };

#define EXPONENTIAL(seconds)                                                                       \
	{                                                                                          \
		.kind = DRAW_EXPONENTIAL, .mean_us = (seconds)*1e6                                 \
	}
#define GAMMA(squared)                                                                             \
	{                                                                                          \
		.kind = DRAW_GAMMA, .mean_us = 1e6, .variation = sqrt(squared)                     \
	}

static int
upwards(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* Of the second half of a run, which does not remember that it began empty. */
static void
tell(void *with, const struct simulate_model *model, const struct simulate_run *run, double *ret)
{
	const int64_t half_us = model->until_us / 2;
	int64_t *waits = test_malloc(run->visits_n * sizeof *waits);
	double came = 0, left = 0, refused = 0, late = 0, over = 0, waited = 0, served = 0;
	size_t n = 0;

	(void)with;
	for (size_t i = 0; i < run->visits_n; i++) {
		const struct simulate_visit *v = &run->visits[i];
		const int64_t until_us = v->called_us != INT64_MIN ? v->called_us : v->ended_us;

		if (v->came_us < half_us)
			continue;
		came++;
		left += v->ending == SIMULATE_LEFT;
		refused += v->ending == SIMULATE_REFUSED;
		if (v->ending == SIMULATE_REFUSED)
			continue;
		waits[n++] = until_us - v->came_us;
		waited += (double)(until_us - v->came_us) / 1e6;
		late += until_us > v->came_us;
		over += until_us - v->came_us > 2 * S;
		if (v->ending == SIMULATE_SERVED)
			served += (double)(v->ended_us - v->began_us) / 1e6;
	}
	qsort(waits, n, sizeof *waits, upwards);
	ret[WQ] = waited / (double)n;
	ret[WAIT_SHARE] = late / (double)n;
	ret[LEFT_SHARE] = left / came;
	ret[OVER_TWO] = over / (double)n;
	ret[P95] = (double)waits[n * 95 / 100] / 1e6;
	ret[REFUSED_SHARE] = refused / came;
	ret[QUEUE] = waited / (double)(model->until_us - half_us) * 1e6;
	ret[BUSY] = served / (double)(model->until_us - half_us) * 1e6 / (double)model->counters_n;
	test_free(waits);
	assert_true(run->little_error == 0);
}

static void
figures_of(struct simulate_figure *figures, const struct row *row)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct simulate_plan plan = {
		.seed = 2026, .least = RUNS, .hands = 1, .keeps_visits = true};
	struct fault fault = {0};
	struct plain p;

	plain_fill(&p, row->counters_n);
	plain_rate(&p, row->per_second, row->seconds);
	p.service.duration = row->duration;
	p.service.patience = row->patience;
	p.service.capacity = row->capacity;
	assert_int_equal(simulate_replicate(figures, FIGURES, &p.model, NULL, NULL, &plan, tell,
				 NULL, a, &fault),
		FAULT_NONE);
}

static void
assert_near(const char *name, const struct simulate_figure *figure, double expected)
{
	const double error = figure->deviation / sqrt(figure->n);

	if (fabs(figure->mean - expected) > 4 * error + 1e-9)
		fail_msg("%s: %.6f ± %.6f is not %.6f", name, figure->mean, error, expected);
	/* And it says something. */
	if (error > 0.15 * expected)
		fail_msg("%s: %.6f ± %.6f is too wide", name, figure->mean, error);
}

static void
waits_of_m_m_c_are_those_of_the_book(void **state)
{
	static const struct {
		struct row row;
		double wq, waits;
	} rows[] = {
		{{"M/M/1 at .5", .5, 1, EXPONENTIAL(1), .seconds = 8000}, 1, .5},
		{{"M/M/1 at .8", .8, 1, EXPONENTIAL(1), .seconds = 20000}, 4, .8},
		{{"M/M/2", 1.5, 2, EXPONENTIAL(1), .seconds = 8000}, 1.2857143, 9. / 14},
		{{"M/M/3", 2.4, 3, EXPONENTIAL(1), .seconds = 8000}, 1.0786517, 1.0786517 * .6},
		{{"M/M/5", 4, 5, EXPONENTIAL(1), .seconds = 6000}, 0.5541126, 0.5541125541},
		{{"M/M/10", 8, 10, EXPONENTIAL(1), .seconds = 4000}, 0.2045901, 0.4091801508},
	};
	struct simulate_figure figures[FIGURES];

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		figures_of(figures, &rows[i].row);
		assert_near(rows[i].row.name, &figures[WQ], rows[i].wq);
		assert_near(rows[i].row.name, &figures[WAIT_SHARE], rows[i].waits);
		assert_near(rows[i].row.name, &figures[BUSY],
			rows[i].row.per_second / (double)rows[i].row.counters_n);
		if (i == 1) {
			assert_near("P(Wq > 2)", &figures[OVER_TWO], 0.5362560);
			assert_near("P95", &figures[P95], 13.8629436);
			assert_near("Lq", &figures[QUEUE], 3.2);
		}
	}
}

static void
a_full_m_m_1_5_turns_away_as_many_as_the_book_says(void **state)
{
	static const struct row row = {
		"M/M/1/5", .8, 1, EXPONENTIAL(1), .capacity = 4, .seconds = 10000};
	struct simulate_figure figures[FIGURES];

	(void)state;
	figures_of(figures, &row);
	assert_near("blocked", &figures[REFUSED_SHARE], 0.0888195);
	assert_near("busy", &figures[BUSY], 1 - 0.2710556);
	/* L less those in service. */
	assert_near("waiting", &figures[QUEUE], 1.8683320 - (1 - 0.2710556));
}

/* Pollaczek and Khinchine. */
static void
waits_of_m_g_1_follow_the_variation_of_the_service(void **state)
{
	const struct {
		struct row row;
		double wq;
	} rows[] = {
		{{"M/D/1", .8, 1, {.kind = DRAW_CONSTANT, .mean_us = 1e6}, .seconds = 12000}, 2},
		{{"M/E2/1", .8, 1, {.kind = DRAW_ERLANG, .mean_us = 1e6, .phases = 2},
			 .seconds = 12000},
			3},
		{{"M/G/1, 1", .8, 1, GAMMA(1), .seconds = 12000}, 4},
		{{"M/G/1, 4", .8, 1, GAMMA(4), .seconds = 30000}, 10},
		{{"M/L/1", .8, 1,
			 {.kind = DRAW_LOGNORMAL, .mean_us = 1e6, .variation = sqrt(M_E - 1)},
			 .seconds = 20000},
			5.4365637},
	};
	struct simulate_figure figures[FIGURES];

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		figures_of(figures, &rows[i].row);
		assert_near(rows[i].row.name, &figures[WQ], rows[i].wq);
	}
}

/* ---- How far off a mean wait is ---- */

struct long_line {
	double busy, wq, variance; /* of the mean wait of n customers, × n: Daley, Whitt */
	int64_t customers;
};

static const struct draw of_a_second = EXPONENTIAL(1);
static const struct long_line long_lines[] = {
	{.5, 1, 29, 1000000},
	{.8, 4, 1976, 1000000},
	{.9, 9, 35901, 5000000},
};

/* Sums alone, so that the quick way can be taken. */
static double
mean_wait_s(double per_second, size_t counters_n, const struct draw *duration, int64_t customers,
	uint64_t seed)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct simulate_run run;
	struct plain p;

	plain_fill(&p, counters_n);
	plain_rate(&p, per_second, (int64_t)((double)customers / per_second));
	p.service.duration = *duration;
	run = run_of(&p.model, NULL, seed, false, a);
	assert_true(run.little_error == 0);
	return run.tallies[0].waited_us / 1e6 / (double)run.tallies[0].came_n;
}

static void
one_long_m_m_1_is_as_near_to_the_book_as_daley_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_length(long_lines); i++) {
		const struct long_line *line = &long_lines[i];
		const double error = sqrt(line->variance / (double)line->customers);

		assert_true(error < 0.012 * line->wq);
		assert_float_equal(mean_wait_s(line->busy, 1, &of_a_second, line->customers, 2026),
			line->wq, 4 * error);
	}
}

/* The means of many runs differ by so much and no less. */
static void
mean_waits_of_m_m_1_vary_as_daley_says(void **state)
{
	const int runs = 200;
	const int64_t customers = 20000;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		double sum = 0, squares = 0;

		for (int r = 0; r < runs; r++) {
			const double wait_s = mean_wait_s(
				long_lines[i].busy, 1, &of_a_second, customers, (uint64_t)r);

			sum += wait_s;
			squares += wait_s * wait_s;
		}
		const double variance = (squares - sum * sum / runs) / (runs - 1);
		/* Of a variance of so many means the error is √(2 / runs) of it, a tenth. */
		assert_float_equal(variance * (double)customers / long_lines[i].variance, 1,
			4 * sqrt(2. / runs));
	}
}

/* Five counters and service times of half the variation: Allen and Cunneen's figure is an
 * approximation, so a long run is off it by some per cent, and not by more. */
static void
an_m_g_5_waits_about_as_long_as_allen_and_cunneen_say(void **state)
{
	static const struct draw halved = {.kind = DRAW_ERLANG, .mean_us = 1e6, .phases = 2};
	const double wait_s = mean_wait_s(4, 5, &halved, 2000000, 2026);

	(void)state;
	assert_float_equal(wait_s, 0.4155844, 0.04 * 0.4155844);
}

/* Erlang A: domain.md §5. Mean service of a second stands for 1/μ of each row. */
static void
walk_outs_are_those_of_erlang_a(void **state)
{
	static const struct {
		struct row row;
		double waits, left, wait, queue, busy;
	} rows[] = {
		/* A minute of this row is a second here. */
		{{"Erlang A 50", 48, 50, EXPONENTIAL(1), EXPONENTIAL(2), 0, 1500}, 0.467774069,
			0.0309122492, 0.0618244983, 2.96757592, 0.930324241},
		{{"Erlang A 14", 10, 14, EXPONENTIAL(1), EXPONENTIAL(120. / 180), 0, 4000},
			0.12697634, 0.0228392865, 2.74071438 / 180, 0.15226191, 0.697971938},
		{{"Erlang A 11", 10, 11, EXPONENTIAL(1), EXPONENTIAL(120. / 180), 0, 3000},
			0.382816491, 0.0941550342, 11.2986041 / 180, 0.627700228, 0.823495423},
		{{"Erlang A 10", 10, 10, EXPONENTIAL(1), EXPONENTIAL(1), 0, 3000}, 0.542070286,
			0.125110036, 0.125110036, 1.25110036, 0.874889964},
		{{"Erlang A 5", 8, 5, EXPONENTIAL(1), EXPONENTIAL(.5), 0, 3000}, 0.814774823,
			0.411977473, 0.205988736, 1.64790989, 0.940836043},
	};
	struct simulate_figure figures[FIGURES];

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		figures_of(figures, &rows[i].row);
		assert_near(rows[i].row.name, &figures[WAIT_SHARE], rows[i].waits);
		assert_near(rows[i].row.name, &figures[LEFT_SHARE], rows[i].left);
		assert_near(rows[i].row.name, &figures[WQ], rows[i].wait);
		assert_near(rows[i].row.name, &figures[QUEUE], rows[i].queue);
		assert_near(rows[i].row.name, &figures[BUSY], rows[i].busy);
	}
}

/* ---- One line behind the other ---- */

#define STAGES 3

static void
tell_of_stages(
	void *with, const struct simulate_model *model, const struct simulate_run *run, double *ret)
{
	double waited_us[STAGES] = {0}, n[STAGES] = {0};

	(void)with;
	for (size_t i = 0; i < run->visits_n; i++) {
		const struct simulate_visit *v = &run->visits[i];

		if (v->came_us < model->until_us / 2)
			continue;
		waited_us[v->service] += (double)(v->called_us - v->came_us);
		n[v->service]++;
	}
	for (size_t s = 0; s < STAGES; s++)
		ret[s] = waited_us[s] / n[s] / 1e6;
}

/* Product form: what leaves an M/M/c comes to the next as to an M/M/c of its own. */
static void
lines_behind_each_other_wait_like_lines_of_their_own(void **state)
{
	static const size_t counters_n[STAGES] = {3, 5, 10};
	static const double mean_s[STAGES] = {1, 4. / 2.4, 8. / 2.4},
			    waits_s[STAGES] = {1.0786517, 0.5541126 * 4 / 2.4, 0.2045901 * 8 / 2.4};
	const struct simulate_plan plan = {
		.seed = 2026, .least = RUNS, .hands = 1, .keeps_visits = true};
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct simulate_place places[STAGES] = {0};
	struct simulate_service services[STAGES] = {0};
	struct simulate_route routes[STAGES];
	struct simulate_counter counters[18] = {0};
	struct simulate_figure figures[STAGES];
	struct fault fault = {0};
	struct plain p;
	size_t counter = 0;

	(void)state;
	plain_fill(&p, array_length(counters));
	plain_rate(&p, 2.4, 8000);
	for (uint32_t s = 0; s < STAGES; s++) {
		routes[s] = (struct simulate_route){.chance = 1, .service = s + 1};
		services[s] = (struct simulate_service){.place = s,
			.duration = EXPONENTIAL(mean_s[s]),
			.routes = &routes[s],
			.routes_n = s + 1 < STAGES};
		for (size_t i = 0; i < counters_n[s]; i++)
			counters[counter++].place = s;
	}
	p.model.places = places;
	p.model.services = services;
	p.model.counters = counters;
	p.model.places_n = p.model.services_n = STAGES;
	assert_int_equal(simulate_replicate(figures, STAGES, &p.model, NULL, NULL, &plan,
				 tell_of_stages, NULL, a, &fault),
		FAULT_NONE);
	for (size_t s = 0; s < STAGES; s++)
		assert_near("stage", &figures[s], waits_s[s]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(waits_of_m_m_c_are_those_of_the_book),
		cmocka_unit_test(a_full_m_m_1_5_turns_away_as_many_as_the_book_says),
		cmocka_unit_test(waits_of_m_g_1_follow_the_variation_of_the_service),
		cmocka_unit_test(an_m_g_5_waits_about_as_long_as_allen_and_cunneen_say),
		cmocka_unit_test(one_long_m_m_1_is_as_near_to_the_book_as_daley_says),
		cmocka_unit_test(mean_waits_of_m_m_1_vary_as_daley_says),
		cmocka_unit_test(walk_outs_are_those_of_erlang_a),
		cmocka_unit_test(lines_behind_each_other_wait_like_lines_of_their_own),
	};

	return cmocka_run_group_tests_name("formulas", tests, NULL, NULL);
}
