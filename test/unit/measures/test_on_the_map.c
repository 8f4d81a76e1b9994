/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The measures that hold a log against a map, on a small bank (map.h): moments, outcomes, breaks,
 * fit, waits of moments, and the trend of promises kept.
 */
#include "log.h"
#include "map.h"

static struct columns *
repeated(const char *lines, size_t n, const char *more, struct arena *a)
{
	const char *text = "";
	for (size_t i = 0; i < n; i++) {
		struct span rest = span_of(lines), line;
		while (span_cut(&rest, '\n', &line))
			text = arena_printf(a, "%sj%zu %.*s\n", text, i, SPAN_PRINT(line));
	}
	return log_read(arena_printf(a, "%s%s", text, more), NULL);
}

static const struct frame *
on_the_map(const char *measure, const struct columns *c, struct bank *bank, struct arena *a)
{
	const struct measure_options options = {
		.map = &bank->map, .cycle = &bank->cycle, .hands = 2, .within_us = 20000000};
	return log_measure(measure, c, &options, a);
}

static void
moments_carry_counts_waits_durations_and_attainment(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct bank bank;
	bank_fill(&bank);
	ON_EXIT(columns_guard)
	struct columns *c = repeated("taken 0\ncalled 10\ngreeted 40\n", 6,
		"late taken 0\nlate called 30\nlate greeted 40\ngone taken 0\ngone left 50\n", a);
	const struct frame *f = on_the_map("moments", c, &bank, a);
	assert_int_equal(frame_rows_n(f), 5);
	assert_string_equal(text_at(f, 0, "stage"), "desk");
	assert_string_equal(text_at(f, 0, "title"), "Waiting");
	assert_int_equal(int_at(f, 0, "journeys"), 8);
	assert_int_equal(int_at(f, 0, "left"), 1);
	assert_true(real_at(f, 0, "wait_median") == 10);
	assert_true(null_at(f, 0, "wait_p95"));	     /* fewer than twenty */
	assert_int_equal(int_at(f, 0, "missed"), 2); /* late, and who left after the limit */
	assert_near(real_at(f, 0, "attainment"), 0.75);
	assert_int_equal(int_at(f, 1, "critical"), 1);
	assert_near(real_at(f, 1, "share"), 7.0 / 8);
	assert_true(real_at(f, 1, "median") == 30);
	assert_true(null_at(f, 4, "n")); /* marked by staff */
	assert_true(has_note(f, "indicative"));
}

static void
under_five_nothing_is_judged(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct bank bank;
	bank_fill(&bank);
	ON_EXIT(columns_guard)
	struct columns *c = repeated("taken 0\ncalled 10\ngreeted 40\n", 4, "", a);
	const struct frame *f = on_the_map("standards", c, &bank, a);
	assert_string_equal(text_at(f, 0, "met"), "too few");
	assert_int_equal(int_at(f, 0, "n"), 4);
	assert_true(null_at(f, 0, "kept") && null_at(f, 0, "share") && null_at(f, 0, "low"));
	f = on_the_map("moments", c, &bank, a);
	assert_true(null_at(f, 0, "attainment") && null_at(f, 0, "missed"));
}

static void
a_standard_says_yes_no_or_unsure(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct bank bank;
	bank_fill(&bank);
	ON_EXIT(columns_guard)
	struct columns *c = repeated("taken 0\ncalled 10\ngreeted 100\nserve 200\n", 50, "", a);
	const struct frame *f = on_the_map("standards", c, &bank, a);
	assert_string_equal(text_at(f, row_of(f, "standard", "called-soon"), "met"), "yes");
	const size_t greeted = row_of(f, "standard", "greeted");
	assert_string_equal(text_at(f, greeted, "met"), "no");
	assert_string_equal(text_at(f, greeted, "limit"), "at most 1 min");
	assert_string_equal(text_at(f, greeted, "source"), "expectation: customers-2026");
	assert_string_equal(text_at(f, greeted, "treatment"), "drop-within");
	const size_t once = row_of(f, "standard", "once");
	assert_int_equal(int_at(f, once, "kept"), 50);
	assert_true(null_at(f, once, "left") && null_at(f, once, "treatment"));
	bank.standards[0].target = 0.99;
	f = on_the_map("standards", c, &bank, a);
	assert_string_equal(text_at(f, 0, "met"), "unsure");
}

static void
waits_count_everybody_who_came(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct bank bank;
	bank_fill(&bank);
	/* The ten customers of the reference table; those who still wait came later in the day. */
	ON_EXIT(columns_guard)
	struct columns *c =
		log_read("a taken 0\na called 3\nb taken 0\nb called 8\nc taken 0\nc called 12\n"
			 "d taken 0\nd called 15\ne taken 0\ne called 40\nf taken 0\nf left 6\n"
			 "g taken 0\ng left 12\nh taken 0\nh left 25\ni taken 30\nj taken 22\n",
			NULL);
	const struct frame *f = on_the_map("waits", c, &bank, a);
	assert_int_equal(frame_rows_n(f), 1);
	assert_string_equal(text_at(f, 0, "kind"), "moment");
	assert_int_equal(int_at(f, 0, "n"), 5);
	assert_int_equal(int_at(f, 0, "left"), 3);
	assert_int_equal(int_at(f, 0, "open"), 2);
	assert_near(real_at(f, 0, "mean"), 15.6);
	assert_true(real_at(f, 0, "median") == 40);
	assert_true(null_at(f, 0, "p75")); /* more than a quarter were never called */
	assert_true(fabs(real_at(f, 0, "called_within") - 0.4333333) < 1e-7);
	assert_true(fabs(real_at(f, 0, "left_within") - 0.2166667) < 1e-7);
	assert_true(real_at(f, 0, "longest") == 40);
}

static void
outcomes_are_the_last_closing(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct bank bank;
	bank_fill(&bank);
	ON_EXIT(columns_guard)
	struct columns *c =
		log_read("a bad 1\na good 2\nb good 1\nc gone 1\nd taken 1\ne bad 3\n", NULL);
	const struct frame *f = on_the_map("outcomes", c, &bank, a);
	assert_int_equal(int_at(f, row_of(f, "outcome", "satisfied"), "journeys"), 2);
	assert_int_equal(int_at(f, row_of(f, "outcome", "dissatisfied"), "journeys"), 1);
	assert_int_equal(int_at(f, row_of(f, "outcome", "abandoned"), "journeys"), 1);
	assert_int_equal(int_at(f, row_of(f, "outcome", "open"), "journeys"), 1);
	assert_near(real_at(f, 0, "share"), 0.4);
	assert_true(has_note(f, "Indicative"));
}

/* 60 of 100 end badly after a late call, 45 of 300 after one in time: a risk ratio of 4. */
static void
breaks_gives_the_risk_ratio_of_the_two_by_two_table(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct bank bank;
	bank_fill(&bank);
	const char *text = "open taken 0\n";
	for (int i = 0; i < 400; i++) {
		const bool is_late = i < 100;
		const bool is_bad = is_late ? i < 60 : i < 145;
		text = arena_printf(a, "%sj%d taken 0\nj%d called %d\nj%d %s 99\n", text, i, i,
			is_late ? 30 : 10, i, is_bad ? "bad" : "good");
	}
	ON_EXIT(columns_guard) struct columns *c = log_read(text, NULL);
	const struct frame *f = on_the_map("breaks", c, &bank, a);
	assert_int_equal(int_at(f, 0, "went_wrong"), 100);
	assert_near(real_at(f, 0, "badly_after"), 0.6);
	assert_near(real_at(f, 0, "badly_otherwise"), 0.15);
	assert_near(real_at(f, 0, "risk_ratio"), 4);
	assert_true(fabs(real_at(f, 0, "low") - 2.9240582) < 1e-7);
	assert_true(fabs(real_at(f, 0, "high") - 5.4718472) < 1e-7);
	assert_string_equal(text_at(f, 0, "verdict"), "critical, not declared");
	assert_int_equal(int_at(f, 0, "critical"), 1);
	assert_int_equal(int_at(f, 0, "declared"), 0);
	assert_string_equal(text_at(f, 3, "verdict"), "no standard");
	bank.moments[0].is_critical = true;
	f = on_the_map("breaks", c, &bank, a);
	assert_string_equal(text_at(f, 0, "verdict"), "confirmed");
}

static void
fit_finds_what_is_skipped_out_of_order_and_repeated(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct bank bank;
	bank_fill(&bank);
	ON_EXIT(columns_guard)
	struct columns *c = log_read("right called 1\nright greeted 2\n"
				     "right serve 3\nright bye 4\nright bye 5\n"
				     "skips serve 1\n"
				     "late serve 1\nlate called 2\n"
				     "twice called 1\ntwice serve 2\ntwice serve 3\n"
				     "short called 1\nshort good 2\n"
				     "begun called 1\nbegun stranger 2\n",
		NULL);
	const struct frame *f = on_the_map("fit", c, &bank, a);
	const size_t greeting = row_of(f, "moment", "greeting"),
		     serving = row_of(f, "moment", "serving"),
		     farewell = row_of(f, "moment", "farewell");
	assert_int_equal(int_at(f, greeting, "journeys"), 6);
	assert_int_equal(int_at(f, greeting, "seen"), 5);
	assert_int_equal(int_at(f, greeting, "skipped"), 1);
	assert_int_equal(int_at(f, greeting, "out_of_order"), 1);
	assert_int_equal(
		int_at(f, serving, "skipped"), 1); /* short closed without it; begun may go on */
	assert_int_equal(int_at(f, serving, "repeated"), 1);
	assert_int_equal(int_at(f, farewell, "skipped"), 0);  /* optional */
	assert_int_equal(int_at(f, farewell, "repeated"), 0); /* may repeat */
	assert_true(null_at(f, row_of(f, "moment", "smile"), "seen"));
	assert_true(has_note(f, "2 of 6 journeys follow the map wholly."));
	assert_true(has_note(f, "Not on the map: stranger (1)."));
}

static void
the_trend_carries_the_promises_kept(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct bank bank;
	bank_fill(&bank);
	ON_EXIT(columns_guard)
	struct columns *c = repeated("taken 0\ncalled 10\ngreeted 100\n", 5,
		"k taken 259300\nk called 259310\nk bye 259320\n", a);
	struct measure_options options = {
		.map = &bank.map, .cycle = &bank.cycle, .period = PERIOD_DAY};
	const struct frame *f = log_measure("trend", c, &options, a);
	assert_int_equal(frame_rows_n(f), 4); /* two days without journeys between */
	assert_int_equal(int_at(f, 0, "journeys"), 5);
	assert_int_equal(int_at(f, 0, "n"), 10); /* the wait was kept, the greeting missed */
	assert_near(real_at(f, 0, "attainment"), 0.5);
	assert_int_equal(int_at(f, 1, "journeys"), 0);
	assert_true(null_at(f, 1, "median"));
	assert_int_equal(int_at(f, 3, "n"), 1);
	assert_true(null_at(f, 3, "attainment"));
	assert_true(int_at(f, 3, "period") == INT64_C(259200000000));
}

static void
a_map_that_shares_nothing_with_the_log_is_told(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct bank bank;
	bank_fill(&bank);
	ON_EXIT(columns_guard) struct columns *c = log_read("a other 1\n", NULL);
	assert_true(has_note(
		on_the_map("moments", c, &bank, a), "No activity of the log is named on the map."));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(moments_carry_counts_waits_durations_and_attainment),
		cmocka_unit_test(under_five_nothing_is_judged),
		cmocka_unit_test(a_standard_says_yes_no_or_unsure),
		cmocka_unit_test(waits_count_everybody_who_came),
		cmocka_unit_test(outcomes_are_the_last_closing),
		cmocka_unit_test(breaks_gives_the_risk_ratio_of_the_two_by_two_table),
		cmocka_unit_test(fit_finds_what_is_skipped_out_of_order_and_repeated),
		cmocka_unit_test(the_trend_carries_the_promises_kept),
		cmocka_unit_test(a_map_that_shares_nothing_with_the_log_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
