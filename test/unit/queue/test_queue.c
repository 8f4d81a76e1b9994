/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whose turn it is: the calls of domain §16, agreed times, tickets sent to a counter, skills; and
 * that queue_ahead counts what queue_choose then does.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "queue/queue.h"

#define TICKETS_MOST 400

enum { PLATINUM, GOLD, SILVER };

static const struct queue_rules ratios = {.up_to = {2, 1, 0}, .classes_n = 3, .early_us = 5};

struct line {
	struct queue_ticket tickets[TICKETS_MOST];
	size_t n;
};

static void
join(struct line *line, int class_, int64_t place_us, int64_t service)
{
	static int64_t last;

	line->tickets[line->n++] = (struct queue_ticket){
		.ticket = ++last, .service = service, .place_us = place_us, .class_ = class_};
}

static bool
serves_all(const void *with, int64_t service)
{
	(void)with;
	(void)service;
	return true;
}

/* `with` is a mask of services. */
static bool
serves_some(const void *with, int64_t service)
{
	return (*(const unsigned *)with >> service & 1) != 0;
}

static const struct queue_counter anything = {.counter = 1, .serves = serves_all};

static void
drop(struct line *line, size_t i)
{
	memmove(&line->tickets[i], &line->tickets[i + 1],
		(line->n - i - 1) * sizeof line->tickets[0]);
	line->n--;
}

/* The classes called, one after the other, as letters; until `calls` or nobody is left. */
static const char *
calls_of(struct line *line, const struct queue_rules *rules, struct queue_turn *turn,
	const struct queue_counter *counter, size_t calls, int64_t now_us, char *into)
{
	size_t n = 0;

	for (; n < calls; n++) {
		const long i = queue_choose(rules, turn, line->tickets, line->n, counter, now_us);

		if (i < 0)
			break;
		into[n] = "PGS"[line->tickets[i].class_];
		drop(line, (size_t)i);
	}
	into[n] = '\0';
	return into;
}

static void
full_classes_are_called_by_their_ratios(void **state)
{
	(void)state;
	struct line line = {0};
	struct queue_turn turn = {0};
	char calls[20];

	for (int i = 0; i < 20; i++)
		for (int c = PLATINUM; c <= SILVER; c++)
			join(&line, c, i, 1);
	assert_string_equal(
		calls_of(&line, &ratios, &turn, &anything, 12, 100, calls), "PPGSPPGSPPGS");
}

static void
an_empty_class_is_passed_over_and_saves_nothing_up(void **state)
{
	(void)state;
	struct line line = {0};
	struct queue_turn turn = {0};
	char calls[20];

	for (int i = 0; i < 20; i++) {
		join(&line, GOLD, i, 1);
		join(&line, SILVER, i, 1);
	}
	assert_string_equal(calls_of(&line, &ratios, &turn, &anything, 7, 100, calls), "GSGSGSG");
	for (int i = 0; i < 6; i++)
		join(&line, PLATINUM, 50 + i, 1);
	/* Two, not the six of the three rounds without them. */
	assert_string_equal(calls_of(&line, &ratios, &turn, &anything, 9, 100, calls), "PPSPPGSPP");
}

static void
within_a_class_the_oldest_place_goes_first_and_ties_by_ticket(void **state)
{
	(void)state;
	struct line line = {0};
	struct queue_turn turn = {0};

	join(&line, SILVER, 30, 1);
	join(&line, SILVER, 20, 1);
	join(&line, SILVER, 20, 1);
	assert_int_equal(queue_choose(&ratios, &turn, line.tickets, 3, &anything, 100), 1);
	drop(&line, 1);
	assert_int_equal(queue_choose(&ratios, &turn, line.tickets, 2, &anything, 100), 1);
}

static void
a_class_without_a_limit_goes_strictly_first(void **state)
{
	(void)state;
	const struct queue_rules rules = {.up_to = {0, 1, 0}, .classes_n = 3};
	struct line line = {0};
	struct queue_turn turn = {0};
	char calls[20];

	for (int i = 0; i < 5; i++)
		for (int c = PLATINUM; c <= SILVER; c++)
			join(&line, c, i, 1);
	assert_string_equal(
		calls_of(&line, &rules, &turn, &anything, 12, 100, calls), "PPPPPGSGSGSG");
}

static void
agreed_times_that_have_come_go_before_the_classes_the_earliest_first(void **state)
{
	(void)state;
	struct line line = {0};
	struct queue_turn turn = {0};

	join(&line, PLATINUM, 1, 1);
	join(&line, SILVER, 2, 1);
	join(&line, SILVER, 3, 1);
	line.tickets[1].appointment_us = 60;
	line.tickets[2].appointment_us = 50;
	assert_int_equal(queue_choose(&ratios, &turn, line.tickets, 3, &anything, 44), 0);
	assert_int_equal(queue_choose(&ratios, &turn, line.tickets, 3, &anything, 45), 2);
	assert_int_equal(queue_choose(&ratios, &turn, line.tickets, 3, &anything, 99), 2);
	drop(&line, 2);
	assert_int_equal(queue_choose(&ratios, &turn, line.tickets, 2, &anything, 55), 1);
	/* Too early, it still has its place in its class. */
	drop(&line, 0);
	assert_int_equal(queue_choose(&ratios, &turn, line.tickets, 1, &anything, 10), 0);
}

static void
a_ticket_sent_to_a_counter_is_its_first_and_nobody_elses(void **state)
{
	(void)state;
	struct queue_counter other = anything;
	struct line line = {0};
	struct queue_turn turn = {0};

	other.counter = 2;
	join(&line, PLATINUM, 1, 1);
	join(&line, SILVER, 9, 1);
	line.tickets[1].for_counter = 2;
	assert_int_equal(queue_choose(&ratios, &turn, line.tickets, 2, &anything, 100), 0);
	assert_int_equal(queue_choose(&ratios, &turn, line.tickets, 2, &other, 100), 1);
	drop(&line, 0);
	assert_int_equal(queue_choose(&ratios, &turn, line.tickets, 1, &anything, 100), -1);
}

static void
a_counter_calls_only_what_it_serves(void **state)
{
	(void)state;
	const unsigned mask = 1u << 2;
	const struct queue_counter some = {.counter = 1, .serves = serves_some, .with = &mask};
	struct line line = {0};
	struct queue_turn turn = {0};

	join(&line, PLATINUM, 1, 1);
	join(&line, SILVER, 2, 2);
	assert_int_equal(queue_choose(&ratios, &turn, line.tickets, 2, &some, 100), 1);
	drop(&line, 1);
	assert_int_equal(queue_choose(&ratios, &turn, line.tickets, 1, &some, 100), -1);
}

static void
a_counter_that_serves_one_class_only_uses_nobodys_turn_up(void **state)
{
	(void)state;
	const unsigned mask = 1u << 2;
	const struct queue_counter some = {.counter = 2, .serves = serves_some, .with = &mask};
	struct line line = {0};
	struct queue_turn turn = {0};
	char calls[20], theirs[20], all[60] = "";

	for (int i = 0; i < 30; i++) {
		join(&line, PLATINUM, i, 1);
		join(&line, GOLD, i, 1);
		join(&line, SILVER, i, 2);
	}
	for (int i = 0; i < 8; i++) {
		all[i] = calls_of(&line, &ratios, &turn, &anything, 1, 100, calls)[0];
		assert_string_equal(calls_of(&line, &ratios, &turn, &some, 1, 100, theirs), "S");
	}
	assert_string_equal(all, "PPGSPPGS");
}

static void
a_class_that_the_rules_no_longer_know_goes_last(void **state)
{
	(void)state;
	struct line line = {0};
	struct queue_turn turn = {0};

	join(&line, 7, 1, 1);
	join(&line, GOLD, 2, 1);
	assert_int_equal(queue_choose(&ratios, &turn, line.tickets, 2, &anything, 100), 1);
	drop(&line, 1);
	assert_int_equal(queue_choose(&ratios, &turn, line.tickets, 1, &anything, 100), 0);
}

static uint64_t
random_next(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return *seed >> 33;
}

static void
random_line(struct line *line, uint64_t *seed)
{
	const size_t n = 1 + random_next(seed) % 30;

	*line = (struct line){0};
	for (size_t i = 0; i < n; i++) {
		struct queue_ticket *ticket = &line->tickets[i];

		join(line, (int)(random_next(seed) % 4), (int64_t)(random_next(seed) % 40),
			(int64_t)(random_next(seed) % 4));
		if (random_next(seed) % 5 == 0)
			ticket->appointment_us = 1 + (int64_t)(random_next(seed) % 60);
		if (random_next(seed) % 7 == 0)
			ticket->for_counter = 1 + (int64_t)(random_next(seed) % 2);
	}
}

/* Whoever is said to be the k-th is the k-th who is called. */
static void
as_many_are_ahead_as_are_then_called_before(void **state)
{
	(void)state;
	uint64_t seed = 16;

	for (int round = 0; round < 3000; round++) {
		const unsigned mask = (unsigned)random_next(&seed) % 16;
		const struct queue_counter counter = {
			.counter = 1, .serves = serves_some, .with = &mask};
		const struct queue_rules rules = {
			.up_to = {(int)(random_next(&seed) % 4), (int)(random_next(&seed) % 3),
				(int)(random_next(&seed) % 3)},
			.classes_n = 3,
			.early_us = 3};
		struct queue_turn turn = {0};
		size_t ahead[TICKETS_MOST];
		int64_t ids[TICKETS_MOST];
		struct line line;
		size_t n, called = 0;

		random_line(&line, &seed);
		n = line.n;
		turn.calls[0] = rules.up_to[0] > 0 ? (int)random_next(&seed) % rules.up_to[0] : 0;
		for (size_t i = 0; i < n; i++) {
			ids[i] = line.tickets[i].ticket;
			ahead[i] = queue_ahead(&rules, &turn, line.tickets, n, &counter, i, 30);
		}
		for (;; called++) {
			const long i =
				queue_choose(&rules, &turn, line.tickets, line.n, &counter, 30);

			if (i < 0)
				break;
			for (size_t k = 0; k < n; k++)
				if (ids[k] == line.tickets[i].ticket)
					assert_int_equal(ahead[k], called);
			drop(&line, (size_t)i);
		}
		/* Whom this counter never calls has all of those before. */
		for (size_t i = 0; i < line.n; i++)
			for (size_t k = 0; k < n; k++)
				if (ids[k] == line.tickets[i].ticket)
					assert_int_equal(ahead[k], called);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(full_classes_are_called_by_their_ratios),
		cmocka_unit_test(an_empty_class_is_passed_over_and_saves_nothing_up),
		cmocka_unit_test(within_a_class_the_oldest_place_goes_first_and_ties_by_ticket),
		cmocka_unit_test(a_class_without_a_limit_goes_strictly_first),
		cmocka_unit_test(
			agreed_times_that_have_come_go_before_the_classes_the_earliest_first),
		cmocka_unit_test(a_ticket_sent_to_a_counter_is_its_first_and_nobody_elses),
		cmocka_unit_test(a_counter_calls_only_what_it_serves),
		cmocka_unit_test(a_counter_that_serves_one_class_only_uses_nobodys_turn_up),
		cmocka_unit_test(a_class_that_the_rules_no_longer_know_goes_last),
		cmocka_unit_test(as_many_are_ahead_as_are_then_called_before),
	};

	return cmocka_run_group_tests_name("queue", tests, NULL, NULL);
}
