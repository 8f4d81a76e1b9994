/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A command line read by tables: every kind of value, and each way of being wrong with its
 * sentence.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <limits.h>

#include "base/time.h"
#include "cli/options.h"

struct inner {
	bool is_quick;
	uint64_t top_n;
};

struct choices {
	const char *output;
	int64_t within_us;
	unsigned format;
	struct texts by, where;
	const struct zone *zone;
	struct inner inner;
};

static const struct option outer_options[] = {
	OPTION(TEXT, choices, output, "-o", "FILE", "The file to write"),
	OPTION(DURATION, choices, within_us, "--within", "DURATION", "The limit"),
	OPTION(WORD, choices, format, "--format", "text|csv|json", "The form"),
	OPTION(LIST, choices, by, "--by", "DIM,…", "The dimensions"),
	OPTION(TEXTS, choices, where, "--where", "DIM=V", "The part"),
	OPTION(ZONE, choices, zone, "--zone", "ZONE", "The zone"),
};

static const struct option inner_options[] = {
	OPTION(FLAG, inner, is_quick, "--quick", NULL, "Be quick"),
	OPTION(NUMBER, inner, top_n, "--top", "N", "How many"),
};

static const struct option_table tables[] = {
	{.heading = "Outer", .options = outer_options, .options_n = array_length(outer_options)},
	{.heading = "Inner",
		.options = inner_options,
		.options_n = array_length(inner_options),
		.at = offsetof(struct choices, inner)},
};

static const struct command_body body = {
	.about = "About",
	.tables = tables,
	.tables_n = array_length(tables),
	.choices_size = sizeof(struct choices),
};

static const struct command command = {
	.name = "try", .arguments = "NAME LOG…", .help = "Try", .body = &body};

#define WORDS_MOST 12

struct outcome {
	const struct choices *choices;
	struct request request;
	struct fault fault;
	enum fault_code code;
	bool wants_help;
};

/* Reads a line whose words are parted by single blanks. */
static struct outcome
read_line(const char *line, struct arena *a)
{
	struct outcome outcome = {.request = {.command = &command, .arena = a}};
	char *words[WORDS_MOST];
	int words_n = 0;
	struct span rest = span_of(line);
	const void *choices = NULL;

	for (struct span word; span_cut(&rest, ' ', &word) && words_n < WORDS_MOST;)
		words[words_n++] = arena_text_n(a, word.at, word.size);
	outcome.code = options_read(
		&choices, &outcome.wants_help, &outcome.request, words_n, words, &outcome.fault);
	outcome.choices = choices;
	return outcome;
}

static void
assert_wrong(const char *line, const char *sentence)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct outcome outcome = read_line(line, a);

	assert_int_equal(outcome.code, FAULT_BAD_INPUT);
	assert_string_equal(outcome.fault.notes[0], sentence);
}

static void
every_kind_of_value_reaches_its_field(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct outcome o = read_line(
		"x --quick --within 5min --format=json --top 7 a.csv -o out --zone UTC", a);

	assert_int_equal(o.code, FAULT_NONE);
	assert_true(o.choices->inner.is_quick);
	assert_int_equal(o.choices->inner.top_n, 7);
	assert_int_equal(o.choices->within_us, 300000000);
	assert_int_equal(o.choices->format, 2);
	assert_string_equal(o.choices->output, "out");
	assert_ptr_equal(o.choices->zone, zone_utc());
	assert_int_equal(o.request.arguments_n, 2);
	assert_string_equal(o.request.arguments[0], "x");
	assert_string_equal(o.request.arguments[1], "a.csv");
}

static void
lists_are_cut_at_commas_and_grow_texts_stay_whole(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct outcome o = read_line("x y --by a,b --by=c --where n=1,2 --where m=3", a);

	assert_int_equal(o.code, FAULT_NONE);
	assert_int_equal(o.choices->by.items_n, 3);
	assert_string_equal(o.choices->by.items[2], "c");
	assert_int_equal(o.choices->where.items_n, 2);
	assert_string_equal(o.choices->where.items[0], "n=1,2");
}

static void
what_is_not_given_is_zero(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct outcome o = read_line("x y", a);

	assert_null(o.choices->output);
	assert_null(o.choices->zone);
	assert_int_equal(o.choices->format, 0);
	assert_int_equal(o.choices->by.items_n, 0);
}

static void
two_hyphens_end_the_options_and_one_is_an_argument(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct outcome o = read_line("- -- --top", a);

	assert_int_equal(o.code, FAULT_NONE);
	assert_int_equal(o.request.arguments_n, 2);
	assert_string_equal(o.request.arguments[1], "--top");
}

static void
help_wins_over_what_is_missing(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);

	assert_true(read_line("--top 3 --help --nonsense", a).wants_help);
	assert_true(read_line("-h", a).wants_help);
}

static void
wrong_use_says_what_would_be_right(void **state)
{
	(void)state;
	assert_wrong("x y --tops 3", "there is no option --tops: do you mean --top?");
	assert_wrong("x y --wthin=3", "there is no option --wthin: do you mean --within?");
	assert_wrong("x y --zebra-crossing",
		"there is no option --zebra-crossing: \"cykl try --help\" lists them");
	assert_wrong("x y --top", "--top wants a value: --top N");
	assert_wrong("x y --top many", "--top wants a whole number, not \"many\"");
	assert_wrong("x y --top -1", "--top wants a whole number, not \"-1\"");
	assert_wrong("x y --top 1 --top 2", "--top is given twice");
	assert_wrong("x y --quick=1", "--quick takes no value");
	assert_wrong("x y --format jsn", "--format cannot be \"jsn\": do you mean \"json\"?");
	assert_wrong("x y --format zebra", "--format cannot be \"zebra\", only text|csv|json");
	assert_wrong("x y --by a,,b", "--by is empty");
	assert_wrong("x y --zone Mars/Olympus", "--zone: there is no time zone \"Mars/Olympus\" "
						"(like Europe/Warsaw, +02:00 or UTC)");
	assert_wrong("", "arguments are missing: cykl try NAME LOG…");
	assert_wrong("x", "an argument is missing: cykl try NAME LOG…");
}

static void
an_empty_value_is_wrong(void **state)
{
	(void)state;
	assert_wrong("x y -o=", "-o is empty");
	assert_wrong("x y --where=", "--where is empty");
	assert_wrong("x y --by=", "--by is empty");
}

static void
arguments_are_counted_by_what_people_read(void **state)
{
	(void)state;
	const struct {
		const char *arguments;
		size_t least, most;
	} cases[] = {
		{"", 0, 0},
		{"KIND", 1, 1},
		{"[COMMAND]", 0, 1},
		{"PATH…", 1, SIZE_MAX},
		{"[PATH…]", 0, SIZE_MAX},
		{"NAME[,NAME…] LOG…", 2, SIZE_MAX},
		{"A B [C]", 2, 3},
	};

	for (size_t i = 0; i < array_length(cases); i++) {
		size_t least, most;
		arguments_wanted(cases[i].arguments, &least, &most);
		assert_int_equal(least, cases[i].least);
		assert_true(most == cases[i].most);
	}
}

static void
words_are_found_whole(void **state)
{
	(void)state;
	assert_int_equal(word_find("text|csv|json", SPAN("csv")), 1);
	assert_int_equal(word_find("text|csv|json", SPAN("cs")), UINT_MAX);
	assert_int_equal(word_find("text|csv|json", SPAN("")), UINT_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_value_reaches_its_field),
		cmocka_unit_test(lists_are_cut_at_commas_and_grow_texts_stay_whole),
		cmocka_unit_test(what_is_not_given_is_zero),
		cmocka_unit_test(two_hyphens_end_the_options_and_one_is_an_argument),
		cmocka_unit_test(help_wins_over_what_is_missing),
		cmocka_unit_test(wrong_use_says_what_would_be_right),
		cmocka_unit_test(an_empty_value_is_wrong),
		cmocka_unit_test(arguments_are_counted_by_what_people_read),
		cmocka_unit_test(words_are_found_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
