/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Appending and reading: what is told is what was said, in the order in which it was said, and it
 * is gone when its transaction is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "diary.h"

struct seen {
	size_t n;
	int64_t last_branch, last_number, sum;
};

static enum fault_code
see(const struct journal_event *event, void *with, struct fault *f)
{
	struct seen *seen = with;

	(void)f;
	if (seen->n == 0 || event->branch != seen->last_branch)
		seen->last_number = 0;
	assert_int_equal(event->number, seen->last_number + 1);
	seen->last_branch = event->branch;
	seen->last_number = event->number;
	seen->sum += event->branch;
	seen->n++;
	return FAULT_NONE;
}

/* The cursor moves on after the visit, so before it every event is its branch's next. */
struct once {
	const struct journal_cursor *cursor;
	size_t n;
};

static enum fault_code
see_once(const struct journal_event *event, void *with, struct fault *f)
{
	struct once *once = with;

	(void)f;
	assert_int_equal(event->number, journal_cursor_number(once->cursor, event->branch) + 1);
	once->n++;
	return FAULT_NONE;
}

/* The last number seen of each branch. */
struct swept {
	int64_t numbers[7];
	size_t n;
	int64_t stop_at; /* of branch 1; 0: nowhere */
};

static enum fault_code
see_swept(const struct journal_event *event, void *with, struct fault *f)
{
	struct swept *swept = with;

	assert_in_range(event->branch, 0, array_length(swept->numbers) - 1);
	if (event->branch == 1 && event->number == swept->stop_at)
		return fault_set(f, FAULT_CONFLICT, "enough");
	assert_int_equal(event->number, ++swept->numbers[event->branch]);
	assert_non_null(journal_kind(event->kind));
	swept->n++;
	return FAULT_NONE;
}

static enum fault_code
check_ticket(const struct journal_event *event, void *with, struct fault *f)
{
	size_t *n = with;

	(void)f;
	assert_int_equal(event->branch, 3);
	assert_int_equal(event->kind, EVENT_TICKET_TAKEN);
	assert_int_equal(event->at_us, INT64_C(1795253400250000));
	assert_int_equal(event->journey, 11);
	assert_int_equal(event->subject, 22);
	assert_int_equal(event->staff, 0);
	assert_int_equal(event->hash.size, JOURNAL_HASH_SIZE);
	assert_int_equal(journal_field(event, "service").number, -4);
	assert_int_equal(journal_field(event, "class").type, 0);
	assert_true(span_is(journal_field(event, "form").bytes, SPAN("paper")));
	assert_int_equal(journal_field(event, "appointment").number, INT64_MAX);
	assert_int_equal(journal_field(event, "nothing").type, 0);
	++*n;
	return FAULT_NONE;
}

static enum fault_code
ticket_append(struct journal_pen *pen, struct store_tx *tx, struct span form, struct fault *f)
{
	const struct journal_event event = {.branch = 3,
		.kind = EVENT_TICKET_TAKEN,
		.at_us = INT64_C(1795253400250000),
		.journey = 11,
		.subject = 22};
	int64_t number = 0;

	return journal_append(pen, tx, &event,
		STORE_VALUES(store_int(-4), store_none(), store_text(form), store_int(INT64_MAX),
			store_none(), store_none()),
		&number, f);
}

static void
an_event_is_read_as_it_was_written(void **state)
{
	struct store *s = diary_open(*state, 1);
	struct journal_pen *pen = journal_pen_new();
	struct store_tx *tx = store_begin(store_writer(s));
	struct fault fault = {0};
	int64_t after = 0;
	size_t n = 0;

	assert_int_equal(ticket_append(pen, tx, SPAN("paper"), &fault), FAULT_NONE);
	diary_commit(tx);
	tx = store_begin(store_reader(s, 0));
	assert_int_equal(journal_read(tx, 3, &after, 10, check_ticket, &n, &fault), FAULT_NONE);
	assert_int_equal(n, 1);
	assert_int_equal(after, 1);
	diary_commit(tx);
	journal_pen_free(pen);
}

static void
what_somebody_wrote_is_refused(void **state)
{
	struct store *s = diary_open(*state, 0);
	struct journal_pen *pen = journal_pen_new();
	struct store_tx *tx = store_begin(store_writer(s));
	struct fault fault = {0};
	char long_word[JOURNAL_WORD_MOST + 1];

	memset(long_word, 'a', sizeof long_word);
	const struct span words[] = {SPAN("Anna Nowak"), SPAN(""), SPAN("Zażółć"), SPAN("a\nb"),
		SPAN("a\0b"), {long_word, sizeof long_word}};
	for (size_t i = 0; i < array_length(words); i++) {
		assert_int_equal(ticket_append(pen, tx, words[i], &fault), FAULT_BAD_INPUT);
		assert_non_null(strstr(fault.notes[0], "form"));
	}
	const struct span longest = {long_word, JOURNAL_WORD_MOST};
	assert_int_equal(ticket_append(pen, tx, longest, &fault), FAULT_NONE);
	diary_commit(tx);
	assert_int_equal(diary_prove(store_writer(s)).events_n, 1);
	journal_pen_free(pen);
}

static void
undone_events_leave_no_gap(void **state)
{
	struct store *s = diary_open(*state, 1);
	struct journal_pen *pen = journal_pen_new();
	struct fault fault = {0};
	uint64_t random = 7;
	int64_t number = 0, expected = 0;

	for (int round = 0; round < 20; round++) {
		ON_EXIT(store_tx_guard) struct store_tx *tx = store_begin(store_writer(s));
		int64_t done = 0;

		for (int command = 0; command < 6; command++) {
			store_savepoint(tx);
			for (int event = 1; event <= 3; event++) {
				assert_int_equal(diary_append(pen, tx, 5, &random, &number, &fault),
					FAULT_NONE);
				assert_int_equal(number, expected + done + event);
			}
			if (diary_random(&random) % 2 == 0) {
				assert_int_equal(store_rollback_to(tx), FAULT_NONE);
			} else {
				assert_int_equal(store_release(tx, &fault), FAULT_NONE);
				done += 3;
			}
		}
		if (round % 3 != 0) {
			diary_commit(tx);
			expected += done;
		}
	}
	const struct journal_proof proof = diary_prove(store_reader(s, 0));
	assert_false(proof.is_broken);
	assert_int_equal(proof.events_n, expected);
	journal_pen_free(pen);
}

static void
a_cursor_reads_each_event_once_however_small_its_steps(void **state)
{
	struct store *s = diary_open(*state, 1);
	struct journal_pen *pen = journal_pen_new();
	struct journal_cursor *cursor = journal_cursor_new();
	struct arena *a = arena_new(ARENA_UNLIMITED);
	struct fault fault = {0};
	uint64_t random = 99;
	int64_t number = 0;
	size_t total = 0, written = 0;

	for (int round = 0; round < 8; round++) {
		struct store_tx *tx = store_begin(store_writer(s));
		for (int i = 0; i < 200; i++, written++)
			assert_int_equal(diary_append(pen, tx, (int64_t)(diary_random(&random) % 7),
						 &random, &number, &fault),
				FAULT_NONE);
		diary_commit(tx);
		tx = store_begin(store_reader(s, 0));
		for (size_t n = 1; n > 0; total += n) {
			/* Away and back through its text, as a page that was offline comes back. */
			const char *text = journal_cursor_text(cursor, a);
			assert_true(journal_cursor_parse(cursor, span_of(text)));
			const int64_t before = journal_cursor_number(cursor, 3);
			struct once once = {cursor, 0};
			assert_int_equal(
				journal_follow(tx, cursor, 60, see_once, &once, &n, &fault),
				FAULT_NONE);
			assert_int_equal(once.n, n);
			assert_true(n <= 60);
			assert_true(journal_cursor_number(cursor, 3) >= before);
		}
		diary_commit(tx);
	}
	assert_int_equal(total, written);
	arena_free(a);
	journal_cursor_free(cursor);
	journal_pen_free(pen);
}

static void
a_sweep_sees_each_event_once_however_small_its_steps(void **state)
{
	struct store *s = diary_open(*state, 1);
	struct journal_pen *pen = journal_pen_new();
	struct journal_cursor *cursor = journal_cursor_new();
	struct fault fault = {0};
	struct swept swept = {0};
	uint64_t random = 7;
	int64_t number = 0;
	size_t total = 0, written = 0;

	for (int round = 0; round < 8; round++) {
		struct store_tx *tx = store_begin(store_writer(s));
		for (int i = 0; i < 200; i++) {
			assert_int_equal(diary_append(pen, tx, (int64_t)(diary_random(&random) % 7),
						 &random, &number, &fault),
				FAULT_NONE);
		}
		if (round % 3 == 1) { /* what is rolled back is seen by nobody */
			store_rollback(tx);
		} else {
			diary_commit(tx);
			written += 200;
		}
		tx = store_begin(store_reader(s, 0));
		for (size_t n = 60; n == 60; total += n)
			assert_int_equal(
				journal_sweep(tx, cursor, 60, see_swept, &swept, &n, &fault),
				FAULT_NONE);
		diary_commit(tx);
		assert_int_equal(total, written);
	}
	assert_int_equal(swept.n, written);
	journal_cursor_free(cursor);
	journal_pen_free(pen);
}

static void
a_sweep_that_fails_goes_on_at_its_event(void **state)
{
	struct store *s = diary_open(*state, 0);
	struct journal_pen *pen = journal_pen_new();
	struct journal_cursor *cursor = journal_cursor_new();
	struct swept swept = {.stop_at = 3};
	struct fault fault = {0};
	uint64_t random = 3;
	int64_t number = 0;
	size_t n = 0;
	struct store_tx *tx = store_begin(store_writer(s));

	for (int i = 0; i < 5; i++)
		assert_int_equal(diary_append(pen, tx, 1, &random, &number, &fault), FAULT_NONE);
	assert_int_equal(
		journal_sweep(tx, cursor, SIZE_MAX, see_swept, &swept, &n, &fault), FAULT_CONFLICT);
	assert_int_equal(swept.n, 2);
	swept.stop_at = 0;
	assert_int_equal(
		journal_sweep(tx, cursor, SIZE_MAX, see_swept, &swept, &n, &fault), FAULT_NONE);
	assert_int_equal(n, 3);
	assert_int_equal(swept.n, 5);
	diary_commit(tx);
	journal_cursor_free(cursor);
	journal_pen_free(pen);
}

static void
replay_reads_the_house_first_and_every_branch_in_order(void **state)
{
	struct store *s = diary_open(*state, 1);
	struct journal_pen *pen = journal_pen_new();
	struct journal_cursor *cursor = journal_cursor_new();
	struct fault fault = {0};
	struct seen seen = {0};
	uint64_t random = 3;
	int64_t number = 0, sum = 0;
	size_t n = 0;
	struct store_tx *tx = store_begin(store_writer(s));

	/* More branches than a page of heads, more events than a page of events. */
	for (int64_t i = 0; i < 1500; i++) {
		const int64_t branch = i < 700 ? JOURNAL_HOUSE : i % 300;
		assert_int_equal(
			diary_append(pen, tx, branch, &random, &number, &fault), FAULT_NONE);
		sum += branch;
	}
	diary_commit(tx);
	tx = store_begin(store_reader(s, 0));
	assert_int_equal(journal_follow(tx, cursor, SIZE_MAX, see, &seen, &n, &fault), FAULT_NONE);
	assert_int_equal(n, 1500);
	assert_int_equal(seen.n, 1500);
	assert_int_equal(seen.sum, sum);
	assert_int_equal(seen.last_branch, 299);
	assert_int_equal(journal_follow(tx, cursor, SIZE_MAX, see, &seen, &n, &fault), FAULT_NONE);
	assert_int_equal(n, 0);
	diary_commit(tx);
	journal_cursor_free(cursor);
	journal_pen_free(pen);
}

static enum fault_code
stop_at_the_third(const struct journal_event *event, void *with, struct fault *f)
{
	(void)with;
	return event->number == 3 ? fault_set(f, FAULT_CONFLICT, "enough") : FAULT_NONE;
}

static void
a_visit_that_fails_stops_before_its_event(void **state)
{
	struct store *s = diary_open(*state, 0);
	struct journal_pen *pen = journal_pen_new();
	struct journal_cursor *cursor = journal_cursor_new();
	struct fault fault = {0};
	uint64_t random = 3;
	int64_t number = 0;
	size_t n = 0;
	struct store_tx *tx = store_begin(store_writer(s));

	for (int i = 0; i < 5; i++)
		assert_int_equal(diary_append(pen, tx, 1, &random, &number, &fault), FAULT_NONE);
	assert_int_equal(journal_follow(tx, cursor, 10, stop_at_the_third, NULL, &n, &fault),
		FAULT_CONFLICT);
	assert_int_equal(journal_cursor_number(cursor, 1), 2);
	diary_commit(tx);
	journal_cursor_free(cursor);
	journal_pen_free(pen);
}

static void
cursors_that_are_none_are_refused(void **state)
{
	(void)state;
	static const char *const texts[] = {"1", "1:", ":1", "1:x", "1:2,1:3", "3:1,2:1", "1:-1",
		"1:2,", "1:99999999999999999999", "1:2 3"};
	struct journal_cursor *cursor = journal_cursor_new();

	for (size_t i = 0; i < array_length(texts); i++) {
		const bool is_tail = strcmp(texts[i], "1:2,") == 0; /* an empty rest is an end */

		if (journal_cursor_parse(cursor, span_of(texts[i])) != is_tail)
			fail_msg("\"%s\"", texts[i]);
	}
	assert_true(journal_cursor_parse(cursor, SPAN("")));
	assert_int_equal(journal_cursor_number(cursor, 1), 0);
	assert_true(journal_cursor_parse(cursor, SPAN("-3:1,0:5,7:9223372036854775807")));
	assert_int_equal(journal_cursor_number(cursor, 7), INT64_MAX);
	assert_int_equal(journal_cursor_number(cursor, -3), 1);
	assert_int_equal(journal_cursor_number(cursor, 6), 0);
	journal_cursor_free(cursor);
}

#define in_a_place(test) cmocka_unit_test_setup_teardown(test, place_make, place_clear)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_place(an_event_is_read_as_it_was_written),
		in_a_place(what_somebody_wrote_is_refused),
		in_a_place(undone_events_leave_no_gap),
		in_a_place(a_cursor_reads_each_event_once_however_small_its_steps),
		in_a_place(a_sweep_sees_each_event_once_however_small_its_steps),
		in_a_place(a_sweep_that_fails_goes_on_at_its_event),
		in_a_place(replay_reads_the_house_first_and_every_branch_in_order),
		in_a_place(a_visit_that_fails_stops_before_its_event),
		cmocka_unit_test(cursors_that_are_none_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
