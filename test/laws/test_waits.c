/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The measure `waits` of a store equals the same figures computed by SQL from the journal's rows:
 * counts, mean, cumulative incidence and its percentiles, Kaplan–Meier's median. Once of some
 * thousand tickets on whole seconds, so that many end at the same instant, and once of the demo.
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
#include "../unit/service/home.h"
#include "columns/columns.h"
#include "demo/demo.h"
#include "measures/measures.h"

#define TICKETS	 4000
#define BRANCHES 3
#define SERVICES 4
#define SECOND	 INT64_C(1000000)
#define WITHIN_S 600

#define DAY_US	   (86400 * SECOND)
#define MORNING_US ((10 * 3600 + 1800) * SECOND)
#define MONDAY_US  INT64_C(1795388400000000) /* 2026-11-23 00:00 in Warsaw */

/* A journey has one ticket. ticket.taken is kind 40, called 42, left 49; journey.opened is 30, and
 * the closings 71 to 73, the last of them abandoned; what clocks did is 60 to 68. ?1: a branch, or
 * 0; ?2: the limit in microseconds; ?3: the hex digits of the cycle's name, as it stands first in
 * the body of journey.opened, or none for every journey. */
static const char waits_sql[] =
	"WITH RECURSIVE"
	" last(at) AS (SELECT max(at_us) FROM event WHERE journey > 0 AND kind NOT BETWEEN 60 AND "
	"68),"
	" mine AS (SELECT DISTINCT journey FROM event WHERE journey > 0 AND"
	"  (?3 = '' OR (kind = 30 AND substr(hex(body), 11, length(?3)) = ?3))),"
	" ticket AS ("
	"  SELECT min(at_us) FILTER (WHERE kind = 40) AS at_us,"
	"   min(at_us) FILTER (WHERE kind = 42) AS called,"
	"   min(at_us) FILTER (WHERE kind IN (49, 73)) AS gone,"
	"   min(at_us) FILTER (WHERE kind IN (71, 72)) AS closed"
	"  FROM event JOIN mine USING (journey) WHERE ?1 = 0 OR branch = ?1"
	"  GROUP BY journey HAVING count(*) FILTER (WHERE kind = 40) = 1),"
	" wait AS ("
	"  SELECT min(coalesce(called, gone), coalesce(gone, called)) IS NOT NULL AS is_over,"
	"   called IS NOT NULL AND coalesce(called <= gone, 1) AS is_called,"
	"   coalesce(min(coalesce(called, gone), coalesce(gone, called)), closed,"
	"    (SELECT at FROM last)) - at_us AS us,"
	"   closed IS NOT NULL AND called IS NULL AND gone IS NULL AS is_lost FROM ticket),"
	" tally AS (SELECT us, sum(is_called) AS called_n, sum(is_over - is_called) AS left_n,"
	"  count(*) AS n FROM wait GROUP BY us),"
	" step AS (SELECT row_number() OVER (ORDER BY us) AS i, us, called_n, left_n,"
	"  sum(n) OVER (ORDER BY us ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS at_risk"
	"  FROM tally),"
	" curve(i, us, waiting, called, gone, offered) AS ("
	"  SELECT 0, -1, 1.0, 0.0, 0.0, 1.0 UNION ALL"
	"  SELECT step.i, step.us,"
	"   waiting * (1 - 1.0 * (called_n + left_n) / at_risk),"
	"   called + waiting * called_n / at_risk,"
	"   gone + waiting * left_n / at_risk,"
	"   offered * (1 - 1.0 * called_n / at_risk)"
	"  FROM curve JOIN step ON step.i = curve.i + 1)"
	" SELECT"
	"  (SELECT sum(is_called) FROM wait), (SELECT sum(is_over - is_called) FROM wait),"
	"  (SELECT sum(1 - is_over - is_lost) FROM wait),"
	"  (SELECT avg(us) FROM wait WHERE is_called) / 1e6, (SELECT max(us) FROM wait) / 1e6,"
	"  (SELECT min(us) FROM curve WHERE called >= 0.5 - 1e-12) / 1e6,"
	"  (SELECT min(us) FROM curve WHERE called >= 0.75 - 1e-12) / 1e6,"
	"  (SELECT min(us) FROM curve WHERE called >= 0.9 - 1e-12) / 1e6,"
	"  (SELECT max(called) FROM curve WHERE us <= ?2),"
	"  (SELECT max(gone) FROM curve WHERE us <= ?2),"
	"  (SELECT min(us) FROM curve WHERE offered <= 0.5 + 1e-12) / 1e6";

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

/* What there is to compare. */
struct counts {
	int called_n, left_n, open_n;
};

static struct counts
row_compare(const struct frame *f, size_t row, sqlite3 *db, int64_t branch, const char *cycle_hex)
{
	static const char *const names[] = {"n", "left", "open", "mean", "longest", "median", "p75",
		"p90", "called_within", "left_within", "offered"};
	sqlite3_stmt *statement = NULL;

	assert_int_equal(sqlite3_prepare_v2(db, waits_sql, -1, &statement, NULL), SQLITE_OK);
	sqlite3_bind_int64(statement, 1, branch);
	sqlite3_bind_int64(statement, 2, WITHIN_S * SECOND);
	sqlite3_bind_text(statement, 3, cycle_hex, -1, SQLITE_STATIC);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	for (int i = 0; i < (int)array_length(names); i++)
		assert_cell(f, row, names[i],
			sqlite3_column_type(statement, i) == SQLITE_NULL
				? NAN
				: sqlite3_column_double(statement, i));
	const struct counts counts = {sqlite3_column_int(statement, 0),
		sqlite3_column_int(statement, 1), sqlite3_column_int(statement, 2)};
	sqlite3_finalize(statement);
	return counts;
}

static struct frame *
waits_measure(const struct columns *c, const struct map *map, const struct cycle *cycle,
	const char *by, struct arena *a)
{
	const struct measure_options options = {.map = map,
		.cycle = cycle,
		.within_us = WITHIN_S * SECOND,
		.by = &by,
		.by_n = by != NULL ? 1 : 0};
	struct frame *f = NULL;
	struct fault fault = {0};

	assert_int_equal(
		measure_run(&f, measure_find("waits"), c, &options, a, &fault), FAULT_NONE);
	return f;
}

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

/* The whole, and branch by branch. */
static struct counts
waits_compare(const struct columns *c, const char *path, const struct map *map,
	const struct cycle *cycle, const char *cycle_hex)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct frame *all = waits_measure(c, map, cycle, NULL, a);
	const struct frame *by_branch = waits_measure(c, map, cycle, "branch", a);
	struct counts counts = {0};
	sqlite3 *db = NULL;
	size_t compared_n = 0;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	for (size_t r = 0; r < frame_rows_n(all); r++)
		if (strcmp(frame_cell(all, r, 0)->t, "waiting") == 0)
			counts = row_compare(all, r, db, 0, cycle_hex);
	for (size_t r = 0; r < frame_rows_n(by_branch); r++)
		if (strcmp(frame_cell(by_branch, r, 1)->t, "waiting") == 0) {
			(void)row_compare(by_branch, r, db,
				strtoll(frame_cell(by_branch, r, 0)->t, NULL, 10), cycle_hex);
			compared_n++;
		}
	assert_int_equal(compared_n, BRANCHES);
	sqlite3_close(db);
	return counts;
}

static void
waits_of_a_journal_are_those_that_sql_finds(void **state)
{
	struct store_place *p = *state;
	struct store *s = diary_open(p, 1);
	struct desk desk;

	tickets_make(s);
	desk_fill(&desk);
	ON_EXIT(columns_guard) struct columns *c = columns_of(s);
	const struct counts counts = waits_compare(c, p->path, &desk.map, &desk.cycle, "");
	assert_true(counts.called_n > 2000 && counts.left_n > 500 && counts.open_n > 500);
}

/* Two days of the bank and half a morning, by the service's own commands. */
static void
waits_of_the_demo_are_those_that_sql_finds(void **state)
{
	struct home *h = *state;
	struct crowd *crowd = NULL;
	struct crowd_setup setup = {
		.store = h->place->store, .reader = 1, .seed = 3, .from_us = MONDAY_US};
	const struct map *map = NULL;

	h->now_us = MONDAY_US;
	home_load_example(h, "bank");
	setup.service = h->service;
	assert_int_equal(crowd_new(&crowd, &setup, &h->fault), FAULT_NONE);
	if (crowd_run(crowd, MONDAY_US + 2 * DAY_US + MORNING_US, false, &h->fault))
		fail_msg("%s: %s", h->fault.notes[0], h->fault.notes[1]);
	crowd_free(crowd);
	home_settle(h);
	assert_int_equal(service_map_take(h->service, 1, 0, 0, &map, &h->fault), FAULT_NONE);
	ON_EXIT(columns_guard) struct columns *c = columns_of(h->place->store);
	const struct counts counts = waits_compare(
		c, h->place->path, map, map_cycle_find(map, "cheque"), "636865717565");
	assert_true(counts.called_n > 200 && counts.left_n > 5 && counts.open_n > 0);
	service_map_give(h->service, map);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			waits_of_a_journal_are_those_that_sql_finds, place_make, place_clear),
		HOME_TEST(waits_of_the_demo_are_those_that_sql_finds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
