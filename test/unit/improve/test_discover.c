/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The proposed cycle file: what it says, and that the map accepts it – for plain logs, for random
 * ones, and for activities with the oddest names.
 */
#include "made_log.h"

#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "improve/improve.h"
#include "map/map.h"

static const char *
discovered(const struct columns *columns, const char *name, struct arena *a)
{
	struct span yaml = {0};
	struct fault fault = {0};

	assert_int_equal(improve_discover(&yaml, columns, name, "a.csv", a, &fault), FAULT_NONE);
	assert_int_equal(strlen(yaml.at), yaml.size);
	return yaml.at;
}

/* Loads the file as `cykl check` does; fails the test when there are errors. Free with map_free. */
static struct map *
accepted(const char *yaml, struct arena *a)
{
	char path[] = "/tmp/cykl-discover-XXXXXX.yaml";
	struct fault fault = {0};
	struct problems problems = {0};
	struct map *map = NULL;
	int file = mkstemps(path, 5);

	assert_true(file >= 0);
	close(file);
	assert_int_equal(file_write(path, span_of(yaml), &fault), FAULT_NONE);
	enum fault_code code = map_load(&map, &problems, path, NULL, a, &fault);
	unlink(path);
	for (size_t i = 0; i < problems.items_n; i++)
		if (!problems.items[i].is_warning)
			print_error("%u: %s\n", problems.items[i].line, problems.items[i].what);
	if (code != FAULT_NONE)
		fail_msg("not accepted: %s\n%s", fault.notes[0], yaml);
	return map;
}

static void
a_plain_log_gives_stages_moments_and_an_ending(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard)
	struct columns *c = made_log(
		"1: Ticket@0, Called@600, Served@700\n2: Ticket@0, Called@900, Served@950\n");
	ON_EXIT(map_guard) struct map *map = accepted(discovered(c, "visit", a), a);
	const struct cycle *cycle = map_cycle_find(map, "visit");

	assert_non_null(cycle);
	assert_int_equal(cycle->moments_n, 3);
	assert_string_equal(cycle_moment(cycle, 0)->begins.names[0], "Ticket");
	assert_string_equal(cycle_moment(cycle, 2)->name, "served");
	assert_string_equal(cycle->closes[OUTCOME_SATISFIED].names[0], "Served");
}

static void
a_long_gap_becomes_a_wait_after_the_usual_activity(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard)
	struct columns *c = made_log(
		"1: Ticket@0, Called@600, Served@610\n2: Ticket@0, Called@900, Served@910\n");
	ON_EXIT(map_guard) struct map *map = accepted(discovered(c, "visit", a), a);
	const struct cycle *cycle = map_cycle_find(map, "visit");
	const struct moment *called = cycle_moment_find(cycle, "called");

	assert_int_equal(called->waits_from.names_n, 1);
	assert_string_equal(called->waits_from.names[0], "Ticket");
	assert_int_equal(called->waits_from.side, EVENT_SIDE_AFTER);
	assert_int_equal(cycle_moment_find(cycle, "served")->waits_from.names_n, 0);
}

static void
what_is_skipped_is_optional_and_what_comes_again_repeats(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard)
	struct columns *c = made_log("1: Ask@0, Advise@10, Advise@20, Pay@30\n2: Ask@0, Pay@30\n");
	ON_EXIT(map_guard) struct map *map = accepted(discovered(c, "visit", a), a);
	const struct moment *advise = cycle_moment_find(map_cycle_find(map, "visit"), "advise");

	assert_true(advise->is_optional);
	assert_true(advise->may_repeat);
	assert_false(cycle_moment_find(map_cycle_find(map, "visit"), "ask")->is_optional);
}

static void
a_standard_promises_what_is_kept_today(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const char *text = "";
	for (unsigned i = 0; i < 40; i++)
		text = arena_printf(a, "%s%u: Ticket@0, Called@%u\n", text, i, 100 + i * 10);
	ON_EXIT(columns_guard) struct columns *c = made_log(text);
	ON_EXIT(map_guard) struct map *map = accepted(discovered(c, "visit", a), a);
	const struct moment *called = cycle_moment_find(map_cycle_find(map, "visit"), "called");

	assert_int_equal(called->standards_n, 1);
	assert_int_equal(called->standards[0].measure, STANDARD_WAIT);
	/* 100, 110 … 490 s: 80 % within 412 s, so 10 min */
	assert_int_equal(called->standards[0].at_most.us, 10 * DURATION_MINUTE_US);
	assert_true(called->standards[0].target == 0.8);
}

static void
too_few_times_give_no_standard(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard)
	struct columns *c = made_log("1: Ticket@0, Called@100\n2: Ticket@0, Called@200\n");
	ON_EXIT(map_guard) struct map *map = accepted(discovered(c, "visit", a), a);

	assert_int_equal(cycle_moment_find(map_cycle_find(map, "visit"), "called")->standards_n, 0);
}

/* Events whose activities are these words, in one journey. Free with columns_free. */
static struct columns *
log_of_words(const struct span *words, size_t words_n)
{
	struct columns_builder *b =
		columns_builder_new(&(struct columns_plan){.lanes_n = 1, .hands = 1});
	struct columns *columns = NULL;
	struct fault fault = {0};

	for (size_t i = 0; i < words_n; i++)
		columns_lane_event(columns_builder_lane(b, 0), SPAN("1"), words[i],
			(int64_t)i * 60000000, NULL);
	assert_int_equal(columns_builder_finish(&columns, b, &fault), FAULT_NONE);
	columns_builder_free(b);
	return columns;
}

static void
the_oddest_names_are_still_a_file_that_is_accepted(void **state)
{
	(void)state;
	static const struct span words[] = {SPAN("yes"), SPAN("null"), SPAN("~"), SPAN("12"),
		SPAN("1e3"), SPAN("a: b"), SPAN("- x"), SPAN("\"quoted\""), SPAN("back\\slash"),
		SPAN("# no comment"), SPAN("{after: x}"), SPAN("[list]"), SPAN("tab\there"),
		SPAN("line\nend"), SPAN("\x01\x7f"), SPAN("\xc2\x85next line"),
		SPAN("\xe2\x80\xa8line separator"), SPAN("\xef\xbb\xbfmark"),
		SPAN("broken \xff\xfe bytes"), SPAN("Przyjęcie gościa"), SPAN("Đổi séc"),
		SPAN("等待"), SPAN("%"), SPAN("&anchor"), SPAN("*alias"), SPAN("!tag"), SPAN("|"),
		SPAN(">"), SPAN("@"), SPAN("`"), SPAN("'"), SPAN(" "), SPAN("<<")};
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard) struct columns *c = log_of_words(words, array_length(words));
	ON_EXIT(map_guard) struct map *map = accepted(discovered(c, "1: odd \"name\"\n", a), a);

	assert_true(map->cycles[0].moments_n >= array_length(words) - 1);
}

/* A generator that gives the same numbers everywhere. */
static uint32_t
next(uint64_t *seed, uint32_t below)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)((*seed >> 33) % below);
}

static void
random_logs_are_accepted_and_the_same_again(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 60; seed++) {
		ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
		uint64_t dice = seed;
		uint32_t kinds = 1 + next(&dice, 80), journeys = 1 + next(&dice, 60);
		const char *text = "";
		for (uint32_t journey = 0; journey < journeys; journey++) {
			uint32_t n = 1 + next(&dice, 12), at = 0;
			text = arena_printf(a, "%s%u:", text, journey);
			for (uint32_t i = 0; i < n; i++) {
				at += next(&dice, 5000);
				text = arena_printf(a, "%s%s act %u@%u", text, i > 0 ? "," : "",
					next(&dice, kinds), at);
			}
			text = arena_printf(a, "%s\n", text);
		}
		ON_EXIT(columns_guard) struct columns *c = made_log(text);
		const char *yaml = discovered(c, "random", a);
		ON_EXIT(map_guard) struct map *map = accepted(yaml, a);
		assert_true(map->cycles[0].moments_n >= 1 && map->cycles[0].moments_n <= 60);
		assert_string_equal(discovered(c, "random", a), yaml);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_log_gives_stages_moments_and_an_ending),
		cmocka_unit_test(a_long_gap_becomes_a_wait_after_the_usual_activity),
		cmocka_unit_test(what_is_skipped_is_optional_and_what_comes_again_repeats),
		cmocka_unit_test(a_standard_promises_what_is_kept_today),
		cmocka_unit_test(too_few_times_give_no_standard),
		cmocka_unit_test(the_oddest_names_are_still_a_file_that_is_accepted),
		cmocka_unit_test(random_logs_are_accepted_and_the_same_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
