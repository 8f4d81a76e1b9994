/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which keys of a log become journey, activity, time and extra columns, under which wish.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/attributes.h"
#include "exchange/fields.h"

struct choice {
	struct arena *arena;
	struct numbered keys;
	struct fields fields;
	struct fault fault;
	enum fault_code code;
};

static void
choice_guard(struct choice *c)
{
	arena_free(c->arena);
}

/* keys: with blanks between. */
static struct choice
choose(const char *keys, enum fields_free is_free, const struct log_wish *wish)
{
	struct choice c = {.arena = arena_new(ARENA_UNLIMITED)};
	struct span rest = span_of(keys);

	numbered_init(&c.keys, c.arena);
	for (struct span key; span_cut(&rest, ' ', &key);)
		numbered_add(&c.keys, key, NULL);
	c.code = fields_choose(&c.fields, &c.keys, is_free, wish, c.arena, &c.fault);
	return c;
}

/* "name<key name<key", in the order of the columns. */
static void
assert_columns(const struct choice *c, const char *expected)
{
	const char *text = "";

	assert_int_equal(c->code, FAULT_NONE);
	for (size_t i = 0; i < c->fields.fields_n; i++)
		text = arena_printf(c->arena, "%s%s%s<%.*s", text, i > 0 ? " " : "",
			c->fields.names[i], SPAN_PRINT(c->keys.names[c->fields.of_key[i]]));
	assert_string_equal(text, expected);
}

static void
assert_fault(const struct choice *c, enum fault_code code, const char *part)
{
	char said[1000];

	assert_int_equal(c->code, code);
	if (strstr(fault_sentence(&c->fault, said, sizeof said), part) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", said, part);
}

static void
customary_keys_are_found_the_events_own_before_its_traces(void **state)
{
	const struct log_wish wish = {0};
	ON_EXIT(choice_guard)
	struct choice c = choose("case:branch case:group org:group concept:name time:timestamp "
				 "case:concept:name user org:resource",
		FIELDS_FREE_ALL_PARTS, &wish);

	(void)state;
	assert_columns(&c, "resource<org:resource group<org:group branch<case:branch");
	assert_int_equal(c.fields.activity[0], 3);
	assert_int_equal(c.fields.time, 4);
	assert_int_equal(c.fields.journey, 5);
}

static void
named_columns_come_first_and_are_not_doubled(void **state)
{
	const struct log_wish wish = {.columns = " branch = office ,desk=place", .keeps_all = true};
	ON_EXIT(choice_guard)
	struct choice c = choose("office case:place branch org:resource", FIELDS_FREE_EXTRA, &wish);

	(void)state;
	assert_columns(&c, "branch<office desk<case:place resource<org:resource branch_2<branch");
}

static void
only_wished_for_columns_are_there_when_some_are_named(void **state)
{
	static const char *const extra[] = {"resource", "place", "resource"};
	const struct log_wish wish = {.extra = extra, .extra_n = 3};
	ON_EXIT(choice_guard)
	struct choice c = choose("user case:place org:group", FIELDS_FREE_EXTRA, &wish);

	(void)state;
	assert_columns(&c, "resource<user place<case:place");
}

static void
an_activity_may_join_keys_or_be_one_with_a_plus_in_it(void **state)
{
	const struct log_wish wish = {.columns = "activity=b+a"},
			      missing = {.columns = "activity=b+x"},
			      many = {.columns = "activity=a+b+a+b+a+b+a+b+a"};
	ON_EXIT(choice_guard) struct choice joined = choose("a b", FIELDS_FREE_ALL_PARTS, &wish);
	ON_EXIT(choice_guard) struct choice whole = choose("a b b+a", FIELDS_FREE_ALL_PARTS, &wish);
	ON_EXIT(choice_guard) struct choice lost = choose("a b", FIELDS_FREE_ALL_PARTS, &missing);
	ON_EXIT(choice_guard) struct choice over = choose("a b", FIELDS_FREE_ALL_PARTS, &many);

	(void)state;
	assert_int_equal(joined.fields.activity_n, 2);
	assert_int_equal(joined.fields.activity[0], 1);
	assert_int_equal(joined.fields.activity[1], 0);
	assert_int_equal(whole.fields.activity_n, 1);
	assert_int_equal(whole.fields.activity[0], 2);
	assert_fault(&lost, FAULT_BAD_INPUT, "there is no \"x\" in the log; there are: a, b");
	assert_fault(&over, FAULT_BAD_INPUT, "8 keys at most");
}

static void
what_cannot_be_wished_for_is_refused_with_the_reason(void **state)
{
	const struct log_wish settled = {.columns = "time=a"}, start = {.columns = "start=a"},
			      crooked = {.columns = "branch"}, half = {.columns = "branch="},
			      form = {.time_format = "lunar"};
	ON_EXIT(choice_guard) struct choice a = choose("a", FIELDS_FREE_EXTRA, &settled);
	ON_EXIT(choice_guard) struct choice b = choose("a", FIELDS_FREE_ALL_PARTS, &start);
	ON_EXIT(choice_guard) struct choice c = choose("a", FIELDS_FREE_EXTRA, &crooked);
	ON_EXIT(choice_guard) struct choice d = choose("a", FIELDS_FREE_EXTRA, &half);
	ON_EXIT(choice_guard) struct choice e = choose("a", FIELDS_FREE_EXTRA, &form);

	(void)state;
	assert_fault(&a, FAULT_BAD_INPUT, "leave out time=");
	assert_fault(&b, FAULT_BAD_INPUT, "leave out start=");
	assert_fault(&c, FAULT_BAD_INPUT, "this is not: branch");
	assert_fault(&d, FAULT_BAD_INPUT, "this is not: branch");
	assert_fault(&e, FAULT_BAD_INPUT, "there is no time form \"lunar\"");
}

static void
a_thousand_columns_are_the_most(void **state)
{
	const struct log_wish all = {.keeps_all = true}, few = {.keeps_none = true};
	char keys[8000];
	size_t n = 0;

	(void)state;
	for (int i = 0; i <= FIELDS_MOST; i++)
		n += (size_t)snprintf(keys + n, sizeof keys - n, "k%d ", i);
	ON_EXIT(choice_guard) struct choice c = choose(keys, FIELDS_FREE_EXTRA, &all);
	ON_EXIT(choice_guard) struct choice d = choose(keys, FIELDS_FREE_EXTRA, &few);

	assert_fault(&c, FAULT_TOO_BIG, "more than 1000 different things");
	assert_columns(&d, "");
}

static void
somebody_elses_words_are_cut_at_a_letter(void **state)
{
	char words[90];

	(void)state;
	memset(words, 'a', sizeof words);
	assert_int_equal(span_shown((struct span){words, 80}).size, 80);
	assert_int_equal(span_shown((struct span){words, 81}).size, 80);
	memcpy(words + 79, "\xc4\x85", 2);
	assert_int_equal(span_shown((struct span){words, 90}).size, 79);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(customary_keys_are_found_the_events_own_before_its_traces),
		cmocka_unit_test(named_columns_come_first_and_are_not_doubled),
		cmocka_unit_test(only_wished_for_columns_are_there_when_some_are_named),
		cmocka_unit_test(an_activity_may_join_keys_or_be_one_with_a_plus_in_it),
		cmocka_unit_test(what_cannot_be_wished_for_is_refused_with_the_reason),
		cmocka_unit_test(a_thousand_columns_are_the_most),
		cmocka_unit_test(somebody_elses_words_are_cut_at_a_letter),
	};

	return cmocka_run_group_tests_name("fields", tests, NULL, NULL);
}
