/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Passages of a small bank: what arrives, begins, ends, leaves, is open, is lost.
 */
#include "log.h"
#include "map.h"
#include "measures/passage.h"

/* The passages of a one-journey log through the bank, as text: "moment:arrived-begun-ended ending".
 */
static const char *
read_passages(const char *text, const char *extra, bool paired, struct arena *a)
{
	static const char *const endings[] = {"ended", "left", "open", "lost"};
	struct bank bank;
	bank_fill(&bank);
	ON_EXIT(columns_guard) struct columns *points = log_read(text, extra);
	ON_EXIT(columns_guard) struct columns *instances = NULL;
	const struct columns *c = points;
	struct fault fault = {0};
	uint64_t unpaired;
	if (paired) {
		assert_int_equal(columns_instances(&instances, &unpaired, points, &fault), 0);
		c = instances;
	}
	const struct measure_options options = {.map = &bank.map, .cycle = &bank.cycle};
	ON_EXIT(roles_guard)
	struct roles *roles = roles_new(c, &options, columns_end_us(c, c->events_n - 1));
	const struct view view = {.columns = c, .instances = c};
	struct passages p;
	const char *all = "";
	passages_begin(&p, roles, &view, 0, 1);
	while (passages_next(&p)) {
		for (size_t i = 0; i < p.n; i++) {
			const struct passage *q = &p.items[i];
			all = arena_printf(a, "%s%s%s:", all, i > 0 ? " " : "",
				cycle_moment(&bank.cycle, q->moment)->name);
			all = q->arrived_us == TIME_NONE
				      ? arena_printf(a, "%s.", all)
				      : arena_printf(a, "%s%lld", all,
						(long long)q->arrived_us / 1000000);
			all = q->begun_us == TIME_NONE ? arena_printf(a, "%s-.", all)
						       : arena_printf(a, "%s-%lld", all,
								 (long long)q->begun_us / 1000000);
			all = arena_printf(a, "%s-%lld %s", all, (long long)q->ended_us / 1000000,
				endings[q->ending]);
		}
	}
	passages_finish(&p);
	return all;
}

static void
assert_passages(const char *text, const char *expected)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	assert_string_equal(read_passages(text, NULL, false, a), expected);
}

static void
a_wait_runs_from_the_first_sign_to_the_beginning(void **state)
{
	(void)state;
	assert_passages("j taken 10\nj taken 12\nj called 30\nj greeted 45\n",
		"waiting:10-30-30 ended greeting:.-30-45 ended");
}

static void
a_recall_continues_the_passage(void **state)
{
	(void)state;
	assert_passages("j called 30\nj called 40\nj greeted 45\n",
		"waiting:.-30-30 ended greeting:.-30-45 ended waiting:.-40-40 ended");
}

static void
who_leaves_has_left_and_who_waits_at_the_end_is_open(void **state)
{
	(void)state;
	assert_passages("j taken 10\nj left 70\n", "waiting:10-.-70 left");
	assert_passages("j taken 10\nj nothing 99\n", "waiting:10-.-99 open");
	assert_passages(
		"j called 30\nj nothing 99\n", "waiting:.-30-30 ended greeting:.-30-99 open");
}

static void
a_closing_leaves_what_was_not_told_lost(void **state)
{
	(void)state;
	assert_passages("j called 30\nj good 50\nj later 99\n",
		"waiting:.-30-30 ended greeting:.-30-50 lost");
	/* and so does going on to a later moment without having been called */
	assert_passages("j taken 10\nj serve 60\nj later 99\n",
		"serving:.-60-60 ended waiting:10-.-60 lost");
}

static void
an_abandonment_that_no_moment_claims_leaves_the_last_one(void **state)
{
	(void)state;
	assert_passages("j called 30\nj gone 50\n", "waiting:.-30-30 ended greeting:.-30-50 left");
	assert_passages("j taken 10\nj gone 50\n", "waiting:10-.-50 left");
	/* once */
	assert_passages("j taken 10\nj called 12\nj gone 50\nj taken 60\nj gone 70\n",
		"waiting:10-12-12 ended greeting:.-12-50 left waiting:60-.-70 lost");
}

static void
an_activity_that_begins_and_ends_a_moment_is_a_passage_each_time(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	assert_passages("j serve 10\nj serve 20\n", "serving:.-10-10 ended serving:.-20-20 ended");
	/* overlapping instances: each its own */
	assert_string_equal(read_passages("j serve 10 start 1\nj serve 15 start 2\n"
					  "j serve 30 complete 1\nj serve 40 complete 2\n",
				    "lifecycle instance", true, a),
		"serving:.-10-30 ended serving:.-15-40 ended");
}

static void
sides_choose_start_or_completion(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	/* `ends: greeted` is its completion, `begins: called` its start */
	assert_string_equal(read_passages("j called 10 start 1\nj called 12 complete 1\n"
					  "j greeted 20 start 2\nj greeted 29 complete 2\n",
				    "lifecycle instance", true, a),
		"waiting:.-10-10 ended greeting:.-10-29 ended");
}

/* "moment" is an extra column here. */
static void
assert_marked(const char *text, const char *expected)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	assert_string_equal(read_passages(text, "moment", false, a), expected);
}

static void
staff_open_and_close_a_moment_by_its_name(void **state)
{
	(void)state;
	assert_marked("j moment.begun 10 smile\nj moment.ended 25 smile\n", "smile:.-10-25 ended");
	/* only the one they name, whatever its map says */
	assert_marked("j called 10 -\nj moment.begun 12 serving\nj moment.ended 30 serving\n"
		      "j greeted 40 -\n",
		"waiting:.-10-10 ended greeting:.-10-40 ended serving:.-12-30 ended");
	assert_marked("j moment.begun 10 of-another-cycle\nj nothing 20 -\n", "");
}

static void
staff_close_what_an_event_began(void **state)
{
	(void)state;
	assert_marked("j called 10 -\nj moment.ended 31 greeting\n",
		"waiting:.-10-10 ended greeting:.-10-31 ended");
	/* and go on with what has no end of its own */
	assert_marked("j bye 10 -\nj moment.begun 12 farewell\nj moment.ended 15 farewell\n",
		"farewell:.-10-15 ended");
}

static void
an_outcome_alone_is_no_second_passage(void **state)
{
	(void)state;
	assert_marked("j bye 10 -\nj moment.ended 15 farewell\n", "farewell:.-10-10 ended");
	assert_marked("j moment.ended 15 smile\nj nothing 20 -\n", "smile:.-15-15 ended");
	assert_marked("j moment.ended 15 smile\nj moment.ended 20 smile\n",
		"smile:.-15-15 ended smile:.-20-20 ended");
}

static void
what_staff_began_and_nobody_ended_is_open_until_the_journey_closes(void **state)
{
	(void)state;
	assert_marked("j moment.begun 10 smile\nj nothing 30 -\n", "smile:.-10-30 open");
	assert_marked("j moment.begun 10 smile\nj good 30 -\n", "smile:.-10-30 lost");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_wait_runs_from_the_first_sign_to_the_beginning),
		cmocka_unit_test(a_recall_continues_the_passage),
		cmocka_unit_test(who_leaves_has_left_and_who_waits_at_the_end_is_open),
		cmocka_unit_test(a_closing_leaves_what_was_not_told_lost),
		cmocka_unit_test(an_abandonment_that_no_moment_claims_leaves_the_last_one),
		cmocka_unit_test(an_activity_that_begins_and_ends_a_moment_is_a_passage_each_time),
		cmocka_unit_test(sides_choose_start_or_completion),
		cmocka_unit_test(staff_open_and_close_a_moment_by_its_name),
		cmocka_unit_test(staff_close_what_an_event_began),
		cmocka_unit_test(an_outcome_alone_is_no_second_passage),
		cmocka_unit_test(
			what_staff_began_and_nobody_ended_is_open_until_the_journey_closes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
