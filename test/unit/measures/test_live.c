/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Measures of the live service's own events: tickets, and waits that were quoted.
 */
#include "log.h"

#define SECOND 1000000

/* The log's events of promise.quoted carry these ranges, in order. */
struct quotes {
	struct columns columns; /* a copy that borrows */
	uint32_t places[64];
	int64_t values[128];
	struct numbers numbers[2];
};

static void
quotes_set(struct quotes *q, const struct columns *c, const int64_t (*seconds)[2])
{
	const uint32_t quoted = column_find(&c->activity, SPAN("promise.quoted"));
	uint32_t n = 0;

	memset(q, 0, sizeof *q);
	assert_true(c->events_n <= array_length(q->places));
	for (uint64_t e = 0; e < c->events_n; e++) {
		if (column_code(&c->activity, e) != quoted)
			continue;
		q->values[2 * n] = seconds[n][0] * SECOND;
		q->values[2 * n + 1] = seconds[n][1] * SECOND;
		q->places[e] = ++n;
	}
	q->numbers[0] = (struct numbers){"least_us", q->places, q->values, 2};
	q->numbers[1] = (struct numbers){"most_us", q->places, q->values + 1, 2};
	q->columns = *c;
	q->columns.numbers = q->numbers;
	q->columns.numbers_n = 2;
}

static const char quotes_log[] = "a promise.quoted 0\na ticket.called 60\n"
				 "b promise.quoted 0\nb ticket.called 120\n"
				 "c promise.quoted 0\nc ticket.called 30\n"
				 "d promise.quoted 0\nd ticket.called 200\n"
				 "e promise.quoted 0\ne ticket.left 90\n"
				 "f promise.quoted 0\nf something 500\n"
				 "g promise.quoted 0\ng journey.satisfied 5\n"
				 "h promise.quoted 0\nh promise.quoted 10\nh ticket.called 70\n";
static const int64_t quotes_ranges[][2] = {{60, 120}, {60, 120}, {60, 120}, {60, 120}, {60, 120},
	{60, 120}, {60, 120}, {0, 69}, {60, 62}};

static void
a_quote_holds_the_truth_when_the_call_comes_within_it(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard) struct columns *c = log_read(quotes_log, NULL);
	struct quotes q;

	quotes_set(&q, c, quotes_ranges);
	struct frame *f = log_measure("promises", &q.columns, NULL, a);
	assert_int_equal(frame_rows_n(f), 1);
	assert_int_equal(f->n, 9);
	assert_int_equal(int_at(f, 0, "n"), 7);	   /* a to e, and both of h */
	assert_int_equal(int_at(f, 0, "held"), 4); /* a, b, both of h: the bounds count */
	assert_int_equal(int_at(f, 0, "early"), 1);
	assert_int_equal(int_at(f, 0, "late"), 1);
	assert_int_equal(int_at(f, 0, "left"), 1);
	assert_int_equal(int_at(f, 0, "open"), 1);
	assert_near(real_at(f, 0, "share"), 4.0 / 7.0);
	/* Wilson by hand: p = 4/7, n = 7, z² = 3.8414588 */
	assert_true(fabs(real_at(f, 0, "low") - 0.2504583645) < 1e-9);
	assert_true(fabs(real_at(f, 0, "high") - 0.8417801447) < 1e-9);
	assert_string_equal(text_at(f, 0, "calibrated"), "yes");
	/* told: one to two minutes, h up to two, then one to two */
	assert_near(real_at(f, 0, "width"), (7 * 60 + 120 + 60) / 9.0);
	assert_near(real_at(f, 0, "bias"), (-30 + 30 - 60 + 110 + 10 - 30) / 6.0);
	assert_true(has_note(f, "Of 1 quotes"));
	assert_true(has_note(f, "Indicative"));
}

static void
of_too_few_quotes_no_share_is_told(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard)
	struct columns *c = log_read("a promise.quoted 0\na ticket.called 60\n", NULL);
	struct quotes q;

	quotes_set(&q, c, quotes_ranges);
	struct frame *f = log_measure("promises", &q.columns, NULL, a);
	assert_int_equal(int_at(f, 0, "n"), 1);
	assert_true(null_at(f, 0, "share"));
	assert_true(null_at(f, 0, "bias"));
	assert_string_equal(text_at(f, 0, "calibrated"), "too few");
	f = log_measure("promises", c, NULL, a);
	assert_int_equal(frame_rows_n(f), 0);
	assert_true(has_note(f, "Only a store"));
}

/* 21 min 40 s to 92 min are told as 20 to 100 minutes; nothing at all as up to one. */
static void
a_quote_is_what_the_customer_was_told(void **state)
{
	static const int64_t ranges[][2] = {
		{0, 0}, {0, 0}, {1300, 5520}, {1300, 5520}, {0, 61}, {0, 61}};

	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard)
	struct columns *c = log_read("a promise.quoted 0\na ticket.called 60\n"
				     "b promise.quoted 0\nb ticket.called 61\n"
				     "c promise.quoted 0\nc ticket.called 6000\n"
				     "d promise.quoted 0\nd ticket.called 1199\n"
				     "e promise.quoted 0\ne ticket.called 120\n"
				     "f promise.quoted 0\nf ticket.called 121\n",
		NULL);
	struct quotes q;

	quotes_set(&q, c, ranges);
	struct frame *f = log_measure("promises", &q.columns, NULL, a);
	assert_int_equal(int_at(f, 0, "held"), 3);
	assert_int_equal(int_at(f, 0, "early"), 1);
	assert_int_equal(int_at(f, 0, "late"), 2);
}

static void
tickets_end_in_one_way_each(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard)
	struct columns *c = log_read(
		/* two tickets in one visit, the second left */
		"a ticket.taken 0\na ticket.called 60\na service.begun 70\na service.finished 170\n"
		"a ticket.taken 180\na ticket.left 300\n"
		"b ticket.taken 5\nb ticket.called 50\nb ticket.missed 80\n"
		/* missed, called again, served in two goes */
		"c ticket.taken 6\nc ticket.called 51\nc ticket.missed 81\nc ticket.called 90\n"
		"c service.begun 95\nc service.finished 145\nc service.begun 200\nc "
		"service.finished 220\n"
		"d ticket.taken 7\n"
		"e ticket.taken 8\ne ticket.called 100\ne service.begun 101\n"
		"f ticket.refused 9\n"
		"g ticket.taken 10\ng journey.abandoned 400\n",
		NULL);
	struct frame *f = log_measure("tickets", c, NULL, a);

	assert_int_equal(f->n, 7);
	assert_int_equal(int_at(f, 0, "tickets"), 7);
	assert_int_equal(int_at(f, 0, "waiting"), 1);
	assert_int_equal(int_at(f, 0, "serving"), 1);
	assert_int_equal(int_at(f, 0, "served"), 2);
	assert_int_equal(int_at(f, 0, "left"), 2);
	assert_int_equal(int_at(f, 0, "missed"), 1);
	assert_int_equal(int_at(f, 0, "refused"), 1);
	assert_int_equal(int_at(f, 0, "calls"), 5);
	assert_int_equal(int_at(f, 0, "n"), 6);
	assert_near(real_at(f, 0, "share_left"), 2.0 / 6.0);
	assert_int_equal(int_at(f, 0, "services"), 3);
	assert_near(real_at(f, 0, "service_mean"), (100 + 50 + 20) / 3.0);
	assert_near(real_at(f, 0, "service_median"), 50);
	assert_true(null_at(f, 0, "service_p95"));
}

static void
tickets_are_parted_by_what_stands_at_their_taking(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard)
	struct columns *c = log_read("a ticket.taken 0 cash\na ticket.called 60 cash\n"
				     "b ticket.taken 5 loans\nb ticket.left 50 loans\n"
				     "c ticket.taken 3700 cash\n",
		"service");
	const char *const by[] = {"service", "hour"};
	const struct measure_options options = {.by = by, .by_n = 2};
	struct frame *f = log_measure("tickets", c, &options, a);

	assert_int_equal(frame_rows_n(f), 3);
	assert_string_equal(text_at(f, 0, "service"), "cash");
	assert_string_equal(text_at(f, 1, "hour"), "01");
	assert_int_equal(int_at(f, 0, "serving"), 1);
	assert_int_equal(int_at(f, 1, "waiting"), 1);
	assert_int_equal(int_at(f, 2, "left"), 1);
	assert_true(null_at(f, 2, "share_left"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_quote_holds_the_truth_when_the_call_comes_within_it),
		cmocka_unit_test(of_too_few_quotes_no_share_is_told),
		cmocka_unit_test(a_quote_is_what_the_customer_was_told),
		cmocka_unit_test(tickets_end_in_one_way_each),
		cmocka_unit_test(tickets_are_parted_by_what_stands_at_their_taking),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
