/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Laws of measures on random logs: the plainest possible reckoning gives the same; any number of
 * hands gives the same; groups sum to the whole; two halves merged are the whole.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "columns/columns.h"
#include "measures/measures.h"

#define ROUNDS 40

/* A log as a plain table, journey after journey, in order within each. */
struct row {
	unsigned journey, activity, branch;
	int64_t at_us;
};

struct table {
	struct row *rows;
	size_t rows_n, journeys_n, activities_n;
};

static uint64_t
random_next(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state * UINT64_C(2685821657736338717);
}

/* Rounds differ: few or many activities, whole seconds or microseconds, long and short journeys. */
static struct table
table_new(uint64_t seed)
{
	uint64_t state = seed * UINT64_C(0x9E3779B97F4A7C15) + 1;
	static const int64_t ticks[] = {1000000, 1000, 1, 60000000};
	const int64_t tick = ticks[seed % 4];
	const unsigned most = 1 + (unsigned)(random_next(&state) % 12);
	struct table t = {
		.journeys_n = 1 + random_next(&state) % (seed % 8 == 0 ? 6000 : 300),
		.activities_n = seed % 5 == 0 ? 700 : 1 + random_next(&state) % 9,
	};
	t.rows = malloc(t.journeys_n * most * sizeof *t.rows);
	for (unsigned j = 0; j < t.journeys_n; j++) {
		const size_t n = 1 + random_next(&state) % most;
		int64_t at = (int64_t)(random_next(&state) % 10000000) * tick;
		unsigned activity = 0;
		for (size_t i = 0; i < n; i++) {
			activity = random_next(&state) % 3 == 0
					   ? (unsigned)(random_next(&state) % t.activities_n)
					   : (unsigned)((activity + 1) % t.activities_n);
			t.rows[t.rows_n++] =
				(struct row){j, activity, (unsigned)(random_next(&state) % 4), at};
			at += (int64_t)(random_next(&state) % 2000) * tick;
		}
	}
	return t;
}

/* The journeys with numbers in [from, to) as columns, their events in the order of the table. */
static struct columns *
columns_of(const struct table *t, size_t from, size_t to)
{
	const char *const extra[] = {"branch"};
	struct columns_builder *b = columns_builder_new(
		&(struct columns_plan){.extra = extra, .extra_n = 1, .lanes_n = 1, .hands = 1});
	for (size_t i = 0; i < t->rows_n; i++) {
		char journey[24], activity[24], branch[24];
		const struct row *r = &t->rows[i];
		if (r->journey < from || r->journey >= to)
			continue;
		snprintf(journey, sizeof journey, "j%u", r->journey);
		snprintf(activity, sizeof activity, "a%u", r->activity);
		snprintf(branch, sizeof branch, "b%u", r->branch);
		const struct span value = span_of(branch);
		columns_lane_event(columns_builder_lane(b, 0), span_of(journey), span_of(activity),
			r->at_us, &value);
	}
	struct columns *c = NULL;
	struct fault fault = {0};
	assert_int_equal(columns_builder_finish(&c, b, &fault), FAULT_NONE);
	columns_builder_free(b);
	return c;
}

static struct frame *
measured(const char *name, const struct columns *c, const struct measure_options *options,
	struct arena *a)
{
	struct fault fault = {0};
	struct frame *frame = NULL;
	assert_int_equal(
		measure_run(&frame, measure_find(name), c, options, a, &fault), FAULT_NONE);
	return frame;
}

static int64_t
int_of(const struct frame *f, size_t row, const char *column)
{
	return frame_cell(f, row, frame_column_find(f, column))->i;
}

static double
real_of(const struct frame *f, size_t row, const char *column)
{
	const struct cell *cell = frame_cell(f, row, frame_column_find(f, column));
	return cell->is_null ? NAN : cell->r;
}

static unsigned
code_of(const struct frame *f, size_t row, const char *column)
{
	return (unsigned)strtoul(frame_cell(f, row, frame_column_find(f, column))->t + 1, NULL, 10);
}

static int
compare(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

/* Seconds by sorting, type 7. */
static double
quantile(int64_t *values, size_t n, double share)
{
	qsort(values, n, sizeof *values, compare);
	const double h = (double)(n - 1) * share, whole = floor(h);
	const size_t i = (size_t)whole, next = i + 1 < n ? i + 1 : i;
	return ((double)values[i] + (h - whole) * (double)(values[next] - values[i])) / 1e6;
}

static double
mean(const int64_t *values, size_t n)
{
	long double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += (long double)values[i];
	return (double)(sum / (long double)n / 1e6L);
}

static void
assert_same(double a, double b)
{
	if (isnan(a) || isnan(b))
		assert_true(isnan(a) && isnan(b));
	else
		assert_true(fabs(a - b) <= 1e-9 * fmax(1, fabs(b)));
}

static void
check_summary(const struct table *t, const struct columns *c, struct arena *a)
{
	const struct measure_options options = {.hands = 2};
	const struct frame *f = measured("summary", c, &options, a);
	int64_t *spans = calloc(t->journeys_n, sizeof *spans);
	int64_t begin = 0, first = INT64_MAX, last = INT64_MIN;
	bool *seen = calloc(t->activities_n, sizeof *seen);
	int64_t seen_n = 0;
	for (size_t i = 0; i < t->rows_n; i++) {
		const struct row *r = &t->rows[i];
		if (i == 0 || t->rows[i - 1].journey != r->journey)
			begin = r->at_us;
		spans[r->journey] = r->at_us - begin;
		first = r->at_us < first ? r->at_us : first;
		last = r->at_us > last ? r->at_us : last;
		seen_n += !seen[r->activity];
		seen[r->activity] = true;
	}
	assert_int_equal(int_of(f, 0, "journeys"), t->journeys_n);
	assert_int_equal(int_of(f, 0, "events"), t->rows_n);
	assert_int_equal(int_of(f, 0, "activities"), seen_n);
	assert_true(int_of(f, 0, "first") == first && int_of(f, 0, "last") == last);
	assert_same(real_of(f, 0, "mean"), mean(spans, t->journeys_n));
	assert_same(real_of(f, 0, "median"), quantile(spans, t->journeys_n, 0.5));
	assert_same(real_of(f, 0, "p95"), quantile(spans, t->journeys_n, 0.95));
	free(spans);
	free(seen);
}

/* Where each journey begins in the table. */
static size_t *
begins_of(const struct table *t)
{
	size_t *begins = malloc((t->journeys_n + 1) * sizeof *begins);
	for (size_t i = 0; i < t->rows_n; i++)
		if (i == 0 || t->rows[i - 1].journey != t->rows[i].journey)
			begins[t->rows[i].journey] = i;
	begins[t->journeys_n] = t->rows_n;
	return begins;
}

static bool
is_same_path(const struct table *t, const size_t *begins, size_t x, size_t y)
{
	const size_t n = begins[x + 1] - begins[x];
	if (n != begins[y + 1] - begins[y])
		return false;
	for (size_t i = 0; i < n; i++)
		if (t->rows[begins[x] + i].activity != t->rows[begins[y] + i].activity)
			return false;
	return true;
}

/* Each variant's count and median, found by comparing every journey with the first of each path. */
static void
check_variants(const struct table *t, const struct columns *c, struct arena *a)
{
	if (t->journeys_n > 1000)
		return; /* the plain way is quadratic */
	const struct measure_options options = {.hands = 2};
	const struct frame *f = measured("variants", c, &options, a);
	size_t *begins = begins_of(t);
	int64_t *spans = malloc(t->journeys_n * sizeof *spans);
	size_t variants_n = 0, journeys_n = 0;
	for (size_t j = 0; j < t->journeys_n; j++) {
		bool is_first = true;
		for (size_t k = 0; k < j && is_first; k++)
			is_first = !is_same_path(t, begins, j, k);
		if (!is_first)
			continue;
		variants_n++;
		size_t n = 0;
		for (size_t k = j; k < t->journeys_n; k++)
			if (is_same_path(t, begins, j, k))
				spans[n++] =
					t->rows[begins[k + 1] - 1].at_us - t->rows[begins[k]].at_us;
		const char *path = "";
		for (size_t i = begins[j]; i < begins[j + 1]; i++)
			path = arena_printf(a, "%s%sa%u", path, i > begins[j] ? " → " : "",
				t->rows[i].activity);
		size_t row = 0;
		while (strcmp(frame_cell(f, row, frame_column_find(f, "path"))->t, path) != 0)
			row++;
		assert_int_equal(int_of(f, row, "count"), n);
		assert_same(real_of(f, row, "share"), (double)n / (double)t->journeys_n);
		assert_same(real_of(f, row, "median"), quantile(spans, n, 0.5));
		journeys_n += n;
	}
	assert_int_equal(frame_rows_n(f), variants_n);
	assert_int_equal(journeys_n, t->journeys_n);
	size_t covered_n = 0;
	for (size_t r = 0; r < frame_rows_n(f); r++) {
		covered_n += (size_t)int_of(f, r, "count");
		assert_same(real_of(f, r, "cumulative"), (double)covered_n / (double)t->journeys_n);
		assert_int_equal(int_of(f, r, "rank"), r + 1);
		assert_true(r == 0 || int_of(f, r, "count") <= int_of(f, r - 1, "count"));
	}
	free(spans);
	free(begins);
}

static void
check_follows(const struct table *t, const struct columns *c, struct arena *a)
{
	const struct measure_options options = {.hands = 2};
	const struct frame *f = measured("follows", c, &options, a);
	int64_t *gaps = malloc(t->rows_n * sizeof *gaps);
	int64_t all_n = 0;
	for (size_t r = 0; r < frame_rows_n(f); r++) {
		const unsigned from = code_of(f, r, "from"), to = code_of(f, r, "to");
		size_t n = 0;
		for (size_t i = 0; i + 1 < t->rows_n; i++)
			if (t->rows[i].journey == t->rows[i + 1].journey &&
				t->rows[i].activity == from && t->rows[i + 1].activity == to)
				gaps[n++] = t->rows[i + 1].at_us - t->rows[i].at_us;
		assert_int_equal(int_of(f, r, "count"), n);
		assert_same(real_of(f, r, "mean"), mean(gaps, n));
		assert_same(real_of(f, r, "median"), quantile(gaps, n, 0.5));
		assert_same(real_of(f, r, "p95"), quantile(gaps, n, 0.95));
		all_n += (int64_t)n;
	}
	assert_int_equal(all_n, t->rows_n - t->journeys_n);
	assert_int_equal(f->n, all_n);
	free(gaps);
}

static void
check_activities(const struct table *t, const struct columns *c, struct arena *a)
{
	const int64_t limit = INT64_C(600000000);
	const struct measure_options options = {.hands = 2, .within_us = limit};
	const struct frame *f = measured("activities", c, &options, a);
	const double journeys_n = (double)t->journeys_n;
	int64_t events_n = 0;
	for (size_t r = 0; r < frame_rows_n(f); r++) {
		const unsigned activity = code_of(f, r, "activity");
		size_t n = 0, with_n = 0, first_n = 0, last_n = 0, within_n = 0;
		unsigned last_journey = UINT32_MAX;
		for (size_t i = 0; i < t->rows_n; i++) {
			const struct row *x = &t->rows[i];
			const bool is_last = i + 1 == t->rows_n || x[1].journey != x->journey;
			if (x->activity != activity)
				continue;
			n++;
			with_n += x->journey != last_journey;
			last_journey = x->journey;
			first_n += i == 0 || t->rows[i - 1].journey != x->journey;
			last_n += is_last;
			within_n += !is_last && x[1].at_us - x->at_us <= limit;
		}
		assert_int_equal(int_of(f, r, "count"), n);
		assert_int_equal(int_of(f, r, "journeys"), with_n);
		assert_same(real_of(f, r, "share"), (double)with_n / journeys_n);
		assert_same(real_of(f, r, "first"), (double)first_n / journeys_n);
		assert_same(real_of(f, r, "last"), (double)last_n / journeys_n);
		assert_int_equal(int_of(f, r, "n"), n - last_n);
		assert_same(real_of(f, r, "within"),
			n > last_n ? (double)within_n / (double)(n - last_n) : NAN);
		events_n += (int64_t)n;
	}
	assert_int_equal(events_n, t->rows_n);
}

static void
check_waits(const struct table *t, const struct columns *c, struct arena *a)
{
	const struct measure_options options = {.hands = 2};
	const struct frame *f = measured("waits", c, &options, a);
	int64_t *waits = malloc(t->rows_n * sizeof *waits);
	int64_t all_n = 0;
	for (size_t r = 0; r < frame_rows_n(f); r++) {
		const unsigned activity = code_of(f, r, "wait");
		size_t n = 0;
		for (size_t i = 1; i < t->rows_n; i++)
			if (t->rows[i].activity == activity &&
				t->rows[i - 1].journey == t->rows[i].journey)
				waits[n++] = t->rows[i].at_us - t->rows[i - 1].at_us;
		assert_int_equal(int_of(f, r, "n"), n);
		assert_same(real_of(f, r, "mean"), mean(waits, n));
		assert_same(real_of(f, r, "median"), quantile(waits, n, 0.5));
		assert_same(real_of(f, r, "p90"), quantile(waits, n, 0.9));
		assert_same(real_of(f, r, "p95"), n < 20 ? NAN : quantile(waits, n, 0.95));
		all_n += (int64_t)n;
	}
	assert_int_equal(all_n, t->rows_n - t->journeys_n);
	free(waits);
}

static void
measures_agree_with_the_plainest_reckoning(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
		ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
		struct table t = table_new(seed);
		ON_EXIT(columns_guard) struct columns *c = columns_of(&t, 0, t.journeys_n);
		check_summary(&t, c, a);
		check_variants(&t, c, a);
		check_follows(&t, c, a);
		check_activities(&t, c, a);
		check_waits(&t, c, a);
		free(t.rows);
	}
}

/* A cycle over the activities a0, a1, …: each moment waits from the one before and ends with the
 * next. */
struct road {
	const char *names[8];
	struct standard standards[6][2];
	struct moment moments[6];
	struct stage stage;
	struct cycle cycle;
};

static struct event_names
name_at(struct road *road, size_t i)
{
	return (struct event_names){.names = &road->names[i], .names_n = 1};
}

static void
road_fill(struct road *road)
{
	static const char *const names[] = {"a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7"};
	for (size_t i = 0; i < 8; i++)
		road->names[i] = names[i];
	for (size_t i = 0; i < 6; i++) {
		road->standards[i][0] = (struct standard){.name = "wait",
			.measure = STANDARD_WAIT,
			.has_at_most = true,
			.at_most = {.us = 900000000},
			.target = 0.5};
		road->standards[i][1] = (struct standard){.name = "count",
			.measure = STANDARD_COUNT,
			.has_at_most = true,
			.at_most_number = 1,
			.target = 0.5};
		road->moments[i] = (struct moment){.name = names[i + 1],
			.waits_from = name_at(road, i),
			.begins = name_at(road, i + 1),
			.ends = name_at(road, i + 2),
			.standards = road->standards[i],
			.standards_n = 2,
			.index = (unsigned)i};
	}
	road->stage = (struct stage){.name = "s", .moments = road->moments, .moments_n = 6};
	road->cycle = (struct cycle){
		.name = "road", .stages = &road->stage, .stages_n = 1, .moments_n = 6};
	road->cycle.closes[OUTCOME_SATISFIED] = name_at(road, 2);
	road->cycle.closes[OUTCOME_DISSATISFIED] = name_at(road, 3);
}

static void
any_number_of_hands_gives_the_same_bytes(void **state)
{
	(void)state;
	static const unsigned hands[] = {1, 2, 7};
	struct table t = table_new(24); /* thousands of journeys: several pieces */
	ON_EXIT(columns_guard) struct columns *c = columns_of(&t, 0, t.journeys_n);
	const char *const by[] = {"branch"};
	struct road road;
	road_fill(&road);
	for (size_t i = 0; i < 4 * measures_n; i++) {
		const struct measure *m = &measures[i / 4];
		const struct cycle *cycle = i % 4 >= 2 ? &road.cycle : NULL;
		ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
		struct span expected = {0};
		if (cycle == NULL && m->needs & NEEDS_MAP)
			continue;
		for (size_t h = 0; h < array_length(hands); h++) {
			const struct measure_options options = {
				.hands = hands[h], .by = by, .by_n = i % 2, .cycle = cycle};
			const struct frame *f = measured(m->name, c, &options, a);
			const struct span csv = frame_csv(f, a);
			if (h == 0)
				expected = csv;
			assert_true(
				f->n > 0 || strstr("resources tickets promises", m->name) != NULL);
			assert_true(span_is(csv, expected));
		}
	}
	free(t.rows);
}

/* The sum of a column over all rows. */
static int64_t
column_sum(const struct frame *f, const char *column)
{
	int64_t sum = 0;
	for (size_t r = 0; r < frame_rows_n(f); r++)
		sum += int_of(f, r, column);
	return sum;
}

static void
groups_sum_to_the_whole(void **state)
{
	(void)state;
	static const struct {
		const char *measure, *column;
	} sums[] = {{"summary", "journeys"}, {"summary", "events"}, {"variants", "count"},
		{"follows", "count"}, {"activities", "count"}, {"activities", "n"}, {"waits", "n"},
		{"wait_spread", "count"}, {"rework", "extra"}, {"rework", "onto_itself"},
		{"trend", "journeys"}, {"trend", "events"}};
	static const char *const dimensions[] = {"branch", "weekday", "hour", "activity"};
	for (uint64_t seed = 1; seed <= 8; seed++) {
		ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
		struct table t = table_new(seed);
		ON_EXIT(columns_guard) struct columns *c = columns_of(&t, 0, t.journeys_n);
		for (size_t s = 0; s < array_length(sums); s++) {
			struct measure_options options = {.hands = 2};
			const struct frame *whole = measured(sums[s].measure, c, &options, a);
			for (size_t d = 0; d < array_length(dimensions); d++) {
				options.by = &dimensions[d];
				options.by_n = 1;
				const struct frame *parts =
					measured(sums[s].measure, c, &options, a);
				assert_int_equal(column_sum(parts, sums[s].column),
					column_sum(whole, sums[s].column));
				assert_true(strcmp(sums[s].measure, "activities") == 0 ||
					    strcmp(sums[s].measure, "rework") == 0 ||
					    parts->n == whole->n);
			}
		}
		free(t.rows);
	}
}

static void
two_halves_merged_are_the_whole(void **state)
{
	(void)state;
	static const char *const names[] = {"summary", "activities", "follows", "waits", "rework"};
	for (uint64_t seed = 1; seed <= 12; seed++) {
		ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
		struct table t = table_new(seed);
		ON_EXIT(columns_guard) struct columns *whole = columns_of(&t, 0, t.journeys_n);
		ON_EXIT(columns_guard) struct columns *one = columns_of(&t, 0, t.journeys_n / 2);
		ON_EXIT(columns_guard)
		struct columns *two = columns_of(&t, t.journeys_n / 2, t.journeys_n);
		ON_EXIT(columns_guard) struct columns *merged = NULL;
		const struct columns *const halves[] = {one, two};
		struct fault fault = {0};
		assert_int_equal(columns_merge(&merged, halves, 2, &fault), FAULT_NONE);
		for (size_t i = 0; i < array_length(names); i++) {
			const struct measure_options options = {.hands = 2};
			const struct frame *x = measured(names[i], whole, &options, a);
			const struct frame *y = measured(names[i], merged, &options, a);
			assert_int_equal(x->n, y->n);
			assert_int_equal(frame_rows_n(x), frame_rows_n(y));
			if (strcmp(names[i], "summary") == 0)
				assert_true(span_is(frame_csv(x, a), frame_csv(y, a)));
			else if (frame_column_find(x, "count") != SIZE_MAX)
				for (size_t r = 0; r < frame_rows_n(x); r++)
					assert_int_equal(
						int_of(x, r, "count"), int_of(y, r, "count"));
		}
		free(t.rows);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(measures_agree_with_the_plainest_reckoning),
		cmocka_unit_test(any_number_of_hands_gives_the_same_bytes),
		cmocka_unit_test(groups_sum_to_the_whole),
		cmocka_unit_test(two_halves_merged_are_the_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
