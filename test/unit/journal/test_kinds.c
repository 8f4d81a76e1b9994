/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of kinds: well formed, and one with what a map may name.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "journal/journal.h"

static const struct {
	const char *name, *text;
} live[] = {
#define LIVE(kind, text) {kind, text},
#include "map/live.def"
#undef LIVE
};

static void
what_a_map_may_name_is_the_same_here(void **state)
{
	(void)state;
	const struct event_about *last = NULL;

	for (size_t i = 0; i < array_length(live); i++) {
		const struct event_about *about = journal_kind_find(span_of(live[i].name));

		if (about == NULL)
			fail_msg("%s stands in map/live.def and not in journal/events.def",
				live[i].name);
		assert_string_equal(about->text, live[i].text);
		assert_true(last == NULL || about > last); /* and in the same order */
		last = about;
	}
}

static void
numbers_and_names_are_unique(void **state)
{
	(void)state;
	size_t n = 0;
	const struct event_about *kinds = journal_kinds(&n);

	assert_true(n > array_length(live));
	for (size_t i = 0; i < n; i++) {
		assert_in_range(kinds[i].kind, 1, 249);
		assert_ptr_equal(journal_kind(kinds[i].kind), &kinds[i]);
		assert_ptr_equal(journal_kind_find(span_of(kinds[i].name)), &kinds[i]);
	}
	assert_null(journal_kind(0));
	assert_null(journal_kind(-1));
	assert_null(journal_kind(249));
	assert_null(journal_kind(INT64_MAX));
	assert_null(journal_kind_find(SPAN("ticket.take")));
}

/* Numbers that stores out there already hold: a change here is a mistake there. */
static void
numbers_stay(void **state)
{
	(void)state;
	assert_int_equal(EVENT_MAP_LOADED, 1);
	assert_int_equal(EVENT_DAY_OPENED, 20);
	assert_int_equal(EVENT_TICKET_TAKEN, 40);
	assert_int_equal(EVENT_TICKET_CALLED, 42);
	assert_int_equal(EVENT_SERVICE_FINISHED, 52);
	assert_int_equal(EVENT_STANDARD_BREACHED, 62);
	assert_int_equal(EVENT_ANSWER_GIVEN, 70);
	assert_int_equal(EVENT_RECORD_REPAIRED, 80);
}

static void
fields_and_sentences_are_well_formed(void **state)
{
	(void)state;
	size_t n = 0;
	const struct event_about *kinds = journal_kinds(&n);
	struct event_field fields[EVENT_FIELDS_MOST];
	char again[200];

	for (size_t i = 0; i < n; i++) {
		const size_t fields_n = journal_kind_fields(&kinds[i], fields);
		size_t used = 0;

		again[0] = '\0';
		for (size_t k = 0; k < fields_n; k++) {
			assert_non_null(strchr("itb", fields[k].letter));
			assert_true(fields[k].name.size > 0);
			for (size_t j = 0; j < k; j++)
				assert_false(span_is(fields[k].name, fields[j].name));
			used += (size_t)snprintf(again + used, sizeof again - used, "%s%.*s:%c",
				k > 0 ? " " : "", SPAN_PRINT(fields[k].name), fields[k].letter);
		}
		assert_string_equal(again, kinds[i].fields);
		assert_non_null(strchr(kinds[i].name, '.'));
		assert_non_null(strchr(kinds[i].text, ' '));
		assert_true(kinds[i].text[strlen(kinds[i].text) - 1] != '.');
		assert_true(strlen(kinds[i].subject) > 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_map_may_name_is_the_same_here),
		cmocka_unit_test(numbers_and_names_are_unique),
		cmocka_unit_test(numbers_stay),
		cmocka_unit_test(fields_and_sentences_are_well_formed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
