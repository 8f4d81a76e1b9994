/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The measure `waits` of a store equals the same figures computed by SQL from the journal's rows:
 * counts, mean, cumulative incidence and its percentiles, Kaplan–Meier's median. Some thousand
 * tickets on whole seconds, so that many end at the same instant; some are left, some still wait.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "../unit/journal/diary.h"
#include "columns/columns.h"
#include "measures/measures.h"

#define TICKETS	 4000
#define BRANCHES 3
#define SERVICES 4
#define SECOND	 INT64_C(1000000)
#define WITHIN_S 600

/* Each ticket is a journey of its own: ticket.taken is kind 40, called 42, left 49. */
static const char waits_sql[] =
	"WITH RECURSIVE"
	" last(at) AS (SELECT max(at_us) FROM event WHERE journey > 0),"
	" ticket AS ("
	"  SELECT min(at_us) FILTER (WHERE kind = 40) AS at_us,"
	"   min(at_us) FILTER (WHERE kind = 42) AS called,"
	"   min(at_us) FILTER (WHERE kind = 49) AS gone"
	"  FROM event WHERE ?1 = 0 OR branch = ?1 GROUP BY journey),"
	" wait AS ("
	"  SELECT (coalesce(called, gone, (SELECT at FROM last)) - at_us) / 1000000 AS s,"
	"   called IS NOT NULL AS is_called, called IS NULL AND gone IS NOT NULL AS is_left"
	"  FROM ticket),"
	" tally AS (SELECT s, sum(is_called) AS called_n, sum(is_left) AS left_n, count(*) AS n"
	"  FROM wait GROUP BY s),"
	" step AS (SELECT row_number() OVER (ORDER BY s) AS i, s, called_n, left_n,"
	"  sum(n) OVER (ORDER BY s ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS at_risk"
	"  FROM tally),"
	" curve(i, s, waiting, called, gone, offered) AS ("
	"  SELECT 0, -1, 1.0, 0.0, 0.0, 1.0 UNION ALL"
	"  SELECT step.i, step.s,"
	"   waiting * (1 - 1.0 * (called_n + left_n) / at_risk),"
	"   called + waiting * called_n / at_risk,"
	"   gone + waiting * left_n / at_risk,"
	"   offered * (1 - 1.0 * called_n / at_risk)"
	"  FROM curve JOIN step ON step.i = curve.i + 1)"
	" SELECT"
	"  (SELECT sum(is_called) FROM wait), (SELECT sum(is_left) FROM wait),"
	"  (SELECT sum(1 - is_called - is_left) FROM wait),"
	"  (SELECT avg(s) FROM wait WHERE is_called), (SELECT max(s) FROM wait),"
	"  (SELECT min(s) FROM curve WHERE called >= 0.5 - 1e-12),"
	"  (SELECT min(s) FROM curve WHERE called >= 0.75 - 1e-12),"
	"  (SELECT min(s) FROM curve WHERE called >= 0.9 - 1e-12),"
	"  (SELECT max(called) FROM curve WHERE s <= ?2),"
	"  (SELECT max(gone) FROM curve WHERE s <= ?2),"
	"  (SELECT min(s) FROM curve WHERE offered <= 0.5 + 1e-12)";

struct making {
	struct journal_pen *pen;
	struct store_tx *tx;
	uint64_t random;
	int64_t at_us;
};

static int64_t
below(struct making *m, uint64_t n)
{
	return (int64_t)(diary_random(&m->random) >> 16) % (int64_t)n;
}

static void
happens(struct making *m, enum event_kind kind, int64_t journey, int64_t after_s,
	struct store_value first)
{
	struct store_value values[EVENT_FIELDS_MOST] = {first};
	struct event_field fields[EVENT_FIELDS_MOST];
	const size_t n = journal_kind_fields(journal_kind(kind), fields);
	const struct journal_event event = {.branch = 1 + journey % BRANCHES,
		.kind = kind,
		.at_us = m->at_us + after_s * SECOND,
		.journey = journey,
		.subject = journey};
	struct fault fault = {0};
	int64_t number = 0;

	assert_int_equal(
		journal_append(m->pen, m->tx, &event, values, n, &number, &fault), FAULT_NONE);
}

/* Six in ten are called, two leave, two still wait; a queue that gets slower. */
static void
tickets_make(struct store *s)
{
	struct making m = {
		.pen = journal_pen_new(), .tx = store_begin(store_writer(s)), .random = 2026};

	for (int64_t j = 1; j <= TICKETS; j++) {
		const int64_t fate = below(&m, 10), wait_s = 1 + below(&m, 900);

		m.at_us += (1 + below(&m, 3)) * SECOND;
		happens(&m, EVENT_TICKET_TAKEN, j, 0, store_int(1 + j % SERVICES));
		if (fate < 6)
			happens(&m, EVENT_TICKET_CALLED, j, wait_s, store_int(1 + j % 7));
		else if (fate < 8)
			happens(&m, EVENT_TICKET_LEFT, j, wait_s / 2 + 1, store_none());
	}
	diary_commit(m.tx);
	journal_pen_free(m.pen);
}

/* A cycle of one moment: the wait for the call. */
struct desk {
	struct event_names taken, called, left;
	struct moment moment;
	struct stage stage;
	struct cycle cycle;
	struct map map;
};

static void
desk_fill(struct desk *d)
{
	static const char *const taken[] = {"ticket.taken"}, *const called[] = {"ticket.called"},
				 *const left[] = {"ticket.left"};

	*d = (struct desk){0};
	d->moment = (struct moment){.name = "waiting",
		.waits_from = {.names = taken, .names_n = 1},
		.begins = {.names = called, .names_n = 1},
		.left_by = {.names = left, .names_n = 1}};
	d->stage = (struct stage){.name = "desk", .moments = &d->moment, .moments_n = 1};
	/* The journal's journeys here say no cycle, and neither does the cycle. */
	d->cycle = (struct cycle){.name = "", .stages = &d->stage, .stages_n = 1, .moments_n = 1};
	d->map = (struct map){.cycles = &d->cycle, .cycles_n = 1};
}

static void
assert_cell(const struct frame *f, size_t row, const char *column, double expected)
{
	const size_t at = frame_column_find(f, column);

	assert_true(at != SIZE_MAX);
	const struct cell *cell = frame_cell(f, row, at);
	const double found = f->columns[at].type == CELL_INT ? (double)cell->i : cell->r;
	if (isnan(expected) ? !cell->is_null
			    : cell->is_null || fabs(found - expected) > 1e-9 * fmax(1, expected))
		fail_msg("%s is %.12g, and by SQL %.12g", column, cell->is_null ? NAN : found,
			expected);
}

static void
row_compare(const struct frame *f, size_t row, sqlite3 *db, int branch)
{
	static const char *const names[] = {"n", "left", "open", "mean", "longest", "median", "p75",
		"p90", "called_within", "left_within", "offered"};
	sqlite3_stmt *statement = NULL;

	assert_int_equal(sqlite3_prepare_v2(db, waits_sql, -1, &statement, NULL), SQLITE_OK);
	sqlite3_bind_int(statement, 1, branch);
	sqlite3_bind_int(statement, 2, WITHIN_S);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	assert_true(sqlite3_column_int(statement, 0) > 500); /* there is something to compare */
	assert_true(sqlite3_column_int(statement, 2) > 100);
	for (int i = 0; i < (int)array_length(names); i++)
		assert_cell(f, row, names[i],
			sqlite3_column_type(statement, i) == SQLITE_NULL
				? NAN
				: sqlite3_column_double(statement, i));
	sqlite3_finalize(statement);
}

static struct frame *
waits_measure(const struct columns *c, const struct desk *d, const char *by, struct arena *a)
{
	const struct measure_options options = {.map = &d->map,
		.cycle = &d->cycle,
		.within_us = WITHIN_S * SECOND,
		.by = &by,
		.by_n = by != NULL ? 1 : 0};
	struct frame *f = NULL;
	struct fault fault = {0};

	assert_int_equal(
		measure_run(&f, measure_find("waits"), c, &options, a, &fault), FAULT_NONE);
	return f;
}

static void
waits_of_a_store_are_those_that_sql_finds(void **state)
{
	struct store_place *p = *state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_follower_guard) struct columns_follower *follower = NULL;
	struct store *s = diary_open(p, 1);
	struct desk desk;
	struct fault fault = {0};
	sqlite3 *db = NULL;
	size_t n = 0;

	tickets_make(s);
	desk_fill(&desk);
	assert_int_equal(columns_follower_open(&follower, NULL, &fault), FAULT_NONE);
	struct store_tx *tx = store_begin(store_reader(s, 0));
	assert_int_equal(columns_follower_read(follower, tx, SIZE_MAX, &n, &fault), FAULT_NONE);
	store_rollback(tx);
	columns_follower_publish(follower);
	ON_EXIT(columns_guard) struct columns *c = columns_follower_take(follower);

	assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
	const struct frame *all = waits_measure(c, &desk, NULL, a);
	assert_int_equal(frame_rows_n(all), 1);
	row_compare(all, 0, db, 0);
	const struct frame *by_branch = waits_measure(c, &desk, "branch", a);
	assert_int_equal(frame_rows_n(by_branch), BRANCHES);
	for (int b = 1; b <= BRANCHES; b++)
		row_compare(by_branch, (size_t)b - 1, db, b);
	sqlite3_close(db);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			waits_of_a_store_are_those_that_sql_finds, place_make, place_clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
