/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Laws of the chain: after any appends it holds; whatever is changed afterwards is found, at its
 * place.
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
#include "journal/chain.h"

#define BRANCHES 3
#define EVENTS	 60

struct copy {
	int64_t branch, number;
	unsigned char body[JOURNAL_BODY_MOST], hash[JOURNAL_HASH_SIZE];
	size_t body_size;
	struct journal_event event; /* its spans point into the copy */
};

struct album {
	struct copy copies[EVENTS];
	size_t n;
};

static enum fault_code
keep(const struct journal_event *event, void *with, struct fault *f)
{
	struct album *album = with;
	struct copy *copy = &album->copies[album->n++];

	(void)f;
	copy->branch = event->branch;
	copy->number = event->number;
	copy->body_size = event->body.size;
	memcpy(copy->body, event->body.at, event->body.size);
	memcpy(copy->hash, event->hash.at, JOURNAL_HASH_SIZE);
	copy->event = *event;
	copy->event.body.at = (const char *)copy->body;
	copy->event.hash.at = (const char *)copy->hash;
	return FAULT_NONE;
}

/* Writes random events, lifts what forbids changes, and keeps a copy of everything. */
static void
album_make(struct store_place *p, struct album *album)
{
	struct store *s = diary_open(p, 1);
	struct journal_pen *pen = journal_pen_new();
	struct journal_cursor *cursor = journal_cursor_new();
	struct fault fault = {0};
	uint64_t random = 2026;
	int64_t number = 0;
	size_t n = 0;

	for (int i = 0; i < EVENTS;) {
		struct store_tx *tx = store_begin(store_writer(s));
		for (size_t k = diary_random(&random) % 5; k < 5 && i < EVENTS; k++, i++)
			assert_int_equal(
				diary_append(pen, tx, (int64_t)(diary_random(&random) % BRANCHES),
					&random, &number, &fault),
				FAULT_NONE);
		diary_commit(tx);
	}
	struct store_tx *tx = store_begin(store_reader(s, 0));
	assert_int_equal(journal_follow(tx, cursor, EVENTS, keep, album, &n, &fault), FAULT_NONE);
	assert_int_equal(n, EVENTS);
	diary_commit(tx);
	journal_cursor_free(cursor);
	journal_pen_free(pen);
	if (!place_is_postgresql())
		place_run(
			p, "DROP TRIGGER event_is_not_changed; DROP TRIGGER event_is_not_removed");
}

static void
hex(char *into, const unsigned char *bytes, size_t size)
{
	into += snprintf(into, 8, "%s", place_is_postgresql() ? "'\\x" : "x'");
	for (size_t i = 0; i < size; i++)
		into += snprintf(into, 3, "%02x", bytes[i]);
	snprintf(into, 16, "'%s", place_is_postgresql() ? "::bytea" : "");
}

static void
bytes_set(const struct store_place *p, const struct copy *copy, const char *column,
	const unsigned char *bytes, size_t size)
{
	char text[600], literal[500];

	assert_true(size < 200);
	hex(literal, bytes, size);
	snprintf(text, sizeof text,
		"UPDATE event SET %s = %s WHERE branch = %lld AND number = %lld", column, literal,
		(long long)copy->branch, (long long)copy->number);
	place_run(p, text);
}

static void
number_add(const struct store_place *p, const struct copy *copy, const char *column, int by)
{
	char text[300];

	snprintf(text, sizeof text,
		"UPDATE event SET %s = %s + %d WHERE branch = %lld AND number = %lld", column,
		column, by, (long long)copy->branch, (long long)copy->number);
	place_run(p, text);
}

static void
whole(struct store_place *p)
{
	const struct journal_proof proof = diary_prove(store_reader(p->store, 0));

	assert_false(proof.is_broken);
	assert_int_equal(proof.events_n, EVENTS);
	assert_int_equal(proof.branches_n, BRANCHES);
}

static void
broken_at(struct store_place *p, int64_t branch, int64_t number)
{
	const struct journal_proof proof = diary_prove(store_reader(p->store, 0));

	assert_true(proof.is_broken);
	assert_int_equal(proof.branch, branch);
	assert_int_equal(proof.number, number);
	assert_non_null(proof.what);
}

static void
any_changed_byte_is_found_at_its_event(void **state)
{
	struct store_place *p = *state;
	struct album *album = calloc(1, sizeof *album);
	uint64_t random = 5;

	album_make(p, album);
	whole(p);
	for (size_t i = 0; i < album->n; i++) {
		struct copy *copy = &album->copies[i];
		const size_t at = diary_random(&random) % (copy->body_size + JOURNAL_HASH_SIZE);
		const bool is_body = at < copy->body_size;
		unsigned char *bytes = is_body ? copy->body : copy->hash;
		const size_t size = is_body ? copy->body_size : JOURNAL_HASH_SIZE;
		const size_t place = is_body ? at : at - copy->body_size;
		const unsigned char bit = (unsigned char)(1u << (diary_random(&random) % 8));

		bytes[place] ^= bit;
		bytes_set(p, copy, is_body ? "body" : "hash", bytes, size);
		broken_at(p, copy->branch, copy->number);
		bytes[place] ^= bit;
		bytes_set(p, copy, is_body ? "body" : "hash", bytes, size);
	}
	whole(p);
	free(album);
}

static void
any_changed_number_is_found_at_its_event(void **state)
{
	struct store_place *p = *state;
	static const char *const columns[] = {"kind", "at_us", "journey", "subject", "staff"};
	struct album *album = calloc(1, sizeof *album);

	album_make(p, album);
	for (size_t i = 0; i < album->n; i += 7)
		for (size_t k = 0; k < array_length(columns); k++) {
			const struct copy *copy = &album->copies[i];

			number_add(p, copy, columns[k], 1);
			broken_at(p, copy->branch, copy->number);
			number_add(p, copy, columns[k], -1);
		}
	whole(p);
	free(album);
}

static void
a_longer_and_a_shorter_body_are_found(void **state)
{
	struct store_place *p = *state;
	struct album *album = calloc(1, sizeof *album);

	album_make(p, album);
	struct copy *copy = &album->copies[4];
	bytes_set(p, copy, "body", copy->body, copy->body_size + 1);
	broken_at(p, copy->branch, copy->number);
	bytes_set(p, copy, "body", copy->body, copy->body_size);
	whole(p);
	bytes_set(p, copy, "hash", copy->hash, JOURNAL_HASH_SIZE - 1);
	broken_at(p, copy->branch, copy->number);
	free(album);
}

static void
a_removed_event_is_missed(void **state)
{
	struct store_place *p = *state;
	struct album *album = calloc(1, sizeof *album);

	album_make(p, album);
	place_run(p, "DELETE FROM event WHERE branch = 1 AND number = 4");
	broken_at(p, 1, 4);
	place_run(p, "DELETE FROM event WHERE branch = 0 AND number = 1");
	broken_at(p, 0, 1);
	free(album);
}

static void
a_cut_off_end_is_missed(void **state)
{
	struct store_place *p = *state;
	struct album *album = calloc(1, sizeof *album);

	album_make(p, album);
	const struct copy *last = &album->copies[EVENTS - 1];
	char text[200];
	snprintf(text, sizeof text, "DELETE FROM event WHERE branch = %lld AND number = %lld",
		(long long)last->branch, (long long)last->number);
	place_run(p, text);
	broken_at(p, last->branch, last->number);
	free(album);
}

static void
a_moved_event_is_found(void **state)
{
	struct store_place *p = *state;
	struct album *album = calloc(1, sizeof *album);

	album_make(p, album);
	number_add(p, &album->copies[2], "number", 1000);
	broken_at(p, album->copies[2].branch, album->copies[2].number);
	number_add(p,
		&(struct copy){.branch = album->copies[2].branch,
			.number = album->copies[2].number + 1000},
		"number", -1000);
	whole(p);
	place_run(p, "UPDATE event SET branch = 77 WHERE branch = 2 AND number = 1");
	broken_at(p, 2, 1);
	free(album);
}

static void
a_changed_or_missing_head_is_found(void **state)
{
	struct store_place *p = *state;
	struct album *album = calloc(1, sizeof *album);

	album_make(p, album);
	place_run(p, "UPDATE chain SET number = number + 1 WHERE branch = 1");
	assert_true(diary_prove(store_reader(p->store, 0)).is_broken);
	place_run(p, "UPDATE chain SET number = number - 2 WHERE branch = 1");
	assert_true(diary_prove(store_reader(p->store, 0)).is_broken);
	place_run(p, "UPDATE chain SET number = number + 1 WHERE branch = 1");
	whole(p);
	place_run(p,
		"UPDATE chain SET hash = (SELECT hash FROM event WHERE branch = 1 AND number = 1)"
		" WHERE branch = 1");
	assert_true(diary_prove(store_reader(p->store, 0)).is_broken);
	place_run(p, "DELETE FROM chain WHERE branch = 1");
	const struct journal_proof proof = diary_prove(store_reader(p->store, 0));
	assert_true(proof.is_broken);
	assert_int_equal(proof.branch, 1);
	free(album);
}

/* Somebody who knows how: the event and its own hash fit, and the next link tells. */
static void
a_forged_event_is_found_at_the_next_one(void **state)
{
	struct store_place *p = *state;
	struct album *album = calloc(1, sizeof *album);

	album_make(p, album);
	struct copy *copy = &album->copies[3];
	assert_int_equal(copy->branch, album->copies[2].branch);
	unsigned char hash[JOURNAL_HASH_SIZE];
	chain_hash(hash, album->copies[2].hash, &copy->event);
	assert_memory_equal(hash, copy->hash, sizeof hash);
	copy->event.staff++;
	chain_hash(hash, album->copies[2].hash, &copy->event);
	number_add(p, copy, "staff", 1);
	bytes_set(p, copy, "hash", hash, sizeof hash);
	broken_at(p, copy->branch, copy->number + 1);
	free(album);
}

static void
sqlite_itself_refuses_to_change_the_journal(void **state)
{
	struct store_place *p = *state;
	static const struct store_sql sql[] = {
		{"CHANGE", STORE_WRITE, "", "", "UPDATE event SET staff = 0"},
		{"REMOVE", STORE_WRITE, "", "", "DELETE FROM event"}};
	static const struct store_part vandal = {"vandal", sql, array_length(sql), NULL, 0};
	const struct store_part *const parts[] = {&journal_part, &vandal};
	const struct store_setup setup = {.parts = parts, .parts_n = 2, .may_create = true};
	struct fault fault = {0};
	uint64_t random = 1;
	int64_t number = 0;

	if (place_is_postgresql())
		return;
	assert_int_equal(store_open(&p->store, p->address, &setup, &fault), FAULT_NONE);
	struct journal_pen *pen = journal_pen_new();
	struct store_tx *tx = store_begin(store_writer(p->store));
	assert_int_equal(diary_append(pen, tx, 1, &random, &number, &fault), FAULT_NONE);
	diary_commit(tx);
	for (unsigned i = 0; i < 2; i++) {
		tx = store_begin(store_writer(p->store));
		store_do(tx, &vandal, i, STORE_NO_VALUES);
		assert_int_equal(store_commit(tx, &fault), FAULT_BROKEN);
		assert_non_null(strstr(fault.notes[0], "never changed"));
	}
	journal_pen_free(pen);
}

/* The bytes of doc/formats/journal.md: a change of this is a new version of the format. */
static void
the_first_hash_is_the_documented_one(void **state)
{
	(void)state;
	const unsigned char before[JOURNAL_HASH_SIZE] = {0};
	unsigned char hash[JOURNAL_HASH_SIZE];
	char body[JOURNAL_BODY_MOST], text[2 * JOURNAL_HASH_SIZE + 1];
	struct fault fault = {0};
	struct journal_event event = {.branch = 3,
		.number = 1,
		.kind = EVENT_TICKET_TAKEN,
		.at_us = INT64_C(1795253400250000),
		.journey = 11,
		.subject = 22,
		.staff = 0};

	assert_int_equal(body_write(body, &event.body.size, journal_kind(EVENT_TICKET_TAKEN),
				 STORE_VALUES(store_int(4), store_none(), store_text(SPAN("paper")),
					 store_none(), store_none(), store_none()),
				 &fault),
		FAULT_NONE);
	/* The event of the page is older than the last two fields: its body ends before them. */
	assert_int_equal(event.body.size, 23);
	event.body = (struct span){body, 21};
	chain_hash(hash, before, &event);
	for (size_t i = 0; i < sizeof hash; i++)
		snprintf(text + 2 * i, 3, "%02x", hash[i]);
	assert_string_equal(
		text, "278af7ca35ad3a160411ddbf46e6cd88bb6f7678b70b230606edba7111be71e2");
}

#define in_a_place(test) cmocka_unit_test_setup_teardown(test, place_make, place_clear)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_place(any_changed_byte_is_found_at_its_event),
		in_a_place(any_changed_number_is_found_at_its_event),
		in_a_place(a_longer_and_a_shorter_body_are_found),
		in_a_place(a_removed_event_is_missed),
		in_a_place(a_cut_off_end_is_missed),
		in_a_place(a_moved_event_is_found),
		in_a_place(a_changed_or_missing_head_is_found),
		in_a_place(a_forged_event_is_found_at_the_next_one),
		in_a_place(sqlite_itself_refuses_to_change_the_journal),
		cmocka_unit_test(the_first_hash_is_the_documented_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
