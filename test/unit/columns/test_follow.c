/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Columns that follow a journal: what they make of events, and that nobody who holds columns sees
 * what came after them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdatomic.h>

#include "../journal/diary.h"
#include "columns/columns.h"

#define SECOND 1000000

struct desk {
	struct store_place *place;
	struct store *store;
	struct journal_pen *pen;
	struct columns_follower *follower;
	struct store_tx *tx; /* of what has happened since the last look, or NULL */
};

static struct span
name_word(void *with, enum columns_thing thing, int64_t id, struct arena *a)
{
	static const char *const things[] = {"branch", "service", "counter", "staff", "class"};

	(void)with;
	if (id == 99)
		return (struct span){0}; /* nobody knows it */
	return span_of(arena_printf(a, "%s-%lld", things[thing], (long long)id));
}

static int
desk_make(void **state)
{
	struct desk *desk = calloc(1, sizeof *desk);
	struct fault fault = {0};

	assert_int_equal(place_make((void **)&desk->place), 0);
	desk->store = diary_open(desk->place, 1);
	desk->pen = journal_pen_new();
	assert_int_equal(columns_follower_open(&desk->follower,
				 &(struct columns_names){.word = name_word}, &fault),
		FAULT_NONE);
	*state = desk;
	return 0;
}

static int
desk_clear(void **state)
{
	struct desk *desk = *state;
	void *place = desk->place;

	columns_follower_close(desk->follower);
	journal_pen_free(desk->pen);
	place_clear(&place);
	free(desk);
	return 0;
}

#define VALUES(...)                                                                                \
	(const struct store_value[]){__VA_ARGS__},                                                 \
		sizeof((const struct store_value[]){__VA_ARGS__}) / sizeof(struct store_value)

static void
happens(struct desk *desk, enum event_kind kind, int64_t second, int64_t journey, int64_t staff,
	const struct store_value *values, size_t values_n)
{
	if (desk->tx == NULL)
		desk->tx = store_begin(store_writer(desk->store));
	const struct journal_event event = {.branch = 3,
		.kind = kind,
		.at_us = second * SECOND,
		.journey = journey,
		.subject = 1,
		.staff = staff};
	struct fault fault = {0};
	struct store_value all[EVENT_FIELDS_MOST] = {0};
	struct event_field fields[EVENT_FIELDS_MOST];
	int64_t number = 0;

	for (size_t i = 0; i < values_n; i++)
		all[i] = values[i]; /* a kind may have got more fields since */
	assert_int_equal(journal_append(desk->pen, desk->tx, &event, all,
				 journal_kind_fields(journal_kind(kind), fields), &number, &fault),
		FAULT_NONE);
}

static void
opened(struct desk *desk, int64_t second, int64_t journey)
{
	happens(desk, EVENT_JOURNEY_OPENED, second, journey, 0,
		VALUES(store_text(SPAN("cheque")), store_int(2), store_text(SPAN("kiosk"))));
}

static void
taken(struct desk *desk, int64_t second, int64_t journey, int64_t service)
{
	happens(desk, EVENT_TICKET_TAKEN, second, journey, 0,
		VALUES(store_int(service), store_int(1), store_text(SPAN("paper")), store_none()));
}

static void
called(struct desk *desk, int64_t second, int64_t journey, int64_t counter)
{
	happens(desk, EVENT_TICKET_CALLED, second, journey, counter + 10,
		VALUES(store_int(counter), store_none(), store_text(SPAN("next"))));
}

static void
quoted(struct desk *desk, int64_t second, int64_t journey, int64_t least, int64_t most)
{
	happens(desk, EVENT_PROMISE_QUOTED, second, journey, 0,
		VALUES(store_int(least), store_int(most), store_int(4), store_none()));
}

/* All that is new, published and taken. */
static struct columns *
take(struct desk *desk)
{
	if (desk->tx != NULL)
		diary_commit(TAKE(desk->tx));
	struct store_tx *tx = store_begin(store_reader(desk->store, 0));
	struct fault fault = {0};
	size_t n = 0;

	assert_int_equal(
		columns_follower_read(desk->follower, tx, SIZE_MAX, &n, &fault), FAULT_NONE);
	store_rollback(tx);
	columns_follower_publish(desk->follower);
	return columns_follower_take(desk->follower);
}

static void
assert_word(const struct columns *c, const char *name, uint64_t event, const char *word)
{
	const struct column *column =
		strcmp(name, "activity") == 0 ? &c->activity : columns_find(c, name);

	assert_non_null(column);
	const struct span at = words_at(&column->words, column_code(column, event));
	if (!span_is(at, span_of(word)))
		fail_msg("event %llu has %s %.*s, not %s", (unsigned long long)event, name,
			SPAN_PRINT(at), word);
}

static void
an_empty_journal_gives_columns_of_no_events(void **state)
{
	struct columns *c = take(*state);

	assert_int_equal(c->events_n, 0);
	assert_int_equal(c->journeys_n, 0);
	assert_int_equal(c->first[0], 0);
	assert_int_equal(c->activity.words.words_n > 0, true);
	columns_free(c);
}

static void
a_visit_becomes_a_journey_with_the_words_of_its_ids(void **state)
{
	struct desk *desk = *state;

	opened(desk, 1, 70);
	taken(desk, 2, 70, 5);
	quoted(desk, 2, 70, 60 * SECOND, 300 * SECOND);
	called(desk, 90, 70, 2);
	ON_EXIT(columns_guard) struct columns *c = take(desk);
	assert_int_equal(c->events_n, 4);
	assert_int_equal(c->journeys_n, 1);
	assert_true(span_is(words_at(&c->journeys, 0), SPAN("70")));
	assert_word(c, "activity", 0, "journey.opened");
	assert_word(c, "activity", 3, "ticket.called");
	assert_int_equal(c->time_us[3], 90 * SECOND);
	assert_word(c, "branch", 0, "branch-3");
	assert_word(c, "how", 3, "next");
	assert_word(c, "how", 1, "");
	/* Who acted is told of the event alone; what it belongs to of all. */
	assert_word(c, "resource", 1, "");
	assert_word(c, "resource", 3, "staff-12");
	for (uint64_t e = 0; e < 4; e++) {
		assert_word(c, "service", e, "service-5");
		assert_word(c, "counter", e, "counter-2");
		assert_word(c, "staff", e, "staff-12");
		assert_word(c, "channel", e, "kiosk");
		assert_word(c, "cycle", e, "cheque");
		assert_word(c, "version", e, "2");
		assert_word(c, "class", e, "class-1");
	}
	const struct numbers *least = columns_number(c, "least_us");
	const struct numbers *most = columns_number(c, "most_us");
	assert_int_equal(number_at(least, 2), 60 * SECOND);
	assert_int_equal(number_at(most, 2), 300 * SECOND);
	assert_int_equal(number_at(columns_number(c, "ahead"), 2), 4);
	assert_true(number_at(columns_number(c, "counters"), 2) == NUMBER_NONE);
	assert_null(columns_number(c, "due_us"));
	assert_true(number_at(least, 1) == NUMBER_NONE);
	assert_null(columns_number(c, "weight"));
}

static void
a_second_ticket_takes_nothing_from_the_first(void **state)
{
	struct desk *desk = *state;

	opened(desk, 1, 7);
	taken(desk, 2, 7, 5);
	called(desk, 3, 7, 1);
	taken(desk, 4, 7, 6);
	ON_EXIT(columns_guard) struct columns *before = take(desk);
	assert_word(before, "counter", 0, "counter-1");
	assert_word(before, "counter", 3, "");
	assert_word(before, "service", 3, "service-6");
	called(desk, 5, 7, 99);
	ON_EXIT(columns_guard) struct columns *c = take(desk);
	assert_word(c, "counter", 2, "counter-1");
	assert_word(c, "counter", 3, "99");
	assert_word(c, "counter", 4, "99");
	assert_word(c, "channel", 4, "kiosk");
	/* Who had columns before has them still. */
	assert_int_equal(before->events_n, 4);
	assert_word(before, "counter", 3, "");
}

static void
what_comes_late_stands_where_it_belongs(void **state)
{
	struct desk *desk = *state;

	for (int64_t j = 1; j <= 500; j++) {
		opened(desk, 10 * j, j);
		taken(desk, 10 * j + 1, j, 1 + j % 3);
	}
	ON_EXIT(columns_guard) struct columns *before = take(desk);
	happens(desk, EVENT_ANSWER_GIVEN, 100000, 4, 0,
		VALUES(store_text(SPAN("after-visit")), store_text(SPAN("wait")), store_int(5),
			store_int(0)));
	called(desk, 45, 4, 8); /* the clock had gone back */
	opened(desk, 6000, 501);
	ON_EXIT(columns_guard) struct columns *c = take(desk);
	assert_int_equal(before->events_n, 1000);
	assert_int_equal(before->first[4] - before->first[3], 2);
	assert_int_equal(c->events_n, 1003);
	assert_int_equal(c->journeys_n, 501);
	assert_int_equal(c->first[4] - c->first[3], 4);
	assert_word(c, "activity", c->first[3] + 2, "ticket.called");
	assert_word(c, "activity", c->first[3] + 3, "answer.given");
	assert_word(c, "mark", c->first[3] + 3, "5");
	assert_word(c, "item", c->first[3] + 3, "wait");
	assert_word(c, "service", c->first[3] + 3, "service-2");
	assert_true(span_is(words_at(&c->journeys, 4), SPAN("5")));
	assert_true(span_is(words_at(&c->journeys, 500), SPAN("501")));
	for (uint64_t e = 0; e < 6; e++) /* neighbours are as they were */
		assert_int_equal(c->time_us[e], before->time_us[e]);
	for (uint64_t e = 8; e < 1000; e++)
		assert_int_equal(c->time_us[e + 2], before->time_us[e]);
}

static void
what_belongs_to_no_journey_is_left_out(void **state)
{
	struct desk *desk = *state;

	happens(desk, EVENT_COUNTER_OPENED, 1, 0, 4, NULL, 0);
	opened(desk, 2, 1);
	happens(desk, EVENT_STANDARD_BEGUN, 3, 1, 0, NULL, 0); /* a clock, and no step */
	ON_EXIT(columns_guard) struct columns *c = take(desk);
	assert_int_equal(c->events_n, 1);

	struct store_tx *tx = store_begin(store_reader(desk->store, 0));
	struct fault fault = {0};
	size_t n = 1;
	assert_int_equal(
		columns_follower_read(desk->follower, tx, SIZE_MAX, &n, &fault), FAULT_NONE);
	assert_int_equal(n, 0); /* read, all the same */
	store_rollback(tx);
}

static void
journeys_have_the_letters_of_their_numbers(void **state)
{
	static const int64_t numbers[] = {INT64_MIN, -20, 7, 10, 1234567890, INT64_MAX};
	struct desk *desk = *state;

	for (size_t i = 0; i < array_length(numbers); i++)
		opened(desk, 1, numbers[i]);
	ON_EXIT(columns_guard) struct columns *c = take(desk);
	assert_int_equal(c->journeys_n, array_length(numbers));
	for (size_t i = 0; i < array_length(numbers); i++) {
		char letters[24];

		snprintf(letters, sizeof letters, "%lld", (long long)numbers[i]);
		assert_true(span_is(words_at(&c->journeys, i), span_of(letters)));
	}
}

static void
more_words_than_a_byte_can_tell_make_the_column_wider(void **state)
{
	struct desk *desk = *state;
	struct columns *held[3];

	for (int64_t j = 1; j <= 300; j++) {
		opened(desk, j, j);
		taken(desk, j, j, 100 + j);
		if (j % 100 == 0)
			held[j / 100 - 1] = take(desk);
	}
	for (int i = 0; i < 3; i++) {
		const struct columns *c = held[i];
		char word[32];

		assert_int_equal(columns_find(c, "service")->width, i < 2 ? 1 : 2);
		assert_int_equal(c->events_n, 200 * (i + 1));
		for (uint64_t e = 0; e < c->events_n; e++) {
			snprintf(word, sizeof word, "service-%d", 101 + (int)e / 2);
			assert_word(c, "service", e, word);
		}
		columns_free(held[i]);
	}
}

static void
columns_outlive_the_follower(void **state)
{
	struct desk *desk = *state;

	opened(desk, 1, 1);
	struct columns *c = take(desk), *again = columns_follower_take(desk->follower);
	columns_follower_close(TAKE(desk->follower));
	assert_ptr_equal(c, again);
	columns_free(again);
	assert_word(c, "cycle", 0, "cheque");
	columns_free(c);
}

#define ROUNDS 40

struct reading {
	struct columns_follower *follower;
	atomic_bool is_over;
	uint64_t takes_n, wrong_n;
};

/* Whatever is taken is whole: journeys of two events each, in order. */
static void *
reader_run(void *with)
{
	struct reading *reading = with;

	while (!atomic_load(&reading->is_over) || reading->takes_n == 0) {
		struct columns *c = columns_follower_take(reading->follower);
		const uint32_t opened_code = column_find(&c->activity, SPAN("journey.opened"));

		reading->wrong_n += c->first[c->journeys_n] != c->events_n ||
				    c->events_n != 2 * (uint64_t)c->journeys_n;
		for (uint64_t e = 0; e < c->events_n; e += 2)
			reading->wrong_n += column_code(&c->activity, e) != opened_code ||
					    c->time_us[e] >= c->time_us[e + 1];
		columns_free(c);
		reading->takes_n++;
	}
	return NULL;
}

static void
others_read_while_the_follower_goes_on(void **state)
{
	struct desk *desk = *state;
	struct reading reading = {.follower = desk->follower};
	pthread_t reader;

	assert_int_equal(pthread_create(&reader, NULL, reader_run, &reading), 0);
	for (int64_t round = 0; round < ROUNDS; round++) {
		for (int64_t j = 5 * round; j < 5 * (round + 1); j++) {
			opened(desk, 10 + j, 1 + j);
			taken(desk, 20 + j, 1 + j, 1 + j % 3);
		}
		columns_free(take(desk));
	}
	atomic_store(&reading.is_over, true);
	assert_int_equal(pthread_join(reader, NULL), 0);
	assert_int_equal(reading.wrong_n, 0);
	assert_true(reading.takes_n > 0);
}

#define at_a_desk(test) cmocka_unit_test_setup_teardown(test, desk_make, desk_clear)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		at_a_desk(an_empty_journal_gives_columns_of_no_events),
		at_a_desk(a_visit_becomes_a_journey_with_the_words_of_its_ids),
		at_a_desk(a_second_ticket_takes_nothing_from_the_first),
		at_a_desk(what_comes_late_stands_where_it_belongs),
		at_a_desk(what_belongs_to_no_journey_is_left_out),
		at_a_desk(journeys_have_the_letters_of_their_numbers),
		at_a_desk(more_words_than_a_byte_can_tell_make_the_column_wider),
		at_a_desk(columns_outlive_the_follower),
		at_a_desk(others_read_while_the_follower_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
